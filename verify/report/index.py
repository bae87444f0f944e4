"""The index of the search: small, made beforehand, data and no code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .tex import plain

KINDS = (
    "theorem",
    "exact",
    "solver",
    "enclosure",
    "trials",
    "counterexample",
    "contradiction",
    "none",
)


def index(
    found: Iterable[Mapping[str, Any]],
    words: Sequence[str],
    subjects: Sequence[str],
    papers: Sequence[str],
) -> str:
    """JSON for a script element: one row a claim, [id, verdict, subject, paper, kind, text, names,
    file]. The places of words stand for themselves; `names` are those of the formula that the text
    does not have; the file is left out where it is the id.
    """
    rows = []
    for entry in found:
        text = plain(f"{entry['place']}: {entry['title']}")
        row = [
            entry["id"],
            words.index(entry["verdict"]),
            subjects.index(entry["subject"]),
            papers.index(entry["key"]),
            KINDS.index(entry["kind"]),
            text[:150],
            names(entry["tex"], text),
        ]
        rows.append(row if entry["file"] == entry["id"] else [*row, entry["file"]])
    data = {"words": list(words), "claims": rows}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def names(tex: str, text: str) -> str:
    """The letters with an index of a formula, "lambda_min sigma_1", that a text does not name."""
    bare = re.sub(r"\\(?:mathrm|operatorname|text|mathbf)\b", "", tex)
    found = re.findall(r"\\?([A-Za-z]+)_\{?\\?([A-Za-z0-9]+)\}?", bare)
    words = dict.fromkeys(f"{letter}_{below}" for letter, below in found)
    return " ".join(word for word in words if word not in text)[:60]
