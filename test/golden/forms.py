# What PyTorch's functions take, in its own words: writes engine/arguments/forms.json.
"""
For every path in engine/arguments/signatures.json that PyTorch has, too:

    "torch.sum": ["sum(Tensor input, *, ScalarType? dtype=None)", …]    written in C: its forms, in the order they are tried
    "torch.Tensor#exp": []                                              written in C, and takes nothing at all
    "torch.Tensor#at": null                                         not PyTorch's, or in words of its own
    "F.softmax": "softmax(input, dim=None, _stacklevel=3, dtype=None)"  written in Python: as `def` has it

PyTorch's own generator of its parsers (torchgen, which comes with it) tells the forms; it wants PyYAML.
"""
import inspect
import json
import pathlib
import re
import warnings

import torch
import torchgen
from torchgen.gen import parse_native_yaml
from torchgen.packaged.autograd import gen_python_functions as gen

warnings.filterwarnings("ignore")
ENGINE = pathlib.Path(__file__).parents[2] / "engine" / "arguments"
PACKAGED = pathlib.Path(torchgen.__file__).parent / "packaged"
# what PyTorch calls first, where whether more is returned decides what is called
DISPATCHED = {"unique": torch.functional._return_output, "unique_consecutive": torch.functional._consecutive_return_output}
CAPITALS = {"tMax": "T_max", "t0": "T_0", "tMult": "T_mult"}


def snake(name):
    return CAPITALS.get(name) or re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: "_" + m[1].lower(), name)


class Forms:
    """The forms of functions in C, as their parsers have them."""

    def __init__(self):
        native = PACKAGED / "ATen" / "native"
        parsed = parse_native_yaml(str(native / "native_functions.yaml"), str(native / "tags.yaml")).native_functions
        functions = [f for f in parsed if gen.should_generate_py_binding(f)]
        deprecated = str(PACKAGED / "autograd" / "deprecated.yaml")
        self.of = {}
        for space, method, belongs in (
            ("Tensor", True, gen.is_py_variable_method),
            ("torch", False, gen.is_py_torch_function),
            ("nn", False, gen.is_py_nn_function),
            ("linalg", False, gen.is_py_linalg_function),
            ("special", False, gen.is_py_special_function),
        ):
            pairs = gen.load_signatures(functions, deprecated, method=method)
            for name, overloads in gen.group_filter_overloads(pairs, belongs).items():
                groups = [] if gen.is_noarg(overloads) else gen.group_overloads(overloads)
                self.of[space, str(name)] = [group.signature.signature_str() for group in groups]
        library = (pathlib.Path(torch.__file__).parent / "lib" / "libtorch_python.so").read_bytes()
        # those that are written by hand stand in the library alone
        self.strings = [m.decode() for m in re.findall(rb"\x00([A-Za-z_]\w*\([ -~]*\)(?:\|deprecated)?)(?=\x00)", library)]

    def written(self, name, is_method):
        """Of those written by hand."""
        all = [s for s in self.strings if s.startswith(name + "(")]
        functions = [s for s in all if s.startswith(name + "(Tensor input")]
        methods = [s for s in all if s not in functions]
        return (methods if is_method else functions or methods) or None

    def find(self, spaces, name):
        for space in spaces:
            if (space, name) in self.of:
                return self.of[space, name]
        return self.written(name, spaces == ["Tensor"])


def python_form(function, name=None):
    """`Linear.__init__(self, in_features, out_features, bias=True)`"""
    is_plain = lambda value: value is None or isinstance(value, (bool, int, float, str))
    parts, stars = [], False
    for p in inspect.signature(function).parameters.values():
        if p.kind is p.KEYWORD_ONLY and not stars:
            parts.append("*")
        stars |= p.kind in (p.KEYWORD_ONLY, p.VAR_POSITIONAL)
        sign = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
        value = None if p.name == "generator" else p.default
        default = "" if p.default is p.empty else f"={value!r}" if is_plain(value) else "=..."
        parts.append(f"{sign}{p.name}{default}")
    return f"{name or inspect.unwrap(function).__qualname__}({', '.join(parts)})"


SPACES = {"F": torch.nn.functional, "nn": torch.nn, "optim": torch.optim, "data": torch.utils.data, "torch": torch}


def find(path):
    """What Python has at a path of ours, and who it belongs to."""
    owner, name = re.fullmatch(r"(.*)[.#](\w+)", path).groups()
    first, *parts = owner.replace("AnyModule", "Module").split(".")
    place = SPACES[first]
    for part in parts:
        place = getattr(place, snake(part) if part[0].islower() else part)
    return place, getattr(place, name if name[:1].isupper() else snake(name))


def form_of(path, forms):
    """Where Python's words are others, or none, there is no form."""
    # ours stands for x[…] = …
    if path == "torch.Tensor#put":
        return None
    if re.match(r"(torch\.)?(Tensor|Generator|DType|\w+Error)\b(?!#)", path) or path.startswith("data.") and path.endswith("#get"):
        return None
    try:
        place, found = find(path)
    except (KeyError, AttributeError):
        return None
    name = snake(re.split("[.#]", path)[-1])
    if inspect.isclass(found):
        # what these are given, their base takes behind its mode
        init = torch.nn.RNNBase.__init__ if path in ("nn.LSTM", "nn.GRU", "nn.RNN") else found.__init__
        if init is torch.nn.Module.__init__:
            return f"{found.__name__}.__init__(self)"
        return python_form(init) if inspect.isfunction(init) else None
    if place is torch.Tensor:
        return python_form(found) if inspect.isfunction(found) else forms.find(["Tensor"], name)
    found = getattr(found, "__func__", found)
    if inspect.isfunction(found):
        if found.__qualname__.startswith("boolean_dispatch"):
            found = DISPATCHED.get(name) or getattr(torch.nn.functional, f"_{name}")
        return python_form(found)
    own = getattr(found, "__name__", name)
    return forms.find(["linalg", "nn", "torch", "special"], own)


forms = Forms()
paths = json.loads((ENGINE / "signatures.json").read_text())
# a module's forward may be its base's
forwards = [f"{path}#forward" for path in paths if re.fullmatch(r"nn\.[A-Z]\w*", path)]
found = {path: form_of(path, forms) for path in dict.fromkeys([*paths, *forwards])}
lines = ",\n".join(f"  {json.dumps(path)}: {json.dumps(form)}" for path, form in found.items())
(ENGINE / "forms.json").write_text(f"{{\n{lines}\n}}\n")
print(sum(form is not None for form in found.values()), "of", len(found))
