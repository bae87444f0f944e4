"""Derivatives by the table, the mean value theorem, and what follows from them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from steepest.proofs.checker.formal import show
from steepest.proofs.checker.formal.tex import tex
from steepest.proofs.engine.judge import Judge
from steepest.proofs.engine.theorems import (
    Formula,
    NotProved,
    Proof,
    conj,
    deriv,
    exp,
    forall,
    functions,
    given,
    integrable,
    log,
    nats,
    reals,
    sqrt,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.engine.theorems.words import term

a, b, c, e, s, t, x, y = reals("a b c e s t x y")
i, n = nats("i n")
f, g = functions("f g", "real")
h = functions("h", "nat", "real")
SMOOTH = forall(x)(integrable(deriv(s, f(s), x)))


def proof(says):
    return Proof(Judge(), says)


@pytest.mark.parametrize(
    ("body", "point", "value"),
    [
        (3 * s**2 - s, 2, 11),
        (1 / (1 + s), 1, "-1/4"),
        (exp(2 * s), 0, 2),
        (sqrt(1 + 3 * s), 1, "3/4"),
        (log(s) * s, 1, 1),
        (s * x + x**2, 5, x),
    ],
)
def test_the_table(body, point, value):
    says = forall(x)(deriv(s, body, point) == value)
    k = proof(says)
    assert k.qed(k.arith(k.target, k.derivative(deriv(s, body, point)))).verdict == "PROVED"


def test_a_derivative_is_shown():
    mean = deriv(s, f(s) ** 2, x)
    assert show(mean.node) == "deriv(f(s)**2, s = x)"
    assert show(integrable(mean).node) == "deriv(f(s)**2, s = x) exists"
    assert tex(mean.node).startswith(r"\left.\frac{\mathrm d}{\mathrm d s}")


@pytest.mark.parametrize("body", [sqrt(s), log(s), 1 / s, s**-1, abs(s), log(s - 1)])
def test_no_derivative_where_there_is_none(body):
    k = proof(forall(x)(deriv(s, body, 0) == x))
    with pytest.raises(NotProved):
        k.derivative(deriv(s, body, 0))


def test_a_function_whose_derivative_vanishes_is_constant():
    says = forall(f)(given(forall(x)(deriv(s, f(s), x) == 0)) >> forall(a, b)(f(a) == f(b)))
    k = proof(says)
    (flat,) = k.given
    one = k.constant(flat, a, b)
    end = k.for_all(one, a, b)
    assert k.qed(end).verdict == "PROVED"


def test_groenwall():
    """f' <= -c f gives f(t) <= f(0) exp(-c t)."""
    says = forall(f, c)(
        given(forall(x)((x >= 0) >> (deriv(s, f(s), x) <= -c * f(x))))
        >> forall(t)((t >= 0) >> (f(t) <= f(0) * exp(-c * t)))
    )
    k = proof(says)
    (decay,) = k.given
    grown = f(s) * exp(c * s)
    ahead, inside = k.assume(t >= 0), k.assume(given(0 <= x, x <= t))
    slope = k.apply(k.at(decay, x), k.arith(x >= 0, inside))
    exists = k.differentiable(deriv(s, f(s), x), slope)
    table = k.derivative(deriv(s, grown, x), exists)
    sign = k.arith(deriv(s, grown, x) <= 0, table, slope, lemmas=[exp(c * x) > 0])
    slopes = k.for_all(k.discharge(sign, given(0 <= x, x <= t)), x)
    less = k.mean_value(slopes, k.arith(0 <= t, ahead))
    end = k.arith(f(t) <= f(0) * exp(-c * t), less, lemmas=[exp(c * t) * exp(-c * t) == 1])
    assert k.qed(k.for_all(k.discharge(end, t >= 0), t)).verdict == "PROVED"


