"""As long as the distance to w* has not grown: theta_t <= phi_t <= phi_0, and by induction it never
grows. The statements assume `teacher` first, and `angles`.
"""

from __future__ import annotations

from typing import NamedTuple

from steepest.proofs.engine.theorems import (
    conj,
    cos,
    forall,
    given,
    pi,
    reals,
    sin,
    term,
)
from steepest.proofs.engine.theorems.steps import Step

from .teacher_angle import Phi, angles, distance, located, n, t

a, b, x, y, D, X = reals("a b x y D X")
START = distance(term(0)) < n**2
HELD = conj(distance(t) < n**2, distance(t) <= distance(term(0)))


class Reach(NamedTuple):
    """`HELD` assumed at t, and what it gives."""

    now: Step
    start: Step  # |d_0| < |w*|
    near: Step  # w_t is not 0, and its angle is at most phi_t
    turned: Step  # theta_t is the angle of w_t
    arc: Step  # |d_t| = |w*| sin(phi_t)
    order: Step  # 0 <= theta_t <= pi/2, theta_t <= phi_t
    begun: Step  # |d_0| = |w*| sin(phi_0)
    wide: Step  # phi_t <= phi_0


def assumed(z):
    """The distance has not grown until t."""
    lengths, turn, arc = (z.meet(one, *z.given) for one in angles())
    start = z.meet(START, *z.given)
    begun = z.apply(z.at(arc, 0), z.arith(distance(term(0)) <= n**2, start))
    now = z.assume(HELD)
    near, turned, own, order = located(z, z.part(now, 0), lengths, turn, arc)
    return Reach(now, start, near, turned, own, order, begun, narrower(z, own, begun, now))


def always(z, reach, less, *shown):
    """What was shown of t under `HELD`, for all t: by `less` the distance does not grow."""
    first = z.both(reach.start, z.arith(distance(term(0)) <= distance(term(0))))
    later = z.arith(HELD.put(t, t + 1), less, reach.now)
    ever = z.at(z.induction(t, HELD, first, later), t)
    result = z.both(*shown) if len(shown) > 1 else shown[0]
    each = z.for_all(z.discharge(result, HELD), t)
    return z.for_all(z.apply(z.at(each, t), ever), t)


def narrower(z, quarter_, begun, now):
    """phi_t <= phi_0, since the distance has not grown."""
    pair = (Phi(t), Phi(0))
    sines, cosines = ([f(one) for one in pair] for f in (sin, cos))
    circles = [z.arith(sin(one) ** 2 + cos(one) ** 2 == 1) for one in pair]
    sign = z.arith(cos(Phi(t)) >= 0, z.part(quarter_, 0), z.part(quarter_, 1))
    less = forall(n, a, b, D, X)(
        given(n > 0, (n * a) ** 2 == D, (n * b) ** 2 == X, D <= X) >> (a**2 <= b**2)
    )
    less = z.lemma(less, n, *sines, distance(t), distance(term(0)))
    less = z.use(less, quarter_, begun, now, *z.given[:2])
    squares = z.arith(cosines[1] ** 2 <= cosines[0] ** 2, less, *circles)
    root = forall(x, y)(given(y**2 <= x**2, x >= 0) >> (y <= x))
    order = z.use(z.lemma(root, *cosines), squares, sign)
    within = [
        z.arith(conj(one >= 0, one <= pi), z.part(known, 0), z.part(known, 1))
        for one, known in zip(pair, (quarter_, begun), strict=True)
    ]
    return z.use(z.by("book.cosine-order", Phi(0), Phi(t)), order, *within)
