/** @file What TypeScript says about learner texts: kind where PyTorch's style needs it, strict about names. */

import { describe, expect, it } from 'vitest';
import { virtualFiles } from '../../../renderer/editor/language/files';
import { BACKSTEP_MODULE, LanguageService } from '../../../renderer/editor/language/service';

const libraries = [...virtualFiles()].filter(([path]) => path.startsWith('/lib.'));
const module = `
/** A box of numbers. */
export class Tensor {
  grad: Tensor | null = null;
  /** The one number in it. */
  async item(): Promise<number> { return 0; }
  mul(other: Tensor | number): Tensor { return this; }
}
export const torch = { tensor: (data: number[]): Tensor => new Tensor() };
export function print(...values: unknown[]): void {}
`;
const service = new LanguageService(new Map([...libraries, [BACKSTEP_MODULE, module]]));
const head = "import { torch, print } from 'backstep';\n";
const codes = (text: string) => service.problems(text).map((problem) => problem.code);

describe('problems', () => {
  it('takes a module written as in PyTorch, and still tells a field that is never set', () => {
    const net = `class Net {
  constructor() {
    this.fc1 = (x) => x;
  }
  forward(x) {
    return this.fc1(this.fc2(x));
  }
}
`;
    const found = service.problems(net);
    expect(found.map(({ from, to }) => net.slice(from, to))).toEqual(['fc2']);
  });

  it('finds none in a good text, with await at the top and gradients that may be null', () => {
    expect(
      service.problems(
        `${head}const x = torch.tensor([1]);\nprint(await x.grad.item(), await x.grad?.item());`,
      ),
    ).toEqual([]);
  });

  it('are where they are', () => {
    const text = `${head}const x = torch.tensor([1]);\nx.mull(2);`;
    const [problem] = service.problems(text);
    expect(text.slice(problem?.from, problem?.to)).toBe('mull');
    expect(problem?.message).toContain("Did you mean 'mul'");
  });

  it('are only the syntax errors while there are any', () => {
    const found = service.problems(`${head}nonsense;\nconst = 3;`);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((problem) => problem.code < 2000)).toBe(true);
  });

  it.each([
    'fetch("https://example.org")',
    'document.body',
    'new WebSocket("wss://example.org")',
    'require("fs")',
    'process.exit()',
  ])('knows no %s', (text) => {
    expect(service.problems(`${head}${text};`).length).toBeGreaterThan(0);
  });

  it('knows the language itself', () => {
    expect(
      codes(
        `${head}const n: number[] = [1, 2].toSorted();\nconst m = new Map<string, number>();\nMath.sqrt(2); print(n.at(-1), m);`,
      ),
    ).toEqual([]);
  });

  it('refuses what cannot be stripped', () => {
    expect(codes('enum A { B }')).toEqual([1294]);
  });

  it('copes with an empty text', () => {
    expect(service.problems('')).toEqual([]);
    expect(service.problems('a b c d')).not.toEqual([]);
    expect(service.problems('')).toEqual([]);
  });
});

describe('completions and hints', () => {
  it('knows members', () => {
    const text = `${head}torch.tensor([1]).`;
    const labels = service.completions(text, text.length).map((entry) => entry.label);
    expect(labels).toContain('mul');
    expect(labels).toContain('item');
    expect(labels).not.toContain('print');
  });

  it('gives the docstring of a completion', () => {
    const text = `${head}torch.tensor([1]).`;
    expect(service.completionHint(text, text.length, 'item')?.documentation).toBe('The one number in it.');
  });

  it('gives the type under the pointer', () => {
    const text = `${head}const x = torch.tensor([1]);`;
    const hint = service.hover(text, text.indexOf('x ='));
    expect(hint?.signature).toBe('const x: Tensor');
    expect(text.slice(hint?.from, hint?.to)).toBe('x');
  });
});
