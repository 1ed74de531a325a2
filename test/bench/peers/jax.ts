/** @file jax-js: its devices, and how to wait for its results. */

import * as jax from '@jax-js/jax';

export type JaxDevice = 'wasm' | 'webgpu';

export interface Jax {
  readonly jax: typeof jax;
  /** Waits until the arrays are computed, and lets go of them. */
  done(...results: jax.Array[]): Promise<void>;
}

/** @returns null where the device does not start */
export async function openJax(device: JaxDevice): Promise<Jax | null> {
  if (!(await jax.init(device)).includes(device)) return null;
  jax.defaultDevice(device);
  return {
    jax,
    async done(...results) {
      await jax.blockUntilReady(results);
      for (const result of results) result.dispose();
    },
  };
}
