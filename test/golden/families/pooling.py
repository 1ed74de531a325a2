# Golden figures of pooling, padding and interpolation.
import itertools
import pathlib
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import F32, F64, I64, T, case, values, write

CAMEL = {"ceil_mode": "ceilMode", "count_include_pad": "countIncludePad", "divisor_override": "divisorOverride", "return_indices": "returnIndices", "align_corners": "alignCorners", "scale_factor": "scaleFactor"}


def options(settings):
    return {CAMEL.get(key, key): list(value) if isinstance(value, tuple) else value for key, value in settings.items()}


def pool(name, fn, shape, kernel, stride=None, dtype=F32, x=None, grad=True, **settings):
    given = values(shape, dtype) if x is None else x
    case("F." + name, [given], [T(0), kernel, stride, options(settings)], lambda t: fn(t, kernel, stride, **settings), grad=grad)


for dtype in (F32, F64):
    for shape in ([1, 2, 4, 4], [1, 5, 6]):
        for kernel, stride in [(2, None), (2, 1), ([2, 3], [1, 2]), (3, 2)]:
            pool("maxPool2d", F.max_pool2d, shape, kernel, stride, dtype)
            pool("avgPool2d", F.avg_pool2d, shape, kernel, stride, dtype)
for settings in ({"padding": 1}, {"ceil_mode": True}, {"padding": (1, 0), "ceil_mode": True}):
    for stride in (None, 2, 1, 3):
        pool("maxPool2d", F.max_pool2d, [1, 2, 5, 4], 2, stride, **settings)
        pool("avgPool2d", F.avg_pool2d, [1, 2, 5, 4], 2, stride, **settings)
        pool("avgPool2d", F.avg_pool2d, [1, 2, 5, 4], 2, stride, count_include_pad=False, **settings)
pool("avgPool2d", F.avg_pool2d, [1, 2, 4, 4], 2, divisor_override=3)
pool("maxPool2d", F.max_pool2d, [1, 2, 5, 5], 2, 1, dilation=2)
pool("maxPool2d", F.max_pool2d, [1, 2, 4, 4], 2, return_indices=True)
pool("maxPool2d", F.max_pool2d, [1, 2, 4, 4], 2, dtype=I64)
ties = torch.tensor([[[1.0, 1.0, 2.0, float("nan")], [1.0, 1.0, float("-inf"), 2.0], [0.0, -0.0, float("-inf"), float("-inf")], [-0.0, 0.0, float("-inf"), float("-inf")]]])
pool("maxPool2d", F.max_pool2d, None, 2, x=ties, return_indices=True)
for settings in ({"padding": 2}, {"dilation": 0}):
    pool("maxPool2d", F.max_pool2d, [1, 2, 4, 4], 2, **settings)
for kernel, stride in [(5, None), (0, None), (2, 0), ([2, 2, 2], None)]:
    if kernel == 0:
        pool("maxPool2d", F.max_pool2d, [1, 2, 4, 4], kernel, 1)
    else:
        pool("maxPool2d", F.max_pool2d, [1, 2, 4, 4], kernel, stride)
pool("maxPool2d", F.max_pool2d, [4, 4], 2)
pool("avgPool2d", F.avg_pool2d, [1, 2, 4, 4], 5)
pool("avgPool2d", F.avg_pool2d, [1, 2, 4, 4], 2, padding=2)
pool("avgPool2d", F.avg_pool2d, [4, 4], 2)
pool("avgPool2d", F.avg_pool2d, [1, 2, 4, 4], 2, divisor_override=0)
for shape in ([1, 2, 6], [2, 7]):
    for kernel, stride, settings in [(2, None, {}), (3, 1, {}), (2, 2, {"padding": 1}), (3, 2, {"ceil_mode": True})]:
        pool("maxPool1d", F.max_pool1d, shape, kernel, stride, **settings)
        case("F.avgPool1d", [values(shape, F64)], [T(0), kernel, stride, options(settings)], lambda x, k=kernel, s=stride, o=settings: F.avg_pool1d(x, k, s, **o))
