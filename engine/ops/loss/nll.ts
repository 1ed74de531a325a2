/** @file The negative log-likelihood of class indices. */

import { apply } from '../../autograd/apply';
import { isGradEnabled } from '../../autograd/mode';
import type { LikelihoodKernels, Targets } from '../../devices/lanes';
import { needs } from '../../devices/needs';
import { float32, int64 } from '../../dtype';
import { numel } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { cast, elementAt, operandTex } from '../common';
import type { Evidence, OpRecord } from '../op';
import { where } from '../pointwise/where';
import { inside, pickFirst, placed } from '../reduction/lanes';
import { reductionOf } from './common';

/** [C], [N, C] or [N, C, …] as [N, C, S]. */
function asBatch(shape: readonly number[]): [number, number, number] {
  if (shape.length === 1) return [1, shape[0]!, 1];
  return [shape[0]!, shape[1]!, numel(shape.slice(2))];
}

interface Chosen {
  /** [N, 1, S]: the class to look up, its weight (0 where ignored), and whether it is ignored */
  readonly index: Tensor;
  readonly weights: Tensor;
  readonly ignored: Tensor;
}

function chosen(x: Tensor, target: Tensor, weight: Tensor | undefined, attrs: Attrs): Chosen {
  return inside(() => {
    const [batch, count, rest] = asBatch(x.shape);
    const ignore = attrs['ignoreIndex'] as number;
    const index = Tensor.empty([batch, 1, rest], int64, x.device);
    const weights = Tensor.empty([batch, 1, rest], x.dtype, x.device);
    const table = weight?.numel() ? cast(weight, x.dtype) : null;
    const kernel = needs(x.device.classes?.classes, 'nllLoss', x.device);
    kernel(target, table, count, ignore, index, weights);
    return { index, weights, ignored: target.eq(ignore).reshape([batch, 1, rest]) };
  });
}

/** The device's one pass over the targets, where it has it: what to give it beside x. */
function onePass(
  x: Tensor,
  target: Tensor,
  weight: Tensor | undefined,
  attrs: Attrs,
): { kernels: LikelihoodKernels; targets: Targets } | null {
  const kernels = x.device.classes?.likelihood;
  const reduction = reductionOf(attrs);
  if (!kernels || reduction === 'none' || x.dtype !== float32 || x.numel() === 0) return null;
  const table = weight ? cast(weight, x.dtype) : null;
  const ignoreIndex = attrs['ignoreIndex'] as number;
  return { kernels, targets: { target, weight: table, ignoreIndex, mean: reduction === 'mean' } };
}

export const nllLoss: OpRecord = {
  name: 'nllLoss',
  gradFn: (attrs) => (attrs['gradFn'] as string | undefined) ?? 'NllLossBackward0',
  symbol: 'NLL',
  formula: (n) => `-${operandTex(n, 0)}_{[${operandTex(n, 1)}]}`,
  forward([x, target, weight], attrs) {
    const pass = onePass(x!, target!, weight, attrs);
    if (pass) {
      const out = Tensor.empty([], x!.dtype, x!.device);
      pass.kernels.forward(
        inside(() => x!.reshape(asBatch(x!.shape))),
        pass.targets,
        out,
      );
      return out;
    }
    const { index, weights, ignored } = chosen(x!, target!, weight, attrs);
    return inside(() => {
      const picked = apply(pickFirst, [x!.reshape(asBatch(x!.shape)), index], { dim: 1 });
      const losses = where(ignored, 0, picked.mul(weights).neg());
      if (reductionOf(attrs) === 'none') return losses.reshape(target!.shape);
      const total = losses.sum();
      return reductionOf(attrs) === 'mean' ? total.div(weights.sum()) : total;
    });
  },
  saves: { inputs: [1, 2], output: false },
  backward({ inputs, attrs }, g) {
    const [x, target, weight] = [inputs[0]!, inputs[1]!, inputs[2]];
    const pass = isGradEnabled() ? null : onePass(x, target, weight, attrs);
    if (pass) {
      const flow = Tensor.empty(asBatch(x.shape), x.dtype, x.device);
      pass.kernels.input(g, pass.targets, flow);
      return [flow.reshape(x.shape), null, null];
    }
    const { index, weights, ignored } = chosen(x, target, weight, attrs);
    const reduction = reductionOf(attrs);
    const factors = inside(() => {
      const scaled = reduction === 'mean' ? weights.div(weights.sum()) : weights;
      return where(ignored, 0, scaled.neg());
    });
    const each = reduction === 'none' ? g.reshape(factors.shape) : g;
    const flow = placed(each.mul(factors), index, 1, asBatch(x.shape));
    return [flow.reshape(x.shape), null, null];
  },
  explain: {
    tex: (k, n) => (k === 0 ? `-[\\text{class} = ${operandTex(n, 1)}]` : '0'),
    locals(k, i, evidence) {
      if (k !== 0) return [];
      const [, count, rest] = asBatch(evidence.inputs[0]!.shape);
      const own = Math.floor(i / rest) % count;
      const at = Math.floor(i / (count * rest)) * rest + (i % rest);
      if (elementAt(evidence.inputs[1]!, at) !== own || own === evidence.attrs['ignoreIndex']) return [];
      const reduction = reductionOf(evidence.attrs);
      const share = reduction === 'mean' ? totalWeight(evidence) : 1;
      return [{ at: reduction === 'none' ? at : 0, value: -weightAt(evidence, own) / share }];
    },
  },
};

function weightAt({ inputs }: Evidence, label: number): number {
  return inputs[2] ? elementAt(inputs[2], label) : 1;
}

function totalWeight(evidence: Evidence): number {
  let total = 0;
  for (const label of evidence.inputs[1]!.elements) {
    if (Number(label) !== evidence.attrs['ignoreIndex']) total += weightAt(evidence, Number(label));
  }
  return total;
}
