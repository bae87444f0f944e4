"""Closed forms for rotationally invariant inputs and for angular mixtures.

w* = (1, 0) and w = (cos phi, sin phi) in their plane. S(w, w*) is the sector [phi - pi/2, pi/2],
S(w, -w*) the sector [pi/2, pi/2 + phi]. For N(0, I_p) the radial integral of every second moment in
the plane is 2, with density 1/(2 pi) in the angle; a coordinate outside the plane is independent of
both events, so it contributes the probability of the region.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.engine.terms import from_sympy

from . import as_written, chapter_6, equal, holds, integral
from .gaps import FORMS, INVARIANCE, TRACE

place = "Section 6.2 and Section 6.6.1"
BOUNDED = "0 <= phi <= pi"


def wedge(low, high):
    """(m11, m12, m22) of the integral of (cos t, sin t)(cos t, sin t)^T over [low, high]."""
    from sympy import cos, sin

    width, middle = high - low, high + low
    return (
        (width + cos(middle) * sin(width)) / 2,
        sin(middle) * sin(width) / 2,
        (width - cos(middle) * sin(width)) / 2,
    )


def symmetric_eigenvalues(judge, entries, first, second, where=()):
    """`first` and `second` are the eigenvalues of ((m11, m12), (m12, m22)): trace and determinant
    agree.
    """
    m11, m12, m22 = map(from_sympy, entries)
    first, second = from_sympy(first), from_sympy(second)
    determinant = ("-", ("*", m11, m22), ("^", m12, Fraction(2)))
    return judge.all(
        equal(judge, ("+", m11, m22), ("+", first, second), where),
        equal(judge, determinant, ("*", first, second), where),
    )


@claim(
    "fsgd.cf-gauss.gradient",
    chapter_6(place),
    formula=r"\nabla\ell(w)=\tfrac12w-\tfrac1{2\pi}\left((\pi-\phi)w_*+\sin\phi\tfrac{\|w_*\|}{"
    r"\|w\|}w"
    r"\right)",
    hypotheses=("Z ~ N(0, I_p), p >= 2", "w != 0", BOUNDED),
    missing=(FORMS, "the gradient as A_{w,w*}(w - w*) + A_{w,-w*} w (fsgd.grad-k1)"),
)
def gaussian_gradient(judge, factor=1):
    """The population gradient in both coordinates of the plane: A_{w,w*}(w - w*) + A_{w,-w*} w,
    lengths W = |w|, n = |w*|.
    """
    from sympy import cos, pi, sin

    phi, W, n = reals("phi W n")
    c11, c12, c22 = (m / pi for m in wedge(phi - pi / 2, pi / 2))
    a11, a12, a22 = (m / pi for m in wedge(pi / 2, pi / 2 + phi))
    x, y = W * cos(phi), W * sin(phi)
    along = c11 * (x - n) + c12 * y + a11 * x + a12 * y
    across = c12 * (x - n) + c22 * y + a12 * x + a22 * y
    stretch = factor * sin(phi) * n / (2 * pi)
    return judge.all(
        equal(judge, along, x / 2 - (pi - phi) * n / (2 * pi) - stretch * cos(phi)),
        equal(judge, across, y / 2 - stretch * sin(phi)),
    )


gaussian_gradient.mutant("sin(phi)/pi", factor=2)


@claim(
    "fsgd.cf-sphere",
    chapter_6(place),
    formula=(
        r"Z\text{ uniform on the unit sphere of }R^p:\ "
        r"A^{\mathrm{sphere}}=\tfrac1pA^{\mathrm{Gauss}},\quad"
        r"\gamma,L=\tfrac{\pi-\phi\mp\sin\phi}{2\pi p},\quad\beta_{\mathrm{sharp}}=\tfrac1{"
        r"\pi p},\quad\ell=\tfrac1p\ell^{\mathrm{Gauss}}"
    ),
    hypotheses=(
        "p >= 2",
        "regions depend on the direction alone, and E|g|^2 = p for a Gaussian g = |g| u with |g|, "
        "u independent",
    ),
    missing=(INVARIANCE, "only p = 2 and p = 3 are integrated", TRACE),
)
def sphere_moments(judge, second_moment=1):
    """The sphere is the Gaussian divided by p; for p = 2 compared with direct integration over the
    circle, for p = 3 over the sphere.

    p = 3: a unit vector (r cos t, r sin t, h) has h uniform on [-1, 1], r^2 = 1 - h^2 with mean
    2/3, and t uniform and independent.
    """
    from sympy import Rational, pi, sin

    phi, h, p, total, each = reals("phi h p total each")
    trace = holds(
        judge, (total, "==", p), [(each, "==", second_moment), (total, "==", p * each), (p, ">", 0)]
    )
    mean = integral(judge, h / 2 - h**3 / 6, h, (1 - h**2) / 2, -1, 1, Rational(2, 3))
    m11, m12, m22 = wedge(phi - pi / 2, pi / 2)
    circle = [m / (2 * pi) for m in (m11, m12, m22)]
    ball = [Rational(2, 3) * m / (2 * pi) for m in (m11, m12, m22)]

    def values(dimension):
        return (
            (pi - phi + sin(phi)) / (2 * pi * dimension),
            (pi - phi - sin(phi)) / (2 * pi * dimension),
        )  # noqa: E731

    return judge.all(
        trace,
        mean,
        symmetric_eigenvalues(judge, circle, *values(2)),
        symmetric_eigenvalues(judge, ball, *values(3)),
    )


sphere_moments.mutant("E g_j^2 = 2", second_moment=2)


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
