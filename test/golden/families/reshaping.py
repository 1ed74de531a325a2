# Golden figures of reshaping: dimensions permuted, added, dropped, cut, repeated and turned.
import itertools
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, F32, F64, I32, I64, T, U8, case, values, write


def run(name, shape, args, call, dtypes=(F32,), **more):
    for dtype in dtypes:
        case(name, [values(shape, dtype)], args, call, **more)


def method(name, shape, *args, py=None, dtypes=(F32,), **more):
    run(name, shape, list(args), lambda x: getattr(x, py or name)(*args), dtypes, **more)


for shape, dims in [([2, 3], [1, 0]), ([2, 3, 4], [2, 0, 1]), ([2, 3, 4], [-1, 0, 1]), ([], []), ([3], [0]), ([0, 2], [1, 0]), ([2, 3], [0]), ([2, 3], [0, 0]), ([2, 3], [0, 3]), ([2, 2, 2, 3], [3, 1, 2, 0])]:
    method("permute", shape, dims, dtypes=(F32, F64) if len(shape) == 3 else (F32,))
for dtype in (I64, I32, U8, B):
    method("permute", [2, 3], [1, 0], dtypes=(dtype,))
for shape, dim in [([1, 3, 1], None), ([1, 3, 1], 0), ([1, 3, 1], 1), ([1, 3, 1], -1), ([], None), ([], 0), ([1], 0), ([2, 3], 5), ([1, 0, 1], None)]:
    run("squeeze", shape, [] if dim is None else [dim], (lambda x: x.squeeze()) if dim is None else (lambda x, d=dim: x.squeeze(d)))
for dims in ([0, 2], [0, 1], [-1], []):
    run("squeeze", [1, 3, 1], [dims], lambda x, d=dims: x.squeeze(tuple(d)))
for shape, dim in [([2, 3], 0), ([2, 3], 1), ([2, 3], 2), ([2, 3], -1), ([2, 3], -3), ([2, 3], 3), ([2, 3], -4), ([], 0), ([], -1), ([0], 1)]:
    method("unsqueeze", shape, dim)
for shape, a, b in [([2, 3, 4], 0, 2), ([2, 3, 4], -1, 0), ([2, 3, 4], [0, 1], [2, 0]), ([2, 3, 4], [0, 1], [1]), ([2, 3, 4], [0, 0], [0, 1]), ([2, 3, 4], [0, 1], [1, 1]), ([2, 3], 0, 5)]:
    if not isinstance(a, list):
        method("movedim", shape, a, b)
    else:
        method("movedim", shape, a, b)
method("swapaxes", [2, 3, 4], 0, 2, py="swapaxes")
for shape in ([2, 3], [2, 3, 4], [0, 2]):
    run("torch.flatten", shape, [T(0)], lambda x: torch.flatten(x))
for shape, args in [([2, 3, 4], []), ([2, 3, 4], [1]), ([2, 3, 4], [0, 1]), ([2, 3, 4], [-2, -1]), ([2, 3, 4], [1, 1]), ([2, 3], [1, 0]), ([], []), ([3], []), ([2, 0, 3], [1]), ([2, 3], [0, 2])]:
    if args == [1, 1] or shape == [3]:
        case("flatten", [values(shape, I64)], args, lambda x, a=args: x.flatten(*a))
    else:
        method("flatten", shape, *args)
case("flatten", [values([3, 2])], [], lambda x: x.flatten(), prepare="t")
for shape, dim, sizes in [([2, 6], 1, [2, 3]), ([2, 6], -1, [-1, 3]), ([6], 0, [3, 1, -1]), ([2, 6], 1, [2, 2]), ([2, 6], 1, [4, -1]), ([2, 6], 1, []), ([2, 6], 3, [1])]:
    method("unflatten", shape, dim, sizes)
method("ravel", [2, 3])
case("ravel", [values([3, 2])], [], lambda x: x.ravel(), prepare="t")
case("expandAs", [values([2, 1]), values([3, 2, 4])], [], lambda x, y: x.expand_as(y))
case("reshapeAs", [values([2, 3]), values([3, 2])], [], lambda x, y: x.reshape_as(y))
for shape, size in [([3], [2, 3]), ([2, 1], [3, 2, 4]), ([3], [4]), ([2, 3], [3])]:
    method("broadcastTo", shape, size, py="broadcast_to")
