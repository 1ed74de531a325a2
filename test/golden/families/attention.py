# Golden figures of scaled dot-product attention.
import pathlib
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, F32, F64, I64, T, case, values, write

sdpa = F.scaled_dot_product_attention
NAME = "F.scaledDotProductAttention"
# float32: PyTorch's fused kernel adds block by block
for dtype in (F32, F64):
    for q, k, v in [([1, 2, 3, 4], [1, 2, 5, 4], [1, 2, 5, 4]), ([2, 1, 1, 2], [2, 1, 3, 2], [2, 1, 3, 2]), ([2, 3, 4], [2, 5, 4], [2, 5, 4]), ([3, 4], [5, 4], [5, 4]), ([1, 2, 3, 4], [1, 2, 5, 4], [1, 2, 5, 6])]:
        inputs = [values(q, dtype), values(k, dtype), values(v, dtype)]
        args = [T(0), T(1), T(2)]
        case(NAME, inputs, args, sdpa)
        case(NAME, inputs, [*args, {"scale": 0.3}], lambda q, k, v: sdpa(q, k, v, scale=0.3))
        case(NAME, inputs, [*args, {"isCausal": True}], lambda q, k, v: sdpa(q, k, v, is_causal=True))
        mask = torch.rand(q[-2], k[-2]) < 0.6
        mask[:, 0] = True
        case(NAME, [*inputs, mask], [*args, {"attnMask": T(3)}], lambda q, k, v, m: sdpa(q, k, v, attn_mask=m))
        bias = values([q[-2], k[-2]], dtype)
        detached = lambda q, k, v, m: sdpa(q, k, v, attn_mask=m)
        case(NAME, [*inputs, bias], [*args, {"attnMask": T(3)}], detached, grad=False)
        if len(q) == 3:
            case(NAME, [*inputs, bias], [*args, {"attnMask": T(3)}], detached)
q, k, v = [1, 2, 3, 4], [1, 2, 5, 4], [1, 2, 5, 4]
for shapes in ([q, [1, 2, 5, 3], v], [[4], [5, 4], [5, 4]]):
    case(NAME, [values(s) for s in shapes], [T(0), T(1), T(2)], sdpa)
case(NAME, [values([3, 4]), values([5, 4]), values([5, 4], F64)], [T(0), T(1), T(2)], sdpa)
case(NAME, [values(q), values(k), values(v), torch.ones(3, 5, dtype=I64)], [T(0), T(1), T(2), {"attnMask": T(3)}], lambda q, k, v, m: sdpa(q, k, v, attn_mask=m))
write(__file__)
