# Losses with every kind of input.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from kinds import F32, F64, T, fixed, index, op, write, x

PAIR = [T(0), T(1)]
REDUCTIONS = [[*PAIR], [*PAIR, {"reduction": "sum"}], [*PAIR, {"reduction": "none"}]]
FLOATS = (F32, F64)
# squares of the largest numbers are infinite in one precision alone
FINE = ["denormal"]
for name in ("mseLoss", "l1Loss", "smoothL1Loss", "huberLoss", "poissonNllLoss", "klDiv"):
    op("F." + name, x("ab"), x("ab"), forms=REDUCTIONS, without=FINE if name == "mseLoss" else [])
op("F.softMarginLoss", x("ab"), x("ab"), forms=REDUCTIONS, constant=[1])
# (the target wants a gradient, and is refused: once is enough)
op("F.softMarginLoss", x("ab"), x("ab"), forms=[PAIR], without=["scalar", "empty", "strided", "extreme", "denormal", "dtype", "shape"])
# (refused, as no probabilities; a GPU looks at the target after the input: see refusals)
op("F.binaryCrossEntropy", x("ab", 0.05, 0.95), x("ab", 0, 1), forms=REDUCTIONS, without=["extreme", "denormal"])
op("F.binaryCrossEntropyWithLogits", x("ab"), x("ab", 0, 1), forms=REDUCTIONS, without=FINE)
op("F.hingeEmbeddingLoss", x("ab"), fixed([[1.0, -1.0, 1.0], [-1.0, -1.0, 1.0]]), forms=REDUCTIONS)
op("F.gaussianNllLoss", x("ab"), x("ab"), x("ab", 0.5, 2), forms=[[T(0), T(1), T(2)]])
for name in ("crossEntropy", "nllLoss"):
    op("F." + name, x("ab"), index("a", "b"), forms=REDUCTIONS)
    op("F." + name, x("nbw"), index("nw", "b"), forms=REDUCTIONS)
op("F.crossEntropy", x("ab"), x("ab", 0, 1), forms=REDUCTIONS)
op("F.crossEntropy", x("ab"), index("a", "b"), x("b", 0.5, 2), forms=[[*PAIR, {"weight": T(2), "labelSmoothing": 0.1, "ignoreIndex": 1}]], constant=[2])
# (without rows PyTorch gives what lay in the memory)
op("F.multiMarginLoss", x("ab"), index("a", "b"), forms=[*REDUCTIONS, [*PAIR, {"p": 2, "margin": 0.5}]], without=["empty"])
op("F.multiMarginLoss", x("ab"), index("a", "b"), x("b", 0.5, 2), forms=[[*PAIR, {"weight": T(2)}]], constant=[2], without=["empty"])
op("F.multilabelMarginLoss", x("ab"), fixed([[2, 0, -1], [1, -1, 0]]), forms=REDUCTIONS)
op("F.multilabelMarginLoss", x("b"), fixed([2, -1, 0]), forms=REDUCTIONS)
op("F.multilabelSoftMarginLoss", x("ab"), fixed([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]]), forms=REDUCTIONS)
THREE = [T(0), T(1), T(2)]
op("F.marginRankingLoss", x("a"), x("a"), fixed([1.0, -1.0]), forms=[THREE, [*THREE, {"reduction": "none"}]])
op("F.cosineEmbeddingLoss", x("ab"), x("ab"), fixed([1.0, -1.0]), forms=[THREE])
op("F.tripletMarginLoss", x("ab"), x("ab"), x("ab"), forms=[THREE], without=FINE)
# (what is repeated along the dimension has a gradient of 0 but for rounding: of these the values alone)
op("F.cosineSimilarity", x("ab"), x("ab"), forms=[PAIR, [*PAIR, {"dim": 0}]], dims=[[*PAIR, {"dim": 2}]], without=["denormal", "scalar", "broadcast", "shape"])
op("F.cosineSimilarity", x("ab"), x("b"), forms=[PAIR], without=["denormal", "scalar", "broadcast", "shape"])
op("F.cosineSimilarity", x("ab"), x("ab"), forms=[PAIR], grad=False, without=["denormal"])
op("F.cosineSimilarity", x("ab"), x("b"), forms=[PAIR], grad=False, without=["denormal"])
op("F.pairwiseDistance", x("ab"), x("ab"), forms=[PAIR, [*PAIR, {"keepdim": True}]], without=FINE)
op("F.normalize", x("ab"), forms=[[T(0)], [T(0), {"dim": 0}]], dims=[[T(0), {"dim": 2}]], without=FINE)
write(__file__)
