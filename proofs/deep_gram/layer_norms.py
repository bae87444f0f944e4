"""Norms of the features of one layer: x(r, i) and U(r, i) are the features and the pre-activations
of m channels at p positions; p = 1 without convolution.
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
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.frobenius import entrywise
from . import chapter_3
from .initialization import L, lipschitz, sigma

r, i, m, p = nats("r i m p")
x, U = functions("x U", "nat", "nat")
H, N, P, S, T, X = reals("H N P S T X")
c_res, kappa, root_m, root_p = reals("c_res kappa root_m root_p")


def square(entry):
    """|x|_F^2"""
    return sum_over(r, m, sum_over(i, p, entry(r, i) ** 2))


def is_norm(N, size):
    """N is the square root of a number."""
    return conj(N >= 0, N**2 == size)


def activation_says():
    activated = square(lambda r, i: sigma(U(r, i)))
    return forall(sigma, U, L, X, T, m, p)(
        given(L >= 0, lipschitz(), is_norm(T, m * p), X >= 0, square(U) <= X**2)
        >> (activated <= (abs(sigma(0)) * T + L * X) ** 2)
    )


@claim(
    "deep.lem-3.8-s2.activation",
    chapter_3("Lemma 3.8 and its proof"),
    formula=r"\|\sigma(U)\|_F\le\sqrt{mp}\,|\sigma(0)|+L\|U\|_F",
    says=activation_says,
    uses=("book.frobenius-triangle",),
)
def norm_after_the_activation(judge):
    """|sigma(u)| <= |sigma(0)| + L|u| entry by entry, and the triangle inequality in R^(m x p)."""
    k = judge.theorem()
    slope, lip, T_low, T_size, X_low, small = k.given
    zero, size = abs(sigma(0)), abs(U(r, i))
    shifted, scaled = 0 * U(r, i) + zero, L * size
    near = k.at(lip, U(r, i), 0)
    entry = k.arith(abs(sigma(U(r, i))) <= zero + L * size, near)
    rule = forall(S, X)(given(abs(S) <= X) >> (S**2 <= X**2))
    entry = k.use(k.lemma(rule, sigma(U(r, i)), zero + L * size), entry)

    def summed(relation, bodies, *each):
        return entrywise(k, relation, bodies, *each, sizes=((i, p), (r, m)))

    larger = [sigma(U(r, i)) ** 2, (shifted + scaled) ** 2]
    below = summed(lambda a, b: a <= b, larger, k.arith(larger[0] <= larger[1], entry))
    scale = summed(
        lambda a, b: a == L**2 * b, [scaled**2, U(r, i) ** 2], k.arith(size**2 == U(r, i) ** 2)
    )
    row = by_terms(k, i, p, lambda q: sum_over(i, q, shifted**2) == q * zero**2, [shifted**2])
    own = sum_over(i, p, shifted**2)
    count = by_terms(k, r, m, lambda q: sum_over(r, q, own) == q * (p * zero**2), [own], row)
    entries = Lambda((r, i), shifted), Lambda((r, i), scaled)
    triangle = k.by("book.frobenius-triangle", *entries, m, p, zero * T, L * X)
    signs = [k.arith(zero * T >= 0, T_low), k.arith(L * X >= 0, slope, X_low)]
    first = k.arith(square(lambda r, i: shifted) <= (zero * T) ** 2, count, T_size)
    second = k.arith(square(lambda r, i: scaled) <= (L * X) ** 2, scale, small)
    whole = k.use(triangle, *signs, first, second)
    return k.qed(k.arith(k.target, below, whole))


@norm_after_the_activation.mutant
def without_the_value_at_zero(judge):
    """Without sigma(0), for sigma = 1."""
    one = given(L == 0, X == 0, T == 1, S == 1)
    return falsify(
        forall(L, X, T, S)(one >> (S**2 <= (L * X) ** 2)),
        hints=[{"values": {"L": "0", "X": "0", "T": "1", "S": "1"}}],
    )


def scaled():
    """kappa = c_res/(H sqrt(m))"""
    return conj(H > 0, root_m > 0, root_m**2 == m, c_res >= 0, kappa * (H * root_m) == c_res)


def layer_says():
    after = square(lambda r, i: x(r, i) + kappa * sigma(U(r, i)))
    growth = c_res / H * (root_p * abs(sigma(0)) + L * X)
    return forall(sigma, x, U, L, c_res, kappa, H, X, N, P, root_m, root_p, m, p)(
        given(
            L >= 0, scaled(), X >= 0, is_norm(root_p, p), lipschitz(),
            square(U) <= (root_m * X) ** 2, is_norm(N, square(x)), is_norm(P, after),
        )
        >> (abs(P - N) <= growth)
    )  # fmt: skip


@claim(
    "deep.lem-3.8-s2.layer",
    chapter_3("Lemma 3.8 and its proof"),
    formula=r"\big|\|x^{(h)}\|_F-\|x^{(h-1)}\|_F\big|\le\tfrac{c_{res}}H\big(\sqrt p|\sigma(0)|+L"
    r"\|U\|_F/\sqrt m\big),\quad x^{(h)}=x^{(h-1)}+\tfrac{c_{res}}{H\sqrt m}\sigma(U)",
    says=layer_says,
    uses=("deep.lem-3.8-s2.activation", "book.frobenius-distance"),
)
def residual_layer(judge):
    """A residual layer moves the norm by at most what the activation adds."""
    k = judge.theorem()
    slope, H_low, m_low, m_size, c_low, ratio, X_low, p_low, p_size, lip, small, *norms = k.given
    step, at_zero = sigma(U(r, i)), abs(sigma(0))
    growth, H_not = c_res / H * (root_p * at_zero + L * X), k.arith(H != 0, H_low)
    inner = k.by("deep.lem-3.8-s2.activation", sigma, U, L, root_m * X, root_m * root_p, m, p)
    inner = k.use(
        inner, slope, lip, k.arith(root_m * root_p >= 0, m_low, p_low),
        k.arith((root_m * root_p) ** 2 == m * p, m_size, p_size),
        k.arith(root_m * X >= 0, m_low, X_low), small,
    )  # fmt: skip
    body = [(x(r, i) + kappa * step - x(r, i)) ** 2, step**2]
    moved = entrywise(k, lambda a, b: a == kappa**2 * b, body, sizes=((i, p), (r, m)))
    Q, Y, Z = reals("Q Y Z")
    rule = k.lemma(
        forall(T, S, L, X, root_m, kappa, Q, Y, Z)(
            given(Q == kappa**2 * Y, Y <= (S * (root_m * T) + L * (root_m * X)) ** 2,
                  Z == root_m * kappa * (T * S + L * X))
            >> (Q <= Z**2)
        ),
        root_p, at_zero, L, X, root_m, kappa,
        *(sum_over(r, m, sum_over(i, p, one)) for one in body), growth, defined=[H_not],
    )  # fmt: skip
    added = k.arith(growth == root_m * kappa * (root_p * at_zero + L * X), ratio, H_low)
    small = k.use(rule, moved, k.arith(rule.formula.left.part(1), inner), added)
    entries = Lambda((r, i), x(r, i)), Lambda((r, i), x(r, i) + kappa * step)
    distance = k.by("book.frobenius-distance", *entries, m, p, N, P, growth, defined=[H_not])
    share = k.arith(c_res / H >= 0, c_low, H_low)
    total = k.arith(root_p * at_zero + L * X >= 0, p_low, slope, X_low)
    low = k.arith(growth >= 0, share, total)
    return k.qed(k.arith(k.target, k.use(distance, *norms, low, small), H_low))


@residual_layer.mutant
def zero_at_zero(judge):
    """Without sigma(0): a constant activation moves x = 0."""
    one = given(S == 1, c_res == 1, H == 1, N == 0, P == N + c_res / H * S)
    return falsify(
        forall(S, c_res, H, N, P)(one >> (abs(P - N) <= c_res / H * N)),
        hints=[{"values": {"S": "1", "c_res": "1", "H": "1", "N": "0", "P": "1"}}],
    )
