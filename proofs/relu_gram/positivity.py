"""Theorem 2.1: H_inf is positive definite when no two inputs are parallel (Section 2.6), step by
step.

The feature of x is the vector field phi(x)(w) = x 1{w.x >= 0}; its jump across the hyperplane D =
{w.x = 0} is x. Geometry in R^d is stated with matrices of symbolic size; what an indicator does is
stated for its argument z = w.x.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from steepest.proofs import claim, definition, reals
from steepest.proofs.engine.matrix import inner, matrices, norm2, scalars

from . import equal, holds, indicator, number, on_instance, thesis
from .exact import Degenerate

proof = "Section 2.6, proof of Theorem 2.1"
x, x2, w, z, h = matrices("x: d x 1, x2: d x 1, w: d x 1, z: d x 1, h: d x 1")
i = scalars("i")
INVERSE = [(i * norm2(x), 1)]  # i = 1/|x|^2, so x != 0


@definition(
    "relu2.thm-2.1.hilbert", thesis(proof), r"\langle g,h\rangle=E_{w\sim N(0,I)}[g(w)^\top h(w)]"
)
def inner_product(g: Any, h: Any, draws: Any) -> float:
    """The inner product of two vector fields, as the mean over the given Gaussian draws (rows)."""
    import numpy as np

    return float(np.mean([np.dot(g(row), h(row)) for row in draws]))


@claim(
    "relu2.thm-2.1.discontinuity",
    thesis(proof),
    formula=r"D_i=\{w:w^\top x_i=0\}\text{ is the set of discontinuities of }\phi(x_i)",
    hypotheses=("x_i != 0",),
    missing=(
        "v, change, size, N stand for w.x, h.x, |h|^2, |x|^2: from signs to a jump and to "
        "continuity",
    ),
)
def discontinuities(judge, reach=1):
    """D_i is the set of discontinuities of the feature of x_i.

    On D the feature jumps by x along w + t x; off D it is constant on the ball of radius |w.x|/|x|.
    (w + t x).x = t |x|^2 has the sign of t, so the indicator is 1 for t > 0 and 0 for t < 0. Off D:
    |h.x|^2 <= |h|^2 |x|^2 < (w.x)^2 keeps the sign.
    """
    t = scalars("t")
    v, change, size, N, s, s2, q = reals("v change size N s s2 q")
    ball = [change**2 <= size * N, reach * v**2 > size * N, N > 0, size >= 0]
    return judge.all(
        judge.same(inner(w + t * x, x), inner(w, x) + t * norm2(x)),
        holds(judge, q * N > 0, [q > 0, N > 0]),
        holds(judge, q * N < 0, [q < 0, N > 0]),
        judge.at_most(inner(h, x) * inner(h, x), norm2(h) * norm2(x)),
        equal(judge, s, s2, [*ball, *indicator(s, v), *indicator(s2, v + change)]),
    )


discontinuities.mutant("a ball twice as large", reach=4)


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
