"""The features phi(x_i)(w) = x_i 1{w . x_i >= 0} and their Gram matrix H_inf (Section 2.6). g(c, o)
are the weights of a neuron on the outcome o. Notation of `limit_gram`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    forall,
    given,
    integrable,
    mean_of_combination,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.definite import positive
from ..textbook.forms import form, length, v
from ..textbook.means import mean_of_terms
from . import thesis
from .limit_gram import along, gaussian_gram, in_common
from .network import c, d, i, j, kernel, lam, n, symmetric_kernel, x
from .perturbation import length_is_nonnegative
from .sectors import g, on, s, sums, t
from .start import o
from .start_gram import P

proof = "Section 2.6, proof of Theorem 2.1"


def combination(c):
    """Coordinate c of the sum of v_i phi(x_i)"""
    return sum_over(i, n, v(i) * (x(i, c) * on(along(i))))


def energy():
    """|sum v_i phi(x_i)|^2 in the Hilbert space: the mean of the square"""
    return E(o, sum_over(c, d, combination(c) ** 2))


def independent():
    """The features are linearly independent."""
    return forall(v)((energy() == 0) >> (length() == 0))


def gram_says():
    product = sum_over(c, d, x(i, c) * on(along(i)) * (x(j, c) * on(along(j))))
    entries = forall(i, j)(E(o, product) == gaussian_gram(i, j))
    least = positive(gaussian_gram)
    both = conj(independent() >> least, least >> independent())
    return forall(g, x, P, n, d)(
        in_common() >> conj(entries, forall(v)(energy() == form(gaussian_gram)), both)
    )


@claim(
    "relu2.thm-2.1.gram",
    thesis(proof),
    formula=r"\langle\phi(x_i),\phi(x_j)\rangle=(H^\infty)_{ij},\quad c^\top H^\infty "
    r"c=\left\|\sum_ic_i\phi(x_i)\right\|^2",
    says=gram_says,
    uses=("book.gram-form", "book.mean-of-sum", "book.definite-form"),
)
def feature_gram(judge):
    """H_inf is the Gram matrix of the features, so lambda_0 > 0 exactly when they are linearly
    independent.

    The inner product is the mean of that of the values. A linear combination is 0 where the mean
    of its square is 0.
    """
    k = judge.theorem()
    (shared,) = k.given
    both = on(along(i)) * on(along(j))
    has = k.arith(integrable(E(o, both)), k.at(shared, i, j))

    def mean(whole, factor, value, *facts):
        """E(whole) == value, where `whole` is a multiple of the two indicators."""
        step = mean_of_combination(k, o, whole, [(factor, both, has)], *facts)
        return k.arith(E(o, whole) == value, step, k.at(shared, i, j))

    own = x(i, c) * on(along(i)) * (x(j, c) * on(along(j)))
    same = sums(k, [own, x(i, c) * x(j, c)], lambda one, two: one == both * two)
    inner = same.sides[0]
    entries = mean(inner, kernel(i, j), gaussian_gram(i, j), same)
    # the combination
    part, row = inner * v(j), sum_over(j, n, gaussian_gram(i, j) * v(j))
    each = mean(part, kernel(i, j) * v(j), gaussian_gram(i, j) * v(j), same)
    each = mean_of_terms(k, j, n, part, gaussian_gram(i, j) * v(j), each, w=o)
    parts = sum_over(j, n, part)
    there = k.arith(integrable(E(o, parts)), each)
    each = k.arith(
        E(o, v(i) * parts) == v(i) * row,
        mean_of_combination(k, o, v(i) * parts, [(v(i), parts, there)]), each,
    )  # fmt: skip
    whole = mean_of_terms(k, i, n, v(i) * parts, v(i) * row, each, w=o)
    square = k.by("book.gram-form", Lambda((i, c), x(i, c) * on(along(i))), v, n, d)
    square = k.arith(sum_over(i, n, v(i) * parts) == sum_over(c, d, combination(c) ** 2), square)
    there = k.arith(integrable(whole.sides[0]), whole)
    whole = k.arith(
        energy() == form(gaussian_gram), k.mean_of_equal(k.for_all(square, o), there), whole
    )
    ends = [from_features(k, shared, whole), from_eigenvalue(k, whole)]
    return k.qed(k.both(k.for_all(entries, i, j), k.for_all(whole, v), k.both(*ends)))


def from_features(k, shared, whole):
    """Independent features have lambda_0 > 0: the form of H_inf is definite."""
    free = k.assume(independent())
    pair = on(along(i)) * on(along(j))
    turned = k.for_all(k.arith(pair == on(along(j)) * on(along(i))), o)
    turned = k.mean_of_equal(turned, k.arith(integrable(E(o, pair)), k.at(shared, i, j)))
    turned = k.arith(P(i, j) == P(j, i), turned, k.at(shared, i, j), k.at(shared, j, i))
    turned = k.arith(gaussian_gram(i, j) == gaussian_gram(j, i), turned, symmetric_kernel(k))
    squares = [combination(c) ** 2]
    never = by_terms(k, c, d, lambda q: sum_over(c, q, squares[0]) >= 0, squares)
    never = k.arith(term(0) <= sum_over(c, d, squares[0]), never)
    zero = k.mean_of_constant(o, term(0))
    has = [k.arith(integrable(E(o, term(0))), zero), k.arith(integrable(energy()), whole)]
    never = k.mean_is_monotone(k.for_all(never, o), *has)
    never = k.arith(form(gaussian_gram) >= 0, never, zero, whole)
    none = k.assume(form(gaussian_gram) == 0)
    vanishes = k.use(k.at(free, v), k.arith(energy() == 0, whole, none))
    definite = k.for_all(k.both(never, k.discharge(vanishes, none.formula)), v)
    lemma = k.by("book.definite-form", Lambda((i, j), gaussian_gram(i, j)), n)
    least = k.apply(lemma, k.both(k.for_all(turned, i, j), definite))
    return k.discharge(least, free.formula)


def from_eigenvalue(k, whole):
    """lambda_0 > 0 makes the features independent."""
    least = k.assume(positive(gaussian_gram))
    above, low = k.split(k.such(least, lam))
    none = k.assume(energy() == 0)
    size = length_is_nonnegative(k)
    rule = forall(lam, s, t)(given(lam > 0, s >= 0, t == 0, t >= lam * s) >> (s == 0))
    rule = k.lemma(rule, lam, length(), form(gaussian_gram))
    vanishes = k.use(
        rule, above, size, k.arith(form(gaussian_gram) == 0, whole, none), k.at(low, v)
    )
    free = k.for_all(k.discharge(vanishes, none.formula), v)
    return k.discharge(k.obtain(least, free, lam), least.formula)


@feature_gram.mutant
def twice_the_norm(judge):
    """One unit input: H_inf = 1/2 is the square of the norm."""
    return falsify(forall(s, t)(given(s == "1/2", t == s) >> (t == 2 * s)))
