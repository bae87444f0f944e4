"""Gradient descent on f = 1/2 ||U V^T - M||_F^2 and g = f + 1/8 ||U^T U - V^T V||_F^2, full-size
and reduced.

Reduction. Let M = Phi Sigma Psi^T have rank r (thin SVD), A = Phi^T U, U_perp = U - Phi A, B =
Psi^T V, V_perp = V - Psi B, and Gu = U^T U = A^T A + U_perp^T U_perp, Gv = V^T V likewise. Since M
V = Phi Sigma B, a step on f is
    A' = A (I - eta Gv) + eta Sigma B,   U_perp' = U_perp (I - eta Gv)      (and the same with the
    letters exchanged),
and on g the factor is I - (eta/2)(Gu + Gv) in all four places. So the motion depends on U_perp only
through its Gram matrix: if C is any r x r matrix with C^T C = U_perp^T U_perp, then [A; C], [B; D]
move by the very same algorithm with the 2r x 2r target [[Sigma, 0], [0, 0]], and every loss, norm
and Gram matrix agrees. A problem of any size is one of size 2r.

From Gaussian entries of variance s^2, A and B are Gaussian r x r, and U_perp^T U_perp is an
independent Wishart matrix of d1 - r degrees of freedom, whose factor C is drawn by Bartlett's
decomposition: the initial state has its exact law for any d.

All functions take stacks: U is (..., d1, k), V is (..., d2, k), M is (..., d1, d2), steps and
squares are (...).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from ..engine.errors import KernelError

Array = Any


def T(X: Array) -> Array:
    """The transpose of every matrix of a stack."""
    return X.swapaxes(-1, -2)


def square(X: Array) -> Array:
    """||X||_F^2 of every matrix of a stack."""
    return (X * X).reshape(*X.shape[:-2], -1).sum(axis=-1)


def residual(U: Array, V: Array, M: Array) -> Array:
    return U @ T(V) - M


def imbalance(U: Array, V: Array) -> Array:
    """U^T U - V^T V."""
    return T(U) @ U - T(V) @ V


def loss(U: Array, V: Array, M: Array, regularised: bool = False) -> Array:
    f = 0.5 * square(residual(U, V, M))
    return f + 0.125 * square(imbalance(U, V)) if regularised else f


def gradient(U: Array, V: Array, M: Array, regularised: bool = False) -> tuple[Array, Array]:
    R = residual(U, V, M)
    dU, dV = R @ V, T(R) @ U
    if regularised:
        B = imbalance(U, V)
        dU, dV = dU + 0.5 * (U @ B), dV - 0.5 * (V @ B)
    return dU, dV


def step(
    U: Array, V: Array, M: Array, eta: Array | float, regularised: bool = False
) -> tuple[Array, Array]:
    """One simultaneous step; eta is a number or one number a problem of the stack."""
    dU, dV = gradient(U, V, M, regularised)
    if getattr(eta, "ndim", 0):
        eta = eta[..., None, None]  # pyright: ignore[reportIndexIssue]
    return U - eta * dU, V - eta * dV


def descend(
    U: Array,
    V: Array,
    M: Array,
    schedule: Callable[[int], Any],
    steps: int,
    regularised: bool = False,
):
    """(t, U_t, V_t) for t = 0, ..., steps."""
    yield 0, U, V
    for t in range(steps):
        U, V = step(U, V, M, schedule(t), regularised)
        yield t + 1, U, V


# --- step sizes -----------------------------------------------------------------------------------


def printed_constant(epsilon: Array, r: Array, size: Array) -> Array:
    """c of the step c/(t+1) in Theorem 3.1, sqrt(epsilon/r) / (100 ||M||_F^(3/2)); `size` is
    ||M||_F.
    """
    return np.sqrt(epsilon / r) / (100.0 * size**1.5)


def schedule(
    parameters: Mapping[str, Any], epsilon: Array = 1.0, r: Array = 1, size: Array = 1.0
) -> Callable[[int], Any]:
    """eta_t from {"kind": "printed"}, {"kind": "constant", "c"}, {"kind": "harmonic", "c"} or
    {"kind": "power", "c", "delta"}.

    c is relative: the step is c / ||M||_F times 1, 1/(t+1) or (t+1)^-(1/2+delta).
    """
    kind = parameters.get("kind", "printed")
    if kind == "printed":
        constant = printed_constant(epsilon, r, size)
        return lambda t: constant / (t + 1)
    powers = {"constant": 0.0, "harmonic": 1.0, "power": 0.5 + float(parameters.get("delta", 0.5))}
    if kind not in powers:
        raise KernelError(f"the schedule {kind!r} was given; choose printed, {', '.join(powers)}")
    constant, power = float(parameters["c"]) / size, powers[kind]
    return lambda t: constant * (t + 1.0) ** -power


# --- the reduction --------------------------------------------------------------------------------


def reduced_target(sigma: Array, xp: ModuleType = np) -> Array:
    """[[Sigma, 0], [0, 0]] of size 2r, for a stack of singular values (..., r)."""
    r = sigma.shape[-1]
    M = xp.zeros((*sigma.shape[:-1], 2 * r, 2 * r), dtype=sigma.dtype)
    diagonal = xp.arange(r)
    M[..., diagonal, diagonal] = sigma
    return M


def reduce(U: Array, Phi: Array, xp: ModuleType = np) -> Array:
    """[A; C] with A = Phi^T U and C^T C = U_perp^T U_perp (the R factor of U_perp, padded to r x
    r).
    """
    A = T(Phi) @ U
    C = xp.linalg.qr(U - Phi @ A, mode="r")
    missing = A.shape[-2] - C.shape[-2]
    if missing > 0:
        C = xp.concatenate((C, xp.zeros((missing, C.shape[-1]))))
    return xp.concatenate((A, C), axis=-2)


def reduced_gaussian(d: int, r: int, variance: float, rng: np.random.Generator) -> np.ndarray:
    """The reduced state of a d x r matrix of i.i.d. N(0, variance) entries: exact in law for every
    d >= r.
    """
    if d < r:
        raise KernelError(f"d = {d} and r = {r} were given; the rank r of the target is at most d")
    A = rng.standard_normal((r, r))
    freedom = d - r
    if freedom < r:  # too few rows for Bartlett: the rows themselves
        C = np.concatenate((rng.standard_normal((freedom, r)), np.zeros((r - freedom, r))))
    else:
        C = np.triu(rng.standard_normal((r, r)), 1)
        C[range(r), range(r)] = np.sqrt(rng.chisquare(freedom - np.arange(r)))
    return np.sqrt(variance) * np.concatenate((A, C))


# --- gradient flow --------------------------------------------------------------------------------


def flow(
    U: np.ndarray,
    V: np.ndarray,
    M: np.ndarray,
    times: np.ndarray,
    regularised: bool = False,
    rtol: float = 1e-10,
) -> tuple[np.ndarray, np.ndarray]:
    """dU/dt = -dF/dU, dV/dt = -dF/dV at `times` (increasing, the first is the start), by scipy's
    DOP853: stacks over time.
    """
    from scipy.integrate import solve_ivp

    cut = U.size

    def field(_, state: np.ndarray) -> np.ndarray:
        dU, dV = gradient(
            state[:cut].reshape(U.shape), state[cut:].reshape(V.shape), M, regularised
        )
        return -np.concatenate((dU.ravel(), dV.ravel()))

    scale = float(np.sqrt(np.abs(M).max()))
    start = np.concatenate((U.ravel(), V.ravel()))
    atol = 1e-13 * min(scale, float(np.abs(start).max()) or scale)
    solved = solve_ivp(field, (times[0], times[-1]), start, "DOP853", times, rtol=rtol, atol=atol)
    if not solved.success:
        raise KernelError(
            f"the flow stopped at time {solved.t[-1]:g}: {solved.message}; try a shorter time"
        )
    return solved.y[:cut].T.reshape(-1, *U.shape), solved.y[cut:].T.reshape(-1, *V.shape)


def harmonic_number(t: float) -> float:
    """1 + 1/2 + ... + 1/t, by its asymptotic series for large t (also for a t that exceeds every
    integer type).
    """
    if t < 100:
        return float(sum(1.0 / k for k in range(1, int(t) + 1)))
    return float(np.log(t) + np.euler_gamma + 1 / (2 * t) - 1 / (12 * t * t))


def follow(
    U: np.ndarray,
    V: np.ndarray,
    M: np.ndarray,
    c: float,
    epsilon: float,
    steps: int,
    longest: float,
    points: int = 2001,
) -> dict[str, Any]:
    """Follow eta_t = c/(t+1): `steps` steps of descent, then gradient flow in the time tau = c (1 +
    1/2 + ... + 1/t).

    After `steps` steps the sum of all later eta_t^2 is below c^2/steps, so that descent and flow
    agree to that order. Reports, at the first flow time at which ||U V^T - M||_F <= epsilon, the
    decimal logarithm of the iteration number.
    """
    _, u, v = deque(descend(U, V, M, lambda t: c / (t + 1), steps), maxlen=1)[0]
    begun = c * harmonic_number(steps)
    times = np.linspace(begun, longest, points)
    us, vs = flow(u, v, M, times)
    error = np.sqrt(square(residual(us, vs, M)))
    hit = np.flatnonzero(error <= epsilon)
    gap = np.sqrt(square(imbalance(us, vs)))
    arrived = float(times[hit[0]]) if len(hit) else float("nan")
    return {
        "descent_time": float(begun),
        "descent_error": float(error[0]),
        "flow_time": arrived,
        "log10_iterations": (arrived / float(c) - float(np.euler_gamma)) / float(np.log(10.0)),
        "largest_imbalance": float(gap.max()),
        "largest_square": float(max(square(us).max(), square(vs).max())),
        "never_increases": bool((np.diff(error) <= 1e-7 * error[0]).all()),
        "final_error": float(error[-1]),
    }
