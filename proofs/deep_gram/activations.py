"""Condition 3.1 on the activation, Lipschitz and smooth, for the activations of practice.

|g(a) - g(b)| <= c |a - b| for all a, b is sup |g'| <= c (mean value theorem), so each condition is
a bound of a derivative: first the derivative is put into closed form, then that is bounded.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    cos,
    deriv,
    erf,
    exp,
    forall,
    given,
    log,
    maximum,
    pi,
    reals,
    sin,
    sqrt,
    tanh,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.slopes import everywhere, lipschitz

from . import printed

CONDITION = printed("Condition 3.1", "Condition 3.1")

x, y, z, a, b, c = reals("x y z a b c")


def softplus(t):
    return log(1 + exp(t))


def sigmoid(t):
    return 1 / (1 + exp(-t))


def bell(t):
    """The derivative of the sigmoid."""
    return sigmoid(t) * (1 - sigmoid(t))


def slope(sigma):
    """The derivative of an activation, as a function."""
    return lambda t: deriv(y, sigma(y), t)


def second_slope(sigma):
    return lambda t: deriv(z, slope(sigma)(z), t)


def condition(sigma, constant):
    """|sigma(0)| <= c, and sigma and its derivative are c-Lipschitz."""
    return conj(
        abs(sigma(term(0))) <= constant,
        lipschitz(sigma, constant),
        lipschitz(slope(sigma), constant),
    )


def closed(k: Any, sigma: Any, first: Any, *facts: Any) -> Any:
    """The derivative of sigma at x is first(x)."""
    mean = slope(sigma)(x)
    return k.arith(mean == first(x), table(k, mean, facts))


def table(k: Any, mean: Any, facts: Any) -> Any:
    """What the table of derivatives gives, with the equations put in."""
    found = k.derivative(mean)
    for fact in facts:
        found = k.unfold(fact, found)
    return found


def closed_twice(k: Any, sigma: Any, first: Any, second: Any, *facts: Any) -> Any:
    """The second derivative of sigma at x is second(x)."""
    same = k.at(k.for_all(closed(k, sigma, first, *facts), x), z)
    same = k.for_all(k.discharge(same, conj(x - 1 < z, z < x + 1)), z)
    mean = deriv(z, first(z), x)
    found = k.arith(mean == second(x), table(k, mean, facts))
    return k.derivative_of_equal(same, found)


def bounded(k: Any, known: Any, constant: Any, *facts: Any) -> Any:
    """|sigma'(x)| <= constant, from its closed form."""
    mean, value = known.sides
    size = k.arith(abs(value) <= constant, *facts)
    return k.arith(abs(mean) <= constant, k.fold(known, size))


def of_slopes(k: Any, sigma: Any, first: Any, constant: Any, bend: Any) -> Any:
    """The derivative of sigma is Lipschitz: |first'(x)| <= constant by `bend`."""
    step = k.at(everywhere(k, first, constant, bend), a, b)
    known = k.for_all(closed(k, sigma, first), x)
    for point in (a, b):
        step = k.fold(k.at(known, point), step)
    return k.for_all(step, a, b)


def holds_for(k: Any, sigma: Any, first: Any, second: Any, constant: Any) -> Any:
    """`condition`, from the closed forms of both derivatives."""
    steep = bounded(k, closed(k, sigma, first), constant)
    bend = bounded(k, closed(k, first, second), constant)
    return k.both(
        k.arith(abs(sigma(term(0))) <= constant),
        everywhere(k, sigma, constant, steep),
        of_slopes(k, sigma, first, constant, bend),
    )


PRACTICE = (
    (softplus, sigmoid, bell),
    (sigmoid, bell, lambda t: bell(t) * (1 - 2 * sigmoid(t))),
    (tanh, lambda t: 1 - tanh(t) ** 2, lambda t: -2 * tanh(t) * (1 - tanh(t) ** 2)),
    (sin, cos, lambda t: -sin(t)),
)


def practice_says(constant=1):
    return conj(*(condition(sigma, term(constant)) for sigma, _, _ in PRACTICE))


@claim(
    "deep.cond-3.1",
    CONDITION,
    formula=r"|\sigma(0)|\le c,\ |\sigma(z)-\sigma(z')|\le c|z-z'|,\ |\sigma'(z)-\sigma'(z')|\le "
    r"c|z-z'|",
    says=practice_says,
)
def condition_holds(judge):
    """Softplus, sigmoid, tanh and sine satisfy Condition 3.1 with c = 1.

    Bounds of the value at 0, of the first and of the second derivative on the whole line; the sharp
    constants are the claims below.
    """
    k = judge.theorem()
    return k.qed(k.both(*(holds_for(k, *one, term(1)) for one in PRACTICE)))


