"""Words in letters and their transposes, traces of words, and polynomials in scalars and traces.

A letter X has a shape ``rows x cols``; a size is a symbol ("d1") or a positive integer. A *word* is
a product such as U V^T W, stored as ``(("U", 0), ("V", 1), ("W", 0))``; a symmetric letter has the
mark 2 and is its own transpose; the empty word is an identity matrix. Two facts about matrices of
every size give the normal form:

* tr(X) = tr(X^T) and tr(X Y) = tr(Y X): a trace is kept as the least word among its rotations and
  their transposes;
* a 1 x 1 block commutes: x (y^T z) w^T = tr(y^T z) x w^T, so a word never passes a size 1 twice.

An *atom* is ``("s", name)`` for a scalar indeterminate, ``("tr", word)`` for a trace, ``("dim",
size)`` for the trace of an identity of symbolic size, ``("norm", N)`` for a Frobenius norm, where N
lists the polynomial of its square. A *monomial* is a sorted tuple of pairs (atom, exponent), a
*polynomial* maps monomials to rationals.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

Size = int | str
Factor = tuple[str, int]
Word = tuple[Factor, ...]
Atom = tuple
Monomial = tuple[tuple[Atom, int], ...]
Polynomial = dict[Monomial, Fraction]

ONE: Monomial = ()


class Letter(NamedTuple):
    """A matrix indeterminate. `kind` is "", symmetric, diagonal, selector, psd or orthogonal."""

    name: str
    rows: Size
    cols: Size
    kind: str = ""

    @property
    def factor(self) -> Factor:
        return self.name, 2 if self.kind in SYMMETRIC else 0


SYMMETRIC = ("symmetric", "psd", "diagonal", "selector")
Letters = Mapping[str, Letter]


# --- words ----------------------------------------------------------------------------------------


def ends(factor: Factor, letters: Letters) -> tuple[Size, Size]:
    """The shape of one factor."""
    letter = letters[factor[0]]
    return (letter.cols, letter.rows) if factor[1] == 1 else (letter.rows, letter.cols)


def transposed(word: Word) -> Word:
    return tuple((name, flag if flag == 2 else 1 - flag) for name, flag in reversed(word))


@lru_cache(maxsize=200_000)
def canonical(word: Word) -> Word:
    """The least word with the same trace: among all rotations of the word and of its transpose."""
    candidates = (w[i:] + w[:i] for w in (word, transposed(word)) for i in range(len(word)))
    return min(candidates)


def gaps(word: Word, start: Size, letters: Letters) -> list[Size]:
    """The sizes before, between and after the factors."""
    return [start, *(ends(factor, letters)[1] for factor in word)]


def normal_word(word: Word, start: Size, letters: Letters) -> tuple[Monomial, Word]:
    """Take every 1 x 1 block out of a word, as traces."""
    if not word:
        return ONE, word
    ones = [i for i, size in enumerate(gaps(word, start, letters)) if size == 1]
    if len(ones) < 2:
        return ONE, word
    blocks = [canonical(word[i:j]) for i, j in zip(ones, ones[1:])]
    return monomial((("tr", block), 1) for block in blocks), word[: ones[0]] + word[ones[-1] :]


def normal_trace(word: Word, start: Size, letters: Letters) -> Monomial | int:
    """tr(word) as a monomial in traces, or an integer for an identity of known size."""
    if not word:
        return start if isinstance(start, int) else ((("dim", start), 1),)
    ones = [i for i, size in enumerate(gaps(word, start, letters)[:-1]) if size == 1]
    if not ones:
        return ((("tr", canonical(word)), 1),)
    turned = word[ones[0] :] + word[: ones[0]]
    cuts = [i - ones[0] for i in ones] + [len(word)]
    return monomial((("tr", canonical(turned[i:j])), 1) for i, j in zip(cuts, cuts[1:]))


# --- monomials and polynomials --------------------------------------------------------------------


def monomial(powers) -> Monomial:
    """The product of pairs (atom, exponent)."""
    total: dict[Atom, int] = {}
    for atom, exponent in powers:
        total[atom] = total.get(atom, 0) + exponent
    return tuple(sorted((atom, exponent) for atom, exponent in total.items() if exponent))


def times(first: Monomial, second: Monomial) -> Monomial:
    if not first or not second:
        return first or second
    return monomial((*first, *second))


def over(first: Monomial, second: Monomial) -> Monomial | None:
    """first / second, or None when it is no monomial."""
    if not second:
        return first
    rest = dict(first)
    for atom, exponent in second:
        if rest.get(atom, 0) < exponent:
            return None
        rest[atom] -= exponent
    return tuple((atom, rest[atom]) for atom, _ in first if rest[atom])


def degree(mono: Monomial) -> int:
    """Scalars count 1, a trace the length of its word, a norm half the degree of its square."""
    return sum(exponent * _degree_of(atom) for atom, exponent in mono)


def _degree_of(atom: Atom) -> int:
    if atom[0] == "norm":
        return max(degree(mono) for mono, _ in atom[1]) // 2
    return len(atom[1]) if atom[0] == "tr" else 1


def constant(value: int | Fraction) -> Polynomial:
    return {ONE: Fraction(value)} if value else {}


def plus(first: Polynomial, second: Polynomial, factor: Fraction | int = 1) -> Polynomial:
    """first + factor * second"""
    total = dict(first)
    add(total, second, factor)
    return total


def add(total: Polynomial, second: Polynomial, factor: Fraction | int = 1) -> None:
    """factor * second is added in place."""
    for mono, value in second.items():
        value = total.get(mono, 0) + factor * value
        if value:
            total[mono] = value
        else:
            total.pop(mono, None)


def product(first: Polynomial, second: Polynomial) -> Polynomial:
    if len(first) == len(second) == 1 and (ONE in first or ONE in second):
        ((a, x),), ((b, y),) = first.items(), second.items()
        return {a or b: x * y}
    total: Polynomial = {}
    for a, x in first.items():
        for b, y in second.items():
            mono = times(a, b)
            if mono and any(atom[0] == "norm" and exponent > 1 for atom, exponent in mono):
                total = plus(total, without_squares(mono), x * y)
                continue
            value = total.get(mono, 0) + x * y
            if value:
                total[mono] = value
            else:
                del total[mono]
    return total


def without_squares(mono: Monomial) -> Polynomial:
    """A monomial with every squared norm replaced by its polynomial."""
    total: Polynomial = {
        tuple(
            (atom, e % 2 if atom[0] == "norm" else e)
            for atom, e in mono
            if atom[0] != "norm" or e % 2
        ): Fraction(1)
    }
    for atom, exponent in mono:
        for _ in range(exponent // 2 if atom[0] == "norm" else 0):
            total = product(total, dict(atom[1]))
    return total
