"""Lemma 6.3: the rate of stochastic gradient descent. Symbols as in `stay_near`; Y = |d|^2 on the
paths that stayed near w*.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    conj,
    forall,
    functions,
    given,
    indicator,
    integrable,
    mean_of_combination,
    nats,
    reals,
    samples,
    term,
)

from .. import symbols
from ..textbook.events import below
from . import chapter_6, every, holds, number
from .one_step import earlier, i, t

o = samples("o")
n = nats("n")
D = functions("D", "nat", "sample")  # D(t, .) = |d_t|^2
r_0, r_1, eta, a, B, epsilon, size = reals("r_0 r_1 eta a B epsilon size")

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


def near(time):
    """C_t: |d_i| <= r_1 for all i <= t"""
    return forall(i)((i <= time) >> (D(i, o) <= r_1**2))


def kept(time):
    """|d_t|^2 1_{C_t}"""
    return D(time, o) * indicator(near(time))


def drifting():
    """E[|d_{t+1}|^2 1_{C_t}] <= E[((1 - eta a)|d_t|^2 + eta^2 B^2) 1_{C_t}], the bound of Lemma 6.2
    (fsgd.lem-6.2.drift) in the mean.
    """
    ahead, bound = D(t + 1, o) * indicator(near(t)), (1 - eta * a) * D(t, o) + eta**2 * B**2
    return (
        eta > 0, a > 0, eta * a <= 1, forall(t, o)(D(t, o) >= 0), forall(o)(D(0, o) == r_0**2),
        forall(t)(E(o, ahead) <= E(o, bound * indicator(near(t)))),
        forall(t)(integrable(E(o, kept(t)))), forall(t)(integrable(Prob(o, near(t)))),
    )  # fmt: skip


def mean_says():
    floor, rate = eta * B**2 / a, 1 - eta * a
    small = rate**n * (r_0**2 - floor)
    return forall(D, r_0, r_1, eta, a, B, n)(given(*drifting()) >> (E(o, kept(n) - floor) <= small))


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
    says=mean_says,
)
def mean_recursion(judge):
    """Induction: E Y' - e <= (1 - x)(E Y - e) with e = eta B^2/a, x = eta a <= 1."""
    z = judge.theorem()
    positive, rate_low, short, low, start, drift, exist, measured = z.given
    floor, mean = eta * B**2 / a, E(o, kept(t))
    # Y_{t+1} <= |d_{t+1}|^2 1_{C_t}
    soon, now = near(t + 1), near(t)
    bit, later = indicator(now), indicator(soon)
    less = below(z, soon, now, earlier(z, z.assume(soon)))
    x, y, X, Y, e = reals("x y X Y e")
    rule = forall(X, x, y)(given(x <= y, X >= 0) >> (X * x <= X * y))
    point = z.use(z.lemma(rule, D(t + 1, o), later, bit), less, z.at(low, t + 1, o))
    ahead, bound = D(t + 1, o) * bit, ((1 - eta * a) * D(t, o) + eta**2 * B**2) * bit
    here = z.at(drift, t)
    first = z.mean_is_monotone(z.for_all(point, o), z.at(exist, t + 1),
                               z.arith(integrable(E(o, ahead)), here))  # fmt: skip
    parts = [(1 - eta * a, kept(t), z.at(exist, t)), (eta**2 * B**2, bit, z.at(measured, t))]
    total = mean_of_combination(z, o, bound, parts)
    one = z.mean_of_constant(o, term(1))
    most = z.for_all(z.arith(bit <= 1, z.indicator_range(now)), o)
    most = z.mean_is_monotone(most, z.at(measured, t), z.arith(integrable(E(o, term(1))), one))
    rule = forall(X, Y, x, eta, a, B)(
        given(X <= (1 - eta * a) * Y + eta**2 * B**2 * x, x <= 1, eta > 0, a > 0)
        >> (X - eta * B**2 / a <= (1 - eta * a) * (Y - eta * B**2 / a))
    )
    values = E(o, kept(t + 1)), mean, Prob(o, now), eta, a, B
    has = [z.at(exist, t + 1), z.at(exist, t), z.at(measured, t)]
    step = z.lemma(rule, *values, defined=has)
    step = z.use(step, z.arith(step.formula.left.part(0), first, here, total),
                 z.arith(Prob(o, now) <= 1, most, one), positive, rate_low)  # fmt: skip
    nonzero = z.arith(a != 0, rate_low)
    power = (1 - eta * a) ** t
    always = mean - floor <= power * (r_0**2 - floor)
    rule = forall(X, Y, x, y, e)(given(X <= x * Y, Y <= y * e, x >= 0) >> (X <= y * x * e))
    values = E(o, kept(t + 1)) - floor, mean - floor, 1 - eta * a, power, r_0**2 - floor
    more = z.lemma(rule, *values, defined=[*has, nonzero])
    more = z.use(more, step, z.assume(always), z.arith(1 - eta * a >= 0, short))
    more = z.fold(z.power_step(1 - eta * a, t), more)
    begin = forall(X, x, y)(given(X == y**2, x >= 0, x <= 1) >> (X * x <= y**2))
    begin = z.lemma(begin, D(0, o), indicator(near(term(0))), r_0)
    begin = z.use(begin, z.at(start, o), z.indicator_range(near(term(0))))
    constant = z.mean_of_constant(o, r_0**2)
    begin = z.mean_is_monotone(z.for_all(begin, o), z.at(exist, 0),
                               z.arith(integrable(E(o, r_0**2)), constant))  # fmt: skip
    base = z.arith(always.put(t, 0), begin, constant, z.power_zero(1 - eta * a), nonzero)
    ever = z.at(z.induction(t, always, base, more), n)
    return z.qed(z.arith(z.target, without(z, z.at(exist, n), floor, nonzero), ever, nonzero))


