"""Theorem 3.2 (Du, Hu, Lee 2018) with usable constants: the count of iterations, the theorem."""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, exp, forall, given, log, nats, reals, sqrt, term

from .rank_one_after_start import after_a_step, in_stage_one, large_enough, stage_two
from .rank_one_contraction import C1
from .rank_one_convergence import xi
from .rank_one_growth import T, a, b, c, eta, next_state, sigma, t
from .rank_one_random import on_the_outcome, with_probability
from .rank_one_random import succeeds as random_run
from .rank_one_rate import balanced_at, both_ratios, distance, few_iterations, in_the_range, printed
from .rank_one_sharper import LARGEST_START, LARGEST_STEP, noise_level, source
from .rank_one_sharper_distance import slow
from .rank_one_signs import equal_signs
from .rank_one_stages import first_time
from .rank_one_start import printed_covariance
from .rank_one_times import RUN, d, s

m, n = nats("m n")
step, init, epsilon = reals("c_step c_init epsilon")
A, B, C, D, F = reals("A B C D F")  # names of single steps of the arithmetic


def total(step, init, extra=2):
    """3 + 4/c_step (log(d/(epsilon c_init)) + 2)"""
    return 3 + 4 / step * (log(d / (epsilon * init)) + extra)


def count_says(extra=2):
    stage_one = (log(d) / 2 + log(5 / init)) / log(1 + step / 3)
    return forall(step, init, epsilon, d, T, m, n)(
        given(
            step > 0, step <= LARGEST_STEP, init > 0, init <= LARGEST_START, d >= 1,
            epsilon > 0, epsilon < 1, T <= 1 + stage_one,
            m < 40 * log(term(5)) / (9 * step) + 1, n < 4 / step * log(1 / epsilon) + 1,
        )
        >> (T + m + n <= total(step, init, extra))
    )  # fmt: skip


@claim(
    "balance.thm-3.2-sharper.count",
    source,
    says=count_says,
    instance={
        "values": {
            "c_step": "1/3", "c_init": "1/20000", "epsilon": "1/2", "d": "1", "T": "100",
            "m": "21", "n": "8",
        },
    },
)  # fmt: skip
def total_count(judge, extra=2):
    """The whole count in one formula: T_1 and, rounded up, 40 log(5)/(9 c_step) and (4/c_step)
    log(1/epsilon) are together at most 3 + (4/c_step) (log(d/(epsilon c_init)) + 2).

    1/log(1 + c_step/3) <= 54/(17 c_step), log 5 <= 1.61, log(1/c_init) >= 9.9.
    """
    k = judge.theorem()
    d_in = k.use(k.lemma(forall(A)((A >= 1) >> (log(A) >= 0)), d), *k.given)
    error = forall(A)(given(A > 0, A < 1) >> (log(1 / A) >= 0))
    error = k.use(k.lemma(error, epsilon), *k.given)
    ten = forall(A)((A >= 20000) >> (log(A) >= "99/10"))
    large = k.lemma(forall(A)(given(A > 0, A <= LARGEST_START) >> (1 / A >= 20000)), init)
    small = k.use(k.lemma(ten, 1 / init), k.use(large, *k.given))
    rate = k.lemma(
        forall(A)(given(A > 0, A <= LARGEST_STEP) >> (log(1 + A / 3) >= 17 * A / 54)), step
    )
    rate = k.use(rate, *k.given)
    five = k.arith(conj(log(term(5)) > 0, log(term(5)) <= "161/100"))
    parts = forall(A, B, C)(
        given(A > 0, B > 0, C > 0)
        >> conj(
            log(A / (B * C)) == log(A) + log(1 / B) + log(1 / C),
            log(5 / C) == log(term(5)) + log(1 / C),
        )
    )
    parts = k.use(k.lemma(parts, d, epsilon, init), *k.given)
    x, y, f = log(d), log(1 / epsilon), log(term(5))
    first = forall(A, B, C, D)(
        given(D <= 1 + A / B, B >= 17 * C / 54, C > 0, A >= 0) >> ((D - 1) * C <= "54/17" * A)
    )
    first = k.lemma(first, x / 2 + log(5 / init), log(1 + step / 3), step, T)
    positive = k.arith(x / 2 + log(5 / init) >= 0, d_in, five, parts, small)
    first = k.use(first, rate, positive, *k.given)
    second = k.lemma(forall(A, F, C)(given(A < 40 * F / (9 * C) + 1, C > 0)
                                     >> ((A - 1) * C <= "40/9" * F)), m, f, step)  # fmt: skip
    third = k.lemma(forall(A, F, C)(given(A < 4 / C * F + 1, C > 0) >> ((A - 1) * C <= 4 * F)),
                    n, y, step)  # fmt: skip
    steps = [k.use(one, *k.given) for one in (second, third)]
    sums = k.arith(
        (T + m + n - 3) * step <= 4 * (log(d / (epsilon * init)) + extra),
        first, *steps, parts, d_in, error, small, five,
    )  # fmt: skip
    whole = forall(A, B, C)(given((A - 3) * C <= 4 * B, C > 0) >> (A <= 3 + 4 / C * B))
    whole = k.lemma(whole, T + m + n, log(d / (epsilon * init)) + extra, step)
    return k.qed(k.use(whole, sums, *k.given))


