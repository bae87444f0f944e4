"""Remark 7.1: between two points of one buffer the Hessian changes at most by a constant times
L/tau times their distance.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, deriv, forall, given, reals
from steepest.proofs.engine.theorems import term as number

from . import chapter_7, slopes
from .paths import refuted_by
from .sizes import THIRD, term
from .slopes import L, gamma, kappa, tau, x, z

p, q, s, r, N, k_1, k_2 = reals("p q s r N k_1 k_2")
A, B, C, F, G, S, T = reals("A B C F G S T")
SECOND = (("x", "x"), ("x", "z"), ("z", "z"))
RATE = L * (1 / tau)
SIZE = k_1**2 + k_2**2


def along(order, step):
    """A derivative of g at (x_i + step p, x_{i+1} + step q)"""
    return term(order).put(x, x + step * p).put(z, z + step * q)


def form(step):
    """The form of the Hessian of g there at the direction (k_1, k_2)"""
    first, mixed, last = (along(order, step) for order in SECOND)
    return first * k_1**2 + 2 * (mixed * (k_1 * k_2)) + last * k_2**2


def in_buffer_at(step):
    return conj(slopes.between(tau, x + step * p, 2 * tau), slopes.between(0, z + step * q, tau))


@claim(
    "saddle.rem-7.1.rho",
    chapter_7("Remark 7.1"),
    formula=r"|u^\top(\nabla^2f(y')-\nabla^2f(y))u|\le206\tfrac L\tau\|y'-y\|\|u\|^2",
    hypotheses=("inside one buffer; the constants are ours",),
    says=lambda constant=206: forall(gamma, tau, kappa, x, z, p, q, N, k_1, k_2)(
        given(slopes.letters(), in_buffer_at(0), in_buffer_at(1), abs(p) <= N, abs(q) <= N)
        >> (abs(form(1) - form(0)) <= constant * RATE * N * SIZE)
    ),
    uses=("saddle.rem-7.1.third",),
    instance={
        "values": {"gamma": "1", "kappa": "101/100", "tau": "1", "x_i": "2", "x_next": "1"}
        | {"p": "-1/10", "q": "0", "N": "1/10", "k_1": "1", "k_2": "0"}
    },
    seconds=240.0,
)
def lipschitz_hessian(judge):
    """rho = poly(L): between two points of one buffer the Hessian changes at most by 206 L/tau
    times their distance; the third derivatives are at most 150 L/tau, 24 L/tau and 8 L/tau.

    For the larger of the two coordinates of the difference, which is at most its length. In the
    regions A_i, and in the other coordinates of a buffer, the Hessian is constant
    (`saddle.hessian`). The remark drops 1/tau. D itself is not convex.
    """
    k = judge.theorem()
    nonzero = k.arith(tau != 0, *k.given)
    inside = conj(0 <= r, r <= 1)
    third = k.by("saddle.rem-7.1.third", gamma, tau, kappa, x + r * p, z + r * q)
    third = k.split(k.use(third, *k.given, *places_between(k, k.assume(inside))))
    a, b, c = (along(order, r) for order in THIRD)
    value = p * (a * k_1**2 + 2 * (b * (k_1 * k_2)) + c * k_2**2)
    value = value + q * (b * k_1**2 + 2 * (c * (k_1 * k_2)))
    mean = deriv(s, form(s), r)
    exact = k.arith(mean == value, k.derivative(mean, nonzero), nonzero)
    most = 206 * RATE * N * SIZE
    steep = bounded_change(k)
    for one in (1 / tau, a, b, c):
        steep = k.at(steep, one, defined=[nonzero])
    low, high = k.split(k.fold(exact, k.use(steep, *third[:3], *k.given)))
    ends = []
    for sign, known in ((-1, high), (1, low)):
        slope = deriv(s, form(s) + sign * (most * s), r)
        total = k.derivative(slope, k.arith(mean == mean, exact), nonzero)
        goal = slope <= 0 if sign < 0 else slope >= 0
        step = k.arith(goal, total, known, nonzero)
        every = k.for_all(k.discharge(step, inside), r)
        ends.append(k.mean_value(every, k.arith(number(0) <= 1)))
    downwards = F + -1 * (S * 1) <= G + -1 * (S * 0)
    upwards = F + 1 * (S * 1) >= G + 1 * (S * 0)
    joined = k.lemma(forall(F, G, S)(given(downwards, upwards) >> (abs(F - G) <= S)))
    joined = k.at(joined, form(1), form(0), most, defined=[nonzero])
    return k.qed(k.use(joined, *ends))


def places_between(k, here):
    """The points between both ends lie in the buffer."""
    low, high, one, step = reals("low high one step")
    at = lambda time: slopes.between(low, one + time * step, high)  # noqa: E731
    held = given(at(0), at(1), here.formula)
    middle = k.lemma(forall(low, high, one, step, r)(held >> at(r)))
    places = ((tau, 2 * tau, x, p, r), (number(0), tau, z, q, r))
    return [k.use(k.at(middle, *values), *k.given, here) for values in places]


def bounded_change(k):
    """For all E = 1/tau and third derivatives A, B, C: the change along (p, q) is at most 206 L E N
    (k_1^2 + k_2^2).
    """
    E = reals("w")
    rule = k.lemma(forall(F, S, G, T)(given(abs(F) <= S, abs(G) <= T) >> (abs(F * G) <= S * T)))
    held = given(*(abs(one) <= most * L * E for one, most in ((A, 150), (B, 24), (C, 8))))
    known = k.split(k.assume(held))
    sizes = (150 * L * E, 24 * L * E, 8 * L * E)
    half = k.arith(abs(2 * (k_1 * k_2)) <= SIZE)
    first, last = k.arith(abs(k_1**2) <= k_1**2), k.arith(abs(k_2**2) <= k_2**2)

    def product(which, value, top, step):
        return k.use(k.at(rule, (A, B, C)[which], sizes[which], value, top), known[which], step)

    parts = [
        product(0, k_1**2, k_1**2, first),
        product(1, 2 * (k_1 * k_2), SIZE, half),
        product(2, k_2**2, k_2**2, last),
        product(1, k_1**2, k_1**2, first),
        product(2, 2 * (k_1 * k_2), SIZE, half),
    ]
    one = A * k_1**2 + 2 * (B * (k_1 * k_2)) + C * k_2**2
    two = B * k_1**2 + 2 * (C * (k_1 * k_2))
    tops = L * E * (174 * k_1**2 + 32 * k_2**2), L * E * (32 * k_1**2 + 8 * k_2**2)
    bounds = [
        k.arith(abs(one) <= tops[0], *parts[:3]),
        k.arith(abs(two) <= tops[1], *parts[3:]),
    ]
    sides = [k.meet(abs(p) <= N, *k.given), k.meet(abs(q) <= N, *k.given)]
    moved = [
        k.use(k.at(rule, move, N, inner, top), side, bound)
        for move, inner, top, side, bound in zip((p, q), (one, two), tops, sides, bounds)
    ]
    most = 206 * (L * E) * N * SIZE
    positive = k.arith(L * E >= 0, known[2])
    square = k.lemma(forall(F, G)(given(F >= 0, G >= 0) >> (F * G * k_2**2 >= 0)), L * E, N)
    rest = k.use(square, positive, k.arith(N >= 0, sides[0]))
    total = p * one + q * two
    goal = conj(total >= -most, total <= most)
    return k.for_all(k.discharge(k.arith(goal, *moved, rest), held), E, A, B, C)


@lipschitz_hessian.mutant
def half_of_the_third_derivative(judge):
    says = lipschitz_hessian.says(constant=50)
    return refuted_by(judge, says, lipschitz_hessian.instance)
