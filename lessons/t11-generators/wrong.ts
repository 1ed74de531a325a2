/** @file A wrong attempt: the end of randint is left out, so there is never a 6. */
import { torch, print } from 'backstep';

const generator = new torch.Generator().manualSeed(1337);
const three = torch.rand(3, { generator });
const nextThree = torch.rand(3, { generator });
print(await three.tolist());
print(await nextThree.tolist());

// The same seed again: the same numbers again.
generator.manualSeed(1337);
const again = torch.rand(3, { generator });
print('equal', await again.equal(three));

// Another seed, a bell curve, whole numbers.
const other = new torch.Generator().manualSeed(42);
const flat = torch.rand(30, 30, { generator: other });
const bell = torch.randn(30, 30, { generator: other });
const digits = torch.randint(0, 10, [12], { generator: other });
print(flat.at(0, '0:4'));
print(bell.at(0, '0:4'));
print(digits);

// Exercise, wrong: from 1 up to, but not including, 6.
function dice(seed: number, n: number): torch.Tensor {
  const own = new torch.Generator().manualSeed(seed);
  return torch.randint(1, 6, [n], { generator: own });
}

print(dice(7, 10));
