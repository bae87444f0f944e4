"""A tiny second reading of matrix certificates for tests: both sides of the stated sum at random
exact matrices.

Letters are drawn without regard to the rules (of their kind only), so an equality here is an
identity of the free algebra.
"""

from __future__ import annotations

import random
from fractions import Fraction

from flint import fmpq, fmpq_mat
from steepest.proofs.checker import matrix
from steepest.proofs.engine.matrix.points import Point

HEADS = {"T", "@", "+", "-", "*", "/", "^", "scale", "tr", "norm2", "inner", "sqrt", "I", "0"}
SYMMETRIC = ("symmetric", "psd", "diagonal", "selector")


def tree(data):
    """JSON to the trees that `Point.value` reads."""
    if isinstance(data, list):
        if data[0] in ("I", "0"):
            return tuple(data)
        return (data[0], *(tree(part) for part in data[1:]))
    return data if data[0].isalpha() or data[0] == "_" else Fraction(data)


def random_point(certificate, seed):
    draw = random.Random(seed)
    letters = {name: tuple(shape) for name, shape in certificate["letters"].items()}
    kinds = certificate["kinds"]
    for reason in certificate["reasons"]:
        if reason.startswith("root"):
            fresh = reason.split()[2]
            letters[fresh] = letters[reason.split()[1]]
            kinds = {**kinds, fresh: "symmetric"}
    sizes = {s for shape in letters.values() for s in shape if not s.isdigit()} | sizes_in(
        certificate["left"], certificate["right"]
    )
    for rule in certificate["rules"]:
        sizes |= sizes_in(*rule)
    point = Point({name: draw.randint(1, 4) for name in sorted(sizes)})
    for name, (rows, cols) in letters.items():
        m, n = point.size(rows), point.size(cols)
        value = fmpq_mat(
            m, n, [fmpq(draw.randint(-5, 5), draw.randint(1, 3)) for _ in range(m * n)]
        )
        point.matrices[name] = value + value.transpose() if kinds.get(name) in SYMMETRIC else value
    point.scalars = {
        name: fmpq(draw.randint(-5, 5), draw.randint(1, 3)) for name in certificate["scalars"]
    }
    return point


def sizes_in(*data):
    found = set()
    for one in data:
        if isinstance(one, list):
            found |= (
                {s for s in one[1:] if not s.isdigit()}
                if one[0] in ("I", "0")
                else sizes_in(*one[1:])
            )
    return found


def expands(certificate, seeds=range(4)):
    """Whether left - right (or right - left) is the stated combination, at random points."""
    return all(_expands_at(certificate, random_point(certificate, seed)) for seed in seeds)


def _expands_at(certificate, point):
    value = lambda data: point.value(tree(matrix.plain(data, certificate)))  # noqa: E731
    total = value(certificate["left"]) - value(certificate["right"])
    if certificate["kind"] == "matrix-sos":
        total = total * fmpq(-1)
        if "vector" in certificate:  # x^T (right - left) x
            x = point.matrices[certificate["vector"]]
            total = (x.transpose() * total * x)[0, 0]
        elif certificate["relation"] == "==":  # -|right - left|^2
            total = -sum((entry**2 for entry in total.entries()), fmpq(0))
        for term in certificate["terms"]:
            assert Fraction(term["coefficient"]) >= 0
            part = fmpq(*Fraction(term["coefficient"]).as_integer_ratio())
            for factor in term["factors"]:
                part = part * brick(factor, certificate, value)
            total = total - part
    for entry in certificate["combination"]:
        total = total - consequence(entry, certificate, value)
    if isinstance(total, fmpq_mat):
        return all(x == 0 for x in total.entries())
    return total == 0 if isinstance(total, fmpq) else total.contains(0) and total.rad() < 1e-9


def consequence(entry, certificate, value):
    left, right = certificate["rules"][entry["rule"]]
    rule = value(left) - value(right)
    if isinstance(rule, fmpq_mat):
        rule = rule.transpose() if entry["transposed"] else rule
        rule = value(entry["left"]) * rule * value(entry["right"])
        if entry.get("trace"):
            rule = sum((rule[i, i] for i in range(rule.nrows())), fmpq(0))
    part = rule * value(entry["coefficient"])
    return value(entry["times"]) * part if "times" in entry else part


def brick(factor, certificate, value):
    head, *rest = factor
    if head == "where":
        smaller, larger = certificate["where"][rest[0]]
        return value(larger) - value(smaller)
    if head in ("norm2", "sqrt"):
        return value(factor)
    if head == "square":
        return value(rest[0]) * value(rest[0])
    a, b = rest
    norm = lambda x: ["sqrt", ["norm2", x]]  # noqa: E731
    return {
        "cauchy-schwarz": lambda: (
            value(["norm2", a]) * value(["norm2", b]) - value(["inner", a, b]) ** 2
        ),
        "submultiplicative": lambda: (
            value(["norm2", a]) * value(["norm2", b]) - value(["norm2", ["@", a, b]])
        ),
        "cauchy-schwarz-root": lambda: value(norm(a)) * value(norm(b)) - value(["inner", a, b]),
        "submultiplicative-root": lambda: (
            value(norm(a)) * value(norm(b)) - value(norm(["@", a, b]))
        ),
        "triangle": lambda: value(norm(a)) + value(norm(b)) - value(norm(["+", a, b])),
    }[head]()


def refutes(witness):
    """Whether the witness satisfies its rules and breaks its relation, exactly."""
    point = Point(dict(witness["sizes"]))

    def table(rows):
        return fmpq_mat(
            len(rows),
            len(rows[0]),
            [fmpq(*Fraction(x).as_integer_ratio()) for row in rows for x in row],
        )  # noqa: E731

    point.matrices = {name: table(rows) for name, rows in witness["matrices"].items()}
    point.scalars = {
        name: fmpq(*Fraction(x).as_integer_ratio()) for name, x in witness["scalars"].items()
    }
    value = lambda data: point.value(tree(matrix.plain(data, witness)))  # noqa: E731
    assert all(value(a) == value(b) for a, b in witness["rules"])
    assert all(bool(value(a) <= value(b)) for a, b in witness.get("where", []))
    a, b = value(witness["left"]), value(witness["right"])
    return bool(a != b) if witness["relation"] == "==" else bool(a > b)
