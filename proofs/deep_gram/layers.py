"""How features move with the weights, for networks of any depth and any widths: Lemma 3.3
and one layer of Lemma 3.11.

Layer h has the width d(h); x(h, r) are its features at the start and z(h, r) after training, W and
V the weights, root(h) = sqrt(d(h + 1)). |W| <= w says |W v| <= w |v| for all v; that of V - W is
the Frobenius norm.
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
    nats,
    reals,
    sequences,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3
from .recursions import A, B, C, H, X, Y, h

i, j = nats("i j")
d = functions("d", "nat", value="nat")
x, z = functions("x z", "nat", "nat")
W, V = functions("W V", "nat", "nat", "nat")
sigma = functions("sigma", "real")
v, g, root, s = sequences("v g root s")
p, q, c, L, w, R, cx, M, reach = reals("p q c L c_w0 R c_x M reach")


def product(k, one, two, *low):
    """one * two >= 0, from the signs of both."""
    return k.use(k.lemma(forall(A, B)(given(A >= 0, B >= 0) >> (A * B >= 0)), one, two), *low)


def size(vector, h):
    """The squared norm of a vector with the width of layer h"""
    return sum_over(j, d(h), vector(j) ** 2)


def moved(h):
    return size(lambda j: z(h, j) - x(h, j), h)


def pre(weights, features, i):
    return sum_over(j, d(h), weights(h, i, j) * features(h, j))


def lipschitz():
    return forall(p, q)(abs(sigma(p) - sigma(q)) <= L * abs(p - q))


def layer():
    """|W| <= w root, |V - W|_F <= R root, |x(h)| <= M"""
    norm = forall(v)(
        sum_over(i, d(h + 1), sum_over(j, d(h), W(h, i, j) * v(j)) ** 2)
        <= (w * root(h)) ** 2 * size(v, h)
    )
    change = sum_over(i, d(h + 1), sum_over(j, d(h), (V(h, i, j) - W(h, i, j)) ** 2))
    short = size(lambda j: x(h, j), h) <= M**2
    return norm, change <= (R * root(h)) ** 2, short


def positive():
    return conj(c >= 0, L >= 0, w > 0, R >= 0, R <= w, M >= 0)


def images(k, w_low, R_low, root_low, M_low, bounds, near, reach, low):
    """w root >= 0, R root >= 0 and |V z - W x| <= (w + R) root reach + R root M in layer h, from
    |z - x| <= reach; `bounds` are those of `layer`.
    """
    lows = [product(k, one, root(h), step, root_low) for one, step in ((w, w_low), (R, R_low))]
    lemma = k.by(
        "book.image-moves", Lambda((i, j), W(h, i, j)), Lambda((i, j), V(h, i, j)),
        Lambda((j,), x(h, j)), Lambda((j,), z(h, j)), d(h + 1), d(h), w * root(h), R * root(h),
        reach, M,
    )  # fmt: skip
    norm, change, short = bounds
    return *lows, k.use(lemma, *lows, low, M_low, norm, change, near, short)


def layer_says():
    after, before = sigma(pre(V, z, i)), sigma(pre(W, x, i))
    top = L * (root(h) * ((w + R) * reach + R * M))
    return forall(x, z, W, V, sigma, d, root, L, w, R, M, reach, h)(
        given(
            L >= 0, w > 0, R >= 0, M >= 0, reach >= 0, lipschitz(), root(h) >= 0, *layer(),
            moved(h) <= reach**2,
        )
        >> (sum_over(i, d(h + 1), (after - before) ** 2) <= top**2)
    )  # fmt: skip


@claim(
    "deep.lem-3.3.layer",
    chapter_3("Lemma 3.3"),
    says=layer_says,
    uses=("book.image-moves",),
)
def one_layer(judge):
    """One layer: |sigma(V z) - sigma(W x)| <= L ((c_w0 + R) |z - x| + R |x|) sqrt(m), for all
    widths.
    """
    k = judge.theorem()
    L_low, w_pos, R_low, M_low, low, smooth, root_low, *bounds, near = k.given
    w_low = k.arith(w >= 0, w_pos)
    *_, image = images(k, w_low, R_low, root_low, M_low, bounds, near, reach, low)
    first, second = w * root(h), R * root(h)
    after, before = pre(V, z, i), pre(W, x, i)
    rule = k.lemma(
        forall(A, B, X, Y, L)(
            given(abs(A - B) <= L * abs(X - Y), L >= 0) >> ((A - B) ** 2 <= L**2 * (X - Y) ** 2)
        ),
        sigma(after), sigma(before), after, before, L,
    )  # fmt: skip
    each = k.use(rule, k.at(smooth, after, before), L_low)
    bodies = [(sigma(after) - sigma(before)) ** 2, (after - before) ** 2]
    total = by_terms(
        k, i, d(h + 1), lambda q: sum_over(i, q, bodies[0]) <= L**2 * sum_over(i, q, bodies[1]),
        bodies, each,
    )  # fmt: skip
    rule = k.lemma(
        forall(A, B, C, Y, L)(
            given(A <= L**2 * B, B <= Y**2, Y == C) >> (A <= (L * C) ** 2)
        ),
        sum_over(i, d(h + 1), bodies[0]), sum_over(i, d(h + 1), bodies[1]),
        root(h) * ((w + R) * reach + R * M), (first + second) * reach + second * M, L,
    )  # fmt: skip
    same = k.arith(rule.formula.left.part(2))
    end = k.use(rule, total, k.arith(rule.formula.left.part(1), image), same)
    return k.qed(k.arith(k.target, end))


@one_layer.mutant
def the_first_part_alone(judge):
    """Without R |x|: W = 0, V = x = z = 1, sigma(t) = t, so that R = 1."""
    return falsify(
        forall(w, R, M, X)(given(w == 1, R == 1, M == 1, X == 0) >> (R * M <= (w + R) * X)),
        hints=[{"values": {"c_w0": "1", "R": "1", "M": "1", "X": "0"}}],
    )


def fc_says():
    after = lambda weights, features: s(h) * sigma(pre(weights, features, i))  # noqa: E731
    here = conj(x(h + 1, i) == after(W, x), z(h + 1, i) == after(V, z))
    layers = forall(h, i)(((h < H) & (i < d(h + 1))) >> here)
    weights = forall(h)((h < H) >> conj(root(h) >= 0, *layer()))
    scale = forall(h)(s(h) * root(h) == c)
    sums = conj(g(0) == 0, forall(h)(g(h + 1) == cx * g(h) + 1))
    return forall(x, z, W, V, sigma, d, g, root, s, c, L, w, R, M, cx, H)(
        given(
            positive(), lipschitz(), weights, layers, scale, forall(j)(z(0, j) == x(0, j)),
            cx == 2 * c * L * w, sums,
        )
        >> forall(h)((h <= H) >> (moved(h) <= (c * L * M * g(h) * R) ** 2))
    )  # fmt: skip


@claim(
    "deep.lem-3.3",
    chapter_3("Lemma 3.3"),
    says=fc_says,
    uses=("deep.lem-3.3.layer",),
)
def features_fc(judge):
    """Induction over the layers: D_1 <= c L R |x|, D_h <= c L ((w + R) D_(h-1) + R X), and c_x
    g_(h-1) + 1 = g_h.

    |x^(h)(k) - x^(h)(0)| <= sqrt(c_sigma) L c_x0 g(h) R for every h, with c_x = 2 sqrt(c_sigma) L
    c_w0: if |W^(h)(0)| <= c_w0 sqrt(m), |x^(h)(0)| <= c_x0 and |W^(h)(k) - W^(h)(0)|_F <= R sqrt(m)
    with R <= c_w0.
    """
    k = judge.theorem()
    (c_low, L_low, w_pos, R_low, R_small, M_low, smooth, bounds, run, scale, same, factor, zero,
     sums) = k.given  # fmt: skip
    far = c * L * M * g(h) * R
    here = (h <= H) >> conj(g(h) >= 0, moved(h) <= far**2)
    # layer 0 is the input
    none = by_terms(
        k, j, d(0), lambda q: sum_over(j, q, (z(0, j) - x(0, j)) ** 2) == 0,
        [(z(0, j) - x(0, j)) ** 2], k.at(same, j),
    )  # fmt: skip
    square = k.lemma(forall(A)(A**2 >= 0), c * L * M * g(0) * R)
    start = k.arith(moved(0) <= (c * L * M * g(0) * R) ** 2, none, square)
    base = k.discharge(k.both(k.arith(g(0) >= 0, zero), start), here.left.put(h, 0))
    inside = k.assume(h + 1 <= H)
    now = k.arith(h < H, inside)
    g_low, near = k.split(k.apply(k.assume(here), k.arith(h <= H, inside)))
    low, size_ = c_low, c
    for more, step in ((L, L_low), (M, M_low), (g(h), g_low), (R, R_low)):
        low, size_ = product(k, size_, more, low, step), size_ * more
    layer = k.by("deep.lem-3.3.layer", x, z, W, V, sigma, d, root, L, w, R, M, far, h)
    known = [L_low, w_pos, R_low, M_low, low, smooth, k.apply(k.at(bounds, h), now), near]
    change = k.use(layer, *known)
    after, before = sigma(pre(V, z, i)), sigma(pre(W, x, i))
    rows = k.apply(k.at(run, h, i), k.both(now, k.assume(i < d(h + 1))))
    rule = k.lemma(
        forall(A, B, C, X, Y)(
            given(X == C * A, Y == C * B) >> ((Y - X) ** 2 == C**2 * (B - A) ** 2)
        ),
        before, after, s(h), x(h + 1, i), z(h + 1, i),
    )  # fmt: skip
    bodies = [(z(h + 1, i) - x(h + 1, i)) ** 2, (after - before) ** 2]
    total = by_terms(
        k, i, d(h + 1),
        lambda q: sum_over(i, q, bodies[0]) == s(h) ** 2 * sum_over(i, q, bodies[1]),
        bodies, k.use(rule, rows),
    )  # fmt: skip
    G, T, U = reals("G T U")
    # A = |z - x|^2 of the next layer, B that of the activations, T = root, U = s, G = g(h)
    first = k.lemma(
        forall(A, B, C, T, U, X)(
            given(A == U**2 * B, B <= (T * X) ** 2, U * T == C) >> (A <= (C * X) ** 2)
        ),
        moved(h + 1), sum_over(i, d(h + 1), bodies[1]), c, root(h), s(h),
        L * ((w + R) * far + R * M),
    )  # fmt: skip
    known = k.arith(first.formula.left.part(1), change)
    first = k.use(first, total, known, k.at(scale, h))
    second = k.lemma(
        forall(c, L, w, R, M, G, cx, Y, C)(
            given(
                cx == 2 * c * L * w, Y == cx * G + 1, C == c * L * M * G * R, C >= 0, R <= w,
                c >= 0, L >= 0, c * L >= 0,
            )
            >> (c * L * ((w + R) * C + R * M) <= c * L * M * Y * R)
        ),
        c, L, w, R, M, g(h), cx, g(h + 1), far,
    )  # fmt: skip
    cL = product(k, c, L, c_low, L_low)
    known = [factor, k.at(sums, h), k.arith(far == far), low, R_small, c_low, L_low, cL]
    second = k.use(second, *known)
    more = k.lemma(
        forall(c, L, w, G, cx, Y)(
            given(cx == 2 * c * L * w, c * L >= 0, w > 0, G >= 0, Y == cx * G + 1) >> (Y >= 0)
        ),
        c, L, w, g(h), cx, g(h + 1),
    )  # fmt: skip
    more = k.use(more, factor, cL, w_pos, g_low, k.at(sums, h))
    inner = k.lemma(
        forall(c, L, w, R, M, C)(
            given(c * L >= 0, w > 0, R >= 0, M >= 0, C >= 0) >> (c * L * ((w + R) * C + R * M) >= 0)
        ),
        c, L, w, R, M, far,
    )  # fmt: skip
    inner = k.use(inner, cL, w_pos, R_low, M_low, low)
    last = k.lemma(
        forall(A, B, X, Y)(
            given(A <= B**2, B == X, X >= 0, X <= Y) >> (A <= Y**2)
        ),
        moved(h + 1), c * (L * ((w + R) * far + R * M)), c * L * ((w + R) * far + R * M),
        c * L * M * g(h + 1) * R,
    )  # fmt: skip
    end = k.use(last, first, k.arith(last.formula.left.part(1)), inner, second)
    step = k.discharge(k.both(more, end), h + 1 <= H)
    always = k.induction(h, here, base, step)
    only = k.part(k.apply(k.at(always, h), k.assume(h <= H)), 1)
    return k.qed(k.for_all(k.discharge(only, h <= H), h))


@features_fc.mutant
def half_of_the_factor(judge):
    """c_x = sqrt(c_sigma) L c_w0: for c = L = w = R = M = 1 layer 2 moves by 3."""
    return falsify(
        forall(c, cx, X)(given(c == 1, cx == c, X == 3) >> (X <= cx * 1 + 1)),
        hints=[{"values": {"c": "1", "c_x": "1", "X": "3"}}],
    )


def preactivations_say():
    change = sum_over(i, d(h + 1), (pre(V, z, i) - pre(W, x, i)) ** 2)
    return forall(x, z, W, V, d, root, w, R, M, cx, h)(
        given(
            w > 0, R >= 0, R <= w, M >= 0, cx >= 0, root(h) >= 0,
            conj(*layer(), moved(h) <= (cx * R) ** 2),
        )
        >> (change <= ((2 * cx * w + M) * root(h) * R) ** 2)
    )  # fmt: skip


@claim(
    "deep.lem-3.11.z-amended",
    chapter_3("Lemma 3.11"),
    says=preactivations_say,
    amends="deep.lem-3.11.z",
    uses=("book.image-moves",),
)
def preactivations(judge):
    """|dz| <= |W(k)||dx| + |dW||x(0)| <= sqrt(m) R (2 c_w0 c_x + c_x0).

    If |W(0)| <= c_w0 sqrt(m), |W(k) - W(0)|_F <= R sqrt(m) with R <= c_w0, |x(k) - x(0)| <= c_x R
    and |x(0)| <= c_x0.
    """
    k = judge.theorem()
    w_pos, R_low, R_small, M_low, c_low, root_low, *bounds, near = k.given
    first, second, reach = w * root(h), R * root(h), cx * R
    w_low, low = k.arith(w >= 0, w_pos), product(k, cx, R, c_low, R_low)
    *lows, image = images(k, w_low, R_low, root_low, M_low, bounds, near, reach, low)
    inner = (first + second) * reach + second * M
    rule = k.lemma(
        forall(w, R, M, cx, X)(
            given(w > 0, R >= 0, R <= w, X * R >= 0, cx * R >= 0, (w - R) * X * (cx * R) >= 0)
            >> ((w * X + R * X) * (cx * R) + R * X * M <= (2 * cx * w + M) * X * R)
        ),
        w, R, M, cx, root(h),
    )  # fmt: skip
    gap = product(k, w - R, root(h), k.arith(w - R >= 0, R_small), root_low)
    gap = product(k, (w - R) * root(h), reach, gap, low)
    top = k.use(rule, w_pos, R_low, R_small, lows[1], low, gap)
    terms = [product(k, first, reach, lows[0], low),
             product(k, second, reach, lows[1], low),
             product(k, second, M, lows[1], M_low)]  # fmt: skip
    least = k.lemma(
        forall(A, B, X, Y, M)(
            given(A * X >= 0, B * X >= 0, B * M >= 0) >> ((A + B) * X + B * M >= 0)
        ),
        first, second, reach, root(h), M,
    )  # fmt: skip
    least = k.use(least, *terms)
    last = k.lemma(
        forall(A, X, Y)(given(A <= X**2, X >= 0, X <= Y) >> (A <= Y**2)),
        image.sides[0], inner, (2 * cx * w + M) * root(h) * R,
    )  # fmt: skip
    return k.qed(k.use(last, image, least, top))


@preactivations.mutant
def without_the_two(judge):
    """c_x c_w0 + c_x0: for W(0) = R = c_x = x(0) = 1 the value 1 becomes 4."""
    return falsify(
        forall(w, cx, M, X)(given(w == 1, cx == 1, M == 1, X == 3) >> (X <= cx * w + M)),
        hints=[{"values": {"c_w0": "1", "c_x": "1", "M": "1", "X": "3"}}],
    )
