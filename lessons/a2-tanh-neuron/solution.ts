/** @file The lesson’s model, with the gradient of w1 by hand. */
import { torch, print } from 'backstep';

// Inputs, weights and bias: made as float32, then cast to float64.
const x1 = torch.tensor([2.0]).double().requiresGrad_();
const x2 = torch.tensor([0.0]).double().requiresGrad_();
const w1 = torch.tensor([-3.0]).double().requiresGrad_();
const w2 = torch.tensor([1.0]).double().requiresGrad_();
const b = torch.tensor([6.8813735870195432]).double().requiresGrad_();

const x1w1 = x1.mul(w1);
const x2w2 = x2.mul(w2);
const x1w1x2w2 = x1w1.add(x2w2);
const n = x1w1x2w2.add(b);
const o = n.tanh();
print('o       =', await o.item());

o.backward();
print('x2.grad =', await x2.grad.item());
print('w2.grad =', await w2.grad.item());
print('x1.grad =', await x1.grad.item());
print('w1.grad =', await w1.grad.item());

// Exercise: tanh gives 1 - o², the sums pass it on, the product with x1 gives x1.
function byHand(x1: number, o: number): number {
  return (1 - o * o) * x1;
}

print('by hand =', byHand(await x1.item(), await o.item()));
