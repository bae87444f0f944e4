"""Lemma C.2 (Du, Hu, Lee 2018), the base cases at T_1: the empty product, the choice of c_1, the
noise.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, reals, sqrt

from .rank_one_after_start import in_stage_one, large_enough
from .rank_one_contraction import C1
from .rank_one_convergence import xi
from .rank_one_growth import T, a, b, c, eta, sigma
from .rank_one_products import product
from .rank_one_stage2 import C_1, locus, thesis
from .rank_one_stages import balanced, begins, first_time
from .rank_one_state import du_hu_lee
from .rank_one_times import RUN, s

A, B = reals("A B")  # names of single steps of the arithmetic


def bases(least=2):
    """I, J and L at T_1 = T."""
    root = sqrt(C1 * sigma)
    signals = [
        conj(one(T) >= one(T) * product(0), one(T) >= least * root, least * root >= root)
        for one in (a, b)
    ]
    return conj(*signals, xi(T) <= xi(s), xi(s) <= xi(0))


def bases_say(least=2):
    known = (begins(), balanced(a(0), b(0)), first_time(T), T == s + 1)
    return forall(eta, sigma, c, C1, T, s, *RUN, product)(
        given(*known, C1 == C_1, product(0) == 1) >> bases(least)
    )


AT_ENTRY = {
    "values": {
        "eta": "1/2", "sigma": "1", "c_init_squared": "1/600", "c_1": "1/80008", "T": "1", "s": "0",
    },
    "functions": {
        "alpha": {"start": "1/2"}, "beta": {"start": "2/5"}, "alpha_perp": {"start": "1/10"},
        "beta_perp": {"start": "0"}, "product": {"table": ["1"]},
    },
}  # fmt: skip


@claim(
    "balance.lem-C.2.base-rest",
    du_hu_lee(f"{locus}, base cases", thesis),
    says=bases_say,
    uses=("balance.lem-C.1.step", "balance.lem-C.1.every-t", "balance.lem-C.1.ratio"),
    instance=AT_ENTRY,
)
def other_bases(judge, least=2):
    """I, J and L at T_1 = s + 1 >= 1: I has an empty product, J is the choice of c_1 = 1/80008, and
    the noise does not grow in stage one.
    """
    k = judge.theorem()
    crossed, until, last = k.given[-5:-2]
    early = in_stage_one(k, c, until, *k.given)
    stage_one, ratio_now = (k.apply(k.at(one, T), k.arith(T <= T)) for one in early)
    large_now = large_enough(k, crossed, stage_one, ratio_now)
    was_small = k.apply(k.at(until, s), k.arith(s < T, last))
    before = k.apply(k.at(early[0], s), k.arith(s <= T, last))
    lemma = k.by("balance.lem-C.1.step", eta, sigma, c, xi(s), *(one(s) for one in RUN))
    few = k.arith(xi(s) <= 100 * c * sigma, before, *k.given)
    after = k.use(lemma, few, k.arith(xi(s) <= xi(s)), was_small, before, *k.given)
    after = k.part(after, 1)
    for equation in k.split(k.at(k.given[0], s)):
        after = k.fold(equation, after)
    quieter = k.fold(last, after)
    root = sqrt(C1 * sigma)
    positive = k.arith(C1 * sigma > 0, *k.given)
    roots = k.use(k.lemma(forall(A)((A > 0) >> (sqrt(A) > 0)), C1 * sigma), positive)
    ends = []
    for one in (a, b):
        square = k.arith(one(T) ** 2 >= 4 * (C1 * sigma), large_now)
        above = forall(A, B)(given(A > 0, B > 0, A**2 >= 4 * B) >> (A >= 2 * sqrt(B)))
        above = k.use(k.lemma(above, one(T), C1 * sigma), square, positive, stage_one)
        empty = k.arith(one(T) >= one(T) * product(0), k.given[-1])
        ends.append(k.both(empty, above, k.arith(2 * root >= root, roots)))
    return k.qed(k.both(*ends, quieter, k.meet(xi(s) <= xi(0), before)))


other_bases.mutant("five hundred times as much", least=1000)
