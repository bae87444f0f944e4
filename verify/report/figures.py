"""Figures of `steepest reproduce`: pictures, files, printed against measured, claims."""

from __future__ import annotations

import base64
import csv
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from steepest.proofs.files import Unreadable, read_file

from .names import anchor
from .svg import drawing

COLUMNS = ("quantity", "printed", "measured", "verdict", "note")
LARGEST = 3_000_000  # bytes of one file
BESIDE = (".pdf", ".csv")  # what may be downloaded: neither can run in a browser


def figures(folder: Path, registered: Mapping[str, str]) -> list[dict[str, Any]]:
    """The pictures that `steepest reproduce` registered in the store, in the order of their names:
    files below the store's folder whose content has not changed. Nothing in them can run or load
    anything: they are written anew from what draws, and the page shows them as images.
    """
    found = []
    for name in sorted(registered):
        if not name.endswith(".svg") or (data := content(folder, name, registered)) is None:
            continue
        if (data := drawing(data)) is None:
            continue
        stem = name.removesuffix(".svg")
        note = content(folder, f"{stem}.txt", registered)
        words = Path(stem).name.replace("-", " ").replace("_", " ").capitalize()
        table = content(folder, f"{stem}-compared.csv", registered) or b""
        rows = compared(table.decode("utf-8", "replace"))
        found.append(
            {
                "anchor": f"figure-{anchor(stem.removeprefix('figures/'))}",
                "stem": Path(stem).name,
                "name": words,
                "data": data,
                "source": f"data:image/svg+xml;base64,{base64.b64encode(data).decode()}",
                "caption": note.decode("utf-8", "replace").strip() if note else words,
                "compared": rows,
                "agrees": sum(row["verdict"] == "agrees" for row in rows),
                "printed": sum(row["verdict"] in ("agrees", "differs") for row in rows),
                "beside": {
                    suffix: more
                    for suffix in BESIDE
                    if (more := content(folder, f"{stem}{suffix}", registered)) is not None
                },
            }
        )
    return found


def content(folder: Path, name: str, registered: Mapping[str, str]) -> bytes | None:
    """The bytes of a registered file that is as it was registered."""
    if name not in registered:
        return None
    try:
        data = read_file(folder / name, LARGEST, inside=folder)
    except Unreadable:
        return None
    return data if hashlib.sha256(data).hexdigest() == registered[name] else None


def compared(text: str) -> list[dict[str, str]]:
    """The comparison with the printed numbers that `steepest reproduce` leaves beside the
    picture.
    """
    rows = csv.DictReader(text.splitlines())
    return [{name: row.get(name) or "" for name in COLUMNS} for row, _ in zip(rows, range(200))]


def linked(found: Iterable[dict[str, Any]], entries: Mapping[str, Any]) -> None:
    """Tie each figure to the claims that speak of it: those printed at its place, and those that
    its caption or comparison names. Fills `claims` of a figure and `pictures` of an entry.
    """
    for entry in entries.values():
        entry["pictures"] = []
    for figure in found:
        words = figure["caption"] + " ".join(row["note"] for row in figure["compared"])
        named = set(re.findall(r"[a-z0-9]+\.[\w.-]*\w", words))
        place = place_of(figure["stem"])
        figure["claims"] = [
            entry
            for id, entry in entries.items()
            if id in named or (place and re.search(place, entry["locus"]))
        ]
        for entry in figure["claims"]:
            entry["pictures"].append(figure)


def place_of(stem: str) -> str:
    """A pattern for the place of a figure: "figure-6.3a" is printed at "Figure 6.3a" or in all of
    "Figure 6.3"; "" for a picture that the source does not have.
    """
    found = re.fullmatch(r"(figure|table)-(\d+(?:\.\d+)?)([a-d]?)", stem)
    if not found:
        return ""
    panel = f"(?:{found[3]})?" if found[3] else "[a-d]?"
    return rf"\b{found[1].capitalize()} {re.escape(found[2])}{panel}(?![a-z]|[\w.]*\d)"
