"""Means of finite sums, and of their squares when the terms are uncorrelated."""

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
    nats,
    randoms,
    reals,
    samples,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration

i, j, n = nats("i j n")
w = samples("w")
X, Y = functions("X Y", "nat", "sample")
U, V, B = randoms("U V B")
M, K = sequences("M"), reals("K")

ONE = {
    "values": {"n": "1"},
    "functions": {"Y": {"of": ["i", "w"], "is": "1"}},
    "weights": ["1"],
}


def mean_says(factor=1):
    every = forall(i)(integrable(E(w, Y(i, w))))
    whole = E(w, sum_over(i, n, Y(i, w)))
    return forall(Y, n)(every >> (factor * whole == sum_over(i, n, E(w, Y(i, w)))))


@claim("book.mean-of-sum", concentration("section 2.1"), says=mean_says, instance=ONE)
def means_add_up(judge, factor=1):
    """The mean of a finite sum is the sum of the means."""
    k = judge.theorem()
    (every,) = k.given
    body = Y(i, w)
    partial = sum_over(i, n, body)
    here = factor * E(w, partial) == sum_over(i, n, E(w, body))
    zero = k.mean_of_constant(w, 0)
    nothing = k.for_all(k.arith(term(0) == sum_over(i, 0, body), k.sum_empty(i, body)), w)
    empty = k.mean_of_equal(nothing, k.arith(integrable(E(w, term(0))), zero))
    base = k.arith(here.put(n, 0), empty, zero, k.sum_empty(i, E(w, body)))
    now = k.assume(here)
    has = k.arith(integrable(E(w, partial)), now)
    last = Y(n, w)
    total = k.mean_of_sum(w, 1, partial, 1, last, has, k.at(every, n))
    both = 1 * partial + 1 * last
    longer = sum_over(i, n + 1, body)
    same = k.for_all(k.arith(both == longer, k.sum_step(i, n, body)), w)
    next_ = k.mean_of_equal(same, k.arith(integrable(E(w, both)), total))
    step = k.arith(here.put(n, n + 1), now, total, next_, k.sum_step(i, n, E(w, body), every))
    return k.qed(k.at(k.induction(n, here, base, step), n))


means_add_up.mutant("twice the mean", factor=2)


def mean_of_terms(k, index, count, body, mean, step, *defined, w=w):
    """E(sum of body) == sum of mean over index < count, from `step`: E(body) == mean; `defined` say
    for all indices what has a value in the mean.
    """
    there = k.for_all(k.arith(integrable(E(w, body)), step), index)
    total = k.apply(k.by("book.mean-of-sum", Lambda((index, w), body), count), there)
    bodies = [E(w, body), mean]
    same = by_terms(
        k, index, count, lambda q: sum_over(index, q, bodies[0]) == sum_over(index, q, bodies[1]),
        bodies, step, defined=[there, *defined],
    )  # fmt: skip
    return k.arith(E(w, sum_over(index, count, body)) == sum_over(index, count, mean), total, same)


def difference_says(factor=1):
    first, second, gap = E(w, U(w)), E(w, V(w)), E(w, B(w))
    near = forall(w)(abs(U(w) - V(w)) <= B(w))
    return forall(U, V, B)(
        given(integrable(first), integrable(second), integrable(gap), near)
        >> (factor * abs(first - second) <= gap)
    )


@claim("book.mean-difference", concentration("section 2.1"), says=difference_says)
def means_of_near_variables(judge, factor=1):
    """Means differ by at most the mean of a bound of the difference."""
    k = judge.theorem()
    *has, gap, near = k.given
    ends = []
    for sign in (1, -1):
        apart = sign * U(w) - sign * V(w)
        parts = [(sign, U(w), has[0]), (-sign, V(w), has[1])]
        value = mean_of_combination(k, w, apart, parts)
        below = k.for_all(k.arith(apart <= B(w), k.at(near, w)), w)
        ends += [value, k.mean_is_monotone(below, k.arith(integrable(E(w, apart)), value), gap)]
    return k.qed(k.arith(k.target, *ends))


means_of_near_variables.mutant("twice the difference", factor=2)


