/** @file What a tensor knows about itself, what comes out of it as plain numbers, and casts. */
import { torch, print } from 'backstep';

// Two tables of whole numbers, added place by place.
const a = torch.tensor([
  [1, 2, 3],
  [4, 5, 6],
]);
const b = torch.tensor([
  [2, 1, 2],
  [0, 5, 2],
]);
const sum = a.add(b);
print(sum);
print('shape', sum.shape, 'ndim', sum.ndim, 'dtype', sum.dtype);
print('as a list', await sum.tolist());

// Numbers with a point make float32.
const x = torch.tensor(2.2);
const y = torch.tensor(5.1);
const z = x.add(y);
print(z, z.dtype);
print('as a number', await z.item());

// The same values as another type.
const wide = x.double();
print(wide.dtype, await wide.item(), 'on', wide.device.type);
print(sum.float(), x.long(), x.type(torch.int32).dtype);
