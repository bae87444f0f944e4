"""Theorem 3.2 (Du, Hu, Lee 2018) with usable constants, second half: rates of order c_step, the
count of iterations, the theorem.

The first half, for every sigma_1: rank_one_sharper.py. Here all is at sigma_1 = 1
(balance.rank1-scaling). a, b are the signals, A = a^2, B = b^2, S = A + B, g = a b, h = g - 1, c is
c_step.
"""

from __future__ import annotations

from steepest.proofs import claim

from .rank_one_finish import residual_in_scalars
from .rank_one_iterations import late_enough, power_below_exponential, ratio_in_stage_two
from .rank_one_sharper import (
    LARGEST_START,
    LARGEST_STEP,
    noise_level,
    source,
)
from .rank_one_signs import equal_signs
from .rank_one_stage1 import number, stage_one_is_not_empty
from .rank_one_stage2 import C_1, product_goes_on, signals_at_T1
from .rank_one_stage2_signals import product_bound
from .rank_one_start import (
    DENSITY,
    STEPS_TO_RUNS,
    numbers_of_the_start,
    printed_covariance,
)
from .rank_one_state import LETTERS, SCALE, holds

noise_limit = f"xi <= 100 c_init^2, c_init <= {LARGEST_START}"


def symbols():
    from types import SimpleNamespace

    from steepest.proofs import reals

    names = "a b A B S D g h c P Q xi"
    return SimpleNamespace(**dict(zip(names.split(), reals(names))))


def most_noise(c_init=LARGEST_START):
    return number(noise_level(c_init))


def small_step(x, limit=LARGEST_STEP):
    return [(x.c, ">", 0), (x.c, "<=", number(limit))]


def small_noise(x, c_init=LARGEST_START):
    return [(x.P, ">=", 0), (x.Q, ">=", 0), (x.P + x.Q, "<=", most_noise(c_init))]


def product_of_signals(x):
    """0 < g <= 1, h = g - 1, S = A + B >= 2 g."""
    return [
        (x.g, ">", 0),
        (x.g, "<=", 1),
        (x.h, "==", x.g - 1),
        (x.A, ">", 0),
        (x.B, ">", 0),
        (x.S, "==", x.A + x.B),
        (x.S, ">=", 2 * x.g),
    ]


@claim(
    "balance.thm-3.2-sharper.signal",
    source,
    formula=r"\alpha_t^2+\beta_t^2\ge\tfrac9{20}\sigma_1,\quad|h_{t+1}|\le\left(1-"
    r"\tfrac9{40}c_{step}"
    r"\right)|h_t|+c_{step}\xi_t",
    hypotheses=(
        "I(t) of Lemma C.2, alpha_{T_1}^2 + beta_{T_1}^2 >= sigma_1/2",
        "c_step <= 1/3",
        noise_limit,
    ),
    missing=(
        SCALE,
        LETTERS,
        "the bound I at every t by induction, decay stands for its product",
    ),
)
def signal_error_contracts(judge, rate="9/40", c_init=LARGEST_START):
    """The product bound I keeps S above 9/20 and gives J, so the signal error contracts at a rate
    that has nothing of c_1 in it.

    |h_next| is expressed through |h| as in balance.lem-C.2.M, and 2 c w <= S is its step-size
    condition.
    """
    from steepest.proofs import reals
    from sympy import exp

    x = symbols()
    m, n, decay = reals("m n decay")
    exponent = -200 * number(c_init) ** 2 / number(C_1)
    second_order = x.g * x.h + x.A * x.Q + x.B * x.P + x.P * x.Q
    k, w, pq = reals("k w pq")  # k = |h|, w = the second-order factor, pq = P Q
    next_error = (1 - x.c * x.S + x.c**2 * w) * k + x.c * x.g * x.xi - x.c**2 * pq
    kept = [
        (m, ">", 0),
        (n, ">", 0),
        (m**2 + n**2, ">=", number("1/2")),
        (decay**2, ">=", number("9/10")),
        (decay, ">", 0),
    ]
    scaled = [(x.a, ">=", decay * m), (x.b, ">=", decay * n)]
    above = (x.S, ">=", number("9/20"))
    contracting = [
        (k, ">=", 0),
        (x.g, "<=", 1),
        (x.xi, ">=", 0),
        (pq, ">=", 0),
        (2 * x.c * w, "<=", x.S),
        above,
        (x.c, ">", 0),
    ]
    return judge.all(
        holds(judge, (exp(exponent) ** 2, ">=", number("9/10"))),
        holds(judge, (exp(exponent), ">=", number("1/2"))),
        holds(
            judge,
            (x.a**2 + x.b**2, ">=", number("9/20")),
            [*kept, *scaled],
            lemmas=[(x.a**2, ">=", decay**2 * m**2), (x.b**2, ">=", decay**2 * n**2)],
        ),
        holds(
            judge,
            (2 * x.c * second_order, "<=", x.S),
            [*product_of_signals(x), *small_noise(x, c_init), *small_step(x), above],
            lemmas=[
                (x.A * x.Q + x.B * x.P, "<=", x.S / 2),
                (x.Q, "<=", 1),
                (x.P * x.Q, "<=", x.P),
                (x.g * x.h, "<=", 0),
                (second_order, "<=", x.S),
            ],
        ),
        holds(judge, (next_error, "<=", (1 - number(rate) * x.c) * k + x.c * x.xi), contracting),
    )


