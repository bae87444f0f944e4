"""The four scalars of rank-one gradient descent, their step, and the reduction to sigma_1 = 1.

Every statement about the rank-one problem is about alpha, beta (signal strengths), alpha_perp,
beta_perp (what is left), sigma_1, eta and quantities made from them. The perpendicular parts only
ever enter squared, so the symbols here are P = alpha_perp^2 >= 0 and Q = beta_perp^2 >= 0.

Scaling alpha, beta by rho, P, Q, xi_0 and sigma_1 by rho^2 and eta by rho^-2 multiplies each
difference of the sides of a claim and of every hypothesis by a power of rho. `at_unit_scale` has
that proved for the very expressions at hand and then decides the claim at sigma_1 = 1, where eta is
c_step; rho = sqrt(sigma_1) carries it to every sigma_1 > 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from types import SimpleNamespace
from typing import Any

from steepest.proofs.balancedness import du_hu_lee as du_hu_lee
from steepest.proofs.engine.relations import Relation as Relation
from steepest.proofs.engine.relations import holds as holds
from steepest.proofs.engine.relations import relation as relation
from steepest.proofs.symbols import reals
from steepest.proofs.vocabulary import Evidence

# what the algebra of a claim leaves to words (`missing` of several claims)
SCALE = "from sigma_1 = 1 to every sigma_1 > 0, by scaling"
SCALED = "from sigma_1 = 1 to every sigma_1 > 0, by scaling: only the homogeneity is decided"
LETTERS = "the letters stand for squares, sums and products of the four scalars"


@cache
def state() -> SimpleNamespace:
    """The symbols, the derived quantities h, xi, u2 = |u|^2, v2 = |v|^2, and one step of gradient
    descent (suffix _next).
    """
    s = SimpleNamespace()
    s.alpha, s.beta, s.P, s.Q, s.eta, s.sigma_1, s.c_step = reals(
        "alpha beta P Q eta sigma_1 c_step"
    )
    s.h = s.alpha * s.beta - s.sigma_1
    s.xi = s.P + s.Q
    s.u2 = s.alpha**2 + s.P
    s.v2 = s.beta**2 + s.Q
    s.alpha_next = (1 - s.eta * s.v2) * s.alpha + s.eta * s.sigma_1 * s.beta
    s.beta_next = (1 - s.eta * s.u2) * s.beta + s.eta * s.sigma_1 * s.alpha
    s.P_next = (1 - s.eta * s.v2) ** 2 * s.P
    s.Q_next = (1 - s.eta * s.u2) ** 2 * s.Q
    s.h_next = s.alpha_next * s.beta_next - s.sigma_1
    s.xi_next = s.P_next + s.Q_next
    return s


def at_unit_scale(
    judge: Any, *claims: Relation, where: Iterable[Relation] = (), lemmas: Iterable[Relation] = ()
) -> Evidence:
    """Each claim under the hypotheses: homogeneous in the scale (proved), and true at sigma_1 = 1
    with eta = c_step (decided).
    """
    where, lemmas = list(where), list(lemmas)
    s = state()
    unit = {s.sigma_1: 1, s.eta: s.c_step}
    shrunk = lambda part: (_put(part[0], unit), part[1], _put(part[2], unit))  # noqa: E731
    decided = [
        holds(
            judge,
            shrunk(claim),
            [shrunk(part) for part in where],
            [shrunk(part) for part in lemmas],
        )
        for claim in claims
    ]
    return judge.all(homogeneous(judge, [*claims, *where]), *decided)


def chain_at_unit_scale(
    judge: Any, first: Any, *links: tuple[str, Any], where: Iterable[Relation] = ()
) -> Evidence:
    """first R1 t1 R2 t2 ...: every printed link on its own."""
    claims, left = [], first
    for sign, right in links:
        claims.append((left, sign, right))
        left = right
    return at_unit_scale(judge, *claims, where=where)


def homogeneous(judge: Any, relations: Iterable[Relation]) -> Evidence:
    """Each difference left - right is homogeneous: one identity with a free weight w_i on every
    relation.

    With rho: f(rho alpha, rho beta, rho^2 P, rho^2 Q, rho^2 sigma_1, eta) = rho^k f(alpha, beta, P,
    Q, sigma_1, rho^2 eta), free of divisions.
    """
    import sympy

    s = state()
    # xi_0 scales like sigma_1, gap = |alpha - beta| like alpha
    rho, xi_0, gap = reals("rho xi_0 gap")
    grown = {each: rho * each for each in (s.alpha, s.beta, gap)} | {
        each: rho**2 * each for each in (s.P, s.Q, s.sigma_1, xi_0)
    }
    step = {s.eta: rho**2 * s.eta}
    left, right = [], []
    for index, (a, _, b) in enumerate(relations):
        difference = sympy.sympify(a) - sympy.sympify(b)
        before, after = difference.subs(grown, simultaneous=True), difference.subs(step)
        weight = sympy.Symbol(f"w_{index}", real=True)
        power = _degree(before, after, rho)
        left.append(weight * rho ** max(-power, 0) * before)
        right.append(weight * rho ** max(power, 0) * after)
    return judge.equal(sympy.Add(*left), sympy.Add(*right))


def _degree(before: Any, after: Any, rho: Any) -> int:
    """The candidate for the power of rho, read off at one point; the identity then proves it or
    not.
    """
    import sympy

    others = sorted((before.free_symbols | after.free_symbols) - {rho}, key=str)
    values = {symbol: sympy.Rational(3 + 2 * k, 7 + k) for k, symbol in enumerate(others)} | {
        rho: sympy.Integer(2)
    }
    numerator, denominator = before.subs(values), after.subs(values)
    return next((k for k in range(-12, 13) if numerator == sympy.Integer(2) ** k * denominator), 0)


def _put(expression: Any, values: dict) -> Any:
    import sympy

    return sympy.sympify(expression).subs(values)
