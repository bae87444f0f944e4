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
from steepest.proofs.engine.text import as_written

from .rank_one_state import (
    SCALE,
    all_hold,
    du_hu_lee,
    each_link,
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
    missing=(SCALE,),
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
    unit = lambda term: term.subs(sigma, 1) if hasattr(term, "subs") else term  # noqa: E731
    at_one = [(unit(left), sign, unit(right)) for left, sign, right in known]
    return holds(
        judge, (a**2 + b**2, "<", number("1/2")), at_one, lemmas=[(100 * c / d, "<=", 100 * c)]
    )


stage_one_is_not_empty.mutant("c_init^2 = 1/300", limit="1/300")


# --- the step: D, E => F --------------------------------------------------------------------------


@claim(
    "balance.lem-C.1.DE->F",
    du_hu_lee("proof of Lemma C.1, D and E imply F", thesis),
    formula=r"\alpha_{t+1}+\beta_{t+1}\ge(1+\eta\sigma_1-\eta(\alpha^2+\beta^2+\xi))(\alpha+"
    r"\beta)\ge"
    r"\left(1+\eta\sigma_1-\eta(\tfrac{\sigma_1}2+100c_{init}^2\sigma_1)\right)(\alpha+\beta)"
    r"\ge\left(1+\tfrac{\eta\sigma_1}3\right)(\alpha+\beta)",
    hypotheses=("D, E, t < T_1", "c_init^2 <= 1/600"),
)
def growth_from_below(judge, limit=LARGEST_C_INIT_SQUARED, third=3):
    """The sum of the signals grows by at least the factor 1 + c_step/3: the four printed links.

    The growth itself is part of the theorem balance.lem-C.1.step, for every sigma_1.
    """
    s = state()
    _, bound = noise()
    total = s.alpha + s.beta
    return each_link(
        judge,
        s.alpha_next + s.beta_next,
        ("==", (1 + s.eta * s.sigma_1) * total - s.eta * s.u2 * s.beta - s.eta * s.v2 * s.alpha),
        (">=", (1 + s.eta * s.sigma_1 - s.eta * (s.alpha**2 + s.beta**2 + s.xi)) * total),
        (">=", (1 + s.eta * s.sigma_1 - s.eta * (s.sigma_1 / 2 + bound)) * total),
        (">=", (1 + s.eta * s.sigma_1 / third) * total),
        where=before_T1(limit),
    )


growth_from_below.mutant("c_init^2 up to 1/590", limit="1/590")
growth_from_below.mutant("growth by c_step/2", third=2)


@growth_from_below.mutant
def alpha_and_beta_of_any_sign(judge):
    s = state()
    anywhere = [
        part for part in before_T1() if part[1:] != (">", 0) or part[0] not in (s.alpha, s.beta)
    ]
    third = (1 + s.eta * s.sigma_1 / 3) * (s.alpha + s.beta)
    return all_hold(judge, (s.alpha_next + s.beta_next, ">=", third), where=anywhere)


@claim(
    "balance.lem-C.1.DE->F-upper",
    du_hu_lee("proof of Lemma C.1, D and E imply F", thesis),
    formula=r"\alpha_{t+1}+\beta_{t+1}\le(1+\eta\sigma_1)(\alpha_t+\beta_t)=(1+c_{step})(\alpha_t+"
    r"\beta_t)",
    hypotheses=("D",),
)
def growth_from_above(judge, factor="1"):
    """The sum of the signals grows by at most the factor 1 + c_step; this needs positivity alone,
    at any time.
    """
    s = state()
    positive = [
        (s.sigma_1, ">", 0),
        (s.eta, ">", 0),
        (s.alpha, ">", 0),
        (s.beta, ">", 0),
        (s.P, ">=", 0),
        (s.Q, ">=", 0),
    ]
    return all_hold(
        judge,
        (
            s.alpha_next + s.beta_next,
            "<=",
            (1 + number(factor) * s.eta * s.sigma_1) * (s.alpha + s.beta),
        ),
        where=positive,
    )


growth_from_above.mutant("factor 1 + c_step/2", factor="1/2")


@claim(
    "balance.lem-C.1.E->H",
    du_hu_lee("proof of Lemma C.1, E implies H", thesis),
    formula=r"\|u_t\|^2+\|v_t\|^2=\alpha^2+\beta^2+\xi\le\tfrac12\sigma_1+100c_{init}^2\sigma_1\le"
    r"\sigma_1",
    hypotheses=("E, t < T_1", "c_init^2 <= 1/200 (1/600 is asked for F)"),
)
def norms_stay_small(judge, limit="1/200"):
    """H: both norms together stay below sigma_1."""
    s = state()
    _, bound = noise()
    total = s.alpha**2 + s.beta**2 + s.xi
    return judge.all(
        judge.holds(as_written("(alpha**2 + P) + (beta**2 + Q) == alpha**2 + beta**2 + (P + Q)")),
        all_hold(
            judge,
            (total, "<=", s.sigma_1 / 2 + bound),
            (total, "<=", s.sigma_1),
            where=before_T1(limit),
        ),
    )


norms_stay_small.mutant("c_init^2 up to 1/199", limit="1/199")


def _positive_and_small():
    """D and H."""
    s = state()
    return [
        (s.sigma_1, ">", 0),
        (s.eta, ">", 0),
        (s.alpha, ">", 0),
        (s.beta, ">", 0),
        (s.P, ">=", 0),
        (s.Q, ">=", 0),
        (s.u2 + s.v2, "<=", s.sigma_1),
    ]


@claim(
    "balance.lem-C.1.DH->D'",
    du_hu_lee("proof of Lemma C.1, D and H imply D at t + 1", thesis),
    formula=r"\alpha_{t+1}=(1-\eta\|v_t\|^2)\alpha_t+\eta\sigma_1\beta_t\ge(1-\eta\sigma_1)"
    r"\alpha_t=(1-c_{step})\alpha_t>0",
    hypotheses=("D, H", "c_step < 1"),
)
def signals_stay_positive(judge, limit=1):
    """Positive signals stay positive; both layers, every printed link."""
    s = state()
    where = [*_positive_and_small(), *small_step(limit)]
    return judge.all(
        each_link(
            judge, s.alpha_next, (">=", (1 - s.eta * s.sigma_1) * s.alpha), (">", 0), where=where
        ),
        each_link(
            judge, s.beta_next, (">=", (1 - s.eta * s.sigma_1) * s.beta), (">", 0), where=where
        ),
    )


signals_stay_positive.mutant("c_step up to 2", limit=2)


@signals_stay_positive.mutant
def without_H(judge):
    s = state()
    return all_hold(
        judge, (s.alpha_next, ">", 0), where=[*_positive_and_small()[:-1], *small_step()]
    )


@claim(
    "balance.lem-C.1.H->E'",
    du_hu_lee("proof of Lemma C.1, H implies E at t + 1", thesis),
    formula=r"\eta\|u_t\|^2,\eta\|v_t\|^2\le c_{step}\le1\implies\xi_{t+1}\le\xi_t",
    hypotheses=("H", "c_step <= 1 (any c_step <= 2 would do)"),
    missing=("f and g stand for eta |v|^2 and eta |u|^2",),
)
def noise_does_not_grow(judge, limit=1):
    """The noise energy does not grow while both norms together stay below sigma_1.

    f = eta |v|^2 and g = eta |u|^2 lie in [0, 1], and xi_next = (1 - f)^2 P + (1 - g)^2 Q.
    """
    from steepest.proofs import reals

    s = state()
    f, g = reals("f g")
    where = [part for part in _positive_and_small() if part[0] not in (s.alpha, s.beta)]
    where.append((s.eta * s.sigma_1, "<=", limit))
    factors = [
        (s.eta * s.u2, "<=", limit),
        (s.eta * s.v2, "<=", limit),
        (s.eta * s.u2, ">=", 0),
        (s.eta * s.v2, ">=", 0),
    ]
    inside = [
        (s.P, ">=", 0),
        (s.Q, ">=", 0),
        (f, ">=", 0),
        (f, "<=", limit),
        (g, ">=", 0),
        (g, "<=", limit),
    ]
    return judge.all(
        all_hold(judge, *factors, where=where),
        holds(judge, ((1 - f) ** 2 * s.P + (1 - g) ** 2 * s.Q, "<=", s.P + s.Q), inside),
    )


noise_does_not_grow.mutant("c_step up to 3", limit=3)
