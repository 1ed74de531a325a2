/** @file Random numbers that come out the same every time: a generator and its seed. */
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
