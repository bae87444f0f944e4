"""Theorem 6.3 with the printed eigenvalues in place of norms, which is false, and with norms.

Symbols as in `convolution`.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim

from . import chapter_6, equal, holds, number
from .convolution import SETTING, linear_rate
from .gaps import ANGLE, EIGENVALUES


def tilted_law():
    """k = 2, w* = (1, 0): with chance 1/2 the patches (1, 1) and (1, -2), else one of (1/10, 0),
    (1/10, 1/20) twice.
    """
    from .patches import planar

    small, tilted = ("1/10", "0"), ("1/10", "1/20")
    return planar(
        [[("1", "1"), ("1", "-2")], [small, small], [tilted, tilted]], ["1/2", "1/4", "1/4"]
    )


@claim(
    "fsgd.thm-6.3.eigenvalue",
    chapter_6("Assumption 6.3 and Theorem 6.3"),
    formula=r"\text{Theorem 6.3 with }\lambda_{\max}(M_{++,+-})+\lambda_{\max}(M_{++,-+})+\lambda_{"
    r"\max}(M_{+-,-+})\le L_{\mathrm{cross}}\phi",
    hypotheses=(
        "lambda_max literally, the largest (real part of an) eigenvalue of a matrix that is "
        "not symmetric",
        "witness: k = 2; patches (1,1), (1,-2) with chance 1/2, else (1/10,0) or (1/10,1/20) "
        "twice; w* = (1,0), w = (1, 3/5)",
    ),
)
def with_eigenvalues(judge, height="3/5"):
    """Read literally, with eigenvalues in place of norms, Theorem 6.3 is false: the distance grows
    at every step size.

    All patches have w*.Z > 0, so Z_+- = 0. The only cross moment has rank one, with trace
    (1/8)(1,1).(1,-2) < 0 or 0: its largest eigenvalue is 0 at every w, and L_cross = 0 is allowed.
    gamma > 0 up to arcsin(3/5) (checked at every w that matters), and yet <grad l(w), w - w*> < 0
    at |w - w*| = 3/5.
    """
    from steepest.kernels.filters.arcs import MP, PP

    from .laws import dot
    from .patches import determinant, exact, moment, trace

    law = tilted_law()
    y = number(height)
    w = (Fraction(1), Fraction(height))
    gradient = law.gradient(w)
    facts = [holds(judge, (exact(gradient[1]) * y, "<", 0))]
    facts += [
        holds(
            judge,
            (exact(min(dot(law.target, patch) for atom in law.points for patch in atom)), ">", 0),
        )
    ]
    for hand in (1, -1):
        for sector in law.sectors(hand):
            M = moment(law, sector.inner, PP, MP)
            facts += [equal(judge, determinant(M), 0), holds(judge, (trace(M), "<=", 0))]
            # sectors that begin below arcsin |w - w*|: both eigenvalues of M_{++,++} are positive
            # there
            size = dot(sector.first, sector.first)
            if sector.first[1] ** 2 <= w[1] ** 2 * size and sector.first[0] > 0:
                plus = moment(law, sector.inner, PP, PP)
                facts += [
                    holds(judge, (determinant(plus), ">", 0)),
                    holds(judge, (trace(plus), ">", 0)),
                ]
    return judge.contradicted(
        *facts,
        because="lambda_max of every cross moment is at most 0, gamma > 0, and <grad l(w), w - "
        "w*> < "
        "0 at w = (1, 3/5): |w - w*| grows",
    )


with_eigenvalues.mutant("at w = (1, 7/10)", height="7/10")


@claim(
    "fsgd.thm-6.3.eigenvalue-amended",
    chapter_6("Assumption 6.3 and Theorem 6.3"),
    formula=r"\text{Theorem 6.3 with }\|M_{++,+-}\|+\|M_{++,-+}\|+\|M_{+-,-+}\|\le "
    r"L_{\mathrm{cross}}\phi",
    hypotheses=SETTING,
    amends="fsgd.thm-6.3.eigenvalue",
    missing=(
        "fsgd.thm-6.3.inner2, .defect, .geometry, .norm enter as hypotheses",
        EIGENVALUES,
        ANGLE,
        "|w| <= 2 |w*|",
    ),
)
def with_norms(judge, longest=1):
    """With spectral norms in Assumption 6.3 the theorem holds: fsgd.thm-6.3."""
    return linear_rate.check(judge, longest)


with_norms.mutant("six times the step", longest=6)
