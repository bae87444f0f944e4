"""Identities by normal form: numerator(L - R) is zero, or lies in the ideal of declared relations between the atoms."""

from __future__ import annotations

from ..goal import Goal
from .rational import Field, TooLarge


def plain(goal: Goal) -> dict | None:
    """The certificate of an identity between rational functions (function subterms as indeterminates)."""
    if goal.claim[0] != "==":
        return None
    try:
        field = Field(*goal.claim[1:])
        if not field.difference(goal.claim).numerator.is_zero():
            return None
    except (TooLarge, ZeroDivisionError):
        return None
    from ..terms import to_json

    atoms = {name: to_json(atom) for atom, name in field.atoms.items()}
    return {"kind": "identity", "goal": goal.to_json(), "atoms": atoms, "relations": [], "cofactors": []}
