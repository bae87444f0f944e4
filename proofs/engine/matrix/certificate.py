"""Certificates and witnesses as JSON: everything a checker needs, nothing about how it was found.

Shapes, sizes and numbers are strings ("d1", "2", "-1/3"). `rules` lists the hypotheses first and
then what follows from declarations; `reasons` says for each rule why it may be used: "given",
"diagonal D E", "selector P", "orthogonal O", "inverse i" (rule i is A B = I with A, B square, this
one is B A = I), or "root P R" (P is psd, R a fresh symmetric letter, P = R R). Letters of the kinds
symmetric, psd, diagonal, selector are their own transposes.

An entry of `combination` means, with (rule) = left - right of the rule, transposed when
`transposed`:

* coefficient * left (rule) right,
* with "trace": coefficient * tr(left (rule) right), and with "times" that scalar times the matrix
  "times",
* for a rule between scalars: coefficient * (rule), again times "times" in a matrix claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .consequences import Combination
from .expressions import Expression
from .points import Point
from .rules import Rule
from .tree import names_in, of_monomial, of_word, to_json
from .words import Letter, Letters, Size


def header(
    letters: Letters,
    scalars: Iterable[str],
    left: Expression,
    right: Expression,
    rules: Sequence[Rule],
) -> dict[str, Any]:
    return {
        "letters": {name: [str(one.rows), str(one.cols)] for name, one in sorted(letters.items())},
        "kinds": {name: one.kind for name, one in sorted(letters.items()) if one.kind},
        "scalars": sorted(scalars),
        "left": to_json(left.tree),
        "right": to_json(right.tree),
        "rules": [[to_json(one.left.tree), to_json(one.right.tree)] for one in rules],
        "reasons": [one.reason for one in rules],
    }


def combination(
    found: Combination, rules: Sequence[Rule], rows: Size | None, letters: Letters
) -> list[dict[str, Any]]:
    entries = []
    for step in sorted(found, key=repr):
        one = rules[step.rule]
        entry: dict[str, Any] = {
            "coefficient": to_json(of_monomial(step.coefficient, found[step])),
            "rule": step.rule,
        }
        if not one.is_scalar:
            first, last = (one.cols, one.rows) if step.transposed else (one.rows, one.cols)
            entry["transposed"] = step.transposed
            entry["left"] = to_json(of_word(step.left, first))
            entry["right"] = to_json(of_word(step.right, last))
            if step.trace:
                entry["trace"] = True
        if step.times is not None:
            entry["times"] = to_json(of_word(step.times, rows if rows is not None else ""))
        entries.append(entry)
    return entries


def used(
    combinations: Sequence[Combination], rules: Sequence[Rule]
) -> tuple[list[Combination], list[Rule]]:
    """Drop derived rules that no combination needs; hypotheses stay, they are part of the claim."""
    needed = {step.rule for found in combinations for step in found}
    parents = {
        int(rules[i].reason.split()[1]) for i in needed if rules[i].reason.startswith("inverse")
    }
    kept = [i for i, one in enumerate(rules) if one.is_given or i in needed or i in parents]
    place = {old: new for new, old in enumerate(kept)}
    renamed = [
        {step._replace(rule=place[step.rule]): q for step, q in found.items()}
        for found in combinations
    ]
    return renamed, [rules[i] for i in kept]


def point_witness(
    point: Point,
    letters: Mapping[str, Letter],
    scalars: Iterable[str],
    left: Any,
    right: Any,
    relation: str,
    rules: Sequence[Rule],
) -> dict[str, Any]:
    return {
        "kind": "matrix-point",
        **header(
            letters,
            scalars,
            left,
            right,
            [one for one in rules if one.is_given or _declared(one)],
        ),
        "relation": relation,
        **point.to_json(),
    }


def _declared(one: Rule) -> bool:
    return not one.reason.startswith("inverse")


def all_scalars(*trees: Any, letters: Letters) -> set[str]:
    return set().union(*(names_in(tree) for tree in trees)) - set(letters)
