/** @file Modules made without what they need say so in PyTorch's words. */

import { expect, test } from 'vitest';
import { nn } from '../../../engine/index';

type Make = new (...args: unknown[]) => unknown;

// the messages are Python's own, read off PyTorch
test.each([
  [
    nn.Linear,
    [],
    "Linear.__init__() missing 2 required positional arguments: 'in_features' and 'out_features'",
  ],
  [nn.Linear, [3], "Linear.__init__() missing 1 required positional argument: 'out_features'"],
  [
    nn.Bilinear,
    [],
    "Bilinear.__init__() missing 3 required positional arguments: 'in1_features', 'in2_features', and 'out_features'",
  ],
  [nn.Conv1d, [1, 2], "Conv1d.__init__() missing 1 required positional argument: 'kernel_size'"],
  [
    nn.Conv2d,
    [],
    "Conv2d.__init__() missing 3 required positional arguments: 'in_channels', 'out_channels', and 'kernel_size'",
  ],
  [
    nn.ConvTranspose2d,
    [1],
    "ConvTranspose2d.__init__() missing 2 required positional arguments: 'out_channels' and 'kernel_size'",
  ],
  [nn.Embedding, [5], "Embedding.__init__() missing 1 required positional argument: 'embedding_dim'"],
  [nn.EmbeddingBag, [5], "EmbeddingBag.__init__() missing 1 required positional argument: 'embedding_dim'"],
  [nn.LayerNorm, [], "LayerNorm.__init__() missing 1 required positional argument: 'normalized_shape'"],
  [nn.RMSNorm, [], "RMSNorm.__init__() missing 1 required positional argument: 'normalized_shape'"],
  [nn.GroupNorm, [2], "GroupNorm.__init__() missing 1 required positional argument: 'num_channels'"],
])('%o of %j', (module, args, message) => {
  expect(() => new (module as unknown as Make)(...args)).toThrow(message);
});
