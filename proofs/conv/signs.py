"""Theorem 5.4, its proof and the remarks: which starts of the four signs reach the global minimum,
and how the start is drawn.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine.relations import number

from . import thesis
from .state import equal, holds, integral, state


@claim(
    "conv.thm-5.4",
    thesis("Theorem 5.4"),
    formula=r"\exists(v^0,a^0)\in\{(\pm v,\pm a)\}:\ (a^0)^\top a^*>0,\ |1^\top a^0|<|1^\top "
    r"a^*|,\ "
    r"\phi^0<\tfrac\pi2",
    hypotheses=("any n = |w*|", "k = 1, a in the ball of radius |1.a*| n/sqrt k"),
    case=True,
)
def four_signs(judge, n_one=False):
    """The signs can be chosen; but the ball has the radius |1.a*| n/sqrt k, so for n > 1 the sum
    can exceed |1.a*| (here k = 1, 1.a = a).
    """
    from sympy import Abs

    z = state()
    where = [(z.n, ">", 0), (Abs(z.s), "<", Abs(z.S) * z.n)] + ([(z.n, "==", 1)] if n_one else [])
    return holds(judge, (Abs(z.s), "<", Abs(z.S)), where)


@four_signs.mutant
def twice_the_radius(judge):
    from sympy import Abs

    z = state()
    return holds(judge, (Abs(z.s), "<", Abs(z.S)), [(Abs(z.s), "<", 2 * Abs(z.S))])


@claim(
    "conv.thm-5.4.theta",
    thesis("Theorem 5.4"),
    formula=r"(a^0)^\top a^*\|w^*\|=\Theta\left(|1^\top a^*|\|a^*\|\|w^*\|^2/k\right),\ "
    r"\phi^0=\Theta(1/\sqrt p)\text{ with high probability}",
)
def order_of_the_angle(judge, bound=None):
    """phi^0 = Theta(1/sqrt p) is false: phi^0 tends to pi/2. (cos phi^0 = Theta(1/sqrt p) is meant:
    E cos^2 phi^0 = 1/p.)

    For p >= 4 C^2 the angle C/sqrt p is at most 1/2, where cos^2 phi >= 1/2; the indicator of the
    event cos^2 phi >= 1/2 is at most 2 cos^2 phi, so that its probability is at most 2/p.
    """
    from sympy import cos, sqrt

    phi, p, C, event, square = reals("phi p C event square")
    close = holds(
        judge,
        (cos(phi) ** 2, ">=", _half()),
        [(phi, ">=", 0), (2 * phi, "<=", 1)],
        [(cos(phi), ">=", number("3/4"))],
    )
    angle = C / sqrt(p) if bound is None else C / p
    large = [(C, ">", 0), (p, ">=", 4 * C**2), (p, ">=", 1)]
    small = holds(judge, (angle, "<=", _half()), large, [(C / sqrt(p), "<=", _half())])
    indicator = [(event * (1 - event), "==", 0), (event * (square - _half()), ">=", 0)]
    markov = holds(judge, (event, "<=", 2 * square), [*indicator, (square, ">=", 0)])
    return judge.contradicted(
        close,
        small,
        markov,
        because="P(phi^0 <= C/sqrt p) <= 2/p for p >= 4 C^2: the angle itself tends to pi/2",
    )


order_of_the_angle.mutant("Theta(1/p)", bound="1/p")


def _half():
    return number("1/2")


@claim("conv.rem-5.1", thesis("Remark 5.1"))
def common_practice(judge):
    """The O(1/sqrt k) initialisation of the second layer agrees with common practice."""
    return judge.undecided("a remark on practice, not a mathematical statement")


@claim(
    "conv.rem-5.2",
    thesis("Remark 5.2"),
    formula=r"E[zz^\top1\{z^\top w\ge0,z^\top w^*\ge0\}]w^*=\tfrac{E "
    r"r^2}{4\pi}\left((\pi-\phi)w^*+\sin\phi\tfrac{\|w^*\|}{\|w\|}w\right)",
    missing=(
        "the law: a uniform direction in the plane, independent of the radius",
        "each expectation as an integral",
    ),
)
def rotation_invariant(judge, share=1):
    """For a rotation-invariant law the direction in the plane is uniform and independent of the
    radius r there, so every angular integral is kept.

    The moments are E r^2/(2 pi) times the integrals of (cos, sin)(cos, sin)^T over [phi - pi/2,
    pi/2]: decided in both coordinates of the display (|w*| = 1, w along e_1).

    The Gaussian has E r^2 = 2: replacing it multiplies Lemma 5.6a, c, d by E r^2/2 and Lemma 5.6b
    by a constant of its own. The mean term then has another weight against the second moments (mu^2
    in place of 1/(2 pi)), so 11^T keeps its place but not its coefficient.
    """
    from sympy import cos, pi, sin

    t, phi, R = reals("t phi R")
    low, high = phi - pi / 2, pi / 2
    c, s = cos(phi), sin(phi)
    one_one, one_two, two_two = (pi - phi + s * c) / 2, s**2 / 2, (pi - phi - s * c) / 2
    parts = [
        integral(judge, t / 2 + sin(t) * cos(t) / 2, t, cos(t) ** 2, low, high, one_one),
        integral(judge, sin(t) ** 2 / 2, t, sin(t) * cos(t), low, high, one_two),
        integral(judge, t / 2 - sin(t) * cos(t) / 2, t, sin(t) ** 2, low, high, two_two),
    ]
    display = (  # coordinates of M w* against share R/(4 pi) ((pi - phi) w* + sin(phi) e_1)
        (one_one * c + one_two * s, (pi - phi) * c + s),
        (one_two * c + two_two * s, (pi - phi) * s),
    )
    for entry, printed in display:
        parts.append(equal(judge, R / (2 * pi) * entry, share * R / (4 * pi) * printed))
    return judge.all(*parts)


rotation_invariant.mutant("without the factor 1/2", share=2)


@claim("conv.future-work", thesis("Section 5.6"))
def outlook(judge):
    """Open directions: deeper networks, several kernels, polynomial convergence of random
    starts.
    """
    return judge.undecided("an outlook, not a statement")
