"""Lemmas 2.3 and 2.4: linear rate and bounded movement under gradient flow; r = y - u, r0 = |y -
u(0)|, lambda_0 > 0.

The exact trajectory that decides the constants: n = d = 1, x = 1, k of m neurons active with a_r =
1 and y > u, the others inactive. No preactivation changes its sign, H = k/m for all time, r(t) = r0
exp(-k t/m), and every active neuron moves by (r0/sqrt m)(m/k)(1 - exp(-k t/m)).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steepest.proofs import claim, reals

from . import equal, holds, thesis

lemma, proof = "Lemma 2.3", "proof of Lemma 2.3"


def active_neuron(width: int, active: int) -> tuple[Any, Any, Any]:
    """(t, r(t)/r0, sqrt(m) |w(t) - w(0)|/r0) of an active neuron."""
    from sympy import Rational, exp

    (t,) = reals("t,")
    H = Rational(active, width)
    return t, exp(-H * t), (1 - exp(-H * t)) / H


def solves(judge: Any, width: int, active: int) -> Any:
    """The trajectory satisfies d(sqrt m w)/dt = r and dr/dt = -H r, and starts at (0, 1)."""
    from sympy import Rational

    t, r, moved = active_neuron(width, active)
    start = [(t, "==", 0)]
    return judge.all(
        judge.gradient(moved, {t: r}),
        judge.gradient(r, {t: -Rational(active, width) * r}),
        equal(judge, moved, 0, start),
        equal(judge, r, 1, start),
    )


@claim(
    "relu2.lem-2.3.gradient-norm",
    thesis(proof),
    formula=r"\sqrt{\tfrac nm}\|y-u(s)\|\le\sqrt{\tfrac nm}\,e^{-\lambda_0s}\|y-u(0)\|",
    hypotheses=("lambda_min(H) >= lambda_0/2 up to s", "n = 1, m = 4: lambda_0 = 1/2, H = 1/4"),
    case=True,
)
def printed_gradient_norm(judge, rate=1):
    """The gradient falls like exp(-lambda_0 s).

    The last link as printed: false, (a) bounds the square, so the norm has exp(-lambda_0 s/2). With
    H = lambda_0/2 exactly r = r0 exp(-s/4). The links before it are true:
    relu2.lem-2.3.gradient-norm.triangle and .cauchy-schwarz.
    """
    from sympy import Rational, exp

    t, r, _ = active_neuron(4, 1)
    link = holds(judge, r <= exp(-rate * Rational(1, 2) * t), [t >= 0, t <= 8])
    return judge.all(link, support=[solves(judge, 4, 1)])


printed_gradient_norm.mutant("exp(-2 lambda_0 s)", rate=2)


@claim(
    "relu2.lem-2.3.integration",
    thesis(proof),
    formula=r"\|w_r(t)-w_r(0)\|\le\int_0^t\|\dot w_r\|ds\le\frac{\sqrt n\|y-u(0)\|}{\sqrt "
    r"m\lambda_0}",
    hypotheses=("n = 1, m = 4, one active neuron",),
    case=True,
)
def printed_integration(judge, factor=1):
    """The movement is at most sqrt n |y - u(0)|/(sqrt m lambda_0).

    The printed integral: false, the exact trajectory moves by 4 (1 - exp(-t/4)) r0/sqrt m, and the
    bound is 2 r0/sqrt m.
    """
    t, _, moved = active_neuron(4, 1)
    bound = holds(judge, moved <= 2 * factor, [t >= 0, t <= 16])
    return judge.all(bound, support=[solves(judge, 4, 1)])


printed_integration.mutant("half of the printed bound", factor=Fraction(1, 2))


@claim(
    "relu2.lem-2.3",
    thesis(lemma),
    formula=r"\|y-u(t)\|^2\le e^{-\lambda_0t}\|y-u(0)\|^2\ \text{ and }\ "
    r"\|w_r(t)-w_r(0)\|\le\frac{\sqrt n\,\|y-u(0)\|}{\sqrt m\,\lambda_0}=R'",
    hypotheses=(
        "lambda_min(H(s)) >= lambda_0/2 for 0 <= s <= t",
        "n = 1, m = 4, one active neuron",
    ),
    case=True,
)
def printed_lemma(judge, factor=1):
    """Linear rate, and movement at most R' = sqrt n |y - u(0)|/(sqrt m lambda_0).

    Part (b) is false by a factor 2: with H = lambda_0/2 = 1/4 the active neuron moves by 4 (1 -
    exp(-t/4)) r0/sqrt m, above R' = 2 r0/sqrt m.
    """
    return printed_integration.check(judge, factor)


printed_lemma.mutant("half of the printed radius", factor=Fraction(1, 2))


@claim(
    "relu2.lem-2.4",
    thesis("Lemma 2.4"),
    formula=r"R'<R\implies\forall t:\ \lambda_{\min}(H(t))\ge\tfrac{\lambda_0}2,\ "
    r"\|w_r(t)-w_r(0)\|\le R',\ \|y-u(t)\|^2\le e^{-\lambda_0t}\|y-u(0)\|^2",
    hypotheses=(
        "on the events of Lemmas 2.1 and 2.2",
        "n = 1, m = 8, three active neurons, |w_r(0)| > R, r0 > 0 so small that R' < R",
    ),
    case=True,
)
def printed_bootstrap(judge, factor=1):
    """If R' < R, then for all time lambda_min(H) >= lambda_0/2, movement at most R', linear rate.

    With the printed R' the second conclusion is false: H = 3/8 = 3 lambda_0/4 for all time, the
    events of both lemmas hold, R' < R for small r0. The active neurons move by (8/3)(1 -
    exp(-3t/8)) r0/sqrt m, above R' = 2 r0/sqrt m.
    """
    t, _, moved = active_neuron(8, 3)
    bound = holds(judge, moved <= 2 * factor, [t >= 0, t <= 16])
    return judge.all(bound, support=[solves(judge, 8, 3)])


printed_bootstrap.mutant("half of the printed radius", factor=Fraction(1, 2))
