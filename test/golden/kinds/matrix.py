# Products of matrices with every kind of input.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from kinds import ALL_PAIRS, T, op, write, x

# what an infinite number meets in a sum, and whether a sum becomes infinite, depends on its order
SUMS = ["denormal"]
op("mm", x("ab"), x("bc"), mixes=ALL_PAIRS)
op("bmm", x("nab"), x("nbc"))
op("mv", x("ab"), x("b"))
op("dot", x("b"), x("b"), mixes=ALL_PAIRS)
op("vdot", x("b"), x("b"))
op("outer", x("a"), x("b"), mixes=ALL_PAIRS)
op("ger", x("a"), x("b"))
op("inner", x("ab"), x("cb"))
for shapes in (["ab", "bc"], ["b", "b"], ["ab", "b"], ["b", "bc"], ["nab", "bc"], ["nab", "nbc"], ["ab", "nbc"]):
    op("matmul", *map(x, shapes), without=SUMS if shapes == ["ab", "nbc"] else [])
op("addmm", x("ac"), x("ab"), x("bc"), forms=[[], [T(1), T(2), {"beta": 0.5, "alpha": 2}], [T(1), T(2), {"beta": 0}]])
op("addmv", x("a"), x("ab"), x("b"))
op("addr", x("ab"), x("a"), x("b"))
# (finite in double precision, in which ours are added up)
op("baddbmm", x("nac"), x("nab"), x("nbc"), without=["extreme"])
op("addbmm", x("ac"), x("nab"), x("nbc"), without=["extreme"])
op("kron", x("ab"), x("cd"), mixes=ALL_PAIRS)
op("cross", x("ab"), x("ab"), forms=[[T(1), 1]], dims=[[T(1), 0], [T(1), 2]])
op("matrixPower", x("bb"), forms=[[2], [0], [3]], without=SUMS)
op("trace", x("ab"))
op("F.linear", x("ab"), x("cb"), x("c"), forms=[[T(0), T(1), T(2)], [T(0), T(1)]])
op("F.bilinear", x("ab"), x("ac"), x("ebc"), x("e"), forms=[[T(0), T(1), T(2), T(3)]], without=SUMS)
op("torch.cdist", x("ab"), x("cb"), forms=[[T(0), T(1)], [T(0), T(1), {"p": 1}]], without=SUMS)
op("torch.tensordot", x("ab"), x("bc"), forms=[[T(0), T(1), 1]])
op("torch.einsum", x("ab"), x("bc"), forms=[["ab,bc->ac", T(0), T(1)], ["ab,bc->", T(0), T(1)]], dims=[["ab,cd,ef->", T(0), T(1)]])
op("torch.chainMatmul", x("ab"), x("bc"), forms=[[T(0), T(1)]])
write(__file__)
