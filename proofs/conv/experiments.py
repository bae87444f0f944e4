"""Section 5.5: the experiments as trials, on the five scalars (conv.reduction-v, conv.reduction-a);
runs are classified by proved regions.

The source leaves |a*|, eta, the law of a* and the convergence test open. n^2 |a*|^2 = 1/5
reproduces Table 5.1; eta = pi/(k + pi - 1).
"""

from __future__ import annotations

from steepest.proofs import Plan, claim, reals

from . import SEED, thesis
from .state import equal, holds, state

TABLE = {
    25: ("0.50", "0.55", "0.73", "1", "1", "1"),
    36: ("0.50", "0.53", "0.66", "0.89", "1", "1"),
    49: ("0.50", "0.53", "0.61", "0.78", "1", "1"),
    64: ("0.50", "0.51", "0.59", "0.71", "0.89", "1"),
    81: ("0.50", "0.53", "0.57", "0.66", "0.81", "0.97"),
    100: ("0.50", "0.50", "0.57", "0.63", "0.75", "0.90"),
}
RATIOS = (0, 1, 4, 9, 16, 25)
CELLS = [
    [k, ratio, float(printed)] for k, row in TABLE.items() for ratio, printed in zip(RATIOS, row)
]


def _table(judge, name, cells, basis, trials=72, **parameters):
    success = (
        "5,000 starts, all decided by an invariant region, and the success probability "
        "within the tolerance of the stated one"
    )
    place = "steepest.kernels.conv.scalars:table_batch"
    asked = {"at_least": "0.9", "margin": "0.15", "horizon": 200_000, "backend": "auto"}
    asked |= {"seed": SEED, "basis": basis}
    plan = Plan(name, place, {"cells": cells} | parameters, trials, success, **asked)
    return judge.trial(plan)


@claim(
    "conv.tab-5.1",
    thesis("Table 5.1"),
    trial=True,
    seconds=180,
    hypotheses=(
        "p = 6, n = 1",
        "|a*|^2 = 1/5, eta = pi/(k + pi - 1) (unstated)",
        "each of the 36 cells twice, 5,000 starts each",
    ),
)
def printed_table(judge, shift=0.0):
    """The cells of the table are measured within 0.03, at least nine in ten (sampling alone: 3
    standard errors of the difference of two runs of 5,000).
    """
    cells = [[k, ratio, printed + shift] for k, ratio, printed in CELLS]
    return _table(judge, "table-5.1", cells, "source: Table 5.1")


printed_table.mutant("every probability larger by 0.1", shift=0.1)


@claim(
    "conv.tab-5.1.norm",
    thesis("Section 5.5.2, text before Table 5.1"),
    trial=True,
    seconds=180,
    hypotheses=("k = 25, r = 4, p = 6", "|a*|^2 = 3"),
)
def table_depends_on_the_norm(judge, norm2=3.0):
    """The table is stated as a function of k and the ratio alone; it depends on n |a*| too: at
    |a*|^2 = 3 the cell 0.73 becomes 0.80.
    """
    basis = "pilot conv.norm: the share of successes at |a*|^2 = 3"
    return _table(judge, "table-5.1-norm", [[25, 4, 0.80]], basis, norm2=norm2)


table_depends_on_the_norm.mutant("|a*|^2 = 1/5", norm2=0.2)


@claim(
    "conv.thm-5.5-remarks",
    thesis("after Theorem 5.5"),
    trial=True,
    seconds=180,
    hypotheses=("k = 64, p = 6, ratios 1, 9, 16", "|a*|^2 = 1/5"),
)
def larger_ratio_helps(judge, last=0.89):
    """Both minima are reached with positive probability, and a larger ratio makes success more
    likely: the printed 0.51, 0.71, 0.89 of Table 5.1, each within 0.03.
    """
    cells = [[64, 1, 0.51], [64, 9, 0.71], [64, 16, last]]
    return _table(judge, "conv-ratios", cells, "source: Table 5.1, k = 64")


