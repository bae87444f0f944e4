"""Looking early: the time-uniform guarantee, checked exactly by dynamic programming, and the
stopping rule.
"""

from fractions import Fraction

import numpy as np
import pytest
from steepest.verify.statistics import (
    lower_tail_within,
    sequence_excludes,
    stopping_time,
    upper_tail_within,
)


def crossing_probability(p, alpha, horizon):
    """P(some n <= horizon has the truth p excluded), exactly: forward over the number of
    successes.
    """
    alive, crossed = {0: Fraction(1)}, Fraction(0)
    for n in range(1, horizon + 1):
        after: dict[int, Fraction] = {}
        for x, chance in alive.items():
            after[x] = after.get(x, Fraction(0)) + chance * (1 - p)
            after[x + 1] = after.get(x + 1, Fraction(0)) + chance * p
        out = [x for x in after if sequence_excludes(x, n, p, alpha)]
        crossed += sum(after.pop(x) for x in out)
        alive = after
    return crossed


@pytest.mark.parametrize("p", [Fraction(1, 2), Fraction(9, 10), Fraction(1, 20)])
@pytest.mark.parametrize("alpha", [Fraction(1, 10), Fraction(1, 100)])
def test_the_truth_is_ever_excluded_with_probability_at_most_alpha(p, alpha):
    crossed = crossing_probability(p, alpha, 60)
    assert 0 < crossed <= alpha


def test_the_mixture_is_a_martingale():
    """(n+1) C(n,x) p^x (1-p)^(n-x) is one over M_n; the mean of M_(n+1) given M_n is M_n."""
    from math import comb

    p = Fraction(3, 7)

    def m(n, x):
        return 1 / ((n + 1) * comb(n, x) * p**x * (1 - p) ** (n - x))

    assert all(
        p * m(n + 1, x + 1) + (1 - p) * m(n + 1, x) == m(n, x)
        for n in range(8)
        for x in range(n + 1)
    )


def test_a_fixed_sample_test_would_not_survive_looking():
    """Why the sequence is needed: repeating the fixed-size test after every trial errs far more
    often than alpha.
    """
    p, alpha = Fraction(1, 2), Fraction(1, 20)
    alive, crossed = {0: Fraction(1)}, Fraction(0)
    for n in range(1, 61):
        after: dict[int, Fraction] = {}
        for x, chance in alive.items():
            after[x] = after.get(x, Fraction(0)) + chance / 2
            after[x + 1] = after.get(x + 1, Fraction(0)) + chance / 2
        crossed += sum(after.pop(x) for x in list(after) if lower_tail_within(x, n, p, alpha))
        alive = after
    assert crossed > 2 * alpha


def brute(outcomes, p, margin, alpha):
    low = p - margin
    for n in range(1, len(outcomes) + 1):
        x = int(sum(outcomes[:n]))
        if x < n * p and sequence_excludes(x, n, p, alpha):
            return n
        if low <= 0 or (x > n * low and sequence_excludes(x, n, low, alpha)):
            return n
    return None


@pytest.mark.parametrize(
    ("truth", "p", "margin"),
    [(0.6, "9/10", "1/20"), (0.97, "9/10", "1/5"), (0.9, "9/10", "1/100"), (1.0, 1, "1/20")],
)
def test_the_stopping_time_is_the_first_settled_trial_however_often_one_looks(truth, p, margin):
    p, margin, alpha = Fraction(p), Fraction(margin), Fraction(1, 1000)
    outcomes = np.random.default_rng(7).random(400) < truth
    expected = brute(outcomes, p, margin, alpha)
    assert stopping_time(outcomes, p, margin, alpha) == expected
    looks, found, reached = (1, 50, 51, 173, 400), None, 0
    for look in looks:
        found = found or stopping_time(outcomes[:look], p, margin, alpha, after=reached)
        reached = look
    assert found == expected


def test_what_the_sequence_settles_the_fixed_test_settles_too():
    """So the counts of an early run pass the checker of fixed-size counts."""
    alpha = Fraction(1, 1000)
    for n in range(1, 80, 6):
        for x in range(n + 1):
            for p in (Fraction(1, 2), Fraction(9, 10)):
                if sequence_excludes(x, n, p, alpha):
                    assert (
                        lower_tail_within(x, n, p, alpha)
                        if x < n * p
                        else upper_tail_within(x, n, p, alpha)
                    )


def test_edges():
    assert not sequence_excludes(0, 0, "1/2", "1/10")
    assert sequence_excludes(0, 1, 1, "1/10")
    assert not sequence_excludes(1, 1, 1, "1/10")
    assert stopping_time([1, 1, 0], 1, 0, "1e-5") == 3
    assert stopping_time([], "1/2", "1/10", "1e-5") is None
    assert stopping_time([0], "1/10", "1/5", "1e-5") == 1  # nothing is claimed


def test_near_ties_are_settled_exactly():
    """M_n = 1/alpha exactly: with p = 1/2, n = 3, x = 0 the bound is 4/8, so alpha = 1/2 is
    excluded and a hair less is not.
    """
    assert sequence_excludes(0, 3, "1/2", Fraction(1, 2))
    assert not sequence_excludes(0, 3, "1/2", Fraction(1, 2) - Fraction(1, 10**30))
