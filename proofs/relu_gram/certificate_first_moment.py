"""The certificates of one concrete instance as claims: a certified rate, or a rate that the first
moment of the run contradicts.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

from steepest.proofs import Evidence, claim
from steepest.proofs.vocabulary import Verdict

from . import holds, thesis
from .certificate_instance import NoCertificate, Start, certify, exact_rows, locus
from .exact import dot


@lru_cache(maxsize=4)
def instance(m: int, seed: int = 2018) -> Start:
    """Three unit inputs in R^3, labels 1, -1/2, 1/2, m Gaussian neurons rounded to odd multiples of
    1/128 (no preactivation is 0), paired with opposite signs, so that u(0) = 0.
    """
    from steepest.kernels.engine.philox import normals

    X = [["1", "0", "0"], ["1/3", "2/3", "2/3"], ["0", "3/5", "-4/5"]]
    half = m // 2
    draws = normals(range(half), 3, seed=seed, stream=21)
    rows = [
        [Fraction(2 * int(64 * float(v) // 1) + 1, 128) for v in draws[:, r]] for r in range(half)
    ]
    signs = [Fraction(1)] * half + [Fraction(-1)] * half
    return Start(exact_rows(X), exact_rows([["1", "-1/2", "1/2"]])[0], rows + rows, signs)


def decide(judge: Any, start: Start, eta: Fraction | None, rate: Fraction | None) -> Evidence:
    """CERTIFIED with the certified rate (at least as good as `rate`, if given), REFUTED where the
    first moment of the run contradicts `rate`.
    """
    scope = f"the stated network: {len(start.X)} inputs, {len(start.W)} neurons"
    try:
        found = certify(start.X, start.y, start.W, start.a, eta)
        if rate is None or (rate <= found.rate if eta is None else rate >= found.rate):
            return Evidence(
                Verdict.CERTIFIED,
                scope,
                "exact tube of activation patterns",
                found.to_json(),
                detail=found.says,
            )
        missing = f"the certificate reaches the rate {found.rate} only"
    except NoCertificate as reason:
        missing = str(reason)
    if rate is None:
        return judge.undecided(missing)
    start_only = first_moment(judge, start, eta, rate, scope)
    told = start_only.verdict == Verdict.REFUTED or judge.only_asks
    return start_only if told else judge.undecided(f"{missing}; the start alone allows {rate}")


def first_moment(
    judge: Any, start: Start, eta: Fraction | None, rate: Fraction, scope: str
) -> Evidence:
    """The rate against the exact start: -(|e|^2)'/2 = e.H(0)e >= rate |e|^2 for the flow, |e(1)| <=
    rate |e(0)| for descent (m a square).
    """
    from math import isqrt

    m = len(start.W)
    root = isqrt(m)
    if root * root != m or any(v == 0 for z in start.Z for v in z):
        return judge.undecided(
            "the first moment is compared for a square number of neurons off the kinks only"
        )
    e = [s / root - t for s, t in zip(start.sums, start.y)]
    on = [[v >= 0 for v in z] for z in start.Z]
    if eta is None:
        n = range(len(e))
        H = [[start.K[i][j] * Fraction(sum(s[i] and s[j] for s in on), m) for j in n] for i in n]
        form = sum((e[i] * H[i][j] * e[j] for i in n for j in n), Fraction(0))
        return holds(judge, (form, ">=", rate * dot(e, e))).scoped(scope)
    after = [Fraction(0)] * len(e)
    for s, z, sign in zip(on, start.Z, start.a):
        weights = [v if active else Fraction(0) for v, active in zip(e, s)]
        for i, row in enumerate(start.K):
            after[i] += sign * max(z[i] - eta * sign * dot(row, weights) / root, Fraction(0))
    new = [total / root - t for total, t in zip(after, start.y)]
    return holds(judge, (dot(new, new), "<=", rate**2 * dot(e, e))).scoped(scope)


@claim(
    "relu2.certificate.flow.instance",
    thesis(locus),
    formula=r"|u(t)-y|\le e^{-\rho t}|u(0)-y|\ \ \forall t\ge0",
    hypotheses=(
        "three unit inputs in R^3, labels 1, -1/2, 1/2",
        "1024 Gaussian neurons rounded to odd multiples of 1/128, paired with opposite signs",
    ),
    missing=(
        "the conditions are exact; from them to the flow leads relu2.certificate.flow, "
        "argued itself",
    ),
)
def certified_flow(judge, rate="1/5", m=1024):
    """A concrete start of moderate width, certified: gradient flow converges at the rate at least
    1/5 for all time, without any probability.

    Theorem 2.2 asks for m of order n^6/(lambda_0^4 delta^3), above 10^10 here for delta = 1/100.
    """
    return decide(judge, instance(m), None, Fraction(rate))


certified_flow.mutant("the rate 1", rate="1")


@claim(
    "relu2.certificate.descent.instance",
    thesis(locus),
    formula=r"|u(k)-y|\le\rho^k|u(0)-y|\ \ \forall k",
    hypotheses=("the data of relu2.certificate.flow.instance, 4096 neurons", "eta = 1/2"),
    missing=(
        "the conditions are exact; from them to the run leads relu2.certificate.descent, "
        "argued itself",
    ),
)
def certified_descent(judge, rate="9/10", m=4096):
    """The same data and law, certified for gradient descent with step 1/2: the error shrinks by the
    factor 0.9 or more in every step, for ever.
    """
    return decide(judge, instance(m), Fraction(1, 2), Fraction(rate))


certified_descent.mutant("the factor 1/2", rate="1/2")
