"""Theorem 7.4: the cubic Hermite interpolant and its two-sided bound. Normalised data: y_0 = 0, y_1
= 1 after y = y_0 + (y_1 - y_0) t.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine.theorems import conj, forall, given
from steepest.proofs.engine.theorems import reals as formal_reals
from steepest.proofs.engine.theorems.words import term

from . import at, chapter_7, diff, every, holds
from .construction import hermite
from .moves import at_once
from .tube import between


def data():
    return reals("f0 f1 slope0 slope1 y0 y1 y")


def unit(falls=True):
    """p(t) for f(y_0) = A, f(y_1) = A - drop, slopes -a and b on [0, 1]; drop > 0, a > 0."""
    A, drop, a, b, t = reals("A drop a b t")
    where = [(drop, ">", 0), (a, ">", 0), (A, "<", 0), (t, ">=", 0), (t, "<=", 1)]
    return A, drop, a, b, t, hermite(A, A - drop, -a, b, 0, 1, t), where


@claim(
    "saddle.thm-7.4.values",
    chapter_7("Theorem 7.4"),
    formula=r"p(y_0)=f(y_0),\ p(y_1)=f(y_1)",
    hypotheses=("y_0 < y_1",),
)
def interpolates_values(judge, three=3):
    """The cubic of Theorem 7.4 takes the given values at both ends."""
    f0, f1, m0, m1, y0, y1, y = data()
    S = (f1 - f0) / (y1 - y0)
    p = hermite(f0, f1, m0, m1, y0, y1, y) + (three - 3) * S / (y1 - y0) * (y - y0) ** 2
    claims = [(at(p, (y, y0)), "==", f0), (at(p, (y, y1)), "==", f1)]
    return every(judge, claims, [(y0, "<", y1)])


interpolates_values.mutant("2 S instead of 3 S in c_2", three=2)


@claim(
    "saddle.thm-7.4.slopes",
    chapter_7("Theorem 7.4"),
    formula=r"p'(y_0)=f'(y_0),\ p'(y_1)=f'(y_1)",
    hypotheses=("y_0 < y_1",),
)
def interpolates_slopes(judge, sign=1):
    """The cubic of Theorem 7.4 has the given slopes at both ends."""
    f0, f1, m0, m1, y0, y1, y = data()
    slope = diff(hermite(f0, f1, m0, m1, y0, y1, y), y)
    claims = [(at(slope, (y, y0)), "==", m0), (at(slope, (y, y1)), "==", sign * m1)]
    return every(judge, claims, [(y0, "<", y1)])


interpolates_slopes.mutant("the opposite slope at the right end", sign=-1)


@claim(
    "saddle.thm-7.4.lower",
    chapter_7("Theorem 7.4"),
    formula=r"f'(y_1)\ge\frac{3(f(y_1)-f(y_0))}{y_1-y_0}\implies f(y_1)\le p(y)",
    hypotheses=("f'(y_0) < 0", "f(y_1) < f(y_0) < 0"),
)
def bounded_below(judge):
    """The interpolant stays above its right value. False: with f'(y_1) > 0 it comes from below."""
    A, drop, a, b, t, p, where = unit()
    return holds(judge, (A - drop, "<=", p), [*where, (b, ">=", -3 * drop)])


@bounded_below.mutant
def with_a_slope_at_most_zero_only(judge):
    A, drop, a, b, t, p, where = unit()
    return holds(judge, (A - drop, "<=", p), [*where, (b, ">=", -3 * drop), (b, "<=", 0)])


@claim(
    "saddle.thm-7.4.lower-equality",
    chapter_7("Theorem 7.4"),
    formula=r"f'(y_1)=\frac{3(f(y_1)-f(y_0))}{y_1-y_0}\implies f(y_1)\le p(y)",
    hypotheses=("f'(y_0) < 0", "f(y_1) < f(y_0) < 0", "the relation read as ="),
)
def bounded_below_with_equality(judge, slope=3):
    """The lower bound under the other reading of the hypothesis. False too: a steep start
    undershoots.
    """
    A, drop, a, b, t, p, where = unit()
    return holds(judge, (A - drop, "<=", p), [*where, (b, "==", -slope * drop)])


bounded_below_with_equality.mutant("slope 2 S", slope=2)


F0, F1, M0, M1, Y0, Y1, Y, TIME = formal_reals("f_0 f_1 slope_0 slope_1 y_0 y_1 y t")
ENDS = (F0, F1, M0, M1, Y0, Y1, Y)


def secant():
    """S"""
    return (F1 - F0) / (Y1 - Y0)


def below_the_left_end(*slopes):
    """y_0 <= y <= y_1, f(y_1) < f(y_0), and the slopes"""
    return given(Y0 < Y1, between(Y0, Y, Y1), F1 < F0, *slopes)


def ends(**values):
    """An instance with f(0) = -1 and f(1) = -2, at y = 1/2."""
    numbers = {"f_0": "-1", "f_1": "-2", "y_0": "0", "y_1": "1", "y": "1/2", "t": "1/2"}
    return {"values": numbers | {name: str(value) for name, value in values.items()}}


