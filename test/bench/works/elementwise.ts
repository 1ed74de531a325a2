/** @file Work on large tensors whose arithmetic is light: an addition, softmax, layer norm. */

import { F, torch } from '../../../engine/index';
import { numbers, timesAsFast, type Work } from '../work';

const MILLION = 1_000_000;
const SIDE = 1024;
const EPS = 1e-5;

const add: Work = {
  name: 'add 1M',
  targets: { cpu: timesAsFast(1) },
  ours({ done }) {
    const [a, b] = [torch.fromArray(numbers(MILLION)), torch.fromArray(numbers(MILLION, 0.5))];
    return () => done(a.add(b));
  },
  tfjs({ tf, done }) {
    const [a, b] = [tf.tensor1d(numbers(MILLION)), tf.tensor1d(numbers(MILLION, 0.5))];
    return () => done(tf.add(a, b));
  },
  jax({ jax: { numpy: np }, done }) {
    const [a, b] = [np.array(numbers(MILLION)), np.array(numbers(MILLION, 0.5))];
    return () => done(a.ref.add(b.ref));
  },
};

const softmax: Work = {
  name: `softmax ${SIDE}²`,
  targets: { cpu: timesAsFast(1), webgpu: timesAsFast(1.5) },
  ours({ done }) {
    const x = torch.fromArray(numbers(SIDE * SIDE, 4)).view(SIDE, SIDE);
    return () => done(x.softmax(1));
  },
  tfjs({ tf, done }) {
    const x = tf.tensor2d(numbers(SIDE * SIDE, 4), [SIDE, SIDE]);
    return () => done(tf.softmax(x));
  },
  jax({ jax: { jit, nn, numpy: np }, done }) {
    const x = np.array(numbers(SIDE * SIDE, 4)).reshape([SIDE, SIDE]);
    const work = jit((input: typeof x) => nn.softmax(input, 1));
    return () => done(work(x.ref));
  },
};

const layerNorm: Work = {
  name: `layer norm ${SIDE}²`,
  targets: { webgpu: timesAsFast(1.5) },
  ours({ done }) {
    const x = torch.fromArray(numbers(SIDE * SIDE, 4)).view(SIDE, SIDE);
    return () => done(F.layerNorm(x, [SIDE]));
  },
  tfjs({ tf, done }) {
    const x = tf.tensor2d(numbers(SIDE * SIDE, 4), [SIDE, SIDE]);
    return () =>
      done(
        tf.tidy(() => {
          const { mean, variance } = tf.moments(x, 1, true);
          return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, EPS)));
        }),
      );
  },
  jax({ jax: { jit, numpy: np }, done }) {
    const x = np.array(numbers(SIDE * SIDE, 4)).reshape([SIDE, SIDE]);
    const work = jit((input: typeof x) => {
      const centred = input.ref.sub(np.mean(input, 1, { keepdims: true }));
      const variance = np.mean(np.square(centred.ref), 1, { keepdims: true });
      return centred.div(np.sqrt(variance.add(EPS)));
    });
    return () => done(work(x.ref));
  },
};

export const ELEMENTWISE: readonly Work[] = [add, softmax, layerNorm];