pool("maxPool1d", F.max_pool1d, [1, 2, 6], 2, return_indices=True)
for shape, kernel, settings in [([4], 2, {}), ([1, 2, 4], 5, {}), ([1, 2, 4], 2, {"padding": 2})]:
    pool("maxPool1d", F.max_pool1d, shape, kernel, **settings)
for shape, kernel in [([1, 2, 4], 5), ([4], 2)]:
    case("F.avgPool1d", [values(shape)], [T(0), kernel], lambda x, k=kernel: F.avg_pool1d(x, k))
for shape, size in [([1, 2, 5, 4], [2, 3]), ([1, 2, 5, 4], 1), ([1, 2, 5, 4], [None, 2]), ([2, 5, 4], [2, 3]), ([5, 4], [2, 3]), ([1, 2, 3, 3], [5, 7]), ([2, 1, 4, 4], 2)]:
    for dtype in (F32, F64):
        case("F.adaptiveAvgPool2d", [values(shape, dtype)], [T(0), size], lambda x, s=size: F.adaptive_avg_pool2d(x, s))
        if size != 1 and len(shape) > 2:
            case("F.adaptiveMaxPool2d", [values(shape, dtype)], [T(0), size], lambda x, s=size: F.adaptive_max_pool2d(x, s))
case("F.adaptiveMaxPool2d", [values([1, 2, 5, 4])], [T(0), [2, 3], {"returnIndices": True}], lambda x: F.adaptive_max_pool2d(x, [2, 3], return_indices=True))
for shape, size in [([1, 2, 5], 3), ([2, 5], 2), ([1, 2, 5], 5), ([5], 3)]:
    case("F.adaptiveAvgPool1d", [values(shape)], [T(0), size], lambda x, s=size: F.adaptive_avg_pool1d(x, s))
    if len(shape) > 1:
        case("F.adaptiveMaxPool1d", [values(shape)], [T(0), size], lambda x, s=size: F.adaptive_max_pool1d(x, s))

PADS = [([1, 2, 4, 4], [1, 1, 2, 1]), ([1, 2, 4], [1, 2]), ([2, 4], [1, 2]), ([1, 2, 4], [-1, -2]), ([1, 2, 4, 4], [2, -1, 0, 3]), ([1, 2, 4], [1, 2, 3]), ([1, 2, 4], [7, 2]), ([4], [1, 2]), ([1, 2, 4], [-3, -2]), ([1, 2, 4], [0, 0]), ([1, 2, 3, 3, 3], [1, 1, 1, 0, 2, 1])]
for mode, (shape, amounts) in itertools.product(("constant", "reflect", "replicate", "circular"), PADS):
    # PyTorch's circular padding of nothing leaves another node; its slices cannot be cut with a copied border
    if mode == "circular" and amounts == [0, 0]:
        continue
    case("F.pad", [values(shape, F64)], [T(0), amounts, mode], lambda x, a=amounts, m=mode: F.pad(x, a, mode=m))
for value in (1.5, -2, float("inf")):
    if value != float("inf"):
        case("F.pad", [values([2, 3], F32)], [T(0), [1, 0, 0, 2], "constant", value], lambda x, v=value: F.pad(x, [1, 0, 0, 2], value=v))
case("F.pad", [values([2, 3], I64)], [T(0), [1, 0], "constant", 7], lambda x: F.pad(x, [1, 0], value=7))
case("F.pad", [values([4])], [T(0), [1, 2, 3, 4]], lambda x: F.pad(x, [1, 2, 3, 4]))
case("F.pad", [values([4])], [T(0), [1, 2], "foo"], lambda x: F.pad(x, [1, 2], mode="foo"))
case("F.pad", [values([3, 2])], [T(0), [1, 2]], lambda x: F.pad(x, [1, 2]), prepare="t")

for dtype in (F32, F64):
    for settings in ({"scale_factor": 2}, {"size": 3}, {"size": (7, 2)}, {"scale_factor": 1.5}, {"scale_factor": (0.5, 3)}, {"scale_factor": 2.3}):
        for extra in ({}, {"mode": "nearest-exact"}, {"mode": "bilinear"}, {"mode": "bilinear", "align_corners": True}):
            s = {**settings, **extra}
            case("F.interpolate", [values([1, 1, 4, 5], dtype)], [T(0), options(s)], lambda x, s=s: F.interpolate(x, **s))
    for s in ({"scale_factor": 2}, {"size": 7, "mode": "linear"}, {"size": 3, "mode": "linear", "align_corners": True}, {"size": 1, "mode": "linear", "align_corners": True}):
        case("F.interpolate", [values([1, 2, 4], dtype)], [T(0), options(s)], lambda x, s=s: F.interpolate(x, **s))
