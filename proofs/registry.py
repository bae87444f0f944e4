"""The registry: `@claim` and `@definition` enter a record here; lists, tests, pages and commands
are made from it.
"""

from __future__ import annotations

import fnmatch
import functools
import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from .papers import PAPERS
from .vocabulary import Check, Claim, Definition, Source, SteepestError

ENTRY_POINTS = "steepest.papers"  # each names a package of claims; our own subjects are one
OWN = "steepest.proofs"
NO_SUBJECTS = ("checker", "coq", "engine")  # every other folder beside this file is a subject

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


def packages() -> list[str]:
    """The packages of claims that are installed: one entry point each."""
    from importlib.metadata import entry_points

    found = [point.module for point in entry_points(group=ENTRY_POINTS)]
    return list(dict.fromkeys([OWN, *found]))  # our own also where nothing is installed


def foreign(claim: Claim) -> bool:
    """Whether the claim comes from the installed package of somebody else."""
    if claim.module.startswith(f"{OWN}."):  # without a look at everything that is installed
        return False
    others = [package for package in packages() if package != OWN]
    return any(f"{claim.module}.".startswith(f"{package}.") for package in others)


def subjects(package: str = OWN) -> list[str]:
    """The subjects of a package: its folders that hold claims, found by looking."""
    paths = importlib.import_module(package).__path__
    found = (module.name for module in pkgutil.iter_modules(paths) if module.ispkg)
    return sorted(name for name in found if package != OWN or name not in NO_SUBJECTS)


@functools.cache
def load() -> None:
    """Import every module of every subject, so that its claims are registered; once a process."""
    for package in packages():
        if package in failures or not _load_one(package):
            continue
        if package != OWN:
            _load_folder(package)
        for subject in subjects(package) if hasattr(sys.modules[package], "__path__") else ():
            _load_folder(f"{package}.{subject}")


def _load_folder(folder: str) -> None:
    """A package with its modules."""
    if not _load_one(folder):
        return
    package = sys.modules[folder]
    for module in pkgutil.iter_modules(getattr(package, "__path__", ())):
        name = f"{folder}.{module.name}"
        if not module.ispkg and name not in sys.modules and hasattr(package, module.name):
            failures[name] = (  # its import would put the module in the place of what is there
                f"{folder} has something else with the name {module.name}; rename one of the two"
            )
        if not module.ispkg:
            _load_one(name)
    PAPERS.update(getattr(package, "PAPERS", {}))


def _load_one(module: str) -> bool:
    """Import one module, if it can be; a broken one takes only its own claims away, and is
    remembered in `failures`.
    """
    if module in failures:
        return False
    try:
        importlib.import_module(module)
        return True
    except Exception as error:
        failures[module] = f"{type(error).__name__}: {error}"
        for table, owner in (
            (_claims, lambda c: c.module),
            (_definitions, lambda d: d.implementation.__module__),
        ):
            for id in [id for id, entry in table.items() if owner(entry) == module]:
                del table[id]
        return False


@dataclass(frozen=True)
class Opened:
    """A paper whose claims are files: while one is open, its claims are the claims."""

    path: Path
    title: str
    claims: Mapping[str, Claim]
    ledger: Path  # where its verdicts are recorded


_opened: list[Opened] = []


def opened() -> Opened | None:
    """The paper that is open; None for the claims of the installed packages."""
    return _opened[0] if _opened else None


def open_paper(paper: Opened | None) -> None:
    """Open a paper in the place of what is open; None closes it."""
    _opened[:] = [paper] if paper else []


def known(id: str) -> Claim | None:
    """A claim that is registered already; nothing is loaded."""
    return (_opened[0].claims if _opened else _claims).get(id)


def claims() -> dict[str, Claim]:
    """Every claim by id, in the order of its source files."""
    if _opened:
        return dict(_opened[0].claims)
    load()
    return dict(_claims)


def definitions() -> dict[str, Definition]:
    if _opened:
        return {}
    load()
    return dict(_definitions)


def with_used(chosen: Iterable[Claim]) -> list[Claim]:
    """The claims and, after them, those whose theorems their proofs call, directly or not. What a
    claim says it uses and nobody registered is left out.
    """
    found = {claim.id: claim for claim in chosen}
    waiting = [id for claim in found.values() for id in claim.uses]
    while waiting:
        id = waiting.pop()
        if id in found:
            continue
        one = known(id) or claims().get(id)  # everything is loaded only where something is missing
        if one is not None:
            found[id] = one
            waiting += one.uses
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
