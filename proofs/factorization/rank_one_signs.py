"""The signs of the signals at the start (Du, Hu, Lee 2018, Appendix C)."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    conj,
    disj,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    randoms,
    term,
)
from steepest.proofs.textbook.events import one_of_two
from steepest.proofs.textbook.normal import w

from .rank_one_normal import locus, thesis
from .rank_one_state import du_hu_lee, holds

A_0, B_0 = randoms("alpha_0 beta_0")


def sign_says():
    def chance(event):
        return E(w, indicator(event))

    A, B = A_0(w), B_0(w)
    independent_signs = [
        chance(conj(one, other)) == chance(one) * chance(other)
        for one, other in ((A > 0, B > 0), (A < 0, B < 0))
    ]
    return forall(A_0, B_0)(
        given(
            chance(A > 0) == chance(A < 0), chance(A == 0) == 0, chance(B == 0) == 0,
            *independent_signs,
        )
        >> (chance(A * B > 0) == "1/2")
    )  # fmt: skip


@claim(
    "balance.init-C.sign",
    du_hu_lee(locus, thesis),
    formula=r"P(\alpha_0\beta_0>0)=\tfrac12",
    hypotheses=(
        "alpha_0, beta_0 independent",
        "P(alpha_0 > 0) = P(alpha_0 < 0)",
        "P(alpha_0 = 0) = 0",
    ),
    says=sign_says,
)
def positive_product(judge):
    """The signals have equal signs with probability one half, where neither of them is 0: p q + (1
    - p)(1 - q) at p = 1/2, whatever q = P(beta_0 > 0) is.
    """
    k = judge.theorem()
    fair, never_1, never_2, plus, minus = k.given
    A, B = A_0(w), B_0(w)
    one = k.mean_of_constant(w, term(1))
    sums = []
    for value, none in ((A, never_1), (B, never_2)):
        events = value > 0, value < 0, value == 0
        bits = [indicator(event) for event in events]
        goal = bits[0] + bits[1] + bits[2] == 1
        for event in events:
            others = [each for each in events if each is not event]
            here = k.assume(event)
            known = [k.indicator(each, False, k.arith(~each, here)) for each in others]
            step = k.arith(goal, k.indicator(event, True, here), *known)
            sums.append(step)
        cover = k.arith(disj(*events))
        pointwise = k.cases(cover, *sums[-3:])
        has = [k.arith(integrable(E(w, bit)), fair, plus, minus, none) for bit in bits]
        found = mean_of_combination(
            k, w, 1, [(1, bit, step) for bit, step in zip(bits, has)], pointwise
        )
        sums.append(k.arith(E(w, bits[0]) + E(w, bits[1]) == 1, found, none, one))
    whole = sums[3], sums[7]
    both = conj(A > 0, B > 0), conj(A < 0, B < 0)
    event = A * B > 0
    happens = [k.arith(event, k.assume(corner)) for corner in both]
    apart = [k.arith(~other, k.assume(corner)) for corner, other in zip(both, both[::-1])]
    misses = k.arith(~event, *(k.assume(~corner) for corner in both))
    has = [k.arith(integrable(E(w, indicator(one))), step)
           for one, step in zip(both, (plus, minus))]  # fmt: skip
    found = one_of_two(k, event, both, happens, apart, misses, has)
    return k.qed(
        k.arith(E(w, indicator(event)) == "1/2", found, plus, minus, fair, *whole, never_1)
    )


@positive_product.mutant
def one_quarter(judge):
    return equal_signs(judge, "1/4")


@positive_product.mutant
def a_biased_sign(judge):
    return equal_signs(judge, "1/2", bias=1)


def equal_signs(judge, result, bias=0):
    """p q + (1 - p)(1 - q) at p = (1 + bias)/2."""
    from steepest.proofs import reals
    from sympy import Rational

    p, q = reals("p q")
    return holds(
        judge,
        (p * q + (1 - p) * (1 - q), "==", Rational(result)),
        [(2 * p, "==", 1 + bias), (q, ">=", 0), (q, "<=", 1)],
    )
