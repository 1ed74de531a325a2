# Golden figures of what is sampled (areas, slopes), powers of a vector, medians of numbers, windows, running sums in place.
import itertools
import math
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, D, F32, F64, I32, I64, T, U8, case, values, write

NAN = math.nan
NAMES = {F32: "float32", F64: "float64", I64: "int64"}


def of(data, dtype):
    return torch.tensor(data, dtype=dtype)


def python(options):
    return {"edge_order" if k == "edgeOrder" else k: v for k, v in options.items()}


for name, fn in (("trapezoid", torch.trapezoid), ("trapz", torch.trapz), ("cumulativeTrapezoid", torch.cumulative_trapezoid)):
    for shape, dtype in itertools.product(([5], [2, 3], [1], [2, 3, 4]), (F32, F64)):
        case("torch." + name, [values(shape, dtype)], [T(0)], fn)
        case("torch." + name, [values(shape, dtype)], [T(0), None, {"dx": 0.5, "dim": 0}], lambda y, f=fn: f(y, dx=0.5, dim=0))
        x = values(shape[-1:], dtype, "positive").cumsum(0)
        case("torch." + name, [values(shape, dtype), x], [T(0), T(1)], fn)
        case("torch." + name, [values(shape, dtype), values(shape, dtype)], [T(0), T(1)], fn)
    case("torch." + name, [values([3, 2], F64), of([0, 1, 4], F64)], [T(0), T(1), {"dim": 0}], lambda y, x, f=fn: f(y, x, dim=0))
    case("torch." + name, [values([4], I64)], [T(0)], fn)
    case("torch." + name, [values([4], I32), of([0, 1, 2, 4], I64)], [T(0), T(1)], fn)
    case("torch." + name, [values([4], B)], [T(0)], fn)
    case("torch." + name, [values([4]), values([4], B)], [T(0), T(1)], fn)
    case("torch." + name, [values([4]), values([3])], [T(0), T(1)], fn)
    case("torch." + name, [values([])], [T(0)], fn)
    case("torch." + name, [values([2, 3])], [T(0), None, {"dim": 2}], lambda y, f=fn: f(y, dim=2))
case("torch.trapezoid", [values([2, 0])], [T(0)], torch.trapezoid, grad=False)

for shape, dtype in itertools.product(([5], [3, 4], [2, 3, 4]), (F32, F64)):
    for options in ({}, {"spacing": 0.5}, {"dim": 0}, {"dim": [-1]}, {"spacing": [2.0], "dim": [-1]}):
        case("torch.gradient", [values(shape, dtype)], [T(0), options], lambda x, o=options: torch.gradient(x, **o))
case("torch.gradient", [values([3, 4])], [T(0), {"edgeOrder": 2}], lambda x: torch.gradient(x, edge_order=2))
case("torch.gradient", [values([3, 4], F64)], [T(0), {"spacing": [2.0, 0.5], "edgeOrder": 2}], lambda x: torch.gradient(x, spacing=[2.0, 0.5], edge_order=2))
for edge in (1, 2):
    for dtype in (F32, F64):
        case("torch.gradient", [values([3, 4], dtype), of([0, 1, 4], dtype), of([0, 1, 3.5, 5], dtype)], [T(0), {"spacing": [T(1), T(2)], "edgeOrder": edge}], lambda x, a, b, e=edge: torch.gradient(x, spacing=(a, b), edge_order=e))
for dtype in (I64, I32, U8):
    case("torch.gradient", [of([1, 4, 9, 16], I64).to(dtype)], [T(0)], torch.gradient)
for shape, options in (
    ([1], {}), ([3], {"edgeOrder": 3}), ([2], {"edgeOrder": 2}), ([3, 4], {"spacing": [2.0]}), ([3, 4], {"dim": [0, 0]}), ([3, 4], {"dim": [5]}),
    ([3, 4], {"spacing": [1.0, 2.0], "dim": [0]}),
):
    case("torch.gradient", [values(shape)], [T(0), options], lambda x, o=python(options): torch.gradient(x, **o))
case("torch.gradient", [values([3]), values([3, 1])], [T(0), {"spacing": [T(1)]}], lambda x, a: torch.gradient(x, spacing=[a]))

for dtype in (F32, F64, I64, I32, U8, B):
    x = of([1, 2, 3], I64).to(dtype) if dtype != B else of([1, 0], B)
    case("torch.vander", [x], [T(0)], torch.vander)
    case("torch.vander", [x], [T(0), 2, {"increasing": True}], lambda x: torch.vander(x, N=2, increasing=True))
