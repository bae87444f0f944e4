"""c_sigma of the sine of any frequency."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    cos,
    exp,
    forall,
    given,
    integrable,
    mean_of_combination,
    randoms,
    reals,
    samples,
    sin,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.normal_law import standard_normal

from .constants_powers import PLACE

p = reals("p")
w, Z = samples("w"), randoms("Z")


def sine_says():
    constant = 1 / E(w, sin(p * Z(w)) ** 2) == 2 / (1 - exp(-2 * p**2))
    return forall(Z)(standard_normal() >> forall(p)((p != 0) >> constant))


@claim(
    "deep.const-csigma.sin",
    PLACE,
    formula=r"c=\frac2{1-e^{-2w^2}}\text{ for }\sin(wz)",
    hypotheses=("w != 0: p in the statement",),
    says=sine_says,
    uses=("book.normal-cosine",),
)
def sine_constant(judge):
    """sin(w z): sin^2 = (1 - cos(2 w z))/2 and E cos(a z) = exp(-a^2/2), so c_sigma = 2/(1 - exp(-2
    w^2)), for every frequency w other than 0.
    """
    k = judge.theorem()
    value = Z(w)
    known = k.at(k.apply(k.by("book.normal-cosine", Z), k.both(*k.given)), 2 * p)
    nonzero = k.assume(p != 0)
    unit = k.mean_of_constant(w, 1)
    wave, square = cos(2 * p * value), sin(p * value) ** 2
    double = k.arith(square == (1 - wave) / 2)
    parts = [
        ("1/2", term(1), k.arith(integrable(E(w, term(1))), unit)),
        ("-1/2", wave, k.arith(integrable(E(w, wave)), known)),
    ]
    mean = mean_of_combination(k, w, square, parts, double)
    rate = k.arith(exp(-((2 * p) ** 2) / 2) == exp(-2 * p**2))
    below = k.arith(exp(-2 * p**2) < exp(term(0)), k.arith(-2 * p**2 < 0, nonzero))
    below = k.arith(1 - exp(-2 * p**2) > 0, below, k.arith(exp(term(0)) == 1))
    value = k.arith(E(w, square) == (1 - exp(-2 * p**2)) / 2, mean, unit, known, rate)
    goal = 1 / E(w, square) == 2 / (1 - exp(-2 * p**2))
    end = k.arith(goal, value, below)
    return k.qed(k.for_all(k.discharge(end, p != 0), p))


@sine_constant.mutant
def of_a_sign(judge):
    """Mean 0 and mean square 1 in the place of the law: of a sign E sin(Z)^2 is 0.71, and the value
    of the law is 0.43.
    """
    known = given(E(w, Z(w)) == 0, E(w, Z(w) ** 2) == 1)
    sign = {"functions": {"Z": {"table": ["1", "-1"]}}, "weights": ["1/2", "1/2"]}
    constant = 1 / E(w, sin(1 * Z(w)) ** 2) == 2 / (1 - exp(-term(2)))
    return falsify(forall(Z)(known >> constant), hints=[sign])
