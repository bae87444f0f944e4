"""How long stage one of the rank-one problem takes (Du, Hu, Lee 2018, Lemma C.1).

T_1 <= 1 + log(sqrt(sigma)/(alpha_0 + beta_0))/log(1 + eta sigma/3), which is O(log d) from the
printed start.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    forall,
    given,
    log,
    nats,
    reals,
    sqrt,
)

from .rank_one_convergence import xi
from .rank_one_growth import a, b, c, eta, p, q, run, sigma, sizes
from .rank_one_stages import before, begins, printed_start
from .rank_one_state import du_hu_lee

s, d = nats("s d")
A, B, C, D, F = reals("A B C D F")  # names of single steps of the arithmetic
RUN = (a, b, p, q)


def growth(third=3):
    """log(1 + eta sigma/3), what stage one gains in a step."""
    return log(1 + eta * sigma / third)


@claim(
    "balance.lem-C.1.T1-sum",
    du_hu_lee("end of the proof of Lemma C.1", "Lemma 4.5"),
    says=lambda half="1/2": forall(A, B, sigma)(
        given(A > 0, B > 0, A**2 + B**2 < half * sigma)
        >> conj(A + B <= sqrt(2 * (A**2 + B**2)), A + B < sqrt(sigma))
    ),
)
def sum_before_T1(judge, half="1/2"):
    """The sum of the signals is below sqrt(sigma_1) before T_1."""
    k = judge.theorem()
    square = k.arith((A + B) ** 2 <= 2 * (A**2 + B**2))
    root = k.lemma(
        forall(C, D)(given(C > 0, C**2 <= D) >> (C <= sqrt(D))), A + B, 2 * (A**2 + B**2)
    )
    strict = k.lemma(forall(C, D)(given(C > 0, C**2 < D) >> (C < sqrt(D))), A + B, sigma)
    positive = k.arith(A + B > 0, *k.given)
    below = k.arith((A + B) ** 2 < sigma, square, *k.given)
    return k.qed(k.both(k.use(root, positive, square), k.use(strict, positive, below)))


sum_before_T1.mutant("T_1 defined with sigma_1", half=1)


@claim(
    "balance.lem-C.1.T1",
    du_hu_lee("end of the proof of Lemma C.1", "Lemma 4.5"),
    says=lambda third=3: forall(eta, sigma, c, s, *RUN)(
        given(begins(), before(s + 1)) >> (s * growth(third) < log(sqrt(sigma) / (a(0) + b(0))))
    ),
    uses=("balance.lem-C.1.every-t", "balance.lem-C.1.T1-sum", "book.log-power"),
    instance={
        "values": {"eta": "9/10", "sigma": "1", "c_init_squared": "1/600", "s": "3"},
        "functions": {
            "alpha": {"start": "1/20"},
            "beta": {"start": "1/20"},
            "alpha_perp": {"start": "0"},
            "beta_perp": {"start": "0"},
        },
    },
)
def escape_time(judge, third=3):
    """Stage one is short: T_1 - 1 < log(sqrt(sigma_1)/(alpha_0 + beta_0))/log(1 + eta sigma_1/3).

    s + 1 is any number of steps before which the signals are small, so that s = T_1 - 1 is one.
    """
    k = judge.theorem()
    start = a(0) + b(0)
    base = 1 + eta * sigma / 3
    every = k.use(k.by("balance.lem-C.1.every-t", eta, sigma, c, s + 1, *RUN), *k.given)
    now = k.apply(k.at(every, s), k.arith(s <= s + 1))
    small_now = k.apply(k.at(k.given[-1], s), k.arith(s < s + 1))
    top = k.use(k.by("balance.lem-C.1.T1-sum", a(s), b(s), sigma), now, small_now)
    above = k.arith(conj(base > 0, start > 0, sigma > 0), *k.given)
    power = k.at(k.apply(k.by("book.log-power", base), k.part(above, 0)), s)
    reach = k.lemma(
        forall(A, B, C, D, F)(
            given(A > 0, C > 0, D >= A * C, D < F, log(A) == B) >> (B < log(F / C))
        ),
        base**s, s * growth(), start, a(s) + b(s), sqrt(sigma),
    )  # fmt: skip
    return k.qed(k.use(reach, power, above, now, top))


escape_time.mutant("growth by eta sigma", third=1)


def counted(order=1):
    """log(d)/2 + log(5/c_init), in steps of stage one."""
    steps = log(d) / 2 + log(5 / sqrt(c))
    return steps if order == 1 else order * steps


@claim(
    "balance.lem-C.1.T1-order",
    du_hu_lee("end of the proof of Lemma C.1", "Lemma 4.5"),
    says=lambda order=1: forall(eta, sigma, c, d, s, *RUN)(
        given(run(), sizes(), d >= 1, *printed_start(), xi(0) <= 100 * c * sigma, before(s + 1))
        >> conj(
            s * growth() < counted(order),
            (d >= 2)
            >> (
                1 + counted(order) / growth()
                <= (1 / log(2) + (1 + 2 * log(5 / sqrt(c)) / log(2)) / (2 * growth())) * log(d)
            ),
        )
    ),
    uses=("balance.lem-C.1.T1",),
    instance={
        "values": {"eta": "7/8", "sigma": "1", "c_init_squared": "1/625", "d": "1", "s": "5"},
        "functions": {
            "alpha": {"start": "1/128"},
            "beta": {"start": "1/128"},
            "alpha_perp": {"start": "0"},
            "beta_perp": {"start": "0"},
        },
    },
)
def escape_time_is_logarithmic(judge, order=1):
    """T_1 = O(log d) with its constant: T_1 - 1 < (log(d)/2 + log(5/c_init))/log(1 + c_step/3), and
    1 more than that is at most a constant times log d for d >= 2.
    """
    k = judge.theorem()
    scale, start = sqrt(c * sigma / d), a(0) + b(0)
    positive = k.arith(conj(scale > 0, sqrt(c) > 0, sqrt(sigma) > 0, d > 0), *k.given)
    signs = k.arith(conj(a(0) > 0, b(0) > 0), positive, *k.given)
    time = k.use(k.by("balance.lem-C.1.T1", eta, sigma, c, s, *RUN), signs, *k.given)
    split = k.lemma(
        forall(A, B, C)(
            given(A > 0, B > 0, C > 0) >> (sqrt(A * B / C) == sqrt(A) * sqrt(B) / sqrt(C))
        ),
        c, sigma, d,
    )  # fmt: skip
    scaled = k.use(split, positive, *k.given)
    least = k.arith(start >= scale / 5, *k.given)
    inverse = k.lemma(
        forall(A, B, C, D, F)(
            given(A > 0, B > 0, C > 0, D >= F / 5, F == A * B / C) >> (B / D <= 5 / A * C)
        ),
        sqrt(c), sqrt(sigma), sqrt(d), start, scale,
    )  # fmt: skip
    root = k.arith(sqrt(d) > 0, positive)
    ratio = k.use(inverse, positive, root, least, scaled)
    logs = k.lemma(
        forall(A, B, C)(
            given(A > 0, B > 0, C > 0, A <= B * sqrt(C)) >> (log(A) <= log(C) / 2 + log(B))
        ),
        sqrt(sigma) / start, 5 / sqrt(c), d,
    )  # fmt: skip
    quotient = k.arith(conj(sqrt(sigma) / start > 0, 5 / sqrt(c) > 0), positive, signs)
    bound = k.use(logs, quotient, ratio, positive)
    first = k.arith(s * growth() < counted(), time, bound)
    one_more = k.lemma(
        forall(A, B, C, D)(
            given(A >= B, B > 0, C > 0, D >= 0)
            >> (1 + (A / 2 + D) / C <= (1 / B + (1 + 2 * D / B) / (2 * C)) * A)
        ),
        log(d), log(2), growth(), log(5 / sqrt(c)),
    )  # fmt: skip
    two = k.assume(d >= 2)
    larger = k.lemma(forall(A)((A >= 2) >> conj(log(A) >= log(2), log(2) > 0)), d)
    rates = k.lemma(forall(A)((A > 0) >> (log(1 + A / 3) > 0)), eta * sigma)
    small = k.lemma(forall(A)(given(A > 0, A <= "1/600") >> conj(sqrt(A) > 0, sqrt(A) <= 1)), c)
    small_start = k.lemma(forall(A)(given(A > 0, A <= 1) >> (log(5 / A) >= 0)), sqrt(c))
    known = (
        k.use(larger, two),
        k.use(rates, k.arith(eta * sigma > 0, *k.given)),
        k.use(small_start, k.use(small, *k.given)),
    )
    second = k.discharge(k.use(one_more, *known), d >= 2)
    return k.qed(k.both(first, second))


escape_time_is_logarithmic.mutant("a quarter as long", order="1/4")
