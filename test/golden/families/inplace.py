# Golden figures of in-place forms: on tensors of the graph, on integers, on views, and where they are refused.
import pathlib
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, F32, F64, I32, I64, T, U8, case, values, write

ONE = [
    ("neg_", "normal"), ("exp_", "normal"), ("log_", "positive"), ("sqrt_", "positive"), ("tanh_", "normal"), ("sigmoid_", "normal"),
    ("relu_", "normal"), ("rsqrt_", "positive"), ("expm1_", "normal"), ("log1p_", "positive"), ("log2_", "positive"), ("log10_", "positive"),
    ("exp2_", "normal"), ("erf_", "normal"), ("erfc_", "normal"), ("reciprocal_", "positive"), ("sin_", "normal"), ("cos_", "normal"),
    ("tan_", "unit"), ("asin_", "unit"), ("acos_", "unit"), ("atan_", "normal"), ("sinh_", "normal"), ("cosh_", "normal"), ("asinh_", "normal"),
    ("acosh_", "above"), ("atanh_", "unit"), ("abs_", "normal"), ("sign_", "normal"), ("floor_", "normal"), ("ceil_", "normal"),
    ("trunc_", "normal"), ("frac_", "normal"), ("square_", "normal"), ("round_", "normal"), ("nanToNum_", "normal"), ("zero_", "normal"),
]
PYTHON = {"nanToNum_": "nan_to_num_", "floorDivide_": "floor_divide_"}


def draw(shape, dtype, kind):
    return values(shape, dtype, "positive") + 1 if kind == "above" else values(shape, dtype, kind)


for name, kind in ONE:
    call = lambda x, n=PYTHON.get(name, name): getattr(x, n)()
    for dtype in (F32, F64):
        for shape in ([4], [], [0]):
            case(name, [draw(shape, dtype, kind)], [], call, prepare="clone")
    case(name, [draw([3, 2], F32, kind)], [], call, prepare="t", grad=False)
    case(name, [draw([2], F32, kind)], [], call)
    for dtype in (I64, U8, B):
        case(name, [torch.tensor([1, 0, 3]).to(dtype)], [], call)

TWO = ["add_", "sub_", "mul_", "div_", "pow_", "fmod_", "remainder_", "floorDivide_", "atan2_", "hypot_", "eq_", "ne_", "lt_", "le_", "gt_", "ge_"]
for name in TWO:
    torch_name = PYTHON.get(name, name)
    call = lambda x, y, n=torch_name: getattr(x, n)(y)
    grad = name != "floorDivide_"
    for shapes in ([[3], [3]], [[2, 3], [3]], [[2, 3], []], [[0], [1]], [[3], [2, 3]], [[3], [4]]):
        for dtype in (F32, F64):
            case(name, [values(s, dtype, "positive") for s in shapes], [], call, prepare="clone", grad=grad)
    case(name, [values([3, 2], F32, "positive"), values([3, 2], F32, "positive")], [], call, prepare="t", grad=False)
    if name not in ("atan2_", "hypot_"):
        for number in (2, 0.5):
            for dtype in (F32, I64, U8):
                case(name, [values([4], dtype, "positive")], [number], lambda x, s=number, n=torch_name: getattr(x, n)(s), prepare="clone", grad=grad)
    for da, db in ((F32, F64), (F32, I64), (I64, I32), (I64, U8), (U8, I64), (I64, F32), (B, I64), (B, B), (F32, B)):
        if name == "hypot_" and da == B != db:
            continue  # two errors at once: ours names the kernel first
        b = torch.ones(3, dtype=B) if db == B else values([3], db).abs() + 1
        case(name, [values([3], da), b], [], call, grad=False)
    case(name, [values([3], F32), values([3], F32)], [], call)
for name in ("bitwiseAnd_", "bitwiseOr_", "bitwiseXor_", "bitwiseLeftShift_", "bitwiseRightShift_", "logicalAnd_", "logicalOr_", "logicalXor_"):
    snake = "".join("_" + c.lower() if c.isupper() else c for c in name)
    for da, db in ((I64, I64), (I32, I64), (I64, B), (U8, U8), (B, B), (F32, I64), (B, I64)):
        case(name, [torch.tensor([0, 1, 5]).to(da), torch.tensor([1, 0, 3]).to(db)], [], lambda x, y, n=snake: getattr(x, n)(y), grad=False)
