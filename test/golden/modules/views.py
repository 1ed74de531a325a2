# Golden figures of views: made with and without the graph, changed with and without it, and what is then a part of it.
import json
import pathlib

import torch

BASES = {"leaf": lambda leaf: leaf, "computed": lambda leaf: leaf.mul(1), "plain": lambda leaf: leaf.detach().clone()}
VIEWS = {
    "view": lambda b: b.view(2, 2),
    "transpose": lambda b: b.view(2, 2).transpose(0, 1),
    "select": lambda b: b.view(2, 2).select(0, 0),
    "detach": lambda b: b.detach(),
    "unbind": lambda b: b.unbind(0)[1],
    "split": lambda b: b.split(2)[0],
    "of a part": lambda b: b.split(2)[0].view(2, 1),
    "of an unseen one": None,
}
CHANGES = {
    "none": lambda b, v, w: None,
    "mul_": lambda b, v, w: v.mul_(2),
    "add_ of a parameter": lambda b, v, w: v.add_(w),
    "zero_": lambda b, v, w: v.zero_(),
    "mul_ of the base": lambda b, v, w: b.mul_(2),
    "add_ of a parameter to the base": lambda b, v, w: b.add_(w),
    "logicalNot_": lambda b, v, w: v.logical_not_(),
}
MODES = {"grad": torch.enable_grad, "noGrad": torch.no_grad}


errors = []


def told(f):
    """What f gives, or the place of what it is refused with."""
    try:
        return f()
    except RuntimeError as error:
        if str(error) not in errors:
            errors.append(str(error))
        return {"error": errors.index(str(error))}


def state(x):
    name = lambda: x.grad_fn and x.grad_fn.name().removeprefix("torch::autograd::")
    return [x.requires_grad, told(name), told(lambda: x.is_leaf), str(x)]


def run(base, view, made, change, changed):
    leaf, w = torch.arange(4.0).add(1).requires_grad_(), torch.ones([], requires_grad=True)
    b = BASES[base](leaf)
    with MODES[made]():
        v = b.view(2, 2) if view == "of an unseen one" else VIEWS[view](b)
    if view == "of an unseen one":
        v = v.select(0, 0)

    def act():
        with MODES[changed]():
            CHANGES[change](b, v, w)

    refused = told(act)
    if refused:
        return {"refused": refused}
    result = {"states": [state(v), state(b)]}

    def gradients():
        (v.mul(3).sum() + b.mul(2).sum()).backward()
        return [None if x.grad is None else x.grad.tolist() for x in (leaf, w)]

    result["grads"] = told(gradients)
    result["own"] = v.grad.tolist() if told(lambda: v.is_leaf) is True and v.grad is not None else None
    return result


cases = [
    {"base": base, "view": view, "made": made, "change": change, "changed": changed, **run(base, view, made, change, changed)}
    for base in BASES
    for view in VIEWS
    for made in MODES
    for change in CHANGES
    for changed in MODES
    if not (change == "none" and changed == "noGrad")
]
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"torch": torch.__version__, "errors": errors, "cases": cases}, separators=(",", ":")) + "\n")
print(path.name, len(cases), "cases")
