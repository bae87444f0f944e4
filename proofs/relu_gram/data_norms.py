"""Theorem 2.2 for inputs of any norms, with the constants of `data_width` unchanged: the remark
after Theorem 2.2 made precise. For Theorem 2.3 see `norms_theorem`.

kappa = |K|_2 and nu = max_i sum_j |x_i.x_j| carry the norms; S = C^2 + B^2/2 with B = max |x_i|.
Nothing is scaled: lambda_0 <= B^2/2 and lambda_0 <= kappa/2 take the place of lambda_0 <= 1/2, and
a pattern flips within R with a probability that does not depend on the norm.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim, reals

from . import holds, rests_on, root_two_pi, thesis
from .false_variants import too_fast
from .widths import flip_share

locus = "after Theorem 2.2: the norms of the inputs"


def widths(judge: Any, constant: int, ratio: int, path: int) -> list[Any]:
    """The conditions on m without unit norms. P = S kappa, which is at least 2 lambda_0^2; M =
    m/nu^2; moved = kappa |y - u(0)|^2.
    """
    n, S, kappa, M, lam, delta, moved, L, P, nu = reals("n S kappa M lam delta moved L P nu")
    base = [
        n >= 1,
        lam > 0,
        delta > 0,
        delta < 1,
        2 * lam**2 <= P,
        M * lam**4 * delta >= constant * P * n,
    ]
    # that gives M lambda_0^2 delta >= 2 constant n, from which the two logarithmic conditions
    # follow
    enough = [
        n >= 1,
        lam > 0,
        delta > 0,
        M * lam**2 * delta >= 2 * constant * n,
        L > 0,
        L * delta <= 3 * n,
    ]
    R, tau = root_two_pi() * lam / (4 * ratio), lam / (2 * ratio)  # both times nu
    return [
        holds(judge, S * kappa >= 2 * lam**2, [lam > 0, lam <= S, kappa >= 2 * lam]),
        holds(judge, M * lam**2 * delta >= 2 * constant * n, base),
        flip_share(judge, nu, lam, ratio, least=0),
        holds(judge, 2 * M * tau**2 >= L, enough),
        holds(judge, M * lam**2 >= 8 * (2 * L), enough),
        holds(
            judge,
            path**2 * moved < R**2 * M * lam**2,
            [*base, moved >= 0, moved * delta <= 3 * n * P],
        ),
    ]


@claim(
    "relu2.thm-2.2-norms",
    thesis(locus),
    formula=r"m\ge1956\,(C^2+\tfrac12B^2)\frac{\kappa\nu^2n}{\lambda_0^4\delta}\implies "
    r"P\left(\forall t:\|u(t)-y\|^2\le e^{-\lambda_0t}\|u(0)-y\|^2\right)\ge1-\delta",
    hypotheses=("inputs of any norms at most B, |y_i| <= C",),
    missing=(
        "Hoeffding's and Markov's inequality and the union bound",
        "existence of the flow and the first exit time",
        "that the lemmas named compose",
    ),
)
def flow_any_norms(judge, constant=1956):
    """Gradient flow for inputs of any norms, at the width of the data."""
    q, nu, lam, change = reals("q nu lam change")
    small = [q >= 0, nu > 0, lam > 0, q <= lam / (8 * nu), change <= 2 * q * nu]
    close = holds(judge, change <= lam / 4, small)
    steps = ("thm-2.3-norms.scales", "thm-2.3-norms.event", "thm-2.2-data", "lem-2.4-amended")
    return rests_on(
        judge.all(*widths(judge, constant, 8, 2), close), *(f"relu2.{step}" for step in steps)
    )


flow_any_norms.mutant(too_fast)
