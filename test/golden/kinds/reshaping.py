# Changes of shape with every kind of input.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from kinds import T, op, write, x

# name: forms, and such with a dimension or size that does not fit
CALLS = {
    "view": ([[[-1]], [[3, 2]], [[2, 1, 3]]], [[[4, 2]], [[-1, -1]], [[-1, 4]], [[-2, 3]]]),
    "reshape": ([[[-1]], [[3, 2]], [[2, 1, 3]]], [[[4, 2]], [[-1, -1]], [[-1, 4]]]),
    "permute": ([[[1, 0]], [[-1, 0]]], [[[0, 0]], [[0]], [[0, 2]]]),
    "transpose": ([[0, 1], [-1, 0]], [[0, 2], [-3, 0]]),
    "swapaxes": ([[0, 1]], [[0, 2]]),
    "swapdims": ([[0, 1]], [[0, 2]]),
    "t": ([[]], []),
    "squeeze": ([[], [0], [[0, 1]]], [[2], [-3]]),
    "unsqueeze": ([[0], [2], [-1]], [[3], [-4]]),
    "flatten": ([[], [0, 1]], [[0, 2], [1, 0]]),
    "unflatten": ([[1, [3, 1]], [-1, [-1, 1]]], [[1, [2, 2]], [2, [1]]]),
    "ravel": ([[]], []),
    "expand": ([[[2, 3]], [[4, 2, 3]], [[-1, 3]]], [[[3, 3]], [[3]]]),
    "broadcastTo": ([[[2, 3]], [[4, 2, 3]]], [[[3, 3]], [[3]]]),
    "repeat": ([[[2, 1]], [[2, 1, 2]], [[0, 1]]], [[[2]], [[-1, 1]]]),
    "tile": ([[[2]], [[2, 1, 2]]], [[[-1, 1]]]),
    "repeatInterleave": ([[2], [2, 0], [3, -1]], [[2, 2], [-1, 0]]),
    "unfold": ([[0, 2, 1], [1, 2, 2]], [[2, 1, 1], [0, 5, 1], [0, 1, 0]]),
    "movedim": ([[0, 1], [[0, 1], [1, 0]]], [[0, 2], [[0, 0], [0, 1]]]),
    "moveaxis": ([[0, 1]], [[0, 2]]),
    "flip": ([[[0]], [[0, 1]], [[-1]]], [[[2]], [[0, 0]]]),
    "fliplr": ([[]], []),
    "flipud": ([[]], []),
    "roll": ([[1], [1, 0], [[1, -1], [0, 1]]], [[1, 2], [[1, 1], [0]]]),
    "rot90": ([[1, [0, 1]], [2, [1, 0]]], [[1, [0, 2]], [1, [0, 0]]]),
    "split": ([[2, 0], [2, -1], [[1, 2], 1]], [[1, 2], [[1, 1], 1], [-1, 0]]),
    "chunk": ([[2, 0], [2, -1]], [[2, 2], [0, 0]]),
    "tensorSplit": ([[2, 0], [[1, 2], 1]], [[2, 2], [0, 0]]),
    "unbind": ([[], [1]], [[2]]),
    "narrow": ([[0, 0, 1], [1, 1, 2]], [[2, 0, 1], [0, 3, 1], [0, 0, 3], [0, 0, -1]]),
    "select": ([[0, 1], [-1, 0]], [[2, 0], [0, 2], [0, -3]]),
    "diagonal": ([[], [1], [0, 1, 0]], [[0, 0, 0], [0, 0, 2]]),
    "diag": ([[], [1]], []),
    "diagEmbed": ([[], [1]], [[0, 0, 0]]),
    "tril": ([[], [1], [-1]], []),
    "triu": ([[], [1], [-1]], []),
    "asStrided": ([[[2, 2], [1, 2]]], [[[2, 2], [1]], [[9, 9], [1, 1]]]),
    "adjoint": ([[]], []),
    "clone": ([[]], []),
    "contiguous": ([[]], []),
    "tril_": ([[], [1]], []),
    "triu_": ([[], [1]], []),
    "squeeze_": ([[], [0]], [[2]]),
    "unsqueeze_": ([[0], [-1]], [[3]]),
    "transpose_": ([[0, 1]], [[0, 2]]),
    "swapaxes_": ([[0, 1]], [[0, 2]]),
    "swapdims_": ([[0, 1]], [[0, 2]]),
    "t_": ([[]], []),
    "fillDiagonal_": ([[2]], []),
}
for name, (forms, dims) in CALLS.items():
    # (the gradient of asStrided is known for contiguous tensors alone)
    op(name, x("ab"), forms=forms, dims=dims, prepare="clone" if name.endswith("_") else None)
op("expandAs", x("1b"), x("ab"), constant=[1])
op("reshapeAs", x("ab"), x("ba"), constant=[1])
op("viewAs", x("ab"), x("ba"), constant=[1])
op("typeAs", x("ab"), x("ab"), constant=[1])
for name in ("hsplit", "vsplit"):
    op("torch." + name, x("ab"), forms=[[T(0), 1], [T(0), [1]]], dims=[[T(0), 4]])
op("torch.dsplit", x("abc"), forms=[[T(0), 2]], dims=[[T(0), 3]])
for name in ("atleast1d", "atleast2d", "atleast3d"):
    op("torch." + name, x("ab"), forms=[[T(0)]])
op("torch.diagflat", x("ab"), forms=[[T(0)], [T(0), 1]])
for name in ("float", "double", "long", "int", "bool", "byte"):
    # the infinite as a whole number is left to C
    op(name, x("ab"), without=["extreme", "denormal"] if name in ("long", "int", "byte") else [])
write(__file__)
