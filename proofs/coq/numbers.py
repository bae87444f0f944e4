"""The rules about natural numbers, derivatives and expectations: lemmas of the prelude."""

from __future__ import annotations

from fractions import Fraction

from ..checker._terms import ZERO
from ..checker.formal.defined import obligations
from ..checker.formal.names import canonical
from ..checker.formal.reading import from_json
from ..checker.kernel.calculus import upwards
from ..checker.kernel.theorem import Theorem
from .lines import Lines
from .syntax import Node, NotExported, Writer, name


class Numbers(Lines):
    """One method a rule."""

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
        return self.by_tactic(place, "no_term.")

    def rule_sum_step(self, place, entry, one, scope, inside):
        return self.by_tactic(place, *self.posed(entry, scope), "one_term_more.")

    # --- calculus

    def rule_derivative(self, place, entry, one, scope, inside):
        return self.by_tactic(place, *self.posed(entry, scope), "by_table.")

    def rule_derivative_of_sum(self, place, entry, one, scope, inside):
        return self.by_tactic(place, *self.posed(entry, scope), "by_sum E0.")

    def rule_derivative_of_equal(self, place, entry, one, scope, inside):
        same, below, above, _ = (self.lines[source] for source in entry["from"])
        x, (left, right) = same.conclusion[1], same.conclusion[3][2][1:]
        writer = Writer({**one.sorts, **same.sorts, **below.sorts, **above.sorts})
        sides = [writer.function(x, "real", side) for side in (left, right)]
        low, point = upwards(below.conclusion)[1:]
        high = upwards(above.conclusion)[2]
        texts = " ".join([*sides, *map(writer.atom, (point, low, high))])
        return self.by_tactic(place, *self.posed(entry, scope), f"by_equal {texts} E0.")

    def rule_derivative_estimate(self, place, entry, one, scope, inside):
        known, positive = (self.lines[source] for source in entry["from"])
        _, (_, x, point, body), value = known.conclusion
        if obligations(body):
            raise NotExported("what the derivative of a function with partial terms means")
        writer = Writer({**one.sorts, **known.sorts, **positive.sorts})
        others = map(writer.atom, (point, value, upwards(positive.conclusion)[2]))
        texts = " ".join([writer.function(x, "real", body), *others])
        return self.by_tactic(place, *self.posed(entry, scope), f"by_estimate {texts}.")

    def rule_derivative_from_estimates(self, place, entry, one, scope, inside):
        _, (_, x, point, body), value = one.conclusion
        if obligations(body):
            raise NotExported("what the derivative of a function with partial terms means")
        writer = self.writer(one)
        texts = " ".join([writer.function(x, "real", body), *map(writer.atom, (point, value))])
        return self.by_tactic(place, *self.posed(entry, scope), f"by_tangents {texts} E0.")

    def rule_mean_value(self, place, entry, one, scope, inside):
        sign = self.lines[entry["from"][0]].conclusion[3][2][0]
        lemma = {"==": "zero", "<=": "down", ">=": "up", "<": "below", ">": "above"}[sign]
        slope = self.lines[entry["from"][0]].conclusion[3][2][1]
        _, bound, _, body = slope
        function = self.writer(one).function(bound, "real", body)
        return self.by_tactic(
            place, *self.posed(entry, scope), f"by_mean (mean_{lemma} {function}) E0 E1."
        )

    # --- expectation

    def expectation(self, place, entry, scope, rule):
        return self.by_tactic(place, *self.posed(entry, scope), f"averages ({rule}).")

    def variable(self, one: Theorem, bound: str, body: Node) -> str:
        """A random variable, as a function of the sample."""
        return self.writer(one).function(bound, "sample", body)

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
