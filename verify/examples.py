"""The example files, as package data or beside the sources: what is there, and a copy of it."""

from __future__ import annotations

import shutil
from pathlib import Path

from steepest.proofs.vocabulary import SteepestError

from .terminal import say


class ExamplesError(SteepestError):
    """The examples are not there, or cannot be copied."""


def folder() -> Path:
    """Where they are: in the installed package, or beside the folder `verify` of a checkout."""
    here = Path(__file__).resolve().parent
    for place in (here / "example_files", here.parent / "examples"):
        if (place / "README.md").is_file():
            return place
    raise ExamplesError("this installation has no examples; install steepest again")


def files() -> list[Path]:
    """Every example file, relative to the folder."""
    root = folder()
    return sorted(
        path.relative_to(root)
        for path in root.rglob("*")
        if path.is_file() and path.suffix in (".toml", ".md", ".tex", ".ipynb")
    )


def list_examples() -> None:
    for name in files():
        say(name)
    say("\n`steepest examples DIR` copies them; then for example: steepest check DIR/first.toml")


def copy_examples(to: Path) -> None:
    """Copy them into a folder that is made; a file that is there already is never replaced."""
    known = [name for name in files() if (to / name).exists()]
    if known:
        raise ExamplesError(f"{to / known[0]} exists already; give another folder")
    try:
        for name in files():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder() / name, to / name)
    except OSError as error:
        raise ExamplesError(
            f"the examples cannot be copied to {to}: {error.strerror}; give another folder"
        ) from None
    say(to)
