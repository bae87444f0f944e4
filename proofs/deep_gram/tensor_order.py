"""Lemma 3.31 is sharp: for three and four vectors one order less is not enough."""

from __future__ import annotations

from functools import reduce
from itertools import combinations
from operator import mul

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    disj,
    exists,
    forall,
    given,
    reals,
    sequences,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3
from .tensor_powers import N, T, b, combination, d, i, n, no_two_parallel, powers, q, size, v

t = sequences("t")
weights = reals("b_0 b_1 b_2 b_3")
S = reals("s_0 s_1 s_2 s_3")
X = reals("x_0 x_1 x_2 x_3")
Y = reals("y_0 y_1 y_2 y_3")


def sum_of(weights, terms):
    first, *rest = (w * x for w, x in zip(weights, terms, strict=True))
    return sum(rest, first)


def combined(N, q, own):
    """The q-th coordinate of a combination of the N-th powers"""
    return sum_of(own, [T(N, j, q) for j in range(len(own))])


def dependent(count, own):
    """Some combination of the (count - 2)-nd powers vanishes, and its first weight does not."""
    N = term(count - 2)
    return conj(own[0] != 0, forall(q)((q < size(N)) >> (combined(N, q, own) == 0)))


def vectors():
    """Multiples of (1, t_i), as unit vectors, all t_i different"""
    multiple = conj(v(i, 0) > 0, v(i, 1) == t(i) * v(i, 0), v(i, 0) ** 2 * (1 + t(i) ** 2) == 1)
    apart = [t(j) != t(m) for j in range(4) for m in range(j)]
    return given(powers(), d == 2, forall(i)(multiple), *apart)


def order_says():
    enough = forall(N, b)(given(n == N + 1, combination(N, b)) >> forall(i)((i < n) >> (b(i) == 0)))
    enough = forall(v, size, T, n, d)(given(powers(), no_two_parallel()) >> enough)
    both = [exists(*weights[:count])(dependent(count, weights[:count])) for count in (3, 4)]
    return conj(enough, forall(v, size, T, t, d)(vectors() >> conj(*both)))


def minors(count, x):
    """Weights of a divided difference without its denominators"""
    rest = [[one for m, one in enumerate(x[:count]) if m != j] for j in range(count)]
    places = list(combinations(range(count - 1), 2))
    pairs = [reduce(mul, (one[m] - one[r] for m, r in places)) for one in rest]
    return [pair if j % 2 == 0 else -pair for j, pair in enumerate(pairs)]


def chosen(count, s, x):
    """The weights that make a combination of the powers of s_j (1, x_j) vanish"""
    others = [
        reduce(mul, (one ** (count - 2) for m, one in enumerate(s) if m != j)) for j in range(count)
    ]
    return [one * more for one, more in zip(minors(count, x), others, strict=True)]


@claim(
    "deep.lem-3.31.order",
    chapter_3("Lemma 3.31"),
    formula=r"v_1^{\otimes(n-2)},\dots,v_n^{\otimes(n-2)}\text{ may be dependent: }"
    r"\sum_i\frac{t_i^k}{\prod_{j\ne i}(t_i-t_j)}=0,\ k\le n-2\quad(n=3,4)",
    hypotheses=(
        "v_i in the plane along (1, t_i), the t_i all different: no two parallel",
        "order n - 1 is enough (deep.lem-3.31)",
    ),
    says=order_says,
    uses=("deep.lem-3.31",),
)
def order_is_sharp(judge):
    """For n = 3, 4 order n - 1 is the least that works for all configurations: the (n-2)-nd
    powers of any n vectors (1, t_i) are dependent.

    The divided difference of order n - 1 of a polynomial of degree n - 2 is 0; its weights are not.
    """
    k = judge.theorem()
    lemma = k.by("deep.lem-3.31", v, size, T, n, d)
    known = k.assume(given(powers(), no_two_parallel()))
    here = k.assume(given(n == N + 1, combination(N, b)))
    first = k.at(k.apply(lemma, known), N, b)
    first = k.use(first, k.arith(n <= N + 1, k.part(here, 0)), k.part(here, 1))
    first = k.for_all(k.discharge(first, here.formula), N, b)
    first = k.for_all(k.discharge(first, known.formula), v, size, T, n, d)
    known = k.assume(vectors())
    start, ones, run, plane, multiple, *apart = k.split(known)
    found = coordinates(k, start, ones, run, plane)
    both = [combination_vanishes(k, count, multiple, apart, *found) for count in (3, 4)]
    second = k.for_all(k.discharge(k.both(*both), known.formula), v, size, T, t, d)
    return k.qed(k.both(first, second))


