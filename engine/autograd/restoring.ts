/** @file Work after which something is as it was before. */

/** Runs `work`, then `restore`, whatever comes of it; also right for `work` that awaits. */
export function restoring<T>(work: () => T, restore: () => void): T {
  let result: T;
  try {
    result = work();
  } catch (error) {
    restore();
    throw error;
  }
  if (result instanceof Promise) return result.finally(restore) as T;
  restore();
  return result;
}
