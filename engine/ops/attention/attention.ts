/** @file Scaled dot-product attention: softmax(Q Kᵀ · scale + mask) V, as one node. */

import { elementAt, operandTex, broadcastSource } from '../common';
import { isGradEnabled } from '../../autograd/mode';
import type { Attention, AttentionKernels } from '../../devices/attention';
import { broadcastStrides, numel } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { bool, float32 } from '../../dtype';
import { where } from '../pointwise/where';
import type { Evidence, Local, OpRecord } from '../op';
import { inside } from '../reduction/lanes';

/** True where row i may look at column j ≤ i. */
function causalMask(rows: number, columns: number, like: Tensor): Tensor {
  const out = Tensor.empty([rows, columns], bool, like.device);
  for (let i = 0; i < rows; i++) {
    const size = Math.min(i + 1, columns);
    if (size > 0) out.device.fill(out.look([size], [1], i * columns), 1);
  }
  return out;
}

/** The attention weights [*, L, S]. A row that may look at nothing has zeros. */
export function attentionWeights(q: Tensor, k: Tensor, mask: Tensor | null, attrs: Attrs): Tensor {
  let scores = q.matmul(k.transpose(-2, -1)).mul(attrs['scale'] as number);
  const bans = [
    mask?.dtype === bool ? mask : null,
    attrs['isCausal'] ? causalMask(q.shape.at(-2)!, k.shape.at(-2)!, q) : null,
  ].filter((m) => m !== null);
  for (const allowed of bans) scores = where(allowed.eq(0), -Infinity, scores);
  if (mask && mask.dtype !== bool) scores = scores.add(mask);
  const blind = scores.detach().eq(-Infinity).eq(0).sum(-1, { keepdim: true }).eq(0);
  return where(blind, 0, scores.softmax(-1));
}

/** The device's attention without the weights in memory, where that pays, with what to give it. */
function withoutWeights(
  [q, k, v, mask]: readonly Tensor[],
  attrs: Attrs,
): { kernels: AttentionKernels; views: Attention } | null {
  const kernels = q!.device.attention;
  if (!kernels || q!.dtype !== float32 || (mask && mask.dtype !== bool && mask.dtype !== float32))
    return null;
  const shape = [...q!.shape.slice(0, 3), k!.shape[2]!];
  const strides = mask && broadcastStrides(mask.shape, mask.strides, shape);
  const views: Attention = {
    ...{ q: q!, k: k!, v: v! },
    mask: mask ? { storage: mask.storage, shape, strides: strides!, offset: mask.offset } : null,
    scale: attrs['scale'] as number,
    isCausal: attrs['isCausal'] === true,
  };
  return kernels.pays(views) ? { kernels, views } : null;
}

export const attention: OpRecord = {
  name: 'scaledDotProductAttention',
  gradFn: () => 'ScaledDotProductFlashAttentionForCpuBackward0',
  symbol: 'attn',
  formula: (n) =>
    `\\operatorname{softmax}\\left(${operandTex(n, 0)} ${operandTex(n, 1)}^\\mathsf{T} \\cdot ${String(n.attrs['scale'])}\\right) ${n.inputs[2] ?? 'V'}`,
  forward(inputs, attrs) {
    const [q, k, v, mask] = inputs;
    const found = withoutWeights(inputs, attrs);
    if (!found) return inside(() => attentionWeights(q!, k!, mask ?? null, attrs).matmul(v!));
    const out = Tensor.uncleared(q!.shape, q!.dtype, q!.device);
    found.kernels.forward(found.views, out);
    return out;
  },
  saves: { inputs: [0, 1, 2], output: true },
  backward({ inputs, output, attrs, needs }, g) {
    const [q, k, v] = [inputs[0]!, inputs[1]!, inputs[2]!];
    const found = isGradEnabled() ? null : withoutWeights(inputs, attrs);
    if (found) {
      const slopes = [q, k, v].map((x, i) =>
        needs[i] ? Tensor.uncleared(x.shape, x.dtype, x.device) : null,
      ) as [Tensor | null, Tensor | null, Tensor | null];
      found.kernels.input(found.views, output, g, { q: slopes[0], k: slopes[1], v: slopes[2] });
      return [...slopes, ...(inputs[3] ? [null] : [])];
    }
    const weights = attentionWeights(q, k, inputs[3] ?? null, attrs);
    const flow = g.matmul(v.transpose(-2, -1));
    const inner = flow.sub(flow.mul(weights).sum(-1, { keepdim: true }));
    const scores = weights.mul(inner).mul(attrs['scale'] as number);
    return [
      needs[0] ? scores.matmul(k) : null,
      needs[1] ? scores.transpose(-2, -1).matmul(q) : null,
      needs[2] ? weights.transpose(-2, -1).matmul(g) : null,
      ...(inputs[3] ? [null] : []),
    ];
  },
  explain: {
    tex: (k, n) =>
      k === 2
        ? 'P_{ls}'
        : `P_{ls} \\, (v_s - ${n.output}_l) \\, ${operandTex(n, 1 - k)} \\cdot ${String(n.attrs['scale'])}`,
    locals: (k, i, e) => attentionLocals(k, i, e),
  },
};

