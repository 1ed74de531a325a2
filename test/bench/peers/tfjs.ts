/** @file TensorFlow.js: its backends, and how to wait for its results. */

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import '@tensorflow/tfjs-backend-webgpu';

export type TfjsBackend = 'wasm' | 'cpu' | 'webgpu';

export interface Tfjs {
  readonly tf: typeof tf;
  /** Waits until the tensor is computed, and disposes of it. */
  done(result: tf.Tensor): void | Promise<void>;
}

setWasmPaths({
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threaded,
});

/** @returns null where the backend does not start */
export async function openTfjs(backend: TfjsBackend): Promise<Tfjs | null> {
  if (!(await tf.setBackend(backend).catch(() => false))) return null;
  await tf.ready();
  return {
    tf,
    done(result) {
      if (backend !== 'webgpu') result.dispose();
      else return settle(result);
    },
  };
}

/** Reads it: what the queue itself says of being done comes too early, or fails where nothing was left to submit. */
async function settle(result: tf.Tensor): Promise<void> {
  await result.data();
  result.dispose();
}
