"""Lemma C.2 (Du, Hu, Lee 2018), second half: the product stays below sigma_1, the noise and the
signal error contract, and the lemma itself.
"""

from __future__ import annotations

from steepest.proofs import claim

from .rank_one_stage1 import number
from .rank_one_stage2 import (
    C_1,
    C_INIT,
    C_STEP,
    in_stage_two,
    xi_0,
)  # fmt: skip
from .rank_one_state import (
    LETTERS,
    SCALE,
    all_hold,
    du_hu_lee,
    each_link,
    holds,
    state,
)

locus = "proof of Lemma C.2"
thesis = "Lemma 4.6"


def _second_order():
    s = state()
    return s.alpha * s.beta * s.h + s.alpha**2 * s.Q + s.beta**2 * s.P + s.P * s.Q


# --- K at t + 1 -----------------------------------------------------------------------------------


@claim(
    "balance.eq-25",
    du_hu_lee("equation (25)", "(4.25)"),
    formula=r"h_{t+1}\le(1-\eta(\alpha^2+\beta^2))h+\eta^2\alpha\beta "
    r"h^2-\eta\alpha\beta\xi+\eta^2\sigma_1\alpha_\perp^2\beta_\perp^2",
    hypotheses=("h_t <= 0",),
)
def without_mixed_terms(judge, sign=1, bounded=True):
    """For h <= 0 the mixed second-order terms only help: the identity for the gap, then its
    sign.
    """
    s = state()
    product = s.alpha * s.beta
    printed = (
        (1 - s.eta * (s.alpha**2 + s.beta**2)) * s.h
        + sign * s.eta**2 * product * s.h**2
        - s.eta * product * s.xi
        + s.eta**2 * s.sigma_1 * s.P * s.Q
    )
    mixed = s.alpha**2 * s.Q + s.beta**2 * s.P + s.P * s.Q
    h = s.c_step  # any number <= 0 in the place of h
    signs = [(s.P, ">=", 0), (s.Q, ">=", 0), *([(h, "<=", 0)] if bounded else [])]
    return judge.all(
        judge.equal(s.h_next - printed, s.eta**2 * mixed * s.h),
        holds(judge, (s.eta**2 * mixed * h, "<=", 0), signs),
    )


without_mixed_terms.mutant("wrong sign of h squared", sign=-1)


@without_mixed_terms.mutant
def h_of_any_sign(judge):
    s = state()
    mixed = s.alpha**2 * s.Q + s.beta**2 * s.P + s.P * s.Q
    return holds(judge, (s.eta**2 * mixed * s.c_step, "<=", 0), [(s.P, ">=", 0), (s.Q, ">=", 0)])


@claim(
    "balance.lem-C.2.JKL->K'-noise",
    du_hu_lee(f"{locus}, J, K, L imply K at t + 1", thesis),
    formula=r"\eta^2\sigma_1\alpha_\perp^2\beta_\perp^2\le\eta^2\sigma_1\tfrac14\xi^2\le\tfrac14"
    r"\eta"
    r"\xi\cdot\eta\sigma_1\xi_0\le\eta\xi c_1\sigma_1\le\eta\xi\alpha\beta",
    hypotheses=("J, xi_t <= xi_0", "eta xi_0 <= 4 c_1, implied by c_step c_init^2 <= c_1/25"),
)
def noise_product_is_paid(judge, factor=4, c_1=C_1):
    """The one term that pushes the product up is paid for by the noise that pulls it down; the four
    printed links.
    """
    s = state()
    start = xi_0()
    c = number(c_1)
    known = [
        (s.sigma_1, ">", 0),
        (s.eta, ">", 0),
        (s.P, ">=", 0),
        (s.Q, ">=", 0),
        (s.xi, "<=", start),
        (s.eta * start, "<=", factor * c),
        (s.alpha, ">", 0),
        (s.beta, ">", 0),
        (s.alpha**2, ">=", c * s.sigma_1),
        (s.beta**2, ">=", c * s.sigma_1),
    ]
    size = [
        (s.c_step, ">", 0),
        (s.c_step, "<=", number(C_STEP)),
        (start, "<=", 100 * number(C_INIT) ** 2),
        (start, ">=", 0),
    ]
    return judge.all(
        each_link(
            judge,
            s.eta**2 * s.sigma_1 * s.P * s.Q,
            ("<=", s.eta**2 * s.sigma_1 * s.xi**2 / 4),
            ("<=", s.eta * s.xi * s.eta * s.sigma_1 * start / 4),
            ("<=", s.eta * s.xi * c * s.sigma_1),
            ("<=", s.eta * s.xi * s.alpha * s.beta),
            where=known,
        ),
        holds(judge, (s.c_step * start, "<=", 4 * c), size),
    )


noise_product_is_paid.mutant("eta xi_0 <= 5 c_1", factor=5)


