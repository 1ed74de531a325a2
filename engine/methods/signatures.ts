/** @file What methods must be given: a call with too little, or another kind of argument, is refused in PyTorch's words. */

import { missing, mustBe, noCombination } from '../refusals';
import { Tensor } from '../tensor';

/** A method and its required arguments; a size may be several numbers or a list. */
const SIGNATURES = `
gather dim:int index:Tensor
scatterAdd dim:int index:Tensor src:Tensor
scatterAdd_ dim:int index:Tensor src:Tensor
indexSelect dim:int index:Tensor
indexAdd dim:int index:Tensor source:Tensor
indexAdd_ dim:int index:Tensor source:Tensor
indexCopy dim:int index:Tensor source:Tensor
indexCopy_ dim:int index:Tensor source:Tensor
take index:Tensor
indexPut indices:tuple_of_Tensors values:Tensor
indexPut_ indices:tuple_of_Tensors values:Tensor
takeAlongDim indices:Tensor
maskedSelect mask:Tensor
maskedScatter mask:Tensor source:Tensor
maskedScatter_ mask:Tensor source:Tensor
matmul other:Tensor
mm mat2:Tensor
bmm mat2:Tensor
mv vec:Tensor
dot tensor:Tensor
vdot other:Tensor
outer vec2:Tensor
inner other:Tensor
matrixPower n:int
cross other:Tensor
kron other:Tensor
atan2 other:Tensor
minimum other:Tensor
maximum other:Tensor
hypot other:Tensor
isclose other:Tensor
logicalAnd other:Tensor
logicalOr other:Tensor
logicalXor other:Tensor
prelu weight:Tensor
atan2_ other:Tensor
hypot_ other:Tensor
logicalAnd_ other:Tensor
logicalOr_ other:Tensor
logicalXor_ other:Tensor
cumsum dim:int
cumprod dim:int
cummax dim:int
cummin dim:int
logcumsumexp dim:int
logsumexp dim:size
permute dims:size
unsqueeze dim:int
unsqueeze_ dim:int
swapaxes axis0:int axis1:int
expandAs other:Tensor
reshapeAs other:Tensor
viewAs other:Tensor
broadcastTo size:size
repeat repeats:size
tile dims:size
unfold dimension:int size:int step:int
flip dims:size
roll shifts:size
chunk chunks:int
select dim:int index:int
asStrided size:size stride:size
reshape shape:size
expand size:size
transpose dim0:int dim1:int
transpose_ dim0:int dim1:int
swapaxes_ axis0:int axis1:int
swapdims_ dim0:int dim1:int
swapdims dim0:int dim1:int
softmax dim:int
logSoftmax dim:int
topk k:int
kthvalue k:int
isSameSize other:Tensor
typeAs other:Tensor
fmin other:Tensor
fmax other:Tensor
logaddexp other:Tensor
dist other:Tensor
multinomial num_samples:int
`;

/** Methods of several forms, by how many arguments the shortest has. */
const OVERLOADED = {
  scatter: 3,
  scatter_: 3,
  indexFill: 3,
  indexFill_: 3,
  maskedFill: 2,
  maskedFill_: 2,
  clampMin: 1,
  clampMax: 1,
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

interface Argument {
  readonly name: string;
  readonly kind: string;
}

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  Tensor: (value) => value instanceof Tensor,
  int: (value) => typeof value === 'number',
  tuple_of_Tensors: (value) => Array.isArray(value),
  size: () => true,
};

type Method = (this: Tensor, ...args: unknown[]) => unknown;

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
    if (!FITS[kind]!(value)) mustBe(name, argument, i + 1, kind.replaceAll('_', ' '), value);
  });
}

function guard(name: string, refuse: (args: readonly unknown[]) => void): void {
  const methods = Tensor.prototype as unknown as Record<string, Method>;
  const method = methods[name]!;
  const value: Method = function (...args) {
    refuse(args);
    return method.apply(this, args);
  };
  Object.defineProperty(Tensor.prototype, name, { value, writable: true, configurable: true });
}

for (const line of SIGNATURES.trim().split('\n')) {
  const [name, ...rest] = line.split(' ') as [string, ...string[]];
  const expected = rest.map((one): Argument => {
    const [argument, kind] = one.split(':') as [string, string];
    return { name: argument, kind };
  });
  guard(name, (args) => check(name, expected, args));
}

for (const [name, least] of Object.entries(OVERLOADED)) {
  guard(name, (args) => {
    if (args.length < least || args.slice(0, least).includes(undefined)) noCombination(name, args);
  });
}
