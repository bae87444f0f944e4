"""Lemma 3.15, the first layer: mean and variance of its squared norm.

v(i) is patch i of the input, S(i) its norm; W(r, j) are standard normal weights, as in
`initialization`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    disj,
    forall,
    functions,
    given,
    integrable,
    mean_of_combination,
    nats,
    reals,
    sequences,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.means import mean_of_terms
from . import chapter_3
from .initialization import (
    A,
    B,
    L,
    R,
    W,
    Z,
    c,
    d,
    j,
    lipschitz,
    m,
    normalised,
    r,
    second_moment,
    sigma,
    standard_rows,
    u,
    w,
)
from .initialization_conv import CONV
from .initialization_conv_constants import C, alpha, least, p
from .initialization_residual import bracket
from .initialization_variance import absolute_moments, variance_of, variance_of_the_mean

i, s = nats("i s")
S = sequences("S")
v, (mu, nu) = functions("v", "nat", "nat"), functions("mu nu", "real")
Q, P = reals("Q P")


def patch_row():
    """(W v(i))_r"""
    return sum_over(j, d, W(r, j, w) * v(i, j))


def patches():
    """S(i) = |v(i)| <= 1"""
    return forall(i)(conj(S(i) >= 0, S(i) ** 2 == sum_over(j, d, v(i, j) ** 2), S(i) <= 1))


def first_layer():
    """|x^(1)|_F^2"""
    return sum_over(i, p, sum_over(r, m, (R * sigma(patch_row())) ** 2))


def mean_says():
    """mu(u) = E sigma(u Z)^2"""
    value = sum_over(i, p, mu(S(i)))
    return forall(sigma, W, Z, v, S, mu, c, R, C, p, m, d)(
        given(
            normalised(), standard_rows(), patches(), sum_over(i, p, S(i) ** 2) >= 1, p >= 1,
            forall(u)(second_moment(u * Z(w)) == mu(u)), least(mu(alpha)), c >= 0,
        )
        >> conj(E(w, first_layer()) == c * value, c * value >= c / C)
    )  # fmt: skip


@claim(
    "deep.lem-3.15-s1",
    chapter_3(CONV),
    formula=r"E\|x^{(1)}\|_F^2=c_\sigma\sum_lE\sigma(\|x_{i,l}\|X)^2\ge\frac{c_\sigma}{c_{\sigma,1/"
    r"\sqrt p}}",
    hypotheses=(
        "1 <= |phi(x)|_F^2 = sum of the squared patch norms, |x|_F = 1",
        "every patch norm is at most 1",
    ),
    says=mean_says,
    uses=("deep.lem-3.1-s2", "book.mean-of-sum"),
)
def some_patch_is_large(judge):
    """The largest of p patch norms is at least 1/sqrt(p), and its term alone is at least the
    minimum that defines the constant.
    """
    k = judge.theorem()
    R_low, scale, rows, norms, total, many, has, positive, _, least_, c_low = k.given
    own, value = Lambda((j,), v(i, j)), mu(S(i))
    low, size, short = k.split(k.at(norms, i))
    here = k.at(has, S(i))
    there = k.arith(integrable(here.sides[0]), here)
    mean = k.by("deep.lem-3.1-s2", sigma, W, Z, c, R, m, d)
    mean = k.apply(mean, k.both(k.both(R_low, scale), rows))
    mean = k.apply(k.at(mean, own, S(i)), k.both(k.both(low, size), there))
    inner = sum_over(r, m, (R * sigma(patch_row())) ** 2)
    mean = k.arith(E(w, inner) == c * value, mean, here)
    whole = mean_of_terms(k, i, p, inner, c * value, mean)
    bodies = [c * value, value]
    out = by_terms(
        k, i, p, lambda q: sum_over(i, q, bodies[0]) == c * sum_over(i, q, bodies[1]), bodies
    )
    first = k.arith(k.target.part(0), whole, out)
    # a term with p S^2 >= 1 is enough, and without one the squares add up to less than 1
    zero = k.mean_of_constant(w, 0)
    never = k.for_all(k.arith(term(0) <= sigma(S(i) * Z(w)) ** 2), w)
    never = k.mean_is_monotone(never, k.arith(integrable(E(w, term(0))), zero), there)
    never = k.arith(C * value >= 0, k.arith(value >= 0, never, zero, here), positive)
    square, enough = p * S(i) ** 2, C * value >= 1
    large, little = k.assume(square >= 1), k.assume(square < 1)
    inside = k.arith(conj(1 / sqrt(p) <= S(i), S(i) <= 1), large, low, short, many)
    found = k.apply(k.at(least_, S(i)), inside)
    goal = enough | (square < 1)
    one = k.cases(
        k.arith((square >= 1) | (square < 1)), k.arith(goal, found), k.arith(goal, little)
    )

    def far(q):
        terms, squares = sum_over(i, q, value), sum_over(i, q, S(i) ** 2)
        none = conj(q <= 0, p * squares <= 0)
        return conj(C * terms >= 0, disj(C * terms >= 1, none, p * squares < q))

    known = by_terms(k, i, p, far, [value, S(i) ** 2], one, never)
    terms = sum_over(i, p, value)
    last = k.arith(C * terms >= 1, known, total, many)
    rule = forall(A, B, P)(given(A > 0, A * B >= 1, P >= 0) >> (P * B >= P / A))
    return k.qed(k.both(first, k.use(k.lemma(rule, C, terms, c), positive, last, c_low)))


@some_patch_is_large.mutant
def twice_the_share(judge):
    """A patch with p S^2 >= 2: the two of norm 1/sqrt 2."""
    return falsify(
        forall(A, B)(given(A == B, A + B >= 1, A <= 1, B <= 1) >> disj(2 * A >= 2, 2 * B >= 2)),
        hints=[{"values": {"A": "1/2", "B": "1/2"}}],
    )


def energy():
    """What filter r contributes"""
    return sum_over(i, p, sigma(patch_row()) ** 2)


def variance_says():
    one, two = energy(), energy().put(r, s)
    apart = conj(
        forall(r, s)(integrable(E(w, one * two))),
        forall(r, s)((r != s) >> (E(w, one * two) == E(w, one) * E(w, two))),
    )
    means = conj(second_moment(u * Z(w)) == mu(u), E(w, sigma(u * Z(w)) ** 4) == nu(u))
    return forall(sigma, W, Z, v, S, mu, nu, L, c, R, p, m, d)(
        given(
            L >= 0, lipschitz(), absolute_moments(), m >= 1, normalised(), standard_rows(),
            patches(), forall(u)(means), apart,
        )
        >> (variance_of(first_layer()) <= c**2 / m * (p**2 * bracket()))
    )  # fmt: skip


@claim(
    "deep.lem-3.15-s2",
    chapter_3(CONV),
    formula=r"\mathrm{Var}\|x^{(1)}\|_F^2\le\frac{p^2C_2}m",
    hypotheses=(
        "patch norms at most 1, so each fourth moment is at most that of deep.lem-3.8-s1, whose "
        "constant C_2 is: c_sigma^2 times its bracket",
    ),
    says=variance_says,
    uses=(
        "deep.lem-3.1-s5.fourth", "book.variance-of-sum", "book.mean-of-sum", "book.square-of-sum",
        "book.sum-exchange",
    ),
)  # fmt: skip
def variance_of_the_first_layer(judge):
    """One filter contributes (sum over p patches of sigma^2)^2 <= p times the sum of fourth powers;
    the mean is at most p^2 C_2.
    """
    k = judge.theorem()
    slope, lip, *moments = k.given[:6]
    many, _, scale, rows, norms, means, pairs, apart = k.given[6:]
    low, size, short = k.split(k.at(norms, i))
    square, fourth = k.split(k.at(means, S(i)))
    there = [k.arith(integrable(one.sides[0]), one) for one in (square, fourth)]
    law = k.apply(k.at(rows, Lambda((j,), v(i, j)), S(i), r), k.both(low, size))
    entry = sigma(patch_row())
    found = k.apply(k.at(law, Lambda((u,), sigma(u) ** 2)), there[0])
    found = k.arith(E(w, entry**2) == mu(S(i)), found, square)
    own = mean_of_terms(k, i, p, entry**2, mu(S(i)), found)
    # one filter
    bound = k.by("deep.lem-3.1-s5.fourth", sigma, Z, L, S(i), 1)
    bound = k.apply(bound, k.both(slope, lip, k.both(*moments), low, short, there[1]))
    bound = k.arith(nu(S(i)) <= bracket(), bound, fourth)
    power = k.apply(k.at(law, Lambda((u,), sigma(u) ** 4)), there[1])
    power = k.arith(E(w, entry**4) == nu(S(i)), power, fourth)
    powers = mean_of_terms(k, i, p, entry**4, nu(S(i)), power)
    few = by_terms(k, i, p, lambda q: sum_over(i, q, nu(S(i))) <= q * bracket(), [nu(S(i))], bound)
    # (sum of p squares)^2 is at most p times the sum of fourth powers
    bodies = [(entry**2) ** 2, entry**4]
    same = by_terms(
        k, i, p, lambda q: sum_over(i, q, bodies[0]) == sum_over(i, q, bodies[1]), bodies
    )
    plain = k.by("book.square-of-sum", Lambda((i,), entry**2), p)
    high = sum_over(i, p, entry**4)
    pointwise = k.arith(energy() * energy() <= p * high, plain, same)
    has = k.arith(integrable(E(w, high)), powers)
    most = mean_of_combination(k, w, p * high, [(p, high, has)])
    own_pair = k.at(k.at(pairs, r), r)
    below = k.mean_is_monotone(
        k.for_all(pointwise, w), own_pair, k.arith(integrable(E(w, p * high)), most)
    )
    rule = k.lemma(
        forall(A, B, P, Q)(given(A <= P * B, B <= P * Q, P >= 0) >> (A <= P**2 * Q)),
        E(w, energy() * energy()), E(w, high), p, bracket(), defined=[own_pair, has],
    )  # fmt: skip
    below = k.arith(below.sides[0] <= p * E(w, high), below, most)
    below = k.use(rule, below, k.arith(E(w, high) <= p * bracket(), powers, few), k.arith(p >= 0))
    # independent filters
    value = sum_over(i, p, mu(S(i)))
    other = k.apply(k.at(apart, r, s), k.assume(r != s))
    other = k.arith(other.sides[0] == value * value, other, own, k.at(k.for_all(own, r), s))
    other = k.for_all(k.discharge(other, r != s), r, s)
    top = p**2 * bracket()
    spread = k.by("book.variance-of-sum", Lambda((r, w), energy()), Lambda((r,), value), m, top)
    spread = k.apply(spread, k.both(k.for_all(k.both(own, below), r), pairs, other))
    # |x^(1)|^2 is R^2 times the sum over the filters
    scaled = (R * entry) ** 2
    turned = k.by("book.sum-exchange", Lambda((i, r), scaled), p, m)
    out = by_terms(
        k, i, p, lambda q: sum_over(i, q, scaled) == R**2 * sum_over(i, q, entry**2),
        [scaled, entry**2],
    )  # fmt: skip
    bodies = [sum_over(i, p, scaled), energy()]
    rows_ = by_terms(
        k, r, m, lambda q: sum_over(r, q, bodies[0]) == R**2 * sum_over(r, q, bodies[1]), bodies,
        out,
    )  # fmt: skip
    whole = k.arith(first_layer() == R**2 * sum_over(r, m, energy()), turned, rows_)
    expected = mean_of_terms(k, r, m, energy(), value, own)
    has = k.arith(integrable(E(w, sum_over(r, m, energy()))), expected)
    mean = mean_of_combination(k, w, first_layer(), [(R**2, sum_over(r, m, energy()), has)], whole)
    count = by_terms(k, r, m, lambda q: sum_over(r, q, value) == q * value, [value])
    mean = k.arith(E(w, first_layer()) == c * value, mean, expected, count, scale)
    return k.qed(variance_of_the_mean(k, whole, energy(), value, top, spread, mean, scale, many))


@variance_of_the_first_layer.mutant
def p_in_place_of_its_square(judge):
    """p C_2/m: p equal patches and an activation with the values 2 and 0 in the square."""
    model = {
        "functions": {"Z": {"table": ["2", "0"]}},
        "weights": ["1/2", "1/2"],
        "values": {"p": "3"},
    }
    spread, fourth = E(w, (p * Z(w) - p) ** 2), E(w, Z(w) ** 2)
    return falsify(forall(Z, p)((fourth <= 2) >> (spread <= p * fourth)), hints=[model])
