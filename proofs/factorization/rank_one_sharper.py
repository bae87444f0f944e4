"""Theorem 3.2 (Du, Hu, Lee 2018) with constants that can be used: c_step up to 1/3, and a rate that
does not pay for c_1.

The source bounds alpha^2 + beta^2 in stage 2 by (c_1 + 1/c_1) sigma_1, about 80008 sigma_1, and
this is what makes its c_step tiny and its rate c_1 c_step. But D = alpha^2 - beta^2 hardly moves:
D_{t+1} = (1 - c_step^2 h^2) D + O(c_step xi). So |D| <= 1 from T_1 on, alpha^2 + beta^2 <= sqrt(5),
K holds for c_step <= 1/3, and the signals are of order one. With c_init <= 1/20000:

    T <= 3 + (4/c_step) (log(d/(epsilon c_init)) + 2)   and   |u_t v_t^T - M*|_F <= epsilon sigma_1
    for all t >= T.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, reals

from .rank_one_growth import eta, lack_after, next_state, sigma, u, v, x, y
from .rank_one_stage2 import C_1 as LEAST
from .rank_one_state import du_hu_lee

LARGEST_STEP, LARGEST_START = "1/3", "1/20000"

source = du_hu_lee("Theorem 3.2, sharpened", "Theorem 4.5")
C_1 = Fraction(LEAST)
P0, Q0 = reals("P Q")
AT_ENTRY = {"values": {"eta": "1/3", "sigma": "1", "x": "1/2", "y": "9/20", "u": "0", "v": "0"}}
AT_LIMIT = {"values": {"eta": "1/3", "sigma": "1", "x": "4/3", "y": "2/3", "u": "0", "v": "0"}}
TOO_LONG = {"values": {"eta": "1/2", "sigma": "1", "x": "149/100", "y": "1/10", "u": "0", "v": "0"}}


def steps(limit=LARGEST_STEP):
    """c_step = eta sigma_1 up to the limit, positive signals."""
    return conj(eta > 0, sigma > 0, eta * sigma <= limit, x > 0, y > 0)


def noise_level(c_init=LARGEST_START):
    """100 c_init^2, what xi/sigma_1 is at most."""
    return 100 * Fraction(c_init) ** 2


def quiet(c_init=LARGEST_START):
    """xi <= 100 c_init^2 sigma_1"""
    return u**2 + v**2 <= noise_level(c_init) * sigma


def entered(limit=LARGEST_STEP):
    alpha, beta, *_ = next_state(x, y, u, v)
    grown = (1 + eta * sigma) ** 2
    return forall(eta, sigma, x, y, u, v)(
        given(
            steps(limit),
            x**2 + y**2 < sigma / 2,
            eta * (x**2 + u**2) <= 1,
            eta * (y**2 + v**2) <= 1,
        )
        >> conj(
            alpha > 0,
            beta > 0,
            alpha**2 + beta**2 <= grown * (x**2 + y**2),
            grown * (x**2 + y**2) <= grown * sigma / 2,
            grown * sigma / 2 <= "8/9" * sigma,
        )
    )


@claim(
    "balance.thm-3.2-sharper.entry",
    source,
    says=entered,
    instance=AT_ENTRY,
)
def signals_on_entry(judge, limit=LARGEST_STEP):
    """The signals cannot jump: on entering stage 2 their squares sum to at most 8/9 sigma_1, hence
    |D| <= 8/9 sigma_1. (At T_1 - 1 >= 0, where they are small and eta |u|^2, eta |v|^2 <= 1.)
    """
    k = judge.theorem()
    alpha, beta, *_ = next_state(x, y, u, v)
    F, G, c = reals("F G c")
    kept = forall(F, x)(given(x > 0, F >= 0, F <= 1) >> conj((1 - F) * x >= 0, F * x >= 0))
    grows = forall(x, c)(given(c > 0, x > 0) >> (c * x > 0))
    step = k.arith(eta * sigma > 0, *k.given)
    some = k.arith(conj(x**2 + u**2 >= 0, y**2 + v**2 >= 0))
    ends = []
    for now, other, size, after in (
        (x, y, y**2 + v**2, alpha),
        (y, x, x**2 + u**2, beta),
    ):
        positive = k.arith(eta * size >= 0, some, *k.given)
        parts = k.use(k.lemma(kept, eta * size, now), positive, *k.given)
        gain = k.use(k.lemma(grows, other, eta * sigma), step, *k.given)
        whole = (1 - eta * size) * now + eta * sigma * other
        found = k.arith(conj(whole > 0, whole <= now + eta * sigma * other), parts, gain)
        exact = k.arith(after == (1 - eta * size) * now + eta * sigma * other)
        ends.append(k.fold(exact, found))
    squares = forall(F, G, x, y, c)(
        given(F > 0, G > 0, F <= x + c * y, G <= y + c * x, c > 0, x > 0, y > 0)
        >> (F**2 + G**2 <= (1 + c) ** 2 * (x**2 + y**2))
    )
    grown = k.use(k.lemma(squares, alpha, beta, x, y, eta * sigma), *ends, step, *k.given)
    wide = forall(c, F, sigma)(
        given(c > 0, c <= limit, F < sigma / 2, sigma > 0)
        >> conj((1 + c) ** 2 * F <= (1 + c) ** 2 * sigma / 2,
                (1 + c) ** 2 * sigma / 2 <= "8/9" * sigma)
    )  # fmt: skip
    last = k.use(k.lemma(wide, eta * sigma, x**2 + y**2, sigma), step, *k.given)
    return k.qed(k.meet(k.target, *ends, grown, last))


signals_on_entry.mutant("c_step up to 1/2", limit="1/2")


def middle(limit=LARGEST_STEP):
    """Stage two: 0 < alpha beta <= sigma_1, alpha^2 + beta^2 <= 9/4 sigma_1, little noise."""
    return conj(steps(limit), x * y <= sigma, x**2 + y**2 <= "9/4" * sigma, quiet())


def drifts(factor=5):
    alpha, beta, *_ = next_state(x, y, u, v)
    growth = factor * eta * sigma * (u**2 + v**2)
    return forall(eta, sigma, x, y, u, v)(
        middle() >> (abs(alpha**2 - beta**2) <= abs(x**2 - y**2) + growth)
    )


@claim(
    "balance.thm-3.2-sharper.drift",
    source,
    says=drifts,
    instance={
        "values": {"eta": "1/3", "sigma": "1", "x": "1", "y": "1", "u": "0", "v": "1/4000"},
    },
)
def balance_drifts_slowly(judge, factor=5):
    """D = alpha^2 - beta^2 hardly moves: |D_{t+1}| <= |D_t| + 5 c_step xi_t.

    With h = alpha beta - sigma_1, x = alpha - eta h beta, y = beta - eta h alpha the step is
    D_{t+1} = (1 - eta^2 h^2) D - eta Q alpha (2 x - eta Q alpha) + eta P beta (2 y - eta P beta).
    """
    k = judge.theorem()
    alpha, beta, *_ = next_state(x, y, u, v)
    h, P, Q = x * y - sigma, u**2, v**2
    first, second = x - eta * h * y, y - eta * h * x
    lost = eta * Q * (2 * (x * first) - eta * Q * x**2)
    gained = eta * P * (2 * (y * second) - eta * P * y**2)
    exact = k.arith(alpha**2 - beta**2 == (1 - eta**2 * h**2) * (x**2 - y**2) - lost + gained)
    A, B, g, N = reals("A B g N")
    sides = forall(eta, sigma, A, B, g, N)(
        given(
            eta > 0, sigma > 0, eta * sigma <= LARGEST_STEP, A > 0, B > 0, g > 0, g <= sigma,
            A * B == g**2, A + B <= "9/4" * sigma, N >= 0, N <= noise_level() * sigma,
        )
        >> conj(
            2 * (A - eta * (g - sigma) * g) - eta * N * A >= 0,
            2 * (A - eta * (g - sigma) * g) - eta * N * A <= "14/3" * sigma,
        )
    )  # fmt: skip
    signals = k.arith(
        conj(x**2 > 0, y**2 > 0, x * y > 0, x**2 * y**2 == (x * y) ** 2, P >= 0, Q >= 0,
             P <= noise_level() * sigma, Q <= noise_level() * sigma),
        *k.given,
    )  # fmt: skip
    ranges = []
    for one, other, noise in ((x, y, Q), (y, x, P)):
        made = k.lemma(sides, eta, sigma, one**2, other**2, x * y, noise)
        ranges.append(k.use(made, signals, *k.given))
    kept = k.use(
        k.lemma(
            forall(eta, sigma, g)(
                given(eta > 0, sigma > 0, eta * sigma <= LARGEST_STEP, g > 0, g <= sigma)
                >> conj(1 - eta**2 * (g - sigma) ** 2 >= 0, 1 - eta**2 * (g - sigma) ** 2 <= 1)
            ),
            eta, sigma, x * y,
        ),
        signals, *k.given,
    )  # fmt: skip
    D, K, L, M, R, S, W = reals("D K L M R S W")
    whole = forall(eta, sigma, P0, Q0, D, K, L, M, R)(
        given(
            eta > 0, sigma > 0, P0 >= 0, Q0 >= 0, K >= 0, K <= 1, L >= 0, L <= "14/3" * sigma,
            M >= 0, M <= "14/3" * sigma, R == K * D - eta * Q0 * L + eta * P0 * M,
        )
        >> (abs(R) <= abs(D) + factor * eta * sigma * (P0 + Q0))
    )  # fmt: skip
    values = x**2 - y**2, 1 - eta**2 * h**2
    pair = [
        2 * (one**2 - eta * h * (x * y)) - eta * noise * one**2 for one, noise in ((x, Q), (y, P))
    ]
    turned = k.arith(
        alpha**2 - beta**2
        == (1 - eta**2 * h**2) * (x**2 - y**2) - eta * Q * pair[0] + eta * P * pair[1],
        exact,
    )
    made = k.lemma(whole, eta, sigma, P, Q, *values, *pair, alpha**2 - beta**2)
    return k.qed(k.use(made, turned, signals, kept, *ranges, *k.given))


balance_drifts_slowly.mutant("c_step xi in place of 5 c_step xi", factor=1)


def small_signals(c_init=LARGEST_START):
    xi_0 = reals("xi_0")
    known = conj(
        sigma > 0,
        xi_0 >= 0,
        xi_0 <= noise_level(c_init) * sigma,
        abs(x**2 - y**2) <= "8/9" * sigma + 5 * xi_0 / C_1,
        x > 0,
        y > 0,
        x * y <= sigma,
    )
    return forall(sigma, xi_0, x, y)(
        known
        >> conj(
            "8/9" * sigma + 5 * xi_0 / C_1 <= sigma,
            x**2 + y**2 <= "9/4" * sigma,
        )
    )


@claim(
    "balance.thm-3.2-sharper.size",
    source,
    says=small_signals,
    instance={"values": {"sigma": "1", "xi_0": "1/4000000", "x": "1", "y": "1"}},
)
def signals_stay_small(judge, c_init=LARGEST_START):
    """A drift of at most 5 xi_0/c_1 from the entry on keeps |D| <= sigma_1, and then alpha^2 +
    beta^2 <= 9/4 sigma_1 while 0 < alpha beta <= sigma_1, by (alpha^2 + beta^2)^2 = D^2 + 4
    (alpha beta)^2.
    """
    k = judge.theorem()
    first = k.arith(k.target.part(0), *k.given)
    D, S, g = reals("D S g")
    lemma = forall(sigma, D, S, g)(
        given(sigma > 0, abs(D) <= sigma, S > 0, g > 0, g <= sigma, S**2 == D**2 + 4 * g**2)
        >> (S <= "9/4" * sigma)
    )
    near = k.arith(abs(x**2 - y**2) <= sigma, first, *k.given)
    exact = k.arith((x**2 + y**2) ** 2 == (x**2 - y**2) ** 2 + 4 * (x * y) ** 2)
    sides = k.arith(conj(x**2 + y**2 > 0, x * y > 0), *k.given)
    made = k.lemma(lemma, sigma, x**2 - y**2, x**2 + y**2, x * y)
    return k.qed(k.both(first, k.use(made, near, exact, sides, *k.given)))


signals_stay_small.mutant("c_init up to 1/15000", c_init="1/15000")


def stays_below(limit=LARGEST_STEP):
    alpha, beta, *_ = next_state(x, y, u, v)
    h = x * y - sigma
    keep = 1 - eta * (x**2 + y**2) + eta**2 * (x * y) * h
    return forall(eta, sigma, x, y, u, v)(
        given(middle(limit), x * y >= C_1 * sigma)
        >> conj(alpha * beta - sigma <= keep * h, keep * h <= 0)
    )


@claim(
    "balance.thm-3.2-sharper.K",
    source,
    says=stays_below,
    instance=AT_LIMIT,
)
def product_stays_below(judge):
    """K at t + 1 with c_step up to 1/3: the factor of h is positive, and the noise pulls down."""
    k = judge.theorem()
    h, P, Q = x * y - sigma, u**2, v**2
    keep, more, _, exact = lack_after(k)
    S, g, R = reals("S g R")
    positive = forall(eta, sigma, S, g)(
        given(
            eta > 0, sigma > 0, eta * sigma <= LARGEST_STEP, S <= "9/4" * sigma, g > 0, g <= sigma
        )
        >> (1 - eta * S + eta**2 * g * (g - sigma) >= 0)
    )  # fmt: skip
    sides = k.arith(
        conj(x * y > 0, P >= 0, Q >= 0, Q <= noise_level() * sigma, more >= 0), *k.given
    )
    kept = k.use(k.lemma(positive, eta, sigma, x**2 + y**2, x * y), sides, *k.given)
    low = k.lemma(forall(S, g)(given(S >= 0, g <= 0) >> (S * g <= 0)), keep, h)
    below = k.use(low, kept, *k.given)
    pulled = forall(eta, sigma, g, P0, Q0)(
        given(eta > 0, sigma > 0, eta * sigma <= LARGEST_STEP, g >= C_1 * sigma, P0 >= 0, Q0 >= 0,
              Q0 <= noise_level() * sigma)
        >> (eta**2 * sigma * P0 * Q0 <= eta * g * (P0 + Q0))
    )  # fmt: skip
    pull = k.use(k.lemma(pulled, eta, sigma, x * y, P, Q), sides, *k.given)
    also = k.lemma(forall(eta, S, g)(given(S >= 0, g <= 0) >> (eta**2 * S * g <= 0)), eta, more, h)
    down = k.use(also, sides, *k.given)
    first = k.arith(k.target.part(0), exact, pull, down)
    return k.qed(k.both(first, below))


@product_stays_below.mutant
def the_product_with_c_step_up_to_one_half(judge):
    from steepest.proofs.engine.theorems.falsify import falsify

    return falsify(stays_below("1/2"), hints=[TOO_LONG])
