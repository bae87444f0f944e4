"""Theorem 3.2 (Du, Hu, Lee 2018) after the start: stage one ends where stage two can begin.

The two signals stay within a fixed ratio in stage one; the stage ends, because signals that grow at
a linear rate do not stay small; what it leaves is what stage two asks for. So gradient descent
converges from every start with positive signals of a bounded ratio and little noise.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    exists,
    forall,
    given,
    nats,
    negation,
    reals,
    sqrt,
)

from .rank_one_convergence import xi
from .rank_one_growth import (
    T,
    a,
    b,
    bound,
    c,
    eta,
    invariant,
    next_state,
    p,
    q,
    quiet,
    run,
    sigma,
    signs,
    sizes,
    small,
    t,
    u,
    v,
    x,
    y,
)
from .rank_one_state import du_hu_lee

RATIO = "99/101"
d = nats("d")
A, B, C, D, F = reals("A B C D F")  # names of single steps of the arithmetic


def balanced(alpha, beta, ratio=RATIO):
    """G: |alpha - beta| <= ratio (alpha + beta), without the absolute value."""
    return conj(alpha - beta <= ratio * (alpha + beta), beta - alpha <= ratio * (alpha + beta))


@claim(
    "balance.lem-C.1.ratio-step",
    du_hu_lee("proof of Lemma C.1, E and F imply G at t + 1", "Lemma 4.5"),
    says=lambda ratio=RATIO: forall(eta, sigma, c, bound, x, y, u, v)(
        given(
            sizes(), bound <= 100 * c * sigma, signs(x, y), quiet(u, v), small(x, y),
            balanced(x, y, ratio),
        )
        >> balanced(*next_state(x, y, u, v)[:2], ratio)
    ),
    uses=("balance.lem-C.1.step",),
)  # fmt: skip
def ratio_is_kept(judge, ratio=RATIO):
    """A step of stage one keeps the signals within the ratio 100 of each other (any ratio whose
    bound is at least 2/13).
    """
    k = judge.theorem()
    alpha, beta, _, _ = next_state(x, y, u, v)
    grown = k.use(k.by("balance.lem-C.1.step", eta, sigma, c, bound, x, y, u, v), *k.given)
    growth = k.split(grown)[3]
    total, noise = x + y, u**2 + v**2
    quarter = k.arith(x * y <= sigma / 4, *k.given)
    limit = k.arith(noise <= sigma / 6, *k.given)
    product = k.arith(conj(x * y >= 0, total > 0, eta > 0, sigma > 0), *k.given)
    cross = k.arith(
        conj(u**2 * y - v**2 * x <= noise * total, v**2 * x - u**2 * y <= noise * total),
        k.meet(signs(x, y), *k.given),
    )
    capped = k.lemma(
        forall(A, B)(given(A <= sigma / 6, B > 0) >> (A * B <= sigma / 6 * B)), noise, total
    )
    most = k.use(capped, limit, *k.split(product))
    done = []
    for sign, (one, other) in ((1, (alpha, beta)), (-1, (beta, alpha))):
        difference, push = sign * (x - y), sign * (u**2 * y - v**2 * x)
        moved = k.arith(one - other == (1 - eta * sigma + eta * (x * y)) * difference + eta * push)
        lemma = k.lemma(
            forall(A, B, C, D, F)(
                given(
                    A <= ratio * B, D <= sigma / 6 * B, C <= sigma / 4, C >= 0, B > 0, eta > 0,
                    sigma > 0, eta * sigma < 1, F >= (1 + eta * sigma / 3) * B,
                )
                >> ((1 - eta * sigma + eta * C) * A + eta * D <= ratio * F)
            ),
            difference, total, x * y, push, alpha + beta,
        )  # fmt: skip
        near = k.arith(difference <= ratio * total, *k.given[-2:])
        pushed = k.arith(push <= sigma / 6 * total, cross, most)
        bounded = k.use(lemma, near, pushed, quarter, *k.split(product), growth, *k.given)
        done.append(k.fold(moved, bounded))
    return k.qed(k.both(*done))


ratio_is_kept.mutant("ratio within 1/100", ratio="1/100")


def before(s):
    """Stage one lasts until s: for all t < s the signals are small."""
    return forall(t)((t < s) >> small(a(t), b(t)))


def begins(limit="1/600", step=1, factor=100):
    """Gradient descent from positive signals and little noise."""
    return conj(run(), sizes(limit, step), signs(a(0), b(0)), xi(0) <= factor * c * sigma)


RUNS = (eta, sigma, c, a, b, p, q)


@claim(
    "balance.lem-C.1.ratio",
    du_hu_lee("Lemma C.1", "Lemma 4.5"),
    says=lambda ratio=RATIO: forall(eta, sigma, c, T, a, b, p, q)(
        given(begins(), balanced(a(0), b(0), ratio), before(T))
        >> forall(t)((t <= T) >> balanced(a(t), b(t), ratio))
    ),
    uses=("balance.lem-C.1.every-t", "balance.lem-C.1.ratio-step"),
    instance={
        "values": {"eta": "1/2", "sigma": "1", "c_init_squared": "1/600", "T": "1", "t": "1"},
        "functions": {
            "alpha": {"start": "1/10"},
            "beta": {"start": "1/10"},
            "alpha_perp": {"start": "1/10"},
            "beta_perp": {"start": "0"},
        },
    },
)
def ratio_by_induction(judge, ratio=RATIO):
    """G for every t up to T_1: signals that start within a factor 100 of each other stay so."""
    k = judge.theorem()
    recursion, until = k.given[0], k.given[-1]
    every = k.use(k.by("balance.lem-C.1.every-t", eta, sigma, c, T, a, b, p, q), *k.given)
    always = (t <= T) >> balanced(a(t), b(t), ratio)
    start = k.meet(balanced(a(0), b(0), ratio), *k.given)
    base = k.discharge(start, always.put(t, 0).left)
    soon = k.assume(t + 1 <= T)
    time = k.both(k.arith(t <= T, soon), k.arith(t < T, soon))
    now = k.apply(k.assume(always), k.part(time, 0))
    known = k.apply(k.at(every, t), k.part(time, 0))
    here = k.apply(k.at(until, t), k.part(time, 1))
    lemma = k.by("balance.lem-C.1.ratio-step", eta, sigma, c, xi(0), a(t), b(t), p(t), q(t))
    after = k.use(lemma, now, known, here, *k.given)
    for equation in k.split(k.at(recursion, t))[:2]:
        after = k.fold(equation, after)
    step = k.discharge(after, t + 1 <= T)
    return k.qed(k.induction(t, always, base, step))


ratio_by_induction.mutant("equal signals stay equal", ratio=0)


def printed_start():
    """alpha_0, beta_0 in [0.1, 10] c_init sqrt(sigma/d)."""
    scale = sqrt(c * sigma / d)
    return [one for f in (a, b) for one in (f(0) >= scale / 10, f(0) <= 10 * scale)]


@claim(
    "balance.lem-C.1",
    du_hu_lee("Lemma C.1", "Lemma 4.5"),
    says=lambda ratio=RATIO: forall(eta, sigma, c, d, T, a, b, p, q)(
        given(
            run(), sizes(), d >= 1, *printed_start(), xi(0) <= 100 * c * sigma, before(T)
        )
        >> forall(t)((t <= T) >> conj(invariant(t), balanced(a(t), b(t), ratio)))
    ),
    uses=("balance.lem-C.1.every-t", "balance.lem-C.1.ratio"),
    instance={
        "values": {
            "eta": "1/2", "sigma": "1", "c_init_squared": "1/900", "d": "1", "T": "1", "t": "0",
        },
        "functions": {
            "alpha": {"start": "1/3"},
            "beta": {"start": "1/300"},
            "alpha_perp": {"start": "1/10"},
            "beta_perp": {"start": "0"},
        },
    },
)  # fmt: skip
def stage_one(judge, ratio=RATIO):
    """Lemma C.1 with its constants: from the printed start the signals stay positive, grow at a
    linear rate and keep their ratio within [1/100, 100], and the noise does not grow, up to T_1.

    T is any time before which alpha^2 + beta^2 stays below sigma/2; c_init^2 <= 1/600 and eta sigma
    < 1.
    """
    k = judge.theorem()
    scale = k.arith(sqrt(c * sigma / d) > 0, *k.given)
    ranges = k.given[-6:-2]
    start = k.arith(conj(signs(a(0), b(0)), balanced(a(0), b(0))), scale, *ranges)
    values = (eta, sigma, c, T, a, b, p, q)
    every, ratios = (
        k.at(k.use(k.by(one, *values), start, *k.given), t)
        for one in ("balance.lem-C.1.every-t", "balance.lem-C.1.ratio")
    )
    now = k.assume(t <= T)
    end = k.both(k.apply(every, now), k.apply(ratios, now))
    return k.qed(k.for_all(k.discharge(end, t <= T), t))


stage_one.mutant("ratio 98/100, an interval of 99", ratio="98/100")


def ends(what, most=None):
    """What happens at the time T, which is at most `most` if that is given."""
    return what if most is None else conj(T <= most, what)


SLOW = {  # signals that stay small for hundreds of steps
    "values": {"eta": "1/100000", "sigma": "1", "c_init_squared": "1/100000000"},
    "functions": {
        "alpha": {"start": "1/100"},
        "beta": {"start": "1/50"},
        "alpha_perp": {"start": "1/1000000"},
        "beta_perp": {"start": "0"},
    },
}


def first_time(s):
    """s is the first time at which the signals are not small."""
    return conj(negation(small(a(s), b(s))), before(s))


@claim(
    "balance.lem-C.1.ends",
    du_hu_lee("Lemma C.1, T_1 is finite", "Lemma 4.5"),
    says=lambda most=None: forall(*RUNS)(begins() >> exists(T)(ends(first_time(T), most))),
    uses=("balance.lem-C.1.every-t", "book.bernoulli"),
    instance=SLOW,
)
def stage_one_ends(judge, most=None):
    """There is a first time T_1 at which alpha^2 + beta^2 >= sigma/2: signals whose sum grows by
    the factor 1 + eta sigma/3 do not stay small.
    """
    k = judge.theorem()
    happens = exists(T)(negation(small(a(T), b(T))))
    never = k.assume(negation(happens))
    here = small(a(t), b(t))
    found = k.exhibit(happens, t, k.assume(negation(here)))
    always = k.for_all(
        k.cases(k.excluded_middle(here), k.assume(here), k.absurd(found, never, here)), t
    )
    until = k.for_all(k.discharge(k.at(always, t), t < T), t)
    grown = k.use(k.by("balance.lem-C.1.every-t", eta, sigma, c, T, a, b, p, q), until, *k.given)
    now = k.apply(k.at(grown, T), k.arith(T <= T))
    start, rate = a(0) + b(0), eta * sigma / 3
    sum_now = k.meet(a(T) + b(T) >= (1 + rate) ** T * start, now)
    positive = k.arith(conj(rate > 0, start > 0, rate >= -1), *k.given)
    line = k.at(k.apply(k.by("book.bernoulli", rate), k.part(positive, 2)), T)
    top = (1 + sigma) / (rate * start)
    large_time = k.assume(T >= top)
    enough = k.arith(T * (rate * start) >= 1 + sigma, large_time, positive)
    lemma = k.lemma(
        forall(A, B, C, D, F)(
            given(A >= B * F, B >= 1 + C * D, F > 0, C * (D * F) >= 1 + sigma, sigma > 0)
            >> (A >= 1 + sigma)
        ),
        a(T) + b(T), (1 + rate) ** T, T, rate, start,
    )  # fmt: skip
    beyond = k.use(lemma, sum_now, line, enough, *k.split(positive), *k.given)
    short = k.at(always, T)
    no = k.arith(negation(small(a(T), b(T))), beyond, k.meet(sigma > 0, *k.given))
    nothing = k.absurd(short, no, happens)
    above = k.for_all(k.archimedes(A), A)
    defined = k.arith(rate * start != 0, positive)
    some_time = k.at(above, top, defined=[defined])
    reached = k.obtain(some_time, nothing, T)
    cover = k.excluded_middle(happens)
    occurs = k.cases(cover, k.assume(happens), reached)
    return k.qed(first_of(k, k.least(occurs)))


stage_one_ends.mutant("after three steps at most", most=3)


def first_of(k, least):
    """The least T with a property, without the double negation before it."""
    body = k.assume(
        conj(
            negation(small(a(T), b(T))),
            forall(t)((t < T) >> negation(negation(small(a(t), b(t))))),
        )
    )
    now, earlier = k.split(body)
    until = k.for_all(k.arith((t < T) >> small(a(t), b(t)), k.at(earlier, t)), t)
    return k.obtain(least, k.exhibit(exists(T)(first_time(T)), T, k.both(now, until)), T)
