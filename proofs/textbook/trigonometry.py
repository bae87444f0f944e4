"""The cosine falls from 0 to pi: angles are compared by their cosines."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import cos, forall, given, pi, reals, sin

from . import analysis

x, y, low, high = reals("x y low high")


def order(end=1):
    return forall(x, y)(
        given(x >= 0, y >= 0, x <= end * pi, y <= end * pi, cos(x) <= cos(y)) >> (y <= x)
    )


@claim("book.cosine-order", analysis("theorem 8.7"), says=order)
def order_of_angles(judge, end=1):
    """Of two angles between 0 and pi the one with the larger cosine is the smaller one."""
    k = judge.theorem()
    wrong = x < y
    apart = k.assume(wrong)
    mean, half = (x + y) / 2, (y - x) / 2
    product = k.arith(cos(x) - cos(y) == 2 * sin(mean) * sin(half))
    ends = [
        k.arith(sin(mean) > 0, apart, *k.given),
        k.arith(sin(half) > 0, apart, *k.given),
    ]
    A, B, C, D = reals("A B C D")
    strict = k.lemma(
        forall(A, B, C, D)(given(C - D == 2 * A * B, A > 0, B > 0) >> (C > D)),
        sin(mean),
        sin(half),
        cos(x),
        cos(y),
    )
    above = k.use(strict, product, *ends)
    no = k.arith(y <= x, above, *k.given)
    return k.qed(k.cases(k.arith((x < y) | (y <= x)), no, k.assume(y <= x)))


order_of_angles.mutant("up to 3 pi", end=3)


def fall(end=1):
    return forall(x, y)(given(x >= 0, x <= y, y <= end * pi) >> (cos(y) <= cos(x)))


@claim("book.cosine-fall", analysis("theorem 8.7"), says=fall)
def cosine_falls(judge, end=1):
    """The cosine does not grow from 0 to pi."""
    k = judge.theorem()
    mean, half = (x + y) / 2, (y - x) / 2
    product = k.arith(cos(x) - cos(y) == 2 * sin(mean) * sin(half))
    ends = [k.arith(sin(mean) >= 0, *k.given), k.arith(sin(half) >= 0, *k.given)]
    A, B, C, D = reals("A B C D")
    rule = forall(A, B, C, D)(given(C - D == 2 * A * B, A >= 0, B >= 0) >> (D <= C))
    lemma = k.lemma(rule, sin(mean), sin(half), cos(x), cos(y))
    return k.qed(k.use(lemma, product, *ends))


cosine_falls.mutant("up to 2 pi", end=2)
