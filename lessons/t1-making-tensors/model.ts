/** @file Tensors from a number, a list and a list of lists; filled and drawn ones; numbers put into rows. */
import { torch, print } from 'backstep';

// From what you have.
const number = torch.tensor(7);
const list = torch.tensor([1, 2, 3]);
const table = torch.tensor([
  [1.5, 2.5],
  [3.5, 4.5],
]);
print(number, list);
print(table, table.dtype);

// From a shape: filled, or drawn at random.
const zeros = torch.zeros(2, 3);
const ones = torch.ones(2, 3);
const sevens = torch.full([2, 3], 7);
const uniform = torch.rand(8, 12);
const normal = torch.randn(8, 12);
print(zeros, ones, sevens);
print(uniform.shape, normal.shape);

// Counting, then put into rows. The -1 is worked out: 10 numbers in rows of 5.
const ten = torch.arange(10);
const rows = ten.reshape(2, 5);
const sameRows = ten.reshape(-1, 5);
print(ten, ten.dtype);
print(rows);
print('equal', await rows.equal(sameRows));
