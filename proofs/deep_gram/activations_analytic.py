"""Condition 3.2 on the activation: analytic and not a polynomial."""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim, reals

from . import every, holds, number, printed

ANALYTIC = printed("Condition 3.2", "Condition 3.2")


def logistic(x: Any) -> Any:
    from sympy import exp

    return 1 / (1 + exp(-x))


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

    (x,) = reals("x,")
    plus, s = log(1 + exp(x)), logistic(x)
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
