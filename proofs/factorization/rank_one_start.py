"""The initialization of Appendix C (Du, Hu, Lee 2018): what Gaussian starts give, with the
probabilities as numbers.

Theorem 3.2 prints u_0, v_0 ~ N(0, delta I) with delta = c_init sqrt(sigma_1/d), d = max(d1, d2);
Appendix C then uses
|alpha_0|, |beta_0| in [0.1, 10] c_init sqrt(sigma_1/d). The two agree when delta is the standard
deviation, covariance delta^2 I, and for no covariance proportional to delta. With covariance
delta^2 I, alpha_0/delta and beta_0/delta are independent standard normals (rotation invariance),
alpha_perp^2/delta^2 and beta_perp^2/delta^2 are chi-square with d1 - 1 and d2 - 1 degrees of
freedom, and all four are independent.

Normal probabilities are bounded through the density: a bound that holds at every point of an
interval, integrated exactly.
"""

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
    reals,
    sqrt,
    term,
)
from steepest.proofs.textbook.events import implied, one_of_two
from steepest.proofs.textbook.normal import (
    Phi,
    density,
    g_0,
    normal,
    w,
)

from .rank_one_growth import c, sigma
from .rank_one_normal import (
    Z,
    delta,
    density_bounds,
    in_range,
    normal_interval_bounds,
    numbers_of_the_start,
    printed_start,
    probability_of_the_start,
    standard,
    start_says,
)
from .rank_one_stage1 import number
from .rank_one_state import du_hu_lee, holds
from .rank_one_times import d

c_init, p = reals("c_init p")
A, B, C, F = reals("A B C F")  # names of single steps of the arithmetic

locus, thesis = "Appendix C, initialization", "Section 4.8"


def _reals(names):
    from steepest.proofs import reals

    return reals(names)


def vanishing_event():
    """|alpha_0| <= 10 c_init sqrt(sigma_1/d), for alpha_0 = sqrt(delta) Z"""
    return abs(sqrt(delta) * Z(w)) <= 10 * delta


def vanishes(factor=8):
    large = d >= (factor / p) ** 4 * sigma
    chance = E(w, indicator(vanishing_event()))
    return forall(Z, Phi, g_0, c_init, sigma, delta, d, p)(
        given(
            density(), normal(Z(w)), c_init > 0, c_init <= 1, sigma > 0, d >= 1,
            delta == c_init * sqrt(sigma / d), p > 0, p < 1, large, integrable(chance),
        )
        >> (chance < p)
    )  # fmt: skip


def range_says(least="92021/100000", most="92061/100000"):
    chance = E(w, indicator(in_range(delta * Z(w))))
    return forall(Z, Phi, g_0, c, sigma, delta, d)(
        given(density(), standard(Z(w)), c > 0, sigma > 0, d >= 1, delta == sqrt(c * sigma / d))
        >> conj(term(least) <= chance, chance <= term(most))
    )


@claim(
    "balance.init-C.covariance",
    du_hu_lee("Theorem 3.2 and Appendix C, initialization", "Theorem 4.5 and Section 4.8"),
    formula=r"u_0\sim\mathcal N(0,\delta I)\implies P\left(|\alpha_0|\le10c_{init}\sqrt{\sigma_1/d}"
    r"\right)\ge p",
    hypotheses=(
        "covariance delta I with delta = c_init sqrt(sigma_1/d), as printed",
        "p = 1/100; balance.init-C.covariance-vanishes has every p",
    ),
    case=True,
)
def printed_covariance(judge):
    """With covariance delta I, as printed, alpha_0 lies in the range of Appendix C with at least a
    constant probability, for every d.

    The standard deviation is then sqrt(delta), so the probability is P(|Z| <= 10 c_init
    sqrt(sigma_1/d)/sqrt(delta)), at most the width times the density: 20 sqrt(c_init)
    (sigma_1/d)^(1/4)/sqrt(2 pi) <= 20/(m sqrt(2 pi)) for c_init <= 1, with d/sigma_1 = m^4.
    """
    from sympy import pi, sqrt

    m, p = _reals("m p")
    return holds(
        judge, (20 / sqrt(2 * pi) / m, ">=", p), [(m, ">=", 1), (p, "==", number("1/100"))]
    )


@printed_covariance.mutant
def with_probability_one_half(judge):
    from sympy import pi, sqrt

    (m,) = _reals("m,")
    return holds(judge, (20 / sqrt(2 * pi) / m, ">=", number("1/2")), [(m, ">=", 1)])


