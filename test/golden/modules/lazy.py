# Golden figures of lazy modules: prints before and after the first call, what is drawn at it, what is refused before.
import json
import pathlib
import sys

import torch
from torch import nn, optim

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import packed, said

cases = []
generator = torch.Generator().manual_seed(1)


def x(*shape):
    return torch.randn(shape, generator=generator)


def case(name, args=(), options=None, given=None):
    options = options or {}
    module = getattr(nn, name)(*args, **options)
    entry = {"name": name, "args": list(args), "options": options, "before": str(module), "input": packed(given)}
    entry["open"] = [k for k, v in module.state_dict().items() if isinstance(v, (nn.UninitializedParameter, nn.UninitializedBuffer))]
    torch.manual_seed(42)
    try:
        y = module(given)
    except Exception as error:
        entry["error"] = {"name": type(error).__name__, "message": str(error)}
        cases.append(entry)
        return
    entry |= {"after": str(module), "type": type(module).__name__, "output": packed(y)}
    entry["state"] = [[k, packed(v)] for k, v in module.state_dict().items()]
    entry["next"] = packed(torch.rand(2))
    cases.append(entry)


case("LazyLinear", [2], given=x(4, 3))
case("LazyLinear", [2], {"bias": False}, given=x(2, 2, 5))
case("LazyLinear", [2], given=torch.ones(()))
case("LazyConv1d", [4, 3], {"padding": 1}, given=x(2, 3, 5))
case("LazyConv2d", [4, 3], {"stride": 2, "padding": [1, 0]}, given=x(1, 2, 5, 6))
case("LazyConv2d", [4, 2], {"groups": 2, "bias": False}, given=x(4, 3, 3))
case("LazyConv2d", [4, 2], {"groups": 2}, given=x(1, 3, 3, 3))
case("LazyConv2d", [4, 2], given=x(3, 3))
case("LazyConvTranspose1d", [3, 2], {"stride": 2}, given=x(1, 2, 4))
case("LazyConvTranspose2d", [3, 2], {"output_padding": 1, "stride": 2}, given=x(1, 2, 3, 3))
case("LazyConvTranspose2d", [3, 2], given=x(1, 2))
case("LazyBatchNorm1d", given=x(4, 3))
case("LazyBatchNorm2d", options={"momentum": 0.3}, given=x(2, 3, 4, 4))
case("LazyBatchNorm2d", options={"affine": False}, given=x(2, 3, 4, 4))
case("LazyBatchNorm2d", given=x(2, 3))
case("LazyInstanceNorm1d", given=x(2, 3, 4))
case("LazyInstanceNorm2d", options={"track_running_stats": False}, given=x(2, 3, 4, 4))

messages = {}


def told(name, f):
    messages[name] = said(f)


lazy = nn.LazyLinear(2)
told("parameter", lambda: lazy.weight)
told("buffer", lambda: nn.LazyBatchNorm1d().running_mean)
told("shape", lambda: lazy.weight.shape)
told("numel", lambda: lazy.weight.numel())
told("sum", lambda: lazy.weight.sum())
told("requiresGrad_", lambda: lazy.requires_grad_(False))
told("double", lambda: nn.LazyLinear(2).double().weight.dtype)
told("net", lambda: nn.Sequential(nn.LazyConv2d(3, 2), nn.LazyBatchNorm2d(), nn.Flatten(), nn.LazyLinear(4)))
told("load into lazy", lambda: lazy.load_state_dict(nn.Linear(3, 2).state_dict()))
told("loaded", lambda: lazy)
told("called", lambda: lazy(torch.ones(1, 3)) is not None and lazy)
told("load of lazy", lambda: nn.Linear(3, 2).load_state_dict(nn.LazyLinear(2).state_dict()))
told("lazy into lazy", lambda: nn.LazyLinear(2).load_state_dict(nn.LazyLinear(2).state_dict()))


# an optimiser that was made before the first call moves the parameters all the same
torch.manual_seed(3)
net = nn.Sequential(nn.LazyLinear(3), nn.Tanh(), nn.LazyLinear(1))
opt = optim.SGD(net.parameters(), lr=0.1)
losses = []
for _ in range(3):
    loss = net(torch.tensor([[1.0, 2.0], [3.0, -1.0]])).pow(2).sum()
    opt.zero_grad()
    loss.backward()
    opt.step()
    losses.append(loss.item())
data = {"torch": torch.__version__, "cases": cases, "messages": messages, "losses": losses}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(data, separators=(",", ":")) + "\n")
print(len(cases), "lazy modules")
