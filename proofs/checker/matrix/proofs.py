"""Certificates of matrix identities and inequalities: a combination of rules and of terms that are never negative."""

from __future__ import annotations

from typing import Any

from .._terms import NUMBER, Fraction, field, need
from .rules import consequence, rules, statement
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
    left, right, known = (
        field(certificate, "left"),
        field(certificate, "right"),
        rules(certificate, algebra),
    )
    terms = [consequence(entry, known) for entry in certificate.get("combination", [])]
    sign = "=="
    if certificate["kind"] == "matrix-sos":
        sign, left, right = "<=", right, left
        terms += [term_of(entry, header) for entry in field(certificate, "terms", list)]
    rest, _ = evaluate(
        ["-", ["-", left, right], ["+", *terms]] if terms else ["-", left, right], header, algebra
    )
    need(not rest, f"the combination leaves {len(rest)} terms")
    return statement(certificate, sign)
