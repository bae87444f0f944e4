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
    exp,
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
from steepest.proofs.textbook.normal import exponential_moments

from .rank_one_growth import sigma, t
from .rank_one_vectors import (
    descent,
    distance,
    diverges,
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
    return conj(
        first_values(m, n),
        standard_moments(lambda i: X(i, o)),
        standard_moments(lambda i: Y(i, o)),
    )


def first_values(m, n):
    scale = sqrt(covariance(m, n))
    of_u, of_v = u(0, i, o) == scale * X(i, o), v(0, j, o) == scale * Y(j, o)
    return forall(o)(conj(forall(i)(of_u), forall(j)(of_v)))


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
    base = Lambda((i,), indicator(i == 0))
    far = k.part(k.at(away(k, run, squares, wide, (base, base)), t), 2)
    yes = k.assume(event)
    half_ = term("1/2")
    near = k.use(k.at(yes, half_), k.arith(conj(half_ > 0, half_ < 1)))
    close = k.part(k.such(near, t), 1)
    return k.negate(k.obtain(near, k.falsehood(close, far), t), event)


def away(k, run, squares, wide, stars):
    """Divergence where |u_0|^2 and |v_0|^2 are at least half of what they are on average."""
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
    values = (Lambda((t, i), u(t, i, o)), Lambda((t, i), v(t, i, o)), *stars, N, N)
    lemma = k.by("balance.thm-3.2.divergence-vectors", *values, c_step / term(1), 1)
    return k.use(lemma, k.at(moves, o), unit, k.arith(c_step / 1 > 0, *known), *bounds)


# --- the probability ------------------------------------------------------------------------------


def divergence():
    return diverges(here(u), here(v), N, N).put(sigma, 1)


def divergence_says(level=64, rare="1/200"):
    """kappa = c_init min(1, c_step): N >= 64/kappa^2"""
    chance = Prob(o, divergence())
    laws = [
        exponential_moments(lambda i: x(i, o), term("-1/2"), 1 / sqrt(2))  # noqa: B023
        for x in (X, Y)
    ]
    bound = 2 * exp(-N * (log(2) - "1/2") / 2)
    large = N >= level / (c_init * c_step) ** 2, N >= level / c_init**2, N >= 1
    run = forall(o)(descent(here(u), here(v), N, N, eta()).put(sigma, 1))
    return forall(X, Y, u, v, us, vs, c_init, c_step, N)(
        given(
            *laws, c_init > 0, c_step > 0, *large, units(N, N),
            first_values(N, N).put(sigma, 1), run, integrable(chance),
        )
        >> conj(chance >= 1 - bound, (N >= 64) >> (bound <= rare))
    )  # fmt: skip


def diverges_probably(k, rare="1/200"):
    """P(|u_0|^2 or |v_0|^2 is below half of its mean) <= 2 exp(N/4) 2^(-N/2)."""
    *laws, init, step, wide_1, wide_2, some, one_u, one_v, begin, moves, own = k.given
    known = init, step
    product = k.arith(c_init * c_step > 0, *known)
    run = begin, moves, k.both(one_u, one_v), (wide_1, wide_2, some, some), product, known
    squares = [sum_over(i, N, one(i, o) ** 2) for one in (X, Y)]
    wide = [one >= N / 2 for one in squares]
    event = divergence()
    happens = k.indicator(event, True, away(k, run, squares, wide, (us, vs)))
    half, factor = term("-1/2"), exp(term("1/4") * N)
    moments = [exp(half * one) for one in squares]
    goal = 1 - factor * moments[0] - factor * moments[1] <= indicator(event)
    bits = k.indicator_range(event)
    positive = [k.arith(factor * one > 0) for one in moments]
    ends = []
    for one, value, moment in zip(wide, squares, moments):
        low = k.arith(half * value >= -(term("1/4") * N), k.assume(~one))
        low = k.arith(moment >= exp(-(term("1/4") * N)), low)
        low = k.arith(factor * moment >= 1, low, k.arith(factor * exp(-(term("1/4") * N)) == 1))
        ends.append(k.arith(goal, low, bits, *positive))
    pointwise = k.cases(
        k.excluded_middle(wide[0]),
        k.cases(k.excluded_middle(wide[1]), k.arith(goal, happens, *positive), ends[1]),
        ends[0],
    )
    root = k.arith(sqrt(2) != 0)
    means = []
    for x, (each, rule) in zip((X, Y), (laws[:2], laws[2:])):
        power = k.by("book.mean-exp-of-squares", x, half, 1 / sqrt(2), defined=[root])
        means.append(k.at(k.use(power, each, rule), N))
    one = k.mean_of_constant(o, term(1))
    parts = [(1, 1, k.arith(integrable(E(o, term(1))), one))]
    for moment, mean in zip(moments, means):
        parts.append((-factor, moment, k.arith(integrable(E(o, moment)), mean)))
    left = 1 - factor * moments[0] - factor * moments[1]
    whole = mean_of_combination(k, o, left, parts)
    has = k.arith(integrable(E(o, left)), whole)
    bound = k.mean_is_monotone(k.for_all(pointwise, o), has, own)
    # (1/sqrt 2)^N = exp(-N log(2)/2)
    base = k.arith(conj(1 / sqrt(2) > 0, 2 * log(1 / sqrt(2)) + log(term(2)) == 0))
    logs = k.by("book.log-power", 1 / sqrt(2), defined=[root])
    logs = k.at(k.use(logs, base), N)
    power = (1 / sqrt(2)) ** N
    turned = k.lemma(forall(A)((A > 0) >> (A == exp(log(A)))), power, defined=[root])
    turned = k.use(turned, k.part(logs, 0))
    q = reals("q")
    rule = forall(A, B, F, q)(given(A == F * B, 2 * B + q == 0) >> (A == 0 - F * q / 2))
    defined = [root, k.part(logs, 0), k.part(base, 0)]
    rule = k.lemma(rule, log(power), log(1 / sqrt(2)), N, log(term(2)), defined=defined)
    turned = k.unfold(k.use(rule, k.part(logs, 1), k.part(base, 1)), turned)
    exponent = -N * (log(2) - "1/2") / 2
    joined = k.arith(factor * exp(0 - N * log(term(2)) / 2) == exp(exponent))
    tail = k.arith(factor * power == exp(exponent), turned, joined)
    first = k.arith(Prob(o, event) >= 1 - 2 * exp(exponent), bound, whole, *means, one, tail)
    late = k.assume(N >= 64)
    deep = k.arith(exponent <= "-617/100", late)
    deep = k.arith(exp(exponent) <= exp(term("-617/100")), deep)
    last = k.arith(2 * exp(exponent) <= rare, deep, k.arith(2 * exp(term("-617/100")) <= "1/200"))
    return k.qed(k.both(first, k.discharge(last, N >= 64)))
