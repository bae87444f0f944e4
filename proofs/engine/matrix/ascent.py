"""Looking for counterexamples of inequalities with floats: climb, round to rationals, decide
exactly.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mat

from ...vocabulary import Evidence
from .. import work
from .points import Irrational, Point
from .question import Question
from .rules import Rule
from .witnesses import fails, refuted

DENOMINATORS = (1, 2, 3, 4, 8, 16, 64, 1024)


def climb(question: Question, relation: str, end: float) -> Evidence | None:
    """Maximise left - right from random starts at several sizes. Equations may only be between
    scalars: they are met up to a penalty, and exactly by one entry after rounding.
    """
    if any(one.is_given and not one.is_scalar for one in question.rules) or any(
        one.kind == "orthogonal" for one in question.letters.values()
    ):
        return None
    draw = random.Random(question.seed + 7)
    for sizes in question.small_sizes(3):
        if work.over(end, 1000):
            break
        point = _climb_at(question, relation, sizes, draw, end)
        if point is not None:
            return refuted(question, point, relation)
    return None


def _climb_at(
    question: Question, relation: str, sizes: dict[str, int], draw: random.Random, end: float
) -> Point | None:
    import numpy as np
    from scipy.optimize import minimize

    frame = _Frame(question, sizes)
    if not 0 < frame.dimension <= 40:
        return None
    left, right = (compile_tree(side.tree, frame.point) for side in (question.left, question.right))
    facts = [
        (compile_tree(a.tree, frame.point), compile_tree(b.tree, frame.point))
        for a, b in getattr(question, "where", ())
    ]

    equations = [one for one in question.rules if one.is_given]
    same = [
        (compile_tree(one.left.tree, frame.point), compile_tree(one.right.tree, frame.point))
        for one in equations
    ]

    def loss(x: Any) -> float:
        values = frame.floats(x)
        a, b = left(values), right(values)
        penalty = sum(max(0.0, low(values) - high(values)) for low, high in facts)
        penalty += sum((low(values) - high(values)) ** 2 for low, high in same)
        return float((b - a) / (1.0 + abs(a) + abs(b)) + 100 * penalty)

    for _ in range(3):
        if work.over(end, 4000 * frame.dimension):
            return None
        start = np.array([draw.gauss(0, 1) for _ in range(frame.dimension)])
        with np.errstate(all="ignore"):
            found = minimize(loss, start, method="BFGS", options={"maxiter": 60})
        if not np.all(np.isfinite(found.x)) or found.fun > 1e-6:
            continue
        for x in (found.x, found.x / max(1e-9, float(np.max(np.abs(found.x))))):
            for denominator in DENOMINATORS:
                rounded = [fmpq(round(float(v) * denominator), denominator) for v in x]
                point = frame.exact(_solved(frame, equations, rounded))
                if question.sampler.satisfies(point) and fails(
                    point, question.left, question.right, relation
                ):
                    return point
    return None


def _solved(frame: _Frame, equations: list[Rule], x: list[fmpq]) -> list[fmpq]:
    """One coordinate changed for each equation, so that it holds, where it is affine in one: that
    with the steepest slope. A later equation may spoil an earlier one; the caller looks.
    """
    for one in equations:

        def gap(k: int, step: int, one: Rule = one, x: list[fmpq] = x) -> Any:
            point = frame.exact([v + step if i == k else v for i, v in enumerate(x)])
            return point.value(one.left.tree) - point.value(one.right.tree)

        try:
            here = gap(0, 0)
            slopes = [(gap(k, 1) - here, k) for k in range(len(x))]
            fit = [(m, k) for m, k in slopes if m != 0 and gap(k, 2) - here == 2 * m]
        except (Irrational, ZeroDivisionError):
            return x
        if here != 0 and fit:
            slope, k = max(fit, key=lambda pair: abs(pair[0]))
            x = [v - here / slope if i == k else v for i, v in enumerate(x)]
    return x


class _Frame:
    """Matrices and scalars of fixed sizes as one vector; symmetric and semidefinite ones are built
    from it.
    """

    def __init__(self, question: Question, sizes: dict[str, int]):
        self.letters, self.scalars = question.sampler.letters, question.sampler.scalars
        self.point = Point(dict(sizes))
        self.shapes = {name: self.point.shape(one) for name, one in self.letters.items()}
        self.dimension = len(self.scalars)
        for name, one in self.letters.items():
            m, n = self.shapes[name]
            self.dimension += {"diagonal": n, "selector": 0}.get(one.kind, m * n)

    def floats(self, x: Any) -> dict[str, Any]:
        import numpy as np

        return self._fill(
            x, np.array, lambda m, n, entries: np.array(entries, dtype=float).reshape(m, n)
        )

    def exact(self, x: list[fmpq]) -> Point:
        values = self._fill(x, list, fmpq_mat)
        matrices = {name: values[name] for name in self.letters}
        return Point(
            dict(self.point.sizes), matrices, {name: values[name] for name in self.scalars}
        )

    def _fill(self, x: Any, wrap: Any, matrix: Callable[..., Any]) -> dict[str, Any]:
        x = list(x)
        values: dict[str, Any] = {name: x.pop() for name in self.scalars}
        for name, one in self.letters.items():
            m, n = self.shapes[name]
            if one.kind == "selector":
                values[name] = matrix(n, n, [int(i == j == 0) for i in range(n) for j in range(n)])
                continue
            if one.kind == "diagonal":
                entries = [x.pop() for _ in range(n)]
                values[name] = matrix(
                    n, n, [entries[i] if i == j else 0 for i in range(n) for j in range(n)]
                )
                continue
            a = matrix(m, n, [x.pop() for _ in range(m * n)])
            if one.kind == "symmetric":
                a = a + _flip(a)
            elif one.kind == "psd":
                a = a * _flip(a) if isinstance(a, fmpq_mat) else a @ a.T
            values[name] = a
        return values


def _flip(a: Any) -> Any:
    return a.transpose()


def compile_tree(tree: Any, point: Point) -> Callable[[dict[str, Any]], Any]:
    """A float function of named arrays."""
    import numpy as np

    if isinstance(tree, Fraction):
        number = float(tree)
        return lambda values: number
    if isinstance(tree, str):
        return lambda values: values[tree]
    head = tree[0]
    if head == "I":
        unit = np.eye(point.size(tree[1]))
        return lambda values: unit
    if head == "0":
        zero = np.zeros((point.size(tree[1]), point.size(tree[2])))
        return lambda values: zero
    if head == "^":
        base, exponent = compile_tree(tree[1], point), int(tree[2])
        return lambda values: base(values) ** exponent
    parts = [compile_tree(part, point) for part in tree[1:]]
    one = parts[0]
    simple = {
        "T": lambda a: a.T,
        "tr": np.trace,
        "norm2": lambda a: float(np.sum(a * a)),
        "sqrt": lambda a: float(np.sqrt(max(0.0, a))),
    }
    if head in simple:
        operation = simple[head]
        return lambda values: operation(one(values))
    if head == "-" and len(parts) == 1:
        return lambda values: -one(values)
    pairs = {
        "inner": lambda a, b: float(np.sum(a * b)),
        "-": lambda a, b: a - b,
        "/": lambda a, b: a / b,
        "+": lambda a, b: a + b,
        "@": lambda a, b: a @ b,
        "*": lambda a, b: a * b,
        "scale": lambda a, b: a * b,
    }
    operation2 = pairs[head]

    def fold(values: dict[str, Any]) -> Any:
        total = one(values)
        for part in parts[1:]:
            total = operation2(total, part(values))
        return total

    return fold
