"""Lemma 2.3 for all sizes: the residual decays and the weights stay close under gradient flow,
while lambda_min(H(t)) >= lambda_0/2.

u(i, t) are the predictions and follow (2.6) at the times 0 <= t <= T; w(c, t) are the weights of
one neuron, whose velocity is at most sqrt(n/m) |y - u(t)|. root = sqrt(n), size = |y - u(0)|, b =
1/sqrt(m).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    exists,
    exp,
    forall,
    functions,
    given,
    reals,
    sqrt,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .network import b, c, d, i, j, lam, m, n, root, root_n, size, t, v, width, y

u, w = functions("u w", "nat", "real")
H = functions("H", "nat", "nat", "real")
T, tau, rho = reals("T tau rho")


def residual(i, t):
    return y(i) - u(i, t)


def loss(t):
    """|y - u(t)|^2"""
    return sum_over(i, n, residual(i, t) ** 2)


def image(i, t):
    return sum_over(j, n, H(i, j, t) * residual(j, t))


def form(t):
    """r^T H r"""
    return sum_over(i, n, residual(i, t) * image(i, t))


def during():
    return conj(t >= 0, t <= T)


def flow():
    """du_i/dt = (H (y - u))_i, equation (2.6)"""
    moving = deriv(tau, u(i, tau), t) == image(i, t)
    return forall(t, i)((conj(t >= 0, t <= T) & (i < n)) >> moving)


def positive_definite():
    """lambda_min(H(t)) >= lambda_0/2"""
    quadratic = sum_over(i, n, v(i) * sum_over(j, n, H(i, j, t) * v(j)))
    length = sum_over(i, n, v(i) ** 2)
    return forall(t)(during() >> forall(v)(quadratic >= lam / 2 * length))


def decay_says():
    weighted = exp(lam * tau) * loss(tau)
    return forall(u, y, H, n, T, lam)(
        given(lam > 0, flow(), positive_definite())
        >> forall(t)(
            during()
            >> conj(
                deriv(tau, loss(tau), t) == -2 * form(t),
                -2 * form(t) <= -lam * loss(t),
                deriv(tau, weighted, t) <= 0,
            )
        )
    )


@claim("relu2.lem-2.3.loss-decay", thesis("proof of Lemma 2.3"), says=decay_says)
def loss_decay(judge):
    """The loss falls at the rate lambda_0: d/dt |y - u|^2 = -2 (y - u)^T H (y - u), at most
    -lambda_0 |y - u|^2, and exp(lambda_0 t) |y - u|^2 does not increase.
    """
    k = judge.theorem()
    positive, moves, low = k.given
    now = k.assume(during())
    slope = k.apply(k.at(moves, t, i), k.both(now, k.assume(i < n)))
    body = residual(i, tau) ** 2
    raw = k.derivative(deriv(tau, body, t), slope)
    value = -2 * (residual(i, t) * image(i, t))
    each = k.arith(deriv(tau, body, t) == value, raw)
    total = k.derivative_of_sum(k.for_all(k.discharge(each, i < n), i))
    one = residual(i, t) * image(i, t)
    scaled = by_terms(
        k, i, n, lambda q: sum_over(i, q, -2 * one) == -2 * sum_over(i, q, one), [-2 * one, one]
    )
    first = k.arith(deriv(tau, loss(tau), t) == -2 * form(t), total, scaled)
    below = k.at(k.apply(k.at(low, t), now), Lambda((i,), residual(i, t)))
    second = k.arith(-2 * form(t) <= -lam * loss(t), below)
    weighted = exp(lam * tau) * loss(tau)
    product = k.derivative(deriv(tau, weighted, t), first)
    F, L, X, D = reals("F L X D")
    rule = k.lemma(
        forall(F, L, X, D, lam)(
            given(X > 0, -2 * F <= -lam * L, D == X * (lam * L - 2 * F)) >> (D <= 0)
        ),
        form(t), loss(t), exp(lam * t), deriv(tau, weighted, t), lam, defined=[product],
    )  # fmt: skip
    same = k.arith(rule.formula.left.part(2), product)
    third = k.use(rule, k.arith(exp(lam * t) > 0), second, same)
    return k.qed(k.for_all(k.discharge(k.both(first, second, third), during()), t))


def rate_says():
    return forall(u, y, H, n, T, lam)(
        given(lam > 0, flow(), positive_definite())
        >> forall(t)(during() >> (loss(t) <= exp(-lam * t) * loss(0)))
    )


@claim(
    "relu2.lem-2.3.a",
    thesis("Lemma 2.3"),
    says=rate_says,
    uses=("relu2.lem-2.3.loss-decay",),
)
def linear_rate(judge):
    """The squared residual falls like exp(-lambda_0 t) under gradient flow, while lambda_min(H) >=
    lambda_0/2.
    """
    k = judge.theorem()
    now = k.assume(during())
    lemma = k.use(k.by("relu2.lem-2.3.loss-decay", u, y, H, n, T, lam), *k.given)
    s = reals("s")
    inside = k.assume(conj(0 <= s, s <= t))
    at_s = k.use(k.at(lemma, s), k.arith(s >= 0, inside), k.arith(s <= T, inside, now))
    slopes = k.for_all(k.discharge(k.part(at_s, 2), conj(0 <= s, s <= t)), s)
    less = k.mean_value(slopes, k.arith(0 <= t, now))
    L, K = reals("L K")
    rule = k.lemma(
        forall(L, K, lam, t)(
            (exp(lam * t) * L <= exp(lam * 0) * K) >> (L <= exp(-lam * t) * K)
        ),
        loss(t), loss(0), lam, t,
    )  # fmt: skip
    end = k.use(rule, less)
    return k.qed(k.for_all(k.discharge(end, during()), t))


def gradient_says():
    return forall(u, y, H, n, T, lam, root, b, m, size, rho, t)(
        given(
            lam > 0, flow(), positive_definite(), width(), root_n(),
            size >= 0, size**2 == loss(0), during(), rho >= 0, rho**2 == loss(t),
        )
        >> (root * b * rho <= root * b * exp(-lam * t / 2) * size)
    )  # fmt: skip


@claim(
    "relu2.lem-2.3.gradient-norm-amended",
    thesis("proof of Lemma 2.3"),
    says=gradient_says,
    amends="relu2.lem-2.3.gradient-norm",
    uses=("relu2.lem-2.3.a",),
)
def gradient_norm_amended(judge):
    """The gradient falls like exp(-lambda_0 t/2): sqrt(n/m) |y - u(t)| <= sqrt(n/m) exp(-lambda_0
    t/2) |y - u(0)|, with half of the printed exponent. rho = |y - u(t)|.
    """
    k = judge.theorem()
    (positive, moves, low, scale, _, low_root, rooted, low_size, sized, after, before, low_rho,
     here) = k.given  # fmt: skip
    lemma = k.use(k.by("relu2.lem-2.3.a", u, y, H, n, T, lam), positive, moves, low)
    less = k.use(k.at(lemma, t), after, before)
    L, K, X, Y = reals("L K X Y")
    square = k.arith(exp(-lam * t) == exp(-lam * t / 2) ** 2)
    rule = k.lemma(
        forall(L, K, X, Y, rho, size, root, b)(
            given(L <= X * K, X == Y**2, Y > 0, rho >= 0, rho**2 == L, size >= 0, size**2 == K,
                  root >= 0, b > 0)
            >> (root * b * rho <= root * b * Y * size)
        ),
        loss(t), loss(0), exp(-lam * t), exp(-lam * t / 2), rho, size, root, b,
    )  # fmt: skip
    end = k.use(
        rule, less, square, k.arith(exp(-lam * t / 2) > 0), low_rho, here, low_size, sized,
        low_root, scale,
    )  # fmt: skip
    return k.qed(end)


def moved(t):
    """|w(t) - w(0)|^2"""
    return sum_over(c, d, (w(c, t) - w(c, 0)) ** 2)


g = functions("g", "nat", "real")
G = reals("G")


def path_says(two=2):
    moving = deriv(tau, w(c, tau), t) == g(c, t)
    speed = sum_over(c, d, g(c, t) ** 2) <= (G * exp(-lam * t / 2)) ** 2
    bound = two * G / lam * (1 - exp(-lam * t / 2))
    return forall(w, g, d, T, lam, G)(
        given(
            lam > 0,
            G >= 0,
            forall(t, c)((during() & (c < d)) >> moving),
            forall(t)(during() >> speed),
        )
        >> forall(t)(during() >> conj(moved(t) <= bound**2, bound <= two * G / lam))
    )


@claim(
    "relu2.lem-2.3.integration-amended",
    thesis("proof of Lemma 2.3"),
    says=path_says,
    amends="relu2.lem-2.3.integration",
    uses=("book.cauchy-schwarz",),
)
def integration_amended(judge):
    """The movement is the integral of the gradient: |w(t) - w(0)| <= (2 G/lambda_0) (1 -
    exp(-lambda_0 t/2)) if the gradient is at most G exp(-lambda_0 t/2).

    That is at most 2 G/lambda_0, for G = sqrt(n/m) |y - u(0)| at most 2 sqrt(n) |y -
    u(0)|/(sqrt(m) lambda_0).
    """
    k = judge.theorem()
    positive, low_G, moves, speeds = k.given
    now = k.assume(during())
    s, size2 = reals("s S")
    # the component along z = w(t) - w(0), of length S
    z = w(c, t) - w(c, 0)
    along = sum_over(c, d, w(c, tau) * z)
    area = 2 * G / lam * size2 * exp(-lam * tau / 2)
    inside = k.assume(conj(0 <= s, s <= t))
    at_s = k.both(k.arith(s >= 0, inside), k.arith(s <= T, inside, now))
    slope = k.apply(k.at(moves, s, c), k.both(at_s, k.assume(c < d)))
    raw = k.derivative(deriv(tau, w(c, tau) * z, s), slope)
    each = k.arith(deriv(tau, w(c, tau) * z, s) == g(c, s) * z, raw)
    total = k.derivative_of_sum(k.for_all(k.discharge(each, c < d), c))
    mixed = sum_over(c, d, g(c, s) * z)
    cs = k.by("book.cauchy-schwarz", Lambda((c,), g(c, s)), Lambda((c,), z), d)
    fast = k.apply(k.at(speeds, s), at_s)
    length = conj(size2 >= 0, size2**2 == moved(t))
    known = k.split(k.assume(length))
    A, B, C, X = reals("A B C X")
    rule = k.lemma(
        forall(A, B, C, X, size2)(
            given(A**2 <= B * C, B <= X**2, X >= 0, size2 >= 0, size2**2 == C) >> (A <= X * size2)
        ),
        mixed, sum_over(c, d, g(c, s) ** 2), moved(t), G * exp(-lam * s / 2), size2,
    )  # fmt: skip
    small = k.use(
        rule, k.arith(rule.formula.left.part(0), cs), fast,
        k.arith(G * exp(-lam * s / 2) >= 0, low_G), *known,
    )  # fmt: skip
    has = k.arith(lam != 0, positive)
    exact = k.derivative(deriv(tau, along + area, s), total, has, positive)
    rate = deriv(tau, along + area, s)
    sign = k.arith(rate == mixed - G * size2 * exp(-lam * s / 2), exact, positive)
    slopes = k.arith(rate <= 0, sign, small)
    slopes = k.for_all(k.discharge(slopes, conj(0 <= s, s <= t)), s)
    less = k.mean_value(slopes, k.arith(0 <= t, now))
    split = by_terms(
        k, c, d,
        lambda q: sum_over(c, q, z**2)
        == sum_over(c, q, w(c, t) * z) - sum_over(c, q, w(c, 0) * z),
        [z**2, w(c, t) * z, w(c, 0) * z],
    )  # fmt: skip
    P, Q, Y, Z = reals("P Q Y Z")
    last = k.lemma(
        forall(P, Q, X, Y, Z, size2, G, lam)(
            given(P + 2 * G / lam * size2 * Y <= Q + 2 * G / lam * size2 * Z, X == P - Q, Z == 1,
                  Y > 0, Y <= 1, lam > 0, G >= 0, size2 >= 0, size2**2 == X)
            >> conj(X <= (2 * G / lam * (1 - Y)) ** 2, 2 * G / lam * (1 - Y) <= 2 * G / lam)
        ),
        sum_over(c, d, w(c, t) * z), sum_over(c, d, w(c, 0) * z), moved(t), exp(-lam * t / 2),
        exp(-lam * 0 / 2), size2, G, lam,
    )  # fmt: skip
    end = k.use(
        last, k.arith(last.formula.left.part(0), less, positive),
        k.arith(last.formula.left.part(1), split), k.arith(exp(-lam * 0 / 2) == 1),
        k.arith(exp(-lam * t / 2) > 0), k.arith(exp(-lam * t / 2) <= 1, now, positive), positive,
        low_G, *known,
    )  # fmt: skip
    above = by_terms(k, c, d, lambda q: sum_over(c, q, z**2) >= 0, [z**2])
    there = exists(size2)(length)
    value = k.lemma(forall(X)((X >= 0) >> conj(sqrt(X) >= 0, sqrt(X) ** 2 == X)), moved(t))
    value = k.exhibit(there, sqrt(moved(t)), k.use(value, above), above)
    end = k.obtain(value, end, size2)
    return k.qed(k.for_all(k.discharge(end, during()), t))


def along_one_solution(claimed):
    """An instance of a false variant: one input, H = lambda_0/2, so that y - u = exp(-lambda_0 t/2)
    with |y - u(0)| = 1; the weight of the only neuron moves by 2 (1 - exp(-lambda_0 t/2))/lambda_0.
    """
    hint = {"values": {"lambda_0": "1", "t": "10"}}
    return falsify(forall(lam, t)(given(lam > 0, t >= 0) >> claimed), hints=[hint])


@loss_decay.mutant
def twice_the_slope(judge):
    """-2 r^T H r <= -2 lambda_0 |r|^2."""
    r2 = exp(-lam * t)
    return along_one_solution(-2 * (lam / 2 * r2) <= -2 * lam * r2)


@linear_rate.mutant
def twice_the_rate(judge):
    """|y - u(t)|^2 <= exp(-2 lambda_0 t) |y - u(0)|^2."""
    return along_one_solution(exp(-lam * t) <= exp(-2 * lam * t) * 1)


@gradient_norm_amended.mutant
def the_printed_exponent(judge):
    """|y - u(t)| <= exp(-lambda_0 t) |y - u(0)|."""
    return along_one_solution(exp(-lam * t / 2) <= exp(-lam * t) * 1)


@integration_amended.mutant
def half_of_the_area(judge):
    """|w(t) - w(0)| <= (G/lambda_0) (1 - exp(-lambda_0 t/2)), G = 1."""
    gone = 1 - exp(-lam * t / 2)
    return along_one_solution((2 / lam * gone) ** 2 <= (1 / lam * gone) ** 2)
