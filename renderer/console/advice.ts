/** @file What to try after an error, for the ones that learners meet most. */

interface Advice {
  readonly when: RegExp;
  readonly name?: RegExp;
  readonly say: string;
}

const ADVICE: readonly Advice[] = [
  {
    when: /backward through the graph a second time/i,
    say: 'A backward pass frees what it used. Build the graph again before the next one, or pass { retainGraph: true } to the first.',
  },
  {
    when: /can be implicitly created only for scalar outputs/i,
    say: 'Make one number of it first, for example with .sum() or .mean(), or give backward() a gradient of the same shape.',
  },
  {
    when: /does not require grad/i,
    say: 'Make the tensors you want gradients for with { requiresGrad: true }.',
  },
  {
    when: /must match the size of tensor|broadcast/i,
    say: 'Print the shapes of both tensors. From the right, each pair of sizes has to be equal, or one of them 1.',
  },
  {
    when: /mat1 and mat2 shapes cannot be multiplied|size mismatch/i,
    say: 'In a @ b the last size of a has to be the first size of b. Print both shapes.',
  },
  {
    when: /modified by an inplace operation/i,
    say: 'Use the form without the underscore (add instead of add_), or change the tensor after backward().',
  },
  {
    when: /leaf Variable that requires grad/i,
    say: 'Do the change inside torch.noGrad(() => { … }), as an optimiser does.',
  },
  {
    name: /ReferenceError/,
    when: /is not defined/,
    say: 'Check the spelling, or add the name to the import from "backstep".',
  },
  { name: /SyntaxError/, when: /./, say: 'Mend this line, then run again. The last run stays as it was.' },
];

/** One or two sentences on what to try; null where there is nothing useful to say. */
export function adviceFor(name: string, message: string): string | null {
  const fits = (advice: Advice) => (advice.name?.test(name) ?? true) && advice.when.test(message);
  return ADVICE.find(fits)?.say ?? null;
}
