"""Entries of H_inf at special angles, and lambda_0 of two inputs p and q. Notation of `sectors`."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    Prob,
    by_terms,
    conj,
    cos,
    forall,
    functions,
    given,
    integrable,
    minimum,
    pi,
    reals,
    sequences,
    sin,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .closed_form import size_p, size_q
from .network import c, d, n, r
from .sectors import (
    G,
    along,
    entry,
    g,
    inner,
    on,
    p,
    q,
    rotation_invariant,
    s,
    sums,
    t,
    theta,
    together,
)
from .start import o

locus = "Assumption 2.1"
alpha, beta = reals("alpha beta")
line = functions("line", "nat", "nat")
weight = sequences("weight")


def backwards(c):
    """-s p"""
    return -(s * p(c))


def diagonal_says():
    sizes = conj(size_p > 0, size_p**2 == inner(p, p), size_q > 0, size_q**2 == inner(q, q), s > 0)
    return forall(g, G, p, q, d, size_p, size_q, s)(
        given(rotation_invariant(), sizes)
        >> conj(
            entry(p, p) == inner(p, p) / 2,
            (inner(p, q) == 0) >> (entry(p, q) == 0),
            entry(p, backwards) == 0,
        )
    )


@claim(
    "relu2.asm-2.1.diagonal",
    thesis(locus),
    says=diagonal_says,
    uses=("relu2.asm-2.1.closed-form",),
)
def special_entries(judge):
    """Special entries of H_inf: the diagonal is half the squared norm, and orthogonal or opposite
    inputs give 0.

    The angles 0, pi/2 and pi; p and q are not zero, and s > 0.
    """
    k = judge.theorem()
    half, shared, *sizes = k.given

    def at(two, length, angle, *known):
        values = (g, G, p, two, d, size_p, length, angle)
        return k.use(k.by("relu2.asm-2.1.closed-form", *values), half, shared, *sizes, *known)

    own = at(p, size_p, term(0), k.arith(cos(0) == 1), k.arith(pi > 0))
    first = k.arith(k.target.part(0), own)
    right = k.assume(inner(p, q) == 0)
    level = at(q, size_q, pi / 2, right, k.arith(cos(pi / 2) == 0), k.arith(pi > 0))
    second = k.discharge(k.arith(entry(p, q) == 0, right, level), right.formula)
    bodies = [backwards(c) * backwards(c), p(c) * backwards(c), p(c) * p(c)]
    square = sums(k, bodies, lambda one, two, own: conj(one == s**2 * own, two == -s * own))
    length = k.arith((s * size_p) ** 2 == inner(backwards, backwards), square, *sizes)
    angle = k.arith(
        inner(p, backwards) == size_p * (s * size_p) * cos(pi), square, k.arith(cos(pi) == -1),
        *sizes,
    )  # fmt: skip
    behind = at(Lambda((c,), backwards(c)), s * size_p, pi, length, angle, k.arith(pi > 0))
    third = k.arith(k.target.part(2), behind)
    return k.qed(k.both(first, second, third))


@special_entries.mutant
def a_quarter(judge):
    """A quarter of the squared norm: for a unit input P(g . p >= 0) = 1/2."""
    return falsify(forall(s, t)(given(s == "1/2", t == s) >> (t == "1/4")))


def pair_says():
    size = inner(p, p)
    H = [[entry(a, b) for b in (p, backwards)] for a in (p, backwards)]
    values = conj(H[0][0] == size / 2, H[1][1] == s**2 * size / 2, H[0][1] == 0, H[1][0] == 0)
    row = [alpha * H[n][0] + beta * H[n][1] for n in (0, 1)]
    least = minimum(size / 2, s**2 * size / 2)
    below = alpha * row[0] + beta * row[1] >= least * (alpha**2 + beta**2)
    return forall(g, G, p, d, s, size_p)(
        given(rotation_invariant(), size_p > 0, size_p**2 == size, s > 0)
        >> conj(values, least > 0, forall(alpha, beta)(below))
    )


@claim(
    "relu2.thm-2.1.degenerate.one-pair",
    thesis("Theorem 2.1, boundary of its hypothesis"),
    says=pair_says,
    uses=("relu2.asm-2.1.diagonal",),
)
def one_antipodal_pair(judge):
    """The condition of Theorem 2.1 is not necessary: an antipodal pair alone is parallel and has
    lambda_0 > 0 (the off-diagonal entry is 0).

    The inputs p and -s p, s > 0: H_inf is |p|^2/2 times diag(1, s^2).
    """
    k = judge.theorem()
    half, shared, positive, square, scale = k.given
    behind = Lambda((c,), backwards(c))
    bodies = [backwards(c) * backwards(c), p(c) * backwards(c), backwards(c) * p(c), p(c) * p(c)]
    products = sums(
        k, bodies,
        lambda one, two, three, own: conj(one == s**2 * own, two == -s * own, three == two),
    )  # fmt: skip
    length = k.arith((s * size_p) ** 2 == inner(backwards, backwards), products, square)
    first, second = (
        k.use(k.by("relu2.asm-2.1.diagonal", g, G, *values), half, shared, *known)
        for values, known in (
            ((p, p, d, size_p, size_p, s), (positive, square, scale)),
            ((behind, behind, d, s * size_p, s * size_p, s), (positive, scale, length)),
        )
    )
    X, Y = along(p), along(backwards)
    swap = k.for_all(k.arith(on(X) * on(Y) == on(Y) * on(X)), o)
    mixed = k.part(first, 2)
    swap = k.mean_of_equal(swap, k.arith(integrable(together(p, backwards)), mixed))
    other = k.arith(entry(backwards, p) == 0, mixed, swap, products)
    values = k.arith(k.target.part(0), k.part(first, 0), k.part(second, 0), mixed, other, products)
    least = k.arith(k.target.part(1), square, positive, scale)
    H_00, H_01, H_10, H_11, N = reals("H_00 H_01 H_10 H_11 N")
    rule = k.lemma(
        forall(H_00, H_01, H_10, H_11, N, s, alpha, beta)(
            given(H_00 == N / 2, H_11 == s**2 * N / 2, H_01 == 0, H_10 == 0)
            >> (
                alpha * (alpha * H_00 + beta * H_01) + beta * (alpha * H_10 + beta * H_11)
                >= minimum(N / 2, s**2 * N / 2) * (alpha**2 + beta**2)
            )
        ),
        entry(p, p), entry(p, backwards), entry(backwards, p), entry(backwards, backwards),
        inner(p, p), s, alpha, beta, defined=[values],
    )  # fmt: skip
    below = k.for_all(k.use(rule, *k.split(values)), alpha, beta)
    return k.qed(k.both(values, least, below))


@one_antipodal_pair.mutant
def a_negative_entry(judge):
    """diag(1, -c^2)"""
    return falsify(forall(alpha, s)(given(alpha == 1, s > 0) >> (-(s**2) * alpha**2 > 0)))


def back_and_forth(c):
    return -line(r, c)


def direction(c):
    return line(r, c)


def dependent_says():
    """line(r, c) are the directions, weight(r) the coefficients."""
    pair = direction, back_and_forth
    half = conj(
        Prob(o, along(p) >= 0) == "1/2",
        *(forall(r)(Prob(o, along(one) >= 0) == "1/2") for one in pair),
    )
    known = (forall(r)(integrable(together(p, one))) for one in pair)
    dependent = forall(c)((c < d) >> (sum_over(r, n, weight(r) * line(r, c)) == 0))
    jumps = weight(r) * (entry(p, direction) - entry(p, back_and_forth))
    return forall(g, p, line, weight, n, d)(
        given(half, *known, dependent) >> (sum_over(r, n, jumps) == 0)
    )


@claim(
    "relu2.thm-2.1.degenerate.pairs",
    thesis("Theorem 2.1, boundary of its hypothesis"),
    says=dependent_says,
    uses=("relu2.asm-2.1.antipode", "book.sum-exchange"),
)
def dependent_pairs(judge):
    """Antipodal pairs +-e_k with linearly dependent directions: (beta, -beta) is a null vector,
    since each difference is x.e_k/2.

    For every row x = p, with the directions line(r, .) = e_r: for all d and any number of pairs.
    """
    k = judge.theorem()
    half, forth, back, *has, dependent = k.given
    there = [k.at(one, r) for one in (forth, back, *has)]
    jump = k.by("relu2.asm-2.1.antipode", g, p, Lambda((c,), line(r, c)), d)
    jump = k.part(k.use(jump, half, *there), 1)
    body = weight(r) * (entry(p, direction) - entry(p, back_and_forth))
    own = weight(r) * inner(p, direction)
    halves = by_terms(
        k, r, n, lambda q: sum_over(r, q, body) == sum_over(r, q, own) / 2, [body, own],
        k.arith(body == own / 2, jump), defined=has,
    )  # fmt: skip
    product = weight(r) * (p(c) * line(r, c))
    inside = sums(k, [p(c) * line(r, c), product], lambda one, two: weight(r) * one == two)
    rows = by_terms(
        k, r, n, lambda q: sum_over(r, q, own) == sum_over(r, q, sum_over(c, d, product)),
        [own, sum_over(c, d, product)], inside,
    )  # fmt: skip
    swap = k.by("book.sum-exchange", Lambda((r, c), product), n, d)
    terms = [product, weight(r) * line(r, c)]
    column = by_terms(
        k, r, n, lambda q: sum_over(r, q, terms[0]) == p(c) * sum_over(r, q, terms[1]), terms
    )
    zero = k.use(k.at(dependent, c), k.assume(c < d))
    nothing = by_terms(
        k, c, d, lambda q: sum_over(c, q, sum_over(r, n, product)) == 0,
        [sum_over(r, n, product)], k.arith(sum_over(r, n, product) == 0, column, zero),
    )  # fmt: skip
    return k.qed(k.arith(k.target, halves, rows, swap, nothing))


@dependent_pairs.mutant
def independent_pairs(judge):
    """One pair with the coefficient 1: H(e, e) - H(e, -e) = 1/2 for a unit vector e."""
    return falsify(forall(s, t)(given(s == 1, t == s / 2) >> (t == 0)))


def pair_form(alpha, beta):
    """v^T H_inf v for v = (alpha, beta), of the inputs p and q"""
    rows = [alpha * entry(one, p) + beta * entry(one, q) for one in (p, q)]
    return alpha * rows[0] + beta * rows[1]


def two_units(top):
    """p and q are unit vectors at the angle theta"""
    sizes = inner(p, p) == 1, inner(q, q) == 1, inner(p, q) == cos(theta)
    return given(rotation_invariant(), *sizes, theta >= 0, theta <= pi / top)


def least():
    """lambda_0 of two unit inputs at the angle theta"""
    return term("1/2") - cos(theta) * (pi - theta) / (2 * pi)


def slope():
    """lambda_0 to first order in theta, and no more than it"""
    return theta * cos(theta) / (2 * pi)


def two_inputs_say():
    return forall(g, G, p, q, d, theta)(
        two_units(2)
        >> conj(
            forall(alpha, beta)(pair_form(alpha, beta) >= least() * (alpha**2 + beta**2)),
            pair_form(term(1), term(-1)) == 2 * least(),
            least() == sin(theta / 2) ** 2 + slope(),
            least() >= slope(),
        )
    )


@claim(
    "relu2.asm-2.1.two-inputs",
    thesis(locus),
    says=two_inputs_say,
    uses=("relu2.asm-2.1.closed-form.units", "relu2.asm-2.1.diagonal"),
)
def two_inputs(judge):
    """For two unit inputs lambda_0 = (1 - cos theta)/2 + theta cos(theta)/(2 pi): no cancellation,
    and linear in a small angle.

    The least value of the form on unit vectors is at (1, -1)/sqrt(2).
    """
    k = judge.theorem()
    half, shared, *units, low, high = k.given
    swap = sums(k, [q(c) * p(c), p(c) * q(c)], lambda one, two: one == two)
    turned = k.arith(inner(q, p) == cos(theta), swap, units[2])
    angle = k.arith(theta <= pi, high, low)
    mixed = [
        k.use(
            k.by("relu2.asm-2.1.closed-form.units", g, G, *pair, d, theta),
            half, shared, *units, known, low, angle,
        )
        for pair, known in (((p, q), units[2]), ((q, p), turned))
    ]  # fmt: skip
    own = []
    for one, unit in zip((p, q), units):
        special = k.by("relu2.asm-2.1.diagonal", g, G, one, one, d, 1, 1, 1)
        own.append(k.part(k.use(special, half, shared, unit), 0))
    positive = k.arith(cos(theta) >= 0, low, high)
    double = k.arith(cos(theta) == 1 - 2 * sin(theta / 2) ** 2)
    h = cos(theta) * (pi - theta) / (2 * pi)
    entries = [
        k.arith(entry(p, p) == "1/2", own[0], units[0]),
        k.arith(entry(q, q) == "1/2", own[1], units[1]),
        k.arith(entry(p, q) == h, mixed[0], units[2]),
        k.arith(entry(q, p) == h, mixed[1], turned),
    ]
    sign = k.arith(h >= 0, positive, angle, low)
    H = reals("H_00 H_11 H_01 H_10")
    rows = alpha * H[0] + beta * H[2], alpha * H[3] + beta * H[1]
    whole = alpha * rows[0] + beta * rows[1]
    rule = k.lemma(
        forall(*H, s, alpha, beta)(
            given(H[0] == "1/2", H[1] == "1/2", H[2] == s, H[3] == s, s >= 0)
            >> (whole >= (term("1/2") - s) * (alpha**2 + beta**2))
        ),
        entry(p, p), entry(q, q), entry(p, q), entry(q, p), h, alpha, beta, defined=entries,
    )  # fmt: skip
    first = k.for_all(k.use(rule, *entries, sign), alpha, beta)
    second = k.arith(k.target.part(1), *entries)
    third = k.arith(k.target.part(2), double)
    fourth = k.arith(k.target.part(3), double)
    return k.qed(k.both(first, second, third, fourth))


@two_inputs.mutant
def four_times_the_angle(judge):
    """At least 4 theta cos(theta)/(2 pi): at theta = 1/10 lambda_0 is below 1/50."""
    return falsify(
        forall(theta)((theta == "1/10") >> (least() >= 4 * theta * cos(theta) / (2 * pi))),
        hints=[{"values": {"theta": "1/10"}}],
    )
