"""Instances of the elementary facts in facts.toml."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path

from ._expressions import read
from ._terms import ZERO, Term, fold, names, need, substitute

FACTS = tomllib.loads((Path(__file__).parent / "facts.toml").read_text("utf-8"))


def relation(rule: str, given: list[Term]) -> tuple[Term, Term]:
    """(zero, side): `zero` vanishes wherever it is defined and `side` vanishes. `given`: the atoms,
    then T, U, V, W.
    """
    if rule == "congruence":
        need(
            len(given) == 2 and all(isinstance(one, tuple) and len(one) in (2, 3) for one in given),
            "congruence needs f(T), f(U)",
        )
        (f, *left), (g, *right) = given
        need(f == g and f != "^" and len(left) == len(right), "congruence needs f(T), f(U)")
        gaps = [("-", *pair) for pair in zip(left, right)]
        apart = gaps[0] if len(gaps) == 1 else ("+", *(("^", gap, Fraction(2)) for gap in gaps))
        return ("-", *given), apart
    need(rule in FACTS["relations"], f"unknown relation {str(rule)[:40]!r}")
    atoms, zero, side = (
        read(text) for text in (f"F({FACTS['relations'][rule][0]})", *FACTS["relations"][rule][1:])
    )
    count = len(names(atoms, zero, side))
    values = dict(zip("TUVW", given[len(atoms) - 1 :]))
    need(
        len(given) == len(atoms) - 1 + count,
        f"{rule} takes {len(atoms) - 1} atoms and {count} parameters",
    )
    need(
        list(fold(substitute(atoms, values), plain=True)[1:]) == given[: len(atoms) - 1],
        f"{rule}: an atom is not what the relation says",
    )
    return fold(substitute(zero, values), plain=True), substitute(side, values)


def axiom(rule: str, given: list[Term]) -> Term:
    """A formula that is true at every point at which all its terms are defined. `given`: T, U, V, W
    (congruence: f(T), f(U)).
    """
    if rule in FACTS["axioms"]:
        template = read(FACTS["axioms"][rule])
        need(len(names(template)) == len(given), f"{rule} takes {len(names(template))} terms")
        return fold(substitute(template, dict(zip("TUVW", given))), plain=True)
    if rule in FACTS["relations"]:
        atoms = read(f"F({FACTS['relations'][rule][0]})")
        atoms = fold(substitute(atoms, dict(zip("TUVW", given))), plain=True)
        given = [*atoms[1:], *given]
    zero, side = relation(rule, given)
    return ("or", ("!=", side, ZERO), ("==", zero, ZERO))
