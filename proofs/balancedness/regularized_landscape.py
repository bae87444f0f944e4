"""Stationary points and local minima of the regularised objective (3) (Du, Hu, Lee 2018), for all
sizes: the words and the steps of balance.eq-3-properties.i-ii.

M = U_* V_*^T with balanced factors, R of the polar decomposition W^T W_* R = K^T K, (A, B) = Delta
= W - W_* R. With the slope c_1 of g along Delta

    8 [D^2 g](Delta, Delta) = 32 c_1 - 16 g - 8 |U_*^T U - V_*^T V|^2
        - 2 |Delta^T Delta + 2 Delta^T W_* R|^2 - 8 |K Delta^T|^2.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from steepest.proofs.engine.theorems import conj, exists, forall, given, reals
from steepest.proofs.engine.theorems.arrays import arrays, eye, norm2, zeros

from ..textbook.lines import y
from .regularized_curvature import (
    A,
    B,
    M,
    U,
    V,
    along_the_line,
    coefficients,
    curvature,
    objective,
    second_derivative,
)

HALF = Fraction(1, 2)
X, Z, R, K = arrays("U_star: d1 x r, V_star: d2 x r, Q: r x r, K: r x r")
TARGET = X @ Z.T
WAY = U - X @ R, V - Z @ R
VALUE, SLOPE, CURVE, CUBE, FOURTH = C = [
    one.put(M, TARGET).put(A, WAY[0]).put(B, WAY[1]) for one in coefficients()
]
rho, h, w, q, n = reals("rho h w q n")
c = reals("c_1 c_2 c_3 c_4")


def gradient() -> tuple[Any, Any]:
    error, gap = U @ V.T - TARGET, U.T @ U - V.T @ V
    return error @ V + HALF * (U @ gap), error.T @ U - HALF * (V @ gap)


def lowest() -> Any:
    """(U, V) is lowest within rho."""
    higher = objective(U + A, V + B, TARGET) >= objective(U, V, TARGET)
    return conj(rho > 0, forall(A, B)((norm2(A) + norm2(B) <= rho**2) >> higher))


def optimal() -> list[Any]:
    """R is orthogonal, W^T W_* R = K^T K"""
    return [
        R.T @ R == eye("r"),
        R @ R.T == eye("r"),
        (U.T @ X + V.T @ Z) @ R == K.T @ K,
    ]


def landscape() -> Any:
    """Where the gradient of g vanishes the curvature towards the optimum is at most -2 g, and g = 0
    at a local minimum.
    """
    value = objective(U, V, TARGET)
    still = conj(*(one == zeros(*one.shape) for one in gradient()))
    towards = curvature(TARGET).put(A, WAY[0]).put(B, WAY[1])
    return forall(U, V, X, Z)(
        (X.T @ X == Z.T @ Z)
        >> conj(
            still >> exists(R, K)(conj(*optimal(), towards <= -2 * value)),
            exists(rho)(lowest()) >> (value == 0),
        )
    )


def proved(k: Any) -> Any:
    """The conclusion of `landscape`."""
    still, minimum = (k.target.part(one).left for one in (0, 1))
    below = towards_the_optimum(k, lambda rotation, exact: _below(k, rotation, exact, still))
    there = k.assume(minimum)
    inside = k.such(there, rho)
    zero = towards_the_optimum(k, lambda _, exact: _zero(k, exact, inside))
    zero = k.obtain(there, zero, rho)
    return k.both(k.discharge(below, still), k.discharge(zero, minimum))


def towards_the_optimum(k: Any, prove: Callable) -> Any:
    """What `prove` makes of the equations of R and K and of [D^2 g](Delta, Delta) <= 4 c_1 - 2 g:
    R and K are no names any more.
    """
    turned = k.at(k.fact("polar-decomposition", n="r"), U.T @ X + V.T @ Z)
    rooted = k.such(turned, R)
    rotation = k.split(k.such(rooted, K))
    (a, b), (s, t) = WAY, (X @ R, Z @ R)
    lost = (
        norm2(a.T @ a + b.T @ b + 2 * (a.T @ s + b.T @ t)),
        norm2(K @ a.T) + norm2(K @ b.T),
        norm2(X.T @ U - Z.T @ V),
    )
    exact = k.matrix(
        16 * CURVE + 2 * lost[0] + 8 * (lost[1] + lost[2]) == 32 * SLOPE - 16 * VALUE,
        *k.given,
        *rotation,
    )
    some = [k.matrix(one >= 0) for one in lost]
    bound = k.arith(2 * CURVE <= 4 * SLOPE - 2 * VALUE, exact, *some)
    return k.obtain(turned, k.obtain(rooted, prove(rotation, bound), K), R)


def _below(k: Any, rotation: Any, bound: Any, still: Any) -> Any:
    """Where the gradient vanishes c_1 does."""
    slope = k.matrix(SLOPE == 0, k.assume(still), *rotation)
    same = k.at(k.for_all(second_derivative(k), U, V, M, A, B), U, V, TARGET, *WAY)
    found = k.arith(same.sides[0] <= -2 * VALUE, same, bound, slope)
    return k.exhibit_all(k.target.part(0).part(1), (R, K), k.both(*rotation, found))


def _zero(k: Any, bound: Any, inside: Any) -> Any:
    """Near a local minimum c_1 y + c_2 y^2 + c_3 y^3 + c_4 y^4 >= 0 for small y of both signs."""
    positive, near = k.split(inside)
    length = norm2(WAY[0]) + norm2(WAY[1])
    some = k.matrix(length >= 0)
    within = conj(h > 0, h**2 * length <= rho**2)
    reach = forall(rho, n)(
        given(rho > 0, n >= 0)
        >> conj(rho / (1 + n) > 0, (rho / (1 + n)) ** 2 * n <= rho**2, 1 + n != 0)
    )
    reach = k.use(k.lemma(reach, rho, length), positive, some)
    there = k.exhibit(
        exists(h)(within), rho / (1 + length), k.both(*k.split(reach)[:2]), k.part(reach, 2)
    )
    radius = k.such(there, h)
    line = k.at(k.for_all(along_the_line(k), U, V, M, A, B), U, V, TARGET, *WAY)
    steps = [y * one for one in WAY]
    moved = k.matrix(norm2(steps[0]) + norm2(steps[1]) == y**2 * length)
    small = abs(y) <= h
    square = forall(y, h, n)(given(abs(y) <= h, n >= 0) >> (y**2 * n <= h**2 * n))
    square = k.use(k.lemma(square, y, h, length), k.assume(small), some)
    higher = k.use(
        k.at(near, *steps), k.arith(k.at(near, *steps).formula.left, moved, square, radius)
    )
    higher = k.arith(rises(C[1:], y), higher, line)
    every = k.for_all(k.discharge(higher, small), y)
    flat = k.use(k.at(_flat(k), *C[1:], h), k.both(k.part(radius, 0), every))
    end = k.arith(VALUE == 0, flat, bound, k.matrix(VALUE >= 0))
    return k.obtain(there, end, h)


def rises(c: Any, time: Any) -> Any:
    return c[0] * time + c[1] * time**2 + c[2] * time**3 + c[3] * time**4 >= 0


def _flat(k: Any) -> Any:
    """If c_1 y + c_2 y^2 + c_3 y^3 + c_4 y^4 >= 0 for |y| <= h, h > 0, then c_1 = 0 <= c_2."""
    held = conj(h > 0, forall(y)((abs(y) <= h) >> rises(c, y)))
    positive, every = k.split(k.assume(held))
    rest = abs(c[1]) + abs(c[2]) * h + abs(c[3]) * h**2
    none = _nothing(k, every, positive, (abs(c[0]), rest, 1), k.arith(abs(c[0]) >= 0))
    below = k.assume(c[1] < 0)
    least = _nothing(k, every, positive, (-c[1], abs(c[3]) * h, 2), k.arith(-c[1] >= 0, below))
    curved = k.cases(
        k.arith((c[1] >= 0) | (c[1] < 0)), k.assume(c[1] >= 0), k.arith(c[1] >= 0, least)
    )
    flat = k.both(k.arith(c[0] == 0, none), curved)
    return k.for_all(k.discharge(flat, held), *c, h)


def _nothing(k: Any, every: Any, positive: Any, sizes: tuple[Any, Any, int], sign: Any) -> Any:
    """w = 0, if w y^j <= q y^(j+1) follows from what holds at y and -y: with y = h w/(w + h q + 1)
    it is possible for no other w >= 0.
    """
    size, rest, j = sizes
    moment = h * w / (w + h * q + 1)
    least = forall(w, q, h)(
        given(w >= 0, q >= 0, h > 0) >> conj(w + h * q + 1 > 0, moment >= 0, moment <= h)
    )
    signs = [sign, k.arith(rest >= 0, positive)]
    least = k.use(k.lemma(least, size, rest, h), *signs, positive)
    time = moment.put(w, size).put(q, rest)
    both = forall(y, h)(given(y >= 0, y <= h) >> conj(abs(y) <= h, abs(-y) <= h))
    inside = k.split(k.use(k.lemma(both, time, h, defined=[least]), least))
    there = [
        k.use(k.at(every, one, defined=[least]), each) for one, each in zip((time, -time), inside)
    ]
    bent = c[3] * y**4 <= abs(c[3]) * h * y**3
    last = k.lemma(forall(*c, h, y)(given(y >= 0, y <= h) >> bent), *c, h, time, defined=[least])
    less = forall(*c, h, y)(
        given(y >= 0, y <= h, rises(c, y), rises(c, -y), bent)
        >> (size * y**j <= rest * y ** (j + 1))
    )
    less = k.lemma(less, *c, h, time, defined=[least])
    less = k.use(less, least, *there, k.use(last, least))
    none = forall(w, q, h)(
        given(w >= 0, q >= 0, h > 0, w * moment**j <= q * moment ** (j + 1)) >> (w == 0)
    )
    return k.use(k.lemma(none, size, rest, h), less, *signs, positive)
