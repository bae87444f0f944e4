"""What must hold for a term to have a value: the one table, for certificates and statements."""

from __future__ import annotations

from fractions import Fraction

from ._terms import COMPARE, ONE, ZERO, Term, subterms


def obligations(*terms: Term) -> list[Term]:
    """What must hold for every subterm to be defined, inner subterms first; true conditions on
    numbers are left out.
    """
    inner = (part for term in terms for part in subterms(term) if isinstance(part, tuple))
    return list(dict.fromkeys(one for part in inner for one in own_obligations(*part)))


def own_obligations(head: str, *parts: Term) -> list[Term]:
    """What one term needs beyond its arguments; true conditions on numbers are left out. This is
    the one table of definedness: formal statements use it as well.
    """
    found: list[Term] = []
    if head == "/" or (head == "^" and isinstance(parts[1], Fraction) and parts[1] < 0):
        found = [("!=", parts[1 if head == "/" else 0], ZERO)]
    elif head in ("sqrt", "log"):
        found = [(">=" if head == "sqrt" else ">", parts[0], ZERO)]
    elif head in ("asin", "acos"):
        found = [("<=", -ONE, parts[0]), ("<=", parts[0], ONE)]
    elif head == "tan":
        found = [("!=", ("cos", parts[0]), ZERO)]
    elif head == "power":
        found = in_power(*parts)
    elif head == "rpower":
        found = in_real_power(*parts)
    return [one for one in found if not _true_of_numbers(*one)]


def _true_of_numbers(head: str, *sides: Term) -> bool:
    numbers = all(isinstance(side, Fraction) for side in sides)
    return head in COMPARE and numbers and COMPARE[head](*sides)


def in_power(base: Term, exponent: Term) -> list[Term]:
    """What the integer power needs: a base other than zero, or an exponent >= 0."""
    nonzero = ("!=", base, ZERO)
    if isinstance(exponent, Fraction):
        return [nonzero] if exponent < 0 else []
    known = isinstance(base, Fraction) and base
    return [] if known else [("or", (">=", exponent, ZERO), nonzero)]


def in_real_power(base: Term, exponent: Term) -> list[Term]:
    """What the real power needs: a base > 0, or a base 0 and an exponent > 0."""
    if isinstance(exponent, Fraction):
        return [(">=" if exponent > 0 else ">", base, ZERO)]
    if isinstance(base, Fraction) and base > 0:
        return []
    return [("or", (">", base, ZERO), ("and", ("==", base, ZERO), (">", exponent, ZERO)))]
