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
from steepest.proofs.engine.matrix import eye, matrices, scalars, substitute
from steepest.proofs.engine.theorems import conj, forall, given
from steepest.proofs.engine.theorems.arrays import arrays
from steepest.proofs.engine.theorems.arrays import eye as identity
from steepest.proofs.engine.theorems.arrays import norm2 as square
from steepest.proofs.engine.theorems.arrays import tr as trace

HALF = Fraction(1, 2)
U, V, Phi, Psi, S = matrices("U: d1 x r, V: d2 x r, Phi: d1 x k, Psi: d2 x k, S: k x k")
RULES = [(Phi.T @ Phi, eye("k")), (Psi.T @ Psi, eye("k"))]
eta = scalars("eta")
M = Phi @ S @ Psi.T
R = U @ V.T - M
A, B = Phi.T @ U, Psi.T @ V
P, Q = U.T @ U - A.T @ A, V.T @ V - B.T @ B
SOURCE = du_hu_lee("Section 3.1, equation (9)", "Section 4.3.1")


LETTERS = arrays("U: d1 x r, V: d2 x r, Phi: d1 x k, Psi: d2 x k, S: k x k")
AT_ONE = {  # d1 = d2 = 2, the second coordinates are outside
    "sizes": {"d1": 2, "d2": 2, "r": 1, "k": 1},
    "matrices": {
        "U": [["1"], ["1"]],
        "V": [["1"], ["1"]],
        "Phi": [["1"], ["0"]],
        "Psi": [["1"], ["0"]],
        "S": [["2"]],
    },
}


def reduced_loss(cross=1):
    """|U V^T - M*|^2 in terms of A, B, P, Q, and the signs of its parts."""
    x, y, phi, psi, inside = LETTERS
    a, b = phi.T @ x, psi.T @ y
    p, q = x.T @ x - a.T @ a, y.T @ y - b.T @ b
    parts = trace(a.T @ a @ q), trace(p @ b.T @ b), trace(p @ q)
    total = square(a @ b.T - inside) + parts[0] + parts[1] + cross * parts[2]
    return forall(*LETTERS)(
        given(phi.T @ phi == identity("k"), psi.T @ psi == identity("k"))
        >> conj(square(x @ y.T - phi @ inside @ psi.T) == total, *(one >= 0 for one in parts))
    )


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
    says=lambda cross=1: reduced_loss(cross),
    instance=AT_ONE,
)
def loss_of_the_reduced_state(judge, cross=1):
    """The loss is a function of A = Phi^T U, B = Psi^T V, P and Q, and a sum of terms that are not
    negative: nothing cancels near a solution.
    """
    k = judge.theorem()
    x, y, phi, psi, inside = LETTERS
    a, b = phi.T @ x, psi.T @ y
    gram_p, gram_q = x.T @ x - a.T @ a, y.T @ y - b.T @ b
    off_u, off_v = x - phi @ a, y - psi @ b  # P and Q are their Gram matrices
    same = k.matrix(k.target.part(0), *k.given)
    parts = [
        (trace(a.T @ a @ gram_q), a @ off_v.T),
        (trace(gram_p @ b.T @ b), off_u @ b.T),
        (trace(gram_p @ gram_q), off_u @ off_v.T),
    ]
    some = []
    for term, root in parts:
        exact = k.matrix(term == square(root), *k.given)
        some.append(k.arith(term >= 0, exact, k.matrix(square(root) >= 0)))
    return k.qed(k.both(same, *some))


loss_of_the_reduced_state.mutant("without the part outside both spaces", cross=0)
