"""Textbook facts that a proof may use and that are not derived here: closed statements, each with a
reference. A theorem lists those it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .._terms import need
from ..formal.syntax import Node, check_size
from .theorem import Theorem, derive


def _identity(product: tuple[Node, ...], n: Any) -> Node:
    return ("equal", ("@", *product), ("identity", n))


def _polar(n: Any) -> Node:
    square = ("matrix", n, n)
    orthogonal = (_identity((("T", "R"), "R"), n), _identity(("R", ("T", "R")), n))
    product = ("equal", ("@", "G", "R"), ("@", ("T", "K"), "K"))
    found = ("exists", "R", square, ("exists", "K", square, ("and", *orthogonal, product)))
    return ("forall", "G", square, found)


# name: (its sizes, the statement, where it stands)
FACTS: dict[str, tuple[tuple[str, ...], Callable[..., Node], str]] = {
    "polar-decomposition": (
        ("n",),
        _polar,
        "every square G has an orthogonal R with G R positive semidefinite, that is G R = K^T K: "
        "Horn, Johnson, Matrix Analysis, theorem 7.3.1",
    ),
}


def fact(name: str, sizes: Mapping[str, Any]) -> Theorem:
    """/ |- F, a textbook fact at these sizes"""
    need(name in FACTS, f"unknown fact {name[:40]!r}")
    wanted, build, _ = FACTS[name]
    need(isinstance(sizes, dict) and set(sizes) == set(wanted), f"{name} takes {wanted}")
    for one in sizes.values():
        check_size(one)
    return derive([], build(*(sizes[one] for one in wanted)), hypotheses=(), facts=[name])


__all__ = ["FACTS", "fact"]