def squaredsays(factor=1):
    pair = E(w, Y(i, w) * Y(j, w))
    whole = E(w, sum_over(i, n, Y(i, w)) ** 2)
    return forall(Y, n)(
        given(
            forall(i, j)(integrable(pair)),
            forall(i, j)((i != j) >> (pair == 0)),
        )
        >> (factor * whole == sum_over(i, n, E(w, Y(i, w) * Y(i, w))))
    )


@claim(
    "book.mean-square-of-sum",
    concentration("section 2.1"),
    says=squaredsays,
    uses=("book.mean-of-sum",),
)
def squares_of_uncorrelated_terms(judge, factor=1):
    """The mean square of a sum of uncorrelated terms is the sum of their mean squares."""
    k = judge.theorem()
    every, apart = k.given
    body = Y(i, w)
    partial = sum_over(i, n, body)
    here = factor * E(w, partial**2) == sum_over(i, n, E(w, body * body))
    zero = k.mean_of_constant(w, 0)
    nothing = k.arith(term(0) == sum_over(i, 0, body) ** 2, k.sum_empty(i, body))
    empty = k.mean_of_equal(k.for_all(nothing, w), k.arith(integrable(E(w, term(0))), zero))
    base = k.arith(here.put(n, 0), empty, zero, k.sum_empty(i, E(w, body * body)))
    now = k.assume(here)
    has = k.arith(integrable(E(w, partial**2)), now)
    last = Y(n, w)
    # E(partial * last) == 0
    product = sum_over(i, n, body * last)
    all_i = k.for_all(k.at(every, i, n), i)
    mixed = k.apply(k.by("book.mean-of-sum", Lambda((i, w), body * last), n), all_i)
    each = k.apply(k.at(apart, i, n), k.arith(i != n, k.assume(i < n)))
    none = by_terms(
        k, i, n, lambda q: sum_over(i, q, E(w, body * last)) == 0, [E(w, body * last)], each,
        defined=[all_i],
    )  # fmt: skip
    spread = by_terms(
        k, i, n, lambda q: sum_over(i, q, body * last) == sum_over(i, q, body) * last,
        [body * last, body],
    )  # fmt: skip
    no_mean = k.arith(E(w, product) == 0, mixed, none)
    has_product = k.arith(integrable(E(w, product)), mixed)
    own = k.at(every, n, n)
    inner = k.mean_of_sum(w, 2, product, 1, last * last, has_product, own)
    rest = 2 * product + 1 * (last * last)
    has_rest = k.arith(integrable(E(w, rest)), inner)
    total = k.mean_of_sum(w, 1, partial**2, 1, rest, has, has_rest)
    both = 1 * partial**2 + 1 * rest
    longer = sum_over(i, n + 1, body)
    same = k.arith(both == longer**2, k.sum_step(i, n, body), spread)
    next_ = k.mean_of_equal(k.for_all(same, w), k.arith(integrable(E(w, both)), total))
    diagonal = k.for_all(k.at(every, i, i), i)
    step = k.arith(
        here.put(n, n + 1), now, total, inner, next_, no_mean,
        k.sum_step(i, n, E(w, body * body), diagonal),
    )  # fmt: skip
    return k.qed(k.at(k.induction(n, here, base, step), n))


@squares_of_uncorrelated_terms.mutant
def twice_the_mean_square(judge):
    """Twice as much; a sum of one term has no pairs."""
    whole = E(w, sum_over(i, n, Y(i, w)) ** 2)
    one = forall(Y, n)((n == 1) >> (2 * whole == sum_over(i, n, E(w, Y(i, w) * Y(i, w)))))
    return falsify(one, hints=[ONE])


def variance_says():
    pair = E(w, Y(i, w) * Y(j, w))
    spread = E(w, (sum_over(i, n, Y(i, w)) - sum_over(i, n, M(i))) ** 2)
    return forall(Y, M, n, K)(
        given(
            forall(i)(conj(E(w, Y(i, w)) == M(i), E(w, Y(i, w) * Y(i, w)) <= K)),
            forall(i, j)(integrable(pair)),
            forall(i, j)((i != j) >> (pair == M(i) * M(j))),
        )
        >> (spread <= n * K)
    )


