# Golden figures of indexing: square brackets as at(...) and put(...), looking up, scattering, masks.
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, F32, F64, I32, I64, T, U8, case, values, write

L = torch.tensor


def brackets(text):
    """Python's index for an argument of at(...)."""
    if isinstance(text, str) and text != "...":
        parts = [int(p) if p else None for p in text.split(":")]
        return slice(*parts)
    if isinstance(text, list) and text and isinstance(text[0], list):
        return torch.tensor(text)
    return Ellipsis if text == "..." else text


def split(args):
    """Tensors among the arguments become inputs, from number 1."""
    tensors = [a for a in args if isinstance(a, torch.Tensor)]
    numbers = iter(range(1, len(tensors) + 1))
    return tensors, [T(next(numbers)) if isinstance(a, torch.Tensor) else a for a in args]


def python_index(args, given):
    given = iter(given)
    items = tuple(next(given) if isinstance(a, torch.Tensor) else brackets(a) for a in args)
    return items[0] if len(items) == 1 else items


def at(shape, *args, dtype=F32, **more):
    tensors, ts = split(args)
    if not tensors:
        ts = ts if ts else []
    case("at", [values(shape, dtype), *tensors], ts, lambda x, *given: x[python_index(args, given)] if args else x[()], **more)


def put(shape, value, *args, dtype=F32, **more):
    """Out of place here, so that the gradients of the tensor and the value can be had: clone().put(...)."""
    tensors, ts = split(args)
    x = values(shape, dtype)
    value_is_tensor = isinstance(value, torch.Tensor)
    inputs = [x, *tensors] + ([value] if value_is_tensor else [])
    last = T(len(inputs) - 1) if value_is_tensor else value

    def call(x, *given):
        x[python_index(args, given)] = given[-1] if value_is_tensor else value
        return x

    case("put", inputs, [*ts, last], call, grad=False, **more)


for shape, args in [
    ([5], [0]), ([5], [-1]), ([5], [5]), ([5], [-6]), ([3, 4], [1]), ([3, 4], [1, 2]), ([3, 4], [-1, -1]), ([3, 4], [0, 4]), ([3, 4], [0, 0, 0]), ([], [0]), ([], [0, 0]), ([], ["..."]), ([], [None]), ([3], [1.5]),
    ([5], ["1:3"]), ([5], [":"]), ([5], ["::2"]), ([5], ["1::2"]), ([5], ["-2:"]), ([5], [":-1"]), ([5], ["3:1"]), ([5], ["0:99"]), ([5], ["-99:2"]), ([5], ["9:"]), ([5], ["::-1"]), ([5], ["::0"]), ([0], ["1:2"]),
    ([3, 4], [":", 2]), ([3, 4], [":", "0:1"]), ([3, 4], ["0:1"]), ([3, 4], ["1:", "::3"]), ([3, 4], [":", ":"]), ([3, 4], ["..."]), ([3, 4], ["...", 0]), ([3, 4], [0, "..."]), ([3, 4], ["...", "1:3"]), ([3, 4], ["...", "..."]), ([2, 3, 4], [0, "...", 1]), ([2, 3, 4], ["...", 1, ":"]), ([2, 3, 4], [":", -1, "::2"]), ([2, 3, 4], [1, "...", 2, 3]), ([2, 3], [0, 1, "..."]),
    ([5], [None]), ([3, 4], [None, 0]), ([3, 4], [":", None]), ([3, 4], ["...", None]), ([3, 4], [None, None, 1, None, "1:2"]), ([3, 4], [":", ":", ":"]),
]:
    at(shape, *args)
for args in ([[0, 2]], [[0, 2, 0]], [[-1]], [[5]], [[-4]], [[]], [":", [0, 3]], [[0, 1], [1, 2]], [[0, 1], 1], [1, [0, 3]], [[[0, 1], [2, 0]]], [[True, False, True]], [":", [True, False, True, False]], [[0, 1], [1, 2, 3]], [["0"]] and [[0], [1], [2]], ["...", [0, 1]], [None, [0, 2]], ["1:", [1, 2]], [[0, 2], "1:3"], [[True, False]]):
    at([3, 4], *args)
