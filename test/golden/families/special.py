# Golden figures of the gamma function and its kin, and of the inverse error function.
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, F32, F64, I32, I64, T, U8, case, values, write


def of(data, dtype):
    return torch.tensor(data, dtype=dtype)


SPECIAL = [
    ("lgamma", torch.lgamma, "positive"), ("digamma", torch.digamma, "positive"), ("erfinv", torch.erfinv, "unit"),
]
for name, fn, kind in SPECIAL:
    for shape in ([], [5], [2, 3], [0], [2, 0]):
        for dtype in (F32, F64):
            case(name, [values(shape, dtype, kind)], [], fn)
    case(name, [values([3, 2], F32, kind)], [], fn, prepare="t")
    for dtype in (F32, F64):
        case(name, [values([14], dtype, "extreme")], [], fn, grad=False)
    for dtype in (I64, I32, U8, B):
        case(name, [of([0, 1, 3, 7], I64).to(dtype)], [], fn)
    case("torch." + name, [values([4], F32, kind)], [T(0)], fn)
    case(name + "_", [values([2, 3], F32, kind)], [], getattr(torch.Tensor, name + "_"), prepare="clone")
FAR = [0.01, 0.3, 0.499, 0.75, 0.9, 1.0, 1.1, 1.24, 1.26, 1.5, 1.9, 2.0, 2.2, 3.0, 5.5, 9.9, 10.0, 10.5, 40.0, 171.5, 1e4, 1e10]
for dtype in (F32, F64):
    case("lgamma", [of(FAR, dtype)], [], torch.lgamma)
    case("digamma", [of(FAR, dtype)], [], torch.digamma)
    case("lgamma", [of([-0.5, -1.5, -2.25, -10.3], dtype)], [], torch.lgamma)
    case("digamma", [of([-0.5, -1.5, -2.25, -10.3], dtype)], [], torch.digamma)
    case("erfinv", [of([0.0, 0.1, 0.5, 0.699, 0.701, 0.9, 0.999, -0.3, -0.8, -0.9999], dtype)], [], torch.erfinv)
    for n in (0, 1, 2, 3):
        case("polygamma", [values([2, 3], dtype, "positive")], [n], lambda x, n=n: x.polygamma(n))
case("polygamma", [values([2])], [-1], lambda x: x.polygamma(-1))
write(__file__)
