"""Lemma 3.18: the three terms by which an entry of the Gram matrix of the last convolutional layer
moves, with their constants.

The notation is that of `stability_conv_terms`; o is the number of offsets of a patch, q in the
lemma. The terms are here without their scale c_res^2/(H^2 m): each bound has the factor m.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs import reals as letters
from steepest.proofs.engine.theorems import Lambda, by_terms, conj, forall, given, reals, sum_over
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.frobenius import entrywise
from . import chapter_3, holds, number, positive
from .layer_norms import is_norm
from .layers import product
from .stability_conv_terms import (
    CONV,
    A,
    B,
    D,
    L,
    P,
    Q,
    R,
    S,
    T,
    X,
    a,
    b,
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
    r,
    root_m,
    root_p,
    root_q,
    s,
    slope,
    total,
    v,
    weights_size,
    x,
    y,
)

w, cx, C = reals("c_w0 c_x C")
t1, t2 = reals("t_1 t_2")


def steep():
    return forall(t1)(abs(slope(t1)) <= L)


def weight(out, pre, i):
    """a sigma'"""
    return lambda l, r: out(l, r) * slope(pre(i, l, r))  # noqa: E741


def own(patch, i):
    return lambda l, c, s: patch(i, l, c, s)  # noqa: E741


def entry(out, pre, patch, i):
    """Entry (c, s) of the sum over l of a sigma' phi_l in the channel r"""
    return combined(weight(out, pre, i), own(patch, i))


def gram(out, pre, patch):
    """The sum of the inner products of the channels"""
    return total(entry(out, pre, patch, i), entry(out, pre, patch, j))


def short(patch, bound):
    """|phi(x_i)|, |phi(x_j)| <= sqrt(q) bound"""
    return conj(*(norm(own(patch, one)) <= (root_q * bound) ** 2 for one in (i, j)))


def step(i, l, c, s):  # noqa: E741
    return y(i, l, c, s) - x(i, l, c, s)


@claim(
    "deep.lem-3.18.I1",
    chapter_3(CONV),
    formula=r"I_1\le3c_{x,0}c_xL^2a_{2,0}^2p\,R",
    hypotheses=(
        "from |x(k) - x(0)|_F <= d = c_x R, |x(0)|_F <= N = c_x0",
        "p = 4 equal pixels of one channel, q = 3, a_lr = a_20 for all l, r, sigma' = L: the "
        "sum of the patches is (3, 4, 3) times a pixel",
    ),
    case=True,
)
def first_conv_term_as_printed(judge, extra=1):
    """The factor q of the patches is missing: |sum of patches|^2 = 34/4 |x|^2 here, and 8.5 ((N +
    d)^2 - N^2) > 12 N d.
    """
    patches = [[0, 1, 1], [1, 1, 1], [1, 1, 1], [1, 1, 0]]
    total = [sum(column) for column in zip(*patches)]
    ratio = number(sum(entry**2 for entry in total)) / 4
    N, d = letters("N d")
    return holds(
        judge,
        (ratio * ((N + d) ** 2 - N**2), "<=", extra * 3 * 4 * N * d),
        [*positive(N, d), (d, "<=", N)],
    )


first_conv_term_as_printed.mutant("a half more", extra=Fraction("3/2"))


def roots():
    return conj(is_norm(root_m, m), is_norm(root_p, p), is_norm(root_q, o))


def first_says():
    bound = 3 * X * D * L**2 * A**2 * p * o
    letters_ = x, y, v, a, slope, i, j, d, o, p, m, X, D, L, A, root_m, root_p, root_q
    return forall(*letters_)(
        given(
            D >= 0, D <= X, L >= 0, A >= 0, steep(), roots(), short(x, X), short(step, D),
            weights_size(a) <= A**2 * (p * m),
        )
        >> (abs(gram(a, v, y) - gram(a, v, x)) <= m * bound)
    )  # fmt: skip


