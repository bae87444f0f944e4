"""Along an interval of time: real induction, continuity, the first exit, Groenwall's inequality."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    exists,
    exp,
    forall,
    functions,
    given,
    indicator,
    integrable,
    minimum,
    nats,
    reals,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import analysis

FALSE = term(0) < term(0)

a, d, e, s, t, x, tau = reals("a d e s t x tau")
T, R, L = reals("T R L")
f, P = functions("f P", "real")
g = functions("g", "nat", "real")
c = reals("c")
n, r = nats("n r")


def during(t):
    return conj(t >= 0, t <= T)


def earlier(formula):
    """At all times s in [0, t): the formula in s."""
    return forall(s)(conj(s >= 0, s < t) >> formula)


def real_induction_says():
    opens = exists(d)((d > 0) & forall(s)(conj(t <= s, s < t + d) >> (P(s) > 0)))
    return forall(P, T)(
        given(
            P(0) > 0,
            forall(t)(given(t >= 0, t < T, P(t) > 0) >> opens),
            forall(t)(given(t > 0, t <= T, earlier(P(s) > 0)) >> (P(t) > 0)),
        )
        >> forall(t)(during(t) >> (P(t) > 0))
    )


@claim("book.real-induction", analysis("theorem 1.19"), says=real_induction_says)
def real_induction(judge):
    """Induction along an interval: a property that holds at 0, that holds for some time after each
    time at which it holds, and at each time before which it has always held, holds on [0, T].

    The property is P > 0, for any function P. The indicator of an exception up to time t is
    constant near every t, so that it is constant.
    """
    k = judge.theorem()
    begin, opens, closes = k.given
    bad = lambda s: ~(P(s) > 0)  # noqa: E731
    exception = exists(s)(conj(s >= 0, s <= x, s <= T, bad(s)))
    before = exists(s)(conj(s >= 0, s < t, bad(s)))
    now = k.assume(during(t))

    def constant(number, low, high, here, *ends):
        """Near t the indicator is a number: `here` decides it for x between low and high."""
        equal = k.indicator(exception, number == 1, here)
        inside = conj(low < x, x < high)
        same = k.for_all(k.discharge(equal, inside), x)
        flat = k.derivative(deriv(x, term(number), t))
        return k.derivative_of_equal(same, flat, *ends)

    s_1 = reals("s_1")
    was = k.assume(conj(s_1 >= 0, s_1 < t, bad(s_1)))
    early = k.part(was, 1)
    inside = k.assume(conj(s_1 < x, x < t + 1))
    found = k.both(
        k.part(was, 0), k.arith(s_1 <= x, inside), k.arith(s_1 <= T, early, now), k.part(was, 2)
    )
    ones = constant(1, s_1, t + 1, k.exhibit(exception, s_1, found), early)
    ones = k.obtain(k.assume(before), ones, s_1)

    # no exception before t
    none = k.assume(~before)
    fine = lambda s: P(s) > 0  # noqa: E731
    at_s = k.assume(conj(s >= 0, s < t))
    wrong = k.exhibit(before, s, k.both(*k.split(at_s), k.assume(bad(s))))
    held = k.cases(k.excluded_middle(fine(s)), k.assume(fine(s)), k.absurd(wrong, none, fine(s)))
    held = k.for_all(k.discharge(held, conj(s >= 0, s < t)), s)
    later = k.assume(t > 0)
    closed = k.apply(k.at(closes, t), k.both(later, k.arith(t <= T, now), held))
    at_zero = k.assume(~(t > 0))
    zero = k.arith(t == 0, at_zero, now)
    at_zero = k.rewrite(zero, begin, P(t) > 0)
    holds = k.cases(k.excluded_middle(t > 0), closed, at_zero)

    def nothing(high, after):
        """No exception up to x < high, where `after` is P(s) > 0 from t <= s and s <= x < high."""
        here = k.assume(conj(s_1 >= 0, s_1 <= x, s_1 <= T, bad(s_1)))
        inside = k.assume(conj(t - 1 < x, x < high))
        past = k.use(k.at(held, s_1), k.arith(s_1 < t, k.assume(s_1 < t)), here)
        now_on = after(here, inside)
        good = k.cases(k.excluded_middle(s_1 < t), past, now_on)
        false = k.absurd(good, k.part(here, 3), FALSE)
        return k.negate(k.obtain(k.assume(exception), false, s_1), exception)

    def after_t(here, inside):
        there = k.arith(t <= s_1, k.assume(~(s_1 < t)))
        return k.use(k.at(room, s_1), there, k.arith(s_1 < t + d, here, inside))

    opened = conj(d > 0, forall(s)(conj(t <= s, s < t + d) >> (P(s) > 0)))
    wide = k.assume(opened)
    room = k.part(wide, 1)
    zeros = constant(0, t - 1, t + d, nothing(t + d, after_t), k.part(wide, 0))
    still = k.assume(t < T)
    existence = k.apply(k.at(opens, t), k.both(k.arith(t >= 0, now), still, holds))
    zeros = k.obtain(existence, zeros, d)

    def at_the_end(here, inside):
        last = k.assume(~(t < T))
        same = k.arith(t == s_1, here, now, last, k.assume(~(s_1 < t)))
        return k.unfold(same, holds)

    end = constant(0, t - 1, t + 1, nothing(t + 1, at_the_end))
    zeros = k.cases(k.excluded_middle(t < T), zeros, end)
    slope = k.cases(k.excluded_middle(before), ones, zeros)

    slopes = k.for_all(k.discharge(slope, during(t)), t)
    u = reals("u")
    inside = k.assume(conj(0 <= u, u <= t))
    each = k.use(k.at(slopes, u), inside, now)
    each = k.for_all(k.discharge(each, conj(0 <= u, u <= t)), u)
    equal = k.mean_value(each, k.arith(0 <= t, now))
    at_t, at_0 = (exception.put(x, one) for one in (t, 0))
    here = k.assume(conj(s_1 >= 0, s_1 <= 0, s_1 <= T, bad(s_1)))
    first = k.rewrite(k.arith(s_1 == 0, here), begin, P(s_1) > 0)
    out = k.obtain(k.assume(at_0), k.absurd(first, k.part(here, 3), FALSE), s_1)
    zero = k.indicator(at_0, False, k.negate(out, at_0))
    wrong = k.assume(bad(t))
    first, last = k.split(now)
    one = k.indicator(at_t, True, k.exhibit(at_t, t, k.both(first, k.arith(t <= t), last, wrong)))
    end = k.arith(P(t) > 0, equal, zero, one)
    end = k.cases(k.excluded_middle(P(t) > 0), k.assume(P(t) > 0), end)
    return k.qed(k.for_all(k.discharge(end, during(t)), t))


@real_induction.mutant
def without_a_start(judge):
    """P = -1 has nowhere anything to continue, and P(0) > 0 is not asked."""
    return falsify(forall(t, T)(during(t) >> (term(-1) > 0)))


def continuous_says():
    near = forall(x)(conj(a - d < x, x < a + d) >> (abs(f(x) - f(a)) < e))
    differentiable = integrable(deriv(s, f(s), a))
    return forall(f, a, e)(given(differentiable, e > 0) >> exists(d)((d > 0) & near))


@claim("book.continuous", analysis("theorem 5.2"), says=continuous_says)
def continuity(judge):
    """A function that has a derivative at a point is continuous there."""
    k = judge.theorem()
    there, positive = k.given
    slope = deriv(s, f(s), a)
    known = k.estimate(there, k.arith(term(1) > 0))
    r = reals("r")  # the radius
    has = k.such(known, r)
    radius = minimum(r, e / (1 + abs(slope)))
    D, E_, V, X, F = reals("D E_ V X F")
    sizes = k.lemma(
        forall(r, e, V)(
            given(r > 0, e > 0)
            >> conj(minimum(r, e / (1 + abs(V))) > 0, minimum(r, e / (1 + abs(V))) <= r,
                    minimum(r, e / (1 + abs(V))) * (1 + abs(V)) <= e)
        ),
        r, e, slope, defined=[there],
    )  # fmt: skip
    small = k.use(sizes, k.part(has, 0), positive)
    inside = k.assume(conj(a - radius < x, x < a + radius))
    close = k.at(k.part(has, 1), x)
    close = k.use(close, inside, small)
    rule = k.lemma(
        forall(F, V, X, D, e)(
            given(abs(F - V * X) <= 1 * abs(X), abs(X) < D, D * (1 + abs(V)) <= e) >> (abs(F) < e)
        ),
        f(x) - f(a), slope, x - a, radius, e, defined=[there, k.arith(1 + abs(slope) != 0, there)],
    )  # fmt: skip
    end = k.use(rule, close, k.arith(abs(x - a) < radius, inside, there), small)
    every = k.for_all(k.discharge(end, conj(a - radius < x, x < a + radius)), x)
    near = forall(x)(conj(a - d < x, x < a + d) >> (abs(f(x) - f(a)) < e))
    divisor = k.arith(1 + abs(slope) != 0, there)
    found = k.exhibit(
        exists(d)((d > 0) & near), radius, k.both(k.part(small, 0), every), there, divisor
    )
    return k.qed(k.obtain(known, found, r))


@continuity.mutant
def at_a_distance(judge):
    """Within distance 1 for every e: x itself is not that close to 0."""
    return falsify(forall(e, x)(given(e > 0, -1 < x, x < 1) >> (abs(x) < e)))


def below(t):
    """Every one of the n functions is below R at time t."""
    return forall(r)((r < n) >> (g(r, t) < R))


def first_exit_says():
    smooth = forall(t, r)(conj(during(t), r < n) >> integrable(deriv(tau, g(r, tau), t)))
    return forall(g, n, R, T)(
        given(
            smooth,
            below(0),
            forall(t)(given(t > 0, t <= T, earlier(below(s))) >> below(t)),
        )
        >> forall(t)(during(t) >> below(t))
    )


@claim(
    "book.first-exit",
    analysis("theorem 4.23"),
    says=first_exit_says,
    uses=("book.real-induction", "book.continuous"),
)
def first_exit(judge):
    """No first exit, no exit: n differentiable functions below R at 0 stay below R on [0, T] if at
    any time before which all were below R they all are below R again (the strict margin).
    """
    k = judge.theorem()
    smooth, begin, closes = k.given
    event = below(t)

    def positive(step, at):
        """indicator > 0 from the event, at the time `at`."""
        one = k.indicator(event.put(t, at), True, step)
        return k.arith(indicator(event.put(t, at)) > 0, one)

    def happens(at):
        """The event from indicator > 0."""
        here = event.put(t, at)
        size = k.assume(indicator(here) > 0)
        zero = k.indicator(here, False, k.assume(~here))
        no = k.absurd(size, k.arith(~(indicator(here) > 0), zero), here)
        return k.cases(k.excluded_middle(here), k.assume(here), no)

    # it stays for a while
    now, count = k.assume(during(t)), nats("count")
    held = k.assume(event)
    room = lambda m, d: forall(x, r)(  # noqa: E731
        conj(t <= x, x < t + d, r < m) >> (g(r, x) < R)
    )
    some = lambda m: exists(d)((d > 0) & room(m, d))  # noqa: E731
    nobody = k.assume(conj(t <= x, x < t + 1, r < 0))
    never = k.absurd(k.part(nobody, 2), k.arith(~(r < 0)), g(r, x) < R)
    never = k.for_all(k.discharge(never, nobody.formula), x, r)
    base = k.exhibit(some(0), 1, k.both(k.arith(term(1) > 0), never))
    base = k.discharge(base, (count <= n).put(count, 0))
    inside = k.assume(count + 1 <= n)
    before = k.apply(k.assume((count <= n) >> some(count)), k.arith(count <= n, inside))
    member = k.arith(count < n, inside)
    slope = k.apply(k.at(smooth, t, count), k.both(now, member))
    value = k.apply(k.at(held, count), member)
    e_1, d_1 = R - g(count, t), reals("d_1")
    near = k.use(
        k.by("book.continuous", Lambda((s,), g(count, s)), t, e_1), slope, k.arith(e_1 > 0, value)
    )
    wide = k.assume((d > 0) & room(count, d))
    close = k.such(near, d_1)
    least = minimum(d, d_1)
    here = k.assume(conj(t <= x, x < t + least, r < count + 1))
    least_is = k.arith(conj(least > 0, least <= d, least <= d_1), k.part(wide, 0), k.part(close, 0))
    old = k.use(k.at(k.part(wide, 1), x, r), here, least_is, k.assume(r < count))
    new = k.use(k.at(k.part(close, 1), x), here, least_is)
    new = k.arith(g(count, x) < R, new)
    new = k.rewrite(k.assume(r == count), new, g(r, x) < R)
    both = k.cases(k.arith((r < count) | (r == count), here), old, new)
    both = k.for_all(k.discharge(both, here.formula), x, r)
    step = k.exhibit(some(count + 1), least, k.both(k.part(least_is, 0), both))
    step = k.obtain(near, step, d_1)
    step = k.discharge(k.obtain(before, step, d), count + 1 <= n)
    always = k.induction(count, (count <= n) >> some(count), base, step)
    whole = k.apply(k.at(always, n), k.arith(n <= n))

    value = lambda s: indicator(event.put(t, s))  # noqa: E731
    wide = k.assume((d > 0) & room(n, d))
    there = k.assume(conj(t <= s, s < t + d))
    own = k.use(k.at(k.part(wide, 1), s, r), there, k.assume(r < n))
    own = positive(k.for_all(k.discharge(own, r < n), r), s)
    own = k.for_all(k.discharge(own, there.formula), s)
    shown = (d > 0) & forall(s)(conj(t <= s, s < t + d) >> (value(s) > 0))
    opened = k.exhibit(exists(d)(shown), d, k.both(k.part(wide, 0), own))
    opened = k.obtain(whole, opened, d)
    opened = k.apply(k.discharge(opened, event), happens(t))
    start = k.assume(given(t >= 0, t < T, value(t) > 0))
    opened = k.discharge(k.discharge(opened, value(t) > 0), during(t))
    opened = k.apply(k.apply(opened, k.arith(during(t), start)), k.part(start, 2))
    opens = k.for_all(k.discharge(opened, start.formula), t)

    last = k.assume(given(t > 0, t <= T, earlier(value(s) > 0)))
    at_s = k.assume(conj(s >= 0, s < t))
    past = k.apply(k.discharge(happens(s), value(s) > 0), k.apply(k.at(k.part(last, 2), s), at_s))
    past = k.for_all(k.discharge(past, at_s.formula), s)
    closed = k.apply(k.at(closes, t), k.both(k.part(last, 0), k.part(last, 1), past))
    closed = k.for_all(k.discharge(positive(closed, t), last.formula), t)

    lemma = k.by("book.real-induction", Lambda((t,), indicator(event)), T)
    result = k.apply(lemma, k.both(positive(begin, 0), opens, closed))
    end = k.apply(k.discharge(happens(t), value(t) > 0), k.apply(k.at(result, t), now))
    return k.qed(k.for_all(k.discharge(end, during(t)), t))


@first_exit.mutant
def a_weak_margin(judge):
    """At most R in place of below R: t, with R = 1, is at most 1 until t = 1 and at t = 1, is not
    at most 1 later; and it is not below 1 at t = 1.
    """
    return falsify(forall(t, T)(given(t >= 0, t <= T, T == 2) >> (t <= 1)))


def groenwall_says():
    slope = deriv(s, f(s), t)
    return forall(f, L, c, T)(
        given(forall(t)(during(t) >> (slope <= L * f(t) + c)), L != 0)
        >> forall(t)(during(t) >> (f(t) + c / L <= (f(0) + c / L) * exp(L * t)))
    )


@claim("book.groenwall", analysis("theorem 5.11"), says=groenwall_says)
def groenwall(judge):
    """Groenwall's inequality: f' <= L f + c on [0, T] gives f(t) + c/L <= (f(0) + c/L) exp(L t)."""
    k = judge.theorem()
    grows, nonzero = k.given
    u = reals("u")
    now, inside = k.assume(during(t)), k.assume(conj(0 <= u, u <= t))
    slope = k.use(k.at(grows, u), inside, now)
    there = k.differentiable(deriv(s, f(s), u), slope)
    body = (f(s) + c / L) * exp(-L * s)
    total = deriv(s, body, u)
    exact = k.derivative(total, there, nonzero)
    X, D = reals("X D")
    rule = k.lemma(
        forall(D, L, c, e, X)(
            given(X > 0, L != 0, D <= L * e + c) >> (D * X + (e + c / L) * (X * -L) <= 0)
        ),
        deriv(s, f(s), u), L, c, f(u), exp(-L * u), defined=[there],
    )  # fmt: skip
    sign = k.use(rule, k.arith(exp(-L * u) > 0), nonzero, slope)
    sign = k.arith(total <= 0, exact, sign, nonzero)
    slopes = k.for_all(k.discharge(sign, conj(0 <= u, u <= t)), u)
    less = k.mean_value(slopes, k.arith(0 <= t, now))
    Y = reals("Y")
    rule = k.lemma(
        forall(D, e, X, Y)(given(D * X <= e * 1, X * Y == 1, Y > 0) >> (D <= e * Y)),
        f(t) + c / L, f(0) + c / L, exp(-L * t), exp(L * t), defined=[nonzero],
    )  # fmt: skip
    one = k.arith(exp(-L * 0) == 1)
    end = k.use(rule, less, one, k.arith(exp(-L * t) * exp(L * t) == 1), k.arith(exp(L * t) > 0))
    return k.qed(k.for_all(k.discharge(end, during(t)), t))


@groenwall.mutant
def half_of_the_rate(judge):
    """exp(t) <= exp(t/2)."""
    return falsify(forall(t, T)(during(t) >> (exp(t) <= exp(t / 2))))
