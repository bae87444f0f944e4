"""Lemma 3.2 (Du, Hu, Lee 2018): a nearly balanced stationary point is nearly optimal or a strict
saddle.

M* = Us Vs^T with balanced factors Us^T Us = Vs^T Vs; W = (U; V), Ws = (Us; Vs); R the optimal
rotation, R R^T = R^T R = I and W^T Ws R symmetric positive semidefinite (written Q below); Delta =
W - Ws R. Stationarity (18): (U V^T - M*) V = 0 and its twin.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.checker.formal import free, put
from steepest.proofs.engine.matrix import (
    eye,
    gradient,
    hessian_form,
    inner,
    matrices,
    norm2,
    scalars,
    tr,
)
from steepest.proofs.engine.theorems import Formula, exists, forall, given, stated
from steepest.proofs.engine.theorems import reals as numbers
from steepest.proofs.engine.theorems.arrays import arrays, norm, zeros
from steepest.proofs.engine.theorems.arrays import inner as pairing
from steepest.proofs.engine.theorems.arrays import norm2 as square

from .objective import eps
from .objective import norms as lengths

U, V, Us, Vs, R = matrices("U: d1 x r, V: d2 x r, Us: d1 x r, Vs: d2 x r, R: r x r")
M, Ms = U @ V.T, Us @ Vs.T
DU, DV = U - Us @ R, V - Vs @ R
rotation = [(R @ R.T, eye("r")), (R.T @ R, eye("r"))]
balanced = [(Us.T @ Us, Vs.T @ Vs)]
stationary = [(M @ V, Ms @ V), (M.T @ U, Ms.T @ U)]

HALF = Fraction(1, 2)
x, y, x_star, y_star = arrays("U: d1 x r, V: d2 x r, U_star: d1 x r, V_star: d2 x r")
a, b, turn, root = arrays("A: d1 x r, B: d2 x r, Q: r x r, K: r x r")
AT_ZERO = {  # U = V = 0, far from M* = 1
    "sizes": {"d1": 1, "d2": 1, "r": 1},
    "matrices": {"U": [["0"]], "V": [["0"]], "U_star": [["1"]], "V_star": [["1"]]},
    "values": {"epsilon": "1/2"},
}
f = HALF * norm2(M - Ms)
# |Delta Delta^T|_F^2, block by block
DD2 = norm2(DU @ DU.T) + 2 * norm2(DU @ DV.T) + norm2(DV @ DV.T)
# |W W^T - Ws Ws^T|_F^2
E2 = norm2(U @ U.T - Us @ Us.T) + 2 * norm2(M - Ms) + norm2(V @ V.T - Vs @ Vs.T)
CROSS = U @ DV.T + DU @ V.T
# what the chain of Claim B.5 gives away, with W^T Ws R = K^T K for the optimal rotation
(K,) = matrices("K: r x r")
CORRELATION = U.T @ Us @ R + V.T @ Vs @ R
optimal = [(CORRELATION, K.T @ K)]
GIVEN_AWAY = (
    U.T @ Us - V.T @ Vs,
    DU.T @ DU + DV.T @ DV + 2 * (DU.T @ Us @ R + DV.T @ Vs @ R),
    K @ DU.T,
    K @ DV.T,
    DU.T @ DU - DV.T @ DV,
)


def lost(c, s, g, h, d):
    return norm2(c) + norm2(s) / 4 + norm2(g) + norm2(h) + norm2(d) / 4


LOST = lost(*GIVEN_AWAY)


def nothing_gained(judge):
    """LOST >= 0, whatever matrices stand in its places."""
    return judge.at_most(0, lost(*matrices("C: r x r, S: r x r, G: r x d1, H: r x d2, D: r x r")))


@claim(
    "balance.eq-17",
    du_hu_lee("equation (17)", "(4.17)"),
    formula=r"[\nabla^2f](\Delta,\Delta)=2\langle M-M^*,\Delta_U\Delta_V^\top\rangle+\|U\Delta_V^"
    r"\top+"
    r"\Delta_UV^\top\|_F^2",
)
def hessian_at_delta(judge, factor=2):
    """Equation (12) in the direction Delta = W - Ws R."""
    return judge.same(
        hessian_form(f, {U: DU, V: DV}), factor * inner(M - Ms, DU @ DV.T) + norm2(CROSS)
    )


hessian_at_delta.mutant("without the factor 2", factor=1)


@claim(
    "balance.eq-18",
    du_hu_lee("equation (18)", "(4.18)"),
    formula=r"\nabla f(U,V)=\left((M-M^*)V,\ (M-M^*)^\top U\right)",
)
def stationarity(judge, transposed=False):
    """The two blocks of the gradient are (M - M*) V and (M - M*)^T U.

    So a point is stationary exactly if the pair of equations (18) holds.
    """
    second = (M - Ms).T @ U
    return judge.all(
        judge.same(gradient(f, U), (M - Ms) @ V),
        judge.same(gradient(f, V), 2 * second if transposed else second),
    )


stationarity.mutant("twice the second block", transposed=True)


@claim(
    "balance.claim-B.4",
    du_hu_lee("Claim B.4", "Claim 4.4"),
    formula=r"\langle M-M^*,\Delta_U\Delta_V^\top\rangle=-\|M-M^*\|_F^2",
    hypotheses=("(U, V) stationary: (18)", "R orthogonal"),
)
def inner_product_at_stationary_point(judge, rules=(*stationary, *rotation), factor=-1):
    """At a stationary point the first term of the Hessian form is minus twice the squared error."""
    return judge.same(inner(M - Ms, DU @ DV.T), factor * norm2(M - Ms), rules=rules)


inner_product_at_stationary_point.mutant("not stationary", rules=tuple(rotation))
inner_product_at_stationary_point.mutant("the sign", factor=1)


@claim(
    "balance.claim-B.4.steps",
    du_hu_lee("Claim B.4", "Claim 4.4"),
    formula=r"\langle M-M^*,M\rangle=\langle M-M^*,U_*RV^\top\rangle=\langle M-M^*,UR^\top "
    r"V_*^\top\rangle=0",
    hypotheses=("(U, V) stationary: (18)",),
)
def orthogonality_relations(judge, rules=tuple(stationary)):
    """The three inner products that vanish at a stationary point."""
    error = M - Ms
    zeros = (inner(error, M), inner(error, Us @ R @ V.T), inner(error, U @ R.T @ Vs.T))
    return judge.all(*(judge.is_zero(term, rules=rules) for term in zeros))


orthogonality_relations.mutant("not stationary", rules=())


@claim(
    "balance.eq-19",
    du_hu_lee("equation (19)", "(4.19)"),
    formula=r"U\Delta_V^\top+\Delta_UV^\top=\Delta_U\Delta_V^\top+M-M^*",
    hypotheses=("R R^T = I",),
)
def cross_terms(judge, rules=tuple(rotation)):
    """The cross terms of the Hessian form are Delta_U Delta_V^T plus the error."""
    return judge.same(CROSS, DU @ DV.T + M - Ms, rules=rules)


cross_terms.mutant("R not orthogonal", rules=())


@claim(
    "balance.eq-20",
    du_hu_lee("equation (20)", "(4.20)"),
    formula=r"\|\Delta\Delta^\top\|_F^2=4\|\Delta_U\Delta_V^\top\|_F^2+\|\Delta_U^\top\Delta_U-"
    r"\Delta_V^\top\Delta_V\|_F^2",
)
def delta_norm(judge, four=4):
    """A trace identity, for any two matrices with the same number of columns."""
    A, B = matrices("A: d1 x r, B: d2 x r")
    stacked = norm2(A @ A.T) + 2 * norm2(A @ B.T) + norm2(B @ B.T)
    return judge.same(stacked, four * norm2(A @ B.T) + norm2(A.T @ A - B.T @ B))


delta_norm.mutant("2 instead of 4", four=2)


@claim(
    "balance.eq-21",
    du_hu_lee("equation (21)", "(4.21)"),
    formula=r"\|WW^\top-W_*W_*^\top\|^2=4\|M-M^*\|^2-2\|U^\top U_*-V^\top V_*\|^2+\|U^\top "
    r"U-V^\top "
    r"V\|^2+\|U_*^\top U_*-V_*^\top V_*\|^2",
)
def lifted_error(judge, two=2):
    """The lifted error in terms of the error and the balances, for all matrices of matching
    sizes.
    """
    right = (
        4 * norm2(M - Ms)
        - two * norm2(U.T @ Us - V.T @ Vs)
        + norm2(U.T @ U - V.T @ V)
        + norm2(Us.T @ Us - Vs.T @ Vs)
    )
    return judge.same(E2, right)


lifted_error.mutant("without the factor 2", two=1)


@claim(
    "balance.eq-22",
    du_hu_lee("equation (22)", "(4.22)"),
    formula=r"\|\Delta\Delta^\top\|_F^2\le2\|WW^\top-W_*W_*^\top\|_F^2",
    hypotheses=(
        "R optimal: W^T W_* R symmetric positive semidefinite",
        "Delta = W - W_* R",
        "R orthogonal",
    ),
)
def optimal_rotation_bound(judge, factor=2):
    """With the optimal rotation |Delta Delta^T|^2 <= 2 |W W^T - Ws Ws^T|^2, for all sizes; the
    paper quotes it.

    B = Ws R. That W^T B is symmetric positive semidefinite is written W^T B = K^T K. Then twice the
    right side is the left side plus two
    squares: |Delta^T Delta + 2 Delta^T B|^2 and 4 |K Delta^T|^2. Any other factor is put to the
    general search.
    """
    W, B, K = matrices("W: n x r, B: n x r, K: r x r")
    semidefinite, delta = [(W.T @ B, K.T @ K)], W - B
    left, right = norm2(delta @ delta.T), norm2(W @ W.T - B @ B.T)
    if factor != 2:
        return judge.at_most(left, factor * right, rules=semidefinite)
    squares = norm2(delta.T @ delta + 2 * delta.T @ B) + 4 * norm2(K @ delta.T)
    return judge.all(
        judge.same(left + squares, 2 * right, rules=semidefinite),
        judge.at_most(left, left + squares),
    )


optimal_rotation_bound.mutant("factor 1", factor=1)


@claim(
    "balance.eq-22.identity",
    du_hu_lee("equation (22)", "(4.22)"),
    formula=r"2\|WW^\top-BB^\top\|^2-\|\Delta\Delta^\top\|^2=\|\Delta^\top\Delta+2\Delta^\top "
    r"B\|^2+4\operatorname{tr}(\Delta\,W^\top B\,\Delta^\top)",
    hypotheses=("W^T B symmetric",),
)
def optimal_rotation_identity(judge, symmetric_product=True):
    """The identity behind (22): a square plus a trace that is nonnegative when W^T B is positive
    semidefinite.
    """
    W, B = matrices("W: n x r, B: n x r")
    delta = W - B
    left = 2 * norm2(W @ W.T - B @ B.T) - norm2(delta @ delta.T)
    right = norm2(delta.T @ delta + 2 * delta.T @ B) + 4 * tr(delta @ W.T @ B @ delta.T)
    return judge.same(left, right, rules=[(W.T @ B, B.T @ W)] if symmetric_product else [])


optimal_rotation_identity.mutant("any rotation instead of the optimal one", symmetric_product=False)


@claim(
    "balance.claim-B.5.expand",
    du_hu_lee("Claim B.5, first line", "Claim 4.5"),
    formula=r"\|U\Delta_V^\top+\Delta_UV^\top\|^2=\|\Delta_U\Delta_V^\top\|^2+2\langle "
    r"M-M^*,\Delta_U\Delta_V^\top\rangle+\|M-M^*\|^2=\|\Delta_U\Delta_V^\top\|^2-\|M-M^*\|^2",
    hypotheses=("(U, V) stationary", "R orthogonal"),
)
def expand_cross_terms(judge, rules=(*stationary, *rotation)):
    """The square of (19) expanded, then Claim B.4."""
    product = DU @ DV.T
    middle = norm2(product) + 2 * inner(M - Ms, product) + norm2(M - Ms)
    return judge.all(
        judge.same(norm2(CROSS), middle, rules=rotation),
        judge.same(middle, norm2(product) - norm2(M - Ms), rules=rules),
    )


expand_cross_terms.mutant("not stationary", rules=tuple(rotation))


@claim(
    "balance.claim-B.5",
    du_hu_lee("Claim B.5", "Claim 4.5"),
    formula=r"\|U\Delta_V^\top+\Delta_UV^\top\|_F^2\le\|M-M^*\|_F^2+\tfrac12\|U^\top "
    r"U-V^\top V\|_F^2",
    hypotheses=(
        "(U, V) stationary",
        "R optimal: R orthogonal, W^T W_* R = K^T K for some K (positive semidefinite)",
        "M* = U_* V_*^T, U_*^T U_* = V_*^T V_*",
    ),
)
def cross_term_bound(judge, share=HALF, rules=None):
    """The square of the cross terms is at most |M - M*|^2 + |U^T U - V^T V|^2/2, for all sizes; the
    last is at most eps^2/2.

    What is lost is written out: four squares make the two sides equal. They are those of (20), (21)
    and (22), so this one identity is the whole chain of the source.
    """
    given = [*stationary, *rotation, *balanced, *optimal] if rules is None else rules
    right = norm2(M - Ms) + share * norm2(U.T @ U - V.T @ V)
    if share != HALF or rules is not None:
        return judge.at_most(norm2(CROSS), right, rules=given)
    return judge.all(judge.same(norm2(CROSS) + LOST, right, rules=given), nothing_gained(judge))


cross_term_bound.mutant("without |U^T U - V^T V|^2", share=0)
cross_term_bound.mutant("not stationary", rules=(*rotation, *balanced, *optimal))
cross_term_bound.mutant("any rotation", rules=(*stationary, *rotation, *balanced))


@claim(
    "balance.lem-3.2-proof",
    du_hu_lee("Appendix B.3, setup", "Section 4.7.3"),
    formula=r"U^*V^{*\top}=M^*,\qquad U^{*\top}U^*=V^{*\top}V^*",
    hypotheses=("M* = Phi Sigma Psi^T thin SVD, U* = Phi Sigma^(1/2), V* = Psi Sigma^(1/2)",),
)
def balanced_factors(judge, rules=None):
    """The factors of the thin SVD multiply to M* and are balanced: their Gram matrices are equal
    (root = Sigma^(1/2), diagonal).
    """
    from steepest.proofs.engine.matrix import diagonal

    Phi, Psi = matrices("Phi: d1 x r, Psi: d2 x r")
    root = diagonal("S: r x r")
    orthonormal = (
        [(Phi.T @ Phi, eye("r")), (Psi.T @ Psi, eye("r"))] if rules is None else list(rules)
    )
    return judge.all(
        judge.same((Phi @ root) @ (Psi @ root).T, Phi @ root @ root @ Psi.T),
        judge.same((Phi @ root).T @ (Phi @ root), (Psi @ root).T @ (Psi @ root), rules=orthonormal),
    )


balanced_factors.mutant("columns not orthonormal", rules=())


@claim(
    "balance.lem-3.2-conclusion",
    du_hu_lee("Appendix B.3, end", "Section 4.7.3"),
    formula=r"[\nabla^2f](\Delta,\Delta)\le-\|M-M^*\|_F^2+\tfrac12\|U^\top U-V^\top V\|_F^2",
    hypotheses=("the hypotheses of Claim B.5",),
)
def negative_curvature(judge, share=HALF):
    """The curvature towards Ws R is at most -|M - M*|^2 + |U^T U - V^T V|^2/2, for all sizes; the
    last is at most eps^2/2.
    """
    curvature = hessian_form(f, {U: DU, V: DV})
    right = share * norm2(U.T @ U - V.T @ V) - norm2(M - Ms)
    if share != HALF:
        return _direct(judge, curvature, right)
    return judge.all(
        judge.same(curvature + LOST, right, rules=[*stationary, *rotation, *balanced, *optimal]),
        nothing_gained(judge),
    )


negative_curvature.mutant("without |U^T U - V^T V|^2", share=0)


def _direct(judge, left, right, where=()):
    """The inequality itself, put to the general search."""
    rules = [*stationary, *rotation, *balanced, *optimal]
    return judge.at_most(left, right, rules=rules, where=where)


def _curved(form, curvature):
    return form < 0 if curvature is None else form <= curvature


def at_stationary_points(*more, curvature):
    """For all stationary (U, V) of f with M* = U_* V_*^T, U_*^T U_* = V_*^T V_*: a direction with
    this curvature at most.
    """
    error = x @ y.T - x_star @ y_star.T
    zero = error @ y, error.T @ x
    return forall(eps, x, y, x_star, y_star)(
        given(
            zero[0] == zeros("d1", "r"),
            zero[1] == zeros("d2", "r"),
            x_star.T @ x_star == y_star.T @ y_star,
            *more,
        )
        >> exists(a, b)(_curved(form(error, a, b), curvature))
    )


def form(error, a, b):
    """The Hessian form (12) at (U, V), error = U V^T - M*, in the direction (a, b)."""
    return 2 * pairing(error, a @ b.T) + square(x @ b.T + a @ y.T)


def strict_saddle():
    error = x @ y.T - x_star @ y_star.T
    return at_stationary_points(
        norm(x.T @ x - y.T @ y) <= eps,
        norm(error) > eps,
        curvature=-HALF * eps**2,
    )


def _towards_the_target(k):
    """The curvature in the direction W - W_* R at most |U^T U - V^T V|^2/2 - |U V^T - M*|^2, with R
    of the polar decomposition of W^T W_*; the direction, and what names R and K.
    """
    fact = k.at(k.fact("polar-decomposition", n="r"), x.T @ x_star + y.T @ y_star)
    named = []
    for name in (turn, root):
        head, bound, _, body = fact.theorem.conclusion
        inner_body = put(body, {bound: name.name})
        sorts = {**fact.theorem.sorts, **name.sorts}
        named.append((fact, name))
        fact = k.assume(Formula(inner_body, {one: sorts[one] for one in free(inner_body)}))
    rotation = k.split(fact)
    error = x @ y.T - x_star @ y_star.T
    a, b = x - x_star @ turn, y - y_star @ turn
    values = {"U": x, "V": y, "Us": x_star, "Vs": y_star, "R": turn, "K": root}
    squares = [stated(one, values) for one in GIVEN_AWAY]
    c, s, g, h, d = map(square, squares)
    gap = square(x.T @ x - y.T @ y)
    exact = k.matrix(
        form(error, a, b) + (c + s / 4 + g + h + d / 4) == gap / 2 - square(error),
        *k.given[:3],
        *rotation,
    )
    some = [k.matrix(one >= 0) for one in (c, s, g, h, d)]
    found = k.arith(form(error, a, b) <= gap / 2 - square(error), exact, *some)
    return found, (a, b), named


def _there_is_one(k, found, direction, named):
    """There is a direction, and R and K are no names any more."""
    inner_one = k.target.node[3]
    b_only = Formula(put(inner_one, {"A": direction[0].node}), _all_sorts(k, direction[0]))
    step = k.exhibit(b_only, direction[1], found)
    step = k.exhibit(k.target, direction[0], step)
    for fact, name in reversed(named):
        step = k.obtain(fact, step, name)
    return k.qed(step)


def _all_sorts(k, *more):
    sorts = dict(k.target.sorts)
    for one in more:
        sorts |= one.sorts
    return sorts


@claim(
    "balance.lem-3.2",
    du_hu_lee("Lemma 3.2", "Lemma 4.2"),
    says=strict_saddle,
    instance=AT_ZERO,
)
def nearly_optimal_or_strict_saddle(judge):
    """A stationary point with |U^T U - V^T V| <= eps has |U V^T - M*| <= eps, or a direction of
    curvature at most -eps^2/2 and is a strict saddle, if rank M* <= r.

    The page does not ask for the rank: M* = U_* V_*^T with balanced factors of r columns
    (balance.lem-3.2-proof).
    The direction is W - W_* R with the optimal rotation R. Near balance only fixes the amount
    eps^2/2: balance.lem-3.2.without-balance has a strict saddle without it.
    """
    k = judge.theorem()
    found, direction, named = _towards_the_target(k)
    gap, error = x.T @ x - y.T @ y, x @ y.T - x_star @ y_star.T
    facts = [step for one in (gap, error) for step in lengths(k, one)]
    p, q, v, w, g = numbers("p q v w g")
    lemma = forall(eps, p, q, v, w, g)(
        given(g <= v / 2 - w, p >= 0, p <= eps, q > eps, v == p**2, w == q**2)
        >> (g <= -HALF * eps**2)
    )
    values = norm(gap), norm(error), square(gap), square(error), form(error, *direction)
    return _there_is_one(
        k, k.use(k.lemma(lemma, eps, *values), found, *facts, *k.given), direction, named
    )


@nearly_optimal_or_strict_saddle.mutant
def always_a_strict_saddle(judge):
    e = scalars("e")
    curvature = hessian_form(f, {U: DU, V: DV})
    return _direct(judge, curvature, -HALF * e, [(0, e), (norm2(U.T @ U - V.T @ V), e)])


@nearly_optimal_or_strict_saddle.mutant
def stationarity_not_assumed(judge):
    e = scalars("e")
    near = [(0, e), (e, norm2(M - Ms)), (norm2(U.T @ U - V.T @ V), e)]
    curvature = hessian_form(f, {U: DU, V: DV})
    return judge.at_most(curvature, -HALF * e, rules=[*rotation, *balanced, *optimal], where=near)


@nearly_optimal_or_strict_saddle.mutant
def rank_of_the_target_above_r(judge):
    """r = 1, M* = diag(1, 1), U = V = (1, 0): stationary, balanced, |U V^T - M*| = 1, and no
    curvature is negative: along (A, B) it is ((A1 + B1)^2 + (A2 - B2)^2) at the least.
    """
    from steepest.proofs.engine.text import as_written

    loss = "((1 + t*a1)*(1 + t*b1) - 1)**2/2 + ((1 + t*a1)*(t*b2))**2/2"
    loss += " + ((t*a2)*(1 + t*b1))**2/2 + ((t*a2)*(t*b2) - 1)**2/2"
    return judge.holds(as_written("at(diff(diff(loss, t), t), t, 0) < 0", loss=as_written(loss)))


@claim(
    "balance.lem-3.2.sharp",
    du_hu_lee("Lemma 3.2", "Lemma 4.2"),
    says=lambda: at_stationary_points(
        square(x @ y.T - x_star @ y_star.T) > HALF * square(x.T @ x - y.T @ y), curvature=None
    ),
    instance=AT_ZERO,
)
def sharper_lemma(judge):
    """The same argument gives eps/sqrt(2): a stationary point with |U V^T - M*|^2 above
    |U^T U - V^T V|^2/2 has a direction of negative curvature, W - W_* R.
    """
    k = judge.theorem()
    found, direction, named = _towards_the_target(k)
    error = x @ y.T - x_star @ y_star.T
    less = k.arith(form(error, *direction) < 0, found, *k.given)
    return _there_is_one(k, less, direction, named)


@sharper_lemma.mutant
def any_distance_above_zero_by_its_square(judge):
    return _direct(judge, hessian_form(f, {U: DU, V: DV}), -1 * norm2(M - Ms))
