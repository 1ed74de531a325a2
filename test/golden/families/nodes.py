# Golden figures of graph nodes: what draws and what is called as a function has PyTorch's nodes and gradients.
import pathlib
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from kinds import called
from oracle import F32, F64, Fl, I64, T, case, values, write

X, M = values([2, 3]), values([3, 3])
UNIT, P = torch.rand(2, 3) * 0.8 + 0.1, torch.rand(2, 3) * 0.8 + 0.1
I = torch.tensor([[0, 1, 1], [1, 0, 0]])
ROWS = torch.tensor([1, 0, 1])


def node(name, inputs, args=None, **more):
    """One call by the name in TypeScript; without arguments: of all the inputs."""
    args = [T(i) for i in range(len(inputs))] if args is None else args
    if "." not in name and not any(isinstance(a, dict) and "$input" in a for a in args):
        args = [T(i) for i in range(1, len(inputs))] + list(args)
    case(name, inputs, list(args), lambda *used: called(name, used, list(args)), **more)


# — what is drawn: by whatever it is drawn, that gets a gradient of 0 —
for dtype in (F32, F64):
    u, p = UNIT.to(dtype), P.to(dtype)
    drawn = dict(seed=3)
    node("torch.bernoulli", [u], **drawn)
    node("bernoulli", [u], [], **drawn)
    node("bernoulli_", [u], [0.3], prepare="clone", **drawn)
    node("bernoulli_", [u], [], prepare="clone", **drawn)
    node("bernoulli_", [u, p], [], prepare="clone", **drawn)
    node("bernoulli_", [u, p[0]], [], prepare="clone", **drawn)
    node("bernoulli_", [u, p], [], prepare="clone", constant=[0], **drawn)
    node("bernoulli_", [u, p], [], prepare="clone", constant=[1], **drawn)
    node("torch.normal", [u, p], **drawn)
    node("torch.normal", [u, p[0]], **drawn)
    node("torch.normal", [u[:, :1], p[0]], **drawn)
    node("torch.normal", [u, p], constant=[0], **drawn)
    node("torch.normal", [u, p], constant=[1], **drawn)
    node("torch.normal", [u], [T(0), Fl(2.0)], **drawn)
    node("torch.normal", [u], [Fl(0.5), T(0)], **drawn)
    node("torch.normal", [values([20], dtype), torch.rand(20, dtype=dtype)], **drawn)
    # (rates of 0: on a GPU other rates have another stream)
    node("torch.poisson", [u * 0], **drawn)
    node("torch.binomial", [u * 0, p], **drawn)
    node("torch.binomial", [u * 0, p], constant=[0], **drawn)
    for name in ("uniform_", "normal_", "exponential_", "logNormal_", "cauchy_"):
        node(name, [u], [], prepare="clone", **drawn)
    node("geometric_", [u], [0.5], prepare="clone", **drawn)
    node("random_", [u], [9], prepare="clone", **drawn)
    node("random_", [u], [], prepare="clone", **drawn)
    node("random_", [u], [2, 9], prepare="clone", **drawn)
    for options in ({}, {"training": False}, {"lower": 0.25, "upper": 0.25, "training": True}):
        node("F.rrelu", [values([2, 3], dtype)], [T(0), options], **drawn)
    node("F.gumbelSoftmax", [values([2, 3], dtype)], [T(0), {"tau": 2}], **drawn)
    node("F.gumbelSoftmax", [values([2, 3], dtype)], [T(0), {"hard": True}], **drawn)
    node("F.alphaDropout", [values([2, 3], dtype)], [T(0), 0.5, {"training": True}], **drawn)
    node("F.featureAlphaDropout", [values([2, 3, 2], dtype)], [T(0), 0.5, {"training": True}], **drawn)
    node("F.dropout1d", [values([2, 3, 2], dtype)], [T(0), 0.5], **drawn)
    node("F.dropout2d", [values([1, 3, 2, 2], dtype)], [T(0), 0.5], **drawn)
    for like in ("randLike", "randnLike", "zerosLike", "onesLike"):
        node("torch." + like, [u], **drawn)
    node("torch.randintLike", [u], [T(0), 5], **drawn)
    node("torch.multinomial", [u], [T(0), 2], **drawn)
    # (PyTorch has no derivative of these)
    node("torch.bernoulli", [u], [T(0), {"p": 0.5}], **drawn)

# — functions of torch whose methods are in the other families: the same nodes —
S = values([3], F32, "positive")
A, B3 = values([2, 2, 3]), values([2, 3, 2])
SQUARE = values([3, 3]) + 3 * torch.eye(3)
EVEN = torch.tensor([[True, False, True], [False, True, True]])
for name in (
    "add sub mul div pow fmin fmax dist rsub clampMin clampMax subtract multiply divide trueDivide arctan2".split()
):
    node("torch." + name, [values([2, 3], F32, "positive"), values([3], F32, "positive")])
for name in (
    "neg exp log sqrt tanh sigmoid relu logit clone absolute negative arccosh positive trace ravel fliplr flipud t tril triu "
    "sum mean prod amax amin aminmax mode std var norm logsumexp cumsum cumprod cummax cummin logcumsumexp nansum nanmean median "
    "squeeze diff diag diagonal diagEmbed cov corrcoef det logdet inverse pinverse unbind rot90 uniqueConsecutive"
).split():
    given = {"arccosh": values([2, 3], F32, "positive") + 1, "trace": M, "pinverse": M}.get(name, UNIT)
    given = SQUARE if name in ("det", "logdet", "inverse") else given
    args = {"logsumexp": [T(0), 1], "uniqueConsecutive": None}.get(name, [T(0)])
    if args and name.startswith(("cum", "logcum")):
        args = [T(0), 1]
    if args:
        node("torch." + name, [given], args)
