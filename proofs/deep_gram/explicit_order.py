"""Theorem 3.1 with every constant: what order its width has."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    exists,
    forall,
    given,
    log,
    nats,
    reals,
    sequences,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3

cx, S, Y, K, lam, delta, rho = reals("c_x S Y K lambda_0 delta rho")
A, B, C, P, G, T, U, X = reals("A B C P G T U X")
g = sequences("g")
h, H, n = nats("h H n")


def enough():
    """The width with rho = lambda_0/(4 n g S), g = g_(c_x)(H), and what it is at most."""
    size = 2 * Y**2 + 16 * log(12 * (n / delta))
    width = 2048 * (cx**H) ** 2 * n**2 * size / (lam**2 * rho**2)
    bound = K**H * (n**4 * log(n / delta) / lam**4)
    chosen = given(
        H >= 1, n >= 1, lam > 0, delta > 0, 2 * delta <= n, rho == lam / (4 * n * g(H) * S)
    )
    return chosen, width <= bound


def exponents_say():
    chosen, small = enough()
    run = forall(h)(g(h + 1) == cx * g(h) + 1)
    always = forall(H, n, lam, delta, rho)(chosen >> small)
    return forall(cx, S, Y, g)(given(cx >= 1, S > 0, g(0) == 0, run) >> exists(K)(always))


def powers_are_small(k, base):
    """For all h: c_x^h >= 1, g(h) >= 0 and c_x^h g(h) <= base^h, base = (c_x + 1)^2"""
    low, _, start, run = k.given
    here = conj(cx**h >= 1, g(h) >= 0, cx**h <= base**h, cx**h * g(h) <= base**h)
    zero = k.arith(here.put(h, 0), start, k.power_zero(cx), k.power_zero(base))
    rule = k.lemma(
        forall(cx, P, G, B)(
            given(cx >= 1, P >= 1, G >= 0, P <= B, P * G <= B)
            >> conj(cx * P >= 1, cx * G + 1 >= 0, cx * P <= (cx + 1) ** 2 * B,
                    cx * P * (cx * G + 1) <= (cx + 1) ** 2 * B)
        ),
        cx, cx**h, g(h), base**h,
    )  # fmt: skip
    more = k.use(rule, low, k.assume(here))
    powers = [k.power_step(cx, h), k.power_step(base, h), k.at(run, h)]
    return k.induction(h, here, zero, k.arith(here.put(h, h + 1), more, *powers))


def share_of_the_rate(k, base, share):
    """For all h >= 1: share base^(2h) <= rate^h, rate = share base^2 and share >= 1"""
    rate = share * base**2
    here = conj((base**h) ** 2 <= rate**h, (h >= 1) >> (share * (base**h) ** 2 <= rate**h))
    one, other = here.put(h, 0).part(0), here.put(h, 0).part(1)
    zero = k.both(
        k.arith(one, k.power_zero(base), k.power_zero(rate)),
        k.discharge(k.arith(other.part(1), k.assume(other.left)), other.left),
    )
    rule = k.lemma(
        forall(A, B, T, U, P, C)(
            given(A >= 1, T**2 <= U, P == B * T, C == A * B**2 * U)
            >> conj(P**2 <= C, A * P**2 <= C)
        ),
        share, base, base**h, rate**h, base ** (h + 1), rate ** (h + 1),
    )  # fmt: skip
    powers = [k.arith(rule.formula.left.part(q), step) for q, step in (
        (2, k.power_step(base, h)), (3, k.power_step(rate, h)))]  # fmt: skip
    more = k.use(rule, k.arith(share >= 1), k.part(k.assume(here), 0), *powers)
    more = k.both(k.part(more, 0), k.discharge(k.part(more, 1), h + 1 >= 1))
    return k.induction(h, here, zero, more)


@claim(
    "deep.thm-5.1.explicit.exponents",
    chapter_3("Theorem 3.1"),
    formula=r"\frac{2048\,c_x^{2H}n^2C_1}{\lambda_0^2\rho^2}=2^{O(H)}\,\frac{n^4\log(n/\delta)}{"
    r"\lambda_0^4}",
    hypotheses=(
        "rho = lambda_0/(4 n g S), the smallest of the three for small lambda_0",
        "n >= 2 delta: log(n/delta) does not vanish",
    ),
    says=exponents_say,
)
def explicit_exponents(judge):
    """The explicit width has the exponents of the theorem, with the logarithm of
    deep.thm-5.1.logarithm-amended.

    2^O(H) is K^H for some K that depends on c_x, S and Y alone, for all H >= 1.
    """
    k = judge.theorem()
    low, S_pos, *_ = k.given
    base = (cx + 1) ** 2
    share = 32768 * S**2 * (4 * Y**2 + 80) + 1
    rate = share * base**2
    chosen, small = enough()
    known = k.assume(chosen)
    deep, some, lam_pos, delta_pos, two, radius = k.split(known)
    sizes = k.split(k.at(powers_are_small(k, base), H))
    power = k.use(k.part(k.at(share_of_the_rate(k, base, share), H), 1), deep)
    ratio = k.arith(n / delta >= 2, delta_pos, two)
    logs = k.use(
        k.lemma(
            forall(X)(given(X >= 2) >> conj(log(12 * X) <= 5 * log(X), log(X) >= "1/2")),
            n / delta, defined=[k.arith(delta != 0, delta_pos)],
        ),
        ratio,
    )  # fmt: skip
    Z = 2 * Y**2 + 16 * log(12 * (n / delta))
    there = [k.arith(n / delta > 0, ratio), k.arith(12 * (n / delta) > 0, ratio)]
    there.append(k.arith(delta != 0, delta_pos))
    product = k.arith(rho * (4 * n * g(H) * S) == lam, radius)
    rule = forall(T, U, lam)(given(T * U == lam, lam > 0, U >= 0) >> (T > 0))
    sign = k.arith(4 * n * g(H) * S >= 0, some, S_pos, sizes[1])
    rho_pos = k.use(k.lemma(rule, rho, 4 * n * g(H) * S, lam), product, lam_pos, sign)
    exact = k.lemma(
        forall(P, G, S, T, X, rho, lam)(
            given(rho * (4 * T * G * S) == lam, lam > 0, rho > 0)
            >> (
                2048 * P**2 * T**2 * X / (lam**2 * rho**2)
                == 32768 * (P * G) ** 2 * S**2 * X * (T**4 / lam**4)
            )
        ),
        cx**H, g(H), S, n, Z, rho, lam, defined=there,
    )  # fmt: skip
    exact = k.use(exact, product, lam_pos, rho_pos)
    shares = k.lemma(
        forall(P, B, S, Y, T, U, X, C)(
            given(
                X == 2 * Y**2 + 16 * T, T <= 5 * U, U >= "1/2", P >= 0, P <= B,
                (32768 * S**2 * (4 * Y**2 + 80) + 1) * B**2 <= C,
            )
            >> (32768 * P**2 * S**2 * X <= C * U)
        ),
        cx**H * g(H), base**H, S, Y, log(12 * (n / delta)), log(n / delta), Z, rate**H,
        defined=there,
    )  # fmt: skip
    low = k.arith(cx**H * g(H) >= 0, *sizes[:2])
    shares = k.use(shares, k.arith(Z == Z, logs, *there), logs, low, sizes[3], power)
    scale = k.arith(n**4 / lam**4 >= 0, lam_pos)
    rule = forall(A, B, T, U, lam)(
        given(A <= B * U, T / lam**4 >= 0, lam > 0) >> (A * (T / lam**4) <= B * (T * U / lam**4))
    )
    rule = k.lemma(rule, shares.sides[0], rate**H, n**4, log(n / delta), lam, defined=there)
    end = k.arith(small.put(K, rate), exact, k.use(rule, shares, scale, lam_pos))
    end = k.for_all(k.discharge(end, chosen), H, n, lam, delta, rho)
    return k.qed(k.exhibit(k.target, rate, end))


@explicit_exponents.mutant
def three_powers_of_n(judge):
    """n^3: with every other letter 1 the width is at least n^4."""
    return falsify(
        forall(n, K)(given(n >= 1, K == 1) >> (n**4 <= K * n**3)),
        hints=[{"values": {"n": "2", "K": "1"}}],
    )
