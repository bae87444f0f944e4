"""The named constants of Theorem 3.2 against independent arithmetic: SciPy's tails, exact
fractions, and runs at the limits.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import chi2, norm
from steepest.kernels.factorization.rank_one_checks import advance
from steepest.proofs.factorization.rank_one_sharper import LARGEST_START, LARGEST_STEP
from steepest.proofs.factorization.rank_one_stage2 import C_1, C_INIT, C_STEP
from steepest.proofs.factorization.rank_one_start import normal_interval_bounds


def test_the_probability_of_the_range_lies_between_the_two_bounds():
    exact = 2 * (norm.cdf(10) - norm.cdf(0.1))
    lower, upper = (float(bound) for bound in normal_interval_bounds())
    assert lower <= exact <= upper
    assert upper - lower < 5e-4
    assert 0.4233 <= exact**2 / 2 <= 0.4238


@pytest.mark.parametrize("d", [2, 3, 10, 1000])
def test_the_chi_square_tails_are_below_their_bound(d):
    assert chi2.logsf(100 * d, d - 1) <= -24 * d
    assert chi2.logsf(100 * d, 2 * d - 2) <= -24 * d


@pytest.mark.parametrize("d", [64, 100, 1000])
def test_the_lower_tail_behind_divergence(d):
    assert 2 * chi2.cdf(d / 2, d) <= 2 * math.exp(-d * (math.log(2) - 0.5) / 2)


def test_c_1_is_what_the_extreme_ratio_leaves():
    assert Fraction(C_1) == Fraction(1, 8 * (1 + 100**2))


def test_the_constants_meet_the_conditions_that_the_proof_names():
    c_1, c_init, c_step = Fraction(C_1), Fraction(C_INIT), Fraction(C_STEP)
    assert 200 * c_init**2 / c_1 <= math.log(2)
    assert c_step <= c_1 / (1 + c_1**2)
    assert c_step * 100 * c_init**2 <= 4 * c_1


@pytest.mark.parametrize("d", [2, 10**3, 10**9])
@pytest.mark.parametrize("ratio", [1, 10, 100])
def test_the_usable_theorem_at_its_limits(d, ratio):
    """c_step = 1/3, c_init = 1/20000, the worst start allowed: the count, the balance and the size
    are as proved.
    """
    c_step, c_init, epsilon = float(Fraction(LARGEST_STEP)), float(Fraction(LARGEST_START)), 1e-6
    small = 0.1 * c_init / math.sqrt(d)
    numbers = (small, 7 * c_init, ratio * small, 7 * c_init)
    horizon = math.ceil(3 + 4 / c_step * (math.log(d / (epsilon * c_init)) + 2))
    entered = False
    for _ in range(horizon):
        numbers = advance(*numbers, c_step, 1.0)
        a, p, b, q = numbers
        entered = entered or a**2 + b**2 >= 0.5
        assert 1 / 80008 <= a / b <= 80008
        assert a * b <= 1 + 1e-12
        if entered:
            assert abs(a**2 - b**2) <= 1
            assert 0.45 <= a**2 + b**2 <= 2.25
    distance = math.sqrt((a * b - 1) ** 2 + a**2 * q**2 + b**2 * p**2 + p**2 * q**2)
    assert distance <= epsilon


def test_norms_triple_in_the_region_of_divergence():
    random = np.random.default_rng(3)
    for _ in range(200):
        c = random.uniform(0.05, 1)
        size_u, size_v = np.sqrt(4 / c * random.uniform(1, 3, size=2))
        angle_u, angle_v = random.uniform(0, 2 * np.pi, size=2)
        start = (
            size_u * np.cos(angle_u),
            size_u * np.sin(angle_u),
            size_v * np.cos(angle_v),
            size_v * np.sin(angle_v),
        )
        a, p, b, q = advance(*start, c, 1.0)
        assert a**2 + p**2 >= 3 * size_u**2
        assert b**2 + q**2 >= 3 * size_v**2
