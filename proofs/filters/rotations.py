"""What the proof of Theorem 6.7 prints wrongly: a density is missing, and the region is another."""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import chapter_6, equal, holds
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
