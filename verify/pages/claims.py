"""`list`, `show`, `errata`, `ledger`: the registry and the store as pages of text."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from rich.text import Text
from steepest.proofs import registry
from steepest.proofs.engine.language.claim import as_written
from steepest.proofs.papers import PAPERS
from steepest.proofs.vocabulary import Claim, Definition, Source, SteepestError, Verdict

from ..store import leaves, ledger
from ..store.results import Known, known
from ..terminal import emit, say
from .display import console, paged, verdict_text
from .proved import formal, goals, heading
from .witness import readable, steps_of


def _emit(value: Any) -> None:
    emit(value)


def citation(source: Source) -> str:
    """The full reference of a source."""
    paper = PAPERS.get(source.paper, source.paper)
    also = f" (also {source.also})" if source.also else ""
    return f"{source.locus}{also} in: {paper}"


def list_claims(
    patterns: list[str], store: Path, *, verdicts: list[str] | None = None, json: bool
) -> None:
    found = known(registry.select(patterns), store)
    if verdicts:
        found = _with_verdicts(found, verdicts)
    if json:
        for item in found:
            claim = item.claim
            _emit(
                {
                    "id": claim.id,
                    "title": claim.title,
                    "source": str(claim.source),
                    "subject": claim.subject,
                    "verdict": item.verdict if item.record else None,
                    "state": item.state,
                    "amends": claim.amends,
                    "trial": claim.trial,
                    "full": claim.full,
                    "coq": item.record.get("coq") if item.record else None,
                    "mutants": [mutant.name for mutant in claim.mutants],
                }
            )
        return
    out = console()
    width = max(len(item.claim.id) for item in found)
    with paged(out, len(found)):
        for item in found:
            text = verdict_text(item.verdict).append(
                " stale  " if item.stale else "        ", "not bold dim"
            )
            by_coq = item.record is not None and item.record.get("coq") and not item.stale
            text.append("Coq  " if by_coq else "     ", "not bold dim")
            text.append(f"{item.claim.id:<{width}}  ", "not bold").append(
                item.claim.title, "not bold dim"
            )
            one_line = {"overflow": "ellipsis", "no_wrap": True} if out.is_terminal else {}
            out.print(text, **one_line)


def _with_verdicts(found: list[Known], words: list[str]) -> list[Known]:
    """Only the claims with one of these verdicts; "NEW" means none yet."""
    wanted = {word.upper() for word in words}
    possible = [*map(str, Verdict), "NEW"]
    for word in sorted(wanted):
        if word not in possible:
            raise SteepestError(
                f"--verdict {word} was given; expected one of {', '.join(possible)}"
            )
    chosen = [item for item in found if (str(item.verdict) if item.record else "NEW") in wanted]
    if not chosen:
        raise SteepestError(f"no claim has the verdict {' or '.join(sorted(wanted))}")
    return chosen


def show_claim(id: str, store: Path, *, json: bool) -> None:
    definition = registry.definitions().get(id)
    if definition is not None:
        return _show_definition(definition, json=json)
    claims = registry.claims()
    if id not in claims:
        near = get_close_matches(id, [*claims, *registry.definitions()], n=3, cutoff=0.4)
        advice = f"; nearest: {', '.join(near)}" if near else ""
        raise registry.UnknownClaim(
            f"there is no claim {id!r}{advice}. `steepest list` shows every id."
        )
    steps = [claim for other, claim in claims.items() if other.startswith((f"{id}.", f"{id}-"))]
    amended = [claim for claim in claims.values() if claim.amends == id]
    used = [claims[other] for other in claims[id].uses if other in claims]
    asked = {claim.id: claim for claim in (claims[id], *steps, *amended, *used)}
    found = {item.claim.id: item for item in known(asked.values(), store)}
    page = _page(claims[id], found, steps, amended, claims)
    if json:
        return _emit(page)
    _show_page(claims[id], page, found)
    return None


def _page(
    claim: Claim,
    found: dict[str, Known],
    steps: list[Claim],
    amended: list[Claim],
    claims: dict[str, Claim],
) -> dict[str, Any]:
    brief = lambda other: {"id": other.id, "title": other.title, "verdict": found[other.id].verdict}  # noqa: E731
    record = found[claim.id].record
    return {
        "id": claim.id,
        "title": claim.title,
        "statement": claim.statement,
        "formula": claim.formula,
        "formal": formal(claim),
        "goals": [
            as_written(goal, claim.written)
            for goal in (goals(record["certificate"]) if record and claim.says is None else ())
        ],
        "uses": [brief(claims[id]) for id in claim.uses if id in claims],
        "missing": list(claim.missing),
        "source": str(claim.source),
        "citation": citation(claim.source),
        "hypotheses": list(claim.hypotheses),
        "derivation": [brief(step) for step in steps],
        "state": found[claim.id].state,
        "record": found[claim.id].record,
        "amends": claim.amends,
        "amended": [brief(other) for other in amended],
        "mutants": [mutant.name for mutant in claim.mutants],
    }


def _show_page(claim: Claim, page: dict[str, Any], found: dict[str, Known]) -> None:
    out = console()
    head = Text(claim.id, "bold")
    out.print(head)
    out.print(claim.statement)
    if claim.formula:
        out.print(Text(f"\n  {claim.formula}", "italic"))
    out.print(Text("\nsource      ", "bold").append(page["citation"], "not bold"))
    _show_proved(out, page)
    if claim.hypotheses:
        out.print(Text("\nhypotheses", "bold"))
        for hypothesis in claim.hypotheses:
            out.print(f"  - {hypothesis}")
    if page["derivation"]:
        out.print(Text("\nderivation, step by step", "bold"))
        for number, step in enumerate(page["derivation"], 1):
            out.print(
                Text(f"  {number:>2}. ")
                .append_text(verdict_text(step["verdict"]))
                .append(f"  {step['id']}  {step['title']}")
            )
    out.print(Text("\nverdict     ", "bold").append_text(_verdict_line(found[claim.id])))
    record = page["record"]
    if record:
        for name in ("scope", "method", "backend"):
            if record[name]:
                out.print(Text(f"{name:<12}", "bold").append(str(record[name]), "not bold"))
        if record.get("coq") and not found[claim.id].stale:
            named = ", ".join(record["coq"]["axioms"]) or "none"
            out.print(Text("Coq         ", "bold").append(f"accepted; axioms: {named}", "not bold"))
        for hash in steps_of(record):
            out.print(
                Text("step        ", "bold").append(
                    f"{hash[:12]} (the recurrence that is proved or run)", "not bold"
                )
            )
        if record["witness"] is not None:
            out.print(Text("witness", "bold"))
            for text in readable(record["witness"], claim.written):
                out.print(f"  {text}")
        if record["detail"]:
            out.print(Text("detail      ", "bold").append(record["detail"].rstrip(), "not bold"))
    if claim.amends:
        out.print(Text("amends      ", "bold").append(claim.amends, "not bold"))
    for other in page["amended"]:
        text = Text("amended     ", "bold").append_text(verdict_text(other["verdict"]))
        out.print(text.append(f"  {other['id']}  {other['title']}", "not bold"))
    out.print(Text("mutants     ", "bold").append("; ".join(page["mutants"]) or "none", "not bold"))


def _show_proved(out: Any, page: dict[str, Any], most: int = 12) -> None:
    """What is proved, formally, and what it rests on."""
    stated = page["formal"]
    if stated:
        verdict = (page["record"] or {}).get("verdict")
        out.print(Text(f"\n{heading(verdict, page['state'] == 'stale')}", "bold"))
        out.print(f"  for all {stated['for_all']}" if stated["for_all"] else "  always")
        for word, parts in (("given", stated["assumed"]), ("then", stated["conclusion"])):
            for number, part in enumerate(parts):
                out.print(f"  {word if number == 0 else '':<6} {part}")
    elif page["goals"]:
        out.print(Text("\nwhat is proved (each for all values of its names)", "bold"))
        for goal in page["goals"][:most]:
            out.print(f"  - {goal}")
        if len(page["goals"]) > most:
            out.print(f"  ... and {len(page['goals']) - most} more; --json shows all")
    for used in page["uses"]:
        text = Text("uses        ", "bold").append_text(verdict_text(used["verdict"]))
        out.print(text.append(f"  {used['id']}  {used['title']}", "not bold"))
    for gap in page["missing"]:
        out.print(Text("missing     ", "bold").append(gap, "not bold"))


def _verdict_line(item: Known) -> Text:
    if item.record is None:
        return Text(f"not run yet; `steepest run {item.claim.id}`", "not bold")
    text = verdict_text(item.verdict)
    if item.stale:
        reason = item.claim.outdated or (
            f"sources or libraries changed since; `steepest run {item.claim.id}`"
        )
        text.append(f"  stale: {reason}", "not bold yellow")
    return text.append(
        f"  {item.record['seconds']:.2f} s, key {item.record['hash'][:12]}", "not bold"
    )


def _show_definition(definition: Definition, *, json: bool) -> None:
    function = definition.implementation
    page = {
        "id": definition.id,
        "title": definition.title,
        "statement": definition.statement,
        "formula": definition.formula,
        "source": str(definition.source),
        "citation": citation(definition.source),
        "implementation": f"{function.__module__}:{function.__qualname__}",
    }
    if json:
        return _emit(page)
    out = console()
    out.print(Text(definition.id, "bold"))
    out.print(definition.statement)
    if definition.formula:
        out.print(Text(f"\n  {definition.formula}", "italic"))
    out.print(Text("\nsource          ", "bold").append(page["citation"], "not bold"))
    out.print(Text("implementation  ", "bold").append(page["implementation"], "not bold"))
    return None


def errata(store: Path, patterns: list[str] | None = None) -> list[dict[str, Any]]:
    """Every claim that is false as printed, with the amended claims that correct it."""
    wanted = {claim.id for claim in registry.select(patterns or [])}
    items = known(registry.claims().values(), store)
    return [
        {
            "record": item.record,
            "witness": readable(item.record["witness"], item.claim.written),
            "statement": item.claim.statement,
            "formula": item.claim.formula,
            "citation": citation(item.claim.source),
            "state": item.state,
            "amended": [
                {
                    "id": other.claim.id,
                    "statement": other.claim.statement,
                    "formula": other.claim.formula,
                    "verdict": other.verdict,
                }
                for other in items
                if other.claim.amends == item.claim.id
            ],
        }
        for item in items
        if item.record is not None and item.verdict == "REFUTED" and item.claim.id in wanted
    ]


def show_errata(patterns: list[str], store: Path, *, json: bool) -> None:
    found = errata(store, patterns)
    if json:
        for entry in found:
            _emit(
                {
                    **entry["record"],
                    "statement": entry["statement"],
                    "state": entry["state"],
                    "amended": entry["amended"],
                }
            )
        return
    out = console()
    if not found:
        if not store.exists():
            out.print(f"there is no store at {store}; `steepest run` makes one")
            return
        what = f"nothing that matches {' '.join(patterns)}" if patterns else "nothing"
        out.print(f"{what} in {store} is refuted; `steepest run` decides every claim")
    with paged(out, 6 * len(found)):
        for entry in found:
            _print_erratum(out, entry)


def _indented(text: str) -> str:
    return text.strip().replace("\n", "\n            ")


def show_ledger(store: Path, *, update: bool, json: bool) -> int:
    ours = [one for one in registry.claims().values() if not registry.foreign(one)]
    items = known(ours, store)
    current = [item.record for item in items if item.record is not None and not item.stale]
    if update:
        changes = ledger.update(current, [one.id for one in ours])
        for id, old, new in changes:
            say(f"{id}: {old} -> {new}")
        say(f"{len(changes)} changes in {ledger.path()}")
        return 0
    different, grown = ledger.differences(current), ledger.grown(current)
    entries = ledger.recorded()
    unmeasured = [
        item.claim.id
        for item in items
        if item.claim.id in entries and (item.record is None or item.stale)
    ]
    gone = [id for id in entries if id not in registry.claims()]
    if json:
        _emit(
            {
                "differences": [
                    {"id": id, "recorded": old, "measured": new} for id, old, new in different
                ],
                "unmeasured": unmeasured,
                "gone": gone,
                "smt": [{"id": id, "recorded": old, "measured": new} for id, old, new in grown],
            }
        )
    else:
        for id, old, new in different:
            say(f"{id}: recorded {old}, measured {new}")
        for id, old, new in grown:
            say(f"{id}: {new} leaves rest on z3's word, recorded {old}")
        for id in gone:
            say(f"{id}: recorded, but no such claim exists")
        say(
            f"{len(current)} measured, {len(different)} different, {len(unmeasured)} recorded "
            f"only, {len(gone)} gone"
        )
        if told := leaves.told(current):
            say(told)
    return 1 if different or gone or grown else 0


def _print_erratum(out: Any, entry: dict[str, Any]) -> None:
    record = entry["record"]
    out.print(
        Text(record["id"], "bold").append("  stale" if entry["state"] == "stale" else "", "yellow")
    )
    out.print(Text("  printed   ", "bold").append(_indented(entry["statement"]), "not bold"))
    out.print(Text("  source    ", "bold").append(entry["citation"], "not bold"))
    lines = entry["witness"] or [record["detail"]]
    out.print(Text("  witness   ", "bold").append(_indented("\n".join(lines)), "not bold"))
    if record["witness"] is not None and record["detail"]:
        out.print(Text("  detail    ", "bold").append(_indented(record["detail"]), "not bold"))
    for other in entry["amended"]:
        out.print(
            Text("  amended   ", "bold")
            .append_text(verdict_text(other["verdict"]))
            .append(f" {other['id']}", "not bold")
        )
        out.print(f"            {_indented(other['statement'])}")
    if not entry["amended"]:
        out.print(Text("  amended   ", "bold").append("no true variant is registered", "not bold"))
    out.print()
