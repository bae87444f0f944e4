"""The three terms together: by how much an entry of the Gram matrix of the last layer moves,
without its scale. The notation is that of `stability_terms`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    given,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3
from .layer_norms import is_norm
from .layers import product
from .stability_terms import (
    FC,
    A,
    B,
    D,
    L,
    P,
    Q,
    R,
    X,
    Z,
    a,
    b,
    beta,
    d,
    i,
    inner,
    j,
    m,
    moved,
    r,
    root_m,
    s,
    short,
    size,
    slope,
    slopes,
    smooth,
    steep,
    v,
    x,
    y,
    z,
)

M, N, S, T, U = reals("M N S T U")


def entry_says():
    shift = lambda one: size(lambda r: v(one, r) - z(one, r), m) <= (Z * root_m) ** 2  # noqa: E731
    after = inner(y) * sum_over(r, m, b(r) ** 2 * slopes(v))
    before = inner(x) * sum_over(r, m, a(r) ** 2 * slopes(z))
    letters = x, y, z, v, a, b, slope, i, j, d, m
    return forall(*letters, X, D, L, A, beta, B, Z, R, root_m)(
        given(
            D >= 0, D <= X, L >= 0, A >= 0, beta >= 0, Z >= 0, R >= 0, R <= A, steep(), smooth(),
            is_norm(root_m, m), short(x, X), moved(D), shift(i), shift(j), size(a, m) <= A**2 * m,
            sum_over(r, m, a(r) ** 4) <= B**4 * m, size(lambda r: b(r) - a(r), m) <= R**2 * m,
        )
        >> (abs(after - before) <= m * THREE)
    )  # fmt: skip


THREE = 3 * X * D * L**2 * A**2 + 2 * beta * X**2 * B**2 * L * Z + 12 * X**2 * L**2 * A * R


@claim(
    "deep.lem-3.4.entry",
    chapter_3(FC),
    says=entry_says,
    uses=(
        "deep.lem-3.4.features", "deep.lem-3.4.slopes", "deep.lem-3.4.output", "book.minkowski",
    ),
)  # fmt: skip
def entry_moves(judge):
    """One entry, from |x(k) - x(0)| <= D <= c_x0 and |z(k) - z(0)| <= Z sqrt(m): at most 3 c_x0 D
    L^2 a_20^2 + 2 beta c_x0^2 a_40^2 L Z + 12 c_x0^2 L^2 a_20 R for each of the m neurons.
    """
    k = judge.theorem()
    D_low, near, L_low, A_low, b_low, Z_low, R_low, small, bound, smooth_, *rest = k.given
    root_low, root_size, x_i, x_j, d_i, d_j, z_i, z_j, second, fourth, move = rest
    X_low = k.arith(X >= 0, D_low, near)
    first = k.by("deep.lem-3.4.features", x, y, v, a, slope, i, j, d, m, X, D, L, A)
    first = k.use(first, D_low, near, L_low, A_low, bound, x_i, x_j, d_i, d_j, second)
    middle = k.by("deep.lem-3.4.slopes", x, z, v, a, slope, i, j, d, m, X, L, beta, B, Z * root_m,
                  root_m)  # fmt: skip
    far = product(k, Z, root_m, Z_low, root_low)
    fourth = fourth_powers(k, fourth, B**2 * root_m, root_size, m)
    middle = k.use(
        middle, X_low, L_low, b_low, far, bound, smooth_, root_low, root_size, x_i, x_j, z_i, z_j,
        fourth,
    )  # fmt: skip
    twice = [
        after_moving(k, lambda s, one=one: x(one, s), lambda s, one=one: y(one, s), d, X, D, *known)
        for one, *known in ((i, X_low, D_low, near, x_i, d_i), (j, X_low, D_low, near, x_j, d_j))
    ]
    last = k.by("deep.lem-3.4.output", y, v, a, b, slope, i, j, d, m, X, L, A, R, root_m)
    sizes = [
        k.arith(known.sides[0] <= (one * root_m) ** 2, known, root_size)
        for known, one in ((second, A), (move, R))
    ]
    last = k.use(last, X_low, L_low, A_low, R_low, bound, root_low, root_size, *twice, *sizes)
    bodies = [
        a(r) ** 2 * slopes(v), a(r) ** 2 * slopes(z), b(r) ** 2 * slopes(v),
        a(r) ** 2 * (slopes(v) - slopes(z)), (b(r) ** 2 - a(r) ** 2) * slopes(v),
    ]  # fmt: skip

    def split(q):
        one, two, three, four, five = (sum_over(r, q, body) for body in bodies)
        return conj(four == one - two, five == three - one)

    apart = by_terms(k, r, m, split, bodies)
    sums = [sum_over(r, m, body) for body in bodies]
    rule = k.lemma(
        forall(M, N, P, Q, U, S, T)(
            given(S == P - Q, T == U - P) >> (N * U - M * Q == (N - M) * P + M * S + N * T)
        ),
        inner(x), inner(y), *sums,
    )  # fmt: skip
    whole = k.use(rule, apart)
    # 2 a_20 + R <= 3 a_20
    wide = product(k, R, A - R, R_low, k.arith(A - R >= 0, small))
    wide = product(k, 4 * X**2 * L**2 * m, R * (A - R), k.arith(
        4 * X**2 * L**2 * m >= 0, product(k, (X * L) ** 2, m, k.arith((X * L) ** 2 >= 0),
                                          k.arith(m >= 0))), wide)  # fmt: skip
    parts = (
        k.arith(first.sides[1] == m * (3 * X * D * L**2 * A**2)),
        k.arith(middle.sides[1] == 2 * beta * X**2 * B**2 * L * Z * root_m**2),
    )
    middle_is = k.arith(middle.sides[1] == m * (2 * beta * X**2 * B**2 * L * Z), k.unfold(
        root_size, parts[1]))  # fmt: skip
    top = k.arith(last.sides[1] <= m * (12 * X**2 * L**2 * A * R), wide)
    return k.qed(k.arith(k.target, whole, first, middle, last, parts[0], middle_is, top))


def fourth_powers(k, fourth, high, root_size, m):
    """The sum of (a^2)^2 is at most high^2 = (a_40^2 sqrt(m))^2, from that of a^4."""
    bodies = [(a(r) ** 2) ** 2, a(r) ** 4]
    same = by_terms(
        k, r, m, lambda q: sum_over(r, q, bodies[0]) == sum_over(r, q, bodies[1]), bodies
    )
    return k.arith(same.sides[0] <= high**2, same, fourth, root_size)


def after_moving(k, old, new, d, X, far, X_low, far_low, near, short, moves):
    """|y| <= 2 X for the features of one input, from |y - x| <= far <= X"""
    gap = new(s) - old(s)
    whole = k.by("book.minkowski", Lambda((s,), old(s)), Lambda((s,), gap), d, X, far)
    whole = k.use(whole, X_low, far_low, short, moves)
    bodies = [(old(s) + gap) ** 2, new(s) ** 2]
    same = by_terms(
        k, s, d, lambda q: sum_over(s, q, bodies[0]) == sum_over(s, q, bodies[1]), bodies
    )
    larger = k.lemma(
        forall(M, N, U)(given(M <= (N + U) ** 2, N >= 0, U >= 0, U <= N) >> (M <= (2 * N) ** 2)),
        same.sides[1], X, far,
    )  # fmt: skip
    first = k.arith(larger.formula.left.part(0), same, whole)
    return k.use(larger, first, X_low, far_low, near)


@entry_moves.mutant
def ten_for_twelve(judge):
    """10 in place of 12: the output weights alone move, a = R = 1 to 2, where |y| <= 2."""
    return falsify(
        forall(A, R)(given(A == 1, R == 1) >> (4 * R * (2 * A + R) <= 10 * A * R)),
        hints=[{"values": {"A": "1", "R": "1"}}],
    )
