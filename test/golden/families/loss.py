# Golden figures of the losses, and of normalize, cosine similarity and pairwise distance.
import itertools
import math
import pathlib
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, F32, F64, I32, I64, U8, T, case, values, write

REDUCTIONS = ("mean", "sum", "none")


def long(*labels):
    return torch.tensor(labels)


def chances(shape, dim=1, dtype=F32):
    return torch.rand(shape, dtype=dtype).softmax(dim)


def loss(name, fn, inputs, options, prepare=None, grad=True, **kwargs):
    """A loss of all inputs."""
    case(f"F.{name}", inputs, [*(T(i) for i in range(len(inputs))), options], lambda *x: fn(*x, **kwargs), prepare=prepare, grad=grad)


# classes
CLASSES = [([3], torch.tensor(1)), ([2, 3], long(0, 2)), ([4, 5], long(1, 1, 4, 0)), ([2, 3, 4], torch.randint(0, 3, [2, 4])), ([2, 3, 2, 2], torch.randint(0, 3, [2, 2, 2])), ([2, 3, 2, 1, 2], torch.randint(0, 3, [2, 2, 1, 2])), ([1, 1], long(0)), ([0, 3], torch.empty(0, dtype=I64))]
for (shape, target), reduction, dtype in itertools.product(CLASSES, REDUCTIONS, (F32, F64)):
    if dtype == F64 and len(shape) > 3:
        continue
    loss("crossEntropy", F.cross_entropy, [values(shape, dtype), target], {"reduction": reduction}, reduction=reduction)
    loss("nllLoss", F.nll_loss, [values(shape, dtype), target], {"reduction": reduction}, reduction=reduction)
for reduction, ignore in itertools.product(REDUCTIONS, (-100, 1)):
    for shape, target in CLASSES[1:4]:
        weight = torch.rand(shape[1]) + 0.5
        options = {"reduction": reduction, "ignoreIndex": ignore}
        kwargs = {"reduction": reduction, "ignore_index": ignore}
        loss("crossEntropy", F.cross_entropy, [values(shape), target], options, **kwargs)
        loss("nllLoss", F.nll_loss, [values(shape), target], options, **kwargs)
        for smoothing in (0, 0.1, 1):
            case("F.crossEntropy", [values(shape), target, weight], [T(0), T(1), {**options, "weight": T(2), "labelSmoothing": smoothing}],
                 lambda x, t, w: F.cross_entropy(x, t, w, label_smoothing=smoothing, **kwargs), constant=[2])
            case("F.crossEntropy", [values(shape), target], [T(0), T(1), {**options, "labelSmoothing": smoothing}],
                 lambda x, t: F.cross_entropy(x, t, label_smoothing=smoothing, **kwargs))
        case("F.nllLoss", [values(shape), target, weight], [T(0), T(1), {**options, "weight": T(2)}], lambda x, t, w: F.nll_loss(x, t, w, **kwargs), constant=[2])
for reduction in REDUCTIONS:
    for shape in ([3], [2, 3], [2, 3, 4]):
        for smoothing in (0, 0.2):
            options = {"reduction": reduction, "labelSmoothing": smoothing}
            dim = 0 if len(shape) == 1 else 1
            loss("crossEntropy", F.cross_entropy, [values(shape), chances(shape, dim)], options, reduction=reduction, label_smoothing=smoothing)
            case("F.crossEntropy", [values(shape), chances(shape, dim), torch.rand(3) + 0.5], [T(0), T(1), {**options, "weight": T(2)}],
                 lambda x, t, w: F.cross_entropy(x, t, w, reduction=reduction, label_smoothing=smoothing), constant=[2])
    loss("crossEntropy", F.cross_entropy, [values([2, 3]), long(-100, -100)], {"reduction": reduction}, reduction=reduction)
    loss("nllLoss", F.nll_loss, [values([2, 3]), torch.tensor([0, 2], dtype=U8)], {"reduction": reduction}, reduction=reduction)
# a hand-made cross-entropy overflows here
for logits in ([[100.0, 0.0], [0.0, 100.0]], [[1000.0, -1000.0], [88.0, 89.0]], [[math.inf, 0.0], [1.0, 2.0]], [[-math.inf, 0.0], [1.0, 2.0]], [[math.nan, 0.0], [1.0, 2.0]]):
    loss("crossEntropy", F.cross_entropy, [torch.tensor(logits), long(0, 1)], {}, grad=math.isfinite(sum(map(sum, logits))))
    loss("crossEntropy", F.cross_entropy, [torch.tensor(logits), long(1, 0)], {"reduction": "none"}, reduction="none", grad=False)
