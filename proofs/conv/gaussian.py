"""Lemma 5.6: half-space moments of a Gaussian vector z in R^p, by polar coordinates in the plane of
w and w*.

e1 = w/|w|, w*/|w*| = cos(phi) e1 + sin(phi) e2, and z = r (cos t, sin t) in that plane with density
r exp(-r^2/2) dr dt/(2 pi). The two half-spaces z.w >= 0, z.w* >= 0 are t in [phi - pi/2, pi/2]. A
coordinate of z outside the plane is independent of both events and has mean zero, so it contributes
nothing, for any p. The radial integral of every second moment is 2 (conv.lem-5.6-polar.radial); the
later claims build on the three moments in the plane. Every integral is settled by differentiating a
primitive and evaluating it at the ends.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import thesis
from .state import at, diff, equal, holds, implies, state

locus = "Lemma 5.6 and its proof, Section 5.7"
BOUNDED = "phi in [0, pi]"


def moment_11(phi):
    """<e1 e1^T, M>, M = E[z z^T 1{z.w >= 0, z.w* >= 0}]."""
    from sympy import cos, pi, sin

    return (pi - phi + sin(phi) * cos(phi)) / (2 * pi)


def moment_12(phi):
    from sympy import pi, sin

    return sin(phi) ** 2 / (2 * pi)


def moment_22(phi):
    from sympy import cos, pi, sin

    return (pi - phi - sin(phi) * cos(phi)) / (2 * pi)


def radial(judge, power, primitive, value):
    """int_0^oo r^power exp(-r^2/2) dr = value: primitive checked, its value at 0, and |primitive|
    <= 16/(r^2 + 4) at infinity.
    """
    from sympy import exp

    (r,) = reals("r,")
    small = exp(-(r**2) / 2)
    F = primitive(r) * small
    tail = judge.holds(16 / (r**2 + 4) >= -F, axioms=[("exp-tangent", r**2 / 4)])
    slope = equal(judge, diff(F, r), r**power * small)
    return judge.all(slope, equal(judge, -F, value, [(r, "==", 0)]), tail)


def cubic_radial(judge, value=2):
    return radial(judge, 3, lambda r: -(r**2 + 2), value)


@claim(
    "conv.lem-5.6-polar.radial",
    thesis(locus),
    formula=r"\int_0^\infty r^3e^{-r^2/2}\,dr=2",
    missing=(
        "an improper integral from its primitive: the primitive tends to 0 by the bound "
        "16/(r^2 + 4)",
    ),
)
def radial_integral(judge, value=2):
    """The radial integral of all second moments is 2: primitive -(r^2 + 2) exp(-r^2/2), which tends
    to 0.
    """
    return cubic_radial(judge, value)


radial_integral.mutant("value 1", value=1)


@claim(
    "conv.lem-5.6-polar",
    thesis(locus),
    formula=r"Mw^*=\tfrac1{2\pi}(\pi-\phi+\sin\phi\cos\phi)w^*+\tfrac1{2\pi}\sin\phi\,\frac{\bar "
    r"w_*-\cos\phi\,e_1}{\sin\phi}\|w^*\|",
    hypotheses=("the middle display as read from the source", "0 < phi < pi"),
)
def middle_display(judge, first_sign=1):
    """The middle expression for M w* in the proof, compared with the moments in both coordinates of
    the plane (unit |w*|).
    """
    from sympy import cos, pi, sin

    phi = state().phi
    where = [(phi, ">", 0), (phi, "<", pi)]
    a = (pi - phi + first_sign * sin(phi) * cos(phi)) / (2 * pi)
    one = equal(judge, moment_11(phi) * cos(phi) + moment_12(phi) * sin(phi), a * cos(phi), where)
    two = equal(
        judge,
        moment_12(phi) * cos(phi) + moment_22(phi) * sin(phi),
        a * sin(phi) + sin(phi) / (2 * pi),
        where,
    )
    return judge.all(one, two)


middle_display.mutant("with minus sin cos", first_sign=-1)


@claim(
    "conv.g-facts",
    thesis("Theorem 5.1, Sections 5.4, 5.8"),
    formula=r"g(0)=\pi,\ g(\tfrac\pi2)=1,\ g(\pi)=0,\ g'=-(\pi-\phi)\sin\phi\le0,\ 0\le g\le\pi,\ "
    r"g\ge1\text{ on }[0,\tfrac\pi2]",
    hypotheses=(BOUNDED,),
)
def facts_about_g(judge, least=1):
    """g(phi) = (pi - phi) cos phi + sin phi falls from pi over 1 to 0; the derivative is -(pi -
    phi) sin phi.
    """
    from sympy import pi, sin

    z = state()
    phi, g = z.phi, z.g_of_phi
    whole, half = [(phi, ">=", 0), (phi, "<=", pi)], [(phi, ">=", 0), (phi, "<=", pi / 2)]
    return judge.all(
        equal(judge, at(z.n * g, (phi, 0)), z.n * pi),
        equal(judge, at(z.n * g, (phi, pi / 2)), z.n),
        equal(judge, at(z.n * g, (phi, pi)), 0),
        equal(judge, diff(g, phi), -(pi - phi) * sin(phi)),
        implies(judge, (-(pi - phi) * sin(phi), "<=", 0), (g, "<=", pi), (g, ">=", 0), where=whole),
        holds(judge, (g, ">=", least), half),
    )


facts_about_g.mutant("g >= 2 up to pi/2", least=2)
