"""The Hessian of f as a bilinear form, u^T H v = sum over m, n of u_m H_mn v_n, for every d.

It is the derivative along v of the slope along u (`saddle.gradient-A`, `saddle.gradient-B`). The
directions u and v are sequences; like y(d) they are 0 at d, the coordinate after the last.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    disj,
    forall,
    given,
    indicator,
    read,
    reals,
    sequences,
    sum_over,
    term,
)

from . import chapter_7, slopes
from .construction import scaled
from .gradient import LETTERS, d, i, m, s, y
from .slopes import WRITTEN, L, gamma, kappa, tau, u, v, x, z

U, W = sequences("U V")
M, P, Q = reals("M P Q")
p_, q_, a, b, c = reals("p q a b c")
PLACES = (m < i, m == i, m == i + 1, m > i + 1)


def numbers(least=1):
    """gamma > 0, L >= gamma, tau > 0"""
    return given(gamma > 0, kappa >= least, tau > 0)


def entries(place=None, after=None):
    """d^2 g/dx_i^2, d^2 g/dx_i dx_{i+1}, d^2 g/dx_{i+1}^2 over gamma at a place"""
    at = (u, v) if place is None else (place / tau - 1, after / tau)
    names = {"kappa": kappa, "u": at[0], "v": at[1]}
    return tuple(read(one, names) for one in (scaled().a, scaled().b, scaled().c))


@claim(
    "saddle.scaled.second",
    chapter_7("Lemma 7.4"),
    formula=r"\nabla^2g\,(p,q)=\gamma\begin{pmatrix}a&b\\b&c\end{pmatrix}(p,q)",
    says=lambda half=1: forall(*LETTERS, x, z, p_, q_)(
        (tau > 0)
        >> conj(
            *(
                deriv(s, slope(x + s * p_, z + s * q_, WRITTEN), 0)
                == gamma * (one * (half * p_ if half != 1 else p_) + other * q_)
                for slope, one, other in columns(x, z)
            )
        )
    ),
    instance={"values": {"tau": "1"}},
)
def second_derivatives(judge, half=1):
    """The derivatives of the partial derivatives of g along a direction (p, q), in kappa, u =
    x_i/tau - 1, v = x_{i+1}/tau.
    """
    k = judge.theorem()
    nonzero = k.arith(tau != 0, *k.given)
    found = []
    for which in range(2):
        goal = k.target.part(which)
        mean = type(x)(goal.node[1], goal.sorts)
        found.append(k.arith(goal, k.derivative(mean, nonzero), nonzero))
    return k.qed(k.both(*found))


def columns(place, after):
    first, mixed, last = entries(place, after)
    return (slopes.along, first, mixed), (slopes.across, mixed, last)


@second_derivatives.mutant
def half_of_the_first(judge):
    from .splines import scaled_forms

    return scaled_forms.check(judge, half=1)


# --- u^T H v --------------------------------------------------------------------------------------


def moved(n):
    return y(n) + s * W(n)


def steep(n):
    """The slope along u of a coordinate with a quadratic term of its own, at y + s v"""
    settled = indicator(n < i) * (2 * L * (moved(n) - 4 * tau))
    return settled + indicator(n > i + 1) * (2 * L * moved(n))


def steep_in_A(n):
    settled = indicator(n < i) * (2 * L * (moved(n) - 4 * tau))
    own = indicator(n == i) * (2 * gamma * moved(n))
    return settled - own + indicator(n > i) * (2 * L * moved(n))


def bent_in_A(n):
    return indicator(n < i) * (2 * L) - indicator(n == i) * (2 * gamma) + indicator(n > i) * (2 * L)


def bent_in_B(n):
    return indicator(n < i) * (2 * L) + indicator(n > i + 1) * (2 * L)


def block(first, second):
    """gamma times the form of the block of x_i and x_{i+1}"""
    one, mixed, last = entries(y(i), y(i + 1))
    return gamma * (
        one * (first(i) * second(i))
        + mixed * (first(i) * second(i + 1) + first(i + 1) * second(i))
        + last * (first(i + 1) * second(i + 1))
    )


def form_A(form="derivative"):
    """u^T H v in A_i"""
    if form == "derivative":
        return deriv(s, sum_over(m, d, U(m) * steep_in_A(m)), 0)
    return sum_over(m, d, bent_in_A(m) * (U(m) * W(m)))


def form_B(form="derivative"):
    """u^T H v in B_i"""
    if form == "derivative":
        here = slopes.along(moved(i), moved(i + 1), WRITTEN)
        beside = slopes.across(moved(i), moved(i + 1), WRITTEN)
        return deriv(s, sum_over(m, d, U(m) * steep(m)) + (U(i) * here + U(i + 1) * beside), 0)
    return sum_over(m, d, bent_in_B(m) * (U(m) * W(m))) + block(U, W)


def quadratic(p, slope, bend):
    """The derivative of the sum, term by term"""
    mean = deriv(s, U(m) * slope(m), 0)
    one = p.arith(mean == bend(m) * (U(m) * W(m)), p.derivative(mean))
    return p.derivative_of_sum(p.for_all(p.discharge(one, m < d), m))


@claim(
    "saddle.hessian",
    chapter_7("equations (7.6) to (7.10)"),
    formula=r"u^\top\nabla^2f\,v=\sum_mh_mu_mv_m\text{ in }A_i,\quad\sum_{m\ne i,i+1}2Lu_mv_m+"
    r"\gamma(u_i,u_{i+1})\begin{pmatrix}a&b\\b&c\end{pmatrix}(v_i,v_{i+1})\text{ in }B_i",
    says=lambda: forall(*LETTERS, d, i, y, U, W)(
        (tau > 0) >> conj(form_A() == form_A(WRITTEN), form_B() == form_B(WRITTEN))
    ),
    uses=("saddle.scaled.second",),
    instance={"values": {"tau": "1"}},
)
def block_diagonal(judge):
    """The Hessian of f is diagonal in A_i, and in B_i diagonal but for the 2 x 2 block of x_i and
    x_{i+1}: for every d and all directions.
    """
    p = judge.theorem()
    first = quadratic(p, steep_in_A, bent_in_A)
    nonzero = p.arith(tau != 0, *p.given)
    total = quadratic(p, steep, bent_in_B)
    place = (y(i), y(i + 1), W(i), W(i + 1))
    known = p.use(p.by("saddle.scaled.second", *LETTERS, *place), *p.given)
    table = p.derivative(form_B(), total, *p.split(known), nonzero)
    return p.qed(p.both(first, p.arith(p.target.part(1), table, nonzero)))


@block_diagonal.mutant
def half_the_mixed_entry(judge):
    from . import diff, holds
    from .construction import spline, symbols, to_scaled

    q = symbols()
    mixed = to_scaled(diff(spline().g, q.x, q.z))
    where = [(q.gamma, ">", 0), (q.tau, ">", 0)]
    return holds(judge, (mixed, "==", q.gamma * scaled().b / 2), where)


# --- its norm -------------------------------------------------------------------------------------

FACTS = ("saddle.hessian", "book.sum-pick")


def point(kappa, place, ratio):
    """An instance: d = 2, y = (place, 1), u = v = (1, ratio)"""
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
    inside = p.lemma(forall(u, v)(box >> conditions(top, *entries())))
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
    return by_terms(p, m, d, here, bodies, by_place(p, goal, *sizes))


def by_place(p, goal, *premises):
    """The goal for each place of m, with the values of the indicators"""
    parts = []
    for number, event in enumerate(PLACES):
        held = p.assume(event)
        known = []
        for place, one in enumerate((*PLACES, m > i)):
            truth = one is event or (place == 4 and number >= 2)
            known.append(p.indicator(one, truth, p.arith(one if truth else ~one, held)))
        parts.append(p.arith(goal, *known, *premises))
    return p.cases(p.arith(disj(*PLACES)), *parts)


def bounded_hessian(p, constant, *where):
    """The steps of `bounded`: kappa is as in `where`."""
    written = p.split(p.use(p.by("saddle.hessian", *LETTERS, d, i, y, U, W), *p.given))
    sizes = [p.arith(gamma > 0, *p.given), p.arith(kappa >= 1, *where, *p.given)]
    plain = quadratic_terms(p, constant, bent_in_A, False, *sizes)
    region = p.arith(within(form_A(), constant), written[0], plain)

    held = p.assume(in_buffer())
    inside = p.arith(i < d, held)
    rest = quadratic_terms(p, constant, bent_in_B, True, *sizes)
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
    total = sum_over(m, d, bent_in_B(m) * (U(m) * W(m)))
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
    flat, square = bent_in_B(m) * (U(m) * W(m)), Fraction(ratio) ** 2
    bodies = [flat, U(m) ** 2, W(m) ** 2, own, beside]
    size = bodies[3] + square * bodies[4]

    def sums(q):
        none, one, two, own, beside = (sum_over(m, q, each) for each in bodies)
        whole = own + square * beside
        return conj(none == 0, one == whole, two == whole)

    each = by_place(p, conj(flat == 0, bodies[1] == size, bodies[2] == size), here)
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
    names = {"kappa": kappa, "u": term(Fraction(place) - 1), "v": term(1)}
    one, mixed, last = (read(part, names) for part in (scaled().a, scaled().b, scaled().c))
    value = gamma * (one + 2 * Fraction(ratio) * mixed + square * last)
    u_there = p.arith(y(i) / tau - 1 == names["u"], at_i, nonzero)
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
