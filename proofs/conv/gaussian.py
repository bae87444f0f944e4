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
from .gaps import GAUSSIAN
from .state import as_written, at, diff, equal, holds, implies, integral, state

locus = "Lemma 5.6 and its proof, Section 5.7"
BOUNDED = "phi in [0, pi]"


def angles():
    from sympy import pi

    t, phi = reals("t phi")
    return t, phi, phi - pi / 2, pi / 2


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


def of_angles(value):
    """A moment from its integral over the angle: the radial integral 2 and the density 1/(2 pi)."""
    return as_written("2*value/(2*pi)", value=value)


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
    "conv.lem-5.6-polar.e1e1",
    thesis(locus),
    formula=r"\langle e_1e_1^\top,M\rangle=\tfrac1{2\pi}(\pi-\phi+\sin\phi\cos\phi)",
    missing=(GAUSSIAN,),
)
def along_w(judge, sign=1):
    """2/(2 pi) times the integral of cos^2 over [phi - pi/2, pi/2]."""
    from sympy import cos, pi, sin

    t, phi, low, high = angles()
    value = (pi - phi + sign * sin(phi) * cos(phi)) / 2
    part = integral(judge, t / 2 + sin(t) * cos(t) / 2, t, cos(t) ** 2, low, high, value)
    return judge.all(part, equal(judge, of_angles(value), moment_11(phi)))


along_w.mutant("the other sign", sign=-1)


@claim(
    "conv.lem-5.6-polar.e1e2",
    thesis(locus),
    formula=r"\langle e_1e_2^\top,M\rangle=\tfrac1{2\pi}\sin^2\phi",
    missing=(GAUSSIAN,),
)
def mixed(judge, factor=1):
    """2/(2 pi) times the integral of sin cos."""
    from sympy import cos, sin

    t, phi, low, high = angles()
    value = factor * sin(phi) ** 2 / 2
    part = integral(judge, sin(t) ** 2 / 2, t, sin(t) * cos(t), low, high, value)
    return judge.all(part, equal(judge, of_angles(value), moment_12(phi)))


mixed.mutant("twice as much", factor=2)


@claim(
    "conv.lem-5.6-polar.e2e2",
    thesis(locus),
    formula=r"\langle e_2e_2^\top,M\rangle=\tfrac1{2\pi}(\pi-\phi-\sin\phi\cos\phi)",
    missing=(GAUSSIAN,),
)
def across_w(judge, sign=-1):
    """2/(2 pi) times the integral of sin^2."""
    from sympy import cos, pi, sin

    t, phi, low, high = angles()
    value = (pi - phi + sign * sin(phi) * cos(phi)) / 2
    part = integral(judge, t / 2 - sin(t) * cos(t) / 2, t, sin(t) ** 2, low, high, value)
    return judge.all(part, equal(judge, of_angles(value), moment_22(phi)))


across_w.mutant("the other sign", sign=1)


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
    "conv.lem-5.6-polar-amended",
    thesis(locus),
    formula=r"Mw^*=\tfrac1{2\pi}\left((\pi-\phi)\cos\phi+\sin\phi\right)\|w^*\|e_1+\tfrac1{2\pi}("
    r"\pi-"
    r"\phi)\sin\phi\,\|w^*\|e_2",
    hypotheses=("M = m11 e1 e1^T + m12 (e1 e2^T + e2 e1^T) + m22 e2 e2^T",),
    amends="conv.lem-5.6-polar",
    missing=(
        "the moments of conv.lem-5.6-polar.e1e1, .e1e2, .e2e2 are written in",
        "w* = |w*| (cos phi e_1 + sin phi e_2)",
    ),
)
def middle_amended(judge, sign=1):
    """The moments applied to cos(phi) e1 + sin(phi) e2 give ((pi - phi) cos + sin, (pi - phi)
    sin)/(2 pi): the printed end result.
    """
    from sympy import cos, pi, sin

    phi = state().phi
    one = equal(
        judge,
        moment_11(phi) * cos(phi) + moment_12(phi) * sin(phi),
        ((pi - phi) * cos(phi) + sign * sin(phi)) / (2 * pi),
    )
    two = equal(
        judge,
        moment_12(phi) * cos(phi) + moment_22(phi) * sin(phi),
        (pi - phi) * sin(phi) / (2 * pi),
    )
    return judge.all(one, two)


middle_amended.mutant("minus sine", sign=-1)


