"""The report: one self-contained static HTML page."""

from __future__ import annotations

from pathlib import Path


def write_report(store: Path, out: Path | None = None) -> Path:
    """Write the report of a store and return where it is."""
    from .page import render

    target = out or store.with_name("report.html")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(render(store), encoding="utf-8")
    return target
