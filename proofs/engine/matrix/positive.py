"""Expressions that are never negative, each with its reason: the bricks of a proof of left <=
right.

A brick is one FACTOR of a certificate (a tree whose head names the reason) and its value as a
`Scalar`. The reasons: squares; ||X||_F^2 >= 0; ||X||_F >= 0; hypotheses; Cauchy and Schwarz, <X,
Y>^2 <= ||X||^2 ||Y||^2; ||X Y|| <= ||X|| ||Y||; the triangle inequality. Positive semidefinite
letters enter as squares R R of a symmetric root R (see `rules`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from . import words
from .build import from_tree
from .expressions import Expression, Matrix, Scalar, eye, inner, letter, norm2
from .norms import ROOTS, norm
from .words import Letter, Monomial, Polynomial, Word

MOST_MATRICES = 24


class Brick(NamedTuple):
    """A product of nonnegative factors."""

    factors: tuple[Any, ...]
    value: Scalar

    @property
    def kind(self) -> str:
        """The reason of the first factor; the number 1 has none."""
        return self.factors[0][0] if self.factors else ""

    def positive(self, strict: frozenset[int]) -> bool:
        """Certainly positive: sizes and strict hypotheses are, so are products and numbers."""
        return all(
            (factor[0] == "where" and factor[1] in strict)
            or (factor[0] == "norm2" and factor[1][0] == "I")
            for factor in self.factors
        )

    def __mul__(self, other: Brick) -> Brick:
        return Brick(self.factors + other.factors, self.value * other.value)


def square_norm(x: Matrix) -> Brick:
    return Brick((("norm2", x.tree),), norm2(x))


def root_norm(x: Matrix) -> Brick:
    return Brick((("sqrt", ("norm2", x.tree)),), norm(x))


def square(s: Scalar) -> Brick:
    return Brick((("square", s.tree),), s**2)


def hypothesis(index: int, left: Scalar, right: Scalar) -> Brick:
    return Brick((("where", index),), right - left)


def cauchy_schwarz(x: Matrix, y: Matrix) -> Brick:
    return Brick((("cauchy-schwarz", x.tree, y.tree),), norm2(x) * norm2(y) - inner(x, y) ** 2)


def submultiplicative(x: Matrix, y: Matrix) -> Brick:
    return Brick((("submultiplicative", x.tree, y.tree),), norm2(x) * norm2(y) - norm2(x @ y))


def cauchy_schwarz_root(x: Matrix, y: Matrix) -> Brick:
    return Brick((("cauchy-schwarz-root", x.tree, y.tree),), norm(x) * norm(y) - inner(x, y))


def submultiplicative_root(x: Matrix, y: Matrix) -> Brick:
    return Brick((("submultiplicative-root", x.tree, y.tree),), norm(x) * norm(y) - norm(x @ y))


def monomial(
    mono: Monomial, letters: Mapping[str, Letter], known: Mapping[Monomial, Brick]
) -> Brick | None:
    """A monomial that is visibly nonnegative: norms, traces of X^T X, sizes, even powers, and
    `known` nonnegative monomials.
    """
    total: Brick | None = None
    for atom, exponent in mono:
        whole = Scalar({((atom, 1),): Fraction(1)}, dict(letters))
        if atom[0] == "norm":
            one = Brick((("sqrt", ("norm2", ROOTS[atom[1]])),), whole)
        elif atom[0] == "dim":
            one = Brick((("norm2", ("I", atom[1])),), whole)
        elif ((atom, 1),) in known:
            one = known[((atom, 1),)]
        elif atom[0] == "tr" and (x := _gram_root(atom[1], letters)) is not None:
            one = square_norm(x)
        elif exponent % 2 == 0:
            one, exponent = square(whole), exponent // 2
        else:
            return None
        for _ in range(exponent):
            total = one if total is None else total * one
    return total


def _gram_root(cycle: Word, letters: Mapping[str, Letter]) -> Matrix | None:
    """X with tr(X^T X) = tr(cycle)."""
    half = len(cycle) // 2
    for i in range(len(cycle) if len(cycle) % 2 == 0 else 0):
        turned = cycle[i:] + cycle[:i]
        if words.transposed(turned[:half]) == turned[half:]:
            return _word(turned[half:], words.ONE, turned, letters)
    return None


def triangle(x: Matrix, y: Matrix) -> Brick:
    return Brick((("triangle", x.tree, y.tree),), norm(x) + norm(y) - norm(x + y))


# --- the matrices that a claim is about -----------------------------------------------------------


class Parts:
    """The matrices and scalars that occur in the trees of a claim."""

    def __init__(
        self,
        expressions: Iterable[Expression],
        letters: Mapping[str, Letter],
        scalars: Iterable[str],
    ):
        self.letters = {name: letter(*one) for name, one in letters.items()}
        self.scalars = {
            name: Scalar({((("s", name), 1),): Fraction(1)}, {}, name) for name in scalars
        }
        self.matrices: dict[Matrix, Matrix] = {}
        self.products: list[tuple[Matrix, Matrix]] = []
        self.tails: list[Matrix] = []  # the ends of products
        self.pairs: list[tuple[Matrix, Matrix]] = []
        self.normed: list[Matrix] = []
        self.sums: list[tuple[Matrix, Matrix]] = []
        for one in expressions:
            self._visit(one.tree)

    def _build(self, tree: Any) -> Any:
        return from_tree(tree, self.letters, self.scalars)

    def _keep(self, x: Any) -> None:
        full = len(self.matrices) >= MOST_MATRICES
        if (
            isinstance(x, Matrix)
            and x.terms
            and not full
            and not any(other in self.matrices for other in (x, -x, x.T, -x.T))
        ):
            self.matrices[x] = x

    def _visit(self, tree: Any) -> None:
        if not isinstance(tree, tuple) or tree[0] in ("I", "0"):
            return
        head = tree[0]
        if head in ("norm2", "tr", "inner"):
            arguments = [self._build(part) for part in tree[1:]]
            for x in arguments:
                self._keep(x)
            if head == "inner":
                self.pairs.append((arguments[0], arguments[1]))
            elif head == "tr":
                self._split_trace(arguments[0], tree[1])
            else:
                self._split_product(tree[1])
        elif head == "@":
            self._split_product(tree)
            self._keep(self._build(tree))
        if head == "sqrt":
            self.normed.append(self._build(tree[1][1]))
            self._split_sum(tree[1][1])
        for part in tree[1:]:
            self._visit(part)

    def _split_sum(self, tree: Any) -> None:
        if isinstance(tree, tuple) and tree[0] in ("+", "-") and len(tree) == 3:
            first, second = (self._build(part) for part in tree[1:])
            self.sums.append((first, second if tree[0] == "+" else -second))
            self.normed += [first, second]
            for part in tree[1:]:
                self._split_sum(part)

    def _factors(self, tree: Any) -> list[Any]:
        if isinstance(tree, tuple) and tree[0] == "@":
            return [factor for part in tree[1:] for factor in self._factors(part)]
        if (
            isinstance(tree, tuple)
            and tree[0] == "T"
            and isinstance(tree[1], tuple)
            and tree[1][0] == "@"
        ):
            return [("T", factor) for factor in reversed(self._factors(tree[1]))]
        return [tree]

    def _split_product(self, tree: Any) -> None:
        factors = [self._build(part) for part in self._factors(tree)]
        if not all(isinstance(x, Matrix) for x in factors):
            return
        for x in factors:
            self._keep(x)
        self.tails += [_product(factors[i:]) for i in range(1, len(factors) - 1)]
        for i, j in itertools.combinations(range(len(factors) + 1), 2):
            for k in range(i + 1, j):
                self.products.append((_product(factors[i:k]), _product(factors[k:j])))

    def _split_trace(self, x: Matrix, tree: Any) -> None:
        self.pairs.append((eye(x.rows), x))
        factors = [self._build(part) for part in self._factors(tree)]
        for k in range(1, len(factors)):
            self.pairs.append((_product(factors[:k]).T, _product(factors[k:])))


def _product(factors: Sequence[Matrix]) -> Matrix:
    total = factors[0]
    for x in factors[1:]:
        total = total @ x
    return total


def defects(rules: Iterable[Any], ends: Sequence[Matrix]) -> Iterator[Brick]:
    """|E|^2 and |E X|^2 with E = I - Q Q^T where a rule says Q^T Q = I, with E = I - P where it
    says P P = P.
    """
    for one in rules:
        if one.is_scalar or one.rows != one.cols:
            continue
        for (mono, word), unit in one.terms.items():
            rest = {key: q for key, q in one.terms.items() if key != (mono, word)}
            if len(rest) != 1 or mono != words.ONE or word is None or len(word) != 2:
                continue
            names = {name: letter(*known) for name, known in one.letters.items()}
            first, second = (names[name].T if flag == 1 else names[name] for name, flag in word)
            if first.T == second and rest == {(words.ONE, ()): -unit}:
                e = eye(first.cols) - second @ first
            elif first == second == first.T and rest == {(words.ONE, word[:1]): -unit}:
                e = eye(first.cols) - first
            else:
                continue
            yield square_norm(e)
            for x in ends:
                for y in (x, x.T):
                    if y.rows == e.cols:
                        yield square_norm(e @ y)


def root_bricks(roots: Sequence[Matrix], basics: Sequence[Matrix]) -> Iterator[Brick]:
    """With symmetric roots R, S of semidefinite letters and plain letters X: ||R X||^2, ||R S
    X||^2, ||R||^2 ||S X||^2 - ||R S X||^2.
    """
    ends = [x for y in basics for x in (y, y.T)]
    for r in roots:
        near = [x for x in [*roots, *ends] if x.rows == r.cols]
        yield square_norm(r)
        for x in near:
            yield square_norm(r @ x)
            yield submultiplicative(r, x)
        for s in roots:
            for x in near:
                if s.cols == x.rows and r.cols == s.rows:
                    yield square_norm(r @ s @ x)


# --- words: halves of traces ----------------------------------------------------------------------


def halves(goal: Polynomial, letters: Mapping[str, Letter]) -> Iterator[tuple[Matrix, Matrix]]:
    """Pairs X, Y with <X, Y> a monomial of the goal: a trace cut in two, the scalars in front
    shared out.
    """
    for mono in sorted(goal):
        traces = [(atom, e) for atom, e in mono if atom[0] == "tr"]
        if len(traces) != 1 or traces[0][1] != 1:
            continue
        front = [(atom, e) for atom, e in mono if atom[0] == "s"]
        if len(front) + 1 != len(mono):
            continue
        cycle: Word = traces[0][0][1]
        for way in (cycle, words.transposed(cycle)):
            for i in range(len(way)):
                turned = way[i:] + way[:i]
                for k in {len(turned) // 2, (len(turned) + 1) // 2}:
                    for share in _shares(front):
                        rest = words.over(words.monomial(front), share)
                        x = _word(words.transposed(turned[:k]), share, turned, letters)
                        y = _word(turned[k:], rest or words.ONE, turned, letters)
                        if x is not None and y is not None and x.shape == y.shape:
                            yield x, y


def _shares(front: list[tuple[Any, int]]) -> list[Monomial]:
    """Ways to give a scalar monomial half to one side."""
    choices = [sorted({e // 2, (e + 1) // 2}) for _, e in front]
    return [
        tuple((atom, e) for (atom, _), e in zip(front, pick) if e)
        for pick in itertools.product(*choices)
    ]


def _word(word: Word, mono: Monomial, around: Word, letters: Mapping[str, Letter]) -> Matrix | None:
    names = dict(letters)
    if not word:
        n = words.ends(around[0], letters)[0]
        return Matrix(n, n, {(): {mono: Fraction(1)}}, names)
    rows, cols = words.ends(word[0], letters)[0], words.ends(word[-1], letters)[1]
    blocks, inside = words.normal_word(word, rows, letters)
    return Matrix(rows, cols, {inside: {words.times(mono, blocks): Fraction(1)}}, names)


def scalar_halves(goal: Polynomial) -> list[Scalar]:
    """Monomials whose squares or products occur in the goal: candidates inside squares of
    scalars.
    """
    found: dict[Monomial, Scalar] = {}
    for mono in sorted(goal):
        for pick in itertools.product(*[sorted({e // 2, (e + 1) // 2}) for _, e in mono]):
            half = tuple((atom, e) for (atom, _), e in zip(mono, pick) if e)
            found.setdefault(half, Scalar({half: Fraction(1)}, {}))
        if len(mono) == 2:
            for atom, e in mono:
                found.setdefault(((atom, e),), Scalar({((atom, e),): Fraction(1)}, {}))
    return list(found.values())[:12]