signal_error_contracts.mutant("rate 3/4", rate="3/4")
signal_error_contracts.mutant("c_init up to 1/12000", c_init="1/12000")


@claim(
    "balance.thm-3.2-sharper.balanced",
    source,
    formula=r"|h_t|\le\tfrac14,\ |D_t|\le1\implies\alpha_t^2,\beta_t^2\ge\tfrac25\sigma_1,\quad"
    r"\xi_{t+1}\le\left(1-\tfrac{c_{step}}2\right)\xi_t,\quad|h_{t+1}|\le\left(1-"
    r"\tfrac34c_{step}\right)|h_t|+c_{step}\xi_t",
    hypotheses=(
        "t >= T_1 + (40/9) log(5)/c_step, from where |h| <= 1/4",
        "c_step <= 1/3",
        noise_limit,
    ),
    missing=(SCALE, LETTERS, "induction over t: one step is decided"),
)
def signals_are_balanced(judge, quarter="1/4", floor="2/5"):
    """Once the signal error is below 1/4 both signals are of order one, and everything contracts at
    rates of order c_step.

    The bound |h| <= 1/4 is inherited; it is reached when (1 - 9 c/40)^k <= 1/5, since the noise
    adds at most xi/(9/40).
    """
    from steepest.proofs import reals

    x = symbols()
    (power,) = reals("power,")
    small, least = number(quarter), number(floor)
    xi_next = (1 - x.c * (x.B + x.Q)) ** 2 * x.P + (1 - x.c * (x.A + x.P)) ** 2 * x.Q
    short = [(x.c * (x.A + x.P), "<=", number("4/5")), (x.c * (x.B + x.Q), "<=", number("4/5"))]
    positive = [
        (x.A, ">", 0),
        (x.B, ">", 0),
        (x.A * x.B, ">=", (1 - small) ** 2),
        (x.A - x.B, "<=", 1),
        (x.B - x.A, "<=", 1),
    ]
    k, step = x.h, number("9/40")  # k = |h|
    noise = [(x.xi, ">=", 0), (x.xi, "<=", most_noise()), *small_step(x)]
    return judge.all(
        holds(judge, (x.A, ">=", least), positive),
        holds(judge, (x.B, ">=", least), positive),
        holds(
            judge,
            (xi_next, "<=", (1 - x.c / 2) * (x.P + x.Q)),
            [(x.A, ">=", least), (x.B, ">=", least), *short, *small_noise(x), *small_step(x)],
            lemmas=[
                ((1 - x.c * total) ** 2, "<=", 1 - x.c / 2) for total in (x.B + x.Q, x.A + x.P)
            ],
        ),
        holds(
            judge,
            ((1 - step * x.c) * k + x.c * x.xi, "<=", small),
            [(k, ">=", 0), (k, "<=", small), *noise],
        ),
        holds(
            judge,
            (
                (1 - step * x.c) * (power + x.xi / step) + x.c * x.xi,
                "<=",
                (1 - step * x.c) * power + x.xi / step,
            ),
            [*noise, (power, ">=", 0)],
        ),
        holds(judge, (number("1/5") + most_noise() / step, "<=", small)),
        holds(judge, (number("3/4"), "<=", (x.A + x.B) / 2), positive),
    )


