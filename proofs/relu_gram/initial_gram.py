"""Lemma 2.1: the Gram matrix at initialisation is close to its limit. Unit inputs; H_ij(0) =
x_i.x_j times the mean of m Bernoulli variables.

L stands for a logarithm, dev for |H_ij(0) - (H_inf)_ij|, P for the probability of a bad event;
unions and Markov's inequality are used as such.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steepest.proofs import claim, reals

from . import holds, number, thesis
from .false_variants import one_neuron

proof = "Section 2.6, proof of Lemma 2.1"


def widths(n: int, lambda_0: Any, delta: Any) -> tuple[float, float]:
    """The width of Lemma 2.1 with the printed steps, 256 (n/lambda_0)^2 log(n/delta), and the
    shorter 8 (n/lambda_0)^2 log(n(n+1)/delta).
    """
    from math import log

    square = (n / float(lambda_0)) ** 2
    return 256 * square * log(n / float(delta)), 8 * square * log(n * (n + 1) / float(delta))


@claim(
    "relu2.lem-2.1.hoeffding",
    thesis(proof),
    formula=r"\forall\delta'\in(0,1):\ P\left(|H_{ij}(0)-H^\infty_{ij}|\le2\sqrt{\log(1/\delta')/m}"
    r"\right)\ge1-\delta'",
    hypotheses=("m = 1, i = j, delta' = 99/100",),
    case=True,
)
def printed_hoeffding(judge, delta="99/100"):
    """For every delta' an entry of H(0) is within 2 sqrt(log(1/delta')/m) of its mean with
    probability 1 - delta'.

    The printed two-sided bound holds for every delta': false near 1. At m = 1 a diagonal entry is 0
    or 1 and its mean 1/2. Then the deviation is 1/2 for sure, and 2 sqrt(log(100/99)) = 0.2005 is
    smaller: the probability is 0, not 1/100.
    """
    from sympy import log

    return holds(judge, (4 * log(1 / number(delta)), ">=", number("1/4")))  # squares


printed_hoeffding.mutant("delta' = 19/20", delta="19/20")


@claim(
    "relu2.lem-2.1.union.substitution",
    thesis(proof),
    formula=r"\delta'=n^2\delta:\ \text{the union bound over }n^2\text{ pairs fails with "
    r"probability at most }n^2\delta'\le\delta",
)
def printed_substitution(judge, power=2):
    """The substitution delta' = n^2 delta makes the union bound at most delta.

    The printed substitution delta' = n^2 delta: false for n >= 2, the failure probabilities add up
    to n^4 delta. (delta/n^2 is meant.)
    """
    n, delta = reals("n delta")
    return holds(
        judge, n**2 * (n**power * delta) <= delta, [n >= 2, delta > 0, n**power * delta < 1]
    )


printed_substitution.mutant("delta' = delta/n", power=-1)


@claim(
    "relu2.lem-2.1.union",
    thesis(proof),
    formula=r"P\left(\forall i,j:\ |H_{ij}(0)-H^\infty_{ij}|\le4\sqrt{\log(n/\delta)/m}\right)\ge1-"
    r"\delta",
    hypotheses=("all n >= 1, delta in (0, 1), m >= 1 as printed; here n = m = 1, delta = 99/100",),
    case=True,
)
def printed_union(judge, delta="99/100"):
    """All entries of H(0) are within 4 sqrt(log(n/delta)/m) of their means with probability 1 -
    delta.

    The printed entrywise bound: false for n = 1 and delta near 1, where 4 sqrt(log(1/delta)) =
    0.401 < 1/2, the certain deviation at m = 1.
    """
    from sympy import log

    return holds(judge, (16 * log(1 / number(delta)), ">=", number("1/4")))


printed_union.mutant("delta = 199/200", delta="199/200")


@claim(
    "relu2.lem-2.1",
    thesis("Lemma 2.1"),
    formula=r"\exists C\ \forall n,\lambda_0,\delta,\ m\ge C\tfrac{n^2}{\lambda_0^2}\log\tfrac "
    r"n\delta:\ P\left(\|H(0)-H^\infty\|_2\le\tfrac{\lambda_0}4\right)\ge1-\delta",
    hypotheses=("as printed: every n >= 1 and delta in (0, 1)",),
)
def printed_lemma(judge):
    """Some constant C makes m >= C n^2 log(n/delta)/lambda_0^2 sufficient for |H(0) - H_inf|_2 <=
    lambda_0/4.

    No constant works at n = 1: there H(0) = k/m, H_inf = 1/2 = lambda_0, and log(1/delta) tends to
    0 as delta tends to 1. Given C, take delta >= 1 - 1/(4C + 1): then 4 C log(1/delta) <= 1, so m =
    1 is wide enough, but |H(0) - 1/2| = 1/2 > 1/8 for sure.
    """
    from sympy import log

    C, delta = reals("C delta")
    where = [C > 0, delta < 1, delta * (4 * C + 1) >= 4 * C]
    small = holds(judge, 4 * C * (1 / delta - 1) <= 1, [*where, delta > 0])
    logarithm = holds(
        judge, -log(delta) <= 1 / delta - 1, [delta > 0, delta < 1], axioms=[("log-lower", delta)]
    )
    certain = holds(judge, ("<", Fraction(1, 8), Fraction(1, 2)))
    return judge.contradicted(
        small,
        logarithm,
        certain,
        because="at n = m = 1 the deviation is 1/2 with probability 1, and m = 1 meets the width "
        "condition for delta near 1",
    )


@printed_lemma.mutant
def with_the_constant_eight(judge):
    """m >= 8 (n/lambda_0)^2 log(n/delta)."""
    return one_neuron(judge, 8)
