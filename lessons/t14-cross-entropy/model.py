# @file Cross-entropy by hand in five steps, against the built-in one; and where the one by hand breaks.
import torch
import torch.nn.functional as F


def by_hand(logits, classes):
    counts = logits.exp()
    p = counts / counts.sum(1, keepdim=True)
    picked = p.gather(1, classes.unsqueeze(1))
    return picked.log().mean().neg()


# Scores of two examples for three classes, and the right class of each.
scores = torch.tensor([
    [2.0, 1.0, 0.1],
    [0.5, 2.5, 0.3],
])
targets = torch.tensor([0, 1])
loss = by_hand(scores, targets)
built_in = F.cross_entropy(scores, targets)
print(loss, built_in)

# One score of 100: in float32 its exp is infinite.
large = torch.tensor([
    [100.0, 1.0, 0.1],
    [0.5, 2.5, 0.3],
])
broken = by_hand(large, targets)
sound = F.cross_entropy(large, targets)
print(large.exp())
print(broken, sound)
