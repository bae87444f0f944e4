"""Lemma 7.2 for every d and every T: gradient descent on the tube as a walk through its regions.

At the time t the iterate is in a region A_k or in a buffer B_k, and m is the time at which the last
buffer was entered: S_{k-1} in A_k, S_k in B_k. What a state says of the coordinates is enough to
find the next state, and to see that S_k + 1 grows by the factor (L + gamma)/gamma a saddle.
Exponentials stand for the products of the source: (1 - theta)^m (1 + h)^n <= exp(h n - theta m).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, disj, exp, forall, given, nats, reals

from . import chapter_7
from .paths import model, path, refuted_by
from .tube import (
    LETTERS,
    between,
    d,
    earlier,
    grown,
    h,
    j,
    k,
    kappa,
    later,
    numbers,
    shrunk,
    steps_at,
    t,
    tau,
    theta,
    x,
)

locus = "Lemma 7.2, proof"
m = nats("m")
ratio = kappa + 1  # (L + gamma)/gamma


def small(first, t):
    """The coordinates from `first` on have only shrunk: at most tau exp(-1 - theta t)."""
    return later(first, t, tau * exp(-1 - theta * t))


def size(m, t):
    """A bound on the coordinate that shrank up to the time m and grew from then on"""
    return tau * exp(h * (t - m) - theta * m - 1)


def state_A(k, m, t):
    return conj(
        m <= t,
        earlier(k, t),
        between(0, x(t, k), tau),
        x(t, k) <= size(m, t),
        small(k + 1, t),
        m + 1 >= ratio**k,
        h * ratio * m + 1 >= ratio**k,
    )


def state_B(k, m, t):
    return conj(
        m <= t,
        earlier(k, t),
        between(tau, x(t, k), 2 * tau),
        x(t, k) >= tau + tau * h * (t - m),
        between(0, x(t, k + 1), size(m, t)),
        small(k + 2, t),
        m + 1 >= ratio ** (k + 1),
        h * m >= 1,
        h * m >= ratio**k,
    )


def each(p, place, where, step):
    """For all j with `where`, from the step that was made under its assumption."""
    return p.for_all(p.discharge(step, where), place)


def in_tube(p, smaller, first, t):
    """Coordinates that have only shrunk are at most tau."""
    where = conj(j <= d, j >= first)
    bounds = p.apply(p.at(smaller, j), p.assume(where))
    a, y = reals("a y")
    below = p.lemma(
        forall(a, y)(given(tau > 0, a <= 0, y <= tau * exp(a)) >> (y <= tau)),
        -1 - theta * t, x(t, j),
    )  # fmt: skip
    exponent = p.arith(-1 - theta * t <= 0, *sizes_of(p))
    top = p.use(below, *sizes_of(p), exponent, *p.split(bounds))
    return each(p, j, where, p.meet(between(0, x(t, j), tau), bounds, top))


def sizes_of(p):
    return p.split(p.meet(numbers(), *p.given))


def shrink(p, smaller, stepped, first, t):
    """The coordinates from `first` on shrink once more."""
    where = conj(j <= d, j >= first)
    now = p.split(p.apply(p.at(smaller, j), p.assume(where)))
    moved = p.apply(p.at(stepped, j), p.assume(where))
    P, Q, y = reals("P Q y")
    once = p.lemma(
        forall(P, Q, y)(
            given(numbers(), y >= 0, y <= tau * P, Q >= 1 - theta)
            >> conj(shrunk(y) >= 0, shrunk(y) <= tau * (P * Q))
        ),
        exp(-1 - theta * t), exp(-theta), x(t, j),
    )  # fmt: skip
    after = p.fold(moved, p.use(once, *sizes_of(p), *now, p.arith(exp(-theta) >= 1 - theta)))
    top = tau * exp(-1 - theta * (t + 1))
    same = p.arith(tau * (exp(-1 - theta * t) * exp(-theta)) == top)
    return each(p, j, where, p.unfold(same, after))


def settle(p, before, stepped, k, t):
    """The coordinates that are done stay within 2 tau of 4 tau."""
    where = j < k
    now = p.split(p.apply(p.at(before, j), p.assume(where)))
    moved = p.apply(p.at(stepped, j), p.assume(where))
    kept = p.by("saddle.lem-7.2.d-left-amended", *LETTERS, x(t, j))
    after = p.part(p.use(kept, *sizes_of(p), *now), 1)
    return each(p, j, where, p.fold(moved, after))


# --- the growth of the escape times ---------------------------------------------------------------

n = nats("n")
a, b, y = reals("a b y")


@claim(
    "saddle.lem-7.2.growth",
    chapter_7(locus),
    formula=r"T_{k+1}-T_{k+1}^\tau\ge\frac{L+\gamma}\gamma(T_k-T_k^\tau)",
    says=lambda gain=1: forall(*LETTERS, m, n, y)(
        given(numbers(), m <= n, y >= tau, y <= size(m, n))
        >> conj(
            h * n >= 1 + h * (kappa + gain) * m,
            h * n >= 1,
            n >= (kappa + gain) * m,
            n + 1 >= (kappa + gain) * (m + 1),
        )
    ),
)
def growth_of_the_times(judge, gain=1):
    """A coordinate that shrank up to the time S_k and grew from then on reaches tau at S_{k+1} >=
    ((L + gamma)/gamma) S_k.

    It shrank by 1 - 2 eta L and grew by 1 + 2 eta gamma; even S_{k+1} + 1 >= ((L + gamma)/gamma)
    (S_k + 1).
    """
    p = judge.theorem()
    sizes = sizes_of(p)
    up = p.lemma(
        forall(a, y)(given(tau > 0, y >= tau, y <= tau * exp(a)) >> (a >= 0)),
        h * (n - m) - theta * m - 1, y,
    )  # fmt: skip
    exponent = p.use(up, *p.given)
    count = reals("count passed")
    N, M = count
    scaled = p.lemma(
        forall(N, M)(
            given(numbers(), M >= 0, h * (N - M) - theta * M - 1 >= 0)
            >> conj(
                h * N >= 1 + h * (kappa + gain) * M,
                h * N >= 1,
                N >= (kappa + gain) * M,
                N + 1 >= (kappa + gain) * (M + 1),
            )
        ),
        n, m,
    )  # fmt: skip
    return p.qed(p.use(scaled, *sizes, exponent, p.arith(m >= 0)))


growth_of_the_times.mutant("kappa + 2", gain=2)


STATE = (*LETTERS, d, k, m, t, x)


def before(state, limit=1):
    return given(numbers(limit), k < d, state, steps_at(t))


@claim(
    "saddle.lem-7.2.in-A",
    chapter_7(locus),
    seconds=240.0,
    says=lambda limit=1: forall(*STATE)(
        before(state_A(k, m, t), limit) >> disj(state_A(k, m, t + 1), state_B(k, t + 1, t + 1))
    ),
    uses=(
        "saddle.lem-7.2.d-left-amended",
        "saddle.lem-7.2.d-middle",
        "saddle.lem-7.2.growth",
    ),
)
def step_in_region(judge, limit=1):
    """A step in A_k leads to A_k again or into the buffer B_k; and then S_k + 1 is at least (L +
    gamma)/gamma times S_{k-1} + 1.
    """
    p = judge.theorem()
    target = p.target
    sizes = sizes_of(p)
    facts = p.given
    low, high, less = (
        p.arith(one, *facts) for one in (x(t, k) >= 0, x(t, k) <= tau, x(t, k) <= size(m, t))
    )
    is_before, smaller = p.meet(earlier(k, t), *facts), p.meet(small(k + 1, t), *facts)
    stepping = p.use(p.at(p.meet(steps_at(t), *facts), k), p.meet(k < d, *facts))
    inside = p.both(is_before, p.both(low, high), in_tube(p, smaller, k + 1, t))
    moved = p.split(p.apply(p.part(stepping, 0), inside))
    settled_now = settle(p, is_before, moved[0], k, t)
    smaller_now = shrink(p, smaller, moved[1], k + 1, t)
    kept = p.use(p.by("saddle.lem-7.2.d-middle", *LETTERS, x(t, k)), *sizes, low, high)
    least, at_most = p.split(p.fold(moved[2], p.part(kept, 1)))
    once = p.lemma(
        forall(a, y)(given(numbers(), y >= 0, y <= tau * exp(a)) >> (grown(y) <= tau * exp(a + h))),
        h * (t - m) - theta * m - 1, x(t, k),
    )  # fmt: skip
    grown_once = p.fold(moved[2], p.use(once, *sizes, low, less))
    exponent = p.arith(tau * exp(h * (t - m) - theta * m - 1 + h) == size(m, t + 1))
    less_now = p.unfold(exponent, grown_once)
    soon = p.arith(m <= t + 1, p.meet(m <= t, *facts))
    power = p.meet(m + 1 >= ratio**k, *facts)
    scaled_power = p.meet(h * ratio * m + 1 >= ratio**k, *facts)
    # still in A_k
    stays = x(t + 1, k) <= tau
    stay = p.both(
        soon,
        settled_now,
        p.both(least, p.assume(stays)),
        less_now,
        smaller_now,
        power,
        scaled_power,
    )
    # or in the buffer
    leaves = ~stays
    out = p.arith(x(t + 1, k) >= tau, p.assume(leaves))
    gain = p.by("saddle.lem-7.2.growth", *LETTERS, m, t + 1, x(t + 1, k))
    next_time = p.split(p.use(gain, *sizes, soon, out, less_now))
    rounded = p.arith(
        t + 1 + 1 >= ratio ** (k + 1), p.power_step(ratio, k), power, *next_time, *sizes
    )
    first = p.arith(x(t + 1, k) >= tau + tau * h * (t + 1 - (t + 1)), out)
    neighbour = p.split(
        p.use(p.at(smaller_now, k + 1), p.arith(conj(k + 1 <= d, k + 1 >= k + 1), *facts))
    )
    same = p.arith(tau * exp(-1 - theta * (t + 1)) == size(t + 1, t + 1))
    beside = p.both(neighbour[0], p.unfold(same, neighbour[1]))
    where = conj(j <= d, j >= k + 2)
    rest = each(
        p,
        j,
        where,
        p.use(p.at(smaller_now, j), p.arith(j >= k + 1, p.assume(where)), p.assume(where)),
    )
    leave = p.both(
        p.arith(t + 1 <= t + 1), settled_now, p.both(out, at_most), first, beside, rest,
        rounded, p.arith(h * (t + 1) >= 1, *next_time),
        p.arith(h * (t + 1) >= ratio**k, scaled_power, *next_time),
    )  # fmt: skip
    return p.qed(p.cases(p.excluded_middle(stays), p.either(stay, target), p.either(leave, target)))


step_in_region.instance = model(path((1, 0), ("3/2", 0)), d=1, k=0, m=0, t=0)


@step_in_region.mutant
def with_eta_up_to_1_over_L(judge):
    run = path((1, 1), (2, -1))
    return refuted_by(
        judge, step_in_region.says(limit=2), model(run, eta="1/2", d=1, k=0, m=0, t=0)
    )


@claim(
    "saddle.lem-7.2.in-B",
    chapter_7(locus),
    seconds=240.0,
    says=lambda limit=1: forall(*STATE)(
        before(state_B(k, m, t), limit) >> disj(state_B(k, m, t + 1), state_A(k + 1, m, t + 1))
    ),
    uses=(
        "saddle.lem-7.2.a",
        "saddle.lem-7.2.d-left-amended",
        "saddle.lem-7.2.e-amended",
        "saddle.eq-7.11.step",
    ),
    instance=model(path((0, 0, 0), (0, 0, 0), (4, "1/10", 0), (6, 0, 0)), d=2, k=0, m=2, t=2),
)
def step_in_buffer(judge, limit=1):
    """A step in the buffer B_k leads to B_k again or into the next region A_{k+1}; the next
    coordinate stays below tau.
    """
    p = judge.theorem()
    target, facts, sizes = p.target, p.given, sizes_of(p)
    met = lambda formula: p.meet(formula, *facts)  # noqa: E731
    low, high = met(x(t, k) >= tau), met(x(t, k) <= 2 * tau)
    rises, power, ready = (
        met(x(t, k) >= tau + tau * h * (t - m)),
        met(m + 1 >= ratio ** (k + 1)),
        met(h * m >= 1),
    )
    scaled_power = met(h * m >= ratio**k)
    is_before, smaller, since = met(earlier(k, t)), met(small(k + 2, t)), met(m <= t)
    least, most = met(x(t, k + 1) >= 0), met(x(t, k + 1) <= size(m, t))
    N, M, z, w = reals("count passed z w")
    # here and one step later the exponent is at most 0
    exponent = p.lemma(
        forall(N, M, y)(
            given(numbers(), M >= 0, h * M >= 1, y <= 2 * tau, y >= tau + tau * h * (N - M))
            >> conj(h * (N - M) - theta * M - 1 <= 0, h * (N + 1 - M) - theta * M - 1 <= 0)
        ),
        t, m, x(t, k),
    )  # fmt: skip
    now, soon = p.split(p.use(exponent, *sizes, p.arith(m >= 0), ready, high, rises))
    below = forall(a, y)(given(tau > 0, a <= 0, y <= tau * exp(a)) >> (y <= tau))
    top = p.use(p.lemma(below, h * (t - m) - theta * m - 1, x(t, k + 1)), *sizes, now, most)
    stepping = p.use(p.at(met(steps_at(t)), k), met(k < d))
    inside = p.both(is_before, p.both(low, high), p.both(least, top), in_tube(p, smaller, k + 2, t))
    moved = p.split(p.apply(p.part(stepping, 1), inside))
    settled_now = settle(p, is_before, moved[0], k, t)
    smaller_now = shrink(p, smaller, moved[1], k + 2, t)
    here = (*LETTERS, x(t, k), x(t, k + 1))
    box = (*sizes, low, high, least, top)
    up = p.fold(moved[2], p.use(p.by("saddle.lem-7.2.a", *here), *box))
    over = p.fold(moved[2], p.part(p.use(p.by("saddle.lem-7.2.e-amended", *here), *box), 1))
    grows = p.split(p.fold(moved[3], p.use(p.by("saddle.eq-7.11.step", *here), *box)))
    once = forall(a, y)(
        given(numbers(), y >= 0, y <= tau * exp(a)) >> ((1 + 1 * h) * y <= tau * exp(a + h))
    )
    grown_once = p.use(p.lemma(once, h * (t - m) - theta * m - 1, x(t, k + 1)), *sizes, least, most)
    same = p.arith(tau * exp(h * (t - m) - theta * m - 1 + h) == size(m, t + 1))
    next_most = p.arith(x(t + 1, k + 1) <= size(m, t + 1), grows[1], p.unfold(same, grown_once))
    later_since = p.arith(m <= t + 1, since)
    risen_now = p.lemma(
        forall(N, M, y, z)(
            given(numbers(), y >= tau + tau * h * (N - M), z >= y + 1 * h * tau)
            >> (z >= tau + tau * h * (N + 1 - M))
        ),
        t, m, x(t, k), x(t + 1, k),
    )  # fmt: skip
    rises_now = p.use(risen_now, *sizes, rises, up)
    above = p.arith(x(t + 1, k) >= tau, up, low, p.arith(h * tau > 0, *sizes))
    # still in the buffer
    stays = x(t + 1, k) <= 2 * tau
    stay = p.both(
        later_since, settled_now, p.both(above, p.assume(stays)), rises_now,
        p.both(grows[0], next_most), smaller_now, power, ready, scaled_power,
    )  # fmt: skip
    # or through it
    past = p.arith(x(t + 1, k) >= 2 * tau, p.assume(~stays))
    soon_exponent = p.arith(h * (t + 1 - m) - theta * m - 1 <= 0, soon)
    small_now = p.use(
        p.lemma(below, h * (t + 1 - m) - theta * m - 1, x(t + 1, k + 1)),
        *sizes,
        soon_exponent,
        next_most,
    )
    where = j < k + 1
    old, new = j < k, j == k
    cover = p.arith(disj(old, new), p.assume(where))
    inner = p.use(p.at(settled_now, j), p.assume(old))
    own = p.fold(p.assume(new), p.both(past, over))
    done = each(p, j, where, p.cases(cover, inner, own))
    next_small = p.arith(j >= k + 2, p.assume(conj(j <= d, j >= k + 1 + 1)))
    rest = each(
        p,
        j,
        conj(j <= d, j >= k + 1 + 1),
        p.use(p.at(smaller_now, j), p.assume(conj(j <= d, j >= k + 1 + 1)), next_small),
    )
    next_power = p.arith(
        h * ratio * m + 1 >= ratio ** (k + 1), scaled_power, p.power_step(ratio, k), *sizes
    )
    leave = p.both(
        later_since, done, p.both(grows[0], small_now), next_most, rest, power,
        next_power,
    )  # fmt: skip
    return p.qed(p.cases(p.excluded_middle(stays), p.either(stay, target), p.either(leave, target)))
