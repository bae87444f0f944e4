"""The theorem: hypotheses |- conclusion, a frozen value that only rules make."""

from __future__ import annotations

from collections.abc import Iterable

from .._terms import need
from ..formal.names import canonical, free
from ..formal.show import show
from ..formal.syntax import Node, Sort, Sorts, check_formula, check_sort, legal

_KEY = object()  # whoever holds it makes theorems: the rules of this folder, see `derive`


class Theorem:
    """`hypotheses` |- `conclusion`, for all values of the free names, whose sorts are `sorts`.

    Hypotheses are kept in the order of their first use and are equal up to bound names; `uses` are
    the ids of the claims whose theorems it rests on, `facts` the textbook facts.
    """

    __slots__ = ("conclusion", "facts", "hypotheses", "sorts", "uses")

    hypotheses: tuple[Node, ...]
    conclusion: Node
    sorts: Sorts
    uses: frozenset[str]
    facts: frozenset[str]

    def __init__(
        self,
        key: object,
        hypotheses: tuple[Node, ...],
        conclusion: Node,
        sorts: Sorts,
        uses: frozenset[str],
        facts: frozenset[str],
    ):
        need(key is _KEY, "a theorem is made by a rule")
        for name, value in (
            ("hypotheses", hypotheses),
            ("conclusion", conclusion),
            ("sorts", dict(sorts)),
            ("uses", uses),
            ("facts", facts),
        ):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a theorem does not change")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a theorem does not change")

    def assumes(self, formula: Node) -> bool:
        key = canonical(formula)
        return any(canonical(one) == key for one in self.hypotheses)

    def __repr__(self) -> str:
        given = ", ".join(map(show, self.hypotheses))
        return f"{given} |- {show(self.conclusion)}" if given else f"|- {show(self.conclusion)}"


def common_sorts(premises: Iterable[Theorem], more: Sorts | None = None) -> dict[str, Sort]:
    """The sorts of all free names; a name has one sort. Raises `Rejected`."""
    sorts: dict[str, Sort] = {}
    for table in (*(one.sorts for one in premises), more or {}):
        for name, sort in table.items():
            need(
                sorts.setdefault(name, sort) == sort,
                f"{name} is of sort {sorts[name]} in one premise, of sort {sort} in another",
            )
    return sorts


def union(premises: Iterable[Theorem], without: Iterable[Node] = ()) -> tuple[Node, ...]:
    """All hypotheses once, less those in `without`."""
    dropped = {canonical(one) for one in without}
    found: dict[Node, Node] = {}
    for premise in premises:
        for one in premise.hypotheses:
            if (key := canonical(one)) not in dropped:
                found.setdefault(key, one)
    return tuple(found.values())


def derive(
    premises: Iterable[Theorem],
    conclusion: Node,
    *,
    hypotheses: tuple[Node, ...] | None = None,
    sorts: Sorts | None = None,
    uses: Iterable[str] = (),
    facts: Iterable[str] = (),
) -> Theorem:
    """For rules only: the theorem with the united hypotheses of the premises (or `hypotheses`).

    Whatever the rule did, the result is well formed and every free name has its sort: a hypothesis
    of a premise was found so there, with the same sorts.
    """
    premises = list(premises)
    before = {id(one) for premise in premises for one in premise.hypotheses}
    hypotheses = union(premises) if hypotheses is None else hypotheses
    known = common_sorts(premises, sorts)
    used = free(conclusion, *hypotheses)
    for name in used:
        need(name in known, f"the name {name!r} has no sort")
    kept = {name: known[name] for name in sorted(used)}
    for name, sort in kept.items():
        legal(name)
        check_sort(sort)
    check_formula(conclusion, kept)
    for one in hypotheses:
        if id(one) not in before:
            check_formula(one, kept)
    return Theorem(
        _KEY,
        hypotheses,
        conclusion,
        kept,
        frozenset(uses).union(*(one.uses for one in premises)),
        frozenset(facts).union(*(one.facts for one in premises)),
    )