@condition_holds.mutant
def three_fifths(judge):
    """c = 3/5: softplus is log 2 at 0."""
    return falsify(forall(c)((c == "3/5") >> (abs(softplus(term(0))) <= c)))


def erf_slope(t):
    return 2 * exp(-(t**2)) / sqrt(pi)


def erf_says():
    first, second = slope(erf), second_slope(erf)
    steepest, most = 2 / sqrt(pi), sqrt(8 / (pi * exp(term(1))))
    return conj(
        forall(x)(conj(first(x) == erf_slope(x), abs(first(x)) <= steepest)),
        forall(x)(abs(second(x)) <= most),
        first(term(0)) == steepest,
        abs(second(1 / sqrt(term(2)))) == most,
    )


@claim(
    "deep.cond-3.1.erf",
    CONDITION,
    formula=r"\sup|\mathrm{erf}'|=2/\sqrt\pi,\ \sup|\mathrm{erf}''|=\sqrt{8/(\pi e)}",
    says=erf_says,
)
def condition_erf(judge):
    """erf, with derivative (2/sqrt pi) exp(-x^2): |erf'| <= 2/sqrt(pi), |erf''| <= sqrt(8/(pi e)),
    attained at 0 and 1/sqrt 2.

    (x exp(-x^2))^2 <= 1/(2e) is exp(2 x^2 - 1) >= 2 x^2.
    """
    k = judge.theorem()
    form = closed(k, erf, erf_slope)
    bent = lambda t: -4 * t * exp(-(t**2)) / sqrt(pi)  # noqa: E731
    second = closed_twice(k, erf, erf_slope, bent)
    most = sqrt(8 / (pi * exp(term(1))))
    tangent = k.arith(exp(2 * x**2 - 1) >= 2 * x**2)
    small = k.arith(2 * x**2 * exp(-2 * x**2) * exp(term(1)) <= 1, tangent)
    square = k.arith(bent(x) ** 2 * (pi * exp(term(1))) <= 8, small)
    root = k.lemma(forall(a, b)(given(b >= 0, a**2 <= b**2) >> (abs(a) <= b)))
    equal = k.lemma(forall(a, b)(given(b >= 0, a**2 == b**2) >> (abs(a) == b)))
    size = k.arith(bent(x) ** 2 <= most**2, square)
    size = k.use(k.at(root, bent(x), most), k.arith(most >= 0), size)
    curved = bounded(k, second, most, size)
    steep = bounded(k, form, 2 / sqrt(pi))
    there = 1 / sqrt(term(2))
    half = k.arith(exp(-(there**2)) == exp(-term("1/2")))
    half = k.arith(exp(-(there**2)) ** 2 * exp(term(1)) == 1, half)
    root = k.arith(bent(there) ** 2 == most**2, half)
    root = k.use(k.at(equal, bent(there), most), k.arith(most >= 0), root)
    at_root = k.fold(k.at(k.for_all(second, x), there), root)
    at_zero = k.at(k.for_all(form, x), 0)
    at_zero = k.arith(slope(erf)(term(0)) == 2 / sqrt(pi), at_zero)
    return k.qed(k.both(k.for_all(k.both(form, steep), x), k.for_all(curved, x), at_zero, at_root))


@condition_erf.mutant
def half_of_the_curvature(judge):
    """|erf''| <= sqrt(4/(pi e)): at 1/sqrt 2 it is larger."""
    bent = abs(-4 * x * exp(-(x**2)) / sqrt(pi))
    bound = sqrt(4 / (pi * exp(term(1))))
    return falsify(forall(x)(bent <= bound), hints=[{"values": {"x": "7/10"}}])


def Phi(t):
    """The distribution function of the standard normal law."""
    return (1 + erf(t / sqrt(term(2)))) / 2


def phi(t):
    """Its density."""
    return exp(-(t**2) / 2) / sqrt(2 * pi)


def gelu(t):
    return t * Phi(t)


def gelu_says():
    first, second = slope(gelu)(x), second_slope(gelu)(x)
    curvature = conj(second == (2 - x**2) * phi(x), abs(second) <= 2 * phi(term(0)))
    return forall(x)(conj(curvature, abs(first) <= 1 + term("1/2")))


