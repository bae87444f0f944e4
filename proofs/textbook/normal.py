"""The standard normal law: by its distribution function, and sums of squares by their exponential
moments.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Prob,
    conj,
    deriv,
    exists,
    exp,
    forall,
    functions,
    given,
    integrable,
    maximum,
    nats,
    pi,
    randoms,
    reals,
    samples,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration

a, b, s, x, tau, g_0, R, M = reals("a b s x tau g_0 R M")
i, n, m = nats("i n m")
w = samples("w")
Z = randoms("Z")
X = functions("X", "nat", "sample")
Phi = functions("Phi", "real")


def density(x=x):
    """Phi is a distribution function of the standard normal law; g_0 = 1/sqrt(2 pi)."""
    slope = deriv(tau, Phi(tau), x) == g_0 * exp(-(x**2) / 2)
    return conj(g_0 > 0, 2 * pi * g_0**2 == 1, forall(x)(slope))


def normal(value):
    """P(a <= Z <= b) = Phi(b) - Phi(a) for all a <= b"""
    return forall(a, b)((a <= b) >> (between(a, value, b) == Phi(b) - Phi(a)))


def between(low, value, high):
    return Prob(w, conj(term(low) <= value, value <= term(high)))


def compared(k, line, least, low, high, bound, given_):
    """Phi(high) - Phi(low) is at most (at least if `least`) what a line with the slope `bound`
    gains, low <= high.
    """
    slopes, positive, order = given_
    total = deriv(tau, Phi(tau) - line, x)
    exact = k.derivative(total, k.at(slopes, x))
    sign = total >= 0 if least else total <= 0
    inside = conj(term(low) <= x, x <= term(high))
    step = k.arith(sign, exact, bound(k.assume(inside)), positive)
    return k.mean_value(k.for_all(k.discharge(step, inside), x), order)


def window(factor=2):
    middle = between(-R, Z(w), R)
    return forall(Z, Phi, g_0, R)(
        given(density(), normal(Z(w)), R >= 0)
        >> conj(middle <= factor * R * g_0, middle >= 2 * R * g_0 * exp(-(R**2) / 2))
    )


@claim("book.normal-window", concentration("section 2.2"), says=window)
def near_the_mean(judge, factor=2):
    """A standard normal variable is within R of 0 with probability at most 2 R/sqrt(2 pi), and at
    least that times exp(-R^2/2).
    """
    k = judge.theorem()
    positive, _, slopes, law, size = k.given
    order = k.arith(-R <= R, size)
    value = k.use(k.at(law, -R, R), order)
    known = slopes, positive, order
    above = compared(k, g_0 * tau, False, -R, R, lambda _: k.arith(exp(-(x**2) / 2) <= 1), known)
    low = exp(-(R**2) / 2)

    def smaller(inside):
        square = k.arith(-(x**2) / 2 >= -(R**2) / 2, inside, size)
        return k.arith(exp(-(x**2) / 2) >= low, square)

    below = compared(k, g_0 * low * tau, True, -R, R, smaller, known)
    middle = between(-R, Z(w), R)
    return k.qed(
        k.both(
            k.arith(middle <= factor * R * g_0, value, above),
            k.arith(middle >= 2 * R * g_0 * low, value, below),
        )
    )


@near_the_mean.mutant
def half_the_density(judge):
    """At most R/sqrt(2 pi): at R = 1/2 it is at least 2 R exp(-1/8)/sqrt(2 pi)."""
    at = given(R == "1/2", g_0 == "2/5")
    return falsify(
        forall(R, g_0)(at >> (2 * R * g_0 * exp(-(R**2) / 2) <= R * g_0)),
        hints=[{"values": {"R": "1/2", "g_0": "2/5"}}],
    )


def whole():
    """Phi(x) - Phi(-x) tends to 1: the total mass."""
    late = forall(x)((x >= b) >> (Phi(x) - Phi(-x) >= 1 - s))
    return forall(s)((s > 0) >> exists(b)(late))


def tail(rate=2):
    return forall(Z, Phi, g_0, R)(
        given(density(), whole(), normal(Z(w)), R >= 0)
        >> (between(-R, Z(w), R) >= 1 - exp(-(R**2) / rate))
    )


@claim("book.normal-tail", concentration("section 2.2"), says=tail)
def far_from_the_mean(judge):
    """A standard normal variable is further than R from 0 with probability at most exp(-R^2/2).

    The difference Phi(x) - Phi(-x) + exp(-x^2/2) is 1 at 0, grows up to 2/sqrt(2 pi) and falls from
    there on towards 1.
    """
    k = judge.theorem()
    positive, _, slopes, mass, law, size = k.given
    curve = Phi(tau) - Phi(-tau) + exp(-(tau**2) / 2)
    value = lambda x: Phi(x) - Phi(-x) + exp(-(x**2) / 2)  # noqa: E731
    slope = deriv(tau, curve, x)
    table = k.derivative(slope, k.at(slopes, x), k.at(slopes, -x))
    same = k.arith(exp(-((-x) ** 2) / 2) == exp(-(x**2) / 2))
    exact = k.arith(slope == (2 * g_0 - x) * exp(-(x**2) / 2), table, same)
    e = reals("e")
    signs = {
        up: k.lemma(
            forall(e, x)(
                given(e > 0, 2 * g_0 - x >= 0 if up else 2 * g_0 - x <= 0)
                >> ((2 * g_0 - x) * e >= 0 if up else (2 * g_0 - x) * e <= 0)
            ),
            exp(-(x**2) / 2), x,
        )
        for up in (True, False)
    }  # fmt: skip
    large = k.arith(exp(-(x**2) / 2) > 0)

    def compared_ends(up, low, high, order, *known):
        inside = conj(term(low) <= x, x <= term(high))
        sign = k.arith(2 * g_0 - x >= 0 if up else 2 * g_0 - x <= 0, k.assume(inside), *known)
        step = k.fold(exact, k.use(signs[up], large, sign))
        return k.mean_value(k.for_all(k.discharge(step, inside), x), order)

    near, far = k.assume(R <= 2 * g_0), k.assume(~(R <= 2 * g_0))
    goal = value(R) >= 1
    start = k.arith(exp(-(term(0) ** 2) / 2) == 1)
    grows = k.unfold(k.arith(-term(0) == 0), compared_ends(True, 0, R, size, near))
    first = k.arith(goal, grows, start)
    # far out: below 1 by 2 s at R, more than 1 - s later
    missing = k.assume(~goal)
    half = (1 - value(R)) / 2
    later = k.use(k.at(mass, half), k.arith(half > 0, missing))
    beyond = k.such(later, b)
    end = maximum(b, R)
    there = k.use(k.at(beyond, end), k.arith(end >= b))
    order = k.arith(R <= end)
    falls = compared_ends(False, R, end, order, far)
    wrong = k.arith(goal, falls, there, missing, k.arith(exp(-(end**2) / 2) > 0))
    second = k.cases(k.excluded_middle(goal), k.assume(goal), k.obtain(later, wrong, b))
    total = k.cases(k.excluded_middle(R <= 2 * g_0), first, second)
    middle = k.use(k.at(law, -R, R), k.arith(-R <= R, size))
    return k.qed(k.arith(k.target, total, middle))


@far_from_the_mean.mutant
def exponent_without_the_half(judge):
    """1 - exp(-R^2): at R = 2 the probability is below 0.9546."""
    at = given(R == 2, b <= "0.9546")
    return falsify(
        forall(R, b)(at >> (b >= 1 - exp(-(R**2)))),
        hints=[{"values": {"R": "2", "b": "0.9546"}}],
    )


def exponential_moments(X, s, M):
    """E exp(s X_i^2) = M for all i, and the product rule for the sums of these squares: true of
    independent standard normal X_i, with M = 1/sqrt(1 - 2 s), s < 1/2.
    """
    whole = lambda n: E(w, exp(s * sum_over(i, n, X(i) ** 2)))  # noqa: E731
    return conj(
        forall(i)(E(w, exp(s * X(i) ** 2)) == M),
        forall(n)(whole(n + 1) == whole(n) * E(w, exp(s * X(n) ** 2))),
    )


def squares_says(power=0):
    whole = E(w, exp(s * sum_over(i, n, X(i, w) ** 2)))
    law = exponential_moments(lambda i: X(i, w), s, M)
    return forall(X, s, M)(law >> forall(n)(whole == (M ** (n + power) if power else M**n)))


@claim("book.mean-exp-of-squares", concentration("section 2.4"), says=squares_says)
def exponential_moment_of_squares(judge, power=0):
    """The exponential moment of a sum of n independent squares is the n-th power of that of one."""
    k = judge.theorem()
    each, rule = k.given
    always = E(w, exp(s * sum_over(i, n, X(i, w) ** 2))) == M**n
    nothing = k.sum_empty(i, X(i, w) ** 2)
    one = k.mean_of_constant(w, term(1))
    start = exp(s * sum_over(i, 0, X(i, w) ** 2))
    same = k.for_all(k.arith(term(1) == start, nothing), w)
    equal = k.mean_of_equal(same, k.arith(integrable(E(w, term(1))), one))
    base = k.arith(always.put(n, 0), equal, one, k.power_zero(M))
    step = k.arith(
        always.put(n, n + 1), k.at(rule, n), k.at(each, n), k.assume(always), k.power_step(M, n)
    )
    return k.qed(k.induction(n, always, base, step))


@exponential_moment_of_squares.mutant
def one_power_more(judge):
    """One power more: no term has the moment 1."""
    whole = E(w, exp(s * sum_over(i, n, X(i, w) ** 2)))
    model = {
        "values": {"n": "0", "s": "1", "M": "2"},
        "functions": {"X": {"of": ["i", "w"], "is": "0"}},
        "weights": ["1"],
    }
    return falsify(forall(X, s, M, n)((n == 0) >> (whole == M ** (n + 1))), hints=[model])
