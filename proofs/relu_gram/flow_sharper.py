"""Theorem 2.2 with sharper widths: flips that concentrate, general norms, rate against width."""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import holds, number, rests_on, root_two_pi, thesis
from .false_variants import too_fast
from .widths import flip_share


@claim(
    "relu2.thm-2.2-sharper",
    thesis("Theorem 2.2, sharper"),
    formula=r"m\ge1956\,(C^2+\tfrac12)\frac{n^4}{\lambda_0^4\delta}\implies P\left(\forall "
    r"t:\|u(t)-y\|^2\le e^{-\lambda_0t}\|u(0)-y\|^2\right)\ge1-\delta",
    hypotheses=("unit inputs, |y_i| <= C",),
    missing=(
        "Hoeffding's and Markov's inequality and the union bound",
        "existence of the flow and the first exit time",
        "that the lemmas named compose",
    ),
)
def sharper(judge, constant=1956):
    """Gradient flow with m of order n^4/(lambda_0^4 delta).

    n^4/(lambda_0^4 delta) in place of n^6/(lambda_0^4 delta^3), by two changes: row sums for the
    norm, Hoeffding for the flips. R = sqrt(2 pi) lambda_0/(32 n) and tau = lambda_0/(16 n) give q
    <= lambda_0/(8 n), so |H - H(0)| <= (2n - 1) q <= lambda_0/4 on the whole ball. Widths: 128 n^2
    L/lambda_0^2 for the flips, 8 n^2 L'/lambda_0^2 for Lemma 2.1, and R' < R with r2 <= 3 n S/delta
    (6144/pi = 1955.7).
    """
    n, S, m, lam, delta, r2, L, q = reals("n S m lam delta r2 L q")
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
    R, tau = root * lam / (32 * n), lam / (16 * n)
    parts = judge.all(
        flip_share(judge, n, lam, 8),
        holds(judge, (2 * n - 1) * q <= lam / 4, [n >= 1, lam > 0, q >= 0, q * 8 * n <= lam]),
        # L = log(3n/delta) <= 3n/delta, and log(3n(n + 1)/delta) <= 2 L because 3n(n + 1)/delta <=
        # (3n/delta)^2
        holds(judge, 2 * m * tau**2 >= L, [*base, L > 0, L * delta <= 3 * n]),
        holds(judge, 3 * n * (n + 1) * delta <= 9 * n**2, [n >= 1, delta > 0, delta < 1]),
        holds(judge, m * lam**2 >= 8 * n**2 * (2 * L), [*base, L > 0, L * delta <= 3 * n]),
        holds(judge, 4 * n * r2 < R**2 * m * lam**2, [*base, r2 >= 0, r2 * delta <= 3 * n * S]),
    )
    steps = (
        "lem-2.2.row-sums",
        "thm-2.2-sharper.flips",
        "lem-2.1-sharper",
        "lem-2.1.weyl",
        "lem-2.4-amended",
        "init-markov",
    )
    return rests_on(parts, *(f"relu2.{step}" for step in steps))


sharper.mutant(too_fast)


@claim(
    "relu2.thm-2.2-remarks.norms",
    thesis("after Theorem 2.2"),
    formula=r"0<\|x_i\|\le B:\ R=\frac{c\delta\lambda_0}{B^2n^2},\ "
    r"m>\frac{512}\pi\frac{B^6n^5\|y-u(0)\|^2}{\lambda_0^4\delta^2}\implies R'<R",
    missing=(
        "the law of w.x/|x|, and the sum of the entries in expectation",
        "the gradient of an input of norm B",
    ),
)
def general_norms(judge, power=6):
    """Unit norms are only for simplicity: inputs with norms up to B.

    The entries are at most B^2, the gradient has a factor B, P(A) does not change. A_ir is |w.x_i|
    <= R |x_i| up to a null event, and w.x_i/|x_i| is standard normal. So sum |Delta H| <= 4 n^2 B^2
    R/(sqrt(2 pi) delta) and R' = 2 B sqrt n r0/(sqrt m lambda_0). No lower bound on the norms is
    needed beyond lambda_0 > 0.
    """
    from sympy import pi

    n, r2, m, lam, B, delta, R, k, k2 = reals("n r2 m lam B delta R k k2")
    c = root_two_pi() / 16
    sizes = [
        n >= 1,
        r2 >= 0,
        m > 0,
        lam > 0,
        B > 0,
        delta > 0,
        (R, "==", c * delta * lam / (B**2 * n**2)),
    ]
    return judge.all(
        holds(judge, k**2 <= B**4, [k**2 <= k2 * B**2, k2 >= 0, k2 <= B**2, B > 0]),
        holds(judge, 4 * n**2 * B**2 * R / (root_two_pi() * delta) <= lam / 4, sizes),
        holds(
            judge,
            4 * B**2 * n * r2 < (c * delta * lam / (B**2 * n**2)) ** 2 * m * lam**2,
            [*sizes[:-1], m * pi * lam**4 * delta**2 > 512 * B**power * n**5 * r2],
        ),
    )


general_norms.mutant("B^4", power=4)


@claim(
    "relu2.thm-2.2-remarks.rate",
    thesis("after Theorem 2.2"),
    formula=r"\tfrac12\lambda_0\le\lambda_{\min}(H(t))\le\tfrac32\lambda_0\text{ for all "
    r"}t\text{ and "
    r"every width of the theorem}",
    missing=(
        "lambda_min by Weyl's inequality: form, p and size stand for v^T H_inf v, v^T(H - "
        "H_inf) v and |v|^2",
        "on the event of relu2.thm-2.2, argued itself",
    ),
)
def rate_and_width(judge, top="3/2"):
    """The convergence rate depends on lambda_0 and not on m.

    Along the flow of Theorem 2.2 the slowest rate 2 lambda_min(H(t)) is in [lambda_0, 3 lambda_0].
    |H(t) - H_inf| <= lambda_0/4 + lambda_0/4, and Weyl's inequality in both directions (for the
    upper bound, at an eigenvector of lambda_0).
    """
    lam, form, p, size = reals("lam form p size")
    from sympy import Abs

    parts = judge.all(
        holds(
            judge,
            form + p <= number(top) * lam * size,
            [lam > 0, size > 0, (form, "==", lam * size), Abs(p) <= lam / 2 * size],
        ),
        holds(
            judge,
            form + p >= lam / 2 * size,
            [lam > 0, size > 0, form >= lam * size, Abs(p) <= lam / 2 * size],
        ),
    )
    return rests_on(parts, "relu2.lem-2.1.weyl", "relu2.thm-2.2")


rate_and_width.mutant("5/4", top="5/4")
