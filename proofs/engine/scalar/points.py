"""The truth of a statement at a point: exact rationals where possible, Arb balls of growing
precision otherwise.

Nothing here is a float: an answer True or False is certain, None means that the balls could not
separate.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import flint

from ..terms import TURNED, Term, substitute
from ..work import charge
from .algebraic import sign_of
from .forms import over_pi
from .rational import Field, TooLarge

PRECISIONS = (64, 256, 1024, 4096)
_LARGEST_BITS = 200_000

Value = Any  # flint.fmpq | flint.arb


class Undefined(Exception):
    """The term has no value at this point, certainly."""


class Unsure(Exception):
    """The balls are too wide to say whether the term is defined."""


def rational(value: Fraction) -> flint.fmpq:
    return flint.fmpq(value.numerator, value.denominator)


def value(term: Term, point: Mapping[str, Value], known: dict[Term, Value] | None = None) -> Value:
    """The term at the point, at the current precision of flint. Raises Undefined or Unsure."""
    if isinstance(term, Fraction):
        return rational(term)
    if isinstance(term, str):
        return point[term]
    known = {} if known is None else known
    charge(2 + (flint.ctx.prec >> 6))
    if (
        term not in known
        and term[0] in ("sin", "cos", "tan")
        and (turns := over_pi(term[1])) is not None
    ):
        known[term] = _at_turn(term[0], value(turns, point, known))
    if term not in known:
        known[term] = _apply(term[0], [value(part, point, known) for part in term[1:]])
    return known[term]


def rational_value(closed: Term) -> Fraction | None:
    """The value of a closed term where it has one that is found as a rational number."""
    if isinstance(closed, Fraction):
        return closed
    try:
        found = value(closed, {})
    except (Undefined, Unsure):
        return None
    return None if isinstance(found, flint.arb) else Fraction(int(found.p), int(found.q))


def _apply(head: str, parts: list[Value]) -> Value:
    if head == "pi":
        return flint.arb.pi()
    if head == "E":
        return flint.arb.const_e()
    if head == "+":
        return sum(parts[1:], parts[0])
    if head == "-":
        return -parts[0] if len(parts) == 1 else parts[0] - parts[1]
    if head == "*":
        result = parts[0]
        for part in parts[1:]:
            result = result * part
        return result
    if head == "/":
        _nonzero(parts[1])
        return parts[0] / parts[1]
    if head == "^":
        return _power(parts[0], int(parts[1].p))
    if head == "abs":
        return abs(parts[0])
    if head in ("min", "max"):
        a, b = parts
        if not isinstance(a, flint.arb) and not isinstance(b, flint.arb):
            return min(a, b) if head == "min" else max(a, b)
        a, b = flint.arb(a), flint.arb(b)
        return a.min(b) if head == "min" else a.max(b)
    if head == "power":
        return _integer_power(*parts)
    if head == "rpower":
        return _real_power(*parts)
    return _function(head, parts[0])


def _integer_power(base: Value, exponent: Value) -> Value:
    if isinstance(exponent, flint.arb) or exponent.q != 1:
        raise Unsure("the exponent of an integer power is not certainly an integer")
    result = _power(base, int(exponent.p))
    if isinstance(result, flint.arb) and not result.is_finite():
        raise Unsure("a power beyond all reason")
    return result


def _real_power(base: Value, exponent: Value) -> Value:
    if base < 0:
        raise Undefined("a real power of a negative number")
    if not base > 0:
        if not base == 0:
            raise Unsure("the base of a real power may be negative")
        if exponent <= 0:
            raise Undefined("a power of zero whose exponent is not positive")
        if not exponent > 0:
            raise Unsure("the exponent of a power of zero may not be positive")
        return flint.fmpq(0)
    if not isinstance(base, flint.arb) and base == 1:
        return flint.fmpq(1)
    if not isinstance(exponent, flint.arb):
        exact = _exact_root(base, exponent)
        if exact is not None:
            return exact
    logarithm = exponent * flint.arb(base).log()
    if not abs(logarithm) < 10**7:
        raise Unsure("a power beyond all reason")
    return flint.arb(logarithm).exp()


def _exact_root(base: Value, exponent: Value) -> Value | None:
    """The power with a rational exponent where it is rational and no monster."""
    top, bottom = int(exponent.p), int(exponent.q)
    if abs(top) > 10**6 or bottom > 1000 or isinstance(base, flint.arb):
        return _integer_power(base, exponent) if bottom == 1 and abs(top) <= 10**6 else None
    roots = [int(flint.fmpz(part).root(bottom)) for part in (base.p, base.q)]
    if [root**bottom for root in roots] != [int(base.p), int(base.q)]:
        return None
    return _power(flint.fmpq(*roots), top)


def _nonzero(x: Value) -> None:
    if isinstance(x, flint.arb):
        if x.contains(0):
            raise (
                Undefined("division by zero") if x.is_zero() else Unsure("a denominator may vanish")
            )
    elif x == 0:
        raise Undefined("division by zero")


def _power(base: Value, exponent: int) -> Value:
    if exponent < 0:
        _nonzero(base)
    if not isinstance(base, flint.arb):
        bits = max(int(base.p).bit_length(), int(base.q).bit_length()) * abs(exponent)
        if base in (0, 1, -1) or bits <= _LARGEST_BITS:
            return base**exponent
    return flint.arb(base) ** exponent


def _at_turn(head: str, q: Value) -> Value:
    """sin, cos, tan of pi*q: exact at multiples of a quarter turn."""
    if head == "tan":
        cosine = _at_turn("cos", q)
        if not isinstance(cosine, flint.arb) and cosine == 0:
            raise Undefined("tangent at its pole")
        _nonzero(cosine)
        return (flint.arb.pi() * q).tan()
    if not isinstance(q, flint.arb) and (2 * q).q == 1:
        quarter = int((2 * q).p) % 4
        return flint.fmpq((0, 1, 0, -1)[quarter] if head == "sin" else (1, 0, -1, 0)[quarter])
    return getattr(flint.arb(q), head + "_pi")()


_AT_ZERO = {
    "exp": 1,
    "sin": 0,
    "cos": 1,
    "tan": 0,
    "asin": 0,
    "atan": 0,
    "sinh": 0,
    "cosh": 1,
    "tanh": 0,
    "erf": 0,
}


def _function(head: str, x: Value) -> Value:
    exact = not isinstance(x, flint.arb)
    if exact and x == 0 and head in _AT_ZERO:
        return flint.fmpq(_AT_ZERO[head])
    if head == "sqrt":
        return _sqrt(x)
    if head == "log":
        if exact and x == 1:
            return flint.fmpq(0)
        if (exact and x <= 0) or (not exact and x <= 0):
            raise Undefined("logarithm of a number that is not positive")
        if not exact and not x > 0:
            raise Unsure("the argument of a logarithm may vanish")
        return flint.arb(x).log()
    if head in ("asin", "acos"):
        if x < -1 or x > 1:
            raise Undefined(f"{head} outside [-1, 1]")
        if not (x >= -1 and x <= 1):
            raise Unsure(f"the argument of {head} may leave [-1, 1]")
        if head == "acos" and exact and x == 1:
            return flint.fmpq(0)
        return getattr(flint.arb(x), head)()
    if head == "exp" and abs(x) > 10**7:
        raise Unsure("an exponent beyond all reason")
    if head == "tan" and flint.arb(x).cos().contains(0):
        raise Unsure("a tangent near its pole")
    result = getattr(flint.arb(x), head)()
    if not result.is_finite():
        raise Unsure(f"{head} could not be enclosed")
    return result


def _sqrt(x: Value) -> Value:
    if x < 0:
        raise Undefined("square root of a negative number")
    if not isinstance(x, flint.arb):
        p, q = int(x.p), int(x.q)
        root_p, root_q = int(flint.fmpz(p).isqrt()), int(flint.fmpz(q).isqrt())
        if root_p * root_p == p and root_q * root_q == q:
            return flint.fmpq(root_p, root_q)
        return flint.arb(x).sqrt()
    if not x >= 0:
        raise Unsure("the argument of a square root may be negative")
    return x.sqrt()


def compare(head: str, a: Value, b: Value) -> bool | None:
    """The relation between two values, None when the balls overlap in a way that leaves it open."""
    if not isinstance(a, flint.arb) and not isinstance(b, flint.arb):
        return {"==": a == b, "!=": a != b, "<=": a <= b, "<": a < b, ">=": a >= b, ">": a > b}[
            head
        ]
    a, b = flint.arb(a), flint.arb(b)
    if head in ("==", "!="):
        if not a.overlaps(b):
            return head == "!="
        return (head == "==") if a.is_exact() and b.is_exact() else None
    if head in (">=", ">"):
        a, b, head = b, a, TURNED[head]
    if head == "<=":
        return True if a <= b else False if a > b else None
    return True if a < b else False if a >= b else None


def _same(left: Term, right: Term) -> bool:
    """Equal as rational functions, with pi, E and every function value as an indeterminate."""
    try:
        return Field(left, right).difference(("==", left, right)).numerator.is_zero()
    except (TooLarge, ZeroDivisionError):
        return False


def holds(statement: Term, point: Mapping[str, Term]) -> bool | None:
    """Whether the statement is defined and true at the point (closed terms), as certainly as can
    be: True, False or None.
    """
    closed = substitute(statement, dict(point))
    previous = flint.ctx.prec
    try:
        for precision in PRECISIONS:
            flint.ctx.prec = precision
            try:
                answer = _holds(closed, {})
            except Undefined:
                return False
            except Unsure:
                continue
            if answer is not None:
                return answer
        return None
    finally:
        flint.ctx.prec = previous


def _holds(statement: Term, known: dict) -> bool | None:
    """Three-valued; every part is looked at, because an undefined part makes the whole statement
    fail.
    """
    head = statement[0]
    if head in ("and", "or", "not"):
        parts = [_holds(part, known) for part in statement[1:]]
        if head == "not":
            return None if parts[0] is None else not parts[0]
        decisive = head == "or"
        if decisive in parts:
            return decisive
        return None if None in parts else not decisive
    left, right = value(statement[1], {}, known), value(statement[2], {}, known)
    answer = compare(head, left, right)
    if answer is None and flint.ctx.prec >= PRECISIONS[1]:
        sign = (
            0 if _same(statement[1], statement[2]) else sign_of(("-", statement[1], statement[2]))
        )
        if sign is not None:
            answer = {
                "==": sign == 0,
                "!=": sign != 0,
                "<=": sign <= 0,
                "<": sign < 0,
                ">=": sign >= 0,
                ">": sign > 0,
            }[head]
    return answer
