"""Theorem 3.2 (Du, Hu, Lee 2018) as printed is false for every choice of its constants: statement
and proof, for random vectors of all dimensions.

u(t, i, o) and v(t, j, o) are the coordinates of the iterates on the outcome o.
"""

from __future__ import annotations

from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    exists,
    forall,
    functions,
    given,
    indicator,
    integrable,
    log,
    maximum,
    mean_of_combination,
    nats,
    reals,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.steps import used
from steepest.proofs.engine.theorems.words import Formula
from steepest.proofs.textbook.means import standard_moments
from steepest.proofs.textbook.means import w as o

from .rank_one_growth import sigma, t
from .rank_one_vectors import (
    descent,
    distance,
    i,
    j,
    m,
    n,
    units,
    us,
    vs,
)

u, v = functions("u v", "nat", "nat", "sample")
X, Y = functions("X Y", "nat", "sample")
c_init, c_step, p, C, epsilon = reals("c_init c_step p C epsilon")
N = nats("N")
A, B, F, P, r_ = reals("A B F P r")


def here(x):
    """The iterates on the outcome o."""
    return lambda time, index: x(time, index, o)


def covariance(m, n):
    """delta = c_init sqrt(sigma_1/d), d = max(d1, d2)"""
    return c_init * sqrt(sigma / maximum(m, n))


def start(m, n):
    """u_0, v_0 ~ N(0, delta I): sqrt(delta) times standard normal coordinates."""
    scale = sqrt(covariance(m, n))
    return conj(
        forall(o)(
            conj(forall(i)(u(0, i, o) == scale * X(i, o)), forall(j)(v(0, j, o) == scale * Y(j, o)))
        ),
        standard_moments(lambda i: X(i, o)),
        standard_moments(lambda i: Y(i, o)),
    )


def success(m, n):
    """For every 0 < epsilon < 1: distance at most epsilon sigma_1 at some t <= C log(d/epsilon)."""
    at = conj(
        t <= C * log(maximum(m, n) / epsilon),
        distance(here(u), here(v), m, n, t) <= (epsilon * sigma) ** 2,
    )
    return forall(epsilon)(given(epsilon > 0, epsilon < 1) >> exists(t)(at))


def eta():
    return c_step / sigma


def runs(m, n):
    """A start of this law, the run of gradient descent from it, and its success."""
    return conj(
        start(m, n),
        forall(o)(descent(here(u), here(v), m, n, eta())),
        Prob(o, success(m, n)) >= p,
    )


def printed_theorem(level=None):
    """There are constants such that in all dimensions, for all sigma_1 > 0 and all unit vectors,
    the run succeeds with probability at least p.
    """
    every = forall(m, n, sigma, us, vs)(
        given(m >= 1, n >= 1, sigma > 0, units(m, n)) >> exists(X, Y, u, v)(runs(m, n))
    )
    some = conj(c_init > 0, c_step > 0, p > 0 if level is None else p == level, every)
    return exists(c_init, c_step, p, C)(some)


def refuted(k):
    """The contradiction at sigma_1 = 1 and d1 = d2 = N >= 64/(c_init c_step)^2 + 64/c_init^2 +
    17/p + 1.
    """
    init, step, probable, every = k.inside(c_init, c_step, p, C)
    known = init, step, k.arith(p > 0, probable)
    product = k.arith(c_init * c_step > 0, *known)
    nonzero = k.arith(conj((c_init * c_step) ** 2 != 0, c_init**2 != 0, p != 0), product, *known)
    sizes = 64 / (c_init * c_step) ** 2 + 64 / c_init**2 + 17 / p + 1
    many = k.above(sizes, N, defined=k.split(nonzero))
    parts = 64 / (c_init * c_step) ** 2 >= 0, 64 / c_init**2 >= 0, 17 / p >= 0
    parts = k.arith(conj(*parts), product, *known)
    least = [64 / (c_init * c_step) ** 2, 64 / c_init**2, 17 / p, term(1)]
    large_n = k.split(k.arith(conj(*(N >= one for one in least)), many, parts))
    unit = k.both(*first_unit_vectors(k, large_n[3]))
    base = Lambda((i,), indicator(i == 0))
    found = k.use(k.at(every, N, N, 1, base, base), large_n[3], k.arith(term(1) > 0), unit)
    begin, *moments, moves, likely = k.inside(X, Y, u, v, of=found)
    run = begin, moves, unit, large_n, product, known
    return k.falsehood(likely, unlikely(k, run, moments, likely), large_n[3],
                       k.arith(p * N >= 17, large_n[2], *known), *known)  # fmt: skip


def first_unit_vectors(k, some):
    """The vector with the entries indicator(i == 0) has length 1."""
    square = indicator(i == 0)
    picked = k.by("book.sum-pick", Lambda((i,), square), 0, N)
    one = k.use(k.part(picked, 0), k.arith(term(0) < N, some))
    own = k.indicator(term(0) == 0, True, k.arith(term(0) == 0))
    for index in (i, j):
        square = indicator(index == 0)
        same = by_terms(
            k, index, N,
            lambda q: sum_over(index, q, square**2) == sum_over(index, q, square * square),  # noqa: B023
            [square**2, square * square],
        )  # fmt: skip
        yield k.arith(sum_over(index, N, square**2) == 1, same, one, own)


