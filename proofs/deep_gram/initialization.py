"""Lemma 3.1, means: the features of a fully connected network are normalized at initialization,
with every constant explicit.

N_h = |x^(h)(0)|^2 of one input; s = |sigma(0)|, L the Lipschitz constant, q = sqrt(2/pi) = E|z|, C
= c_sigma L (2 s q + 2 L), and g_h the geometric sum g_C(h), known through g_h = C g_(h-1) + 1.
Conditionally on x^(h-1) the rows of W^(h) x^(h-1) are N(0, N_(h-1)).
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from ..engine.text import as_written
from . import chapter_3, every, holds, nonnegative, positive

LEMMA = "Lemma 3.1 and its proof"


def root():
    """E|z| for a standard Gaussian z."""
    from sympy import pi, sqrt

    return sqrt(2 / pi)


def fourth_moment(s, slope, last=3):
    """E(s + slope |z|)^4 from E|z| = q, E z^2 = 1, E|z|^3 = 2 q, E z^4 = 3."""
    q = root()
    return (
        s**4
        + 4 * s**3 * slope * q
        + 6 * s**2 * slope**2
        + 4 * s * slope**3 * 2 * q
        + last * slope**4
    )


@claim(
    "deep.gaussian-moments",
    chapter_3(LEMMA),
    formula=r"E|z|=\sqrt{\tfrac2\pi},\ Ez^2=1,\ E|z|^3=2\sqrt{\tfrac2\pi},\ Ez^4=3",
    hypotheses=("the boundary terms z^k exp(-z^2/2) vanish at infinity",),
    missing=("integration by parts on the half line: the boundary terms",),
)
def gaussian_moments(judge, third=2):
    """The absolute moments up to order 4: int z e^(-z^2/2) from 0 is 1, and E|z|^(k+2) = (k+1)
    E|z|^k by parts.
    """
    from sympy import exp

    (z,) = reals("z,")
    density = exp(-(z**2) / 2)
    parts = [judge.gradient(-density, {z: z * density})]
    parts += [
        judge.gradient(-(z ** (k + 1)) * density, {z: (z ** (k + 2) - (k + 1) * z**k) * density})
        for k in range(3)
    ]
    first = as_written("2/sqrt(2*pi)")
    even = reals("m_0 m_2 m_4")
    steps = [(even[0], "==", 1), (even[1], "==", 1 * even[0]), (even[2], "==", 3 * even[1])]
    parts += [
        holds(judge, (first, "==", root())),
        holds(judge, (as_written("2*m", m=first), "==", third * root())),
        every(judge, [(even[2], "==", 3), (even[0] * even[1], "==", 1)], steps),
    ]
    return judge.all(*parts)


gaussian_moments.mutant("third moment 3 sqrt(2/pi)", third=3)


@claim(
    "deep.lem-3.1-s2",
    chapter_3(LEMMA),
    formula=r"E\big[\|x^{(h)}\|^2\mid x^{(h-1)}\big]=c_\sigma "
    r"E_z\big[\sigma(\|x^{(h-1)}\|z)^2\big]",
    missing=("expectation: E w w^T = I, and the mean over the rows",),
)
def conditional_mean(judge, factor=1):
    """The variance of a row of W x is |x|^2 (for a Gaussian row with E w w^T = I), and the mean of
    m equal expectations is one of them.
    """
    from steepest.proofs.engine.matrix import eye, matrices, norm2, tr

    x, S = matrices("x: d x 1, S: d x d")
    variance = judge.same(tr(x.T @ S @ x), factor * norm2(x), rules=[(S, eye("d"))])
    c, m, value, total = reals("c_sigma m value total")
    return judge.all(
        variance,
        holds(judge, (c / m * total, "==", c * value), [(m, ">", 0), (total, "==", m * value)]),
    )


conditional_mean.mutant("variance 2 |x|^2", factor=2)


@claim(
    "deep.lem-3.1-s3",
    chapter_3(LEMMA),
    formula=r"|E\sigma(\alpha z)^2-E\sigma(z)^2|\le L|\alpha-1|\,(2|\sigma(0)|\sqrt{\tfrac2\pi}+L|"
    r"\alpha+1|)\le\frac C{c_\sigma}|\alpha^2-1|",
    hypotheses=("alpha > 0", "C/c_sigma = L(2|sigma(0)| sqrt(2/pi) + 2L)"),
    missing=("expectation of the pointwise bound, with the moments of |z|",),
)
def change_of_scale(judge, last=2):
    """Both inequalities: the first from |sigma(t)| <= s + L|t| under the expectation, the second
    from alpha + 1 >= 1.
    """
    from sympy import Abs

    alpha, s, L, z, f, g = reals("alpha s L z f g")  # f = sigma(alpha z), g = sigma(z)
    where = [*positive(alpha, L), *nonnegative(s, z)]
    pointwise = holds(
        judge,
        (Abs(f - g) * Abs(f + g), "<=", L * Abs(alpha - 1) * z * (2 * s + L * (alpha + 1) * z)),
        [
            *where,
            (Abs(f - g), "<=", L * Abs(alpha - 1) * z),
            (Abs(f + g), "<=", 2 * s + L * (alpha + 1) * z),
        ],
    )
    q = root()
    bound = L * Abs(alpha - 1) * (2 * s * q + L * Abs(alpha + 1))
    return judge.all(
        pointwise,
        holds(judge, (bound, "<=", L * (2 * s * q + last * L) * Abs(alpha**2 - 1)), where),
    )


change_of_scale.mutant("2L replaced by L/2", last=Fraction("1/2"))


@claim(
    "deep.lem-3.1-s3.sharper",
    chapter_3(LEMMA),
    formula=r"|E\sigma(\alpha z)^2-E\sigma(z)^2|\le L(2|\sigma(0)|\sqrt{\tfrac2\pi}+L)\,|"
    r"\alpha^2-1|",
    missing=("expectation of the pointwise bound, with the moments of |z|",),
)
def change_of_scale_sharper(judge, last=1):
    """The same argument allows L in place of 2 L, which halves C for odd activations; for linear
    sigma it is an equation.
    """
    return change_of_scale.check(judge, last)


change_of_scale_sharper.mutant("9/10 L", last=Fraction("9/10"))


@claim(
    "deep.lem-3.1-s4",
    chapter_3(LEMMA),
    formula=r"1-\frac{Cg_C(h-1)}{2g_C(H)}\le E\|x^{(h)}\|^2\le1+\frac{Cg_C(h-1)}{2g_C(H)},\quad "
    r"Cg_C(h-1)+1=g_C(h)",
    hypotheses=(
        "c_sigma E sigma(z)^2 = 1",
        "g_C(h) = (C^h - 1)/(C - 1) for C != 1 (h for C = 1)",
    ),
    missing=(
        "Err stands for the mean, with deep.lem-3.1-s3 as a premise",
        "power stands for C^h",
    ),
)
def mean_of_the_next_layer(judge, factor=2):
    """The mean inherits the deviation of the layer below, times C; and the recursion of the
    geometric sums, from g(0) = 0.
    """
    from sympy import Abs

    N, E, C, g, G = reals("N Err C g G")
    where = [
        *positive(C, G),
        (g, ">=", 0),
        (Abs(N - 1), "<=", g / (2 * G)),
        (Abs(E - 1), "<=", C * Abs(N - 1)),
    ]
    bound = C * g / (factor * G)
    power, low = reals("power low")  # C^h and g(h) = (C^h - 1)/(C - 1)
    recursion = holds(
        judge,
        (C * low + 1, "==", (C * power - 1) / (C - 1)),
        [(C, "!=", 1), (low, "==", (power - 1) / (C - 1))],
    )
    return judge.all(every(judge, [(E, "<=", 1 + bound), (E, ">=", 1 - bound)], where), recursion)


mean_of_the_next_layer.mutant("a third of C g/g(H)", factor=3)
