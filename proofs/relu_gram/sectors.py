"""The probability that two half-spaces have in common, from the symmetries of the normal law: how
often w . x_i >= 0 and w . x_j >= 0 together, for every d.

g(c, o) are the weights of one neuron on the outcome o. Of the law N(0, I) two properties are used:
a half-space g . x >= 0 has the probability 1/2, and what two of them have in common depends on the
inner product of their unit vectors alone, as rotations do not change the law: it is G(x . y).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    cos,
    forall,
    functions,
    given,
    indicator,
    integrable,
    mean_of_combination,
    pi,
    reals,
    sequences,
    sin,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.events import truths
from . import thesis
from .network import c, d
from .start import o

g = functions("g", "nat", "sample")
G = functions("G", "real")
p, q, e, f = sequences("p q e f")
s, t, theta = reals("s t theta")


def along(p):
    """g . p"""
    return sum_over(c, d, g(c, o) * p(c))


def inner(p, q):
    return sum_over(c, d, p(c) * q(c))


def turned(t):
    """u_t = cos(t) e + sin(t) f"""
    return lambda c: cos(t) * e(c) + sin(t) * f(c)


def sums(k, bodies, here, *known):
    """A relation between sums over the coordinates, term by term."""
    relation = lambda n: here(*(sum_over(c, n, one) for one in bodies))  # noqa: E731
    return by_terms(k, c, d, relation, bodies, *known)


def on(value):
    return indicator(value >= 0)


def together(p, q):
    """P(g . p >= 0, g . q >= 0)"""
    return E(o, on(along(p)) * on(along(q)))


def rotation_invariant():
    """Half-spaces have the probability 1/2, and two of them in common G of the inner product."""
    half = forall(p)((inner(p, p) == 1) >> (Prob(o, along(p) >= 0) == "1/2"))
    units = conj(inner(p, p) == 1, inner(q, q) == 1)
    return conj(half, forall(p, q)(units >> (together(p, q) == G(inner(p, q)))))


def opposite(c):
    return -f(c)


def entry(p, q):
    """H_inf(p, q) = p . q P(g . p >= 0, g . q >= 0)"""
    return inner(p, q) * together(p, q)


def antipode_says():
    half = conj(*(Prob(o, along(one) >= 0) == "1/2" for one in (p, f, opposite)))
    both = together(p, f), together(p, opposite)
    return forall(g, p, f, d)(
        given(half, *(integrable(one) for one in both))
        >> conj(
            both[0] + both[1] == "1/2", entry(p, f) - entry(p, opposite) == inner(p, f) / 2
        )
    )  # fmt: skip


@claim("relu2.asm-2.1.antipode", thesis("Assumption 2.1"), says=antipode_says)
def antipode(judge):
    """H_inf between an input p and an antipodal pair f, -f differs by half the inner product.

    The half-spaces of f and -f cover everything and meet in a null set, since both have the
    probability 1/2: so what they have in common with that of p adds up to 1/2.
    """
    k = judge.theorem()
    half, has = k.given[:3], list(k.given[3:])
    X, Y, Z = along(p), along(f), along(opposite)
    back = sums(k, [g(c, o) * opposite(c), g(c, o) * f(c)], lambda one, two: one == -two)
    angle = sums(k, [p(c) * opposite(c), p(c) * f(c)], lambda one, two: one == -two)
    edge = on(Y) + on(Z) - 1
    goal = conj(term(0) <= on(X) * edge, on(X) * edge <= edge)
    bounds = truths(k, goal, (X >= 0, Y >= 0, Z >= 0), back)
    own = [k.arith(integrable(E(o, on(one))), step) for one, step in zip((X, Y, Z), half)]
    one, zero = k.mean_of_constant(o, term(1)), k.mean_of_constant(o, term(0))
    sure = [k.arith(integrable(E(o, term(n))), step) for n, step in ((1, one), (0, zero))]
    shared = mean_of_combination(
        k, o, on(X) * edge,
        [(1, on(X) * on(Y), has[0]), (1, on(X) * on(Z), has[1]), (-1, on(X), own[0])],
    )  # fmt: skip
    whole = mean_of_combination(
        k, o, edge, [(1, on(Y), own[1]), (1, on(Z), own[2]), (-1, 1, sure[0])]
    )
    ends = [
        k.arith(integrable(E(o, e)), step) for e, step in ((on(X) * edge, shared), (edge, whole))
    ]
    above = k.mean_is_monotone(k.for_all(k.part(bounds, 0), o), sure[1], ends[0])
    below = k.mean_is_monotone(k.for_all(k.part(bounds, 1), o), *ends)
    total = k.arith(k.target.part(0), above, below, zero, one, shared, whole, *half)
    A, B, S = reals("A B S")
    rule = forall(A, B, S, s)(given(A + B == "1/2", s == -S) >> (S * A - s * B == S / 2))
    rule = k.lemma(rule, together(p, f), together(p, opposite), inner(p, f), inner(p, opposite),
                   defined=has)  # fmt: skip
    return k.qed(k.both(total, k.use(rule, total, angle)))


@antipode.mutant
def the_whole_inner_product(judge):
    """H_inf(x, e) - H_inf(x, -e) = x . e: for one input with itself it is 1/2."""
    return falsify(forall(s, t)(given(s == "1/2", t == 0) >> (s - t == 1)))


def common(k, one, two, product, *units):
    """P(g . one >= 0, g . two >= 0) == G(value), from `product`: one . two == value"""
    vectors = [Lambda((c,), each(c)) for each in (one, two)]
    return k.unfold(product, k.use(k.at(k.given[1], *vectors), *units))


def with_opposite(k, one, two, units, product, value):
    """G(value) + G(-value) == 1/2, from the unit vectors `one` and `two` with this inner product:
    the half-space of `one` with those of `two` and -two.
    """
    back = lambda c: -two(c)  # noqa: E731
    unit = sums(k, [back(c) * back(c), two(c) * two(c)], lambda one, two: one == two)
    unit = k.arith(inner(back, back) == 1, unit, units[1])
    turned = sums(k, [one(c) * back(c), one(c) * two(c)], lambda one, two: one == -two)
    turned = k.arith(inner(one, back) == -value, turned, product)
    both = [common(k, one, two, product, *units), common(k, one, back, turned, units[0], unit)]
    fair = [
        k.use(k.at(k.given[0], Lambda((c,), each(c))), length)
        for each, length in ((one, units[0]), (two, units[1]), (back, unit))
    ]
    has = [k.arith(integrable(each.sides[0]), each) for each in both]
    total = k.use(k.by("relu2.asm-2.1.antipode", g, one, two, d), *fair, *has)
    return k.arith(G(term(value)) + G(term(-value)) == "1/2", k.part(total, 0), *both)


def plane_says():
    basis = conj(inner(e, e) == 1, inner(f, f) == 1, inner(e, f) == 0)
    inside = conj(t > 0, t < pi)
    return forall(g, G, e, f, d)(
        given(rotation_invariant(), basis)
        >> forall(t)(inside >> (G(cos(t)) == term("1/2") - t / (2 * pi)))
    )


@claim(
    "relu2.asm-2.1.sector-probability",
    thesis("Assumption 2.1"),
    says=plane_says,
    uses=("book.additive-is-linear", "relu2.asm-2.1.antipode"),
)
def sector_probability(judge):
    """Two half-spaces whose unit vectors have the angle t, 0 < t < pi, in common: the probability
    is 1/2 - t/(2 pi).

    u_t = cos(t) e + sin(t) f turns in a plane. What u_0 has and u_t has not is additive in t, since
    sin(s + t) u_s = sin(t) u_0 + sin(s) u_(s + t), not negative, and 1/4 at t = pi/2, as f and -f
    share the half-space of e.
    """
    k = judge.theorem()
    half, _, *basis = k.given
    # u_t . u_t, e . u_t and u_s . u_(s + t)
    u, v, w = turned(t), turned(s), turned(s + t)
    basics = [e(c) * e(c), e(c) * f(c), f(c) * f(c)]
    C, S = cos(t), sin(t)
    length = sums(
        k,
        [u(c) * u(c), *basics],
        lambda whole, ee, ef, ff: whole == C**2 * ee + 2 * C * S * ef + S**2 * ff,
    )
    length = k.arith(inner(u, u) == 1, length, *basis, k.arith(C**2 + S**2 == 1))
    unit = k.for_all(length, t)
    first = sums(k, [e(c) * u(c), *basics[:2]], lambda whole, ee, ef: whole == C * ee + S * ef)
    first = k.arith(inner(e, u) == C, first, *basis)
    from_e = k.for_all(common(k, e, u, first, basis[0], length), t)
    a, b = (cos(s), sin(s)), (cos(s + t), sin(s + t))
    mixed = sums(
        k,
        [v(c) * w(c), *basics],
        lambda whole, ee, ef, ff: (
            whole == a[0] * b[0] * ee + (a[0] * b[1] + a[1] * b[0]) * ef + a[1] * b[1] * ff
        ),
    )
    angle = k.arith(
        a[0] * b[0] + a[1] * b[1] == C,
        k.arith(conj(b[0] == a[0] * C - a[1] * S, b[1] == a[1] * C + a[0] * S)),
        k.arith(a[0] ** 2 + a[1] ** 2 == 1),
    )
    mixed = k.arith(inner(v, w) == C, mixed, *basis, angle)
    later = common(k, v, w, mixed, k.at(unit, s), k.at(unit, s + t))
    # sin(s + t) u_s = sin(t) u_0 + sin(s) u_(s + t)
    known = k.assume(conj(s > 0, t > 0, s < pi, t < pi) & (s + t < pi))
    values = [along(e), along(v), along(w)]
    lines = sums(
        k,
        [g(c, o) * e(c), g(c, o) * f(c), g(c, o) * v(c), g(c, o) * w(c)],
        lambda x, y, one, two: conj(one == a[0] * x + a[1] * y, two == b[0] * x + b[1] * y),
    )
    weights = [b[1], S, a[1]]
    positive = [k.arith(one > 0, known) for one in weights]
    addition = k.arith(conj(b[0] == a[0] * C - a[1] * S, b[1] == a[1] * C + a[0] * S))
    X, Y, Z = values
    relation = k.arith(
        b[1] * Y == S * X + a[1] * Z, lines, addition, k.arith(a[0] ** 2 + a[1] ** 2 == 1)
    )
    same = k.use(k.at(exclusive(k), X, Y, Z, *weights), *positive, relation)
    fair = [
        k.use(k.at(half, Lambda((c,), one(c))), length_of)
        for one, length_of in ((e, basis[0]), (v, k.at(unit, s)))
    ]
    pairs = [k.at(from_e, s), later]
    parts = [
        (1, on(X) * on(Y), k.arith(integrable(E(o, on(X) * on(Y))), pairs[0])),
        (-1, on(Y), k.arith(integrable(E(o, on(Y))), fair[1])),
        (1, on(Y) * on(Z), k.arith(integrable(E(o, on(Y) * on(Z))), pairs[1])),
    ]
    added = mean_of_combination(k, o, on(X) * on(Z), parts, same)
    left = lambda t: term("1/2") - G(cos(t))  # noqa: E731
    added = k.arith(left(s + t) == left(s) + left(t), added, *pairs, fair[1], k.at(from_e, s + t))
    added = k.for_all(k.discharge(added, known.formula), s, t)
    # not negative
    smaller = k.arith(on(X) * on(Y) <= on(X), k.indicator_range(X >= 0), k.indicator_range(Y >= 0))
    own = k.arith(integrable(E(o, on(X))), fair[0])
    smaller = k.mean_is_monotone(k.for_all(smaller, o), parts[0][2], own)
    never = k.arith(left(s) >= 0, smaller, pairs[0], fair[0])
    never = k.for_all(k.discharge(never, conj(s > 0, s < pi)), s)
    # a quarter at the right angle
    quarter = k.arith(G(0) == "1/4", with_opposite(k, e, f, basis[:2], basis[2], 0))
    inside = k.assume(conj(t > 0, t < pi))
    linear = k.use(k.by("book.additive-is-linear", Lambda((t,), left(t)), pi), added, never)
    linear = k.use(k.at(linear, t, pi / 2), inside)
    linear = k.unfold(k.arith(cos(pi / 2) == 0), linear)
    end = k.arith(G(C) == term("1/2") - t / (2 * pi), linear, quarter)
    return k.qed(k.for_all(k.discharge(end, inside.formula), t))


@sector_probability.mutant
def half_the_probability(judge):
    """1/2 - t/pi: at the angle 1 it is above 1/3."""
    return falsify(
        forall(t, s)(given(t == 1, s > "1/3") >> (s == term("1/2") - t / pi)),
        hints=[{"values": {"t": "1", "s": "34/100"}}],
    )


def exclusive(k):
    """Of 1{x >= 0}, 1{y >= 0}, 1{z >= 0}, where y is a positive combination of x and z."""
    x, y, z, T, U, V = reals("x y z T U V")
    relation = k.assume(conj(T > 0, U > 0, V > 0, T * y == U * x + V * z))
    goal = on(x) * on(z) == on(x) * on(y) - on(y) + on(y) * on(z)
    step = truths(k, goal, (x >= 0, y >= 0, z >= 0), relation)
    return k.for_all(k.discharge(step, relation.formula), x, y, z, T, U, V)
