/** @file Forward and backward in one go of what has kernels that leave something out of memory: cross-entropy, attention. */

import { F, torch } from '../../../engine/index';
import { numbers, timesAsFast, type Work } from '../work';

const [ROWS, CLASSES] = [4096, 256] as const;
const logits = (): Float32Array<ArrayBuffer> => numbers(ROWS * CLASSES, 4);
const labels = (): number[] => Array.from({ length: ROWS }, (_, i) => (i * 7) % CLASSES);

const crossEntropy: Work = {
  name: `cross-entropy ${ROWS}×${CLASSES}`,
  targets: { webgpu: timesAsFast(1) },
  ours({ done }) {
    const x = torch.fromArray(logits()).view(ROWS, CLASSES).requiresGrad_();
    const y = torch.tensor(labels());
    return () => {
      x.grad = null;
      F.crossEntropy(x, y).backward();
      return done(x.grad!);
    };
  },
  tfjs({ tf, done }) {
    const x = tf.tensor2d(logits(), [ROWS, CLASSES]);
    const y = tf.oneHot(tf.tensor1d(labels(), 'int32'), CLASSES);
    const slope = tf.grad((input) => tf.losses.softmaxCrossEntropy(y, input));
    return () => done(slope(x));
  },
  jax({ jax, done }) {
    const { jit, nn, numpy: np, valueAndGrad } = jax;
    type A = InstanceType<typeof jax.Array>;
    const x = np.array(logits()).reshape([ROWS, CLASSES]);
    const y = nn.oneHot(np.array(labels(), { dtype: np.int32 }), CLASSES);
    const lossOf = ([input]: A[], target: A): A =>
      nn
        .logSoftmax(input!, 1)
        .mul(target)
        .sum()
        .mul(-1 / ROWS);
    const step = jit((input: A, target: A) => valueAndGrad(lossOf)([input], target) as unknown as [A, A[]]);
    return () => {
      const [loss, slopes] = step(x.ref, y.ref);
      return done(loss, ...slopes);
    };
  },
};

const [BATCH, HEADS, TOKENS, WIDTH] = [4, 8, 128, 16] as const;
const SHAPE = [BATCH, HEADS, TOKENS, WIDTH] as const;
const SCALE = 1 / Math.sqrt(WIDTH);
const SIZE = BATCH * HEADS * TOKENS * WIDTH;
/** What comes after a query is hidden from it. */
const hidden = (): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: TOKENS * TOKENS }, (_, i) => (i % TOKENS > Math.floor(i / TOKENS) ? -1e9 : 0));

const attention: Work = {
  name: `attention ${SHAPE.join('×')}`,
  targets: { webgpu: timesAsFast(1) },
  ours({ done }) {
    const [q, k, v] = [1, 2, 3].map((scale) =>
      torch
        .fromArray(numbers(SIZE, scale))
        .view(...SHAPE)
        .requiresGrad_(),
    );
    return () => {
      for (const x of [q!, k!, v!]) x.grad = null;
      F.scaledDotProductAttention(q!, k!, v!, { isCausal: true }).sum().backward();
      return done(k!.grad!.add(q!.grad!).add(v!.grad!));
    };
  },
  tfjs({ tf, done }) {
    const parts = [1, 2, 3].map((scale) => tf.tensor(numbers(SIZE, scale), [...SHAPE]));
    const mask = tf.tensor2d(hidden(), [TOKENS, TOKENS]);
    const slopes = tf.grads((...[q, k, v]) => {
      const scores = tf.add(tf.mul(tf.matMul(q!, k!, false, true), SCALE), mask);
      return tf.sum(tf.matMul(tf.softmax(scores, -1), v!));
    });
    return () => done(tf.tidy(() => tf.addN(slopes(parts))));
  },
  jax({ jax, done }) {
    const { jit, nn, numpy: np, valueAndGrad } = jax;
    type A = InstanceType<typeof jax.Array>;
    const parts = [1, 2, 3].map((scale) => np.array(numbers(SIZE, scale)).reshape([...SHAPE]));
    const mask = np.array(hidden()).reshape([TOKENS, TOKENS]);
    const lossOf = ([q, k, v]: A[], masked: A): A => {
      const scores = np.matmul(q!, k!.transpose([0, 1, 3, 2])).mul(SCALE);
      return np.matmul(nn.softmax(scores.add(masked), -1), v!).sum();
    };
    const step = jit((given: A[], masked: A) => valueAndGrad(lossOf)(given, masked) as unknown as [A, A[]]);
    return () => {
      const [loss, slopes] = step(
        parts.map((part) => part.ref),
        mask.ref,
      );
      return done(loss, ...slopes);
    };
  },
};

export const BACK_AND_FORTH: readonly Work[] = [crossEntropy, attention];
