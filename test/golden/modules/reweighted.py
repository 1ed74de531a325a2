# Golden figures of weights that are computed before each call: weight norm and spectral norm.
import json
import pathlib
import sys
import warnings

import torch
from torch import nn
from torch.nn import utils

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import packed, said

warnings.filterwarnings("ignore")
generator = torch.Generator().manual_seed(1)
cases = []


def case(kind, name, args, options, shape, calls=2, train=True):
    torch.manual_seed(3)
    module = getattr(nn, name)(*args)
    given = torch.randn(shape, generator=generator)
    getattr(utils, kind)(module, **options)
    module.train(train)
    entry = {"kind": kind, "name": name, "args": args, "options": options, "train": train, "input": packed(given), "print": str(module)}
    entry["before"] = [[k, packed(v)] for k, v in module.state_dict().items()]
    out = None
    for _ in range(calls):
        y = module(given)
        out = y if out is None else out + y
    out.pow(2).sum().backward()
    entry |= {"calls": calls, "output": packed(out), "grads": {k: packed(p.grad) for k, p in module.named_parameters()}}
    entry["after"] = [[k, packed(v)] for k, v in module.state_dict().items()]
    getattr(utils, "remove_" + kind)(module, *([options["name"]] if "name" in options else []))
    entry["removed"] = [[k, packed(v)] for k, v in module.state_dict().items()]
    cases.append(entry)


case("weight_norm", "Linear", [3, 2], {}, [4, 3])
case("weight_norm", "Linear", [3, 2], {"dim": None}, [4, 3])
case("weight_norm", "Linear", [3, 2], {"name": "bias"}, [4, 3])
case("weight_norm", "Conv1d", [2, 3, 2], {}, [2, 2, 5])
case("weight_norm", "Conv2d", [2, 3, 2], {"dim": 1}, [1, 2, 4, 4])
for train in (True, False):
    case("spectral_norm", "Linear", [3, 2], {}, [4, 3], train=train)
case("spectral_norm", "Conv2d", [2, 3, 2], {"n_power_iterations": 3}, [1, 2, 4, 4])
case("spectral_norm", "ConvTranspose2d", [2, 3, 2], {}, [1, 2, 3, 3])
messages = {}


def told(name, f):
    messages[name] = said(f)


told("weight norm twice", lambda: utils.weight_norm(utils.weight_norm(nn.Linear(3, 2))))
told("weight norm of nothing", lambda: utils.weight_norm(nn.Linear(3, 2), "foo"))
told("weight norm of lazy", lambda: utils.weight_norm(nn.LazyLinear(2)))
told("no weight norm", lambda: utils.remove_weight_norm(nn.Linear(3, 2)))
told("spectral norm twice", lambda: utils.spectral_norm(utils.spectral_norm(nn.Linear(3, 2))))
told("spectral norm of nothing", lambda: utils.spectral_norm(nn.ReLU()))
told("spectral norm without iterations", lambda: utils.spectral_norm(nn.Linear(3, 2), n_power_iterations=0))
told("no spectral norm", lambda: utils.remove_spectral_norm(nn.Linear(3, 2)))
data = {"torch": torch.__version__, "cases": cases, "messages": messages}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(data, separators=(",", ":")) + "\n")
print(len(cases), "reweighted layers")
