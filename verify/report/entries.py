"""One claim as its page shows it, and how the claims hang together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from steepest.proofs.engine.language.claim import as_written

from ..pages.evaluated import rows, values
from ..pages.proved import heading
from ..pages.witness import readable, steps_of
from ..running.worker import mutant_id
from ..store.results import Known
from . import compare, evidence, tex
from .formal import formal
from .material import Material
from .names import anchor, file_names
from .trials import trials

NOT_RUN = "NOT RUN"
Entry = dict[str, Any]

SENTENCES = {
    "PROVED": "Every goal on this page is proved for all values of its names.",
    "CERTIFIED": "Rigorous on the stated box, size or instance.",
    "ARGUED": "Every formal part on this page is proved; how the parts make up the sentence is "
    "said in words, and what no machine has seen is named under Missing.",
    "SUPPORTED": "Pre-registered trials agree, with the sample size and interval shown; this is "
    "no proof.",
    "REFUTED": "False as stated.",
    "UNDECIDED": "Neither proved nor refuted; the detail says what was tried and why it stopped.",
    "ERROR": "A defect of ours; it says nothing about the claim.",
    NOT_RUN: "Not decided yet.",
}
WITNESSES = {
    "counts": "Trials reject it at the registered level.",
    "contradiction": "Its negation is proved.",
    "law-miscount": "The exact count is another.",
}


def entries(material: Material) -> dict[str, Entry]:
    """Every claim of the material by its id, linked with one another."""
    items = {item.claim.id: item for item in material.items}
    names = file_names(items)
    found = {id: _entry(item, material, names[id]) for id, item in items.items()}
    _link(found, items)
    return found


def _entry(item: Known, material: Material, file: str) -> Entry:
    claim, record = item.claim, item.record or {}
    stated = formal(claim)
    verdict = record.get("verdict", NOT_RUN)
    goals = evidence.decided(record) if stated is None or verdict == "REFUTED" else []
    said = lambda text: as_written(text, claim.written)  # noqa: E731
    point = record.get("witness")
    return {
        "id": claim.id,
        "anchor": anchor(claim.id),
        "file": file,
        "title": claim.title,
        "more": claim.statement.partition("\n\n")[2].strip(),
        "tex": claim.formula,
        "read": claim.read,
        "formula": tex.formula(claim.formula),
        "formal": stated,
        "locus": claim.source.locus
        + (
            f" (also {claim.source.also.replace('du-thesis', 'thesis')})"
            if claim.source.also
            else ""
        ),
        "place": claim.source.locus,
        "subject": claim.subject,
        "key": claim.source.paper,
        "paper": material.papers.get(claim.source.paper, claim.source.paper),
        "cite": cite(claim.source.paper),
        "hypotheses": claim.hypotheses,
        "verdict": verdict,
        "sentence": sentence(verdict, record, stated is not None),
        "stale": item.stale,
        "heading": heading(verdict, item.stale).capitalize(),
        "scope": _scope(record),
        "method": record.get("method"),
        "evidence": evidence.summary(record),
        "badges": evidence.badges(record),
        "kind": evidence.kind_of(record),
        "goals": [*map(said, goals)],
        "refuted_goal": said(evidence.refuted_goal(record)),
        "gap": _gap(verdict, record),
        "rules": evidence.rules(record),
        "facts": evidence.facts(record),
        "missing": claim.missing,
        "steps_run": steps_of(record),
        "witness": readable(point, claim.written),
        "values": [(said(name), value) for name, value in values(point)],
        "rows": [replace(row, text=said(row.text)) for row in rows(point)],
        "detail": (record.get("detail") or "").strip(),
        "trials": trials(record),
        "audit": material.audits.get(claim.id, ()),
        "seed": record.get("seed"),
        "hash": record.get("hash", ""),
        "record": item.record,
        "uses_ids": claim.uses,
        "amends_id": claim.amends,
        "mutants": [
            {"name": one.name, "verdict": material.mutants.get(mutant_id(claim.id, one.name))}
            for one in claim.mutants
        ],
    }


def sentence(verdict: str, record: Mapping[str, Any], is_formal: bool) -> str:
    """What the verdict says of this claim, in one sentence."""
    if verdict == "PROVED" and is_formal:
        return (
            "The formal statement on this page is a theorem of the kernel: it holds for all "
            "values and all dimensions."
        )
    if verdict == "REFUTED":
        witness = record.get("witness")
        kind = witness.get("kind") if isinstance(witness, dict) else ""
        return f"{SENTENCES[verdict]} {WITNESSES.get(str(kind), 'The witness below is exact.')}"
    return SENTENCES.get(verdict, "")


def _gap(verdict: str, record: Mapping[str, Any]) -> str:
    """What stands under Missing where the claim names nothing."""
    witness = record.get("witness")
    if isinstance(witness, dict) and witness.get("kind") == "contradiction":
        return "The passage from the goals to the negation is said in words, under Witness."
    if verdict in ("PROVED", "CERTIFIED", "REFUTED"):
        return "Nothing is named between what was decided and the verdict."
    return "Nothing is named."


def _scope(record: Mapping[str, Any], most: int = 600) -> str:
    """The scope; of a long one the beginning, because the goals and the statement say it all."""
    text = record.get("scope") or ""
    return text if len(text) <= most else f"{text[:most]} ... (the certificate has all of it)"


def cite(key: str) -> str:
    """A short citation from a key such as "du-hu-lee-2018"."""
    *names, year = key.split("-")
    return (
        f"{', '.join(name.capitalize() for name in names)} {year}"
        if year.isdigit()
        else key.replace("-", " ").capitalize()
    )


def _link(found: dict[str, Entry], items: Mapping[str, Known]) -> None:
    """Used claims, claims that use, parts, amendments, and those with the same recurrence."""
    for entry in found.values():
        entry |= {"uses": [], "absent": [], "used_by": [], "parts": [], "amended": []}
    ties: dict[str, list[Entry]] = {}
    for id, entry in found.items():
        for used in entry["uses_ids"]:
            if used in found:
                entry["uses"].append(found[used])
                found[used]["used_by"].append(entry)
            else:
                entry["absent"].append(used)
        if whole := _whole(id, found):
            found[whole]["parts"].append(entry)
        entry["whole"] = found.get(whole or "")
        entry["amends"] = found.get(entry["amends_id"] or "")
        if entry["amends"]:
            entry["amends"]["amended"].append(entry)
        for hash in entry["steps_run"]:
            ties.setdefault(hash, []).append(entry)
    for entry in found.values():
        entry["same"] = [
            {"hash": hash[:12], "others": [one for one in ties[hash] if one is not entry]}
            for hash in entry["steps_run"]
        ]
        entry["below"] = reachable(entry, "uses")
        entry["above"] = reachable(entry, "used_by")
        entry["pair"] = _pair(entry)
        entry["tree"] = tree(entry, set())


def _whole(id: str, found: Mapping[str, Entry]) -> str | None:
    """The claim that this one is a part of: the longest other id that it continues."""
    ends = [place for place, sign in enumerate(id) if sign in ".-"]
    return next((id[:end] for end in reversed(ends) if id[:end] in found), None)


def _pair(entry: Entry) -> Any:
    """The printed and the amended formula with their differences marked, where both are there."""
    other = entry["amends"] or next(iter(entry["amended"]), None)
    if other is None or not entry["tex"] or not other["tex"]:
        return None
    false, true = (other, entry) if entry["amends"] else (entry, other)
    pair = compare.formulas(false["tex"], true["tex"])
    return {"false": false, "true": true, "printed": pair[0], "amended": pair[1]} if pair else None


def tree(entry: Entry, seen: set[str]) -> list[dict[str, Any]]:
    """What a claim rests on, and what that rests on: [{"claim", "again", "below"}]. A claim is
    unfolded where it comes first.
    """
    found = []
    for one in entry["uses"]:
        again = one["id"] in seen
        seen.add(one["id"])
        below = [] if again else tree(one, seen)
        found.append({"claim": one, "again": again and bool(one["uses"]), "below": below})
    return found


def reachable(entry: Entry, link: str) -> list[Entry]:
    """What is reached along a link, nearest first, each once, without the entry itself."""
    found: dict[str, Entry] = {}
    waiting: list[Entry] = list(entry[link])
    while waiting:
        one = waiting.pop(0)
        if one["id"] not in found and one is not entry:
            found[one["id"]] = one
            waiting += one[link]
    return list(found.values())


def claims_of(found: Iterable[Entry], key: str) -> dict[str, list[Entry]]:
    """Entries by one of their properties, in order."""
    groups: dict[str, list[Entry]] = {}
    for entry in found:
        groups.setdefault(entry[key], []).append(entry)
    return groups


WEIGHTS = {"Theorem": 0, "Corollary": 1, "Proposition": 1, "Lemma": 2}


def weight(entry: Entry) -> int:
    """0 for a numbered theorem as a whole, 1 for a corollary or proposition, 2 for a lemma, 3 for
    every other place.
    """
    words = entry["place"].replace(",", " ").split()
    return WEIGHTS.get(words[0], 3) if len(words) == 2 else 3


def printed_theorems(found: Iterable[Entry]) -> list[Entry]:
    """One claim for each theorem and lemma of a paper: the one that says what is printed."""
    places: dict[str, Entry] = {}
    for entry in found:
        if weight(entry) < 3:
            before = places.setdefault(entry["place"], entry)
            if _own(entry) < _own(before):
                places[entry["place"]] = entry
    numbers = lambda entry: [int(part) for part in re.findall(r"\d+", entry["place"])]  # noqa: E731
    return sorted(places.values(), key=lambda entry: (not numbers(entry), numbers(entry)))


def _own(entry: Entry) -> tuple[bool, bool, int]:
    """The printed claim comes before amendments, trials and parts."""
    return entry["amends_id"] is not None, bool(entry["trials"]), len(entry["id"])
