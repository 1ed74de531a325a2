# Golden texts of wrong calls: PyTorch's own class and words.
import pathlib
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, F32, F64, I32, I64, U8, D, Fl, T, case, cases, values, write

x23, x24, x3, x4, s = values([2, 3]), values([2, 4]), values([3]), values([4]), values([])
i3 = torch.tensor([0, 1, 2])
NAN, INF = float("nan"), float("inf")


def wrong(name, inputs, args, call):
    case(name, inputs, args, call, grad=False)
    if "error" not in cases[-1]:
        raise SystemExit(f"{name} {args} is no error")


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


# shapes that do not broadcast
for name in ("add", "sub", "mul", "div", "pow", "maximum", "minimum", "atan2", "fmod", "remainder", "eq", "lt", "logicalAnd", "hypot"):
    wrong(name, [x23, x24], [], lambda a, b, n=snake(name): getattr(torch, n)(a, b))
wrong("torch.where", [values([2, 3], B), x24], [T(0), T(1), 0], lambda m, x: torch.where(m, x, 0))
wrong("lerp", [x23, x24], [Fl(0.5)], lambda a, b: a.lerp(b, 0.5))
for name in ("add_", "mul_"):
    wrong(name, [x3, x23], [], lambda a, b, n=name: getattr(a, n)(b))

# dims out of range
for name, args in [("sum", [2]), ("sum", [[0, -3]]), ("mean", [5]), ("prod", [2]), ("max", [2]), ("argmax", [-3]), ("softmax", [2]), ("logSoftmax", [2]), ("cumsum", [2]), ("sort", [2]), ("unsqueeze", [4]), ("squeeze", [3]), ("flip", [[2]]), ("unbind", [2]), ("norm", [2, 3]), ("logsumexp", [2]), ("std", [2]), ("var", [-3]), ("all", [2]), ("any", [2]), ("median", [2]), ("mode", [2]), ("amax", [2]), ("topk", [1, 2]), ("select", [2, 0]), ("narrow", [2, 0, 1]), ("split", [1, 2]), ("chunk", [2, 2]), ("transpose", [0, 2]), ("flatten", [0, 3]), ("roll", [1, 2]), ("cumprod", [2]), ("argsort", [2]), ("movedim", [0, 2])]:
    if name == "norm":
        wrong(name, [x23], args, lambda x: x.norm(2, 3))
        continue
    wrong(name, [x23], args, lambda x, n=snake(name), a=args: getattr(x, n)(*a))
wrong("sum", [x23], [[0, 0]], lambda x: x.sum([0, 0]))
wrong("permute", [x23], [[0, 0]], lambda x: x.permute(0, 0))
wrong("permute", [x23], [[0]], lambda x: x.permute(0))
wrong("permute", [x23], [[0, 1, 2]], lambda x: x.permute(0, 1, 2))
wrong("flip", [x23], [[0, 0]], lambda x: x.flip([0, 0]))
wrong("t", [values([2, 2, 2])], [], lambda x: x.t())
wrong("flatten", [x23], [1, 0], lambda x: x.flatten(1, 0))

# shapes
for name, args in [("view", [[4, 2]]), ("view", [[-1, -1]]), ("view", [[-1, 4]]), ("view", [[-2, 3]]), ("reshape", [[5]]), ("reshape", [[-1, 0]]), ("expand", [[3, 3]]), ("expand", [[3]]), ("repeat", [[2]]), ("unflatten", [0, [3, 3]]), ("tensorSplit", [0])]:
    wrong(name, [x23], args, lambda x, n=snake(name), a=args: getattr(x, n)(*a))
