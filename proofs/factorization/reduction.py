"""Gradient descent on a rank-r factorization moves in a state of size 2r: the reduction behind the
trials of this folder.

M* = Phi S Psi^T with Phi^T Phi = I, Psi^T Psi = I. A = Phi^T U, B = Psi^T V are the parts inside
the singular spaces of M*, and P = U^T U - A^T A, Q = V^T V - B^T B the Gram matrices of the parts
outside. The steps of A, B, P, Q close on themselves, and the loss and the Gram matrices of the
layers are functions of them. So is every problem with these four matrices, among them the one of
size 2r with target [[S, 0], [0, 0]].
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.engine.matrix import eye, matrices, norm2, scalars, substitute, tr

HALF = Fraction(1, 2)
U, V, Phi, Psi, S = matrices("U: d1 x r, V: d2 x r, Phi: d1 x k, Psi: d2 x k, S: k x k")
RULES = [(Phi.T @ Phi, eye("k")), (Psi.T @ Psi, eye("k"))]
eta = scalars("eta")
M = Phi @ S @ Psi.T
R = U @ V.T - M
A, B = Phi.T @ U, Psi.T @ V
P, Q = U.T @ U - A.T @ A, V.T @ V - B.T @ B
SOURCE = du_hu_lee("Section 3.1, equation (9)", "Section 4.3.1")


def _moved(regularised=False):
    """One simultaneous step on (1), or on (3)."""
    balance = U.T @ U - V.T @ V
    dU, dV = R @ V, R.T @ U
    if regularised:
        dU, dV = dU + HALF * (U @ balance), dV - HALF * (V @ balance)
    return {U: U - eta * dU, V: V - eta * dV}


def _closed(judge, regularised, weight=1):
    """The steps of A, B, P, Q in terms of A, B, P, Q alone."""
    step = _moved(regularised)
    gram_u, gram_v = A.T @ A + P, B.T @ B + Q
    identity = eye("r")
    both = identity - HALF * eta * (gram_u + gram_v)
    left, right = (
        (both, both) if regularised else (identity - eta * gram_v, identity - eta * gram_u)
    )
    return judge.all(
        judge.same(substitute(A, step), A @ left + weight * eta * (S @ B), rules=RULES),
        judge.same(substitute(B, step), B @ right + weight * eta * (S.T @ A), rules=RULES),
        judge.same(substitute(P, step), left @ P @ left, rules=RULES),
        judge.same(substitute(Q, step), right @ Q @ right, rules=RULES),
    )


@claim(
    "balance.reduction",
    SOURCE,
    formula=r"A'=A(I-\eta G_V)+\eta\Sigma B,\quad P'=(I-\eta G_V)P(I-\eta G_V),\qquad G_U=A^\top "
    r"A+P,\ G_V=B^\top B+Q",
    hypotheses=("M* = Phi S Psi^T", "Phi^T Phi = I, Psi^T Psi = I"),
)
def descent_closes_on_small_matrices(judge, weight=1):
    """A step on (1) is a step of A, B (k x r) and P, Q (r x r), for all d1, d2: G_U = A^T A + P,
    G_V = B^T B + Q.
    """
    return _closed(judge, False, weight)


descent_closes_on_small_matrices.mutant("half the drive", weight=HALF)


@claim(
    "balance.reduction.regularised",
    SOURCE,
    formula=r"A'=A\left(I-\tfrac{\eta}{2}(G_U+G_V)\right)+\eta\Sigma B,\quad "
    r"P'=\left(I-\tfrac{\eta}{2}(G_U+G_V)\right)P\left(I-\tfrac{\eta}{2}(G_U+G_V)\right)",
    hypotheses=("M* = Phi S Psi^T", "Phi^T Phi = I, Psi^T Psi = I"),
)
def regularised_descent_closes_on_small_matrices(judge, weight=1):
    """A step on (3) is a step of A, B, P, Q too, with the same factor I - (eta/2)(G_U + G_V) in all
    four places.
    """
    return _closed(judge, True, weight)


regularised_descent_closes_on_small_matrices.mutant("half the drive", weight=HALF)


@claim(
    "balance.reduction.loss",
    SOURCE,
    formula=r"\|UV^\top-M^*\|_F^2=\|AB^\top-\Sigma\|_F^2+\mathrm{tr}(A^\top "
    r"AQ)+\mathrm{tr}(PB^\top "
    r"B)+\mathrm{tr}(PQ)",
    hypotheses=("M* = Phi S Psi^T", "Phi^T Phi = I, Psi^T Psi = I"),
    missing=("P and Q are positive semidefinite, so that no term is negative",),
)
def loss_of_the_reduced_state(judge, cross=1):
    """The loss is a function of A, B, P, Q, and a sum of nonnegative terms: nothing cancels near a
    solution.
    """
    reduced = norm2(A @ B.T - S) + tr(A.T @ A @ Q) + tr(P @ B.T @ B) + cross * tr(P @ Q)
    return judge.same(norm2(R), reduced, rules=RULES)


loss_of_the_reduced_state.mutant("without the part outside both spaces", cross=0)
