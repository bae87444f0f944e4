"""Writing results: CSV, tables of comparisons, pictures. Every file appears whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from .registry import Comparison, OutputError, Reproduction


def write(path: Path, content: str | bytes) -> Path:
    """Write beside, then rename: a reader never sees half a file."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content.encode() if isinstance(content, str) else content)
        os.replace(beside, path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OutputError(
            f"{path} cannot be written ({error.strerror}); free some space or give another "
            f"folder with --out DIR"
        ) from None
    return path


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file with one JSON object a line, none when there is no file; a damaged line is
    left out, so that it is computed again.
    """
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            yield row


def cell(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Path:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)
    return write(path, text.getvalue())


def markdown(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [
        list(header),
        ["---"] * len(header),
        *([cell(value).replace("|", "\\|") for value in row] for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


WORDS = {True: "agrees", False: "differs", None: "nothing printed"}


def table(comparisons: Iterable[Comparison]) -> str:
    rows = [(c.quantity, c.printed, c.measured, WORDS[c.agrees], c.note) for c in comparisons]
    return markdown(("quantity", "printed", "measured", "", "note"), rows)


def summary(made: Reproduction) -> str:
    """The reproduction as a text for people."""
    lines = [f"# {made.title}", "", f"Source: {made.source}. {made.seconds:.1f} s.", ""]
    if made.comparisons:
        lines += [table(made.comparisons)]
    lines += [f"- {remark}" for remark in made.remarks]
    lines += [
        "",
        "Settings: " + "; ".join(f"{key} = {value}" for key, value in made.settings.items()) + ".",
    ]
    lines += [f"- {path}" for path in (*made.pictures, *made.data)]
    return "\n".join(lines) + "\n"


def finish(made: Reproduction, out: Path) -> Reproduction:
    """Add the comparison table to the files of a reproduction."""
    if made.comparisons:
        rows = [
            (c.quantity, c.printed, c.measured, WORDS[c.agrees], c.note) for c in made.comparisons
        ]
        made.data.append(
            write_csv(
                out / f"{made.name}-compared.csv",
                ("quantity", "printed", "measured", "verdict", "note"),
                rows,
            )
        )
    return made
