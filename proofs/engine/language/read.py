"""Claim files: TOML to `UserClaim`s, with every mistake reported where it is."""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from .claim import UserClaim
from .declarations import ID
from .errors import ClaimFileError
from .header import header_of
from .table import Table

LARGEST_FILE = 1_000_000  # bytes
MOST_CLAIMS = 2_000
LONGEST_LINE = 20_000
MOST_DOTS = 200  # outside of strings: a dotted key costs the square of its length
_HEAD = re.compile(r"\s*\[\[\s*[\"']?claim[\"']?\s*\]\]")
_STRING = re.compile(r'"[^"]*"|\'[^\']*\'')


def load(path: str | Path, *, strict: bool = True) -> list[UserClaim]:
    """The claims of a file. Raises `ClaimFileError` for anything that cannot be read; without
    `strict` a claim that cannot be read is listed with its `problem`.
    """
    return loads(*text_of(path), strict=strict)


def text_of(path: str | Path) -> tuple[str, str]:
    """(the text of a claim file, its name); "-" is the standard input."""
    if str(path) == "-":
        data, name = sys.stdin.buffer.read(LARGEST_FILE + 1), "<stdin>"
        if len(data) > LARGEST_FILE:
            raise ClaimFileError(f"more than {LARGEST_FILE} bytes were given; split it", file=name)
        return _decoded(data, name), name
    path = Path(path)
    name = str(path)
    if not path.exists():
        raise ClaimFileError("there is no such file; check the path", file=name)
    if not path.is_file():
        raise ClaimFileError("this is no regular file; give a TOML file", file=name)
    if (size := path.stat().st_size) > LARGEST_FILE:
        raise ClaimFileError(
            f"the file has {size} bytes; at most {LARGEST_FILE} are read. Split it", file=name
        )
    try:
        with path.open("rb") as handle:
            data = handle.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ClaimFileError(
            f"the file cannot be read: {error.strerror}; check its permissions", file=name
        ) from None
    return _decoded(data, name), name


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")  # a byte-order mark is left out
    except UnicodeDecodeError as error:
        raise ClaimFileError(
            f"byte {error.start} is not UTF-8; save the file as UTF-8 text", file=name
        ) from None


def tables_of(text: str, file: str = "") -> dict[str, Any]:
    """The tables [paper] and [[claim]] of a text in TOML, as they stand."""
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > LONGEST_LINE or _STRING.sub("", line).count(".") > MOST_DOTS:
            raise ClaimFileError(
                f"line {number} is too long or too deeply dotted; break it into several", file=file
            )
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = str(error).replace(
            "at end of document", f"at line {text.count(chr(10)) + 1}, the end of the document"
        )
        raise ClaimFileError(
            f"this is not TOML: {place}; a claim is a table [[claim]] with key = value lines",
            file=file,
        ) from None
    except (RecursionError, ValueError, OverflowError, MemoryError) as error:
        raise ClaimFileError(
            f"this TOML cannot be read ({type(error).__name__}): too deeply nested or too long",
            file=file,
        ) from None
    unknown = [key for key in data if key not in ("claim", "paper")]
    if unknown:
        raise ClaimFileError(
            f"the table {unknown[0][:60]!r} was given; a claim file holds [[claim]] tables, and "
            f"one [paper] table about where they stand",
            file=file,
        )
    return data


def loads(text: str, file: str = "", *, strict: bool = True) -> list[UserClaim]:
    """The claims of a text in TOML; without `strict`, those that cannot be read say so."""
    data = tables_of(text, file)
    header_of(data, file)
    tables = data.get("claim")
    if (
        not isinstance(tables, list)
        or not tables
        or not all(isinstance(table, dict) for table in tables)
    ):
        raise ClaimFileError(
            "no claim was found; write each claim as a table [[claim]] with an id and a claim",
            file=file,
        )
    if len(tables) > MOST_CLAIMS:
        raise ClaimFileError(
            f"{len(tables)} claims were given; at most {MOST_CLAIMS} are read from one file. "
            f"Split it",
            file=file,
        )
    claims, seen = [], set()
    lines = Lines(text, len(tables))
    for number, table in enumerate(tables, 1):
        try:
            one = replace(Table(table, file, number).claim(), line=lines.of(number) or 0)
            if one.id in seen:
                raise ClaimFileError(
                    "the id is used twice; ids are unique in a file",
                    file=file,
                    claim=one.id,
                    field="id",
                )
        except ClaimFileError as problem:
            placed = problem.at_line(lines.of(number, problem.field))
            if strict:
                raise placed from None
            id = str(table.get("id", ""))
            id = id if ID.match(id) else f"number-{number}"
            one = UserClaim(id=id, file=file, problem=str(placed))
        seen.add(one.id)
        claims.append(one)
    return claims


class Lines:
    """Where the tables of a claim file and their fields stand."""

    def __init__(self, text: str, count: int):
        self.lines = text.splitlines()
        heads = [i for i, line in enumerate(self.lines) if _HEAD.match(line)]
        # brackets inside texts of several lines would mislead: then no line is named
        self.heads = heads if len(heads) == count else []

    def of(self, number: int, field: str = "") -> int | None:
        """The line of a field of table `number`, of the table itself when it is not found."""
        if not self.heads:
            return None
        start = self.heads[number - 1]
        end = self.heads[number] if number < len(self.heads) else len(self.lines)
        key = re.split(r"[.,\s]", field, maxsplit=1)[0] if field else ""
        for i in range(start, end) if key else ():
            if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]", self.lines[i]):
                return i + 1
        return start + 1
