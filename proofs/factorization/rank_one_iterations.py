"""From rates to iterations, at sigma_1 = 1: powers below exponentials, late enough, the ratio."""

from __future__ import annotations

from .rank_one_state import holds


def late_enough(judge):
    """exp(-X) <= 1/y from X >= log(y) on, y > 0."""
    from steepest.proofs import reals
    from steepest.proofs.engine.terms import from_sympy as term

    X, y = map(term, reals("X y"))
    decay, level = ("exp", ("-", X)), ("exp", ("-", ("log", y)))
    known = [(y, ">", 0), (X, ">=", ("log", y))]
    return judge.all(
        holds(
            judge,
            (decay, "<=", level),
            known,
            axioms=[("exp-monotone", ("-", X), ("-", ("log", y)))],
        ),
        holds(judge, (level, "==", ("/", term(1), y)), known[:1]),
    )


def power_below_exponential(judge, x):
    """p <= exp(-y) and 0 <= x <= 1 give p (1 - x) <= exp(-y - x): the induction step for (1 - x)^k
    <= exp(-k x).
    """
    from steepest.proofs import reals
    from steepest.proofs.engine.terms import from_sympy as term
    from sympy import exp

    p, y = reals("p y")
    axioms = [
        ("exp-tangent", term(-x)),
        ("exp-sum", term(-y), term(-x)),
        ("exp-positive", term(-y)),
        ("exp-positive", term(-x)),
    ]
    return holds(
        judge,
        (p * (1 - x), "<=", exp(-y - x)),
        [(x, ">=", 0), (x, "<=", 1), (p, ">=", 0), (p, "<=", exp(-y))],
        axioms=axioms,
    )


def ratio_in_stage_two(judge):
    """c_0 = c_1 and C_0 = 1/c_1 for t >= T_1 (and 1/100, 100 before): alpha/beta = alpha^2/(alpha
    beta) >= c_1. Sharp for (a), (b) alone.
    """
    from steepest.proofs import reals

    alpha, beta, c = reals("alpha beta c_1")
    known = [
        (alpha, ">", 0),
        (beta, ">", 0),
        (c, ">", 0),
        (c, "<=", 1),
        (alpha**2, ">=", c),
        (beta**2, ">=", c),
    ]
    known.append((alpha * beta, "<=", 1))
    return judge.all(
        holds(judge, (c * beta, "<=", alpha), known),
        holds(judge, (c * alpha, "<=", beta), known),
    )
