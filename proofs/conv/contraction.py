"""Lemma 5.5 and its steps: bounds on the angle after a step, from the exact one."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.relations import holds
from steepest.proofs.engine.theorems import conj, cos, forall, given, pi, reals, sin

from .. import symbols
from . import thesis
from .network import phi
from .shrinking_angle import LETTERS, TURN, for_turns, in_a_state, speed_exists, state
from .turning import locus


def squared(bound):
    """sin^2 phi' <= bound sin^2 phi"""
    return lambda z: z.sine_next**2 <= bound(z) * z.sine**2


def bounded(z, bound, assume, *extra):
    """From (1 - u c)^2 <= bound (1 + u^2 s^2), which follows from `assume`."""
    there = speed_exists(z, *z.given)
    own, L, (B, Q, G) = state(), LETTERS, reals("B Q G")
    u, step = L.eta * L.lam, own.eta * own.lam
    circle = z.arith(conj(cos(phi) ** 2 + sin(phi) ** 2 == 1, sin(phi) ** 2 >= 0))
    on_circle = conj(L.cosine**2 + L.sine**2 == 1, L.sine**2 >= 0)
    smaller = (1 - u * L.cosine) ** 2 <= bound(L) * (1 + u**2 * L.sine**2)
    made = given(on_circle, *assume(L)) >> smaller
    numerator = z.use(in_a_state(z, made, there), circle, *extra, *z.given)
    exactly = z.use(z.by("conv.lem-5.5-exact", *TURN), *z.given)
    quotient = forall(L.sine_next, L.sine, B, Q, G)(
        given(L.sine_next**2 == L.sine**2 * Q**2 / (1 + G**2 * L.sine**2),
              Q**2 <= B * (1 + G**2 * L.sine**2))
        >> (L.sine_next**2 <= B * L.sine**2)
    )  # fmt: skip
    lemma = z.lemma(
        quotient, own.sine_next, own.sine, bound(own), 1 - step * own.cosine, step, defined=there
    )
    return z.use(lemma, exactly, numerator)


def equation(z):
    u = z.eta * z.lam
    return 1 - 2 * z.eta * z.cosine * z.lam + u**2


@claim(
    "conv.eq-5.9",
    thesis("equation (5.9)"),
    formula=r"\sin^2\phi^{t+1}\le(1-2\eta\cos\phi^t\lambda^t+\eta^2(\lambda^t)^2)\sin^2\phi^t",
    says=lambda: for_turns(squared(equation)),
    uses=("conv.lem-5.5-exact",),
)
def equation_5_9(judge):
    """(1 - u c)^2/(1 + u^2 s^2) <= 1 - 2 u c + u^2, for every real u: the two dropped terms only
    help.
    """
    z = judge.theorem()
    return z.qed(bounded(z, equation, lambda s: []))


@equation_5_9.mutant
def three_times(judge):
    """3 u c"""
    c, u = symbols.reals("c u")
    bound = (1 - 3 * u * c + u**2) * (1 + u**2 * (1 - c**2))
    return holds(judge, ((1 - u * c) ** 2, "<=", bound), [(c, ">=", 0), (c, "<=", 1), (u, ">=", 0)])


def rate(z):
    return 1 - z.eta * z.cosine * z.lam


def weakest(z):
    """The bound where eta lambda cos phi <= 1, and its contrary beyond."""
    u_c = z.eta * z.lam * z.cosine
    beyond = conj(u_c > 1, z.sine > 0) >> (z.sine_next**2 > rate(z) * z.sine**2)
    return conj((u_c <= 1) >> squared(rate)(z), beyond)


def acute(z):
    """phi <= pi/2 and u = eta lambda >= 0, as for x > 0."""
    return [phi <= pi / 2, z.eta > 0, z.lam >= 0]


@claim(
    "conv.lem-5.5-amended",
    thesis("Lemma 5.5"),
    formula=r"\eta\lambda^t\cos\phi^t\le1\implies\sin^2\phi^{t+1}\le(1-\eta\cos\phi^t\lambda^t)"
    r"\sin^2"
    r"\phi^t",
    hypotheses=(
        "x > 0, phi <= pi/2",
        "eta lambda cos phi <= 1: exactly the condition, unless sin phi = 0",
    ),
    amends="conv.lem-5.5",
    says=lambda: for_turns(weakest, acute),
    uses=("conv.lem-5.5-exact",),
)
def contraction_amended(judge):
    """The weakest condition is eta lambda cos(phi) <= 1; beyond it the right-hand side is
    negative.
    """
    z, own = judge.theorem(), state()
    u_c = own.eta * own.lam * own.cosine
    near = z.arith(own.cosine >= 0, *z.given)
    small = u_c <= 1
    known = [near, z.assume(small)]
    less = z.discharge(
        bounded(z, rate, lambda s: [s.cosine >= 0, s.eta > 0, s.lam >= 0,
                                    s.eta * s.lam * s.cosine <= 1], *known), small
    )  # fmt: skip
    far = conj(u_c > 1, own.sine > 0)
    square = z.arith(own.sine_next**2 >= 0)
    A, B, C = reals("A B C")
    contrary = forall(A, B, C)(given(A >= 0, C > 1, B > 0) >> (A > (1 - C) * B**2))
    there = speed_exists(z, *z.given)
    beyond = z.use(
        z.lemma(contrary, own.sine_next**2, own.sine, u_c, defined=there), z.assume(far), square
    )
    more = z.arith(own.sine_next**2 > rate(own) * own.sine**2, beyond)
    return z.qed(z.both(less, z.discharge(more, far)))


