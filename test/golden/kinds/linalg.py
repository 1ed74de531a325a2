# Linear algebra with every kind of input.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from kinds import F32, F64, I64, Input, T, drawn, op, write, x
import torch


def square(shape, is_symmetric=False):
    """Matrices far from singular."""
    def make(s, dtype, kind, salt, _):
        a = drawn(s, dtype, "normal", salt, -1, 1)
        if len(s) < 2 or s[-1] != s[-2]:
            return a
        far = 4 * torch.eye(s[-1], dtype=torch.float64)
        return ((a + a.mT if is_symmetric and dtype.is_floating_point else a) + far).to(dtype)

    return Input(shape, make, True)


DTYPES = (F32, F64, I64)
for name in ("inv", "det", "slogdet"):
    op("torch.linalg." + name, square("bb"), forms=[[T(0)]], dtypes=DTYPES)
    # (the rounding of large determinants grows with them)
    op("torch.linalg." + name, square("nbb"), forms=[[T(0)]], dtypes=DTYPES, without=["extreme"] if name == "det" else [])
for name in ("cholesky", "eigvalsh"):
    # (of very large numbers small eigenvalues are what rounding leaves)
    op("torch.linalg." + name, square("bb", True), forms=[[T(0)]], dtypes=DTYPES, grad=False, without=["extreme"] if name == "eigvalsh" else [])
for name in ("svdvals", "matrixRank"):
    op("torch.linalg." + name, square("bb"), forms=[[T(0)]], dtypes=DTYPES, grad=False)
op("torch.linalg.pinv", square("bb"), forms=[[T(0)]], dtypes=DTYPES, grad=False)
op("torch.linalg.solve", square("bb"), x("bc"), forms=[[T(0), T(1)]], dtypes=DTYPES)
op("torch.linalg.matrixPower", square("bb"), forms=[[T(0), 2], [T(0), 0], [T(0), -1]], dtypes=DTYPES)
op("torch.linalg.cross", x("ab"), x("ab"), forms=[[T(0), T(1)]])
op("torch.linalg.vectorNorm", x("ab"), forms=[[T(0)], [T(0), 3, {"dim": 0}], [T(0), 1, {"dim": -1, "keepdim": True}]], dims=[[T(0), 2, {"dim": 2}]])
op("torch.linalg.norm", x("ab"), forms=[[T(0)], [T(0), 2, {"dim": 0}], [T(0), "fro"]], dims=[[T(0), 2, {"dim": 2}]])
op("torch.linalg.matrixNorm", x("ab"), forms=[[T(0)], [T(0), 1], [T(0), "fro", {"keepdim": True}]])
op("torch.linalg.multiDot", x("ab"), x("bc"), x("cd"), forms=[[[T(0), T(1), T(2)]]], dtypes=DTYPES)
for name in ("det", "logdet", "inverse"):
    op(name, square("bb"), dtypes=DTYPES)
op("pinverse", square("bb"), dtypes=DTYPES, grad=False)
write(__file__)
