"""Side conditions of a reduction, by the short ways alone."""

from __future__ import annotations

from ...goal import Goal
from ...terms import Term, names, to_json
from ...work import Budget
from .. import axioms, ball, exact, identity, smt
from ..domain import outer_box
from ..forms import ALGEBRAIC, conditions, heads

NODES = 400  # boxes of a side condition


def settled(goal: Goal, budget: Budget, facts: bool = True) -> dict | None:
    """A certificate of a goal that should be easy; None where it is not."""
    if goal.claim in goal.where and not conditions(goal.claim):
        facts = False
    plain = identity.plain(goal) if not conditions(goal.claim) else None
    if plain is not None:
        return plain
    chosen = tuple(axioms.instances(goal.claim, *goal.where)) if facts else ()
    found = exact.quick(goal, chosen)
    if found is not None:
        return found
    sides = outer_box(goal)
    if heads(goal.claim) - ALGEBRAIC and set(names(goal.claim)) <= set(sides):
        found = ball.certificate(goal, sides, budget=NODES)
        if found is not None:
            return found
    if budget.left <= 0:
        return None
    answer = smt.prove_here(goal, chosen)
    if answer is None or answer.result != "unsat":
        return None
    return exact.smt_certificate(goal, chosen)


def instance(goal: Goal, put: dict[str, Term], general: dict, defined: list[dict]) -> dict:
    """The goal from a general one, at these terms, whose hypotheses there `defined` proves."""
    return {
        "kind": "instance",
        "goal": goal.to_json(),
        "put": {name: to_json(term) for name, term in put.items()},
        "certificate": general,
        "defined": defined,
    }


def by_lemmas(goal: Goal, lemmas: list[tuple[Goal, dict]], final: dict) -> dict:
    listed = [{"goal": one.to_json(), "certificate": proof} for one, proof in lemmas]
    return {"kind": "lemmas", "goal": goal.to_json(), "lemmas": listed, "final": final}
