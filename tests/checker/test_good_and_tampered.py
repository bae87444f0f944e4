"""Every hand-made certificate is accepted; every change of one is noticed, or proves another true
statement.
"""

from __future__ import annotations

import copy
import json
import math
import random

import pytest
from steepest.proofs.checker import recheck

from .good import GOOD
from .wrong import WRONG

FLOATS = {
    name: getattr(math, name)
    for name in [
        "sqrt",
        "exp",
        "log",
        "sin",
        "cos",
        "tan",
        "asin",
        "acos",
        "atan",
        "sinh",
        "cosh",
        "tanh",
    ]
}


def number(term, at):
    """The value of a JSON term in floats; ValueError, ZeroDivisionError or OverflowError where
    undefined.
    """
    if isinstance(term, str):
        if term in at:
            return at[term]
        top, _, bottom = term.partition("/")
        return int(top) / int(bottom or 1)
    head, *rest = term
    if head in ("pi", "E"):
        return math.pi if head == "pi" else math.e
    parts = [number(part, at) for part in rest]
    if head in FLOATS:
        return FLOATS[head](parts[0])
    if head == "^":
        return parts[0] ** int(parts[1])
    two = {
        "-": lambda a, b=None: -a if b is None else a - b,
        "/": lambda a, b: a / b,
        "abs": abs,
        "min": min,
        "max": max,
    }
    return (
        math.fsum(parts) if head == "+" else math.prod(parts) if head == "*" else two[head](*parts)
    )


def holds(formula, at, slack=1e-9):
    head, *rest = formula
    if head in ("and", "or", "not"):
        answers = [holds(part, at, -slack if head == "not" else slack) for part in rest]
        return not answers[0] if head == "not" else (all if head == "and" else any)(answers)
    a, b = (number(part, at) for part in rest)
    scale = slack * (1 + abs(a) + abs(b))
    return {
        "==": abs(a - b) <= scale,
        "!=": slack > 0 or abs(a - b) > -scale,
        "<=": a <= b + scale,
        "<": a <= b + scale,
        ">=": a >= b - scale,
        ">": a >= b - scale,
    }[head]


def false_somewhere(target, draws=300):
    """A point of the domain (with room to spare) at which the claim is certainly false or
    undefined.
    """
    rng = random.Random(1)
    for _ in range(draws):
        at = {
            name: float(rng.choice([rng.uniform(-3, 3), rng.uniform(0, 1), rng.randint(-2, 2)]))
            for name in target["variables"]
        }
        at |= {name: float(round(at[name])) for name in target.get("integers", [])}
        try:
            if not all(
                holds(one, at, -1e-9) if one[0] != "==" else holds(one, at)
                for one in target["where"]
            ):
                continue
        except (ValueError, ZeroDivisionError, OverflowError):
            continue
        try:
            if not holds(target["claim"], at):
                return at
        except OverflowError:
            continue
        except (ValueError, ZeroDivisionError):
            return at
    return None


@pytest.mark.parametrize("name", GOOD)
def test_accepted(name):
    outcome = recheck(json.loads(json.dumps(GOOD[name])))
    assert outcome.ok, outcome.reason
    assert outcome.shows


def paths(data, at=()):
    yield at
    for key, part in (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    ):
        yield from paths(part, (*at, key))


REPLACEMENTS = [
    "0",
    "1",
    "-1",
    "2",
    "7/3",
    "x",
    "y",
    "zz",
    "<",
    ">=",
    "==",
    "!=",
    "sin",
    "direct",
    None,
    [],
    {},
    3,
    True,
    ["exp", "x"],
    ["/", "1", "0"],
]


def tampered(original, rng, most):
    places = [place for place in paths(original) if place]
    for place in rng.sample(places, min(len(places), most)):
        data = copy.deepcopy(original)
        holder = data
        for key in place[:-1]:
            holder = holder[key]
        if rng.random() < 0.25:
            del holder[place[-1]]
        else:
            holder[place[-1]] = rng.choice(REPLACEMENTS)
        yield place, data


@pytest.mark.parametrize("name", [name for name in GOOD if name != "all"])
def test_tampered(name):
    rng = random.Random(name)
    for place, data in tampered(GOOD[name], rng, 40):
        outcome = recheck(data)
        if outcome.ok and data["kind"] in ("smt", "identity", "ball", "lemmas", "cases"):
            assert false_somewhere(data["goal"]) is None, (place, data)
        if outcome.ok and data["kind"] == "point":
            at = {key: number(value, {}) for key, value in data["values"].items()}
            target = data["goal"]
            try:
                assert all(holds(one, at) for one in target["where"])
                assert not holds(target["claim"], at, -1e-9) or "<" in str(target["claim"])
            except (ValueError, ZeroDivisionError):
                pass


@pytest.mark.parametrize("name", WRONG)
def test_refused(name):
    outcome = recheck(WRONG[name])
    assert not outcome.ok
    assert outcome.reason
    assert not outcome.shows


def test_a_power_of_zero_in_an_identity():
    """(x - x)^0 is 1 and (x - x)^2 is 0, which has no terms to count."""
    nothing = ["-", "x", "x"]
    claim = ["==", ["+", ["^", nothing, "0"], ["^", nothing, "2"]], "1"]
    data = {
        "kind": "identity",
        "goal": {"variables": ["x"], "where": [], "claim": claim},
        "atoms": {},
        "relations": [],
        "cofactors": [],
        "defined": [],
    }
    outcome = recheck(data)
    assert outcome.ok, outcome.reason