for shape, args in [
    ([5], [L([0, 2, 4])]), ([5], [L([[0, 1], [-1, -2]])]), ([5], [L(2)]), ([5], [L([5])]), ([5], [L([-6])]), ([5], [L([0, 0, 0])]), ([5], [L([1.5])]), ([5], [L([1], dtype=I32)]), ([5], [L([1, 0, 1, 0, 0], dtype=U8)]), ([5], [L([], dtype=I64)]), ([], [L([0])]),
    ([3, 4], [L([0, 2])]), ([3, 4], [L([0, 2]), L([1, 3])]), ([3, 4], [L([[0], [2]]), L([1, 3])]), ([3, 4], [":", L([[0, 1], [2, 3]])]), ([3, 4], [L([0, 1]), L([0, 1, 2])]), ([3, 4], [L([0]), L([0]), L([0])]), ([3, 4], [L([0, 5]), 0]), ([3, 4], [":", L([0, 4])]), ([3, 4], [0, L([1, 2])]), ([3, 4], [L([0, 1]), None]), ([3, 4], [L([0, 2]), ":"]), ([3, 4], [L([1]), "1:3"]),
    ([2, 3, 4, 5], [0, ":", L([0, 1])]), ([2, 3, 4, 5], [L([0, 1]), ":", L([0, 1])]), ([2, 3, 4, 5], [":", L([0, 1]), L([0, 1])]), ([2, 3, 4, 5], [":", L([0, 1]), ":", L([0, 1])]), ([2, 3, 4, 5], [None, L([0, 1]), L([0, 1])]), ([2, 3, 4, 5], [L([0, 1]), None, L([0, 1])]), ([2, 3, 4, 5], [L(1), ":", L([0, 1])]), ([2, 3, 4, 5], ["...", L([[0, 1]]), L([[0], [1]])]), ([2, 3, 4], [":", L([[0, 1], [2, 2]]), "1:3"]), ([2, 3, 4], ["1:", "...", L([0, 3])]),
    ([3, 4], [L([True, False, True])]), ([3, 4], [":", L([True, False, True, True])]), ([3, 4], [L([True, False, True, False])]), ([3, 4], [L([[True, False, False, True]] * 3)]), ([3, 4], [L([[True, False]] * 3)]), ([3, 4], [L([True, False, True]), L([0, 1])]), ([3, 4], [L([True, True, True]), L([0, 1])]), ([3, 4], [L([False, False, False])]), ([2, 3, 4], [L([[True, False, True], [False, True, False]])]), ([2, 3, 4], [0, L([True, False, True])]), ([2, 3, 4], ["...", L([True, False, True, False])]), ([2, 3, 4], [L([[True, False, True], [False, True, False]]), 1]), ([3, 4], [L([True, False, True]), 1]), ([3], [L([True, False, True]), 0]), ([0, 3], [L([], dtype=B)]), ([0, 3], [L([], dtype=I64)]),
]:
    at(shape, *args)
for dtype in (F64, I64, I32, U8, B):
    at([3, 4], L([0, 2]), L([1, 3]), dtype=dtype)
    at([3, 4], 1, dtype=dtype)
at([4, 3], L([0, 2]), prepare=None)
for args in ([0], [":", 1], ["1:"], [[0, 2]], [":", [0, 1]]):
    x = values([4, 3])
    case("at", [x], args, lambda x, a=tuple(args): x[python_index(a, [])], prepare="t")
