# Golden figures of convolutions, of patches as columns, and of linear maps.
import itertools
import pathlib
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import F32, F64, I64, T, case, values, write

CAMEL = {"output_padding": "outputPadding"}


def options(settings):
    return {CAMEL.get(key, key): list(value) if isinstance(value, tuple) else value for key, value in settings.items()}


def conv(name, fn, x, w, b=None, dtype=F64, **settings):
    inputs = [values(x, dtype), values(w, dtype)] + ([values(b, dtype)] if b is not None else [])
    args = [T(0), T(1), T(2) if b is not None else None] + ([options(settings)] if settings else [])
    case("F." + name, inputs, args, lambda *t: fn(*t, **settings))


for dtype in (F32, F64):
    conv("conv2d", F.conv2d, [1, 3, 5, 5], [4, 3, 3, 3], [4], dtype)
    conv("conv2d", F.conv2d, [2, 1, 4, 4], [2, 1, 2, 2], None, dtype)
    conv("conv1d", F.conv1d, [2, 3, 6], [4, 3, 3], [4], dtype)
    conv("convTranspose2d", F.conv_transpose2d, [1, 3, 3, 3], [3, 2, 2, 2], [2], dtype)
    conv("convTranspose1d", F.conv_transpose1d, [2, 3, 4], [3, 2, 3], [2], dtype)
