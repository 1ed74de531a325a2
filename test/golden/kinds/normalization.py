# Normalisation, attention and embedding with every kind of input.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from kinds import F32, F64, I32, I64, T, index, op, write, x

# whether the square of a very large number is infinite depends on the precision of what comes between
more = dict(dtypes=(F32, F64, I64), without=["denormal"])
op("F.layerNorm", x("abc"), x("c"), x("c"), forms=[[T(0), [4], T(1), T(2)]], dims=[[T(0), [3], T(1), T(2)], [T(0), []]], **{**more, "without": ["extreme", "denormal"]})
op("F.layerNorm", x("abc"), forms=[[T(0), [3, 4]]], **more)
op("F.rmsNorm", x("abc"), x("c"), forms=[[T(0), [4], T(1)]], dims=[[T(0), [3], T(1)]], **more)
op("F.groupNorm", x("nchw"), x("c"), x("c"), forms=[[T(0), 2, T(1), T(2)]], dims=[[T(0), 3, T(1), T(2)]], **more)
op("F.batchNorm", x("ebw"), x("b"), x("b"), forms=[[T(0), None, None, T(1), T(2), {"training": True}]], dims=[[T(0), None, None, T(1), T(2)]], **more)
op("F.batchNorm", x("eb"), x("b"), x("b", 0.5, 2), forms=[[T(0), T(1), T(2)]], constant=[1, 2], **more)
op("F.instanceNorm", x("nbw"), forms=[[T(0)]], **more)
op("F.localResponseNorm", x("nbw"), forms=[[T(0), 2]], **more)
op("F.scaledDotProductAttention", x("nab"), x("ncb"), x("nce"), forms=[[T(0), T(1), T(2)], [T(0), T(1), T(2), {"isCausal": True}]], **more)
op("F.embedding", index("ad", "e"), x("eb"), forms=[[T(0), T(1)], [T(0), T(1), {"paddingIdx": 1}]], **more)
op("F.embedding", index("ad", "e", I32), x("eb"), forms=[[T(0), T(1)]], **more)
op("F.oneHot", index("ab", "c"), forms=[[T(0), 4], [T(0)]], dims=[[T(0), 2]])
write(__file__)
