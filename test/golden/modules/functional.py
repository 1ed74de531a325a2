# Golden figures of torch.autograd.functional: Jacobians, Hessians and products, of one tensor and of several.
import json
import pathlib
import sys

import torch
from torch.autograd import functional as fn

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import F64, packed, values

torch.manual_seed(5)
FUNCTIONS = {
    "square": lambda x: x * x,
    "cube sum": lambda x: x.pow(3).sum(),
    "rows": lambda x: x.exp().sum(1),
    "two": lambda x, y: (x * y).sin().sum() + (y**3).sum(),
    "adder": lambda x, y: 2 * x + 3 * y,
    "pair": lambda x, y: (x * x, (x * y).sum()),
    "unused": lambda x, y: (x * x).sum(),
    "constant": lambda x: torch.ones(2, dtype=F64),
}


def flat(result):
    """Every tensor of a nested result, in order."""
    if isinstance(result, torch.Tensor):
        return [packed(result)]
    return [one for part in result for one in flat(part)]


def nesting(result):
    return None if isinstance(result, torch.Tensor) else [nesting(part) for part in result]


cases = []


def case(name, f, inputs, v=None, given=False):
    args = [inputs[0] if len(inputs) == 1 else tuple(inputs)]
    entry = {"name": name, "function": f, "inputs": [packed(x) for x in inputs]}
    if given:
        args.append(v if isinstance(v, torch.Tensor) or v is None else tuple(v))
        entry["v"] = None if v is None else packed(v) if isinstance(v, torch.Tensor) else [packed(x) for x in v]
    try:
        result = getattr(fn, name)(FUNCTIONS[f], *args)
        entry["result"], entry["nesting"] = flat(result), nesting(result)
    except RuntimeError as error:
        entry["error"] = str(error)
    cases.append(entry)


x, y, m = values([3], F64), values([3], F64), values([2, 3], F64)
for name in ("jacobian", "hessian"):
    for f, inputs in (("square", [x]), ("cube sum", [x]), ("cube sum", [m]), ("rows", [m]), ("two", [x, y]), ("adder", [x, y]), ("pair", [x, y]), ("unused", [x, y]), ("constant", [x]), ("square", [x[0]])):
        case(name, f, inputs)
for name in ("vjp", "jvp", "vhp", "hvp"):
    for f, inputs, outputs in (
        ("square", [x], x), ("cube sum", [x], x.sum()), ("cube sum", [m], m.sum()), ("rows", [m], m[:, 0]), ("two", [x, y], x.sum()),
        ("adder", [x, y], x), ("pair", [x, y], [x, y.sum()]), ("unused", [x, y], x.sum()), ("constant", [x], x[:2]), ("square", [x[0]], x[0]),
    ):
        v = values(outputs.shape, F64) if isinstance(outputs, torch.Tensor) else [values(o.shape, F64) for o in outputs]
        if name != "vjp":
            v = values(inputs[0].shape, F64) if len(inputs) == 1 else [values(i.shape, F64) for i in inputs]
        case(name, f, inputs, v, given=True)
        case(name, f, inputs)
    case(name, "square", [x], values([2], F64), given=True)
    case(name, "adder", [x, y], [values([2], F64), values([3], F64)], given=True)
    case(name, "adder", [x, y], [values([3], F64)] * 3, given=True)
    case(name, "pair", [x, y], [values([3], F64), values([2], F64)], given=True)
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({"torch": torch.__version__, "cases": cases}, separators=(",", ":")) + "\n")
print(len(cases), "cases of autograd.functional")
