"""Section 7.3: two examples with unnatural initialization, and an explicit smooth connection h for
the second.
"""

from __future__ import annotations

from functools import cache

from steepest.proofs import claim, reals

from . import SEED, as_written, at, chapter_7, diff, every, holds, number
from .gaps import INDUCTION, LOGARITHMS

QUARTER = "1/4"


def moved(f, x):
    """One step of size 1/4."""
    return as_written("x - eta*slope", x=x, eta=number(QUARTER), slope=diff(f, x))


@claim(
    "saddle.warm-1.update",
    chapter_7("Section 7.3"),
    formula=r"f=x_1^2-x_2^2,\ \eta=\tfrac14:\quad x_1^{(t+1)}=\tfrac12x_1^{(t)},\ "
    r"x_2^{(t+1)}=\tfrac32x_2^{(t)}",
)
def near_update(judge, growth="3/2"):
    """One step with eta = 1/4 on x_1^2 - x_2^2 takes (x_1, x_2) to (x_1/2, 3 x_2/2)."""
    a, b = reals("x_1 x_2")
    f = a**2 - b**2
    return every(judge, [(moved(f, a), "==", a / 2), (moved(f, b), "==", number(growth) * b)])


near_update.mutant("5/4", growth="5/4")


@claim(
    "saddle.warm-1",
    chapter_7("Section 7.3"),
    formula=r"|x_2^{(0)}|\le(\tfrac32)^{-\exp(1/\varepsilon)}\implies|x_2^{(t)}|\le1\text{ for "
    r"}t\le\exp(1/\varepsilon)",
    hypotheses=("the exponent, unreadable in our copy, read as exp(1/epsilon)",),
    missing=(INDUCTION, LOGARITHMS),
)
def thin_band(judge, extra=0):
    """From the thin band gradient descent stays in U for exp(1/epsilon) steps: log|x_2| grows by
    log(3/2) a step.
    """
    from sympy import Rational, exp, log

    size, t, eps = reals("size t epsilon")
    rate = log(Rational(3, 2))
    where = [
        (size, ">", 0),
        (eps, ">", 0),
        (log(size), "<=", -exp(1 / eps) * rate),
        (t, ">=", 0),
        (t, "<=", exp(1 / eps) + extra),
    ]
    return judge.all(
        holds(judge, (rate, ">", 0)),
        holds(judge, (log(size) + t * rate, "<=", 0), [*where, (rate, ">", 0)]),
    )


@thin_band.mutant
def two_steps_longer(judge):
    a, t, N = reals("log_size t N")  # in units of log(3/2)
    return holds(judge, (a + t, "<=", 0), [(a, "<=", -N), (N, ">", 0), (t, "<=", N + 2)])


@claim(
    "saddle.warm-2.update",
    chapter_7("equation (7.2)"),
    formula=r"f=-4x_1+x_2^2,\ \eta=\tfrac14:\quad x_1^{(t+1)}=x_1^{(t)}+1,\ "
    r"x_2^{(t+1)}=\tfrac12x_2^{(t)}",
)
def far_update(judge, length=1):
    """One step with eta = 1/4 on -4 x_1 + x_2^2 takes (x_1, x_2) to (x_1 + 1, x_2/2)."""
    a, b = reals("x_1 x_2")
    f = -4 * a + b**2
    return every(judge, [(moved(f, a), "==", a + length), (moved(f, b), "==", b / 2)])


far_update.mutant("steps of length 2", length=2)


@cache
def connection():
    """h = h_1(s) + h_2(s) x_2^2 with s = x_1 + 2 in [0, 1].

    h_1 is the quintic fixed by value, slope and curvature at both ends, plus 64 s^3 (1 - s)^3 (2 s
    - 1), which changes none of them and flattens the middle: with the quintic alone a step from
    there would overshoot x_1 = 1. h_2 goes from 1 to -1.
    """
    s, b = reals("s x_2")
    h1 = 8 - 4 * s - 37 * s**3 + 57 * s**4 - 23 * s**5 + 64 * s**3 * (1 - s) ** 3 * (2 * s - 1)
    h2 = 1 - 2 * (10 * s**3 - 15 * s**4 + 6 * s**5)
    return s, b, h1, h2


@claim(
    "saddle.warm-2.h",
    chapter_7("equation (7.2)"),
    formula=r"h=h_1(x_1)+h_2(x_1)x_2^2\in C^2",
    hypotheses=("h is ours: the source says that splines give one",),
    missing=("pieces that agree to second order on both lines are C^2 together",),
)
def explicit_connection(judge, slope=-37):
    """The explicit h makes f twice continuously differentiable at x_1 = -2 and x_1 = -1."""
    s, b, h1, h2 = connection()
    h = h1 + (slope + 37) * s**3 + h2 * b**2
    left, right = -4 * (s - 2) + b**2, (s - 2) ** 2 - b**2
    orders = [(), (s,), (b,), (s, s), (s, b), (b, b)]
    there = lambda f, order, place: at(diff(f, *order), (s, place))  # noqa: E731
    claims = [
        (there(h, order, place), "==", there(side, order, place))
        for side, place in ((left, 0), (right, 1))
        for order in orders
    ]
    return every(judge, claims)


