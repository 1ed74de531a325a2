# Golden figures of reductions: extremes, moments, products, norms, running results, softmax.
import itertools
import math
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, D, F32, F64, I32, I64, U8, T, case, values, write

SHAPES = [[], [1], [5], [2, 3], [2, 3, 2], [0], [2, 0]]
DTYPES = [F64, I64, I32, U8, B]
DIMS = [([2, 3], 0), ([2, 3], 1), ([2, 3], -1), ([2, 3, 4], 1), ([2, 0], 1), ([2, 0], 0), ([0, 2], 0), ([], 0), ([], -1), ([3], 1), ([3], -2)]
MANY = [([2, 3, 4], [0, 2]), ([2, 3], [0, 1]), ([2, 3], [0, 0]), ([2, 3, 4], [-1, 0])]
TIES = torch.tensor([[1.0, 3.0, 3.0, 2.0], [0.0, 0.0, -1.0, 0.0]])
EXTREME = values([14], F32, "extreme")


def over_all(name, shapes=SHAPES, dtypes=DTYPES, args=(), kwargs=None, kind="normal"):
    """Of all elements, in every shape and dtype."""
    kwargs = kwargs or {}
    camel = CAMEL.get(name, name)
    call = lambda x: getattr(x, name)(*args, **kwargs)
    for shape in shapes:
        case(camel, [values(shape, F32, kind)], list(args), call)
    for dtype in dtypes:
        case(camel, [values([2, 3], dtype, kind)], list(args), call)
    case(camel, [values([3, 2], F32, kind)], list(args), call, prepare="t")
    case(camel, [TIES], list(args), call)
    case(camel, [EXTREME], list(args), call, grad=False)


CAMEL = {"count_nonzero": "countNonzero"}


def over_dims(name, dims=DIMS, keep=(False, True), dtypes=DTYPES):
    """Over a dimension, kept or not."""
    camel = CAMEL.get(name, name)
    for shape, dim in dims:
        for keepdim in keep:
            case(camel, [values(shape, F32)], [dim, {"keepdim": keepdim}], lambda x: getattr(x, name)(dim, keepdim=keepdim))
    call = lambda x: getattr(x, name)(1)
    for dtype in dtypes:
        case(camel, [values([2, 3], dtype)], [1], call)
    case(camel, [values([3, 2], F32)], [1], call, prepare="t")
    case(camel, [TIES], [1], call)
    case(camel, [EXTREME.reshape(2, 7)], [1], call, grad=False)


for name in ("max", "min"):
    over_all(name)
    over_dims(name)
    case(name, [values([2, 3]), values([3])], [], lambda a, b: getattr(a, name)(b))
    case(name, [EXTREME, EXTREME.flip(0)], [], lambda a, b: getattr(a, name)(b))
    case(f"torch.{name}", [values([2, 3])], [T(0), 1], lambda a: getattr(torch, name)(a, 1))
    case(f"torch.{name}", [values([2, 3])], [T(0)], lambda a: getattr(torch, name)(a))
for name in ("argmax", "argmin"):
    over_all(name)
    over_dims(name)
for name in ("amax", "amin"):
    over_all(name)
    over_dims(name, DIMS + MANY)
for shape, options in itertools.product([[], [4], [2, 3], [0], [2, 0]], [{}, {"dim": 0}, {"dim": -1, "keepdim": True}]):
    case("aminmax", [values(shape)], [options], lambda x: x.aminmax(**options))
case("aminmax", [TIES], [], lambda x: x.aminmax())
case("aminmax", [values([2, 3], I64)], [], lambda x: x.aminmax())

for name in ("all", "any"):
    over_all(name)
    over_dims(name, DIMS + MANY)
over_all("count_nonzero")
for shape, dim in DIMS + MANY:
    case("countNonzero", [values(shape)], [dim], lambda x: x.count_nonzero(dim))

over_all("prod")
over_dims("prod")
for data in ([0.0, 2.0, 3.0], [0.0, 0.0, 3.0], [2.0, 0.0, -1.0]):
    case("prod", [torch.tensor(data)], [], lambda x: x.prod())
    case("prod", [torch.tensor([data, [1.0, 2.0, 4.0]])], [1], lambda x: x.prod(1))
    case("cumprod", [torch.tensor(data)], [0], lambda x: x.cumprod(0))
case("prod", [values([3], I32)], [None, {"dtype": D("float32")}], lambda x: x.prod(dtype=F32))

for name in ("var", "std"):
    case(name, [values([2, 3], F64)], [1, {"unbiased": False}], lambda x: getattr(x, name)(1, False))
    case(name, [values([2, 3], F64)], [None, {"unbiased": True, "keepdim": True}], lambda x: getattr(x, name)(None, True, True))
    # float32 squares are summed in another order than PyTorch's: some of its own digits are noise
    over_all(name)
    over_dims(name, DIMS + MANY)
    for correction, keepdim in itertools.product((0, 1, 2, 3), (False, True)):
        case(name, [values([2, 3], F64)], [1, {"correction": correction, "keepdim": keepdim}], lambda x: getattr(x, name)(1, correction=correction, keepdim=keepdim))
    case(name, [torch.tensor([[2.0, 2.0], [1.0, 3.0]])], [1], lambda x: getattr(x, name)(1))
