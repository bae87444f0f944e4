"""Theorem 3.2 (Du, Hu, Lee 2018) after the start, with explicit constants: a theorem for every t.

The two stages of `rank_one_stages` and `rank_one_convergence` are put together: the first time T at
which the signals are not small ends stage one, and T + t counts the steps of stage two.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    exists,
    forall,
    given,
    nats,
    negation,
    reals,
)
from steepest.proofs.textbook.cases import zero_or_more

from .rank_one_contraction import C1, C_STEP, large, rate, sizes
from .rank_one_convergence import error, xi
from .rank_one_growth import T, a, b, eta, p, q, run, sigma, signs, small, t
from .rank_one_stages import SLOW, balanced, ends, first_time
from .rank_one_state import du_hu_lee

s = nats("s")
A, B, C, D, F, Y, Z = reals("A B C D F Y Z")  # names of single steps of the arithmetic


def starts():
    """Positive signals within a factor 100 of each other, alpha^2 + beta^2 < sigma/2, and noise at
    most c_1 sigma/2; eta sigma <= 1/100000.
    """
    return (
        run(),
        sizes(),
        signs(a(0), b(0)),
        small(a(0), b(0)),
        balanced(a(0), b(0)),
        xi(0) <= C1 * sigma / 2,
    )


def reached(at, faster=1):
    """What holds t steps after T."""
    return conj(
        signs(a(at), b(at)),
        large(a(at), b(at)),
        a(at) * b(at) <= sigma,
        xi(at) <= rate() ** (t if faster == 1 else faster * t) * xi(0),
        rate() * error(at) <= rate() ** t * (sigma + t * eta * sigma * xi(0)),
    )


@claim(
    "balance.lem-C.2",
    du_hu_lee("Lemma C.2", "Lemma 4.6"),
    says=lambda faster=1: forall(eta, sigma, C1, T, a, b, p, q)(
        given(*starts(), first_time(T)) >> forall(t)(reached(T + t, faster))
    ),
    instance={
        "values": {"eta": "1/100000", "sigma": "1", "c_1": "1/80008", "T": "1", "t": "1"},
        "functions": {
            "alpha": {"start": "7070711/10000000"},
            "beta": {"start": "71/10000"},
            "alpha_perp": {"start": "1/1000000"},
            "beta_perp": {"start": "0"},
        },
    },
    uses=(
        "balance.lem-C.1.step",
        "balance.lem-C.1.every-t",
        "balance.lem-C.1.ratio",
        "balance.lem-C.2.every-t",
        "book.power-positive",
        "book.zero-or-successor",
    ),
)
def stage_two_after_stage_one(judge, faster=1):
    """Lemma C.2: from the end T_1 of stage one on the signals stay above sqrt(c_1 sigma), their
    product never passes sigma, and noise and error contract at the rate 1 - c_1 eta sigma.

    The error is summed up: |h_t| <= r^(t - T_1) (sigma + (t - T_1) eta sigma xi_0)/r, with r = 1 -
    c_1 eta sigma, c_1 = 1/80008 and eta sigma <= 1/100000; one step of it is
    balance.lem-C.2.product.
    """
    k = judge.theorem()
    c, begin = begins_stage_one(k)
    crossed, until = k.given[-2:]
    every, ratios = in_stage_one(k, c, begin, until, *k.given)
    here = k.arith(T <= T)
    stage_one, ratio_now = k.apply(k.at(every, T), here), k.apply(k.at(ratios, T), here)
    product = product_is_bounded(k, begin, crossed, until, every)
    large_now = large_enough(k, crossed, stage_one, ratio_now)
    quiet = k.arith(
        xi(T) <= C1 * sigma / 2, k.meet(xi(T) <= xi(0), stage_one),
        k.meet(xi(0) <= C1 * sigma / 2, *k.given),
    )  # fmt: skip
    two = k.at(stage_two(k, "balance.lem-C.2.every-t", stage_one, large_now, product, quiet), t)
    two = k.unfold(k.arith(T + 0 == T), two)
    return k.qed(k.for_all(bounds(k, two, stage_one, product), t))


stage_two_after_stage_one.mutant("the noise contracts 20 times as fast", faster=20)


def begins_stage_one(k):
    """What Lemma C.1 asks for, with c_init^2 = c_1/200, from what is given."""
    c = C1 / 200
    small_noise = conj(eta * sigma < 1, c > 0, c <= "1/600", xi(0) <= 100 * c * sigma)
    return c, k.arith(small_noise, *k.given)


def in_stage_one(k, c, *known):
    """Lemma C.1 and the bounds of the ratio, each for all t <= T."""
    timed = (eta, sigma, c, T, a, b, p, q)
    names = "balance.lem-C.1.every-t", "balance.lem-C.1.ratio"
    return [k.use(k.by(one, *timed), *known) for one in names]


def after_start(most=None):
    happens = conj(first_time(T), forall(t)(reached(T + t)))
    return forall(eta, sigma, C1, a, b, p, q)(given(*starts()) >> exists(T)(ends(happens, most)))


@claim(
    "balance.thm-3.2.after-start",
    du_hu_lee("Theorem 3.2", "Theorem 4.5"),
    says=after_start,
    instance={**SLOW, "values": {"eta": "1/100000", "sigma": "1", "c_1": "1/80008"}},
    uses=("balance.lem-C.1.ends", "balance.lem-C.2"),
)
def convergence_after_the_start(judge, most=None):
    """Gradient descent on the rank-one factorization converges at a linear rate from every start
    with positive signals within a factor 100 of each other and little noise.

    There is a first time T with alpha_T^2 + beta_T^2 >= sigma/2, and t steps after it the noise is
    at most r^t xi_0 and r (sigma - alpha beta) <= r^t (sigma + t eta sigma xi_0), with r = 1 - c_1
    eta sigma, c_1 = 1/80008 and eta sigma <= 1/100000.

    How likely such a start is under Gaussian initialization is not in this statement
    (balance.init-C-amended).
    """
    k = judge.theorem()
    c, begin = begins_stage_one(k)
    first = k.assume(first_time(T))
    run_of = (eta, sigma, C1, T, a, b, p, q)
    after = k.use(k.by("balance.lem-C.2", *run_of), *k.given, first)
    says = exists(T)(conj(first_time(T), forall(t)(reached(T + t))))
    finite = k.use(k.by("balance.lem-C.1.ends", eta, sigma, c, a, b, p, q), begin, *k.given)
    return k.qed(k.obtain(finite, k.exhibit(says, T, k.both(first, after)), T))


convergence_after_the_start.mutant("stage one takes three steps at most", most=3)


def after_a_step(k, at_start, crossed, goal, found):
    """The goal from `found`, which assumes that T = s + 1: the signals are small at the start."""
    never = k.absurd(at_start, k.unfold(k.assume(T == 0), crossed), goal)
    return zero_or_more(k, T, never, found)


def product_is_bounded(k, begin, crossed, until, every):
    """alpha_T beta_T <= sigma: T = s + 1, the signals were small at s and grew by 1 + eta sigma."""
    goal = a(T) * b(T) <= sigma
    at_start = k.meet(small(a(0), b(0)), *k.given)
    grown = grew(k, begin, k.assume(T == s + 1), until, every, goal)
    return after_a_step(k, at_start, crossed, goal, grown)


def grew(k, begin, last, until, every, goal):
    """alpha beta <= (alpha + beta)^2/4 <= (1 + eta sigma)^2 (alpha_s + beta_s)^2/4 <= sigma"""
    was_small = k.apply(k.at(until, s), k.arith(s < T, last))
    before = k.apply(k.at(every, s), k.arith(s <= T, last))
    lemma = k.by("balance.lem-C.1.step", eta, sigma, C1 / 200, xi(0), a(s), b(s), p(s), q(s))
    after = k.use(lemma, begin, was_small, before, *k.given)
    for equation in k.split(k.at(k.given[0], s)):
        after = k.fold(equation, after)
    after = k.fold(last, after)
    bounded = k.lemma(
        forall(A, B, C, D, F)(
            given(
                A > 0, B > 0, C > 0, D > 0, F > 0, F <= C_STEP, A + B <= (1 + F) * (C + D),
                C**2 + D**2 < sigma / 2,
            )
            >> (A * B <= sigma)
        ),
        a(T), b(T), a(s), b(s), eta * sigma,
    )  # fmt: skip
    positive = k.arith(eta * sigma > 0, *k.given)
    return k.meet(goal, k.use(bounded, positive, after, was_small, before, *k.given))


def large_enough(k, crossed, stage_one, ratio_now):
    """At T both signals are at least 2 sqrt(c_1 sigma)."""
    lemma = k.lemma(
        forall(A, B, C1, sigma)(
            given(
                signs(A, B), balanced(A, B), negation(small(A, B)), C1 == "1/80008", sigma > 0
            )
            >> conj(A**2 >= 4 * C1 * sigma, B**2 >= 4 * C1 * sigma)
        ),
        a(T), b(T), C1, sigma,
    )  # fmt: skip
    return k.use(lemma, crossed, stage_one, ratio_now, *k.given)


def stage_two(k, lemma, *at_T):
    """A lemma of stage two for the sequences from T on, its hypotheses met by what holds at T."""
    equation = k.arith(T + (t + 1) == T + t + 1)
    later = k.for_all(k.fold(equation, k.at(k.given[0], T + t)), t)
    now = k.arith(T + 0 == T)
    moved = [k.fold(now, one) for step in at_T for one in k.split(step) if simple(one)]
    shifted = [Lambda((t,), f(T + t)) for f in (a, b, p, q)]
    return k.use(k.by(lemma, eta, sigma, C1, *shifted), later, *moved, *k.given)


def simple(step):
    """Speaks of the state at T alone: no power of the rate with T in the exponent."""
    return "**T" not in repr(step.formula)


def bounds(k, two, stage_one, product):
    """From the bounds by the state at T to bounds by the start."""
    power = power_is_positive(k)
    less_noise = k.meet(xi(T) <= xi(0), stage_one)
    noise = k.lemma(
        forall(A, B, C, D)(given(A <= B * C, C <= D, B > 0) >> (A <= B * D)),
        xi(T + t), rate() ** t, xi(T), xi(0),
    )  # fmt: skip
    r, E1 = reals("r E1")
    lack = k.lemma(
        forall(r, A, B, E1, C, Y, Z)(
            given(
                r * E1 <= B * (r * (sigma - A) + C * eta * sigma * Y), Y <= Z, B > 0, A > 0,
                A <= sigma, r > 0, r <= 1, C >= 0, eta * sigma > 0,
            )
            >> (r * E1 <= B * (sigma + C * eta * sigma * Z))
        ),
        rate(), a(T) * b(T), rate() ** t, error(T + t), t, xi(T), xi(0),
    )  # fmt: skip
    positive = k.arith(conj(rate() > 0, rate() <= 1, eta * sigma > 0), *k.given[1:5])
    nat = k.arith(t >= 0)
    above = k.arith(a(T) * b(T) > 0, stage_one)
    known = (two, power, less_noise, positive, nat, above, product)
    return k.both(
        k.meet(signs(a(T + t), b(T + t)), two),
        k.meet(large(a(T + t), b(T + t)), two),
        k.meet(a(T + t) * b(T + t) <= sigma, two),
        k.use(noise, *known),
        k.use(lack, *known),
    )


def power_is_positive(k):
    """r^t > 0 for all t."""
    positive = k.arith(rate() > 0, *k.given[1:5])
    return k.use(k.by("book.power-positive", rate(), t), positive)
