"""The dynamics closes on five scalars, and two regions that a run never leaves: what the kernel
computes and how it classifies.

A = n N > 0, Q = n S^2 <= k A, K = k + pi - 1, theta = eta K/(2 pi) <= 1, kappa = eta (pi - 1)/(2
pi), b = S (n S - 1.a), and T = pi Q/K. Then x' = (1 - kappa) x + kappa ((g - 1) A + b)/(pi - 1) and
b' = (1 - theta) b + theta (pi - g) Q/K.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import thesis
from .gaps import INDUCTION
from .state import holds, implies, state

locus = "Theorem 5.2, Algorithm 1 (our reduction)"


@claim(
    "conv.reduction-a",
    thesis(locus),
    formula=r"d=1^\top(a-na^*):\ d'=(1-\tfrac{\eta K}{2\pi})d-\tfrac\eta{2\pi}(\pi-g)nS,\ \ "
    r"\text{and "
    r"the like for }(a-na^*)^\top a^*\text{ and the rest}",
    hypotheses=("gradient of Theorem 5.2", "1.1 = k"),
)
def layer_scalars(judge, factor=1):
    """The a-step seen by 1, by a*, and by any vector y orthogonal to both; y = a* and y = rest give
    inner' and rest'. All k.
    """
    from steepest.proofs.engine.matrix import eye, inner, matrices, norm2, scalars, zeros

    one, a, t, y = matrices("one: k x 1, a: k x 1, as: k x 1, y: k x 1")
    pi_, h, g, eta, n = scalars("circle h g eta n")
    gap = a - n * t
    grad = h * (one @ one.T + (pi_ - 1) * eye("k")) @ a - h * (one @ one.T + (g - 1) * eye("k")) @ (
        n * t
    )
    moved = a - eta * grad - n * t
    d, S = inner(one, gap), inner(one, t)
    sums = (1 - eta * h * (norm2(one) + pi_ - 1)) * d - factor * eta * h * (pi_ - g) * n * S
    products = (1 - eta * h * (pi_ - 1)) * inner(gap, t) - eta * h * (
        S * d + (pi_ - g) * n * norm2(t)
    )
    orthogonal = [(one.T @ y, zeros(1, 1)), (t.T @ y, zeros(1, 1))]
    return judge.all(
        judge.same(inner(one, moved), sums),
        judge.same(inner(moved, t), products),
        judge.same(inner(moved, y), (1 - eta * h * (pi_ - 1)) * inner(gap, y), rules=orthogonal),
    )


layer_scalars.mutant("twice the forcing", factor=2)


def letters():
    from sympy import pi

    A, Q, theta, kappa, b, g, later, x, K, L = reals("A Q theta kappa b g later x K L")
    base = [(A, ">", 0), (Q, ">=", 0), (K, ">=", pi), (Q, "<=", (K - pi + 1) * A)]
    base += [(theta, ">", 0), (theta, "<=", 1), (kappa, ">", 0), (kappa, "<", 1)]
    return A, Q, theta, kappa, b, g, later, x, K, L, base


def steps(A, theta, kappa, b, g, x, L):
    """x' and b', with L = (pi - g) Q/K."""
    from sympy import pi

    return (1 - kappa) * x + kappa * ((g - 1) * A + b) / (pi - 1), (1 - theta) * b + theta * L


@claim(
    "conv.region-global",
    thesis("Section 5.4.1 (our criterion)"),
    formula=r"x>0,\ (g-1)nN+\min\{b,(\pi-g)nS^2/K\}\ge0,\ \eta n\max\{x,nN+\tfrac{\max\{b,\pi "
    r"nS^2/K\}}{\pi-1}\}\le4\|v\|^2\text{ is never left, and }\phi\text{ never grows}",
    hypotheses=("0 < eta <= 2 pi/(k + pi - 1)", "n, N > 0, S^2 <= k N"),
    missing=(
        "A, Q, b, x, L stand for products of a, a*, 1; their step is conv.reduction-a",
        "that phi does not grow: conv.lem-5.2-amended",
        "|v| does not shrink",
        "that the parts combine",
    ),
)
def region_of_the_teacher(judge, margin=0, reach=4):
    """Every inequality of the region at t + 1 from those at t.

    The bound on eta gives eta lambda <= 2, so the angle does not grow (conv.lem-5.2-amended) and g'
    >= g (conv.g-facts); x' > 0; the two parts of the minimum; the maximum does not grow; |v| does
    not shrink.
    """
    from sympy import pi

    A, Q, theta, kappa, b, g, later, x, K, L, base = letters()
    x_next, b_next = steps(A, theta, kappa, b, g, x, L)
    inside = [
        (x, ">", 0),
        ((g - 1) * A + b, ">=", margin),
        ((g - 1) * A + L, ">=", margin),
        (g, ">=", 0),
        (g, "<=", pi),
    ]
    grown = [(later, ">=", g), (later, "<=", pi)]
    (X,) = reals("X,")
    z = state()
    lam = z.eta * z.n * z.x / (2 * z.V**2)
    lip = holds(
        judge,
        (lam, "<=", 2),
        [
            (z.eta, ">", 0),
            (z.n, ">", 0),
            (z.x, ">", 0),
            (z.V, ">=", 1),
            (z.eta * z.n * z.x, "<=", reach * z.V**2),
        ],
    )
    slope = holds(judge, (A - Q / K, ">=", 0), base)
    level = holds(
        judge,
        ((later - 1) * A + (pi - later) * L, ">=", (g - 1) * A + (pi - g) * L),
        [*grown, (A, ">=", L)],
    )
    top = holds(
        judge, (x_next, "<=", X), [*base, (x, "<=", X), (g, "<=", pi), (A + b / (pi - 1), "<=", X)]
    )
    return judge.all(
        lip,
        holds(judge, (x_next, ">", 0), [*base[4:], *inside]),
        holds(judge, ((later - 1) * A + b_next, ">=", margin), [*base, *inside, *grown]),
        slope,
        level,
        top,
        holds(judge, (b_next, "<=", X), [*base[4:], (b, "<=", X), (L, "<=", X)]),
    )


region_of_the_teacher.mutant("the step bound relaxed from 4 to 5", reach=5)
region_of_the_teacher.mutant("the sum may lie below by 1", margin=-1)


@claim(
    "conv.region-spurious",
    thesis("Section 5.11 (our criterion)"),
    formula=r"x<0,\ (g-1)nN+\max\{b,\pi nS^2/K\}\le0,\ \eta "
    r"n\max\{-x,\tfrac{nN+\max\{-b,0\}}{\pi-1}\}\le4\|v\|^2\text{ is never left, and "
    r"}\phi\text{ never shrinks}",
    hypotheses=("0 < eta <= 2 pi/(k + pi - 1)", "n, N > 0, S^2 <= k N"),
    missing=(
        "A, Q, b, x, L stand for products of a, a*, 1; their step is conv.reduction-a",
        "that phi does not shrink: conv.lem-5.2-amended, reflected",
        "that the parts combine",
    ),
)
def region_of_the_spurious_point(judge, margin=0):
    """The same for the other basin: with x < 0 the angle moves away from 0 (conv.lem-5.2-amended
    reflected), g' <= g, and every inequality stays.
    """
    from sympy import pi

    A, Q, theta, kappa, b, g, later, x, K, L, base = letters()
    T, X = reals("T X")
    x_next, b_next = steps(A, theta, kappa, b, g, x, L)
    inside = [
        (x, "<", 0),
        ((g - 1) * A + b, "<=", margin),
        ((g - 1) * A + T, "<=", margin),
        (L, "<=", T),
        (L, ">=", 0),
        (g, ">=", 0),
        (g, "<=", pi),
    ]
    shrunk = [(later, "<=", g), (later, ">=", 0)]
    return judge.all(
        holds(judge, (x_next, "<", 0), [*base[4:], *inside]),
        holds(
            judge,
            ((later - 1) * A + b_next, "<=", margin),
            [(A, ">", 0), *base[4:], *inside, *shrunk],
        ),
        holds(judge, ((later - 1) * A + T, "<=", margin), [(A, ">", 0), *inside, *shrunk]),
        holds(
            judge,
            (-x_next, "<=", X),
            [
                (A, ">", 0),
                *base[4:],
                *inside,
                (-x, "<=", X),
                (A / (pi - 1), "<=", X),
                ((A - b) / (pi - 1), "<=", X),
            ],
        ),
        holds(judge, (-b_next, "<=", X), [*base[4:], (-b, "<=", X), (X, ">=", 0), (L, ">=", 0)]),
    )


region_of_the_spurious_point.mutant("the sum may lie above by 1", margin=1)


@claim(
    "conv.region-final",
    thesis("Section 5.4.1 (our criterion)"),
    formula=r"(g-1)nN+b\ge m,\ (g-1)nN+(\pi-g)nS^2/K\ge m>0\implies x_t\ge\min\{x_0,\tfrac "
    r"m{\pi-1}\},\ \sin^2\phi'\le\sin^2\phi\ (1-uc)\text{ if }uc\le1",
    hypotheses=("inside the region of the teacher",),
    missing=(
        INDUCTION,
        "the second conclusion is conv.lem-5.5-amended",
        "that only angle 0 can be a limit (conv.lem-5.1)",
    ),
)
def signal_is_bounded_below(judge, share=1):
    """In the interior of the region the signal stays away from zero, so only angle 0 can be a limit
    of the angles there (conv.lem-5.1).
    """
    from sympy import pi

    A, _, _, kappa, b, g, _, x, _, _, base = letters()
    m, floor = reals("m floor")
    x_next = (1 - kappa) * x + kappa * ((g - 1) * A + b) / (pi - 1)
    where = [
        *base[6:],
        (A, ">", 0),
        ((g - 1) * A + b, ">=", m),
        (m, ">", 0),
        (floor, "<=", share * m / (pi - 1)),
        (x, ">=", floor),
    ]
    return implies(judge, (x_next, ">=", floor), where=where)


signal_is_bounded_below.mutant("twice the floor", share=2)
