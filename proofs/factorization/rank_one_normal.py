"""The law of the start (Du, Hu, Lee 2018) for the four scalars, with delta the standard deviation:
alpha_0 = delta Z_1 and beta_0 = delta Z_2 for independent standard normal Z_1, Z_2 (rotation
invariance), and the orthogonal parts as delta^2 times sums of squares of independent standard
normal numbers.

The normal law is said by its distribution function and the moment E exp(Z^2/4) = sqrt 2, the
independence as the product rule for the events and means that are used.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    conj,
    deriv,
    disj,
    exp,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    pi,
    randoms,
    reals,
    sqrt,
    term,
)
from steepest.proofs.textbook.events import likely
from steepest.proofs.textbook.normal import (
    Phi,
    between,
    density,
    g_0,
    normal,
    tau,
    w,
    x,
)

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
from .rank_one_stage1 import number
from .rank_one_state import du_hu_lee, holds
from .rank_one_times import d

locus, thesis = "Appendix C, initialization", "Section 4.8"
Z, Z_1, Z_2 = randoms("Z Z_1 Z_2")
a, b, low, high, p, q = reals("a b low high p q")
A, B, F = reals("A B F")  # names of single steps of the arithmetic
LOW, HIGH = "460105/1000000", "460305/1000000"  # of the probability of one side of the range


def standard(value):
    """Standard normal, with the moment E exp(Z^2/4) = sqrt 2."""
    return conj(normal(value), E(w, exp(value**2 / 4)) == sqrt(2))


def positive_side(value):
    return between("1/10", value, 10)


def negative_side(value):
    return between(-10, value, "-1/10")


def sides(low=LOW, high=HIGH):
    ends = [conj(term(low) <= one(Z(w)), one(Z(w)) <= high)
            for one in (positive_side, negative_side)]  # fmt: skip
    return forall(Z, Phi, g_0)(given(density(), standard(Z(w))) >> conj(*ends))


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
    from steepest.proofs import reals
    from sympy import Rational, exp

    (x,) = reals("x,")
    inside = [(x, ">=", 0), (x, "<=", Rational(1, 10))]
    return judge.all(
        holds(judge, (-Rational(1, 200), "<=", -(x**2) / 2), inside),
        holds(judge, (-(x**2) / 2, "<=", 0), inside),
        holds(judge, (exp(-(x**2) / 2), "<=", (x / 10) * exp(-(x**2) / 2)), [(x, ">=", 10)]),
    )


@claim(
    "balance.init-C.side",
    du_hu_lee(locus, thesis),
    says=sides,
    uses=("book.normal-window",),
)
def one_side_of_the_range(judge, low=LOW, high=HIGH):
    """A standard normal number lies in [0.1, 10] with a probability between 0.460105 and 0.460305,
    and in [-10, -0.1] with the same.
    """
    k = judge.theorem()
    positive, circle, slopes, law, moment = k.given
    values = {}
    for one, two in (("1/10", 10), (-10, "-1/10"), (-10, 10), ("-1/10", "1/10")):
        order = k.arith(term(one) <= term(two))
        values[one, two] = k.apply(k.at(law, one, two), order)
    everything = values[-10, 10]
    # Phi(x) + Phi(-x) is constant
    total = deriv(tau, Phi(tau) + Phi(-tau), x)
    flat = k.derivative(total, k.at(slopes, x), k.at(slopes, -x))
    flat = k.for_all(k.arith(total == 0, flat), x)
    same = k.constant(flat, 10, "1/10")
    ten, tenth = (k.arith(-one == -one.node) for one in (term(10), term("1/10")))
    same = k.unfold(tenth, k.unfold(ten, same))
    # |Z| <= 10 but for exp(Z^2/4) >= exp(25)
    event = conj(term(-10) <= Z(w), Z(w) <= 10)
    bound, rare, whole = exp(Z(w) ** 2 / 4), exp(term(-25)), between(-10, Z(w), 10)
    own = k.arith(integrable(whole), everything)
    outside = k.arith((Z(w) < -10) | (Z(w) > 10), k.assume(~event))
    large = k.arith(bound >= exp(term(25)), k.arith(Z(w) ** 2 / 4 >= 25, outside))
    large = k.arith(rare * bound >= 1, large, k.arith(rare * exp(term(25)) == 1))
    below = likely(k, event, own, rare, bound, moment, large)
    one = k.mean_of_constant(w, term(1))
    ceiling = k.mean_is_monotone(
        k.for_all(k.arith(indicator(event) <= term(1), k.indicator_range(event)), w),
        own, k.arith(integrable(E(w, term(1))), one),
    )  # fmt: skip
    tiny = k.arith(sqrt(2) * rare <= "1/1000000")
    least = k.arith(whole >= 1 - term("1/1000000"), below, moment, tiny)
    most = k.arith(whole <= 1, ceiling, one)
    size = k.arith(term("1/10") >= 0)
    near = k.by("book.normal-window", Z, Phi, g_0, "1/10")
    near = k.unfold(tenth, k.use(near, positive, circle, slopes, law, size))
    factor = k.arith(exp(-(term("1/10") ** 2) / 2) >= "99501/100000")
    digits = k.arith(conj(pi > "3.1415926", pi < "3.1415927"))
    g = k.arith(conj(g_0 >= "398942/1000000", g_0 <= "398943/1000000"), positive, circle, digits)
    product = k.lemma(
        forall(a, g_0)(
            given(a >= "99501/100000", g_0 >= "398942/1000000")
            >> (2 * term("1/10") * g_0 * a >= "7939/100000")
        ),
        exp(-(term("1/10") ** 2) / 2), g_0,
    )  # fmt: skip
    product = k.use(product, factor, g)
    known = (least, most, near, product, g, same, *values.values())
    return k.qed(k.arith(k.target, *known))


@one_side_of_the_range.mutant
def at_least_4604(judge):
    """At least 0.4604: it is at most half of the upper bound by numbers."""
    return holds(judge, (number("4604/10000"), "<=", normal_interval_bounds()[1] / 2))


@one_side_of_the_range.mutant
def at_most_4601(judge):
    return holds(judge, (normal_interval_bounds()[0] / 2, "<=", number("4601/10000")))


# --- the whole event ------------------------------------------------------------------------------


def independent(first, second):
    """P(a <= Z_1 <= b, low <= Z_2 <= high) is the product of the two probabilities."""
    both = conj(conj(a <= first, first <= b), conj(low <= second, second <= high))
    product = between(a, first, b) * between(low, second, high)
    return forall(a, b, low, high)(E(w, indicator(both)) == product)


def signals():
    """alpha_0 and beta_0"""
    return delta * Z_1(w), delta * Z_2(w)


def law():
    """alpha_0, beta_0 are independent and normal with the standard deviation delta = c_init
    sqrt(sigma_1/d), c = c_init^2, xi_0/delta^2 is chi-square with n = d1 + d2 - 2 <= 2 d - 2
    degrees of freedom.
    """
    return given(
        density(), standard(Z_1(w)), standard(Z_2(w)), independent(Z_1(w), Z_2(w)),
        squares_of_normals(),
        c > 0, sigma > 0, d >= 1, delta == sqrt(c * sigma / d), n <= 2 * d - 2,
    )  # fmt: skip


LAW = (Z_1, Z_2, X, Phi, g_0, c, sigma, delta, d, n)


def in_range(value):
    """0.1 delta <= |alpha_0| <= 10 delta"""
    return conj("1/10" * delta <= abs(value), abs(value) <= 10 * delta)


def printed_start():
    """alpha_0 beta_0 > 0, both in the range of Appendix C, and xi_0 <= 100 c_init^2 sigma_1"""
    alpha, beta = signals()
    quiet = delta**2 * noise() <= 100 * c * sigma
    return conj(alpha * beta > 0, in_range(alpha), in_range(beta), quiet)


def probability_of_the_start(k, event, own, least, most):
    """`least` <= P(event) <= `most`, from the law, for the event `printed_start` and a step `own`
    that it has a probability.
    """
    (g_pos, circle, slopes, law_1, moment_1, law_2, moment_2, product, each, rule, init, sig, dim,
     scale, degrees) = k.given[:15]  # fmt: skip
    ranges = []
    for variable, law_, moment in ((Z_1, law_1, moment_1), (Z_2, law_2, moment_2)):
        side = k.by("balance.init-C.side", variable, Phi, g_0)
        ranges.append(k.use(side, g_pos, circle, slopes, law_, moment))
    corners = []
    for low, high in (("1/10", 10), (-10, "-1/10")):
        inside = [conj(term(low) <= z(w), z(w) <= term(high)) for z in (Z_1, Z_2)]
        corners.append((conj(*inside), k.at(product, low, high, low, high)))
    (right, of_right), (left, of_left) = corners
    size = k.arith(conj(delta > 0, delta**2 * d == c * sigma), scale, init, sig, dim)
    bits = [k.indicator_range(one) for one in (event, right, left)]
    goal_most = indicator(event) <= indicator(right) + indicator(left)
    yes = k.assume(event)
    alpha, beta = signals()
    same_sign, range_1, range_2 = (k.part(yes, one) for one in (0, 1, 2))
    narrow = []
    for z, known in ((Z_1, range_1), (Z_2, range_2)):
        rule_ = forall(A, delta)(
            given(delta > 0, "1/10" * delta <= abs(delta * A), abs(delta * A) <= 10 * delta)
            >> conj(abs(A) >= "1/10", abs(A) <= 10)
        )
        narrow.append(k.use(k.lemma(rule_, z(w), delta), known, size))
    signs = forall(A, B, F)(given(F > 0, (F * A) * (F * B) > 0) >> (A * B > 0))
    signs = k.use(k.lemma(signs, Z_1(w), Z_2(w), delta), same_sign, size)
    split = k.arith((Z_1(w) > 0) | (Z_1(w) < 0), signs)
    ends = []
    for part, corner in ((Z_1(w) > 0, right), (Z_1(w) < 0, left)):
        there = k.arith(corner, *narrow, signs, k.assume(part))
        ends.append(k.arith(goal_most, k.indicator(corner, True, there), *bits))
    missed = k.arith(goal_most, k.indicator(event, False, k.assume(~event)), *bits)
    upper = k.cases(k.excluded_middle(event), k.cases(split, *ends), missed)
    # at least: one of the two corners, and little noise
    goal_least = indicator(right) + indicator(left) - RARE * noise_moment() <= indicator(event)
    positive = k.arith(RARE * noise_moment() > 0)
    quiet = delta**2 * noise() <= 100 * c * sigma
    large = k.arith(delta**2 * noise() > 100 * (c * sigma), k.assume(~quiet))
    large = loud(k, size, large)
    apart = k.arith(~(Z_1(w) <= "-1/10"), k.part(k.part(k.assume(right), 0), 0))
    not_left = k.cases(
        k.excluded_middle(left),
        k.absurd(k.part(k.part(k.assume(left), 0), 1), apart, ~left),
        k.assume(~left),
    )
    one_only = indicator(right) + indicator(left) <= 1
    one_only = k.cases(
        k.excluded_middle(right),
        k.arith(one_only, k.indicator(left, False, not_left), *bits),
        k.arith(one_only, k.indicator(right, False, k.assume(~right)), *bits),
    )
    noisy = k.arith(goal_least, large, one_only, *bits)
    outcomes = []
    for corner in (right, left):
        here = k.split(k.assume(corner))
        found = []
        for z in (Z_1, Z_2):
            rule_ = forall(A, delta)(
                given(delta > 0, disj(A >= "1/10", A <= "-1/10"), A <= 10, A >= -10)
                >> in_range(delta * A)
            )
            found.append(
                k.use(
                    k.lemma(rule_, z(w), delta),
                    k.arith(
                        conj(disj(z(w) >= "1/10", z(w) <= "-1/10"), z(w) <= 10, z(w) >= -10), *here
                    ),
                    size,
                )
            )
        agree = forall(A, B, F)(given(F > 0, A * B > 0) >> ((F * A) * (F * B) > 0))
        agree = k.use(
            k.lemma(agree, Z_1(w), Z_2(w), delta), size, k.arith(Z_1(w) * Z_2(w) > 0, *here)
        )
        happens = k.both(agree, *found, k.assume(quiet))
        outcomes.append(k.arith(goal_least, k.indicator(event, True, happens), one_only, positive))
    neither = [k.indicator(corner, False, k.assume(~corner)) for corner in (right, left)]
    neither = k.arith(goal_least, *neither, positive, *bits)
    lower = k.cases(
        k.excluded_middle(right),
        outcomes[0],
        k.cases(k.excluded_middle(left), outcomes[1], neither),
    )
    lower = k.cases(k.excluded_middle(quiet), lower, noisy)
    # the means
    has_r = k.arith(integrable(E(w, indicator(right))), of_right)
    has_l = k.arith(integrable(E(w, indicator(left))), of_left)
    power, rare = mean_moment(k, each, rule, degrees, dim)
    has_m = k.arith(integrable(E(w, noise_moment())), power)
    plain = indicator(right) + indicator(left)
    parts = [(1, indicator(right), has_r), (1, indicator(left), has_l)]
    both = mean_of_combination(k, w, plain, parts)
    parts.append((-RARE, noise_moment(), has_m))
    rest = plain - RARE * noise_moment()
    rests = mean_of_combination(k, w, rest, parts)
    above = k.mean_is_monotone(k.for_all(upper, w), own, k.arith(integrable(E(w, plain)), both))
    below = k.mean_is_monotone(k.for_all(lower, w), k.arith(integrable(E(w, rest)), rests), own)
    least_d = k.arith(exp(-24 * d) <= exp(term(-24)), k.arith(-24 * d <= -24, dim))
    tiny = k.arith(exp(term(-24)) <= "1/100000000")
    loss = k.arith(RARE * E(w, noise_moment()) <= "1/100000000", rare, least_d, tiny)
    square = forall(p, q)(
        given(p >= LOW, p <= HIGH, q >= LOW, q <= HIGH)
        >> conj(p * q >= "21169/100000", p * q <= "2118807/10000000")
    )
    made = []
    for side, which in ((positive_side, 0), (negative_side, 1)):
        ends_ = [k.part(one, which) for one in ranges]
        made.append(k.use(k.lemma(square, side(Z_1(w)), side(Z_2(w)), defined=ends_), *ends_))
    happen = E(w, indicator(event))
    return k.both(
        k.arith(term(least) <= happen, below, rests, of_right, of_left, loss, *made),
        k.arith(happen <= term(most), above, both, of_right, of_left, *made),
    )


def numbers_of_the_start(judge, least="0.4233", most="0.4238"):
    """The same by numbers alone: the two ranges are independent, the sign of alpha_0 beta_0 is
    independent of the magnitudes, and xi_0 fails with probability at most exp(-24 d), not at all
    for d = 1.
    """
    from sympy import Rational, exp

    lower, upper = normal_interval_bounds()
    return judge.all(
        holds(judge, (Rational(least), "<=", lower**2 / 2 - exp(-48))),
        holds(judge, (upper**2 / 2, "<=", Rational(most))),
        support=[density_bounds(judge)],
    )


def start_says(least="4233/10000", most="4238/10000"):
    happens = E(w, indicator(printed_start()))
    return forall(*LAW)(
        given(law(), integrable(happens)) >> conj(term(least) <= happens, happens <= term(most))
    )
