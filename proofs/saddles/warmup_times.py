"""Section 7.3: how long gradient descent stays in the thin band, and how long it takes on the long
slope.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    exists,
    exp,
    forall,
    given,
    log,
    nats,
    sequences,
)
from steepest.proofs.engine.theorems import reals as formal_reals
from steepest.proofs.engine.theorems.words import term

from . import SEED, chapter_7
from .paths import refuted_by
from .tube import between
from .warmup import BASE

EPS, R = formal_reals("epsilon R")
F = sequences("x")
t, T = nats("t T")
RATE = log(BASE)


def power(t):
    return term(BASE) ** t


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
    uses=("book.zero-or-successor",),
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
    every = p.induction(t, always, base, after)
    straight = p.use(p.at(every, T), p.arith(T <= T))
    late = p.arith(T >= R - early, straight, reached, *box)
    one = nats("s")
    positive = p.arith(T >= 1, straight, reached, far)
    exists_one = predecessor(p, T, positive)
    here = p.assume(T == one + 1)
    inside = p.use(p.at(every, one), p.arith(one <= T, here))
    early_on = p.use(p.at(before, one), p.arith(one < T, here))
    soon_enough = p.arith(T < R, inside, early_on, here, *box)
    return p.qed(p.both(late, p.obtain(exists_one, soon_enough, one)))


def predecessor(p, time, positive):
    """There is s with time == s + 1, since time >= 1."""
    some, never = exists(nats("s"))(time == nats("s") + 1), p.assume(time == 0)
    none = p.absurd(positive, p.arith(~positive.formula, never), some)
    return p.cases(p.by("book.zero-or-successor", time), none, p.assume(some))


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
