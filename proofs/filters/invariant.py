"""Closed forms for rotationally invariant inputs and for angular mixtures.

w* = (1, 0) and w = (cos phi, sin phi) in their plane. S(w, w*) is the sector [phi - pi/2, pi/2],
S(w, -w*) the sector [pi/2, pi/2 + phi]. For N(0, I_p) the radial integral of every second moment in
the plane is 2, with density 1/(2 pi) in the angle; a coordinate outside the plane is independent of
both events, so it contributes the probability of the region.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import as_written, chapter_6, equal


def wedge(low, high):
    """(m11, m12, m22) of the integral of (cos t, sin t)(cos t, sin t)^T over [low, high]."""
    from sympy import cos, sin

    width, middle = high - low, high + low
    return (
        (width + cos(middle) * sin(width)) / 2,
        sin(middle) * sin(width) / 2,
        (width - cos(middle) * sin(width)) / 2,
    )


@claim(
    "fsgd.cf-mixture",
    chapter_6("Section 6.4"),
    formula=(
        r"\int_a^be^{-s^2/2\sigma^2}e^{2is}ds=\sigma\sqrt{\tfrac\pi2}\,e^{-2\sigma^2}"
        r"\left[\mathrm{erf}\!\left(\tfrac s{\sigma\sqrt2}-i\sigma\sqrt2\right)\right]_a^b,\quad"
        r"\int(\cos,\sin)^\top(\cos,\sin)\,d\mu=\tfrac12\begin{pmatrix}P+C&S\\S&P-C\end{pmatrix}"
    ),
    hypotheses=("sigma > 0", "erf'(z) = (2/sqrt pi) exp(-z^2) on the complex plane"),
    missing=(
        "two functions with the same derivative differ by a constant, on the complex plane",
        "erf of complex argument from its real and imaginary parts",
        "P, C, S as integrals",
    ),
)
def mixture_moments(judge, shift=2):
    """Second moments of truncated normal angles through erf of complex argument: both sides have
    the same derivative.

    With z = u + i v, u = s/(sigma sqrt 2), v = -sigma sqrt 2: exp(-z^2) = exp(v^2 - u^2) exp(-2 i u
    v). P, C, S are the integrals of 1, cos 2s, sin 2s against the law of the angle, and cos^2 = (1
    + cos 2s)/2, sin^2 = (1 - cos 2s)/2, sin cos = sin(2s)/2.
    """
    from sympy import cos, sin, sqrt

    s, sigma = reals("s sigma")
    u, v = s / (sigma * sqrt(2)), -sigma * sqrt(2)
    where = [(sigma, ">", 0)]
    front = as_written("sigma*sqrt(pi/2)*2/sqrt(pi)/(sigma*sqrt(2))")
    return judge.all(
        equal(judge, as_written("-2*u*v", u=u, v=v), shift * s, where),
        equal(
            judge,
            as_written("v**2 - u**2", u=u, v=v),
            shift * sigma**2 - s**2 / (2 * sigma**2),
            where,
        ),
        equal(judge, front, 1, where),
        equal(judge, as_written("exp(-2*sigma**2)*exp(2*sigma**2)"), 1),
        equal(judge, cos(s) ** 2, (1 + cos(2 * s)) / 2),
        equal(judge, sin(s) ** 2, (1 - cos(2 * s)) / 2),
        equal(judge, sin(s) * cos(s), sin(2 * s) / 2),
    )


mixture_moments.mutant("exp(4 i s)", shift=4)
