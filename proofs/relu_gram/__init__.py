"""Two-layer ReLU networks: the limiting Gram matrix, gradient flow and gradient descent at a linear
rate (thesis, Chapters 1 and 2).

n samples, d inputs, m neurons; X has the rows x_i, K = X X^T, u the predictions, r = u - y (or y -
u) the residual, H the Gram matrix of an activation pattern, lambda_0 the least eigenvalue of its
limit. Indicators are 1{z >= 0}. "unit inputs" means |x_i| = 1.
"""

from __future__ import annotations

from typing import Any

from ..engine.relations import Relation as Relation
from ..engine.relations import at as at
from ..engine.relations import equal as equal
from ..engine.relations import holds as holds
from ..engine.relations import implies as implies
from ..engine.relations import number as number
from ..vocabulary import Evidence, Source
from ..vocabulary import on_instance as on_instance

# What every claim about entries of H_inf owes to the integral that defines them.
CLOSED_FORM = "the closed form of the entries of H_inf (relu2.asm-2.1.closed-form)"


def thesis(locus: str) -> Source:
    """A place in Chapter 1 or 2 of the thesis."""
    return Source("du-thesis", locus)


def root_two_pi() -> Any:
    from sympy import pi, sqrt

    return sqrt(2 * pi)


def indicator(s: Any, z: Any) -> list[Relation]:
    """s = 1{z >= 0}, as relations."""
    from sympy import Eq, Or

    return [Or(Eq(s, 0), Eq(s, 1)), Or(Eq(s, 0), z >= 0), Or(Eq(s, 1), z < 0)]


def rests_on(evidence: Evidence, *ids: str) -> Evidence:
    """The evidence, naming the claims that complete the argument, each with its own verdict."""
    return evidence.saying(f"With {', '.join(ids)}, each with a verdict of its own.")
