"""The programs of a recurrence: its start, one tick of its loop, its final records; with positional
names s0, p1, d2.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import sympy

from .errors import KernelError
from .graph import Graph, Lowering, Node
from .laws import CHI_BLOCKS, Law
from .recurrence import Recurrence


@dataclass(frozen=True)
class Fill:
    """A stretch of draws of one law: `count` values from position `offset`, from counter block
    `block` on.

    `constant` is the position, among the parameters, of the first number that the law needs (-1:
    none).
    """

    kind: str
    offset: int
    count: int
    block: int
    constant: int = -1


@dataclass(frozen=True)
class Tick:
    """One tick: given state, records and draws at time t, the next state, the updated records and
    whether to stop.
    """

    graph: Graph
    step: list[Node]
    records: list[Node]
    stop: Node | None

    @property
    def outputs(self) -> list[Node]:
        return [*self.step, *self.records, *([] if self.stop is None else [self.stop])]


class Program:
    """A recurrence lowered to straight-line programs, with the layout of its parameters and
    draws.
    """

    def __init__(self, recurrence: Recurrence):
        self.recurrence = recurrence
        self.layout = _rows(list(recurrence.step))
        # numbers in a state
        self.width = sum(rows * columns for _, _, rows, columns in self.layout)
        # then the constants of the laws
        self.numbers = [*recurrence.parameters, *recurrence.constants]
        self.starting_fills, used, place = _layout(
            list(recurrence.starting_draws.values()), len(self.numbers)
        )
        self.starting_blocks = used
        self.fills, self.blocks, self.number_count = _layout(list(recurrence.draws.values()), place)

    def _inputs(
        self, graph: Graph, draws: Mapping[Any, Law], state: bool = True
    ) -> dict[Any, Node]:
        groups = (("p", self.numbers), ("d", list(draws)))
        inputs = {
            symbol: graph.node("input", f"{letter}{i}")
            for letter, group in groups
            for i, symbol in enumerate(group)
        }
        if state:
            for symbol, offset, rows, columns in self.layout:
                matrix = isinstance(symbol, sympy.MatrixSymbol)
                name = f"{'S' if matrix else 's'}{offset}"
                inputs[symbol] = graph.node(
                    "input", name, shape=(rows, columns) if matrix else None
                )
        return inputs

    @cached_property
    def start(self) -> tuple[Graph, list[Node]]:
        """The first state in terms of parameters p and draws d."""
        graph = Graph()
        inputs = self._inputs(graph, self.recurrence.starting_draws, state=False)
        lower = Lowering(graph, inputs, f"{self.recurrence.name}, start")
        return graph, lower.all(self.recurrence.start.values())

    @cached_property
    def tick(self) -> Tick:
        r, graph = self.recurrence, Graph()
        inputs = self._inputs(graph, r.draws)
        time = graph.node("input", "t")
        if r.time is not None:
            inputs[r.time] = time
        lower = Lowering(graph, inputs, r.name)
        # A record's expression may use earlier records, so the running updates are lowered one by
        # one, after the step.
        stop = [] if r.stop is None else [r.expanded(r.stop)]
        own = {sympy.Symbol(name, real=True) for name in r.record}
        plain = [r.expanded(record.expression) for record in r.running.values()]
        together = [*(r.expanded(value) for value in r.step.values())]
        together += [e for e in [*plain, *stop] if not e.free_symbols & own]
        lowered = dict(zip(together, lower.all(together)))
        updates: list[Node] = []
        for position, ((name, record), expression) in enumerate(zip(r.running.items(), plain)):
            candidate = lowered[expression] if expression in lowered else lower.all([expression])[0]
            old = graph.node("input", f"r{position}")
            updates.append(_update(graph, record.kind, record.at, old, candidate, time, name))
            lower._done[sympy.Symbol(name, real=True)] = updates[-1]
        halt = None if not stop else lowered.get(stop[0])
        halt = lower.all(stop)[0] if stop and halt is None else halt
        if halt is not None and not graph.boolean(halt):
            raise KernelError(
                f"{r.name}: the stopping rule must be a condition such as x < eps; {r.stop} is a "
                f"number"
            )
        return Tick(graph, [lowered[r.expanded(value)] for value in r.step.values()], updates, halt)

    @cached_property
    def gate(self) -> tuple[Graph, Node] | None:
        """The condition under which a step uses its draws."""
        r, graph = self.recurrence, Graph()
        if r.draw_when is None or not r.draws:
            return None
        inputs = self._inputs(graph, {})
        if r.time is not None:
            inputs[r.time] = graph.node("input", "t")
        return graph, Lowering(graph, inputs, f"{r.name}, draw_when").all(
            [r.expanded(r.draw_when)]
        )[0]

    @cached_property
    def last(self) -> tuple[Graph, list[Node]]:
        """The final records in terms of the final state, time and parameters."""
        r, graph = self.recurrence, Graph()
        inputs = self._inputs(graph, {})
        for position, name in enumerate(r.running):
            inputs[sympy.Symbol(name, real=True)] = graph.node("input", f"r{position}")
        if r.time is not None:
            inputs[r.time] = graph.node("input", "t")
        expressions = [
            r.expanded(record.expression) for record in r.record.values() if record.kind == "final"
        ]
        return graph, Lowering(graph, inputs, f"{r.name}, final record").all(expressions)

    def parameter_values(self, given: Mapping[str, float]) -> np.ndarray:
        """The numbers p0, p1, ... of one run: parameters, constants and what the laws need, in this
        order.
        """
        from .interpret import evaluate

        r = self.recurrence
        names = [symbol.name for symbol in r.parameters]
        missing, strange = (
            [n for n in names if n not in given],
            [n for n in given if n not in names],
        )
        if missing or strange:
            told = f"missing: {', '.join(missing)}" if missing else f"unknown: {', '.join(strange)}"
            raise KernelError(
                f"{r.name} takes the parameters {', '.join(names) or '(none)'}; {told}"
            )
        values = {symbol: float(given[symbol.name]) for symbol in r.parameters}

        def number(expression: Any) -> float:
            graph = Graph()
            inputs = {symbol: graph.node("input", symbol.name) for symbol in values}
            output = Lowering(graph, inputs, f"{r.name}, constants").all([expression])
            with np.errstate(all="ignore"):
                return float(
                    evaluate(
                        graph, output, {symbol.name: np.float64(v) for symbol, v in values.items()}
                    )[0]
                )

        for symbol, expression in r.constants.items():
            values[symbol] = number(expression)
        numbers = [values[symbol] for symbol in self.numbers]
        for law in r.laws:
            numbers += _law_numbers(law, [number(argument) for argument in law.arguments], r.name)
        return np.array(numbers, dtype=np.float64)


def _update(graph: Graph, kind: str, at: int, old: Node, new: Node, time: Node, name: str) -> Node:
    if (kind == "first") != graph.boolean(new):
        wanted = "a condition" if kind == "first" else "a number"
        raise KernelError(f"record {name} ({kind}) needs {wanted}; give it one")
    if kind == "first":
        never = graph.node("lt", old, graph.constant(0))
        return graph.node("select", graph.node("and", never, new), time, old)
    if kind == "value":
        return graph.node("select", graph.node("eq", time, graph.constant(at)), new, old)
    return graph.node(
        {"largest": "max", "smallest": "min", "total": "add"}[kind],
        *((old, new) if kind == "total" else (new, old)),
    )


def _rows(symbols: list[Any]) -> list[tuple[Any, int, int, int]]:
    """Each state variable with the first row it takes, and its shape."""
    layout, offset = [], 0
    for symbol in symbols:
        rows, columns = (int(n) for n in getattr(symbol, "shape", (1, 1)))
        layout.append((symbol, offset, rows, columns))
        offset += rows * columns
    return layout


def _layout(laws: list[Law], place: int) -> tuple[list[Fill], int, int]:
    """Stretches of equal laws, the counter blocks they use, and the next free place among the
    parameters.
    """
    fills: list[Fill] = []
    block = 0
    for offset, law in enumerate(laws):
        simple = law.constants == 0
        if simple and fills and fills[-1].kind == law.kind:
            before = fills.pop()
            block = before.block + (before.count + 2) // 2
            fills.append(Fill(law.kind, before.offset, before.count + 1, before.block))
            continue
        fills.append(Fill(law.kind, offset, 1, block, -1 if simple else place))
        block += CHI_BLOCKS if law.kind == "chi" else 1
        place += law.constants
    return fills, block, place


def _law_numbers(law: Law, arguments: list[float], name: str) -> list[float]:
    if law.kind == "truncated":
        low, high = arguments
        if not low < high:
            raise KernelError(
                f"{name}: a truncated normal needs low < high, {low} and {high} were given"
            )
        # work in the lower tail, where probabilities keep their digits
        sign = 1.0 if low + high <= 0 else -1.0
        low, high = (low, high) if sign > 0 else (-high, -low)
        phi = lambda x: math.erfc(-x / math.sqrt(2)) / 2  # noqa: E731
        if phi(high) == 0:
            raise KernelError(
                f"{name}: the normal law gives the interval no mass in float64; move it closer to 0"
            )
        return [sign, phi(low), phi(high) - phi(low)]
    if law.kind == "chi":
        if not 0 <= arguments[0] <= 1e15:
            raise KernelError(
                f"{name}: a chi variable needs 0 <= degrees of freedom <= 1e15, {arguments[0]:g} "
                f"was given"
            )
        return [arguments[0]]
    return []
