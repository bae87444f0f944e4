"""A stationary point that is not optimal has a direction of negative curvature (Du, Hu, Lee 2018):
the words and the steps of balance.lem-3.2.without-balance.

E = U V^T - M*, M* = U_* V_*^T with r columns, E V = 0, U^T E = 0. The polar decomposition U_*^T U R
= K^T K is symmetric, so T = E V_* R^T has T U^T U_* = 0 and T U^T U V^T = 0, while
E E^T T R U_*^T = -(E E^T)^2 is not 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from steepest.proofs.engine.theorems import conj, disj, exists, forall, given, reals
from steepest.proofs.engine.theorems.arrays import arrays, inner, norm, norm2, size, zeros

from .objective import norms
from .strict_saddle import AT_ZERO, a, b, form, root, turn, x, x_star, y, y_star

error = x @ y.T - x_star @ y_star.T
T = error @ y_star @ turn.T
LETTERS = N, X, Y, H, W = arrays("N: d1 x d2, X: d1 x r, Y: d2 x r, H: r x d1, W: d2 x r")
e, g, h, d, p, q, s = reals("e g h d p q s")
INSTANCE = {key: part for key, part in AT_ZERO.items() if key != "values"}


def strict_saddle() -> Any:
    """For all stationary (U, V) of f with U V^T != M* = U_* V_*^T: a direction of negative
    curvature.
    """
    stationary = error @ y == zeros("d1", "r"), error.T @ x == zeros("d2", "r")
    return forall(x, y, x_star, y_star)(
        given(*stationary, norm(error) > 0) >> exists(a, b)(form(error, a, b) < 0)
    )


def negative_curvature(k: Any) -> Any:
    """The conclusion of `strict_saddle`."""
    there = k.at(k.fact("polar-decomposition", n="r"), x_star.T @ x)
    rooted = k.such(there, turn)
    known = [*k.given, *k.split(k.such(rooted, root))]
    image = norm2(T @ x.T)
    cover = k.arith(disj(image == 0, image > 0), k.matrix(image >= 0))
    ends = (
        _in_the_kernel_of_u(k, k.assume(image == 0), known),
        _in_the_kernel_of_v(k, k.assume(image > 0), known),
    )
    return k.obtain(there, k.obtain(rooted, k.cases(cover, *ends), root), turn)


def along_u(N: Any, Y: Any, p: Any, q: Any) -> tuple[Any, ...]:
    """The direction (-p E Y, q Y), and F, S, L of `_descent`."""
    return (-p * (N @ Y), q * Y), N @ Y, x @ Y.T, N @ Y @ y.T


def along_v(N: Any, X: Any, p: Any, q: Any) -> tuple[Any, ...]:
    """The direction (q X, -p E^T X), and F, S, L of `_descent`."""
    return (q * X, -p * (N.T @ X)), N.T @ X, X @ y.T, x @ X.T @ N


def _in_the_kernel_of_u(k: Any, none: Any, known: list[Any]) -> Any:
    """T U^T = 0: along_u with Y = E^T T."""
    gram, back, rows = error @ error.T, turn @ x_star.T, error.T @ T
    long = error @ rows
    lemma = forall(e, g, h, d, p, s)(
        given(d >= 0, e > 0, e**2 <= d * g, g**2 <= d * h, h <= p * s, p >= 0) >> (p > 0)
    )
    sizes = norm2(error), norm2(gram), norm2(long @ back), size("d1"), norm2(long), norm2(back)
    steep = k.use(
        k.lemma(lemma, *sizes),
        k.matrix(conj(size("d1") >= 0, norm2(long) >= 0)),
        k.arith(norm2(error) > 0, *norms(k, error), *k.given),
        _of_all(k, norm2(N) ** 2 <= size("d1") * norm2(N @ N.T), error),
        _of_all(k, norm2(N @ N.T) ** 2 <= size("d1") * norm2(N @ N.T @ N @ N.T), error),
        _of_all(k, norm2(X @ H) <= norm2(X) * norm2(H), long, back),
        k.matrix(norm2(long @ back) == norm2(gram @ error @ error.T), *known),
    )
    still = _of_all(k, norm2(x @ (N.T @ X).T) <= norm2(X @ x.T) * norm2(N), error, T)
    return _descent(k, along_u, Y, rows, steep, k.arith(norm2(x @ rows.T) <= 0, still, none))


def _in_the_kernel_of_v(k: Any, some: Any, known: list[Any]) -> Any:
    """T U^T U != 0 = T U^T U V^T: along_v with X = T U^T U."""
    rows, back = T @ x.T @ x, y_star @ turn.T
    long = error.T @ rows
    lemma = forall(e, g, p, s)(given(e > 0, g == e, g**2 <= p * s, p >= 0) >> (p > 0))
    steep = k.use(
        k.lemma(lemma, norm2(T @ x.T), inner(long, back), norm2(long), norm2(back)),
        some,
        k.matrix(conj(inner(long, back) == norm2(T @ x.T), norm2(long) >= 0)),
        _of_all(k, inner(Y, W) ** 2 <= norm2(Y) * norm2(W), long, back),
    )
    return _descent(k, along_v, X, rows, steep, k.matrix(norm2(rows @ y.T) <= 0, *known))


def _descent(k: Any, along: Callable, name: Any, rows: Any, steep: Any, still: Any) -> Any:
    """The conclusion from |F|^2 > 0 (steep) and |S|^2 <= 0 (still): p = |F|^2 and q = 1 + |L|^2
    make the curvature q^2 |S|^2 - 2 p q <S, L> + p^2 |L|^2 - 2 p q |F|^2 negative.
    """
    way, F, S, L = along(N, name, p, q)
    curve = q**2 * norm2(S) - 2 * p * q * inner(S, L) + p**2 * norm2(L) - 2 * p * q * norm2(F)
    cauchy = inner(S, L) ** 2 <= norm2(S) * norm2(L)
    known = k.matrix(conj(form(N, *way) == curve, cauchy, norm2(L) >= 0, norm2(S) >= 0))
    _, F, S, L = along(error, rows, p, q)
    numbers = norm2(F), 1 + norm2(L)
    known = k.at(k.for_all(known, N, name, p, q), error, rows, *numbers)
    way, *_ = along(error, rows, *numbers)
    cross = d**2 <= h * g
    value = (1 + g) ** 2 * h - 2 * p * (1 + g) * d + p**2 * g - 2 * p * (1 + g) * p
    lemma = forall(e, g, h, d, p)(
        given(e == value, cross, g >= 0, h >= 0, h <= 0, p > 0) >> (e < 0)
    )
    lemma = k.lemma(lemma, form(error, *way), norm2(L), norm2(S), inner(S, L), norm2(F))
    return k.exhibit_all(k.target, way, k.use(lemma, known, steep, still))


def _of_all(k: Any, relation: Any, *values: Any) -> Any:
    """A relation that holds for all matrices, at these."""
    letters = [one for one in LETTERS if one.name in relation.sorts]
    return k.at(k.for_all(k.matrix(relation), *letters), *values)
