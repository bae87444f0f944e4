"""The function g of the buffer as a term, its derivatives, and the same written out.

Letters: kappa = L/gamma, x_i = tau (1 + u), x_{i+1} = tau v. A model does not know derivatives:
false variants of statements about them are refuted with the derivative written out.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, deriv, forall, given, read, reals

from . import chapter_7
from .construction import scaled, spline
from .tube import between

gamma, tau, kappa = reals("gamma tau kappa")
L = kappa * gamma  # kappa = L/gamma
x, z = reals("x_i x_next")
u, v = reals("u v")
LETTERS = (gamma, tau, kappa)
NAMES = {"L": L, "gamma": gamma, "tau": tau, "x_i": x, "x_next": z}


def letters():
    """L > gamma > 0, tau > 0"""
    return conj(gamma > 0, kappa > 1, tau > 0)


def g():
    """g(x_i, x_{i+1}) = g_1(x_i) + g_2(x_i) x_{i+1}^2"""
    return read(spline().g, NAMES)


def g1():
    return read(spline().g1, NAMES)


def g2():
    return read(spline().g2, NAMES)


def in_units(term, place, after):
    """A term in kappa, u, v at u = x_i/tau - 1, v = x_{i+1}/tau"""
    return read(term, {"kappa": kappa, "u": place / tau - 1, "v": after / tau})


def along(place=x, after=z, form="derivative"):
    """dg/dx_i"""
    if form == "derivative":
        return deriv(x, g(), place) if place is not x else deriv(x, g())
    return -2 * gamma * tau * in_units(scaled().P, place, after)


def across(place=x, after=z, form="derivative"):
    """dg/dx_{i+1}"""
    if form == "derivative":
        return deriv(z, g())
    return 2 * gamma * in_units(scaled().G2, place, after) * after


def alone(place=x, form="derivative"):
    """g_1'"""
    if form == "derivative":
        return deriv(x, g1(), place) if place is not x else deriv(x, g1())
    return gamma * tau * read(scaled().q, {"kappa": kappa, "u": place / tau - 1})


def in_buffer(place=x, after=z):
    """tau <= x_i <= 2 tau, 0 <= x_{i+1} <= tau"""
    return conj(between(tau, place, 2 * tau), between(0, after, tau))


def on_line(place=x):
    return between(tau, place, 2 * tau)


WRITTEN = "written out"


@claim(
    "saddle.lem-7.4.slopes",
    chapter_7("Lemma 7.4"),
    seconds=240.0,
    formula=r"\partial_{x_i}g=-2\gamma\tau P,\ \partial_{x_{i+1}}g=2\gamma G_2x_{i+1},\ g_1'=\gamma"
    r"\tau q",
    says=lambda half=1: forall(*LETTERS, x, z)(
        given(letters())
        >> conj(
            along() == half * along(form=WRITTEN) if half != 1 else along() == along(form=WRITTEN),
            across() == across(form=WRITTEN),
            alone() == alone(form=WRITTEN),
        )
    ),
)
def slopes(judge):
    """The first derivatives of g and g_1, in kappa, u = x_i/tau - 1, v = x_{i+1}/tau."""
    p = judge.theorem()
    found = []
    for slope, written in (
        (along(), along(form=WRITTEN)),
        (across(), across(form=WRITTEN)),
        (alone(), alone(form=WRITTEN)),
    ):
        found.append(p.arith(slope == written, p.derivative(slope, *p.given), *p.given))
    return p.qed(p.both(*found))


@slopes.mutant
def without_the_factor_2(judge):
    from .splines import scaled_forms

    return scaled_forms.check(judge, half=1)


def written_out(p, *which):
    """The equations of `saddle.lem-7.4.slopes` with these places (0: x_i, 1: x_{i+1}, 2: g_1)."""
    said = p.use(p.by("saddle.lem-7.4.slopes", *LETTERS, x, z), *p.given)
    return [p.part(said, place) for place in which]


def by_scaling(p, equation, term, held, final):
    """`final` of the derivative in `equation`, from what is `held` of its term(u, v) in the box."""
    nonzero = p.arith(tau != 0, *p.given)
    box = given(kappa > 1, u >= 0, u <= 1, v >= 0, v <= 1)
    inside = p.lemma(forall(u, v)(box >> held(term(u, v))))
    places = (x / tau - 1, z / tau)
    for place in places:
        inside = p.at(inside, place, defined=[nonzero])
    known = p.use(inside, *p.given)
    Q = reals("Q")
    scaled_up = p.lemma(forall(Q)(given(letters(), held(Q)) >> final(Q)))
    made = p.use(p.at(scaled_up, term(*places), defined=[nonzero]), *p.split(known), *p.given)
    return p.fold(equation, made)
