"""Instances on which a printed recursion is compared with the limit derived from the architecture,
in exact numbers.

The limit of an architecture is `kernels.deep_gram.population`. Here it runs on SymPy expressions
(for erf and GELU, which satisfy Conditions 3.1 and 3.2 and have closed forms) and on polynomials
with symbols; the judge decides whether the two expressions are equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Symbols:
    """The functions of the closed forms on object arrays of SymPy expressions."""

    def __init__(self) -> None:
        import numpy as np
        import sympy

        self.pi = sympy.pi
        for name in ("sqrt", "exp", "asin", "sinh", "cosh"):
            setattr(self, name, np.frompyfunc(getattr(sympy, name), 1, 1))

    def number(self, value: Any) -> Any:
        from sympy import Rational

        return Rational(value.numerator, value.denominator)


def array(rows: Iterable[Iterable[Any]]) -> Any:
    """An object array of SymPy numbers from whole numbers or texts such as "1/2"."""
    import numpy as np

    from . import number

    values = [[number(str(value)) for value in row] for row in rows]
    out = np.empty((len(values), len(values[0])), dtype=object)
    for i, row in enumerate(values):
        out[i, :] = row
    return out


def dual(name: str, coefficients: tuple[Any, ...] = ()) -> Any:
    """The dual of erf, GELU or a polynomial on SymPy expressions."""
    from steepest.kernels.deep_gram.duals import Erf, Gelu, Polynomial

    numbers = Symbols()
    return (
        Polynomial(coefficients, numbers)
        if name == "polynomial"
        else {"erf": Erf, "gelu": Gelu}[name](numbers)
    )


def constants(one: Any) -> tuple[Any, Any]:
    """(c_sigma, sqrt(c_sigma)) of a dual on SymPy expressions."""
    from steepest.kernels.deep_gram.duals import normalisation_of
    from sympy import Integer, sqrt

    c = normalisation_of(one, Integer(1))
    return c, sqrt(c)


def limit(
    kind: str, one: Any, depth: int, K0: Any, c_res: Any = 1, positions: int = 1, filter: int = 3
) -> Any:
    """The derived limits (K^(0..H-1), b, S, gram) of an architecture at K0 (for "conv": the Gram
    matrix of pixels).
    """
    from steepest.kernels.deep_gram.gram import fully_connected, population, residual

    c, root = constants(one)
    if kind == "fc":
        return population(fully_connected(one, c, depth, root), K0)
    extra = {"positions": positions, "filter": filter} if kind == "conv" else {}
    return population(residual(one, c, depth, root, c_res, **extra), K0)


def compared(judge: Any, printed: Any, derived: Any) -> Any:
    """The printed number against the derived one; where they differ the detail gives both in
    decimals.
    """
    found = judge.equal(printed, derived)
    if found.verdict != "REFUTED":
        return found
    return found.saying(f"printed: {float(printed):.10g}, limit: {float(derived):.10g};")


def pair(norm: Any = 1, other: Any = 1, inner: Any = "1/2") -> Any:
    """K^(0) of two inputs, by squared norms and inner product."""
    return array([[norm, inner], [inner, other]])


def symmetric(first: Any, second: Any, mixed: Any) -> Any:
    """The 2 x 2 matrix with these diagonal entries and this other one."""
    import numpy as np

    K = np.empty((2, 2), dtype=object)
    K[0, 0], K[1, 1], K[0, 1], K[1, 0] = first, second, mixed, mixed
    return K


class _Free(Symbols):
    """Numbers among which the coefficients may be symbols."""

    def number(self, value: Any) -> Any:
        return value if hasattr(value, "free_symbols") else super().number(value)


def free_polynomial(coefficients: tuple[Any, ...]) -> Any:
    """The dual of a polynomial with symbols as coefficients."""
    from steepest.kernels.deep_gram.duals import Polynomial

    return Polynomial(coefficients, _Free())
