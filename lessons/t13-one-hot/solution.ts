/** @file The lesson’s model, with one-hot rows by hand. */
import { torch, F, print } from 'backstep';

// The letters of "apede" by their places in the alphabet.
const letters = torch.tensor([0, 15, 4, 2, 4]);
const rows = F.oneHot(letters, 26);
print(rows.shape, rows.dtype);
print(rows.at(1));
print('ones in each row', rows.sum(1));
print('and back', rows.argmax(1));

// Each letter has two weights. The product picks them: row × matrix takes the row where the one stands.
const weights = torch.arange(52).reshape(26, 2).float();
const inputs = rows.float();
const looked = inputs.mm(weights);
const same = weights.at(letters);
print(looked);
print('equal', await looked.equal(same));

// Exercise: where is the class of this row equal to the class of this column?
function hot(classes: torch.Tensor, n: number): torch.Tensor {
  return classes.unsqueeze(1).eq(torch.arange(n)).long();
}

print(hot(torch.tensor([0, 2, 1]), 3));
