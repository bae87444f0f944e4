"""pi - g(phi) for small angles: at most of the order of sin^2 phi (Section 5.9.3)."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.relations import holds
from steepest.proofs.engine.theorems import conj, deriv, forall, given, pi, reals, sin, term

from .. import symbols
from . import thesis
from .network import g, phi

locus = "Section 5.9.3, convergence of phase II"
e, x, y, s = reals("e x y s")
ACUTE = conj(phi >= 0, 2 * phi <= pi)
FULL = {"values": {"phi": "0", "e": "1/2"}}


def below_sine(parts=8):
    return forall(phi)(
        ACUTE >> conj(pi - g(phi) <= pi * phi**2 / 2, pi - g(phi) <= pi**3 / parts * sin(phi) ** 2)
    )


@claim("conv.gap-below-sine", thesis(locus), says=below_sine, instance=FULL)
def gap_below_sine(judge):
    """pi - g <= pi phi^2/2, since (pi - phi) sin phi <= pi phi, and phi <= (pi/2) sin phi up to
    pi/2.
    """
    z = judge.theorem()
    gap = lambda angle: pi - g(angle) - pi * angle**2 / 2  # noqa: E731
    slope = z.derivative(deriv(y, gap(y), x))
    inside, order = conj(x >= 0, 2 * x <= pi), conj(0 <= x, x <= phi)
    sine = z.arith(conj(sin(x) <= x, sin(x) >= 0), z.assume(inside))
    product = forall(x, s)(given(s <= x, s >= 0, x >= 0, 2 * x <= pi) >> ((pi - x) * s <= pi * x))
    sign = z.use(z.lemma(product, x, sin(x)), sine, z.assume(inside))
    down = z.discharge(z.arith(deriv(y, gap(y), x) <= 0, slope, sign), inside)
    within = z.arith(inside, z.assume(order), *z.given)
    slopes = z.for_all(z.discharge(z.apply(down, within), order), x)
    less = z.arith(z.target.part(0), z.mean_value(slopes, z.arith(0 <= phi, *z.given)))
    jordan = z.arith(phi <= pi / 2 * sin(phi), *z.given)
    rule = forall(x, y, s)(
        given(y <= pi * x**2 / 2, x >= 0, x <= pi / 2 * s) >> (y <= pi**3 / 8 * s**2)
    )
    found = z.use(z.lemma(rule, phi, pi - g(phi), sin(phi)), less, jordan, *z.given)
    return z.qed(z.both(less, found))


@gap_below_sine.mutant
def a_ninth(judge):
    """pi^3/30 in place of pi^3/8, at pi/2."""
    from steepest.proofs.engine.theorems.falsify import falsify

    return falsify(below_sine(30), hints=[{"values": {"phi": "1"}}], attempts=0)


def implication(limit="4/5"):
    small = given(ACUTE, e > 0, e <= term(limit), sin(phi) ** 2 <= e**10)
    return forall(phi, e)(small >> conj(pi - g(phi) <= pi**3 / 8 * e**10, pi**3 / 8 * e**10 <= e))


@claim(
    "conv.phase2-proof-amended",
    thesis(locus),
    formula=r"\epsilon\le\tfrac45,\ \sin^2\phi\le\epsilon^{10}\implies\pi-g(\phi)\le\tfrac{\pi^3}8"
    r"\epsilon^{10}\le\epsilon",
    hypotheses=("0 <= phi <= pi/2", "0 < eps <= 4/5"),
    amends="conv.phase2-proof",
    says=implication,
    uses=("conv.gap-below-sine",),
    instance=FULL,
)
def implication_amended(judge):
    """pi - g <= (pi^3/8) sin^2 phi, and pi^3/8 eps^9 <= 1."""
    z = judge.theorem()
    gap = z.use(z.by("conv.gap-below-sine", phi), *z.given)
    power = z.lemma(forall(e)(given(e > 0, e <= term("4/5")) >> (pi**3 / 8 * e**10 <= e)), e)
    rule = forall(x, y, s)(given(y <= pi**3 / 8 * x, x <= s) >> (y <= pi**3 / 8 * s))
    less = z.lemma(rule, sin(phi) ** 2, pi - g(phi), e**10)
    return z.qed(z.both(z.use(less, gap, *z.given), z.use(power, *z.given)))


@implication_amended.mutant
def up_to_nine_tenths(judge):
    """eps up to 9/10"""
    from sympy import pi as circle

    (eps,) = symbols.reals("e,")
    where = [(eps, ">", 0), (10 * eps, "<=", 9)]
    return holds(judge, (circle**3 / 8 * eps**10, "<=", eps), where)
