# Convolutions with every kind of input.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from kinds import F32, F64, I64, T, op, write, x

THREE = [T(0), T(1), T(2)]
# what an infinite number meets in a sum, and whether a sum becomes infinite, depends on its order
OUT = ["extreme", "denormal"]
for name, shape, kernel, back in (("1d", "nbw", "cb2", "bc2"), ("2d", "nbhw", "cb22", "bc22")):
    more = dict(dtypes=(F32, F64, I64), without=OUT)
    op("F.conv" + name, x(shape), x(kernel), x("c"), forms=[THREE, [*THREE, {"stride": 2, "padding": 1}], [T(0), T(1)]], **more)
    op("F.conv" + name, x(shape[1:]), x(kernel), x("c"), forms=[THREE], **more)
    op("F.convTranspose" + name, x(shape), x(back), x("c"), forms=[THREE, [*THREE, {"stride": 2, "padding": 1}]], **more)
op("F.unfold", x("nbhw"), forms=[[T(0), 2], [T(0), 2, {"stride": 2, "padding": 1}]], dtypes=(F32, F64, I64))
op("F.fold", x("nch"), forms=[[T(0), [3, 3], [2, 2]]], dtypes=(F32, F64, I64))
write(__file__)
