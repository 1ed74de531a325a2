# Golden figures of linear algebra.
import itertools
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import F32, F64, I64, T, case, values, write

L = torch.linalg
BOTH = (F32, F64)


def square(shape, dtype):
    """Well-conditioned."""
    return values(shape, dtype) + 3 * torch.eye(shape[-1], dtype=dtype)


def positive(shape, dtype):
    x = values(shape, dtype)
    return x @ x.mT + 2 * torch.eye(shape[-1], dtype=dtype)


for shape, dtype in itertools.product(([1, 1], [2, 2], [4, 4], [3, 2, 2], [0, 0], [0, 2, 2]), BOTH):
    x = square(shape, dtype)
    case("torch.linalg.inv", [x], [T(0)], L.inv)
    case("torch.linalg.det", [x], [T(0)], L.det)
    case("torch.linalg.slogdet", [x], [T(0)], L.slogdet, grad=False)
    case("det", [x], [], torch.det)
    if 0 not in shape:
        case("logdet", [positive(shape, dtype)], [], torch.logdet)
        case("torch.linalg.cholesky", [positive(shape, dtype)], [T(0)], L.cholesky)
        symmetric = values(shape, dtype)
        case("torch.linalg.eigvalsh", [symmetric + symmetric.mT], [T(0)], L.eigvalsh)
        case("torch.linalg.cond", [x], [T(0)], L.cond, grad=False)
        for p in (1, "fro"):
            case("torch.linalg.cond", [x], [T(0), p], lambda x, p=p: L.cond(x, p), grad=False)
    for right in (shape, [*shape[:-1], 3]):
        case("torch.linalg.solve", [x, values(right, dtype)], [T(0), T(1)], L.solve)
    if len(shape) == 2:
        case("torch.linalg.solve", [x, values(shape[:1], dtype)], [T(0), T(1)], L.solve)
case("torch.linalg.solve", [square([2, 2], F64), values([3, 2, 1], F64)], [T(0), T(1)], L.solve)
case("torch.linalg.solve", [square([3, 2, 2], F64), values([3, 2], F64)], [T(0), T(1)], L.solve)
case("torch.linalg.det", [torch.tensor([[1.0, 2.0], [2.0, 4.0]])], [T(0)], L.det)
case("torch.linalg.det", [torch.zeros(2, 2)], [T(0)], L.det, grad=False)
for name, fn in (("inv", L.inv), ("det", L.det), ("cholesky", L.cholesky), ("eigvalsh", L.eigvalsh), ("slogdet", L.slogdet)):
    case("torch.linalg." + name, [values([2, 3])], [T(0)], fn)
    case("torch.linalg." + name, [values([2])], [T(0)], fn)
case("torch.linalg.inv", [torch.zeros(2, 2)], [T(0)], L.inv)
case("torch.linalg.inv", [torch.zeros(3, 2, 2)], [T(0)], L.inv)
case("torch.linalg.inv", [torch.tensor([[1.0, 2.0], [2.0, 4.0]])], [T(0)], L.inv)
case("torch.linalg.inv", [values([2, 2], I64)], [T(0)], L.inv)
case("torch.linalg.solve", [torch.zeros(2, 2), values([2])], [T(0), T(1)], L.solve)
for a, b in [([2, 2], [3]), ([2, 2], [3, 2]), ([2, 3], [3, 2])]:
    case("torch.linalg.solve", [values(a), values(b)], [T(0), T(1)], L.solve)
case("torch.linalg.cholesky", [-torch.eye(2)], [T(0)], L.cholesky)
case("torch.linalg.cholesky", [-torch.eye(2).expand(3, 2, 2).clone()], [T(0)], L.cholesky)

for shape, dtype in itertools.product(([3, 2], [2, 3], [3, 3], [1, 1], [2, 3, 2]), BOTH):
    x = values(shape, dtype)
    for mode in ("reduced", "complete", "r"):
        case("torch.linalg.qr", [x], [T(0), mode], lambda x, m=mode: L.qr(x, mode=m), grad=False)
    case("torch.linalg.svdvals", [x], [T(0)], L.svdvals)
    case("torch.linalg.pinv", [x], [T(0)], L.pinv)
    case("torch.linalg.matrixRank", [x], [T(0)], L.matrix_rank, grad=False)
    for order in (None, "fro", "nuc", 1, -1, 2, -2):
        if order is None or len(shape) == 2:
            case("torch.linalg.norm", [x], [T(0), order], lambda x, o=order: L.norm(x, o))
        if order is not None:
            case("torch.linalg.matrixNorm", [x], [T(0), order], lambda x, o=order: L.matrix_norm(x, o))
case("torch.linalg.qr", [values([3, 2])], [T(0), "foo"], lambda x: L.qr(x, mode="foo"))
case("torch.linalg.matrixRank", [torch.tensor([[1.0, 2.0], [2.0, 4.0]])], [T(0)], L.matrix_rank, grad=False)
case("torch.linalg.matrixRank", [torch.zeros(2, 2)], [T(0)], L.matrix_rank, grad=False)
for order, dim in [(2, None), (1, None), (3, None), (0, None), (2, [0]), (1, [1]), (0.5, [0, 1])]:
    for keepdim in (False, True):
        case("torch.linalg.vectorNorm", [values([2, 3], F64)], [T(0), order, {"dim": dim, "keepdim": keepdim}], lambda x, o=order, d=dim, k=keepdim: L.vector_norm(x, o, dim=d, keepdim=k))
case("torch.linalg.vectorNorm", [values([3], I64)], [T(0)], L.vector_norm)
case("torch.linalg.norm", [values([2, 3, 4])], [T(0), "fro"], lambda x: L.norm(x, "fro"))
case("torch.linalg.norm", [values([2, 3])], [T(0), "foo"], lambda x: L.norm(x, "foo"))
case("torch.linalg.norm", [values([3], F64)], [T(0), 3], lambda x: L.norm(x, 3))
case("torch.linalg.norm", [values([2, 3], F64)], [T(0), 1, {"dim": 1}], lambda x: L.norm(x, 1, dim=1))
case("torch.linalg.matrixNorm", [values([2, 3])], [T(0), 3], lambda x: L.matrix_norm(x, 3))
case("torch.linalg.matrixNorm", [values([3])], [T(0)], L.matrix_norm)
for a, b in [([4, 2], [4, 3]), ([3, 3], [3, 1])]:
    case("torch.linalg.lstsq", [values(a, F64), values(b, F64)], [T(0), T(1)], lambda x, y: list(L.lstsq(x, y)), grad=False)
write(__file__)
