"""The registry: `@claim` and `@definition` enter a record here; lists, tests, pages and commands
are made from it.
"""

from __future__ import annotations

import fnmatch
import importlib
import os
import pkgutil
import sys
from collections.abc import Callable, Iterable
from difflib import get_close_matches

from .papers import PAPERS
from .vocabulary import Check, Claim, Definition, Source, SteepestError

NO_SUBJECTS = ("checker", "engine")  # every other folder beside this file is a subject

_claims: dict[str, Claim] = {}
_definitions: dict[str, Definition] = {}
# modules that could not be imported, with the reason; the command line reports them
failures: dict[str, str] = {}


class UnknownClaim(SteepestError):
    """A pattern that matches no claim."""


def claim(id: str, source: Source, **fields) -> Callable[[Check], Claim]:
    """Register the decorated check as the claim `id`; its docstring is the statement (first line:
    the title).

    Fields: formula (LaTeX), hypotheses, amends, trial, full, seconds, memory_gb; see `Claim`.
    """

    def register(check: Check) -> Claim:
        if id in _claims or id in _definitions:
            raise ValueError(f"{id} is registered twice: in {check.__module__} and before")
        if not check.__doc__:
            raise ValueError(
                f"{id} has no statement: write it as the docstring of {check.__name__}"
            )
        if isinstance(fields.get("hypotheses"), str):
            raise ValueError(f"{id}: hypotheses is a tuple of sentences, a single string was given")
        _claims[id] = Claim(id, source, check, **fields)
        return _claims[id]

    return register


def definition(id: str, source: Source, formula: str = "") -> Callable:
    """Register the decorated function as the implementation of the definition `id`."""

    def register(implementation: Callable) -> Callable:
        if id in _claims or id in _definitions:
            raise ValueError(f"{id} is registered twice: in {implementation.__module__} and before")
        _definitions[id] = Definition(id, source, implementation, formula)
        return implementation

    return register


def subjects() -> list[str]:
    """The subjects: the folders of `proofs` that hold claims, found by looking."""
    package = importlib.import_module("steepest.proofs")
    found = (module.name for module in pkgutil.iter_modules(package.__path__) if module.ispkg)
    return sorted(name for name in found if name not in NO_SUBJECTS)


def load() -> None:
    """Import every module of every subject, so that its claims are registered."""
    package = importlib.import_module("steepest.proofs")
    for subject in subjects():
        folder = [os.path.join(path, subject) for path in package.__path__]
        inner = (f"steepest.proofs.{subject}.{m.name}" for m in pkgutil.iter_modules(folder))
        for module in (f"steepest.proofs.{subject}", *inner):
            if module not in failures:
                _load_one(module)
        PAPERS.update(getattr(sys.modules.get(f"steepest.proofs.{subject}"), "PAPERS", {}))


def _load_one(module: str) -> None:
    """Import one module; a broken one takes only its own claims away, and is remembered in
    `failures`.
    """
    if module in failures:
        return
    try:
        importlib.import_module(module)
    except Exception as error:
        failures[module] = f"{type(error).__name__}: {error}"
        for table, owner in (
            (_claims, lambda c: c.module),
            (_definitions, lambda d: d.implementation.__module__),
        ):
            for id in [id for id, entry in table.items() if owner(entry) == module]:
                del table[id]


def claims() -> dict[str, Claim]:
    """Every claim by id, in the order of its source files."""
    load()
    return dict(_claims)


def definitions() -> dict[str, Definition]:
    load()
    return dict(_definitions)


def with_used(chosen: Iterable[Claim]) -> list[Claim]:
    """The claims and, after them, those whose theorems their proofs call, directly or not. What a
    claim says it uses and nobody registered is left out.
    """
    found = {claim.id: claim for claim in chosen}
    waiting = [id for claim in found.values() for id in claim.uses]
    known = claims() if waiting else {}  # everything is loaded only where something is used
    while waiting:
        id = waiting.pop()
        if id in known and id not in found:
            found[id] = known[id]
            waiting += known[id].uses
    return list(found.values())


def select(patterns: Iterable[str] = ()) -> list[Claim]:
    """The claims that match any of the shell-style patterns (all claims for no pattern).

    A pattern without wildcard that is no id selects the claims below it ("balance.lem-C.1" and
    "balance.lem-C.1.base"). Raises `UnknownClaim` for a pattern that matches nothing, naming the
    nearest ids.
    """
    known = claims()
    patterns = list(patterns)
    if not patterns:
        return list(known.values())
    chosen: dict[str, Claim] = {}
    for pattern in patterns:
        hits = [id for id in known if fnmatch.fnmatchcase(id, pattern)]
        hits = hits or [id for id in known if id.startswith((pattern + ".", pattern + "-"))]
        if not hits:
            near = get_close_matches(pattern, known, n=3, cutoff=0.4)
            advice = f"; nearest: {', '.join(near)}" if near else ""
            raise UnknownClaim(
                f"no claim matches {pattern!r}{advice}. `steepest list` shows every id."
            )
        chosen |= {id: known[id] for id in hits}
    return list(chosen.values())
