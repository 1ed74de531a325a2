# Golden figures of packed sequences: packing, padding back, prints, and recurrent networks over them.
import json
import pathlib
import sys

import torch
from torch import nn
from torch.nn.utils import rnn

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import packed, said

generator = torch.Generator().manual_seed(1)


def x(*shape):
    return torch.randn(shape, generator=generator)


packs = []
for shape, lengths, options in (
    ([3, 2, 2], [3, 2], {}), ([3, 2, 2], [2, 1], {}), ([3, 2, 2], [3, 3], {}), ([4, 3], [4, 2, 1], {}), ([3, 2, 2], [1, 3], {"enforce_sorted": False}),
    ([2, 4, 3], [4, 2], {"batch_first": True}), ([3, 4, 2, 2], [2, 4, 1], {"batch_first": True, "enforce_sorted": False}),
    ([3, 2, 2], [2, 3], {}), ([3, 2, 2], [3], {}), ([3, 2, 2], [3, 0], {}), ([3, 2, 2], [], {}), ([3, 2, 2], [[3, 2]], {}), ([3], [3], {}),
):
    leaf = x(*shape).requires_grad_()
    entry = {"input": packed(leaf), "lengths": lengths, "options": options}
    packs.append(entry)
    try:
        made = rnn.pack_padded_sequence(leaf, lengths, **options)
    except (RuntimeError, IndexError) as error:
        entry["error"] = f"{type(error).__name__}: {error}"
        continue
    entry |= {"print": str(made), "data": packed(made.data)}
    back = {"batch_first": options.get("batch_first", False), "padding_value": -1.5, "total_length": 5}
    padded, own = rnn.pad_packed_sequence(made, **back)
    entry |= {"back": back, "padded": packed(padded), "own": packed(own), "gradFns": [made.data.grad_fn.name(), padded.grad_fn.name()]}
    padded.backward(torch.linspace(-1, 2, padded.numel()).reshape(padded.shape))
    entry["grad"] = packed(leaf.grad)
    entry["parts"] = [packed(part) for part in rnn.unpack_sequence(made)]

nets = []
for name in ("RNN", "LSTM", "GRU"):
    for options, sort in (({}, True), ({"num_layers": 2, "bidirectional": True}, True), ({"bidirectional": True}, False)):
        for starts in (False, True):
            torch.manual_seed(7)
            net = getattr(nn, name)(3, 2, **options)
            leaf = x(4, 3, 3).requires_grad_()
            lengths = [4, 3, 1] if sort else [1, 4, 3]
            entry = {"name": name, "options": options, "sorted": sort, "input": packed(leaf), "lengths": lengths}
            directions = options.get("num_layers", 1) * (2 if options.get("bidirectional") else 1)
            states = [x(directions, 3, 2) for _ in range(2 if name == "LSTM" else 1)]
            state = None
            if starts:
                entry["states"] = [packed(s) for s in states]
                state = tuple(states) if name == "LSTM" else states[0]
            out, last = net(rnn.pack_padded_sequence(leaf, lengths, enforce_sorted=sort), state)
            padded, _ = rnn.pad_packed_sequence(out)
            last = list(last) if name == "LSTM" else [last]
            entry |= {"data": packed(out.data), "last": [packed(s) for s in last]}
            (padded.pow(2).sum() + sum(s.sin().sum() for s in last)).backward()
            entry["grad"] = packed(leaf.grad)
            entry["paramGrads"] = {k: packed(p.grad) for k, p in net.named_parameters()}
            nets.append(entry)

messages = {}


def told(name, f):
    messages[name] = said(f)


given = torch.arange(12.0).reshape(3, 2, 2)
made = rnn.pack_padded_sequence(given, [3, 2])
told("LSTM(4, 3)", lambda: nn.LSTM(4, 3)(made))
told("GRU(4, 3)", lambda: nn.GRU(4, 3)(made))
told("GRU state", lambda: nn.GRU(2, 3)(made, torch.zeros(1, 3, 3)))
told("GRU of rows", lambda: nn.GRU(2, 3)(rnn.pack_padded_sequence(torch.ones(2, 2), [2, 1])))
told("total length", lambda: rnn.pad_packed_sequence(made, total_length=1))
told("pack sequence", lambda: rnn.pack_sequence([torch.ones(2), torch.zeros(3)], enforce_sorted=False))
told("pack unsorted", lambda: rnn.pack_sequence([torch.ones(2), torch.zeros(3)]))
told("unpad", lambda: rnn.unpad_sequence(given, torch.tensor([3, 1])))
data = {"torch": torch.__version__, "packs": packs, "nets": nets, "messages": messages}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(data, separators=(",", ":")) + "\n")
print(len(packs), "packs", len(nets), "networks")
