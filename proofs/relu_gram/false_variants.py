"""False variants of the statements of Chapter 2, at n = 1, x = 1, where lambda_0 = H_inf = 1/2 and
H is the share of active neurons.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import reals

from . import holds, number, root_two_pi


def too_fast(judge: Any) -> Any:
    """Gradient flow at the rate 5 lambda_0. No width, start or label allows it: |r(t)|^2 is at
    least exp(-2 t)|r(0)|^2, as dr/dt = -H r with H <= 1.
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


def one_neuron(judge: Any, constant: Any, events: int = 1) -> Any:
    """Lemma 2.1 with a smaller constant: m = 1 meets m >= constant (n/lambda_0)^2 log(events/delta)
    for some delta <= 97/100, and |H(0) - H_inf| = 1/2 > lambda_0/4 for sure.
    """
    from sympy import log

    fails, delta = reals("fails delta")
    wide = 4 * number(constant) * log(events / delta) <= 1
    where = [delta > 0, delta <= number("97/100"), wide, (fails, "==", 1)]
    return holds(judge, fails <= delta, where)


def large_ball(judge: Any) -> Any:
    """Lemma 2.2 with c = 3 sqrt(2 pi): at m = 1 the pattern flips within R = c delta/2 with
    probability at least (2/sqrt(2 pi))(R - R^3/6) (relu2.lem-2.2.anticoncentration), and a flip
    changes H by 1 > lambda_0/4.
    """
    (delta,) = reals("delta,")
    root = root_two_pi()
    R = 3 * root * delta / 2
    return holds(judge, 2 / root * (R - R**3 / 6) <= delta, [delta > 0, delta < 1])
