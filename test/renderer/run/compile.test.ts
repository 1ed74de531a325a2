/** @file The compile step: positions kept, tensors named, lines told, bad code refused at its line. */

import { describe, expect, test } from 'vitest';
import { compile } from '../../../renderer/run/compile';

function code(source: string): string {
  const compiled = compile(source);
  if (!compiled.ok) throw new Error(`${compiled.error.line}: ${compiled.error.message}`);
  return compiled.code;
}

function refusal(source: string) {
  const compiled = compile(source);
  return compiled.ok ? null : compiled.error;
}

describe('what is kept', () => {
  test('every line stays where it is', () => {
    const source = `import {\n  torch,\n  print,\n} from 'backstep';\ninterface A {\n  b: number;\n}\nconst x: number = 1;\nprint(x as unknown);\n`;
    const lines = code(source).split('\n');
    expect(lines).toHaveLength(source.split('\n').length);
    expect(lines[7]).toContain('const x         = 1');
    expect(lines[8]).toContain('print(__backstep.at(9,x');
  });

  test('types that only TypeScript knows vanish, and what runs does not change', () => {
    expect(code('type A = { b: string };\nlet y = <T,>(x: T): T => x;')).not.toContain('type');
  });
});

describe('marks', () => {
  test('a tensor is named after its variable, its property, and what it is assigned to', () => {
    expect(code('const o = f(1);')).toContain('const o = __backstep.name("o",f(');
    expect(code('let o; o = f(1);')).toContain('o = __backstep.name("o",f(');
    expect(code('const m = {}; m.w = f(1);')).toContain('__backstep.name("w",');
    expect(code('class A { w = f(1); }')).toContain('w = __backstep.name("w",f(');
  });

  test('numbers, texts and functions are left alone', () => {
    expect(code('const a = 1; const b = "x"; const c = () => 1;')).not.toContain('.name(');
  });

  test('each call of a chain tells its own line, after its arguments', () => {
    const text = code('const n = x1.mul(w1)\n  .add(x2\n    .mul(w2))\n  .tanh();');
    expect(text).toContain('x1.mul(__backstep.at(1,w1))');
    expect(text).toContain('.mul(__backstep.at(3,w2))');
    expect(text).toContain('\n  .tanh(...__backstep.line(4))');
  });

  test('loops of every kind tell that they turn', () => {
    for (const loop of [
      'while (true) {}',
      'for (;;) f();',
      'do f(); while (true)',
      'for (const a of b) { f(a); }',
    ]) {
      expect(code(loop)).toContain('{if(__backstep.tick(0))');
    }
  });

  test('a loop breathes where it may await: at the top, in async functions, in a callback of neither', () => {
    const breathes = (source: string) => {
      const compiled = compile(source);
      return compiled.ok && compiled.loops.map((loop) => loop.breathes);
    };
    expect(breathes('for (;;) { if (a) { while (b) {} } }')).toEqual([true, true]);
    expect(breathes('async function f() { while (a) {} } await f();')).toEqual([true]);
    expect(breathes('class A { async fit() { while (a) {} } } await new A().fit();')).toEqual([true]);
    expect(breathes('const f = async () => { while (a) {} }; await f();')).toEqual([true]);
    expect(breathes('await (async () => { for (;;) {} })();')).toEqual([true]);
    for (const plain of [
      'function f() { while (a) {} }',
      'xs.forEach((x) => { while (x) {} });',
      'function* f() { while (a) {} }',
      'async function* f() { while (a) {} }',
      'class A { static { while (a) {} } }',
      'class A { get a() { while (a) {} return 1; } }',
      'async function f() { function g() { while (a) {} } }',
    ]) {
      expect(breathes(plain)).toEqual([false]);
    }
  });

  test('where something else of the text could run meanwhile, no loop breathes', () => {
    for (const concurrent of [
      'async function f() {} f();',
      'async function f() {} const p = f(); await p;',
      'async function f() {} const g = f;',
      'const f = async () => 1; [f].forEach((g) => g());',
      'const o = { async f() {} }; o.f();',
      "const o = { async f() {} }; o['f']();",
      'const o = { async f() {} }; const { f } = o; f();',
      'const o = { async f() {} }; const { f: g } = o; g();',
      '(async () => {})();',
      'xs.map(async (x) => x);',
      'const p = new Promise(() => {});',
      'setTimeout(() => {}, 0);',
      'x.then(() => {});',
      'const p = t.item();',
    ]) {
      const compiled = compile(`${concurrent} for (;;) {}`);
      expect(compiled.ok && compiled.loops[0]?.breathes, concurrent).toBe(false);
    }
    for (const sequential of [
      'async function f() {} await f(); async function g() { return f(); } await g();',
      'const f = async () => 1; const g = async () => f(); await g();',
      'async function train() {} await train(); model.train();',
      'for (const item of xs) g(item, await t.item());',
    ]) {
      const compiled = compile(`${sequential} for (;;) {}`);
      expect(compiled.ok && compiled.loops.at(-1)?.breathes, sequential).toBe(true);
    }
  });

  test('a loop says how far it goes where its bounds are numbers and names', () => {
    expect(code('for (let i = 1; i <= n; i += 2) {}')).toContain('breathe(0,i,n,1,2,1)');
    expect(code('for (let i = 0; i < 50_000; ++i) f();')).toContain('breathe(0,i,50_000,0,1,0)');
    for (const loop of [
      'for (let i = 0; i < n(); i++) {}',
      'for (let i = 0; i < n; i++) { const n = 2; }',
      'for (let i = 9; i > 0; i--) {}',
      'for (const x of xs) {}',
      'while (a) {}',
    ]) {
      expect(code(loop)).toContain('breathe(0)');
    }
  });

  test('whole numbers written with a point are told to the call they go to', () => {
    expect(code('torch.tensor([2.0, -3])')).toContain('__backstep.at(1,[2.0, -3],[2])');
    expect(code('torch.tensor(-1e3)')).toContain('__backstep.at(1,-1e3,[-1000])');
    expect(code('torch.full([2], 1.)')).toContain('__backstep.at(1,1.,[1])');
    expect(code('f().mul(2.0)')).toContain('__backstep.at(1,2.0,[2])');
    expect(code('x.add(y, { alpha: 2.0 })')).toContain('__backstep.at(1,{ alpha: 2.0 },[2])');
    expect(code('f(2.0, ...rest)')).toContain('...__backstep.line(1,[2])');
  });

  test('other numbers are not, nor those of a call inside', () => {
    for (const data of ['[2, 3]', '[0xe1]', '0.5', '() => 2.0']) {
      expect(code(`f(${data})`)).toContain(`f(__backstep.at(1,${data}))`);
    }
    expect(code('f(g(2.0))')).toContain('__backstep.at(1,g(__backstep.at(1,2.0,[2])))');
  });
});

