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
    xi_0,
)  # fmt: skip
from .rank_one_state import (
    all_hold,
    du_hu_lee,
    each_link,
    holds,
    state,
)

locus = "proof of Lemma C.2"
thesis = "Lemma 4.6"


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
