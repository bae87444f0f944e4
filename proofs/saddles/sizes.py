"""Remark 7.1: values and derivatives of g in the buffer are at most constants times L."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import sympy
from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, deriv, forall, given, read, reals

from . import chapter_7, slopes
from .construction import spline, symbols
from .faces import chain, written
from .slopes import NAMES, L, gamma, kappa, tau, u, v, x, z

Q = reals("Q")
SIZES = {(): 6, ("x",): 8, ("z",): 2, ("x", "x"): 18, ("x", "z"): 8, ("z", "z"): 2}
THIRD = {("x", "x", "x"): 150, ("x", "x", "z"): 24, ("x", "z", "z"): 8}
AT = {"values": {"gamma": "1", "kappa": "101/100", "tau": "1", "x_i": "8/5", "x_next": "1"}}


@cache
def _derivative(order):
    """The derivative of g in SymPy, and the same over gamma tau^(2 - k) in kappa, u, v"""
    s, g = symbols(), spline().g
    found = sympy.diff(g, *({"x": s.x, "z": s.z}[one] for one in order)) if order else g
    letters = {s.L: s.kappa, s.gamma: 1, s.tau: 1, s.x: 1 + s.u, s.z: s.v}
    return found, sympy.expand(found.subs(letters, simultaneous=True))


def term(order):
    """The derivative of g, written out"""
    return read(_derivative(order)[0], NAMES)


def scale(order):
    """tau^(2 - k)"""
    k = len(order)
    return tau ** (2 - k) if k < 3 else 1 / tau


def in_units(order, place, after):
    return read(_derivative(order)[1], {"kappa": kappa, "u": place, "v": after})


def at_most(order, size):
    """|derivative| <= size L tau^(2 - k)"""
    return abs(term(order)) <= Fraction(size) * L * scale(order)


def bounded(p, order, size):
    nonzero = p.arith(tau != 0, *p.given)
    box = given(kappa > 1, u >= 0, u <= 1, v >= 0, v <= 1)
    unit, most = in_units(order, u, v), Fraction(size) * kappa
    inside = p.lemma(forall(u, v)(box >> conj(unit <= most, unit >= -most)))
    places = (x / tau - 1, z / tau)
    for place in places:
        inside = p.at(inside, place, defined=[nonzero])
    known = p.use(inside, *p.given)
    value = in_units(order, *places)
    same = p.arith(term(order) == gamma * scale(order) * value, nonzero)
    held = given(slopes.letters(), Q <= most, Q >= -most)
    bound = abs(gamma * scale(order) * Q) <= Fraction(size) * L * scale(order)
    made = p.at(p.lemma(forall(Q)(held >> bound)), value, defined=[nonzero])
    return p.fold(same, p.use(made, *p.split(known), *p.given))


@claim(
    "saddle.rem-7.1",
    chapter_7("Remark 7.1"),
    formula=r"|g|\le6L\tau^2,\ |\partial_ig|\le8L\tau,\ |\partial_{i+1}g|\le2L\tau,\ "
    r"|\partial^2g|\le(18,8,2)L",
    hypotheses=(
        "tau <= x_i <= 2 tau, 0 <= x_{i+1} <= tau",
        "L > gamma; the constants are ours, the source says poly(L)",
    ),
    says=lambda slope=8: forall(gamma, tau, kappa, x, z)(
        given(slopes.letters(), slopes.in_buffer())
        >> conj(
            *(at_most(order, slope if order == ("x",) else size) for order, size in SIZES.items()),
            chain(written("B")),
        )
    ),
    uses=("saddle.lem-7.4.at-tau",),
    instance=AT,
    seconds=120.0,
)
def values_are_bounded(judge, slope=8):
    """Values and derivatives of g (and of g_1, the case x_{i+1} = 0) are at most constants
    times L.
    """
    p = judge.theorem()
    bounds = [
        bounded(p, order, slope if order == ("x",) else size) for order, size in SIZES.items()
    ]
    faces = p.use(p.by("saddle.lem-7.4.at-tau", gamma, tau, kappa, x, z), *p.given)
    return p.qed(p.both(*bounds, p.part(faces, 2)))


values_are_bounded.mutant("first derivative at most 7 L tau", slope=7)


def thirds(factor=1):
    return [at_most(order, Fraction(factor) * size) for order, size in THIRD.items()]


@claim(
    "saddle.rem-7.1.third",
    chapter_7("Remark 7.1"),
    formula=r"|\partial^3_{iii}g|,\ 3|\partial^3_{i,i,i+1}g|\dots\le\mathrm{const}\cdot L/\tau",
    hypotheses=("inside one buffer; the constants are ours",),
    says=lambda factor=1: forall(gamma, tau, kappa, x, z)(
        given(slopes.letters(), slopes.in_buffer())
        >> conj(
            *thirds(factor),
            *(
                deriv({"x": x, "z": z}[order[-1]], term(order[:-1])) == term(order)
                for order in THIRD
            ),
        )
    ),
    instance=AT,
    seconds=120.0,
)
def third_derivatives(judge, factor=1):
    """Inside a buffer the third derivatives of g are at most 150 L/tau, 24 L/tau and 8 L/tau.

    The remark drops 1/tau. The second derivatives are those of `saddle.rem-7.1`.
    """
    p = judge.theorem()
    nonzero = p.arith(tau != 0, *p.given)
    bounds = [bounded(p, order, Fraction(factor) * size) for order, size in THIRD.items()]
    slopes_ = []
    for order in THIRD:
        mean = deriv({"x": x, "z": z}[order[-1]], term(order[:-1]))
        slopes_.append(p.arith(mean == term(order), p.derivative(mean, nonzero), nonzero))
    return p.qed(p.both(*bounds, *slopes_))


third_derivatives.mutant("half of it", factor="1/2")
