# Reductions with every kind of input.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from kinds import op, write, x

KEEP = {"keepdim": True}
# the whole, along a dimension, along two
ANY = [[], [0], [-1, KEEP], [[0, 1]]]
ONE = [[], [0], [-1, KEEP]]
WRONG = [[2], [-3], [[0, 0]], [[0, 5]]]
for name in ("sum", "mean", "nansum", "nanmean"):
    op(name, x("ab"), forms=ANY, dims=WRONG, extreme_forms=2)
for name in ("all", "any"):
    op(name, x("ab"), forms=ANY, dims=WRONG, extreme_forms=2)
for name in ("amax", "amin"):
    op(name, x("ab"), forms=ANY, dims=WRONG, extreme_forms=2)
for name in ("var", "std", "varMean", "stdMean"):
    # squares beyond the largest number: infinite in one precision, and not in another
    op(name, x("ab"), forms=ANY, dims=WRONG, without=["denormal"])
for name in ("max", "min", "argmax", "argmin", "median"):
    op(name, x("ab"), forms=ONE, dims=[[2], [-3]], extreme_forms=2)
# (PyTorch's gradient of two zeros is 0 whatever stands beside them; ours can be differentiated again)
op("prod", x("ab"), forms=ONE, dims=[[2], [-3]], without=["extreme", "denormal"])
op("prod", x("ab"), forms=ONE, grad=False, extreme_forms=2)
op("mode", x("ab"), forms=[[], [0], [-1]], dims=[[2], [-3]])
op("aminmax", x("ab"), forms=[[], [{"dim": 0}], [{"dim": -1, "keepdim": True}]], dims=[[{"dim": 2}]], extreme_forms=2)
op("countNonzero", x("ab"), forms=[[], [0], [-1], [[0, 1]]], dims=WRONG)
op("logsumexp", x("ab"), forms=[[0], [-1, KEEP], [[0, 1]]], dims=WRONG, extreme_forms=2)
op("norm", x("ab"), forms=[[], [2, 0], [1, -1, KEEP], [0, 0], [3, [0, 1]]], dims=[[2, 2], [2, [0, 0]]], extreme_forms=2, without=["denormal"])
for name in ("cumsum", "cummax", "cummin"):
    op(name, x("ab"), forms=[[0], [-1]], dims=[[2], [-3]], extreme_forms=2)
# gradients at the ends of the range depend on how they are computed: PyTorch divides the infinite by itself
for name in ("cumprod", "logcumsumexp"):
    op(name, x("ab"), forms=[[0], [-1]], dims=[[2], [-3]], without=["extreme", "denormal"])
    op(name, x("ab"), forms=[[0], [-1]], grad=False, extreme_forms=2)
for name in ("softmax", "logSoftmax"):
    op(name, x("ab"), forms=[[0], [-1]], dims=[[2], [-3]], extreme_forms=2)
op("diff", x("ab"), forms=[[], [1, 0], [2]], dims=[[1, 2]])
op("trace", x("ab"))
write(__file__)