for shape, s in [
    ([1, 2, 4, 4], {"scale_factor": 2, "size": 3}), ([1, 2, 4, 4], {}), ([1, 2, 4], {"scale_factor": 2, "mode": "bilinear"}), ([1, 2, 4, 4], {"scale_factor": 2, "mode": "linear"}), ([1, 2, 4, 4], {"scale_factor": 2, "mode": "foo"}),
    ([1, 2, 4, 4], {"size": [2, 2, 2]}), ([1, 2, 4, 4], {"scale_factor": [2, 2, 2]}), ([1, 2, 4, 4], {"scale_factor": 2, "align_corners": True}), ([1, 2, 4, 4], {"size": 0}),
]:
    case("F.interpolate", [values(shape)], [T(0), options(s)], lambda x, s=s: F.interpolate(x, **s))
for shape, r in [([1, 4, 2, 3], 2), ([2, 1, 9, 1, 2], 3), ([8, 2, 2], 2), ([1, 3, 2, 2], 2), ([2, 2], 2)]:
    case("F.pixelShuffle", [values(shape, F64)], [T(0), r], lambda x, r=r: F.pixel_shuffle(x, r))
for shape, r in [([1, 1, 4, 6], 2), ([2, 3, 3], 3), ([1, 1, 5, 4], 2), ([1, 1, 4, 5], 2)]:
    case("F.pixelUnshuffle", [values(shape, F64)], [T(0), r], lambda x, r=r: F.pixel_unshuffle(x, r))
for p in (1, 2, 3.5):
    case("F.lpPool2d", [values([1, 2, 4, 4], F64, "positive")], [T(0), p, 2], lambda x, p=p: F.lp_pool2d(x, p, 2))

# pooling undone
for shape, kernel, stride, padding in ([1, 2, 4, 4], 2, None, 0), ([2, 5, 6], 2, None, 0), ([1, 1, 6, 6], 3, 2, 1), ([1, 1, 5, 5], 3, 1, 0), ([1, 2, 6, 4], [3, 2], None, 0):
    for dtype in (F32, F64):
        pooled, places = F.max_pool2d(values(shape, dtype), kernel, stride, padding, return_indices=True)
        options = {"padding": padding, "outputSize": shape[-2:]}
        case("F.maxUnpool2d", [pooled, places], [T(0), T(1), kernel, stride, options], lambda x, i, k=kernel, s=stride, p=padding, o=shape[-2:]: F.max_unpool2d(x, i, k, s, p, output_size=o))
for shape in ([1, 2, 6], [2, 7], [1, 1, 4]):
    pooled, places = F.max_pool1d(values(shape, F64), 2, return_indices=True)
    case("F.maxUnpool1d", [pooled, places], [T(0), T(1), 2], lambda x, i: F.max_unpool1d(x, i, 2))
    case("F.maxUnpool1d", [pooled, places], [T(0), T(1), 2, None, {"outputSize": [shape[-1] + 1 - shape[-1] % 2]}], lambda x, i, n=shape[-1] + 1 - shape[-1] % 2: F.max_unpool1d(x, i, 2, output_size=[n]))
pooled, places = F.max_pool2d(values([1, 2, 4, 4]), 2, return_indices=True)
for indices, size in ((places, [9, 9]), (places, [5]), (places, [1, 2, 5, 5]), (places.float(), None), (places[..., :1], None)):
    options = {} if size is None else {"outputSize": size}
    case("F.maxUnpool2d", [pooled, indices], [T(0), T(1), 2, None, options], lambda x, i, o=size: F.max_unpool2d(x, i, 2, output_size=o))
case("F.maxUnpool2d", [pooled[0, 0], places[0, 0]], [T(0), T(1), 2], lambda x, i: F.max_unpool2d(x, i, 2))
write(__file__)