total_count.mutant("minus 2 in place of 2", extra=-2)


# --- from the printed range -----------------------------------------------------------------------


MOST = Fraction(LARGEST_START) ** 2  # what c_init^2 is at most
RANGE = {
    "values": {
        "eta": "1/3", "sigma": "1", "c_1": "1/80008", "c_init_squared": "1/400000000", "d": "1",
        "epsilon": "1/2", "t": "0",
    },
    "functions": {
        "alpha": {"start": "1/20000"}, "beta": {"start": "1/20000"},
        "alpha_perp": {"start": "1/10000"}, "beta_perp": {"start": "0"},
    },
}  # fmt: skip


def arrives(s, after=1):
    """|u v^T - M*|_F <= epsilon sigma_1 from 3 + 4/c_step (log(d/(epsilon c_init)) + 2) on."""
    late_enough = s >= after * total(eta * sigma, sqrt(c))
    return late_enough >> (distance(s) <= (epsilon * sigma) ** 2)


def succeeds(after=1):
    return forall(t)(conj(arrives(t, after), balanced_at(t)))


def from_range(after=1):
    sized = printed(LARGEST_STEP, MOST)
    return forall(eta, sigma, C1, c, d, epsilon, *RUN)(
        given(*sized, epsilon > 0, epsilon < 1) >> succeeds(after)
    )


@claim(
    "balance.thm-3.2-sharper.from-range",
    source,
    says=from_range,
    uses=(
        "balance.lem-C.1.ends",
        "balance.lem-C.1.every-t",
        "balance.lem-C.1.ratio",
        "balance.lem-C.1.T1-order",
        "balance.thm-3.2-sharper.entry",
        "balance.thm-3.2-sharper.signal",
        "balance.thm-3.2-sharper.distance",
        "balance.thm-3.2-sharper.count",
        "book.ceiling",
        "book.difference",
        "book.power-nonnegative",
        "book.zero-or-successor",
    ),
    instance=RANGE,
)
def from_the_printed_range(judge):
    """Every start in the printed range with c_init <= 1/20000 and c_step <= 1/3 comes within
    epsilon sigma_1 of M* in the stated number of iterations, and stays there.

    |u_t v_t^T - M*|_F <= epsilon sigma_1 for all t >= 3 + (4/c_step) (log(d/(epsilon c_init)) + 2),
    and alpha_t/beta_t is within [1/80008, 80008] for all t.
    """
    k = judge.theorem()
    size, start = in_the_range(k)
    known = (start, *k.given)
    finite = k.use(k.by("balance.lem-C.1.ends", eta, sigma, c, *RUN), *known)
    first = k.assume(first_time(T))
    crossed, until = k.split(first)
    early = in_stage_one(k, c, until, *known)
    stage_one, ratio_now = (k.apply(k.at(one, T), k.arith(T <= T)) for one in early)
    at_T = (
        stage_one,
        large_enough(k, crossed, stage_one, ratio_now),
        k.arith(a(T) ** 2 + b(T) ** 2 >= sigma / 2, crossed),
        enters(k, start, crossed, until, early[0]),
        k.arith(xi(T) <= noise_level() * sigma, stage_one, *k.given),
    )
    signals = k.at(stage_two(k, "balance.thm-3.2-sharper.signal", *at_T), t)
    signals = k.unfold(k.arith(T + 0 == T), signals)
    distances = stage_two(k, "balance.thm-3.2-sharper.distance", *at_T)
    few = few_iterations(k, size, start, crossed, until)
    near = k.discharge(arrived(k, distances, few), arrives(t).left)
    always = k.for_all(k.both(near, balanced_always(k, early, signals)), t)
    return k.qed(k.obtain(finite, always, T))


