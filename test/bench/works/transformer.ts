/** @file A training step of a small transformer: 3 blocks of width 64 with 2 heads over 41 tokens, a batch of 64, with Adam. */

import type { Scalar, Tensor as TfTensor } from '@tensorflow/tfjs-core';
import { F, nn, optim, torch, type Tensor } from '../../../engine/index';
import { jaxAdam } from '../peers/jax-adam';
import { numbers, timesAsFast, type Work } from '../work';

const [BATCH, TOKENS, INPUTS, WIDTH, HEADS, BLOCKS] = [64, 41, 21, 64, 2, 3] as const;
const DEPTH = WIDTH / HEADS;
const [LR, EPS, MASKED] = [1e-3, 1e-5, -1e9] as const;

const tokens = (): Float32Array<ArrayBuffer> => numbers(BATCH * TOKENS * INPUTS);
const targets = (): Float32Array<ArrayBuffer> => numbers(BATCH * TOKENS, 0.5);
/** Nothing looks at what comes after it. */
const mask = (): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: TOKENS * TOKENS }, (_, i) =>
    i % TOKENS > Math.floor(i / TOKENS) ? MASKED : 0,
  );

/** Weight and bias of a linear layer, or of a norm: its scale and shift. */
const linear = (from: number, to: number): number[][] => [[from, to], [to]];
const NORM = [[WIDTH], [WIDTH]];
const SHAPES = [
  ...linear(INPUTS, WIDTH),
  ...Array.from({ length: BLOCKS }, () => [
    ...NORM,
    ...linear(WIDTH, 3 * WIDTH),
    ...linear(WIDTH, WIDTH),
    ...NORM,
    ...linear(WIDTH, 4 * WIDTH),
    ...linear(4 * WIDTH, WIDTH),
  ]).flat(),
  ...NORM,
  ...linear(WIDTH, 1),
];

/** Small numbers in the peers' parameters. */
const start = (shape: readonly number[]): Float32Array<ArrayBuffer> =>
  numbers(
    shape.reduce((a, b) => a * b, 1),
    0.1,
  );

/** Takes parameters one after the other, in the order of SHAPES. */
function inOrder<P>(params: readonly P[]): () => P {
  let next = 0;
  return () => params[next++]!;
}

class Block extends nn.Module {
  norm1 = new nn.LayerNorm(WIDTH);
  qkv = new nn.Linear(WIDTH, 3 * WIDTH);
  out = new nn.Linear(WIDTH, WIDTH);
  norm2 = new nn.LayerNorm(WIDTH);
  up = new nn.Linear(WIDTH, 4 * WIDTH);
  down = new nn.Linear(4 * WIDTH, WIDTH);

  readonly #mask: Tensor;

  constructor(mask: Tensor) {
    super();
    this.#mask = mask;
  }