for settings in (
    {"stride": 2}, {"stride": (2, 1)}, {"padding": 1}, {"padding": (1, 2)}, {"dilation": 2}, {"dilation": (1, 2), "padding": (0, 1)}, {"groups": 2}, {"stride": 2, "padding": 1, "groups": 2},
    {"padding": "same"}, {"padding": "valid"}, {"padding": "same", "dilation": 2}, {"stride": 3, "padding": 2, "dilation": 2},
):
    groups = settings.get("groups", 1)
    conv("conv2d", F.conv2d, [1, 4, 6, 5], [4, 4 // groups, 3, 2], [4], **settings)
for settings in ({"stride": 2}, {"padding": 2}, {"dilation": 2}, {"groups": 2}, {"padding": "same"}, {"stride": 2, "padding": 1, "dilation": 3}):
    groups = settings.get("groups", 1)
    conv("conv1d", F.conv1d, [2, 4, 8], [2, 4 // groups, 2], [2], **settings)
for settings in ({"stride": 2}, {"padding": 1}, {"stride": 2, "output_padding": 1}, {"dilation": 2}, {"groups": 2}, {"stride": (2, 3), "padding": (1, 0), "output_padding": (1, 2)}):
    conv("convTranspose2d", F.conv_transpose2d, [2, 4, 3, 3], [4, 2, 2, 3], [2 * settings.get("groups", 1)], **settings)
    one = {key: value[0] if isinstance(value, tuple) else value for key, value in settings.items()}
    conv("convTranspose1d", F.conv_transpose1d, [2, 4, 3], [4, 2, 3], [2 * settings.get("groups", 1)], **one)
conv("conv3d", F.conv3d, [1, 2, 3, 4, 3], [2, 2, 2, 2, 2], [2])
conv("conv3d", F.conv3d, [1, 2, 3, 4, 3], [2, 1, 2, 2, 2], [2], groups=2, padding=1, stride=2)
conv("conv2d", F.conv2d, [3, 5, 5], [4, 3, 3, 3], [4])
conv("conv1d", F.conv1d, [3, 5], [4, 3, 3], [4])
conv("convTranspose2d", F.conv_transpose2d, [3, 3, 3], [3, 2, 2, 2], [2])
conv("conv2d", F.conv2d, [0, 3, 5, 5], [4, 3, 2, 2])
conv("conv2d", F.conv2d, [1, 2, 3, 3], [2, 2, 3, 3])
conv("conv2d", F.conv2d, [1, 2, 1, 1], [2, 2, 1, 1])

for x, w, b, settings in [
    ([1, 3, 6, 6], [20, 1, 5, 5], None, {}), ([1, 3, 2, 2], [4, 3, 3, 3], None, {}), ([3, 2], [4, 3, 3, 3], None, {}), ([1, 3, 5, 5], [4, 3, 3, 3], [5], {}), ([1, 3, 5, 5], [4, 3, 3, 3], None, {"stride": 0}),
    ([1, 3, 5, 5], [4, 3, 3, 3], None, {"padding": -1}), ([1, 3, 5, 5], [4, 3, 3, 3], None, {"dilation": 0}), ([1, 3, 5, 5], [4, 3, 3, 3], None, {"groups": 2}), ([1, 4, 5, 5], [3, 2, 3, 3], None, {"groups": 2}),
    ([1, 4, 5, 5], [3, 4, 3, 3], None, {"stride": (1, 1, 1)}), ([1, 3, 5, 5], [4, 3, 3, 3], None, {"padding": "same", "stride": 2}), ([1, 3, 5, 5], [4, 3, 2, 2], None, {"padding": "foo"}),
]:
    conv("conv2d", F.conv2d, x, w, b, F32, **settings)
conv("conv1d", F.conv1d, [5], [4, 3, 3], None, F32)
conv("convTranspose2d", F.conv_transpose2d, [1, 3, 5, 5], [4, 3, 3, 3], None, F32)
conv("convTranspose2d", F.conv_transpose2d, [1, 3, 5, 5], [3, 3, 3, 3], None, F32, output_padding=1)
conv("convTranspose2d", F.conv_transpose2d, [1, 3, 5, 5], [3, 3, 3, 3], [7], F32)
case("F.conv2d", [values([1, 2, 3, 3], F64), values([2, 2, 2, 2], F32)], [T(0), T(1)], F.conv2d)

for shape, kernel, settings in [([1, 2, 4, 4], 2, {}), ([2, 1, 4, 5], [2, 3], {"stride": 2}), ([1, 2, 4, 4], 2, {"padding": 1, "dilation": 2}), ([2, 4, 4], 2, {}), ([4, 4], 2, {}), ([1, 2, 2, 2], 3, {})]:
    case("F.unfold", [values(shape, F32)], [T(0), kernel, settings], lambda x, k=kernel, s=settings: F.unfold(x, k, **s))
for shape, size, kernel, settings in [([1, 8, 9], [4, 4], 2, {}), ([8, 9], [4, 4], 2, {}), ([1, 8, 4], [4, 4], 2, {"stride": 2}), ([1, 4, 25], [4, 4], 2, {"padding": 1}), ([1, 8, 8], [4, 4], 2, {}), ([1, 7, 9], [4, 4], 2, {})]:
    case("F.fold", [values(shape, F64)], [T(0), size, kernel, settings], lambda x, o=size, k=kernel, s=settings: F.fold(x, o, k, **s))

for x, dtype in itertools.product(([2, 3], [5, 2, 3], [3], [1, 5, 2, 3], [0, 3], [2, 0, 3]), (F32, F64)):
    case("F.linear", [values(x, dtype), values([4, 3], dtype), values([4], dtype)], [T(0), T(1), T(2)], F.linear)
    case("F.linear", [values(x, dtype), values([4, 3], dtype)], [T(0), T(1)], F.linear)
case("F.linear", [values([3, 2], F32), values([3, 4], F32)], [T(0), T(1)], F.linear, prepare="t")
for x, w, b in [([2, 5], [4, 3], [4]), ([5], [4, 3], [4]), ([2, 3], [4, 3], [5])]:
    case("F.linear", [values(x, F32), values(w, F32), values(b, F32)], [T(0), T(1), T(2)], F.linear)
case("F.linear", [values([2, 3], I64), values([4, 3], F32), values([4], F32)], [T(0), T(1), T(2)], F.linear)
for a, b, w in [([2, 3], [2, 4], [5, 3, 4]), ([2, 2, 3], [2, 2, 4], [5, 3, 4]), ([2, 3], [2, 5], [5, 3, 4]), ([2, 3], [3, 4], [5, 3, 4])]:
    case("F.bilinear", [values(a, F64), values(b, F64), values(w, F64), values([5], F64)], [T(0), T(1), T(2), T(3)], F.bilinear)
    case("F.bilinear", [values(a, F64), values(b, F64), values(w, F64)], [T(0), T(1), T(2)], F.bilinear)
write(__file__)
