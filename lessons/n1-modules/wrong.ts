/** @file A wrong attempt: the layers work, but parameters() does not find them in a plain list. */
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

// Exercise, wrong: nobody would train these layers.
function makeNet(hidden: number): nn.Module {
  class Hiding extends nn.Module {
    layers = [new nn.Linear(3, hidden), new nn.Linear(hidden, 5)];

    forward(x: Tensor): Tensor {
      return this.layers.reduce((value, layer) => layer(value), x);
    }
  }
  return new Hiding();
}

print(makeNet(4));
