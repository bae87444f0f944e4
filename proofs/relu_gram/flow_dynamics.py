"""The flow as a differential inclusion, for all sizes: the predictions follow du/dt = H (y - u).

w(r, c, t) are the weights at time t, t_0 is the time that is looked at, and S(r, i) are the
indicators with which the weights move: those of the pattern off the kinks, and numbers in [0, 1] of
the differential inclusion (Filippov) where a preactivation is zero.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    disj,
    forall,
    functions,
    given,
    indicator,
    integrable,
    maximum,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import form

from . import thesis
from .certificate_neurons import form_of_gram, gram, pulled
from .network import F, a, b, c, d, i, j, kernel, m, n, r, relu, signs, v, x, y

w = functions("w", "nat", "nat", "real")
S, p = functions("S p", "nat", "nat")
t, tau = reals("t_0 tau")
LETTERS = (x, w, a, y, b, n, m, d, t)


def z(r, i, time=t):
    """w_r(t) . x_i"""
    return sum_over(c, d, w(r, c, time) * x(i, c))


def u(i, time=t):
    return b * sum_over(r, m, a(r) * relu(z(r, i, time)))


def pattern(r, i):
    return indicator(z(r, i) >= 0)


def force(slopes):
    """-dL/dw_r with these indicators, in coordinate c"""
    pull = sum_over(j, n, (y(j) - u(j)) * slopes(r, j) * x(j, c))
    return b * a(r) * pull


def moves(slopes):
    moving = deriv(tau, w(r, c, tau), t) == force(slopes)
    return forall(r, c)(((r < m) & (c < d)) >> moving)


def speed(i):
    """du_i/dt"""
    return deriv(tau, u(i, tau), t)


def toward_labels(matrix, i):
    return sum_over(j, n, matrix(i, j) * (y(j) - u(j)))


def at_kinks():
    """Off the kinks S is the pattern, at a kink the positive part has a derivative."""
    part = integrable(deriv(tau, relu(z(r, i, tau)), t))
    off = (z(r, i) != 0) >> (S(r, i) == pattern(r, i))
    return forall(r, i)(((r < m) & (i < n)) >> conj(off, (z(r, i) == 0) >> part))


def fractions():
    """Patterns p are 0 or 1, S are numbers in [0, 1], equal where F is 0 and not 1."""
    binary = (disj(p(r, i) == 0, p(r, i) == 1), disj(F(r, i) == 0, F(r, i) == 1))
    values = (S(r, i) >= 0, S(r, i) <= 1, (F(r, i) == 0) >> (S(r, i) == p(r, i)))
    return forall(r, i)(((r < m) & (i < n)) >> conj(*binary, *values))


def inclusion_says():
    product = S(r, i) * S(r, j) - p(r, i) * p(r, j)
    change = abs(product) <= maximum(F(r, i), F(r, j))
    return forall(*LETTERS, S)(
        given(signs(), moves(S), at_kinks())
        >> conj(
            forall(i)((i < n) >> (speed(i) == toward_labels(gram(S), i))),
            forall(v)(form(gram(S)) >= 0),
            forall(p, F)(fractions() >> forall(r, i, j)(((r < m) & (i < n) & (j < n)) >> change)),
        )
    )


def chain(k, slopes, moving, slope, signed):
    """du_i/dt = (H (y - u))_i, as i < n, from how the weights move and `slope`: the derivative of a
    positive part is slopes(r, i) times that of its preactivation.
    """
    neuron = k.assume(r < m)
    at_c = k.apply(k.at(moving, r, c), k.both(neuron, k.assume(c < d)))
    own = force(slopes) * x(i, c)
    each = k.derivative(deriv(tau, w(r, c, tau) * x(i, c), t), at_c)
    each = k.arith(deriv(tau, w(r, c, tau) * x(i, c), t) == own, each)
    along = k.derivative_of_sum(k.for_all(k.discharge(each, c < d), c))
    # the inputs enter through K
    pulled = sum_over(j, n, (y(j) - u(j)) * slopes(r, j) * x(j, c))
    bodies = [own, pulled * x(i, c)]
    out = by_terms(
        k, c, d, lambda q: sum_over(c, q, bodies[0]) == b * a(r) * sum_over(c, q, bodies[1]), bodies
    )
    image = k.by("book.gram-image", x, Lambda((j,), (y(j) - u(j)) * slopes(r, j)), n, d, i)
    through = sum_over(j, n, kernel(i, j) * ((y(j) - u(j)) * slopes(r, j)))
    rise = deriv(tau, z(r, i, tau), t)
    rise = k.arith(rise == b * a(r) * through, along, out, image)
    part = deriv(tau, relu(z(r, i, tau)), t)
    part = k.arith(part == slopes(r, i) * (b * a(r) * through), slope(rise), rise)
    share = k.derivative(deriv(tau, a(r) * relu(z(r, i, tau)), t), part)
    A, B, C, D = reals("A B C D")
    rule = k.lemma(
        forall(A, B, C, D, b)(
            given(A == B * (C * (b * B * D)), B**2 == 1) >> (A == b * (C * D))
        ),
        deriv(tau, a(r) * relu(z(r, i, tau)), t), a(r), slopes(r, i), through, b, defined=[share],
    )  # fmt: skip
    share = k.use(rule, k.arith(rule.formula.left.part(0), share), k.apply(k.at(signed, r), neuron))
    total = k.derivative_of_sum(k.for_all(k.discharge(share, r < m), r))
    whole = k.derivative(speed(i), total)
    # the sums over the neurons and over j exchanged
    entry = slopes(r, i) * (kernel(i, j) * ((y(j) - u(j)) * slopes(r, j)))
    inside = by_terms(
        k, j, n,
        lambda q: slopes(r, i)
        * sum_over(j, q, kernel(i, j) * ((y(j) - u(j)) * slopes(r, j))) == sum_over(j, q, entry),
        [kernel(i, j) * ((y(j) - u(j)) * slopes(r, j)), entry],
    )  # fmt: skip
    bodies = [b * (slopes(r, i) * through), sum_over(j, n, entry)]
    rows = by_terms(
        k,
        r,
        m,
        lambda q: sum_over(r, q, bodies[0]) == b * sum_over(r, q, bodies[1]),
        bodies,
        inside,
    )
    swap = k.by("book.sum-exchange", Lambda((r, j), entry), m, n)
    both = slopes(r, i) * slopes(r, j)
    column = by_terms(
        k, r, m,
        lambda q: sum_over(r, q, entry) == kernel(i, j) * (y(j) - u(j)) * sum_over(r, q, both),
        [entry, both],
    )  # fmt: skip
    bodies = [sum_over(r, m, entry), gram(slopes)(i, j) * (y(j) - u(j))]
    columns = by_terms(
        k, j, n, lambda q: b**2 * sum_over(j, q, bodies[0]) == sum_over(j, q, bodies[1]), bodies,
        column,
    )  # fmt: skip
    A, B, C = reals("A B C")
    rule = k.lemma(
        forall(A, B, C, b)(given(A == b * B, B == b * C) >> (A == b**2 * C)),
        speed(i), sum_over(r, m, b * (slopes(r, i) * through)),
        sum_over(r, m, sum_over(j, n, entry)), b, defined=[whole],
    )  # fmt: skip
    result = k.use(rule, k.arith(rule.formula.left.part(0), whole), rows)
    return k.arith(speed(i) == toward_labels(gram(slopes), i), result, swap, columns)


@claim(
    "relu2.flow.inclusion",
    thesis("Section 2.2, footnote"),
    says=inclusion_says,
    amends="relu2.flow.classical",
    uses=("book.positive-part", "book.gram-image", "book.sum-exchange", "relu2.certificate.drop"),
)
def inclusion_keeps_identities(judge):
    """As a differential inclusion the flow has the same dynamics, with indicators in [0, 1] at
    kinks.

    What the proofs use survives the inclusion: indicators become numbers, H stays positive
    semidefinite, and flips cost at most 1. Said for a time at which the weights move with S and the
    positive part of each preactivation that is zero has a derivative, as it has for almost every
    t: then that derivative is 0, and so is that of the preactivation.
    """
    k = judge.theorem()
    signed, moving, kinks = k.given
    pair = k.both(k.assume(r < m), k.assume(i < n))
    off, kink = k.split(k.apply(k.at(kinks, r, i), pair))

    def slope(rise):
        """The derivative of the positive part of a preactivation, from that of the latter."""
        lemma = k.by("book.positive-part", Lambda((tau,), z(r, i, tau)), t)
        lemma = k.use(lemma, k.differentiable(deriv(tau, z(r, i, tau), t), rise))
        part = deriv(tau, relu(z(r, i, tau)), t)
        goal = part == S(r, i) * deriv(tau, z(r, i, tau), t)
        apart, zero = k.assume(z(r, i) != 0), k.assume(z(r, i) == 0)
        smooth = k.arith(goal, k.apply(k.part(lemma, 0), apart), k.apply(off, apart), rise)
        flat = k.use(k.part(lemma, 1), zero, k.apply(kink, zero))
        cover = k.arith((z(r, i) != 0) | (z(r, i) == 0))
        return k.cases(cover, smooth, k.arith(goal, flat))

    equation = chain(k, S, moving, slope, signed)
    first = k.for_all(k.discharge(equation, i < n), i)
    own = pulled(lambda i: S(r, i), v, c) ** 2
    squares = by_terms(k, c, d, lambda q: sum_over(c, q, own) >= 0, [own])
    A, B = reals("A B")
    rule = k.lemma(forall(A, b)((A >= 0) >> (b**2 * A >= 0)), sum_over(c, d, own), b)
    share = b**2 * sum_over(c, d, own)
    total = by_terms(k, r, m, lambda q: sum_over(r, q, share) >= 0, [share], k.use(rule, squares))
    second = k.for_all(k.arith(form(gram(S)) >= 0, form_of_gram(k, S), total), v)
    known = k.assume(fractions())
    trio = k.assume((r < m) & (i < n) & (j < n))
    neuron, first_entry, second_entry = k.split(trio)
    here, there = (
        k.apply(k.at(known, r, one), k.both(neuron, inside))
        for one, inside in ((i, first_entry), (j, second_entry))
    )
    A, B, P, Q = reals("A B P Q")
    any_ = k.lemma(
        forall(A, B, P, Q)(
            given(A >= 0, A <= 1, B >= 0, B <= 1, disj(P == 0, P == 1), disj(Q == 0, Q == 1))
            >> (abs(A * B - P * Q) <= 1)
        ),
        S(r, i), S(r, j), p(r, i), p(r, j),
    )  # fmt: skip
    any_ = k.use(any_, here, there)
    goal = abs(S(r, i) * S(r, j) - p(r, i) * p(r, j)) <= maximum(F(r, i), F(r, j))
    stand = [k.assume(F(r, one) == 0) for one in (i, j)]
    same = [k.apply(k.part(one, 4), stands) for one, stands in zip((here, there), stand)]
    none = k.arith(goal, *same, *stand)
    last = k.cases(k.part(there, 1), none, k.arith(goal, any_, k.assume(F(r, j) == 1)))
    whole = k.cases(k.part(here, 1), last, k.arith(goal, any_, k.assume(F(r, i) == 1)))
    third = k.for_all(k.discharge(whole, trio.formula), r, i, j)
    third = k.for_all(k.discharge(third, known.formula), p, F)
    return k.qed(k.both(first, second, third))


@inclusion_keeps_identities.mutant
def fractions_up_to_two(judge):
    """Numbers in [0, 2] in place of [0, 1]."""
    sizes = conj(S(r, i) >= 0, S(r, i) <= 2, disj(p(r, i) == 0, p(r, i) == 1))
    one = {"of": ["r", "i"], "is": "2"}
    hint = {"values": {"r": "0", "i": "0"}, "functions": {"S": one, "p": {**one, "is": "0"}}}
    change = abs(S(r, i) ** 2 - p(r, i) ** 2)
    return falsify(forall(S, p, r, i)(sizes >> (change <= 1)), hints=[hint])
