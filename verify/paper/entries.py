"""Claims of files as entries of the registry: one form for the runner, the pages and `recheck`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from steepest.proofs.engine.language import ClaimFileError, UserClaim, decide
from steepest.proofs.engine.language.claim import as_written
from steepest.proofs.engine.language.families import by_sums
from steepest.proofs.engine.language.families import statement as about_sums
from steepest.proofs.engine.language.induction import by_induction, statement
from steepest.proofs.vocabulary import Claim, Evidence, Mutant, Plan, Source

from ..store.rows import digest
from .formulas import decided

if TYPE_CHECKING:
    from .contents import Paper

SECONDS = 20.0  # the work for a claim without `timeout`
PLACES = ("file", "line", "timeout", "expect")  # of a claim, but not what it says


def entries(paper: Paper, key: str) -> dict[str, Claim]:
    """The claims of a paper by id."""
    found = {one.id: entry(one, key, paper.groups[one.id]) for one in paper.claims}
    for id in paper.outdated:
        found[id].outdated = "the text of its environment changed; `steepest run PAPER --accept`"
    return found


def entry(claim: UserClaim, key: str, group: str) -> Claim:
    """One claim. What its file says is its content; where it stands is not."""
    mutants = [
        Mutant(name, _check(replace(variant, mutants=())), says=_says(variant))
        for name, variant in claim.mutants
    ]
    return Claim(
        claim.id,
        Source(key, claim.source or f"claim {claim.id}"),
        _check(claim),
        formula=formula(claim),
        read=not claim.printed,
        says=_says(claim),
        uses=tuple(dict.fromkeys(id for id, _ in claim.uses)),
        amends=claim.amends,
        trial=claim.trial is not None,
        seconds=claim.timeout or SECONDS,
        mutants=mutants,
        expect=claim.expect,
        group=group,
        written=(*claim.written, *((name, shown) for name, shown, _ in claim.named)),
        content=content(claim),
    )


def _says(claim: UserClaim) -> Any:
    """The formal statement of what the kernel proves."""
    if claim.families is not None:
        return about_sums(claim.families)
    return statement(claim.induction) if claim.induction is not None else None


def content(claim: UserClaim) -> str:
    """The digest of everything that a claim says."""
    said = {name: value for name, value in asdict(claim).items() if name not in PLACES}
    return digest(repr(sorted(said.items())))


def formula(claim: UserClaim) -> str:
    """TeX: as printed, or else as it was read."""
    return claim.printed or decided(claim)


def stated(claim: UserClaim) -> str:
    """The statement as it was read, in words: what a verdict is about."""
    if claim.problem:
        return "This claim cannot be read."
    lines = [f"Claim: {claim.text}"] if claim.says else []
    return "\n".join([*lines, *about(claim)])


def about(claim: UserClaim) -> Iterator[str]:
    """Whom the statement is about, and under which hypotheses."""
    if claim.goal is not None:
        yield f"For {claim.goal.domain() or 'no variables'}."
    elif claim.letters:
        from steepest.proofs.engine.matrix.tree import show

        own = {name for one in claim.spectra for name in (one.name, one.vector)}
        own |= {name for name, _ in claim.written}
        shapes = ", ".join(
            f"{name} {rows} x {cols}" + (f" ({kind})" if kind else "")
            for name, (rows, cols, kind) in claim.letters.items()
            if name not in own
        )
        given = ", ".join(
            as_written(f"{show(a)} {sign} {show(b)}", claim.written)
            for sign, a, b in claim.where
            if (sign, a, b) not in claim.implied
        )
        given = ", ".join(filter(None, (given, *(_either(one) for one in claim.alternatives))))
        yield f"For all {shapes}" + (f" with {given}." if given else ".")
        for one in claim.spectra:
            what = "m > 0 with {} >= m I" if one.head == "pd" else f"{one.head}({{}})"
            at = f", attained at {one.vector}" if one.vector else ""
            yield f"{one.name} is {what.format(show(one.tree))}{at}."
    yield from (f"{name} is {text}." for name, text, _ in claim.functions)
    yield from [claim.law] if claim.law else []
    yield from (f"{name} is {shown}." for name, shown, _ in claim.named)
    if claim.constant:
        word = "least" if claim.smallest else "greatest"
        yield f"Asked is the {word} {claim.constant} for which it holds."


def _either(cases: Iterable[Iterable[Any]]) -> str:
    """A hypothesis with `or`."""
    from steepest.proofs.engine.matrix.tree import show

    texts = (" and ".join(f"{show(a)} {sign} {show(b)}" for sign, a, b in case) for case in cases)
    return " or ".join(texts)


def _check(claim: UserClaim) -> Callable[[Any], Evidence]:
    def check(judge: Any) -> Evidence:
        if claim.problem:
            raise ClaimFileError(claim.problem)
        if claim.induction is not None:
            return by_induction(claim.induction, judge)
        if claim.families is not None:
            return by_sums(claim.families, judge)
        if claim.trial is not None:
            return judge.trial(plan(claim))
        seconds = (claim.timeout or SECONDS) * max(1.0, judge.seconds / SECONDS)
        if not judge.only_asks:
            judge.seconds = seconds
        return decide(claim, seconds=seconds, seed=judge.seed, judge=judge)

    check.__doc__ = f"{' '.join(claim.says.split()) or claim.text}\n\n{stated(claim)}"
    return check


def plan(claim: UserClaim) -> Plan:
    """The plan of a claim that a registered trial decides. Raises `ClaimFileError`."""
    from ..trials.engine.named import TrialInputError, trials

    spec = dict(claim.trial or {})
    known = trials()
    place = {"file": claim.file, "claim": claim.id, "field": "trial", "line": claim.line or None}
    if spec["name"] not in known:
        from steepest.proofs.engine.language.errors import nearest

        raise ClaimFileError(
            f"there is no trial {spec['name']!r}{nearest(spec['name'], known)}; `steepest trial` "
            f"lists them",
            **place,
        )
    try:
        made = known[spec["name"]].plan(spec["set"])
    except TrialInputError as problem:
        raise ClaimFileError(str(problem), **place) from None
    return replace(made, trials=spec["trials"]) if spec["trials"] else made
