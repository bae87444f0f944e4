"""The spurious stationary point at angle pi in closed form (Theorem 5.5), for every number of
patches; K = k + pi - 1.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import by_terms, conj, forall, given, pi, reals, sum_over

from .. import symbols
from ..engine.relations import holds
from . import thesis
from .network import (
    N,
    S,
    a,
    a_star,
    g,
    i,
    k,
    layer_gradient,
    loss,
    loss_from,
    n,
    signal,
    square,
    total,
)

K = k + pi - 1
x, y, D, G = reals("x y D G")


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
    uses=("conv.critical-layer",),
)
def spurious_layer(judge):
    """d l/da = 0 at angle pi, the linear system of the printed limit, and the closed form have the
    same solution; all k.
    """
    z = judge.theorem()
    known = z.use(z.by("conv.critical-layer", a, a_star, pi, n, k), *z.given)
    into, out_of = z.split(known)
    flat, none = layer_gradient(a, pi)(i) == 0, z.arith(g(pi) == 0)
    level = x == n / (pi - 1) * ((G - 1) * y + (pi - G) * D / K)
    short = x == n / (pi - 1) * (pi * D / K - y)
    forms = forall(x, y, D, G)(given(G == 0, k >= 1) >> conj(level >> short, short >> level))
    forms = z.use(z.lemma(forms, a(i), a_star(i), S, g(pi)), none, *z.given)
    to_short, to_level = z.split(forms)

    def entry(step):
        return z.apply(z.at(step, i), z.assume(i < k))

    def entries(step):
        return z.for_all(z.discharge(step, i < k), i)

    def solved(system):
        steady = entries(z.arith(flat, entry(z.assume(every(system))), none))
        found = z.apply(to_short, entry(z.apply(into, steady)))
        return z.discharge(entries(found), every(system))

    def solves(system):
        steady = z.apply(out_of, entries(z.apply(to_level, entry(z.assume(closed)))))
        return z.discharge(entries(z.arith(system, entry(steady), none)), closed)

    both = [make(one) for one in (stationary, printed) for make in (solved, solves)]
    return z.qed(z.both(*both))


@spurious_layer.mutant
def half_of_the_multiple(judge):
    """Half of the multiple of 1, at one patch and in letters."""
    from sympy import pi as circle

    own, star = symbols.reals("a a_star")
    where = [(circle * own, "==", 0), (star, ">", 0)]
    return holds(judge, ((circle - 1) * own, "==", star / 2 - star), where)


def cost():
    low = n**2 / (4 * (pi - 1)) * ((pi - 2) * N + pi * S**2 / K)
    ends = conj(loss(a, pi) == low, loss(a, pi) >= (pi - 2) / (4 * (pi - 1)) * n**2 * N)
    return forall(a, a_star, n, k)(given(k >= 1, closed) >> ends)


@claim(
    "conv.thm-5.5.loss",
    thesis("Theorem 5.5"),
    formula=r"\ell=\frac{\|w^*\|^2}{4(\pi-1)}\left((\pi-2)\|a^*\|^2+\frac{\pi(1^\top "
    r"a^*)^2}{k+\pi-1}\right)\ge\frac{\pi-2}{4(\pi-1)}\|w^*\|^2\|a^*\|^2",
    hypotheses=(
        "k >= 1",
        "the spurious point (conv.thm-5.5.limit), the loss as Theorem 5.1 has it",
    ),
    says=cost,
)
def spurious_loss(judge):
    """The loss at the spurious point in closed form; the constant of Omega(|a*|^2) is (pi -
    2)/(4(pi - 1)) = 0.1333, attained at 1.a* = 0.
    """
    z = judge.theorem()
    P, R, q, s = reals("P R q s")
    alike = every(a(i) == P + R * a_star(i))
    entry = z.apply(z.at(z.assume(alike), i), z.assume(i < k))
    powers = forall(x, y, P, R)(
        (x == P + R * y)
        >> conj(x**2 == P**2 + 2 * P * R * y + R**2 * y**2, x * y == P * y + R * y**2)
    )
    powers = z.use(z.lemma(powers, a(i), a_star(i), P, R), entry)
    one, two = a(i), a_star(i)

    def summed(body):
        return lambda count: sum_over(i, count, body)

    A, T_, Q, X, F = map(summed, (one, two, one**2, one * two, two**2))
    sums = by_terms(
        z, i, k,
        lambda q: conj(A(q) == q * P + R * T_(q), X(q) == P * T_(q) + R * F(q),
                       Q(q) == q * P**2 + 2 * P * R * T_(q) + R**2 * F(q)),
        [one, two, one**2, one * two, two**2], entry, powers,
    )  # fmt: skip
    sums = z.for_all(z.discharge(sums, alike), P, R)
    there = [z.arith(K > 0, *z.given), z.arith((pi - 1) * K > 0, *z.given)]
    level, share = n * (pi * S) / ((pi - 1) * K), -n / (pi - 1)
    sums = z.at(sums, level, share, defined=there)
    split = forall(x, y, D)(
        given(x == n / (pi - 1) * (pi * D / K - y), k >= 1)
        >> (x == n * (pi * D) / ((pi - 1) * K) + -n / (pi - 1) * y)
    )
    split = z.lemma(split, one, two, S)
    here = z.use(split, z.apply(z.at(z.given[1], i), z.assume(i < k)), *z.given)
    sums = z.apply(sums, z.for_all(z.discharge(here, i < k), i))
    low = n**2 / (4 * (pi - 1)) * ((pi - 2) * x + pi * D**2 / K)
    total_ = forall(x, q, y, s, D, G, P, R)(
        given(s == k * P + R * D, y == P * D + R * x, q == k * P**2 + 2 * P * R * D + R**2 * x,
              P == n * (pi * D) / ((pi - 1) * K), R == -n / (pi - 1), G == 0, k >= 1)
        >> (loss_from(x, q, y, D, s, G) == low)
    )  # fmt: skip
    values = (N, square(a, k, i), signal(a), total(a), S, g(pi), level, share)
    equal = z.lemma(total_, *values, defined=there)
    equal = z.use(equal, sums, z.arith(g(pi) == 0), *z.given)
    least = forall(x, D)((k >= 1) >> (low >= (pi - 2) / (4 * (pi - 1)) * n**2 * x))
    least = z.use(z.lemma(least, N, S), *z.given)
    more = forall(q, x, y)(given(q == x, x >= y) >> (q >= y))
    values = (*equal.sides, least.sides[1])
    more = z.use(z.lemma(more, *values, defined=there), equal, least)
    return z.qed(z.both(equal, more))


@spurious_loss.mutant
def a_larger_constant(judge):
    """(pi - 1)/(4 (pi - 1)) |a*|^2, in letters: not at 1.a* = 0."""
    from sympy import pi as circle

    (size,) = symbols.reals("N,")
    value = (circle - 2) / (4 * (circle - 1)) * size
    return holds(judge, (value, ">=", size / 4), [(size, ">", 0)])
