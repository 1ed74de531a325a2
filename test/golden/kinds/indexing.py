# Indexing with every kind of input.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from kinds import I32, T, fixed, index, mask, op, order, write, x

op("gather", x("ab"), index("ab", "a"), forms=[[0, T(1)]], dims=[[2, T(1)], [-3, T(1)]])
# (indices out of bounds are not always found)
# (PyTorch reads beyond the memory where the indices leave what was broadcast)
op("takeAlongDim", x("ab"), index("ab", "a"), forms=[[T(1), 0]], dims=[[T(1), 2]], without=["broadcast", "shape"])
op("take", x("ab"), index("c", "b"))
op("indexSelect", x("ab"), index("c", "a"), forms=[[0, T(1)], [-2, T(1)]], dims=[[2, T(1)]])
op("indexSelect", x("ab"), index("c", "b", I32), forms=[[1, T(1)]])
for name in ("scatter", "scatter_", "scatterAdd", "scatterAdd_"):
    how = "clone" if name.endswith("_") else None
    # where two go to one place, which stays is nobody's promise
    at = index("ab", "a") if "Add" in name else fixed([[0, 1, 0], [1, 0, 1]])
    op(name, x("ab"), at, x("ab"), forms=[[0, T(1), T(2)]], dims=[[2, T(1), T(2)]], prepare=how)
op("scatter", x("ab"), fixed([[0, 1, 0], [1, 0, 1]]), forms=[[0, T(1), 2], [0, T(1), 0.5]])
for reduce in ("sum", "prod", "mean", "amax", "amin"):
    op("scatterReduce", x("ab"), index("ab", "a"), x("ab"), forms=[[0, T(1), T(2), reduce]], dims=[[2, T(1), T(2), reduce]])
op("scatterReduce_", x("ab"), index("ab", "a"), x("ab"), forms=[[0, T(1), T(2), "sum"]], prepare="clone")
for name in ("indexAdd", "indexAdd_"):
    op(name, x("ab"), index("c", "a"), x("cb"), forms=[[0, T(1), T(2)], [0, T(1), T(2), {"alpha": 2}]], dims=[[2, T(1), T(2)]], prepare="clone" if name.endswith("_") else None)
for name in ("indexCopy", "indexCopy_"):
    op(name, x("cb"), order("a", "a"), x("ab"), forms=[[0, T(1), T(2)]], dims=[[2, T(1), T(2)]], prepare="clone" if name.endswith("_") else None)
for name in ("indexFill", "indexFill_"):
    op(name, x("ab"), index("a", "a"), forms=[[0, T(1), 2], [0, T(1), 0.5]], dims=[[2, T(1), 2]], prepare="clone" if name.endswith("_") else None)
op("maskedSelect", x("ab"), mask("ab"))
for name in ("maskedFill", "maskedFill_"):
    op(name, x("ab"), mask("ab"), forms=[[T(1), 2], [T(1), 0.5]], prepare="clone" if name.endswith("_") else None)
    op(name, x("ab"), mask("ab"), x(""), forms=[[T(1), T(2)]], prepare="clone" if name.endswith("_") else None)
for name in ("maskedScatter", "maskedScatter_"):
    op(name, x("ab"), mask("ab"), x("ab"), forms=[[T(1), T(2)]], prepare="clone" if name.endswith("_") else None)
for name in ("indexPut", "indexPut_"):
    op(name, x("ab"), order("a", "a"), x("ab"), forms=[[[T(1)], T(2)], [[T(1)], T(2), {"accumulate": True}]], prepare="clone" if name.endswith("_") else None)
write(__file__)
