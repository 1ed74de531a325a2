# What small things that tutorials use print. The programs stand in test/engine/tutorials.test.ts under the same names.
import json
import pathlib
import sys
import warnings

import torch
from torch import nn
from torch.utils.data import DataLoader, IterableDataset

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import said

warnings.filterwarnings("ignore")
printed = {}


def told(name, f):
    printed[name] = said(f)


def changed(make, change):
    """A container after a change, with what that gave."""
    def run():
        made = make()
        given = change(made)
        return f"{given if isinstance(given, nn.Module) and given is not made else None}\n{made}"
    return run


a, b, c = nn.Linear(1, 1), nn.ReLU(), nn.Tanh()
modules = lambda: nn.ModuleList([a, b])
told("list insert", changed(modules, lambda m: m.insert(1, c)))
told("list insert at the end", changed(modules, lambda m: m.insert(9, c)))
told("list pop", changed(modules, lambda m: m.pop(0)))
told("list pop last", changed(modules, lambda m: m.pop(-1)))
told("list pop beyond", changed(modules, lambda m: m.pop(5)))
told("list pop of nothing", lambda: nn.ModuleList().pop(-1))
sequence = lambda: nn.Sequential(a, b)
told("sequence insert", changed(sequence, lambda m: m.insert(1, c)))
told("sequence pop", changed(sequence, lambda m: m.pop(0)))
told("sequence pop beyond", changed(sequence, lambda m: m.pop(7)))
told("sequence append", changed(sequence, lambda m: m.append(c)))
modules = lambda: nn.ModuleDict({"a": a})
told("dict update", changed(modules, lambda m: m.update({"b": b, "a": c})))
told("dict update pairs", changed(modules, lambda m: m.update([("b", b)])))
told("dict update number", changed(modules, lambda m: m.update(3)))
told("dict update numbers", changed(modules, lambda m: m.update([1])))
told("dict update value", changed(modules, lambda m: m.update({"x": 3})))
told("dict clear", changed(modules, lambda m: m.clear()))


class Numbers(IterableDataset):
    def __iter__(self):
        return iter(range(5))


class Sized(Numbers):
    def __len__(self):
        return 5


def lines(loader):
    return "\n".join(str(batch) for batch in loader)


told("stream", lambda: lines(DataLoader(Numbers(), batch_size=2)))
told("stream dropped", lambda: lines(DataLoader(Numbers(), batch_size=2, drop_last=True)))
told("stream shuffled", lambda: DataLoader(Numbers(), shuffle=True))
told("stream length", lambda: len(DataLoader(Numbers())))
told("stream of known length", lambda: len(DataLoader(Sized(), batch_size=2)))


def drawn():
    torch.manual_seed(1)
    list(DataLoader(Numbers(), batch_size=2))
    return torch.rand(1)


def forked():
    torch.manual_seed(1)
    with torch.random.fork_rng():
        torch.rand(5)
    return torch.rand(1)


told("stream draws", drawn)
told("fork", forked)


def backward(f, detects=True):
    x = torch.zeros(1, requires_grad=True)
    with torch.autograd.detect_anomaly() if detects else torch.enable_grad():
        f(x).backward()
    return x.grad


told("anomaly first", lambda: backward(lambda x: (x * 0).sqrt()))
told("anomaly second", lambda: backward(lambda x: x.sqrt() / x))
told("anomaly unseen", lambda: backward(lambda x: (x * 0).sqrt(), False))
told("anomaly none", lambda: backward(lambda x: x * 2))
told("precision", lambda: torch.get_float32_matmul_precision())
told("precision number", lambda: torch.set_float32_matmul_precision(3))
told("expit", lambda: torch.special.expit(torch.tensor([0.0, 1.0])))
told("gammaln", lambda: torch.special.gammaln(torch.tensor([0.5, 3.0])))
told("psi", lambda: torch.special.psi(torch.tensor([0.5, 3.0])))
told("special softmax", lambda: torch.special.softmax(torch.tensor([0.5, 3.0]), 0))
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({"torch": torch.__version__, "printed": printed}, indent=0) + "\n")
print(len(printed), "prints")
