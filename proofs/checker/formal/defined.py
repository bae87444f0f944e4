"""When a term of a statement is defined."""

from __future__ import annotations

from .._definedness import own_obligations
from .names import free, fresh, put
from .syntax import PARTIAL, Node


def obligations(node: Node) -> list[Node]:
    """Formulas that together say that the term is defined, inner ones first; [] for a term that is
    defined everywhere. Under a binder they are quantified.
    """
    found: dict[Node, None] = {}
    _collect(node, found)
    return list(found)


def _collect(node: Node, found: dict[Node, None]) -> None:
    if not isinstance(node, tuple):
        return
    head, *parts = node
    if head == "indicator":
        return  # 1 where its formula is true, else 0: always defined
    if head == "sum":
        name, count, body = parts
        _collect(count, found)
        new = fresh(name, free(count) | (free(body) - {name}))  # sum(body for i < i + 1)
        for one in obligations(put(body, {name: new})):
            found["forall", new, "nat", ("implies", ("<", new, count), one)] = None
        return
    if head == "lambda":  # a family has all its entries
        for one in obligations(parts[1]):
            for name in reversed(parts[0]):
                one = ("forall", name, "nat", one)
            found[one] = None
        return
    if head in PARTIAL:  # integrable, differentiable: that is what the equation says
        found["==", node, node] = None
        return
    for part in parts[1:] if head == "apply" else parts:
        _collect(part, found)
    found |= dict.fromkeys(own_obligations(head, *parts))


__all__ = ["obligations"]
