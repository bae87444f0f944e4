"""Calculus: derivatives at corners and poles, signs on another interval, captured names."""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import (
    conj,
    deriv,
    disj,
    exists,
    exp,
    forall,
    functions,
    log,
    reals,
    sqrt,
    sum_over,
)

from ..derive import assume
from .words import f, h, n, s, t, x, y, z

two = functions("two", "real", "real")
t_real, c, d, e = reals("r c d e")


def table(body: Any, point: Any, *places: int, name: str = "x") -> dict[str, Any]:
    own = {"rule": "derivative", "name": name, "point": point, "term": body}
    return own | ({"from": list(places)} if places else {})


def mean(slopes: int, order: int) -> dict[str, Any]:
    return {"rule": "mean-value", "from": [slopes, order]}


def total(place: int = 0) -> dict[str, Any]:
    return {"rule": "derivative-of-sum", "from": [place]}


def estimate(known: int, positive: int) -> dict[str, Any]:
    return {"rule": "derivative-estimate", "from": [known, positive]}


def every(body: Any, point: Any, value: Any, **other: Any) -> Any:
    """For every e > 0 the estimate near the point; `other` parts of it in place of its own."""
    gap = abs(body - body.put(x, point) - value * (x - point))
    inside = other.get("inside", conj(point - d < x, x < point + d))
    near = forall(x)(inside >> (gap <= other.get("bound", e * abs(x - point))))
    around = exists(d)(other.get("radius", d > 0) & near)
    return assume(forall(e)(other.get("size", e > 0) >> around))


def converse(equation: Any, *places: int) -> dict[str, Any]:
    return {"rule": "derivative-from-estimates", "formula": equation, "from": list(places or [0])}


def signs(relation: Any, inside: Any = None, name: Any = z) -> Any:
    """For all z in [x, y]: the relation."""
    return assume(forall(name)((conj(x <= z, z <= y) if inside is None else inside) >> relation))


def slope(body: Any = None, at: Any = z) -> Any:
    return deriv(t_real, h(t_real) if body is None else body, at)


from steepest.proofs.engine.theorems import reals  # noqa: E402

