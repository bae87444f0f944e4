"""Lemma 7.2: the walk of gradient descent through the regions of the tube, by induction on t."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, disj, exists, exp, forall, given, nats
from steepest.proofs.engine.theorems.words import term

from . import chapter_7
from .escape import (
    each,
    m,
    ratio,
    size,
    sizes_of,
    state_A,
    state_B,
    y,
)
from .paths import model, path
from .tube import (
    LETTERS,
    T,
    between,
    d,
    earlier,
    h,
    j,
    k,
    numbers,
    run,
    start,
    t,
    tau,
    theta,
    wide,
    x,
)

locus = "Lemma 7.2, proof"


def somewhere(state, t):
    return exists(k, m)(conj(k < d, state(k, m, t)))


end = nats("end")


def reached(time):
    """All coordinates are through, and ((L + gamma)/gamma)^d steps are over."""
    return conj(earlier(d, time), time >= ratio**d, h * ratio * time >= ratio**d)


def ended(t):
    """The end was reached at a time up to t; not before ((L + gamma)/gamma)^d."""
    return exists(end)(conj(end <= t, reached(end)))


def whereabouts(t):
    return disj(somewhere(state_A, t), somewhere(state_B, t), ended(t))


def descends(limit=1, size=1):
    """Gradient descent up to T in d >= 1 dimensions from a start in [0, 1]^d, tau >= e"""
    return given(numbers(limit), wide(), d >= 1, start(size), run())


@claim(
    "saddle.lem-7.2.walk",
    chapter_7(locus),
    seconds=240.0,
    says=lambda limit=1: forall(*LETTERS, d, T, x)(
        descends(limit) >> forall(t)((t <= T) >> whereabouts(t))
    ),
    uses=("saddle.lem-7.2.in-A", "saddle.lem-7.2.in-B"),
    instance=model(path((1, 0), ("3/2", 0)), d=1, T=1, t=1),
)
def walk(judge, limit=1):
    """At every time the iterate is in a region or in a buffer, in the state that the lemmas speak
    of, until ((L + gamma)/gamma)^d steps are over.
    """
    p = judge.theorem()
    sizes, facts = sizes_of(p), p.given
    positive, zero_ = p.meet(d >= 1, *facts), term(0)
    always = (t <= T) >> whereabouts(t)

    def known(state, k, m, time, step):
        whole = somewhere(state, time)
        return p.exhibit_all(whole, (k, m), step)

    # the start
    inside = p.meet(start().part(0), *facts)
    dummy = p.meet(x(0, d) == 0, *facts)
    roomy = p.meet(wide(), *facts)
    first = p.split(p.use(p.at(inside, 0), p.arith(zero_ < d, positive)))
    fits = p.lemma(forall(y)(given(wide(), y <= 1) >> conj(y <= tau, y <= tau * exp(-1))), x(0, 0))
    low = p.split(p.use(fits, roomy, first[1]))
    where = conj(j <= d, j >= zero_ + 1)
    one = p.use(p.at(inside, j), p.assume(j < d))
    bounds = between(0, x(0, j), 1)
    one = p.meet(bounds, one)
    none = p.fold(p.assume(j == d), p.arith(bounds.put(j, d), dummy))
    either = p.cases(p.arith(disj(j < d, j == d), p.assume(where)), one, none)
    again = p.lemma(
        forall(y)(given(wide(), between(0, y, 1)) >> between(0, y, tau * exp(-1))), x(0, j)
    )
    tiny = p.use(again, roomy, *p.split(either))
    same = p.arith(tau * exp(-1) == tau * exp(-1 - theta * 0))
    rest = each(p, j, where, p.unfold(same, tiny))
    here = p.arith(tau * exp(-1) == size(zero_, zero_))
    nobody = between(2 * tau, x(0, j), 6 * tau)
    nothing = each(p, j, j < 0, p.absurd(p.assume(j < 0), p.arith(~(j < 0)), nobody))
    zero = p.power_zero(ratio)
    begin = p.both(
        p.arith(zero_ < d, positive),
        p.both(
            p.arith(zero_ <= 0),
            nothing,
            p.both(first[0], low[0]),
            p.unfold(here, low[1]),
            rest,
            p.arith(zero_ + 1 >= ratio**0, zero),
            p.arith(h * ratio * 0 + 1 >= ratio**0, zero),
        ),
    )
    begin = known(state_A, 0, 0, zero_, begin)
    base = p.discharge(p.either(begin, whereabouts(zero_)), (t <= T).put(t, 0))

    # one step
    soon = p.assume(t + 1 <= T)
    now = p.apply(p.assume(always), p.arith(t <= T, soon))
    stepping = p.use(p.at(p.meet(run(), *facts), t), p.arith(t < T, soon))
    goal = whereabouts(t + 1)
    values = (*LETTERS, d, k, m, t, x)

    def onward(state, id, cases):
        assumed = p.assume(conj(k < d, state(k, m, t)))
        cover = p.use(p.by(id, *values), *sizes, p.part(assumed, 0), p.part(assumed, 1), stepping)
        step = p.cases(cover, *(case(p.part(assumed, 0), p.part(assumed, 1)) for case in cases))
        whole = somewhere(state, t)
        outer = p.assume(whole)
        return p.obtain(outer, p.obtain(p.such(outer, k), step, m), k)

    def at(state, k, m):
        def case(inside, _):
            reached = p.assume(state(k, m, t + 1))
            return p.either(known(state, k, m, t + 1, p.both(inside, reached)), goal)

        return case

    def through(inside, state):
        held = p.assume(state_A(k + 1, m, t + 1))
        on, over = k + 1 < d, k + 1 == d
        proceed = p.either(known(state_A, k + 1, m, t + 1, p.both(p.assume(on), held)), goal)
        last = p.unfold(p.assume(over), p.meet(m + 1 >= ratio ** (k + 1), held))
        all_through = p.unfold(p.assume(over), p.meet(earlier(k + 1, t + 1), held))
        # the bound with h: h m >= ratio^k before the step
        scaled = p.arith(
            h * m * ratio >= ratio ** (k + 1),
            p.meet(h * m >= ratio**k, state),
            p.power_step(ratio, k),
            *sizes,
        )
        scaled = p.unfold(p.assume(over), scaled)
        since = p.meet(m <= t, state)
        longer = p.arith(t + 1 >= ratio**d, last, since)
        positive = p.arith(h * ratio > 0, *sizes)
        further = p.arith(h * ratio * (t + 1) >= ratio**d, scaled, since, positive)
        at_end = p.both(all_through, longer, further)
        finish = p.exhibit(ended(t + 1), t + 1, p.both(p.arith(t + 1 <= t + 1), at_end))
        return p.cases(p.arith(disj(on, over), inside), proceed, p.either(finish, goal))

    def over():
        inner = p.assume(conj(end <= t, reached(end)))
        still = p.arith(end <= t + 1, p.part(inner, 0))
        step = p.exhibit(ended(t + 1), end, p.both(still, p.part(inner, 1)))
        return p.either(p.obtain(p.assume(ended(t)), step, end), goal)

    step = p.cases(
        now,
        onward(state_A, "saddle.lem-7.2.in-A", (at(state_A, k, m), at(state_B, k, t + 1))),
        onward(state_B, "saddle.lem-7.2.in-B", (at(state_B, k, m), through)),
        over(),
    )
    return p.qed(p.induction(t, always, base, p.discharge(step, t + 1 <= T)))
