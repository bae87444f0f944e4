"""Gradient descent on rank-1 and rank-r factorizations from small random starts."""

from __future__ import annotations

from typing import Any

from steepest.proofs.vocabulary import Plan

from ..engine.named import LARGEST, choice, claimed, integer, kernel_plan, number, trial

RANK_ONE = {
    "d": integer(1000, "the larger dimension", low=2, high=LARGEST),
    "d2": integer(0, "the other dimension; 0: the same", low=0, high=LARGEST),
    "sigma": number(1.0, "the singular value", above=0),
    "c_init": number(0.01, "delta = c_init sqrt(sigma/d)", above=0),
    "c_step": number(0.1, "eta = c_step/sigma", above=0),
    "eps": number(1e-3, "relative accuracy", above=0, below=1),
    "reading": choice(
        "variance",
        "deviation",
        says="whether delta is the variance or the standard deviation of an entry",
    ),
    "at_least": claimed("1/2"),
}


@trial(
    "rank1",
    **RANK_ONE,
    c_0=number(0.01, "smallest |alpha|/|beta| allowed", low=0),
    C_0=number(100.0, "largest |alpha|/|beta| allowed", above=0),
)
def rank_one(at_least: str, d2: int, **parameters: Any) -> Plan:
    """Gradient descent on a rank-1 factorization from a small random start (Du, Hu, Lee 2018,
    Theorem 3.2).

    The four scalars of the start have their exact law, so the cost does not depend on d.
    """
    from steepest.kernels.factorization.rank_one import settings

    parameters |= {"d2": d2 or None}
    success = (
        "||u v^T - M||_F <= eps sigma within the horizon, and c_0 <= |u.u*|/|v.v*| <= C_0 "
        "at every step"
    )
    return kernel_plan(
        "rank1",
        "factorization.rank_one:batch",
        parameters,
        success,
        at_least,
        settings(parameters)["horizon"],
    )


@trial(
    "rank1-momentum",
    **(RANK_ONE | {"at_least": claimed("0.99")}),
    mu=number(0.5, "momentum", low=0, below=1),
)
def rank_one_momentum(at_least: str, d2: int, mu: float, **parameters: Any) -> Plan:
    """The heavy ball on a rank-1 factorization from a small random start."""
    from steepest.kernels.factorization.rank_one import settings

    parameters |= {"d2": d2 or None}
    horizon = settings(parameters)["horizon"]
    success = "||u v^T - M||_F <= eps sigma within the horizon"
    return kernel_plan(
        "rank1-momentum",
        "factorization.momentum:rank_one_batch",
        parameters | {"mu": mu},
        success,
        at_least,
        horizon,
    )


@trial(
    "rank-r",
    r=integer(2, "the rank", low=1, high=8),
    d1=integer(100, "rows of M", low=2, high=LARGEST),
    d2=integer(0, "columns of M; 0: the same", low=0, high=LARGEST),
    sigma=number(1.0, "the singular values of M, all equal", above=0),
    deviation=number(1e-3, "standard deviation of the entries of U and V at the start", above=0),
    eta=number(0.1, "the first step size", above=0),
    decay=number(0.0, "eta_t = eta/(t + 1)^decay", low=0),
    eps=number(1e-3, "accuracy", above=0),
    horizon=integer(2000, "steps after which a run is cut off", low=1, high=10**12),
    at_least=claimed("0.99"),
)
def rank_r(at_least: str, horizon: int, d2: int, **parameters: Any) -> Plan:
    """Gradient descent on a rank-r factorization from a small random start (Du, Hu, Lee 2018,
    Section 3).

    Four r x r matrices carry the dynamics, drawn from their exact law, so the cost does not depend
    on d1 and d2.
    """
    parameters |= {"d2": d2 or None, "horizon": horizon}
    return kernel_plan(
        "rank-r",
        "factorization.rank_r:batch",
        parameters,
        "||U V^T - M||_F <= eps within the horizon",
        at_least,
        horizon,
        1000,
    )
