"""c_sigma of the monomials, from the even moments of the standard normal law."""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    conj,
    deriv,
    exp,
    forall,
    given,
    integrable,
    mean_of_combination,
    nats,
    randoms,
    reals,
    samples,
    sequences,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.normal_law import standard_normal

from . import printed

PLACE = printed("equation (2)", "equation (3.2)")
FORMULA = r"c_\sigma=\left(E_{z\sim N(0,1)}\sigma(z)^2\right)^{-1}"

x, y, B = reals("x y B")
n, m = nats("n m")
w, Z = samples("w"), randoms("Z")
odd, factorial = sequences("odd factorial")


def powers_say():
    products = conj(odd(0) == 1, forall(n)(odd(n + 1) == (2 * n + 1) * odd(n)))
    factorials = conj(factorial(0) == 1, forall(n)(factorial(n + 1) == (n + 1) * factorial(n)))
    constant = 1 / E(w, (Z(w) ** n) ** 2) == 1 / odd(n)
    same = odd(n) == factorial(2 * n) / (2**n * factorial(n))
    return forall(Z, odd, factorial)(
        given(standard_normal(), products, factorials) >> forall(n)(conj(constant, same))
    )


@claim(
    "deep.const-csigma",
    PLACE,
    formula=FORMULA
    + r"=\left(\tfrac{n!}{2^{n/2}(n/2)!}\right)^{-1}_{n=2k}\text{ for }\sigma(z)=z^k",
    says=powers_say,
    uses=("book.normal-stein", "book.power-positive"),
)
def monomials(judge):
    """For the monomial z^k, c_sigma = 1/(1 3 5 .. (2k-1)) = 2^k k!/(2k)!, for every k: integration
    by parts gives E z^(n+2) = (n+1) E z^n.
    """
    k = judge.theorem()
    law, measured, start, grows, first, more = k.given
    slopes, size = slope_of_powers(k), size_of_powers(k)

    def by_parts(functions, bound, rate, *steps):
        """E Z g(Z) == E g'(Z) for the functions g, g', g''"""
        rule = k.by("book.normal-stein", Z, *(Lambda((x,), one) for one in functions), bound, rate)
        known = k.both(*(k.for_all(one, x) for one in steps))
        return k.apply(rule, k.both(k.both(law, measured), known))

    def moved(step, equation):
        """E(right) == E(left) from a value of E(left), for an equation of numbers."""
        has = k.arith(integrable(E(w, equation.sides[0])), step)
        return k.mean_of_equal(k.for_all(equation, w), has)

    value = Z(w)
    mean = lambda n: E(w, value ** (2 * n))  # noqa: E731
    one, nought = term(1) + 0 * x, 0 * x
    small = [k.arith(abs(each) <= 1 * exp(1 * abs(x)), k.arith(exp(1 * abs(x)) >= 1 + abs(x)))
             for each in (x, one)]  # fmt: skip
    line = [
        k.arith(mean == end.put(x, x), k.derivative(mean))
        for mean, end in ((deriv(y, y, x), one), (deriv(y, one.put(x, y), x), nought))
    ]
    square = by_parts((x, one, nought), 1, 1, *line, *small)
    unit, none = k.mean_of_constant(w, 1), k.power_zero(value)
    here = conj(mean(n) == odd(n), mean(n + 1) == odd(n + 1))
    nil = k.rewrite(k.arith(2 * term(0) == 0), none, value ** (2 * term(0)) == 1)
    same = moved(unit, k.arith(term(1) == value ** (2 * term(0)), nil))
    zero = k.arith(mean(term(0)) == odd(0), same, unit, start)
    one_more = term(0) + 1
    pair = value ** (one_more + 1) == value * value
    pair = k.arith(pair, k.power_step(value, one_more), k.power_step(value, 0), none)
    doubled = k.arith(2 * one_more == one_more + 1)
    pair = k.rewrite(doubled, pair, value ** (2 * one_more) == value * value)
    pair = moved(square, k.arith(value * value == value ** (2 * one_more), pair))
    ones = moved(unit, k.arith(term(1) == one.put(x, value)))
    two = k.arith(mean(one_more) == odd(one_more), square, ones, unit, pair, k.at(grows, 0), start)
    base = k.both(zero, two)
    m = 2 * n + 1
    g, g_1 = x ** (m + 1 + 1), (m + 1 + 1) * x ** (m + 1)
    g_2 = (m + 1 + 1) * ((m + 1) * x**m)
    slope = k.at(slopes, m, x)
    bend = deriv(y, g_1.put(x, y), x)
    bend = k.arith(bend == g_2, k.derivative(bend, slope), slope)
    bound, rate = m + 1 + 1, m + 1 + 1
    larger = k.arith(
        exp((m + 1) * abs(x)) <= exp(rate * abs(x)), k.arith((m + 1) * abs(x) <= rate * abs(x))
    )
    positive = k.arith(exp(rate * abs(x)) > 0)
    sizes = [
        k.arith(abs(g) <= bound * exp(rate * abs(x)), k.at(size, m + 1 + 1, x), positive),
        k.arith(abs(g_1) <= bound * exp(rate * abs(x)), k.at(size, m + 1, x), larger),
    ]
    step = by_parts((g, g_1, g_2), bound, rate, k.at(slopes, m + 1, x), bend, *sizes)
    now = k.assume(here)
    power = value ** (m + 1)

    def same_power(first, second):
        """One power with two exponents that are equal numbers."""
        left = value**first
        return k.rewrite(k.arith(first == second), k.arith(left == left), left == value**second)

    even = moved(now, same_power(2 * (n + 1), m + 1))
    there = k.arith(integrable(E(w, power)), even)
    scaled = mean_of_combination(k, w, (m + 1 + 1) * power, [(m + 1 + 1, power, there)])
    body, next_ = value * value ** (m + 1 + 1), 2 * (n + 1 + 1)
    last = k.arith(
        body == value**next_, k.power_step(value, m + 1 + 1), same_power(next_, m + 1 + 1 + 1)
    )
    last = moved(step, last)
    step = k.arith(
        mean(n + 1 + 1) == odd(n + 1 + 1), last, step, scaled, even, now, k.at(grows, n + 1)
    )
    step = k.both(k.part(now, 1), step)
    always = k.induction(n, here, base, step)
    moment = k.part(k.at(always, n), 0)
    squared = value ** (2 * n) == (value**n) ** 2
    start_ = k.arith(squared.put(n, 0), nil, none)
    longer = [k.power_step(value, each) for each in (2 * n, 2 * n + 1, n)]
    longer = k.arith(
        squared.put(n, n + 1), same_power(2 * (n + 1), 2 * n + 1 + 1), k.assume(squared), *longer
    )
    square = moved(moment, k.at(k.induction(n, squared, start_, longer), n))
    count = factorials(k, start, grows, first, more)
    count = k.at(count, n)
    power = k.by("book.power-positive", 2, n)
    positive = k.arith(odd(n) > 0, count, k.use(power, k.arith(term(2) > 0)))
    constant = k.arith(1 / E(w, (value**n) ** 2) == 1 / odd(n), square, moment, positive)
    return k.qed(k.for_all(k.both(constant, k.part(count, 2)), n))


