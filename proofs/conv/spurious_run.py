"""Theorem 5.5 with every constant: what holds at all times of a run that starts near the spurious
minimum (explicit_spurious).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    cos,
    deriv,
    forall,
    given,
    maximum,
    minimum,
    pi,
    reals,
    sin,
    term,
)

from .. import symbols
from ..engine.relations import holds
from . import thesis
from .angle_function import values_of_g
from .layer_scalars import along as layer_at
from .layer_scalars import one_step
from .network import N, Phi, S, Size, a_star, eta, filter_run, g, k, layer_run, n, phi, t, teacher
from .state import state
from .turning_run import RUN, norms, step_along, taken

locus = "Theorem 5.5"
mu, f, X, r, x, y = reals("mu f X r x y")
VARIABLES = (*RUN, mu, f, X)
OBTUSE = conj(phi >= pi / 2, phi <= pi)


def level():
    below = OBTUSE >> (g(phi) <= 1 - abs(cos(phi)))
    ends = conj(g(pi / 2) == 1 - abs(cos(pi / 2)), g(pi) == 1 - abs(cos(pi)))
    start = given(OBTUSE, abs(cos(phi)) >= 2 * r + mu) >> (g(phi) <= 1 - 2 * r - mu)
    return conj(forall(phi)(below), ends, forall(phi, r, mu)(start))


@claim(
    "conv.thm-5.5-amended.start",
    thesis(locus),
    formula=r"g(\phi)\le1-|\cos\phi|\quad(\tfrac\pi2\le\phi\le\pi),\qquad|\cos\phi^0|\ge2r+\mu"
    r"\implies g(\phi^0)\le1-2r-\mu",
    hypotheses=("equality at both ends",),
    says=level,
    uses=("book.cosine-fall",),
)
def level_of_the_start(judge):
    """1 + cos phi - g has the derivative (pi - phi - 1) sin phi and is 0 at both ends: it grows up
    to pi - 1 and falls from there on.
    """
    z = judge.theorem()
    gap = lambda angle: 1 + cos(angle) - g(angle)  # noqa: E731
    slope = z.derivative(deriv(y, gap(y), x))
    wide = z.assume(OBTUSE)
    sign = z.arith(sin(x) >= 0, z.assume(conj(x >= 0, x <= pi)))

    def grows(low, high, inside, relation, *known):
        """How the gap at `high` compares with the one at `low`, from its slopes in between."""
        order = conj(low <= x, x <= high)
        within = z.assume(order)
        positive = z.use(z.discharge(sign, conj(x >= 0, x <= pi)), within, wide, *known)
        rule = forall(x, y)(given(y >= 0, inside) >> relation((pi - x - 1) * y))
        value = z.use(z.lemma(rule, x, sin(x)), positive, within, wide, *known)
        made = z.arith(relation(deriv(y, gap(y), x)), slope, value)
        slopes = z.for_all(z.discharge(made, order), x)
        return z.mean_value(slopes, z.meet(low <= high, wide, *known))

    early, late = z.assume(phi <= pi - 1), z.assume(phi >= pi - 1)
    up = grows(pi / 2, phi, x <= pi - 1, lambda value: value >= 0, early)
    down = grows(phi, pi, x >= pi - 1, lambda value: value <= 0, late)
    fall = z.use(z.by("book.cosine-fall", pi / 2, phi), wide)
    size = z.arith(conj(cos(phi) <= 0, abs(cos(phi)) == -cos(phi)), fall)
    goal = g(phi) <= 1 - abs(cos(phi))
    cover = z.arith((phi <= pi - 1) | (phi >= pi - 1))
    below = z.cases(cover, z.arith(goal, up, size), z.arith(goal, down, size))
    every = z.for_all(z.discharge(below, OBTUSE), phi)
    ends = z.arith(z.target.part(1))
    high = z.assume(conj(OBTUSE, abs(cos(phi)) >= 2 * r + mu))
    here = z.use(z.at(every, phi), high)
    start = z.discharge(z.arith(g(phi) <= 1 - 2 * r - mu, here, high), high.formula)
    start = z.for_all(start, phi, r, mu)
    return z.qed(z.both(every, ends, start))


@level_of_the_start.mutant
def one_hundredth_less(judge):
    """g <= 1 - |cos phi| - 1/100: not at pi."""
    from sympy import Rational
    from sympy import cos as cosine
    from sympy import pi as circle

    z = state()
    where = [(z.phi, ">=", 3), (z.phi, "<=", circle)]
    return holds(judge, (z.g_of_phi, "<=", 1 + cosine(z.phi) - Rational(1, 100)), where)


def start():
    """|w*| = |v(0)| = 1, phi(0) > pi/2, a(0).a* < 0, |1.a(0)| <= |1.a*|, mu = |cos phi(0)| - 2 r >
    0; eta <= 2 pi/(k + pi - 1) and eta X <= |cos phi(0)|; X and f.
    """
    z, high = layer_at(term(0)), abs(cos(Phi(0)))
    margin = conj(mu == high - 2 * (S**2 / N), mu > 0)
    step = conj(eta > 0, eta * (k + pi - 1) <= 2 * pi, eta * X <= high)
    top, floor = X == maximum(-z.x, N / (pi - 1)), f == minimum(-z.x, mu * N / (pi - 1))
    begun = conj(Size(0) == 1, Phi(0) > pi / 2, z.x < 0, abs(z.s) <= abs(S))
    return n == 1, k >= 1, begun, margin, step, top, floor


def for_starts(conclusion):
    """For all runs of gradient descent from such a start."""
    run = given(teacher, n > 0, *filter_run(), layer_run()[1], *start())
    return forall(*VARIABLES)(run >> conclusion)


def held(time=t):
    z = layer_at(time)
    return conj(f > 0, z.x <= -f, z.x >= -X, abs(z.s) <= abs(S), Phi(0) <= Phi(time),
                Size(time) >= 1)  # fmt: skip


def invariant():
    later = conj(g(Phi(t + 1)) <= g(Phi(t)), Phi(t) <= Phi(t + 1))
    return conj(held(), later)


@claim(
    "conv.thm-5.5-amended.invariants",
    thesis(locus),
    formula=r"f\le-x_t\le X,\quad|1^\top a^t|\le|1^\top a^*|,\quad g(\phi^{t+1})\le g(\phi^t)",
    hypotheses=(
        "the start: |v^0| = 1, x_0 < 0, |1.a^0| <= |1.a*|, phi^0 > pi/2, mu = |cos phi^0| - 2 r > "
        "0",
        "0 < eta <= 2 pi/(k + pi - 1), eta X <= |cos phi^0|",
    ),
    says=lambda: for_starts(forall(t)(invariant())),
    uses=("conv.thm-5.5-amended.start", "conv.layer-run", "conv.lem-5.2-amended.away",
          "conv.g-order", "conv.lem-5.5-proof-step-size.norm", "book.squares-nonnegative"),
)  # fmt: skip
def invariants(judge):
    """-x' = (1 - kappa)(-x) + kappa ((1 - g) N - b)/(pi - 1) with 0 <= b = S (S - 1.a) <= 2 S^2:
    between mu N and N over pi - 1. The angle does not shrink, and g <= g(phi^0) <= 1 - 2 r - mu.
    """
    z = judge.theorem()
    angles = z.given[3]
    now_at, first_at, next_at = (z.at(angles, one) for one in (t, term(0), t + 1))
    always = held()
    now = z.split(z.assume(always))
    moved = step_along(z)
    size_now, size_later = (z.part(z.at(norms(z), one), 1) for one in (t, t + 1))
    # the angle does not shrink
    own, V = layer_at(), reals("V")
    ratio = forall(eta, x, X, y, V)(
        given(eta > 0, x >= -X, eta * X <= y, y <= 1, V >= 1) >> (-(eta * 1 * x) <= 4 * V**2)
    )
    high = abs(cos(Phi(0)))
    values = (eta, own.x, X, high, Size(t))
    slow = z.use(z.lemma(ratio, *values), z.arith(high <= 1), size_now, *now, *z.given)
    short = z.arith(-(eta * n * own.x) <= 4 * Size(t) ** 2, slow, *z.given)
    negative = z.arith(own.x < 0, *now)
    away = taken(z, "conv.lem-5.2-amended.away", z.meet(eta > 0, *z.given), negative)
    away = z.use(z.part(away, 0), z.use(z.part(away, 1), short))
    falls = z.use(z.by("conv.g-order", Phi(t), Phi(t + 1)), away, now_at, next_at)
    # g is at most 1 - 2 r - mu
    D, Q, P, G = reals("D Q P G")
    lower = z.use(z.by("conv.g-order", Phi(0), Phi(t)), z.meet(Phi(0) <= Phi(t), *now), first_at,
                  now_at)  # fmt: skip
    level_at = z.part(z.by("conv.thm-5.5-amended.start"), 2)
    target = z.meet(mu == high - 2 * (S**2 / N), *z.given)
    there = [z.arith(N != 0, target)]
    level_at = z.use(
        z.at(level_at, Phi(0), S**2 / N, mu, defined=there), z.arith(
            conj(Phi(0) >= pi / 2, Phi(0) <= pi, high >= 2 * (S**2 / N) + mu), target, first_at,
            *z.given,
        ),
    )  # fmt: skip
    nonzero = z.arith(N > 0, z.by("book.squares-nonnegative", a_star, k), *there)
    share = forall(G, P, Q, D, mu)(
        given(G <= P, P <= 1 - 2 * (Q / D) - mu, D > 0) >> (G * D <= D - 2 * Q - mu * D)
    )
    small = z.use(z.lemma(share, g(Phi(t)), g(Phi(0)), S**2, N, mu, defined=there),
                  z.part(lower, 0), level_at, nonzero)  # fmt: skip
    floor = z.arith(conj(f <= mu * N / (pi - 1), N / (pi - 1) <= X), *z.given[6:])
    low, top, _ = values_of_g(z, Phi(t), now_at)
    B = reals("B")
    sums = z.arith(conj(own.s <= abs(S), own.s >= -abs(S), S <= abs(S), S >= -abs(S)), *now)
    square = z.lemma(
        forall(x, y, B)(
            given(x <= B, x >= -B, y <= B, y >= -B, B == abs(y))
            >> conj(y * x <= y**2, y * x >= -(y**2))
        ),
        own.s, S, abs(S),
    )  # fmt: skip
    square = z.use(square, sums)
    known = [moved, low, top, small, floor, sums, square, *now, *z.given]

    def step(assume, conclude, *more, bound=()):
        base = lambda s: [  # noqa: E731
            s.n == 1, s.k >= 1, s.eta > 0, s.eta * (s.k + pi - 1) <= 2 * pi, s.g >= 0, s.g <= pi
        ]  # fmt: skip
        return one_step(z, lambda s: [*base(s), *assume(s)], conclude, *known, *more,
                        state=layer_at(), bound=bound)  # fmt: skip

    two_sided = lambda s: [s.S * s.s <= s.S**2, s.S * s.s >= -(s.S**2)]  # noqa: E731
    pull = lambda s: (s.g - 1) * s.N + s.S * (s.S - s.s) <= -(f * (pi - 1))  # noqa: E731
    pulled = step(
        lambda s: [*two_sided(s), s.g * s.N <= s.N - 2 * s.S**2 - mu * s.N,
                   f <= mu * s.N / (pi - 1)],
        pull,
    )  # fmt: skip
    nearer = forall(eta, x, D, f)(
        given(eta > 0, eta * (pi - 1) <= 2 * pi, D <= -(f * (pi - 1)), x <= -f)
        >> (x - eta / (2 * pi) * ((pi - 1) * x) + eta / (2 * pi) * D <= -f)
    )
    force = (g(Phi(t)) - 1) * N + S * (S - own.s)
    rate = z.arith(eta * (pi - 1) <= 2 * pi, *z.given[6:])
    nearer = z.use(z.lemma(nearer, eta, own.x, force, f), pulled, rate, *now, *z.given)
    deep = z.arith(layer_at(t + 1).x <= -f, moved, nearer, z.meet(n == 1, *z.given))
    shallow = step(
        lambda s: [*two_sided(s), s.x >= -X, s.N / (pi - 1) <= X], lambda s: s.x_next >= -X
    )
    kept = step(
        lambda s: [s.s <= B, s.s >= -B, s.S <= B, s.S >= -B],
        lambda s: conj(s.s_next <= B, s.s_next >= -B), bound=(B, abs(S)),
    )  # fmt: skip
    kept = z.arith(abs(layer_at(t + 1).s) <= abs(S), kept)
    later = z.arith(Phi(0) <= Phi(t + 1), away, *now)
    step_ = z.meet(always.put(t, t + 1), deep, shallow, kept, later, size_later, *now)
    positive = forall(mu, D, x, f)(
        given(mu > 0, D > 0, x < 0, f == minimum(-x, mu * D / (pi - 1))) >> (f > 0)
    )
    at_first = layer_at(term(0))
    positive = z.use(z.lemma(positive, mu, N, at_first.x, f), nonzero, *z.given)
    ends = z.arith(conj(at_first.x <= -f, at_first.x >= -X, Phi(0) <= Phi(0), Size(0) >= 1),
                   *z.given[6:])  # fmt: skip
    base_ = z.meet(always.put(t, 0), positive, ends, *z.given)
    ever = z.at(z.induction(t, always, base_, step_), t)
    later = z.discharge(z.both(z.part(falls, 0), away), always)
    return z.qed(z.for_all(z.both(ever, z.apply(later, ever)), t))


@invariants.mutant
def twice_the_floor(judge):
    """-a.a* >= 2 f at all times, in letters: not where the signal and its target are -f."""
    z, (floor,) = state(), symbols.reals("f,")
    where = [(z.n, "==", 1), (z.s, "==", z.S), (z.eta, ">", 0), (z.eta, "<=", 1), (z.g, "==", 0)]
    where += [(z.x, "==", -floor), (z.N, "==", 3 * floor), (floor, ">", 0)]
    return holds(judge, (z.x_next, "<=", -2 * floor), where)