for N in (0, 1, 4, -1):
    case("torch.vander", [values([3], F64)], [T(0), N], lambda x, n=N: torch.vander(x, N=n), grad=N > 1)
case("torch.vander", [values([2, 2])], [T(0)], torch.vander)
case("torch.vander", [values([0])], [T(0)], torch.vander, grad=False)

for shape, dtype in itertools.product(([4], [3, 2], []), (F32, F64, I64)):
    case("msort", [torch.randperm(math.prod(shape)).to(dtype).reshape(shape)], [], torch.msort)
case("torch.msort", [of([[3.0, NAN], [1.0, 2.0]], F32)], [T(0)], torch.msort)

for dtype in (F32, F64):
    for data in ([3.0, NAN, 1.0, 2.0], [NAN, NAN], [5.0], [4.0, 1.0, 3.0, 2.0], [NAN, 2.0, NAN]):
        case("nanmedian", [of(data, dtype)], [], torch.nanmedian, grad=data != [NAN, NAN])
        if data != [NAN, NAN]:
            case("nanmedian", [of(data, dtype)], [0], lambda x: x.nanmedian(0))
    rows = [[3.0, NAN, 1.0, 2.0], [0.5, NAN, 7.0, NAN], [1.0, 2.0, -3.0, 0.0]]
    for dim, keepdim in ((1, False), (1, True), (-1, False)):
        case("nanmedian", [of(rows, dtype)], [dim, {"keepdim": keepdim}], lambda x, d=dim, k=keepdim: x.nanmedian(d, k))
case("torch.nanmedian", [of([2.0, NAN], F32)], [T(0)], torch.nanmedian)
case("torch.nanmedian", [of([[2.0, NAN]], F32)], [T(0), 1], lambda x: torch.nanmedian(x, 1))
case("nanmedian", [values([])], [], torch.nanmedian)
case("nanmedian", [values([])], [0], lambda x: x.nanmedian(0))
case("nanmedian", [values([0])], [], torch.nanmedian, grad=False)
case("nanmedian", [values([2, 0])], [1], lambda x: x.nanmedian(1))
case("nanmedian", [values([2])], [1], lambda x: x.nanmedian(1))
case("nanmedian", [of([3, 1, 2], I64)], [], torch.nanmedian)
case("nanmedian", [of([3, 1, 2], I64)], [0], lambda x: x.nanmedian(0))
case("nanmedian", [values([2], B)], [], torch.nanmedian)

for name in ("hannWindow", "hammingWindow", "blackmanWindow", "bartlettWindow"):
    fn = getattr(torch, name.replace("W", "_w"))
    for n, periodic in itertools.product((0, 1, 2, 5, 16), (True, False)):
        case("torch." + name, [], [n, periodic], lambda n=n, p=periodic, f=fn: f(n, p))
        more = [0.54, 0.46] if name == "hammingWindow" else []
        case("torch." + name, [], [n, periodic, *more, {"dtype": D("float64")}], lambda n=n, p=periodic, f=fn: f(n, p, dtype=F64))
    case("torch." + name, [], [-1], lambda f=fn: f(-1))
    case("torch." + name, [], [2.5], lambda f=fn: f(2.5))
    more = [0.54, 0.46] if name == "hammingWindow" else []
    case("torch." + name, [], [5, True, *more, {"dtype": D("int64")}], lambda f=fn: f(5, True, dtype=I64))
case("torch.hammingWindow", [], [5, True, 0.5, 0.4], lambda: torch.hamming_window(5, True, 0.5, 0.4))

for name in ("cumsum_", "cumprod_"):
    fn = getattr(torch.Tensor, name)
    for shape, dim, dtype in (([4], 0, F32), ([2, 3], 1, F64), ([2, 3], -2, F32), ([], 0, F32), ([3], 0, I64), ([3], 0, I32), ([3], 0, U8), ([3], 0, B)):
        case(name, [values(shape, dtype, "positive")], [dim], lambda x, d=dim, f=fn: f(x, d), prepare="clone")
    case(name, [values([3])], [5], lambda x, f=fn: f(x, 5), prepare="clone")
    case(name, [values([3])], [0, {"dtype": D("float64")}], lambda x, f=fn: f(x, 0, dtype=F64), prepare="clone", grad=False)
    case(name, [values([3])], [], lambda x, f=fn: f(x), prepare="clone", grad=False)
    case(name, [values([2, 3])], [0], lambda x, f=fn: f(x, 0))
write(__file__)
