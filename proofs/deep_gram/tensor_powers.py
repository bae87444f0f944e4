"""Lemma 3.31: tensor powers of vectors of which no two are parallel are linearly independent.

v(i, c) are the coordinates of the i-th vector, T(N, i, q) those of its N-th tensor power as one
column of d^N numbers: vec(x tensor v) has x_q v_c at the place q d + c.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    disj,
    forall,
    functions,
    given,
    indicator,
    nats,
    reals,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3

i, j, p, c, q, n, d, N = nats("i j p c q n d N")
size = functions("size", "nat", value="nat")
v = functions("v", "nat", "nat")
T = functions("T", "nat", "nat", "nat")
b = sequences("b")
A, B, R = reals("A B R")


def dot(i, j):
    return sum_over(c, d, v(i, c) * v(j, c))


def powers():
    """size(N) = d^N, and how the coordinates of the next power are numbered"""
    next_one = forall(i, q, c)(
        given(q < size(N), c < d) >> (T(N + 1, i, q * d + c) == T(N, i, q) * v(i, c))
    )
    return conj(
        size(0) == 1,
        forall(i)(T(0, i, 0) == 1),
        forall(N)(conj(size(N + 1) == size(N) * d, next_one)),
    )


def combination(N, weights):
    """A combination of the N-th powers vanishes."""
    return forall(q)((q < size(N)) >> (sum_over(i, n, weights(i) * T(N, i, q)) == 0))


def no_two_parallel():
    """Unit vectors with |v_i . v_j| < 1 for i != j"""
    apart = forall(i, j)(given(i < n, j < n, i != j) >> conj(dot(i, j) > -1, dot(i, j) < 1))
    return conj(forall(i)((i < n) >> (dot(i, i) == 1)), apart)


def supported(where):
    """The weights are 0 but for `where`."""
    return forall(i)(given(i < n, ~where) >> (b(i) == 0))


def tensor_powers_say():
    independent = forall(N, b)(
        given(n <= N + 1, combination(N, b)) >> forall(i)((i < n) >> (b(i) == 0))
    )
    return forall(v, size, T, n, d)(given(powers(), no_two_parallel()) >> independent)


def contracted(k, N, known, form):
    """From a vanishing combination of (N + 1)-st powers with the weights b the one of N-th powers
    with the weights b_i <form, v_i>, and these weights.
    """
    _, _, run, *_ = k.given
    wide, numbered = k.split(k.at(run, N))
    inside, place = k.assume(q < size(N)), k.assume(c < d)
    rule = k.lemma(
        forall(i, j, n, d, N)(
            given(i < n, j < d, N == n * d) >> (i * d + j < N)
        ),
        q, c, size(N), d, size(N + 1),
    )  # fmt: skip
    there = k.use(rule, inside, place, wide)
    zero = k.apply(k.at(known, q * d + c), there)
    next_one = k.apply(k.at(numbered, i, q, c), k.both(inside, place))
    body, before = b(i) * T(N, i, q) * (form(c) * v(i, c)), b(i) * T(N + 1, i, q * d + c)
    row = by_terms(
        k, i, n, lambda m: sum_over(i, m, body) == form(c) * sum_over(i, m, before),
        [body, before], k.arith(body == form(c) * before, next_one),
    )  # fmt: skip
    row = k.arith(sum_over(i, n, body) == 0, row, zero)
    rows = by_terms(
        k, c, d, lambda m: sum_over(c, m, sum_over(i, n, body)) == 0, [sum_over(i, n, body)], row
    )
    swap = k.by("book.sum-exchange", Lambda((c, i), body), d, n)
    weight = b(i) * sum_over(c, d, form(c) * v(i, c))
    column = by_terms(
        k, c, d,
        lambda m: sum_over(c, m, body) == b(i) * T(N, i, q) * sum_over(c, m, form(c) * v(i, c)),
        [body, form(c) * v(i, c)],
    )  # fmt: skip
    bodies = [weight * T(N, i, q), sum_over(c, d, body)]
    same = by_terms(
        k, i, n, lambda m: sum_over(i, m, bodies[0]) == sum_over(i, m, bodies[1]), bodies,
        k.arith(bodies[0] == bodies[1], column),
    )  # fmt: skip
    end = k.arith(sum_over(i, n, bodies[0]) == 0, same, swap, rows)
    return Lambda((i,), weight), k.for_all(k.discharge(end, q < size(N)), q)


def only(k, body, outside, inside):
    """A sum whose terms but for i == j are 0, b(i) being a factor, is its term j."""
    own, chosen = i == j, indicator(i == j)
    one = k.indicator(own, True, k.assume(own))
    zero = k.indicator(own, False, k.assume(~own))
    none = k.apply(k.at(outside, i), k.both(k.assume(i < n), k.assume(~own)))
    goal = body == chosen * body
    each = k.cases(k.excluded_middle(own), k.arith(goal, one), k.arith(goal, zero, none))
    same = by_terms(
        k, i, n, lambda m: sum_over(i, m, body) == sum_over(i, m, chosen * body),
        [body, chosen * body], each,
    )  # fmt: skip
    picked = k.apply(k.part(k.by("book.sum-pick", Lambda((i,), body), j, n), 0), inside)
    return k.arith(sum_over(i, n, body) == body.put(i, j), same, picked)


def alone(k):
    """For all j < n and N: one power alone vanishes only with the weight 0."""
    start, ones, run, unit, apart = k.given
    here = forall(b)(given(supported(i == j), combination(N, b)) >> (b(j) == 0))
    inside = k.assume(j < n)
    # N = 0: the only coordinate is 1
    both = k.assume(given(supported(i == j), combination(0, b)))
    first = k.apply(k.at(k.part(both, 1), 0), k.arith((q < size(0)).put(q, 0), start))
    single = only(k, b(i) * T(0, i, 0), k.part(both, 0), inside)
    base = k.arith(b(j) == 0, first, single, k.at(ones, j))
    base = k.for_all(k.discharge(base, both.formula), b)
    both = k.assume(given(supported(i == j), combination(N + 1, b)))
    weights, less = contracted(k, N, k.part(both, 1), lambda c: v(j, c))
    where = given(i < n, ~(i == j))
    none = k.arith(weights.body == 0, k.apply(k.at(k.part(both, 0), i), k.assume(where)))
    none = k.for_all(k.discharge(none, where), i)
    found = k.apply(k.at(k.assume(here), weights), none, less)
    step = k.arith(b(j) == 0, found, k.apply(k.at(unit, j), inside))
    step = k.for_all(k.discharge(step, both.formula), b)
    always = k.induction(N, here, base, step)
    return k.for_all(k.discharge(always, j < n), j)


def others(k, before, outside, known):
    """For all j < n but N + 1: b_j = 0, by the case N: the form v_j - (v_j.v_p) v_p, p = N + 1, or
    v_j if there is no such vector.
    """
    start, ones, run, unit, apart = k.given
    inside, apart_from = k.assume(j < n), k.assume(j != N + 1)
    where, last = given(i < n, ~(i <= N)), i == N + 1
    here = k.assume(where)
    own = k.apply(k.at(unit, j), inside)

    def by_form(form, none):
        """b_j <form, v_j> == 0, if the form kills all vectors from N + 1 on"""
        weights, less = contracted(k, N, known, form)
        none = k.for_all(k.discharge(none(weights.body), where), i)
        return k.apply(k.at(k.apply(k.at(before, weights), none, less), j), inside)

    # no vector N + 1
    beyond = k.assume(~(N + 1 < n))
    first = by_form(lambda c: v(j, c), lambda weight: k.arith(weight == 0, here, beyond))
    first = k.arith(b(j) == 0, first, own)
    # v_(N + 1) is killed
    there = k.assume(N + 1 < n)
    cosine = k.apply(k.at(apart, j, N + 1), k.both(inside, there, apart_from))
    rho = dot(j, N + 1)

    def form(c):
        return v(j, c) - rho * v(N + 1, c)

    def against(at):
        """<form, v_at> == <v_j, v_at> - rho <v_p, v_at>"""
        bodies = [one(c) * v(at, c) for one in (form, lambda c: v(j, c), lambda c: v(N + 1, c))]
        return by_terms(
            k, c, d,
            lambda m: sum_over(c, m, bodies[0])
            == sum_over(c, m, bodies[1]) - rho * sum_over(c, m, bodies[2]),
            bodies,
        )  # fmt: skip

    gone = k.arith(
        sum_over(c, d, form(c) * v(N + 1, c)) == 0, against(N + 1),
        k.apply(k.at(unit, N + 1), there),
    )  # fmt: skip

    def killed(weight):
        goal = weight == 0
        at_last = k.rewrite(k.assume(last), k.arith(goal.put(i, N + 1), gone), goal)
        beyond = k.arith(given(i < n, ~(i <= N + 1)), here, k.assume(~last))
        later = k.arith(goal, k.apply(k.at(outside, i), beyond))
        return k.cases(k.excluded_middle(last), at_last, later)

    second = by_form(form, killed)
    pair = [v(N + 1, c) * v(j, c), v(j, c) * v(N + 1, c)]
    turned = by_terms(k, c, d, lambda m: sum_over(c, m, pair[0]) == sum_over(c, m, pair[1]), pair)
    rule = k.lemma(
        forall(A, B, R)(given(A * B == 0, B == 1 - R**2, R > -1, R < 1) >> (A == 0)),
        b(j), sum_over(c, d, form(c) * v(j, c)), rho,
    )  # fmt: skip
    size_of = k.arith(rule.formula.left.part(1), against(j), own, turned)
    second = k.use(rule, second, size_of, cosine)
    found = k.cases(k.excluded_middle(N + 1 < n), second, first)
    return k.for_all(k.discharge(k.discharge(found, apart_from.formula), j < n), j)


def all_zero(k, single, rest, known, last):
    """All weights are 0: that of v_last by `single`, as the others are."""
    inside, own, other = k.assume(j < n), k.assume(j == last), k.assume(j != last)
    where = given(i < n, ~(i == j))
    here = k.assume(where)
    none = k.apply(k.at(rest, i), k.part(here, 0))
    none = k.apply(none, k.arith(i != last, here, own))
    none = k.for_all(k.discharge(none, where), i)
    first = k.at(k.apply(k.at(single, j), inside), last, b)
    first = k.apply(first, none, known)
    second = k.apply(k.apply(k.at(rest, j), inside), other)
    found = k.cases(k.arith(disj(j == last, j != last)), first, second)
    return k.for_all(k.discharge(found, j < n), j)


@claim(
    "deep.lem-3.31",
    chapter_3("Lemma 3.31"),
    formula=r"\mathrm{rank}\,[\mathrm{vec}(v_1^{\otimes n}),\dots,\mathrm{vec}(v_n^{\otimes n})]=n",
    hypotheses=(
        "unit vectors of any dimension, no two parallel: |v_j . v_k| < 1",
        "every n, and every power from n - 1 on",
    ),
    says=tensor_powers_say,
    uses=("book.sum-exchange", "book.sum-pick"),
)
def tensor_powers(judge):
    """By induction on the power: the form v_j - (v_j.v_k) v_k kills v_k and not v_j, and takes one
    power more to one vector more. Already the (n-1)-st powers are independent.
    """
    k = judge.theorem()
    single = alone(k)
    here = forall(b)(
        given(supported(i <= N), combination(N, b)) >> forall(i)((i < n) >> (b(i) == 0))
    )
    # N = 0: at most the first vector
    both = k.assume(given(supported(i <= 0), combination(0, b)))
    inside, other = k.assume(j < n), k.assume(j != 0)
    rest = k.apply(k.at(k.part(both, 0), j), k.both(inside, k.arith(~(j <= 0), other)))
    rest = k.for_all(k.discharge(k.discharge(rest, j != 0), j < n), j)
    base = all_zero(k, single, rest, k.part(both, 1), term(0))
    base = k.for_all(k.discharge(base, both.formula), b)
    both = k.assume(given(supported(i <= N + 1), combination(N + 1, b)))
    outside, known = k.part(both, 0), k.part(both, 1)
    step = all_zero(k, single, others(k, k.assume(here), outside, known), known, N + 1)
    step = k.for_all(k.discharge(step, both.formula), b)
    always = k.at(k.induction(N, here, base, step), N, b)
    both = k.assume(given(n <= N + 1, combination(N, b)))
    where = given(i < n, ~(i <= N))
    none = k.arith(b(i) == 0, k.assume(where), k.part(both, 0))
    none = k.for_all(k.discharge(none, where), i)
    end = k.discharge(k.apply(always, none, k.part(both, 1)), both.formula)
    return k.qed(k.for_all(end, N, b))


@tensor_powers.mutant
def antiparallel_vectors_allowed(judge):
    """v and -v have the same second power."""
    return falsify(
        forall(A, B)(given(A == 1, B == -1) >> (A**2 != B**2)),
        hints=[{"values": {"A": "1", "B": "-1"}}],
    )
