"""Theorem 6.6: a random start in a small ball around 0 is close enough to w* with probability near
1/2.

|w*| = 1 without loss of generality, y = w_0.w*, alpha = cos(phi_*), V_p the volume of the unit ball
in R^p, W_p the integral of sin^p over [0, pi/2] (Wallis), V_p = 2 W_p V_{p-1}. The start is uniform
in the ball of radius alpha; success is |w_0 - w*|^2 <= 1 - alpha^2.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steepest.proofs import claim, reals

from . import as_written, at, chapter_6, diff, equal, holds, integral, number
from .gaps import VOLUME

place = "Theorem 6.6"
proof = "Section 6.6.2, proof of Theorem 6.6"


def success_probability(p: int, alpha: float) -> float:
    """The exact probability for 0 < alpha <= 1, from two caps: I_{1-x}/2 + ((1 - x)/x)^(p/2)
    I_x/2, x = alpha^2, I the regularised beta(a, 1/2), a = (p + 1)/2.

    For x <= 1/2 the second term is written out, since I_x underflows where its factor overflows:
    I_x = x^a sqrt(1 - x) Gamma(a + 1/2)/(sqrt(pi) Gamma(a + 1)) sum_n x^n (a + 1/2)_n/(a + 1)_n.
    """
    from math import exp, log, log1p, pi, prod

    from scipy.special import betainc, betaincc

    a, x = (p + 1) / 2, alpha * alpha
    near = betaincc(0.5, a, x)
    if x > 0.5:
        far = exp(p / 2 * log((1 - x) / x)) * betainc(a, 0.5, x) if x < 1 else 0.0
        return float((near + far) / 2)
    total = term = 1.0
    for n in range(64):
        term *= x * (a + 0.5 + n) / (a + 1 + n)
        total += term
    # Gamma(a + 1/2)/(sqrt(pi) Gamma(a + 1)), from its value at a = 0 or 1/2
    ratio = (1.0 if p % 2 else 2 / pi) * prod(1 - 0.5 / (a - n) for n in range((p + 1) // 2))
    far = alpha * exp(a * log1p(-x)) * ratio * total
    return float((near + far) / 2)


def cap_series(p: int, h: Fraction, s: Fraction) -> Fraction:
    """The share of the unit ball beyond height h (s^2 = 1 - h^2), by the recursion of
    fsgd.cf-initprob: for odd p the share c itself, for even p the rational number c with share =
    (acos(h) - c)/pi.
    """
    odd = p % 2 == 1
    wallis = Fraction(1) if odd else Fraction(1, 4)  # W_1, W_2/pi
    value = (1 - h) / 2 if odd else h * s
    for q in range(1 if odd else 2, p, 2):
        term = h * s ** (q + 1) / (2 * wallis * (q + 1))
        value += -term if odd else term
        wallis *= Fraction(q + 1, q + 2)
    return value


def exact_success(p: int, m: int) -> Any:
    """The success probability at alpha = 2 m/(m^2 + 1), where sqrt(1 - alpha^2) is rational too, as
    an exact expression.
    """
    from sympy import Rational, acos, pi

    exact = lambda x: Rational(x.numerator, x.denominator)  # noqa: E731
    alpha, root = Fraction(2 * m, m * m + 1), Fraction(m * m - 1, m * m + 1)
    ratio = (root / alpha) ** p
    series = exact(cap_series(p, alpha, root) + ratio * cap_series(p, root, alpha))
    return (
        series if p % 2 else (acos(exact(alpha)) + exact(ratio) * acos(exact(root)) - series) / pi
    )


@claim(
    "fsgd.thm-6.6",
    chapter_6(place),
    formula=r"w_0\text{ uniform in the ball of radius }\alpha\|w_*\|\implies "
    r"P(\|w_0-w_*\|\le\sqrt{1-\alpha^2}\|w_*\|)\ge\tfrac12-\alpha\sqrt{\tfrac{\pi p}2}",
    hypotheses=(
        "every p >= 1",
        "0 < alpha <= sqrt(1/(2 pi p)); the proof works for every alpha <= 1",
    ),
    missing=("fsgd.thm-6.6.cap and .gautschi enter as hypotheses", VOLUME),
)
def good_start(judge, share=1):
    """The probability of a good start. Sharper: 1/2 - alpha sqrt((p + 1)/(2 pi))
    (fsgd.thm-6.6-sharper); exact value: fsgd.cf-initprob.

    P >= 1/2 - alpha^2 V_{p-1}/(alpha V_p) (fsgd.thm-6.6.cap) and V_{p-1}/V_p = 1/(2 W_p) <= sqrt((p
    + 1)/(2 pi)) (fsgd.thm-6.6.gautschi).
    """
    from sympy import pi

    p, alpha, P, ratio = reals("p alpha P ratio")
    where = [
        (p, ">=", 1),
        (alpha, ">", 0),
        (P, ">=", number("1/2") - alpha * ratio),
        (ratio, ">", 0),
        (ratio**2, "<=", (p + 1) / (2 * pi)),
    ]
    root = holds(judge, ((p + 1) / (2 * pi), "<=", share**2 * pi * p / 2), [(p, ">=", 1)])
    (x,) = reals("x,")
    final = holds(
        judge,
        (P, ">=", number("1/2") - alpha * x),
        [*where, (x, ">", 0), (x**2, "==", pi * p / 2), (ratio**2, "<=", x**2)],
        [(ratio, "<=", x)],
    )
    return judge.all(
        root, final, equal(judge, as_written("sqrt(pi*p/2)**2"), pi * p / 2, [(p, ">=", 1)])
    )


good_start.mutant("without the printed term", share=0)


@claim(
    "fsgd.thm-6.6-sharper",
    chapter_6(place),
    formula=r"P\ge\tfrac12-\alpha\frac{V_{p-1}}{V_p}\ge\tfrac12-\alpha\sqrt{\tfrac{p+1}{2\pi}}"
    r"\quad(0<"
    r"\alpha\le1)",
    hypotheses=("every p >= 1",),
    missing=("fsgd.thm-6.6.cap and .gautschi enter as hypotheses", VOLUME),
)
def better_start(judge, share=1):
    """The printed term is too large by a factor of about pi: the bound of the proof before its last
    step, without a condition on alpha.
    """
    from sympy import pi

    p, alpha, P, ratio, x = reals("p alpha P ratio x")
    where = [
        (p, ">=", 1),
        (alpha, ">", 0),
        (alpha, "<=", 1),
        (P, ">=", number("1/2") - alpha * ratio),
        (ratio, ">", 0),
    ]
    where += [(x, ">", 0), (x**2, "==", (p + 1) / (2 * pi)), (ratio**2, "<=", x**2)]
    return holds(judge, (P, ">=", number("1/2") - share * alpha * x), where, [(ratio, "<=", x)])


better_start.mutant("one half itself", share=0)


@claim(
    "fsgd.thm-6.6.cap",
    chapter_6(proof),
    formula=r"P(\|w_0-w_*\|\le\|w_*\|\sin\phi_*)\ge\tfrac12-h(r)\frac{V_{p-1}(r)}{V_p(r)},\quad "
    r"h(r)=\frac{r^2+\|w_*\|^2\cos^2\phi_*}{2\|w_*\|}",
    hypotheses=(
        "w_0 uniform in the ball of radius r",
        "the source writes 'failure' for 'success' here",
    ),
    missing=(
        VOLUME,
        "that the slab's slices are balls of radius at most r (Fubini)",
        "half of the ball by symmetry",
    ),
)
def cap_bound(judge, factor=1):
    """y >= h(r) is enough for success, and the slab 0 <= y <= h has at most the volume h
    V_{p-1}(r): its slices are balls of radius at most r.
    """
    P, y, n, r, C = reals("P y n r C")
    h = (r**2 + n**2 * C**2) / (2 * n)
    where = [(n, ">", 0), (P, "<=", factor * r**2), (y, ">=", h)]
    success = holds(judge, (n * y, ">=", (P + n**2 * C**2) / 2), where, [(n * y, ">=", n * h)])
    slab, share, half, height, ratio = reals("slab share half height ratio")
    rest = holds(
        judge,
        (share, ">=", half - height * ratio),
        [(share, ">=", half - slab), (slab, "<=", height * ratio)],
    )  # half the ball minus the slab
    return judge.all(success, rest, holds(judge, (r**2 - y**2, "<=", r**2)))


cap_bound.mutant("|w_0| up to sqrt(2) r", factor=2)


@claim(
    "fsgd.thm-6.6.opt",
    chapter_6(proof),
    formula=r"\frac{h(r)}r=\frac{r^2+\|w_*\|^2\cos^2\phi_*}{2r\|w_*\|}\ge\cos\phi_*,\ "
    r"\text{equality "
    r"iff }r=\|w_*\|\cos\phi_*",
    hypotheses=("V_{p-1}(r)/V_p(r) is a constant over r", "r > 0, cos(phi_*) > 0"),
)
def best_radius(judge, factor=1):
    """r = |w*| cos(phi_*) maximises the lower bound (not the probability itself): the
    arithmetic-geometric mean inequality.
    """
    r, n, C = reals("r n C")
    where = [(r, ">", 0), (n, ">", 0), (C, ">", 0)]
    ratio = (r**2 + n**2 * C**2) / (2 * r * n)
    least = holds(judge, (ratio, ">=", factor * C), where)
    only = holds(judge, (r, "==", n * C), [*where, (ratio, "==", C)])
    return judge.all(least, equal(judge, at(ratio, (r, n * C)), C, where[1:]), only)


best_radius.mutant("at least twice as much", factor=2)


@claim(
    "fsgd.thm-6.6.gautschi",
    chapter_6(proof),
    formula=r"\frac{V_{p-1}}{V_p}=\frac{\Gamma(\frac p2+1)}{\sqrt\pi\,\Gamma(\frac "
    r"p2+\frac12)}=\frac1{2W_p}\le\sqrt{\frac{p+1}{2\pi}}\le\sqrt{\frac{\pi p}2}",
    hypotheses=("every p >= 1, by induction",),
    missing=(
        "induction over p",
        "integration by parts, and W_{p+1} <= W_p from the integrands",
        "V_p = 2 W_p V_{p-1}, and the Gamma function",
    ),
)
def gautschi(judge, shift=1):
    """The last step for every p, without the Gamma function: (p + 1) W_{p+1} = p W_{p-1}, W_p
    W_{p-1} = pi/(2p), and W_p >= W_{p+1}.

    Parts: the derivative of sin^p t cos t is p sin^(p-1) t - (p + 1) sin^(p+1) t. V_p = V_{p-1}
    times the integral of (1 - y^2)^((p-1)/2).
    """
    from sympy import cos, pi, sin

    p, s, u, t = reals("p s u t")
    where = [(p, ">=", 1)]
    # derivative of sin^p cos with u = sin^(p-1), s = sin: p u cos^2 - u s^2
    parts = equal(judge, p * u * (1 - s**2) - u * s**2, p * u - (p + 1) * u * s**2)
    base = integral(judge, -cos(t), t, sin(t), 0, pi / 2, 1)
    low, mid, high = reals("W_below W W_above")
    chain = [
        *where,
        (mid * low, "==", pi / (2 * p)),
        ((p + 1) * high, "==", p * low),
        (low, ">", 0),
        (mid, ">", 0),
    ]
    product = holds(judge, (high * mid, "==", pi / (2 * (p + 1))), chain)
    bound = holds(
        judge,
        ((1 / (2 * mid)) ** 2, "<=", (p + shift) / (2 * pi)),
        [*where, (mid, ">=", high), (high, ">", 0), (high * mid * 2 * (p + 1), "==", pi)],
        [(mid**2, ">=", high * mid)],
    )
    last = holds(judge, ((p + 1) / (2 * pi), "<=", pi * p / 2), where)
    return judge.all(parts, base, product, bound, last)


gautschi.mutant("p/(2 pi)", shift=0)


@claim(
    "fsgd.cf-initprob",
    chapter_6(place),
    formula=(
        r"P=\mathrm{cap}_p(\alpha)+\left(\tfrac{1-\alpha^2}{\alpha^2}\right)^{p/2}"
        r"\mathrm{cap}_p(\sqrt{1-\alpha^2}),\quad"
        r"\mathrm{cap}_p(h)=\tfrac12I_{1-h^2}(\tfrac{p+1}2,\tfrac12),\quad"
        r"\mathrm{cap}_{p+2}(h)=\mathrm{cap}_p(h)-\frac{h(1-h^2)^{(p+1)/2}}{2(p+1)W_p}"
    ),
    hypotheses=("every p >= 1", "0 < alpha < 1"),
    missing=(
        VOLUME,
        "a function from its derivative and its value at h = 1",
        "the incomplete beta function, and induction over p",
    ),
)
def exact_probability(judge, shift=1):
    """The exact success probability for every p: the ball and the sphere around w* meet in the
    plane y = alpha^2, which cuts the lens into two caps.

    The plane is at the relative height alpha in the ball, and sqrt(1 - alpha^2) in the other one,
    whose volume is ((1 - alpha^2)/alpha^2)^(p/2) times as large. The recursion follows by
    differentiation (X = (1 - h^2)^((p-1)/2)) and both sides vanish at h = 1.
    """
    from sympy import acos, pi, sqrt

    y, P, alpha, h, p, X, W = reals("y P alpha h p X W")
    meet = holds(judge, (y, "==", alpha**2), [(P, "==", alpha**2), (2 * y, "==", P + alpha**2)])
    heights = [
        holds(judge, as_written("alpha**2/alpha == alpha"), [(alpha, ">", 0)]),
        holds(
            judge,
            as_written("(1 - alpha**2)/sqrt(1 - alpha**2) == sqrt(1 - alpha**2)"),
            [(alpha, ">", 0), (alpha, "<", 1)],
        ),
    ]
    above = W * (p + 1) / (p + 2)
    step = equal(
        judge,
        -X * (1 - h**2) / (2 * above) + X / (2 * W),
        -(X * (1 - h**2) - (p + shift) * h**2 * X) / (2 * (p + 1) * W),
        [(p, ">=", 1), (W, ">", 0)],
    )
    inside = [(h, ">", -1), (h, "<", 1)]
    disc = (acos(h) - h * sqrt(1 - h**2)) / pi
    plane = equal(judge, diff(disc, h), -2 * sqrt(1 - h**2) / pi, inside)
    return judge.all(meet, *heights, step, plane, equal(judge, at(W * disc, (h, 1)), 0))


exact_probability.mutant("p + 2 in the derivative", shift=2)

# p, m, value: alpha = 2 m/(m^2 + 1) is the largest such number below 1/sqrt(8 pi p), where the
# printed bound is 1/4
VALUES = (
    (1, 10, "0.45"),
    (2, 15, "0.443562128031295"),
    (3, 18, "0.4377349767859027"),
    (5, 23, "0.4323849106743992"),
    (10, 32, "0.4269204997588562"),
    (51, 72, "0.4224951978885319"),
    (101, 101, "0.4217006273106841"),
)


@claim(
    "fsgd.cf-initprob.values",
    chapter_6(place),
    formula=r"\alpha=\tfrac{2m}{m^2+1}\approx\tfrac1{\sqrt{8\pi p}}:\ |P-v_p|\le10^{-12},\ "
    r"\text{where the printed bound is }\ge\tfrac14",
    hypotheses=(
        "p = 1, 2, 3, 5, 10, 51, 101; alpha rational with a rational sine, so that P is rational "
        "for odd p",
    ),
    missing=(
        "that the numbers are the probabilities: fsgd.cf-initprob, and the program for "
        "its recursion",
    ),
)
def certified_values(judge, shift=0):
    """The exact probability, certified for seven p where the printed bound is a quarter (or just
    above): it falls from 0.45 at p = 1 to 0.4217 at p = 101.

    At alpha = 1/sqrt(8 pi p) itself it is 0.44963 for p = 1, and it tends to Phi(-1/sqrt(8 pi)) =
    0.42095 (the central limit of one coordinate; not checked here).
    """
    from sympy import pi

    parts = []
    radius = number("1/1000000000000")
    for p, m, text in VALUES:
        value, centre = exact_success(p, m), number(text) + shift
        parts.append(holds(judge, (8 * pi * p * 4 * m**2, "<=", (m**2 + 1) ** 2)))
        parts += [
            holds(judge, (value, ">=", centre - radius)),
            holds(judge, (value, "<=", centre + radius)),
        ]
    printed = ", ".join(f"{text[:7]} (p = {p})" for p, _, text in VALUES)
    return judge.all(*parts).saying(
        f"Exact probabilities where the printed bound is a quarter: {printed}."
    )


certified_values.mutant("larger by one", shift=1)
