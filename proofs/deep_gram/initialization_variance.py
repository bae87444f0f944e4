"""Lemma 3.1, variances: the mean of m independent squares, and the fourth moment of one of them.

The notation is that of `initialization`.
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
    nats,
    pi,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3
from .initialization import (
    LEMMA,
    S_0,
    A,
    B,
    K,
    L,
    N,
    R,
    W,
    Z,
    c,
    d,
    e,
    lipschitz,
    m,
    next_layer,
    norm,
    normalised,
    r,
    row,
    second_moment,
    sigma,
    standard_rows,
    t,
    u,
    w,
    x,
)

j_0 = nats("s")


def absolute_moments():
    """E|Z|^k of a standard normal variable, k = 1, .., 4"""
    q, size = sqrt(2 / pi), abs(Z(w))
    return conj(E(w, size) == q, E(w, size**2) == 1, E(w, size**3) == 2 * q, E(w, size**4) == 3)


def polynomial(S, L, last):
    """E(S + 2 L|Z|)^4"""
    q = sqrt(2 / pi)
    return S**4 + 8 * S**3 * L * q + 24 * S**2 * L**2 + 64 * S * L**3 * q + last * L**4


def sharp_says():
    mean = E(w, (S_0 + 2 * L * abs(Z(w))) ** 4)
    return forall(Z, S_0, L)(absolute_moments() >> (mean == polynomial(S_0, L, 48)))


@claim(
    "deep.lem-3.1-s5.sharp",
    chapter_3(LEMMA),
    formula=r"E(|\sigma(0)|+2L|z|)^4=\dots+48L^4",
    hypotheses=("the moments of deep.gaussian-moments",),
    says=sharp_says,
)
def variance_sharp(judge):
    """With 48 it is an equation: 48 is the least last coefficient that the argument gives.

    The fourth power expanded, and the moments put in for the powers of |z|.
    """
    k = judge.theorem()
    size, one = abs(Z(w)), k.mean_of_constant(w, term(1))
    powers = [S_0**4, 8 * S_0**3 * L, 24 * S_0**2 * L**2, 32 * S_0 * L**3, 16 * L**4]
    bodies = [term(1), size, size**2, size**3, size**4]
    known = [one, *k.given]
    parts = [
        (factor, body, k.arith(integrable(E(w, body)), step))
        for factor, body, step in zip(powers, bodies, known, strict=True)
    ]
    mean = mean_of_combination(k, w, (S_0 + 2 * L * size) ** 4, parts)
    return k.qed(k.arith(k.target, mean, *known))


@variance_sharp.mutant
def the_printed_coefficient(judge):
    """512 L^4, at sigma(0) = 0: E(2 L|z|)^4 = 16 L^4 E z^4."""
    return falsify(
        forall(L, K)(given(L == 1, K == 3) >> (16 * L**4 * K == 512 * L**4)),
        hints=[{"values": {"L": "1", "K": "3"}}],
    )


def fourth_says():
    """t is a bound of N = |x|"""
    mean, S, q = E(w, sigma(N * Z(w)) ** 4), abs(sigma(0)), sqrt(2 / pi)
    bound = S**4 + 4 * S**3 * L * t * q + 6 * S**2 * (L * t) ** 2 + 8 * S * (L * t) ** 3 * q
    return forall(sigma, Z, L, N, t)(
        given(L >= 0, lipschitz(), absolute_moments(), N >= 0, N <= t, integrable(mean))
        >> (mean <= bound + 3 * (L * t) ** 4)
    )


@claim(
    "deep.lem-3.1-s5.fourth",
    chapter_3(LEMMA),
    formula=r"E\sigma(\alpha z)^4\le E(|\sigma(0)|+Lt|z|)^4\quad(0\le\alpha\le t)",
    says=fourth_says,
    uses=("deep.lem-3.1-s5.sharp",),
)
def fourth_power(judge):
    """|sigma(alpha z)| <= |sigma(0)| + L t|z|, and the fourth powers under the mean."""
    k = judge.theorem()
    slope, lip, *moments, low, high, has = k.given
    z, S = Z(w), abs(sigma(0))
    reach = S + 2 * (L * t / 2) * abs(z)
    gap = k.arith((t - N) * abs(z) >= 0, high)
    size = k.arith(abs(N * z - 0) == N * abs(z), low)
    rule = k.lemma(
        forall(A, B, L, N, t, e, u)(
            given(abs(A - B) <= L * u, u == N * e, L >= 0, (t - N) * e >= 0)
            >> (abs(A) <= abs(B) + 2 * (L * t / 2) * e)
        ),
        sigma(N * z), sigma(0), L, N, t, abs(z), abs(N * z - 0),
    )  # fmt: skip
    small = k.use(rule, k.at(lip, N * z, 0), size, slope, gap)
    square = k.lemma(forall(A, B)((abs(A) <= B) >> (A**2 <= B**2)), sigma(N * z), reach)
    rule = forall(A, B)(given(A**2 <= B**2, A**2 >= 0) >> (A**4 <= B**4))
    pointwise = k.use(k.lemma(rule, sigma(N * z), reach), k.use(square, small))
    pointwise = k.for_all(pointwise, w)
    mean = k.apply(k.by("deep.lem-3.1-s5.sharp", Z, S, L * t / 2), k.both(*moments))
    there = k.arith(integrable(E(w, reach**4)), mean)
    return k.qed(k.arith(k.target, k.mean_is_monotone(pointwise, has, there), mean))


@fourth_power.mutant
def two_for_three(judge):
    """2 L^4 in the last place: sigma(z) = z, whose fourth moment is 3."""
    return falsify(forall(K)((K == 3) >> (K <= 2)), hints=[{"values": {"K": "3"}}])


def independent_rows():
    """The squares of two entries of sigma(W x) have a mean of their product, the product of their
    means.
    """
    first, second = sigma(row()) ** 2, sigma(row().put(r, j_0)) ** 2
    return conj(
        forall(r, j_0)(integrable(E(w, first * second))),
        forall(r, j_0)((r != j_0) >> (E(w, first * second) == E(w, first) * E(w, second))),
    )


def layer():
    """One layer at x: m rows, standard normal and independent"""
    return m >= 1, normalised(), standard_rows(), norm(), independent_rows()


def variance_of(value):
    return E(w, (value - E(w, value)) ** 2)


def independent_says():
    mean = second_moment(N * Z(w))
    return forall(sigma, W, Z, c, R, m, d, x, N, K)(
        given(*layer(), integrable(mean), E(w, sigma(N * Z(w)) ** 4) <= K)
        >> (variance_of(next_layer()) <= c**2 / m * K)
    )


def variance_of_the_mean(k, whole, term, mean, bound, spread, expected, scale, many):
    """Var(X) <= c^2/m bound for X = R^2 times the sum of m terms, which `whole` says, from
    `spread`: the sum differs from m times the mean by at most m bound in the mean square.
    """
    X, total = whole.sides[0], sum_over(r, m, term)
    count = by_terms(k, r, m, lambda q: sum_over(r, q, mean) == q * mean, [mean])
    gap = total - sum_over(r, m, mean)
    rule = k.lemma(
        forall(A, B, t, e, K, R, c)(
            given(A == R**2 * B, t == e * K, R**2 * e == c)
            >> ((A - c * K) ** 2 == R**4 * (B - t) ** 2)
        ),
        X, total, sum_over(r, m, mean), m, mean, R, c,
    )  # fmt: skip
    equal = k.use(rule, whole, count, scale)
    there = k.arith(integrable(E(w, gap**2)), spread)
    square = mean_of_combination(k, w, (X - c * mean) ** 2, [(R**4, gap**2, there)], equal)
    rule = k.lemma(
        forall(A, B, K, R, c, e)(
            given(A == R**4 * B, B <= e * K, R**2 * e == c, e >= 1) >> (A <= c**2 / e * K)
        ),
        E(w, (X - c * mean) ** 2), E(w, gap**2), bound, R, c, m,
        defined=[there, k.arith(integrable(square.sides[0]), square)],
    )  # fmt: skip
    return k.fold(expected, k.use(rule, square, spread, scale, many))


@claim(
    "deep.lem-3.1-s5.independent",
    chapter_3(LEMMA),
    formula=r"\mathrm{Var}\|x^{(h)}\|^2\le\tfrac{c_\sigma^2}mE\sigma(\|x^{(h-1)}\|z)^4",
    says=independent_says,
    uses=("deep.lem-3.1-s2", "book.variance-of-sum"),
)
def variance_of_a_layer(judge):
    """The variance of a mean of m independent squares is at most 1/m times the fourth moment."""
    k = judge.theorem()
    many, R_low, scale, rows, N_low, length, pairs, apart, has, small = k.given
    value, square = second_moment(N * Z(w)), sigma(row()) ** 2
    mean = k.by("deep.lem-3.1-s2", sigma, W, Z, c, R, m, d)
    mean = k.apply(mean, k.both(k.both(R_low, scale), rows))
    mean = k.apply(k.at(mean, x, N), k.both(k.both(N_low, length), has))
    law = k.apply(k.at(rows, x, N, r), k.both(N_low, length))
    known = k.assume(A == value)
    first = k.apply(k.at(law, Lambda((u,), sigma(u) ** 2)), has)
    first = k.arith(E(w, square) == A, first, known)
    fourth = k.at(law, Lambda((u,), sigma(u) ** 4))
    fourth = k.apply(fourth, k.arith(integrable(E(w, sigma(N * Z(w)) ** 4)), small))
    own = k.at(pairs, r, r)
    equal = k.for_all(k.arith(sigma(row()) ** 4 == square * square), w)
    equal = k.mean_of_equal(equal, k.arith(integrable(fourth.sides[0]), fourth))
    own = k.arith(E(w, square * square) <= K, equal, fourth, small)
    other = k.apply(k.at(apart, r, j_0), k.assume(r != j_0))
    other = k.arith(other.sides[0] == A * A, other, first, k.at(k.for_all(first, r), j_0))
    other = k.for_all(k.discharge(other, r != j_0), r, j_0)
    spread = k.by("book.variance-of-sum", Lambda((r, w), square), Lambda((r,), A), m, K)
    spread = k.apply(
        spread,
        k.both(k.for_all(k.both(first, own), r), k.for_all(k.at(pairs, r, j_0), r, j_0), other),
    )
    scaled = (R * sigma(row())) ** 2
    squares = by_terms(
        k, r, m, lambda q: sum_over(r, q, scaled) == R**2 * sum_over(r, q, square),
        [scaled, square],
    )  # fmt: skip
    mean = k.arith(E(w, next_layer()) == c * A, mean, known)
    end = variance_of_the_mean(k, squares, square, A, K, spread, mean, scale, many)
    end = k.for_all(k.discharge(end, known.formula), A)
    end = k.at(end, value, defined=[has])
    return k.qed(k.apply(end, k.arith(value == value, has)))


@variance_of_a_layer.mutant
def half_of_the_fourth_moment(judge):
    """Half of it: one sign of m = 1, with c = 1 and sigma^2 = 2 or 0."""
    model = {"functions": {"Z": {"table": ["2", "0"]}}, "weights": ["1/2", "1/2"]}
    fourth, spread = E(w, Z(w) ** 2), E(w, (Z(w) - 1) ** 2)
    return falsify(forall(Z)((fourth <= 2) >> (spread <= fourth / 4)), hints=[model])


def setting():
    """One layer of a Lipschitz activation, whose powers at |x| z have means"""
    has = integrable(second_moment(N * Z(w))), integrable(E(w, sigma(N * Z(w)) ** 4))
    return L >= 0, lipschitz(), absolute_moments(), *layer(), *has


def spread_within(k, reach, bound, *short):
    """The variance of a layer is at most c^2/m bound, from N <= reach; `k.given` is `setting`."""
    slope, lip, m_1, m_2, m_3, m_4, many, *layer, second, fourth = k.given[:16]
    moments = k.both(m_1, m_2, m_3, m_4)
    low = layer[3]
    small = k.by("deep.lem-3.1-s5.fourth", sigma, Z, L, N, reach)
    small = k.apply(small, k.both(slope, lip, moments, low, k.arith(N <= reach, *short), fourth))
    small = k.arith(fourth.sides[0] <= bound, small)
    spread = k.by("deep.lem-3.1-s5.independent", sigma, W, Z, c, R, m, d, x, N, bound)
    return k.use(spread, many, *layer, second, small)


def variance_says():
    bound = c**2 / m * polynomial(abs(sigma(0)), L, 512)
    return forall(sigma, W, Z, L, c, R, m, d, x, N)(
        given(*setting(), N <= 2) >> (variance_of(next_layer()) <= bound)
    )


@claim(
    "deep.lem-3.1-s5",
    chapter_3(LEMMA),
    formula=r"\mathrm{Var}\|x^{(h)}\|^2\le\frac{c_\sigma^2}m\Big(\sigma(0)^4+8|\sigma(0)|^3L\sqrt{"
    r"\tfrac2\pi}+24\sigma(0)^2L^2+64|\sigma(0)|L^3\sqrt{\tfrac2\pi}+512L^4\Big)",
    hypotheses=("|x^(h-1)| <= 2",),
    amends="deep.lem-3.1-s5.printed",
    says=variance_says,
    uses=("deep.lem-3.1-s5.independent", "deep.lem-3.1-s5.fourth"),
)
def variance(judge):
    """E(|sigma(0)| + 2 L |z|)^4, term by term; the last coefficient would be 48, the printed 512 is
    only larger.
    """
    k = judge.theorem()
    return k.qed(spread_within(k, 2, polynomial(abs(sigma(0)), L, 512), k.given[-1]))


@variance.mutant
def a_smaller_coefficient(judge):
    """47 L^4, for sigma(z) = z and |x| = 2: the fourth moment is 16 E z^4."""
    return falsify(
        forall(L, K)(given(L == 1, K == 3) >> (16 * K <= 47 * L**4)),
        hints=[{"values": {"L": "1", "K": "3"}}],
    )
