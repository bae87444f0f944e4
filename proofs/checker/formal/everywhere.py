"""What a model knows of all real numbers at once, for three kinds of statements:

- a law: "for all s, t: E exp(s X + t Y) == exp(..)", compared as polynomials in s and t;
- a Lipschitz bound "for all x, y: |f(x) - f(y)| <= B |x - y|" of a smooth f: |f'| <= B everywhere;
- whatever has the real number only in sines and cosines of commensurable rates: one period, cut
  into balls that decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from math import gcd, lcm
from typing import Any

from flint import arb

from .._calculus import derivative
from .._terms import ARITY, COMPARE, ONE, ZERO, Rejected, need
from .names import free, put
from .normal import Expansion, Sample
from .syntax import CONNECTIVES, Node
from .values import Undefined, ball

PIECES, SMALLEST = 20_000, Fraction(1, 2**40)
ENTIRE = ("+", "-", "*", "exp", "sin", "cos", "sinh", "cosh")


def holds_everywhere(model: Any, node: Node, env: Mapping[str, Any]) -> bool:
    """Whether "for all real x, ..: F" is true in the model. Raises `Rejected` if not decided."""
    names: list[str] = []
    while node[0] == "forall" and node[2] == "real":
        names.append(node[1])
        node = node[3]
    need(len(set(names)) == len(names), "two quantifiers of one name")
    if is_law(node):
        return law(model, node, names, env)
    known = {
        name: ("lambda", tuple(own.get("of", [])), own["is"])
        for name, own in model.functions.items()
        if "is" in own and name not in env
    }
    node = put(node, known)
    if len(names) == 2:
        names, node = names[:1], _steepness(node, *names)
    need(len(names) == 1, "a quantifier over the reals is not evaluated")
    return _over_a_period(model, node, names[0], env)


# --- laws


def is_law(node: Node) -> bool:
    """E(w, exp(T)) == exp(U)"""
    match node:
        case ("==", ("expect", _, ("exp", _)), ("exp", _)):
            return True
    return False


def law(model: Any, node: Node, names: list[str], env: Mapping[str, Any]) -> bool:
    """E exp(T) = exp(U), T a linear form of z: U is the mean of T and half its variance.

    T of degree 1 in the names, U of degree 2: equal if they are equal at 0, 1, 2 for each.
    """
    (_, (_, w, (_, form)), (_, found)) = node
    need(model.normal and len(names) <= 4, "a law that the model does not have")
    need(degree(form, names) <= 1 and degree(found, names) <= 2, "not a form in these names")
    model.alone(w, form, env)
    for values in product((ZERO, ONE, ONE + ONE), repeat=len(names)):
        at = {**env, **dict(zip(names, values))}
        try:
            line, half = model.term(form, {**at, w: Sample()}), model.term(found, at)
        except Undefined:
            return False
        middle, slopes = line.affine() if isinstance(line, Expansion) else (line, [])
        exact = all(isinstance(one, Fraction) for one in (middle, half, *slopes))
        need(exact, "a law is compared exactly")
        if half != middle + sum((one**2 for one in slopes), ZERO) / 2:
            return False
    return True


def degree(node: Node, names: list[str]) -> int:
    """A bound of the degree as a polynomial in the names. Raises `Rejected` for others."""
    if not free(node) & set(names):
        return 0
    if isinstance(node, str):
        return 1
    head, *parts = node
    if head == "expect":
        need(parts[0] not in names, "a sample is no number")
        return degree(parts[1], names)
    need(head in ("+", "-", "*", "/", "^"), "not a polynomial in the names of a law")
    if head in ("/", "^"):
        need(degree(parts[1], names) == 0, "not a polynomial in the names of a law")
        if head == "/":
            return degree(parts[0], names)
        need(isinstance(parts[1], Fraction) and parts[1] >= 0, "no such power in a law")
        return degree(parts[0], names) * int(parts[1])
    degrees = [degree(part, names) for part in parts]
    return sum(degrees) if head == "*" else max(degrees)


# --- Lipschitz bounds


def _steepness(node: Node, x: str, y: str) -> Node:
    """|f'(x)| <= B from |f(x) - f(y)| <= B |x - y|: for all x the same as for all x and y."""
    name = x
    match node:
        case ("<=", ("abs", ("-", left, right)), bound):
            pass
        case _:
            raise Rejected("a quantifier over the reals is not evaluated")
    x, y = (x, y) if x in free(left) else (y, x)
    need(y not in free(left) and put(left, {x: y}) == right, "no Lipschitz bound of a function")
    factors = list(bound[1:]) if bound[0] == "*" else [bound]
    for apart in (("abs", ("-", x, y)), ("abs", ("-", y, x))):
        if apart in factors:
            factors.remove(apart)
            break
    else:
        raise Rejected("no Lipschitz bound of a function")
    need(
        not free(*factors) & {x, y} and _entire(left, x), "no Lipschitz bound of a smooth function"
    )
    constant = ("*", *factors) if len(factors) > 1 else factors[0] if factors else ONE
    return ("<=", ("abs", _pruned(put(derivative(left, x), {x: name}))), constant)


