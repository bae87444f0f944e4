"""The command behind `steepest reproduce`."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from steepest.proofs.vocabulary import SteepestError

from ...store.database import Store
from ...store.results import default_store
from ...terminal import emit, say
from .output import summary, write
from .registry import SEED, entries, reproduce


def reproduce_command(
    name: str,
    out: Path | None = None,
    json: bool = False,
    full: bool = False,
    seed: int | None = None,
    settings: Iterable[str] = (),
) -> tuple[dict[str, Any], int]:
    """Recompute `name`; the record and the exit code 0. Prints the record as JSON or as a text for
    people.

    Unknown names and folders that cannot be written raise a `SteepestError`.
    """
    folder, changed = out or _default_folder(name), _settings(settings)
    tell = sys.stderr if json else sys.stdout
    made = reproduce(
        name,
        folder,
        full=full,
        seed=SEED if seed is None else seed,
        say=lambda line: say(line, file=tell, flush=True),
        **changed,
    )
    text = summary(made)
    write(folder / f"{made.name}.md", text)
    _register(made, default_store())
    record = made.to_json()
    emit(record) if json else say(text)
    return record, 0


def _register(made: Any, store: Path) -> None:
    """Tell the store which pictures are ours, with their captions and comparisons: the report shows
    no others.
    """
    folder, files = store.parent.resolve(), {}
    for picture in (path for path in made.pictures if path.suffix == ".svg"):
        beside = (
            *(picture.with_suffix(suffix) for suffix in (".svg", ".pdf", ".csv", ".txt")),
            picture.parent / f"{picture.stem}-compared.csv",
        )
        for path in (one for one in beside if one.is_file()):
            if path.resolve().is_relative_to(folder):
                name = path.resolve().relative_to(folder).as_posix()
                files[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    if files:
        with Store(store, "join") as opened:
            opened.put_figures(files)


def _settings(texts: Iterable[str]) -> dict[str, Any]:
    """{"key": value} from "key=value" texts; numbers are read as numbers, everything else stays a
    text.
    """
    from ...trials.engine.named import parse_settings

    return {key: _number(text) for key, text in parse_settings(texts).items()}


def _number(text: str) -> Any:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def main(
    name: str | None = None,
    out: Path | None = None,
    json: bool = False,
    full: bool = False,
    seed: int | None = None,
    settings: Iterable[str] = (),
) -> int:
    """Entry point of the command line: without a name, what can be reproduced."""
    if name == "all":
        return _all(out, json, full, seed)
    if name is not None:
        return reproduce_command(name, out, json, full, seed, settings)[1]
    for entry in entries().values():
        if json:
            emit({"name": entry.name, "title": entry.title, "source": entry.source})
        else:
            say(f"{entry.name:<12} {entry.title}")
    return 0


def _all(out: Path | None, json: bool, full: bool, seed: int | None) -> int:
    """Every figure and table, one after the other. One that cannot be made is named at the end and
    does not stop the others.
    """
    known = entries()
    wanted = [name for name in known if name[:-1] not in known]  # the panels come with their figure
    failed = {}
    for number, name in enumerate(wanted, 1):
        say(f"{name} ({number} of {len(wanted)})", file=sys.stderr, flush=True)
        try:
            reproduce_command(name, out / name if out else None, json, full, seed)
        except SteepestError as error:
            failed[name] = str(error)
    if failed:
        raise SteepestError(
            "; ".join(f"{name} was not made: {reason}" for name, reason in failed.items())
        )
    return 0


def _default_folder(name: str) -> Path:
    """Beside the store, where the report looks for pictures; all panels of a figure share a folder
    and its runs.
    """
    from .registry import find

    return default_store().parent / "figures" / find(name).name.rstrip("abcd")
