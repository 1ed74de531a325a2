# Golden figures of the elementwise functions beyond the first arithmetic.
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


# name in TypeScript, in PyTorch, and what inputs suit it
UNARY = [
    ("rsqrt", "rsqrt", "positive"), ("expm1", "expm1", "normal"), ("log1p", "log1p", "positive"), ("log2", "log2", "positive"),
    ("log10", "log10", "positive"), ("exp2", "exp2", "normal"), ("erf", "erf", "normal"), ("erfc", "erfc", "normal"),
    ("reciprocal", "reciprocal", "positive"), ("square", "square", "normal"), ("sin", "sin", "normal"), ("cos", "cos", "normal"),
    ("tan", "tan", "unit"), ("asin", "asin", "unit"), ("acos", "acos", "unit"), ("atan", "atan", "normal"), ("sinh", "sinh", "normal"),
    ("cosh", "cosh", "normal"), ("asinh", "asinh", "normal"), ("acosh", "acosh", "above"), ("atanh", "atanh", "unit"), ("abs", "abs", "normal"),
    ("sign", "sign", "normal"), ("floor", "floor", "normal"), ("ceil", "ceil", "normal"), ("trunc", "trunc", "normal"), ("frac", "frac", "normal"),
    ("round", "round", "normal"), ("nanToNum", "nan_to_num", "normal"), ("isnan", "isnan", "normal"), ("isinf", "isinf", "normal"),
    ("isfinite", "isfinite", "normal"), ("logicalNot", "logical_not", "normal"), ("bitwiseNot", "bitwise_not", "normal"),
]


def draw(shape, dtype, kind):
    if kind == "above":
        return values(shape, dtype, "positive") + 1
    return values(shape, dtype, kind)


for name, torch_name, kind in UNARY:
    fn = getattr(torch, torch_name)
    for shape in ([], [5], [2, 3], [0], [2, 0]):
        for dtype in (F32, F64):
            case(name, [draw(shape, dtype, kind)], [], fn)
    case(name, [draw([3, 2], F32, kind)], [], fn, prepare="t")
    for dtype in (F32, F64):
        case(name, [values([14], dtype, "extreme")], [], fn)
    for dtype in (I64, I32, U8, B):
        case(name, [of([0, 1, 3, 7], I64).to(dtype)], [], fn)
    case(name, [of([-3, -1, 0, 2], I64)], [], fn)
    case(name, [of([-3, -1, 0, 2], I32)], [], fn)
    case("torch." + name, [draw([4], F32, kind)], [T(0)], fn)
fine = [i / 8 - 7 for i in range(112)]
case("erf", [of(fine, F64)], [], torch.erf)
case("erfc", [of(fine, F64)], [], torch.erfc)
case("erf", [of([1e-300, 1e-20, -1e-10, 0.46875, 0.4687500001, 4.0, 4.0000001, 5.9, 6.0, 26.0, 30.0], F64)], [], torch.erf)
case("erfc", [of([1e-300, 1e-20, -1e-10, 0.46875, 0.4687500001, 4.0, 4.0000001, 5.9, 6.0, 26.0, 30.0], F64)], [], torch.erfc)
HALVES = [-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 0.49999999, 8388609.0, 1e20, -0.2]
for name in ("round", "floor", "ceil", "trunc", "frac"):
    for dtype in (F32, F64):
        case(name, [of(HALVES, dtype)], [], getattr(torch, name))
for decimals in (0, 1, 2, 3, -1, -2):
    for dtype in (F32, F64):
        data = of([2.675, 1.005, -0.125, 15.0, 25.0, 149.5, 1234.5678, 0.05], dtype)
        case("round", [data], [{"decimals": decimals}], lambda x, d=decimals: torch.round(x, decimals=d))
case("round", [of([15], I64)], [{"decimals": -1}], lambda x: torch.round(x, decimals=-1))
for options, call in [
    ({"nan": 1.5}, lambda x: torch.nan_to_num(x, nan=1.5)),
    ({"posinf": 7.0, "neginf": -8.0}, lambda x: torch.nan_to_num(x, posinf=7.0, neginf=-8.0)),
]:
    case("nanToNum", [of([NAN, INF, -INF, 1.0, -0.0], F32)], [options], call)
for dtype in (F32, F64, I64, U8, B):
    case("positive", [values([3], dtype)], [], torch.positive, grad=False)

