"""Hypotheses that define sequences: f(t + 1) == rhs for all t, where rhs asks for values at t."""

from __future__ import annotations

from .._terms import ONE
from .syntax import Node, conjuncts


def recurrence(hypothesis: Node) -> dict[str, tuple[str, Node]]:
    """f: (t, rhs) for each equation of "for all t: f(t + 1) == rhs and .."; {} for others."""
    if hypothesis[0] != "forall" or hypothesis[2] != "nat":
        return {}
    _, t, _, body = hypothesis
    found = {}
    for one in conjuncts(body):
        match one:
            case ("==" | "equal", ("apply", name, ("+", s, one)), rhs) if (
                (s, one) == (t, ONE) and name not in found  # two equations for f may contradict
            ):
                found[name] = (t, rhs)
            case _:
                return {}
    return found


def at_once(node: Node, t: str) -> bool:
    """Functions occur at the argument t only, so that values follow from values before."""
    if not isinstance(node, tuple):
        return True
    if node[0] == "apply":
        return node[2:] == (t,)
    return node[0] not in ("sum", "expect", "deriv", "indicator") and all(
        at_once(part, t) for part in node[1:]
    )
