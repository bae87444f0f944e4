"""What is kept: the report, the ledger, the installation and its store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..terminal import say
from .app import AsJson, StoreFile, UsageError, chosen, stored_at

Paper = Annotated[list[str] | None, typer.Argument(metavar="[PAPER]", help="A paper of your own.")]


def report(
    paper: Paper = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where to write (default: beside the store)."),
    ] = None,
    single: Annotated[
        bool,
        typer.Option("--single-file", help="One page for mailing: theorems and errata only."),
    ] = False,
    store: StoreFile = None,
) -> None:
    """Write the report: a folder of static pages, one a claim; opens without a server."""
    from ..report import write_report

    say(write_report(_of_paper(paper, store), out, single=single))


def ledger(
    paper: Paper = None,
    update: Annotated[bool, typer.Option("--update", help="Record the measured verdicts.")] = False,
    json: AsJson = False,
    store: StoreFile = None,
) -> None:
    """Compare the measured verdicts with the recorded ones: those of proofs/ledger.toml, or of the
    ledger beside a paper.
    """
    from ..pages.claims import show_ledger

    raise typer.Exit(show_ledger(_of_paper(paper, store), update=update, json=json))


def facts(json: AsJson = False, store: StoreFile = None) -> None:
    """The textbook facts that theorems may rest on, and how many claims use each."""
    from ..pages.facts import show_facts

    show_facts(stored_at(store), json=json)


def doctor(
    json: AsJson = False,
    salvage: Annotated[
        bool, typer.Option("--salvage", help="Move a damaged store aside and keep its sound rows.")
    ] = False,
    store: StoreFile = None,
) -> None:
    """What this installation can do, and why not more."""
    from ..doctor import examine

    raise typer.Exit(examine(stored_at(store), salvage=salvage, json=json))


def _of_paper(paper: list[str] | None, store: Path | None) -> Path:
    """The store, after the paper is opened if one is given."""
    patterns, path = chosen(paper, store)
    if patterns:
        raise UsageError(
            f"{patterns[0]} was given; expected a claim file, a folder of them, a .tex"
        )
    return path
