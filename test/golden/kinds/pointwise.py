# Elementwise functions with every kind of input.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from kinds import ALL_PAIRS, B, F32, F64, I32, I64, T, U8, mask, op, write, x

UNARY = {
    "any": "abs absolute neg negative exp exp2 expm1 sigmoid tanh relu sin cos tan atan arctan sinh cosh asinh arcsinh erf erfc square sign floor ceil trunc fix frac round positive nanToNum isnan isinf isfinite logicalNot bitwiseNot",
    "positive": "sqrt rsqrt log log1p log2 log10 reciprocal lgamma digamma",
    "unit": "asin arcsin acos arccos atanh arctanh erfinv logit",
    "above": "acosh arccosh",
}
RANGES = {"any": (-2, 2), "positive": (0.1, 3), "unit": (-0.9, 0.9), "above": (1.1, 3)}
IN_PLACE = """neg exp log sqrt tanh sigmoid relu rsqrt expm1 log1p log2 log10 exp2 erf erfc lgamma digamma erfinv reciprocal sin cos tan
asin acos atan sinh cosh asinh acosh atanh abs sign floor ceil trunc frac logicalNot bitwiseNot square round nanToNum zero""".split()

for kind, names in UNARY.items():
    for name in names.split():
        op(name, x("ab", *RANGES[kind]), pointwise=True)
        if name in IN_PLACE and name != "logicalNot":
            op(name + "_", x("ab", *RANGES[kind]), prepare="clone")
op("zero_", x("ab"), prepare="clone")

ARITHMETIC = "add sub rsub mul div pow fmod remainder floorDivide"
COMPARISONS = "eq ne lt le gt ge"
for name in ARITHMETIC.split():
    op(name, x("ab", 0.5, 3), x("ab", 0.5, 3), mixes=ALL_PAIRS, outer=True, grad=name != "floorDivide")
for name in "atan2 arctan2 hypot minimum maximum fmin fmax logaddexp xlogy".split():
    op(name, x("ab"), x("ab"), mixes=ALL_PAIRS, outer=True)
for name in f"{COMPARISONS} greater greaterEqual less lessEqual notEqual isclose logicalAnd logicalOr logicalXor bitwiseAnd bitwiseOr bitwiseXor bitwiseLeftShift bitwiseRightShift".split():
    op(name, x("ab", 0, 3), x("ab", 0, 3), mixes=ALL_PAIRS, outer=True)
for name in f"add sub mul div pow fmod remainder floorDivide atan2 hypot {COMPARISONS} bitwiseAnd bitwiseOr bitwiseXor bitwiseLeftShift bitwiseRightShift copy".split():
    op(name + "_", x("ab", 0.5, 3), x("ab", 0.5, 3), mixes=ALL_PAIRS, prepare="clone", grad=name != "floorDivide")
# PyTorch's graph does not hear of these, and makes a view's history anew
op("logicalNot_", x("ab"), prepare="clone")
op("logicalNot_", x("ab"), grad=False)
for name in ("logicalAnd_", "logicalOr_", "logicalXor_"):
    op(name, x("ab", 0, 3), x("ab", 0, 3), prepare="clone")
    op(name, x("ab", 0, 3), x("ab", 0, 3), mixes=ALL_PAIRS, grad=False)

LIMITS = [[-1, 1], [-0.5, None], [None, 0.5], [2, -2]]
# the value of a negative number as an unsigned one is left to C
SIGNED = (F32, F64, I64, I32, B)
for name in ("clamp", "clip"):
    op(name, x("ab"), forms=[[1, 3], [2, None], [None, 2.5]], dtypes=(U8,), extreme_forms=3)
    op(name, x("ab"), forms=LIMITS, dtypes=SIGNED, pointwise=True, extreme_forms=4)
for name in ("clamp_", "clip_"):
    op(name, x("ab"), forms=LIMITS, dtypes=SIGNED, prepare="clone")
for name in ("clampMin", "clampMax"):
    op(name, x("ab"), x("ab"), mixes=ALL_PAIRS, outer=True)
    op(name, x("ab"), forms=[[0.5], [0]], pointwise=True)
    op(name + "_", x("ab"), x("ab"), mixes=ALL_PAIRS, prepare="clone")
op("clamp", x("ab"), x("ab"), x("ab"))
op("clamp_", x("ab"), x("ab"), x("ab"), prepare="clone")
op("lerp", x("ab"), x("ab"), forms=[[0.3], [0.75]])
op("lerp", x("ab"), x("ab"), x("ab"), pointwise=True)
op("lerp_", x("ab"), x("ab"), x("ab"), prepare="clone")
for name in ("addcmul", "addcdiv"):
    op(name, x("ab", 0.5, 3), x("ab", 0.5, 3), x("ab", 0.5, 3), mixes=ALL_PAIRS, forms=[[], [T(1), T(2), {"value": 0.5}], [T(1), T(2), {"value": 2}]], pointwise=True)
    op(name + "_", x("ab", 0.5, 3), x("ab", 0.5, 3), x("ab", 0.5, 3), prepare="clone")
op("torch.where", mask("ab"), x("ab"), x("ab"), forms=[[T(0), T(1), T(2)]], mixes=ALL_PAIRS)
op("where", x("ab"), mask("ab"), x("ab"), forms=[[T(1), T(2)]])
op("round", x("ab", -20, 20), forms=[[{"decimals": 1}], [{"decimals": -1}]], pointwise=True)
op("nanToNum", x("ab"), forms=[[{"nan": 2, "posinf": 3, "neginf": -3}]], pointwise=True)
for name in ("div", "div_"):
    for mode in ("floor", "trunc"):
        op(name, x("ab", 0.5, 3), x("ab", 0.5, 3), forms=[[T(1), {"roundingMode": mode}]], mixes=ALL_PAIRS, outer=not name.endswith("_"), prepare="clone" if name.endswith("_") else None)
for name in ("add", "sub", "add_", "sub_"):
    op(name, x("ab"), x("ab"), forms=[[T(1), {"alpha": 2}]], prepare="clone" if name.endswith("_") else None)
op("fill_", x("ab"), forms=[[2], [0.5]], prepare="clone")
op("allclose", x("ab"), x("ab"), grad=False)
op("equal", x("ab"), x("ab"), grad=False)
op("dist", x("ab"), x("ab"), forms=[[], [1], [3]])
write(__file__)
