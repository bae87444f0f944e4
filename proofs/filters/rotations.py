"""Theorems 6.7 and 6.8: beta for rotationally invariant inputs, from the closed forms of
`invariant`; sharp values 1/(pi p) and 1/pi.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import at, chapter_6, diff, equal, holds
from .gaps import INVARIANCE, MONOTONE
from .invariant import wedge

theorem_7 = "Theorem 6.7 and its proof"


@claim(
    "fsgd.thm-6.7",
    chapter_6("Theorem 6.7"),
    formula=r"\|Z\|=1,\ Z\text{ rotationally invariant}\implies\max_{\theta(w,w_*)\le\phi}\lambda_{"
    r"\max}(A_{w,-w_*})=\frac{\phi+\sin\phi}{2\pi p}\le\phi",
    hypotheses=("p >= 2", "0 < phi <= pi/2"),
    missing=(INVARIANCE, MONOTONE),
)
def unit_norm_beta(judge, beta=1):
    """Assumption 6.1 holds with beta = 1 for unit-norm rotationally invariant inputs. Sharp: beta =
    1/(pi p) (fsgd.thm-6.7-sharp).
    """
    from sympy import pi, sin

    phi, p = reals("phi p")
    where = [(phi, ">", 0), (phi, "<=", pi / 2), (p, ">=", 2)]
    grows = holds(judge, (diff(phi + sin(phi), phi), ">=", 0))
    bound = holds(
        judge,
        ((phi + sin(phi)) / (2 * pi * p), "<=", beta * phi),
        where,
        [(phi + sin(phi), "<=", 2 * phi)] if beta else (),
    )
    return judge.all(grows, bound)


unit_norm_beta.mutant("beta = 0", beta=0)


@claim(
    "fsgd.thm-6.7-sharp",
    chapter_6("Theorem 6.7"),
    formula=r"\beta_{\mathrm{sharp}}=\frac1{\pi p}\quad(\text{uniform on the unit sphere of }R^p)",
    hypotheses=("p >= 2",),
    missing=(INVARIANCE, "the least constant: the limit phi -> 0"),
)
def unit_norm_beta_sharp(judge, factor=1):
    """The least constant is 1/(pi p): below it for every angle, above (1 - phi^2/6)/(pi p)."""
    from sympy import pi, sin

    phi, p = reals("phi p")
    where = [(phi, ">", 0), (phi, "<=", pi / 2), (p, ">=", 2)]
    below = holds(
        judge,
        ((phi + sin(phi)) / (2 * pi * p), "<", phi / (factor * pi * p)),
        where,
        [(sin(phi), "<", phi)],
    )
    return judge.all(below, holds(judge, (phi + sin(phi), ">", 2 * (1 - phi**2 / 6) * phi), where))


unit_norm_beta_sharp.mutant("1/(2 pi p)", factor=2)


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


@claim(
    "fsgd.thm-6.8.moment",
    chapter_6("Theorem 6.8 and its proof"),
    formula=r"E\|Z\|^2=p\le p,\quad\beta_{\mathrm{Gauss}}=E\|Z\|^2\,\beta_{\mathrm{sphere}}\le "
    r"p\cdot1",
    missing=(
        "the radius and the direction are independent, E|Z|^2 = p",
        "the bound on the sphere (fsgd.thm-6.7) enters as a hypothesis",
    ),
)
def radius_times_angle(judge, bound=1):
    """The proof: angle and radius separate, so beta is E|Z|^2 = p times the one of the sphere,
    which is at most 1 (really 1/(pi p)).
    """
    p, sphere, gauss = reals("p beta_sphere beta_gauss")
    where = [(p, ">=", 1), (sphere, ">=", 0), (sphere, "<=", bound), (gauss, "==", p * sphere)]
    return holds(judge, (gauss, "<=", p), where)


radius_times_angle.mutant("beta up to 2 on the sphere", bound=2)
