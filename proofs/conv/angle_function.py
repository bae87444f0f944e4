"""g(phi) = (pi - phi) cos phi + sin phi for every angle: its range, and that it falls."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, cos, deriv, forall, given, pi, reals, sin, term

from . import thesis
from .network import g, phi, turned

x, y, c, s = reals("x y c s")


def falling(least=1):
    later = given(phi >= 0, phi <= turned, turned <= pi)
    values = conj(
        g(turned) <= g(phi), g(phi) >= 0, g(phi) <= pi, (phi <= pi / 2) >> (g(phi) >= least)
    )
    return forall(phi, turned)(later >> values)


@claim("conv.g-order", thesis("Theorem 5.1, Sections 5.4, 5.8"), says=falling)
def order_of_values(judge, least=1):
    """g does not grow with the angle, lies between 0 and pi, and is at least 1 up to pi/2."""
    z = judge.theorem()
    slope = z.derivative(deriv(y, g(y), x))
    inside = conj(x >= 0, x <= pi)
    sign = z.arith((pi - x) * sin(x) >= 0, z.assume(inside))
    down = z.discharge(z.arith(deriv(y, g(y), x) <= 0, slope, sign), inside)

    def compared(low, high, *known):
        """g(high) <= g(low)"""
        order = conj(low <= x, x <= high)
        within = z.arith(inside, z.assume(order), *known)
        slopes = z.for_all(z.discharge(z.apply(down, within), order), x)
        return z.mean_value(slopes, z.meet(low <= high, *known))

    early = z.arith(conj(phi >= 0, phi <= pi), *z.given)
    less = compared(phi, turned, *z.given)
    top = z.arith(g(phi) <= pi, compared(term(0), phi, early))
    floor = z.arith(g(phi) >= 0, compared(phi, pi, early))
    half = z.assume(phi <= pi / 2)
    known = z.arith(conj(phi >= 0, phi <= pi / 2), half, *z.given)
    late = z.discharge(z.arith(g(phi) >= least, compared(phi, pi / 2, known)), phi <= pi / 2)
    return z.qed(z.both(less, floor, top, late))


order_of_values.mutant("g >= 2 up to pi/2", least=2)


def strictly():
    return forall(phi, turned)(given(phi >= 0, phi < turned, turned <= pi) >> (g(turned) < g(phi)))


@claim("conv.g-strict", thesis("Sections 5.4, 5.8"), says=strictly, uses=("conv.g-order",))
def strict_order_of_values(judge):
    """g falls strictly between 0 and pi: its derivative is negative on the middle third."""
    z = judge.theorem()
    low, high = (2 * phi + turned) / 3, (phi + 2 * turned) / 3
    slope = z.derivative(deriv(y, g(y), x))
    inside = conj(low <= x, x <= high)
    place = z.arith(conj(x > 0, x < pi), z.assume(inside), *z.given)
    fall = forall(x, s)(given(x < pi, s > 0) >> ((pi - x) * s > 0))
    fall = z.use(z.lemma(fall, x, sin(x)), place, z.arith(sin(x) > 0, place))
    down = z.discharge(z.arith(deriv(y, g(y), x) < 0, slope, fall), inside)
    middle = z.mean_value(z.for_all(down, x), z.arith(low < high, *z.given))
    before, after = z.by("conv.g-order", phi, low), z.by("conv.g-order", high, turned)
    ends = [z.part(z.use(one, *z.given), 0) for one in (before, after)]
    return z.qed(z.arith(z.target, middle, *ends))


@strict_order_of_values.mutant
def with_a_slope_at_zero(judge):
    """The derivative -(pi - x) sin x is negative at 0 too: it is 0 there."""
    from sympy import pi as circle
    from sympy import sin as sine

    from .. import symbols
    from ..engine.relations import holds

    (angle,) = symbols.reals("x,")
    where = [(angle, ">=", 0), (angle, "<=", 1)]
    return holds(judge, (-(circle - angle) * sine(angle), "<", 0), where)


def values_of_g(z, angle, *known):
    """0 <= g, g <= pi, and g >= 1 up to pi/2, at an angle between 0 and pi (conv.g-order)."""
    order = z.use(z.by("conv.g-order", angle, angle), z.arith(angle <= angle), *known)
    return z.split(order)[1:]


def above_one(z, angle, *known):
    """g > 1 at an angle between 0 and pi/2, the latter excluded."""
    above = forall(phi, c, s)(
        given(phi >= 0, phi < pi / 2, c > 0, s >= 0, s**2 + c**2 == 1) >> ((pi - phi) * c + s > 1)
    )
    circle = z.arith(sin(angle) ** 2 + cos(angle) ** 2 == 1)
    signs = z.arith(conj(cos(angle) > 0, sin(angle) >= 0), *known)
    return z.use(z.lemma(above, angle, cos(angle), sin(angle)), circle, signs, *known)


def value_at_end(z, here):
    """g(phi) == pi from phi == 0, and g(phi) == 0 from phi == pi, the step `here`."""
    _, end = here.sides
    same = z.arith(conj(sin(phi) == sin(end), cos(phi) == cos(end)), here)
    cosine, value = (1, pi) if end.node == term(0).node else (-1, 0)
    return z.arith(g(phi) == value, here, z.arith(conj(sin(phi) == 0, cos(phi) == cosine), same))
