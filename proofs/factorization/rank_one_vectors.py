"""Gradient descent on the rank-one problem by its coordinates, for all dimensions: why large starts
diverge (Du, Hu, Lee 2018).

u(t, i) and v(t, j) are the coordinates of u_t in R^m and v_t in R^n, M* = sigma_1 u* v*^T.
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

from .rank_one_divergence import grows, large
from .rank_one_growth import eta, sigma, t
from .rank_one_state import du_hu_lee

i, j, m, n = nats("i j m n")
u, v = functions("u v", "nat", "nat")
us, vs = sequences("u_star v_star")
A, B, C, D, F = reals("A B C D F")


def residual(u, v, i, j):
    """An entry of u v^T - M*."""
    return u * v - sigma * us(i) * vs(j)


def descent(u, v, m, n, eta=eta):
    """u_{t+1} = u_t - eta (u_t v_t^T - M*) v_t and v_{t+1} = v_t - eta (v_t u_t^T - M*^T) u_t"""
    entry = residual(u(t, i), v(t, j), i, j)
    of_u = u(t + 1, i) == u(t, i) - eta * sum_over(j, n, entry * v(t, j))
    of_v = v(t + 1, j) == v(t, j) - eta * sum_over(i, m, entry * u(t, i))
    return forall(t)(conj(forall(i)((i < m) >> of_u), forall(j)((j < n) >> of_v)))


def units(m, n):
    """|u*| = |v*| = 1"""
    return conj(sum_over(i, m, us(i) ** 2) == 1, sum_over(j, n, vs(j) ** 2) == 1)


def lengths(u, v, m, n, time):
    """|u|^2 and |v|^2"""
    return sum_over(i, m, u(time, i) ** 2), sum_over(j, n, v(time, j) ** 2)


def distance(u, v, m, n, time):
    """|u v^T - M*|_F^2"""
    entry = residual(u(time, i), v(time, j), i, j)
    return sum_over(i, m, sum_over(j, n, entry**2))


def diverges(u, v, m, n, factor=3):
    """Both squared norms triple in every step, and u_t v_t^T stays away from M*."""
    pairs = zip(lengths(u, v, m, n, t), lengths(u, v, m, n, 0))
    grown = [now >= factor**t * start for now, start in pairs]
    return forall(t)(conj(*grown, distance(u, v, m, n, t) >= 9 * sigma**2))


def divergent(factor=3):
    return forall(u, v, us, vs, m, n, eta, sigma)(
        given(descent(u, v, m, n), units(m, n), eta > 0, sigma > 0,
              large(*lengths(u, v, m, n, 0)))
        >> diverges(u, v, m, n, factor)
    )  # fmt: skip


@claim(
    "balance.thm-3.2.divergence-vectors",
    du_hu_lee("Theorem 3.2", "Theorem 4.5"),
    says=divergent,
    uses=("book.cauchy-schwarz",),
)
def large_vectors_diverge(judge, factor=3):
    """From |u_0|^2, |v_0|^2 >= 4/eta with product at least 16 sigma_1^2 gradient descent diverges
    in every dimension: both squared norms triple in every step, and |u_t v_t^T - M*|_F >= 3
    sigma_1.
    """
    k = judge.theorem()
    moves, one_u, one_v, *positive = k.given
    U, V = lengths(u, v, m, n, t)
    always = conj(
        large(U, V),
        *(now >= factor**t * start for now, start in zip((U, V), lengths(u, v, m, n, 0))),
    )
    base = k.arith(always.put(t, 0), k.power_zero(factor), *positive)
    held = k.assume(always)
    mixed, sizes = signals(k, one_u, one_v)
    step_u, step_v = (k.part(k.at(moves, t), one) for one in (0, 1))
    found = [
        one_more(k, (u, us, m, i), (v, vs, n, j), step_u, one_u, mixed, sizes, held, positive),
        one_more(k, (v, vs, n, j), (u, us, m, i), step_v, one_v, mixed, sizes, held, positive),
    ]
    power = k.power_step(factor, t)
    later = lengths(u, v, m, n, t + 1)
    G, H = reals("G H")
    still = forall(eta, sigma, A, B, G, H)(
        given(eta > 0, eta * A >= 4, eta * B >= 4, A * B >= 16 * sigma**2, G >= 3 * A, H >= 3 * B)
        >> large(G, H)
    )
    kept = k.use(k.lemma(still, eta, sigma, U, V, *later), *positive, held, *found)
    ends = [
        k.arith(now >= factor ** (t + 1) * start, *found, held, power)
        for now, start in zip(later, lengths(u, v, m, n, 0))
    ]
    induced = k.at(k.induction(t, always, base, k.both(kept, *ends)), t)
    apart = away(k, mixed, sizes, one_u, one_v, k.part(induced, 0), positive)
    end = k.both(k.part(induced, 1), k.part(induced, 2), apart)
    return k.qed(k.for_all(end, t))


def products(t):
    """alpha = <u, u*> and beta = <v, v*>"""
    return sum_over(i, m, u(t, i) * us(i)), sum_over(j, n, v(t, j) * vs(j))


def signals(k, one_u, one_v):
    """(alpha beta)^2 <= |u|^2 |v|^2, and that squared lengths are not negative."""
    U, V = lengths(u, v, m, n, t)
    alpha, beta = products(t)
    first = k.by("book.cauchy-schwarz", Lambda((i,), u(t, i)), us, m)
    second = k.by("book.cauchy-schwarz", Lambda((j,), v(t, j)), vs, n)
    sizes = k.both(*(
        by_terms(k, index, count, lambda q: sum_over(index, q, one) >= 0, [one])  # noqa: B023
        for index, count, one in ((i, m, u(t, i) ** 2), (j, n, v(t, j) ** 2))
    ))  # fmt: skip
    rule = forall(A, B, C, D)(
        given(A**2 <= C, B**2 <= D, C >= 0, D >= 0) >> ((A * B) ** 2 <= C * D)
    )
    below = [k.arith(alpha**2 <= U, first, one_u), k.arith(beta**2 <= V, second, one_v)]
    return k.use(k.lemma(rule, alpha, beta, U, V), *below, sizes), sizes


def one_more(k, own, other, step, unit, mixed, sizes, held, positive):
    """|u_{t+1}|^2 >= 3 |u_t|^2, or the same for v."""
    x, xs, count, a = own
    y, ys, size, b = other
    X, Y = sum_over(a, count, x(t, a) ** 2), sum_over(b, size, y(t, b) ** 2)
    own_signal, signal = sum_over(a, count, x(t, a) * xs(a)), sum_over(b, size, y(t, b) * ys(b))
    entry = residual(u(t, i), v(t, j), i, j) * y(t, b)
    row = by_terms(
        k, b, size,
        lambda q: sum_over(b, q, entry)
        == x(t, a) * sum_over(b, q, y(t, b) ** 2)
        - sigma * xs(a) * sum_over(b, q, y(t, b) * ys(b)),
        [entry, y(t, b) ** 2, y(t, b) * ys(b)],
    )  # fmt: skip
    here = k.apply(k.at(step, a), k.assume(a < count))
    turned = x(t + 1, a) == (1 - eta * Y) * x(t, a) + eta * sigma * signal * xs(a)
    here = k.arith(turned, here, row)
    P, Q = reals("P Q")
    squared = forall(A, B, C, P, Q)(
        given(A == P * B + Q * C) >> (A**2 == P**2 * B**2 + 2 * P * Q * (B * C) + Q**2 * C**2)
    )
    keep, gain = 1 - eta * Y, eta * sigma * signal
    here = k.use(k.lemma(squared, x(t + 1, a), x(t, a), xs(a), keep, gain), here)
    bodies = [x(t + 1, a) ** 2, x(t, a) ** 2, x(t, a) * xs(a), xs(a) ** 2]
    total = by_terms(
        k, a, count,
        lambda q: sum_over(a, q, bodies[0])
        == keep**2 * sum_over(a, q, bodies[1])
        + 2 * keep * gain * sum_over(a, q, bodies[2])
        + gain**2 * sum_over(a, q, bodies[3]),
        bodies, here,
    )  # fmt: skip
    rest = k.arith(gain**2 >= 0)
    grown = grows(k, X, Y, own_signal * signal, gain**2, mixed, sizes, rest, held, *positive)
    return k.arith(sum_over(a, count, bodies[0]) >= 3 * X, total, grown, unit)


def away(k, mixed, sizes, one_u, one_v, big, positive):
    """|u v^T - M*|_F^2 = |u|^2 |v|^2 - 2 sigma alpha beta + sigma^2 >= 9 sigma^2"""
    U, V = lengths(u, v, m, n, t)
    alpha, beta = products(t)
    entry = residual(u(t, i), v(t, j), i, j)
    bodies = [entry**2, v(t, j) ** 2, v(t, j) * vs(j), vs(j) ** 2]
    row = by_terms(
        k, j, n,
        lambda q: sum_over(j, q, bodies[0])
        == u(t, i) ** 2 * sum_over(j, q, bodies[1])
        - 2 * sigma * (u(t, i) * us(i)) * sum_over(j, q, bodies[2])
        + sigma**2 * us(i) ** 2 * sum_over(j, q, bodies[3]),
        bodies,
    )  # fmt: skip
    row = k.arith(
        sum_over(j, n, bodies[0])
        == u(t, i) ** 2 * V - 2 * sigma * beta * (u(t, i) * us(i)) + sigma**2 * us(i) ** 2,
        row, one_v,
    )  # fmt: skip
    outer = [sum_over(j, n, bodies[0]), u(t, i) ** 2, u(t, i) * us(i), us(i) ** 2]
    total = by_terms(
        k, i, m,
        lambda q: sum_over(i, q, outer[0])
        == V * sum_over(i, q, outer[1])
        - 2 * sigma * beta * sum_over(i, q, outer[2])
        + sigma**2 * sum_over(i, q, outer[3]),
        outer, row,
    )  # fmt: skip
    G, W = reals("G W")
    far = forall(sigma, G, W)(
        given(sigma > 0, G**2 <= W, W >= 16 * sigma**2)
        >> (W - 2 * sigma * G + sigma**2 >= 9 * sigma**2)
    )
    far = k.use(k.lemma(far, sigma, alpha * beta, U * V), mixed, big, *positive)
    return k.arith(distance(u, v, m, n, t) >= 9 * sigma**2, total, one_u, far)


@large_vectors_diverge.mutant
def five_times_in_a_step(judge):
    """Five times in a step: in one dimension from u = v = 2, eta = sigma_1 = 1 it is four times."""
    entry = residual(u(0, 0), v(0, 0), 0, 0)
    step = conj(
        u(1, 0) == u(0, 0) - eta * entry * v(0, 0), v(1, 0) == v(0, 0) - eta * entry * u(0, 0)
    )
    sizes = u(0, 0) ** 2, v(0, 0) ** 2
    known = given(step, us(0) == 1, vs(0) == 1, eta > 0, sigma > 0, large(*sizes))
    says = forall(u, v, us, vs, eta, sigma)(known >> (u(1, 0) ** 2 >= 5 * sizes[0]))
    curve = {"of": ["t", "i"], "is": ["-", "2", ["*", "6", "t"]]}
    ones = {"table": ["1"]}
    functions = {"u": curve, "v": curve, "u_star": ones, "v_star": ones}
    model = {"values": {"eta": "1", "sigma": "1"}, "functions": functions}
    return falsify(says, hints=[model], attempts=0)
