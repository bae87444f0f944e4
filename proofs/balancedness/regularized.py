"""What Section 1 (Du, Hu, Lee 2018) quotes for the regularised objective (3), decided here for all
sizes.

With stacked W = (U; V) and balanced factors M = Us Vs^T, Us^T Us = Vs^T Vs, let B = Ws R be the
optimal rotation of the stacked factors (B^T W symmetric positive semidefinite), Delta = W - B, E =
W W^T - B B^T and C = Us^T U - Vs^T V. Then

    8 g = |E|^2 + 2 |C|^2,     [D^2 8g](Delta, Delta) - 4 [D 8g](Delta) = 2 |Delta Delta^T|^2 - 6
    |E|^2 - 12 |C|^2,

and |Delta Delta^T|^2 <= 2 |E|^2, so every stationary point has [D^2 g](Delta, Delta) <= -2 g: it is
a global minimum or a strict saddle.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.matrix import gradient, hessian_form, inner, matrices, norm2
from steepest.proofs.engine.theorems.arrays import arrays
from steepest.proofs.engine.theorems.arrays import eye as unit
from steepest.proofs.engine.theorems.arrays import inner as pairing
from steepest.proofs.engine.theorems.arrays import norm2 as size
from steepest.proofs.engine.theorems.falsify import falsify

from . import du_hu_lee
from .regularized_landscape import landscape, proved

# U, V and the rotated balanced factors Us R, Vs R
A, B, S, X = matrices("A: d1 x r, B: d2 x r, S: d1 x r, X: d2 x r")
balanced = (S.T @ S, X.T @ X)
EIGHT_G = 4 * norm2(A @ B.T - S @ X.T) + norm2(A.T @ A - B.T @ B)
DU, DV = A - S, B - X
# |W W^T - Ws Ws^T|^2 by blocks
E2 = norm2(A @ A.T - S @ S.T) + 2 * norm2(A @ B.T - S @ X.T) + norm2(B @ B.T - X @ X.T)
DD2 = norm2(DU @ DU.T) + 2 * norm2(DU @ DV.T) + norm2(DV @ DV.T)  # |Delta Delta^T|^2
C2 = norm2(S.T @ A - X.T @ B)
W_, Y_, G_, Q_ = arrays("W: n x r, Y: n x r, G: r x r, Q: r x r")  # in theorems
U_, V_, S_, T_, M_ = arrays("U: d1 x r, V: d2 x r, S: d1 x r, T: d2 x r, M: d1 x d2")


def rotated():
    gram = Y_ @ Y_.T == W_ @ W_.T
    there = theorems.exists(Q_)(theorems.conj(Y_ == W_ @ Q_, Q_ @ Q_.T == unit("r")))
    return theorems.forall(W_, Y_, G_)(theorems.given(gram, G_ @ (W_.T @ W_) == unit("r")) >> there)


@claim(
    "balance.eq-3-properties.a",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"WW^\top=YY^\top\implies Y=WQ,\ QQ^\top=I",
    hypotheses=("W has full column rank: G = (W^T W)^-1 exists",),
    says=rotated,
    instance={
        "sizes": {"n": 1, "r": 1},
        "matrices": {"W": [["2"]], "Y": [["-2"]], "G": [["1/4"]]},
    },
)
def unique_up_to_rotation(judge):
    """Two minimisers W, Y differ by an orthogonal factor Q = (W^T W)^-1 W^T Y.

    Minimisers have U V^T = M and U^T U = V^T V, which fixes W W^T (claim `.a-gram`). Then Q Q^T =
    I, Q is square, so Q^T Q = I, and Y Q^T = W W^T W (W^T W)^-1 = W.
    """
    k = judge.theorem()
    turn = G_ @ W_.T @ Y_
    orthogonal = k.matrix(turn @ turn.T == unit("r"), *k.given)
    both_sides = k.matrix(turn.T @ turn == unit("r"), orthogonal)
    back = k.matrix(Y_ @ turn.T == W_, *k.given)
    same = k.matrix(Y_ @ turn.T @ turn == Y_, both_sides)
    found = k.both(k.matrix(Y_ == W_ @ turn, back, same), orthogonal)
    return k.qed(k.exhibit(k.target, turn, found))


@unique_up_to_rotation.mutant
def without_a_rotation(judge):
    """W = 1, Y = -1."""
    return falsify(theorems.forall(W_, Y_)((Y_ @ Y_.T == W_ @ W_.T) >> (Y_ == W_)))


def fixed_grams():
    minimisers = [
        theorems.conj(one @ other.T == M_, one.T @ one == other.T @ other)
        for one, other in ((U_, V_), (S_, T_))
    ]
    squares = [
        (one @ one.T) @ (one @ one.T) == end for one, end in ((U_, M_ @ M_.T), (V_, M_.T @ M_))
    ]
    same = [size(one @ one.T - two @ two.T) == 0 for one, two in ((U_, S_), (V_, T_))]
    return theorems.forall(U_, V_, S_, T_, M_)(
        theorems.given(*minimisers) >> theorems.conj(*squares, *same)
    )


@claim(
    "balance.eq-3-properties.a-gram",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"UV^\top=M,\ U^\top U=V^\top V\implies (UU^\top)^2=MM^\top,\ (VV^\top)^2=M^\top M",
    says=fixed_grams,
    instance={
        "sizes": {"d1": 1, "d2": 1, "r": 1},
        "matrices": {"U": [["1"]], "V": [["1"]], "S": [["-1"]], "T": [["-1"]], "M": [["1"]]},
    },
)
def minimisers_share_their_gram(judge):
    """At a minimiser U U^T is a positive semidefinite square root of M M^T, which is unique;
    likewise V V^T. So W W^T is fixed by M: two minimisers have |U U^T - S S^T| = 0.

    P = U U^T and Q = S S^T have P^2 = Q^2, so D = P - Q has P D + D Q = 0 and |U^T D|^2 + |S^T D|^2
    = tr D (P D + D Q) = 0; and |D|^2 = <U^T D, U^T> - <S^T D, S^T>.
    """
    k = judge.theorem()
    first, second = k.given[:2], k.given[2:]
    roots = []
    for one, two in ((U_, S_), (V_, T_)):
        end = M_ @ M_.T if one is U_ else M_.T @ M_
        roots.append(
            [k.matrix((x @ x.T) @ (x @ x.T) == end, *known)
             for x, known in ((one, first), (two, second))]
        )  # fmt: skip
    same = [_one_root(k, U_, S_, roots[0]), _one_root(k, V_, T_, roots[1])]
    return k.qed(k.both(roots[0][0], roots[1][0], *same))


def _one_root(k, one, two, squares):
    """|A A^T - B B^T|^2 = 0 if their squares are equal."""
    gap = one @ one.T - two @ two.T
    parts = [one.T @ gap, two.T @ gap]
    none = k.matrix(size(parts[0]) + size(parts[1]) == 0, *squares)
    signs = [k.matrix(size(each) >= 0) for each in (*parts, gap)]
    whole = k.matrix(size(gap) == pairing(parts[0], one.T) - pairing(parts[1], two.T))
    p, q, a, b, c, d, e = theorems.reals("p q a b c d e")
    lemma = theorems.forall(p, q, a, b, c, d, e)(
        theorems.given(p + q == 0, p >= 0, q >= 0, c**2 <= p * a, d**2 <= q * b, e == c - d)
        >> (e == 0)
    )
    bounds = [
        k.matrix(pairing(each, x.T) ** 2 <= size(each) * size(x))
        for each, x in zip(parts, (one, two))
    ]
    values = [
        *map(size, (*parts, one, two)),
        *(pairing(e_, x.T) for e_, x in zip(parts, (one, two))),
    ]
    return k.use(k.lemma(lemma, *values, size(gap)), none, *signs, *bounds, whole)


@minimisers_share_their_gram.mutant
def without_balance(judge):
    """U = 2, V = 1, M = 2: U^4 = 16, M^2 = 4."""
    square = (U_ @ U_.T) @ (U_ @ U_.T) == M_ @ M_.T
    return falsify(theorems.forall(U_, V_, M_)((U_ @ V_.T == M_) >> square))


@claim(
    "balance.eq-3-properties.identity",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"8g=\|WW^\top-W_*W_*^\top\|_F^2+2\|U_*^\top U-V_*^\top V\|_F^2",
    hypotheses=("U_*^T U_* = V_*^T V_*",),
)
def g_as_symmetric_problem(judge, weight=2):
    """The regularised objective is a symmetric factorization loss of the stacked matrix plus a
    square that is quadratic in W.
    """
    return judge.same(EIGHT_G, E2 + weight * C2, rules=[balanced])


g_as_symmetric_problem.mutant("weight 1", weight=1)


@claim(
    "balance.eq-3-properties.curvature",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"[\nabla^2 8g](\Delta,\Delta)-4\langle\nabla 8g,\Delta\rangle=2\|\Delta\Delta^\top"
    r"\|_F^2-6\|E\|_F^2-12\|C\|_F^2",
    hypotheses=("U_*^T U_* = V_*^T V_*",),
)
def curvature_towards_the_optimum(judge, six=6):
    """The second derivative of g towards the nearest optimum, at any point, for all sizes."""
    fixed = EIGHT_G
    slope = inner(gradient(fixed, A), DU) + inner(gradient(fixed, B), DV)
    form = hessian_form(fixed, {A: DU, B: DV})
    return judge.same(form - 4 * slope, 2 * DD2 - six * E2 - 12 * C2, rules=[balanced])


curvature_towards_the_optimum.mutant("4 instead of 6", six=4)


@claim(
    "balance.eq-3-properties.i-ii",
    du_hu_lee("Section 1 (i), (ii)", "Section 4.1"),
    formula=r"\nabla g=0\implies[\nabla^2g](\Delta,\Delta)\le-2g",
    hypotheses=("M has rank at most r: M = U_* V_*^T with balanced factors of r columns",),
    says=landscape,
    instance={
        "sizes": {"d1": 1, "d2": 1, "r": 1},
        "matrices": {"U": [["0"]], "V": [["0"]], "U_star": [["1"]], "V_star": [["1"]]},
    },
)
def landscape_of_g(judge):
    """At a stationary point [D^2 g](Delta, Delta) <= -2 g towards the optimum: every saddle is
    strict, and every local minimum is global, g = 0.

    Delta = W - W_* R with the optimal rotation R of the polar decomposition: |Delta Delta^T|^2 <=
    2 |E|^2 (balance.eq-22), 8 g = |E|^2 + 2 |C|^2, and the curvature of 8 g along Delta is 2 |Delta
    Delta^T|^2 - 6 |E|^2 - 12 |C|^2 where the slope of g along Delta is 0 (the claims above).
    """
    k = judge.theorem()
    return k.qed(proved(k))


@landscape_of_g.mutant
def a_stronger_curvature(judge):
    """17/8 g instead of 2 g does not follow from these three."""
    from sympy import Eq

    e, c, dd, value, curvature = reals("e c dd value curvature")
    where = [
        e >= 0,
        c >= 0,
        dd >= 0,
        dd <= 2 * e,
        Eq(8 * value, e + 2 * c),
        Eq(curvature, 2 * dd - 6 * e - 12 * c),
    ]
    return judge.holds(curvature <= -17 * value, where=where)


def one_lipschitz_constant(most=None):
    """dg/dU = U^3/2 at d1 = d2 = r = 1, M = 0, V = 0 has a Lipschitz constant (at most `most`)."""
    beta, u, v = theorems.reals("beta u v")
    steep = theorems.forall(u, v)(abs(u**3 / 2 - v**3 / 2) <= beta * abs(u - v))
    return theorems.exists(beta)(steep if most is None else theorems.conj(beta <= most, steep))


@claim(
    "balance.eq-3-properties.iii",
    du_hu_lee("Section 1 (iii), footnote 6", "Section 4.1"),
    formula=r"\exists\beta<\infty:\ \|\nabla g(W)-\nabla g(W')\|\le\beta\|W-W'\|\ \ \forall W,W'",
    says=one_lipschitz_constant,
)
def g_is_smooth(judge, most=None):
    """(iii) the regularised objective is smooth, that is, its gradient is beta-Lipschitz for one
    finite beta.

    Already at d1 = d2 = r = 1, M = 0, V = 0, where dg/dU = U^3/2, no beta works: between 0 and w =
    |beta| + 2 the gradient changes by more than beta w.
    """
    k = judge.refutation()
    beta = theorems.reals("beta")
    *_, steep = k.inside(beta)
    return k.qed(k.falsehood(k.at(steep, abs(beta) + 2, 0)))


g_is_smooth.mutant("with beta at most 1000", most=1000)
