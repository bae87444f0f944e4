"""The averages of the patches of an input over the regions of activation, for every law and every
number of patches: Z_++ = P, Z_+- = Q and Z_-+ = R (Section 6.3).

d = w - w*; E[(u.A)(v.B)] = u^T M_{a,b} v for two averages A and B.
"""

from __future__ import annotations

from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    indicator,
    integrable,
    mean_of_combination,
    reals,
    sum_over,
    term,
)

from .descent import NONNEGATIVE, gap, product, square
from .moments import at_every_sample, c, nonnegative, s, u, v, vector_of, w, w_star
from .network import Z, i, k, p, patch
from .teacher_angle import theta

P, Q, R = functions("P Q R", "nat", "sample")
x1, x2, x3, cross = reals("x1 x2 x3 L_cross")
a, b, f, D, x, y = reals("a b f D x y")


def region(first, second, weights=w):
    """first w.Z_i >= 0 and second w*.Z_i >= 0, for signs"""
    sides = zip((first, second), (patch(weights), patch(w_star)), strict=True)
    return conj(*((value if sign > 0 else -value) >= 0 for sign, value in sides))


PLACES = ((P, (1, 1)), (Q, (1, -1)), (R, (-1, 1)))


def averages(weights=w, *own):
    """P, Q, R are the averages, with k the number of all patches."""
    signs = [one for _, one in PLACES]
    return conj(
        *(
            A(c, s) == sum_over(i, k, Z(i, c, s) * indicator(region(*one, weights))) / k
            for A, one in zip(own or (P, Q, R), signs, strict=True)
        )
    )


def cells():
    return k >= 1, forall(c, s)(averages())


def seen(vector, A):
    """vector . A"""
    return sum_over(c, p, vector(c) * A(c, s))


def mean(left, A, right, B):
    """left^T M_{a,b} right"""
    return E(s, seen(left, A) * seen(right, B))


def miss(weights=w, P=P, Q=Q, R=R):
    """f(w, Z) - f(w*, Z)"""
    return seen(gap(weights), P) + seen(weights, Q) - seen(w_star, R)


def slope(weights=w, P=P, Q=Q, R=R):
    """The gradient: E[(f - f*)(Z_++ + Z_+-)], coordinate by coordinate."""
    return E(s, (P(c, s) + Q(c, s)) * miss(weights, P, Q, R))


PAIRS = ((P, P), (P, Q), (Q, Q), (P, R), (Q, R))


def exist():
    """The second moments of the averages."""
    return forall(u, v)(conj(*(integrable(mean(u, A, v, B)) for A, B in PAIRS)))


def norm(A, B, bound):
    """|M_{a,b}| <= bound"""
    return forall(u, v)(mean(u, A, v, B) ** 2 <= bound**2 * (square(u) * square(v)))


def crossing():
    """Assumption 6.3 at w: the three norms add up to at most L_cross theta."""
    signs = conj(x1 >= 0, x2 >= 0, x3 >= 0, x1 + x2 + x3 <= cross * theta)
    return norm(P, Q, x1), norm(P, R, x2), norm(Q, R, x3), signs


def in_patches(z, vector, A, signs, average):
    """k vector.A is the sum of vector.Z_i 1{region} over the patches, for k >= 1."""
    many, bit = z.meet(k >= 1, *z.given), indicator(region(*signs))
    body = vector(c) * (Z(i, c, s) * bit)
    total = sum_over(i, k, Z(i, c, s) * bit)
    rows = by_terms(
        z, i, k, lambda q: sum_over(i, q, body) == vector(c) * sum_over(i, q, Z(i, c, s) * bit),
        [body, Z(i, c, s) * bit],
    )  # fmt: skip
    scaled = forall(a, b, f, D, k)(given(k >= 1, a == b / k, f == D * b) >> (k * (D * a) == f))
    scaled = z.lemma(scaled, A(c, s), total, sum_over(i, k, body), vector(c), k)
    scaled = z.use(scaled, many, average, rows)
    whole = by_terms(
        z, c, p,
        lambda q: k * sum_over(c, q, vector(c) * A(c, s)) == sum_over(c, q, sum_over(i, k, body)),
        [vector(c) * A(c, s), sum_over(i, k, body)], scaled,
    )  # fmt: skip
    swap = z.by("book.sum-exchange", Lambda((c, i), body), p, k)
    each = by_terms(
        z, c, p, lambda q: sum_over(c, q, body) == sum_over(c, q, vector(c) * Z(i, c, s)) * bit,
        [body, vector(c) * Z(i, c, s)],
    )  # fmt: skip
    inner, own = sum_over(c, p, body), patch(vector) * bit
    sums = by_terms(
        z, i, k, lambda q: sum_over(i, q, inner) == sum_over(i, q, own), [inner, own],
        z.arith(inner == own, each),
    )  # fmt: skip
    return z.arith(k * seen(vector, A) == sum_over(i, k, own), whole, swap, sums)


