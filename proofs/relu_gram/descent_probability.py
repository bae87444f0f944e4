"""Theorem 2.3 with its probability, for all sizes: the events of the start, the union bound, and
the linear rate on every outcome of them.

w(k, r, c, o) are the weights after k steps on the outcome o, a(r, o) the signs; T is an arbitrary
horizon. The law of the start is that of `start` and `start_gram`, with the preactivations w_r(0) .
x_i; P_inf(i, j) is the probability that a neuron is active at both inputs, H_inf = K o P_inf.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    Prob,
    by_terms,
    conj,
    forall,
    functions,
    given,
    indicator,
    integrable,
    pi,
    reals,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below, form, length
from steepest.proofs.textbook.normal import Phi, density, g_0

from . import start, start_error, start_gram, thesis
from .movement import T
from .network import (
    C,
    R,
    b,
    c,
    d,
    delta,
    eta,
    i,
    j,
    k,
    kernel,
    lam,
    m,
    n,
    r,
    relu,
    t,
    unit_inputs,
    v,
    width,
    x,
    y,
)
from .perturbation import form_after_change, norm_by_frobenius
from .start import a, normal, o
from .start_gram import P

w = functions("w", "nat", "nat", "nat", "sample")
ALL = (x, w, a, y, Phi, P, g_0, b, eta, n, m, d, T, lam, C, R, delta)


def pre(k, r, i):
    return sum_over(c, d, w(k, r, c, o) * x(i, c))


def at_start(formula):
    return start.of_network(formula, pre(0, r, i))


def output(k, i):
    return b * sum_over(r, m, a(r, o) * relu(pre(k, r, i)))


def loss(k):
    return sum_over(i, n, (output(k, i) - y(i)) ** 2)


def descent_step():
    active = indicator(pre(k, r, i) >= 0)
    gradient = b * a(r, o) * sum_over(i, n, (output(k, i) - y(i)) * x(i, c) * active)
    return w(k + 1, r, c, o) == w(k, r, c, o) - eta * gradient


def descent():
    return forall(o, k, r, c)(((k < T) & (r < m) & (c < d)) >> descent_step())


def bad_events():
    """Those of Lemma 2.1, Lemma 2.5 and the initial residual, each with delta/3"""
    third = delta / 3
    return (
        at_start(start_gram.frobenius()) >= lam**2 / 16,
        at_start(start.flips()) >= 2 * g_0 * m * n * R / third,
        at_start(start_error.start_loss()) >= n * (C**2 + term("1/2")) / third,
    )


def good():
    first, second, third = bad_events()
    return conj(~first, ~second, ~third)


def limit_gram(i, j):
    return kernel(i, j) * P(i, j)


def laws():
    return (
        density(t),
        at_start(forall(r, i)(normal(start.z(r, i, o)))),
        at_start(start_error.signs_law()),
        at_start(start_error.symmetric()),
        at_start(start_gram.neurons_law()),
    )


def sizes():
    wide = m * lam**4 * delta**3 >= 70406 * (C**2 + term("1/2")) * n**6
    return conj(
        n >= 1, m >= 1, lam > 0, delta > 0, delta < 1, eta > 0, 4 * eta * n**2 <= lam, wide, R > 0,
        96 * g_0 * n**2 * R == delta * lam,
    )  # fmt: skip


def labels():
    return forall(i)((i < n) >> (y(i) ** 2 <= C**2))


def rate():
    return loss(k) <= (1 - eta * lam / 2) ** k * loss(0)


def theorem_says():
    measurable = conj(*(integrable(Prob(o, one)) for one in (*bad_events(), good())))
    until = forall(k)((k <= T) >> rate())
    return forall(*ALL)(
        given(
            width(), unit_inputs(), labels(), *laws(), sizes(), lam <= "1/2",
            bounded_below(limit_gram, lam), descent(), measurable,
        )
        >> conj(Prob(o, good()) >= 1 - delta, forall(o)(good() >> until))
    )  # fmt: skip


@claim(
    "relu2.thm-2.3.probability",
    thesis("Theorem 2.3"),
    says=theorem_says,
    uses=(
        "relu2.thm-2.3.on-the-events", "relu2.lem-2.1-second-moment", "relu2.lem-2.5",
        "relu2.init-markov", "relu2.lem-2.1.weyl", "relu2.lem-2.2.perturbation",
        "relu2.kernel-entries",
    ),
)  # fmt: skip
def theorem(judge):
    """With probability at least 1 - delta gradient descent converges linearly: |u(k) - y|^2 <= (1 -
    eta lambda_0/2)^k |u(0) - y|^2 for every k, at explicit width and step.

    For unit inputs, |y_i| <= C, lambda_min(H_inf) >= lambda_0 > 0, m >= 70406 (C^2 + 1/2)
    n^6/(lambda_0^4 delta^3) and eta <= lambda_0/(4 n^2) there is an event of that probability
    on which this holds for every k up to the horizon T, which is arbitrary.

    The start enters by its law: standard normal preactivations, independent signs and neurons, as
    the product rule for the means that are used; the events are assumed to be measurable.
    """
    K = judge.theorem()
    given_ = list(K.given)
    scale, square, unit, small_labels = given_[:4]
    law_density, given_ = given_[4:7], given_[7:]
    law_normal, law_signs, law_symmetric = given_[0], given_[1:5], given_[5]
    law_neurons, given_ = given_[6:8], given_[8:]
    (one, many, lam_pos, d_pos, d_less, eta_pos, step_size, wide, R_pos, radius, lam_small, low,
     moves, *measurable) = given_  # fmt: skip
    start_values = Lambda((r, i, o), pre(0, r, i))
    inputs, length = Lambda((i, j), kernel(i, j)), Lambda((i,), sum_over(c, d, x(i, c) ** 2))
    third = delta / 3
    third_pos = K.arith(third > 0, d_pos)
    # Lemma 2.1
    entry = K.at(K.apply(K.by("relu2.kernel-entries", x, n, d), unit), i, j)
    entry = K.apply(entry, K.both(K.assume(i < n), K.assume(j < n)))
    A, B, X, Y, Z = reals("A B X Y Z")
    entry = K.use(K.lemma(forall(A)((abs(A) <= 1) >> (A**2 <= 1)), kernel(i, j)), entry)
    row = sum_over(j, n, kernel(i, j) ** 2)
    rows = by_terms(K, j, n, lambda q: sum_over(j, q, kernel(i, j) ** 2) <= q,
                    [kernel(i, j) ** 2], entry)  # fmt: skip
    norm = by_terms(K, i, n, lambda q: sum_over(i, q, row) <= q * n, [row], rows)
    rule = K.lemma(
        forall(A, X, Y, Z, C, lam, delta)(  # A = |K|_F^2, X = n, Y = m, Z = n^6
            given(A <= X * X, X >= 1, lam > 0, lam <= "1/2", delta > 0, delta < 1,
                  Y * lam**4 * delta**3 >= 70406 * (C**2 + term("1/2")) * X**6, Z == X**4, Z >= 1,
                  Y >= 1)
            >> (Y * lam**2 * (delta / 3) >= 4 * A)
        ),
        sum_over(i, n, row), n, m, n**4, C, lam, delta,
    )  # fmt: skip
    fourth = K.use(K.lemma(forall(X)((X >= 1) >> (X**4 >= 1)), n), one)
    enough = K.use(rule, norm, one, lam_pos, lam_small, d_pos, d_less, wide, fourth, many)
    lemma = K.by("relu2.lem-2.1-second-moment", start_values, inputs, P, b, n, m, lam, third)
    first = K.part(
        K.use(lemma, scale, square, *law_neurons, lam_pos, third_pos, enough, measurable[0]), 1
    )
    # Lemma 2.5
    lemma = K.by("relu2.lem-2.5", start_values, Phi, g_0, n, m, R, third)
    second = K.part(
        K.use(lemma, *law_density, law_normal, R_pos, third_pos, one, many, measurable[1]), 1
    )
    # the initial residual
    lemma = K.by("relu2.init-markov", start_values, a, length, y, b, n, m, C, third)
    residual = K.use(
        lemma,
        scale,
        square,
        *law_signs,
        law_symmetric,
        small_labels,
        unit,
        one,
        third_pos,
        measurable[2],
    )
    # the union bound
    events, fine = bad_events(), good()
    none = K.both(*(K.assume(~event) for event in events))
    likely = start.unless(K, events, fine, measurable[:3], measurable[3], none)
    likely = K.arith(Prob(o, fine) >= 1 - delta, likely, first, second, residual)
    # an outcome of the events
    here = K.assume(fine)
    near = K.split(here)
    run = deterministic(
        K, near, scale, square, unit, law_signs, one, lam_pos, lam_small, d_pos, d_less, eta_pos,
        step_size, wide, R_pos, radius, low, moves, law_density,
    )  # fmt: skip
    rate = K.for_all(K.discharge(run, fine), o)
    return K.qed(K.both(likely, rate))


def deterministic(K, near, scale, square, unit, law_signs, one, lam_pos, lam_small, d_pos, d_less,
                  eta_pos, step_size, wide, R_pos, radius, low, moves, law_density):  # fmt: skip
    """The rate on one outcome of the events."""
    A, B, X, Y, Z, S = reals("A B X Y Z S")
    close, few, small = near
    change = lambda i, j: at_start(start_gram.difference(i, j))  # noqa: E731
    H0 = lambda i, j: (  # noqa: E731
        b**2 * kernel(i, j)
        * sum_over(r, m, indicator(pre(0, r, i) >= 0) * indicator(pre(0, r, j) >= 0))
    )  # fmt: skip
    close = K.arith(at_start(start_gram.frobenius()) <= (lam / 4) ** 2, close)
    norm, quarter = norm_by_frobenius(K, change, close), K.arith(lam / 4 >= 0, lam_pos)
    eigen = form_after_change(K, limit_gram, change, H0, lam, lam / 4, low, norm, quarter)
    eigen = K.for_all(K.arith(form(H0) >= 3 * lam / 4 * length(), eigen), v)
    # the core theorem on this outcome
    first = sum_over(i, n, (output(0, i) - y(i)) ** 2)
    above = by_terms(
        K, i, n, lambda q: sum_over(i, q, (output(0, i) - y(i)) ** 2) >= 0,
        [(output(0, i) - y(i)) ** 2],
    )  # fmt: skip
    known = K.arith(n >= 0)
    root, size = sqrt(n), sqrt(first)
    root_of = forall(X)((X >= 0) >> conj(sqrt(X) >= 0, sqrt(X) ** 2 == X))
    roots = [K.use(K.lemma(root_of, n), known), K.use(K.lemma(root_of, first), above)]
    mirrored = by_terms(
        K, i, n,
        lambda q: sum_over(i, q, (y(i) - output(0, i)) ** 2)
        == sum_over(i, q, (output(0, i) - y(i)) ** 2),
        [(y(i) - output(0, i)) ** 2, (output(0, i) - y(i)) ** 2],
    )  # fmt: skip
    start_loss = sum_over(i, n, (y(i) - output(0, i)) ** 2)
    rule = K.lemma(
        forall(A, B, X, Y, S, b, C, R, g_0, lam, delta)(
            # A = |y - u(0)|^2, X = sqrt n, Y = n, S = m
            given(A < Y * (C**2 + term("1/2")) / (delta / 3), b**2 * S == 1, b > 0, X >= 0,
                  X**2 == Y, B >= 0, B**2 == A, delta > 0, lam > 0, R > 0, Y >= 1, g_0 > 0,
                  2 * pi * g_0**2 == 1, 96 * g_0 * Y**2 * R == delta * lam,
                  S * lam**4 * delta**3 >= 70406 * (C**2 + term("1/2")) * Y**6)
            >> (4 * X * b * B < lam * R)
        ),
        first, size, root, n, m, b, C, R, g_0, lam, delta, defined=[known, above],
    )  # fmt: skip
    level = n * (C**2 + term("1/2")) / (delta / 3)
    below = forall(A, B)(~(A >= B) >> (A < B))
    divisor = K.arith(delta / 3 != 0, d_pos)
    small = K.apply(K.lemma(below, start_loss, level, defined=[divisor]), small)
    small = K.arith(rule.formula.left.part(0), small, mirrored, d_pos)
    near_enough = K.use(
        rule, small, square, scale, *K.split(roots[0]), *K.split(roots[1]), d_pos, lam_pos, R_pos,
        one, law_density[0], law_density[1], radius, wide,
    )  # fmt: skip
    errors = Lambda((k, i), output(k, i) - y(i))
    values = (
        x, Lambda((k, r, c), w(k, r, c, o)), Lambda((r,), a(r, o)), y, errors, b, eta, n, m, d, T,
        lam, 2 * g_0, R, delta / 3, root, size,
    )  # fmt: skip
    core = K.by("relu2.thm-2.3.on-the-events", *values, defined=[known, above])
    signs = K.for_all(K.discharge(K.at(law_signs[0], r, o), r < m), r)
    trivial = K.arith(output(k, i) - y(i) == output(k, i) - y(i))
    trivial = K.for_all(K.discharge(trivial, (k <= T) & (i < n)), k, i)
    count = at_start(start.flips())
    level = 2 * g_0 * m * n * R / (delta / 3)
    few = K.apply(K.lemma(below, count, level, defined=[divisor]), few)
    few = K.arith(count <= 2 * g_0 * m * n * R / (delta / 3), few, d_pos)
    sizes_ = K.arith(16 * (2 * g_0) * n**2 * R == delta / 3 * lam, radius)
    result = K.use(
        core, scale, square, unit, signs, eta_pos, trivial, K.at(moves, o), one, lam_pos,
        lam_small, step_size, *K.split(roots[0]), *K.split(roots[1]), eigen,
        K.arith(2 * g_0 > 0, law_density[0]), R_pos, K.arith(delta / 3 > 0, d_pos), few, sizes_,
        near_enough,
    )  # fmt: skip
    time = K.assume(k <= T)
    end = K.part(K.apply(K.at(result, k), time), 0)
    return K.for_all(K.discharge(end, k <= T), k)


@theorem.mutant
def events_of_half_of_delta(judge):
    """Each event with delta/2 in place of delta/3: the union bound does not close."""
    p, q, s = reals("p q s")
    each = [one <= delta / 2 for one in (p, q, s)]
    return falsify(forall(p, q, s, delta)(given(delta > 0, *each) >> (1 - p - q - s >= 1 - delta)))
