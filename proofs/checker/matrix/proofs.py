"""Proofs of matrix identities and inequalities: rules and terms that are never negative."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .._shape import shaped
from .._terms import NUMBER, need
from .points import satisfied
from .rules import consequence, hypotheses, is_call, rules, statement, words_of
from .terms import declared, evaluate
from .words import Words


def factor(entry: Any, header: dict) -> Any:
    """The matrix term of a factor that is never negative."""
    need(isinstance(entry, list) and entry, "a factor is a list of a reason and its terms")
    reason, *rest = entry
    if reason == "where":
        where = header.get("where", [])
        need(
            len(rest) == 1 and type(rest[0]) is int and 0 <= rest[0] < len(where),
            "no hypothesis has that index",
        )
        smaller, larger = where[rest[0]]
        return ["-", larger, smaller]
    need(
        isinstance(reason, str) and reason in NONNEGATIVE and len(rest) == NONNEGATIVE[reason][0],
        f"unknown reason {str(reason)[:40]!r}",
    )
    return NONNEGATIVE[reason][1](*rest)


def norm(a: Any) -> Any:
    return ["sqrt", ["norm2", a]]


NONNEGATIVE: dict[str, tuple[int, Any]] = {
    "norm2": (1, lambda a: ["norm2", a]),
    "sqrt": (1, lambda square: ["sqrt", square]),
    "square": (1, lambda s: ["*", s, s]),
    "cauchy-schwarz": (
        2,
        lambda a, b: ["-", ["*", ["norm2", a], ["norm2", b]], ["^", ["inner", a, b], "2"]],
    ),
    "cauchy-schwarz-root": (2, lambda a, b: ["-", ["*", norm(a), norm(b)], ["inner", a, b]]),
    "submultiplicative": (
        2,
        lambda a, b: ["-", ["*", ["norm2", a], ["norm2", b]], ["norm2", ["@", a, b]]],
    ),
    "submultiplicative-root": (2, lambda a, b: ["-", ["*", norm(a), norm(b)], norm(["@", a, b])]),
    "triangle": (2, lambda a, b: ["-", ["+", norm(a), norm(b)], norm(["+", a, b])]),
}


def term_of(entry: Any, header: dict) -> Any:
    shaped(entry, "coefficient factors:list")
    coefficient = entry["coefficient"]
    need(
        NUMBER.match(coefficient) and Fraction(coefficient) >= 0,
        "the coefficient of a nonnegative term is a nonnegative number",
    )
    return ["*", coefficient, *(factor(one, header) for one in entry["factors"])]


def prove(certificate: dict) -> str:
    """left == right ("matrix"), or the relation of a "matrix-sos", for all sizes, in words."""
    header, algebra = declared(certificate), Words(certificate)
    known = rules(header, algebra)
    sign, difference = "==", ["-", header["left"], header["right"]]
    terms = [consequence(entry, known) for entry in certificate.get("combination", [])]
    if certificate["kind"] == "matrix-sos":
        sign, difference = squared(certificate, algebra, known)
        terms += [term_of(entry, header) for entry in certificate["terms"]]
    vanish(difference, terms, header, algebra)
    if "satisfiable" in certificate:
        at = certificate["satisfiable"]
        shaped(at, "sizes:dict matrices:dict scalars:dict")
        satisfied(header, at["sizes"], at["matrices"], at["scalars"])
    return statement(header, sign)


def vanish(difference: Any, terms: list, header: dict, algebra: Words) -> None:
    whole = ["-", difference, ["+", *terms]] if terms else difference
    rest, _ = evaluate(whole, header, algebra)
    need(not rest, f"the combination leaves {len(rest)} terms")


def squared(certificate: dict, algebra: Words, known: list) -> tuple[str, Any]:
    """The relation of a `matrix-sos`, and the scalar that its terms add up to: right - left; for
    matrices x^T (right - left) x with a vector x that the statement does not know, or, for an
    equation, -|left - right|^2.
    """
    left, right, sign = certificate["left"], certificate["right"], certificate.get("relation", "<=")
    shapes = [evaluate(side, certificate, algebra)[1] for side in (left, right)]
    need(shapes[0] == shapes[1], "the two sides have different shapes")
    need(sign in ("<=", "<", "=="), "a relation is <=, < or ==")
    matrices, difference = shapes[0] is not None, ["-", right, left]
    need(
        ("positive" in certificate) == (sign == "<"), "a positive term is one of a strict relation"
    )
    ordered = matrices and sign == "<="
    for name in ("vector", "symmetry"):
        need((name in certificate) == ordered, f"{name!r} is for an order between matrices")
    if sign == "==":
        need(matrices, "an equation between numbers is two inequalities")
        return sign, ["-", ["norm2", difference]]
    if sign == "<":
        need(not matrices, "a strict order between matrices")
        at, terms = certificate["positive"], certificate["terms"]
        need(0 <= at < len(terms), "no term has that index")
        need(Fraction(terms[at]["coefficient"]) > 0, "the positive term has the coefficient 0")
        need(all(certain(one, certificate) for one in terms[at]["factors"]), "no positive term")
    if not ordered:
        return sign, difference
    x = certificate["vector"]
    need(certificate["letters"].get(x) == [shapes[0][0], "1"], "the vector has another shape")
    need(x not in certificate.get("kinds", {}), "the vector has a kind")
    elsewhere = [left, right, hypotheses(certificate), certificate.get("where", [])]
    need(x not in words_of(elsewhere), "the vector occurs in the statement")
    symmetry = [consequence(entry, known) for entry in certificate["symmetry"]]
    vanish(["-", difference, ["T", difference]], symmetry, certificate, algebra)
    return sign, ["inner", x, ["@", difference, x]]


def certain(entry: Any, header: dict) -> bool:
    """Never zero: a strict hypothesis, the size |I|^2."""
    need(isinstance(entry, list) and len(entry) == 2, "no factor that is never zero")
    if entry[0] == "where":
        return entry[1] in header.get("strict", [])
    return entry[0] == "norm2" and is_call(entry[1], "I", 1)
