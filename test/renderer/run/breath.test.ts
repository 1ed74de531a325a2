/** @file Loops that take a breath: what the code does stays the same, and the window is heard meanwhile. */

import { describe, expect, test } from 'vitest';
import { observe } from '../../../engine/trace/observer';
import { Recorder } from '../../../engine/trace/recorder';
import * as backstep from '../../../renderer/run/backstep';
import { compile } from '../../../renderer/run/compile';
import { Host, type Pace } from '../../../renderer/run/host';
import { errorEvent } from '../../../renderer/run/learner-error';

const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (...args: readonly unknown[]) => Promise<void>;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A pace that finds a breath due at every turn of every loop. */
function breathless(): Pace & { rests: number; told: string[] } {
  let time = 0;
  return {
    rests: 0,
    told: [],
    now: () => (time += 1_000),
    hurried: () => true,
    flush: () => undefined,
    async rest() {
      this.rests++;
      await turn();
    },
    hold: () => Promise.resolve(),
    block: () => undefined,
    turned(site, done, total) {
      this.told.push(`${site}: ${done} of ${total}`);
    },
  };
}

/** What a program logs as it was written, and with a breath at every turn. */
async function both(source: string) {
  const compiled = compile(source);
  if (!compiled.ok) throw new Error(compiled.error.message);
  const pace = breathless();
  const play = async (code: string, given: unknown) => {
    const logged: unknown[] = [];
    const log = (...values: readonly unknown[]) => void logged.push(...values);
    try {
      await new AsyncFunction('__backstep', 'log', `${code}\n//# sourceURL=learner.ts`)(given, log);
    } catch (error) {
      const { line, message } = errorEvent(error, 0);
      logged.push(`${line}: ${message}`);
    }
    await turn();
    return logged;
  };
  const written = await play(source, null);
  const breathing = await play(compiled.code, new Host(new Recorder(() => undefined), backstep, pace));
  return { written, breathing, rests: pace.rests };
}

describe('what runs is what was written', () => {
  test.each([
    ['a body without braces', 'let n = 0; for (let i = 0; i < 3; i++) n += i; log(n);'],
    ['do … while', 'let i = 0; do i++; while (i < 3)\nlog(i);'],
    ['continue', 'for (let i = 0; i < 4; i++) { if (i % 2) continue; log(i); }'],
    [
      'labels',
      'a: for (const i of [0, 1, 2]) { for (const j of [0, 1]) { if (j) continue a; if (i > 1) break a; log(i, j); } }',
    ],
    ['for … in', 'for (const k in { a: 1, b: 2 }) log(k);'],
    [
      'a closure of each turn',
      'const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i); for (const f of fs) log(f());',
    ],
    ['the loop in an if without braces', 'if (true) for (const i of [1]) log(i); else log(2);'],
    [
      'try and finally',
      'for (const i of [1, 2]) { try { if (i > 1) throw new Error("x"); log(i); } finally { log("f"); } }',
    ],
    ['for await', 'async function* g() { yield 1; yield 2; } for await (const x of g()) log(x);'],
    [
      'an async function that is awaited',
      'async function f() { for (const i of [1, 2]) log(i); return 3; } log(await f()); log(4);',
    ],
    ['an async function that is not', 'async function f() { for (const i of [1, 2]) log(i); } f(); log(3);'],
    [
      'two that run by turns',
      'async function f(n) { for (const i of [1, 2]) { log(n, i); await null; } } await Promise.all([f("a"), f("b")]);',
    ],
    [
      'one behind the loop',
      'let n = 0; async function f() { await null; n = 10; } f(); for (const i of [1, 2]) { n++; } log(n);',
    ],
    [
      'a promise with a continuation',
      'const p = (async () => 1)(); p.then(log); for (const i of [2, 3]) log(i);',
    ],
    ['a name for the counter in the body', 'for (let i = 0; i < 2; i++) { let n = i; log(n); }'],
    ['a counter that is a BigInt', 'const n = 2n; for (let i = 0n; i < n; i++) log(String(i));'],
    ['an error in a turn', 'for (const i of [1]) {\n  null.x;\n}'],
    ['generators', 'function* g() { for (let i = 0; i < 3; i++) yield i; } log(...g());'],
    [
      'constructors and getters',
      'class A { n = 0; constructor() { for (const i of [1, 2]) this.n += i; } get m() { for (;;) return this.n; } } log(new A().m);',
    ],
    [
      'this and arguments',
      'async function f() { for (const i of [1]) log(this.v, arguments.length); } await f.call({ v: 3 }, 1, 2);',
    ],
  ])('%s', async (_, source) => {
    const { written, breathing } = await both(source);
    expect(written.length).toBeGreaterThan(0);
    expect(breathing).toEqual(written);
  });

  test('a loop at the top breathes in every turn here', async () => {
    expect((await both('for (let i = 0; i < 5; i++) log(i);')).rests).toBe(5);
    expect((await both('function f() { for (let i = 0; i < 5; i++) log(i); } f();')).rests).toBe(0);
  });
});

