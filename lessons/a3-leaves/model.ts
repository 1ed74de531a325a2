/** @file Leaves: which tensors ask for a gradient, which get one, and why some have none. */
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
