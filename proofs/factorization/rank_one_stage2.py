"""Lemma C.2 (Du, Hu, Lee 2018): from T_1 on the noise and the signal error shrink at a fixed rate.

For t >= T_1 the proof carries I: a product bound for the signals, J: alpha, beta >= sqrt(c_1
sigma_1), K: alpha beta <= sigma_1,
L: xi_t <= (1 - c_1 c_step)^(t - T_1) xi_0, and concludes M: |h_{t+1}| <= (1 - c_1 c_step)|h_t| +
c_step xi_t.

The constants that the source calls universal and sufficiently small, made explicit here: c_1 =
1/80008 (the largest that T_1 gives), 0 < c_init <= 1/5000, 0 < c_step <= 1/100000. K and L at t + 1
force c_step below c_1/(1 + c_1^2), about 1.25e-5, because they only know J and K and so only
alpha^2 + beta^2 <= (c_1 + 1/c_1) sigma_1. I to J forces c_init^2 <= c_1 log(2)/200, so c_init below
about 2.08e-4.
"""

from __future__ import annotations

from steepest.proofs import claim

from .rank_one_stage1 import before_T1, number
from .rank_one_state import (
    all_hold,
    du_hu_lee,
    state,
)

C_1, C_INIT, C_STEP = "1/80008", "1/5000", "1/100000"

locus = "proof of Lemma C.2"
thesis = "Lemma 4.6"


def xi_0():
    from steepest.proofs import reals

    return reals("xi_0")


def start_of_stage_two(ratio="99/101"):
    """What Lemma C.1 leaves at T_1."""
    s = state()
    k = number(ratio)
    return [
        (s.sigma_1, ">", 0),
        (s.alpha, ">", 0),
        (s.beta, ">", 0),
        (s.alpha**2 + s.beta**2, ">=", s.sigma_1 / 2),
        (s.alpha - s.beta, "<=", k * (s.alpha + s.beta)),
        (s.beta - s.alpha, "<=", k * (s.alpha + s.beta)),
    ]


# --- the start of stage 2 -------------------------------------------------------------------------


@claim(
    "balance.lem-C.2.c1",
    du_hu_lee(f"{locus}, beginning", thesis),
    formula=r"\alpha_{T_1}^2+\beta_{T_1}^2\ge\tfrac12\sigma_1,\ "
    r"|\alpha-\beta|\le\tfrac{99}{101}(\alpha+\beta)\implies\min\{\alpha_{T_1},\beta_{T_1}\}"
    r"\ge2\sqrt{c_1\sigma_1}",
    hypotheses=("alpha, beta > 0", "c_1 = 1/80008"),
)
def signals_at_T1(judge, c_1=C_1, ratio="99/101"):
    """At T_1 both signals are at least 2 sqrt(c_1 sigma_1); squared, since both sides are
    positive.
    """
    s = state()
    least = 4 * number(c_1) * s.sigma_1
    return all_hold(
        judge, (s.alpha**2, ">=", least), (s.beta**2, ">=", least), where=start_of_stage_two(ratio)
    )


signals_at_T1.mutant("c_1 = 1/80007", c_1="1/80007")
signals_at_T1.mutant("ratio 101 instead of 100", ratio="100/102")


@signals_at_T1.mutant
def without_the_ratio(judge):
    s = state()
    return all_hold(
        judge, (s.alpha**2, ">=", 4 * number(C_1) * s.sigma_1), where=start_of_stage_two()[:4]
    )


@claim(
    "balance.lem-C.2.base",
    du_hu_lee(f"{locus}, base cases", thesis),
    formula=r"\alpha_{T_1}\beta_{T_1}\le\tfrac14(\alpha_{T_1}+\beta_{T_1})^2\le"
    r"\tfrac14(1+c_{step})^2("
    r"\alpha_{T_1-1}+\beta_{T_1-1})^2\le\tfrac14(1+c_{step})^2\cdot2(\alpha_{T_1-1}^2+"
    r"\beta_{T_1-1}^2)\le\tfrac14(1+c_{step})^2\sigma_1\le\sigma_1",
    hypotheses=(
        "T_1 >= 1 (balance.lem-C.1.base-T1)",
        "D, E at T_1 - 1",
        "c_step <= 1",
    ),
)
def product_at_T1(judge, limit=1, half="1/2"):
    """K(T_1): the product of the signals has not passed sigma_1 on entering stage 2; the five
    printed links. alpha, beta are the signals at T_1 - 1.
    """
    s = state()
    a, b = s.alpha_next, s.beta_next
    step, before = 1 + s.eta * s.sigma_1, s.alpha + s.beta
    known = [*before_T1(half=half), (s.eta * s.sigma_1, "<=", limit)]
    grown = [(a + b, "<=", step * before), (a + b, ">", 0)]
    return judge.all(
        all_hold(judge, *grown, (a * b, "<=", (a + b) ** 2 / 4), where=known),
        all_hold(judge, ((a + b) ** 2 / 4, "<=", step**2 * before**2 / 4), where=[*known, *grown]),
        all_hold(
            judge,
            (step**2 * before**2 / 4, "<=", step**2 * 2 * (s.alpha**2 + s.beta**2) / 4),
            (step**2 * 2 * (s.alpha**2 + s.beta**2) / 4, "<=", step**2 * s.sigma_1 / 4),
            (step**2 * s.sigma_1 / 4, "<=", s.sigma_1),
            where=known,
        ),
    )


product_at_T1.mutant("c_step up to 2", limit=2)
product_at_T1.mutant("T_1 defined with sigma_1", half="1")
