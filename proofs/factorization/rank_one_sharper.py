"""Theorem 3.2 (Du, Hu, Lee 2018) with constants that can be used: c_step up to 1/3, and a rate that does not pay for c_1.

The source bounds alpha^2 + beta^2 in stage 2 by (c_1 + 1/c_1) sigma_1, about 80008 sigma_1, and this is what makes its c_step tiny and its
rate c_1 c_step. But D = alpha^2 - beta^2 hardly moves: D_{t+1} = (1 - c_step^2 h^2) D + O(c_step xi). So |D| <= 1 from T_1 on,
alpha^2 + beta^2 <= sqrt(5), K holds for c_step <= 1/3, and the signals are of order one. With c_init <= 1/20000:

    T <= 3 + (4/c_step) (log(d/(epsilon c_init)) + 2)   and   |u_t v_t^T - M*|_F <= epsilon sigma_1 for all t >= T.

All at sigma_1 = 1 (balance.rank1-scaling). a, b are the signals, A = a^2, B = b^2, S = A + B, g = a b, h = g - 1, c is c_step.
"""

from __future__ import annotations

from steepest.proofs import claim

from .rank_one_finish import _late_enough, _power_below_exponential, residual_in_scalars
from .rank_one_stage1 import number
from .rank_one_stage2 import C_1, signals_at_T1
from .rank_one_state import du_hu_lee, holds, state

LARGEST_STEP, LARGEST_START = "1/3", "1/20000"

source = du_hu_lee("Theorem 3.2, sharpened", "Theorem 4.5")
noise_limit = f"xi <= 100 c_init^2, c_init <= {LARGEST_START}"


def _symbols():
    from types import SimpleNamespace

    from steepest.proofs import reals

    names = "a b A B S D g h c P Q xi"
    return SimpleNamespace(**dict(zip(names.split(), reals(names))))


def _most_noise(c_init=LARGEST_START):
    return 100 * number(c_init) ** 2


def _step(x, limit=LARGEST_STEP):
    return [(x.c, ">", 0), (x.c, "<=", number(limit))]


def _noise(x, c_init=LARGEST_START):
    return [(x.P, ">=", 0), (x.Q, ">=", 0), (x.P + x.Q, "<=", _most_noise(c_init))]


def _product(x):
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
    "balance.thm-3.2-sharper.entry",
    source,
    formula=r"\alpha_{T_1}^2+\beta_{T_1}^2\le(1+c_{step})^2(\alpha_{T_1-1}^2+\beta_{T_1-1}^2)\le\tfrac12(1+c_{step})^2\sigma_1\le\tfrac89\sigma_1",
    hypotheses=("alpha, beta > 0, eta |u|^2, eta |v|^2 <= 1 at T_1 - 1 >= 0", "c_step <= 1/3"),
)
def signals_on_entry(judge, limit=LARGEST_STEP):
    """The signals cannot jump: on entering stage 2 their squares sum to at most 8/9, hence |D| <= 8/9."""
    x = _symbols()
    s = state()
    unit = {s.sigma_1: 1, s.eta: x.c, s.alpha: x.a, s.beta: x.b, s.P: x.P, s.Q: x.Q}
    following = s.alpha_next.subs(unit)
    positive = [(x.a, ">", 0), (x.b, ">", 0), (x.P, ">=", 0), (x.Q, ">=", 0), (x.c * (x.b**2 + x.Q), "<=", 1), *_step(x, limit)]
    grown = (x.a + x.c * x.b) ** 2 + (x.b + x.c * x.a) ** 2
    return judge.all(
        holds(judge, (following, "<=", x.a + x.c * x.b), positive),
        holds(judge, (following, ">", 0), positive),
        holds(judge, (grown, "<=", (1 + x.c) ** 2 * (x.a**2 + x.b**2)), [(x.c, ">", 0)]),
        holds(judge, ((1 + x.c) ** 2 / 2, "<=", number("8/9")), _step(x, limit)),
    )


signals_on_entry.mutant("c_step up to 2/5", limit="2/5")


