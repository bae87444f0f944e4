"""The reference backend: the emitted program, interpreted by NumPy in the same order of
operations.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from . import philox
from .arithmetic import normal_quantile
from .arrays import CENSORED, CHECK, DIVERGED, STOPPED, UNDERFLOW, Arrays
from .interpret import Evaluator
from .program import Fill, Program

TINY = 2.2250738585072014e-308
TILE = 8192  # trials at a time, so that the arrays of a step stay in the cache


def draw(
    fills: list[Fill], base: int, trial: Any, stream: int, seed: int, number: Any
) -> dict[str, Any]:
    """The draws d0, d1, ... of one tick (or of the start) for these trials."""
    drawn: dict[str, Any] = {}
    for fill in fills:
        block = base + fill.block
        if fill.kind in ("uniform", "normal"):
            rows = getattr(philox, f"{fill.kind}s")(
                trial, fill.count, seed=seed, stream=stream, block=block
            )
            drawn |= {f"d{fill.offset + i}": row for i, row in enumerate(rows)}
        elif fill.kind == "truncated":
            sign, low, width = (number[fill.constant + i] for i in range(3))
            first, _ = philox.uniform_pair(block, trial, stream, seed)
            drawn[f"d{fill.offset}"] = sign * normal_quantile(low + first * width)
        else:
            drawn[f"d{fill.offset}"] = philox.chi(
                float(number[fill.constant]), trial, block, stream, seed
            )
    return drawn


def _flat(program: Program, values: list[Any], shape: tuple[int, ...]) -> list[Any]:
    """The state variables as rows: one for a number, rows * columns for a matrix."""
    rows: list[Any] = []
    for (symbol, _, height, width), value in zip(program.layout, values):
        if hasattr(symbol, "shape"):
            rows += list(
                np.broadcast_to(value, (height, width, *shape)).reshape(height * width, *shape)
            )
        else:
            rows.append(np.broadcast_to(value, shape))
    return rows


class NumpyKernel:
    """One recurrence, ready to start and advance trials held in NumPy arrays."""

    xp = np
    compacts = True  # trials that end leave their columns inside a chunk

    def __init__(self, program: Program, mode: str = "exact"):
        self.program = program  # the reference has one mode: exact
        self._tick: dict[bytes, tuple[Evaluator, Evaluator | None]] = {}

    def start(self, arrays: Arrays, index: Any, number: Any) -> None:
        program = self.program
        graph, outputs = program.start
        fixed = {f"p{i}": value for i, value in enumerate(number)}
        trial = arrays.first + index
        drawn = draw(program.starting_fills, 0, trial, 2 * arrays.stream, arrays.seed, number)
        with np.errstate(all="ignore"):
            for row, value in enumerate(
                _flat(program, Evaluator(graph, outputs, fixed)(drawn), index.shape)
            ):
                arrays.state[row, index] = value

    def advance(
        self, arrays: Arrays, index: Any, number: Any, t0: int, t1: int, last: bool
    ) -> None:
        """Run the trials at `index` from time t0 to t1; with `last`, look once more at t1, the
        horizon.
        """
        for place in range(0, len(index), TILE):
            self._advance(arrays, index[place : place + TILE], number, t0, t1, last)

    def _advance(
        self, arrays: Arrays, index: Any, number: Any, t0: int, t1: int, last: bool
    ) -> None:
        program, tick = self.program, self.program.tick
        key = number.tobytes()
        if key not in self._tick:
            fixed = {f"p{i}": value for i, value in enumerate(number)}
            gate = (
                None
                if program.gate is None
                else Evaluator(program.gate[0], [program.gate[1]], fixed)
            )
            self._tick = {key: (Evaluator(tick.graph, tick.outputs, fixed), gate)}
        run, gate = self._tick[key]
        states, records = program.width, len(program.recurrence.running)
        s = [arrays.state[k, index] for k in range(states)]
        r = [arrays.record[k, index] for k in range(records)]
        held = [row != 0.0 for row in s]

        def store(where: Any, time: int, flag: int) -> None:
            at = index[where]
            for k in range(states):
                arrays.state[k, at] = s[k][where]
            for k in range(records):
                arrays.record[k, at] = r[k][where]
            if flag:
                arrays.steps[at] = time
                arrays.flag[at] |= flag

        def keep(where: Any) -> None:
            nonlocal index, s, r, held
            index = index[where]
            s, r, held = ([row[where] for row in rows] for rows in (s, r, held))

        def inspect(where: Any = slice(None)) -> Any:
            bad, tiny = np.zeros(len(index), bool), np.zeros(len(index), bool)
            for k in range(states):
                size = np.abs(s[k])
                bad |= ~(size <= program.recurrence.bound)
                tiny |= (size < TINY) & (held[k] | (s[k] != 0.0))
            arrays.flag[index[where]] |= np.where(tiny, UNDERFLOW, 0)[where].astype(np.int32)
            arrays.flag[index[where]] |= np.where(bad, DIVERGED, 0)[where].astype(np.int32)
            return bad

        def one(t: int) -> tuple[list[Any], list[Any], Any]:
            inputs = {f"r{k}": row for k, row in enumerate(r)} | {"t": np.float64(t)}
            for symbol, offset, rows, columns in program.layout:
                if hasattr(symbol, "shape"):
                    inputs[f"S{offset}"] = np.stack(s[offset : offset + rows * columns]).reshape(
                        rows, columns, -1
                    )
                else:
                    inputs[f"s{offset}"] = s[offset]
            if program.fills:
                want = (
                    np.broadcast_to(gate(inputs)[0], index.shape)
                    if gate
                    else np.ones(len(index), bool)
                )
                trial = arrays.first + index[want]
                drawn = (
                    draw(
                        program.fills,
                        t * program.blocks,
                        trial,
                        2 * arrays.stream + 1,
                        arrays.seed,
                        number,
                    )
                    if len(trial)
                    else {}
                )
                for k in range(len(program.recurrence.draws)):
                    row = inputs[f"d{k}"] = np.full(len(index), 0.5)
                    row[want] = drawn.get(f"d{k}", 0.5)
            out = run(inputs)
            rest = [np.broadcast_to(row, index.shape) for row in out[len(tick.step) :]]
            return (
                _flat(program, out, index.shape),
                rest[:records],
                rest[-1] if tick.stop is not None else None,
            )

        with np.errstate(all="ignore"):
            t = t0
            while t < t1 and len(index):
                new, r, halt = one(t)
                if halt is not None and halt.any():
                    inspect(halt)
                    store(halt, t, STOPPED)
                    new = [row[~halt] for row in new]
                    keep(~halt)
                s, t = new, t + 1
                if (t % CHECK == 0 or t == t1) and len(index):
                    bad = inspect()
                    if bad.any():
                        store(bad, t, DIVERGED)
                        keep(~bad)
                    held = [row != 0.0 for row in s]
            if last and len(index):
                _, r, halt = one(t)
                if halt is not None and halt.any():
                    store(halt, t, STOPPED)
                    keep(~halt)
                store(slice(None), t, CENSORED)
            else:
                store(slice(None), t, 0)
