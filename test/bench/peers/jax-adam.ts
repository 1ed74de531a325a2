/** @file jax-js: a training step with Adam, compiled. */

import type { Once } from '../work';
import type { Jax } from './jax';

const LR = 1e-3;
const [BETA1, BETA2, EPS] = [0.9, 0.999, 1e-8];

type Arrays = InstanceType<Jax['jax']['Array']>[];
type Loss = (params: Arrays, ...inputs: Arrays) => Arrays[number];

/** A step: the loss, its gradients, and Adam over all parameters, as one function of theirs. */
export function jaxAdam({ jax, done }: Jax, start: Arrays, inputs: Arrays, lossOf: Loss): Once {
  const { jit, numpy: np, valueAndGrad } = jax;
  type A = Arrays[number];
  const step = jit((params: A[], m: A[], v: A[], rates: A, given: A[]) => {
    const [loss, grads] = valueAndGrad(lossOf)(
      params.map((p) => p.ref),
      ...given,
    ) as unknown as [A, A[]];
    const [newM, newV, newParams]: A[][] = [[], [], []];
    const [first, second] = np.split(rates, 2) as [A, A];
    params.forEach((p, i) => {
      const g = grads[i]!;
      const average = m[i]!.mul(BETA1).add(g.ref.mul(1 - BETA1));
      const square = v[i]!.mul(BETA2).add(g.ref.mul(g).mul(1 - BETA2));
      const denominator = np.sqrt(square.ref.mul(second.ref)).add(EPS);
      newParams!.push(p.sub(average.ref.mul(first.ref).mul(LR).div(denominator)));
      newM!.push(average);
      newV!.push(square);
    });
    first.dispose();
    second.dispose();
    return [loss, newParams!, newM!, newV!] as [A, A[], A[], A[]];
  });
  let params = start;
  let [m, v] = [start.map((p) => np.zeros(p.shape)), start.map((p) => np.zeros(p.shape))];
  let t = 0;
  return async () => {
    t++;
    const rates = np.array([1 / (1 - BETA1 ** t), 1 / (1 - BETA2 ** t)]);
    let loss: A;
    [loss, params, m, v] = step(
      params,
      m,
      v,
      rates,
      inputs.map((input) => input.ref),
    );
    await jax.blockUntilReady([...params, ...m, ...v]);
    await done(loss);
  };
}
