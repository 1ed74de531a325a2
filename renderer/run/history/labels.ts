/** @file What to call a tensor and a step: the learner's name, or an expression made of operation and inputs. */

import type { OpEvent } from '../../../engine/trace/events';
import type { History } from './history';
import type { Step } from './steps';

/** Operations written between their operands. */
const INFIX: Readonly<Record<string, string>> = {
  add: '+',
  sub: '−',
  mul: '×',
  div: '÷',
  matmul: '@',
  pow: '^',
  rsub: '−',
};

const EXPRESSION_LIMIT = 22;
const DEPTH = 3;

/** `text`, cut to `limit` characters with an ellipsis. */
export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, Math.max(1, limit - 1))}…`;
}

/** The learner's name for a tensor, or else a readable expression such as `x1 × w1`, cut when long. */
export function tensorLabel(history: History, id: number): string {
  return cut(expression(history, id, DEPTH, false), EXPRESSION_LIMIT);
}

/** How an operation came about, in the tensors' names: `x1 × w1`, `tanh(n)`, `tensor`. */
export function opLabel(history: History, event: OpEvent): string {
  return cut(written(history, event, DEPTH), EXPRESSION_LIMIT * 2);
}

function expression(history: History, id: number, depth: number, inner: boolean): string {
  const track = history.tensor(id);
  if (track === undefined) return '?';
  if (track.name !== null) return track.name;
  const { made } = track;
  if (made.inputs.length === 0) return made.op;
  if (depth === 0) return '…';
  const text = written(history, made, depth);
  return inner && isInfix(made) ? `(${text})` : text;
}

function isInfix(event: OpEvent): boolean {
  return event.op in INFIX && operands(event) !== null && (event.attrs['alpha'] ?? 1) === 1;
}

/** Left and right of an infix operation: tensor ids, or the number that was given instead of a tensor. */
function operands(event: OpEvent): readonly [number | string, number | string] | null {
  const [a, b] = event.inputs;
  if (a === undefined) return null;
  if (b !== undefined) return [a, b];
  const other = event.attrs['other'];
  return typeof other === 'number' ? [a, String(other).replace('-', '−')] : null;
}

function written(history: History, event: OpEvent, depth: number): string {
  const side = (x: number | string): string =>
    typeof x === 'string' ? x : expression(history, x, depth - 1, true);
  const pair = isInfix(event) ? operands(event) : null;
  if (pair !== null) {
    // rsub is subtraction the other way round: 15 − x
    const [left, right] = event.op === 'rsub' ? [pair[1], pair[0]] : pair;
    return `${side(left)} ${INFIX[event.op] ?? event.op} ${side(right)}`;
  }
  const [first] = event.inputs;
  if (event.op === 'neg' && first !== undefined) return `−${side(first)}`;
  if (first === undefined) return event.op;
  const names = event.inputs.map((id) => expression(history, id, depth - 1, false));
  return `${event.op}(${names.join(', ')})`;
}

/** What a step is, in a few words: `o = tanh(n)`, `backward through tanh`, `SGD update`. */
export function stepLabel(history: History, step: Step): string {
  switch (step.kind) {
    case 'leaf': {
      const { id } = step.event.output;
      const named = typeof history.tensor(id)?.name === 'string';
      return `${named ? tensorLabel(history, id) : `torch.${step.event.op}`} is made`;
    }
    case 'forward': {
      const label = tensorLabel(history, step.event.output.id);
      const text = opLabel(history, step.event);
      return history.tensor(step.event.output.id)?.name === null ? text : `${label} = ${text}`;
    }
    case 'backward':
      return step.op === null ? 'backward reaches a leaf' : `backward through ${step.op.op}`;
    case 'update':
      return `${step.event.optimizer} update`;
    case 'zeroGrad':
      return 'zeroGrad';
    case 'mutate':
      return `${tensorLabel(history, step.event.tensor)}.${step.event.op} in place`;
    case 'requiresGrad': {
      const on = step.event.requiresGrad ? 'requires grad' : 'no longer requires grad';
      return `${tensorLabel(history, step.event.tensor)} ${on}`;
    }
  }
}
