"""Several claims in one file for coqc: reading the libraries and listing the axioms costs more than
most claims do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from steepest.proofs.coq.claims import Exported

SIZE, LARGEST = 8, 40_000  # claims in a file, characters of one of them
SEARCH = "| real ]."  # a leaf without certificate: Coq may find nothing
HEAD = re.compile(r"^From \w+ Require [^.]*\.$\n?", re.MULTILINE)
TAIL = re.compile(r"^Print Assumptions [^.]*\.\s*\Z", re.MULTILINE)


def grouped(files: Mapping[str, Exported]) -> list[list[str]]:
    """The ids of the claims that are read together: claims that no other one calls, are not long,
    leave nothing to a search, and import the same part of the prelude.
    """
    called = {id for one in files.values() for id in one.uses}
    alike: dict[str, list[str]] = {}
    for id, one in files.items():
        if id not in called and len(one.text) <= LARGEST and SEARCH not in one.text:
            alike.setdefault("".join(_head(one)[:1]), []).append(id)
    parts = [ids[k : k + SIZE] for ids in alike.values() for k in range(0, len(ids), SIZE)]
    return [ids for ids in parts if len(ids) > 1]


def _head(one: Exported) -> list[str]:
    return [line.strip() for line in HEAD.findall(one.text)]


def unlisted(text: str) -> str:
    """The file of a claim without the command that lists its axioms."""
    return TAIL.sub("", text)


def text(claims: list[Exported]) -> str:
    """A module for each claim: the theorem of `x` is `M_x.x`."""
    lines = list(dict.fromkeys(line for one in claims for line in _head(one)))
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
