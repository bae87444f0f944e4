"""Lemma 7.2: the times S_i (first with x_i >= tau) and T_i (first with x_i >= 2 tau) of a run, for
every d: how the coordinates shrink and grow up to them, and the recursion between them.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, disj, forall, given, nats, reals

from . import chapter_7
from .escape import (
    sizes_of,
)
from .first_times import S, always_below, first, i, s
from .paths import model, path, refuted_by, run_of_one
from .tube import (
    LETTERS,
    L,
    T,
    between,
    d,
    eta,
    gamma,
    grown,
    h,
    j,
    numbers,
    shrunk,
    start,
    t,
    tau,
    wide,
    x,
)
from .walk import (
    descends,
)
from .warmup_times import predecessor

locus = "Lemma 7.2, proof"
y, a, b, c, P, Q, M, N = reals("y a b c P Q M N")
R = nats("R")
LONG = path(*((one, 0) for one in run_of_one(1, 4)))  # x_1 passes tau at S = 4
AT_S = model(LONG, d=1, T=4, i=0, S=4)


def steps_of(p, i, time, below):
    """`saddle.lem-7.2.before` at a time before the first one."""
    return p.use(p.by("saddle.lem-7.2.before", *LETTERS, d, T, x, i, time), below, *p.given)


def until(p, below, time, i, bound=tau, to=t):
    """x_i is below the bound up to `to`, since it is before `time` and to < time."""
    where = s <= to
    inside = p.assume(where)
    step = p.use(p.at(below, s), p.arith(s < time, inside, p.assume(to < time)))
    return p.for_all(p.discharge(step, where), s)


def starts(p, place):
    """0 <= x_j^(0) <= 1 for j <= d"""
    facts = p.given
    inside, dummy = p.meet(start().part(0), *facts), p.meet(x(0, d) == 0, *facts)
    bounds = between(0, x(0, j), 1)
    where = j <= d
    one = p.use(p.at(inside, j), p.assume(j < d))
    none = p.fold(p.assume(j == d), p.arith(bounds.put(j, d), dummy))
    cover = p.arith(disj(j < d, j == d), p.assume(where))
    whole = p.for_all(p.discharge(p.cases(cover, p.meet(bounds, one), none), where), j)
    return p.use(p.at(whole, place), p.arith(place <= d, *facts))


@claim(
    "saddle.lem-7.2.f",
    chapter_7(locus),
    formula=r"x_{k+1}^{(S_k)}=x_{k+1}^{(0)}(1-2\eta L)^{S_k}",
    says=lambda factor=2: forall(*LETTERS, d, T, x, i, S)(
        given(descends(), i < d, S <= T, always_below(i, S, tau, strict=True))
        >> forall(j)(conj(j <= d, j > i) >> (x(S, j) == (1 - factor * eta * L) ** S * x(0, j)))
    ),
    uses=("saddle.lem-7.2.before",),
    instance=AT_S | {"values": {**AT_S["values"], "j": "1"}},
)
def contraction_until_the_buffer(judge, factor=2):
    """Until its own buffer neighbour is entered, coordinate k + 1 (and every later one) is
    multiplied by 1 - 2 eta L in every region: x_j^(t) = (1 - 2 eta L)^t x_j^(0) up to t = S_k.
    """
    p = judge.theorem()
    sizes = sizes_of(p)
    rate = 1 - factor * eta * L
    below = p.meet(always_below(i, S, tau, strict=True), *p.given)
    where = conj(j <= d, j > i)
    equal = x(t, j) == rate**t * x(0, j)
    always = (t <= S) >> forall(j)(where >> equal)
    nothing = p.arith(equal.put(t, 0), p.power_zero(rate))
    base = p.for_all(p.discharge(nothing, where), j)
    base = p.discharge(base, (t <= S).put(t, 0))
    soon = p.assume(t + 1 <= S)
    before = p.discharge(until(p, below, S, i), t < S)
    upto = p.apply(before, p.arith(t < S, soon))
    step = p.part(steps_of(p, i, t, p.both(upto, p.arith(t < T, soon, *p.given))), 2)
    now = p.use(p.assume(always), p.arith(t <= S, soon))
    inside = p.assume(where)
    moved, held = p.use(p.at(step, j), inside), p.use(p.at(now, j), inside)
    one = p.arith(shrunk(x(t, j)) == rate * x(t, j), *sizes)
    after = p.arith(equal.put(t, t + 1), moved, one, held, p.power_step(rate, t))
    whole = p.discharge(p.for_all(p.discharge(after, where), j), soon.formula)
    return p.qed(p.use(p.at(p.induction(t, always, base, whole), S), p.arith(S <= S)))


@contraction_until_the_buffer.mutant
def contraction_1_minus_eta_L(judge):
    # eta = 1/4, L = 2: 1 - 2 eta L = 0
    says = contraction_until_the_buffer.says(factor=1)
    found = model(path((0, 1, 0), (0, 0, 0)), d=2, T=1, i=0, S=1, j=1)
    return refuted_by(judge, says, found)


@claim(
    "saddle.lem-7.2.b-update",
    chapter_7(locus),
    formula=r"x_1^{(t)}=(1+2\eta\gamma)^tx_1^{(0)}",
    says=lambda factor=2: forall(*LETTERS, d, T, x, S)(
        given(descends(), S <= T, forall(s)((s < S) >> (x(s, 0) < tau)))
        >> (x(S, 0) == (1 + factor * eta * gamma) ** S * x(0, 0))
    ),
    uses=("saddle.lem-7.2.before",),
    instance=AT_S,
)
def unstable_update(judge, factor=2):
    """Up to S_1 the first coordinate is multiplied by 1 + 2 eta gamma a step."""
    p = judge.theorem()
    sizes = sizes_of(p)
    rate = 1 + factor * eta * gamma
    below = p.meet(forall(s)((s < S) >> (x(s, 0) < tau)), *p.given)
    equal = x(t, 0) == rate**t * x(0, 0)
    always = (t <= S) >> equal
    base = p.discharge(p.arith(equal.put(t, 0), p.power_zero(rate)), (t <= S).put(t, 0))
    soon = p.assume(t + 1 <= S)
    before = p.discharge(until(p, below, S, 0), t < S)
    upto = p.apply(before, p.arith(t < S, soon))
    zero = p.arith((i < d).put(i, 0), *p.given)
    said = steps_of(p, 0, t, p.both(upto, zero, p.arith(t < T, soon, *p.given)))
    moved = p.use(p.part(said, 1), p.arith((i == 0).put(i, 0)))
    one = p.arith(grown(x(t, 0)) == rate * x(t, 0), *sizes)
    now = p.use(p.assume(always), p.arith(t <= S, soon))
    after = p.arith(equal.put(t, t + 1), moved, one, now, p.power_step(rate, t))
    whole = p.induction(t, always, base, p.discharge(after, soon.formula))
    return p.qed(p.use(p.at(whole, S), p.arith(S <= S)))


@unstable_update.mutant
def growth_1_plus_eta_gamma(judge):
    return refuted_by(judge, unstable_update.says(factor=1), AT_S)


@claim(
    "saddle.lem-7.2.no-jump",
    chapter_7(locus),
    says=lambda bound=2: forall(*LETTERS, d, T, x, i, S)(
        given(descends(), i < d, first(S, i)) >> conj(S >= 1, x(S, i) < bound * tau)
    ),
    uses=("saddle.lem-7.2.before", "book.zero-or-successor"),
    instance=AT_S,
)
def no_jump(judge, bound=2):
    """At the first time with x_i >= tau it is below 2 tau: no buffer is jumped over."""
    p = judge.theorem()
    sizes, facts = sizes_of(p), p.given
    below = p.meet(always_below(i, S, tau, strict=True), *facts)
    high = p.meet(x(S, i) >= tau, *facts)
    begin = p.part(starts(p, i), 1)
    # S = 0: x_i <= 1 < tau
    small = p.lemma(forall(y)(given(wide(), y <= 1) >> (y < tau)), x(0, i))
    at_start = p.use(small, p.meet(wide(), *facts), begin)
    at_zero = p.assume(S == 0)
    same = p.unfold(at_zero, high)
    later = p.arith(disj(S == 0, S >= 1))
    never = p.absurd(same, p.arith(~same.formula, at_start), S >= 1)
    positive = p.cases(later, never, p.assume(S >= 1))
    here = p.assume(S == s + 1)
    inside = p.discharge(until(p, below, S, i, to=t), t < S)
    upto = p.at(p.for_all(inside, t), s)
    upto = p.apply(upto, p.arith(s < S, here))
    early = p.arith(s < T, here, *facts)
    said = p.part(steps_of(p, i, s, p.both(upto, early)), 0)
    last = p.use(p.at(below, s), p.arith(s < S, here))
    once = p.lemma(
        forall(y, a)(given(numbers(), y < tau, a <= (1 + 1 * h) * y) >> (a < bound * tau)),
        x(s, i), x(s + 1, i),
    )  # fmt: skip
    step = p.use(once, *sizes, last, p.part(said, 1))
    jump = p.obtain(predecessor(p, S, positive), p.fold(here, step), s)
    return p.qed(p.both(positive, jump))


@no_jump.mutant
def below_5_4_tau(judge):
    return refuted_by(judge, no_jump.says(bound=Fraction(5, 4)), AT_S)