case("view", [x23], [[6]], lambda x: x.view(6), prepare="t", grad=False)
wrong("narrow", [x23], [1, 2, 2], lambda x: x.narrow(1, 2, 2))
wrong("narrow", [x23], [1, 0, -1], lambda x: x.narrow(1, 0, -1))
wrong("select", [x23], [0, 2], lambda x: x.select(0, 2))
wrong("chunk", [x23], [0], lambda x: x.chunk(0))
wrong("split", [x23], [-1], lambda x: x.split(-1))
wrong("split", [x23], [[1, 2]], lambda x: x.split([1, 2]))
wrong("unfold", [x23], [1, 4, 1], lambda x: x.unfold(1, 4, 1))
wrong("unfold", [x23], [1, 2, 0], lambda x: x.unfold(1, 2, 0))
wrong("topk", [x23], [4], lambda x: x.topk(4))
wrong("kthvalue", [x23], [4], lambda x: x.kthvalue(4))
wrong("torch.cat", [x23, x24], [[T(0), T(1)]], lambda a, b: torch.cat([a, b]))
wrong("torch.cat", [x23, x3], [[T(0), T(1)]], lambda a, b: torch.cat([a, b]))
wrong("torch.cat", [], [[]], lambda: torch.cat([]))
wrong("torch.cat", [s, s], [[T(0), T(1)]], lambda a, b: torch.cat([a, b]))
wrong("torch.stack", [x3, x4], [[T(0), T(1)]], lambda a, b: torch.stack([a, b]))
wrong("torch.stack", [], [[]], lambda: torch.stack([]))
wrong("torch.hstack", [x23, x3], [[T(0), T(1)]], lambda a, b: torch.hstack([a, b]))
wrong("torch.vstack", [x23, x4], [[T(0), T(1)]], lambda a, b: torch.vstack([a, b]))

# matrices
for a, b in [([2, 3], [2, 3]), ([3], [4]), ([2, 3], [4]), ([2, 2, 3], [2, 2, 3]), ([2, 2, 3], [3, 3, 2]), ([], [3])]:
    wrong("matmul", [values(a), values(b)], [], torch.matmul)
wrong("matmul", [x23, values([3, 2], F64)], [], torch.matmul)
wrong("matmul", [x23, values([3, 2], I64)], [], torch.matmul)
wrong("mm", [x23, x3], [], torch.mm)
wrong("mm", [x23, x24], [], torch.mm)
wrong("bmm", [x23, x23], [], torch.bmm)
wrong("bmm", [values([2, 2, 3]), values([3, 3, 2])], [], torch.bmm)
wrong("mv", [x23, x24], [], torch.mv)
wrong("mv", [x23, x4], [], torch.mv)
wrong("dot", [x3, x4], [], torch.dot)
wrong("dot", [x23, x3], [], torch.dot)
wrong("dot", [x3, values([3], F64)], [], torch.dot)
wrong("outer", [x23, x3], [], torch.outer)
wrong("addmm", [x3, x23, x24], [], torch.addmm)
wrong("torch.einsum", [x23, x24], ["ij,jk->ik", T(0), T(1)], lambda a, b: torch.einsum("ij,jk->ik", a, b))
wrong("torch.einsum", [x23], ["ijk->i", T(0)], lambda a: torch.einsum("ijk->i", a))
wrong("torch.linalg.inv", [x23], [T(0)], torch.linalg.inv)
wrong("torch.linalg.inv", [torch.zeros(2, 2)], [T(0)], torch.linalg.inv)
wrong("torch.linalg.cholesky", [-torch.eye(2)], [T(0)], torch.linalg.cholesky)
wrong("torch.linalg.det", [x23], [T(0)], torch.linalg.det)
wrong("torch.linalg.solve", [values([2, 2]), x3], [T(0), T(1)], torch.linalg.solve)
wrong("torch.linalg.inv", [values([2, 2], I64)], [T(0)], torch.linalg.inv)

# dtypes
for name in ("mean", "std", "var"):
    wrong(name, [values([3], I64)], [], lambda x, n=name: getattr(x, n)())
wrong("mean", [values([3], B)], [], lambda x: x.mean())
for name, b in [("sub", B), ("neg", B)]:
    wrong(name, [values([3], b)] * (2 if name == "sub" else 1), [], lambda *a, n=name: getattr(torch, n)(*a))
