"""The random start: probabilities of the events of Theorem 2.3, for all sizes.

z(r, i, o) is the preactivation w_r(0) . x_i, a(r, o) the sign of neuron r, o the outcome. The law
of z is said by the distribution function Phi of the standard normal law, Phi' = g_0 exp(-x^2/2)
with g_0 = 1/sqrt(2 pi), by its symmetry and its second moment; the independence of the signs by the
product rule for the means that are used.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    deriv,
    exp,
    forall,
    functions,
    given,
    indicator,
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
from steepest.proofs.engine.theorems.words import Term

from . import thesis
from .network import C, R, b, delta, i, m, n, r, relu, t, width, y

end = "Section 2.2, after Lemma 2.4"
o = samples("o")
z = functions("z", "nat", "nat", "sample")
a = functions("a", "nat", "sample")
X = randoms("X")
Phi = functions("Phi", "real")
tau, u, v, g_0 = reals("tau u v g_0")
pi = Term(("pi",))


def density():
    """Phi is a distribution function of the standard normal law; g_0 = 1/sqrt(2 pi)."""
    slope = deriv(tau, Phi(tau), t) == g_0 * exp(-(t**2) / 2)
    return conj(g_0 > 0, 2 * pi * g_0**2 == 1, forall(t)(slope))


def normal(X):
    """P(u <= X < v) = Phi(v) - Phi(u) for all u <= v"""
    return forall(u, v)((u <= v) >> (Prob(o, conj(u <= X, X < v)) == Phi(v) - Phi(u)))


def near_zero(X):
    return Prob(o, conj(-R <= X, X < R))


def anticoncentration_says():
    return forall(X, Phi, g_0, R)(
        given(density(), normal(X(o)), R > 0)
        >> conj(
            near_zero(X(o)) <= 2 * R * g_0,
            near_zero(X(o)) >= 2 * g_0 * (R - R**3 / 6),
        )
    )


@claim(
    "relu2.lem-2.2.anticoncentration",
    thesis("Section 2.6, proof of Lemma 2.2"),
    says=anticoncentration_says,
)
def anticoncentration(judge):
    """For a standard normal X the probability of -R <= X < R is at most 2 R/sqrt(2 pi), and at
    least 2 (R - R^3/6)/sqrt(2 pi).
    """
    k = judge.theorem()
    positive, _, slopes, law, R_positive = k.given
    value = k.use(k.at(law, -R, R), k.arith(-R <= R, R_positive))
    order = k.arith(-R <= R, R_positive)
    here = k.at(slopes, t)

    def compared(line, sign, bound):
        """Phi - line is monotone."""
        total = deriv(tau, Phi(tau) - line, t)
        exact = k.derivative(total, here)
        step = k.arith(sign(total), exact, bound, positive)
        inside = conj(-R <= t, t <= R)
        return k.mean_value(k.for_all(k.discharge(step, inside), t), order)

    above = compared(g_0 * tau, lambda d: d <= 0, k.arith(exp(-(t**2) / 2) <= 1))
    tangent = k.arith(exp(-(t**2) / 2) >= 1 - t**2 / 2)
    below = compared(g_0 * (tau - tau**3 / 6), lambda d: d >= 0, tangent)
    first = k.arith(near_zero(X(o)) <= 2 * R * g_0, value, above)
    second = k.arith(near_zero(X(o)) >= 2 * g_0 * (R - R**3 / 6), value, below)
    return k.qed(k.both(first, second))


@anticoncentration.mutant
def a_smaller_cubic_term(judge):
    """At least 2 (R - R^3/12)/sqrt(2 pi): at R = 1 the probability is at most 0.683."""
    at_one = given(R == 1, g_0 > "3989/10000", g_0 < "399/1000")
    return falsify(
        forall(R, g_0)(at_one >> (2 * g_0 * (R - R**3 / 12) <= "683/1000")),
        hints=[{"values": {"R": "1", "g_0": "39894/100000"}}],
    )


def flips():
    """|S_1^perp| + .. + |S_n^perp|"""
    return sum_over(i, n, sum_over(r, m, indicator(conj(-R <= z(r, i, o), z(r, i, o) < R))))


def flips_say():
    many = flips() >= 2 * g_0 * m * n * R / delta
    return forall(z, Phi, g_0, n, m, R, delta)(
        given(
            density(), forall(r, i)(normal(z(r, i, o))), R > 0, delta > 0, n >= 1, m >= 1,
            integrable(Prob(o, many)),
        )
        >> conj(E(o, flips()) <= 2 * g_0 * m * n * R, Prob(o, many) <= delta)
    )  # fmt: skip


@claim(
    "relu2.lem-2.5",
    thesis("Lemma 2.5, equations (2.11), (2.12)"),
    says=flips_say,
    uses=("relu2.lem-2.2.anticoncentration", "book.mean-of-sum", "book.markov"),
)
def few_flippable(judge):
    """With probability at least 1 - delta fewer than C m n R/delta patterns can flip within R, C =
    2/sqrt(2 pi).

    For standard normal preactivations: their mean number is at most C m n R, and Markov's
    inequality.
    """
    k = judge.theorem()
    *law, laws, R_pos, d_pos, one, wide, measurable = k.given
    event = conj(-R <= z(r, i, o), z(r, i, o) < R)
    each = k.by("relu2.lem-2.2.anticoncentration", Lambda((o,), z(r, i, o)), Phi, g_0, R)
    each = k.part(k.use(each, *law, k.at(laws, r, i), R_pos), 0)
    own = Prob(o, event)
    has = k.arith(integrable(own), each)
    every_r = k.for_all(has, r)
    row = sum_over(r, m, indicator(event))
    inner = k.apply(k.by("book.mean-of-sum", Lambda((r, o), indicator(event)), m), every_r)
    bound = by_terms(
        k, r, m, lambda q: sum_over(r, q, own) <= q * (2 * R * g_0), [own], each, defined=[every_r]
    )
    row_mean = k.arith(E(o, row) <= m * (2 * R * g_0), inner, bound)
    has_row = k.for_all(k.arith(integrable(E(o, row)), row_mean), i)
    outer = k.apply(k.by("book.mean-of-sum", Lambda((i, o), row), n), has_row)
    bound = by_terms(
        k, i, n, lambda q: sum_over(i, q, E(o, row)) <= q * (m * (2 * R * g_0)), [E(o, row)],
        row_mean, defined=[has_row],
    )  # fmt: skip
    mean = k.arith(E(o, flips()) <= 2 * g_0 * m * n * R, outer, bound)
    never = by_terms(k, r, m, lambda q: sum_over(r, q, indicator(event)) >= 0, [indicator(event)],
                     k.indicator_range(event))  # fmt: skip
    never = by_terms(k, i, n, lambda q: sum_over(i, q, row) >= 0, [row], never)
    many = 2 * g_0 * m * n * R
    total = k.arith(many > 0, R_pos, one, wide, law[0])
    return k.qed(
        k.both(mean, rarely_large(k, flips(), many, never, mean, total, d_pos, measurable))
    )


def rarely_large(k, value, M, never, mean, positive, d_pos, measurable):
    """P(value >= M/delta) <= delta by Markov's inequality: `never` is value >= 0, `mean` is
    E(value) <= M, `positive` is M > 0.
    """
    level = M / delta
    has_d, has = k.arith(delta != 0, d_pos), k.arith(integrable(E(o, value)), mean)
    markov = k.by("book.markov", Lambda((o,), value), level, defined=[has_d])
    above = k.arith(level > 0, positive, d_pos)
    tail = k.use(markov, k.for_all(never, o), above, has, measurable)
    A, P, B = reals("A P B")
    rule = k.lemma(
        forall(A, P, B, delta)(
            given(P <= A / (B / delta), A <= B, B > 0, delta > 0) >> (P <= delta)
        ),
        E(o, value), Prob(o, value >= level), M, delta, defined=[has, measurable],
    )  # fmt: skip
    tail = k.arith(rule.formula.left.part(0), tail, d_pos, positive)
    return k.use(rule, tail, mean, positive, d_pos)


@few_flippable.mutant
def half_of_the_threshold(judge):
    """P(flips >= C m n R/(2 delta)) <= delta. For n = m = 1 and C R <= 2 delta this says that P(-R
    <= z < R) is at most delta; it is at least 2 g_0 (R - R^3/6).
    """
    values = {"R": "1/2", "delta": "1/4", "g_0": "3989/10000"}
    few = given(R > 0, delta > 0, g_0 > "3988/10000", g_0 * R <= delta)
    return falsify(
        forall(R, delta, g_0)(few >> (2 * g_0 * (R - R**3 / 6) <= delta)),
        hints=[{"values": values}],
    )


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
    each = k.arith(E(o, body) == y(i) ** 2 + term("1/2") * ell(i), mean, one, *both)
    every = k.for_all(k.arith(integrable(E(o, body)), each), i)
    added = k.apply(k.by("book.mean-of-sum", Lambda((i, o), body), n), every)
    exact = y(i) ** 2 + term("1/2") * ell(i)
    whole = by_terms(
        k, i, n, lambda q: sum_over(i, q, E(o, body)) == sum_over(i, q, exact),
        [E(o, body), exact], each, defined=[every],
    )  # fmt: skip
    first = k.arith(k.target.part(0), added, whole)
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
