"""Corollary 5.2 and Lemma 5.8 with the constants that hold: how fast the signal a.a* grows,
and that its upper bound is sharp. n = |w*| = 1; kappa = eta (pi - 1)/(2 pi).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, minimum, pi, reals

from ..engine.relations import holds
from . import thesis
from .angle_function import values_of_g
from .layer_bounds import at_time, first
from .layer_distance import kappa
from .layer_invariants import STEP, USES, for_states
from .layer_scalars import along, for_runs, one_step, scalars
from .network import N, Phi, S, a_star, divisors, eta, k, n, phi, t
from .state import at_n_one, state

x, y, D, G, H, C, m = reals("x y D G H C m")
start = (first.g - 1) / (pi - 1) * N  # the target at the first angle


def growth():
    own = along()
    low = 2 * own.x <= (own.g - 1) / (pi - 1) * N
    gain = low >> (own.x_next - own.x >= eta * (own.g - 1) / (4 * pi) * N)
    half = (eta * (pi - 1) * t >= 2 * pi) >> (2 * own.x >= start)
    return for_runs(
        forall(t)(conj(gain, half)), n == 1, eta > 0, eta * (pi - 1) <= 2 * pi,
        forall(t)(Phi(t + 1) <= Phi(t)), forall(t)(S * along().s <= S**2), first.x > 0,
        first.g >= 1,
    )  # fmt: skip


@claim(
    "conv.cor-5.2-amended",
    thesis("Corollary 5.2"),
    formula=r"a^\top a^*\le\tfrac12\tfrac{g-1}{\pi-1}\|a^*\|^2\implies\text{increase}\ge\tfrac{"
    r"\eta(g-1)}{4\pi}\|a^*\|^2",
    hypotheses=(
        "n = 1",
        "the angle does not grow, 1.a* 1.a^t <= (1.a*)^2",
        "0 < eta <= 2 pi/(pi - 1)",
        "hence half the target of g(phi^0) >= 1 from t = 2 pi/(eta (pi - 1)) on, if x_0 > 0",
    ),
    amends="conv.cor-5.2",
    says=growth,
    uses=("conv.layer-run", "conv.g-order", "book.squares-nonnegative"),
)
def signal_increment_amended(judge):
    """The increment is kappa/2 times the target, eta (g - 1) N/(4 pi); t increments with t >= 2
    pi/(eta (pi - 1)) reach half the target, and a step from there stays above it.
    """
    z = judge.theorem()
    moved, here, begun = at_time(z)
    falls, small = z.at(z.given[5], t), z.at(z.given[6], t)
    own = along()
    low = z.assume(2 * own.x <= (own.g - 1) / (pi - 1) * N)
    base = lambda s: [s.n == 1, s.eta > 0, s.eta * (pi - 1) <= 2 * pi, s.S * s.s <= s.S**2]  # noqa: E731
    gained = one_step(
        z, lambda s: [*base(s), 2 * s.x <= (s.g - 1) / (pi - 1) * s.N],
        lambda s: s.x_next - s.x >= s.eta * (s.g - 1) / (4 * pi) * s.N,
        moved, small, low, *z.given, state=own,
    )  # fmt: skip
    gain = z.discharge(gained, low.formula)
    always = conj(Phi(t) <= Phi(0), 2 * own.x >= minimum(start, kappa * t * start))
    now = z.assume(always)
    order = z.use(z.by("conv.g-order", Phi(t), Phi(0)), z.part(now, 0), here, begun)
    squares = z.by("book.squares-nonnegative", a_star, k)
    grown = forall(G, H, D)(
        given(G >= H, D >= 0) >> ((H - 1) / (pi - 1) * D <= (G - 1) / (pi - 1) * D)
    )
    reach = z.use(z.lemma(grown, own.g, first.g, N), z.part(order, 0), squares)
    positive = forall(H, D)(given(H >= 1, D >= 0) >> ((H - 1) / (pi - 1) * D >= 0))
    positive = z.use(z.lemma(positive, first.g, N), squares, *z.given)
    pulled = one_step(
        z, lambda s: [*base(s), m <= (s.g - 1) / (pi - 1) * s.N],
        lambda s: s.x_next >= (1 - s.eta * (pi - 1) / (2 * pi)) * s.x
        + s.eta * (pi - 1) / (2 * pi) * m,
        moved, small, reach, *z.given, state=own, bound=(m, start),
    )  # fmt: skip
    further = forall(x, y, D, m, G)(
        given(y >= (1 - D) * x + D * m, 2 * x >= minimum(m, D * G * m), D >= 0, D <= 1, m >= 0,
              G >= 0)
        >> (2 * y >= minimum(m, D * (G + 1) * m))
    )  # fmt: skip
    rates = z.arith(conj(kappa >= 0, kappa <= 1), *z.given)
    further = z.lemma(further, own.x, along().x_next, kappa, start, t)
    further = z.use(further, pulled, now, rates, positive, z.arith(t >= 0))
    step = z.meet(always.put(t, t + 1), z.arith(Phi(t + 1) <= Phi(0), falls, now), further)
    base_ = z.arith(always.put(t, 0), positive, *z.given)
    ever = z.part(z.at(z.induction(t, always, base_, step), t), 1)
    late = z.assume(eta * (pi - 1) * t >= 2 * pi)
    full = forall(x, m, D)(given(2 * x >= minimum(m, D * m), D >= 1, m >= 0) >> (2 * x >= m))
    full = z.lemma(full, own.x, start, kappa * t)
    half = z.discharge(z.use(full, ever, z.arith(kappa * t >= 1, late), positive), late.formula)
    return z.qed(z.for_all(z.both(gain, half), t))


@signal_increment_amended.mutant
def twice_the_increment(judge):
    """eta (g - 1) N/(2 pi), in letters."""
    from sympy import pi as circle

    z = state()
    where = [(z.N, "==", 1), (z.S, "==", 0), (z.g, "==", 2), (z.eta, "==", 1), (z.x, ">", 0)]
    where.append((2 * (circle - 1) * z.x, "<=", 1))
    return holds(judge, (at_n_one(z.x_next) - z.x, ">=", 1 / (2 * circle)), where)


def top(constant):
    """n (N + C S^2)"""
    return lambda z: z.n * (z.N + constant * z.S**2)


def kept(z):
    """What a step keeps: 1.a* 1.a >= -n S^2 and x <= n (N + 2 S^2/(pi - 1))."""
    return conj(z.S * z.s >= -(z.n * z.S**2), z.x <= top(2 / (pi - 1))(z))


def left(z):
    """Where a smaller constant is left: phi = 0, 1.a = -n S != 0 and x = n (N + C S^2)."""
    return conj(phi == 0, z.s == -(z.n * z.S), z.S != 0, z.x == top(C)(z))


def sharp():
    def conclude(z):
        worse = conj(C < 2 / (pi - 1), left(z)) >> (z.x_next > top(C)(z))
        return conj(kept(z) >> (z.x_next <= top(2 / (pi - 1))(z)), forall(C)(worse))

    return for_states(
        lambda z: [z.n > 0, z.k >= 1, z.eta > 0, z.eta * (z.k + pi - 1) <= 2 * pi], conclude
    )


@claim(
    "conv.lem-5.8.sharp",
    thesis("Lemma 5.8"),
    formula=r"\text{the smallest }C:\ x\le N+CS^2\text{ is kept by every step, is }2/(\pi-1)",
    hypotheses=(
        "any n > 0: x <= n (N + C S^2); 0 < eta <= 2 pi/(k + pi - 1), 1.a* 1.a >= -n (1.a*)^2",
        "a smaller C is left by every such step from phi = 0, 1.a = -n 1.a* != 0",
    ),
    says=sharp,
    uses=USES,
)
def ceiling_sharp(judge):
    """At g = pi and 1.a = -1.a* the step fixes x = N + 2 S^2/(pi - 1): a smaller constant is not
    kept. 2/(pi - 1) = 0.93388.
    """
    z = judge.theorem()
    own = scalars()
    _, high, _ = values_of_g(z, phi, *z.given)
    within, moved = z.assume(kept(own)), z.by(*STEP)
    reach = forall(n, G, D, y, x)(
        given(n > 0, G <= pi, D >= 0, y * x >= -(n * y**2))
        >> ((pi - 1) * (n * (D + 2 / (pi - 1) * y**2)) >= (G - 1) * (n * D) + y * (n * y - x))
    )
    squares = z.by("book.squares-nonnegative", a_star, k)
    reach = z.use(z.lemma(reach, n, own.g, N, S, own.s), high, within, squares, *z.given)
    slow = z.arith(eta * (pi - 1) <= 2 * pi, *z.given)
    stays = one_step(
        z, lambda s: [s.eta > 0, s.eta * (pi - 1) <= 2 * pi, s.x <= m,
                      (pi - 1) * m >= (s.g - 1) * (s.n * s.N) + s.S * (s.n * s.S - s.s)],
        lambda s: s.x_next <= m, moved, slow, reach, within, *z.given,
        bound=(m, top(2 / (pi - 1))(own)),
    )  # fmt: skip
    beyond = z.assume(conj(C < 2 / (pi - 1), left(own)))
    at_zero = z.arith(own.g == pi, z.meet(phi == 0, beyond))
    square = z.arith(S**2 > 0, z.meet(S != 0, beyond))
    surplus = lambda s: s.eta / (2 * pi) * (s.n * s.S**2 * (2 - C * (pi - 1)))  # noqa: E731
    exact = one_step(
        z, lambda s: [s.g == pi, s.s == -(s.n * s.S), s.x == top(C)(s)],
        lambda s: s.x_next == top(C)(s) + surplus(s), moved, at_zero, beyond, *z.given,
        bound=(C, C),
    )  # fmt: skip
    more = forall(eta, n, D, C)(
        given(eta > 0, n > 0, D > 0, C < 2 / (pi - 1))
        >> (eta / (2 * pi) * (n * D * (2 - C * (pi - 1))) > 0)
    )
    more = z.use(z.lemma(more, eta, n, S**2, C), square, beyond, *z.given)
    above = forall(x, y, m)(given(x == y + m, m > 0) >> (x > y))
    values = (own.x_next, top(C)(own), surplus(own))
    out = z.use(z.lemma(above, *values, defined=divisors(z)), exact, more)
    ends = z.for_all(z.discharge(out, beyond.formula), C)
    return z.qed(z.both(z.discharge(stays, within.formula), ends))


@ceiling_sharp.mutant
def a_larger_constant_is_left(judge):
    """0.9339 is left from there, in letters."""
    from sympy import Rational
    from sympy import pi as circle

    z = state()
    high = z.N + Rational("0.9339") * z.S**2
    worst = at_n_one(z.x_next).subs({z.g: circle, z.s: -z.S, z.x: high})
    return holds(judge, (worst, ">", high), [(z.eta, ">", 0), (z.N, ">", 0), (z.S, "!=", 0)])