@claim(
    "balance.thm-3.2-sharper.drift",
    source,
    formula=r"|D_{t+1}|\le|D_t|+5c_{step}\xi_t,\quad D=\alpha^2-\beta^2",
    hypotheses=("0 < alpha beta <= sigma_1, alpha^2 + beta^2 <= (9/4) sigma_1", "c_step <= 1/3", noise_limit),
)
def balance_drifts_slowly(judge, factor=5):
    """The exact step of D, and its bound: with x = a - c h b, y = b - c h a,

    D_next = (1 - c^2 h^2) D - c Q a (2 x - c Q a) + c P b (2 y - c P b), and a x, b y <= 7/3.
    """
    from steepest.proofs import reals

    x, s = _symbols(), state()
    unit = {s.sigma_1: 1, s.eta: x.c, s.alpha: x.a, s.beta: x.b, s.P: x.P, s.Q: x.Q}
    h = x.a * x.b - 1
    first, second = x.a - x.c * h * x.b, x.b - x.c * h * x.a
    loss, gain = x.c * x.Q * x.a * (2 * first - x.c * x.Q * x.a), x.c * x.P * x.b * (2 * second - x.c * x.P * x.b)
    identity = judge.equal((s.alpha_next**2 - s.beta_next**2).subs(unit), (1 - x.c**2 * h**2) * (x.a**2 - x.b**2) - loss + gain)
    lost, gained, D, kept, most = reals("lost gained D kept most")  # most = 2 a x or 2 b y: A - c h g and the like
    sizes = [*_product(x), (x.S, "<=", number("9/4")), *_step(x)]
    growth = number(str(factor)) * x.c * (x.P + x.Q)
    bounds = [
        (lost, ">=", 0),
        (lost, "<=", most * x.c * x.Q),
        (gained, ">=", 0),
        (gained, "<=", most * x.c * x.P),
        (kept, ">=", 0),
        (kept, "<=", 1),
    ]
    where = [*bounds, (most, ">=", 0), (most, "<=", number("14/3")), (x.P, ">=", 0), (x.Q, ">=", 0), (x.c, ">", 0)]
    return judge.all(
        identity,
        holds(judge, (2 * (x.A - x.c * x.h * x.g), "<=", number("14/3")), sizes),
        holds(judge, (x.c**2 * x.h**2, "<=", 1), sizes),
        holds(judge, (2 * (x.A - x.c * x.h * x.g) - x.c * x.Q * x.A, ">=", 0), [*sizes, *_noise(x)]),
        *(
            holds(judge, (sign * (kept * D - lost + gained), "<=", most_D + growth), [*where, *_absolute(D, most_D)])
            for sign in (1, -1)
            for most_D in reals("size_D,")
        ),
    )


def _absolute(value, size):
    return [(size, ">=", value), (size, ">=", -value)]


balance_drifts_slowly.mutant("4 c_step xi", factor=4)


@claim(
    "balance.thm-3.2-sharper.size",
    source,
    formula=r"|D_t|\le\tfrac89+\frac{5\xi_0}{c_1}\le1\implies\alpha_t^2+\beta_t^2\le\tfrac94\sigma_1",
    hypotheses=(
        "xi_t <= xi_0 (1 - c_1 c_step)^(t - T_1), so the sum of c_step xi_t is at most xi_0/c_1",
        "0 < alpha beta <= sigma_1",
    ),
)
def signals_stay_small(judge, c_init=LARGEST_START):
    """The total drift is at most 1/9, |D| stays below 1, and S^2 = D^2 + 4 g^2 <= 5."""
    x = _symbols()
    known = [(x.D, "==", x.A - x.B), (x.D, "<=", 1), (x.D, ">=", -1), *_product(x), (x.A * x.B, "==", x.g**2)]
    return judge.all(
        holds(judge, (number("8/9") + 5 * _most_noise(c_init) / number(C_1), "<=", 1)),
        holds(judge, (x.S, "<=", number("9/4")), known, lemmas=[(x.S**2, "==", x.D**2 + 4 * x.g**2)]),
    )


signals_stay_small.mutant("c_init up to 1/15000", c_init="1/15000")


@claim(
    "balance.thm-3.2-sharper.K",
    source,
    formula=r"h_{t+1}\le(1-c_{step}S+c_{step}^2gh)h_t\le0",
    hypotheses=("h <= 0, alpha^2 + beta^2 <= (9/4) sigma_1, alpha beta >= c_1 sigma_1", "c_step <= 1/3", noise_limit),
)
def product_stays_below(judge, limit=LARGEST_STEP):
    """K at t + 1 with c_step up to 1/3: the factor of h is positive, and the noise pulls down."""
    x = _symbols()
    second_order = x.g * x.h + x.A * x.Q + x.B * x.P + x.P * x.Q
    keep = 1 - x.c * x.S + x.c**2 * x.g * x.h
    pull = -x.c * x.g * (x.P + x.Q) + x.c**2 * x.P * x.Q
    h_next = (1 - x.c * x.S + x.c**2 * second_order) * x.h + pull
    signs = [(x.A, ">", 0), (x.B, ">", 0), (x.P, ">=", 0), (x.Q, ">=", 0), (x.h, "<=", 0), (x.c, ">", 0)]
    return judge.all(
        holds(judge, (keep, ">=", 0), [*_product(x), (x.S, "<=", number("9/4")), *_step(x, limit)]),
        holds(judge, (pull, "<=", 0), [*_noise(x), *_step(x, limit), (x.g, ">=", number(C_1))]),
        holds(judge, (h_next, "<=", keep * x.h + pull), signs),
    )


