# Golden prints: tensors as PyTorch prints them, with what stands behind them.
import json
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import packed

generator = torch.Generator().manual_seed(2)
F64, I32, I64, U8, B = torch.float64, torch.int32, torch.int64, torch.uint8, torch.bool
prints = []


def shown(t):
    node = t.grad_fn.name() if t.grad_fn is not None else None
    prints.append({**packed(t), "text": str(t), "gradFn": node, "requiresGrad": t.requires_grad})


def rand(*shape, dtype=torch.float32, scale=1.0):
    return torch.randn(shape, generator=generator, dtype=dtype) * scale


# every size from nothing to what is summarised, in every dtype
for shape in ([], [1], [7], [20], [33], [0], [1, 1], [2, 5], [5, 2], [3, 0], [0, 3], [2, 3, 2], [1, 1, 1, 2], [12, 12], [1001], [7, 7, 30], [4, 300], [300, 4], [2, 2, 2, 200]):
    shown(rand(*shape))
    shown(rand(*shape, dtype=F64, scale=100))
    shown((rand(*shape) * 50).to(I64))
for shape in ([3], [40], [2, 2], [1200]):
    shown((rand(*shape) * 50).to(I32))
    shown((rand(*shape).abs() * 50).to(U8))
    shown(rand(*shape) > 0)
# the graph behind it, and where its name does not fit on the line
for n in (1, 3, 6, 7, 8, 9, 12):
    x = rand(n).requires_grad_()
    shown(x)
    shown(x * 2)
    shown(x.exp().sum())
    shown(x.to(F64) + 1)
    shown(torch.nn.functional.softmax(x, 0))
shown(rand(3, 4).requires_grad_().t())
shown((rand(3, 4).requires_grad_() @ rand(4, 30)))
shown(torch.zeros(0, 2, requires_grad=True))
shown(torch.zeros(0, dtype=F64, requires_grad=True) * 2)
# numbers that need another format
for data in (
    [1e-3, 1.0], [9.9999e-5, 0.5], [1e-4, 0.05], [0.1, 100.0], [0.1, 100.1], [1e3, 1e7], [1e8, 1e8 + 8], [1.5e8, 2.0], [3.0, 4e8], [2.0**31, 1.0],
    [1e38, -1e-38], [0.0, 0.0], [-0.0], [float("inf"), float("nan"), -0.0], [float("inf"), 1.0], [float("-inf"), 0.5], [float("nan"), 100.0], [0.99995, 0.5], [0.00012345, 0.1],
    [12345.678, 1.0], [999.99995, 1.0], [1.00005, 2.00015], [0.5, 1.5, 2.5], [1 / 3, 2 / 3], [1e-45, 1.0], [65504.0, 0.001],
):
    shown(torch.tensor(data))
    shown(torch.tensor(data, dtype=F64))
for data in ([2**62, -1], [-(2**63), 2**63 - 1], [0, 10**12], [-5], [1, -22, 333]):
    shown(torch.tensor(data))
# with other options
for options in (
    {"precision": 2}, {"precision": 0}, {"precision": 8}, {"precision": 6, "sciMode": True}, {"sciMode": False}, {"sciMode": True}, {"linewidth": 40}, {"linewidth": 200},
    {"threshold": 5}, {"threshold": 10, "edgeitems": 1}, {"threshold": 10, "edgeitems": 2, "linewidth": 30}, {"profile": "short"}, {"profile": "full"},
    {"profile": "short", "precision": 3}, {"threshold": 3, "edgeitems": 0}, {"profile": "full", "linewidth": 120, "sciMode": False},
):
    before = len(prints)
    torch.set_printoptions(**{"sci_mode" if k == "sciMode" else k: v for k, v in options.items()})
    for t in (rand(12), rand(3, 5, scale=1000), rand(2, 2, 9).requires_grad_() * 2, rand(40), torch.tensor([1e-6, 12345.678]), torch.tensor([1e-7, 1e9, 0.5], dtype=F64), torch.tensor([1.0, 2.0, 3000.0]), torch.tensor([0.125, 2.5, 0.375]), torch.tensor(3.14159), torch.arange(30).reshape(5, 6), rand(9, 9), rand(1100), torch.tensor([True, False] * 4), torch.tensor([float("nan"), 1.5, -0.0])):
        if t.numel() < 1000 or options.get("profile") == "short":
            shown(t)
    for entry in prints[before:]:
        entry["options"] = options
    torch.set_printoptions(profile="default")
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({"torch": torch.__version__, "prints": prints}, separators=(",", ":")) + "\n")
print(len(prints), "prints")