wrong("softmax", [values([3], I64)], [0], lambda x: x.softmax(0))
wrong("pow", [values([3], I64)], [-1], lambda x: x.pow(-1))
wrong("div_", [values([3], I64)], [2], lambda x: x.div_(2))
wrong("add_", [values([3], I64)], [1.5], lambda x: x.add_(1.5))
wrong("mul_", [values([3], B)], [2], lambda x: x.mul_(2))
wrong("bitwiseAnd", [x3, x3], [], torch.bitwise_and)
wrong("bitwiseNot", [x3], [], torch.bitwise_not)
wrong("torch.where", [x3, x3], [T(0), T(1), 0], lambda m, x: torch.where(m, x, 0))
wrong("F.relu", [values([3], B)], [T(0)], F.relu)
wrong("F.linear", [x23, values([2, 3], F64)], [T(0), T(1)], F.linear)
wrong("F.oneHot", [x3], [T(0)], F.one_hot)
wrong("F.embedding", [x3, x23], [T(0), T(1)], F.embedding)
wrong("bincount", [x3], [], torch.bincount)
wrong("frac", [values([3], I64)], [], torch.frac)
wrong("logicalAnd", [x3, x4], [], torch.logical_and)

# indices
for args in ([2], [-3], [0, 3], [0, 0, 0]):
    wrong("at", [x23], args, lambda x, a=args: x[tuple(a)])
wrong("at", [x23, torch.tensor([0, 2])], [T(1)], lambda x, i: x[i])
wrong("at", [x23, torch.tensor([True, False, True])], [T(1)], lambda x, m: x[m])
wrong("at", [s], [0], lambda x: x[0])
wrong("gather", [x23, torch.tensor([[3]])], [1, T(1)], lambda x, i: x.gather(1, i))
wrong("gather", [x23, i3], [1, T(1)], lambda x, i: x.gather(1, i))
wrong("gather", [x23, torch.zeros(3, 4, dtype=I64)], [1, T(1)], lambda x, i: x.gather(1, i))
wrong("gather", [x23, torch.zeros(2, 3)], [1, T(1)], lambda x, i: x.gather(1, i))
wrong("scatter", [x23, torch.tensor([[3]]), x23], [1, T(1), T(2)], lambda x, i, v: x.scatter(1, i, v))
wrong("indexSelect", [x23, torch.tensor([[0]])], [1, T(1)], lambda x, i: x.index_select(1, i))
wrong("indexSelect", [x23, x3], [1, T(1)], lambda x, i: x.index_select(1, i))
wrong("take", [x23, torch.tensor([6])], [T(1)], lambda x, i: x.take(i))
wrong("maskedSelect", [x23, values([2], B)], [T(1)], lambda x, m: x.masked_select(m))
wrong("maskedFill", [x23, x23], [T(1), 0], lambda x, m: x.masked_fill(m, 0))
wrong("F.embedding", [torch.tensor([2]), x23], [T(0), T(1)], F.embedding)
wrong("F.oneHot", [torch.tensor([3])], [T(0), 3], lambda x: F.one_hot(x, 3))
wrong("F.oneHot", [torch.tensor([-1])], [T(0), 3], lambda x: F.one_hot(x, 3))

# losses
c = torch.tensor([0, 2])
wrong("F.crossEntropy", [x23, i3], [T(0), T(1)], F.cross_entropy)
wrong("F.crossEntropy", [x23, torch.tensor([0, 3])], [T(0), T(1)], F.cross_entropy)
wrong("F.crossEntropy", [x23, torch.tensor([0, -1])], [T(0), T(1)], F.cross_entropy)
wrong("F.crossEntropy", [x23, torch.tensor([0, 1], dtype=I32)], [T(0), T(1)], F.cross_entropy)
wrong("F.crossEntropy", [x23, c, x4], [T(0), T(1), {"weight": T(2)}], lambda x, t, w: F.cross_entropy(x, t, w))
wrong("F.crossEntropy", [x23, c], [T(0), T(1), {"reduction": "avg"}], lambda x, t: F.cross_entropy(x, t, reduction="avg"))
wrong("F.nllLoss", [x23, torch.tensor([0, 3])], [T(0), T(1)], F.nll_loss)
wrong("F.nllLoss", [x23, i3], [T(0), T(1)], F.nll_loss)
wrong("F.mseLoss", [x23, x24], [T(0), T(1)], F.mse_loss)
wrong("F.mseLoss", [x23, x23], [T(0), T(1), {"reduction": "sun"}], lambda a, b: F.mse_loss(a, b, reduction="sun"))
wrong("F.binaryCrossEntropy", [x3, x3.sigmoid()], [T(0), T(1)], F.binary_cross_entropy)
wrong("F.binaryCrossEntropy", [x3.sigmoid(), x4.sigmoid()], [T(0), T(1)], F.binary_cross_entropy)
wrong("F.binaryCrossEntropyWithLogits", [x3, x4], [T(0), T(1)], F.binary_cross_entropy_with_logits)
wrong("F.huberLoss", [x3, x3], [T(0), T(1), {"delta": 0}], lambda a, b: F.huber_loss(a, b, delta=0))
wrong("F.smoothL1Loss", [x3, x3], [T(0), T(1), {"beta": -1}], lambda a, b: F.smooth_l1_loss(a, b, beta=-1))

