"""Lemma 3.1 from the variance of one layer on: Chebyshev's inequality and the lemma itself.

The notation is that of `initialization`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs import reals as letters
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    conj,
    forall,
    functions,
    given,
    integrable,
    reals,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..relu_gram.network import i, j, n
from ..relu_gram.start import o
from ..relu_gram.start_union import none_of
from . import chapter_3, every, holds, number, positive
from .initialization import LEMMA, A, B, C, H, R, at_least_one, geometric, h, m, next_sum

X, M = functions("X", "nat", "nat", "sample"), functions("M", "nat", "nat")
C_2, D, G, P, delta = reals("C_2 D g_H P delta")


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
    (t,) = letters("t,")
    return holds(
        judge, (sine_fourth_ratio() - 1, "<=", coefficient * t**4), [(t, ">", 0), (t, "<=", 1)]
    )


variance_as_printed.mutant("5120 L^4", coefficient=5120)


def far():
    """|x^(h)|^2 = X is at least 1/(2 g(H)) away from its mean M; layers h = j from 0 on."""
    return (X(i, j, o) - M(i, j)) ** 2 >= (1 / (2 * geometric(H))) ** 2


def good():
    return forall(i, j)(conj(i < n, j < H) >> ~far())


def added():
    """The deviations of two layers"""
    G = geometric(H)
    return C * geometric(h) / (2 * G) + 1 / (2 * G) == geometric(h + 1) / (2 * G)


def chebyshev_says():
    G = geometric(H)
    spread = E(o, (X(i, j, o) - M(i, j)) ** 2)
    return forall(X, M, C, C_2, delta, m, n, H)(
        given(
            C >= 0, C_2 >= 0, delta > 0, m >= 1, n >= 1, H >= 1,
            m * delta >= 4 * C_2 * n * H * G**2, forall(i, j)(spread <= C_2 / m),
            forall(i, j)(integrable(Prob(o, far()))), integrable(Prob(o, good())),
        )
        >> conj(
            forall(i, j)(Prob(o, far()) <= delta / (n * H)), Prob(o, good()) >= 1 - delta,
            forall(h)(added()),
        )
    )  # fmt: skip


@claim(
    "deep.lem-3.1-s6",
    chapter_3(LEMMA),
    formula=r"m\ge\frac{4C_2nHg_C(H)^2}\delta\implies P\Big(\big|\|x^{(h)}\|^2-E\big|>"
    r"\tfrac1{2g_C(H)}"
    r"\Big)\le\frac\delta{nH},\quad\frac{Cg_C(h-1)}{2g_C(H)}+\frac1{2g_C(H)}="
    r"\frac{g_C(h)}{2g_C(H)}",
    hypotheses=(
        "the variances are at most C_2/m (deep.lem-3.1-s5)",
        "outside an event of probability delta no input and layer is that far from its mean",
    ),
    says=chebyshev_says,
    uses=("book.chebyshev", "book.union-of-pairs", "book.power-nonnegative", "book.sum-grows"),
)
def chebyshev(judge):
    """Chebyshev's inequality with an explicit width, the sum of both deviations, and the union over
    n inputs and H layers.
    """
    k = judge.theorem()
    C_low, _, d_pos, wide, many, deep, width, spread, measured, well = k.given
    large = at_least_one(k, C_low, deep)
    has = k.arith(2 * geometric(H) != 0, large)
    reach = 1 / (2 * geometric(H))
    tail = k.by("book.chebyshev", Lambda((o,), X(i, j, o)), M(i, j), reach, defined=[has])
    small, event = k.at(spread, i, j), k.at(measured, i, j)
    there = k.arith(integrable(small.sides[0]), small)
    tail = k.use(tail, k.arith(reach > 0, large), there, event)
    pairs = k.lemma(forall(A, B)(given(A >= 1, B >= 1) >> (A * B != 0)), n, H)
    pairs = k.use(pairs, many, deep)
    rule = k.lemma(
        forall(A, B, D, G, C_2, delta, P, R)(
            given(A <= B / (1 / (2 * G)) ** 2, B <= C_2 / D, G >= 1, D >= 1, P >= 1, R >= 1,
                  D * delta >= 4 * C_2 * P * R * G**2)
            >> (A <= delta / (P * R))
        ),
        Prob(o, far()), small.sides[0], m, geometric(H), C_2, delta, n, H, defined=[event, there],
    )  # fmt: skip
    rare = k.use(
        rule, k.arith(rule.formula.left.part(0), tail), small, large, wide, many, deep, width
    )
    every = k.for_all(rare, i, j)
    total = none_of(
        k, far(), rare, lambda _: H, lambda q: q * H, good(), well, k.assume(good()),
        defined=[pairs],
    )  # fmt: skip
    total = k.arith(
        Prob(o, good()) >= 1 - delta, total, k.arith(n * H * (delta / (n * H)) == delta, pairs)
    )
    sums = k.for_all(k.arith(added(), next_sum(k), has), h)
    return k.qed(k.both(every, total, sums))


@chebyshev.mutant
def three_times(judge):
    """m >= 3 C_2/delta, for n = H = g(H) = 1: Chebyshev's bound is then above delta."""
    return falsify(
        forall(D, C_2, delta, A)(
            given(C_2 == 1, delta == 1, D == 3, A == C_2 / D * 4) >> (A <= delta)
        ),
        hints=[{"values": {"D": "3", "C_2": "1", "delta": "1", "A": "4/3"}}],
    )


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

    N, E, below, C, g, after, G, norm = letters("N Err N_below C g g_next g_H norm")
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
