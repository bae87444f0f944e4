"""The limits of the Gram matrices of all layers: what the convergence rate could be if none were
dropped.

G = G^(1) + .. + G^(H) + G^(a), and the theory keeps G^(H) alone. Backwards through the layers: with
B^(H) = identity between positions,
    B^(h-1) = D^T B^(h) D + kappa_h^2 patches^T(B^(h) o E s's'),    G^(h) -> kappa_h^2 <B^(h) o E
    s's', S^(h)>,    G^(a) -> traces of K^(H).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steepest.proofs import Source, claim

from ..vocabulary import Evidence, Verdict

OUTLOOK = Source("du-lee-li-wang-zhai-2019", "Section 8, direction 4", "du-thesis, Section 3.7")


@claim(
    "deep.all-blocks",
    OUTLOOK,
    trial=True,
    formula=r"G(0)\to\sum_{h=1}^{H+1}K^{(h)}_{\mathrm{blocks}}",
)
def blocks_are_limits(judge, kept=True):
    """The sum of the limits of all blocks is the limit of the Gram matrix of the gradients of all
    parameters.

    Trials: fully connected, softplus, H = 3, unequal norms, gradients by back-propagation: the mean
    over networks is within five standard errors in every entry.
    """
    from .simulation import all_blocks, derived, network_trial, sample

    data = sample("fc", False)
    target = all_blocks("fc", "softplus", 3, data, 0.9)
    if not kept:
        target = target - derived("fc", "softplus", 3, data, 0.9).gram
    return judge.trial(
        network_trial("fc", "softplus", 3, statistic="full", target=target, width=192)
    )


blocks_are_limits.mutant("without G^(H)", kept=False)


@claim(
    "deep.all-blocks.gain",
    OUTLOOK,
    formula=r"\lambda_{\min}(\lim G)\ge200\,\lambda_{\min}(K^{(H)})",
    hypotheses=(
        "ResNet, softplus, c_res = 1/2, H = 3",
        "the three unit inputs (1, 0), (3/5, 4/5), (5/13, -12/13)",
    ),
    missing=("the enclosed matrices are the limits: their recursion, and their entries in balls",),
)
def gain(judge, factor=200):
    """All blocks together have a least eigenvalue more than 200 times that of the one block that
    the theorem keeps.

    The kept block carries the factor c_res^2/H^2, the first layer and the output layer do not: for
    the ResNet the step size and the rate of the theorem lose the factor H^2 by dropping them. Both
    ends are certificates for enclosed matrices.
    """
    last, total = _extremes()
    high, low = Fraction(last["at_most"]), Fraction(total["at_least"])
    facts = [
        Evidence(
            Verdict.CERTIFIED,
            "these inputs",
            "ball arithmetic; LDL^T",
            certificate=one,
            detail=text,
        )
        for one, text in (
            (last, f"lambda_min(K^(3)) <= {float(high):.6g}."),
            (total, f"lambda_min(lim G) > {float(low):.6g}."),
        )
    ]
    return judge.all(*facts, judge.holds((">=", low, Fraction(factor) * high)))


gain.mutant("300 times", factor=300)


def _extremes() -> tuple[dict[str, Any], dict[str, Any]]:
    """Certificates of the least eigenvalues of K^(H) and of the sum of all blocks."""
    from flint import arb, ctx
    from steepest.kernels.deep_gram.duals import normalisation_of
    from steepest.kernels.deep_gram.gram import every_gram, residual

    from .balls.duals import BITS, array, ball, ball_dual
    from .balls.gram import least_eigenvalue
    from .simulation import UNIT

    rows = [[Fraction(value) for value in row] for row in UNIT]
    with ctx.workprec(BITS):
        dual = ball_dual("softplus")
        c = normalisation_of(dual, arb(1))
        K0 = array([[ball(sum(a * b for a, b in zip(x, y))) for y in rows] for x in rows])
        grams = every_gram(residual(dual, c, 3, c.sqrt(), ball("1/2")), K0)
        return least_eigenvalue(grams[-2]), least_eigenvalue(sum(grams[1:], grams[0]))
