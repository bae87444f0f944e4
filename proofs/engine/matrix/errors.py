"""Mistakes in matrix expressions."""

from __future__ import annotations

from ...vocabulary import SteepestError


class MatrixError(SteepestError):
    """An expression that means nothing: wrong kind of argument, unknown name, bad declaration."""


class ShapeMismatch(MatrixError):
    """Two shapes do not fit. `shapes` holds both, for a witness of kind "shape"."""

    def __init__(self, operation: str, first: tuple, second: tuple):
        self.operation, self.shapes = operation, (first, second)
        show = lambda shape: f"{shape[0]} x {shape[1]}"  # noqa: E731
        needs = {
            "@": "the inner sizes must be equal",
            "+": "both shapes must be equal",
            "tr": "a trace needs a square matrix",
            "inner": "both shapes must be equal",
            "rule": "both sides must have the same shape",
            "equation": "both sides must have the same shape",
            "comparison": "both sides must have the same shape",
            "power": "a power needs a square matrix",
        }
        super().__init__(
            f"the shapes {show(first)} and {show(second)} do not fit in {operation!r}: "
            f"{needs.get(operation, 'they must be equal')}; transpose or redeclare one of them"
        )


class NotSymmetric(MatrixError):
    """The sides of <= are matrices, and one of them is not known to be symmetric."""

    def __init__(self, problem: str):
        super().__init__(
            f"{problem}; between matrices <= means the semidefinite order (B - A is positive "
            "semidefinite), and both sides must be symmetric, by their declared kinds or by "
            "equations in `where`. For traces write tr(A) <= tr(B), for norms "
            "norm2(A) <= norm2(B); for entries declare the entries as numbers"
        )