@claim(
    "deep.lem-3.18.I1-amended",
    chapter_3(CONV),
    formula=r"I_1\le3c_{x,0}c_xL^2a_{2,0}^2pq\,R",
    hypotheses=(
        "|x(k) - x(0)|_F <= D = c_x R <= c_x0, |x(0)|_F <= c_x0, patches sqrt(q) times as long",
        "|a(0)|_F <= sqrt(p m) a_20",
    ),
    amends="deep.lem-3.18.I1",
    says=first_says,
    uses=("deep.lem-3.18.channels",),
)
def first_conv_term(judge):
    """The features change: |I_1| <= 3 c_x0 D L^2 a_20^2 p q, with the factor q of the patches.

    For vectors v_r = sum_l a_rl s_rl x_l: |v_r|^2 <= L^2 |a_r|^2 |phi(x)|_F^2 (Cauchy-Schwarz), and
    the sum of |a_r|^2 is at most p a_20^2 m.
    """
    k = judge.theorem()
    D_low, near, L_low, A_low, bound, *sizes = k.given
    m_low, m_size, p_low, p_size, q_low, q_size, x_i, x_j, d_i, d_j, start = sizes
    X_low = k.arith(X >= 0, D_low, near)
    high = L * (A * (root_p * root_m))
    high_low = lengths(k, L_low, A_low, p_low, m_low)
    start = k.arith(weights_size(a) <= (A * (root_p * root_m)) ** 2, start, p_size, m_size)
    one, two = (weighted(k, a, v, at, bound, L_low, start) for at in (i, j))
    known = {"x": (root_q * X, product(k, root_q, X, q_low, X_low), x_i, x_j),
             "d": (root_q * D, product(k, root_q, D, q_low, D_low), d_i, d_j)}  # fmt: skip

    def pair(first, second):
        patches = {"x": x, "d": step}
        (P_, P_low, at_i, _), (Q_, Q_low, _, at_j) = known[first], known[second]
        lemma = k.by(
            "deep.lem-3.18.channels", weights_at(a, v, i), weights_at(a, v, j),
            patch_at(patches[first], i), patch_at(patches[second], j), d, o, p, m, high, high, P_,
            Q_,
        )  # fmt: skip
        return k.use(lemma, high_low, high_low, P_low, Q_low, one, two, at_i, at_j)

    parts = [pair(*names) for names in ("dx", "dd", "xd")]
    rows = [
        split(k, entry(a, v, y, at), entry(a, v, x, at), entry(a, v, step, at), *(
            weight(a, v, at)(l, r) * patch(at, l, c, s) for patch in (y, x, step)))
        for at in (i, j)
    ]  # fmt: skip
    whole = bilinear(k, rows, [[entry(a, v, patch, at) for patch in (y, x, step)] for at in (i, j)])
    rule = k.lemma(
        forall(A, B, C, P, Q, R, S, T, X, D)(
            given(
                P == A + B + C, abs(A) <= T * (S * D * (S * X)), abs(B) <= T * (S * D * (S * D)),
                abs(C) <= T * (S * X * (S * D)), T * (S * S * D * (X - D)) >= 0,
            )
            >> (abs(P) <= T * (3 * S * S * X * D))
        ),
        *(inside(one) for one in parts), gram(a, v, y) - gram(a, v, x), 0, 0, root_q, high * high,
        X, D,
    )  # fmt: skip
    room = product(k, D, X - D, D_low, k.arith(X - D >= 0, near))
    room = product(k, (high * root_q) ** 2, D * (X - D), k.arith((high * root_q) ** 2 >= 0), room)
    room = k.arith(high * high * (root_q * root_q * D * (X - D)) >= 0, room)
    end = k.use(rule, whole, *parts, room)
    top = k.arith(end.sides[1] == 3 * X * D * L**2 * A**2 * root_p**2 * root_m**2 * root_q**2)
    top = k.unfold(q_size, k.unfold(m_size, k.unfold(p_size, top)))
    return k.qed(k.arith(k.target, end, top))


def inside(step_):
    """The number whose modulus a step bounds"""
    node = step_.sides[0]
    return type(node)(node.node[1], node.sorts)