@claim(
    "deep.cond-3.1.gelu",
    CONDITION,
    formula=r"\mathrm{gelu}''=(2-x^2)\varphi(x),\ |\mathrm{gelu}''|\le2\varphi(0)",
    says=gelu_says,
)
def condition_gelu(judge):
    """GELU x Phi(x): its second derivative (2 - x^2) phi(x) is at most 2 phi(0) = 0.798 in size,
    and its first at most 1 + 1/2.

    Phi(x) = (1 + erf(x/sqrt 2))/2, so Phi' = phi and phi' = -x phi; |2 - x^2| exp(-x^2/2) <= 2 and
    |x| exp(-x^2/2) <= 1; 0 <= Phi <= 1 and phi(0) < 1/2.
    """
    k = judge.theorem()
    inside = k.arith(exp(-((x / sqrt(term(2))) ** 2)) == exp(-(x**2) / 2))
    once = lambda t: Phi(t) + t * phi(t)  # noqa: E731
    twice = lambda t: (2 - t**2) * phi(t)  # noqa: E731
    form = closed(k, gelu, once, inside)
    second = closed_twice(k, gelu, once, twice, inside)
    curved = bounded(k, second, 2 * phi(term(0)))
    share = k.arith(conj(Phi(x) >= 0, Phi(x) <= 1))
    moment = k.arith(abs(x * exp(-(x**2) / 2)) <= 1)
    small = k.arith(abs(x * phi(x)) <= "1/2", moment)
    steep = bounded(k, form, 1 + term("1/2"), share, small)
    return k.qed(k.for_all(k.both(k.both(second, curved), steep), x))


@condition_gelu.mutant
def most_phi_of_zero(judge):
    """At most phi(0): at 0 the second derivative is 2 phi(0)."""
    return falsify(
        forall(x)(abs((2 - x**2) * phi(x)) <= phi(term(0))), hints=[{"values": {"x": "0"}}]
    )


def relu(t):
    return maximum(t, 0)


def relu_says(smooth=False):
    there = 1 / (4 * c)
    first = slope(relu)
    steep = abs(first(there) - first(-there))
    gap = conj(
        first(there) == 1,
        first(-there) == 0,
        c * abs(there - -there) == "1/2",
        steep > c * abs(there - -there),
    )
    return conj(lipschitz(relu, 1), forall(c)((c > 0) >> gap))


@claim(
    "deep.cond-3.1.relu",
    CONDITION,
    formula=r"\max(z,0)\text{ is not smooth: }|\sigma'(z)-\sigma'(z')|\le c|z-z'|\text{ fails}",
    says=relu_says,
)
def condition_relu(judge):
    """ReLU violates Condition 3.1: for every c > 0, z = 1/(4 c) > 0 and z' = -z have slopes 1 and
    0, and 1 > c |z - z'| = 1/2.

    The Lipschitz part holds with constant 1.
    """
    k = judge.theorem()
    near = k.arith(abs(relu(a) - relu(b)) <= 1 * abs(a - b))
    positive = k.assume(c > 0)
    there = 1 / (4 * c)
    size = k.arith(there > 0, positive)

    def piece(value, point, low, high):
        inside = k.assume(conj(low < y, y < high))
        same = k.discharge(k.arith(relu(y) == value(y), inside, size, positive), inside.formula)
        slope_there = k.derivative(deriv(y, value(y), point), positive)
        return k.derivative_of_equal(k.for_all(same, y), slope_there, size, positive)

    up = piece(lambda t: t, there, term(0), 2 * there)
    flat = piece(lambda t: 0 * t, -there, -2 * there, term(0))
    one = k.arith(slope(relu)(there) == 1, up)
    zero = k.arith(slope(relu)(-there) == 0, flat)
    width = k.arith(c * abs(there - -there) == "1/2", positive)
    gap = k.arith(
        abs(slope(relu)(there) - slope(relu)(-there)) > c * abs(there - -there), one, zero, width
    )
    gap = k.discharge(k.both(one, zero, width, gap), c > 0)
    return k.qed(k.both(k.for_all(near, a, b), k.for_all(gap, c)))


@condition_relu.mutant
def gap_of_one(judge):
    """c |z - z'| >= 1 for the same points: it is 1/2."""
    return falsify(forall(c)((c > 0) >> (c * abs(1 / (4 * c) + 1 / (4 * c)) >= 1)))
