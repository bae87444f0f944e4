"""Run a recurrence: chunks of bounded time, trials that have ended taken out between chunks."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from .arrays import CENSORED, CHECK, DIVERGED, STOPPED, UNDERFLOW, Arrays, allocate
from .backends import choose, kernel
from .errors import KernelError
from .interpret import Evaluator
from .program import Program
from .recurrence import Recurrence

Progress = Callable[[int, int], None]  # time reached, trials still running
FIRST_CHUNK = 64


@lru_cache(maxsize=64)
def _prepared(recurrence: Recurrence, backend: str, mode: str) -> Any:
    return kernel(backend)(Program(recurrence), mode)


def run(
    recurrence: Recurrence,
    count: int,
    horizon: int,
    parameters: Mapping[str, float] | None = None,
    first: int = 0,
    seed: int = 0,
    backend: str = "auto",
    *,
    stream: int = 0,
    mode: str = "exact",
    start: Mapping[str, Any] | None = None,
    snapshots: Sequence[int] = (),
    seconds: float = 1.0,
    progress: Progress | None = None,
) -> dict[str, np.ndarray]:
    """Run the trials first, ..., first + count - 1 until they stop, diverge or reach the horizon.

    Returns arrays of length `count`: each state variable at the end, each record, and `steps` (the
    time at which the trial ended), `stopped`, `diverged`, `underflow`, `censored` (0/1). `start`
    gives first states instead of the recurrence's own. With `snapshots` (increasing times), "at"
    holds the states there, shape (times, states, count); ended trials stay as they ended. Work is
    done in chunks of at most about `seconds`; `progress` is called after each, and an interrupt is
    seen there. The result does not depend on the chunks.
    """
    if count < 1 or horizon < 0 or first < 0:
        raise KernelError(
            f"count={count}, horizon={horizon}, first={first} were given; need count >= 1, "
            f"horizon >= 0, first >= 0"
        )
    if mode not in ("exact", "fast"):
        raise KernelError(
            f"the mode {mode!r} was given; choose exact (the same bits everywhere) or fast (fused "
            f"operations)"
        )
    if not 0 <= stream < 2**31 or not 0 <= seed < 2**64:
        raise KernelError(
            f"seed={seed}, stream={stream} were given; need 0 <= seed < 2^64 and 0 <= stream < 2^31"
        )
    engine = _prepared(recurrence, choose(backend), mode)
    program: Program = engine.program
    if program.blocks * (horizon + 1) >= 2**32:
        raise KernelError(
            f"{recurrence.name}: horizon {horizon} needs more than 2^32 counter blocks; shorten it"
        )
    xp, number = engine.xp, program.parameter_values(parameters or {})
    arrays = allocate(program, first, count, seed, stream, xp)
    index = xp.arange(count, dtype=xp.int64)
    if start is None and not recurrence.start:
        raise KernelError(f"{recurrence.name} has no start of its own; give start={{name: array}}")
    if start is None:
        engine.start(arrays, index, number)
    else:
        _given(program, start, arrays, xp)
    marks = sorted({int(mark) for mark in snapshots if 0 <= mark <= horizon} | {horizon})
    kept = {0: _host(arrays.state).copy()} if 0 in marks and snapshots else {}
    t, chunk = 0, FIRST_CHUNK
    while True:
        mark = next(mark for mark in marks if mark > t or mark == horizon)
        target = min(mark, t + chunk if (t + chunk) % CHECK == 0 else (t // CHECK + 1) * CHECK)
        began = time.perf_counter()
        engine.advance(arrays, index, number, t, target, target == horizon)
        spent = time.perf_counter() - began
        steps, t = target - t, target
        index = index[arrays.steps[index] < 0]
        if t in marks and snapshots:
            kept[t] = _host(arrays.state).copy()
        if progress is not None:
            progress(t, int(index.shape[0]))
        if t >= horizon or not index.shape[0]:
            break
        chunk = _next_chunk(
            t, steps, spent, seconds, recurrence.stop is not None and not engine.compacts
        )
    result = _collect(program, arrays, number)
    if snapshots:
        last = max(kept, default=0)
        end = _host(arrays.state)
        result["at"] = np.stack(
            [kept.get(int(mark), end if mark > last else end) for mark in snapshots]
        )
    return result


def _next_chunk(t: int, steps: int, spent: float, seconds: float, stops: bool) -> int:
    """Steps of the next chunk: within the time; where ended trials would idle in it, at most an
    eighth of what is done.
    """
    affordable = steps * seconds / max(spent, 1e-6)
    wanted = min(affordable, 8 * steps, max(t / 8, FIRST_CHUNK) if stops else float("inf"))
    return max(CHECK, int(wanted) // CHECK * CHECK)


def _given(program: Program, start: Mapping[str, Any], arrays: Arrays, xp: Any) -> None:
    names = [symbol.name for symbol, *_ in program.layout]
    if sorted(start) != sorted(names):
        raise KernelError(
            f"{program.recurrence.name}: start gives {', '.join(start)}; it must give "
            f"{', '.join(names)}"
        )
    for symbol, offset, rows, columns in program.layout:
        value = xp.asarray(start[symbol.name], dtype=xp.float64)
        own = (rows, columns) if hasattr(symbol, "shape") else ()
        if value.shape not in (own, (*own, arrays.count)):
            raise KernelError(
                f"start of {symbol.name} has shape {value.shape}; give {own} or "
                f"{(*own, arrays.count)}"
            )
        arrays.state[offset : offset + rows * columns] = value.reshape(rows * columns, -1)


def _host(array: Any) -> np.ndarray:
    return array if isinstance(array, np.ndarray) else array.get()


def _collect(program: Program, arrays: Arrays, number: np.ndarray) -> dict[str, np.ndarray]:
    state, record, steps, flag = (
        _host(a) for a in (arrays.state, arrays.record, arrays.steps, arrays.flag)
    )
    result, inputs = {}, {}
    for symbol, offset, rows, columns in program.layout:
        matrix = hasattr(symbol, "shape")
        block = state[offset : offset + rows * columns]
        inputs[f"{'S' if matrix else 's'}{offset}"] = result[symbol.name] = (
            block.reshape(rows, columns, -1) if matrix else block[0]
        )
    result |= {name: record[row] for row, name in enumerate(program.recurrence.running)}
    final = [name for name, kept in program.recurrence.record.items() if kept.kind == "final"]
    if final:
        graph, outputs = program.last
        inputs |= {f"r{k}": row for k, row in enumerate(record)} | {"t": steps}
        with np.errstate(all="ignore"):
            values = Evaluator(graph, outputs, {f"p{i}": value for i, value in enumerate(number)})(
                inputs
            )
        result |= {
            name: np.broadcast_to(value, steps.shape).copy() for name, value in zip(final, values)
        }
    result["steps"] = steps.astype(np.int64)
    for name, bit in (
        ("stopped", STOPPED),
        ("diverged", DIVERGED),
        ("underflow", UNDERFLOW),
        ("censored", CENSORED),
    ):
        result[name] = ((flag & bit) != 0).astype(np.int8)
    return result
