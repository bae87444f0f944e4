"""The proof of Lemma 3.2 (Du, Hu, Lee 2018) display by display: the curvature at a stationary point
towards the target. The lemma itself: strict_saddle.py.

M* = Us Vs^T with balanced factors Us^T Us = Vs^T Vs; W = (U; V), Ws = (Us; Vs); R the optimal
rotation, R R^T = R^T R = I and W^T Ws R symmetric positive semidefinite (written Q below); Delta =
W - Ws R. Stationarity (18): (U V^T - M*) V = 0 and its twin.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.engine.matrix import (
    eye,
    gradient,
    hessian_form,
    inner,
    matrices,
    norm2,
    tr,
)

U, V, Us, Vs, R = matrices("U: d1 x r, V: d2 x r, Us: d1 x r, Vs: d2 x r, R: r x r")
M, Ms = U @ V.T, Us @ Vs.T
DU, DV = U - Us @ R, V - Vs @ R
rotation = [(R @ R.T, eye("r")), (R.T @ R, eye("r"))]
balanced = [(Us.T @ Us, Vs.T @ Vs)]
stationary = [(M @ V, Ms @ V), (M.T @ U, Ms.T @ U)]

HALF = Fraction(1, 2)
f = HALF * norm2(M - Ms)
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
        return direct(judge, curvature, right)
    return judge.all(
        judge.same(curvature + LOST, right, rules=[*stationary, *rotation, *balanced, *optimal]),
        nothing_gained(judge),
    )


negative_curvature.mutant("without |U^T U - V^T V|^2", share=0)


def direct(judge, left, right, where=()):
    """The inequality itself, put to the general search."""
    rules = [*stationary, *rotation, *balanced, *optimal]
    return judge.at_most(left, right, rules=rules, where=where)
