# Golden figures of the first ops, of printing, and of the random streams.
import itertools
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, D, F32, F64, I32, I64, U8, case, extra, packed, values, write

BINARY = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "pow": torch.pow}
PAIRS = [([], []), ([3], []), ([], [3]), ([3], [3]), ([2, 3], [3]), ([2, 1], [1, 3]), ([2, 2, 3], [2, 1]), ([0], [1]), ([0, 3], [3]), ([1], [4])]
for (name, fn), (a, b) in itertools.product(BINARY.items(), PAIRS):
    for dtype in (F32, F64):
        kind = "positive" if name in ("pow", "div") else "normal"
        case(name, [values(a, dtype, kind), values(b, dtype, kind)], [], fn)
for name, fn in BINARY.items():
    case(name, [values([14], F32, "extreme"), values([14], F32, "extreme").flip(0)], [], fn)
    case(name, [values([14, 1], F32, "extreme"), values([1, 14], F32, "extreme")], [], fn)
    case(name, [values([3, 2], F32, "positive"), values([3, 2], F32, "positive")], [], fn, prepare="t")
    for da, db in itertools.product((F32, F64, I64, I32, U8, B), repeat=2):
        if da == F32 == db:
            continue
        ints = not da.is_floating_point and not db.is_floating_point
        a = values([4], da)
        b = values([4], db)
        if name == "pow" and ints:
            b = b.abs() if db != B else b
        if name == "div":
            b = torch.where(b == 0, torch.ones_like(b), b)
        if name == "pow" and not ints:
            a = a.abs() if da != B else a
        case(name, [a, b], [], fn)
    for scalar in (2, 0, -1, 0.5, 3, -2.5):
        for dtype in (F32, F64, I64):
            if name == "div" and scalar == 0:
                continue
            case(name, [values([4], dtype, "positive")], [scalar], lambda x, s=scalar, f=fn: f(x, s))
    case(name, [values([], F32, "positive"), values([3], F64, "positive")], [], fn)
    case(name, [values([], F64, "positive"), values([3], F32, "positive")], [], fn)
    case(name, [values([], F32, "positive"), values([3], I64)], [], fn)
    case(name, [values([2, 3], F32), values([2, 4], F32)], [], fn)
    case(name, [values([5], F32), values([3, 4], F32)], [], fn)

UNARY = ["neg", "exp", "log", "sqrt", "tanh", "sigmoid", "relu"]
for name in UNARY:
    fn = getattr(torch, name)
    for shape in ([], [1], [5], [2, 3], [0], [2, 0], [2, 2, 2]):
        for dtype in (F32, F64):
            case(name, [values(shape, dtype, "positive" if name in ("log", "sqrt") else "normal")], [], fn)
    for dtype in (F32, F64):
        case(name, [values([14], dtype, "extreme")], [], fn)
    for dtype in (I64, I32, U8):
        case(name, [values([4], dtype).abs() + 1], [], fn)
    case(name, [values([3, 2], F32, "positive")], [], fn, prepare="t")

for name in ("sum", "mean"):
    for shape in ([], [1], [5], [2, 3], [2, 3, 4], [0], [2, 0], [300]):
        for dtype in (F32, F64, I64, I32, B):
            if dtype in (I32, B) and len(shape) != 2:
                continue
            case(name, [values(shape, dtype)], [], lambda x, n=name: getattr(x, n)())
    for shape, dims in [([2, 3], 0), ([2, 3], 1), ([2, 3], -1), ([2, 3], [0, 1]), ([2, 3, 4], [0, 2]), ([2, 3, 4], 1), ([2, 0], 1), ([0, 2], 0), ([3], 1), ([], 0), ([2, 3], [0, 0])]:
        for keepdim in (False, True):
            case(name, [values(shape, F32)], [dims, {"keepdim": keepdim}], lambda x, n=name, d=dims, k=keepdim: getattr(x, n)(d, keepdim=k))
    case(name, [values([3, 2], F32)], [1], lambda x, n=name: getattr(x, n)(1), prepare="t")
    case(name, [values([14], F32, "extreme")], [], lambda x, n=name: getattr(x, n)())

MATMUL = [([3], [3]), ([2, 3], [3, 4]), ([2, 3], [3]), ([3], [3, 4]), ([5, 2, 3], [5, 3, 4]), ([5, 2, 3], [3, 4]), ([2, 3], [5, 3, 4]), ([2, 1, 2, 3], [4, 3, 2]), ([3], [2, 3, 4]), ([2, 4, 3], [3]), ([1, 1], [1, 1]), ([2, 0], [0, 3]), ([0, 2], [2, 3]), ([40, 33], [33, 17])]
for (a, b), dtype in itertools.product(MATMUL, (F32, F64)):
    case("matmul", [values(a, dtype), values(b, dtype)], [], torch.matmul)
case("matmul", [values([3, 2], F32), values([4, 3], F32)], [], torch.matmul, prepare="t")
case("matmul", [values([2, 3], I64), values([3, 2], I64)], [], torch.matmul)
for a, b in [([1, 2], [3, 5]), ([2], [3]), ([2, 3], [2]), ([], [3]), ([2, 2, 3], [2, 4, 3]), ([2], [3, 2])]:
    case("matmul", [values(a, F32), values(b, F32)], [], torch.matmul)

