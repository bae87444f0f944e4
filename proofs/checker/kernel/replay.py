"""Replay: a proof is a list of lines, each one rule applied to lines before it.

{"kind": "theorem", "statement": FORMULA, "lines": [{"rule": NAME, "from": [i, ..], ...}, ..]}

The last line has to be the statement, without hypotheses and free names. The rule "claim" brings in
the statement of another claim, whose own evidence is checked beside this one; `uses` names them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .._terms import Goal, Rejected, need
from ..formal.names import alike
from ..formal.reading import from_json, sort_from
from ..formal.syntax import BINDERS, Node, sizes_in
from . import arithmetic, calculus, expectation, facts, logic, matrices, numbers
from .theorem import Theorem, derive

LIMIT = 20_000  # lines of one proof

Rule = Callable[..., Theorem]
# rule: (function, the keys of its own fields in order). Fields are read as FIELDS says.
RULES: dict[str, tuple[Rule, tuple[str, ...]]] = {
    "assume": (lambda f, s: logic.assume(f, s), ("formula", "sorts")),
    "discharge": (lambda f, s, p: logic.discharge(p, f, s), ("formula", "sorts")),
    "apply": (logic.apply, ()),
    "together": (logic.together, ()),
    "part": (lambda i, p: logic.part(p, i), ("index",)),
    "either": (lambda f, s, p: logic.either(p, f, s), ("formula", "sorts")),
    "cases": (logic.cases, ()),
    "excluded-middle": (logic.excluded_middle, ("formula", "sorts")),
    "contradiction": (
        lambda f, s, yes, no: logic.contradiction(yes, no, f, s),
        ("formula", "sorts"),
    ),
    "negate": (lambda f, s, p: logic.negate(p, f, s), ("formula", "sorts")),
    "generalize": (lambda n, s, p: logic.generalize(p, n, s), ("name", "sorts")),
    "specialize": (lambda t, s, p, *d: logic.specialize(p, t, s, *d), ("term", "sorts")),
    "exhibit": (lambda f, t, s, p, *d: logic.exhibit(p, f, t, s, *d), ("formula", "term", "sorts")),
    "obtain": (lambda n, e, p: logic.obtain(e, p, n), ("name",)),
    "rewrite": (lambda f, s, e, p: logic.rewrite(e, p, f, s), ("formula", "sorts")),
    "same-family": (lambda f, s, p: logic.same_family(p, f, s), ("formula", "sorts")),
    "induction": (
        lambda n, f, s, b, p: numbers.induction(b, p, n, f, s),
        ("name", "formula", "sorts"),
    ),
    "strong-induction": (
        lambda n, f, s, p: numbers.strong_induction(p, n, f, s),
        ("name", "formula", "sorts"),
    ),
    "least": (numbers.least, ()),
    "archimedes": (numbers.archimedes, ("term", "sorts")),
    "power-zero": (numbers.power_zero, ("term", "sorts")),
    "power-step": (numbers.power_step, ("term", "count", "sorts")),
    "sum-empty": (numbers.sum_empty, ("name", "term", "sorts")),
    "sum-step": (
        lambda n, c, t, s, *d: numbers.sum_step(n, c, t, s, *d),
        ("name", "count", "term", "sorts"),
    ),
    "derivative": (
        lambda n, p, t, s, *known: calculus.derivative(n, p, t, s, *known),
        ("name", "point", "term", "sorts"),
    ),
    "derivative-of-sum": (calculus.derivative_of_sum, ()),
    "derivative-of-equal": (calculus.derivative_of_equal, ()),
    "derivative-estimate": (calculus.estimate, ()),
    "derivative-from-estimates": (
        lambda f, s, p, *d: calculus.from_estimates(p, f, s, *d),
        ("formula", "sorts"),
    ),
    "mean-value": (calculus.mean_value, ()),
    "expect-constant": (expectation.constant, ("name", "term", "sorts")),
    "expect-linear": (expectation.linear, ("name", "a", "f", "b", "g", "sorts")),
    "expect-monotone": (expectation.monotone, ()),
    "expect-equal": (expectation.equal, ()),
    "indicator": (expectation.indicator, ("formula", "truth", "sorts")),
    "fact": (lambda n, s: facts.fact(n, s), ("name", "sizes")),
}


def _index(data: Any) -> int:
    need(type(data) is int and data >= 0, "an index is a natural number")
    return data


def _name(data: Any) -> str:
    need(isinstance(data, str), "a name is expected")
    return data


def _truth(data: Any) -> bool:
    need(isinstance(data, bool), "true or false is expected")
    return data


def _sorts(data: Any) -> dict[str, Any]:
    need(isinstance(data, dict), "sorts are a table of names")
    return {_name(name): sort_from(sort) for name, sort in data.items()}


def _sizes(data: Any) -> dict[str, Any]:
    need(isinstance(data, dict), "sizes are a table of names")
    return {_name(name): from_json(size) for name, size in data.items()}


FIELDS: dict[str, Callable[[Any], Any]] = {
    "index": _index,
    "name": _name,
    "truth": _truth,
    "sorts": _sorts,
    "sizes": _sizes,
}  # every other field is a term or a formula


def line(data: Any, known: list[Theorem], prove: Callable[[Any], Goal], claims: Claims) -> Theorem:
    """One line, on the theorems of the lines before it. Raises `Rejected`."""
    need(isinstance(data, dict) and isinstance(data.get("rule"), str), "a line names its rule")
    rule, places = data["rule"], data.get("from", [])
    need(isinstance(places, list), "`from` is a list of earlier lines")
    for place in places:
        need(type(place) is int and 0 <= place < len(known), f"line {place} is not before this one")
    premises = [known[place] for place in places]
    if rule == "claim":
        need(set(data) <= {"rule", "from", "id"} and not premises, "claim takes the id of a claim")
        return _claim(_name(data.get("id")), claims)
    if rule in ("arithmetic", "matrix"):
        need(
            set(data) <= {"rule", "from", "formula", "sorts", "certificate"},
            "unknown fields in a line",
        )
        claim, sorts = from_json(data.get("formula")), _sorts(data.get("sorts", {}))
        certificate = data.get("certificate")
        if rule == "matrix":
            return matrices.matrix(claim, certificate, sorts, *premises)
        return arithmetic.arithmetic(claim, certificate, sorts, prove, *premises)
    need(rule in RULES, f"unknown rule {rule[:40]!r}")
    function, keys = RULES[rule]
    need(set(data) <= {"rule", "from", *keys}, f"unknown fields in a line of rule {rule}")
    needed = [key for key in keys if key not in ("sorts", "sizes")]
    need(all(key in data for key in needed), f"the rule {rule} needs {', '.join(needed)}")
    own = [FIELDS.get(key, from_json)(data.get(key, {})) for key in keys]
    try:
        return function(*own, *premises)
    except (TypeError, ValueError, IndexError, KeyError, AttributeError) as problem:
        raise Rejected(f"the rule {rule} takes other premises: {str(problem)[:100]}") from problem


Claims = Mapping[str, Node]  # id: the closed statement of a claim whose evidence is checked beside


def _claim(id: str, claims: Claims) -> Theorem:
    """/ |- the statement of another claim"""
    need(id in claims, f"the claim {id[:80]!r} has no theorem here")
    return derive([], claims[id], hypotheses=(), sorts={}, uses=[id])


def names_in(node: Node) -> set[str]:
    """The names that a closed statement binds."""
    if not isinstance(node, tuple):
        return set()
    if node[0] == "lambda":
        return {*node[1]} | names_in(node[2])
    own = {node[1]} if node[0] in BINDERS else set()
    return own.union(*map(names_in, node[1:]))


def replay(data: Any, prove: Callable[[Any], Goal], claims: Claims) -> Theorem:
    """The theorem of a proof: its conclusion is the statement, it has no hypotheses and no free
    names. Raises `Rejected`.
    """
    need(isinstance(data, dict), "a proof is an object")
    need(set(data) <= {"kind", "statement", "lines"}, "unknown fields in a proof")
    lines = data.get("lines")
    need(isinstance(lines, list) and 0 < len(lines) <= LIMIT, "a proof is a list of lines")
    known: list[Theorem] = []
    for place, entry in enumerate(lines):
        try:
            known.append(line(entry, known, prove, claims))
        except Exception as problem:
            raise type(problem)(f"line {place}: {problem}") from problem
    last = known[-1]
    need(not last.hypotheses, "the last line has hypotheses")
    said = last.conclusion
    need(not sizes_in(said) & names_in(said), "a size has the name of a variable")
    need(not last.sorts, f"the last line has free names: {', '.join(last.sorts)}")
    need(alike(last.conclusion, from_json(data.get("statement"))), "another statement is proved")
    return last
