"""Theorem 6.5: patches near their average, and hyperplanes between them.

The angle of x and m is at most rho <= pi/2 where x.m >= 0 and (x.m)^2 >= cos^2(rho) |x|^2 |m|^2; x
is within rho of the hyperplane of v where (v.x)^2 <= sin^2(rho) |v|^2 |x|^2.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    cos,
    forall,
    functions,
    given,
    pi,
    sequences,
    sin,
    sum_over,
)

from . import chapter_6, holds
from .descent import product, square
from .easy_laws import proof
from .moments import c, p, v

m, x = sequences("m x")
Mean = functions("M", "nat", "sample")  # Z_avg
rho, a, b, f, g, h, t, y, D = theorems.reals("rho a b f g h t y D")
QUARTER = conj(rho >= 0, rho <= pi / 2)


def close(first, second):
    """The angle of two vectors is at most rho."""
    inner = product(first, second)
    return conj(inner >= 0, inner**2 >= cos(rho) ** 2 * (square(first) * square(second)))


def beside(vector, x, angle):
    """x is within the angle of the hyperplane of the vector."""
    return product(vector, x) ** 2 <= sin(angle) ** 2 * (square(vector) * square(x))


def near_says():
    apart = product(v, m) * product(v, x) <= 0
    known = given(QUARTER, square(m) > 0, square(x) > 0, close(x, m), apart)
    return forall(v, m, x, rho, p)(known >> beside(v, x, rho))


@claim(
    "fsgd.thm-6.5.near",
    chapter_6(proof),
    formula=r"(v^\top m)(v^\top x)\le0,\ \theta(x,m)\le\rho\implies|v^\top "
    r"x|\le\|v\|\|x\|\sin\rho",
    says=near_says,
    uses=("book.cauchy-schwarz", "book.squares-nonnegative"),
)
def near_the_hyperplane(judge):
    """Of two vectors at an angle of at most rho on the two sides of a hyperplane, each is within
    rho of it: Cauchy-Schwarz for what m and v have orthogonal to x.
    """
    z = judge.theorem()
    A, B = a * m(c) - g * x(c), a * v(c) - h * x(c)

    def across(whole, bodies, value):
        """A sum of products of A and B, from those of m, v and x"""
        here = lambda q: sum_over(c, q, whole) == value(*(sum_over(c, q, one) for one in bodies))  # noqa: E731
        return z.for_all(by_terms(z, c, p, here, [whole, *bodies]), a, g, h)

    M, V, X = m(c), v(c), x(c)
    bodies = [V * M, X * M, V * X, X**2]
    mixed = across(
        A * B, bodies, lambda vm, xm, vx, xx: a**2 * vm - a * h * xm - a * g * vx + g * h * xx
    )
    first = across(
        A**2, [M**2, X * M, X**2], lambda mm, xm, xx: a**2 * mm - 2 * a * g * xm + g**2 * xx
    )
    second = across(
        B**2, [V**2, V * X, X**2], lambda vv, vx, xx: a**2 * vv - 2 * a * h * vx + h**2 * xx
    )
    schwarz = z.by("book.cauchy-schwarz", Lambda((c,), A), Lambda((c,), B), p)
    schwarz = z.for_all(schwarz, a, g, h)
    values = square(x), product(x, m), product(v, x)
    found = [z.at(one, *values) for one in (mixed, first, second, schwarz)]
    inner = square(x), square(m), square(v), product(x, m), product(v, x), product(v, m)
    # with a = |x|^2, b = |m|^2, D = |v|^2, t = x.m, f = v.x, y = v.m
    gram = (a * y - t * f) ** 2 <= (a * b - t**2) * (a * D - f**2)
    rule = forall(a, b, D, t, f, y)(
        given((a**2 * y - a * (t * f)) ** 2 <= (a**2 * b - a * t**2) * (a**2 * D - a * f**2), a > 0)
        >> gram
    )
    rule = z.lemma(rule, *inner)
    gram_ = z.use(rule, z.arith(rule.formula.left.part(0), *found), *z.given)
    rule = forall(a, b, D, t, f, y)(
        given(gram, a > 0, t >= 0, y * f <= 0) >> (a * b * f**2 <= (a * b - t**2) * (a * D))
    )
    less = z.use(z.lemma(rule, *inner), gram_, *z.given)
    rule = forall(a, b, D, t, f, g, h)(
        given(a * b * f**2 <= (a * b - t**2) * (a * D), t**2 >= g**2 * (a * b), h**2 + g**2 == 1,
              a > 0, b > 0, D >= 0)
        >> (f**2 <= h**2 * (D * a))
    )  # fmt: skip
    low = z.by("book.squares-nonnegative", v, p)
    circle = z.arith(sin(rho) ** 2 + cos(rho) ** 2 == 1)
    rule = z.lemma(rule, *inner[:5], cos(rho), sin(rho))
    return z.qed(z.use(rule, less, circle, low, *z.given))


@near_the_hyperplane.mutant
def half_the_angle(judge):
    """Half the sine, in letters: a right angle between x = v and m."""
    sine, inner = reals("s f")
    where = [(sine, "==", 1), (inner, "==", -1)]
    return holds(judge, (4 * inner**2, "<=", sine**2), where)