for name, inputs, args in (
    ("pow", [UNIT], [T(0), 2]),
    ("pow", [UNIT], [2, T(0)]),
    ("vander", [S], [T(0)]),
    ("gather", [X, I], [T(0), 0, T(1)]),
    ("scatter", [X, I, P], [T(0), 0, T(1), T(2)]),
    ("scatter", [X, I], [T(0), 0, T(1), 5]),
    ("scatterAdd", [X, I, P], [T(0), 0, T(1), T(2)]),
    ("indexSelect", [X, ROWS], [T(0), 0, T(1)]),
    ("indexAdd", [X, ROWS, M], [T(0), 0, T(1), T(2)]),
    ("indexFill", [X, ROWS], [T(0), 0, T(1), 2]),
    ("indexCopy", [M, torch.tensor([2, 0]), P], [T(0), 0, T(1), T(2)]),
    ("take", [X, I], None),
    ("takeAlongDim", [X, I], [T(0), T(1), 0]),
    ("takeAlongDim", [X, I], None),
    ("maskedSelect", [X, EVEN], None),
    ("maskedFill", [X, EVEN], [T(0), T(1), 2]),
    ("maskedScatter", [X, EVEN, M], None),
    ("where", [EVEN, X, P], None),
    ("mm", [X, M], None),
    ("bmm", [A, B3], None),
    ("mv", [X, S], None),
    ("dot", [S, M[0]], None),
    ("vdot", [S, M[0]], None),
    ("outer", [S, M[0]], None),
    ("ger", [S, M[0]], None),
    ("inner", [X, M], None),
    ("kron", [X, M], None),
    ("cross", [X, P], [T(0), T(1), 1]),
    ("matmul", [A, M], None),
    ("matrixPower", [M], [T(0), 3]),
    ("addmm", [X, P, M], None),
    ("addmv", [X[:, 0], P, S], None),
    ("addr", [M, S, M[0]], None),
    ("baddbmm", [values([2, 2, 2]), A, B3], None),
    ("addbmm", [values([2, 2]), A, B3], None),
    ("kthvalue", [X], [T(0), 2]),
    ("quantile", [X], [T(0), 0.3]),
    ("softmax", [X], [T(0), 1]),
    ("logSoftmax", [X], [T(0), 1]),
    ("median", [X], [T(0), 1]),
    ("max", [X], [T(0)]),
    ("min", [X], [T(0), 1]),
    ("var", [X], [T(0), 1]),
    ("sum", [X], [T(0), 1]),
    ("norm", [X], [T(0), 2, 1]),
    ("squeeze", [X[None]], [T(0), 0]),
    ("unsqueeze", [X], [T(0), 0]),
    ("movedim", [X], [T(0), 0, 1]),
    ("moveaxis", [X], [T(0), 0, 1]),
    ("swapaxes", [X], [T(0), 0, 1]),
    ("unflatten", [X], [T(0), 1, [3, 1]]),
    ("flatten", [X], [T(0)]),
    ("repeatInterleave", [X], [T(0), 2]),
    ("roll", [X], [T(0), 1]),
    ("split", [X], [T(0), 1]),
    ("chunk", [X], [T(0), 2]),
    ("tensorSplit", [X], [T(0), 2]),
    ("narrow", [X], [T(0), 1, 0, 2]),
    ("select", [X], [T(0), 1, 0]),
    ("asStrided", [X], [T(0), [2, 2], [1, 2]]),
    ("transpose", [X], [T(0), 0, 1]),
    ("permute", [X], [T(0), [1, 0]]),
    ("reshape", [X], [T(0), [3, 2]]),
    ("flip", [X], [T(0), [0]]),
    ("tile", [X], [T(0), [2, 1]]),
    ("broadcastTo", [S], [T(0), [2, 3]]),
    ("clip", [X], [T(0), -0.5, 0.5]),
    ("unravelIndex", [I], [T(0), [2, 2]]),
    ("linalg.cond", [M], [T(0)]),
):
    node("torch." + name, inputs, args)
for given in (X[0], X[:1], X[:, :1], X[:0], X[:, :0], X[0, 0], torch.tensor([[1, 2, 3], [2, 5, 1]])):
    for name in ("cov", "corrcoef"):
        node("torch." + name, [given])
node("torch.cov", [X], [T(0), {"correction": 0}])
for mode in ("sum", "mean", "max"):
    node("F.embeddingBag", [I, X], [T(0), T(1), None, {"mode": mode}])
    node("F.embeddingBag", [torch.tensor([1, 0, 0, 1]), X, torch.tensor([0, 1, 1])], [T(0), T(1), T(2), {"mode": mode, "paddingIdx": 1}])
node("F.embeddingBag", [I, X, P], [T(0), T(1), None, {"mode": "sum", "perSampleWeights": T(2)}])
node("F.embeddingBag", [I, X, P], [T(0), T(1), None, {"mode": "sum", "perSampleWeights": T(2)}], constant=[1])
write(__file__)