for shape, size in [([2, 3], [2, 2]), ([3], [2]), ([3], [2, 2]), ([3], [0]), ([2, 3], [2]), ([], [3]), ([], []), ([1, 2], [3, 1, 2]), ([2, 3], [1, 1]), ([2, 3], [2, -1]), ([0, 2], [2, 2])]:
    method("repeat", shape, size, dtypes=(F32, I64) if shape == [3] else (F32,))
case("repeat", [values([3, 2])], [[2, 1]], lambda x: x.repeat(2, 1), prepare="t")
for shape, size in [([2, 3], [2]), ([2, 3], [2, 2]), ([2, 3], [2, 1, 1]), ([], [2]), ([3], [])]:
    method("tile", shape, size)
for shape, args in [([2, 3], [2]), ([2, 3], [2, 0]), ([2, 3], [2, 1]), ([2, 3], [2, -1]), ([3], [0]), ([], [3]), ([2, 3], [-1, 0]), ([2, 3], [2, 4])]:
    method("repeatInterleave", shape, *args, py="repeat_interleave")
for shape, repeats, dim in [([2, 3], [1, 2], 0), ([2, 3], [0, 2, 1], 1), ([3], [1, 2, 3], 0), ([2, 3], [2], 1), ([2, 3], [1, 2, 3], 0), ([2, 3], [1, -2], 0), ([2, 2], [1, 0, 2, 3], None)]:
    r = torch.tensor(repeats)
    case("repeatInterleave", [values(shape), r], [T(1), dim], lambda x, r, d=dim: x.repeat_interleave(r, d))
for shape, args in [([5], [0, 2, 1]), ([5], [0, 3, 2]), ([3, 4], [1, 2, 1]), ([3, 4], [0, 3, 1]), ([3, 4], [-1, 2, 2]), ([3], [0, 4, 1]), ([3], [0, 1, 0]), ([3], [0, -1, 1]), ([3], [1, 1, 1]), ([2, 3, 4], [1, 2, 1]), ([5], [0, 1, 5]), ([3], [0, 0, 1])]:
    method("unfold", shape, *args)
for shape, dims in [([5], [0]), ([2, 3], [0]), ([2, 3], [1]), ([2, 3], [0, 1]), ([2, 3], [-1]), ([2, 3], []), ([2, 3], [0, 0]), ([2, 3], [2]), ([0, 2], [0]), ([2, 3, 2], [0, 2]), ([], [])]:
    method("flip", shape, dims, dtypes=(F32, I64, B) if shape == [5] else (F32,))
case("flip", [values([3, 2])], [[0]], lambda x: x.flip(0), prepare="t")
for name in ("fliplr", "flipud"):
    for shape in ([2, 3], [3], [], [2, 2, 2]):
        method(name, shape)
for shape, args in [([5], [1]), ([5], [-2]), ([5], [7]), ([2, 3], [1]), ([2, 3], [1, 0]), ([2, 3], [-1, 1]), ([2, 3], [[1, 2], [0, 1]]), ([2, 3], [[1, 1], [0, 0]]), ([2, 3], [[1, 2], [0]]), ([2, 3], [1, 2]), ([0, 3], [1, 0]), ([3, 2], [-1, 0]), ([2, 3, 4], [[1, -1], [2, 0]])]:
    method("roll", shape, *args)
case("roll", [torch.tensor([[1, 2], [3, 4], [5, 6]])], [-1, 0], lambda x: x.roll(-1, 0))
for k, dims in itertools.product((0, 1, 2, 3, 4, -1), ([0, 1], [1, 0])):
    method("rot90", [2, 3], k, dims)
for args in ([1, [0]], [1, [0, 0]], [1, [0, 5]], [1, [1, 2]]):
    method("rot90", [2, 3], *args)
method("rot90", [2, 3, 4], 1, [0, 2])
method("rot90", [3], 1, [0, 1])
for shape, args in [([5], [2]), ([6], [2]), ([4, 3], [3]), ([4, 3], [2, 1]), ([4, 3], [5]), ([5], [[2, 3]]), ([5], [[1, 0, 4]]), ([5], [[2, 2]]), ([5], [[6, -1]]), ([5], [0]), ([5], [-1]), ([0], [2]), ([0], [0]), ([], [1]), ([4, 3], [1, 2]), ([4, 3], [[1, 2], -1])]:
    method("split", shape, *args)
for shape, args in [([5], [2]), ([6], [3]), ([5], [4]), ([5], [7]), ([4, 3], [2, 1]), ([5], [0]), ([5], [-1]), ([0], [2]), ([], [1])]:
    method("chunk", shape, *args)
