/** @file Guards before the tensor's methods: wrong arguments are refused, where PyTorch has words of its own in those. */

import { guarded, WRITTEN, type Callable } from '../arguments/guard';
import { missing, mustBe, noCombination, pythonName } from '../refusals';
import { Tensor } from '../tensor';
import { FITS, REQUIRED, WORDS, type Argument } from './required';

/** Methods of several forms, by how many arguments the shortest has. */
const OVERLOADED = {
  scatter: 3,
  scatter_: 3,
  indexFill: 3,
  indexFill_: 3,
  maskedFill: 2,
  maskedFill_: 2,
  lerp: 2,
  lerp_: 2,
  where: 2,
  movedim: 2,
  repeatInterleave: 1,
  tensorSplit: 1,
  narrow: 3,
  view: 1,
  quantile: 1,
} as const;

/** With two tensors and options: PyTorch writes their one form out when one is missing. */
const PAIRS = {
  addmm: ['mat1', 'mat2', 'Number beta = 1, Number alpha = 1'],
  addmv: ['mat', 'vec', 'Number beta = 1, Number alpha = 1'],
  addr: ['vec1', 'vec2', 'Number beta = 1, Number alpha = 1'],
  baddbmm: ['batch1', 'batch2', 'Number beta = 1, Number alpha = 1'],
  addbmm: ['batch1', 'batch2', 'Number beta = 1, Number alpha = 1'],
  addcmul: ['tensor1', 'tensor2', 'Number value = 1'],
  addcmul_: ['tensor1', 'tensor2', 'Number value = 1'],
  addcdiv: ['tensor1', 'tensor2', 'Number value = 1'],
  addcdiv_: ['tensor1', 'tensor2', 'Number value = 1'],
} as const;

/** Of several forms, too: tensors or numbers, of which so many must be there. */
const OPERANDS = {
  clampMin: 1,
  clampMin_: 1,
  clampMax: 1,
  clampMax_: 1,
  clamp: 0,
  clamp_: 0,
  clip: 0,
  clip_: 0,
  pow_: 1,
  fmod_: 1,
  remainder_: 1,
  floorDivide_: 1,
  bitwiseAnd_: 1,
  bitwiseOr_: 1,
  bitwiseXor_: 1,
  bitwiseLeftShift_: 1,
  bitwiseRightShift_: 1,
  eq_: 1,
  ne_: 1,
  lt_: 1,
  le_: 1,
  gt_: 1,
  ge_: 1,
  xlogy: 1,
  repeatInterleave: 1,
} as const;

/** @throws TypeError unless all that is required is there and of its kind */
function check(name: string, expected: readonly Argument[], args: readonly unknown[]): void {
  const given = args.findLastIndex((arg) => arg !== undefined) + 1;
  if (given < expected.length)
    missing(
      name,
      expected.slice(given).map((argument) => argument.name),
    );
  expected.forEach(({ name: argument, kind }, i) => {
    const value = args[i];
    if (!FITS[kind]!(value)) mustBe(name, argument, i + 1, WORDS[kind] ?? kind, value);
  });
}

type Words = (args: readonly unknown[]) => void;

const WORDS_OF = new Map<string, Words[]>();

function guard(name: string, refuse: Words): void {
  WORDS_OF.set(name, [...(WORDS_OF.get(name) ?? []), refuse]);
}

for (const [name, expected] of REQUIRED) guard(name, (args) => check(name, expected, args));

for (const [name, least] of Object.entries(OVERLOADED)) {
  guard(name, (args) => {
    if (args.length < least || args.slice(0, least).includes(undefined)) noCombination(name, args);
  });
}

for (const [name, [first, second, options]] of Object.entries(PAIRS)) {
  guard(name, (args) => {
    if (args.slice(0, 2).filter((arg) => arg !== undefined).length < 2) {
      noCombination(name, args, `(Tensor ${first}, Tensor ${second}, *, ${options})`);
    }
    [first, second].forEach((argument, i) => {
      if (!(args[i] instanceof Tensor)) mustBe(name, argument, i + 1, 'Tensor', args[i]);
    });
  });
}

/** Of several forms, too: what is no size (or dimension) at all fits none of them. */
const SIZES = { view: true, sum: false, max: false, min: false, prod: false } as const;

for (const [name, isSize] of Object.entries(SIZES)) {
  guard(name, (args) => {
    const odd = (arg: unknown): boolean =>
      typeof arg === 'string' || (typeof arg === 'number' && !Number.isInteger(arg));
    if ((isSize ? args : args.slice(0, 1)).some(odd) && (isSize || args.length === 1)) {
      noCombination(name, args);
    }
  });
}

const isOperand = (arg: unknown): boolean => typeof arg === 'number' || arg instanceof Tensor;
const isAbsent = (arg: unknown): boolean => arg === null || arg === undefined;

for (const [name, least] of Object.entries(OPERANDS)) {
  guard(name, (args) => {
    const fits =
      least === 0
        ? args.slice(0, 2).every((arg) => isAbsent(arg) || isOperand(arg))
        : isOperand(args[least - 1]);
    if (!fits) noCombination(name, args);
  });
}

/** Asked all the time, by the engine, too. */
const UNGUARDED = new Set(['numel', 'isContiguous']);

for (const [path, text] of Object.entries(WRITTEN)) {
  const name = path.replace(/^torch\.Tensor#/, '');
  if (name === path || UNGUARDED.has(name)) continue;
  const method = Object.getOwnPropertyDescriptor(Tensor.prototype, name)?.value as Callable;
  const words = WORDS_OF.get(name);
  const value = guarded(
    method,
    text!,
    { name: pythonName(name), language: 'c', unwritten: 0 },
    {
      isTried: true,
      ...(words && { words: (args) => words.toReversed().forEach((refuse) => refuse(args)) }),
    },
  );
  Object.defineProperty(Tensor.prototype, name, { value, writable: true, configurable: true });
}
