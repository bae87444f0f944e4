"""Section 5.4.1: the invariants of gradient descent as printed (the amended ones: `largest_step`,
`three_invariants`).

u = eta lambda, lambda = n x (pi - phi)/(2 pi |v|^2), moves the angle: cos phi' = (cos phi + u sin^2
phi)/sqrt(1 + u^2 sin^2 phi) (conv.reduction-v).
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import thesis
from .state import holds, state


def _number(value):
    from sympy import Rational

    return Rational(value) if isinstance(value, str) else value


def circle():
    z = state()
    return [(z.cosine**2 + z.sine**2, "==", 1), (z.sine, ">=", 0)]


def angle_shrinks(judge, largest=None):
    """cos phi' >= cos phi, for 0 < u <= largest."""
    from sympy import sqrt

    z = state()
    (u,) = reals("u,")
    where = [*circle(), (u, ">", 0)]
    if largest is not None:
        where.append((u, "<=", largest))
    moved = (z.cosine + u * z.sine**2) / sqrt(1 + u**2 * z.sine**2)
    return where, u, moved


@claim(
    "conv.lem-5.2",
    thesis("Lemma 5.2"),
    formula=r"(a^t)^\top a^*>0\implies\phi^{t+1}\le\phi^t",
    hypotheses=("no condition on eta, as printed",),
)
def angle_never_grows(judge, largest=None):
    """A step of positive size turns v towards w*, but a long one turns past it: cos phi' >= cos phi
    for every u > 0.
    """
    z = state()
    where, _, moved = angle_shrinks(judge, largest)
    return holds(judge, (moved, ">=", z.cosine), where)


angle_never_grows.mutant("u up to 3", largest=3)


@claim(
    "conv.eq-5.4",
    thesis("equation (5.4)"),
    formula=r"(a^{t+1})^\top a^*=(1-\tfrac{\eta(\pi-1)}{2\pi})(a^t)^\top "
    r"a^*+\tfrac{\eta(g-1)}{2\pi}\|a^*\|^2+\tfrac\eta{2\pi}((1^\top a^*)^2-1^\top a^t\,1^\top "
    r"a^*)",
    hypotheses=("n = 1", "gradient of Theorem 5.2"),
)
def signal_recursion(judge, factor=1):
    """The inner product of the a-step with a*, for all k; h = 1/(2 pi)."""
    from steepest.proofs.engine.matrix import eye, inner, matrices, norm2, scalars

    one, a, t = matrices("one: k x 1, a: k x 1, as: k x 1")
    circle_, h, g, eta = scalars("circle h g eta")
    grad = (
        h * (one @ one.T + (circle_ - 1) * eye("k")) @ a
        - h * (one @ one.T + (g - 1) * eye("k")) @ t
    )
    S, s = inner(one, t), inner(one, a)
    printed = (
        (1 - factor * eta * h * (circle_ - 1)) * inner(a, t)
        + eta * h * (g - 1) * norm2(t)
        + eta * h * (S * S - s * S)
    )
    return judge.same(inner(a - eta * grad, t), printed)


signal_recursion.mutant("rate doubled", factor=2)


@claim(
    "conv.induction-I-II-III.limit",
    thesis("end of Section 5.4.1"),
    hypotheses=("as above, no smallness of eta n^2 |a*|^2",),
    case=True,
)
def converges_for_every_such_step(judge, factor=1):
    """Under the conditions of this section alone (eta < 2 pi/(k + pi - 1)) the global minimum
    attracts: false, the step is not homogeneous.

    Near the teacher u = eta n^2 N/(2 pi) (pi - phi) -> eta N/2 for n = |v| = 1, and u > 2 repels
    from phi = 0 (conv.lem-5.2-amended is sharp). a* -> c a* scales u by c^2 and leaves the
    condition alone: here at k = 1 with eta = 1, the condition u <= 2.
    """
    from sympy import pi

    z = state()
    u_at_teacher = z.eta * z.n * (z.n * z.N) * pi / (2 * pi * z.V**2)
    values = [(z.n, "==", 1), (z.V, "==", 1), (z.eta, "==", _number(factor)), (z.N, ">", 0)]
    return holds(judge, (u_at_teacher, "<=", 2), values)


converges_for_every_such_step.mutant("eta = 1/2", factor="1/2")
