# Golden figures of what torch has of F under its own order of arguments, and of old names.
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, F32, F64, I32, I64, T, U8, case, values, write

x = values([3, 4], F64)
for p, train in ((0.0, True), (1.0, True), (0.5, False), (2.0, True), (-1.0, False)):
    for name, f in (("dropout", torch.dropout), ("alphaDropout", torch.alpha_dropout), ("featureDropout", torch.feature_dropout), ("featureAlphaDropout", torch.feature_alpha_dropout)):
        case("torch." + name, [values([3, 4])], [T(0), p, train], lambda x, f=f, p=p, t=train: f(x, p, t))
case("torch.dropout", [values([3], I64)], [T(0), 0.5, True], lambda x: torch.dropout(x, 0.5, True))
case("torch.dropout", [values([3])], [T(0), 0.5], lambda x: torch.dropout(x, 0.5))
case("torch.dropout", [values([3])], [T(0)], lambda x: torch.dropout(x))
case("torch.featureDropout", [values([3])], [T(0), 0.5, True], lambda x: torch.feature_dropout(x, 0.5, True))
for dtype in (F32, F64):
    for at in ([0, 2, 1], [[0, 0], [2, 1]], 1, []):
        case("torch.embedding", [values([3, 2], dtype), torch.tensor(at, dtype=I64)], [T(0), T(1)], torch.embedding)
case("torch.embedding", [values([3, 2]), torch.tensor([0, 2, 0])], [T(0), T(1), 0], lambda w, i: torch.embedding(w, i, 0))
case("torch.embedding", [values([3, 2]), torch.tensor([0, 2], dtype=I32)], [T(0), T(1)], torch.embedding)
case("torch.embedding", [values([3, 2]), torch.tensor([0, 3])], [T(0), T(1)], torch.embedding)
case("torch.embedding", [values([3, 2]), values([2])], [T(0), T(1)], torch.embedding)
case("torch.embedding", [values([3]), torch.tensor([0])], [T(0), T(1)], torch.embedding)
for training in (True, False):
    for shape in ([4, 3], [2, 3, 5], [1, 3]):
        # one value is its own mean: what a small eps makes of rounding is nobody's
        rest = [training, 0.1, 1.0 if shape == [1, 3] else 1e-5, False]
        inputs = [values(shape, F64), values([3], F64), values([3], F64), values([3], F64), values([3], F64, "positive")]
        if training:
            case("torch.batchNorm", inputs[:3], [T(0), T(1), T(2), None, None, *rest], lambda x, w, b, r=rest: torch.batch_norm(x, w, b, None, None, *r))
        else:
            case("torch.batchNorm", inputs, [T(0), T(1), T(2), T(3), T(4), *rest], lambda x, w, b, m, v, r=rest: torch.batch_norm(x, w, b, m, v, *r), constant=[3, 4])
        case("torch.instanceNorm", [values([*shape, 4], F64)], [T(0), None, None, None, None, *rest], lambda x, r=rest: torch.instance_norm(x, None, None, None, None, *r))
case("torch.batchNorm", [values([4, 3]), values([2])], [T(0), T(1), None, None, None, True, 0.1, 1e-5, False], lambda x, w: torch.batch_norm(x, w, None, None, None, True, 0.1, 1e-5, False))
case("torch.batchNorm", [values([4, 3])], [T(0), None, None, None, None, True, 0.1, 1e-5], lambda x: torch.batch_norm(x, None, None, None, None, True, 0.1, 1e-5))
case("torch.batchNorm", [values([4, 3])], [T(0), None, None, None, None, False, 0.1, 1e-5, False], lambda x: torch.batch_norm(x, None, None, None, None, False, 0.1, 1e-5, False))

# the same as in F
for name, f, inputs, args in (
    ("conv1d", torch.conv1d, [[2, 3, 6], [4, 3, 3], [4]], []),
    ("conv2d", torch.conv2d, [[2, 3, 5, 4], [4, 3, 2, 3], [4]], []),
    ("convTranspose1d", torch.conv_transpose1d, [[2, 3, 4], [3, 2, 3], [2]], []),
    ("convTranspose2d", torch.conv_transpose2d, [[1, 3, 3, 4], [3, 2, 2, 3], [2]], []),
    ("adaptiveAvgPool1d", torch.adaptive_avg_pool1d, [[2, 3, 7]], [3]),
    ("avgPool1d", torch.avg_pool1d, [[2, 3, 7]], [2]),
    ("maxPool1d", torch.max_pool1d, [[2, 3, 7]], [2]),
    ("maxPool2d", torch.max_pool2d, [[2, 3, 4, 6]], [2]),
    ("groupNorm", torch.group_norm, [[2, 4, 3]], [2]),
    ("layerNorm", torch.layer_norm, [[2, 3, 4]], [[3, 4]]),
    ("rmsNorm", torch.rms_norm, [[2, 3, 4]], [[4]]),
    ("cosineSimilarity", torch.cosine_similarity, [[3, 4], [3, 4]], []),
    ("pairwiseDistance", torch.pairwise_distance, [[3, 4], [3, 4]], []),
    ("pixelShuffle", torch.pixel_shuffle, [[1, 8, 2, 3]], [2]),
    ("pixelUnshuffle", torch.pixel_unshuffle, [[1, 2, 4, 6]], [2]),
    ("bilinear", torch.bilinear, [[3, 2], [3, 4], [5, 2, 4], [5]], []),
):
    case("torch." + name, [values(s, F64) for s in inputs], [*[T(i) for i in range(len(inputs))], *args], lambda *x, f=f, a=args: f(*x, *a))
    case("torch." + name, [], [], f)

# old constructors
for name in ("FloatTensor", "DoubleTensor", "LongTensor", "IntTensor", "ByteTensor", "BoolTensor"):
    make = getattr(torch, name)
    for args in ([[1, 2, 0]], [[[1, 2], [0, 3]]], [[]], [], [[1.5, 2.5]], [1.5], [[[1, 2], [3]]], ["a"], [2, "a"]):
        case("torch." + name, [], args, lambda m=make, a=args: m(*a))
    case("torch." + name, [], [2, 0], lambda m=make: m(2, 0))
case("torch.ByteTensor", [], [[300]], lambda: torch.ByteTensor([300]))
case("torch.scalarTensor", [], [3], lambda: torch.scalar_tensor(3))
case("torch.scalarTensor", [], [1.5], lambda: torch.scalar_tensor(1.5))
case("torch.rowStack", [values([2, 3]), values([3])], [[T(0), T(1)]], lambda a, b: torch.row_stack((a, b)))
case("torch.detach", [values([2])], [T(0)], torch.detach)
for sizes, dim in (([1, 1], 0), ([1, 2], 1), ([1, 2], 0), ([2], 5), (2, 0)):
    case("torch.splitWithSizes", [values([2, 3])], [T(0), sizes, dim], lambda x, s=sizes, d=dim: torch.split_with_sizes(x, s, d))
write(__file__)