for shape, dim in [([5], None), ([2, 3], 1), ([2, 3], [0, 1]), ([1], None)]:
    case("torch.stdMean", [values(shape, F64)], [T(0), dim], lambda x: torch.std_mean(x, dim))
    case("torch.varMean", [values(shape, F64)], [T(0), dim], lambda x: torch.var_mean(x, dim))

for p in ("fro", 0, 0.5, 1, 1.5, 2, 3, math.inf, -math.inf):
    told = p if isinstance(p, str) or math.isfinite(p) else None
    if told is None:
        continue
    for shape in [[], [5], [2, 3], [0]]:
        case("norm", [values(shape, F32)], [told], lambda x: x.norm(p))
    for shape, dim in [([2, 3], 1), ([2, 3], [0, 1]), ([2, 3, 2], [0, 2]), ([2, 0], 1)]:
        case("norm", [values(shape, F64)], [told, dim, {"keepdim": True}], lambda x: x.norm(p, dim, keepdim=True))
    case("norm", [torch.tensor([0.0, 3.0, 4.0])], [told], lambda x: x.norm(p))
    case("norm", [torch.tensor([0.0, 0.0])], [told], lambda x: x.norm(p))
case("norm", [values([3], I64)], [], lambda x: x.norm())
case("norm", [EXTREME], [], lambda x: x.norm(), grad=False)

for name in ("cumsum", "cumprod", "logcumsumexp", "cummax", "cummin"):
    for shape, dim in [([5], 0), ([2, 3], 0), ([2, 3], 1), ([2, 3, 2], -2), ([], 0), ([0], 0), ([2, 0], 1), ([2], 1), ([40], 0)]:
        for dtype in (F32, F64):
            case(name, [values(shape, dtype)], [dim], lambda x: getattr(x, name)(dim))
    if name != "logcumsumexp":
        for dtype in (I64, I32, U8, B):
            case(name, [values([2, 3], dtype)], [1], lambda x: getattr(x, name)(1))
    case(name, [values([3, 2], F32)], [1], lambda x: getattr(x, name)(1), prepare="t")
    case(name, [TIES], [1], lambda x: getattr(x, name)(1))
    case(name, [EXTREME], [0], lambda x: getattr(x, name)(0), grad=False)
case("cumsum", [values([3], I32)], [0, {"dtype": D("float64")}], lambda x: x.cumsum(0, dtype=F64))
case("cumsum", [values([3], F32)], [0, {"dtype": D("float64")}], lambda x: x.cumsum(0, dtype=F64))

for shape, dim in DIMS + MANY:
    for keepdim in (False, True):
        case("logsumexp", [values(shape)], [dim, {"keepdim": keepdim}], lambda x: x.logsumexp(dim, keepdim=keepdim))
for data in ([100.0, 100.0], [1000.0, -1000.0], [math.inf, 1.0], [-math.inf, -math.inf], [-math.inf, 2.0], [math.nan, 1.0]):
    case("logsumexp", [torch.tensor(data)], [0], lambda x: x.logsumexp(0), grad=False)
case("logsumexp", [values([2, 3], I64)], [1], lambda x: x.logsumexp(1))

WITH_NAN = torch.tensor([[1.0, math.nan, 2.0], [math.nan, math.nan, math.nan]])
for name, camel in (("nansum", "nansum"), ("nanmean", "nanmean")):
    over_all(name, dtypes=[F64, I64])
    over_dims(name, [([2, 3], 0), ([2, 3], 1), ([2, 0], 1), ([], 0)] + MANY[:2], dtypes=[F64])
    for args in ([], [0], [1]):
        case(camel, [WITH_NAN], args, lambda x: getattr(x, name)(*args), grad=False)
    case(camel, [WITH_NAN[:1]], [], lambda x: getattr(x, name)())

for name, camel in (("softmax", "softmax"), ("log_softmax", "logSoftmax")):
    for shape, dim in [([5], 0), ([2, 3], 0), ([2, 3], 1), ([2, 3, 4], 1), ([2, 3], -1), ([], 0), ([0], 0), ([2, 0], 1), ([0, 3], 1), ([3], 1), ([3, 33], 1)]:
        for dtype in (F32, F64):
            case(camel, [values(shape, dtype)], [dim], lambda x: getattr(x, name)(dim))
    case(camel, [values([3, 2])], [1], lambda x: getattr(x, name)(1), prepare="t")
    case(camel, [values([3, 2], I64)], [1], lambda x: getattr(x, name)(1))
    case(camel, [values([3, 2], I64)], [1, {"dtype": D("float64")}], lambda x: getattr(x, name)(1, dtype=F64))
    case(camel, [values([3, 2], F32)], [1, {"dtype": D("float64")}], lambda x: getattr(x, name)(1, dtype=F64))
    for data in ([100.0, 0.0, -100.0], [1000.0, 1000.0], [-math.inf, 0.0], [-math.inf, -math.inf], [math.inf, 0.0], [math.nan, 1.0], [1e-30, 0.0]):
        case(camel, [torch.tensor(data)], [0], lambda x: getattr(x, name)(0), grad=False)
write(__file__)