@claim(
    "balance.init-C.covariance-vanishes",
    du_hu_lee("Theorem 3.2 and Appendix C, initialization", "Theorem 4.5 and Section 4.8"),
    formula=r"u_0\sim\mathcal N(0,\delta I)\implies P\left(|\alpha_0|\le10c_{init}\sqrt{\sigma_1/d}"
    r"\right)<p\quad\text{for all }d\ge(8/p)^4\sigma_1",
    hypotheses=(
        "covariance delta I with delta = c_init sqrt(sigma_1/d), as printed",
        "0 < c_init <= 1",
        "0 < p < 1",
    ),
    says=vanishes,
    uses=("book.normal-window",),
)
def printed_covariance_vanishes(judge, factor=8):
    """Under the printed covariance no constant works: for each p > 0 the probability is below p
    once d >= (8/p)^4 sigma_1.

    alpha_0/sqrt(delta) is standard normal (rotation invariance); its density is at most 1/sqrt(2
    pi).
    """
    k = judge.theorem()
    positive, circle, slopes, law, init, small, sig, dim, scale, p_0, p_1, large, own = k.given
    size = k.arith(conj(sqrt(sigma / d) > 0, sqrt(sigma / d) ** 2 * d == sigma), sig, dim)
    S = sqrt(delta)
    root = forall(A)((A > 0) >> conj(sqrt(A) > 0, sqrt(A) ** 2 == A))
    above = k.arith(delta > 0, scale, init, size)
    root = k.use(k.lemma(root, delta, defined=[above]), above)
    known = positive, circle, slopes, law
    wide = k.arith(10 * S >= 0, root)
    window = k.by("book.normal-window", Z, Phi, g_0, 10 * S, defined=[above])
    window = k.part(k.use(window, *known, wide), 0)
    event, inside = vanishing_event(), conj(-(10 * S) <= Z(w), Z(w) <= 10 * S)
    narrow = forall(A, B)(
        given(B > 0, abs(B * A) <= 10 * B**2) >> conj(-(10 * B) <= A, A <= 10 * B)
    )
    near = k.arith(abs(S * Z(w)) <= 10 * S**2, k.assume(event), root)
    narrow = k.use(k.lemma(narrow, Z(w), S, defined=[above]), near, root)
    has = k.arith(integrable(E(w, indicator(inside))), window)
    bound = implied(k, event, inside, narrow, own, has)
    # delta^2 <= sigma_1/d <= (p/8)^4, so that S^2 = delta <= (p/8)^2
    steep = k.lemma(
        forall(p, sigma, d)(given(p > 0, d >= (factor / p) ** 4 * sigma)
                            >> (d * p**4 >= factor**4 * sigma)),
        p, sigma, d,
    )  # fmt: skip
    steep = k.use(steep, p_0, large)
    ratio, inside_root = sqrt(sigma / d), [k.arith(conj(d != 0, sigma / d >= 0), sig, dim)]
    below = forall(F, p, sigma, d)(
        given(d >= 1, F**2 * d == sigma, d * p**4 >= factor**4 * sigma)
        >> ((factor**2 * F) ** 2 <= (p**2) ** 2)
    )
    below = k.use(k.lemma(below, ratio, p, sigma, d, defined=inside_root), dim, size, steep)
    half = forall(F, p)(
        given(F > 0, p > 0, (factor**2 * F) ** 2 <= (p**2) ** 2) >> (factor**2 * F <= p**2)
    )
    half = k.use(k.lemma(half, ratio, p, defined=inside_root), size, p_0, below)
    fourth = forall(A, B, C, F, p)(
        given(A > 0, A**2 == B, B == C * F, C <= 1, F > 0, p > 0, factor**2 * F <= p**2)
        >> (factor * A <= p)
    )
    fourth = k.lemma(fourth, S, delta, c_init, ratio, p, defined=[above, *inside_root])
    fourth = k.use(fourth, root, scale, small, size, p_0, half)
    light = k.arith(g_0 < "2/5", positive, circle)
    less = forall(A, F)(given(A > 0, F < "2/5") >> (2 * (10 * A) * F < 8 * A))
    less = k.use(k.lemma(less, S, g_0, defined=[above]), root, light)
    return k.qed(k.arith(E(w, indicator(event)) < p, bound, window, less, fourth))


@printed_covariance_vanishes.mutant
def from_a_fourth_power_of_7(judge):
    """(7/p)^4 in place of (8/p)^4: the density would have to be below 7/20."""
    from sympy import pi, sqrt

    m, p = _reals("m p")
    return holds(
        judge, (20 / sqrt(2 * pi), "<", p * m), [(p, ">", 0), (p, "<", 1), (m, ">=", 7 / p)]
    )