@contraction_amended.mutant
def up_to_two(judge):
    """Up to u c = 2."""
    c, u = symbols.reals("c u")
    s2 = 1 - c**2
    where = [(c, ">=", 0), (c, "<", 1), (u, ">=", 0), (u * c, "<=", 2)]
    return holds(judge, ((1 - u * c) ** 2 * s2, "<=", (1 - u * c) * s2 * (1 + u**2 * s2)), where)


def by_the_printed_step(z):
    return [phi <= pi / 2, z.lam > 0, z.eta > 0, z.eta <= z.cosine / z.lam]


@claim(
    "conv.lem-5.5-proof-step-size",
    thesis(locus),
    formula=r"\eta\le\cos\phi^t/\lambda^t\implies\sin^2\phi^{t+1}\le(1-\eta\cos\phi^t\lambda^t)"
    r"\sin^2"
    r"\phi^t",
    hypotheses=("0 <= phi <= pi/2",),
    says=lambda: for_turns(squared(rate), by_the_printed_step),
    uses=("conv.lem-5.5-exact",),
)
def printed_step_size(judge):
    """From (5.9): u <= cos phi gives 1 - 2 u c + u^2 <= 1 - u c."""
    z = judge.theorem()
    own, (A, B, C) = state(), reals("A B C")
    there = [*speed_exists(z, *z.given), z.meet(own.lam > 0, *z.given)]
    less = z.use(
        z.lemma(forall(A, B, C)(given(A > 0, B > 0, B <= C / A) >> (B * A <= C)), own.lam, own.eta,
                own.cosine, defined=there), *z.given,
    )  # fmt: skip
    assume = lambda s: [s.lam > 0, s.eta > 0, s.eta * s.lam <= s.cosine]  # noqa: E731
    return z.qed(bounded(z, rate, assume, less))


@printed_step_size.mutant
def twice_the_step(judge):
    """u <= 2 cos phi"""
    c, u = symbols.reals("c u")
    s2 = 1 - c**2
    where = [(c, ">=", 0), (c, "<", 1), (u, ">=", 0), (u, "<=", 2 * c)]
    return holds(judge, ((1 - u * c) ** 2, "<=", (1 - u * c) * (1 + u**2 * s2)), where)


def first_order(z):
    """sin^2 phi' = (1 - 2 u cos phi + O(u^2)) sin^2 phi, with the constant 1."""
    u = z.eta * z.lam
    low = z.sine_next**2 >= (1 - 2 * u * z.cosine - u**2) * z.sine**2
    return conj(low, z.sine_next**2 <= (1 - 2 * u * z.cosine + u**2) * z.sine**2)


@claim(
    "conv.two-phase-qualitative",
    thesis("Section 5.1"),
    formula=r"(1-2u\cos\phi-u^2)\sin^2\phi\le\sin^2\phi'\le(1-2u\cos\phi+u^2)\sin^2\phi,\quad "
    r"u=\eta\lambda",
    hypotheses=("x >= 0, phi <= pi/2",),
    says=lambda: for_turns(first_order, acute),
    uses=("conv.lem-5.5-exact", "conv.eq-5.9"),
)
def two_phases(judge):
    """The rate of the angle grows with cos(phi): near phi = pi/2 one step takes sin^2 phi down by
    the factor 1 - 2 u cos phi + O(u^2), u = eta lambda.

    So it is slow while cos(phi) is small; how long the slow part lasts depends on unstated settings
    (conv.fig-5.2).
    """
    z, own = judge.theorem(), state()
    there = speed_exists(z, *z.given)
    positive = z.arith(own.cosine >= 0, *z.given)
    exactly = z.use(z.by("conv.lem-5.5-exact", *TURN), *z.given)
    above = z.use(z.by("conv.eq-5.9", *TURN), *z.given)
    u, c, s, s_next, B, Q = reals("u c s s_next B Q")
    circle = z.arith(cos(phi) ** 2 + sin(phi) ** 2 == 1)
    larger = forall(u, c, s)(
        given(u >= 0, c >= 0, c**2 + s**2 == 1)
        >> ((1 - u * c) ** 2 >= (1 - 2 * u * c - u**2) * (1 + u**2 * s**2))
    )
    step = own.eta * own.lam
    turn = forall(u, c)(given(u >= 0, c > 0) >> (c * u >= 0))
    turn = z.use(z.lemma(turn, own.lam, own.eta, defined=there), *z.given)
    larger = z.lemma(larger, step, own.cosine, own.sine, defined=there)
    larger = z.use(larger, turn, positive, circle)
    quotient = forall(s_next, s, B, Q, u)(
        given(s_next**2 == s**2 * Q**2 / (1 + u**2 * s**2), Q**2 >= B * (1 + u**2 * s**2))
        >> (s_next**2 >= B * s**2)
    )
    values = (own.sine_next, own.sine, 1 - 2 * step * own.cosine - step**2, 1 - step * own.cosine)
    below = z.use(z.lemma(quotient, *values, step, defined=there), exactly, larger)
    return z.qed(z.meet(z.target, below, above))


@two_phases.mutant
def three_times_as_fast(judge):
    """At least 3 u cos(phi), in letters."""
    c, u = symbols.reals("c u")
    where = [(c, ">=", 0), (c, "<", 1), (u, ">=", 0), (2 * u, "<=", 1)]
    bound = (1 - 3 * u * c + u**2) * (1 + u**2 * (1 - c**2))
    return holds(judge, ((1 - u * c) ** 2, "<=", bound), where)
