# Golden figures of random streams: sequences of calls on one generator, whose state goes on from call to call.
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, D, F32, F64, I32, I64, U8, case, extra, packed, write

NAMES = {F32: "float32", F64: "float64", I64: "int64", I32: "int32", U8: "uint8", B: "bool"}
SEEDS = [0, 42, 1337, 2**32 + 5, 2**53 - 1, -3]
sequences = []


def sequence(seed, calls):
    """calls: (name, args, dtype or None, python taking the generator). The name is a function, or 'x.method_'."""
    g = torch.Generator().manual_seed(seed)
    rows = []
    for name, args, dtype, call in calls:
        out = call(g)
        rows.append({"name": name, "args": args, **({"dtype": NAMES[dtype]} if dtype else {}), "out": packed(out)})
    sequences.append({"seed": seed, "calls": rows})


def tensor(data, dtype=F32):
    return {"data": data, "dtype": NAMES[dtype]}


def rand(n, dtype=F32):
    return ("rand", [n], dtype, lambda g: torch.rand(*n, generator=g, dtype=dtype))


def randn(n, dtype=F32):
    return ("randn", [n], dtype, lambda g: torch.randn(*n, generator=g, dtype=dtype))


def randint(lo, hi, n, dtype=I64):
    return ("randint", [lo, hi, n], dtype, lambda g: torch.randint(lo, hi, n, generator=g, dtype=dtype))


def randperm(n):
    return ("randperm", [n], None, lambda g: torch.randperm(n, generator=g))


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def inplace(name, shape, args, dtype=F32, transposed=False):
    def call(g):
        x = torch.zeros(shape, dtype=dtype)
        return getattr(x.t() if transposed else x, snake(name))(*args, generator=g)

    return ((f"t.{name}" if transposed else f"x.{name}"), [shape, args], dtype, call)


def bernoulli(p, dtype=F32):
    return ("bernoulli", [tensor(p, dtype)], None, lambda g: torch.bernoulli(torch.tensor(p, dtype=dtype), generator=g))


def multinomial(p, n, replacement, dtype=F32):
    return ("multinomial", [tensor(p, dtype), n, replacement], None, lambda g: torch.multinomial(torch.tensor(p, dtype=dtype), n, replacement=replacement, generator=g))


def poisson(rates, dtype=F32):
    return ("poisson", [tensor(rates, dtype)], None, lambda g: torch.poisson(torch.tensor(rates, dtype=dtype), generator=g))


def binomial(count, prob, dtype=F32):
    return ("binomial", [tensor(count, dtype), tensor(prob, dtype)], None, lambda g: torch.binomial(torch.tensor(count, dtype=dtype), torch.tensor(prob, dtype=dtype), generator=g))


def normal(mean, std, shape, dtype=F32):
    return ("normal", [mean, std, shape], dtype, lambda g: torch.normal(mean, std, shape, generator=g, dtype=dtype))


