/** @file f(x, y) = x²y² with its two partial derivatives, and the gradient of a sum of squares. */
import { torch, print, type Tensor } from 'backstep';

function f(x: Tensor, y: Tensor): Tensor {
  const xSquared = x.pow(2);
  const ySquared = y.pow(2);
  return xSquared.mul(ySquared);
}

// Two inputs: backward gives each its own partial derivative.
const x = torch.tensor(3.0, { requiresGrad: true });
const y = torch.tensor(4.0, { requiresGrad: true });
const out = f(x, y);
out.backward();
print('f     =', await out.item());
print('df/dx =', x.grad);
print('df/dy =', y.grad);

// Four inputs in one tensor: the gradient has one number for each.
const v = torch.tensor([10.0, 12.0, 14.0, 16.0], { requiresGrad: true });
const z = v.mul(v).sum();
z.backward();
print('z     =', await z.item());
print('dz/dv =', v.grad);
