"""The derivative of a mean in a parameter."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    conj,
    deriv,
    forall,
    functions,
    given,
    integrable,
    mean_of_combination,
    minimum,
    randoms,
    reals,
    samples,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration

d, e, r, x, y, z = reals("d e r x y z")
w = samples("w")
F = functions("F", "real", "sample")
D, M = randoms("D M")


def slope_says():
    near = abs(F(y, w) - F(x, w) - D(w) * (y - x)) <= M(w) * (y - x) ** 2
    close = forall(y, w)(conj(x - 1 < y, y < x + 1) >> near)
    has = conj(forall(y)(integrable(E(w, F(y, w)))), integrable(E(w, D(w))), integrable(E(w, M(w))))
    return forall(F, D, M, x)(given(has, close) >> (deriv(y, E(w, F(y, w)), x) == E(w, D(w))))


@claim("book.slope-of-mean", concentration("section 2.1"), says=slope_says)
def slope_of_a_mean(judge):
    """The derivative of a mean is the mean of the derivatives, if the distance from the tangent is
    at most M (y - x)^2 for |y - x| < 1 and an integrable M.
    """
    k = judge.theorem()
    has, own, most, close = k.given
    positive = k.assume(e > 0)
    bound = E(w, M(w))
    size = k.arith(1 + abs(bound) > 0, most)
    radius = minimum(1, e / (1 + abs(bound)))
    least = k.arith(
        conj(radius > 0, radius <= 1, radius * (1 + abs(bound)) <= e),
        k.arith(e / (1 + abs(bound)) > 0, size, positive),
        k.arith(e / (1 + abs(bound)) * (1 + abs(bound)) == e, size),
        size,
        positive,
    )
    inside = k.assume(conj(x - radius < y, y < x + radius))
    near = k.use(k.at(close, y, w), inside, least)
    gap = F(y, w) - F(x, w) - D(w) * (y - x)
    parts = [(1, F(y, w), k.at(has, y)), (-1, F(x, w), k.at(has, x)), (-(y - x), D(w), own)]
    mean = mean_of_combination(k, w, gap, parts)
    there = k.arith(integrable(E(w, gap)), mean)
    ends = []
    for sign in (1, -1):
        whole = sign * (y - x) ** 2 * M(w)
        limit = mean_of_combination(k, w, whole, [(sign * (y - x) ** 2, M(w), most)])
        order = gap <= whole if sign > 0 else whole <= gap
        pair = there, k.arith(integrable(E(w, whole)), limit)
        below = k.for_all(k.arith(order, near), w)
        ends += [limit, k.mean_is_monotone(below, *(pair if sign > 0 else pair[::-1]))]
    first, second, slope = E(w, F(y, w)), E(w, F(x, w)), E(w, D(w))
    goal = abs(first - second - slope * (y - x)) <= e * abs(y - x)
    A, B, C, X = reals("A B C X")
    rule = k.lemma(
        forall(A, B, e, X, r)(
            given(abs(A) <= B * X**2, abs(X) <= r, r * (1 + abs(B)) <= e) >> (abs(A) <= e * abs(X))
        ),
        first - second - slope * (y - x), bound, e, y - x, radius,
        defined=[k.at(has, y), k.at(has, x), own, most, size],
    )  # fmt: skip
    square = k.arith(abs(first - second - slope * (y - x)) <= bound * (y - x) ** 2, mean, *ends)
    nonzero = k.arith(1 + abs(bound) != 0, size)
    small = k.use(rule, square, k.arith(abs(y - x) <= radius, inside, size), least)
    small = k.arith(goal, small, k.at(has, y), k.at(has, x), own)
    every = k.for_all(k.discharge(small, inside.formula), y)
    equation = deriv(y, E(w, F(y, w)), x) == slope
    found = k.exhibit(
        k.near_tangent(equation, e), radius, k.both(k.part(least, 0), every), most, nonzero
    )
    every = k.for_all(k.discharge(found, e > 0), e)
    return k.qed(k.from_estimates(equation, every))


@slope_of_a_mean.mutant
def twice_the_slope(judge):
    """Twice the mean of the derivatives, for F(y, w) = y: the slope from 0 to 1 is 1."""
    gain = E(w, 1 * y) - E(w, 1 * x)
    says = forall(x, y)(given(x == 0, y == 1) >> (gain == 2 * E(w, term(1)) * (y - x)))
    return falsify(says, hints=[{"values": {"x": "0", "y": "1"}, "weights": ["1"]}])
