"""The three terms by which an entry of the Gram matrix of the last layer moves, without its scale:
vectors of any length, any number of neurons.

x(i, s) and y(i, s) are features of input i before and after training, z(i, r) and v(i, r) the
pre-activations, a(r) and b(r) the output weights; slope is the derivative of the activation.
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

from . import chapter_3
from .initialization import L
from .layer_norms import is_norm
from .layers import product

FC = "Lemma 3.4 and its proof"

i, j, s, r, d, m = nats("i j s r d m")
x, y, z, v = functions("x y z v", "nat", "nat")
a, b, f, g = sequences("a b f g")
slope = functions("slope", "real")
p, q, A, B, C, D, P, Q, R, X, Z = reals("p q A B C D P Q R X Z")
beta, root_m = reals("beta root_m")


def size(f, count, index=r):
    return sum_over(index, count, f(index) ** 2)


def dot(f, g):
    return sum_over(s, d, f(s) * g(s))


def inner(x):
    """x_i . x_j"""
    return dot(lambda s: x(i, s), lambda s: x(j, s))


def short(x, X):
    """|x_i|, |x_j| <= X"""
    return conj(*(size(lambda s, one=one: x(one, s), d, s) <= X**2 for one in (i, j)))


def steep():
    """|slope| <= L"""
    return forall(p)(abs(slope(p)) <= L)


def slopes(v):
    return slope(v(i, r)) * slope(v(j, r))


def dot_says():
    return forall(f, g, P, Q, m)(
        given(P >= 0, Q >= 0, size(f, m) <= P**2, size(g, m) <= Q**2)
        >> (sum_over(r, m, abs(f(r) * g(r))) <= P * Q)
    )


@claim(
    "deep.lem-3.4.products",
    chapter_3(FC),
    says=dot_says,
    uses=("book.cauchy-schwarz", "book.squares-nonnegative"),
)
def sum_of_products(judge):
    """The products of the entries of two vectors add up in modulus to at most |f||g|."""
    k = judge.theorem()
    P_low, Q_low, first, second = k.given
    entries = Lambda((r,), abs(f(r))), Lambda((r,), abs(g(r)))
    cs = k.by("book.cauchy-schwarz", *entries, m)

    def equal(*bodies):
        return by_terms(
            k, r, m, lambda q: sum_over(r, q, bodies[0]) == sum_over(r, q, bodies[1]), bodies
        )

    sizes = [equal(abs(one(r)) ** 2, one(r) ** 2) for one in (f, g)]
    bodies = [abs(f(r) * g(r)), abs(f(r)) * abs(g(r))]
    same = equal(*bodies)
    lows = [k.by("book.squares-nonnegative", one, m) for one in entries]
    rule = k.lemma(
        forall(A, B, C, P, Q)(
            given(C**2 <= A * B, A >= 0, B >= 0, A <= P**2, B <= Q**2) >> (C**2 <= (P * Q) ** 2)
        ),
        *(one.sides[0] for one in sizes), sum_over(r, m, bodies[1]), P, Q,
    )  # fmt: skip
    known = [
        k.arith(rule.formula.left.part(place), one, small)
        for place, one, small in ((3, sizes[0], first), (4, sizes[1], second))
    ]
    square = k.use(rule, cs, *lows, *known)
    root = k.lemma(
        forall(A, B)(given(A**2 <= B**2, B >= 0) >> (A <= B)), sum_over(r, m, bodies[1]), P * Q
    )
    end = k.use(root, square, product(k, P, Q, P_low, Q_low))
    return k.qed(k.arith(k.target, same, end))


@sum_of_products.mutant
def half_of_the_product(judge):
    """|f||g|/2: single numbers."""
    return falsify(
        forall(P, Q)(given(P == 1, Q == 1) >> (P * Q <= P * Q / 2)),
        hints=[{"values": {"P": "1", "Q": "1"}}],
    )


def at_most(k, f, g, count, P, Q, *known, index=r):
    """The sum of |f g| over index < count is at most P Q; `known` are the signs and the norms."""
    entries = Lambda((index,), f(index)), Lambda((index,), g(index))
    return k.use(k.by("deep.lem-3.4.products", *entries, P, Q, count), *known)


def features_say():
    change = inner(y) - inner(x)
    weights = sum_over(r, m, a(r) ** 2 * slopes(v))
    return forall(x, y, v, a, slope, i, j, d, m, X, D, L, A)(
        given(
            D >= 0, D <= X, L >= 0, A >= 0, steep(), short(x, X), moved(D),
            size(a, m) <= A**2 * m,
        )
        >> (abs(change * weights) <= 3 * X * D * (L**2 * (A**2 * m)))
    )  # fmt: skip


def moved(D):
    """|y_i - x_i|, |y_j - x_j| <= D"""
    return short(lambda i, s: y(i, s) - x(i, s), D)


@claim(
    "deep.lem-3.4.features",
    chapter_3(FC),
    says=features_say,
    uses=("deep.lem-3.4.products", "book.minkowski"),
)
def features_move(judge):
    """y_i.y_j - x_i.x_j = (y_i - x_i).y_j + x_i.(y_j - x_j), and |y_j| <= X + D <= 2 X."""
    k = judge.theorem()
    D_low, small, L_low, _, bound, x_i, x_j, d_i, d_j, total = k.given
    X_low, gap = k.arith(X >= 0, D_low, small), lambda one: lambda s: y(one, s) - x(one, s)
    after = k.by("book.minkowski", Lambda((s,), x(j, s)), Lambda((s,), gap(j)(s)), d, X, D)
    after = k.use(after, X_low, D_low, x_j, d_j)
    bodies = [(x(j, s) + gap(j)(s)) ** 2, y(j, s) ** 2]
    same = by_terms(
        k, s, d, lambda q: sum_over(s, q, bodies[0]) == sum_over(s, q, bodies[1]), bodies
    )
    after = k.arith(same.sides[1] <= (X + D) ** 2, after, same)
    low = k.arith(X + D >= 0, X_low, D_low)
    one = at_most(k, gap(i), lambda s: y(j, s), d, D, X + D, D_low, low, d_i, after, index=s)
    two = at_most(k, lambda s: x(i, s), gap(j), d, X, D, X_low, D_low, x_i, d_j, index=s)
    parts = [gap(i)(s) * y(j, s), x(i, s) * gap(j)(s), y(i, s) * y(j, s), x(i, s) * x(j, s)]

    def split(q):
        first, second, new, old = (sum_over(s, q, part) for part in parts)
        moduli = [sum_over(s, q, abs(part)) for part in parts[:2]]
        return conj(new - old == first + second, abs(first) <= moduli[0], abs(second) <= moduli[1])

    apart = by_terms(k, s, d, split, [*parts, *(abs(part) for part in parts[:2])])
    change = inner(y) - inner(x)
    change = k.arith(abs(change) <= D * (X + D) + X * D, apart, one, two)
    weights = weighted(k, a, L_low, bound)
    room = product(k, D, X - D, D_low, k.arith(X - D >= 0, small))
    change = k.arith(abs(change.sides[0]) <= 3 * X * D, change, room)
    weights = k.arith(abs(weights.sides[0]) <= L**2 * (A**2 * m), weights, total)
    return k.qed(k.arith(k.target, change, weights))


def weighted(k, a, L_low, bound):
    """|sum of a^2 slope slope| <= L^2 times the sum of a^2"""
    own = [k.at(bound, v(one, r)) for one in (i, j)]
    rule = k.lemma(
        forall(P, Q, C, L)(
            given(abs(P) <= L, abs(Q) <= L, L >= 0) >> (abs(C**2 * (P * Q)) <= L**2 * C**2)
        ),
        slope(v(i, r)), slope(v(j, r)), a(r), L,
    )  # fmt: skip
    bodies = [a(r) ** 2 * slopes(v), a(r) ** 2]
    return by_terms(
        k, r, m,
        lambda q: abs(sum_over(r, q, bodies[0])) <= L**2 * sum_over(r, q, bodies[1]), bodies,
        k.use(rule, *own, L_low),
    )  # fmt: skip


@features_move.mutant
def five_halves(judge):
    """5/2 in place of 3: x = 1, y = 2, a = slope = 1."""
    return falsify(
        forall(X, D)(given(X == 1, D == 1) >> ((X + D) ** 2 - X**2 <= "5/2" * X * D)),
        hints=[{"values": {"X": "1", "D": "1"}}],
    )


def smooth():
    """The slope has the Lipschitz constant beta."""
    return forall(p, q)(abs(slope(p) - slope(q)) <= beta * abs(p - q))


def inner_at_most(k, x, X, low, *lengths):
    """|x_i.x_j| <= X^2"""
    own = at_most(k, lambda s: x(i, s), lambda s: x(j, s), d, X, X, low, *lengths, index=s)
    bodies = [x(i, s) * x(j, s), abs(x(i, s) * x(j, s))]
    same = by_terms(
        k, s, d, lambda q: abs(sum_over(s, q, bodies[0])) <= sum_over(s, q, bodies[1]), bodies
    )
    return k.arith(abs(inner(x)) <= X * X, own, same)


def slopes_say():
    shift = lambda one: size(lambda r: v(one, r) - z(one, r), m) <= Z**2  # noqa: E731
    weights = sum_over(r, m, a(r) ** 2 * (slopes(v) - slopes(z)))
    bound = X**2 * (L * beta * (2 * (B**2 * root_m * Z)))
    return forall(x, z, v, a, slope, i, j, d, m, X, L, beta, B, Z, root_m)(
        given(
            X >= 0, L >= 0, beta >= 0, Z >= 0, steep(), smooth(), is_norm(root_m, m), short(x, X),
            shift(i), shift(j), sum_over(r, m, (a(r) ** 2) ** 2) <= (B**2 * root_m) ** 2,
        )
        >> (abs(inner(x) * weights) <= bound)
    )  # fmt: skip


@claim(
    "deep.lem-3.4.slopes",
    chapter_3(FC),
    says=slopes_say,
    uses=("deep.lem-3.4.products",),
)
def slopes_move(judge):
    """Products of slopes move by at most L beta (|dz_i| + |dz_j|), and the sum of a^2 |dz| is at
    most |a^2||dz|: Cauchy-Schwarz with the fourth moments of a.
    """
    k = judge.theorem()
    X_low, L_low, b_low, Z_low, bound, smooth, m_low, _, x_i, x_j, *shifts, fourth = k.given
    high = k.arith(B**2 * root_m >= 0, m_low)
    change = inner_at_most(k, x, X, X_low, x_i, x_j)
    gap = lambda one: lambda r: v(one, r) - z(one, r)  # noqa: E731
    sums = [
        at_most(
            k, lambda r: a(r) ** 2, gap(one), m, B**2 * root_m, Z, high, Z_low, fourth, shift
        )
        for one, shift in ((i, shifts[0]), (j, shifts[1]))
    ]  # fmt: skip
    steps = [k.at(smooth, v(one, r), z(one, r)) for one in (i, j)]
    rule = forall(A, B, P, L)(given(abs(A) <= P, abs(B) <= L, L >= 0) >> (abs(A * B) <= L * P))
    one = slope(v(i, r)) - slope(z(i, r)), slope(v(j, r)), beta * abs(gap(i)(r))
    two = slope(v(j, r)) - slope(z(j, r)), slope(z(i, r)), beta * abs(gap(j)(r))
    each = [
        k.use(k.lemma(rule, *values, L), step, k.at(bound, place), L_low)
        for values, step, place in ((one, steps[0], v(j, r)), (two, steps[1], z(i, r)))
    ]
    each = k.arith(abs(slopes(v) - slopes(z)) <= L * one[2] + L * two[2], *each)
    parts = [a(r) ** 2 * (slopes(v) - slopes(z)),
             *(abs(a(r) ** 2 * gap(one)(r)) for one in (i, j))]  # fmt: skip
    rule = k.lemma(
        forall(A, B, P, Q, R)(
            given(abs(A) <= B * P + B * Q) >> (abs(R**2 * A) <= B * (R**2 * P) + B * (R**2 * Q))
        ),
        slopes(v) - slopes(z), L * beta, abs(gap(i)(r)), abs(gap(j)(r)), a(r),
    )  # fmt: skip
    each = k.use(rule, k.arith(rule.formula.left, each))
    rule = forall(A, B)((A >= 0) >> (abs(A * B) == A * abs(B)))

    square = k.arith(a(r) ** 2 >= 0)
    moduli = [k.use(k.lemma(rule, a(r) ** 2, gap(one)(r)), square) for one in (i, j)]

    def here(q):
        first, *rest = (sum_over(r, q, part) for part in parts)
        return abs(first) <= L * beta * rest[0] + L * beta * rest[1]

    weights = by_terms(k, r, m, here, parts, each, *moduli)
    top = B**2 * root_m * Z
    rule = k.lemma(
        forall(A, P, Q, B, C)(
            given(A <= B * P + B * Q, P <= C, Q <= C, B >= 0) >> (A <= B * (2 * C))
        ),
        weights.sides[0], *(sum_over(r, m, part) for part in parts[1:]), L * beta, top,
    )  # fmt: skip
    rate = product(k, L, beta, L_low, b_low)
    weights = k.use(rule, k.arith(rule.formula.left.part(0), weights), *sums, rate)
    return k.qed(k.arith(k.target, change, weights))


@slopes_move.mutant
def one_of_the_two(judge):
    """Without the factor 2: both slopes move by beta Z, from L."""
    return falsify(
        forall(L, beta, Z)(
            given(L == 2, beta == 1, Z == 1) >> (L**2 - (L - beta * Z) ** 2 <= L * beta * Z)
        ),
        hints=[{"values": {"L": "2", "beta": "1", "Z": "1"}}],
    )


def output_says():
    weights = sum_over(r, m, (b(r) ** 2 - a(r) ** 2) * slopes(v))
    return forall(y, v, a, b, slope, i, j, d, m, X, L, A, R, root_m)(
        given(
            X >= 0, L >= 0, A >= 0, R >= 0, steep(), is_norm(root_m, m), short(y, 2 * X),
            size(a, m) <= (A * root_m) ** 2, size(lambda r: b(r) - a(r), m) <= (R * root_m) ** 2,
        )
        >> (abs(inner(y) * weights) <= 4 * X**2 * (L**2 * (R * (2 * A + R) * m)))
    )  # fmt: skip


@claim(
    "deep.lem-3.4.output",
    chapter_3(FC),
    says=output_says,
    uses=("deep.lem-3.4.products", "book.minkowski"),
)
def output_moves(judge):
    """|y_i.y_j| <= 4 X^2, and the sum of |b^2 - a^2| is at most |b - a||b + a|, |b + a| <= 2|a| +
    |b - a|.
    """
    k = judge.theorem()
    X_low, L_low, A_low, R_low, bound, m_low, m_size, y_i, y_j, start, move = k.given
    change = inner_at_most(k, y, 2 * X, k.arith(2 * X >= 0, X_low), y_i, y_j)
    step = lambda r: b(r) - a(r)  # noqa: E731
    lows = [product(k, one, root_m, low, m_low) for one, low in ((A, A_low), (R, R_low))]
    bodies = [(2 * a(r)) ** 2, a(r) ** 2]
    twice = by_terms(
        k, r, m, lambda q: sum_over(r, q, bodies[0]) == 4 * sum_over(r, q, bodies[1]), bodies
    )
    twice = k.arith(twice.sides[0] <= (2 * (A * root_m)) ** 2, twice, start)
    far, near = 2 * (A * root_m), R * root_m
    whole = k.by("book.minkowski", Lambda((r,), 2 * a(r)), Lambda((r,), step(r)), m, far, near)
    whole = k.use(whole, k.arith(far >= 0, lows[0]), lows[1], twice, move)
    bodies = [(2 * a(r) + step(r)) ** 2, (b(r) + a(r)) ** 2]
    same = by_terms(
        k, r, m, lambda q: sum_over(r, q, bodies[0]) == sum_over(r, q, bodies[1]), bodies
    )
    whole = k.arith(same.sides[1] <= (far + near) ** 2, whole, same)
    low = k.arith(far + near >= 0, *lows)
    total = at_most(k, step, lambda r: b(r) + a(r), m, near, far + near, lows[1], low, move, whole)
    own = [k.at(bound, v(one, r)) for one in (i, j)]
    square = b(r) ** 2 - a(r) ** 2
    rule = k.lemma(
        forall(P, Q, C, D, L)(
            given(abs(P) <= L, abs(Q) <= L, L >= 0, abs(C) == D) >> (abs(C * (P * Q)) <= L**2 * D)
        ),
        slope(v(i, r)), slope(v(j, r)), square, abs(step(r) * (b(r) + a(r))), L,
    )  # fmt: skip
    same = k.arith(square == step(r) * (b(r) + a(r)))
    same = k.arith(abs(square) == abs(step(r) * (b(r) + a(r))), same)
    bodies = [square * slopes(v), abs(step(r) * (b(r) + a(r)))]
    weights = by_terms(
        k, r, m,
        lambda q: abs(sum_over(r, q, bodies[0])) <= L**2 * sum_over(r, q, bodies[1]), bodies,
        k.use(rule, *own, L_low, same),
    )  # fmt: skip
    rule = k.lemma(
        forall(A, B, L, P, Q, R)(
            given(A <= L**2 * B, B <= R * Q * (2 * (P * Q) + R * Q))
            >> (A <= L**2 * (R * (2 * P + R) * Q**2))
        ),
        weights.sides[0], sum_over(r, m, bodies[1]), L, A, root_m, R,
    )  # fmt: skip
    weights = k.use(rule, weights, total)
    weights = k.arith(weights.sides[0] <= L**2 * (R * (2 * A + R) * m), k.unfold(m_size, weights))
    return k.qed(k.arith(k.target, change, weights))


@output_moves.mutant
def once_the_start(judge):
    """A + R in place of 2 A + R: a = 1, b = 2."""
    return falsify(
        forall(A, R)(given(A == 1, R == 1) >> ((A + R) ** 2 - A**2 <= R * (A + R))),
        hints=[{"values": {"A": "1", "R": "1"}}],
    )