@claim(
    "book.variance-of-sum",
    concentration("section 2.1"),
    says=variance_says,
    uses=("book.mean-square-of-sum",),
)
def variance_of_a_sum(judge):
    """The variance of a sum of n uncorrelated terms is at most n times a bound of their mean
    squares.
    """
    k = judge.theorem()
    means, pairs, apart = k.given
    one = k.mean_of_constant(w, term(1))
    first, square = (lambda i: k.part(k.at(means, i), 0)), (lambda i: k.part(k.at(means, i), 1))

    def centred(i, j):
        """E((Y_i - M_i)(Y_j - M_j)) = E(Y_i Y_j) - M_i M_j"""
        body = (Y(i, w) - M(i)) * (Y(j, w) - M(j))
        parts = [(1, Y(i, w) * Y(j, w), k.at(pairs, i, j))]
        parts += [(-M(b), Y(a, w), k.arith(integrable(E(w, Y(a, w))), first(a)))
                  for a, b in ((i, j), (j, i))]  # fmt: skip
        parts += [(M(i) * M(j), 1, k.arith(integrable(E(w, term(1))), one))]
        found = mean_of_combination(k, w, body, parts)
        return k.arith(
            E(w, body) == E(w, Y(i, w) * Y(j, w)) - M(i) * M(j), found, first(i), first(j), one
        )

    both, own = centred(i, j), centred(i, i)
    none = k.arith(both.sides[0] == 0, both, k.apply(k.at(apart, i, j), k.assume(i != j)))
    none = k.for_all(k.discharge(none, i != j), i, j)
    there = k.for_all(k.arith(integrable(both.sides[0]), both), i, j)
    whole = k.by("book.mean-square-of-sum", Lambda((i, w), Y(i, w) - M(i)), n)
    whole = k.apply(whole, k.both(there, none))
    bodies = [Y(i, w) - M(i), Y(i, w), M(i)]

    def here(q):
        apart, whole, mean = (sum_over(i, q, body) for body in bodies)
        return apart == whole - mean

    split = by_terms(k, i, n, here, bodies)
    gap = sum_over(i, n, Y(i, w)) - sum_over(i, n, M(i))
    squared = sum_over(i, n, bodies[0]) ** 2
    equal = k.for_all(k.arith(squared == gap**2, split), w)
    equal = k.mean_of_equal(equal, k.arith(integrable(E(w, squared)), whole))
    small = k.arith(own.sides[0] <= K, own, square(i))
    total = by_terms(
        k, i, n, lambda q: sum_over(i, q, own.sides[0]) <= q * K, [own.sides[0]], small,
        defined=[k.for_all(k.arith(integrable(own.sides[0]), own), i)],
    )  # fmt: skip
    return k.qed(k.arith(k.target, whole, equal, total))


@variance_of_a_sum.mutant
def half_of_the_bound(judge):
    """Half of it, for one sign."""
    moments = given(E(w, U(w)) == 0, E(w, U(w) ** 2) <= K)
    model = {
        "values": {"K": "1"}, "functions": {"U": {"table": ["1", "-1"]}}, "weights": ["1/2", "1/2"]
    }  # fmt: skip
    return falsify(forall(U, K)(moments >> (E(w, U(w) ** 2) <= K / 2)), hints=[model])


def standard_moments(X):
    """Mean square 1, mean fourth power 3, uncorrelated squares: true of independent standard normal
    X(0), X(1), ..
    """
    return conj(
        forall(i)(conj(E(w, X(i) ** 2) == 1, E(w, X(i) ** 4) == 3)),
        forall(i, j)((i != j) >> (E(w, X(i) ** 2 * X(j) ** 2) == 1)),
    )


def spread_says(factor=1):
    spread = E(w, (sum_over(i, n, X(i, w) ** 2) - n) ** 2)
    moments = standard_moments(lambda i: X(i, w))
    return forall(X, n)(moments >> ((spread if factor == 1 else factor * spread) == 2 * n))


