"""Converses: what fails without lambda_0 > 0, without width, and without the random signs."""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.engine.matrix import inner, matrices, norm2

from . import equal, indicator, rests_on, thesis


@claim(
    "relu2.asm-2.1.necessary",
    thesis("Assumption 2.1"),
    formula=r"H^\infty\alpha=0\implies\alpha^\top u(W,a)=0\ \forall "
    r"W,a,m\implies\|u-y\|^2\ge\frac{(\alpha^\top y)^2}{\|\alpha\|^2}",
    missing=(
        "from almost every w to every w by continuity",
        "u is a combination of such terms: the sum over r",
        "relu2.thm-2.1.gram, argued itself",
    ),
)
def assumption_is_necessary(judge, share=1):
    """lambda_0 > 0 is necessary for fitting all labels, at any width.

    lambda_0 > 0 is necessary: for a null vector alpha of H_inf no network of any width fits labels
    with alpha.y != 0. sum_i alpha_i phi(x_i)(w) = 0 for almost every w (relu2.thm-2.1.gram); its
    inner product with w is sum_i alpha_i relu(w.x_i), as z 1{z >= 0} = max(z, 0), and this is
    continuous in w, so it vanishes for every w; and u is a combination of such terms. Then
    Cauchy-Schwarz with alpha.(y - u) = alpha.y, for all n. With Theorem 2.3: lambda_0 > 0 exactly
    if all labels can be fitted.
    """
    from sympy import Max

    s, z = reals("s z")
    alpha, u, y = matrices("alpha: n x 1, u: n x 1, y: n x 1")
    product = inner(alpha, y) * inner(alpha, y)
    bound = judge.at_most(
        product, share * norm2(alpha) * norm2(y - u), rules=[(inner(alpha, u), 0)]
    )
    return rests_on(
        judge.all(equal(judge, s * z, Max(z, 0), indicator(s, z)), bound), "relu2.thm-2.1.gram"
    )


assumption_is_necessary.mutant("half of the loss", share=Fraction(1, 2))


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
