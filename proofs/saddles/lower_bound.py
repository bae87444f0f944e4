"""Lemma 7.2 for every d and every T, from the walk through the regions (`escape`)."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, disj, exists, exp, forall, given, nats, reals

from . import chapter_7
from .escape import (
    in_tube,
    m,
    ratio,
    size,
    sizes_of,
    small,
    state_A,
    state_B,
    step_in_buffer,
)
from .paths import model, path, refuted_by, run_of_one
from .tube import (
    LETTERS,
    T,
    between,
    d,
    earlier,
    h,
    in_A,
    in_B,
    k,
    later,
    numbers,
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
    walk,
)

n = nats("n")  # the last coordinate: d = n + 1
y, a = reals("y a")


def in_region(t):
    return exists(k)(conj(k < d, in_A(k, t)))


def in_buffer(t):
    return exists(k)(conj(k < d, in_B(k, t)))


@claim(
    "saddle.lem-7.2.place",
    chapter_7("Lemma 7.2, proof"),
    seconds=240.0,
    says=lambda limit=1: forall(*LETTERS, d, T, x)(
        descends(limit) >> forall(t)((t <= T) >> disj(in_region(t), in_buffer(t), ended(t)))
    ),
    uses=("saddle.lem-7.2.walk",),
    instance=model(path((1, 0), ("3/2", 0)), d=1, T=1, t=1),
)
def stays_in_the_tube(judge, limit=1):
    """The iterates stay in the tube: in a region A_k or a buffer B_k, k <= d, until ((L +
    gamma)/gamma)^d steps are over.
    """
    p = judge.theorem()
    sizes, facts = sizes_of(p), p.given
    goal = disj(in_region(t), in_buffer(t), ended(t))
    until = p.assume(t <= T)
    there = p.apply(p.at(p.use(p.by("saddle.lem-7.2.walk", *LETTERS, d, T, x), *facts), t), until)

    def ends(state, first, inside):
        """From a state to the region it says."""
        held = p.assume(conj(k < d, state(k, m, t)))
        within, now = p.part(held, 0), p.part(held, 1)
        tail = in_tube(p, p.meet(small(first, t), now), first, t)
        whole = in_region(t) if state is state_A else in_buffer(t)
        step = p.either(p.exhibit(whole, k, p.both(within, inside(now, tail))), goal)
        inner = exists(m)(conj(k < d, state(k, m, t)))
        return p.obtain(p.assume(somewhere(state, t)), p.obtain(p.assume(inner), step, m), k)

    def region(now, tail):
        return p.both(p.meet(earlier(k, t), now), p.meet(between(0, x(t, k), tau), now), tail)

    def buffer(now, tail):
        exponent = p.lemma(
            forall(n, m, y)(
                given(numbers(), m >= 0, y <= 2 * tau, y >= tau + tau * h * (n - m))
                >> (h * (n - m) - theta * m - 1 <= 0)
            ),
            t, m, x(t, k),
        )  # fmt: skip
        met = lambda formula: p.meet(formula, now)  # noqa: E731
        rises, high = met(x(t, k) >= tau + tau * h * (t - m)), met(x(t, k) <= 2 * tau)
        low_enough = p.use(exponent, *sizes, p.arith(m >= 0), high, rises)
        below = p.lemma(
            forall(a, y)(given(tau > 0, a <= 0, y <= tau * exp(a)) >> (y <= tau)),
            h * (t - m) - theta * m - 1, x(t, k + 1),
        )  # fmt: skip
        top = p.use(below, *sizes, low_enough, met(x(t, k + 1) <= size(m, t)))
        beside = p.both(met(x(t, k + 1) >= 0), top)
        return p.both(met(earlier(k, t)), met(between(tau, x(t, k), 2 * tau)), beside, tail)

    step = p.cases(
        there,
        ends(state_A, k + 1, region),
        ends(state_B, k + 2, buffer),
        p.either(p.assume(ended(t)), goal),
    )
    return p.qed(p.for_all(p.discharge(step, t <= T), t))


@claim(
    "saddle.lem-7.2.last",
    chapter_7("Lemma 7.2, proof"),
    says=lambda limit=1: forall(*LETTERS, d, n, T, x)(
        given(descends(limit), d == n + 1)
        >> forall(t)((t <= T) >> disj(x(t, n) <= 2 * tau, ended(t)))
    ),
    uses=("saddle.lem-7.2.place",),
    instance=model(path((1, 0), ("3/2", 0)), d=1, n=0, T=1, t=1),
)
def last_coordinate(judge, limit=1):
    """Until ((L + gamma)/gamma)^d steps are over, x_d is at most 2 tau."""
    p = judge.theorem()
    sizes, facts = sizes_of(p), p.given
    dimension = p.meet(d == n + 1, *facts)
    small_enough = x(t, n) <= 2 * tau
    goal = disj(small_enough, ended(t))
    until = p.assume(t <= T)
    there = p.apply(p.at(p.use(p.by("saddle.lem-7.2.place", *LETTERS, d, T, x), *facts), t), until)

    def bounded(*premises):
        return p.arith(small_enough, *premises, *sizes)

    def region():
        held = p.assume(conj(k < d, in_A(k, t)))
        own, after = k == n, n >= k + 1
        cover = p.arith(disj(own, after), p.part(held, 0), dimension)
        mine = p.unfold(p.assume(own), p.meet(x(t, k) <= tau, held))
        tail = p.use(
            p.at(p.meet(later(k + 1, t), p.part(held, 1)), n),
            p.arith(n <= d, dimension), p.assume(after),
        )  # fmt: skip
        step = p.either(p.cases(cover, bounded(mine), bounded(tail)), goal)
        return p.obtain(p.assume(in_region(t)), step, k)

    def buffer():
        held = p.assume(conj(k < d, in_B(k, t)))
        own, beside, after = k == n, k + 1 == n, n >= k + 2
        cover = p.arith(disj(own, beside, after), p.part(held, 0), dimension)
        mine = p.unfold(p.assume(own), p.meet(x(t, k) <= 2 * tau, held))
        second = p.unfold(p.assume(beside), p.meet(x(t, k + 1) <= tau, held))
        tail = p.use(
            p.at(p.meet(later(k + 2, t), p.part(held, 1)), n),
            p.arith(n <= d, dimension), p.assume(after),
        )  # fmt: skip
        step = p.either(p.cases(cover, mine, bounded(second), bounded(tail)), goal)
        return p.obtain(p.assume(in_buffer(t)), step, k)

    step = p.cases(there, region(), buffer(), p.either(p.assume(ended(t)), goal))
    return p.qed(p.for_all(p.discharge(step, t <= T), t))


# --- the lemma ------------------------------------------------------------------------------------


def in_time(p, bound):
    """x_d^(T) <= 2 tau, since the end is reached later."""
    facts = p.given
    said = p.use(p.by("saddle.lem-7.2.last", *LETTERS, d, n, T, x), *facts)
    here = p.use(p.at(said, T), p.arith(T <= T))
    goal = x(T, n) <= 2 * tau
    late = too_late(p, bound)
    early = p.meet(bound, *facts)
    return p.cases(here, p.assume(goal), p.absurd(early, late, goal))


def too_late(p, bound):
    """Where the end was reached the bound on T is broken."""
    inner = p.assume(conj(end <= T, reached(end)))
    said = p.arith(~bound, *p.split(inner)[:1], *p.split(inner)[2:], *facts_of_powers(p))
    return p.obtain(p.assume(ended(T)), said, end)


def facts_of_powers(p):
    """ratio^n > 0, and ratio^d = ratio^n ratio."""
    sizes = sizes_of(p)
    positive = p.use(p.by("book.power-positive", ratio, n), p.arith(ratio > 0, *sizes))
    power = p.power_step(ratio, n)
    dimension = p.meet(d == n + 1, *p.given)
    return [positive, p.fold(dimension, power), *sizes]


def bounded_until(bound):
    """x_d^(T) <= 2 tau for every T with the bound, a function of ratio and n."""

    def says(limit=1, more=0):
        return forall(*LETTERS, d, n, T, x)(
            given(descends(limit), d == n + 1, bound(more)) >> (x(T, n) <= 2 * tau)
        )

    return says


SMALL = model(path((1, 0), ("3/2", 0)), d=1, n=0, T=1)
RUN = path(*((one, 0) for one in run_of_one(1, 6)))  # leaves the buffer, beyond 2 tau, at T = 6


def until_the_power(more=0):
    return ratio ** (n + more) >= T if more else T <= ratio**n


@claim(
    "saddle.lem-7.2",
    chapter_7("Lemma 7.2"),
    formula=r"T\le\left(\frac{L+\gamma}\gamma\right)^{d-1}\implies x_d^{(T)}\le2\tau",
    hypotheses=(
        "tau >= e",
        "x^(0) in [-1, 1]^d and in D_0",
        "eta <= 1/(2 L) (the relation is unreadable in our copy)",
    ),
    says=bounded_until(until_the_power),
    uses=("saddle.lem-7.2.last", "book.power-positive"),
    instance=SMALL,
    seconds=180.0,
)
def exponential_lower_bound(judge):
    """Gradient descent needs exponential time on the tube, for every d and every T: x_d is at most
    2 tau up to the time ((L + gamma)/gamma)^(d-1).

    Assumed is only that x is a run of gradient descent: wherever it is in the tube before the end,
    the next iterate is the step on the piece of f there (`saddle.kernel`). That the iterates stay
    in the tube is proved (`saddle.lem-7.2.place`).
    """
    p = judge.theorem()
    return p.qed(in_time(p, T <= ratio**n))


@exponential_lower_bound.mutant
def two_more_powers(judge):
    says = exponential_lower_bound.says(more=2)
    return refuted_by(judge, says, model(RUN, d=1, n=0, T=6))


@exponential_lower_bound.mutant
def with_eta_up_to_1_over_L(judge):
    # the first step leaves D_0: x_2 becomes (1 - 2 eta L) x_2 < 0, and nothing is said from there
    away = path((0, 1, 0), (0, -1, 0), (0, 100, 0))
    says = exponential_lower_bound.says(limit=2)
    return refuted_by(judge, says, model(away, eta="1/2", d=2, n=1, T=2))


@claim(
    "saddle.tube-d",
    chapter_7("Section 7.4.1"),
    formula=r"t_d\ge\left(\frac{L+\gamma}\gamma\right)^d",
    hypotheses=("t_i = T_i, the time at which x_i reaches 2 tau", "eta <= 1/(2 L), tau >= e"),
    says=bounded_until(lambda more=0: T < ratio ** (d + more) if more else T < ratio**d),
    uses=("saddle.lem-7.2.last", "book.power-positive"),
    instance=SMALL,
)
def one_more_power(judge):
    """The exponent d of the sketch (the lemma has d - 1) is right: before ((L + gamma)/gamma)^d
    steps are over x_d is at most 2 tau.
    """
    p = judge.theorem()
    return p.qed(in_time(p, T < ratio**d))


@one_more_power.mutant
def another_power(judge):
    return refuted_by(judge, one_more_power.says(more=1), model(RUN, d=1, n=0, T=6))


@claim(
    "saddle.lem-7.2.k",
    chapter_7("Lemma 7.2, proof"),
    formula=r"T_d\ge\frac1{2\eta\gamma}\left(\frac{L+\gamma}\gamma\right)^{d-1}\ge\left(\frac{L+"
    r"\gamma}\gamma\right)^{d-1}",
    says=lambda more=0: forall(*LETTERS, d, n, T, x)(
        given(descends(), d == n + 1)
        >> conj(
            (h * T < ratio ** (n + more) if more else h * T < ratio**n) >> (x(T, n) <= 2 * tau),
            1 / h >= 1,
        )
    ),
    uses=("saddle.lem-7.2.last", "book.power-positive"),
    instance=SMALL,
)
def exponential_time(judge):
    """The last coordinate is at most 2 tau as long as T < ((L + gamma)/gamma)^(d-1)/(2 eta gamma),
    and 1/(2 eta gamma) is at least one.
    """
    p = judge.theorem()
    bound, goal = h * T < ratio**n, x(T, n) <= 2 * tau
    said = p.use(p.by("saddle.lem-7.2.last", *LETTERS, d, n, T, x), *p.given)
    here = p.use(p.at(said, T), p.arith(T <= T))
    late = too_late(p, bound)
    step = p.cases(here, p.assume(goal), p.absurd(p.assume(bound), late, goal))
    return p.qed(p.both(p.discharge(step, bound), p.arith(1 / h >= 1, *sizes_of(p))))


@exponential_time.mutant
def three_more_powers(judge):
    return refuted_by(judge, exponential_time.says(more=2), model(RUN, d=1, n=0, T=6))


AWAY = path((0, 1, 0), (0, -1, 0))  # with eta = 1/L the second coordinate changes its sign


@stays_in_the_tube.mutant
def the_tube_with_eta_up_to_1_over_L(judge):
    says = stays_in_the_tube.says(limit=2)
    return refuted_by(judge, says, model(AWAY, eta="1/2", d=2, T=1, t=1))


@walk.mutant
def the_walk_with_eta_up_to_1_over_L(judge):
    says = forall(*LETTERS, d, T, x)(given(descends(limit=2), d == 2) >> (x(T, 1) >= 0))
    return refuted_by(judge, says, model(AWAY, eta="1/2", d=2, T=1))


@last_coordinate.mutant
def for_ever(judge):
    says = forall(*LETTERS, d, n, T, x)(
        given(descends(), d == n + 1) >> forall(t)((t <= T) >> (x(t, n) <= 2 * tau))
    )
    return refuted_by(judge, says, model(RUN, d=1, n=0, T=6, t=6))


@step_in_buffer.mutant
def the_buffer_with_eta_up_to_1_over_L(judge):
    says = step_in_buffer.says(limit=2)
    run = path((0, 0, 0), (0, 0, 0), (4, 0, "1/50"), (8, 0, "-1/50"))
    return refuted_by(judge, says, model(run, eta="1/2", d=2, k=0, m=2, t=2))
