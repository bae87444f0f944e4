"""Interval arithmetic with exact ends (arb numbers without radius), and power series over
intervals.

An `Interval` encloses every value of the term at the points of the box at which it is defined;
`Unsure` is raised when definedness is not certain and was not proved beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

import flint
from flint import arb, arb_series

from ..terms import Term
from ..work import charge
from .forms import over_pi
from .points import Undefined, Unsure, rational


class Interval(NamedTuple):
    low: arb
    high: arb

    @classmethod
    def of(cls, *balls: arb) -> Interval:
        if not all(each.is_finite() for each in balls):
            raise Unsure("an enclosure is not finite")
        return cls(min(each.lower() for each in balls), max(each.upper() for each in balls))

    @classmethod
    def between(cls, low: Fraction, high: Fraction) -> Interval:
        return cls(arb(rational(low)).lower(), arb(rational(high)).upper())

    @property
    def ball(self) -> arb:
        return self.low.union(self.high) if self.low < self.high else self.low

    @property
    def width(self) -> float:
        return float((self.high - self.low).mid())


Box = Mapping[str, Interval]
NOTHING: frozenset = frozenset()


def enclosure(
    term: Term, box: Box, safe: frozenset = NOTHING, known: dict | None = None
) -> Interval:
    """The term over the box; conditions in `safe` are known to hold wherever it matters."""
    known = {} if known is None else known
    charge(4)
    if term not in known:
        known[term] = _enclosure(term, box, safe, known)
    return known[term]


def _enclosure(term: Term, box: Box, safe: frozenset, known: dict) -> Interval:
    if isinstance(term, Fraction):
        return Interval.between(term, term)
    if isinstance(term, str):
        return box[term]
    head = term[0]
    if head in ("pi", "E"):
        return Interval.of(arb.pi() if head == "pi" else arb.const_e())
    if head == "^":
        return _power(enclosure(term[1], box, safe, known), int(term[2]))
    turns = over_pi(term[1]) if head in ("sin", "cos") else None
    if turns is not None:
        return _periodic(head + "_pi", enclosure(turns, box, safe, known))
    parts = [enclosure(part, box, safe, known) for part in term[1:]]
    if head == "-":
        return _minus(parts[0]) if len(parts) == 1 else _binary("+", parts[0], _minus(parts[1]))
    if head in ("+", "*", "/", "min", "max"):
        total = parts[0]
        for part in parts[1:]:
            total = _binary(head, total, part)
        return total
    if head in ("power", "rpower"):
        return _raised(head, *parts, (">=", term[1], Fraction(0)) in safe)
    return _function(head, parts[0], term[1], safe)


def _raised(head: str, x: Interval, y: Interval, nonnegative: bool) -> Interval:
    """x to the power y, monotone in each for x > 0."""
    if head == "power" and y.low == y.high and y.low.is_integer() and abs(y.low) < 10**6:
        return _power(x, int(y.low.unique_fmpz()))
    if x.low > 0:
        ends = [(b.log() * e).exp() for b in x for e in y]
        return Interval.of(*ends)
    if head == "power" or not (x.low >= 0 or nonnegative) or not y.low > 0:
        raise Unsure("a power may leave its domain")
    tops = [(x.high.log() * e).exp() for e in y] if x.high > 0 else [arb(0)]
    return Interval.of(arb(0), *tops)


def _minus(x: Interval) -> Interval:
    return Interval(-x.high, -x.low)


def _binary(head: str, x: Interval, y: Interval) -> Interval:
    if head == "+":
        return Interval.of(x.low + y.low, x.high + y.high)
    if head == "*":
        if (x.low.is_zero() and x.high.is_zero()) or (y.low.is_zero() and y.high.is_zero()):
            return Interval(arb(0), arb(0))
        return Interval.of(x.low * y.low, x.low * y.high, x.high * y.low, x.high * y.high)
    if head == "/":
        if not (y.low > 0 or y.high < 0):
            if y.low.is_zero() and y.high.is_zero():
                raise Undefined("division by zero")
            raise Unsure("a denominator may vanish")
        return _binary("*", x, Interval.of(1 / y.low, 1 / y.high))
    pick = min if head == "min" else max
    return Interval(pick(x.low, y.low), pick(x.high, y.high))


def _power(x: Interval, n: int) -> Interval:
    if n < 0:
        one = Interval(arb(1), arb(1))
        return _binary("/", one, _power(x, -n))
    if n % 2 == 0 and x.low < 0:
        x = _absolute(x)
    return Interval.of(x.low**n, x.high**n)


def _absolute(x: Interval) -> Interval:
    if x.low >= 0:
        return x
    return _minus(x) if x.high <= 0 else Interval(arb(0), max(-x.low, x.high))


def _periodic(name: str, x: Interval) -> Interval:
    whole = Interval.of(getattr(x.ball, name)())
    return Interval(max(whole.low, arb(-1)), min(whole.high, arb(1)))


def _function(head: str, x: Interval, argument: Term, safe: frozenset) -> Interval:
    zero, one = arb(0), arb(1)
    if head == "abs":
        return _absolute(x)
    if head == "sqrt":
        if x.high < 0:
            raise Undefined("square root of a negative number")
        if x.low < 0 and (">=", argument, Fraction(0)) not in safe:
            raise Unsure("a square root may leave its domain")
        return Interval.of(max(x.low, zero).sqrt(), x.high.sqrt())
    if head == "log":
        if x.high <= 0:
            raise Undefined("logarithm of a number that is not positive")
        if not x.low > 0:
            raise Unsure("a logarithm may leave its domain")
        return Interval.of(x.low.log(), x.high.log())
    if head in ("asin", "acos"):
        if x.low > 1 or x.high < -1:
            raise Undefined(f"{head} outside [-1, 1]")
        if x.low < -1 and (">=", argument, Fraction(-1)) not in safe:
            raise Unsure(f"{head} may leave its domain")
        if x.high > 1 and ("<=", argument, Fraction(1)) not in safe:
            raise Unsure(f"{head} may leave its domain")
        low, high = max(x.low, -one), min(x.high, one)
        return Interval.of(getattr(low, head)(), getattr(high, head)())
    if head in ("sin", "cos"):
        return _periodic(head, x)
    if head == "tan":
        if x.ball.cos().contains(0):
            raise Unsure("a tangent near its pole")
        return Interval.of(x.ball.tan())
    if head == "cosh":
        x = _absolute(x)
    return Interval.of(getattr(x.low, head)(), getattr(x.high, head)())  # monotone


# --- power series in one variable -----------------------------------------------------------------


def expansion(
    term: Term, box: Box, name: str, length: int, base: arb | None = None, sign: int = 1
) -> arb_series:
    """Taylor coefficients 0..length-1 along `name`, from `base` or from anywhere in the box; other
    variables as balls.
    """
    flint.ctx.cap = max(length, 1)
    start = {key: arb_series([side.ball], length) for key, side in box.items()}
    start[name] = arb_series([box[name].ball if base is None else base, sign], length)
    return _series(term, start, length, {})


def _series(term: Term, start: Mapping[str, arb_series], n: int, known: dict) -> arb_series:
    charge(2 + 3 * n)
    if isinstance(term, Fraction):
        return arb_series([arb(rational(term))], n)
    if isinstance(term, str):
        return start[term]
    if term in known:
        return known[term]
    head = term[0]
    if head in ("pi", "E"):
        result = arb_series([arb.pi() if head == "pi" else arb.const_e()], n)
    elif head == "^":
        base, exponent = _series(term[1], start, n, known), int(term[2])
        result = arb_series([1], n)
        for _ in range(abs(exponent)):  # not base**k, which fails where the base may vanish
            result = result * base
        if exponent < 0:
            if not (result[0] > 0 or result[0] < 0):
                raise Unsure("a denominator may vanish")
            result = 1 / result
    else:
        turns = over_pi(term[1]) if head in ("sin", "cos") else None
        inside = [
            _series(part, start, n, known) for part in ((turns,) if turns is not None else term[1:])
        ]
        try:
            result = _apply(head + "_pi" if turns is not None else head, inside, n)
        except (ValueError, ZeroDivisionError):  # flint: the leading term may vanish
            raise Unsure(f"{head} has no finite expansion on the box") from None
    if not all(result[i].is_finite() for i in range(n)):
        raise Unsure(f"{head} has no finite expansion on the box")
    known[term] = result
    return result


def _apply(head: str, parts: list[arb_series], n: int) -> arb_series:
    x = parts[0]
    if head == "+":
        return sum(parts[1:], x)
    if head == "-":
        return -x if len(parts) == 1 else x - parts[1]
    if head == "*":
        for part in parts[1:]:
            x = x * part
        return x
    if head == "/":
        return x / parts[1]
    if head == "abs":
        return _corner(x, n)
    if head in ("min", "max"):
        gap = _corner(x - parts[1], n)
        return (x + parts[1] + (gap if head == "max" else -gap)) / 2
    if head in ("power", "rpower"):
        if not x[0] > 0:
            raise Unsure("a power may leave its domain")
        return (parts[1] * x.log()).exp()
    if head in ("sinh", "cosh"):
        return (x.exp() - (-x).exp() if head == "sinh" else x.exp() + (-x).exp()) / 2
    if head == "tanh":
        return 1 - 2 / ((2 * x).exp() + 1)
    return getattr(x, head)()


def _corner(x: arb_series, n: int) -> arb_series:
    """|x|; across the corner the generalized derivative, which the mean value theorem for Lipschitz
    functions admits.
    """
    if x[0] > 0 or x[0] < 0:
        return x if x[0] > 0 else -x
    if n > 2:
        raise Unsure("a corner in a Taylor expansion")
    return arb_series([abs(x[0]), x[1].union(-x[1])], n)
