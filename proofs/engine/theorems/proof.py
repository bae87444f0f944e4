"""A proof under construction: each step applies one rule of the kernel and keeps its line.

    k = Proof(judge, says)          # hypotheses of `says` are assumed, its names are fixed
    base = k.arith(inv(0), *k.given)
    step = k.arith(inv(t + 1), k.assume(inv(t)), ...)
    return k.qed(k.induction(t, inv(t), base, step))

The kernel's theorem is made at once, so that a wrong step fails where it is written. The scalar
engines are asked for the certificates of arithmetic steps; nothing else searches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...checker import prove
from ...checker._terms import Rejected
from ...checker.formal import canonical, show, to_json
from ...checker.formal.defined import obligations
from ...checker.formal.names import free, replaced
from ...checker.formal.syntax import Node, is_matrix
from ...checker.kernel.arithmetic import question
from ...checker.kernel.replay import line as kernel_line
from ...checker.kernel.theorem import Theorem, common_sorts
from ...vocabulary import Evidence, Verdict
from ..goal import Goal
from .arrays import Array, ArrayFunction, value
from .calculus import Calculus
from .matrices import Matrices
from .numbers import Numbers
from .steps import NotProved, Step, sorts_of, used
from .words import Formula, Function, Lambda, Variable


class Proof(Numbers, Calculus, Matrices):
    """The lines so far. `given` are the hypotheses of the statement, each as a step; `target` is
    its conclusion.
    """

    def __init__(self, judge: Any, says: Formula, claims: Mapping[str, Node] | None = None):
        self.judge, self.says, self.claims = judge, says, dict(claims or {})
        self.lines: list[dict[str, Any]] = []
        self.steps: list[Theorem] = []
        self._same: dict[str, Step] = {}
        self._open()

    def _open(self) -> None:
        self.fixed, self.assumed, self.target = _opened(self.says)
        self._inner = _insides(self.says.node)
        self.given = [part for one in self.assumed for part in self.split(self.assume(one))]

    # --- lines -----------------------------------------------------------------------------------

    def _line(self, rule: str, *premises: Step, **own: Any) -> Step:
        entry: dict[str, Any] = {"rule": rule}
        if premises:
            entry["from"] = [one.place for one in premises]
        entry |= {key: value for key, value in own.items() if value not in ({}, None)}
        key = repr(entry)
        if key not in self._same:
            try:
                made = kernel_line(entry, self.steps, prove, self.claims)
            except Rejected as problem:
                raise NotProved(f"the rule {rule} does not apply: {problem}") from problem
            self.lines.append(entry)
            self.steps.append(made)
            self._same[key] = Step(len(self.steps) - 1, made)
        return self._same[key]

    # --- logic -----------------------------------------------------------------------------------

    def assume(self, formula: Formula) -> Step:
        """A |- A"""
        return self._line("assume", formula=to_json(formula.node), sorts=sorts_of(formula))

    def discharge(self, step: Step, formula: Formula) -> Step:
        """From G, A |- B: G |- A implies B."""
        return self._line("discharge", step, formula=to_json(formula.node), sorts=sorts_of(formula))

    def apply(self, implication: Step, *premises: Step) -> Step:
        """Modus ponens; several premises for a conjunction on the left."""
        premise = premises[0] if len(premises) == 1 else self.both(*premises)
        return self._line("apply", implication, premise)

    def use(self, implication: Step, *premises: Step) -> Step:
        """Modus ponens, with the left side met by the premises: as they stand or by arithmetic."""
        head, left, _ = implication.theorem.conclusion
        if head != "implies":
            raise NotProved(f"no implication: {implication!r}")
        sorts = implication.theorem.sorts
        return self._line(
            "apply", implication, self.meet(Formula(left, used(left, sorts)), *premises)
        )

    def meet(self, formula: Formula, *premises: Step) -> Step:
        """The formula from the premises: a conjunction part by part, a premise as it stands, the
        rest by arithmetic from those premises that arithmetic can read.
        """
        steps = [one for premise in premises for one in self.split(premise)]
        key = canonical(formula.node)
        for one in [*premises, *steps]:
            if canonical(one.theorem.conclusion) == key:
                return one
        head, *parts = formula.node
        if head == "and":
            return self.both(
                *(self.meet(Formula(one, used(one, formula.sorts)), *steps) for one in parts)
            )
        if head == "equal":
            return self.matrix(formula, *steps)
        return self.arith(formula, *steps)

    def both(self, *steps: Step) -> Step:
        return steps[0] if len(steps) == 1 else self._line("together", *steps)

    def part(self, step: Step, index: int) -> Step:
        return self._line("part", step, index=index)

    def split(self, step: Step) -> list[Step]:
        """The parts of a conjunction, or the step itself."""
        head, *parts = step.theorem.conclusion
        if head != "and":
            return [step]
        return [one for k in range(len(parts)) for one in self.split(self.part(step, k))]

    def cases(self, cover: Step, *steps: Step) -> Step:
        return self._line("cases", cover, *steps)

    def excluded_middle(self, formula: Formula) -> Step:
        return self._line("excluded-middle", formula=to_json(formula.node), sorts=sorts_of(formula))

    def either(self, step: Step, formula: Formula) -> Step:
        """From A: A or B, whatever B is."""
        own = {"formula": to_json(formula.node), "sorts": sorts_of(formula)}
        return self._line("either", step, **own)

    def absurd(self, yes: Step, no: Step, formula: Formula) -> Step:
        """Anything from A and not A."""
        own = {"formula": to_json(formula.node), "sorts": sorts_of(formula)}
        return self._line("contradiction", yes, no, **own)

    def negate(self, step: Step, formula: Formula) -> Step:
        """From G, A |- 0 < 0: G |- not A."""
        own = {"formula": to_json(formula.node), "sorts": sorts_of(formula)}
        return self._line("negate", step, **own)

    def for_all(self, step: Step, *names: Variable | Function) -> Step:
        for one in reversed(names):
            sorts = {one.name: to_json(one.sorts[one.name])}
            step = self._line("generalize", step, name=one.name, sorts=sorts)
        return step

    def at(self, step: Step, *values: Any, defined: Sequence[Step] = ()) -> Step:
        """The instances of a statement for all: values in the order of the bound names. That a
        value is defined follows from `defined` and from what the statement assumes.
        """
        for one in values:
            if isinstance(one, Function):
                step = self._line("specialize", step, term=one.name, sorts=sorts_of(one))
            elif isinstance(one, Lambda):
                step = self._line("specialize", step, term=to_json(one.node), sorts=sorts_of(one))
            else:
                made = value(one)
                owed = (Formula(each, made.sorts) for each in obligations(made.node))
                known = [*defined, *self.given]
                met = [
                    (self.for_indices if each.node[0] == "forall" else self.meet)(each, *known)
                    for each in owed
                ]
                own = {"term": to_json(made.node), "sorts": sorts_of(made)}
                step = self._line("specialize", step, *met, **own)
        return step

    def exhibit(self, formula: Formula, at: Any, step: Step, *defined: Step) -> Step:
        """From A at the value, which is defined: there is such a value."""
        made = value(at)
        return self._line(
            "exhibit",
            step,
            *defined,
            formula=to_json(formula.node),
            term=to_json(made.node),
            sorts=sorts_of(formula) | sorts_of(made),
        )

    def exhibit_all(self, formula: Formula, values: Sequence[Any], step: Step) -> Step:
        """From A at values that are defined: there are such values, for the outermost names."""
        if not values:
            return step
        first, *rest = values
        return self.exhibit(formula, first, self.exhibit_all(_instance(formula, first), rest, step))

    def such(self, existence: Step, name: Variable) -> Step:
        """What holds of one such value, assumed for `name`; `obtain` takes the name away again."""
        return self.assume(_instance(existence.formula, name))

    def obtain(self, existence: Step, step: Step, name: Variable) -> Step:
        return self._line("obtain", existence, step, name=name.name)

    def rewrite(self, equation: Step, step: Step, formula: Formula) -> Step:
        return self._line(
            "rewrite", equation, step, formula=to_json(formula.node), sorts=sorts_of(formula)
        )

    def same_family(self, equation: Formula, entries: Step) -> Step:
        """f(family) == f(another one), from the equality of all their entries."""
        own = {"formula": to_json(equation.node), "sorts": sorts_of(equation)}
        return self._line("same-family", entries, **own)

    def fold(self, equation: Step, step: Step) -> Step:
        """The step with the right side of an equation replaced by its left side, everywhere."""
        _, left, right = equation.theorem.conclusion
        return self._replace(equation, step, right, left)

    def unfold(self, equation: Step, step: Step) -> Step:
        """The step with the left side of an equation replaced by its right side, everywhere."""
        _, left, right = equation.theorem.conclusion
        return self._replace(equation, step, left, right)

    def scaled(self, formula: Formula, premise: Step, *values: Any) -> Step:
        """A lemma at these values, its hypotheses met by the parts of one premise; the names that
        the lemma does not bind keep what the statement says of them.
        """
        kept = [one for one in self.given if not _quantified(one.theorem.conclusion)]
        return self.use(self.lemma(formula, *values, given=kept), premise)

    def _replace(self, equation: Step, step: Step, old: Node, new: Node) -> Step:
        target = replaced(step.theorem.conclusion, old, new)
        sorts = common_sorts([equation.theorem, step.theorem])
        return self.rewrite(equation, step, Formula(target, used(target, sorts)))

    def by(self, id: str, *values: Any, defined: Sequence[Step] = ()) -> Step:
        """The theorem of another claim, at these values."""
        return self.at(self._line("claim", id=id), *values, defined=defined)

    # --- arithmetic ------------------------------------------------------------------------------

    def arith(self, formula: Formula, *premises: Step, lemmas: Iterable[Formula] = ()) -> Step:
        """A quantifier-free consequence of the premises over the reals: the engines find it.

        Premises with quantifiers are left out. Raises `NotProved` with what they found instead.
        """
        steps = [one for premise in premises for one in self.split(premise)]
        steps = [one for one in steps if not _quantified(one.theorem.conclusion)]
        for lemma in lemmas:
            steps.append(self.arith(lemma, *steps))
        sorts = common_sorts([one.theorem for one in steps], formula.sorts)
        try:
            asked = question(formula.node, [one.theorem.conclusion for one in steps], sorts)
        except Rejected as problem:
            raise NotProved(f"no question for arithmetic: {problem}") from problem
        found = self._decide(asked)
        if found.certificate is None or found.verdict not in (Verdict.PROVED, Verdict.CERTIFIED):
            raise NotProved(f"not proved: {show(formula.node)}: {found.detail}", found)
        return self._line(
            "arithmetic",
            *steps,
            formula=to_json(formula.node),
            sorts=sorts_of(formula),
            certificate=found.certificate,
        )

    def lemma(
        self,
        formula: Formula,
        *values: Any,
        given: Sequence[Step] = (),
        defined: Sequence[Step] = (),
    ) -> Step:
        """ "For all .. given .. then .." by one arithmetic step on its own names, at these values:
        how an argument is kept free of what the values are made of.
        """
        layers, assumed, target = _opened(formula)
        names = set(target.sorts).union(*(one.sorts for one in assumed))
        bound = {one.name for one in layers if not isinstance(one, Formula)}
        outer = [one for one in given if free(one.theorem.conclusion) <= names - bound]
        step = self.arith(target, *(self.assume(one) for one in assumed), *outer)
        for layer in reversed(layers):
            if isinstance(layer, Formula):
                step = self.discharge(step, layer)
            else:
                step = self.for_all(step, layer)
        return self.at(step, *values, defined=defined)

    def _decide(self, asked: Any) -> Evidence:
        from ..terms import names

        variables = tuple(sorted(set(names(*asked.where, asked.claim)) | set(asked.integers)))
        goal = Goal(variables, asked.where, asked.claim, tuple(sorted(asked.integers)))
        return self.judge.decide(goal, step=True)

    # --- the end ---------------------------------------------------------------------------------

    def close(self, step: Step) -> Step:
        """Discharge the hypotheses of the statement and let its names be arbitrary again.

        The step may end at any depth of the statement: "for all t" or the case of a fixed t.
        """
        ends = [k for k, inner in enumerate(self._inner) if inner == canonical(step.formula.node)]
        for layer in reversed(self.fixed[: ends[-1]] if ends else self.fixed):
            if isinstance(layer, Formula):
                step = self.discharge(step, layer)
            else:
                step = self.for_all(step, layer)
        return step

    def qed(self, step: Step) -> Evidence:
        """Evidence that the statement is a theorem. Raises `NotProved` if `step` is another one."""
        end = self.close(step)
        found = end.theorem
        if found.hypotheses or canonical(found.conclusion) != canonical(self.says.node):
            raise NotProved(f"proved is {found!r}, the statement is {show(self.says.node)}")
        used = sorted(found.uses)
        words = sorted({entry["rule"] for entry in self.lines} & _TELLING)
        method = "theorem" + (f" by {', '.join(words)}" if words else "")
        detail = f"{len(self.lines)} lines" + (f"; rests on {', '.join(used)}" if used else "")
        certificate = {
            "kind": "theorem",
            "statement": to_json(self.says.node),
            "lines": self.lines,
        }
        return Evidence(
            Verdict.PROVED,
            scope=show(self.says.node),
            method=method,
            certificate=certificate,
            detail=detail,
        )


_TELLING = {"induction", "strong-induction", "least", "cases", "expect-monotone", "expect-linear"}


def _opened(says: Formula) -> tuple[list[Any], list[Formula], Formula]:
    """The layers "for all x" and "given H" from outside, the hypotheses, the conclusion."""
    layers: list[Any] = []
    node, sorts = says.node, dict(says.sorts)
    while True:
        if node[0] == "forall":
            _, name, sort, body = node
            sorts[name] = sort
            made = {name: sort}
            if isinstance(sort, tuple):
                own = (ArrayFunction if is_matrix(sort[2]) else Function)(name, sort)
                layers.append(Array(name, sort[1:], made, name) if is_matrix(sort) else own)
            else:
                layers.append(Variable(name, made, name))
            node = body
            continue
        if node[0] == "implies":
            layers.append(Formula(node[1], used(node[1], sorts)))
            node = node[2]
        break
    assumed = [one for one in layers if isinstance(one, Formula)]
    return layers, assumed, Formula(node, used(node, sorts))


def _instance(quantified: Formula, at: Any) -> Formula:
    """What is inside a quantifier, at a value of its name."""
    _, name, sort, body = quantified.node
    inside = Formula(body, {**quantified.sorts, name: sort})
    return inside.put(Variable(name, {name: sort}, name), at)


def _quantified(node: Node) -> bool:
    if node[0] in ("forall", "exists", "equal"):  # equations of matrices are for `matrix`
        return True
    return node[0] in ("and", "or", "not", "implies") and any(map(_quantified, node[1:]))


def _insides(node: Node) -> list[Node]:
    """The statement, and what is left of it inside each of its layers."""
    found = [canonical(node)]
    while node[0] == "forall":
        node = node[-1]
        found.append(canonical(node))
    if node[0] == "implies":
        found.append(canonical(node[2]))
    return found
