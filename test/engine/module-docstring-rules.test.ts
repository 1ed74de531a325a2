/**
 * @file What comments of modules, optimizers, samplers and initial values say of dtypes and errors, held to what PyTorch
 * does: what it makes of whole numbers (golden/modules/nn.json), and programs that it refuses (golden/refusals/). What is
 * so for all is said once: of modules in the comment of nn.Module, of optimizers in that of Optimizer.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { documented } from './documented';

const GOLDEN = new URL('../golden/', import.meta.url);

interface Refusal {
  readonly name: string;
  readonly message: string;
}

interface Case {
  readonly spec: [name: string];
  readonly state: readonly unknown[];
  readonly inputs: readonly unknown[];
  readonly whole?: string | Refusal;
}

let comments = new Map<string, string>();
let cases: Case[] = [];
/** By the name of what a refused program calls. */
let refused: [name: string, refusal: Refusal][] = [];

/** What a program's last line makes, and perhaps calls: one thing, and none of its methods. */
function subject(line: string): string | undefined {
  const named = new Set([...line.matchAll(/\b(?:nn|optim|data)\.(?:\w+\.)?\w+/g)].map(([name]) => name));
  const [first] = named;
  const isAlone =
    named.size === 1 && /^(await )?(new )?(nn|optim|data)\./.test(line) && !/\)\.\w+\(/.test(line);
  return isAlone ? first : undefined;
}

beforeAll(() => {
  comments = new Map(documented().functions.map(({ name, doc }) => [name, doc]));
  const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, GOLDEN), 'utf8'));
  cases = (read('modules/nn.json') as { cases: Case[] }).cases;
  refused = readdirSync(new URL('refusals/', GOLDEN))
    .filter((file) => file.endsWith('.json'))
    .flatMap(
      (file) =>
        (read(`refusals/${file}`) as { programs: { lines: string[]; error: Refusal | string | null }[] })
          .programs,
    )
    .flatMap(({ lines, error }) => {
      const name = subject(lines.at(-1)!);
      return name === undefined || typeof error !== 'object' || error === null || !comments.has(name)
        ? []
        : [[name, error] as [string, Refusal]];
    });
}, 120_000);

/** A module with weights, and what is made of such. */
const hasWeights = (module: string): boolean =>
  cases.some(({ spec, state }) => spec[0] === module && state.length > 0);

test('a module says what becomes of whole numbers where they do not stay what they are', () => {
  const missing = cases.flatMap(({ spec: [module], inputs, whole }) => {
    const text = comments.get(`nn.${module}`)!;
    if (whole === undefined || whole === 'int64') return [];
    // several inputs promote
    if (typeof whole === 'string')
      return inputs.length > 1 || text.includes(whole) ? [] : [`${module} → ${whole}`];
    if (hasWeights(module) || /[Ff]loating-point|[Ii]ntegers|whole numbers|dtype/.test(text)) return [];
    return [`${module}: ${whole.message}`];
  });
  expect([...new Set(missing)]).toEqual([]);
  expect(comments.get('nn.Module')).toMatch(/dtype of its weights/);
});

/** What goes without saying: the comment of nn.Module says it of all. */
const isSaid = (name: string, error: Refusal): boolean =>
  error.name === 'TypeError' || (/^nn\.[A-Z]/.test(name) && error.name === 'RuntimeError');

test('a class or function that refuses anything says what, and with which error', () => {
  const common = (name: string): string =>
    /^optim\.\w+$/.test(name) ? comments.get('optim.Optimizer')! : '';
  const missing = refused.flatMap(([name, error]) => {
    if (isSaid(name, error)) return [];
    const told = `${comments.get(name)!}\n${common(name)}`;
    const throws = told.slice(Math.max(0, told.indexOf('@throws')));
    return told.includes('@throws') && throws.includes(error.name)
      ? []
      : [`${name}: ${error.name}: ${error.message.slice(0, 90)}`];
  });
  expect([...new Set(missing)]).toEqual([]);
  expect(refused.length).toBeGreaterThan(150);
});