@claim(
    "saddle.thm-7.4.normalised",
    chapter_7("Theorem 7.4"),
    formula=r"p(y_0+(y_1-y_0)t;\,f',\dots)=p(t;\,(y_1-y_0)f',\dots),\quad f'\ge3S\iff"
    r"(y_1-y_0)f'\ge3(f(y_1)-f(y_0))",
    says=lambda power=1: forall(F0, F1, M0, M1, Y0, Y1, TIME)(
        given(Y0 < Y1)
        >> conj(
            hermite(F0, F1, M0, M1, Y0, Y1, Y0 + (Y1 - Y0) * TIME)
            == hermite(
                F0, F1, (Y1 - Y0) ** power * M0, (Y1 - Y0) ** power * M1, term(0), term(1), TIME
            ),
            (M1 >= 3 * secant()) >> ((Y1 - Y0) * M1 >= 3 * (F1 - F0)),
            ((Y1 - Y0) * M1 >= 3 * (F1 - F0)) >> (M1 >= 3 * secant()),
        )
    ),
    instance=ends(slope_0=-1, slope_1=-1, y_1=2),
)
def unit_interval_suffices(judge, power=1):
    """The interpolant on [y_0, y_1] is the one on [0, 1] with slopes times y_1 - y_0, and the
    hypothesis of the bound scales alike.
    """
    p = judge.theorem()
    below, above = M1 >= 3 * secant(), (Y1 - Y0) * M1 >= 3 * (F1 - F0)
    return p.qed(
        p.both(
            p.arith(p.target.part(0), *p.given),
            p.discharge(p.arith(above, p.assume(below), *p.given), below),
            p.discharge(p.arith(below, p.assume(above), *p.given), above),
        )
    )


unit_interval_suffices.mutant("slopes not rescaled", power=0)


@claim(
    "saddle.thm-7.4.upper",
    chapter_7("Theorem 7.4"),
    formula=r"f'(y_1)\ge\frac{3(f(y_1)-f(y_0))}{y_1-y_0}\implies p(y)\le f(y_0)",
    hypotheses=(
        "f'(y_0) < 0",
        "f(y_1) < f(y_0) < 0 (that f(y_0) < 0 is not needed)",
        "the relation, unreadable in our copy, read as >= (its use in Lemma 7.4)",
    ),
    says=lambda factor=3: forall(*ENDS)(
        below_the_left_end(M0 < 0, M1 >= factor * secant())
        >> (hermite(F0, F1, M0, M1, Y0, Y1, Y) <= F0)
    ),
    instance=ends(slope_0=-1, slope_1=-1),
)
def bounded_above(judge, factor=3):
    """The interpolant stays below its left value."""
    return at_once(judge)


bounded_above.mutant("f'(y_1) >= 4 S", factor=4)


@claim(
    "saddle.thm-7.4.lower-amended",
    chapter_7("Theorem 7.4"),
    formula=r"3S\le f'(y_0)<0,\ 3S\le f'(y_1)\le 0\implies f(y_1)\le p(y)\le f(y_0)",
    hypotheses=("f(y_1) < f(y_0)",),
    amends="saddle.thm-7.4.lower",
    says=lambda factor=3: forall(*ENDS)(
        below_the_left_end(M0 >= factor * secant(), M0 < 0, M1 >= 3 * secant(), M1 <= 0)
        >> between(F1, hermite(F0, F1, M0, M1, Y0, Y1, Y), F0)
    ),
    instance=ends(slope_0=-1, slope_1=-1),
)
def two_sided(judge, factor=3):
    """Both bounds hold when both slopes lie in [3 S, 0]: then p is monotone (Fritsch and Carlson
    1980).
    """
    p = judge.theorem()
    # by the products of s = y - y_0 and r = y_1 - y, the interpolant less an end has the signs seen
    width, s, r = Y1 - Y0, Y - Y0, Y1 - Y
    whole = hermite(F0, F1, M0, M1, Y0, Y1, Y)
    wide = p.arith(width > 0, *p.given)
    slopes = [p.arith(one * width >= 3 * (F1 - F0), wide, *p.given) for one in (M0, M1)]
    fall, first, second = F0 - F1, -M0 * width, -M1 * width
    cubic = lambda a, b, c, d: a * r**3 + b * r**2 * s + c * r * s**2 + d * s**3  # noqa: E731
    parts = (fall, 3 * fall - first, second, 0), (0, first, 3 * fall - second, fall)
    above, below = (cubic(*map(term, some)) for some in parts)
    a, b, c, d, v, w, q = formal_reals("a b c d v w q")
    mean = forall(a, b, c, d, v, w)(
        given(a >= 0, b >= 0, c >= 0, d >= 0, v >= 0, w >= 0)
        >> (a * v**3 + b * v**2 * w + c * v * w**2 + d * w**3 >= 0)
    )
    ends = [p.arith(r >= 0, *p.given), p.arith(s >= 0, *p.given)]
    signs = [
        p.use(
            p.lemma(mean, *some, r, s),
            *(p.arith(term(one) >= 0, wide, *slopes, *p.given) for one in some), *ends,
        )
        for some in parts
    ]  # fmt: skip
    divided = forall(v, w, q)(given(w > 0, q >= 0, v * w == q) >> (v >= 0))
    cube = p.arith(width**3 > 0, wide)
    sides = [
        p.use(
            p.lemma(divided, gap, width**3, sign, defined=[p.arith(width != 0, wide)]),
            cube, known, p.arith(gap * width**3 == sign, wide),
        )
        for gap, sign, known in zip((whole - F1, F0 - whole), (above, below), signs)
    ]  # fmt: skip
    return p.qed(p.arith(p.target, *sides, *p.given))


two_sided.mutant("the first slope down to 8 S", factor=8)
