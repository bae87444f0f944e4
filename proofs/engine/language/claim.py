"""A claim of a user as plain data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, product
from typing import Any

from ..goal import Goal
from ..terms import Term
from .families import Families
from .induction import Induction
from .spectra import Spectral


def as_written(text: str, said: Iterable[tuple[str, str]]) -> str:
    """A text with what names stand for in their place."""
    for name, shown in said:
        text = re.sub(rf"(?<![\w.]){re.escape(name)}(?!\w)", lambda _, one=shown: one, text)
    return text


@dataclass(frozen=True)
class Lemma:
    """Another claim at the values of this one: where all of `premises` hold, `fact` holds."""

    id: str
    premises: tuple[Term, ...]
    fact: Term


@dataclass(frozen=True)
class UserClaim:
    """A claim of a user, ready to be decided: plain data."""

    id: str
    file: str = ""
    says: str = ""
    text: str = ""  # the formula as written
    goal: Goal | None = None  # a scalar claim
    constant: str = ""  # sharpest: its name
    smallest: bool = True
    width: float = 1e-6
    relations: tuple[Term, ...] = ()  # a matrix claim: its links
    where: tuple[Term, ...] = ()
    # hypotheses with `or` beside matrices: of each the cases, and of each case its comparisons
    alternatives: tuple[tuple[tuple[Term, ...], ...], ...] = ()
    letters: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)  # rows, columns, kind
    scalars: tuple[str, ...] = ()
    integers: tuple[str, ...] = ()  # those of the scalars that are integers
    conserved: Mapping[str, Any] | None = None
    timeout: float | None = None
    expect: str | None = None
    line: int = 0  # of its table in the file
    problem: str = ""  # why this claim cannot be read; then nothing else is known of it
    source: str = ""  # the place in the paper
    printed: str = ""  # TeX, as the paper prints it
    amends: str | None = None  # the id of the false claim that this one corrects
    named: tuple[tuple[str, str, Term], ...] = ()  # values by cases: name, as written, meaning
    # claims that are used as lemmas: (id, ((name there, term here), ...))
    uses: tuple[tuple[str, tuple[tuple[str, Term], ...]], ...] = ()
    lemmas: tuple[Lemma, ...] = ()  # the same, read from those claims: see `lemmas.resolved`
    mutants: tuple[tuple[str, UserClaim], ...] = ()  # false variants by name
    trial: Mapping[str, Any] | None = None  # decided by a trial: its name and settings

    # names that were made up and what they stand for: ("f_at_0", "f(x)")
    written: tuple[tuple[str, str], ...] = ()
    law: str = ""  # with which values a random number of any law is looked at
    implied: tuple[Term, ...] = ()  # those of `where` that the classes of functions say
    spectra: tuple[Spectral, ...] = ()  # eigenvalues, norms, inverses: what their names mean
    # functions known by their class: (name, class, whether its inequalities say all of it)
    functions: tuple[tuple[str, str, bool], ...] = ()
    # equations of one function of each class; an instance of the hypotheses is looked for there
    models: tuple[tuple[Term, ...], ...] = ()
    induction: Induction | None = None  # for every number of steps
    families: Families | None = None  # with sums of any length

    def cases(self) -> Iterator[UserClaim]:
        """The claim for every choice of the alternatives."""
        for several in product(*self.alternatives):
            yield replace(self, alternatives=(), where=(*self.where, *chain(*several)))

    @property
    def kind(self) -> str:
        """What sort of question this is."""
        if self.problem:
            return "unread"
        if self.trial is not None:
            return "trial"
        if self.induction is not None:
            return "induction"
        if self.families is not None:
            return "families"
        if self.conserved is not None:
            return "conserved"
        if self.letters:
            return "constant" if self.constant else "matrix"
        return "sharpest" if self.constant else "scalar"