signals_are_balanced.mutant("signals above 1/2", floor="1/2")
signals_are_balanced.mutant("from |h| <= 1/2 on", quarter="1/2")


@claim(
    "balance.thm-3.2-sharper.distance",
    source,
    formula=r"\|u_tv_t^\top-M^*\|_F\le\tfrac13\left(1-\tfrac{c_{step}}4\right)^k\sigma_1\le"
    r"\tfrac13e^{-c_{step}k/4}\sigma_1",
    hypotheses=("k steps after |h| <= 1/4", "c_step <= 1/3", noise_limit),
    missing=(
        SCALE,
        LETTERS,
        "induction over k: one step is decided",
        "the power of 1 - c/4 is below the exponential, by induction",
    ),
)
def distance_shrinks(judge, rate="1/4", third="1/3"):
    """|h| + 4 xi contracts by 1 - c/4 and xi by 1 - c/2 <= (1 - c/4)^2, so the distance by 1 - c/4,
    from below 1/3.

    p = (1 - c/4)^k: |h| <= p (1/4 + 4 xi_0), xi <= p^2 xi_0, and |u v^T - M*|_F^2 <= h^2 + (9/4) xi
    + xi^2/4.
    """
    from steepest.proofs import reals

    x = symbols()
    p, k = reals("p k")
    r, top = number(rate), most_noise()
    start = number("1/4") + 4 * top
    known = [(k, ">=", 0), (x.xi, ">=", 0), *small_step(x)]
    late = [
        (p, ">", 0),
        (p, "<=", 1),
        (k, ">=", 0),
        (k, "<=", p * start),
        (x.P, ">=", 0),
        (x.Q, ">=", 0),
        (x.P + x.Q, "<=", p**2 * top),
    ]
    sizes = [(x.A, ">", 0), (x.B, ">", 0), (x.A + x.B, "<=", number("9/4"))]
    mixed = (x.A * x.Q + x.B * x.P, "<=", number("9/4") * p**2 * top)
    product = (x.P * x.Q, "<=", p**2 * top**2)
    square = (k**2, "<=", p**2 * start**2)
    return judge.all(
        holds(
            judge,
            (
                (1 - number("3/4") * x.c) * k + x.c * x.xi + 4 * (1 - x.c / 2) * x.xi,
                "<=",
                (1 - r * x.c) * (k + 4 * x.xi),
            ),
            known,
        ),
        holds(judge, (1 - x.c / 2, "<=", (1 - r * x.c) ** 2), small_step(x)),
        holds(
            judge,
            mixed,
            [*late, *sizes],
            lemmas=[(x.A * x.Q + x.B * x.P, "<=", number("9/4") * (x.P + x.Q))],
        ),
        holds(
            judge,
            product,
            late,
            lemmas=[
                (4 * x.P * x.Q, "<=", (x.P + x.Q) ** 2),
                ((x.P + x.Q) ** 2, "<=", p**2 * top**2),
            ],
        ),
        holds(judge, square, late),
        holds(
            judge,
            (k**2 + x.A * x.Q + x.B * x.P + x.P * x.Q, "<=", number(third) ** 2 * p**2),
            [mixed, product, square, *late[:2]],
        ),
        residual_in_scalars.check(judge),
    )


distance_shrinks.mutant("rate c_step/2", rate="1/2")
distance_shrinks.mutant("a quarter at the start", third="1/4")