W = [0.1, 0.2, 0.3, 0.4, 0.0, 1.5]
for seed in SEEDS:
    sequence(seed, [rand([5]), rand([2, 3], F64), randn([3]), randn([2]), rand([1]), randn([16]), randn([4, 5], F64), randn([17]), randn([1], F64), randn([40])])
    sequence(seed, [randint(0, 10, [8]), randint(-5, 5, [4]), randint(0, 2**28, [3]), randint(0, 2**28 - 1, [3]), randint(0, 2**40, [3]), randint(0, 7, [4], F32), randint(0, 256, [4], U8), randint(-100, 2**31 - 1, [3], I32), randint(0, 2, [6], B), randint(0, 5, [0])])
    sequence(seed, [randperm(10), randperm(1), randperm(0), randperm(2), randperm(37), rand([2])])
    sequence(seed, [inplace("uniform_", [5], [-1, 1]), inplace("uniform_", [4], [0.1, 0.3], F64), inplace("uniform_", [2, 3], [0, 7], transposed=True), inplace("normal_", [5], [1, 2]), inplace("normal_", [20], [1, 2]), inplace("normal_", [20], [-0.5, 0.1], F64), inplace("normal_", [4, 5], [0, 1], transposed=True), rand([1])])
    sequence(seed, [inplace("bernoulli_", [10], [0.3]), inplace("bernoulli_", [10], [0.5], F64), inplace("bernoulli_", [4], [0.5], I64), bernoulli([0.1, 0.5, 0.9, 0.0, 1.0]), bernoulli([0.1, 0.5, 0.9], F64), inplace("exponential_", [6], [1]), inplace("exponential_", [5], [2.5], F64), inplace("exponential_", [20], [0.5]), rand([1])])
    sequence(seed, [inplace("random_", [4], [], dtype) for dtype in (F32, F64, I64, I32, U8, B)] + [inplace("random_", [4], [6]), inplace("random_", [4], [-3, 6], I64)])
    sequence(seed, [multinomial(W, 1, False), multinomial(W, 5, False), multinomial(W, 12, True), multinomial(W, 1, True), multinomial([W, W[::-1]], 3, False), multinomial([W, W[::-1]], 4, True), multinomial(W, 4, False, F64), multinomial(W, 6, True, F64), rand([1])])
    sequence(seed, [normal(1, 3, [5]), normal(0, 0, [3]), normal(-2, 0.5, [33]), normal(2, 1, [18], F64), rand([1])])
RATES = [0.0, 0.3, 1.0, 4.5, 9.99, 10.0, 33.3, 1e3, 12.5, 1e6] * 3
COUNTS, PROBS = [0.0, 1.0, 5.0, 20.0, 100.0, 1000.0, 40.0, 30.0, 7.5, 1e6], [0.5, 0.3, 0.99, 0.5, 0.01, 0.7, 0.25, 1.0, 0.4, 0.123]
for seed in SEEDS:
    sequence(seed, [inplace("logNormal_", [5], []), inplace("logNormal_", [20], [0.5, 0.25], F64), inplace("cauchy_", [6], []), inplace("cauchy_", [20], [1, 0.5], F64), inplace("cauchy_", [4, 5], [0, 1], transposed=True), inplace("geometric_", [8], [0.3]), inplace("geometric_", [6], [0.05], I64), inplace("geometric_", [4], [0.9], F64), inplace("geometric_", [4], [0.6], U8), rand([1])])
    sequence(seed, [poisson(RATES), poisson(RATES, F64), rand([2]), binomial(COUNTS * 3, PROBS * 3), binomial(COUNTS * 3, PROBS * 3, F64), binomial([[4.0, 50.0], [9.0, 10.0]], [0.5, 0.6]), rand([1])])
extra["sequences"] = sequences

states = []
for seed, draws in [(0, []), (1337, [rand([3])]), (5, [rand([3]), randn([1])]), (42, [rand([624])]), (7, [randn([700])])]:
    g = torch.Generator().manual_seed(seed)
    for draw in draws:
        draw[3](g)
    state = g.get_state()
    states.append({"seed": seed, "draws": [{"name": d[0], "args": d[1], "dtype": NAMES[d[2]]} for d in draws], "bytes": bytes(state.tolist()).hex(), "next": packed(torch.randn(5, generator=g)), "initial": str(g.initial_seed())})
extra["states"] = states


def refuse(name, args, call):
    case(name, [], args, call)


