/** @file Two numbers learn to have the product 15, by gradient descent. */
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
