# Golden figures of torch.func: what each call prints. The programs stand in test/engine/func.test.ts under the same names.
import json
import pathlib
import sys

import torch
from torch import nn
from torch.func import functional_call, grad, grad_and_value, hessian, jacfwd, jacrev, jvp, stack_module_state, vjp, vmap

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import said

printed = {}


def told(name, f):
    printed[name] = said(f, lambda result: [str(part) for part in (result if isinstance(result, (list, tuple)) else [result])])


x = torch.tensor([1.0, 2.0, 3.0])
m = torch.tensor([[1.0, -2.0, 0.5], [3.0, 0.25, 1.0]])
w = torch.tensor(2.0, requires_grad=True)
told("grad", lambda: grad(lambda x: x.pow(3).sum())(x))
told("grad of grad", lambda: grad(lambda x: grad(lambda y: y.pow(3))(x))(torch.tensor(2.0)))
told("grad argnums", lambda: grad(lambda x, y: (x * y).sum(), argnums=(0, 1))(x, x * 2))
told("grad last", lambda: grad(lambda x, y: (x * y * y).sum(), argnums=-1)(x, x * 2))
told("grad dict", lambda: grad(lambda p: (p["a"] ** 2).sum())({"a": x})["a"])
told("grad aux", lambda: grad(lambda x: (x.sin().sum(), x * 2), has_aux=True)(x))
told("grad constant", lambda: grad(lambda x: torch.ones(()))(x))
told("grad and value", lambda: grad_and_value(lambda x: x.pow(2).sum())(x))
told("closure", lambda: grad(lambda x: (w * x).sum())(x))
told("vector", lambda: grad(lambda x: x * 2)(x))
told("number out", lambda: grad(lambda x: 3)(x))
told("argnum", lambda: grad(lambda x, y: (x * y).sum(), argnums=5)(x, x))
told("integers", lambda: grad(lambda x: x.sum())(torch.arange(3)))
told("no aux", lambda: grad(lambda x: x.sum(), has_aux=True)(x))
told("vjp", lambda: vjp(lambda x: x.exp() * 2, x)[1](torch.ones(3)))
told("vjp output", lambda: vjp(lambda x: x.exp() * 2, x)[0])
told("vjp shape", lambda: vjp(lambda x: x * 2, x)[1](torch.ones(2)))
told("jvp", lambda: jvp(lambda x: x.sin(), (x,), (torch.tensor([1.0, 0.0, 2.0]),)))
told("jvp list", lambda: jvp(lambda x: x * 2, x, x))
told("jvp shape", lambda: jvp(lambda x: x * 2, (x,), (torch.ones(2),)))
told("jacrev", lambda: jacrev(lambda x: x**2)(x))
told("jacrev two", lambda: jacrev(lambda x, y: x * y, argnums=(0, 1))(x, x * 3))
told("jacrev several", lambda: jacrev(lambda x: (x, x.sum()))(x))
told("jacfwd", lambda: jacfwd(lambda m: m.sum(1).exp())(m))
told("hessian", lambda: hessian(lambda x: (x**3).sum() + x[0] * x[1])(x))
told("vmap", lambda: vmap(lambda a: a * 2)(m))
told("vmap dot", lambda: vmap(torch.dot)(m, m))
told("vmap null", lambda: vmap(lambda a, b: a + b, in_dims=(0, None))(m, x))
told("vmap dims", lambda: vmap(lambda a: (a, a.sum()), in_dims=1, out_dims=(1, 0))(m))
told("vmap grad", lambda: vmap(grad(lambda w, x: (w * x).sum().sin()), in_dims=(None, 0))(x, m))
told("vmap same", lambda: (vmap(lambda a: a * 0 + torch.rand(()), randomness="same")(x) - 0).std() == 0)
told("vmap random", lambda: vmap(lambda a: a + torch.rand(()))(x))
told("vmap sizes", lambda: vmap(lambda a, b: a * b)(m, x))
told("vmap number", lambda: vmap(lambda a: a)(3))
told("vmap dim", lambda: vmap(lambda a: a, in_dims=1)(x))
told("vmap nothing", lambda: vmap(lambda: x)())
told("vmap number out", lambda: vmap(lambda a: 3)(x))
told("vmap randomness", lambda: vmap(lambda a: a, randomness="foo")(x))
net = nn.Sequential(nn.Linear(3, 2), nn.Tanh(), nn.Linear(2, 1))
with torch.no_grad():
    for i, p in enumerate(net.parameters()):
        p.fill_(0.1 * (i + 1))
state = {k: v.detach() for k, v in net.named_parameters()}
told("call", lambda: functional_call(net, {k: v * 2 for k, v in state.items()}, (x,)))
told("call one", lambda: functional_call(net, state, x))
told("call two", lambda: functional_call(net, ({"0.weight": m}, {"0.bias": x[:2]}), x).detach())
told("call after", lambda: net(x).detach())
told("call gradients", lambda: grad(lambda s: functional_call(net, s, (x,)).sum())(state)["0.weight"])
told("per sample", lambda: vmap(grad(lambda s, x: functional_call(net, s, (x,)).sum()), in_dims=(None, 0))(state, m)["2.weight"])
told("call strict", lambda: functional_call(nn.Linear(3, 1), {"weight": m}, x, strict=True))
told("call strict names", lambda: functional_call(nn.Linear(3, 1), {"weight": m, "bias": x, "foo": x}, x, strict=True))
told("call twice", lambda: functional_call(net, ({"0.bias": x}, {"0.bias": x}), x))
told("call kind", lambda: functional_call(net, 5, x))
told("call no tensor", lambda: functional_call(net, {"0.bias": 1}, x))
told("stack", lambda: stack_module_state([nn.BatchNorm1d(2), nn.BatchNorm1d(2)])[0]["weight"])
told("stack buffers", lambda: stack_module_state([nn.BatchNorm1d(2), nn.BatchNorm1d(2)])[1]["num_batches_tracked"])
told("stack nothing", lambda: stack_module_state([]))
told("stack classes", lambda: stack_module_state([nn.Linear(1, 1), nn.ReLU()]))
told("stack modes", lambda: stack_module_state([nn.Linear(1, 1), nn.Linear(1, 1).eval()]))
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({"torch": torch.__version__, "printed": printed}, indent=0) + "\n")
print(len(printed), "calls")
