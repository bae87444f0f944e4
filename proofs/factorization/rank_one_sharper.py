"""Theorem 3.2 (Du, Hu, Lee 2018) with constants that can be used: c_step up to 1/3, and a rate that
does not pay for c_1.

The source bounds alpha^2 + beta^2 in stage 2 by (c_1 + 1/c_1) sigma_1, about 80008 sigma_1, and
this is what makes its c_step tiny and its rate c_1 c_step. But D = alpha^2 - beta^2 hardly moves:
D_{t+1} = (1 - c_step^2 h^2) D + O(c_step xi). So |D| <= 1 from T_1 on, alpha^2 + beta^2 <= sqrt(5),
K holds for c_step <= 1/3, and the signals are of order one. With c_init <= 1/20000:

    T <= 3 + (4/c_step) (log(d/(epsilon c_init)) + 2)   and   |u_t v_t^T - M*|_F <= epsilon sigma_1
    for all t >= T.

All at sigma_1 = 1 (balance.rank1-scaling). a, b are the signals, A = a^2, B = b^2, S = A + B, g = a
b, h = g - 1, c is c_step.
"""

from __future__ import annotations

from steepest.proofs import claim

from .rank_one_stage1 import number
from .rank_one_stage2 import C_1
from .rank_one_state import LETTERS, SCALE, du_hu_lee, holds, state

LARGEST_STEP, LARGEST_START = "1/3", "1/20000"

source = du_hu_lee("Theorem 3.2, sharpened", "Theorem 4.5")
noise_limit = f"xi <= 100 c_init^2, c_init <= {LARGEST_START}"


def symbols():
    from types import SimpleNamespace

    from steepest.proofs import reals

    names = "a b A B S D g h c P Q xi"
    return SimpleNamespace(**dict(zip(names.split(), reals(names))))


def most_noise(c_init=LARGEST_START):
    return 100 * number(c_init) ** 2


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
    "balance.thm-3.2-sharper.entry",
    source,
    formula=r"\alpha_{T_1}^2+\beta_{T_1}^2\le(1+c_{step})^2(\alpha_{T_1-1}^2+\beta_{T_1-1}^2)\le"
    r"\tfrac12(1+c_{step})^2\sigma_1\le\tfrac89\sigma_1",
    hypotheses=("alpha, beta > 0, eta |u|^2, eta |v|^2 <= 1 at T_1 - 1 >= 0", "c_step <= 1/3"),
    missing=(SCALE, "the same for beta"),
)
def signals_on_entry(judge, limit=LARGEST_STEP):
    """The signals cannot jump: on entering stage 2 their squares sum to at most 8/9, hence |D| <=
    8/9.
    """
    x = symbols()
    s = state()
    unit = {s.sigma_1: 1, s.eta: x.c, s.alpha: x.a, s.beta: x.b, s.P: x.P, s.Q: x.Q}
    following = s.alpha_next.subs(unit)
    positive = [
        (x.a, ">", 0),
        (x.b, ">", 0),
        (x.P, ">=", 0),
        (x.Q, ">=", 0),
        (x.c * (x.b**2 + x.Q), "<=", 1),
        *small_step(x, limit),
    ]
    grown = (x.a + x.c * x.b) ** 2 + (x.b + x.c * x.a) ** 2
    return judge.all(
        holds(judge, (following, "<=", x.a + x.c * x.b), positive),
        holds(judge, (following, ">", 0), positive),
        holds(judge, (grown, "<=", (1 + x.c) ** 2 * (x.a**2 + x.b**2)), [(x.c, ">", 0)]),
        holds(judge, ((1 + x.c) ** 2 / 2, "<=", number("8/9")), small_step(x, limit)),
    )


@signals_on_entry.mutant
def larger_step_on_entry(judge):
    """c_step up to 1/2: the signals 1/2, 1/2 without noise enter with squares of sum 121/128."""
    x, s = symbols(), state()
    unit = {s.sigma_1: 1, s.eta: x.c, s.alpha: x.a, s.beta: x.b, s.P: 0, s.Q: 0}
    squares = (s.alpha_next**2 + s.beta_next**2).subs(unit)
    before = [(x.a, ">", 0), (x.b, ">", 0), (x.a**2 + x.b**2, "<=", number("1/2"))]
    known = [*before, (x.c * x.a**2, "<=", 1), (x.c * x.b**2, "<=", 1), *small_step(x, "1/2")]
    return holds(judge, (squares, "<=", number("8/9")), known)


