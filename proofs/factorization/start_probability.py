"""Appendix B.1 (Du, Hu, Lee 2018): a Gaussian start with variance eps/(100 d^2) is small enough for
Lemma 3.1, with an explicit probability.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.engine.theorems import (
    Prob,
    conj,
    exp,
    forall,
    functions,
    given,
    integrable,
    log,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.arrays import ArrayFunction, norm, norm2, size
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.events import likely, w
from steepest.proofs.textbook.normal import exponential_moments, i

from .objective import balance, eps

U, V = (
    ArrayFunction(name, ("function", ("sample",), ("matrix", rows, "r")))
    for name, rows in (("U", "d1"), ("V", "d2"))
)
X = functions("X", "nat", "sample")
d, a, b, c, e = reals("d a b c e")
d1, d2, r = map(size, ("d1", "d2", "r"))
COUNT = (d1 + d2) * r
RATE = term("12/25")  # E exp(12 z^2/25) = (1 - 24/25)^(-1/2) = 5


def squares():
    return sum_over(i, COUNT, X(i, w) ** 2)


def energy():
    return norm2(U(w)) + norm2(V(w))


def small_at_first():
    """|U_0|^2 + |V_0|^2 <= eps/2"""
    return energy() <= eps / 2


def initial_bounds():
    return conj(norm2(U(w)) <= eps, norm2(V(w)) <= eps, norm(balance(U(w), V(w))) <= eps / 2)


def probably_small(rate=10):
    return forall(X, U, V, eps, d)(
        given(
            exponential_moments(lambda i: X(i, w), RATE, term(5)),
            forall(w)(energy() == eps / (100 * d**2) * squares()),
            eps > 0, r <= d1, r <= d2, d1 <= d, d2 <= d,
            integrable(Prob(w, small_at_first())),
        )
        >> conj(
            Prob(w, small_at_first()) >= 1 - exp(-rate * COUNT),
            exp(-rate * COUNT) <= exp(term(-2 * rate)),
            forall(w)(small_at_first() >> initial_bounds()),
        )
    )  # fmt: skip


@claim(
    "balance.lem-3.1-proof.base-probability",
    du_hu_lee("Appendix B.1", "Section 4.7.1"),
    formula=r"\text{variance}\ \frac{\varepsilon}{100d^2}:\quad\Pr\left[\|U_0\|_F^2+\|V_0\|_F^2\le"
    r"\tfrac\varepsilon2\right]\ge1-e^{-10n},\ n=(d_1+d_2)r",
    hypotheses=(
        "entries of U_0, V_0 independent N(0, eps/(100 d^2)): E exp(12 z^2/25) = 5 and the "
        "product rule for this moment",
        "r <= min(d1, d2), d >= max(d1, d2)",
    ),
    says=probably_small,
    uses=("book.mean-exp-of-squares", "book.log-power"),
)
def initial_bounds_hold(judge):
    """An explicit poly(d): with variance eps/(100 d^2) all three initial bounds hold with
    probability at least 1 - exp(-10 (d1+d2) r) >= 1 - exp(-20).

    (|U_0|^2 + |V_0|^2)/variance is a sum of n = (d1+d2) r <= 2 d^2 squares of standard normal
    numbers; eps/2 is 50 d^2 >= 25 n variances. Chernoff with E exp(z^2 s) = (1 - 2 s)^(-1/2) at s =
    12/25: the probability of more is at most 5^n exp(-12 n) <= exp(-10 n). The sum bounds the
    balance: |U^T U - V^T V| <= |U|^2 + |V|^2.
    """
    k = judge.theorem()
    each, rule, entries, positive, *shape, own = k.given
    sizes = [*shape, *(k.arith(one >= 1, k.matrix(one > 0)) for one in (d1, d2, r))]
    few = forall(a, b, c, d)(
        given(a >= 1, b >= 1, c >= 1, c <= a, c <= b, a <= d, b <= d)
        >> conj((a + b) * c <= 2 * d**2, (a + b) * c >= 2, d >= 1)
    )
    few = k.use(k.lemma(few, d1, d2, r, d), *sizes)
    factor, moment = exp(-12 * COUNT), exp(RATE * squares())
    many = forall(eps, d, e, a, c)(
        given(eps > 0, d >= 1, c <= 2 * d**2, e == eps / (100 * d**2) * a, e > eps / 2)
        >> (RATE * a >= 12 * c)
    )
    many = k.lemma(many, eps, d, energy(), squares(), COUNT)
    many = k.use(
        many,
        positive,
        few,
        k.at(entries, w),
        k.arith(energy() > eps / 2, k.assume(~small_at_first())),
    )
    many = k.arith(moment >= exp(12 * COUNT), many)
    reached = k.arith(factor * moment >= 1, many, k.arith(factor * exp(12 * COUNT) == 1))
    power = k.at(k.use(k.by("book.mean-exp-of-squares", X, RATE, 5), each, rule), COUNT)
    found = likely(k, small_at_first(), own, factor, moment, power, reached)
    logs = k.at(k.use(k.by("book.log-power", 5), k.arith(term(5) > 0)), COUNT)
    least = forall(a, b, c)(given(a > 0, log(a) == c * b, b <= 2, c >= 0) >> (log(a) <= 2 * c))
    ends = [*k.split(logs), k.arith(log(term(5)) <= 2), few]
    least = k.lemma(least, term(5) ** COUNT, log(term(5)), COUNT, defined=ends)
    lemma = forall(a, c)(given(a > 0, log(a) <= c) >> (a <= exp(c)))
    most = k.lemma(lemma, term(5) ** COUNT, 2 * COUNT, defined=ends)
    most = k.use(most, logs, k.use(least, *ends))
    product = forall(a, b, c)(given(a <= b, c > 0) >> (c * a <= c * b))
    product = k.lemma(product, term(5) ** COUNT, exp(2 * COUNT), factor)
    product = k.use(product, most, k.arith(factor > 0))
    most = k.arith(factor * exp(2 * COUNT) == exp(-10 * COUNT))
    first = k.arith(Prob(w, small_at_first()) >= 1 - exp(-10 * COUNT), found, power, product, most)
    second = k.arith(exp(-10 * COUNT) <= exp(term(-20)), few)
    inside = k.assume(small_at_first())
    signs = [k.matrix(norm2(one) >= 0) for one in (U(w), V(w))]
    grams = [U(w).T @ U(w), V(w).T @ V(w)]
    links = [
        k.matrix(norm(balance(U(w), V(w))) <= norm(grams[0]) + norm(grams[1])),
        *(k.matrix(norm(one) <= norm2(two)) for one, two in zip(grams, (U(w), V(w)))),
    ]
    third = k.arith(initial_bounds(), inside, positive, *signs, *links)
    third = k.for_all(k.discharge(third, small_at_first()), w)
    return k.qed(k.both(first, second, third))


@initial_bounds_hold.mutant
def variance_over_50(judge):
    """Variance eps/(50 d^2): then the energy may be 25 d^2 >= 12 n variances only."""
    return falsify(
        forall(a, d, c)(given(c <= 2 * d**2, d >= 1, a >= 25 * d**2) >> (RATE * a >= 12 * c)),
        hints=[{"values": {"a": "25", "d": "1", "c": "2"}}],
    )
