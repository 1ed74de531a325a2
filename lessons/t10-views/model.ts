/** @file The same numbers under other shapes: cut, permuted, taken apart, put together, repeated. */
import { torch, print } from 'backstep';

// Two sequences of four, cut into pieces of two; then the pieces come first.
const x = torch.arange(1, 9).reshape(2, 4);
const pieces = x.view(2, 2, 2);
const batches = pieces.permute(1, 0, 2);
print(batches);

// Taken apart along one dimension, and joined again.
const rows = x.unbind(0);
const columns = x.unbind(1);
print(...rows);
print(...columns);
const joined = torch.cat(rows);
const turned = torch.stack(columns);
print(joined);
print(turned);

// Three copies, in two ways.
const stacked = torch.stack([x, x, x]);
const lifted = x.unsqueeze(0);
const repeated = lifted.repeat(3, 1, 1);
print(lifted.shape, repeated.shape, 'equal', await stacked.equal(repeated));

// A view has no numbers of its own, a copy has.
x.put(0, 0, 100);
print(batches.at(0));
print(stacked.at(0));
