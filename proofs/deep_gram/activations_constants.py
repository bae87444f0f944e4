"""The least Lipschitz constants of activations and of their derivatives (after Condition 3.1)."""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    exists,
    forall,
    given,
    log,
    reals,
    sqrt,
    tanh,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.slopes import everywhere, least, lipschitz

from . import printed
from .activations import (
    CONDITION,
    PRACTICE,
    bell,
    bounded,
    closed,
    closed_twice,
    holds_for,
    of_slopes,
    second_slope,
    sigmoid,
    slope,
    softplus,
)

AFTER = printed("Section 3.3, after Condition 3.1", "Section 3.2")

x, y, e, c, u, r = reals("x y e c u r")


def sharp(value, constant):
    """The least Lipschitz constant of a function."""
    smallest = forall(c)(lipschitz(value, c) >> (c >= constant))
    return conj(lipschitz(value, constant), smallest)


@claim(
    "deep.claim-softplus-consts",
    AFTER,
    formula=r"\sigma(z)=\log(1+e^z):\ \sigma(0)=\log2,\ L=1,\ \beta=1",
    says=lambda: conj(
        softplus(term(0)) == log(term(2)), lipschitz(softplus, 1), lipschitz(slope(softplus), 1)
    ),
)
def softplus_constants(judge):
    """Softplus: the value at 0 is log 2, and 1 is a Lipschitz constant of it and of its
    derivative.
    """
    k = judge.theorem()
    _, near, smooth = k.split(holds_for(k, *PRACTICE[0], term(1)))
    return k.qed(k.both(k.arith(k.target.part(0)), near, smooth))


@softplus_constants.mutant
def log_three(judge):
    """The value log 3 at 0."""
    return falsify(forall(x)((x == 0) >> (softplus(x) == log(term(3)))))


def softplus_sharp_says():
    below = forall(x)(slope(softplus)(x) < 1)
    attained = second_slope(softplus)(term(0)) == "1/4"
    return conj(sharp(softplus, term(1)), below, sharp(slope(softplus), term("1/4")), attained)


@claim(
    "deep.claim-softplus-consts.sharp",
    AFTER,
    formula=r"\sup\sigma'=1\text{ (not attained)},\ \sup|\sigma''|=\sigma''(0)=\tfrac14",
    says=softplus_sharp_says,
)
def softplus_sharp(judge):
    """The least constants of softplus: 1 for the function, approached and not attained; 1/4 for its
    derivative, attained at 0.

    The smoothness constant 1 is valid, and four times what is needed. sup s = 1: s(log(1/e)) = 1/(1
    + e) for every e > 0.
    """
    k = judge.theorem()
    form = closed(k, softplus, sigmoid)
    near = everywhere(k, softplus, term(1), bounded(k, form, term(1)))
    # a constant c < 1 is below the slope at -log(e), e = (1 - c)/(1 + |c|)
    small = (1 - c) / (2 + 2 * abs(c))
    less = k.assume(c < 1)
    positive = k.arith(small > 0, less)
    point = -log(small)
    there = k.at(k.for_all(form, x), point, defined=[positive])
    value = k.arith(sigmoid(point) == 1 / (1 + small), positive)
    there = k.unfold(value, there)
    assumed = k.assume(lipschitz(softplus, c))
    below = least(k, assumed, c, there, point, positive)
    wrong = k.arith(c >= 1, below, less)
    every = k.cases(k.arith((c >= 1) | (c < 1)), k.assume(c >= 1), wrong)
    smallest = k.for_all(k.discharge(every, lipschitz(softplus, c)), c)
    strict = k.for_all(k.arith(slope(softplus)(x) < 1, form), x)
    quarter = term("1/4")
    smooth = of_slopes(k, softplus, sigmoid, quarter, bounded(k, closed(k, sigmoid, bell), quarter))
    second = k.at(k.for_all(closed_twice(k, softplus, sigmoid, bell), x), 0)
    second = k.arith(second_slope(softplus)(term(0)) == quarter, second)
    curved = k.both(smooth, attained(k, slope(softplus), quarter, second, term(0)))
    return k.qed(k.both(k.both(near, smallest), strict, curved, second))


@softplus_sharp.mutant
def a_fifth(judge):
    """Smoothness 1/5: the slope of the derivative at 0 is 1/4."""
    return falsify(forall(x)((x == 0) >> (bell(x) <= "1/5")))


