"""The outputs at the start: u_i(0) = sum_c a_c x_i(c), a standard normal, given the features x_i of
the last layer.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    disj,
    exp,
    forall,
    functions,
    given,
    indicator,
    integrable,
    log,
    mean_of_combination,
    nats,
    reals,
    sqrt,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.gaussian import c, d, standard, w
from ..textbook.means import mean_of_terms
from . import chapter_3

i, r, n = nats("i r n")
a = functions("a", "nat", "sample")
x = functions("x", "nat", "nat")
X, delta, s, t = reals("c_x0 delta s t")
A, B, P, Q, R = reals("A B P Q R")


def output(i: Any = i) -> Any:
    return sum_over(c, d, x(i, c) * a(c, w))


def length() -> Any:
    """|x_i|^2"""
    return sum_over(c, d, x(i, c) ** 2)


def level() -> Any:
    return log(2 * n / delta)


def small() -> Any:
    return sum_over(i, n, output() ** 2) <= 2 * X**2 * n * level()


def outputs_say() -> Any:
    uncorrelated = forall(c, r)(E(w, a(c, w) * a(r, w)) == indicator(r == c))
    mean = E(w, sum_over(i, n, output() ** 2))
    return forall(a, x, n, d, X, delta)(
        given(
            standard(a), uncorrelated, n >= 1, delta > 0, delta < 1, X > 0,
            forall(i)((i < n) >> (length() <= X**2)), integrable(Prob(w, small())),
        )
        >> conj(
            Prob(w, small()) >= 1 - delta, mean == sum_over(i, n, length()), mean <= X**2 * n
        )
    )  # fmt: skip


@claim(
    "deep.claim-u0-amended",
    chapter_3("Sections 3.9, 3.10"),
    formula=r"\|u(0)\|^2\le2c_{x,0}^2\,n\log\tfrac{2n}\delta\text{ with "
    r"probability}\ge1-\delta,\quad "
    r"E\|u(0)\|^2=\sum_i\|x_i^{(H)}\|^2\le c_{x,0}^2n",
    hypotheses=(
        "given the features, |x_i^(H)| <= c_x0",
        "a standard normal: its exponential moments, and E a a^T = I",
    ),
    amends="deep.claim-u0",
    says=outputs_say,
    uses=("book.mean-of-sum", "book.mean-square-of-sum"),
)
def initial_residual(judge):
    """|u(0)|^2 <= 2 c_x0^2 n log(2n/delta) with probability 1 - delta, and E |u(0)|^2 is the sum of
    the |x_i|^2, for any features of norm at most c_x0.

    With t^2 = 2 c_x0^2 log(2n/delta) and s = t/c_x0^2 the sum of exp(s u_i) + exp(-s u_i) is at
    least exp(s t) where some |u_i| > t, and its mean is at most 2n exp(s^2 c_x0^2/2).
    """
    k = judge.theorem()
    _, plain, many, d_pos, d_top, X_pos, short, measured = k.given
    nonzero = k.arith(delta != 0, d_pos)
    rule = k.lemma(
        forall(A, B)(
            given(A >= 1, B > 0, B < 1) >> conj(2 * A / B >= 1, B / (2 * A) == 1 / (2 * A / B))
        ),
        n, delta,
    )  # fmt: skip
    ratio = k.use(rule, many, d_pos, d_top)
    logs = k.lemma(
        forall(A)((A >= 1) >> conj(log(A) >= 0, exp(-log(A)) == 1 / A)), 2 * n / delta,
        defined=[nonzero],
    )  # fmt: skip
    logs = k.use(logs, k.part(ratio, 0))
    here = k.assume(conj(t >= 0, s >= 0, t**2 == 2 * X**2 * level(), s * X**2 == t))
    has = [nonzero, *k.split(ratio), *k.split(logs)]
    tail = tails(k, here, has)
    tail = k.for_all(k.discharge(tail, here.formula), s, t)
    root = k.lemma(
        forall(A, X)(
            given(A >= 0, X > 0)
            >> conj(X * sqrt(2 * A) >= 0, sqrt(2 * A) / X >= 0,
                    (X * sqrt(2 * A)) ** 2 == 2 * X**2 * A,
                    sqrt(2 * A) / X * X**2 == X * sqrt(2 * A))
        ),
        level(), X, defined=has,
    )  # fmt: skip
    root = k.use(root, k.part(logs, 0), X_pos)
    there = [*has, root, k.arith(X != 0, X_pos)]
    chosen = sqrt(2 * level()) / X, X * sqrt(2 * level())
    tail = k.apply(k.at(tail, *chosen, defined=there), root)
    return k.qed(k.both(tail, *second_moments(k, plain, short)))


def exponential(k: Any, way: Any, line: Any, square: Any) -> Any:
    """E exp(line) == exp(|way|^2/2) from the law at the direction `way`; line and square as their
    steps say.
    """
    told = k.at(k.given[0], Lambda((c,), way))
    form, size = exp(line.sides[0]), exp(line.sides[1])
    same = k.for_all(k.arith(form == size, line), w)
    moved = k.mean_of_equal(same, k.arith(integrable(E(w, form)), told))
    value = k.arith(exp(square.sides[0] / 2) == exp(square.sides[1] / 2), square)
    return k.arith(E(w, size) == exp(square.sides[1] / 2), moved, told, value)


def tails(k: Any, here: Any, has: Any) -> Any:
    """P(|u|^2 <= n t^2) >= 1 - delta"""
    _, _, many, d_pos, _, X_pos, short, measured = k.given
    t_low, s_low, t_is, s_is = k.split(here)
    up, down = exp(s * output()), exp(-s * output())
    means = []
    for sign in (1, -1):
        way = sign * s * x(i, c)
        square = by_terms(
            k, c, d, lambda q: sum_over(c, q, way**2) == s**2 * sum_over(c, q, x(i, c) ** 2),  # noqa: B023
            [way**2, x(i, c) ** 2],
        )  # fmt: skip
        line = by_terms(
            k, c, d,
            lambda q: sum_over(c, q, way * a(c, w)) == sign * s * sum_over(c, q, x(i, c) * a(c, w)),  # noqa: B023
            [way * a(c, w), x(i, c) * a(c, w)],
        )  # fmt: skip
        mean = exponential(k, way, line, square)
        body = up if sign > 0 else down
        there = k.arith(integrable(mean.sides[0]), mean)
        equal = k.for_all(k.arith(exp(sign * s * output()) == body), w)
        equal = k.mean_of_equal(equal, there)
        means.append(k.arith(E(w, body) == exp(s**2 * length() / 2), equal, mean))
    parts = [(1, one, k.arith(integrable(E(w, one)), mean)) for one, mean in zip((up, down), means)]
    both = up + down
    total = mean_of_combination(k, w, both, parts)
    value = 2 * exp(s**2 * length() / 2)
    total = k.arith(E(w, both) == value, total, *means)
    whole = mean_of_terms(k, i, n, both, value, total)
    rule = k.lemma(
        forall(A, B, P, X, s, t)(
            given(B <= X**2, t**2 == 2 * X**2 * A, s * X**2 == t, X > 0)
            >> (s**2 * B / 2 <= A)
        ),
        level(), length(), P, X, s, t, defined=has,
    )  # fmt: skip
    near = k.use(rule, k.apply(k.at(short, i), k.assume(i < n)), t_is, s_is, X_pos)
    monotone = k.lemma(forall(A, B)((A <= B) >> (2 * exp(A) <= 2 * exp(B))), s**2 * length() / 2,
                       level(), defined=has)  # fmt: skip
    each = k.use(monotone, near)
    most = by_terms(
        k, i, n, lambda q: sum_over(i, q, value) <= q * (2 * exp(level())), [value], each,
        always=has,
    )  # fmt: skip
    # where some |u_i| is above t the sum is at least exp(2 L) = exp(s t)
    cosh = k.lemma(
        forall(A, s, t)(
            given(s >= 0, t >= 0, A >= t) >> (exp(s * A) >= exp(s * t))
        ),
        output(), s, t,
    )  # fmt: skip
    other = k.lemma(
        forall(A, s, t)(
            given(s >= 0, t >= 0, A <= -t) >> (exp(-s * A) >= exp(s * t))
        ),
        output(), s, t,
    )  # fmt: skip
    positive = k.arith(conj(up > 0, down > 0))
    goal = conj(both >= 0, disj(both >= exp(s * t), output() ** 2 <= t**2))
    cases = [k.assume(output() >= t), k.assume(output() <= -t),
             k.assume(conj(output() >= -t, output() <= t))]  # fmt: skip
    inside = k.lemma(forall(A, t)(given(A >= -t, A <= t) >> (A**2 <= t**2)), output(), t)
    steps = [
        k.arith(goal, positive, k.use(cosh, s_low, t_low, cases[0])),
        k.arith(goal, positive, k.use(other, s_low, t_low, cases[1])),
        k.arith(goal, positive, k.use(inside, cases[2])),
    ]
    cover = k.arith(disj(*(one.formula for one in cases)))
    each = k.cases(cover, *steps)

    def counted(q: Any) -> Any:
        F, S = sum_over(i, q, both), sum_over(i, q, output() ** 2)
        return conj(F >= 0, disj(F >= exp(s * t), S <= q * t**2))

    reached = by_terms(k, i, n, counted, [both, output() ** 2], each)
    F, S = sum_over(i, n, both), sum_over(i, n, output() ** 2)
    event, good = small(), indicator(small())
    power = k.lemma(
        forall(A, X, s, t)(
            given(t**2 == 2 * X**2 * A, s * X**2 == t, X > 0) >> (s * t == 2 * A)
        ),
        level(), X, s, t, defined=has,
    )  # fmt: skip
    power = k.use(power, t_is, s_is, X_pos)
    share = exp(-(s * t))
    unit = k.lemma(forall(B)(conj(exp(-B) * exp(B) == 1, exp(-B) > 0)), s * t)
    below = 1 - share * F <= good
    many_fold = F >= exp(s * t)
    yes, no = k.assume(many_fold), k.assume(~many_fold)
    low = k.lemma(forall(A, B)(given(A > 0, B >= 0) >> (A * B >= 0)), share, F, defined=has)
    low = k.use(low, k.part(unit, 1), k.part(reached, 0))
    size = k.arith(n * t**2 == 2 * X**2 * n * level(), t_is, *has)
    rest = k.arith(S <= n * t**2, reached, no)
    inside = k.indicator(event, True, k.arith(event, rest, size, *has))
    near = k.arith(below, inside, low, *has)
    rule = k.lemma(
        forall(A, B, Q)(given(A * Q == 1, A > 0, B >= Q) >> (1 - A * B <= 0)), share, F, exp(s * t),
        defined=has,
    )  # fmt: skip
    large = k.arith(below, k.use(rule, unit, yes), k.indicator_range(event), *has)
    pointwise = k.cases(k.excluded_middle(many_fold), large, near)
    one = k.mean_of_constant(w, 1)
    parts = [(1, 1, k.arith(integrable(one.sides[0]), one)),
             (-share, F, k.arith(integrable(whole.sides[0]), whole))]  # fmt: skip
    bound = mean_of_combination(k, w, 1 - share * F, parts)
    there = k.arith(integrable(bound.sides[0]), bound)
    above = k.mean_is_monotone(k.for_all(pointwise, w), there, measured)
    rule = k.lemma(
        forall(A, B, P, Q, R, delta)(
            given(A * Q * Q == 1, B <= P * (2 * Q), R == 1 / Q, R == delta / (2 * P), A > 0, Q > 0,
                  P >= 1)
            >> (A * B <= delta)
        ),
        share, whole.sides[1], n, exp(level()), exp(-level()), delta, defined=has,
    )  # fmt: skip
    squares = k.lemma(
        forall(A)(
            conj(exp(-(2 * A)) * exp(A) * exp(A) == 1, exp(-A) == 1 / exp(A), exp(A) > 0)
        ),
        level(), defined=has,
    )  # fmt: skip
    squares = k.fold(power, squares)
    rare = k.use(rule, squares, most, k.part(unit, 1), many,
                 k.arith(exp(-level()) == delta / (2 * n), *has))  # fmt: skip
    return k.arith(Prob(w, small()) >= 1 - delta, above, bound, one, whole, rare, *has)


def second_moments(k: Any, plain: Any, short: Any) -> list[Any]:
    """E |u|^2 == sum |x_i|^2, and what it is at most"""
    known = k.at(plain, c, r)
    body = x(i, c) * a(c, w)
    pair = body * (x(i, r) * a(r, w))
    parts = [(x(i, c) * x(i, r), a(c, w) * a(r, w), k.arith(integrable(known.sides[0]), known))]
    mean = mean_of_combination(k, w, pair, parts)
    mean = k.arith(E(w, pair) == x(i, c) * x(i, r) * indicator(r == c), mean, known)
    lemma = k.by("book.mean-square-of-sum", Lambda((c, w), body), d)
    exist = k.for_all(k.arith(integrable(E(w, pair)), mean), c, r)
    other = k.assume(c != r)
    off = k.indicator(r == c, False, k.arith(~(r == c), other))
    off = k.arith(E(w, pair) == 0, mean, off)
    off = k.for_all(k.discharge(off, other.formula), c, r)
    square = k.apply(lemma, k.both(exist, off))
    own = k.at(k.for_all(mean, r), c)
    one = k.indicator(c == c, True, k.arith(c == c))
    each = k.arith(E(w, body * body) == x(i, c) ** 2, own, one)
    bodies = [E(w, body * body), x(i, c) ** 2]
    there = k.for_all(k.arith(integrable(bodies[0]), each), c)
    inner = by_terms(
        k, c, d, lambda q: sum_over(c, q, bodies[0]) == sum_over(c, q, bodies[1]), bodies, each,
        defined=[there],
    )  # fmt: skip
    square = k.arith(E(w, output() ** 2) == length(), square, inner)
    whole = mean_of_terms(k, i, n, output() ** 2, length(), square)
    near = k.apply(k.at(short, i), k.assume(i < n))
    most = by_terms(k, i, n, lambda q: sum_over(i, q, length()) <= q * X**2, [length()], near)
    return [whole, k.arith(whole.sides[0] <= X**2 * n, whole, most)]


@initial_residual.mutant
def half_of_the_square(judge):
    """t^2 = log(2n/delta): 2n exp(-t^2/2) is above delta."""
    return falsify(
        forall(n, delta)(
            given(n == 1, delta == "1/2") >> (2 * n * exp(-log(2 * n / delta) / 2) <= delta)
        ),
        hints=[{"values": {"n": "1", "delta": "1/2"}}],
    )
