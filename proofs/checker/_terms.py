"""Terms and goals of certificates: strict reading, substitution, integer powers.

A term is a Fraction, a name or a tuple (operator, argument, ...); a formula is a relation of terms
or and/or/not of formulas.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Collection, Iterator
from fractions import Fraction
from math import comb, prod
from typing import Any, NamedTuple

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,60}\Z")
NUMBER = re.compile(r"-?[0-9]{1,4000}(/0*[1-9][0-9]{0,4000})?\Z")
FUNCTIONS = (
    "sqrt",
    "exp",
    "log",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "erf",
    "abs",
)
ARITY = dict.fromkeys(FUNCTIONS, (1,)) | {
    "-": (1, 2),
    "/": (2,),
    "^": (2,),
    "min": (2,),
    "max": (2,),
    "power": (2,),
    "rpower": (2,),
    "pi": (0,),
    "E": (0,),
}
ARITY |= {"+": range(1, 10**6), "*": range(1, 10**6)}
NEGATED = {
    "==": "!=",
    "!=": "==",
    "<=": ">",
    ">": "<=",
    "<": ">=",
    ">=": "<",
    "and": "or",
    "or": "and",
}
COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
RESERVED = ("pi", "E")  # the constants print so; no name may be taken for one
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
ONE, ZERO = Fraction(1), Fraction(0)
Term = Any


class Rejected(Exception):
    """The certificate does not prove what it says; the message is the reason."""


def need(condition: Any, reason: str, shown: Any = "") -> None:
    """`shown` ends the reason; it is written out only where the reason is told."""
    if not condition:
        raise Rejected(reason + str(shown)[:200])


def field(data: Any, key: str, kind: type = object) -> Any:
    need(isinstance(data, dict) and key in data, f"the field {key!r} is missing")
    need(
        isinstance(data[key], kind) and not (kind is int and isinstance(data[key], bool)),
        f"{key!r} is no {kind.__name__}",
    )
    return data[key]


def parse(data: Any, depth: int = 0, arity: dict = ARITY) -> Term:
    """A term from its JSON form; anything unusual is rejected."""
    need(depth < 200, "a term is nested deeper than 200")
    if isinstance(data, str):
        need(
            NAME.match(data) or NUMBER.match(data),
            f"neither a name nor a rational number: {data[:60]!r}",
        )
        need(data not in RESERVED, f'{data!r} is a constant, ["{data}"], and no name')
        return data if NAME.match(data) else Fraction(data)
    need(
        isinstance(data, list) and data and isinstance(data[0], str) and data[0] in arity,
        "not a term: ",
        data,
    )
    need(len(data) - 1 in arity[data[0]], f"{data[0]} takes no {len(data) - 1} arguments")
    term = (data[0], *(parse(part, depth + 1, arity) for part in data[1:]))
    if term[0] == "^":
        need(
            isinstance(term[2], Fraction) and term[2].denominator == 1 and abs(term[2]) <= 1000,
            "an exponent is an integer up to 1000",
        )
    return term


def formula(data: Any, depth: int = 0, arity: dict = ARITY) -> Term:
    """A relation, or and/or/not of formulas, from its JSON form."""
    need(
        depth < 100 and isinstance(data, list) and len(data) > 1 and isinstance(data[0], str),
        "not a formula: ",
        data,
    )
    if data[0] in ("and", "or", "not"):
        need(data[0] != "not" or len(data) == 2, "not takes one formula")
        return (data[0], *(formula(part, depth + 1, arity) for part in data[1:]))
    need(data[0] in COMPARE and len(data) == 3, "not a relation: ", data)
    return (data[0], parse(data[1], 0, arity), parse(data[2], 0, arity))


def subterms(term: Term) -> Iterator[Term]:
    for part in term[1:] if isinstance(term, tuple) else ():
        yield from subterms(part)
    yield term


def names(*terms: Term) -> set[str]:
    return {part for term in terms for part in subterms(term) if isinstance(part, str)}


def substitute(term: Term, values: dict) -> Term:
    """Replace whole subterms, outermost first."""
    if term in values:
        return values[term]
    return (
        (term[0], *(substitute(part, values) for part in term[1:]))
        if isinstance(term, tuple)
        else term
    )


def negated(statement: Term) -> Term:
    head, *parts = statement
    return (
        parts[0]
        if head == "not"
        else (NEGATED[head], *(map(negated, parts) if head in ("and", "or") else parts))
    )


def whole(term: Term, integers: Collection = ()) -> bool:
    """The term takes integer values, by its form."""
    if not isinstance(term, tuple):
        return term in integers if isinstance(term, str) else term.denominator == 1
    head, *parts = term
    if head == "^":
        return parts[1] >= 0 and whole(parts[0], integers)
    return head in ("+", "-", "*", "abs", "min", "max") and all(
        whole(part, integers) for part in parts
    )


def monomials(term: Term) -> int:
    """At most so many terms has the expanded polynomial in the names and function values."""
    if not isinstance(term, tuple):
        return 1
    head, *parts = term
    if head in ("+", "-"):
        return sum(map(monomials, parts))
    if head in ("*", "/"):
        return prod(map(monomials, parts))
    if head == "^":
        base, exponent = monomials(parts[0]), abs(int(parts[1]))
        return comb(base + exponent - 1, exponent) if base > 1 else 1
    return 1


def need_whole_exponents(integers: Collection, *terms: Term) -> None:
    for part in (part for term in terms for part in subterms(term) if isinstance(part, tuple)):
        need(
            part[0] != "power" or whole(part[2], integers),
            "the exponent of an integer power is not made of integers: ",
            part,
        )


def fold(term: Term, plain: bool = False) -> Term:
    """Integer powers with a number as exponent (up to 1000) are written with ^; with `plain` only
    those whose exponent is written as a number.
    """
    if not isinstance(term, tuple):
        return term
    parts = tuple(fold(part, plain) for part in term[1:])
    if term[0] != "power":
        return (term[0], *parts)
    closed = isinstance(parts[-1], Fraction) if plain else not names(*parts[-1:])
    if closed and whole(parts[1]):
        exponent = number(parts[1])
        if abs(exponent) <= 1000:
            return ("^", parts[0], exponent)
    return (term[0], *parts)


def number(term: Term) -> Fraction:
    """The value of a term in integers without names."""
    if isinstance(term, Fraction):
        return term
    head, *parts = term
    if head == "^":
        return number(parts[0]) ** int(parts[1])
    values = list(map(number, parts))
    if head == "-":
        return -values[0] if len(values) == 1 else values[0] - values[1]
    if head in ("+", "*"):
        return Fraction(sum(values) if head == "+" else prod(values))
    return {"abs": abs, "min": min, "max": max}[head](*values)


def show(term: Term) -> str:
    if not isinstance(term, tuple):
        return str(term)
    head, *parts = term
    if len(parts) > 1 and (not head.isalpha() or head in ("and", "or")):
        return "(" + f" {head} ".join(map(show, parts)) + ")"
    return f"{head}({', '.join(map(show, parts))})" if parts else head


class Goal(NamedTuple):
    """For all reals (integers where said) with `where`: `claim`, which is false where one of its
    terms is undefined.
    """

    where: tuple
    claim: Term
    integers: frozenset = frozenset()

    def given(self, *facts: Term) -> Goal:
        return self._replace(where=tuple(dict.fromkeys((*self.where, *facts))))

    def covers(self, other: Goal) -> bool:
        """A proof of this goal proves the other one: same claim, no further hypothesis."""
        return self.claim == other.claim and self.within(other)

    def within(self, other: Goal) -> bool:
        """No hypothesis but those of the other goal."""
        return set(self.where) <= set(other.where) and self.integers <= other.integers

    def put(self, values: dict) -> Goal:
        return self._replace(
            where=tuple(fold(substitute(one, values)) for one in self.where),
            claim=fold(substitute(self.claim, values)),
        )

    def __str__(self) -> str:
        given = ", ".join(
            sorted(map(show, self.where)) + [f"{name} integer" for name in sorted(self.integers)]
        )
        return show(self.claim) + (f" for all reals with {given}" if given else " for all reals")


def goal(data: Any, arity: dict = ARITY) -> Goal:
    """The goal of a certificate. Conjunctions among the hypotheses are split."""
    data = field(data, "goal", dict)
    variables, where = field(data, "variables", list), field(data, "where", list)
    claim, integers = formula(field(data, "claim", list), 0, arity), data.get("integers", [])
    need(
        set(data) <= {"variables", "where", "claim", "integers"} and isinstance(integers, list),
        "a goal has variables, hypotheses, a claim and integers",
    )
    where = [formula(part, 0, arity) for part in where]
    for name in variables:
        need(isinstance(name, str) and name == parse(name), f"{str(name)[:60]!r} is no variable")
    need(
        names(*where, claim) | set(integers) <= set(variables),
        "a name is missing in the list of variables",
    )
    need_whole_exponents(set(integers), claim, *where)
    parts = (one for part in where for one in (part[1:] if part[0] == "and" else (part,)))
    return Goal(tuple(dict.fromkeys(parts)), claim, frozenset(integers))
