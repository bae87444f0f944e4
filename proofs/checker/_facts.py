"""Instances of the elementary facts in facts.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

from ._terms import ZERO, Term, names, need, read, substitute

FACTS = tomllib.loads((Path(__file__).parent / "facts.toml").read_text("utf-8"))


def relation(rule: str, given: list[Term]) -> tuple[Term, Term]:
    """(zero, side): `zero` vanishes wherever it is defined and `side` vanishes. `given`: the atoms,
    then T, U, V.
    """
    if rule == "congruence":
        need(
            len(given) == 2 and all(isinstance(one, tuple) and len(one) == 2 for one in given),
            "congruence needs f(T), f(U)",
        )
        need(given[0][0] == given[1][0], "congruence needs f(T), f(U)")
        return ("-", *given), ("-", given[0][1], given[1][1])
    need(rule in FACTS["relations"], f"unknown relation {str(rule)[:40]!r}")
    atoms, zero, side = (
        read(text) for text in (f"F({FACTS['relations'][rule][0]})", *FACTS["relations"][rule][1:])
    )
    count = len(names(atoms, zero, side))
    values = dict(zip("TUV", given[len(atoms) - 1 :]))
    need(
        len(given) == len(atoms) - 1 + count,
        f"{rule} takes {len(atoms) - 1} atoms and {count} parameters",
    )
    need(
        list(substitute(atoms, values)[1:]) == given[: len(atoms) - 1],
        f"{rule}: an atom is not what the relation says",
    )
    return substitute(zero, values), substitute(side, values)


def axiom(rule: str, given: list[Term]) -> Term:
    """A formula that is true at every point at which all its terms are defined. `given`: T, U, V
    (congruence: f(T), f(U)).
    """
    if rule in FACTS["axioms"]:
        template = read(FACTS["axioms"][rule])
        need(len(names(template)) == len(given), f"{rule} takes {len(names(template))} terms")
        return substitute(template, dict(zip("TUV", given)))
    if rule in FACTS["relations"]:
        given = [
            *substitute(read(f"F({FACTS['relations'][rule][0]})"), dict(zip("TUV", given)))[1:],
            *given,
        ]
    zero, side = relation(rule, given)
    return ("or", ("!=", side, ZERO), ("==", zero, ZERO))
