/** @file The lesson’s model, with a table that counts from 1. */
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

// Exercise: the range begins with 1 and ends before one more than the last number.
function counting(rows: number, columns: number): torch.Tensor {
  return torch.arange(1, rows * columns + 1).reshape(rows, columns);
}

print(counting(2, 3));
