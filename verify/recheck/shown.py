"""What evidence shows and what a claim asks, in one form, so that the two can be compared.

A leaf is what stands at the end of a tree of evidence: the statement of one certificate or witness,
or the question of one part of a check. Both become a `Leaf`; `bindings` compares lists of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from steepest.proofs.checker import PROVERS
from steepest.proofs.checker._terms import Rejected
from steepest.proofs.checker.formal import canonical, to_json
from steepest.proofs.checker.formal.reading import from_json

Json = Any
MADE_UP = "_"  # letters and scalars that the engine adds begin so


@dataclass(frozen=True)
class Leaf:
    """`sort`: goal, matrix, enclosure, trial, statement or exact (compared as it is). `says`: its
    parts, each with the hypotheses it needs; canonical JSON texts.
    """

    sort: str
    says: frozenset[str]
    given: frozenset[str] = frozenset()
    support: bool = False  # a supporting fact of a check, which cannot refute the claim
    choices: tuple[tuple[Leaf, ...], ...] = ()  # forms of a statement: one of them is shown


def text(data: Json) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False)


def leaves(tree: Json, support: bool = False) -> Iterator[Leaf]:
    """The leaves of a certificate, or of what was asked, in order."""
    if not isinstance(tree, dict):
        yield Leaf("exact", frozenset([text(tree)]), support=support)
        return
    kind, asked = tree.get("kind"), tree.get("asked")
    if kind == "all" or asked == "support":
        for part in tree.get("parts") or []:
            if part is not None:
                yield from leaves(part, support or asked == "support")
        return
    if asked == "one-of":
        forms = [(list(leaves(one["form"])), one["exact"]) for one in tree["forms"]]
        choices = tuple(
            tuple(replace(leaf, support=support or not exact) for leaf in form)
            for form, exact in forms
        )
        yield Leaf("one-of", frozenset(), support=support, choices=choices)
        return
    if kind == "between" or asked == "between":
        yield from _between(tree, support)
        return
    try:
        yield _leaf(tree, kind, asked, support)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, Rejected):  # malformed
        yield Leaf("exact", frozenset([text(tree)]), support=support)


def _between(tree: dict[str, Any], support: bool) -> Iterator[Leaf]:
    """The three statements about a constant, each marked as what it is; that the constant has the
    value of its end is no hypothesis of the claim. What is false is false under all hypotheses.
    """
    constant, smallest = tree["constant"], bool(tree["smallest"])
    values = {text(["==", constant, end]) for end in tree.get("interval", ())}

    def marked(side: str, leaf: Leaf) -> Leaf:
        given = leaf.given - values
        says = leaf.says
        if side == "fails":
            says, given = frozenset(text([one, sorted(given)]) for one in says), frozenset()
        sort = text([side, constant, smallest, leaf.sort])
        return replace(leaf, sort=sort, says=says, given=given, support=support)

    for side in ("holds", "rises"):
        for leaf in leaves(tree[side]):
            choices = tuple(tuple(marked(side, one) for one in form) for form in leaf.choices)
            yield replace(marked(side, leaf), choices=choices)
    against = [one for leaf in leaves(tree["fails"]) for one in (leaf, *_chosen(leaf))]
    against = [marked("fails", leaf) for leaf in against if leaf.says]
    if "interval" in tree:
        yield from against
    else:  # one of the statements of the claim is false
        choices = tuple((leaf,) for leaf in against)
        yield Leaf("one-of", frozenset(), support=support, choices=choices)


def _chosen(leaf: Leaf) -> Iterator[Leaf]:
    """The leaves of the forms in which a counterexample counts."""
    return (one for form in leaf.choices for one in form if not one.support)


def _leaf(tree: dict[str, Any], kind: Any, asked: Any, support: bool) -> Leaf:
    if kind in PROVERS or kind in ("point", "crossing", "written-point") or asked == "goal":
        return goal(tree["goal"], support)
    if kind in ("matrix", "matrix-sos", "matrix-point") or asked == "matrix":
        return _matrix(tree, kind, support)
    if kind == "enclosure" or asked == "enclosure":
        inner = goal(tree["goal"], support)
        says = frozenset([text([tree["constant"], bool(tree["smallest"]), sorted(inner.says)])])
        return Leaf("enclosure", says, inner.given, support)
    if kind in ("theorem", "model", "negation") or asked == "statement":
        stated = to_json(canonical(from_json(tree["statement"])))  # bound names do not matter
        return Leaf("statement", frozenset([text(stated)]), support=support)
    if kind == "gaussian-mean":  # how the tails are bounded is the proof, not the statement
        names = ("variable", "function", "interval", "times")
        stated = text({name: tree[name] for name in names if name in tree})
        return Leaf("exact", frozenset([stated]), support=support)
    if kind == "counts" or asked == "trial":
        name = tree["plan"] if kind == "counts" else tree["hash"]
        return Leaf("trial", frozenset([str(name)]), support=support)
    return Leaf("exact", frozenset([text(tree)]), support=support)


def goal(data: dict[str, Any], support: bool = False) -> Leaf:
    """A scalar goal: the parts of a conjunction, under the set of its hypotheses."""
    given = [part for one in data["where"] for part in conjuncts(one)]
    given += [["integer", name] for name in data.get("integers", [])]
    says = [text(one) for one in conjuncts(data["claim"])]
    return Leaf("goal", frozenset(says), frozenset(map(text, given)), support)


def conjuncts(formula: Json) -> list[Json]:
    return (
        [part for one in formula[1:] for part in conjuncts(one)]
        if formula[0] == "and"
        else [formula]
    )


def _matrix(tree: dict[str, Any], kind: Any, support: bool) -> Leaf:
    sign = "==" if kind == "matrix" else tree.get("relation", "<=")
    given = [_fact(pair, reason.split(" ")) for pair, reason in zip(tree["rules"], _reasons(tree))]
    strict = tree.get("strict", [])
    given += [["<" if i in strict else "<=", *pair] for i, pair in enumerate(tree.get("where", []))]
    own = lambda name: not name.startswith(MADE_UP)  # noqa: E731
    given += [["kind", name, kind] for name, kind in tree.get("kinds", {}).items() if own(name)]
    shapes = {name: shape for name, shape in tree["letters"].items() if own(name)}
    says = text([sign, tree["left"], tree["right"], shapes])
    return Leaf("matrix", frozenset([says]), frozenset(text(one) for one in given if one), support)


def _reasons(tree: dict[str, Any]) -> list[str]:
    return tree.get("reasons", ["given"] * len(tree["rules"]))


def _fact(pair: Json, words: list[str]) -> Json:
    """A hypothesis of a statement; None for a rule that follows from others."""
    if words[0] == "order":
        return ["order", pair[1][1], pair[0]]
    return ["==", *pair] if words[0] in ("given", "reciprocal", "nonzero") else None