explicit_connection.mutant("-36 s^3", slope=-36)


@claim(
    "saddle.warm-2.not-suddenly",
    chapter_7("equation (7.2)"),
    formula=r"|x_2^{(t+1)}|\le\tfrac32|x_2^{(t)}|,\quad x_1^{(t)}<x_1^{(t+1)}\le1\quad(-2\le "
    r"x_1\le-1)",
    hypotheses=("|x_2| <= 1/2, which one step on the slope ensures",),
    missing=("the step in x_2 is the factor 1 - h_2/2 times x_2",),
)
def no_sudden_increase(judge, growth="3/2"):
    """Between -2 and -1 the second coordinate grows at most by 3/2 a step, the first advances by at
    least 1/2 and does not pass 1.
    """
    s, b, h1, h2 = connection()
    here = [(s, ">=", 0), (s, "<=", 1)]
    narrow = [*here, (b, ">=", "-1/2"), (b, "<=", "1/2")]
    narrow = [(x, sign, number(y) if isinstance(y, str) else y) for x, sign, y in narrow]
    factor = 1 - h2 / 2
    step = moved(h1 + h2 * b**2, s)
    return judge.all(
        every(judge, [(factor, ">=", number("1/2")), (factor, "<=", number(growth))], here),
        holds(judge, (step, ">=", s + number("1/2")), narrow),
        holds(judge, (step, "<=", 3), narrow),
    )


no_sudden_increase.mutant("growth at most 5/4", growth="5/4")


@claim(
    "saddle.warm-2.entry",
    chapter_7("Section 7.3"),
    formula=r"x_1^{(0)}\in[-R-1,-R+1]\implies R-3\le t_{-2}<R",
    missing=(
        "induction: x_1 + t after t steps of length 1",
        "the first time as the two inequalities",
        "that two steps more at most lead beyond -1",
    ),
)
def entry_time(judge, early=3):
    """t ~ R: with steps of length 1 the first time with x_1 >= -2 lies in [R - 3, R); two steps
    more at most lead beyond -1.
    """
    x, R, t = reals("x_1_start R t")
    where = [(x, ">=", -R - 1), (x, "<=", -R + 1), (x + t, ">=", -2), (x + t - 1, "<", -2)]
    return every(judge, [(t, ">=", R - early), (t, "<", R)], where)


entry_time.mutant("t >= R - 2", early=2)


@claim(
    "saddle.warm-2.consequence",
    chapter_7("Section 7.3"),
    formula=r"R\ge\exp(1/\varepsilon)\implies(\tfrac12)^R\le(\tfrac32)^{-\exp(1/\varepsilon)}",
    missing=(LOGARITHMS, "the letters p and q stand for log 2 and log(3/2), N for exp(1/epsilon)"),
)
def long_slope(judge, base=2):
    """A slope of length exp(1/epsilon) leads into the thin band (0.585 exp(1/epsilon) would be
    enough).
    """
    from sympy import Integer, Rational, log

    R, N = reals("R N")
    first, second = log(Integer(base) if base >= 1 else Rational(str(base))), log(Rational(3, 2))
    order = holds(judge, (first, ">=", second))
    p, q = reals("p q")
    return judge.all(
        order,
        holds(
            judge, (-R * p, "<=", -N * q), [(N, ">", 0), (R, ">=", N), (q, ">", 0), (p, ">=", q)]
        ),
    )


@long_slope.mutant
def a_slope_of_half_the_length(judge):
    from sympy import Integer, Rational, log

    (N,) = reals("N,")
    return holds(judge, (-N / 2 * log(Integer(2)), "<=", -N * log(Rational(3, 2))), [(N, ">", 0)])


@claim(
    "saddle.warm-2.times",
    chapter_7("Section 7.3"),
    formula=r"t_{entry}=R+O(1),\quad t_{exit}-t_{entry}=\frac{R\log2+\log(1/|x_2^{(0)}|)}{"
    r"\log(3/2)}+O(1)",
    hypotheses=(
        "the explicit h of saddle.warm-2.h, eta = 1/4",
        "R log-uniform in [10, 1000], starts as in the source",
        "O(1): 3 steps and 10 steps",
    ),
    trial=True,
    seconds=60.0,
)
def entry_and_exit(judge, share=1.0):
    """From the far box the band is reached after about R steps, with x_2 about 2^-R of its first
    size, and left 1.71 R steps later: linear in R.
    """
    from steepest.proofs.vocabulary import Plan

    success = (
        "entry within 3 steps of R, exit within 10 steps of (R log 2 + log(1/|x_2|))/log(3/2) later"
    )
    place = "steepest.kernels.saddles.warmup:batch"
    plan = {"at_least": "0.999", "margin": "0.01", "shard": 2000, "seed": SEED}
    plan["basis"] = (
        "theory: saddle.warm-2.entry gives 3 steps; at most 3 factors between 1/2 and 3/2 on the "
        "way from -2 to -1 shift the exit by at most 3 log(3)/log(3/2) + 1 < 10 steps"
    )
    return judge.trial(Plan("saddle.warm-2.times", place, {"share": share}, 2000, success, **plan))


entry_and_exit.mutant("log 2/log(3/2) read as 1", share=0.585)
