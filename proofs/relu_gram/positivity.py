"""Theorem 2.1 at given inputs: points of one hyperplane alone (Lemma 2.6), the inner product of two
features, and what a zero input does. The theorem is in `independence`, its steps in `features`,
`hyperplanes`, `discontinuities`, `half_balls`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from steepest.proofs import claim, definition, reals

from . import holds, number, on_instance, thesis
from .exact import Degenerate

proof = "Section 2.6, proof of Theorem 2.1"


@definition(
    "relu2.thm-2.1.hilbert", thesis(proof), r"\langle g,h\rangle=E_{w\sim N(0,I)}[g(w)^\top h(w)]"
)
def inner_product(g: Any, h: Any, draws: Any) -> float:
    """The inner product of two vector fields, as the mean over the given Gaussian draws (rows)."""
    import numpy as np

    return float(np.mean([np.dot(g(row), h(row)) for row in draws]))


def outside(X: Sequence[Sequence[Any]], index: int) -> list[Fraction]:
    """A rational z with z.x_index = 0 and z.x_j != 0 for every other row, by trying points of a
    moment curve in the hyperplane.

    Along z(t) = sum_k t^k b_k, b_k a basis of the hyperplane, every z(t).x_j is a nonzero
    polynomial of degree at most d - 2, so at most (n - 1)(d - 2) integers t fail. Raises
    `Degenerate` if x_index is zero or some x_j parallel to it.
    """
    rows = [[Fraction(value) for value in row] for row in X]
    own, d = rows[index], len(rows[index])
    pivot = next((k for k, value in enumerate(own) if value), None)
    if pivot is None:
        raise Degenerate(
            f"input {index} is zero: its feature vanishes and has no hyperplane. Give nonzero "
            f"inputs"
        )
    basis = []
    for k in range(d):
        if k != pivot:
            vector = [Fraction(0)] * d
            vector[k], vector[pivot] = Fraction(1), -own[k] / own[pivot]
            basis.append(vector)
    others = [row for j, row in enumerate(rows) if j != index]
    for t in range((len(rows) - 1) * max(d - 2, 0) + 1):
        z = [
            sum((Fraction(t) ** k * b[col] for k, b in enumerate(basis)), Fraction(0))
            for col in range(d)
        ]
        if all(sum(p * q for p, q in zip(z, row)) for row in others):
            return z
    raise Degenerate(
        f"an input parallel to input {index} was given: its hyperplane is the same. Drop one of "
        f"the two"
    )


DATA = (
    ("3/5", "4/5", "0"),
    ("0", "1", "0"),
    ("5/13", "0", "12/13"),
    ("-1", "2", "2"),
    ("3", "1", "-4"),
)


@claim(
    "relu2.lem-2.6.constructive",
    thesis("Lemma 2.6"),
    formula=r"z\in D_i,\ z^\top x_j\ne0\ (j\ne i)",
    hypotheses=("five rational inputs in R^3",),
)
def explicit_points(judge, other=0):
    """For every input of an explicit data set a rational point of its hyperplane outside all the
    others.
    """
    parts = []
    for index in range(len(DATA)):
        point = outside(DATA, index)
        for j, row in enumerate(DATA):
            product = ("+", *(("*", p, Fraction(q)) for p, q in zip(point, row)))
            parts.append(("==" if j == index + other else "!=", product, Fraction(0)))
    return on_instance(judge.holds(("and", *parts)), "the stated inputs")


explicit_points.mutant("the hyperplane of another input", other=1)


@claim(
    "relu2.thm-2.1.zero-input",
    thesis("Theorem 2.1"),
    formula=r"(\forall i\ne j:\ x_i\nparallel x_j)\implies\lambda_0>0",
    hypotheses=("as printed, x_1 = 0 not excluded: n = 1",),
    case=True,
)
def single_input(judge, least="0"):
    """If no two inputs are parallel, lambda_0 > 0, without further conditions.

    Without x_i != 0 the statement is false: one input x_1 = 0 satisfies the hypothesis, and H_inf =
    (|x_1|^2/2) = (0).
    """
    (N,) = reals("N,")
    return holds(judge, N / 2 > 0, [number(least) <= N])


single_input.mutant("squared norm above -1", least="-1")
