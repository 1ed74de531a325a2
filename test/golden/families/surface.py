# Golden figures of what stands beside the families: views in place, indexPut, second names, splits, places.
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, F32, F64, I32, I64, T, U8, case, values, write


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def method(name, shape, *args, dtype=F32, **more):
    case(name, [values(shape, dtype)], list(args), lambda x: getattr(x, snake(name))(*args), **more)


# views in place
for name, calls in {
    "squeeze_": [([1, 3, 1],), ([1, 3, 1], 0), ([1, 3, 1], 1), ([1, 3, 1], -1), ([2, 3],), ([2, 3], 5), ([],), ([1, 0, 1],)],
    "unsqueeze_": [([2, 3], 0), ([2, 3], 1), ([2, 3], 2), ([2, 3], -1), ([2, 3], 3), ([], 0), ([0], 1)],
    "transpose_": [([2, 3], 0, 1), ([2, 3, 4], -1, 0), ([2, 3], 0, 2), ([], 0, 0)],
    "swapaxes_": [([2, 3, 4], 0, 2)],
    "swapdims_": [([2, 3, 4], 1, 2)],
    "t_": [([2, 3],), ([3],), ([],), ([2, 3, 4],)],
}.items():
    for shape, *args in calls:
        for dtype in (F32, F64):
            method(name, shape, *args, dtype=dtype, prepare="clone")
    shape, *args = calls[0]
    method(name, shape, *args)
    for dtype in (I64, I32, U8, B):
        method(name, shape, *args, dtype=dtype)
case("squeeze_", [values([1, 3, 1])], [[0, 2]], lambda x: x.squeeze_((0, 2)), prepare="clone")
method("detach_", [2, 3], prepare="clone")
method("detach_", [2, 3])
for name in ("unsqueeze_", "transpose_", "swapdims_"):
    case(name, [values([2, 3])], [], lambda x, n=name: getattr(x, n)(), grad=False)

# indexPut: places by index tensors or a mask
i, j = torch.tensor([0, 1, -1]), torch.tensor([2, 0, 0])
mask = torch.tensor([[True, False, True], [False, False, True]])
for name in ("indexPut", "indexPut_"):
    for dtype in (F32, F64, I64):
        for accumulate in (False, True):
            options = {"accumulate": accumulate}
            put = lambda x, v, *k, n=snake(name), a=accumulate: getattr(x, n)(k, v, accumulate=a)
            case(name, [values([2, 3], dtype), values([3], dtype), i.clamp(-1, 1), j], [[T(2), T(3)], T(1), options], put, prepare="clone")
            case(name, [values([4, 3], dtype), values([3, 3], dtype), i], [[T(2)], T(1), options], put, prepare="clone")
            case(name, [values([4, 3], dtype), values([], dtype), torch.tensor([[0, 0], [3, 1]])], [[T(2)], T(1), options], put, prepare="clone")
            case(name, [values([2, 3], dtype), values([2, 1], dtype), torch.tensor([[0], [1]]), torch.tensor([0, 2])], [[T(2), T(3)], T(1), options], put, prepare="clone")
            case(name, [values([2, 3], dtype), values([], dtype), torch.tensor(1)], [[T(2)], T(1), options], put, prepare="clone")
    put = lambda x, v, *k, n=snake(name): getattr(x, n)(k, v)
    for x, v, *k in (
        (values([2, 3]), values([]), torch.tensor([5])), (values([2, 3]), values([]), i, i, i), (values([2, 3]), values([]), values([2])),
        (values([2, 3]), values([4]), torch.tensor([0])), (values([2, 3]), values([3], F64), torch.tensor([0])), (values([2, 3]), values([3]), torch.tensor([0, 1]), j),
        (values([0, 3]), values([]), torch.zeros(0, dtype=I64)), (values([2, 3]), values([2]), torch.tensor([0, 1], dtype=I32), torch.tensor([1, 1])),
    ):
        case(name, [x, v, *k], [[T(n + 2) for n in range(len(k))], T(1)], put, prepare="clone")
    case(name, [values([2, 3]), values([]), i], [T(2), T(1)], lambda x, v, k, n=snake(name): getattr(x, n)(k, v), grad=False)
    case(name, [values([2, 3]), i], [[T(1)]], lambda x, k, n=snake(name): getattr(x, n)((k,)), grad=False)
    case(name, [values([2, 3]), i], [[T(1)], 1.5], lambda x, k, n=snake(name): getattr(x, n)((k,), 1.5), grad=False)