CALCULUS: dict[str, list[dict[str, Any]]] = {
    "the root at zero": [table(sqrt(x), "0")],
    "the root at an unknown point": [table(sqrt(x), y)],
    "the root where it is only not negative": [assume(y >= 0), table(sqrt(x), y, 0)],
    "the logarithm at an unknown point": [table(log(x), y)],
    "the logarithm of another positive number": [assume(z > 0), table(log(x), y, 0)],
    "the inverse at zero": [table(1 / x, "0")],
    "the inverse at an unknown point": [table(1 / x, y)],
    "a negative power at zero": [table(x**-2, "0")],
    "the modulus at zero": [table(abs(x), "0")],
    "the modulus at a positive point": [assume(y > 0), table(abs(x), y, 0)],
    "a constant without a value": [table(x * log(y), "0")],
    "a constant divisor that may vanish": [table(x / y, "1")],
    "a point without a value": [table(x**2, 1 / y)],
    "an unknown function": [table(h(x), y)],
    "an unknown function, known at another point": [
        assume(deriv(t_real, h(t_real), z) == 1),
        table(h(x), y, 0),
    ],
    "another unknown function": [
        assume(deriv(t_real, h(t_real), y) == 1),
        table(exp(h(2 * x)), y, 0),
    ],
    "the chain rule at the inner point": [
        assume(deriv(t_real, h(t_real), y) == 1),
        table(h(x**2), y, 0),
    ],
    "an inequality about a derivative": [
        assume(deriv(t_real, h(t_real), y) <= 1),
        table(h(x), y, 0),
    ],
    "two arguments that move": [
        assume(deriv(t_real, two(t_real, y), y) == 1),
        assume(deriv(t_real, two(y, t_real), y) == 1),
        table(two(x, x), y, 0, 1),
    ],
    "a power with a natural exponent": [table(x**n, y)],
    "a sequence at a real argument": [table(f(n), "0", name="n")],
    "a sum of unknown parts": [table(sum_over(t, n, x**2), y)],
    "the derivative of a sum, one part alone": [assume(deriv(t_real, h(t_real), y) == 1), total()],
    "the derivative of a sum, for real indices": [
        assume(forall(z)((z < n) >> (deriv(t_real, h(t_real) * z, y) == 1))),
        total(),
    ],
    "the derivative of a sum, below another index": [
        assume(forall(t)((s < n) >> (deriv(t_real, h(t_real) * t, y) == 1))),
        total(),
    ],
    "the derivative of a sum, at a point that moves": [
        assume(forall(t)((t < n) >> (deriv(t_real, h(t_real), t) == 1))),
        total(),
    ],
    "the derivative of a sum, up to an index that counts itself": [
        assume(forall(t)((t < t + 1) >> (deriv(t_real, h(t_real), y) == 1))),
        total(),
    ],
    "the derivative of a sum, from inequalities": [
        assume(forall(t)((t < n) >> (deriv(t_real, h(t_real), y) <= 1))),
        total(),
    ],
    "the mean value, for natural numbers": [
        assume(x <= y),
        assume(forall(t)(conj(x <= t, t <= y) >> (deriv(t_real, h(t_real), t) >= 0))),
        mean(1, 0),
    ],
    "the mean value, on the open interval": [
        assume(x <= y),
        signs(slope() >= 0, conj(x < z, z < y)),
        mean(1, 0),
    ],
    "the mean value, on another interval": [
        assume(x <= y),
        signs(slope() >= 0, conj(0 <= z, z <= y)),
        mean(1, 0),
    ],
    "the mean value, outside the interval": [
        assume(x <= y),
        signs(slope() >= 0, disj(x <= z, z <= y)),
        mean(1, 0),
    ],
    "the mean value, in the wrong order": [assume(y <= x), signs(slope() >= 0), mean(1, 0)],
    "the mean value, without an order": [assume(x >= y), signs(slope() >= 0), mean(1, 0)],
    "the mean value, a strict sign between equal points": [
        assume(x <= y),
        signs(slope() > 0),
        mean(1, 0),
    ],
    "the mean value, a slope of one": [assume(x <= y), signs(slope() >= 1), mean(1, 0)],
    "the mean value, another slope than zero": [assume(x < y), signs(slope() != 0), mean(1, 0)],
    "the mean value, at a fixed point": [assume(x <= y), signs(slope(at=c) >= 0), mean(1, 0)],
    "the mean value, at twice the point": [
        assume(x <= y),
        signs(slope(at=2 * z) >= 0),
        mean(1, 0),
    ],
    "the mean value, a function that moves along": [
        assume(x <= y),
        signs(slope(h(t_real) * z) >= 0),
        mean(1, 0),
    ],
    "the mean value, a value in place of a slope": [assume(x <= y), signs(h(z) >= 0), mean(1, 0)],
    "the mean value, a boundary that is the name": [
        assume(forall(z)(conj(z <= z, z <= y) >> (slope() >= 0))),
        assume(z <= y),
        mean(0, 1),
    ],
    "the estimate, of size zero": [
        assume(deriv(x, h(x), y) == 1),
        assume(z >= 0),
        estimate(0, 1),
    ],
    "the estimate, of a negative size": [
        assume(deriv(x, h(x), y) == 1),
        assume(z < 0),
        estimate(0, 1),
    ],
    "the estimate, of a size above one": [
        assume(deriv(x, h(x), y) == 1),
        assume(z > 1),
        estimate(0, 1),
    ],
    "the estimate, from an inequality": [
        assume(deriv(x, h(x), y) <= 1),
        assume(z > 0),
        estimate(0, 1),
    ],
    "the estimate, of a function without a derivative": [
        assume(h(y) == 1),
        assume(z > 0),
        estimate(0, 1),
    ],
    "the estimate, at the bound name": [
        assume(deriv(x, h(x), x) == 1),
        assume(z > 0),
        estimate(0, 1),
    ],
    "the estimate, a value that moves": [
        assume(deriv(x, h(x), y) == x),
        assume(z > 0),
        estimate(0, 1),
    ],
    "the estimate, a size that moves": [
        assume(deriv(x, h(x), y) == 1),
        assume(x > 0),
        estimate(0, 1),
    ],
    "the estimate, for all points at once": [
        assume(forall(y)(deriv(x, h(x), y) == 1)),
        assume(z > 0),
        estimate(0, 1),
    ],
    "the converse, of another slope": [every(h(x), y, z), converse(deriv(x, h(x), y) == 2 * z)],
    "the converse, of another function": [every(h(x), y, z), converse(deriv(x, h(2 * x), y) == z)],
    "the converse, at another point": [every(h(x), y, z), converse(deriv(x, h(x), z) == z)],
    "the converse, a point without a value": [
        every(x**2, 1 / y, z),
        converse(deriv(x, x**2, 1 / y) == z),
    ],
    "the converse, a corner": [
        every(abs(x), c, z, bound=2 * abs(x - c)),
        converse(deriv(x, abs(x), c) == z),
    ],
    "the converse, continuity alone": [
        every(h(x), y, z, bound=e),
        converse(deriv(x, h(x), y) == z),
    ],
    "the converse, for sizes above one": [
        every(h(x), y, z, size=e > 1),
        converse(deriv(x, h(x), y) == z),
    ],
    "the converse, for one size": [
        every(h(x), y, z, bound=abs(x - y)),
        converse(deriv(x, h(x), y) == z),
    ],
    "the converse, on one side": [
        every(h(x), y, z, inside=conj(y < x, x < y + d)),
        converse(deriv(x, h(x), y) == z),
    ],
    "the converse, within no distance": [
        every(h(x), y, z, radius=d >= 0),
        converse(deriv(x, h(x), y) == z),
    ],
    "the converse, a slope that moves": [every(h(x), y, x), converse(deriv(x, h(x), y) == x)],
    "the converse, an inequality": [every(h(x), y, z), converse(deriv(x, h(x), y) <= z)],
    "the converse, a value in place of a slope": [every(h(x), y, z), converse(h(y) == z)],
}
