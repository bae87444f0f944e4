"""`python -m steepest.kernels.selfcheck [--json FILE] [--backend cuda]`: every kernel against the
NumPy reference.

Prints PASS or FAIL for each kernel. Exit code 0: all pass; 1: some fail; 3: the backend is not
available here. Exact kernels must agree bit for bit. Kernels that call library functions (sine and
its kin) are compared after a few steps, relative to 1e-9, since each library rounds its own way.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from .catalogue import ENTRIES, Entry
from .engine import backends
from .engine.drive import run
from .engine.errors import KernelError

TOLERANCE = 1e-9


def difference(left: np.ndarray, right: np.ndarray) -> float:
    """The largest relative difference; equal infinities and NaNs count as equal."""
    left, right = np.asarray(left, float), np.asarray(right, float)
    same = (left == right) | (np.isnan(left) & np.isnan(right))
    with np.errstate(all="ignore"):
        gap = np.abs(left - right) / np.maximum(np.abs(right), 1e-300)
    return float(np.max(np.where(same, 0.0, np.where(np.isnan(gap), np.inf, gap)), initial=0.0))


def check(
    name: str, entry: Entry, backend: str, count: int = 257, seed: int = 11
) -> dict[str, Any]:
    """Run one kernel on `backend` and on numpy and compare all that they return."""
    asked: dict[str, Any] = {
        "count": count,
        "horizon": entry.horizon,
        "parameters": entry.parameters,
        "first": 2**33 - 100,
        "seed": seed,
    }
    exact = entry.exact()
    try:
        began = time.perf_counter()
        got = run(entry.build(), backend=backend, **asked)
        seconds = time.perf_counter() - began
        wanted = run(entry.build(), backend="numpy", **asked)
    except KernelError as error:
        return {"kernel": name, "pass": False, "exact": exact, "detail": str(error)}
    gaps = {key: difference(got[key], wanted[key]) for key in wanted}
    worst = max(gaps, key=lambda key: gaps[key])
    agreed = gaps[worst] == 0.0 if exact else gaps[worst] <= TOLERANCE
    return {
        "kernel": name,
        "pass": agreed,
        "exact": exact,
        "largest_difference": gaps[worst],
        "in": worst,
        "trials": count,
        "horizon": entry.horizon,
        "seconds": seconds,
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m steepest.kernels.selfcheck", description=str(__doc__).split("\n")[0]
    )
    parser.add_argument("--json", metavar="FILE", help="also write the outcome there")
    parser.add_argument("--backend", default="cuda", choices=backends.ORDER)
    asked = parser.parse_args(arguments)
    known = {backend.name: backend for backend in backends.status()}
    device = known[asked.backend]
    report: dict[str, Any] = {
        "backend": device.name,
        "available": device.available,
        "detail": device.detail,
        "kernels": [],
    }
    if device.available:
        for name, entry in ENTRIES.items():
            outcome = check(name, entry, asked.backend)
            report["kernels"].append(outcome)
            word = "PASS" if outcome["pass"] else "FAIL"
            how = "bit for bit" if outcome["exact"] else f"within {TOLERANCE:g}"
            print(
                f"{word}  {name}  ({how}; largest difference "
                f"{outcome.get('largest_difference', outcome.get('detail'))})",
                flush=True,
            )
    else:
        print(f"nothing checked: the backend {device.name} is not available here: {device.detail}")
    if asked.json:
        Path(asked.json).write_text(json.dumps(report, indent=1) + "\n")
    if not device.available:
        return 3
    return 0 if all(outcome["pass"] for outcome in report["kernels"]) else 1


if __name__ == "__main__":
    sys.exit(main())