for shape, value, args in [
    ([5], 7, [0]), ([5], 7.5, [-1]), ([5], 1, [5]), ([5], 0, ["1:3"]), ([5], 0, ["::2"]), ([5], 2, [":"]), ([5], 2, ["..."]), ([3, 4], 2, ["...", 0]), ([3, 4], 2, [0, 1]), ([3, 4], 2, [0, 1, 2]), ([3, 4], -1, [None, 0]), ([], 3, ["..."]), ([], 3, [0]),
    ([3, 4], L([1.0, 2, 3, 4]), [0]), ([3, 4], L([1.0, 2, 3]), [":", 0]), ([3, 4], L([[1.0], [2], [3]]), [":", "0:2"]), ([3, 4], L([1.0, 2, 3]), [0]), ([3, 4], L(5.0), [0]), ([3, 4], torch.ones(1, 4), [0]), ([3, 4], torch.ones(2, 1, 4), [0]), ([3, 4], torch.ones(1, 1, 4), ["1:"]), ([3, 4], torch.ones(5, 4), ["1:"]), ([3, 4], L([1, 2, 3, 4]), [0]), ([3, 4], L([1.0, 2, 3, 4], dtype=F64), [0]),
    ([5], 9, [[0, 2]]), ([5], L([1.0, 2]), [[0, 2]]), ([5], L([1.0, 2, 3]), [[0, 2]]), ([5], 9, [L([0, 2])]), ([5], 9, [L([0, 7])]), ([5], 9, [L([-1, -5])]), ([5], 9, [L([True, False, True, False, False])]), ([5], L([1.0, 2]), [L([True, False, True, False, False])]), ([5], L([1.0, 2, 3]), [L([True, False, True, False, False])]), ([3, 4], 0, [L([[True, False, False, True]] * 3)]), ([3, 4], 0, [L([True, False])]), ([3, 4], L([1.0, 2]), [L([0, 2]), L([1, 3])]), ([3, 4], L([[1.0], [2]]), [":", L([0, 1])]), ([3, 4], torch.ones(3, 2), [":", L([0, 1])]), ([3, 4], L([1.0, 2]), [1, L([0, 3])]), ([3, 4], 8, [L([0, 1]), ":"]), ([2, 3, 4], torch.arange(8.0).reshape(2, 4), [L([0, 1]), L([0, 2])]), ([2, 3, 4], 5, [L([0, 1]), ":", L([1, 2])]), ([2, 3, 4], torch.arange(6.0).reshape(2, 3), [L([0, 1]), ":", L([1, 2])]), ([5], L([1, 2]), [L([0, 1])]), ([5], torch.ones(1, 1, 2), [L([0, 1])]), ([3, 4], 1, ["1:", [0, 1]]), ([3, 4], 1, [0, 0, [0]]),
]:
    put(shape, value, *args)
for value, args, dtype in [(3, [0], I64), (1.5, [0], I64), (2.7, [[0, 1]], I64), (300, [0], I32), (2, [0], B), (0, [[0, 1]], B), (4, ["1:3"], U8), (1.5, [L([0])], F64)]:
    put([4], value, *args, dtype=dtype)

G = L([[0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 1, 0]])
case("gather", [torch.arange(1, 13).reshape(4, 3), G], [1, T(1)], lambda x, i: x.gather(1, i))
case("gather", [torch.arange(1, 13).reshape(4, 3), L([[1], [0], [2], [1]])], [1, T(1)], lambda x, i: x.gather(1, i))
for shape, dim, index in [
    ([3, 4], 0, L([[0, 1, 2, 0]])), ([3, 4], 1, L([[0, 1], [3, 3], [2, 0]])), ([3, 4], -1, L([[0], [1]])), ([3, 4], 0, L([[5]])), ([3, 4], 0, L([[-1]])), ([3, 4], 1, L([[0]] * 4)), ([3, 4], 0, L([0])), ([3, 4], 2, L([[0]])), ([3, 4], 0, L([[0.0]])), ([3, 4], 1, L([[1]], dtype=I32)), ([3], 0, L([0, 0, 2])), ([], 0, L(0)), ([], 0, L([0, 0])), ([2, 3, 2], 1, L([[[0, 1], [2, 0]], [[1, 1], [0, 2]]])), ([3, 4], 0, torch.zeros(0, 4, dtype=I64)), ([3], 0, L(1)),
]:
    case("gather", [values(shape), index], [dim, T(1)], lambda x, i, d=dim: x.gather(d, i))
case("gather", [values([4, 3]), L([[0, 1], [2, 0], [1, 1], [3, 0]])], [1, T(1)], lambda x, i: x.gather(1, i), prepare="t")
for dtype in (F64, I64, U8, B):
    case("gather", [values([2, 3], dtype), L([[1, 0, 1]])], [0, T(1)], lambda x, i: x.gather(0, i))
