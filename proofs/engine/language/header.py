"""The table [paper] of a claim file: whose claims these are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import ClaimFileError, nearest

FIELDS = ("title", "authors", "key", "year", "url")
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
LONGEST = 2000


@dataclass(frozen=True)
class Header:
    """What a paper says of itself; every part may be missing."""

    title: str = ""
    authors: tuple[str, ...] = ()
    key: str = ""
    year: str = ""
    url: str = ""

    @property
    def citation(self) -> str:
        """Authors. Title. Year."""
        parts = (", ".join(self.authors), self.title, self.year, self.url)
        return " ".join(f"{part}." for part in parts if part)


def header_of(data: Mapping[str, Any], file: str = "") -> Header:
    """The header among the tables of a claim file. Raises `ClaimFileError`."""
    table = data.get("paper", {})

    def wrong(problem: str, field: str = "") -> ClaimFileError:
        return ClaimFileError(problem, file=file, claim="[paper]", field=field)

    if not isinstance(table, dict):
        raise wrong('expected a table, as in [paper] with title = "..."')
    for name in table:
        if name not in FIELDS:
            raise wrong(
                f"the field {name[:60]!r} is not known{nearest(name, FIELDS)}; fields are "
                f"{', '.join(FIELDS)}",
                name[:60],
            )
    authors = table.get("authors", [])
    authors = [authors] if isinstance(authors, str) else authors
    if not isinstance(authors, list) or not all(isinstance(one, str) for one in authors):
        raise wrong('expected names, as in authors = ["A. Author", "B. Author"]', "authors")
    found: dict[str, str] = {}
    for name in ("title", "key", "year", "url"):
        value = table.get(name, "")
        if name == "year" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or len(value) > LONGEST:
            raise wrong(f"{value!r:.60} was given; expected a text", name)
        found[name] = " ".join(value.split())
    if found["key"] and not KEY.match(found["key"]):
        raise wrong(
            f"{found['key']!r:.60} was given; a key is made of letters, digits, '.', '-' and '_', "
            f'as in key = "author-2026"',
            "key",
        )
    return Header(authors=tuple(one.strip()[:LONGEST] for one in authors), **found)
