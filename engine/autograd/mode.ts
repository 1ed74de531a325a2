/** @file Grad mode: whether operations are remembered. */

const mode = { enabled: true };

/**
 * Whether operations are remembered.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.is_grad_enabled.html
 */
export function isGradEnabled(): boolean {
  return mode.enabled;
}

/** Runs `work` with grad mode set; also right for `work` that awaits. */
export function withGradMode<T>(enabled: boolean, work: () => T): T {
  const before = mode.enabled;
  mode.enabled = enabled;
  let result: T;
  try {
    result = work();
  } catch (error) {
    mode.enabled = before;
    throw error;
  }
  if (result instanceof Promise) {
    return result.finally(() => (mode.enabled = before)) as T;
  }
  mode.enabled = before;
  return result;
}

/**
 * Operations inside `work` are not remembered: their results do not require grad.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html
 */
export function noGrad<T>(work: () => T): T {
  return withGradMode(false, work);
}

/**
 * Operations inside `work` are remembered, also within `noGrad`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.enable_grad.html
 */
export function enableGrad<T>(work: () => T): T {
  return withGradMode(true, work);
}