def weights_at(out, pre, at):
    return Lambda((l, r), weight(out, pre, at)(l, r))


def patch_at(patch, at):
    return Lambda((l, c, s), patch(at, l, c, s))


def lengths(k, L_low, A_low, p_low, m_low):
    """L a_20 sqrt(p m) >= 0"""
    low = product(k, A, root_p * root_m, A_low, product(k, root_p, root_m, p_low, m_low))
    return product(k, L, A * (root_p * root_m), L_low, low)


def weighted(k, out, pre, at, bound, L_low, start):
    """|a sigma'|_F <= L |a|_F"""
    rule = k.lemma(
        forall(A, B, L)(given(abs(B) <= L, L >= 0) >> ((A * B) ** 2 <= L**2 * A**2)),
        out(l, r), slope(pre(at, l, r)), L,
    )  # fmt: skip
    each = k.use(rule, k.at(bound, pre(at, l, r)), L_low)
    bodies = [weight(out, pre, at)(l, r) ** 2, out(l, r) ** 2]
    whole = entrywise(k, lambda one, two: one <= L**2 * two, bodies, each, sizes=((l, p), (r, m)))
    size = start.sides[1]
    rule = k.lemma(
        forall(A, B, C, L)(given(A <= L**2 * B, B <= C) >> (A <= L**2 * C)),
        *(sum_over(r, m, sum_over(l, p, one)) for one in bodies), size, L,
    )  # fmt: skip
    return k.use(rule, whole, start)


def split(k, new, old, change, *bodies):
    """new == old + change, sums over the positions"""

    def here(q):
        one, two, three = (sum_over(l, q, body) for body in bodies)
        return one == two + three

    found = by_terms(k, l, p, here, bodies)
    return k.arith(new == old + change, found)


def bilinear(k, rows, entries):
    """<new_i, new_j> - <old_i, old_j> == <d_i, old_j> + <d_i, d_j> + <old_i, d_j>, d = new - old"""
    (new_i, old_i, d_i), (new_j, old_j, d_j) = entries
    bodies = [new_i * new_j, old_i * old_j, d_i * old_j, d_i * d_j, old_i * d_j]
    return entrywise(
        k, lambda one, two, *three: one - two == three[0] + three[1] + three[2], bodies, *rows,
        sizes=((s, o), (c, d), (r, m)),
    )  # fmt: skip


@first_conv_term.mutant
def two_for_three(judge):
    """2 in place of 3: x = D = 1, where the product becomes 4."""
    return falsify(
        forall(X, D)(given(X == 1, D == 1) >> ((X + D) ** 2 - X**2 <= 2 * X * D)),
        hints=[{"values": {"X": "1", "D": "1"}}],
    )


def third_says():
    bound = 12 * o * root_p * A * X**2 * L**2 * R
    letters_ = y, v, a, b, slope, i, j, d, o, p, m, X, L, A, R, root_m, root_p, root_q
    moved = weights_size(lambda l, r: b(l, r) - a(l, r)) <= R**2 * m  # noqa: E741
    return forall(*letters_)(
        given(
            X >= 0, L >= 0, A >= 0, R >= 0, R <= A, p >= 1, steep(), roots(), short(y, 2 * X),
            weights_size(a) <= A**2 * (p * m), moved,
        )
        >> (abs(gram(b, v, y) - gram(a, v, y)) <= m * bound)
    )  # fmt: skip


