"""Assumption 2.1: the limiting Gram matrix in closed form, by polar integration.

For nonzero x_i, x_j at the angle theta the plane they span gets w = rho (cos t, sin t) with the
density rho exp(-rho^2/2) d rho dt/(2 pi); the other coordinates of w do not matter, so this holds
for every d. With x_i at angle 0 and x_j at angle theta both indicators are 1 exactly for t in
[theta - pi/2, pi/2], a sector of opening pi - theta.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steepest.proofs import claim, definition, reals
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    forall,
    given,
    indicator,
    integrable,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below

from . import equal, holds, implies, sectors, thesis
from .network import c, d, i, j, kernel, lam, n, t, unit_inputs, x
from .sectors import g
from .start import o
from .start_gram import P

locus = "Assumption 2.1"


@definition(
    "relu2.asm-2.1",
    thesis(locus),
    r"(H^\infty)_{ij}=E_{w\sim N(0,I)}[x_i^\top x_j1\{w^\top x_i\ge0,w^\top x_j\ge0\}],\ "
    r"\lambda_0=\lambda_{\min}(H^\infty)>0",
)
def limiting_gram(X: Any) -> Any:
    """H_inf of the rows of X in floating point, accurate for small and for large angles; its least
    eigenvalue is lambda_0.
    """
    from steepest.kernels.relu_gram.gram import limiting_gram as kernel

    return kernel(X)


def entry(c: Any, theta: Any) -> Any:
    """x_i.x_j (pi - theta)/(2 pi) with x_i.x_j = c."""
    from sympy import pi

    return c * (pi - theta) / (2 * pi)


@claim(
    "relu2.asm-2.1.sector",
    thesis(locus),
    formula=r"t\in[-\tfrac\pi2,\tfrac{3\pi}2):\ \cos t\ge0\wedge\cos(t-\theta)\ge0\iff\theta-\tfrac"
    r"\pi2\le t\le\tfrac\pi2",
    hypotheses=("0 <= theta <= pi", "up to the end points, a null set"),
    missing=("the cases of t put together: beyond pi/2 the cosine is negative by a shift of pi",),
)
def sector(judge, opening=1):
    """Both half-planes w.x_i >= 0 and w.x_j >= 0 meet in a sector of opening pi - theta.

    Where both half-planes meet: the cosine is positive within pi/2 of 0 and negative between pi/2
    and 3 pi/2 (cos(t + pi) = -cos t).
    """
    from sympy import cos, pi

    t, theta = reals("t theta")
    angle = [theta >= 0, theta <= pi]
    positive = holds(
        judge,
        cos(t) > 0,
        [t > -pi / 2, t < opening * pi / 2],
        axioms=[("cos-positive", t)] if opening == 1 else [],
    )
    negative = judge.holds(("==", ("cos", ("+", "t", ("pi",))), ("-", ("cos", "t"))))
    inside = implies(
        judge,
        t > -pi / 2,
        t - theta < pi / 2,
        where=[*angle, t > theta - pi / 2, t < pi / 2],
    )
    # t in (-pi/2, theta - pi/2): t - theta lies in (-3 pi/2, -pi/2), where the cosine is that of t
    # - theta + 2 pi in (pi/2, 3 pi/2)
    below = holds(judge, t - theta + 2 * pi > pi / 2, [*angle, t > -pi / 2, t < theta - pi / 2])
    return judge.all(positive, negative, inside, below)


sector.mutant("positive up to pi", opening=2)


@claim(
    "relu2.asm-2.1.radial",
    thesis(locus),
    formula=r"\int_0^\infty\rho e^{-\rho^2/2}d\rho=1",
    missing=("the improper integral is the limit of the primitive",),
)
def radial(judge, value=1):
    """The radial integral is 1: primitive -exp(-rho^2/2), which is -1 at 0 and between -2/(rho^2 +
    2) and 0 beyond.
    """
    from sympy import exp

    (r,) = reals("r,")
    F = -exp(-(r**2) / 2)
    tail = holds(judge, 2 / (r**2 + 2) >= -F, axioms=[("exp-tangent", r**2 / 2)])
    return judge.all(
        judge.gradient(F, {r: r * exp(-(r**2) / 2)}), equal(judge, -F, value, [(r, "==", 0)]), tail
    )


radial.mutant("1/2", value=Fraction("1/2"))


def gaussian_gram(i, j):
    """H_inf(i, j) = x_i . x_j P_inf(i, j)"""
    return kernel(i, j) * P(i, j)


def along(i):
    """g . x_i, for the weights g of one neuron"""
    return sectors.along(lambda c: x(i, c))


def half_spaces():
    """A half-space has the probability 1/2; two of them have P_inf(i, j) = P(g . x_i >= 0, g . x_j
    >= 0) together.
    """
    both = indicator(along(i) >= 0) * indicator(along(j) >= 0)
    return conj(forall(i)(Prob(o, along(i) >= 0) == "1/2"), forall(i, j)(E(o, both) == P(i, j)))


def trace_says():
    trace = sum_over(i, n, gaussian_gram(i, i))
    return forall(g, x, P, n, d, lam)(
        given(n >= 1, unit_inputs(), half_spaces(), bounded_below(gaussian_gram, lam))
        >> conj(n * lam <= trace, trace == n * term("1/2"), lam <= "1/2")
    )


@claim(
    "relu2.asm-2.1.trace",
    thesis(locus),
    says=trace_says,
    uses=("book.diagonal-entry", "relu2.pattern"),
)
def lambda_at_most_half(judge):
    """lambda_0 <= 1/2 for unit inputs: n lambda_0 <= tr H_inf = n/2, for all n.

    Of the normal law it is used that a half-space g . x_i >= 0 has the probability 1/2.
    """
    k = judge.theorem()
    one, unit, half, both, low = k.given
    inside, share, own = k.assume(i < n), k.at(half, i), indicator(along(i) >= 0)
    square = k.arith(own == own * own, k.part(k.by("relu2.pattern", along(i)), 3))
    same = k.mean_of_equal(k.for_all(square, o), k.arith(integrable(E(o, own)), share))
    bodies = [x(i, c) * x(i, c), x(i, c) ** 2]
    norm = by_terms(
        k, c, d, lambda q: sum_over(c, q, bodies[0]) == sum_over(c, q, bodies[1]), bodies
    )
    length = k.apply(k.at(unit, i), inside)
    entry = gaussian_gram(i, i)
    value = k.arith(entry == "1/2", share, same, k.at(both, i, i), norm, length)
    gram = Lambda((i, j), gaussian_gram(i, j))
    least = k.use(k.by("book.diagonal-entry", gram, n, lam, i), inside, low)

    def summed(here, step):
        return by_terms(k, i, n, lambda q: here(q, sum_over(i, q, entry)), [entry], step)

    above = summed(lambda q, trace: q * lam <= trace, least)
    total = summed(lambda q, trace: trace == q * term("1/2"), value)
    return k.qed(k.both(above, total, k.arith(k.target.part(2), above, total, one)))


@lambda_at_most_half.mutant
def below_two_fifths(judge):
    """lambda_0 <= 2/5: for one input H_inf = 1/2 = lambda_0."""
    return falsify(forall(lam, t)(given(t == "1/2", t >= lam) >> (lam <= "2/5")))
