# @file One-hot: a class becomes a row of zeros with a single one, and a product with a matrix looks up its row.
import torch
import torch.nn.functional as F

# The letters of "apede" by their places in the alphabet.
letters = torch.tensor([0, 15, 4, 2, 4])
rows = F.one_hot(letters, 26)
print(list(rows.shape), rows.dtype)
print(rows[1])
print('ones in each row', rows.sum(1))
print('and back', rows.argmax(1))

# Each letter has two weights. The product picks them: row × matrix takes the row where the one stands.
weights = torch.arange(52).reshape(26, 2).float()
inputs = rows.float()
looked = inputs @ weights
same = weights[letters]
print(looked)
print('equal', torch.equal(looked, same))
