"""The formal statement of a claim as mathematics: names, assumptions, conclusion."""

from __future__ import annotations

import re
from typing import Any

from steepest.proofs.vocabulary import Claim

from ..pages import proved
from . import tex


def formal(claim: Claim) -> dict[str, Any] | None:
    """As `pages.proved.formal`, with each part also as markup and told whether it is an assumption
    or a definition (a recurrence or an equation that fixes a name). None for a claim without one.
    """
    says = claim.formal
    if says is None:
        return None
    from steepest.proofs.checker.formal import conjuncts

    stated = proved.formal(claim)
    assert stated is not None
    node = says.node
    while node[0] == "forall":
        node = node[3]
    assumed: list[Any] = []
    if node[0] == "implies":
        assumed, node = _flat(conjuncts(node[1])), node[2]
    return stated | {
        "assumptions": [block(one) for one in assumed if not _defines(one)],
        "definitions": [block(one) for one in assumed if _defines(one)],
        "parts": [block(one) for one in _flat(conjuncts(node))],
    }


LONG = 34  # signs; a longer formula is broken at its quantifiers and connectives


def block(node: Any) -> dict[str, Any]:
    """A formula in lines: {"markup", "text"} for a short one; a long one as {"lead", "parts",
    "then"}: "for all natural t, if", what is assumed, and what follows from it.
    """
    from steepest.proofs.checker.formal import conjuncts, show
    from steepest.proofs.checker.formal import tex as to_tex

    markup = tex.formula(low(to_tex(node)))
    head = node[0]
    if tex.width(str(markup)) <= LONG or head not in ("forall", "exists", "implies", "and", "or"):
        return {"markup": markup, "text": show(node)}
    if head == "or":
        return {"lead": "one of", "parts": [block(one) for one in node[1:]], "then": []}
    lead, inner = "", node
    while inner[0] == head and head in ("forall", "exists"):
        inner = inner[3]
    if head in ("forall", "exists"):
        lead = _lead(node, inner)
    if inner[0] == "implies":
        parts, then = conjuncts(inner[1]), conjuncts(inner[2])
        return {
            "lead": f"{lead}, if" if lead else "if",
            "parts": [block(one) for one in _flat(parts)],
            "then": [block(one) for one in _flat(then)],
        }
    parts = _flat(conjuncts(inner))
    return {"lead": lead, "parts": [block(one) for one in parts], "then": []}


# parentheses around what is no taller than they are
LOW = re.compile(r"\\left\(((?:(?!\\left|\\right|\\frac|\\tfrac|\\sum|\^).)*)\\right\)")


def low(text: str) -> str:
    r"""The formula with plain parentheses where they need not grow: \left(t\right) is (t)."""
    while (flat := LOW.sub(r"(\1)", text)) != text:
        text = flat
    return text


def _lead(node: Any, inner: Any) -> str:
    """ "for all natural t", "there is natural T with" """
    names = proved.quantified(node, inner)
    return f"there is {names} with" if node[0] == "exists" else f"for all {names}"


def _flat(nodes: list[Any]) -> list[Any]:
    from steepest.proofs.checker.formal import conjuncts

    found: list[Any] = []
    for node in nodes:
        inner = conjuncts(node)
        found += _flat(inner) if len(inner) > 1 else [node]
    return found


def _defines(node: Any) -> bool:
    """A recurrence "for all t: f(t + 1) == .." or "name == closed term"."""
    while node[0] == "forall":
        node = node[3]
    if node[0] == "and":
        return all(_defines(one) for one in node[1:])
    if node[0] != "==":
        return False
    left = node[1]
    return isinstance(left, str) or (isinstance(left, tuple) and left[0] == "apply")