case("indexPut_", [values([2, 3]), values([]), i], [[T(2)], T(1)], lambda x, v, k: x.index_put_((k,), v))

# second names
for name in ("greater", "greaterEqual", "less", "lessEqual", "notEqual"):
    for owner in ("", "torch."):
        fn = getattr(torch, snake(name))
        case(owner + name, [values([2, 3]), values([3])], [T(0), T(1)] if owner else [T(1)], fn)
    case(name, [values([3], I64)], [2], lambda x, f=fn: f(x, 2))
for name, kind in (("arcsin", "unit"), ("arccos", "unit"), ("arctan", "normal"), ("arcsinh", "normal"), ("arctanh", "unit"), ("fix", "normal")):
    for dtype in (F32, F64):
        case(name, [values([4], dtype, kind)], [], getattr(torch, name))
        case("torch." + name, [values([4], dtype, kind)], [T(0)], getattr(torch, name))
case("arccosh", [values([4], F64, "positive") + 1], [], torch.arccosh)
case("arctan2", [values([4]), values([4])], [], torch.arctan2)
for name in ("nelement", "ndimension"):
    method(name, [2, 3])
method("swapdims", [2, 3, 4], 0, -1)
case("torch.swapdims", [values([2, 3])], [T(0), 0, 1], lambda x: torch.swapdims(x, 0, 1))
for shape in ([2, 3], [2, 3, 4], [3], []):
    case("adjoint", [values(shape, F64)], [], torch.adjoint, grad=len(shape) > 0)
    case("torch.adjoint", [values(shape, F64)], [T(0)], torch.adjoint, grad=len(shape) > 0)
for name, fn in (("inverse", torch.inverse), ("pinverse", torch.pinverse)):
    case(name, [values([3, 3], F64) + 3 * torch.eye(3, dtype=F64)], [], fn)
case("inverse", [values([2, 3])], [], torch.inverse)

# splits, diagonals, places
for name, fn in (("hsplit", torch.hsplit), ("vsplit", torch.vsplit), ("dsplit", torch.dsplit)):
    for shape in ([6], [4, 6], [2, 4, 6], []):
        for sections in (2, 3, 4, [1, 3]):
            case("torch." + name, [values(shape)], [T(0), sections], lambda x, f=fn, s=sections: f(x, s))
for shape, offset in (([2, 2], 0), ([3], 1), ([3], -2), ([], 0), ([0], 0)):
    case("torch.diagflat", [values(shape)], [T(0), offset], lambda x, o=offset: torch.diagflat(x, o))
for shape, at in (([2, 3], [0, 3, 5]), ([4, 3, 2], [[23, 0], [7, 11]]), ([5], [4])):
    case("torch.unravelIndex", [torch.tensor(at)], [T(0), shape], lambda x, s=shape: torch.unravel_index(x, s))
for x in (torch.tensor([[1, 0], [0, 2]]), torch.tensor([0.0, 1.5]), torch.tensor([True, False, True]), torch.tensor(1), torch.zeros(0, 2)):
    case("torch.where", [x], [T(0)], torch.where, grad=False)
case("torch.meshgrid", [values([2]), values([3])], [T(0), T(1)], lambda x, y: torch.meshgrid(x, y, indexing="ij"))
case("torch.meshgrid", [values([2]), values([3])], [T(0), T(1), {"indexing": "xy"}], lambda x, y: torch.meshgrid(x, y, indexing="xy"))
case("torch.concatenate", [values([2, 3]), values([1, 3])], [[T(0), T(1)], 0], lambda x, y: torch.concatenate([x, y], 0))
case("torch.asTensor", [], [[1, 2.5]], lambda: torch.as_tensor([1, 2.5]))
case("torch.asTensor", [values([3])], [T(0)], torch.as_tensor, grad=False)
case("viewAs", [values([2, 3]), values([3, 2])], [], lambda x, y: x.view_as(y), constant=[1])
case("viewAs", [values([2, 3]), values([3])], [], lambda x, y: x.view_as(y), constant=[1])
write(__file__)
