"""Lemma 5.3 with its largest step: the signal stays positive for eta <= 2 pi/(pi - 1), for every
number of patches, and beyond that it need not.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    by_terms,
    conj,
    exists,
    forall,
    given,
    pi,
    reals,
    sum_over,
)

from . import thesis
from .angle_function import above_one, values_of_g
from .layer_scalars import one_step, refuted_at, scalars, target_is_positive
from .network import N, S, a, a_star, eta, g, i, k, n, phi, signal, total

T, floor = reals("T T_0")
LIMIT = 2 * pi / (pi - 1)
STATE = (a, a_star, phi, n, eta, k)


def small_steps(limit):
    """phi < pi/2, |w*| = 1, x > 0, 1.a* 1.a <= (1.a*)^2 and 0 < eta <= 2 pi/(pi - 1)."""
    z, angle = scalars(), conj(phi >= 0, phi < pi / 2)
    return given(angle, n == 1, z.x > 0, S * z.s <= S**2, eta > 0, eta <= limit)


def kept(limit=LIMIT):
    return forall(*STATE)(small_steps(limit) >> (scalars().x_next > 0))


def large_signals():
    """a = T a* with 1.a* = 0, a* != 0 and a large T."""
    angle = conj(phi >= 0, phi < pi / 2)
    return given(angle, n == 1, S == 0, N > 0, T >= floor, forall(i)(a(i) == T * a_star(i)))


def lost():
    z = scalars()
    turned = conj(z.x > 0, S * z.s <= S**2, z.x_next < 0)
    every = forall(a, a_star, T, phi, n, k)(large_signals() >> turned)
    return exists(floor)(every)


@claim(
    "conv.lem-5.3-sharp",
    thesis("Lemma 5.3"),
    formula=r"\dots,\ \eta\le\frac{2\pi}{\pi-1}\implies(a^{t+1})^\top a^*>0",
    hypotheses=("n = 1", "2 pi/(pi - 1) = 2.934 is the largest such constant"),
    says=lambda: conj(kept(), forall(eta)((eta > LIMIT) >> lost())),
    uses=("conv.layer-scalars", "conv.g-order", "book.cauchy-schwarz",
          "book.squares-nonnegative"),
)  # fmt: skip
def signal_sharp(judge):
    """eta <= 2 pi/(pi - 1) is enough, and beyond it a large a.a* changes sign."""
    z = judge.theorem()
    return z.qed(z.both(up_to_the_limit(z), beyond_the_limit(z)))


def up_to_the_limit(z):
    inside = small_steps(LIMIT)
    known = z.split(z.assume(inside))
    above = above_one(z, phi, *known)
    step = z.arith(eta * (pi - 1) <= 2 * pi, *known)

    def assume(s):
        signs = s.n == 1, s.x > 0, s.S * s.s <= s.S**2, s.g > 1, s.N > 0
        return [*signs, s.eta > 0, s.eta * (pi - 1) <= 2 * pi]

    moved = z.by("conv.layer-scalars", *STATE)
    target = target_is_positive(z, a, *known)
    positive = one_step(z, assume, lambda s: s.x_next > 0, moved, above, target, step, *known)
    return z.for_all(z.discharge(positive, inside), *STATE)


def beyond_the_limit(z):
    far = z.assume(eta > LIMIT)
    kappa = eta * (pi - 1) / (2 * pi)
    enough = kappa / (kappa - 1) + 1
    inside = large_signals().put(floor, enough)
    known = z.split(z.assume(inside))
    x, D, P, G = reals("x D P G")
    # a = T a*: 1.a = T 1.a* and a.a* = T |a*|^2
    entry = z.at(known[-1], i)
    sums = by_terms(
        z, i, k,
        lambda q: conj(
            sum_over(i, q, a(i)) == T * sum_over(i, q, a_star(i)),
            sum_over(i, q, a(i) * a_star(i)) == T * sum_over(i, q, a_star(i) ** 2),
        ),
        [a(i), a(i) * a_star(i), a_star(i), a_star(i) ** 2], entry,
    )  # fmt: skip
    _, high, _ = values_of_g(z, phi, z.arith(conj(phi >= 0, phi <= pi), *known))
    sizes = forall(eta, T)(given(eta > LIMIT, T >= enough) >> conj(T > 1, (kappa - 1) * T > kappa))
    sizes = z.use(z.lemma(sizes, eta, T), far, *known)
    less = forall(eta, T, D, G)(
        given(eta > LIMIT, (kappa - 1) * T > kappa, D > 0, G <= pi)
        >> conj(D * ((kappa - 1) * T - kappa) > 0, eta * (pi - G) * D >= 0)
    )
    less = z.use(z.lemma(less, eta, T, N, g(phi)), far, sizes, high, *known)

    def assume(s):
        push = s.N * ((s.eta * (pi - 1) / (2 * pi) - 1) * T - s.eta * (pi - 1) / (2 * pi)) > 0
        return [s.n == 1, s.S == 0, s.x == T * s.N, push, s.eta * (pi - s.g) * s.N >= 0]

    moved = z.by("conv.layer-scalars", *STATE)
    negative = one_step(z, assume, lambda s: s.x_next < 0, moved, sums, less, *known, bound=(T, T))
    own = forall(T, D, x)(given(T > 1, D > 0, x == T * D) >> (x > 0))
    own = z.use(z.lemma(own, T, N, signal(a)), sizes, sums, *known)
    none = forall(P, G, T)(given(P == T * G, G == 0) >> (G * P <= G**2))
    none = z.use(z.lemma(none, total(a), S, T), sums, *known)
    every = z.for_all(z.discharge(z.both(own, none, negative), inside), a, a_star, T, phi, n, k)
    nonzero = [z.arith(2 * pi != 0), z.arith(kappa - 1 != 0, far)]
    found = z.exhibit(lost(), enough, every, *nonzero)
    return z.for_all(z.discharge(found, eta > LIMIT), eta)


@signal_sharp.mutant
def a_little_more(judge):
    """eta <= 294/100"""
    return refuted_at(kept("294/100"), [1000, -1000], [1, 0], phi=1, eta="294/100")
