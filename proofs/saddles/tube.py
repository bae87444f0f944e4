"""Gradient descent on the tube as a statement: points, regions and runs in every dimension.

A run is x(t, j), the coordinate j = 0, .., d - 1 at the time t; x(t, d) = 0 stands for the next
coordinate that the last one has not (`saddle.kernel`). Coordinates are counted from 0, so that
region k here is region k + 1 of the source. Letters: L = kappa gamma, h = 2 eta gamma, theta = 2
eta L.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.kernels.saddles import steps
from steepest.proofs.engine.theorems import conj, exp, forall, functions, nats, read, reals

L, gamma, tau, eta, kappa = reals("L gamma tau eta kappa")
x = functions("x", "nat", "nat")
t, T, d, j, k = nats("t T d j k")

h, theta = 2 * eta * gamma, 2 * eta * L
LETTERS = (L, gamma, tau, eta, kappa)


def numbers(limit=1):
    """L = kappa gamma > gamma > 0, tau > 0, eta > 0, 2 eta L <= limit."""
    return conj(
        gamma > 0, kappa > 1, L == kappa * gamma, tau > 0, eta > 0, 2 * eta * L <= Fraction(limit)
    )


def _kernel(function, **values):
    import sympy

    names = {name: sympy.Symbol(name, real=True) for name in values}
    return read(function(**names), values)


def grown(place):
    """x_k one step later in A_k"""
    return _kernel(lambda kappa, h: steps.in_region(kappa, h)[0], kappa=kappa, h=h) * place


def shrunk(place):
    """x_j, j > k, one step later in A_k: the kernel's 1 - kappa h is 1 - 2 eta L"""
    return _kernel(lambda kappa, h: steps.in_region(kappa, h)[1], kappa=kappa, h=h) * place


def settled(place):
    """x_j, j < k, one step later: what is left of 4 tau shrinks"""
    return 4 * tau + shrunk(place - 4 * tau)


def rise(u, v):
    """How far a step moves x_k = tau (1 + u) in B_k, in units of h tau, where x_{k+1} = tau v"""
    return _kernel(steps.rise, u=u, v=v, kappa=kappa)


def bent_by(u):
    """g_2 over gamma at x_k = tau (1 + u)"""
    return _kernel(steps.bend, u=u, kappa=kappa)


def risen(place, after):
    """x_k one step later in B_k, where x_{k+1} = after"""
    return place + tau * (h * rise(place / tau - 1, after / tau))


def bent(place, after):
    """x_{k+1} one step later in B_k, where x_k = place"""
    return after * (1 - h * bent_by(place / tau - 1))


def between(low, term, high):
    return conj(term >= low, term <= high)


def earlier(k, t, of=x):
    """2 tau <= x_j <= 6 tau for j < k"""
    return forall(j)((j < k) >> between(2 * tau, of(t, j), 6 * tau))


def later(first, t, top=tau, of=x):
    """0 <= x_j <= top for first <= j <= d"""
    return forall(j)(conj(j <= d, j >= first) >> between(0, of(t, j), top))


def in_A(k, t, of=x):
    """x^(t) is in the region A_k"""
    return conj(earlier(k, t, of), between(0, of(t, k), tau), later(k + 1, t, tau, of))


def in_B(k, t, of=x):
    """x^(t) is in the buffer B_k"""
    return conj(
        earlier(k, t, of),
        between(tau, of(t, k), 2 * tau),
        between(0, of(t, k + 1), tau),
        later(k + 2, t, tau, of),
    )


def others(k, first, t):
    """The coordinates before k and from `first` on take their step."""
    return conj(
        forall(j)((j < k) >> (x(t + 1, j) == settled(x(t, j)))),
        forall(j)(conj(j <= d, j >= first) >> (x(t + 1, j) == shrunk(x(t, j)))),
    )


def step_in_A(k, t):
    """x^(t+1) = x^(t) - eta grad f(x^(t)) where f is the piece of A_k"""
    return conj(others(k, k + 1, t), x(t + 1, k) == grown(x(t, k)))


def step_in_B(k, t):
    """x^(t+1) = x^(t) - eta grad f(x^(t)) where f is the piece of B_k"""
    return conj(
        others(k, k + 2, t),
        x(t + 1, k) == risen(x(t, k), x(t, k + 1)),
        x(t + 1, k + 1) == bent(x(t, k), x(t, k + 1)),
    )


def steps_at(t):
    """Wherever x^(t) is in the tube before the end, x^(t+1) is the step of its piece."""
    here = conj(in_A(k, t) >> step_in_A(k, t), in_B(k, t) >> step_in_B(k, t))
    return forall(k)((k < d) >> here)


def run():
    """Gradient descent up to the time T."""
    return forall(t)((t < T) >> steps_at(t))


def start(size=1):
    """x^(0) in [0, size]^d"""
    inside = forall(j)((j < d) >> between(0, x(0, j), size))
    return conj(inside, x(0, d) == 0)


def wide():
    """tau >= e"""
    return tau >= exp(1)


# --- the octopus ----------------------------------------------------------------------------------


def distance(t, j):
    """|x_j^(t)|"""
    return abs(x(t, j))


def mirrored(after, place, step):
    """A step that is mirrored where the coordinate is negative"""
    return conj((place >= 0) >> (after == step(place)), (place < 0) >> (after == -step(-place)))


def mirrored_others(k, first, t):
    return conj(
        forall(j)((j < k) >> mirrored(x(t + 1, j), x(t, j), settled)),
        forall(j)(conj(j <= d, j >= first) >> (x(t + 1, j) == shrunk(x(t, j)))),
    )


def mirrored_step_in_A(k, t):
    """A step on f(x) = f_0(|x_1|, .., |x_d|) where |x| is in A_k"""
    return conj(mirrored_others(k, k + 1, t), x(t + 1, k) == grown(x(t, k)))


def mirrored_step_in_B(k, t):
    """A step on f(x) = f_0(|x_1|, .., |x_d|) where |x| is in B_k"""
    return conj(
        mirrored_others(k, k + 2, t),
        mirrored(x(t + 1, k), x(t, k), lambda place: risen(place, x(t, k + 1))),
        x(t + 1, k + 1) == bent(distance(t, k), x(t, k + 1)),
    )


def octopus_run():
    """Gradient descent on the octopus up to the time T"""
    here = conj(
        in_A(k, t, distance) >> mirrored_step_in_A(k, t),
        in_B(k, t, distance) >> mirrored_step_in_B(k, t),
    )
    return forall(t)((t < T) >> forall(k)((k < d) >> here))


def octopus_start(size=1):
    """x^(0) in [-size, size]^d"""
    return conj(forall(j)((j < d) >> between(-size, x(0, j), size)), x(0, d) == 0)
