"""Theorem 5.4 and Remark 5.3: one of the four signs of a start is good, and halving makes its sum
small, for every number of patches and every size of the filter.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    by_terms,
    conj,
    cos,
    disj,
    exists,
    forall,
    given,
    pi,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .layer_scalars import ONE
from .network import (
    S,
    a,
    a_star,
    c,
    d,
    i,
    is_angle,
    k,
    n,
    phi,
    product,
    signal,
    size,
    square,
    t,
    teacher,
    total,
    v,
    w_star,
)

e, f, x, y, s, Q, T = reals("e f x y s Q T")


def turned(sign, family):
    """The family with this sign."""
    return lambda index: sign * family(index)


def signed_sums(z):
    """(f a).a* = f a.a*, 1.(f a) = f 1.a and (e v).w* = e v.w*, for all numbers e and f."""
    layer = by_terms(
        z, i, k,
        lambda q: conj(
            sum_over(i, q, f * a(i) * a_star(i)) == f * sum_over(i, q, a(i) * a_star(i)),
            sum_over(i, q, f * a(i)) == f * sum_over(i, q, a(i)),
        ),
        [f * a(i) * a_star(i), a(i) * a_star(i), f * a(i), a(i)],
    )  # fmt: skip
    weights = by_terms(
        z, c, d,
        lambda q: sum_over(c, q, e * v(c) * w_star(c)) == e * sum_over(c, q, v(c) * w_star(c)),
        [e * v(c) * w_star(c), v(c) * w_star(c)],
    )  # fmt: skip
    return z.for_all(z.both(layer, weights), e, f)


def good(e, f):
    """The start (e v, f a): its signal is positive, its sum small and its angle acute."""
    angle = is_angle(turned(e, v), size, phi) >> (phi < pi / 2)
    sums = conj(signal(turned(f, a)) > 0, abs(total(turned(f, a))) <= n * abs(S))
    return conj(disj(e == 1, e == -1), disj(f == 1, f == -1), sums, forall(phi, size)(angle))


def four_signs_say(conclusion=None):
    ball = k * square(a, k, i) <= n**2 * S**2
    apart = signal(a) != 0, product(v, w_star, d) != 0
    found = exists(e, f)(good(e, f)) if conclusion is None else conclusion
    start = given(teacher, n > 0, ball, *apart)
    return forall(v, w_star, a, a_star, n, k, d)(start >> found)


@claim(
    "conv.thm-5.4-amended",
    thesis("Theorem 5.4"),
    formula=r"\exists(v^0,a^0)\in\{(\pm v,\pm a)\}:\ (a^0)^\top a^*>0,\ |1^\top "
    r"a^0|\le\|w^*\||1^\top "
    r"a^*|,\ \phi^0<\tfrac\pi2",
    hypotheses=(
        "a in the ball of radius |1.a*| |w*|/sqrt k, and a.a* != 0 and v.w* != 0; for 1.a* = 0 the "
        "ball is {0} and no sign has a.a* > 0",
    ),
    amends="conv.thm-5.4",
    says=four_signs_say,
    uses=("book.square-of-sum", "book.cosine-order"),
)
def four_signs_amended(judge):
    """Case analysis: one of x, -x and one of y, -y is positive; the sum keeps its size and is at
    most sqrt(k) |a| <= n |1.a*|.
    """
    z = judge.theorem()
    sums = signed_sums(z)
    squares = z.by("book.square-of-sum", a, k)
    root = forall(s, Q, n, T)(given(s**2 <= Q, Q <= n**2 * T**2, n > 0) >> (abs(s) <= n * abs(T)))
    small = z.lemma(root, total(a), k * square(a, k, i), n, S)
    small = z.use(small, squares, *z.given)

    def chosen(one, two):
        """The signs `one` of v and `two` of a, where both products are positive."""
        signs = [z.assume(one * product(v, w_star, d) > 0), z.assume(two * signal(a) > 0)]
        here = z.split(z.at(sums, one, two))
        inside = z.assume(is_angle(turned(one, v), size, phi))
        there = z.arith(size * n * cos(phi) > 0, *signs, *here, inside)
        rises = forall(x, n, y)(given(x * n * y > 0, x > 0, n > 0) >> (y > 0))
        rises = z.use(z.lemma(rises, size, n, cos(phi)), there, inside, *z.given)
        level = z.arith(conj(cos(pi / 2) == 0, pi / 2 >= 0, pi / 2 <= pi))
        order = z.by("book.cosine-order", pi / 2, phi)
        order = z.use(order, z.arith(cos(pi / 2) <= cos(phi), rises, level), inside, level)
        acute = z.arith(phi < pi / 2, order, z.arith(~(phi == pi / 2), rises, level))
        acute = z.for_all(z.discharge(acute, inside.formula), phi, size)
        own = z.arith(signal(turned(two, a)) > 0, *signs, *here)
        sum_ = z.arith(abs(total(turned(two, a))) <= n * abs(S), small, *here)
        either = [z.arith(disj(term(one_) == 1, term(one_) == -1)) for one_ in (one, two)]
        return z.exhibit_all(z.target, [one, two], z.both(*either, z.both(own, sum_), acute))

    def by_sign(number, found):
        cover = z.arith(disj(1 * number > 0, -1 * number > 0), *z.given)
        return z.cases(cover, found(1), found(-1))

    outer = by_sign(
        product(v, w_star, d), lambda one: by_sign(signal(a), lambda two: chosen(one, two))
    )
    return z.qed(outer)


@four_signs_amended.mutant
def as_drawn(judge):
    """The start itself, whatever its signs: not at a = -1."""
    model = ONE | {"functions": ONE["functions"] | {"a": {"table": ["-1"]}, "v": {"table": ["1"]}}}
    return falsify(four_signs_say(signal(a) > 0), hints=[model], attempts=0)


HALF = term("1/2")


def halvings():
    halved = turned(HALF**t, a)
    small = conj(abs(total(halved)) <= abs(S), (signal(a) > 0) >> (signal(halved) > 0))
    return forall(a, a_star, k)((S != 0) >> exists(t)(small))


@claim(
    "conv.rem-5.3",
    thesis("Remark 5.3"),
    hypotheses=("1.a* != 0", "n = 1"),
    says=halvings,
)
def halving(judge):
    """Halving the start eventually satisfies |1.a^0| <= |1.a*|, since 2^-t (t + 1) <= 1. (A
    positive factor keeps the sign of a.a*, and the angle belongs to v.)
    """
    z = judge.theorem()
    always = conj(HALF**t > 0, HALF**t * (t + 1) <= 1)
    base = z.arith(always.put(t, 0), z.power_zero(HALF))
    shrinks = forall(x, y, T)(
        given(x > 0, x * (T + 1) <= 1, y == x * HALF, T >= 0) >> conj(y > 0, y * (T + 1 + 1) <= 1)
    )
    shrinks = z.lemma(shrinks, HALF**t, HALF ** (t + 1), t)
    step = z.use(shrinks, z.assume(always), z.power_step(HALF, t), z.arith(t >= 0))
    power = z.at(z.induction(t, always, base, step), t)
    far = z.for_all(z.archimedes(T), T)
    positive = z.arith(abs(S) > 0, *z.given)
    far = z.at(far, abs(total(a)) / abs(S), defined=[z.arith(abs(S) != 0, positive)])
    late = z.such(far, t)
    inner, sums, _ = z.split(z.at(signed_sums(z), 1, HALF**t))
    small = forall(x, s, Q, y, T)(
        given(x > 0, x * (T + 1) <= 1, T >= abs(s) / abs(Q), Q != 0, y == x * s)
        >> (abs(y) <= abs(Q))
    )
    values = (HALF**t, total(a), S, total(turned(HALF**t, a)), t)
    below = z.use(z.lemma(small, *values), power, late, sums, *z.given)
    kept = z.assume(signal(a) > 0)
    sign = forall(x, s, y)(given(x > 0, s > 0, y == x * s) >> (y > 0))
    sign = z.lemma(sign, HALF**t, signal(a), signal(turned(HALF**t, a)))
    sign = z.discharge(z.use(sign, power, kept, inner), kept.formula)
    found = z.exhibit(z.target, t, z.both(below, sign))
    return z.qed(z.obtain(far, found, t))


@halving.mutant
def one_halving(judge):
    """One halving is enough: not for 1.a = 3 and 1.a* = 1."""
    model = ONE | {"functions": ONE["functions"] | {"a": {"table": ["3"]}}}
    once = (S != 0) >> (abs(total(turned(HALF, a))) <= abs(S))
    return falsify(forall(a, a_star, k)(once), hints=[model], attempts=0)
