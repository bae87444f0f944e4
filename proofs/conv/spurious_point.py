"""The spurious stationary point at angle pi in closed form (Theorem 5.5), for every number of
patches; K = k + pi - 1.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import by_terms, conj, forall, given, pi, reals, sum_over

from .. import symbols
from ..engine.relations import holds
from . import thesis
from .network import S, a, a_star, g, i, k, n, total

K = k + pi - 1
T, y, x, D = reals("T y x D")


stationary = total(a) + (pi - 1) * a(i) == n * S + n * (g(pi) - 1) * a_star(i)
printed = total(a) + (pi - 1) * a(i) == n * (S - a_star(i))


def every(equation):
    return forall(i)((i < k) >> equation)


closed = every(a(i) == n / (pi - 1) * (pi * S / K - a_star(i)))


def limit():
    systems = every(stationary), every(printed)
    same = conj(*(one for system in systems for one in (system >> closed, closed >> system)))
    return forall(a, a_star, n, k)((k >= 1) >> same)


@claim(
    "conv.thm-5.5.limit",
    thesis("Theorem 5.5"),
    formula=r"a=(11^\top+(\pi-1)I)^{-1}(11^\top-I)a^*=\frac1{\pi-1}\left(\frac{\pi\,1^\top "
    r"a^*}{k+\pi-1}1-a^*\right)",
    hypotheses=("any n = |w*|, as a factor; the gradient of Theorem 5.2 at angle pi", "k >= 1"),
    says=limit,
)
def spurious_layer(judge):
    """d l/da = 0 at angle pi, the linear system of the printed limit, and the closed form have the
    same solution; all k.
    """
    z = judge.theorem()
    sums = forall(T, x, y, D)(
        given(K * T == n * (k - 1) * D, T + (pi - 1) * x == n * (D - y), k >= 1)
        >> (x == n / (pi - 1) * (pi * D / K - y))
    )
    sums = z.lemma(sums, total(a), a(i), a_star(i), S, given=z.given)
    flat = z.arith(g(pi) == 0)

    def solved(system):
        entry = z.apply(z.at(z.assume(every(system)), i), z.assume(i < k))
        entry = z.arith(total(a) + (pi - 1) * a(i) == n * (S - a_star(i)), entry, flat)
        added = by_terms(
            z, i, k,
            lambda q: q * total(a) + (pi - 1) * sum_over(i, q, a(i))
            == n * (q * S - sum_over(i, q, a_star(i))),
            [a(i), a_star(i)], entry,
        )  # fmt: skip
        level = z.arith(K * total(a) == n * (k - 1) * S, added)
        found = z.discharge(z.use(sums, level, entry, *z.given), i < k)
        return z.discharge(z.for_all(found, i), every(system))

    def solves(system):
        entry = z.apply(z.at(z.assume(closed), i), z.assume(i < k))
        cleared = forall(x, y, D)(
            given(x == n / (pi - 1) * (pi * D / K - y), k >= 1)
            >> ((pi - 1) * (K * x) == n * (pi * D - K * y))
        )
        cleared = z.use(z.lemma(cleared, a(i), a_star(i), S), entry, *z.given)
        added = by_terms(
            z, i, k,
            lambda q: (pi - 1) * (K * sum_over(i, q, a(i)))
            == n * (q * (pi * S) - K * sum_over(i, q, a_star(i))),
            [a(i), a_star(i)], cleared,
        )  # fmt: skip
        level = forall(T, D)(
            given((pi - 1) * (K * T) == n * (k * (pi * D) - K * D)) >> (K * T == n * (k - 1) * D)
        )
        level = z.use(z.lemma(level, total(a), S), added)
        back = forall(T, x, y, D)(
            given(K * T == n * (k - 1) * D, (pi - 1) * (K * x) == n * (pi * D - K * y), k >= 1)
            >> (T + (pi - 1) * x == n * (D - y))
        )
        back = z.lemma(back, total(a), a(i), a_star(i), S)
        back = z.use(back, level, cleared, *z.given)
        back = z.discharge(z.arith(system, back, flat), i < k)
        return z.discharge(z.for_all(back, i), closed)

    both = [make(one) for one in (stationary, printed) for make in (solved, solves)]
    return z.qed(z.both(*both))


@spurious_layer.mutant
def half_of_the_multiple(judge):
    """Half of the multiple of 1, at one patch and in letters."""
    from sympy import pi as circle

    own, star = symbols.reals("a a_star")
    where = [(circle * own, "==", 0), (star, ">", 0)]
    return holds(judge, ((circle - 1) * own, "==", star / 2 - star), where)
