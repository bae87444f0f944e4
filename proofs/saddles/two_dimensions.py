"""Equation (7.4), the construction for d = 2: the tube and the five pieces on it, and the function
of the plane that continues them, P(x) + Q(x) z^2 + R(z).

P is g_1, Q is g_2 and R is g_1 + gamma z^2 between tau and 2 tau; before and after they go on as
their Taylor polynomials of order two, which are the quadratic pieces (Lemma 7.4).
"""

from __future__ import annotations

import sympy
from steepest.proofs.engine.theorems import Lambda, conj, exists, forall, functions, read, reals
from steepest.proofs.textbook.gluing import bent, clamped
from steepest.proofs.textbook.plane import smooth

from . import glued
from .construction import pieces, spline, symbols
from .glued import x, z
from .slopes import LETTERS, NAMES, letters, tau
from .tube import between

f = functions("f", "real", "real")
inverse, value = reals("inverse value")  # of tau
END = 2 * tau


def at(piece, x=x, z=z):
    return read(piece, NAMES | {"x_i": x, "x_next": z})


def tube():
    """Each region with the piece of f on it."""
    p = pieces()
    near, beside, late = between(0, z, tau), between(tau, z, END), between(END, z, 6 * tau)
    passed = between(END, x, 6 * tau)
    ahead = at(p.end)
    return (
        (conj(between(0, x, tau), near), at(p.A), tau, tau),
        (conj(between(tau, x, END), near), at(p.B), x, tau),
        (conj(passed, near), at(p.A_next), END, tau),
        (conj(passed, beside), ahead + at(p.B_last, z), END, z),
        (conj(passed, late), ahead + at(p.end, z), END, END),
    )


def smooth_on_the_tube():
    on_tube = (forall(x, z)(region >> (f(x, z) == piece)) for region, piece, *_ in tube())
    return forall(*LETTERS)(letters() >> exists(f)(conj(*on_tube, smooth(f))))


def lines(over_tau):
    """P, Q, R between tau and 2 tau, each with two derivatives; `over_tau` is 1/tau."""
    s, g = symbols(), spline()
    symbol = sympy.Symbol("over_tau", real=True)
    names = {name: one for name, one in NAMES.items() if name != "x_i"} | {"over_tau": over_tau}

    def polynomial(term):
        power = lambda one: one.is_Pow and one.base == s.tau and one.exp.is_negative  # noqa: E731
        plain = term.replace(power, lambda one: symbol**-one.exp)
        return glued.polynomial(plain, s.x, names)

    return [polynomial(sympy.expand(one)) for one in (g.g1, g.g2, g.g1 + s.gamma * s.x**2)]


def continued(x, z, nearest, over_tau):
    """P(x) + Q(x) z^2 + R(z), where `nearest` are the points of [tau, 2 tau] next to x and z."""
    P, Q, R = lines(over_tau)
    return bent(*P, x, nearest[0]) + bent(*Q, x, nearest[0]) * z**2 + bent(*R, z, nearest[1])


def whole(x, z):
    return continued(x, z, [clamped(one, tau, END) for one in (x, z)], inverse)


def on_a_piece(p, region, piece, values, equal):
    """For all x, z in a region `whole` is the piece: the nearest points have these values there."""
    here = p.assume(region)
    goal = lambda nearest, over_tau=inverse: continued(x, z, nearest, over_tau) == piece  # noqa: E731
    step = p.rewrite(equal, p.arith(goal(values, 1 / tau), *p.given), goal(values))
    nearest = list(values)
    for k, one in enumerate((x, z)):
        nearest[k] = clamped(one, tau, END)
        there = p.arith(nearest[k] == values[k], here, *p.given)
        step = p.rewrite(there, step, goal(nearest))
    return p.for_all(p.discharge(step, region), x, z)


def on_the_tube(p):
    """`smooth_on_the_tube`, with a name for 1/tau: what is put in for f has a value everywhere."""
    nonzero = p.arith(tau != 0, *p.given)
    one = p.arith(1 / tau * tau == 1, nonzero)
    existence = p.exhibit(exists(inverse)(inverse * tau == 1), 1 / tau, one, nonzero)
    equal = p.arith(inverse == 1 / tau, p.such(existence, inverse), nonzero)
    on_tube = [on_a_piece(p, region, piece, nearest, equal) for region, piece, *nearest in tube()]
    same = p.at(p.lemma(forall(value)(value == value)), whole(x, z))
    ends = [glued.continued(p, line, tau, END) for line in lines(inverse)]
    in_plane = glued.smooth_in_plane(p, whole, p.for_all(same, x, z), *ends)
    found = p.exhibit(p.target, Lambda((x, z), whole(x, z)), p.both(*on_tube, in_plane))
    return p.qed(p.obtain(existence, found, inverse))
