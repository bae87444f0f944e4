"""Terms and formulas written as Python expressions: how our own tables are written."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Any

from ._terms import Term

SIGNS = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "^",
    ast.USub: "-",
    ast.And: "and",
    ast.Or: "or",
}
SIGNS |= {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


def read(text: str) -> Term:
    """A term or formula written as a Python expression: how our own table of facts is written."""

    def build(node: Any) -> Term:
        match node:
            case ast.Constant(value):
                return Fraction(value)
            case ast.Name(name):
                return (name,) if name in ("pi", "E") else name
            case ast.Call(ast.Name(name), arguments):
                return (name, *map(build, arguments))
            case ast.Compare(left, [sign], [right]) | ast.BinOp(left, sign, right):
                return (SIGNS[type(sign)], build(left), build(right))
            case ast.BoolOp(sign, parts):
                return (SIGNS[type(sign)], *map(build, parts))
        return (SIGNS[type(node.op)], build(node.operand))

    return build(ast.parse(text, mode="eval").body)
