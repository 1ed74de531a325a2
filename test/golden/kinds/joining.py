# Joining, and products of tensors' elements, with every kind of input.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from kinds import ALL_PAIRS, T, op, write, x

LIST = [T(0), T(1)]
for name in ("cat", "concat", "concatenate"):
    op("torch." + name, x("ab"), x("ab"), forms=[[LIST], [LIST, 1], [LIST, -1]], dims=[[LIST, 2], [LIST, -3]], mixes=ALL_PAIRS if name == "cat" else [])
op("torch.stack", x("ab"), x("ab"), forms=[[LIST], [LIST, 1], [LIST, -1]], dims=[[LIST, 3], [LIST, -4]], mixes=ALL_PAIRS)
for name in ("hstack", "vstack", "dstack", "columnStack"):
    op("torch." + name, x("ab"), x("ab"), forms=[[LIST]])
op("torch.blockDiag", x("ab"), x("cd"), forms=[LIST])
op("torch.meshgrid", x("a"), x("b"), forms=[[T(0), T(1), {"indexing": "ij"}]])
op("torch.cartesianProd", x("a"), x("b"), forms=[LIST])
op("torch.broadcastTensors", x("ab"), x("1b"), forms=[LIST])
op("torch.combinations", x("b"), forms=[[T(0)], [T(0), 2, {"withReplacement": True}]])
write(__file__)
