"""Certificates of the kind "positivstellensatz": products by levels, then cases."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from typing import Any

from ....checker._definedness import obligations
from ....checker._facts import axiom
from ....checker._positivstellensatz import parts
from ....checker._terms import COMPARE, ZERO, Rejected, Term, negated
from ...goal import Goal
from ...terms import to_json
from ...work import once
from .boxes import boxed
from .differences import differences
from .forms import forms
from .known import Closed, Known
from .linear import vanishing
from .space import Space, Spent, digest
from .squares import consistent, general, weighted

NODES = 24
DEEPEST = 4
EFFORT = 400_000  # for each duty, in units of `Space.spend`
COMPARISONS = 100
PROGRAMS = 8  # branches in which semidefinite programs are tried
DEGREES = (2, 4, 6)  # of products of facts with squares
STAGES = ((1, False), (2, False), (1, True), (3, False), (2, True), (4, False))
DIGITS = ("near", "bound")  # of pi and e: 5, and 15 where only numbers are compared
BUILT_IN = {
    "sqrt": ("sqrt", "sqrt-nonnegative"),
    "abs": ("abs-bound", "abs", "abs-value"),
    "min": ("min-bound", "min-value"),
    "max": ("max-bound", "max-value"),
}


class Search:
    """One goal with its instances of axioms; `level` is the largest number of facts in a
    product.
    """

    def __init__(
        self,
        goal: Goal,
        axioms: Iterable[tuple],
        level: int = len(STAGES),
        nodes: int = NODES,
        effort: int = EFFORT,
        squares: bool = True,
        digits: str = DIGITS[0],
    ):
        self.goal, self.level, self.nodes, self.effort = goal, level, nodes, effort
        self.squares = squares
        self.programs = PROGRAMS
        self.axioms = list(dict.fromkeys(axioms))
        self.instances = []
        formulas = [*goal.where, goal.claim]
        for data in self.axioms:
            try:
                self.instances.append((data, axiom(data[0], list(data[1:]))))
            except Rejected:
                continue
        first = Space(
            [*formulas, *obligations(*formulas), *(one for _, one in self.instances)]
        )  # its atoms
        for data in _built_in(first, digits):
            if data not in self.axioms:
                self.instances.append((data, axiom(data[0], list(data[1:]))))
        self.space = Space(
            [*formulas, *obligations(*formulas), *(one for _, one in self.instances)],
            goal.integers,
        )

    @property
    def numeric(self) -> bool:
        """Whether numbers alone are compared, pi or e among them."""
        space = self.space
        return bool(space.constants) and not any(isinstance(one, str) for one in space.terms)

    def certificate(self) -> dict | None:
        goal, proofs = self.goal, []
        known: dict[Term, None] = {}
        for one in (*obligations(*goal.where), *goal.where):
            known |= dict.fromkeys(sorted(parts(one), key=repr))
        claims = goal.claim[1:] if goal.claim[0] == "and" else (goal.claim,)
        for duty in dict.fromkeys((*obligations(goal.claim), *claims)):
            if duty in known:
                continue
            tree = self._start(list(known), negated(duty))
            if tree is None:
                return None
            proofs.append(_json(tree))
            known |= dict.fromkeys(sorted(parts(duty), key=repr))
        return {"kind": "positivstellensatz", "goal": goal.to_json(), "proofs": proofs}

    def _start(self, formulas: list[Term], opposite: Term) -> list | None:
        known = Known(self.space)
        self.left, self.space.left, self.programs = self.nodes, self.effort, PROGRAMS
        try:
            for one in formulas:
                known.add(one)
            known.settle()  # denominators of known sign leave smaller polynomials
            known.add(opposite)
        except Closed as closed:
            return known.wrapped(closed.tree)
        return self._refute(known, self.level, 0)

    def _refute(self, known: Known, level: int, depth: int) -> list | None:
        """A tree that closes the branch."""
        try:
            self._simplify(known)
            for each, chain in STAGES[:level]:
                tree = vanishing(known, each, chain)
                if tree is not None:
                    return known.wrapped(tree)
                if (each, chain) == STAGES[0]:
                    tree = vanishing(known, 1, False, known.given)
                    if tree is not None:
                        return known.wrapped(tree)
                    if depth == 0 and level > 1:
                        self._signs(known)
                    tree = self._compared(known, level, depth)
                elif (each, chain) == STAGES[1] and self.squares:
                    tree = self._squares(known)
                if tree is not None:
                    return known.wrapped(tree)
        except Closed as closed:
            return known.wrapped(closed.tree)
        if depth >= DEEPEST:
            return None
        tree = self._cases(known, level, depth)
        return None if tree is None else known.wrapped(tree)

    def _compared(self, known: Known, level: int, depth: int) -> list | None:
        """One fact against the others by Bernstein's coefficients, or comparing coordinates."""
        tree = boxed(known) if level > 1 else None
        if tree is not None:
            return tree
        for form in forms(known) if level > 1 else ():
            tree = differences(form, COMPARISONS if self.squares else COMPARISONS // 4)
            if tree is not None:
                return tree
        return None

    def _squares(self, known: Known) -> list | None:
        """By semidefinite multipliers, where no simple point has all the facts."""
        self.programs -= 1
        if self.programs < 0 or consistent(known):
            return None
        space = self.space
        for form in forms(known):
            tree = space.once(*form.key, search=partial(weighted, form))
            if tree is not None:
                return tree
        facts = [(fact.poly, fact.sign) for fact in known.facts]
        for degree in DEGREES:
            tree = space.once(facts, degree, search=partial(general, known, degree))
            if tree is not None:
                return tree
        return None

    def _signs(self, known: Known) -> None:
        """The signs of variables and of factors, by short refutations."""
        unknown = {str(x): x for x in self.space.generators}
        for fact in known.facts:
            factors = self.space.factors(fact.poly)[1]
            if len(factors) > 1:
                unknown |= {str(q): q for q, _ in factors}
        unknown |= {str(q): q for _, _, d in known.waiting for q, _ in self.space.factors(d)[1]}
        count = len(known.formulas)
        for q in unknown.values():
            found = known.sign(q)
            if found is not None and found.sign == ">":
                continue
            for poly in (q, -q):
                if len(q) > 1 or known.least(poly) is None:
                    self._prove(known, self.space.fact(poly, ">").formula)
                if known.least(poly) is None and known.least(-poly) is None:
                    self._prove(known, self.space.fact(poly, ">=").formula)
        if len(known.formulas) > count:
            self._simplify(known)

    def _prove(self, known: Known, formula: Term) -> bool:
        """A relation by the simplest products: a lemma."""
        if formula in known.formulas:
            return True
        if known.tried.get(formula) == len(known.formulas):
            return False
        known.tried[formula] = len(known.formulas)
        trial = known.copy()
        try:
            trial.add(negated(formula))
            trial.settle()
            tree = vanishing(trial, 1)
        except Closed as closed:
            tree = closed.tree
        if tree is None:
            return False
        known.shown(formula, trial.wrapped(tree))
        return True

    # --- axioms and disjunctions -----------------------------------------------------------------

    def _simplify(self, known: Known) -> None:
        before = None
        while before != len(known.formulas):
            before = len(known.formulas)
            for data, formula in self.instances:
                if all(
                    parts(one) <= known.formulas.keys()
                    or (one[0] in COMPARE and self._prove(known, one))
                    for one in obligations(formula)
                ):
                    known.bring("axiom", data, formula)
            known.settle()
            for one in known.either[:]:
                if self._unit(known, one):
                    known.either.remove(one)

    def _unit(self, known: Known, either: Term) -> bool:
        """A disjunction of which but one alternative is refuted at once, or one is known."""
        open_, trees = [], {}
        for one in either[1:]:
            if parts(one) <= known.formulas.keys():
                return True
            if one not in trees:
                trees[one] = self._at_once(known, one)
                if trees[one] is None:
                    open_.append(one)
                    if len(open_) > 1:
                        return False
        if not open_:
            raise Closed(["cases", either, *(trees[one] for one in either[1:])])
        # not both: the negation of what is left, and each of the others, is refuted
        (left,) = open_
        inner = ["cases", either]
        for one in either[1:]:
            inner.append(trees[one] if one != left else self._against(known, left))
        if None in inner:
            return False
        known.shown(left, inner)
        return True

    def _at_once(self, known: Known, formula: Term) -> list | None:
        trial = known.copy()
        try:
            trial.add(formula)
        except Closed as closed:
            return trial.wrapped(closed.tree)
        return None

    def _against(self, known: Known, formula: Term) -> list | None:
        """The formula and its negation contradict each other."""
        trial = known.copy()
        try:
            trial.add(negated(formula))
            trial.add(formula)
            if formula[0] not in COMPARE:
                return self._refute(trial, 1, DEEPEST - 1)
        except Closed as closed:
            return trial.wrapped(closed.tree)
        return None

    # --- cases -----------------------------------------------------------------------------------

    def _cases(self, known: Known, level: int, depth: int) -> list | None:
        for kind, formula, branches in self._splits(known):
            if self.left <= 0:
                return None
            trees = []
            for branch in branches:
                self.left -= 1
                trial = known.copy()
                try:
                    trial.add(branch)
                    tree = self._refute(trial, min(level, 3), depth + 1)
                except Closed as closed:
                    tree = trial.wrapped(closed.tree)
                if tree is None:
                    break
                trees.append(tree)
            else:
                return [kind, formula, *trees]
        return None

    def _splits(self, known: Known) -> Iterable[tuple[str, Term, list[Term]]]:
        for one in sorted(known.either, key=len):
            yield "cases", one, list(one[1:])
        for fact in known.facts:
            if fact.sign == "!=" and fact.formula in known.formulas:
                sides = fact.formula[1:]
                yield "cases", fact.formula, [("<", *sides), (">", *sides)]
        seen = set()
        for fact in known.facts:
            for q, _ in self.space.factors(fact.poly)[1]:
                if known.sign(q) is None and q.total_degree() >= 1 and str(q) not in seen:
                    seen.add(str(q))
                    if len(q) > 2 and len(self.space.factors(fact.poly)[1]) == 1:
                        continue
                    formula = (">=", self.space.term(q), ZERO)
                    yield "split", formula, [formula, negated(formula)]
        for x in self.space.generators:
            least = known.least(x)
            if least is not None and not least.strict and known.sign(x) is None:
                formula = (">", self.space.term(x), ZERO)
                yield "split", formula, [formula, negated(formula)]


def _built_in(space: Space, digits: str) -> list[tuple]:
    found = []
    for atom in sorted(space.atoms, key=repr):
        head, *inside = atom
        for rule in BUILT_IN.get(head, ()):
            found.append((rule, *inside))
        if head == "rpower" and isinstance(inside[1], Fraction) and inside[1].numerator == 1:
            found.append(("rpower-nonnegative", *inside))
            found.append(("rpower-root", *inside, Fraction(inside[1].denominator)))
    constants = {"pi": f"pi-{digits}", "E": f"e-{digits}"}
    return [*found, *((constants[name],) for (name,) in sorted(space.constants))]


def _json(tree: Any) -> list:
    head, first, *inner = tree
    if head == "sum":
        products, equations = inner
        return [
            "sum",
            list(map(to_json, first)),
            [[to_json(c), some, list(map(to_json, roots))] for c, some, roots in products],
            [[i, to_json(term)] for i, term in equations],
        ]
    data = [first[0], *map(to_json, first[1:])] if head == "axiom" else to_json(first)
    return [head, data, *map(_json, inner)]


def positivstellensatz(
    goal: Goal,
    axioms: Iterable[tuple] = (),
    level: int = len(STAGES),
    nodes: int = NODES,
    effort: int = EFFORT,
    squares: bool = True,
) -> dict | None:
    """A certificate, or None where the search does not find one. `squares`: with semidefinite
    programs too.
    """

    def search() -> dict | None:
        for digits in DIGITS:
            try:
                one = Search(goal, axioms, level, nodes, effort, squares, digits)
                if one.numeric:  # both together cost no more than one
                    one.effort //= 2
                found = one.certificate()
            except Rejected:
                return None
            except Spent:
                found = None
            if found is not None or not one.numeric:
                return found
        return None

    axioms = tuple(axioms)
    return once(digest(goal, axioms, level, nodes, effort, squares), search)
