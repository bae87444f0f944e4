"""Lemma 5.10: the sum 1.a of the second layer comes near that of the teacher, along every run.

theta = eta (k + pi - 1)/(2 pi), A = |a*|, e = eps A a bound of (pi - g)|1.a*|.
"""

from __future__ import annotations

from types import SimpleNamespace

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, log, pi, reals, term

from .. import symbols
from ..engine.relations import holds
from . import thesis
from .layer_distance import TEACHER, size_star
from .layer_limit import angle_range, powers
from .layer_scalars import LAYER, along, sum_after
from .loss_bounds import eps
from .network import Phi, S, eta, g, k, layer_run, n, t

theta = eta * (k + pi - 1) / (2 * pi)
force = eps * size_star
d, D, F, B, G, P, s, y, first = reals("d D F B G P s y g_0")


def missed(time):
    """|1.a* - 1.a|"""
    return abs(S - along(time).s)


def sums():
    start = missed(term(0))
    small = abs(S) * (pi - g(Phi(0))) <= force
    known = given(*layer_run(), n == 1, k >= 1, eta > 0, eta * (k + pi - 1) <= 2 * pi, TEACHER,
                  size_star > 0, eps > 0, forall(t)(Phi(t + 1) <= Phi(t)), small)  # fmt: skip
    bound = missed(t) <= (1 - theta) ** t * start + force / (k + pi - 1)
    late = theta * t >= log(start / force)
    return forall(*LAYER, size_star, eps)(
        known >> forall(t)(conj(bound, late >> (missed(t) <= 2 * force)))
    )