# networks
wrong("F.linear", [x23, x24], [T(0), T(1)], F.linear)
wrong("F.conv2d", [values([1, 2, 4, 4]), values([3, 3, 2, 2])], [T(0), T(1)], F.conv2d)
wrong("F.conv2d", [values([4, 4]), values([3, 3, 2, 2])], [T(0), T(1)], F.conv2d)
wrong("F.conv2d", [values([1, 3, 1, 1]), values([3, 3, 2, 2])], [T(0), T(1)], F.conv2d)
wrong("F.conv2d", [values([1, 3, 4, 4]), values([3, 3, 2, 2])], [T(0), T(1), None, {"stride": 0}], lambda x, w: F.conv2d(x, w, stride=0))
wrong("F.conv1d", [values([1, 2, 4]), values([3, 3, 2])], [T(0), T(1)], F.conv1d)
wrong("F.maxPool2d", [values([1, 1, 2, 2]), ], [T(0), 3], lambda x: F.max_pool2d(x, 3))
wrong("F.maxPool2d", [x3], [T(0), 2], lambda x: F.max_pool2d(x, 2))
wrong("F.avgPool2d", [values([1, 1, 2, 2])], [T(0), 3], lambda x: F.avg_pool2d(x, 3))
wrong("F.dropout", [x3], [T(0), 1.5], lambda x: F.dropout(x, 1.5))
wrong("F.dropout", [x3], [T(0), -0.5], lambda x: F.dropout(x, -0.5))
wrong("F.layerNorm", [x23], [T(0), [4]], lambda x: F.layer_norm(x, [4]))
wrong("F.groupNorm", [values([2, 3, 2])], [T(0), 2], lambda x: F.group_norm(x, 2))
wrong("F.pad", [x3], [T(0), [1]], lambda x: F.pad(x, [1]))
wrong("F.pad", [x3], [T(0), [1, 1, 1, 1]], lambda x: F.pad(x, [1, 1, 1, 1]))
wrong("F.glu", [x3], [T(0)], F.glu)
wrong("F.interpolate", [values([1, 1, 2, 2])], [T(0), {}], lambda x: F.interpolate(x))
wrong("F.scaledDotProductAttention", [x3, x3, x3], [T(0), T(1), T(2)], F.scaled_dot_product_attention)
wrong("F.batchNorm", [values([1, 3])], [T(0), None, None, None, None, {"training": True}], lambda x: F.batch_norm(x, None, None, training=True))

# chance
wrong("torch.multinomial", [torch.tensor([0.5, NAN])], [T(0), 1], lambda p: torch.multinomial(p, 1))
wrong("torch.multinomial", [torch.tensor([0.5, -1.0])], [T(0), 1], lambda p: torch.multinomial(p, 1))
wrong("torch.multinomial", [torch.tensor([0.5, INF])], [T(0), 2, {"replacement": True}], lambda p: torch.multinomial(p, 2, True))
wrong("torch.multinomial", [torch.zeros(2)], [T(0), 1], lambda p: torch.multinomial(p, 1))
wrong("torch.multinomial", [torch.ones(2)], [T(0), 3], lambda p: torch.multinomial(p, 3))
wrong("torch.multinomial", [torch.ones(2)], [T(0), 0], lambda p: torch.multinomial(p, 0))
wrong("torch.multinomial", [torch.ones(2, 2, 2)], [T(0), 1], lambda p: torch.multinomial(p, 1))
wrong("torch.bernoulli", [torch.tensor([1.5])], [T(0)], torch.bernoulli)
wrong("torch.bernoulli", [torch.tensor([NAN])], [T(0)], torch.bernoulli)
wrong("torch.normal", [], [0, -1, [2]], lambda: torch.normal(0.0, -1.0, [2]))
wrong("torch.randint", [], [5, 5, [2]], lambda: torch.randint(5, 5, [2]))
wrong("torch.randperm", [], [-1], lambda: torch.randperm(-1))
wrong("uniform_", [x3], [2, 1], lambda x: x.uniform_(2, 1))
wrong("normal_", [x3], [0, -1], lambda x: x.normal_(0, -1))
wrong("exponential_", [x3], [-1], lambda x: x.exponential_(-1))
wrong("bernoulli_", [x3], [2], lambda x: x.bernoulli_(2))