/** The weights of one batch's row l. */
function rowWeights(e: Evidence, batch: number, l: number): number[] {
  const [q, k, , mask] = e.inputs;
  const [rows, width] = q!.shape.slice(-2) as [number, number];
  const columns = k!.shape.at(-2)!;
  const scores = Array.from({ length: columns }, (_, s) => {
    if (e.attrs['isCausal'] && s > l) return -Infinity;
    let score = 0;
    for (let d = 0; d < width; d++) {
      score +=
        elementAt(q!, (batch * rows + l) * width + d) * elementAt(k!, (batch * columns + s) * width + d);
    }
    score *= e.attrs['scale'] as number;
    if (!mask) return score;
    const shape = [...q!.shape.slice(0, -1), columns];
    return score + elementAt(mask, broadcastSource(mask.shape, shape, (batch * rows + l) * columns + s));
  });
  const top = Math.max(...scores);
  const powers = scores.map((score) => (top === -Infinity ? 0 : Math.exp(score - top)));
  const total = powers.reduce((a, b) => a + b, 0) || 1;
  return powers.map((power) => power / total);
}

function attentionLocals(which: number, i: number, e: Evidence): Local[] {
  if (which === 3) return [];
  const [q, k, v] = [e.inputs[0]!, e.inputs[1]!, e.inputs[2]!];
  const [rows, width] = q.shape.slice(-2) as [number, number];
  const [columns, out] = [k.shape.at(-2)!, v.shape.at(-1)!];
  const scale = e.attrs['scale'] as number;
  const size = which === 0 ? rows * width : columns * (which === 1 ? width : out);
  const batch = Math.floor(i / size);
  const d = i % (which === 2 ? out : width);
  const own = Math.floor((i % size) / (which === 2 ? out : width));
  const found: Local[] = [];
  if (numel(e.output.shape) === 0) return found;
  for (let l = 0; l < rows; l++) {
    if (which === 0 && l !== own) continue;
    const weights = rowWeights(e, batch, l);
    for (let c = 0; c < out; c++) {
      const at = (batch * rows + l) * out + c;
      if (which === 2) {
        if (c === d) found.push({ at, value: weights[own]! });
        continue;
      }
      let value = 0;
      for (let s = 0; s < columns; s++) {
        if (which === 1 && s !== own) continue;
        const rise = weights[s]! * (elementAt(v, (batch * columns + s) * out + c) - elementAt(e.output, at));
        const partner =
          which === 0
            ? elementAt(k, (batch * columns + s) * width + d)
            : elementAt(q, (batch * rows + l) * width + d);
        value += rise * partner * scale;
      }
      found.push({ at, value });
    }
  }
  return found;
}

export const ATTENTION_OPS: readonly OpRecord[] = [attention];
