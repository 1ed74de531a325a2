/** @file The product of two square matrices. */

import { torch } from '../../../engine/index';
import { numbers, timesAsFast, type Work } from '../work';

function matmul(n: number): Work {
  const [left, right] = [numbers(n * n), numbers(n * n, 0.5)];
  return {
    name: `matmul ${n}`,
    targets: { cpu: timesAsFast(1) },
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

export const MATMUL: readonly Work[] = [256, 512, 1024].map(matmul);