def factorials(k: Any, start: Any, grows: Any, first: Any, more: Any) -> Any:
    """n! > 0, (2 n)! > 0 and 1 3 5 .. (2 n - 1) = (2 n)!/(2^n n!)."""
    product = 2**n * factorial(n)

    def here(n):
        product = 2**n * factorial(n)
        return conj(factorial(n) > 0, factorial(2 * n) > 0, odd(n) * product == factorial(2 * n))

    def same_value(first, second):
        """The factorials of equal numbers."""
        left = factorial(first)
        return k.rewrite(k.arith(first == second), k.arith(left == left), left == factorial(second))

    zero = same_value(2 * term(0), term(0))
    base = k.arith(here(term(0)), start, first, zero, k.power_zero(2))
    now = k.assume(here(n))
    next_ = same_value(2 * (n + 1), 2 * n + 1 + 1)
    known = k.at(grows, n), k.at(more, n), k.at(more, 2 * n), k.at(more, 2 * n + 1)
    step = k.arith(here(n + 1), now, next_, *known, k.power_step(2, n))
    always = k.at(k.induction(n, here(n), base, step), n)
    whole, two = k.split(always)[:2], k.use(k.by("book.power-positive", 2, n), k.arith(term(2) > 0))
    quotient = k.arith(odd(n) == factorial(2 * n) / product, always, two)
    return k.for_all(k.both(*whole, quotient), n)


def slope_of_powers(k: Any) -> Any:
    """For all n, x: the derivative of y^(n+1) at x is (n + 1) x^n."""

    def here(n):
        return deriv(y, y ** (n + 1), x) == (n + 1) * x**n

    near, zero = conj(x - 1 < y, y < x + 1), term(0)
    same = k.arith(y ** (zero + 1) == y, k.power_step(y, 0), k.power_zero(y))
    same = k.for_all(k.discharge(same, near), y)
    base = k.derivative_of_equal(same, k.derivative(deriv(y, y, x)))
    base = k.arith(here(zero), base, k.power_zero(x))
    same = k.arith(y ** (n + 1 + 1) == y ** (n + 1) * y, k.power_step(y, n + 1))
    same = k.for_all(k.discharge(same, near), y)
    table = k.derivative(deriv(y, y ** (n + 1) * y, x), k.assume(here(n)))
    step = k.derivative_of_equal(same, table)
    step = k.arith(here(n + 1), step, k.power_step(x, n))
    return k.for_all(k.at(k.induction(n, here(n), base, step), n), n, x)


def size_of_powers(k: Any) -> Any:
    """For all n, x: |x^n| <= exp(n |x|)."""
    always = abs(x**n) <= exp(n * abs(x))
    base = k.arith(always.put(n, 0), k.power_zero(x), k.arith(exp(0 * abs(x)) == 1))
    product = k.arith(exp(n * abs(x)) * exp(abs(x)) == exp((n + 1) * abs(x)))
    P, p, h = reals("P p h")
    rule = k.lemma(
        forall(P, x, p, h)(given(abs(P) <= p, abs(x) <= h, p > 0) >> (abs(P * x) <= p * h)),
        x**n, x, exp(n * abs(x)), exp(abs(x)),
    )  # fmt: skip
    below = k.arith(abs(x) <= exp(abs(x)), k.arith(exp(abs(x)) >= 1 + abs(x)))
    larger = k.use(rule, k.assume(always), below, k.arith(exp(n * abs(x)) > 0))
    step = k.arith(always.put(n, n + 1), k.power_step(x, n), larger, product)
    return k.for_all(k.at(k.induction(n, always, base, step), n), n, x)


@monomials.mutant
def of_a_sign(judge):
    """Mean 0 and mean square 1 in the place of the law: of a sign 1/E z^4 is 1 and not 1/3."""
    known = given(E(w, Z(w)) == 0, E(w, Z(w) ** 2) == 1)
    sign = {"functions": {"Z": {"table": ["1", "-1"]}}, "weights": ["1/2", "1/2"]}
    return falsify(forall(Z)(known >> (1 / E(w, (Z(w) ** 2) ** 2) == 1 / term(3))), hints=[sign])
