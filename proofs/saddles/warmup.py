"""Section 7.3: two examples with unnatural initialization, and an explicit smooth connection h for
the second.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from steepest.proofs import claim, reals
from steepest.proofs.engine.theorems import (
    conj,
    deriv,
    exists,
    exp,
    forall,
    given,
    log,
    nats,
    read,
    sequences,
)
from steepest.proofs.engine.theorems import reals as formal_reals
from steepest.proofs.engine.theorems.words import term

from . import SEED, as_written, at, chapter_7, diff, every, holds, number
from .paths import refuted_by
from .tube import between

QUARTER = "1/4"


EPS, R = formal_reals("epsilon R")
F = sequences("x")
t, T = nats("t T")
BASE = Fraction(3, 2)
RATE = log(BASE)


def power(t):
    return term(BASE) ** t


def moved(f, x):
    """One step of size 1/4."""
    return as_written("x - eta*slope", x=x, eta=number(QUARTER), slope=diff(f, x))


@claim(
    "saddle.warm-1.update",
    chapter_7("Section 7.3"),
    formula=r"f=x_1^2-x_2^2,\ \eta=\tfrac14:\quad x_1^{(t+1)}=\tfrac12x_1^{(t)},\ "
    r"x_2^{(t+1)}=\tfrac32x_2^{(t)}",
)
def near_update(judge, growth="3/2"):
    """One step with eta = 1/4 on x_1^2 - x_2^2 takes (x_1, x_2) to (x_1/2, 3 x_2/2)."""
    a, b = reals("x_1 x_2")
    f = a**2 - b**2
    return every(judge, [(moved(f, a), "==", a / 2), (moved(f, b), "==", number(growth) * b)])


near_update.mutant("5/4", growth="5/4")


@claim(
    "saddle.warm-2.update",
    chapter_7("equation (7.2)"),
    formula=r"f=-4x_1+x_2^2,\ \eta=\tfrac14:\quad x_1^{(t+1)}=x_1^{(t)}+1,\ "
    r"x_2^{(t+1)}=\tfrac12x_2^{(t)}",
)
def far_update(judge, length=1):
    """One step with eta = 1/4 on -4 x_1 + x_2^2 takes (x_1, x_2) to (x_1 + 1, x_2/2)."""
    a, b = reals("x_1 x_2")
    f = -4 * a + b**2
    return every(judge, [(moved(f, a), "==", a + length), (moved(f, b), "==", b / 2)])


far_update.mutant("steps of length 2", length=2)


@cache
def connection():
    """h = h_1(s) + h_2(s) x_2^2 with s = x_1 + 2 in [0, 1].

    h_1 is the quintic fixed by value, slope and curvature at both ends, plus 64 s^3 (1 - s)^3 (2 s
    - 1), which changes none of them and flattens the middle: with the quintic alone a step from
    there would overshoot x_1 = 1. h_2 goes from 1 to -1.
    """
    s, b = reals("s x_2")
    h1 = 8 - 4 * s - 37 * s**3 + 57 * s**4 - 23 * s**5 + 64 * s**3 * (1 - s) ** 3 * (2 * s - 1)
    h2 = 1 - 2 * (10 * s**3 - 15 * s**4 + 6 * s**5)
    return s, b, h1, h2


@claim(
    "saddle.warm-2.h",
    chapter_7("equation (7.2)"),
    formula=r"h=h_1(x_1)+h_2(x_1)x_2^2\in C^2",
    hypotheses=("h is ours: the source says that splines give one",),
    missing=("pieces that agree to second order on both lines are C^2 together",),
)
def explicit_connection(judge, slope=-37):
    """The explicit h makes f twice continuously differentiable at x_1 = -2 and x_1 = -1."""
    s, b, h1, h2 = connection()
    h = h1 + (slope + 37) * s**3 + h2 * b**2
    left, right = -4 * (s - 2) + b**2, (s - 2) ** 2 - b**2
    orders = [(), (s,), (b,), (s, s), (s, b), (b, b)]
    there = lambda f, order, place: at(diff(f, *order), (s, place))  # noqa: E731
    claims = [
        (there(h, order, place), "==", there(side, order, place))
        for side, place in ((left, 0), (right, 1))
        for order in orders
    ]
    return every(judge, claims)


explicit_connection.mutant("-36 s^3", slope=-36)


X1, X2, S = formal_reals("x_1 x_2 s")


def connected():
    """h(x_1, x_2)"""
    _, _, h1, h2 = connection()
    return read(h1, {"s": X1 + 2}) + read(h2, {"s": X1 + 2}) * X2**2


def slopes_of_h(s):
    """The derivatives of h in x_1 and x_2 at x_1 = s - 2, written out"""
    import sympy

    s_, b_, h1, h2 = connection()
    h = h1 + h2 * b_**2
    return tuple(read(sympy.diff(h, one), {"s": s, "x_2": X2}) for one in (s_, b_))


@claim(
    "saddle.warm-2.not-suddenly",
    chapter_7("equation (7.2)"),
    formula=r"|x_2^{(t+1)}|\le\tfrac32|x_2^{(t)}|,\quad x_1^{(t)}+\tfrac12\le x_1^{(t+1)}\le1\quad"
    r"(-2\le x_1\le-1)",
    hypotheses=("|x_2| <= 1/2, which one step on the slope ensures", "h: saddle.warm-2.h"),
    says=lambda: forall(X1, X2)(
        given(between(-2, X1, -1), abs(X2) <= "1/2")
        >> conj(
            abs(X2 - deriv(X2, connected()) * QUARTER) <= BASE * abs(X2),
            X1 - deriv(X1, connected()) * QUARTER >= X1 + "1/2",
            X1 - deriv(X1, connected()) * QUARTER <= 1,
        )
    ),
    instance={"values": {"x_1": "-2", "x_2": "0"}},
)
def no_sudden_increase(judge):
    """Between -2 and -1 the second coordinate grows at most by 3/2 a step of size 1/4, the first
    advances by at least 1/2 and does not pass 1.
    """
    p = judge.theorem()
    first, _ = slopes_of_h(S)
    box = given(S >= 0, S <= 1, abs(X2) <= "1/2")
    bounds = conj(-first * QUARTER >= "1/2", S - first * QUARTER <= 3)
    advance = p.split(p.use(p.lemma(forall(S)(box >> bounds), X1 + 2), *p.given))
    _, _, _, h2 = connection()
    factor, value = (read(1 - h2 / 2, {"s": one}) for one in (S, X1 + 2))
    kept = forall(S)(given(S >= 0, S <= 1) >> conj(factor >= 0, factor <= BASE))
    factors = p.use(p.lemma(kept, X1 + 2), *p.given)
    here, beside = slopes_of_h(X1 + 2)
    along, across = deriv(X1, connected()), deriv(X2, connected())
    one = p.arith(along == here, p.derivative(along))
    two = p.arith(across == beside, p.derivative(across))
    same = p.arith(X2 - across * QUARTER == value * X2, two)
    a, slope = formal_reals("a slope")
    less = forall(a)(given(a >= 0, a <= BASE) >> (abs(a * X2) <= BASE * abs(X2)))
    shrunk = p.use(p.lemma(less, value), factors)
    moved = p.lemma(
        forall(slope)(
            given(-slope * QUARTER >= "1/2", X1 + 2 - slope * QUARTER <= 3)
            >> conj(X1 - slope * QUARTER >= X1 + "1/2", X1 - slope * QUARTER <= 1)
        ),
        here,
    )  # fmt: skip
    steps = p.split(p.fold(one, p.use(moved, *advance)))
    return p.qed(p.both(p.fold(same, shrunk), *steps))


@no_sudden_increase.mutant
def growth_at_most_5_4(judge):
    growth = "5/4"
    s, b, h1, h2 = connection()
    here = [(s, ">=", 0), (s, "<=", 1)]
    narrow = [*here, (b, ">=", "-1/2"), (b, "<=", "1/2")]
    narrow = [(x, sign, number(y) if isinstance(y, str) else y) for x, sign, y in narrow]
    factor = 1 - h2 / 2
    step = moved(h1 + h2 * b**2, s)
    return judge.all(
        every(judge, [(factor, ">=", number("1/2")), (factor, "<=", number(growth))], here),
        holds(judge, (step, ">=", s + number("1/2")), narrow),
        holds(judge, (step, "<=", 3), narrow),
    )


def is_exponential(p):
    """0 <= (3/2)^t <= exp(t log(3/2))"""
    always = conj(power(t) >= 0, power(t) <= exp(RATE * t))
    base = p.arith(always.put(t, 0), p.power_zero(BASE))
    now = p.assume(always)
    a, b = formal_reals("a b")
    scaled = p.lemma(
        forall(a, b)(given(a >= 0, a <= b) >> conj(a * BASE >= 0, a * BASE <= b * BASE)),
        power(t), exp(RATE * t),
    )  # fmt: skip
    product = p.fold(p.power_step(BASE, t), p.use(scaled, now))
    step = p.unfold(p.arith(exp(RATE * t) * BASE == exp(RATE * (t + 1))), product)
    return p.at(p.induction(t, always, base, step), t)


@claim(
    "saddle.warm-1",
    chapter_7("Section 7.3"),
    formula=r"|x_2^{(0)}|\le(\tfrac32)^{-\exp(1/\varepsilon)}\implies|x_2^{(t)}|\le1\text{ for "
    r"}t\le\exp(1/\varepsilon)",
    hypotheses=(
        "the exponent, unreadable in our copy, read as exp(1/epsilon)",
        "x_2^(t+1) = 3/2 x_2^(t): saddle.warm-1.update",
    ),
    says=lambda: forall(EPS, F)(
        given(
            EPS > 0,
            forall(t)(F(t + 1) == BASE * F(t)),
            abs(F(0)) <= exp(-exp(1 / EPS) * RATE),
        )
        >> forall(t)((t <= exp(1 / EPS)) >> (abs(F(t)) <= 1))
    ),
)
def thin_band(judge):
    """From the thin band gradient descent stays in U for exp(1/epsilon) steps: |x_2| grows by 3/2 a
    step. The power (3/2)^(-N) is written exp(-N log(3/2)).
    """
    p = judge.theorem()
    positive, run, start = p.given
    always = abs(F(t)) == power(t) * abs(F(0))
    base = p.arith(always.put(t, 0), p.power_zero(BASE))
    step = p.arith(always.put(t, t + 1), p.at(run, t), p.assume(always), p.power_step(BASE, t))
    geometric = p.at(p.induction(t, always, base, step), t)
    bound = p.assume(t <= exp(1 / EPS))
    N, a, b, c = formal_reals("N a b c")
    joined = p.lemma(
        forall(N, a, b, c)(
            given(c <= N, a >= 0, a <= exp(-N * RATE), b >= 0, b <= exp(RATE * c))
            >> (b * a <= exp(RATE * c) * exp(-N * RATE))
        )
    )
    nonzero = p.arith(EPS != 0, positive)
    values = (exp(1 / EPS), abs(F(0)), power(t), t)
    here = p.at(joined, *values, defined=[nonzero])
    product = p.use(here, bound, p.arith(abs(F(0)) >= 0), start, is_exponential(p))
    small = p.lemma(forall(N, c)((c <= N) >> (exp(RATE * c) * exp(-N * RATE) <= 1)))
    least = p.use(p.at(small, exp(1 / EPS), t, defined=[nonzero]), bound)
    step = p.discharge(p.arith(abs(F(t)) <= 1, geometric, product, least), bound.formula)
    return p.qed(p.for_all(step, t))


@thin_band.mutant
def two_steps_longer(judge):
    start = {"start": "1"}
    return refuted_by(
        judge,
        forall(EPS, R, F)(
            given(EPS > 0, forall(t)(F(t + 1) == BASE * F(t)), abs(F(0)) <= exp(-R * RATE))
            >> forall(t)((t <= R + 2) >> (abs(F(t)) <= 1))
        ),
        {"values": {"epsilon": "1", "R": "0", "t": "2"}, "functions": {"x": start}},
    )


@claim(
    "saddle.warm-2.entry",
    chapter_7("Section 7.3"),
    formula=r"x_1^{(0)}\in[-R-1,-R+1]\implies R-3\le t_{-2}<R",
    says=lambda early=3: forall(R, T, F)(
        given(
            forall(t)((F(t) < -2) >> (F(t + 1) == F(t) + 1)),
            between(-R - 1, F(0), -R + 1),
            F(T) >= -2,
            forall(t)((t < T) >> (F(t) < -2)),
            F(0) < -2,
        )
        >> conj(T >= R - early, T < R)
    ),
)
def entry_time(judge, early=3):
    """t ~ R: with steps of length 1 on the slope (`saddle.warm-2.update`) the first time T with x_1
    >= -2 lies in [R - 3, R).

    Two steps more at most lead beyond -1: each is at least 1/2 there
    (`saddle.warm-2.not-suddenly`).
    """
    p = judge.theorem()
    run, *box, reached, before, far = p.given
    always = (t <= T) >> (F(t) == F(0) + t)
    base = p.discharge(p.arith((F(t) == F(0) + t).put(t, 0)), (t <= T).put(t, 0))
    soon = p.assume(t + 1 <= T)
    now = p.apply(p.assume(always), p.arith(t <= T, soon))
    step = p.use(p.at(run, t), p.use(p.at(before, t), p.arith(t < T, soon)))
    after = p.discharge(p.arith((F(t) == F(0) + t).put(t, t + 1), now, step), soon.formula)
    straight = p.use(p.at(p.induction(t, always, base, after), T), p.arith(T <= T))
    late = p.arith(T >= R - early, straight, reached, *box)
    one = nats("s")
    positive = p.arith(T >= 1, straight, reached, far)
    last = p.induction(t, always, base, after)
    exists_one = predecessor(p, T, positive)
    here = p.assume(T == one + 1)
    inside = p.use(p.at(last, one), p.arith(one <= T, here))
    early_on = p.use(p.at(before, one), p.arith(one < T, here))
    soon_enough = p.arith(T < R, inside, early_on, here, *box)
    return p.qed(p.both(late, p.obtain(exists_one, soon_enough, one)))


def predecessor(p, time, positive):
    """There is s with time == s + 1, since time >= 1."""
    s, n = nats("s n")
    goal = lambda value: (value >= 1) >> exists(s)(value == s + 1)  # noqa: E731
    none = goal(n).part(0).put(n, 0)
    zero = p.discharge(p.absurd(p.assume(none), p.arith(~none), goal(n).part(1).put(n, 0)), none)
    step = p.exhibit(goal(n).part(1).put(n, n + 1), n, p.arith(n + 1 == n + 1))
    after = p.discharge(step, goal(n).part(0).put(n, n + 1))
    return p.use(p.at(p.induction(n, goal(n), zero, after), time), positive)


@entry_time.mutant
def t_at_least_R_minus_2(judge):
    found = {"values": {"R": "3", "T": "0"}, "functions": {"x": {"table": ["-2"]}}}
    says = forall(R, T, F)(given(between(-R - 1, F(0), -R + 1), F(T) >= -2) >> (T >= R - 2))
    return refuted_by(judge, says, found)


@claim(
    "saddle.warm-2.consequence",
    chapter_7("Section 7.3"),
    formula=r"R\ge\exp(1/\varepsilon)\implies(\tfrac12)^R\le(\tfrac32)^{-\exp(1/\varepsilon)}",
    says=lambda base=2, share=1: forall(EPS, R)(
        given(EPS > 0, R >= share_of(share)) >> (exp(-R * log(base)) <= exp(-exp(1 / EPS) * RATE))
    ),
    instance={"values": {"epsilon": "1", "R": "3"}},
)
def long_slope(judge, base=2, share=1):
    """A slope of length exp(1/epsilon) leads into the thin band (0.585 exp(1/epsilon) would be
    enough). Powers are written with exp and log.
    """
    p = judge.theorem()
    positive, long = p.given
    order = p.arith(log(base) >= RATE)
    rate = p.arith(RATE > 0)
    large = p.arith(exp(1 / EPS) > 0, positive)
    exponent = p.arith(-R * log(base) <= -exp(1 / EPS) * RATE, order, rate, large, long)
    return p.qed(p.arith(p.target, exponent, positive))


def share_of(share, N=None):
    N = exp(1 / EPS) if N is None else N
    return N if share == 1 else Fraction(share) * N


long_slope.mutant("a slope of half the length", share="1/2")


@claim(
    "saddle.warm-2.times",
    chapter_7("Section 7.3"),
    formula=r"t_{entry}=R+O(1),\quad t_{exit}-t_{entry}=\frac{R\log2+\log(1/|x_2^{(0)}|)}{"
    r"\log(3/2)}+O(1)",
    hypotheses=(
        "the explicit h of saddle.warm-2.h, eta = 1/4",
        "R log-uniform in [10, 1000], starts as in the source",
        "O(1): 3 steps and 10 steps",
    ),
    trial=True,
    seconds=60.0,
)
def entry_and_exit(judge, share=1.0):
    """From the far box the band is reached after about R steps, with x_2 about 2^-R of its first
    size, and left 1.71 R steps later: linear in R.
    """
    from steepest.proofs.vocabulary import Plan

    success = (
        "entry within 3 steps of R, exit within 10 steps of (R log 2 + log(1/|x_2|))/log(3/2) later"
    )
    place = "steepest.kernels.saddles.warmup:batch"
    plan = {"at_least": "0.999", "margin": "0.01", "shard": 2000, "seed": SEED}
    plan["basis"] = (
        "theory: saddle.warm-2.entry gives 3 steps; at most 3 factors between 1/2 and 3/2 on the "
        "way from -2 to -1 shift the exit by at most 3 log(3)/log(3/2) + 1 < 10 steps"
    )
    return judge.trial(Plan("saddle.warm-2.times", place, {"share": share}, 2000, success, **plan))


entry_and_exit.mutant("log 2/log(3/2) read as 1", share=0.585)
