"""Frobenius norms of n x d matrices of any size: F(i, j) and G(i, j) are their entries."""

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
    sum_over,
)

from . import inequalities

i, j, n, d = nats("i j n d")
F, G = functions("F G", "nat", "nat")
A, B, D, P, Q, u, v = reals("A B D P Q u v")

ONE = {
    "values": {"n": "1", "d": "1", "P": "1", "Q": "1"},
    "functions": {"F": {"of": ["i", "j"], "is": "1"}, "G": {"of": ["i", "j"], "is": "1"}},
}


def total(entry, count=n):
    """The sum of entry(i, j) over all i < n, j < d"""
    return sum_over(i, count, sum_over(j, d, entry(i, j)))


def square(entry):
    """|F|_F^2"""
    return total(lambda i, j: entry(i, j) ** 2)


def entrywise(k, relation, bodies, *each, sizes=((j, d), (i, n))):
    """A linear relation between sums of `bodies` over all entries from that between the entries, by
    arithmetic from `each`.
    """
    for index, count in sizes:
        found = by_terms(
            k, index, count,
            lambda q, t=index, own=bodies: relation(*(sum_over(t, q, body) for body in own)),
            bodies, *each,
        )  # fmt: skip
        bodies, each = [sum_over(index, count, body) for body in bodies], [found]
    return each[0]


def schwarz_says(factor=1):
    mixed = total(lambda i, j: F(i, j) * G(i, j))
    return forall(F, G, n, d)(
        conj(square(F) >= 0, square(G) >= 0, factor * mixed**2 <= square(F) * square(G))
    )


@claim(
    "book.frobenius-schwarz",
    inequalities("theorem 7"),
    says=schwarz_says,
    uses=("book.cauchy-schwarz", "book.squares-nonnegative"),
    instance=ONE,
)
def inner_product_of_matrices(judge, factor=1):
    """The Cauchy-Schwarz inequality for matrices: <F, G>^2 <= |F|_F^2 |G|_F^2."""
    k = judge.theorem()
    rows = [sum_over(j, d, body) for body in (F(i, j) * G(i, j), F(i, j) ** 2, G(i, j) ** 2)]
    mixed, first, second = (sum_over(i, n, row) for row in rows)
    always = conj(first >= 0, second >= 0, factor * mixed**2 <= first * second)
    base = k.arith(always.put(n, 0), *(k.sum_empty(i, row) for row in rows))
    lines = Lambda((j,), F(n, j)), Lambda((j,), G(n, j))
    row = k.by("book.cauchy-schwarz", *lines, d)
    low = [k.by("book.squares-nonnegative", line, d) for line in lines]
    now = k.assume(always)
    u, A, B = (one.put(i, n) for one in rows)
    product = k.arith((u * mixed) ** 2 <= (A * B) * (first * second), row, *low, now)
    square = k.arith((2 * u * mixed) ** 2 <= (A * second + B * first) ** 2, product)
    larger = k.arith(A * second + B * first >= 0, *low, now)
    twice = k.arith(2 * u * mixed <= A * second + B * first, square, larger)
    steps = [k.sum_step(i, n, one) for one in rows]
    step = k.arith(always.put(n, n + 1), twice, row, now, *low, *steps)
    return k.qed(k.at(k.induction(n, always, base, step), n))


inner_product_of_matrices.mutant("twice the square", factor=2)


def triangle_says(factor=1):
    whole = square(lambda i, j: F(i, j) + G(i, j))
    return forall(F, G, n, d, P, Q)(
        given(P >= 0, Q >= 0, square(F) <= P**2, square(G) <= Q**2)
        >> (factor * whole <= (P + Q) ** 2)
    )


@claim(
    "book.frobenius-triangle",
    inequalities("theorem 25"),
    says=triangle_says,
    uses=("book.frobenius-schwarz",),
    instance=ONE,
)
def matrices_add_up(judge, factor=1):
    """The triangle inequality for matrices: |F + G|_F <= P + Q if |F|_F <= P and |G|_F <= Q."""
    k = judge.theorem()
    bodies = [F(i, j) ** 2, G(i, j) ** 2, F(i, j) * G(i, j), (F(i, j) + G(i, j)) ** 2]
    parts = entrywise(
        k, lambda first, second, mixed, whole: whole == first + 2 * mixed + second, bodies
    )
    cs = k.by("book.frobenius-schwarz", F, G, n, d)
    first, second, mixed, _ = (sum_over(i, n, sum_over(j, d, body)) for body in bodies)
    larger = k.lemma(
        forall(A, B, P, Q)(
            given(A >= 0, B >= 0, A <= P**2, B <= Q**2) >> (A * B <= (P * Q) ** 2)
        ),
        first, second, P, Q,
    )  # fmt: skip
    below = k.arith(mixed**2 <= (P * Q) ** 2, cs, k.use(larger, *k.given, cs))
    small = k.arith(mixed <= P * Q, below, k.arith(P * Q >= 0, *k.given))
    return k.qed(k.arith(k.target, parts, small, *k.given))


matrices_add_up.mutant("twice the square", factor=2)


def distance_says(factor=1):
    moved = square(lambda i, j: G(i, j) - F(i, j))
    return forall(F, G, n, d, P, Q, D)(
        given(
            P >= 0, Q >= 0, D >= 0, P**2 == square(F), Q**2 == square(G), moved <= D**2
        )
        >> (factor * abs(Q - P) <= D)
    )  # fmt: skip


@claim(
    "book.frobenius-distance",
    inequalities("theorem 25"),
    says=distance_says,
    uses=("book.frobenius-triangle",),
    instance={
        "values": {"n": "1", "d": "1", "P": "0", "Q": "1", "D": "1"},
        "functions": {"F": {"of": ["i", "j"], "is": "0"}, "G": {"of": ["i", "j"], "is": "1"}},
    },
)
def norms_differ_at_most(judge, factor=1):
    """Norms of two matrices differ by at most the norm of the difference."""
    k = judge.theorem()
    low, high, gap, size, other, moved = k.given
    step, back = (lambda i, j: G(i, j) - F(i, j)), (lambda i, j: F(i, j) - G(i, j))

    def same(*bodies):
        return entrywise(k, lambda first, second: first == second, bodies)

    def reached(start, change, end, size, *known):
        """|end|_F^2 <= (size + D)^2 for end = start + change"""
        entries = Lambda((i, j), start(i, j)), Lambda((i, j), change(i, j))
        triangle = k.by("book.frobenius-triangle", *entries, n, d, size, D)
        both = same((start(i, j) + change(i, j)) ** 2, end(i, j) ** 2)
        return k.arith(square(end) <= (size + D) ** 2, k.use(triangle, *known), both)

    up = reached(F, step, G, P, low, gap, k.arith(square(F) <= P**2, size), moved)
    turned = k.arith(square(back) <= D**2, same(step(i, j) ** 2, back(i, j) ** 2), moved)
    down = reached(G, back, F, Q, high, gap, k.arith(square(G) <= Q**2, other), turned)
    root = forall(A, B)(given(A**2 <= B**2, B >= 0) >> (A <= B))
    ends = [
        k.use(
            k.lemma(root, A, B + D),
            k.arith(A**2 <= (B + D) ** 2, found, size, other),
            k.arith(B + D >= 0, low, high, gap),
        )
        for found, A, B in ((up, Q, P), (down, P, Q))
    ]
    return k.qed(k.arith(k.target, *ends))


norms_differ_at_most.mutant("twice the difference", factor=2)
