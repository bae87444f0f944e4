"""Gradient descent with a sharper contraction and a smaller width."""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import holds, number, rests_on, root_two_pi, thesis
from .false_variants import too_fast_in_steps
from .widths import flip_share


@claim(
    "relu2.thm-2.3-sharper",
    thesis("Theorem 2.3, sharper"),
    formula=r"m\ge31292\,(C^2+\tfrac12)\frac{n^4}{\lambda_0^4\delta},\ \eta\le\frac2{5n}\ "
    r"\left(\text{or }\tfrac2{5\|K\|_2}\right)\implies\text{the same conclusion}",
    hypotheses=("unit inputs, |y_i| <= C",),
    missing=(
        "Hoeffding's and Markov's inequality and the union bound",
        "induction over k",
        "that the lemmas named compose",
    ),
)
def sharper(judge, constant=31292):
    """Gradient descent with m of order n^4/(lambda_0^4 delta) and eta of order 1/n.

    n^4/(lambda_0^4 delta) in place of n^6/(lambda_0^4 delta^3), and a step of order 1/n (or
    1/|K|_2) in place of lambda_0/n^2. R = sqrt(2 pi) lambda_0/(64 n), tau = lambda_0/(32 n): q <=
    lambda_0/(16 n), |H - H(0)| <= (2n - 1) q <= lambda_0/8, H >= (5/8) lambda_0, |E| <= n q. R' < R
    with r2 <= 3 n S/delta: 98304/pi = 31291.1. The other widths are 512 n^2 L/lambda_0^2 and 8 n^2
    * 2 L/lambda_0^2, L = log(3n/delta).
    """
    n, S, m, lam, delta, r2, L, q = reals("n S m lam delta r2 L q")
    low, change = reals("low change")
    base = [
        n >= 1,
        number("1/2") <= S,
        lam > 0,
        lam <= number("1/2"),
        delta > 0,
        delta < 1,
        m * lam**4 * delta >= constant * S * n**4,
    ]
    root = root_two_pi()
    R, tau = root * lam / (64 * n), lam / (32 * n)
    flips = [n >= 1, lam > 0, q >= 0, q * 16 * n <= lam]
    parts = judge.all(
        flip_share(judge, n, lam, 16),
        holds(judge, (2 * n - 1) * q <= lam / 8, flips),
        holds(
            judge,
            low - change >= number("5/8") * lam,
            [lam > 0, low >= 3 * lam / 4, change <= lam / 8],
        ),
        holds(judge, 2 * m * tau**2 >= L, [*base, L > 0, L * delta <= 3 * n]),
        holds(judge, m * lam**2 >= 8 * n**2 * (2 * L), [*base, L > 0, L * delta <= 3 * n]),
        holds(judge, 16 * n * r2 < R**2 * m * lam**2, [*base, r2 >= 0, r2 * delta <= 3 * n * S]),
    )
    ids = (
        "thm-2.3-sharper.step",
        "thm-2.3-sharper.flips",
        "quadratic-bound.sharper",
        "lem-2.2.row-sums",
        "thm-2.2-sharper.flips",
        "lem-2.1-sharper",
        "lem-2.1.weyl",
        "cor-2.1",
        "init-markov",
    )
    return rests_on(parts, *(f"relu2.{id}" for id in ids))


sharper.mutant(too_fast_in_steps)