@claim(
    "balance.thm-3.2-sharper.drift",
    source,
    formula=r"|D_{t+1}|\le|D_t|+5c_{step}\xi_t,\quad D=\alpha^2-\beta^2",
    hypotheses=(
        "0 < alpha beta <= sigma_1, alpha^2 + beta^2 <= (9/4) sigma_1",
        "c_step <= 1/3",
        noise_limit,
    ),
    missing=(SCALE, LETTERS),
)
def balance_drifts_slowly(judge):
    """The exact step of D, and its bound: with x = a - c h b, y = b - c h a,

    D_next = (1 - c^2 h^2) D - c Q a (2 x - c Q a) + c P b (2 y - c P b), and a x, b y <= 7/3.
    """
    from steepest.proofs import reals

    x, s = symbols(), state()
    unit = {s.sigma_1: 1, s.eta: x.c, s.alpha: x.a, s.beta: x.b, s.P: x.P, s.Q: x.Q}
    h = x.a * x.b - 1
    first, second = x.a - x.c * h * x.b, x.b - x.c * h * x.a
    loss, gain = (
        x.c * x.Q * x.a * (2 * first - x.c * x.Q * x.a),
        x.c * x.P * x.b * (2 * second - x.c * x.P * x.b),
    )
    identity = judge.equal(
        (s.alpha_next**2 - s.beta_next**2).subs(unit),
        (1 - x.c**2 * h**2) * (x.a**2 - x.b**2) - loss + gain,
    )
    # most = 2 a x or 2 b y: A - c h g and the like
    lost, gained, D, kept, most = reals("lost gained D kept most")
    sizes = [*product_of_signals(x), (x.S, "<=", number("9/4")), *small_step(x)]
    growth = 5 * x.c * (x.P + x.Q)
    bounds = [
        (lost, ">=", 0),
        (lost, "<=", most * x.c * x.Q),
        (gained, ">=", 0),
        (gained, "<=", most * x.c * x.P),
        (kept, ">=", 0),
        (kept, "<=", 1),
    ]
    where = [
        *bounds,
        (most, ">=", 0),
        (most, "<=", number("14/3")),
        (x.P, ">=", 0),
        (x.Q, ">=", 0),
        (x.c, ">", 0),
    ]
    return judge.all(
        identity,
        holds(judge, (2 * (x.A - x.c * x.h * x.g), "<=", number("14/3")), sizes),
        holds(judge, (x.c**2 * x.h**2, "<=", 1), sizes),
        holds(
            judge,
            (2 * (x.A - x.c * x.h * x.g) - x.c * x.Q * x.A, ">=", 0),
            [*sizes, *small_noise(x)],
        ),
        *(
            holds(
                judge,
                (sign * (kept * D - lost + gained), "<=", most_D + growth),
                [*where, *_absolute(D, most_D)],
            )
            for sign in (1, -1)
            for most_D in reals("size_D,")
        ),
    )


def _absolute(value, size):
    return [(size, ">=", value), (size, ">=", -value)]


@balance_drifts_slowly.mutant
def drifts_by_the_noise(judge):
    """c_step xi in place of 5 c_step xi: from alpha = beta = 1 the noise Q moves D by nearly
    2 c_step Q.
    """
    x, s = symbols(), state()
    unit = {s.sigma_1: 1, s.eta: x.c, s.alpha: 1, s.beta: 1, s.P: 0, s.Q: x.Q}
    D_next = (s.alpha_next**2 - s.beta_next**2).subs(unit)
    noise = [(x.Q, ">", 0), (x.Q, "<=", most_noise())]
    return holds(judge, (-D_next, "<=", x.c * x.Q), [*noise, *small_step(x)])


