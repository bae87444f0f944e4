"""Figures of `steepest reproduce` in the page."""

from __future__ import annotations

import base64
import csv
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from steepest.proofs.files import Unreadable, read_file

COLUMNS = ("quantity", "printed", "measured", "verdict", "note")
LARGEST = 3_000_000  # bytes of one picture


def anchor(text: str) -> str:
    """An HTML id: letters, digits and hyphens stay, the rest is spelled as its code, so that two
    ids never collide.
    """
    return "".join(c if c.isascii() and c.isalnum() or c in "-." else f"_{ord(c):x}" for c in text)


def figures(folder: Path, registered: Mapping[str, str]) -> list[dict[str, Any]]:
    """The pictures that `steepest reproduce` registered in the store, in the order of their names:
    files below the store's folder whose content has not changed. Nothing in them can run or load
    anything, because the page shows them as images.
    """
    found = []
    for name in sorted(registered):
        if not name.endswith(".svg") or (data := _content(folder, name, registered)) is None:
            continue
        stem = name.removesuffix(".svg")
        note = _content(folder, f"{stem}.txt", registered)
        words = Path(stem).name.replace("-", " ").replace("_", " ").capitalize()
        table = _content(folder, f"{stem}-compared.csv", registered) or b""
        found.append(
            {
                "anchor": f"figure-{anchor(stem.removeprefix('figures/'))}",
                "source": f"data:image/svg+xml;base64,{base64.b64encode(data).decode()}",
                "caption": note.decode("utf-8", "replace").strip() if note else words,
                "compared": compared(table.decode("utf-8", "replace")),
            }
        )
    return found


def _content(folder: Path, name: str, registered: Mapping[str, str]) -> bytes | None:
    """The bytes of a registered file that is as it was registered."""
    try:
        data = read_file(folder / name, LARGEST, inside=folder)
    except Unreadable:
        return None
    return data if hashlib.sha256(data).hexdigest() == registered.get(name) else None


def compared(text: str) -> list[dict[str, str]]:
    """The comparison with the printed numbers that `steepest reproduce` leaves beside the
    picture.
    """
    rows = csv.DictReader(text.splitlines())
    return [{name: row.get(name) or "" for name in COLUMNS} for row, _ in zip(rows, range(200))]
