/** @file Two convolutions 1→20→20 with kernel 5 on a batch of 32 images of 28², forward and backward. */

import type { Scalar } from '@tensorflow/tfjs-core';
import { nn, torch } from '../../../engine/index';
import { numbers, timesAsFast, type Work } from '../work';

const [BATCH, SIDE, CHANNELS, KERNEL] = [32, 28, 20, 5] as const;

export const convolution: Work = {
  name: 'conv 1→20→20',
  targets: { cpu: timesAsFast(1.5), webgpu: timesAsFast(1.5) },
  ours({ done }) {
    const x = torch.fromArray(numbers(BATCH * SIDE * SIDE)).view(BATCH, 1, SIDE, SIDE);
    const net = new nn.Sequential(
      new nn.Conv2d(1, CHANNELS, KERNEL, { bias: false }),
      new nn.ReLU(),
      new nn.Conv2d(CHANNELS, CHANNELS, KERNEL, { bias: false }),
    );
    return () => {
      const loss = net(x).sum();
      net.zeroGrad();
      loss.backward();
      return done(loss);
    };
  },
  tfjs({ tf, done }) {
    const x = tf.tensor4d(numbers(BATCH * SIDE * SIDE), [BATCH, SIDE, SIDE, 1]);
    const filter = (from: number) =>
      tf.variable(
        tf.tensor4d(numbers(KERNEL * KERNEL * from * CHANNELS, 0.1), [KERNEL, KERNEL, from, CHANNELS]),
      );
    const [w1, w2] = [filter(1), filter(CHANNELS)];
    const loss = () => tf.sum(tf.conv2d(tf.relu(tf.conv2d(x, w1, 1, 'valid')), w2, 1, 'valid')) as Scalar;
    return () => {
      const { value, grads } = tf.variableGrads(loss, [w1, w2]);
      tf.dispose(grads);
      return done(value);
    };
  },
  jax({ jax, done }) {
    const { jit, lax, nn: layers, numpy: np, valueAndGrad } = jax;
    type A = InstanceType<typeof jax.Array>;
    const x = np.array(numbers(BATCH * SIDE * SIDE)).reshape([BATCH, 1, SIDE, SIDE]);
    const filter = (from: number) =>
      np.array(numbers(KERNEL * KERNEL * from * CHANNELS, 0.1)).reshape([CHANNELS, from, KERNEL, KERNEL]);
    const params = [filter(1), filter(CHANNELS)];
    const lossOf = (filters: A[], input: A): A => {
      const [w1, w2] = filters as [A, A];
      const hidden = layers.relu(lax.conv(input, w1, [1, 1], 'VALID'));
      return lax.conv(hidden, w2, [1, 1], 'VALID').sum();
    };
    const step = jit((filters: A[], input: A) => {
      const [loss, grads] = valueAndGrad(lossOf)(filters, input) as unknown as [A, A[]];
      return [loss, ...grads];
    });
    return () =>
      done(
        ...step(
          params.map((p) => p.ref),
          x.ref,
        ),
      );
  },
};
