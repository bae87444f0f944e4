"""Enclosures (Arb) of terms and formulas on a box; a value is a pair of exact ends."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt, prod

from flint import arb, fmpq

from ._definedness import obligations
from ._terms import COMPARE, NEGATED, ZERO, Term, need, substitute

Pair = tuple[arb, arb]


def pair(*balls: arb) -> Pair:
    need(
        all(one.is_finite() for one in balls),
        "an enclosure is not finite: the term may be undefined on the box",
    )
    return min(one.lower() for one in balls), max(one.upper() for one in balls)


def exact(value: Fraction) -> Pair:
    return pair(arb(fmpq(value.numerator, value.denominator)))


def test(head: str, left: Pair, right: Pair) -> bool | None:
    """Whether the relation holds everywhere, nowhere, or neither is certain."""
    (a, b), (c, d) = left, right
    certain = {
        "==": a == b == c == d,
        "!=": b < c or d < a,
        "<": b < c,
        "<=": b <= c,
        ">": a > d,
        ">=": a >= d,
    }
    return True if certain[head] else False if certain[NEGATED[head]] else None


def value(term: Term, box: dict[str, Pair], safe: frozenset = frozenset()) -> Pair:
    """An enclosure of the term on the box; the obligations in `safe` hold at the points that
    matter.
    """
    if isinstance(term, str):
        return box[term]
    if isinstance(term, Fraction):
        return exact(term)
    head, *parts = term
    if head in ("pi", "E"):
        return pair(arb.pi() if head == "pi" else arb.const_e())
    if head in ("sin", "cos") and (turns := over_pi(parts[0])) is not None:
        a, b = value(turns, box, safe)
        a, b = pair(getattr(a.union(b) if a < b else a, head + "_pi")())
        return max(a, arb(-1)), min(b, arb(1))
    if head in ("power", "rpower"):
        base, exponent = (value(part, box, safe) for part in parts)
        return raised(head, base, exponent, (">=", parts[0], ZERO) in safe)
    (a, b), *rest = (value(part, box, safe) for part in parts)
    for c, d in rest if head != "^" else ():
        if head == "/":
            need(c > 0 or d < 0, "a denominator may vanish on the box")
        if head in "*/":
            a, b = pair(*(x * y if head == "*" else x / y for x in (a, b) for y in (c, d)))
        else:
            a, b = {
                "+": (a + c, b + d),
                "-": (a - d, b - c),
                "min": (min(a, c), min(b, d)),
                "max": (max(a, c), max(b, d)),
            }[head]
            a, b = pair(a)[0], pair(b)[1]
    if rest and head != "^" or head in ("+", "*"):
        return a, b
    if head == "-":
        return -b, -a
    if head in ("abs", "cosh") or (head == "^" and parts[1] % 2 == 0):
        a, b = (a, b) if a >= 0 else (-b, -a) if b <= 0 else (arb(0), max(-a, b))
    if head == "abs":
        return a, b
    if head == "^":
        need(parts[1] >= 0 or a > 0 or b < 0, "a denominator may vanish on the box")
        return pair(a ** int(parts[1]), b ** int(parts[1]))
    for sign, left, right in (
        obligations((head, "_")) if head in ("sqrt", "log", "asin", "acos") else ()
    ):
        sides = [(a, b) if side == "_" else exact(side) for side in (left, right)]
        known = head != "log" and substitute((sign, left, right), {"_": parts[0]}) in safe
        need(test(sign, *sides) or known, f"{head} may leave its domain on the box")
    if head in ("sqrt", "asin", "acos"):
        low, high = (arb(0), b) if head == "sqrt" else (arb(-1), arb(1))
        a, b = max(a, low), min(b, high)
    if head in ("sin", "cos", "tan"):
        a, b = pair(getattr(a.union(b) if a < b else a, head)())
        return (a, b) if head == "tan" else (max(a, arb(-1)), min(b, arb(1)))
    return pair(getattr(a, head)(), getattr(b, head)())  # monotone: the ends decide


def raised(head: str, base: Pair, exponent: Pair, nonnegative: bool) -> Pair:
    """Powers: for a base > 0 monotone in base and exponent, so that the ends decide."""
    (a, b), (c, d) = base, exponent
    if head == "power" and c == d and c.is_integer() and abs(c) < 10**6:
        k = int(c.unique_fmpz())
        need(k >= 0 or a > 0 or b < 0, "the base of a negative power may vanish on the box")
        if k % 2 == 0:
            a, b = (a, b) if a >= 0 else (-b, -a) if b <= 0 else (arb(0), max(-a, b))
        return pair(a**k, b**k)
    if a > 0:
        return pair(*((x.log() * y).exp() for x in base for y in exponent))
    need(
        head == "rpower" and (a >= 0 or nonnegative) and c > 0,
        "a power may leave its domain on the box",
    )
    return pair(arb(0), *((b.log() * y).exp() for y in exponent)) if b > 0 else exact(ZERO)


def over_pi(term: Term) -> Term | None:
    """U if the term is written as pi times U."""
    if not isinstance(term, tuple) or term == ("pi",):
        return Fraction(1) if term == ("pi",) else Fraction(0) if term == 0 else None
    head, *parts = term
    turns = [over_pi(part) for part in (parts if head in ("+", "-", "*") else parts[:1])]
    if head in ("+", "-") and None not in turns:
        return (head, *turns)
    found = [i for i, one in enumerate(turns) if one is not None]
    if head in ("*", "/") and found:
        return (head, *(turns[i] if i == found[0] else part for i, part in enumerate(parts)))
    return None


def truth(statement: Term, box: dict[str, Pair], safe: frozenset = frozenset()) -> bool | None:
    """Whether the formula holds everywhere, nowhere, or neither is certain; every part of it is
    evaluated.
    """
    head, *parts = statement
    if head in COMPARE:
        return test(head, *(value(part, box, safe) for part in parts))
    answers = [truth(part, box, safe) for part in parts]
    if head == "not":
        return None if answers[0] is None else not answers[0]
    return (
        (head == "or") if (head == "or") in answers else None if None in answers else head == "and"
    )


AT = {  # exact values of functions
    ("exp", 0): 1,
    ("log", 1): 0,
    ("sin", 0): 0,
    ("cos", 0): 1,
    ("tan", 0): 0,
    ("asin", 0): 0,
    ("acos", 1): 0,
    ("atan", 0): 0,
    ("sinh", 0): 0,
    ("cosh", 0): 1,
    ("tanh", 0): 0,
    ("erf", 0): 0,
}


def exactly(term: Term) -> Term:
    """The term with every rational subterm as a number: arithmetic, roots of squares, functions at
    0 and 1. Undefined parts stay as they are.
    """
    if not isinstance(term, tuple):
        return term
    head, *parts = (term[0], *map(exactly, term[1:]))
    if not parts or not all(isinstance(part, Fraction) for part in parts):
        return (head, *parts)
    a, b = parts[0], parts[-1]
    if (head, a) in AT:
        return Fraction(AT[head, a])
    if head == "+":
        return sum(parts, Fraction(0))
    if head == "*":
        return prod(parts, start=Fraction(1))
    if head == "-":
        return -a if len(parts) == 1 else a - b
    if head == "/" and b:
        return a / b
    if head == "^" and (a or b >= 0):
        return a ** int(b)
    if head == "sqrt" and a >= 0:
        root = Fraction(isqrt(a.numerator), isqrt(a.denominator))
        return root if root * root == a else (head, a)
    if head in ("abs", "min", "max"):
        return abs(a) if head == "abs" else min(parts) if head == "min" else max(parts)
    return (head, *parts)


def sign(term: Term) -> int | None:
    """The sign of a term without names, if enclosures tell it."""
    low, high = value(exactly(term), {})
    return 1 if low > 0 else -1 if high < 0 else 0 if low == high == 0 else None
