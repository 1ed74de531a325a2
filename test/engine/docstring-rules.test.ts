/**
 * @file What comments say of dtypes and errors, held to what PyTorch does: for each op that the golden kinds call, a
 * recorded result of another dtype than its input's, and a recorded refusal, have to be told of. What is so everywhere is
 * said once, in the comment of the Tensor.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { unpacked, type Kinds } from '../golden/kinds';
import type { Case } from '../golden/check';
import { documented } from './documented';

const KINDS = new URL('../golden/kinds/', import.meta.url);

let comments = new Map<string, string>();
/** By op: what was recorded of it. In-place forms are told of with their op. */
let recorded: [op: string, cases: Case[]][] = [];

beforeAll(() => {
  const { functions, methods } = documented();
  comments = new Map([
    ...functions.map(({ name, doc }) => [name, doc] as const),
    ...methods.map(({ name, doc }) => [`.${name}`, doc] as const),
  ]);
  recorded = readdirSync(KINDS)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      const kinds = JSON.parse(readFileSync(new URL(file, KINDS), 'utf8')) as Kinds;
      return Object.keys(kinds.ops).map((op): [string, Case[]] => [op, unpacked(kinds, op)]);
    })
    .filter(([op]) => !op.endsWith('_'));
}, 120_000);

/** The comments of a method and of the function of its name; a second name has those of the first, too. */
function commentsOf(op: string, others = true): string {
  const [name] = /\w+$/.exec(op)!;
  const here = op.startsWith('torch.') || name === op ? undefined : comments.get(op);
  const text =
    here ??
    [
      comments.get(op),
      comments.get(`.${name}`),
      comments.get(`torch.${name}`),
      comments.get(`torch.special.${name}`),
    ].join('\n');
  const first = /(?:second name of|[Aa]s|same as) `(\w+)`/.exec(text)?.[1];
  return first && others ? `${text}\n${commentsOf(op.replace(/\w+$/, first), false)}` : text;
}

const isFloat = (dtype: string): boolean => dtype.startsWith('float');

/** By a result's dtype that is not its input's: words that tell of it. */
const OF_DTYPE: Record<string, RegExp> = {
  bool: /\bbools?\b|\b[Ww]hether|\btrue\b/,
  int64: /int64|\bind(ex|ices)|how (many|often)|number of|places?\b|order|dtypes?\b/i,
  float32: /float32|floating-point|dtypes?\b/,
  float64: /float64/,
  int32: /int32/,
  uint8: /uint8/,
};

test('an op whose result has another dtype than its input says so', () => {
  const missing = recorded.flatMap(([op, cases]) => {
    const text = commentsOf(op);
    const others = cases.flatMap(({ inputs, outputs = [] }) => {
      const [dtype, ...more] = new Set(inputs.map((input) => input.dtype));
      if (dtype === undefined || more.length > 0) return [];
      return outputs.flatMap((output) =>
        typeof output === 'object' && output.dtype !== dtype ? [output.dtype] : [],
      );
    });
    return [...new Set(others)].filter((dtype) => !OF_DTYPE[dtype]?.test(text)).map((to) => `${op} → ${to}`);
  });
  expect(missing).toEqual([]);
});

/** Refusals that go without saying, where the comment of the Tensor says them. */
const ALWAYS: readonly (readonly [said: RegExp, refusal: RegExp])[] = [
  [/IndexError/, /^Dimension (out of range|specified as)|Expected reduction dim -1 or 0 for scalar/],
  [/named twice/, /appears multiple times in the list of dims/],
  [/do not broadcast/, /must match the size of tensor b|^The expanded size of the tensor/],
  [/several inputs promote/, /can't be cast to the desired output type/],
];

const isRefusalOfDtype = (message: string): boolean =>
  /not implemented for|dtype|datatype|data type|scalar type|floating[ -]point|not support|same type|input type|FloatTensor|did not match|doesn't handle types|expected a tensor with .* of float|Subtraction, the `-`/i.test(
    message,
  );

test('an op that does not take integers or bools says so', () => {
  const missing = recorded.filter(([op, cases]) => {
    const refused = cases.some(
      ({ inputs, error }) =>
        error && isRefusalOfDtype(error.message) && inputs.every(({ dtype }) => !isFloat(dtype)),
    );
    return refused && !/bool|integer|floating-point|[Ww]hole|dtype|int64|index|mask/.test(commentsOf(op));
  });
  expect(missing.map(([op]) => op)).toEqual([]);
});

test('an op that refuses anything else says what, and with which error', () => {
  const tensor = comments.get('torch.Tensor')!;
  const goesWithoutSaying = ({ message }: { message: string }): boolean =>
    isRefusalOfDtype(message) || ALWAYS.some(([said, refusal]) => said.test(tensor) && refusal.test(message));
  const missing = recorded.flatMap(([op, cases]) => {
    const refusals = cases.flatMap(({ error }) => (error && !goesWithoutSaying(error) ? [error] : []));
    if (refusals.length === 0 || commentsOf(op).includes('@throws')) return [];
    return [`${op}: ${refusals[0]!.message}`];
  });
  expect(missing).toEqual([]);
});

test('the ops are all there, and have comments', () => {
  expect(recorded.length).toBeGreaterThan(350);
  expect(recorded.map(([op]) => op).filter((op) => commentsOf(op).trim() === '')).toEqual([]);
});
