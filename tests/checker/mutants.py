"""Mutants of certificates, and an evaluator of what an accepted one says that shares no code with
the checker.

A mutant changes one field: a number, a sign, a name, an operator, the order or number of parts. The
evaluator draws points, rational ones for terms and small matrices for matrix statements, and looks
for one at which the statement fails.
"""

from __future__ import annotations

import copy
from fractions import Fraction

import numpy as np

from .readings import (
    false_theorem,
    not_a_matrix_witness,
    not_a_model,
    wrong_count,
    wrong_eigenvalue,
    wrong_mean,
)
from .test_good_and_tampered import false_somewhere, holds, number

NAMES = ("x", "y", "zz", "_0", "_1", "_a", "A", "R")
SIGNS = ("<", "<=", ">", ">=", "==", "!=")
OPERATORS = ("+", "-", "*", "/", "^", "sin", "cos", "exp", "log", "sqrt", "abs", "min", "max")
WORDS = ("given", "given ", "inverse 0", "inverse 1", "root A R", "direct", "outside", "lo", "hi")
SCALAR = (
    *("smt", "identity", "ball", "lemmas", "cases", "derivative", "rewrite", "induction"),
    *("positivstellensatz", "instance"),
)


def places(data, at=()):
    yield at
    for key, part in (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    ):
        yield from places(part, (*at, key))


