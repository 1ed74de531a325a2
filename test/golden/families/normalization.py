# Golden figures of normalisation, dropout and embedding.
import itertools
import pathlib
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import F32, F64, I64, T, case, extra, packed, values, write

BOTH = (F32, F64)
# float32 gradients of a normalisation are differences of sums, made in another order here
for dtype in BOTH:
    for shape, own in [([2, 3], [3]), ([2, 3, 4], [4]), ([2, 3, 4], [3, 4]), ([5], [5]), ([0, 3], [3])]:
        x, w, b = values(shape, dtype), values(own, dtype), values(own, dtype)
        case("F.layerNorm", [x, w, b], [T(0), own, T(1), T(2)], lambda x, w, b, o=own: F.layer_norm(x, o, w, b))
        case("F.layerNorm", [x], [T(0), own], lambda x, o=own: F.layer_norm(x, o))
        case("F.layerNorm", [x, w], [T(0), own, T(1), None, {"eps": 0.1}], lambda x, w, o=own: F.layer_norm(x, o, w, eps=0.1))
        case("F.rmsNorm", [x, w], [T(0), own, T(1)], lambda x, w, o=own: F.rms_norm(x, o, w))
        case("F.rmsNorm", [x], [T(0), own, None, {"eps": 0.01}], lambda x, o=own: F.rms_norm(x, o, eps=0.01))
    for shape in ([4, 3], [2, 3, 4], [2, 3, 2, 2]):
        for settings in ({"training": True}, {}, {"training": True, "momentum": 0.5}, {"eps": 0.1}):
            x, w, b = values(shape, dtype), values([3], dtype), values([3], dtype)
            m, v = values([3], dtype), values([3], dtype, "positive")

            def bn(x, w, b, m=m, v=v, s=settings):
                mean, var = m.clone(), v.clone()
                return F.batch_norm(x, mean, var, w, b, **s)

            # the statistics are given as inputs that want no gradient: PyTorch's refuses those that do
            if settings.get("training"):
                case("F.batchNorm", [x, w, b], [T(0), None, None, T(1), T(2), settings], lambda x, w, b, s=settings: F.batch_norm(x, None, None, w, b, **s))
                case("F.batchNorm", [x], [T(0), None, None, None, None, settings], lambda x, s=settings: F.batch_norm(x, None, None, **s))
            else:
                case("F.batchNorm", [x, m, v, w, b], [T(0), T(1), T(2), T(3), T(4), settings], lambda x, m, v, w, b, s=settings: F.batch_norm(x, m, v, w, b, **s), grad=False)
    for shape in ([2, 3, 4], [2, 3, 2, 2]):
        x, w, b = values(shape, dtype), values([3], dtype), values([3], dtype)
        case("F.instanceNorm", [x], [T(0)], F.instance_norm)
        case("F.instanceNorm", [x, w, b], [T(0), None, None, T(1), T(2)], lambda x, w, b: F.instance_norm(x, weight=w, bias=b))
    for shape, groups in [([2, 4, 3], 2), ([2, 4], 1), ([1, 4, 2, 2], 4), ([3, 4], 1)]:
        x, w, b = values(shape, dtype), values([4], dtype), values([4], dtype)
        case("F.groupNorm", [x, w, b], [T(0), groups, T(1), T(2)], lambda x, w, b, g=groups: F.group_norm(x, g, w, b))
        case("F.groupNorm", [x], [T(0), groups], lambda x, g=groups: F.group_norm(x, g))
case("F.layerNorm", [values([3, 2])], [T(0), [3]], lambda x: F.layer_norm(x, [3]), prepare="t")
for own in ([4], []):
    case("F.layerNorm", [values([2, 3])], [T(0), own], lambda x, o=own: F.layer_norm(x, o))
