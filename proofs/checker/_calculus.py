"""Derivatives by a table of our own, and the terms that are written with it.

`diff(f, x)` is the derivative of f in x, `at(f, x, v)` is f with v for x. Both stand in the goal of
a certificate of kind `written` as the source writes them; `plain` puts in what they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._definedness import obligations
from ._expressions import read
from ._terms import (
    ARITY,
    NAME,
    ONE,
    ZERO,
    Goal,
    Term,
    field,
    goal,
    names,
    need,
    substitute,
    subterms,
)

OUTER = {  # f -> f', as expressions in T
    "sqrt": "1/(2*sqrt(T))",
    "exp": "exp(T)",
    "log": "1/T",
    "sin": "cos(T)",
    "cos": "-sin(T)",
    "tan": "1 + tan(T)**2",
    "asin": "1/sqrt(1 - T**2)",
    "acos": "-(1/sqrt(1 - T**2))",
    "atan": "1/(1 + T**2)",
    "sinh": "cosh(T)",
    "cosh": "sinh(T)",
    "tanh": "1 - tanh(T)**2",
    "erf": "2*exp(-T**2)/sqrt(pi)",
}
WRITTEN = ARITY | {"diff": (2,), "at": (3,)}
LARGEST = 5000  # nodes of a term that is differentiated or put into another


def derivative(term: Term, name: str) -> Term:
    if name not in names(term):
        return ZERO
    if isinstance(term, str):
        return ONE
    head, *parts = term
    if head in ("+", "-"):
        return (head, *(derivative(part, name) for part in parts))
    if head == "*":
        return (
            "+",
            *(
                ("*", *parts[:i], derivative(part, name), *parts[i + 1 :])
                for i, part in enumerate(parts)
            ),
        )
    if head == "/":
        above, below = (derivative(part, name) for part in parts)
        return (
            "/",
            ("-", ("*", above, parts[1]), ("*", parts[0], below)),
            ("*", parts[1], parts[1]),
        )
    if head == "^":
        need(not isinstance(parts[1], (str, tuple)), "the exponent is no number")
        return (
            ("*", parts[1], ("^", parts[0], parts[1] - 1), derivative(parts[0], name))
            if parts[1]
            else ZERO
        )
    need(head in OUTER, f"{head} has corners")
    return ("*", substitute(read(OUTER[head]), {"T": parts[0]}), derivative(parts[0], name))


def smooth(term: Term, name: str) -> list[Term]:
    """What is needed, beyond definedness, for the term to be differentiable in the variable."""
    found: list[Term] = []
    for head, *parts in (
        part for part in subterms(term) if isinstance(part, tuple) and name in names(part)
    ):
        if head == "sqrt":
            found.append((">", parts[0], ZERO))
        elif head in ("asin", "acos"):
            found += [("<", -ONE, parts[0]), ("<", parts[0], ONE)]
    return found


def plain(statement: Term) -> tuple[Term, list[Term]]:
    """A term or formula without diff and at, and what must hold for them to have a value."""
    if not isinstance(statement, tuple):
        return statement, []
    head = statement[0]
    inner = [plain(part) for part in statement[1:]]
    parts, conditions = [part for part, _ in inner], [one for _, more in inner for one in more]
    if head not in ("diff", "at"):
        return (head, *parts), conditions
    name = parts[1]
    need(isinstance(name, str) and NAME.match(name), f"{head} is in a name, {name} is none")
    need(all(_small(part) for part in parts), f"{head} of a term with more than {LARGEST} nodes")
    if head == "diff":
        found, needed = derivative(parts[0], name), smooth(parts[0], name)
        return found, list(dict.fromkeys([*conditions, *obligations(parts[0]), *needed]))
    put = {name: parts[2]}
    return substitute(parts[0], put), [
        *(substitute(one, put) for one in inner[0][1]),
        *inner[2][1],
    ]


def _small(term: Term) -> bool:
    return all(count < LARGEST for count, _ in enumerate(subterms(term)))


def unwritten(target: Goal) -> tuple[Goal, list[Term]]:
    """The goal with its derivatives put in, and the conditions under which they exist: those of the
    hypotheses are hypotheses of it, those of the claim are to be proved.
    """
    inside = [one for part in (*target.where, target.claim) for one in subterms(part)]
    for one in inside:
        need(
            not (isinstance(one, tuple) and one[0] == "diff" and one[2] in target.integers),
            "a derivative in an integer",
        )
    where: list[Term] = []
    for part in target.where:
        found, conditions = plain(part)
        where += [*conditions, *(found[1:] if found[0] == "and" else [found])]
    claim, needed = plain(target.claim)
    return target._replace(where=tuple(dict.fromkeys(where)), claim=claim), needed


def written(
    target: Goal,
    data: dict,
    prove: Callable[[Any], Goal],
    settle: Callable[[Goal, dict], Callable],
) -> None:
    inner, needed = unwritten(target)
    need(
        prove(field(data, "certificate")).covers(inner),
        "the certificate does not prove the goal with its derivatives put in",
    )
    settle(inner, data)(needed)


def witnessed(data: dict, refute: Callable[[Any], Any]) -> str:
    """A point at which the goal fails, or one of its derivatives has no value."""
    target = goal(data, WRITTEN)
    inner, needed = unwritten(target)
    witness = field(data, "witness", dict)
    need(field(witness, "kind") in ("point", "crossing"), "a witness is a point or a crossing")
    parts = inner.claim[1:] if inner.claim[0] == "and" else (inner.claim,)
    shown = goal(witness)
    need(
        shown.claim in (inner.claim, *parts, *needed)
        and set(shown.where) == set(inner.where)
        and shown.integers == inner.integers,
        "the witness is against another goal",
    )
    refute(witness)
    return str(target)
