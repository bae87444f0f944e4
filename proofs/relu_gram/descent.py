"""Section 2.3, the ingredients of Theorem 2.3: movement, flippable neurons, the split of one step,
the quadratic term.

r = y - u(k), N = |r|^2, g_r the gradient of neuron r, S_i^perp the neurons whose pattern at x_i may
flip within R, q_i = |S_i^perp|/m. Unit inputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from steepest.proofs import claim, definition, reals

from . import implies, step_norm, thesis
from .step import ONE

section = "Section 2.3.1"


@definition(
    "relu2.cond-2.1",
    thesis("Condition 2.1"),
    r"\|y-u(k)\|^2\le(1-\tfrac{\eta\lambda_0}2)^k\|y-u(0)\|^2",
)
def induction_hypothesis(losses: Sequence[Any], eta: Any, lambda_0: Any) -> list[bool]:
    """For each iteration k whether the squared residual `losses[k]` is below the claimed geometric
    sequence. k = 0 is an identity.
    """
    factor = 1 - eta * lambda_0 / 2
    return [loss <= factor**k * losses[0] for k, loss in enumerate(losses)]


@definition("relu2.gd-event", thesis(section), r"S_i^\perp=\{r:A_{ir}\},\ R=c\lambda_0/n^2")
def flippable(
    Z: Sequence[Sequence[Any]], R: Any, norms: Sequence[Any] | None = None
) -> list[list[int]]:
    """S_i^perp for every input: the neurons with -R |x_i| <= w_r(0).x_i < R |x_i|; Z has the rows
    w_r(0).x_i. The radius is the caller's.
    """
    n = len(Z[0])
    size = [1] * n if norms is None else norms
    return [
        [r for r, row in enumerate(Z) if -R * size[i] <= row[i] < R * size[i]] for i in range(n)
    ]


@definition(
    "relu2.Hperp",
    thesis(section),
    r"H^\perp_{ij}=\tfrac1mx_i^\top x_j\sum_{r\in S_i^\perp}1\{w_r^\top x_i\ge0,w_r^\top "
    r"x_j\ge0\}",
)
def perpendicular_gram(Z: Any, K: Any, flips: Sequence[Sequence[int]]) -> Any:
    """The part of H that comes from flippable neurons of the row's input; not symmetric. Z has the
    rows w_r(k).x_i.
    """
    import numpy as np

    S = (np.asarray(Z) >= 0).astype(float)
    H = np.zeros((S.shape[1], S.shape[1]))
    for i, rows in enumerate(flips):
        H[i] = np.asarray(K)[i] * (S[rows, i] @ S[rows]) / len(S)
    return H


@claim(
    "relu2.quadratic-bound.sharper",
    thesis(section),
    formula=r"u(k+1)-u(k)=\tfrac\eta m\sum_r\tilde D_rKD_rr,\ 0\le\tilde D_r\le "
    r"I:\quad\|u(k+1)-u(k)\|\le\eta\|K\|_2\|r\|\le\eta n\|r\|",
    says=step_norm.sharper,
    uses=step_norm.USES,
    instance=ONE,
)
def quadratic_term_sharper(judge):
    """The quadratic term with |K|_2 in place of n, K = X X^T: |u(k+1) - u(k)| <= eta |K|_2 |y -
    u(k)|, and |K|_2 <= n.

    The change of relu is at most that of its argument, in size the influence (K D_r r)_i of the
    active neurons, and |K D_r r| <= |K|_2 |r| for every neuron.
    """
    k = judge.theorem()
    return k.qed(step_norm.sharper_proof(k))


@quadratic_term_sharper.mutant
def a_fraction_below_one_half(judge):
    from sympy import Max

    p, h, f = reals("p h f")
    slope = [(f * h, "==", Max(p + h, 0) - Max(p, 0)), (h, "!=", 0)]
    return implies(judge, f >= 0, f <= Fraction(1, 2), where=slope)
