"""Theorem 5.3 with every constant, once the angle is below 45 degrees: the signal reaches n N/7,
and the angle falls at a rate that does not depend on the start (theorem_5_3).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    cos,
    exp,
    forall,
    given,
    minimum,
    nats,
    pi,
    reals,
    sin,
    sqrt,
    term,
)

from .. import symbols
from ..engine.relations import holds
from . import thesis
from .layer_distance import kappa
from .layer_scalars import along as layer_at
from .layer_scalars import one_step
from .network import N, Phi, Size, a_star, eta, g, k, n, t
from .phase_bounds import at_most_one, by, locus, turning_speed
from .theorem_5_3 import for_starts
from .turning import x
from .turning_run import along, nonzero, step_along

T, r = nats("T r")
level = n * N / 7
rate = eta * (n**2 * N) / 40
c, h, u, w, s, s_next, D, V, P, Q = reals("c h u w s s_next D V P Q")


def sharp():
    """The angle is at most 45 degrees from the time T on."""
    return forall(t)((t >= T) >> (4 * Phi(t) <= pi))


def strong():
    """The signal is at least n N/7 from the time T on."""
    return forall(t)((t >= T) >> (layer_at().x >= level))


def share():
    return g(Phi(T + r)) - 1 >= term("2/7") * (pi - 1)


def grows(goal=level):
    here = layer_at(T + r).x
    reached = (kappa * r >= 1) >> (here >= goal)
    least = here >= minimum(goal, r * kappa * goal)
    return for_starts(forall(T)(sharp() >> forall(r)(conj(share(), least, reached))))


@claim(
    "conv.thm-5.3-amended.signal",
    thesis(locus),
    formula=r"\phi\le\tfrac\pi4:\ \frac{g-1}{\pi-1}\ge\tfrac27;\quad x_t\ge\tfrac17nN\text{ "
    r"after "
    r"}\frac{2\pi}{\eta(\pi-1)}\text{ more steps, and from then on}",
    hypotheses=("the start and the step of conv.thm-5.3-amended", "phi <= pi/4 from a time on"),
    says=grows,
    uses=("conv.thm-5.3-amended.invariants", "conv.layer-run", "conv.g-order",
          "book.squares-nonnegative"),
)  # fmt: skip
def signal_phase(judge):
    """g >= g(pi/4) there. Below half of G = (2/7) n N a step adds kappa G/2 or more; from G/2 =
    n N/7 on the signal stays above.
    """
    z = judge.theorem()
    time, before = T + r, z.assume(sharp())
    angle = z.at(z.given[3], time)
    low = z.use(z.at(before, time), z.arith(time >= T))
    order = z.use(z.by("conv.g-order", Phi(time), pi / 4), z.arith(Phi(time) <= pi / 4, low), angle,
                  z.arith(pi / 4 <= pi))  # fmt: skip
    falls, *_ = z.split(order)
    quarter = z.arith(g(pi / 4) - 1 >= term("2/7") * (pi - 1))
    ratio_g = z.arith(share(), falls, quarter)
    step = step_along(z, time)
    held = by(z, "invariants", time)
    k_rate = z.arith(conj(kappa > 0, kappa <= 1), *z.given)

    def assume(q):
        return [q.n > 0, q.k >= 1, q.eta > 0, q.eta * (q.k + pi - 1) <= 2 * pi,
                q.g - 1 >= term("2/7") * (pi - 1), q.S * q.s <= q.n * q.S**2]  # fmt: skip

    def conclude(q):
        own = q.eta * (pi - 1) / (2 * pi)
        return q.x_next >= (1 - own) * q.x + own * (term("2/7") * (q.n * q.N))

    moved = one_step(z, assume, conclude, step, ratio_g, held, *z.given, state=layer_at(time))
    squares = z.by("book.squares-nonnegative", a_star, k)
    target = z.use(
        z.lemma(forall(n, D)(given(n > 0, D >= 0) >> (n * D / 7 >= 0)), n, N), squares, *z.given
    )
    after = forall(x, P, h, D, n, w)(
        given(P >= (1 - h) * x + h * (term("2/7") * (n * D)), h >= 0, h <= 1, n * D / 7 >= 0,
              x >= minimum(n * D / 7, w * h * (n * D / 7)), w >= 0)
        >> (P >= minimum(n * D / 7, (w + 1) * h * (n * D / 7)))
    )  # fmt: skip
    least = layer_at(time).x >= minimum(level, r * kappa * level)
    values = (layer_at(time).x, layer_at(time + 1).x, kappa, N, n, r)
    later = z.use(z.lemma(after, *values), moved, k_rate, target, z.assume(least), z.arith(r >= 0))
    later = z.fold(z.arith(T + (r + 1) == T + r + 1), later)
    begun = z.meet(layer_at(T).x > 0, by(z, "invariants", T))
    start = z.arith(least.put(r, 0), z.fold(z.arith(T + 0 == T), begun), target)
    always = z.at(z.induction(r, least, start, later), r)
    late = z.assume(kappa * r >= 1)
    full = forall(x, h, D, w)(given(x >= minimum(D, w * h * D), D >= 0, h * w >= 1) >> (x >= D))
    reached = z.use(z.lemma(full, layer_at(time).x, kappa, level, r), always, target, late)
    both = z.both(ratio_g, always, z.discharge(reached, kappa * r >= 1))
    return z.qed(z.for_all(z.discharge(z.for_all(both, r), sharp()), T))


@signal_phase.mutant
def two_thirds(judge):
    """(g - 1)/(pi - 1) >= 2/3 at 45 degrees, where it is 0.641."""
    from sympy import pi as circle
    from sympy import sqrt as root

    (more,) = symbols.reals("more,")
    value = (3 * circle / 4 + 1) / root(2)
    return holds(judge, (3 * (value - 1), ">=", 2 * (circle - 1) + more), [(more, ">=", 0)])


def falls_faster():
    square, gap = sin(Phi(T + r)) ** 2, pi - g(Phi(T + r))
    down = conj(square <= term("1/2") * (1 - rate) ** r, gap <= 2 * exp(-(rate * r)))
    return for_starts(forall(T)(given(sharp(), strong()) >> forall(r)(down)))


def at_least_a_root(z, time, angle, low):
    """cos phi >= 1/sqrt 2 where 4 phi <= pi."""
    quarter = z.arith(conj(Phi(time) <= pi / 4, pi / 4 <= pi), low)
    fall = z.use(z.by("book.cosine-fall", Phi(time), pi / 4), angle, quarter)
    root = z.arith(cos(pi / 4) == 1 / sqrt(term(2)))
    return z.arith(cos(Phi(time)) >= 1 / sqrt(term(2)), fall, root)


@claim(
    "conv.thm-5.3-amended.rate",
    thesis(locus),
    formula=r"\sin^2\phi^{T_1+t}\le\tfrac12\left(1-\tfrac1{40}\eta "
    r"n^2N\right)^t,\qquad\pi-g(\phi^{T_1+t})\le2e^{-\eta n^2Nt/40}",
    hypotheses=(
        "the start and the step of conv.thm-5.3-amended",
        "x >= n N/7 and phi <= pi/4 from T_1 on",
    ),
    says=falls_faster,
    uses=("conv.thm-5.3-amended.invariants", "conv.thm-5.3-amended.step",
          "conv.thm-5.3-amended.turns", "conv.thm-5.3-amended.norm", "book.cosine-fall",
          "book.squares-nonnegative", "book.power-below-exp", "conv.gap-below-sine"),
)  # fmt: skip
def rate_phase(judge):
    """(pi - phi)/(2 pi) >= 3/8 and cos phi >= 1/sqrt 2: lambda cos phi >= n^2 N (3/8)/(7 (3/2) sqrt
    2) = 0.02525 n^2 N; pi - g <= (pi^3/8) sin^2 phi and pi^3/8 < 4.
    """
    z = judge.theorem()
    time = T + r
    here = along(time)
    angle = z.at(z.given[3], time)
    since = z.arith(time >= T)
    before = z.split(z.assume(given(sharp(), strong())))
    low, large = (z.use(z.at(one, time), since) for one in before)
    held, step, turn, norm = (by(z, name, time) for name in ("invariants", "step", "turns", "norm"))
    there = nonzero(z, time)
    cosine = at_least_a_root(z, time, angle, low)
    speed = turning_speed(z, held, there, time)
    share = (pi - Phi(time)) / (2 * pi)
    wide = z.arith(share >= term("3/8"), low)
    squares = z.by("book.squares-nonnegative", a_star, k)
    fast = forall(n, D, x, w, V)(
        given(n > 0, D >= 0, x >= n * D / 7, w >= term("3/8"), V >= 1, V <= term("3/2"))
        >> (n * x * w / V >= n**2 * D / 28)
    )
    values = (n, N, layer_at(time).x, share, Size(time) ** 2)
    least = z.use(z.lemma(fast, *values), squares, large, wide, norm, *z.given)
    above = z.arith(here.lam >= n**2 * N / 28, speed, least)
    product = forall(eta, u, D, c)(
        given(eta > 0, u >= D / 28, D >= 0, c >= 1 / sqrt(term(2))) >> (eta * u * c >= eta * D / 40)
    )
    size_n = z.use(
        z.lemma(forall(n, D)(given(n > 0, D >= 0) >> (n**2 * D >= 0)), n, N), squares, *z.given
    )
    quick = z.lemma(product, eta, here.lam, n**2 * N, cos(Phi(time)), defined=there)
    quick = z.use(quick, above, size_n, cosine, *z.given)
    at_most = at_most_one(z, step, there, time)
    positive = z.lemma(forall(eta, D)(given(eta > 0, D >= 0) >> (eta * D / 40 >= 0)), eta, n**2 * N)
    positive = z.use(positive, size_n, *z.given)
    q_range = z.arith(conj(rate >= 0, rate <= 1), quick, at_most, positive)
    A, B = reals("A B")
    shrinks = forall(s_next, s, A, B, Q)(
        given(s_next**2 <= (1 - A) * s**2, A >= B, B <= 1, s**2 <= term("1/2") * Q)
        >> (s_next**2 <= term("1/2") * (Q * (1 - B)))
    )
    always = sin(Phi(time)) ** 2 <= term("1/2") * (1 - rate) ** r
    values = (here.sine_next, here.sine, eta * here.lam * here.cosine, rate, (1 - rate) ** r)
    smaller = z.arith(
        here.sine_next**2 <= (1 - eta * here.lam * here.cosine) * here.sine**2, z.part(turn, 0)
    )
    shrinks = z.lemma(shrinks, *values, defined=there)
    down = z.use(shrinks, smaller, quick, q_range, z.assume(always))
    down = z.fold(z.arith(T + (r + 1) == T + r + 1), z.fold(z.power_step(1 - rate, r), down))
    first = z.use(z.at(before[0], T), z.arith(T >= T))
    half = forall(s, c)(
        given(s**2 + c**2 == 1, c >= 1 / sqrt(term(2))) >> (s**2 <= term("1/2") * 1)
    )
    begun = at_least_a_root(z, T, z.at(z.given[3], T), first)
    begun = z.use(z.lemma(half, sin(Phi(T)), cos(Phi(T))), begun,
                  z.arith(sin(Phi(T)) ** 2 + cos(Phi(T)) ** 2 == 1))  # fmt: skip
    begun = z.fold(z.arith(T + 0 == T), begun)
    start = z.arith(always.put(r, 0), begun, z.power_zero(1 - rate))
    ever = z.at(z.induction(r, always, start, down), r)
    gap = z.use(z.by("conv.gap-below-sine", Phi(time)), angle, z.arith(2 * Phi(time) <= pi, low))
    tail = z.use(z.by("book.power-below-exp", 1 - rate, -rate, r), q_range)
    same = z.arith(exp(-rate * r) == exp(-(rate * r)))
    tail = z.arith((1 - rate) ** r <= exp(-(rate * r)), tail, same)
    last = forall(P, Q, V, s)(
        given(P <= pi**3 / 8 * s**2, s**2 <= term("1/2") * Q, Q <= V) >> (P <= 2 * V)
    )
    values = (pi - g(Phi(time)), (1 - rate) ** r, exp(-(rate * r)), sin(Phi(time)))
    close = z.use(z.lemma(last, *values), gap, ever, tail)
    both = z.for_all(z.both(ever, close), r)
    return z.qed(z.for_all(z.discharge(both, given(sharp(), strong())), T))


@rate_phase.mutant
def one_thirty_ninth(judge):
    """lambda cos phi >= n^2 N/39, in letters."""
    from sympy import sqrt as root

    n_, N_, x_, omega, c_, V2 = symbols.reals("n N x omega c V2")
    where = [(n_, ">", 0), (N_, ">", 0), (x_, ">=", n_ * N_ / 7), (8 * omega, ">=", 3)]
    where += [(V2, ">=", 1), (2 * V2, "<=", 3), (c_, ">=", 1 / root(2))]
    return holds(judge, (39 * n_ * x_ * omega / V2 * c_, ">=", n_**2 * N_), where)
