/** @file The lesson’s model, with a network whose hidden layer has any width. */
import { torch, nn, print, type Tensor } from 'backstep';

torch.manualSeed(1);
const x = torch.tensor([1.0, 2.0, 3.0]);

// One layer: three numbers in, two out.
const layer = new nn.Linear(3, 2);
const y = layer(x);
print(layer);
print('y      ', y);

// What it computes, by hand: each row of the weights times x, summed, plus the bias.
const byHand = layer.weight.mul(x).sum(1).add(layer.bias);
print('by hand', byHand);

// A module of your own: 3 → 2 → 5.
class Net extends nn.Module {
  fc1 = new nn.Linear(3, 2);
  fc2 = new nn.Linear(2, 5);

  forward(x: Tensor): Tensor {
    const hidden = this.fc1(x);
    return this.fc2(hidden);
  }
}

const net = new Net();
const out = net(x);
print(net);
print('out    ', out);

let total = 0;
for (const [name, parameter] of net.namedParameters()) {
  print(name, parameter.shape, 'is', parameter.numel(), 'numbers');
  total += parameter.numel();
}
print('to learn:', total, 'numbers');

// Exercise: 3 → hidden → 5. Each layer is a property, so parameters() finds it.
function makeNet(hidden: number): nn.Module {
  class Wide extends nn.Module {
    fc1 = new nn.Linear(3, hidden);
    fc2 = new nn.Linear(hidden, 5);

    forward(x: Tensor): Tensor {
      return this.fc2(this.fc1(x));
    }
  }
  return new Wide();
}

print(makeNet(4));
