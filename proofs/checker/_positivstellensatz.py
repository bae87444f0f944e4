"""Positivstellensatz: hypotheses and the negated claim contradict each other, since a sum of
products of known facts, one of them positive, is zero as a rational function.

A fact is a formula that holds at the point in question with all its terms defined. Definedness
comes first: each obligation of the claim is derived from the hypotheses and the obligations before
it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ._algebra import LARGEST, Ring
from ._definedness import obligations
from ._facts import axiom
from ._terms import (
    ARITY,
    COMPARE,
    ONE,
    ZERO,
    Goal,
    Term,
    formula,
    monomials,
    names,
    need,
    need_whole_exponents,
    negated,
    parse,
    subterms,
    whole,
)

FACTS, SUMMANDS, FACTORS, DEEP = 200, 5000, 60, 100  # of a sum; nodes above it
WORK = 2 * 10**7  # products of terms in one sum
OPAQUE = frozenset(ARITY) - {"+", "-", "*", "/", "^", "pi", "E"}
Facts = frozenset[Term]


def parts(fact: Term) -> Facts:
    """A conjunction is its parts; negations are pushed to the relations."""
    head, *inner = fact
    if head == "not":
        return parts(negated(inner[0]))
    return frozenset().union(*map(parts, inner)) if head == "and" else frozenset([fact])


def positivstellensatz(goal: Goal, data: dict) -> None:
    known = frozenset().union(*map(parts, (*goal.where, *obligations(*goal.where))))
    claims = goal.claim[1:] if goal.claim[0] == "and" else (goal.claim,)
    trees = list(data["proofs"])
    for duty in dict.fromkeys((*obligations(goal.claim), *claims)):
        if duty not in known:
            need(trees, "a tree is missing")
            refute(trees.pop(0), known | parts(negated(duty)), goal)
            known |= parts(duty)
    need(not trees, "a tree too many")


def refute(tree: Any, known: Facts, goal: Goal, depth: int = 0) -> None:
    """No point has all the facts."""
    need(depth < DEEP and isinstance(tree, list) and len(tree) > 1, "not a tree, or too deep a one")
    head, first, *inner = tree
    branches: list[Facts] = []
    if head == "sum":
        need(len(inner) == 2, "a sum has facts, products and equations")
        vanishing(first, *inner, known, goal)
        return
    if head == "axiom":
        need(isinstance(first, list) and first, "an axiom is a list of a rule and its terms")
        fact = axiom(first[0], list(map(parse, first[1:])))
        readable(known, goal, fact)
        branches = [parts(fact)]
    elif head == "split":
        fact = formula(first)
        readable(known, goal, fact)
        branches = [parts(fact), parts(negated(fact))]
    elif head == "cases":
        fact = formula(first)
        need(fact in known and fact[0] in ("or", "!="), "cases are those of a known disjunction")
        either = fact[1:] if fact[0] == "or" else [(sign, *fact[1:]) for sign in "<>"]
        branches = list(map(parts, either))
    elif head == "whole":
        fact = formula(first)
        need(
            fact in known
            and fact[0] in "<>"
            and all(whole(one, goal.integers) for one in fact[1:]),
            "a strict relation of integers is needed",
        )
        low, high = fact[1:] if fact[0] == "<" else fact[:0:-1]
        branches = [frozenset([("<=", ("+", low, ONE), high)])]
    need(branches and len(inner) == len(branches), "other branches than its own: ", head)
    for branch, one in zip(branches, inner):
        refute(one, known | branch, goal, depth + 1)


def readable(known: Facts, goal: Goal, *terms: Term) -> None:
    """Terms and formulas that a step brings in: about the goal's names, and defined."""
    need(names(*terms) <= names(goal.claim, *goal.where), "a name that is not in the goal")
    need_whole_exponents(goal.integers, *terms)
    for one in obligations(*terms):
        need(parts(one) <= known, "nothing says that ", one)


def vanishing(facts: Any, products: Any, equations: Any, known: Facts, goal: Goal) -> None:
    """sum c_k prod_i f_i prod_j t_j^2 + sum e_i t_i = 0, every c_k > 0, every f_i >= 0 or > 0,
    every e_i = 0, and one summand of the first sum is > 0: a contradiction.
    """
    need(len(facts) <= FACTS and len(products) + len(equations) <= SUMMANDS, "too many summands")
    facts = list(map(formula, facts))
    need(all(one in known and one[0] in COMPARE for one in facts), "a fact that is not known")
    scales = [parse(scale) for scale, _, _ in products]
    need(all(isinstance(one, Fraction) and one > 0 for one in scales), "a scale is no number > 0")
    squares = [list(map(parse, terms)) for _, _, terms in products]
    factors = [parse(term) for _, term in equations]
    values = [("-", *(one[:0:-1] if one[0] in ("<", "<=") else one[1:])) for one in facts]
    added = [*factors, *(one for some in squares for one in some)]
    readable(known, goal, *added)
    need(all(monomials(one) <= LARGEST for one in (*values, *added)), "too large to expand")
    inside = {one for term in (*values, *added) for one in subterms(term) if type(one) is tuple}
    ring = Ring(names(*values, *added) | {one for one in inside if one[0] in OPAQUE})
    values, total, positive = list(map(ring.quotient, values)), ring.quotient(ZERO), False
    work = 0

    def times(left: Any, right: Any) -> Any:
        nonlocal work
        work += max(map(len, left)) * max(map(len, right))
        need(work <= WORK, "too many terms to expand")
        return ring.combined("*", left, right)

    for scale, (_, chosen, _), roots in zip(scales, products, squares):
        need(len(chosen) + len(roots) <= FACTORS, "a product has too many factors")
        product, strict = ring.quotient(scale), not roots
        for i in chosen:
            sign = facts[place(i, facts)][0]
            need(sign != "==", "an equation is no factor of a product")
            strict = strict and sign in ("<", ">", "!=")
            for _ in range(2 if sign == "!=" else 1):
                product = times(product, values[i])
        for value in (value for root in map(ring.quotient, roots) for value in (root, root)):
            product = times(product, value)
        total, positive = ring.combined("+", total, product), positive or strict
    for (i, _), factor in zip(equations, factors):
        need(facts[place(i, facts)][0] == "==", "a cofactor belongs to an equation")
        product = times(ring.quotient(factor), values[i])
        total = ring.combined("+", total, product)
    need(positive, "no summand is positive")
    need(total[0].is_zero(), "the sum is not zero")


def place(i: Any, facts: list[Term]) -> int:
    need(type(i) is int and 0 <= i < len(facts), "no fact has that index")
    return i