@claim(
    "balance.lem-C.2.JK-size",
    du_hu_lee(f"{locus}, J, K, L imply K at t + 1: alpha, beta = Theta(sqrt(sigma_1))", thesis),
    formula=r"\alpha,\beta\ge\sqrt{c_1\sigma_1},\ \alpha\beta\le\sigma_1\implies\alpha^2+\beta^2\le"
    r"\left(c_1+\tfrac1{c_1}\right)\sigma_1,\quad\alpha,\beta\le\sqrt{\sigma_1/c_1}",
)
def signals_are_bounded(judge, slack="1"):
    """The constants of the printed Theta and of the printed O(sigma_1), for every c_1 in (0, 1].
    Attained at alpha = sqrt(c_1 sigma_1).
    """
    from steepest.proofs import reals

    s = state()
    (c,) = reals("c_1,")
    known = [
        (s.sigma_1, ">", 0),
        (s.alpha, ">", 0),
        (s.beta, ">", 0),
        (c, ">", 0),
        (c, "<=", 1),
        (s.alpha**2, ">=", c * s.sigma_1),
        (s.beta**2, ">=", c * s.sigma_1),
        (s.alpha * s.beta, "<=", s.sigma_1),
    ]
    total = s.alpha**2 + s.beta**2
    return all_hold(
        judge,
        (c * total, "<=", (c**2 + number(slack)) * s.sigma_1),
        (c * s.alpha**2, "<=", s.sigma_1),
        (c * s.beta**2, "<=", s.sigma_1),
        where=known,
    )


signals_are_bounded.mutant("c_1 + 0.999/c_1", slack="999/1000")


@claim(
    "balance.lem-C.2.JKL->K'",
    du_hu_lee(f"{locus}, J, K, L imply K at t + 1", thesis),
    formula=r"h_{t+1}\le(1-\eta C\sigma_1)h+\eta^2\alpha\beta "
    r"h^2\le(1-Cc_{step}-c_{step}^2)h\le0,\quad C=c_1+\tfrac1{c_1}",
    hypotheses=(
        "J, K, xi_t <= xi_0, eta xi_0 <= 4 c_1",
        "C c_step + c_step^2 <= 1, so c_step <= 1/100000 for c_1 = 1/80008",
    ),
    missing=(SCALE, LETTERS),
)
def product_stays_below(judge, c_1=C_1, c_step=C_STEP):
    """K is inherited: the product of the signals never passes sigma_1. The printed O(sigma_1) is C
    sigma_1 with C = c_1 + 1/c_1.

    At sigma_1 = 1, with g = alpha beta = 1 + h and S = alpha^2 + beta^2; noise is -c_step g xi +
    c_step^2 P Q <= 0 (the claim before).
    """
    from steepest.proofs import reals

    g, S, step, noise = reals("g S c_step noise")
    h, c = g - 1, number(c_1)
    C = c + 1 / c
    known = [
        (g, ">", 0),
        (g, "<=", 1),
        (S, ">", 0),
        (S, "<=", C),
        (step, ">", 0),
        (step, "<=", number(c_step)),
        (noise, "<=", 0),
    ]
    links = [
        (
            (1 - step * S) * h + step**2 * g * h**2 + noise,
            "<=",
            (1 - step * C) * h + step**2 * g * h**2,
        ),
        ((1 - step * C) * h + step**2 * g * h**2, "==", (1 - step * C + step**2 * g * h) * h),
        ((1 - step * C + step**2 * g * h) * h, "<=", (1 - step * C - step**2) * h),
        ((1 - step * C - step**2) * h, "<=", 0),
    ]
    return judge.all(
        noise_product_is_paid.check(judge, c_1=c_1), *(holds(judge, link, known) for link in links)
    )


product_stays_below.mutant("c_step up to 1/80000", c_step="1/80000")


@claim(
    "balance.lem-C.2.c_step",
    du_hu_lee(f"{locus}, 'c_step sufficiently small'", thesis),
    formula=r"\sup\{c_{step}:\ J,K,L\Rightarrow h_{t+1}\le0\}=\frac{c_1}{1+c_1^2}",
    hypotheses=("any 0 < c_1 < 1; eta xi_0 <= 4 c_1",),
    missing=(
        SCALE,
        LETTERS,
        "that every larger step fails: one larger step is refuted",
    ),
)
def sharp_step(judge, excess="1"):
    """The implication J, K, L => K at t + 1 holds exactly up to c_step = c_1/(1 + c_1^2), for every
    c_1.

    Sufficient: (1 - c_step S + c_step^2 g h) >= 0 for all S <= c_1 + g^2/c_1, the largest alpha^2 +
    beta^2 with alpha beta = g. A larger step fails at alpha = sqrt(c_1), alpha beta close to 1
    without noise (the mutant).
    """
    from steepest.proofs import reals

    g, S, step, c = reals("g S c_step c_1")
    known = [
        (c, ">", 0),
        (c, "<", 1),
        (g, ">", 0),
        (g, "<=", 1),
        (c * S, "<=", c**2 + g**2),
        (S, ">", 0),
        (step, ">", 0),
        (step * (1 + c**2), "<=", number(excess) * c),
    ]
    return holds(judge, (1 - step * S + step**2 * g * (g - 1), ">=", 0), known)


sharp_step.mutant("one percent more", excess="101/100")


@sharp_step.mutant
def one_step_past_sigma_1(judge):
    s = state()
    where = [part for part in in_stage_two(c_step="1/80000") if part[0] is not s.xi]
    return all_hold(judge, (s.h_next, "<=", 0), where=[*where, (s.P, "==", 0), (s.Q, "==", 0)])


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
