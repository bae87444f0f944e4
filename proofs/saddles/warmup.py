"""Section 7.3: two examples with unnatural initialization, and an explicit smooth connection h for
the second.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from steepest.proofs import claim, reals
from steepest.proofs.engine.theorems import (
    conj,
    deriv,
    forall,
    functions,
    given,
    read,
)
from steepest.proofs.engine.theorems import reals as formal_reals
from steepest.proofs.engine.theorems.words import term
from steepest.proofs.textbook.plane import smooth

from . import as_written, chapter_7, diff, every, glued, holds, number
from .paths import refuted_by
from .tube import between

QUARTER = "1/4"
BASE = Fraction(3, 2)


def moved(f, x):
    """One step of size 1/4."""
    return as_written("x - eta*slope", x=x, eta=number(QUARTER), slope=diff(f, x))


@claim(
    "saddle.warm-1.update",
    chapter_7("Section 7.3"),
    formula=r"f=x_1^2-x_2^2,\ \eta=\tfrac14:\quad x_1^{(t+1)}=\tfrac12x_1^{(t)},\ "
    r"x_2^{(t+1)}=\tfrac32x_2^{(t)}",
)
def near_update(judge, growth="3/2"):
    """One step with eta = 1/4 on x_1^2 - x_2^2 takes (x_1, x_2) to (x_1/2, 3 x_2/2)."""
    a, b = reals("x_1 x_2")
    f = a**2 - b**2
    return every(judge, [(moved(f, a), "==", a / 2), (moved(f, b), "==", number(growth) * b)])


near_update.mutant("5/4", growth="5/4")


@claim(
    "saddle.warm-2.update",
    chapter_7("equation (7.2)"),
    formula=r"f=-4x_1+x_2^2,\ \eta=\tfrac14:\quad x_1^{(t+1)}=x_1^{(t)}+1,\ "
    r"x_2^{(t+1)}=\tfrac12x_2^{(t)}",
)
def far_update(judge, length=1):
    """One step with eta = 1/4 on -4 x_1 + x_2^2 takes (x_1, x_2) to (x_1 + 1, x_2/2)."""
    a, b = reals("x_1 x_2")
    f = -4 * a + b**2
    return every(judge, [(moved(f, a), "==", a + length), (moved(f, b), "==", b / 2)])


far_update.mutant("steps of length 2", length=2)


@cache
def connection():
    """h = h_1(s) + h_2(s) x_2^2 with s = x_1 + 2 in [0, 1].

    h_1 is the quintic fixed by value, slope and curvature at both ends, plus 64 s^3 (1 - s)^3 (2 s
    - 1), which changes none of them and flattens the middle: with the quintic alone a step from
    there would overshoot x_1 = 1. h_2 goes from 1 to -1.
    """
    s, b = reals("s x_2")
    h1 = 8 - 4 * s - 37 * s**3 + 57 * s**4 - 23 * s**5 + 64 * s**3 * (1 - s) ** 3 * (2 * s - 1)
    h2 = 1 - 2 * (10 * s**3 - 15 * s**4 + 6 * s**5)
    return s, b, h1, h2


X1, X2, S = formal_reals("x_1 x_2 s")


def connected(x=X1, z=X2, slope=-37):
    """h(x_1, x_2)"""
    s, _, h1, h2 = connection()
    h1 = h1 + (slope + 37) * s**3
    return read(h1, {"s": x + 2}) + read(h2, {"s": x + 2}) * z**2


WHOLE = functions("f", "real", "real")


def pieces(slope=-37):
    """f = -4 x_1 + x_2^2 before x_1 = -2, h up to x_1 = -1, x_1^2 - x_2^2 after it."""
    return glued.cases(
        WHOLE,
        lambda x, z: -4 * x + z**2,
        lambda x, z: connected(x, z, slope),
        lambda x, z: x**2 - z**2,
        -2,
        -1,
    )


@claim(
    "saddle.warm-2.h",
    chapter_7("equation (7.2)"),
    formula=r"h=h_1(x_1)+h_2(x_1)x_2^2\in C^2",
    hypotheses=("h is ours: the source says that splines give one",),
    says=lambda: forall(WHOLE)(given(*pieces()) >> smooth(WHOLE)),
    uses=glued.USES,
)
def explicit_connection(judge):
    """With the explicit h between x_1 = -2 and x_1 = -1, f is twice continuously differentiable."""
    p = judge.theorem()
    s, _, h1, h2 = connection()
    P, Q = ([lambda t, one=one: one(t + 2) for one in glued.polynomial(h, s, {})] for h in (h1, h2))
    whole = glued.by_cases(p, WHOLE, p.given, P, Q, -2, -1)
    lines = [glued.continued(p, one, -2, -1) for one in (P, Q)]
    return p.qed(glued.smooth_in_plane(p, WHOLE, whole, *lines, glued.nothing(p)))


@explicit_connection.mutant
def with_another_cubic_term(judge):
    """-36 s^3: h(-1, x_2) is 2 - x_2^2, where x_1^2 - x_2^2 is 1 - x_2^2."""
    says = forall(X2)(connected(term(-1), X2, slope=-36) == 1 - X2**2)
    return refuted_by(judge, says, {"values": {"x_2": "0"}})


def slopes_of_h(s):
    """The derivatives of h in x_1 and x_2 at x_1 = s - 2, written out"""
    import sympy

    s_, b_, h1, h2 = connection()
    h = h1 + h2 * b_**2
    return tuple(read(sympy.diff(h, one), {"s": s, "x_2": X2}) for one in (s_, b_))


@claim(
    "saddle.warm-2.not-suddenly",
    chapter_7("equation (7.2)"),
    formula=r"|x_2^{(t+1)}|\le\tfrac32|x_2^{(t)}|,\quad x_1^{(t)}+\tfrac12\le x_1^{(t+1)}\le1\quad"
    r"(-2\le x_1\le-1)",
    hypotheses=("|x_2| <= 1/2, which one step on the slope ensures", "h: saddle.warm-2.h"),
    says=lambda: forall(X1, X2)(
        given(between(-2, X1, -1), abs(X2) <= "1/2")
        >> conj(
            abs(X2 - deriv(X2, connected()) * QUARTER) <= BASE * abs(X2),
            X1 - deriv(X1, connected()) * QUARTER >= X1 + "1/2",
            X1 - deriv(X1, connected()) * QUARTER <= 1,
        )
    ),
    instance={"values": {"x_1": "-2", "x_2": "0"}},
)
def no_sudden_increase(judge):
    """Between -2 and -1 the second coordinate grows at most by 3/2 a step of size 1/4, the first
    advances by at least 1/2 and does not pass 1.
    """
    p = judge.theorem()
    first, _ = slopes_of_h(S)
    box = given(S >= 0, S <= 1, abs(X2) <= "1/2")
    bounds = conj(-first * QUARTER >= "1/2", S - first * QUARTER <= 3)
    advance = p.split(p.use(p.lemma(forall(S)(box >> bounds), X1 + 2), *p.given))
    _, _, _, h2 = connection()
    factor, value = (read(1 - h2 / 2, {"s": one}) for one in (S, X1 + 2))
    kept = forall(S)(given(S >= 0, S <= 1) >> conj(factor >= 0, factor <= BASE))
    factors = p.use(p.lemma(kept, X1 + 2), *p.given)
    here, beside = slopes_of_h(X1 + 2)
    along, across = deriv(X1, connected()), deriv(X2, connected())
    one = p.arith(along == here, p.derivative(along))
    two = p.arith(across == beside, p.derivative(across))
    same = p.arith(X2 - across * QUARTER == value * X2, two)
    a, slope = formal_reals("a slope")
    less = forall(a)(given(a >= 0, a <= BASE) >> (abs(a * X2) <= BASE * abs(X2)))
    shrunk = p.use(p.lemma(less, value), factors)
    moved = p.lemma(
        forall(slope)(
            given(-slope * QUARTER >= "1/2", X1 + 2 - slope * QUARTER <= 3)
            >> conj(X1 - slope * QUARTER >= X1 + "1/2", X1 - slope * QUARTER <= 1)
        ),
        here,
    )  # fmt: skip
    steps = p.split(p.fold(one, p.use(moved, *advance)))
    return p.qed(p.both(p.fold(same, shrunk), *steps))


@no_sudden_increase.mutant
def growth_at_most_5_4(judge):
    growth = "5/4"
    s, b, h1, h2 = connection()
    here = [(s, ">=", 0), (s, "<=", 1)]
    narrow = [*here, (b, ">=", "-1/2"), (b, "<=", "1/2")]
    narrow = [(x, sign, number(y) if isinstance(y, str) else y) for x, sign, y in narrow]
    factor = 1 - h2 / 2
    step = moved(h1 + h2 * b**2, s)
    return judge.all(
        every(judge, [(factor, ">=", number("1/2")), (factor, "<=", number(growth))], here),
        holds(judge, (step, ">=", s + number("1/2")), narrow),
        holds(judge, (step, "<=", 3), narrow),
    )
