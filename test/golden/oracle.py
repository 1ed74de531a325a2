# What the families of golden figures share: drawing inputs, running real PyTorch, writing a case down.
"""
A family is a script in families/ that makes cases and ends with `write(__file__)`; its JSON stands beside it.

    case("sum", [values([2, 3], F32)], [0, {"keepdim": True}], lambda x: x.sum(0, keepdim=True))
    case("torch.cat", [a, b], [[T(0), T(1)], 1], lambda a, b: torch.cat([a, b], 1))

The first argument is the name in TypeScript: a method of the first input, or a path (torch.cat, F.gelu). The third is
what it is called with, T(i) standing for input i and D("float64") for a dtype; a method's further inputs come first
by themselves if the list does not name them. Fl(2.0) stands for a number that is written with its point.
"""
import json
import math
import pathlib

import torch

torch.manual_seed(0)
F32, F64, I64, I32, U8, B = torch.float32, torch.float64, torch.int64, torch.int32, torch.uint8, torch.bool
cases = []
extra = {}


def T(i):
    """Input i, as an argument."""
    return {"$input": i}


def Fl(x):
    """A whole number that is written with a point, as an argument."""
    return {"$float": x}


def D(name):
    """A dtype, as an argument."""
    return {"$dtype": name}


def number(x):
    if isinstance(x, bool):
        return int(x)
    if isinstance(x, int) and abs(x) > 2**53 - 1:
        return str(x)
    if isinstance(x, float):
        if math.isnan(x):
            return "NaN"
        if math.isinf(x):
            return "Infinity" if x > 0 else "-Infinity"
        if x == 0 and math.copysign(1, x) < 0:
            return "-0"
    return x


def packed(t):
    return {
        "shape": list(t.shape),
        "dtype": str(t.dtype).removeprefix("torch."),
        "data": [number(x) for x in t.detach().contiguous().reshape(-1).tolist()],
    }


EXTREMES = [0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 100.0, -100.0, 1e-3, 30.0, -30.0, 88.0, 0.5]


def said(f, show=str):
    """What a call gives, as `show` has it, or what it is refused with."""
    try:
        return show(f())
    except Exception as error:
        # a KeyError's own text is that of its key, in quotes
        message = error.args[0] if isinstance(error, KeyError) else error
        return f"{type(error).__name__}: {message}"


def values(shape, dtype=F32, kind="normal"):
    """Elements to compute with. kind: 'normal', 'positive' (0.1 to 3.1), 'unit' (-0.95 to 0.95), 'extreme'."""
    n = math.prod(shape)
    if dtype == B:
        return (torch.arange(n) % 3 == 0).reshape(shape)
    if not dtype.is_floating_point:
        lo, hi = (0, 9) if dtype == U8 else (-9, 9)
        return torch.randint(lo, hi, shape).to(dtype)
    if kind == "positive":
        return torch.rand(shape, dtype=dtype) * 3 + 0.1
    if kind == "unit":
        return torch.rand(shape, dtype=dtype) * 1.9 - 0.95
    if kind == "extreme":
        return torch.tensor([EXTREMES[i % len(EXTREMES)] for i in range(n)], dtype=dtype).reshape(shape)
    return torch.randn(shape, dtype=dtype)


def mentions_input(argument):
    if isinstance(argument, dict):
        return "$input" in argument or any(mentions_input(x) for x in argument.values())
    return isinstance(argument, list) and any(mentions_input(x) for x in argument)


def note(entry, prepare, constant, grad):
    """Writes down how a case is called, where that is not the usual way."""
    if prepare:
        entry["prepare"] = prepare
    if constant:
        entry["constant"] = list(constant)
    if not grad:
        entry["grad"] = False


def case(name, inputs, args, call, prepare=None, grad=True, constant=(), seed=None):
    """
    One call. prepare='t' hands over the inputs transposed, 'clone' copies of them (for in-place ops, which no leaf
    that requires grad allows); grad=False leaves gradients out, constant=[i] that of input i. seed: what is drawn.
    """
    if "." not in name and not any(mentions_input(a) for a in args):
        args = [T(i) for i in range(1, len(inputs))] + list(args)
    leaves = [x.clone().requires_grad_(grad and x.dtype.is_floating_point and i not in constant) for i, x in enumerate(inputs)]
    used = [x.t() if prepare == "t" else x.clone() if prepare == "clone" else x for x in leaves]
    entry = {"name": name, "inputs": [packed(x) for x in leaves], "args": args}
    note(entry, prepare, constant, grad)
    if seed is not None:
        entry["seed"] = seed
        torch.manual_seed(seed)
    try:
        result = call(*used)
    except (RuntimeError, IndexError, ValueError, TypeError) as error:
        entry["error"] = {"name": type(error).__name__, "message": str(error).split("\n")[0]}
        cases.append(entry)
        return
    outputs = [result] if isinstance(result, (torch.Tensor, bool, int, float)) else list(result)
    entry["outputs"] = [packed(x) if isinstance(x, torch.Tensor) else number(x) for x in outputs]
    entry["gradFns"] = [getattr(x, "grad_fn", None) and x.grad_fn.name().removeprefix("torch::autograd::") for x in outputs]
    tracked = [x for x in outputs if isinstance(x, torch.Tensor) and x.requires_grad and x.grad_fn is not None]
    if tracked:
        upstream = [torch.randn(x.shape, dtype=x.dtype) for x in tracked]
        try:
            torch.autograd.backward(tracked, upstream)
        except RuntimeError as error:
            # a bool exponent has a value in PyTorch, but no backward
            if not any(words in str(error) for words in ("derivative for", "modified by an inplace operation")):
                return
            entry["backwardError"] = {"name": type(error).__name__, "message": str(error)}
            cases.append(entry)
            return
        entry["upstream"] = [packed(x)["data"] for x in upstream]
        entry["grads"] = [packed(x.grad)["data"] if x.grad is not None else None for x in leaves]
    cases.append(entry)


def write(script):
    """Writes the family's JSON beside its script."""
    path = pathlib.Path(script).with_suffix(".json")
    path.write_text(json.dumps({"torch": torch.__version__, "cases": cases, **extra}, separators=(",", ":")) + "\n")
    print(path.name, len(cases), "cases", {key: len(value) for key, value in extra.items()})
