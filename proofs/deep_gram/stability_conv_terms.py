"""Inner products of combinations of patches: what bounds an entry of the Gram matrix of the last
convolutional layer, for any number of channels, positions and offsets of a patch.

x(i, l, c, s) is entry (c, s) of the patch of the features of input i at position l, before training
and y after it; z(i, l, r) and v(i, l, r) are the pre-activations of channel r there, a(l, r) and
b(l, r) the output weights.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    nats,
    reals,
    sequences,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.frobenius import entrywise
from . import chapter_3
from .layers import product

CONV = "Lemma 3.18 and its proof"
i, j, l, c, s, r, d, o, p, m, n = nats("i j l c s r d o p m n")  # noqa: E741
x, y = functions("x y", "nat", "nat", "nat", "nat")
z, v = functions("z v", "nat", "nat", "nat")
f, g = functions("f g", "nat", "nat", "nat")
a, b, F, G = functions("a b F G", "nat", "nat")
u, e, t = sequences("u e t")
slope = functions("slope", "real")
A, B, C, D, L, P, Q, R, S, T, X, Z = reals("A B C D L P Q R S T X Z")
beta, root_m, root_p, root_q = reals("beta root_m root_p root_q")


def rows_say():
    small = forall(r)((r < m) >> conj(t(r) ** 2 <= u(r) * e(r), u(r) >= 0, e(r) >= 0))
    total = sum_over(r, m, t(r)) ** 2 <= sum_over(r, m, u(r)) * sum_over(r, m, e(r))
    return forall(t, u, e, m)(small >> total)


@claim("deep.lem-3.18.sums", chapter_3(CONV), says=rows_say)
def schwarz_of_sums(judge):
    """Cauchy-Schwarz for numbers t_r with t_r^2 <= u_r e_r: their sum obeys it with the sums."""
    k = judge.theorem()
    (small,) = k.given
    parts = lambda q: [sum_over(r, q, one(r)) for one in (t, u, e)]  # noqa: E731

    def here(q):
        whole, one, two = parts(q)
        return conj(whole**2 <= one * two, one >= 0, two >= 0)

    goal = (n <= m) >> here(n)
    bodies = [t(r), u(r), e(r)]
    base = k.arith(here(n).put(n, 0), *(k.sum_empty(r, one) for one in bodies))
    base = k.discharge(base, (n <= m).put(n, 0))
    soon = k.assume(n + 1 <= m)
    before = k.apply(k.assume(goal), k.arith(n <= m, soon))
    each = k.apply(k.at(small, n), k.arith(n < m, soon))
    twice = k.lemma(
        forall(A, B, C, P)(
            given((A * P) ** 2 <= B * C, B >= 0, C >= 0) >> ((2 * A * P) ** 2 <= (B + C) ** 2)
        ),
        parts(n)[0], parts(n)[1] * e(n), u(n) * parts(n)[2], t(n),
    )  # fmt: skip
    root = k.lemma(
        forall(A, B)(given(A**2 <= B**2, B >= 0) >> (A <= B)), 2 * parts(n)[0] * t(n),
        parts(n)[1] * e(n) + u(n) * parts(n)[2],
    )  # fmt: skip
    mixed = k.lemma(
        forall(A, B, C, P, Q, R)(
            given(A**2 <= B * C, P**2 <= Q * R, B * C >= 0, Q * R >= 0)
            >> ((A * P) ** 2 <= (B * R) * (Q * C))
        ),
        *parts(n), t(n), u(n), e(n),
    )  # fmt: skip
    one, two, three = parts(n)
    lows = [k.arith(term_ >= 0, step) for term_, step in (
        (two, before), (three, before), (u(n), each), (e(n), each))]  # fmt: skip
    products = [
        product(k, two, three, lows[0], lows[1]), product(k, u(n), e(n), lows[2], lows[3]),
        product(k, two, e(n), lows[0], lows[3]), product(k, u(n), three, lows[2], lows[1]),
    ]  # fmt: skip
    mixed = k.use(mixed, before, each, *products[:2])
    twice = k.use(twice, mixed, *products[2:])
    twice = k.use(root, twice, k.arith(root.formula.left.part(1), *products[2:]))
    longer = k.arith(here(n + 1), twice, before, each, *lows,
                     *(k.sum_step(r, n, body) for body in bodies))  # fmt: skip
    step = k.discharge(longer, soon.formula)
    always = k.apply(k.at(k.induction(n, goal, base, step), m), k.arith(m <= m))
    return k.qed(k.part(always, 0))


@schwarz_of_sums.mutant
def half_of_the_product(judge):
    """Half of the product: one number."""
    return falsify(
        forall(A, B, C)(given(A**2 <= B * C, B == 1, C == 1) >> (A**2 <= B * C / 2)),
        hints=[{"values": {"A": "1", "B": "1", "C": "1"}}],
    )


def vector(weight, patch):
    """Entry (c, s) of the sum over the positions"""
    return sum_over(l, p, weight(l) * patch(l, c, s))


def norm(patch):
    """|f|^2 over channels, offsets and positions"""
    return sum_over(c, d, sum_over(s, o, sum_over(l, p, patch(l, c, s) ** 2)))


def paired(one, other):
    return sum_over(c, d, sum_over(s, o, one * other))


def row_says():
    sizes = sum_over(l, p, u(l) ** 2) * norm(f), sum_over(l, p, e(l) ** 2) * norm(g)
    bound = paired(vector(u, f), vector(e, g)) ** 2 <= sizes[0] * sizes[1]
    return forall(u, e, f, g, d, o, p)(conj(bound, sizes[0] >= 0, sizes[1] >= 0))


@claim(
    "deep.lem-3.18.channel",
    chapter_3(CONV),
    says=row_says,
    uses=("book.cauchy-schwarz", "book.frobenius-schwarz", "book.squares-nonnegative"),
)
def one_channel(judge):
    """Two combinations of patches have an inner product of at most |u||f||e||g|: one channel."""
    k = judge.theorem()
    sizes = []
    for weight, patch in ((u, f), (e, g)):
        cs = k.by("book.cauchy-schwarz", weight, Lambda((l,), patch(l, c, s)), p)
        parts = [sum_over(l, p, weight(l) ** 2), sum_over(l, p, patch(l, c, s) ** 2)]
        square = vector(weight, patch) ** 2
        low = [k.by("book.squares-nonnegative", one, p)
               for one in (weight, Lambda((l,), patch(l, c, s)))]  # fmt: skip
        each = k.arith(conj(square <= parts[0] * parts[1], parts[1] >= 0), cs, low[1])
        total = entrywise(
            k, lambda one, two, size=parts[0]: conj(one <= size * two, two >= 0),
            [square, parts[1]], each, sizes=((s, o), (c, d)),
        )  # fmt: skip
        sizes.append((total, product(k, parts[0], norm(patch), low[0], k.arith(
            norm(patch) >= 0, total))))  # fmt: skip
    vectors = vector(u, f), vector(e, g)
    whole = k.by("book.frobenius-schwarz", *(Lambda((c, s), one) for one in vectors), d, o)
    squares = [sum_over(c, d, sum_over(s, o, one**2)) for one in vectors]
    rule = k.lemma(
        forall(A, B, D, P, Q)(
            given(A**2 <= B * D, B <= P, D <= Q, B >= 0, D >= 0, P >= 0, P * D >= 0, P * Q >= 0)
            >> (A**2 <= P * Q)
        ),
        paired(*vectors), *squares, *(one.sides[0] for _, one in sizes),
    )  # fmt: skip
    (first, first_low), (second, second_low) = sizes
    second_size = second_low.sides[0]
    lows = [
        product(k, first_low.sides[0], squares[1], first_low, k.arith(squares[1] >= 0, whole)),
        product(k, first_low.sides[0], second_size, first_low, second_low),
    ]
    end = k.use(rule, whole, *(k.part(one, 0) for one in (first, second)), first_low, *lows)
    return k.qed(k.both(end, first_low, second_low))


@one_channel.mutant
def half_of_one(judge):
    """Half of it: single numbers."""
    return falsify(
        forall(A, B)(given(A == 1, B == 1) >> ((A * B) ** 2 <= A**2 * B**2 / 2)),
        hints=[{"values": {"A": "1", "B": "1"}}],
    )


def combined(weight, patch):
    """Entry (c, s) of channel r"""
    return sum_over(l, p, weight(l, r) * patch(l, c, s))


def total(one, other):
    """The inner products of all channels"""
    return sum_over(r, m, paired(one, other))


def weights_size(weight):
    return sum_over(r, m, sum_over(l, p, weight(l, r) ** 2))


def pairs_say():
    known = [weights_size(F) <= P**2, weights_size(G) <= Q**2, norm(f) <= R**2, norm(g) <= S**2]
    bound = abs(total(combined(F, f), combined(G, g))) <= P * Q * (R * S)
    return forall(F, G, f, g, d, o, p, m, P, Q, R, S)(
        given(P >= 0, Q >= 0, R >= 0, S >= 0, *known) >> bound
    )


@claim(
    "deep.lem-3.18.channels",
    chapter_3(CONV),
    says=pairs_say,
    uses=("deep.lem-3.18.sums", "deep.lem-3.18.channel"),
)
def all_channels(judge):
    """The same summed over the channels: at most |F||G| times the norms of the patches."""
    k = judge.theorem()
    P_low, Q_low, R_low, S_low, *known = k.given
    columns = [Lambda((l,), one(l, r)) for one in (F, G)]
    each = k.by("deep.lem-3.18.channel", *columns, f, g, d, o, p)
    inner = paired(combined(F, f), combined(G, g))
    sizes = [sum_over(l, p, one(l, r) ** 2) * norm(patch) for one, patch in ((F, f), (G, g))]
    each = k.for_all(k.discharge(each, r < m), r)
    lemma = k.by("deep.lem-3.18.sums", *(Lambda((r,), one) for one in (inner, *sizes)), m)
    whole = k.apply(lemma, each)
    scaled, lows = [], []
    for weight, patch, size in ((F, f, sizes[0]), (G, g, sizes[1])):
        own = sum_over(l, p, weight(l, r) ** 2)
        squares = by_terms(k, l, p, lambda q, w=weight: sum_over(l, q, w(l, r) ** 2) >= 0,
                           [weight(l, r) ** 2])  # fmt: skip
        scaled.append(by_terms(
            k, r, m,
            lambda q, size=size, own=own, patch=patch: conj(
                sum_over(r, q, size) == norm(patch) * sum_over(r, q, own),
                sum_over(r, q, own) >= 0), [size, own], squares,
        ))  # fmt: skip
        entry = entrywise(k, lambda one: one >= 0, [patch(l, c, s) ** 2],
                          sizes=((l, p), (s, o), (c, d)))  # fmt: skip
        lows.append(entry)
    parts = [weights_size(F), norm(f), weights_size(G), norm(g)]
    limit = forall(A, B, P, R)(
        given(A >= 0, B >= 0, A <= P**2, B <= R**2) >> conj(B * A >= 0, B * A <= (P * R) ** 2)
    )
    sides = [
        k.use(k.lemma(limit, *pair, *tops), k.arith(pair[0] >= 0, one), low, *two)
        for pair, tops, one, low, two in (
            (parts[:2], (P, R), scaled[0], lows[0], (known[0], known[2])),
            (parts[2:], (Q, S), scaled[1], lows[1], (known[1], known[3])),
        )
    ]
    rule = k.lemma(
        forall(A, B, C, P, Q)(
            given(A**2 <= B * C, B >= 0, C >= 0, B <= P**2, C <= Q**2, P >= 0, Q >= 0,
                  B * C <= (P * Q) ** 2, P * Q >= 0)
            >> (abs(A) <= P * Q)
        ),
        sum_over(r, m, inner), parts[1] * parts[0], parts[3] * parts[2], P * R, Q * S,
    )  # fmt: skip
    tops = [product(k, P, R, P_low, R_low), product(k, Q, S, Q_low, S_low)]
    both = k.lemma(
        forall(A, B, P, Q)(
            given(A >= 0, B >= 0, A <= P**2, B <= Q**2) >> (A * B <= (P * Q) ** 2)
        ),
        parts[1] * parts[0], parts[3] * parts[2], P * R, Q * S,
    )  # fmt: skip
    both = k.use(both, *sides)
    end = k.use(rule, k.arith(rule.formula.left.part(0), whole, *scaled), *sides, *tops, both,
                product(k, P * R, Q * S, *tops))  # fmt: skip
    return k.qed(k.arith(k.target, end))


@all_channels.mutant
def half_of_all(judge):
    """Half of it: single numbers."""
    return falsify(
        forall(A, B)(given(A == 1, B == 1) >> (A * B <= A * B / 2)),
        hints=[{"values": {"A": "1", "B": "1"}}],
    )