# sizes
wrong("torch.zeros", [], [[-1]], lambda: torch.zeros(-1))
wrong("torch.ones", [], [[2, -3]], lambda: torch.ones(2, -3))
wrong("torch.zeros", [], [[1.5]], lambda: torch.zeros([1.5]))
wrong("torch.zeros", [], [[50000, 50000, 100]], lambda: torch.zeros(50000, 50000, 100))
wrong("torch.ones", [], [[2**40]], lambda: torch.ones(2**40))
wrong("torch.zeros", [], [[2**40, 2**40]], lambda: torch.zeros(2**40, 2**40))
wrong("torch.rand", [], [[2**40]], lambda: torch.rand(2**40))
wrong("torch.eye", [], [-1], lambda: torch.eye(-1))
wrong("torch.arange", [], [0, 3, 0], lambda: torch.arange(0, 3, 0))
wrong("torch.arange", [], [3, 0], lambda: torch.arange(3, 0))
wrong("torch.linspace", [], [0, 1, -1], lambda: torch.linspace(0, 1, -1))
wrong("repeat", [x23], [[2**20, 2**20]], lambda x: x.repeat(2**20, 2**20))

# conversions
wrong("item", [x3], [], lambda x: x.item())
wrong("torch.tensor", [], [[[1, 2], [3]]], lambda: torch.tensor([[1, 2], [3]]))
wrong("torch.tensor", [], [[1, [2]]], lambda: torch.tensor([1, [2]]))
wrong("histc", [x3], [0], lambda x: x.histc(0))
wrong("quantile", [x3], [1.5], lambda x: x.quantile(1.5))
wrong("max", [torch.zeros(0)], [], lambda x: x.max())
wrong("argmax", [torch.zeros(0)], [], lambda x: x.argmax())
wrong("median", [torch.zeros(2, 0)], [1], lambda x: x.median(1))
wrong("max", [torch.zeros(2, 0)], [1], lambda x: x.max(1))

# arguments of the wrong kind, too few of them
for name in ("add", "sub", "mul", "div", "pow", "eq", "matmul", "mm", "bmm", "dot", "maximum", "gather", "view", "reshape", "expand", "transpose", "unsqueeze", "permute", "indexSelect", "maskedFill", "cumsum", "softmax", "topk", "narrow", "select", "outer"):
    wrong(name, [x23], [], lambda x, n=snake(name): getattr(x, n)())
for name in ("add", "sub", "mul", "div", "matmul", "mm", "maximum", "pow"):
    wrong(name, [x23], ["two"], lambda x, n=snake(name): getattr(x, n)("two"))
for name in ("matmul", "mm", "dot", "maximum", "outer", "bmm"):
    wrong(name, [x23], [2], lambda x, n=snake(name): getattr(x, n)(2))
for name in ("add", "mul", "matmul", "maximum"):
    wrong(name, [x23], [None], lambda x, n=snake(name): getattr(x, n)(None))
for name in ("indexAdd", "scatterAdd", "take", "maskedSelect", "mv", "outer", "atan2", "logicalAnd", "cumprod", "cummax", "expand", "repeat", "flip", "roll", "chunk", "swapaxes", "unfold", "lt", "clampMin", "remainder", "lerp", "where", "movedim", "scatter", "maskedFill", "repeatInterleave", "add_", "mul_", "div_", "fill_", "kron", "cross"):
    wrong(name, [x23], [], lambda x, n=snake(name): getattr(x, n)())
