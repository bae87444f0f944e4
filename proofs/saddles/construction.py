"""The functions of Section 7.7.1 in SymPy: cubic Hermite interpolant, g_1, g_2, nu, and the pieces
of the tube.

Everything is homogeneous: with kappa = L/gamma, x_i = tau (1 + u) and x_{i+1} = tau v,

    g_1' = gamma tau q(u),   q = -2 - 2u + (10 - 14 kappa) u^2 + (10 kappa - 6) u^3,
    g_2 = gamma (kappa - (kappa + 1) s(u)),   s = 10 u^3 - 15 u^4 + 6 u^5,

so that -dg/dx_i = 2 gamma tau P(kappa, u, v), and one step of size eta moves u by h P with h = 2
eta gamma. The claims `saddle.scaled` prove these identities for symbolic L, gamma, tau; after them
inequalities are decided in (kappa, u, v).
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

from steepest.proofs import reals

from . import as_written, at, diff


@cache
def symbols() -> SimpleNamespace:
    """x = x_i, z = x_{i+1}; kappa, u, v, h are the scaled variables."""
    s = SimpleNamespace()
    s.L, s.gamma, s.tau, s.eta, s.nu = reals("L gamma tau eta nu")
    s.x, s.z, s.y, s.w = reals("x_i x_next y w")
    s.kappa, s.u, s.v, s.h = reals("kappa u v h")
    return s


def hermite(f0: Any, f1: Any, slope0: Any, slope1: Any, y0: Any, y1: Any, y: Any) -> Any:
    """The cubic of Theorem 7.4, written as printed."""
    S = (f1 - f0) / (y1 - y0)
    delta = y - y0
    c2 = (3 * S - slope1 - 2 * slope0) / (y1 - y0)
    c3 = -(2 * S - slope1 - slope0) / (y1 - y0) ** 2
    return f0 + slope0 * delta + c2 * delta**2 + c3 * delta**3


@cache
def spline() -> SimpleNamespace:
    """p, g_1, g_2, g and nu as the proof of Lemma 7.4 builds them, in L, gamma, tau, x_i,
    x_{i+1}.
    """
    import sympy

    s = symbols()
    L, gamma, tau, x, z = s.L, s.gamma, s.tau, s.x, s.z
    f = SimpleNamespace()
    f.p = hermite(-2 * gamma * tau, -4 * L * tau, -2 * gamma, 2 * L, tau, 2 * tau, x)
    polynomial = sympy.expand(sympy.cancel(f.p))
    anti = sympy.integrate(polynomial, x)
    f.g1 = sympy.expand(anti - anti.subs(x, tau) - gamma * tau**2)
    f.nu = sympy.expand(-f.g1.subs(x, 2 * tau) + 4 * L * tau**2)
    b = x - 2 * tau
    f.g2 = (
        -gamma
        - 10 * (L + gamma) * b**3 / tau**3
        - 15 * (L + gamma) * b**4 / tau**4
        - 6 * (L + gamma) * b**5 / tau**5
    )
    f.g = f.g1 + f.g2 * z**2
    return f


@cache
def scaled() -> SimpleNamespace:
    """The same in (kappa, u, v), at gamma = tau = 1."""
    s = symbols()
    kappa, u, v = s.kappa, s.u, s.v
    f = SimpleNamespace()
    f.q = -2 - 2 * u + (10 - 14 * kappa) * u**2 + (10 * kappa - 6) * u**3
    f.step = 10 * u**3 - 15 * u**4 + 6 * u**5
    f.G2 = kappa - (kappa + 1) * f.step
    f.slope = 30 * u**2 * (1 - u) ** 2  # of the smooth step
    f.P = (-f.q + (kappa + 1) * f.slope * v**2) / 2
    f.bend = 60 * u * (1 - u) * (1 - 2 * u)  # second derivative of the smooth step
    # d^2 g / dx_i^2
    f.a = -2 + 2 * (10 - 14 * kappa) * u + 3 * (10 * kappa - 6) * u**2 - (kappa + 1) * f.bend * v**2
    f.b = -2 * (kappa + 1) * f.slope * v  # d^2 g / dx_i dx_{i+1}
    f.c = 2 * f.G2  # d^2 g / dx_{i+1}^2
    return f


def box() -> list[tuple[Any, str, Any]]:
    """kappa > 1, 0 <= u <= 1, 0 <= v <= 1: the buffer."""
    s = symbols()
    return [(s.kappa, ">", 1), (s.u, ">=", 0), (s.u, "<=", 1), (s.v, ">=", 0), (s.v, "<=", 1)]


def positive() -> list[tuple[Any, str, Any]]:
    """L > gamma > 0, tau > 0."""
    s = symbols()
    return [(s.gamma, ">", 0), (s.L, ">", s.gamma), (s.tau, ">", 0)]


def to_scaled(term: Any) -> Any:
    """The term at L = kappa gamma, x_i = tau (1 + u), x_{i+1} = tau v."""
    s = symbols()
    return at(term, (s.L, s.kappa * s.gamma), (s.x, s.tau * (1 + s.u)), (s.z, s.tau * s.v))


def moved(f: Any, x: Any) -> Any:
    """x - eta df/dx: one step of gradient descent in the coordinate x."""
    s = symbols()
    return as_written("x - eta*slope", x=x, eta=s.eta, slope=diff(f, x))


@cache
def pieces() -> SimpleNamespace:
    """What A_i, B_i and A_{i+1} make of (x_i, x_{i+1}), and A_d, B_d, A_{d+1} of x_d, less the part
    common to both sides.

    Crossing from A_i through B_i to A_{i+1} only the terms of x_i and x_{i+1} and one -nu change;
    coordinates j < i enter as L (x_j - 4 tau)^2 and j > i + 1 as L x_j^2 on both sides. A sum of
    functions of separate groups of variables is C^2 across a face on which only the first group
    changes form exactly when that group is: values, gradients and Hessians of the common part
    cancel, and mixed second derivatives between the groups are zero on both sides. So two variables
    decide every d.
    """
    s, f = symbols(), spline()
    quadratic = lambda x: s.L * (x - 4 * s.tau) ** 2  # noqa: E731
    p = SimpleNamespace()
    p.A = -s.gamma * s.x**2 + s.L * s.z**2
    p.B = f.g
    p.A_next = quadratic(s.x) - s.gamma * s.z**2 - f.nu
    p.A_last = -s.gamma * s.x**2
    p.B_last = f.g1
    p.end = quadratic(s.x) - f.nu
    return p
