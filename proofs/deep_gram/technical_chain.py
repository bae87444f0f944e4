"""Lemma 3.29: the chain rule from (a, b, rho) to the entries of the covariance.

The mean is F(a, b, rho) with a = sqrt(A_11), b = sqrt(A_22), rho = A_12/sqrt(A_11 A_22). F is
differentiable at a point with the partial derivatives F_a, F_b, F_r if it has the derivative that
they give along every curve through the point (Frechet's notion). sd and corr are sqrt(A_11) and
A_12/sqrt(A_11 A_22) for positive variances, whatever they are elsewhere.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    forall,
    functions,
    given,
    reals,
    sqrt,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3

A, B, C, a, b, rho, x, s = reals("A_11 A_22 A_12 a b rho x s")
PARTIALS = F_a, F_b, F_r = reals("F_a F_b F_rho")
F = functions("F", "real", "real", "real")
CURVES = functions("a_curve b_curve rho_curve", "real")
sd = functions("sd", "real")
corr = functions("corr", "real", "real", "real")
RATES = reals("a_rate b_rate rho_rate")


def differentiable() -> Any:
    """F is differentiable at (a, b, rho), with the partial derivatives F_a, F_b, F_rho."""
    through = [
        conj(curve(s) == here, deriv(x, curve(x), s) == rate)
        for curve, here, rate in zip(CURVES, (a, b, rho), RATES)
    ]
    moves = deriv(x, F(*(curve(x) for curve in CURVES)), s)
    change = F_a * RATES[0] + F_b * RATES[1] + F_r * RATES[2]
    return forall(*CURVES, *RATES, s)(given(*through) >> (moves == change))


def of_entries(first: Any, second: Any, mixed: Any) -> Any:
    """a, b, rho as functions of the covariance"""
    return sd(first), sd(second), corr(first, second, mixed)


def defined() -> Any:
    positive = given(A > 0, B > 0)
    return (
        forall(A)((A > 0) >> (sd(A) == sqrt(A))),
        forall(A, B, C)(positive >> (corr(A, B, C) == C / sqrt(A * B))),
    )


def written(first: Any, second: Any, mixed: Any) -> Any:
    """The same where the variances are positive"""
    return sqrt(first), sqrt(second), mixed / sqrt(first * second)


def slopes() -> Any:
    """The curve in each of the six directions, the same written out, the point on it, the rates,
    and the derivative.
    """
    lines = [(x, b, rho), (a, x, rho), (a, b, x)]
    entries = [(x, B, C), (A, x, C), (A, B, x)]
    rates = [
        (1 / (2 * a), 0, -rho / (2 * a**2)),
        (0, 1 / (2 * b), -rho / (2 * b**2)),
        (0, 0, 1 / (a * b)),
    ]
    made = [
        1 / (2 * a) * F_a - rho / (2 * a**2) * F_r,
        1 / (2 * b) * F_b - rho / (2 * b**2) * F_r,
        1 / (a * b) * F_r,
    ]
    units = [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    return (
        *zip(lines, lines, (a, b, rho), units, PARTIALS),
        *zip((of_entries(*one) for one in entries), (written(*one) for one in entries), (A, B, C),
             rates, made),
    )  # fmt: skip


def chain_says() -> Any:
    ends = [deriv(x, F(*curve), here) == slope for curve, _, here, _, slope in slopes()]
    return forall(F, sd, corr, A, B, C, a, b, rho, *PARTIALS)(
        given(
            *defined(), A > 0, B > 0, a == sd(A), b == sd(B), rho == corr(A, B, C),
            differentiable(),
        )
        >> conj(*ends)
    )  # fmt: skip


@claim(
    "deep.lem-3.29-chain-amended",
    chapter_3("Lemma 3.29 and its proof"),
    formula=r"\frac{\partial F}{\partial A_{11}}=\frac1{2a}\frac{\partial F}{\partial "
    r"a}-\frac\rho{2a^2}\frac{\partial F}{\partial\rho},\quad\frac{\partial F}{\partial "
    r"A_{12}}=\frac1{ab}\frac{\partial F}{\partial\rho}",
    hypotheses=("F is differentiable at (a, b, rho), any F",),
    amends="deep.lem-3.29-chain",
    says=chain_says,
)
def chain_rule(judge):
    """The derivatives in the entries of the covariance, by the chain rule: A_11 moves a and rho,
    A_22 moves b and rho, A_12 moves rho alone.
    """
    k = judge.theorem()
    roots, ratios, A_pos, B_pos, a_is, b_is, rho_is, smooth = k.given
    own = [a_is, b_is, rho_is]
    a_is = k.arith(a == sqrt(A), a_is, k.apply(k.at(roots, A), A_pos))
    b_is = k.arith(b == sqrt(B), b_is, k.apply(k.at(roots, B), B_pos))
    rho_is = k.arith(
        rho == C / sqrt(A * B), rho_is, k.apply(k.at(ratios, A, B, C), k.both(A_pos, B_pos))
    )
    area = k.lemma(
        forall(A, B, a, b)(
            given(A > 0, B > 0, a == sqrt(A), b == sqrt(B))
            >> conj(a > 0, b > 0, a**2 == A, b**2 == B, A * B > 0, sqrt(A * B) == a * b)
        ),
        A, B, a, b,
    )  # fmt: skip
    area = k.use(area, A_pos, B_pos, a_is, b_is)
    known = [*k.split(area), A_pos, B_pos, a_is, b_is]
    ratio = k.arith(rho * (a * b) == C, rho_is, *known)
    known += [rho_is, ratio, *own]
    ends = []
    for curve, plain, here, rates, _ in slopes():
        through = [
            coordinate(k, term(line), term(whole), at, term(rate), here, known)
            for line, whole, at, rate in zip(curve, plain, (a, b, rho), rates)
        ]
        moved = k.at(
            smooth, *(Lambda((x,), term(line)) for line in curve), *rates, here, defined=known
        )
        ends.append(k.apply(moved, k.both(*through)))
    goals = [k.target.part(at) for at in range(6)]
    return k.qed(k.both(*(k.arith(goal, end, *known) for goal, end in zip(goals, ends))))


def coordinate(k: Any, line: Any, plain: Any, at: Any, rate: Any, here: Any, known: Any) -> Any:
    """line == at and its derivative == rate, at x = here: `plain` is the same near there."""
    roots, ratios = k.given[:2]
    table = k.derivative(deriv(x, plain, here), *known)
    moves = k.arith(deriv(x, plain, here) == rate, table, *known)
    if line is plain:
        return k.both(k.arith(line.put(x, here) == at, *known), moves)
    low, high = (here - 1, here + 1) if here is C else (term(0), 2 * here)
    inside = k.assume(given(low < x, x < high))
    _, name, *entries = line.node
    values = [x if one == "x" else {"A_11": A, "A_22": B, "A_12": C}[one] for one in entries]
    law = k.at(roots if name == "sd" else ratios, *values)
    near = k.apply(law, k.meet(law.formula.left, inside, *known))
    near = k.for_all(k.discharge(near, inside.formula), x)
    moves = k.derivative_of_equal(near, moves, *known)
    return k.both(k.arith(line.put(x, here) == at, *known), moves)


@chain_rule.mutant
def the_other_sign(judge):
    """+ in place of - before rho: F = a b rho = A_12, whose derivative in A_11 is 0."""
    return falsify(
        forall(a, b, rho)(
            given(a == 1, b == 1, rho == 1)
            >> (1 / (2 * a) * (b * rho) + rho / (2 * a**2) * (a * b) == 0)
        ),
        hints=[{"values": {"a": "1", "b": "1", "rho": "1"}}],
    )
