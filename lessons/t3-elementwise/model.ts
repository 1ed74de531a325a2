/** @file Arithmetic on all elements at once, with a tensor and with one number; the length of a vector. */
import { torch, print } from 'backstep';

const a = torch.tensor([1, 2, 3]);
const b = torch.tensor([4, 5, 6]);
const sum = a.add(b);
const difference = a.sub(b);
const product = a.mul(b);
const quotient = a.div(b);
print(sum, difference, product);
print(quotient);

// With one number, every element gets it.
const scaled = a.mul(4);
const squares = a.pow(2);
print(scaled, squares);

// One number about all elements: the length of the arrow from the origin.
const v = torch.tensor([-1.0, -2.0, 3.0]);
const sizes = v.abs();
const length = v.norm();
const byHand = v.pow(2).sum().sqrt();
print(sizes);
print(length, byHand);
print('the root of 14 is', Math.sqrt(14));
