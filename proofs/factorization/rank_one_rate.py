"""Theorem 3.2 (Du, Hu, Lee 2018) with its number of iterations, from the printed start.

t steps after stage one |u v^T - M*|_F^2 <= 3 sigma^2 exp(-c_1 eta sigma t); how long stage one
takes is in `rank_one_times`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    exists,
    exp,
    forall,
    given,
    log,
    reals,
    sqrt,
)

from .rank_one_after_start import after_a_step, begins_stage_one, in_stage_one, starts
from .rank_one_contraction import C1, rate
from .rank_one_convergence import error, xi
from .rank_one_growth import T, c, eta, run, sigma, t
from .rank_one_stages import first_time, printed_start
from .rank_one_state import du_hu_lee
from .rank_one_times import RUN, counted, d, growth, s

A, B, C, D, F, G = reals("A B C D F G")  # names of single steps of the arithmetic
a, b, p, q = RUN
ENTRY = {  # stage one ends at the first step
    "values": {"eta": "1/100000", "sigma": "1", "c_1": "1/80008", "T": "1", "t": "1"},
    "functions": {
        "alpha": {"start": "7070711/10000000"},
        "beta": {"start": "71/10000"},
        "alpha_perp": {"start": "1/1000000"},
        "beta_perp": {"start": "0"},
    },
}
SWAPPED = {  # alpha and beta exchanged: a ratio close to 1/100
    **ENTRY,
    "functions": ENTRY["functions"]
    | {"alpha": {"start": "71/10000"}, "beta": {"start": "7070711/10000000"}},
}


def balanced_at(s, least=C1):
    """alpha_s/beta_s in [least, 1/c_1]"""
    return conj(a(s) / b(s) >= least, a(s) / b(s) <= 1 / C1)


def ratios(least=C1):
    in_stage_one = (t <= T) >> conj(a(t) / b(t) >= "1/100", a(t) / b(t) <= 100)
    return conj(in_stage_one, balanced_at(T + t, least))


def both_ratios(k, early, later):
    """The two parts of `ratios` at t, from Lemma C.1 for all t <= T and what holds at T + t."""
    now = k.assume(t <= T)
    inside = k.lemma(
        forall(A, B)(
            given(A > 0, B > 0, A - B <= "99/101" * (A + B), B - A <= "99/101" * (A + B))
            >> conj(A / B >= "1/100", A / B <= 100)
        ),
        a(t), b(t),
    )  # fmt: skip
    known = [k.apply(k.at(one, t), now) for one in early]
    beyond = k.lemma(
        forall(A, B, C1, sigma)(
            given(
                A > 0, B > 0, A**2 >= C1 * sigma, B**2 >= C1 * sigma, A * B <= sigma, sigma > 0,
                C1 == "1/80008",
            )
            >> conj(A / B >= C1, A / B <= 1 / C1)
        ),
        a(T + t), b(T + t), C1, sigma,
    )  # fmt: skip
    return k.discharge(k.use(inside, *known), t <= T), k.use(beyond, later, *k.given)


@claim(
    "balance.thm-3.2-finish.ratio",
    du_hu_lee("Theorem 3.2", "Theorem 4.5"),
    says=lambda least=C1: forall(eta, sigma, C1, T, *RUN)(
        given(*starts(), first_time(T)) >> forall(t)(ratios(least))
    ),
    uses=("balance.lem-C.1.ratio", "balance.lem-C.1.every-t", "balance.lem-C.2"),
    instance=SWAPPED,
)
def ratio_at_every_time(judge, least=C1):
    """alpha_t/beta_t lies in [1/100, 100] up to T_1 and in [c_1, 1/c_1] from T_1 on: alpha/beta =
    alpha^2/(alpha beta) >= c_1.
    """
    k = judge.theorem()
    c, begin = begins_stage_one(k)
    until = k.given[-1]
    early = in_stage_one(k, c, begin, until, *k.given)
    later = k.at(k.use(k.by("balance.lem-C.2", eta, sigma, C1, T, *RUN), *k.given), t)
    return k.qed(k.for_all(k.both(*both_ratios(k, early, later)), t))


ratio_at_every_time.mutant("a ratio above 1000 c_1", least=1000 * C1)


def distance(at):
    """|u v^T - M*|_F^2 in the four scalars (balance.thm-3.2-finish.residual)."""
    mixed = a(at) ** 2 * q(at) ** 2 + b(at) ** 2 * p(at) ** 2 + p(at) ** 2 * q(at) ** 2
    return (a(at) * b(at) - sigma) ** 2 + mixed


def close(at, constant=3):
    return distance(at) <= constant * sigma**2 * exp(-C1 * eta * sigma * t)


@claim(
    "balance.thm-3.2-finish-amended",
    du_hu_lee("Theorem 3.2", "Theorem 4.5"),
    says=lambda constant=3: forall(eta, sigma, C1, T, *RUN)(
        given(*starts(), first_time(T)) >> forall(t)(close(T + t, constant))
    ),
    amends="balance.thm-3.2-finish",
    uses=("balance.lem-C.2", "book.power-below-exp"),
    instance=ENTRY,
)
def distance_after_stage_one(judge, constant=3):
    """t steps after T_1 the squared distance |u v^T - M*|_F^2 is at most 3 sigma_1^2 exp(-c_1 eta
    sigma_1 t).

    The noise energy contracts like exp(-c_1 eta sigma_1 t), so that its square root, which the
    distance sees, does at half the rate: for a distance of order epsilon it has to be of order
    epsilon^2.
    """
    k = judge.theorem()
    at = T + t
    x = C1 * eta * sigma
    later = k.at(k.use(k.by("balance.lem-C.2", eta, sigma, C1, T, *RUN), *k.given), t)
    rates = k.arith(conj(x > 0, x <= "1/100000", x <= 1, 1 - x >= 0), *k.given)
    power = k.use(k.by("book.power-below-exp", 1 - x, -x, t), rates)
    least = k.part(power, 0)
    decay = k.arith(rate() ** t <= exp(-C1 * eta * sigma * t), power)
    half = exp(-C1 * eta * sigma * t / 2)
    time = k.arith(t >= 0)
    tail = k.lemma(
        forall(A)((A >= 0) >> conj(exp(-A / 2) > 0, exp(-A / 2) <= 1, A * exp(-A / 2) <= "3/4")),
        x * t,
    )
    positive = k.lemma(forall(A, B)(given(A > 0, B >= 0) >> (A * B >= 0)), x, t)
    tails = k.use(tail, k.use(positive, rates, time))
    exponents = k.arith(conj(exp(-(x * t) / 2) == half, half**2 == exp(-C1 * eta * sigma * t)))
    known = (k.given, later, rates, least, decay, tails, exponents, time)
    gap, noise, tails = error_and_noise(k, at, half, *known)
    sizes_of = k.lemma(
        forall(A, B, C1, sigma)(
            given(
                A > 0, B > 0, A**2 >= C1 * sigma, B**2 >= C1 * sigma, A * B <= sigma, sigma > 0,
                C1 == "1/80008",
            )
            >> conj(C1 * A**2 <= sigma, C1 * B**2 <= sigma)
        ),
        a(at), b(at), C1, sigma,
    )  # fmt: skip
    bounded = k.use(sizes_of, later, *k.given)
    squares = k.arith(conj(p(at) ** 2 >= 0, q(at) ** 2 >= 0, half**2 >= 0))
    shrunk = k.arith(xi(at) <= half**2 * (C1 * sigma / 2), noise, k.part(exponents, 1))
    mixed = k.lemma(
        forall(A, B, C, D, G, C1, sigma)(
            given(
                C1 * A <= sigma, C1 * B <= sigma, C >= 0, D >= 0, C + D <= G * (C1 * sigma / 2),
                C1 == "1/80008", sigma > 0,
            )
            >> (A * D + B * C <= sigma**2 * G / 2)
        ),
        a(at) ** 2, b(at) ** 2, p(at) ** 2, q(at) ** 2, half**2, C1, sigma,
    )  # fmt: skip
    both = k.lemma(
        forall(C, D, G, C1, sigma)(
            given(
                C >= 0, D >= 0, C + D <= G * (C1 * sigma / 2), C1 == "1/80008", sigma > 0, G <= 1,
                G >= 0,
            )
            >> (C * D <= sigma**2 * G / 100)
        ),
        p(at) ** 2, q(at) ** 2, half**2, C1, sigma,
    )  # fmt: skip
    gap_squared = k.lemma(
        forall(F, G, sigma)(
            given(F >= 0, F <= "7/5" * G * sigma) >> (F**2 <= "49/25" * (sigma**2 * G**2))
        ),
        error(at), half, sigma,
    )  # fmt: skip
    signed = k.arith(error(at) >= 0, later)
    once = k.arith(half**2 <= 1, tails)
    parts = [
        k.use(gap_squared, signed, gap),
        k.use(mixed, bounded, squares, shrunk, *k.given),
        k.use(both, squares, shrunk, once, *k.given),
    ]
    total = k.lemma(
        forall(A, B, C, D)(
            given(A <= "49/25" * D, B <= D / 2, C <= D / 100, D >= 0) >> (A + (B + C) <= 3 * D)
        ),
        error(at) ** 2,
        a(at) ** 2 * q(at) ** 2 + b(at) ** 2 * p(at) ** 2,
        p(at) ** 2 * q(at) ** 2,
        sigma**2 * half**2,
    )
    summed = k.use(total, *parts, k.arith(sigma**2 * half**2 >= 0))
    bound = k.arith(distance(at) <= 3 * sigma**2 * half**2, summed)
    return k.qed(k.for_all(k.unfold(k.part(exponents, 1), bound), t))


def error_and_noise(k, at, half, assumed, later, rates, least, decay, tails, exponents, time):
    """error <= 7/5 sigma exp(-x t/2) and xi <= exp(-x t) c_1 sigma/2, with x = c_1 eta sigma."""
    power, x = rate() ** t, C1 * eta * sigma
    noise = k.lemma(
        forall(A, B, C, D, F)(
            given(A <= B * C, B >= 0, B <= D, C <= F, C >= 0) >> (A <= D * F)
        ),
        xi(at), power, xi(0), exp(-C1 * eta * sigma * t), C1 * sigma / 2,
    )  # fmt: skip
    start = k.arith(xi(0) >= 0)
    less = k.use(noise, later, least, decay, start, *assumed)
    pushed = k.lemma(
        forall(A, B, C, D)(given(A <= B, C >= 0, D >= 0) >> (C * D * A <= C * D * B)),
        xi(0), C1 * sigma / 2, t, eta * sigma,
    )  # fmt: skip
    push = k.use(pushed, k.arith(eta * sigma >= 0, *assumed), time, *assumed)
    whole = k.lemma(
        forall(A, B, C, D, F, G, sigma)(
            given(
                (1 - D) * A <= B * (sigma + C), C <= F * sigma / 2, B >= 0, B <= G**2, G > 0,
                G <= 1, F * G <= "3/4", F >= 0, sigma > 0, D > 0, D <= "1/100000",
            )
            >> (A <= "7/5" * G * sigma)
        ),
        error(at), power, t * eta * sigma * xi(0), x, x * t, half, sigma,
    )  # fmt: skip
    scaled = k.arith(t * eta * sigma * xi(0) <= x * t * sigma / 2, push)
    root = k.part(exponents, 0)
    in_time = k.unfold(root, tails)
    square = k.arith(power <= half**2, decay, k.part(exponents, 1))
    nonnegative = k.lemma(forall(A, B)(given(A > 0, B >= 0) >> (A * B >= 0)), x, t)
    count = k.use(nonnegative, rates, time)
    gap = k.use(whole, later, scaled, least, square, in_time, count, rates, *assumed)
    return gap, less, in_time


distance_after_stage_one.mutant("1/4 in place of 3", constant="1/4")


# --- the theorem ----------------------------------------------------------------------------------


PRINTED_START = {
    "values": {
        "eta": "1/100000",
        "sigma": "1",
        "c_1": "1/80008",
        "c_init_squared": "1/16001600",
        "d": "1",
    },
    "functions": {
        "alpha": {"start": "1/5000"},
        "beta": {"start": "1/5000"},
        "alpha_perp": {"start": "1/1000"},
        "beta_perp": {"start": "0"},
    },
}


def printed(limit="1/100000", most=C1 / 200):
    """The run, eta sigma_1 <= 1/100000, and the printed start with c_init^2 <= c_1/200."""
    sizes_of = (eta > 0, sigma > 0, eta * sigma <= limit, C1 == "1/80008", c > 0, c <= most)
    return (run(), *sizes_of, d >= 1, *printed_start(), xi(0) <= 100 * c * sigma)


def iterations():
    """T_1 <= 1 + (log(d)/2 + log(5/c_init))/log(1 + eta sigma_1/3)"""
    return T <= 1 + counted() / growth()


def theorem(constant=3):
    ends = conj(iterations(), forall(t)(conj(ratios(), close(T + t, constant))))
    return forall(eta, sigma, C1, c, d, *RUN)(given(*printed()) >> exists(T)(ends))


def in_the_range(k):
    """The scale of the start and its square, and what the printed range gives at the start."""
    scale = sqrt(c * sigma / d)
    size = k.arith(conj(scale > 0, scale**2 <= c * sigma), *k.given)
    small_start = k.lemma(
        forall(A, B, C, D, sigma)(
            given(
                C > 0, A >= C / 10, A <= 10 * C, B >= C / 10, B <= 10 * C, C**2 <= D * sigma,
                D <= "1/1000000", sigma > 0,
            )
            >> conj(
                conj(A > 0, B > 0), A**2 + B**2 < sigma / 2,
                conj(A - B <= "99/101" * (A + B), B - A <= "99/101" * (A + B)),
            )
        ),
        a(0), b(0), scale, c, sigma, defined=[size],
    )  # fmt: skip
    tiny = k.arith(c <= "1/1000000", *k.given)
    return size, k.use(small_start, size, tiny, *k.given[8:12], k.given[2])


def few_iterations(k, size, start, crossed, until):
    """T_1 <= 1 + (log(d)/2 + log(5/c_init))/log(1 + eta sigma_1/3) from the printed range."""
    last = k.assume(T == s + 1)
    time = k.by("balance.lem-C.1.T1-order", eta, sigma, c, d, s, *RUN)
    time = k.use(time, k.unfold(last, until), start, *k.given)
    counts = k.lemma(
        forall(A, B, C, D)(given(A * B < C, B > 0, D == A + 1) >> (D <= 1 + C / B)),
        s, growth(), counted(), T,
        defined=[size, *k.given],
    )  # fmt: skip
    rates = k.lemma(forall(A)((A > 0) >> (log(1 + A / 3) > 0)), eta * sigma)
    positive = k.use(rates, k.arith(eta * sigma > 0, *k.given))
    soon = k.use(counts, k.part(time, 0), positive, last)
    return after_a_step(k, k.part(start, 1), crossed, iterations(), soon)


@claim(
    "balance.thm-3.2.from-range",
    du_hu_lee("Theorem 3.2", "Theorem 4.5"),
    says=theorem,
    uses=(
        "balance.lem-C.1.ends",
        "balance.lem-C.1.T1-order",
        "balance.thm-3.2-finish.ratio",
        "balance.thm-3.2-finish-amended",
        "book.zero-or-successor",
    ),
    instance=PRINTED_START,
)  # fmt: skip
def theorem_from_the_printed_start(judge, constant=3):
    """Theorem 3.2 from every start in the printed range: |u v^T - M*|_F^2 falls below 3 sigma_1^2
    exp(-c_1 c_step t) within T_1 + t steps, and the ratio of the signals stays bounded.

    T_1 <= 1 + (log(d)/2 + log(5/c_init))/log(1 + c_step/3), c_1 = 1/80008, c_step = eta sigma_1 <=
    1/100000, c_init^2 <= c_1/200 (so c_init <= 1/4001).
    """
    k = judge.theorem()
    root = k.given
    size, start = in_the_range(k)
    quiet = k.arith(xi(0) <= C1 * sigma / 2, *root)
    ready = (start, quiet, *root)
    finite = k.use(k.by("balance.lem-C.1.ends", eta, sigma, c, *RUN), *ready)
    first = k.assume(first_time(T))
    crossed, until = k.split(first)
    here = (eta, sigma, C1, T, *RUN)
    known = (*ready, first)
    at_ratio = k.at(k.use(k.by("balance.thm-3.2-finish.ratio", *here), *known), t)
    at_distance = k.at(k.use(k.by("balance.thm-3.2-finish-amended", *here), *known), t)
    always = k.for_all(k.both(at_ratio, at_distance), t)
    soon = few_iterations(k, size, start, crossed, until)
    done = k.both(soon, always)
    return k.qed(k.obtain(finite, k.exhibit(k.target, T, done), T))


@theorem_from_the_printed_start.mutant
def without_stage_one(judge):
    """Close from the start on, |u_0 v_0^T - M*|_F^2 <= sigma_1^2/4."""
    from steepest.proofs.engine.theorems.falsify import falsify

    says = forall(eta, sigma, C1, c, d, *RUN)(given(*printed()) >> (distance(0) <= sigma**2 / 4))
    return falsify(says, hints=[PRINTED_START])
