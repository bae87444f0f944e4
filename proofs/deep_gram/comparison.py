"""What the theorems say about widths and numbers of iterations in n and H, compared with the
summary that the sources give.

For residual networks lambda = lambda_min(K^(H)) = kappa/H^2 with kappa free of H (deep.prop-3.2).
"""

from __future__ import annotations

from steepest.proofs import Source, claim, reals
from steepest.proofs.engine import theorems

from . import every, holds

COMPARISON = Source("du-lee-li-wang-zhai-2019", "Section 2, comparison with concurrent work")


def of_order_n_squared(scale=1):
    """1/(eta lambda) is at most a constant times n^2, for eta = lambda H^2/n^2, lambda = 1/H^2."""
    (K, lam, eta), (n, H) = theorems.reals("K lambda eta"), theorems.nats("n H")
    chosen = theorems.conj(
        n >= 1, H >= 2, lam > 0, eta > 0, lam * H**2 == 1, eta * n**2 == lam * H**2
    )
    return theorems.exists(K)(
        theorems.forall(n, H, lam, eta)(chosen >> (1 / (eta * lam) <= scale * K * n**2))
    )


@claim(
    "deep.claim-comparison",
    COMPARISON,
    formula=r"\text{ResNet: }T\gtrsim n^2\log\tfrac1\varepsilon",
    hypotheses=(
        "T = 2 log(1/epsilon)/(eta lambda), eta = lambda H^2/n^2 of Theorem 3.2, lambda = "
        "kappa/H^2: the H^2 in n^4 H^2 comes from the same substitution",
        "kappa, and constants, ignored",
    ),
    says=of_order_n_squared,
)
def iterations_as_printed(judge, scale=1):
    """The number of iterations said to be n^2 log(1/epsilon). False: the substitution gives n^2 H^2
    log(1/epsilon).
    """
    k = judge.refutation()
    K, H = theorems.reals("K"), theorems.nats("H")
    (bound,) = k.inside(K)
    large = k.above(2 + scale * abs(K), H)
    nonzero = k.arith(H**2 != 0, large)
    instance = k.at(bound, 1, H, 1 / H**2, 1, defined=[nonzero])
    return k.qed(k.falsehood(k.use(instance, large), large))


iterations_as_printed.mutant("a hundred times as many", scale=100)


@claim(
    "deep.claim-comparison-amended",
    COMPARISON,
    formula=r"\text{ResNet: }T\sim n^2H^2\log\tfrac1\varepsilon",
    amends="deep.claim-comparison",
)
def iterations(judge, power=2):
    """What Theorem 3.2 gives as printed."""
    n, H, lam, eta = reals("n H lambda eta")
    where = [(n, ">=", 1), (H, ">=", 2), (lam * H**2, "==", 1), (eta * n**2, "==", lam * H**2)]
    return holds(judge, (1 / (eta * lam), "==", n**2 * H**power), where)


iterations.mutant("n^2 H^4", power=4)


@claim(
    "deep.claim-comparison.width",
    COMPARISON,
    formula=r"\text{ResNet: }\max\Big\{\frac{n^4}{\lambda^4H^6},\frac{n^2}{\lambda^2H^2},"
    r"\frac{n^2}{"
    r"\lambda^2}\Big\}=n^4H^2\quad(\lambda=H^{-2})",
    hypotheses=("all terms of the width of Theorem 3.2 but n/delta, logarithms ignored",),
)
def width_as_printed(judge, scale=1):
    """The width said to be n^4 H^2. False for H > n: the term n^2/lambda^2 is n^2 H^4."""
    n, H, lam = reals("n H lambda")
    where = [(n, ">=", 1), (H, ">=", 2), (lam * H**2, "==", 1)]
    terms = [n**4 / (lam**4 * H**6), n**2 / (lam**2 * H**2), n**2 / lam**2]
    return every(judge, [(term, "<=", scale * n**4 * H**2) for term in terms], where)


width_as_printed.mutant("ten times as much", scale=10)


@claim(
    "deep.claim-comparison.width-amended",
    COMPARISON,
    formula=r"\text{ResNet: }m\sim\max\{n^4H^2,n^2H^4\}",
    amends="deep.claim-comparison.width",
)
def width(judge, power=4):
    """Both terms are needed: n^4 H^2 for H <= n, n^2 H^4 beyond."""
    n, H, lam = reals("n H lambda")
    where = [(n, ">=", 1), (H, ">=", 2), (lam * H**2, "==", 1)]
    exact = every(
        judge,
        [(n**4 / (lam**4 * H**6), "==", n**4 * H**2), (n**2 / lam**2, "==", n**2 * H**power)],
        where,
    )
    return judge.all(exact, holds(judge, (n**2 / (lam**2 * H**2), "<=", n**4 * H**2), where))


width.mutant("n^2 H^3", power=3)


@claim(
    "deep.claim-comparison.corrected",
    COMPARISON,
    formula=r"\text{ResNet: }m\sim n^4H^4,\quad T\sim n^2H^4\log\tfrac1\varepsilon",
    hypotheses=(
        "width n^4/(lambda^4 H^4) of deep.proof-3.2.corrected, eta = lambda/n^2 of "
        "deep.lem-3.14-amended, lambda = H^(-2)",
    ),
)
def corrected_orders(judge, power=4):
    """What the proof gives with the movement that all layers obey: still polynomial in n and H."""
    n, H, lam, eta = reals("n H lambda eta")
    where = [(n, ">=", 1), (H, ">=", 2), (lam * H**2, "==", 1), (eta * n**2, "==", lam)]
    orders = every(
        judge,
        [
            (n**4 / (lam**4 * H**4), "==", n**4 * H**power),
            (1 / (eta * lam), "==", n**2 * H**power),
        ],
        where,
    )
    rest = every(judge, [(n**2 / lam**2, "<=", n**4 * H**4)], where)
    return judge.all(orders, rest)


corrected_orders.mutant("H^2", power=2)


@claim(
    "deep.claim-comparison.fc",
    COMPARISON,
    formula=r"\text{fully connected: }m\gtrsim n^42^{O(H)},\ T\gtrsim "
    r"n^22^{O(H)}\log\tfrac1\varepsilon;\quad H=1:\ n^4\text{ against }n^6",
    hypotheses=(
        "lambda a constant: n-independent data-dependent quantities ignored, as there",
        "P = 2^O(H)",
    ),
)
def comparison_fc(judge, power=4):
    """Theorem 3.1 with lambda ignored: n^4 P dominates n^2 P, and 1/(eta lambda) = n^2 P."""
    n, P, eta, lam = reals("n P eta lambda")
    where = [(n, ">=", 1), (P, ">=", 1), (lam, "==", 1), (eta * n**2 * P, "==", lam)]
    return every(
        judge,
        [
            (P * n**2 / lam**2, "<=", P * n**power),
            (P * n**4 / lam**4, "<=", P * n**power),
            (1 / (eta * lam), "==", n**2 * P),
            (n**4, "<=", n**6),
        ],
        where,
    )


comparison_fc.mutant("n^3", power=3)
