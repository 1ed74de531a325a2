/** @file One-hot: a class becomes a row of zeros with a single one, and a product with a matrix looks up its row. */
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
