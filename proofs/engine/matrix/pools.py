"""Which nonnegative expressions might add up to right - left: growing pools of bricks, simplest
first.
"""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

from .. import work
from . import positive, words
from .expressions import Matrix, Scalar, eye, inner, norm2
from .linear import size
from .norms import norm
from .positive import Brick
from .rules import Flat, Rule, flat
from .words import Letter, Monomial, Polynomial

LARGEST_POOL = 1500
LARGEST_LADDER = 3000
MOST_KNOWN = 48  # bricks that are multiplied with products of numbers
MOST_HALVES = 12  # that are tried in pairs across monomials
LARGEST_MATRIX = 8  # terms of a matrix that is tried in pairs


class Pools:
    """Bricks for `value` >= 0 under hypotheses `where`, made of the given parts; `roots` are the
    roots of semidefinite letters.
    """

    def __init__(
        self,
        value: Scalar,
        polynomials: Sequence[Polynomial],
        where: Sequence[tuple[Scalar, Scalar]],
        parts: positive.Parts,
        roots: Sequence[Matrix],
        degree: int,
        letters: dict[str, Letter],
        end: float,
        reciprocals: Sequence[tuple[str, Rule]] = (),
        defects: Sequence[Brick] = (),
        reduced: Callable[[Brick], Flat] = lambda brick: flat(brick.value),
    ):
        self.value, self.parts, self.roots, self.degree, self.letters, self.end = (
            value,
            parts,
            roots,
            degree,
            letters,
            end,
        )
        self.facts = [positive.hypothesis(i, *pair) for i, pair in enumerate(where)]
        self.reduced = reduced
        self.reciprocals = [
            positive.square(Scalar({((("s", name), 1),): Fraction(1)}, {}, name))
            for name, _ in reciprocals
        ]
        self.inverted = dict(filter(None, (self._inverted(*one) for one in reciprocals)))
        if len(self.inverted) < len(reciprocals):
            self.degree += 2  # the sign of a reciprocal is shown on the way
        # scalars that are never negative
        self.signs = [*self.facts, *self.inverted.values(), *self.reciprocals]
        self.defects = defects
        self.squared: dict[Matrix, Scalar] = {}
        self.polynomial: Polynomial = {}
        for one in polynomials:
            self.polynomial = {**one, **self.polynomial}
        self.has_norms = any(atom[0] == "norm" for mono in value.polynomial for atom, _ in mono)

    def __iter__(self) -> Iterator[list[Brick]]:
        rooted = self.take(self.rooted())
        sizes = [positive.square_norm(eye(size)) for size in sorted(_symbols(self.letters))]
        own = [*self.signs, Brick((), Scalar.of(1)), *sizes, *self.take(self.defects)]
        plain = self.take([*own, *rooted], map(positive.square_norm, self.parts.matrices))
        yield plain  # a sum of squares that the claim itself names needs no pairs
        first = self.take(plain, self.squares(), self.templates())
        yield first
        multiples = self.take(self.multiples(first))
        yield [*first, *multiples]
        second = self.take(self.word_squares((Fraction(1), Fraction(2), Fraction(1, 2))))
        yield [*first, *second, *multiples]
        products = self.take(self.products([*rooted, *first])) if self.signs else []
        yield [*first, *second, *products]
        more = self.take(self.word_squares((Fraction(3), Fraction(1, 3), Fraction(4))))
        yield [*first, *second, *more, *self.take(self.multiples([*first, *second])), *products]

    def _inverted(self, name: str, one: Rule) -> tuple[Monomial, Brick] | None:
        """The reciprocal r of a number s that a hypothesis (or a size) makes nonnegative: r = s r^2
        modulo the rule s r = 1.
        """
        atom = (("s", name), 1)
        r = Scalar({(atom,): Fraction(1)}, {}, name)
        sizes = [positive.square_norm(eye(size)) for size in sorted(_symbols(self.letters))]
        for fact in (*self.facts, *sizes):
            product = (fact.value * r).polynomial
            of = (one.left - one.right + 1).polynomial
            ratio = next((q / of[mono] for mono, q in product.items() if mono in of), None)
            if ratio and ratio > 0 and product == {mono: ratio * q for mono, q in of.items()}:
                return (atom,), fact * positive.square(r)
        return None

    def take(self, *bricks: Iterable[Brick]) -> list[Brick]:
        """The bricks of fitting degree, each once, until time or room is over."""
        kept: dict[tuple, Brick] = {}
        for brick in itertools.chain(*bricks):
            if brick.value.polynomial and self._fits(brick):
                kept.setdefault(brick.factors, brick)
            if len(kept) >= LARGEST_POOL or work.over(self.end, 100):
                break
        return list(kept.values())

    def _fits(self, brick: Brick) -> bool:
        """The degree is that of the goal, or falls to it when the rules are put in."""
        high = max(size((mono, None)) for mono in brick.value.polynomial) - self.degree - 1
        kinds = ("norm2", "where", "square") if self.reciprocals else ("norm2",)
        if high <= 0 or brick.kind not in kinds or high > (2 if self.degree <= 5 else 1):
            return high <= 0
        return max(map(size, self.reduced(brick)), default=0) <= self.degree + 1

    # --- squares ----------------------------------------------------------------------------------

    def squares(self) -> Iterator[Brick]:
        """||X +- Y||^2 for matrices of the claim, and for their Gram matrices."""
        for x, y in self.pairs():
            yield from self.both_signs(x, y)
        if self.degree >= 4:
            grams = [y for x in self.light()[:10] for y in (x.T @ x, x @ x.T)]
            for x, y in itertools.combinations(grams, 2):
                if x.shape == y.shape:
                    yield from self.both_signs(x, y)

    def both_signs(self, x: Matrix, y: Matrix) -> Iterator[Brick]:
        """||X - Y||^2 and ||X + Y||^2, from the norms and the inner product that they share."""
        norms, cross = self.square_of(x) + self.square_of(y), 2 * inner(x, y)
        yield Brick((("norm2", (x - y).tree),), norms - cross)
        yield Brick((("norm2", (x + y).tree),), norms + cross)

    def square_of(self, x: Matrix) -> Scalar:
        known = self.squared.get(x)
        if known is None:
            known = self.squared[x] = norm2(x)
        return known

    def light(self) -> list[Matrix]:
        return [x for x in self.parts.matrices if len(x.terms) <= LARGEST_MATRIX]

    def pairs(self) -> Iterator[tuple[Matrix, Matrix]]:
        yield from ((x, y) for x, y in self.parts.pairs if x.shape == y.shape)
        for x, y in itertools.combinations(self.light(), 2):
            if x.shape == y.shape:
                yield x, y
            elif x.shape == y.shape[::-1]:
                yield x, y.T

    def word_squares(self, ratios: Sequence[Fraction]) -> Iterator[Brick]:
        """Squares of halves of monomials, and of their sums and differences in simple ratios."""
        for x, y in self._halves():
            yield positive.square_norm(x)
            yield positive.square_norm(y)
            for t in ratios if x != y else ():
                yield positive.square_norm(x - t * y)
                yield positive.square_norm(x + t * y)
        halves = dict.fromkeys(x for pair in self._halves() for x in pair)
        for x, y in itertools.combinations(list(halves)[:MOST_HALVES], 2):
            if x.shape == y.shape:
                yield from self.both_signs(x, y)
        scalars = positive.scalar_halves(self.polynomial)
        yield from map(positive.square, scalars)
        for s, u in itertools.combinations(scalars, 2):
            for t in ratios:
                yield positive.square(s - t * u)
                yield positive.square(s + t * u)

    def _halves(self) -> list[tuple[Matrix, Matrix]]:
        return list(positive.halves(self.polynomial, self.letters))

    # --- Cauchy-Schwarz, norms of products, roots -------------------------------------------------

    def templates(self) -> Iterator[Brick]:
        parts = self.parts
        pairs = list(itertools.islice(self.pairs(), 60))
        pairs += [(eye(x.rows), x) for x in self.light() if x.rows == x.cols]
        if self.has_norms:
            signed = [(x, s * y) for x, y in pairs[:40] for s in (1, -1)]
            for x, y in [*parts.sums, *signed[:20]]:
                yield positive.triangle(x, y)
            for x in [*parts.normed, *parts.matrices]:
                yield positive.root_norm(x)
            for x, y in parts.products[:40]:
                yield positive.submultiplicative_root(x, y)
                yield positive.square(norm(x) - norm(y))
            for x, y in signed:
                yield positive.cauchy_schwarz_root(x, y)
        for x, y in parts.products[:60]:
            yield positive.submultiplicative(x, y)
        for x in self.light():
            yield positive.submultiplicative(x.T, x)
            yield positive.submultiplicative(x, x.T)
        for x, y in pairs:
            yield positive.cauchy_schwarz(x, y)

    def rooted(self) -> Iterator[Brick]:
        """Bricks with the roots of semidefinite letters, applied to letters, their differences and
        sums.
        """
        if not self.roots:
            return
        names = {r.tree for r in self.roots}
        basics = [
            x
            for name, x in self.parts.letters.items()
            if name not in names and self.letters[name].kind != "psd"
        ]
        near = [x for x in self.light() if len(x.terms) > 1]
        tails = dict.fromkeys([*(x for x in self.light() if x not in basics), *self.parts.tails])
        ends = [*basics, *near, *(x for x in tails if x not in near)][:24]
        pairs = [(x, y) for x, y in itertools.combinations(ends, 2) if x.shape == y.shape][:20]
        yield from positive.root_bricks(
            self.roots, [*ends, *(x - y for x, y in pairs), *(x + y for x, y in pairs)]
        )

    # --- products ---------------------------------------------------------------------------------

    def products(self, bricks: Sequence[Brick]) -> Iterator[Brick]:
        """Hypotheses times bricks, hypotheses times hypotheses (times squares)."""
        pairs = [a * b for a, b in itertools.combinations_with_replacement(self.signs, 2)]
        yield from pairs
        for a in self.signs:
            yield from (a * b for b in bricks if b not in self.signs)
        norms = [b for b in bricks if b.kind in ("norm2", "square")]
        for a in pairs[:15]:
            yield from (a * b for b in norms[:60])

    def ladder(self) -> Iterator[list[Brick]]:
        """Products of up to three hypotheses between numbers, times what is known of matrices: a
        step size, what it is at most and an inequality of a class, say.
        """
        numbers = [a for a in self.signs if _numeric(a)]
        own = [a for a in self.signs if not _numeric(a)]
        named = map(positive.square_norm, self.parts.matrices)
        squares = (b for b in (*self.rooted(), *named, *self.squares()) if b.kind == "norm2")
        known = [*own, *self.take(squares)][:MOST_KNOWN]
        pool = [*self.signs, *known]
        for length in (1, 2, 3) if numbers and known else ():
            for several in itertools.combinations_with_replacement(numbers, length):
                product = functools.reduce(operator.mul, several)
                pool += self.take([product, *(product * b for b in known)])
                if work.over(self.end, 1000):
                    return
            yield pool[:LARGEST_LADDER]

    def multiples(self, bricks: Sequence[Brick], rounds: int = 3) -> Iterator[Brick]:
        """Bricks times nonnegative monomials, as far as they reach monomials of the goal or of one
        another.
        """
        reached = set(self.value.polynomial)
        known = {
            next(iter(b.value.polynomial)): b
            for b in self.facts
            if len(b.value.polynomial) == 1 and min(b.value.polynomial.values()) > 0
        } | self.inverted
        found: set[tuple] = set()
        fresh = set(reached)
        for _ in range(rounds):
            new: set[Monomial] = set()
            for brick in bricks:
                quotients = {
                    words.over(target, mono) for mono in brick.value.polynomial for target in fresh
                }
                for rest in sorted(q for q in quotients if q):
                    by = positive.monomial(rest, self.letters, known)
                    if by is None or (brick.factors + by.factors) in found:
                        continue
                    found.add(brick.factors + by.factors)
                    product = brick * by
                    new.update(product.value.polynomial)
                    yield product
                if len(found) > 800 or work.over(self.end, 1000):
                    return
            fresh = new - reached
            reached |= new


def _numeric(brick: Brick) -> bool:
    """Whether it is about declared numbers only."""
    return all(atom[0] == "s" for mono in brick.value.polynomial for atom, _ in mono)


def _symbols(letters: dict[str, Letter]) -> set[str]:
    sizes = {size for one in letters.values() for size in (one.rows, one.cols)}
    return {size for size in sizes if isinstance(size, str)}
