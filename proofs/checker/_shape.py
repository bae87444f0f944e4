"""The exact shape of every object of a certificate: its fields and their types, and no others.

Whatever a certificate says is read by the checker or refused; nothing is carried along unread but
the few labels listed here as such.
"""

from __future__ import annotations

import json
from typing import Any

from ._terms import Rejected, need

TYPES = {"dict": dict, "list": list, "str": str, "int": int, "bool": bool, "any": object}
LABELS = (  # of counts: what the run was; `steepest recheck` compares them with the stored plan
    "name plan step:any seed:int backend diverged:int censored:int excluded:int unknown:int "
    "sequential:bool interval:list interval_95:list power:any recorded:dict first_failing:int "
    "replay"
)
HEADER = "letters:dict left:any right:any rules:list"
# kind: (required fields, fields that may be left out); a field without a type is a string
KINDS = {
    "all": ("parts:list", "step"),
    "identity": ("goal:dict relations:list cofactors:list", "atoms:dict defined:list"),
    "smt": ("goal:dict", "axioms:list"),
    "positivstellensatz": ("goal:dict proofs:list", ""),
    "ball": ("goal:dict box:dict tree:any", "put:dict precision:int defined:list"),
    "derivative": (
        "goal:dict variable end:any side at:dict slope:dict",
        "defined:list inside:list",
    ),
    "lemmas": ("goal:dict lemmas:list final:dict", ""),
    "cases": ("goal:dict cases:list cover:dict", ""),
    "written": ("goal:dict certificate:dict", "defined:list"),
    "rewrite": ("goal:dict equations:list final:dict", ""),
    "instance": ("goal:dict put:dict certificate:dict", "defined:list"),
    "induction": ("goal:dict variable base:dict step:dict", ""),
    "theorem": ("statement:any lines:list", ""),
    "negation": ("statement:any certificate:dict", ""),
    "model": (
        "statement:any",
        "values:dict functions:dict weights:list normal:int sizes:dict matrices:dict",
    ),
    "point": ("goal:dict values:dict", "helped:list"),
    "written-point": ("goal:dict witness:dict", ""),
    "crossing": ("goal:dict variable between:list values:dict", ""),
    "contradiction": ("because certificate:dict", ""),
    "enclosure": (
        "constant goal:dict smallest:bool interval:list holds:dict fails:dict",
        "enclosure:list",
    ),
    "between": (
        "constant smallest:bool interval:list holds:dict rises:dict fails:dict",
        "",
    ),
    "counts": ("verdict successes:int trials:int at_least:any alpha:any", "margin:any " + LABELS),
    "matrix": (
        HEADER,
        "scalars:list kinds:dict reasons:list combination:list satisfiable:dict where:list "
        "strict:list",
    ),
    "matrix-sos": (
        HEADER + " terms:list",
        "scalars:list kinds:dict reasons:list combination:list satisfiable:dict where:list "
        "strict:list relation positive:int vector symmetry:list",
    ),
    "matrix-point": (
        HEADER + " relation sizes:dict matrices:dict",
        "scalars:dict kinds:dict reasons:list where:list strict:list vector:list",
    ),
    "shape": ("operation shapes:list", "detail"),
    "gaussian-mean": (
        "variable function:any interval:list bound:list cut tail:list",
        "times:list",
    ),
    "least-eigenvalue": ("matrix:list at_least", "at_most vector:list precision:int"),
    "law-count": (
        "",  # its own reader is as strict
        "network:any loss:any momentum:any prime:any point:any samples:any words:any laws:any "
        "lower:any upper:any",
    ),
    "law-miscount": ("claimed:int certificate:dict", ""),
    "relu-rate": ("inputs:list labels:list weights:list signs:list tau least rate", "eta norm"),
}


def shaped(data: Any, required: str, optional: str = "") -> None:
    """`data` is an object with the required fields, perhaps some optional ones, and nothing
    else.
    """
    need(isinstance(data, dict), "an object is expected, not ", data)
    must, may = (
        dict((*word.split(":"), "str")[:2] for word in text.split())
        for text in (required, optional)
    )
    for name, kind in (must | may).items():
        need(name in data or name in may, f"the field {name!r} is missing")
        value = data.get(name)
        fits = isinstance(value, TYPES[kind]) and (kind != "int" or not isinstance(value, bool))
        need(fits or name not in data, f"{name!r} is no {kind}")
    extra = [name for name in data if name not in must and name not in may]
    need(not extra, f"unknown field {str(extra[0])[:40]!r}" if extra else "")


def kind_of(data: Any) -> str:
    """The kind of a certificate or witness of exactly its shape."""
    need(isinstance(data, dict), "a certificate is an object, not ", data)
    kind = data.get("kind")
    need(isinstance(kind, str), "the field 'kind' is missing")
    need(kind in KINDS, f"unknown kind {kind[:40]!r}")
    required, optional = KINDS[kind]
    shaped(data, "kind " + required, optional)
    return kind


def parsed(text: str | bytes) -> Any:
    """JSON in which no object names a field twice and every number is finite."""

    def unique(pairs: list[tuple[str, Any]]) -> dict:
        found = dict(pairs)
        need(len(found) == len(pairs), "an object has a field twice")
        return found

    def finite(word: str) -> Any:
        raise Rejected(f"{word} is no JSON number")

    return json.loads(text, object_pairs_hook=unique, parse_constant=finite)
