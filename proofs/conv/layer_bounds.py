"""Corollary 5.1 and Lemma 5.8 at all times of a run: the signal between its bounds."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
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
from .layer_scalars import LAYER, along, for_runs, one_step
from .network import N, Phi, S, a_star, eta, g, k, n, t
from .state import at_n_one, state

USES = ("conv.layer-run", "conv.g-order", "book.squares-nonnegative")
first = along(term(0))


def at_time(z):
    """The equations of the step at t, the range of g, and the angles at t and at 0."""
    moved = z.at(z.use(z.by("conv.layer-run", *LAYER), *z.given[:2]), t)
    here, start = z.at(z.given[0], t), z.at(z.given[0], term(0))
    return moved, here, start


def floor():
    target = (first.g - 1) / (pi - 1) * N
    bound = minimum(first.x, target)
    return for_runs(
        forall(t)(along().x >= bound), n == 1, eta > 0, eta * (pi - 1) <= 2 * pi,
        forall(t)(Phi(t + 1) <= Phi(t)), forall(t)(S * along().s <= S**2),
    )  # fmt: skip


@claim(
    "conv.cor-5.1",
    thesis("Corollary 5.1"),
    formula=r"(a^t)^\top a^*\ge\min\left\{(a^0)^\top a^*,\tfrac{g(\phi^0)-1}{\pi-1}\|a^*\|^2"
    r"\right\}",
    hypotheses=(
        "n = 1",
        "0 < eta <= 2 pi/(pi - 1)",
        "g nondecreasing in t (the angle never grows)",
        "1.a* 1.a^t <= (1.a*)^2 for all t",
    ),
    says=floor,
    uses=USES,
)
def signal_floor(judge):
    """Induction: m = min{x_0, target_0} satisfies m <= x_t and m <= target_t, and a step keeps
    both.
    """
    z = judge.theorem()
    moved, here, start = at_time(z)
    falls, small = z.at(z.given[5], t), z.at(z.given[6], t)
    m, G, H, D = reals("m G H D")
    target = (first.g - 1) / (pi - 1) * N
    bound = minimum(first.x, target)
    always = conj(Phi(t) <= Phi(0), along().x >= bound)
    now = z.assume(always)
    order = z.use(z.by("conv.g-order", Phi(t), Phi(0)), z.part(now, 0), here, start)
    less, low, high, _ = z.split(order)
    squares = z.by("book.squares-nonnegative", a_star, k)
    grown = z.lemma(
        forall(m, G, H, D)(
            given(G >= H, D >= 0, m <= (H - 1) / (pi - 1) * D) >> (m <= (G - 1) / (pi - 1) * D)
        ),
        bound, g(Phi(t)), first.g, N,
    )  # fmt: skip
    reach = z.use(grown, less, squares, z.arith(bound <= target))

    def assume(s):
        return [s.n == 1, s.eta > 0, s.eta * (pi - 1) <= 2 * pi, s.S * s.s <= s.S**2, s.x >= m,
                m <= (s.g - 1) / (pi - 1) * s.N]  # fmt: skip

    kept = one_step(
        z, assume, lambda s: s.x_next >= m, moved, now, reach, small, *z.given, state=along(),
        bound=(m, bound),
    )  # fmt: skip
    step = z.meet(always.put(t, t + 1), z.arith(Phi(t + 1) <= Phi(0), falls, now), kept)
    base = z.arith(always.put(t, 0))
    always_ = z.induction(t, always, base, step)
    return z.qed(z.for_all(z.part(z.at(always_, t), 1), t))


@signal_floor.mutant
def twice_the_floor(judge):
    """x' >= 2 m, in letters."""
    z, (m,) = state(), symbols.reals("m,")
    where = [(z.s, "==", z.S), (z.eta, ">", 0), (z.eta, "<=", 1), (z.g, "==", 2), (m, ">", 0)]
    where += [(z.x, "==", m), (z.N, "==", 3 * m)]
    return holds(judge, (at_n_one(z.x_next), ">=", 2 * m), where)


def ceiling():
    top = n * (N + 2 / (pi - 1) * S**2)
    sums = conj(S * first.s <= n * S**2, S * first.s >= -(n * S**2))
    return for_runs(
        forall(t)(along().x <= maximum(first.x, top)), n > 0, sums, k >= 1, eta > 0,
        eta * (k + pi - 1) <= 2 * pi,
    )  # fmt: skip


@claim(
    "conv.lem-5.8-amended",
    thesis("Lemma 5.8"),
    formula=r"(a^t)^\top a^*\le\max\left\{(a^0)^\top a^*,\ "
    r"\|w^*\|\left(\|a^*\|^2+\tfrac2{\pi-1}(1^\top a^*)^2\right)\right\}",
    hypotheses=("any n > 0", "-n S^2 <= 1.a* 1.a^0 <= n S^2", "0 < eta <= 2 pi/(k + pi - 1)"),
    amends="conv.lem-5.8",
    says=ceiling,
    uses=USES,
)
def ceiling_amended(judge):
    """One step keeps both: the bound, for every X at least the second entry, and the two-sided
    bound on the sum.
    """
    z = judge.theorem()
    moved, here, _ = at_time(z)
    low, high, _ = values_of_g(z, Phi(t), here)
    X = reals("X")
    bound = maximum(first.x, n * (N + 2 / (pi - 1) * S**2))
    own = along()
    always = conj(S * own.s <= n * S**2, S * own.s >= -(n * S**2), own.x <= bound)
    now = z.assume(always)
    above = z.arith(n * (N + 2 / (pi - 1) * S**2) <= bound)

    def base(s):
        return [s.n > 0, s.k >= 1, s.eta > 0, s.eta * (s.k + pi - 1) <= 2 * pi, s.g >= 0,
                s.g <= pi, s.S * s.s <= s.n * s.S**2, s.S * s.s >= -(s.n * s.S**2)]  # fmt: skip

    known = (moved, now, low, high, *z.given)
    sums = [
        one_step(z, base, conclude, *known, state=own)
        for conclude in (
            lambda s: s.S * s.s_next <= s.n * s.S**2, lambda s: s.S * s.s_next >= -(s.n * s.S**2)
        )
    ]  # fmt: skip
    kept = one_step(
        z, lambda s: [*base(s), s.x <= X, s.n * (s.N + 2 / (pi - 1) * s.S**2) <= X],
        lambda s: s.x_next <= X, *known, above, state=own, bound=(X, bound),
    )  # fmt: skip
    step = z.meet(always.put(t, t + 1), *sums, kept)
    begun = z.meet(always.put(t, 0), z.arith(first.x <= bound), *z.given)
    ever = z.induction(t, always, begun, step)
    return z.qed(z.for_all(z.part(z.at(ever, t), 2), t))


@ceiling_amended.mutant
def half_the_share(judge):
    """n (N + S^2/(pi - 1)): not kept, in letters."""
    from sympy import pi as circle

    z = state()
    top = z.N + z.S**2 / (circle - 1)
    where = [(z.g, "==", circle), (z.s, "==", -z.S), (z.x, "==", top), (z.eta, ">", 0),
             (z.N, ">", 0), (z.S, "!=", 0)]  # fmt: skip
    return holds(judge, (at_n_one(z.x_next), "<=", top), where)
