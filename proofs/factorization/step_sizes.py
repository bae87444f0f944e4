"""Footnote 11 (Du, Hu, Lee 2018): step sizes (t + 1)^-(1/2 + delta), whose sum diverges and whose
squares are summable. A power with a real exponent is an exponential of a logarithm.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.engine.theorems import (
    conj,
    exists,
    exp,
    forall,
    given,
    log,
    nats,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.arrays import norm
from steepest.proofs.engine.theorems.falsify import falsify

from . import objective
from .objective import eps, root, sizes

HALF = Fraction(1, 2)
N = objective.M
i, n = nats("i n")
c, delta, level, x, p, L, a, b = reals("c delta B x p L a b")


def power(exponent, count):
    """(count + 1)^exponent"""
    return exp(exponent * log(count + 1))


def slow(most=HALF):
    return given(delta > 0, delta <= most)


def squares_summed(extra: int | Fraction = 1):
    squares = sum_over(i, n, power(-(1 + 2 * delta), i))
    return forall(delta, n)(slow() >> (squares <= extra + 1 / (2 * delta)))


@claim(
    "balance.fn-11",
    du_hu_lee("footnote 11", "Section 4.3.1"),
    formula=r"\sum_{k\ge1}k^{-(1+2\delta)}\le1+\frac1{2\delta}",
    says=squares_summed,
    instance={"values": {"delta": "1/2", "n": "2"}},
)
def squares_are_summable(judge, extra=1):
    """For eta_t = (t+1)^-(1/2+delta) the squares are summable: the partial sums are at most 1 +
    1/(2 delta).

    With y = 2 delta and L = log((k+2)/(k+1)): (k+2)^-(1+y) <= ((k+1)^-y - (k+2)^-y)/y, that is
    exp(y L) - 1 >= y/(k+2), which follows from exp(y L) >= 1 + y L and L >= 1/(k+2). By induction
    the first k + 1 terms add up to at most 1 + 1/y - (k+1)^-y/y.
    """
    k = judge.theorem()
    positive, _ = k.given
    y, body = 2 * delta, power(-(1 + 2 * delta), i)
    always = sum_over(i, n + 1, body) <= 1 + 1 / y - power(-y, n) / y
    defined = k.for_all(k.arith(i + 1 > 0), i)
    nonzero = k.arith(y > 0, positive)
    more = lambda count: k.sum_step(i, count, body, defined)  # noqa: E731
    ones = k.arith(conj(power(-(1 + y), term(0)) == 1, power(-y, term(0)) == 1))
    base = k.arith(always.put(n, 0), k.sum_empty(i, body), more(0), ones, nonzero)
    step = k.arith(
        always.put(n, n + 1), k.assume(always), more(n + 1), _telescopes(k, y, nonzero), nonzero
    )
    total = k.at(k.induction(n, always, base, step), n)
    last = k.arith(conj(power(-(1 + y), n) >= 0, power(-y, n) / y >= 0), nonzero)
    return k.qed(k.arith(k.target, total, more(n), last, nonzero))


def _telescopes(k, y, positive):
    """(n+2)^-(1+y) <= ((n+1)^-y - (n+2)^-y)/y for y > 0"""
    low, high = n + 1, n + 2
    apart, start = log(high) - log(low), power(-y, n)
    ends = [k.arith(low > 0), k.arith(high > 0)]
    lemma = forall(a, b)(given(a > 0, b > 0) >> (log(b) - log(a) >= 1 - a / b))
    least = k.use(k.lemma(lemma, low, high, defined=ends), *ends)
    least = k.arith(apart * high >= 1, least, k.arith((1 - low / high) * high == 1))
    gain = forall(x, L, b, p)(
        given(x > 0, b > 0, p > 0, L * b >= 1) >> (exp(-x * L) * p / b <= (p - exp(-x * L) * p) / x)
    )
    gain = k.lemma(gain, y, apart, high, start, defined=ends)
    gain = k.use(gain, positive, ends[1], k.arith(start > 0), least)
    split = forall(x, a, b)(
        given(a > 0, b > 0)
        >> conj(
            exp(-(1 + x) * log(b)) == exp(-x * (log(b) - log(a))) * exp(-x * log(a)) / b,
            exp(-x * log(b)) == exp(-x * (log(b) - log(a))) * exp(-x * log(a)),
        )
    )
    split = k.use(k.lemma(split, y, low, high, defined=ends), *ends)
    for equation in (k.part(split, 0), k.part(split, 1), k.arith(log(n + 1 + 1) == log(high))):
        gain = k.fold(equation, gain)
    return gain


@squares_are_summable.mutant
def one_half_more(judge):
    """At delta = 1/2 the first two terms alone are 5/4 > 1/2 + 1/2."""
    return falsify(squares_summed(HALF), hints=[{"values": {"delta": "1/2", "n": "2"}}])


def steps_summed(most=HALF):
    steps, harmonic = sum_over(i, n, power(-(HALF + delta), i)), sum_over(i, n, 1 / (i + 1))
    links = forall(n)(conj(steps >= harmonic, harmonic >= log(n + 1)))
    return forall(delta)(slow(most) >> conj(links, forall(level)(exists(n)(steps >= level))))


@claim(
    "balance.fn-11.divergent",
    du_hu_lee("footnote 11", "Section 4.3.1"),
    formula=r"\sum_{k\le n}k^{-(1/2+\delta)}\ge\sum_{k\le n}\frac1k\ge\log(n+1)",
    says=steps_summed,
    instance={"values": {"delta": "1/2"}},
)
def steps_are_not_summable(judge):
    """The step sizes themselves sum to infinity: k^-(1/2+delta) >= 1/k for delta <= 1/2, 1/k >=
    log((k+1)/k), and log(n + 1) exceeds every number.
    """
    k = judge.theorem()
    body, reciprocal = power(-(HALF + delta), i), 1 / (i + 1)
    steps, harmonic = sum_over(i, n, body), sum_over(i, n, reciprocal)
    defined = [k.for_all(k.arith(one), i) for one in (i + 1 > 0, i + 1 != 0)]
    always = conj(steps >= harmonic, harmonic >= log(n + 1))
    empty = [k.sum_empty(i, body), k.sum_empty(i, reciprocal)]
    base = k.arith(always.put(n, 0), *empty, k.arith(log(term(0) + 1) == 0))
    more = [k.sum_step(i, n, one, off) for one, off in zip((body, reciprocal), defined)]
    natural = k.arith(n + 1 > 0)
    slower = forall(delta, a)(
        given(delta > 0, delta <= HALF, a >= 1) >> (exp(-(HALF + delta) * log(a)) >= 1 / a)
    )
    slower = k.use(k.lemma(slower, delta, n + 1), *k.given, k.arith(n + 1 >= 1))
    area = forall(a, b)(given(a > 0, b > 0) >> (log(b) - log(a) <= b / a - 1))
    area = k.lemma(area, n + 1, n + 1 + 1, defined=[natural, k.arith(n + 1 + 1 > 0)])
    area = k.use(area, natural, k.arith(n + 1 + 1 > 0))
    area = k.arith(log(n + 1 + 1) - log(n + 1) <= 1 / (n + 1), area)
    step = k.arith(always.put(n, n + 1), k.assume(always), *more, slower, area)
    links = k.induction(n, always, base, step)
    far = k.archimedes(exp(level))
    found = k.such(far, n)
    reached = forall(a, b)(given(a >= exp(b)) >> (log(a) >= b))
    reached = k.use(
        k.lemma(reached, n + 1, level, defined=[natural]), k.arith(n + 1 >= exp(level), found)
    )
    large = k.arith(steps >= level, k.at(links, n), reached)
    there = k.obtain(far, k.exhibit(exists(n)(steps >= level), n, large), n)
    return k.qed(k.both(links, k.for_all(there, level)))


@steps_are_not_summable.mutant
def delta_up_to_one(judge):
    """At delta = 1 the second term is 2^-(3/2) < 1/2."""
    return falsify(forall(n)(power(-(HALF + 1), n) >= 1 / (n + 1)))


def admissible(forty=40):
    """The balance at the end is at most eps exactly for these c."""
    m = norm(N)
    total = eps / 2 + forty * root * m**3 * c**2 * (1 + 1 / (2 * delta))
    limit = eps * delta / (40 * root * m**3 * (2 * delta + 1))
    return forall(eps, c, delta, N)(
        given(eps > 0, m > 0, c > 0, delta > 0, delta <= HALF)
        >> conj((total <= eps) >> (c**2 <= limit), (c**2 <= limit) >> (total <= eps))
    )


@claim(
    "balance.fn-11.schedule",
    du_hu_lee("footnote 11", "Section 4.3.1"),
    says=admissible,
    instance={
        "sizes": {"d1": 1, "d2": 1, "r": 1},
        "matrices": {"M": [["1"]]},
        "values": {"epsilon": "16000", "c": "10", "delta": "1/2"},
    },
)
def admissible_constant(judge, forty=40):
    """Which constant c in eta_t = c (t+1)^-(1/2+delta) keeps the balance below eps in the proof of
    Claim B.1, as a function of delta: an equivalence.

    The sum of the squares is at most 1 + 1/(2 delta): balance.fn-11.
    """
    k = judge.theorem()
    m, o = reals("m o")
    total = eps / 2 + forty * o * m**3 * c**2 * (1 + 1 / (2 * delta))
    limit = eps * delta / (40 * o * m**3 * (2 * delta + 1))
    sized = given(eps > 0, m > 0, o > 0, c > 0, delta > 0)
    lemmas = [
        forall(eps, c, delta, m, o)(sized >> (one >> other))
        for one, other in (
            (total <= eps, c**2 <= limit),
            (c**2 <= limit, total <= eps),
        )
    ]
    positive = k.arith(root > 0, sizes(k))
    values = eps, c, delta, norm(N), root
    ends = [k.use(k.lemma(one, *values), positive, *k.given) for one in lemmas]
    return k.qed(k.both(*ends))


admissible_constant.mutant("41 instead of 40", forty=41)
