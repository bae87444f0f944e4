"""Neutral expression trees: what every engine, certificate and claim file agrees on.

A term is a rational number (`fractions.Fraction`), a name (`str`), or a tuple ``(operator,
argument, ...)``. Nothing is ever simplified on construction: ``("/", "x", "x")`` stays as it is,
with its hidden condition x != 0.

Scalar operators: + - * / (n-ary + and *, unary or binary -), ^ (integer exponent as a Fraction),
and the functions below. power(b, k) is the integer power with an exponent that is a term in
integers: every b for k >= 0 (0^0 = 1), b != 0 for k < 0. rpower(b, a) is the real power: b > 0, or
b = 0 and a > 0 (value 0).
Written terms: ("diff", f, x) is the derivative of f in the name x, ("at", f, x, v) is f with v
for x; `scalar.decide` has them put in by the checker's own table and decides what comes out.
Constants: ("pi",) and ("E",).  Relations: == <= < >= > !=.  Connectives: and or not. JSON form:
numbers as strings "p/q", names as strings, tuples as lists.  Names match `NAME`, so the two never
collide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

Term = Any  # Fraction | str | tuple[str, Term, ...]

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,60}\Z")
ARITHMETIC = ("+", "-", "*", "/", "^")
FUNCTIONS = [
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
    "min",
    "max",
]  # relu(x) is read as max(x, 0)
POWERS = ("power", "rpower")
CONSTANTS = ("pi", "E")
RESERVED = CONSTANTS  # no names of variables; nor are names that begin with an underscore
RELATIONS = ("==", "<=", "<", ">=", ">", "!=")
CONNECTIVES = ("and", "or", "not")
NEGATED = {"==": "!=", "!=": "==", "<=": ">", ">": "<=", "<": ">=", ">=": "<"}
TURNED = {"<=": ">=", "<": ">", ">=": "<=", ">": "<"}  # the same from right to left


def number(value: int | str | Fraction) -> Fraction:
    """An exact rational; floats are refused because they are not what they print."""
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float: give an int, a Fraction or a decimal string")
    return Fraction(value)


def to_json(term: Term) -> Any:
    if isinstance(term, Fraction):
        return str(term)
    if isinstance(term, str):
        return term
    return [term[0], *(to_json(part) for part in term[1:])]


def from_json(data: Any) -> Term:
    if isinstance(data, list):
        return (data[0], *(from_json(part) for part in data[1:]))
    if not isinstance(data, str):
        raise TypeError(f"a term is a string or a list, {type(data).__name__} was given")
    return data if NAME.match(data) else Fraction(data)


def subterms(term: Term) -> Iterator[Term]:
    """Every subterm, children first."""
    if isinstance(term, tuple):
        for part in term[1:]:
            yield from subterms(part)
    yield term


def names(*terms: Term) -> tuple[str, ...]:
    """The names that occur, in order of first occurrence."""
    return tuple(
        dict.fromkeys(part for term in terms for part in subterms(term) if isinstance(part, str))
    )


def substitute(term: Term, values: dict[Term, Term]) -> Term:
    """Replace whole subterms (names among them), outermost first."""
    if term in values:
        return values[term]
    if isinstance(term, tuple):
        return (term[0], *(substitute(part, values) for part in term[1:]))
    return term


def by_twos(head: str, parts: Sequence[Term]) -> Term:
    """An operation of several operands as ((a + b) + c) + .., two at a time."""
    return reduce(lambda total, part: (head, total, part), parts)


def integral(term: Term, integers: Collection[str]) -> bool:
    """Whether the term takes integer values by its form, the names in `integers` being integers."""
    if isinstance(term, Fraction):
        return term.denominator == 1
    if isinstance(term, str):
        return term in integers
    head, *parts = term
    if head == "^":
        return parts[1] >= 0 and integral(parts[0], integers)
    return head in ("+", "-", "*", "abs", "min", "max") and all(
        integral(part, integers) for part in parts
    )


def powers_with(exponents: Callable[[Term], bool], *terms: Term) -> bool:
    """Every integer power among the terms has an exponent of the stated kind."""
    return all(
        exponents(part[2])
        for term in terms
        for part in subterms(term)
        if isinstance(part, tuple) and part[0] == "power"
    )


def raised(base: Term, exponent: Term, integers: Collection[str] = ()) -> Term:
    """base**exponent: a rational exponent by roots, one in integers as the integer power, any other
    as the real power.
    """
    if not isinstance(exponent, Fraction):
        if base == ("E",):
            return ("exp", exponent)
        return ("power" if integral(exponent, integers) else "rpower", base, exponent)
    top, bottom = abs(exponent.numerator), exponent.denominator
    if bottom > 1:
        base = ("sqrt", base) if bottom == 2 else ("rpower", base, Fraction(1, bottom))
    result = base if top == 1 else ("^", base, Fraction(top))
    return result if exponent >= 0 else ("/", Fraction(1), result)


def show(term: Term, _level: int = 0) -> str:
    """Plain text in claim-file syntax."""
    if isinstance(term, Fraction):
        text = str(term)
        return f"({text})" if _level > 1 and (term < 0 or term.denominator != 1) else text
    if isinstance(term, str):
        return term
    head, parts = term[0], term[1:]
    if head in CONSTANTS and not parts:
        return head
    if head in RELATIONS:
        return f"{show(parts[0])} {head} {show(parts[1])}"
    if head in CONNECTIVES:
        return (
            f"not ({show(parts[0])})"
            if head == "not"
            else f" {head} ".join(f"({show(part)})" for part in parts)
        )
    if head == "+":
        text, own = " + ".join(show(part, min(at, 1)) for at, part in enumerate(parts)), 1
    elif head == "-":
        text, own = (
            (
                "-" + show(parts[0], 2)
                if len(parts) == 1
                else f"{show(parts[0])} - {show(parts[1], 2)}"
            ),
            1,
        )
    elif head == "*":
        text, own = "*".join(show(part, 2) for part in parts), 2
    elif head == "/":
        text, own = f"{show(parts[0], 2)}/{show(parts[1], 3)}", 2
    elif head == "^" or head in POWERS:
        text, own = f"{show(parts[0], 4)}**{show(parts[1], 4)}", 3
    else:
        return f"{head}({', '.join(show(part) for part in parts)})"
    return f"({text})" if _level > own or (_level == own and head == "-") else text


# --- SymPy, at the edge ---------------------------------------------------------------------------


def from_sympy(expression: Any, integers: Collection[str] = ()) -> Term:
    """A SymPy scalar, relation or Boolean as a term. Raises TypeError for floats and for anything
    not listed above. A power whose exponent is made of the names in `integers` is an integer power.
    """
    import sympy

    again = lambda part: from_sympy(part, integers)  # noqa: E731

    if isinstance(expression, (int, Fraction)) and not isinstance(expression, bool):
        return Fraction(expression)
    if isinstance(expression, (tuple, str)):
        return expression  # already a term
    e = sympy.sympify(expression, strict=True)
    if e in (sympy.true, sympy.false):
        return ("==", Fraction(0), Fraction(0 if e == sympy.true else 1))
    if e.is_Float:
        raise TypeError(f"{e} is a float; exact numbers only")
    if e.is_Rational:
        return Fraction(int(e.p), int(e.q))
    if e.is_Symbol:
        if not NAME.match(e.name):
            raise TypeError(f"the symbol name {e.name!r} is not a plain name")
        return e.name
    if e is sympy.pi:
        return ("pi",)
    if e is sympy.E:
        return ("E",)
    if isinstance(e, sympy.UnevaluatedExpr):
        return again(e.args[0])
    if isinstance(e, sympy.Derivative):
        found = again(e.expr)
        for variable, count in e.variable_count:
            for _ in range(int(count)):
                found = ("diff", found, again(variable))
        return found
    if isinstance(e, sympy.Subs):
        found = again(e.expr)
        for variable, value in zip(e.variables, e.point):
            found = ("at", found, again(variable), again(value))
        return found
    arguments = tuple(again(part) for part in e.args)
    if e.is_Add:
        return ("+", *arguments)
    if e.is_Mul:
        over = [
            again(1 / part)
            for part in e.args
            if part.is_Pow and part.exp.is_number and part.exp.is_negative
        ]
        under = [
            again(part)
            for part in e.args
            if not (part.is_Pow and part.exp.is_number and part.exp.is_negative)
        ]
        product = lambda parts: parts[0] if len(parts) == 1 else ("*", *parts)  # noqa: E731
        top = product(under) if under else Fraction(1)
        return ("/", top, product(over)) if over else top
    if e.is_Pow:
        return _power(e.base, e.exp, integers)
    heads = {
        sympy.exp: "exp",
        sympy.log: "log",
        sympy.sin: "sin",
        sympy.cos: "cos",
        sympy.tan: "tan",
        sympy.asin: "asin",
        sympy.acos: "acos",
        sympy.atan: "atan",
        sympy.sinh: "sinh",
        sympy.cosh: "cosh",
        sympy.tanh: "tanh",
        sympy.erf: "erf",
        sympy.Abs: "abs",
        sympy.Min: "min",
        sympy.Max: "max",
        sympy.And: "and",
        sympy.Or: "or",
        sympy.Not: "not",
        sympy.Eq: "==",
        sympy.Ne: "!=",
        sympy.Le: "<=",
        sympy.Lt: "<",
        sympy.Ge: ">=",
        sympy.Gt: ">",
    }
    if e.func not in heads:
        raise TypeError(f"{e.func.__name__} has no counterpart among the terms: {e}")
    if e.func in (sympy.Min, sympy.Max) and len(arguments) > 2:
        return by_twos(heads[e.func], arguments)
    return (heads[e.func], *arguments)


def _power(base: Any, exponent: Any, integers: Collection[str]) -> Term:
    import sympy

    if base is sympy.E and not exponent.is_Integer:
        return ("exp", from_sympy(exponent, integers))
    return raised(from_sympy(base, integers), from_sympy(exponent, integers), integers)


def to_sympy(term: Term) -> Any:
    """The SymPy form, for derivations and display. SymPy simplifies on construction: never decide a
    claim on it.
    """
    import sympy

    if isinstance(term, Fraction):
        return sympy.Rational(term.numerator, term.denominator)
    if isinstance(term, str):
        return sympy.Symbol(term, real=True)
    head, parts = term[0], [to_sympy(part) for part in term[1:]]
    table = {
        "+": sympy.Add,
        "*": sympy.Mul,
        "^": sympy.Pow,
        "abs": sympy.Abs,
        "min": sympy.Min,
        "max": sympy.Max,
        "and": sympy.And,
        "or": sympy.Or,
        "not": sympy.Not,
        "==": sympy.Eq,
        "!=": sympy.Ne,
        "<=": sympy.Le,
        "<": sympy.Lt,
        ">=": sympy.Ge,
        ">": sympy.Gt,
        "/": lambda a, b: a / b,
        "-": lambda *p: -p[0] if len(p) == 1 else p[0] - p[1],
        "pi": lambda: sympy.pi,
        "E": lambda: sympy.E,
        "power": sympy.Pow,
        "rpower": sympy.Pow,
    }
    return table[head](*parts) if head in table else getattr(sympy, head)(*parts)


def relation(statement: Any, integers: Collection[str] = ()) -> Term:
    """A goal or hypothesis from a term, a SymPy relation or connective."""
    term = from_sympy(statement, integers)
    if not (isinstance(term, tuple) and term[0] in RELATIONS + CONNECTIVES):
        raise TypeError(f"a relation such as a <= b is expected, {show(term)} was given")
    return term
