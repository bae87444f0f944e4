"""Names of files and places in the report."""

from __future__ import annotations

from collections.abc import Iterable


def anchor(text: str) -> str:
    """An HTML id: letters, digits and hyphens stay, the rest is spelled as its code, so that two
    ids never collide.
    """
    return "".join(c if c.isascii() and c.isalnum() or c in "-." else f"_{ord(c):x}" for c in text)


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """A file name without suffix for each id; two that differ in case alone get a number, because
    some file systems cannot tell them apart.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for id in ids:
        name, number = anchor(id).lstrip(".") or "_", 2
        while name.casefold() in taken:
            name, number = f"{anchor(id)}_{number}", number + 1
        taken.add(name.casefold())
        found[id] = name
    return found
