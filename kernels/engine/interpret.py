"""The NumPy reference: evaluate a straight-line program on arrays, operation by operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from . import arithmetic, matrices
from .graph import Graph, Node

OPERATIONS = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": np.negative,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "lt": np.less,
    "le": np.less_equal,
    "eq": np.equal,
    "ne": np.not_equal,
    "and": np.logical_and,
    "or": np.logical_or,
    "not": np.logical_not,
    "select": np.where,
    "exp": arithmetic.exp,
    "log": arithmetic.log,
    "min": lambda a, b: np.where(a < b, a, b),
    "max": lambda a, b: np.where(a > b, a, b),
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "atan2": np.arctan2,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "log1p": np.log1p,
    "expm1": np.expm1,
    "matmul": matrices.matmul,
    "inner": matrices.inner,
    "transpose": lambda a: a.swapaxes(0, 1),
    "matadd": np.add,
    "matsub": np.subtract,
    "matscale": np.multiply,
}


class Evaluator:
    """A program made ready to run many times: a list of instructions, with what depends on
    parameters alone taken out.
    """

    def __init__(self, graph: Graph, outputs: Sequence[Node], fixed: Mapping[str, Any]):
        """`fixed` holds the inputs that never change between calls (the parameters); they are
        evaluated here, once.
        """
        self.outputs = list(outputs)
        self._slots: list[Any] = [None] * len(graph.nodes)
        self._inputs: list[tuple[str, int]] = []
        self._code: list[tuple[Any, int, tuple[int, ...]]] = []
        known: set[int] = set()
        with np.errstate(all="ignore"):
            for node in graph.needed(outputs):
                operation, arguments = graph.nodes[node]
                if operation == "const":
                    self._slots[node] = np.float64(arguments[0])
                elif operation == "input":
                    if arguments[0] not in fixed:
                        self._inputs.append((arguments[0], node))
                        continue
                    self._slots[node] = np.float64(fixed[arguments[0]])
                elif operation == "identity":
                    self._slots[node] = np.eye(graph.shape[node][0])[..., None]
                elif operation == "entries":
                    self._code.append(
                        (partial(matrices.entries, graph.shape[node]), node, arguments)
                    )
                    continue
                elif known.issuperset(arguments):
                    self._slots[node] = OPERATIONS[operation](
                        *(self._slots[part] for part in arguments)
                    )
                else:
                    self._code.append((OPERATIONS[operation], node, arguments))
                    continue
                known.add(node)

    def __call__(self, inputs: Mapping[str, Any]) -> list[Any]:
        """The outputs for these inputs. Overflow and invalid operations give inf and NaN, silently:
        callers flag them.
        """
        slots = self._slots.copy()
        for name, node in self._inputs:
            slots[node] = inputs[name]
        for operation, node, arguments in self._code:
            slots[node] = operation(*[slots[part] for part in arguments])
        return [slots[node] for node in self.outputs]


def evaluate(graph: Graph, outputs: Sequence[Node], inputs: Mapping[str, Any]) -> list[Any]:
    """Evaluate once."""
    return Evaluator(graph, outputs, {})(inputs)
