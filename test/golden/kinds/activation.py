# Activations with every kind of input.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from kinds import T, op, write, x

PLAIN = """relu sigmoid tanh leakyRelu elu selu celu gelu silu mish softplus softsign logsigmoid hardtanh relu6 hardsigmoid hardswish
tanhshrink softshrink hardshrink"""
OPTIONS = {
    "leakyRelu": {"negativeSlope": 0.2}, "elu": {"alpha": 0.5}, "celu": {"alpha": 0.5}, "gelu": {"approximate": "tanh"},
    "softplus": {"beta": 2, "threshold": 1}, "hardtanh": {"minVal": -0.5, "maxVal": 0.25},
}
for name in PLAIN.split():
    forms = [[T(0)], *([[T(0), OPTIONS[name]]] if name in OPTIONS else [])]
    op("F." + name, x("ab"), forms=forms, pointwise=True)
op("F.threshold", x("ab"), forms=[[T(0), 0.5, 2]], pointwise=True)
for name in ("relu_", "leakyRelu_", "elu_", "selu_", "celu_", "hardtanh_"):
    op("F." + name, x("ab"), forms=[[T(0)]], pointwise=True, prepare="clone")
op("F.threshold_", x("ab"), forms=[[T(0), 0.5, 2]], pointwise=True, prepare="clone")
op("F.glu", x("ac"), forms=[[T(0)], [T(0), {"dim": 0}]], dims=[[T(0), {"dim": 2}]])
op("F.prelu", x("ab"), x("1"), forms=[[T(0), T(1)]])
op("F.prelu", x("ab"), x("b"), forms=[[T(0), T(1)]])
for name in ("softmax", "logSoftmax", "softmin"):
    op("F." + name, x("ab"), forms=[[T(0), 0], [T(0), -1]], dims=[[T(0), 2], [T(0), -3]])
write(__file__)
