"""Theorem 3.2 (Du, Hu, Lee 2018) with usable constants: the distance |u v^T - M*|_F at the end of
stage two, and the number of iterations.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, exp, forall, given, nats, reals

from .rank_one_convergence import xi
from .rank_one_growth import a, b, eta, p, q, run, sigma, t
from .rank_one_rate import distance
from .rank_one_sharper import LARGEST_STEP, noise_level, source
from .rank_one_sharper_rates import AT_T1, STAGE, entry, gap, late

n = nats("n")
VALUES = AT_T1["values"]
A, B, C, D, F, G = reals("A B C D F G")  # names of single steps of the arithmetic


def slow():
    """1 - c_step/4"""
    return 1 - "1/4" * eta * sigma


def ends(third="1/3"):
    """What holds n steps after t."""
    decay = third * slow() ** n
    return conj(
        distance(t + n) <= (decay * sigma) ** 2,
        decay <= third * exp(-(eta * sigma / 4) * n),
    )


def shrinks(third="1/3", limit=1):
    says = forall(t, n)(late(limit) >> ends(third))
    return forall(*STAGE)(given(run(), entry()) >> says)


@claim(
    "balance.thm-3.2-sharper.distance",
    source,
    says=shrinks,
    uses=(
        "balance.thm-3.2-sharper.signal",
        "balance.thm-3.2-sharper.balanced",
        "book.power-at-most-one",
        "book.power-below-exp",
    ),
    instance={**AT_T1, "values": VALUES | {"t": "22", "n": "1"}},
)
def distance_shrinks(judge, third="1/3", limit=1):
    """n steps after |h| <= sigma_1/4 the distance |u v^T - M*|_F is at most (1 - c_step/4)^n
    sigma_1/3, which is at most exp(-c_step n/4) sigma_1/3.

    |h| + 4 xi contracts by 1 - c_step/4 and xi by 1 - c_step/2, which is at most the square of
    that; the squared distance is at most h^2 + (9/4) sigma_1 xi + xi^2.
    """
    k = judge.theorem()
    known, soon = k.given[1:], k.assume(late(limit))
    every = k.use(k.by("balance.thm-3.2-sharper.signal", *STAGE), *k.given)
    after = k.use(k.by("balance.thm-3.2-sharper.balanced", *STAGE), *k.given)
    at, r, noise = t + n, slow(), noise_level() * sigma
    size = k.arith(conj(r > 0, r <= 1, eta * sigma > 0, sigma > 0), *known)
    start = sigma / 4 + 4 * noise
    bound = conj(gap(at) + 4 * xi(at) <= r**n * start, xi(at) <= (r**n) ** 2 * noise)
    first = k.apply(k.at(after, t), soon)
    quiet = k.arith(xi(t) <= noise, k.at(every, t))
    here = conj(gap(t) + 4 * xi(t) <= start, xi(t) <= noise)
    base = k.fold(k.arith(t + 0 == t), k.arith(here, first, quiet))
    base = k.arith(bound.put(n, 0), base, k.power_zero(r))
    later = k.apply(k.at(after, at), k.arith(late(limit).put(t, at), soon, k.arith(n >= 0)))
    now = k.split(k.assume(bound))
    goes_on = k.lemma(
        forall(A, B, C, D, F, G, sigma)(
            given(
                A <= (1 - "3/4" * F) * B + F * D, C <= (1 - F / 2) * D, B >= 0, D >= 0, F > 0,
                F <= LARGEST_STEP, B + 4 * D <= G * start, D <= G**2 * noise, sigma > 0,
            )
            >> conj(
                A + 4 * C <= G * (1 - F / 4) * start, C <= (G * (1 - F / 4)) ** 2 * noise
            )
        ),
        gap(at + 1), gap(at), xi(at + 1), xi(at), eta * sigma, r**n, sigma,
    )  # fmt: skip
    signs_of = k.arith(conj(gap(at) >= 0, xi(at) >= 0))
    step = k.use(goes_on, later, *now, signs_of, size, *known)
    same = k.arith(r ** (n + 1) == r**n * (1 - eta * sigma / 4), k.power_step(r, n))
    step = k.fold(k.arith(t + (n + 1) == at + 1), k.fold(same, step))
    always = k.at(k.induction(n, bound, base, step), n)
    decay = k.use(
        k.by("book.power-below-exp", r, -(eta * sigma / 4), n),
        k.arith(conj(r >= 0, r <= 1 + -(eta * sigma / 4)), size),
    )
    ranges_then = k.at(every, at)
    near = k.lemma(
        forall(A, B, C, D, F, sigma)(
            given(
                abs(A * B - sigma) + 4 * (C + D) <= F * start, C + D <= F**2 * noise, C >= 0,
                D >= 0, A**2 + B**2 <= "9/4" * sigma, F >= 0, F <= 1, sigma > 0,
            )
            >> (
                (A * B - sigma) ** 2 + (A**2 * D + B**2 * C + C * D)
                <= (third * F * sigma) ** 2
            )
        ),
        a(at), b(at), p(at) ** 2, q(at) ** 2, r**n, sigma,
    )  # fmt: skip
    squares = k.arith(conj(p(at) ** 2 >= 0, q(at) ** 2 >= 0))
    once = k.at(k.use(k.by("book.power-at-most-one", r), k.arith(r >= 0, size), size), n)
    distance_then = k.use(near, always, squares, ranges_then, once, size)
    rates = k.arith(ends(third).part(1), decay)
    whole = k.both(distance_then, rates)
    return k.qed(k.for_all(k.discharge(whole, late(limit)), t, n))


@distance_shrinks.mutant
def from_T_1_on(judge):
    from steepest.proofs.engine.theorems.falsify import falsify

    return falsify(shrinks(limit=-1), hints=[{**AT_T1, "values": VALUES | {"t": "0", "n": "1"}}])
