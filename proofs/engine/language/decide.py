"""Decide a `UserClaim` with the exact engines."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from ...vocabulary import Evidence, SteepestError, Verdict, together
from .claim import UserClaim, as_written
from .errors import ClaimFileError
from .lemmas import questions

POSITIVE = (Verdict.PROVED, Verdict.CERTIFIED)


def decide(claim: UserClaim, seconds: float = 20.0, seed: int = 0, judge: Any = None) -> Evidence:
    """The evidence for a claim of a user. Raises `ClaimFileError` for what only the engines can see
    to be ill-formed. `judge`: one that only asks says what the claim states.
    """
    if judge is None:
        from ..judge import Judge

        judge = Judge(seconds=seconds, seed=seed)
    try:
        found = _decide(claim, judge, seconds, seed)
        if claim.law:
            found = replace(found, detail=f"{found.detail.rstrip('. ')}. {claim.law}".lstrip(". "))
        return told(replace(found, detail=as_written(found.detail, claim.written)))
    except ClaimFileError as problem:
        raise problem.at_line(problem.line or claim.line or None) from None
    except SteepestError as problem:
        place = {"file": claim.file, "claim": claim.id, "line": claim.line or None}
        raise ClaimFileError(str(problem), **place) from None


def _decide(claim: UserClaim, judge: Any, seconds: float, seed: int) -> Evidence:
    match claim.kind:
        case "unread":
            raise ClaimFileError(claim.problem)
        case "trial":
            return judge.undecided("trials are run by `steepest run FILE`, not by `check`")
        case "induction":
            from .induction import prove

            return prove(claim.induction, judge)
        case "families":
            from .families import prove as by_sums

            return by_sums(claim.families, judge)
        case "conserved":
            return _conserved(claim, seconds, seed)
        case "matrix":
            if judge.only_asks:
                return _asked_matrices(claim, judge, seconds)
            return _matrices(claim, seconds, seed)
        case "constant":
            from . import constants

            if judge.only_asks:
                return constants.asked(claim, lambda one: _asked_matrices(one, judge, seconds))
            prove = partial(_matrices, seed=seed)
            return constants.enclosed(claim, seconds / 2, prove)
        case "sharpest":
            return judge.enclosed(claim.constant, claim.goal, claim.smallest, claim.width)
    return _as_written(claim, _scalar(claim, judge))


def _matrices(claim: UserClaim, seconds: float, seed: int) -> Evidence:
    if claim.alternatives:
        found: list[Evidence] = []
        for one in claim.cases():
            found.append(_matrices(one, seconds, seed))
            if found[-1].verdict == Verdict.REFUTED:
                break
        return together(*found)
    from .matrices import decide_matrices
    from .spectral import decide_spectral, is_spectral

    decided = decide_spectral if is_spectral(claim) else decide_matrices
    return _of_classes(claim, decided(claim, seconds, seed))


def _asked_matrices(claim: UserClaim, judge: Any, seconds: float) -> Evidence:
    if claim.alternatives:
        return together(*(_asked_matrices(one, judge, seconds) for one in claim.cases()))
    from .matrices import asked_matrices
    from .spectral import asked_spectral, is_spectral

    asked = asked_spectral if is_spectral(claim) else asked_matrices
    return asked(claim, judge, seconds)


def _as_written(claim: UserClaim, found: Evidence) -> Evidence:
    """The scope in the words of the claim, where values by cases have names of their own."""
    if not claim.named or claim.goal is None:
        return found
    own = {name for name, *_ in claim.named}
    said = {meaning for *_, meaning in claim.named}
    plain = replace(
        claim.goal,
        variables=tuple(name for name in claim.goal.variables if name not in own),
        where=tuple(one for one in claim.goal.where if one not in said),
        integers=tuple(name for name in claim.goal.integers if name not in own),
    )
    said = [(name, shown) for name, shown, _ in claim.named]
    scope = as_written(plain.domain(), said)
    return replace(found.scoped(scope), detail=as_written(found.detail, said))


def _of_classes(claim: UserClaim, found: Evidence) -> Evidence:
    """What a verdict about the inequalities of a class says of its functions."""
    if not claim.functions:
        return found
    names = ", ".join(f"{name} ({text})" for name, text, _ in claim.functions)
    if found.verdict == Verdict.REFUTED and not all(exact for *_, exact in claim.functions):
        return Evidence(
            Verdict.UNDECIDED,
            "",
            found.method,
            detail=f"The inequalities of the class at these points do not give it, but they do not "
            f"say all of {names}.",
        )
    return replace(found, detail=f"{found.detail} Used are the inequalities of {names} at the "
                   f"points named.")  # fmt: skip


def _conserved(claim: UserClaim, seconds: float, seed: int) -> Evidence:
    if claim.letters:
        from .matrices import decide_conserved

        return decide_conserved(claim, seconds, seed)
    from .conserved import conserved_numbers

    return conserved_numbers(
        dict(claim.conserved or {}), claim.where, seconds, seed, claim.integers
    )


def _scalar(claim: UserClaim, judge: Any) -> Evidence:
    """The premises of the lemmas that are used, then the goal with what they say."""
    premises, goal = questions(claim)
    shown = [_asked(one, judge) for one in premises]
    for asked, found in zip(premises, shown):
        if found.verdict not in POSITIVE:
            from ..terms import show

            return judge.undecided(
                f"a hypothesis of a lemma that is used does not follow here: {show(asked.claim)} "
                f"({found.verdict}: {found.detail.strip()[:200]})"
            )
    found = together(*(one.scoped("") for one in shown), _asked(goal, judge))
    return found.scoped(claim.goal.domain()) if claim.lemmas and claim.goal else found


def _asked(goal: Any, judge: Any) -> Evidence:
    """A goal. What is asked are several where a hypothesis with `or` has parts that are not always
    defined.
    """
    if not judge.only_asks:
        return judge.decide(goal)
    from ..scalar.alternatives import goals

    return together(*(judge.decide(one) for one in goals(goal)))


def told(evidence: Evidence) -> Evidence:
    """The evidence with a plain sentence in front that says what was shown."""
    sentence = {
        Verdict.PROVED: "Proved for {scope}.",
        Verdict.CERTIFIED: "Certified rigorously: {scope}.",
        Verdict.REFUTED: "False.",
        Verdict.UNDECIDED: "Not decided.",
    }.get(evidence.verdict, "").format(
        scope=evidence.scope.removeprefix("for ") or "the stated domain"
    )
    return evidence.saying(sentence)
