"""What can be reproduced, by name, and what a reproduction leaves behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from steepest.proofs.vocabulary import SteepestError

from ...subjects import import_subjects

SEED = 20180604
_entries: dict[str, Entry] = {}
_aliases: dict[str, str] = {}


class UnknownReproduction(SteepestError):
    """A name that no figure or table has."""


class OutputError(SteepestError):
    """A folder that cannot be written."""


@dataclass(frozen=True)
class Comparison:
    """One printed statement next to what was measured."""

    quantity: str
    printed: str
    measured: str
    agrees: bool | None  # None: the source gives nothing to compare with
    note: str = ""


@dataclass(frozen=True)
class Run:
    """What a reproduction is asked for: where to write, the seed, the long form or not, and changed
    settings.
    """

    out: Path
    seed: int = SEED
    full: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    say: Callable[[str], None] = lambda line: None


@dataclass
class Reproduction:
    """What came out: files, comparisons, and every choice that was made."""

    name: str
    title: str
    source: str
    settings: dict[str, Any] = field(default_factory=dict)
    data: list[Path] = field(default_factory=list)
    pictures: list[Path] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        files = {
            "data": [str(path) for path in self.data],
            "pictures": [str(path) for path in self.pictures],
        }
        return asdict(self) | files


@dataclass(frozen=True)
class Entry:
    name: str
    source: str
    make: Callable[[Run], Reproduction]

    @property
    def title(self) -> str:
        return (self.make.__doc__ or self.name).strip().split("\n", 1)[0]


def reproduction(name: str, source: str, aliases: tuple[str, ...] = ()) -> Callable:
    """Register the decorated function `make(run) -> Reproduction` under a name; its docstring's
    first line is the title.
    """

    def register(make: Callable[[Run], Reproduction]) -> Callable[[Run], Reproduction]:
        for known in (name, *aliases):
            before = _entries.get(_aliases.get(known, ""))
            # a module that failed half-way may be imported again
            if before and before.make.__module__ != make.__module__:
                raise ValueError(f"{known} is registered twice")
            _aliases[known] = name
        _entries[name] = Entry(name, source, make)
        return make

    return register


def entries() -> dict[str, Entry]:
    import_subjects("steepest.verify.reproduce")
    return dict(_entries)


def names() -> list[str]:
    """Every name that can be asked for, aliases included."""
    entries()
    return sorted(_aliases)


def find(name: str) -> Entry:
    known = entries()
    if name not in _aliases:
        near = get_close_matches(name, _aliases, n=3, cutoff=0.4) or sorted(_aliases)
        raise UnknownReproduction(
            f"no figure or table is called {name!r}; nearest: {', '.join(near)}. `steepest "
            f"reproduce` lists them"
        )
    return known[_aliases[name]]


def reproduce(
    name: str,
    out_dir: Path | str,
    *,
    full: bool = False,
    seed: int = SEED,
    say: Callable[[str], None] = lambda line: None,
    **settings: Any,
) -> Reproduction:
    """Recompute the figure or table `name` into `out_dir`; a run that was cut off continues from
    its last checkpoint.

    Keyword settings replace the stated ones (`steps=200`, `widths=(...)`); they are part of what
    the result states.
    """
    entry, out = find(name), Path(out_dir)
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / ".writable").touch()
        (out / ".writable").unlink()
    except OSError as error:
        raise OutputError(
            f"the folder {out} cannot be written ({error.strerror}); give another one with --out "
            f"DIR"
        ) from None
    begun = time.perf_counter()
    made = entry.make(Run(out, seed, full, settings, say))
    made.seconds = round(time.perf_counter() - begun, 2)
    return made
