"""Lemma 7.2: the buffer B_k between S_k and T_k, for every d and k."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    disj,
    exists,
    exp,
    forall,
    given,
    nats,
    reals,
)

from ..textbook.cases import zero_or_more
from . import chapter_7
from .escape import (
    sizes_of,
)
from .first_times import S, always_below, first, i, n, s
from .paths import model, path, refuted_by, run_of_one
from .times import AT_S, starts
from .tube import (
    LETTERS,
    L,
    T,
    between,
    d,
    eta,
    h,
    numbers,
    run,
    tau,
    theta,
    wide,
    x,
)
from .walk import (
    descends,
)

locus = "Lemma 7.2, proof"
y, a, b, c, P, Q, M, N = reals("y a b c P Q M N")
r, R, whole = nats("r R floor")
h_ = reals("h")
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
    there = p.arith((s + 1 == S + r).put(r, 0), p.assume(s + 1 == S))
    now = p.exhibit(goal.put(s, s + 1), 0, there)
    step = p.discharge(p.cases(cover, one, now), more.formula)
    return p.apply(p.at(p.induction(s, always, base, step), time), late)


@claim(
    "saddle.lem-7.2.g",
    chapter_7(locus),
    seconds=240.0,
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
        "saddle.eq-7.11.step",
        "book.power-below-exp",
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
    second = p.arith(between(0, x(S, i + 1), product(0)), beside, begin, not_negative, zero)
    at_zero = p.rewrite(at_S, p.both(first_part, second), goal.put(n, 0))
    base = p.discharge(at_zero, where.put(n, 0))
    # one step
    longer = p.assume(where.put(n, n + 1))
    until = p.part(longer, 1)
    inside = p.assume(s < n)
    shorter = p.for_all(p.discharge(p.use(p.at(until, s), p.arith(s < n + 1, inside)), s < n), s)
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
    up = p.fold(p.part(moves, 1), p.use(p.by("saddle.lem-7.2.a", *numbers_here), *sizes, *box))
    over = p.fold(p.part(moves, 2), p.use(p.by("saddle.eq-7.11.step", *numbers_here), *sizes, *box))
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
    known = p.by("book.power-below-exp", shrink, -theta, S)
    return p.use(known, p.arith(shrink >= 0, *sizes_of(p)))


@size_at_the_next_saddle.mutant
def steps_of_4_eta_gamma_tau(judge):
    return refuted_by(judge, size_at_the_next_saddle.says(factor=3), IN_BUFFER)


def buffer_of(p, n, *premises):
    """`saddle.lem-7.2.g` n steps after S"""
    said = p.use(p.by("saddle.lem-7.2.g", *LETTERS, d, T, x, i, S), *p.given)
    return p.apply(p.at(said, n), p.both(*premises))


def at_first_time(p):
    """x_i^(S) < 2 tau, and x_i stays below 2 tau up to S."""
    said = p.use(p.by("saddle.lem-7.2.no-jump", *LETTERS, d, T, x, i, S), *p.given)
    below = p.meet(always_below(i, S, tau, strict=True), *p.given)
    upto = p.assume(s <= S)
    before = p.arith(x(s, i) < 2 * tau, p.use(p.at(below, s), p.assume(s < S)), *sizes_of(p))
    now = p.fold(p.assume(s == S), p.part(said, 1))
    less = p.cases(p.arith(disj(s < S, s == S), upto), before, now)
    return p.for_all(p.discharge(less, upto.formula), s)


@claim(
    "saddle.lem-7.2.c-first",
    chapter_7(locus),
    formula=r"T_k-T_k^\tau=S_k\ge\frac1{2\eta\gamma}\quad(\text{printed for }k=1)",
    says=lambda factor=1: forall(*LETTERS, d, T, x, i, S)(
        given(descends(), i < d, first(S, i)) >> (S >= factor / h)
    ),
    uses=("saddle.lem-7.2.inside", "saddle.lem-7.2.no-jump"),
    instance=AT_S,
)
def first_escape_is_long(judge, factor=1):
    """S_1 >= 1/(2 eta gamma), and so for every S_k."""
    p = judge.theorem()
    small = at_first_time(p)
    place = p.use(p.by("saddle.lem-7.2.inside", *LETTERS, d, T, x, i, S), *p.given, small)
    return p.qed(p.arith(S >= factor / h, p.part(place, 1), *sizes_of(p)))


@first_escape_is_long.mutant
def three_times_as_long(judge):
    return refuted_by(judge, first_escape_is_long.says(factor=3), AT_S)


@claim(
    "saddle.lem-7.2.a-amended",
    chapter_7(locus),
    formula=r"T_k^\tau\le\left\lfloor\frac1{2\eta\gamma}\right\rfloor+1",
    amends="saddle.lem-7.2.a-count",
    says=lambda extra=1: forall(*LETTERS, d, T, x, i, S, n, whole)(
        given(
            descends(),
            i < d,
            first(S, i),
            S + n <= T,
            in_the_buffer(n),
            whole <= 1 / h,
            1 / h < whole + 1,
        )
        >> (n <= whole + extra)
    ),
    uses=("saddle.lem-7.2.g", "book.zero-or-successor"),
    instance=IN_BUFFER | {"values": {**IN_BUFFER["values"], "floor": "2"}},
)
def buffer_count_amended(judge, extra=1):
    """At most floor(1/(2 eta gamma)) + 1 iterates from S_k on are in the buffer: n iterates with
    x_k < 2 tau are n - 1 steps of at least 2 eta gamma tau apart.
    """
    p = judge.theorem()
    sizes, facts = sizes_of(p), p.given
    until = p.meet(in_the_buffer(n), *facts)
    goal = n <= whole + extra
    here = p.assume(n == s + 1)
    inside = p.assume(r < s)
    shorter = p.for_all(
        p.discharge(p.use(p.at(until, r), p.arith(r < n, inside, here)), inside.formula), r
    )
    time = p.arith(S + s <= T, here, p.meet(S + n <= T, *facts))
    last = p.use(p.at(until, s), p.arith(s < n, here))
    said = buffer_of(p, s, time, shorter)
    N, a, y = reals("count a y")
    counted = p.lemma(
        forall(N, a, y)(
            given(numbers(), y < 2 * tau, y >= tau + N * (1 * h * tau), 1 / h < a + 1)
            >> (N < a + 1)
        ),
        s, whole, x(S + s, i),
    )  # fmt: skip
    less = p.use(counted, *sizes, last, p.part(said, 0), p.meet(1 / h < whole + 1, *facts))
    some = p.arith(goal, less, here)
    return p.qed(zero_or_more(p, n, p.arith(goal, p.assume(n == 0)), some))


@buffer_count_amended.mutant
def without_the_one(judge):
    says = forall(h_, n, whole)(
        given(h_ > 0, whole <= 1 / h_, 1 / h_ < whole + 1, (n - 1) * h_ < 1) >> (n <= whole)
    )
    return refuted_by(judge, says, {"values": {"h": "2/5", "n": "3", "floor": "2"}})


@claim(
    "saddle.lem-7.2.c",
    chapter_7(locus),
    formula=r"T_k-T_k^\tau\ge T_k^\tau",
    says=lambda factor=1: forall(*LETTERS, d, T, x, i, S, n)(
        given(descends(), i < d, first(S, i), S + n <= T, in_the_buffer(n))
        >> (S >= n if factor == 1 else S >= factor * n)
    ),
    uses=("saddle.lem-7.2.g", "saddle.lem-7.2.c-first", "book.zero-or-successor"),
    instance=IN_BUFFER,
)
def escape_takes_longer_than_the_buffer(judge, factor=1):
    """The conclusion of the display is true, for every k: S_k >= 1/h, while the n = T_k^tau
    iterates in the buffer are fewer than 1/h + 1, and both are integers.
    """
    p = judge.theorem()
    sizes, facts = sizes_of(p), p.given
    until = p.meet(in_the_buffer(n), *facts)
    long = p.use(p.by("saddle.lem-7.2.c-first", *LETTERS, d, T, x, i, S), *facts)
    here = p.assume(n == s + 1)
    inside = p.assume(r < s)
    shorter = p.for_all(
        p.discharge(p.use(p.at(until, r), p.arith(r < n, inside, here)), inside.formula), r
    )
    last = p.use(p.at(until, s), p.arith(s < n, here))
    said = buffer_of(p, s, p.arith(S + s <= T, here, *facts), shorter)
    counted = p.lemma(
        forall(N, y)(
            given(numbers(), y < 2 * tau, y >= tau + N * (1 * h * tau)) >> (N < 1 / h)
        ),
        s, x(S + s, i),
    )  # fmt: skip
    less = p.use(counted, *sizes, last, p.part(said, 0))
    some = p.arith(S >= n, p.arith(s < S, less, long), here)
    return p.qed(zero_or_more(p, n, p.arith(S >= n, p.assume(n == 0)), some))


@escape_takes_longer_than_the_buffer.mutant
def five_times_the_buffer(judge):
    says = escape_takes_longer_than_the_buffer.says(factor=5)
    return refuted_by(judge, says, IN_BUFFER)


@claim(
    "saddle.eq-7.11",
    chapter_7("equation (7.11)"),
    seconds=240.0,
    formula=r"x_{k+1}^{(t)}\le x_{k+1}^{(0)}(1-2\eta L)^{S_k}(1+2\eta\gamma)^{t-S_k}<\tau\quad"
    r"(S_k\le t\le T_k)",
    says=lambda top=1: forall(*LETTERS, d, T, x, i, S, n)(
        given(descends(), i < d, first(S, i), S + n <= T, in_the_buffer(n))
        >> conj(x(S + n, i + 1) <= product(n), product(n) < top * tau)
    ),
    uses=("saddle.lem-7.2.g", "saddle.lem-7.2.c", "book.power-below-exp"),
    instance=IN_BUFFER,
)
def next_coordinate_stays_small(judge, top=1):
    """The iterate stays in D_0 in the buffer: with t - S_k = n <= S_k the product is at most
    x_{k+1}^(0) <= 1 < tau, because (1 - theta)(1 + h) <= 1.
    """
    p = judge.theorem()
    sizes, facts = sizes_of(p), p.given
    until, time = p.meet(in_the_buffer(n), *facts), p.meet(S + n <= T, *facts)
    said = p.split(buffer_of(p, n, time, until))
    order = p.use(p.by("saddle.lem-7.2.c", *LETTERS, d, T, x, i, S, n), *facts)
    begin = p.split(starts(p, i + 1))
    up = p.split(p.use(p.by("book.power-below-exp", grow, h, n), p.arith(grow >= 0, *sizes)))
    down = p.split(powers(p))
    # exp(h n) exp(-theta S) <= 1, since h n <= theta S
    rates = p.lemma(
        forall(M, N)(given(numbers(), N >= 0, N <= M) >> (h * N + -theta * M <= 0)), S, n
    )
    rate = p.use(rates, *sizes, order, p.arith(n >= 0))
    small = p.lemma(forall(a)((a <= 0) >> (exp(a) <= 1)), h * n + -theta * S)
    split = p.arith(exp(h * n + -theta * S) == exp(h * n) * exp(-theta * S))
    one = p.unfold(split, p.use(small, rate))
    joined = p.lemma(
        forall(a, b, c, P, Q)(
            given(a >= 0, a <= 1, P >= 0, Q >= 0, P <= b, Q <= c, c * b <= 1) >> (a * P * Q <= 1)
        ),
        x(0, i + 1), exp(-theta * S), exp(h * n), shrink**S, grow**n,
    )  # fmt: skip
    bound = p.use(joined, *begin, *up, *down, one)
    last = p.lemma(forall(y)(given(wide(), y <= 1) >> (y < top * tau)), product(n))
    return p.qed(p.both(said[2], p.use(last, p.meet(wide(), *facts), bound)))


@next_coordinate_stays_small.mutant
def below_a_hundredth(judge):
    found = model(
        path(*((one, "1/2" if k == 0 else 0) for k, one in enumerate(run_of_one(1, 4)))),
        d=2, T=0, i=0, S=0, n=0,
    )  # fmt: skip
    says = forall(*LETTERS, x, i, S, n)(
        given(numbers(), between(0, x(0, i + 1), 1)) >> (product(n) < tau / 100)
    )
    return refuted_by(judge, says, found)
