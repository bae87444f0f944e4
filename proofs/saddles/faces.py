"""Lemma 7.4: the pieces of f agree to second order on every face.

Crossing from A_i through B_i to A_{i+1} only the terms of x_i and x_{i+1} and one -nu change form;
the terms of the other coordinates are the same on both sides (see `construction.pieces`), so that
values, gradients and Hessians differ by those of the two-variable pieces here, whatever d is.
"""

from __future__ import annotations

from functools import cache

import sympy
from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, deriv, forall, read

from . import chapter_7
from .construction import pieces, symbols
from .slopes import NAMES, gamma, kappa, letters, tau, x, z

ORDERS = ((), ("x",), ("z",), ("x", "x"), ("x", "z"), ("z", "z"))


@cache
def derivatives(name, extra=0, place=1):
    """The piece (bent by `extra` at the face) and its derivatives up to order two, written out."""
    s = symbols()
    by = {"x": s.x, "z": s.z}
    piece = getattr(pieces(), name) + extra * (s.x - place * s.tau) ** 2
    return {
        order: sympy.diff(piece, *(by[one] for one in order)) if order else piece
        for order in ORDERS
    }


def written(name, extra=0, place=1):
    return {order: read(term, NAMES) for order, term in derivatives(name, extra, place).items()}


def chain(terms):
    """Each is the derivative of the one before."""
    by = {"x": x, "z": z}
    return conj(
        *(deriv(by[order[-1]], terms[order[:-1]]) == terms[order] for order in ORDERS if order)
    )


def agree(left, right, place, extra=0):
    """Value, gradient and Hessian are the same on x_i = place tau; what they are."""
    one, other = written(left, extra, place), written(right)
    at_face = [
        (one[order] == other[order]).put(x, tau * place if place != 1 else tau) for order in ORDERS
    ]
    return forall(gamma, tau, kappa, x, z)(
        letters() >> conj(conj(*at_face), chain(one), chain(other))
    )


def matching(judge, left, right, place):
    p = judge.theorem()
    equal, first, second = (p.target.part(k) for k in range(3))
    steps = [p.arith(equal.part(k), *p.given) for k in range(len(ORDERS))]
    for whole in (first, second):
        for k in range(len(ORDERS) - 1):
            equation = whole.part(k)
            slope = type(x)(equation.node[1], equation.sorts)
            steps.append(p.arith(equation, p.derivative(slope, *p.given), *p.given))
    n = len(ORDERS)
    return p.qed(
        p.both(p.both(*steps[:n]), p.both(*steps[n : 2 * n - 1]), p.both(*steps[2 * n - 1 :]))
    )


def smooth(left, right, place):
    return {
        "formula": r"f=f,\ \nabla f=\nabla f,\ \nabla^2f=\nabla^2f\ \text{on the face}",
        "hypotheses": (
            "L > gamma > 0, tau > 0",
            "any d: only the terms in x_i and x_{i+1} change form across a face (see `pieces`)",
        ),
        "says": lambda extra=0: agree(left, right, place, extra),
        "instance": {
            "values": {"gamma": "1", "kappa": "2", "tau": "1", "x_i": "1", "x_next": "1/2"}
        },
        "seconds": 120.0,
    }


@claim("saddle.lem-7.4.at-tau", chapter_7("Lemma 7.4"), **smooth("A", "B", 1))
def from_A_to_B(judge, extra=0):
    """On x_i = tau, between A_i and B_i, what changes form agrees in value, gradient and Hessian
    (i <= d - 1); the terms of the other coordinates are the same on both sides.
    """
    return matching(judge, "A", "B", 1)


from_A_to_B.mutant("curvature larger by 2 on one side", extra=1)


@claim("saddle.lem-7.4.at-2tau", chapter_7("Lemma 7.4"), **smooth("B", "A_next", 2))
def from_B_to_A(judge, extra=0):
    """On x_i = 2 tau, between B_i and A_{i+1}, what changes form agrees in value, gradient and
    Hessian (i <= d - 1); the terms of the other coordinates are the same on both sides.

    At the corner x_i = 2 tau, x_{i+1} = tau three pieces meet: this face and the one of
    `saddle.lem-7.4.at-tau` for i + 1.
    """
    return matching(judge, "B", "A_next", 2)


from_B_to_A.mutant("curvature larger by 2 on one side", extra=1)


@claim("saddle.lem-7.4.at-tau-last", chapter_7("Lemma 7.4"), **smooth("A_last", "B_last", 1))
def from_last_A_to_last_B(judge, extra=0):
    """On x_d = tau, between A_d and B_d, where g_1 stands alone."""
    return matching(judge, "A_last", "B_last", 1)


from_last_A_to_last_B.mutant("curvature larger by 2 on one side", extra=1)


@claim("saddle.lem-7.4.at-2tau-last", chapter_7("Lemma 7.4"), **smooth("B_last", "end", 2))
def from_last_B_to_the_end(judge, extra=0):
    """On x_d = 2 tau, between B_d and the final region A_{d+1}."""
    return matching(judge, "B_last", "end", 2)


from_last_B_to_the_end.mutant("curvature larger by 2 on one side", extra=1)
