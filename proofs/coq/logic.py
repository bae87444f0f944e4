"""The rules of logic as proof terms of Coq."""

from __future__ import annotations

from ..checker.formal.defined import obligations
from ..checker.formal.names import canonical, free, put, replaced
from ..checker.formal.reading import from_json
from .lines import PLACE, Lines, component, module, random, together
from .syntax import Writer, kind, name


class Logic(Lines):
    """One method a rule."""

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
        return together([self.given(p, scope) for p in entry["from"]]), True

    def rule_part(self, place, entry, one, scope, inside):
        [source] = entry["from"]
        count = len(self.lines[source].conclusion) - 1
        return component(self.given(source, scope), entry["index"], count), True

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
        lost = sorted(free(term) - scope)  # the instance does not depend on them
        text = self.anyhow(f"{self.given(source, scope)} {value}", lost, writer.sorts)
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
        return self.by_tactic(
            place,
            f"assert (K := {proof}).",
            *(f"assert (D{k} := {self.given(p, scope)})." for k, p in enumerate(defined)),
            f"exists {value}.",
            "bridge K.",
        )

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

    def rule_same_family(self, place, entry, one, scope, inside):
        return self.by_tactic(place, *self.posed(entry, scope), "same_entries E0.")

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
        both = all(map(whole._whole, (left, right))) and any(map(whole.natural, (left, right)))
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
