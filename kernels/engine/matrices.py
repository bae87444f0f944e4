"""Matrix-valued states: products, sums, transposes and traces of small matrices, as loops rather
than unrolled symbols.

A matrix is a node of the graph with a shape. In the emitted text it is an array of REAL, in the
reference an array of shape (rows, columns, trials). Sums run over the inner index in increasing
order on every backend.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from .errors import KernelError

OPERATIONS = ("matmul", "matadd", "matsub", "matscale", "transpose", "identity", "entries")


def lower(lowering: Any, e: Any) -> int:
    """The node of a matrix expression."""
    graph = lowering.graph
    if isinstance(e, sympy.MatrixBase):
        return graph.node(
            "entries", *(lowering(sympy.sympify(entry)) for entry in e), shape=e.shape
        )
    if isinstance(e, sympy.MatAdd):
        first, *rest = sorted(e.args, key=_negative)
        value = lowering(first)
        for part in rest:
            if _negative(part):
                value = graph.node("matsub", value, lowering(-part), shape=e.shape)
            else:
                value = graph.node("matadd", value, lowering(part), shape=e.shape)
        return value
    if isinstance(e, sympy.MatMul):
        scale, factors = e.as_coeff_matrices()
        value = lowering(factors[0])
        for factor in factors[1:]:
            right = lowering(factor)
            shape = (graph.shape[value][0], graph.shape[right][1])
            value = graph.node("matmul", value, right, shape=shape)
        return (
            value
            if scale == 1
            else graph.node("matscale", lowering(scale), value, shape=graph.shape[value])
        )
    if _repeated(e):
        return lower(lowering, sympy.MatMul(*_factors(e), evaluate=False))
    if isinstance(e, sympy.Transpose):
        return graph.node("transpose", lowering(e.arg), shape=e.shape)
    if isinstance(e, sympy.Identity):
        return graph.node("identity", shape=e.shape)
    raise KernelError(
        f"{lowering.where}: {type(e).__name__} has no kernel form (in {e}); use sums, "
        f"products, transposes and traces of matrices"
    )


def _negative(e: Any) -> bool:
    scale = e.as_coeff_mmul()[0] if isinstance(e, sympy.MatMul) else sympy.S.One
    return bool(
        scale.is_Number
        and scale.is_negative
        or scale.is_Mul
        and scale.args[0].is_Number
        and scale.args[0].is_negative
    )


def _repeated(e: Any) -> bool:
    return isinstance(e, sympy.MatPow) and bool(e.exp.is_Integer) and int(str(e.exp)) > 1


def _factors(e: Any) -> list[Any]:
    """X, X, ..., X for a power of X; the matrix alone otherwise."""
    return [e.base] * int(e.exp) if _repeated(e) else [e]


def trace(lowering: Any, e: Any) -> int:
    """tr(X): of a product X = Y Z as the sum of Y_ij Z_ji; of a sum, term by term."""
    inner = e.args[0]
    if isinstance(inner, sympy.MatAdd):
        return lowering(sympy.Add(*[sympy.Trace(part) for part in inner.args]))
    scale, parts = (
        inner.as_coeff_matrices() if isinstance(inner, sympy.MatMul) else (sympy.S.One, [inner])
    )
    factors = [factor for part in parts for factor in _factors(part)]
    if len(factors) < 2:
        whole = lowering(factors[0])
        other = lowering.graph.node("identity", shape=lowering.graph.shape[whole])
    else:
        half = (len(factors) + 1) // 2
        whole, other = (
            lowering(sympy.MatMul(*part) if len(part) > 1 else part[0])
            for part in (factors[:half], factors[half:])
        )
    value = lowering.graph.node("inner", whole, other)
    return value if scale == 1 else lowering.graph.node("mul", lowering(scale), value)


# --- the reference --------------------------------------------------------------------------------


def matmul(a: Any, b: Any) -> Any:
    value = a[:, 0, None] * b[None, 0]
    for k in range(1, a.shape[1]):
        value = value + a[:, k, None] * b[None, k]
    return value


def inner(a: Any, b: Any) -> Any:
    value = a[0, 0] * b[0, 0]
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            value = value + a[i, j] * b[j, i] if i or j else value
    return value


def entries(shape: tuple[int, int], *values: Any) -> Any:
    rows = np.broadcast_arrays(*(np.atleast_1d(value) for value in values))
    return np.stack(rows).reshape(*shape, *rows[0].shape)


# --- the emitted text -----------------------------------------------------------------------------


def statement(graph: Any, node: int, target: str, text: Any) -> str:
    """The call that fills the array `target` with the matrix of a node; `text` prints an
    argument.
    """
    operation, arguments = graph.nodes[node]
    rows, columns = graph.shape[node]
    size = rows * columns
    if operation == "matmul":
        middle = graph.shape[arguments[0]][1]
        return (
            f"matmul<{rows}, {middle}, {columns}>({target}, {text(arguments[0])}, "
            f"{text(arguments[1])});"
        )
    if operation in ("matadd", "matsub", "matscale"):
        return f"{operation}<{size}>({target}, {text(arguments[0])}, {text(arguments[1])});"
    if operation == "transpose":
        return f"transpose<{rows}, {columns}>({target}, {text(arguments[0])});"
    if operation == "identity":
        return f"identity<{rows}>({target});"
    return " ".join(f"{target}[{i}] = {text(argument)};" for i, argument in enumerate(arguments))