for name in ("unsqueeze", "cumsum", "select", "topk", "chunk", "transpose"):
    args = ["rows", 0] if name in ("select", "transpose") else ["rows"]
    wrong(name, [x23], args, lambda x, n=snake(name), a=args: getattr(x, n)(*a))
for name in ("exp", "rsqrt", "sin", "abs", "sign", "isnan", "square", "sort", "argmax", "mm", "unsqueeze"):
    rest = {"mm": [3], "unsqueeze": [0]}.get(name, [])
    wrong("torch." + name, [], [3, *rest], lambda n=name, r=rest: getattr(torch, n)(3, *r))

# arguments left out or of another kind: functions of torch, F and linalg
L = torch.linalg
for name in ("exp", "gather", "add", "matmul", "sum", "cumsum", "relu", "softmax", "indexSelect", "chunk", "topk", "mm", "outer", "isnan"):
    if name not in ("sum", "softmax"):
        wrong("torch." + name, [], [], lambda n=snake(name): getattr(torch, n)())
for name in ("gather", "matmul", "mm", "indexSelect", "chunk", "cumsum", "topk"):
    wrong("torch." + name, [x23], [T(0)], lambda x, n=snake(name): getattr(torch, n)(x))
for name in ("zerosLike", "onesLike", "fullLike", "nonzero", "cdist", "bernoulli", "multinomial", "oneHot", "randLike", "tensordot", "permute", "flip", "full", "cat", "stack", "hstack", "vstack"):
    if name != "oneHot":
        wrong("torch." + name, [], [], lambda n=snake(name): getattr(torch, n)())
for name in ("zerosLike", "onesLike", "nonzero", "bernoulli", "max", "min", "median", "cov", "diagflat", "exp", "argwhere"):
    wrong("torch." + name, [], ["x"], lambda n=snake(name): getattr(torch, n)("x"))
for name in ("cat", "stack", "hstack", "vstack", "dstack"):
    for args, real in (([3], (3,)), (["x"], ("x",)), ([[1]], ([1],))):
        wrong("torch." + name, [], args, lambda n=name, a=real: getattr(torch, n)(*a))
    wrong("torch." + name, [x23], [T(0)], lambda x, n=name: getattr(torch, n)(x))
    wrong("torch." + name, [x23], [[T(0), 1]], lambda x, n=name: getattr(torch, n)([x, 1]))
wrong("torch.full", [], [[2, 2]], lambda: torch.full((2, 2)))
wrong("torch.full", [], ["x", 1], lambda: torch.full("x", 1))
wrong("torch.pow", [], [], lambda: torch.pow())
wrong("torch.equal", [x23], [T(0), 3], lambda x: torch.equal(x, 3))
for name in ("inv", "det", "cholesky", "qr", "eigh", "svd", "svdvals", "pinv", "solve", "slogdet", "cond", "lstsq"):
    wrong("torch.linalg." + name, [], [], lambda n=name: getattr(L, n)())
    wrong("torch.linalg." + name, [], ["x"], lambda n=name: getattr(L, n)("x")) if name not in ("solve", "lstsq", "cond") else None
for name in ("relu", "linear", "conv1d", "conv2d", "layerNorm", "groupNorm", "rmsNorm", "embedding", "pad", "avgPool2d", "unfold", "crossEntropy", "nllLoss", "mseLoss", "l1Loss", "huberLoss", "smoothL1Loss", "binaryCrossEntropy", "klDiv", "scaledDotProductAttention", "cosineSimilarity", "pairwiseDistance", "dropout", "gelu", "silu", "elu", "leakyRelu", "softplus", "prelu", "glu", "interpolate", "normalize", "oneHot", "gridSample", "ctcLoss", "threshold", "maxPool2d", "fold", "pixelShuffle", "tripletMarginLoss", "gaussianNllLoss"):
    torch_name = snake(name)
    wrong("F." + name, [], [], lambda n=torch_name: getattr(F, n)())
    if name not in ("relu", "dropout", "gelu", "silu", "elu", "leakyRelu", "softplus", "glu", "interpolate", "normalize", "oneHot", "avgPool2d"):
        wrong("F." + name, [x23], [T(0)], lambda x, n=torch_name: getattr(F, n)(x))
