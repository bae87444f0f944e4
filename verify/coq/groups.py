"""Several claims in one file for coqc: reading the libraries and listing the axioms costs more than
most claims do.
"""

from __future__ import annotations

import graphlib
import heapq
import re
from collections.abc import Iterable, Iterator, Mapping, Set

from steepest.proofs.coq.claims import Exported

SIZE, TOTAL = 8, 160_000  # claims in a file, their characters
LARGEST = 100_000  # characters of a claim that is read with others
SEARCH = "| real ]."  # a leaf without certificate: Coq may find nothing
HEAD = re.compile(r"^From \w+ Require [^.]*\.$\n?", re.MULTILINE)
CALLED = re.compile(r"^From Claims Require (\S+)\.$", re.MULTILINE)
TAIL = re.compile(r"^Print Assumptions [^.]*\.\s*\Z", re.MULTILINE)


def grouped(
    files: Mapping[str, Exported], deep: Mapping[str, int], refused: Set[str] = frozenset()
) -> list[list[str]]:
    """The ids of the claims that are read together, all of them, each part after those that it
    calls. A part has claims that are not long, leave nothing to a search, import the same part of
    the prelude, and are as deep as each other where another claim calls them. What was `refused`
    in an earlier reading is read alone: where coqc stops in a group, the others are read again.
    """
    called = {id for one in files.values() for id in one.uses}
    alike: dict[tuple[str, int], list[str]] = {}
    apart: list[list[str]] = []
    for id, one in files.items():
        if len(one.text) <= LARGEST and SEARCH not in one.text and id not in refused:
            level = deep[id] if id in called else -1
            alike.setdefault(("".join(_head(one)[:1]), level), []).append(id)
        else:
            apart.append([id])
    parts = [part for ids in alike.values() for part in _packed(ids, files)]
    return in_order([*apart, *parts], files)


def _packed(ids: list[str], files: Mapping[str, Exported]) -> Iterator[list[str]]:
    """The ids, short claims with short ones, in parts that are not too long."""
    part: list[str] = []
    total = 0
    for id in sorted(ids, key=lambda one: len(files[one].text)):
        length = len(files[id].text)
        if part and (len(part) == SIZE or total + length > TOTAL):
            yield part
            part, total = [], 0
        part.append(id)
        total += length
    if part:
        yield part


def in_order(parts: Iterable[list[str]], files: Mapping[str, Exported]) -> list[list[str]]:
    """Each part after those that it calls, and otherwise those of short claims first: when a
    reading is stopped, most claims are known.
    """
    parts = list(parts)
    place = {id: number for number, ids in enumerate(parts) for id in ids}
    length = [sum(len(files[id].text) for id in ids) / len(ids) for ids in parts]
    below = {
        number: {place[one] for id in ids for one in files[id].uses if one in place} - {number}
        for number, ids in enumerate(parts)
    }
    order = graphlib.TopologicalSorter(below)
    order.prepare()
    ready: list[tuple[float, int]] = []
    found: list[list[str]] = []
    while order.is_active():
        for number in order.get_ready():
            heapq.heappush(ready, (length[number], number))
        _, number = heapq.heappop(ready)
        found.append(parts[number])
        order.done(number)
    return found


def depths(files: Mapping[str, Exported]) -> dict[str, int]:
    """How many claims stand below each, one on the other."""
    found: dict[str, int] = {}

    def depth(id: str) -> int:
        if id not in found:
            found[id] = 1 + max((depth(one) for one in files[id].uses), default=-1)
        return found[id]

    for id in files:
        depth(id)
    return found


def _head(one: Exported) -> list[str]:
    return [line.strip() for line in HEAD.findall(one.text)]


def unlisted(text: str) -> str:
    """The file of a claim without the command that lists its axioms."""
    return TAIL.sub("", text)


def placed(text: str, groups: Mapping[str, str]) -> str:
    """The file of a claim, where some that it calls stand in a group: `groups` has its name."""

    def required(found: re.Match[str]) -> str:
        name = found[1]
        if name not in groups:
            return found[0]
        return f"From Groups Require {groups[name]}.\nModule {name} := {groups[name]}.M_{name}."

    return CALLED.sub(required, text)


def text(claims: list[Exported], groups: Mapping[str, str]) -> str:
    """A module for each claim: the theorem of `x` is `M_x.x`."""
    lines = list(dict.fromkeys(line for one in claims for line in _head(one)))
    lines = placed("\n".join(lines), groups).splitlines()
    for one in claims:
        body = unlisted(HEAD.sub("", one.text))
        lines += [f"Module M_{one.name}.", body, f"End M_{one.name}."]
    return "\n".join([*lines, ""])


def culprit(file: str, written: str, printed: str) -> str | None:
    """The module of a group at which coqc stopped, by the line of its error; None where the place
    says nothing: no line, or no room left for what came before.
    """
    found = re.search(rf'^File "(?:\./)?{re.escape(file)}", line (\d+),', printed, re.MULTILINE)
    if found is None or re.search("memory|overflow", printed, re.IGNORECASE):
        return None
    before = written.splitlines()[: int(found[1])]
    opened = [line for line in before if line.startswith(("Module M_", "End M_"))]
    if not opened or not opened[-1].startswith("Module"):
        return None
    return opened[-1].removeprefix("Module M_").removesuffix(".")
