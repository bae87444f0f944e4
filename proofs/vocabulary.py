"""The nouns of steepest: Source, Claim, Mutant, Verdict, Evidence, Plan.

Everything else imports this module; it imports nothing of ours and nothing heavy, so that
listing claims stays fast. All records are frozen: a result is a value, never a state.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

Json = Any  # what json.dumps accepts


class SteepestError(Exception):
    """Base of every error a user can cause. The message says what was given, what was expected,
    what to do next.
    """


class Verdict(StrEnum):
    """The six words of a verdict, and ERROR for a defect of ours (never of the claim)."""

    PROVED = "PROVED"  # all values and all dimensions, exact
    CERTIFIED = "CERTIFIED"  # rigorous on a stated box, size or instance
    ARGUED = "ARGUED"  # every formal part is proved; how they make up the sentence is said in words
    SUPPORTED = "SUPPORTED"  # pre-registered trials agree
    REFUTED = "REFUTED"  # false as stated, with a confirmed witness or at the registered level
    UNDECIDED = "UNDECIDED"  # none of these; the detail says why
    ERROR = "ERROR"


_STRENGTH = (Verdict.PROVED, Verdict.CERTIFIED, Verdict.ARGUED, Verdict.SUPPORTED)


def conjunction(verdicts: list[Verdict]) -> Verdict:
    """The verdict of "all of these hold": the weakest positive word, or the first obstacle
    found.
    """
    for obstacle in (Verdict.REFUTED, Verdict.ERROR, Verdict.UNDECIDED):
        if obstacle in verdicts:
            return obstacle
    return max(verdicts, key=_STRENGTH.index, default=Verdict.UNDECIDED)


@dataclass(frozen=True)
class Source:
    """Where a claim is printed: a key of `papers.PAPERS`, the place in it, and where else it
    appears.
    """

    paper: str
    locus: str
    also: str = ""

    def __str__(self) -> str:
        also = f"; also {self.also}" if self.also else ""
        return f"{self.paper}, {self.locus}{also}"


@dataclass(frozen=True)
class Evidence:
    """What a check returns: a verdict and everything needed to check it again without us."""

    verdict: Verdict
    scope: str  # in words: "all d1, d2, r", "box ...", "sizes ..."
    method: str  # which engine decided
    certificate: Json = None  # for PROVED, CERTIFIED, SUPPORTED; see proofs/checker
    witness: Json = None  # for REFUTED
    detail: str = ""  # a sentence for people

    def __and__(self, other: Evidence) -> Evidence:
        return together(self, other)

    def saying(self, detail: str) -> Evidence:
        """The same evidence with another sentence in front of its detail."""
        return replace(self, detail=f"{detail} {self.detail}".strip())

    def scoped(self, scope: str) -> Evidence:
        return replace(self, scope=scope)


def together(*parts: Evidence) -> Evidence:
    """The evidence that every part holds; a refuted part hands over its witness."""
    if len(parts) == 1:
        return parts[0]
    verdict = conjunction([part.verdict for part in parts])
    decisive = [part for part in parts if part.verdict == verdict]
    unique = lambda texts: "; ".join(dict.fromkeys(text for text in texts if text))  # noqa: E731
    positive = verdict in _STRENGTH
    shown = parts if positive else decisive
    certificates = [part.certificate for part in parts if part.certificate is not None]
    return Evidence(
        verdict=verdict,
        scope=unique(part.scope for part in shown),
        method=unique(part.method for part in shown),
        certificate={"kind": "all", "parts": certificates} if positive and certificates else None,
        witness=decisive[0].witness if verdict == Verdict.REFUTED else None,
        detail=unique(part.detail for part in shown),
    )


@dataclass(frozen=True)
class Plan:
    """A pre-registered trial: stored and hashed before its first shard runs.

    `batch` is the dotted path "module:function" of a function ``batch(first, count, parameters,
    seed, backend) -> dict[str, array]`` whose arrays have length `count`, trial i depending on
    (seed, i) alone. The key "success" (0/1) is required; "diverged", "censored" (0/1) and any
    recorded numbers are optional. "success" alone decides: a diverged or censored trial without it
    has failed, unless `diverged` or `censored` below says otherwise.
    """

    name: str
    batch: str
    parameters: Mapping[str, Json]
    trials: int
    success: str  # the predicate, in words
    # the claimed probability of success; like margin and alpha also "1/2" or "0.99", exactly
    at_least: float | str = 1.0
    margin: float | str = 0.0  # SUPPORTED needs the lower confidence limit >= at_least - margin
    horizon: int = 0
    seed: int = 20180604
    alpha: float | str = 1e-5
    backend: str = "numpy"
    diverged: str = "fails"  # or "excluded": the statement speaks only of runs that stay finite
    # or "unknown": the statement sets no horizon, so a run cut off there has no answer
    censored: str = "fails"
    early: bool = False  # may stop as soon as a time-uniform confidence sequence settles the claim
    # trials a shard; 0 chooses. Never changes a result, so it is no part of the plan's hash
    shard: int = 0
    # where the thresholds come from: "theory: ...", "source: ..." or "pilot NAME: ...", the name of
    # a stored pilot (proofs/pilots.toml), which ran under another seed
    basis: str = ""


Check = Callable[..., Evidence]


@dataclass(frozen=True)
class Mutant:
    """A false variant of a claim, decided by the same check; it must come out REFUTED."""

    name: str
    check: Check
    changes: Mapping[str, Any] = field(default_factory=dict)
    says: Any = None
    uses: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    instance: Any = None
    case: bool = False

    def __call__(self, judge: Any) -> Evidence:
        return _checked(self, judge, self.changes)


def _checked(entry: Claim | Mutant, judge: Any, changes: Mapping[str, Any]) -> Evidence:
    """Run a check; where the claim has a formal statement, only a theorem of it is accepted. With
    something missing between the parts and the sentence, what is proved is ARGUED.
    """
    if entry.case:
        return of_one_case(entry.check(judge, **changes))
    if entry.says is None:
        return argued(entry.check(judge, **changes), entry.missing)
    statement = entry.says(**changes) if callable(entry.says) else entry.says
    told = judge.about(statement, entry.uses, entry.instance)
    return argued(_theorem(told, entry, changes), entry.missing)


def _theorem(judge: Any, entry: Claim | Mutant, changes: Mapping[str, Any]) -> Evidence:
    false = isinstance(entry, Mutant)
    return judge.established(lambda own: entry.check(own, **changes), mutant=false)


def on_instance(evidence: Evidence, scope: str) -> Evidence:
    """What is decided for one size or one instance: CERTIFIED there, however the engine settled
    it.
    """
    if evidence.verdict == Verdict.PROVED:
        evidence = replace(evidence, verdict=Verdict.CERTIFIED)
    return evidence.scoped(scope)


def of_one_case(evidence: Evidence) -> Evidence:
    """One case of a sentence can refute it; that it holds leaves the sentence UNDECIDED."""
    if evidence.verdict not in _STRENGTH:
        return evidence
    words = "the case that the check asks holds; it shows nothing about the others"
    return Evidence(Verdict.UNDECIDED, scope="", method="one case", detail=words)


def argued(evidence: Evidence, missing: tuple[str, ...]) -> Evidence:
    """ARGUED in place of PROVED or CERTIFIED where something is missing; its certificate stays."""
    if not missing or evidence.verdict not in (
        Verdict.PROVED,
        Verdict.CERTIFIED,
        Verdict.ARGUED,
    ):
        return evidence
    words = f"{evidence.verdict.capitalize()} are the parts; argued in words: {'; '.join(missing)}."
    return replace(evidence, verdict=Verdict.ARGUED).saying(words)


@dataclass
class Claim:
    """One assertion of a source: what it says, where, and the check that decides it.

    `check(judge)` returns `Evidence`. Its keyword parameters are the constants of the statement, so
    that a mutant is the same check with another constant (`claim.mutant(name, constant=...)`) or a
    variant function.
    """

    id: str
    source: Source
    check: Check
    formula: str = ""  # LaTeX
    read: bool = False  # the formula is made from what was read, nobody printed it
    # The formal statement, a `theorems.Formula`, or a function of the check's constants that makes
    # it: what PROVED stands for is then exactly this.
    says: Any = None
    uses: tuple[str, ...] = ()  # ids of the claims whose theorems the proof calls
    # What no machine has seen between the formal parts and the sentence ("union bound", ..): the
    # claim is then ARGUED at best.
    missing: tuple[str, ...] = ()
    # The check asks one case of the sentence, a counterexample: the sentence is then REFUTED or
    # UNDECIDED, never shown.
    case: bool = False
    # A model of all hypotheses of `says`, so that it is not vacuous: {"values": {name: number},
    # "functions": {name: {"start": number}}}. False variants are tried at it first.
    instance: Any = None
    hypotheses: tuple[str, ...] = ()
    amends: str | None = None  # id of the false claim that this one corrects
    trial: bool = False  # decided by trials (the numerical half)
    full: bool = False  # runs only with --full
    seconds: float = 60.0  # time limit of one evaluation
    memory_gb: float = 4.0
    mutants: list[Mutant] = field(default_factory=list)
    expect: str | None = None  # the verdict that the author of a claim file expects
    group: str = ""  # the subject, where it is not the folder of the check
    outdated: str = ""  # why its statement may no longer be what the paper prints
    # names that the reader of a claim file made up, as the file writes what they stand for
    written: tuple[tuple[str, str], ...] = ()
    content: str = ""  # what the check decides besides its code: the text of a claim file

    @property
    def statement(self) -> str:
        return inspect.cleandoc(self.check.__doc__ or "")

    @property
    def title(self) -> str:
        """The first paragraph of the statement, on one line."""
        return " ".join(self.statement.split("\n\n", 1)[0].split())

    @property
    def module(self) -> str:
        return self.check.__module__

    @property
    def subject(self) -> str:
        return self.group or self.module.removeprefix("steepest.proofs.").split(".")[0]

    @property
    def formal(self) -> Any:
        """The formal statement; None for a claim that has none yet."""
        return self.says() if callable(self.says) else self.says

    def __call__(self, judge: Any) -> Evidence:
        return _checked(self, judge, {})

    def mutant(self, name: str | Check, **changes: Any) -> Any:
        """Register a false variant: `@c.mutant` on a function, or `c.mutant("wrong constant",
        c=18)`.
        """
        if callable(name):
            self.mutants.append(Mutant(name.__name__.replace("_", " "), name))
            return name
        self.mutants.append(
            Mutant(
                name,
                self.check,
                changes,
                self.says,
                self.uses,
                self.missing,
                self.instance,
                self.case,
            )
        )
        return self


@dataclass(frozen=True)
class Definition:
    """A definition of a source: it has an implementation (the function it decorates), not a
    verdict.
    """

    id: str
    source: Source
    implementation: Callable[..., Any]
    formula: str = ""

    @property
    def statement(self) -> str:
        return inspect.cleandoc(self.implementation.__doc__ or "")

    @property
    def title(self) -> str:
        """The first paragraph of the statement, on one line."""
        return " ".join(self.statement.split("\n\n", 1)[0].split())
