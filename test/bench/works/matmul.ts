/** @file The product of two square matrices, and of many small ones. */

import { torch } from '../../../engine/index';
import { numbers, timesAsFast, type Work } from '../work';

function matmul(n: number): Work {
  const [left, right] = [numbers(n * n), numbers(n * n, 0.5)];
  return {
    name: `matmul ${n}`,
    targets: { cpu: timesAsFast(1), webgpu: timesAsFast(1) },
    ours({ done }) {
      const [a, b] = [torch.fromArray(left).view(n, n), torch.fromArray(right).view(n, n)];
      return () => done(a.matmul(b));
    },
    tfjs({ tf, done }) {
      const [a, b] = [tf.tensor2d(left, [n, n]), tf.tensor2d(right, [n, n])];
      return () => done(tf.matMul(a, b));
    },
    jax({ jax: { numpy: np }, done }) {
      const [a, b] = [np.array(left).reshape([n, n]), np.array(right).reshape([n, n])];
      return () => done(np.matmul(a.ref, b.ref));
    },
  };
}

const [BATCH, ROWS, INNER] = [32, 128, 64] as const;

const batched: Work = {
  name: `matmul ${BATCH}×${ROWS}×${INNER}`,
  targets: { webgpu: timesAsFast(1) },
  ours({ done }) {
    const a = torch.fromArray(numbers(BATCH * ROWS * INNER)).view(BATCH, ROWS, INNER);
    const b = torch.fromArray(numbers(BATCH * ROWS * INNER, 0.5)).view(BATCH, INNER, ROWS);
    return () => done(a.matmul(b));
  },
  tfjs({ tf, done }) {
    const a = tf.tensor3d(numbers(BATCH * ROWS * INNER), [BATCH, ROWS, INNER]);
    const b = tf.tensor3d(numbers(BATCH * ROWS * INNER, 0.5), [BATCH, INNER, ROWS]);
    return () => done(tf.matMul(a, b));
  },
  jax({ jax: { numpy: np }, done }) {
    const a = np.array(numbers(BATCH * ROWS * INNER)).reshape([BATCH, ROWS, INNER]);
    const b = np.array(numbers(BATCH * ROWS * INNER, 0.5)).reshape([BATCH, INNER, ROWS]);
    return () => done(np.matmul(a.ref, b.ref));
  },
};

export const MATMUL: readonly Work[] = [...[256, 512, 1024].map(matmul), batched];
