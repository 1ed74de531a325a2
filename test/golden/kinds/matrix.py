# Products of matrices with every kind of input.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from kinds import ALL_PAIRS, T, op, write, x

# what an infinite number meets in a sum depends on its order
SUMS = ["denormal"]
op("mm", x("ab"), x("bc"), mixes=ALL_PAIRS, without=SUMS)
op("bmm", x("nab"), x("nbc"), without=SUMS)
op("mv", x("ab"), x("b"), without=SUMS)
op("dot", x("b"), x("b"), mixes=ALL_PAIRS, without=SUMS)
op("vdot", x("b"), x("b"), without=SUMS)
op("outer", x("a"), x("b"), mixes=ALL_PAIRS)
op("ger", x("a"), x("b"))
op("inner", x("ab"), x("cb"), without=SUMS)
for shapes in (["ab", "bc"], ["b", "b"], ["ab", "b"], ["b", "bc"], ["nab", "bc"], ["nab", "nbc"], ["ab", "nbc"]):
    op("matmul", *map(x, shapes), without=SUMS)
op("addmm", x("ac"), x("ab"), x("bc"), forms=[[], [T(1), T(2), {"beta": 0.5, "alpha": 2}], [T(1), T(2), {"beta": 0}]], without=SUMS)
op("addmv", x("a"), x("ab"), x("b"), without=SUMS)
op("addr", x("ab"), x("a"), x("b"), without=SUMS)
op("baddbmm", x("nac"), x("nab"), x("nbc"), without=["extreme", *SUMS])
op("addbmm", x("ac"), x("nab"), x("nbc"), without=["extreme", *SUMS])
op("kron", x("ab"), x("cd"), mixes=ALL_PAIRS)
op("cross", x("ab"), x("ab"), forms=[[T(1), 1]], dims=[[T(1), 0], [T(1), 2]])
op("matrixPower", x("bb"), forms=[[2], [0], [3]], without=["extreme", *SUMS])
op("trace", x("ab"))
op("F.linear", x("ab"), x("cb"), x("c"), forms=[[T(0), T(1), T(2)], [T(0), T(1)]], without=SUMS)
op("F.bilinear", x("ab"), x("ac"), x("ebc"), x("e"), forms=[[T(0), T(1), T(2), T(3)]], without=["extreme", *SUMS])
op("torch.cdist", x("ab"), x("cb"), forms=[[T(0), T(1)], [T(0), T(1), {"p": 1}]], without=["extreme", "denormal"])
op("torch.tensordot", x("ab"), x("bc"), forms=[[T(0), T(1), 1]], without=SUMS)
op("torch.einsum", x("ab"), x("bc"), forms=[["ab,bc->ac", T(0), T(1)], ["ab,bc->", T(0), T(1)]], dims=[["ab,cd,ef->", T(0), T(1)]], without=SUMS)
op("torch.chainMatmul", x("ab"), x("bc"), forms=[[T(0), T(1)]], without=["extreme", *SUMS])
write(__file__)
