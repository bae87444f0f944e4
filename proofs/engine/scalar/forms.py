"""Small operations on terms that every engine needs: parts, differences, definedness, bounds."""

from __future__ import annotations

from fractions import Fraction
from math import prod

from ..terms import CONNECTIVES, NEGATED, RELATIONS, Term, integral, names, subterms

ZERO, ONE = Fraction(0), Fraction(1)
LARGEST_FOLDED = 1000
ALGEBRAIC = {"sqrt", "abs", "min", "max"}
HALF_TURN = ("/", ("pi",), Fraction(2))


def conjuncts(statement: Term) -> list[Term]:
    """The parts of a conjunction, nested ones opened."""
    if isinstance(statement, tuple) and statement[0] == "and":
        return [part for each in statement[1:] for part in conjuncts(each)]
    return [statement]


def negation(statement: Term) -> Term:
    """Negation with `not` pushed to the relations (terms are taken to be defined)."""
    head = statement[0]
    if head == "not":
        return positive(statement[1])
    if head in NEGATED:
        return (NEGATED[head], *statement[1:])
    return ("or" if head == "and" else "and", *(negation(part) for part in statement[1:]))


def positive(statement: Term) -> Term:
    """The same statement without `not`."""
    if statement[0] == "not":
        return negation(statement[1])
    if statement[0] in CONNECTIVES:
        return (statement[0], *(positive(part) for part in statement[1:]))
    return statement


def relations(statement: Term) -> list[Term]:
    """The relations of a statement, from left to right."""
    if statement[0] in RELATIONS:
        return [statement]
    return [each for part in statement[1:] for each in relations(part)]


def gap(inequality: Term) -> Term:
    """The larger side minus the smaller one."""
    head, left, right = inequality
    return ("-", right, left) if head in ("<", "<=") else ("-", left, right)


def size(term: Term) -> int:
    """Number of nodes."""
    return 1 + sum(size(part) for part in term[1:]) if isinstance(term, tuple) else 1


def is_number(term: Term) -> bool:
    return isinstance(term, Fraction)


def is_unit_fraction(term: Term) -> bool:
    """1/q with a moderate q > 1: the exponent of a root."""
    return is_number(term) and term.numerator == 1 and 1 < term.denominator <= 60


def is_root(part: Term) -> bool:
    """sqrt or the root rpower(T, 1/q) of a term with names."""
    return isinstance(part, tuple) and (
        (part[0] == "sqrt" and bool(names(part)))
        or (part[0] == "rpower" and bool(names(part[1])) and is_unit_fraction(part[2]))
    )


def degree_of(root: Term) -> int:
    return 2 if root[0] == "sqrt" else root[2].denominator


def roots(*terms: Term) -> list[Term]:
    return [part for part in functions(*terms) if is_root(part)]


def functions(*terms: Term) -> list[Term]:
    """The function subterms (sqrt, exp, abs, ...), children first, each once."""
    plain = {"+", "-", "*", "/", "^", "pi", "E", *RELATIONS, *CONNECTIVES}
    found = {
        part: None
        for term in terms
        for part in subterms(term)
        if isinstance(part, tuple) and part[0] not in plain
    }
    return list(found)


def heads(*terms: Term) -> set[str]:
    """The names of the functions that occur."""
    return {part[0] for part in functions(*terms)}


def conditions(*terms: Term) -> list[Term]:
    """What must hold for the terms to be defined, children first: relations between their
    subterms.
    """
    found: dict[Term, None] = {}
    for term in terms:
        for part in subterms(term):
            if not isinstance(part, tuple):
                continue
            for condition in _own_conditions(part):
                found[condition] = None
    return list(found)


def _own_conditions(part: Term) -> list[Term]:
    head = part[0]
    if head == "/" and not (is_number(part[2]) and part[2] != 0):
        return [("!=", part[2], ZERO)]
    if head == "^" and part[2] < 0 and not (is_number(part[1]) and part[1] != 0):
        return [("!=", part[1], ZERO)]
    if head == "power":
        return _power_conditions(*part[1:])
    if head == "rpower":
        return _real_power_conditions(*part[1:])
    argument = part[1] if len(part) > 1 else None
    if head == "sqrt" and not (is_number(argument) and argument >= 0):
        return [(">=", argument, ZERO)]
    if head == "log" and not (is_number(argument) and argument > 0):
        return [(">", argument, ZERO)]
    if head in ("asin", "acos") and not (is_number(argument) and -1 <= argument <= 1):
        return [(">=", argument, -ONE), ("<=", argument, ONE)]
    if head == "tan" and argument != 0:
        return [("!=", ("cos", argument), ZERO)]
    return []


def _power_conditions(base: Term, exponent: Term) -> list[Term]:
    nonzero = ("!=", base, ZERO)
    if (is_number(base) and base != 0) or (is_number(exponent) and exponent >= 0):
        return []
    return [nonzero] if is_number(exponent) else [("or", (">=", exponent, ZERO), nonzero)]


def _real_power_conditions(base: Term, exponent: Term) -> list[Term]:
    if is_number(exponent):
        if is_number(base) and (base > 0 or (base == 0 and exponent > 0)):
            return []
        return [(">=" if exponent > 0 else ">", base, ZERO)]
    if is_number(base) and base > 0:
        return []
    at_zero = ("and", ("==", base, ZERO), (">", exponent, ZERO))
    return [("or", (">", base, ZERO), at_zero)]


def folded(term: Term, plain: bool = False) -> Term:
    """Integer powers whose exponent is a number of moderate size, written with ^; with `plain` only
    those whose exponent is written as a number.
    """
    if not isinstance(term, tuple):
        return term
    parts = tuple(folded(part, plain) for part in term[1:])
    if term[0] != "power":
        return (term[0], *parts)
    closed = isinstance(parts[-1], Fraction) if plain else not names(*parts[-1:])
    if closed and integral(parts[1], ()):
        exponent = _integer(parts[1])
        if abs(exponent) <= LARGEST_FOLDED:
            return ("^", parts[0], exponent)
    return (term[0], *parts)


def _integer(term: Term) -> Fraction:
    """The value of a term in integers without names."""
    if isinstance(term, Fraction):
        return term
    head, *parts = term
    if head == "^":
        return _integer(parts[0]) ** int(parts[1])
    values = [_integer(part) for part in parts]
    if head == "-":
        return -values[0] if len(values) == 1 else values[0] - values[1]
    if head in ("+", "*"):
        return Fraction(sum(values) if head == "+" else prod(values))
    return {"abs": abs, "min": min, "max": max}[head](*values)


def over_pi(term: Term) -> Term | None:
    """U when the term is written as pi*U (sums, multiples, quotients of such): sine and cosine are
    then exact at quarter turns.
    """
    if term == ("pi",):
        return ONE
    if term == ZERO:
        return ZERO
    if not isinstance(term, tuple):
        return None
    head, *parts = term
    if head in ("+", "-"):
        turns = [over_pi(part) for part in parts]
        return None if None in turns else (head, *turns)
    if head == "/":
        inner = over_pi(parts[0])
        return None if inner is None else ("/", inner, parts[1])
    if head == "*":
        for position, part in enumerate(parts):
            inner = over_pi(part)
            if inner is not None:
                return (head, *parts[:position], inner, *parts[position + 1 :])
    return None
