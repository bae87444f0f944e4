"""Lemma C.2, I => J: the signals stay away from zero in stage two."""

from __future__ import annotations

from steepest.proofs import claim

from .rank_one_stage1 import number
from .rank_one_stage2 import C_INIT, C_STEP, locus, thesis
from .rank_one_state import (
    du_hu_lee,
    holds,
)

# --- I => J ---------------------------------------------------------------------------------------


@claim(
    "balance.lem-C.2.I->J-step",
    du_hu_lee(f"{locus}, I implies J", thesis),
    formula=r"\eta\xi_0\le\tfrac{c_{step}}{\sigma_1}100c_{init}^2\sigma_1=100c_{step}c_{init}^2<"
    r"\tfrac12",
    hypotheses=(
        "xi_0 <= 100 c_init^2 sigma_1",
        "c_step <= 1/100000, c_init <= 1/5000 (c_step c_init^2 < 1/200 would do)",
    ),
)
def factors_are_close_to_one(judge, product="1/200"):
    """The factors of the product are above one half; e stands for c_init^2."""
    from steepest.proofs import reals

    start, eta, sigma, e = reals("xi_0 eta sigma_1 c_init_squared")
    step = eta * sigma
    positive = [(eta, ">", 0), (sigma, ">", 0), (e, ">", 0)]
    known = [
        *positive,
        (start, ">=", 0),
        (start, "<=", 100 * e * sigma),
        (step * e, "<", number(product)),
    ]
    explicit = [*positive, (step, "<=", number(C_STEP)), (e, "<=", number(C_INIT) ** 2)]
    return judge.all(
        holds(judge, (eta * start, "<=", 100 * step * e), known),
        holds(judge, (eta * start, "<", number("1/2")), known),
        holds(judge, (step * e, "<", number(product)), explicit),
    )


factors_are_close_to_one.mutant("c_step c_init^2 up to 1/150", product="1/150")


@claim(
    "balance.lem-C.2.I->J-exp",
    du_hu_lee(f"{locus}, I implies J", thesis),
    formula=r"1-x\ge e^{-2x}\quad\forall\,0\le x\le\tfrac12",
)
def exponential_below_line(judge, right="1/2", slope=2):
    """The elementary bound behind the product; equality at x = 0."""
    from steepest.proofs import reals
    from sympy import exp

    (x,) = reals("x,")
    return holds(judge, (1 - x, ">=", exp(-slope * x)), [(x, ">=", 0), (x, "<=", number(right))])


exponential_below_line.mutant("up to 4/5", right="4/5")
exponential_below_line.mutant("exp(-x)", slope=1)
