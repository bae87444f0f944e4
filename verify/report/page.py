"""Fills the template of the report."""

from __future__ import annotations

from pathlib import Path


def render(store: Path) -> str:
    return "<!doctype html><title>steepest</title>\n"