product_stays_below.mutant("c_step up to 1/2", limit="1/2")


@claim(
    "balance.thm-3.2-sharper.L",
    source,
    formula=r"\xi_{t+1}\le(1-c_1c_{step})\xi_t,\quad\eta\|u_t\|^2,\eta\|v_t\|^2\le\tfrac45",
    hypotheses=("alpha^2, beta^2 >= c_1 sigma_1, alpha^2 + beta^2 <= (9/4) sigma_1", "c_step <= 1/3", noise_limit),
)
def noise_contracts(judge, limit=LARGEST_STEP):
    """L at t + 1 with c_step up to 1/3; the squared norms stay below 4/(5 eta)."""
    x = _symbols()
    least = number(C_1)
    sizes = [(x.A, ">=", least), (x.B, ">=", least), (x.A + x.B, "<=", number("9/4"))]
    short = [(x.c * (x.A + x.P), "<=", number("4/5")), (x.c * (x.B + x.Q), "<=", number("4/5"))]
    xi_next = (1 - x.c * (x.B + x.Q)) ** 2 * x.P + (1 - x.c * (x.A + x.P)) ** 2 * x.Q
    return judge.all(
        *(holds(judge, bound, [*sizes, *_noise(x), *_step(x, limit)]) for bound in short),
        holds(judge, (xi_next, "<=", (1 - least * x.c) * (x.P + x.Q)), [*sizes[:2], *_noise(x)[:2], *short, (x.c, ">", 0)]),
    )


noise_contracts.mutant("c_step up to 1/2", limit="1/2")


@claim(
    "balance.thm-3.2-sharper.signal",
    source,
    formula=r"\alpha_t^2+\beta_t^2\ge\tfrac9{20}\sigma_1,\quad|h_{t+1}|\le\left(1-\tfrac9{40}c_{step}\right)|h_t|+c_{step}\xi_t",
    hypotheses=("I(t) of Lemma C.2, alpha_{T_1}^2 + beta_{T_1}^2 >= sigma_1/2", "c_step <= 1/3", noise_limit),
)
def signal_error_contracts(judge, rate="9/40", c_init=LARGEST_START):
    """The product bound I keeps S above 9/20 and gives J, so the signal error contracts at a rate that has nothing of c_1 in it."""
    from steepest.proofs import reals
    from sympy import exp

    x = _symbols()
    m, n, decay = reals("m n decay")
    exponent = -200 * number(c_init) ** 2 / number(C_1)
    second_order = x.g * x.h + x.A * x.Q + x.B * x.P + x.P * x.Q
    pull = -x.c * x.g * (x.P + x.Q) + x.c**2 * x.P * x.Q
    h_next = (1 - x.c * x.S + x.c**2 * second_order) * x.h + pull
    kept = [(m, ">", 0), (n, ">", 0), (m**2 + n**2, ">=", number("1/2")), (decay**2, ">=", number("9/10")), (decay, ">", 0)]
    scaled = [(x.a, ">=", decay * m), (x.b, ">=", decay * n)]
    noise = [*_product(x), *_noise(x, c_init), *_step(x)]
    short = (2 * x.c * second_order, "<=", x.S)
    return judge.all(
        holds(judge, (exp(exponent) ** 2, ">=", number("9/10"))),
        holds(judge, (exp(exponent), ">=", number("1/2"))),
        holds(
            judge,
            (x.a**2 + x.b**2, ">=", number("9/20")),
            [*kept, *scaled],
            lemmas=[(x.a**2, ">=", decay**2 * m**2), (x.b**2, ">=", decay**2 * n**2)],
        ),
        holds(judge, short, [*noise, (x.S, ">=", number("9/20"))]),
        holds(
            judge,
            (-h_next, "<=", (1 - number(rate) * x.c) * -x.h + x.c * (x.P + x.Q)),
            [*noise, (x.S, ">=", number("9/20")), short],
        ),
    )


signal_error_contracts.mutant("rate 3/4", rate="3/4")
signal_error_contracts.mutant("c_init up to 1/12000", c_init="1/12000")