def _pruned(node: Node) -> Node:
    """Without what is multiplied by 0: the derivative of 20 x has the part 0 x."""
    if not isinstance(node, tuple):
        return node
    head, *parts = (node[0], *map(_pruned, node[1:]))
    if head == "*" and ZERO in parts:
        return ZERO
    kept = [part for part in parts if part != ZERO] or [ZERO]
    return (head, *(kept if head == "+" else parts))


def _entire(node: Node, x: str) -> bool:
    if x not in free(node) or node == x:
        return True
    head, *parts = node
    if head == "^":
        return isinstance(parts[1], Fraction) and parts[1] >= 0 and _entire(parts[0], x)
    if head == "/":
        return x not in free(parts[1]) and _entire(parts[0], x)
    return head in ENTIRE and all(_entire(part, x) for part in parts)


# --- periods


def _over_a_period(model: Any, node: Node, x: str, env: Mapping[str, Any]) -> bool:
    rates = _rates(model, node, x, env)
    if not rates:
        return model.formula(node, {**env, x: ZERO})
    below = lcm(*(one.denominator for one in rates))
    common = Fraction(gcd(*(int(one * below) for one in rates)), below)
    turn = 2 * arb.pi() / ball(common)
    pieces, count = [(ZERO, ONE)], 0
    while pieces:
        low, high = pieces.pop()
        count += 1
        need(count <= PIECES, "a bound over a period is not decided")
        try:
            if not model.formula(node, {**env, x: turn * ball(low).union(ball(high))}):
                return False
        except Rejected:
            middle = (low + high) / 2
            need(high - low > SMALLEST, "a bound over a period is not decided")
            pieces += [(low, middle), (middle, high)]
    return True


def _rates(model: Any, node: Node, x: str, env: Mapping[str, Any]) -> set[Fraction]:
    """The rates a of the sines and cosines of a x + b in which alone x occurs."""
    if x not in free(node):
        return set()
    need(isinstance(node, tuple), "a real number outside of sines and cosines")
    head, *parts = node
    if head in ("sin", "cos"):
        return {abs(_slope(model, parts[0], x, env))} - {ZERO}
    plain = head in ARITY or head in COMPARE or head in CONNECTIVES
    need(plain, "a real number outside of sines and cosines")
    return set().union(*(_rates(model, part, x, env) for part in parts))


def _slope(model: Any, node: Node, x: str, env: Mapping[str, Any]) -> Fraction:
    if node == x:
        return ONE
    if x not in free(node):
        return ZERO
    head, *parts = node
    if head in ("+", "-"):
        first, *rest = (_slope(model, part, x, env) for part in parts)
        return first + sum(rest) if head == "+" else first - sum(rest) if rest else -first
    need(head in ("*", "/"), "a wave of an argument that is not linear")
    moving = [part for part in parts if x in free(part)]
    need(len(moving) == 1 and (head == "*" or moving == parts[:1]), "an argument is not linear")
    others = [model.term(part, env) for part in parts if part is not moving[0]]
    need(all(isinstance(one, Fraction) for one in others), "a rate is rational")
    slope = _slope(model, moving[0], x, env)
    for one in others:
        need(head == "*" or one != 0, "a division by zero")
        slope = slope * one if head == "*" else slope / one
    return slope


__all__ = ["holds_everywhere", "is_law", "law"]
