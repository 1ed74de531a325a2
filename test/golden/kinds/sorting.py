# Sorting and counting with every kind of input.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from kinds import F32, F64, T, fixed, op, write, x

for name in ("sort", "argsort"):
    # equal elements may come in any order unless it is to be kept
    op(name, x("ab"), forms=[[-1, {"stable": True}], [0, {"stable": True}], [-1, {"descending": True, "stable": True}]], dims=[[2], [-3]], extreme_forms=3)
op("topk", x("ab"), forms=[[1], [2, -1], [1, 0, {"largest": False}]], dims=[[1, 2], [9, 0], [-1, 0]], dtypes=(F32, F64))
op("kthvalue", x("ab"), forms=[[1], [2, -1], [1, 0, {"keepdim": True}]], dims=[[1, 2], [9, 0], [0, 0]])
op("quantile", x("ab"), forms=[[0.5], [0.25, 0], [0.6, -1, {"keepdim": True}]], dims=[[0.5, 2], [1.5, 0]])
for name in ("unique", "uniqueConsecutive"):
    op(name, x("ab"), grad=False)
# (PyTorch counts in numbers that may become infinite, and NaN has a sign in its message)
op("histc", x("ab"), forms=[[4], [5, {"min": -1, "max": 1}]], dims=[[0], [3, {"min": 2, "max": 1}]], grad=False, without=["extreme", "denormal"])
op("bincount", fixed([1, 3, 1, 0]), forms=[[], [{"minlength": 6}]], dims=[[{"minlength": -1}]])
op("torch.isin", x("ab", 0, 4), x("b", 0, 4), forms=[[T(0), T(1)]], grad=False)
op("torch.bucketize", x("ab"), fixed([-1.0, 0.0, 1.0]), forms=[[T(0), T(1)], [T(0), T(1), {"right": True}]], grad=False)
op("torch.searchsorted", fixed([-1.0, 0.0, 1.0]), x("ab"), forms=[[T(0), T(1)], [T(0), T(1), {"right": True}]], grad=False)
op("nonzero", x("ab", -1, 1), grad=False)
op("argwhere", x("ab", -1, 1), grad=False)
write(__file__)