  override forward(x: Tensor): Tensor {
    const parts = this.qkv(this.norm1(x)).view(BATCH, TOKENS, 3, HEADS, DEPTH).permute(2, 0, 3, 1, 4);
    const [q, k, v] = parts.unbind(0) as [Tensor, Tensor, Tensor];
    const scores = q.matmul(k.transpose(2, 3)).div(Math.sqrt(DEPTH)).add(this.#mask);
    const mixed = scores.softmax(3).matmul(v).transpose(1, 2).reshape(BATCH, TOKENS, WIDTH);
    const y = x.add(this.out(mixed));
    return y.add(this.down(F.gelu(this.up(this.norm2(y)))));
  }
}

export const transformer: Work = {
  name: 'transformer',
  targets: { webgpu: timesAsFast(1.5) },
  ours({ done }) {
    const x = torch.fromArray(tokens()).view(BATCH, TOKENS, INPUTS);
    const y = torch.fromArray(targets()).view(BATCH, TOKENS, 1);
    const hidden = torch.fromArray(mask()).view(TOKENS, TOKENS);
    const net = new nn.Sequential(
      new nn.Linear(INPUTS, WIDTH),
      ...Array.from({ length: BLOCKS }, () => new Block(hidden)),
      new nn.LayerNorm(WIDTH),
      new nn.Linear(WIDTH, 1),
    );
    const adam = new optim.Adam(net.parameters(), { lr: LR });
    return () => {
      const loss = net(x).sub(y).pow(2).mean();
      adam.zeroGrad();
      loss.backward();
      adam.step();
      return done(loss);
    };
  },
  tfjs({ tf, done }) {
    const x = tf.tensor3d(tokens(), [BATCH, TOKENS, INPUTS]);
    const y = tf.tensor3d(targets(), [BATCH, TOKENS, 1]);
    const hidden = tf.tensor2d(mask(), [TOKENS, TOKENS]);
    const params = SHAPES.map((shape) => tf.variable(tf.tensor(start(shape), shape)));
    const adam = tf.train.adam(LR);
    const { add, div, matMul, mul, reshape, sub, transpose } = tf;
    const loss = (): Scalar => {
      const next = inOrder<TfTensor>(params);
      const dense = (h: TfTensor): TfTensor => {
        const sums = add(matMul(reshape(h, [BATCH * TOKENS, -1]), next()), next());
        return reshape(sums, [BATCH, TOKENS, -1]);
      };
      const norm = (h: TfTensor): TfTensor => {
        const { mean, variance } = tf.moments(h, -1, true);
        return add(mul(div(sub(h, mean), tf.sqrt(add(variance, EPS))), next()), next());
      };
      const gelu = (h: TfTensor): TfTensor => mul(mul(h, 0.5), add(tf.erf(mul(h, Math.SQRT1_2)), 1));
      const attend = (h: TfTensor): TfTensor => {
        const parts = transpose(reshape(dense(h), [BATCH, TOKENS, 3, HEADS, DEPTH]), [2, 0, 3, 1, 4]);
        const [q, k, v] = tf.unstack(parts) as [TfTensor, TfTensor, TfTensor];
        const scores = add(div(matMul(q, k, false, true), Math.sqrt(DEPTH)), hidden);
        const mixed = matMul(tf.softmax(scores, -1), v);
        return reshape(transpose(mixed, [0, 2, 1, 3]), [BATCH, TOKENS, WIDTH]);
      };
      let h = dense(x);
      for (let i = 0; i < BLOCKS; i++) {
        h = add(h, dense(attend(norm(h))));
        h = add(h, dense(gelu(dense(norm(h)))));
      }
      return tf.mean(tf.square(sub(dense(norm(h)), y))) as Scalar;
    };
    return () => done(adam.minimize(loss, true, params)!);
  },
  jax(peer) {
    const { lax, nn: layers, numpy: np } = peer.jax;
    type A = InstanceType<typeof peer.jax.Array>;
    const x = np.array(tokens()).reshape([BATCH, TOKENS, INPUTS]);
    const y = np.array(targets()).reshape([BATCH, TOKENS, 1]);
    const hidden = np.array(mask()).reshape([TOKENS, TOKENS]);
    const params = SHAPES.map((shape) => np.array(start(shape)).reshape(shape));
    const lossOf = (given: A[], input: A, target: A, masked: A): A => {
      const next = inOrder(given);
      const dense = (h: A): A => np.matmul(h, next()).add(next());
      const norm = (h: A): A => {
        const centred = h.ref.sub(np.mean(h, -1, { keepdims: true }));
        const variance = np.mean(np.square(centred.ref), -1, { keepdims: true });
        return centred
          .div(np.sqrt(variance.add(EPS)))
          .mul(next())
          .add(next());
      };
      const gelu = (h: A): A => h.ref.mul(0.5).mul(lax.erf(h.mul(Math.SQRT1_2)).add(1));
      const attend = (h: A): A => {
        const parts = dense(h).reshape([BATCH, TOKENS, 3, HEADS, DEPTH]).transpose([2, 0, 3, 1, 4]);
        const [q, k, v] = np.split(parts, 3).map((part) => part.reshape([BATCH, HEADS, TOKENS, DEPTH])) as [
          A,
          A,
          A,
        ];
        const scores = np.matmul(q, k.transpose([0, 1, 3, 2])).mul(1 / Math.sqrt(DEPTH));
        const attention = layers.softmax(scores.add(masked.ref), -1);
        return np.matmul(attention, v).transpose([0, 2, 1, 3]).reshape([BATCH, TOKENS, WIDTH]);
      };
      let h = dense(input);
      for (let i = 0; i < BLOCKS; i++) {
        h = h.ref.add(dense(attend(norm(h))));
        h = h.ref.add(dense(gelu(dense(norm(h)))));
      }
      masked.dispose();
      return np.mean(np.square(dense(norm(h)).sub(target)));
    };
    return jaxAdam(peer, params, [x, y, hidden], lossOf);
  },
};
