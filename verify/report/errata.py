"""Errata in the order of their weight, and as a LaTeX list."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .tex import BadTeX, converted

UNRANKED = ("unranked", "False as stated")  # nobody said what kind of error it is


@functools.cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("errata.toml").read_text("utf-8"))


def kinds() -> dict[str, str]:
    """The kinds of errors, the heaviest first, with their names."""
    return {**_table()["kinds"], UNRANKED[0]: UNRANKED[1]}


@functools.cache
def ranks() -> dict[str, str]:
    """{id: kind} of everything that a person has ranked."""
    return {id: kind for kind in _table()["kinds"] for id in _table()[kind]["ids"]}


def kind_of(id: str) -> str:
    return ranks().get(id, UNRANKED[0])


def ranked(found: Iterable[Any]) -> list[dict[str, Any]]:
    """The refuted entries by kind: [{"kind", "name", "entries"}], empty kinds left out. Within a
    kind whole theorems come first.
    """
    from .entries import weight

    groups: dict[str, list[Any]] = {kind: [] for kind in kinds()}
    for entry in found:
        if entry["verdict"] == "REFUTED":
            groups[kind_of(entry["id"])].append(entry)
    return [
        {"kind": kind, "name": name, "entries": sorted(groups[kind], key=weight)}
        for kind, name in kinds().items()
        if groups[kind]
    ]


def one_line(entry: Mapping[str, Any], most: int = 170) -> str:
    """The witness in one line: the numbers and the two sides, or what refutes it in words."""
    failing = [row.there for row in entry["rows"] if row.role == "claimed" and row.there]
    if entry["values"] and failing and len(entry["values"]) <= 6:
        numbers = ", ".join(f"{name} = {_first(text)}" for name, text in entry["values"])
        line = f"at {numbers}: {failing[0]} is false" if failing else f"at {numbers}"
        if len(line) <= most:
            return line
    text = entry["detail"] or "; ".join(entry["witness"])
    return _cut(" ".join(text.split()), most).rstrip(";, ")


def _first(text: str) -> str:
    exact, _, decimal = text.partition(" = ")
    return exact if len(exact) <= 12 or not decimal else decimal


def _cut(text: str, most: int) -> str:
    """The first sentences that fit; a cut inside of a sentence is shown."""
    if len(text) <= most:
        return text
    end = max(text.rfind(". ", 0, most), text.rfind("; ", 0, most))
    return text[: end + 1] if end > 40 else text[:most].rsplit(" ", 1)[0] + " ..."


# --- LaTeX ---

ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "#": r"\#",
    "&": r"\&",
    "%": r"\%",
    "~": r"\textasciitilde{}",
    "<": r"\ensuremath{<}",
    ">": r"\ensuremath{>}",
    "|": r"\ensuremath{|}",
    "$": r"\$",
}


def escaped(text: str) -> str:
    """Plain text for LaTeX; TeX between dollar signs stays as it is, if it is mathematics."""
    parts = text.split("$")
    if len(parts) % 2 == 0 or not all(map(is_mathematics, parts[1::2])):
        return _plain(text)
    return "$".join(part if index % 2 else _plain(part) for index, part in enumerate(parts))


# comments, signs by number, the end of the formula, empty lines, definitions, other alphabets
HOSTILE = re.compile(
    r"(?<!\\)(\\\\)*%|\^\^|\$|\n\s*\n|\\(def|let|[a-z]*newcommand|[a-z]*provide|Declare)|[^\x00-\x7f]"
)


def is_mathematics(tex: str) -> bool:
    """Whether TeX from a file can only set a formula: the converter of the pages knows every
    command of it, and nothing in it ends the formula or gives a sign another meaning.
    """
    if HOSTILE.search(tex):
        return False
    try:
        return bool(converted(tex))
    except BadTeX:
        return False


def _displayed(tex: str) -> str:
    return rf"\[{tex}\]" if is_mathematics(tex) else rf"\texttt{{{_plain(tex)}}}"


def _plain(text: str) -> str:
    ascii_only = text.encode("ascii", "xmlcharrefreplace").decode()
    return "".join(ESCAPES.get(sign, sign) for sign in ascii_only)


def latex(found: Iterable[Any]) -> str:
    """A list of errata as one LaTeX document, ready to be compiled or to be pasted from."""
    lines = [
        r"\documentclass{article}",
        r"\usepackage{amsmath,amssymb}",
        r"\usepackage[margin=2.5cm]{geometry}",
        r"\begin{document}",
    ]
    for group in ranked(found):
        lines += [rf"\section*{{{escaped(group['name'])}}}", r"\begin{enumerate}"]
        for entry in group["entries"]:
            lines += _item(entry)
        lines.append(r"\end{enumerate}")
    return "\n".join([*lines, r"\end{document}", ""])


def _item(entry: Mapping[str, Any]) -> list[str]:
    place = escaped(f"{entry['place']}, {entry['cite']}")
    lines = [rf"\item \textbf{{{place}.}} {escaped(entry['title'])}"]
    if entry["tex"]:
        lines.append(_displayed(entry["tex"]))
    lines.append(rf"\emph{{Witness:}} {escaped(one_line(entry))}")
    for other in entry["amended"]:
        if other["verdict"] in ("PROVED", "CERTIFIED", "ARGUED", "SUPPORTED"):
            word = other["verdict"].lower()
            lines.append(rf"\emph{{Instead ({word}):}} {escaped(other['title'])}")
            if other["tex"]:
                lines.append(_displayed(other["tex"]))
    return lines
