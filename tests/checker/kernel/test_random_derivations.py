"""Random derivations: what the rules make of random premises holds in every model that is tried.

Rules are applied to random earlier theorems, with terms that may be undefined, names that clash
and formulas that fit by chance; what the kernel accepts is closed (hypotheses discharged, names
bound) and attacked.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from steepest.proofs.checker import prove
from steepest.proofs.checker._terms import Rejected
from steepest.proofs.checker.formal import put, show, to_json
from steepest.proofs.checker.kernel import RULES
from steepest.proofs.checker.kernel.replay import line
from steepest.proofs.engine.theorems import (
    Formula,
    conj,
    disj,
    exists,
    forall,
    log,
    nats,
    negation,
    reals,
    sequences,
    sqrt,
)
from steepest.proofs.engine.theorems.falsify import falsify

x, y = reals("x y")
s, t = nats("s t")
f, g = sequences("f g")
SORTS = {name: to_json(sort) for one in (x, y, s, t, f, g) for name, sort in one.sorts.items()}
TERMS = [x, y, x + y, x * y, x - 1, 1 / x, sqrt(x), log(y), f(t), f(t + 1), g(s), f(0), x**2, x**t]
TERMS += [t, s, t + 1, 0 * x, 1 + 0 * y]


EVERYWHERE = [  # x <= x for every real x: what has no value is not among them
    {
        "rule": "arithmetic",
        "formula": to_json((x <= x).node),
        "sorts": {"x": "real"},
        "certificate": {
            "kind": "smt",
            "goal": {"variables": ["x"], "where": [], "claim": ["<=", "x", "x"]},
            "axioms": [],
        },
    },
    {"rule": "generalize", "from": [0], "name": "x"},
]


def random_formula(source: random.Random, depth: int = 2) -> Formula:
    kind = source.randrange(9) if depth else 0
    if kind < 3:
        left, right = source.choices(TERMS, k=2)
        return source.choice((left <= right, left < right, left == right, left >= right))
    one, two = random_formula(source, depth - 1), random_formula(source, depth - 1)
    names = source.choice((x, y, s, t, f))
    made = (conj(one, two), disj(one, two), negation(one), one >> two, forall(names)(one))
    return made[kind - 3] if kind < 8 else exists(names)(one)


def random_line(source: random.Random, known: list[Any]) -> dict[str, Any]:
    rule = source.choice([*RULES, "assume", "specialize", "obtain", "exhibit", "cases", "rewrite"])
    places = [source.randrange(len(known)) for _ in range(source.choice((1, 1, 2, 2, 3)))]
    formula = random_formula(source)
    nodes = [known[place].conclusion for place in places]
    parts = [part for node in nodes for part in node[1:] if isinstance(part, tuple)]
    related = [one for one in (*nodes, *parts) if one[0] not in ("apply", "+", "*", "-", "/", "^")]
    guess = source.choice([formula.node, *related, *related])
    if source.random() < 0.3:
        guess = put(guess, {source.choice("xyst"): source.choice(TERMS).node})
    data: dict[str, Any] = {"rule": rule, "from": [] if rule == "assume" else places}
    own = {
        "formula": to_json(guess),
        "term": to_json(source.choice(TERMS).node),
        "count": to_json(source.choice((t, s, t + 1)).node),
        "name": source.choice("xyst"),
        "index": source.randrange(2),
        "truth": source.random() < 0.5,
        "sorts": SORTS,
    }
    _, keys = RULES[rule]
    return data | {key: own.get(key, own["term"]) for key in keys}


def closed(known: list[Any], place: int) -> Formula:
    """The theorem with its hypotheses discharged and its names bound."""
    made = known[place]
    node = made.conclusion
    if made.hypotheses:
        whole = made.hypotheses[0]
        if len(made.hypotheses) > 1:
            whole = ("and", *made.hypotheses)
        node = ("implies", whole, node)
    for name, sort in made.sorts.items():
        node = ("forall", name, sort, node)
    return Formula(node, {})


@pytest.mark.parametrize("seed", range(12))
def test_random_derivations_are_not_refuted(seed):
    source = random.Random(seed)
    known: list[Any] = []
    for data in EVERYWHERE:
        known.append(line(data, known, prove, {}))
    known += [
        line({"rule": "assume", "formula": to_json(random_formula(source).node), "sorts": SORTS},
             [], prove, {})
        for _ in range(4)
    ]  # fmt: skip
    accepted = 0
    for _ in range(900):
        data = random_line(source, known)
        try:
            known.append(line(data, known, prove, {}))
        except Rejected:
            continue
        if data["rule"] != "assume":
            accepted += 1
            statement = closed(known, len(known) - 1)
            found = falsify(statement, attempts=12, seed=accepted)
            assert found is None, (data, show(statement.node), found.detail)
        known = [*known[:2], *known[-60:]]
    assert accepted > 20
