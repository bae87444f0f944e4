"""From a name on the command line to plans: a named trial, a claim decided by trials, or a plan
that a store remembers.
"""

from __future__ import annotations

import inspect
import string
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from steepest.proofs.engine.judge.asking import Asking
from steepest.proofs.vocabulary import Claim, Plan

from .named import NamedTrial, Parameter, TrialInputError, trials, unknown_key

SHORTEST_HASH = 8


@dataclass(frozen=True)
class Target:
    """What a name stands for: exactly one of these is set."""

    name: str
    named: NamedTrial | None = None
    claim: Claim | None = None
    stored: Plan | None = None

    @property
    def title(self) -> str:
        if self.claim is not None:
            return self.claim.title
        if self.named is not None:
            return self.named.statement.split("\n", 1)[0]
        return f"the registered plan of {self.stored.name}" if self.stored is not None else ""


def find(name: str, store: Any = None) -> Target:
    """The target of a name. A plan's hash (its first eight digits or more) is looked up in the
    store.
    """
    known = trials()
    if name in known:
        return Target(name, named=known[name])
    from steepest.proofs import claims

    every = claims()
    if name in every:
        if not every[name].trial:
            raise TrialInputError(
                f"the claim {name} is decided without trials; `steepest run {name}` decides it"
            )
        return Target(name, claim=every[name])
    if (
        store is not None
        and len(name) >= SHORTEST_HASH
        and set(name) <= set(string.hexdigits.lower())
    ):
        hits = {hash: record for hash, record in store.plans().items() if hash.startswith(name)}
        if len(hits) == 1:
            plan = plan_of(next(iter(hits.values())))
            if plan.batch not in registered_batches():
                raise TrialInputError(
                    f"the plan {name} of this store names the code {plan.batch[:120]!r}, which no "
                    f"trial and no claim registers; a store is data, so nothing is imported. "
                    f"Install the paper that it comes from"
                )
            return Target(name, stored=plan)
        if hits:
            raise TrialInputError(
                f"{name} is the beginning of {len(hits)} plans of this store; give more digits"
            )
    candidates = [*known, *(id for id, claim in every.items() if claim.trial)]
    near = get_close_matches(name, candidates, n=3, cutoff=0.4)
    advice = f"nearest: {', '.join(near)}" if near else "`steepest trial` lists them"
    raise TrialInputError(f"there is no trial {name!r}; {advice}")


def plan_of(record: Mapping[str, Any]) -> Plan:
    """The plan that was registered as this record (its code's hash aside)."""
    names = {field.name for field in fields(Plan)}
    return Plan(**{key: value for key, value in record.items() if key in names})


def registered_batches() -> set[str]:
    """The batch functions of every named trial and of every claim that is decided by trials."""
    from steepest.proofs import claims

    found = {trial.plan().batch for trial in trials().values()}
    for claim in claims().values():
        if claim.trial:
            found |= {plan.batch for plan in plans_of(claim, {})}
    return found


def check_settings(claim: Claim, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The constants of a claim's statement, read like the defaults that they replace."""
    known = {
        name: parameter.default
        for name, parameter in inspect.signature(claim.check).parameters.items()
        if parameter.default is not parameter.empty and kind_of(parameter.default)
    }
    values = {}
    for name, text in settings.items():
        if name not in known:
            raise TrialInputError(unknown_key(claim.id, name, known))
        kind = kind_of(known[name])
        value = Parameter(kind, known[name]).read(name, text)
        values[name] = Fraction(value) if isinstance(known[name], Fraction) else value
    return values


def kind_of(default: Any) -> str:
    """The parameter kind of a default value; "" for what cannot be written on a command line."""
    for type_, kind in (
        (bool, "flag"),
        (int, "integer"),
        (float, "float"),
        (Fraction, "rational"),
        (str, "text"),
    ):
        if isinstance(default, type_):
            return kind
    return ""


def plans_of(claim: Claim, settings: Mapping[str, Any]) -> list[Plan]:
    """The plans that a claim's check asks for."""
    asking = Asking()
    claim.check(asking, **check_settings(claim, settings))
    if not asking.plans:
        raise TrialInputError(
            f"the claim {claim.id} made no plan; `steepest run {claim.id}` decides it"
        )
    return asking.plans