case("F.layerNorm", [values([2, 3]), values([4])], [T(0), [3], T(1)], lambda x, w: F.layer_norm(x, [3], w))
case("F.layerNorm", [values([2, 3]), values([3]), values([4])], [T(0), [3], T(1), T(2)], lambda x, w, b: F.layer_norm(x, [3], w, b))
case("F.layerNorm", [values([2, 3], I64)], [T(0), [3]], lambda x: F.layer_norm(x, [3]))
case("F.rmsNorm", [values([2, 3])], [T(0), [4]], lambda x: F.rms_norm(x, [4]))
case("F.rmsNorm", [values([2, 3]), values([4])], [T(0), [3], T(1)], lambda x, w: F.rms_norm(x, [3], w))
case("F.batchNorm", [values([1, 3])], [T(0), None, None, None, None, {"training": True}], lambda x: F.batch_norm(x, None, None, training=True))
case("F.batchNorm", [values([2, 3])], [T(0), None, None], lambda x: F.batch_norm(x, None, None))
case("F.batchNorm", [values([2, 3]), values([4]), values([4])], [T(0), T(1), T(2)], F.batch_norm, grad=False)
case("F.batchNorm", [values([2, 3]), values([3]), values([3]), values([4])], [T(0), T(1), T(2), T(3)], F.batch_norm, grad=False)
case("F.batchNorm", [values([3]), values([3]), values([3])], [T(0), T(1), T(2)], F.batch_norm, grad=False)
for shape in ([2, 3, 1], [2, 3]):
    case("F.instanceNorm", [values(shape)], [T(0)], F.instance_norm)
for shape, groups in [([2, 4, 3], 3), ([4], 2), ([1, 2], 2)]:
    case("F.groupNorm", [values(shape)], [T(0), groups], lambda x, g=groups: F.group_norm(x, g))
case("F.groupNorm", [values([2, 4, 3]), values([3])], [T(0), 2, T(1)], lambda x, w: F.group_norm(x, 2, w))

for shape, dtype in itertools.product(([2], [2, 3], [], [0]), BOTH):
    indices = torch.randint(0, 4, shape)
    case("F.embedding", [indices, values([4, 3], dtype)], [T(0), T(1)], F.embedding)
    for padding in (1, -1):
        case("F.embedding", [indices, values([4, 3], dtype)], [T(0), T(1), {"paddingIdx": padding}], lambda i, w, p=padding: F.embedding(i, w, padding_idx=p))
repeated = torch.tensor([[0, 2], [2, 2]])
case("F.embedding", [repeated, values([3, 2])], [T(0), T(1)], F.embedding)
case("F.embedding", [repeated.int(), values([3, 2])], [T(0), T(1)], F.embedding)
for indices, weight in [([0, 3], [3, 2]), ([0, -1], [3, 2]), ([0, 1], [3])]:
    case("F.embedding", [torch.tensor(indices), values(weight)], [T(0), T(1)], F.embedding)
case("F.embedding", [torch.tensor([0.0, 1.0]), values([3, 2])], [T(0), T(1)], F.embedding)

for p in (0, 1, 1.5, -0.1):
    case("F.dropout", [values([3])], [T(0), p], lambda x, p=p: F.dropout(x, p))
case("F.dropout", [values([3])], [T(0), 0.5, {"training": False}], lambda x: F.dropout(x, training=False))

dropouts = []
for seed, p, shape, dtype in [(0, 0.5, [40], F32), (7, 0.3, [3, 17], F32), (7, 0.9, [33], F64), (42, 0.1, [2, 3, 4], F32)]:
    torch.manual_seed(seed)
    first = F.dropout(torch.ones(shape, dtype=dtype), p)
    dropouts.append({"seed": seed, "p": p, "first": packed(first), "after": packed(torch.rand(3))})
for name, shape in [("dropout1d", [2, 5, 3]), ("dropout1d", [5, 3]), ("dropout2d", [2, 5, 2, 2])]:
    torch.manual_seed(3)
    first = getattr(F, name)(torch.ones(shape), 0.4)
    dropouts.append({"seed": 3, "p": 0.4, "name": name, "first": packed(first), "after": packed(torch.rand(3))})
extra["dropouts"] = dropouts

statistics = []
for fn, name in ((F.batch_norm, "batchNorm"), (F.instance_norm, "instanceNorm")):
    for shape, momentum in [([4, 3, 2], 0.1), ([2, 3, 2, 2], 0.7)]:
        x, mean, var = values(shape, F64), values([3], F64), values([3], F64, "positive")
        before = [packed(mean), packed(var)]
        fn(x, mean, var, momentum=momentum, **({"training": True} if name == "batchNorm" else {"use_input_stats": True}))
        statistics.append({"name": name, "input": packed(x), "momentum": momentum, "before": before, "after": [packed(mean), packed(var)]})
extra["statistics"] = statistics
write(__file__)
