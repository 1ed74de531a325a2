# Golden figures of the products of matrices and vectors.
import itertools
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, F32, F64, I64, T, case, values, write

BOTH = (F32, F64)
PRODUCTS = {
    "mm": [([2, 3], [3, 4]), ([1, 1], [1, 1]), ([2, 0], [0, 3]), ([0, 2], [2, 3]), ([20, 30], [30, 10]), ([3], [3, 4]), ([2, 3], [3]), ([2, 3], [4, 2]), ([], [2, 2])],
    "bmm": [([2, 2, 3], [2, 3, 4]), ([0, 2, 3], [0, 3, 4]), ([2, 2, 0], [2, 0, 4]), ([2, 3], [2, 3, 4]), ([2, 3, 4], [3, 4]), ([2, 3, 4], [2, 3, 4]), ([2, 3, 4], [3, 4, 4])],
    "mv": [([2, 3], [3]), ([1, 1], [1]), ([2, 0], [0]), ([2, 3], [2]), ([3], [3]), ([2, 3], [3, 1])],
    "dot": [([3], [3]), ([0], [0]), ([20], [20]), ([3], [2]), ([3, 1], [3])],
    "vdot": [([3], [3]), ([3], [2])],
    "outer": [([3], [2]), ([0], [2]), ([1], [1]), ([3, 1], [2]), ([3], [2, 1])],
    "inner": [([3], [3]), ([2, 3], [3]), ([2, 3], [4, 3]), ([2, 2, 3], [3]), ([], [2]), ([2, 3], [4, 2])],
    "kron": [([2, 2], [3, 2]), ([2], [3]), ([2], [3, 2]), ([2, 1, 2], [2, 2])],
}
for name, pairs in PRODUCTS.items():
    fn = getattr(torch, name)
    for (a, b), dtype in itertools.product(pairs, BOTH):
        case(name, [values(a, dtype), values(b, dtype)], [], fn)
    a, b = pairs[0]
    case(name, [values(a, I64), values(b, I64)], [], fn)
    if name != "outer" and name != "kron" and name != "inner" and name != "vdot":
        case(name, [values(a, F32), values(b, F64)], [], fn)
case("mm", [values([2, 2], B), values([2, 2], B)], [], torch.mm)
for name in ("mm", "kron", "inner"):
    case(name, [values([3, 2], F32), values([3, 3] if name == "mm" else [4, 2], F32)], [], getattr(torch, name), prepare="t")
case("mm", [values([14, 1], F32, "extreme"), values([1, 2], F32)], [], torch.mm, grad=False)

ADD = {
    "addmm": [([4], [2, 3], [3, 4]), ([2, 4], [2, 3], [3, 4]), ([], [2, 3], [3, 4]), ([2, 1], [2, 3], [3, 4]), ([4], [0, 3], [3, 4]), ([4], [2, 0], [0, 4]), ([3], [2, 3], [3, 4]), ([4], [3], [3, 4]), ([4], [2, 3], [4, 4]), ([4], [2, 3], [4]), ([1, 2, 4], [2, 3], [3, 4])],
    "addmv": [([2], [2, 3], [3]), ([], [2, 3], [3]), ([1], [2, 3], [3]), ([4], [2, 3], [3]), ([2], [2, 3], [2])],
    "addr": [([2, 3], [2], [3]), ([3], [2], [3]), ([], [2], [3])],
    "baddbmm": [([4], [2, 2, 3], [2, 3, 4]), ([2, 2, 4], [2, 2, 3], [2, 3, 4]), ([3], [2, 2, 3], [2, 3, 4]), ([4], [2, 2, 3], [2, 2, 4])],
    "addbmm": [([4], [2, 2, 3], [2, 3, 4]), ([2, 4], [3, 2, 3], [3, 3, 4]), ([4], [2, 2, 3], [3, 3, 4])],
}
for name, shapes in ADD.items():
    fn = getattr(torch, name)
    for (s, a, b), dtype in itertools.product(shapes, BOTH):
        case(name, [values(s, dtype), values(a, dtype), values(b, dtype)], [], fn)
    s, a, b = shapes[0]
    for beta, alpha in [(0.5, 2), (0, 1), (1, 0), (-1, 0.25)]:
        case(name, [values(s, F32), values(a, F32), values(b, F32)], [{"beta": beta, "alpha": alpha}], lambda x, y, z, f=fn, p=beta, q=alpha: f(x, y, z, beta=p, alpha=q))
    case(name, [torch.full(s, float("nan")), values(a, F32), values(b, F32)], [{"beta": 0}], lambda x, y, z, f=fn: f(x, y, z, beta=0), grad=False)
case("addmm", [values([4], F64), values([2, 3], F32), values([3, 4], F32)], [], torch.addmm)

for shape in ([2, 2], [2, 3], [3, 2], [0, 3], [1, 1], [2, 3, 1], [3]):
    for dtype in (F32, F64, I64):
        case("trace", [values(shape, dtype)], [], torch.trace)
for a, b, dim in [([2, 3], [2, 3], 1), ([3, 2], [3, 2], 0), ([3], [3], 0), ([2, 3], [1, 3], 1), ([2, 3], [2, 3], -1), ([2, 4], [2, 4], 1), ([2, 3], [2, 3], 2)]:
    case("cross", [values(a, F32), values(b, F32)], [dim], lambda x, y, d=dim: torch.cross(x, y, dim=d))
    case("torch.linalg.cross", [values(a, F32), values(b, F32)], [T(0), T(1), {"dim": dim}], lambda x, y, d=dim: torch.linalg.cross(x, y, dim=d))
