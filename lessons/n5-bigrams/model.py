# @file Which letter follows which in names: counted, and then learned by gradient descent.
import torch
import torch.nn.functional as F
from torch import optim

from backstep import data

how_many = 1000
steps = 100
names = data.names()[:how_many]

# A dot, number 0, stands before the first letter of a name and behind its last; a is 1, z is 26.
letters = '.abcdefghijklmnopqrstuvwxyz'
first = []
second = []
for name in names:
    text = [letters.index(letter) for letter in f'.{name}.']
    first += text[:-1]
    second += text[1:]
xs = torch.tensor(first)
ys = torch.tensor(second)
print(len(names), 'names have', xs.numel(), 'pairs of letters')

# Counting: each pair adds 1 in the row of its first letter and the column of its second.
X = F.one_hot(xs, num_classes=27).float()
Y = F.one_hot(ys, num_classes=27).float()
counts = X.t().matmul(Y)

# Each row by its own sum: [27, 27] ÷ [27, 1].
probabilities = counts.div(counts.sum(1, keepdim=True))
of_pairs = probabilities.index_select(0, xs).gather(1, ys.unsqueeze(1))
counted = of_pairs.log().mean().neg()
print('loss of the counts ', counted)

# Learning: one layer without a bias gives the scores (logits) of all 27 letters that could come next.
generator = torch.Generator().manual_seed(2147483647)
W = torch.randn(27, 27, generator=generator, requires_grad=True)
opt = optim.Adam([W], lr=0.3)
for step in range(steps):
    loss = F.cross_entropy(X.matmul(W), ys)
    opt.zero_grad()
    loss.backward()
    opt.step()
learned = F.cross_entropy(X.matmul(W), ys)
print('loss of the network', learned)


# Names nobody has: from a dot on, draw what follows until it is a dot again.
def invent(table):
    name = ''
    at = 0
    while name == '' or at != 0:
        at = torch.multinomial(table.select(0, at), 1, replacement=True, generator=generator).item()
        name += letters[at]
    return name


softmax = W.detach().softmax(1)
for i in range(5):
    print(invent(probabilities), invent(softmax))
