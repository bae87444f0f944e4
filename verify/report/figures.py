"""Figures of `steepest reproduce`, made safe to stand side by side in one page."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

COLUMNS = ("quantity", "printed", "measured", "verdict", "note")
LARGEST = 3_000_000  # bytes of one picture


def anchor(text: str) -> str:
    """An HTML id: letters, digits and hyphens stay, the rest is spelled as its code, so that two
    ids never collide.
    """
    return "".join(c if c.isascii() and c.isalnum() or c in "-." else f"_{ord(c):x}" for c in text)


def figures(folder: Path) -> list[dict[str, Any]]:
    """Every SVG below the folder, in the order of its names."""
    from markupsafe import Markup

    found = []
    for number, path in enumerate(sorted(folder.rglob("*.svg")) if folder.is_dir() else []):
        if path.stat().st_size > LARGEST:
            continue
        svg = embed(path.read_text(encoding="utf-8", errors="replace"), f"f{number}-")
        if svg:
            name = path.relative_to(folder).with_suffix("").as_posix()
            entry = {
                "anchor": f"figure-{anchor(name)}",
                "svg": Markup(svg),
                "caption": caption(path),
            }
            found.append(entry | {"compared": compared(path)})
    return found


def caption(path: Path) -> str:
    """The text file beside the picture, or its name in words."""
    note = path.with_suffix(".txt")
    if note.is_file():
        return note.read_text(encoding="utf-8", errors="replace").strip()
    return f"{path.stem.replace('-', ' ').replace('_', ' ')}".capitalize()


def compared(path: Path) -> list[dict[str, str]]:
    """The comparison with the printed numbers that `steepest reproduce` leaves beside the
    picture.
    """
    table = path.with_name(f"{path.stem}-compared.csv")
    if not table.is_file():
        return []
    with table.open(encoding="utf-8", errors="replace", newline="") as lines:
        return [{name: row.get(name) or "" for name in COLUMNS} for row in csv.DictReader(lines)][
            :200
        ]


def embed(text: str, prefix: str) -> str:
    """The <svg> element with its ids renamed and everything that could run or load something
    removed.
    """
    start, end = text.find("<svg"), text.rfind("</svg>")
    if start < 0 or end < 0:
        return ""
    svg = text[start : end + 6]
    svg = re.sub(r"(?is)<(script|foreignObject|metadata)\b.*?</\1\s*>", "", svg)
    svg = re.sub(r"(?is)<!--.*?-->|<\?.*?\?>", "", svg)
    svg = re.sub(r"""(?i)\son\w+\s*=\s*("[^"]*"|'[^']*')""", "", svg)
    svg = re.sub(r"""(?i)((?:xlink:)?href\s*=\s*["'])(?!#|data:image/png)[^"']*""", r"\1#", svg)
    svg = re.sub(r'\bid="([^"]*)"', rf'id="{prefix}\1"', svg)
    svg = re.sub(r'((?:xlink:)?href=")#', rf"\1#{prefix}", svg)
    svg = svg.replace("url(#", f"url(#{prefix}")
    for name in ("width", "height"):
        svg = re.sub(rf'(<svg\b[^>]*?)\s+{name}="[^"]*"', r"\1", svg, count=1)
    return svg
