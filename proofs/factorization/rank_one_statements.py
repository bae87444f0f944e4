"""The statements that the proof of Lemma C.1 (Du, Hu, Lee 2018) carries from t to t + 1, as
predicates of numbers (sigma_1 = 1).
"""

from __future__ import annotations

from steepest.proofs import definition

from .rank_one_state import du_hu_lee

source = du_hu_lee("proof of Lemma C.1", "proof of Lemma 4.5")


@definition("balance.lem-C.1.D", source, r"\mathcal D(t):\ \alpha_t,\beta_t>0")
def signals_positive(alpha: float, beta: float) -> bool:
    """Both signal strengths are positive."""
    return alpha > 0 and beta > 0


@definition("balance.lem-C.1.E", source, r"\mathcal E(t):\ \xi_t\le\xi_0\le100c_{init}^2\sigma_1")
def noise_small(xi: float, xi_0: float, c_init: float) -> bool:
    """The noise energy is at most what it was, and that is small."""
    return xi <= xi_0 <= 100 * c_init**2


@definition(
    "balance.lem-C.1.F",
    source,
    r"\mathcal F(t):\ (1+\tfrac{c_{step}}3)(\alpha_t+\beta_t)\le\alpha_{t+1}+\beta_{t+1}"
    r"\le(1+c_{step})(\alpha_t+\beta_t)",
)
def signals_grow(total: float, following: float, c_step: float) -> bool:
    """The sum of the signals grows by a factor between 1 + c_step/3 and 1 + c_step."""
    return (1 + c_step / 3) * total <= following <= (1 + c_step) * total


@definition(
    "balance.lem-C.1.G",
    source,
    r"\mathcal G(t):\ |\alpha_t-\beta_t|\le\tfrac{99}{101}(\alpha_t+\beta_t)",
)
def signals_comparable(alpha: float, beta: float) -> bool:
    """The signals are within a factor 100 of each other."""
    return 101 * abs(alpha - beta) <= 99 * (alpha + beta)


@definition("balance.lem-C.1.H", source, r"\mathcal H(t):\ \|u_t\|^2+\|v_t\|^2\le\sigma_1")
def norms_bounded(alpha: float, beta: float, xi: float) -> bool:
    """Both squared norms together are at most sigma_1."""
    return alpha**2 + beta**2 + xi <= 1
