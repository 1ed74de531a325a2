/** @file A wrong attempt: right of leaves, but a result with retainGrad() keeps its gradient, too. */
import { torch, print } from 'backstep';

const x = torch.tensor([2.0, 0.0]); // data: nobody asks for its gradient
const w = torch.tensor([3.0, 4.0], { requiresGrad: true }); // a parameter
const spare = torch.tensor([1.0, 1.0], { requiresGrad: true }); // a parameter that is not used
const y = x.mul(w);
const kept = y.add(1);
kept.retainGrad();
const loss = kept.sum();
const frozen = w.detach();

for (const [name, t] of Object.entries({ x, w, spare, y, kept, loss, frozen })) {
  print(name, 'requires grad', t.requiresGrad, 'is a leaf', t.isLeaf);
}

loss.backward();
print('x.grad =', x.grad);
print('w.grad =', w.grad);
print('spare.grad =', spare.grad);
print('y.grad =', y.grad);
print('kept.grad =', kept.grad);

// Exercise, wrong: a result can be asked to keep its gradient.
function keepsGrad(t: torch.Tensor): boolean {
  return t.requiresGrad && t.isLeaf;
}

print(keepsGrad(w), keepsGrad(y), keepsGrad(kept));
