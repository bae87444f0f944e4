"""Lemma 3.22, the last layer: how far the Gram matrix of the gradients is from its limit.

sigma' is bounded by L and beta-Lipschitz; sd_1, sd_2 are the standard deviations of u and v, rho
their correlation.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steepest.proofs import claim, reals

from ..vocabulary import Evidence
from . import chapter_3, holds, number, positive
from .initialization import root

PLACE = "Lemma 3.22"
WEIGHTS = {20: Fraction(1), 60: Fraction(-1, 9)}  # sigma'(z) = sin 20z - sin(60z)/9


def mean_of_sines(p: int, q: int, own: Any, other: Any, cross: Any) -> Any:
    """E sin(p u) sin(q v) for the covariance [[own, cross], [cross, other]] (deep.ref-sin)."""
    from sympy import exp

    size = p**2 * own + q**2 * other
    shift = 2 * p * q * cross
    return (exp(-(size - shift) / 2) - exp(-(size + shift) / 2)) / 2


def second_moment(own: Any, other: Any, cross: Any) -> Any:
    """E sigma'(u) sigma'(v) for sigma'(z) = sin 20z - sin(60z)/9."""
    return sum(
        number(a) * number(b) * mean_of_sines(p, q, own, other, cross)
        for p, a in WEIGHTS.items()
        for q, b in WEIGHTS.items()
    )


SLOPE = Fraction(10, 9)  # sup |sigma'|


def beta_of_the_waves() -> Any:
    """sup |sigma''| = 40 sqrt(2)/3."""
    from sympy import Rational, sqrt

    return Rational(40, 3) * sqrt(2)


def shape_of_the_waves(judge: Any) -> list[Evidence]:
    """sigma' and sigma'' are cubics in s = sin 20z and x = cos 20z, bounded by L and beta."""
    from sympy import Abs, cos, sin

    s, x, z = reals("s x z")
    slope, bend = (lambda s: 2 * s / 3 + 4 * s**3 / 9), (lambda x: 40 * x - 80 * x**3 / 3)
    return [
        holds(judge, (sin(20 * z) - sin(60 * z) / 9, "==", slope(sin(20 * z)))),
        holds(judge, (20 * cos(20 * z) - 20 * cos(60 * z) / 3, "==", bend(cos(20 * z)))),
        holds(judge, (Abs(slope(s)), "<=", SLOPE), [(s, ">=", -1), (s, "<=", 1)]),
        holds(judge, (Abs(bend(x)), "<=", beta_of_the_waves()), [(x, ">=", -1), (x, "<=", 1)]),
    ]


@claim(
    "deep.lem-3.22.slopes",
    chapter_3(PLACE),
    formula=r"|E_A\sigma'\sigma'-E_B\sigma'\sigma'|\le C'\|A-B\|_\infty,\quad "
    r"C'=\beta^2+\sqrt{\tfrac2\pi}\,\beta L\,\sqrt c",
    hypotheses=(
        "sigma' bounded by L and beta-Lipschitz, variances at least 1/c",
        "the constant that follows if an increment of A_11 is taken to move the standard "
        "deviation of u alone, as in deep.lem-3.29-chain",
    ),
    case=True,
)
def slopes_as_derived(judge, cross=1):
    """The constant beta^2 + sqrt(2/pi) beta L sqrt(c). False: with A_12 held fixed the correlation
    moves with A_11 too.

    sigma'(z) = sin 20z - sin(60z)/9, L = 10/9, beta = 40 sqrt(2)/3, A = [[1, 1 - 2e], [1 - 2e, 1]],
    B = (1 - e) [[1, 1], [1, 1]], e = 10^(-5), c = 1/(1 - e): the means differ by 0.0044129, the
    bound is 0.0037227. L and beta: sigma' = 2 s/3 + 4 s^3/9 with s = sin 20z, and sigma'' = 40 x -
    80 x^3/3 with x = cos 20z. The means are those of deep.ref-sin.
    """
    from sympy import Rational, pi, sqrt

    e, one = Rational(1, 10**5), Rational(1)
    moved = second_moment(1 - e, 1 - e, 1 - e) - second_moment(one, one, 1 - 2 * e)
    constant = cross * beta_of_the_waves() ** 2 + sqrt(2 / pi) * beta_of_the_waves() * SLOPE / sqrt(
        1 - e
    )
    return judge.all(holds(judge, (moved, "<=", constant * e)), support=shape_of_the_waves(judge))