case("cross", [values([2, 4], F32), values([2, 4], F32)], [], torch.cross)
case("torch.linalg.cross", [values([2, 3], F32), values([3], F32)], [T(0), T(1)], torch.linalg.cross)

for p in (2, 1, 3, 0, float("inf"), 1.5, 0.5):
    for a, b in [([2, 3], [4, 3]), ([5, 2, 3], [4, 3]), ([2, 2, 3], [2, 1, 3]), ([0, 3], [2, 3])]:
        for dtype in BOTH:
            if p == float("inf"):
                continue
            case("torch.cdist", [values(a, dtype), values(b, dtype)], [T(0), T(1), {"p": p}], lambda x, y, q=p: torch.cdist(x, y, p=q))
same = values([3, 2], F32)
case("torch.cdist", [same, same.clone()], [T(0), T(1)], torch.cdist)
for a, b, p in [([2, 3], [4, 2], 2), ([3], [4, 3], 2), ([2, 3], [4, 3], -1)]:
    case("torch.cdist", [values(a, F32), values(b, F32)], [T(0), T(1), {"p": p}], lambda x, y, q=p: torch.cdist(x, y, p=q))

for a, b, dims in [([2, 3], [3, 4], 1), ([2], [4], 0), ([2, 3, 4], [3, 4, 5], 2), ([2, 3, 4], [4, 3, 5], [[1, 2], [1, 0]]), ([2, 3], [2, 4], 1), ([2, 3], [2, 4], [[0, 1], [0]]), ([2, 1], [3, 4], 1), ([2, 3], [3, 2], [[-1], [0]])]:
    case("torch.tensordot", [values(a, F32), values(b, F32)], [T(0), T(1), dims], lambda x, y, d=dims: torch.tensordot(x, y, dims=d))
for shapes in ([[2, 3], [3, 4], [4, 5]], [[2, 3], [3, 4]], [[2, 30], [30, 4], [4, 5], [5, 2]]):
    tensors = [values(s, F64) for s in shapes]
    case("torch.chainMatmul", tensors, [T(i) for i in range(len(tensors))], lambda *x: torch.chain_matmul(*x))
    case("torch.linalg.multiDot", tensors, [[T(i) for i in range(len(tensors))]], lambda *x: torch.linalg.multi_dot(x))
for shapes in ([[3], [3, 4], [4]], [[3], [3, 4]], [[3]], [[2, 3], [3, 4, 1], [4, 2]]):
    tensors = [values(s, F64) for s in shapes]
    case("torch.linalg.multiDot", tensors, [[T(i) for i in range(len(tensors))]], lambda *x: torch.linalg.multi_dot(x))
for n in (1, 2, 3, 4, 5, 7, -1, -2, -3):
    case("matrixPower", [values([3, 3], F64)], [n], lambda x, k=n: torch.matrix_power(x, k))
case("matrixPower", [values([2, 3, 3], F64)], [3], lambda x: torch.matrix_power(x, 3))
case("matrixPower", [values([3, 3], F64)], [0], lambda x: torch.matrix_power(x, 0), grad=False)
case("matrixPower", [values([2, 3], F64)], [2], lambda x: torch.matrix_power(x, 2))

EINSUM = [
    ("ij,jk->ik", [[2, 3], [3, 4]]), ("ij->ji", [[2, 3]]), ("ij->", [[2, 3]]), ("ij->j", [[2, 3]]), ("ii->i", [[3, 3]]), ("ii", [[3, 3]]), ("i,j->ij", [[2], [3]]), ("i,i->", [[3], [3]]),
    ("bij,bjk->bik", [[2, 2, 3], [2, 3, 4]]), ("...ij,...jk->...ik", [[2, 2, 3], [2, 3, 4]]), ("bn,anm,bm->ba", [[2, 5], [3, 5, 4], [2, 4]]), ("ij,ij->ij", [[2, 3], [2, 3]]), ("ij,jk", [[2, 3], [3, 4]]),
    ("bhqd,bhkd->bhqk", [[2, 2, 3, 4], [2, 2, 5, 4]]), ("i->i", [[3]]), ("ij,kj->ik", [[2, 3], [4, 3]]), ("...->...", [[2, 3]]), ("ij,j->i", [[2, 3], [3]]), ("ij,jk->ki", [[2, 3], [3, 4]]), ("...ij->ij", [[4, 2, 3]]), ("b i , b j -> b i j", [[2, 3], [2, 4]]),
    ("ij,jk,kl->il", [[2, 3], [3, 4], [4, 2]]), ("ij,j->ij", [[2, 3], [3]]), ("ba", [[2, 3]]), ("...a,...a->...", [[2, 3], [2, 3]]), ("i,j,k->ijk", [[2], [3], [4]]), ("ijk,jil->kl", [[2, 3, 4], [3, 2, 5]]),
    ("ij,jk->ik", [[2, 3], [4, 4]]), ("ij", [[2, 3, 4]]), ("ijk", [[2, 3]]), ("ij,jk->il", [[2, 3], [3, 4]]), ("i1->i", [[2, 3]]), ("ij,jk->iik", [[2, 3], [3, 4]]), ("ij,jk->ik", [[2, 3]]), ("ij->ij", [[2, 3], [2, 3]]), ("ii->i", [[2, 3]]),
    ("...ij...->ij", [[2, 3]]), ("ij->i.", [[2, 3]]), ("i..j->ij", [[2, 3]]), ("ij->i-j", [[2, 3]]),
]
for equation, shapes in EINSUM:
    tensors = [values(s, F64) for s in shapes]
    case("torch.einsum", tensors, [equation] + [T(i) for i in range(len(tensors))], lambda *x, e=equation: torch.einsum(e, *x))
write(__file__)
