"""Twice continuously differentiable functions of two variables, made of those of one."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    exists,
    forall,
    functions,
    given,
    minimum,
    reals,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import analysis
from .gluing import continuous_by_slope, continuous_by_table, is_continuous, twice
from .limits import close_product

d, e, s, x, y, z, w = reals("d e s x y z w")
RADII = reals("r_1 r_2 r_3 r_4")
F = functions("F", "real", "real")
U, V, v, W = functions("U V v W", "real")
P, P_1, P_2, Q, Q_1, Q_2, R, R_1, R_2 = functions("P P_1 P_2 Q Q_1 Q_2 R R_1 R_2", "real")
LINES = (P, P_1, P_2), (Q, Q_1, Q_2), (R, R_1, R_2)


def close(value, radius=d):
    """Near (x, z) the value is within e of its value there."""
    near = conj(x - radius < y, y < x + radius, z - radius < w, w < z + radius)
    return forall(y, w)(near >> (abs(value(y, w) - value(x, z)) < e))


def continuous_in_two(value):
    return forall(x, z, e)((e > 0) >> exists(d)((d > 0) & close(value)))


def smooth_in_two(value, first, second, in_first, mixed, in_second):
    """The value is twice continuously differentiable, with these derivatives."""
    slopes = (
        deriv(s, value(s, z), x) == first(x, z),
        deriv(s, value(x, s), z) == second(x, z),
        deriv(s, first(s, z), x) == in_first(x, z),
        deriv(s, first(x, s), z) == mixed(x, z),
        deriv(s, second(s, z), x) == mixed(x, z),
        deriv(s, second(x, s), z) == in_second(x, z),
    )
    return conj(forall(x, z)(conj(*slopes)), *map(continuous_in_two, (in_first, mixed, in_second)))


SLOPES = functions("F_1 F_2 F_11 F_12 F_22", "real", "real")


def smooth(value):
    """The value is twice continuously differentiable."""
    return exists(*SLOPES)(smooth_in_two(value, *SLOPES))


def shown(k, value, derivatives, step):
    """`smooth` from `smooth_in_two` with these derivatives."""
    for n in reversed(range(len(SLOPES))):
        formula = exists(*SLOPES[n:])(smooth_in_two(value, *derivatives[:n], *SLOPES[n:]))
        step = k.exhibit(formula, Lambda((x, z), derivatives[n](x, z)), step)
    return step


def sum_says():
    whole = forall(x, z)(F(x, z) == U(x) + V(x) * v(z) + W(z))
    return forall(F, U, V, v, W)(
        given(whole, *map(is_continuous, (U, V, v, W))) >> continuous_in_two(F)
    )


@claim("book.continuous-in-two", analysis("theorem 4.9"), says=sum_says)
def continuous_sum(judge):
    """U(x) + V(x) v(z) + W(z) is continuous, for continuous functions of one variable."""
    k = judge.theorem()
    whole, *pieces = k.given
    positive = k.assume(e > 0)
    share = e / 3
    scale = 1 + abs(V(x)) + abs(v(z)) + share
    size = share / scale
    nonzero = k.arith(scale != 0, positive)
    A, B, C, D = reals("A B C D")
    sizes = forall(e, A, B)(
        given(e > 0, A >= 0, B >= 0)
        >> conj(
            e / 3 / (1 + A + B + e / 3) > 0,
            e / 3 / (1 + A + B + e / 3) * (1 + A + B + e / 3) == e / 3,
            e / 3 / (1 + A + B + e / 3) <= e / 3,
        )
    )
    small = k.lemma(sizes, e, abs(V(x)), abs(v(z)))
    small = k.split(k.use(small, positive, k.arith(abs(V(x)) >= 0), k.arith(abs(v(z)) >= 0)))
    existences, found = [], []
    for piece, place, radius in zip(pieces, (x, x, z, z), RADII):
        near = k.at(piece, place, size, defined=[nonzero])
        existences.append(k.use(near, small[0]))
        found.append(k.such(existences[-1], radius))
    least = minimum(minimum(RADII[0], RADII[1]), minimum(RADII[2], RADII[3]))
    inside = k.assume(conj(x - least < y, y < x + least, z - least < w, w < z + least))
    gaps = [k.use(k.at(k.part(one, 1), place), inside) for one, place in zip(found, (y, y, w, w))]
    weak = forall(A, B, C)(given(abs(A - B) < C) >> (abs(A - B) <= C))
    one, two = (
        k.use(k.at(k.lemma(weak), *values, size, defined=[nonzero]), gap)
        for values, gap in zip(((V(y), V(x)), (v(w), v(z))), gaps[1:3])
    )
    product = k.at(
        close_product(k, A, B, D), V(y), v(w), V(x), v(z), size, share, defined=[nonzero]
    )
    product = k.use(product, one, two, *small, positive)
    total = forall(A, B, C, D)(
        given(abs(A) < D, D <= e / 3, abs(B) <= e / 3, abs(C) < D) >> (abs(A + B + C) < e)
    )
    values = (U(y) - U(x), V(y) * v(w) - V(x) * v(z), W(w) - W(z))
    total = k.use(k.at(k.lemma(total), *values, size, defined=[nonzero]), *gaps, *small, product)
    gap = k.arith(abs(F(y, w) - F(x, z)) < e, total, k.at(whole, x, z), k.at(whole, y, w))
    gap = k.for_all(k.discharge(gap, inside.formula), y, w)
    step = k.both(k.arith(least > 0, *(k.part(one, 0) for one in found)), gap)
    step = k.exhibit(exists(d)((d > 0) & close(F)), least, step)
    for existence, radius in reversed(list(zip(existences, RADII))):
        step = k.obtain(existence, step, radius)
    return k.qed(k.for_all(k.discharge(step, positive.formula), x, z, e))


@continuous_sum.mutant
def with_a_jump(judge):
    return falsify(forall(x)((x <= 0) >> (abs(x - 1) < 1)))


def derivatives(P, Q, R):
    """Of P(x) + Q(x) z^2 + R(z), where each is given with its first and second derivative"""
    return (
        lambda x, z: P[1](x) + Q[1](x) * z**2,
        lambda x, z: 2 * Q[0](x) * z + R[1](z),
        lambda x, z: P[2](x) + Q[2](x) * z**2,
        lambda x, z: 2 * Q[1](x) * z,
        lambda x, z: 2 * Q[0](x) + R[2](z),
    )


def in_plane_says():
    whole = forall(x, z)(F(x, z) == P(x) + Q(x) * z**2 + R(z))
    return forall(F, *LINES[0], *LINES[1], *LINES[2])(
        given(whole, *(twice(*one) for one in LINES)) >> smooth_in_two(F, *derivatives(*LINES))
    )


@claim(
    "book.twice-in-two",
    analysis("theorem 9.21"),
    says=in_plane_says,
    uses=("book.continuous", "book.continuous-in-two"),
)
def twice_in_the_plane(judge):
    """P(x) + Q(x) z^2 + R(z) is twice continuously differentiable in the plane, when P, Q and R
    are on the line.
    """
    k = judge.theorem()
    whole, *pieces = k.given
    first, second, in_first, mixed, in_second = derivatives(*LINES)
    of_P, of_Q, of_R = pieces[:3], pieces[3:6], pieces[6:]
    table = [k.at(step, x) for step in (*of_P[:2], *of_Q[:2])]
    table += [k.at(step, z) for step in of_R[:2]]

    def slope(function, name, value, known=None):
        """The derivative of function(x, z) in a name."""
        mean = deriv(s, function(x, z).put(name, s), name)
        return k.arith(mean == value(x, z), known or k.derivative(mean, *table), *table)

    def slope_of_whole(name, value):
        inside = k.assume(conj(name - 1 < s, s < name + 1))
        same = k.at(whole, *((s, z) if name is x else (x, s)))
        body = same.sides[1]
        same = k.for_all(k.discharge(same, inside.formula), s)
        known = k.derivative(deriv(s, body, name), *table)
        return slope(F, name, value, k.derivative_of_equal(same, known))

    slopes = [
        slope_of_whole(x, first),
        slope_of_whole(z, second),
        slope(first, x, in_first),
        slope(first, z, mixed),
        slope(second, x, mixed),
        slope(second, z, in_second),
    ]

    def by_slope(f, step):
        """f, which has the derivatives of the step, and that it is continuous."""
        return f, continuous_by_slope(k, f, k.differentiable(deriv(s, f(s), x), k.at(step, x)))

    def by_own_table(f):
        return f, continuous_by_table(k, f)

    def continuous(value, *parts):
        """value = U(x) + V(x) v(z) + W(z), from these functions and that they are continuous."""
        functions_, known = zip(*parts)
        names = (x, x, z, z)
        one, two, three, four = (f(name) for f, name in zip(functions_, names))
        same = k.for_all(k.arith(value(x, z) == one + two * three + four), x, z)
        lambdas = (Lambda((name,), f(name)) for f, name in zip(functions_, names))
        rule = k.by("book.continuous-in-two", Lambda((x, z), value(x, z)), *lambdas)
        return k.use(rule, same, *known)

    zero, square = by_own_table(lambda t: term(0)), by_own_table(lambda t: t**2)
    two, double = by_own_table(lambda t: term(2)), by_own_table(lambda t: 2 * t)
    ends = [
        continuous(in_first, (P_2, of_P[2]), (Q_2, of_Q[2]), square, zero),
        continuous(mixed, zero, by_slope(Q_1, of_Q[1]), double, zero),
        continuous(in_second, zero, by_slope(Q, of_Q[0]), two, (R_2, of_R[2])),
    ]
    return k.qed(k.both(k.for_all(k.both(*slopes), x, z), *ends))


@twice_in_the_plane.mutant
def with_the_wrong_mixed_derivative(judge):
    """x z^2 has the mixed derivative 2 z, not z."""
    return falsify(forall(z)(2 * z == z))
