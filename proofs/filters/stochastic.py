"""Lemma 6.3: the rate of stochastic gradient descent. Symbols as in `stay_near`; Y = |d|^2 on the
paths that stayed near w*.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import chapter_6, every, holds, number
from .gaps import INDUCTION

place = "Lemma 6.3"
proof = "Section 6.6.2, proof of Lemma 6.3"


@claim(
    "fsgd.lem-6.3",
    chapter_6(place),
    formula=(
        r"\text{conditions of Lemma 6.2},\ \eta T(\gamma(\phi_1)-\eta "
        r"K^2)\ge\log\frac{r_0^2}{\varepsilon^2\|w_*\|^2\delta},\ "
        r"\varepsilon^2(\gamma(\phi_1)-\eta K^2)\|w_*\|^2\ge\eta B^2\implies "
        r"P(\|w_T-w_*\|\le2\varepsilon\|w_*\|)\ge1-2\delta"
    ),
    hypotheses=(
        "witness: one patch, Z ~ N(0, I/20) in R^2 conditioned on w*.Z >= 0, |w*| = 1 (so "
        "L(0) = 1/20, and any beta > 0: beta = 1/8000)",
        "eta = 20/36, eps = 1/1000, r_0 = eps/2^25, r_1 = 3 eps, eta B = 4 eps/25, T = 48, "
        "delta = 2^-50, fair noise along w*",
        "both readings of a in the second condition: gamma - eta K and gamma - eta K^2",
    ),
)
def rate(judge, steps=48):
    """With probability 1 - 2 delta the T-th iterate is 2 eps-close. False: no condition ties the
    step to delta, so the noise of the last steps alone misses the target too often.

    All T noises have the same sign with probability 2^(1 - T) > 2 delta, and then
    |d_T| >= (b/y)(1 - (1 - y)^T) > 2 eps, where y = eta/20 is the contraction on the ray of w* and
    b the size of one noise step.

    The noise step is b = eta B - y r_1, so that |g| <= B on the whole of |d| <= r_1, which no path
    leaves: b/y < r_1.
    """
    from sympy import Rational, asin, log, pi

    eps, scale, eta = number("1/1000"), number("1/20"), number("20/36")
    beta = number("1/8000")
    y = eta * scale
    r0, r1, kick = eps / 2 ** (steps // 2 + 1), 3 * eps, 4 * eps / 25
    phi = asin(r1)
    gamma, K = scale * (pi - phi - r1) / pi, scale + 4 * beta
    T, delta = Rational(steps), Rational(1, 2 ** (steps + 2))
    a = gamma - eta * K**2
    conditions = [
        (1 - eta * gamma + eta**2 * K**2, ">", 0),
        (1 - eta * gamma + eta**2 * K**2, "<", 1),
        (gamma - eta * K, ">", 0),
    ]
    size = (2 * kick * K * r1 + kick**2) ** 2 * log(T / delta) * T
    conditions += [
        ((r1**2 - r0**2) ** 2, ">=", size * (1 + 2 * eta * reading * T))
        for reading in (a, gamma - eta * K)
    ]
    conditions += [
        (eta * T * a, ">=", log(r0**2 / (eps**2 * delta))),
        (eps**2 * eta * a, ">=", kick**2),
    ]
    b = kick - y * r1
    stays = [(b, ">", 0), (b / y + r0, "<=", r1)]
    misses = holds(judge, (b / y * (1 - (1 - y) ** steps), ">", 2 * eps))
    often = holds(judge, (2 * Rational(1, 2**steps), ">", 2 * delta))
    return judge.contradicted(
        every(judge, [*conditions, *stays]), misses, often,
        because=f"all conditions hold with T = {steps}, delta = 2^-{steps + 2}; |w_T - w*| > 2 eps "
                f"with probability at least 2^-{steps - 1} > 2 delta",
    )  # fmt: skip


rate.mutant("with T = 52, delta = 2^-54", steps=52)


@claim(
    "fsgd.lem-6.3.mean",
    chapter_6(proof),
    formula=r"E\left[\|d_T\|^21_{C_T}-\tfrac{\eta B^2}a\right]\le(1-\eta "
    r"a)^T\left(r_0^2-\tfrac{\eta "
    r"B^2}a\right)",
    hypotheses=(
        "E[Y_{t+1} | F_t] <= (1 - x) Y_t + eta^2 B^2, since C_{t+1} is a subset of C_t and |d|^2 "
        ">= 0",
    ),
    missing=("expectations: the one-step bound enters as a hypothesis", INDUCTION),
)
def mean_recursion(judge, steps=1):
    """Induction: Y' - e <= (1 - x)(Y - e) with e = eta B^2/a, x = eta a <= 1."""
    Y, new, a, eta, B, P, e = reals("Y new a eta B P e")  # P = (1 - x)^t
    where = [
        (a * e, "==", eta * B**2),
        (a, ">", 0),
        (eta, ">", 0),
        (eta * a, "<=", 1),
        (new, "<=", (1 - eta * a) * Y + eta**2 * B**2),
    ]
    one = holds(judge, (new - e, "<=", (1 - steps * eta * a) * (Y - e)), where)
    x, gap, start = reals("x gap start")  # gap = Y - e, start = r_0^2 - e
    induction = holds(
        judge,
        ((1 - x) * gap, "<=", P * (1 - x) * start),
        [(x, ">=", 0), (x, "<=", 1), (gap, "<=", P * start)],
    )
    return judge.all(one, induction)


