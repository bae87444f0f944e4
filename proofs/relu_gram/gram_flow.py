"""Gradient flow where preactivations stay at zero: sliding, what equation (2.6) becomes there, and
flows solved from event to event.

A preactivation slides when both sides push it back to 0. Then neither indicator gives its velocity:
the inclusion selects the weight in between that keeps it at 0, and the neuron's inputs are
projected on the complement of those that slide.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import Plan, claim, reals
from steepest.proofs.engine.matrix import eye, inner, matrices, norm2, symmetric

from . import holds, implies, thesis

locus = "Section 2.2, equations (2.5), (2.6)"


@claim(
    "relu2.eq-2.6.sliding",
    thesis(locus),
    formula=r"\frac{du}{dt}=H(t)(y-u(t))\text{ a.e., }H_{ij}(t)=\tfrac1mx_i^\top "
    r"x_j\sum_r1\{z_{ri}\ge0\}1\{z_{rj}\ge0\}",
    hypotheses=(
        "m = 1, a = 1, x_1 = (1, 0), x_2 = (-3/5, 4/5), y_1 = -1",
        "w(0) = (0, s), e_2(0) = 1/2",
    ),
)
def indicators_while_sliding(judge, share="3/5"):
    """With the printed indicators (2.6) holds for almost every t along the flow, kinks included.
    False: a preactivation may stay at 0.

    K_12 = -3/5, z_1 = 0, e_1 = 1 (u_1 = 0, y_1 = -1), 0 < e_2 <= 1/2. Active, z_1 falls: -1 + 3
    e_2/5 < 0; inactive, it rises: 3 e_2/5 > 0. So it stays at 0, with the weight sigma = 3 e_2/5 in
    (0, 1) and de_2/dt = -e_2 + (3/5) sigma = -(16/25) e_2, solved by exp(-16t/25)/2 for all t >= 0.
    The indicator 1 gives du_2/dt = 3/5 - e_2 and the indicator 0 gives -e_2: both wrong at every t.
    The same happens from all nearby starts.
    """
    from sympy import Derivative, Rational, exp

    e2, t, sigma = reals("e2 t sigma")
    k = Rational(share)
    there = [e2 > 0, e2 <= Rational(1, 2)]
    attracts = holds(judge, -1 + k * e2 < 0, there)
    weight = implies(
        judge,
        sigma > 0,
        sigma < 1,
        where=[*there, (sigma, "==", k * e2)],
    )
    path = exp(-(1 - k**2) * t) / 2
    moves = judge.gradient(path, {t: -path + k * (k * path)})
    wrong = judge.all(
        holds(judge, (k - e2, "!=", -(1 - k**2) * e2), there),
        holds(judge, (-path, "!=", Derivative(path, t))),
    )
    because = (
        "z_1 stays at 0 for all t >= 0, and du_2/dt = -(16/25) e_2 there, which neither "
        "indicator gives"
    )
    return judge.contradicted(attracts, weight, moves, wrong, because=because)


@indicators_while_sliding.mutant
def indicator_zero(judge):
    (e2,) = reals("e2,")
    return holds(judge, (-e2, "==", -16 * e2 / 25), [e2 > 0])


@claim(
    "relu2.eq-2.6.sliding-amended",
    thesis(locus),
    formula=r"\frac{du}{dt}=\frac1m\sum_r\left(K_{AA}-K_{AQ}K_{QQ}^{-1}K_{QA}\right)(y-u),\quad "
    r"A,Q:\text{ active and sliding inputs of neuron }r",
    hypotheses=(
        "a.e. t along a solution of the inclusion",
        "the sliding inputs of each neuron linearly independent",
    ),
    amends="relu2.eq-2.6.sliding",
    missing=(
        "that the inclusion selects these weights for almost every t",
        "the sum over the neurons",
    ),
)
def schur_complements(judge, sign=1):
    """The true Gram matrix: the Schur complement of the sliding inputs, neuron by neuron; it is
    positive semidefinite, all sizes.

    B has the active inputs as rows, Q the sliding ones, C = (Q Q^T)^{-1}. The weights b_Q = -C Q
    B^T e_A keep Q (B^T e_A + Q^T b_Q) = 0, so z_Q stands still, and the active outputs move by -B
    (B^T e_A + Q^T b_Q) = -B (I - Q^T C Q) B^T e_A, whose form is
    |(I - Q^T C Q) B^T v|^2.
    """
    B, Q, e, v = matrices("B: p x d, Q: q x d, e: p x 1, v: p x 1")
    C = symmetric("C: q x q")
    rules = [(Q @ Q.T @ C, eye("q")), (C @ Q @ Q.T, eye("q"))]
    b = -sign * C @ Q @ B.T @ e
    pull = eye("d") - Q.T @ C @ Q
    return judge.all(
        judge.same(Q @ (B.T @ e + Q.T @ b), 0 * (Q @ B.T @ e), rules=rules),
        judge.same(B @ (B.T @ e + Q.T @ b), B @ pull @ B.T @ e, rules=rules),
        judge.same(inner(v, B @ pull @ B.T @ v), norm2(pull @ B.T @ v), rules=rules),
    )


schur_complements.mutant("weights of the other sign", sign=-1)


def _trial(judge: Any, name: str, check: str, success: str, **parameters: Any) -> Any:
    place, asked = (
        "steepest.kernels.relu_gram.flow_trials:flow",
        {"at_least": "0.95", "margin": "1/4"},
    )
    return judge.trial(
        Plan(name, place, {"check": check} | parameters, 45, success, horizon=10, **asked)
    )


@claim(
    "relu2.eq-2.6.sliding-common",
    thesis(locus),
    trial=True,
    hypotheses=("n = d = 4, m = 100, unit inputs, normal labels, t <= 10",),
)
def sliding_is_common(judge, horizon=10.0):
    """Sliding is the rule, not an exception: from random starts of the theorem's law some
    preactivation slides before t = 10.
    """
    return _trial(
        judge,
        "relu2.eq-2.6.sliding-common",
        "slides",
        "a preactivation starts to slide before t = 10",
        horizon=horizon,
    )


sliding_is_common.mutant("before t = 1/100", horizon=0.01)


@claim(
    "relu2.flow.event-driven",
    thesis("Section 2.2"),
    trial=True,
    hypotheses=("n = d = 4, m = 100, t <= 4", "41 times"),
)
def flow_against_descent(judge, speed=1.0):
    """The flow solved from event to event (crossings and slides) is the limit of descent: step
    1/250 stays within 1 % of |u(0) - y| of it.
    """
    parameters = {"horizon": 4.0, "step": 0.004, "tolerance": 0.01, "speed": speed}
    return _trial(
        judge,
        "relu2.flow.event-driven",
        "agrees",
        "distance of the two errors at most 1 % of |u(0) - y| at 41 times",
        **parameters,
    )


flow_against_descent.mutant("time runs a tenth faster", speed=1.1)


@claim(
    "relu2.conclusion.flow-rate",
    thesis("Section 2.5, Theorem 2.2"),
    formula=r"\|u(t)-y\|^2\le e^{-\lambda_0t}\|u(0)-y\|^2",
    trial=True,
    hypotheses=("n = d = 4, m = 100", "0 <= t <= 10, 41 times"),
)
def flow_rate_far_below_the_theorem(judge, factor=1.0):
    """The rate of Theorem 2.2 along the exact flow, at a width of 100 for four inputs."""
    success = "|u(t) - y|^2 <= exp(-lambda_0 t) |u(0) - y|^2 at 41 times"
    return _trial(judge, "relu2.conclusion.flow-rate", "rate", success, factor=factor)


flow_rate_far_below_the_theorem.mutant("five times the rate", factor=5.0)
