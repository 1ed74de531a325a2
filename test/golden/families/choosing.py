# Golden figures of limits, mixtures, choosing by a condition, questions about elements, and bits.
import itertools
import math
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, F32, F64, I32, I64, T, U8, case, values, write

NAN, INF = math.nan, math.inf


def of(data, dtype):
    return torch.tensor(data, dtype=dtype)


LIMITS = [(-0.5, 0.5), (0, 1), (None, 0.3), (0.2, None), (1, 0), (None, None)]
for (lo, hi), dtype in itertools.product(LIMITS, (F32, F64, I64, I32, U8, B)):
    if dtype in (I32, U8, B) and (lo, hi) not in ((0, 1), (None, None)):
        continue
    case("clamp", [values([6], dtype)], [lo, hi], lambda x, l=lo, h=hi: torch.clamp(x, l, h))
for shape in ([], [0], [2, 3]):
    case("clamp", [values(shape, F32)], [-0.5, 0.5], lambda x: x.clamp(-0.5, 0.5))
case("clamp", [of([-1.0, -0.5, 0.0, 0.5, 1.0, NAN, INF, -INF], F32)], [-0.5, 0.5], lambda x: x.clamp(-0.5, 0.5))
case("clamp", [values([3, 2], F32)], [-0.5, 0.5], lambda x: x.clamp(-0.5, 0.5), prepare="t")
case("clampMin", [values([6], F32)], [0.1], lambda x: x.clamp_min(0.1))
case("clampMax", [values([6], F32)], [0.1], lambda x: x.clamp_max(0.1))
case("clampMin", [values([2, 3], F32), values([3], F32)], [], lambda x, y: x.clamp_min(y))
case("clampMax", [values([2, 3], F64), values([2, 1], F64)], [], lambda x, y: x.clamp_max(y))
case("clampMin", [values([6], I64)], [0.5], lambda x: x.clamp_min(0.5))
for shapes in ([[6], [6], [6]], [[2, 3], [3], [2, 1]], [[3], [2, 3], []], [[0], [1], [1]]):
    for dtype in (F32, F64):
        x, lo, hi = (values(s, dtype) for s in shapes)
        case("clamp", [x, lo, hi], [T(1), T(2)], torch.clamp)
        case("clamp", [x, lo], [T(1)], lambda x, l: torch.clamp(x, min=l))
        case("clamp", [x, hi], [None, T(1)], lambda x, h: torch.clamp(x, max=h))
case("clamp", [of([1.0, 1.0, 2.0], F32), of([1.0, 0.0, 0.0], F32), of([1.0, 1.0, 3.0], F32)], [T(1), T(2)], torch.clamp)
case("clamp", [values([4], I64), values([4], F32)], [T(1)], lambda x, l: torch.clamp(x, min=l))
case("clamp", [values([4], I64), values([4], I64)], [T(1)], lambda x, l: torch.clamp(x, min=l))
case("clamp", [values([4], F32), values([3], F32)], [T(1)], lambda x, l: torch.clamp(x, min=l))
case("torch.clamp", [values([4], F32)], [T(0), -0.1, 0.1], lambda x: torch.clamp(x, -0.1, 0.1))

for weight in (0, 0.3, 0.5, 0.9, 1, 2.5, -1):
    for dtype in (F32, F64):
        case("lerp", [values([4], dtype), values([4], dtype)], [T(1), weight], lambda a, b, w=weight: torch.lerp(a, b, w))
for shapes in ([[3], [3], [3]], [[2, 3], [3], [2, 1]], [[], [], []], [[0], [0], [1]], [[3], [3], []]):
    for dtype in (F32, F64):
        case("lerp", [values(s, dtype) for s in shapes], [T(1), T(2)], torch.lerp)
case("lerp", [values([3], I64), values([3], I64)], [T(1), 0.5], lambda a, b: torch.lerp(a, b, 0.5))
case("lerp", [values([3], F32), values([3], F64)], [T(1), 0.5], lambda a, b: torch.lerp(a, b, 0.5))
case("lerp", [values([3], F64), values([3], I32)], [T(1), 0.5], lambda a, b: torch.lerp(a, b, 0.5))
case("lerp", [values([3], F32), values([3], F32), values([3], I64)], [T(1), T(2)], torch.lerp)
case("torch.lerp", [values([3], F32), values([3], F32)], [T(0), T(1), 0.25], lambda a, b: torch.lerp(a, b, 0.25))

for name, fn in (("addcmul", torch.addcmul), ("addcdiv", torch.addcdiv)):
    for shapes in ([[3], [3], [3]], [[2, 3], [3], [2, 1]], [[], [3], []], [[0], [0], [1]]):
        for dtype in (F32, F64):
            case(name, [values(s, dtype, "positive") for s in shapes], [], fn)
            case(name, [values(s, dtype, "positive") for s in shapes], [T(1), T(2), {"value": -0.5}], lambda x, a, b, f=fn: f(x, a, b, value=-0.5))
    case(name, [values([3], I64), values([3], I64), values([3], I64)], [], fn)
    case(name, [values([3], I64), values([3], I64), values([3], I64)], [T(1), T(2), {"value": 2}], lambda x, a, b, f=fn: f(x, a, b, value=2))
    case(name, [values([3], F32), values([3], I64), values([3], I64)], [], fn)
    case(name, [values([3], F32), values([3], F64, "positive"), values([3], F32, "positive")], [], fn)
    case(name, [values([3], F32), values([4], F32), values([3], F32)], [], fn)
    case("torch." + name, [values([3], F32, "positive") for _ in range(3)], [T(0), T(1), T(2)], fn)

