"""The command line. Every command imports what it needs when it runs, so that `steepest --help` is
immediate.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from steepest.proofs.vocabulary import SteepestError

from .guarded import guarded
from .terminal import say

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


class UsageError(SteepestError):
    """An option or argument that cannot be used."""


def _store(path: Path | None) -> Path:
    from .store.results import default_store

    return path or default_store()


def _chosen(words: list[str] | None, store: Path | None) -> tuple[list[str], Path]:
    """The patterns and the store, after a paper among the words is opened."""
    from steepest.proofs import registry

    words = words or []
    registry.open_paper(None)
    if any(Path(word).suffix in (".toml", ".tex") or Path(word).is_dir() for word in words):
        from .paper import chosen

        words, store = chosen(words, store)
    return words, _store(store)


def _positive(timeout: float | None) -> None:
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


@app.command("list")
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
    from .pages.claims import list_claims

    list_claims(*_chosen(pattern, store), verdicts=verdict or [], json=json)


@app.command()
def show(
    id: Annotated[
        list[str],
        typer.Argument(metavar="[PAPER] ID", help="Id of a claim or definition."),
    ],
    json: AsJson = False,
    store: StoreFile = None,
) -> None:
    """One claim in full: statement, source, hypotheses, derivation, verdict, amended form."""
    from .pages.claims import show_claim

    ids, path = _chosen(id, store)
    if len(ids) != 1:
        raise UsageError(
            f"{' '.join(id)} was given; expected one id, after the paper if it is one of a paper"
        )
    show_claim(ids[0], path, json=json)


@app.command()
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
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", help="Worker processes (default: all cores)."),
    ] = None,
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
    from .main_job import Limits, main_job

    _positive(timeout)
    if workers is not None and workers < 1:
        raise UsageError(f"--workers {workers} was given; expected at least 1")
    limits = Limits(timeout=timeout, workers=workers, full=full, fresh=fresh)
    patterns, path = _chosen(pattern, store)
    code = main_job(patterns, path, limits, mutants=mutants, report=report, json=json)
    source = next((Path(word) for word in pattern or [] if word.endswith(".tex")), None)
    if source is not None and code in (0, 1, 2):
        from .badges import write

        code = max(code, write(source, path, accept=accept))
    raise typer.Exit(code)


@app.command()
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
    json: AsJson = False,
    store: StoreFile = None,
) -> None:
    """Validate every stored certificate and witness with the independent checker, and compare it
    with the claim that it stands beside.
    """
    if coq:
        from .coq import recheck as by_coq

        if file is not None:
            raise UsageError("--file was given beside --coq; Coq checks the claims of the store")
        patterns, path = _chosen(pattern, store)
        raise typer.Exit(by_coq(patterns, path, json=json))
    from .recheck import recheck as main

    patterns, path = _chosen(pattern, store)
    raise typer.Exit(main(patterns, path, json=json, file=file))


@app.command()
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
    from .coq import export as main

    if coq is None:
        raise UsageError("nothing says what to export to; give --coq DIR")
    patterns, path = _chosen(pattern, store)
    raise typer.Exit(main(patterns, path, coq, json=json))


@app.command()
def errata(
    pattern: Patterns = None,
    json: AsJson = False,
    tex: Annotated[
        bool, typer.Option("--tex", help="As a LaTeX list, the heaviest first.")
    ] = False,
    store: StoreFile = None,
) -> None:
    """What is false as printed: the witness, and the nearest true statement."""
    from .pages.claims import show_errata

    patterns, path = _chosen(pattern, store)
    if tex:
        from .report import errata_tex

        return say(errata_tex(path, patterns))
    return show_errata(patterns, path, json=json)


@app.command()
def examples(
    to: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="Where to copy them; nothing lists them."),
    ] = None,
) -> None:
    """The example claim files that come with steepest."""
    from .examples import copy_examples, list_examples

    copy_examples(to) if to else list_examples()


@app.command()
def new(
    kind: Annotated[str, typer.Argument(metavar="paper", help="What to make.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its folder.")],
) -> None:
    """A new paper: claim files, a CI workflow, a pre-commit hook, a README with a badge."""
    from .paper.new import new as make

    make(kind, name)


@app.command()
def mcp(
    root: Annotated[
        Path, typer.Option("--root", metavar="DIR", help="The folder whose files may be read.")
    ] = Path("."),
) -> None:
    """Serve check, audit, laws, show and recheck to the host of a language model (extra mcp)."""
    from .mcp_server import main as serve

    serve(root)


@app.command()
def schema(
    name: Annotated[str, typer.Argument(metavar="claims|gram|law|model", help="Which files.")],
) -> None:
    """The JSON schema of the files that you write, for editors."""
    from .schemas import NAMES
    from .schemas import schema as text

    if name not in NAMES:
        raise UsageError(f"{name} was given; expected one of {', '.join(NAMES)}")
    say(text(name).rstrip())


@app.command()
def check(
    file: Annotated[list[Path], typer.Argument(metavar="FILE.toml...", help="Claim files.")],
    json: AsJson = False,
    timeout: Timeout = None,
    certificates: Annotated[
        Path | None,
        typer.Option("--certificates", metavar="DIR", help="Write the evidence as files."),
    ] = None,
) -> None:
    """Check your own claims, written in a small TOML file.

    \b
    \\[\\[claim]]
    id = "am-gm"
    real = ["x", "y"]
    claim = "2*x*y <= x**2 + y**2"

    Fields: id, says, real, integer, matrix, where, let, claim, sharpest, direction, width, step,
    times, conserved, timeout, expect. Operators + - * / ** @ .T == != < <= > >= and or not;
    functions sqrt exp log sin cos tan asin acos atan sinh cosh tanh abs min max relu tr norm2 inner
    eye; constants pi E. Decimals are exact. Exit code 0: every verdict as expected (without
    `expect`: none is REFUTED), 1: not so, 2: a claim that cannot be understood (the others are
    decided). FILE - is the standard input. examples/README.md describes the language.
    """
    from .user_claims import main

    _positive(timeout)
    raise typer.Exit(main(file, json=json, timeout=timeout, certificates=certificates))


@app.command()
def audit(
    what: Annotated[
        list[str],
        typer.Argument(metavar="[PAPER] [PATTERN]", help="A claim, or a paper and claims of it."),
    ],
    json: AsJson = False,
    seconds: Annotated[
        float, typer.Option("--seconds", help="Work for each hypothesis, in nominal seconds.")
    ] = 6.0,
    store: StoreFile = None,
) -> None:
    """Which hypotheses does a statement need? Each is dropped in turn: needed (with a witness), not
    needed (with a proof), not decided. The report shows the answer.
    """
    from .audit import audit as command

    _positive(seconds)
    patterns, path = _chosen(what, store)
    raise typer.Exit(command(patterns, json=json, seconds=seconds, store=path))


@app.command()
def gram(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="Architecture and data.")],
    json: AsJson = False,
    certificates: Annotated[
        Path | None,
        typer.Option(
            "--certificates",
            metavar="DIR",
            help="Where the evidence goes; steepest-output/gram if not given.",
        ),
    ] = None,
    outside: Annotated[
        bool, typer.Option("--outside", help="The CSV may lie outside the folder of the file.")
    ] = False,
) -> None:
    """The population Gram matrix of a deep network for your data, enclosed, with a certified least
    eigenvalue.

    \b
    \\[gram]
    architecture = "resnet"        # fc, resnet, conv
    activation = "softplus"        # sigmoid tanh erf gelu relu sin polynomial
    depth = 3
    c_res = "1/2"
    inputs = [[0.6, 0.8], [1, 0], ["5/13", "-12/13"]]

    `steepest recheck CERTIFICATE.json` validates what is stored. docs/gram.md describes every
    field. Exit code 2: a file that cannot be used.
    """
    from .gram import main

    raise typer.Exit(main(file, json=json, certificates=certificates, outside=outside))


@app.command()
def laws(
    file: Annotated[Path, typer.Argument(metavar="MODEL.toml", help="An architecture.")],
    json: AsJson = False,
    certificates: Annotated[
        Path | None,
        typer.Option(
            "--certificates",
            metavar="DIR",
            help="Where the evidence goes; steepest-output/laws if not given.",
        ),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture",
            metavar="FILE",
            help="Draw the laws against time: flow, GD, heavy ball, Adam (png, svg, pdf).",
        ),
    ] = None,
) -> None:
    """Every conservation law of the gradient flow of an architecture: the exact count, the laws,
    their change in a finite step, a certificate.

    \b
    loss = "squared"               # cross-entropy, scalar, any
    layers = ["h = relu(W x + b)", "y = V h"]
    \\[weights]
    W = [4, 3]
    b = [4]
    V = [2, 4]
    \\[inputs]
    x = [3]

    docs/laws.md describes model files and the answer. Exit code 2: a file that cannot be used.
    """
    from .laws import main

    raise typer.Exit(main(file, json=json, certificates=certificates, picture=picture))


@app.command()
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
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change a parameter of the plan."),
    ] = None,
    backend: Annotated[
        str | None,
        typer.Option("--backend", help="auto, numpy, cpu, cuda (default: the plan's)."),
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Seed of the plan.")] = None,
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
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", help="Worker processes (default: all cores)."),
    ] = None,
    json: AsJson = False,
    store: StoreFile = None,
) -> None:
    """Run one pre-registered trial, with parameters of your own."""
    from .trials.engine.command import trial_command
    from .trials.engine.listing import trials_table

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
        name, _store(store), trials=trials, settings=set_ or [], json=json, **options
    )
    raise typer.Exit(code)


@app.command()
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
    seed: Annotated[int | None, typer.Option("--seed", help="Seed of the random choices.")] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change a stated setting."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Recompute a figure or table: data as CSV, a picture, and the comparison with the printed
    numbers.
    """
    from .reproduce import main

    raise typer.Exit(main(name, out=out, json=json, full=full, seed=seed, settings=set_ or []))


