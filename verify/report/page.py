"""Fills the template of the report from the registry and the store."""

from __future__ import annotations

from collections import Counter
from importlib import metadata
from pathlib import Path
from typing import Any

from steepest.proofs import registry
from steepest.proofs.papers import PAPERS
from steepest.proofs.vocabulary import Claim, Verdict

from ..pages.witness import pieces, readable, steps_of
from ..running.worker import mutant_id
from ..store.database import Store
from ..store.keys import versions
from ..store.results import Known, known
from . import tex
from .figures import anchor, figures
from .trials import trials

MEANINGS = (
    (
        "PROVED",
        "holds for all values and all dimensions of the stated domain, by exact algebra or a "
        "complete decision procedure",
    ),
    ("CERTIFIED", "rigorous on a stated box, size or instance"),
    (
        "ARGUED",
        "every formal part is proved; the passage from the parts to the sentence is made in words, "
        "and what is missing is named",
    ),
    ("SUPPORTED", "pre-registered trials agree, with the sample size and interval shown"),
    ("REFUTED", "false as stated: an exact witness, or trials that reject at the registered level"),
    ("UNDECIDED", "none of these; the detail says what was tried and why it stopped"),
)
NOT_RUN = "NOT RUN"


def render(store: Path) -> str:
    """The whole page as one string."""
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("steepest.verify.report", ""),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["tone"] = lambda word: "none" if word == NOT_RUN else word.lower()
    environment.filters["statement"] = tex.statement
    style = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    return environment.get_template("template.html.j2").render(content(store), style=Markup(style))


def content(store: Path) -> dict[str, Any]:
    """Everything that the template shows."""
    items = {item.claim.id: item for item in known(registry.claims().values(), store)}
    mutants = _mutants(store)
    entries = {id: _entry(item, items, mutants) for id, item in items.items()}
    ties: dict[str, list[dict[str, Any]]] = {}
    for entry in entries.values():
        for hash in entry["recurrences"]:
            ties.setdefault(hash, []).append(entry)
    for entry in entries.values():
        entry["steps"] = [entries[id] for id in entry["steps"]]
        entry["amended"] = [entries[id] for id in entry["amended"]]
        hashes = entry["recurrences"]
        entry["recurrences"] = [
            {
                "hash": hash[:12],
                "others": [other for other in ties[hash] if other["id"] != entry["id"]],
            }
            for hash in hashes
        ]
    subjects: dict[str, list[dict[str, Any]]] = {}
    for id, item in items.items():
        subjects.setdefault(item.claim.subject, []).append(entries[id])
    counts = Counter(entry["verdict"] for entry in entries.values())
    records = [item.record for item in items.values() if item.record is not None]
    return {
        "total": len(entries),
        "counts": counts,
        "words": [word for word in Verdict if word != Verdict.ERROR or counts[word]],
        "not_run": counts[NOT_RUN],
        "mutants": {
            "total": len(mutants),
            "refuted": sum(verdict == Verdict.REFUTED for verdict in mutants.values()),
        },
        "papers": [
            PAPERS.get(key, key)
            for key in dict.fromkeys(item.claim.source.paper for item in items.values())
        ],
        "subjects": [
            {
                "name": name.replace("_", " "),
                "anchor": f"subject-{anchor(name)}",
                "claims": claims,
                "counts": Counter(claim["verdict"] for claim in claims),
            }
            for name, claims in subjects.items()
        ],
        "errata": [entry for entry in entries.values() if entry["verdict"] == Verdict.REFUTED],
        "figures": figures(store.parent, _registered(store)),
        "meanings": MEANINGS,
        "version": metadata.version("steepest"),
        "versions": versions(),
        "seconds": f"{sum(record['seconds'] for record in records):.0f}",
        "created": _newest(store),
    }


def _entry(item: Known, items: dict[str, Known], mutants: dict[str, str]) -> dict[str, Any]:
    """One claim as the template shows it; `steps`, `amended` and `recurrences` hold ids and hashes
    here.
    """
    claim, record = item.claim, item.record or {}
    paper = PAPERS.get(claim.source.paper, claim.source.paper)
    return {
        "id": claim.id,
        "anchor": anchor(claim.id),
        "title": claim.title,
        "more": claim.statement.partition("\n")[2].strip(),
        "formula": tex.formula(claim.formula),
        "locus": claim.source.locus
        + (
            f" (also {claim.source.also.replace('du-thesis', 'thesis')})"
            if claim.source.also
            else ""
        ),
        "subject": claim.subject.replace("_", " "),
        "paper": paper,
        "cite": cite(claim.source.paper),
        "hypotheses": claim.hypotheses,
        "verdict": record.get("verdict", NOT_RUN),
        "stale": item.stale,
        "scope": record.get("scope"),
        "method": record.get("method"),
        "evidence": _evidence(record),
        "recurrences": steps_of(record),
        "witness": readable(record.get("witness")),
        "detail": _detail(record),
        "trials": trials(record),
        "amends": {"id": claim.amends, "anchor": anchor(claim.amends)} if claim.amends else None,
        "amended": [id for id, other in items.items() if other.claim.amends == claim.id],
        "steps": _steps(claim, items),
        "mutants": [
            {"name": mutant.name, "verdict": mutants.get(mutant_id(claim.id, mutant.name))}
            for mutant in claim.mutants
        ],
    }


def cite(key: str) -> str:
    """A short citation from a key such as "du-hu-lee-2018"."""
    *names, year = key.split("-")
    return (
        f"{', '.join(name.capitalize() for name in names)} {year}"
        if year.isdigit()
        else key.replace("-", " ")
    )


def _steps(claim: Claim, items: dict[str, Known]) -> list[str]:
    return [id for id in items if id.startswith((f"{claim.id}.", f"{claim.id}-"))]


def _evidence(record: dict[str, Any]) -> str:
    """What the certificate is made of, in words."""
    counts = pieces(record.get("certificate"))
    parts = [
        f"{count} {kind} certificate{'' if count == 1 else 's'}"
        for kind, count in counts.items()
        if kind != "counts"
    ]
    if not record:
        return ""
    return "; ".join([*parts, f"{record['seconds']:.2f} s", f"key {record['hash'][:12]}"])


def _detail(record: dict[str, Any]) -> str:
    text = (record.get("detail") or "").strip()
    if text.startswith("fails at") and record.get("witness"):
        return ""  # the witness says it better
    return text if len(text) <= 1200 else text[:1200] + " ..."


def _mutants(store: Path) -> dict[str, str]:
    if not store.exists():
        return {}
    with Store(store, "read") as opened:
        names = {
            mutant_id(claim.id, mutant.name)
            for claim in registry.claims().values()
            for mutant in claim.mutants
        }
        return {
            id: stored.record["verdict"] for id, stored in opened.latest().items() if id in names
        }


def _registered(store: Path) -> dict[str, str]:
    """The files of figures that `reproduce` registered."""
    if not store.exists():
        return {}
    with Store(store, "read") as opened:
        return opened.figures()


def _newest(store: Path) -> str:
    if not store.exists():
        return "no run yet"
    with Store(store, "read") as opened:
        newest = max((stored.created for stored in opened.latest().values()), default="no run yet")
    return newest.replace("T", " ").replace("+00:00", " UTC")
