"""Lemma C.1 (Du, Hu, Lee 2018): gradient descent escapes from the saddle point (0, 0), signals of
both layers growing together.

T_1 is the first t with alpha_t^2 + beta_t^2 >= sigma_1/2. Before T_1 the proof carries, by
induction,
D: alpha, beta > 0;  E: xi_t <= xi_0 <= 100 c_init^2 sigma_1;  F: alpha + beta grows by a factor in
[1 + c_step/3, 1 + c_step];
G: |alpha - beta| <= (99/101)(alpha + beta);  H: |u|^2 + |v|^2 <= sigma_1. "Sufficiently small" is
c_init^2 <= 1/600 and c_step < 1 for this lemma: F needs the first, and all else holds with room to
spare.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.relations import number as number

from .rank_one_state import (
    all_hold,
    du_hu_lee,
    holds,
    state,
)

LARGEST_C_INIT_SQUARED = "1/600"
RATIO = "99/101"  # |alpha - beta| <= RATIO (alpha + beta) says alpha/beta in [1/100, 100]

locus = "Lemma C.1"
thesis = "Lemma 4.5"


def noise():
    """100 c_init^2 sigma_1, with c_init^2 as a variable."""
    from steepest.proofs import reals

    (c,) = reals("c_init_squared,")
    return c, 100 * c * state().sigma_1


def before_T1(limit=LARGEST_C_INIT_SQUARED, half="1/2"):
    """D, E and t < T_1."""
    s = state()
    c, bound = noise()
    return [
        (s.sigma_1, ">", 0),
        (s.eta, ">", 0),
        (s.alpha, ">", 0),
        (s.beta, ">", 0),
        (s.P, ">=", 0),
        (s.Q, ">=", 0),
        (s.alpha**2 + s.beta**2, "<", number(half) * s.sigma_1),
        (s.xi, "<=", bound),
        (c, ">", 0),
        (c, "<=", number(limit)),
    ]


def small_step(limit=1):
    s = state()
    return [(s.eta * s.sigma_1, "<", limit)]


# --- the start ------------------------------------------------------------------------------------


@claim(
    "balance.lem-C.1.base-D",
    du_hu_lee("Lemma C.1, base cases", thesis),
    formula=r"\mathcal D(0):\ \alpha_0,\beta_0>0",
    hypotheses=("alpha_0, beta_0 >= 0.1 c_init sqrt(sigma_1/d)",),
)
def base_D(judge, lower="1/10"):
    """D(0): the range of the initialization is positive. (d and sigma_1 enter as the scale
    sqrt(sigma_1/d) > 0.)
    """
    from steepest.proofs import reals

    alpha_0, c_init, scale = reals("alpha_0 c_init scale")
    return holds(
        judge,
        (alpha_0, ">", 0),
        [(c_init, ">", 0), (scale, ">", 0), (alpha_0, ">=", number(lower) * c_init * scale)],
    )


base_D.mutant("range starting at zero", lower="0")


@claim(
    "balance.lem-C.1.base-E",
    du_hu_lee("Lemma C.1, base cases", thesis),
    formula=r"|\alpha_{0,\perp}|,|\beta_{0,\perp}|\le10c_{init}\sqrt{\sigma_1}\implies\xi_0"
    r"\le100c_{init}^2\sigma_1",
    hypotheses=("the assumptions of Appendix C on the initialization",),
)
def base_E(judge, factor=100):
    """E(0): the assumed range of the orthogonal parts gives xi_0 <= 100 c_init^2 sigma_1.

    Two squares of at most 100 c_init^2 sigma_1 each only give 200.
    """
    s = state()
    c, bound = noise()
    assumed = [
        (s.P, ">=", 0),
        (s.Q, ">=", 0),
        (s.sigma_1, ">", 0),
        (c, ">", 0),
        (s.P, "<=", bound),
        (s.Q, "<=", bound),
    ]
    return all_hold(judge, (s.xi, "<=", factor * bound / 100), where=assumed)


base_E.mutant("constant 199", factor=199)


@claim(
    "balance.lem-C.1.base-E-amended",
    du_hu_lee("Lemma C.1, base cases", thesis),
    formula=r"|\alpha_{0,\perp}|,|\beta_{0,\perp}|\le5\sqrt2\,c_{init}\sqrt{\sigma_1}\implies\xi_0"
    r"\le100c_{init}^2\sigma_1;\quad\le10c_{init}\sqrt{\sigma_1}\implies\xi_0\le200c_{init}^2"
    r"\sigma_1",
    hypotheses=("either the range 5 sqrt 2 in place of 10, or 200 in place of 100",),
    amends="balance.lem-C.1.base-E",
)
def base_E_amended(judge, squared_range=50):
    """E(0) holds when the range is 5 sqrt 2 c_init sqrt(sigma_1), or with 200 in place of 100.

    We keep 100 below and assume xi_0 <= 100 c_init^2 sigma_1 directly: it fails with probability at
    most exp(-24 d) (balance.init-C.xi).
    """
    s = state()
    c, bound = noise()
    positive = [(s.P, ">=", 0), (s.Q, ">=", 0), (s.sigma_1, ">", 0), (c, ">", 0)]

    def within(factor):
        return [
            *positive,
            (s.P, "<=", factor * bound / 100),
            (s.Q, "<=", factor * bound / 100),
        ]  # noqa: E731

    return judge.all(
        all_hold(judge, (s.xi, "<=", bound), where=within(squared_range)),
        all_hold(judge, (s.xi, "<=", 2 * bound), where=within(100)),
    )


base_E_amended.mutant("squared range 51", squared_range=51)


@claim(
    "balance.lem-C.1.base-G",
    du_hu_lee("Lemma C.1, base cases", thesis),
    formula=r"\alpha_0,\beta_0\in[0.1,10]\,c_{init}\sqrt{\sigma_1/d}\implies|\alpha_0-\beta_0|\le"
    r"\tfrac{99}{101}(\alpha_0+\beta_0)",
)
def base_G(judge, ratio=RATIO):
    """G(0): the ratio of two numbers in [0.1, 10] times the same scale is in [1/100, 100]. Equality
    at the ends.
    """
    from steepest.proofs import reals

    a, b, scale = reals("alpha_0 beta_0 scale")
    box = [
        (scale, ">", 0),
        (a, ">=", scale / 10),
        (a, "<=", 10 * scale),
        (b, ">=", scale / 10),
        (b, "<=", 10 * scale),
    ]
    k = number(ratio)
    return judge.all(
        holds(judge, (a - b, "<=", k * (a + b)), box), holds(judge, (b - a, "<=", k * (a + b)), box)
    )


base_G.mutant("98/100", ratio="98/100")


@claim(
    "balance.lem-C.1.base-T1",
    du_hu_lee(locus, thesis),
    formula=r"\alpha_0,\beta_0\le10c_{init}\sqrt{\sigma_1/d},\ "
    r"c_{init}^2\le\tfrac1{600}\implies\alpha_0^2+\beta_0^2<\tfrac12\sigma_1",
)
def stage_one_is_not_empty(judge, limit=LARGEST_C_INIT_SQUARED):
    """The start lies before T_1, so that T_1 - 1 >= 0 exists, which the base case of Lemma C.2
    needs and the source does not say.
    """
    from steepest.proofs import reals

    a, b, c, d, sigma = reals("alpha_0 beta_0 c_init_squared d sigma_1")
    top = 100 * c * sigma / d
    known = [
        (sigma, ">", 0),
        (d, ">=", 1),
        (c, ">", 0),
        (c, "<=", number(limit)),
        (a**2, "<=", top),
        (b**2, "<=", top),
    ]
    return holds(
        judge,
        (a**2 + b**2, "<", sigma / 2),
        known,
        lemmas=[(100 * c * sigma / d, "<=", 100 * c * sigma)],
    )


stage_one_is_not_empty.mutant("c_init^2 = 1/300", limit="1/300")