test('a loop tells how far it has come and goes', async () => {
  const compiled = compile('const n = 5; for (let i = 1; i <= n; i += 2) { for (const x of [7, 8]) {} }');
  if (!compiled.ok) throw new Error(compiled.error.message);
  const pace = breathless();
  await new AsyncFunction('__backstep', compiled.code)(
    new Host(new Recorder(() => undefined), backstep, pace),
  );
  expect(pace.told.filter((told) => told.startsWith('0'))).toEqual(['0: 0 of 3', '0: 1 of 3', '0: 2 of 3']);
  expect(pace.told.filter((told) => told.startsWith('1')).at(-1)).toBe('1: 5 of null');
});

test('the recorder knows when an episode is over, and keeps the one at hand on demand', async () => {
  const compiled = compile(`import { torch, optim } from 'backstep';
const w = torch.tensor([1.0], { requiresGrad: true });
const optimizer = new optim.SGD([w], { lr: 0.1 });
for (let i = 0; i < 4; i++) {
  const loss = w.mul(w).sum();
  loss.backward();
  optimizer.step();
  optimizer.zeroGrad();
}`);
  if (!compiled.ok) throw new Error(compiled.error.message);
  const recorder = new Recorder(() => undefined);
  const seen: [number, boolean][] = [];
  const pace = { ...breathless(), hold: async () => void seen.push([recorder.ended, recorder.between]) };
  observe(recorder);
  await new AsyncFunction('__backstep', compiled.code)(new Host(recorder, backstep, pace));
  observe(null);
  expect(seen).toEqual([
    [0, true],
    [1, true],
    [2, true],
    [3, true],
  ]);
});

test('the first episode is shown before more is asked of a GPU, however little time has passed', async () => {
  const compiled = compile(`import { torch, optim } from 'backstep';
const w = torch.tensor([1.0], { requiresGrad: true });
const optimizer = new optim.SGD([w], { lr: 0.1 });
for (let i = 0; i < 3; i++) { await null; }
for (let i = 0; i < 20; i++) {
  w.mul(w).sum().backward();
  optimizer.step();
  optimizer.zeroGrad();
}`);
  if (!compiled.ok) throw new Error(compiled.error.message);
  const recorder = new Recorder(() => undefined);
  const rests: number[] = [];
  const still = { now: () => 0, hurried: () => false };
  const pace = { ...breathless(), ...still, rest: async () => void rests.push(recorder.ended) };
  observe(recorder);
  await new AsyncFunction('__backstep', compiled.code)(new Host(recorder, backstep, pace));
  observe(null);
  expect(rests).toHaveLength(1);
  // a loop whose turns are quick is not looked at in each
  expect(rests[0]).toBeGreaterThan(0);
  expect(rests[0]).toBeLessThan(5);
});
