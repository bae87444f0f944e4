"""Proofs of the kernel as Coq: logic becomes proof terms, arithmetic lemmas, the rest the lemmas
of the prelude.

Every line of the proof is a sequent. A line that is needed more than once, or that a tactic has to
finish, becomes a lemma "for all its names, from its hypotheses"; the others are written in place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ..checker._terms import ZERO, Goal, goal
from ..checker.formal.defined import obligations
from ..checker.formal.names import canonical, put, replaced
from ..checker.formal.reading import from_json
from ..checker.formal.syntax import sort_of
from ..checker.kernel.arithmetic import Abstraction
from ..checker.kernel.replay import line as kernel_line
from ..checker.kernel.theorem import Theorem
from .scalar import Scalars, variables
from .syntax import Node, NotExported, Writer, binders, kind, name

PLACE = "place__place"  # stands for a term; no statement can write two underscores
SHORT, LONG = 160, 400  # characters of a proof term that is written twice, once, in place
DEFAULT = {"real": "0", "nat": "0%nat"}


class Proof:
    """`texts`: the lemmas in order; `term` the proof of the last line."""

    def __init__(self, data: Any, claims: Mapping[str, Node], scalars: Scalars):
        self.scalars, self.texts = scalars, scalars.texts
        self.data, self.claims = data["lines"], claims
        self.lines: list[Theorem] = []
        for entry in self.data:
            self.lines.append(kernel_line(entry, self.lines, goal, claims))
        self.hypotheses: dict[Node, str] = {}
        self.used = Counter(place for entry in self.data for place in entry.get("from", []))
        self.samples = any(
            random(one.conclusion) or random(tuple(one.sorts.values())) for one in self.lines
        )
        if any(
            mentions("deriv", part)
            for one in self.lines
            for part in (*one.hypotheses, one.conclusion)
        ):
            scalars.uses.add("Derivatives")
        self.terms: list[tuple[str, bool]] = []  # the text of each line, a name alone?
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
        one = self.lines[place]
        for lost in sorted(set(one.sorts) - scope):
            sort = one.sorts[lost]
            text = f"(fun {name(lost)} : {kind(sort)} => {text}) {default(sort)}"
            plain = False
        return text if plain else f"({text})"

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
        found = write(place, entry, one, scope, inside)
        if len(found) == 3:  # ready as a lemma
            return found[0], found[1]
        text, plain = found
        long = len(text) > (SHORT if self.used[place] > 1 else LONG)
        if not plain and long and place < len(self.lines) - 1:
            return self.lemma(place, f"{self.intros(one)}  exact ({text}).")
        return text, plain

    def by_tactic(self, place: int, *lines: str) -> tuple[str, bool, None]:
        text = self.intros(self.lines[place]) + "\n".join(f"  {one}" for one in lines)
        return (*self.lemma(place, text), None)

    # --- logic

    def rule_claim(self, place, entry, one, scope, inside):
        own = module(entry["id"])
        text = f"{own}.{own}"
        return (f"({text} _ P)" if random(one.conclusion) else text), True

    def rule_assume(self, place, entry, one, scope, inside):
        return self.hypothesis(one.conclusion), True

    def rule_discharge(self, place, entry, one, scope, inside):
        formula = one.conclusion[1]
        label, text = self.hypothesis(formula), self.writer(one).formula(formula)
        return f"fun {label} : {text} => {self.given(entry['from'][0], scope)}", False

    def rule_apply(self, place, entry, one, scope, inside):
        first, second = (self.given(p, scope) for p in entry["from"])
        return f"{first} {second}", False

    def rule_together(self, place, entry, one, scope, inside):
        texts = [self.given(p, scope) for p in entry["from"]]
        total = texts[-1]
        for text in reversed(texts[:-1]):
            total = f"(conj {text} {total})"
        return total, True

    def rule_part(self, place, entry, one, scope, inside):
        [source] = entry["from"]
        count = len(self.lines[source].conclusion) - 1
        text = self.given(source, scope)
        for _ in range(entry["index"]):
            text = f"(proj2 {text})"
        return (f"(proj1 {text})" if entry["index"] < count - 1 else text), True

    def rule_either(self, place, entry, one, scope, inside):
        [source] = entry["from"]
        parts = one.conclusion[1:]
        key = canonical(self.lines[source].conclusion)
        index = next(i for i, part in enumerate(parts) if canonical(part) == key)
        text = self.given(source, scope)
        if index < len(parts) - 1:
            text = f"(or_introl {text})"
        for _ in range(index):
            text = f"(or_intror {text})"
        return f"({text} : {self.writer(one).formula(one.conclusion)})", True

    def rule_cases(self, place, entry, one, scope, inside):
        cover, *rest = entry["from"]
        parts = self.lines[cover].conclusion[1:]
        texts = []
        for when, source in zip(parts, rest):
            text = Writer({**one.sorts, **self.lines[cover].sorts}).formula(when)
            texts.append(f"(fun {self.hypothesis(when)} : {text} => {self.given(source, scope)})")
        total = texts[-1]
        for text in reversed(texts[:-1]):
            total = f"(or_ind {text} {total})"
        return f"{total} {self.given(cover, scope)}", False

    def rule_excluded_middle(self, place, entry, one, scope, inside):
        return f"(classic ({self.writer(one).formula(one.conclusion[1])}))", True

    def rule_contradiction(self, place, entry, one, scope, inside):
        yes, no = (self.given(p, scope) for p in entry["from"])
        goal = self.writer(one).formula(one.conclusion)
        return f"False_ind ({goal}) ({no} {yes})", False

    def rule_negate(self, place, entry, one, scope, inside):
        formula = one.conclusion[1]
        label, text = self.hypothesis(formula), self.writer(one).formula(formula)
        inner = self.given(entry["from"][0], scope)
        return f"fun {label} : {text} => Rlt_irrefl 0 {inner}", False

    def rule_generalize(self, place, entry, one, scope, inside):
        _, bound, sort, _ = one.conclusion
        inner = self.given(entry["from"][0], scope | {bound})
        return f"fun {name(bound)} : {kind(sort)} => {inner}", False

    def rule_specialize(self, place, entry, one, scope, inside):
        source, *defined = entry["from"]
        premise = self.lines[source].conclusion
        _, bound, sort, body = premise
        term = from_json(entry["term"])
        writer = Writer({**one.sorts, **self.sorts_of(entry)})
        value = self.value(writer, term, sort)
        text = f"{self.given(source, scope)} {value}"
        if isinstance(sort, tuple) or self.commutes(writer, bound, sort, body, term):
            return text, False
        return self.by_tactic(
            place,
            f"assert (K := {text}).",
            *(f"assert (D{k} := {self.given(p, scope)})." for k, p in enumerate(defined)),
            "bridge K.",
        )

    def rule_exhibit(self, place, entry, one, scope, inside):
        source, *defined = entry["from"]
        _, bound, sort, body = one.conclusion
        term = from_json(entry["term"])
        writer = Writer({**one.sorts, **self.sorts_of(entry)})
        value, proof = self.value(writer, term, sort), self.given(source, scope)
        if isinstance(sort, tuple) or self.commutes(writer, bound, sort, body, term):
            inner = writer.bound(bound, sort)
            where = f"(fun {name(bound)} : {kind(sort)} => {inner.formula(body)})"
            return f"ex_intro {where} {value} {proof}", False
        return self.by_tactic(place, f"assert (K := {proof}).", f"exists {value}.", "bridge K.")

    def rule_obtain(self, place, entry, one, scope, inside):
        existence, source = entry["from"]
        bound, sort, body = self.lines[existence].conclusion[1:]
        fresh = entry["name"]
        instance = put(body, {bound: fresh})
        sorts = {**one.sorts, **self.lines[existence].sorts, fresh: sort}
        label, text = self.hypothesis(instance), Writer(sorts).formula(instance)
        inner = self.given(source, scope | {fresh})
        return (
            f"ex_ind (fun ({name(fresh)} : {kind(sort)}) ({label} : {text}) => {inner}) "
            f"{self.given(existence, scope)}"
        ), False

    def rule_rewrite(self, place, entry, one, scope, inside):
        equation, source = (self.lines[p] for p in entry["from"])
        _, left, right = equation.conclusion
        sorts = {**one.sorts, **equation.sorts, **source.sorts}
        whole = Writer(sorts)
        proofs = [self.given(p, scope) for p in entry["from"]]
        if obligations(left) or obligations(right):
            return self.by_tactic(
                place, f"assert (E := {proofs[0]}).", f"assert (K := {proofs[1]}).",
                "by_equation E K.",
            )  # fmt: skip
        both = whole.natural(left) and whole._whole(right)
        sort = "nat" if both else "real"
        before, after = (
            replaced(node, left, PLACE) for node in (source.conclusion, one.conclusion)
        )
        if canonical(before) == canonical(source.conclusion) and canonical(after) == canonical(
            one.conclusion
        ):
            return proofs[1], True
        writer = Writer({**sorts, PLACE: sort}, shown={PLACE: "z'"})
        goals = [f"(fun z' : {kind(sort)} => {writer.formula(node)})" for node in (before, after)]
        text = whole.nat if both else whole.real
        sides = [f"({text(side)}){'%nat' if both else ''}" for side in (left, right)]
        first = "apply INR_eq; " if both else ""
        return self.by_tactic(
            place,
            f"assert (E : {sides[0]} = {sides[1]}) by ({first}bridge {proofs[0]}).",
            f"first [ exact (eq_ind_r {goals[1]} (eq_ind {sides[0]} {goals[0]} {proofs[1]} "
            f"{sides[1]} E) E)",
            f"      | assert (K := {proofs[1]}); rewrite E in *; bridge K ].",
        )

    # --- numbers

    def rule_induction(self, place, entry, one, scope, inside):
        base, step = entry["from"]
        _, bound, sort, body = one.conclusion
        writer = self.writer(one)
        inner = writer.bound(bound, "nat")
        goal = f"(fun {name(bound)} : nat => {inner.formula(body)})"
        label, text = self.hypothesis(body), inner.formula(body)
        start, next_one = self.given(base, scope), self.given(step, scope | {bound})
        if self.commutes(writer, bound, "nat", body, ZERO) and self.commutes(
            Writer({**one.sorts, bound: "nat"}), bound, "nat", body, ("+", bound, Fraction(1))
        ):
            arrow = f"(fun ({name(bound)} : nat) ({label} : {text}) => {next_one})"
            return f"nat_induction {goal} {start} {arrow}", False
        return self.by_tactic(
            place,
            f"apply (nat_induction {goal}).",
            f"- first [ exact {start} | assert (K := {start}); bridge K ].",
            f"- intros {name(bound)} {label}. "
            f"first [ exact {next_one} | assert (K := {next_one}); bridge K ].",
        )

    def rule_strong_induction(self, place, entry, one, scope, inside):
        [step] = entry["from"]
        _, bound, sort, body = one.conclusion
        inner = self.writer(one).bound(bound, "nat")
        goal = f"(fun {name(bound)} : nat => {inner.formula(body)})"
        known = {canonical(each) for each in one.hypotheses}
        extra = [h for h in self.lines[step].hypotheses if canonical(h) not in known]
        earlier = self.hypothesis(extra[0]) if extra else "earlier'"
        return self.by_tactic(
            place,
            f"apply (strong_induction {goal}).",
            f"intros {name(bound)} {earlier}. exact {self.given(step, scope | {bound})}.",
        )

    def rule_least(self, place, entry, one, scope, inside):
        return self.by_tactic(place, f"exact (least _ {self.given(entry['from'][0], scope)}).")

    def rule_archimedes(self, place, entry, one, scope, inside):
        return f"(archimedes {self.writer(one).atom(from_json(entry['term']))})", True

    def rule_power_zero(self, place, entry, one, scope, inside):
        return self.by_tactic(place, "first [ reflexivity | casts; simpl; ring ].")

    def rule_power_step(self, place, entry, one, scope, inside):
        return self.by_tactic(
            place, "first [ apply power_step | casts; rewrite ?power_step; ring ]."
        )

    def rule_sum_empty(self, place, entry, one, scope, inside):
        return self.by_tactic(place, "exact (sum_empty _).")

    def rule_sum_step(self, place, entry, one, scope, inside):
        return self.by_tactic(place, "exact (sum_step _ _).")

    # --- calculus

    def rule_derivative(self, place, entry, one, scope, inside):
        return self.by_tactic(place, *self.posed(entry, scope), "by_table.")

    def rule_derivative_of_sum(self, place, entry, one, scope, inside):
        return self.by_tactic(place, *self.posed(entry, scope), "by_sum E0.")

    def rule_mean_value(self, place, entry, one, scope, inside):
        sign = self.lines[entry["from"][0]].conclusion[3][2][0]
        lemma = {"==": "zero", "<=": "down", ">=": "up", "<": "below", ">": "above"}[sign]
        slope = self.lines[entry["from"][0]].conclusion[3][2][1]
        _, bound, _, body = slope
        inner = Writer({**one.sorts, bound: "real"})
        function = f"(fun {inner.name(bound)} : R => {inner.real(body)})"
        return self.by_tactic(
            place, *self.posed(entry, scope), f"by_mean (mean_{lemma} {function}) E0 E1."
        )

    def posed(self, entry, scope) -> list[str]:
        """The premises E0, E1, .. in the context."""
        return [
            f"assert (E{k} := {self.given(p, scope)})." for k, p in enumerate(entry.get("from", []))
        ]

    # --- expectation

    def expectation(self, place, entry, scope, rule):
        return self.by_tactic(place, *self.posed(entry, scope), f"averages ({rule}).")

    def variable(self, one: Theorem, bound: str, body: Node) -> str:
        """A random variable, as a function of the sample."""
        inner = self.writer(one).bound(bound, "sample")
        return f"(fun {inner.name(bound)} : Omega => {inner.real(body)})"

    def rule_expect_constant(self, place, entry, one, scope, inside):
        value = self.writer(one).atom(one.conclusion[2])
        return self.expectation(place, entry, scope, f"expect_constant P {value}")

    def rule_expect_linear(self, place, entry, one, scope, inside):
        _, (_, bound, (_, (_, a, f), (_, b, g))), _ = one.conclusion
        writer = self.writer(one)
        texts = [
            writer.atom(a),
            writer.atom(b),
            self.variable(one, bound, f),
            self.variable(one, bound, g),
        ]
        return self.expectation(place, entry, scope, f"expect_linear P {' '.join(texts)}")

    def rule_expect_monotone(self, place, entry, one, scope, inside):
        texts = [self.variable(one, *side[1:]) for side in one.conclusion[1:]]
        return self.expectation(place, entry, scope, f"expect_monotone P {' '.join(texts)}")

    def rule_expect_equal(self, place, entry, one, scope, inside):
        texts = [self.variable(one, *side[1:]) for side in one.conclusion[1:]]
        return self.expectation(place, entry, scope, f"expect_equal P {' '.join(texts)}")

    def rule_indicator(self, place, entry, one, scope, inside):
        [source] = entry["from"]
        lemma = "indicator_true" if entry["truth"] else "indicator_false"
        return f"({lemma} _ {self.given(source, scope)})", True

    # --- arithmetic

    def rule_arithmetic(self, place, entry, one, scope, inside):
        label, made = self.scalars.lemma(entry["certificate"])
        lost = sorted(set().union(*inside) - scope)
        scope = scope | set(lost)
        sorts = {**one.sorts, **self.sorts_of(entry)}
        for source in entry.get("from", []):
            sorts |= self.lines[source].sorts
        writer, table = Writer(sorts), Abstraction(sorts)
        known: dict[Node, tuple[str, Node]] = {}
        for source in entry.get("from", []):
            premise = self.lines[source].conclusion
            parts = premise[1:] if premise[0] == "and" else (premise,)
            text = self.given(source, scope)
            for index, part in enumerate(parts):
                own = text
                if premise[0] == "and":
                    own = f"(proj2 {own})" if index else own
                    for _ in range(index - 1):
                        own = f"(proj2 {own})"
                    own = f"(proj1 {own})" if index < len(parts) - 1 else own
                flat = table.formula(part)
                for piece in flat[1:] if flat[0] == "and" else (flat,):
                    known.setdefault(piece, (own if piece is flat else "", part))
        table.formula(one.conclusion)
        values = [writer.atom(table.terms.get(v, v)) for v in variables(made)]
        call = " ".join([label, *values])
        plain = (
            not made.integers
            and not lost
            and all(
                want in known
                and known[want][0]
                and self.same(made, writer, table, want, known[want][1])
                for want in made.where
            )
        )
        if plain and self.same(made, writer, table, made.claim, one.conclusion):
            return " ".join([call, *(known[want][0] for want in made.where)]), False
        posed = [
            f"assert ({name(one)} : {kind(sorts[one])}) by exact {default(sorts[one])}."
            for one in lost
        ]
        for k, source in enumerate(entry.get("from", [])):
            posed.append(f"assert (K{k} := {self.given(source, scope)}).")
        for k, v in enumerate(variables(made)):
            term = table.terms.get(v, v)
            if v in made.integers or sort_of(term, sorts) == "nat":
                posed.append(f"assert (L{k} := pos_real {writer.atom(term)} ltac:(positive)).")
        return self.by_tactic(place, *posed, f"from_leaf ({call}).")

    def same(self, made: Goal, writer: Writer, table: Abstraction, flat: Node, node: Node) -> bool:
        """The hypothesis of the lemma, at these terms, reads like the premise."""
        full = Writer(writer.sorts, full=True)
        names = {v: f"{PLACE}{i}__" for i, v in enumerate(variables(made))}
        leaf = Writer(dict.fromkeys(names, "real"), full=True, shown=names).stated(flat)
        for i, v in reversed(list(enumerate(variables(made)))):
            leaf = leaf.replace(f"{PLACE}{i}__", full.atom(table.terms.get(v, v)))
        return _plain(leaf) == _plain(full.formula(node))

    # --- terms in place of names

    def sorts_of(self, entry: Any) -> dict[str, Any]:
        from ..checker.formal.reading import sort_from

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
        full = Writer(writer.sorts, full=True)
        inner = full.bound(bound, sort)
        inner.names[bound] = PLACE
        value = full.nat(term) if sort == "nat" else full.atom(term) if sort == "real" else term
        if sort == "sample":
            return True
        text = inner.formula(body).replace(PLACE, value)
        return _plain(text) == _plain(full.formula(put(body, {bound: term})))


def _plain(text: str) -> str:
    """Without the scope marks, and with bound names as they come."""
    return re.sub(r"%nat|[()\s]", "", text)


def module(id: str) -> str:
    """The name of the file and of the theorem of a claim."""
    marks = {".": "_", "-": "__", "_": "___"}
    return re.sub(r"[^A-Za-z0-9]", lambda m: marks.get(m[0], f"_{ord(m[0]):x}_"), id)


def default(sort: Any) -> str:
    """Some value of a sort, for a name that does not matter."""
    if isinstance(sort, tuple):
        return f"(fun {' '.join('_' for _ in sort[1])} => {DEFAULT[sort[2]]})"
    if sort not in DEFAULT:
        raise NotExported("a sample that no statement speaks of")
    return DEFAULT[sort]


def random(node: Node) -> bool:
    """The statement speaks of a probability space."""
    return mentions("sample", node) or mentions("expect", node)


def mentions(word: str, node: Node) -> bool:
    """A sort or a head of a term."""
    if not isinstance(node, tuple):
        return node == word and word == "sample"
    return node[:1] == (word,) or any(mentions(word, one) for one in node)


__all__ = ["Proof", "module", "random"]
