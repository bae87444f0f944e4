"""The spurious stationary point at angle pi: when it is a local minimum, and the points with a.a* =
0. (Lemma 5.1 itself is in `stationary_points`.)

M = 11^T + (pi - 1) I, K = k + pi - 1. Setting d l/da = 0 at a fixed angle gives M a = (11^T + (g -
1) I) n a*, hence (Sherman-Morrison)

    a(g) = n/(pi - 1) [ (g - 1) a* + (pi - g) S/K 1 ],      x(g) = a(g).a* = n/(pi - 1) [ (g - 1) N
    + (pi - g) S^2/K ].

g = pi (angle 0) is the teacher, g = 0 (angle pi) the spurious point, with x(0) < 0 exactly when r =
S^2/N < K/pi.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import thesis
from .state import equal, holds, state

SIZES = "k >= 1, N > 0, S^2 <= k N (Cauchy-Schwarz), n > 0"


def sizes():
    z = state()
    return [(z.k, ">=", 1), (z.N, ">", 0), (z.S**2, "<=", z.k * z.N), (z.n, ">", 0)]


def x_of_g():
    from sympy import pi

    z = state()
    return z.n / (pi - 1) * ((z.g - 1) * z.N + (pi - z.g) * z.S**2 / z.K)


@claim(
    "conv.lem-5.1.orthogonal",
    thesis("Lemma 5.1"),
    formula=r"x=0:\ \partial\ell=0\iff a=a(g),\ (g-1)N+(\pi-g)S^2/K=0",
    hypotheses=("the case a.a* = 0 that Lemma 5.1 excludes", SIZES),
    missing=(
        "that the v-gradient vanishes with a.a*",
        "a = a(g) by conv.lem-5.1",
        "x(g) increases in g, so that one angle is left",
    ),
)
def orthogonal_points(judge, level=1):
    """With a.a* = 0 any angle is stationary for v; a = a(g) then needs g = (1 - pi c)/(1 - c), c =
    S^2/(N K): one angle in [pi/2, pi], if c <= 1/pi.

    c < 1 always, and x(g) increases in g: positive above that level, negative below. These points
    are the ridge between the two basins.
    """
    from sympy import pi

    z = state()
    c = z.S**2 / (z.N * z.K)
    where = [*sizes(), (c * pi, "<=", 1)]
    critical = (level - pi * c) / (1 - c)
    return judge.all(
        holds(judge, (c, "<", 1), sizes()),
        equal(judge, x_of_g().subs(z.g, critical), 0, [*where, (c, "<", 1)]),
        holds(judge, (z.N - z.S**2 / z.K, ">", 0), sizes()),
    )


orthogonal_points.mutant("(2 - pi c)/(1 - c)", level=2)


def spurious_x():
    from sympy import pi

    z = state()
    return z.n / (pi - 1) * (-z.N + pi * z.S**2 / z.K)


def moved_loss(judge):
    """loss(angle, a) - loss(pi, a(0)) = (M-form of y)/(4 pi) - n g (x(0) + y.a*)/(2 pi), for a =
    a(0) + y; sums y.1 = d, y.a* = e, |y|^2 = Y.
    """
    from sympy import pi

    z = state()
    d, e, Y = reals("d e Y")
    alpha, beta = -z.n / (pi - 1), z.n * pi * z.S / ((pi - 1) * z.K)  # a(0) = alpha a* + beta 1
    q0 = alpha**2 * z.N + 2 * alpha * beta * z.S + beta**2 * z.k
    s0, x0 = alpha * z.S + beta * z.k, alpha * z.N + beta * z.S
    q, s, x = q0 + 2 * (alpha * e + beta * d) + Y, s0 + d, x0 + e
    difference = z.loss.subs({z.q: q, z.s: s, z.x: x}) - z.loss.subs(
        {z.q: q0, z.s: s0, z.x: x0, z.g: 0}
    )
    where = [(z.k, ">=", 1)]
    return judge.all(
        equal(judge, x0, spurious_x(), where),
        equal(
            judge,
            difference,
            ((pi - 1) * Y + d**2) / (4 * pi) - z.n * z.g * (x0 + e) / (2 * pi),
            where,
        ),
    )


@claim(
    "conv.lem-5.1.local-minimum",
    thesis("after Lemma 5.1"),
    formula=r"(\phi=\pi,\ a=(11^\top+(\pi-1)I)^{-1}(11^\top-I)\|w^*\|a^*)\text{ is a local "
    r"minimum}",
    hypotheses=("shown at k = 4 with N = 4; S = 4 is a* = 1",),
    case=True,
)
def always_a_local_minimum(judge, k=4):
    """The point at angle pi is a local minimum for every a*. At fixed a the loss is linear in g:
    its change is -n g x(0)/(2 pi).

    g > 0 as soon as the angle is below pi, so the loss falls in every neighbourhood when x(0) > 0,
    that is r > (k + pi - 1)/pi.
    """
    from sympy import pi

    z = state()
    change = (-z.n * z.g * spurious_x() / (2 * pi)).subs({z.k: k, z.N: k})
    return judge.all(
        moved_loss(judge),
        holds(
            judge,
            (change, ">=", 0),
            [(z.n, ">", 0), (z.g, ">", 0), (z.g, "<=", pi), (z.S, "==", k)],
        ),
    )


always_a_local_minimum.mutant("k = 9, a* = 1", k=9)


@claim(
    "conv.lem-5.1.local-minimum-amended",
    thesis("after Lemma 5.1"),
    formula=r"(\phi=\pi,a(0))\text{ is a local minimum}\iff\frac{(1^\top "
    r"a^*)^2}{\|a^*\|^2}<\frac{k+\pi-1}\pi",
    hypotheses=(SIZES,),
    amends="conv.lem-5.1.local-minimum",
    missing=(
        "a local minimum from the signs of the change: neighbourhoods in (phi, a)",
        "d, e, Y, h stand for 1.y, y.a*, |y|^2, x(0)",
        "that the parts combine into an equivalence",
    ),
)
def local_minimum_iff(judge, slope=1):
    """With h = x(0) and a = a(0) + y the loss changes by ((pi - 1)|y|^2 + (1.y)^2)/(4 pi) - n g (h
    + y.a*)/(2 pi), 0 <= g.

    h < 0: nonnegative while y.a* <= -h, a neighbourhood. h > 0: y = 0 and any g > 0 falls. h = 0: y
    = t a* falls for small t against g. h < 0 is r < (k + pi - 1)/pi. It is decided at first order
    in g, third order in the angle: g = psi^3/3 + ..., psi = pi - phi.
    """
    from sympy import pi

    z = state()
    d, e, Y, h, t = reals("d e Y h t")
    change = ((pi - 1) * Y + d**2) / (4 * pi) - z.n * z.g * (h + e) / (2 * pi)
    base = [(z.n, ">", 0), (z.g, ">=", 0), (Y, ">=", 0)]
    fall = ((pi - 1) * t**2 * z.N + t**2 * z.S**2) / (4 * pi) - z.n * z.g * t * z.N / (2 * pi)
    small = [
        *sizes(),
        (z.g, ">", 0),
        (t, ">", 0),
        (t * ((pi - 1) * z.N + z.S**2), "<", 2 * z.n * z.g * z.N),
    ]
    return judge.all(
        moved_loss(judge),
        holds(judge, (change, ">=", 0), [*base, (h, "<", 0), (e, "<=", -h)]),
        holds(
            judge,
            (change.subs({Y: 0, d: 0, e: 0}), "<", 0),
            [(z.n, ">", 0), (z.g, ">", 0), (h, ">", 0)],
        ),
        holds(judge, (fall, "<", 0), small),
        holds(judge, (spurious_x(), "<", 0), [*sizes(), (slope * pi * z.S**2, "<", z.N * z.K)]),
        holds(judge, (spurious_x(), ">=", 0), [*sizes(), (pi * z.S**2, ">=", z.N * z.K)]),
    )


local_minimum_iff.mutant("without the condition on r", slope=0)
