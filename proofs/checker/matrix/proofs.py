"""Identities and inequalities: a combination of rules and of terms that are never negative."""

from __future__ import annotations

from typing import Any

from .._terms import NUMBER, Fraction, field, need
from .rules import HYPOTHESES, consequence, rules, statement
from .terms import declared, evaluate
from .words import Words


def factor(entry: Any, header: dict) -> Any:
    """The matrix term of a factor that is never negative."""
    reason, *rest = entry
    if reason == "where":
        need(
            type(rest[0]) is int and 0 <= rest[0] < len(header["where"]),
            "no hypothesis has that index",
        )
        smaller, larger = header["where"][rest[0]]
        return ["-", larger, smaller]
    need(
        reason in NONNEGATIVE and len(rest) == NONNEGATIVE[reason][0],
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


def term_of(entry: dict, header: dict) -> Any:
    coefficient = field(entry, "coefficient", str)
    need(
        NUMBER.match(coefficient) and Fraction(coefficient) >= 0,
        "the coefficient of a nonnegative term is a nonnegative number",
    )
    return ["*", coefficient, *(factor(one, header) for one in field(entry, "factors", list))]


def prove(certificate: dict) -> str:
    header, algebra = declared(certificate), Words(certificate)
    known = rules(certificate, algebra)
    sign, claimed = "==", field(certificate, "left")
    difference = ["-", claimed, field(certificate, "right")]
    terms = [consequence(entry, known) for entry in certificate.get("combination", [])]
    if certificate["kind"] == "matrix-sos":
        sign, difference = squared(certificate, algebra, known)
        terms += [term_of(entry, header) for entry in field(certificate, "terms", list)]
    vanish(difference, terms, header, algebra)
    return statement(certificate, sign)


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
    difference = ["-", right, left]
    if sign == "==":
        need(shapes[0] is not None, "an equation between numbers is two inequalities")
        return sign, ["-", ["norm2", difference]]
    if sign == "<":
        entry = field(certificate, "terms", list)[field(certificate, "positive", int)]
        need(Fraction(entry["coefficient"]) > 0, "the positive term has the coefficient 0")
        need(all(certain(one, certificate) for one in entry["factors"]), "no positive term")
    need(sign == "<=" or (sign == "<" and shapes[0] is None), "a relation is <=, < or ==")
    if shapes[0] is None:
        return sign, difference
    x = field(certificate, "vector", str)
    reasons = certificate.get("reasons", ["given"] * len(known))
    given = [one for one, reason in zip(known, reasons) if reason.startswith(HYPOTHESES)]
    need(certificate["letters"].get(x) == [shapes[0][0], "1"], "the vector has another shape")
    need(x not in certificate.get("kinds", {}), "the vector has a kind")
    elsewhere = str([left, right, given, certificate.get("where", [])])
    need(f"'{x}'" not in elsewhere, "the vector occurs in the statement")
    symmetry = [consequence(entry, known) for entry in field(certificate, "symmetry", list)]
    vanish(["-", difference, ["T", difference]], symmetry, certificate, algebra)
    return sign, ["inner", x, ["@", difference, x]]


def certain(factor: Any, header: dict) -> bool:
    """Never zero: a strict hypothesis, the size |I|^2."""
    if factor[0] == "where":
        return factor[1] in header.get("strict", [])
    return factor[0] == "norm2" and factor[1][0] == "I"
