"""How a perturbation of the weights moves the features of residual networks: Lemmas 3.10 and 3.17,
for every depth, with their constants (Lemma 3.3 is in `layers`, whose notation this is).

The first layer has no skip connection, x(0) is the input; root(h) s(h) is c_res/H after it.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    exp,
    forall,
    given,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3, layers
from .layers import (
    H,
    L,
    M,
    R,
    V,
    W,
    c,
    d,
    h,
    i,
    j,
    lipschitz,
    moved,
    pre,
    product,
    root,
    s,
    sigma,
    size,
    w,
    x,
    z,
)
from .recursions import compound

kappa, b, u, A, B, C, D, T, Y, Z = reals("c_res b u A B C D T Y Z")


def after(weights, features):
    return s(h) * sigma(pre(weights, features, i))


def network():
    """The layers before and after training, from the same input."""
    first = conj(x(1, i) == after(W, x).put(h, 0), z(1, i) == after(V, z).put(h, 0))
    later = conj(x(h + 1, i) == x(h, i) + after(W, x), z(h + 1, i) == z(h, i) + after(V, z))
    return (
        forall(i)((x(0, i) == z(0, i)) & ((i < d(1)) >> first)),
        forall(h, i)(given(h >= 1, h < H, i < d(h + 1)) >> later),
        forall(h)((h >= 1) >> (d(h + 1) == d(h))),
    )


def reach(share):
    return (c * L + M / (share * w if share != 1 else w)) * exp(2 * kappa * L * w) * R


def features_say(share=1):
    norm, change, short = layers.layer()
    return forall(x, z, W, V, sigma, d, root, s, c, L, w, R, M, kappa, H)(
        given(
            layers.positive(), kappa >= 0, H >= 1, lipschitz(), *network(),
            forall(h)((h < H) >> conj(root(h) >= 0, norm, change)),
            size(lambda j: x(0, j), 0) <= 1, forall(h)(given(h >= 1, h < H) >> short),
            s(0) * root(0) == c, forall(h)(given(h >= 1, h < H) >> (s(h) * root(h) == kappa / H)),
        )
        >> forall(h)((h < H) >> (moved(h + 1) <= reach(share) ** 2))
    )  # fmt: skip


def gap():
    return sigma(pre(V, z, i)) - sigma(pre(W, x, i))


def scaled_layer(k):
    """For all h, Y: |s(h) gap|^2 <= (s(h) root(h) L Y)^2 if |gap|^2 <= (L root(h) Y)^2."""
    short = k.assume(sum_over(i, d(h + 1), gap() ** 2) <= (L * (root(h) * Y)) ** 2)
    bodies = [(s(h) * gap()) ** 2, gap() ** 2]
    same = by_terms(
        k, i, d(h + 1),
        lambda q: sum_over(i, q, bodies[0]) == s(h) ** 2 * sum_over(i, q, bodies[1]), bodies,
    )  # fmt: skip
    rule = k.lemma(
        forall(A, B, C, T, L, Y)(
            given(A == C**2 * B, B <= (L * (T * Y)) ** 2) >> (A <= (C * T * L * Y) ** 2)
        ),
        *same.sides[:1], sum_over(i, d(h + 1), bodies[1]), s(h), root(h), L, Y,
    )  # fmt: skip
    return k.for_all(k.discharge(k.use(rule, same, short), short.formula), h, Y)


def lengths(k, layer, body, row):
    """|z - x|^2 of a layer is the sum of the squares of `body`, from the rows."""
    layer = term(layer)
    square = (z(layer, i) - x(layer, i)) ** 2
    each = k.arith(square == body**2, row)
    return by_terms(
        k, i, d(layer), lambda q: sum_over(i, q, square) == sum_over(i, q, body**2),
        [square, body**2], each,
    )  # fmt: skip


@claim(
    "deep.lem-3.10",
    chapter_3("Lemma 3.10"),
    says=features_say,
    uses=("deep.lem-3.10.sharper",),
)
def features_res(judge):
    """|x^(h)(k) - x^(h)(0)| <= (sqrt(c_sigma) L + c_x0/c_w0) e^(2 c_res c_w0 L) R for every h: the
    bound of Lemma 3.3 with skip connections.

    Unit input, |W^(h)(0)| <= c_w0 sqrt(m), |x^(h)(0)| <= c_x0, and weights that move by at most R
    sqrt(m), R <= c_w0.
    """
    k = judge.theorem()
    positive, *_ = [k.part(k.assume(one), 0) for one in k.assumed]
    lemma = k.by("deep.lem-3.10.sharper", x, z, W, V, sigma, d, root, s, c, L, w, R, M, kappa, H)
    near = k.apply(k.at(k.apply(lemma, k.assume(k.assumed[0])), h), k.assume(h < H))
    c_low, L_low, w_pos, R_low, _, M_low, *_ = k.split(positive)
    has = [k.arith(2 * w != 0, w_pos), k.arith(w != 0, w_pos)]
    cL = product(k, c, L, c_low, L_low)
    rule = k.lemma(
        forall(A, B, C, R, Y, Z)(
            given(Y == (A + B) * C * R, Z == (A + 2 * B) * C * R, A >= 0, B >= 0, C > 0, R >= 0)
            >> conj(Y >= 0, Y <= Z)
        ),
        c * L, M / (2 * w), exp(2 * kappa * L * w), R, reach(2), reach(1), defined=has,
    )  # fmt: skip
    half = k.lemma(forall(M, w)(given(M >= 0, w > 0) >> (M / (2 * w) >= 0)), M, w)
    positive = k.arith(exp(2 * kappa * L * w) > 0)
    equal = [k.arith(rule.formula.left.part(place), *has) for place in (0, 1)]
    wider = k.use(rule, *equal, cL, k.use(half, M_low, w_pos), positive, R_low)
    last = k.lemma(
        forall(A, Y, Z)(given(A <= Y**2, Y >= 0, Y <= Z) >> (A <= Z**2)),
        moved(h + 1), reach(2), reach(1), defined=has,
    )  # fmt: skip
    return k.qed(k.for_all(k.discharge(k.use(last, near, wider), h < H), h))


@features_res.mutant
def a_quarter(judge):
    """A quarter of c_x0/c_w0: many layers with W = R = c_w0 move by c_x0 (e^a - 1)/2, the first one
    hardly, a = 2.
    """
    return falsify(
        forall(A)((A == 2) >> ((exp(A) - 1) / 2 <= "1/4" * exp(A))),
        hints=[{"values": {"A": "2"}}],
    )


@claim(
    "deep.lem-3.10.sharper",
    chapter_3("Lemma 3.10"),
    says=lambda: features_say(2),
    uses=("deep.lem-3.3.layer", "book.minkowski", "book.power-below-exp"),
)
def features_res_sharper(judge):
    """|x^(h)(k) - x^(h)(0)| <= (sqrt(c_sigma) L + c_x0/(2 c_w0)) e^(2 c_res c_w0 L) R for every h:
    half of the printed c_x0/c_w0.

    D + c_x0 R/(2 c_w0) is multiplied by at most 1 + 2 c_res c_w0 L/H in every layer, the first one
    moves by sqrt(c_sigma) L R, and (1 + a/H)^h <= e^a.
    """
    k = judge.theorem()
    c_low, L_low, w_pos, R_low, _, M_low, kappa_low, deep, *_ = k.given
    has = k.arith(2 * w != 0, w_pos), k.arith(H != 0, deep)
    known = k.assume(conj(b * (2 * w) == M * R, u == kappa / H))
    shift, scale_is = k.split(known)
    b_low = k.lemma(
        forall(b, w, M, R)(given(b * (2 * w) == M * R, w > 0, M * R >= 0) >> (b >= 0)), b, w, M, R
    )
    b_low = k.use(b_low, shift, w_pos, product(k, M, R, M_low, R_low))
    u_low = k.lemma(forall(A, B)(given(A >= 0, B >= 1) >> (A / B >= 0)), kappa, H)
    u_low = k.arith(u >= 0, k.use(u_low, kappa_low, deep), scale_is, has[1])
    uL = product(k, u, L, u_low, L_low)
    cL = product(k, c * L, R, product(k, c, L, c_low, L_low), R_low)
    lows = b_low, uL, cL
    scaled = scaled_layer(k)
    here = (h < H) >> conj(POWER >= 1, moved(h + 1) <= FAR**2)
    base = k.discharge(first_layer(k, scaled), term(0) < H)
    inside = k.assume(h + 1 < H)
    before = k.split(k.apply(k.assume(here), k.arith(h < H, inside)))
    step = one_layer_more(k, scaled, known, lows, inside, before)
    always = k.at(k.induction(h, here, base, k.discharge(step, h + 1 < H)), h)
    inside = k.assume(h < H)
    large, near = k.split(k.apply(always, inside))
    rate = 2 * kappa * L * w
    kL = product(k, kappa, L, kappa_low, L_low)
    rate_low = k.arith(rate >= 0, product(k, kappa * L, w, kL, k.arith(w >= 0, w_pos)))
    small, _ = compound(k, rate, rate_low, deep, k.arith(h <= H, inside))
    small = k.unfold(k.arith(1 + rate / H == GROWTH, scale_is, has[1]), small)
    bound = k.lemma(
        forall(c, L, M, w, R, b, A)(
            given(b * (2 * w) == M * R, w > 0)
            >> ((c * L + M / (2 * w)) * A * R == (c * L * R + b) * A)
        ),
        c, L, M, w, R, b, exp(rate),
    )  # fmt: skip
    bound = k.use(bound, shift, w_pos)
    rule = k.lemma(
        forall(A, C, D, T, Z, b)(
            given(A <= ((C + b) * D - b) ** 2, D <= T, C >= 0, b >= 0, D >= 1, Z == (C + b) * T)
            >> (A <= Z**2)
        ),
        moved(h + 1), c * L * R, POWER, exp(rate), reach(2), b, defined=[has[0]],
    )  # fmt: skip
    end = k.use(rule, near, small, cL, b_low, large, bound)
    end = k.for_all(k.discharge(end, h < H), h)
    end = k.for_all(k.discharge(end, known.formula), b, u)
    end = k.at(end, M * R / (2 * w), kappa / H, defined=has)
    same = k.arith(end.formula.left, *has, w_pos)
    return k.qed(k.apply(end, same))


# b = c_x0 R/(2 c_w0) is added to D, u = c_res/H is the scale of a layer
GROWTH = 1 + 2 * u * L * w
POWER = GROWTH**h
FAR = (c * L * R + b) * POWER - b  # of layer h + 1


def by_layer(k, *at):
    return k.by("deep.lem-3.3.layer", x, z, W, V, sigma, d, root, L, w, R, *at)


def first_layer(k, scaled):
    """The power of no layers is 1, and the first layer, without a skip connection, moves by at most
    sqrt(c_sigma) L R.
    """
    _, L_low, w_pos, R_low, *_, deep, smooth, start, _, _, bounds, unit, _, scale, _ = k.given
    none = by_terms(
        k, j, d(0), lambda q: sum_over(j, q, (z(0, j) - x(0, j)) ** 2) == 0,
        [(z(0, j) - x(0, j)) ** 2], k.part(k.at(start, j), 0),
    )  # fmt: skip
    near = k.use(
        by_layer(k, 1, 0, 0), L_low, w_pos, R_low, smooth,
        k.apply(k.at(bounds, 0), k.arith(term(0) < H, deep)), unit,
        k.arith(none.sides[0] <= 0**2, none),
    )  # fmt: skip
    near = k.apply(k.at(scaled, 0, (w + R) * 0 + R * 1), near)
    near = k.unfold(k.arith(term(0) + 1 == 1), near)
    body = s(0) * gap().put(h, 0)
    rows = k.apply(k.part(k.at(start, i), 1), k.assume(i < d(1)))
    same = lengths(k, 1, body, k.arith(z(1, i) - x(1, i) == body, rows))
    rule = k.lemma(
        forall(A, B, C, T, L, R, Y, Z, w)(
            given(A == B, B <= (T * L * ((w + R) * 0 + R * 1)) ** 2, T == C, Y == 1)
            >> (A <= ((C * L * R + Z) * Y - Z) ** 2)
        ),
        *same.sides, c, s(0) * root(0), L, R, POWER.put(h, 0), b, w,
    )  # fmt: skip
    one = k.power_zero(GROWTH)
    near = k.use(rule, same, near, scale, one)
    near = k.rewrite(k.arith(term(0) + 1 == 1), near, (moved(h + 1) <= FAR**2).put(h, 0))
    return k.both(k.arith(POWER.put(h, 0) >= 1, one), near)


def one_layer_more(k, scaled, known, lows, inside, before):
    """The bounds of layer h + 2 from those of layer h + 1, `before`: FAR + b is multiplied by at
    most 1 + 2 u L c_w0, as R <= c_w0.
    """
    _, _, w_pos, _, R_small, *_ = k.given
    (shift, _), (b_low, uL, cL), (large, near) = k.split(known), lows, before
    rule = k.lemma(
        forall(A, B, C, D)(given(A == (C + B) * D - B, C >= 0, B >= 0, D >= 1) >> (A >= 0)),
        FAR, b, c * L * R, POWER,
    )  # fmt: skip
    low = k.use(rule, k.arith(FAR == FAR), cL, b_low, large)
    total, same, whole, positive = added(k, scaled, known, uL, inside, near, low)
    rule = k.lemma(
        forall(A, C, D, T, L, R, M, Y, b, w)(
            given(
                A == (C + b) * D - b, T * L >= 0, R <= w, A >= 0, (w - R) * (T * L * A) >= 0,
                b * (2 * w) == M * R, Y == A + T * L * ((w + R) * A + R * M),
            )
            >> (Y <= (C + b) * (D * (1 + 2 * T * L * w)) - b)
        ),
        FAR, c * L * R, POWER, u, L, R, M, total, b, w,
    )  # fmt: skip
    apart = k.arith(w - R >= 0, R_small)
    apart = product(k, w - R, u * L * FAR, apart, product(k, u * L, FAR, uL, low))
    top = k.use(rule, k.arith(FAR == FAR), uL, R_small, low, apart, shift, k.arith(total == total))
    rule = k.lemma(
        forall(A, B, C, D, T, Y, Z, b)(
            given(
                A == B, B <= Y**2, Y >= 0, Y <= (C + b) * (D * T) - b, Z == D * T, D >= 1, T >= 1
            )
            >> conj(Z >= 1, A <= ((C + b) * Z - b) ** 2)
        ),
        *same.sides, c * L * R, POWER, GROWTH, total, POWER.put(h, h + 1), b,
    )  # fmt: skip
    growth = product(k, u * L, w, uL, k.arith(w >= 0, w_pos))
    return k.use(
        rule, same, whole, positive, top, k.power_step(GROWTH, h), large,
        k.arith(GROWTH >= 1, growth),
    )  # fmt: skip


def added(k, scaled, known, uL, inside, near, low):
    """total = D + u L ((c_w0 + R) D + R c_x0) for D = FAR, what |z - x|^2 of layer h + 2 is as a
    sum, that it is at most total^2, and total >= 0.
    """
    _, L_low, w_pos, R_low, _, M_low, _, _, smooth, _, run, width, bounds, _, short, _, scale = (
        k.given
    )
    now = k.both(k.arith(h + 1 >= 1), inside)
    more = k.use(
        by_layer(k, M, FAR, h + 1), L_low, w_pos, R_low, M_low, low, smooth,
        k.apply(k.at(bounds, h + 1), inside), k.apply(k.at(short, h + 1), now), near,
    )  # fmt: skip
    change = (w + R) * FAR + R * M
    more = k.apply(k.at(scaled, h + 1, change), more)
    scale = k.arith(s(h + 1) * root(h + 1) == u, k.apply(k.at(scale, h + 1), now), known)
    more = k.unfold(scale, more)
    near = k.fold(k.apply(k.at(width, h + 1), k.arith(h + 1 >= 1)), near)
    positive = product(k, w + R, FAR, k.arith(w + R >= 0, w_pos, R_low), low)
    positive = k.arith(change >= 0, positive, product(k, R, M, R_low, M_low))
    positive = product(k, u * L, change, uL, positive)
    body, total = s(h + 1) * gap().put(h, h + 1), FAR + u * L * change
    whole = k.by("book.minkowski", Lambda((i,), z(h + 1, i) - x(h + 1, i)), Lambda((i,), body),
                 d(h + 1 + 1), FAR, u * L * change)  # fmt: skip
    whole = k.use(whole, low, positive, near, more)
    rows = k.both(*k.split(now), k.assume(i < d(h + 1 + 1)))
    rows = k.apply(k.at(run, h + 1, i), rows)
    last = z(h + 1, i) - x(h + 1, i) + body
    same = lengths(k, h + 1 + 1, last, k.arith(z(h + 1 + 1, i) - x(h + 1 + 1, i) == last, rows))
    return total, same, whole, k.arith(total >= 0, low, positive)


@features_res_sharper.mutant
def two_fifths(judge):
    """2/5 of c_x0/c_w0: many layers with W = R = c_w0 move by c_x0 (e^a - 1)/2, sqrt(c_sigma) L
    hardly, a = 2.
    """
    return falsify(
        forall(A)((A == 2) >> ((exp(A) - 1) / 2 <= "2/5" * exp(A))),
        hints=[{"values": {"A": "2"}}],
    )
