"""The statement of a claim as TeX, made from what was read; never from what its author printed.

A statement that was read into other words (derivatives written out, expectations evaluated, values
by cases and functions of a class named) has no TeX here: its text is what a reader is shown.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from steepest.proofs.engine.language import UserClaim
from steepest.proofs.engine.terms import names

REWRITTEN = {
    *("E", "Prob", "diff", "grad", "sum", "piecewise", "sign", "floor", "hadamard"),
    *("elementwise",),
}
MATRICES = ("I", "0", "T", "@", "scale")
ORDERS = {"<=": r"\preceq ", ">=": r"\succeq ", "<": r"\prec ", ">": r"\succ "}


def tex(node: Any) -> str:
    """That of the formal statements, imported when it is asked for: it takes its time."""
    from steepest.proofs.checker import formal

    return formal.tex(node)


def decided(claim: UserClaim) -> str:
    """The statement with its hypotheses; nothing where its text says it better."""
    shown, where = parts(claim)
    given = r",\ ".join(where)
    return rf"{shown}\qquad ({given})" if given else shown


def parts(claim: UserClaim) -> tuple[str, list[str]]:
    """The statement and its hypotheses, each as TeX; ("", []) where its text says it better."""
    from steepest.proofs.engine.language.families import statement as about_sums
    from steepest.proofs.engine.language.induction import statement

    if claim.problem:
        return "", []
    if claim.induction is not None:
        return tex(statement(claim.induction).node), []
    if claim.families is not None:
        return tex(about_sums(claim.families).node), []
    if _rewritten(claim.text) or claim.named or claim.functions or claim.alternatives:
        return "", []
    try:
        if claim.goal is not None:
            shown, where = _told_apart(claim.goal.claim, claim.goal.where)
            return shown, _whole(claim.goal.integers) + where
        if claim.relations:
            return _of_matrices(claim)
    except (LookupError, TypeError, ValueError, AttributeError):
        pass
    return "", []


def _rewritten(text: str) -> bool:
    try:
        nodes = ast.walk(ast.parse(text.strip() or "0", mode="eval"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    called = [one.func for one in nodes if isinstance(one, ast.Call)]
    return not REWRITTEN.isdisjoint(one.id for one in called if isinstance(one, ast.Name))


def _told_apart(claim: Any, where: Iterable[Any]) -> tuple[str, list[str]]:
    where = list(where)
    return ("", []) if _alike(names(claim, *where)) else (tex(claim), [tex(one) for one in where])


def _whole(integers: Iterable[str]) -> list[str]:
    shown = ",".join(map(tex, integers))
    return [rf"{shown}\in \mathbb Z"] if shown else []


def _alike(words: Iterable[str]) -> bool:
    """Whether two names look the same in print, as x1 and x_1 do."""
    looks = [re.sub("[{}]", "", tex(one)) for one in words]
    return len(set(looks)) < len(looks)


def _of_matrices(claim: UserClaim) -> tuple[str, list[str]]:
    meant = {one.name: (one.head, one.tree) for one in claim.spectra}
    if any(one.head == "null" for one in claim.spectra):
        return "", []
    letters = set(claim.letters) - {*meant, *(one.vector for one in claim.spectra)}
    if _alike([*sorted(letters), *sorted(set(claim.scalars) - set(meant))]):
        return "", []
    said = [one for one in claim.relations if one[0] != "regular"]  # what inv(..) says already
    linked, where = (
        [_relation(one, meant, letters) for one in some] for some in (said, claim.where)
    )
    definite = [one.tree for one in claim.spectra if one.head == "pd"]
    kinds = {name: kind for name, (_, _, kind) in claim.letters.items()}
    if len(said) == len(claim.relations):  # an inverse that need not be shown to be there
        for one in claim.spectra:
            if one.head == "inv" and one.tree in kinds:
                kinds[one.tree] = ", ".join(filter(None, (kinds[one.tree], "invertible")))
    kinds |= dict.fromkeys(definite, "pd")
    shapes = [
        _shape(name, rows, cols, kinds[name])
        for name, (rows, cols, _) in claim.letters.items()
        if name in letters
    ]
    where = [rf"{tex(_node(one, meant))}\succ 0" for one in definite if one not in letters] + where
    shapes += _whole(claim.integers)
    return r",\ ".join(linked), shapes + where


def _shape(letter: str, rows: str, cols: str, kind: str) -> str:
    size = rf"\mathbb R^{{{tex(rows)}\times {tex(cols)}}}"
    return rf"{tex(letter)}\in {size}" + (rf"\text{{ {kind}}}" if kind else "")


def _relation(relation: Any, meant: dict[str, Any], letters: set[str]) -> str:
    sign, *sides = relation
    if sign == "definite":
        return rf"{tex(_node(sides[0], meant))}\succ 0"
    read = [_node(side, meant) for side in sides]
    if sign in ORDERS and any(_is_matrix(side, letters) for side in sides):
        return f"{tex(read[0])}{ORDERS[sign]}{tex(read[1])}"
    return tex((sign, *read))


def _node(tree: Any, meant: dict[str, Any]) -> Any:
    """The tree with the heads of statements, and with what the names of values stand for. Raises
    `LookupError` for a name that hypotheses alone define.
    """
    if isinstance(tree, (int, Fraction)):
        return Fraction(tree)
    if isinstance(tree, str):
        if tree not in meant:
            return tree
        head, inner = meant[tree]
        if head in ("pd", "null"):
            raise LookupError(tree)
        return (head, _node(inner, meant))
    head, *rest = tree
    if head in ("I", "0"):
        return ("identity" if head == "I" else "zeros", *rest)
    if head == "tr" and rest[0][:1] == ("I",):
        return rest[0][1]  # the size as a number
    if head == "sqrt" and rest[0][:1] == ("norm2",):
        return ("fro", _node(rest[0][1], meant))
    heads = {"scale": "*", "tr": "trace"}
    return (heads.get(head, head), *(_node(part, meant) for part in rest))


def _is_matrix(tree: Any, letters: set[str]) -> bool:
    if isinstance(tree, str):
        return tree in letters
    if not isinstance(tree, tuple):
        return False
    if tree[0] in MATRICES:
        return True
    return tree[0] in ("+", "-", "^") and any(_is_matrix(part, letters) for part in tree[1:])
