"""Terms from text, exactly as they are written: nothing is expanded, sorted or decided.

    as_written("(1 - c)*(1 + c) == 1 - c**2")
    as_written("u**2 - 2*u + 1", u=x + y)           # x + y put in for u, nothing multiplied out
    as_written("diff(log(1 + x), x)"), as_written("at(f, x, 0)", f=primitive)

SymPy decides many identities while it builds their sides; a check whose point is such an identity
writes the left side in this way.
"""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Any

from .terms import CONSTANTS, FUNCTIONS, Term, from_sympy, names, substitute

SIGNS = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "^",
    ast.USub: "-",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.And: "and",
    ast.Or: "or",
    ast.Not: "not",
}
CALLS = dict.fromkeys(FUNCTIONS, 1) | {"min": 2, "max": 2, "diff": 2, "at": 3}


def as_written(text: str, **values: Any) -> Term:
    """The term or relation that the text writes, with `values` (SymPy or terms) for its names.

    Raises ValueError for what is no formula and for a value whose name does not occur.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"{text!r} is no formula: {error.msg}") from None
    found = _term(tree, text.strip())
    unused = set(values) - set(names(found))
    if unused:
        raise ValueError(f"{', '.join(sorted(unused))} does not occur in {text!r}")
    return substitute(found, {name: from_sympy(value) for name, value in values.items()})


def _term(node: ast.expr, text: str) -> Term:
    build = lambda part: _term(part, text)  # noqa: E731
    match node:
        case ast.Constant(value) if type(value) in (int, float):
            return Fraction(ast.get_source_segment(text, node) or "")
        case ast.Name(name):
            return (name,) if name in CONSTANTS else name
        case ast.Call(ast.Name(name), parts, []) if CALLS.get(name) == len(parts):
            return (name, *map(build, parts))
        case ast.Compare(left, signs, rights):
            sides = [build(left), *map(build, rights)]
            links = [(SIGNS.get(type(sign)), *sides[i : i + 2]) for i, sign in enumerate(signs)]
            if None not in (link[0] for link in links):
                return links[0] if len(links) == 1 else ("and", *links)
        case ast.BoolOp(sign, parts):
            return (SIGNS[type(sign)], *map(build, parts))
        case ast.UnaryOp(ast.USub() | ast.Not() as sign, part):
            return (SIGNS[type(sign)], build(part))
        case ast.BinOp(base, ast.Pow(), exponent):
            return _power(build(base), build(exponent), text)
        case ast.BinOp(left, sign, right) if type(sign) in SIGNS:
            return (SIGNS[type(sign)], build(left), build(right))
    raise ValueError(f"{ast.unparse(node)!r} in {text!r} is no term")


def _power(base: Term, exponent: Term, text: str) -> Term:
    if isinstance(exponent, tuple) and exponent[0] == "-" and isinstance(exponent[1], Fraction):
        exponent = -exponent[1]
    if not isinstance(exponent, Fraction) or exponent.denominator != 1:
        raise ValueError(f"an exponent in {text!r} is no integer: write sqrt, or exp and log")
    return ("^", base, exponent)
