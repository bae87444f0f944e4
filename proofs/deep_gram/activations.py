"""Conditions on the activation: Lipschitz and smooth (3.1), analytic and not a polynomial (3.2),
for the activations of practice.

|g(z) - g(z')| <= c |z - z'| for all z, z' is sup |g'| <= c (mean value theorem), so each condition
is a bound of a derivative: first the derivative is put into closed form (an identity), then the
closed form is bounded.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim, reals

from . import every, holds, number, printed

CONDITION = printed("Condition 3.1", "Condition 3.1")
ANALYTIC = printed("Condition 3.2", "Condition 3.2")


def logistic(x: Any) -> Any:
    from sympy import exp

    return 1 / (1 + exp(-x))


def derivatives(judge: Any, g: Any, x: Any, first: Any, second: Any) -> Any:
    """g' = first and first' = second."""
    return judge.all(judge.gradient(g, {x: first}), judge.gradient(first, {x: second}))


def softplus_parts():
    from sympy import exp, log

    (x,) = reals("x,")
    s = logistic(x)
    return x, log(1 + exp(x)), s, s * (1 - s)


@claim(
    "deep.cond-3.1",
    CONDITION,
    formula=r"|\sigma(0)|\le c,\ |\sigma(z)-\sigma(z')|\le c|z-z'|,\ |\sigma'(z)-\sigma'(z')|\le "
    r"c|z-z'|",
    missing=(
        "a Lipschitz constant from a bound of the derivative (mean value theorem)",
        "the ranges of sigmoid and tanh enter the bounds as letters y",
    ),
)
def condition_holds(judge, c="1"):
    """Softplus, sigmoid, tanh and sine satisfy Condition 3.1 with c = 1.

    Bounds of the value at 0, of the first and of the second derivative on the whole line; the sharp
    constants are the claims below.
    """
    from sympy import cos, log, sin, tanh

    c = number(c)
    (x, y) = reals("x y")
    x, plus, s, curvature = softplus_parts()
    t, unit = tanh(x), [(y, ">", 0), (y, "<", 1)]
    inside = every(judge, [(s, ">", 0), (s, "<", 1), (t, ">", -1), (t, "<", 1)])
    soft = judge.all(
        derivatives(judge, plus, x, s, curvature),
        holds(judge, (log(2), "<=", c)),
        holds(judge, (s, "<=", c)),
    )
    bend = every(
        judge,
        [
            (y * (1 - y), "<=", c),
            (y * (1 - y) * (1 - 2 * y), "<=", c),
            (y * (1 - y) * (1 - 2 * y), ">=", -c),
        ],
        unit,
    )
    hyper = derivatives(judge, t, x, 1 - t**2, -2 * t * (1 - t**2))
    wide = every(
        judge,
        [(1 - y**2, "<=", c), (2 * y * (1 - y**2), "<=", c), (2 * y * (1 - y**2), ">=", -c)],
        [(y, ">", -1), (y, "<", 1)],
    )
    logistic_ = derivatives(judge, s, x, s * (1 - s), s * (1 - s) * (1 - 2 * s))
    waves = every(
        judge,
        [(f, sign, c if sign == "<=" else -c) for f in (sin(x), cos(x)) for sign in ("<=", ">=")],
    )
    return judge.all(inside, soft, bend, hyper, wide, logistic_, waves)


condition_holds.mutant("c = 3/5", c="3/5")


@claim(
    "deep.cond-3.1.erf",
    CONDITION,
    formula=r"\sup|\mathrm{erf}'|=2/\sqrt\pi,\ \sup|\mathrm{erf}''|=\sqrt{8/(\pi e)}",
    missing=(
        "erf' = (2/sqrt pi) exp(-x^2), whose bound is attained at 0",
        "the root of the bound of x^2 exp(1 - 2 x^2)",
    ),
)
def condition_erf(judge, root=2):
    """erf, with derivative (2/sqrt pi) exp(-x^2): |erf'| <= 2/sqrt(pi), |erf''| <= sqrt(8/(pi e)),
    attained at 0 and 1/sqrt 2.

    (x exp(-x^2))^2 <= 1/(2e) is exp(2 x^2 - 1) >= 2 x^2.
    """
    from sympy import E, Subs, exp, pi, sqrt

    (x,) = reals("x,")
    first = 2 / sqrt(pi) * exp(-(x**2))
    decay = holds(judge, (exp(-(x**2)), "<=", 1), axioms=[("exp-tangent", x**2)])
    bend = holds(
        judge, (root * x**2 * exp(1 - 2 * x**2), "<=", 1), axioms=[("exp-tangent", 2 * x**2 - 1)]
    )
    bent = -4 / sqrt(pi) * x * exp(-(x**2))
    form = judge.gradient(first, {x: bent})
    attained = holds(judge, (Subs(bent**2, x, 1 / sqrt(2)), "==", 8 / (pi * E)))
    return judge.all(decay, bend, form, attained)


condition_erf.mutant("sqrt(4/(pi e))", root=4)


@claim(
    "deep.cond-3.1.gelu",
    CONDITION,
    formula=r"\mathrm{gelu}''=(2-x^2)\varphi(x),\ |\mathrm{gelu}''|\le2\varphi(0)",
    missing=("Phi' = phi and 0 <= Phi <= 1; p stands for the first derivative",),
)
def condition_gelu(judge, most=2):
    """GELU x Phi(x): its second derivative (2 - x^2) phi(x) is at most 2 phi(0) = 0.798 in size,
    and its first at most 1 + 1/2.

    With Phi' = phi and phi' = -x phi, written for E = exp(-x^2/2): |2 - x^2| E <= 2 and |x| E <= 1;
    0 <= Phi <= 1 and phi(0) < 1/2.
    """
    from sympy import Abs, exp, pi, sqrt

    x, p = reals("x p")
    small = exp(-(x**2) / 2)
    second = [((2 - x**2) * small, "<=", most), ((2 - x**2) * small, ">=", -most)]
    tangent = {"axioms": [("exp-tangent", x**2 / 2)]}
    bounds = [
        holds(judge, one, **tangent)
        for one in [*second, (x * small, "<=", 1), (x * small, ">=", -1)]
    ]
    density = holds(judge, (1 / sqrt(2 * pi), "<", number("1/2")))
    phi = small / sqrt(2 * pi)
    # (x Phi)'' = 2 phi + x phi'
    form = holds(judge, (2 * phi + x * phi.diff(x), "==", (2 - x**2) * phi))
    first = holds(
        judge, (Abs(p), "<=", number("3/2")), [(p, ">=", number("-1/2")), (p, "<=", number("3/2"))]
    )
    return judge.all(*bounds, density, form, first)


condition_gelu.mutant("at most phi(0)", most=1)


@claim(
    "deep.cond-3.1.relu",
    CONDITION,
    formula=r"\max(z,0)\text{ is not smooth: }|\sigma'(z)-\sigma'(z')|\le c|z-z'|\text{ fails}",
    missing=("the slopes of ReLU at z and -z are 1 and 0",),
)
def condition_relu(judge, smooth=False):
    """ReLU violates Condition 3.1: for every c > 0, z = 1/(4 c) > 0 and z' = -z have slopes 1 and
    0, and 1 > c |z - z'| = 1/2.

    What is checked is that failure, for all c; the Lipschitz part holds with constant 1.
    """
    from sympy import Abs, Max

    c, z, w = reals("c z w")
    lipschitz = holds(judge, (Abs(Max(z, 0) - Max(w, 0)), "<=", Abs(z - w)))
    gap = (1, "<=" if smooth else ">", c * Abs(1 / (4 * c) + 1 / (4 * c)))
    return judge.all(lipschitz, holds(judge, gap, [(c, ">", 0)]))


condition_relu.mutant("ReLU is smooth", smooth=True)


@claim(
    "deep.claim-softplus-consts",
    printed("Section 3.3, after Condition 3.1", "Section 3.2"),
    formula=r"\sigma(z)=\log(1+e^z):\ \sigma(0)=\log2,\ L=1,\ \beta=1",
    missing=("a Lipschitz constant from a bound of the derivative (mean value theorem)",),
)
def softplus_constants(judge, at_zero=2, lipschitz="1", smoothness="1"):
    """Softplus: the value at 0 is log 2, and 1 is a Lipschitz constant of it and of its
    derivative.
    """
    from sympy import Subs, log

    x, plus, s, curvature = softplus_parts()
    (y,) = reals("y,")
    zero = holds(judge, (Subs(plus, x, 0), "==", log(at_zero)))
    slope = every(judge, [(s, ">=", 0), (s, "<=", number(lipschitz))])
    bend = every(
        judge,
        [(y * (1 - y), ">=", 0), (y * (1 - y), "<=", number(smoothness))],
        [(y, ">", 0), (y, "<", 1)],
    )
    return judge.all(
        zero,
        derivatives(judge, plus, x, s, curvature),
        slope,
        every(judge, [(s, ">", 0), (s, "<", 1)]),
        bend,
    )


softplus_constants.mutant("value log 3 at 0", at_zero=3)
softplus_constants.mutant("Lipschitz constant 1/2", lipschitz="1/2")
softplus_constants.mutant("smoothness constant 1/5", smoothness="1/5")


@claim(
    "deep.claim-softplus-consts.sharp",
    printed("Section 3.3, after Condition 3.1", "Section 3.2"),
    formula=r"\sup\sigma'=1\text{ (not attained)},\ \sup|\sigma''|=\sigma''(0)=\tfrac14",
    missing=(
        "the least Lipschitz constant is the supremum of the slope (mean value theorem)",
        "y stands for the logistic function",
    ),
)
def softplus_sharp(judge, best="1/4"):
    """The least constants of softplus: 1 for the function, approached and not attained; 1/4 for its
    derivative, attained at 0.

    The smoothness constant 1 is valid, and four times what is needed. sup s = 1: s(log(1/e)) = 1/(1
    + e) for every e > 0.
    """
    from sympy import Subs, log

    x, _, s, curvature = softplus_parts()
    y, e = reals("y e")
    attained = holds(judge, (curvature, "==", number("1/4")), [(x, "==", 0)])
    bend = holds(judge, (y * (1 - y), "<=", number(best)), [(y, ">", 0), (y, "<", 1)])
    near = holds(judge, (Subs(s, x, -log(e)), "==", 1 / (1 + e)), [(e, ">", 0)])
    return judge.all(
        attained,
        bend,
        near,
        holds(judge, (s, "<", 1)),
        holds(judge, (1 / (1 + e), ">", 1 - e), [(e, ">", 0)]),
    )


softplus_sharp.mutant("smoothness 1/5", best="1/5")


def sharp_second(
    id: str, words: str, sup: Any, curve: Any, at: Any, box: tuple[int, int], formula: str
) -> Any:
    """Register the sharp smoothness constant of an activation whose second derivative is a
    polynomial in the activation.
    """

    def check(judge, factor="1"):
        from sympy import Subs

        (y,) = reals("y,")
        value, top = sup() * number(factor), sup()
        inside = [(y, ">", box[0]), (y, "<", box[1])]
        bounds = every(judge, [(curve(y), "<=", value), (curve(y), ">=", -value)], inside)
        return judge.all(bounds, holds(judge, (Subs(curve(y), y, at()), "==", top)))

    check.__doc__ = words
    missing = (
        "the second derivative as a polynomial in the activation (deep.cond-3.1), and its range",
        "the least Lipschitz constant is the supremum of the slope (mean value theorem)",
    )
    made = claim(id, CONDITION, formula=formula, missing=missing)(check)
    made.mutant("nine tenths of the constant", factor="9/10")
    return made


def _third() -> Any:
    from sympy import sqrt

    return 1 / sqrt(3)


sigmoid_sharp = sharp_second(
    "deep.cond-3.1.sigmoid",
    "Sigmoid y: y' = y(1 - y) <= 1/4 and the least smoothness constant is 1/(6 sqrt 3), where "
    "y = (1 - 1/sqrt 3)/2.",
    lambda: _third() / 6,
    lambda y: y * (1 - y) * (1 - 2 * y),
    lambda: (1 - _third()) / 2,
    (0, 1),
    r"\sup|\sigma''|=\tfrac1{6\sqrt3}",
)
tanh_sharp = sharp_second(
    "deep.cond-3.1.tanh",
    "tanh y: y' = 1 - y^2 <= 1 and the least smoothness constant is 4/(3 sqrt 3), where y = "
    "-1/sqrt 3.",
    lambda: _third() * 4 / 3,
    lambda y: -2 * y * (1 - y**2),
    lambda: -_third(),
    (-1, 1),
    r"\sup|\tanh''|=\tfrac4{3\sqrt3}\ (<1)",
)


@claim(
    "deep.cond-3.2",
    ANALYTIC,
    formula=r"\log(1+e^z)\text{ is analytic on }\mathbb R\text{ and no polynomial}",
    missing=(
        "a composition of analytic functions is analytic",
        "a bounded polynomial is constant",
    ),
)
def softplus_analytic(judge, value="3/4"):
    """Softplus satisfies Condition 3.2.

    It is a composition of analytic functions, as 1 + exp(x) > 0 on the line. Its derivative lies in
    (0, 1), so if it were a polynomial the derivative would be a bounded polynomial, a constant; but
    the derivative is 1/2 at 0 and 3/4 at log 3.
    """
    from sympy import Subs, exp, log

    x, plus, s, _ = softplus_parts()
    return judge.all(
        holds(judge, (1 + exp(x), ">", 0)),
        judge.gradient(plus, {x: s}),
        every(judge, [(s, ">", 0), (s, "<", 1)]),
        holds(judge, (s, "==", number("1/2")), [(x, "==", 0)]),
        holds(judge, (Subs(s, x, log(3)), "==", number(value))),
    )


softplus_analytic.mutant("the same slope at log 3", value="1/2")


@claim(
    "deep.cond-3.2.bounded",
    ANALYTIC,
    formula=r"\text{sigmoid, }\tanh,\ \sin,\ \mathrm{erf}\text{ are no polynomials}",
    missing=(
        "the four functions are analytic",
        "a bounded polynomial is constant; the bound of erf",
    ),
)
def bounded_analytic(judge, far="4/5"):
    """Sigmoid, tanh, sine and erf are analytic, and bounded without being constant, which no
    polynomial is.

    Denominators do not vanish; the bounds and two different values are checked (erf: its derivative
    is bounded and positive at 0 and 1).
    """
    from sympy import Subs, exp, log, sin, tanh

    (x,) = reals("x,")
    s, t = logistic(x), tanh(x)
    bounds = every(
        judge,
        [
            (s, ">", 0),
            (s, "<", 1),
            (t, ">", -1),
            (t, "<", 1),
            (sin(x), ">=", -1),
            (sin(x), "<=", 1),
        ],
    )
    values = every(
        judge, [(Subs(s, x, 0), "==", number("1/2")), (Subs(s, x, log(4)), "==", number(far))]
    )
    others = every(
        judge,
        [
            (Subs(t, x, 0), "==", 0),
            (Subs(t, x, 1), ">", number("1/2")),
            (Subs(sin(x), x, 0), "==", 0),
            (Subs(sin(x), x, 1), ">", 0),
        ],
    )
    bell = every(judge, [(exp(-(x**2)), ">", 0), (Subs(exp(-(x**2)), x, 1), "<", number("1/2"))])
    return judge.all(holds(judge, (1 + exp(-x), ">", 0)), bounds, values, others, bell)


bounded_analytic.mutant("the same value at log 4", far="1/2")
