"""The certificate of an inequality between means, as lemmas in z_i = x_i/x*_i."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from ...goal import Goal
from ...terms import Term, to_json
from ...work import Budget
from .. import exact
from ..forms import NEGATED, ONE, ZERO, conditions, functions
from ..positivstellensatz import positivstellensatz
from ..reductions.settled import by_lemmas, instance, settled
from .goals import Bound, Exponents, Means, read, value

EFFORT = 200_000
X = "_x"
Step = tuple[Term, Term]  # a product of factors, and the last of them


class Open(Exception):
    """A lemma that the short ways do not prove."""


def certificate(goal: Goal, budget: Budget) -> dict | None:
    """The certificate of a goal of this kind; None where it is not one, or no point serves."""
    means = read(goal)
    point = None if means is None else means.point()
    if means is None or point is None:
        return None
    try:
        return Proof(means, point, budget).certificate()
    except Open:
        return None


class Proof:
    """The lemmas at one point. A method returns the claim of its last lemma."""

    def __init__(self, means: Means, point: list[Fraction], budget: Budget):
        self.means, self.goal, self.budget, self.at = means, means.goal, budget, point
        self.lemmas: dict[Term, tuple[Goal, dict]] = {}
        self.scaled: list[Term] = [
            name if c == 1 else ("/", name, c) for name, c in zip(means.variables, point)
        ]
        self.signs: list[Term] = [(">", one, ZERO) for one in self.scaled]

    def certificate(self) -> dict:
        means = self.means
        for claim, sign in zip(self.signs, means.signs):
            self.easy(claim, [sign])
        facts = [self.positive(one) for one in (*means.above, *means.below)]
        for n in means.below:
            facts += [self.tangent(m, n) for m in means.above]
            facts += [self.bounded(one, n) for one in means.active(self.at)]
        goal = self.about(self.cleared(), facts)
        self.said(goal, positivstellensatz(goal, (), 1, 4, EFFORT, squares=False))
        return self.last(goal.claim)

    def about(self, claim: Term, where: Iterable[Term]) -> Goal:
        return Goal(self.goal.variables, tuple(dict.fromkeys((*where, *self.signs))), claim)

    def said(self, goal: Goal, proof: dict | None) -> Term:
        if proof is None:
            raise Open(str(goal))
        if goal.claim not in self.goal.where:
            self.lemmas.setdefault(goal.claim, (goal, proof))
        return goal.claim

    def easy(self, claim: Term, where: Iterable[Term]) -> Term:
        """A lemma by the short ways."""
        goal = Goal(self.goal.variables, tuple(where), claim)
        return self.said(goal, settled(goal, self.budget, False))

    def summed(
        self,
        claim: Term,
        where: list[Term],
        rows: list[list[int]],
        equation: tuple[int, Term] | None = None,
        before: tuple[list, ...] = (),
    ) -> Term:
        """The lemma that the negated claim (fact 0) and hypotheses (from 1 on) contradict each
        other: products of them and a multiple of an equation add up to zero.
        """
        goal = self.about(claim, where)
        facts = list(map(to_json, [(NEGATED[claim[0]], *claim[1:]), *where]))
        used = [] if equation is None else [[equation[0], to_json(equation[1])]]
        tree = ["sum", facts, [["1", row, []] for row in rows], used]
        return self.said(goal, _tree(goal, *before, tree))

    # --- monomials --------------------------------------------------------------------------------

    def monomial(self, exponents: Exponents) -> Term:
        """z^exponents, all of them >= 0."""
        used = [(one, e) for one, e in zip(self.scaled, exponents) if e]
        powers = [one if e == 1 else ("^", one, Fraction(e)) for one, e in used]
        return powers[0] if len(powers) == 1 else ("*", *powers) if powers else ONE

    def positive(self, exponents: Exponents) -> Term:
        """z^exponents > 0."""
        claim = (">", self.monomial(exponents), ZERO)
        if claim in self.lemmas or claim in self.signs:
            return claim
        used = [(one, e) for one, e in zip(self.signs, exponents) if e]
        places = [k for k, (_, e) in enumerate(used, 1) for _ in range(e)]
        return self.summed(claim, [one for one, _ in used], [[0], places])

    def logarithm(self, exponents: Exponents) -> tuple[Term, Term, list[Term]]:
        """(T, its logarithm as a sum, [T > 0, log T == the sum, denominator > 0])."""
        parts = [tuple(max(sign * e, 0) for e in exponents) for sign in (1, -1)]
        top, bottom = map(self.monomial, parts)
        term = top if bottom == ONE else ("/", top, bottom)
        logs = [_times(e, ("log", one)) for one, e in zip(self.scaled, exponents) if e]
        equation = ("==", ("log", term), logs[0] if len(logs) == 1 else ("+", *logs))
        above = (">", term, ZERO)
        if equation not in self.lemmas:
            signs = [self.positive(one) for one in parts]
            if bottom != ONE:
                zero = to_json(("==", bottom, ZERO)), to_json(signs[1])
                apart = ["sum", list(zero), [["1", [1], []]], [[0, "-1"]]]
                self.summed(above, signs, [[0, 2], [1]], before=(apart,))
            chains = [list(_chain(one)) for one in parts]
            known = [self.positive(one) for chain in chains for one, _ in chain]
            goal = self.about(equation, [above, *signs, *known])
            steps = [[(self.monomial(one), self.scaled[i]) for one, i in c] for c in chains]
            self.said(goal, _of_product(goal, term, *steps))
        return term, equation[2], [above, equation, self.positive(parts[1])]

    # --- what the tangents and the hypotheses say -------------------------------------------------

    def tangent(self, m: Exponents, n: Exponents) -> Term:
        """z^m >= z^n (1 + log z^(m - n))."""
        term, total, known = self.logarithm(tuple(i - j for i, j in zip(m, n)))
        below = ("<=", ("log", term), ("-", term, ONE))
        goal = self.about(below, known)
        sides = [to_json((NEGATED["<="], *below[1:])), to_json(below)]
        tree = ["sum", sides, [["1", [0], []], ["1", [1], []]], []]
        self.said(goal, _tree(goal, ["axiom", ["log-tangent", to_json(term)], tree]))
        factor = self.monomial(n)
        claim = (">=", self.monomial(m), ("*", factor, ("+", ONE, total)))
        facts = [self.positive(n), below, known[1], known[0]]
        return self.summed(claim, facts, [[0], [1, 2]], (3, factor))

    def bounded(self, bound: Bound, n: Exponents) -> Term:
        """z^n log S >= 0, or > 0, for the monomial S that a hypothesis bounds below by 1."""
        term, total, known = self.logarithm(bound.exponents)
        head = ">" if bound.source[0] in "<>" else ">="
        least = self.easy((head, term, ONE), [bound.source, known[0], *self.signs])
        goal = self.about((head, ("log", term), ZERO), [least, known[0], known[2]])
        above = self.said(goal, _rising(goal, term))
        factor = self.monomial(n)
        claim = (head, ("*", factor, total), ZERO)
        facts = [self.positive(n), above, known[1], known[0]]
        return self.summed(claim, facts, [[0], [1, 2]], (3, ("-", factor)))

    # --- the claim --------------------------------------------------------------------------------

    def cleared(self) -> Term:
        """The claim after a positive monomial is multiplied out."""
        parts = [
            _times(c * value(one, self.at), self.monomial(one))
            for one, c in self.means.claim.terms.items()
        ]
        return (">" if self.means.claim.strict else ">=", ("+", *parts), ZERO)

    def last(self, cleared: Term) -> dict:
        """The goal from the cleared claim."""
        for one in conditions(self.goal.claim):
            self.easy(one, self.means.signs)
        claim = self.means.claim
        scale = claim.scale * value(claim.factor, self.at)
        head, left, right = self.goal.claim
        facts = [(NEGATED[head], left, right), self.positive(claim.factor), cleared]
        rows = [[to_json(scale), [0, 1], []], ["1", [2], []]]
        lemmas = list(self.lemmas.values())
        wider = (*self.goal.where, *(one.claim for one, _ in lemmas))
        goal = Goal(self.goal.variables, wider, self.goal.claim)
        return by_lemmas(
            self.goal, lemmas, _tree(goal, ["sum", list(map(to_json, facts)), rows, []])
        )


def _tree(goal: Goal, *trees: list) -> dict:
    return {"kind": "positivstellensatz", "goal": goal.to_json(), "proofs": list(trees)}


def _times(c: Fraction | int, term: Term) -> Term:
    return term if c == 1 else Fraction(c) if term == ONE else ("*", Fraction(c), term)


def _chain(exponents: Exponents) -> Iterator[tuple[Exponents, int]]:
    """The products of the first factors, each with the place of its last: z_1, z_1 z_2, ..."""
    one = [0] * len(exponents)
    for place, e in enumerate(exponents):
        for _ in range(e):
            one[place] += 1
            yield tuple(one), place


def _of_product(goal: Goal, term: Term, top: list[Step], bottom: list[Step]) -> dict:
    """log(T) is the sum of the logarithms: one relation for each factor, one for the quotient."""
    used: list[tuple[int, str, tuple]] = []
    for sign, chain in ((-1, top), (1, bottom)):
        for (before, _), (after, factor) in zip(chain, chain[1:]):
            used.append((sign, "log-product", (before, factor, after)))
    if bottom:
        above = top[-1][0] if top else ONE
        used.append((1, "log-product", (term, bottom[-1][0], above)))
        used += [] if top else [(1, "log-one", (ONE,))]
    logs = dict.fromkeys(("log", one) for _, _, terms in used for one in terms)
    logs |= dict.fromkeys(functions(goal.claim))
    return {
        "kind": "identity",
        "goal": goal.to_json(),
        "atoms": {f"_{k}": to_json(one) for k, one in enumerate(logs)},
        "relations": [
            [rule, *(to_json(("log", one)) for one in terms), *map(to_json, terms)]
            for _, rule, terms in used
        ],
        "cofactors": [str(sign) for sign, _, _ in used],
    }


def _rising(goal: Goal, term: Term) -> dict | None:
    """log(T) >= 0 from T >= 1, both perhaps strict."""
    head = goal.claim[0]
    one = Goal((X,), ((head, X, ONE), (">", X, ZERO)), (head, ("log", X), ZERO))
    general = exact.quick(one, (("log-lower", X),))
    return None if general is None else instance(goal, {X: term}, general, [])