@app.command()
def report(
    paper: Annotated[
        list[str] | None, typer.Argument(metavar="[PAPER]", help="A paper of your own.")
    ] = None,
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
    from .report import write_report

    patterns, path = _chosen(paper, store)
    if patterns:
        raise UsageError(
            f"{patterns[0]} was given; expected a claim file, a folder of them, a .tex"
        )
    say(write_report(path, out, single=single))


@app.command()
def ledger(
    paper: Annotated[
        list[str] | None, typer.Argument(metavar="[PAPER]", help="A paper of your own.")
    ] = None,
    update: Annotated[bool, typer.Option("--update", help="Record the measured verdicts.")] = False,
    json: AsJson = False,
    store: StoreFile = None,
) -> None:
    """Compare the measured verdicts with the recorded ones: those of proofs/ledger.toml, or of the
    ledger beside a paper.
    """
    from .pages.claims import show_ledger

    patterns, path = _chosen(paper, store)
    if patterns:
        raise UsageError(
            f"{patterns[0]} was given; expected a claim file, a folder of them, a .tex"
        )
    raise typer.Exit(show_ledger(path, update=update, json=json))


@app.command()
def doctor(
    json: AsJson = False,
    salvage: Annotated[
        bool, typer.Option("--salvage", help="Move a damaged store aside and keep its sound rows.")
    ] = False,
    store: StoreFile = None,
) -> None:
    """What this installation can do, and why not more."""
    from .doctor import examine

    raise typer.Exit(examine(_store(store), salvage=salvage, json=json))


def main() -> None:
    """Entry point: mistakes of a user become one message on stderr and exit code 2."""
    guarded(app)
