"""The smallest network, at which false variants of the theorems are refuted: one weight w into the
neuron, one weight v out of it, one input 1, and the output phi(w) v itself as the loss, with the
gradient (v phi'(w), phi(w)).
"""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import Lambda, deriv, forall, functions, nats, sum_over, term

from .weights import c, x, y

s, i, k = nats("s i k")
z = functions("z", "nat", "nat")
ONE = term(1)


def one_term(p: Any, index: Any, body: Any) -> Any:
    """A sum of one term is that term."""
    first = p.sum_step(index, 0, body)
    return p.both(p.unfold(p.arith(term(0) + 1 == 1), first), p.sum_empty(index, body))


def around(value: Any, *time: Any) -> list[Any]:
    """m, p, phi = value(x), u, rest, L in the order of the statements."""
    more = list(time)
    return [
        1,
        1,
        Lambda((x,), value(x)),
        Lambda((s, k, *more), ONE),
        Lambda((s, i, *more), term(0)),
        Lambda((z, *more), z(0, 0)),
    ]


def positively_homogeneous(p: Any, value: Any) -> Any:
    """phi(c x) = c phi(x) for c > 0, by arithmetic."""
    positive = c > 0
    step = p.arith(value(c * x) == c * value(x), p.assume(positive))
    return p.for_all(p.discharge(step, positive), c, x)


def smooth(p: Any, value: Any, w: Any, v: Any) -> Any:
    """The loss is differentiable at (w, v); w and v are terms."""
    w_curve, v_curve = functions("w_curve v_curve", "nat", "real")
    w_slope, v_slope = functions("w_slope v_slope", "nat")
    moves = []
    for index, curve, slope, at in ((k, w_curve, w_slope, w), (i, v_curve, v_slope, v)):
        begins = curve(index, 0) == at
        moves.append(forall(index)(begins & (deriv(y, curve(index, y), 0) == slope(index))))
    given = moves[0] & moves[1]
    w_moves, v_moves = p.split(p.assume(given))
    w_here, v_here = p.at(w_moves, k), p.at(v_moves, 0)
    sum_w = sum_over(k, 1, w_curve(k, y) * ONE)
    part = p.arith(
        deriv(y, w_curve(k, y) * ONE, 0) == w_slope(k),
        *p.split(w_here),
        p.derivative(deriv(y, w_curve(k, y) * ONE, 0), p.part(w_here, 1)),
    )
    inner = p.derivative_of_sum(p.for_all(p.discharge(part, k < 1), k))
    body = term(0) + v_curve(0, y) * value(sum_w)
    table = p.derivative(deriv(y, body, 0), inner, p.part(v_here, 1))
    a, b = gradient(value, w, v)
    right = sum_over(k, 1, a * w_slope(k)) + sum_over(i, 1, b * v_slope(i))
    sums = (
        (k, w_curve(k, 0) * ONE), (k, w_slope(k)), (k, a * w_slope(k)), (i, b * v_slope(i)),
    )  # fmt: skip
    known = [one_term(p, *one) for one in sums]
    first = p.at(w_moves, 0)
    step = p.arith(deriv(y, body, 0) == right, table, *known, first, v_here)
    return p.for_all(p.discharge(step, given), w_curve, v_curve, w_slope, v_slope)


def gradient(value: Any, w: Any, v: Any) -> tuple[Any, Any]:
    """The activations of these examples are x and x^2."""
    return v * value.slope(w), value(w)


class Power:
    """phi(x) = x^k."""

    def __init__(self, power: int):
        self.power = power

    def __call__(self, at: Any) -> Any:
        return at if self.power == 1 else at**self.power

    def slope(self, at: Any) -> Any:
        return term(1) if self.power == 1 else self.power * at ** (self.power - 1)
