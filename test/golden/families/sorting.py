# Golden figures of order: sorting, the k largest, medians, modes, quantiles, unique elements, counting.
import itertools
import math
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, D, F32, F64, I32, I64, U8, T, case, values, write

WITH_NAN = torch.tensor([2.0, math.nan, -1.0, math.inf, -math.inf, 0.0, math.nan])
TIES = torch.tensor([[1.0, 3.0, 3.0, 2.0], [0.0, 0.0, -1.0, 0.0]])
DISTINCT = torch.tensor([[5, 3, 9, 1], [2, 8, 4, 7]])
DIMS = [([5], 0), ([2, 4], 0), ([2, 4], 1), ([2, 3, 4], 1), ([2, 3], -1), ([], 0), ([0], 0), ([2, 0], 1), ([2], 1), ([40], 0)]

for shape, dim in DIMS:
    for descending in (False, True):
        case("sort", [values(shape)], [dim, {"descending": descending}], lambda x: x.sort(dim, descending))
        case("argsort", [values(shape)], [dim, {"descending": descending}], lambda x: x.argsort(dim, descending))
for dtype in (F64, I64, I32, U8, B):
    for descending in (False, True):
        case("sort", [values([9], dtype)], [0, {"descending": descending, "stable": True}], lambda x: x.sort(dim=0, descending=descending, stable=True))
for x in (TIES, WITH_NAN):
    for descending in (False, True):
        case("sort", [x], [-1, {"descending": descending, "stable": True}], lambda x: x.sort(dim=-1, descending=descending, stable=True))
        case("argsort", [x], [-1, {"descending": descending, "stable": True}], lambda x: x.argsort(dim=-1, descending=descending, stable=True))
case("sort", [values([3, 2])], [], lambda x: x.sort(), prepare="t")
case("torch.sort", [values([3, 2])], [T(0), 0], lambda x: torch.sort(x, 0))

for shape, k, dim in [([5], 2, 0), ([5], 0, 0), ([5], 5, 0), ([2, 4], 1, 0), ([2, 4], 3, 1), ([2, 3, 4], 2, 1), ([], 1, 0), ([], 2, 0), ([5], 6, 0), ([5], -1, 0), ([40], 7, 0), ([2, 0], 0, 1), ([3], 1, 1)]:
    for largest in (True, False):
        case("topk", [values(shape)], [k, dim, {"largest": largest}], lambda x: x.topk(k, dim, largest))
case("topk", [DISTINCT], [2], lambda x: x.topk(2))
case("topk", [values([3, 2])], [2], lambda x: x.topk(2), prepare="t")
case("topk", [torch.tensor([2.0, math.nan, -1.0, math.inf])], [3], lambda x: x.topk(3), grad=False)
case("torch.topk", [values([5])], [T(0), 3], lambda x: torch.topk(x, 3))

for shape, k, dim in [([5], 2, 0), ([5], 5, 0), ([2, 4], 1, 0), ([2, 4], 3, 1), ([2, 3, 4], 2, 1), ([], 1, 0), ([5], 6, 0), ([5], 0, 0), ([2, 0], 1, 1), ([0, 2], 1, 1)]:
    for keepdim in (False, True):
        case("kthvalue", [values(shape)], [k, dim, {"keepdim": keepdim}], lambda x: x.kthvalue(k, dim, keepdim))
case("kthvalue", [DISTINCT], [2], lambda x: x.kthvalue(2))

for shape in [[], [1], [5], [6], [2, 3], [0]]:
    for dtype in (F32, F64):
        case("median", [values(shape, dtype)], [], lambda x: x.median())
for x in (TIES, WITH_NAN, DISTINCT):
    case("median", [x], [], lambda x: x.median(), grad=x is TIES)
for name in ("median", "mode"):
    for shape, dim in DIMS:
        for keepdim in (False, True):
            case(name, [values(shape)], [dim, {"keepdim": keepdim}], lambda x: getattr(x, name)(dim, keepdim=keepdim))
    case(name, [DISTINCT], [1], lambda x: getattr(x, name)(1))
    case(name, [values([3, 2])], [1], lambda x: getattr(x, name)(1), prepare="t")
case("median", [WITH_NAN], [0], lambda x: x.median(0), grad=False)
for data in ([1, 2, 2, 3, 3], [5, 1, 5, 1, 2], [7, 7, 7], [4, 3, 2, 1]):
    case("mode", [torch.tensor(data)], [], lambda x: x.mode())
    case("mode", [torch.tensor(data, dtype=F32)], [0, {"keepdim": True}], lambda x: x.mode(0, keepdim=True))

for q in (0, 0.1, 0.25, 0.5, 0.9, 1):
    for shape, dim in [([5], None), ([2, 3], None), ([2, 3], 0), ([2, 3], 1), ([2, 3, 4], 1), ([], None), ([], 0)]:
        for keepdim in (False, True):
            case("quantile", [values(shape, F64 if q == 0.1 else F32)], [q, dim, {"keepdim": keepdim}], lambda x: x.quantile(q, dim, keepdim))
QS = torch.tensor([0.2, 0.5, 1.0])
for shape, dim in [([5], None), ([2, 3], None), ([2, 3], 0), ([2, 3], 1), ([2, 3, 4], 1)]:
    for keepdim in (False, True):
        case("quantile", [values(shape), QS], [T(1), dim, {"keepdim": keepdim}], lambda x, q: x.quantile(q.detach(), dim, keepdim))
case("quantile", [WITH_NAN], [0.5], lambda x: x.quantile(0.5), grad=False)
for x, q in [(values([3]), 1.5), (values([3], I64), 0.5), (values([0]), 0.5)]:
    case("quantile", [x], [q], lambda x: x.quantile(q))

