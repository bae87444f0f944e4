"""The smallest (largest) constant of a statement lies in an interval."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ._points import established
from ._terms import (
    Goal,
    Term,
    goal,
    names,
    need,
    negated,
    parse,
    substitute,
)
from ._values import sign

INCREASING = ("sqrt", "exp", "log", "asin", "atan", "sinh", "tanh", "erf")


def enclosure(data: dict, prove: Callable[[Any], Goal], refute: Callable[[dict], str]) -> str:
    """The goal holds with the constant at one end, and fails at one point for every constant beyond
    the other end that the hypotheses allow.

    Hypotheses on the constant alone say which constants are asked about: the good end satisfies
    them, and the two sides may leave them out.
    """
    constant, target = data["constant"], goal(data)
    need(constant in names(target.claim, *target.where), "the constant does not occur")
    need(constant not in target.integers, "the constant is an integer")
    good, bad = good_and_bad(data)
    need(data.get("enclosure", data["interval"]) == data["interval"], "two different intervals")
    asked = tuple(one for one in target.where if names(one) == {constant})
    for one in asked:
        here = substitute(one, {constant: good})
        need(established(here, []), f"{constant} = {good} is not one of the constants asked about")
    beyond = (">=" if data["smallest"] else "<=", constant, good)
    holds, witness = prove(data["holds"]), data["fails"]
    need(
        holds.covers(target.put({constant: good})) or holds.covers(target.given(beyond)),
        "`holds` proves something else",
    )
    need(witness.get("kind") == "point", "`fails` is a point")
    alone = target._replace(where=tuple(one for one in target.where if one not in asked))
    shown = goal(witness)
    same = [
        there
        for there in (target.put({constant: bad}), alone.put({constant: bad}))
        if shown.covers(there) and there.covers(shown)
    ]
    need(same, "`fails` refutes something else")
    refute(witness)
    values = {name: parse(term) for name, term in witness["values"].items()}
    side = "<=" if data["smallest"] else ">="
    whole_side(alone.put(values), asked, (side, constant, bad))
    return f"true: {target} with {constant} = {good}, false for every {constant} {side} {bad}"


def good_and_bad(data: dict) -> tuple[Fraction, Fraction]:
    """The ends of the interval: where the statement holds, and where it fails."""
    ends = [parse(end) for end in data["interval"]]
    exact = [end for end in ends if isinstance(end, Fraction)]
    need(len(ends) == len(exact) == 2 and exact[0] <= exact[1], "the interval is a pair lo <= hi")
    low, high = exact
    return (high, low) if data["smallest"] else (low, high)


def whole_side(here: Goal, asked: tuple, side: Term) -> None:
    """At the point, where only the constant is left: the hypotheses hold and the claim fails for
    every constant of the side, as they do at its end.
    """
    from ._smt import entails  # z3 is loaded where it is asked

    head, constant, end = side
    away = -1 if head == "<=" else 1
    fails = negated(here.claim)
    stays = keeps(fails, constant, away) and established(substitute(fails, {constant: end}), [])
    for one in [*here.where, *([] if stays else [fails])]:
        need(
            not names(one) or entails(Goal((side, *asked), one)),
            "what fails at the end of the interval may hold beyond it: ",
            one,
        )


def keeps(statement: Term, constant: str, away: int) -> bool:
    """A statement that is true at an end stays true as the constant moves in the direction `away`,
    wherever it stays defined.
    """
    head, *parts = statement
    if head in ("and", "or"):
        return all(keeps(one, constant, away) for one in parts)
    if head not in ("<", "<=", ">", ">="):
        return not names(statement)
    moves = trend(("-", *parts), constant)
    return moves is not None and moves * away * (1 if head[0] == ">" else -1) >= 0


def trend(term: Term, constant: str) -> int | None:
    """1 or -1 if the term certainly increases or decreases with the constant (weakly), 0 if it does
    not depend on it.
    """
    if constant not in names(term):
        return 0
    if term == constant:
        return 1
    head, *parts = term
    moves = [trend(part, constant) if not isinstance(part, Fraction) else 0 for part in parts]
    if head in INCREASING:
        return moves[0]
    if head == "acos":
        return None if moves[0] is None else -moves[0]
    if head == "-":
        moves = [None if move is None else -move for move in moves[-1:]] + (
            moves[:1] if len(moves) == 2 else []
        )
    if head in ("+", "-", "min", "max"):
        if None in moves or {1, -1} <= set(moves):
            return None
        return sum(moves) and (1 if sum(moves) > 0 else -1)
    if head in ("*", "/"):
        moving = [i for i, move in enumerate(moves) if move != 0]
        if len(moving) != 1 or moves[moving[0]] is None or (head == "/" and moving == [1]):
            return None
        total = moves[moving[0]]
        for i, part in enumerate(parts):
            if i != moving[0]:
                factor = sign(part)
                if factor is None:
                    return None
                total *= factor
        return total
    return moves[0] if head == "^" and parts[1] % 2 == 1 and parts[1] > 0 else None
