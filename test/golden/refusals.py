# Wrong programs and what PyTorch says to them: written once in TypeScript, translated into Python where that is plain.
"""
A family is a script in refusals/ that names programs and ends with `write(__file__)`:

    wrong("torch.zeros(2, 3).view(4)")
    wrong("const x = torch.ones(2); x.add_(torch.ones(3))")
    wrong("x.at(0, 5)", "x[0, 5]")         # where Python has another form

The last statement is what fails; what stands before it is whole. A program that PyTorch takes is written down, too:
ours has to take it as well.
"""
import json
import pathlib
import re
import warnings

import torch

warnings.filterwarnings("ignore")
programs = []
# where Python trips over the kind of a value, on its way: ours refuses it, too, in its own words
ACCIDENTS = re.compile("has no attribute|not supported between|object is not (iterable|callable)|object cannot be interpreted|division or modulo|integer modulo|could not convert string|invalid literal|unexpected error|int\\(\\) argument must|list index out of range")

GIVEN = {"x": "torch.arange(6.).reshape(2, 3)", "s": "torch.tensor(1.)", "m": "torch.arange(4.).reshape(2, 2)", "n": "torch.arange(6).reshape(2, 3)"}

NAMES = {"null": "None", "true": "True", "false": "False", "NaN": "float('nan')", "Infinity": "float('inf')"}
STRING = r"'[^']*'"


def snake(name):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: "_" + m[1].lower(), name)


def named(match):
    """{ a: 1, b: [2] } as Python's named arguments."""
    return re.sub(r"(\w+): ", r"\1=", match[1].strip())


def python(code):
    """TypeScript as Python, as far as the two are alike."""
    strings = []
    keep = lambda m: strings.append(m[0]) or f"§{len(strings) - 1}§"
    code = re.sub(STRING, keep, code)
    code = re.sub(r"\{ (\w+: .*?) \}(?=\))", named, code)
    code = re.sub(r"\bnew |\bawait |\bconst |!(?=[.)])", "", code)
    code = re.sub(r"\((\w*)\) => ", r"lambda \1: ", code)
    code = re.sub(r"\b[a-z]\w*\b", lambda m: NAMES.get(m[0]) or snake(m[0]), code)
    code = re.sub(r"\bNaN\b|\bInfinity\b", lambda m: NAMES[m[0]], code)
    return re.sub(r"§(\d+)§", lambda m: strings[int(m[1])], code)


def wrong(code, twin=None):
    lines = [line.strip() for line in code.split(";\n" if "\n" in code else "; ")]
    space = {"F": torch.nn.functional, "nn": torch.nn, "optim": torch.optim, "torch": torch, "data": torch.utils.data, "Generator": torch.Generator}
    torch.manual_seed(0)
    for name, made in GIVEN.items():
        space[name] = eval(made, space)
    error = None
    source = twin or "\n".join(map(python, lines))
    try:
        exec(source, space)
    except (SyntaxError, NameError) as odd:
        raise SystemExit(f"{code}\n{source}\n{odd}")
    except Exception as told:
        message = str(told.args[0]) if isinstance(told, KeyError) else str(told)
        # what follows the first line comes of C++
        if "but found element" in message or "\n[ torch." in message:
            message = message.split("\n")[0]
        error = {"name": type(told).__name__, "message": message}
        if isinstance(told, torch.OutOfMemoryError):
            error["name"] = "torch.OutOfMemoryError"
        if ACCIDENTS.search(error["message"]):
            error = "accident"
    programs.append({"lines": lines, "error": error})


def write(script):
    """Writes the family's JSON beside its script."""
    path = pathlib.Path(script).with_suffix(".json")
    path.write_text(json.dumps({"torch": torch.__version__, "programs": programs}, indent=0) + "\n")
    print(path.name, len(programs), "programs,", sum(p["error"] is None for p in programs), "without error")
