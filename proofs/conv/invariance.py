"""Section 5.4.1: the three invariants of gradient descent, each with the step size it needs.

u = eta lambda, lambda = n x (pi - phi)/(2 pi |v|^2), moves the angle: cos phi' = (cos phi + u sin^2
phi)/sqrt(1 + u^2 sin^2 phi) (conv.reduction-v).
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import thesis
from .gaps import LETTERS
from .state import at_n_one, equal, g_range, holds, implies, state


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
    "conv.lem-5.2-amended",
    thesis("Lemma 5.2"),
    formula=r"(a^t)^\top a^*>0,\ \eta\lambda^t\le2\implies\phi^{t+1}\le\phi^t",
    hypotheses=("eta lambda <= 2; it suffices that eta n x <= 4 |v|^2",),
    amends="conv.lem-5.2",
    missing=(
        "that the parts combine: root is sqrt(1 + u^2 sin^2 phi), and a larger cosine is "
        "a smaller angle",
        "that 2 is the largest constant",
    ),
)
def angle_never_grows_amended(judge, largest=2):
    """With u = eta lambda <= 2 the angle never grows, at any angle; 2 is the largest such constant
    (u > 2 fails near phi = 0).

    The squares of both sides differ by u s^2 (2 c + u (1 - 2 c^2)), which is at least 2 u s^2 (1 -
    c)(1 + 2c) where 2 c^2 > 1.
    """
    from sympy import pi

    z = state()
    u, root = reals("u root")
    c, s2 = z.cosine, 1 - z.cosine**2
    box = [(u, ">", 0), (u, "<=", _number(largest)), (c, ">=", -1), (c, "<=", 1)]
    gap = equal(
        judge, (c + u * s2) ** 2 - c**2 * (1 + u**2 * s2), u * s2 * (2 * c + u * (1 - 2 * c**2))
    )
    factor = holds(judge, (2 * c + u * (1 - 2 * c**2), ">=", 0), [*box, (c, ">=", 0)])
    # root = sqrt(1 + u^2 s^2); c >= 0: squares compared; c < 0: the left side is at least c, the
    # right side at most c
    same_sign = holds(judge, (c + u * s2, ">=", c * root), [*box, (c, "<", 0), (root, ">=", 1)])
    square = holds(
        judge,
        (c + u * s2, ">=", c * root),
        [*box, (c, ">=", 0), (root, ">=", 1), ((c + u * s2) ** 2, ">=", c**2 * root**2)],
    )
    x, V, phi, eta, n = z.x, z.V, z.phi, z.eta, z.n
    lam = eta * n * x * (pi - phi) / (2 * pi * V**2)
    enough = holds(
        judge,
        (lam, "<=", eta * n * x / (2 * V**2)),
        [(phi, ">=", 0), (phi, "<=", pi), (x, ">", 0), (V, ">", 0), (eta, ">", 0), (n, ">", 0)],
    )
    return judge.all(gap, factor, same_sign, square, enough)


angle_never_grows_amended.mutant("u up to 2.1", largest="21/10")


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
    "conv.sum-dynamics",
    thesis("Section 5.4.1, before Lemma 5.4"),
    formula=r"1^\top a^{t+1}1^\top a^*=(1-\tfrac{\eta(k+\pi-1)}{2\pi})1^\top a^t1^\top "
    r"a^*+\tfrac{\eta(k+g-1)}{2\pi}(1^\top a^*)^2\le\dots",
    hypotheses=("n = 1", "0 <= g <= pi", "eta > 0"),
    missing=(
        LETTERS,
        "the step of the inequalities is the identity of the first part with 1.1 = k",
    ),
)
def sum_recursion(judge, size=1):
    """The sum of the a-step, for all k (1.1 = k), and the two printed consequences of g <= pi."""
    from steepest.proofs.engine.matrix import eye, inner, matrices, norm2, scalars
    from sympy import pi

    one, a, t = matrices("one: k x 1, a: k x 1, as: k x 1")
    circle_, h, g, eta = scalars("circle h g eta")
    grad = (
        h * (one @ one.T + (circle_ - 1) * eye("k")) @ a
        - h * (one @ one.T + (g - 1) * eye("k")) @ t
    )
    S, s = inner(one, t), inner(one, a)
    counted = judge.same(
        inner(one, a - eta * grad) * S,
        (1 - eta * h * (size * norm2(one) + circle_ - 1)) * s * S
        + eta * h * (norm2(one) + g - 1) * S * S,
    )
    z = state()
    step = at_n_one(z.s_next) * z.S
    where = [*g_range(), (z.eta, ">", 0)]
    bound = (1 - z.eta * z.K / (2 * pi)) * z.s * z.S + z.eta * z.K / (2 * pi) * z.S**2
    return judge.all(
        counted,
        holds(judge, (step, "<=", bound), where),
        holds(
            judge,
            (
                (z.S - at_n_one(z.s_next)) * z.S,
                ">=",
                (1 - z.eta * z.K / (2 * pi)) * (z.S - z.s) * z.S,
            ),
            where,
        ),
    )


sum_recursion.mutant("2k in place of k", size=2)


@claim(
    "conv.lem-5.3",
    thesis("Lemma 5.3"),
    formula=r"(a^t)^\top a^*>0,\ 1^\top a^*1^\top a^t\le(1^\top a^*)^2,\ 0<\phi^t<\tfrac\pi2,\ "
    r"\eta<2\implies(a^{t+1})^\top a^*>0",
    hypotheses=("n = 1", "g >= 1 on [0, pi/2]", "the lower bound 0 <= 1.a* 1.a^t is not needed"),
    missing=(LETTERS, "g > 1 for phi < pi/2 (conv.g-facts)"),
)
def signal_stays_positive(judge, limit=2):
    """The signal of the second layer stays positive; eta < 2 is enough."""
    return _positive_signal(judge, limit, "<")


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


signal_stays_positive.mutant("eta < 3", limit=3)


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
    "conv.lem-5.4",
    thesis("Lemma 5.4"),
    formula=r"1^\top a^*1^\top a^t<(1^\top a^*)^2,\ \eta<\tfrac{2\pi}{k+\pi-1}\implies1^\top "
    r"a^*1^\top a^{t+1}<(1^\top a^*)^2",
    hypotheses=("n = 1", "k >= 1", "eta > 0"),
    missing=(LETTERS,),
)
def sum_stays_small(judge, factor=1):
    """(S - s')S is the old one times 1 - eta K/(2 pi) > 0 plus a nonnegative term. (S = 0 makes the
    hypothesis empty.)
    """
    from sympy import pi

    z = state()
    where = [
        *g_range(),
        (z.k, ">=", 1),
        (z.eta, ">", 0),
        (z.eta * z.K, "<", factor * 2 * pi),
        (z.S * z.s, "<", z.S**2),
    ]
    return holds(judge, (z.S * at_n_one(z.s_next), "<", z.S**2), where)


sum_stays_small.mutant("eta < 4 pi/(k + pi - 1)", factor=2)


@claim(
    "conv.lem-5.4.general",
    thesis("Lemma 5.4"),
    formula=r"1^\top a^*1^\top a^t\le\|w^*\|(1^\top a^*)^2,\ "
    r"\eta\le\tfrac{2\pi}{k+\pi-1}\implies\text{the same at }t+1",
    hypotheses=("any n > 0", "k >= 1"),
    missing=(LETTERS,),
)
def sum_stays_small_general(judge, scale=1):
    """For any |w*| the invariant is 1.a* 1.a <= n (1.a*)^2; with non-strict signs S = 0 is
    included. (The source writes n = 1.)
    """
    from sympy import pi

    z = state()
    bound = z.n * z.S**2 if scale else z.S**2
    where = [
        *g_range(),
        (z.n, ">", 0),
        (z.k, ">=", 1),
        (z.eta, ">", 0),
        (z.eta * z.K, "<=", 2 * pi),
        (z.S * z.s, "<=", bound),
    ]
    return holds(judge, (z.S * z.s_next, "<=", bound), where)


sum_stays_small_general.mutant("(1.a*)^2 without n", scale=0)


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
