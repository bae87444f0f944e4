"""Instances of elementary facts (the table of the checker) in a Coq proof: each is stated, and
proved by the tactic `elementary` of the prelude.
"""

from __future__ import annotations

from typing import Any

from ..checker._facts import axiom, relation
from ..checker._terms import obligations, parse, substitute


def posed(context: Any, scalars: Any, axioms: list[Any]) -> list[str]:
    """The axioms, each under the obligations of its own terms."""
    lines = []
    for entry in axioms:
        fact = axiom(entry[0], list(map(parse, entry[1:])))
        lines += stated(context, scalars, fact)
    return lines


def stated(context: Any, scalars: Any, fact: Any, by: str = "elementary") -> list[str]:
    scalars.uses.add("Elementary")
    label = context.fresh()
    owed = [f"({context.writer.duty(one)})" for one in obligations(fact)]
    text = " -> ".join([*owed, f"({context.writer.bare(fact)})"])
    context.known[fact] = label
    return [
        f"  assert ({label} : {text}) by {by}.",
        *[f"  try specialize ({label} ltac:(reshaped))." for _ in owed],
    ]


def vanishing(
    context: Any, scalars: Any, rule: str, given: list[Any], atoms: dict, place: int
) -> tuple[Any, str]:
    """What a relation says to be zero, and the line that proves it."""
    scalars.uses.add("Elementary")
    terms = [substitute(parse(part), atoms) for part in given]
    zero, _ = relation(rule, terms)
    return zero, f"  assert (Z{place} : {context.writer.real(zero)} = 0) by elementary."
