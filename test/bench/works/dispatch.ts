/** @file Work so small that only what surrounds the arithmetic is seen: a chain of additions, and a tiny training step. */

import type { Scalar } from '@tensorflow/tfjs-core';
import { nn, optim, torch } from '../../../engine/index';
import { timesAsFast, type Work } from '../work';

const LINKS = 1000;
const FOUR = [1, 2, 3, 4];
const TARGET = [1, 2, 3, 4, 5];
const LR = 1e-6;

const chain: Work = {
  name: '1,000 adds of 4',
  targets: { cpu: { kind: 'ms', atMost: 1 }, webgpu: timesAsFast(1) },
  ours({ done }) {
    const x = torch.tensor(FOUR, { dtype: torch.float32, requiresGrad: true });
    return () => {
      let y = x;
      for (let i = 0; i < LINKS; i++) y = y.add(x);
      return done(y);
    };
  },
  tfjs({ tf, done }) {
    const x = tf.tensor1d(FOUR);
    return () =>
      done(
        tf.tidy(() => {
          let y = x;
          for (let i = 0; i < LINKS; i++) y = tf.add(y, x);
          return y;
        }),
      );
  },
  jax({ jax: { numpy: np }, done }) {
    const x = np.array(FOUR);
    return () => {
      let y = x.ref;
      for (let i = 0; i < LINKS; i++) y = y.add(x.ref);
      return done(y);
    };
  },
};

/** The curriculum's N2: 3→2→5, the sum of squared differences, SGD. */
const tinyStep: Work = {
  name: 'step of 3→2→5',
  targets: { cpu: timesAsFast(2, 'PyTorch') },
  ours({ done }) {
    const x = torch.tensor([1, 2, 3], { dtype: torch.float32 });
    const target = torch.tensor(TARGET, { dtype: torch.float32 });
    const [fc1, fc2] = [new nn.Linear(3, 2), new nn.Linear(2, 5)];
    const sgd = new optim.SGD([...fc1.parameters(), ...fc2.parameters()], { lr: LR });
    return () => {
      const loss = fc2(fc1(x)).sub(target).pow(2).sum();
      sgd.zeroGrad();
      loss.backward();
      sgd.step();
      return done(loss);
    };
  },
  tfjs({ tf, done }) {
    const [x, target] = [tf.tensor2d([[1, 2, 3]]), tf.tensor2d([TARGET])];
    const weight = (rows: number, columns: number) => tf.variable(tf.fill([rows, columns], 0.1));
    const [w1, b1] = [weight(3, 2), tf.variable(tf.zeros([2]))];
    const [w2, b2] = [weight(2, 5), tf.variable(tf.zeros([5]))];
    const sgd = tf.train.sgd(LR);
    const loss = () => {
      const y = tf.add(tf.matMul(tf.add(tf.matMul(x, w1), b1), w2), b2);
      return tf.sum(tf.square(tf.sub(y, target))) as Scalar;
    };
    return () => done(sgd.minimize(loss, true, [w1, b1, w2, b2])!);
  },
  jax({ jax, done }) {
    const { jit, numpy: np, valueAndGrad } = jax;
    type A = InstanceType<typeof jax.Array>;
    const [x, target] = [np.array([[1, 2, 3]]), np.array([TARGET])];
    const lossOf = (params: A[], input: A, wanted: A): A => {
      const [w1, b1, w2, b2] = params as [A, A, A, A];
      const y = np.matmul(np.matmul(input, w1).add(b1), w2).add(b2);
      return np.square(y.sub(wanted)).sum();
    };
    const step = jit((params: A[], input: A, wanted: A) => {
      const [loss, grads] = valueAndGrad(lossOf)(
        params.map((p) => p.ref),
        input,
        wanted,
      ) as unknown as [A, A[]];
      return [loss, params.map((p, i) => p.sub(grads[i]!.mul(LR)))] as [A, A[]];
    });
    let params = [np.full([3, 2], 0.1), np.zeros([2]), np.full([2, 5], 0.1), np.zeros([5])];
    return async () => {
      let loss: A;
      [loss, params] = step(params, x.ref, target.ref);
      await jax.blockUntilReady(params);
      await done(loss);
    };
  },
};

export const DISPATCH: readonly Work[] = [chain, tinyStep];
