"""Lemma 2.6 and the balls of Section 2.6: points of a hyperplane D_i = {w . x_i = 0} that lie on no
other, and on which side of the others their neighbours are. z and w are points.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    exists,
    forall,
    given,
    minimum,
    nats,
    negation,
    reals,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .network import R, c, d, i, j, kernel, n, x
from .sectors import inner, s, sums, t

proof = "Section 2.6, proof of Theorem 2.1"
z, w = sequences("z w")
q = nats("q")
A, B, K, V, a = reals("A B K V a")


def product(z, i):
    """z . x_i"""
    return sum_over(c, d, z(c) * x(i, c))


def distance(w, z):
    """|w - z|^2"""
    return sum_over(c, d, (w(c) - z(c)) ** 2)


def nonzero():
    return forall(i)((i < n) >> (kernel(i, i) > 0))


def apart():
    """No two inputs are parallel."""
    parallel = exists(s)(forall(c)((c < d) >> (x(j, c) == s * x(i, c))))
    return forall(i, j)(given(i < n, j < n, i != j) >> negation(parallel))


def others(formula, count=n):
    """The formula for all j != i among the first inputs"""
    return forall(j)(given(j < count, j != i) >> formula)


def alone(z, count=n):
    """z lies on D_i and on none of the others."""
    return conj(product(z, i) == 0, others(product(z, j) != 0, count))


def within(count=n):
    """r |x_j| <= |z . x_j| for the others"""
    return others(R**2 * kernel(j, j) <= product(z, j) ** 2, count)


def half(sign):
    """A point of the ball on one side of D_i"""
    return exists(w)(conj(distance(w, z) < R**2, sign * product(w, i) > 0))


def radius(count=n):
    return exists(R)(conj(R > 0, within(count)))


def ball_says():
    side = forall(w)((distance(w, z) < R**2) >> others(product(w, j) * product(z, j) > 0))
    return forall(x, z, i, n, d)(
        given(kernel(i, i) > 0, alone(z))
        >> conj(radius(), forall(R)(given(R > 0, within()) >> conj(side, half(1), half(-1))))
    )


@claim(
    "relu2.thm-2.1.ball",
    thesis(proof),
    formula=r"r_0=\min_{j\ne i}\frac{|z^\top x_j|}{\|x_j\|}:\ B(z,r)\cap D_j=\emptyset\ (r\le "
    r"r_0,\text{ open ball}),\quad B_r^+\neq\emptyset\neq B_r^-",
    says=ball_says,
    uses=("book.cauchy-schwarz",),
)
def ball(judge):
    """A ball around z that meets D_i only, and has two nonempty halves.

    |w - z| < r <= |z . x_j|/|x_j| keeps w . x_j on the side of z . x_j; and z + t x_i and z - t x_i
    lie on the two sides of D_i.
    """
    k = judge.theorem()
    long, on_it, off = k.given
    known = k.assume(conj(R > 0, within()))
    positive, reach = k.split(known)
    near, other = k.assume(distance(w, z) < R**2), k.assume(conj(j < n, j != i))
    there = k.apply(k.at(reach, j), other), k.apply(k.at(off, j), other)
    side = on_the_side(k, w, z, lambda c: x(j, c), R, near, *there)
    side = k.for_all(k.discharge(side, other.formula), j)
    side = k.for_all(k.discharge(side, near.formula), w)
    halves = [half_ball(k, sign, long, on_it, positive) for sign in (1, -1)]
    found = k.for_all(k.discharge(k.both(side, *halves), known.formula), R)
    return k.qed(k.both(some_radius(k, off), found))


def on_the_side(k, w, z, p, r, near, reach, off):
    """w . p and z . p have one sign, since (w . p - z . p)^2 < (z . p)^2, from `near`: |w - z| < r,
    `reach`: r |p| <= |z . p|, and `off`: z . p != 0.
    """
    gap = lambda c: w(c) - z(c)  # noqa: E731
    cauchy = [
        k.by("book.cauchy-schwarz", *(Lambda((c,), one(c)) for one in (each, p)), d)
        for each in (gap, z)
    ]
    split = sums(
        k, [gap(c) * p(c), w(c) * p(c), z(c) * p(c)], lambda gap, one, two: gap == one - two
    )
    square = sums(k, [p(c) ** 2, p(c) * p(c)], lambda one, two: one == two)
    size = sums(k, [p(c) * p(c)], lambda one: one >= 0)
    rule = forall(B, K, V)(given(B**2 <= V * K, K >= 0, B != 0) >> (K > 0))
    rule = k.lemma(rule, inner(z, p), inner(p, p), sum_over(c, d, z(c) ** 2))
    long = k.use(rule, k.arith(rule.formula.left.part(0), cauchy[1], square), size, off)
    rule = forall(B, K, V, R)(given(V < R**2, K > 0, R**2 * K <= B**2) >> (V * K < B**2))
    less = k.use(k.lemma(rule, inner(z, p), inner(p, p), distance(w, z), r), near, long, reach)
    rule = forall(A, B, V)(given((A - B) ** 2 <= V, V < B**2) >> (A * B > 0))
    rule = k.lemma(rule, inner(w, p), inner(z, p), less.sides[0])
    return k.use(rule, k.arith(rule.formula.left.part(0), cauchy[0], split, square), less)


def half_ball(k, sign, long, on_it, positive):
    """z + t x_i or z - t x_i, for a small t > 0"""
    known = k.assume(conj(t > 0, t**2 * kernel(i, i) < R**2))
    moved = z(c) + sign * t * x(i, c)
    far = sums(k, [(moved - z(c)) ** 2, x(i, c) * x(i, c)], lambda one, two: one == t**2 * two)
    value = sums(
        k, [moved * x(i, c), z(c) * x(i, c), x(i, c) * x(i, c)],
        lambda one, two, own: one == two + sign * t * own,
    )  # fmt: skip
    there = conj(far.sides[0] < R**2, sign * value.sides[0] > 0)
    rule = k.lemma(
        forall(A, K, t)(given(A == sign * t * K, t > 0, K > 0) >> (sign * A > 0)),
        value.sides[0], kernel(i, i), t,
    )  # fmt: skip
    side = k.use(rule, k.arith(rule.formula.left.part(0), value, on_it), known, long)
    there = k.both(k.arith(there.part(0), far, known), side)
    found = k.exhibit(half(sign), Lambda((c,), moved), there)
    found = k.for_all(k.discharge(found, known.formula), t)
    small = R / (1 + kernel(i, i))
    defined = k.arith(1 + kernel(i, i) != 0, long)
    rule = forall(R, K)(given(R > 0, K > 0) >> conj(R / (1 + K) > 0, (R / (1 + K)) ** 2 * K < R**2))
    rule = k.use(k.lemma(rule, R, kernel(i, i)), positive, long)
    return k.use(k.at(found, small, defined=[defined]), rule)


def some_radius(k, off):
    """r_0 > 0, by induction on the number of inputs."""
    here = lambda q: (q <= n) >> radius(q)  # noqa: E731
    goal = lambda r, j: r**2 * kernel(j, j) <= product(z, j) ** 2  # noqa: E731
    one = term(1)

    def reached(count, r, step, positive, *defined):
        """There is a radius for so many inputs: r, by its `step` for the input j."""
        every = k.for_all(k.discharge(step, conj(j < count, j != i)), j)
        return k.exhibit(radius(count), r, k.both(k.arith(r > 0, positive), every), *defined)

    none = k.arith(goal(one, j), k.assume(conj(j < term(0), j != i)))
    base = k.discharge(reached(term(0), one, none, k.arith(one > 0)), term(0) <= n)
    soon = k.assume(q + 1 <= n)
    known = k.apply(k.assume(here(q)), k.arith(q <= n, soon))
    positive, before = k.split(k.such(known, R))
    other = k.assume(conj(j < q + 1, j != i))
    earlier = k.apply(k.at(before, j), k.assume(conj(j < q, j != i)))
    earlier = k.discharge(earlier, conj(j < q, j != i))
    own = k.assume(q == i)
    same = k.use(earlier, k.arith(j < q, other, own), other)
    same = reached(q + 1, R, same, positive)
    new = k.assume(q != i)
    size = sums(k, [x(j, c) * x(j, c)], lambda one: one >= 0)
    last = k.apply(k.at(off, q), k.both(k.arith(q < n, soon), new))
    smaller = minimum(A, abs(B) / (1 + K))
    rule = forall(A, B, K)(
        given(A > 0, K >= 0, B != 0)
        >> conj(smaller > 0, smaller <= A, smaller**2 * K <= B**2, 1 + K != 0)
    )
    rule = k.lemma(rule, R, product(z, q), kernel(q, q))
    small = k.use(rule, positive, k.at(k.for_all(size, j), q), last)
    r = k.part(small, 0).sides[0]
    now, no = k.assume(j == q), k.assume(j < q)
    ends = k.rewrite(now, k.part(small, 2), goal(r, j))
    rule = forall(A, B, K, V)(given(A > 0, A <= B, K >= 0, B**2 * K <= V) >> (A**2 * K <= V))
    rule = k.lemma(rule, r, R, kernel(j, j), product(z, j) ** 2, defined=[small])
    rest = k.use(earlier, no, other)
    rest = k.use(rule, *k.split(small)[:2], size, rest)
    step = k.cases(k.arith((j == q) | (j < q), other), ends, rest)
    step = reached(q + 1, r, step, small, k.part(small, 3))
    step = k.obtain(known, k.cases(k.arith((q == i) | (q != i)), same, step), R)
    whole = k.induction(q, here(q), base, k.discharge(step, q + 1 <= n))
    return k.apply(k.at(whole, n), k.arith(n <= n))


@ball.mutant
def twice_the_radius(judge):
    """Points at most twice as far, in one dimension: z = 1, x = 1 and w = -1."""
    return falsify(
        forall(A, B, R)(given((A - B) ** 2 < (2 * R) ** 2, R**2 <= B**2, B != 0) >> (A * B > 0)),
        hints=[{"values": {"A": "-1/2", "B": "1", "R": "1"}}],
    )


def cover_says():
    return forall(x, n, d)(given(nonzero(), apart()) >> forall(i)((i < n) >> exists(z)(alone(z))))


@claim(
    "relu2.lem-2.6",
    thesis("Lemma 2.6"),
    formula=r"x_i\nparallel x_j\ (j\ne i)\implies D_i\not\subset\bigcup_{j\ne i}D_j",
    hypotheses=("all x_i != 0",),
    says=cover_says,
    uses=("relu2.thm-2.1.ball", "book.term-below-sum"),
)
def not_covered(judge):
    """If no two inputs are parallel, no hyperplane D_i is covered by the others.

    One input more: a point of D_i on D_q moves along x_q - (x_i . x_q/|x_i|^2) x_i, a direction of
    D_i, so little that it stays off the others. (Constructively: `outside`.)
    """
    k = judge.theorem()
    sizes, different = k.given
    inside = k.assume(i < n)
    long = k.apply(k.at(sizes, i), inside)
    found = lambda q: exists(z)(alone(z, q))  # noqa: E731
    here = lambda q: (q <= n) >> found(q)  # noqa: E731
    nothing = Lambda((c,), 0 * x(i, c))
    zero = sums(k, [nothing.body * x(i, c)], lambda one: one == 0)
    none = conj(j < term(0), j != i)
    none = k.discharge(k.arith(product(lambda c: nothing.body, j) != 0, k.assume(none)), none)
    base = k.exhibit(found(term(0)), nothing, k.both(zero, k.for_all(none, j)))
    base = k.discharge(base, term(0) <= n)
    soon = k.assume(q + 1 <= n)
    before = k.apply(k.assume(here(q)), k.arith(q <= n, soon))
    known = k.assume(alone(z, q))
    on_it, off = k.split(known)
    own, new = k.assume(q == i), k.assume(q != i)
    on, out = k.assume(product(z, q) == 0), k.assume(product(z, q) != 0)

    def stays(*last):
        """The same point, by what is known of j == q."""
        other, now, no = k.assume(conj(j < q + 1, j != i)), k.assume(j == q), k.assume(j < q)
        goal = product(z, j) != 0
        ends = last[0](now, other, goal)
        rest = k.apply(k.at(off, j), k.both(no, k.part(other, 1)))
        step = k.cases(k.arith((j == q) | (j < q), other), ends, rest)
        step = k.for_all(k.discharge(step, other.formula), j)
        return k.exhibit(found(q + 1), Lambda((c,), z(c)), k.both(on_it, step))

    first = stays(lambda now, other, goal: k.arith(goal, now, own, other))
    second = stays(lambda now, other, goal: k.rewrite(now, out, goal))
    pair = k.both(inside, k.arith(q < n, soon), k.arith(i != q, new))
    third = moved_off(k, long, known, k.apply(k.at(different, i, q), pair), on, found(q + 1))
    step = k.cases(k.arith((product(z, q) == 0) | (product(z, q) != 0)), third, second)
    step = k.cases(k.arith((q == i) | (q != i)), first, step)
    step = k.discharge(k.obtain(before, step, z), q + 1 <= n)
    whole = k.apply(k.at(k.induction(q, here(q), base, step), n), k.arith(n <= n))
    return k.qed(k.for_all(k.discharge(whole, i < n), i))


def moved_off(k, long, known, different, on, goal):
    """The point z + t v, v = x_q - a x_i with a |x_i|^2 = x_i . x_q, for a small t > 0."""
    ball = k.by("relu2.thm-2.1.ball", x, z, i, q, d)
    exists_radius, every = k.split(k.use(ball, long, *k.split(known)))
    radius_known = k.such(exists_radius, R)
    side = k.part(k.apply(k.at(every, R), radius_known), 0)
    v = x(q, c) - a * x(i, c)
    size = sum_over(c, d, v**2)
    scale = k.assume(a * kernel(i, i) == kernel(i, q))
    level = sums(
        k, [v * x(i, c), x(i, c) * x(i, c), x(i, c) * x(q, c)],
        lambda one, own, two: one == two - a * own,
    )  # fmt: skip
    level = k.arith(level.sides[0] == 0, level, scale)
    height = sums(k, [v * x(q, c), v**2, v * x(i, c)], lambda one, two, own: one == two + a * own)
    height = k.arith(height.sides[0] == size, height, level)
    positive = not_parallel(k, v, size, different)
    little = k.assume(conj(t > 0, t**2 * size < R**2))
    point = Lambda((c,), z(c) + t * v)
    far = sums(k, [(point.body - z(c)) ** 2, v**2], lambda one, two: one == t**2 * two)
    near = k.apply(k.at(side, point), k.arith(far.sides[0] < R**2, far, little))
    on_it, _ = k.split(known)

    def value(index):
        return sums(
            k, [point.body * x(index, c), z(c) * x(index, c), v * x(index, c)],
            lambda one, two, own: one == two + t * own,
        )  # fmt: skip

    here = k.arith(value(i).sides[0] == 0, value(i), on_it, level)
    other, now, no = k.assume(conj(j < q + 1, j != i)), k.assume(j == q), k.assume(j < q)
    away = lambda index: value(index).sides[0] != 0  # noqa: E731
    rule = k.lemma(
        forall(A, B, t)(given(A == t * B, t > 0, B > 0) >> (A != 0)), value(q).sides[0], size, t
    )
    last = k.use(rule, k.arith(rule.formula.left.part(0), value(q), on, height), little, positive)
    rest = k.apply(k.at(near, j), k.both(no, k.part(other, 1)))
    rest = k.use(
        k.lemma(forall(A, B)((A * B > 0) >> (A != 0)), value(j).sides[0], product(z, j)), rest
    )
    step = k.cases(k.arith((j == q) | (j < q), other), k.rewrite(now, last, away(j)), rest)
    step = k.for_all(k.discharge(step, other.formula), j)
    found = k.exhibit(goal, point, k.both(here, step))
    found = k.for_all(k.discharge(found, little.formula), t)
    defined = k.arith(1 + size != 0, positive)
    rule = forall(R, K)(given(R > 0, K > 0) >> conj(R / (1 + K) > 0, (R / (1 + K)) ** 2 * K < R**2))
    rule = k.use(k.lemma(rule, R, size), k.part(radius_known, 0), positive)
    found = k.use(k.at(found, R / (1 + size), defined=[defined]), rule)
    found = k.obtain(exists_radius, found, R)
    found = k.for_all(k.discharge(found, scale.formula), a)
    nonzero = k.arith(kernel(i, i) != 0, long)
    found = k.at(found, kernel(i, q) / kernel(i, i), defined=[nonzero])
    return k.use(found, k.arith(found.formula.left, nonzero))


def not_parallel(k, v, size, different):
    """|x_q - a x_i|^2 > 0: otherwise x_q = a x_i."""
    never = sums(k, [v**2], lambda one: one >= 0)
    flat, inside, square = k.assume(size == 0), k.assume(c < d), k.arith(v**2 >= 0)
    terms = k.for_all(k.discharge(square, c < d), c)
    below = k.use(k.by("book.term-below-sum", Lambda((c,), v**2), d, c), inside, terms)
    same = k.arith(x(q, c) == a * x(i, c), below, flat)
    same = k.for_all(k.discharge(same, c < d), c)
    parallel = different.formula.part(0)
    wrong = k.absurd(k.exhibit(parallel, a, same), different, size > 0)
    return k.cases(k.arith((size == 0) | (size > 0), never), wrong, k.assume(size > 0))


@not_covered.mutant
def parallel_inputs_allowed(judge):
    """One dimension, x_2 = x_1: z . x_1 = 0 and z . x_2 != 0."""
    return falsify(forall(A, t)((t * A == 0) >> (t * A != 0)))
