"""False variants of the theorems, at n = 1, x = 1, where lambda_0 = 1/2 and 0 <= H <= 1 always: no
width, start or label makes the residual fall faster than H = 1 allows.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import reals

from . import holds, number


def too_fast(judge: Any) -> Any:
    """Gradient flow at the rate 5 lambda_0: |r(t)|^2 is at least exp(-2 t)|r(0)|^2, as dr/dt = -H r
    with H <= 1.
    """
    from sympy import exp

    t, H, lam = reals("t H lam")
    where = [t > 0, H >= 0, H <= 1, (lam, "==", number("1/2"))]
    return holds(judge, exp(-2 * H * t) <= exp(-5 * lam * t), where)


def too_fast_in_steps(judge: Any) -> Any:
    """Gradient descent with 1 - 5 eta lambda_0 in place of 1 - eta lambda_0/2: r(k+1) = (1 - eta H)
    r(k), H in [0, 1] the mean of the secant slopes of the active neurons.
    """
    eta, H, lam = reals("eta H lam")
    where = [eta > 0, eta <= number("2/5"), H >= 0, H <= 1, (lam, "==", number("1/2"))]
    return holds(judge, (1 - eta * H) ** 2 <= 1 - 5 * eta * lam, where)
