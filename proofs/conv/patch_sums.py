"""Sums over the patches: the symmetries of the network, the norms of the first layer, and the
geometric sum of Lemma 5.9.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    cos,
    forall,
    functions,
    given,
    maximum,
    reals,
    sqrt,
    sum_over,
    term,
)

from .. import symbols
from ..engine.relations import equal, holds
from . import thesis
from .model import relu
from .network import S, a, a_star, c, d, eta, i, k, length, n, phi, size, square, t, total, v

Z = functions("Z", "nat", "nat")  # Z(i, c): the patch i < k of an input, its coordinate c < p
scale, beta = reals("scale beta_0")
ONE = {
    "values": {"scale": "2", "k": "1", "d": "1", "size": "1", "n": "1"},
    "functions": {
        "a": {"table": ["1"]}, "v": {"table": ["1"]}, "a_star": {"table": ["1"]},
        "Z": {"of": ["i", "c"], "is": "1"},
    },
}  # fmt: skip


def network(filter_, layer):
    """f(Z, w, a)"""
    patch = sum_over(c, d, filter_(c) * Z(i, c))
    return sum_over(i, k, layer(i) * maximum(patch, 0))


def rescaled():
    other = network(lambda c: scale * v(c), lambda i: a(i) / scale)
    return forall(Z, v, a, scale, k, d)((scale > 0) >> (other == network(v, a)))


@claim(
    "conv.homogeneity",
    thesis("Section 5.1"),
    formula=r"f(Z,cw,a/c)=f(Z,w,a)",
    hypotheses=("c > 0",),
    says=rescaled,
    instance=ONE,
)
def rescaling(judge):
    """Scaling the filter by c > 0 and the second layer by 1/c changes nothing: (a/c) relu(c t) = a
    relu(t) for every patch.
    """
    z = judge.theorem()
    bodies = [scale * v(c) * Z(i, c), v(c) * Z(i, c)]
    scaled = by_terms(
        z, c, d, lambda q: sum_over(c, q, bodies[0]) == scale * sum_over(c, q, bodies[1]), bodies
    )
    long, short = (sum_over(c, d, body) for body in bodies)
    A, B, C = reals("A B C")
    rule = forall(A, B, C, scale)(
        given(A == scale * B, scale > 0) >> (C / scale * maximum(A, 0) == C * maximum(B, 0))
    )
    nonzero = z.arith(scale != 0, *z.given)
    each = z.use(z.lemma(rule, long, short, a(i), scale), scaled, *z.given)
    tops = [a(i) / scale * maximum(long, 0), a(i) * maximum(short, 0)]
    end = by_terms(
        z, i, k, lambda q: sum_over(i, q, tops[0]) == sum_over(i, q, tops[1]), tops, each,
        defined=[z.for_all(nonzero, i)],
    )  # fmt: skip
    return z.qed(end)


@rescaling.mutant
def negative_factors(judge):
    """c != 0"""
    own, factor, x = symbols.reals("a c t")
    return equal(judge, own / factor * relu(factor * x), own * relu(x), [(factor, "!=", 0)])


def normalised():
    """f(Z, v, a) is that of w = v/|v|; size = |v|."""
    own = network(lambda c: v(c) / size, a)
    other = network(lambda c: scale * v(c) / (scale * size), a)
    plain = network(v, a)
    before = given(length(size, v, d), size > 0, scale > 0)
    return forall(Z, v, a, size, scale, k, d)(before >> conj(own == plain / size, other == own))


@claim(
    "conv.weight-norm",
    thesis("Section 5.1"),
    formula=r"f(Z,v,a)=\frac1{\|v\|}\sum_ia_i\sigma(Z_i^\top v),\quad f(Z,cv,a)=f(Z,v,a)",
    hypotheses=("|v| > 0", "c > 0"),
    says=normalised,
    instance=ONE,
)
def weight_normalisation(judge):
    """relu(t/V) = relu(t)/V for V = |v| > 0, and scaling v by c scales t and V alike."""
    z = judge.theorem()
    V, s = z.meet(size > 0, *z.given), z.meet(scale > 0, *z.given)
    there = [z.arith(size != 0, V), z.arith(scale * size != 0, V, s)]
    known = [z.for_all(one, c) for one in there]
    A, B, C = reals("A B C")
    one, two, plain = (v(c) / size * Z(i, c), scale * v(c) / (scale * size) * Z(i, c),
                       v(c) * Z(i, c))  # fmt: skip
    first = by_terms(
        z, c, d, lambda q: sum_over(c, q, one) == sum_over(c, q, plain) / size, [one, plain],
        always=[V], defined=known,
    )  # fmt: skip
    cancel = z.lemma(
        forall(A, B, scale, size)(
            given(scale > 0, size > 0) >> (scale * A / (scale * size) * B == A / size * B)
        ),
        v(c), Z(i, c), scale, size,
    )  # fmt: skip
    second = by_terms(
        z, c, d, lambda q: sum_over(c, q, two) == sum_over(c, q, one), [two, one],
        z.use(cancel, V, s), defined=known,
    )  # fmt: skip
    sums = [sum_over(c, d, body) for body in (one, two, plain)]
    rule = z.lemma(
        forall(A, B, C, size)(
            given(A == B / size, size > 0) >> (C * maximum(A, 0) == C * maximum(B, 0) / size)
        ),
        sums[0], sums[2], a(i), size, defined=known,
    )  # fmt: skip
    each = z.use(rule, first, V)
    tops = [a(i) * maximum(x, 0) for x in sums]
    inner = [z.for_all(z.for_all(z.discharge(x, c < d), c), i) for x in there]
    own = by_terms(
        z, i, k, lambda q: sum_over(i, q, tops[0]) == sum_over(i, q, tops[2]) / size,
        [tops[0], tops[2]], each, always=[V], defined=inner,
    )  # fmt: skip
    alike = z.arith(tops[1] == tops[0], second)
    other = by_terms(
        z, i, k, lambda q: sum_over(i, q, tops[1]) == sum_over(i, q, tops[0]), [tops[1], tops[0]],
        alike, defined=inner,
    )  # fmt: skip
    return z.qed(z.both(own, other))


@weight_normalisation.mutant
def scale_of_the_preactivation(judge):
    """Scaling t alone."""
    factor, x, V = symbols.reals("c t V")
    return equal(judge, relu(factor * x) / V, relu(x) / V, [(V, ">", 0), (factor, ">", 0)])


def geometric(most=8):
    q = eta * (cos(phi) * beta) / 8
    bound = term(most) / (eta * cos(phi) * beta)
    return forall(eta, phi, beta, t)(
        given(q > 0, q <= 1) >> (sum_over(i, t, (1 - q) ** i) <= bound)
    )


@claim(
    "conv.lem-5.9-norm-recursion.sum",
    thesis("Lemma 5.9 and its proof, Section 5.9.2"),
    formula=r"\sum_{i<t}\left(1-\eta\tfrac{\cos\phi^0\beta^0}8\right)^i\le\frac8{\eta\cos\phi^0"
    r"\beta^0}",
    hypotheses=("0 < eta cos(phi^0) beta^0/8 <= 1",),
    says=geometric,
    uses=("book.geometric-sum", "book.power-nonnegative"),
    instance={"values": {"eta": "1", "phi": "0", "beta_0": "8", "t": "3"}},
)
def geometric_sum(judge, most=8):
    """A partial geometric sum F_t with ratio 1 - q in [0, 1): F' = 1 + (1 - q) F stays at most 1/q.
    q = eta cos(phi^0) beta^0/8.
    """
    z = judge.theorem()
    q = eta * (cos(phi) * beta) / 8
    total_ = z.by("book.geometric-sum", 1 - q, t)
    powers = z.use(z.by("book.power-nonnegative", 1 - q), z.arith(1 - q >= 0, *z.given))
    power = z.at(powers, t)
    A, B, F, P = reals("A B F P")
    rule = forall(eta, A, B, F, P)(
        given((1 - (1 - eta * (A * B) / 8)) * F == 1 - P, P >= 0, eta * (A * B) / 8 > 0)
        >> (F <= term(8) / (eta * A * B))
    )
    lemma = z.lemma(rule, eta, cos(phi), beta, sum_over(i, t, (1 - q) ** i), (1 - q) ** t)
    return z.qed(z.use(lemma, total_, power, *z.given))


geometric_sum.mutant("half the bound", most=4)


def chain(count=1):
    """|1.a| <= sum |a_i| <= sqrt(k) |a| <= |1.a*| |w*|, for a in the ball of the start."""
    absolute = sum_over(i, k, abs(a(i)))
    inside = given(k >= 1, length(size, a, k, i), n > 0, size <= abs(S) * n / sqrt(k))
    links = conj(
        count * abs(total(a)) <= absolute, absolute <= sqrt(k) * size, sqrt(k) * size <= abs(S) * n
    )
    return forall(a, a_star, size, n, k)(inside >> links)


@claim(
    "conv.thm-5.4-proof",
    thesis("Section 5.10"),
    formula=r"1^\top a^0\le\|a^0\|_1\le\sqrt k\|a^0\|_2\le|1^\top a^*|\|w^*\|",
    hypotheses=("|a^0| <= |1.a*| |w*|/sqrt k: the ball of the start",),
    says=chain,
    uses=("book.sum-triangle", "book.square-of-sum"),
    instance=ONE,
)
def norm_chain(judge):
    """|1.a| <= |a|_1 <= sqrt(k) |a| <= |1.a*| |w*|, all links for all k."""
    z = judge.theorem()
    first = z.by("book.sum-triangle", a, k)
    squares = z.by("book.square-of-sum", Lambda((i,), abs(a(i))), k)
    absolute = sum_over(i, k, abs(a(i)))
    bodies = [abs(a(i)) ** 2, a(i) ** 2]
    same = by_terms(
        z, i, k, lambda q: sum_over(i, q, bodies[0]) == sum_over(i, q, bodies[1]), bodies
    )
    positive = by_terms(z, i, k, lambda q: sum_over(i, q, abs(a(i))) >= 0, [abs(a(i))])
    T, Q, R, W, K, B = reals("T Q R W K B")
    root = z.arith(conj(sqrt(k) > 0, sqrt(k) ** 2 == k), *z.given)
    rule = forall(T, Q, R, W, K, B)(
        given(T >= 0, T**2 <= K * Q, Q == W**2, W >= 0, R > 0, R**2 == K, W <= B / R)
        >> conj(T <= R * W, R * W <= B)
    )
    values = (absolute, square(a, k, i), sqrt(k), size, k, abs(S) * n)
    bound = z.arith(absolute**2 <= k * square(a, k, i), squares, same)
    links = z.use(z.lemma(rule, *values), positive, bound, root, *z.given)
    return z.qed(z.both(z.meet(z.target.part(0), first), *z.split(links)))


@norm_chain.mutant
def twice_as_much(judge):
    """2 |1.a| <= |1.a*| |w*|"""
    s, bound = symbols.reals("s bound")
    return holds(judge, (2 * s, "<=", bound), [(s, ">", 0), (s, "<=", bound)])