INTS = torch.tensor([[3, 1, 3], [1, 2, 1]])
for x in (INTS, INTS.double(), INTS == 1, torch.tensor([], dtype=F32), torch.tensor(4), WITH_NAN, INTS.to(U8)):
    for inverse, counts in itertools.product((False, True), repeat=2):
        options = {"returnInverse": inverse, "returnCounts": counts}
        case("unique", [x], [options], lambda x: torch.unique(x, return_inverse=inverse, return_counts=counts), grad=False)
        case("uniqueConsecutive", [x], [options], lambda x: torch.unique_consecutive(x, return_inverse=inverse, return_counts=counts), grad=False)
ROWS = torch.tensor([[1, 2, 1], [3, 4, 3], [1, 2, 1], [1, 2, 1]])
for dim, inverse, counts in itertools.product((0, 1, -1), (False, True), (False, True)):
    options = {"returnInverse": inverse, "returnCounts": counts, "dim": dim}
    case("torch.unique", [ROWS], [T(0), options], lambda x: torch.unique(x, return_inverse=inverse, return_counts=counts, dim=dim))
    case("torch.uniqueConsecutive", [ROWS], [T(0), options], lambda x: torch.unique_consecutive(x, return_inverse=inverse, return_counts=counts, dim=dim))
case("unique", [ROWS], [{"dim": 2}], lambda x: torch.unique(x, dim=2))

for x in (torch.tensor([0, 1, 1, 3]), torch.tensor([], dtype=I64), torch.tensor([5], dtype=I32), torch.tensor([2, 2], dtype=U8)):
    case("bincount", [x], [], lambda x: x.bincount())
    case("bincount", [x], [{"minlength": 7}], lambda x: x.bincount(minlength=7))
for dtype in (F32, F64, I64):
    case("torch.bincount", [torch.tensor([0, 1, 1, 3]), torch.tensor([0.5, 1.0, 2.0, 4.0]).to(dtype)], [T(0), {"weights": T(1)}], lambda x, w: x.bincount(w.detach()), grad=False)
for x in (torch.tensor([-1, 2]), torch.tensor([[1, 2]]), torch.tensor([1.0, 2.0]), torch.tensor([True])):
    case("bincount", [x], [], lambda x: x.bincount(), grad=False)
case("bincount", [torch.tensor([1])], [{"minlength": -1}], lambda x: x.bincount(minlength=-1))
case("torch.bincount", [torch.tensor([0, 1]), torch.tensor([0.5])], [T(0), {"weights": T(1)}], lambda x, w: x.bincount(w), grad=False)

for x in (torch.tensor([1.0, 2.0, 1.0]), values([50]), values([50], F64), torch.tensor([2.0, 2.0]), torch.tensor([0.0, 0.5, 1.0])):
    case("histc", [x], [4], lambda x: x.histc(4), grad=False)
    case("histc", [x], [5, {"min": 0, "max": 2}], lambda x: x.histc(5, 0, 2), grad=False)
# of a NaN PyTorch's text has a sign that is the machine's: inf has none
for x in (torch.tensor([1, 2, 1]), torch.tensor([1.0, math.inf])):
    case("histc", [x], [4], lambda x: x.histc(4), grad=False)
case("histc", [WITH_NAN], [4, {"min": -2, "max": 2}], lambda x: x.histc(4, -2, 2), grad=False)
case("histc", [values([3])], [0], lambda x: x.histc(0), grad=False)
case("histc", [values([3])], [3, {"min": 2, "max": 1}], lambda x: x.histc(3, 2, 1), grad=False)

BOUNDS = torch.tensor([1.0, 3.0, 3.0, 7.0])
for v in (torch.tensor([0.0, 1.0, 3.0, 5.0, 7.0, 9.0]), torch.tensor([[3.0], [math.nan]]), torch.tensor([], dtype=F32), torch.tensor(3.0)):
    for right, narrow in itertools.product((False, True), repeat=2):
        case("torch.searchsorted", [BOUNDS, v], [T(0), T(1), {"right": right, "outInt32": narrow}], lambda b, v: torch.searchsorted(b, v, right=right, out_int32=narrow), grad=False)
        case("torch.bucketize", [v, BOUNDS], [T(0), T(1), {"right": right, "outInt32": narrow}], lambda v, b: torch.bucketize(v, b, right=right, out_int32=narrow), grad=False)
case("torch.searchsorted", [torch.tensor([1, 3])], [T(0), 2.5], lambda b: torch.searchsorted(b, 2.5))
case("torch.searchsorted", [torch.tensor([1, 3]), torch.tensor([1.5, 2.0])], [T(0), T(1)], torch.searchsorted, grad=False)
case("torch.searchsorted", [BOUNDS], [T(0), 3], lambda b: torch.searchsorted(b, 3), grad=False)
case("torch.searchsorted", [torch.tensor([[1, 3, 5], [2, 4, 6]]), torch.tensor([[3], [6]])], [T(0), T(1)], torch.searchsorted)
case("torch.searchsorted", [torch.tensor([[1, 3, 5], [2, 4, 6]]), torch.tensor([3, 6])], [T(0), T(1)], torch.searchsorted)
case("torch.searchsorted", [BOUNDS, torch.tensor([1, 2])], [T(0), T(1)], torch.searchsorted, grad=False)
case("torch.bucketize", [torch.tensor([1.0]), torch.tensor([[1.0]])], [T(0), T(1)], torch.bucketize, grad=False)
write(__file__)
