"""Definition 7.1: f is bounded on the tube and on the octopus, for every d."""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    disj,
    forall,
    given,
    indicator,
    minimum,
    reals,
    sum_over,
    term,
)

from . import chapter_7
from .critical import point
from .gradient import (
    IN_A,
    IN_B,
    LETTERS,
    by_place,
    d,
    g_at,
    i,
    m,
    nu,
    piece_A,
    piece_B,
    term_A,
    term_B,
    y,
)
from .paths import refuted_by
from .slopes import L, letters, tau
from .tube import between


def settled(of=y):
    return forall(m)((m < i) >> between(2 * tau, of(m), 6 * tau))


def small(first, of=y):
    return forall(m)(conj(m < d, m >= first) >> between(0, of(m), tau))


def in_A(of=y):
    """y is in A_i, i = 0, .., d"""
    return conj(i <= d, settled(of), small(i, of))


def in_B(of=y):
    """y is in B_i; y_d = 0 stands for the coordinate after the last"""
    here, beside = between(tau, of(i), 2 * tau), between(0, of(i + 1), tau)
    return conj(i < d, settled(of), here, beside, small(i + 2, of))


def bounded(share=1, of=y):
    """|f| <= share d nu"""
    most = d * nu if share == 1 else Fraction(share) * (d * nu)
    return conj(
        in_A(of) >> between(-most, piece_A(of), most), in_B(of) >> between(-most, piece_B(of), most)
    )


def counted(p):
    """How many of the first d coordinates are settled: i."""
    bit = indicator(m < i)
    yes, no = p.assume(m < i), p.assume(~(m < i))
    goal = disj(conj(m < i, bit == 1), conj(m >= i, bit == 0))
    each = p.cases(
        p.excluded_middle(m < i),
        p.arith(goal, yes, p.indicator(m < i, True, yes)),
        p.arith(goal, no, p.indicator(m < i, False, no)),
    )
    return by_terms(p, m, d, lambda q: sum_over(m, q, bit) == minimum(q, i), [bit], each)


def summed(p, body, places, bounds, numbers):
    """nu (i - d + own) <= sum of the terms <= nu (i + d - own), where own is 1 if the term of x_i
    stands elsewhere, in B_i, else 0; there are bounds of x_m for each place of m, or None.
    """
    own = places is IN_B
    bit, hit = indicator(m < i), indicator(m == i) * term(1)
    less, inside = (1 - hit if own else term(1)), p.assume(m < d)
    goal = between(nu * (bit - less), body, nu * (bit + less))

    def where(number, held):
        known = bounds[number]
        return [p.use(p.at(known, m), inside, held)] if known is not None else []

    each = by_place(p, goal, places, *numbers, there=where)
    bodies = [body, bit, hit] if own else [body, bit]

    def here(q):
        whole, early, *work = (sum_over(m, q, one) for one in bodies)
        count = q - work[0] if own else q
        return between(nu * (early - count), whole, nu * (early + count))

    return by_terms(p, m, d, here, bodies, each)


@claim(
    "saddle.def-7.1.tube",
    chapter_7("Definition 7.1"),
    formula=r"|f|\le d\nu\text{ on }D_0",
    says=lambda share=1: forall(*LETTERS, d, i, y)(letters() >> bounded(share)),
    uses=("saddle.rem-7.1", "book.sum-pick"),
    instance=point(("0",)),
    seconds=120.0,
)
def bounded_function(judge, share=1):
    """f is (d nu)-bounded, for every d: a coordinate j < i contributes L (x_j - 4 tau)^2 - nu, the
    others what is listed, each in [-nu, nu].
    """
    p = judge.theorem()
    numbers = p.given
    count = counted(p)
    nonzero = p.arith(tau != 0, *numbers)
    S, g, e, h = reals("S g e h")
    rest = given(letters(), between(nu * (e - (d - h)), S, nu * (e + (d - h))), e == i)
    most = d * nu

    held = p.assume(in_A())
    inside, early, after = (p.part(held, k) for k in range(3))
    total = summed(p, term_A(m, y(m)), IN_A, (early, after, after), numbers)
    number = sum_over(m, d, indicator(m < i))
    settled_ones = p.arith(number == i, count, inside)
    join = forall(S, e, h)(given(rest, h == 0) >> between(-most, S - i * nu, most))
    join = p.lemma(join, sum_over(m, d, term_A(m, y(m))), number, 0)
    known = [*numbers, *p.split(total), settled_ones]
    region = p.discharge(p.use(join, *known), in_A())

    held = p.assume(in_B())
    inside, early, here, beside, after = (p.part(held, k) for k in range(5))
    total = summed(p, term_B(m, y(m)), IN_B, (early, None, None, after), numbers)
    settled_ones = p.arith(number == i, count, inside)
    pick = p.use(p.part(p.by("book.sum-pick", Lambda((m,), term(1)), i, d), 0), inside)
    values = p.by("saddle.rem-7.1", *LETTERS, y(i), y(i + 1))
    value = p.part(p.use(values, *numbers, here, beside), 0)
    join = forall(S, e, h, g)(
        given(rest, h == 1, abs(g) <= 6 * L * tau**2) >> between(-most, S + g - i * nu, most)
    )
    join = p.lemma(join, sum_over(m, d, term_B(m, y(m))), number, pick.sides[0])
    join = p.at(join, g_at(y(i), y(i + 1)), defined=[nonzero])
    known = [*numbers, *p.split(total), settled_ones, pick, value]
    buffer = p.discharge(p.use(join, *known), in_B())
    return p.qed(p.both(region, buffer))


@bounded_function.mutant
def half_of_it(judge):
    found = point(("4",), i=1)
    return refuted_by(judge, bounded_function.says(share="1/2"), found)
