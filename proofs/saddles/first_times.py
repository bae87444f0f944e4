"""Lemma 7.2: where the iterate is before and after a first time.

The coordinate is i; S_i is the first time with x_i >= tau, T_i that with x_i >= 2 tau. Both exist
or nothing is to be shown: statements are about every time with these properties.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, disj, exists, exp, forall, given, nats, reals

from . import chapter_7
from .escape import (
    in_tube,
    m,
    size,
    sizes_of,
    small,
    state_A,
    state_B,
)
from .lower_bound import in_buffer, in_region
from .paths import model, path, refuted_by, run_of_one
from .tube import (
    LETTERS,
    T,
    between,
    d,
    earlier,
    grown,
    h,
    in_A,
    in_B,
    j,
    k,
    later,
    numbers,
    run,
    shrunk,
    t,
    tau,
    theta,
    x,
)
from .walk import (
    descends,
    end,
    ended,
    reached,
    somewhere,
)

i, s, S, n = nats("i s S n")
y, a, N = reals("y a count")
locus = "Lemma 7.2, proof"


def always_below(i, t, bound, strict=False):
    """x_i stays below the bound up to the time t (before it, if strict)."""
    return forall(s)(((s < t) if strict else (s <= t)) >> (x(s, i) < bound))


def first(S, i):
    """S is the first time with x_i >= tau."""
    return conj(S <= T, x(S, i) >= tau, always_below(i, S, tau, strict=True))


def never_ended(p, low, bound, goal):
    """Where the end was reached x_i was at least 2 tau."""
    inner = p.assume(conj(end <= t, reached(end)))
    through = p.use(p.at(p.part(p.part(inner, 1), 0), i), p.meet(i < d, *p.given))
    then = p.use(p.at(low, end), p.part(inner, 0))
    against = p.arith(~(x(end, i) >= 2 * tau), then, bound, *sizes_of(p))
    return p.obtain(p.assume(ended(t)), p.absurd(p.part(through, 0), against, goal), end)


def shrinks(p, moved, place, first):
    """x_j is multiplied by 1 - 2 eta L for i < j <= d."""
    where = conj(j <= d, j > i)
    inside = p.assume(where)
    step = p.use(p.at(moved, j), p.arith(j >= first, inside, place), inside)
    return p.for_all(p.discharge(step, where), j)


@claim(
    "saddle.lem-7.2.before",
    chapter_7(locus),
    seconds=240.0,
    says=lambda factor=1: forall(*LETTERS, d, T, x, i, t)(
        given(descends(), i < d, t < T, always_below(i, t, tau))
        >> conj(
            between(0, x(t + 1, i), (1 + factor * h) * x(t, i)),
            (i == 0) >> (x(t + 1, i) == grown(x(t, i))),
            forall(j)(conj(j <= d, j > i) >> (x(t + 1, j) == shrunk(x(t, j)))),
        )
    ),
    uses=("saddle.lem-7.2.place", "saddle.eq-7.11.step"),
    instance=model(path((1, 0), ("3/2", 0)), d=1, T=1, i=0, t=0),
)
def before_the_first_time(judge, factor=1):
    """Before S_i a step multiplies x_i by at most 1 + 2 eta gamma, and every later coordinate by
    1 - 2 eta L; the first coordinate by exactly 1 + 2 eta gamma.
    """
    p = judge.theorem()
    sizes, facts = sizes_of(p), p.given
    goal = p.target
    soon = p.meet(t < T, *facts)
    below = p.meet(always_below(i, t, tau), *facts)
    now = p.use(p.at(below, t), p.arith(t <= t))
    stepping = p.use(p.at(p.meet(run(), *facts), t), soon)
    said = p.use(p.by("saddle.lem-7.2.place", *LETTERS, d, T, x), *facts)
    there = p.use(p.at(said, t), p.arith(t <= T, soon))
    bounds, exact = goal.part(0), goal.part(1)

    def whole(step, own_equation, moved, place, first_later):
        return p.both(step, own_equation, shrinks(p, moved, place, first_later))

    def impossible(step, goal=goal):
        return p.absurd(step, p.arith(~step.formula, now, *sizes), goal)

    def scaled(equation, value, not_negative):
        """The bounds from x_i' = factor x_i or less."""
        return p.arith(bounds, equation, value, not_negative, *sizes)

    def zero_only(place):
        """k < i excludes i == 0."""
        none = p.arith(~(i == 0), place)
        return p.discharge(p.absurd(p.assume(i == 0), none, exact.part(1)), i == 0)

    def region():
        held = p.assume(conj(k < d, in_A(k, t)))
        inside = p.part(held, 1)
        steps = p.use(p.at(stepping, k), p.part(held, 0))
        moves = p.apply(p.part(steps, 0), inside)
        own, less, more = k == i, k < i, i < k
        moved = p.part(p.part(moves, 0), 1)
        # k == i
        here = p.assume(own)
        equation = p.unfold(here, p.part(moves, 1))
        positive = p.unfold(here, p.meet(x(t, k) >= 0, inside))
        grows = p.lemma(
            forall(y)(given(numbers(), y >= 0) >> between(0, grown(y), (1 + factor * h) * y)),
            x(t, i),
        )
        step = p.fold(equation, p.use(grows, *sizes, positive))
        at_work = whole(step, p.discharge(equation, i == 0), moved, p.arith(k <= i, here), k + 1)
        # k < i
        place = p.assume(less)
        within = p.arith(conj(i <= d, i >= k + 1), place, *facts)
        bound = p.use(p.at(p.meet(later(k + 1, t), inside), i), within)
        equation = p.use(p.at(moved, i), within)
        step = p.fold(equation, p.use(shrinking(p), *sizes, p.part(bound, 0)))
        shrunk_too = whole(step, zero_only(place), moved, p.arith(k <= i, place), k + 1)
        # i < k
        done = p.use(p.at(p.meet(earlier(k, t), inside), i), p.assume(more))
        over = impossible(p.part(done, 0))
        step = p.cases(p.arith(disj(own, less, more)), at_work, shrunk_too, over)
        return p.obtain(p.assume(in_region(t)), step, k)

    def shrinking(p):
        return p.lemma(
            forall(y)(given(numbers(), y >= 0) >> between(0, shrunk(y), (1 + factor * h) * y)),
            x(t, i),
        )

    def buffer():
        held = p.assume(conj(k < d, in_B(k, t)))
        inside = p.part(held, 1)
        steps = p.use(p.at(stepping, k), p.part(held, 0))
        moves = p.apply(p.part(steps, 1), inside)
        own, beside, less, more = k == i, k + 1 == i, k + 1 < i, i < k
        moved = p.part(p.part(moves, 0), 1)
        high = p.meet(x(t, k) >= tau, inside)
        at_work = impossible(p.unfold(p.assume(own), high))
        # k + 1 == i
        place = p.assume(beside)
        near = p.meet(between(0, x(t, k + 1), tau), inside)
        growth = p.by("saddle.eq-7.11.step", *LETTERS, x(t, k), x(t, k + 1))
        on_line = p.meet(between(tau, x(t, k), 2 * tau), inside)
        grows = p.use(growth, *sizes, *p.split(on_line), p.part(near, 0))
        step = p.unfold(place, p.fold(p.part(moves, 2), grows))
        plain = p.meet(bounds, p.part(step, 0), p.part(step, 1))
        neighbour = whole(plain, zero_only(place), moved, p.arith(k + 1 <= i, place), k + 2)
        # k + 1 < i
        place = p.assume(less)
        within = p.arith(conj(i <= d, i >= k + 2), place, *facts)
        bound = p.use(p.at(p.meet(later(k + 2, t), inside), i), within)
        equation = p.use(p.at(moved, i), within)
        step = p.fold(equation, p.use(shrinking(p), *sizes, p.part(bound, 0)))
        shrunk_too = whole(step, zero_only(place), moved, p.arith(k + 1 <= i, place), k + 2)
        done = p.use(p.at(p.meet(earlier(k, t), inside), i), p.assume(more))
        over = impossible(p.part(done, 0))
        cover = p.arith(disj(own, beside, less, more))
        step = p.cases(cover, at_work, neighbour, shrunk_too, over)
        return p.obtain(p.assume(in_buffer(t)), step, k)

    positive = p.arith(tau > 0, *sizes)
    finish = never_ended(p, below, positive, goal)
    return p.qed(p.cases(there, region(), buffer(), finish))


