"""The certificate that a claim with roots follows from the claim with their tangent forms."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from ...goal import Goal
from ...terms import NEGATED, Term, substitute, to_json
from ...work import Budget
from .. import exact
from ..forms import ONE, ZERO, conditions, degree_of
from ..reductions.settled import by_lemmas, instance, settled
from ..reductions.steps import Reduction
from .shapes import Summand, summands
from .tangents import Choice, choices

X, M = "_x", "_m"


def without_roots(goal: Goal, budget: Budget) -> Iterator[Reduction]:
    """The claim with every root bounded by its tangent form, for each choice of tangents."""
    found = summands(goal)
    if found is None:
        return
    head, parts = found
    for choice in choices(goal, parts):
        made = _reduction(goal, head, parts, choice, budget)
        if made is not None:
            yield made


def _reduction(
    goal: Goal, head: str, parts: list[Summand], choice: Choice, budget: Budget
) -> Reduction | None:
    lemmas: list[tuple[Goal, dict]] = []
    terms: list[Term] = []
    products: list[tuple[Term | None, Term]] = []
    for part in parts:
        if part.root is None:
            terms.append(part.term)
            continue
        sign = _sign(goal, part.factor, budget)
        if sign is None:
            return None
        if sign[2] and (sign[0], sign[1]) not in lemmas:
            lemmas.append((sign[0], sign[1]))
        rising = part.sign * sign[2] > 0 if sign[2] else part.sign * part.factor > 0
        tangent = _tangent(goal, part, choice.of[part.root], rising, budget)
        if tangent is None:
            return None
        if tangent[0] not in lemmas:
            lemmas.append(tangent[0])
        bound = tangent[1]
        whole = bound if part.factor == ONE else ("*", part.factor, bound)
        terms.append(whole if part.sign > 0 else ("-", whole))
        products.append((sign[0].claim if sign[2] else abs(part.factor), tangent[0][0].claim))
    inner = Goal(goal.variables, goal.where, (head, ZERO, ("+", *terms)))
    known = [one.claim for one, _ in lemmas]
    for needed in conditions(goal.claim):
        one = Goal(goal.variables, goal.where, needed)
        if needed in goal.where or needed in known or needed in conditions(*known):
            continue
        proof = settled(one, budget)
        if proof is None:
            return None
        lemmas.append((one, proof))
    final = _final(goal, inner, lemmas, products)
    return Reduction((inner,), lambda proofs: by_lemmas(goal, [*lemmas, (inner, proofs[0])], final))


def _sign(goal: Goal, factor: Term, budget: Budget) -> tuple[Goal, dict, int] | None:
    """(what says that the factor is >= 0 or <= 0, its proof, the sign); 0 for a number."""
    if isinstance(factor, Fraction):
        return goal, {}, 0
    for relation, sign in ((">=", 1), ("<=", -1)):
        one = Goal(goal.variables, goal.where, (relation, factor, ZERO))
        proof = settled(one, budget)
        if proof is not None:
            return one, proof, sign
    return None


def _tangent(
    goal: Goal, part: Summand, m: Term, rising: bool, budget: Budget
) -> tuple[tuple[Goal, dict], Term] | None:
    """((what bounds root or 1/root, its proof), the bound)."""
    root, n = part.root, degree_of(part.root)
    put = {X: root[1], M: m}
    general, bound = _general(root[0], n, part.exponent, rising)
    if general is None:
        return None
    defined = []
    for relation in (*conditions(*put.values()), *_domain(put, part.exponent)):
        if relation in goal.where:
            continue
        one = Goal(goal.variables, goal.where, relation)
        proof = settled(one, budget)
        if proof is None:
            return None
        defined.append(proof)
    moved = Goal(goal.variables, goal.where, substitute(general[0].claim, put))
    return (moved, instance(moved, put, general[1], defined)), substitute(bound, put)


def _domain(put: dict[str, Term], exponent: int) -> list[Term]:
    return [(">=" if exponent > 0 else ">", put[X], ZERO), (">", put[M], ZERO)]


@cache
def _general(head: str, n: int, exponent: int, rising: bool) -> tuple:
    """((the bound of the root of _x by the tangent form at _m, its proof), the bound)."""
    own = ("sqrt", X) if head == "sqrt" else ("rpower", X, Fraction(1, n))
    value = own if exponent > 0 else ("/", ONE, own)
    power = ("^", M, Fraction(n)) if n > 1 else M
    less = M if n == 2 else ("^", M, Fraction(n - 1))
    above = ("+", X, power if n == 2 else ("*", Fraction(n - 1), power))
    upper = ("/", above, ("*", Fraction(n), less))
    weighted = X if n == 2 else ("*", Fraction(n - 1), X)
    lower = ("/", ("*", Fraction(n), X, M), ("+", power, weighted))
    if exponent < 0:  # the reciprocals, from below of `upper`
        inverse = lambda fraction: ("/", fraction[2], fraction[1])  # noqa: E731
        upper, lower = inverse(lower), inverse(upper)
    bound = lower if rising else upper
    where = _domain({X: X, M: M}, exponent)
    goal = Goal((X, M), tuple(where), (">=" if rising else "<=", value, bound))
    proof = exact.quick(goal) or exact.longer(goal)
    return ((goal, proof) if proof else None, bound)


def _final(goal: Goal, inner: Goal, lemmas: list, products: list) -> dict:
    """larger - smaller is what `inner` says is >= 0 and the products, so it is not < 0."""
    wider = (*goal.where, *(one.claim for one, _ in lemmas), inner.claim)
    head, left, right = goal.claim
    facts: dict[Term, int] = {(NEGATED[head], left, right): 0, inner.claim: 1}
    rows = [["1", [0], []], ["1", [1], []]]
    for factor, bound in products:
        place = facts.setdefault(bound, len(facts))
        if isinstance(factor, Fraction):
            rows.append([to_json(factor), [place], []])
        else:
            rows.append(["1", sorted([facts.setdefault(factor, len(facts)), place]), []])
    tree = ["sum", list(map(to_json, facts)), rows, []]
    target = Goal(goal.variables, wider, goal.claim)
    return {"kind": "positivstellensatz", "goal": target.to_json(), "proofs": [tree]}
