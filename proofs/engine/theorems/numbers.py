"""Steps about natural numbers and expectations: one rule of the kernel each."""

from __future__ import annotations

from typing import Any

from ...checker.formal import canonical, to_json
from ...checker.formal.defined import obligations
from ...checker.kernel.theorem import common_sorts
from .steps import Step, sorts_of, used
from .words import Formula, Term, Variable, conj, indicator, nats, negation, term


class Numbers:
    """What a `Proof` knows of induction, powers, sums and means."""

    def _line(self, rule: str, *premises: Step, **own: Any) -> Step:
        raise NotImplementedError

    def induction(self, t: Variable, formula: Formula, base: Step, step: Step) -> Step:
        """For all t from the case 0 and the step from t to t + 1."""
        own = {"formula": to_json(formula.node), "sorts": sorts_of(formula)}
        return self._line("induction", base, step, name=t.name, **own)

    def strong_induction(self, t: Variable, formula: Formula, step: Step) -> Step:
        own = {"formula": to_json(formula.node), "sorts": sorts_of(formula)}
        return self._line("strong-induction", step, name=t.name, **own)

    def least(self, existence: Step) -> Step:
        return self._line("least", existence)

    def archimedes(self, bound: Any) -> Step:
        """There is a natural number above any real."""
        bound = term(bound)
        return self._line("archimedes", term=to_json(bound.node), sorts=sorts_of(bound))

    def power_zero(self, base: Any) -> Step:
        base = term(base)
        return self._line("power-zero", term=to_json(base.node), sorts=sorts_of(base))

    def power_step(self, base: Any, exponent: Any) -> Step:
        base, exponent = term(base), term(exponent)
        own = {"term": to_json(base.node), "count": to_json(exponent.node)}
        return self._line("power-step", **own, sorts=sorts_of(base) | sorts_of(exponent))

    def sum_empty(self, index: Variable, body: Term) -> Step:
        own = {"name": index.name, "term": to_json(body.node), "sorts": sorts_of(body, index)}
        return self._line("sum-empty", **own)

    def sum_step(self: Any, index: Variable, count: Any, body: Term, *defined: Step) -> Step:
        """One term more; `defined` says for all i that what may be undefined in it is not."""
        count = term(count)
        own = {"name": index.name, "count": to_json(count.node), "term": to_json(body.node)}
        sorts = sorts_of(count) | sorts_of(body, index)
        owed = obligations(("sum", index.name, (count + 1).node, body.node))
        known = common_sorts([one.theorem for one in defined], {**count.sorts, **body.sorts})
        met = [self.for_indices(Formula(one, used(one, known)), *defined) for one in owed]
        return self._line("sum-step", *met, **own, sorts=sorts)

    def for_indices(self: Any, formula: Formula, *known: Step) -> Step:
        """ "For all i: i < n implies A" from one of the statements "for all i: A"."""
        _, name, _, body = formula.node
        index = nats(name)
        for one in known:
            if one.theorem.conclusion[0] == "forall":
                step = self.at(one, index)
                if canonical(step.theorem.conclusion) == canonical(body[2]):
                    sorts = step.theorem.sorts | formula.sorts | index.sorts
                    bound = Formula(body[1], used(body[1], sorts))
                    return self.for_all(self.discharge(step, bound), index)
        return self.meet(formula, *known)

    # --- expectation -----------------------------------------------------------------------------

    def mean_of_constant(self, w: Variable, value: Any) -> Step:
        value = term(value)
        own = {"name": w.name, "term": to_json(value.node)}
        return self._line("expect-constant", **own, sorts=sorts_of(value))

    def mean_of_sum(
        self, w: Variable, a: Any, f: Any, b: Any, g: Any, first: Step, second: Step
    ) -> Step:
        """E(a f + b g) == a E f + b E g, from the integrability of f and g."""
        parts = {key: term(value) for key, value in {"a": a, "f": f, "b": b, "g": g}.items()}
        sorts = {n: s for one in parts.values() for n, s in sorts_of(one, w).items()}
        own = {key: to_json(value.node) for key, value in parts.items()}
        return self._line("expect-linear", first, second, name=w.name, **own, sorts=sorts)

    def mean_is_monotone(self, bound: Step, first: Step, second: Step) -> Step:
        return self._line("expect-monotone", bound, first, second)

    def mean_of_equal(self, same: Step, first: Step) -> Step:
        return self._line("expect-equal", same, first)

    def indicator(self, event: Formula, truth: bool, premise: Step) -> Step:
        own = {"formula": to_json(event.node), "truth": truth, "sorts": sorts_of(event)}
        return self._line("indicator", premise, **own)

    def indicator_range(self: Any, event: Formula) -> Step:
        """0 <= indicator(event) and indicator(event) <= 1."""
        value = indicator(event)
        both = conj(value >= 0, value <= 1)
        ends = [
            self.arith(both, self.indicator(event, truth, self.assume(one)))
            for truth, one in ((True, event), (False, negation(event)))
        ]
        return self.cases(self.excluded_middle(event), *ends)