def unlikely(k, run, moments, likely):
    """N^2 P(success) <= 16 N, by the spread of |u_0|^2 and |v_0|^2."""
    _, _, event = likely.theorem.conclusion[1]
    event = Formula(event[1], used(event[1], {**likely.theorem.sorts, **o.sorts}))
    some = run[3][3]
    squares = [sum_over(i, N, one(i, o) ** 2) for one in (X, Y)]
    spreads = [(one - N) ** 2 for one in squares]
    total = 4 * spreads[0] + 4 * spreads[1]
    goal = N**2 * indicator(event) <= total
    low = forall(A, F)(given(A < F / 2, F >= 1) >> (4 * (A - F) ** 2 >= F**2))
    most = forall(A, F)((A <= 1) >> (F**2 * A <= F**2))
    most = k.use(k.lemma(most, indicator(event), N), k.indicator_range(event))
    positive = [k.arith(one >= 0) for one in spreads]
    wide = [one >= N / 2 for one in squares]
    ends = []
    for one, value in zip(wide, squares):
        less = k.arith(value < N / 2, k.assume(~one))
        ends.append(k.arith(goal, k.use(k.lemma(low, value, N), less, some), most, *positive))
    fails = k.indicator(event, False, never(k, run, squares, wide, event))
    none = k.arith(goal, fails, *positive)
    inner = k.cases(k.excluded_middle(wide[1]), none, ends[1])
    pointwise = k.for_all(k.cases(k.excluded_middle(wide[0]), inner, ends[0]), o)
    # the means of both sides
    means = []
    for one, first, second in ((X, *moments[:2]), (Y, *moments[2:])):
        lemma = k.by("book.spread-of-squares", Lambda((i, o), one(i, o)), N)
        means.append(k.apply(lemma, k.both(first, second)))
    has = [k.arith(integrable(E(o, one)), step) for one, step in zip(spreads, means)]
    above = k.mean_of_sum(o, 4, spreads[0], 4, spreads[1], *has)
    own = k.arith(integrable(Prob(o, event)), likely)
    left = N**2 * indicator(event)
    below = mean_of_combination(k, o, left, [(N**2, indicator(event), own)])
    bound = k.mean_is_monotone(
        pointwise,
        k.arith(integrable(E(o, left)), below),
        k.arith(integrable(E(o, total)), above),
    )
    return k.arith(N**2 * Prob(o, event) <= 16 * N, bound, below, above, *means)


def never(k, run, squares, wide, event):
    """No success where |u_0|^2 and |v_0|^2 are at least half of what they are on average."""
    begin, moves, unit, large_n, product, known = run
    begun, r = k.at(begin, o), sqrt(1 / maximum(N, N))
    root = forall(F)(
        given(F >= 1) >> conj(sqrt(1 / maximum(F, F)) > 0, sqrt(1 / maximum(F, F)) ** 2 * F == 1)
    )
    root = k.use(k.lemma(root, N), large_n[3])
    spread = k.arith(c_init * r > 0, root, *known)
    square = k.lemma(forall(A)((A > 0) >> (sqrt(A) ** 2 == A)), c_init * r, defined=[root])
    square = k.use(square, spread)
    size = forall(c_init, A, r_, F, P)(
        given(c_init > 0, A > 0, F >= 64 / A**2, F >= 1, r_ > 0, r_**2 * F == 1, P >= F / 2)
        >> (A * (r_ * P) >= 4)
    )
    lengths_, bounds = [], []
    for part, x, z, value, one in zip((0, 1), (u, v), (X, Y), squares, wide):
        index = (i, j)[part]
        each = k.at(k.part(begun, part), index)
        scale = sqrt(c_init * r)
        each = k.arith(x(0, index, o) ** 2 == scale**2 * z(index, o) ** 2, each)
        each = k.arith(x(0, index, o) ** 2 == c_init * r * z(index, o) ** 2, each, square)
        length = sum_over(index, N, x(0, index, o) ** 2)
        same = by_terms(
            k, index, N,
            lambda q: sum_over(index, q, x(0, index, o) ** 2)  # noqa: B023
            == c_init * r * sum_over(index, q, z(index, o) ** 2),  # noqa: B023
            [x(0, index, o) ** 2, z(index, o) ** 2], each, always=[spread],
        )  # fmt: skip
        half = k.assume(one)
        plain, short = (
            k.use(k.lemma(size, c_init, A_, r, N, value, defined=[root]), half, root, product,
                  *large_n, *known)
            for A_ in (c_init, c_init * c_step)
        )  # fmt: skip
        lengths_.append(length)
        bounds += [
            k.arith(length >= 4, same, plain),
            k.arith(c_step / 1 * length >= 4, same, short),
        ]
    product_ = forall(A, B)(given(A >= 4, B >= 4) >> (A * B >= 16))
    bounds.append(k.use(k.lemma(product_, *lengths_), *bounds))
    base = Lambda((i,), indicator(i == 0))
    values = (Lambda((t, i), u(t, i, o)), Lambda((t, i), v(t, i, o)), base, base, N, N)
    away = k.by("balance.thm-3.2.divergence-vectors", *values, c_step / term(1), 1)
    away = k.use(away, k.at(moves, o), unit, k.arith(c_step / 1 > 0, *known), *bounds)
    far = k.part(k.at(away, t), 2)
    yes = k.assume(event)
    half_ = term("1/2")
    near = k.use(k.at(yes, half_), k.arith(conj(half_ > 0, half_ < 1)))
    body = near.formula
    inside = Formula(body.node[-1], {**body.sorts, "t": "nat"})
    close = k.part(k.assume(inside), 1)
    return k.negate(k.obtain(near, k.falsehood(close, far), t), event)
