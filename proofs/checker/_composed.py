"""Certificates made of certificates: lemmas, cases, mean values, rewriting, induction."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor
from typing import Any

from ._definedness import obligations
from ._shape import shaped
from ._slopes import monotone
from ._terms import TURNED, Goal, Term, formula, goal, names, need, parse, substitute

IMPLIED = {"<": ("<=", "!="), ">": (">=", "!="), "==": ("<=", ">=")}
Prove = Callable[[Any], Goal]


def settled(
    target: Goal, data: dict, prove: Prove
) -> tuple[frozenset, Callable[[list[Term]], None]]:
    """(what `defined` proves, a check that obligations are hypotheses, follow at once from one, or
    are proved).
    """
    proved = set()
    for one in map(prove, data.get("defined", [])):
        need(one.within(target), "a certificate in `defined` has other hypotheses")
        proved |= set(one.claim[1:] if one.claim[0] == "and" else [one.claim])
    known = proved | set(target.where)
    known |= {(TURNED[one[0]], one[2], one[1]) for one in known if one[0] in TURNED}
    known |= {(weaker, *one[1:]) for one in known for weaker in IMPLIED.get(one[0], ())}

    def settle(conditions: list[Term]) -> None:
        for one in conditions:
            need(one in known, "no certificate in `defined` proves ", one)

    return frozenset(known), settle


def lemmas(target: Goal, data: dict, prove: Prove) -> None:
    facts: list[Term] = []
    for entry in data["lemmas"]:
        shaped(entry, "goal:dict certificate:dict")
        lemma = goal(entry)
        need(
            prove(entry["certificate"]).covers(lemma),
            "a lemma's certificate proves something else",
        )
        need(lemma.within(target.given(*facts)), "a lemma has other hypotheses")
        facts.append(lemma.claim)
    need(
        prove(data["final"]).covers(target.given(*facts)),
        "the final certificate does not prove the goal from the lemmas",
    )


def cases(target: Goal, data: dict, prove: Prove) -> None:
    for entry in data["cases"]:
        shaped(entry, "when:list certificate:dict")
    whens = [formula(entry["when"]) for entry in data["cases"]]
    for when, entry in zip(whens, data["cases"]):
        need(
            prove(entry["certificate"]).covers(target.given(when)),
            "a case's certificate proves something else",
        )
    cover = target._replace(claim=("or", *whens) if len(whens) > 1 else whens[0])
    need(prove(data["cover"]).covers(cover), "the cases are not shown to cover the domain")


def derivative(target: Goal, data: dict, prove: Prove) -> None:
    settled(target, data, prove)[1](obligations(target.claim))
    monotone(target, data, prove, lambda inside, entries: settled(inside, entries, prove)[1])


def rewrite(target: Goal, data: dict, prove: Prove) -> None:
    """Terms are replaced by equal ones: `equations` prove each pair equal (with both sides defined)
    under the goal's hypotheses. `final` proves the goal so rewritten; b^3 may be power(b, 3) there.
    """
    final, pairs = prove(data["final"]), {}
    for one in map(prove, data["equations"]):
        need(one.within(target) and one.claim[0] == "==", "an equation has other hypotheses")
        pairs[one.claim[1]] = one.claim[2]
    moved = target.put(pairs)
    need(final.put({}).covers(moved), "the final certificate does not prove the rewritten goal")


def instance(target: Goal, data: dict, prove: Prove) -> None:
    """A goal holds for all reals, so it holds with terms for some of its variables wherever these
    are defined.
    """
    put = {name: parse(term) for name, term in data["put"].items()}
    general, settle = prove(data["certificate"]), settled(target, data, prove)[1]
    need(not general.integers & set(put), "a term is put for an integer")
    need(general.integers <= target.integers, "a variable is an integer there, and a real here")
    moved = general.put(put)
    need(moved.claim == target.put({}).claim, "the goal is no instance of what is proved")
    settle([*obligations(*put.values()), *moved.where])


def induction(target: Goal, data: dict, prove: Prove) -> None:
    """From the least integer that the bounds of the variable allow, upwards."""
    name = data["variable"]
    need(name in target.integers, "induction is over a variable declared integer")
    bounds = [one for one in target.where if name in names(one)]
    others = tuple(one for one in target.where if name not in names(one))
    start = max(map(first_integer(name), bounds), default=None)
    need(start is not None, "the variable has no lower bound")
    base, step = prove(data["base"]), prove(data["step"])
    below = target._replace(where=others)
    need(base.put({}).covers(below.put({name: start})), "`base` proves something else")
    next_one = substitute(target.claim, {name: ("+", name, Fraction(1))})
    above = below._replace(claim=next_one).given((">=", name, start), target.claim)
    need(step.put({}).covers(above.put({})), "`step` proves something else")


def first_integer(name: str) -> Callable[[Term], Fraction]:
    """The least integer that a lower bound of the variable by a number allows."""

    def first(one: Term) -> Fraction:
        sign, left, right = one if len(one) == 3 else ("", "", "")
        if right == name:
            sign, left, right = TURNED.get(sign, ""), right, left
        need(
            sign in (">", ">=") and left == name and isinstance(right, Fraction),
            "a hypothesis about the variable is no lower bound by a number",
        )
        return Fraction(floor(right) + 1 if sign == ">" else ceil(right))

    return first
