/**
 * @file How near each family of golden figures has to come to PyTorch: about three times the worst that was measured.
 * Results and gradients are apart; integers, shapes, dtypes and messages are always exact.
 */

type Kind = 'result' | 'gradient';
type Pair = readonly [result: number, gradient: number];

/** Relative to the element, and absolute to the largest up to 1. webgpu has float32 alone. */
interface Tolerance {
  readonly float64: Pair;
  readonly float32: Pair;
  readonly webgpu: Pair;
}

const EXACTLY: Pair = [0, 0];

/** By family: the files of families/. */
const FAMILIES: Readonly<Record<string, Tolerance>> = {
  // what copies, chooses and compares is exact; where gradients meet in one element they are added in some order
  indexing: { float64: EXACTLY, float32: [0, 2e-7], webgpu: [0, 2e-7] },
  joining: { float64: EXACTLY, float32: EXACTLY, webgpu: EXACTLY },
  reshaping: { float64: EXACTLY, float32: [0, 3e-7], webgpu: [0, 3e-7] },
  scalars: { float64: EXACTLY, float32: EXACTLY, webgpu: EXACTLY },
  errors: { float64: EXACTLY, float32: EXACTLY, webgpu: EXACTLY },
  sorting: { float64: [1e-15, 0], float32: [4e-7, 0], webgpu: [4e-7, 0] },
  make: { float64: [1e-15, 0], float32: [0, 3e-7], webgpu: [2e-7, 7e-7] },
  choosing: { float64: [1e-15, 0], float32: [3e-7, 3e-7], webgpu: [3e-7, 8e-7] },
  // functions of each element: an ulp or two
  pointwise: { float64: [1e-15, 7e-15], float32: [4e-7, 2e-6], webgpu: [4e-7, 2e-6] },
  inplace: { float64: [1e-15, 1e-15], float32: [3e-7, 2e-6], webgpu: [3e-7, 1e-6] },
  // 1 − sigmoid is what rounding leaves of it where sigmoid is near 1
  activation: { float64: [1e-15, 2e-15], float32: [2e-6, 2e-5], webgpu: [2e-6, 4e-7] },
  surface: { float64: [2e-15, 2e-14], float32: [2e-7, 3e-7], webgpu: [3e-7, 7e-7] },
  // sums in another order
  basics: { float64: [6e-15, 5e-15], float32: [2e-6, 3e-6], webgpu: [2e-6, 3e-6] },
  reduction: { float64: [1e-15, 2e-15], float32: [3e-7, 3e-6], webgpu: [4e-7, 7e-7] },
  matrix: { float64: [3e-15, 2e-14], float32: [6e-7, 5e-6], webgpu: [6e-7, 3e-6] },
  convolution: { float64: [5e-15, 5e-15], float32: [3e-6, 2e-6], webgpu: [2e-6, 2e-6] },
  pooling: { float64: [2e-15, 2e-15], float32: [1e-6, 7e-7], webgpu: [1e-6, 9e-7] },
  normalization: { float64: [1e-15, 5e-15], float32: [5e-7, 3e-6], webgpu: [6e-7, 4e-6] },
  layers: { float64: [5e-15, 5e-15], float32: [3e-6, 3e-6], webgpu: [3e-6, 3e-6] },
  attention: { float64: [2e-15, 5e-15], float32: [5e-7, 9e-7], webgpu: [4e-7, 2e-6] },
  sampling: { float64: [2e-15, 2e-15], float32: [5e-7, 3e-6], webgpu: [5e-7, 3e-6] },
  // polynomials of places, which rounding has moved
  bicubic: { float64: [8e-15, 2e-14], float32: [3e-6, 2e-5], webgpu: [3e-6, 2e-5] },
  special: { float64: [6e-15, 2e-13], float32: [4e-6, 4e-6], webgpu: [4e-6, 4e-6] },
  signs: { float64: [1e-15, 2e-15], float32: [4e-7, 2e-6], webgpu: [4e-7, 2e-6] },
  sampled: { float64: [2e-15, 2e-15], float32: [2e-6, 2e-6], webgpu: [2e-6, 2e-6] },
  scattering: { float64: [1e-15, 1e-15], float32: [2e-7, 3e-7], webgpu: [2e-7, 3e-7] },
  nodes: { float64: [2e-15, 2e-15], float32: [3e-6, 3e-5], webgpu: [3e-6, 3e-5] },
  loss: { float64: [1e-15, 1e-15], float32: [3e-6, 3e-6], webgpu: [2e-6, 2e-6] },
  // the condition of a matrix multiplies what rounding leaves
  linalg: { float64: [3e-15, 2e-14], float32: [2e-6, 3e-5], webgpu: [2e-6, 2e-5] },
};

/** Ops of any family whose results are elements as they were, choices among them, or whole numbers. */
const EXACT = new Set(
  `neg abs sign floor ceil trunc fix frac round nanToNum positive relu leakyRelu relu6 hardtanh hardshrink threshold
  clamp clampMin clampMax minimum maximum max min amax amin aminmax cummax cummin sort argsort topk kthvalue median mode
  unique uniqueConsecutive where zero fill copy floorDivide fmod remainder embedding dropout pad maxPool1d maxPool2d
  adaptiveMaxPool1d adaptiveMaxPool2d pixelShuffle pixelUnshuffle view reshape expand transpose t viewAs swapdims adjoint
  hsplit vsplit dsplit diagflat meshgrid concatenate asTensor squeeze unsqueeze swapaxes detach indexPut zeros ones full
  zerosLike onesLike fullLike arange eye cartesianProd combinations`.split(/\s+/),
);

/** The tolerance for one op's results or gradients; `device` alone counts on webgpu. */
export function toleranceOf(
  family: string,
  op: string,
  device: 'cpu' | 'webgpu',
  precision: 'float32' | 'float64',
  kind: Kind,
): number {
  const table = FAMILIES[family];
  if (!table) throw new Error(`the family ${family} has no tolerance`);
  const name = op.slice(op.lastIndexOf('.') + 1).replace(/_$/, '');
  if (kind === 'result' && EXACT.has(name)) return 0;
  const [result, gradient] = device === 'webgpu' ? table.webgpu : table[precision];
  return kind === 'result' ? result : gradient;
}
