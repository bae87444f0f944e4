r"""`steepest tex --suggest`: lines for theorem-like environments that have none.

Nothing is decided and no file is changed. Each proposal is rendered back beside what is printed,
for the author to accept by copying it; formulas of the paper are never read silently.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from steepest.proofs.vocabulary import SteepestError

from ..formulas import decided
from .mathematics import KNOWN, RELATIONS, Unclear, members, relation
from .scan import Block, scan

_FORMULA = re.compile(
    r"\$\$(.+?)\$\$|\$(.+?)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]"
    r"|\\begin\{(equation|displaymath|math|align|gather)\*?\}(.+?)\\end\{\5\*?\}",
    re.DOTALL,
)
_WORD = re.compile(r"(?<![A-Za-z_0-9])[A-Za-z]\w*")
_LOOSE = re.compile(  # words that change what formulas say together
    r"\b(unless|except|exists?|some|either|or|not|no|never|if and only if|iff|there (is|are)|"
    r"provided|limit|as .* tends|almost|probability|expectation)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Suggestion:
    """Lines for one environment, or why there are none."""

    place: str
    printed: str
    lines: tuple[str, ...] = ()
    back: str = ""  # TeX of what the lines say
    reason: str = ""


def suggestions(path: Path) -> list[Suggestion]:
    """One for each environment without lines that holds a relation. Raises `LatexError`."""
    return [made for block in scan(path).others if (made := _suggestion(block))]


def _suggestion(block: Block) -> Suggestion | None:
    found = [next(filter(None, one[:4] + one[5:])) for one in _FORMULA.findall(block.text)]
    found = [re.sub(r"[\s.,;:]+\Z", "", one) for one in found]
    related = [one for one in found if any(sign in one for sign in RELATIONS)]
    if not related:
        return None
    place = f"{block.file}:{block.line}: {block.kind}"
    place += f" ({block.label})" if block.label else ""
    try:
        lines, back = _lines(block, found, related[-1])
    except SteepestError as problem:
        return Suggestion(place, related[-1], reason=str(problem).split(": ", 1)[-1])
    return Suggestion(place, "  ".join(found), tuple(lines), back)


def _lines(block: Block, found: list[str], last: str) -> tuple[list[str], str]:
    """The last relation is the claim; those before it, and memberships, are its hypotheses."""
    from steepest.proofs.engine.language.table import table

    if word := _LOOSE.search(_FORMULA.sub(" ", block.text)):
        raise Unclear(f"the word {word[0]!r} says how its formulas hang together")
    kinds: dict[str, str] = {}
    where: list[str] = []
    for one in found[: len(found) - found[::-1].index(last) - 1]:
        if declared := members(one):
            names, kind = declared
            kinds |= dict.fromkeys(names, "real" if kind == "real" else "integer")
            where += [f"{name} >= 0" for name in names if kind == "natural"]
        elif any(sign in one for sign in RELATIONS):
            where.append(relation(one))
    text = relation(last)
    for name in (name for one in (*where, text) for name in _WORD.findall(one)):
        if name not in KNOWN:
            kinds.setdefault(name, "real")
    fields: dict[str, object] = {
        kind: names
        for kind in ("real", "integer")
        if (names := [name for name, own in kinds.items() if own == kind])
    }
    if where:
        fields["where"] = where
    read = table({"id": "suggested", "claim": text, **fields}, file=block.file)
    lines = [f"%steepest {key} = {json.dumps(value)}" for key, value in fields.items()]
    if not block.label:
        lines.insert(0, '%steepest id = "..."')
    return [*lines, f"%steepest claim = {json.dumps(text)}"], decided(read)


def show(path: Path) -> Iterator[str]:
    """What `steepest tex --suggest` prints."""
    made = suggestions(path)
    for one in made:
        yield one.place
        yield f"  printed:   {one.printed}"
        if one.reason:
            yield f"  no lines:  {one.reason}"
        else:
            yield f"  read as:   {one.back or 'the text below'}"
            yield from (f"    {line}" for line in one.lines)
        yield ""
    count = sum(not one.reason for one in made)
    yield (
        f"{count} of {len(made)} environments without %steepest lines have a proposal; copy those "
        f"that say what is printed, all of it, and no more"
    )
