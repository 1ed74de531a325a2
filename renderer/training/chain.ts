/** @file The chain rule at one backward step, in names and in numbers, element by element. */

import type { Evidence, NumericTensor, OpRecord } from '../../engine/ops/op';
import type { AccumulateEvent, OpEvent, Value } from '../../engine/trace/events';
import type { DTypeName } from '../../engine/dtype';
import type { History } from '../run/history/history';
import { tensorLabel } from '../run/history/labels';
import type { BackwardStep } from '../run/history/steps';
import { addValues } from '../run/history/values';
import { texName, texPartial } from './tex';

/** Terms of a sum that are written out. */
export const TERMS_SHOWN = 4;

/** upstream × local, for one element of the output. */
export interface Term {
  /** flat index of the output's element */
  readonly at: number;
  readonly upstream: number;
  readonly local: number;
}

/** What an element's gradient was made of. */
export interface ElementChain {
  /** null: too large to be recorded whole, so the terms are not at hand */
  readonly terms: readonly Term[] | null;
  /** what the step brought, as the engine computed it */
  readonly result: number | bigint;
  /** what was there before; null: nothing */
  readonly before: number | bigint | null;
  /** before + result */
  readonly after: number | bigint;
}

/** One input of the operation, and what it got. */
export interface InputChain {
  readonly tensor: number;
  readonly input: number;
  readonly label: string;
  readonly dtype: DTypeName;
  readonly shape: readonly number[];
  readonly gradient: Value;
  /** ∂o/∂n */
  readonly partial: string;
  /** 1 − tanh²(n); null: the operation has no explanation */
  readonly rule: string | null;
  /** ∂L/∂n, ∂L/∂o: left of the second line, and its upstream factor */
  readonly wanted: string;
  readonly upstream: string;
  /** whether the third line is about `.grad` of a leaf */
  readonly leaf: boolean;
  readonly element: (index: number) => ElementChain;
}

/** The chain-rule card of a step that goes back through an operation. */
export interface Chain {
  readonly op: OpEvent;
  readonly output: string;
  /** what is differentiated: the tensor that `backward()` was called on */
  readonly root: string;
  readonly formula: string | null;
  readonly inputs: readonly InputChain[];
  readonly upstream: Value;
  /** leaves whose `.grad` took in the sum of several flows, which no single input's lines can tell */
  readonly gathered: readonly AccumulateEvent[];
}

/** The operation's numbers as they were when it ran; null where one is missing or not whole. */
export function evidenceOf(history: History, op: OpEvent): Evidence | null {
  const position = history.tensor(op.output.id)?.position ?? -1;
  const inputs: NumericTensor[] = [];
  for (const id of op.inputs) {
    const value = history.valueAt(id, position);
    if (value === null || !value.whole) return null;
    inputs.push(value);
  }
  return op.value.whole ? { inputs, output: op.value, attrs: op.attrs } : null;
}

/** Names of an operation's tensors, as TeX. */
export function texNames(
  history: History,
  op: OpEvent,
): { inputs: string[]; output: string; attrs: OpEvent['attrs'] } {
  return {
    inputs: op.inputs.map((id) => texName(tensorLabel(history, id))),
    output: texName(tensorLabel(history, op.output.id)),
    attrs: op.attrs,
  };
}

/**
 * Builds the card of a backward step; null where the step goes through no operation.
 * @param record the operation's record, for its rule and its local derivatives
 */
export function chainOf(history: History, step: BackwardStep, record: OpRecord | undefined): Chain | null {
  const { event, op } = step;
  if (event === null || op === null) return null;
  const names = texNames(history, op);
  const rootId = step.backward?.root ?? op.output.id;
  const root = texName(tensorLabel(history, rootId));
  const evidence = evidenceOf(history, op);
  const upstreamTex = rootId === op.output.id ? null : texPartial(root, names.output);

  const inputs = event.flows.map((flow): InputChain => {
    const track = history.tensor(flow.tensor);
    const dtype = track?.info.dtype ?? 'float64';
    const name = names.inputs[flow.input] ?? texName(tensorLabel(history, flow.tensor));
    const taken = step.accumulates.find((accumulate) => accumulate.tensor === flow.tensor);
    const leaf = track?.info.isLeaf === true;
    // several flows may have met before they reached the leaf; then the sum belongs to none of them alone
    const direct = taken !== undefined && sameElements(taken.added, flow.gradient);
    const before = direct ? taken.before : flow.before;
    const after = direct
      ? taken.after
      : flow.before === null
        ? flow.gradient
        : addValues(flow.before, flow.gradient, dtype);
    return {
      tensor: flow.tensor,
      input: flow.input,
      label: tensorLabel(history, flow.tensor),
      dtype,
      shape: flow.gradient.shape,
      gradient: flow.gradient,
      partial: texPartial(names.output, name),
      rule: record?.explain?.tex(flow.input, names) ?? null,
      wanted: texPartial(root, name),
      upstream: upstreamTex ?? texPartial(root, root),
      leaf: leaf && direct,
      element(index) {
        const explain = record?.explain ?? null;
        const whole = evidence !== null && event.upstream.whole && explain !== null;
        const terms = whole
          ? explain.locals(flow.input, index, evidence).map(({ at, value }) => ({
              at,
              upstream: Number(event.upstream.elements[at] ?? Number.NaN),
              local: value,
            }))
          : null;
        return {
          terms,
          result: flow.gradient.elements[index] ?? Number.NaN,
          before: before?.elements[index] ?? null,
          after: after.elements[index] ?? Number.NaN,
        };
      },
    };
  });
  return {
    op,
    output: tensorLabel(history, op.output.id),
    root: tensorLabel(history, rootId),
    formula: record?.formula(names) ?? null,
    inputs,
    upstream: event.upstream,
    gathered: step.accumulates.filter(
      ({ tensor }) => !inputs.some((input) => input.tensor === tensor && input.leaf),
    ),
  };
}

function sameElements(a: Value, b: Value): boolean {
  return (
    a.elements.length === b.elements.length &&
    a.elements.every((element: number | bigint, i: number) => Object.is(element, b.elements[i]))
  );
}