def attained(k: Any, value: Any, constant: Any, known: Any, point: Any, *defined: Any) -> Any:
    """No smaller Lipschitz constant: the slope at the point is the constant."""
    assumed = k.assume(lipschitz(value, c))
    known = least(k, assumed, c, known, point, *defined)
    return k.for_all(k.discharge(k.arith(c >= constant, known), assumed.formula), c)


def cubic():
    """u (1 - u^2) is at most 2 r/9 in size, r^2 = 3: it is the value at u = r/3."""
    inside = given(r > 0, r**2 == 3, u > -1, u < 1)
    return forall(u, r)(inside >> (abs(u * (1 - u**2)) <= 2 * r / 9))


def below_the_cubic(k: Any, value: Any) -> Any:
    """`cubic` at a value between -1 and 1: (r/3 - u)^2 (2 r/3 + u) >= 0, and the same of -u."""
    inside = k.split(k.assume(given(r > 0, r**2 == 3, u > -1, u < 1)))
    tops = [
        k.arith((u - sign * r / 3) ** 2 * (2 * r / 3 + sign * u) >= 0,
                k.arith(2 * r / 3 + sign * u >= 0, *inside))
        for sign in (1, -1)
    ]  # fmt: skip
    step = k.arith(abs(u * (1 - u**2)) <= 2 * r / 9, *tops, *inside)
    whole = k.for_all(k.discharge(step, given(r > 0, r**2 == 3, u > -1, u < 1)), u, r)
    root = sqrt(term(3))
    return k.use(k.at(whole, value, root), k.arith(conj(value > -1, value < 1)))


def sharp_second(
    id: str, words: str, parts: Any, steepest: Any, most: Any, at: Any, formula: str
) -> Any:
    """Register the sharp smoothness constant of an activation whose second derivative is a cubic
    in it: the activation with the closed forms of its derivatives, the letter u of the cubic; the
    largest slope; the constant; the value of the activation where it is attained, the place, and a
    number close to it.
    """
    sigma, first, second, letter = parts
    value, place, close = at

    def says():
        steep = forall(x)(conj(slope(sigma)(x) == first(x), slope(sigma)(x) <= steepest))
        there = exists(x)(conj(sigma(x) == value, second_slope(sigma)(x) == most))
        return conj(steep, sharp(slope(sigma), most), there)

    def check(judge):
        k = judge.theorem()
        form = closed(k, sigma, first)
        steep = k.for_all(k.both(form, k.arith(slope(sigma)(x) <= steepest, form)), x)
        bend = bounded(k, closed(k, first, second), most, below_the_cubic(k, letter(x)))
        smooth = of_slopes(k, sigma, first, most, bend)
        inside = k.arith(2 - sqrt(term(3)) > 0)
        known = k.at(k.for_all(closed_twice(k, sigma, first, second), x), place, defined=[inside])
        here = k.arith(sigma(place) == value, inside)
        peak = k.arith(second_slope(sigma)(place) == most, known, here, inside)
        smallest = attained(k, slope(sigma), most, peak, place, inside)
        there = k.exhibit(k.target.part(2), place, k.both(here, peak), inside)
        return k.qed(k.both(steep, k.both(smooth, smallest), there))

    check.__doc__ = words
    made = claim(id, CONDITION, formula=formula, says=says)(check)

    def smaller(judge):
        """Nine tenths of the constant: false near the place."""
        bound = term("9/10") * most
        return falsify(forall(x)((x == close) >> (second(x) <= bound)))

    made.mutant(smaller)
    return made


ROOT = sqrt(term(3))
sigmoid_sharp = sharp_second(
    "deep.cond-3.1.sigmoid",
    "Sigmoid y: y' = y(1 - y) <= 1/4 and the least smoothness constant is 1/(6 sqrt 3), where "
    "y = (1 - 1/sqrt 3)/2.",
    (*PRACTICE[1], lambda t: 2 * sigmoid(t) - 1),
    term("1/4"),
    1 / (6 * ROOT),
    ((1 - 1 / ROOT) / 2, log(2 - ROOT), term("-13/10")),
    r"\sup|\sigma''|=\tfrac1{6\sqrt3}",
)
tanh_sharp = sharp_second(
    "deep.cond-3.1.tanh",
    "tanh y: y' = 1 - y^2 <= 1 and the least smoothness constant is 4/(3 sqrt 3), where y = "
    "-1/sqrt 3.",
    (*PRACTICE[2], tanh),
    term(1),
    4 / (3 * ROOT),
    (-1 / ROOT, log(2 - ROOT) / 2, term("-13/20")),
    r"\sup|\tanh''|=\tfrac4{3\sqrt3}\ (<1)",
)
