"""Exact statistics of success counts: binomial tails, intervals, power, the verdict of a plan,
looking early.

X counts the successes among n independent trials with success probability p. Every decision (a tail
below a level) is taken by exact integers or by balls that exclude the other answer; floats only
propose numbers that are then checked. Fits of rates and medians live in `steepest.verify.fits` and
are offered here as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb, floor, lgamma, log
from typing import Any

from steepest.proofs.files import rational as read
from steepest.proofs.vocabulary import SteepestError, Verdict

EXACT_UP_TO = 1500  # trials up to which tails are summed in integers; balls beyond
DIGITS = 8  # printed digits of an interval, rounded outwards


class StatisticsError(SteepestError):
    """A statistical question that has no answer as asked."""


def rational(value: Any) -> Fraction:
    """The number as written: 0.9 is 9/10, "1e-5" is 1/100000, and a Fraction is itself.

    The shortest decimal that denotes a float is the number its author wrote.
    """
    if isinstance(value, Fraction):
        return value
    try:
        return read(str(value))
    except (ValueError, ZeroDivisionError):
        raise StatisticsError(
            f"{value!r} is not a number; write a decimal such as 0.95 or a fraction such as 19/20"
        ) from None


# --- tails: is P(X <= x) <= level? ----------------------------------------------------------------


def lower_tail_within(x: int, n: int, p: Any, level: Any) -> bool:
    """Whether P(X <= x | n, p) <= level, decided exactly for rational p and level."""
    p, level = _probability(p), rational(level)
    _count(x, n)
    if p == 0:
        return level >= 1
    if p == 1:
        return (1 if x == n else 0) <= level
    if x == n:
        return level >= 1
    if n <= EXACT_UP_TO:
        return _exact_tail_within(x, n, p, level)
    from flint import ctx

    for precision in (128, 512, 2048):
        with ctx.workprec(precision):
            tail, bound = _ball_tail(x, n, p), _ball(level)
            if tail <= bound:
                return True
            if tail > bound:
                return False
    return _exact_tail_within(x, n, p, level)


def upper_tail_within(x: int, n: int, p: Any, level: Any) -> bool:
    """Whether P(X >= x | n, p) <= level: the lower tail of the failures."""
    return lower_tail_within(n - x, n, 1 - _probability(p), level)


def lower_tail(x: int, n: int, p: Any) -> float:
    """P(X <= x | n, p) as a float, for printing."""
    p = _probability(p)
    _count(x, n)
    if x == n or p == 0:
        return 1.0
    if p == 1:
        return 0.0
    from flint import ctx

    with ctx.workprec(128):
        return float(_ball_tail(x, n, p).mid())


def _exact_tail_within(x: int, n: int, p: Fraction, level: Fraction) -> bool:
    a, b = p.numerator, p.denominator
    term, total = (b - a) ** n, 0  # C(n, k) a^k (b-a)^(n-k), exact at every k
    for k in range(x + 1):
        total += term
        term = term * a * (n - k) // ((b - a) * (k + 1))
    return total * level.denominator <= level.numerator * b**n


def _ball(value: Fraction) -> Any:
    from flint import arb, fmpq

    return arb(fmpq(value.numerator, value.denominator))


def _ball_tail(x: int, n: int, p: Fraction) -> Any:
    """A ball around P(X <= x | n, p) for 0 < p < 1 and 0 <= x < n, at the working precision."""
    if x + 1 > n * p:  # every k >= x + 1 lies above the mean: sum that tail
        return 1 - _ball_falling(n - x - 1, n, 1 - p)
    return _ball_falling(x, n, p)


def _ball_falling(x: int, n: int, p: Fraction) -> Any:
    """The lower tail from below the mean, where the terms t_k fall at least geometrically as k
    does.

    With r = t_(k-1)/t_k < 1 what is left after t_k is at most t_k r/(1-r); it joins the radius once
    it is negligible.
    """
    from flint import arb, ctx, fmpq

    ball, odds = _ball(p), (1 - p) / p
    term = arb.bin_uiui(n, x) * ball**x * (1 - ball) ** (n - x)
    total, negligible = term, term * arb(2) ** (-ctx.prec // 2)
    for k in range(x, 0, -1):
        ratio = arb(fmpq(k * odds.numerator, (n - k + 1) * odds.denominator))
        rest = term * ratio / (1 - ratio) if ratio < 1 else None
        if rest is not None and rest < negligible:
            return total + rest * arb(0.5, 0.5)
        term = term * ratio
        total = total + term
    return total


def _probability(p: Any) -> Fraction:
    p = rational(p)
    if not 0 <= p <= 1:
        raise StatisticsError(
            f"the probability {p} is outside [0, 1]; give a number between 0 and 1"
        )
    return p


def _count(x: int, n: int) -> None:
    if not (n >= 1 and 0 <= x <= n):
        raise StatisticsError(
            f"{x} successes of {n} trials is no count; it takes 0 <= successes <= trials and "
            f"trials >= 1"
        )


# --- intervals and power --------------------------------------------------------------------------


def interval(x: int, n: int, confidence: Any = "0.95") -> tuple[Fraction, Fraction]:
    """The Clopper-Pearson interval, rounded outwards to `DIGITS` decimals.

    Lower end: the largest p with P(X >= x | p) <= (1 - confidence)/2; upper end: the smallest p
    with P(X <= x | p) below it. Both printed ends satisfy these inequalities exactly.
    """
    level = (1 - _level(confidence)) / 2
    return lower_limit(x, n, level), upper_limit(x, n, level)


def lower_limit(x: int, n: int, level: Any) -> Fraction:
    """The one-sided lower confidence limit: a p (rounded down) with P(X >= x | p) <= level."""
    return 1 - upper_limit(n - x, n, level)


def upper_limit(x: int, n: int, level: Any) -> Fraction:
    """The one-sided upper confidence limit: a p (rounded up) with P(X <= x | p) <= level."""
    from scipy.special import betainccinv

    level = _level(level)
    _count(x, n)
    if x == n:
        return Fraction(1)
    unit = Fraction(1, 10**DIGITS)
    limit = unit * floor(float(betainccinv(x + 1, n - x, float(level))) / unit)
    while limit < 1 and not lower_tail_within(x, n, limit, level):
        limit += unit
    while limit > unit and lower_tail_within(x, n, limit - unit, level):
        limit -= unit
    return min(limit, Fraction(1))


def critical_count(n: int, p: Any, alpha: Any) -> int:
    """The largest x with P(X <= x | n, p) <= alpha, -1 if there is none: up to it, "at least p" is
    refuted.
    """
    from scipy.special import bdtrik

    p, alpha = _probability(p), _level(alpha)
    if p == 1:
        return n - 1
    guess = bdtrik(float(alpha), n, float(p))
    x = min(int(guess), n - 1) if guess > 0 else 0
    while x < n - 1 and lower_tail_within(x + 1, n, p, alpha):
        x += 1
    while x >= 0 and not lower_tail_within(x, n, p, alpha):
        x -= 1
    return x


def power(n: int, p: Any, alpha: Any, chance: float = 0.99) -> float | None:
    """The success probability at (and below) which "at least p" is refuted with probability
    `chance`; None if never.
    """
    from scipy.special import betainccinv

    critical = critical_count(n, p, alpha)
    return None if critical < 0 else float(betainccinv(critical + 1, n - critical, chance))


def trials_to_support(p: Any, margin: Any, alpha: Any) -> int | None:
    """The fewest trials, all successful, whose lower limit alpha^(1/n) reaches p - margin; None if
    no number does.
    """
    target, alpha = rational(p) - rational(margin), _level(alpha)
    if target >= 1:
        return None
    if target <= 0:
        return 1
    n = max(1, floor(log(alpha) / log(target)) - 1)
    while not upper_tail_within(n, n, target, alpha):
        n += 1
    return n


def _level(value: Any) -> Fraction:
    value = rational(value)
    if not 0 < value < 1:
        raise StatisticsError(f"the level {value} is outside (0, 1); an example is 1e-5")
    return value


# --- the verdict ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bounds:
    """What n trials say about a success probability; `unknown` trials ended without an answer."""

    successes: int
    trials: int
    unknown: int = 0

    @property
    def most(self) -> int:
        return self.successes + self.unknown


def verdict(counts: Bounds, at_least: Any, margin: Any = 0, alpha: Any = "1e-5") -> Verdict:
    """The verdict on "success has probability at least p".

    REFUTED when P(X <= observed | p) <= alpha, even if every unknown trial is a success; SUPPORTED
    when the lower limit at level alpha reaches p - margin, that is P(X >= observed | p - margin) <=
    alpha, even if every unknown trial is a failure; UNDECIDED otherwise.
    """
    p, margin, alpha = _probability(at_least), rational(margin), _level(alpha)
    if margin < 0:
        raise StatisticsError(
            f"the margin {margin} is negative; the lower limit is compared with at_least - "
            f"margin, margin >= 0"
        )
    if lower_tail_within(counts.most, counts.trials, p, alpha):
        return Verdict.REFUTED
    if p - margin <= 0 or upper_tail_within(counts.successes, counts.trials, p - margin, alpha):
        return Verdict.SUPPORTED
    return Verdict.UNDECIDED


# --- looking early: a confidence sequence ---------------------------------------------------------


def sequence_excludes(x: int, n: int, p: Any, alpha: Any) -> bool:
    """Whether the time-uniform confidence sequence for p excludes `p` after x successes in n
    trials.

    Under the truth p the mixture likelihood ratio with uniform prior, M_n = 1 / ((n+1) C(n, x) p^x
    (1-p)^(n-x)), is a nonnegative martingale with M_0 = 1, so P(some n has M_n >= 1/alpha) <= alpha
    (Ville). Excluded: M_n >= 1/alpha.
    """
    p, alpha = _probability(p), _level(alpha)
    if n == 0:
        return False
    _count(x, n)
    if p in (0, 1):
        return x != n * p
    a, b = p.numerator, p.denominator
    excess = (
        log(n + 1)
        + lgamma(n + 1)
        - lgamma(x + 1)
        - lgamma(n - x + 1)
        + x * log(p)
        + (n - x) * log(1 - p)
        - log(alpha)
    )
    if abs(excess) > _slack(n):
        return excess < 0
    return (n + 1) * comb(n, x) * a**x * (b - a) ** (
        n - x
    ) * alpha.denominator <= alpha.numerator * b**n


def _slack(n: Any) -> Any:
    """More than the rounding error of the floating-point logarithm of M_n: 500 units in the last
    place of n log n.
    """
    import numpy

    return 1e-9 + 1e-13 * (n + 1) * numpy.log(n + 2)


def stopping_time(
    successes: Any, at_least: Any, margin: Any, alpha: Any, after: int = 0
) -> int | None:
    """The first n > after at which the sequence settles "at least p", given the 0/1 outcomes in
    trial order; None if it never does.

    Settled: p is excluded from above (x/n < p), or p - margin from below (x/n > p - margin).
    Whoever stops there errs with probability at most alpha on either side. The answer depends on
    the outcomes alone, not on when somebody looked.
    """
    import numpy
    from scipy.special import gammaln

    p, alpha = _probability(at_least), _level(alpha)
    low = p - rational(margin)
    outcomes = numpy.asarray(successes, dtype=numpy.int64)
    n = numpy.arange(after + 1, len(outcomes) + 1)
    x = numpy.cumsum(outcomes)[after:]
    weight = (
        numpy.log(n + 1.0) + gammaln(n + 1.0) - gammaln(x + 1.0) - gammaln(n - x + 1.0) - log(alpha)
    )
    candidates = numpy.zeros(len(n), dtype=bool)
    for edge, side in ((p, x < n * float(p)), (low, x > n * float(low))):
        if 0 < edge < 1:
            candidates |= side & (weight + x * log(edge) + (n - x) * log(1 - edge) <= _slack(n))
        else:
            candidates |= side
    for k in numpy.flatnonzero(candidates):
        count, size = int(x[k]), int(n[k])
        if count < size * p and sequence_excludes(count, size, p, alpha):
            return size
        if low <= 0 or (count > size * low and sequence_excludes(count, size, low, alpha)):
            return size
    return None