def without(z, there, floor, defined):
    """E[Y - e] = E[Y] - e"""
    e = reals("e")
    one = z.mean_of_constant(o, term(1))
    unit = z.arith(integrable(E(o, term(1))), one)
    whole = mean_of_combination(z, o, kept(n) - e, [(1, kept(n), there), (-e, term(1), unit)])
    equal = z.for_all(z.arith(E(o, kept(n) - e) == E(o, kept(n)) - e, whole, one), e)
    return z.at(equal, floor, defined=[defined])


@mean_recursion.mutant
def twice_the_rate(judge):
    """(1 - 2x), in letters: one step."""
    Y, x = symbols.reals("Y x")
    return holds(judge, ((1 - x) * Y, "<=", (1 - 2 * x) * Y), [(Y, ">", 0), (x, ">", 0)])


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
    q, high, low, t = symbols.reals("q high low t")
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


def markov_says():
    level = epsilon**2 * size**2
    event = kept(n) >= level
    top = (1 - eta * a) ** n * r_0**2 + eta * B**2 / a
    return forall(D, r_0, r_1, eta, a, B, n, epsilon, size)(
        given(*drifting(), epsilon > 0, size > 0, integrable(Prob(o, event)))
        >> (Prob(o, event) <= top / level)
    )


@claim(
    "fsgd.lem-6.3.markov-amended",
    chapter_6(proof),
    formula=r"P\left(\|d_T\|^21_{C_T}\ge\varepsilon^2\|w_*\|^2\right)\le\frac{(1-x)^Tr_0^2+\eta "
    r"B^2/a}{\varepsilon^2\|w_*\|^2}",
    hypotheses=("Y = |d_T|^2 1_{C_T} >= 0",),
    amends="fsgd.lem-6.3.markov",
    says=markov_says,
    uses=("fsgd.lem-6.3.mean", "book.markov", "book.power-at-most-one"),
)
def markov(judge):
    """For Y >= 0: t 1{Y >= t} <= Y at every point. The noise floor eta B^2/a then has to be small
    against delta eps^2 |w*|^2, not only against eps^2 |w*|^2.
    """
    z = judge.theorem()
    positive, rate_low, short, low, _, _, exist, _, eps_low, size_low, has = z.given
    level, there = epsilon**2 * size**2, z.at(exist, n)
    X, Y, x, y, e = reals("X Y x y e")
    rule = z.lemma(forall(X, x)(given(X >= 0, x >= 0) >> (X * x >= 0)), D(n, o), indicator(near(n)))
    never = z.for_all(z.use(rule, z.at(low, n, o), z.indicator_range(near(n))), o)
    above = z.use(
        z.lemma(forall(x, y)(given(x > 0, y > 0) >> (x**2 * y**2 > 0)), epsilon, size),
        eps_low, size_low,
    )  # fmt: skip
    tail = z.use(z.by("book.markov", Lambda((o,), kept(n)), level), never, above, there, has)
    mean = z.use(z.by("fsgd.lem-6.3.mean", D, r_0, r_1, eta, a, B, n), *z.given)
    nonzero = z.arith(a != 0, rate_low)
    floor = eta * B**2 / a
    power = z.by("book.power-at-most-one", 1 - eta * a)
    product_ = z.use(
        z.lemma(forall(x, y)(given(x > 0, y > 0) >> (x * y >= 0)), eta, a), positive, rate_low
    )
    power = z.at(
        z.use(power, z.arith(conj(1 - eta * a >= 0, 1 - eta * a <= 1), short, product_)), n
    )
    rule = forall(X, Y, x, y, e)(
        given(X <= Y / y, Y - e <= x * (r_0**2 - e), x >= 0, e >= 0, y > 0)
        >> (X <= (x * r_0**2 + e) / y)
    )
    values = Prob(o, kept(n) >= level), E(o, kept(n)), (1 - eta * a) ** n, level, floor
    rule = z.lemma(rule, *values, defined=[has, there, nonzero])
    less = z.arith(rule.formula.left.part(1), mean, without(z, there, floor, nonzero), nonzero)
    noise = z.use(
        z.lemma(forall(eta, a, B)(given(eta > 0, a > 0) >> (eta * B**2 / a >= 0)), eta, a, B),
        positive,
        rate_low,
    )
    return z.qed(z.use(rule, tail, less, power, noise, above))


@markov.mutant
def below_zero(judge):
    """Y >= -1, in letters."""
    Y, level, bit = symbols.reals("Y t s")
    where = [
        (level, ">", 0),
        (Y, ">=", -1),
        (bit * (bit - 1), "==", 0),
        (bit * (Y - level), ">=", 0),
    ]
    return holds(judge, (level * bit, "<=", Y), where)
