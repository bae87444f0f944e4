"""Lemmas 5.3 and 5.4: the signal of the second layer stays positive and its sum stays small."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, pi

from . import thesis
from .angle_function import values_of_g
from .layer_scalars import ONE, one_step, refuted_at, scalars
from .network import a, a_star, d, eta, k, n, phi, teacher, w_star

USES = ("conv.layer-scalars", "conv.g-order", "book.squares-nonnegative")
ANGLE = conj(phi >= 0, phi <= pi)
STEP = ("conv.layer-scalars", a, a_star, phi, n, eta, k)


def for_states(assume, conclude, angle=ANGLE):
    """For all states of the network: what one step does to the scalars of the second layer."""
    z = scalars()
    before = given(teacher, angle, *assume(z))
    return forall(a, a_star, w_star, phi, n, eta, k, d)(before >> conclude(z))


def shown(judge, assume, conclude, half=False):
    """The theorem of it, by arithmetic from the two equations of the step and the range of g."""
    z = judge.theorem()
    angle = z.arith(ANGLE, *z.given)
    low, high, late = values_of_g(z, phi, angle)
    g_range = [low, high]
    if half:
        g_range.append(z.apply(late, z.arith(phi <= pi / 2, *z.given)))

    def more(s):
        least = [s.g >= 1] if half else []
        return [s.g >= 0, s.g <= pi, *least, *assume(s)]

    return z.qed(one_step(z, more, conclude, z.by(*STEP), *g_range, *z.given))


def positive(limit=2):
    def assume(z):
        return [z.n == 1, z.x > 0, z.S * z.s <= z.S**2, z.eta > 0, z.eta < limit]

    return assume, lambda z: z.x_next > 0


ACUTE = conj(phi > 0, phi < pi / 2)


@claim(
    "conv.lem-5.3",
    thesis("Lemma 5.3"),
    formula=r"(a^t)^\top a^*>0,\ 1^\top a^*1^\top a^t\le(1^\top a^*)^2,\ 0<\phi^t<\tfrac\pi2,\ "
    r"\eta<2\implies(a^{t+1})^\top a^*>0",
    hypotheses=("n = 1", "the lower bound 0 <= 1.a* 1.a^t is not needed"),
    says=lambda: for_states(*positive(), angle=ACUTE),
    uses=USES,
    instance=ONE | {"values": ONE["values"] | {"phi": "1"}},
)
def signal_stays_positive(judge):
    """The signal of the second layer stays positive; eta < 2 is enough."""
    return shown(judge, *positive(), half=True)


@signal_stays_positive.mutant
def steps_below_three(judge):
    """eta < 3"""
    says = for_states(*positive(3), angle=ACUTE)
    return refuted_at(says, [1000, -1000], [1, 0], phi=1, eta="299/100")


def small_sum(factor=1):
    def assume(z):
        return [z.n == 1, z.k >= 1, z.eta > 0, z.eta * (z.k + pi - 1) < factor * 2 * pi,
                z.S * z.s < z.S**2]  # fmt: skip

    return assume, lambda z: z.S * z.s_next < z.S**2


@claim(
    "conv.lem-5.4",
    thesis("Lemma 5.4"),
    formula=r"1^\top a^*1^\top a^t<(1^\top a^*)^2,\ \eta<\tfrac{2\pi}{k+\pi-1}\implies1^\top "
    r"a^*1^\top a^{t+1}<(1^\top a^*)^2",
    hypotheses=("n = 1", "k >= 1", "eta > 0"),
    says=lambda: for_states(*small_sum()),
    uses=USES,
    instance=ONE | {"functions": ONE["functions"] | {"a": {"table": ["0"]}}},
)
def sum_stays_small(judge):
    """(S - s')S is the old one times 1 - eta K/(2 pi) > 0 plus a nonnegative term. (S = 0 makes the
    hypothesis empty.)
    """
    return shown(judge, *small_sum())


@sum_stays_small.mutant
def twice_the_step(judge):
    """eta < 4 pi/(k + pi - 1)"""
    return refuted_at(for_states(*small_sum(2)), [-5], [1], eta="39/10")


def small_sum_general(power=1):
    def assume(z):
        bound = z.n**power * z.S**2
        return [z.n > 0, z.k >= 1, z.eta > 0, z.eta * (z.k + pi - 1) <= 2 * pi, z.S * z.s <= bound]

    return assume, lambda z: z.S * z.s_next <= z.n**power * z.S**2


@claim(
    "conv.lem-5.4.general",
    thesis("Lemma 5.4"),
    formula=r"1^\top a^*1^\top a^t\le\|w^*\|(1^\top a^*)^2,\ "
    r"\eta\le\tfrac{2\pi}{k+\pi-1}\implies\text{the same at }t+1",
    hypotheses=("any n > 0", "k >= 1"),
    says=lambda: for_states(*small_sum_general()),
    uses=USES,
    instance=ONE,
)
def sum_stays_small_general(judge):
    """For any |w*| the invariant is 1.a* 1.a <= n (1.a*)^2; with non-strict signs S = 0 is
    included. (The source writes n = 1.)
    """
    return shown(judge, *small_sum_general())


@sum_stays_small_general.mutant
def without_the_length(judge):
    """(1.a*)^2 without n"""
    return refuted_at(for_states(*small_sum_general(0)), [1], [1], n=2)
