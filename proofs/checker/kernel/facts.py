"""Textbook facts that a proof may use and that are not derived here: closed statements, each with a
reference. A theorem lists those it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .._terms import ONE, ZERO, need
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


def _left_inverse(m: Any, n: Any) -> Node:
    vector = ("matrix", n, ONE)
    zero = ("equal", ("@", "A", "x"), ("zeros", m, ONE))
    injective = ("forall", "x", vector, ("implies", zero, ("==", ("norm2", "x"), ZERO)))
    found = ("exists", "P", ("matrix", n, m), _identity(("P", "A"), n))
    return ("forall", "A", ("matrix", m, n), ("implies", injective, found))


# name: (its sizes, the statement, where it stands)
FACTS: dict[str, tuple[tuple[str, ...], Callable[..., Node], str]] = {
    "polar-decomposition": (
        ("n",),
        _polar,
        "every square G has an orthogonal R with G R positive semidefinite, that is G R = K^T K: "
        "Horn, Johnson, Matrix Analysis, theorem 7.3.1",
    ),
    "left-inverse": (
        ("m", "n"),
        _left_inverse,
        "a matrix A with A x = 0 for x = 0 alone has a left inverse: Horn, Johnson, Matrix "
        "Analysis, section 0.4",
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
