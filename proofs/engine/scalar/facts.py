"""The table of elementary facts (`checker/facts.toml`), read as templates, and instances of them.

The table is the only thing that engine and checker have in common: it is what both take for granted
about exp, log, sin, ... A relation [atoms, zero, side] says that `zero` vanishes wherever it is
defined and `side` vanishes; an axiom is a statement true wherever its terms are defined. An
instance is a tuple (rule, term, ...) with the values of T, U, V.
"""

from __future__ import annotations

import ast
import difflib
import tomllib
from fractions import Fraction
from functools import cache
from pathlib import Path

from ...vocabulary import SteepestError
from ..terms import Term, names, substitute
from .forms import ZERO, folded

_TABLE = Path(__file__).parents[2] / "checker" / "facts.toml"
_PARAMETERS = ("T", "U", "V", "W")
_SIGNS = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "^",
    ast.USub: "-",
    ast.And: "and",
    ast.Or: "or",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


@cache
def _table() -> dict:
    return tomllib.loads(_TABLE.read_text("utf-8"))


@cache
def read(text: str) -> Term:
    """A term or statement written as a Python expression."""
    return _node(ast.parse(text, mode="eval").body)


def _node(node: ast.AST) -> Term:
    if isinstance(node, ast.Constant):
        return Fraction(node.value)
    if isinstance(node, ast.Name):
        return (node.id,) if node.id in ("pi", "E") else node.id
    if isinstance(node, ast.Call):
        return (node.func.id, *map(_node, node.args))
    if isinstance(node, ast.Compare):
        return (_SIGNS[type(node.ops[0])], _node(node.left), _node(node.comparators[0]))
    if isinstance(node, ast.BoolOp):
        return (_SIGNS[type(node.op)], *map(_node, node.values))
    parts = [node.operand] if isinstance(node, ast.UnaryOp) else [node.left, node.right]
    return (_SIGNS[type(node.op)], *map(_node, parts))


def _parameters(*terms: Term) -> list[str]:
    return [name for name in _PARAMETERS if name in names(*terms)]


def known(rule: str) -> bool:
    """Whether the table has an axiom or relation of this name."""
    return rule == "congruence" or rule in _table()["axioms"] or rule in _table()["relations"]


@cache
def _relation(rule: str) -> tuple[tuple[Term, ...], Term, Term]:
    atoms, zero, side = _table()["relations"][rule]
    return read(f"F({atoms})")[1:], read(zero), read(side)


def relation(rule: str, *values: Term) -> tuple[list[Term], Term, Term]:
    """(atoms, zero, side) of a relation with T, U, V replaced; for "congruence" the values are
    f(T), f(U).
    """
    if rule == "congruence":
        f, g = values
        return [], ("-", f, g), _apart(f, g)
    atoms, zero, side = _relation(rule)
    put = dict(zip(_parameters(*atoms, zero, side), values))
    folds = lambda term: folded(substitute(term, put), plain=True)  # noqa: E731
    return [folds(atom) for atom in atoms], folds(zero), substitute(side, put)


def _apart(f: Term, g: Term) -> Term:
    """Zero exactly where the arguments of the two function values agree."""
    gaps = [("-", a, b) for a, b in zip(f[1:], g[1:])]
    return gaps[0] if len(gaps) == 1 else ("+", *(("^", gap, Fraction(2)) for gap in gaps))


def statement(instance: tuple) -> Term:
    """An axiom instance spelled out; a relation may serve as an axiom. Raises KeyError for an
    unknown rule.
    """
    rule, *values = instance
    if rule in _table()["axioms"]:
        template = read(_table()["axioms"][rule])
        put = dict(zip(_parameters(template), values))
        return folded(substitute(template, put), plain=True)
    _, zero, side = relation(rule, *values)
    return ("==", zero, ZERO) if side == ZERO else ("or", ("!=", side, ZERO), ("==", zero, ZERO))


class FactError(SteepestError):
    """An instance of a fact that the table does not have."""


def check(instance: tuple) -> None:
    """Raises FactError unless the instance names a rule of the table and gives it the right number
    of terms.
    """
    rule, *values = instance
    if not known(rule):
        close = difflib.get_close_matches(
            str(rule), [*_table()["axioms"], *_table()["relations"]], n=3
        )
        raise FactError(
            f"{rule!r} is no fact of the table facts.toml; "
            f"{'did you mean ' + ', '.join(close) if close else 'see there for the list'}"
        )
    if rule == "congruence":
        wanted = 2
    elif rule in _table()["axioms"]:
        wanted = len(_parameters(read(_table()["axioms"][rule])))
    else:
        wanted = len(_parameters(*_relation(rule)[0], *_relation(rule)[1:]))
    if len(values) != wanted:
        raise FactError(
            f"{rule} was given {len(values)} terms, it is about {wanted}; give the values of T, "
            f"U, V in that order"
        )


def as_axioms(instance: tuple) -> list[tuple]:
    """A relation as facts for z3: an axiom of the same name may take fewer terms, then the missing
    ones follow by congruence.
    """
    rule, *values = instance
    if rule not in _table()["axioms"] or rule not in _table()["relations"]:
        return [instance]
    template = read(_table()["axioms"][rule])
    fewer = values[: len(_parameters(template))]
    if len(fewer) == len(values):
        return [instance]
    spelled = _functions(statement((rule, *fewer)))
    atoms, _, _ = relation(rule, *values)
    found: list[tuple] = [(rule, *fewer)]
    for atom in atoms:
        for other in spelled:
            if other[0] == atom[0] and other != atom and _same(other[1], atom[1]):
                found.append(("congruence", other, atom))
    return found


def _functions(term: Term) -> list[Term]:
    from .forms import functions

    return functions(term)


def _same(a: Term, b: Term) -> bool:
    from .rational import Field, TooLarge

    try:
        return Field(a, b).difference(("==", a, b)).numerator.is_zero()
    except (TooLarge, ZeroDivisionError):
        return False
