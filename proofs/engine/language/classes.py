"""Functions that are known by their class: `function = { f = "L-smooth, mu-strongly convex" }`.

f is a function on R^n for every n; f(x) and grad(f, x) are its value and gradient at a vector. What
is used of the class are its inequalities at the points that are named, for every pair of them:

    convex                 f_i >= f_j + <g_j, x_i - x_j>
    mu-strongly convex     f_i >= f_j + <g_j, x_i - x_j> + mu/2 |x_i - x_j|^2
    L-smooth               |f_i - f_j - <g_j, x_i - x_j>| <= L/2 |x_i - x_j|^2
    smooth, with mu <= L   2 (L - mu) (f_i - f_j - <g_j, x_i - x_j>) >= |g_i - g_j|^2
                             + mu L |x_i - x_j|^2 - 2 mu <g_j - g_i, x_j - x_i>
                           (mu = 0: convex; mu = -L: smooth alone)
    mu-PL                  |g_i|^2 >= 2 mu (f_i - inf f)
    inf(f)                 f_i >= inf f, and of smooth ones f_i - |g_i|^2/(2 L) >= inf f

Every function of the class satisfies them, so PROVED is about all of them. For smooth functions
without `inf` and PL the fourth line is also enough (Taylor, Hendrickx, Glineur, Math. Program. 161,
2017, Theorem 4): numbers that satisfy it for all pairs are those of a function of the class, so a
point that fails is a counterexample. For other classes such a point decides nothing.
L > 0, mu >= 0 and mu <= L belong to the class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from ..terms import Term

SIZE = "n"  # of the vectors
MOST_POINTS = 6
ZERO, ONE, TWO = Fraction(0), Fraction(1), Fraction(2)
_PART = re.compile(
    r"(?:([A-Za-z]\w{0,59}|\d+(?:/\d+)?)\s*-\s*)?(smooth|strongly convex|convex|PL)\Z"
)
EXAMPLE = '"L-smooth", "convex", "mu-strongly convex", "mu-PL", joined by commas'


@dataclass
class Known:
    """A function, its class, and the points at which it is named."""

    name: str
    smooth: Term | None = None  # L
    strong: Term | None = None  # mu; 0 for convex
    pl: Term | None = None
    infimum: bool = False
    points: list[Term] = field(default_factory=list)

    @property
    def exact(self) -> bool:
        """Whether the inequalities say all that the class says of these points."""
        return self.smooth is not None and self.pl is None and not self.infimum

    def value(self, i: int) -> str:
        return f"{self.name}_at_{i}"

    def gradient(self, i: int) -> str:
        return f"grad_{self.name}_at_{i}"

    @property
    def least(self) -> str:
        return f"inf_{self.name}"

    def hypotheses(self) -> Iterator[Term]:
        """What the class says, as comparisons."""
        L, mu = self.smooth, self.strong
        if L is not None:
            yield (">", L, ZERO)
        for one in (mu, self.pl):
            if one is not None and one != ZERO:
                yield (">=", one, ZERO)
        if L is not None and mu not in (None, ZERO):
            yield ("<=", mu, L)
        for i in range(len(self.points)):
            yield from self._alone(i)
            for j in range(len(self.points)):
                if i != j:
                    yield from self._pair(i, j)

    def models(self) -> Iterator[tuple[Term, ...]]:
        """c/2 |x|^2 with the curvatures c that the class allows, at the points named."""
        curvatures = [c for c in (self.smooth, self.strong, self.pl) if c not in (None, ZERO)]
        for c in curvatures or [ONE]:
            made: list[Term] = [("==", self.least, ZERO)] if self.infimum or self.pl else []
            for i, point in enumerate(self.points):
                made.append(("==", self.gradient(i), ("scale", c, point)))
                made.append(("==", self.value(i), times(times(c, ONE / 2), ("norm2", point))))
            yield tuple(made)

    def _alone(self, i: int) -> Iterator[Term]:
        f, square = self.value(i), ("norm2", self.gradient(i))
        if self.pl is not None:
            yield (">=", square, times(TWO, times(self.pl, ("-", f, self.least))))
        if self.infimum or self.pl is not None:
            yield (">=", f, self.least)
            if self.smooth is not None:
                yield (">=", ("-", f, ("/", square, times(TWO, self.smooth))), self.least)

    def _pair(self, i: int, j: int) -> Iterator[Term]:
        L, mu = self.smooth, self.strong
        moved = ("-", self.points[i], self.points[j])
        gi, gj = self.gradient(i), self.gradient(j)
        far = ("norm2", moved)
        excess = ("-", ("-", self.value(i), self.value(j)), ("inner", gj, moved))
        if mu == ZERO and L is None:
            yield (">=", excess, ZERO)
        elif mu is not None and mu != ZERO:
            yield (">=", excess, times(("/", mu, TWO), far))
            # the same times 2 mu, and two squares: hints for the search
            yield (">=", times(times(TWO, mu), excess), times(("^", mu, TWO), far))
            for one in (gi, ("-", gi, gj)):
                yield (">=", ("norm2", ("-", one, ("scale", mu, moved))), ZERO)
        if L is None:
            return
        half = times(("/", L, TWO), far)
        yield ("<=", excess, half)
        if mu is None:
            yield (">=", excess, ("-", half))
        change = ("norm2", ("-", gi, gj))
        low = ("-", L) if mu is None else mu
        side = ("inner", ("-", gj, gi), ("-", self.points[j], self.points[i]))
        if low == ZERO:
            yield (">=", times(times(TWO, L), excess), change)
            return
        right = ("-", ("+", change, times(times(low, L), far)), times(times(TWO, low), side))
        yield (">=", times(times(TWO, ("-", L, low)), excess), right)


def times(a: Term, b: Term) -> Term:
    return ("*", a, b)


def known(name: str, text: str) -> Known:
    """The class of a text. Raises `ValueError` with what was expected."""
    found = Known(name)
    for part in text.split(","):
        words = _PART.match(" ".join(part.split()))
        if words is None:
            raise ValueError(f"{part.strip()!r:.60} is no class; classes are {EXAMPLE}")
        constant, kind = words[1], words[2]
        if (constant is None) != (kind == "convex"):
            raise ValueError(f"{part.strip()!r:.60}: expected {EXAMPLE}")
        value: Term = ZERO
        if constant:
            value = Fraction(constant) if constant[0].isdigit() else constant
        slot = {"smooth": "smooth", "PL": "pl"}.get(kind, "strong")
        if getattr(found, slot) is not None:
            raise ValueError(f"{text!r:.60} says {kind} twice")
        setattr(found, slot, value)
    return found
