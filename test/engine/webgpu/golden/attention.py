# Attention and its gradients in real PyTorch, of inputs that can be made anywhere; some elements of each are written down.
import json
import pathlib

import torch
import torch.nn.functional as F


def wave(shape, step):
    n = 1
    for size in shape:
        n *= size
    return torch.sin(torch.arange(n, dtype=torch.float64) * step).reshape(shape)


def picked(x, count=24):
    flat = x.detach().reshape(-1)
    return [flat[i * 7919 % flat.numel()].item() for i in range(count)]


cases = []
for batch, heads, rows, keys, width in [(1, 1, 3, 5, 4), (2, 3, 70, 70, 8), (1, 2, 129, 40, 32), (2, 1, 33, 100, 64), (1, 1, 20, 40, 128)]:
    for mask in ["none", "causal", "bool", "float"]:
        q = wave([batch, heads, rows, width], 0.37).requires_grad_()
        k = wave([batch, heads, keys, width], 0.53).mul(1.5).detach().requires_grad_()
        v = wave([batch, heads, keys, width], 0.71).requires_grad_()
        options = {"is_causal": mask == "causal"}
        if mask == "bool":
            options["attn_mask"] = wave([rows, keys], 1.9) > -0.6
        if mask == "float":
            options["attn_mask"] = wave([batch, 1, rows, keys], 2.3) * 2
        out = F.scaled_dot_product_attention(q, k, v, **options)
        out.backward(wave(out.shape, 0.91))
        cases.append({
            "sizes": [batch, heads, rows, keys, width],
            "mask": mask,
            "out": picked(out), "q": picked(q.grad), "k": picked(k.grad), "v": picked(v.grad),
        })
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"torch": torch.__version__, "cases": cases}) + "\n")
