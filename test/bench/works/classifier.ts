/** @file A training step of a classifier of digits: 784-128-10, a batch of 64, forward, backward and Adam. */

import type { Scalar } from '@tensorflow/tfjs-core';
import { F, nn, optim, torch } from '../../../engine/index';
import { jaxAdam } from '../peers/jax-adam';
import { numbers, timesAsFast, type Work } from '../work';

const [INPUTS, HIDDEN, CLASSES, BATCH] = [784, 128, 10, 64] as const;
const LR = 1e-3;

const images = (): Float32Array<ArrayBuffer> => numbers(BATCH * INPUTS);
const labels = (): number[] => Array.from({ length: BATCH }, (_, i) => (i * 7) % CLASSES);

export const classifier: Work = {
  name: 'MLP 784-128-10',
  targets: { cpu: timesAsFast(1.5), webgpu: timesAsFast(1.5) },
  ours({ done }) {
    const x = torch.fromArray(images()).view(BATCH, INPUTS);
    const y = torch.tensor(labels());
    const net = new nn.Sequential(
      new nn.Linear(INPUTS, HIDDEN),
      new nn.ReLU(),
      new nn.Linear(HIDDEN, CLASSES),
    );
    const adam = new optim.Adam(net.parameters(), { lr: LR });
    return () => {
      const loss = F.crossEntropy(net(x), y);
      adam.zeroGrad();
      loss.backward();
      adam.step();
      return done(loss);
    };
  },
  tfjs({ tf, done }) {
    const x = tf.tensor2d(images(), [BATCH, INPUTS]);
    const y = tf.oneHot(tf.tensor1d(labels(), 'int32'), CLASSES);
    const weight = (rows: number, columns: number) =>
      tf.variable(tf.tensor2d(numbers(rows * columns, 1 / Math.sqrt(rows)), [rows, columns]));
    const [w1, b1] = [weight(INPUTS, HIDDEN), tf.variable(tf.zeros([HIDDEN]))];
    const [w2, b2] = [weight(HIDDEN, CLASSES), tf.variable(tf.zeros([CLASSES]))];
    const adam = tf.train.adam(LR);
    const loss = () => {
      const hidden = tf.relu(tf.add(tf.matMul(x, w1), b1));
      return tf.losses.softmaxCrossEntropy(y, tf.add(tf.matMul(hidden, w2), b2)) as Scalar;
    };
    return () => done(adam.minimize(loss, true, [w1, b1, w2, b2])!);
  },
  jax(peer) {
    const { nn: layers, numpy: np } = peer.jax;
    type A = InstanceType<typeof peer.jax.Array>;
    const x = np.array(images()).reshape([BATCH, INPUTS]);
    const y = layers.oneHot(np.array(labels(), { dtype: np.int32 }), CLASSES);
    const lossOf = (params: A[], input: A, target: A): A => {
      const [w1, b1, w2, b2] = params as [A, A, A, A];
      const hidden = layers.relu(np.matmul(input, w1).add(b1));
      const logits = np.matmul(hidden, w2).add(b2);
      return layers
        .logSoftmax(logits, 1)
        .mul(target)
        .sum()
        .mul(-1 / BATCH);
    };
    const shapes = [[INPUTS, HIDDEN], [HIDDEN], [HIDDEN, CLASSES], [CLASSES]];
    const params = shapes.map((shape) => {
      const [rows, columns = 1] = shape as [number, number?];
      return np.array(numbers(rows * columns, 1 / Math.sqrt(rows))).reshape(shape);
    });
    return jaxAdam(peer, params, [x, y], lossOf);
  },
};