describe('refusals', () => {
  const table: [string, string, number, RegExp][] = [
    ['a syntax error', 'const a = 1;\nconst b = ;', 2, /Expression expected/],
    ['an unclosed bracket', 'f(1', 1, /'\)' expected/],
    ['a name declared twice', 'const a = 1;\nconst a = 2;', 1, /redeclare/],
    ['a return at the top', '\nreturn 1;', 2, /return/i],
    ['an import of a URL', "import x from 'https://example.org/x.js';", 1, /from 'backstep' alone/],
    ['an import of a package', "\nimport fs from 'node:fs';", 2, /Cannot import 'node:fs'/],
    ['a dynamic import', "await import('https://example.org/x.js');", 1, /import\(\) is not available/],
    ['a default import', "import b from 'backstep';", 1, /no default export/],
    ['import.meta', 'f(import.meta.url);', 1, /import\.meta/],
    ['an enum', '\n\nenum A { B }', 3, /not supported/],
    ['a decorator', '\n@f class A {}', 2, /not supported/],
    ['an accessor field', 'class A {\n  accessor x = 1;\n}', 2, /not supported/],
    ['a default export without a name', '\nexport default function () {}', 2, /Exports are not needed/],
    ["the runner's own name", '\nconst __backstep = 1;', 2, /is taken/],
    [
      'an import that is declared, too',
      "import { torch } from 'backstep';\nconst torch = 1;",
      1,
      /imported and declared/,
    ],
  ];
  test.each(table)('%s', (_, source, line, message) => {
    const error = refusal(source);
    expect(error?.message).toMatch(message);
    expect(error?.line).toBe(line);
  });

  test('a type error and an unknown name do not count', () => {
    expect(refusal('const a: string = 1;\nunknownName();')).toBeNull();
  });

  test.each([
    'let u: unique symbol;',
    'const f = (): void => {}; if (f()) g();',
    'class A { x = 1; x = 2; }',
    'type T = 1; type T = 2;',
    'const o = { a: 1, a: 2 };',
    'async function f(): number { return 1; }',
    'if (1);',
  ])('nor does what is wrong for types alone: %s', (source) => {
    expect(refusal(source)).toBeNull();
  });
});
