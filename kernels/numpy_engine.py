"""The reference backend: the emitted program, interpreted by NumPy in the same order of operations."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import philox
from .arithmetic import normal_quantile
from .arrays import CENSORED, CHECK, DIVERGED, STOPPED, UNDERFLOW, Arrays
from .interpret import Evaluator
from .program import Fill, Program

TINY = 2.2250738585072014e-308


def draw(fills: list[Fill], base: int, trial: Any, stream: int, seed: int, number: Any) -> dict[str, Any]:
    """The draws d0, d1, ... of one tick (or of the start) for these trials."""
    drawn: dict[str, Any] = {}
    for fill in fills:
        block = base + fill.block
        if fill.kind in ("uniform", "normal"):
            rows = getattr(philox, f"{fill.kind}s")(trial, fill.count, seed=seed, stream=stream, block=block)
            drawn |= {f"d{fill.offset + i}": row for i, row in enumerate(rows)}
        elif fill.kind == "truncated":
            sign, low, width = (number[fill.constant + i] for i in range(3))
            first, _ = philox.uniform_pair(block, trial, stream, seed)
            drawn[f"d{fill.offset}"] = sign * normal_quantile(low + first * width)
        else:
            drawn[f"d{fill.offset}"] = philox.chi(float(number[fill.constant]), trial, block, stream, seed)
    return drawn


class NumpyKernel:
    """One recurrence, ready to start and advance trials held in NumPy arrays."""

    xp = np

    def __init__(self, program: Program, mode: str = "exact"):
        self.program = program  # the reference has one mode: exact
        self._tick: dict[bytes, Evaluator] = {}

    def start(self, arrays: Arrays, index: Any, number: Any) -> None:
        graph, outputs = self.program.start
        fixed = {f"p{i}": value for i, value in enumerate(number)}
        trial = arrays.first + index
        drawn = draw(self.program.starting_fills, 0, trial, 2 * arrays.stream, arrays.seed, number)
        with np.errstate(all="ignore"):
            for row, value in enumerate(Evaluator(graph, outputs, fixed)(drawn)):
                arrays.state[row, index] = value

    def advance(self, arrays: Arrays, index: Any, number: Any, t0: int, t1: int, last: bool) -> None:
        """Run the trials at `index` from time t0 to t1; with `last`, look once more at t1, the horizon."""
        program, tick = self.program, self.program.tick
        key = number.tobytes()
        if key not in self._tick:
            self._tick = {key: Evaluator(tick.graph, tick.outputs, {f"p{i}": value for i, value in enumerate(number)})}
        run = self._tick[key]
        states, records = len(program.states), len(program.recurrence.running)
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
            inputs = {f"s{k}": row for k, row in enumerate(s)} | {f"r{k}": row for k, row in enumerate(r)} | {"t": np.float64(t)}
            if program.fills:
                trial = arrays.first + index
                inputs |= draw(program.fills, t * program.blocks, trial, 2 * arrays.stream + 1, arrays.seed, number)
            out = [np.broadcast_to(row, index.shape) for row in run(inputs)]
            return out[:states], out[states : states + records], out[-1] if tick.stop is not None else None

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
