"""The orthogonal parts of the start in Appendix C (Du, Hu, Lee 2018): sums of squares of
independent standard normal numbers, rarely large.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    conj,
    exp,
    forall,
    given,
    indicator,
    integrable,
    randoms,
    reals,
    sqrt,
)
from steepest.proofs.textbook.events import rarely, w

from .rank_one_growth import c, sigma
from .rank_one_noise import (
    RARE,
    X,
    delta,
    loud,
    mean_moment,
    n,
    noise,
    noise_moment,
    squares_of_normals,
)
from .rank_one_normal import locus, thesis
from .rank_one_state import du_hu_lee, holds
from .rank_one_times import d

P_0, Xi = randoms("alpha_0_perp xi_0")
A, B, C = reals("A B C")  # names of single steps of the arithmetic


def noise_says(value, degrees, event, variables):
    """`value` is delta^2 times a sum of n squares, n <= `degrees`."""
    whole = delta**2 * noise()
    return forall(X, *variables, c, sigma, delta, d, n)(
        given(
            squares_of_normals(), forall(w)(value == whole),
            c > 0, sigma > 0, d >= 1, delta == sqrt(c * sigma / d), n <= degrees,
            integrable(E(w, indicator(event))),
        )
        >> (E(w, indicator(event)) <= exp(-24 * d))
    )  # fmt: skip


def rare_noise(k, event, square):
    """P(event) <= sqrt(2)^n exp(-25 d) <= exp(-24 d): `square` says that the event makes delta^2
    times the sum larger than 100 c sigma_1.
    """
    each, rule, value, init, sig, dim, scale, degrees, own = k.given
    size = k.arith(conj(delta > 0, delta**2 * d == c * sigma), scale, init, sig, dim)
    power, rare = mean_moment(k, each, rule, degrees, dim)
    tail = rarely(k, event, own, RARE, noise_moment(), power, loud(k, size, square))
    return k.arith(E(w, indicator(event)) <= exp(-24 * d), tail, rare)


def orthogonal_says():
    event = P_0(w) > 10 * sqrt(c) * sqrt(sigma)
    return noise_says(P_0(w) ** 2, d - 1, event, [P_0])


def energy_says():
    return noise_says(Xi(w), 2 * d - 2, Xi(w) > 100 * c * sigma, [Xi])


@claim(
    "balance.init-C.perp",
    du_hu_lee(locus, thesis),
    formula=r"P\left(|\alpha_{0,\perp}|>10c_{init}\sqrt{\sigma_1}\right)\le e^{-24d}",
    hypotheses=(
        "covariance delta^2 I",
        "alpha_{0,perp}^2/delta^2 is chi-square with d1 - 1 <= d - 1 degrees",
        "E exp(Z^2/4) = sqrt 2",
    ),
    says=orthogonal_says,
    uses=("book.mean-exp-of-squares", "book.power-below-exp"),
)
def orthogonal_start(judge):
    """The orthogonal parts are in the printed range with probability at least 1 - exp(-24 d) each:
    here 'high probability' is right.

    alpha_perp^2/delta^2 is a sum of n = d1 - 1 <= d - 1 squares of independent standard normal
    numbers, and beta_perp^2/delta^2 one of d2 - 1 (rotation invariance); they enter by E exp(Z^2/4)
    = sqrt 2 and the product rule for this moment.
    """
    k = judge.theorem()
    event = P_0(w) > 10 * sqrt(c) * sqrt(sigma)
    value, init, sig = k.given[2:5]
    large = forall(A, B, C)(
        given(B > 0, C > 0, A > 10 * sqrt(B) * sqrt(C)) >> (A**2 > 100 * (B * C))
    )
    large = k.use(k.lemma(large, P_0(w), c, sigma, defined=[init, sig]), k.assume(event), init, sig)
    square = k.arith(delta**2 * noise() > 100 * (c * sigma), large, k.at(value, w))
    return k.qed(rare_noise(k, event, square))


@orthogonal_start.mutant
def range_9_instead_of_10(judge):
    return falsify_exponent(judge, 81, lambda d: d - 1)


@claim(
    "balance.init-C.xi",
    du_hu_lee(locus, thesis),
    formula=r"P\left(\xi_0>100c_{init}^2\sigma_1\right)\le e^{-24d}",
    hypotheses=(
        "covariance delta^2 I",
        "xi_0/delta^2 is chi-square with d1 + d2 - 2 <= 2d - 2 degrees",
        "E exp(Z^2/4) = sqrt 2",
    ),
    says=energy_says,
    uses=("book.mean-exp-of-squares", "book.power-below-exp"),
)
def noise_energy_start(judge):
    """The sum xi_0, which is what Lemma C.1 needs, stays below 100 c_init^2 sigma_1 with
    probability at least 1 - exp(-24 d).

    xi_0/delta^2 is a sum of n = d1 + d2 - 2 <= 2 d - 2 squares, as in balance.init-C.perp.
    """
    k = judge.theorem()
    event = Xi(w) > 100 * c * sigma
    square = delta**2 * noise() > 100 * (c * sigma)
    square = k.arith(square, k.at(k.given[2], w), k.assume(event))
    return k.qed(rare_noise(k, event, square))


@noise_energy_start.mutant
def range_50_instead_of_100(judge):
    return falsify_exponent(judge, 50, lambda d: 2 * d - 2)


def falsify_exponent(judge, scale, degrees):
    """The exponent of the bound with another range is not below -24 d."""
    from steepest.proofs import reals
    from sympy import log

    d, k = reals("d k")
    return holds(
        judge,
        (-scale * d / 4 + k * log(2) / 2, "<=", -24 * d),
        [(d, ">=", 1), (k, ">=", 0), (k, "<=", degrees(d))],
    )
