"""The application, and the options and arguments that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from steepest.proofs.vocabulary import SteepestError

from ..terminal import say

app = typer.Typer(
    name="steepest",
    help="Machine-checks the theory of gradient descent: claims in, verdicts with re-checkable "
    "evidence out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Patterns = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PAPER] [PATTERN]...",
        help="Ids or shell-style patterns; none means every claim. PAPER: a claim file, a folder "
        "of them or a LaTeX source in the place of the installed claims.",
    ),
]
Timeout = Annotated[float | None, typer.Option("--timeout", metavar="S", help="Seconds per claim.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
StoreFile = Annotated[
    Path | None,
    typer.Option(
        "--store",
        metavar="FILE",
        help="Result store (default: STEEPEST_STORE, or steepest-output/results.sqlite; of a "
        "paper: steepest-output beside it).",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", help="Worker processes (default: all cores)."),
]
Evidence = Annotated[
    Path | None,
    typer.Option(
        "--certificates",
        metavar="DIR",
        help="Where the evidence goes (gram and laws: steepest-output/gram, .../laws if not "
        "given; check: nowhere).",
    ),
]
Seed = Annotated[int | None, typer.Option("--seed", help="Seed of the random choices.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a setting.")
]


class UsageError(SteepestError):
    """An option or argument that cannot be used."""


def stored_at(path: Path | None) -> Path:
    """The store that is meant."""
    from ..store.results import default_store

    return path or default_store()


def chosen(words: list[str] | None, store: Path | None) -> tuple[list[str], Path]:
    """The patterns and the store, after a paper among the words is opened."""
    from steepest.proofs import registry

    words = words or []
    registry.open_paper(None)
    if any(Path(word).suffix in (".toml", ".tex") or Path(word).is_dir() for word in words):
        from ..paper import chosen as of_paper

        words, store = of_paper(words, store)
    return words, stored_at(store)


def positive(timeout: float | None) -> None:
    if timeout is not None and not 0 < timeout < float("inf"):
        raise UsageError(
            f"--timeout {timeout:g} was given; expected a positive number of seconds, such as "
            f"--timeout 60"
        )


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"steepest {version('steepest')}")
        raise typer.Exit


@app.callback()
def steepest(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_version, help="Show the version and end."
        ),
    ] = False,
) -> None:
    pass
