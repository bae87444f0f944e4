"""Lemma C.1 (Du, Hu, Lee 2018), second half: the two signals stay within a factor 100, how long
stage 1 lasts, and the lemma itself.

G(t): |alpha - beta| <= (99/101)(alpha + beta). The step from t to t + 1 uses the exact step of the
difference, then F.
"""

from __future__ import annotations

from steepest.proofs import claim

from .rank_one_stage1 import (
    RATIO,
    before_T1,
    noise,
    number,
    small_step,
)  # fmt: skip
from .rank_one_state import all_hold, du_hu_lee, each_link, holds, state

locus = "proof of Lemma C.1, G at t + 1"
thesis = "Lemma 4.5"


@claim(
    "balance.lem-C.1.G-identity",
    du_hu_lee("proof of Lemma C.1, G at t + 1", thesis),
    formula=r"\alpha_{t+1}-\beta_{t+1}=(1-\eta\sigma_1+\eta\alpha\beta)(\alpha-\beta)-\eta\beta_"
    r"\perp^2\alpha+\eta\alpha_\perp^2\beta",
)
def difference_step(judge, sign=1):
    """The difference of the signals after one step, in both printed forms."""
    s = state()
    difference = s.alpha - s.beta
    return judge.chain(
        s.alpha_next - s.beta_next,
        (
            "==",
            (1 - s.eta * s.sigma_1) * difference - s.eta * s.v2 * s.alpha + s.eta * s.u2 * s.beta,
        ),
        (
            "==",
            (1 - s.eta * s.sigma_1 + sign * s.eta * s.alpha * s.beta) * difference
            - s.eta * s.Q * s.alpha
            + s.eta * s.P * s.beta,
        ),
    )


difference_step.mutant("wrong sign of the product", sign=-1)


@claim(
    "balance.lem-C.1.G-product",
    du_hu_lee(locus, thesis),
    formula=r"\alpha_t^2+\beta_t^2<\tfrac12\sigma_1\implies\alpha_t\beta_t<\tfrac14\sigma_1",
)
def product_before_T1(judge, quarter="1/4"):
    """The product of the signals is below sigma_1/4 before T_1."""
    s = state()
    known = [(s.sigma_1, ">", 0), (s.alpha**2 + s.beta**2, "<", s.sigma_1 / 2)]
    return all_hold(judge, (s.alpha * s.beta, "<", number(quarter) * s.sigma_1), where=known)


product_before_T1.mutant("sigma_1/5", quarter="1/5")


@claim(
    "balance.lem-C.1.DEFG->G'",
    du_hu_lee(locus, thesis),
    formula=r"|\alpha_{t+1}-\beta_{t+1}|\le(1-\tfrac34\eta\sigma_1)|\alpha-\beta|+\eta\xi(\alpha+"
    r"\beta)\le\left(1-\eta\sigma_1(\tfrac34-100c_{init}^2\tfrac{101}{99})\right)"
    r"\tfrac{99}{101}(\alpha+\beta)\le\tfrac{99}{101}(\alpha_{t+1}+\beta_{t+1})",
    hypotheses=(
        "D, E, G, t < T_1, F",
        "c_step < 1",
        "c_init^2 <= 297/40400 (1/600 is asked for F)",
    ),
)
def ratio_is_kept(judge, limit="297/40400", ratio=RATIO, quarters="3/4", coefficient="101/99"):
    """G is inherited: the six printed links, for both signs of the new difference, and the last one
    from the growth F.

    |x| <= y is x <= y and -x <= y. The step from G to G is the theorem balance.lem-C.1.ratio-step.
    """

    s = state()
    k, share = number(ratio), number(quarters)
    gap = abs(s.alpha - s.beta)
    c, bound = noise()
    total, following = s.alpha + s.beta, s.alpha_next + s.beta_next
    kept = 1 - share * s.eta * s.sigma_1
    first = (
        (1 - s.eta * s.sigma_1 + s.eta * s.alpha * s.beta) * gap
        + s.eta * s.Q * s.alpha
        + s.eta * s.P * s.beta
    )
    known = [
        *before_T1(limit),
        *small_step(),
        (gap, "<=", k * total),
    ]
    return judge.all(
        all_hold(
            judge,
            (s.alpha_next - s.beta_next, "<=", first),
            (s.beta_next - s.alpha_next, "<=", first),
            where=known,
        ),
        each_link(
            judge,
            first,
            ("<=", kept * gap + s.eta * s.xi * total),
            ("<=", kept * k * total + s.eta * bound * total),
            ("<=", (1 - s.eta * s.sigma_1 * (share - 100 * c * number(coefficient))) * k * total),
            ("<=", k * total),
            where=known,
        ),
        all_hold(
            judge,
            (k * total, "<=", k * following),
            where=[*known[:6], (following, ">=", (1 + s.eta * s.sigma_1 / 3) * total)],
        ),
    )


ratio_is_kept.mutant("c_init^2 up to 1/130", limit="1/130")
ratio_is_kept.mutant("contraction by (4/5) c_step", quarters="4/5")
ratio_is_kept.mutant("99/101 in place of its inverse", coefficient="99/101")


@claim(
    "balance.lem-C.1-ratio",
    du_hu_lee("after Lemma C.1", "after Lemma 4.5"),
    formula=r"|\alpha-\beta|\le\tfrac{99}{101}(\alpha+\beta)\implies\tfrac{\alpha}{\beta}\in\left["
    r"\tfrac1{100},100\right]",
    hypotheses=("alpha, beta > 0, which (i) gives; (iv) alone allows alpha = beta = 0",),
)
def ratio_in_numbers(judge, positive=True, most=100):
    """(iv) bounds the ratio of the signals by 100 both ways; both directions of the equivalence."""
    s = state()
    k = number(RATIO)
    gap = [
        (s.alpha - s.beta, "<=", k * (s.alpha + s.beta)),
        (s.beta - s.alpha, "<=", k * (s.alpha + s.beta)),
    ]
    signs = [(s.alpha, ">", 0), (s.beta, ">", 0)] if positive else []
    ratio = s.alpha / s.beta
    inside = [(ratio, "<=", most), (ratio, ">=", number(1) / most)]
    return judge.all(
        *(holds(judge, claim, [*gap, *signs]) for claim in inside),
        *(holds(judge, claim, [*inside, *signs]) for claim in gap),
    )


ratio_in_numbers.mutant("positivity dropped", positive=False)
ratio_in_numbers.mutant("ratio 99", most=99)
ratio_in_numbers.mutant("ratio 101", most=101)
