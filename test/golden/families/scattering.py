# Golden figures of scattering with a reduction.
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import F32, F64, I64, T, case, values, write

for reduce in ("sum", "prod", "mean", "amax", "amin"):
    for own in (True, False):
        call = lambda x, i, v, r=reduce, o=own, d=1: x.scatter_reduce(d, i, v, reduce=r, include_self=o)
        options = [] if own else [{"includeSelf": False}]
        for dtype in (F32, F64):
            case("scatterReduce", [values([3, 4], dtype), torch.tensor([[0, 3, 0], [2, 2, 2]]), values([2, 3], dtype)], [1, T(1), T(2), reduce, *options], call)
        case("scatterReduce", [values([3], I64), torch.tensor([0, 2, 2, 0]), values([4], I64)], [0, T(1), T(2), reduce, *options], lambda x, i, v, c=call: c(x, i, v, d=0))
        case("scatterReduce", [values([]), torch.tensor(0), values([])], [0, T(1), T(2), reduce, *options], lambda x, i, v, c=call: c(x, i, v, d=0))
        case("scatterReduce", [torch.tensor([1.0, 0.0, 2.0]), torch.tensor([0, 0, 2, 2]), torch.tensor([0.0, 3.0, 2.0, 2.0])], [0, T(1), T(2), reduce, *options], lambda x, i, v, c=call: c(x, i, v, d=0))
        case("scatterReduce_", [values([3]), torch.tensor([0, 2, 2, 0]), values([4])], [0, T(1), T(2), reduce, *options], lambda x, i, v, r=reduce, o=own: x.scatter_reduce_(0, i, v, reduce=r, include_self=o), prepare="clone")
case("torch.scatterReduce", [values([3]), torch.tensor([0, 2]), values([2])], [T(0), 0, T(1), T(2), "sum"], lambda x, i, v: torch.scatter_reduce(x, 0, i, v, reduce="sum"))
case("scatterReduce", [values([2, 3]), torch.zeros(0, 3, dtype=I64), values([2, 3])], [0, T(1), T(2), "sum"], lambda x, i, v: x.scatter_reduce(0, i, v, reduce="sum"))
case("scatterReduce", [values([3]), torch.tensor([0, 5]), values([2])], [0, T(1), T(2), "sum"], lambda x, i, v: x.scatter_reduce(0, i, v, reduce="sum"), grad=False)
case("scatterReduce", [values([3]), torch.tensor([0, 1]), values([2])], [0, T(1), T(2), "x"], lambda x, i, v: x.scatter_reduce(0, i, v, reduce="x"), grad=False)
case("scatterReduce", [values([3]), torch.tensor([0.0, 1.0]), values([2])], [0, T(1), T(2), "sum"], lambda x, i, v: x.scatter_reduce(0, i, v, reduce="sum"), grad=False)
case("scatterReduce", [values([3]), torch.tensor([0, 1]), values([2], F64)], [0, T(1), T(2), "sum"], lambda x, i, v: x.scatter_reduce(0, i, v, reduce="sum"), grad=False)
write(__file__)