for shape, args in [([5], [2]), ([5], [3]), ([5], [7]), ([5], [[1, 3]]), ([5], [[3, 1]]), ([5], [[-2]]), ([4, 3], [2, 1]), ([4, 3], [[1], 1]), ([5], [0]), ([], [1]), ([5], [[9]])]:
    method("tensorSplit", shape, *args, py="tensor_split")
for shape, args in [([3], []), ([2, 3], []), ([2, 3], [1]), ([2, 3], [-1]), ([2, 3], [2]), ([], []), ([0, 2], [1]), ([2, 2, 2], [1])]:
    method("unbind", shape, *args)
for shape, args in [([5], [0, 1, 3]), ([5], [0, -2, 2]), ([5], [0, 5, 0]), ([5], [0, 6, 0]), ([5], [0, -6, 1]), ([5], [0, 3, 3]), ([5], [0, 0, -1]), ([3, 4], [1, 1, 2]), ([3, 4], [-1, 0, 1]), ([], [0, 0, 0]), ([3], [1, 0, 1])]:
    method("narrow", shape, *args)
for shape, args in [([5], [0, 1]), ([5], [0, -1]), ([5], [0, 5]), ([5], [0, -6]), ([3, 4], [1, 2]), ([3, 4], [-1, 0]), ([3, 4], [1, 4]), ([3, 4], [-1, 9]), ([], [0, 0]), ([3], [1, 0])]:
    method("select", shape, *args)
for shape, args in [([3, 4], []), ([3, 4], [1]), ([3, 4], [-1]), ([3, 4], [5]), ([3, 4], [-3]), ([2, 3, 4], [0, 1, 2]), ([2, 3, 4], [1, 0, -1]), ([2, 3, 4], [0, 2, 1]), ([3, 4], [0, 0, 0]), ([3], []), ([0, 0], []), ([2, 3, 4], [0, 0, 3])]:
    method("diagonal", shape, *args)
for shape, args in [([3], []), ([3], [1]), ([3], [-2]), ([3, 3], []), ([3, 4], [1]), ([3, 4], [-1]), ([0], []), ([], []), ([1, 1, 1], [])]:
    method("diag", shape, *args)
for shape, args in [([3], []), ([2, 3], []), ([2, 3], [1]), ([2, 3], [-1, 0, 2]), ([2, 3], [0, 0, 1]), ([2, 3], [0, 0, 0]), ([2, 3], [0, 0, 5]), ([2, 3], [1, 2, 0])]:
    method("diagEmbed", shape, *args, py="diag_embed")
for name in ("tril", "triu"):
    for shape, args in [([3, 3], []), ([3, 4], [1]), ([4, 3], [-1]), ([2, 3, 3], []), ([3, 3], [5]), ([3, 3], [-5]), ([3], []), ([0, 3], []), ([3, 0], []), ([], [])]:
        method(name, shape, *args)
    case(name, [values([14, 1], kind="extreme").repeat(1, 3)], [], lambda x, n=name: getattr(x, n)())
    case(name, [values([4, 3])], [1], lambda x, n=name: getattr(x, n)(1), prepare="t")
    method(name, [3, 3], dtypes=(I64, B))
for shape, args in [([2, 3], [[2, 2], [1, 1]]), ([2, 3], [[2, 2], [1, 2], 1]), ([6], [[3, 2], [2, 1]]), ([6], [[4, 3], [1, 1]]), ([2, 3], [[2], [1, 1]]), ([2, 3], [[9, 9], [1, 1]]), ([2, 3], [[2, 2], [-1, 1]]), ([2, 3], [[0, 3], [1, 1]]), ([6], [[2, 2, 2], [2, 1, 1]]), ([6], [[3, 2], [0, 1]])]:
    method("asStrided", shape, *args, py="as_strided")
case("torch.broadcastTensors", [values([2, 1]), values([3])], [T(0), T(1)], lambda a, b: torch.broadcast_tensors(a, b))
case("torch.broadcastTensors", [values([2, 1]), values([3, 1, 4])], [T(0), T(1)], lambda a, b: torch.broadcast_tensors(a, b))
case("torch.broadcastTensors", [values([2]), values([3])], [T(0), T(1)], lambda a, b: torch.broadcast_tensors(a, b))
for shape in ([], [3], [2, 3], [2, 2, 2]):
    for n in (1, 2, 3):
        if len(shape) < n:
            run(f"torch.atleast{n}d", shape, [T(0)], lambda x, n=n: getattr(torch, f"atleast_{n}d")(x))
write(__file__)