def sign_of(z, vector, A, signs, averages, known, where):
    """vector . A >= 0 at a sample, where vector.Z_i >= 0 on the region: `where` says so of a =
    w.Z_i, b = w*.Z_i and D = vector.Z_i, `known` what D is.
    """
    event = region(*signs)
    values = patch(w), patch(w_star), patch(vector)
    point = at_every_sample(z, event, lambda f: D * f >= 0, where, (a, b, D), values, *known)
    own = patch(vector) * indicator(event)
    sums = by_terms(z, i, k, lambda q: sum_over(i, q, own) >= 0, [own], point)
    rule = z.lemma(forall(a, b, k)(given(k >= 1, k * a == b, b >= 0) >> (a >= 0)),
                   seen(vector, A), sum_over(i, k, own), k)  # fmt: skip
    whole = in_patches(z, vector, A, signs, averages)
    return z.use(rule, *z.given[:1], whole, sums)


def along(z, vector, G, slopes, known):
    """vector . grad as the sum of six moments: those of d, w and w* (with a minus) seen in P, Q and
    R with the vector seen in P and Q, in this order.
    """
    whole = Lambda((c, s), P(c, s) + Q(c, s))
    inner = z.by("fsgd.mean-inner", whole, Lambda((s,), miss()), G, vector_of(vector), p)
    inner = z.use(inner, slopes)
    bodies = [vector(c) * (P(c, s) + Q(c, s)), vector(c) * P(c, s), vector(c) * Q(c, s)]

    def here(q):
        both, one, two = (sum_over(c, q, body) for body in bodies)
        return both == one + two

    split = by_terms(z, c, p, here, bodies)
    value, parts = term(0), []
    for sign, own, A in ((1, gap(), P), (1, w, Q), (-1, w_star, R)):
        for B in (P, Q):
            first, second = ((own, A), (vector, B)) if (A, B) in PAIRS else ((vector, B), (own, A))
            there = z.at(known, vector_of(first[0]), vector_of(second[0]))
            moment = mean(*first, *second)
            there = z.arith(integrable(moment), there)
            value = value + sign * moment
            parts.append((sign, seen(*first) * seen(*second), there))
    body = sum_over(c, p, bodies[0]) * miss()
    total = mean_of_combination(z, s, body, parts, split)
    return z.arith(product(vector, G) == value, inner, total)


def positive(z, left, A, right, B, signs, known):
    """left^T M_{a,b} right >= 0, from the signs of both factors at every sample."""
    body = seen(left, A) * seen(right, B)
    rule = z.lemma(NONNEGATIVE, seen(left, A), seen(right, B))
    there = z.at(known, vector_of(left), vector_of(right))
    return nonnegative(z, body, z.use(rule, *signs), z.arith(integrable(E(s, body)), there))


def by_norm(z, known, left, A, right, B, bound, lengths, *facts):
    """|left^T M_{a,b} right| <= bound |left| |right|, from `norm` and the two lengths; the third
    hypothesis of the statement is `exist`.
    """
    here, moment = z.at(known, vector_of(left), vector_of(right)), mean(left, A, right, B)
    rule = forall(a, b, f, D, x, y)(
        given(a**2 <= D**2 * (x * y), b**2 == x, f**2 == y, D >= 0, b >= 0, f >= 0)
        >> conj(a <= D * (b * f), -a <= D * (b * f))
    )
    values = moment, *lengths, bound, square(left), square(right)
    there = z.at(z.given[2], *map(vector_of, (left, right)))
    return z.use(z.lemma(rule, *values, defined=[*z.split(there), *facts]), here, *facts, *z.given)
