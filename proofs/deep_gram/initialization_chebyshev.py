"""Lemma 3.1 from the variance of one layer on: Chebyshev's inequality and the lemma itself.

The notation is that of `initialization`.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import chapter_3, every, holds, number, positive
from .initialization import LEMMA


def sine_fourth_ratio():
    """E sin^4/(E sin^2)^2 for a standard Gaussian: (3/8 - e^(-2)/2 + e^(-8)/8)/((1 -
    e^(-2))/2)^2.
    """
    from sympy import Integer, Rational, exp

    two, eight = exp(Integer(-2)), exp(Integer(-8))
    return (Rational(3, 8) - two / 2 + eight / 8) / ((1 - two) / 2) ** 2


@claim(
    "deep.lem-3.1-s5.printed",
    chapter_3(LEMMA),
    formula=r"\mathrm{Var}\|x^{(1)}\|^2\le\frac{C_2}m,\quad C_2=\sigma(0)^4+\dots+512L^4\text{ "
    r"without }c_\sigma^2",
    hypotheses=(
        "sigma = t sin, L = t <= 1, |x| = 1: m Var|x^(1)|^2 = E sigma^4/(E sigma^2)^2 - 1 does "
        "not depend on t",
    ),
    case=True,
)
def variance_as_printed(judge, coefficient=512):
    """The bracket alone, as it is defined there. False for flat activations: the variance is free
    of the scale of sigma, the bracket is not.
    """
    (t,) = reals("t,")
    return holds(
        judge, (sine_fourth_ratio() - 1, "<=", coefficient * t**4), [(t, ">", 0), (t, "<=", 1)]
    )


variance_as_printed.mutant("5120 L^4", coefficient=5120)


@claim(
    "deep.lem-3.1-s6",
    chapter_3(LEMMA),
    formula=r"m\ge\frac{4C_2nHg_C(H)^2}\delta\implies P\Big(\big|\|x^{(h)}\|^2-E\big|>"
    r"\tfrac1{2g_C(H)}"
    r"\Big)\le\frac\delta{nH},\quad\frac{Cg_C(h-1)}{2g_C(H)}+\frac1{2g_C(H)}="
    r"\frac{g_C(h)}{2g_C(H)}",
    hypotheses=("Chebyshev: P(|X - EX| > t) <= Var X/t^2",),
    missing=(
        "Chebyshev's inequality",
        "union bound over n inputs and H layers",
    ),
)
def chebyshev(judge, constant=4):
    """Chebyshev's inequality with an explicit width, the sum of both deviations, and the union over
    n inputs and H layers.
    """
    C2, m, n, H, G, delta, C, g, after, var = reals("C_2 m n H g_H delta C g g_next variance")
    where = [
        *positive(C2, m, n, H, G, delta),
        (m * delta, ">=", constant * C2 * n * H * G**2),
        (var, "<=", C2 / m),
        (var, ">=", 0),
    ]
    tail = holds(judge, (n * H * var * (2 * G) ** 2, "<=", delta), where)
    total = holds(
        judge,
        (C * g / (2 * G) + 1 / (2 * G), "==", after / (2 * G)),
        [*positive(G), (after, "==", C * g + 1)],
    )
    return judge.all(tail, total)


chebyshev.mutant("3 C_2", constant=3)


@claim(
    "deep.lem-3.1",
    chapter_3("Lemma 3.1"),
    formula=r"m\ge\frac{4C_2nHg_C(H)^2}\delta\implies P\big(\tfrac12\le\|x_i^{(h)}(0)\|\le2\ "
    r"\forall h,i\big)\ge1-\delta",
    hypotheses=(
        "|x_i| = 1",
        "C = c_sigma L(2|sigma(0)| sqrt(2/pi) + 2L), C_2 of deep.lem-3.1-s5",
        "explicit constant in m = Omega(...); the probability is deep.lem-3.1-s6",
    ),
    missing=(
        "induction over the layers",
        "the probability (deep.lem-3.1-s6): the bounds hold on an event",
    ),
)
def normalized_features(judge, share=2):
    """The induction over the layers, for every depth: outside an event of probability delta all
    norms stay in [1/2, 2].
    """
    from sympy import Abs

    N, E, below, C, g, after, G, norm = reals("N Err N_below C g g_next g_H norm")
    where = [
        *positive(C, G),
        (g, ">=", 0),
        (after, "==", C * g + 1),
        (after, "<=", G),
        (Abs(below - 1), "<=", g / (2 * G)),
        (Abs(E - 1), "<=", C * Abs(below - 1)),
        (Abs(N - E), "<=", 1 / (share * G)),
    ]
    step = holds(judge, (Abs(N - 1), "<=", after / (2 * G)), where)
    base = holds(
        judge,
        (Abs(N - 1), "<=", 1 / (2 * G)),
        [*positive(G), (E, "==", 1), (Abs(N - E), "<=", 1 / (2 * G))],
    )
    end = [
        *positive(G),
        (after, "<=", G),
        (Abs(N - 1), "<=", after / (2 * G)),
        (norm, ">=", 0),
        (norm**2, "==", N),
    ]
    inside = every(judge, [(norm, ">=", number("1/2")), (norm, "<=", 2)], end)
    return judge.all(base, step, inside)


normalized_features.mutant("deviations of 1/g(H)", share=1)
