"""The runs behind Figure 2.1: which settings, in a pool of processes with one BLAS thread each,
kept in `figure-2.1-runs.jsonl` as they end: a run that was cut off continues there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import numpy as np
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.relu_gram.gram import Setting, run
from steepest.proofs.vocabulary import SteepestError

from ..engine.output import rows_of, write
from ..engine.parallel import side_by_side
from ..engine.registry import Run

WIDTHS, MORE = (500, 1000, 2000, 5000, 10_000), (500, 1000, 2000, 5000, 10_000, 20_000)
# besides the step of the figure: the scan of what the source leaves open
STEPS = (0.1, 0.5, 1.4, 2.0, 3.0)
SCANNED = 1000  # the width of the scan


class FigureError(SteepestError):
    """Settings of the figure that cannot be used."""


def one(setting: Setting) -> dict[str, Any]:
    """The curves of one run, and the extreme eigenvalues of H at its start and end."""
    made = run(setting, grams=(0, setting.steps))
    spectra = {
        f"spectrum_{k}": [float(v) for v in np.linalg.eigvalsh(H)[[0, -1]]]
        for k, H in made.grams.items()
    }
    curves = {
        name: [float(v) for v in getattr(made, name)[: made.done + 1]]
        for name in ("loss", "changed", "moved")
    }
    return curves | {
        "first": spectra["spectrum_0"],
        "last": spectra.get(f"spectrum_{setting.steps}"),
        "products": made.products,
    }


def _numbers(value: Any, kind: type, name: str) -> tuple:
    """A sequence, or a text such as "500,1000" as the command line gives it."""
    try:
        parts = (
            value.replace(" ", ",").split(",")
            if isinstance(value, str)
            else value
            if isinstance(value, Iterable)
            else [value]
        )
        return tuple(kind(float(part)) for part in parts if part != "")
    except (TypeError, ValueError, OverflowError):
        raise FigureError(
            f"{name} = {value!r} was given; expected numbers with commas between, such as "
            f"{name}=500,1000"
        ) from None


def _number(value: Any, kind: type, name: str) -> Any:
    """The one number of a setting."""
    found = _numbers(value, kind, name)
    if len(found) != 1:
        raise FigureError(f"{name} = {value!r} was given; expected one number, such as {name}=1")
    return found[0]


def planned(run_: Run) -> tuple[list[Setting], list[Setting], dict[str, Any]]:
    """The runs of the figure, those of the scan of steps, and the settings as stated."""
    known = {
        "widths",
        "repetitions",
        "eta",
        "n",
        "d",
        "steps",
        "dtype",
        "label_scale",
        "scan",
        "workers",
    }
    if unknown := sorted(set(run_.settings) - known):
        raise FigureError(
            f"{', '.join(unknown)}: no such setting; there are {', '.join(sorted(known))}"
        )
    asked = dict(run_.settings)
    widths = _numbers(asked.get("widths", MORE if run_.full else WIDTHS), int, "widths")
    scan = _numbers(asked.get("scan", STEPS), float, "scan")
    repetitions = _number(asked.get("repetitions", 5 if run_.full else 1), int, "repetitions")
    kinds = {"eta": float, "n": int, "d": int, "steps": int, "label_scale": float}
    common: dict[str, Any] = {
        name: _number(asked[name], kind, name) for name, kind in kinds.items() if name in asked
    }
    common |= {"dtype": str(asked.get("dtype", "float64")), "seed": run_.seed}
    if len(set(widths)) < 3 or repetitions < 1:
        raise FigureError(
            f"widths {widths} and {repetitions} repetitions were given; a fit needs at least "
            f"3 widths and 1 repetition"
        )
    try:
        figure = [
            Setting(m=m, trial=trial, **common)
            for trial in range(repetitions)
            for m in sorted(set(widths))
        ]
        near = min(widths, key=lambda m: abs(m - SCANNED))
        changed: list[dict[str, Any]] = [
            common | {"eta": eta} for eta in sorted({*scan, figure[0].eta})
        ]
        steps = [Setting(m=near, **change) for change in changed]
    except KernelError as error:
        raise FigureError(str(error)) from None
    return figure, steps, {"widths": sorted(set(widths)), "repetitions": repetitions}


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def results(run_: Run, settings: list[Setting]) -> dict[Setting, dict[str, Any]]:
    """Every run, those of an earlier call read back; the long ones first."""
    path = run_.out / "figure-2.1-runs.jsonl"
    known = {
        row["setting"]: row["run"] for row in rows_of(path) if row.keys() >= {"setting", "run"}
    }
    stamp = lambda setting: json.dumps(asdict(setting), sort_keys=True)  # noqa: E731
    missing = sorted({s for s in settings if stamp(s) not in known}, key=lambda s: -s.m * s.n)

    def keep(setting: Setting, made: dict[str, Any]) -> None:
        known[stamp(setting)] = made
        write(
            path,
            "".join(
                json.dumps({"setting": key, "run": value}) + "\n" for key, value in known.items()
            ),
        )
        run_.say(
            f"m = {setting.m}, eta = {setting.eta:g}, repetition {setting.trial + 1}: final loss "
            f"{made['loss'][-1]:.2e}"
        )

    workers = min(
        len(missing), _number(run_.settings.get("workers", 0), int, "workers") or _processors()
    )
    if workers <= 1 or sum(s.m * s.n for s in missing) < 10**6:
        for setting in missing:
            keep(setting, one(setting))
    else:
        for index, made in side_by_side(
            f"{__name__}:one", [(setting,) for setting in missing], workers
        ):
            keep(missing[index], made)
    return {setting: known[stamp(setting)] for setting in settings}
