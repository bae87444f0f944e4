"""Lines, rates and medians, each with an interval and with what it was fitted on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from steepest.proofs.vocabulary import SteepestError


class FitError(SteepestError):
    """Data on which the asked fit cannot be made."""


@dataclass(frozen=True)
class Line:
    """y = intercept + slope x, with a confidence interval for the slope."""

    slope: float
    low: float
    high: float
    intercept: float
    r_squared: float
    points: int
    confidence: float
    method: str  # "least squares" or "Theil-Sen"


@dataclass(frozen=True)
class Median:
    """A sample median; an infinite end means that it lies beyond the horizon of the censored
    trials.
    """

    value: float
    low: float
    high: float
    trials: int
    censored: int
    confidence: float


def linear_fit(x: Any, y: Any, confidence: float = 0.99, robust: bool = False) -> Line:
    """The least-squares line with Student's interval for its slope, or the Theil-Sen line with
    Kendall's.

    The least-squares interval assumes independent errors of equal variance; the robust one assumes
    only independent errors of one law, and shrugs off outliers. R^2 is that of the printed line.
    Exact data give a degenerate interval.
    """
    import numpy

    x, y = numpy.asarray(x, dtype=float), numpy.asarray(y, dtype=float)
    if x.shape != y.shape or x.ndim != 1:
        raise FitError(
            f"a line needs two lists of equal length, shapes {x.shape} and {y.shape} were given"
        )
    if not (numpy.isfinite(x).all() and numpy.isfinite(y).all()):
        bad = int((~(numpy.isfinite(x) & numpy.isfinite(y))).sum())
        raise FitError(f"{bad} of {len(x)} points are not finite; choose a window without them")
    if len(x) < 3 or x.min() == x.max():
        raise FitError(
            f"a slope with an interval needs at least 3 points at 2 places, {len(x)} were given; "
            f"widen the window"
        )
    if not 0 < confidence < 1:
        raise FitError(f"the confidence {confidence} is outside (0, 1); an example is 0.99")
    if robust:
        from scipy.stats import theilslopes

        slope, intercept, low, high = map(float, theilslopes(y, x, alpha=confidence))
    else:
        from scipy.special import stdtrit

        centred = x - x.mean()
        width = float((centred**2).sum())
        slope = float((centred * (y - y.mean())).sum()) / width
        intercept = float(y.mean() - slope * x.mean())
        variance = float(((y - intercept - slope * x) ** 2).sum()) / (len(x) - 2)
        half = float(stdtrit(len(x) - 2, (1 + confidence) / 2)) * math.sqrt(variance / width)
        low, high = slope - half, slope + half
    spread = float(((y - y.mean()) ** 2).sum())
    residual = float(((y - intercept - slope * x) ** 2).sum())
    r_squared = 1.0 - residual / spread if spread else float(residual == 0.0)
    return Line(
        slope,
        low,
        high,
        intercept,
        r_squared,
        len(x),
        confidence,
        "Theil-Sen" if robust else "least squares",
    )


def rate_fit(
    steps: Any,
    values: Any,
    window: tuple[float, float],
    confidence: float = 0.99,
    robust: bool = False,
    floor: float = 0.0,
) -> Line:
    """The exponential rate of a positive quantity: the line through log(values) on the declared
    window of steps.

    `floor` is the level below which the quantity is rounding noise: a window that reaches it is
    refused, because the fit would see the floor and not the rate. A slope of -c means values ~
    exp(-c step).
    """
    import numpy

    steps, values = numpy.asarray(steps, dtype=float), numpy.asarray(values, dtype=float)
    if steps.shape != values.shape or steps.ndim != 1:
        raise FitError(
            f"a rate needs two lists of equal length, shapes {steps.shape} and {values.shape} "
            f"were given"
        )
    inside = (steps >= window[0]) & (steps <= window[1])
    if inside.sum() < 3:
        raise FitError(
            f"the window {window[0]} to {window[1]} holds {int(inside.sum())} points, at least 3 "
            f"are needed"
        )
    chosen = values[inside]
    if not (chosen > floor).all():
        first = steps[inside][numpy.argmin(chosen > floor)]
        raise FitError(
            f"at step {first:g} the value is not above {floor:g}, so its logarithm says "
            f"nothing; end the window before it"
        )
    return linear_fit(steps[inside], numpy.log(chosen), confidence, robust)


def median(values: Any, censored: Any = None, confidence: float = 0.99) -> Median:
    """The median of times, some of them censored at a common horizon, with a distribution-free
    interval.

    A censored trial counts as later than every observed one, never as missing. The interval runs
    between the order statistics x_(j) and x_(n+1-j) with j the largest rank such that P(Binomial(n,
    1/2) < j) <= (1 - confidence)/2; an end that falls among censored trials, or has no rank, is
    infinite.
    """
    import numpy

    from .statistics import critical_count

    values = numpy.asarray(values, dtype=float)
    hidden = (
        numpy.zeros(values.shape, dtype=bool)
        if censored is None
        else numpy.asarray(censored).astype(bool)
    )
    if values.ndim != 1 or values.shape != hidden.shape or not len(values):
        raise FitError(
            f"a median needs one time and one flag a trial, shapes {values.shape} and "
            f"{hidden.shape} were given"
        )
    if numpy.isnan(values[~hidden]).any():
        raise FitError("an observed time is NaN; flag trials without a time as censored")
    if hidden.any() and (~hidden).any() and numpy.nanmin(values[hidden]) < values[~hidden].max():
        raise FitError(
            "a trial was censored before another one was observed; the median needs a common "
            "horizon"
        )
    ordered, n = numpy.sort(numpy.where(hidden, math.inf, values)), len(values)
    lower, upper = ordered[(n - 1) // 2], ordered[n // 2]
    rank = critical_count(n, "1/2", (1 - confidence) / 2)
    return Median(
        value=float(lower if lower == math.inf else (lower + upper) / 2),
        low=float(ordered[rank]) if rank >= 0 else -math.inf,
        high=float(ordered[n - 1 - rank]) if rank >= 0 else math.inf,
        trials=n,
        censored=int(hidden.sum()),
        confidence=confidence,
    )
