"""The flow of Section 2.2 as an ordinary differential equation, which ends at kinks; its dynamics
as a differential inclusion are in `flow_dynamics`.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim, definition, reals

from . import holds, number, thesis


@definition(
    "relu2.flow",
    thesis("Section 2.2"),
    r"\dot w_r=-\partial L/\partial w_r\ \text{ as a differential inclusion (Filippov)}",
)
def velocity(W: Any, a: Any, X: Any, y: Any) -> Any:
    """dW/dt with the indicator 1{z >= 0}; off the kinks every convention agrees. At a kink the
    inclusion allows any indicator in [0, 1].
    """
    import numpy as np

    Z = np.asarray(W) @ np.asarray(X).T
    scale = 1 / np.sqrt(len(Z))
    residual = scale * (np.asarray(a) @ np.maximum(Z, 0)) - y
    return -scale * ((np.asarray(a)[:, None] * (Z >= 0)) * residual) @ np.asarray(X)


@claim(
    "relu2.flow.classical",
    thesis("Section 2.2, first display, footnote"),
    formula=r"\dot w_r=-\tfrac1{\sqrt m}\sum_i(u_i-y_i)a_rx_i1\{w_r^\top x_i\ge0\}\text{ has a "
    r"solution for all }t\ge0",
    hypotheses=("n = m = d = 1, x = a = 1, y = -1, w(0) = 1",),
)
def classical_flow(judge, label=-1):
    """The flow, read as an ordinary differential equation with the formula (2.3), has a solution
    for all time.

    Read as an ordinary differential equation the flow exists for all time: false, it ends when a
    falling preactivation reaches zero. Here dw/dt = -(w + 1) while w >= 0, so w = 2 exp(-t) - 1,
    which is 0 at t = log 2. Afterwards w < 0 is impossible (the velocity is 0 there, w would have
    to jump), w > 0 is (it falls), and staying at 0 has the velocity -1, not 0. The inclusion stays
    at 0.
    """
    from sympy import Subs, exp, log

    t, w, y = reals("t w y")
    path = (1 - y) * exp(-t) + y
    here = [(y, "==", label)]
    end = log((1 - number(label)) / -number(label))
    solves = judge.gradient(path, {t: -(path - y)})
    reached = holds(judge, (Subs(path.subs(y, number(label)), t, end), "==", 0))
    falls = holds(judge, (-(w - y), "<", 0), [*here, w >= 0])
    stays = holds(judge, (-(w - y), "!=", 0), [*here, (w, "==", 0)])
    return judge.contradicted(
        solves,
        reached,
        falls,
        stays,
        because="w = 0 is reached in finite time, and no absolutely continuous w solves the "
        "equation from there",
    )


classical_flow.mutant("with the label -2", label=-2)