@before_the_first_time.mutant
def growth_by_1_plus_eta_gamma(judge):
    says = before_the_first_time.says(factor="1/2")
    return refuted_by(judge, says, before_the_first_time.instance)


@claim(
    "saddle.lem-7.2.inside",
    chapter_7(locus),
    seconds=240.0,
    says=lambda times=1: forall(*LETTERS, d, T, x, i, t)(
        given(descends(), i < d, t <= T, x(t, i) >= tau, always_below(i, t, 2 * tau))
        >> conj(in_B(i, t), h * t >= times)
    ),
    uses=("saddle.lem-7.2.walk", "saddle.lem-7.2.growth"),
)
def inside_the_buffer(judge, times=1):
    """While tau <= x_i < 2 tau the iterate is in the buffer B_i, and at least 1/(2 eta gamma) steps
    are over.
    """
    p = judge.theorem()
    sizes, facts = sizes_of(p), p.given
    goal = p.target
    below = p.meet(always_below(i, t, 2 * tau), *facts)
    now = p.use(p.at(below, t), p.arith(t <= t))
    high = p.meet(x(t, i) >= tau, *facts)
    said = p.use(p.by("saddle.lem-7.2.walk", *LETTERS, d, T, x), *facts)
    there = p.use(p.at(said, t), p.meet(t <= T, *facts))
    on_line = p.both(high, p.arith(x(t, i) <= 2 * tau, now))

    def impossible(step):
        return p.absurd(step, p.arith(~step.formula, now, high, *sizes), goal)

    def too_small(step, exponent):
        """x_i <= tau exp(a) with a < 0 is less than tau."""
        less = p.lemma(
            forall(a, y)(given(tau > 0, a < 0, y <= tau * exp(a)) >> (y < tau)), exponent, x(t, i)
        )

        def conclude(*premises):
            found = p.use(less, *sizes, step, *premises)
            return p.absurd(high, p.arith(~high.formula, found), goal)

        return conclude

    negative = p.arith(-1 - theta * t < 0, *sizes)

    def region():
        held = p.assume(conj(k < d, state_A(k, m, t)))
        state = p.part(held, 1)
        own, less, more = k == i, k < i, i < k
        place = p.assume(less)
        tail = p.use(
            p.at(p.meet(small(k + 1, t), state), i),
            p.arith(conj(i <= d, i >= k + 1), place, *facts),
        )
        tiny = too_small(p.part(tail, 1), -1 - theta * t)(negative)
        here = p.assume(own)
        before = p.unfold(here, p.meet(earlier(k, t), state))
        smaller = p.unfold(here, p.meet(small(k + 1, t), state))
        tube = in_tube(p, smaller, i + 1, t)
        near = p.use(p.at(tube, i + 1), p.arith(conj(i + 1 <= d, i + 1 >= i + 1), *facts))
        where = conj(j <= d, j >= i + 2)
        far = p.assume(where)
        rest = p.use(p.at(tube, j), p.arith(j >= i + 1, far), far)
        rest = p.for_all(p.discharge(rest, where), j)
        bound = p.unfold(here, p.meet(x(t, k) <= size(m, t), state))
        grown_time = p.by("saddle.lem-7.2.growth", *LETTERS, m, t, x(t, i))
        long = p.use(grown_time, *sizes, p.meet(m <= t, state), high, bound)
        at_work = p.both(p.both(before, on_line, near, rest), p.part(long, 1))
        done = p.use(p.at(p.meet(earlier(k, t), state), i), p.assume(more))
        step = p.cases(p.arith(disj(own, less, more)), at_work, tiny, impossible(p.part(done, 0)))
        inner = exists(m)(conj(k < d, state_A(k, m, t)))
        return p.obtain(p.assume(somewhere(state_A, t)), p.obtain(p.assume(inner), step, m), k)

    def buffer():
        held = p.assume(conj(k < d, state_B(k, m, t)))
        state = p.part(held, 1)
        own, beside, less, more = k == i, k + 1 == i, k + 1 < i, i < k
        met = lambda formula: p.meet(formula, state)  # noqa: E731
        exponent = p.lemma(
            forall(N, a, y)(
                given(numbers(), a >= 0, h * a >= 1, y <= 2 * tau, y >= tau + tau * h * (N - a))
                >> (h * (N - a) - theta * a - 1 < 0)
            ),
            t, m, x(t, k),
        )  # fmt: skip
        rises = met(x(t, k) >= tau + tau * h * (t - m))
        ready = met(h * m >= 1)
        negative_too = p.use(
            exponent, *sizes, p.arith(m >= 0), ready, met(x(t, k) <= 2 * tau), rises
        )
        below_tau = p.lemma(
            forall(a, y)(given(tau > 0, a < 0, y <= tau * exp(a)) >> (y < tau)),
            h * (t - m) - theta * m - 1, x(t, k + 1),
        )  # fmt: skip
        near_small = p.use(below_tau, *sizes, negative_too, met(x(t, k + 1) <= size(m, t)))
        place = p.assume(beside)
        short = p.unfold(place, near_small)
        neighbour = p.absurd(high, p.arith(~high.formula, short), goal)
        place = p.assume(less)
        tail = p.use(
            p.at(met(small(k + 2, t)), i), p.arith(conj(i <= d, i >= k + 2), place, *facts)
        )
        tiny = too_small(p.part(tail, 1), -1 - theta * t)(negative)
        here = p.assume(own)
        before = p.unfold(here, met(earlier(k, t)))
        near = p.unfold(
            here, p.both(met(x(t, k + 1) >= 0), p.arith(x(t, k + 1) <= tau, near_small))
        )
        rest = in_tube(p, p.unfold(here, met(small(k + 2, t))), i + 2, t)
        long = p.arith(h * t >= times, ready, met(m <= t), *sizes)
        at_work = p.both(p.both(before, on_line, near, rest), long)
        done = p.use(p.at(met(earlier(k, t)), i), p.assume(more))
        cover = p.arith(disj(own, beside, less, more))
        step = p.cases(cover, at_work, neighbour, tiny, impossible(p.part(done, 0)))
        inner = exists(m)(conj(k < d, state_B(k, m, t)))
        return p.obtain(p.assume(somewhere(state_B, t)), p.obtain(p.assume(inner), step, m), k)

    finish = never_ended(p, below, now, goal)
    return p.qed(p.cases(there, region(), buffer(), finish))


@inside_the_buffer.mutant
def five_times_as_long(judge):
    found = model(path(*((one, 0) for one in run_of_one(1, 4))), d=1, T=4, i=0, t=4)
    return refuted_by(judge, inside_the_buffer.says(times=5), found)
