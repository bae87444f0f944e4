"""Theorem 6.2 and its corollaries: the rate of gradient descent for one patch under Assumption 6.1,
with explicit constants.

D = |w_t - w*|^2, new = |w_{t+1} - w*|^2, p = <grad, d>, q = |grad|^2; gamma_theta, L_theta are
taken at the true angle theta_t <= phi_t = arcsin(|d|/|w*|), gamma_phi at phi_t; K = L + 4 beta.
"""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

from steepest.proofs import claim, reals

from . import chapter_6, holds, number
from .gaps import ANGLE, COUNT, EIGENVALUES, LEMMAS
from .model import NO_MASS

proof = "Section 6.6.1, proof of Theorem 6.2"
ZERO = Fraction(0)
SETTING = ("one patch", "Assumption 6.1", "|w_0 - w*| < |w*|", "phi_t = arcsin(|w_t - w*|/|w*|)")


def symbols() -> SimpleNamespace:
    z = SimpleNamespace()
    z.D, z.new, z.p, z.q, z.eta, z.K, z.gt, z.gp = reals("D new p q eta K gamma_theta gamma_phi")
    z.step = [
        (z.D, ">=", 0),
        (z.eta, ">=", 0),
        (z.new, "==", z.D - 2 * z.eta * z.p + z.eta**2 * z.q),
    ]
    z.facts = [
        (z.p, ">=", z.gt * z.D),
        (z.q, "<=", z.K**2 * z.D),
        (z.K, ">=", 0),
        (z.gt, ">=", z.gp),
        (z.gp, ">=", 0),
    ]
    return z


@claim(
    "fsgd.thm-6.2",
    chapter_6("Theorem 6.2"),
    formula=r"0\le\eta_t\le\min_{\phi\le\phi_t}\frac{\gamma(\phi)}{2(L(\phi)+4\beta)^2}\implies"
    r"\|w_{t+1}-w_*\|^2\le\left(1-\tfrac{\eta_t\gamma(\phi_t)}2\right)\|w_t-w_*\|^2",
    hypotheses=(*SETTING, NO_MASS),
    missing=(LEMMAS, EIGENVALUES, "gamma is non-increasing (fsgd.def-6.1.mono)", ANGLE),
)
def linear_rate(judge, share="1/2"):
    """Linear convergence of gradient descent for one neuron: step at most gamma/(2(L + 4 beta)^2),
    factor 1 - eta gamma(phi_t)/2 per step.

    Explicit constants: eta = gamma(phi_0)/(2(L(0) + 4 beta)^2) needs T = ceil(8 (L(0) + 4
    beta)^2/gamma(phi_0)^2 log(1/eps)) steps (fsgd.cor-6.2-rate). The proof gives more: 1 - (3/2)
    eta gamma(theta_t) (fsgd.thm-6.2-slack), and the step 1/Lambda without beta is better still: T =
    ceil(2 Lambda/gamma(phi_0) log(1/eps)), Lambda = lambda_max(E[Z Z^T])
    (fsgd.thm-6.2-without-beta).
    """
    z = symbols()
    where = [*z.step, *z.facts, (2 * z.eta * z.K**2, "<=", z.gt)]
    lemmas = [
        (z.eta**2 * z.q, "<=", z.eta * z.gt * z.D / 2),
        (2 * z.eta * z.p, ">=", 2 * z.eta * z.gt * z.D),
    ]
    if share == "1/2":
        lemmas.append((z.eta * z.gt * z.D, ">=", z.eta * z.gp * z.D))
    return holds(judge, (z.new, "<=", (1 - number(share) * z.eta * z.gp) * z.D), where, lemmas)


linear_rate.mutant("2 eta gamma", share="2")


@claim(
    "fsgd.thm-6.2-slack",
    chapter_6("Theorem 6.2"),
    formula=r"\|w_{t+1}-w_*\|^2\le\left(1-\tfrac32\eta_t\gamma(\theta_t)\right)\|w_t-w_*\|^2;\quad"
    r"\eta_t\le\tfrac{3\gamma}{2(L+4\beta)^2}\text{ suffices}",
    hypotheses=SETTING,
    missing=(LEMMAS, EIGENVALUES, ANGLE),
)
def slack(judge, share="3/2"):
    """What the printed proof gives away: three times the printed exponent at the printed step, and
    the printed exponent at three times the step.
    """
    z = symbols()
    lemmas = [(2 * z.eta * z.p, ">=", 2 * z.eta * z.gt * z.D)]
    one = holds(
        judge,
        (z.new, "<=", (1 - number(share) * z.eta * z.gt) * z.D),
        [*z.step, *z.facts, (2 * z.eta * z.K**2, "<=", z.gt)],
        [(z.eta**2 * z.q, "<=", z.eta * z.gt * z.D / 2), *lemmas],
    )
    long = [*z.step, *z.facts, (2 * z.eta * z.K**2, "<=", 3 * z.gt)]
    two = holds(
        judge,
        (z.new, "<=", (1 - z.eta * z.gt / 2) * z.D),
        long,
        [(z.eta**2 * z.q, "<=", 3 * z.eta * z.gt * z.D / 2), *lemmas],
    )
    return judge.all(one, two)


slack.mutant("twice eta gamma", share="2")


@claim(
    "fsgd.thm-6.2-without-beta",
    chapter_6("Theorem 6.2"),
    formula=(
        r"0\le\eta_t\le\frac1{\Lambda}\implies\|w_{t+1}-w_*\|^2\le(1-\eta_t\gamma(\theta_t))"
        r"\|w_t-w_*\|^2\le(1-\eta_t\gamma(\phi_0))\|w_t-w_*\|^2,"
        r"\quad T=\left\lceil\frac{2\Lambda}{\gamma(\phi_0)}\log\frac1\varepsilon\right\rceil"
    ),
    hypotheses=(
        "one patch, any law",
        "|w_0 - w*| < |w*|",
        "Lambda = lambda_max(E[Z Z^T]); E[Z Z^T 1{w.Z >= 0}] is enough",
    ),
    missing=(
        "fsgd.lem-6.1-sharper and gamma(theta) |d|^2 <= <grad, d> enter as hypotheses",
        ANGLE,
        COUNT,
    ),
)
def without_beta(judge, share=1):
    """A stronger and simpler theorem: no Assumption 6.1, step 1/Lambda, and Lambda/gamma steps in
    place of (L + 4 beta)^2/gamma^2.

    From cocoercivity, |grad|^2 <= Lambda <grad, d> (fsgd.lem-6.1-sharper): new <= D - eta(2 - eta
    Lambda) p <= D - eta p <= (1 - eta gamma) D, and the distance never grows, so theta_t <= phi_0
    throughout. Then (1 - gamma/Lambda)^T <= eps^2.
    """
    from sympy import log

    z = symbols()
    (Lam,) = reals("Lambda,")
    where = [
        *z.step,
        (z.p, ">=", z.gt * z.D),
        (z.q, "<=", Lam * z.p),
        (Lam, ">", 0),
        (z.eta * Lam, "<=", 1),
        (z.gt, ">=", 0),
    ]
    lemmas = [(z.eta**2 * z.q, "<=", z.eta * z.p)]
    one = holds(judge, (z.new, "<=", (1 - share * z.eta * z.gt) * z.D), where, lemmas)
    return judge.all(one, geometric(judge, 2, log))


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


without_beta.mutant("2 eta gamma", share=2)


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
