"""Theorem 6.5: close patches with little mass near the decision boundary. Both conclusions fail;
the true versions look at every boundary.

Unit patches, Z_avg their mean, theta(Z_i, Z_avg) <= rho. mu bounds the mass near the hyperplane of
w* alone, while the regions of w also end at the hyperplane of w, which sweeps over all inputs as w
turns.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steepest.proofs import claim

from . import as_written, chapter_6, equal, every, holds
from .patches import determinant, exact, moment, planar, trace

place = "Theorem 6.5"
proof = "Section 6.6.2, proof of Theorem 6.5"
TURN = (Fraction(99, 101), Fraction(20, 101))  # cos, sin of rho = 11.4 degrees


def turned(x: tuple, sign: int) -> tuple:
    """x turned by sign * rho, exactly."""
    c, s = TURN[0], sign * TURN[1]
    return (c * x[0] - s * x[1], s * x[0] + c * x[1])


def pair(x: Any, y: Any) -> list[tuple]:
    """Two unit patches at +-rho from the direction (x, y)."""
    direction = (Fraction(x), Fraction(y))
    return [turned(direction, 1), turned(direction, -1)]


def far_from_the_boundary(judge: Any, law: Any) -> Any:
    """Every patch is more than rho away from the hyperplane of w*: |w*.Z_i| > sin(rho), so mu = 0
    satisfies the hypothesis.
    """
    least = min(abs(patch[0]) for atom in law.points for patch in atom)
    return holds(judge, (exact(least), ">", exact(TURN[1])))


def unit(judge: Any, law: Any) -> Any:
    patches = {patch for atom in law.points for patch in atom}
    return every(judge, [as_written("x**2 + y**2 == 1", x=x, y=y) for x, y in sorted(patches)])


@claim(
    "fsgd.thm-6.5",
    chapter_6(place),
    formula=(
        r"\theta(Z_i,Z_{\mathrm{avg}})\le\rho,\ P[\theta(Z_i,w_*)\in\pm\tfrac\pi2\pm[0,\phi]]"
        r"\le\mu\phi\ (\phi\le\rho)\implies"
        r"\gamma(\phi_0)\ge\gamma_{\mathrm{avg}}(\phi_0)-4(1-\cos\rho),\ L_{\mathrm{cross}}\le3\mu"
    ),
    hypotheses=(
        "unit patches",
        "witness in fsgd.thm-6.5.L-cross: two patches around (4/5, 3/5), rho = 11.4 degrees, "
        "mu = 0, L_cross > 0",
    ),
)
def easy_laws(judge, x="4/5", y="3/5"):
    """Both conclusions. False: see the two parts. Constants that hold: L_cross <= 6 mu and gamma >=
    gamma_avg - 2 mu rho (fsgd.thm-6.5-amended).
    """
    return cross_bound.check(judge, x, y)


easy_laws.mutant("around (3/5, 4/5)", x="3/5", y="4/5")


@claim(
    "fsgd.thm-6.5.L-cross",
    chapter_6(place),
    formula=r"L_{\mathrm{cross}}\le3\mu",
    hypotheses=(
        "witness: k = 2, Z_1, Z_2 = (4/5, 3/5) turned by +-rho, cos rho = 99/101; w = (3/5, "
        "-4/5), at angle arccos(3/5) < pi/2",
    ),
)
def cross_bound(judge, x="4/5", y="3/5"):
    """A single cluster away from the boundary of w*: mu = 0, but some w separates the two patches,
    M_{++,-+} = Z_2 Z_1^T/4 and L_cross >= 1/(4 arccos(3/5)).

    The matrix has rank one and trace cos(2 rho)/4 > 0, so both readings (norm, eigenvalue) agree.
    Small smooth clusters do as well.
    """
    from steepest.kernels.filters.arcs import MP, PP

    law = planar([pair(x, y)])
    w = (Fraction(y), -Fraction(x))
    M = moment(law, w, PP, MP)
    facts = [
        far_from_the_boundary(judge, law),
        unit(judge, law),
        holds(judge, (exact(w[0]), ">", 0)),
    ]
    facts += [equal(judge, determinant(M), 0), holds(judge, (trace(M), ">", 0))]
    return judge.contradicted(
        *facts,
        because=f"Z_1, Z_2 = ({x}, {y}) turned by +-rho: mu = 0, and at w = ({y}, -{x}) the moment "
        f"M_(++,-+) is not 0, so L_cross > 3 mu",
    )


cross_bound.mutant("around (3/5, 4/5)", x="3/5", y="4/5")


@claim(
    "fsgd.thm-6.5.gamma",
    chapter_6(place),
    formula=r"\gamma(\phi_0)\ge\gamma_{\mathrm{avg}}(\phi_0)-4(1-\cos\rho)",
    hypotheses=(
        "witness: k = 2, Z_avg at (4/5, 3/5) or (4/5, -3/5) with equal chance, patches at "
        "+-rho, cos rho = 99/101; tan(phi_0) = 5/4",
    ),
)
def gamma_bound(judge, up="5"):
    """False: inputs whose average is just inside the region of w while one patch is outside lose
    three quarters of their moment, not O(rho^2).

    At w = (4, 5) the second input keeps one patch only. x^T M x < gamma_avg - 4(1 - cos rho) for x
    = (3, -5); the law is symmetric about w*, so gamma_avg(phi_0) = (9/25) cos^2(rho) on both sides.
    """
    from steepest.kernels.filters.arcs import PP

    directions = [("4/5", "3/5"), ("4/5", "-3/5")]
    law = planar([pair(x, y) for x, y in directions])
    mean = planar([[tuple(TURN[0] * Fraction(c) for c in direction)] for direction in directions])
    w = (Fraction(4), Fraction(up))
    M, A = law.moment(w, PP, PP), mean.moment(w, PP, PP)
    average = min(A[0][0], A[1][1])
    one, other = moment(mean, w, PP, PP), moment(mean, (w[0], -w[1]), PP, PP)
    diagonal = [equal(judge, N[0][1], 0) for N in (one, other)]
    for i in (0, 1):  # the two sides have the same diagonal, and `average` is its least entry
        diagonal += [equal(judge, N[i][i], exact(A[i][i])) for N in (one, other)]
    x = (Fraction(3), Fraction(-5))
    form = sum(x[i] * M[i][j] * x[j] for i in (0, 1) for j in (0, 1)) / (x[0] ** 2 + x[1] ** 2)
    gap = 4 * (1 - TURN[0])
    facts = [
        *diagonal,
        far_from_the_boundary(judge, law),
        unit(judge, law),
        holds(judge, (exact(form), "<", exact(average - gap))),
    ]
    return judge.contradicted(
        *facts,
        because=f"at w = (4, {up}): gamma <= {float(form):.3f} < {float(average - gap):.3f} = "
        f"gamma_avg - 4(1 - cos rho)",
    )


gamma_bound.mutant("at w = (4, 51/10)", up="51/10")