def changed(value, rng):
    """Another value for a field."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return rng.choice([value + 1, value - 1, 0, -value])
    if isinstance(value, str):
        if value.lstrip("-")[:1].isdigit():
            try:
                q = Fraction(value)
            except (ValueError, ZeroDivisionError):
                return "0"
            return str(rng.choice([-q, q + 1, q - 1, q / 2, 2 * q, Fraction(0), Fraction(1)]))
        if value in SIGNS:
            return rng.choice(SIGNS)
        if value in OPERATORS:
            return rng.choice(OPERATORS)
        return rng.choice((*NAMES, *WORDS))
    if isinstance(value, list) and value:
        way = rng.randrange(4)
        if way == 0:
            return value[:-1]
        if way == 1:
            return [*value, value[-1]]
        if way == 2:
            return [value[0], *rng.sample(value[1:], len(value) - 1)]
        return rng.choice(value)
    if isinstance(value, dict) and value:
        key = rng.choice(sorted(value))
        return {name: part for name, part in value.items() if name != key}
    return rng.choice(["0", [], {}, None])


def mutant(original, rng):
    """The certificate with one field changed, or two of its fields exchanged."""
    data = copy.deepcopy(original)
    spots = [place for place in places(data) if place]
    for _ in range(1 if rng.random() < 0.8 else 2):
        place, other = rng.choice(spots), rng.choice(spots)
        value = copy.deepcopy(got(original, other)) if rng.random() < 0.2 else None
        try:
            holder = got(data, place[:-1])
            holder[place[-1]] = changed(holder[place[-1]], rng) if value is None else value
        except (KeyError, IndexError, TypeError):
            continue
    return data


def got(data, place):
    for key in place:
        data = data[key]
    return data


def false(data):
    """A point at which what an accepted certificate or witness says is false, or None."""
    kind = data["kind"]
    if kind == "all":
        return next(filter(None, map(false, data["parts"])), None)
    if kind in SCALAR:
        return false_somewhere(data["goal"], draws=60)
    if kind == "point":
        return not_a_witness(data)
    if kind in ("matrix", "matrix-sos"):
        return matrix_counterexample(data)
    if kind == "counts":
        return unlikely(data)
    if kind == "matrix-point":
        return not_a_matrix_witness(data, matrix_value)
    if kind == "theorem":
        return false_theorem(data)
    if kind == "negation":
        return false_theorem({"statement": ["not", data["statement"]]})
    if kind == "model":
        return not_a_model(data)
    if kind == "gaussian-mean":
        return wrong_mean(data, number)
    if kind == "least-eigenvalue":
        return wrong_eigenvalue(data)
    if kind == "law-count":
        return wrong_count(data)
    return None


def not_a_witness(data):
    try:
        at = {name: number(term, {}) for name, term in data["values"].items()}
        fine = all(holds(one, at) for one in data["goal"]["where"])
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    try:
        if fine and not holds(data["goal"]["claim"], at, -1e-9):
            return None
    except (ValueError, ZeroDivisionError):
        return None
    return at


def unlikely(data):
    """The observed share is on the wrong side of what was concluded."""
    share, p = data["successes"] / data["trials"], float(Fraction(str(data["at_least"])))
    low = p - float(Fraction(str(data.get("margin", 0))))
    wrong = share < low if data["verdict"] == "SUPPORTED" else share > p
    return {"share": share} if wrong else None


# --- matrices: free letters are drawn, hypotheses are only those that can be satisfied by drawing


def drawn_sizes(rng):
    """A function from words to sizes: a number is itself, a name is drawn once from 1 to 3."""
    sizes = {}

    def size(word):
        return int(word) if word.isdigit() else sizes.setdefault(word, int(rng.integers(1, 4)))

    return size


def matrix_counterexample(data, draws=4):
    """Small matrices without hypotheses beyond kinds at which the two sides differ; statements with
    hypotheses are tried at the point that the certificate stores.
    """
    if data.get("where") or any(r.split(" ")[0] in ("given", "order") for r in reasons(data)):
        return None
    rng = np.random.default_rng(7)
    for _ in range(draws):
        size = drawn_sizes(rng)
        at = {name: rng.normal(size=tuple(map(size, s))) for name, s in data["letters"].items()}
        for name, kind in data.get("kinds", {}).items():
            at[name] = of_kind(at[name], kind, rng)
        for reason in reasons(data):
            word, *of = reason.split(" ")
            if word == "root":
                w, v = np.linalg.eigh(at[of[0]])
                at[of[1]] = v @ np.diag(np.sqrt(np.maximum(w, 0))) @ v.T
            elif word in ("reciprocal", "nonzero"):
                return None
        at |= {name: float(rng.normal()) for name in data.get("scalars", [])}
        left, right = (matrix_value(data[side], at, size) for side in ("left", "right"))
        gap = np.asarray(right - left, dtype=float)
        scale = 1e-7 * (1 + np.abs(left).max() + np.abs(right).max())
        sign = "==" if data["kind"] == "matrix" else data.get("relation", "<=")
        wrong = (
            np.abs(gap).max() > scale
            if sign == "=="
            else gap.size == 1 and float(gap.ravel()[0]) < -scale
        )
        if wrong:
            return at
    return None


def reasons(data):
    return data.get("reasons", ["given"] * len(data["rules"]))


def of_kind(a, kind, rng):
    if kind == "orthogonal":
        return np.linalg.qr(a)[0]
    if kind == "diagonal":
        return np.diag(np.diag(a))
    if kind == "selector":
        one = np.zeros_like(a)
        i = rng.integers(len(a))
        one[i, i] = 1
        return one
    return a @ a.T if kind == "psd" else a + a.T


def matrix_value(term, at, size):
    if isinstance(term, str):
        return at[term] if term in at else float(Fraction(term))
    head, *parts = term
    if head == "I":
        return np.eye(size(parts[0]))
    if head == "0":
        return np.zeros((size(parts[0]), size(parts[1])))
    if head in ("put", "vary", "grad"):
        raise ValueError("not evaluated here")
    if head == "^":
        base = matrix_value(parts[0], at, size)
        n = int(parts[1])
        return np.linalg.matrix_power(base, n) if np.ndim(base) == 2 else base**n
    values = [matrix_value(part, at, size) for part in parts]
    first = values[0]
    match head:
        case "T":
            return first.T
        case "tr":
            return float(np.trace(first))
        case "norm2":
            return float((first * first).sum())
        case "inner":
            return float((first * values[1]).sum())
        case "sqrt":
            return float(np.sqrt(first))
        case "+":
            return sum(values[1:], first)
        case "-":
            return -first if len(values) == 1 else first - values[1]
        case "/":
            return first / values[1]
    total = first
    for value in values[1:]:
        total = total @ value if head == "@" else total * value
    return total
