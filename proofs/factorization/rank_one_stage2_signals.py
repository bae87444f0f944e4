"""Lemma C.2, I => J: the signals stay away from zero in stage two."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.relations import relation
from steepest.proofs.engine.text import as_written

from .rank_one_stage1 import number
from .rank_one_stage2 import C_1, C_INIT, C_STEP, locus, thesis
from .rank_one_state import (
    SCALE,
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


@claim(
    "balance.lem-C.2.I->J-product",
    du_hu_lee(f"{locus}, I implies J", thesis),
    formula=r"\prod_{i<n}\left(1-\eta\xi_0r^i\right)\ge\exp\left(-2\eta\xi_0\sum_{i<n}r^i\right)\ge"
    r"\exp\left(-\frac{2\eta\xi_0}{c_1c_{step}}\right),\quad r=1-c_1c_{step}",
    hypotheses=("0 <= eta xi_0 <= 1/2", "0 < c_1 c_step < 1"),
    missing=(
        "induction over the number of factors: one step is decided",
        "S, p, power stand for the sum, the product and the power",
    ),
)
def product_bound(judge, slope=2):
    """Every finite product is above the exponential of the geometric series; by induction on the
    number of factors.

    Step: if the product p of n factors is at least exp(-2 S) and x is the next term, p (1 - x) >=
    exp(-2 (S + x)). The partial sums obey S (1 - r) = x_0 (1 - r^n) by induction, so S <= x_0/(c_1
    c_step). The infinite product is the limit of the finite ones.
    """
    from steepest.proofs import reals
    from steepest.proofs.engine.terms import from_sympy as term
    from sympy import exp

    p, S, x, x_0, gap, power = reals("p S x x_0 gap power")
    known = [
        (x, ">=", 0),
        (x, "<=", number("1/2")),
        (p, ">=", exp(-slope * S)),
        (1 - x, ">=", exp(-slope * x)),
    ]
    axioms = [
        ("exp-sum", term(-slope * S), term(-slope * x)),
        ("exp-positive", term(-slope * S)),
        ("exp-positive", term(-slope * x)),
    ]
    step = holds(judge, (p * (1 - x), ">=", exp(-slope * S - slope * x)), known, axioms=axioms)
    ranges = [(gap, ">", 0), (gap, "<", 1), (power, ">=", 0), (x_0, ">=", 0)]
    partial_sum = holds(
        judge,
        ((S + x_0 * power) * gap, "==", x_0 * (1 - power * (1 - gap))),
        [(S * gap, "==", x_0 * (1 - power))],
    )
    limit = holds(judge, (S, "<=", x_0 / gap), [*ranges, (S * gap, "==", x_0 * (1 - power))])
    return judge.all(exponential_below_line.check(judge, slope=slope), step, partial_sum, limit)


product_bound.mutant("exp(-x) in place of exp(-2x)", slope=1)


@claim(
    "balance.lem-C.2.I->J",
    du_hu_lee(f"{locus}, I implies J", thesis),
    formula=r"\alpha_t\ge\alpha_{T_1}\exp\left(-\frac{2\eta\xi_0}{c_1c_{step}}\right)\ge"
    r"\alpha_{T_1}"
    r"\exp\left(-\frac{200c_{step}c_{init}^2}{c_1c_{step}}\right)\ge2\sqrt{c_1\sigma_1}\exp"
    r"\left(-\frac{200c_{init}^2}{c_1}\right)\ge\sqrt{c_1\sigma_1}",
    hypotheses=("I(t)", "c_init <= 1/5000, c_1 = 1/80008"),
    missing=(
        SCALE,
        "the letters stand for the signal at T_1, a root and an exponential",
    ),
)
def signals_do_not_vanish(judge, c_init=C_INIT, c_1=C_1):
    """J from I: the exponentials are ordered, and 2 exp(-200 c_init^2/c_1) >= 1. At sigma_1 = 1.

    start is xi_0, step is c_step and e is c_init^2; m = alpha_{T_1} (or beta_{T_1}) >= 2 root, root
    = sqrt(c_1).
    """
    from steepest.proofs import reals
    from sympy import exp

    start, step, e, m, root, decay = reals("xi_0 c_step c_init_squared m root decay")
    c = number(c_1)
    known = [
        (start, ">=", 0),
        (step, ">", 0),
        (e, ">", 0),
        (start, "<=", 100 * e),
        (e, "<=", number(c_init) ** 2),
    ]
    parts = {"c": c, "s": step, "e": e, "top": number(c_init) ** 2}
    exponents = [
        as_written("-2*(s*xi_0)/(c*s)", xi_0=start, c=c, s=step),
        as_written("-200*(s*e)/(c*s)", **{name: parts[name] for name in "cse"}),
        as_written("-200*e/c", c=c, e=e),
        as_written("-200*top/c", c=c, top=parts["top"]),
    ]
    links = [
        judge.holds(
            (">=", ("exp", larger), ("exp", smaller)),
            [relation(*part) for part in known],
            axioms=[("exp-monotone", smaller, larger)],
        )
        for larger, smaller in zip(exponents, exponents[1:])
    ]
    half = holds(judge, (2 * exp(-200 * number(c_init) ** 2 / c), ">=", 1))
    scale = holds(
        judge,
        (m * decay, ">=", root),
        [(root, ">", 0), (m, ">=", 2 * root), (decay, ">", 0), (2 * decay, ">=", 1)],
    )
    return judge.all(*links, half, scale)


signals_do_not_vanish.mutant("c_init = 1/4800", c_init="1/4800")
signals_do_not_vanish.mutant("c_1 = 1/90000", c_1="1/90000")