larger_ratio_helps.mutant("no gain from 9 to 16", last=0.71)


@claim(
    "conv.reduction-trial",
    thesis("Algorithm 1 (our reduction)"),
    trial=True,
    seconds=120,
    hypotheses=("3 <= k, p <= 500, n in [1/2, 2], |a*|^2 in [1/10, 3]", "2,000 steps"),
)
def scalars_against_vectors(judge, speed=1.0):
    """The five scalars and gradient descent on the vectors agree to 1e-10 along whole runs (largest
    difference seen: 2e-14).
    """
    plan = Plan(
        "conv-reduction",
        "steepest.kernels.conv.direct:full_dimension",
        {"speed": speed},
        60,
        "agreement to 1e-10",
        margin="0.2",
        horizon=2000,
    )
    return judge.trial(plan)


scalars_against_vectors.mutant("a step one percent longer", speed=1.01)


@claim(
    "conv.tab-5.1.prediction",
    thesis("Section 5.5.2, 'open problem'"),
    formula=r"n^2\|a^*\|^2\to0:\ P=P\left(g(\phi^0)>\frac{1-\pi c}{1-c}\right),\ c=\frac "
    r"r{k+\pi-1}",
    hypotheses=("quasi-static: 1.a and a.a* at their equilibrium for the angle at hand", "c < 1"),
    missing=(
        "the law of phi^0 and the probability of the event",
        "quasi-static: that the sum and the signal sit at their equilibrium, and the limit",
        "that the first angle decides where the run ends",
    ),
)
def predicted_probability(judge, weight=1):
    """At equilibrium a.a* = n N/(pi - 1) ((g - 1) + c (pi - g)) (conv.lem-5.1.orthogonal), positive
    exactly for g > (1 - pi c)/(1 - c).

    Then the angle shrinks and g grows, so the sign is kept; below that level it grows. So the first
    angle decides, and the probability is that of g(phi_0) above the level, (1 + cos phi_0)/2 being
    Beta((p-1)/2, (p-1)/2): 0.545 and 0.711 at k = 25, r = 1 and 4 against 0.55 and 0.73. It
    increases with r and decreases with k since the level decreases in c; it is one for c >= 1/pi.
    """
    from sympy import diff, pi

    z = state()
    (c,) = reals("c,")
    level = (1 - weight * pi * c) / (1 - c)
    where = [(c, ">=", 0), (c, "<", 1)]
    return judge.all(
        holds(judge, ((z.g - 1) + c * (pi - z.g), ">", 0), [*where, (z.g, ">", level)]),
        holds(judge, ((z.g - 1) + c * (pi - z.g), "<=", 0), [*where, (z.g, "<=", level)]),
        equal(judge, diff((1 - pi * c) / (1 - c), c), (1 - pi) / (1 - c) ** 2, where),
        holds(judge, (level, "<=", 0), [*where, (pi * c, ">=", 1)]),
    )


predicted_probability.mutant("c pi/2 in place of c pi", weight=2)


@claim("conv.fig-5.1b", thesis("Figure 5.1b"))
def figure_b(judge):
    """Success: a slow start, then a fast linear rate; failure: a plateau. `steepest reproduce
    figure-5.1b` draws both.
    """
    return judge.undecided(
        "k, p, a*, eta, the starts and the base of the logarithm are not stated; the rate is "
        "conv.phase-summary.rate, the plateau conv.thm-5.5.loss"
    )


@claim("conv.fig-5.2", thesis("Figure 5.2"))
def figure_2(judge):
    """k = 20, p = 25: drop in about 10 iterations, slow until about 200, then fast linear rates.
    `steepest reproduce figure-5.2` draws it.
    """
    return judge.undecided(
        "eta, a*, the start and the base of the logarithm are not stated; choices that show "
        "the three regimes exist, the rates are those of the linearised step"
    )
