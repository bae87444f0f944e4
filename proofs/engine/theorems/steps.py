"""A step of a proof under construction, and what all kinds of steps need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...checker.formal import to_json
from ...checker.formal.names import free
from ...checker.formal.syntax import Node, Sorts
from ...checker.kernel.theorem import Theorem
from ...vocabulary import Evidence
from .words import Formula, Term


class NotProved(Exception):
    """An arithmetic step that the engines did not prove; `evidence` says what they found."""

    def __init__(self, message: str, evidence: Evidence | None = None):
        super().__init__(message)
        self.evidence = evidence


@dataclass(frozen=True)
class Step:
    """A theorem that stands in a line of the proof."""

    place: int
    theorem: Theorem

    @property
    def formula(self) -> Formula:
        return Formula(self.theorem.conclusion, self.theorem.sorts)

    @property
    def sides(self) -> tuple[Term, Term]:
        """Left and right of a relation, as terms."""
        _, left, right = self.theorem.conclusion
        sorts = self.theorem.sorts
        return Term(left, used(left, sorts)), Term(right, used(right, sorts))

    def __repr__(self) -> str:
        return f"{self.place}: {self.theorem!r}"


def sorts_of(*values: Any) -> dict[str, Any]:
    """The sorts of the free names as JSON, less the bound ones given after the first value."""
    first, *bound = values
    names = {one.name for one in bound}
    return {name: to_json(sort) for name, sort in first.sorts.items() if name not in names}


def used(node: Node, sorts: Sorts) -> dict[str, Any]:
    return {name: sorts[name] for name in free(node)}