for name, args, call in [
    ("torch.rand", [-1], lambda: torch.rand(-1)), ("torch.rand", [1.5], lambda: torch.rand(1.5)), ("torch.rand", [2, {"dtype": D("int64")}], lambda: torch.rand(2, dtype=I64)), ("torch.randn", [2, {"dtype": D("int64")}], lambda: torch.randn(2, dtype=I64)), ("torch.rand", [[-1, 2]], lambda: torch.rand([-1, 2])), ("torch.rand", [], lambda: torch.rand()) if False else ("torch.randn", [-2, 3], lambda: torch.randn(-2, 3)),
    ("torch.randint", [5, 5, [2]], lambda: torch.randint(5, 5, (2,))), ("torch.randint", [0, 300, [2], {"dtype": D("uint8")}], lambda: torch.randint(0, 300, (2,), dtype=U8)), ("torch.randint", [-5, 5, [2], {"dtype": D("uint8")}], lambda: torch.randint(-5, 5, (2,), dtype=U8)), ("torch.randint", [0, 10, [2], {"dtype": D("bool")}], lambda: torch.randint(0, 10, (2,), dtype=B)), ("torch.randint", [0, [2]], lambda: torch.randint(0, (2,))),
    ("torch.randperm", [-1], lambda: torch.randperm(-1)), ("torch.randperm", [2.5], lambda: torch.randperm(2.5)),
    ("torch.normal", [0.5, -1, [2]], lambda: torch.normal(0.5, -1, (2,))),
]:
    refuse(name, args, call)
L = torch.tensor
for p, args, kw in [([1.0, -1], [1], {}), ([0.0, 0], [1], {}), ([0.0, 0], [2], {"replacement": True}), ([1.0, 1], [3], {}), ([1.0, 1], [0], {}), ([1.0, float("nan")], [1], {}), ([1.0, float("inf")], [2], {"replacement": True}), ([-1.0, 1], [2], {"replacement": True}), (1.0, [1], {}), ([[[1.0]]], [1], {}), ([1, 2], [1], {})]:
    case("torch.multinomial", [L(p)], [{"$input": 0}, *args, kw], lambda x, a=args, k=kw: torch.multinomial(x, *a, **k), grad=False)
for name, shape, args in [("uniform_", [2], [3, 1]), ("normal_", [2], [0, -1]), ("bernoulli_", [2], [2]), ("exponential_", [2], [-1]), ("random_", [2], [5, 3])]:
    case(name, [torch.zeros(shape)], args, lambda x, n=name, a=args: getattr(x, n)(*a), grad=False)
case("uniform_", [torch.zeros(2)], [], lambda x: x.uniform_())
case("uniform_", [torch.zeros(2, dtype=I64)], [], lambda x: x.uniform_())
case("normal_", [torch.zeros(2, dtype=I64)], [], lambda x: x.normal_())
case("torch.bernoulli", [L([2.0])], [{"$input": 0}], torch.bernoulli, grad=False)
case("torch.bernoulli", [L([1])], [{"$input": 0}], torch.bernoulli, grad=False)
case("torch.normal", [L([0.0, 0]), L([1.0, -1])], [{"$input": 0}, {"$input": 1}], torch.normal, grad=False)
for name, args in [("logNormal_", [0, -1]), ("logNormal_", [0, 0]), ("cauchy_", [0, -0.5]), ("geometric_", [0]), ("geometric_", [1.5]), ("geometric_", [])]:
    case(name, [torch.zeros(2)], args, lambda x, n=snake(name), a=args: getattr(x, n)(*a), grad=False)
for name, args, dtypes in [("logNormal_", [], (I64, B)), ("cauchy_", [], (I64, I32, U8, B)), ("geometric_", [0.5], (B,))]:
    for dtype in dtypes:
        case(name, [torch.zeros(2, dtype=dtype)], args, lambda x, n=snake(name), a=args: getattr(x, n)(*a))
case("logNormal_", [torch.zeros(2)], [], lambda x: x.log_normal_())
for x in (L([-1.0]), L([float("nan")]), L([1, 2])):
    case("torch.poisson", [x], [{"$input": 0}], torch.poisson, grad=False)
for a, b in ((L([1.0]), L([0.5], dtype=F64)), (L([1]), L([0.5])), (L([1.0]), L([1])), (L([1.0, 2]), L([0.5, 0.5, 0.5]))):
    case("torch.binomial", [a, b], [{"$input": 0}, {"$input": 1}], torch.binomial, grad=False)
write(__file__)
