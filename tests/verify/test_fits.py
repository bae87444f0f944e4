"""Lines, rates and medians with their intervals."""

import math

import numpy as np
import pytest
from scipy import stats
from steepest.verify.fits import FitError, linear_fit, median, rate_fit


def test_least_squares_agrees_with_scipy():
    x = np.arange(12.0)
    y = 3 - 0.7 * x + np.random.default_rng(1).normal(0, 0.1, 12)
    line, theirs = linear_fit(x, y, 0.95), stats.linregress(x, y)
    assert (line.slope, line.intercept) == pytest.approx((theirs.slope, theirs.intercept))
    assert line.r_squared == pytest.approx(theirs.rvalue**2)
    assert line.high - line.slope == pytest.approx(stats.t.ppf(0.975, 10) * theirs.stderr)


def test_the_interval_of_the_slope_covers_as_often_as_it_says():
    rng, x = np.random.default_rng(3), np.arange(8.0)
    lines = [linear_fit(x, 2 - 0.5 * x + rng.normal(0, 1, 8), 0.9) for _ in range(600)]
    covered = sum(line.low <= -0.5 <= line.high for line in lines)
    assert stats.binom.cdf(covered, 600, 0.9) > 1e-4
    assert stats.binom.sf(covered, 600, 0.9) > 1e-4


def test_the_robust_line_shrugs_off_an_outlier():
    x = np.arange(20.0)
    y = 1 - 0.25 * x
    y[17] = 40.0
    assert linear_fit(x, y, robust=True).slope == pytest.approx(-0.25)
    assert abs(linear_fit(x, y).slope + 0.25) > 0.1
    assert linear_fit(x, y, robust=True).method == "Theil-Sen"


def test_a_rate_is_fitted_on_its_window_only():
    steps = np.arange(200)
    values = np.exp(-0.03 * steps) + 1e-2 * (steps < 20)
    line = rate_fit(steps, values, (30, 150))
    assert line.slope == pytest.approx(-0.03, abs=1e-12)
    assert line.points == 121
    assert line.r_squared == pytest.approx(1)
    assert line.low <= -0.03 + 1e-12
    assert line.high >= -0.03 - 1e-12


def test_constant_data_fit_perfectly():
    assert linear_fit([0, 1, 2], [5, 5, 5]).r_squared == 1.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: linear_fit([1, 2], [1, 2]), "at least 3 points"),
        (lambda: linear_fit([1, 1, 1], [1, 2, 3]), "at 2 places"),
        (lambda: linear_fit([1, 2, 3], [1, 2]), "equal length"),
        (lambda: linear_fit([1, 2, 3], [1, math.nan, 3]), "1 of 3 points are not finite"),
        (lambda: linear_fit([1, 2, 3], [1, 2, 3], 1.0), "outside (0, 1)"),
        (lambda: rate_fit([1, 2, 3], [1, 2, 3], (10, 20)), "holds 0 points"),
        (lambda: rate_fit([1, 2, 3], [1, 2], (0, 20)), "equal length"),
        (lambda: rate_fit([1, 2, 3, 4], [1, 0.1, 0, 0.001], (0, 20)), "at step 3 the value"),
        (
            lambda: rate_fit([1, 2, 3, 4], [1, 0.1, 1e-17, 0.001], (0, 20), floor=1e-16),
            "not above 1e-16",
        ),
        (lambda: median([]), "one time and one flag"),
        (lambda: median([1, math.nan]), "flag trials without a time"),
        (lambda: median([1, 5], [True, False]), "common horizon"),
    ],
)
def test_what_cannot_be_fitted_is_refused_with_a_reason(call, message):
    with pytest.raises(FitError) as caught:
        call()
    assert message in str(caught.value)


def test_censored_trials_are_later_than_observed_ones():
    times = [1.0, 2.0, 3.0, 10.0, 10.0]
    assert median(times, [0, 0, 0, 1, 1]).value == 3.0
    assert median([1.0, 10.0, 10.0], [0, 1, 1]).value == math.inf
    # the mean of 2 and something beyond 10
    assert median([1.0, 2.0, 10.0, 10.0], [0, 0, 1, 1]).value == math.inf
    dropped = median([1.0, 2.0, 3.0]).value
    assert dropped < median(times, [0, 0, 0, 1, 1]).value


def test_the_interval_of_the_median_is_made_of_order_statistics():
    found = median(np.arange(1, 101), confidence=0.95)
    assert (found.low, found.value, found.high) == (40.0, 50.5, 61.0)
    assert (median([1.0, 2.0]).low, median([1.0, 2.0]).high) == (-math.inf, math.inf)


def test_the_interval_of_the_median_covers():
    rng = np.random.default_rng(5)
    covered = sum(
        found.low <= math.log(2) <= found.high
        for found in (median(rng.exponential(1, 41), confidence=0.9) for _ in range(400))
    )
    assert stats.binom.cdf(covered, 400, 0.9) > 1e-4