@claim(
    "conv.lem-5.6a",
    thesis(locus),
    formula=r"E[zz^\top 1\{z^\top w\ge0\}]\,w=\tfrac12w",
    missing=(GAUSSIAN, "the coordinates outside the plane contribute nothing"),
)
def half_second_moment(judge, value="1/2"):
    """One half space (phi = 0): the moments along and across w are 1/2 and the mixed one is 0, so w
    goes to w/2.
    """
    from sympy import Rational

    phi = state().phi
    none = [(phi, "==", 0)]
    return judge.all(
        equal(judge, moment_11(phi), Rational(value), none),
        equal(judge, moment_12(phi), 0, none),
    )


half_second_moment.mutant("one instead of one half", value="1")


@claim(
    "conv.lem-5.6b",
    thesis(locus),
    formula=r"E[z1\{z^\top w\ge0\}]=\frac1{\sqrt{2\pi}}\frac w{\|w\|}",
    missing=(
        "the law of one Gaussian coordinate, and an improper integral from its primitive",
        "the coordinates across w contribute nothing",
    ),
)
def half_mean(judge, factor=1):
    """Along w the mean is int_0^oo y exp(-y^2/2) dy / sqrt(2 pi), and the integral is 1; across w
    it is zero, since such a coordinate is independent of the event.
    """
    return radial(judge, 1, lambda r: -(r**0), factor)


half_mean.mutant("twice as much", factor=2)


@claim(
    "conv.lem-5.6c",
    thesis(locus),
    formula=r"E[zz^\top1\{z^\top w\ge0,z^\top w^*\ge0\}]w^*=\tfrac1{2\pi}(\pi-\phi)w^*+\tfrac1{2"
    r"\pi}"
    r"\sin\phi\frac{\|w^*\|}{\|w\|}w",
    hypotheses=("w, w* != 0", BOUNDED),
    missing=(GAUSSIAN, "the coordinates outside the plane contribute nothing"),
)
def wedge_second_moment(judge, factor=1):
    """Both coordinates of M w* in the plane of w and w*, n = |w*|; w/|w| = e1."""
    from sympy import cos, pi, sin

    z = state()
    phi, n = z.phi, z.n
    first = n * (moment_11(phi) * cos(phi) + moment_12(phi) * sin(phi))
    second = n * (moment_12(phi) * cos(phi) + moment_22(phi) * sin(phi))
    return judge.all(
        equal(
            judge, first, (pi - phi) * n * cos(phi) / (2 * pi) + factor * sin(phi) * n / (2 * pi)
        ),
        equal(judge, second, (pi - phi) * n * sin(phi) / (2 * pi)),
    )


wedge_second_moment.mutant("1/pi in the second term", factor=2)


@claim(
    "conv.lem-5.6-fourth-step",
    thesis(locus),
    formula=r"E[\sigma\sigma]=\tfrac1{2\pi}\left(\cos\phi(\pi-\phi+\sin\phi\cos\phi)+\sin^3\phi"
    r"\right)"
    r"\|w\|\|w^*\|",
    missing=(GAUSSIAN,),
)
def fourth_step(judge, power=3):
    """The integral of (cos t cos phi + sin t sin phi) cos t, with the power 3 of the last sine (2
    would be false).
    """
    from sympy import cos, pi, sin

    t, phi, low, high = angles()
    primitive = cos(phi) * (t / 2 + sin(t) * cos(t) / 2) + sin(phi) * sin(t) ** 2 / 2
    integrand = (cos(t) * cos(phi) + sin(t) * sin(phi)) * cos(t)
    value = (cos(phi) * (pi - phi + sin(phi) * cos(phi)) + sin(phi) ** power) / 2
    return integral(judge, primitive, t, integrand, low, high, value)


fourth_step.mutant("the square of the sine", power=2)


@claim(
    "conv.lem-5.6d",
    thesis(locus),
    formula=r"E[\sigma(z^\top w)\sigma(z^\top w^*)]=\tfrac1{2\pi}(\cos\phi(\pi-\phi)+\sin\phi)\|w\|"
    r"\|w^*\|",
    missing=(GAUSSIAN, "the fourth step is written in"),
)
def arc_cosine_kernel(judge, sign=1):
    """The fourth step, simplified with sin^2 + cos^2 = 1."""
    from sympy import cos, pi, sin

    phi = state().phi
    printed = (cos(phi) * (pi - phi + sin(phi) * cos(phi)) + sin(phi) ** 3) / (2 * pi)
    return equal(judge, printed, (cos(phi) * (pi - phi) + sign * sin(phi)) / (2 * pi))


arc_cosine_kernel.mutant("minus sine", sign=-1)


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