@claim(
    "deep.lem-3.18.I3-amended",
    chapter_3(CONV),
    formula=r"I_3\le12\,q\sqrt p\,a_{2,0}c_{x,0}^2L^2R",
    hypotheses=(
        "printed without q",
        "|a(0)|_F <= sqrt(p m) a_20, |a(k) - a(0)|_F <= sqrt(m) R, R <= a_20, |x(k)|_F <= 2 c_x0",
    ),
    says=third_says,
    uses=("deep.lem-3.18.channels",),
)
def third_conv_term(judge):
    """The output weights change: |I_3| <= 4 q c_x0^2 L^2 |da|_F (2 |a|_F + |da|_F)/m, which is at
    most 12 q sqrt(p) a_20 c_x0^2 L^2 R for R <= a_20, with sqrt(p) >= 1.
    """
    k = judge.theorem()
    X_low, L_low, A_low, R_low, small, many, bound, *sizes = k.given
    m_low, m_size, p_low, p_size, q_low, q_size, y_i, y_j, start, move = sizes
    change = lambda l, r: b(l, r) - a(l, r)  # noqa: E731, E741
    far, near = L * (A * (root_p * root_m)), L * (R * root_m)
    lows = {"a": lengths(k, L_low, A_low, p_low, m_low),
            "d": product(k, L, R * root_m, L_low, product(k, R, root_m, R_low, m_low))}  # fmt: skip
    start = k.arith(weights_size(a) <= (A * (root_p * root_m)) ** 2, start, p_size, m_size)
    move = k.arith(move.sides[0] <= (R * root_m) ** 2, move, m_size)
    out, tops = {"a": a, "d": change}, {"a": far, "d": near}
    sizes = [
        {name: weighted(k, out[name], v, at, bound, L_low, known)
         for name, known in (("a", start), ("d", move))}
        for at in (i, j)
    ]  # fmt: skip
    reach = root_q * (2 * X)
    reach_low = product(k, root_q, 2 * X, q_low, k.arith(2 * X >= 0, X_low))

    def pair(first, second):
        lemma = k.by(
            "deep.lem-3.18.channels", weights_at(out[first], v, i), weights_at(out[second], v, j),
            patch_at(y, i), patch_at(y, j), d, o, p, m, tops[first], tops[second], reach, reach,
        )  # fmt: skip
        return k.use(lemma, lows[first], lows[second], reach_low, sizes[0][first],
                     sizes[1][second], y_i, y_j)  # fmt: skip

    parts = [pair(*names) for names in ("da", "dd", "ad")]
    rows = [
        split(k, entry(b, v, y, at), entry(a, v, y, at), entry(change, v, y, at), *(
            weight(one, v, at)(l, r) * y(at, l, c, s) for one in (b, a, change)))
        for at in (i, j)
    ]  # fmt: skip
    whole = bilinear(k, rows, [[entry(one, v, y, at) for one in (b, a, change)] for at in (i, j)])
    one_at_least = k.lemma(forall(A, B)(given(A >= 0, A**2 == B, B >= 1) >> (A >= 1)), root_p, p)
    one_at_least = k.use(one_at_least, p_low, p_size, many)
    # R <= sqrt(p) a_20
    room = product(k, A, root_p - 1, A_low, k.arith(root_p - 1 >= 0, one_at_least))
    room = product(k, R, root_p * A - R, R_low, k.arith(root_p * A - R >= 0, room, small))
    square = (L * X * root_m * root_q) ** 2
    room = product(k, square, R * (root_p * A - R), k.arith(square >= 0), room)
    rule = k.lemma(
        forall(A, B, C, P, Q, R, S)(
            given(
                P == A + B + C, abs(A) <= S * Q * R, abs(B) <= S * S * R, abs(C) <= Q * S * R,
            )
            >> (abs(P) <= (2 * Q * S + S * S) * R)
        ),
        *(inside(one) for one in parts), gram(b, v, y) - gram(a, v, y), far, reach * reach, near,
    )  # fmt: skip
    end = k.use(rule, whole, *parts)
    wide = 12 * root_q**2 * root_p * A * X**2 * L**2 * R * root_m**2
    same = k.arith(wide == m * (12 * o * root_p * A * X**2 * L**2 * R), q_size, m_size)
    return k.qed(k.arith(k.target, end, k.arith(end.sides[1] <= wide, room), same))


@third_conv_term.mutant
def ten_for_twelve(judge):
    """10 in place of 12, for p = 1 and R = a_20."""
    return falsify(
        forall(A, R)(given(A == 1, R == 1) >> (4 * R * (2 * A + R) <= 10 * A * R)),
        hints=[{"values": {"A": "1", "R": "1"}}],
    )