@claim(
    "balance.thm-3.2-sharper.balanced",
    source,
    formula=r"|h_t|\le\tfrac14,\ |D_t|\le1\implies\alpha_t^2,\beta_t^2\ge\tfrac25\sigma_1,\quad\xi_{t+1}\le\left(1-\tfrac{c_{step}}2\right)\xi_t,\quad|h_{t+1}|\le\left(1-\tfrac34c_{step}\right)|h_t|+c_{step}\xi_t",
    hypotheses=("t >= T_1 + (40/9) log(5)/c_step, from where |h| <= 1/4", "c_step <= 1/3", noise_limit),
)
def signals_are_balanced(judge, quarter="1/4", floor="2/5"):
    """Once the signal error is below 1/4 both signals are of order one, and everything contracts at rates of order c_step.

    The bound |h| <= 1/4 is inherited; it is reached when (1 - 9 c/40)^k <= 1/5, since the noise adds at most xi/(9/40).
    """
    from steepest.proofs import reals

    x = _symbols()
    (power,) = reals("power,")
    small, least = number(quarter), number(floor)
    xi_next = (1 - x.c * (x.B + x.Q)) ** 2 * x.P + (1 - x.c * (x.A + x.P)) ** 2 * x.Q
    short = [(x.c * (x.A + x.P), "<=", number("4/5")), (x.c * (x.B + x.Q), "<=", number("4/5"))]
    positive = [(x.A, ">", 0), (x.B, ">", 0), (x.A * x.B, ">=", (1 - small) ** 2), (x.A - x.B, "<=", 1), (x.B - x.A, "<=", 1)]
    k, step = x.h, number("9/40")  # k = |h|
    noise = [(x.xi, ">=", 0), (x.xi, "<=", _most_noise()), *_step(x)]
    return judge.all(
        holds(judge, (x.A, ">=", least), positive),
        holds(judge, (x.B, ">=", least), positive),
        holds(
            judge,
            (xi_next, "<=", (1 - x.c / 2) * (x.P + x.Q)),
            [(x.A, ">=", least), (x.B, ">=", least), *short, *_noise(x), *_step(x)],
        ),
        holds(judge, ((1 - step * x.c) * k + x.c * x.xi, "<=", small), [(k, ">=", 0), (k, "<=", small), *noise]),
        holds(
            judge,
            ((1 - step * x.c) * (power + x.xi / step) + x.c * x.xi, "<=", (1 - step * x.c) * power + x.xi / step),
            [*noise, (power, ">=", 0)],
        ),
        holds(judge, (number("1/5") + _most_noise() / step, "<=", small)),
        holds(judge, (number("3/4"), "<=", (2 - 2 * k) / 2), [(k, ">=", 0), (k, "<=", small)]),
    )


signals_are_balanced.mutant("signals above 1/2", floor="1/2")
signals_are_balanced.mutant("from |h| <= 1/2 on", quarter="1/2")


@claim(
    "balance.thm-3.2-sharper.distance",
    source,
    formula=r"\|u_tv_t^\top-M^*\|_F\le\tfrac13\left(1-\tfrac{c_{step}}4\right)^k\sigma_1\le\tfrac13e^{-c_{step}k/4}\sigma_1",
    hypotheses=("k steps after |h| <= 1/4", "c_step <= 1/3", noise_limit),
)
def distance_shrinks(judge, rate="1/4", third="1/3"):
    """|h| + 4 xi contracts by 1 - c/4 and xi by 1 - c/2 <= (1 - c/4)^2, so the distance by 1 - c/4, from below 1/3.

    p = (1 - c/4)^k: |h| <= p (1/4 + 4 xi_0), xi <= p^2 xi_0, and |u v^T - M*|_F^2 <= h^2 + (9/4) xi + xi^2/4.
    """
    from steepest.proofs import reals

    x = _symbols()
    p, k = reals("p k")
    r, top = number(rate), _most_noise()
    start = number("1/4") + 4 * top
    known = [(k, ">=", 0), (x.xi, ">=", 0), *_step(x)]
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
            ((1 - number("3/4") * x.c) * k + x.c * x.xi + 4 * (1 - x.c / 2) * x.xi, "<=", (1 - r * x.c) * (k + 4 * x.xi)),
            known,
        ),
        holds(judge, (1 - x.c / 2, "<=", (1 - r * x.c) ** 2), _step(x)),
        holds(judge, mixed, [*late, *sizes], lemmas=[(x.A * x.Q + x.B * x.P, "<=", number("9/4") * (x.P + x.Q))]),
        holds(judge, product, late, lemmas=[(4 * x.P * x.Q, "<=", (x.P + x.Q) ** 2), ((x.P + x.Q) ** 2, "<=", p**2 * top**2)]),
        holds(judge, square, late),
        holds(
            judge, (k**2 + x.A * x.Q + x.B * x.P + x.P * x.Q, "<=", number(third) ** 2 * p**2), [mixed, product, square, *late[:2]]
        ),
        residual_in_scalars.check(judge),
    )


