"""Numbers: trials and the figures and tables of the papers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .app import AsJson, Seed, Settings, StoreFile, Workers, stored_at


def trial(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="A trial, or a claim that is decided by trials; nothing lists the trials.",
        ),
    ] = None,
    trials: Annotated[
        int | None, typer.Option("--trials", metavar="N", help="Number of trials.")
    ] = None,
    set_: Settings = None,
    backend: Annotated[
        str | None,
        typer.Option("--backend", help="auto, numpy, cpu, cuda (default: the plan's)."),
    ] = None,
    seed: Seed = None,
    dask: Annotated[
        str | None,
        typer.Option("--dask", metavar="ADDRESS", help="Scheduler, such as tcp://host:8786."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume/--restart", help="Use the shards that are already stored.")
    ] = True,
    only: Annotated[
        int | None,
        typer.Option("--only", metavar="I", help="Run this one trial again and print it."),
    ] = None,
    early: Annotated[
        bool,
        typer.Option("--early", help="Stop as soon as a time-uniform confidence sequence decides."),
    ] = False,
    workers: Workers = None,
    json: AsJson = False,
    store: StoreFile = None,
) -> None:
    """Run one pre-registered trial, with parameters of your own."""
    from ..trials.engine.command import trial_command
    from ..trials.engine.listing import trials_table

    if name is None:
        return trials_table(json=json)
    options = {
        "backend": backend,
        "seed": seed,
        "dask": dask,
        "resume": resume,
        "only": only,
        "early": early,
        "workers": workers,
    }
    _, code = trial_command(
        name, stored_at(store), trials=trials, settings=set_ or [], json=json, **options
    )
    raise typer.Exit(code)


def reproduce(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="FIGURE|TABLE",
            help="What to reproduce; all makes every one, nothing lists them.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder of the results.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="The long form.")] = False,
    seed: Seed = None,
    set_: Settings = None,
    json: AsJson = False,
) -> None:
    """Recompute a figure or table: data as CSV, a picture, and the comparison with the printed
    numbers.
    """
    from ..reproduce import main

    raise typer.Exit(main(name, out=out, json=json, full=full, seed=seed, settings=set_ or []))
