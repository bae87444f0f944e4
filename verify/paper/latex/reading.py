r"""The claims of a LaTeX source: `%steepest` lines are lines of a claim file, tied to \label.

What was read before is kept in a lock file beside the source: a claim whose environment reads
differently since, while its lines do not, is stale until its author says that he has read both.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from steepest.proofs.engine.language import ClaimFileError, Header, UserClaim
from steepest.proofs.engine.language.read import loads
from steepest.proofs.files import Unreadable, read_file

from ...store.rows import digest
from .scan import Block, LatexError, labelled, scan

LONGEST = 2000
MOST_LOCK = 4_000_000


@dataclass(frozen=True)
class LatexClaim:
    """A claim with its key, and the digests of its lines and of the text around them."""

    claim: UserClaim
    key: str  # what \verdict is given: the label, or the id of a claim without one
    labelled: bool
    lines: str
    printed: str

    @property
    def lock(self) -> dict[str, str]:
        return {"lines": self.lines, "text": self.printed}


def read_latex(path: Path) -> tuple[Header, list[LatexClaim]]:
    """The header and the claims of a source. Raises `LatexError`."""
    source = scan(path)
    authors = tuple(name.strip() for name in re.split(r",| and ", source.author) if name.strip())
    found, ids = [], {}
    for block, lines, number in labelled(source.blocks):
        one = _claim(block, lines, number)
        if one.claim.id in ids:
            raise LatexError(
                f"{one.claim.file}:{one.claim.line}: the id {one.claim.id!r} is that of "
                f"{ids[one.claim.id]} too; give one of them another label or id"
            )
        ids[one.claim.id] = f"{one.claim.file}:{one.claim.line}"
        found.append(one)
    return Header(title=source.title, authors=authors), found


def id_of(label: str) -> str:
    """An id from a label: lem:step is lem-step."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", label).strip("-._")[:100]


def _claim(block: Block, lines: list[tuple[int, str]], number: int) -> LatexClaim:
    text = "\n".join(line for _, line in lines)
    first = lines[0][0] if lines else block.line
    own = re.search(r"(?m)^\s*id\s*=", text)
    id = id_of(block.label) if not number else ""
    name = f"{block.file}:{first}"
    try:
        if not own and not id:
            raise ClaimFileError(
                f"this {block.kind} has no \\label; add one, or a line %steepest id = ..."
                if not number
                else "a second claim of one environment needs an id of its own: %steepest id = ...",
                file=name,
            )
        head = "[[claim]]\n" if own else f'[[claim]]\nid = "{id}"\n'
        if re.search(r"(?m)^\s*\[", text) and "[[" in text:
            raise ClaimFileError("tables are not opened here; write key = value lines", file=name)
        (claim,) = loads(head + text, name, strict=False)
    except (ClaimFileError, ValueError) as problem:
        claim = UserClaim(id=id or f"line-{first}", problem=str(problem))
    place = f"{block.kind.capitalize()} ({block.label})" if block.label else block.kind.capitalize()
    claim = replace(
        claim,
        file=block.file,
        line=first,
        says=claim.says or sentence(block.text),
        source=claim.source or place,
    )
    labelled = bool(block.label) and not number
    words = digest(*(" ".join(line.split()) for _, line in lines))
    key = block.label if labelled else claim.id
    return LatexClaim(claim, key, labelled, words, digest(block.text))


def sentence(text: str) -> str:
    r"""The text of an environment with its formulas between dollar signs."""
    text = re.sub(
        r"\[\[(]|\(begin|end)\{(equation|align|gather|multline)\*?\}|\\[\])]|\$\$", "$", text
    )
    return text[:LONGEST] if text.count("$") % 2 == 0 else text.replace("$", "")[:LONGEST]


# --- the lock file --------------------------------------------------------------------------------


def lock_file(path: Path) -> Path:
    return path.with_suffix(".steepest.lock")


def locked(path: Path) -> dict[str, Any]:
    """What was read before, by id; nothing for a source that was not run yet."""
    file = lock_file(path)
    if not file.exists():
        return {}
    try:
        data = json.loads(read_file(file, MOST_LOCK))
        if not isinstance(data, dict) or not all(isinstance(one, dict) for one in data.values()):
            raise ValueError("no table of claims")
        return data
    except (Unreadable, ValueError, RecursionError) as problem:
        raise LatexError(
            f"{file} cannot be read: {problem}; delete it, and read your %steepest lines again"
        ) from None


def stale(path: Path, claims: list[LatexClaim]) -> set[str]:
    """The ids of the claims whose text changed since their lines were read."""
    known = locked(path)
    return {
        one.claim.id
        for one in claims
        if (before := known.get(one.claim.id)) is not None
        and before.get("lines") == one.lines
        and before.get("text") != one.printed
    }


def write_lock(path: Path, claims: list[LatexClaim], accept: bool) -> None:
    """Remember what is read now; a stale claim stays stale unless its new text is accepted."""
    known, late = locked(path), stale(path, claims)
    kept = {
        one.claim.id: known[one.claim.id] if one.claim.id in late and not accept else one.lock
        for one in claims
    }
    file = lock_file(path)
    try:
        file.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    except OSError as error:
        raise LatexError(f"{file} cannot be written: {error.strerror}") from None
