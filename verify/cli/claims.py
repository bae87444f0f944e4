"""Claims and their evidence: list, show, run, recheck, export, errata."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..terminal import say
from .app import AsJson, Patterns, StoreFile, Timeout, UsageError, Workers, chosen, positive


def list_(
    pattern: Patterns = None,
    verdict: Annotated[
        list[str] | None,
        typer.Option("--verdict", metavar="WORD", help="Only claims with this verdict."),
    ] = None,
    json: AsJson = False,
    store: StoreFile = None,
) -> None:
    """List the claims with their last verdict."""
    from ..pages.claims import list_claims

    list_claims(*chosen(pattern, store), verdicts=verdict or [], json=json)


def show(
    id: Annotated[
        list[str],
        typer.Argument(metavar="[PAPER] ID", help="Id of a claim or definition."),
    ],
    json: AsJson = False,
    store: StoreFile = None,
) -> None:
    """One claim in full: statement, source, hypotheses, derivation, verdict, amended form."""
    from ..pages.claims import show_claim

    ids, path = chosen(id, store)
    if len(ids) != 1:
        raise UsageError(
            f"{' '.join(id)} was given; expected one id, after the paper if it is one of a paper"
        )
    show_claim(ids[0], path, json=json)


def run(
    pattern: Patterns = None,
    full: Annotated[
        bool, typer.Option("--full", help="Also the long claims, larger sizes, more trials.")
    ] = False,
    mutants: Annotated[
        bool,
        typer.Option("--mutants", help="Run the false variants instead; each must be REFUTED."),
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Recompute unchanged claims too.")] = False,
    timeout: Timeout = None,
    workers: Workers = None,
    report: Annotated[
        bool, typer.Option("--report/--no-report", help="Write the HTML report at the end.")
    ] = True,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept", help="LaTeX: you have read the changed texts of stale claims again."
        ),
    ] = False,
    json: AsJson = False,
    store: StoreFile = None,
) -> None:
    """The main job: decide every claim, keep the results, write the report.

    `steepest run PAPER` does it for your own paper: a claim file, a folder, a LaTeX source.
    """
    from ..main_job import Limits, main_job

    positive(timeout)
    if workers is not None and workers < 1:
        raise UsageError(f"--workers {workers} was given; expected at least 1")
    limits = Limits(timeout=timeout, workers=workers, full=full, fresh=fresh)
    patterns, path = chosen(pattern, store)
    code = main_job(patterns, path, limits, mutants=mutants, report=report, json=json)
    source = next((Path(word) for word in pattern or [] if word.endswith(".tex")), None)
    if source is not None and code in (0, 1, 2):
        from ..badges import write

        code = max(code, write(source, path, accept=accept))
    raise typer.Exit(code)


def recheck(
    pattern: Annotated[
        list[str] | None, typer.Argument(metavar="[PATTERN|DIR]...", help="Claims, or folders.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", metavar="FILE.toml", help="The claim file that the certificates are for."
        ),
    ] = None,
    coq: Annotated[
        bool, typer.Option("--coq", help="Let Coq check what is PROVED, and keep the axioms.")
    ] = False,
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout", metavar="S", help="With --coq: processor seconds for a claim, 12."
        ),
    ] = None,
    within: Annotated[
        float | None,
        typer.Option(
            "--within", metavar="MIN", help="With --coq: read short claims first, for MIN minutes."
        ),
    ] = None,
    json: AsJson = False,
    store: StoreFile = None,
) -> None:
    """Validate every stored certificate and witness with the independent checker, and compare it
    with the claim that it stands beside.
    """
    given = (("--timeout", "seconds", timeout), ("--within", "minutes", within))
    limits = [(option, unit, value) for option, unit, value in given if value is not None]
    if coq:
        from ..coq import recheck as by_coq

        if file is not None:
            raise UsageError("--file was given beside --coq; Coq checks the claims of the store")
        for option, unit, value in limits:
            if not 0 < value < float("inf"):
                raise UsageError(f"{option} was given as {value:g}; give {unit} above 0")
        patterns, path = chosen(pattern, store)
        more = {unit: value for _, unit, value in limits}
        raise typer.Exit(by_coq(patterns, path, json=json, **more))
    for option, *_ in limits:
        raise UsageError(f"{option} was given without --coq; the checker has limits of its own")
    from ..recheck import recheck as main

    patterns, path = chosen(pattern, store)
    raise typer.Exit(main(patterns, path, json=json, file=file))


def export(
    pattern: Patterns = None,
    coq: Annotated[
        Path | None, typer.Option("--coq", metavar="DIR", help="Write files for Coq into DIR.")
    ] = None,
    json: AsJson = False,
    store: StoreFile = None,
) -> None:
    """Write what is PROVED for another proof assistant: a readable file for each claim (statement,
    proof) and a Makefile. What has no such form is listed with the reason.
    """
    from ..coq import export as main

    if coq is None:
        raise UsageError("nothing says what to export to; give --coq DIR")
    patterns, path = chosen(pattern, store)
    raise typer.Exit(main(patterns, path, coq, json=json))


def errata(
    pattern: Patterns = None,
    json: AsJson = False,
    tex: Annotated[
        bool, typer.Option("--tex", help="As a LaTeX list, the heaviest first.")
    ] = False,
    store: StoreFile = None,
) -> None:
    """What is false as printed: the witness, and the nearest true statement."""
    from ..pages.claims import show_errata

    patterns, path = chosen(pattern, store)
    if tex:
        from ..report import errata_tex

        return say(errata_tex(path, patterns))
    return show_errata(patterns, path, json=json)