for shape, dim, index, source in [
    ([3, 4], 0, L([[0, 1, 2, 0]]), [1, 4]), ([3, 4], 1, L([[0, 1], [3, 2], [2, 0]]), [3, 2]), ([3, 4], 1, L([[1]]), [3, 4]), ([3, 4], 0, L([[5]]), [1, 1]), ([3, 4], 0, L([[-1]]), [1, 1]), ([3, 4], 0, L([[0, 1]]), [1, 1]), ([3, 4], 1, L([[0]] * 4), [4, 1]), ([3, 4], 0, L([0]), [1]), ([3], 0, L([2, 0]), [2]), ([2, 3, 2], 1, L([[[0, 1], [2, 0]], [[1, 2], [0, 1]]]), [2, 2, 2]), ([3, 4], 0, torch.zeros(0, 4, dtype=I64), [1, 4]),
]:
    grad = list(index.shape) == source
    case("scatter", [values(shape), index, values(source)], [dim, T(1), T(2)], lambda x, i, s, d=dim: x.scatter(d, i, s), grad=grad)
    case("scatterAdd", [values(shape), index, values(source)], [dim, T(1), T(2)], lambda x, i, s, d=dim: x.scatter_add(d, i, s), grad=grad)
    case("scatter_", [values(shape), index, values(source)], [dim, T(1), T(2)], lambda x, i, s, d=dim: x.scatter_(d, i, s), grad=False)
case("scatterAdd", [values([3]), L([0, 0, 2, 0]), values([4])], [0, T(1), T(2)], lambda x, i, s: x.scatter_add(0, i, s))
case("scatterAdd_", [values([3], I64), L([0, 0, 2, 0]), values([4], I64)], [0, T(1), T(2)], lambda x, i, s: x.scatter_add_(0, i, s))
case("scatter", [values([3]), L([0]), values([1], F64)], [0, T(1), T(2)], lambda x, i, s: x.scatter(0, i, s))
for index, value in [(L([[0, 2]]), 1.5), (L([[0], [1]]), 0), (L([[9]]), 0)]:
    case("scatter", [values([3, 4]), index], [1, T(1), value], lambda x, i, v=value: x.scatter(1, i, v))
for shape, dim, index in [([3, 4], 0, L([0, 2, 0])), ([3, 4], 1, L([3])), ([3, 4], -1, L([0, 1])), ([3, 4], 0, L([5])), ([3, 4], 0, L([-1])), ([3, 4], 0, L([[0]])), ([3, 4], 0, L([0.0])), ([3, 4], 3, L([0])), ([], 0, L([0])), ([], 0, L([1])), ([3, 4], 0, L(1)), ([3, 4], 0, L([], dtype=I64)), ([2, 3, 4], 1, L([2, 0])), ([3, 4], 1, L([1, 2], dtype=I32)), ([40, 8], 0, L([3, 39, 3]))]:
    case("indexSelect", [values(shape), index], [dim, T(1)], lambda x, i, d=dim: x.index_select(d, i))
for shape, dim, index, source in [([3, 4], 0, L([0, 2]), [2, 4]), ([3, 4], 1, L([0, 3]), [3, 2]), ([3, 4], 0, L([0]), [2, 4]), ([3, 4], 0, L([5]), [1, 4]), ([3, 4], 0, L([0]), [1, 1]), ([3, 4], 0, L([-1]), [1, 4]), ([3, 4], 0, L([[0]]), [1, 4]), ([3], 0, L([2, 1]), [2]), ([2, 3, 4], -1, L([1, 0]), [2, 3, 2])]:
    case("indexAdd", [values(shape), index, values(source)], [dim, T(1), T(2)], lambda x, i, s, d=dim: x.index_add(d, i, s))
    if index.dim() == 1:
        case("indexCopy", [values(shape), index, values(source)], [dim, T(1), T(2)], lambda x, i, s, d=dim: x.index_copy(d, i, s))
        case("indexCopy_", [values(shape), index, values(source)], [dim, T(1), T(2)], lambda x, i, s, d=dim: x.index_copy_(d, i, s), grad=False)
    case("indexFill", [values(shape), index], [dim, T(1), 1.5], lambda x, i, d=dim: x.index_fill(d, i, 1.5)) if index.dim() == 1 else None
