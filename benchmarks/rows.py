"""What the rows beside the main table share: warm times of several ways taken in turns, as JSON and
Markdown.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from .rivals import Missing
from .run import machine

Answer = dict[str, Any]  # what a way found, for the comparison
Way = Callable[[int], Callable[[], Answer]]  # prepare(threads) -> run()


@dataclass(frozen=True)
class Row:
    """One task, the ways to do it, the way that the others are compared with, and how two answers
    compare (in words).
    """

    name: str
    title: str
    task: str
    ways: Mapping[str, Way]
    reference: str
    compare: Callable[[Answer, Answer], str]
    slow: tuple[str, ...] = field(default=())


def measure(row: Row, threads: int, repeats: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Minimum and median of the warm runs; the slow ways run once."""
    ready, missing, answers = {}, {}, {}
    taken: dict[str, list[float]] = {}
    for name, way in row.ways.items():
        say(f"{row.name}: {name} warms up")
        began = time.perf_counter()
        try:
            ready[name] = way(threads)
            answers[name] = ready[name]()
        except Missing as reason:
            missing[name] = str(reason)
            continue
        taken[name] = [time.perf_counter() - began] if name in row.slow else []
    for turn in range(repeats):
        for name, run in ready.items():
            if name in row.slow or name not in taken:
                continue
            say(f"{row.name}: {name}, run {turn + 1} of {repeats}")
            began = time.perf_counter()
            answers[name] = run()
            taken[name].append(time.perf_counter() - began)
    rows = {
        name: {
            "seconds": min(times), "median": float(np.median(times)), "runs": len(times),
            "against the reference": row.compare(answers[name], answers[row.reference]),
        }
        for name, times in taken.items()
    }  # fmt: skip
    return {
        "machine": machine(threads),
        "task": row.task,
        "reference": row.reference,
        "rows": rows,
        "missing": missing,
    }


def markdown(row: Row, report: dict[str, Any]) -> str:
    m, base = report["machine"], report["rows"][row.reference]["seconds"]
    told = ", ".join(f"{name} {number}" for name, number in m["packages"].items())
    text = [
        f"**{row.title}.** {row.task}",
        "",
        f"Read on {m['when'][:10]}: {m['processor']}, {m['threads']} threads, load "
        f"{m['load']:.1f} at the start; Python {m['python']}, {told}.",
        "",
        f"| how | time | times {row.reference} | runs | against {row.reference} |",
        "|---|---:|---:|---:|---|",
    ]
    for name, found in report["rows"].items():
        said = "" if name == row.reference else found["against the reference"]
        text.append(
            f"| {name} | {found['seconds']:.3g} s | {base / found['seconds']:.3g} | "
            f"{found['runs']} | {said} |"
        )
    if report["missing"]:
        text += [
            "",
            "Not run here: "
            + "; ".join(f"{name} ({reason})" for name, reason in report["missing"].items())
            + ".",
        ]
    return "\n".join(text) + "\n"


def main(row: Row, arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks {row.name}", description=row.task)
    parser.add_argument(
        "--out",
        metavar="FOLDER",
        default="benchmarks/results",
        help=f"where {row.name}.json and .md go",
    )
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args(arguments)
    report = measure(
        row,
        asked.threads,
        asked.repeats,
        lambda text: print(f"... {text}", file=sys.stderr, flush=True),
    )
    folder = Path(asked.out)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{row.name}.json").write_text(json.dumps(report, indent=1) + "\n")
    (folder / f"{row.name}.md").write_text(markdown(row, report))
    print(markdown(row, report))
    return 0
