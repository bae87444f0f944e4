"""A function of two variables that is a polynomial P(x) + Q(x) z^2 in a strip low <= x <= high, and
quadratic in x before it and after it: twice continuously differentiable, where all orders up to two
meet at the edges.
"""

from __future__ import annotations

import sympy
from steepest.proofs.engine.theorems import Lambda, conj, disj, forall, read, reals, term
from steepest.proofs.textbook.gluing import bent, by_table, clamped, put, with_ends
from steepest.proofs.textbook.plane import derivatives, shown

x, z = reals("x z")
USES = ("book.quadratic-ends", "book.twice-in-two", "book.continuous")


def polynomial(expression, variable, names):
    """A polynomial of SymPy and its first two derivatives, as functions of a term."""
    orders = (expression, sympy.diff(expression, variable), sympy.diff(expression, variable, 2))
    return [lambda t, one=one: read(one, names | {str(variable): t}) for one in orders]


def cases(F, before, inside, after, low, high):
    """F is one of three functions before the strip, in it, and after it."""
    return (
        forall(x, z)((x < low) >> (F(x, z) == before(x, z))),
        forall(x, z)(conj(x >= low, x <= high) >> (F(x, z) == inside(x, z))),
        forall(x, z)((x > high) >> (F(x, z) == after(x, z))),
    )


def continued(k, triple, low, high):
    """(the polynomial with quadratic ends and its derivatives, that it is `twice`)"""
    rule = k.by("book.quadratic-ends", *(Lambda((x,), one(x)) for one in triple), low, high)
    order = k.arith(term(low) <= high, *k.given)
    return with_ends(*triple, low, high), k.use(rule, order, by_table(k, *triple))


def by_cases(k, F, known, P, Q, low, high):
    """For all x, z: F(x, z) is P(x) + Q(x) z^2 with quadratic ends, from the three cases."""
    goal = lambda c: F(x, z) == bent(*P, x, c) + bent(*Q, x, c) * z**2 + term(0)  # noqa: E731
    sides = (x < low, conj(x >= low, x <= high), x > high)
    steps = []
    for one, side, value in zip(known, sides, (term(low), x, term(high))):
        here = k.assume(side)
        equal = k.arith(clamped(x, low, high) == value, here, *k.given)
        steps.append(put(k, goal, equal, k.use(k.at(one, x, z), here)))
    return k.for_all(k.cases(k.arith(disj(*sides)), *steps), x, z)


def smooth_in_plane(k, F, whole, *lines):
    """`smooth` of F(x, z) = P(x) + Q(x) z^2 + R(z), from these with their derivatives and the steps
    that they are `twice`.
    """
    triples, known = zip(*lines)
    functions = [Lambda((x,), one(x)) for triple in triples for one in triple]
    rule = k.by("book.twice-in-two", Lambda((x, z), F(x, z)), *functions)
    return shown(k, F, derivatives(*triples), k.use(rule, whole, *known))


def nothing(k):
    """The function 0"""
    triple = [lambda t: term(0)] * 3
    return triple, by_table(k, *triple)
