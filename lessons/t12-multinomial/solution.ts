/** @file The lesson’s model, with the shares of many draws. */
import { torch, print } from 'backstep';

const generator = new torch.Generator().manualSeed(1337);
const weights = torch.rand(3, { generator });
const p = weights.div(weights.sum());
print(await p.tolist());

// Ten draws, from the same generator. Each index comes as often as its probability says, by and by.
const draws = torch.multinomial(p, 10, { replacement: true, generator });
print(draws, draws.dtype);

// Which draws were 0, which 1, which 2: a table of yes and no, and the share of yes in each column.
const options = torch.arange(3);
const hits = draws.reshape(10, 1).eq(options);
const shares = hits.float().mean(0);
print(shares);

// A thousand draws come nearer.
const many = torch.multinomial(p, 1000, { replacement: true, generator });
const nearer = many.reshape(1000, 1).eq(options).float().mean(0);
print(nearer);

// Exercise: a row for each draw, a column for each index, and the mean down the columns.
function measured(p: torch.Tensor, n: number, generator: torch.Generator): torch.Tensor {
  const drawn = torch.multinomial(p, n, { replacement: true, generator });
  return drawn.reshape(n, 1).eq(torch.arange(p.shape[0])).float().mean(0);
}

print(measured(p, 2000, generator));
