"""Theorems 6.7 and 6.8: beta for rotationally invariant inputs, from the closed forms of
`invariant`; sharp values 1/(pi p) and 1/pi.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import at, chapter_6, equal, holds
from .gaps import INVARIANCE
from .invariant import wedge

theorem_7 = "Theorem 6.7 and its proof"


@claim(
    "fsgd.thm-6.7.integral",
    chapter_6(theorem_7),
    formula=r"E[ZZ^\top1\{S(w,-w_*)\}]=\int_{-\pi/2}^{-\pi/2+\phi}\binom{\cos\theta}{\sin\theta}("
    r"\cos"
    r"\theta,\sin\theta)\,d\theta",
    hypotheses=("p = 2, unit norm", "0 < phi <= pi/2"),
)
def without_normalisation(judge, share=1):
    """The display of the proof: an integral d theta in place of an expectation. The density 1/(2
    pi) of the circle is missing.
    """
    from sympy import pi

    (phi,) = reals("phi,")
    true = wedge(pi / 2, pi / 2 + phi)[2] / (2 * pi)
    return equal(
        judge, true, share * wedge(-pi / 2, -pi / 2 + phi)[2], [(phi, ">", 0), (phi, "<=", pi / 2)]
    )


without_normalisation.mutant("half of it", share=2)


@claim(
    "fsgd.thm-6.7.integral-amended",
    chapter_6(theorem_7),
    formula=r"E[ZZ^\top1\{S(w,-w_*)\}]_{\mathrm{plane}}=\frac1{\pi "
    r"p}\int_{\pi/2}^{\pi/2+\phi}=\frac1{2\pi p}\begin{pmatrix}\phi-\sin\phi\cos\phi&-\sin^2"
    r"\phi\\-\sin^2\phi&\phi+\sin\phi\cos\phi\end{pmatrix}",
    hypotheses=("p >= 2; each direction outside the plane has the second moment phi/(2 pi p)",),
    amends="fsgd.thm-6.7.integral",
    missing=(INVARIANCE, "the integral of fsgd.cf-wedge is written in"),
)
def with_normalisation(judge, factor=1):
    """The matrix of the proof, divided by pi p (by 2 pi when p = 2)."""
    from sympy import cos, pi, sin

    phi, p, low, high = reals("phi p low high")
    m11, m12, m22 = (
        at(m / (pi * p), (low, pi / 2), (high, pi / 2 + phi)) for m in wedge(low, high)
    )
    where = [(p, ">=", 2)]
    unit = factor / (2 * pi * p)
    return judge.all(
        equal(judge, m11, unit * (phi - sin(phi) * cos(phi)), where),
        equal(judge, m12, -unit * sin(phi) ** 2, where),
        equal(judge, m22, unit * (phi + sin(phi) * cos(phi)), where),
    )


with_normalisation.mutant("twice", factor=2)


@claim(
    "fsgd.thm-6.7.region",
    chapter_6(theorem_7),
    formula=r"\theta\in[-\tfrac\pi2,-\tfrac\pi2+\phi]\implies w_*^\top Z=\cos\theta\le0",
    hypotheses=("0 < phi <= pi/2", "w* = (1, 0)"),
)
def region_as_printed(judge, offset=0):
    """The printed limits describe S(-w, w*), where w*.Z >= 0, and not S(w, -w*); by symmetry both
    have the same moments.
    """
    from sympy import cos, pi

    t, phi = reals("t phi")
    where = [
        (phi, ">", 0),
        (phi, "<=", pi / 2),
        (t, ">=", -pi / 2 + offset),
        (t, "<=", -pi / 2 + phi),
    ]
    return holds(judge, (cos(t), "<=", 0), where)


region_as_printed.mutant("the upper part of the range", offset=1)
