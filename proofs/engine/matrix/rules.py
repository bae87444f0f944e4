"""Hypotheses as rules: equations between matrices (or scalars) that hold together with their
transposes.

The properties of declared letters become rules too, so that a certificate lists every fact it uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from . import words
from .build import from_tree
from .errors import MatrixError, ShapeMismatch
from .expressions import Matrix, Relation, Scalar, exact, eye, letter, tr
from .tree import names_in
from .words import Letter, Monomial, Size, Word

# a word with a monomial in front; None for scalar-valued expressions
Key = tuple[Monomial, Word | None]
Flat = dict[Key, Fraction]
GIVEN = ("given", "order", "reciprocal", "nonzero")


def flat(expression: Matrix | Scalar) -> Flat:
    """The normal form as one vector over (monomial, word)."""
    if isinstance(expression, Matrix):
        return {
            (mono, word): q for word, value in expression.terms.items() for mono, q in value.items()
        }
    return {(mono, None): q for mono, q in expression.polynomial.items()}


def add(total: Flat, part: Mapping[Key, Fraction], factor: Fraction | int = 1) -> None:
    """total += factor * part"""
    for key, q in part.items():
        value = total.get(key, 0) + factor * q
        if value:
            total[key] = value
        else:
            del total[key]


@dataclass(frozen=True)
class Rule:
    """left = right. `reason` is "given" for a hypothesis, else the declaration or rule it follows
    from.
    """

    left: Any
    right: Any
    reason: str = "given"

    @cached_property
    def terms(self) -> Flat:
        return flat(self.left - self.right)

    @cached_property
    def terms_transposed(self) -> Flat:
        return {
            (mono, words.transposed(word)): q
            for (mono, word), q in self.terms.items()
            if word is not None
        }

    @property
    def is_scalar(self) -> bool:
        return isinstance(self.left, Scalar)

    @property
    def is_given(self) -> bool:
        """A hypothesis of the claim: an equation, a slack of an order, a reciprocal."""
        return self.reason.split()[0] in GIVEN

    @property
    def rows(self) -> Size:
        return self.left.rows

    @property
    def cols(self) -> Size:
        return self.left.cols

    @property
    def letters(self) -> dict[str, Letter]:
        return self.left.letters | self.right.letters


def rule(given: Any, reason: str = "given") -> Rule:
    """A rule from a pair (left, right) or an equation; a 1 x 1 equation is a scalar one."""
    if isinstance(given, Rule):
        return given
    if isinstance(given, Relation):
        if given.operator != "==":
            raise MatrixError(
                f"a rule is an equation, {given} was given; inequalities belong into where="
            )
        given = (given.left, given.right)
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        raise MatrixError(f"a rule is a pair (left, right) of expressions, {given!r} was given")
    left, right = given
    if exact(right) and isinstance(left, Matrix) and left.shape != (1, 1):
        if right:
            raise MatrixError(
                f"the rule {left} = {right} compares a matrix with a number; write {right}*eye(n)"
            )
        right = 0 * left
    if not isinstance(left, Matrix) or (left.shape == (1, 1) and not isinstance(right, Matrix)):
        left, right = Scalar.of(left), Scalar.of(right)
    if not isinstance(right, type(left)):
        shapes = [x.shape if isinstance(x, Matrix) else (1, 1) for x in (left, right)]
        raise ShapeMismatch("rule", *shapes)
    if isinstance(left, Matrix):
        if isinstance(left.tree, tuple) and left.tree[0] == "I":
            left, right = right, left
        if left.shape != right.shape:
            raise ShapeMismatch("rule", left.shape, right.shape)
        if left.shape == (1, 1):
            left, right = tr(left), tr(right)
    return Rule(left, right, reason)


def all_rules(given: Iterable[Any], letters: Mapping[str, Letter]) -> list[Rule]:
    """The hypotheses, then what follows from the declarations of the letters and from one-sided
    inverses.
    """
    rules = [rule(one) for one in given]
    return rules + declared(letters) + inverses(rules)


def _named(one: Letter) -> Matrix:
    return letter(*one)


def declared(letters: Mapping[str, Letter]) -> list[Rule]:
    """What the kinds of the letters say, beyond symmetry (which the words know)."""
    found: list[Rule] = []
    ordered = [letters[name] for name in sorted(letters)]
    for one in ordered:
        if one.kind == "selector":
            a = _named(one)
            found += [
                Rule(a @ a, a, f"selector {one.name}"),
                Rule(tr(a), Scalar.of(1), f"selector {one.name}"),
            ]
        if one.kind == "orthogonal":
            o, n = _named(one), eye(one.rows)
            found += [
                Rule(o.T @ o, n, f"orthogonal {one.name}"),
                Rule(o @ o.T, n, f"orthogonal {one.name}"),
            ]
    diagonal = [one for one in ordered if one.kind in ("diagonal", "selector")]
    for i, one in enumerate(diagonal):
        for other in diagonal[i + 1 :]:
            if one.rows == other.rows:
                a, b = _named(one), _named(other)
                found.append(Rule(b @ a, a @ b, f"diagonal {one.name} {other.name}"))
    return found


def roots(letters: Mapping[str, Letter]) -> list[Rule]:
    """P = R R with a symmetric R, for every positive semidefinite letter P."""
    found: list[Rule] = []
    for name in sorted(letters):
        one = letters[name]
        if one.kind == "psd":
            # no declared name begins with an underscore
            fresh = f"_root_{name}"
            r = letter(fresh, one.rows, one.cols, "symmetric")
            found.append(Rule(_named(one), r @ r, f"root {name} {fresh}"))
    return found


def inverses(rules: Iterable[Rule]) -> list[Rule]:
    """For square A, B: A B = I gives B A = I (matrices of finite size; no consequence in the free
    algebra).

    Only for a left side written as one product A @ B with the identity on the right.
    """
    rules, found = list(rules), []
    for index, one in enumerate(rules):
        tree = one.left.tree
        if (
            one.is_scalar
            or one.right.tree != ("I", one.rows)
            or not isinstance(tree, tuple)
            or len(tree) != 3
            or tree[0] != "@"
        ):
            continue
        known = {name: letter(*known) for name, known in one.letters.items()}
        scalars = {
            name: Scalar({((("s", name), 1),): Fraction(1)}, {}, name)
            for name in names_in(tree) - set(known)
        }
        a, b = (from_tree(part, known, scalars) for part in tree[1:])
        if a.shape == b.shape == (one.rows, one.rows):
            new = Rule(b @ a, one.right, f"inverse {index}")
            if all(new.terms not in (old.terms, old.terms_transposed) for old in (*rules, *found)):
                found.append(new)
    return found


def selected(goal: Flat, letters: Mapping[str, Letter]) -> list[Rule]:
    """Instances P A P = tr(P A) P of the rank-one rule for selectors, for the words A between two P
    of the goal.
    """
    found: dict[Word, Rule] = {}
    names = [name for name, one in letters.items() if one.kind == "selector"]
    for mono, word in goal:
        cyclic = [atom[1] + atom[1] for atom, _ in mono if atom[0] == "tr"]
        for w in [*cyclic, *([word] if word else [])]:
            spots = {name: [i for i, factor in enumerate(w) if factor[0] == name] for name in names}
            for name, places in spots.items():
                for i, j in zip(places, places[1:]):
                    between = w[i + 1 : j]
                    if between and between not in found:
                        p = _named(letters[name])
                        a = Matrix(p.rows, p.rows, {between: words.constant(1)}, dict(letters))
                        found[between] = Rule(p @ a @ p, tr(p @ a) * p, f"selector {name}")
    return list(found.values())
