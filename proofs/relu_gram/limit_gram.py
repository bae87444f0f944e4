"""Assumption 2.1: the limiting Gram matrix and its trace.

Its entries in closed form are in `closed_form`, from the symmetries of the normal law. In words:
for nonzero x_i, x_j at the angle theta the plane they span gets w = rho (cos t, sin t) with the
density rho exp(-rho^2/2) d rho dt/(2 pi); the other coordinates of w do not matter, so this holds
for every d. `polar` has the sector and the radial integral.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim, definition
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    forall,
    given,
    integrable,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below

from . import sectors, thesis
from .network import c, d, i, j, kernel, lam, n, t, unit_inputs, x
from .sectors import g, on
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


def gaussian_gram(i, j):
    """H_inf(i, j) = x_i . x_j P_inf(i, j)"""
    return kernel(i, j) * P(i, j)


def along(i):
    """g . x_i, for the weights g of one neuron"""
    return sectors.along(lambda c: x(i, c))


def in_common():
    """Two half-spaces have P_inf(i, j) = P(g . x_i >= 0, g . x_j >= 0) together."""
    return forall(i, j)(E(o, on(along(i)) * on(along(j))) == P(i, j))


def half_spaces():
    """A half-space has the probability 1/2; two of them have P_inf together."""
    return conj(forall(i)(Prob(o, along(i) >= 0) == "1/2"), in_common())


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
    inside, share, own = k.assume(i < n), k.at(half, i), on(along(i))
    square = k.arith(own == own * own, k.part(k.by("relu2.pattern", along(i)), 3))
    same = k.mean_of_equal(k.for_all(square, o), k.arith(integrable(E(o, own)), share))
    bodies = [x(i, c) * x(i, c), x(i, c) ** 2]
    norm = sectors.sums(k, bodies, lambda one, two: one == two)
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
