"""The role of the depth: what the correlations of the features become from layer to layer."""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import chapter_3, holds, number, positive


@claim(
    "deep.eq-4.softplus",
    chapter_3("footnote to equation (3.4)"),
    formula=r"c_\sigma\big(E\sigma'(z)^2+E|\sigma\sigma''|(z)\big)\le\tfrac34\quad"
    r"\text{(softplus)}",
    hypotheses=(
        "unit inputs: every K_ii^(h) is 1, and |d K^(h+1)|_inf <= 3/4 |d K^(h)|_inf to first order",
        "sigma' = (1 + tanh(z/2))/2, sigma'' <= 1/4, E tanh(z/2) = 0, E z^2 = 1",
        "sigma^2(z) + sigma^2(-z) = 2 (sigma(z) - z/2)^2 + z^2/2 with sigma(z) - z/2 >= log 2 "
        "(deep.const-csc0)",
    ),
    missing=(
        "expectations: E sigma'^2 and E sigma from pointwise bounds",
        "to first order: the derivative of one layer",
    ),
)
def softplus_contracts(judge, limit="3/4"):
    """For softplus the errors do not grow at all: c_sigma <= 1/(log^2 2 + 1/4), E sigma'^2 <= 5/16,
    E sigma <= sqrt(E sigma^2).
    """
    from sympy import log, sqrt, tanh

    # root = sqrt(c_sigma) >= c_sigma E sigma
    z, s, c, slope, root = reals("z s c_sigma slope root")
    split = holds(judge, (s**2 + (s - z) ** 2, "==", 2 * (s - z / 2) ** 2 + z**2 / 2))
    bend = holds(
        judge,
        (tanh(z / 2) ** 2, "<=", z**2 / 4),
        [(z, ">=", 0)],
        lemmas=[(tanh(z / 2), "<=", z / 2), (tanh(z / 2), ">=", 0)],
    )
    top = 1 / (log(2) ** 2 + number("1/4"))
    where = [
        *positive(c, root),
        (c, "<=", top),
        (root, "<=", sqrt(top)),
        (slope, "<=", number("5/16")),
        (slope, ">=", 0),
    ]
    small = holds(judge, (top, "<=", number("1.37")))
    value = holds(
        judge,
        (c * slope + root / 4, "<=", number(limit)),
        [*where[:2], (c, "<=", number("1.37")), (root**2, "<=", number("1.37")), *where[4:]],
    )
    return judge.all(split, bend, small, value)


softplus_contracts.mutant("at most 7/10", limit="7/10")


@claim(
    "deep.eq-4.sine",
    chapter_3("equation (3.4)"),
    formula=r"\frac{d}{d\rho}\frac{\sinh\rho}{\sinh1}\Big|_{\rho=1}=\coth1>\tfrac{13}{10}\quad("
    r"\sigma="
    r"\sin)",
    hypotheses=("unit inputs, correlation rho; K^(h+1)_12 = sinh(K^(h)_12)/sinh(1)",),
    missing=(
        "the kernel of the sine in closed form (deep.ref-sin), and the slope at 1 for "
        "nearby inputs and many layers",
    ),
)
def sine_amplifies(judge, limit="1.3"):
    """For odd activations nearly parallel inputs do see exponential amplification: by coth 1 a
    layer for the sine.
    """
    from sympy import Integer, cosh, sinh

    (rho,) = reals("rho,")
    one = Integer(1)
    slope = judge.gradient(sinh(rho) / sinh(one), {rho: cosh(rho) / sinh(one)})
    return judge.all(slope, holds(judge, (cosh(one) / sinh(one), ">", number(limit))))


sine_amplifies.mutant("above 1.32", limit="1.32")
