"""The rules of calculus in one real variable: a table of derivatives, what a derivative means, and
the mean value theorem.

("deriv", x, a, f) is the derivative of x -> f at a. It has a value where f is defined around a and
differentiable at a, which the equation ("==", deriv, deriv) says. (W. Rudin, Principles of
Mathematical Analysis, theorems 5.3, 5.5 and 5.10.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from .._calculus import OUTER
from .._definedness import own_obligations
from .._expressions import read
from .._terms import ONE, TURNED, ZERO, need
from ..formal.defined import obligations
from ..formal.names import alike, canonical, free, fresh, put
from ..formal.syntax import Node, Sorts
from .logic import settle
from .theorem import Theorem, derive

NEEDED: dict[str, Callable[[Node], list[Node]]] = {  # inside the domain, not at its boundary
    "sqrt": lambda inner: [(">", inner, ZERO)],
    "log": lambda inner: [(">", inner, ZERO)],
    "asin": lambda inner: [("<", -ONE, inner), ("<", inner, ONE)],
    "acos": lambda inner: [("<", -ONE, inner), ("<", inner, ONE)],
    "tan": lambda inner: [("!=", ("cos", inner), ZERO)],
}


def derivative(name: str, point: Node, body: Node, sorts: Sorts, *premises: Theorem) -> Theorem:
    """G_i |- deriv(y, b, g) == v  (or the other way round),  |- what is needed at the point
    /  G_i .. |- deriv(x, a, f) == D, where D is f differentiated by the table at x = a

    A part of f that the table does not know has its derivative from a premise, as it stands or
    with another argument (the chain rule). Needed is that parts without x are defined, divisors
    are not zero, logarithms and roots are of positive numbers: f is then defined around a.
    """
    table = _Table(name, point, _known(premises))
    value = table.of(body)
    settle([*obligations(point), *table.owed], premises)
    return derive(premises, ("==", ("deriv", name, point, body), value), sorts=sorts)


def owed(name: str, point: Node, body: Node, *premises: Theorem) -> list[Node]:
    """What `derivative` asks for besides the derivatives of unknown parts."""
    table = _Table(name, point, _known(premises))
    table.of(body)
    return [*obligations(point), *dict.fromkeys(table.owed)]


def derivative_of_sum(parts: Theorem) -> Theorem:
    """G |- forall i: i < n implies deriv(x, a, f) == v  /  G |- deriv(x, a, sum f) == sum v

    The sums are over i = 0, .., n - 1; x is not free in n and v, i not in n and a; n is a name or a
    number, so that it has a value.
    """
    head, index, sort, body = parts.conclusion
    need(head == "forall" and sort == "nat", "derivatives for every index are expected")
    need(body[0] == "implies", "the index is below the count of the sum")
    bound, equation = body[1:]
    need(bound[:2] == ("<", index) and equation[0] == "==", "for i < n an equation is expected")
    count, (mean, value) = bound[2], equation[1:]
    need(isinstance(count, (str, Fraction)), "the count is a name or a number")
    need(isinstance(mean, tuple) and mean[0] == "deriv", "the left side is a derivative")
    _, name, point, inside = mean
    need(index not in free(count, point), f"{index} is free in the count or in the point")
    need(name != count and name != index, f"{name} is the count or the index")
    total = ("deriv", name, point, ("sum", index, count, inside))
    return derive([parts], ("==", total, ("sum", index, count, value)))


def derivative_of_equal(same: Theorem, below: Theorem, above: Theorem, known: Theorem) -> Theorem:
    """G |- forall x: l < x and x < u implies f == g,  |- l < a,  |- a < u,  |- deriv(x, a, g) == v
    /  G, .. |- deriv(x, a, f) == v,  x not free in l, u

    A derivative is local: f and g have the same difference quotients near a.
    """
    head, x, sort, body = same.conclusion
    need(head == "forall" and sort == "real", "an equation for every real is expected")
    need(body[0] == "implies", "the equation is assumed on an interval")
    inside, equation = body[1:]
    need(equation[0] == "==", "an equation is expected")
    head, derived, value = known.conclusion
    need(head == "==", "the derivative of the right side is expected")
    need(isinstance(derived, tuple) and derived[0] == "deriv", "a derivative is expected")
    point = derived[2]
    need(alike(derived, ("deriv", x, point, equation[2])), "the derivative is of another function")
    (first, low, left), (second, right, high) = map(upwards, (below.conclusion, above.conclusion))
    need(first == second == "<", "the point lies strictly inside the interval")
    need(alike(left, point) and alike(right, point), "the point lies in another interval")
    need(x not in free(low, high), f"{x} is free in a boundary")
    need(inside[0] == "and" and len(inside) == 3, "the interval has two boundaries")
    bounds = tuple(map(upwards, inside[1:]))
    need(alike(bounds, (("<", low, x), ("<", x, high))), "the interval is another one")
    made = ("==", ("deriv", x, point, equation[1]), value)
    return derive([same, below, above, known], made)


def estimate(known: Theorem, positive: Theorem) -> Theorem:
    """G |- deriv(x, a, f) == v,  H |- e > 0
    /  G, H |- exists d: d > 0 and forall x: a - d < x and x < a + d
                         implies |f - f[x := a] - v (x - a)| <= e |x - a|,  x not free in a, v, e

    What it means to have the derivative v at a (Rudin, definition 5.1): f is defined around a and
    its difference quotients tend to v.
    """
    head, derived, _ = known.conclusion
    need(head == "==", "the value of a derivative is expected")
    need(isinstance(derived, tuple) and derived[0] == "deriv", "a derivative is expected")
    order, zero, size = upwards(positive.conclusion)
    need(order == "<" and zero == ZERO, "a positive size e > 0 is expected")
    return derive([known, positive], near_tangent(*known.conclusion[1:], size))


def from_estimates(every: Theorem, formula: Node, sorts: Sorts, *defined: Theorem) -> Theorem:
    """G |- forall e: e > 0 implies (what `estimate` gives for x, a, f, v and e),  |- a is defined
    /  G |- deriv(x, a, f) == v,  x not free in a, v

    The converse of `estimate`: f is defined around a and its difference quotients tend to v, which
    is what the derivative v means (Rudin, definition 5.1). A point without a value has no x around
    it, of which everything is true; at x = a the estimate says that f and v have values.
    """
    need(formula[0] == "==", "the value of a derivative is expected")
    mean, value = formula[1:]
    need(isinstance(mean, tuple) and mean[0] == "deriv", "a derivative is expected")
    size = fresh("e", free(formula) | {mean[1]})
    near = near_tangent(mean, value, size)
    wanted = ("forall", size, "real", ("implies", (">", size, ZERO), near))
    need(alike(every.conclusion, wanted), "the estimates are not those of this derivative")
    settle(obligations(mean[2]), defined)
    return derive([every, *defined], formula, sorts=sorts)


def near_tangent(mean: Node, value: Node, size: Node) -> Node:
    """exists d: d > 0 and forall x within d of a: |f - f[x := a] - v (x - a)| <= e |x - a|"""
    _, x, point, body = mean
    need(x not in free(point, value, size), f"{x} is free in the point, the value or the size")
    radius = fresh("d", free(point, value, size, body) | {x})
    step = ("-", x, point)
    rest = ("-", ("-", body, put(body, {x: point})), ("*", value, step))
    near = ("<=", ("abs", rest), ("*", size, ("abs", step)))
    inside = ("and", ("<", ("-", point, radius), x), ("<", x, ("+", point, radius)))
    small = ("forall", x, "real", ("implies", inside, near))
    return ("exists", radius, "real", ("and", (">", radius, ZERO), small))


def mean_value(slopes: Theorem, order: Theorem) -> Theorem:
    """G |- forall x: a <= x and x <= b implies deriv(y, x, f) R 0,  H |- a <= b
    /  G, H |- f[y := b] R f[y := a], where R is ==, <=, >=, and also <, > if H |- a < b

    x is not free in a, b, f. Both ends belong to the interval, so that f is continuous on it.
    """
    strict, low, high = upwards(order.conclusion)
    head, x, sort, body = slopes.conclusion
    need(head == "forall" and sort == "real", "a sign for every real is expected")
    need(body[0] == "implies", "the sign is assumed on the interval alone")
    inside, sign = body[1:]
    need(inside[0] == "and" and len(inside) == 3, "the interval has two boundaries")
    bounds = tuple(map(upwards, inside[1:]))
    need(alike(bounds, (("<=", low, x), ("<=", x, high))), "the interval is another one")
    need(x not in free(low, high), f"{x} is free in a boundary")
    relation, slope, zero = sign
    need(relation in TURNED and relation != "!=" and zero == ZERO, "a sign is a comparison with 0")
    need(relation in ("==", "<=", ">=") or strict == "<", "a strict sign needs a < b")
    need(isinstance(slope, tuple) and slope[0] == "deriv", "the sign of a derivative is expected")
    _, y, point, function = slope
    need(point == x, "the derivative is taken at the bound name")
    need(x == y or x not in free(function), f"{x} is free in the function")
    ends = (put(function, {y: one}) for one in (high, low))
    return derive([slopes, order], (relation, *ends))


def upwards(order: Node) -> Node:
    """b >= a as a <= b."""
    need(order[0] in ("<", "<=", ">", ">="), "the order of two points is expected")
    return order if order[0] in ("<", "<=") else (TURNED[order[0]], order[2], order[1])


def _known(premises: Sequence[Theorem]) -> dict[Node, Node]:
    """The derivatives that the premises give."""
    found: dict[Node, Node] = {}
    for one in premises:
        head, *sides = one.conclusion
        for left, right in (sides, sides[::-1]) if head == "==" else ():
            if isinstance(left, tuple) and left[0] == "deriv":
                found.setdefault(canonical(left), right)
    return found


class _Table:
    """Differentiates in one name at a point, and collects what has to hold there."""

    def __init__(self, name: str, point: Node, known: dict[Node, Node]):
        self.name, self.point, self.known = name, point, known
        self.owed: list[Node] = []

    def at(self, node: Node) -> Node:
        return put(node, {self.name: self.point})

    def of(self, node: Node) -> Node:
        """The derivative at the point. Raises `Rejected`."""
        if node == self.name:
            return ONE
        if self.name not in free(node):
            self.owed += obligations(node)
            return ZERO
        found = self.known.get(canonical(("deriv", self.name, self.point, node)))
        if found is not None:
            return found
        head, *parts = node
        if head == "apply":
            return self._chain(node)
        if head in ("+", "-"):
            return (head, *map(self.of, parts))
        if head == "*":
            return ("+", *(self._factor(parts, k) for k in range(len(parts))))
        if head == "/":
            above, below = map(self.of, parts)
            self.owed += own_obligations(head, *map(self.at, parts))
            high, low = map(self.at, parts)
            return ("/", ("-", ("*", above, low), ("*", high, below)), ("*", low, low))
        if head == "^":
            return self._power(*parts)
        need(head in OUTER, f"the table has no derivative of {head}: give it by a premise")
        inner, slope = self.at(parts[0]), self.of(parts[0])
        self.owed += NEEDED.get(head, lambda _: [])(inner)
        return ("*", put(read(OUTER[head]), {"T": inner}), slope)

    def _factor(self, parts: list[Node], k: int) -> Node:
        return ("*", *map(self.at, parts[:k]), self.of(parts[k]), *map(self.at, parts[k + 1 :]))

    def _power(self, base: Node, exponent: Node) -> Node:
        need(isinstance(exponent, Fraction), "the exponent is no number: give a premise")
        slope = self.of(base)
        if exponent == 0:
            return ZERO
        inner = self.at(base)
        self.owed += own_obligations("^", inner, exponent)
        return ("*", exponent, ("^", inner, exponent - 1), slope)

    def _chain(self, node: Node) -> Node:
        """f(.., g(x), ..)' = f'(.., g(a), ..) g'(a), with one argument that depends on x."""
        head, function, *arguments = node
        places = [k for k, one in enumerate(arguments) if self.name in free(one)]
        need(len(places) == 1 and function != self.name, "two arguments depend on the name")
        (k,) = places
        fresh = "y__chain"
        outer = (head, function, *arguments[:k], fresh, *arguments[k + 1 :])
        slope = self.known.get(canonical(("deriv", fresh, self.at(arguments[k]), outer)))
        need(slope is not None, f"the derivative of {function} at {arguments[k]} is not known")
        return ("*", slope, self.of(arguments[k]))
