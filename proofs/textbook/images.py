"""How the image of a vector under a matrix moves with both."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    forall,
    functions,
    given,
    nats,
    reals,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import inequalities

i, j, n, d = nats("i j n d")
v, x, z = sequences("v x z")
A, B = functions("A B", "nat", "nat")
a, b, D, X = reals("a b D X")


def image(matrix, vector):
    """(A v)_i"""
    return sum_over(j, d, matrix(i, j) * vector(j))


def size(vector, count=d, index=j):
    return sum_over(index, count, vector(index) ** 2)


def says():
    moved = sum_over(i, n, sum_over(j, d, (B(i, j) - A(i, j)) ** 2))
    change = sum_over(i, n, (image(B, z) - image(A, x)) ** 2)
    return forall(A, B, x, z, n, d, a, b, D, X)(
        given(
            a >= 0, b >= 0, D >= 0, X >= 0,
            forall(v)(sum_over(i, n, image(A, v) ** 2) <= a**2 * size(v)), moved <= b**2,
            size(lambda j: z(j) - x(j)) <= D**2, size(x) <= X**2,
        )
        >> (change <= ((a + b) * D + b * X) ** 2)
    )  # fmt: skip


@claim(
    "book.image-moves",
    inequalities("theorem 25"),
    says=says,
    uses=("book.minkowski", "book.cauchy-schwarz"),
)
def image_moves(judge):
    """|B z - A x| <= (|A| + |B - A|) |z - x| + |B - A| |x|, with the Frobenius norm of B - A.

    From B z - A x = A (z - x) + (B - A)(z - x) + (B - A) x.
    """
    k = judge.theorem()
    a_low, b_low, D_low, X_low, norm, moved, near, short = k.given
    step, change = (lambda j: z(j) - x(j)), (lambda i, j: B(i, j) - A(i, j))
    P, Q, Y, Z = reals("P Q Y Z")

    def by_norm(vector):
        return k.at(norm, Lambda((j,), vector(j)))

    def by_frobenius(vector):
        """|(B - A) v|^2 <= b^2 |v|^2"""
        entries = Lambda((j,), change(i, j)), Lambda((j,), vector(j))
        row = k.by("book.cauchy-schwarz", *entries, d)
        bodies = [image(change, vector) ** 2, sum_over(j, d, change(i, j) ** 2)]
        rows = by_terms(
            k, i, n,
            lambda q: sum_over(i, q, bodies[0]) <= size(vector) * sum_over(i, q, bodies[1]),
            bodies, row,
        )  # fmt: skip
        low = by_terms(k, j, d, lambda q: sum_over(j, q, vector(j) ** 2) >= 0, [vector(j) ** 2])
        rule = k.lemma(
            forall(P, Q, Y, b)(given(P <= Y * Q, Q <= b**2, Y >= 0) >> (P <= b**2 * Y)),
            *(sum_over(i, n, body) for body in bodies), size(vector), b,
        )  # fmt: skip
        return k.use(rule, rows, moved, low)

    def within(bound, factor, known, radius, small, low):
        """|M v| <= factor radius"""
        left, right = bound.sides
        rule = k.lemma(
            forall(P, Q, Y, Z)(
                given(P <= Z**2 * Q, Q <= Y**2, Y >= 0, Z >= 0) >> (P <= (Z * Y) ** 2)
            ),
            left, small.sides[0], radius, factor,
        )  # fmt: skip
        return k.use(rule, bound, small, low, known)

    parts = [
        within(by_norm(step), a, a_low, D, near, D_low),
        within(by_frobenius(step), b, b_low, D, near, D_low),
        within(by_frobenius(x), b, b_low, X, short, X_low),
    ]
    images = [image(A, step), image(change, step), image(change, x)]
    radii = [a * D, b * D, b * X]
    product = forall(P, Q)(given(P >= 0, Q >= 0) >> (P * Q >= 0))
    lows = [
        k.use(k.lemma(product, one, two), first, second)
        for one, two, first, second in (
            (a, D, a_low, D_low), (b, D, b_low, D_low), (b, X, b_low, X_low)
        )
    ]  # fmt: skip
    whole, radius, low, small = images[0], radii[0], lows[0], parts[0]
    for more, reach, positive, bound in zip(images[1:], radii[1:], lows[1:], parts[1:]):
        lemma = k.by("book.minkowski", Lambda((i,), whole), Lambda((i,), more), n, radius, reach)
        small = k.use(lemma, low, positive, small, bound)
        whole, radius = whole + more, radius + reach
        low = k.arith(radius >= 0, low, positive)
        small = k.arith(sum_over(i, n, whole**2) <= radius**2, small)
    bodies = [B(i, j) * z(j), A(i, j) * x(j), A(i, j) * step(j), change(i, j) * step(j),
              change(i, j) * x(j)]  # fmt: skip

    def split(q):
        one, two, *three = (sum_over(j, q, body) for body in bodies)
        return one - two == three[0] + three[1] + three[2]

    rows = by_terms(k, j, d, split, bodies)
    squares = [(image(B, z) - image(A, x)) ** 2, whole**2]
    square = k.arith(squares[0] == squares[1], rows)
    same = by_terms(
        k, i, n, lambda q: sum_over(i, q, squares[0]) == sum_over(i, q, squares[1]), squares, square
    )
    rule = k.lemma(
        forall(P, Y, Z)(given(P <= Y**2, Y == Z) >> (P <= Z**2)),
        sum_over(i, n, squares[0]), radius, (a + b) * D + b * X,
    )  # fmt: skip
    end = k.use(
        rule,
        k.arith(rule.formula.left.part(0), same, small),
        k.arith(radius == (a + b) * D + b * X),
    )
    return k.qed(end)


@image_moves.mutant
def without_the_norm_of_the_change(judge):
    """|A| |z - x| + |B - A| |x|: the numbers A = x = 0, B = z = 1."""
    return falsify(
        forall(a, b, D, X)(
            given(a == 0, b == 1, D == 1, X == 0) >> (term(1) <= (a * D + b * X) ** 2)
        ),
        hints=[{"values": {"a": "0", "b": "1", "D": "1", "X": "0"}}],
    )
