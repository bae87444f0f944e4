"""Binding: is the stored evidence that of the claim, as the claim stands now?

The claim's check is run by a judge that only asks (no engine runs), so that what it states can be
compared with what the evidence shows: every part of every goal with its hypotheses, the polarity,
the plan of every trial and its counts. Where a claim has a formal statement, this is the equality
of two statements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from steepest.proofs import registry
from steepest.proofs.vocabulary import Claim, Mutant, Verdict

from ..store.keys import content_key
from .shown import Leaf, leaves

POSITIVE = (Verdict.PROVED, Verdict.CERTIFIED, Verdict.ARGUED, Verdict.SUPPORTED)
RIGOROUS = ("ball", "enclosure", "gaussian-mean", "least-eigenvalue", "relu-rate")


def entry_of(name: str) -> tuple[Claim, Mutant | None] | None:
    """The claim (and its mutant) that a record is named after."""
    id, _, mutant = name.partition(" ~ ")
    claim = registry.claims().get(id)
    if claim is None or not mutant:
        return None if claim is None else (claim, None)
    found = next((one for one in claim.mutants if one.name == mutant), None)
    return None if found is None else (claim, found)


def mismatches(record: Mapping[str, Any], store: Any = None) -> list[str]:
    """Where the record is not that of its claim, in words; an empty list if it is bound."""
    found = entry_of(str(record["id"]))
    if found is None:
        return ["there is no such claim any more"]
    claim, mutant = found
    try:
        wrong = [*_labels(record, claim, mutant), *_evidence(record, mutant or claim, store)]
    except Exception as problem:  # a tampered record may break anything
        wrong = [f"cannot be compared: {type(problem).__name__}: {str(problem)[:120]}"]
    keys = [content_key(claim, mutant, full=full) for full in (False, True)] if wrong else []
    if wrong and record.get("hash") not in keys:
        wrong.insert(0, "stale: made before the claim or its code took today's form")
    return wrong


def _labels(record: Mapping[str, Any], claim: Claim, mutant: Mutant | None) -> Iterator[str]:
    said = {
        "title": claim.title,
        "source": str(claim.source),
        "amends": None if mutant else claim.amends,
    }
    for name, value in said.items():
        if record.get(name) != value:
            yield f"its {name} is another than the claim's: {str(record.get(name))[:120]!r}"


def _evidence(record: Mapping[str, Any], entry: Claim | Mutant, store: Any) -> Iterator[str]:
    from steepest.proofs.engine.judge.recording import asked

    verdict = record["verdict"]
    if verdict in POSITIVE and record.get("witness") is not None:
        yield f"{verdict} with a witness against it"
    if verdict == Verdict.REFUTED and record.get("certificate") is not None:
        yield "REFUTED with a certificate for it"
    try:
        wanted = asked(entry)
    except Exception as problem:  # a check that cannot be asked binds nothing
        yield f"what the claim states cannot be asked: {type(problem).__name__}: {problem}"
        return
    if verdict in POSITIVE:
        yield from _words(record, entry, wanted.verdict)
        if wanted.verdict not in POSITIVE:
            yield f"{verdict}, but the claim's check does not end in a proof: {wanted.detail[:120]}"
            return
        yield from covered(_planned(wanted.certificate), list(leaves(record["certificate"])))
        yield from recounted(record["certificate"], store)
    elif verdict == Verdict.REFUTED:
        yield from _refutation(record["witness"], wanted, store)


def _planned(tree: Any) -> list[Leaf]:
    """The leaves of what was asked, with the plans of trials as their hashes."""
    from ..trials.engine.plans import plan_hash, validated

    def hashed(node: Any) -> Any:
        if isinstance(node, dict) and node.get("asked") == "trial":
            return {**node, "hash": plan_hash(validated(node["plan"])), "plan": ""}
        if isinstance(node, dict) and "parts" in node:
            return {**node, "parts": [hashed(part) for part in node["parts"]]}
        return node

    return list(leaves(hashed(tree)))


def covered(wanted: list[Leaf], shown: list[Leaf]) -> Iterator[str]:
    """Every part that is asked is shown, under no further hypotheses; nothing else is."""
    used: set[int] = set()
    for leaf in wanted:
        if leaf.choices:
            fit = next((one for one in map(partial(_fits, shown=shown), leaf.choices) if one), None)
            used |= fit or set()
            if fit is None:
                yield "dropped: nothing shows one of the forms of the claim"
        for part in sorted(leaf.says):
            near = [i for i, one in enumerate(shown) if one.sort == leaf.sort and part in one.says]
            fit = [i for i in near if shown[i].given <= leaf.given]
            if fit:
                used |= set(fit)
            elif near:
                more = sorted(shown[near[0]].given - leaf.given)
                yield f"weakened: {_short(part)} is shown only where also {_short(more[0])}"
            else:
                yield f"dropped: nothing shows {_short(part)}"
    for i, leaf in enumerate(shown):
        if i not in used:
            yield f"swapped: it shows what the claim does not ask: {_short(min(leaf.says))}"


def _fits(form: tuple[Leaf, ...], shown: list[Leaf]) -> set[int]:
    """The leaves that show a form, all of it; none if something is missing."""
    used: set[int] = set()
    for leaf in form:
        for part in leaf.says:
            fit = {
                i
                for i, one in enumerate(shown)
                if one.sort == leaf.sort and part in one.says and one.given <= leaf.given
            }
            if not fit:
                return set()
            used |= fit
    return used


def _refutation(witness: Any, wanted: Any, store: Any) -> Iterator[str]:
    """The witness is against something that the claim states, under all of its hypotheses."""
    if isinstance(witness, dict) and witness.get("kind") == "contradiction":
        told = wanted.witness if isinstance(wanted.witness, dict) else {}
        if told.get("asked") != "contradiction" or told.get("because") != witness["because"]:
            yield "the words of its contradiction are not those of the claim's check"
            return
        yield from covered(_planned(told["certificate"]), list(leaves(witness["certificate"])))
        return
    against = list(leaves(witness))
    stated = _planned(wanted.certificate) if wanted.certificate is not None else []
    if wanted.witness is not None:
        stated += leaves(wanted.witness)
    stated += [leaf for one in stated for form in one.choices for leaf in form]
    for leaf in against:
        near = [
            one
            for one in stated
            if one.sort == leaf.sort and leaf.says <= one.says and not one.support
        ]
        if not near:
            yield f"swapped: the claim does not state {_short(min(leaf.says))}"
        elif not any(one.given <= leaf.given for one in near):
            less = sorted(near[0].given - leaf.given)
            yield f"its point need not satisfy the claim's hypothesis {_short(less[0])}"
    yield from recounted(witness, store)


def _words(record: Mapping[str, Any], entry: Claim | Mutant, wanted: Verdict) -> Iterator[str]:
    """The word is the one that the kinds of certificates stand for."""
    kinds = set(kinds_of(record["certificate"]))
    word = (
        "SUPPORTED"
        if "counts" in kinds
        else "UNDECIDED"
        if entry.case
        else "ARGUED"
        if entry.missing
        else "CERTIFIED"
        if kinds & set(RIGOROUS) or wanted == Verdict.CERTIFIED
        else "PROVED"
    )
    if record["verdict"] != word:
        yield f"mis-worded: its certificates stand for {word}, it says {record['verdict']}"


def kinds_of(tree: Any) -> Iterator[str]:
    """The kinds of the certificates. A theorem is one of its whole statement, whatever decides its
    arithmetic steps.
    """
    if isinstance(tree, dict):
        if isinstance(tree.get("kind"), str):
            yield tree["kind"]
        if tree.get("kind") == "theorem":
            return
        for name, part in tree.items():
            if name != "goal":
                yield from kinds_of(part)
    elif isinstance(tree, list):
        for part in tree:
            yield from kinds_of(part)


def recounted(tree: Any, store: Any) -> Iterator[str]:
    """The counts of each trial are those of the stored plan and shards."""
    if isinstance(tree, dict):
        if tree.get("kind") == "counts":
            yield from _recounted(tree, store)
        for part in tree.values():
            yield from recounted(part, store)
    elif isinstance(tree, list):
        for part in tree:
            yield from recounted(part, store)


def _recounted(counts: Mapping[str, Any], store: Any) -> Iterator[str]:
    from ..trials.engine.lookup import plan_of
    from ..trials.engine.outcome import counted
    from ..trials.engine.table import table

    hash, name = str(counts.get("plan")), str(counts.get("name"))
    if store is None or (registered := store.plan(hash)) is None:
        yield f"no plan {hash[:12]} ({name[:60]}) is stored: its counts come from nowhere"
        return
    plan = plan_of(registered)
    full = table(store.shards(hash), plan.trials)
    if counts.get("sequential"):
        from ..statistics import stopping_time

        stopped = stopping_time(full["success"], plan.at_least, plan.margin, plan.alpha)
        full = {key: array[:stopped] for key, array in full.items()}
        planned = len(full["success"])
    else:
        planned = plan.trials
    own = counted(plan, full, planned)
    successes = own.bounds.most if counts["verdict"] == "REFUTED" else own.successes
    said = {
        "successes": successes,
        "trials": own.trials,
        "at_least": registered["at_least"],
        "margin": registered["margin"],
        "alpha": registered["alpha"],
        "seed": registered["seed"],
        "name": registered["name"],
    }
    for field, value in said.items():
        if counts.get(field) != value:
            yield f"miscounted: {field} of {name[:60]} is {value}, it says {counts.get(field)}"


def _short(part: str) -> str:
    return part if len(part) <= 160 else part[:157] + "..."
