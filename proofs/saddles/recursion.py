"""Lemma 7.2: the buffer B_k between S_k and T_k, and the recursion S_{k+1} >= ((L + gamma)/gamma)
S_k, for every d and k.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    disj,
    exists,
    exp,
    forall,
    given,
    log,
    nats,
    reals,
)

from . import chapter_7
from .escape import descends, sizes_of
from .first_times import S, always_below, first, i, n, s
from .paths import model, path, refuted_by, run_of_one
from .times import AT_S, starts
from .tube import LETTERS, L, T, between, d, eta, gamma, h, in_B, j, numbers, run, step_in_B
from .tube import t, tau, theta, wide, x

locus = "Lemma 7.2, proof"
y, a, b, c, P, Q, M, N = reals("y a b c P Q M N")
r, R, whole = nats("r R floor")
shrink, grow = 1 - 2 * eta * L, 1 + h
IN_BUFFER = model(path(*((one, 0) for one in run_of_one(1, 5))), d=1, T=5, i=0, S=4, n=1)


def in_the_buffer(n):
    """x_i is below 2 tau from S on, for n steps"""
    return forall(s)((s < n) >> (x(S + s, i) < 2 * tau))


def product(n):
    """x_{i+1}^(0) (1 - 2 eta L)^S (1 + 2 eta gamma)^n"""
    return x(0, i + 1) * shrink**S * grow**n


def difference(p, time, late):
    """There is r with time == S + r, since time >= S."""
    goal = exists(r)(s == S + r)
    always = (s >= S) >> goal
    zero = p.assume(always.part(0).put(s, 0))
    base = p.exhibit(goal.put(s, 0), 0, p.arith((s == S + r).put(s, 0).put(r, 0), zero))
    base = p.discharge(base, zero.formula)
    more = p.assume(always.part(0).put(s, s + 1))
    cover = p.arith(disj(s >= S, s + 1 == S), more)
    held = p.assume(s == S + r)
    longer = p.exhibit(goal.put(s, s + 1), r + 1, p.arith(s + 1 == S + (r + 1), held))
    inner = p.apply(p.assume(always), p.assume(s >= S))
    one = p.obtain(inner, longer, r)
    now = p.exhibit(goal.put(s, s + 1), 0, p.arith((s + 1 == S + r).put(r, 0), p.assume(s + 1 == S)))
    step = p.discharge(p.cases(cover, one, now), more.formula)
    return p.apply(p.at(p.induction(s, always, base, step), time), late)


@claim(
    "saddle.lem-7.2.g",
    chapter_7(locus),
    formula=r"x_{k+1}^{(T_k)}\le x_{k+1}^{(0)}(1-2\eta L)^{S_k}(1+2\eta\gamma)^{T_k^\tau},\quad "
    r"x_k^{(S_k+n)}\ge\tau+2n\eta\gamma\tau",
    says=lambda factor=1: forall(*LETTERS, d, T, x, i, S)(
        given(descends(), i < d, first(S, i))
        >> forall(n)(
            conj(S + n <= T, in_the_buffer(n))
            >> conj(
                x(S + n, i) >= tau + n * (factor * h * tau),
                between(0, x(S + n, i + 1), product(n)),
            )
        )
    ),
    uses=(
        "saddle.lem-7.2.a",
        "saddle.lem-7.2.f",
        "saddle.lem-7.2.inside",
        "saddle.lem-7.2.no-jump",
        "saddle.eq-7.11.step",
        "saddle.power.exp",
    ),
    instance=IN_BUFFER,
)
def size_at_the_next_saddle(judge, factor=1):
    """(7.11) at t = T_k: up to T_k, n steps after S_k, coordinate k + 1 is at most x^(0) (1 - 2 eta
    L)^(S_k) (1 + 2 eta gamma)^n, and x_k has grown by n steps of at least 2 eta gamma tau.
    """
    p = judge.theorem()
    sizes, facts = sizes_of(p), p.given
    where = conj(S + n <= T, in_the_buffer(n))
    goal = conj(
        x(S + n, i) >= tau + n * (factor * h * tau), between(0, x(S + n, i + 1), product(n))
    )
    always = where >> goal
    below = p.meet(always_below(i, S, tau, strict=True), *facts)
    high, within = p.meet(x(S, i) >= tau, *facts), p.meet(i < d, *facts)
    # n = 0
    said = p.use(p.by("saddle.lem-7.2.f", *LETTERS, d, T, x, i, S), *facts)
    beside = p.use(p.at(said, i + 1), p.arith(conj(i + 1 <= d, i + 1 > i), within))
    begin = starts(p, i + 1)
    not_negative = powers(p)
    at_S = p.arith((S + n == S).put(n, 0))
    first_part = p.arith((x(S, i) >= tau + n * (factor * h * tau)).put(n, 0), high)
    zero = p.power_zero(grow)
    second = p.arith(
        between(0, x(S, i + 1), product(0)), beside, begin, not_negative, zero
    )
    at_zero = p.rewrite(at_S, p.both(first_part, second), goal.put(n, 0))
    base = p.discharge(at_zero, where.put(n, 0))
    # one step
    longer = p.assume(where.put(n, n + 1))
    until = p.part(longer, 1)
    inside = p.assume(s < n)
    shorter = p.for_all(
        p.discharge(p.use(p.at(until, s), p.arith(s < n + 1, inside)), s < n), s
    )
    now = p.apply(p.assume(always), p.both(p.arith(S + n <= T, p.part(longer, 0)), shorter))
    # x_i < 2 tau up to S + n
    upto = p.assume(s <= S + n)
    before = p.arith(x(s, i) < 2 * tau, p.use(p.at(below, s), p.assume(s < S)), *sizes)
    here = p.assume(s == S + r)
    after = p.fold(here, p.use(p.at(until, r), p.arith(r < n + 1, here, upto)))
    after = p.obtain(difference(p, s, p.assume(s >= S)), after, r)
    less = p.cases(p.arith(disj(s < S, s >= S)), before, after)
    small = p.for_all(p.discharge(less, upto.formula), s)
    grown = p.part(now, 0)
    above = p.arith(x(S + n, i) >= tau, grown, p.arith(n * (factor * h * tau) >= 0, *sizes), *sizes)
    place = p.use(
        p.by("saddle.lem-7.2.inside", *LETTERS, d, T, x, i, S + n),
        *facts, small, above, p.arith(S + n <= T, p.part(longer, 0)),
    )  # fmt: skip
    stepping = p.use(p.at(p.meet(run(), *facts), S + n), p.arith(S + n < T, p.part(longer, 0)))
    moves = p.apply(p.part(p.use(p.at(stepping, i), within), 1), p.part(place, 0))
    numbers_here = (*LETTERS, x(S + n, i), x(S + n, i + 1))
    box = [p.part(p.part(place, 0), k) for k in (1, 2)]
    up = p.fold(
        p.part(moves, 1), p.use(p.by("saddle.lem-7.2.a", *numbers_here), *sizes, *box)
    )
    over = p.fold(
        p.part(moves, 2), p.use(p.by("saddle.eq-7.11.step", *numbers_here), *sizes, *box)
    )
    one = p.lemma(
        forall(y, a, N)(
            given(y >= tau + N * (factor * h * tau), a >= y + 1 * h * tau)
            >> (a >= tau + (N + 1) * (factor * h * tau))
        ),
        x(S + n, i), x(S + n + 1, i), n,
    )  # fmt: skip
    two = p.lemma(
        forall(y, a, P)(
            given(numbers(), y >= 0, y <= P, a >= 0, a <= (1 + 1 * h) * y)
            >> conj(a >= 0, a <= P * grow)
        ),
        x(S + n, i + 1), x(S + n + 1, i + 1), product(n),
    )  # fmt: skip
    rises = p.use(one, grown, up)
    grows = p.use(two, *sizes, p.part(now, 1), over)
    power = p.arith(product(n) * grow == product(n + 1), p.power_step(grow, n))
    both = p.both(rises, p.both(p.part(grows, 0), p.unfold(power, p.part(grows, 1))))
    same = p.arith(S + (n + 1) == S + n + 1)
    step = p.discharge(p.fold(same, both), where.put(n, n + 1))
    return p.qed(p.induction(n, always, base, step))


def powers(p):
    """(1 - 2 eta L)^S >= 0"""
    known = p.by("saddle.power.exp", shrink, -theta, S)
    return p.use(known, p.arith(shrink >= 0, *sizes_of(p)))


@size_at_the_next_saddle.mutant
def steps_of_4_eta_gamma_tau(judge):
    return refuted_by(judge, size_at_the_next_saddle.says(factor=3), IN_BUFFER)
