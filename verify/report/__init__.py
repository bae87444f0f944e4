"""The report: one self-contained static HTML page."""

from __future__ import annotations

from pathlib import Path

from steepest.proofs.vocabulary import SteepestError


class ReportError(SteepestError):
    """The report cannot be written where it was asked for."""


def report_name(store: Path) -> str:
    """`report.html` beside `results.sqlite`; beside another store its name stands in it, so that
    two stores of a folder have two reports.
    """
    return "report.html" if store.stem == "results" else f"report-{store.stem}.html"


def write_report(store: Path, out: Path | None = None) -> Path:
    """Write the report of a store and return where it is."""
    from .page import render

    target = out or store.with_name(report_name(store))
    beside = target.with_name(f".{target.name}.part")
    try:
        if out is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
        if not store.exists():
            raise ReportError(
                f"there is no store at {store}; `steepest run` makes one, or name another: "
                f"--store FILE"
            )
        beside.write_text(render(store), encoding="utf-8")
        beside.replace(target)
    except OSError as error:
        raise ReportError(
            f"the report {target} cannot be written: {error.strerror}; free some space, or "
            f"name another file: "
            f"`steepest report --out FILE` (the results are kept)"
        ) from None
    return target
