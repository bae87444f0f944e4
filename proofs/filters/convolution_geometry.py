"""How far the turn from w* to w goes, in units of |w - w*|: the geometry of Theorem 6.3."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, cos, forall, given, pi, reals, sin

from .. import symbols
from . import chapter_6, holds
from .convolution import proof
from .descent import NONNEGATIVE, gap, product, square
from .moments import p, w, w_star
from .patch_moments import D, a, b, f, x, y
from .teacher_angle import angle, cosines, n, phi, quarter, size, teacher, theta

S, T, r = reals("S T r")


def geometry_says():
    near = angle(w, size, theta), quarter(phi, square(gap())), square(gap()) > 0
    turn = theta * (n + size) <= 13 * (n * sin(phi)) / 5
    printed = phi + theta + (1 + size / n) * theta / sin(phi) <= 6
    return forall(w, w_star, n, size, theta, phi, p)(
        given(teacher, *near, square(gap()) < n**2) >> conj(turn, printed)
    )


@claim(
    "fsgd.thm-6.3.geometry",
    chapter_6(proof),
    formula=r"\phi+\theta+\left(1+\tfrac{\|w\|}{\|w_*\|}\right)\frac\theta{\sin\phi}\le6\quad(0\le"
    r"\theta\le\phi<\tfrac\pi2)",
    hypotheses=("0 < |w - w*| = |w*| sin(phi) < |w*|, theta the angle of w and w*",),
    says=geometry_says,
    uses=("fsgd.angle-below",),
)
def geometry(judge):
    """The one place where the constant 6 of the theorem is needed by the new argument.

    theta (1 + cos theta) <= 2 sin theta, and then with S = sin(phi), T = sin(theta) and r = |w| -
    |w*| cos(theta), r^2 + (|w*| T)^2 = (|w*| S)^2: (|w*| + |w|) theta <= 2 |w*| T + (8/5)|r| <=
    (13/5)|w*| S, and pi + 13/5 <= 6.
    """
    z = judge.theorem()
    near = z.use(z.by("fsgd.angle-below", w, w_star, n, size, theta, phi, p), *z.given)
    order = z.use(z.part(near, 2), *z.given)
    narrow = z.arith(theta <= pi / 2, order, *z.given)
    arc = z.arith(theta * (1 + cos(theta)) <= 2 * sin(theta), narrow, *z.given)
    circle = z.arith(sin(theta) ** 2 + cos(theta) ** 2 == 1)
    positive_ = z.arith(sin(phi) >= 0, *z.given)
    rule = forall(D, a, b, n, size, f, T, S)(
        given(D == a - 2 * b + n**2, size**2 == a, size * n * f == b, (n * S) ** 2 == D,
              T**2 + f**2 == 1)
        >> ((size - n * f) ** 2 + (n * T) ** 2 == (n * S) ** 2)
    )  # fmt: skip
    values = square(gap()), square(w), product(w, w_star), n, size
    rule = z.lemma(rule, *values, cos(theta), sin(theta), sin(phi))
    sides = z.arith(rule.formula.left.part(0), cosines(z), *z.given)
    chord = z.use(rule, sides, circle, *z.given)
    rule = forall(r, x, y)(
        given(r**2 + x**2 == y**2, y >= 0) >> (2 * x + 8 * abs(r) / 5 <= 13 * y / 5)
    )
    product_ = z.lemma(NONNEGATIVE, n, sin(phi))
    reach = z.use(product_, positive_, *z.given)
    chord = z.use(z.lemma(rule, size - n * cos(theta), n * sin(theta), n * sin(phi)), chord, reach)
    rule = forall(n, size, theta, f, T, S)(
        given(theta * (1 + f) <= 2 * T, theta >= 0, theta <= "8/5", n > 0,
              2 * (n * T) + 8 * abs(size - n * f) / 5 <= 13 * (n * S) / 5)
        >> (theta * (n + size) <= 13 * (n * S) / 5)
    )  # fmt: skip
    rule = z.lemma(rule, n, size, theta, cos(theta), sin(theta), sin(phi))
    turn = z.use(rule, arc, z.arith(theta <= "8/5", narrow), chord, *z.given)
    off = forall(S, D, n)(given((n * S) ** 2 == D, D > 0, S >= 0) >> (S > 0))
    off = z.use(z.lemma(off, sin(phi), square(gap()), n), positive_, *z.given)
    rule = forall(n, size, theta, phi, S)(
        given(theta * (n + size) <= 13 * (n * S) / 5, phi + theta <= "16/5", S > 0, n > 0)
        >> (phi + theta + (1 + size / n) * theta / S <= 6)
    )
    rule = z.lemma(rule, n, size, theta, phi, sin(phi))
    half = z.arith(phi + theta <= "16/5", narrow, *z.given)
    return z.qed(z.both(turn, z.use(rule, turn, off, half, *z.given)))


@geometry.mutant
def at_most_three(judge):
    """At most 3, in letters: theta = phi near pi/2."""
    import sympy

    (angle_,) = symbols.reals("phi,")
    where = [(angle_, ">", 0), (2 * angle_, "<", sympy.pi)]
    return holds(judge, (2 * angle_ + angle_ / sympy.sin(angle_), "<=", 3), where)