for name, args in (("linear", ["y"]), ("scaledDotProductAttention", ["y", "z"]), ("cosineSimilarity", ["y"]), ("prelu", ["y"]), ("relu", None), ("gelu", None), ("softplus", None)):
    given = ["x"] if args is None else [T(0), *args]
    wrong("F." + name, [x23], given, lambda x, n=snake(name), a=args: getattr(F, n)(*(["x"] if a is None else [x, *a])))

# methods: too few, another kind
for name in ("addmm", "addmv", "addr", "baddbmm", "addbmm", "addcmul", "addcdiv", "addcmul_", "pow_", "fmod_", "remainder_", "eq_", "lt_", "clampMin", "clampMax", "clampMin_", "equal", "newFull", "xlogy", "repeatInterleave", "swapdims", "viewAs", "expandAs", "unsqueeze_", "squeeze"):
    if name != "squeeze":
        wrong(name, [x23], [], lambda x, n=snake(name): getattr(x, n)())
for name in ("addmm", "addcmul", "clamp", "clampMin", "pow_", "eq_", "xlogy", "repeatInterleave", "equal", "reshape", "repeat", "flip", "expand", "tile", "permute", "kthvalue", "topk", "viewAs", "cumsum"):
    wrong(name, [x23], ["x"], lambda x, n=snake(name): getattr(x, n)("x"))
for name in ("kthvalue", "topk", "unsqueeze", "cumsum", "chunk", "logsumexp"):
    if name != "logsumexp":
        wrong(name, [x23], [1.5], lambda x, n=snake(name): getattr(x, n)(1.5))
wrong("addmm", [x23], [T(0), "y"], lambda x: x.addmm(x, "y"))

# what no memory holds, and sizes that are none
for name, shape in (("empty", [10**6, 10**6]), ("ones", [10**6, 10**6]), ("randn", [10**6, 10**6]), ("rand", [10**6, 10**6])):
    wrong("torch." + name, [], [shape], lambda n=name, s=shape: getattr(torch, n)(s))
wrong("torch.full", [], [[10**6, 10**6], Fl(1.5)], lambda: torch.full((10**6, 10**6), 1.5))
wrong("torch.randint", [], [0, 10, [10**12]], lambda: torch.randint(0, 10, (10**12,)))
wrong("torch.arange", [], [10**13], lambda: torch.arange(10**13))
wrong("torch.linspace", [], [0, 1, 10**13], lambda: torch.linspace(0, 1, 10**13))
wrong("torch.randperm", [], [10**13], lambda: torch.randperm(10**13))
wrong("repeatInterleave", [x3], [10**12], lambda x: x.repeat_interleave(10**12))
wrong("F.pad", [x3], [T(0), [0, 10**12]], lambda x: F.pad(x, (0, 10**12)))
wrong("torch.trilIndices", [], [-1, 3], lambda: torch.tril_indices(-1, 3))
wrong("torch.trilIndices", [], [1.5, 3], lambda: torch.tril_indices(1.5, 3))
wrong("torch.triuIndices", [], [], lambda: torch.triu_indices())
# lists of another length, other kinds, sizes that are none
for name, key in (("maxPool1d", "max_pool1d"), ("avgPool1d", "avg_pool1d"), ("adaptiveAvgPool1d", "adaptive_avg_pool1d")):
    for sizes in ([], [1, 2]):
        wrong("F." + name, [x23], [T(0), sizes], lambda x, n=key, s=sizes: getattr(F, n)(x, s))
        if key != "adaptive_avg_pool1d":
            if sizes:
                wrong("F." + name, [x23], [T(0), 2, sizes], lambda x, n=key, s=sizes: getattr(F, n)(x, 2, s))
            wrong("F." + name, [x23], [T(0), 2, None, {"padding": sizes}], lambda x, n=key, s=sizes: getattr(F, n)(x, 2, padding=s))