for name in ("logicalNot_", "bitwiseNot_"):
    snake = "logical_not_" if name == "logicalNot_" else "bitwise_not_"
    for dtype in (F32, I64, U8, B):
        case(name, [torch.tensor([0, 1, 5]).to(dtype)], [], lambda x, n=snake: getattr(x, n)(), grad=False)

case("round_", [values([4], F32)], [{"decimals": 1}], lambda x: x.round_(decimals=1), prepare="clone")
for lo, hi in ((-0.5, 0.5), (None, 0.2), (0.1, None), (None, None)):
    for dtype in (F32, F64, I64):
        case("clamp_", [values([6], dtype)], [lo, hi], lambda x, l=lo, h=hi: x.clamp_(l, h), prepare="clone")
case("clamp_", [values([4], F32), values([4], F32), values([4], F32)], [T(1), T(2)], lambda x, l, h: x.clamp_(l, h), prepare="clone")
case("clampMin_", [values([4], F32)], [0.1], lambda x: x.clamp_min_(0.1), prepare="clone")
case("clampMin_", [values([2, 3], F32), values([3], F32)], [], lambda x, y: x.clamp_min_(y), prepare="clone")
case("clampMax_", [values([4], F32)], [0.1], lambda x: x.clamp_max_(0.1), prepare="clone")
case("lerp_", [values([4], F32), values([4], F32)], [T(1), 0.3], lambda x, y: x.lerp_(y, 0.3), prepare="clone")
case("lerp_", [values([4], F64), values([4], F64), values([4], F64)], [T(1), T(2)], lambda x, y, w: x.lerp_(y, w), prepare="clone")
for name in ("addcmul_", "addcdiv_"):
    for dtype in (F32, F64):
        three = [values([4], dtype, "positive") for _ in range(3)]
        case(name, three, [], lambda x, a, b, n=name: getattr(x, n)(a, b), prepare="clone")
        case(name, three, [T(1), T(2), {"value": -0.5}], lambda x, a, b, n=name: getattr(x, n)(a, b, value=-0.5), prepare="clone")
case("addcmul_", [values([3], F32), values([2, 3], F32), values([3], F32)], [], lambda x, a, b: x.addcmul_(a, b), prepare="clone")
for number in (2, 0.5):
    case("fill_", [values([3], F32)], [number], lambda x, n=number: x.fill_(n), prepare="clone")
    for dtype in (I64, U8, B):
        case("fill_", [values([3], dtype)], [number], lambda x, n=number: x.fill_(n))
case("copy_", [values([2, 3], F32), values([3], F64)], [], lambda x, y: x.copy_(y), prepare="clone")
for mode in ("floor", "trunc"):
    options = {"roundingMode": mode}
    case("div_", [values([4], F32), values([4], F32, "positive")], [T(1), options], lambda x, y, m=mode: x.div_(y, rounding_mode=m), prepare="clone")
    case("div_", [values([4], I64)], [2, options], lambda x, m=mode: x.div_(2, rounding_mode=m))
    case("div_", [values([4], I64)], [0.5, options], lambda x, m=mode: x.div_(0.5, rounding_mode=m))
    case("div_", [values([4], I64)], [0, options], lambda x, m=mode: x.div_(0, rounding_mode=m))
case("F.relu_", [values([5], F32)], [T(0)], F.relu_, prepare="clone")
case("F.leakyRelu_", [values([5], F32)], [T(0), {"negativeSlope": 0.1}], lambda x: F.leaky_relu_(x, 0.1), prepare="clone")
case("F.elu_", [values([5], F32)], [T(0)], F.elu_, prepare="clone")
case("F.selu_", [values([5], F32)], [T(0)], F.selu_, prepare="clone")
case("F.celu_", [values([5], F32)], [T(0)], F.celu_, prepare="clone")
case("F.hardtanh_", [values([5], F32)], [T(0)], F.hardtanh_, prepare="clone")
case("F.threshold_", [values([5], F32)], [T(0), 0.1, 2], lambda x: F.threshold_(x, 0.1, 2), prepare="clone")
write(__file__)
