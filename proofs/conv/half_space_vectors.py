"""Lemma 5.6, second and third part: the mean of z over a half-space, and the image of w* under the
second moments of z over two of them, as vectors: their products with every vector x.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    cos,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    pi,
    reals,
    sequences,
    sin,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.directions import by_angle, in_a_plane, on_a_line
from steepest.proofs.textbook.events import truths

from . import thesis
from .half_space_moments import BOTH, NORMAL, inner, locus, m, model, o, on, variances, w, z
from .network import c, d, n, phi, square, w_star
from .patch_moments import ANGLE, SIZES

x = sequences("x")
MODEL = model | {"functions": model["functions"] | {"x": {"table": ["1", "0"]}}}
ROOT = sqrt(2 * pi)


def mean_says(law=NORMAL):
    mean = E(o, on(x) * indicator(on(w) >= 0))
    known = given(law, m > 0, square(w, d) == m**2)
    return forall(z, w, d, m)(known >> forall(x)(mean == inner(x, w) / (ROOT * m)))


def multiple(k, body, factor, of, step=None):
    """The sum of a body is a multiple of that of another one."""
    known = () if step is None else (step,)
    return by_terms(
        k, c, d, lambda q: sum_over(c, q, body) == factor * sum_over(c, q, of), [body, of], *known
    )


@claim(
    "conv.lem-5.6b",
    thesis(locus),
    formula=r"E[z1\{z^\top w\ge0\}]=\frac1{\sqrt{2\pi}}\frac w{\|w\|}",
    hypotheses=("w != 0; the product of both sides with every vector x",),
    says=mean_says,
    uses=("book.normal-half-space",),
)
def half_mean(judge):
    """The mean of z over the half-space is w/|w| times the mean of the positive part of a standard
    normal number.
    """
    k = judge.theorem()
    law, positive, size = k.given
    A = reals("A")
    unit = k.assume(A * m == 1)
    way = A * w(c)
    known = k.by("book.normal-half-space", z, Lambda((c,), way), x, d)
    long = multiple(k, way**2, A**2, w(c) ** 2)
    rule = forall(A, m)((A * m == 1) >> (A**2 * m**2 == 1))
    one = k.use(k.lemma(rule, A, m), unit)
    known = k.use(known, law, k.arith(sum_over(c, d, way**2) == 1, long, size, one))
    line = multiple(k, way * z(c, o), A, w(c) * z(c, o))
    along = multiple(k, x(c) * way, A, x(c) * w(c))
    above = k.arith(A > 0, unit, positive)
    first, second = sum_over(c, d, way * z(c, o)) >= 0, on(w) >= 0
    u, v = reals("u v")
    sign = forall(A, u, v)(
        given(u == A * v, A > 0) >> conj((u >= 0) >> (v >= 0), (v >= 0) >> (u >= 0))
    )
    sign = k.use(k.lemma(sign, A, sum_over(c, d, way * z(c, o)), on(w)), line, above)
    same = truths(k, on(x) * indicator(first) == on(x) * indicator(second), (first, second), sign)
    mean = k.part(known, 0)
    moved = k.mean_of_equal(k.for_all(same, o), k.arith(integrable(mean.sides[0]), mean))
    r = reals("r")
    rule = forall(A, m, u, v, r)(
        given(A * m == 1, u == A * v, r > 0, m > 0) >> (u / r == v / (r * m))
    )
    rule = k.lemma(rule, A, m, along.sides[0], inner(x, w), ROOT)
    rule = k.use(rule, unit, along, positive, k.arith(ROOT > 0))
    end = k.arith(E(o, on(x) * indicator(second)) == inner(x, w) / (ROOT * m), moved, mean, rule)
    always = k.for_all(k.discharge(end, unit.formula), A)
    inverse = forall(m)((m > 0) >> (1 / m * m == 1))
    inverse = k.use(k.lemma(inverse, m), positive)
    there = k.arith(m != 0, positive)
    return k.qed(k.for_all(k.use(k.at(always, 1 / m, defined=[there]), inverse), x))


@half_mean.mutant
def of_variance_one(judge):
    """All numbers 1: the mean is 1 in the place of 1/sqrt(2 pi)."""
    return falsify(mean_says(variances), hints=[MODEL])


VALUE = on(x) * on(w_star) * indicator(BOTH)


def image(x):
    """2 pi times the product of x with the image"""
    return (pi - phi) * inner(x, w_star) + sin(phi) * (n / m) * inner(x, w)


def image_says(law=NORMAL):
    known = given(law, SIZES, ANGLE)
    shown = forall(x)(E(o, VALUE) == image(x) / (2 * pi))
    return forall(z, w, w_star, d, m, n, phi)(known >> shown)


@claim(
    "conv.lem-5.6c",
    thesis(locus),
    formula=r"E[zz^\top1\{z^\top w\ge0,z^\top w^*\ge0\}]w^*=\tfrac1{2\pi}(\pi-\phi)w^*+\tfrac1{2"
    r"\pi}"
    r"\sin\phi\frac{\|w^*\|}{\|w\|}w",
    hypotheses=("w, w* != 0; the product of both sides with every vector x",),
    says=image_says,
    uses=(
        *("book.normal-wedge-form", "book.normal-half-space", "book.orthonormal-pair"),
        "book.parallel-vectors",
    ),
)
def wedge_second_moment(judge):
    """The second moment of a Gaussian vector on the wedge of w and w*, applied to w*, is
    ((pi - phi) w* + sin(phi) (|w*|/|w|) w)/(2 pi): in the product with every vector x.

    The form at x + w* minus that at x - w*; parallel and opposite vectors have no plane, and half
    of the second moment and 0.
    """
    k = judge.theorem()
    goal = E(o, VALUE) == image(x) / (2 * pi)
    vectors = w, w_star, m, n, phi

    def apart(sine):
        def shown(first, second, basis, made):
            return in_the_plane(k, goal, first, second, basis, made)

        return in_a_plane(k, vectors, sine, shown)

    def parallel(sign, end, angle, cosine):
        def shown(way, length, lines):
            return along_one_line(k, goal, sign, way, length, lines, (end, angle, cosine))

        return on_a_line(k, (z, o), vectors, sign, cosine, shown)

    return k.qed(k.for_all(by_angle(k, phi, apart, parallel), x))


def in_the_plane(k, goal, first, second, basis, made):
    """0 < phi < pi: polarisation."""
    S, C = sin(phi), cos(phi)
    one, two = k.split(k.at(made, c))
    p, q = first.body, second.body
    X, Y = (sum_over(c, d, each * z(c, o)) for each in (p, q))
    turned = k.apply(k.at(combined(k), first, second, w_star, C, S), k.for_all(two, c))
    bodies = [each * z(c, o) for each in (w(c), p)]
    lines = [
        by_terms(k, c, d, lambda r: on(w, r) == m * sum_over(c, r, bodies[1]), bodies, one),
        k.part(turned, 2),
    ]
    there = conj(X >= 0, C * X + S * Y >= 0)
    into = k.arith(BOTH, k.assume(there), *lines, *k.given[1:3])
    out = k.arith(~BOTH, k.assume(~there), *lines, *k.given[1:3])
    bits = indicator(there) == indicator(BOTH)
    equal = k.cases(
        k.excluded_middle(there),
        k.arith(bits, k.indicator(there, True, k.assume(there)), k.indicator(BOTH, True, into)),
        k.arith(bits, k.indicator(there, False, k.assume(~there)), k.indicator(BOTH, False, out)),
    )
    # the products with x and w* of what the form needs
    pairs = {
        "xx": x(c) ** 2, "xs": x(c) * w_star(c), "ss": w_star(c) ** 2,
        "xp": x(c) * p, "xq": x(c) * q, "sp": w_star(c) * p, "sq": w_star(c) * q,
    }  # fmt: skip
    sums = {name: sum_over(c, d, body) for name, body in pairs.items()}
    A, B, P, Q, R = reals("A B P Q R")
    rule = forall(A, B, n, P, Q, R, C_, S_)(
        given(A == n * (C_ * P + S_ * R), B == n * (C_ * R + S_ * Q), P == 1, Q == 1, R == 0)
        >> conj(A == n * C_, B == n * S_)
    )
    own = (sum_over(c, d, each) for each in (p**2, q**2, p * q))
    rule = k.lemma(rule, sums["sp"], sums["sq"], n, *own, C, S)
    targets = k.split(k.use(rule, k.part(turned, 0), k.part(turned, 1), *basis))
    along = by_terms(
        k, c, d, lambda r: sum_over(c, r, x(c) * w(c)) == m * sum_over(c, r, x(c) * p),
        [x(c) * w(c), x(c) * p], one,
    )  # fmt: skip
    means, parts = [], []
    for sign in (1, -1):
        mixed = x(c) + sign * w_star(c)
        known = k.by("book.normal-wedge-form", z, first, second, Lambda((c,), mixed), d, phi)
        known = k.use(known, k.given[0], *basis, *k.given)
        made_of = [
            (mixed**2, (("xx", 1), ("xs", 2 * sign), ("ss", 1))),
            (mixed * p, (("xp", 1), ("sp", sign))),
            (mixed * q, (("xq", 1), ("sq", sign))),
        ]
        values = []
        for body, terms in made_of:

            def whole(r, body=body, terms=terms):
                added = sum((f * sum_over(c, r, pairs[name]) for name, f in terms), term(0))
                return sum_over(c, r, body) == added

            values.append(by_terms(k, c, d, whole, [body, *(pairs[name] for name, _ in terms)]))
        line = by_terms(
            k, c, d,
            lambda r, mixed=mixed, sign=sign: sum_over(c, r, mixed * z(c, o))
            == on(x, r) + sign * on(w_star, r),
            [mixed * z(c, o), x(c) * z(c, o), w_star(c) * z(c, o)],
        )  # fmt: skip
        means.append((known, values, line))
        body = sum_over(c, d, mixed * z(c, o)) ** 2 * indicator(there)
        parts.append((term(sign) / 4, body, k.arith(integrable(E(o, body)), known)))
    s, t, a, b, e = reals("s t a b e")
    rule = forall(s, t, a, b, e)(
        given(s == a + 1 * b, t == a + -1 * b)
        >> (a * b * e == term(1) / 4 * (s**2 * e) + term(-1) / 4 * (t**2 * e))
    )
    rule = k.lemma(
        rule, *(line.sides[0] for _, _, line in means), on(x), on(w_star), indicator(BOTH)
    )
    same = k.use(rule, *(line for _, _, line in means))
    same = k.arith(
        VALUE == sum((f * body for f, body, _ in parts[1:]), parts[0][0] * parts[0][1]), same, equal
    )
    mean = mean_of_combination(k, o, VALUE, parts, same)
    circle = k.arith(S**2 + C**2 == 1)
    values = [step for _, steps, _ in means for step in steps]
    # 4 pi times both forms, with letters for the sums
    return polarised(k, goal, mean, means, values, targets, along, circle, sums)


p, q, y = sequences("p q y")
C_, S_ = reals("C S")


def combined(k):
    """Sums with y = n (C p + S q), for any p and q."""
    made = k.assume(forall(c)(y(c) == n * (C_ * p(c) + S_ * q(c))))
    here = k.at(made, c)

    def total(body, *parts):
        def whole(r):
            one, two = (sum_over(c, r, part) for part in parts)
            return sum_over(c, r, body) == n * (C_ * one + S_ * two)

        return by_terms(k, c, d, whole, [body, *parts], here)

    sums = k.both(
        total(y(c) * p(c), p(c) ** 2, p(c) * q(c)),
        total(y(c) * q(c), p(c) * q(c), q(c) ** 2),
        total(y(c) * z(c, o), p(c) * z(c, o), q(c) * z(c, o)),
    )
    return k.for_all(k.discharge(sums, made.formula), p, q, y, C_, S_)


def polarised(k, goal, mean, means, values, targets, along, circle, sums):
    """The difference of both forms, with letters for their sums."""
    S, C = sin(phi), cos(phi)
    P, M, N, F, G, s, co, X, X_s, Ss, p, q, y = reals("P M N F G s co X X_s Ss e f h")

    def share(size, one, two):
        return (P * size + s * (co * (one**2 - two**2) + 2 * s * one * two)) / (2 * pi)

    rule = forall(P, M, N, F, G, s, co, X, X_s, Ss, p, q, y)(
        given(
            F == share(X + 2 * X_s + Ss, p + N * co, q + N * s),
            G == share(X - 2 * X_s + Ss, p - N * co, q - N * s),
            y == M * p, M > 0, s**2 + co**2 == 1,
        )
        >> (F / 4 - G / 4 == (P * X_s + s * (N / M) * y) / (2 * pi))
    )  # fmt: skip
    (plus, *_), (minus, *_) = means
    names = pi - phi, m, n, plus.sides[0], minus.sides[0], S, C
    letters = sums["xx"], sums["xs"], sums["ss"], sums["xp"], sums["xq"], along.sides[0]
    there = [k.arith(one.sides[0] == one.sides[0], one) for one in (plus, minus)]
    nonzero = k.arith(2 * pi != 0)
    rule = k.lemma(rule, *names, *letters, defined=[*there, nonzero])
    forms = []
    for (known, *_), sign in ((means[0], 1), (means[1], -1)):
        one, two = sums["xp"] + sign * (n * C), sums["xq"] + sign * (n * S)
        size = sums["xx"] + 2 * sign * sums["xs"] + sums["ss"]
        form = ((pi - phi) * size + S * (C * (one**2 - two**2) + 2 * S * one * two)) / (2 * pi)
        forms.append(k.arith(known.sides[0] == form, known, *values, *targets))
    end = k.use(rule, *forms, along, circle, *k.given)
    return k.arith(goal, mean, end)


def along_one_line(k, goal, sign, way, length, lines, ends):
    """w* is a positive or negative multiple of w: half of the second moment, or 0."""
    end, angle, cosine = ends
    turn = k.arith(sin(phi) == 0, k.arith(sin(phi) == sin(end), angle))
    X = sum_over(c, d, way * z(c, o))
    event = X >= 0
    part = on(x) * X * indicator(event)
    value = n * part if sign == 1 else term(0)
    same = truths(k, VALUE == value, (event, BOTH), *lines, *k.given[1:3])
    if sign == -1:
        none = k.mean_of_constant(o, value)
        back = k.for_all(k.arith(value == VALUE, same), o)
        moved = k.mean_of_equal(back, k.arith(integrable(E(o, value)), none))
        return k.arith(goal, moved, none, angle, turn, k.given[1])
    known = k.by("book.normal-half-space", z, Lambda((c,), way), x, d)
    share = k.part(k.use(known, k.given[0], length), 1)
    has = k.arith(integrable(E(o, part)), share)
    mean = mean_of_combination(k, o, VALUE, [(n, part, has)], same)
    known = k.use(k.by("book.parallel-vectors", w, w_star, d, m, n, sign), *k.given, cosine)
    equal = k.apply(k.at(known, c), k.assume(c < d))
    one = multiple(k, x(c) * way, reals("A"), x(c) * w(c))
    other = by_terms(
        k, c, d,
        lambda q: m * sum_over(c, q, x(c) * w_star(c)) == n * sum_over(c, q, x(c) * w(c)),
        [x(c) * w_star(c), x(c) * w(c)], equal,
    )  # fmt: skip
    A = reals("A")
    halved = on_the_line(k, way, A, one, other)
    return k.arith(goal, mean, share, halved, angle, turn, k.given[1])


def on_the_line(k, way, A, one, other):
    """n x.way == x.w*, from x.way == A x.w, m x.w* == n x.w and A m == 1."""
    P, Q, R = reals("P Q R")
    rule = forall(A, m, n, P, Q, R)(given(A * m == 1, P == A * Q, m * R == n * Q) >> (n * P == R))
    rule = k.lemma(rule, A, m, n, one.sides[0], inner(x, w), inner(x, w_star))
    return k.use(rule, k.assume(A * m == 1), one, other)


@wedge_second_moment.mutant
def variances_alone(judge):
    """All numbers 1: the mean at the angle 0 is 1 in the place of 1/2."""
    return falsify(image_says(variances), hints=[MODEL])
