# Every op with every kind of input: what a learner may hand over, by families, and what PyTorch makes of it.
"""
A family is a script in kinds/ that names ops and what they are usually called with, and ends with `write(__file__)`:

    op("add", x("ab"), x("ab"), mixes=ALL_PAIRS)
    op("sum", x("ab"), forms=[[], [0], [1, {"keepdim": True}]], dims=[0])

A shape is a text, a letter for a size (SIZES): a size that two inputs share has one letter. From that come the kinds:

    plain      as it is, and each form of its arguments
    scalar     without dimensions: all inputs, and each by itself
    empty      each letter 0
    broadcast  an input with sizes of 1, or without its first dimension
    strided    not contiguous: columns first, and each element two apart
    extreme    ±0, ±inf, nan and very large
    denormal   below the normal numbers (a GPU may take them for 0)
    dtype      each of the six; two inputs of different ones
    shape      a size that does not fit, a dimension too much or too little
    dim        a dimension that there is not

Whatever PyTorch does is written down, errors too. The inputs are the same for all ops and stand once in the file, as do
equal results; upstream gradients are read off UPSTREAM.
"""
import itertools
import json
import math
import pathlib
import re
import warnings
import zlib

import numpy
import torch
import torch.nn.functional as F

from oracle import B, F32, F64, I32, I64, U8, T, note, number

warnings.filterwarnings("ignore")

DTYPES = (F32, F64, I64, I32, U8, B)
ALL_PAIRS = [pair for pair in itertools.product(DTYPES, repeat=2) if pair[0] != pair[1]]
SOME_PAIRS = [(F32, F64), (F64, F32), (F32, I64), (I64, F32), (I64, I32)]
SIZES = {"a": 2, "b": 3, "c": 4, "d": 2, "e": 5, "n": 2, "h": 4, "w": 5, "1": 1, "2": 2, "3": 3}
EXTREMES = {
    "extreme": {F32: [0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 0.5, -2.5, 3e38, -3e38, 100.0, -30.0]},
    "denormal": {F32: [1e-40, -1e-40, 0.0, 2.0, -3e38], F64: [1e-310, -1e-310, 0.0, 2.0, -1e308]},
}
EXTREMES["extreme"][F64] = [math.copysign(1e308, x) if abs(x) == 3e38 else x for x in EXTREMES["extreme"][F32]]
UPSTREAM = [((i * 37) % 23 - 11) / 8 for i in range(256)]

tensors, places, ops = [], {}, {}


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


PYTHON = {f"torch.atleast{n}d": f"atleast_{n}d" for n in (1, 2, 3)}


def found(name):
    """PyTorch's function by the name in TypeScript."""
    *path, last = name.split(".")
    last = PYTHON.get(name, snake(last))
    if not path:
        return getattr(torch.Tensor, last, None) or getattr(torch, last)
    owner = {"torch": torch, "F": F, "torch.linalg": torch.linalg}[".".join(path)]
    return getattr(owner, last)


def text(x, dtype):
    """A number as short as can be: of a float32, what tells it from its neighbours."""
    x = number(x)
    if dtype == F32 and isinstance(x, float):
        short = float(str(numpy.float32(x)))
        return int(short) if short.is_integer() and abs(short) < 2**53 else short
    return int(x) if isinstance(x, float) and x.is_integer() and abs(x) < 2**53 else x


def pooled(t):
    """The place of a tensor in the file."""
    data = [text(x, t.dtype) for x in t.detach().contiguous().reshape(-1).tolist()]
    entry = {"shape": list(t.shape), "dtype": str(t.dtype).removeprefix("torch."), "data": data}
    key = json.dumps(entry)
    if key not in places:
        places[key] = len(tensors)
        tensors.append(entry)
    return places[key]


# — inputs —


class Input:
    """What stands in one place: made anew for each shape, dtype and kind."""

    def __init__(self, shape, make, is_value):
        self.shape, self.make, self.is_value = shape, make, is_value

    def of(self, sizes, dtype=F32, kind="normal", shape=None, salt=0):
        letters = self.shape if shape is None else shape
        return self.make([sizes[c] for c in letters], dtype, kind, salt, sizes)


