# Golden figures of the activation functions.
import pathlib
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, F32, F64, I64, T, U8, case, values, write

# name in TypeScript, in PyTorch, options in TypeScript, in PyTorch
SIMPLE = [
    ("leakyRelu", F.leaky_relu, {}, {}), ("leakyRelu", F.leaky_relu, {"negativeSlope": 0.2}, {"negative_slope": 0.2}),
    ("elu", F.elu, {}, {}), ("elu", F.elu, {"alpha": 0.5}, {"alpha": 0.5}), ("selu", F.selu, {}, {}), ("celu", F.celu, {}, {}),
    ("celu", F.celu, {"alpha": 2}, {"alpha": 2}), ("gelu", F.gelu, {}, {}), ("gelu", F.gelu, {"approximate": "tanh"}, {"approximate": "tanh"}),
    ("silu", F.silu, {}, {}), ("mish", F.mish, {}, {}), ("softplus", F.softplus, {}, {}),
    ("softplus", F.softplus, {"beta": 2, "threshold": 3}, {"beta": 2, "threshold": 3}), ("softsign", F.softsign, {}, {}),
    ("hardtanh", F.hardtanh, {}, {}), ("hardtanh", F.hardtanh, {"minVal": -0.5, "maxVal": 0.25}, {"min_val": -0.5, "max_val": 0.25}),
    ("hardsigmoid", F.hardsigmoid, {}, {}), ("hardswish", F.hardswish, {}, {}), ("relu6", F.relu6, {}, {}), ("logsigmoid", F.logsigmoid, {}, {}),
    ("tanhshrink", F.tanhshrink, {}, {}), ("softshrink", F.softshrink, {}, {}), ("softshrink", F.softshrink, {"lambd": 0.1}, {"lambd": 0.1}),
    ("hardshrink", F.hardshrink, {}, {}), ("hardshrink", F.hardshrink, {"lambd": 0.1}, {"lambd": 0.1}), ("relu", F.relu, {}, {}),
    ("sigmoid", F.sigmoid, {}, {}), ("tanh", F.tanh, {}, {}),
]
EDGES = [-6.0, -3.0, -2.9, -1.0, -0.5, -0.25, -0.1, 0.0, 0.1, 0.25, 0.5, 1.0, 2.9, 3.0, 5.9, 6.0, 7.0, 19.0, 21.0, 40.0]
for name, fn, options, python in SIMPLE:
    args = [T(0), options] if options else [T(0)]
    call = lambda x, f=fn, p=python: f(x, **p)
    for dtype in (F32, F64):
        for shape in ([], [5], [2, 3], [0]):
            case("F." + name, [values(shape, dtype) * 2], args, call)
        case("F." + name, [torch.tensor(EDGES, dtype=dtype)], args, call)
        # few at a time: from a vector's width on, PyTorch treats the gradient at NaN in another way than below it
        for part in values([14], dtype, "extreme").split(7):
            # PyTorch's float32 kernel makes NaN of gelu(inf), its float64 kernel does not
            case("F." + name, [part[part.isfinite() | part.isnan()] if name == "gelu" else part], args, call)
    case("F." + name, [values([3, 2], F32)], args, call, prepare="t")
    for dtype in (I64, U8, B):
        case("F." + name, [torch.tensor([0, 1, 3, 7]).to(dtype)], args, call)
    case("F." + name, [torch.tensor([-7, -1, 0, 3])], args, call)

for limit, value in ((0.5, 2), (0, -1), (-1, 0.5)):
    for dtype in (F32, F64, I64, B):
        case("F.threshold", [values([6], dtype)], [T(0), limit, value], lambda x, t=limit, v=value: F.threshold(x, t, v))
    case("F.threshold", [values([14], F32, "extreme")], [T(0), limit, value], lambda x, t=limit, v=value: F.threshold(x, t, v))
for shapes in ([[3], [1]], [[2, 3], [3]], [[2, 3, 2], [3]], [[2, 3], [1]], [[], [1]], [[0, 3], [3]], [[2, 3], []], [[4], []], [[], []], [[2, 3], [2]], [[2], [2]], [[], [2]], [[2, 2], [1, 2]]):
    for dtype in (F32, F64):
        case("F.prelu", [values(shapes[0], dtype), values(shapes[1], dtype)], [T(0), T(1)], F.prelu)
case("F.prelu", [values([3], F32), values([1], F64)], [T(0), T(1)], F.prelu)
case("prelu", [values([3], F32), values([1], F32)], [], lambda x, w: x.prelu(w))
case("hardshrink", [values([5], F32)], [{"lambd": 0.3}], lambda x: x.hardshrink(0.3))
for shape, dim in (([4], -1), ([2, 4], -1), ([4, 3], 0), ([2, 6, 3], 1), ([2, 0], 1), ([3], -1), ([], -1), ([4], 1), ([2, 4], 2)):
    for dtype in (F32, F64):
        args = [T(0)] if dim == -1 else [T(0), {"dim": dim}]
        case("F.glu", [values(shape, dtype)], args, lambda x, d=dim: F.glu(x, d))
case("F.glu", [values([4, 2], F32)], [T(0)], lambda x: F.glu(x), prepare="t")
case("F.glu", [values([4], I64)], [T(0)], F.glu)
for options, call in (
    ({"approximate": "fast"}, lambda x: F.gelu(x, approximate="fast")),
):
    case("F.gelu", [values([2], F32)], [T(0), options], call)
case("F.hardtanh", [values([2], F32)], [T(0), {"minVal": 1, "maxVal": 0}], lambda x: F.hardtanh(x, 1, 0))
case("F.softshrink", [values([2], F32)], [T(0), {"lambd": -1}], lambda x: F.softshrink(x, -1))
case("F.softshrink", [values([2], F64)], [T(0), {"lambd": -1}], lambda x: F.softshrink(x, -1))
case("F.celu", [values([2], F32)], [T(0), {"alpha": 0}], lambda x: F.celu(x, 0))
case("torch.celu", [values([3], F32)], [T(0), {"alpha": 0.5}], lambda x: torch.celu(x, 0.5))
case("torch.selu", [values([3], F32)], [T(0)], torch.selu)
case("torch.threshold", [values([3], F32)], [T(0), 0, 1], lambda x: torch.threshold(x, 0, 1))
case("torch.prelu", [values([2, 3], F32), values([3], F32)], [T(0), T(1)], torch.prelu)
case("torch.hardshrink", [values([3], F32)], [T(0)], torch.hardshrink)
write(__file__)
