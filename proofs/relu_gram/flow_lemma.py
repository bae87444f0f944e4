"""Lemma 2.3 (amended): rate and movement along a flow of the network, for all sizes. Notation of
`flow_decay`; w(r, c, t) are the weights, which follow the flow of (2.3), and the predictions u(i,
t) follow (2.6).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    exp,
    forall,
    functions,
    given,
    reals,
    sqrt,
    sum_over,
)

from . import thesis
from .flow_decay import H, T, along_one_solution, during, flow, loss, positive_definite, tau, u
from .network import (
    a,
    active,
    b,
    c,
    d,
    i,
    lam,
    m,
    n,
    pre,
    r,
    root,
    root_n,
    signs,
    size,
    t,
    unit_inputs,
    v,
    width,
    x,
    y,
)
from .weight_gradients import gradients_are_small

w = functions("w", "nat", "nat", "real")
kappa, eps = reals("kappa epsilon")
VALUES = (x, w, a, y, u, H, b, n, m, d, T, lam)


def at(t):
    return lambda r, c: w(r, c, t)


def gradient(r, c, t):
    """dL/dw_r by (2.3)"""
    terms = (u(i, t) - y(i)) * x(i, c) * active(at(t), r, i)
    return b * a(r) * sum_over(i, n, terms)


def weights_flow():
    moving = deriv(tau, w(r, c, tau), t) == -gradient(r, c, t)
    return forall(t, r, c)((during() & (r < m) & (c < d)) >> moving)


def moved(r, t):
    """|w_r(t) - w_r(0)|^2"""
    return sum_over(c, d, (w(r, c, t) - w(r, c, 0)) ** 2)


def setting():
    return conj(width(), unit_inputs(), signs(), lam > 0, flow(), positive_definite())


def start():
    return conj(size >= 0, size**2 == loss(0))


def radius(factor, scale):
    near = lam**2 * moved(r, t) <= (factor * scale * b * size) ** 2
    return forall(r, t)(((r < m) & during()) >> near)


def lemma_says():
    return forall(*VALUES, root, size)(
        given(setting(), weights_flow(), root_n(), start())
        >> conj(
            forall(t)(during() >> (loss(t) <= exp(-lam * t) * loss(0))),
            radius(2, root),
        )
    )


def movement(k, scale, gradients, low_scale):
    """lambda_0 |w_r(t) - w_r(0)| <= 2 scale |y - u(0)|/sqrt(m), where |g_r|^2 is at most b^2
    scale^2 |y - u|^2 by `gradients` at every time s and r < m.
    """
    s = reals("s")
    (b_positive, _, _, _, positive, moves, low, weights, *_) = k.given
    low_size, sized = k.given[-2:]
    inside = k.assume(r < m)
    at_s = k.assume(conj(s >= 0, s <= T))
    lemma = k.use(k.by("relu2.lem-2.3.a", u, y, H, n, T, lam), positive, moves, low)
    decay = k.apply(k.at(lemma, s), at_s)
    bound = gradients(s, inside)
    G = scale * b * size
    A, B, K, X, Y = reals("A B K X Y")
    speed = sum_over(c, d, (-gradient(r, c, s)) ** 2)
    rule = k.lemma(
        forall(A, B, K, X, Y, b, root, size)(
            given(A <= b**2 * (root**2 * B), B <= X * K, X == Y**2, size**2 == K)
            >> (A <= (root * b * size * Y) ** 2)
        ),
        speed, loss(s), loss(0), exp(-lam * s), exp(-lam * s / 2), b, scale, size,
    )  # fmt: skip
    square = k.arith(exp(-lam * s) == exp(-lam * s / 2) ** 2)
    fast = k.for_all(k.discharge(k.use(rule, bound, decay, square, sized),
                                 conj(s >= 0, s <= T)), s)  # fmt: skip
    both = k.assume(conj(t >= 0, t <= T) & (c < d))
    going = k.use(k.at(weights, t, r, c), *k.split(both), inside)
    going = k.for_all(k.discharge(going, conj(t >= 0, t <= T) & (c < d)), t, c)
    path = k.by(
        "relu2.lem-2.3.integration-amended",
        Lambda((c, t), w(r, c, t)), Lambda((c, t), -gradient(r, c, t)), d, T, lam, G,
    )  # fmt: skip
    nonneg = k.lemma(
        forall(root, b, size)(given(root >= 0, b > 0, size >= 0) >> (root * b * size >= 0)),
        scale, b, size,
    )  # fmt: skip
    nonneg = k.use(nonneg, low_scale, b_positive, low_size)
    path = k.use(path, positive, nonneg, going, fast)
    now = k.assume(during())
    far = k.apply(k.at(path, t), now)
    Z = reals("Z")
    last = k.lemma(
        forall(A, X, Z, lam)(
            given(A <= (2 * X / lam * (1 - Z)) ** 2, Z > 0, Z <= 1, lam > 0)
            >> (lam**2 * A <= (2 * X) ** 2)
        ),
        moved(r, t), G, exp(-lam * t / 2), lam,
    )  # fmt: skip
    end = k.use(
        last, k.part(far, 0), k.arith(exp(-lam * t / 2) > 0),
        k.arith(exp(-lam * t / 2) <= 1, now, positive), positive,
    )  # fmt: skip
    goal = lam**2 * moved(r, t) <= (2 * scale * b * size) ** 2
    end = k.arith(goal, end)
    pair = k.assume((r < m) & during())
    end = k.apply(k.discharge(k.discharge(end, during()), r < m), k.part(pair, 0))
    end = k.apply(end, k.part(pair, 1))
    return k.for_all(k.discharge(end, (r < m) & during()), r, t)


@claim(
    "relu2.lem-2.3-amended",
    thesis("Lemma 2.3"),
    says=lemma_says,
    amends="relu2.lem-2.3",
    uses=("relu2.lem-2.3.a", "relu2.lem-2.3.integration-amended", "relu2.gradient-norm"),
)
def lemma_amended(judge):
    """Linear rate, and movement at most 2 sqrt(n) |y - u(0)|/(sqrt(m) lambda_0), twice the printed
    radius, while lambda_min(H(t)) >= lambda_0/2.

    For all times 0 <= t <= T, along weights that follow the flow of (2.3) and predictions that
    follow (2.6).
    """
    k = judge.theorem()
    _, _, _, _, positive, moves, low, _, low_root, rooted, *_ = k.given

    def gradients(s, inside):
        weights, error = Lambda((r, c), w(r, c, s)), Lambda((i,), u(i, s) - y(i))
        bound = gradients_are_small(k, weights, error, inside)
        residuals = [(u(i, s) - y(i)) ** 2, (y(i) - u(i, s)) ** 2]
        same = by_terms(
            k, i, n, lambda q: sum_over(i, q, residuals[0]) == sum_over(i, q, residuals[1]),
            residuals,
        )  # fmt: skip
        squares = by_terms(
            k, c, d,
            lambda q: sum_over(c, q, (-gradient(r, c, s)) ** 2)
            == sum_over(c, q, gradient(r, c, s) ** 2),
            [(-gradient(r, c, s)) ** 2, gradient(r, c, s) ** 2],
        )  # fmt: skip
        goal = sum_over(c, d, (-gradient(r, c, s)) ** 2) <= b**2 * (root**2 * loss(s))
        return k.arith(goal, bound, same, squares, rooted)

    rate = k.use(k.by("relu2.lem-2.3.a", u, y, H, n, T, lam), positive, moves, low)
    return k.qed(k.both(rate, movement(k, root, gradients, low_root)))


def operator_says():
    combined = sum_over(c, d, sum_over(i, n, v(i) * x(i, c)) ** 2)
    norm = forall(v)(combined <= kappa**2 * sum_over(i, n, v(i) ** 2))
    return forall(*VALUES, kappa, size)(
        given(setting(), weights_flow(), kappa >= 0, norm, start()) >> radius(2, kappa)
    )


@claim(
    "relu2.lem-2.3.operator-norm",
    thesis("Lemma 2.3"),
    says=operator_says,
    uses=("relu2.lem-2.3.a", "relu2.lem-2.3.integration-amended", "relu2.pattern"),
)
def operator_norm_radius(judge):
    """The radius with |X|_2 in place of sqrt(n): 2 |X|_2 |y - u(0)|/(sqrt(m) lambda_0), where kappa
    is any bound of |X|_2.
    """
    k = judge.theorem()
    scale, square, unit, signed, positive, moves, low, _, low_kappa, norm, *_ = k.given

    def gradients(s, inside):
        z = pre(at(s), r, i)
        part = (u(i, s) - y(i)) * active(at(s), r, i)
        bound = k.at(norm, Lambda((i,), part))
        A, B, C, X = reals("A B C X")
        shrink = k.lemma(
            forall(A, B)(given(B >= 0, B <= 1) >> ((-A * B) ** 2 <= A**2)),
            y(i) - u(i, s), active(at(s), r, i),
        )  # fmt: skip
        shrink = k.use(shrink, k.by("relu2.pattern", z))
        each = k.arith(part**2 <= (y(i) - u(i, s)) ** 2, shrink)
        small = by_terms(
            k, i, n,
            lambda q: sum_over(i, q, part**2) <= sum_over(i, q, (y(i) - u(i, s)) ** 2),
            [part**2, (y(i) - u(i, s)) ** 2], each,
        )  # fmt: skip
        terms = [(u(i, s) - y(i)) * x(i, c) * active(at(s), r, i), part * x(i, c)]
        same = by_terms(
            k, i, n, lambda q: sum_over(i, q, terms[0]) == sum_over(i, q, terms[1]), terms
        )
        sums = [sum_over(i, n, one) for one in terms]
        rule = k.lemma(
            forall(A, B, C, b)(given(A**2 == 1, B == C) >> ((-(b * A * B)) ** 2 == b**2 * C**2)),
            a(r), *sums, b,
        )  # fmt: skip
        entry = k.use(rule, k.apply(k.at(signed, r), inside), same)
        squares = by_terms(
            k, c, d,
            lambda q: sum_over(c, q, (-gradient(r, c, s)) ** 2)
            == b**2 * sum_over(c, q, sums[1] ** 2),
            [(-gradient(r, c, s)) ** 2, sums[1] ** 2], entry,
        )  # fmt: skip
        last = k.lemma(
            forall(A, B, C, X, b, kappa)(
                given(A == b**2 * B, B <= kappa**2 * C, C <= X) >> (A <= b**2 * (kappa**2 * X))
            ),
            sum_over(c, d, (-gradient(r, c, s)) ** 2), sum_over(c, d, sums[1] ** 2),
            sum_over(i, n, part**2), loss(s), b, kappa,
        )  # fmt: skip
        return k.use(last, squares, bound, small)

    return k.qed(movement(k, kappa, gradients, low_kappa))


def movement_says():
    wide = m * lam**2 * eps >= 4 * n * loss(0)
    near = moved(r, t) <= eps
    return forall(*VALUES, eps)(
        given(setting(), weights_flow(), eps > 0, wide)
        >> forall(r, t)(((r < m) & during()) >> near)
    )


@claim(
    "relu2.three-observations.movement",
    thesis("Section 2.1, overview"),
    says=movement_says,
    uses=("relu2.lem-2.3-amended",),
)
def weights_stay_close(judge):
    """Width keeps every weight near its start: the squared movement of every neuron is at most
    epsilon as soon as m >= 4 n |y - u(0)|^2/(lambda_0^2 epsilon), so that it is of order 1/m.
    """
    k = judge.theorem()
    *first, eps_positive, wide = k.given
    scale, square, *_, positive, _, _, _ = first
    positive_loss = by_terms(
        k, i, n, lambda q: sum_over(i, q, (y(i) - u(i, 0)) ** 2) >= 0, [(y(i) - u(i, 0)) ** 2]
    )
    known = k.arith(n >= 0)
    lemma = k.by(
        "relu2.lem-2.3-amended", *VALUES, sqrt(n), sqrt(loss(0)), defined=[known, positive_loss]
    )
    X, Y = reals("X Y")
    root_of = forall(X)((X >= 0) >> conj(sqrt(X) >= 0, sqrt(X) ** 2 == X))
    roots = [k.use(k.lemma(root_of, n), known), k.use(k.lemma(root_of, loss(0)), positive_loss)]
    far = k.part(k.use(lemma, *first, *roots), 1)
    pair = k.assume((r < m) & during())
    far = k.apply(k.at(far, r, t), pair)
    A, N, Z, S = reals("A N Z S")
    rule = k.lemma(
        forall(A, X, Y, N, Z, S, b, lam, eps)(
            given(lam**2 * A <= (2 * X * b * Y) ** 2, X**2 == N, Y**2 == Z, b**2 * S == 1,
                  S * lam**2 * eps >= 4 * N * Z, lam > 0, b > 0)
            >> (A <= eps)
        ),
        moved(r, t), sqrt(n), sqrt(loss(0)), n, loss(0), m, b, lam, eps,
        defined=[known, positive_loss],
    )  # fmt: skip
    end = k.use(rule, far, k.part(roots[0], 1), k.part(roots[1], 1), square, wide, positive, scale)
    return k.qed(k.for_all(k.discharge(end, (r < m) & during()), r, t))


@lemma_amended.mutant
def the_printed_radius(judge):
    """|w_r(t) - w_r(0)| <= sqrt(n) |y - u(0)|/(sqrt(m) lambda_0)."""
    moved = 2 / lam * (1 - exp(-lam * t / 2))
    return along_one_solution(lam**2 * moved**2 <= 1)


@operator_norm_radius.mutant
def half_of_the_radius(judge):
    """|w_r(t) - w_r(0)| <= |X|_2 |y - u(0)|/(sqrt(m) lambda_0), with |X|_2 = 1."""
    return the_printed_radius(judge)


@weights_stay_close.mutant
def half_of_the_width(judge):
    """m >= 2 n |y - u(0)|^2/(lambda_0^2 epsilon), with m = 1."""
    moved = 2 / lam * (1 - exp(-lam * t / 2))
    return along_one_solution(moved**2 <= 2 / lam**2)
