"""Several claims in one file for coqc: reading the libraries and listing the axioms costs more than
most claims do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from steepest.proofs.coq.claims import Exported

SIZE, LARGEST = 12, 40_000  # claims in a file, characters of one of them
HEAD = re.compile(r"^From \w+ Require [^.]*\.$\n?", re.MULTILINE)
TAIL = re.compile(r"^Print Assumptions [^.]*\.\s*\Z", re.MULTILINE)


def write_groups(files: Mapping[str, Exported], folder: Path) -> dict[str, list[str]]:
    """The files that are written, each with the ids of its claims: claims that no other one calls,
    are not long, and import the same part of the prelude.
    """
    called = {id for one in files.values() for id in one.uses}
    fit = [id for id, one in files.items() if id not in called and len(one.text) <= LARGEST]
    alike: dict[str, list[str]] = {}
    for id in fit:
        alike.setdefault("".join(_head(files[id])[:1]), []).append(id)
    made: dict[str, list[str]] = {}
    for ids in alike.values():
        for start in range(0, len(ids), SIZE):
            part = ids[start : start + SIZE]
            if len(part) > 1:
                made[f"groups/group_{len(made)}.v"] = part
    (folder / "groups").mkdir(exist_ok=True)
    for file, ids in made.items():
        (folder / file).write_text(text([files[id] for id in ids]), "utf-8")
    return made


def _head(one: Exported) -> list[str]:
    return [line.strip() for line in HEAD.findall(one.text)]


def text(claims: list[Exported]) -> str:
    """A module for each claim, and the axioms of all theorems together."""
    lines = list(dict.fromkeys(line for one in claims for line in _head(one)))
    for one in claims:
        body = TAIL.sub("", HEAD.sub("", one.text))
        lines += [f"Module M_{one.name}.", body, f"End M_{one.name}."]
    theorems = ", ".join(f"M_{one.name}.{one.name}" for one in claims)
    return "\n".join([*lines, f"Definition theorems := ({theorems}).",
                      "Print Assumptions theorems.", ""])  # fmt: skip
