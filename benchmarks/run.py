"""`make bench`: the table, as JSON, Markdown and pictures. Each number says how many runs it is the
minimum of.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from . import device, measure
from .rivals import BEST_OF, OURS, REFERENCE, WAYS

PACKAGES = ("numpy", "sympy", "numba", "jax", "torch", "cupy-cuda12x", "cupy-cuda13x")


def machine(threads: int) -> dict[str, Any]:
    """What the readings were taken on."""
    from steepest.kernels import status

    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in _lines("/proc/cpuinfo")
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": model,
        "processors": os.cpu_count(),
        "threads": threads,
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "packages": found,
        "backends": {backend.name: backend.detail for backend in status()},
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def markdown(report: dict[str, Any]) -> str:
    """The report as tables."""
    m = report["machine"]
    told = ", ".join(f"{name} {number}" for name, number in m["packages"].items())
    text = [
        f"Read on {m['when'][:10]}: {m['processor']}, {m['threads']} threads, load "
        f"{m['load']:.1f} at the start; "
        f"Python {m['python']}, {told}. Times are minima of several runs taken in turns; "
        f"float64 throughout.",
    ]
    for block in report["tables"]:
        rows = block["rows"]
        base = rows[REFERENCE]["seconds"]
        text += ["", f"**{block['trials']:,} trials x {block['steps']:,} steps**", ""]
        text += [
            "| how | time | x NumPy | trial-steps/s | largest difference from NumPy |",
            "|---|---:|---:|---:|---:|",
        ]
        for name, row in rows.items():
            gap = row["largest_difference"]
            bits = "none (bit for bit)" if gap == 0 else f"{gap:.1e}"
            text.append(
                f"| {name} | {_time(row['seconds'])} | {base / row['seconds']:.1f} | "
                f"{row['trial_steps_per_second']:.2e} | {bits} |"
            )
        text.append("")
        text.append(_ratios(rows))
    if report["cold"]:
        text += [
            "",
            "**First result from a cold process** (import, derive, emit, compile, 5,120 x 2,000)",
            "",
        ]
        text += ["| how | seconds |", "|---|---:|"]
        text += [f"| {name} | {row['seconds']:.2f} |" for name, row in report["cold"].items()]
    if report["memory"]:
        text += ["", "**Memory**, inputs included", "", "| how | bytes a trial |", "|---|---:|"]
        text += [f"| {name} | {size:.0f} |" for name, size in report["memory"].items()]
    if report["growth"]:
        text += [
            "",
            f"**Cost of a trial-step as the work grows** ({OURS})",
            "",
            "| trials | steps | ns a trial-step |",
            "|---:|---:|---:|",
        ]
        text += [
            f"| {row['trials']:,} | {row['steps']:,} | {row['nanoseconds']:.3f} |"
            for row in report["growth"]
        ]
    if "device" in report:
        text += device.markdown(report["device"])
    if report["missing"]:
        text += [
            "",
            "Not run here: "
            + "; ".join(f"{name} ({reason})" for name, reason in report["missing"].items())
            + ".",
        ]
    return "\n".join(text) + "\n"


def _time(seconds: float) -> str:
    return f"{1e3 * seconds:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _ratios(rows: dict[str, Any]) -> str:
    ours = rows[OURS]["seconds"] if OURS in rows else None
    others = {name: rows[name]["seconds"] for name in BEST_OF if name in rows}
    if ours is None:
        return "The cpu backend did not run."
    said = f"{OURS}: {rows[REFERENCE]['seconds'] / ours:.1f} times NumPy"
    if others:
        best = min(others, key=lambda name: others[name])
        said += f", {others[best] / ours:.1f} times the best of {' and '.join(others)} ({best})"
    return said + "."


def picture(report: dict[str, Any], folder: Path) -> list[Path]:
    """Bars of throughput for each table, as SVG and PNG."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    blocks = report["tables"]
    figure, axes = pyplot.subplots(
        1, len(blocks), figsize=(6.5 * len(blocks), 3.6), squeeze=False, layout="constrained"
    )
    for axis, block in zip(axes[0], blocks):
        rows = sorted(block["rows"].items(), key=lambda pair: pair[1]["trial_steps_per_second"])
        rates = [row["trial_steps_per_second"] / 1e6 for _, row in rows]
        colours = ["#2a6f97" if name.startswith("steepest") else "#b8b8b8" for name, _ in rows]
        bars = axis.barh([name for name, _ in rows], rates, color=colours)
        axis.bar_label(bars, labels=[f"{rate:,.0f}" for rate in rates], padding=3, fontsize=8)
        axis.set_xscale("log")
        axis.margins(x=0.15)
        axis.set_xlabel("million trial-steps a second")
        axis.set_title(
            f"{block['trials']:,} trials x {block['steps']:,} steps, float64", fontsize=10
        )
        axis.spines[["top", "right"]].set_visible(False)
    made = [folder / "benchmark.svg", folder / "benchmark.png"]
    for path in made:
        figure.savefig(path, dpi=150)
    pyplot.close(figure)
    return made


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--out",
        metavar="FOLDER",
        default="benchmarks/results",
        help="where benchmark.{json,md,svg,png} go",
    )
    parser.add_argument(
        "--threads",
        type=int,
        default=len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
    )
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="the small table only, no cold starts, memory or growth",
    )
    parser.add_argument(
        "--only",
        metavar="TEXT",
        action="append",
        help="only the ways whose name holds TEXT (NumPy is always run)",
    )
    asked = parser.parse_args(arguments)
    names = [
        name
        for name in WAYS
        if not asked.only or name == REFERENCE or any(part in name for part in asked.only)
    ]

    def say(text: str) -> None:
        print(f"... {text}", file=sys.stderr, flush=True)

    report: dict[str, Any] = {
        "machine": machine(asked.threads),
        "tables": [],
        "cold": {},
        "memory": {},
        "growth": [],
    }
    runs, report["missing"] = measure.prepared(asked.threads, names)
    report["tables"].append(measure.table(dict(runs), 5_120, 2_000, asked.repeats, say))
    if not asked.quick:
        report["tables"].append(
            measure.table(dict(runs), 1_000_000, 1_000, max(2, asked.repeats // 3), say)
        )
        report["cold"] = measure.cold(runs, asked.threads, 5_120, 2_000, 3, say)
        report["memory"] = measure.memory(
            [name for name in runs if "compile" not in name], asked.threads, say
        )
        if OURS in runs:
            report["growth"] = measure.growth(runs[OURS], say)
    if device.available():
        report["device"] = device.readings(say, (5_120,) if asked.quick else device.SIZES)
    folder = Path(asked.out)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "benchmark.json").write_text(json.dumps(report, indent=1) + "\n")
    (folder / "benchmark.md").write_text(markdown(report))
    picture(report, folder)
    print(markdown(report))
    print(f"written: {folder}/benchmark.json, .md, .svg, .png")
    return 0