def drawn(shape, dtype, kind, salt, low, high):
    """Numbers that depend on nothing but what is asked for."""
    n = math.prod(shape)
    if kind in EXTREMES:
        source = EXTREMES[kind][dtype]
        # of all pairs, the second input stays where the first goes through all
        at = (lambda i: i // len(source)) if salt == 1 and shape[-1:] == [len(source)] else (lambda i: i + 3 * salt)
        return torch.tensor([source[at(i) % len(source)] for i in range(n)], dtype=dtype).reshape(shape)
    generator = torch.Generator().manual_seed(zlib.crc32(repr((shape, salt)).encode()))
    if dtype == B:
        return torch.randint(0, 2, shape, generator=generator) == 1
    if not dtype.is_floating_point:
        return torch.randint(0 if dtype == U8 or low >= 0 else -5, 7, shape, generator=generator).to(dtype)
    # multiples of 1/64: short in the file
    return (torch.rand(shape, generator=generator, dtype=F64) * (high - low) + low).mul(64).round().div(64).to(dtype)


def x(shape, low=-2.0, high=2.0):
    """Values, of any dtype."""
    return Input(shape, lambda s, dtype, kind, salt, _: drawn(s, dtype, kind, salt, low, high), True)


def index(shape, below, dtype=I64):
    """Places along the size `below`."""
    def make(s, _, kind, salt, sizes):
        generator = torch.Generator().manual_seed(salt + 7)
        return torch.randint(0, max(sizes[below], 1), s, generator=generator).to(dtype)

    return Input(shape, make, False)


def order(shape, below):
    """Places along the size `below`, none twice."""
    return Input(shape, lambda s, *_: torch.arange(math.prod(s)).flip(0).reshape(s), False)


def mask(shape):
    return Input(shape, lambda s, *_: (torch.arange(math.prod(s)) % 3 != 1).reshape(s), False)


def fixed(data, dtype=None):
    """Always the same."""
    t = data if isinstance(data, torch.Tensor) else torch.tensor(data, dtype=dtype)
    return Input("", lambda *_: t, False)


# — calls —


def mentions(argument):
    if isinstance(argument, dict):
        return "$input" in argument or any(mentions(v) for v in argument.values())
    return isinstance(argument, list) and any(mentions(v) for v in argument)


def python(argument, given):
    """An argument as PyTorch is given it."""
    if isinstance(argument, list):
        return [python(v, given) for v in argument]
    if not isinstance(argument, dict):
        return argument
    if "$input" in argument:
        return given[argument["$input"]]
    if "$float" in argument:
        return float(argument["$float"])
    if "$dtype" in argument:
        return getattr(torch, argument["$dtype"])
    return {snake(k): python(v, given) for k, v in argument.items()}


def laid(x, prepare):
    """The same elements, laid out as `prepare` says; kinds.test.ts does the same."""
    if prepare == "turned":
        turn = list(range(x.dim()))[::-1]
        return x.permute(turn).contiguous().permute(turn)
    if prepare == "step":
        return torch.stack([x, x], -1).select(-1, 0)
    return x.clone() if prepare == "clone" else x


def called(name, used, args):
    """What the op gives: a list."""
    given = [python(a, used) for a in args]
    named = given.pop() if args and isinstance(args[-1], dict) and not any(k.startswith("$") for k in args[-1]) else {}
    if "stable" in named:
        # one form alone, by names
        named, given = {**named, **dict(zip(["dim"], given))}, []
    result = found(name)(*([] if "." in name else used[:1]), *given, **named)
    return [result] if isinstance(result, (torch.Tensor, bool, int, float)) else list(result)


def differentiated(name, inputs, args, prepare, wants, upstream=None):
    """The results, and where any has a graph, their nodes and the inputs' gradients; False: they have none in PyTorch."""
    leaves = [t.clone().requires_grad_(wanted) for t, wanted in zip(inputs, wants)]
    outputs = called(name, [laid(t, prepare) for t in leaves], args)
    tracked = [t for t in outputs if isinstance(t, torch.Tensor) and t.requires_grad and t.grad_fn is not None and t.is_floating_point()]
    if not tracked:
        return outputs, None, None
    functions = [getattr(t, "grad_fn", None) and t.grad_fn.name().removeprefix("torch::autograd::") for t in outputs]
    try:
        torch.autograd.backward(tracked, [upstream_of(t, k) if upstream is None else upstream.to(t.dtype) for k, t in enumerate(tracked)])
    except RuntimeError:
        return outputs, False, None
    return outputs, functions, [t.grad for t in leaves]


def one_by_one(name, inputs, args, prepare, wants):
    """The same for each element by itself: PyTorch's kernels for many at once differ at the ends of the range."""
    found = [
        differentiated(name, [t.reshape(-1)[i : i + 1] for t in inputs], args, prepare, wants, torch.tensor([UPSTREAM[i % len(UPSTREAM)]], dtype=F64))
        for i in range(inputs[0].numel())
    ]
    shape = inputs[0].shape
    joined = lambda pieces: None if pieces[0] is None else torch.cat(pieces).reshape(shape)
    outputs = [joined([outputs[k] for outputs, _, _ in found]) for k in range(len(found[0][0]))]
    grads = found[0][2] and [joined([grads[k] for _, _, grads in found]) for k in range(len(inputs))]
    return outputs, found[0][1], grads


def record(name, kind, inputs, args, prepare, grad, constant=(), each=False):
    """One call, and what came of it."""
    if "." not in name and not any(mentions(a) for a in args):
        args = [T(i) for i in range(1, len(inputs))] + list(args)
    wants = [grad and t.dtype.is_floating_point and i not in constant for i, t in enumerate(inputs)]
    entry = {"kind": kind, "inputs": [pooled(t) for t in inputs]}
    if args:
        entry["args"] = args
    note(entry, prepare, constant, grad)
    try:
        outputs, functions, grads = (one_by_one if each else differentiated)(name, inputs, args, prepare, wants)
    except (RuntimeError, IndexError, ValueError, TypeError, AssertionError) as error:
        entry["error"] = {"name": type(error).__name__, "message": str(error).split("\n")[0]}
        return keep(name, entry)
    if functions is False:
        return record(name, kind, inputs, args, prepare, False)
    entry["outputs"] = [pooled(t) if isinstance(t, torch.Tensor) else {"value": number(t)} for t in outputs]
    if functions:
        entry["gradFns"] = functions
        entry["grads"] = [pooled(t) if t is not None else None for t in grads]
    keep(name, entry)


def upstream_of(t, k):
    return torch.tensor([UPSTREAM[(i + 7 * k) % len(UPSTREAM)] for i in range(t.numel())], dtype=t.dtype).reshape(t.shape)


# where PyTorch trips over its own inside, or says what follows from C++
ACCIDENTS = re.compile("setStorage: sizes|Autograd not support dtype|INDICES element is out of DATA|expand.CPUBoolType|numel: integer multiplication|INTERNAL ASSERT|Expected 0D or 1D tensor|got an unexpected error|could not create a primitive")


def keep(name, entry):
    if "error" in entry and ACCIDENTS.search(entry["error"]["message"]):
        return
    known = ops.setdefault(name, [])
    same = {key: value for key, value in entry.items() if key != "kind"}
    if not any({k: v for k, v in other.items() if k != "kind"} == same for other in known):
        known.append(entry)


# — kinds —


def op(
    name, *inputs, forms=([],), dims=(), mixes=SOME_PAIRS, dtypes=DTYPES, grad=True, prepare=None, constant=(),
    without=(), extreme_forms=1, pointwise=False, outer=False,
):
    """All kinds of one op. forms: its arguments beside the inputs; dims: forms with a dimension that there is not."""
    values = [i for i, given in enumerate(inputs) if given.is_value]

    def run(kind, given, args, how=prepare, each=False):
        if kind not in without:
            record(name, kind, given, list(args), how, grad, constant, each)

    def made(sizes=SIZES, dtype=F32, kind="normal", shapes=None):
        shapes = shapes or [given.shape for given in inputs]
        return [given.of(sizes, dtype, kind, shape, i) for i, (given, shape) in enumerate(zip(inputs, shapes))]

    shapes = [given.shape for given in inputs]
    letters = sorted(set("".join(shapes)) - set("123"))
    for args in forms:
        run("plain", made(), args)
        if any(shapes):
            run("scalar", made(shapes=["" for _ in inputs]), args)
            for letter in letters:
                run("empty", made({**SIZES, letter: 0}), args)
            run("strided", made(), args, "turned")
            run("strided", made(), args, "step")
    if len(inputs) > 1:
        for i, shape in enumerate(shapes):
            if not shape:
                continue
            for other in dict.fromkeys(["", shape[1:], "1" + shape[1:], shape[:-1] + "1"]):
                if other != shape:
                    run("scalar" if other == "" else "broadcast", made(shapes=[*shapes[:i], other, *shapes[i + 1 :]]), forms[0])
    for args in forms[:extreme_forms]:
        for kind, dtype in itertools.product(EXTREMES, (F32, F64)):
            count = len(EXTREMES[kind][dtype])
            sizes = {**SIZES, **({c: count for c in shapes[0]} if outer else {}), **({shapes[0][-1:]: count} if len(inputs) == 1 else {})}
            run(kind, made(sizes, dtype, kind), args, each=pointwise or outer)
    for args in forms[: max(1, extreme_forms)]:
        for dtype in dtypes:
            run("dtype", made(dtype=dtype), args)
    if len(values) > 1:
        for i, j in itertools.combinations(values, 2):
            for first, second in mixes if (i, j) == (values[0], values[1]) else SOME_PAIRS[:1]:
                mixed = made()
                mixed[i] = inputs[i].of(SIZES, first, salt=i)
                mixed[j] = inputs[j].of(SIZES, second, salt=j)
                run("dtype", mixed, forms[0])
    for i, shape in enumerate(shapes):
        if any(shapes) and (i > 0 or len(inputs) == 1):
            for letter in dict.fromkeys(shape) if len(inputs) > 1 else ():
                wrong = made()
                wrong[i] = inputs[i].of({**SIZES, letter: SIZES[letter] + 3}, salt=i)
                run("shape", wrong, forms[0])
        for other in ("2" + shape, shape[1:]):
            if shape:
                run("shape", made(shapes=[*shapes[:i], other, *shapes[i + 1 :]]), forms[0])
    for args in dims:
        run("dim", made(), args)
        run("dim", made(shapes=["" for _ in inputs]), args)


def write(script):
    """Writes the family's JSON beside its script."""
    path = pathlib.Path(script).with_suffix(".json")
    path.write_text(json.dumps({"torch": torch.__version__, "upstream": UPSTREAM, "tensors": tensors, "ops": ops}, separators=(",", ":")) + "\n")
    print(path.name, sum(map(len, ops.values())), "cases of", len(ops), "ops,", path.stat().st_size >> 10, "KiB")
