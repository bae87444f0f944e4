"""Long runs that survive being killed: the state every few seconds, bound to the settings that made
it.
"""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from steepest.kernels.relu_gram.descent import Descent
from steepest.kernels.relu_gram.experiment import Setting, run

from ..engine.output import write
from ..engine.parallel import side_by_side

SECONDS = 20.0  # between two checkpoints
_ARRAYS = ("Z", "D", "norms", "gradients", "loss")


def save(path: Path, state: Descent, setting: Setting) -> None:
    arrays: dict[str, Any] = {name: getattr(state, name) for name in _ARRAYS}
    arrays |= {f"upper{h}": W for h, W in enumerate(state.upper)}
    content = io.BytesIO()
    np.savez(content, done=state.done, setting=json.dumps(setting.to_json()), **arrays)
    write(path, content.getvalue())


def load(path: Path, setting: Setting) -> Descent | None:
    """The saved state; None when there is none, when it belongs to other settings, or when the file
    is damaged.
    """
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as saved:
            if str(saved["setting"]) != json.dumps(setting.to_json()):
                return None
            upper = [saved[f"upper{h}"] for h in range(len(setting.widths) - 2)]
            Z, D, norms, gradients, loss = (saved[name] for name in _ARRAYS)
            return Descent(Z, D, upper, norms, gradients, loss, int(saved["done"]))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def resumed_run(
    path: Path, setting: Setting, say: Callable[[str], None], seconds: float = SECONDS
) -> tuple[Descent, int]:
    """The whole run of a setting, continued from `path` if it was cut off, and the iteration at
    which it continued.
    """
    state = load(path, setting)
    begun = state.done if state else 0
    if begun:
        say(f"{setting.initialisation}: continues at iteration {begun:,}")
    last = time.monotonic()

    def pause(now: Descent) -> None:
        nonlocal last
        if time.monotonic() - last >= seconds:
            save(path, now, setting)
            say(_progress(setting, now))
            last = time.monotonic()

    state = run(setting, state=state, pause=pause)
    if begun < state.done:
        save(path, state, setting)
    return state, begun


PARALLEL = 2e11  # operations from which a run is worth a process of its own


def resumed_runs(
    jobs: Sequence[tuple[Path, Setting]], say: Callable[[str], None]
) -> list[tuple[Descent, int]]:
    """`resumed_run` for every job. Long ones run side by side, a process and a core each: two
    threads of BLAS on one product wait for each other, two processes do not.
    """
    unfinished = [
        setting
        for path, setting in jobs
        if (state := load(path, setting)) is None or state.done < state.steps
    ]
    work = [setting.steps * setting.points**2 * setting.widths[1] * 2 for setting in unfinished]
    if len(unfinished) < 2 or min(work) < PARALLEL or (os.cpu_count() or 1) < 2:
        return [resumed_run(path, setting, say) for path, setting in jobs]
    found: dict[int, tuple[Descent, int]] = {}

    def tell(running: set[int]) -> None:
        for path, setting in (jobs[index] for index in running):
            if (state := load(path, setting)) is not None:
                say(_progress(setting, state))

    work_of = f"{__name__}:_quietly"
    for index, made in side_by_side(work_of, jobs, len(jobs), every=SECONDS, meanwhile=tell):
        found[index] = made
    return [found[index] for index in range(len(jobs))]


def _quietly(path: Path, setting: Setting) -> tuple[Descent, int]:
    """In a worker, which has no terminal."""
    return resumed_run(path, setting, lambda line: None)


def _progress(setting: Setting, now: Descent) -> str:
    return (
        f"{setting.initialisation}: iteration {now.done:,} of {now.steps:,}, loss "
        f"{now.loss[now.done - 1]:.4g}"
    )