distance_shrinks.mutant("rate c_step/2", rate="1/2")
distance_shrinks.mutant("a quarter at the start", third="1/4")


@claim(
    "balance.thm-3.2-sharper.count",
    source,
    formula=r"T_1+\left\lceil\tfrac{40\log5}{9c_{step}}\right\rceil+\left\lceil\tfrac4{c_{step}}\log\tfrac1\epsilon\right\rceil\le3+\frac4{c_{step}}\left(\log\frac d{\epsilon c_{init}}+2\right)",
    hypotheses=(
        "T_1 <= 1 + (log(d)/2 + log(5/c_init))/log(1 + c_step/3)",
        "c_step <= 1/3, c_init <= 1/20000, d >= 1, 0 < epsilon < 1",
    ),
)
def total_count(judge, extra=2):
    """The whole count in one formula: 1/log(1 + c/3) <= 54/(17 c), log 5 <= 1.61, log(1/c_init) >= 9.9.

    x = log d >= 0, y = log(1/epsilon) >= 0, z = log(1/c_init) >= 9.9, f = log 5, rate = log(1 + c/3) >= 17 c/54.
    """
    from steepest.proofs import reals
    from steepest.proofs.terms import from_sympy as term
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
        holds(judge, (17 * c / 54, "<=", log(1 + c / 3)), step, axioms=[("log-lower", term(1 + c / 3))]),
        holds(judge, ((x / 2 + f + z) / rate, "<=", first[0]), known),
        holds(judge, whole, known),
        holds(judge, (log(5), "<=", number("161/100"))),
        holds(judge, (number("99/10"), "<=", log(number("20000")))),
        _power_below_exponential(judge, c),
        _late_enough(judge),
    )


total_count.mutant("without the 2", extra=-2)


@claim(
    "balance.thm-3.2-sharper",
    source,
    formula=r"P\left(\|u_tv_t^\top-M^*\|_F\le\epsilon\sigma_1\ \ \forall t\ge3+\tfrac4{c_{step}}(\log\tfrac d{\epsilon c_{init}}+2),\ \ \tfrac1{80008}\le\tfrac{\alpha_t}{\beta_t}\le80008\ \forall t\right)\ge0.4233",
    hypotheses=(
        "u_0, v_0 ~ N(0, delta^2 I), delta = c_init sqrt(sigma_1/d)",
        "0 < c_init <= 1/20000, 0 < c_step <= 1/3",
        "any d1, d2 >= 1, 0 < epsilon < 1",
    ),
    seconds=180,
)
def usable_theorem(judge, c_step=LARGEST_STEP, c_init=LARGEST_START):
    """Theorem 3.2 for every c_step <= 1/3 with an explicit number of iterations: start, stage 1, and all the claims above together."""
    from .rank_one_finish import ratio_in_stage_two
    from .rank_one_stage1 import stage_one_is_not_empty
    from .rank_one_stage1_ratio import stage_one
    from .rank_one_stage2 import product_bound, product_goes_on
    from .rank_one_start import start_probability

    return judge.all(
        start_probability.check(judge),
        stage_one_is_not_empty.check(judge),
        stage_one.check(judge),
        signals_at_T1.check(judge),
        product_bound.check(judge),
        product_goes_on.check(judge),
        signals_on_entry.check(judge, limit=c_step),
        balance_drifts_slowly.check(judge),
        signals_stay_small.check(judge, c_init=c_init),
        product_stays_below.check(judge, limit=c_step),
        noise_contracts.check(judge, limit=c_step),
        signal_error_contracts.check(judge, c_init=c_init),
        signals_are_balanced.check(judge),
        distance_shrinks.check(judge),
        total_count.check(judge),
        ratio_in_stage_two.check(judge),
    )


usable_theorem.mutant("c_step up to 1/2", c_step="1/2")
usable_theorem.mutant("c_init up to 1/15000", c_init="1/15000")


@usable_theorem.mutant
def with_the_variance_of_the_source(judge):
    from .rank_one_start import printed_covariance

    return printed_covariance.check(judge)
