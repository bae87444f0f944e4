"""How a perturbation of the weights moves the pre-activations of a convolution, in the notation of
`residual_norms_conv`: x and y are the features before and after, X and Y their patches.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    given,
    indicator,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.frobenius import entrywise
from . import chapter_3
from .layers import product
from .patches import X, c, d, i, j, lands, length, p, patched, r, s, x
from .residual_norms_conv import V, W, Y, a, bounded, m, pre, root_q, square, u, y

w, R, M, D, root = reals("c_w0 R M D root_m")
A, B, P, Q = reals("A B P Q")


def size(entry, count=d):
    return sum_over(c, count, sum_over(j, p, entry(c, j) ** 2))


def gap(c, j):
    return y(c, j) - x(c, j)


def change():
    """|V - W|_F^2"""
    return sum_over(a, m, sum_over(c, d, sum_over(s, 2 * r + 1, (V(a, c, s) - W(a, c, s)) ** 2)))


def preactivations_say():
    moved = square(lambda a, i: pre(V, Y) - pre(W, X))
    return forall(x, y, X, Y, W, V, w, R, M, D, root, root_q, d, m, p, r)(
        given(
            w >= 0, R >= 0, M >= 0, D >= 0, root >= 0, root_q >= 0, root_q**2 == 2 * r + 1,
            patched(X, x), patched(Y, y), bounded(W, w * root), change() <= (R * root) ** 2,
            length() <= M**2, size(gap) <= D**2,
        )
        >> (moved <= (root * (root_q * ((w + R) * D + R * M))) ** 2)
    )  # fmt: skip


@claim(
    "deep.lem-3.17.preactivations",
    chapter_3("Lemma 3.17"),
    formula=r"\|W(k)\phi(x(k))-W(0)\phi(x(0))\|_F\le\sqrt m\sqrt q\big((c_{w,0}+R)\|x(k)-x(0)\|_F"
    r"+R\|x(0)\|_F\big)",
    says=preactivations_say,
    uses=("deep.lem-3.15.weights", "book.frobenius-triangle", "book.frobenius-schwarz"),
)
def preactivations(judge):
    """One convolution: W phi(y - x) + (V - W) phi(y), with the Frobenius norm of V - W and |phi(x)|
    at most sqrt(q)|x|.
    """
    k = judge.theorem()
    w_low, R_low, M_low, D_low, root_low, q_low, q_size, first, second, norm, far, short, near = (
        k.given
    )
    # phi is linear
    bodies = [indicator(lands()) * one for one in (gap(c, j), y(c, j), x(c, j))]

    def apart(q):
        one, two, three = (sum_over(j, q, body) for body in bodies)
        return one == two - three

    step = Y(c, i, s) - X(c, i, s)
    linear = k.arith(
        step == sum_over(j, p, bodies[0]), by_terms(k, j, p, apart, bodies), k.at(first, c, i, s),
        k.at(second, c, i, s),
    )  # fmt: skip
    lemma = k.by(
        "deep.lem-3.15.weights", Lambda((c, j), gap(c, j)), Lambda((c, i, s), step), W, w * root,
        D, root_q, d, m, p, r,
    )  # fmt: skip
    one = k.use(lemma, k.for_all(linear, c, i, s), norm, q_size, near)
    # |y| <= M + D
    entries = Lambda((c, j), x(c, j)), Lambda((c, j), gap(c, j))
    whole = k.by("book.frobenius-triangle", *entries, d, p, M, D)
    whole = k.use(whole, M_low, D_low, short, near)
    same = entrywise(k, lambda one, two: one == two, [(x(c, j) + gap(c, j)) ** 2, y(c, j) ** 2],
                     sizes=((j, p), (c, d)))  # fmt: skip
    whole = k.arith(size(y) <= (M + D) ** 2, same, whole)
    # |(V - W) u| <= |V - W|_F |u|
    rows = V(a, c, s) - W(a, c, s)
    cs = k.by("book.frobenius-schwarz", Lambda((c, s), rows), Lambda((c, s), u(c, s)), d, 2 * r + 1)
    image = sum_over(c, d, sum_over(s, 2 * r + 1, rows * u(c, s))) ** 2
    high, size_u = (sum_over(c, d, sum_over(s, 2 * r + 1, one**2)) for one in (rows, u(c, s)))
    each = k.arith(conj(image <= high * size_u, size_u >= 0), cs)
    total = by_terms(
        k, a, m, lambda q: sum_over(a, q, image) <= sum_over(a, q, high) * size_u, [image, high],
        each,
    )  # fmt: skip
    rule = k.lemma(
        forall(A, B, P, Q)(given(A <= B * P, B <= Q**2, P >= 0) >> (A <= Q**2 * P)),
        total.sides[0], sum_over(a, m, high), size_u, R * root,
    )  # fmt: skip
    low_u = k.part(cs, 1)
    operator = k.for_all(k.use(rule, total, far, low_u), u)
    lemma = k.by(
        "deep.lem-3.15.weights", y, Y, Lambda((a, c, s), rows), R * root, M + D, root_q, d, m, p, r
    )
    two = k.use(lemma, second, operator, q_size, whole)
    parts = pre(W, lambda c, i, s: Y(c, i, s) - X(c, i, s)), pre(
        lambda a, c, s: V(a, c, s) - W(a, c, s), Y)  # fmt: skip
    reach = w * root * root_q * D, R * root * root_q * (M + D)
    lows = [
        product(k, w * root * root_q, D, product(
            k, w * root, root_q, product(k, w, root, w_low, root_low), q_low), D_low),
        product(k, R * root * root_q, M + D, product(
            k, R * root, root_q, product(k, R, root, R_low, root_low), q_low),
            k.arith(M + D >= 0, M_low, D_low)),
    ]  # fmt: skip
    both = k.by("book.frobenius-triangle", *(Lambda((a, i), one) for one in parts), m, p, *reach)
    both = k.use(both, *lows, one, two)
    bodies = [
        V(a, c, s) * Y(c, i, s), W(a, c, s) * X(c, i, s), W(a, c, s) * step, rows * Y(c, i, s)
    ]  # fmt: skip
    split = entrywise(
        k, lambda one, two, three, four: one - two == three + four, bodies,
        sizes=((s, 2 * r + 1), (c, d)),
    )  # fmt: skip
    bodies = [(pre(V, Y) - pre(W, X)) ** 2, (parts[0] + parts[1]) ** 2]
    split = k.arith(bodies[0] == bodies[1], split)
    equal = entrywise(
        k, lambda one, two: one == two, bodies, split, sizes=((i, p), (a, m))
    )  # fmt: skip
    return k.qed(k.arith(k.target, equal, both))


@preactivations.mutant
def the_first_part_alone(judge):
    """Without R |x|: W = 0, V = x = y = 1 and one position, so that R = 1."""
    return falsify(
        forall(w, R, M, D)(given(w == 1, R == 1, M == 1, D == 0) >> (R * M <= (w + R) * D)),
        hints=[{"values": {"c_w0": "1", "R": "1", "M": "1", "D": "0"}}],
    )
