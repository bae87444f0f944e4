"""lambda_0 from the least eigenvalue of K = X X^T, for unit inputs: H_inf is K/4 plus the entrywise
product of K with its arcsines, over 2 pi. arc(i, j) stands for asin(K_ij). Notation of `features`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    cos,
    forall,
    functions,
    given,
    integrable,
    mean_of_combination,
    pi,
    reals,
    sin,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.events import truths
from ..textbook.forms import bounded_below, form, length, v
from ..textbook.means import mean_of_terms
from . import thesis
from .features import combination, energy
from .limit_gram import along, gaussian_gram, in_common
from .network import c, d, i, j, kernel, n, unit_inputs, x
from .sectors import G, g, on, rotation_invariant, s, sums, t
from .start import o
from .start_gram import P

arc = functions("arc", "nat", "nat")
kappa, mu = reals("kappa mu")


def product(i, j):
    """K o asin(K)"""
    return kernel(i, j) * arc(i, j)


def arcsines():
    inside = conj(sin(arc(i, j)) == kernel(i, j), arc(i, j) >= -pi / 2, arc(i, j) <= pi / 2)
    return forall(i, j)(((i < n) & (j < n)) >> inside)


def spectral_says():
    both = given(bounded_below(kernel, kappa), bounded_below(product, mu))
    whole = bounded_below(gaussian_gram, kappa / 4 + mu / (2 * pi))
    quarter = bounded_below(gaussian_gram, kappa / 4)
    return forall(g, G, x, P, arc, n, d)(
        given(rotation_invariant(), in_common(), unit_inputs(), arcsines())
        >> conj(
            forall(kappa, mu)(both >> whole),
            bounded_below(product, term(0)),
            forall(kappa)(bounded_below(kernel, kappa) >> quarter),
        )
    )


@claim(
    "relu2.thm-2.1.separation.spectral",
    thesis("Theorem 2.1, made quantitative"),
    formula=r"\lambda_0\ge\tfrac14\lambda_{\min}(K)+\tfrac1{2\pi}\lambda_{\min}(K\circ\arcsin "
    r"K)\ge\tfrac14\lambda_{\min}(K)",
    says=spectral_says,
    uses=(
        "relu2.asm-2.1.closed-form.units", "relu2.thm-2.1.gram", "book.gram-form",
        "book.mean-of-sum",
    ),
)  # fmt: skip
def from_the_gram_matrix(judge):
    """lambda_0 is at least lambda_min(K)/4.

    H_inf - K/4 is the Gram matrix of the features less their means x_i/2, and so K o asin(K) is
    positive semidefinite. (Useful when n <= d.)
    """
    k = judge.theorem()
    half, shared, common, unit, arcs = k.given
    split = in_two_parts(k, half, shared, common, unit, arcs)
    above = above_a_quarter(k, half, common, unit)
    positive = k.arith(pi > 0)
    rule = forall(s, t)(given(s == 2 * pi * t, t >= 0) >> (s >= 0))
    rest = form(gaussian_gram) - form(kernel) / 4
    never = k.use(
        k.lemma(rule, form(product), rest),
        k.arith(form(product) == 2 * pi * rest, split, positive), k.arith(rest >= 0, above),
    )  # fmt: skip
    never = k.for_all(k.arith(form(product) >= 0 * length(), never), v)
    low = k.assume(bounded_below(kernel, kappa))
    quarter = k.arith(rest + form(kernel) / 4 >= kappa / 4 * length(), above, k.at(low, v))
    quarter = k.arith(form(gaussian_gram) >= kappa / 4 * length(), quarter)
    quarter = k.for_all(k.discharge(k.for_all(quarter, v), low.formula), kappa)
    both = k.assume(conj(low.formula, bounded_below(product, mu)))
    first, second = (k.at(one, v) for one in k.split(both))
    A, B, H, V = reals("A B H V")
    rule = k.lemma(
        forall(A, B, H, V, kappa, mu)(
            given(H == A / 4 + B / (2 * pi), A >= kappa * V, B >= mu * V)
            >> (H >= (kappa / 4 + mu / (2 * pi)) * V)
        ),
        form(kernel), form(product), form(gaussian_gram), length(), kappa, mu,
    )  # fmt: skip
    whole = k.for_all(k.use(rule, split, first, second), v)
    whole = k.for_all(k.discharge(whole, both.formula), kappa, mu)
    return k.qed(k.both(whole, never, quarter))


def own_length(k, unit):
    """|x_i|^2 = 1, as i < n."""
    square = sums(k, [x(i, c) * x(i, c), x(i, c) ** 2], lambda one, two: one == two)
    return k.arith(kernel(i, i) == 1, square, k.apply(k.at(unit, i), k.assume(i < n)))


def in_two_parts(k, half, shared, common, unit, arcs):
    """The form of H_inf is that of K/4 plus that of K o asin(K)/(2 pi)."""
    own = own_length(k, unit)
    other = k.at(k.for_all(k.discharge(own, i < n), i), j)
    pair = k.both(k.assume(i < n), k.assume(j < n))
    other = k.apply(other, k.part(pair, 1))
    angle = pi / 2 - arc(i, j)
    here = k.apply(k.at(arcs, i, j), pair)
    vectors = [Lambda((c,), x(at, c)) for at in (i, j)]
    share = k.by("relu2.asm-2.1.closed-form.units", g, G, *vectors, d, angle)
    cosine = k.arith(cos(angle) == sin(arc(i, j)))
    share = k.use(
        share, half, shared, own, other, k.arith(kernel(i, j) == cos(angle), cosine, here), here
    )
    entry = k.arith(P(i, j) == term("1/4") + arc(i, j) / (2 * pi), share, k.at(common, i, j))
    bodies = [one(i, j) * v(j) for one in (gaussian_gram, kernel, product)]
    parts = lambda one, two, three: one == two / 4 + three / (2 * pi)  # noqa: E731
    row = by_terms(
        k, j, n, lambda q: parts(*(sum_over(j, q, body) for body in bodies)), bodies,
        k.arith(parts(*bodies), entry),
    )  # fmt: skip
    rows = [v(i) * sum_over(j, n, body) for body in bodies]
    each = k.arith(parts(*rows), row)
    return by_terms(k, i, n, lambda q: parts(*(sum_over(i, q, body) for body in rows)), rows, each)


def above_a_quarter(k, half, common, unit):
    """The form of H_inf is at least that of K/4: the mean of |sum v_i x_i (1{..} - 1/2)|^2."""
    own = own_length(k, unit)
    one, both = on(along(i)), on(along(i)) * on(along(i))
    double = k.for_all(truths(k, both == one, (along(i) >= 0,)), o)
    alone = k.mean_of_equal(double, k.arith(integrable(E(o, both)), k.at(common, i, i)))
    alone = k.arith(E(o, one) == P(i, i), alone, k.at(common, i, i))
    fair = k.use(k.at(half, Lambda((c,), x(i, c))), own)
    fair = k.arith(P(i, i) == "1/2", fair, alone)
    # the mean of the combination is half of the sum of v_i x_i
    weight, F = v(i) * x(i, c), combination(c)
    S = sum_over(i, n, weight)
    body = v(i) * (x(i, c) * one)
    each = mean_of_combination(k, o, body, [(weight, one, k.arith(integrable(E(o, one)), alone))])
    each = k.arith(E(o, body) == weight * P(i, i), each, alone)
    mean = mean_of_terms(k, i, n, body, weight * P(i, i), each, w=o)
    halves = by_terms(
        k, i, n, lambda q: sum_over(i, q, weight * P(i, i)) == sum_over(i, q, weight) / 2,
        [weight * P(i, i), weight], fair,
    )  # fmt: skip
    mean = k.arith(E(o, F) == S / 2, mean, halves)
    mixed = mean_of_combination(k, o, F * S, [(S, F, k.arith(integrable(E(o, F)), mean))])
    mixed = k.arith(E(o, F * S) == S**2 / 2, mixed, mean)
    mixed = mean_of_terms(k, c, d, F * S, S**2 / 2, mixed, w=o)
    half_square = sums(k, [S**2 / 2, S**2], lambda one, two: one == two / 2)
    # F . S - |S|^2/4 <= |F|^2
    below = sums(k, [F * S, S**2, F**2], lambda one, two, three: one - two / 4 <= three)
    sure = k.mean_of_constant(o, term(1))
    parts = [
        (1, sum_over(c, d, F * S), k.arith(integrable(mixed.sides[0]), mixed)),
        (-sum_over(c, d, S**2) / 4, term(1), k.arith(integrable(E(o, term(1))), sure)),
    ]
    left = mean_of_combination(k, o, below.sides[0], parts)
    gram = k.part(k.apply(k.by("relu2.thm-2.1.gram", g, x, P, n, d), common), 1)
    gram = k.at(gram, v)
    has = k.arith(integrable(left.sides[0]), left), k.arith(integrable(energy()), gram)
    below = k.mean_is_monotone(k.for_all(below, o), *has)
    whole = k.by("book.gram-form", x, v, n, d)
    goal = form(gaussian_gram) - form(kernel) / 4 >= 0
    return k.arith(goal, below, left, sure, mixed, half_square, gram, whole)


@from_the_gram_matrix.mutant
def half_of_the_eigenvalue(judge):
    """lambda_min(K)/2 + ..: for K = I H_inf is I/2, and asin(1)/(2 pi) = 1/4."""
    return falsify(forall(s, t)(given(s == "1/2", t == 1) >> (s >= t / 2 + t / 4)))
