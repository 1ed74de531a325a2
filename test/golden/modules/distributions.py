# Golden figures of torch.distributions: draws by seed, ln of probabilities with gradients, entropies, divergences, words.
import json
import pathlib
import sys

import torch
from torch import distributions as d

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import packed, said

cases = []
divergences = []
messages = {}
generator = torch.Generator().manual_seed(1)
made = {}


def camel(name):
    return "".join(part.title() if i else part for i, part in enumerate(name.split("_")))


def case(name, args=(), options=None, values=(), label=None):
    """Arguments that are lists are tensors."""
    options = options or {}
    tensors = []
    def leaf(x):
        if not isinstance(x, list):
            return x
        t = torch.tensor(x, requires_grad=True)
        tensors.append(t)
        return t
    p = getattr(d, name)(*[leaf(a) for a in args], **{k: leaf(v) for k, v in options.items()})
    entry = {"name": name, "args": list(args), "options": options, "print": str(p), "batch": list(p.batch_shape), "event": list(p.event_shape)}
    made[label or name] = (p, len(cases))
    torch.manual_seed(7)
    entry["samples"] = [packed(p.sample()), packed(p.sample((3,))), packed(p.sample((2, 2)))]
    if p.has_rsample:
        torch.manual_seed(7)
        drawn = p.rsample((2,))
        entry["rsample"] = packed(drawn)
    entry["next"] = packed(torch.rand(2))
    for key in ("mean", "variance", "stddev", "probs", "logits", "mode"):
        if (key != "mode" or name == "Categorical") and hasattr(p, key):
            entry.setdefault("facts", {})[key] = packed(getattr(p, key))
    entry["values"] = []
    for value in values:
        value = torch.tensor(value)
        for t in tensors:
            t.grad = None
        out = p.log_prob(value)
        row = {"value": packed(value), "logProb": packed(out)}
        if out.requires_grad:
            out.backward(torch.linspace(-1, 2, out.numel()).reshape(out.shape), retain_graph=True)
            row["grads"] = [packed(t.grad) for t in tensors]
        try:
            row["cdf"] = packed(p.cdf(value))
        except NotImplementedError:
            pass
        entry["values"].append(row)
    if name != "Multinomial":
        entry["entropy"] = packed(p.entropy())
    cases.append(entry)


case("Normal", [0.5, 2.0], values=[0.0, [1.0, -2.0]])
case("Normal", [[0.0, 1.0, -1.0], [1.0, 0.5, 2.0]], values=[[0.5, 0.5, 0.5], [[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]], label="normals")
case("Normal", [[0.5, 0.25, 0.0], 0.7], values=[[0.5, 0.5, 0.5]], label="other normals")
case("Categorical", [[1.0, 2.0, 1.0]], values=[2, [0, 1, 1, 2]])
case("Categorical", options={"logits": [[0.5, -1.0], [2.0, 0.0], [0.0, 0.0]]}, values=[[0, 1, 1], [[1, 1, 0], [0, 0, 0]], 1], label="logits")
case("Categorical", [[[0.2, 0.8], [0.5, 0.5], [1.0, 0.0]]], values=[[0, 1, 0]], label="probs")
case("Bernoulli", [0.3], values=[1.0, [0.0, 1.0]])
case("Bernoulli", [[0.3, 0.9, 0.5]], values=[[1.0, 0.0, 1.0]], label="coins")
case("Bernoulli", options={"logits": [0.5, -2.0, 1.0]}, values=[[1.0, 0.0, 1.0]], label="odds")
case("Multinomial", [10, [1.0, 1.0, 2.0]], values=[[2.0, 3.0, 5.0]])
case("Uniform", [0.0, 2.0], values=[0.5, [0.0, 1.5]])
case("Uniform", [[0.0, -1.0], [1.0, 3.0]], values=[[0.5, 0.5]], label="uniforms")
case("Exponential", [1.5], values=[0.5, [0.0, 1.5]])
case("Exponential", [[1.0, 3.0]], values=[[0.5, 0.25]], label="exponentials")
for p, q in (("normals", "other normals"), ("normals", "Normal"), ("logits", "probs"), ("probs", "logits"), ("coins", "odds"), ("odds", "Bernoulli")):
    divergences.append([made[p][1], made[q][1], packed(d.kl_divergence(made[p][0], made[q][0]))])


def told(name, f):
    messages[name] = said(f)


c = d.Categorical(torch.tensor([1.0, 2.0, 1.0]))
told("scale", lambda: d.Normal(0.0, -1.0))
told("scales", lambda: d.Normal(torch.zeros(2), torch.tensor([1.0, -1.0])))
told("loc", lambda: d.Normal(float("nan"), 1.0))
told("weights", lambda: d.Categorical(torch.tensor([-1.0, 2.0])))
told("nothing", lambda: d.Categorical())
told("scalar", lambda: d.Categorical(torch.tensor(1.0)))
told("probability", lambda: d.Bernoulli(torch.tensor([1.5])))
told("low", lambda: d.Uniform(2.0, 1.0))
told("rate", lambda: d.Exponential(-1.0))
told("index", lambda: c.log_prob(torch.tensor(5)))
told("half", lambda: c.log_prob(torch.tensor([0.5])))
told("number", lambda: c.log_prob(1))
told("nan", lambda: d.Normal(0.0, 1.0).log_prob(torch.tensor(float("nan"))))
told("coin", lambda: d.Bernoulli(0.3).log_prob(torch.tensor(2.0)))
told("shape", lambda: d.Normal(torch.zeros(2), 1.0).log_prob(torch.zeros(3)))
told("beyond", lambda: d.Uniform(0.0, 1.0).log_prob(torch.tensor(2.0)))
told("before", lambda: d.Exponential(1.0).log_prob(torch.tensor(-2.0)))
told("too many", lambda: d.Multinomial(2, torch.ones(2)).log_prob(torch.tensor([2.0, 1.0])))
told("event", lambda: d.Multinomial(2, torch.ones(2)).log_prob(torch.tensor([2.0])))
told("kl", lambda: d.kl_divergence(d.Normal(0.0, 1.0), c))
told("string", lambda: d.Normal("a", 1))
told("logits", lambda: d.Categorical(logits=torch.tensor([1.0, float("nan")])))
told("unchecked", lambda: d.Normal(0.0, -1.0, validate_args=False))
data = {"torch": torch.__version__, "cases": cases, "divergences": divergences, "messages": messages}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(data, separators=(",", ":")).replace("NaN", '"NaN"').replace('""NaN""', '"NaN"') + "\n")
print(len(cases), "distributions", len(messages), "messages")
