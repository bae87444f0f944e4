"""Equations (2.4) to (2.6): the predictions follow du/dt = H (y - u) with the Gram matrix H = K o
(S^T S)/m of the activation pattern.

Within a pattern cell neuron r contributes A w_r to u, A = (a_r/sqrt m) D_r X. Let v hold the
weights of all other neurons and B their contribution; identities for (w_r, v) with v of any size
are the induction step of the sum over neurons, for every m.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim, definition, reals
from steepest.proofs.engine.matrix import (
    derivative,
    diagonal,
    flow,
    inner,
    matrices,
    norm2,
    scalars,
)

from . import holds, indicator, number, thesis

X, w, v, B, y = matrices("X: n x d, w: d x 1, v: q x 1, B: n x q, y: n x 1")
D = diagonal("D: n x n")
s = scalars("s")
A = s * D @ X
u = A @ w + B @ v
loss = norm2(u - y) / 2


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


@claim(
    "relu2.flow.inclusion",
    thesis("Section 2.2, footnote"),
    formula=r"s_i,s_j\in[0,1]:\ \dot u=\tilde H(y-u),\ \tilde H\ge0,\ "
    r"|s_is_j-1\{\cdot\}1\{\cdot\}|\le1\{A_i\cup A_j\}",
    hypotheses=("along a solution of the differential inclusion, almost every t",),
    amends="relu2.flow.classical",
    missing=(
        "the chain rule for almost every t along the inclusion",
        "the sum over the neurons: one neuron and the rest are decided",
    ),
)
def inclusion_keeps_identities(judge, top=1):
    """As a differential inclusion the flow has the same dynamics, with indicators in [0, 1] at
    kinks.

    What the proofs use survives the inclusion: indicators become numbers in [0, 1], H stays a sum
    of (D X)(D X)^T, and flips cost at most 1. For a.e. t the chain rule may be evaluated with the
    same fractions on both sides, so that the identities of this file hold with any diagonal D. A
    product of fractions equals the product of indicators where none was flippable, and else differs
    by at most 1.
    """
    p, q, a, b = reals("p q a b")
    from sympy import Abs

    fractions = [p >= 0, p <= top, q >= 0, q <= top, *indicator(a, a - 1), *indicator(b, b - 1)]
    return judge.all(
        judge.same(derivative(u, flow(loss, w, v)), (A @ A.T + B @ B.T) @ (y - u)),
        holds(judge, Abs(p * q - a * b) <= 1, fractions),
    )


inclusion_keeps_identities.mutant("fractions up to 2", top=2)


@claim(
    "relu2.eq-2.4",
    thesis("equation (2.4)"),
    formula=r"\frac{du_i}{dt}=\sum_j(y_j-u_j)\sum_r\left\langle\frac{\partial f(x_i)}{\partial "
    r"w_r},\frac{\partial f(x_j)}{\partial w_r}\right\rangle",
    hypotheses=("within a pattern cell (almost every t)",),
    missing=("the sum over the neurons: one neuron and the rest are decided",),
)
def prediction_dynamics(judge, factor=1):
    """The dynamics of one prediction.

    The chain rule along the flow, one neuron and the rest: A A^T and B B^T are the sums of inner
    products of gradients; all n, d, m.
    """
    return judge.same(derivative(u, flow(loss, w, v)), factor * (A @ A.T + B @ B.T) @ (y - u))


prediction_dynamics.mutant("twice as fast", factor=2)


@claim(
    "relu2.eq-2.6",
    thesis("equation (2.6)"),
    formula=r"\frac{du}{dt}=H(t)(y-u(t))",
    hypotheses=("almost every t",),
    missing=(
        "almost every t lies in a pattern cell",
        "the sum over the neurons: one neuron and the rest are decided",
    ),
)
def compact_form(judge, sign=1):
    """The dynamics of the predictions in matrix form.

    (2.4) in matrix form, the share of one neuron and of the rest; and the loss falls at the rate (y
    - u)^T H (y - u).
    """
    moved = derivative(loss, flow(loss, w, v))
    H = A @ A.T + B @ B.T
    return judge.all(
        judge.same(derivative(u, flow(loss, w, v)), sign * H @ (y - u)),
        judge.same(moved, -sign * inner(y - u, H @ (y - u))),
    )


compact_form.mutant("the other sign", sign=-1)
