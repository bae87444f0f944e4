"""Theorem 5.5, convergence to the spurious minimum: the induction step, and what the printed
statement leaves open.
"""

from __future__ import annotations

from steepest.proofs import claim

from . import thesis
from .state import holds, state
from .theorems import UNSPECIFIED


@claim("conv.thm-5.5", thesis("Theorem 5.5"))
def spurious_convergence(judge):
    """With high probability some sign choice converges to the spurious point: poly(p), 'eta small'
    and the constants are not given.

    With explicit ones it is conv.thm-5.5-amended. Its parts are decided too: conv.thm-5.5-proof
    (the invariant), conv.thm-5.5.limit, conv.thm-5.5.loss (Omega = 0.133), conv.region-spurious,
    and conv.lem-5.1.local-minimum-amended (the limit is a local minimum exactly when r < (k + pi -
    1)/pi).
    """
    return judge.undecided(
        UNSPECIFIED + "for 1.a* = 0 moreover the ball is {0}, so that a.a* < 0 holds for no sign"
    )


@claim(
    "conv.thm-5.5.degenerate",
    thesis("Theorem 5.5"),
    formula=r"(1^\top a^*)^2<\|a^*\|^2/\mathrm{poly}(p),\ a\sim\mathrm{unif}(B(0,|1^\top "
    r"a^*|/\sqrt "
    r"k))\implies\exists\text{ sign}:\ (a^0)^\top a^*<0",
    hypotheses=("1.a* = 0 is allowed by the hypothesis",),
    case=True,
)
def degenerate_start(judge, radius=0):
    """With 1.a* = 0 the hypothesis holds, the ball is the point 0, and a.a* = 0 for every sign: the
    conclusion fails.
    """
    z = state()
    return holds(
        judge,
        (z.x, "!=", 0),
        [(z.S, "==", 0), (z.N, ">", 0), (z.q, "==", z.S**2), (z.x**2, "<=", z.q * z.N)],
    )


@degenerate_start.mutant
def degenerate_start_positive(judge):
    z = state()
    return holds(
        judge,
        (z.x, ">", 0),
        [(z.S, "==", 0), (z.N, ">", 0), (z.q, "==", z.S**2), (z.x**2, "<=", z.q * z.N)],
    )