@from_the_printed_range.mutant
def from_the_start_on(judge):
    from steepest.proofs.engine.theorems.falsify import falsify

    return falsify(from_range(after=-1), hints=[RANGE])


def enters(k, start, crossed, until, every):
    """alpha_T^2 + beta_T^2 <= 8/9 sigma_1, from the step before T."""
    last = k.assume(T == s + 1)
    was_small = k.apply(k.at(until, s), k.arith(s < T, last))
    before = k.apply(k.at(every, s), k.arith(s <= T, last))
    quiet = k.arith(xi(s) <= sigma / 2, before, *k.given)
    squares = k.arith(conj(*(one(s) ** 2 >= 0 for one in RUN)))
    short = forall(eta, sigma, A, B, C, D)(
        given(
            eta > 0, sigma > 0, eta * sigma <= LARGEST_STEP, A >= 0, B >= 0, C >= 0, D >= 0,
            A + B < sigma / 2, C + D <= sigma / 2,
        )
        >> conj(eta * (A + C) <= 1, eta * (B + D) <= 1)
    )  # fmt: skip
    short = k.lemma(short, eta, sigma, *(one(s) ** 2 for one in RUN))
    short = k.use(short, squares, was_small, quiet, *k.given)
    state = [one(s) for one in RUN]
    grown = k.by("balance.thm-3.2-sharper.entry", eta, sigma, *state)
    grown = k.use(grown, before, was_small, short, *k.given)
    alpha, beta, *_ = next_state(*state)
    found = k.arith(alpha**2 + beta**2 <= "8/9" * sigma, *k.split(grown)[2:])
    for equation in k.split(k.at(k.given[0], s))[:2]:
        found = k.fold(equation, found)
    goal = a(T) ** 2 + b(T) ** 2 <= "8/9" * sigma
    return after_a_step(k, k.part(start, 1), crossed, goal, k.fold(last, found))


def balanced_always(k, early, signals):
    """The ratio at t: before T, or at T + s."""
    in_one, in_two = both_ratios(k, early, signals)
    goal = balanced_at(t)
    before = k.arith(goal, k.apply(in_one, k.assume(t <= T)), *k.given)
    later = k.apply(k.by("book.difference", T, t), k.assume(T <= t))
    moved = k.fold(k.such(later, s), k.at(k.for_all(in_two, t), s))
    return k.cases(k.arith((t <= T) | (T <= t)), before, k.obtain(later, moved, s))


