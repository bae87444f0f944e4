r"""What a run writes beside a LaTeX source: `NAME.steepest.tex` with the verdicts, `steepest.sty`
with `\verdict`, `\steepesttable` and `\steepesterrata`, and the lock file.
"""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

from steepest.proofs import registry
from steepest.proofs.files import rational

from ..pages.witness import readable
from ..paper.entries import about
from ..paper.formulas import parts
from ..paper.latex.reading import LatexClaim, read_latex, stale, write_lock
from ..paper.latex.scan import LatexError
from ..report.errata import ESCAPES
from ..store.results import Known, known
from ..terminal import say

SIGNS = ESCAPES | {
    '"': r"\char34{}",
    "'": "'{}",
    "`": "{}`{}",  # nor ?` a sign of Spain
    "-": "-{}",  # -- is no dash
}
LONGEST = 1000  # signs of a statement as text
MOST_WITNESS = 400
KEY = re.compile(r"[A-Za-z0-9.:_+/@ -]{1,200}\Z")


def escaped(text: str) -> str:
    """Any text as TeX that prints it; places to break a line after spaces and commas only."""
    return "".join(SIGNS.get(c, c if c.isascii() and c.isprintable() else "?") for c in text)


def code(text: str) -> str:
    return rf"\texttt{{{escaped(text)}}}"


def write(path: Path, store: Path, *, accept: bool = False) -> int:
    """Write the files beside the source; 1 if a claim is stale, else 0."""
    _, claims = read_latex(path)
    write_lock(path, claims, accept)
    late = stale(path, claims)
    items = {item.claim.id: item for item in known(registry.claims().values(), store)}
    said = {one.claim.id: _said(items[one.claim.id], one) for one in claims}
    records = [_record(one, items, late, said) for one in claims]
    head = f"% Written by steepest run {path.name}; it is overwritten.\n"
    style = Path(__file__).with_name("steepest.sty").read_text(encoding="utf-8")
    for target, text in (
        (path.with_suffix(".steepest.tex"), head + "".join(records)),
        (path.with_name("steepest.sty"), style),
    ):
        try:
            target.write_text(text, encoding="utf-8")
        except OSError as error:
            raise LatexError(f"{target} cannot be written: {error.strerror}") from None
    for one in claims:
        if one.claim.id in late:
            say(
                f"stale: {one.key}: its text changed and its %steepest lines did not; read both, "
                f"then: steepest run {path} --accept",
                file=sys.stderr,
            )
    return 1 if late else 0


def _record(one: LatexClaim, items: dict[str, Known], late: set[str], said: dict[str, str]) -> str:
    item = items[one.claim.id]
    word = "NEW" if item.record is None else str(item.verdict)
    note = _note(item, items, said)
    if one.claim.id in late:
        word, note = "STALE", "The text changed since the statement was read from it."
    if not KEY.match(one.key):
        raise LatexError(
            f"{one.claim.file}:{one.claim.line}: the label {one.key!r} cannot be given to "
            f"\\verdict; use letters, digits and . : _ - + /"
        )
    parts = (one.key, str(int(one.labelled)), word, said[one.claim.id], note)
    return "\\steepestrecord" + "".join(f"{{{part}}}" for part in parts) + "\n"


def _said(item: Known, one: LatexClaim) -> str:
    """What was decided, rendered back from what was read."""
    from steepest.proofs.checker.formal import tex

    claim = one.claim
    if claim.problem:
        return escaped(claim.problem.splitlines()[0][:200])
    shown, where = parts(claim)
    lemmas = ", ".join(code(id) for id, _ in claim.uses)
    if not shown or len(shown) > LONGEST:  # a row of the table does not break between pages
        cut = claim.text if len(claim.text) <= LONGEST else f"{claim.text[:LONGEST]} [...]"
        text = "; ".join([code(cut), *(escaped(line[:LONGEST]) for line in about(claim))])
        return text + (f" By {lemmas}." if lemmas else "")
    shown = f"${shown}$"
    if claim.constant:
        interval = ((item.record or {}).get("certificate") or {}).get("interval")
        word = "least" if claim.smallest else "greatest"
        asked = f"the {word} ${tex(claim.constant)}$ with {shown}"
        shown = f"{asked} lies in $[{_ends(interval)}]$" if interval else asked
    given = ", ".join(f"${part}$" for part in where)
    return shown + (f" for {given}" if given else "") + (f"; by {lemmas}" if lemmas else "")


def _ends(interval: list[str]) -> str:
    low, high = (rational(str(end)) for end in interval)
    return f"{decimal(low, -1)}, {decimal(high, 1)}"


def decimal(value: Fraction, direction: int) -> str:
    """An end of an interval with seven digits, rounded outwards (direction -1 or 1)."""
    if not value:
        return "0"
    digits = 7 - len(str(int(abs(value)))) if abs(value) >= 1 else 7
    while abs(value) * 10**digits < 10**6:
        digits += 1
    scaled = value * Fraction(10) ** digits
    whole = floor(scaled) if direction < 0 else ceil(scaled)
    return f"{Decimal(whole).scaleb(-digits).normalize():f}"


def _note(item: Known, items: dict[str, Known], said: dict[str, str]) -> str:
    """Why it is not true: the witness, and what corrects it."""
    record: dict[str, Any] = item.record or {}
    if record.get("verdict") != "REFUTED":
        return escaped((record.get("detail") or "")[:MOST_WITNESS])
    lines = [
        " ".join(line.split())[:MOST_WITNESS]
        for line in readable(record.get("witness"), item.claim.written)[:3]
    ]
    text = "False as stated: " + "; ".join(map(code, lines or [record.get("detail", "")])) + "."
    for other in items.values():
        if other.claim.amends == item.claim.id:
            text += rf" Amended: {said[other.claim.id]} ({escaped(str(other.verdict))})."
    return text
