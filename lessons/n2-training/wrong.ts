/** @file A wrong attempt: nothing takes the old gradients away. */
import { torch, nn, optim, print, type Tensor } from 'backstep';

const steps = 5_000; // 50_000 trains it to the end
const lr = 1e-6;

class Net extends nn.Module {
  fc1 = new nn.Linear(3, 2);
  fc2 = new nn.Linear(2, 5);

  forward(x: Tensor): Tensor {
    return this.fc2(this.fc1(x));
  }
}

torch.manualSeed(845);
const net = new Net();
const x = torch.tensor([1.0, 2.0, 3.0]);
const target = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0]);
const opt = new optim.SGD(net.parameters(), { lr });

function train(): void {
  for (let step = 0; step < steps; step++) {
    const loss = net(x).sub(target).pow(2).sum();
    opt.zeroGrad();
    loss.backward();
    opt.step();
  }
}

print('before      ', net(x));
train();
print('after half  ', net(x));
train();
print('after all   ', net(x));

// Exercise, wrong: every backward adds to the gradients of the steps before.
function fit(net: nn.Module, x: Tensor, target: Tensor, steps: number, lr: number): void {
  const opt = new optim.SGD(net.parameters(), { lr });
  for (let step = 0; step < steps; step++) {
    const loss = net(x).sub(target).pow(2).sum();
    loss.backward();
    opt.step();
  }
}