def arrived(k, distances, few):
    """The distance at a t that is late enough: t = T + (m + (n + s)) with m, n rounded up."""
    soon = k.assume(arrives(t).left)
    step_size = k.arith(conj(eta * sigma > 0, eta * sigma != 0), *k.given)
    root = k.lemma(
        forall(A)(given(A > 0, A <= MOST) >> conj(sqrt(A) > 0, sqrt(A) <= LARGEST_START)), c
    )
    root = k.use(root, *k.given)
    marks = 40 * log(term(5)) / (9 * (eta * sigma)), 4 / (eta * sigma) * log(1 / epsilon)
    above = forall(A, B)(
        given(A > 0, B > 0, B < 1)
        >> conj(40 * log(term(5)) / (9 * A) >= 0, 4 / A * log(1 / B) >= 0)
    )
    above = k.use(k.lemma(above, eta * sigma, epsilon), step_size, *k.given)
    ceilings, rounded = [], []
    for mark, name, positive in zip(marks, (m, n), k.split(above)):
        found = k.by("book.ceiling", mark, defined=[step_size])
        ceilings.append(k.apply(found, positive))
        rounded.append(k.such(ceilings[-1], name))
    count = k.by("balance.thm-3.2-sharper.count", eta * sigma, sqrt(c), epsilon, d, T, m, n)
    count = k.use(count, few, root, step_size, *rounded, *k.given)
    least = k.arith(T + m + n <= t, count, soon)
    rest = k.apply(k.by("book.difference", T + m + n, t), least)
    when = k.arith(t == T + (m + (n + s)), k.such(rest, s))
    then = k.apply(k.at(distances, m, n + s), k.part(rounded[0], 0))
    then = k.fold(when, then)
    power = k.at(
        k.use(k.by("book.power-nonnegative", slow()), k.arith(slow() >= 0, *k.given)), n + s
    )
    below = "1/3" * slow() ** (n + s)
    time = forall(A, B, F)(given(A > 0, B >= 4 / A * F) >> (A / 4 * B >= F))
    time = k.lemma(time, eta * sigma, n + s, log(1 / epsilon))
    late_enough = k.arith(n + s >= marks[1], k.part(rounded[1], 0), k.arith(s >= 0))
    time = k.use(time, late_enough, step_size)
    decays = forall(A, D)(given(A >= log(1 / D), D > 0) >> (exp(-A) <= D))
    decays = k.use(k.lemma(decays, eta * sigma / 4 * (n + s), epsilon), time, *k.given)
    decays = k.arith(below <= epsilon, decays, k.part(then, 1), *k.given[-2:])
    squares = forall(A, F, D, sigma)(
        given(A <= (F * sigma) ** 2, F >= 0, F <= D, sigma > 0) >> (A <= (D * sigma) ** 2)
    )
    squares = k.lemma(squares, distance(t), below, epsilon, sigma)
    end = k.use(squares, then, k.arith(below >= 0, power), decays, *k.given)
    for existence, name in ((rest, s), (ceilings[1], n), (ceilings[0], m)):
        end = k.obtain(existence, end, name)
    return end


# --- the theorem ----------------------------------------------------------------------------------


def sizes():
    return conj(
        eta > 0, eta * sigma <= LARGEST_STEP, C1 == "1/80008", c <= MOST, epsilon > 0, epsilon < 1
    )


def theorem_says(least="4233/10000"):
    return random_run(succeeds(), sizes(), least, epsilon)


@claim(
    "balance.thm-3.2-sharper",
    source,
    formula=r"P\left(\|u_tv_t^\top-M^*\|_F\le\epsilon\sigma_1\ \ \forall "
    r"t\ge3+\tfrac4{c_{step}}(\log\tfrac d{\epsilon c_{init}}+2),\ \ "
    r"\tfrac1{80008}\le\tfrac{\alpha_t}{\beta_t}\le80008\ \forall t\right)\ge0.4233",
    hypotheses=(
        "u_0, v_0 ~ N(0, delta^2 I), delta = c_init sqrt(sigma_1/d)",
        "0 < c_init <= 1/20000, 0 < c_step <= 1/3",
        "any d1, d2 >= 1, 0 < epsilon < 1",
    ),
    says=theorem_says,
    uses=("balance.init-C-amended", "balance.thm-3.2-sharper.from-range"),
)
def usable_theorem(judge, least="4233/10000"):
    """Theorem 3.2 for every c_step <= 1/3 and c_init <= 1/20000, with an explicit number of
    iterations and probability at least 0.4233.

    |u_t v_t^T - M*|_F <= epsilon sigma_1 for all t >= 3 + (4/c_step) (log(d/(epsilon c_init)) + 2),
    and the ratio of the signals is within [1/80008, 80008] for all t, both with that probability.
    In the four scalars, for starts of the law of balance.init-C-amended.
    """
    k = judge.theorem()
    from_range = "balance.thm-3.2-sharper.from-range"
    return with_probability(k, least, succeeds(), from_range, turned, epsilon)


@usable_theorem.mutant
def with_probability_above_one_half(judge):
    """The ratio at t = 0 is positive only if alpha_0 beta_0 > 0, with probability 1/2."""
    return equal_signs(judge, "51/100")


@usable_theorem.mutant
def with_the_variance_of_the_source(judge):
    return printed_covariance.check(judge)


def turned(k, found):
    """`succeeds` for the signals, from that for the signals with their signs changed."""
    now = k.at(found, t)
    near, ratio = on_the_outcome(arrives(t)), on_the_outcome(balanced_at(t))
    soon = k.apply(k.part(now, 0), k.assume(near.left))
    after = k.discharge(k.arith(near.part(1), soon), near.left)
    return k.for_all(k.both(after, k.arith(ratio, k.part(now, 1))), t)