slopes_as_derived.mutant("a tenth more beta^2", cross=Fraction("11/10"))


@claim(
    "deep.lem-3.22.slopes-amended",
    chapter_3(PLACE),
    formula=r"|E_A\sigma'\sigma'-E_B\sigma'\sigma'|\le C'\|A-B\|_\infty,\quad "
    r"C'=\beta^2\Big(1+\frac{|\rho|}2\Big(\frac{\mathrm{sd}_1}{\mathrm{sd}_2}+"
    r"\frac{\mathrm{sd}_2}{\mathrm{sd}_1}\Big)\Big)+\sqrt{\tfrac2\pi}\,\beta L\,\sqrt c",
    hypotheses=(
        "sigma' bounded by L and beta-Lipschitz (no third derivative), variances at least 1/c on "
        "the segment from A to B",
        "rho, sd_1, sd_2 where the factor is largest on the segment",
        "P, P_2 and Q stand for E[sigma''(u) z sigma'(v)], its mirror image and E[sigma''(u) "
        "sigma''(v)], z = u/sd_1; that |P| <= beta L E|z| and |Q| <= beta^2, the two "
        "integrations by parts and the mean value theorem on the segment are in words",
    ),
    amends="deep.lem-3.22.slopes",
    missing=(
        "P, P_2 and Q stand for means: their bounds and the integrations by parts",
        "mean value theorem on the segment",
    ),
)
def slopes_are_lipschitz(judge, cross=1):
    """dE/dA_11 = (P - rho sd_2 Q)/(2 sd_1) and dE/dA_12 = Q: the correlation adds beta^2 |rho|/2
    (sd_1/sd_2 + sd_2/sd_1).

    By deep.ref-price dE/dA_11 = -E[sigma''(u) sigma'(v) l_u]/2, l the logarithm of the density.
    With v = (A_12/A_11) u + w, w independent of u with variance D/A_11, D the determinant, l_u =
    -u/A_11 + A_12 w/D, and E[w sigma''(u) sigma'(v)] = (D/A_11) Q.
    """
    from sympy import Abs, log

    s, t, c, u, v, w = reals("A_11 A_22 A_12 u v w")
    D = s * t - c**2
    density = -(t * u**2 - 2 * c * u * v + s * v**2) / (2 * D) - log(D) / 2
    where = [*positive(s, t), (D, ">", 0)]
    score = holds(judge, (density.diff(u).subs(v, c / s * u + w), "==", -u / s + c * w / D), where)
    P, Q, a, b, rho, L, beta, r = reals("P Q sd_1 sd_2 rho L beta root_c")
    cov, det = rho * a * b, a**2 * b**2 * (1 - rho**2)
    slope = holds(
        judge,
        (-(-a * P / a**2 + cov / det * (det / a**2 * Q)) / 2, "==", (P - rho * b * Q) / (2 * a)),
        [*positive(a, b), (rho**2, "<", 1)],
    )
    q = root()
    base = [*positive(L, beta, r), (a, ">=", 1 / r), (b, ">=", 1 / r), (Abs(Q), "<=", beta**2)]
    one = holds(
        judge,
        (
            Abs(P - rho * b * Q) / (2 * a),
            "<=",
            q * beta * L * r / 2 + cross * beta**2 * Abs(rho) * b / (2 * a),
        ),
        [*base, (Abs(P), "<=", q * beta * L)],
    )
    first, second, d1, d2, d12, e, K = reals("dE_11 dE_22 d_11 d_22 d_12 e K")
    total = holds(
        judge,
        (first * d1 + second * d2 + Q * d12, "<=", (beta**2 * (1 + K) + q * beta * L * r) * e),
        [
            *positive(L, beta, r),
            (e, ">=", 0),
            (Abs(first) + Abs(second), "<=", q * beta * L * r + beta**2 * K),
            (Abs(Q), "<=", beta**2),
            *((Abs(one), "<=", e) for one in (d1, d2, d12)),
        ],
    )
    return judge.all(score, slope, one, total)


slopes_are_lipschitz.mutant("half of the correlation's part", cross=Fraction("1/2"))
