"""Theorem 5.5, convergence to the spurious minimum: the induction step, and what the printed
statement leaves open.
"""

from __future__ import annotations

from steepest.proofs import claim

from . import thesis
from .gaps import LETTERS
from .state import at_n_one, g_range, holds, state
from .theorems import UNSPECIFIED


@claim(
    "conv.thm-5.5-proof",
    thesis("Section 5.11"),
    formula=r"(a^{t+1})^\top a^*\le\tfrac\eta{2\pi}\left((g-1)\|a^*\|^2+2(1^\top a^*)^2\right)\le0",
    hypotheses=(
        "n = 1",
        "a.a* < 0 (printed > 0, a misprint), |1.a| <= |1.a*|, g <= 1 - 2 S^2/N",
        "0 < eta <= 2 pi/(k + pi - 1)",
    ),
    missing=(LETTERS,),
)
def stays_negative(judge, twice=2):
    """One step of the induction towards the spurious point, both printed links; and the sum stays
    within +-|1.a*|.
    """
    from sympy import pi

    z = state()
    where = [
        *g_range(),
        (z.k, ">=", 1),
        (z.N, ">", 0),
        (z.eta, ">", 0),
        (z.eta * z.K, "<=", 2 * pi),
        (z.x, "<", 0),
        (z.S * z.s, "<=", z.S**2),
        (z.S * z.s, ">=", -(z.S**2)),
    ]
    middle = z.eta / (2 * pi) * ((z.g - 1) * z.N + twice * z.S**2)
    small = (z.eta * (pi - 1), "<=", 2 * pi)
    first = holds(judge, (at_n_one(z.x_next), "<=", middle), [*where, small])
    second = holds(
        judge,
        (middle, "<=", 0),
        [(z.eta, ">", 0), (z.N, ">", 0), (z.g * z.N, "<=", z.N - 2 * z.S**2)],
    )
    below = holds(judge, (z.S * at_n_one(z.s_next), ">=", -(z.S**2)), where)
    above = holds(judge, (z.S * at_n_one(z.s_next), "<=", z.S**2), where)
    return judge.all(first, second, below, above)


stays_negative.mutant("one (1.a*)^2 instead of two", twice=1)


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