for name, shape, sizes in [
    ("view", [2, 3], [3, 2]), ("view", [2, 3], [-1]), ("view", [6], [2, -1]), ("view", [], [1]), ("view", [1], []), ("view", [0], [0, 3]),
    ("view", [10], [3, 4]), ("view", [10], [-1, 3]), ("view", [6], [-1, -1]), ("view", [0], [-1, 0]), ("view", [2, 1, 3], [6]),
    ("reshape", [2, 3], [3, 2]), ("reshape", [10], [3, 4]), ("reshape", [4], [2, 2]), ("reshape", [2, 3], [-2, 3]),
    ("expand", [3], [2, 3]), ("expand", [2, 1], [2, 4]), ("expand", [2, 1], [-1, 4]), ("expand", [1], [3, 3, 3]), ("expand", [], [2]),
    ("expand", [3], [4]), ("expand", [2, 3], [3]), ("expand", [3], [-1, 3]),
]:
    case(name, [values(shape, F32)], [sizes], lambda x, n=name, s=sizes: getattr(x, n)(s))
case("view", [values([3, 2], F32)], [[6]], lambda x: x.view([6]), prepare="t")
case("reshape", [values([3, 2], F32)], [[6]], lambda x: x.reshape([6]), prepare="t")
for shape, dims in [([2, 3], [0, 1]), ([2, 3, 4], [0, 2]), ([2, 3, 4], [-1, 1]), ([3], [0, 0]), ([2, 3], [0, 2]), ([], [0, 0])]:
    case("transpose", [values(shape, F32)], dims, lambda x, d=dims: x.transpose(*d))
for shape in ([], [3], [2, 3], [2, 3, 4]):
    case("t", [values(shape, F32)], [], lambda x: x.t())
for src, dst in itertools.product((F32, F64, I64, I32, U8, B), repeat=2):
    x = torch.tensor([0.0, 1.5, -2.7, 300.2, 2.0**31 + 5]) if src.is_floating_point else torch.tensor([0, 1, 2, 200, 7])
    if src.is_floating_point and not dst.is_floating_point:
        x = torch.tensor([0.0, 1.5, 2.7, 100.2, 7.0])
    case("to", [x.to(src)], [D(str(dst).removeprefix("torch."))], lambda t, d=dst: t.to(d))
for name in ("eq", "ne", "lt", "le", "gt", "ge"):
    case(name, [values([14], F32, "extreme"), values([14], F32, "extreme").flip(0)], [], getattr(torch, name))
    case(name, [values([4], I64), values([4], F32)], [], getattr(torch, name))
    case(name, [values([4], I64)], [1.5], lambda x, n=name: getattr(x, n)(1.5))

prints = []


def shown(t):
    prints.append({**packed(t), "text": str(t)})


for data in [
    [], [0.0], [1.0, 2.0], [-0.0, 1.0], [0.5, -1.25], [1e-5, 1.0], [1e-8, 2e-8], [1e9, 1.0], [1e10], [123456.0, 0.1],
    [float("nan"), 1.0], [float("inf"), -1.5], [float("nan")], [0.03125, 0.09375], [100000.5], [7.300000190734863],
    [1.0, 1000.0], [1.0, 1001.5], [99999.0, 1e-3], [1e-320], [3.4e38, 1.0], [0.00005, 0.5],
]:
    shown(torch.tensor(data))
    shown(torch.tensor(data, dtype=F64))
for data in [7.3, 0.0, -0.0, 1e-5, 1e10, float("nan"), float("-inf"), 3.0, 123456789.0]:
    shown(torch.tensor(data))
for t in [
    torch.arange(10), torch.arange(1001), torch.arange(2000.0), torch.arange(40), torch.arange(40.0) / 7, torch.tensor([True, False]), torch.tensor(True),
    torch.tensor([[1, 2, 3], [10, -200, 3]]), torch.zeros(2, 3), torch.zeros(2, 0), torch.zeros(0, 2, dtype=I64), torch.ones(2, 2, 2),
    torch.arange(24).reshape(2, 3, 4), torch.arange(24.0).reshape(2, 3, 4) / 10, torch.arange(10000.0).reshape(100, 100), torch.ones(2, 2, dtype=I32),
    torch.tensor([1, 200], dtype=U8), torch.tensor(2**53 + 1), torch.randn(3, 30, generator=torch.Generator().manual_seed(1)), torch.arange(2000).reshape(2, 1000), torch.zeros(7, 200, dtype=B), torch.arange(4096.0).reshape(16, 16, 16),
]:
    shown(t)

streams = []
for seed in (0, 42, 1337, 2**32 + 5, -1, -12345, -(2**40)):
    for kind, n, dtype in [("rand", 5, F32), ("rand", 5, F64), ("randn", 5, F32), ("randn", 15, F64), ("randn", 16, F32), ("randn", 37, F32), ("randn", 37, F64)]:
        g = torch.Generator().manual_seed(seed)
        first = getattr(torch, kind)([n], generator=g, dtype=dtype)
        second = getattr(torch, kind)([3], generator=g, dtype=dtype)
        streams.append({"seed": seed, "kind": kind, "n": n, "first": packed(first), "second": packed(second)})

extra["prints"] = prints
extra["streams"] = streams
write(__file__)
