/** @file The required arguments of the tensor's methods, by PyTorch's names, and what kind each has to be. */

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
cumsum_ dim:int
cumprod_ dim:int
cummax dim:int
cummin dim:int
logcumsumexp dim:int
logsumexp dim:size
permute dims:size
unsqueeze dim:int
unsqueeze_ dim:int
swapaxes axis0:int axis1:int
expandAs other:Tensor
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
logaddexp2 other:Tensor
heaviside values:Tensor
dist other:Tensor
multinomial num_samples:int
equal other:Tensor
newFull size:sizes fill_value:any
reshapeAs other:Tensor
geometric_ p:any
`;

export interface Argument {
  readonly name: string;
  readonly kind: string;
}

/** By method: what must be given. */
export const REQUIRED: ReadonlyMap<string, readonly Argument[]> = new Map(
  SIGNATURES.trim()
    .split('\n')
    .map((line) => {
      const [method, ...rest] = line.split(' ') as [string, ...string[]];
      const expected = rest.map((one): Argument => {
        const [name, kind] = one.split(':') as [string, string];
        return { name, kind };
      });
      return [method, expected];
    }),
);

/** Whether a value is of a kind; what is not told apart fits. */
export const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  Tensor: (value) => value instanceof Tensor,
  int: (value) => Number.isInteger(value),
  tuple_of_Tensors: (value) => Array.isArray(value),
  // a size may be several numbers or a list; what the numbers are is seen to where they are used
  size: (value) => typeof value === 'number' || Array.isArray(value),
  sizes: (value) => Array.isArray(value),
  any: () => true,
};

/** What a kind is called in messages. */
export const WORDS: Readonly<Record<string, string>> = {
  tuple_of_Tensors: 'tuple of Tensors',
  size: 'tuple of ints',
  sizes: 'tuple of ints',
};
