"""The residual at the random start, for all sizes: its moments, its mean square, and with which
probability it is bounded. The notation is that of `start`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    forall,
    given,
    integrable,
    mean_of_combination,
    nats,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.means import mean_of_terms
from . import thesis
from .network import C, b, delta, i, m, n, r, relu, t, width, y
from .start import a, end, o, rarely_large, u, z

k_ = nats("s")  # another neuron
ell = sequences("ell")  # |x_i|^2


def rectified(r, i):
    return relu(z(r, i, o))


def output(i):
    """u_i(0)"""
    return b * sum_over(r, m, a(r, o) * rectified(r, i))


def signs_law():
    """Signs of mean 0 that are independent: the product rule for the means that are used."""
    pair = a(r, o) * rectified(r, i) * (a(k_, o) * rectified(k_, i))
    rest = a(k_, o) * rectified(r, i) * rectified(k_, i)
    return conj(
        forall(r, o)(a(r, o) ** 2 == 1),
        forall(r)(E(o, a(r, o)) == 0),
        forall(r, i)(E(o, a(r, o) * rectified(r, i)) == E(o, a(r, o)) * E(o, rectified(r, i))),
        forall(r, k_, i)((r != k_) >> (E(o, pair) == E(o, a(r, o)) * E(o, rest))),
    )


def symmetric():
    """E z^2 = |x_i|^2, and z and -z have the same law"""
    opposite = relu(-z(r, i, o)) ** 2
    return forall(r, i)(
        conj(E(o, z(r, i, o) ** 2) == ell(i), E(o, rectified(r, i) ** 2) == E(o, opposite))
    )


def moments_say():
    return forall(z, a, ell, b, m)(
        given(width(), signs_law(), symmetric())
        >> forall(i)(conj(E(o, output(i)) == 0, E(o, output(i) ** 2) == term("1/2") * ell(i)))
    )


@claim(
    "relu2.init-residual.moments",
    thesis(end),
    says=moments_say,
    uses=("book.mean-of-sum", "book.mean-square-of-sum", "book.sum-constant"),
)
def moments(judge):
    """The moments of a rectified Gaussian and of random signs: a prediction at the start has the
    mean 0 and the mean square |x_i|^2/2, for every width.
    """
    k = judge.theorem()
    scale, square, squares, no_mean, alone, pairs, law = k.given
    both_laws = k.split(k.at(law, r, i))
    plus, minus = rectified(r, i) ** 2, relu(-z(r, i, o)) ** 2
    has = [k.arith(integrable(E(o, one)), both_laws[1]) for one in (plus, minus)]
    whole = mean_of_combination(k, o, z(r, i, o) ** 2, [(1, plus, has[0]), (1, minus, has[1])])
    half = k.arith(E(o, plus) == term("1/2") * ell(i), whole, *both_laws)
    body = a(r, o) * rectified(r, i)
    product = k.at(alone, r, i)
    mean = k.arith(E(o, body) == 0, product, k.at(no_mean, r))
    every = k.for_all(k.arith(integrable(E(o, body)), mean), r)
    added = k.apply(k.by("book.mean-of-sum", Lambda((r, o), body), m), every)
    zeros = by_terms(
        k, r, m, lambda q: sum_over(r, q, E(o, body)) == 0, [E(o, body)], mean, defined=[every]
    )
    own = k.arith(plus == body * body, k.at(squares, r, o))
    own = k.mean_of_equal(k.for_all(own, o), has[0])
    diagonal = k.arith(E(o, body * body) == term("1/2") * ell(i), own, half)
    every2 = k.for_all(k.arith(integrable(E(o, body * body)), diagonal), r)
    halves = by_terms(
        k, r, m, lambda q: sum_over(r, q, E(o, body * body)) == q * (term("1/2") * ell(i)),
        [E(o, body * body)], diagonal, defined=[every2],
    )  # fmt: skip
    other = a(k_, o) * rectified(k_, i)
    mixed = E(o, body * other)
    apart = k.use(k.at(pairs, r, k_, i), k.assume(r != k_))
    apart = k.arith(mixed == 0, apart, k.at(no_mean, r))
    goal = integrable(mixed)
    equal = k.assume(r == k_)
    here = k.rewrite(equal, k.arith(integrable(E(o, body * body)), diagonal), goal)
    there = k.arith(goal, apart)
    either = k.arith((r == k_) | (r != k_))
    all_pairs = k.for_all(k.cases(either, here, there), r, k_)
    apart = k.for_all(k.discharge(apart, r != k_), r, k_)
    lemma = k.by("book.mean-square-of-sum", Lambda((r, o), body), m)
    spread = k.apply(lemma, k.both(all_pairs, apart))
    sums = sum_over(r, m, body)
    has_sum = k.arith(integrable(E(o, sums)), added)
    first = mean_of_combination(k, o, output(i), [(b, sums, has_sum)])
    first = k.arith(E(o, output(i)) == 0, first, added, zeros)
    has_square = k.arith(integrable(E(o, sums**2)), spread)
    second = mean_of_combination(k, o, output(i) ** 2, [(b**2, sums**2, has_square)])
    second = k.arith(E(o, output(i) ** 2) == term("1/2") * ell(i), second, spread, halves, square)
    return k.qed(k.for_all(k.both(first, second), i))


@moments.mutant
def a_mean_square_of_one(judge):
    """E u^2 = 1: the halves of E z^2 = 1 are equal."""
    return falsify(forall(t, u)(given(t == u, t + u == 1) >> (t == 1)))


def start_loss():
    """|y - u(0)|^2"""
    return sum_over(i, n, (y(i) - output(i)) ** 2)


def mean_of_start_loss(k, value, *law):
    """E|y - u(0)|^2 == the sum of the values, which are E(y_i - u_i(0))^2 by the moments of u_i."""
    lemma = k.use(k.by("relu2.init-residual.moments", z, a, ell, b, m), *law)
    both = k.split(k.at(lemma, i))
    out = output(i)
    has = [k.arith(integrable(E(o, one)), known) for one, known in zip((out, out**2), both)]
    one = k.mean_of_constant(o, term(1))
    has_one = k.arith(integrable(E(o, term(1))), one)
    body = (y(i) - out) ** 2
    mean = mean_of_combination(
        k, o, body, [(1, out**2, has[1]), (-2 * y(i), out, has[0]), (y(i) ** 2, 1, has_one)]
    )
    each = k.arith(E(o, body) == value, mean, one, *both)
    return mean_of_terms(k, i, n, body, value, each, *(k.for_all(step, i) for step in has), w=o)


def residual_says():
    labels = forall(i)((i < n) >> (y(i) ** 2 <= C**2))
    exact = sum_over(i, n, y(i) ** 2 + term("1/2") * ell(i))
    unit = forall(i)((i < n) >> (ell(i) == 1))
    return forall(z, a, ell, y, b, n, m, C)(
        given(width(), signs_law(), symmetric(), labels)
        >> conj(E(o, start_loss()) == exact, unit >> (exact <= n * (C**2 + term("1/2"))))
    )


@claim(
    "relu2.init-residual-amended",
    thesis(end),
    says=residual_says,
    amends="relu2.init-residual",
    uses=("relu2.init-residual.moments", "book.mean-of-sum"),
)
def residual_amended(judge):
    """The expected squared residual at initialisation is the sum of y_i^2 + |x_i|^2/2, exactly and
    for every width; at most n (C^2 + 1/2) for unit inputs and labels of modulus at most C.
    """
    k = judge.theorem()
    *law, labels = k.given
    exact = y(i) ** 2 + term("1/2") * ell(i)
    first = mean_of_start_loss(k, exact, *law)
    small = k.apply(k.at(labels, i), k.assume(i < n))
    unit = forall(i)((i < n) >> (ell(i) == 1))
    one = k.apply(k.at(k.assume(unit), i), k.assume(i < n))
    second = by_terms(
        k, i, n, lambda q: sum_over(i, q, exact) <= q * (C**2 + term("1/2")), [exact], small, one
    )
    return k.qed(k.both(first, k.discharge(second, unit)))


@residual_amended.mutant
def a_third_for_each(judge):
    """E u^2 = 1/3 in place of 1/2."""
    return falsify(forall(t, u)(given(t == u, t + u == 1) >> (t == "1/3")))


def markov_says():
    labels = forall(i)((i < n) >> (y(i) ** 2 <= C**2))
    large = start_loss() >= n * (C**2 + term("1/2")) / delta
    unit = forall(i)((i < n) >> (ell(i) == 1))
    return forall(z, a, ell, y, b, n, m, C, delta)(
        given(
            width(), signs_law(), symmetric(), labels, unit, n >= 1, delta > 0,
            integrable(Prob(o, large)),
        )
        >> (Prob(o, large) <= delta)
    )  # fmt: skip


@claim(
    "relu2.init-markov",
    thesis(end),
    says=markov_says,
    uses=("relu2.init-residual-amended", "book.markov"),
)
def start_is_bounded(judge):
    """With probability at least 1 - delta the squared residual at initialisation is below n (C^2 +
    1/2)/delta, for unit inputs and |y_i| <= C.
    """
    k = judge.theorem()
    *law, labels, unit, one, d_pos, measurable = k.given
    lemma = k.use(k.by("relu2.init-residual-amended", z, a, ell, y, b, n, m, C), *law, labels)
    mean, bound = k.part(lemma, 0), k.apply(k.part(lemma, 1), unit)
    most = n * (C**2 + term("1/2"))
    total = k.arith(most > 0, one)
    body = (y(i) - output(i)) ** 2
    never = by_terms(k, i, n, lambda q: sum_over(i, q, body) >= 0, [body])
    small = k.arith(E(o, start_loss()) <= most, mean, bound)
    return k.qed(rarely_large(k, start_loss(), most, never, small, total, d_pos, measurable))


@start_is_bounded.mutant
def half_of_the_level(judge):
    """P(S >= M/(2 delta)) <= delta, for the constant S = M = E S and delta = 1/2."""
    return falsify(forall(delta)(given(delta > 0, 1 >= 1 / (2 * delta)) >> (delta >= 1)))
