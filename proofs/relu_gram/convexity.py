"""What the introduction says of the two losses: least squares is convex; the square loss of a
network with two layers has kinks, and a gradient that no Lipschitz constant bounds.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import (
    conj,
    deriv,
    exists,
    forall,
    given,
    integrable,
    maximum,
    negation,
    reals,
    term,
)
from steepest.proofs.engine.theorems.arrays import arrays, inner, norm2
from steepest.proofs.textbook import lines
from steepest.proofs.textbook.lines import t, y

X, theta, labels, v, phi = arrays("X: n x d, theta: d x 1, Y: n x 1, v: d x 1, phi: d x 1")
c, h, e, d, slope, beta = reals("c h e d slope beta")
w, w_1, w_2, x = reals("w w_1 w_2 x")


# --- least squares


def loss(at: Any) -> Any:
    return c * norm2(X @ at - labels)


def convex() -> Any:
    """The first and second derivative along v, and L below its chords."""
    line = loss(theta + y * v)
    gradient = (2 * c) * (X.T @ (X @ theta - labels))
    curvature = deriv(t, deriv(y, line, t), 0)
    chord = (1 - h) * loss(theta) + h * loss(phi)
    below = given(h >= 0, h <= 1) >> (loss((1 - h) * theta + h * phi) <= chord)
    along = forall(v)(
        conj(
            deriv(y, line, 0) == inner(gradient, v),
            curvature == 2 * c * norm2(X @ v),
            2 * c * norm2(X @ v) >= 0,
        )
    )
    return forall(c, X, labels, theta)((c > 0) >> conj(along, forall(phi, h)(below)))


def convex_proof(k: Any) -> Any:
    (positive,) = k.given
    residual, moved = X @ theta - labels, X @ v
    parts = [c * norm2(residual), 2 * c * inner(residual, moved), c * norm2(moved)]
    same = k.matrix(loss(theta + y * v) == parts[0] + y * parts[1] + y**2 * parts[2])
    first = lines.slope(k, same, parts[1] + 2 * t * parts[2])
    start = k.at(k.for_all(first, t), 0)
    gradient = (2 * c) * (X.T @ residual)
    turned = k.matrix(parts[1] == inner(gradient, v))
    start = k.arith(start.sides[0] == inner(gradient, v), start, turned)
    second = lines.second(k, first, 2 * c * norm2(moved))
    some = k.matrix(norm2(moved) >= 0)
    along = k.for_all(k.both(start, second, k.arith(2 * c * norm2(moved) >= 0, some, positive)), v)
    chord = (1 - h) * loss(theta) + h * loss(phi)
    far = X @ (theta - phi)
    gap = k.matrix(chord - loss((1 - h) * theta + h * phi) == c * h * (1 - h) * norm2(far))
    inside = given(h >= 0, h <= 1)
    below = loss((1 - h) * theta + h * phi)
    P, Q, R = reals("P Q R")
    lemma = forall(P, Q, R, c, h)(
        given(P - Q == c * h * (1 - h) * R, R >= 0, c > 0, h >= 0, h <= 1) >> (Q <= P)
    )
    found = k.use(
        k.lemma(lemma, chord, below, norm2(far), c, h),
        gap, k.matrix(norm2(far) >= 0), positive, k.assume(inside),
    )  # fmt: skip
    return k.both(along, k.for_all(k.discharge(found, inside), phi, h))


# --- one sample x = y = 1 and one neuron: L = (w_2 max(w_1, 0) - 1)^2/2


def kinked(w: Any) -> Any:
    """As a function of w_1."""
    return (w_2 * maximum(w, 0) - 1) ** 2 / 2


def quotient(at: Any) -> Any:
    return (kinked(at) - kinked(term(0))) / at


def near(sign: int, limit: Any) -> Any:
    """On one side of 0, closer than d, the quotients differ from the limit by at most e."""
    side = given(x > 0, x < d) if sign > 0 else given(x < 0, -x < d)
    return side, abs(quotient(x) - limit) <= e


def there(sign: int, limit: Any) -> Any:
    side, close = near(sign, limit)
    return exists(d)(conj(d > 0, forall(x)(side >> close)))


def tends(sign: int, limit: Any) -> Any:
    return forall(e)((e > 0) >> there(sign, limit))


def kink() -> Any:
    """Different slopes on both sides of w_1 = 0, and no derivative."""
    return forall(w_2)((w_2 != 0) >> _kink())


def _kink() -> Any:
    none = negation(integrable(deriv(y, kinked(y), 0)))
    return conj(tends(1, -1 * w_2), tends(-1, term(0)), none)


def one_neuron() -> Any:
    """The same for w_2 = 1, and the loss at 0 is above its chord from -1 to 1."""
    above = kinked(term(0)) > (kinked(term(-1)) + kinked(term(1))) / 2
    return above.put(w_2, 1) & _kink().put(w_2, 1)


def kink_proof(k: Any) -> Any:
    """On the right the quotient is w_2^2 x/2 - w_2, on the left 0."""
    sides = _limit(k, 1, -1 * w_2, 2 * e / (1 + w_2**2)), _limit(k, -1, term(0), e)
    return k.both(*sides, _no_derivative(k))


def _limit(k: Any, sign: int, limit: Any, reach: Any) -> Any:
    positive = k.assume(e > 0)
    side, close = (one.put(d, reach) for one in near(sign, limit))
    known = k.lemma(forall(w_2, e, x)(given(e > 0, side) >> close), w_2, e, x)
    every = k.for_all(k.discharge(k.use(known, positive, k.assume(side)), side), x)
    size = k.use(k.lemma(forall(w_2, e)((e > 0) >> (reach > 0)), w_2, e), positive)
    found = k.exhibit(there(sign, limit), reach, k.both(size, every), k.arith(1 + w_2**2 != 0))
    return k.for_all(k.discharge(found, e > 0), e)


def _no_derivative(k: Any) -> Any:
    """A derivative D would have |D| <= |w_2|/4 from the left, and |w_2 + D| <= |w_2|/2."""
    slopes = k.assume(integrable(deriv(y, kinked(y), 0)))
    size = abs(w_2) / 4
    close = k.estimate(slopes, k.arith(size > 0, *k.given))
    positive, within = k.split(k.such(close, d))
    at = d / (2 + 2 * d * abs(w_2))
    small = forall(d, w_2)(
        (d > 0) >> conj(at > 0, at < d, 2 * abs(w_2) * at <= 1, 2 + 2 * d * abs(w_2) != 0)
    )
    small = k.use(k.lemma(small, d, w_2), positive)
    ends = [
        k.use(
            k.at(within, one, defined=[small]),
            k.arith(conj(term(0) - d < one, one < term(0) + d), small),
        )
        for one in (at, -at)
    ]

    def bound(one: Any) -> Any:
        return abs(kinked(one) - kinked(term(0)) - slope * (one - 0)) <= size * abs(one - 0)

    never = forall(w_2, slope, x)(
        given(w_2 != 0, x > 0, 2 * abs(w_2) * x <= 1, bound(x), bound(-x)) >> (term(0) < 0)
    )
    mean = slopes.sides[0]
    wrong = k.use(k.lemma(never, w_2, mean, at, defined=[slopes, small]), small, *ends, *k.given)
    return k.negate(k.obtain(close, wrong, d), slopes.formula)


# --- the same with the activation z -> z: L = (w_1 w_2 - 1)^2/2


def smooth(one: Any, other: Any) -> Any:
    return (one * other - 1) ** 2 / 2


def slopes_of(one: Any, other: Any) -> tuple[Any, Any]:
    """The gradient at a point."""
    return deriv(y, smooth(y, other), one), deriv(y, smooth(one, y), other)


def large() -> Any:
    return exists(w)(w**2 > beta)


def apart() -> Any:
    """The gradient changes by more than beta times the distance of two points."""
    return exists(w_1, w_2, x)(conj(x != w_1, _steeper(w_1, w_2, x)))


def _steeper(w_1: Any, w_2: Any, x: Any) -> Any:
    change = [a - b for a, b in zip(slopes_of(w_1, w_2), slopes_of(x, w_2))]
    return change[0] ** 2 + change[1] ** 2 > beta**2 * (w_1 - x) ** 2


def unbounded() -> Any:
    """The curvature along the first axis at (w, w) is w^2 and exceeds every bound; the gradient has
    no Lipschitz constant.
    """
    curvature = deriv(t, deriv(y, smooth(w + y, w), t), 0)
    return conj(forall(w)(curvature == w**2), forall(beta)(large()), forall(beta)(apart()))


def unbounded_proof(k: Any) -> Any:
    line = smooth(w + y, w)
    same = k.arith(line == (w**2 - 1) ** 2 / 2 + y * w * (w**2 - 1) + y**2 * w**2 / 2)
    first = lines.slope(k, same, w * (w**2 - 1) + t * w**2)
    second = k.for_all(lines.second(k, first, w**2), w)
    far = abs(beta) + 1
    exceeds = k.exhibit(large(), far, k.arith(far**2 > beta))
    values = w_2 * (w_1 * w_2 - 1), w_1 * (w_1 * w_2 - 1)
    each = [k.arith(a == b, k.derivative(a)) for a, b in zip(slopes_of(w_1, w_2), values)]
    each = k.for_all(k.both(*each), w_1, w_2)
    one, zero = term(1), term(0)
    change = k.arith(_steeper(one, far, zero), *(k.at(each, at, far) for at in (one, zero)))
    found = k.exhibit_all(apart(), (one, far, zero), k.both(k.arith(zero != one), change))
    return k.both(second, k.for_all(exceeds, beta), k.for_all(found, beta))
