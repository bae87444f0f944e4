"""Claims that use other claims of their paper as lemmas.

`uses = [{ id = "lem-1", x = "a + b" }]`: the hypotheses of lem-1 at x = a + b are shown under the
hypotheses of this claim, and then its statement there is one more hypothesis. Names without a value
keep it: they are the same letters here. What a claim that rests on another one is worth is said by
the verdict of that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..goal import Goal
from ..terms import integral, names
from .calculus import substitute
from .claim import Lemma, UserClaim
from .errors import ClaimFileError, nearest


def resolved(claims: Sequence[UserClaim]) -> list[UserClaim]:
    """The claims, each with the lemmas that it names; a wrong name is that claim's `problem`."""
    known = {claim.id: claim for claim in claims}
    found = []
    for claim in claims:
        try:
            _circle(claim.id, known)
            found.append(replace(claim, lemmas=tuple(_lemmas(claim, known))))
        except ClaimFileError as problem:
            found.append(replace(claim, problem=str(problem), uses=(), lemmas=()))
    return found


def _lemmas(claim: UserClaim, known: Mapping[str, UserClaim]) -> Iterable[Lemma]:
    for id, values in claim.uses:
        lemma = known.get(id)
        if lemma is None:
            raise _wrong(claim, f"there is no claim {id!r} in this paper{nearest(id, known)}")
        if lemma.goal is None or lemma.constant:
            raise _wrong(
                claim,
                f"{id} is no statement about numbers ({lemma.kind}); only such claims are used",
            )
        yield _at(claim, lemma, dict(values))


def _at(claim: UserClaim, lemma: UserClaim, values: dict) -> Lemma:
    goal = lemma.goal
    assert goal is not None
    if strange := set(values) - set(goal.variables):
        raise _wrong(
            claim,
            f"{lemma.id} has no variable {min(strange)!r}; it has {', '.join(goal.variables)}",
        )
    own = set(claim.scalars)
    for name in goal.variables:
        value = values.get(name, name)
        if free := set(names(value)) - own:
            raise _wrong(
                claim,
                f"{lemma.id} is about {name}, and {min(free)!r} is not declared here; declare it, "
                f'or give a value: {{ id = "{lemma.id}", {name} = "..." }}',
            )
        if name in goal.integers and not integral(value, claim.integers):
            raise _wrong(claim, f"{name} of {lemma.id} is an integer, its value here need not be")
    put = lambda tree: substitute(tree, values)  # noqa: E731
    return Lemma(lemma.id, tuple(map(put, goal.where)), put(goal.claim))


def _circle(id: str, known: Mapping[str, UserClaim]) -> None:
    """Raises if the claim rests on itself."""
    waiting, seen = [(id, (id,))], set()
    while waiting:
        here, way = waiting.pop()
        for other, _ in known[here].uses if here in known else ():
            if other == id:
                raise _wrong(known[id], f"it rests on itself: {' -> '.join((*way, id))}")
            if other not in seen:
                seen.add(other)
                waiting.append((other, (*way, other)))


def _wrong(claim: UserClaim, problem: str) -> ClaimFileError:
    return ClaimFileError(
        problem, file=claim.file, claim=claim.id, field="uses", line=claim.line or None
    )


def questions(claim: UserClaim) -> tuple[list[Goal], Goal]:
    """The premises of the lemmas that are to be shown, and the goal with what the lemmas say."""
    goal = claim.goal
    assert goal is not None
    premises = [part for one in claim.lemmas for part in one.premises if part not in goal.where]
    asked = [_with(goal, goal.where, part) for part in dict.fromkeys(premises)]
    where = (*goal.where, *(one.fact for one in claim.lemmas))
    return asked, _with(goal, tuple(dict.fromkeys(where)), goal.claim) if claim.lemmas else goal


def _with(goal: Goal, where: tuple, claim: tuple) -> Goal:
    used = names(*where, claim)
    return Goal(used, where, claim, tuple(name for name in goal.integers if name in used))
