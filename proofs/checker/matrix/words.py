"""The free algebra of matrices of every size: sums of words in letters and their transposes."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Any

from .._terms import ONE, ZERO, need

SYMMETRIC = ("symmetric", "psd", "diagonal", "selector")


class Words:
    """{(monomial, word): rational}. A trace is the least of its rotations and their transposes; a 1
    x 1 block is its own trace.
    """

    def __init__(self, header: dict):
        self.letters, self.one, self.roots = header["letters"], {((), ()): ONE}, {}
        self.symmetric = {
            name for name, kind in header.get("kinds", {}).items() if kind in SYMMETRIC
        }

    def number(self, value: Fraction) -> dict:
        return {((), ()): value} if value else {}

    def scalar(self, name: str) -> dict:
        return {(((("", name), 1),), ()): ONE}

    def matrix(self, name: str) -> dict:
        return {((), ((name, 0),)): ONE}

    def identity(self, size: str) -> dict:
        return self.one

    def zero(self, rows: str, cols: str) -> dict:
        return {}

    def rows(self, factor: tuple) -> str:
        return self.letters[factor[0]][factor[1]]

    def trace_of(self, word: tuple) -> tuple:
        """The monomial tr(word), cut at the sizes 1."""
        cuts = [i for i, factor in enumerate(word) if self.rows(factor) == "1"] or [0]
        word, cuts = word[cuts[0] :] + word[: cuts[0]], [i - cuts[0] for i in cuts] + [len(word)]
        return multiply(*(((("tr", self.least(word[i:j])), 1),) for i, j in zip(cuts, cuts[1:])))

    def least(self, word: tuple) -> tuple:
        return min(way[i:] + way[:i] for way in (word, self.flip(word)) for i in range(len(word)))

    def flip(self, word: tuple) -> tuple:
        return tuple(
            (name, 0 if name in self.symmetric else 1 - flag) for name, flag in reversed(word)
        )

    def tidy(self, mono: tuple, word: tuple) -> tuple:
        ones = [i for i, factor in enumerate(word) if self.rows(factor) == "1"]
        ones += [len(word)] if word and self.letters[word[-1][0]][1 - word[-1][1]] == "1" else []
        if len(ones) < 2:
            return mono, word
        return multiply(
            mono, *(((("tr", self.least(word[i:j])), 1),) for i, j in zip(ones, ones[1:]))
        ), word[: ones[0]] + word[ones[-1] :]

    def add(self, a: dict, b: dict) -> dict:
        return collect([*a.items(), *b.items()])

    def times(self, a: dict, b: dict) -> dict:
        need(len(a) * len(b) < 10**6, "a product has too many terms")
        found = collect(
            (self.tidy(multiply(m, n), v + w), c * d)
            for (m, v), c in a.items()
            for (n, w), d in b.items()
        )
        for (mono, word), c in found.items():
            for atom, exponent in mono:
                if atom in self.roots and exponent > 1:  # a root squared is its radicand
                    rest = {(multiply(mono, ((atom, -2),)), word): c}
                    others = {key: value for key, value in found.items() if key != (mono, word)}
                    return self.add(
                        self.times(others, self.one), self.times(rest, self.roots[atom])
                    )
        return found

    def root(self, radicand: dict) -> dict:
        """The square root of a squared norm, a fresh atom up to a rational factor."""
        if not radicand:
            return {}
        scale = radicand[min(radicand)]
        p, q = isqrt(abs(scale.numerator)), isqrt(scale.denominator)
        factor = Fraction(p, q) if Fraction(p * p, q * q) == scale else ONE
        radicand = {key: c / factor**2 for key, c in radicand.items()}
        if radicand == self.one:
            return {((), ()): factor}
        atom = ("root", tuple(sorted((key, c) for key, c in radicand.items())))
        self.roots[atom] = radicand
        return {(((atom, 1),), ()): factor}

    def transpose(self, a: dict) -> dict:
        return collect((self.tidy(m, self.flip(w)), c) for (m, w), c in a.items())

    def trace(self, a: dict, size: str) -> dict:
        unit = ((), int(size)) if size.isdigit() else (((("dim", size), 1),), 1)
        parts = ((m, (self.trace_of(w), 1) if w else unit, c) for (m, w), c in a.items())
        return collect(((multiply(m, t), ()), c * factor) for m, (t, factor), c in parts)


def multiply(*monomials: tuple) -> tuple:
    total: dict = {}
    for atom, exponent in (power for mono in monomials for power in mono):
        total[atom] = total.get(atom, 0) + exponent
    return tuple(sorted((atom, exponent) for atom, exponent in total.items() if exponent))


def collect(terms: Any) -> dict:
    total: dict = {}
    for key, coefficient in terms:
        total[key] = total.get(key, ZERO) + coefficient
    return {key: c for key, c in total.items() if c}