PAIRS = [([], []), ([3], []), ([], [3]), ([3], [3]), ([2, 3], [3]), ([2, 1], [1, 3]), ([2, 2, 3], [2, 1]), ([0], [1]), ([0, 3], [3])]
REAL = [("fmod", "fmod"), ("remainder", "remainder"), ("atan2", "atan2"), ("hypot", "hypot"), ("minimum", "minimum"), ("maximum", "maximum"), ("floorDivide", "floor_divide")]
for name, torch_name in REAL:
    fn = getattr(torch, torch_name)
    grad = name != "floorDivide"
    for (a, b), dtype in itertools.product(PAIRS, (F32, F64)):
        case(name, [values(a, dtype), values(b, dtype)], [], fn, grad=grad)
    case(name, [values([3, 2], F32), values([3, 2], F32)], [], fn, prepare="t", grad=grad)
    case(name, [values([14], F32, "extreme"), values([14], F32, "extreme").flip(0)], [], fn, grad=grad)
    case(name, [values([9, 1], F64, "extreme"), values([1, 9], F64, "extreme")], [], fn, grad=False)
    case(name, [values([2, 3], F32), values([2, 4], F32)], [], fn, grad=grad)
    for da, db in itertools.product((F32, F64, I64, I32, U8, B), repeat=2):
        if da == F32 == db:
            continue
        a, b = values([3], da), values([3], db)
        if db != B:
            b = torch.where(b == 0, torch.ones_like(b), b)
        else:
            b = torch.ones_like(b)
        case(name, [a, b], [], fn, grad=grad)
    case(name, [values([], F64), values([3], F32)], [], fn, grad=grad)
    case(name, [values([3], I64), values([], F32)], [], fn, grad=grad)
    case("torch." + name, [values([3], F32), values([3], F32)], [T(0), T(1)], fn, grad=grad)
    for scalar in (2, 2.5):
        case(name, [values([4], F32)], [scalar], lambda x, s=scalar, n=fn.__name__: getattr(x, n)(s), grad=grad)
SIGNS = [7, -7, 7, -7, 6, -6, 0, 0]
BY = [3, 3, -3, -3, 2, -2, 5, -5]
for name, torch_name in (("fmod", "fmod"), ("remainder", "remainder"), ("floorDivide", "floor_divide")):
    fn = getattr(torch, torch_name)
    for dtype in (F32, F64, I64, I32):
        case(name, [of(SIGNS, dtype), of(BY, dtype)], [], fn, grad=False)
        for scalar in (3, -3, 2.5, -0.5):
            case(name, [of(SIGNS, dtype)], [scalar], lambda x, s=scalar, f=fn: f(x, s), grad=name != "floorDivide")
    for dtype in (I64, I32, U8):
        case(name, [of([1, 2], dtype), of([1, 0], dtype)], [], fn)
        case(name, [of([1, 2], dtype)], [0], lambda x, f=fn: f(x, 0))
    case(name, [of([True, False], B)], [2], lambda x, f=fn: f(x, 2))
    case(name, [of([5.0, -5.0], F32)], [0], lambda x, f=fn: f(x, 0), grad=False)
    case(name, [of([0.6, 1.0, 5.3], F64)], [0.1], lambda x, f=fn: f(x, 0.1), grad=False)
for mode in ("floor", "trunc"):
    call = lambda a, b, m=mode: torch.div(a, b, rounding_mode=m)
    for dtype in (F32, F64, I64, I32):
        case("div", [of(SIGNS, dtype), of(BY, dtype)], [{"roundingMode": mode}], call)
        case("div", [of(SIGNS, dtype)], [-2, {"roundingMode": mode}], lambda x, m=mode: torch.div(x, -2, rounding_mode=m))
    case("div", [of([1, 2], I64), of([1, 0], I64)], [{"roundingMode": mode}], call)
    case("div", [of([True], B), of([True], B)], [{"roundingMode": mode}], call)
    case("div", [values([2, 3], F32), values([3], F64)], [{"roundingMode": mode}], call)
case("div", [of([1.0], F32), of([2.0], F32)], [{"roundingMode": "up"}], lambda a, b: torch.div(a, b, rounding_mode="up"))

# ties share the gradient
for name in ("minimum", "maximum"):
    case(name, [of([1.0, 2.0, NAN, 3.0, 0.0], F32), of([1.0, 3.0, 1.0, NAN, -0.0], F32)], [], getattr(torch, name))
    case(name, [values([3], F32)], [2.5], lambda x, n=name: getattr(x, n)(2.5))
case("neg", [values([2], B)], [], torch.neg)
write(__file__)
