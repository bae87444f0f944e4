"""The pieces (7.6), (7.7) and (7.10) of f in every dimension, and their partial derivatives.

A point is the sequence y of its coordinates y(0), .., y(d - 1), and y(d) = 0 stands for the next
coordinate that the last one has not. Regions are counted from 0: piece i has i settled coordinates.
The partial derivative in coordinate j is that of s -> f(y + s e_j) at s = 0.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    disj,
    forall,
    given,
    indicator,
    nats,
    reals,
    sequences,
    sum_over,
)
from steepest.proofs.engine.theorems.words import Term

from . import chapter_7, slopes
from .octopus import put
from .slopes import WRITTEN, L, gamma, kappa, tau

d, i, j, m, n = nats("d i j m n")
s = reals("s")
y, G = sequences("y G")
LETTERS = (gamma, tau, kappa)
nu = Fraction(1, 6) * ((37 * L + 13 * gamma) * tau**2)


def moved(m):
    """The coordinate m of y + s e_j"""
    return y(m) + s * indicator(m == j)


def settled_term(m, place):
    return indicator(m < i) * (L * (place - 4 * tau) ** 2)


def term_A(m, place):
    """The term of x_m in A_i"""
    own = indicator(m == i) * (gamma * place**2)
    return settled_term(m, place) - own + indicator(m > i) * (L * place**2)


def term_B(m, place):
    """The term of x_m in B_i, where x_i and x_{i+1} have theirs together, g"""
    return settled_term(m, place) + indicator(m > i + 1) * (L * place**2)


def g_at(place, after):
    return put(put(slopes.g(), slopes.x, place), slopes.z, after)


def piece_A(of):
    """(7.6) for i < d, (7.10) for i = d"""
    return sum_over(m, d, term_A(m, of(m))) - i * nu


def piece_B(of):
    """(7.7), and (7.9) for i + 1 = d, where x_{i+1} = 0"""
    return sum_over(m, d, term_B(m, of(m))) + g_at(of(i), of(i + 1)) - i * nu


def partial_A():
    return deriv(s, piece_A(moved), 0)


def partial_B():
    return deriv(s, piece_B(moved), 0)


def settled_slope(m, of=y):
    return 2 * L * (of(m) - 4 * tau)


def later_slope(m, of=y):
    return 2 * L * of(m)


def own_slope(m):
    return -2 * gamma * y(m)


def slope_in(p, term, value):
    """The derivative of the sum is value(j), where value(m) indicator(m == j) is that of a term."""
    body = term(m, moved(m))
    mean = deriv(s, body, 0)
    table = p.derivative(mean)
    one = p.arith(mean == indicator(m == j) * value(m), table)
    each = p.for_all(p.discharge(one, m < d), m)
    total = p.derivative_of_sum(each)
    pick = p.by("book.sum-pick", Lambda((m,), value(m)), j, d)
    return p.arith(
        deriv(s, sum_over(m, d, body), 0) == value(j),
        total, p.use(p.part(pick, 0), p.meet(j < d, *p.given)),
    )  # fmt: skip


def value_A(m, of=y):
    """The derivative of `term_A` at of(m)"""
    own = indicator(m == i) * (2 * gamma * of(m))
    return indicator(m < i) * settled_slope(m, of) - own + indicator(m > i) * later_slope(m, of)


def value_B(m, of=y):
    return indicator(m < i) * settled_slope(m, of) + indicator(m > i + 1) * later_slope(m, of)


def bent_A(m):
    """The second derivative of `term_A`"""
    return indicator(m < i) * (2 * L) - indicator(m == i) * (2 * gamma) + indicator(m > i) * (2 * L)


def bent_B(m):
    return indicator(m < i) * (2 * L) + indicator(m > i + 1) * (2 * L)


def evaluated(p, place, events, goal, *premises):
    """The goal where the first of the events holds and the others do not."""
    held = p.assume(place)
    known = []
    for event in events:
        truth = event is place
        premise = held if truth else p.arith(~event, held)
        known.append(p.indicator(event, truth, premise))
    return p.discharge(p.arith(goal, *known, *premises), place)


LATER = m > i
IN_A = (m < i, m == i, LATER)  # the places of a coordinate in A_i, and in B_i
IN_B = (m < i, m == i, m == i + 1, m > i + 1)


def by_place(p, goal, places, *premises, there=lambda number, held: ()):
    """The goal for each place of m, with the values of the indicators; `there` gives what is known
    at the place of that number besides.
    """
    indicators = IN_A if places is IN_A else (*IN_B, LATER)
    parts = []
    for number, event in enumerate(places):
        held = p.assume(event)
        known = []
        for one in indicators:
            truth = one is event or (one is LATER and number >= 2)
            known.append(p.indicator(one, truth, p.arith(one if truth else ~one, held)))
        parts.append(p.arith(goal, *known, *premises, *there(number, held)))
    return p.cases(p.arith(disj(*places)), *parts)


@claim(
    "saddle.gradient-A",
    chapter_7("equations (7.6), (7.8), (7.10)"),
    formula=r"\partial_jf=2L(x_j-4\tau)\ (j<i),\ -2\gamma x_i,\ 2Lx_j\ (j>i)\text{ in }A_i",
    says=lambda: forall(*LETTERS, d, i, j, y)(
        given(j < d)
        >> conj(
            (j < i) >> (partial_A() == settled_slope(j)),
            (j == i) >> (partial_A() == own_slope(j)),
            (j > i) >> (partial_A() == later_slope(j)),
        )
    ),
    uses=("book.sum-pick",),
    instance={
        "values": {"gamma": "1", "tau": "1", "kappa": "2", "d": "1", "i": "0", "j": "0"},
        "functions": {"y": {"table": ["1"]}},
    },
)
def gradient_in_A(judge):
    """The partial derivatives of f in the regions A_i and in the final one, for every d: a partial
    derivative sees one term of the sum.
    """
    p = judge.theorem()
    total = slope_in(p, term_A, value_A)
    whole = p.derivative(partial_A(), total)
    events = (j < i, j == i, j > i)
    slopes_of = (settled_slope(j), own_slope(j), later_slope(j))
    return p.qed(
        p.both(
            *(
                evaluated(p, event, events, partial_A() == slope, whole)
                for event, slope in zip(events, slopes_of)
            )
        )
    )


@gradient_in_A.mutant
def half_the_slope(judge):
    from . import diff, holds
    from .construction import symbols

    s_ = symbols()
    return holds(judge, (diff(s_.L * s_.x**2, s_.x), "==", s_.L * s_.x), [(s_.L, ">", 0)])


@claim(
    "saddle.gradient-B",
    chapter_7("equations (7.7), (7.9)"),
    formula=r"\partial_jf=2L(x_j-4\tau)\ (j<i),\ \partial_1g,\ \partial_2g,\ 2Lx_j\ (j>i+1)"
    r"\text{ in }B_i",
    says=lambda: forall(*LETTERS, d, i, j, y)(
        given(j < d, gamma > 0, tau > 0)
        >> conj(
            (j < i) >> (partial_B() == settled_slope(j)),
            (j == i) >> (partial_B() == slopes.along(y(i), y(i + 1), WRITTEN)),
            (j == i + 1) >> (partial_B() == slopes.across(y(i), y(i + 1), WRITTEN)),
            (j > i + 1) >> (partial_B() == later_slope(j)),
        )
    ),
    uses=("book.sum-pick",),
    instance={
        "values": {"gamma": "1", "tau": "1", "kappa": "2", "d": "1", "i": "0", "j": "0"},
        "functions": {"y": {"table": ["1", "0"]}},
    },
    seconds=180.0,
)
def gradient_in_B(judge):
    """The partial derivatives of f in the buffers B_i, for every d; those of g written out as in
    `saddle.lem-7.4.slopes`.
    """
    p = judge.theorem()
    nonzero = p.arith(tau != 0, *p.given)
    total = slope_in(p, term_B, value_B)
    part = deriv(s, g_at(moved(i), moved(i + 1)), 0)
    gx, gz = (one(y(i), y(i + 1), WRITTEN) for one in (slopes.along, slopes.across))
    first, second = indicator(i == j), indicator(i + 1 == j)
    pair = first * gx + second * gz
    buffer = p.arith(part == pair, p.derivative(part, nonzero), nonzero)
    table = p.derivative(partial_B(), total, buffer)
    right = Term(table.formula.node[2], table.formula.sorts)
    whole = p.unfold(p.arith(right == value_B(j) + pair, nonzero), table)
    events = (j < i, j == i, j == i + 1, j > i + 1)
    values = (settled_slope(j), gx, gz, later_slope(j))
    steps = []
    for event, slope in zip(events, values):
        held = p.assume(event)
        step = whole
        for one, place in ((j < i, 0), (j > i + 1, 3), (i == j, 1), (i + 1 == j, 2)):
            truth = event is events[place]
            premise = p.arith(one if truth else ~one, held)
            known = p.indicator(one, truth, premise)
            right = p.unfold(known, step).formula
            value = Term(right.node[2], right.sorts)
            step = p.rewrite(known, step, partial_B() == value)
        right = Term(step.formula.node[2], step.formula.sorts)
        steps.append(p.discharge(p.unfold(p.arith(right == slope, nonzero), step), event))
    return p.qed(p.both(*steps))


@gradient_in_B.mutant
def twice_the_slope(judge):
    from .splines import scaled_forms

    return scaled_forms.check(judge, half=1)
