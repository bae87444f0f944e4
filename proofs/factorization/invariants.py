"""Lemma 3.1 (Du, Hu, Lee 2018): along gradient descent the layers stay nearly balanced, the loss
decreases, the iterates stay bounded.

A(t): |U_t^T U_t - V_t^T V_t|_F <= eps;  B(t): f does not increase and f(U_0, V_0) <= 2 |M*|_F^2;
C(t): |U_t|_F^2, |V_t|_F^2 <= 5 sqrt(r) |M*|_F. The three implications are in `drift`, `descent` and
`bounded`; here the start and the composition. Names as in `drift`.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.balancedness import NORMS, du_hu_lee
from steepest.proofs.engine.text import as_written


@claim(
    "balance.lem-3.1-proof.base",
    du_hu_lee("Appendix B.1", "Section 4.7.1"),
    formula=r"f(U_0,V_0)\le\|U_0\|_F^2\|V_0\|_F^2+\|M^*\|_F^2\le\varepsilon^2+\|M^*\|_F^2\le2\|M^*"
    r"\|_F^2",
    hypotheses=("|U_0|_F^2, |V_0|_F^2 <= eps", "0 < eps < |M*|_F"),
    missing=(
        NORMS,
        "the triangle inequality and Cauchy-Schwarz for these letters",
    ),
)
def base_case(judge, two=2):
    """f(U_0, V_0) <= 2 |M*|^2 and the bound C(0), from the size of the initial factors (a =
    |U_0|^2, b = |V_0|^2, p = |U_0 V_0^T|).
    """
    f0, p, m, a, b, eps, rho = reals("f0 p m a b eps rho")
    where = [
        p >= 0,
        eps > 0,
        eps < m,
        a >= 0,
        b >= 0,
        a <= eps,
        b <= eps,
        p**2 <= a * b,
        2 * f0 <= (p + m) ** 2,
        rho >= 1,
    ]
    return judge.all(
        judge.holds(f0 <= a * b + m**2, where=where),
        judge.holds(a * b + m**2 <= eps**2 + m**2, where=where),
        judge.holds(eps**2 + m**2 <= two * m**2, where=where),
        judge.holds(a <= 5 * rho * m, where=where),
    )


base_case.mutant("f(U_0, V_0) <= 1.5 |M*|^2", two=Fraction(3, 2))


@claim(
    "balance.lem-3.1-proof.base-probability",
    du_hu_lee("Appendix B.1", "Section 4.7.1"),
    formula=r"\text{variance}\ \frac{\varepsilon}{100d^2}:\quad\Pr\left[\|U_0\|_F^2+\|V_0\|_F^2\le"
    r"\tfrac\varepsilon2\right]\ge1-e^{-10n},\ n=(d_1+d_2)r",
    hypotheses=(
        "entries of U_0, V_0 independent N(0, eps/(100 d^2))",
        "r <= min(d1, d2), d = max(d1, d2)",
    ),
    missing=(
        "the law of the start: a sum of n squares is chi-square",
        "Chernoff's bound: the expectation of exp(s chi^2) and Markov's inequality",
        NORMS,
    ),
)
def initial_bounds_hold(judge, hundred=100):
    """An explicit poly(d): with variance eps/(100 d^2) all three initial bounds hold with
    probability at least 1 - exp(-10 (d1+d2) r) >= 1 - exp(-20).

    (|U_0|^2 + |V_0|^2)/variance is chi-square with n = (d1+d2) r <= 2 d^2 degrees of freedom; eps/2
    is 50 d^2 >= 25 n variances. Chernoff with E exp(z^2 s) = (1 - 2 s)^(-1/2) at s = 12/25:
    P(chi^2_n >= 25 n) <= exp(n (log(25)/2 - 12)) <= exp(-10 n). The sum bounds the balance:
    |U^T U - V^T V| <= |U|^2 + |V|^2.
    """
    d, d1, d2, r, eps, n = reals("d d1 d2 r eps n")
    sizes = [r >= 1, d1 >= r, d2 >= r, d >= d1, d >= d2, eps > 0, n * 1 <= (d1 + d2) * r]
    b, x, y, p, q = reals("b x y p q")
    return judge.all(
        judge.holds(25 * n * eps / (hundred * d**2) <= eps / 2, where=sizes),
        judge.holds(as_written("log(25)/2 - 12 <= -10")),
        judge.holds(b <= x + y, where=[b <= p + q, p <= x, q <= y]),
    )


initial_bounds_hold.mutant("variance eps/(99 d^2)", hundred=99)


@claim(
    "balance.lem-3.1",
    du_hu_lee("Lemma 3.1", "Lemma 4.1"),
    formula=r"\mathcal A(t),\mathcal B(t),\mathcal C(t)\ \text{for all}\ t",
    hypotheses=(
        "|U_0|^2, |V_0|^2 <= eps",
        "|U_0^T U_0 - V_0^T V_0| <= eps/2",
        "0 < eps < |M*|",
        "the printed step sizes",
    ),
    missing=(
        "induction over t: one step is decided, its start is balance.lem-3.1-proof.base",
        "the growth of the balance and the descent of the loss at a step are premises",
        NORMS,
    ),
)
def lemma_3_1(judge, rate=Fraction(40, 10**4)):
    """All three properties at every step, from the initial bounds: the base case and the three
    implications, composed.

    One induction step over the norms, with the invariant of Claim B.1 in the place of A(t). The
    probability of the initial bounds is `balance.lem-3.1-proof.base-probability`.
    """
    from sympy import And, Eq

    n, n1, k, eps, rho, m, f0, f1, G, step, a1, x1, y1, p1 = reals(
        "n n1 k eps rho m f0 f1 G step a1 x1 y1 p1"
    )
    bound = lambda j: eps / 2 + rate * eps / rho * (2 - Fraction(1) / j)  # noqa: E731
    sizes = [k >= 1, eps > 0, eps < m, rho >= 1, m > 0]
    return judge.all(
        judge.holds(
            And(n1 <= bound(k + 1), n1 <= eps),
            where=[
                *sizes,
                n <= bound(k),
                n1 <= n + Fraction(40, 10**4) * eps / (rho * (k + 1) ** 2),
            ],
        ),
        judge.holds(
            f1 <= 2 * m**2, where=[m > 0, G >= 0, step > 0, f0 <= 2 * m**2, f1 <= f0 - step / 2 * G]
        ),
        judge.holds(
            x1**2 <= 19 * m**2,
            where=[
                m > 0,
                p1 >= 0,
                p1 <= 3 * m,
                n1 >= 0,
                n1 <= eps,
                eps < m,
                Eq(x1**2 + y1**2, n1**2 + 2 * p1**2),
            ],
        ),
        judge.holds(
            a1 <= 5 * rho * m, where=[m > 0, x1 >= 0, rho >= 1, x1**2 <= 19 * m**2, a1 <= rho * x1]
        ),
    )


lemma_3_1.mutant("an invariant that grows too slowly", rate=Fraction(20, 10**4))
lemma_3_1.mutant("an invariant that exceeds eps", rate=Fraction(1, 2))


@lemma_3_1.mutant
def without_near_balance(judge):
    """A(t) dropped: a bounded product alone does not bound the factors (u large, v = 1/u)."""
    from sympy import Eq

    x, y, n, p, m = reals("x y n p m")
    return judge.holds(
        x**2 <= 19 * m**2,
        where=[m > 0, p >= 0, p <= 3 * m, n >= 0, Eq(x**2 + y**2, n**2 + 2 * p**2)],
    )
