/** @file A wrong attempt: a has moved already when the gradient of b is taken. */
import { torch, optim, print } from 'backstep';

const reset = true; // set it to false and run again

const var_1 = torch.tensor(3.0, { requiresGrad: true });
const var_2 = torch.tensor(4.0, { requiresGrad: true });
const target = torch.tensor(15.0);
const opt = new optim.SGD([var_1, var_2], { lr: 3e-3 });

for (let step = 1; step <= 101; step++) {
  const product = var_1.mul(var_2);
  const loss = target.sub(product).pow(2);
  if (step === 1) print('start: product', await product.item(), 'loss', await loss.item());

  loss.backward();
  opt.step();
  if (reset) opt.zeroGrad();
  if (step === 1 || step === 101) print('after step', step, var_1, var_2);
}

print('product', var_1.mul(var_2));

// Exercise, wrong: the second line sees the new a.
function sgdStep(a: number, b: number, target: number, lr: number): [number, number] {
  a -= lr * -2 * (target - a * b) * b;
  b -= lr * -2 * (target - a * b) * a;
  return [a, b];
}

print('by hand', ...sgdStep(3, 4, 15, 3e-3));
