"""Lemma 3.18, the second term: the slopes of the activation move with the pre-activations. The
notation is that of `stability_conv`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    given,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.frobenius import entrywise
from . import chapter_3
from .layers import product
from .stability_conv import (
    gram,
    own,
    patch_at,
    roots,
    short,
    split,
    steep,
    t1,
    t2,
    weight,
)
from .stability_conv_terms import (
    CONV,
    A,
    B,
    C,
    D,
    L,
    P,
    Q,
    R,
    S,
    X,
    Z,
    a,
    beta,
    c,
    combined,
    d,
    i,
    j,
    l,
    m,
    norm,
    o,
    p,
    paired,
    r,
    root_m,
    root_p,
    root_q,
    s,
    slope,
    v,
    weights_size,
    x,
    z,
)

w, cx = reals("c_w0 c_x")


def smooth():
    """The slope has the Lipschitz constant beta."""
    return forall(t1, t2)(abs(slope(t1) - slope(t2)) <= beta * abs(t1 - t2))


def moved(one):
    """z(k) - z(0) for one input"""
    return lambda l, r: v(one, l, r) - z(one, l, r)  # noqa: E741


def second_says():
    bound = 2 * beta * L * X**2 * B**2 * p * o * Z
    shifts = [weights_size(moved(one)) <= (Z * root_m) ** 2 for one in (i, j)]
    fourth = sum_over(r, m, sum_over(l, p, a(l, r) ** 4)) <= B**4 * (p * m)
    letters = x, z, v, a, slope, i, j, d, o, p, m, X, L, beta, B, Z, root_m, root_p, root_q
    return forall(*letters)(
        given(
            X >= 0, L >= 0, beta >= 0, Z >= 0, steep(), smooth(), roots(), short(x, X), *shifts,
            fourth,
        )
        >> (abs(gram(a, v, x) - gram(a, z, x)) <= m * bound)
    )  # fmt: skip


@claim(
    "deep.lem-3.18.slopes",
    chapter_3(CONV),
    says=second_says,
    uses=(
        "deep.lem-3.18.sums", "deep.lem-3.18.channel", "book.square-of-sum",
        "book.squares-nonnegative",
    ),
)  # fmt: skip
def slopes_move(judge):
    """The slopes change: at most 2 beta L c_x0^2 a_40^2 p q Z for each channel, where the
    pre-activations move by Z sqrt(m).

    Both vectors of row r are at most |a_r||phi(x)|_F times L, or times beta |dz_r|; Cauchy-Schwarz
    over r, with the fourth moments of a.
    """
    k = judge.theorem()
    X_low, L_low, beta_low, Z_low, bound, lip, *sizes = k.given
    m_low, m_size, p_low, p_size, q_low, q_size, x_i, x_j, z_i, z_j, fourth = sizes

    def change(at):
        return lambda l, r: a(l, r) * (slope(v(at, l, r)) - slope(z(at, l, r)))  # noqa: E741

    rows, new, old, changed = [], [], [], []
    for at in (i, j):
        own_ = own(x, at)
        ends = weight(a, v, at), weight(a, z, at), change(at)
        entries = [combined(one, own_) for one in ends]
        rows.append(split(k, *entries, *(one(l, r) * own_(l, c, s) for one in ends)))
        for group, one in zip((new, old, changed), entries, strict=True):
            group.append(one)
    bodies = [new[0] * new[1], old[0] * old[1], changed[0] * new[1], changed[1] * old[0]]
    whole = entrywise(
        k, lambda one, two, *three: one - two == three[0] + three[1], bodies, *rows,
        sizes=((s, o), (c, d), (r, m)),
    )  # fmt: skip
    moments = fourth_moments(k, fourth, p_size, m_size)
    lows = X_low, L_low, beta_low, Z_low, m_low, q_low
    parts = [
        one_part(k, moving, still, pre, shift, near, moments, bound, lip, lows)
        for moving, still, pre, shift, near in (
            (i, j, v, z_i, (x_i, x_j)),
            (j, i, z, z_j, (x_j, x_i)),
        )
    ]
    top = 2 * beta * L * (root_q * X) ** 2 * (B**2 * p * root_m) * (Z * root_m)
    end = k.arith(abs(gram(a, v, x) - gram(a, z, x)) <= top, whole, *parts)
    same = k.arith(top == m * (2 * beta * L * X**2 * B**2 * p * o * Z), m_size, q_size)
    return k.qed(k.arith(k.target, end, same))


def fourth_moments(k, fourth, p_size, m_size):
    """The sum over r of |a_r|^4 is at most (a_40^2 p sqrt(m))^2."""
    square = k.by("book.square-of-sum", Lambda((l,), a(l, r) ** 2), p)
    bodies = [(a(l, r) ** 2) ** 2, a(l, r) ** 4]
    same = by_terms(
        k, l, p, lambda q: sum_over(l, q, bodies[0]) == sum_over(l, q, bodies[1]), bodies
    )
    own_, high = sum_over(l, p, a(l, r) ** 2) ** 2, sum_over(l, p, bodies[1])
    each = k.arith(own_ <= p * high, square, same)
    total_ = by_terms(
        k, r, m, lambda q: sum_over(r, q, own_) <= p * sum_over(r, q, high), [own_, high], each
    )
    rule = k.lemma(
        forall(A, B, C, D, P, Q)(
            given(A <= P * C, C <= B**4 * (P * D), D == Q**2, P >= 0) >> (A <= (B**2 * P * Q) ** 2)
        ),
        total_.sides[0], B, sum_over(r, m, high), m, p, root_m,
    )  # fmt: skip
    m_is = k.arith(m == root_m**2, m_size)
    return k.use(rule, total_, fourth, m_is, k.arith(p >= 0))


def one_part(k, moving, still, pre, shift, near, moments, bound, lip, lows):
    """The inner products of the change for one input and the entries for the other one"""
    X_low, L_low, beta_low, Z_low, m_low, q_low = lows
    gap = moved(moving)(l, r)
    change = a(l, r) * (slope(v(moving, l, r)) - slope(z(moving, l, r)))
    stands = weight(a, pre, still)(l, r)
    rule = k.lemma(
        forall(A, B, C, L)(
            given(abs(B) <= L * abs(C), L >= 0) >> ((A * B) ** 2 <= L**2 * (A**2 * C**2))
        ),
        a(l, r), slope(v(moving, l, r)) - slope(z(moving, l, r)), gap, beta,
    )  # fmt: skip
    slow = k.use(rule, k.at(lip, v(moving, l, r), z(moving, l, r)), beta_low)
    rule = k.lemma(
        forall(A, B, L)(given(abs(B) <= L, L >= 0) >> ((A * B) ** 2 <= L**2 * A**2)),
        a(l, r), slope(pre(still, l, r)), L,
    )  # fmt: skip
    steep_ = k.use(rule, k.at(bound, pre(still, l, r)), L_low)
    bodies = [change**2, a(l, r) ** 2 * gap**2, a(l, r) ** 2, gap**2, stands**2]

    def here(q):
        one, two, three, four, five = (sum_over(l, q, body) for body in bodies)
        return conj(one <= beta**2 * two, five <= L**2 * three, two <= three * four, three >= 0,
                    four >= 0)  # fmt: skip

    found = by_terms(k, l, p, here, bodies, slow, steep_)
    sums = [sum_over(l, p, body) for body in bodies]
    patches = own(x, moving), own(x, still)
    each = k.by("deep.lem-3.18.channel", Lambda((l,), change), Lambda((l,), stands),
                *(patch_at(x, at) for at in (moving, still)), d, o, p)  # fmt: skip
    inner = paired(combined(lambda *_: change, patches[0]), combined(lambda *_: stands, patches[1]))
    sizes = [norm(one) for one in patches]
    signs = [
        entrywise(k, lambda one: one >= 0, [one(l, c, s) ** 2], sizes=((l, p), (s, o), (c, d)))
        for one in patches
    ]
    reach = (root_q * X) ** 2
    # the two factors, one after the other
    rule = k.lemma(
        forall(A, C, D, P, Q, R, L)(
            given(A <= L**2 * D, D <= P * Q, P * Q >= 0, C <= R, C >= 0, A >= 0, R >= 0)
            >> conj(A * C <= L**2 * (P * Q) * R, A * C >= 0)
        ),
        sums[0], sizes[0], sums[1], sums[2], sums[3], reach, beta,
    )  # fmt: skip
    both = product(k, sums[2], sums[3], k.arith(sums[2] >= 0, found), k.arith(sums[3] >= 0, found))
    square = by_terms(
        k, l, p, lambda q: conj(sum_over(l, q, bodies[0]) >= 0, sum_over(l, q, bodies[4]) >= 0),
        [bodies[0], bodies[4]],
    )  # fmt: skip
    reach_low = k.arith(reach >= 0)
    first = k.use(rule, found, both, near[0], signs[0], square, reach_low)
    rule = k.lemma(
        forall(A, C, P, R, L)(
            given(A <= L**2 * P, P >= 0, C <= R, C >= 0, A >= 0, R >= 0)
            >> conj(A * C <= L**2 * P * R, A * C >= 0)
        ),
        sums[4], sizes[1], sums[2], reach, L,
    )  # fmt: skip
    second = k.use(rule, found, near[1], signs[1], square, reach_low)
    rule = k.lemma(
        forall(A, C, D, P, Q, R, S, L)(
            given(
                A**2 <= C * D, C <= S**2 * (P * Q) * R, D <= L**2 * P * R, C >= 0, D >= 0,
                (L**2 * P * R - D) * C >= 0, (S**2 * (P * Q) * R - C) * (L**2 * P * R) >= 0,
            )
            >> (A**2 <= (S * L * R) ** 2 * P**2 * Q)
        ),
        inner, sums[0] * sizes[0], sums[4] * sizes[1], sums[2], sums[3], reach, beta, L,
    )  # fmt: skip
    tops = [one.sides[1] for one in (k.part(first, 0), k.part(second, 0))]
    slack = tops[0] - sums[0] * sizes[0], tops[1] - sums[4] * sizes[1]
    ends = [
        product(k, slack[1], sums[0] * sizes[0], k.arith(slack[1] >= 0, second), k.part(first, 1)),
        product(k, slack[0], tops[1], k.arith(slack[0] >= 0, first), k.arith(tops[1] >= 0, second)),
    ]
    square = k.use(rule, each, first, second, *ends)
    high = (beta * L * reach) ** 2 * sums[2] ** 2
    known = k.arith(conj(inner**2 <= high * sums[3], high >= 0, sums[3] >= 0), square, found)
    lemma = k.by("deep.lem-3.18.sums", *(Lambda((r,), one) for one in (inner, high, sums[3])), m)
    whole = k.apply(lemma, k.for_all(k.discharge(known, r < m), r))
    scaled = by_terms(
        k, r, m,
        lambda q: conj(
            sum_over(r, q, high) == (beta * L * reach) ** 2 * sum_over(r, q, sums[2] ** 2),
            sum_over(r, q, sums[2] ** 2) >= 0), [high, sums[2] ** 2],
    )  # fmt: skip
    rule = k.lemma(
        forall(A, C, D, P, Q, R)(
            given(A**2 <= R**2 * C * D, C <= P**2, D <= Q**2, C >= 0, P >= 0, Q >= 0, R >= 0,
                  (P**2 - C) * Q**2 >= 0, (Q**2 - D) * C >= 0)
            >> (abs(A) <= R * P * Q)
        ),
        sum_over(r, m, inner), sum_over(r, m, sums[2] ** 2), shift.sides[0], B**2 * p * root_m,
        Z * root_m, beta * L * reach,
    )  # fmt: skip
    tall, wide = B**2 * p * root_m, Z * root_m
    lows_ = [
        product(k, B**2 * p, root_m, k.arith(B**2 * p >= 0, product(
            k, B**2, p, k.arith(B**2 >= 0), k.arith(p >= 0))), m_low),
        product(k, Z, root_m, Z_low, m_low),
        product(k, beta * L, reach, product(k, beta, L, beta_low, L_low), reach_low),
    ]  # fmt: skip
    gaps = [
        product(k, tall**2 - moments.sides[0], wide**2, k.arith(
            tall**2 - moments.sides[0] >= 0, moments), k.arith(wide**2 >= 0)),
        product(k, wide**2 - shift.sides[0], moments.sides[0], k.arith(
            wide**2 - shift.sides[0] >= 0, shift), k.part(scaled, 1)),
    ]  # fmt: skip
    start = k.arith(rule.formula.left.part(0), whole, scaled)
    return k.use(rule, start, moments, shift, k.part(scaled, 1), *lows_, *gaps)


@slopes_move.mutant
def one_of_the_two(judge):
    """Without the factor 2: both slopes move by beta Z, from L."""
    return falsify(
        forall(L, beta, Z)(
            given(L == 2, beta == 1, Z == 1) >> (L**2 - (L - beta * Z) ** 2 <= L * beta * Z)
        ),
        hints=[{"values": {"L": "2", "beta": "1", "Z": "1"}}],
    )
