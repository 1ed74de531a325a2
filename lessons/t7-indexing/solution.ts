/** @file The lesson’s model, with a frame of ones. */
import { torch, print } from 'backstep';

const t = torch.arange(12).reshape(6, 2);
print(t);

// A number takes one away, a slice keeps the dimension.
const first = t.at(0);
const last = t.at(-1);
const firstRows = t.at('0:1');
const firstColumn = t.at(':', '0:1');
print(first, last);
print(firstRows);
print(firstColumn.shape);

// Two steps, or one.
const row = t.at(5);
const element = t.at(5, 1);
print(row.at(1), element);

// A list of rows, in any order and as often as you like. This is a copy.
const picked = t.at([0, 2, 2]);
print(picked);

// Writing: rows 3 and 4. `row` is a view and sees what happens to row 5.
t.put('3:5', 0);
t.put(5, 1, 99);
print(t);
print(row);

// Exercise: from the second to the last but one, in rows and in columns.
function frame(n: number): torch.Tensor {
  const square = torch.ones(n, n);
  square.put('1:-1', '1:-1', 0);
  return square;
}

print(frame(4));
