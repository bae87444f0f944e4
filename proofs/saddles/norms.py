"""The norm of the Hessian of f: 2 |u^T H v| <= constant L (|u|^2 + |v|^2) for all directions, from
the block of a buffer by its diagonal and determinant; and where it is reached.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    disj,
    forall,
    given,
    indicator,
    reals,
    sum_over,
    term,
)

from . import slopes
from .gradient import IN_B, LETTERS, bent_A, bent_B, by_place, d, i, m, y
from .hessian import (
    U,
    W,
    block,
    entries,
    form_A,
    form_B,
    in_units,
)
from .slopes import L, gamma, kappa, tau, u, v

Q, p_, q_, a, b, c = reals("Q p q a b c")


def numbers(least=1):
    """gamma > 0, L >= gamma, tau > 0"""
    return given(gamma > 0, kappa >= least, tau > 0)


FACTS = ("saddle.hessian", "book.sum-pick")


def point(kappa, place, ratio):
    """An instance: d = 2, y = (place, 1), u = v = (1, ratio)"""
    place, ratio = (str(Fraction(one)) for one in (place, ratio))
    direction = {"table": ["1", ratio, "0"]}
    return {
        "values": {"gamma": "1", "tau": "1", "kappa": kappa, "d": "2", "i": "0"},
        "functions": {"y": {"table": [place, "1"]}, "U": direction, "V": direction},
    }


AT = point("1", "1.245", "0.24")
first, second = sum_over(m, d, U(m) ** 2), sum_over(m, d, W(m) ** 2)


def directions():
    """u and v are vectors of d coordinates."""
    return conj(U(d) == 0, W(d) == 0)


def in_buffer():
    """y is in B_i, as far as it matters: tau <= y_i <= 2 tau, 0 <= y_{i+1} <= tau"""
    return conj(i < d, slopes.in_buffer(y(i), y(i + 1)))


def within(form, constant):
    """u^T H v is at most constant L (|u|^2 + |v|^2)/2: the norm is at most constant L."""
    most = constant * L * (first + second)
    return slopes.between(-most, 2 * form, most)


def bounded(constant, form="derivative"):
    """||H|| <= constant L, in every region and every buffer"""
    return conj(within(form_A(form), constant), in_buffer() >> within(form_B(form), constant))


def definite(p):
    """A symmetric 2 x 2 matrix with a, c, a c - b^2 >= 0 is positive semidefinite."""
    form = a * p_**2 + 2 * b * p_ * q_ + c * q_**2
    held = given(a >= 0, c >= 0, a * c - b**2 >= 0)
    facts = p.split(p.assume(held))
    positive, zero = p.assume(a > 0), p.assume(a == 0)
    inner = p.arith(form >= 0, positive, *facts)
    edge = p.arith(form >= 0, p.arith(b == 0, zero, *facts), zero, *facts)
    either = p.cases(p.arith(disj(a > 0, a == 0), *facts), inner, edge)
    return p.for_all(p.discharge(either, held), a, b, c, p_, q_)


def conditions(top, first, mixed, last):
    """top I +- the block: diagonal and determinant"""
    return conj(
        *(
            one
            for up in (-1, 1)
            for one in (
                top + up * first >= 0,
                top + up * last >= 0,
                (top + up * first) * (top + up * last) - (up * mixed) ** 2 >= 0,
            )
        )
    )


def block_within(p, constant, *where):
    """2 |u^T B v| <= constant L (u_i^2 + u_{i+1}^2 + v_i^2 + v_{i+1}^2) for the block B of B_i,
    where kappa is as in `where`.
    """
    nonzero = p.arith(tau != 0, *p.given)
    known = [p.assume(in_buffer()), *where, *p.given]
    box = given(*(one.formula for one in where), u >= 0, u <= 1, v >= 0, v <= 1)
    top = constant * kappa
    inside = p.lemma(forall(u, v)(box >> conditions(top, *in_units())))
    for place in (y(i) / tau - 1, y(i + 1) / tau):
        inside = p.at(inside, place, defined=[nonzero])
    facts = p.split(p.use(inside, *known))
    psd, here = definite(p), entries(y(i), y(i + 1))
    forms = []
    for up, own in ((-1, facts[:3]), (1, facts[3:])):
        matrix = (top + up * here[0], up * here[1], top + up * here[2])
        there = p.at(psd, *matrix, defined=[nonzero])
        for side in (-1, 1):
            pair = (U(i) + side * W(i), U(i + 1) + side * W(i + 1))
            forms.append(p.use(p.at(there, *pair), *own))
    k_1, k_2, l_1, l_2 = reals("k_1 k_2 l_1 l_2")
    value = a * (k_1 * l_1) + b * (k_1 * l_2 + k_2 * l_1) + c * (k_2 * l_2)
    size = k_1**2 + l_1**2 + (k_2**2 + l_2**2)

    def at(up, side):
        one, two = k_1 + side * l_1, k_2 + side * l_2
        first, mixed, last = top + up * a, up * b, top + up * c
        return first * one**2 + 2 * mixed * one * two + last * two**2 >= 0

    polarized = p.lemma(
        forall(a, b, c, k_1, k_2, l_1, l_2)(
            given(gamma > 0, *(at(up, side) for up in (-1, 1) for side in (-1, 1)))
            >> slopes.between(-constant * L * size, 2 * (gamma * value), constant * L * size)
        )
    )
    polarized = p.at(polarized, *here, U(i), U(i + 1), W(i), W(i + 1), defined=[nonzero])
    return p.use(polarized, *forms, *p.given)


def quadratic_terms(p, constant, bend, left, *sizes):
    """2 |sum of bend u_m v_m| <= constant L sum of left(u_m^2 + v_m^2)"""
    most, body = constant * L, bend(m) * (U(m) * W(m))
    squares = [U(m) ** 2, W(m) ** 2]
    own, beside = (indicator(m == one) * (U(m) ** 2 + W(m) ** 2) for one in (i, i + 1))
    bodies = [body, *squares, *((own, beside) if left else ())]

    def rest(values):
        return values[0] + values[1] - values[2] - values[3] if left else values[0] + values[1]

    def here(q):
        whole, *others = (sum_over(m, q, each) for each in bodies)
        return slopes.between(-most * rest(others), 2 * whole, most * rest(others))

    goal = slopes.between(-most * rest(bodies[1:]), 2 * body, most * rest(bodies[1:]))
    return by_terms(p, m, d, here, bodies, by_place(p, goal, IN_B, *sizes))


def bounded_hessian(p, constant, *where):
    """The steps of `bounded`: kappa is as in `where`."""
    written = p.split(p.use(p.by("saddle.hessian", *LETTERS, d, i, y, U, W), *p.given))
    sizes = [p.arith(gamma > 0, *p.given), p.arith(kappa >= 1, *where, *p.given)]
    plain = quadratic_terms(p, constant, bent_A, False, *sizes)
    region = p.arith(within(form_A(), constant), written[0], plain)

    held = p.assume(in_buffer())
    inside = p.arith(i < d, held)
    rest = quadratic_terms(p, constant, bent_B, True, *sizes)
    pair = Lambda((m,), U(m) ** 2 + W(m) ** 2)
    own = p.use(p.part(p.by("book.sum-pick", pair, i, d), 0), inside)
    picks = p.split(p.by("book.sum-pick", pair, i + 1, d))
    next_one = i + 1 < d
    nonzero = p.arith(tau != 0, *p.given)
    beside = p.use(picks[0], p.assume(next_one))
    last = p.arith(i + 1 == d, p.assume(~next_one), inside)
    none = p.use(picks[1], p.arith(i + 1 >= d, last))
    zero = p.fold(last, p.meet(directions(), *p.given))
    beside = p.cases(p.excluded_middle(next_one), beside, p.arith(beside.formula, none, zero))
    square = p.fold(beside, p.fold(own, block_within(p, constant, *where)))
    A, B, N, V, H, K = reals("A B N V H K")
    most = constant * L
    join = p.lemma(
        forall(Q, N, V, A, B, H, K)(
            given(
                Q == N + V,
                slopes.between(-most * (A + B - H - K), 2 * N, most * (A + B - H - K)),
                slopes.between(-most * (H + K), 2 * V, most * (H + K)),
            )
            >> slopes.between(-(most * (A + B)), 2 * Q, most * (A + B))
        )
    )
    total = sum_over(m, d, bent_B(m) * (U(m) * W(m)))
    sums = (own.sides[0], beside.sides[0])
    for one in (form_B(), total, block(U, W), first, second, *sums):
        join = p.at(join, one, defined=[written[1], nonzero])
    buffer = p.use(join, written[1], rest, square)
    return p.both(region, p.discharge(buffer, in_buffer()))


# --- and no less ----------------------------------------------------------------------------------


def worst(place, ratio):
    """y_i = place tau, y_{i+1} = tau, and u = v = e_i + ratio e_{i+1}"""
    own = indicator(m == i) + Fraction(ratio) * indicator(m == i + 1)
    return conj(
        i + 1 < d,
        y(i) == Fraction(place) * tau,
        y(i + 1) == tau,
        forall(m)(conj(U(m) == own, W(m) == own)),
    )


def reached(place, ratio, constant, form="derivative"):
    """u^T H u < -constant L |u|^2 there"""
    return worst(place, ratio) >> (2 * form_B(form) < -Fraction(constant) * L * (first + second))


def reached_there(p, place, ratio, constant, *where):
    written = p.split(p.use(p.by("saddle.hessian", *LETTERS, d, i, y, U, W), *p.given))
    held = p.assume(worst(place, ratio))
    inside, at_i, at_next, shape = (p.part(held, k) for k in range(4))
    here = p.at(shape, m)
    own, beside = indicator(m == i) * term(1), indicator(m == i + 1) * term(1)
    flat, square = bent_B(m) * (U(m) * W(m)), Fraction(ratio) ** 2
    bodies = [flat, U(m) ** 2, W(m) ** 2, own, beside]
    size = bodies[3] + square * bodies[4]

    def sums(q):
        none, one, two, own, beside = (sum_over(m, q, each) for each in bodies)
        whole = own + square * beside
        return conj(none == 0, one == whole, two == whole)

    each = by_place(p, conj(flat == 0, bodies[1] == size, bodies[2] == size), IN_B, here)
    total = by_terms(p, m, d, sums, bodies, each)
    unit = Lambda((m,), term(1))
    picked = [
        p.use(p.part(p.by("book.sum-pick", unit, one, d), 0), known)
        for one, known in ((i, p.arith(i < d, inside)), (i + 1, inside))
    ]
    values = []
    for one, size in ((i, term(1)), (i + 1, term(Fraction(ratio)))):
        bits = [
            p.indicator(event, truth, p.arith(event if truth else ~event))
            for event, truth in ((one == i, one is i), (one == i + 1, one is not i))
        ]
        values.append(p.arith(conj(U(one) == size, W(one) == size), p.at(shape, one), *bits))
    nonzero = p.arith(tau != 0, *p.given)
    u_value = term(Fraction(place) - 1)
    one, mixed, last = in_units(u_value, term(1))
    value = gamma * (one + 2 * Fraction(ratio) * mixed + square * last)
    u_there = p.arith(y(i) / tau - 1 == u_value, at_i, nonzero)
    v_there = p.arith(y(i + 1) / tau == 1, at_next, nonzero)
    there = p.arith(block(U, W) == block(U, W), nonzero)
    for equation in (u_there, v_there):
        left = there.sides[0]
        there = p.rewrite(equation, there, left == p.unfold(equation, there).sides[1])
    numbers = there.sides[1]
    there = p.arith(block(U, W) == value, there, p.arith(numbers == value, *values))
    bound = -Fraction(constant) * L * (1 + square)
    steep = p.arith(value < bound, *where, *p.given[:1])
    whole = p.unfold(there, written[1])
    none, lengths = (
        p.part(total, 0),
        p.arith(conj(first == 1 + square, second == 1 + square), total, *picked),
    )
    A, B, N, V = reals("A B N V")
    join = p.lemma(
        forall(Q, N, V, A, B)(
            given(Q == N + V, N == 0, V < bound, A == 1 + square, B == 1 + square)
            >> (2 * Q < -Fraction(constant) * L * (A + B))
        )
    )
    for one in (form_B(), none.sides[0], value, first, second):
        join = p.at(join, one, defined=[whole, written[1], nonzero])
    end = p.use(join, whole, none, steep, lengths)
    return p.discharge(end, worst(place, ratio))
