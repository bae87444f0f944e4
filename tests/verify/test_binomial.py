"""Tails, intervals, power and verdicts, against integers, scipy and the definitions."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from steepest.proofs.vocabulary import Verdict
from steepest.verify import statistics
from steepest.verify.statistics import (
    Bounds,
    StatisticsError,
    critical_count,
    interval,
    lower_limit,
    lower_tail,
    lower_tail_within,
    power,
    rational,
    trials_to_support,
    upper_limit,
    upper_tail_within,
    verdict,
)

ALPHA = Fraction(1, 10**5)


def exact_tail(x, n, p):
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(x + 1))


probabilities = st.fractions(min_value=0, max_value=1, max_denominator=50)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.data(), probabilities)
def test_a_tail_is_decided_on_both_sides_of_its_exact_value(n, data, p):
    x = data.draw(st.integers(0, n))
    tail = exact_tail(x, n, p)
    assert lower_tail_within(x, n, p, tail)
    assert not lower_tail_within(x, n, p, tail - Fraction(1, 10**60))
    assert upper_tail_within(x, n, p, 1 - tail + comb(n, x) * p**x * (1 - p) ** (n - x))


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 60),
    st.data(),
    st.fractions(min_value="1/50", max_value="49/50", max_denominator=50),
)
def test_balls_and_integers_agree(n, data, p):
    from flint import ctx

    x = data.draw(st.integers(0, n - 1))
    with ctx.workprec(128):
        ball = statistics._ball_tail(x, n, p)
        tail = statistics._ball(exact_tail(x, n, p))
        assert ball.overlaps(tail)
        assert ball.rad() < 2.0**-40


@pytest.mark.parametrize(
    ("x", "n", "p"),
    [(1700, 2000, 0.9), (89_500, 100_000, 0.9), (899_000, 10**6, 0.9), (5, 10**7, 1e-6)],
)
def test_large_tails_agree_with_scipy(x, n, p):
    assert lower_tail(x, n, p) == pytest.approx(stats.binom.cdf(x, n, p), rel=1e-8)


def test_a_level_equal_to_the_tail_is_settled_by_integers_when_balls_cannot(monkeypatch):
    monkeypatch.setattr(statistics, "EXACT_UP_TO", 0)
    tail = exact_tail(3, 9, Fraction(1, 3))
    assert lower_tail_within(3, 9, Fraction(1, 3), tail)
    assert not lower_tail_within(3, 9, Fraction(1, 3), tail - Fraction(1, 10**2000))


def test_tails_at_the_ends():
    assert lower_tail_within(0, 5, 1, ALPHA)
    assert not lower_tail_within(5, 5, 1, ALPHA)
    assert not lower_tail_within(0, 5, 0, ALPHA)
    assert lower_tail_within(5, 5, "1/2", 1)
    assert (lower_tail(0, 5, 1), lower_tail(2, 5, 0), lower_tail(5, 5, 0.3)) == (0.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("x", "n"), [(0, 10), (9, 10), (10, 10), (4950, 5000), (99_000, 100_000), (1, 10**7)]
)
def test_clopper_pearson_agrees_with_its_beta_quantiles_and_covers_outwards(x, n):
    low, high = interval(x, n, "0.95")
    assert float(low) == pytest.approx(stats.beta.ppf(0.025, x, n - x + 1) if x else 0.0, abs=2e-8)
    assert float(high) == pytest.approx(
        stats.beta.isf(0.025, x + 1, n - x) if x < n else 1.0, abs=2e-8
    )
    assert x == 0 or upper_tail_within(x, n, low, "0.025")
    assert x == n or lower_tail_within(x, n, high, "0.025")


def test_clopper_pearson_covers_at_least_as_often_as_it_says():
    n = 30
    intervals = [interval(x, n, "0.9") for x in range(n + 1)]
    for k in range(1, 40):
        p = Fraction(k, 40)
        covered = sum(
            comb(n, x) * p**x * (1 - p) ** (n - x)
            for x, (low, high) in enumerate(intervals)
            if low <= p <= high
        )
        assert covered >= Fraction(9, 10)


@pytest.mark.parametrize(
    ("p", "truths"),
    [(0.9, (0.829, 0.870, 0.894)), (0.99, (0.960, 0.979, 0.988)), (0.5, (0.396, 0.453, 0.490))],
)
def test_power_at_the_usual_sizes(p, truths):
    for n, truth in zip((1000, 5000, 100_000), truths):
        found = power(n, p, ALPHA)
        assert found == pytest.approx(truth, abs=6e-4)
        assert stats.binom.cdf(critical_count(n, p, ALPHA), n, found) == pytest.approx(
            0.99, abs=1e-6
        )


def test_all_successes_give_the_known_lower_limits():
    for n, limit in ((1000, 0.9886), (5000, 0.9977), (100_000, 0.99988)):
        assert float(lower_limit(n, n, ALPHA)) == pytest.approx(limit, abs=6e-5)


def test_critical_count_is_the_last_that_refutes():
    for n, p in ((50, "0.9"), (1000, "0.5"), (200_000, "0.99"), (20, "0.01"), (3, "0.5")):
        x = critical_count(n, p, ALPHA)
        assert x < 0 or lower_tail_within(x, n, p, ALPHA)
        assert not lower_tail_within(x + 1, n, p, ALPHA)
    assert critical_count(7, 1, ALPHA) == 6
    assert critical_count(7, 0, ALPHA) == -1
    assert power(3, "0.5", ALPHA) is None


def test_no_trial_count_too_small_supports():
    for p, margin in (("1", "0.01"), ("0.99", "0.005"), ("0.999999", "1e-5")):
        n = trials_to_support(p, margin, ALPHA)
        target = Fraction(p) - Fraction(margin)
        assert upper_tail_within(n, n, target, ALPHA)
        assert not upper_tail_within(n - 1, n - 1, target, ALPHA)
    assert trials_to_support(1, 0, ALPHA) is None
    assert trials_to_support("0.1", "0.2", ALPHA) == 1


@pytest.mark.parametrize(
    ("counts", "p", "margin", "word"),
    [
        (Bounds(4999, 5000), 1, "0.01", Verdict.REFUTED),  # "always" is false at the first failure
        (Bounds(5000, 5000), 1, "0.01", Verdict.SUPPORTED),
        (Bounds(5000, 5000), 1, 0, Verdict.UNDECIDED),  # no number of successes makes "always"
        (Bounds(100, 100), 1, "0.01", Verdict.UNDECIDED),
        (Bounds(4300, 5000), "0.9", "0.02", Verdict.REFUTED),
        (Bounds(4500, 5000), "0.9", "0.02", Verdict.SUPPORTED),
        (Bounds(4500, 5000), "0.9", "0.01", Verdict.UNDECIDED),
        (Bounds(4300, 5000, unknown=300), "0.9", "0.02", Verdict.UNDECIDED),
        (Bounds(4500, 5000, unknown=500), "0.9", "0.02", Verdict.SUPPORTED),
        (Bounds(4000, 5000, unknown=200), "0.9", "0.02", Verdict.REFUTED),
        (Bounds(0, 10), "0.1", "0.1", Verdict.SUPPORTED),  # nothing is claimed
    ],
)
def test_the_verdict_rule(counts, p, margin, word):
    assert verdict(counts, p, margin, ALPHA) == word


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 300), st.data(), probabilities, st.fractions(0, "1/5", max_denominator=50))
def test_the_verdict_is_what_the_limits_say(n, data, p, margin):
    x = data.draw(st.integers(0, n))
    word = verdict(Bounds(x, n), p, margin, "1e-3")
    unit = Fraction(1, 10**8)
    low, high = lower_limit(x, n, "1e-3"), upper_limit(x, n, "1e-3")
    if word == Verdict.REFUTED:
        assert high <= p + unit
    elif word == Verdict.SUPPORTED:
        assert low >= p - margin - unit
    else:
        assert high >= p
        assert low <= p - margin or p - margin < 0


def test_numbers_are_read_as_written():
    assert rational(0.1) == rational("0.1") == rational("1/10") == Fraction(1, 10)
    assert rational(1e-5) == ALPHA


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rational("x"), "write a decimal"),
        (lambda: lower_tail_within(1, 2, 1.5, 0.1), "outside [0, 1]"),
        (lambda: lower_tail_within(3, 2, 0.5, 0.1), "3 successes of 2 trials"),
        (lambda: lower_tail(-1, 2, 0.5), "-1 successes"),
        (lambda: interval(1, 2, 1.0), "outside (0, 1)"),
        (lambda: verdict(Bounds(1, 2), 0.5, -0.1), "is negative"),
    ],
)
def test_wrong_questions_are_answered_with_what_was_expected(call, message):
    with pytest.raises(StatisticsError) as caught:
        call()
    assert message in str(caught.value)