def coordinates(k, start, ones, run, plane):
    """size(N) for N = 1, 2, and the coordinates T(N, i, q) for all i as a step of each q."""
    sizes, found = [], [[ones]]
    for before in (0, 1):
        after = k.arith(term(before) + 1 == term(before + 1))
        wide, numbered = (k.unfold(after, one) for one in k.split(k.at(run, before)))
        sizes.append(k.arith(size(before + 1) == 2 ** (before + 1), wide, start, plane, *sizes))
        rows = []
        for at in range(2 ** (before + 1)):
            block, place = divmod(at, 2)
            inside = k.arith(
                conj(term(block) < size(before), term(place) < d), start, plane, *sizes
            )
            step = k.apply(k.at(numbered, i, block, place), inside)
            step = k.unfold(k.arith(block * d + place == at, plane), step)
            rows.append(k.for_all(step, i))
        found.append(rows)
    return sizes, found


def combination_vanishes(k, count, multiple, apart, sizes, found):
    """The weights, and that the combination vanishes at every coordinate"""
    power, own = count - 2, [one[:count] for one in (S, X, Y)]
    plane = [v(j, 0) for j in range(count)], [t(j) for j in range(count)]
    weights_of = chosen(count, *plane)
    shapes = [k.at(multiple, j) for j in range(count)]
    rule = forall(*own[0], *own[1])(
        given(*(one > 0 for one in own[0]), *(one != other for j, one in enumerate(own[1])
                                              for other in own[1][:j]))
        >> (chosen(count, *own[:2])[0] != 0)
    )  # fmt: skip
    first = k.use(k.lemma(rule, *plane[0], *plane[1]), *shapes, *apart)
    goal = combined(term(power), q, weights_of) == 0
    always = None
    for at in range(2**power):
        ones = at.bit_count()
        below = [found[level][at >> (power - level)] for level in range(power + 1)]
        facts = [[k.at(one, j) for one in below] for j in range(count)]
        values = [
            k.arith(T(power, j, at) == v(j, 0) ** power * t(j) ** ones, shapes[j], *facts[j])
            for j in range(count)
        ]
        rule = forall(*own[0], *own[1], *own[2])(
            given(*(y == s**power * x**ones for s, x, y in zip(*own, strict=True)))
            >> (sum_of(chosen(count, *own[:2]), own[2]) == 0)
        )
        rule = k.lemma(rule, *plane[0], *plane[1], *(T(power, j, at) for j in range(count)))
        here = k.use(rule, *values)
        # for all q <= at
        inside = k.assume(q < at + 1)
        if always is None:
            always = k.rewrite(k.arith(q == 0, inside), here, goal)
        else:
            cover = k.arith(disj(q < at, q == at), inside)
            always = k.cases(cover, always, k.rewrite(k.assume(q == at), here, goal))
    inside = k.assume(q < size(power))
    last = k.arith(q < 2**power, inside, *sizes)
    always = k.apply(k.discharge(always, q < 2**power), last)
    always = k.for_all(k.discharge(always, inside.formula), q)
    goal = exists(*weights[:count])(dependent(count, weights[:count]))
    return k.exhibit_all(goal, weights_of, k.both(first, always))


@order_is_sharp.mutant
def four_vectors_of_order_three(judge):
    """The third powers of four vectors: the divided difference of x^3 is 1, at 0, 1, 2, 3."""
    pairs = sum_of(minors(4, X), [one**3 for one in X])
    values = {one.name: str(j) for j, one in enumerate(X)}
    at = given(*(one == j for j, one in enumerate(X)))
    return falsify(forall(*X)(at >> (pairs == 0)), hints=[{"values": values}])
