"""Witness points: every hypothesis is true there, the claim false or undefined."""

from __future__ import annotations

from fractions import Fraction

from flint import ctx

from ._definedness import obligations
from ._terms import Goal, Rejected, Term, field, names, need, negated, parse
from ._values import exactly, truth


def point(goal: Goal, certificate: dict, proved: list[Goal]) -> None:
    """The hypotheses hold at the point, and the claim is false or undefined there."""
    values = {name: parse(data) for name, data in field(certificate, "values", dict).items()}
    need(names(goal.claim, *goal.where) | goal.integers <= set(values), "a variable has no value")
    need(not names(*values.values()), "a value contains a name")
    need(
        all(isinstance(values[n], Fraction) and values[n].denominator == 1 for n in goal.integers),
        "an integer has no integer value",
    )
    here = goal.put(values)
    for one in [
        part for hypothesis in here.where for part in (*obligations(hypothesis), hypothesis)
    ]:
        need(established(one, proved), "a hypothesis is not certain at the point: ", one)
    for one in obligations(here.claim):
        if not established(one, proved):
            need(
                established(negated(one), proved),
                "whether the claim is defined at the point is not certain",
            )
            return
    need(established(negated(here.claim), proved), "the claim is not certainly false at the point")


def established(statement: Term, proved: list[Goal]) -> bool:
    """A statement without names is true: exactly, by enclosures, by a certificate at hand, or by
    z3.
    """
    statement, given = exactly(statement), statement
    for bits in (64, 256, 1024, 4096):
        with ctx.workprec(bits):
            try:
                if (answer := truth(statement, {})) is not None:
                    return answer
            except Rejected:
                continue
    if statement[0] == "and":
        return all(established(one, proved) for one in given[1:])
    stated = (Goal((), given), Goal((), statement))
    if any(one.covers(goal) for one in proved for goal in stated):
        return True
    from ._smt import entails  # z3 is loaded where it is asked

    return entails(stated[1])
