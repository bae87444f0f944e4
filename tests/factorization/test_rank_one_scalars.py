"""The reduction of rank-one gradient descent to four numbers."""

from __future__ import annotations

import numpy as np
import pytest
from steepest.kernels.factorization.rank_one_checks import advance
from steepest.proofs import Verdict
from steepest.proofs.engine.judge import Judge
from steepest.proofs.factorization import rank_one_statements as statements
from steepest.proofs.factorization.rank_one_dynamics import four_scalars, rank_one_step
from steepest.proofs.factorization.rank_one_state import (
    all_hold,
    each_link,
    relation,
    state,
)


@pytest.fixture
def judge():
    return Judge(seconds=20)


@pytest.fixture
def vectors():
    random = np.random.default_rng(5)
    u_star, v_star = random.normal(size=7), random.normal(size=4)
    u_star, v_star = u_star / np.linalg.norm(u_star), v_star / np.linalg.norm(v_star)
    return random.normal(size=7) / 5, random.normal(size=4) / 5, u_star, v_star


def test_the_four_scalars_of_the_definition_move_by_the_recursion(vectors):
    u, v, u_star, v_star = vectors
    sigma, eta = 1.7, 0.05
    before = four_scalars(u, v, u_star, v_star, sigma)
    for _ in range(200):
        u, v = rank_one_step(u, v, sigma * np.outer(u_star, v_star), eta)
    after = four_scalars(u, v, u_star, v_star, sigma)
    numbers = (before.alpha, before.alpha_perp, before.beta, before.beta_perp)
    for _ in range(200):
        numbers = advance(*numbers, eta, sigma)
    assert np.allclose(
        numbers, (after.alpha, after.alpha_perp, after.beta, after.beta_perp), rtol=0, atol=1e-13
    )
    assert after.h == pytest.approx(after.alpha * after.beta - sigma)
    assert after.xi == pytest.approx(after.alpha_perp**2 + after.beta_perp**2)


def test_the_distance_formula_is_that_of_the_vectors(vectors):
    u, v, u_star, v_star = vectors
    s = four_scalars(u, v, u_star, v_star, 2.0)
    distance = np.linalg.norm(np.outer(u, v) - 2.0 * np.outer(u_star, v_star)) ** 2
    a2, b2, P, Q = s.alpha**2, s.beta**2, s.alpha_perp**2, s.beta_perp**2
    assert s.h**2 + a2 * Q + b2 * P + P * Q == pytest.approx(distance)


def test_relations_are_built_without_being_decided():
    s = state()
    assert relation(s.alpha**2, ">=", 0) == (">=", ("^", "alpha", 2), 0)


def test_a_claim_that_holds_at_sigma_1_alone_is_refuted(judge):
    s = state()
    known = [(s.sigma_1, ">", 0), (s.alpha, ">=", 0), (s.alpha, "<=", 1)]
    assert all_hold(judge, (s.alpha, "<=", s.sigma_1), where=known).verdict == Verdict.REFUTED


def test_each_link_of_a_chain_is_decided(judge):
    s = state()
    known = [(s.P, ">=", s.Q), (s.Q, ">=", s.alpha**2)]
    good = each_link(judge, s.alpha**2, ("<=", s.u2), ("<=", s.u2 + s.Q), where=known)
    bad = each_link(judge, s.alpha**2, ("<=", s.u2), ("<=", s.u2 - s.Q), where=known)
    assert (good.verdict, bad.verdict) == (Verdict.PROVED, Verdict.REFUTED)


def test_the_predicates_of_stage_one():
    assert statements.signals_positive(0.1, 0.2)
    assert not statements.signals_positive(0.1, 0.0)
    assert statements.noise_small(1e-4, 2e-4, 0.01)
    assert not statements.noise_small(3e-4, 2e-4, 0.01)
    assert statements.signals_grow(1.0, 1.05, 0.1)
    assert not statements.signals_grow(1.0, 1.01, 0.1)
    assert statements.signals_comparable(1.0, 100.0)
    assert not statements.signals_comparable(1.0, 101.0)
    assert statements.norms_bounded(0.5, 0.5, 0.5)
    assert not statements.norms_bounded(0.5, 0.5, 0.51)
