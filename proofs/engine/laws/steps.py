"""Finite steps: what one step of gradient descent changes in a law, exactly, and how far that adds
up.

For h(theta) = theta^T S theta + a.theta with <2 S theta + a, grad L> = 0 (a law) and a step
theta' = theta - eta g along any gradient g of data (full batch or mini-batch):
h(theta') = h(theta) + eta^2 g^T S g. With weight decay, theta' = (1 - eta lambda) theta - eta g, a
quadratic law (a = 0) has h(theta') = (1 - eta lambda)^2 h(theta) + eta^2 g^T S g.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .families import Family
from .search import Candidate

EXACT_STEP = "Q(theta - eta g) = Q(theta) + eta^2 Q(g)"
DECAY_STEP = "Q((1 - eta lambda) theta - eta g) = (1 - eta lambda)^2 Q(theta) + eta^2 Q(g)"
BOUND = "|Q_T - Q_0| <= |S| eta (L_0 - L*)/(1 - eta beta/2) for eta < 2/beta"
FLOW = "dQ/dt = eta Q(grad L) along the modified equation, to order eta^2"

Vector = Sequence[Fraction]


def value(law: Candidate, theta: Vector) -> Fraction:
    """h(theta), exactly."""
    return _quadratic(law, theta) + sum(
        (Fraction(c) * theta[i] for i, c in law.law()["shift"]), Fraction(0)
    )


def _quadratic(law: Candidate, theta: Vector) -> Fraction:
    terms = law.law()["generator"]
    return sum((Fraction(c) * theta[i] * theta[j] for i, j, c in terms), Fraction(0)) / 2


def change(law: Candidate, gradient: Vector, eta: Fraction) -> Fraction:
    """The exact change of the law in one step along the gradient of any data."""
    return eta**2 * _quadratic(law, gradient)


def drift_bound(family: Family, eta: Fraction, gap: Fraction, beta: Fraction) -> Fraction:
    """The most a law of the family can move under gradient descent for ever: the loss is
    beta-smooth where the steps are, starts `gap` above its infimum, and eta < 2/beta.
    """
    if not 0 < eta * beta < 2:
        raise ValueError("the bound needs 0 < eta < 2/beta")
    return family.norm * eta * gap / (1 - eta * beta / 2)


def lines(families: Sequence[Family], momentum: str | None) -> list[str]:
    """What a finite step does to the laws that were found."""
    if momentum is not None:
        return [
            f"laws depend on time: h = e^(t {momentum}) <generator(theta), dtheta/dt>; steps of a "
            f"discrete method keep them to first order only, except the linear ones"
        ]
    quadratic = [one for one in families if one.norm]
    found = []
    if quadratic:
        largest = max(one.norm for one in quadratic)
        found += [
            f"exactly {EXACT_STEP}, g the gradient of any batch",
            f"with weight decay {DECAY_STEP}",
            f"{BOUND}; |S| <= {largest} here",
            FLOW,
        ]
    if len(quadratic) < len(families):
        found.append("linear laws: no change at all under GD, SGD and heavy ball; Adam moves them")
    return found
