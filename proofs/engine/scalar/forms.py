"""Small operations on terms that every engine needs: parts, differences, definedness, bounds."""

from __future__ import annotations

from fractions import Fraction

from ..terms import CONNECTIVES, NEGATED, RELATIONS, Term, subterms

ZERO, ONE = Fraction(0), Fraction(1)
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


def size(term: Term) -> int:
    """Number of nodes."""
    return 1 + sum(size(part) for part in term[1:]) if isinstance(term, tuple) else 1


def is_number(term: Term) -> bool:
    return isinstance(term, Fraction)


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
