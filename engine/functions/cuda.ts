/** @file `torch.cuda`: the question every PyTorch program asks first. 'cuda' is another name for 'webgpu' here. */

import { hasDevice } from '../devices/registry';

/**
 * Whether a GPU was opened for this run.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cuda.is_available.html
 */
export function isAvailable(): boolean {
  return hasDevice('webgpu');
}
