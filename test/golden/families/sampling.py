# Golden figures of spatial transformers (gridSample, affineGrid) and of sequences' losses (ctcLoss).
import itertools
import math
import pathlib
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import F32, F64, I32, I64, T, case, values, write


def sample(x, grid, mode="bilinear", padding="zeros", corners=False, **more):
    options = {"mode": mode, "paddingMode": padding, "alignCorners": corners}
    case("F.gridSample", [x, grid], [T(0), T(1), options], lambda x, g: F.grid_sample(x, g, mode=mode, padding_mode=padding, align_corners=corners), **more)


for mode, padding, corners, dtype in itertools.product(("bilinear", "nearest"), ("zeros", "border", "reflection"), (True, False), (F32, F64)):
    sample(values([2, 3, 4, 5], dtype), values([2, 3, 2, 2], dtype), mode, padding, corners)
    sample(values([1, 1, 3, 4], dtype), values([1, 2, 5, 2], dtype) * 3, mode, padding, corners)
    sample(values([1, 2, 1, 1], dtype), values([1, 2, 2, 2], dtype), mode, padding, corners)
    sample(values([1, 2, 2, 3, 2], dtype), values([1, 2, 1, 3, 3], dtype), mode, padding, corners)
exact = torch.tensor([[[[-1.0, -1.0], [1.0, 1.0], [0.0, 0.0], [-0.5, 0.5], [1.0, -1.0]]]])
for mode, padding, corners in itertools.product(("bilinear", "nearest"), ("zeros", "border", "reflection"), (True, False)):
    sample(values([1, 1, 3, 3]), exact, mode, padding, corners, constant=[1])
x, g = values([1, 2, 3, 4]), values([1, 2, 2, 2])
case("F.gridSample", [x, g], [T(0), T(1)], F.grid_sample)
for a, b in ((x, values([2, 2, 2, 2])), (x, values([1, 2, 2, 1])), (x, g[0]), (x[0], g[0]), (x, g.double()), (x[:, :, :0], g), (x.long(), g.long())):
    case("F.gridSample", [a, b], [T(0), T(1)], F.grid_sample)
for key in ("mode", "paddingMode"):
    case("F.gridSample", [x, g], [T(0), T(1), {key: "foo"}], lambda x, g, k={"mode": "mode", "paddingMode": "padding_mode"}[key]: F.grid_sample(x, g, **{k: "foo"}))

for dtype, corners in itertools.product((F32, F64), (True, False)):
    for shape, size in (([2, 2, 3], [2, 1, 3, 4]), ([1, 2, 3], [1, 3, 1, 5]), ([1, 2, 3], [1, 3, 1, 1]), ([2, 3, 4], [2, 1, 2, 3, 2])):
        case("F.affineGrid", [values(shape, dtype)], [T(0), size, {"alignCorners": corners}], lambda t, s=size, c=corners: F.affine_grid(t, s, align_corners=c))
for theta, size in ((values([1, 2, 3]), [1, 2, 3]), (values([2, 3]), [1, 2, 3, 4]), (values([1, 2, 3], I64), [1, 2, 3, 4]), (values([1, 2, 3]), [2, 2, 3, 4]), (values([1, 2, 3]), [1, 2, 0, 4])):
    case("F.affineGrid", [theta], [T(0), size], lambda t, s=size: F.affine_grid(t, s))


def ctc(logs, targets, times, lengths, options=None, grad=True, **kwargs):
    case("F.ctcLoss", [logs, targets], [T(0), T(1), times, lengths, options or {}], lambda x, t: F.ctc_loss(x, t, times, lengths, **kwargs), grad=grad)


logs = {dtype: values([6, 3, 4], dtype).log_softmax(2) for dtype in (F32, F64)}
rows = torch.tensor([[1, 2, 2], [3, 1, 0], [2, 0, 0]])
for dtype, reduction in itertools.product((F32, F64), ("mean", "sum", "none")):
    options, kwargs = {"reduction": reduction}, {"reduction": reduction}
    ctc(logs[dtype], rows, (6, 5, 4), (3, 2, 1), options, **kwargs)
    ctc(logs[dtype], torch.tensor([1, 2, 2, 3, 1, 2]), (6, 5, 4), (3, 2, 1), options, **kwargs)
    ctc(logs[dtype], rows, (6, 6, 6), (0, 2, 1), options, **kwargs)
    ctc(logs[dtype], torch.tensor([[0, 1, 1], [3, 1, 0], [1, 0, 0]]), (6, 5, 4), (3, 2, 1), {**options, "blank": 2}, blank=2, **kwargs)
    ctc(logs[dtype][:, 0], rows[0], (6,), (3,), options, **kwargs)
    # a target that does not fit into the time, counted and not
    ctc(logs[dtype], rows, (3, 5, 4), (3, 2, 1), options, grad=False, **kwargs)
    ctc(logs[dtype], rows, (3, 5, 4), (3, 2, 1), {**options, "zeroInfinity": True}, zero_infinity=True, **kwargs)
ctc(logs[F32], rows, (0, 5, 4), (0, 2, 1), {"reduction": "none"}, reduction="none")
ctc(logs[F32], rows, (0, 5, 4), (1, 2, 1), {"reduction": "none"}, grad=False, reduction="none")
for targets, times, lengths in (
    (rows[0], (6, 5, 4), (3, 2, 1)), (rows, (6, 5, 7), (3, 2, 1)), (rows, (6, 5), (3, 2, 1)), (rows, (6, 5, 4), (3, 2)), (rows, (6, 5, 4), (4, 2, 1)),
    (rows, (6, 5, -1), (3, 2, 1)), (rows, (6, 5, 4), (3, 2, -1)), (rows[None], (6, 5, 4), (3, 2, 1)),
):
    ctc(logs[F32], targets, times, lengths, grad=False)
for blank in (4, -1):
    ctc(logs[F32], rows, (6, 5, 4), (3, 2, 1), {"blank": blank}, grad=False, blank=blank)
ctc(logs[F32], rows, (6, 5, 4), (3, 2, 1), {"reduction": "avg"}, grad=False, reduction="avg")
ctc(logs[F32][0], rows, (6, 5, 4), (3, 2, 1), grad=False)
ctc(logs[F32].long(), rows, (6, 5, 4), (3, 2, 1), grad=False)
ctc(logs[F32], rows.to(I32), (6, 5, 4), (3, 2, 1))
case("F.ctcLoss", [logs[F32], rows, torch.tensor([6, 5, 4]), torch.tensor([3, 2, 1])], [T(0), T(1), T(2), T(3)], F.ctc_loss)
case("F.ctcLoss", [logs[F32], rows, torch.tensor([6.0, 5, 4]), torch.tensor([3, 2, 1])], [T(0), T(1), T(2), T(3)], F.ctc_loss, grad=False)
write(__file__)
