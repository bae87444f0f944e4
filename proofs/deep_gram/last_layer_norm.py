"""Lemma 3.22: the last layer multiplies the Gram matrix entrywise by means of sigma' sigma'. K and
U are the limit below it and its pre-activations, K_hat and V those of the network.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    integrable,
    reals,
    samples,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import i, image, j, length, n, norm_at_most, v

from . import chapter_3

w = samples("w")
slope = functions("dsigma", "real")
K, K_hat, D, D_hat, G = functions("K K_hat D D_hat G", "nat", "nat")
U, V = functions("U V", "nat", "sample")
L, M, C, c, lam, e = reals("L M C c_sigma lambda_0 e")
A, B, X, Y, S, T = reals("A B X Y S T")


def mean(z):
    """E sigma'(z_i) sigma'(z_j)"""
    return E(w, slope(z(i, w)) * slope(z(j, w)))


def limit(i, j):
    return c * K(i, j) * D(i, j)


def empirical(i, j):
    return c * K_hat(i, j) * D_hat(i, j)


def gap(one, other):
    return lambda i, j: one(i, j) - other(i, j)


def last_layer_says():
    entries = conj(
        abs(K_hat(i, j) - K(i, j)) <= e, abs(K(i, j)) <= M,
        D(i, j) == mean(U), D_hat(i, j) == mean(V), abs(D_hat(i, j) - D(i, j)) <= C * e,
    )  # fmt: skip
    far = norm_at_most(gap(G, empirical), lam / 8) >> norm_at_most(gap(G, limit), lam / 4)
    return forall(K, K_hat, D, D_hat, U, V, slope, n, L, M, C, c, lam, e)(
        given(
            c >= 0, lam > 0, e >= 0, M >= 0, C >= 0, 8 * n * c * (L**2 + M * C) * e <= lam,
            forall(X)(abs(slope(X)) <= L), forall(i, j)(((i < n) & (j < n)) >> entries),
        )
        >> conj(norm_at_most(gap(empirical, limit), lam / 8), forall(G)(far))
    )  # fmt: skip


@claim(
    "deep.lem-3.22",
    chapter_3("Lemma 3.22"),
    formula=r"\|\hat K^{(H-1)}-K^{(H-1)}\|_\infty\le\frac{\lambda_0}{8n\,c_\sigma(L^2+MC')}"
    r"\implies\|"
    r"\hat K^{(H)}-K^{(H)}\|\le\tfrac{\lambda_0}8,\quad\tfrac{\lambda_0}8+\tfrac{\lambda_0}8="
    r"\tfrac{\lambda_0}4",
    hypotheses=(
        "M >= |K_ij|; C' the Lipschitz constant of A -> E sigma'sigma' between the two "
        "(deep.lem-3.22.slopes-amended)",
        "|G(0) - hat K| <= lambda_0/8 has its own claim, deep.lem-3.22.chebyshev",
    ),
    says=last_layer_says,
    uses=("deep.lem-3.4-s5", "book.squares-nonnegative"),
)
def last_layer(judge):
    """|hat K hat E - K E| <= |hat K - K||hat E| + |K||hat E - E| entrywise; n times the largest
    entry bounds the norm; the two halves add up.
    """
    k = judge.theorem()
    c_low, lam_pos, e_low, M_low, C_low, small, bounded, entries = k.given
    inside = k.assume((i < n) & (j < n))
    near, most, _, equal, moved = k.split(k.apply(k.at(entries, i, j), inside))
    has = k.arith(integrable(mean(V)), equal)
    factors = [slope(V(one, w)) for one in (i, j)]
    product = k.lemma(
        forall(A, B, L)(
            given(abs(A) <= L, abs(B) <= L) >> conj(A * B <= L**2, -(L**2) <= A * B)
        ),
        *factors, L,
    )  # fmt: skip
    product = k.use(product, *(k.at(bounded, V(one, w)) for one in (i, j)))
    constants = [k.mean_of_constant(w, value) for value in (L**2, -(L**2))]
    exist = [k.arith(integrable(one.sides[0]), one) for one in constants]
    high = k.mean_is_monotone(k.for_all(k.part(product, 0), w), has, exist[0])
    least = k.mean_is_monotone(k.for_all(k.part(product, 1), w), exist[1], has)
    size = k.arith(abs(D_hat(i, j)) <= L**2, equal, high, least, *constants)
    top = c * (L**2 + M * C) * e
    rule = forall(A, B, X, Y)(
        given(abs(A) <= X, abs(B) <= Y) >> conj(A * B <= X * Y, -X * Y <= A * B)
    )
    first = k.lemma(rule, K_hat(i, j) - K(i, j), D_hat(i, j), e, L**2)
    second = k.lemma(rule, K(i, j), D_hat(i, j) - D(i, j), M, C * e)
    entry = k.lemma(
        forall(A, B, X, Y, S, T, c)(
            given(
                (A - B) * X <= S, -S <= (A - B) * X, B * (X - Y) <= T, -T <= B * (X - Y), c >= 0
            )
            >> conj(c * A * X - c * B * Y <= c * (S + T), -(c * (S + T)) <= c * A * X - c * B * Y)
        ),
        K_hat(i, j), K(i, j), D_hat(i, j), D(i, j), e * L**2, M * (C * e), c,
    )  # fmt: skip
    entry = k.use(entry, k.use(first, near, size), k.use(second, most, moved), c_low)
    entry = k.arith(abs(empirical(i, j) - limit(i, j)) <= top, entry)
    change = gap(empirical, limit)
    always = k.for_all(k.discharge(entry, inside.formula), i, j)
    low = k.lemma(
        forall(L, M, C, c, e)(
            given(M >= 0, C >= 0, c >= 0, e >= 0) >> (c * (L**2 + M * C) * e >= 0)
        ),
        L, M, C, c, e,
    )  # fmt: skip
    low = k.use(low, M_low, C_low, c_low, e_low)
    norm, frobenius = k.split(
        k.use(k.by("deep.lem-3.4-s5", Lambda((i, j), change(i, j)), n, top), low, always)
    )
    square = k.lemma(
        forall(A, B, X, Y, T)(
            given(A <= B * X, B <= (Y * T) ** 2, 8 * Y * T <= lam, Y * T >= 0, X >= 0)
            >> (A <= (lam / 8) ** 2 * X)
        ),
        image(change), frobenius.sides[0], length(), n, top,
    )  # fmt: skip
    positive = k.by("book.squares-nonnegative", v, n)
    scale = k.lemma(forall(Y, T)(given(T >= 0, Y >= 0) >> (Y * T >= 0)), n, top)
    scale = k.use(scale, low, k.arith(n >= 0))
    half = k.use(
        square, k.at(norm, v), frobenius, k.arith(8 * n * top <= lam, small), scale, positive
    )
    # the two halves
    known = k.assume(norm_at_most(gap(G, empirical), lam / 8))
    first, second = gap(G, empirical), change
    rows = [sum_over(j, n, one(i, j) * v(j)) for one in (gap(G, limit), first, second)]
    bodies = [one(i, j) * v(j) for one in (gap(G, limit), first, second)]
    row = by_terms(
        k, j, n,
        lambda q: sum_over(j, q, bodies[0])
        == sum_over(j, q, bodies[1]) + sum_over(j, q, bodies[2]),
        bodies,
    )  # fmt: skip
    rule = forall(X, A, B)(given(X == A + B, (A - B) ** 2 >= 0) >> (X**2 <= 2 * A**2 + 2 * B**2))
    each = k.use(k.lemma(rule, *rows), row)
    squares = [one**2 for one in rows]
    total = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, squares[0])
        <= 2 * sum_over(i, q, squares[1]) + 2 * sum_over(i, q, squares[2]),
        squares, each,
    )  # fmt: skip
    end = k.arith(image(gap(G, limit)) <= (lam / 4) ** 2 * length(), total, k.at(known, v), half)
    end = k.for_all(k.discharge(k.for_all(end, v), known.formula), G)
    return k.qed(k.both(k.for_all(half, v), end))


@last_layer.mutant
def a_larger_error(judge):
    """7 in place of 8: one input, for which the change is lambda_0/7."""
    return falsify(
        forall(A, X, lam)(given(lam > 0, 7 * X <= lam, A <= X) >> (A <= lam / 8)),
        hints=[{"values": {"lambda_0": "7", "X": "1", "A": "1"}}],
    )
