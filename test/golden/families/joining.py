# Golden figures of joining tensors.
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import B, F32, F64, I32, I64, T, U8, case, values, write


def join(name, py, shapes, *args, dtypes=None, **more):
    inputs = [values(shape, (dtypes or [F32] * len(shapes))[i]) for i, shape in enumerate(shapes)]
    case(f"torch.{name}", inputs, [[T(i) for i in range(len(shapes))], *args], lambda *xs: py(list(xs), *args), **more)


for shapes, args in [
    ([[2], [3]], []), ([[2, 3], [1, 3]], []), ([[2, 3], [2, 1]], [1]), ([[2, 3], [2, 1]], [-1]), ([[2, 3]], []), ([[2], [0], [3]], []), ([[2, 3], [0]], []), ([[0], [0]], []), ([[0], [2, 3]], [1]),
    ([[2, 3], [2, 4]], []), ([[3, 2], [4, 2], [4, 3]], [0]), ([[2, 3], [2]], []), ([[], []], []), ([[2], []], []), ([[2, 3], [2, 3]], [2]), ([[2, 3], [2, 3]], [-3]), ([[2, 2, 3], [2, 1, 3], [2, 4, 3]], [1]), ([], []), ([[0, 3], [2, 3]], []), ([[0, 3], [2, 4]], []),
]:
    join("cat", torch.cat, shapes, *args)
for dtypes in ([F32, F64], [I64, F32], [I64, I32], [U8, B], [B, B], [I32, F64], [U8, I64], [B, I64, F32], [I64, I64]):
    join("cat", torch.cat, [[2]] * len(dtypes), dtypes=dtypes)
    join("stack", torch.stack, [[2]] * len(dtypes), dtypes=dtypes)
join("cat", torch.cat, [[3, 2], [3, 2]], 1, prepare="t")
join("concat", torch.concat, [[2, 3], [1, 3]])
for shapes, args in [
    ([[2], [2]], []), ([[2], [2]], [1]), ([[2, 3], [2, 3], [2, 3]], [0]), ([[2, 3], [2, 3]], [1]), ([[2, 3], [2, 3]], [2]), ([[2, 3], [2, 3]], [-1]), ([[2, 3], [2, 3]], [3]), ([[], []], []), ([[]], [-1]), ([[0], [0]], []),
    ([[3], [4]], []), ([[3], [3], [3, 1]], []), ([], []),
]:
    join("stack", torch.stack, shapes, *args)
join("stack", torch.stack, [[3, 2], [3, 2]], 1, prepare="t")
for name, py in (("hstack", torch.hstack), ("vstack", torch.vstack), ("dstack", torch.dstack), ("columnStack", torch.column_stack)):
    for shapes in ([[2], [2]], [[2, 3], [2, 3]], [[], []], [[2], [3]], [[2, 3], [1, 3]], [[2, 3], [2, 1]], [[2, 2, 2], [2, 2, 2]], [[2], [2, 3]], [[2, 3]], [[0], [0]]):
        join(name, py, shapes)
join("hstack", torch.hstack, [])
join("vstack", torch.vstack, [])
join("dstack", torch.dstack, [])
join("columnStack", torch.column_stack, [])
case("torch.cat", [values([14], kind="extreme"), values([3])], [[T(0), T(1)]], lambda a, b: torch.cat([a, b]))
x = values([2, 3])
case("torch.cat", [x], [[T(0), T(0)], 1], lambda a: torch.cat([a, a], 1))
case("torch.stack", [x], [[T(0), T(0)]], lambda a: torch.stack([a, a]))
write(__file__)
