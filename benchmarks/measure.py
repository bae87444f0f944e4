"""Readings: warm times taken in turns, cold times and memory in fresh processes, growth with trials
and steps.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from .problem import starts
from .rivals import REFERENCE, SLOW, WAYS, Missing, Run

ROOT = Path(__file__).parents[1]


def prepared(threads: int, names: Iterable[str]) -> tuple[dict[str, Run], dict[str, str]]:
    """The ways that run here, and the reasons of the others."""
    ready, missing = {}, {}
    for name in names:
        try:
            ready[name] = WAYS[name](threads)
        except Missing as reason:
            missing[name] = str(reason)
    return ready, missing


def table(
    runs: dict[str, Run], trials: int, steps: int, repeats: int, say: Callable[[str], None]
) -> dict[str, Any]:
    """Minimum and median of several warm runs of each way, taken in turns so that a busy neighbour
    meets everybody.
    """
    first = starts(trials)
    wanted = runs[REFERENCE](first, steps)
    times: dict[str, list[float]] = {name: [] for name in runs}
    agreement: dict[str, float] = {}
    for name, run in list(runs.items()):
        say(f"{trials:,} x {steps:,}: {name} warms up")
        began = time.perf_counter()
        try:
            got = run(first, steps if name not in SLOW or trials < 100_000 else 20)
        except Exception as error:  # a rival that fails is reported, not fatal
            runs.pop(name)
            times.pop(name)
            say(f"{name} failed: {error}")
            continue
        if name in SLOW and trials >= 100_000:
            continue
        agreement[name] = float(np.max(np.abs(got - wanted)))
        times[name].append(time.perf_counter() - began)
    for name in times:
        times[name].clear()
    for turn in range(repeats):
        for name, run in runs.items():
            if turn and name in SLOW and trials >= 100_000:
                continue
            say(f"{trials:,} x {steps:,}: {name}, run {turn + 1} of {repeats}")
            began = time.perf_counter()
            got = run(first, steps)
            times[name].append(time.perf_counter() - began)
            agreement.setdefault(name, float(np.max(np.abs(got - wanted))))
    rows = {}
    for name, taken in times.items():
        best = min(taken)
        rows[name] = {
            "seconds": best,
            "median": float(np.median(taken)),
            "runs": len(taken),
            "trial_steps_per_second": trials * steps / best,
            "largest_difference": agreement[name],
        }
    return {"trials": trials, "steps": steps, "rows": rows}


CHILD = """
import json, sys
from benchmarks.measure import peak_kib
from benchmarks.problem import starts
from benchmarks.rivals import WAYS, Missing
name, threads, trials, steps = sys.argv[1], *(int(word) for word in sys.argv[2:5])
try:
    WAYS[name](threads)(starts(trials), steps)
except Missing as reason:
    print(json.dumps({"missing": str(reason)}))
else:
    print(json.dumps({"rss_kib": peak_kib()}))
"""


def peak_kib() -> int:
    """The peak memory of this process; getrusage would count that of its parent before exec."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1])
    raise OSError("this system does not tell a process its peak memory")


def child(
    name: str, threads: int, trials: int, steps: int, cache: str | None = None
) -> dict[str, Any] | None:
    """One run in a fresh process: seconds from its start to its end, and its peak memory. None: it
    cannot run here.
    """
    environment = os.environ | ({"STEEPEST_CACHE": cache} if cache else {})
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, name, str(threads), str(trials), str(steps)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    seconds = time.perf_counter() - began
    told = (
        json.loads(done.stdout)
        if done.returncode == 0
        else {"missing": done.stderr.strip().splitlines()[-1]}
    )
    return None if "missing" in told else {"seconds": seconds} | told


def cold(
    names: Iterable[str],
    threads: int,
    trials: int,
    steps: int,
    repeats: int,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Seconds from a cold process to the first result; ours also with its kernel already in the
    cache.
    """
    found: dict[str, Any] = {}
    for name in names:
        for kept in (False, True) if name.startswith("steepest cpu") else (False,):
            say(f"cold start: {name}{', kernel in the cache' if kept else ''}")
            taken = []
            for _ in range(repeats if "compile" not in name else 1):
                with tempfile.TemporaryDirectory() as folder:
                    if kept:
                        child(name, threads, trials, steps, folder)
                    reading = child(name, threads, trials, steps, folder)
                if reading is None:
                    break
                taken.append(reading["seconds"])
            if taken:
                found[name + (", kernel in the cache" if kept else "")] = {
                    "seconds": min(taken),
                    "runs": len(taken),
                }
    return found


def memory(
    names: Iterable[str], threads: int, say: Callable[[str], None], large: int = 1_000_000
) -> dict[str, float]:
    """Bytes per trial: growth of the peak memory of a fresh process from 1,000 trials to many,
    inputs included.
    """
    found = {}
    for name in names:
        say(f"memory: {name}")
        small, big = child(name, threads, 1_000, 20), child(name, threads, large, 20)
        if small and big:
            found[name] = 1024 * (big["rss_kib"] - small["rss_kib"]) / (large - 1_000)
    return found


def growth(run: Run, say: Callable[[str], None]) -> list[dict[str, float]]:
    """Nanoseconds per trial-step as the trials grow, and as the steps grow."""
    found = []
    for trials, steps in [
        (640, 8000),
        (5_120, 2_000),
        (51_200, 500),
        (512_000, 200),
        (5_120, 200),
        (5_120, 20_000),
        (5_120, 60_000),
        (5_120, 100_000),
    ]:
        say(f"growth: {trials:,} trials x {steps:,} steps")
        first = starts(trials)
        run(first, min(steps, 64))
        taken = []
        for _ in range(5 if trials * steps < 10**8 else 2):
            began = time.perf_counter()
            run(first, steps)
            taken.append(time.perf_counter() - began)
        found.append(
            {"trials": trials, "steps": steps, "nanoseconds": 1e9 * min(taken) / (trials * steps)}
        )
    return found
