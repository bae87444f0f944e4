"""Assumptions 6.2 and 6.3 for k patches: what is true of gamma, L and L_cross, and what is not.

M_ab = E[Z_a Z_b^T] for the patch averages Z_++, Z_+-, Z_-+. L_cross bounds the sum of the three
spectral norms |M_{++,+-}|, |M_{++,-+}|,
|M_{+-,-+}|, which is what the proof of Theorem 6.3 uses; the printed lambda_max of matrices that
are not symmetric is examined in fsgd.thm-6.3.eigenvalue.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steepest.proofs import claim, definition, reals
from steepest.proofs.vocabulary import Evidence

from . import chapter_6, equal, every, holds, integral, number


@definition(
    "fsgd.asm-6.2",
    chapter_6("Assumption 6.2, equation (6.4)"),
    r"\gamma(\phi)=\min_{\theta=\phi}\lambda_{\min}(E[Z_{++}Z_{++}^\top]),\ "
    r"L(\phi)=\max_{\theta=\phi}\lambda_{\max}(\cdot),\ "
    r"\max_{\theta\le\phi}\lambda_{\max}(E[Z_{+-}Z_{+-}^\top])\le\beta\phi",
)
def averaged_constants(law, phi):
    """(gamma, L, least beta) of a law of k patches at the angles phi."""
    from .laws import beta, gamma_and_L

    gamma, L = gamma_and_L(law, phi)
    return gamma, L, beta(law)


@definition(
    "fsgd.asm-6.3",
    chapter_6("Assumption 6.3"),
    r"\max_{\theta(w,w_*)\le\phi}\left(\|M_{++,+-}\|+\|M_{++,-+}\|+\|M_{+-,-+}\|\right)\le "
    r"L_{\mathrm{cross}}\phi\quad(0<\phi\le\tfrac\pi2)",
)
def sharp_cross(law):
    """The least L_cross of an input law, in spectral norms."""
    from .laws import L_cross

    return L_cross(law)


def planar(points: Any, weights: Any = None) -> Any:
    from .laws import Discrete

    return Discrete.of(points, weights)


def exact(x: Fraction) -> Any:
    from sympy import Rational

    return Rational(x.numerator, x.denominator)


def moment(law: Any, w: Any, a: int, b: int) -> list[list[Any]]:
    """M_ab of a finite law at w, as the sums that they are: nothing is added up here."""
    entry = lambda i, j: (  # noqa: E731
        "+",
        *(
            ("*", share, parts[a][i], parts[b][j])
            for share, parts in zip(law.weights, (law.averages(w, atom) for atom in law.points))
        ),
    )
    return [[entry(i, j) for j in (0, 1)] for i in (0, 1)]


def determinant(M: Any) -> Any:
    return ("-", ("*", M[0][0], M[1][1]), ("*", M[0][1], M[1][0]))


def trace(M: Any) -> Any:
    return ("+", M[0][0], M[1][1])


def opposite_pair(x: str, y: str) -> Any:
    """Two equally likely inputs with k = 2: ((1, 0), (1, 0)) and ((x, y), (x, -y)); the second pair
    cancels partly inside S(w, w*).
    """
    return planar([[("1", "0"), ("1", "0")], [(x, y), (x, f"-{y}")]])


@claim(
    "fsgd.asm-6.2.mono",
    chapter_6("Section 6.6.2, proof of Theorem 6.3, last step"),
    formula=r"\theta\le\phi\implies\gamma(\theta)\ge\gamma(\phi)",
    hypotheses=(
        "k >= 2, any law",
        "witness: k = 2, inputs ((1,0),(1,0)) and ((3/5,4/5),(3/5,-4/5)) with equal chance, "
        "angles 0 and pi/4; small smooth bumps around them do as well",
    ),
)
def gamma_decreases(judge, x="3/5", y="4/5"):
    """gamma is non-increasing for k patches, as for one. False: two patches may cancel while both
    are active, and not when one has left.

    At w = w* the second input averages to (3/5, 0), so M_{++,++} has rank one and gamma(0) = 0. At
    w = (1, +-1) one of its patches has left, (3/10, +-2/5) remains, and M_{++,++} is positive
    definite: gamma(pi/4) > 0.
    """
    from steepest.kernels.filters.arcs import PP

    law = opposite_pair(x, y)
    start = moment(law, (1, 0), PP, PP)
    sides = [moment(law, w, PP, PP) for w in ((1, 1), (1, -1))]
    facts = [equal(judge, determinant(start), 0)]
    facts += [holds(judge, (determinant(M), ">", 0)) for M in sides] + [
        holds(judge, (trace(M), ">", 0)) for M in sides
    ]
    return judge.contradicted(
        *facts,
        because=f"k = 2, inputs ((1,0),(1,0)) and (({x},{y}),({x},-{y})): gamma(0) = 0 < "
        f"gamma(pi/4)",
    )


gamma_decreases.mutant("with (5/13, 12/13)", x="5/13", y="12/13")


@claim(
    "fsgd.asm-6.2.L-mono",
    chapter_6("Section 6.3, after Theorem 6.3: L(0) in the step size"),
    formula=r"L(0)\ge L(\phi)",
    hypotheses=(
        "k >= 2",
        "witness: k = 2, the single input ((5/13, 12/13), (5/13, -12/13)), angles 0 and pi/4",
    ),
)
def L_decreases(judge, x="5/13", y="12/13"):
    """L is largest at 0, as for one patch. False for the same reason: L(0) = 25/169, and L(pi/4) =
    1/4 once one patch of the pair has left.
    """
    from steepest.kernels.filters.arcs import PP

    law = planar([[(x, y), (x, f"-{y}")]])
    start, end = moment(law, (1, 0), PP, PP), moment(law, (1, 1), PP, PP)
    top = start[0][0]  # the only entry
    diagonal = [equal(judge, start[i][j], 0) for i, j in ((0, 1), (1, 0), (1, 1))]
    rank_one = equal(judge, determinant(end), 0)
    return judge.contradicted(
        *diagonal,
        rank_one,
        holds(judge, (top, "<", trace(end))),
        because=f"k = 2, the input (({x},{y}),({x},-{y})): L(0) < L(pi/4)",
    )


L_decreases.mutant("with (7/25, 24/25)", x="7/25", y="24/25")


def split_mass(judge: Any, share: Any) -> Evidence:
    """u^T M_{++,+-} v for u = e(pi/2 - 2 rho), v = e(pi/2) is (1/(8 pi)) int_0^phi cos^2 s ds >=
    share phi/(8 pi), for 0 < phi <= 1/2.
    """
    from sympy import cos, sin

    s, phi = reals("s phi")
    value = phi / 2 + sin(2 * phi) / 4
    exactly = integral(judge, s / 2 + sin(2 * s) / 4, s, cos(s) ** 2, 0, phi, value)
    return judge.all(
        exactly,
        holds(judge, (value, ">=", share * phi), [(phi, ">", 0), (phi, "<=", number("1/2"))]),
    )


@claim(
    "fsgd.asm-6.3.close",
    chapter_6("after Assumption 6.3"),
    formula=r"\rho\to0\implies L_{\mathrm{cross}}\to0",
    hypotheses=(
        "k = 2, p = 2: Z_1, Z_2 = a uniform direction turned by -rho and +rho, 0 < rho < pi/4",
        "0 < phi <= min(2 rho, 1/2)",
    ),
)
def close_patches(judge, share="3/4"):
    """Similar patches imply a small L_cross. False: for a uniform direction L_cross >= 3/(32 pi)
    for every rho > 0, though it is 0 at rho = 0.

    For phi <= 2 rho: whenever Z_2 lies in S(w, -w*), that is in [pi/2, pi/2 + phi], Z_1 = Z_2 - 2
    rho lies in S(w, w*). So M_{++,+-} is (1/4)(1/(2 pi)) times the integral of e(pi/2 + s - 2 rho)
    e(pi/2 + s)^T over [0, phi]: of the order phi, whatever rho is.
    """
    from sympy import pi

    rho, phi, t = reals("rho phi t")
    small = [
        (rho, ">", 0),
        (rho, "<", pi / 4),
        (phi, ">", 0),
        (phi, "<=", 2 * rho),
        (phi, "<=", number("1/2")),
        (t, ">=", 0),
        (t, "<=", phi),
    ]
    lies = every(
        judge,
        [(pi / 2 + t - 2 * rho, "<=", pi / 2), (pi / 2 + t - 2 * rho, ">=", phi - pi / 2)],
        small,
    )
    return judge.contradicted(
        lies,
        split_mass(judge, number(share)),
        because="the patches e(U -+ rho), U uniform: L_cross >= 3/(32 pi) for every rho in (0, "
        "pi/4)",
    )


close_patches.mutant("L_cross >= 1/(16 pi)", share="1/2")


@claim(
    "fsgd.asm-6.3.close-amended",
    chapter_6("after Assumption 6.3"),
    formula=r"P(\mathrm{angle}(Z_i,\text{hyperplane of }w_*)\in[x,y])\le\tfrac\kappa2(y^2-x^2)"
    r"\implies L_{\mathrm{cross}}\le3\kappa\rho",
    hypotheses=(
        "p = 2, unit patches, theta(Z_i, Z_j) <= 2 rho, rho < pi/4",
        "the law of every patch thins out linearly at the hyperplane of w*, on each of its sides",
        "0 < phi <= pi/2",
    ),
    amends="fsgd.asm-6.3.close",
    missing=(
        "norms of the moments by probabilities of arcs",
        "where the arcs of the two patches meet",
        "the sum of the three pairs",
    ),
)
def close_and_thin(judge, factor=2):
    """Close patches and little mass near the hyperplane of w* do give a small L_cross, 3 kappa rho.

    (++, +-) meet at the hyperplane of w*: Z_j lies within min(phi, 2 rho) of it, mass at most
    (kappa/2) min(phi, 2 rho)^2 <= kappa rho phi. (++, -+) meet at the hyperplane of w: Z_j lies
    between phi - 2 rho and phi from that of w*, mass at most 2 kappa rho phi. (+-, -+) are more
    than 2 rho apart.
    """
    from sympy import Max, Min, pi

    rho, phi, kappa = reals("rho phi kappa")
    where = [(rho, ">", 0), (4 * rho, "<", pi), (phi, ">", 0), (2 * phi, "<=", pi), (kappa, ">", 0)]
    m, x = reals("m x")
    first = holds(
        judge,
        (kappa * m**2 / 2, "<=", kappa * rho * phi),
        [*where, (m, ">=", 0), (m, "==", Min(phi, 2 * rho))],
        [(m**2, "<=", 2 * rho * phi)],
    )
    second = holds(
        judge,
        (kappa * (phi**2 - x**2) / 2, "<=", factor * kappa * rho * phi),
        [*where, (x, "==", Max(0, phi - 2 * rho))],
        [(phi**2 - x**2, "<=", 4 * rho * phi)] if factor == 2 else (),
    )
    apart = holds(judge, (pi - phi, ">", 2 * rho), where)
    return judge.all(first, second, apart)


close_and_thin.mutant("kappa rho phi for the second pair", factor=1)


@claim(
    "fsgd.thm-6.3.never",
    chapter_6("Section 6.3, after Theorem 6.3"),
    formula=r"6L_{\mathrm{cross}}>\gamma(0)\ge\gamma(\phi_0)\text{ although "
    r"}\theta(Z_1,Z_2)=2\rho\text{ is as small as we like}",
    hypotheses=(
        "k = 2, p = 2, Z_1, Z_2 = a uniform direction turned by -rho and +rho, 0 < rho < pi/4",
        "spectral norms",
    ),
    missing=(
        "lower bounds on the norms of the moments by integrals over arcs",
        "the limit phi -> 0",
        "gamma(0) is at most half the trace, and the trace as an integral",
        "gamma(0) >= gamma(phi_0)",
    ),
)
def hypothesis_fails_for_uniform_patches(judge, copies=2):
    """The hypothesis gamma(phi_0) > 6 L_cross of Theorem 6.3 fails for two close uniform patches,
    at every closeness rho > 0.

    As phi -> 0 both |M_{++,+-}|/phi and |M_{++,-+}|/phi exceed c/(8 pi) for every c < 1, so 6
    L_cross >= 6/(4 pi) > 0.47, while gamma(0) is at most half the trace, (1/2)((1/2 - rho/pi) cos^2
    rho + rho/(2 pi)) <= 1/4.
    """
    from sympy import pi

    rho, C2 = reals("rho C_squared")
    (phi,) = reals("phi,")
    from sympy import sin

    near = holds(
        judge,
        (phi / 2 + sin(2 * phi) / 4, ">=", (1 - phi**2) * phi),
        [(phi, ">", 0), (phi, "<=", number("1/2"))],
    )
    half = ((number("1/2") - rho / pi) * C2 + rho / (2 * pi)) / 2
    where = [(rho, ">", 0), (4 * rho, "<", pi), (C2, ">=", 0), (C2, "<=", 1)]
    trace_bound = holds(judge, (half, "<=", number("1/4")), where)
    return judge.all(near, trace_bound, holds(judge, (6 * copies / (8 * pi), ">", number("1/4"))))


hypothesis_fails_for_uniform_patches.mutant("with one of the norms", copies=1)