loss("crossEntropy", F.cross_entropy, [values([3, 2]), torch.tensor([0, 1])], {}, prepare=None)
case("F.crossEntropy", [values([3, 2]), chances([3, 2])], [T(0), T(1)], F.cross_entropy, prepare="t")
WRONG = [
    ([3, 5], long(0, 1, 2, 3)), ([3, 5], long(0, 5, 1)), ([3, 5], long(0, -1, 1)), ([3, 5], torch.tensor([0.0, 1.0, 2.0])), ([3, 5], torch.tensor([0, 1, 2], dtype=I32)),
    ([3, 5], torch.tensor([True, False, True])), ([3, 5], torch.zeros(3, 1, dtype=I64)), ([], torch.tensor(0)), ([5], long(0, 1)), ([5], torch.tensor(7)), ([2, 3, 4], torch.zeros(2, 5, dtype=I64)),
    ([2, 3, 2, 2], torch.zeros(2, 2, 3, dtype=I64)), ([2, 3], torch.zeros(2, 3, dtype=I64)), ([2, 3, 4], torch.zeros(3, 4, dtype=I64)), ([2, 3], torch.tensor(1)), ([2, 3, 4], torch.zeros(2, dtype=I64)),
]
for shape, target in WRONG:
    loss("crossEntropy", F.cross_entropy, [values(shape), target], {}, grad=False)
    loss("nllLoss", F.nll_loss, [values(shape), target], {}, grad=False)
for weight in (torch.rand(2), torch.rand(3, 1), torch.rand(3, dtype=F64)):
    case("F.crossEntropy", [values([2, 3]), long(0, 1), weight], [T(0), T(1), {"weight": T(2)}], lambda x, t, w: F.cross_entropy(x, t, w), grad=False)
    case("F.nllLoss", [values([2, 3]), long(0, 1), weight], [T(0), T(1), {"weight": T(2)}], lambda x, t, w: F.nll_loss(x, t, w), grad=False)
case("F.crossEntropy", [values([2, 3]), chances([2, 3]), torch.rand(2)], [T(0), T(1), {"weight": T(2)}], lambda x, t, w: F.cross_entropy(x, t, w), grad=False)
loss("crossEntropy", F.cross_entropy, [values([2, 3]), chances([2, 3])], {"ignoreIndex": 1}, ignore_index=1, grad=False)
loss("crossEntropy", F.cross_entropy, [values([2, 3]), long(0, 1)], {"labelSmoothing": 1.5}, label_smoothing=1.5, grad=False)
for name, fn, target in (("crossEntropy", F.cross_entropy, long(0, 1)), ("nllLoss", F.nll_loss, long(0, 1)), ("mseLoss", F.mse_loss, values([2, 3])), ("huberLoss", F.huber_loss, values([2, 3]))):
    loss(name, fn, [values([2, 3]), target], {"reduction": "average"}, reduction="average", grad=False)

# distances
PAIRS = [([], []), ([3], [3]), ([2, 3], [2, 3]), ([2, 3], [3]), ([3], [2, 3]), ([2, 1], [1, 3]), ([0], [0]), ([2, 3], [4])]
DISTANCES = [("mseLoss", F.mse_loss, {}, {}), ("l1Loss", F.l1_loss, {}, {}), ("smoothL1Loss", F.smooth_l1_loss, {}, {}), ("smoothL1Loss", F.smooth_l1_loss, {"beta": 0.5}, {"beta": 0.5}),
             ("smoothL1Loss", F.smooth_l1_loss, {"beta": 0}, {"beta": 0.0}), ("huberLoss", F.huber_loss, {}, {}), ("huberLoss", F.huber_loss, {"delta": 0.3}, {"delta": 0.3})]
for (name, fn, options, kwargs), (a, b), reduction in itertools.product(DISTANCES, PAIRS, REDUCTIONS):
    dtype = F64 if reduction == "sum" else F32
    loss(name, fn, [values(a, dtype), values(b, dtype)], {**options, "reduction": reduction}, reduction=reduction, **kwargs)
for name, fn, options, kwargs in DISTANCES:
    loss(name, fn, [values([3, 2]), values([3, 2])], options, prepare="t", **kwargs)
    loss(name, fn, [torch.tensor([0.0, 1.0, -1.0, 5.0]), torch.tensor([0.0, 0.0, 0.0, 0.0])], options, **kwargs)
    loss(name, fn, [torch.tensor([math.inf, math.nan, 1e30]), torch.zeros(3)], {**options, "reduction": "none"}, reduction="none", grad=False, **kwargs)
for (name, fn, options, kwargs), (a, b) in itertools.product(DISTANCES[:4] + DISTANCES[5:6], ((F32, I64), (I64, I64), (F32, F64), (I64, F32))):
    loss(name, fn, [values([3], a), values([3], b)], options, **kwargs)
