"""What is proved, formally: the statement of a theorem, or the goals that a certificate decides.

A sentence is what the paper says; this is what a machine has seen. Nothing is checked here: that is
what `recheck` does, which shows the same statements again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from steepest.proofs.checker import PROVERS
from steepest.proofs.checker.formal import conjuncts, show, tex
from steepest.proofs.checker.formal.syntax import sizes_in
from steepest.proofs.vocabulary import Claim

from .witness import tidied


def heading(verdict: str | None, stale: bool = False) -> str:
    """What stands over a formal statement: what nobody has shown as it is now is only claimed."""
    if stale:
        return "what is claimed, formally"
    if verdict in ("PROVED", "CERTIFIED", "ARGUED"):
        return "what is proved"
    return "what is refuted" if verdict == "REFUTED" else "what is claimed, formally"


def formal(claim: Claim) -> dict[str, Any] | None:
    """The formal statement of a claim: assumptions and conclusion as text, the whole as TeX."""
    says = claim.formal
    if says is None:
        return None
    node, names = says.node, []
    while node[0] == "forall":
        names.append(node)
        node = node[3]
    assumed: list[Any] = []
    if node[0] == "implies":
        assumed, node = conjuncts(node[1]), node[2]
    return {
        "text": show(says.node),
        "tex": tex(says.node),
        "for_all": ", ".join(filter(None, (_sizes(says.node), _names(names)))),
        "assumed": [show(one) for one in assumed],
        "conclusion": [show(one) for one in conjuncts(node)],
    }


def _sizes(node: Any) -> str:
    """ "sizes d, r": no quantifier binds them, a statement holds for all that are positive."""
    found = sorted(sizes_in(node))
    return f"{'size' if len(found) == 1 else 'sizes'} {', '.join(found)} >= 1" if found else ""


def _names(binders: list[Any]) -> str:
    """ "real eta, sigma, natural T, sequence alpha, beta" """
    if not binders:
        return ""
    node: Any = ("==", "x", "x")  # a body to print the quantifiers in front of, and to cut off
    for binder in reversed(binders):
        node = (*binder[:3], node)
    return show(node).removeprefix("for all ").removesuffix(": x == x")


def quantified(node: Any, inner: Any) -> str:
    """The names that the quantifiers in front of `inner` bind: "real eta, sigma, natural T"."""
    binders = []
    while node is not inner:
        binders.append(("forall", *node[1:]))
        node = node[3]
    return _names(binders)


def goals(certificate: Any) -> list[str]:
    """The statements that the parts of a certificate decide, each once, in words."""
    return list(dict.fromkeys(_goals(certificate)))


def _goals(data: Any) -> Iterator[str]:
    if not isinstance(data, dict):
        return
    kind = data.get("kind")
    if kind == "all":
        for part in data.get("parts", []):
            yield from _goals(part)
    elif kind in PROVERS and "variables" in data.get("goal", {}):
        yield _scalar(data["goal"])
    elif kind in ("matrix", "matrix-sos"):
        from steepest.proofs.checker.matrix.rules import statement

        yield statement(data, "==" if kind == "matrix" else "<=")
    elif kind == "enclosure":
        low, high = data["interval"]
        word = "least" if data["smallest"] else "largest"
        yield f"the {word} {data['constant']} lies in [{low}, {high}]: {_scalar(data['goal'])}"
    elif kind == "between":
        yield from _goals(data["holds"])
        yield from _goals(data["rises"])
    elif kind == "counts":
        yield f"{data['successes']} of {data['trials']} trials succeed"
    elif kind is not None:
        yield f"evidence of kind {kind}"


def _scalar(goal: dict[str, Any]) -> str:
    from steepest.proofs.engine.goal import Goal
    from steepest.proofs.engine.terms import show as shown

    read = Goal.from_json(goal)
    whole = set(read.integers)
    words = [f"{name} integer" for name in read.variables if name in whole]
    given = [*(shown(tidied(fact)) for fact in read.where), *words]
    return shown(tidied(read.claim)) + (f"  if {', '.join(given)}" if given else "")
