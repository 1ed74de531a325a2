# @file A network guesses the next letter of a name from the three before it; and what its hidden layer does.
import torch
import torch.nn.functional as F
from torch import optim

from backstep import data

steps = 1000  # 5_000 for a better model
spread = 1.0  # of the first weights: 0.3 keeps the hidden layer awake


# Every letter of every name, with the three before it. A dot, number 0, fills up at the start and ends a name.
def windows(names):
    before = []
    following = []
    for name in names:
        context = [0, 0, 0]
        for letter in f'{name}.':
            before.append(context)
            following.append('.abcdefghijklmnopqrstuvwxyz'.index(letter))
            context = context[1:] + [following[-1]]
    return torch.tensor(before), torch.tensor(following)


names = data.names()
X, Y = windows(names[:7500])
X_val, Y_val = windows(names[7500:])

# Ten numbers for each letter; three letters give 30, which go into 100 neurons with tanh, and on to 27 scores.
torch.manual_seed(42)
C = torch.randn(27, 10)
W1 = torch.randn(30, 100).mul(spread)
b1 = torch.zeros(100)
W2 = torch.randn(100, 27).mul(0.01)
b2 = torch.zeros(27)
parameters = [parameter.requires_grad_() for parameter in [C, W1, b1, W2, b2]]
opt = optim.SGD(parameters, lr=0.1)


def hidden(inputs):
    embedded = F.embedding(inputs, C).view(-1, 30)
    n = embedded.matmul(W1).add(b1)
    return n.tanh()


def loss_of(h, targets):
    logits = h.matmul(W2).add(b2)
    return F.cross_entropy(logits, targets)


for step in range(steps):
    batch = torch.randint(0, X.shape[0], [32])
    h = hidden(X.index_select(0, batch))
    loss = loss_of(h, Y.index_select(0, batch))
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step == 0:
        print('loss at first    ', loss, 'saturated', h.abs().gt(0.99).float().mean())

with torch.no_grad():
    print('loss on new names', loss_of(hidden(X_val), Y_val))
    h = hidden(X[:32])
    print('saturated        ', h.abs().gt(0.99).float().mean())
