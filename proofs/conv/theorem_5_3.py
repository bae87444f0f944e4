"""Theorem 5.3 with every constant: what holds at all times of a run."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    cos,
    forall,
    given,
    maximum,
    minimum,
    pi,
    reals,
    term,
)

from .. import symbols
from ..engine.relations import holds
from . import thesis
from .angle_function import values_of_g
from .layer_scalars import along as layer_at
from .layer_scalars import one_step
from .network import N, Phi, S, Size, a_star, eta, filter_run, g, k, layer_run, n, t, teacher
from .state import state
from .turning_run import RUN, norms, step_along

X, m = reals("X m")
VARIABLES = (*RUN, X, m)


def start(reach=1):
    """|v(0)| = 1, phi(0) < pi/2, a(0).a* > 0, |1.a(0)| <= |w*| |1.a*|; eta <= 2 pi/(k + pi - 1) and
    eta |w*| X <= cos phi(0); X and m.
    """
    z = layer_at(term(0))
    sums = z.s**2 <= n**2 * S**2
    step = conj(eta > 0, eta * (k + pi - 1) <= 2 * pi, eta * n * X <= reach * cos(Phi(0)))
    top = X == maximum(z.x, n * (N + 2 * S**2 / (pi - 1)))
    floor = m == minimum(z.x, n * (g(Phi(0)) - 1) / (pi - 1) * N)
    return Size(0) == 1, Phi(0) < pi / 2, z.x > 0, sums, k >= 1, step, top, floor


def for_starts(conclusion):
    """For all runs of gradient descent from such a start."""
    run = given(teacher, n > 0, *filter_run(), layer_run()[1], *start())
    return forall(*VARIABLES)(run >> conclusion)


def invariant(time=t):
    z = layer_at(time)
    sums = conj(S * z.s <= n * S**2, S * z.s >= -(n * S**2))
    return conj(sums, z.x > 0, z.x >= m, z.x <= X, Phi(time) <= Phi(0), Size(time) >= 1)


def mixture(z, step, above_one, *known):
    """a.a* after a step is (1 - u) a.a* + u A + h B, where h = eta/(2 pi), u = h (pi - 1) is in [0,
    1), A = n (g - 1) N/(pi - 1) and B = n S^2 - S s: the equation, and what is known of u, h and B.
    """
    P, Q, c = reals("P Q c")
    s = layer_at()
    half = lambda s: s.eta / (2 * pi)  # noqa: E731
    aim = lambda s: s.n * (s.g - 1) * s.N / (pi - 1)  # noqa: E731
    rest = lambda s: s.n * s.S**2 - s.S * s.s  # noqa: E731
    equal = step(
        lambda s: [],
        lambda s: (
            s.x_next
            == (1 - half(s) * (pi - 1)) * s.x + half(s) * (pi - 1) * aim(s) + half(s) * rest(s)
        ),
    )
    share = forall(eta, k, c)(
        given(eta > 0, k >= 1, c > 1, eta * (k + c - 1) <= 2 * c)
        >> conj(eta / (2 * c) * (c - 1) >= 0, eta / (2 * c) * (c - 1) < 1, eta / (2 * c) > 0)
    )
    share = z.use(z.lemma(share, eta, k, pi), z.arith(pi > 1), *known)
    sums = z.arith(conj(rest(s) >= 0, rest(s) <= 2 * n * S**2), *known)
    low = forall(n, P, Q, c)(
        given(n > 0, P >= 1, P <= c, Q >= 0, c > 1)
        >> conj(n * (P - 1) * Q / (c - 1) >= 0, n * (P - 1) * Q / (c - 1) <= n * Q)
    )
    low = z.use(z.lemma(low, n, g(Phi(t)), N, pi), z.arith(pi > 1), above_one, *known)
    return (equal, share, sums, low), (half(s), half(s) * (pi - 1), aim(s), rest(s), s.x, s.x_next)


@claim(
    "conv.thm-5.3-amended.invariants",
    thesis("Theorem 5.3"),
    says=lambda: for_starts(forall(t)(invariant())),
    uses=("conv.layer-run", "conv.angle-run", "conv.g-order", "conv.lem-5.5-proof-step-size.norm",
          "book.squares-nonnegative"),
)  # fmt: skip
def invariants_by_induction(judge):
    """At all times |1.a| <= |w*| |1.a*| in the direction of 1.a*, 0 < m <= a.a* <= X, the angle is
    at most the first one, and |v| >= 1.
    """
    z = judge.theorem()
    angles = z.given[3]
    now_at, first_at = z.at(angles, t), z.at(angles, 0)
    always = invariant()
    now = z.split(z.assume(always))
    moved = step_along(z)
    size, size_later = (z.part(z.at(norms(z), one), 1) for one in (t, t + 1))
    order = z.use(
        z.by("conv.g-order", Phi(t), Phi(0)), z.meet(Phi(t) <= Phi(0), *now), now_at, first_at
    )
    less, low, high, _ = z.split(order)
    *_, late = values_of_g(z, Phi(0), first_at)
    early = z.use(late, z.arith(Phi(0) <= pi / 2, *z.given))
    squares = z.by("book.squares-nonnegative", a_star, k)
    G, H, D, M = reals("G H D M")
    grown = z.lemma(
        forall(G, H, D, M, n)(
            given(G >= H, M <= n * (H - 1) / (pi - 1) * D, D >= 0, n > 0)
            >> (M <= n * (G - 1) / (pi - 1) * D)
        ),
        g(Phi(t)), g(Phi(0)), N, m, n,
    )  # fmt: skip
    below = z.arith(m <= n * (g(Phi(0)) - 1) / (pi - 1) * N, *z.given[6:])
    target = z.use(grown, less, below, squares, *z.given)
    above_one = z.arith(g(Phi(t)) >= 1, less, early)
    top = z.arith(n * (N + 2 * S**2 / (pi - 1)) <= X, *z.given[6:])
    known = [moved, low, high, above_one, target, top, *now, *z.given]

    def base(s):
        return [s.n > 0, s.k >= 1, s.eta > 0, s.eta * (s.k + pi - 1) <= 2 * pi, s.g >= 1,
                s.g <= pi, S_small(s), s.S * s.s >= -(s.n * s.S**2)]  # fmt: skip

    def S_small(s):
        return s.S * s.s <= s.n * s.S**2

    def step(assume, conclude, *more):
        wanted = lambda s: [*base(s), *assume(s)]  # noqa: E731
        return one_step(z, wanted, conclude, *more, *known, state=layer_at())

    sums = step(lambda s: [], lambda s: s.S * s.s_next <= s.n * s.S**2)
    lower = step(lambda s: [], lambda s: s.S * s.s_next >= -(s.n * s.S**2))
    parts, values = mixture(z, step, above_one, high, squares, *now, *z.given)
    h, u, A, B, x, Y, r = reals("h u A B x Y r")
    mixed = Y == (1 - u) * x + u * A + h * B

    def after(conclusion, *assumed):
        rule = forall(h, u, A, B, x, Y, m, X, n, G, D, r)(
            given(mixed, u >= 0, u < 1, h > 0, *assumed) >> conclusion
        )
        rule = z.lemma(rule, *values, m, X, n, N, S**2, pi - 1)
        return z.use(rule, *parts, target, top, z.arith(pi - 1 > 0), *now, *z.given, equal_share)

    equal_share = z.arith(values[1] == values[0] * (pi - 1))
    positive = after(Y > 0, x > 0, A >= 0, B >= 0)
    floor = after(Y >= m, x >= m, m <= A, B >= 0)
    ceiling = after(
        Y <= X, x <= X, A <= n * G, B <= 2 * n * D, n * (G + 2 * D / r) <= X, r > 0, u == h * r
    )
    P, Q, C = reals("P Q C")
    short = z.lemma(
        forall(eta, n, P, X, C, Q)(
            given(eta > 0, n > 0, P <= X, eta * n * X <= C, C <= 1, Q >= 1)
            >> (eta * n * P <= 4 * Q**2)
        ),
        eta, n, layer_at().x, X, cos(Phi(0)), Size(t),
    )  # fmt: skip
    small = z.use(short, z.arith(cos(Phi(0)) <= 1), size, *now, *z.given)
    turn = z.use(z.by("conv.angle-run", *RUN), *z.given[:5])
    shrinks = z.use(z.at(turn, t), small, *now, *z.given)
    later = z.arith(Phi(t + 1) <= Phi(0), shrinks, *now)
    step_ = z.meet(always.put(t, t + 1), sums, lower, positive, floor, ceiling, later, size_later)
    s0, T = reals("s0 T")
    roots = z.lemma(
        forall(s0, T, n)(
            given(n > 0, s0**2 <= n**2 * T**2)
            >> conj(T * s0 <= n * T**2, T * s0 >= -(n * T**2))
        ),
        layer_at(term(0)).s, S, n,
    )  # fmt: skip
    begun = z.use(roots, *z.given)
    ends = z.arith(
        conj(layer_at(term(0)).x >= m, layer_at(term(0)).x <= X, Phi(0) <= Phi(0), Size(0) >= 1),
        *z.given[6:],
    )
    base_ = z.meet(always.put(t, 0), begun, ends, *z.given)
    return z.qed(z.induction(t, always, base_, step_))


@invariants_by_induction.mutant
def twice_the_floor(judge):
    """a.a* >= 2 m at all times, in letters: not where the signal and its target are m."""
    z, (m,) = state(), symbols.reals("m,")
    where = [(z.n, "==", 1), (z.s, "==", z.S), (z.eta, ">", 0), (z.eta, "<=", 1), (z.g, "==", 2)]
    where += [(z.x, "==", m), (z.N, "==", 3 * m), (m, ">", 0)]
    return holds(judge, (z.x_next, ">=", 2 * m), where)
