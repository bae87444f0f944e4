"""Lemma 2.2: which patterns can flip within R, and what they do to H, for all sizes. The start W is
fixed; U are any weights within R of it.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    given,
    indicator,
    reals,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.engine.theorems.words import Formula

from . import thesis
from .network import R, c, d, p, q, size

locus = "Lemma 2.2 and its proof"
f = sequences("f")


def dot(weights):
    return sum_over(c, d, weights(c) * q(c))


def within(weights, start, R=R):
    """|w - w_0| <= R"""
    return sum_over(c, d, (weights(c) - start(c)) ** 2) <= R**2


def flippable(start, R, size=1):
    """-R |x| <= w_0 . x < R |x|"""
    return conj(-R * size <= start, start < R * size)


def same_pattern(weights):
    return indicator(dot(weights) >= 0) == indicator(dot(p) >= 0)


def event_says():
    keeps = forall(f)(within(f, p) >> same_pattern(f))
    inside = flippable(dot(p), R, size)
    return forall(p, q, d, R, size)(
        given(R > 0, size > 0, size**2 == sum_over(c, d, q(c) ** 2))
        >> conj(inside >> ~keeps, ~inside >> keeps)
    )


@claim(
    "relu2.lem-2.2.event-amended",
    thesis(locus),
    says=event_says,
    amends="relu2.lem-2.2.event",
    uses=("book.cauchy-schwarz",),
    instance={
        "values": {"d": "1", "R": "1", "size": "1"},
        "functions": {name: {"table": ["1"]} for name in "pqf"},
    },
)
def event_amended(judge):
    """A pattern can flip within R if and only if -R |x_i| <= w_r(0).x_i < R |x_i|.

    Weights w_0 + t x reach every value of w.x within R |x| of the first one, and by Cauchy-Schwarz
    no others: for 0 <= z < R |x| the value z - R |x| < 0 flips it, for -R |x| <= z < 0 the value
    z + R |x| >= 0.
    """
    k = judge.theorem()
    R_pos, size_pos, square = k.given
    z, length = dot(p), sum_over(c, d, q(c) ** 2)
    inside = flippable(z, R, size)
    keeps = k.target.part(1).part(1)
    A, B, C, D, t = reals("A B C D t")
    wrong = term(0) < 0
    # the weights w_0 + t x
    moved = lambda c: p(c) + t * q(c)  # noqa: E731
    bodies = [moved(c) * q(c), p(c) * q(c), q(c) ** 2, (moved(c) - p(c)) ** 2]

    def here(u):
        one, two, three, four = (sum_over(c, u, body) for body in bodies)
        return conj(one == two + t * three, four == t**2 * three)

    line = k.for_all(by_terms(k, c, d, here, bodies), t)
    held = k.for_all(k.at(k.assume(keeps), Lambda((c,), moved(c))), t)
    known = k.assume(inside)
    nonzero = k.arith(size != 0, size_pos)

    def flipped(case, step, there):
        """Where w_0 . x is in this case, the weights w_0 + step x have the other pattern."""
        sums, kept = (k.at(one, step, defined=[nonzero]) for one in (line, held))
        sizes = k.lemma(
            forall(R, D, size)(
                given(size > 0, size**2 == D)
                >> conj((R / size) ** 2 * D == R**2, R / size * D == R * size)
            ),
            R, length, size,
        )  # fmt: skip
        sizes = k.use(sizes, size_pos, square)
        near = k.arith(kept.formula.left, sums, sizes, nonzero)
        same = k.apply(kept, near)
        start, end = k.assume(case), same.sides[0]
        new = Formula(end.node[1], end.sorts)
        far = k.arith(new if there else ~new, sums, sizes, start, known, nonzero)
        values = k.indicator(new, there, far), k.indicator(z >= 0, not there, start)
        return k.arith(wrong, same, *values)

    cover = k.excluded_middle(z >= 0)
    both = k.cases(cover, flipped(z >= 0, -R / size, False), flipped(~(z >= 0), R / size, True))
    first = k.discharge(k.negate(both, keeps), inside)
    # no other weights flip
    near, far = k.assume(within(f, p)), k.assume(~inside)
    away = sum_over(c, d, (f(c) - p(c)) * q(c))
    cauchy = k.by("book.cauchy-schwarz", Lambda((c,), f(c) - p(c)), q, d)
    split = by_terms(
        k, c, d,
        lambda u: sum_over(c, u, (f(c) - p(c)) * q(c))
        == sum_over(c, u, f(c) * q(c)) - sum_over(c, u, p(c) * q(c)),
        [(f(c) - p(c)) * q(c), f(c) * q(c), p(c) * q(c)],
    )  # fmt: skip
    rule = k.lemma(
        forall(A, B, C, R, size)(
            given(A**2 <= B * C, size**2 == C, B <= R**2, R > 0, size > 0) >> (abs(A) <= R * size)
        ),
        away, sum_over(c, d, (f(c) - p(c)) ** 2), length, R, size,
    )  # fmt: skip
    cauchy = k.arith(rule.formula.left.part(0), cauchy)
    close = k.use(rule, cauchy, square, near, R_pos, size_pos)

    def stays(truth):
        old, new = z >= 0, dot(f) >= 0
        if not truth:
            old, new = ~old, ~new
        start = k.assume(old)
        end = k.arith(new, close, split, far, start, R_pos, size_pos)
        values = k.indicator(dot(f) >= 0, truth, end), k.indicator(z >= 0, truth, start)
        return k.arith(same_pattern(f), *values)

    second = k.discharge(k.cases(cover, stays(True), stays(False)), within(f, p))
    second = k.discharge(k.for_all(second, f), ~inside)
    return k.qed(k.both(first, second))


@event_amended.mutant
def half_of_the_reach(judge):
    """-R/2 <= w_0 . x < R/2: at w_0 = 3/4, x = 1, R = 1 the weight -1/4 flips the pattern."""
    kept = indicator(f(0) >= 0) == indicator(p(0) >= 0)
    far = given(p(0) >= R / 2, abs(f(0) - p(0)) <= R)
    hint = {
        "values": {"R": "1"},
        "functions": {"p": {"table": ["3/4"]}, "f": {"table": ["-1/4"]}},
    }
    return falsify(forall(p, f, R)(far >> kept), hints=[hint])
