"""Lemma C.2, the rates: noise and error of the signal contract in every step of stage two."""

from __future__ import annotations

from steepest.proofs import claim

from .rank_one_stage1 import number
from .rank_one_stage2 import (
    C_1,
    C_INIT,
    C_STEP,
    in_stage_two,
)  # fmt: skip
from .rank_one_stage2_rates import _second_order, locus, thesis
from .rank_one_state import (
    LETTERS,
    SCALE,
    all_hold,
    du_hu_lee,
    holds,
    state,
)

# --- L and M --------------------------------------------------------------------------------------


@claim(
    "balance.lem-C.2.JKL->L'",
    du_hu_lee(f"{locus}, J, K, L imply L at t + 1", thesis),
    formula=r"\xi_{t+1}\le(1-\eta\beta^2)^2\alpha_\perp^2+(1-\eta\alpha^2)\beta_\perp^2\le(1-\eta "
    r"c_1\sigma_1)\xi=(1-c_1c_{step})\xi",
    hypotheses=("J, K, xi_t <= xi_0", "c_1 = 1/80008, c_step <= 1/100000, c_init <= 1/5000"),
    missing=(LETTERS, "induction over t: one step is decided"),
)
def noise_contracts(judge, rate=1, c_step=C_STEP):
    """The noise energy loses the factor 1 - c_1 c_step: eta |u|^2, eta |v|^2 < 1 first, then the
    printed links, then L at t + 1.

    (The second factor is printed without its square; (1 - x)^2 <= 1 - x makes that harmless.)
    """
    from steepest.proofs import reals

    s = state()
    c = number(C_1)
    where = in_stage_two(c_step=c_step)
    A, B, P, Q, step = reals("A B P Q c_step")  # A = alpha^2, B = beta^2 at sigma_1 = 1
    sizes = [
        (P, ">=", 0),
        (Q, ">=", 0),
        (A, ">=", c),
        (B, ">=", c),
        (step, ">", 0),
        (step * (A + P), "<=", 1),
        (step * (B + Q), "<=", 1),
    ]
    first = (1 - step * (B + Q)) ** 2 * P + (1 - step * (A + P)) ** 2 * Q
    second = (1 - step * B) ** 2 * P + (1 - step * A) * Q
    xi, start, power, following = reals("xi xi_0 power xi_next")
    factor = 1 - rate * c * step
    induction = [
        (xi, "<=", power * start),
        (following, "<=", factor * xi),
        (step, ">", 0),
        (step, "<=", 1),
    ]
    return judge.all(
        all_hold(
            judge,
            (s.eta * s.u2, "<", 1),
            (s.eta * s.v2, "<", 1),
            where=where,
            lemmas=_size_lemmas(),
        ),
        holds(judge, (first, "<=", second), sizes),
        holds(judge, (second, "<=", factor * (P + Q)), sizes),
        holds(judge, (following, "<=", power * factor * start), induction),
    )


def _size_lemmas():
    """alpha^2, beta^2 <= sigma_1/c_1 under J and K."""
    s = state()
    return [(number(C_1) * s.alpha**2, "<=", s.sigma_1), (number(C_1) * s.beta**2, "<=", s.sigma_1)]


noise_contracts.mutant("rate 3 c_1 c_step", rate=3)
noise_contracts.mutant("c_step up to 1/40000", c_step="1/40000")


@claim(
    "balance.lem-C.2.M-step",
    du_hu_lee(f"{locus}, last display", thesis),
    formula=r"2\eta\left|\alpha\beta h+\alpha^2\beta_\perp^2+\beta^2\alpha_\perp^2+\alpha_\perp^2"
    r"\beta_\perp^2\right|\le\alpha^2+\beta^2",
    hypotheses=("J, K, xi_t <= xi_0", "eta sigma_1 <= 1/2, xi_0 <= c_1 sigma_1"),
    missing=(SCALE, LETTERS),
)
def step_is_small_enough(judge, c_step="1/2"):
    """The step-size condition that the source calls clearly true, without its division (the divisor
    may vanish).

    At sigma_1 = 1 with A = alpha^2, B = beta^2, g = alpha beta: it holds up to c_step = 1/2, far
    above what K and L need.
    """
    from steepest.proofs import reals

    A, B, g, P, Q, step = reals("A B g P Q c_step")
    c = number(C_1)
    second_order = g * (g - 1) + A * Q + B * P + P * Q
    known = [
        (A, ">=", c),
        (B, ">=", c),
        (g, ">", 0),
        (g, "<=", 1),
        (2 * g, "<=", A + B),
        (P, ">=", 0),
        (Q, ">=", 0),
        (P + Q, "<=", c),
        (step, ">", 0),
        (step, "<=", number(c_step)),
    ]
    bounds = [(second_order, ">=", -(A + B) / 2), (second_order, "<=", A + B)]
    return judge.all(
        *(holds(judge, bound, known) for bound in bounds),
        holds(judge, (2 * step * second_order, "<=", A + B), [*known, *bounds]),
        holds(judge, (-2 * step * second_order, "<=", A + B), [*known, *bounds]),
        holds(judge, (100 * number(C_INIT) ** 2, "<=", c)),
    )


step_is_small_enough.mutant("c_step up to 5", c_step="5")


@claim(
    "balance.lem-C.2.M",
    du_hu_lee(f"{locus}, last display", thesis),
    formula=r"|h_{t+1}|\le\left(1-\tfrac12\eta(\alpha^2+\beta^2)\right)|h|+\eta\alpha\beta\xi"
    r"\le(1-c_1c_{step})|h|+c_{step}\xi",
    hypotheses=(
        "J, K at t and t + 1",
        "2 eta |second-order factor| <= alpha^2 + beta^2 (balance.lem-C.2.M-step)",
    ),
    missing=(SCALE, LETTERS),
)
def signal_error_contracts(judge, rate=1, overshoot=False):
    """The signal error contracts up to the noise: the printed identity for |h|, which needs h <= 0
    and h_next <= 0, and three links.

    In the links k = |h| >= 0, S = alpha^2 + beta^2 >= 2 c_1, g = alpha beta in (0, 1], w the
    second-order factor, at sigma_1 = 1.
    """
    from steepest.proofs import reals

    s = state()
    c = number(C_1)
    factor = 1 - s.eta * (s.alpha**2 + s.beta**2) + s.eta**2 * _second_order()
    identity = judge.equal(
        -s.h_next,
        factor * -s.h + s.eta * s.alpha * s.beta * s.xi - s.eta**2 * s.sigma_1 * s.P * s.Q,
    )
    k, S, g, w, xi, pq, step, following = reals("k S g w xi pq c_step h_next")
    known = [
        (k, ">=", 0),
        (S, ">=", 2 * c),
        (g, ">", 0),
        (g, "<=", 1),
        (xi, ">=", 0),
        (pq, ">=", 0),
        (step, ">", 0),
        (2 * step * w, "<=", S),
        (-2 * step * w, "<=", S),
    ]
    first = (1 - step * S + step**2 * w) * k + step * g * xi - step**2 * pq
    second = (1 - step * S / 2) * k + step * g * xi
    third = (1 - step * rate * c) * k + step * xi
    sign = [] if overshoot else [(following, "<=", 0)]
    return judge.all(
        identity,
        holds(judge, (abs(following), "==", -following), sign)
        if not overshoot
        else holds(judge, (abs(following), "==", -following)),
        holds(judge, (first, "<=", second), known),
        holds(judge, (second, "<=", third), known),
    )


signal_error_contracts.mutant("rate 3 c_1 c_step", rate=3)
signal_error_contracts.mutant("K at t + 1 not known", overshoot=True)
