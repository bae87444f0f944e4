"""How much of the evidence is z3's word: leaves of kind `smt` among all leaves of certificates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

INNER = (  # certificates that are made of certificates
    *("all", "lemmas", "cases", "written", "rewrite", "instance", "induction", "derivative"),
    "theorem",
    *("enclosure", "contradiction", "law-miscount"),
)


def counts(record: Mapping[str, Any]) -> tuple[int, int]:
    """(leaves that rest on z3's word, leaves) of the evidence of a record."""
    smt = every = 0
    waiting = [record.get("certificate"), record.get("witness")]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            kind = node.get("kind")
            if isinstance(kind, str) and kind not in INNER:
                smt, every = smt + (kind == "smt"), every + 1
            waiting += [value for name, value in node.items() if name != "goal"]
        elif isinstance(node, list):
            waiting += node
    return smt, every


def told(records: Iterable[Mapping[str, Any]]) -> str:
    """ "smt: n of m leaves"; empty where there is no evidence."""
    pairs = [counts(record) for record in records]
    smt, every = sum(n for n, _ in pairs), sum(m for _, m in pairs)
    return f"smt: {smt} of {every} leaves rest on z3's word" if every else ""
