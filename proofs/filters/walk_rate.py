"""Lemma 6.3 for a walk: stochastic gradient descent comes close. The notation is that of `walk`."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    exp,
    forall,
    given,
    indicator,
    integrable,
    log,
    mean_of_combination,
    reals,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_6
from .walk import (
    B,
    G,
    T,
    V,
    advanced,
    c,
    d,
    delta,
    eta,
    g,
    gamma,
    gap,
    martingale,
    measurable,
    near,
    noise,
    o,
    p,
    pushed,
    r_0,
    r_1,
    short,
    square,
    t,
    walking,
)

epsilon, size = reals("epsilon n")
A, C, D, N, P, Q, X, Y = reals("A C D N P Q X Y")


def kept(time):
    """|d_t|^2 where the walk has not left"""
    return square(d, time) * indicator(near(time))


def goal():
    return epsilon**2 * size**2


def far():
    return kept(T) >= goal()


def close():
    return square(d, T) <= goal()


def ahead():
    return square(d, t + 1) * indicator(near(t))


def coming():
    """The walk starts at the distance r_0; how many steps it has, how small the noise is, and that
    all means exist.
    """
    ready = (
        epsilon > 0, size > 0, 2 * eta * gamma * T >= log(2 * r_0**2 / (delta * goal())),
        eta * B**2 <= delta * gamma * goal(),
    )  # fmt: skip
    return starting(), walking()[1], *martingale(), *measurable(), *ready, *means()


def starting():
    """|d_0| = r_0"""
    return forall(o)(square(d, 0) == r_0**2)


def means():
    """The means exist."""
    return (
        forall(t)(integrable(E(o, kept(t)))), forall(t)(integrable(E(o, ahead()))),
        forall(t)(integrable(Prob(o, near(t)))), integrable(Prob(o, far())),
        integrable(Prob(o, close())),
    )  # fmt: skip


def rate_says():
    return forall(d, g, G, V, eta, gamma, B, r_0, r_1, delta, epsilon, size, T, p)(
        given(*short(), pushed(), *coming()) >> (Prob(o, close()) >= 1 - 2 * delta)
    )


@claim(
    "fsgd.lem-6.3.walk",
    chapter_6("Lemma 6.3"),
    formula=r"2\eta\gamma'T\ge\log\frac{2r_0^2}{\delta\varepsilon^2\|w_*\|^2},\ \eta "
    r"B^2\le\delta\gamma'\varepsilon^2\|w_*\|^2\implies "
    r"P(\|d_T\|\le\varepsilon\|w_*\|)\ge1-2\delta",
    hypotheses=("the hypotheses of fsgd.lem-6.2.walk, r_0 = |d_0|",),
    says=rate_says,
    uses=(
        "fsgd.lem-6.2.walk",
        "fsgd.lem-6.3.markov-amended",
        "book.power-late",
        "book.squares-nonnegative",
    ),
)
def close_at_last(judge):
    """Stochastic gradient descent comes within eps |w*| of a point that the gradient points away
    from, after T steps with probability 1 - 2 delta.

    E[|d_(t + 1)|^2 1{near until t}] <= (1 - x) E[|d_t|^2 1{near until t}] + eta^2 B^2, since the
    noise has the mean 0; Markov's inequality, and Lemma 6.2 for the event of staying near.
    """
    k = judge.theorem()
    (pos, low, B_pos, r_pos, apart, d_pos, many, slow, floor, steep, known, start, steps, first,
     grows, rule_, reach_has, far_has, none_has, goal_has, e_pos, n_pos, long, quiet, kept_has,
     ahead_has, near_has, bad_has, good_has) = k.given  # fmt: skip
    begin = k.for_all(k.arith(square(d, 0) <= r_0**2, k.at(start, o)), o)
    stay = k.by("fsgd.lem-6.2.walk", d, g, G, V, eta, gamma, B, r_0, r_1, delta, T, p)
    stay = k.use(stay, pos, low, B_pos, r_pos, apart, d_pos, many, slow, floor, steep, begin, steps,
                 known, first, grows, rule_, reach_has, far_has, none_has, goal_has)  # fmt: skip
    # the drift in the mean
    bit, floor_ = indicator(near(t)), eta * B**2 / (2 * gamma)
    held, gone = k.assume(near(t)), k.assume(~near(t))
    moved = advanced(k, held, steps, known, pos)
    bound = ((1 - eta * (2 * gamma)) * square(d) + eta**2 * B**2) * bit
    rule = k.lemma(
        forall(A, D, N, X, eta, gamma, B)(
            given(X == 1, N <= (1 - 2 * eta * gamma) * D + eta**2 * B**2 + 2 * eta * A * X)
            >> (N * X <= ((1 - eta * (2 * gamma)) * D + eta**2 * B**2) * X + 2 * eta * A * X)
        ),
        gap(), square(d), square(d, t + 1), bit, eta, gamma, B,
    )  # fmt: skip
    inside = k.use(rule, k.indicator(near(t), True, held), moved)
    rule = k.lemma(
        forall(A, D, N, X, eta, gamma, B)(
            given(X == 0)
            >> (N * X <= ((1 - eta * (2 * gamma)) * D + eta**2 * B**2) * X + 2 * eta * A * X)
        ),
        gap(), square(d), square(d, t + 1), bit, eta, gamma, B,
    )  # fmt: skip
    outside = k.use(rule, k.indicator(near(t), False, gone))
    pointwise = k.for_all(k.cases(k.excluded_middle(near(t)), inside, outside), o)
    fair = k.at(rule_, 0, t)
    one = k.arith(exp(0 * V(t, o)) * noise() == noise())
    fair_ = k.mean_of_equal(k.for_all(one, o), k.arith(integrable(E(o, one.sides[0])), fair))
    zero = k.arith(E(o, noise()) == 0, fair, fair_)
    has_noise = k.arith(integrable(E(o, noise())), zero)
    parts = [(1 - eta * (2 * gamma), kept(t), k.at(kept_has, t)),
             (eta**2 * B**2, bit, k.at(near_has, t))]  # fmt: skip
    plain = mean_of_combination(k, o, bound, parts)
    there = k.arith(integrable(E(o, bound)), plain)
    whole = mean_of_combination(
        k, o, bound + 2 * eta * gap() * bit, [(1, bound, there), (1, noise(), has_noise)]
    )
    drift = k.mean_is_monotone(
        pointwise, k.at(ahead_has, t), k.arith(integrable(whole.sides[0]), whole)
    )
    drift = k.for_all(k.arith(E(o, ahead()) <= E(o, bound), drift, whole, zero), t)
    # Markov
    never = k.for_all(k.by("book.squares-nonnegative", Lambda((c,), d(t, c, o)), p), t, o)
    markov = k.by("fsgd.lem-6.3.markov-amended", Lambda((t, o), square(d)), r_0, r_1, eta,
                  2 * gamma, B, T, epsilon, size)  # fmt: skip
    rare = k.use(
        markov, pos, k.arith(2 * gamma > 0, low), k.arith(eta * (2 * gamma) <= 1, slow), never,
        start, drift, kept_has, near_has, e_pos, n_pos, bad_has,
    )  # fmt: skip
    # the bound is at most delta
    level = k.use(
        k.lemma(forall(A, C)(given(A > 0, C > 0) >> (A**2 * C**2 > 0)), epsilon, size), e_pos, n_pos
    )
    target = k.use(
        k.lemma(forall(A, C)(given(A > 0, C > 0) >> (A * C > 0)), delta, goal()), d_pos, level
    )
    double = k.use(k.lemma(forall(r_0)((r_0 > 0) >> (2 * r_0**2 > 0)), r_0), r_pos)
    share = k.use(
        k.lemma(forall(A, C)(given(A > 0, C > 0) >> (2 * A * C >= 0)), eta, gamma), pos, low
    )
    late = k.by("book.power-late", eta * (2 * gamma), 2 * r_0**2, delta * goal(), T)
    late = k.apply(late, k.arith(late.formula.left, share, slow, double, target, long))
    power = (1 - eta * (2 * gamma)) ** T
    quiet_ = k.lemma(
        forall(A, eta, B, gamma)(
            given(gamma > 0, eta * B**2 <= A * gamma) >> (eta * B**2 / (2 * gamma) <= A / 2)
        ),
        delta * goal(), eta, B, gamma,
    )  # fmt: skip
    quiet_ = k.apply(quiet_, k.arith(quiet_.formula.left, low, quiet))
    rule = k.lemma(
        forall(A, C, N, X, Y, delta)(
            given(N <= (A * C + X) / Y, A * (2 * C) <= delta * Y, X <= delta * Y / 2, Y > 0)
            >> (N <= delta)
        ),
        power, r_0**2, Prob(o, far()), floor_, goal(), delta,
        defined=[bad_has, k.arith(2 * gamma != 0, low)],
    )  # fmt: skip
    small = k.use(
        rule, k.arith(rule.formula.left.part(0), rare),
        k.arith(rule.formula.left.part(1), late), k.arith(rule.formula.left.part(2), quiet_), level,
    )  # fmt: skip
    # near until T and not far is close
    mine, bad, good = near(T), far(), close()
    here, away = k.assume(mine), k.assume(~bad)
    product = k.lemma(forall(A, X)((X == 1) >> (A * X == A)), square(d, T), indicator(mine))
    product = k.use(product, k.indicator(mine, True, here))
    happens = k.arith(good, product, away)
    least = 1 * indicator(mine) + (-1) * indicator(bad)
    known = [k.indicator_range(one) for one in (mine, bad, good)]
    both = k.arith(least <= indicator(good), k.indicator(good, True, happens), *known)
    hit = k.arith(least <= indicator(good), k.indicator(bad, True, k.assume(bad)), *known)
    inside = k.cases(k.excluded_middle(bad), hit, both)
    left = k.arith(least <= indicator(good), k.indicator(mine, False, k.assume(~mine)), *known)
    pointwise = k.for_all(k.cases(k.excluded_middle(mine), inside, left), o)
    whole = mean_of_combination(
        k, o, least, [(1, indicator(mine), goal_has), (-1, indicator(bad), bad_has)]
    )
    end = k.mean_is_monotone(pointwise, k.arith(integrable(E(o, least)), whole), good_has)
    return k.qed(k.arith(k.target, end, whole, stay, small))


@close_at_last.mutant
def half_as_many_steps(judge):
    """Without noise: x = 1/2 and r_0 = 1 leave (1 - x)^3 = 1/8 after 3 steps, where delta eps^2
    |w*|^2 is 1/10 and 2 x T >= log(20).
    """
    x, F, R = reals("x F R")
    return falsify(
        forall(x, T, F, R)(
            given(x == "1/2", T == 3, R == 1, F == "1/10", 2 * x * T >= log(2 * R / F))
            >> ((1 - x) ** T * R <= F / 2)
        ),
        hints=[{"values": {"x": "1/2", "T": "3", "F": "1/10", "R": "1"}}],
    )
