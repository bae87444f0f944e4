"""Lemma 3.2 (Du, Hu, Lee 2018): a nearly balanced stationary point is nearly optimal or a strict
saddle. Its displays and their notation: stationary.py.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.engine.matrix import hessian_form, norm2, scalars
from steepest.proofs.engine.theorems import exists, forall, given, stated
from steepest.proofs.engine.theorems import reals as numbers
from steepest.proofs.engine.theorems.arrays import arrays, norm, zeros
from steepest.proofs.engine.theorems.arrays import inner as pairing
from steepest.proofs.engine.theorems.arrays import norm2 as square

from .objective import eps
from .objective import norms as lengths
from .stationary import (
    DU,
    DV,
    GIVEN_AWAY,
    HALF,
    M,
    Ms,
    U,
    V,
    balanced,
    direct,
    f,
    optimal,
    rotation,
)

x, y, x_star, y_star = arrays("U: d1 x r, V: d2 x r, U_star: d1 x r, V_star: d2 x r")
a, b, turn, root = arrays("A: d1 x r, B: d2 x r, Q: r x r, K: r x r")
AT_ZERO = {  # U = V = 0, far from M* = 1
    "sizes": {"d1": 1, "d2": 1, "r": 1},
    "matrices": {"U": [["0"]], "V": [["0"]], "U_star": [["1"]], "V_star": [["1"]]},
    "values": {"epsilon": "1/2"},
}


def _curved(form, curvature):
    return form < 0 if curvature is None else form <= curvature


def at_stationary_points(*more, curvature):
    """For all stationary (U, V) of f with M* = U_* V_*^T, U_*^T U_* = V_*^T V_*: a direction with
    this curvature at most.
    """
    error = x @ y.T - x_star @ y_star.T
    zero = error @ y, error.T @ x
    return forall(eps, x, y, x_star, y_star)(
        given(
            zero[0] == zeros("d1", "r"),
            zero[1] == zeros("d2", "r"),
            x_star.T @ x_star == y_star.T @ y_star,
            *more,
        )
        >> exists(a, b)(_curved(form(error, a, b), curvature))
    )


def form(error, a, b):
    """The Hessian form (12) at (U, V), error = U V^T - M*, in the direction (a, b)."""
    return 2 * pairing(error, a @ b.T) + square(x @ b.T + a @ y.T)


def strict_saddle():
    error = x @ y.T - x_star @ y_star.T
    return at_stationary_points(
        norm(x.T @ x - y.T @ y) <= eps,
        norm(error) > eps,
        curvature=-HALF * eps**2,
    )


def _towards_the_target(k):
    """The curvature in the direction W - W_* R at most |U^T U - V^T V|^2/2 - |U V^T - M*|^2, with R
    of the polar decomposition of W^T W_*; the direction, and what names R and K.
    """
    fact = k.at(k.fact("polar-decomposition", n="r"), x.T @ x_star + y.T @ y_star)
    rooted = k.such(fact, turn)
    rotation = k.split(k.such(rooted, root))
    error = x @ y.T - x_star @ y_star.T
    a, b = x - x_star @ turn, y - y_star @ turn
    values = {"U": x, "V": y, "Us": x_star, "Vs": y_star, "R": turn, "K": root}
    squares = [stated(one, values) for one in GIVEN_AWAY]
    c, s, g, h, d = map(square, squares)
    gap = square(x.T @ x - y.T @ y)
    exact = k.matrix(
        form(error, a, b) + (c + s / 4 + g + h + d / 4) == gap / 2 - square(error),
        *k.given[:3],
        *rotation,
    )
    some = [k.matrix(one >= 0) for one in (c, s, g, h, d)]
    found = k.arith(form(error, a, b) <= gap / 2 - square(error), exact, *some)
    return found, (a, b), ((rooted, root), (fact, turn))


def _there_is_one(k, found, direction, named):
    """There is a direction, and R and K are no names any more."""
    step = k.exhibit_all(k.target, direction, found)
    for fact, name in named:
        step = k.obtain(fact, step, name)
    return k.qed(step)


@claim(
    "balance.lem-3.2",
    du_hu_lee("Lemma 3.2", "Lemma 4.2"),
    says=strict_saddle,
    instance=AT_ZERO,
)
def nearly_optimal_or_strict_saddle(judge):
    """A stationary point with |U^T U - V^T V| <= eps has |U V^T - M*| <= eps, or a direction of
    curvature at most -eps^2/2 and is a strict saddle, if rank M* <= r.

    The page does not ask for the rank: M* = U_* V_*^T with balanced factors of r columns
    (balance.lem-3.2-proof).
    The direction is W - W_* R with the optimal rotation R. Near balance only fixes the amount
    eps^2/2: balance.lem-3.2.without-balance has a strict saddle without it.
    """
    k = judge.theorem()
    found, direction, named = _towards_the_target(k)
    gap, error = x.T @ x - y.T @ y, x @ y.T - x_star @ y_star.T
    facts = [step for one in (gap, error) for step in lengths(k, one)]
    p, q, v, w, g = numbers("p q v w g")
    lemma = forall(eps, p, q, v, w, g)(
        given(g <= v / 2 - w, p >= 0, p <= eps, q > eps, v == p**2, w == q**2)
        >> (g <= -HALF * eps**2)
    )
    values = norm(gap), norm(error), square(gap), square(error), form(error, *direction)
    return _there_is_one(
        k, k.use(k.lemma(lemma, eps, *values), found, *facts, *k.given), direction, named
    )


@nearly_optimal_or_strict_saddle.mutant
def always_a_strict_saddle(judge):
    e = scalars("e")
    curvature = hessian_form(f, {U: DU, V: DV})
    return direct(judge, curvature, -HALF * e, [(0, e), (norm2(U.T @ U - V.T @ V), e)])


@nearly_optimal_or_strict_saddle.mutant
def stationarity_not_assumed(judge):
    e = scalars("e")
    near = [(0, e), (e, norm2(M - Ms)), (norm2(U.T @ U - V.T @ V), e)]
    curvature = hessian_form(f, {U: DU, V: DV})
    return judge.at_most(curvature, -HALF * e, rules=[*rotation, *balanced, *optimal], where=near)


@nearly_optimal_or_strict_saddle.mutant
def rank_of_the_target_above_r(judge):
    """r = 1, M* = diag(1, 1), U = V = (1, 0): stationary, balanced, |U V^T - M*| = 1, and no
    curvature is negative: along (A, B) it is ((A1 + B1)^2 + (A2 - B2)^2) at the least.
    """
    from steepest.proofs.engine.text import as_written

    loss = "((1 + t*a1)*(1 + t*b1) - 1)**2/2 + ((1 + t*a1)*(t*b2))**2/2"
    loss += " + ((t*a2)*(1 + t*b1))**2/2 + ((t*a2)*(t*b2) - 1)**2/2"
    return judge.holds(as_written("at(diff(diff(loss, t), t), t, 0) < 0", loss=as_written(loss)))


@claim(
    "balance.lem-3.2.sharp",
    du_hu_lee("Lemma 3.2", "Lemma 4.2"),
    says=lambda: at_stationary_points(
        square(x @ y.T - x_star @ y_star.T) > HALF * square(x.T @ x - y.T @ y), curvature=None
    ),
    instance=AT_ZERO,
)
def sharper_lemma(judge):
    """The same argument gives eps/sqrt(2): a stationary point with |U V^T - M*|^2 above
    |U^T U - V^T V|^2/2 has a direction of negative curvature, W - W_* R.
    """
    k = judge.theorem()
    found, direction, named = _towards_the_target(k)
    error = x @ y.T - x_star @ y_star.T
    less = k.arith(form(error, *direction) < 0, found, *k.given)
    return _there_is_one(k, less, direction, named)


@sharper_lemma.mutant
def any_distance_above_zero_by_its_square(judge):
    return direct(judge, hessian_form(f, {U: DU, V: DV}), -1 * norm2(M - Ms))
