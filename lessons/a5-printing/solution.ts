/** @file The lesson’s model, with what is printed behind the numbers. */
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

// Exercise: a result has a step to name, a leaf may require a gradient, the rest has no history.
function suffix(t: torch.Tensor): string {
  if (t.gradFn !== null) return `grad_fn=<${t.gradFn}>`;
  return t.requiresGrad ? 'requires_grad=True' : '';
}

print(suffix(a), suffix(product), suffix(product.detach()));
