# Golden figures of ops with a whole number that is written with a point: 2.0 is a float to PyTorch.
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, F32, F64, I32, I64, U8, Fl, T, case, values, write

METHODS = {
    "add": "add", "sub": "sub", "mul": "mul", "div": "div", "pow": "pow", "rsub": None, "remainder": "remainder",
    "fmod": "fmod", "floorDivide": "floor_divide", "eq": "eq", "ne": "ne", "lt": "lt", "le": "le", "gt": "gt",
    "ge": "ge", "clampMin": "clamp_min", "clampMax": "clamp_max", "add_": "add_", "sub_": "sub_", "mul_": "mul_",
    "div_": "div_", "pow_": "pow_", "remainder_": "remainder_", "fmod_": "fmod_", "floorDivide_": "floor_divide_",
    "fill_": "fill_", "clampMin_": "clamp_min_", "eq_": "eq_", "lt_": "lt_", "ge_": "ge_",
    "bitwiseAnd": "bitwise_and", "bitwiseOr": "bitwise_or", "bitwiseXor": "bitwise_xor",
}
for name, python in METHODS.items():
    fn = torch.rsub if python is None else lambda x, s, n=python: getattr(x, n)(s)
    for dtype in (I64, I32, U8, B, F32, F64):
        for scalar in (2.0, -1.0, 0.0):
            if scalar == 0 and name.rstrip("_") in ("remainder", "fmod", "div", "floorDivide"):
                continue
            # the value of a negative number as an unsigned one is left to C
            if scalar < 0 and dtype == U8 and name == "fill_":
                continue
            x = values([4], dtype)
            case(name, [x], [Fl(scalar)], lambda x, f=fn, s=scalar: f(x.clone() if name.endswith("_") else x, s), grad=False)
for dtype in (I64, I32, B):
    x = values([4], dtype)
    case("clamp", [x], [Fl(0.0), Fl(1.0)], lambda x: x.clamp(0.0, 1.0))
    case("clamp", [x], [0, Fl(1.0)], lambda x: x.clamp(0, 1.0))
    case("add", [x, x], [T(1), {"alpha": Fl(2.0)}], lambda a, b: a.add(b, alpha=2.0))
    case("div", [x], [Fl(2.0), {"roundingMode": "floor"}], lambda x: x.div(2.0, rounding_mode="floor"))
    case("maskedFill", [x, values([4], B)], [T(1), Fl(3.0)], lambda x, m: x.masked_fill(m, 3.0))
    case("torch.where", [values([4], B), x], [T(0), T(1), Fl(3.0)], lambda m, x: torch.where(m, x, 3.0))
    case("torch.where", [values([4], B), x], [T(0), Fl(3.0), T(1)], lambda m, x: torch.where(m, 3.0, x))
case("torch.where", [values([4], B)], [T(0), Fl(1.0), Fl(0.0)], lambda m: torch.where(m, 1.0, 0.0))
case("torch.where", [values([4], B)], [T(0), Fl(1.0), 0], lambda m: torch.where(m, 1.0, 0))
case("torch.where", [values([4], B)], [T(0), 1, 0], lambda m: torch.where(m, 1, 0))
case("torch.tensor", [], [[1, Fl(2.0)]], lambda: torch.tensor([1, 2.0]))
case("torch.tensor", [], [Fl(2.0)], lambda: torch.tensor(2.0))
case("torch.full", [], [[2], Fl(2.0)], lambda: torch.full([2], 2.0))
case("torch.arange", [], [Fl(3.0)], lambda: torch.arange(3.0))
case("torch.arange", [], [0, Fl(4.0), 2], lambda: torch.arange(0, 4.0, 2))
for dtype in (I64, I32, U8):
    for power in ([0, -1, -2, 3], [-1, -3, 2, 0]):
        base = torch.tensor([1, 2, 0 if power[2] > 0 else 3, -1 if dtype != U8 else 5]).to(dtype)
        case("pow", [base, torch.tensor(power)], [], torch.pow)
case("pow", [torch.tensor([1, -1, 2, -1, 3]), torch.tensor([-1, -3, -1, -2, -5])], [], torch.pow)
case("pow", [torch.tensor([0, 2]), torch.tensor([-1, -1])], [], torch.pow)
case("torch.pow", [torch.tensor([-1, -2, 2])], [2, T(0)], lambda e: torch.pow(2, e))
case("torch.pow", [torch.tensor([-1, -2, 2])], [Fl(2.0), T(0)], lambda e: torch.pow(2.0, e))
write(__file__)