def test_the_chain_rule_takes_a_derivative_at_another_argument():
    says = forall(f)(SMOOTH >> forall(x)(deriv(s, f(s**2), x) == 2 * x * deriv(s, f(s), x**2)))
    k = proof(says)
    known = k.at(k.given[0], x**2)
    end = k.arith(
        deriv(s, f(s**2), x) == 2 * x * deriv(s, f(s), x**2),
        k.derivative(deriv(s, f(s**2), x), known),
    )
    assert k.qed(k.for_all(end, x)).verdict == "PROVED"


def test_the_derivative_of_a_sum_of_any_length():
    says = forall(n)(deriv(s, sum_over(i, n, s**2), 3) == sum_over(i, n, 6 * (i - i + 1)))
    k = proof(says)
    part = k.arith(deriv(s, s**2, 3) == 6 * (i - i + 1), k.derivative(deriv(s, s**2, 3)))
    parts = k.for_all(k.discharge(part, i < n), i)
    assert k.qed(k.derivative_of_sum(parts)).verdict == "PROVED"


BODIES = [3 * s**2 - s, exp(s / 2), s**3 - 4 * s, 1 / (9 + s), sqrt(1 + s**2), log(4 + s)]


@pytest.mark.parametrize("point", [-2, 0, "1/3", 5])
@pytest.mark.parametrize("body", BODIES)
def test_the_estimate_is_the_definition_of_the_derivative(body, point):
    """|f(x) - f(a) - f'(a) (x - a)| <= e |x - a| near a, and not with another slope."""
    k = proof(forall(e)((e > 0) >> (e > 0)))
    mean = deriv(s, body, point)
    known = k.derivative(mean)
    made = k.estimate(known, k.given[0]).formula
    _, radius, _, (_, _, (_, _, _, step)) = made.node
    whole = Formula(step, {"s": "real", radius: "real", "e": "real"})
    whole = whole.put(reals(radius), "1/100000").put(e, "1/100")
    assert falsify(forall(s)(whole), attempts=50, hints=points(point)) is None
    wrong = Formula(_moved(whole.node, known.theorem.conclusion[2]), whole.sorts)
    assert falsify(forall(s)(wrong), attempts=0, hints=points(point)) is not None


@pytest.mark.parametrize("point", [-2, 0, "1/3", 5])
@pytest.mark.parametrize("body", BODIES)
def test_the_estimates_of_all_sizes_give_the_derivative_back(body, point):
    k = proof(forall(e)((e > 0) >> (e > 0)))
    mean = deriv(s, body, point)
    known = k.derivative(mean)
    every = k.for_all(k.discharge(k.estimate(known, k.given[0]), e > 0), e)
    assert k.from_estimates(known.formula, every).theorem.conclusion == known.theorem.conclusion
    slope = Formula(_moved(known.theorem.conclusion, known.theorem.conclusion[2]), mean.sorts)
    with pytest.raises(NotProved):
        k.from_estimates(slope, every)


def test_a_derivative_that_the_table_does_not_know():
    """s |s| has the derivative 0 at 0: within d = e it is at most e |s|."""
    says = deriv(s, s * abs(s), 0) == 0
    k = proof(says)
    positive = k.assume(e > 0)
    inside, value = conj(term(0) - e < s, s < term(0) + e), s * abs(s)
    gap = abs(value - value.put(s, 0) - term(0) * (s - 0)) <= e * abs(s - 0)
    small = k.for_all(k.discharge(k.arith(gap, k.assume(inside), positive), inside), s)
    found = k.exhibit(k.near_tangent(says, e), e, k.both(positive, small))
    every = k.for_all(k.discharge(found, e > 0), e)
    assert k.qed(k.from_estimates(says, every)).verdict == "PROVED"


def points(middle):
    """Values of s within and near 1/100000 of a point."""
    steps = ("1/200000", "-1/200000", "9/1000000", "-1/10000000", "1/1000")
    return [{"values": {"s": str(Fraction(middle) + Fraction(one))}} for one in steps]


def _moved(node, slope):
    """The statement with the slope + 1/10 in place of the slope."""
    if node == slope:
        return ("+", node, Fraction(1, 10))
    return tuple(_moved(one, slope) for one in node) if isinstance(node, tuple) else node
