"""Claims that trials decide, as rows of a table: what the plans of a subject share is written once.

One row a claim. A mutant changes parameters of its plans; what some mutant changes can also be set
on the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import Parameter, Signature
from typing import Any

from .registry import claim
from .vocabulary import Evidence, Plan, Source


@dataclass(frozen=True)
class Row:
    """One claim: its plans run the function `batch` with `parameters`."""

    id: str
    source: Source
    statement: str
    batch: str
    parameters: Mapping[str, Any]
    success: str  # the predicate, in words; {name} stands for a parameter
    mutants: Mapping[str, Mapping[str, Any]]
    # parameters of each plan, by its name; without them there is one, of the claim's name
    plans: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    threshold: str = "theory"  # where the numbers in `success` come from
    plan: Mapping[str, Any] = field(default_factory=dict)  # fields of Plan, before the table's
    claim: Mapping[str, Any] = field(default_factory=dict)  # formula, hypotheses, seconds, ..


def table(
    module: str, kernel: str, *, says: str = "{success}", **shared: Any
) -> Callable[..., None]:
    """A function that registers rows as claims of `module` (its __name__). `kernel` is the module
    of the batches, `says` the predicate made of a row's success and threshold, and `shared` the
    fields of every Plan.
    """

    def register(*rows: Row) -> None:
        for row in rows:
            check = _check(row, kernel, says, shared)
            check.__module__, check.__doc__ = module, row.statement
            made = claim(row.id, row.source, trial=True, **row.claim)(check)
            for name, changes in row.mutants.items():
                made.mutant(name, **changes)

    return register


def _check(row: Row, kernel: str, says: str, shared: Mapping[str, Any]) -> Callable[..., Evidence]:
    def check(judge: Any, **changes: Any) -> Evidence:
        found = []
        for name, own in (row.plans or {row.id: {}}).items():
            parameters = {**row.parameters, **own, **changes}
            success = says.format(success=row.success.format(**parameters), threshold=row.threshold)
            fields = {**shared, **row.plan, "success": success}
            found.append(judge.trial(Plan(name, f"{kernel}:{row.batch}", parameters, **fields)))
        return found[0] if len(found) == 1 else judge.all(*found)

    changed = dict.fromkeys(name for changes in row.mutants.values() for name in changes)
    constants = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=row.parameters[name])
        for name in changed
        if name in row.parameters
    ]
    judge = Parameter("judge", Parameter.POSITIONAL_OR_KEYWORD)
    check.__signature__ = Signature([judge, *constants])  # pyright: ignore[reportFunctionMemberAccess]
    return check
