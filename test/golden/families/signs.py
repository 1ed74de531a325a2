# Golden figures of signs, steps, angles, and logarithms of two operands.
import itertools
import math
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, F32, F64, I32, I64, T, U8, case, values, write

NAN, INF = math.nan, math.inf
DTYPES = (F32, F64, I64, I32, U8, B)


def of(data, dtype):
    return torch.tensor(data, dtype=dtype)


for name in ("sinc", "deg2rad", "rad2deg", "signbit", "isposinf", "isneginf"):
    fn = getattr(torch, name)
    for shape, dtype in itertools.product(([], [5], [2, 3], [0]), (F32, F64)):
        case(name, [values(shape, dtype)], [], fn)
    case(name, [values([3, 2], F32)], [], fn, prepare="t")
    for dtype in (F32, F64):
        case(name, [values([14], dtype, "extreme")], [], fn)
    for dtype in (I64, I32, U8, B):
        case(name, [of([0, 1, 3, 7], I64).to(dtype)], [], fn)
    case(name, [of([-1, 2, -3], I64)], [], fn)
    case("torch." + name, [values([4], F32)], [T(0)], fn)
    if name in ("sinc", "deg2rad", "rad2deg"):
        for dtype in (F32, F64, I64):
            case(name + "_", [values([2, 3], dtype)], [], getattr(torch.Tensor, name + "_"), prepare="clone")

SPECIAL = [0.0, -0.0, 1.0, -1.0, INF, -INF, 2.5]
for dtype in (F32, F64):
    case("copysign", [of(SPECIAL, dtype), of(SPECIAL[::-1], dtype)], [], torch.copysign)
    case("copysign", [of(SPECIAL, dtype), of([-0.0], dtype)], [], torch.copysign)
    case("heaviside", [of(SPECIAL + [NAN], dtype), of([0.5], dtype)], [], torch.heaviside, grad=False)
    case("heaviside", [of([0.0, -0.0, 1.0], dtype), of([NAN, INF, NAN], dtype)], [], torch.heaviside, grad=False)
    for name in ("logaddexp", "logaddexp2"):
        case(name, [of([1e3, -1e3, 5.0, INF, -INF, 0.0, NAN, 88.0], dtype), of([1e3, 1e3, -5.0, 1.0, -INF, INF, 1.0, 89.0], dtype)], [], getattr(torch, name), grad=False)
    case("xlogy", [of([0.0, 0.0, 0.0, 1.0, -2.0, 0.0, 3.0], dtype), of([0.0, -1.0, INF, 0.0, 2.0, NAN, NAN], dtype)], [], torch.xlogy)
for name, fn in (("copysign", torch.copysign), ("xlogy", torch.xlogy), ("logaddexp", torch.logaddexp), ("logaddexp2", torch.logaddexp2)):
    for shapes in ([[5], [5]], [[2, 3], [3]], [[2, 1], [1, 3]], [[], [4]], [[0], [1]], [[2], [3]]):
        for dtype in (F32, F64):
            case(name, [values(s, dtype, "positive") if name == "xlogy" else values(s, dtype) for s in shapes], [], fn)
    case(name, [values([3, 2], F32, "positive"), values([2, 3], F32, "positive")], [], lambda a, b, f=fn: f(a, b), prepare="t")
    for da, db in itertools.product(DTYPES, repeat=2):
        case(name, [of([1, 2, 3], I64).to(da), of([3, 1, 2], I64).to(db)], [], fn)
    case("torch." + name, [values([4], F32, "positive"), values([4], F32, "positive")], [T(0), T(1)], fn)
    case("torch." + name, [values([2])], [T(0)], lambda x, f=fn: f(x))
for name, fn in (("copysign", torch.copysign), ("xlogy", torch.xlogy)):
    for number, dtype in itertools.product((1.5, 2, -1.5, 0), DTYPES):
        case(name, [of([1, 0, 3], I64).to(dtype)], [number], lambda x, n=number, f=fn: f(x, n))
    for dtype in (F32, F64):
        method = getattr(torch.Tensor, name + "_")
        case(name + "_", [values([2, 3], dtype, "positive"), values([3], dtype, "positive")], [], method, prepare="clone")
        case(name + "_", [values([3], dtype, "positive")], [2.5], lambda x, m=method: m(x, 2.5), prepare="clone")
    case(name + "_", [values([3], I64), values([3], I64)], [], getattr(torch.Tensor, name + "_"), prepare="clone")
for dtype in (F32, F64, I64):
    case("torch.xlogy", [of([1, 2, 3], dtype)], [2, T(0)], lambda x: torch.xlogy(2, x))
    case("torch.xlogy", [of([0, 2, 3], dtype)], [0.5, T(0)], lambda x: torch.xlogy(0.5, x))
for da, db in itertools.product(DTYPES, repeat=2):
    case("heaviside", [of([0, 1, 2], I64).to(da), of([3, 1, 2], I64).to(db)], [], torch.heaviside, grad=False)
case("heaviside", [of([0.0, -1.0, 2.0], F32)], [2.5], lambda x: torch.Tensor.heaviside(x, 2.5), grad=False)
case("torch.heaviside", [of([[0.0], [-1.0]], F32), of([2.0, 3.0, 4.0], F32)], [T(0), T(1)], torch.heaviside, grad=False)
case("torch.heaviside", [of([0.0, -1.0], F32)], [T(0)], lambda x: torch.heaviside(x), grad=False)
case("heaviside_", [of([0.0, -1.0, 2.0], F32), of([7.0], F32)], [], torch.Tensor.heaviside_, prepare="clone", grad=False)

for dtype in DTYPES:
    case("floatPower", [of([1, 0, 3], I64).to(dtype)], [2], lambda x: x.float_power(2))
    case("floatPower", [of([1, 0, 3], I64).to(dtype), of([2, 1, 2], I64)], [], torch.float_power)
    case("torch.floatPower", [of([1, 0, 3], I64).to(dtype)], [T(0), 0.5], lambda x: torch.float_power(x, 0.5))
case("torch.floatPower", [of([1, 2], I64)], [2, T(0)], lambda x: torch.float_power(2, x), grad=False)
case("floatPower", [of([1, -2], I64)], [-1], lambda x: x.float_power(-1))
case("floatPower_", [values([3], F64, "positive")], [1.5], lambda x: x.float_power_(1.5), prepare="clone")
case("floatPower_", [values([3], F32, "positive")], [1.5], lambda x: x.float_power_(1.5), prepare="clone")
write(__file__)
