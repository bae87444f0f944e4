"""Neutral expression trees: what every engine, certificate and claim file agrees on.

A term is a rational number (`fractions.Fraction`), a name (`str`), or a tuple ``(operator,
argument, ...)``. Nothing is ever simplified on construction: ``("/", "x", "x")`` stays as it is,
with its hidden condition x != 0.

Scalar operators: + - * / (n-ary + and *, unary or binary -), ^ (integer exponent as a Fraction),
and the functions below.
Written terms: ("diff", f, x) is the derivative of f in the name x, ("at", f, x, v) is f with v
for x; `scalar.decide` has them put in by the checker's own table and decides what comes out.
Constants: ("pi",) and ("E",).  Relations: == <= < >= > !=.  Connectives: and or not. JSON form:
numbers as strings "p/q", names as strings, tuples as lists.  Names match `NAME`, so the two never
collide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
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
    "abs",
    "min",
    "max",
]  # relu(x) is read as max(x, 0)
CONSTANTS = ("pi", "E")
RELATIONS = ("==", "<=", "<", ">=", ">", "!=")
CONNECTIVES = ("and", "or", "not")
NEGATED = {"==": "!=", "!=": "==", "<=": ">", ">": "<=", "<": ">=", ">=": "<"}


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
        text, own = " + ".join(show(part, 1) for part in parts), 1
    elif head == "-":
        text, own = (
            (
                "-" + show(parts[0], 2)
                if len(parts) == 1
                else f"{show(parts[0], 1)} - {show(parts[1], 2)}"
            ),
            1,
        )
    elif head == "*":
        text, own = "*".join(show(part, 2) for part in parts), 2
    elif head == "/":
        text, own = f"{show(parts[0], 2)}/{show(parts[1], 3)}", 2
    elif head == "^":
        text, own = f"{show(parts[0], 4)}**{show(parts[1], 4)}", 3
    else:
        return f"{head}({', '.join(show(part) for part in parts)})"
    return f"({text})" if _level > own or (_level == own and head == "-") else text


# --- SymPy, at the edge
# -------------------------------------------------------------------------------------------


def from_sympy(expression: Any) -> Term:
    """A SymPy scalar, relation or Boolean as a term. Raises TypeError for floats and for anything
    not listed above.
    """
    import sympy

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
        return from_sympy(e.args[0])
    if isinstance(e, sympy.Derivative):
        found = from_sympy(e.expr)
        for variable, count in e.variable_count:
            for _ in range(int(count)):
                found = ("diff", found, from_sympy(variable))
        return found
    if isinstance(e, sympy.Subs):
        found = from_sympy(e.expr)
        for variable, value in zip(e.variables, e.point):
            found = ("at", found, from_sympy(variable), from_sympy(value))
        return found
    arguments = tuple(from_sympy(part) for part in e.args)
    if e.is_Add:
        return ("+", *arguments)
    if e.is_Mul:
        over = [
            from_sympy(1 / part)
            for part in e.args
            if part.is_Pow and part.exp.is_number and part.exp.is_negative
        ]
        under = [
            from_sympy(part)
            for part in e.args
            if not (part.is_Pow and part.exp.is_number and part.exp.is_negative)
        ]
        product = lambda parts: parts[0] if len(parts) == 1 else ("*", *parts)  # noqa: E731
        top = product(under) if under else Fraction(1)
        return ("/", top, product(over)) if over else top
    if e.is_Pow:
        return _power(e.base, e.exp)
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
        head, (first, *rest) = heads[e.func], arguments
        for part in rest:
            first = (head, first, part)
        return first
    return (heads[e.func], *arguments)


def _power(base: Any, exponent: Any) -> Term:
    import sympy

    if exponent.is_Integer:
        if exponent < 0:
            inverse = (
                from_sympy(base)
                if exponent == -1
                else ("^", from_sympy(base), Fraction(int(-exponent)))
            )
            return ("/", Fraction(1), inverse)
        return ("^", from_sympy(base), Fraction(int(exponent)))
    if exponent.is_Rational and exponent.q == 2:
        root = ("sqrt", from_sympy(base))
        power = abs(int(exponent.p))
        root = root if power == 1 else ("^", root, Fraction(power))
        return root if exponent > 0 else ("/", Fraction(1), root)
    if base is sympy.E:
        return ("exp", from_sympy(exponent))
    # needs base > 0, as a real power does
    return ("exp", ("*", from_sympy(exponent), ("log", from_sympy(base))))


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
    }
    return table[head](*parts) if head in table else getattr(sympy, head)(*parts)


def relation(statement: Any) -> Term:
    """A goal or hypothesis from a term, a SymPy relation or connective."""
    term = from_sympy(statement)
    if not (isinstance(term, tuple) and term[0] in RELATIONS + CONNECTIVES):
        raise TypeError(f"a relation such as a <= b is expected, {show(term)} was given")
    return term
