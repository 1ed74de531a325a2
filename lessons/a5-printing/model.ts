/** @file What a print tells about history: grad_fn, requires_grad, and modules and optimisers in words. */
import { torch, nn, optim, print } from 'backstep';

const a = torch.tensor(2.0, { requiresGrad: true });
const b = torch.tensor([3.0, 4.0], { requiresGrad: true });
print(a);
print(b);

// A result names the operation that made it, and only the last one.
const product = a.mul(b);
const shifted = product.add(1);
const total = shifted.pow(2).sum();
print(product);
print(shifted);
print(total);
print(product.detach());

// Backwards, the history is gone through; the gradient itself has none.
total.backward();
print(b.grad);

// A layer and an optimiser print their settings.
const layer = new nn.Linear(3, 2);
const opt = new optim.SGD(layer.parameters(), { lr: 0.01 });
print(layer);
print(opt);