loss("smoothL1Loss", F.smooth_l1_loss, [values([2]), values([2])], {"beta": -1}, beta=-1.0)
loss("huberLoss", F.huber_loss, [values([2]), values([2])], {"delta": 0}, delta=0.0)

# two classes
for reduction, shape in itertools.product(REDUCTIONS, ([], [3], [2, 3], [0])):
    for dtype in (F32, F64):
        loss("binaryCrossEntropy", F.binary_cross_entropy, [torch.rand(shape, dtype=dtype) * 0.9 + 0.05, torch.rand(shape, dtype=dtype)], {"reduction": reduction}, reduction=reduction)
        loss("binaryCrossEntropyWithLogits", F.binary_cross_entropy_with_logits, [values(shape, dtype), torch.rand(shape, dtype=dtype)], {"reduction": reduction}, reduction=reduction)
for reduction in REDUCTIONS:
    for weight in (torch.rand(3), torch.rand(2, 3)):
        case("F.binaryCrossEntropy", [torch.rand(2, 3) * 0.9 + 0.05, torch.rand(2, 3), weight], [T(0), T(1), {"reduction": reduction, "weight": T(2)}],
             lambda x, y, w: F.binary_cross_entropy(x, y, w, reduction=reduction), constant=[2])
        case("F.binaryCrossEntropyWithLogits", [values([2, 3]), torch.rand(2, 3), weight], [T(0), T(1), {"reduction": reduction, "weight": T(2)}],
             lambda x, y, w: F.binary_cross_entropy_with_logits(x, y, w, reduction=reduction), constant=[2])
        case("F.binaryCrossEntropyWithLogits", [values([2, 3]), torch.rand(2, 3), weight], [T(0), T(1), {"reduction": reduction, "posWeight": T(2)}],
             lambda x, y, w: F.binary_cross_entropy_with_logits(x, y, pos_weight=w, reduction=reduction), constant=[2])
        case("F.binaryCrossEntropyWithLogits", [values([2, 3]), torch.rand(2, 3), weight, torch.rand(3)], [T(0), T(1), {"reduction": reduction, "weight": T(2), "posWeight": T(3)}],
             lambda x, y, w, p: F.binary_cross_entropy_with_logits(x, y, w, pos_weight=p, reduction=reduction), constant=[2, 3])
EDGES = torch.tensor([0.0, 1.0, 0.0, 1.0, 0.5])
TARGETS = torch.tensor([0.0, 1.0, 1.0, 0.0, 0.5])
for reduction in REDUCTIONS:
    case("F.binaryCrossEntropy", [EDGES, TARGETS], [T(0), T(1), {"reduction": reduction}], lambda x, y: F.binary_cross_entropy(x, y.detach(), reduction=reduction), grad=False)
    loss("binaryCrossEntropyWithLogits", F.binary_cross_entropy_with_logits, [torch.tensor([100.0, -100.0, 1000.0, -1000.0, 0.0]), TARGETS], {"reduction": reduction}, reduction=reduction)
for x, y in [(torch.tensor([1.5]), torch.tensor([1.0])), (torch.tensor([-0.1]), torch.tensor([1.0])), (torch.rand(2), torch.rand(3)), (torch.rand(2), torch.tensor([0, 1])), (torch.rand(2), torch.tensor([True, False])), (torch.tensor([0, 1]), torch.rand(2)), (torch.tensor([math.nan]), torch.tensor([1.0]))]:
    loss("binaryCrossEntropy", F.binary_cross_entropy, [x, y], {}, grad=False)
    loss("binaryCrossEntropyWithLogits", F.binary_cross_entropy_with_logits, [x, y], {}, grad=False)

# distributions
for reduction, shape, is_log in itertools.product((*REDUCTIONS, "batchmean"), ([3], [2, 3], []), (False, True)):
    target = torch.rand(shape) + 0.1
    loss("klDiv", F.kl_div, [values(shape), target.log() if is_log else target], {"reduction": reduction, "logTarget": is_log}, reduction=reduction, log_target=is_log)
loss("klDiv", F.kl_div, [values([3]), torch.tensor([0.0, 0.5, 0.5])], {"reduction": "none"}, reduction="none", grad=False)
for reduction, log_input, full in itertools.product(REDUCTIONS, (True, False), (True, False)):
    target = torch.tensor([[0.0, 1.0, 2.0], [3.0, 5.0, 0.5]])
    case("F.poissonNllLoss", [values([2, 3], F32, "positive"), target], [T(0), T(1), {"logInput": log_input, "full": full, "reduction": reduction}],
         lambda x, y: F.poisson_nll_loss(x, y, log_input, full, reduction=reduction), constant=[1])