mean_recursion.mutant("(1 - 2x)", steps=2)


@claim(
    "fsgd.lem-6.3.markov",
    chapter_6(proof),
    formula=r"P\left(\|d_T\|^21_{C_T}-\tfrac{\eta B^2}a\ge\varepsilon^2\|w_*\|^2\right)\le\frac{E["
    r"\|d_T\|^21_{C_T}-\eta B^2/a]}{\varepsilon^2\|w_*\|^2}",
    hypotheses=("a variable with two values: high with chance q, low = -eta B^2/a or more",),
    case=True,
)
def markov_as_printed(judge, floor=-1):
    """Markov's inequality for a variable that takes negative values, down to -eta B^2/a: false (its
    mean can even be negative).
    """
    q, high, low, t = reals("q high low t")
    where = [
        (q, ">", 0),
        (q, "<", 1),
        (t, ">", 0),
        (high, ">=", t),
        (low, ">=", floor * t),
        (low, "<=", high),
    ]
    return holds(judge, (q, "<=", (q * high + (1 - q) * low) / t), where)


markov_as_printed.mutant("low >= -2 t", floor=-2)


@claim(
    "fsgd.lem-6.3.markov-amended",
    chapter_6(proof),
    formula=r"P\left(\|d_T\|^21_{C_T}\ge\varepsilon^2\|w_*\|^2\right)\le\frac{(1-x)^Tr_0^2+\eta "
    r"B^2/a}{\varepsilon^2\|w_*\|^2}",
    hypotheses=("Y = |d_T|^2 1_{C_T} >= 0",),
    amends="fsgd.lem-6.3.markov",
    missing=("the expectation of the pointwise bound", "fsgd.lem-6.3.mean enters by its bound"),
)
def markov(judge, floor=0):
    """For Y >= 0: t 1{Y >= t} <= Y at every point. The noise floor eta B^2/a then has to be small
    against delta eps^2 |w*|^2, not only against eps^2 |w*|^2.
    """
    Y, t, s, P, R, e = reals("Y t s P R e")
    indicator = [(t, ">", 0), (Y, ">=", floor), (s * (s - 1), "==", 0), (s * (Y - t), ">=", 0)]
    mean = holds(
        judge, (P * (R - e) + e, "<=", P * R + e), [(P, ">=", 0), (P, "<=", 1), (e, ">=", 0)]
    )
    return judge.all(holds(judge, (t * s, "<=", Y), indicator), mean)


markov.mutant("Y >= -1", floor=-1)


@claim(
    "fsgd.lem-6.3-amended",
    chapter_6(place),
    formula=(
        r"\text{step as in Lemma 6.2 amended},\ 2\eta\gamma'T\ge\log\frac{2r_0^2}{\delta"
        r"\varepsilon^2\|w_*\|^2},\ \eta B^2\le\delta\gamma'\varepsilon^2\|w_*\|^2"
        r"\implies P(\|w_T-w_*\|\le\varepsilon\|w_*\|)\ge1-2\delta"
    ),
    hypotheses=("gamma' = gamma(phi_1) - 6 L_cross, hypotheses of fsgd.lem-6.2-amended",),
    amends="fsgd.lem-6.3",
    missing=(
        "fsgd.lem-6.3.mean, Markov's inequality and fsgd.lem-6.2-amended enter in words",
        "union bound of the two events",
        "the exponential of the decided logarithms",
    ),
)
def rate_amended(judge, share=1):
    """With delta in the noise condition, explicit constants and eps in place of 2 eps: E[Y_T] <= (1
    - x)^T r_0^2 + eta B^2/(2 gamma') <= delta eps^2 |w*|^2.
    """
    from sympy import log

    # R = r_0^2, goal = delta eps^2 |w*|^2
    T, x, R, goal, eta, g, B = reals("T x R goal eta gamma B")
    where = [
        (x, ">", 0),
        (x, "<", 1),
        (R, ">", 0),
        (goal, ">", 0),
        (T, ">=", 0),
        (T * x, ">=", log(2 * R / goal)),
    ]
    decay = holds(
        judge, (T * log(1 - x), "<=", -share * log(2 * R / goal)), where, [(log(1 - x), "<=", -x)]
    )
    floor = holds(
        judge, (eta * B**2 / (2 * g), "<=", goal / 2), [(g, ">", 0), (eta * B**2, "<=", g * goal)]
    )
    return judge.all(decay, floor)


rate_amended.mutant("half as many steps", share=2)
