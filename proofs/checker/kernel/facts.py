"""Textbook facts that a proof may use and that are not derived here: closed statements, each with a
reference. A theorem lists those it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from .._terms import ONE, ZERO, need
from ..formal.syntax import Node, check_size
from .theorem import Theorem, derive


def _identity(product: tuple[Node, ...], n: Any) -> Node:
    return ("equal", ("@", *product), ("identity", n))


def _polar_decomposition(n: Any) -> Node:
    square = ("matrix", n, n)
    orthogonal = (_identity((("T", "R"), "R"), n), _identity(("R", ("T", "R")), n))
    product = ("equal", ("@", "G", "R"), ("@", ("T", "K"), "K"))
    found = ("exists", "R", square, ("exists", "K", square, ("and", *orthogonal, product)))
    return ("forall", "G", square, found)


# --- normal laws, by their moment generating functions; w is the sample

REAL, NAT, RANDOM = "real", "nat", ("function", ("sample",), "real")
TWO, PI = Fraction(2), ("pi",)


def _forall(names: str, sort: Any, body: Node) -> Node:
    for name in reversed(names.split()):
        body = ("forall", name, sort, body)
    return body


def _square(x: Node) -> Node:
    return ("^", x, TWO)


def _law(form: Node, variance: Node) -> Node:
    """E exp(form) == exp(variance/2)"""
    return ("==", ("expect", "w", ("exp", form)), ("exp", ("/", variance, TWO)))


def _moments(k: Node, c: Node, *known: tuple[int, Node]) -> Node:
    """k is one of the exponents, and c has its value; for k = 1 c >= 0 and c^2 has it."""
    each = [
        ("and", ("==", k, Fraction(one)), ("==", c, value))
        if one != 1
        else ("and", ("==", k, ONE), (">=", c, ZERO), ("==", _square(c), value))
        for one, value in known
    ]
    return ("or", *each)


def _half_line() -> Node:
    """E[X^k 1{X >= 0}], k = 0, 1, 2, 4, of a standard normal number"""
    X = ("apply", "X", "w")
    law = _forall("s", REAL, _law(("*", "s", X), _square("s")))
    half = ("/", ONE, TWO)
    known = (0, half), (1, ("/", ONE, ("*", TWO, PI))), (2, half), (4, Fraction(3, 2))
    mean = ("expect", "w", ("*", ("^", X, "k"), ("indicator", (">=", X, ZERO))))
    said = ("implies", ("and", law, _moments("k", "c", *known)), ("==", mean, "c"))
    return _forall("X", RANDOM, _forall("k", NAT, _forall("c", REAL, said)))


ENDS = ("and", ("<=", "a", "b"), ("<=", "b", ("+", "a", PI)))


def _between(X: Node, Y: Node) -> Node:
    """The angle of (X, Y) is in [a, b]."""
    low = ("<=", ("*", X, ("sin", "a")), ("*", Y, ("cos", "a")))
    return ("and", low, ("<=", ("*", Y, ("cos", "b")), ("*", X, ("sin", "b"))))


def _sector() -> Node:
    """E[G(X, Y) 1{the angle of (X, Y) is in [a, b]}] of two independent standard normal numbers

    G is homogeneous of degree k, F' = G on the unit circle: the angle is uniform and independent
    of the radius, whose k-th moment is c. F' is bounded there, so that F is its integral.
    """
    X, Y = ("apply", "X", "w"), ("apply", "Y", "w")
    line = ("+", ("*", "s", X), ("*", "t", Y))
    law = _forall("s t", REAL, _law(line, ("+", _square("s"), _square("t"))))
    scaled = ("apply", "G", ("*", "r", "x"), ("*", "r", "y"))
    degree = ("==", scaled, ("*", ("^", "r", "k"), ("apply", "G", "x", "y")))
    homogeneous = _forall("r x y", REAL, ("implies", (">", "r", ZERO), degree))
    circle = ("apply", "G", ("cos", "t"), ("sin", "t"))
    slope = ("==", ("deriv", "tau", "t", ("apply", "F", "tau")), circle)
    inside = ("and", ("<=", "a", "t"), ("<=", "t", "b"))
    bounded = ("and", slope, ("<=", ("abs", circle), "B"))
    primitive = _forall("t", REAL, ("implies", inside, bounded))
    known = (0, ONE), (1, ("/", PI, TWO)), (2, TWO), (4, Fraction(8))
    mean = ("expect", "w", ("*", ("apply", "G", X, Y), ("indicator", _between(X, Y))))
    share = ("/", ("-", ("apply", "F", "b"), ("apply", "F", "a")), ("*", TWO, PI))
    given = ("and", law, ENDS, homogeneous, primitive, _moments("k", "c", *known))
    said = ("implies", given, ("==", mean, ("*", "c", share)))
    said = _forall("k", NAT, _forall("c B a b", REAL, said))
    said = ("forall", "F", ("function", (REAL,), REAL), said)
    return _forall("X Y", RANDOM, ("forall", "G", ("function", (REAL, REAL), REAL), said))


def _third() -> Node:
    """E[U^2 1{the angle of (X, Y) is in [a, b]}], E[U X 1{..}] and E[U Y 1{..}] of three
    independent standard normal numbers
    """
    X, Y, U = (("apply", name, "w") for name in "XYU")
    line = ("+", ("+", ("*", "s", X), ("*", "t", Y)), ("*", "r", U))
    law = _law(line, ("+", ("+", _square("s"), _square("t")), _square("r")))
    law, event = _forall("s t r", REAL, law), ("indicator", _between(X, Y))
    share = ("/", ("-", "b", "a"), ("*", TWO, PI))
    known = (_square(U), share), (("*", U, X), ZERO), (("*", U, Y), ZERO)
    means = [("==", ("expect", "w", ("*", body, event)), value) for body, value in known]
    said = ("implies", ("and", law, ENDS), ("and", *means))
    return _forall("X Y U", RANDOM, _forall("a b", REAL, said))


# name: (its sizes, the statement, where it stands)
FACTS: dict[str, tuple[tuple[str, ...], Callable[..., Node], str]] = {
    "polar-decomposition": (
        ("n",),
        _polar_decomposition,
        "every square G has an orthogonal R with G R positive semidefinite, that is G R = K^T K: "
        "Horn, Johnson, Matrix Analysis, theorem 7.3.1",
    ),
    "normal-half-line": (
        (),
        _half_line,
        "E[X^k 1{X >= 0}] is 1/2, 1/sqrt(2 pi), 1/2, 3/2 for k = 0, 1, 2, 4 and a standard normal "
        "X: Feller, Probability Theory and Its Applications I, section VII.1",
    ),
    "normal-sector": (
        (),
        _sector,
        "two independent standard normal numbers in polar coordinates, for a function homogeneous "
        "of degree 0, 1, 2 or 4 over a sector of at most a half-plane: Feller II, section III.4; "
        "the orthant probability of Sheppard (1899) is degree 0",
    ),
    "normal-third": (
        (),
        _third,
        "a standard normal number that is independent of two others has the mean 0 and the mean "
        "square 1 beside them, here over a sector of at most a half-plane: Feller II, section "
        "III.4",
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
