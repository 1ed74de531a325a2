# Golden figures of factories.
import math
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, D, F32, F64, I32, I64, T, U8, case, values, write

L = torch.tensor
NAMES = {F32: "float32", F64: "float64", I64: "int64", I32: "int32", U8: "uint8", B: "bool"}


def make(name, py, *args, dtype=None):
    options = [{"dtype": D(NAMES[dtype])}] if dtype else []
    keywords = {"dtype": dtype} if dtype else {}
    case(f"torch.{name}", [], [*args, *options], lambda: py(*args, **keywords))


for name in ("zeros", "ones"):
    py = getattr(torch, name)
    for args in ([2, 3], [[2, 3]], [[]], [0], [3], [[2, 0]], [-1], [2, -3], [2.5]):
        make(name, py, *args)
    for dtype in NAMES:
        make(name, py, [2, 2], dtype=dtype)
        make(name, py, 2, dtype=dtype)
make("empty", torch.empty, -1)
make("empty", torch.empty, 0, 3)
make("zeros", torch.zeros)
make("ones", torch.ones)
for shape, value in [([2, 3], 7), ([2], 1.5), ([], 3), ([0], 1.5), ([2], -0.5), ([-1], 1)]:
    make("full", torch.full, shape, value)
for dtype in (F32, F64, I64, I32, U8):
    make("full", torch.full, [3], 2, dtype=dtype)
for dtype in (F32, I64, U8, B):
    for name, py in (("zerosLike", torch.zeros_like), ("onesLike", torch.ones_like)):
        case(f"torch.{name}", [values([2, 3], dtype)], [T(0)], py, grad=False)
    if dtype != B:
        case("torch.fullLike", [values([2, 3], dtype)], [T(0), 2], lambda x: torch.full_like(x, 2), grad=False)
case("torch.fullLike", [values([2], I64)], [T(0), 1.5], lambda x: torch.full_like(x, 1.5), grad=False)
case("torch.fullLike", [values([2], I64)], [T(0), 1.5, {"dtype": D("float64")}], lambda x: torch.full_like(x, 1.5, dtype=F64), grad=False)
for args in ([5], [2, 7], [1, 10, 3], [0, 1, 0.25], [5, 0, -2], [0.5], [3.5], [0], [1, 1], [2, 1], [1, 5, 0], [0, 5, -1], [-3, 3], [0, 1, 0.1], [10, 0, -2.5]):
    make("arange", torch.arange, *args)
for dtype in (F32, F64, I64, I32):
    make("arange", torch.arange, 1, 6, 2, dtype=dtype)
for args in ([0, 1, 5], [0, 1, 1], [0, 1, 0], [3, -3, 7], [0, 10, 4], [-1, 1, 100], [0, 1, -1], [1e-3, 1e3, 13], [0, 0, 3], [0, 1, 11], [-10, 10, 33]):
    make("linspace", torch.linspace, *args)
    if args[2] > 0:
        make("linspace", torch.linspace, *args, dtype=F64)
make("linspace", torch.linspace, 0, 10, 4, dtype=I64)
make("linspace", torch.linspace, 3, -3, 7, dtype=I64)
make("linspace", torch.linspace, 0, 10, 5, dtype=I32)
for args in ([0, 2, 3], [-2, 2, 9], [0, 1, 1], [0, 1, 0], [0, 1, -1]):
    make("logspace", torch.logspace, *args)
    make("logspace", torch.logspace, *args, dtype=F64)
for base in (2, math.e):
    case("torch.logspace", [], [0, 5, 6, {"base": base}], lambda b=base: torch.logspace(0, 5, 6, base=b))
for args in ([3], [0], [2, 3], [3, 2], [-1]):
    make("eye", torch.eye, *args)
for dtype in (F64, I64, B):
    make("eye", torch.eye, 2, dtype=dtype)
for shapes, dtypes in [([[2], [3]], [F32, F32]), ([[2], [3], [4]], [F32] * 3), ([[2], []], [F32, F32]), ([[2]], [F32]), ([[0], [3]], [F32, F32]), ([[2], [3]], [I64, F32])]:
    inputs = [values(shape, dtype) for shape, dtype in zip(shapes, dtypes)]
    for indexing in ("ij", "xy"):
        case("torch.meshgrid", inputs, [[T(i) for i in range(len(inputs))], {"indexing": indexing}], lambda *xs, i=indexing: torch.meshgrid(*xs, indexing=i))
case("torch.meshgrid", [values([2]), values([3])], [[T(0), T(1)], {"indexing": "zz"}], lambda *xs: torch.meshgrid(*xs, indexing="zz"))
case("torch.cartesianProd", [values([2]), values([3])], [T(0), T(1)], torch.cartesian_prod)
case("torch.cartesianProd", [values([2], I64), values([2], I64), values([2], I64)], [T(0), T(1), T(2)], torch.cartesian_prod)
case("torch.cartesianProd", [values([2, 2])], [T(0)], torch.cartesian_prod)
for n, args in [(4, []), (4, [3]), (3, [1]), (2, [3]), (4, [0]), (4, [-1]), (0, [])]:
    case("torch.combinations", [values([n])], [T(0), *args], lambda x, a=args: torch.combinations(x, *a), grad=n > 2)
case("torch.combinations", [values([3])], [T(0), 2, {"withReplacement": True}], lambda x: torch.combinations(x, 2, with_replacement=True))
case("torch.combinations", [values([2, 2])], [T(0)], torch.combinations)
one_hot = torch.nn.functional.one_hot
for index, args in [
    (L([0, 15, 4, 2, 4]), [26]), (L([0, 2, 1]), []), (L([[0, 1], [2, 0]]), [3]), (L(2), [4]), (L([1, 5]), [3]), (L([-1, 2]), []), (L([1.5]), []), (L([], dtype=I64), []), (L([], dtype=I64), [3]), (L([1]), [0]), (L([1], dtype=I32), [2]), (L([0]), []),
]:
    case("F.oneHot", [index], [T(0), *args], lambda x, a=args: one_hot(x, *a))
write(__file__)
