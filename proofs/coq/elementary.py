"""Instances of elementary facts (the table of the checker) in a Coq proof: `Elementary.v` proves
them, as far as Coq has seen them.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

from ..checker._definedness import obligations
from ..checker._facts import FACTS, axiom, relation
from ..checker._terms import ZERO, Term, parse, substitute
from .syntax import NotExported

LIBRARIES = ("Elementary", "Enclosures")


@cache
def proved() -> dict[str, str]:
    """The facts in the libraries, each with the name of its library."""
    found = {}
    for library in LIBRARIES:
        text = resources.files(__package__).joinpath(f"{library}.v").read_text("utf-8")
        found |= dict.fromkeys(
            re.findall(r"^Lemma ((?:fact|zero)_\w+)", text, re.MULTILINE), library
        )
    return found


def lemma(stem: str, rule: str, scalars: Any) -> str:
    found = f"{stem}_{rule.replace('-', '_')}"
    if found not in proved():
        raise NotExported(f"the elementary fact {rule}")
    scalars.uses.add(proved()[found])
    return found


def instance(rule: str, given: list[Term], scalars: Any) -> tuple[Term, str]:
    """The fact, and the tactic that proves it under the obligations of its terms."""
    fact = axiom(rule, given)
    if rule in FACTS["axioms"]:
        own = lemma("fact", rule, scalars)
        return fact, f"first [ solve [ apply {own} ] | intros; apply {own}; lra ]"
    zero = "apply Rminus_diag_eq; f_equal; lra"
    if rule != "congruence":
        zero = f"apply {lemma('zero', rule, scalars)}; reshaped"
    return fact, f"intros; decided_by ltac:(idtac; {zero})"


def posed(context: Any, scalars: Any, axioms: list[Any]) -> list[str]:
    """The axioms, each under the obligations of its own terms."""
    lines = []
    for entry in axioms:
        lines += stated(context, scalars, entry)
    return lines


def stated(context: Any, scalars: Any, entry: list[Any]) -> list[str]:
    fact, by = instance(entry[0], list(map(parse, entry[1:])), scalars)
    label = context.fresh()
    owed = [f"({context.writer.duty(one)})" for one in obligations(fact)]
    text = " -> ".join([*owed, f"({context.writer.bare(fact)})"])
    context.known[fact] = label
    return [
        f"  assert ({label} : {text}) by ({by}).",
        *[f"  try specialize ({label} ltac:(reshaped))." for _ in owed],
    ]


def vanishing(
    context: Any, scalars: Any, rule: str, given: list[Any], atoms: dict[str, Term], place: int
) -> tuple[Term, str]:
    """What a relation says to be zero, and the line that proves it."""
    terms = [substitute(parse(part), atoms) for part in given]
    zero, _ = relation(rule, terms)
    text = context.writer.real(zero)
    if rule == "congruence":
        return (
            zero,
            f"  assert (Z{place} : {text} = 0) by (apply Rminus_diag_eq; f_equal; by_field).",
        )
    by = f"apply {lemma('zero', rule, scalars)}; first [ reshaped | by_field ]"
    return zero, f"  assert (Z{place} : {text} = 0) by ({by})."


__all__ = ["ZERO", "posed", "stated", "vanishing"]
