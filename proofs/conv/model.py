"""Sections 5.1, 5.2: the network, its symmetries, the loss, the algorithm, and when the loss is
zero.
"""

from __future__ import annotations

from steepest.proofs import claim, definition

from . import thesis
from .state import at, equal, holds, state


@definition("conv.model", thesis("Section 5.1"), r"f(Z,w,a)=\sum_{i=1}^k a_i\,\sigma(w^\top Z_i)")
def network(Z, w, a):
    """sum_i a_i max(w . Z_i, 0) for a k x p matrix of patches Z, a filter w in R^p and a second
    layer a in R^k (NumPy or lists).
    """
    return sum(a_i * max(sum(z * x for z, x in zip(row, w)), 0) for row, a_i in zip(Z, a))


@definition(
    "conv.loss-def",
    thesis("Section 5.1"),
    r"\ell(v,a)=\tfrac12E_Z\left(f(Z,v/\|v\|,a)-f(Z,w^*,a^*)\right)^2",
)
def population_loss(k, n, N, S, q, s, x, g):
    """Half the expected squared error, from k-free scalars; the derivation is the claim
    conv.thm-5.1-amended.
    """
    z = state()
    values = {z.k: k, z.n: n, z.N: N, z.S: S, z.q: q, z.s: s, z.x: x, z.g: g}
    return z.loss.subs(values)


@definition(
    "conv.algorithm-1",
    thesis("Algorithm 1"),
    r"v^{t+1}=v^t-\eta\,\partial_v\ell,\quad a^{t+1}=a^t-\eta\,\partial_a\ell",
)
def gradient_descent(v, a, w_star, a_star, eta):
    """One simultaneous step with the population gradients of Theorem 5.2, in full dimension
    (NumPy).
    """
    import numpy as np

    v, a, w_star, a_star = (np.asarray(each, dtype=float) for each in (v, a, w_star, a_star))
    length, n = np.linalg.norm(v), np.linalg.norm(w_star)
    across = w_star - v * (v @ w_star) / length**2
    phi = np.arctan2(np.linalg.norm(across), v @ w_star / length)
    g = (np.pi - phi) * np.cos(phi) + np.sin(phi)
    grad_v = -across * (a @ a_star) * (np.pi - phi) / (2 * np.pi * length)
    grad_a = (a.sum() + (np.pi - 1) * a - n * (a_star.sum() + (g - 1) * a_star)) / (2 * np.pi)
    return v - eta * grad_v, a - eta * grad_a


def relu(x):
    from sympy import Max

    return Max(x, 0)


@claim(
    "conv.basin-def",
    thesis("Section 5.1"),
    hypotheses=("eta small enough", "strictness of the three signs not legible"),
)
def basin_contains(judge, times=1):
    """{v.v* >= 0, a.a* >= 0, |1.a| <= |1.a*|} lies in the basin of the global minimum: false on its
    faces.

    With S = 1.a* = 0, phi = pi/2 and a = 0 both gradients vanish (x = 0, g = 1, s = 0, x_next = 0):
    the run does not move.
    """
    from sympy import pi

    z = state()
    where = [
        (z.S, "==", 0),
        (z.s, "==", 0),
        (z.x, "==", 0),
        (z.g, "==", 1),
        (z.q, "==", 0),
        (z.n, ">", 0),
        (z.N, ">", 0),
    ]
    corner = [(z.S, "==", 0), (z.s**2, "<=", times**2 * z.S**2)]
    stuck = [equal(judge, z.x_next, 0, where), equal(judge, z.s_next, 0, where)]
    stuck.append(holds(judge, (z.s, "==", 0), corner))
    away = holds(judge, (4 * pi * z.loss, ">", 0), where)
    at_right_angle = equal(judge, at(z.g_of_phi, (z.phi, pi / 2)), 1)
    return judge.contradicted(
        *stuck,
        away,
        at_right_angle,
        because="S = 0, phi = pi/2, a = 0 satisfies the three inequalities and is a stationary "
        "point "
        "of positive loss",
    )


basin_contains.mutant("with |1.a| <= 2 |1.a*|", times=2)
