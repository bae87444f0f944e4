"""Your own claims, data and models: examples, new, mcp, schema, check, audit, gram, laws."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..terminal import say
from .app import AsJson, Evidence, StoreFile, Timeout, UsageError, chosen, positive


def examples(
    to: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="Where to copy them; nothing lists them."),
    ] = None,
) -> None:
    """The example claim files that come with steepest."""
    from ..examples import copy_examples, list_examples

    copy_examples(to) if to else list_examples()


def new(
    kind: Annotated[str, typer.Argument(metavar="paper", help="What to make.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its folder.")],
) -> None:
    """A new paper: claim files, a CI workflow, a pre-commit hook, a README with a badge."""
    from ..paper.new import new as make

    make(kind, name)


def tex(
    source: Annotated[Path, typer.Argument(metavar="PAPER.tex", help="A LaTeX source.")],
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Propose %steepest lines for simple inequalities.")
    ] = False,
) -> None:
    """Propose %steepest lines for theorems that have none, for you to read and to copy: each is
    shown as it would be read. Nothing is decided, no file is changed.
    """
    from ..paper.latex.suggest import show

    if not suggest:
        raise UsageError(f"nothing says what to do with {source}; give --suggest")
    for line in show(source):
        say(line)


def mcp(
    root: Annotated[
        Path, typer.Option("--root", metavar="DIR", help="The folder whose files may be read.")
    ] = Path("."),
) -> None:
    """Serve check, audit, laws, show and recheck to the host of a language model (extra mcp)."""
    from ..mcp_server import main as serve

    serve(root)


def schema(
    name: Annotated[str, typer.Argument(metavar="claims|gram|law|model", help="Which files.")],
) -> None:
    """The JSON schema of the files that you write, for editors."""
    from ..schemas import NAMES
    from ..schemas import schema as text

    if name not in NAMES:
        raise UsageError(f"{name} was given; expected one of {', '.join(NAMES)}")
    say(text(name).rstrip())


def check(
    file: Annotated[list[Path], typer.Argument(metavar="FILE.toml...", help="Claim files.")],
    json: AsJson = False,
    timeout: Timeout = None,
    certificates: Evidence = None,
) -> None:
    """Check your own claims, written in a small TOML file.

    \b
    \\[\\[claim]]
    id = "am-gm"
    real = ["x", "y"]
    claim = "2*x*y <= x**2 + y**2"

    Fields: id, says, real, integer, matrix, vector, function, random, family, where, let, claim,
    sharpest, direction, width, step, times, invariant, always, sequence, conserved, timeout,
    expect. Operators + - * / ** @ .T == != < <= > >= and or not; functions sqrt exp log sin cos
    tan asin acos atan sinh cosh tanh erf abs min max relu sign floor piecewise diff sum E Prob tr
    norm2 norm inner eye inv lmin lmax opnorm grad hadamard elementwise; constants pi E. Decimals
    are exact. Exit code 0: every verdict as expected (without `expect`: none is REFUTED), 1: not
    so, 2: a claim that cannot be understood (the others are decided). FILE - is the standard input.
    examples/README.md describes the language.
    """
    from ..check_command import main

    positive(timeout)
    raise typer.Exit(main(file, json=json, timeout=timeout, certificates=certificates))


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
    from ..audit import audit as command

    positive(seconds)
    patterns, path = chosen(what, store)
    raise typer.Exit(command(patterns, json=json, seconds=seconds, store=path))


def gram(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="Architecture and data.")],
    json: AsJson = False,
    certificates: Evidence = None,
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
    from ..gram import main

    raise typer.Exit(main(file, json=json, certificates=certificates, outside=outside))


def laws(
    file: Annotated[Path, typer.Argument(metavar="MODEL.toml", help="An architecture.")],
    json: AsJson = False,
    certificates: Evidence = None,
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
    from ..laws import main

    raise typer.Exit(main(file, json=json, certificates=certificates, picture=picture))