@claim(
    "conv.lem-5.10",
    thesis("Lemma 5.10 and its proof"),
    formula=r"|1^\top a^*-1^\top a^{T}|\le2\epsilon\|a^*\|,\quad "
    r"T\ge\frac{2\pi}{\eta(k+\pi-1)}\log\frac{|1^\top a^*-1^\top a^0|}{\epsilon\|a^*\|}",
    hypotheses=(
        "n = 1",
        "pi - g(phi^0) <= eps |a*|/|1.a*|",
        "the angle does not grow",
        "0 < eta <= 2 pi/(k + pi - 1)",
        "k >= 1",
    ),
    says=sums,
    uses=("conv.layer-run", "conv.g-order", "book.power-late"),
)
def sums_converge(judge):
    """1.a* - 1.a' = (1 - theta)(1.a* - 1.a) + (eta/(2 pi)) (pi - g) 1.a*, so what is above e/(k +
    pi - 1) shrinks by 1 - theta a step; (1 - theta)^T <= exp(-theta T).
    """
    z = judge.theorem()
    angles, falls = z.given[0], z.given[-2]
    order = Phi(t) <= Phi(0)
    lower = z.arith(order.put(t, t + 1), z.at(falls, t), z.assume(order))
    lower = z.at(z.induction(t, order, z.arith(order.put(t, 0)), lower), t)
    pair = z.by("conv.g-order", Phi(t), Phi(0))
    grows = z.part(z.use(pair, lower, z.at(angles, t), z.at(angles, term(0))), 0)
    _, high = angle_range(z, t)
    less = forall(D, G, first, B)(
        given(D * (pi - first) <= B, G >= first, G <= pi, D >= 0) >> (D * (pi - G) <= B)
    )
    pushed = z.use(
        z.lemma(less, abs(S), g(Phi(t)), g(Phi(0)), force), grows, high, z.arith(abs(S) >= 0),
        *z.given,
    )  # fmt: skip
    moved = z.part(z.at(z.use(z.by("conv.layer-run", *LAYER), *z.given), t), 0)
    letters = SimpleNamespace(s=s, eta=eta, k=k, g=G, n=n, S=D)
    exact = forall(P, s, D, G, n, k, eta)(
        given(P == sum_after(letters), n == 1)
        >> (D - P == (1 - theta) * (D - s) + eta / (2 * pi) * ((pi - G) * D))
    )
    values = (along(t + 1).s, along(t).s, S, g(Phi(t)), n, k, eta)
    exact = z.use(z.lemma(exact, *values), moved, *z.given)
    below = forall(D, G, F, B)(
        given(D <= F, -D <= F, G >= 0, F * G <= B) >> conj(G * D <= B, -(G * D) <= B)
    )
    ends = z.arith(conj(S <= abs(S), -S <= abs(S), pi - g(Phi(t)) >= 0), high)
    bounds = (S, pi - g(Phi(t)), abs(S), force)
    below = z.use(z.lemma(below, *bounds), ends, pushed)
    size = forall(F, B)(given(F <= B, -F <= B) >> (abs(F) <= B))
    size = z.use(z.lemma(size, (pi - g(Phi(t))) * S, force), below)
    rates = z.arith(conj(theta >= 0, theta <= 1), *z.given)
    triangle = forall(P, d, s, eta, F, B)(
        given(P == (1 - d) * s + eta / (2 * pi) * F, d <= 1, eta > 0, abs(F) <= B)
        >> (abs(P) <= (1 - d) * abs(s) + eta / (2 * pi) * B)
    )
    pieces = (S - along(t + 1).s, theta, S - along(t).s, eta, (pi - g(Phi(t))) * S, force)
    step = z.use(z.lemma(triangle, *pieces), exact, size, rates, *z.given)
    share = forall(eta, k, B)(given(k >= 1) >> (eta / (2 * pi) * B == theta * (B / (k + pi - 1))))
    share = z.use(z.lemma(share, eta, k, force), *z.given)
    step = z.arith(
        missed(t + 1) <= (1 - theta) * missed(t) + theta * (force / (k + pi - 1)), step, share
    )
    start = missed(term(0))
    here = missed(t) <= (1 - theta) ** t * start + force / (k + pi - 1)
    next_ = forall(P, s, y, F, B, d)(
        given(P <= (1 - d) * s + d * B, s <= y * F + B, d >= 0, d <= 1)
        >> (P <= y * (1 - d) * F + B)
    )
    nonzero = z.arith(k + pi - 1 != 0, *z.given)
    values = (missed(t + 1), missed(t), (1 - theta) ** t, start, force / (k + pi - 1), theta)
    later = z.use(z.lemma(next_, *values, defined=[nonzero]), step, z.assume(here), rates)
    zero, more = powers(z, 1 - theta, t)
    positive = forall(eps, size_star)(given(eps > 0, size_star > 0) >> (eps * size_star > 0))
    positive = z.use(z.lemma(positive, eps, size_star), *z.given)
    share = forall(B, k)(given(B > 0, k >= 1) >> conj(B / (k + pi - 1) >= 0, B / (k + pi - 1) <= B))
    share = z.use(z.lemma(share, force, k), positive, *z.given)
    base = z.arith(here.put(t, 0), zero, share)
    ever = z.at(z.induction(t, here, base, z.fold(more, later)), t)
    end = theta * t >= log(start / force)
    late = z.assume(end)
    far = forall(F, B, y)(given(F >= 0, B > 0, y >= log(F / B)) >> (F > 0))
    apart = z.use(z.lemma(far, start, force, theta * t), z.arith(start >= 0), positive, late)
    small = z.use(z.by("book.power-late", theta, start, force, t), rates, apart, positive, late)
    close = forall(P, y, F, B, D)(given(P <= y * F + D, y * F <= B, D <= B) >> (P <= 2 * B))
    values = (missed(t), (1 - theta) ** t, start, force, force / (k + pi - 1))
    close = z.use(z.lemma(close, *values, defined=[nonzero]), ever, small, share)
    return z.qed(z.for_all(z.both(ever, z.discharge(close, end)), t))


@sums_converge.mutant
def eps_alone(judge):
    """eps in place of 2 eps, in letters."""
    e, left, share, gap = symbols.reals("e left share gap")
    where = [(e, ">", 0), (left, ">=", 0), (left, "<=", e), (share, ">=", 0), (share, "<=", e)]
    return holds(judge, (gap, "<=", e), [*where, (gap, "<=", left + share)])
