"""Lemma 3.17: how far the features of a convolutional residual network move with the weights, for
every depth. Layer h has d(h) channels at p positions; x(h, c, i) are its features at the start and
y(h, c, i) after training, X(h, c, i, s) and Y(h, c, i, s) their patches of 2 r + 1 offsets.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    exp,
    forall,
    functions,
    given,
    nats,
    reals,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.frobenius import entrywise
from . import chapter_3
from .layer_norms import is_norm
from .layers import L, lipschitz, product, sigma
from .patches import patch
from .residual_growth import A, B, C, D, H, M, P, R, T, h, kappa, w

a, c, i, s, p, r = nats("a c i s p r")
d = functions("d", "nat", value="nat")
x, y = functions("x y", "nat", "nat", "nat")
X, Y = functions("X Y", "nat", "nat", "nat", "nat")
W, V = functions("W V", "nat", "nat", "nat", "nat")
u = functions("u", "nat", "nat")
root, scale = sequences("root scale")
root_q = reals("root_q")
Q, S = reals("Q S")


def pre(weights, patches):
    """W(h) phi(x(h)) at channel a and position i"""
    row = lambda c, s: weights(h, a, c, s) * patches(h, c, i, s)  # noqa: E731
    return sum_over(c, d(h), sum_over(s, 2 * r + 1, row(c, s)))


def after(weights, patches):
    return scale(h) * sigma(pre(weights, patches))


def patched(patches, features):
    return forall(c, i, s)(patches(h, c, i, s) == patch(lambda j: features(h, c, j)))


def network():
    """The layers before and after training, from the same input."""
    first = conj(x(1, a, i) == after(W, X).put(h, 0), y(1, a, i) == after(V, Y).put(h, 0))
    more = conj(x(h + 1, a, i) == x(h, a, i) + after(W, X),
                y(h + 1, a, i) == y(h, a, i) + after(V, Y))  # fmt: skip
    return (
        forall(h)((h < H) >> conj(patched(X, x), patched(Y, y))),
        forall(c, i)(x(0, c, i) == y(0, c, i)),
        forall(a, i)(given(a < d(1), i < p) >> first),
        forall(h, a, i)(given(h >= 1, h < H, a < d(h + 1), i < p) >> more),
        forall(h)((h >= 1) >> (d(h + 1) == d(h))),
    )


def size(entry, at):
    """|x|_F^2 of the layer `at`"""
    return sum_over(c, d(at), sum_over(i, p, entry(at, c, i) ** 2))


def moved(at):
    return size(lambda h, c, i: y(h, c, i) - x(h, c, i), at)


def weights():
    """|W| <= c_w0 sqrt(m) on patches, |V - W|_F <= R sqrt(m)"""
    whole = sum_over(c, d(h), sum_over(s, 2 * r + 1, W(h, a, c, s) * u(c, s)))
    length = sum_over(c, d(h), sum_over(s, 2 * r + 1, u(c, s) ** 2))
    norm = forall(u)(sum_over(a, d(h + 1), whole**2) <= (w * root(h)) ** 2 * length)
    gap = sum_over(c, d(h), sum_over(s, 2 * r + 1, (V(h, a, c, s) - W(h, a, c, s)) ** 2))
    return forall(h)((h < H) >> conj(root(h) >= 0, norm,
                                     sum_over(a, d(h + 1), gap) <= (R * root(h)) ** 2))  # fmt: skip


def conv_reach(share=1):
    top = M / (share * w) if share != 1 else M / w
    return (C * L * root_q + top) * exp(2 * root_q * kappa * w * L) * R


def conv_says():
    letters = x, y, X, Y, W, V, sigma, d, root, scale, C, L, w, R, M, kappa, root_q, H, p, r
    return forall(*letters)(
        given(
            conj(C >= 0, L >= 0, w > 0, R >= 0, R <= w, M >= 0, kappa >= 0, H >= 1),
            is_norm(root_q, 2 * r + 1), lipschitz(), *network(), weights(), size(x, 0) <= 1,
            forall(h)(given(h >= 1, h < H) >> (size(x, h) <= M**2)),
            scale(0) * root(0) == C,
            forall(h)(given(h >= 1, h < H) >> (scale(h) * root(h) == kappa / H)),
        )
        >> forall(h)((h < H) >> (moved(h + 1) <= conv_reach() ** 2))
    )  # fmt: skip


@claim(
    "deep.lem-3.17",
    chapter_3("Lemma 3.17"),
    formula=r"\|x^{(h)}(k)-x^{(h)}(0)\|_F\le\Big(\sqrt{c_\sigma}L\sqrt "
    r"q+\frac{c_{x,0}}{c_{w,0}}\Big)e^{2\sqrt qc_{res}c_{w,0}L}R",
    hypotheses=(
        "stride 1, q = 2 r + 1 offsets, zero padding; every depth, all numbers of channels and "
        "positions",
    ),
    says=conv_says,
    uses=("deep.lem-3.17.growth", "deep.lem-3.17.preactivations", "book.frobenius-triangle"),
)
def features_conv(judge):
    """|x^(h)(k) - x^(h)(0)|_F <= (sqrt(c_sigma) L sqrt(q) + c_x0/c_w0) e^(2 sqrt(q) c_res c_w0 L) R
    for every h, while the weights move by at most R sqrt(m).

    Where |x|_F <= 1, |W^(h)(0)| <= c_w0 sqrt(m), |x^(h)(0)|_F <= c_x0 and R <= c_w0.

    The recursion of Lemma 3.10 with c_w0 sqrt(q) for c_w0 and R sqrt(q) for R: the quotient c_x0
    /c_w0 stays.
    """
    k = judge.theorem()
    (c_low, L_low, w_pos, R_low, R_small, M_low, kappa_low, deep, q_low, q_size, lip, patches, same,
     first, later, width, bounds, unit, short, scale_0, scales) = k.given  # fmt: skip
    q_pos = k.lemma(forall(A, B)(given(A >= 0, A**2 == 2 * B + 1, B >= 0) >> (A > 0)), root_q, r)
    q_pos = k.use(q_pos, q_low, q_size, k.arith(r >= 0))
    w_low = k.arith(w >= 0, w_pos)
    state = lip, patches, bounds, w_low, R_low, L_low, q_low, q_size
    first_one = k.arith(term(0) + 1 == 1)
    # the first layer
    none = entrywise(
        k, lambda one: one == 0, [(y(0, c, i) - x(0, c, i)) ** 2], k.at(same, c, i),
        sizes=((i, p), (c, d(0))),
    )  # fmt: skip
    known = [
        k.arith(size(x, 0) <= term(1) ** 2, unit),
        k.arith(none.sides[0] <= term(0) ** 2, none),
    ]
    known += [k.arith(term(0) < H, deep), k.arith(term(1) >= 0), k.arith(term(0) >= 0)]
    start = k.unfold(first_one, activated(k, state, term(0), term(1), term(0), *known))
    rows = k.apply(k.at(first, a, i), k.both(k.assume(a < d(1)), k.assume(i < p)))
    gap = (sigma(pre(V, Y)) - sigma(pre(W, X))).put(h, 0)
    bodies = [(y(1, a, i) - x(1, a, i)) ** 2, gap**2]
    scaled = entrywise(
        k, lambda one, two: one == scale(0) ** 2 * two, bodies,
        k.arith(bodies[0] == scale(0) ** 2 * bodies[1], rows), sizes=((i, p), (a, d(1))),
    )  # fmt: skip
    rule = k.lemma(
        forall(A, B, P, Q, T, L, w, R, S)(
            given(A == S**2 * B, B <= (L * (T * (Q * ((w + R) * 0 + R * 1)))) ** 2, S * T == P)
            >> (A <= (P * L * (R * Q)) ** 2)
        ),
        scaled.sides[0], start.sides[0], C, root_q, root(0), L, w, R, scale(0),
    )  # fmt: skip
    begins = k.use(rule, scaled, start, scale_0)
    begins = k.rewrite(first_one, begins, (moved(h + 1) <= (C * L * (R * root_q)) ** 2).put(h, 0))
    # one layer more
    soon = k.assume(h + 1 < H)
    known = k.assume(given(D >= 0, moved(h + 1) <= D**2))
    whole = one_layer_more(k, state, (later, width, short, scales), soon, known, deep, kappa_low,
                           M_low)  # fmt: skip
    run = k.for_all(k.discharge(whole, known.formula), D)
    run = k.for_all(k.discharge(run, soon.formula), h)
    wq, Rq = w * root_q, R * root_q
    wide = k.lemma(forall(A, B)(given(A > 0, B > 0) >> (A * B > 0)), w, root_q)
    wide = k.use(wide, w_pos, q_pos)
    order = product(k, w - R, root_q, k.arith(w - R >= 0, R_small), q_low)
    lemma = k.by("deep.lem-3.17.growth", Lambda((h,), moved(h + 1)), C, L, wq, Rq, M, kappa, H)
    found = k.use(
        lemma, c_low, L_low, wide, product(k, R, root_q, R_low, q_low), k.arith(Rq <= wq, order),
        M_low, kappa_low, deep, begins, run,
    )  # fmt: skip
    found = k.apply(k.at(found, h), k.assume(h < H))
    has = [k.arith(w != 0, w_pos), k.arith(2 * wq != 0, wide)]
    power = exp(2 * root_q * kappa * w * L)
    old = (C * L + M / (2 * wq)) * exp(2 * kappa * L * wq) * Rq
    rule = k.lemma(
        forall(A, B, P, Q, S, R, M, w)(
            given(S == (A + M / (2 * (w * B))) * P * (R * B), A >= 0, B > 0, P > 0, R >= 0, M >= 0,
                  w > 0, Q == (A * B + M / w) * P * R)
            >> conj(S >= 0, S <= Q)
        ),
        C * L, root_q, power, conv_reach(), old, R, M, w, defined=has,
    )  # fmt: skip
    wider = k.use(
        rule, k.arith(rule.formula.left.part(0), *has), product(k, C, L, c_low, L_low), q_pos,
        k.arith(power > 0), R_low, M_low, w_pos, k.arith(conv_reach() == conv_reach(), *has),
    )  # fmt: skip
    last = k.lemma(
        forall(A, P, Q)(given(A <= P**2, P >= 0, P <= Q) >> (A <= Q**2)),
        moved(h + 1), old, conv_reach(), defined=has,
    )  # fmt: skip
    return k.qed(k.for_all(k.discharge(k.use(last, found, wider), h < H), h))


def activated(k, state, at, most, far, small, near, inside, most_low, far_low):
    """|sigma(V phi(y)) - sigma(W phi(x))|_F in the layer `at`, from |x| <= most, |y - x| <= far"""
    lip, patches, bounds, w_low, R_low, L_low, q_low, q_size = state
    own, other = k.split(k.apply(k.at(patches, at), inside))
    root_low, norm, change = k.split(k.apply(k.at(bounds, at), inside))
    lemma = k.by(
        "deep.lem-3.17.preactivations", Lambda((c, i), x(at, c, i)), Lambda((c, i), y(at, c, i)),
        Lambda((c, i, s), X(at, c, i, s)), Lambda((c, i, s), Y(at, c, i, s)),
        Lambda((a, c, s), W(at, a, c, s)), Lambda((a, c, s), V(at, a, c, s)), w, R, most, far,
        root(at), root_q, d(at), d(at + 1), p, r,
    )  # fmt: skip
    moves = k.use(lemma, w_low, R_low, most_low, far_low, root_low, q_low, q_size, own, other, norm,
                  change, small, near)  # fmt: skip
    after_, before = pre(V, Y).put(h, at), pre(W, X).put(h, at)
    rule = k.lemma(
        forall(A, B, P, Q, L)(
            given(abs(A - B) <= L * abs(P - Q), L >= 0) >> ((A - B) ** 2 <= L**2 * (P - Q) ** 2)
        ),
        sigma(after_), sigma(before), after_, before, L,
    )  # fmt: skip
    each = k.use(rule, k.at(lip, after_, before), L_low)
    bodies = [(sigma(after_) - sigma(before)) ** 2, (after_ - before) ** 2]
    total = entrywise(k, lambda one, two: one <= L**2 * two, bodies, each,
                      sizes=((i, p), (a, d(at + 1))))  # fmt: skip
    rule = k.lemma(
        forall(A, B, P, L)(given(A <= L**2 * B, B <= P**2) >> (A <= (L * P) ** 2)),
        total.sides[0], moves.sides[0], root(at) * (root_q * ((w + R) * far + R * most)), L,
    )  # fmt: skip
    return k.use(rule, total, moves)


def one_layer_more(k, state, layers, soon, known, deep, kappa_low, M_low):
    """The movement of layer h + 2 from that of layer h + 1, which is at most D"""
    _, _, _, w_low, R_low, L_low, q_low, _ = state
    later, width, short, scales = layers
    D_low, near = k.split(known)
    here, at, has = k.both(k.arith(h + 1 >= 1), soon), h + 1, k.arith(H != 0, deep)
    small, m, inner = k.apply(k.at(short, at), here), d(h + 1 + 1), (w + R) * D + R * M
    more = activated(k, state, at, M, D, small, near, soon, M_low, D_low)
    inside = k.both(*k.split(here), k.assume(a < m), k.assume(i < p))
    rows = k.apply(k.at(later, at, a, i), inside)
    gap = (sigma(pre(V, Y)) - sigma(pre(W, X))).put(h, at)
    body, old = scale(at) * gap, y(at, a, i) - x(at, a, i)
    bodies = [body**2, gap**2]
    scaled = entrywise(
        k, lambda one, two: one == scale(at) ** 2 * two, bodies, sizes=((i, p), (a, m))
    )
    top = kappa / H * L * (root_q * inner)
    rule = k.lemma(
        forall(A, B, P, Q, T, L, S, M)(
            given(A == S**2 * B, B <= (L * (T * (Q * M))) ** 2, S * T == P)
            >> (A <= (P * L * (Q * M)) ** 2)
        ),
        scaled.sides[0], more.sides[0], kappa / H, root_q, root(at), L, scale(at), inner,
        defined=[has],
    )  # fmt: skip
    added = k.use(rule, scaled, more, k.apply(k.at(scales, at), here))
    low = product(k, w + R, D, k.arith(w + R >= 0, w_low, R_low), D_low)
    low = k.arith(inner >= 0, low, product(k, R, M, R_low, M_low))
    ratio = k.use(k.lemma(forall(A, B)(given(A >= 0, B >= 1) >> (A / B >= 0)), kappa, H), kappa_low,
                  deep)  # fmt: skip
    ratio = product(k, kappa / H, L, ratio, L_low)
    low = product(k, kappa / H * L, root_q * inner, ratio, product(k, root_q, inner, q_low, low))
    near = k.fold(k.apply(k.at(width, at), k.arith(h + 1 >= 1)), near)
    whole = k.by("book.frobenius-triangle", Lambda((a, i), old), Lambda((a, i), body), m, p, D, top,
                 defined=[has])  # fmt: skip
    whole = k.use(whole, D_low, low, near, added)
    bodies = [(y(at + 1, a, i) - x(at + 1, a, i)) ** 2, (old + body) ** 2]
    equal = entrywise(k, lambda one, two: one == two, bodies, k.arith(bodies[0] == bodies[1], rows),
                      sizes=((i, p), (a, m)))  # fmt: skip
    layer = D + kappa / H * L * ((w * root_q + R * root_q) * D + R * root_q * M)
    rule = k.lemma(
        forall(A, B, P, Q)(given(A == B, B <= P**2, P == Q) >> (A <= Q**2)),
        moved(at + 1), equal.sides[1], D + top, layer, defined=[has],
    )  # fmt: skip
    return k.use(rule, equal, whole, k.arith(D + top == layer, has))


@features_conv.mutant
def a_quarter(judge):
    """A quarter of c_x0/c_w0: many layers with W = R = c_w0 move by c_x0 (e^a - 1)/2, the first one
    hardly, a = 2; q = 1.
    """
    return falsify(
        forall(A)((A == 2) >> ((exp(A) - 1) / 2 <= "1/4" * exp(A))),
        hints=[{"values": {"A": "2"}}],
    )
