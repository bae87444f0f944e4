"""Theorem 5.3 with every constant: in phase I the angle falls at a linear rate (theorem_5_3)."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, cos, exp, forall, given, log, pi, reals, sin, term

from .. import symbols
from ..engine.relations import holds
from . import thesis
from .angle_function import values_of_g
from .layer_scalars import along as layer_at
from .network import N, Phi, Size, a_star, eta, g, k, n, t
from .phase_bounds import (
    at_most_one,
    by,
    cosines,
    known,
    locus,
    omega,
    ratio,
    turning_speed,
)
from .theorem_5_3 import for_starts, m
from .turning import x
from .turning_run import along, nonzero

share = n * m / 6
rate = eta * share * cos(Phi(0))


def linear_rate():
    power = (1 - rate) ** t
    late = (t * rate >= log(term(2))) >> (power <= term("1/2"))
    return for_starts(forall(t)(conj(along().lam >= share, sin(Phi(t)) ** 2 <= power, late)))


@claim(
    "conv.thm-5.3-amended.angle",
    thesis(locus),
    formula=r"\lambda^t\ge\frac{nm}6,\quad\sin^2\phi^t\le\left(1-\tfrac16\eta "
    r"nm\cos\phi^0\right)^t\le\tfrac12\quad\left(t\ge\frac{6\log2}{\eta nm\cos\phi^0}\right)",
    hypotheses=("the start and the step of conv.thm-5.3-amended",),
    says=linear_rate,
    uses=("conv.thm-5.3-amended.turns", "conv.thm-5.3-amended.norm", "conv.thm-5.3-amended.step",
          "conv.thm-5.3-amended.invariants", "conv.g-order", "book.cosine-fall",
          "book.squares-nonnegative", "book.power-below-exp"),
)  # fmt: skip
def angle_phase(judge):
    """(pi - phi)/(2 pi) >= 1/4 and |v|^2 <= 3/2 give n m/6; then Lemma 5.5; t log(1 - q) <= -q t <=
    -log 2.
    """
    z = judge.theorem()
    held, angle = known(z)
    own = along()
    there = nonzero(z)
    step, turn, norm = (by(z, name) for name in ("step", "turns", "norm"))
    order = cosines(z, held, angle)
    first = z.at(z.given[3], term(0))
    *_, late = values_of_g(z, Phi(0), first)
    above = z.use(late, z.arith(Phi(0) <= pi / 2, *z.given))
    squares = z.by("book.squares-nonnegative", a_star, k)
    G, D, P, V = reals("G D P V")
    target = z.lemma(
        forall(n, G, D)(given(n > 0, G >= 1, D >= 0) >> (n * (G - 1) / (pi - 1) * D >= 0)),
        n, g(Phi(0)), N,
    )  # fmt: skip
    floor = z.arith(m >= 0, z.use(target, above, squares, *z.given), *z.given[6:])
    wide = z.arith(ratio >= term("1/4"), held, *z.given)
    below = z.lemma(
        forall(n, m, x, omega, V)(
            given(n > 0, m >= 0, x >= m, omega >= term("1/4"), V >= 1, V <= term("3/2"))
            >> (n * x * omega / V >= n * m / 6)
        ),
        n, m, layer_at().x, ratio, Size(t) ** 2,
    )  # fmt: skip
    speed = turning_speed(z, held, there)
    least = z.arith(own.lam >= share, speed, z.use(below, floor, wide, norm, held, *z.given))
    A, B, C, c, s, s_next, R, q = reals("A B C c s s_next R q")
    faster = z.lemma(
        forall(eta, A, P, C, c)(
            given(eta > 0, A >= P, P >= 0, c >= C, C > 0) >> (eta * A * c >= eta * P * C)
        ),
        eta, own.lam, share, cos(Phi(0)), own.cosine, defined=there,
    )  # fmt: skip
    nonnegative = z.arith(share >= 0, floor, *z.given)
    quick = z.use(faster, least, nonnegative, order, *z.given)
    at_most = at_most_one(z, step, there)
    product = z.lemma(
        forall(eta, P, C)(given(eta > 0, P >= 0, C > 0) >> (eta * P * C >= 0)),
        eta, share, cos(Phi(0)),
    )  # fmt: skip
    above_zero = z.use(product, nonnegative, order, *z.given)
    q_range = z.arith(conj(rate >= 0, rate <= 1), quick, at_most, above_zero)
    shrinks = z.lemma(
        forall(s_next, s, A, q, R)(
            given(s_next**2 <= (1 - A) * s**2, A >= q, q <= 1, s**2 <= R)
            >> (s_next**2 <= (1 - q) * R)
        ),
        own.sine_next, own.sine, eta * own.lam * own.cosine, rate, (1 - rate) ** t, defined=there,
    )  # fmt: skip
    always = own.sine**2 <= (1 - rate) ** t
    smaller = z.arith(
        own.sine_next**2 <= (1 - eta * own.lam * own.cosine) * own.sine**2, z.part(turn, 0)
    )
    down = z.use(shrinks, smaller, quick, q_range, z.assume(always))
    later = z.arith(always.put(t, t + 1), down, z.power_step(1 - rate, t))
    start = z.arith(always.put(t, 0), z.arith(sin(Phi(0)) ** 2 <= 1), z.power_zero(1 - rate))
    ever = z.at(z.induction(t, always, start, later), t)
    long = t * rate >= log(term(2))
    tail = z.use(z.by("book.power-below-exp", 1 - rate, -rate, t), q_range)
    smaller_exponent = z.lemma(
        forall(B)(given(B <= -log(term(2))) >> (exp(B) <= exp(-log(term(2))))), -rate * t
    )
    at_half = z.use(smaller_exponent, z.arith(-rate * t <= -log(term(2)), z.assume(long)))
    ends = z.arith(
        (1 - rate) ** t <= term("1/2"), tail, at_half, z.arith(exp(-log(term(2))) == term("1/2"))
    )
    return z.qed(z.for_all(z.both(least, ever, z.discharge(ends, long)), t))


@angle_phase.mutant
def a_fifth(judge):
    """lambda >= n m/5, in letters."""
    m_, omega, V2 = symbols.reals("m omega V2")
    where = [(m_, ">", 0), (4 * omega, ">=", 1), (V2, ">=", 1), (2 * V2, "<=", 3)]
    return holds(judge, (m_ * omega / V2, ">=", m_ / 5), where)
