/** @file A wrong attempt: column and row are exchanged, which [1, 0] with itself does not show. */
import { torch, print } from 'backstep';

const a = torch.arange(1, 7).reshape(2, 3).float();
const b = torch.arange(1, 7).reshape(3, 2).float();
const product = a.mm(b);
const same = a.matmul(b);
print(product);
print('equal', await product.equal(same));

// Transposed: rows become columns, and the sizes fit again.
const turned = a.t();
const gram = a.mm(turned);
print(turned);
print(gram);

// A vector from the left takes rows together, a column from the right takes columns together.
const v = torch.tensor([1.0, 10.0]);
const fromLeft = v.matmul(a);
const column = v.reshape(2, 1);
const fromRight = b.mm(column);
print(fromLeft);
print(fromRight);

// A column times a row: every product of two elements.
const u = torch.tensor([1, 0]);
const outer = u.reshape(2, 1).mm(u.reshape(1, 2));
print(outer);

// Exercise, wrong: v goes downwards here.
function outerProduct(u: torch.Tensor, v: torch.Tensor): torch.Tensor {
  return v.reshape(-1, 1).mm(u.reshape(1, -1));
}

print(outerProduct(torch.tensor([1, 2]), torch.tensor([3, 5])));
