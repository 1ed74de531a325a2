# Pooling and resizing with every kind of input.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from kinds import F32, F64, I64, T, op, write, x

DTYPES = (F32, F64, I64)
more = dict(dtypes=DTYPES)
for name, shape in (("1d", "nbw"), ("2d", "nbhw")):
    op("F.maxPool" + name, x(shape), forms=[[T(0), 2], [T(0), 2, 1, {"padding": 1}], [T(0), 3, 2, {"ceilMode": True}]], dims=[[T(0), 9], [T(0), 2, 1, {"padding": 2}]], **more)
    # (PyTorch adds before it divides: a sum may be infinite where the mean is not; the same for adaptive means)
    op("F.avgPool" + name, x(shape), forms=[[T(0), 2], [T(0), 2, 1, {"padding": 1, "countIncludePad": False}]], dims=[[T(0), 9], [T(0), 2, 1, {"padding": 2}]], **more, without=["extreme"] if name == "2d" else [])
    for kind in ("Avg", "Max"):
        op(f"F.adaptive{kind}Pool{name}", x(shape), forms=[[T(0), 2], [T(0), 1]], **more, without=["denormal"] if kind == "Avg" else [])
op("F.lpPool2d", x("nbhw", 0.1, 2), forms=[[T(0), 2, 2]], **more)
for mode in ("constant", "reflect", "replicate", "circular"):
    op("F.pad", x("nbw"), forms=[[T(0), [1, 2], mode]], dims=[[T(0), [1], mode]], **more)
op("F.pad", x("ab"), forms=[[T(0), [1, -1]], [T(0), [1, 0, 0, 2], "constant", 2]], dims=[[T(0), [1, 1, 1, 1, 1, 1]], [T(0), [-9, 0]]], **more)
for mode in ("nearest", "bilinear"):
    op("F.interpolate", x("nbhw"), forms=[[T(0), {"scaleFactor": 2, "mode": mode}], [T(0), {"size": 3, "mode": mode}]], **more)
op("F.pixelShuffle", x("nchw"), forms=[[T(0), 2]], dims=[[T(0), 3], [T(0), 0]], **more)
op("F.pixelUnshuffle", x("nbhh"), forms=[[T(0), 2]], dims=[[T(0), 3], [T(0), 0]], **more)
write(__file__)
