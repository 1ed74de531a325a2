# Golden figures of looking at images through grids, bicubically.
import itertools
import pathlib
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import F32, F64, T, case, values, write


def sample(x, grid, mode="bilinear", padding="zeros", corners=False, **more):
    options = {"mode": mode, "paddingMode": padding, "alignCorners": corners}
    case("F.gridSample", [x, grid], [T(0), T(1), options], lambda x, g: F.grid_sample(x, g, mode=mode, padding_mode=padding, align_corners=corners), **more)


for padding, corners, dtype in itertools.product(("zeros", "border", "reflection"), (True, False), (F32, F64)):
    sample(values([2, 3, 4, 5], dtype), values([2, 3, 2, 2], dtype, "unit"), "bicubic", padding, corners)
    sample(values([1, 1, 3, 4], dtype), values([1, 2, 5, 2], dtype) * 2, "bicubic", padding, corners)
    # of a single element the grid's gradient is what rounding leaves of 0
    sample(values([1, 2, 1, 1], dtype), values([1, 2, 2, 2], dtype), "bicubic", padding, corners, constant=[1])
sample(values([1, 2, 2, 3, 2]), values([1, 2, 1, 3, 3]), "bicubic", "zeros", False)
write(__file__)
