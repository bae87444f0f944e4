"""Theorem 2.1: the features of inputs of which no two are parallel are linearly independent, which
makes lambda_0 positive.

Of the law of the weights it is used that every ball has a positive probability. Notation of
`features` and `hyperplanes`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    Prob,
    by_terms,
    conj,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import v

from ..textbook.definite import positive
from ..textbook.events import truths
from . import thesis
from .features import combination, energy
from .hyperplanes import alone, apart, distance, nonzero, on_the_side, product, z
from .limit_gram import along, gaussian_gram, in_common
from .network import R, c, d, i, j, kernel, n, x
from .sectors import g, on, sums, t
from .start import o
from .start_gram import P

A, B, K_, e = reals("A B K e")
weights = Lambda((c,), g(c, o))


def in_ball(z):
    """The weights lie in the ball of radius R around z."""
    return distance(lambda c: g(c, o), z) < R**2


def everywhere():
    """Every ball has a positive probability."""
    return forall(z, R)((R > 0) >> (Prob(o, in_ball(z)) > 0))


def conclusion_says():
    vanish = forall(v)((energy() == 0) >> forall(i)((i < n) >> (v(i) == 0)))
    return forall(g, x, n, d)(given(everywhere(), nonzero(), apart()) >> vanish)


@claim(
    "relu2.thm-2.1.conclusion",
    thesis("Section 2.6, proof of Theorem 2.1"),
    formula=r"\sum_j\alpha_j\phi(x_j)=0\implies0=\sum_j\alpha_j\delta_{ij}x_i=\alpha_ix_i\implies"
    r"\alpha_i=0",
    hypotheses=("x_i != 0", "no two inputs are parallel", "every ball has a positive probability"),
    says=conclusion_says,
    uses=("relu2.lem-2.6", "relu2.thm-2.1.ball", "book.cauchy-schwarz", "book.sum-pick"),
)
def coefficients_vanish(judge):
    """A vanishing combination of features has vanishing coefficients.

    On two balls close to a point z of D_i, one on each side, the combination is constant: some
    vector u and u - alpha_i x_i. Both have to be 0. The combination vanishes where the mean of its
    square does.
    """
    k = judge.theorem()
    law, sizes, different = k.given
    none, inside = k.assume(energy() == 0), k.assume(i < n)
    long = k.apply(k.at(sizes, i), inside)
    exists_point = k.use(k.by("relu2.lem-2.6", x, n, d), sizes, different)
    exists_point = k.apply(k.at(exists_point, i), inside)
    known = k.assume(alone(z))
    ball = k.use(k.by("relu2.thm-2.1.ball", x, z, i, n, d), long, *k.split(known))
    exists_radius, every = k.split(ball)
    radius = k.such(exists_radius, R)
    side = k.part(k.apply(k.at(every, R), radius), 0)
    sums_vanish = k.split(two_sides(k, law, none, inside, long, known, radius, side))
    end = end_of(k, long, *sums_vanish)
    end = k.obtain(exists_radius, end, R)
    end = k.obtain(exists_point, end, z)
    end = k.for_all(k.discharge(end, inside.formula), i)
    return k.qed(k.for_all(k.discharge(end, none.formula), v))


def constant(h):
    """Coordinate c of the combination on one side of D_i near z: i is active for h = 0."""
    whole = sum_over(j, n, v(j) * (x(j, c) * on(product(z, j))))
    return whole - h * (v(i) * x(i, c))


def square(h):
    return sum_over(c, d, constant(h) ** 2)


def two_sides(k, law, none, inside, long, known, radius, side):
    """The two constants are 0, by balls of radius e around z + t x_i and z - t x_i."""
    K = kernel(i, i)
    small = k.assume(conj(t > 0, e > 0, e**2 <= t**2 * K, 4 * t**2 * K <= R**2))
    parts = [one_side(k, sign, law, none, inside, long, known, side, small) for sign in (1, -1)]
    both = k.for_all(k.discharge(k.both(*parts), small.formula), t, e)
    step = R / (2 * (1 + A))
    rule = forall(A, R)(
        given(A > 0, R > 0)
        >> conj(step > 0, step * A / (1 + A) > 0, (step * A / (1 + A)) ** 2 <= step**2 * A,
                4 * step**2 * A <= R**2)
    )  # fmt: skip
    rule = k.use(k.lemma(rule, K, R), long, k.part(radius, 0))
    first, second = (k.part(rule, one).sides[0] for one in (0, 1))
    nonzero = k.arith(conj(2 * (1 + K) != 0, 1 + K != 0), long)
    return k.use(k.at(both, first, second, defined=k.split(nonzero)), *k.split(rule))


def one_side(k, sign, law, none, inside, long, known, side, small):
    """The constant of the side of z + sign t x_i is 0."""
    h, K = (0 if sign == 1 else 1), kernel(i, i)
    on_it, _ = k.split(known)
    center = Lambda((c,), z(c) + sign * t * x(i, c))
    likely = k.use(k.at(law, center, e), small)
    event = in_ball(lambda c: center.body).put(R, e)
    here = k.assume(event)
    point, own = lambda c: g(c, o), lambda c: x(i, c)
    bodies = [(point(c) - z(c)) ** 2, (point(c) - center.body) ** 2, x(i, c) * x(i, c)]
    twice = forall(A, B)(A**2 <= 2 * (A - B) ** 2 + 2 * B**2)
    twice = k.lemma(twice, point(c) - z(c), sign * t * x(i, c))
    twice = k.arith(bodies[0] <= 2 * bodies[1] + 2 * t**2 * bodies[2], twice)
    near = sums(k, bodies, lambda far, one, two: far <= 2 * one + 2 * t**2 * two, twice)
    near = k.arith(near.sides[0] < R**2, near, here, small)
    others = k.apply(k.at(side, weights), near)
    height = sums(
        k, [center.body * x(i, c), z(c) * x(i, c), x(i, c) * x(i, c)],
        lambda whole, one, two: whole == one + sign * t * two,
    )  # fmt: skip
    rule = k.lemma(
        forall(A, K_, t, e)(
            given(A == sign * t * K_, K_ > 0, t > 0, e**2 <= t**2 * K_)
            >> conj(e**2 * K_ <= A**2, A != 0, sign * A > 0)
        ),
        height.sides[0], K, t, e,
    )  # fmt: skip
    reach, off, way = k.split(
        k.use(rule, k.arith(rule.formula.left.part(0), height, on_it), long, small)
    )
    across = on_the_side(k, point, lambda c: center.body, own, e, here, reach, off)
    rule = forall(A, B)(given(A * B > 0, sign * B > 0) >> (sign * A > 0))
    across = k.use(k.lemma(rule, along(i), height.sides[0]), across, way)
    same = combined(k, h, on_it, inside, others, across)
    # the mean of the square
    body, S = sum_over(c, d, combination(c) ** 2), square(h)
    inner = by_terms(
        k, c, d, lambda q: sum_over(c, q, constant(h) ** 2) == sum_over(c, q, combination(c) ** 2),
        [constant(h) ** 2, combination(c) ** 2],
        k.arith(constant(h) ** 2 == combination(c) ** 2, same),
    )  # fmt: skip
    goal = S * indicator(event) <= body
    yes = k.arith(goal, k.indicator(event, True, here), inner)
    never = by_terms(
        k, c, d, lambda q: sum_over(c, q, combination(c) ** 2) >= 0, [combination(c) ** 2]
    )
    no = k.arith(goal, k.indicator(event, False, k.assume(~event)), never)
    pointwise = k.for_all(k.cases(k.excluded_middle(event), yes, no), o)
    has = k.arith(integrable(Prob(o, event)), likely)
    mean = mean_of_combination(k, o, S * indicator(event), [(S, indicator(event), has)])
    there = [
        k.arith(integrable(one), step) for one, step in ((mean.sides[0], mean), (energy(), none))
    ]
    bound = k.mean_is_monotone(pointwise, *there)
    low = by_terms(k, c, d, lambda q: sum_over(c, q, constant(h) ** 2) >= 0, [constant(h) ** 2])
    rule = forall(A, B)(given(A * B <= 0, B > 0, A >= 0) >> (A == 0))
    rule = k.lemma(rule, S, Prob(o, event), defined=[has])
    return k.use(rule, k.arith(rule.formula.left.part(0), bound, mean, none), likely, low)


def combined(k, h, on_it, inside, others, across):
    """combination(c) == constant(h): only the pattern of x_i differs from that at z."""
    hit, own, new = indicator(j == i), k.assume(j == i), k.assume(j != i)
    goal = on(along(j)) == on(product(z, j)) - h * hit
    event, at_z = along(i) >= 0, product(z, i) >= 0
    active = k.indicator(event, h == 0, k.arith(event if h == 0 else ~event, across))
    ends = k.arith(
        goal.put(j, i), active, k.indicator(at_z, True, k.arith(at_z, on_it)),
        k.indicator((j == i).put(j, i), True, k.arith(i == i)),
    )  # fmt: skip
    ends = k.rewrite(own, ends, goal)
    relation = k.apply(k.at(others, j), k.both(k.assume(j < n), new))
    off = k.indicator(j == i, False, k.arith(~(j == i), new))
    rest = truths(k, goal, (along(j) >= 0, product(z, j) >= 0), relation, off)
    each = k.cases(k.arith((j == i) | (j != i)), ends, rest)
    part = v(j) * x(j, c)
    bodies = [v(j) * (x(j, c) * on(along(j))), v(j) * (x(j, c) * on(product(z, j))), hit * part]
    each = k.arith(bodies[0] == bodies[1] - h * bodies[2], each)

    def whole(q):
        one, two, three = (sum_over(j, q, body) for body in bodies)
        return one == two - h * three

    total = by_terms(k, j, n, whole, bodies, each)
    pick = k.part(k.by("book.sum-pick", Lambda((j,), part), i, n), 0)
    return k.arith(combination(c) == constant(h), total, k.apply(pick, inside))


def end_of(k, long, first, second):
    """alpha_i = 0, as |alpha_i x_i|^2 <= 2 |u|^2 + 2 |u - alpha_i x_i|^2."""
    bodies = [x(i, c) * x(i, c), constant(0) ** 2, constant(1) ** 2]
    below = sums(
        k, bodies, lambda own, one, two: v(i) ** 2 * own <= 2 * one + 2 * two,
        k.arith(v(i) ** 2 * bodies[0] <= 2 * bodies[1] + 2 * bodies[2]),
    )  # fmt: skip
    rule = forall(A, B)(given(A**2 * B <= 0, B > 0) >> (A == 0))
    rule = k.lemma(rule, v(i), kernel(i, i))
    return k.use(rule, k.arith(rule.formula.left.part(0), below, first, second), long)


@coefficients_vanish.mutant
def zero_inputs_allowed(judge):
    """An input 0 leaves its coefficient free."""
    return falsify(forall(A, B)(given(A * B == 0, B == 0) >> (A == 0)))


def theorem_says():
    return forall(g, x, P, n, d)(
        given(in_common(), everywhere(), nonzero(), apart()) >> positive(gaussian_gram)
    )


@claim(
    "relu2.thm-2.1",
    thesis("Theorem 2.1"),
    formula=r"x_i\nparallel x_j\ (i\ne j)\implies\lambda_0>0",
    hypotheses=("all x_i != 0, which the proof uses (see relu2.thm-2.1.zero-input)",),
    says=theorem_says,
    uses=("relu2.thm-2.1.gram", "relu2.thm-2.1.conclusion"),
)
def positive_definite(judge):
    """If no two inputs are parallel, lambda_0 > 0.

    H_inf is the Gram matrix of features that are linearly independent.
    """
    k = judge.theorem()
    shared, *rest = k.given
    none, vanish = k.assume(energy() == 0), k.by("relu2.thm-2.1.conclusion", g, x, n, d)
    zero = k.apply(k.at(k.use(vanish, *rest), v), none)
    zero = k.apply(k.at(zero, i), k.assume(i < n))
    square = k.arith(v(i) ** 2 == 0, zero)
    size = by_terms(k, i, n, lambda q: sum_over(i, q, v(i) ** 2) == 0, [v(i) ** 2], square)
    free = k.for_all(k.discharge(size, none.formula), v)
    gram = k.apply(k.by("relu2.thm-2.1.gram", g, x, P, n, d), shared)
    return k.qed(k.apply(k.split(gram)[2], free))


@positive_definite.mutant
def without_nonzero_inputs(judge):
    """One input x_1 = 0: H_inf = 0."""
    return falsify(forall(A)(given(A >= 0) >> (A / 2 > 0)))