@claim(
    "book.spread-of-squares",
    concentration("section 2.1"),
    says=spread_says,
    uses=("book.mean-square-of-sum",),
)
def spread_of_squares(judge, factor=1):
    """The sum of the squares of n variables with mean square 1, mean fourth power 3 and
    uncorrelated squares has the variance 2 n, as a chi-square variable.
    """
    k = judge.theorem()
    moments, apart = k.given
    one = k.mean_of_constant(w, term(1))
    has_one = k.arith(integrable(E(w, term(1))), one)

    def centred(a, b, mixed):
        """E((A - 1)(B - 1)) from E(A B) for the squares A, B of two variables."""
        A, B = X(a, w) ** 2, X(b, w) ** 2
        first, second = (k.part(k.at(moments, one), 0) for one in (a, b))
        parts = [(1, A * B, k.arith(integrable(E(w, A * B)), mixed))]
        parts += [(-1, A, k.arith(integrable(E(w, A)), first))]
        parts += [(-1, B, k.arith(integrable(E(w, B)), second)), (1, 1, has_one)]
        found = mean_of_combination(k, w, (A - 1) * (B - 1), parts)
        return k.arith(E(w, (A - 1) * (B - 1)) == E(w, A * B) - 1, found, first, second, one)

    fourth = k.part(k.at(moments, i), 1)
    square = X(i, w) ** 2 * X(i, w) ** 2
    equal = k.for_all(k.arith(X(i, w) ** 4 == square), w)
    equal = k.mean_of_equal(equal, k.arith(integrable(E(w, X(i, w) ** 4)), fourth))
    own = k.arith(E(w, square) == 3, equal, fourth)
    two = centred(i, i, own)
    other = k.apply(k.at(apart, i, j), k.assume(i != j))
    zero = centred(i, j, other)
    body = (X(i, w) ** 2 - 1) * (X(j, w) ** 2 - 1)
    same = k.assume(i == j)
    has_two = k.arith(integrable(two.sides[0]), two)
    there = k.cases(
        k.arith((i == j) | (i != j)),
        k.rewrite(same, has_two, integrable(E(w, body))),
        k.arith(integrable(E(w, body)), zero),
    )
    none = k.for_all(k.discharge(k.arith(E(w, body) == 0, zero, other), i != j), i, j)
    lemma = k.by("book.mean-square-of-sum", Lambda((i, w), X(i, w) ** 2 - 1), n)
    whole = k.apply(lemma, k.both(k.for_all(there, i, j), none))
    bodies = [X(i, w) ** 2 - 1, X(i, w) ** 2]
    count = by_terms(
        k, i, n, lambda q: sum_over(i, q, bodies[0]) == sum_over(i, q, bodies[1]) - q, bodies
    )
    shifted, plain = sum_over(i, n, bodies[0]) ** 2, (sum_over(i, n, bodies[1]) - n) ** 2
    equal = k.for_all(k.arith(shifted == plain, count), w)
    equal = k.mean_of_equal(equal, k.arith(integrable(E(w, shifted)), whole))
    each = bodies[0] * bodies[0]
    total = by_terms(
        k, i, n, lambda q: sum_over(i, q, E(w, each)) == 2 * q, [E(w, each)],
        k.arith(E(w, each) == 2, two, own), defined=[k.for_all(has_two, i)],
    )  # fmt: skip
    return k.qed(k.arith(E(w, plain) == 2 * n, whole, equal, total))


@spread_of_squares.mutant
def half_of_the_variance(judge):
    """Half as much; one variable with the values 2, 1, 0."""
    Z = randoms("Z")
    spread = E(w, (sum_over(i, n, Z(w) ** 2) - n) ** 2)
    moments = conj(E(w, Z(w) ** 2) == 1, E(w, Z(w) ** 4) == 3)
    says = forall(Z, n)(conj(n == 1, moments) >> (2 * spread == 2 * n))
    model = {
        "values": {"n": "1"},
        "functions": {"Z": {"table": ["2", "1", "0"]}},
        "weights": ["1/6", "1/3", "1/2"],
    }
    return falsify(says, hints=[model], attempts=0)
