"""Section 5.4.1: the three invariants of gradient descent, each with the step size it needs.

u = eta lambda, lambda = n x (pi - phi)/(2 pi |v|^2), moves the angle: cos phi' = (cos phi + u sin^2
phi)/sqrt(1 + u^2 sin^2 phi) (conv.reduction-v).
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import thesis
from .gaps import LETTERS
from .state import at_n_one, holds, implies, state


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


def _positive_signal(judge, limit, sign):
    from sympy import pi

    z = state()
    where = [
        (z.x, ">", 0),
        (z.N, ">", 0),
        (z.S * z.s, "<=", z.S**2),
        (z.g, ">", 1),
        (z.g, "<=", pi),
        (z.eta, ">", 0),
        (z.eta, sign, _number(limit)),
    ]
    return holds(judge, (at_n_one(z.x_next), ">", 0), where)


@claim(
    "conv.lem-5.3-sharp",
    thesis("Lemma 5.3"),
    formula=r"\dots,\ \eta\le\frac{2\pi}{\pi-1}\implies(a^{t+1})^\top a^*>0",
    hypotheses=("n = 1", "2 pi/(pi - 1) = 2.934 is the largest such constant"),
    missing=(LETTERS, "that 2 pi/(pi - 1) is the largest constant"),
)
def signal_sharp(judge, limit=None):
    """eta <= 2 pi/(pi - 1) is enough, and beyond it a large a.a* changes sign."""
    from sympy import pi

    return _positive_signal(judge, 2 * pi / (pi - 1) if limit is None else limit, "<=")


signal_sharp.mutant("eta <= 2.94", limit="294/100")


@claim(
    "conv.induction-I-II-III",
    thesis("end of Section 5.4.1"),
    formula=r"\phi^t<\tfrac\pi2,\ x_t>0,\ 1^\top a^*1^\top a^t\le(1^\top a^*)^2\implies\text{the "
    r"same "
    r"at }t+1",
    hypotheses=(
        "n = 1",
        "one step",
        "eta <= 2 pi/(k + pi - 1)",
        "eta x_t <= 4 |v^t|^2 (conv.lem-5.2-amended)",
    ),
    missing=(
        LETTERS,
        "cos phi' has the sign of cos phi + u sin^2 phi (conv.reduction-v)",
        "that the angle does not grow (conv.lem-5.2-amended)",
    ),
)
def three_invariants(judge, factor=1):
    """The joint step: cos phi' > 0 since u > 0; x' > 0; the sum stays. Explicit step: 2 pi/(k + pi
    - 1) <= 2 < 2 pi/(pi - 1).
    """
    from sympy import pi

    z = state()
    (u,) = reals("u,")
    where = [
        (z.k, ">=", 1),
        (z.eta, ">", 0),
        (z.eta * z.K, "<=", factor * 2 * pi),
        (z.x, ">", 0),
        (z.N, ">", 0),
        (z.S * z.s, "<=", z.S**2),
        (z.g, ">=", 1),
        (z.g, "<=", pi),
    ]
    turned = holds(
        judge, (z.cosine + u * z.sine**2, ">", 0), [*circle(), (z.cosine, ">", 0), (u, ">", 0)]
    )
    small = holds(
        judge,
        (z.eta * (pi - 1), "<", 2 * pi),
        [(z.k, ">=", 1), (z.eta, ">", 0), (z.eta * z.K, "<=", factor * 2 * pi)],
    )
    step = [(z.eta * (pi - 1), "<", 2 * pi)] if factor == 1 else []
    return judge.all(
        turned,
        small,
        holds(judge, (at_n_one(z.x_next), ">", 0), [*where, *step]),
        implies(judge, (z.S * at_n_one(z.s_next), "<=", z.S**2), where=where),
    )


three_invariants.mutant("twice the step", factor=2)


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
