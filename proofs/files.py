"""Files from outside: regular files of a bounded size, and text that is safe to print."""

from __future__ import annotations

import os
import re
import stat
import tomllib
import unicodedata
from fractions import Fraction
from pathlib import Path
from typing import Any

MIB = 2**20
MOST_DIGITS = 400
SMALL = re.compile(r"[+-]?0*[0-9]{1,3}\Z")


class Unreadable(Exception):
    """Why a file is not read; the message begins with the file's name."""


def read_file(path: Path, most: int, *, inside: Path | None = None) -> bytes:
    """The bytes of a regular file of at most `most` bytes. With `inside`, no link may lead out of
    that folder. A pipe or a device is never waited for. Raises `Unreadable`.
    """
    try:
        if inside is not None and not path.resolve().is_relative_to(inside.resolve()):
            raise Unreadable(f"{path} leads out of {inside}")
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Unreadable(f"{path} is no regular file")
            data = file.read(most + 1)
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Unreadable(f"{path} cannot be read: {reason}") from None
    if len(data) > most:
        raise Unreadable(f"{path} is larger than {most / MIB:g} MiB")
    return data


def printable(text: object, most: int = 10_000) -> str:
    """The text on one line without anything that a terminal would obey."""
    return "".join(
        c if c.isprintable() or unicodedata.category(c) == "Zs" else f"\\x{ord(c):02x}"
        for c in str(text)[:most]
    )


def decimal(text: str) -> Fraction:
    """A decimal as it is written, exactly. A power of ten that would fill the memory is an error
    before anything is computed. Raises `ValueError`.
    """
    plain = text.replace("_", "")
    mantissa, _, exponent = plain.lower().partition("e")
    if len(mantissa) > MOST_DIGITS or (exponent and not SMALL.match(exponent)):
        raise ValueError(f"the number {text[:40]} has more than {MOST_DIGITS} digits; round it")
    return Fraction(plain)


def rational(text: str) -> Fraction:
    """A decimal or a quotient as it is written, exactly, within the limits of `decimal`. Raises
    `ValueError`, `ZeroDivisionError`.
    """
    top, slash, bottom = text.strip().partition("/")
    return decimal(top) / decimal(bottom) if slash else decimal(top)


def toml(data: bytes) -> dict[str, Any]:
    """A TOML file with exact decimals. Raises `Unreadable` with what is wrong."""
    try:
        return tomllib.loads(data.decode("utf-8"), parse_float=decimal)
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        raise Unreadable(f"it is not TOML: {error}") from None
