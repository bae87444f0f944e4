"""H_inf by polar coordinates: the sector that two half-planes have in common, and the radial
integral.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    cos,
    deriv,
    exists,
    exp,
    forall,
    functions,
    given,
    pi,
    reals,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis

locus = "Assumption 2.1"
t, theta, tau, rho, eps, b = reals("t theta tau rho eps b")
F = functions("F", "real")


def sector_says():
    both = conj(cos(t) >= 0, cos(t - theta) >= 0)
    inside = conj(theta - pi / 2 <= t, t <= pi / 2)
    return forall(t, theta)(
        given(theta >= 0, theta <= pi, t > -pi / 2, t < 3 * pi / 2)
        >> conj(both >> inside, inside >> both)
    )


@claim("relu2.asm-2.1.sector", thesis(locus), says=sector_says)
def sector(judge):
    """Both half-planes w.x_i >= 0 and w.x_j >= 0 meet in a sector of opening pi - theta.

    w at the angle t, x_i at 0, x_j at theta: theta - pi/2 <= t <= pi/2, for -pi/2 < t < 3 pi/2 (at
    the end point t = -pi/2 and theta = pi both cosines are 0).
    """
    k = judge.theorem()
    into, out = k.target.part(0), k.target.part(1)
    # beyond the sector one of the cosines is negative
    both = k.assume(into.left)
    late = k.assume(~(t <= pi / 2))
    shifted = k.arith(cos(t - pi) > 0, late, *k.given)
    never = k.arith(t <= pi / 2, both, shifted, k.arith(cos(t) == -cos(t - pi)))
    first = k.cases(k.excluded_middle(t <= pi / 2), k.assume(t <= pi / 2), never)
    soon = k.assume(~(theta - pi / 2 <= t))
    shifted = k.arith(cos(t - theta + pi) > 0, soon, first, *k.given)
    turned = k.arith(cos(t - theta) == -cos(t - theta + pi))
    never = k.arith(theta - pi / 2 <= t, both, shifted, turned)
    kept = k.assume(theta - pi / 2 <= t)
    second = k.cases(k.excluded_middle(theta - pi / 2 <= t), kept, never)
    inside = k.assume(out.left)
    signs = k.both(
        k.arith(cos(t) >= 0, inside, *k.given), k.arith(cos(t - theta) >= 0, inside, *k.given)
    )
    return k.qed(
        k.both(k.discharge(k.both(second, first), both.formula), k.discharge(signs, inside.formula))
    )


@sector.mutant
def positive_up_to_pi(judge):
    """t <= pi in place of pi/2: cos(2) is negative."""
    return falsify(forall(t)((t == 2) >> (cos(t) >= 0)), hints=[{"values": {"t": "2"}}])


def gained():
    """From b on"""
    return forall(rho)((rho >= b) >> (abs(F(rho) - F(0) - 1) <= eps))


def radial_says():
    primitive = forall(rho)((rho >= 0) >> (deriv(tau, F(tau), rho) == rho * exp(-(rho**2) / 2)))
    return forall(F)(given(primitive) >> forall(eps)((eps > 0) >> exists(b)(gained())))


@claim("relu2.asm-2.1.radial", thesis(locus), says=radial_says)
def radial(judge):
    """The radial integral of rho exp(-rho^2/2) over rho > 0 is 1: what any primitive F gains from 0
    to R tends to 1.

    F(R) - F(0) = 1 - exp(-R^2/2), which is between 1 - 2/(R^2 + 2) and 1.
    """
    k = judge.theorem()
    (slopes,) = k.given
    x = reals("x")
    curve = F(tau) + exp(-(tau**2) / 2)
    inside = k.assume(conj(0 <= x, x <= rho))
    slope = k.use(k.at(slopes, x), k.arith(x >= 0, inside))
    flat = k.derivative(deriv(tau, curve, x), slope)
    ends = []
    for sign in (True, False):
        goal = deriv(tau, curve, x) >= 0 if sign else deriv(tau, curve, x) <= 0
        step = k.arith(goal, flat)
        step = k.for_all(k.discharge(step, inside.formula), x)
        ends.append(k.mean_value(step, k.assume(0 <= rho)))
    small = k.arith(conj(exp(-(rho**2) / 2) > 0, exp(-(rho**2) / 2) * (1 + rho**2 / 2) <= 1))
    positive = k.assume(eps > 0)
    far = k.assume(rho >= 2 / eps)
    rule = forall(x, rho, eps)(
        given(x > 0, x * (1 + rho**2 / 2) <= 1, eps > 0, rho >= 2 / eps) >> conj(rho >= 0, x <= eps)
    )
    nonzero = k.arith(eps != 0, positive)
    tail = k.use(k.lemma(rule, exp(-(rho**2) / 2), rho, eps), *k.split(small), positive, far)
    order = k.part(tail, 0)
    ends = [k.apply(k.discharge(end, 0 <= rho), k.arith(0 <= rho, order)) for end in ends]
    zero = k.arith(exp(-(term(0) ** 2) / 2) == 1)
    close = k.arith(abs(F(rho) - F(0) - 1) <= eps, *ends, zero, small, k.part(tail, 1))
    close = k.for_all(k.discharge(close, far.formula), rho)
    found = k.exhibit(exists(b)(gained()), 2 / eps, close, nonzero)
    return k.qed(k.for_all(k.discharge(found, positive.formula), eps))


@radial.mutant
def one_half(judge):
    """1/2: at R = 3 the integral is above 9/10."""
    return falsify(
        forall(rho)((rho == 3) >> (1 - exp(-(rho**2) / 2) <= "1/2")),
        hints=[{"values": {"rho": "3"}}],
    )
