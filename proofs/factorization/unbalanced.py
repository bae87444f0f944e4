"""Stationary points without near balance: Lemma 3.2 (Du, Hu, Lee 2018) has a strict saddle at every
stationary point that is not optimal, whatever its balance is.

E = U V^T - M*. If U b = 0 for some b != 0, the direction (-c E y b^T, y b^T) has curvature -2 c
|b|^2 |E y|^2 + c^2 |E y|^2 |V b|^2, negative for small c > 0 where E y != 0; likewise for V. If
neither U nor V has a kernel, stationarity and rank M* <= r give E = 0.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.engine.matrix import (
    eye,
    hessian_form,
    matrices,
    norm2,
    scalars,
    substitute,
)

from .kernel_directions import INSTANCE, negative_curvature, strict_saddle
from .stationary import M, Ms, U, Us, V, Vs, f, stationary

A, B, b, x, y = matrices("A: d1 x r, B: d2 x r, b: r x 1, x: d1 x 1, y: d2 x 1")
E = M - Ms
FORM = hessian_form(f, {U: A, V: B})


@claim(
    "balance.lem-3.2.kernel-direction",
    du_hu_lee("Lemma 3.2", "Lemma 4.2"),
    formula=r"Ub=0\implies[\nabla^2f](-cEyb^\top,\,yb^\top)=\|Ey\|^2\left(c^2\|Vb\|^2-2c\|b\|^2"
    r"\right)",
    hypotheses=("any U, V, M*; E = U V^T - M*",),
)
def curvature_along_a_kernel(judge, two=2, kernel=True):
    """Where U b = 0 the curvature in the direction (-c E y b^T, y b^T) is negative for small c > 0,
    unless E y or b vanishes; the same with the parts exchanged where V b = 0.

    With c = p/(1 + q), p = |b|^2, q = |V b|^2, it is at most -|E y|^2 p^2/(1 + q).
    """
    c = scalars("c")
    first = substitute(FORM, {A: -c * (E @ y @ b.T), B: y @ b.T})
    second = substitute(FORM, {A: x @ b.T, B: -c * (E.T @ x @ b.T)})

    def curve(along, other):
        return norm2(along) * (c**2 * norm2(other @ b) - two * c * norm2(b))

    p, q = reals("p q")
    rate = p / (1 + q)
    return judge.all(
        judge.same(first, curve(E @ y, V), rules=[(U @ b, 0)] if kernel else []),
        judge.same(second, curve(E.T @ x, U), rules=[(V @ b, 0)] if kernel else []),
        judge.holds(rate**2 * q - 2 * rate * p <= -(p**2) / (1 + q), where=[p >= 0, q >= 0]),
    )


curvature_along_a_kernel.mutant("without the factor 2", two=1)
curvature_along_a_kernel.mutant("b outside the kernel", kernel=False)


@claim(
    "balance.lem-3.2.no-kernel",
    du_hu_lee("Lemma 3.2", "Lemma 4.2"),
    formula=r"(UV^\top-M^*)V=0,\ (UV^\top-M^*)^\top U=0,\ PU=I,\ "
    r"N V^\top V=I,\ QU^\top U=I\implies UV^\top=M^*",
    hypotheses=("M* = U_* V_*^T with r columns: rank M* <= r", "(U, V) stationary"),
)
def optimal_without_kernels(judge, left_inverses=True):
    """A stationary point at which neither U nor V has a kernel is optimal, if rank M* <= r.

    P U = I; N and Q are inverses of V^T V and U^T U. First (N P U_*)(V_*^T V) = I; both factors are
    r x r, so (V_*^T V)(N P U_*) = I as well, U_* = U P U_*, and E = 0.
    """
    P, N, Q = matrices("P: r x d1, N: r x r, Q: r x r")
    inverses = [(P @ U, eye("r")), (N @ V.T @ V, eye("r")), (Q @ U.T @ U, eye("r"))]
    given = [*stationary, *inverses] if left_inverses else list(stationary)
    square = ((N @ P @ Us) @ (Vs.T @ V), eye("r"))
    if not left_inverses:
        return judge.same(M, Ms, rules=given)
    return judge.all(
        judge.same(M, Ms, rules=[*given, square]),
        support=[judge.same(*square, rules=given)],
    )


optimal_without_kernels.mutant("kernels allowed", left_inverses=False)


@claim(
    "balance.lem-3.2.without-balance",
    du_hu_lee("Lemma 3.2", "Lemma 4.2"),
    formula=r"\nabla f=0,\ UV^\top\ne M^*\implies\lambda_{\min}(\nabla^2f)<0",
    hypotheses=("rank M* <= r: M* = U_* V_*^T with r columns",),
    says=strict_saddle,
    instance=INSTANCE,
)
def strict_saddle_without_balance(judge):
    """Near balance is not needed for a strict saddle: every stationary point with U V^T != M* has a
    direction of negative curvature.

    With E = U V^T - M* and the polar decomposition U_*^T U R = K^T K, the rows of T = E V_* R^T are
    in the kernel of U, or those of T U^T U in that of V; the directions are those of
    balance.lem-3.2.kernel-direction (kernel_directions.py). What near balance adds is the amount of
    curvature, eps^2/2.
    """
    k = judge.theorem()
    return k.qed(negative_curvature(k))


@strict_saddle_without_balance.mutant
def rank_of_the_target_above_r(judge):
    from .strict_saddle import rank_of_the_target_above_r as at_the_best_approximation

    return at_the_best_approximation(judge)
