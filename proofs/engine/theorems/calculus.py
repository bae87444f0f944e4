"""Steps about derivatives: the table, the mean value theorem, and what follows from them."""

from __future__ import annotations

from typing import Any

from ...checker._terms import Rejected
from ...checker.formal import to_json
from ...checker.formal.defined import obligations
from ...checker.kernel import calculus
from ...checker.kernel.theorem import common_sorts
from .steps import NotProved, Step, sorts_of, used
from .words import Formula, Term, conj, reals, term


class Calculus:
    """What a `Proof` knows of derivatives."""

    def _line(self, rule: str, *premises: Step, **own: Any) -> Step:
        raise NotImplementedError

    def derivative(self: Any, mean: Term, *premises: Step) -> Step:
        """deriv(x, a, f) == what the table of derivatives gives, for the term `mean` = deriv(x, a,
        f). Derivatives of unknown functions come from the premises; what else is needed at the
        point follows from them by arithmetic.
        """
        _, name, point, body = mean.node
        try:
            needed = calculus.owed(name, point, body, *(one.theorem for one in premises))
        except Rejected as problem:
            raise NotProved(f"no derivative of {mean!r}: {problem}") from problem
        known = common_sorts([one.theorem for one in premises], mean.sorts)
        met = [self.meet(Formula(one, used(one, known)), *premises) for one in needed]
        own = {"name": name, "point": to_json(point), "term": to_json(body)}
        return self._line("derivative", *premises, *met, **own, sorts=sorts_of(mean))

    def derivative_of_sum(self, parts: Step) -> Step:
        """From "for all i < n: deriv(x, a, f) == v": the derivative of the sum of f."""
        return self._line("derivative-of-sum", parts)

    def derivative_of_equal(self: Any, same: Step, known: Step, *premises: Step) -> Step:
        """From "for all x with l < x, x < u: f == g" and deriv(x, a, g) == v: the same of f. That a
        lies between l and u follows by arithmetic from the premises.
        """
        _, x, _, body = same.theorem.conclusion
        _, *ends = body[1]
        (_, low, _), (_, _, high) = map(calculus.upwards, ends)
        point = known.theorem.conclusion[1][2]
        sorts = common_sorts([same.theorem, known.theorem])
        ends = [("<", low, point), ("<", point, high)]
        order = [self.arith(Formula(one, used(one, sorts)), *premises) for one in ends]
        return self._line("derivative-of-equal", same, *order, known)

    def estimate(self, known: Step, positive: Step) -> Step:
        """From deriv(x, a, f) == v and e > 0: within some distance of a the function differs from
        its tangent by at most e |x - a|.
        """
        return self._line("derivative-estimate", known, positive)

    def near_tangent(self, equation: Formula, size: Term) -> Formula:
        """What `estimate` gives for deriv(x, a, f) == v and this size."""
        _, mean, slope = equation.node
        near = calculus.near_tangent(mean, slope, size.node)
        return Formula(near, {**equation.sorts, **size.sorts})

    def from_estimates(self: Any, equation: Formula, every: Step, *premises: Step) -> Step:
        """deriv(x, a, f) == v, the equation, from what `estimate` gives for every e > 0. That a has
        a value follows by arithmetic from the premises.
        """
        owed = obligations(equation.node[1][2])
        met = [self.meet(Formula(one, used(one, equation.sorts)), *premises) for one in owed]
        own = {"formula": to_json(equation.node), "sorts": sorts_of(equation)}
        return self._line("derivative-from-estimates", every, *met, **own)

    def mean_value(self, slopes: Step, order: Step) -> Step:
        """From "for all x with a <= x, x <= b: deriv(y, x, f) R 0" and a <= b: f(b) R f(a)."""
        return self._line("mean-value", slopes, order)

    def differentiable(self: Any, mean: Term, relation: Step) -> Step:
        """The derivative exists where a relation about it holds."""
        return self.arith(mean == mean, relation)

    def constant(self: Any, flat: Step, a: Any, b: Any) -> Step:
        """From "for all x: deriv(y, x, f) == 0": f(a) == f(b)."""
        _, x, _, equation = flat.theorem.conclusion
        _, name, _, body = equation[1]
        function = Formula(("==", body, body), {**flat.theorem.sorts, name: "real"})
        at_x = reals(x)
        a, b = term(a), term(b)

        def value(point: Term) -> Term:
            put = function.put(reals(name), point)
            return Term(put.node[1], put.sorts)

        def equal(low: Term, high: Term) -> Step:
            inside = conj(low <= at_x, at_x <= high)
            slopes = self.for_all(self.discharge(self.at(flat, at_x), inside), at_x)
            return self.mean_value(slopes, self.assume(low <= high))

        goal = value(a) == value(b)
        cover = self.arith((a <= b) | (b <= a))
        return self.cases(cover, self.arith(goal, equal(a, b)), self.arith(goal, equal(b, a)))
