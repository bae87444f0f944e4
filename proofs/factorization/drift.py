"""Claim B.1 (Du, Hu, Lee 2018): the layers stay nearly balanced along gradient descent, A(t) of
Lemma 3.1.

Names in the inequalities: m = |M*|_F, R_t = U_t V_t^T - M*, rho = sqrt(r) >= 1, and k = t + 1 with
eta_t^2 = eps / (100^2 r k^2 m^3), the printed step sizes.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, definition, reals
from steepest.proofs.balancedness import NORMS, du_hu_lee
from steepest.proofs.engine.matrix import matrices, norm2, scalars, substitute
from steepest.proofs.engine.text import as_written

HALF = Fraction(1, 2)
U, V, M = matrices("U: d1 x r, V: d2 x r, M: d1 x d2")
R = U @ V.T - M
eta = scalars("eta")
STEP = {U: U - eta * (R @ V), V: V - eta * (R.T @ U)}


@definition(
    "balance.eq-9",
    du_hu_lee("equation (9)", "(4.9)"),
    r"U_{t+1}=U_t-\eta_tR_tV_t,\quad V_{t+1}=V_t-\eta_tR_t^\top U_t",
)
def gradient_step(u, v, m, eta):
    """One simultaneous step of gradient descent on f, R = U V^T - M*."""
    residual = u @ v.T - m
    return u - eta * residual @ v, v - eta * residual.T @ u


@claim(
    "balance.claim-B.1.identity",
    du_hu_lee("Claim B.1, first display", "Claim 4.1"),
    formula=r"U_{t+1}^\top U_{t+1}-V_{t+1}^\top V_{t+1}=U_t^\top U_t-V_t^\top "
    r"V_t+\eta_t^2\left(V_t^\top R_t^\top R_tV_t-U_t^\top R_t^\top R_tU_t\right)",
)
def balance_after_a_step_as_printed(judge, weight=1):
    """The change of the balance in one step, as printed, with U^T R^T R U.

    For d1 != d2 the shapes of that product do not match (R^T is d2 x d1, U is d1 x r). Checked
    where the formula has a meaning, at d1 = d2 = d: there the product is another matrix than the
    one that occurs, U^T R R^T U.
    """
    A, B, N = matrices("A: d x r, B: d x r, N: d x d")
    residual = A @ B.T - N
    moved = {A: A - eta * (residual @ B), B: B - eta * (residual.T @ A)}
    balance = A.T @ A - B.T @ B
    printed = balance + eta**2 * (
        B.T @ residual.T @ residual @ B - weight * (A.T @ residual.T @ residual @ A)
    )
    return judge.same(substitute(balance, moved), printed)


balance_after_a_step_as_printed.mutant("twice the last product", weight=2)


@claim(
    "balance.claim-B.1.identity-amended",
    du_hu_lee("Claim B.1, first display", "Claim 4.1"),
    formula=r"U_{t+1}^\top U_{t+1}-V_{t+1}^\top V_{t+1}=U_t^\top U_t-V_t^\top "
    r"V_t+\eta_t^2\left(V_t^\top R_t^\top R_tV_t-U_t^\top R_tR_t^\top U_t\right)",
    amends="balance.claim-B.1.identity",
)
def balance_after_a_step(judge, sign=-1, power=2):
    """The exact change of the balance in one step, for all d1, d2, r: with R R^T in the last
    product. The first-order terms cancel.

    The norm bounds that the proof draws from the display are the same for both products, so Claim
    B.1 is not affected.
    """
    balance = U.T @ U - V.T @ V
    change = eta**power * (V.T @ R.T @ R @ V + sign * (U.T @ R @ R.T @ U))
    return judge.same(substitute(balance, STEP), balance + change)


balance_after_a_step.mutant("the sum instead of the difference", sign=1)
balance_after_a_step.mutant("first order in eta", power=1)


@claim(
    "balance.eq-13",
    du_hu_lee("equation (13)", "(4.13)"),
    formula=r"\|B_{t+1}\|\le\|B_t\|+\eta_t^2(\|V_t\|^2+\|U_t\|^2)\|R_t\|^2=\|B_t\|+2\eta_t^2(\|V_t"
    r"\|^2+\|U_t\|^2)f\le\|B_t\|+2\eta_t^2\cdot10\sqrt r\|M^*\|\cdot2\|M^*\|^2",
    hypotheses=("B(t): f <= 2 |M*|^2", "C(t)"),
    missing=(
        NORMS,
        "the triangle inequality and balance.eq-13.norms for these letters",
    ),
)
def balance_growth(judge, ten=10):
    """Every link over norms: n, n' the balance before and after, a = |U|^2, b = |V|^2, R2 = |R|^2 =
    2 f, p, q = |V^T R^T R V|, |U^T R R^T U|.
    """
    from sympy import Eq

    n, after, p, q, a, b, R2, f, m, rho, step = reals("n after p q a b R2 f m rho step")
    where = [
        n >= 0,
        p >= 0,
        q >= 0,
        a >= 0,
        b >= 0,
        R2 >= 0,
        m > 0,
        rho >= 1,
        step > 0,
        after <= n + step**2 * (p + q),
        p <= b * R2,
        q <= a * R2,
        Eq(R2, 2 * f),
        f <= 2 * m**2,
        a <= 5 * rho * m,
        b <= 5 * rho * m,
    ]
    return judge.all(
        judge.holds(after <= n + step**2 * (a + b) * R2, where=where),
        judge.equal(
            n + step**2 * (a + b) * R2, n + 2 * step**2 * (a + b) * f, where=[Eq(R2, 2 * f)]
        ),
        judge.holds(
            2 * (a + b) * f <= 2 * ten * rho * m * 2 * m**2,
            where=[
                a >= 0,
                b >= 0,
                f >= 0,
                m > 0,
                rho >= 1,
                f <= 2 * m**2,
                a <= 5 * rho * m,
                b <= 5 * rho * m,
            ],
        ),
        judge.holds(as_written(f"2*step**2*({ten}*rho*m)*(2*m**2) == 4*{ten}*step**2*rho*m**3")),
    )


balance_growth.mutant("5 sqrt(r) instead of 10 sqrt(r)", ten=5)


@claim(
    "balance.eq-13.norms",
    du_hu_lee("equation (13), second link", "(4.13)"),
    formula=r"\|V^\top R^\top RV\|_F\le\|V\|_F^2\|R\|_F^2",
    missing=("the two inequalities put together, and from squares to norms",),
)
def quadratic_form_norm(judge, factor=1):
    """|V^T R^T R V|_F = |(R V)^T (R V)|_F <= |R V|_F^2 <= |R|_F^2 |V|_F^2, in two submultiplicative
    steps, for all sizes.
    """
    X, Y, Z = matrices("X: d1 x r, Y: d1 x d2, Z: d2 x r")
    return judge.all(
        judge.at_most(norm2(X.T @ X), factor * norm2(X) * norm2(X)),
        judge.at_most(norm2(Y @ Z), norm2(Y) * norm2(Z)),
    )


quadratic_form_norm.mutant("half the right side", factor=HALF)


@claim(
    "balance.claim-B.1.sum",
    du_hu_lee("Claim B.1, last display", "Claim 4.1"),
    formula=r"\frac\varepsilon2+40\sqrt r\|M^*\|^3\sum_{i\le "
    r"t}\frac{1}{(i+1)^2}\cdot\frac{\varepsilon/r}{100^2\|M^*\|^3}\le\varepsilon",
    hypotheses=("r >= 1", "eps > 0"),
    missing=(
        "induction over t: one step is decided, and the sum enters as a letter",
        NORMS,
    ),
)
def balance_sum(judge, hundred=100):
    """The accumulated balance stays below eps, with sum 1/(i+1)^2 <= 2 (telescoping: 1/k^2 <=
    1/(k-1) - 1/k, k >= 2).

    The sum is at most 2 - 1/(t+1) by induction, certified as its own step.
    """
    s, k, eps, rho, m = reals("s k eps rho m")
    step = judge.holds(s + 1 / (k + 1) ** 2 <= 2 - 1 / (k + 1), where=[k >= 1, s <= 2 - 1 / k])
    total = eps / 2 + 40 * rho * m**3 * s * (eps / rho**2) / (hundred**2 * m**3)
    return judge.all(step, judge.holds(total <= eps, where=[rho >= 1, eps > 0, m > 0, s <= 2]))


balance_sum.mutant("12 instead of 100 in the step size", hundred=12)


@claim(
    "balance.claim-B.1.sum-sharp",
    du_hu_lee("Claim B.1", "Claim 4.1"),
    formula=r"\frac12+\frac{40}{K^2}\cdot\frac{\pi^2}{6}\le1\iff K\ge\sqrt{40\pi^2/3}=11.471\dots",
)
def smallest_denominator(judge, K="11.4715"):
    """How much room the constant 100 leaves: with the full sum pi^2/6 exactly the K >= sqrt(40
    pi^2/3) work (r = 1), and 11.4714 < sqrt(40 pi^2/3) < 11.4715.
    """
    total, least = as_written("1/2 + 40/K**2*(pi**2/6)"), as_written("sqrt(40*pi**2/3)")
    where = lambda sign: [as_written("K > 0"), (sign, "K", least)]  # noqa: E731
    one = Fraction(1)
    return judge.all(
        judge.holds(("<=", total, one), where(">=")),
        judge.holds((">", total, one), where("<")),
        judge.holds(as_written(f"11.4714 < sqrt(40*pi**2/3) < {K}")),
    )


smallest_denominator.mutant("K = 11.47", K="11.47")


@claim(
    "balance.claim-B.1",
    du_hu_lee("Claim B.1", "Claim 4.1"),
    formula=r"\mathcal B(0..t),\mathcal C(0..t)\implies\mathcal A(t+1)",
    hypotheses=("|U_0^T U_0 - V_0^T V_0|_F <= eps/2", "eta_t = sqrt(eps/r)/(100 (t+1) |M*|^(3/2))"),
    missing=(
        "induction over t: the base case and one step are decided",
        "the growth of the balance at a step (balance.eq-13) is a premise",
        NORMS,
    ),
)
def balance_stays_small(judge, initial=HALF):
    """The induction with an explicit invariant: after k steps the balance is at most eps/2 + (40
    eps/(100^2 sqrt r)) (2 - 1/k).

    n is the balance after k steps; one more step adds at most 40 sqrt(r) m^3 eta^2 = 40 eps /
    (100^2 sqrt(r) (k+1)^2).
    """
    n, after, k, eps, rho = reals("n after k eps rho")
    bound = lambda j: initial * eps + Fraction(40, 10**4) * eps / rho * (2 - Fraction(1) / j)  # noqa: E731
    where = [
        k >= 1,
        eps > 0,
        rho >= 1,
        n <= bound(k),
        after <= n + Fraction(40, 10**4) * eps / (rho * (k + 1) ** 2),
    ]
    return judge.all(
        judge.holds(
            as_written(
                "b*eps + 40/100**2*eps/rho <= b*eps + 40/100**2*eps/rho*(2 - 1/1)", b=initial
            ),
            where=[eps > 0, rho >= 1],
        ),
        judge.holds(after <= bound(k + 1), where=where),
        judge.holds(bound(k) <= eps, where=[k >= 1, eps > 0, rho >= 1]),
    )


balance_stays_small.mutant("the initial balance at eps", initial=Fraction(1))
