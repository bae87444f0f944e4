"""Theorem 2.2 with the width that the data ask for (Theorem 2.3: `descent_sharper`): kappa = |K|_2
and nu = max_i sum_j |x_i.x_j| in place of n.

For unit inputs 1 <= kappa <= nu <= n; nearly orthogonal inputs have both near 1. Each entry of H -
H(0) carries its factor x_i.x_j, so row sums cost nu instead of n, and a gradient is at most
sqrt(kappa/m)|r|. Result: m >= 1956 (C^2 + 1/2) kappa nu^2 n/(lambda_0^4 delta) for the flow and
31292 (...) for gradient descent with eta <= 2/(5 kappa), against n^6/(lambda_0^4 delta^3) and
lambda_0/n^2 as printed.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim, reals

from . import holds, number, rests_on, root_two_pi, thesis
from .false_variants import too_fast
from .widths import flip_share

locus = "Theorems 2.2 and 2.3, with constants of the data"


def data_numbers(X: Any) -> tuple[float, float, float]:
    """(lambda_0, kappa, nu) of the inputs, in floating point."""
    import numpy as np
    from steepest.kernels.relu_gram.gram import limiting_gram

    K = np.asarray(X, dtype=float) @ np.asarray(X, dtype=float).T
    least = float(np.linalg.eigvalsh(limiting_gram(X))[0])
    return least, float(np.linalg.eigvalsh(K)[-1]), float(np.abs(K).sum(axis=1).max())


def data_width(X: Any, delta: float, C: float = 1.0) -> dict[str, float]:
    """Sufficient widths for these inputs: as printed (with its constants), with n only, and with
    kappa and nu; and the largest step.

    For inputs of other norms only the last two apply (relu2.thm-2.3-norms).
    """
    import numpy as np

    n = len(X)
    least, kappa, nu = data_numbers(X)
    size = (C**2 + float((np.asarray(X, dtype=float) ** 2).sum(axis=1).max()) / 2) / least**4
    return {
        "printed": 70406 * size * n**6 / delta**3,
        "sharper": 31292 * size * n**4 / delta,
        "of the data": 31292 * size * kappa * nu**2 * n / delta,
        "largest step": 2 / (5 * kappa),
    }


def widths(judge: Any, constant: int, ratio: int, path: int) -> list[Any]:
    """The conditions on m: movement, flips and Lemma 2.1, all from m lambda_0^4 delta >= constant S
    kappa nu^2 n. q <= lambda_0/(ratio nu).
    """
    n, S, m, lam, delta, r2, L, kappa, nu = reals("n S m lam delta r2 L kappa nu")
    base = [
        n >= 1,
        number("1/2") <= S,
        lam > 0,
        lam <= number("1/2"),
        delta > 0,
        delta < 1,
        kappa >= 1,
        nu >= 1,
        m * lam**4 * delta >= constant * S * kappa * nu**2 * n,
    ]
    root = root_two_pi()
    R, tau = root * lam / (4 * ratio * nu), lam / (2 * ratio * nu)
    logarithm = [*base, L > 0, L * delta <= 3 * n]
    return [
        flip_share(judge, nu, lam, ratio),
        holds(judge, 2 * m * tau**2 >= L, logarithm),
        holds(judge, m * lam**2 >= 8 * nu**2 * (2 * L), logarithm),
        holds(
            judge,
            path**2 * kappa * r2 < R**2 * m * lam**2,
            [*base, r2 >= 0, r2 * delta <= 3 * n * S],
        ),
    ]


@claim(
    "relu2.thm-2.2-data",
    thesis(locus),
    formula=r"m\ge1956\,(C^2+\tfrac12)\frac{\kappa\nu^2n}{\lambda_0^4\delta}\implies "
    r"P\left(\forall t:\|u(t)-y\|^2\le e^{-\lambda_0t}\|u(0)-y\|^2\right)\ge1-\delta",
    hypotheses=("unit inputs, |y_i| <= C",),
    missing=(
        "Hoeffding's and Markov's inequality and the union bound",
        "existence of the flow and the first exit time",
        "that the lemmas named compose",
    ),
)
def flow_width(judge, constant=1956):
    """Gradient flow at the width of the data.

    q <= lambda_0/(8 nu), so |H - H(0)| <= 2 q nu <= lambda_0/4. Orthonormal inputs:
    m = O(n/delta).
    """
    q, nu, lam, change = reals("q nu lam change")
    parts = widths(judge, constant, 8, 2)
    small = [q >= 0, nu >= 1, lam > 0, q <= lam / (8 * nu), change <= 2 * q * nu]
    close = holds(judge, change <= lam / 4, small)
    ids = (
        "thm-2.3-data.perturbation",
        "thm-2.3-data.start",
        "thm-2.3-data.movement",
        "thm-2.2-sharper.flips",
        "lem-2.4-amended",
        "init-markov",
    )
    return rests_on(judge.all(*parts, close), *(f"relu2.{id}" for id in ids))


flow_width.mutant(too_fast)
