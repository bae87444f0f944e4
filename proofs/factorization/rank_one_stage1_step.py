"""Lemma C.1, the step of stage one: D, E => F at t + 1."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.relations import number as number
from steepest.proofs.engine.text import as_written

from .rank_one_stage1 import LARGEST_C_INIT_SQUARED, before_T1, noise, small_step, thesis
from .rank_one_state import (
    all_hold,
    du_hu_lee,
    each_link,
    state,
)

# --- the step: D, E => F --------------------------------------------------------------------------


@claim(
    "balance.lem-C.1.DE->F",
    du_hu_lee("proof of Lemma C.1, D and E imply F", thesis),
    formula=r"\alpha_{t+1}+\beta_{t+1}\ge(1+\eta\sigma_1-\eta(\alpha^2+\beta^2+\xi))(\alpha+"
    r"\beta)\ge"
    r"\left(1+\eta\sigma_1-\eta(\tfrac{\sigma_1}2+100c_{init}^2\sigma_1)\right)(\alpha+\beta)"
    r"\ge\left(1+\tfrac{\eta\sigma_1}3\right)(\alpha+\beta)",
    hypotheses=("D, E, t < T_1", "c_init^2 <= 1/600"),
)
def growth_from_below(judge, limit=LARGEST_C_INIT_SQUARED, third=3):
    """The sum of the signals grows by at least the factor 1 + c_step/3: the four printed links.

    The growth itself is part of the theorem balance.lem-C.1.step, for every sigma_1.
    """
    s = state()
    _, bound = noise()
    total = s.alpha + s.beta
    return each_link(
        judge,
        s.alpha_next + s.beta_next,
        ("==", (1 + s.eta * s.sigma_1) * total - s.eta * s.u2 * s.beta - s.eta * s.v2 * s.alpha),
        (">=", (1 + s.eta * s.sigma_1 - s.eta * (s.alpha**2 + s.beta**2 + s.xi)) * total),
        (">=", (1 + s.eta * s.sigma_1 - s.eta * (s.sigma_1 / 2 + bound)) * total),
        (">=", (1 + s.eta * s.sigma_1 / third) * total),
        where=before_T1(limit),
    )


growth_from_below.mutant("c_init^2 up to 1/590", limit="1/590")
growth_from_below.mutant("growth by c_step/2", third=2)


@growth_from_below.mutant
def alpha_and_beta_of_any_sign(judge):
    s = state()
    anywhere = [
        part for part in before_T1() if part[1:] != (">", 0) or part[0] not in (s.alpha, s.beta)
    ]
    third = (1 + s.eta * s.sigma_1 / 3) * (s.alpha + s.beta)
    return all_hold(judge, (s.alpha_next + s.beta_next, ">=", third), where=anywhere)


@claim(
    "balance.lem-C.1.DE->F-upper",
    du_hu_lee("proof of Lemma C.1, D and E imply F", thesis),
    formula=r"\alpha_{t+1}+\beta_{t+1}\le(1+\eta\sigma_1)(\alpha_t+\beta_t)=(1+c_{step})(\alpha_t+"
    r"\beta_t)",
    hypotheses=("D",),
)
def growth_from_above(judge, factor="1"):
    """The sum of the signals grows by at most the factor 1 + c_step; this needs positivity alone,
    at any time.
    """
    s = state()
    positive = [
        (s.sigma_1, ">", 0),
        (s.eta, ">", 0),
        (s.alpha, ">", 0),
        (s.beta, ">", 0),
        (s.P, ">=", 0),
        (s.Q, ">=", 0),
    ]
    return all_hold(
        judge,
        (
            s.alpha_next + s.beta_next,
            "<=",
            (1 + number(factor) * s.eta * s.sigma_1) * (s.alpha + s.beta),
        ),
        where=positive,
    )


growth_from_above.mutant("factor 1 + c_step/2", factor="1/2")


@claim(
    "balance.lem-C.1.E->H",
    du_hu_lee("proof of Lemma C.1, E implies H", thesis),
    formula=r"\|u_t\|^2+\|v_t\|^2=\alpha^2+\beta^2+\xi\le\tfrac12\sigma_1+100c_{init}^2\sigma_1\le"
    r"\sigma_1",
    hypotheses=("E, t < T_1", "c_init^2 <= 1/200 (1/600 is asked for F)"),
)
def norms_stay_small(judge, limit="1/200"):
    """H: both norms together stay below sigma_1."""
    s = state()
    _, bound = noise()
    total = s.alpha**2 + s.beta**2 + s.xi
    return judge.all(
        judge.holds(as_written("(alpha**2 + P) + (beta**2 + Q) == alpha**2 + beta**2 + (P + Q)")),
        all_hold(
            judge,
            (total, "<=", s.sigma_1 / 2 + bound),
            (total, "<=", s.sigma_1),
            where=before_T1(limit),
        ),
    )


norms_stay_small.mutant("c_init^2 up to 1/199", limit="1/199")


def _positive_and_small():
    """D and H."""
    s = state()
    return [
        (s.sigma_1, ">", 0),
        (s.eta, ">", 0),
        (s.alpha, ">", 0),
        (s.beta, ">", 0),
        (s.P, ">=", 0),
        (s.Q, ">=", 0),
        (s.u2 + s.v2, "<=", s.sigma_1),
    ]


@claim(
    "balance.lem-C.1.DH->D'",
    du_hu_lee("proof of Lemma C.1, D and H imply D at t + 1", thesis),
    formula=r"\alpha_{t+1}=(1-\eta\|v_t\|^2)\alpha_t+\eta\sigma_1\beta_t\ge(1-\eta\sigma_1)"
    r"\alpha_t=(1-c_{step})\alpha_t>0",
    hypotheses=("D, H", "c_step < 1"),
)
def signals_stay_positive(judge, limit=1):
    """Positive signals stay positive; both layers, every printed link."""
    s = state()
    where = [*_positive_and_small(), *small_step(limit)]
    return judge.all(
        each_link(
            judge, s.alpha_next, (">=", (1 - s.eta * s.sigma_1) * s.alpha), (">", 0), where=where
        ),
        each_link(
            judge, s.beta_next, (">=", (1 - s.eta * s.sigma_1) * s.beta), (">", 0), where=where
        ),
    )


signals_stay_positive.mutant("c_step up to 2", limit=2)


@signals_stay_positive.mutant
def without_H(judge):
    s = state()
    return all_hold(
        judge, (s.alpha_next, ">", 0), where=[*_positive_and_small()[:-1], *small_step()]
    )


@claim(
    "balance.lem-C.1.H->E'",
    du_hu_lee("proof of Lemma C.1, H implies E at t + 1", thesis),
    formula=r"\eta\|u_t\|^2,\eta\|v_t\|^2\le c_{step}\le1\implies\xi_{t+1}\le\xi_t",
    hypotheses=("H", "c_step <= 1 (any c_step <= 2 would do)"),
)
def noise_does_not_grow(judge, limit=1):
    """The noise energy does not grow while both norms together stay below sigma_1: eta |v|^2 and
    eta |u|^2 lie in [0, 1], and xi_next = (1 - eta |v|^2)^2 P + (1 - eta |u|^2)^2 Q.
    """
    s = state()
    where = [part for part in _positive_and_small() if part[0] not in (s.alpha, s.beta)]
    where.append((s.eta * s.sigma_1, "<=", limit))
    factors = [
        (s.eta * s.u2, "<=", limit),
        (s.eta * s.v2, "<=", limit),
        (s.eta * s.u2, ">=", 0),
        (s.eta * s.v2, ">=", 0),
    ]
    shrunk = [(s.P_next, "<=", s.P), (s.Q_next, "<=", s.Q)]
    return judge.all(
        all_hold(judge, *factors, where=where),
        all_hold(judge, *shrunk, where=where, lemmas=factors),
        all_hold(judge, (s.xi_next, "<=", s.xi), where=where, lemmas=[*factors, *shrunk]),
    )


noise_does_not_grow.mutant("c_step up to 3", limit=3)
