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

from .rank_one_stage1 import number
from .rank_one_state import du_hu_lee, holds

locus, thesis = "Appendix C, initialization", "Section 4.8"
# what the claims about one step leave to words
STEPS_TO_RUNS = (
    "induction over the iterations: the claims decide one step of each stage",
    "the law of the start: alpha_0, beta_0 and the orthogonal parts are independent, normal and "
    "chi-square",
)
ROTATION = "the law of the start: alpha_0/delta is standard normal, by rotation invariance"
DENSITY = "the integral of the bounds of the density"


def _reals(names):
    from steepest.proofs import reals

    return reals(names)


def normal_interval_bounds():
    """(lower, upper) for P(1/10 <= |Z| <= 10), Z standard normal.

    P(|Z| < 1/10) = 2/sqrt(2 pi) times the integral of exp(-x^2/2) over [0, 1/10], where exp(-1/200)
    <= exp(-x^2/2) <= 1; P(|Z| > 10) <= 2/sqrt(2 pi) times the integral of (x/10) exp(-x^2/2) over
    [10, oo), which is exp(-50)/10.
    """
    from sympy import Rational, exp, pi, sqrt

    root = sqrt(2 * pi)
    below_most, below_least = Rational(1, 5) / root, Rational(1, 5) * exp(-Rational(1, 200)) / root
    above_most = Rational(1, 5) * exp(-50) / root
    return 1 - below_most - above_most, 1 - below_least


def density_bounds(judge):
    """The pointwise bounds of the density behind `normal_interval_bounds`."""
    from sympy import Rational, exp

    (x,) = _reals("x,")
    inside = [(x, ">=", 0), (x, "<=", Rational(1, 10))]
    return judge.all(
        holds(judge, (-Rational(1, 200), "<=", -(x**2) / 2), inside),
        holds(judge, (-(x**2) / 2, "<=", 0), inside),
        holds(judge, (exp(-(x**2) / 2), "<=", (x / 10) * exp(-(x**2) / 2)), [(x, ">=", 10)]),
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
    missing=(
        "the law of alpha_0",
        "the probability is at most the width times the largest density",
    ),
)
def printed_covariance_vanishes(judge, factor=8):
    """Under the printed covariance no constant works: for each p > 0 the probability is below p
    once d >= (8/p)^4 sigma_1.
    """
    from sympy import pi, sqrt

    m, p = _reals("m p")
    return holds(
        judge,
        (20 / sqrt(2 * pi), "<", p * m),
        [(p, ">", 0), (p, "<", 1), (m, ">=", factor / p)],
        lemmas=[(20 / sqrt(2 * pi), "<", 8)],
    )


printed_covariance_vanishes.mutant("(7/p)^4", factor=7)


@claim(
    "balance.init-C.covariance-amended",
    du_hu_lee("Theorem 3.2 and Appendix C, initialization", "Theorem 4.5 and Section 4.8"),
    formula=r"u_0\sim\mathcal N(0,\delta^2I)\implies 0.92021\le "
    r"P\left(0.1\,\delta\le|\alpha_0|\le10\,\delta\right)\le0.92061,\quad\delta=c_{init}\sqrt{"
    r"\sigma_1/d}",
    hypotheses=("covariance delta^2 I: delta is the standard deviation", "any d1, d2"),
    amends="balance.init-C.covariance",
    missing=(ROTATION, DENSITY),
)
def standard_deviation_delta(judge, least="0.92021", most="0.92061"):
    """With delta as the standard deviation alpha_0/delta is standard normal, and the range of
    Appendix C has a probability that no d changes.
    """
    from sympy import Rational

    lower, upper = normal_interval_bounds()
    return judge.all(
        holds(judge, (Rational(least), "<=", lower)),
        holds(judge, (upper, "<=", Rational(most))),
        support=[density_bounds(judge)],
    )


standard_deviation_delta.mutant("probability 0.93", least="0.93")
standard_deviation_delta.mutant("probability at most 0.92", most="0.92")


@claim(
    "balance.init-C",
    du_hu_lee(locus, thesis),
    formula=r"P\left(|\alpha_0|\ge0.1c_{init}\sqrt{\sigma_1/d}\right)\to1\quad(d\to\infty)",
    hypotheses=(
        "covariance delta^2 I",
        "'with high probability' read as: the failure probability tends to 0 as d grows",
    ),
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
    missing=(
        ROTATION,
        DENSITY,
        "independence of the signals, their signs and the orthogonal parts",
        "the union bound for xi_0",
    ),
)
def start_probability(judge, least="0.4233", most="0.4238"):
    """The whole event that Appendix C starts from has a constant probability between 0.4233 and
    0.4238, not a high one.

    The two ranges are independent, the sign of alpha_0 beta_0 is independent of the magnitudes, and
    xi_0 fails with probability at most exp(-24 d) (claim balance.init-C.xi) and not at all for d =
    1, where there is nothing orthogonal.
    """
    from sympy import Rational, exp

    lower, upper = normal_interval_bounds()
    return judge.all(
        holds(judge, (Rational(least), "<=", lower**2 / 2 - exp(-48))),
        holds(judge, (upper**2 / 2, "<=", Rational(most))),
        support=[density_bounds(judge)],
    )


