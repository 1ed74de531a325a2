# A state dict as the safetensors library writes it, and what is in it: for reading. With a file, checks one of ours.
import json
import pathlib
import sys

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn

here = pathlib.Path(__file__)


def told(tensors):
    return {name: {"shape": list(t.shape), "dtype": str(t.dtype).removeprefix("torch."), "data": t.reshape(-1).tolist()} for name, t in sorted(tensors.items())}


if len(sys.argv) > 1:
    with safe_open(sys.argv[1], framework="pt") as opened:
        print(json.dumps({"metadata": opened.metadata(), "tensors": told(load_file(sys.argv[1]))}))
else:
    torch.manual_seed(11)
    net = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2), nn.LSTM(2, 2))
    tensors = {name: t.clone() for name, t in net.state_dict().items()}
    tensors |= {"double": torch.tensor([0.1, -1e300], dtype=torch.float64), "int": torch.tensor([2**31 - 1, -5], dtype=torch.int32), "byte": torch.tensor([0, 255], dtype=torch.uint8), "bool": torch.tensor([True, False, True]), "scalar": torch.tensor(2.5), "empty": torch.zeros(0, 3)}
    save_file(tensors, here.with_suffix(".safetensors"), metadata={"format": "pt", "by": "PyTorch"})
    here.with_suffix(".json").write_text(json.dumps({"torch": torch.__version__, "tensors": told(tensors)}, separators=(",", ":")) + "\n")
    print(len(tensors), "tensors")
