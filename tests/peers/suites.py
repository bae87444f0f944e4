"""The problems of other provers as claims: one table a suite, one line a problem.

A line is `name | hypotheses | claim | true, false or open`; hypotheses are separated by semicolons,
every name in them is a real variable. What is open is true, and not decided yet.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from steepest.proofs.engine.language.claim import UserClaim
from steepest.verify import claim

SUITES = ("metitarski", "dreal", "interval", "polya")
KNOWN = {"and", "or", "pi", "E"}


class Problem(NamedTuple):
    suite: str
    name: str
    where: tuple[str, ...]
    claim: str
    true: bool
    open: bool = False

    @property
    def variables(self) -> list[str]:
        found = re.findall(r"\b[A-Za-z_]\w*\b(?!\()", " ; ".join((self.claim, *self.where)))
        return [name for name in dict.fromkeys(found) if name not in KNOWN]

    def asked(self) -> UserClaim:
        return claim(self.name, self.claim, list(self.where), real=self.variables)


def problems(suite: str) -> list[Problem]:
    """The problems of a suite, in the order of its table."""
    found = []
    for line in (Path(__file__).parent / f"{suite}.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, where, said, truth = (part.strip() for part in line.split("|"))
            parts = tuple(part.strip() for part in where.split(";") if part.strip())
            true = {"true": True, "false": False, "open": True}[truth]
            found.append(Problem(suite, name, parts, said, true, truth == "open"))
    return found