start_probability.mutant("probability one half", least="0.5")
start_probability.mutant("probability at most 0.42", most="0.42")


@claim(
    "balance.init-C.sign",
    du_hu_lee(locus, thesis),
    formula=r"P(\alpha_0\beta_0>0)=\tfrac12",
    hypotheses=(
        "alpha_0, beta_0 independent",
        "P(alpha_0 > 0) = P(alpha_0 < 0)",
        "P(alpha_0 = 0) = 0",
    ),
    missing=("independence: the probability is p q + (1 - p)(1 - q)",),
)
def positive_product(judge, result="1/2", bias=0):
    """The signals have equal signs with probability one half: p q + (1 - p)(1 - q) at p = 1/2,
    whatever q = P(beta_0 > 0) is.
    """
    from sympy import Rational

    p, q = _reals("p q")
    return holds(
        judge,
        (p * q + (1 - p) * (1 - q), "==", Rational(result)),
        [(2 * p, "==", 1 + bias), (q, ">=", 0), (q, "<=", 1)],
    )


positive_product.mutant("one quarter", result="1/4")
positive_product.mutant("a biased sign of alpha_0", bias=1)


def _chernoff(judge, scale, degrees):
    """P(chi-square with k degrees >= s) <= exp(-s/4) 2^(k/2), and with s = scale d, k <= degrees(d)
    this is at most exp(-24 d).

    exp((X - s)/4) >= 1 wherever X >= s, and E exp(Z^2/4) = (1 - 2/4)^(-1/2) = sqrt(2) for a
    standard normal Z.
    """
    from sympy import exp, log

    X, s, d, k = _reals("X s d k")
    markov = holds(
        judge,
        (exp((X - s) / 4), ">=", 1),
        [(X, ">=", s)],
        axioms=[("exp-tangent", _term((X - s) / 4))],
    )
    exponent = holds(
        judge,
        (-scale * d / 4 + k * log(2) / 2, "<=", -24 * d),
        [(d, ">=", 1), (k, ">=", 0), (k, "<=", degrees(d))],
        lemmas=[(log(2), "<=", 1), (log(2), ">=", 0)],
    )
    return judge.all(markov, exponent)


def _term(expression):
    from steepest.proofs.engine.terms import from_sympy

    return from_sympy(expression)


@claim(
    "balance.init-C.perp",
    du_hu_lee(locus, thesis),
    formula=r"P\left(|\alpha_{0,\perp}|>10c_{init}\sqrt{\sigma_1}\right)\le e^{-24d}",
    hypotheses=(
        "covariance delta^2 I",
        "alpha_{0,perp}^2/delta^2 is chi-square with d1 - 1 <= d - 1 degrees",
        "E exp(Z^2/4) = sqrt 2",
    ),
    missing=(
        "Markov's inequality: the expectation of the pointwise bound",
        "the expectation of a product of independent factors is the product of theirs",
        "a chi-square variable is a sum of squares of independent normal ones",
    ),
)
def orthogonal_start(judge, squared_range=100):
    """The orthogonal parts are in the printed range with probability at least 1 - exp(-24 d) each:
    here 'high probability' is right.
    """
    return _chernoff(judge, squared_range, lambda d: d - 1)


orthogonal_start.mutant("range 9 instead of 10", squared_range=81)


@claim(
    "balance.init-C.xi",
    du_hu_lee(locus, thesis),
    formula=r"P\left(\xi_0>100c_{init}^2\sigma_1\right)\le e^{-24d}",
    hypotheses=(
        "covariance delta^2 I",
        "xi_0/delta^2 is chi-square with d1 + d2 - 2 <= 2d - 2 degrees",
        "E exp(Z^2/4) = sqrt 2",
    ),
    missing=(
        "Markov's inequality: the expectation of the pointwise bound",
        "the expectation of a product of independent factors is the product of theirs",
        "a chi-square variable is a sum of squares of independent normal ones",
    ),
)
def noise_energy_start(judge, squared_range=100):
    """The sum xi_0, which is what Lemma C.1 needs, stays below 100 c_init^2 sigma_1 with
    probability at least 1 - exp(-24 d).
    """
    return _chernoff(judge, squared_range, lambda d: 2 * d - 2)


noise_energy_start.mutant("range 50 instead of 100", squared_range=50)
