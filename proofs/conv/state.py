"""The scalars of the convolutional network and one step of gradient descent on them.

n = |w*|, N = |a*|^2, S = 1.a*, s = 1.a, x = a.a*, q = |a|^2, V = |v|, k patches, eta the step. The
angle phi = angle(v, w*) enters the second layer only through g = (pi - phi) cos phi + sin phi, and
0 <= g <= pi (claim conv.g-facts); statements about one step of the second layer therefore take g as
a number in [0, pi]. cosine and sine stand for cos phi and sin phi with cosine^2 + sine^2 = 1.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

from steepest.proofs.engine.relations import Relation as Relation
from steepest.proofs.engine.relations import at as at
from steepest.proofs.engine.relations import diff as diff
from steepest.proofs.engine.relations import equal as equal
from steepest.proofs.engine.relations import holds as holds
from steepest.proofs.engine.relations import implies as implies
from steepest.proofs.engine.relations import integral as integral
from steepest.proofs.engine.relations import relation as relation
from steepest.proofs.engine.text import as_written as as_written
from steepest.proofs.symbols import reals


@cache
def state() -> SimpleNamespace:
    """The symbols, the step of the second layer (suffix _next), K = k + pi - 1, and the loss."""
    from sympy import cos, pi, sin

    z = SimpleNamespace()
    z.n, z.N, z.S, z.s, z.x, z.q, z.V, z.k, z.eta, z.g = reals("n N S s x q V k eta g")
    z.phi, z.cosine, z.sine = reals("phi cosine sine")
    z.K = z.k + pi - 1
    z.s_next = (1 - z.eta * z.K / (2 * pi)) * z.s + z.eta / (2 * pi) * (z.k + z.g - 1) * z.n * z.S
    z.x_next = (
        (1 - z.eta * (pi - 1) / (2 * pi)) * z.x
        + z.eta / (2 * pi) * (z.g - 1) * z.n * z.N
        + z.eta / (2 * pi) * z.S * (z.n * z.S - z.s)
    )
    z.g_of_phi = (pi - z.phi) * cos(z.phi) + sin(z.phi)
    z.loss = (
        (pi - 1) * z.n**2 * z.N
        + (pi - 1) * z.q
        - 2 * (z.g - 1) * z.n * z.x
        + z.n**2 * z.S**2
        + z.s**2
        - 2 * z.n * z.s * z.S
    ) / (4 * pi)
    return z


def at_n_one(expression: Any) -> Any:
    """The source sets |w*| = 1 in most of its lemmas."""
    return expression.subs(state().n, 1)


def g_range() -> list[Relation]:
    from sympy import pi

    return [(state().g, ">=", 0), (state().g, "<=", pi)]
