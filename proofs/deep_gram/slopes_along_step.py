"""Lemma 3.13, first step: how the features and the slopes of a residual network change along a step
of gradient descent. W and x are the weights and features before it, V and z on the way, the
notation is that of `perturbation`; |W|, |V| <= 2 c_w0 sqrt(m) and |x| <= 2 c_x0.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    exp,
    forall,
    functions,
    given,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.operators import map_at_most

from . import chapter_3, layers
from .layers import (
    H,
    L,
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
    p,
    pre,
    product,
    q,
    root,
    s,
    sigma,
    size,
    x,
    z,
)
from .perturbation import kappa, network

slope = functions("dsigma", "real")
w, X, cx, beta, eta, Q = reals("c_w0 c_x0 c_x beta eta Q")
A, B, D, P, S, T = reals("A B D P S T")


def hypotheses():
    """Lemma 3.10 for the radius R = eta Q/sqrt(m) and the norms 2 c_w0 and 2 c_x0"""
    _, change, _ = layers.layer()
    norms = [map_at_most(lambda i, j, own=own: own(h, i, j), d(h + 1), d(h), 2 * w * root(h))
             for own in (W, V)]  # fmt: skip
    short = size(lambda j: x(h, j), h) <= (2 * X) ** 2
    return given(
        c >= 0, L >= 0, w > 0, R >= 0, R <= 2 * w, X >= "1/2", kappa >= 0, H >= 1, beta >= 0,
        cx == (c * L + 2 * X / (2 * w)) * exp(2 * kappa * L * (2 * w)), lipschitz(),
        forall(p, q)(abs(slope(p) - slope(q)) <= beta * abs(p - q)), conj(*network()),
        forall(h)((h < H) >> conj(root(h) >= 0, R * root(h) == eta * Q, *norms, change)),
        size(lambda j: x(0, j), 0) <= 1, forall(h)(given(h >= 1, h < H) >> short),
        s(0) * root(0) == c, forall(h)(given(h >= 1, h < H) >> (s(h) * root(h) == kappa / H)),
    )  # fmt: skip


def slopes_change(at):
    """|J(k) - J(k, s)|_F <= 2 (c_x0 + c_w0 c_x) eta beta Q in the layer `at`"""
    rows = slope(pre(V, z, i)) - slope(pre(W, x, i))
    total = sum_over(i, d(h + 1), rows**2) <= (2 * (X + w * cx) * eta * beta * Q) ** 2
    return total.put(h, at)


def slopes_say():
    later = forall(h)(given(h >= 1, h < H) >> slopes_change(h))
    features = forall(h)((h < H) >> (moved(h + 1) <= (cx * R) ** 2))
    letters = (x, z, W, V, sigma, slope, d, root, s, c, L, w, R, X, kappa, cx, beta, eta, Q, H)
    return forall(*letters)(hypotheses() >> conj(features, slopes_change(0), later))


@claim(
    "deep.lem-3.13-s1",
    chapter_3("Lemma 3.13 and its proof"),
    formula=r"\|x^{(h-1)}(k)-x^{(h-1)}(k,s)\|\le\frac{\eta c_xQ'}{\sqrt "
    r"m},\quad\|J^{(h)}(k)-J^{(h)}(k,s)\|_F\le2(c_{x,0}+c_{w,0}c_x)\eta\beta Q'",
    hypotheses=(
        "every block moves by at most eta Q' = R sqrt(m) (true with Q'' of deep.lem-3.12-amended)",
        "|x| <= 2 c_x0, |W| <= 2 c_w0 sqrt(m) at both ends",
        "c_x as in Lemma 3.10 for these norms",
    ),
    says=slopes_say,
    uses=("deep.lem-3.10", "book.image-moves", "book.minkowski", "book.squares-nonnegative"),
)
def change_of_slopes(judge):
    """|dJ|_F <= beta |dz|, |dz| <= |W||dx| + |dW||x|."""
    k = judge.theorem()
    (c_low, L_low, w_pos, R_low, R_small, X_low, kappa_low, deep, beta_low, c_x, lip, smooth, first,
     later, widths, weights, unit, short, *scales) = k.given  # fmt: skip
    inside = k.assume(h < H)
    root_low, _, norm, _, change = (k.part(k.apply(k.at(weights, h), inside), q) for q in range(5))
    known = k.for_all(k.discharge(k.both(root_low, norm, change), h < H), h)
    has = [k.arith(2 * w != 0, w_pos)]
    lemma = k.by("deep.lem-3.10", x, z, W, V, sigma, d, root, s, c, L, 2 * w, R, 2 * X, kappa, H)
    signs = k.arith(conj(c >= 0, L >= 0, 2 * w > 0, R >= 0, R <= 2 * w, 2 * X >= 0), *k.given)
    near = k.apply(
        lemma,
        k.both(signs, kappa_low, deep, lip, first, later, widths, known, unit, short, *scales),
    )
    near = k.fold(c_x, k.apply(k.at(near, h), inside))
    features = k.for_all(k.discharge(near, h < H), h)
    # the norms and the constant are not negative
    ratio = k.lemma(forall(A, B)(given(A >= "1/2", B > 0) >> (2 * A / (2 * B) >= 0)), X, w)
    ratio = k.use(ratio, X_low, w_pos)
    low = k.arith(c * L + 2 * X / (2 * w) >= 0, ratio, product(k, c, L, c_low, L_low), *has)
    power = exp(2 * kappa * L * (2 * w))
    low = product(k, c * L + 2 * X / (2 * w), power, low, k.arith(power >= 0))
    low = k.arith(cx >= 0, c_x, low, *has)
    # the input does not move
    close, small = moved(h) <= (cx * R) ** 2, size(lambda j: x(h, j), h) <= (2 * X) ** 2
    still = by_terms(
        k, j, d(0), lambda q: sum_over(j, q, (z(0, j) - x(0, j)) ** 2) == 0,
        [(z(0, j) - x(0, j)) ** 2], k.part(k.at(first, j), 0),
    )  # fmt: skip
    zero = k.arith(close.put(h, 0), still, k.arith((cx * R) ** 2 >= 0))
    start = k.arith(small.put(h, 0), unit, k.arith((2 * X) ** 2 >= 1, X_low))
    here = (h < H) >> conj(close, small)
    base = k.discharge(k.both(zero, start), here.left.put(h, 0))
    soon = k.assume(h + 1 < H)
    step = k.apply(k.at(features, h), k.arith(h < H, soon))
    next_one = k.apply(k.at(short, h + 1), k.both(k.arith(h + 1 >= 1), soon))
    step = k.discharge(k.both(step, next_one), soon.formula)
    always = k.apply(k.at(k.induction(h, here, base, step), h), inside)
    found = one_layer(k, inside, *k.split(always), low)
    found = k.for_all(k.discharge(found, h < H), h)
    top = k.apply(k.at(found, 0), k.arith((h < H).put(h, 0), deep))
    known = k.assume(given(h >= 1, h < H))
    rest = k.apply(k.at(found, h), k.part(known, 1))
    rest = k.for_all(k.discharge(rest, known.formula), h)
    return k.qed(k.both(features, top, rest))


def one_layer(k, inside, near, short, low):
    """slopes_change in the layer h from |z - x| <= c_x R and |x| <= 2 c_x0 there"""
    w_pos, R_low, X_low, beta_low, smooth = (k.given[place] for place in (2, 3, 5, 8, 11))
    root_low, scale, norm_W, norm_V, change = k.split(k.apply(k.at(k.given[15], h), inside))
    step = lambda j: z(h, j) - x(h, j)  # noqa: E731
    whole = sum_over(j, d(h), V(h, i, j) * step(j))
    moves = pre(V, x, i) - pre(W, x, i)
    # |V (z - x)|
    reach = product(k, cx, R, low, R_low)
    first = k.at(norm_V, Lambda((j,), step(j)))
    rule = k.lemma(
        forall(A, B, S, T)(given(A <= S**2 * B, B <= T**2) >> (A <= (S * T) ** 2)),
        first.sides[0], moved(h), 2 * w * root(h), cx * R,
    )  # fmt: skip
    first = k.use(rule, first, near)
    # |(V - W) x|
    square = (x(h, j) - x(h, j)) ** 2
    none = by_terms(k, j, d(h), lambda q: sum_over(j, q, square) <= term(0) ** 2, [square])
    wide = product(k, 2 * w, root(h), k.arith(2 * w >= 0, w_pos), root_low)
    far = product(k, R, root(h), R_low, root_low)
    lemma = k.by(
        "book.image-moves", Lambda((i, j), W(h, i, j)), Lambda((i, j), V(h, i, j)),
        *[Lambda((j,), x(h, j))] * 2, d(h + 1), d(h), 2 * w * root(h), R * root(h), 0, 2 * X,
    )  # fmt: skip
    second = k.use(lemma, wide, far, k.arith(term(0) >= 0), k.arith(2 * X >= 0, X_low), norm_W,
                   change, none, short)  # fmt: skip
    second = k.arith(second.sides[0] <= (R * root(h) * (2 * X)) ** 2, second)
    reaches = 2 * w * root(h) * (cx * R), R * root(h) * (2 * X)
    lows = [product(k, 2 * w * root(h), cx * R, wide, reach),
            product(k, R * root(h), 2 * X, far, k.arith(2 * X >= 0, X_low))]  # fmt: skip
    total = k.by("book.minkowski", Lambda((i,), whole), Lambda((i,), moves), d(h + 1), *reaches)
    total = k.use(total, *lows, first, second)
    bodies = [
        V(h, i, j) * z(h, j),
        W(h, i, j) * x(h, j),
        V(h, i, j) * step(j),
        V(h, i, j) * x(h, j),
    ]

    def split(q):
        one, two, three, four = (sum_over(j, q, body) for body in bodies)
        return one - two == three + (four - two)

    row = by_terms(k, j, d(h), split, bodies)
    after, before = pre(V, z, i), pre(W, x, i)
    rule = k.lemma(
        forall(A, B, P, S, T, beta)(
            given(abs(A - B) <= beta * abs(P - S), P - S == T, beta >= 0)
            >> ((A - B) ** 2 <= beta**2 * T**2)
        ),
        slope(after), slope(before), after, before, whole + moves, beta,
    )  # fmt: skip
    each = k.use(rule, k.at(smooth, after, before), row, beta_low)
    bodies = [(slope(after) - slope(before)) ** 2, (whole + moves) ** 2]
    rows = by_terms(
        k, i, d(h + 1), lambda q: sum_over(i, q, bodies[0]) <= beta**2 * sum_over(i, q, bodies[1]),
        bodies, each,
    )  # fmt: skip
    rule = k.lemma(
        forall(A, B, S, T, P, D, R, w, X, cx, beta)(
            given(A <= beta**2 * B, B <= (2 * w * S * (cx * R) + R * S * (2 * X)) ** 2,
                  R * S == T * D)
            >> (A <= (2 * (X + w * cx) * T * beta * D) ** 2)
        ),
        rows.sides[0], sum_over(i, d(h + 1), bodies[1]), root(h), eta, P, Q, R, w, X, cx, beta,
    )  # fmt: skip
    return k.use(rule, rows, k.arith(rule.formula.left.part(1), total), scale)


@change_of_slopes.mutant
def half_of_it(judge):
    """The factor 1 in place of 2: W = V = 2, x = 0, z = 1, and slopes equal to V z."""
    ones = given(w == 1, cx == 1, X == 0, beta == 1, D == 2)
    return falsify(
        forall(w, cx, X, beta, D)(ones >> (D <= (X + w * cx) * beta)),
        hints=[{"values": {"c_w0": "1", "c_x": "1", "c_x0": "0", "beta": "1", "D": "2"}}],
    )