CONDITION = of([True, False, True], B)
for da, db in itertools.product((F32, F64, I64, I32, U8, B), repeat=2):
    case("torch.where", [CONDITION, values([3], da), values([3], db)], [T(0), T(1), T(2)], torch.where)
for shapes in ([[3], [3], [3]], [[2, 1], [3], []], [[], [2, 3], [3]], [[0], [0], [1]], [[2, 3], [], []], [[2], [3], [3]]):
    for dtype in (F32, F64):
        case("torch.where", [values(shapes[0], B), values(shapes[1], dtype), values(shapes[2], dtype)], [T(0), T(1), T(2)], torch.where)
for number in (0, 1.5, -1):
    for dtype in (F32, F64, I64, B):
        case("torch.where", [CONDITION, values([3], dtype)], [T(0), T(1), number], lambda c, x, n=number: torch.where(c, x, n))
        case("torch.where", [CONDITION, values([3], dtype)], [T(0), number, T(1)], lambda c, x, n=number: torch.where(c, n, x))
        case("where", [values([3], dtype), CONDITION], [T(1), number], lambda x, c, n=number: x.where(c, n))
case("torch.where", [CONDITION], [T(0), 1, 0], lambda c: torch.where(c, 1, 0))
case("torch.where", [CONDITION], [T(0), 1.5, 0], lambda c: torch.where(c, 1.5, 0))
case("torch.where", [of([1, 0], I64), values([2], F32)], [T(0), T(1), 0], lambda c, x: torch.where(c, x, 0))
case("torch.where", [of([1.0, 0.0], F32), values([2], F32)], [T(0), T(1), 0], lambda c, x: torch.where(c, x, 0))
case("where", [values([3, 2], F32), values([3, 2], B), values([3, 2], F32)], [T(1), T(2)], lambda x, c, y: x.where(c, y), prepare="t")

for name, torch_name in (("logicalAnd", "logical_and"), ("logicalOr", "logical_or"), ("logicalXor", "logical_xor")):
    fn = getattr(torch, torch_name)
    for da, db in itertools.product((F32, F64, I64, U8, B), repeat=2):
        case(name, [of([0, 1, 0, 2], I64).to(da), of([0, 0, 1, 3], I64).to(db)], [], fn)
    case(name, [values([14], F32, "extreme"), values([14], F32, "extreme").flip(0)], [], fn)
    case(name, [values([2, 1], B), values([3], B)], [], fn)
    case(name, [values([2], B), values([3], B)], [], fn)
    case(name, [values([2], B)], [True], lambda x, n=fn.__name__: getattr(x, n)(True))
for name, torch_name in (("bitwiseAnd", "bitwise_and"), ("bitwiseOr", "bitwise_or"), ("bitwiseXor", "bitwise_xor"), ("bitwiseLeftShift", "bitwise_left_shift"), ("bitwiseRightShift", "bitwise_right_shift")):
    fn = getattr(torch, torch_name)
    for da, db in itertools.product((I64, I32, U8, B), repeat=2):
        case(name, [of([0, 1, 5, 200], I64).to(da), of([3, 1, 4, 2], I64).to(db)], [], fn)
    case(name, [of([-5, 7, -8], I64), of([3, -3, 1], I64)], [], fn)
    case(name, [of([-5, 7, -8], I32), of([3, 40, 31], I32)], [], fn)
    case(name, [of([2**40, -(2**40), 3], I64), of([1, 10, 64], I64)], [], fn)
    case(name, [of([5, 6], I64)], [3], lambda x, f=fn: f(x, 3))
    case(name, [of([5, 6], U8)], [3], lambda x, f=fn: f(x, 3))
    case(name, [of([5, 6], I64)], [2.5], lambda x, f=fn: f(x, 2.5))
    case(name, [values([2], F32), values([2], F32)], [], fn)
    case(name, [values([2], F64), of([1, 2], I64)], [], fn)
    case(name, [of([[1, 2], [3, 4]], I64), of([1, 3], I64)], [], fn)

CLOSE = [([1.0, 1.00001, 1.0001, NAN, INF, -INF, 0.0], [1.0, 1.0, 1.0, NAN, INF, INF, 1e-9])]
for (a, b), dtype in itertools.product(CLOSE, (F32, F64)):
    for options in ({}, {"rtol": 0, "atol": 0}, {"atol": 1e-3}, {"equalNan": True}, {"rtol": 1e-3, "equalNan": True}, {"rtol": -1}, {"atol": -0.5}):
        python = {"equal_nan" if k == "equalNan" else k: v for k, v in options.items()}
        case("isclose", [of(a, dtype), of(b, dtype)], [T(1), options], lambda x, y, o=python: torch.isclose(x, y, **o))
        case("allclose", [of(a, dtype), of(b, dtype)], [T(1), options], lambda x, y, o=python: torch.allclose(x, y, **o))
for dtype in (I64, I32, U8, B):
    case("isclose", [of([1, 0, 1], I64).to(dtype), of([1, 0, 0], I64).to(dtype)], [], torch.isclose)
case("isclose", [values([2], F32), values([2], F64)], [], torch.isclose)
case("allclose", [values([2], F32), values([2], I64)], [], torch.allclose)
case("isclose", [values([2, 3], F32), values([3], F32)], [], torch.isclose)
case("allclose", [of([], F32), of([], F32)], [], torch.allclose)
case("torch.allclose", [of([1.0, 2.0], F32), of([1.0, 2.0], F32)], [T(0), T(1)], torch.allclose)
for name in ("eq", "ne", "lt", "le", "gt", "ge"):
    case("torch." + name, [values([3], F32), values([3], F32)], [T(0), T(1)], getattr(torch, name))
    case("torch." + name, [values([3], I64)], [T(0), 0.5], lambda x, n=name: getattr(torch, n)(x, 0.5))
write(__file__)
