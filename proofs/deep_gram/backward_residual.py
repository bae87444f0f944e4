"""Norms of the gradients of a residual network: the first bounds of Lemma 3.12. The notation is
that of `backward_norms`, but D(i, t, r) is the derivative of u_i in feature r after the layer.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    exp,
    forall,
    given,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.frobenius import entrywise
from . import chapter_3
from .backward_norms import (
    A,
    D,
    H,
    J,
    L,
    P,
    Q,
    R,
    S,
    T,
    U,
    W,
    X,
    a,
    c,
    d,
    damped,
    e,
    entering,
    i,
    j,
    m,
    n,
    pulled,
    r,
    residual,
    root,
    s,
    size,
    slopes,
    t,
    transposed,
    w,
    weights,
    x,
)
from .layers import product
from .recursions import compound, h

LEMMA12 = "Lemma 3.12 and its proof"
USES = (
    "book.norm-of-transpose", "book.rank-one-sum", "book.power-below-exp", "book.minkowski",
)  # fmt: skip
c_res, kappa, G = reals("c_res kappa G")
rate = 2 * c_res * w * L
entry = sum_over(i, n, e(i) * (J(i, t, r) * D(i, t, r) * x(i, t, j)))


def sloped(r):
    """J D"""
    return J(i, t, r) * D(i, t, r)


def backward_res():
    """D after the last layer, and after the next one below by I + kappa W^T J"""
    first = forall(r)((r < m) >> (D(i, 0, r) == a(r)))
    more = D(i, t + 1, j) == D(i, t, j) + kappa * pulled(sloped)
    more = forall(t, j)(given(t + 1 < H, j < m) >> more)
    return forall(i)((i < n) >> (first & more))


def sizes():
    return given(
        L >= 0, w >= 0, A >= 0, c_res >= 0, root > 0, H >= 1, kappa * (H * root) == c_res,
        size(a) <= (2 * A * root) ** 2, slopes(), weights(), backward_res(),
    )  # fmt: skip


def gradient(factor):
    """The squared Frobenius norm of the gradient in the weights of layer t"""
    return sum_over(r, m, sum_over(j, d(t), (factor * entry) ** 2))


def backward_is_bounded(k):
    """For all i < n and t < H: |D|^2 <= (2 a_20 sqrt(m) e^(2 c_res c_w0 L))^2"""
    L_low, w_low, A_low, c_low, root_pos, deep, scale, short, *_ = k.given
    back = k.meet(backward_res(), *k.given)
    own, growth = k.assume(i < n), k.assume(G == 1 + rate / H)
    back = k.apply(k.at(back, i), own)
    low = product(k, c_res, w, c_low, w_low)
    low = product(k, c_res * w, L, low, L_low)
    low = k.arith(rate >= 0, low)
    share = k.lemma(forall(P, Q)(given(P >= 0, Q >= 1) >> (P / Q >= 0)), rate, H)
    larger = k.arith(G >= 1, growth, k.use(share, low, deep))
    far = 2 * A * root * G**t
    here = (t < H) >> ((G**t >= 0) & (size(lambda r: D(i, t, r)) <= far**2))
    # after the last layer
    first = k.assume((t < H).put(t, 0))
    equal = k.apply(k.at(k.part(back, 0), r), k.assume(r < m))
    bodies = [D(i, 0, r) ** 2, a(r) ** 2]
    same = by_terms(
        k, r, m, lambda q: sum_over(r, q, bodies[0]) == sum_over(r, q, bodies[1]), bodies,
        k.arith(bodies[0] == bodies[1], equal),
    )  # fmt: skip
    base = k.arith(here.part(1).put(t, 0), same, short, k.power_zero(G))
    base = k.discharge(base, first.formula)
    # one layer below
    there = k.assume(t + 1 < H)
    inside = k.arith(t < H, there)
    near_t = k.apply(k.assume(here), inside)
    power, near = k.split(near_t)
    D_t = lambda r: D(i, t, r)  # noqa: E731
    small = damped(k, t, D_t, term(1), [own, inside], k.arith(sloped(r) == 1 * sloped(r)), sloped)
    norm = transposed(k, t, sloped, there)
    added = kappa * pulled(sloped)
    bodies = [added**2, pulled(sloped) ** 2]
    scaled = by_terms(
        k, j, m, lambda q: sum_over(j, q, bodies[0]) == kappa**2 * sum_over(j, q, bodies[1]), bodies
    )
    rule = k.lemma(
        forall(P, Q, R, S, T, kappa, w, root, L)(
            given(
                P == kappa**2 * Q, Q <= (2 * w * root) ** 2 * R, R <= (1 * L) ** 2 * S, S <= T**2
            )
            >> (P <= (kappa * root * (2 * w * L) * T) ** 2)
        ),
        sum_over(j, m, bodies[0]), sum_over(j, m, bodies[1]), small.sides[0], size(D_t), far,
        kappa, w, root, L,
    )  # fmt: skip
    step = k.use(rule, scaled, norm, small, near)
    ratio = k.arith(kappa * root * (2 * w * L) * H == rate, scale)
    ratio = k.arith(kappa * root * (2 * w * L) == G - 1, ratio, growth, deep)
    rule = forall(P, Q, R, S)(given(P <= (Q * S) ** 2, Q == R) >> (P <= (R * S) ** 2))
    rule = k.lemma(rule, step.sides[0], kappa * root * (2 * w * L), G - 1, far)
    step = k.use(rule, step, ratio)
    top = product(k, A, root, A_low, k.arith(root >= 0, root_pos))
    top = k.arith(2 * A * root >= 0, top)
    reach = product(k, 2 * A * root, G**t, top, power)
    other = product(k, G - 1, far, k.arith(G - 1 >= 0, larger), reach)
    triangle = k.by(
        "book.minkowski", Lambda((r,), D_t(r)), Lambda((j,), added), m, far, (G - 1) * far
    )
    triangle = k.use(triangle, reach, other, near, step)
    equal = k.apply(k.at(k.part(back, 1), t, j), k.both(there, k.assume(j < m)))
    bodies = [D(i, t + 1, j) ** 2, (D(i, t, j) + added) ** 2]
    same = by_terms(
        k, j, m, lambda q: sum_over(j, q, bodies[0]) == sum_over(j, q, bodies[1]), bodies,
        k.arith(bodies[0] == bodies[1], equal),
    )  # fmt: skip
    rule = k.lemma(
        forall(P, Q, R, S, T, U, G)(
            given(P == Q, Q <= (S + (G - 1) * S) ** 2, S == R * T, G >= 1, T >= 0, U == T * G)
            >> ((U >= 0) & (P <= (R * U) ** 2))
        ),
        size(lambda r: D(i, t + 1, r)), sum_over(j, m, bodies[1]), 2 * A * root, far, G**t,
        G ** (t + 1), G,
    )  # fmt: skip
    triangle = k.arith(rule.formula.left.part(1), triangle)
    power = k.power_step(G, t)
    step = k.use(rule, same, triangle, k.arith(far == far), larger, k.part(near_t, 0), power)
    step = k.discharge(k.arith(here.part(1).put(t, t + 1), step), there.formula)
    always = k.at(k.induction(t, here, base, step), t)
    # G^t <= e^rate
    inside = k.assume(t < H)
    within = k.assume(h <= H)
    small, _ = compound(k, rate, low, deep, within)
    small = k.at(k.for_all(k.discharge(small, h <= H), h), t)
    small = k.fold(growth, k.apply(small, k.arith(t <= H, inside)))
    rule = k.lemma(
        forall(P, Q, R, S)(
            given(P <= (Q * R) ** 2, R >= 0, R <= S, Q >= 0) >> (P <= (Q * S) ** 2)
        ),
        size(D_t), 2 * A * root, G**t, exp(rate),
    )  # fmt: skip
    found = k.use(rule, *k.split(k.apply(always, inside)), small, top)
    found = k.discharge(k.discharge(found, t < H), growth.formula)
    found = k.at(k.for_all(found, G), 1 + rate / H, defined=[k.arith(H != 0, deep)])
    found = k.apply(found, k.arith(1 + rate / H == 1 + rate / H, deep))
    return k.for_all(k.discharge(k.for_all(found, t), i < n), i)


def gradient_is_bounded(k, inside, factor, reach, short, top, equal):
    """gradient(factor) <= top^2 n |y - u|^2 in the layer t < H, from |x_i| <= reach for i < n
    (`short`) and factor L 2 a_20 sqrt(m) e^(2 c_res c_w0 L) reach == top.
    """
    own, far = k.assume(i < n), 2 * A * root * exp(rate)
    near = k.apply(k.at(k.apply(k.at(backward_is_bounded(k), i), own), t), inside)
    D_t = lambda r: D(i, t, r)  # noqa: E731
    small = damped(k, t, D_t, term(1), [own, inside], k.arith(sloped(r) == 1 * sloped(r)), sloped)
    rule = k.lemma(
        forall(P, Q, L, S)(given(P <= (1 * L) ** 2 * Q, Q <= S**2) >> (P <= (L * S) ** 2)),
        small.sides[0], size(D_t), L, far,
    )  # fmt: skip
    each = k.both(k.use(rule, small, near), short)
    factors = Lambda((i, r), sloped(r)), Lambda((i, j), x(i, t, j))
    lemma = k.by("book.rank-one-sum", e, *factors, n, m, d(t), L * far, reach)
    whole = k.apply(lemma, k.for_all(k.discharge(each, i < n), i))
    square = sum_over(r, m, sum_over(j, d(t), entry**2))
    bodies = [(factor * entry) ** 2, entry**2]
    scaled = entrywise(
        k, lambda one, other: one == factor**2 * other, bodies, sizes=((j, d(t)), (r, m))
    )
    rule = k.lemma(
        forall(P, Q, R, S, T, U)(
            given(P == T**2 * Q, Q <= R**2 * S, T * R == U) >> (P <= U**2 * S)
        ),
        gradient(factor), square, L * far * reach, n * residual(), factor, top,
        defined=[k.arith(H != 0, k.meet(H >= 1, *k.given))],
    )  # fmt: skip
    whole = k.arith(rule.formula.left.part(1), whole)
    return k.use(rule, scaled, whole, equal)


def inner_says():
    bound = (4 * c_res * X * A * L * exp(rate) / H) ** 2 * (n * residual())
    letters = (a, e, W, D, J, x, d, n, m, H, c_res, kappa, root, L, w, A, X)
    return forall(*letters)(
        given(sizes(), X >= 0, entering()) >> forall(t)((t + 1 < H) >> (gradient(kappa) <= bound))
    )


@claim(
    "deep.lem-3.12-s1",
    chapter_3(LEMMA12),
    formula=r"\Big\|\frac{\partial L}{\partial W^{(h)}}\Big\|_F\le Q'=\frac{4c_{res}c_{x,0}a_{2,0}L"
    r"e^{2c_{res}c_{w,0}L}\sqrt n\|y-u\|}H",
    hypotheses=(
        "h >= 2",
        "|J| <= L, |W| <= 2 c_w0 sqrt(m), |a| <= 2 a_20 sqrt(m), |x^(h-1)| <= 2 c_x0",
        "the gradient as deep.grad-res has it, factor by factor",
        "every H; a step of gradient descent is eta times as long",
    ),
    says=inner_says,
    uses=USES,
)
def inner_layers(judge):
    """For the layers with a skip connection: the product is at most (1 + 2 c_res c_w0 L/H)^(H-2) <=
    e^(2 c_res c_w0 L).
    """
    k = judge.theorem()
    scale, deep = k.given[6], k.given[5]
    below = k.assume(t + 1 < H)
    inside = k.arith(t < H, below)
    short = k.apply(k.at(k.given[-1], i, t), k.both(k.assume(i < n), inside))
    top = 4 * c_res * X * A * L * exp(rate) / H
    rule = k.lemma(
        forall(P, Q, R, S, T, L, X, A)(
            given(P * (T * Q) == R, T >= 1)
            >> (P * (L * (2 * A * Q * S) * (2 * X)) == 4 * R * X * A * L * S / T)
        ),
        kappa, root, c_res, exp(rate), H, L, X, A,
    )  # fmt: skip
    end = gradient_is_bounded(k, inside, kappa, 2 * X, short, top, k.use(rule, scale, deep))
    return k.qed(k.for_all(k.discharge(end, below.formula), t))


@inner_layers.mutant
def three_in_place_of_four(judge):
    """3 in place of 4: where every norm is what it may be, and every letter 1."""
    size = c_res * L * (2 * A) * S * (2 * X) / H
    ones = given(*(one == 1 for one in (c_res, L, A, S, X, H)))
    return falsify(
        forall(c_res, L, A, S, X, H)(ones >> (size <= 3 * c_res * X * A * L * S / H)),
        hints=[{"values": {one.name: "1" for one in (c_res, L, A, S, X, H)}}],
    )


def first_says():
    bound = (2 * c * L * A * exp(rate)) ** 2 * (n * residual())
    letters = (a, e, W, D, J, x, d, n, m, H, c_res, kappa, s, c, root, L, w, A)
    unit = forall(i)((i < n) >> (size(lambda r: x(i, t, r), d(t)) == 1))
    first = forall(t)(given(t + 1 == H, unit) >> (gradient(s) <= bound))
    return forall(*letters)(given(sizes(), s * root == c) >> first)


@claim(
    "deep.lem-3.12-s1.first-amended",
    chapter_3(LEMMA12),
    formula=r"\Big\|\frac{\partial L}{\partial W^{(1)}}\Big\|_F\le2\sqrt{c_\sigma}La_{2,0}"
    r"e^{2c_{res}c_{w,0}L}\sqrt n\|y-u(s)\|",
    hypotheses=("|x_i| = 1; the rest as for deep.lem-3.12-s1",),
    says=first_says,
    amends="deep.lem-3.12-s1.first",
    uses=USES,
)
def first_layer(judge):
    """The factor sqrt(c_sigma/m) L |a| e summed over the data: no 1/H."""
    k = judge.theorem()
    scale = k.given[-1]
    known = k.assume(
        given(t + 1 == H, forall(i)((i < n) >> (size(lambda r: x(i, t, r), d(t)) == 1)))
    )
    inside = k.arith(t < H, k.part(known, 0))
    short = k.apply(k.at(k.part(known, 1), i), k.assume(i < n))
    short = k.arith(size(lambda r: x(i, t, r), d(t)) <= term(1) ** 2, short)
    top = 2 * c * L * A * exp(rate)
    rule = k.lemma(
        forall(P, Q, R, S, L, A)(
            given(P * Q == R) >> (P * (L * (2 * A * Q * S) * 1) == 2 * R * L * A * S)
        ),
        s, root, c, exp(rate), L, A,
    )  # fmt: skip
    end = gradient_is_bounded(k, inside, s, term(1), short, top, k.use(rule, scale))
    return k.qed(k.for_all(k.discharge(end, known.formula), t))


@first_layer.mutant
def factor_one(judge):
    """The factor 1 in place of 2: where every norm is what it may be, and every letter 1."""
    ones = given(*(one == 1 for one in (c, L, A, S)))
    return falsify(
        forall(c, L, A, S)(ones >> (c * L * (2 * A) * S <= c * L * A * S)),
        hints=[{"values": {one.name: "1" for one in (c, L, A, S)}}],
    )