wrong("F.maxPool1d", [x23], [T(0), 2, None, {"dilation": []}], lambda x: F.max_pool1d(x, 2, dilation=[]))
for weight in ([2], [2, 3]):
    for name in ("conv1d", "conv2d"):
        wrong("F." + name, [values([2, 3, 3]), values(weight)], [T(0), T(1)], lambda x, w, n=name: getattr(F, n)(x, w))
for repeats in (torch.tensor([0.5]), torch.tensor([True, False]), torch.tensor([[1, 2]])):
    wrong("repeatInterleave", [x23, repeats], [T(1), 0], lambda x, r: x.repeat_interleave(r, 0))
for name, args, options in (
    ("argmax", [0], {"keepdim": "a"}), ("argmin", [0], {"keepdim": 1}), ("topk", [1, -1], {"largest": 3}), ("cumsum", [0], {"dtype": 3}),
    ("cumprod", [0], {"dtype": "x"}), ("add", [1], {"alpha": "a"}), ("sub", [1], {"alpha": "a"}), ("sum", [0], {"keepdim": 3}),
    ("max", [0], {"keepdim": 3}), ("amax", [0], {"keepdim": "a"}), ("logsumexp", [0], {"keepdim": 2}), ("mode", [0], {"keepdim": 1}),
):
    wrong(name, [x23], [*args, options], lambda x, n=name, a=args, o=options: getattr(x, n)(*a, **o))
for name, args in (("transpose", [0, "a"]), ("flatten", ["a"]), ("unsqueeze", ["a"]), ("softmax", ["a"]), ("diagonal", ["a"]), ("tril", ["a"]), ("select", [0, "a"]), ("unbind", ["a"]), ("squeeze", ["a"]), ("gather", ["a", 0])):
    given = [x23, i3.reshape(1, 3)] if name == "gather" else [x23]
    wrong(name, given, args if name != "gather" else ["a", T(1)], lambda x, i=None, n=name, a=args: getattr(x, n)(*(a if i is None else ["a", i])))
wrong("torch.zeros", [], [[2], {"dtype": 3}], lambda: torch.zeros([2], dtype=3))
wrong("torch.ones", [], [[2], {"dtype": "x"}], lambda: torch.ones([2], dtype="x"))
wrong("torch.cat", [x23], [[T(0)], "a"], lambda x: torch.cat([x], "a"))
wrong("torch.stack", [x23], [[T(0)], None], lambda x: torch.stack([x], None))
wrong("torch.eye", [], ["a"], lambda: torch.eye("a"))
wrong("torch.arange", [], ["a"], lambda: torch.arange("a"))
wrong("torch.exp", [x23], [T(0), 1], lambda x: torch.exp(x, 1))
wrong("exp", [x23], [3], lambda x: x.exp(3))
wrong("unsqueeze", [x23], [0, 1], lambda x: x.unsqueeze(0, 1))
wrong("F.gelu", [x23], [T(0), {"approximate": 3}], lambda x: F.gelu(x, approximate=3))
wrong("F.softmax", [x23], [T(0), 0, {"foo": 1}], lambda x: F.softmax(x, 0, foo=1))
wrong("torch.randint", [], [3, "a"], lambda: torch.randint(3, "a"))
wrong("torch.randint", [], [0.5, [2]], lambda: torch.randint(0.5, [2]))
# losses of integers
for dtype in (I64, I32, U8):
    x, y = torch.ones(2, 3, dtype=dtype), torch.tensor([0, 1])
    wrong("F.nllLoss", [x, y], [T(0), T(1)], lambda x, y: F.nll_loss(x, y))
    wrong("F.binaryCrossEntropy", [x, x], [T(0), T(1)], lambda x, y: F.binary_cross_entropy(x, y))
    wrong("F.klDiv", [x, values([2, 3])], [T(0), T(1)], lambda x, y: F.kl_div(x, y))
    wrong("F.klDiv", [values([2, 3]), x], [T(0), T(1)], lambda x, y: F.kl_div(x, y))
    wrong("F.nllLoss", [torch.ones(2, 3, 5, dtype=dtype), torch.zeros(2, 5, dtype=I64)], [T(0), T(1)], lambda x, y: F.nll_loss(x, y))
write(__file__)
