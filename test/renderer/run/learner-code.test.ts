/** @file What learner code does: the same after compiling as before, with errors at the right line in JavaScript's words. */

import { describe, expect, test } from 'vitest';
import { Recorder } from '../../../engine/trace/recorder';
import * as backstep from '../../../renderer/run/backstep';
import { compile } from '../../../renderer/run/compile';
import { Host } from '../../../renderer/run/host';
import { errorEvent } from '../../../renderer/run/learner-error';

const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (...args: readonly unknown[]) => Promise<void>;

/** What a program logged, and how it failed. */
async function run(source: string) {
  const compiled = compile(source);
  if (!compiled.ok) throw new Error(compiled.error.message);
  const logged: unknown[] = [];
  const recorder = new Recorder(() => undefined);
  const host = new Host(recorder, backstep);
  const body = new AsyncFunction('__backstep', 'log', `${compiled.code}\n//# sourceURL=learner.ts`);
  try {
    await body(host, (...values: readonly unknown[]) => void logged.push(...values));
    return { logged, line: null, message: null };
  } catch (error) {
    const { line, message } = errorEvent(error, recorder.line);
    return { logged, line, message };
  }
}

describe('what runs is what was written', () => {
  const table: [string, string, unknown[]][] = [
    [
      'this in calls of every form',
      "const o: any = { v: 3, f() { return this.v; } }; log(o['f'](), o.f!(), (o.f)(), (o as any).f(), o?.['f'](), o.f?.());",
      [3, 3, 3, 3, 3, 3],
    ],
    [
      'super by name and by text',
      "class A { f() { return 1; } } class B extends A { f() { return super.f() + super['f'](); } } log(new B().f());",
      [2],
    ],
    [
      'optional calls and spreads',
      'const a: any = null; log(a?.b(), a?.b().c(), Math.max(...[1, 2]), Math.max(...[3],));',
      [undefined, undefined, 2, 3],
    ],
    ['a function without a semicolon behind it', 'const f = () => 3\nlog(f())', [3]],
    [
      "functions' names",
      'const f = (() => 1); const g = (function () {}) as any; class A { h = (() => 2); } log(f.name, g.name, new A().h.name);',
      ['f', 'g', 'h'],
    ],
    [
      'a cast at the end of a line without a semicolon',
      'const a = [3, 4]\nlet x = a as number[]\n[0, 1].forEach((i) => log(i))\nconst y = x ? x : 1 as any\n;(log(y === a))',
      [0, 1, true],
    ],
    [
      'an export without a semicolon before it',
      'const a = [9]\nexport { a }\n[0].forEach((v) => log(v))',
      [0],
    ],
    ['default exports with a name', 'export default function f() { return 1; }\nlog(f())', [1]],
    ['an import below its use', "log(typeof torch.tensor);\nimport { torch } from 'backstep';", ['function']],
    [
      "the learner's own tensor()",
      'const my = { tensor(x: number) { return x; } }; function full(a: number, b: number) { return b; } log(my.tensor(2.0), full(1, 2.5));',
      [2, 2.5],
    ],
    ['a first line for a shell', '#!/usr/bin/env node\nlog(1)', [1]],
    ['a top-level __proto__', 'const __proto__ = 3; log(__proto__);', [3]],
  ];
  test.each(table)('%s', async (_, source, expected) => {
    expect(await run(source)).toEqual({ logged: expected, line: null, message: null });
  });

  test('a number written with a point is a float, for the call it is written in alone', async () => {
    const { logged } = await run(
      `import { torch as t } from 'backstep';
      const { tensor } = t;
      const x = tensor([1, 2]);
      const same = (value: number) => x.mul(2);
      const type = (y: any) => String(y.dtype).slice(6);
      log(type(t.tensor([2.0])), type(tensor(2.0)), type(x.mul(2.0)), type(x.add(1).mul(2.0)), type(x.mul(2)), type(same(2.0)), type(x.eq(2.0)));`,
    );
    expect(logged).toEqual(['float32', 'float32', 'float32', 'float32', 'int64', 'int64', 'bool']);
  });

  test('PyTorch refuses to put floats where whole numbers are', async () => {
    const { message } = await run("import { torch } from 'backstep';\ntorch.tensor([1, 2]).add_(2.0);");
    expect(message).toBe("result type Float can't be cast to the desired output type Long");
  });
});

describe('errors', () => {
  const table: [string, string, number, string][] = [
    [
      'a method that is not there',
      'const x: any = { a: {} };\nx\n  .a\n  .foo();',
      4,
      'x.a.foo is not a function',
    ],
    ['a spread of nothing', 'const n: any = null;\nMath.max(...n);', 2, 'is not iterable'],
    [
      'a message that names the file',
      "const a = 1;\nthrow new Error('see learner.ts:99');",
      2,
      'see learner.ts:99',
    ],
    ['a text', "const a = 1;\nthrow 'x';", 2, 'thrown: x'],
    ['null', '\nthrow null;', 2, 'thrown: null'],
    ['what has no text', '\nthrow Object.create(null);', 2, 'thrown: something that cannot be shown as text'],
    ['an import that is not there', "const a = 1;\nimport { foo } from 'backstep';", 2, "has no 'foo'"],
    [
      'the engine, in a helper',
      "import { torch } from 'backstep';\nfunction add(a: any, b: any) {\n  return a.add(b);\n}\nadd(torch.ones([2]),\n  torch.ones([3]));",
      3,
      'must match the size',
    ],
  ];
  test.each(table)('%s', async (_, source, line, message) => {
    const failed = await run(source);
    expect(failed.line).toBe(line);
    expect(failed.message).toContain(message);
  });

  test('whatever stands for a name or a message, the event is plain text', () => {
    const error = Object.assign(new Error('x'), { message: { a: 1 } });
    Object.defineProperty(error, 'name', { value: Symbol('q') });
    expect(errorEvent(error, 1)).toMatchObject({ name: 'Symbol(q)', message: '[object Object]' });
  });
});
