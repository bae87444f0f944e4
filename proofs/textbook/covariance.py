"""Covariance matrices of finitely many random variables are positive semidefinite."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    integrable,
    mean_of_combination,
    samples,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration
from .forms import form, i, j, n, v
from .means import mean_of_terms

w = samples("w")
X = functions("X", "nat", "sample")


def moment(i, j):
    return E(w, X(i, w) * X(j, w))


def covariance(i, j):
    return moment(i, j) - E(w, X(i, w)) * E(w, X(j, w))


def has_moments():
    return conj(forall(i)(integrable(E(w, X(i, w)))), forall(i, j)(integrable(moment(i, j))))


@claim(
    "book.covariance",
    concentration("section 2.1"),
    says=lambda: forall(X, v, n)(has_moments() >> conj(form(covariance) >= 0, form(moment) >= 0)),
    uses=("book.mean-of-sum", "book.sum-times-sum", "book.square-of-mean"),
)
def covariances_are_positive(judge):
    """v.C v >= 0 for the matrix C of the covariances of X_0, .., X_(n-1), and for that of their
    second moments.

    It is E S^2 - (E S)^2, and E S^2, for S = sum_i v_i X_i.
    """
    k = judge.theorem()
    first, second = k.given
    one = v(i) * X(i, w)
    total = sum_over(i, n, one)

    mean = mean_of_combination(k, w, one, [(v(i), X(i, w), k.at(first, i))])
    centre = v(i) * E(w, X(i, w))
    mean = mean_of_terms(k, i, n, one, centre, mean, k.at(first, i), first)
    pair = one * (v(j) * X(j, w))
    parts = [(v(i) * v(j), X(i, w) * X(j, w), k.at(second, i, j))]
    square = mean_of_combination(k, w, pair, parts)
    has = k.for_all(k.at(second, i, j), j)
    square = mean_of_terms(k, j, n, pair, v(i) * v(j) * moment(i, j), square, has)
    every = k.for_all(k.discharge(k.at(second, i, j), j < n), j)
    body, moments = sum_over(j, n, pair), sum_over(j, n, v(i) * v(j) * moment(i, j))
    square = mean_of_terms(k, i, n, body, moments, square, every, k.for_all(every, i))
    same = k.by("book.sum-times-sum", *(Lambda((i,), one),) * 2, n, n)
    whole = sum_over(i, n, body)
    same = k.for_all(k.arith(whole == total**2, same), w)
    same = k.mean_of_equal(same, k.arith(integrable(E(w, whole)), square))
    means = sum_over(i, n, centre)
    least = k.by("book.square-of-mean", Lambda((w,), total), means)
    least = k.apply(least, k.both(mean, k.arith(integrable(E(w, total**2)), same)))
    # the form of the covariances
    bodies = [covariance(i, j) * v(j), v(i) * v(j) * moment(i, j), centre.put(i, j)]
    own = k.at(first, i)
    row = by_terms(
        k, j, n,
        lambda q: v(i) * sum_over(j, q, bodies[0])
        == sum_over(j, q, bodies[1]) - centre * sum_over(j, q, bodies[2]),
        bodies, k.at(first, j), always=[own], defined=[first, has, k.for_all(own, j)],
    )  # fmt: skip
    bodies = [v(i) * sum_over(j, n, bodies[0]), moments, centre]
    inner = [k.for_all(k.for_all(k.discharge(one, j < n), j), i)
             for one in (own, k.at(first, j), k.at(second, i, j))]  # fmt: skip
    rows = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, bodies[0])
        == sum_over(i, q, bodies[1]) - means * sum_over(i, q, bodies[2]),
        bodies, row, own, defined=[first, *inner], always=[mean],
    )  # fmt: skip
    bodies = [moment(i, j) * v(j), v(i) * v(j) * moment(i, j)]
    row = by_terms(
        k, j, n, lambda q: v(i) * sum_over(j, q, bodies[0]) == sum_over(j, q, bodies[1]), bodies,
        defined=[has],
    )  # fmt: skip
    bodies = [v(i) * sum_over(j, n, bodies[0]), moments]
    second = by_terms(
        k, i, n, lambda q: sum_over(i, q, bodies[0]) == sum_over(i, q, bodies[1]), bodies, row,
        defined=inner,
    )  # fmt: skip
    low = k.arith(means**2 >= 0, mean)
    ends = [k.arith(k.target.part(at), one, least, same, square, low)
            for at, one in enumerate((rows, second))]  # fmt: skip
    return k.qed(k.both(*ends))


@covariances_are_positive.mutant
def of_correlations_above_one(judge):
    """C_12 = 2 between variables of variance 1, at (1, -1)."""
    return falsify(
        forall(v)(given(v(0) == 1, v(1) == -1) >> (v(0) ** 2 + 4 * v(0) * v(1) + v(1) ** 2 >= 0)),
        hints=[{"functions": {"v": {"table": ["1", "-1"]}}}],
    )