case("indexAdd", [values([3, 2]), L([0, 0]), values([2, 2])], [0, T(1), T(2), {"alpha": 0.5}], lambda x, i, s: x.index_add(0, i, s, alpha=0.5))
case("indexAdd_", [values([3, 2], I64), L([0, 0]), values([2, 2], I64)], [0, T(1), T(2)], lambda x, i, s: x.index_add_(0, i, s))
case("indexAdd", [values([3, 2]), L([0]), values([1, 2], F64)], [0, T(1), T(2)], lambda x, i, s: x.index_add(0, i, s))
case("indexFill", [values([3, 2]), L([0, 1]), values([])], [0, T(1), T(2)], lambda x, i, v: x.index_fill(0, i, v))
case("indexFill", [values([3, 2]), L([0]), values([1])], [0, T(1), T(2)], lambda x, i, v: x.index_fill(0, i, v))
case("indexFill_", [values([3, 2], I64), L([0])], [0, T(1), 4], lambda x, i: x.index_fill_(0, i, 4))
for shape, index in [([2, 3], L([0, 5, 5])), ([2, 3], L([[0, 1], [2, -1]])), ([2, 3], L([6])), ([2, 3], L([-7])), ([2, 3], L([0.0])), ([0], L([0])), ([], L([0])), ([2, 3], L(2)), ([2, 3], L([0], dtype=I32))]:
    case("take", [values(shape), index], [], lambda x, i: x.take(i))
for shape, index, dim in [([2, 3], L([[0]]), 0), ([2, 3], L([[2], [0]]), 1), ([2, 3], L([[0]]), 1), ([2, 3], L([0, 5]), None), ([2, 3], L([0]), 0), ([2, 3], L([[0.0]]), 0), ([2, 3], L([[0, 1, 1]]), -2)]:
    case("takeAlongDim", [values(shape), index], [T(1), dim], lambda x, i, d=dim: torch.take_along_dim(x, i, d) if d is not None else torch.take_along_dim(x, i))
M = L([[True, False, True], [False, False, True]])
for shape, mask in [([2, 3], M), ([2, 3], L([True, False, True])), ([3], M), ([2, 3], L([[True], [False]])), ([2, 3], L(True)), ([2, 3], L([True, False])), ([2, 3], L([1, 0, 1])), ([0], L([], dtype=B)), ([2, 3], ~(M | True))]:
    case("maskedSelect", [values(shape), mask], [], lambda x, m: x.masked_select(m))
    case("maskedFill", [values(shape), mask], [T(1), 2.5], lambda x, m: x.masked_fill(m, 2.5))
    case("maskedFill_", [values(shape), mask], [T(1), 2.5], lambda x, m: x.masked_fill_(m, 2.5), grad=False)
    case("maskedScatter", [values(shape), mask, values([7])], [], lambda x, m, s: x.masked_scatter(m, s))
for value in (float("-inf"),):
    case("maskedFill", [values([2, 3]), M, L(value)], [], lambda x, m, v: x.masked_fill(m, v))
case("maskedFill", [values([2, 3]), M, values([])], [], lambda x, m, v: x.masked_fill(m, v))
case("maskedFill", [values([2, 3]), M, values([1])], [], lambda x, m, v: x.masked_fill(m, v))
case("maskedFill", [values([2, 3], I64), M], [T(1), 2.7], lambda x, m: x.masked_fill(m, 2.7))
case("maskedFill", [values([14], kind="extreme"), values([14], B)], [T(1), 0], lambda x, m: x.masked_fill(m, 0))
case("maskedScatter", [values([2, 3]), M, values([2])], [], lambda x, m, s: x.masked_scatter(m, s))
case("maskedScatter", [values([2, 3]), M, values([7], F64)], [], lambda x, m, s: x.masked_scatter(m, s))
case("maskedScatter_", [values([2, 3]), M, values([2, 2])], [T(1), T(2)], lambda x, m, s: x.masked_scatter_(m, s), grad=False)
for x in (L([0, 1, 0, 2]), L([[1, 0], [0, 2]]), L([[0.0, -0.0], [1e-30, float("nan")]]), L(5), L(0), M, torch.zeros(0, 3), torch.zeros(2, 2), L([[[1, 0], [0, 1]]])):
    case("nonzero", [x], [], lambda x: x.nonzero(), grad=False)
    case("nonzero", [x], [{"asTuple": True}], lambda x: x.nonzero(as_tuple=True), grad=False)
    case("argwhere", [x], [], lambda x: x.argwhere(), grad=False)
write(__file__)
