"""The lines of a proof of the kernel as Coq: names, contexts, when a line becomes a lemma."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ..checker.formal.names import canonical, put
from ..checker.formal.reading import sort_from
from ..checker.kernel.replay import line as kernel_line
from ..checker.kernel.theorem import Theorem
from .scalar import Scalars
from .syntax import Node, NotExported, Writer, binders, kind, name

PLACE = "place__place"  # stands for a term; no statement can write two underscores
SHORT, LONG = 160, 400  # characters of a proof term that is written twice, once, in place
BRACKETS = str.maketrans("", "", "()")
RANDOM = frozenset(["sample", "expect"])
DEFAULT = {"real": "0", "nat": "0%nat"}


class Lines:
    """`texts`: the lemmas in order; `terms` the proof of each line."""

    def __init__(self, data: Any, claims: Mapping[str, Node], scalars: Scalars):
        self.scalars, self.texts = scalars, scalars.texts
        self.data, self.claims = data["lines"], claims
        self.lines: list[Theorem] = []
        for entry in self.data:
            self.lines.append(kernel_line(entry, self.lines, scalars.goal, claims))
        self.hypotheses: dict[Node, str] = {}
        self.used = Counter(place for entry in self.data for place in entry.get("from", []))
        said = words(*(one.conclusion for one in self.lines))
        sorts = words(*(sort for one in self.lines for sort in one.sorts.values()))
        self.samples = not RANDOM.isdisjoint(said | sorts)
        if "deriv" in said | words(*(part for one in self.lines for part in one.hypotheses)):
            scalars.uses.add("Derivatives")
        self.terms: list[tuple[str, bool]] = []  # the text of each line, a name alone?
        self.passing: set[str] = set()  # samples of which a line speaks in passing
        for place in range(len(self.lines)):
            self.terms.append(self._line(place))

    # --- names and contexts

    def hypothesis(self, formula: Node) -> str:
        return self.hypotheses.setdefault(canonical(formula), f"h{len(self.hypotheses)}")

    def writer(self, one: Theorem, **options: Any) -> Writer:
        return Writer(one.sorts, **options)

    def statement(self, one: Theorem) -> str:
        writer = self.writer(one)
        lines = [writer.inside(part) for part in one.hypotheses] + [writer.formula(one.conclusion)]
        head = f"forall {binders(one.sorts.items())},\n  " if one.sorts else ""
        return head + " ->\n  ".join(lines)

    def call(self, label: str, one: Theorem, scope: Theorem | None = None) -> str:
        """The lemma of a line at the names and hypotheses of the same spelling."""
        words = [label, *(["P"] if self.samples else []), *map(name, one.sorts)]
        return " ".join([*words, *map(self.hypothesis, one.hypotheses)])

    def given(self, place: int, scope: set[str]) -> str:
        """The proof of an earlier line; names that the context has lost get any value."""
        text, plain = self.terms[place]
        sorts = self.lines[place].sorts
        lost = sorted(set(sorts) - scope)
        full = self.anyhow(text, lost, sorts)
        return text if plain and full == text else f"({full})"

    def anyhow(self, text: str, lost: Iterable[str], sorts: Mapping[str, Any]) -> str:
        """The text with some value for names that do not matter; there are samples, but no rule to
        name one: the line assumes them.
        """
        for one in lost:
            if sorts[one] == "sample":
                self.passing.add(one)
            else:
                text = f"(fun {name(one)} : {kind(sorts[one])} => {text}) {default(sorts[one])}"
        return text

    def lemma(self, place: int, proof: str) -> tuple[str, bool]:
        one, label = self.lines[place], f"line_{place}"
        omega = "forall (Omega : Type) (P : expectation Omega), " if self.samples else ""
        self.texts.append(f"Lemma {label} : {omega}{self.statement(one)}.\nProof.\n{proof}\nQed.\n")
        text = self.call(label, one)
        if self.samples:
            text = text.replace(f"{label} P", f"{label} _ P", 1)
        return text, " " not in text

    def intros(self, one: Theorem) -> str:
        words = [*(["Omega", "P"] if self.samples else []), *map(name, one.sorts)]
        words += map(self.hypothesis, one.hypotheses)
        return f"  intros {' '.join(words)}.\n" if words else ""

    def _line(self, place: int) -> tuple[str, bool]:
        entry, one = self.data[place], self.lines[place]
        rule = entry["rule"].replace("-", "_")
        inside = [set(self.lines[p].sorts) for p in entry.get("from", [])]
        scope = set(one.sorts)
        write = getattr(self, f"rule_{rule}", None)
        if write is None:
            raise NotExported(f"the rule {entry['rule']}")
        self.passing.clear()
        found = write(place, entry, one, scope, inside)
        if len(found) == 3:  # ready as a lemma
            return found[0], found[1]
        text, plain = found
        for sample in sorted(self.passing):
            binder = f"fun {name(sample)} : Omega =>"
            text, plain = f"some_sample P _ ({binder} ltac:(reduced ({text})))", False
        long = len(text) > (SHORT if self.used[place] > 1 else LONG)
        if not plain and long and place < len(self.lines) - 1:
            return self.lemma(place, f"{self.intros(one)}  exact ({text}).")
        return text, plain

    def by_tactic(self, place: int, *lines: str) -> tuple[str, bool, None]:
        samples = [f"apply (some_sample P); intro {name(one)}." for one in sorted(self.passing)]
        text = self.intros(self.lines[place]) + "\n".join(f"  {one}" for one in [*samples, *lines])
        return (*self.lemma(place, text), None)

    def posed(self, entry, scope) -> list[str]:
        """The premises E0, E1, .. in the context."""
        return [
            f"assert (E{k} := {self.given(p, scope)})." for k, p in enumerate(entry.get("from", []))
        ]

    # --- terms in place of names

    def sorts_of(self, entry: Any) -> dict[str, Any]:
        return {key: sort_from(sort) for key, sort in entry.get("sorts", {}).items()}

    def value(self, writer: Writer, term: Node, sort: Any) -> str:
        if isinstance(term, tuple) and term[0] == "lambda":
            inner = writer
            for own, kind_of in zip(term[1], sort[1]):
                inner = inner.bound(own, kind_of)
            body = inner.nat(term[2]) + "%nat" if sort[2] == "nat" else inner.real(term[2])
            groups = " ".join(f"({name(n)} : {kind(s)})" for n, s in zip(term[1], sort[1]))
            return f"(fun {groups} => {body})"
        if isinstance(sort, tuple) or sort == "sample":
            return name(term)
        return writer._argument(term, sort) if sort == "nat" else writer.atom(term)

    def commutes(self, writer: Writer, bound: str, sort: Any, body: Node, term: Node) -> bool:
        """The Coq text of the instance is the text of the formula with the value put in."""
        if sort == "sample":
            return True
        if term == bound and writer.sorts.get(bound) == sort:
            return bool(writer.formula(body))  # refused where there is no text
        full = Writer(writer.sorts, full=True)
        inner = full.bound(bound, sort)
        inner.names[bound] = PLACE
        value = full.nat(term) if sort == "nat" else full.atom(term)
        text = inner.formula(body).replace(PLACE, value)
        return unmarked(text) == unmarked(full.formula(put(body, {bound: term})))


def unmarked(text: str) -> str:
    """Without the scope marks, and with bound names as they come."""
    return "".join(text.replace("%nat", "").translate(BRACKETS).split())


def module(id: str) -> str:
    """The name of the file and of the theorem of a claim."""
    marks = {".": "_", "-": "__", "_": "___"}
    return re.sub(r"[^A-Za-z0-9]", lambda m: marks.get(m[0], f"_{ord(m[0]):x}_"), id)


def default(sort: Any) -> str:
    """Some value of a sort, for a name that does not matter."""
    if isinstance(sort, tuple):
        return f"(fun {' '.join('_' for _ in sort[1])} => {DEFAULT[sort[2]]})"
    return DEFAULT[sort]


def together(proofs: list[str]) -> str:
    """The proof of a conjunction from those of its parts."""
    total = proofs[-1]
    for one in reversed(proofs[:-1]):
        total = f"(conj {one} {total})"
    return total


def component(proof: str, index: int, count: int) -> str:
    """The proof of a part of a conjunction of `count` parts."""
    for _ in range(index):
        proof = f"(proj2 {proof})"
    return f"(proj1 {proof})" if index < count - 1 else proof


def random(node: Node) -> bool:
    """The statement speaks of a probability space."""
    return not RANDOM.isdisjoint(words(node))


def words(*nodes: Node) -> set[str]:
    """The sorts, heads and names in them; no name is a head (`legal`). The lines of a proof share
    their hypotheses: each object is looked at once.
    """
    found: set[str] = set()
    seen: set[int] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            found.add(node)
        elif isinstance(node, tuple) and id(node) not in seen:
            seen.add(id(node))
            waiting += node
    return found
