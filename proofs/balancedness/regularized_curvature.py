"""The second derivative of the regularised objective (3) (Du, Hu, Lee 2018) along a line, for all
sizes, and how large it is on bounded sets.

With R = U V^T - M, P = U B^T + A V^T, S = A B^T, N = U^T U - V^T V, K = A^T A - B^T B and L = U^T
A + A^T U - V^T B - B^T V, along (U + y A, V + y B)

    g = |R + y P + y^2 S|^2/2 + |N + y L + y^2 K|^2/8.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, deriv, forall, given, reals
from steepest.proofs.engine.theorems.arrays import arrays, inner, norm, norm2
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook import lines
from ..textbook.lines import t, y
from . import du_hu_lee

U, V, M, A, B = arrays("U: d1 x r, V: d2 x r, M: d1 x d2, A: d1 x r, B: d2 x r")
rho = reals("rho")


def objective(x: Any, z: Any, target: Any = M) -> Any:
    """g"""
    return norm2(x @ z.T - target) / 2 + norm2(x.T @ x - z.T @ z) / 8


def curvature(target: Any = M) -> Any:
    """The second derivative of g at (U, V) along (A, B)."""
    return deriv(t, deriv(y, objective(U + y * A, V + y * B, target), t), 0)


def parts() -> tuple[Any, ...]:
    """R, P, S, N, L, K"""
    residual, first, second = U @ V.T - M, U @ B.T + A @ V.T, A @ B.T
    turn = (U.T @ A + A.T @ U) - (V.T @ B + B.T @ V)
    return residual, first, second, U.T @ U - V.T @ V, turn, A.T @ A - B.T @ B


def form() -> Any:
    residual, first, second, gap, turn, change = parts()
    return norm2(first) + 2 * inner(residual, second) + norm2(turn) / 4 + inner(gap, change) / 2


def coefficients() -> list[Any]:
    """Of g along the line, a polynomial of degree 4."""
    residual, first, second, gap, turn, change = parts()
    return [
        norm2(residual) / 2 + norm2(gap) / 8,
        inner(residual, first) + inner(gap, turn) / 4,
        form() / 2,
        inner(first, second) + inner(turn, change) / 4,
        norm2(second) / 2 + norm2(change) / 8,
    ]


def along_the_line(k: Any) -> Any:
    c = coefficients()
    polynomial = c[0] + y * c[1] + y**2 * c[2] + y**3 * c[3] + y**4 * c[4]
    return k.matrix(objective(U + y * A, V + y * B) == polynomial)


def second_derivative(k: Any) -> Any:
    """curvature() == form()"""
    c, same = coefficients(), along_the_line(k)
    slope = c[1] + 2 * t * c[2] + 3 * t**2 * c[3] + 4 * t**3 * c[4]
    return lines.second(k, lines.slope(k, same, slope), form())


def bounded_curvature() -> Any:
    limit = (6 * rho**2 + norm(M)) * (norm2(A) + norm2(B))
    return forall(U, V, M, A, B, rho)(
        given(norm(U) <= rho, norm(V) <= rho) >> (abs(curvature()) <= limit)
    )


ONES: dict[str, Any] = {
    "sizes": {"d1": 1, "d2": 1, "r": 1},
    "matrices": {name: [["1"]] for name in "UVMAB"},
    "values": {"rho": "1"},
}
# the products whose norms are at most the product of the norms
PRODUCTS = [(U @ B.T, U, B), (A @ V.T, A, V), (A @ B.T, A, B), (U @ V.T, U, V)]
PRODUCTS += [(U.T @ A, U, A), (A.T @ U, A, U), (V.T @ B, V, B), (B.T @ V, B, V)]
SIZES = U1, V1, M1, A1, B1 = reals("u v m a b")
SIGNS = conj(*(one >= 0 for one in SIZES))
p, q, w = reals("p q w")


@claim(
    "balance.eq-3-properties.iii-amended",
    du_hu_lee("Section 1 (iii), footnote 6", "Section 4.1"),
    formula=r"\|U\|_F,\|V\|_F\le\rho\implies|[\nabla^2g](\Delta,\Delta)|\le(6\rho^2+\|M\|_F)\|"
    r"\Delta"
    r"\|_F^2",
    hypotheses=("the norms of U and V are at most rho",),
    amends="balance.eq-3-properties.iii",
    says=bounded_curvature,
    instance=ONES,
)
def g_is_smooth_on_bounded_sets(judge):
    """On bounded sets g is smooth, with the explicit constant 6 rho^2 + |M|.

    In norms u, v <= rho, a, b = |Delta_U|, |Delta_V|: the Hessian of f contributes at most 2 (u v +
    m) a b + (u b + v a)^2 and that of the regulariser (1/4)|L|^2 + (1/2)<N, K> with |L| <= 2 (u a +
    v b), hence at most (u a + v b)^2 + (u^2 + v^2)(a^2 + b^2)/2.
    """
    k = judge.theorem()
    residual, first, second, gap, turn, change = parts()
    letters = (U, V, M, A, B)
    lengths = [
        k.matrix(conj(norm(x) >= 0, norm(x) ** 2 == norm2(x)))
        for x in (*letters, first, second, residual, turn)
    ]
    u, v, m, a, b = map(norm, letters)
    ends = [k.matrix(norm(whole) <= norm(x) * norm(z)) for whole, x, z in PRODUCTS]

    def sum_of(*links):
        return [k.matrix(norm(x + z) <= norm(x) + norm(z)) for x, z in links]

    straight = k.arith(norm(first) <= u * b + a * v, *sum_of((U @ B.T, A @ V.T)), *ends)
    slope = k.matrix(norm(residual) <= norm(U @ V.T) + norm(M))
    slope = k.arith(norm(residual) <= u * v + m, slope, *ends)
    twist = [
        k.matrix(norm(turn) <= norm(U.T @ A + A.T @ U) + norm(V.T @ B + B.T @ V)),
        *sum_of((U.T @ A, A.T @ U), (V.T @ B, B.T @ V)),
    ]
    twist = k.arith(norm(turn) <= 2 * (u * a + v * b), *twist, *ends)
    cauchy = k.matrix(inner(residual, second) ** 2 <= norm2(residual) * norm2(second))
    lemma = forall(*SIZES, p, q, w)(
        given(SIGNS, p >= 0, q >= 0, p <= U1 * V1 + M1, q <= A1 * B1, w**2 <= p**2 * q**2)
        >> (abs(w) <= (U1 * V1 + M1) * (A1 * B1))
    )
    values = (u, v, m, a, b)
    lemma = k.lemma(lemma, *values, norm(residual), norm(second), inner(residual, second))
    squares = k.arith(
        inner(residual, second) ** 2 <= norm(residual) ** 2 * norm(second) ** 2, cauchy, *lengths
    )
    cross = k.use(lemma, *lengths, slope, squares, *ends)
    grams = [norm2(x @ z.T) for x in (U, V) for z in (A, B)]
    mixed = k.matrix(inner(gap, change) == grams[0] - grams[1] - grams[2] + grams[3])
    grams = [
        k.matrix(conj(norm2(x @ z.T) >= 0, norm2(x @ z.T) <= norm2(x) * norm2(z)))
        for x in (U, V)
        for z in (A, B)
    ]
    goal = abs(inner(gap, change)) <= (norm2(U) + norm2(V)) * (norm2(A) + norm2(B))
    mixed = k.arith(goal, mixed, *grams)
    total = forall(*SIZES, rho)(
        given(SIGNS, U1 <= rho, V1 <= rho)
        >> (
            2 * (U1 * V1 + M1) * A1 * B1
            + (U1 * B1 + V1 * A1) ** 2
            + (U1 * A1 + V1 * B1) ** 2
            + (U1**2 + V1**2) * (A1**2 + B1**2) / 2
            <= (6 * rho**2 + M1) * (A1**2 + B1**2)
        )
    )
    total = k.use(k.lemma(total, *values, rho), *lengths, *k.given)
    square = forall(p, w)(given(p >= 0, p <= w) >> (p**2 <= w**2))
    first_square = k.use(k.lemma(square, norm(first), u * b + v * a), straight, *lengths)
    turn_square = k.use(k.lemma(square, norm(turn), 2 * (u * a + v * b)), twist, *lengths)
    mixed = k.arith(abs(inner(gap, change)) <= (u**2 + v**2) * (a**2 + b**2), mixed, *lengths)
    names = reals("F C L N P T Q R W")
    F, C, L, N, P, T, Q, R, W = names
    whole = forall(*names)(
        given(
            F >= 0, F <= P, abs(C) <= T, L >= 0, L <= 4 * Q, abs(N) <= R, 2 * T + P + Q + R / 2 <= W
        )
        >> (abs(F + 2 * C + L / 4 + N / 2) <= W)
    )
    limits = (
        (u * b + v * a) ** 2,
        (u * v + m) * (a * b),
        (u * a + v * b) ** 2,
        (u**2 + v**2) * (a**2 + b**2),
        (6 * rho**2 + m) * (a**2 + b**2),
    )
    pieces = norm2(first), inner(residual, second), norm2(turn), inner(gap, change)
    signs = k.arith(conj(norm2(first) >= 0, norm2(turn) >= 0), *lengths)
    known = [
        k.arith(norm2(first) <= limits[0], first_square, *lengths),
        k.arith(norm2(turn) <= 4 * limits[2], turn_square, *lengths),
        k.arith(2 * limits[1] + limits[0] + limits[2] + limits[3] / 2 <= limits[4], total),
    ]
    whole = k.use(k.lemma(whole, *pieces, *limits), signs, cross, mixed, *known)
    whole = k.arith(abs(form()) <= limits[4], whole)
    same = k.arith(
        (6 * rho**2 + m) * (a**2 + b**2) == (6 * rho**2 + m) * (norm2(A) + norm2(B)), *lengths[3:5]
    )
    return k.qed(k.arith(k.target, whole, same, second_derivative(k)))


@g_is_smooth_on_bounded_sets.mutant
def constant_2(judge):
    """At U = V = A = B = 1, M = 0 the second derivative is 6 > 4."""
    limit = (2 * rho**2 + norm(M)) * (norm2(A) + norm2(B))
    says = forall(U, V, M, A, B, rho)(
        given(norm(U) <= rho, norm(V) <= rho) >> (abs(form()) <= limit)
    )
    return falsify(says, hints=[ONES | {"matrices": ONES["matrices"] | {"M": [["0"]]}}])
