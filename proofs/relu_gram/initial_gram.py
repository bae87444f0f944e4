"""Lemma 2.1: the Gram matrix at initialisation is close to its limit. Unit inputs; H_ij(0) =
x_i.x_j times the mean of m Bernoulli variables.

L stands for a logarithm, dev for |H_ij(0) - (H_inf)_ij|, P for the probability of a bad event;
unions and Markov's inequality are used as such.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steepest.proofs import claim, reals

from ..engine.text import as_written
from . import equal, holds, implies, number, rests_on, thesis
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
    "relu2.lem-2.1.hoeffding.lemma",
    thesis(proof),
    formula=r"\log E e^{s(X-p)}\le\tfrac{s^2}8,\ X\sim\mathrm{Bernoulli}(p);\qquad "
    r"\min_s\left(\tfrac{s^2}8-st\right)=-2t^2",
    missing=(
        "phi <= s^2/8 from its second derivative by Taylor's formula",
        "Chernoff's bound for a mean of m independent variables",
    ),
)
def hoeffding_lemma(judge, eighth=8):
    """Hoeffding's lemma for indicators, and the exponent -2 m t^2.

    Hoeffding's lemma for indicators: phi(s) = log(1 - p + p e^s) - p s has phi(0) = phi'(0) = 0 and
    phi'' = q(1 - q) <= 1/4. E = e^s. Then P(mean - p >= t) <= exp(m (phi(s) - s t)) <= exp(-2 m
    t^2) at s = 4t, and the same below.
    """
    from sympy import Subs, exp, log

    s, p, E = reals("s p Err")
    inside = [p > 0, p < 1]
    weight = 1 - p + p * exp(s)
    phi = log(weight) - p * s
    first = p * exp(s) / weight - p
    second = p * (1 - p) * exp(s) / weight**2
    bound = p * (1 - p) * E / (1 - p + p * E) ** 2
    return judge.all(
        holds(judge, (Subs(phi, s, 0), "==", 0), inside),
        equal(judge, Subs(first, s, 0), 0, inside),
        judge.gradient(phi, {s: first}, inside),
        judge.gradient(first, {s: second}, inside),
        holds(judge, bound <= Fraction(2, eighth), [*inside, E > 0]),
        judge.holds(as_written("(4*t)**2/k - 4*t*t == -2*t**2", k=eighth)),
    )


hoeffding_lemma.mutant("s^2/16", eighth=16)


@claim(
    "relu2.lem-2.1.hoeffding",
    thesis(proof),
    formula=r"\forall\delta'\in(0,1):\ P\left(|H_{ij}(0)-H^\infty_{ij}|\le2\sqrt{\log(1/\delta')/m}"
    r"\right)\ge1-\delta'",
    hypotheses=("m = 1, i = j, delta' = 99/100",),
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
    "relu2.lem-2.1.hoeffding-amended",
    thesis(proof),
    formula=r"0<\delta'\le\tfrac9{10}:\ 2\exp(-2mt^2)=2\delta'^8\le\delta',\quad "
    r"t=2\sqrt{\log(1/\delta')/m}",
    hypotheses=("|x_i.x_j| <= 1",),
    amends="relu2.lem-2.1.hoeffding",
    missing=(
        "Hoeffding's inequality on both sides",
        "L stands for log(1/delta')",
    ),
)
def hoeffding_amended(judge, top="9/10"):
    """The printed entrywise bound holds for delta' <= 9/10.

    With 2 m t^2 = 8 log(1/delta') the two-sided Hoeffding bound is 2 delta'^8, at most delta'
    exactly for delta' <= 2^(-1/7) = 0.9057.
    """
    d, m, t, L = reals("d m t L")
    steps = judge.all(
        equal(judge, 2 * m * t**2, 8 * L, [m >= 1, (t**2, "==", 4 * L / m)]),
        holds(judge, 2 * d**8 <= d, [d > 0, d <= number(top)]),
    )
    return rests_on(steps, "relu2.lem-2.1.hoeffding.lemma")


hoeffding_amended.mutant("delta' up to 10/11", top="10/11")


@claim(
    "relu2.lem-2.1.union.substitution",
    thesis(proof),
    formula=r"\delta'=n^2\delta:\ \text{the union bound over }n^2\text{ pairs fails with "
    r"probability "
    r"at most }n^2\delta'\le\delta",
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
    "relu2.lem-2.1.union.substitution-amended",
    thesis(proof),
    formula=r"\delta'=\delta/n^2:\ n^2\delta'=\delta,\quad2\sqrt{\log(n^2/\delta)/m}\le4\sqrt{"
    r"\log(n/"
    r"\delta)/m}",
    amends="relu2.lem-2.1.union.substitution",
    missing=(
        "ell and D stand for log n and log(1/delta); squares are compared",
        "the union bound",
    ),
)
def substitution_amended(judge, factor=1):
    """The substitution delta' = delta/n^2 is the one that leads to the next display.

    Squares compared: 4 (2 log n + D) <= 16 (log n + D) with D = log(1/delta) >= 0; even 8 would do
    in place of 16.
    """
    n, delta, ell, D, m, each = reals("n delta ell D m each")
    return judge.all(
        equal(judge, n**2 * each, factor * delta, [n >= 1, delta > 0, (each, "==", delta / n**2)]),
        holds(judge, 4 * (2 * ell + D) / m <= 8 * (ell + D) / m, [ell >= 0, D >= 0, m >= 1]),
    )


substitution_amended.mutant("a union of half the size", factor=Fraction(1, 2))


@claim(
    "relu2.lem-2.1.union",
    thesis(proof),
    formula=r"P\left(\forall i,j:\ |H_{ij}(0)-H^\infty_{ij}|\le4\sqrt{\log(n/\delta)/m}\right)\ge1-"
    r"\delta",
    hypotheses=("all n >= 1, delta in (0, 1), m >= 1 as printed; here n = m = 1, delta = 99/100",),
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
    "relu2.lem-2.1.union-amended",
    thesis(proof),
    formula=r"n\ge2\text{ or }\delta\le\tfrac{97}{100}:\ n^2\cdot2\exp(-32\log(n/\delta))=2n^2("
    r"\delta/n)^{32}\le\delta",
    amends="relu2.lem-2.1.union",
    missing=(
        "Hoeffding's inequality on both sides",
        "union bound over the n^2 pairs",
        "L stands for log(n/delta), q for (delta/n)^2",
    ),
)
def union_amended(judge, least=2):
    """The printed bound of all entries holds for n >= 2 or delta <= 97/100.

    Two-sided Hoeffding at t = 4 sqrt(log(n/delta)/m) for all n^2 pairs. With delta' = delta/n^2 the
    printed route needs 2 log(n/delta) >= log(n^2/delta).
    """
    n, d, m, t, L, q = reals("n d m t L q")
    from sympy import log

    wide = [n >= least, d > 0, d < 1]
    return judge.all(
        equal(judge, 2 * m * t**2, 32 * L, [m >= 1, (t**2, "==", 16 * L / m)]),
        # q = (delta/n)^2 <= 1/4; 2 n^2 q^16 = 2 delta^2 q^15 <= delta
        holds(
            judge, 2 * d**2 * q**15 <= d, [*wide, q > 0, (q * n**2, "==", d**2), q * least**2 <= 1]
        ),
        holds(judge, q * least**2 <= 1, [*wide, q > 0, (q * n**2, "==", d**2)]),
        holds(judge, 2 * d**32 <= d, [d > 0, d <= number("97/100")]),
        holds(
            judge,
            2 * log(n) - log(d) <= 2 * (log(n) - log(d)),
            [n >= 1, d > 0, d <= 1],
            axioms=[("log-tangent", d)],
        ),
    )


union_amended.mutant("n = 1 and every delta", least=1)


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


@claim(
    "relu2.lem-2.1-amended",
    thesis("Lemma 2.1"),
    formula=r"n\ge2\text{ or }\delta\le\tfrac{97}{100},\ m\ge\tfrac{256n^2}{\lambda_0^2}\log\tfrac "
    r"n\delta:\ P\left(\|H(0)-H^\infty\|_2\le\tfrac{\lambda_0}4,\ "
    r"\lambda_{\min}(H(0))\ge\tfrac34\lambda_0\right)\ge1-\delta",
    hypotheses=("unit inputs",),
    amends="relu2.lem-2.1",
    missing=(
        "Hoeffding's inequality and the union bound",
        "that the four steps compose",
    ),
)
def lemma_amended(judge, factor=256):
    """Lemma 2.1 with the constant 256, for n >= 2 or delta <= 97/100.

    The printed proof with its constants: Hoeffding, union over the pairs, Frobenius norm, Weyl.
    """
    n, L, m, lam = reals("n L m lam")
    where = [n >= 1, L > 0, lam > 0, m > 0, m * lam**2 >= factor * n**2 * L]
    enough = holds(judge, 16 * n**2 * L / m <= lam**2 / 16, where)
    steps = ("hoeffding.lemma", "union-amended", "frobenius", "weyl")
    return rests_on(enough, *(f"relu2.lem-2.1.{step}" for step in steps))


@lemma_amended.mutant
def with_eight_for_256(judge):
    """m >= 8 (n/lambda_0)^2 log(n/delta)."""
    return one_neuron(judge, 8)


@claim(
    "relu2.lem-2.1-sharper",
    thesis("Lemma 2.1"),
    formula=r"m\ge\tfrac{8n^2}{\lambda_0^2}\log\tfrac{n(n+1)}\delta\ (n\ge1,\ "
    r"0<\delta<1)\implies\text{the same}",
    missing=(
        "Hoeffding's inequality and the union bound over n(n + 1)/2 entries",
        "the norm by the row sums, and lambda_min by Weyl's inequality",
    ),
)
def lemma_sharper(judge, factor=8):
    """Lemma 2.1 with the constant 8, for every n and delta.

    A constant 32 times smaller, for every n and delta: n(n + 1)/2 different entries, each within
    lambda_0/(4n). 2 m t^2 = m lambda_0^2/(8 n^2) >= L = log(n(n + 1)/delta), so that n(n + 1)/2
    times 2 exp(-2 m t^2) is at most n(n + 1) exp(-L) = delta.
    """
    n, L, m, lam, t = reals("n L m lam t")
    where = [
        n >= 1,
        L > 0,
        lam > 0,
        m > 0,
        m * lam**2 >= factor * n**2 * L,
        (t, "==", lam / (4 * n)),
    ]
    enough = implies(judge, 2 * m * t**2 >= L, n * t <= lam / 4, where=where)
    return rests_on(enough, "relu2.lem-2.1.hoeffding.lemma", "relu2.lem-2.1.weyl")


@lemma_sharper.mutant
def with_a_quarter_for_eight(judge):
    """m >= (n/lambda_0)^2 log(n(n + 1)/delta)/4."""
    return one_neuron(judge, "1/4", events=2)