@claim(
    "balance.thm-3.2-sharper.count",
    source,
    formula=r"T_1+\left\lceil\tfrac{40\log5}{9c_{step}}\right\rceil+\left\lceil\tfrac4{c_{step}}"
    r"\log"
    r"\tfrac1\epsilon\right\rceil\le3+\frac4{c_{step}}\left(\log\frac d{\epsilon "
    r"c_{init}}+2\right)",
    hypotheses=(
        "T_1 <= 1 + (log(d)/2 + log(5/c_init))/log(1 + c_step/3)",
        "c_step <= 1/3, c_init <= 1/20000, d >= 1, 0 < epsilon < 1",
    ),
    missing=("the letters stand for logarithms", "rounding up"),
)
def total_count(judge, extra=2):
    """The whole count in one formula: 1/log(1 + c/3) <= 54/(17 c), log 5 <= 1.61, log(1/c_init) >=
    9.9.

    x = log d >= 0, y = log(1/epsilon) >= 0, z = log(1/c_init) >= 9.9, f = log 5, rate = log(1 +
    c/3) >= 17 c/54.
    """
    from steepest.proofs import reals
    from steepest.proofs.engine.terms import from_sympy as term
    from sympy import log

    c, x, y, z, f, rate = reals("c x y z f rate")
    step = [(c, ">", 0), (c, "<=", number(LARGEST_STEP))]
    known = [
        *step,
        (x, ">=", 0),
        (y, ">=", 0),
        (z, ">=", number("99/10")),
        (f, ">", 0),
        (f, "<=", number("161/100")),
        (rate, ">=", 17 * c / 54),
    ]
    first = ((x / 2 + f + z) * 54 / (17 * c), number("54/17") * (x / 2 + f + z) / c)
    whole = (first[0] + 40 * f / (9 * c) + 4 * y / c, "<=", 4 / c * (x + y + z + extra))
    return judge.all(
        holds(
            judge,
            (17 * c / 54, "<=", log(1 + c / 3)),
            step,
            axioms=[("log-lower", term(1 + c / 3))],
        ),
        holds(judge, ((x / 2 + f + z) / rate, "<=", first[0]), known),
        holds(judge, whole, known),
        holds(judge, (log(5), "<=", number("161/100"))),
        holds(judge, (number("99/10"), "<=", log(number("20000")))),
        power_below_exponential(judge, c),
        late_enough(judge),
    )


total_count.mutant("minus 2 in place of 2", extra=-2)


@claim(
    "balance.thm-3.2-sharper",
    source,
    formula=r"P\left(\|u_tv_t^\top-M^*\|_F\le\epsilon\sigma_1\ \ \forall "
    r"t\ge3+\tfrac4{c_{step}}(\log\tfrac d{\epsilon c_{init}}+2),\ \ "
    r"\tfrac1{80008}\le\tfrac{\alpha_t}{\beta_t}\le80008\ \forall t\right)\ge0.4233",
    hypotheses=(
        "u_0, v_0 ~ N(0, delta^2 I), delta = c_init sqrt(sigma_1/d)",
        "0 < c_init <= 1/20000, 0 < c_step <= 1/3",
        "any d1, d2 >= 1, 0 < epsilon < 1",
    ),
    seconds=180,
    uses=("balance.lem-C.1",),
    missing=(
        *STEPS_TO_RUNS,
        "the steps .entry, .drift, .size, .K, .L of stage two, theorems for one step each",
        DENSITY,
        SCALE,
    ),
)
def usable_theorem(judge):
    """Theorem 3.2 for every c_step <= 1/3 with an explicit number of iterations: start, stage 1,
    and all the claims above together; the steps become statements about all t by induction.
    """
    steps = [
        stage_one_is_not_empty.check(judge),
        signals_at_T1.check(judge),
        product_bound.check(judge),
        product_goes_on.check(judge),
        signal_error_contracts.check(judge),
        signals_are_balanced.check(judge),
        distance_shrinks.check(judge),
        ratio_in_stage_two(judge),
    ]
    return judge.all(numbers_of_the_start(judge), total_count.check(judge), support=steps)


@usable_theorem.mutant
def with_probability_above_one_half(judge):
    """The ratio at t = 0 is positive only if alpha_0 beta_0 > 0, with probability 1/2."""
    return equal_signs(judge, "51/100")


@usable_theorem.mutant
def with_the_variance_of_the_source(judge):
    return printed_covariance.check(judge)