@claim(
    "balance.thm-3.2-sharper.size",
    source,
    formula=r"|D_t|\le\tfrac89+\frac{5\xi_0}{c_1}\le1\implies\alpha_t^2+\beta_t^2\le\tfrac94"
    r"\sigma_1",
    hypotheses=(
        "xi_t <= xi_0 (1 - c_1 c_step)^(t - T_1), so the sum of c_step xi_t is at most xi_0/c_1",
        "0 < alpha beta <= sigma_1",
    ),
    missing=(
        SCALE,
        LETTERS,
        "induction over t: the drift at one step is decided",
        "the sum over t of the noise",
    ),
)
def signals_stay_small(judge, c_init=LARGEST_START):
    """The total drift is at most 1/9, |D| stays below 1, and S^2 = D^2 + 4 g^2 <= 5."""
    x = symbols()
    known = [
        (x.D, "==", x.A - x.B),
        (x.D, "<=", 1),
        (x.D, ">=", -1),
        *product_of_signals(x),
        (x.A * x.B, "==", x.g**2),
    ]
    return judge.all(
        holds(judge, (number("8/9") + 5 * most_noise(c_init) / number(C_1), "<=", 1)),
        holds(
            judge, (x.S, "<=", number("9/4")), known, lemmas=[(x.S**2, "==", x.D**2 + 4 * x.g**2)]
        ),
    )


signals_stay_small.mutant("8/9 + 5 xi_0/c_1 <= 1 for c_init up to 1/15000", c_init="1/15000")


@claim(
    "balance.thm-3.2-sharper.K",
    source,
    formula=r"h_{t+1}\le(1-c_{step}S+c_{step}^2gh)h_t\le0",
    hypotheses=(
        "h <= 0, alpha^2 + beta^2 <= (9/4) sigma_1, alpha beta >= c_1 sigma_1",
        "c_step <= 1/3",
        noise_limit,
    ),
    missing=(SCALE, LETTERS),
)
def product_stays_below(judge, limit=LARGEST_STEP):
    """K at t + 1 with c_step up to 1/3: the factor of h is positive, and the noise pulls down."""
    x = symbols()
    second_order = x.g * x.h + x.A * x.Q + x.B * x.P + x.P * x.Q
    keep = 1 - x.c * x.S + x.c**2 * x.g * x.h
    pull = -x.c * x.g * (x.P + x.Q) + x.c**2 * x.P * x.Q
    h_next = (1 - x.c * x.S + x.c**2 * second_order) * x.h + pull
    signs = [
        (x.A, ">", 0),
        (x.B, ">", 0),
        (x.P, ">=", 0),
        (x.Q, ">=", 0),
        (x.h, "<=", 0),
        (x.c, ">", 0),
    ]
    return judge.all(
        holds(
            judge,
            (keep, ">=", 0),
            [*product_of_signals(x), (x.S, "<=", number("9/4")), *small_step(x, limit)],
        ),
        holds(
            judge,
            (pull, "<=", 0),
            [*small_noise(x), *small_step(x, limit), (x.g, ">=", number(C_1))],
        ),
        holds(judge, (h_next, "<=", keep * x.h + pull), signs),
    )


product_stays_below.mutant("c_step up to 1/2", limit="1/2")


@claim(
    "balance.thm-3.2-sharper.L",
    source,
    formula=r"\xi_{t+1}\le(1-c_1c_{step})\xi_t,\quad\eta\|u_t\|^2,\eta\|v_t\|^2\le\tfrac45",
    hypotheses=(
        "alpha^2, beta^2 >= c_1 sigma_1, alpha^2 + beta^2 <= (9/4) sigma_1",
        "c_step <= 1/3",
        noise_limit,
    ),
    missing=(SCALE, LETTERS),
)
def noise_contracts(judge, limit=LARGEST_STEP):
    """L at t + 1 with c_step up to 1/3; the squared norms stay below 4/(5 eta)."""
    x = symbols()
    least = number(C_1)
    sizes = [(x.A, ">=", least), (x.B, ">=", least), (x.A + x.B, "<=", number("9/4"))]
    short = [(x.c * (x.A + x.P), "<=", number("4/5")), (x.c * (x.B + x.Q), "<=", number("4/5"))]
    xi_next = (1 - x.c * (x.B + x.Q)) ** 2 * x.P + (1 - x.c * (x.A + x.P)) ** 2 * x.Q
    return judge.all(
        *(holds(judge, bound, [*sizes, *small_noise(x), *small_step(x, limit)]) for bound in short),
        holds(
            judge,
            (xi_next, "<=", (1 - least * x.c) * (x.P + x.Q)),
            [*sizes[:2], *small_noise(x)[:2], *short, (x.c, ">", 0)],
        ),
    )


noise_contracts.mutant("c_step up to 1/2", limit="1/2")
