"""Lemma 3.18, the second term with the movement of the pre-activations: the slopes change with
W phi(x). The notation is that of `stability_conv_terms`; f(i, c, l) and g(i, c, l) are the features
of input i before and after, x and y their patches of 2 k + 1 offsets.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    indicator,
    nats,
    sqrt,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.frobenius import entrywise
from . import chapter_3
from .layers import product
from .stability_conv import gram, own, roots, steep
from .stability_conv_slopes import cx, moved, smooth, w
from .stability_conv_terms import (
    CONV,
    A,
    B,
    C,
    L,
    P,
    Q,
    R,
    X,
    Z,
    a,
    beta,
    c,
    d,
    i,
    j,
    l,
    m,
    o,
    p,
    r,
    root_m,
    root_p,
    root_q,
    s,
    slope,
    v,
    weights_size,
    x,
    y,
    z,
)

rad, at = nats("k e")
f, g = functions("f g", "nat", "nat", "nat")
u = functions("u", "nat", "nat")
W, V = functions("W V", "nat", "nat", "nat")
h, F = functions("h", "nat", "nat"), functions("F", "nat", "nat", "nat")


def patch_of(patch, feature):
    """phi for stride 1 and zero padding"""
    entry = sum_over(at, p, indicator(at + rad == l + s) * feature(c, at))
    return forall(c, l, s)(patch(l, c, s) == entry)


def size(feature):
    return sum_over(c, d, sum_over(l, p, feature(c, l) ** 2))


def patch_says():
    return forall(h, F, X, root_q, d, p, rad)(
        given(patch_of(F, h), root_q**2 == 2 * rad + 1, size(h) <= X**2)
        >> (sum_over(c, d, sum_over(s, 2 * rad + 1, sum_over(l, p, F(l, c, s) ** 2)))
            <= (root_q * X) ** 2)
    )  # fmt: skip


@claim(
    "deep.lem-3.18.patches",
    chapter_3(CONV),
    formula=r"\|\phi(x)\|_F\le\sqrt q\,\|x\|_F",
    says=patch_says,
    uses=("deep.ineq-patch", "book.sum-exchange"),
)
def patch_is_short(judge):
    """The patches of x are at most sqrt(q) times as long as x."""
    k = judge.theorem()
    patch, q_size, short = k.given
    lemma = k.by("deep.ineq-patch", h, Lambda((c, l, s), F(l, c, s)), d, p, rad)
    known = k.part(k.use(lemma, k.for_all(k.at(patch, c, l, s), c, l, s)), 1)
    bodies = [F(l, c, s) ** 2, F(l, c, s) * F(l, c, s)]
    same = entrywise(
        k, lambda one, two: one == two, bodies, sizes=((s, 2 * rad + 1), (l, p), (c, d))
    )
    turn = k.by("book.sum-exchange", Lambda((s, l), bodies[0]), 2 * rad + 1, p)
    turned = by_terms(
        k, c, d, lambda q: sum_over(c, q, turn.sides[0]) == sum_over(c, q, turn.sides[1]),
        list(turn.sides), turn,
    )  # fmt: skip
    image = sum_over(c, d, sum_over(l, p, sum_over(s, 2 * rad + 1, bodies[1])))
    rule = forall(A, B, Q)(given(sqrt(A) <= sqrt(Q) * sqrt(B)) >> (A <= Q * B))
    known = k.use(k.lemma(rule, image, size(h), 2 * rad + 1), known)
    rule = k.lemma(
        forall(A, B, C, P, Q)(
            given(A == B, B <= P * C, P == Q**2, C <= X**2) >> (A <= (Q * X) ** 2)
        ),
        turned.sides[0], image, size(h), 2 * rad + 1, root_q,
    )  # fmt: skip
    equal = k.arith(rule.formula.left.part(0), turned, same)
    return k.qed(k.use(rule, equal, known, k.arith(2 * rad + 1 == root_q**2, q_size), short))


@patch_is_short.mutant
def as_long_as_the_features(judge):
    """|phi(x)| <= |x|: three equal entries of three patches have 7 > 3 of them."""
    return falsify(
        forall(A, B)(given(B == 3, A == 7) >> (A <= B)),
        hints=[{"values": {"A": "7", "B": "3"}}],
    )


def image(weights, patch, i):
    """W phi(x_i) at position l and channel r"""
    return sum_over(c, d, sum_over(s, 2 * rad + 1, weights(r, c, s) * patch(i, l, c, s)))


def features(i):
    """What is known of one input"""
    pre = conj(z(i, l, r) == image(W, x, i), v(i, l, r) == image(V, y, i))
    return conj(
        patch_of(own(x, i), lambda c, l: f(i, c, l)),  # noqa: E741
        patch_of(own(y, i), lambda c, l: g(i, c, l)),  # noqa: E741
        forall(l, r)(((l < p) & (r < m)) >> pre),
        size(lambda c, l: f(i, c, l)) <= X**2,  # noqa: E741
        size(lambda c, l: g(i, c, l) - f(i, c, l)) <= (cx * R) ** 2,  # noqa: E741
    )


def weights():
    """|W| <= c_w0 sqrt(m), |V - W|_F <= R sqrt(m)"""
    whole = sum_over(c, d, sum_over(s, 2 * rad + 1, W(r, c, s) * u(c, s)))
    bound = (w * root_m) ** 2 * sum_over(c, d, sum_over(s, 2 * rad + 1, u(c, s) ** 2))
    change = sum_over(c, d, sum_over(s, 2 * rad + 1, (V(r, c, s) - W(r, c, s)) ** 2))
    return conj(
        forall(u)(sum_over(r, m, whole**2) <= bound), sum_over(r, m, change) <= (R * root_m) ** 2
    )


def second_says():
    bound = 2 * beta * L * X**2 * B**2 * p * root_q**3 * (2 * cx * w + X) * R
    fourth = sum_over(r, m, sum_over(l, p, a(l, r) ** 4)) <= B**4 * (p * m)
    letters = f, g, x, y, z, v, W, V, a, slope, i, j, d, p, m, rad
    return forall(*letters, X, L, beta, B, R, w, cx, root_m, root_p, root_q)(
        given(
            X >= 0, L >= 0, beta >= 0, w >= 0, R >= 0, R <= w, cx >= 0, steep(), smooth(),
            roots().put(o, 2 * rad + 1), features(i), features(j), weights(), fourth,
        )
        >> (abs(gram(a, v, x).put(o, 2 * rad + 1) - gram(a, z, x).put(o, 2 * rad + 1)) <= m * bound)
    )  # fmt: skip


@claim(
    "deep.lem-3.18.I2-amended",
    chapter_3(CONV),
    formula=r"I_2\le2\beta Lc_{x,0}^2a_{4,0}^2\,p\,q^{3/2}(2c_xc_{w,0}+c_{x,0})R",
    hypotheses=(
        "printed: 2 beta a_40^2 sqrt(p) c_x0^2 (2 c_x c_w0 sqrt(q) + c_x0) R",
        "the sum of all a_lr^4 is at most a_40^4 p m, so that of |a_r|^4 at most p^2 a_40^4 m",
        "|x(k) - x(0)|_F <= c_x R, |x(0)|_F <= c_x0, |W(0)| <= c_w0 sqrt(m), |W(k) - W(0)|_F <= R "
        "sqrt(m), R <= c_w0",
    ),
    says=second_says,
    uses=("deep.lem-3.18.patches", "deep.lem-3.18.slopes", "deep.lem-3.17.preactivations"),
)
def second_conv_term(judge):
    """The slopes change: |I_2| <= 2 beta L c_x0^2 a_40^2 p q^(3/2) (2 c_x c_w0 + c_x0) R.

    The pre-activations W phi(x) move by at most sqrt(m q) (2 c_x c_w0 + c_x0) R; then
    deep.lem-3.18.slopes.
    """
    k = judge.theorem()
    X_low, L_low, beta_low, w_low, R_low, R_small, cx_low, bound, lip = k.given[:9]
    m_low, m_size, p_low, p_size, q_low, q_size = k.given[9:15]
    inputs, (norm_, change, fourth) = (k.given[15:20], k.given[20:25]), k.given[25:]
    count, reach = 2 * rad + 1, cx * R
    reach_low = product(k, cx, R, cx_low, R_low)
    far = root_q * ((2 * cx * w + X) * R)
    shorts, shifts = [], []
    for one, (first, second, pre, short, near) in zip((i, j), inputs, strict=True):
        lemma = k.by(
            "deep.lem-3.18.patches", Lambda((c, l), f(one, c, l)),
            Lambda((l, c, s), x(one, l, c, s)), X, root_q, d, p, rad,
        )  # fmt: skip
        shorts.append(k.use(lemma, first, q_size, short))
        lemma = k.by(
            "deep.lem-3.17.preactivations", Lambda((c, l), f(one, c, l)),
            Lambda((c, l), g(one, c, l)), Lambda((c, l, s), x(one, l, c, s)),
            Lambda((c, l, s), y(one, l, c, s)), W, V, w, R, X, reach, root_m, root_q, d, m, p, rad,
        )  # fmt: skip
        patched = [k.for_all(k.at(known, c, l, s), c, l, s) for known in (first, second)]
        move = k.use(lemma, w_low, R_low, X_low, reach_low, m_low, q_low, q_size, *patched, norm_,
                     change, short, near)  # fmt: skip
        gap, rows = moved(one)(l, r), image(V, y, one) - image(W, x, one)
        equal = k.apply(k.at(pre, l, r), k.both(k.assume(l < p), k.assume(r < m)))
        bodies = [gap**2, rows**2]
        equal = entrywise(
            k, lambda one, two: one == two, bodies, k.arith(bodies[0] == bodies[1], equal),
            sizes=((l, p), (r, m)),
        )  # fmt: skip
        inner = root_m * (root_q * ((w + R) * reach + R * X))
        room = product(k, w - R, reach, k.arith(w - R >= 0, R_small), reach_low)
        room = k.arith((w + R) * reach + R * X <= (2 * cx * w + X) * R, room)
        scale = product(k, root_m, root_q, m_low, q_low)
        slack = (2 * cx * w + X) * R - ((w + R) * reach + R * X)
        room = product(k, root_m * root_q, slack, scale, k.arith(slack >= 0, room))
        low = [
            product(k, w + R, reach, k.arith(w + R >= 0, w_low, R_low), reach_low),
            product(k, R, X, R_low, X_low),
        ]
        low = product(k, root_m * root_q, (w + R) * reach + R * X, scale, k.arith(
            (w + R) * reach + R * X >= 0, *low))  # fmt: skip
        rule = k.lemma(
            forall(A, B, P, Q)(given(A == B, B <= P**2, P >= 0, P <= Q) >> (A <= Q**2)),
            weights_size(moved(one)), equal.sides[1], inner, far * root_m,
        )  # fmt: skip
        shifts.append(k.use(
            rule, equal, k.arith(rule.formula.left.part(1), move), k.arith(inner >= 0, low),
            k.arith(inner <= far * root_m, room),
        ))  # fmt: skip
    wide = product(k, cx, w, cx_low, w_low)
    far_low = product(k, 2 * cx * w + X, R, k.arith(2 * cx * w + X >= 0, wide, X_low), R_low)
    far_low = product(k, root_q, (2 * cx * w + X) * R, q_low, far_low)
    core = k.by("deep.lem-3.18.slopes", x, z, v, a, slope, i, j, d, count, p, m, X, L, beta, B, far,
                root_m, root_p, root_q)  # fmt: skip
    core = k.use(core, X_low, L_low, beta_low, far_low, bound, lip, m_low, m_size, p_low, p_size,
                 q_low, q_size, *shorts, *shifts, fourth)  # fmt: skip
    q_is = k.arith(2 * rad + 1 == root_q**2, q_size)
    top = core.sides[1]
    high = m * (2 * beta * L * X**2 * B**2 * p * root_q**3 * (2 * cx * w + X) * R)
    same = k.arith(top == high, q_is)
    return k.qed(k.arith(k.target, core, same))


@second_conv_term.mutant
def factor_one(judge):
    """Factor 1: both slopes move."""
    return falsify(
        forall(L, beta, Z)(
            given(L == 2, beta == 1, Z == 1) >> (L**2 - (L - beta * Z) ** 2 <= L * beta * Z)
        ),
        hints=[{"values": {"L": "2", "beta": "1", "Z": "1"}}],
    )
