"""Theorem 6.2 and its corollaries: the rate of gradient descent for one patch under Assumption 6.1,
with explicit constants.

D = |w_t - w*|^2, new = |w_{t+1} - w*|^2, p = <grad, d>, q = |grad|^2; gamma_theta, L_theta are
taken at the true angle theta_t <= phi_t = arcsin(|d|/|w*|), gamma_phi at phi_t; K = L + 4 beta.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import chapter_6, holds
from .gaps import ANGLE, COUNT

proof = "Section 6.6.1, proof of Theorem 6.2"
ZERO = Fraction(0)
SETTING = ("one patch", "Assumption 6.1", "|w_0 - w*| < |w*|", "phi_t = arcsin(|w_t - w*|/|w*|)")


def geometric(judge, factor, log):
    """(1 - x)^T <= eps^2 when T >= (factor/x) log(1/eps): T log(1 - x) <= -T x <= 2 log(eps)."""
    T, x, eps = reals("T x epsilon")
    where = [
        (x, ">", 0),
        (x, "<", 1),
        (eps, ">", 0),
        (eps, "<", 1),
        (T * x, ">=", -factor * log(eps)),
        (T, ">=", 0),
    ]
    return holds(judge, (T * log(1 - x), "<=", 2 * log(eps)), where, [(log(1 - x), "<=", -x)])


@claim(
    "fsgd.thm-6.2-per-sample",
    chapter_6("Theorem 6.2"),
    formula=(
        r"g=\nabla_w\ell(w,Z),\ 0\le\eta\le\tfrac2{\|Z\|^2}\implies\|w_{t+1}-w_*\|\le\|w_t-w_*"
        r"\|\text{ surely};"
        r"\quad\eta\le\tfrac1{R^2}\implies E\|w_T-w_*\|^2\le(1-\eta\gamma(\phi_0))^T\|w_0-w_*\|^2"
    ),
    hypotheses=("one patch, fresh samples with |Z| <= R", "|w_0 - w*| < |w*|"),
    missing=(
        "expectations of the step for one sample, conditional on the past",
        ANGLE,
        COUNT,
        "Markov's inequality",
    ),
)
def per_sample(judge, largest=2):
    """Stochastic gradient descent on fresh samples, one patch: every single step brings w no
    farther from w*, whatever the sample.

    The step with sample Z changes |d|^2 by -2 eta r (a - b) + eta^2 r^2 |Z|^2 <= -eta (2 - eta
    |Z|^2) r^2. In the mean, with eta R^2 <= 1, E|d'|^2 <= |d|^2 - eta <grad, d>. The angle stays
    below phi_0 on every path: no martingale, no Azuma, no noise floor, no bound B, and P(|w_T - w*|
    > eps|w*|) <= delta as soon as T >= log(r_0^2/(delta eps^2 |w*|^2))/(eta gamma(phi_0)), r_0 =
    |w_0 - w*|.
    """
    a, b, S, eta = reals("a b S eta")
    from .model import relu

    r = relu(a) - relu(b)
    change = -2 * eta * r * (a - b) + eta**2 * r**2 * S
    where = [(a, ">=", 0), (S, ">=", 0), (eta, ">=", 0)]
    fact = (r * (a - b), ">=", r**2)
    surely = holds(judge, (change, "<=", 0), [*where, (eta * S, "<=", largest)], [fact])
    mean = holds(judge, (change, "<=", -eta * r * (a - b)), [*where, (eta * S, "<=", 1)], [fact])
    return judge.all(surely, mean)


per_sample.mutant("eta up to 3/|Z|^2", largest=3)
