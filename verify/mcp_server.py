"""`steepest mcp`: the checks as tools for the host of a language model, by the Model Context
Protocol over standard input and output.

The answers are the records that the commands print with --json. Files are read below one folder;
everything is decided in processes with limits of time and memory.
"""

from __future__ import annotations

import functools
import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from steepest.proofs.files import Unreadable, read_file
from steepest.proofs.vocabulary import SteepestError

from .limits import Failed, Limits, call

SECONDS = 60.0  # the most work for one claim
TOTAL = 600.0  # and for all claims of one question
MOST_CLAIMS = 200
LIMITS = Limits(seconds=120, gigabytes=3)
LARGEST = 200_000  # characters of a text
LARGEST_RECORD = 10_000_000


class McpError(SteepestError):
    """A question that a tool cannot answer."""


def inside(root: Path, name: str) -> Path:
    """A file below the root; no link may lead out."""
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()) or not path.exists():
        raise McpError(f"{name!r} is no file below {root.name or root}; give a relative path")
    return path


def text_below(root: Path, name: str) -> str:
    """The text of an ordinary file below the root, of a size that is read."""
    try:
        return read_file(inside(root, name), LARGEST).decode("utf-8")
    except Unreadable as problem:
        raise McpError(str(problem)) from None


def sized(text: str, most: int = LARGEST) -> str:
    """The text, if it is not too long to be read."""
    if len(text) > most:
        raise McpError(f"{len(text)} characters were given; at most {most} are read")
    return text


def check_text(claims: str, seconds: float = 20.0) -> list[dict[str, Any]]:
    """Decide the claims of a claim file, given as its TOML text."""
    from steepest.proofs.engine.language import loads, resolved

    from .user_claims import results

    read = resolved(loads(sized(claims), "claims", strict=False))
    if len(read) > MOST_CLAIMS:
        raise McpError(f"{len(read)} claims were given; at most {MOST_CLAIMS} are decided at once")
    if not seconds > 0:
        raise McpError(f"seconds = {seconds} was given; expected a positive number")
    most = min(SECONDS, TOTAL / max(1, len(read)))
    held = [replace(one, timeout=min(one.timeout or seconds, most)) for one in read]
    found = dict(results(held))
    return [found[i] for i in range(len(read))]


def audit_text(claims: str) -> list[dict[str, str]]:
    """Which hypotheses do the claims need? Each is dropped in turn."""
    from steepest.proofs import registry
    from steepest.proofs.engine.language import loads, resolved

    from .audit import lines
    from .paper.entries import entry

    read = resolved(loads(sized(claims), "claims", strict=False))
    made = {one.id: entry(one, "claims", "claims") for one in read}
    registry.open_paper(registry.Opened(Path("claims"), "claims", made, Path("none")))
    try:
        return [line.__dict__ for line in lines([])]
    finally:
        registry.open_paper(None)


def laws_text(model: str) -> dict[str, Any]:
    """Every conservation law of the gradient flow of a model, given as the text of a model file."""
    from steepest.proofs.engine.laws import confirm, count, read

    found = count(read(tomllib.loads(sized(model))))
    shows = confirm(found)
    return {
        "answer": found.words,
        "laws": [
            {"kind": one.kind, "count": one.count, "law": one.formula} for one in found.families
        ],
        "reason": found.reason,
        "checked": shows,
    }


def recheck_record(text: str) -> dict[str, Any]:
    """Validate the evidence of a record, or a bare certificate, with the independent checker."""
    from steepest.proofs.checker import recheck

    record = json.loads(sized(text, LARGEST_RECORD))
    if not isinstance(record, dict):
        raise McpError("the JSON text of a record or a certificate was expected: an object")
    evidence = record.get("certificate") or record.get("witness") or record
    outcome = recheck(evidence, {})
    return {"ok": outcome.ok, "reason": outcome.reason, "shows": list(outcome.shows)}


def show_claim(id: str) -> dict[str, Any]:
    """One of our own claims: its sentence, its source, its formula, its formal statement."""
    from steepest.proofs import registry

    from .pages.proved import formal
    from .store.ledger import recorded

    (claim,) = [one for one in registry.select([id]) if one.id == id] or [None]
    if claim is None:
        raise McpError(f"there is no claim {id!r}")
    return {
        "id": claim.id,
        "statement": claim.statement,
        "source": str(claim.source),
        "formula": claim.formula,
        "formal": formal(claim),
        "uses": list(claim.uses),
        "missing": list(claim.missing),
        "recorded": recorded().get(claim.id),
    }


def limited(function: Any, *arguments: Any) -> Any:
    """The function in a process with limits; its failure as one sentence."""
    found = call(function, *arguments, limits=LIMITS)
    if isinstance(found, Failed):
        raise McpError(found.reason)
    return found


def server(root: Path) -> Any:
    """The server with its tools."""
    try:
        from mcp.server import MCPServer  # pyright: ignore[reportMissingImports]
        from mcp.server.mcpserver.exceptions import ToolError  # pyright: ignore[reportMissingImports]
    except ImportError:
        raise McpError("the extra mcp is missing: pip install 'steepest[mcp]'") from None
    made = MCPServer("steepest", instructions=(__doc__ or "").split("\n\n")[1])

    def tool(function: Any) -> Any:
        """A tool whose mistakes are told as they are."""

        @functools.wraps(function)
        def told(*arguments: Any, **named: Any) -> str:
            try:
                return function(*arguments, **named)
            except (SteepestError, ValueError, OSError, RecursionError) as problem:
                raise ToolError(str(problem)[:2000]) from None

        return made.tool()(told)

    @tool
    def check(claims: str, seconds: float = 20.0) -> str:
        """Decide claims: the TOML text of a claim file, such as
        [[claim]] / id = "am-gm" / real = ["x", "y"] / claim = "2*x*y <= x**2 + y**2".
        Answers one record a claim: PROVED, CERTIFIED, REFUTED (with a witness), UNDECIDED or ERROR.
        """
        return json.dumps(check_text(claims, seconds))

    @tool
    def check_file(path: str, seconds: float = 20.0) -> str:
        """Decide the claims of a claim file below the folder of the server."""
        return json.dumps(check_text(text_below(root, path), seconds))

    @tool
    def audit(claims: str) -> str:
        """Which hypotheses do these claims need? The TOML text of a claim file."""
        return json.dumps(limited(audit_text, claims))

    @tool
    def laws(model: str) -> str:
        """The conservation laws of the gradient flow of a network: the TOML text of a model file,
        with layers, [weights] and [inputs].
        """
        return json.dumps(limited(laws_text, model))

    @tool
    def show(id: str) -> str:
        """One of the claims that come with steepest, such as balance.thm-2.1."""
        return json.dumps(limited(show_claim, id))

    @tool
    def recheck(record: str) -> str:
        """Validate the evidence of a record (JSON) with the independent checker."""
        return json.dumps(limited(recheck_record, record))

    return made


def main(root: Path) -> None:
    """Serve on standard input and output until the host closes it."""
    if not root.is_dir():
        raise McpError(f"{root} is no folder; give the one whose files may be read: --root DIR")
    server(root).run()