@claim(
    "balance.init-C.covariance-amended",
    du_hu_lee("Theorem 3.2 and Appendix C, initialization", "Theorem 4.5 and Section 4.8"),
    formula=r"u_0\sim\mathcal N(0,\delta^2I)\implies 0.92021\le "
    r"P\left(0.1\,\delta\le|\alpha_0|\le10\,\delta\right)\le0.92061,\quad\delta=c_{init}\sqrt{"
    r"\sigma_1/d}",
    hypotheses=("covariance delta^2 I: delta is the standard deviation", "any d1, d2"),
    amends="balance.init-C.covariance",
    says=range_says,
    uses=("balance.init-C.side",),
)
def standard_deviation_delta(judge, least="92021/100000", most="92061/100000"):
    """With delta as the standard deviation alpha_0/delta is standard normal, and the range of
    Appendix C has a probability that no d changes.
    """
    k = judge.theorem()
    law, (init, sig, dim, scale) = k.given[:5], k.given[5:]
    size = k.arith(delta > 0, scale, init, sig, dim)
    side = k.use(k.by("balance.init-C.side", Z, Phi, g_0), *law)
    event = in_range(delta * Z(w))
    right, left = (
        conj(term(a) <= Z(w), Z(w) <= term(b)) for a, b in (("1/10", 10), (-10, "-1/10"))
    )
    either = disj(conj(A >= "1/10", A <= 10), conj(A >= -10, A <= "-1/10"))
    there = in_range(delta * A)
    into = forall(A, delta)(given(delta > 0, either) >> there)
    onto = forall(A, delta)(given(delta > 0, there) >> either)
    into, onto = (k.lemma(one, Z(w), delta) for one in (into, onto))
    corners = (right, left)
    happens, apart, has = [], [], []
    for part, (corner, other) in enumerate(zip(corners, corners[::-1])):
        here = k.assume(corner)
        happens.append(k.use(into, size, k.arith(either.put(A, Z(w)), here)))
        apart.append(k.arith(~other, here))
        has.append(k.arith(integrable(E(w, indicator(corner))), k.part(side, part)))
    neither = k.arith(~either.put(A, Z(w)), *(k.assume(~corner) for corner in corners))
    never = k.absurd(k.use(onto, size, k.assume(event)), neither, term(0) < 0)
    found = one_of_two(k, event, corners, happens, apart, k.negate(never, event), has)
    chance = E(w, indicator(event))
    return k.qed(k.arith(conj(term(least) <= chance, chance <= term(most)), found, side))


@standard_deviation_delta.mutant
def probability_93_percent(judge):
    return holds(judge, (number("93/100"), "<=", normal_interval_bounds()[0]))


@standard_deviation_delta.mutant
def probability_at_most_92_percent(judge):
    return holds(judge, (normal_interval_bounds()[1], "<=", number("92/100")))


@claim(
    "balance.init-C",
    du_hu_lee(locus, thesis),
    formula=r"P\left(|\alpha_0|\ge0.1c_{init}\sqrt{\sigma_1/d}\right)\to1\quad(d\to\infty)",
    hypotheses=(
        "covariance delta^2 I",
        "'with high probability' read as: the failure probability tends to 0 as d grows",
    ),
    case=True,
)
def signal_range_with_high_probability(judge):
    """With high probability the signal strengths at the start are at least 0.1 c_init
    sqrt(sigma_1/d).

    The failure probability is that of |Z| < 1/10, at least 0.0793 for every d; the claim asks it to
    be below every positive tolerance.
    """
    from sympy import Rational, exp, pi, sqrt

    (tolerance,) = _reals("tolerance,")
    failure_at_least = Rational(1, 5) * exp(-Rational(1, 200)) / sqrt(2 * pi)
    return judge.all(
        holds(judge, (failure_at_least, "<=", tolerance), [(tolerance, ">", 0)]),
        support=[density_bounds(judge)],
    )


@signal_range_with_high_probability.mutant
def certain_up_to_one_percent(judge):
    from sympy import Rational, exp, pi, sqrt

    return holds(
        judge, (Rational(1, 5) * exp(-Rational(1, 200)) / sqrt(2 * pi), "<=", Rational(1, 100))
    )


@claim(
    "balance.init-C-amended",
    du_hu_lee(locus, thesis),
    formula=r"0.4233\le P\left(\alpha_0\beta_0>0,\ |\alpha_0|,|\beta_0|\in[0.1,10]\,c_{init}\sqrt{"
    r"\sigma_1/d},\ \xi_0\le100c_{init}^2\sigma_1\right)\le0.4238",
    hypotheses=("covariance delta^2 I", "any d1, d2 >= 1, any c_init, sigma_1 > 0"),
    amends="balance.init-C",
    says=start_says,
    uses=("balance.init-C.side", "book.mean-exp-of-squares", "book.power-below-exp"),
)
def start_probability(judge, least="4233/10000", most="4238/10000"):
    """The whole event that Appendix C starts from has a constant probability between 0.4233 and
    0.4238, not a high one.

    alpha_0/delta and beta_0/delta are independent standard normal numbers and xi_0/delta^2 is a sum
    of d1 + d2 - 2 squares of such (rotation invariance); the law enters by their distribution
    function, E exp(Z^2/4) = sqrt 2, and the product rule for the ranges and for this moment.
    """
    k = judge.theorem()
    return k.qed(probability_of_the_start(k, printed_start(), k.given[15], least, most))


@start_probability.mutant
def probability_one_half(judge):
    return numbers_of_the_start(judge, least="0.5")


@start_probability.mutant
def probability_at_most_42_percent(judge):
    return numbers_of_the_start(judge, most="0.42")
