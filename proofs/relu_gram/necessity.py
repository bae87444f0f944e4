"""Converses: what fails without lambda_0 > 0, without width, and without the random signs."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.matrix import matrices

from . import thesis


@claim(
    "relu2.thm-2.3.necessary-parameters",
    thesis("Theorems 2.2 and 2.3"),
    formula=r"md<n\implies\text{almost no }y\in\mathbb R^n\text{ is fitted by any }W",
    missing=(
        "fewer columns than rows leave an alpha with alpha^T J = 0",
        "finitely many pattern cells, and hyperplanes that do not cover R^n",
    ),
)
def parameters_are_necessary(judge, fewer=True):
    """At least n/d neurons are necessary: with m d < n weights almost no labels can be fitted.

    On a pattern cell u = J w with J of n rows and q = m d < n columns, so some alpha != 0 has
    alpha^T J = 0 and alpha.u = 0 on the cell. There are at most 2^(mn) cells, and finitely many
    hyperplanes do not cover R^n. All sizes.
    """
    J, w, alpha = matrices("J: n x q, w: q x 1, alpha: n x 1")
    rules = [(alpha.T @ J, 0 * (alpha.T @ J))] if fewer else []
    return judge.same(alpha.T @ (J @ w), 0, rules=rules)


parameters_are_necessary.mutant("no such alpha: m d >= n", fewer=False)