for reduction, full, shape in itertools.product(REDUCTIONS, (True, False), ([2, 3], [2, 1], [2], [3])):
    loss("gaussianNllLoss", F.gaussian_nll_loss, [values([2, 3]), values([2, 3]), values(shape, F32, "positive")], {"full": full, "reduction": reduction}, full=full, reduction=reduction)
loss("gaussianNllLoss", F.gaussian_nll_loss, [values([3]), values([3]), torch.tensor([0.0, 1e-9, 1.0])], {})
loss("gaussianNllLoss", F.gaussian_nll_loss, [values([3]), values([3]), torch.tensor([0.0, -1.0, 1.0])], {})
loss("gaussianNllLoss", F.gaussian_nll_loss, [values([3]), values([3]), torch.ones(3)], {"reduction": "avg"}, reduction="avg")
loss("poissonNllLoss", F.poisson_nll_loss, [values([3]), values([3])], {"reduction": "avg"}, reduction="avg")

# margins
for reduction, margin in itertools.product(REDUCTIONS, (None, 0.5)):
    options = {"reduction": reduction, **({"margin": margin} if margin else {})}
    kwargs = {"reduction": reduction, **({"margin": margin} if margin else {})}
    signs = torch.tensor([1, -1, -1, 1])
    loss("hingeEmbeddingLoss", F.hinge_embedding_loss, [values([4]), signs], options, **kwargs)
    loss("hingeEmbeddingLoss", F.hinge_embedding_loss, [values([3, 4], F64), signs], options, **kwargs)
    loss("marginRankingLoss", F.margin_ranking_loss, [values([4]), values([4]), signs], options, **kwargs)
    loss("cosineEmbeddingLoss", F.cosine_embedding_loss, [values([4, 5]), values([4, 5]), signs], options, **kwargs)
    loss("cosineEmbeddingLoss", F.cosine_embedding_loss, [values([5]), values([5]), torch.tensor(1)], options, **kwargs)
loss("marginRankingLoss", F.margin_ranking_loss, [values([4]), values([4, 1]), long(1, 1, 1, 1)], {})
loss("cosineEmbeddingLoss", F.cosine_embedding_loss, [values([4]), values([4]), long(1, 1, 1, 1)], {})
loss("cosineEmbeddingLoss", F.cosine_embedding_loss, [values([2, 4]), values([2, 4]), torch.ones(2, 2)], {}, grad=False)

# similarity
for shape, dim in [([2, 3], 1), ([2, 3], 0), ([3], 0), ([2, 3, 4], -1)]:
    for dtype in (F32, F64):
        loss("cosineSimilarity", F.cosine_similarity, [values(shape, dtype), values(shape, dtype)], {"dim": dim}, dim=dim)
        loss("normalize", F.normalize, [values(shape, dtype)], {"dim": dim}, dim=dim)
        loss("normalize", F.normalize, [values(shape, dtype)], {"dim": dim, "p": 1}, dim=dim, p=1.0)
    for p, keepdim in itertools.product((1, 2, 3), (False, True)):
        loss("pairwiseDistance", F.pairwise_distance, [values(shape), values(shape)], {"p": p, "keepdim": keepdim}, p=float(p), keepdim=keepdim)
    for name, fn in (("softmin", F.softmin), ("softmax", F.softmax), ("logSoftmax", F.log_softmax)):
        case(f"F.{name}", [values(shape)], [T(0), dim], lambda x: fn(x, dim))
loss("cosineSimilarity", F.cosine_similarity, [values([2, 3]), values([1, 3])], {})
loss("cosineSimilarity", F.cosine_similarity, [torch.zeros(2, 3), values([2, 3])], {}, grad=False)
loss("normalize", F.normalize, [torch.zeros(2, 3)], {}, grad=False)
loss("pairwiseDistance", F.pairwise_distance, [values([2, 3]), values([3])], {})
for a, b, dim in (([2, 1], [2, 3], 1), ([2, 3], [3], 1), ([3, 1, 2], [4, 2], 0), ([2, 1], [1, 3], 0)):
    # no gradients: a vector that is one number all over has none but rounding
    loss("cosineSimilarity", F.cosine_similarity, [values(a), values(b)], {"dim": dim}, grad=False, dim=dim)
# rows without classes, and none at all (of which the mean and the sum are what lay in the memory)
for shape in ([0, 3], [0], [2, 0], [0, 0]):
    case("F.multilabelMarginLoss", [torch.zeros(shape), torch.zeros(shape, dtype=I64)], [T(0), T(1), {"reduction": "none"}],
         lambda x, y: F.multilabel_margin_loss(x, y, reduction="none"))
write(__file__)
