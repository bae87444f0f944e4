"""Stochastic gradient descent while the gradient points away from a minimum: it stays near for T
steps. d(t) = w_t - w* and the gradients g(t), with the mean G(t) given the past, are random vectors
with p coordinates.

The walk is stopped when it leaves: V_(t + 1) = (1 - x) V_t + Y_t collects the noise Y_t of the
steps before, discounted by x = 2 eta gamma'.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    exp,
    forall,
    functions,
    given,
    indicator,
    integrable,
    log,
    nats,
    reals,
    samples,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.events import implied
from . import chapter_6
from .stay_near import place

o = samples("o")
c, i, t, T, p = nats("c i t T p")
d, g, G = functions("d g G", "nat", "nat", "sample")
V = functions("V", "nat", "sample")
s = reals("s")
eta, gamma, B, r_0, r_1, delta = reals("eta gamma_low B r_0 r_1 delta")
A, C, D, N, P, Q, R, X, Y = reals("A C D N P Q R X Y")


def inner(f, h, time=t):
    return sum_over(c, p, f(time, c, o) * h(time, c, o))


def square(f, time=t):
    return sum_over(c, p, f(time, c, o) ** 2)


def near(time):
    """|d_i| <= r_1 for all i <= time"""
    return forall(i)((i <= time) >> (square(d, i) <= r_1**2))


def noise(time=t):
    """Y_t = 2 eta <G - g, d> while the walk has not left"""
    return 2 * eta * gap(time) * indicator(near(time))


def gap(time=t):
    """<G - g, d>"""
    return sum_over(c, p, (G(time, c, o) - g(time, c, o)) * d(time, c, o))


def rate():
    return 1 - 2 * eta * gamma


def walking():
    """d_(t + 1) = d_t - eta g_t from |d_0| <= r_0"""
    start = forall(o)(square(d, 0) <= r_0**2)
    return start, forall(t, c, o)(d(t + 1, c, o) == d(t, c, o) - eta * g(t, c, o))


def pushed():
    """What holds where |d| <= r_1: the gradient points away from the minimum, no gradient is longer
    than B.
    """
    push = inner(G, d) >= gamma * square(d)
    sizes = conj(square(g) <= B**2, square(G) <= B**2)
    return forall(t, o)((square(d) <= r_1**2) >> conj(push, sizes))


def martingale():
    """V collects the noise, which has the mean 0 given the past: the product rule for exp(s V_t)"""
    first = forall(o)(V(0, o) == 0)
    steps = forall(t, o)(V(t + 1, o) == rate() * V(t, o) + noise())
    grown = exp(s * V(t, o))
    rule = forall(s, t)(conj(integrable(E(o, grown)), E(o, grown * noise()) == 0))
    return first, steps, rule


def level():
    return r_1**2 - r_0**2


def far(time):
    return V(time, o) - level() > 0


def short():
    """The conditions on the step"""
    return (
        eta > 0, gamma > 0, B > 0, r_0 > 0, r_1 > r_0, delta > 0, T >= 1,
        2 * eta * gamma <= 1, eta * B**2 <= 2 * gamma * r_0**2,
        16 * eta * B**2 * r_1**2 * log(T / delta) <= gamma * (r_1**2 - r_0**2) ** 2,
    )  # fmt: skip


def measurable():
    none = forall(i)((i < T) >> ~far(i + 1))
    return (
        forall(t)(integrable(Prob(o, V(t, o) >= level()))), forall(t)(integrable(Prob(o, far(t)))),
        integrable(Prob(o, none)), integrable(Prob(o, near(T))),
    )  # fmt: skip


def walk_says():
    return forall(d, g, G, V, eta, gamma, B, r_0, r_1, delta, T, p)(
        given(*short(), *walking(), pushed(), *martingale(), *measurable())
        >> (Prob(o, near(T)) >= 1 - delta)
    )


def advanced(k, calm, steps, known, positive):
    """|d_(t + 1)|^2 <= (1 - x)|d_t|^2 + eta^2 B^2 + Y_t while the walk is near (`calm`)."""
    here = k.apply(k.at(known, t, o), k.apply(k.at(calm, t), k.arith(t <= t)))
    squares = [d(t + 1, c, o) ** 2, d(t, c, o) ** 2, g(t, c, o) * d(t, c, o), g(t, c, o) ** 2]

    def longer(q):
        new, old, mixed, own = (sum_over(c, q, body) for body in squares)
        return new == old - 2 * eta * mixed + eta**2 * own

    rule = k.lemma(
        forall(A, C, D, N, P, Q, R, eta, gamma, B)(
            given(N == D - 2 * eta * Q + eta**2 * R, A == P - Q, P >= gamma * D, R <= B**2,
                  C == 1, eta > 0)
            >> (N <= (1 - 2 * eta * gamma) * D + eta**2 * B**2 + 2 * eta * A * C)
        ),
        gap(), indicator(near(t)), square(d), square(d, t + 1), inner(G, d), inner(g, d),
        square(g), eta, gamma, B,
    )  # fmt: skip
    longer_ = by_terms(k, c, p, longer, squares, k.at(steps, t, c, o))
    return k.use(
        rule, longer_, apart_by(k), k.part(here, 0), k.part(k.part(here, 1), 0),
        k.indicator(near(t), True, calm), positive,
    )  # fmt: skip


def apart_by(k):
    """<G - g, d> = <G, d> - <g, d>"""
    first, second = G(t, c, o), g(t, c, o)
    bodies = [(first - second) * d(t, c, o), first * d(t, c, o), second * d(t, c, o)]

    def both(q):
        whole, mean, own = (sum_over(c, q, body) for body in bodies)
        return whole == mean - own

    return by_terms(k, c, p, both, bodies)


@claim(
    "fsgd.lem-6.2.walk",
    chapter_6(place),
    formula=r"\langle\nabla\ell(w),d\rangle\ge\gamma'\|d\|^2\text{ on }\|d\|\le r_1\implies "
    r"P(\|d_t\|\le r_1\ \forall t\le T)\ge1-\delta",
    hypotheses=(
        "|g|, |grad l| <= B where |d| <= r_1",
        "the noise of a step has the mean 0 given the past: as the product rule for the means "
        "that are used",
        "eta <= min{gamma' (r_1^2 - r_0^2)^2/(16 B^2 r_1^2 log(T/delta)), 2 gamma' r_0^2/B^2, "
        "1/(2 gamma')}",
    ),
    says=walk_says,
    uses=("book.discounted-differences", "book.none-of-many", "book.cauchy-schwarz",
          "book.squares-nonnegative"),
)  # fmt: skip
def walk(judge):
    """Stochastic gradient descent stays within r_1 of a point that the gradient points away from,
    for T steps with probability 1 - delta.

    |d_(t + 1)|^2 <= (1 - x)|d_t|^2 + eta^2 B^2 + Y_t gives |d_t|^2 <= r_0^2 + V_t while the walk
    has not left, so that it leaves only if some V_t reaches r_1^2 - r_0^2; Azuma's inequality for
    the discounted sum, and the union bound over T steps.
    """
    k = judge.theorem()
    (pos, low, B_pos, r_pos, apart, d_pos, many, slow, floor, steep, start, steps, known, first,
     grows, rule_, reach_has, far_has, none_has, goal_has) = k.given  # fmt: skip
    wide = k.arith(r_1 > 0, r_pos, apart)
    # |Y_t| <= 4 eta B r_1
    held = k.assume(near(t))
    close = k.apply(k.at(held, t), k.arith(t <= t))
    here = k.apply(k.at(known, t, o), close)
    vector = lambda f: Lambda((c,), f(t, c, o))  # noqa: E731
    own = k.by("book.squares-nonnegative", vector(d), p)

    def product(f):
        """|f.d| <= B r_1"""
        rule = k.lemma(
            forall(A, D, N, B, r_1)(
                given(N**2 <= A * D, A <= B**2, D <= r_1**2, D >= 0, B > 0, r_1 > 0)
                >> conj(N <= B * r_1, -B * r_1 <= N)
            ),
            square(f), square(d), inner(f, d), B, r_1,
        )  # fmt: skip
        schwarz = k.by("book.cauchy-schwarz", vector(f), vector(d), p)
        size = k.arith(square(f) <= B**2, here)
        return k.use(rule, schwarz, size, close, own, B_pos, wide)

    bit, most = indicator(near(t)), 4 * eta * B * r_1
    rule = k.lemma(
        forall(A, P, Q, X, eta, B, r_1)(
            given(A == P - Q, P <= B * r_1, -B * r_1 <= P, Q <= B * r_1, -B * r_1 <= Q, X == 1,
                  eta > 0)
            >> (abs(2 * eta * A * X) <= 4 * eta * B * r_1)
        ),
        gap(), inner(G, d), inner(g, d), bit, eta, B, r_1,
    )  # fmt: skip
    difference = apart_by(k)
    on = k.indicator(near(t), True, held)
    inside = k.use(rule, difference, product(G), product(g), on, pos)
    gone = k.assume(~near(t))
    rule = forall(eta, B, r_1)(given(eta > 0, B > 0, r_1 > 0) >> (4 * eta * B * r_1 > 0))
    positive = k.lemma(rule, eta, B, r_1)
    positive = k.use(positive, pos, B_pos, wide)
    rule = k.lemma(
        forall(A, X, eta, C)(given(X == 0, C > 0) >> (abs(2 * eta * A * X) <= C)),
        gap(), bit, eta, most,
    )  # fmt: skip
    outside = k.use(rule, k.indicator(near(t), False, gone), positive)
    small = k.for_all(k.cases(k.excluded_middle(near(t)), inside, outside), t, o)
    # P(V_t >= r_1^2 - r_0^2) <= delta/T
    product_ = k.use(k.lemma(forall(A, C)(given(A > 0, C > 0) >> (2 * A * C > 0)), eta, gamma),
                     pos, low)  # fmt: skip
    nonzero = k.arith(2 * eta * gamma != 0, product_)
    sum_ = k.lemma(
        forall(A, C)(
            given(2 * A * C > 0, 2 * A * C <= 1)
            >> conj((1 - 2 * A * C) ** 2 * (1 / (2 * A * C)) + 1 <= 1 / (2 * A * C),
                    1 / (2 * A * C) > 0, 1 - 2 * A * C >= 0)
        ),
        eta, gamma,
    )  # fmt: skip
    closed, large, share = k.split(k.use(sum_, product_, slow))
    high = k.use(
        k.lemma(forall(r_0, r_1)(given(r_0 > 0, r_1 > r_0) >> (r_1**2 - r_0**2 > 0)), r_0, r_1),
        r_pos, apart,
    )  # fmt: skip
    tail = k.by("book.discounted-differences", V, Lambda((t, o), noise()), rate(), most,
                1 / (2 * eta * gamma), level(), defined=[nonzero])  # fmt: skip
    tail = k.use(tail, share, positive, large, closed, high, first, grows, small, rule_, reach_has)
    size = (r_1**2 - r_0**2) ** 2
    nonzero_ = k.arith(2 * (4 * eta * B * r_1) ** 2 * (1 / (2 * eta * gamma)) != 0, positive, large)
    exponent = k.lemma(
        forall(eta, gamma, B, r_1, A, X)(
            given(16 * eta * B**2 * r_1**2 * X <= gamma * A, eta > 0, gamma > 0, B > 0, r_1 > 0)
            >> (-A / (2 * (4 * eta * B * r_1) ** 2 * (1 / (2 * eta * gamma))) <= -X)
        ),
        eta, gamma, B, r_1, size, log(T / delta), defined=[k.arith(T / delta > 0, many, d_pos)],
    )  # fmt: skip
    exponent = k.use(exponent, steep, pos, low, B_pos, wide)
    ratio = k.arith(T / delta > 0, many, d_pos)
    lower = k.lemma(
        forall(A, C)((A <= C) >> (exp(A) <= exp(C))), *exponent.sides, defined=[ratio, nonzero_]
    )
    lower = k.use(lower, exponent)
    inverse = k.lemma(forall(X, D)(given(X >= 1, D > 0) >> (exp(-log(X / D)) == D / X)), T, delta)
    inverse = k.use(inverse, many, d_pos)
    reach = V(t, o) >= level()
    likely = k.arith(reach, k.assume(far(t)))
    fewer = implied(k, far(t), reach, likely, k.at(far_has, t), k.at(reach_has, t), o)
    rare = k.arith(Prob(o, far(t)) <= delta / T, fewer, k.at(tail, t), lower, inverse)
    each = k.for_all(rare, t)
    none = forall(i)((i < T) >> ~far(i + 1))
    union = k.by("book.none-of-many", Lambda((i, o), V(i + 1, o) - level()), T, delta / T)
    union = k.use(union, k.for_all(k.at(far_has, i + 1), i),
                  k.for_all(k.discharge(k.at(each, i + 1), i < T), i), none_has)  # fmt: skip
    # while no V_t is that large the walk does not leave
    clear = k.assume(none)
    stay = conj(near(t), square(d) <= r_0**2 + V(t, o))
    always = (t <= T) >> stay
    begin = k.arith(square(d, 0) <= r_1**2, k.at(start, o), r_pos, apart)
    begin = k.rewrite(k.arith(i == 0, k.assume(i <= 0)), begin, square(d, i) <= r_1**2)
    begin = k.for_all(k.discharge(begin, i <= 0), i)
    begin = k.both(begin, k.arith(square(d, 0) <= r_0**2 + V(0, o), k.at(start, o), k.at(first, o)))
    base = k.discharge(begin, always.left.put(t, 0))
    soon = k.assume(t + 1 <= T)
    before = k.apply(k.assume(always), k.arith(t <= T, soon))
    calm, below = k.split(before)
    rule = k.lemma(
        forall(D, N, X, Y, C, eta, gamma, B, r_0)(
            given(N <= (1 - 2 * eta * gamma) * D + eta**2 * B**2 + C, D <= r_0**2 + X,
                  Y == (1 - 2 * eta * gamma) * X + C, eta > 0, gamma > 0, 2 * eta * gamma <= 1,
                  eta * B**2 <= 2 * gamma * r_0**2)
            >> (N <= r_0**2 + Y)
        ),
        square(d), square(d, t + 1), V(t, o), V(t + 1, o), noise(), eta, gamma, B, r_0,
    )  # fmt: skip
    moved = advanced(k, calm, steps, known, pos)
    further = k.use(rule, moved, below, k.at(grows, t, o), pos, low, slow, floor)
    quiet = k.apply(k.at(clear, t), k.arith(t < T, soon))
    last = k.arith(square(d, t + 1) <= r_1**2, further, quiet)
    last = k.rewrite(k.assume(i == t + 1), last, square(d, i) <= r_1**2)
    all_ = k.cases(k.arith((i <= t) | (i == t + 1), k.assume(i <= t + 1)),
                   k.apply(k.at(calm, i), k.assume(i <= t)), last)  # fmt: skip
    all_ = k.for_all(k.discharge(all_, i <= t + 1), i)
    step = k.discharge(k.both(all_, further), soon.formula)
    stays = k.at(k.induction(t, always, base, step), T)
    stays = k.part(k.apply(stays, k.arith(T <= T)), 0)
    kept = implied(k, none, near(T), stays, none_has, goal_has, o)
    whole = k.lemma(forall(X, D)((X >= 1) >> (X * (D / X) == D)), T, delta)
    return k.qed(k.arith(k.target, kept, union, k.use(whole, many)))


@walk.mutant
def without_the_logarithm(judge):
    """The step may be as long as r_1/B: one step of fair noise +-B from |d_0| = r_0 leaves with
    probability 1/2.
    """
    u = reals("u")
    return falsify(
        forall(r_0, r_1, B, eta, u)(
            given(r_0 > 0, r_1 > r_0, eta * B <= r_1, eta > 0, u == B)
            >> ((r_0 + eta * u) ** 2 <= r_1**2)
        ),
        hints=[{"values": {"r_0": "1", "r_1": "2", "B": "2", "eta": "1", "u": "2"}}],
    )
