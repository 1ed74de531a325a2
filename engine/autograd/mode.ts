/** @file Grad mode: whether operations are remembered. */

import { restoring } from './restoring';

const mode = { enabled: true, findsAnomalies: false };

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
  return restoring(work, () => void (mode.enabled = before));
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

/** Whether backward looks for gradients that are NaN. */
export function findsAnomalies(): boolean {
  return mode.findsAnomalies;
}

/**
 * Whether backward stops at the first operation that gives NaN as a gradient, and names it.
 * Source: https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.set_detect_anomaly
 */
export function setDetectAnomaly(enabled: boolean): void {
  mode.findsAnomalies = enabled;
}

/**
 * Runs `work`, in which backward stops at the first operation that gives NaN as a gradient, and names it.
 * Source: https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.detect_anomaly
 */
export function detectAnomaly<T>(work: () => T): T {
  const before = mode.findsAnomalies;
  mode.findsAnomalies = true;
  return restoring(work, () => void (mode.findsAnomalies = before));
}
