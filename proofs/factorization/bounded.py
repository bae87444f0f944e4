"""Lemma 3.1 (Du, Hu, Lee 2018): along gradient descent the layers stay nearly balanced, the loss decreases, the iterates stay bounded.

A(t): |U_t^T U_t - V_t^T V_t|_F <= eps;  B(t): f does not increase and f(U_0, V_0) <= 2 |M*|_F^2;  C(t): |U_t|_F^2, |V_t|_F^2 <= 5 sqrt(r) |M*|_F.
Step sizes eta_t = sqrt(eps/r) / (100 (t+1) |M*|_F^(3/2)). Names in the inequalities: m = |M*|_F, R_t = U_t V_t^T - M*, rho = sqrt(r) >= 1,
and e, k with eta_t^2 = eps / (100^2 r k^2 m^3), k = t + 1 >= 1.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, definition, reals
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.matrix import eye, inner, matrices, norm2, scalars, substitute, tr

HALF = Fraction(1, 2)
U, V, M = matrices("U: d1 x r, V: d2 x r, M: d1 x d2")
R = U @ V.T - M
eta = scalars("eta")
STEP = {U: U - eta * (R @ V), V: V - eta * (R.T @ U)}


@definition("balance.eq-9", du_hu_lee("equation (9)", "(4.9)"), r"U_{t+1}=U_t-\eta_tR_tV_t,\quad V_{t+1}=V_t-\eta_tR_t^\top U_t")
def gradient_step(u, v, m, eta):
    """One simultaneous step of gradient descent on f, R = U V^T - M*."""
    residual = u @ v.T - m
    return u - eta * residual @ v, v - eta * residual.T @ u


@claim(
    "balance.lem-3.1-proof.base",
    du_hu_lee("Appendix B.1", "Section 4.7.1"),
    formula=r"f(U_0,V_0)\le\|U_0\|_F^2\|V_0\|_F^2+\|M^*\|_F^2\le\varepsilon^2+\|M^*\|_F^2\le2\|M^*\|_F^2",
    hypotheses=("|U_0|_F^2, |V_0|_F^2 <= eps", "0 < eps < |M*|_F"),
)
def base_case(judge, two=2):
    """f(U_0, V_0) <= 2 |M*|^2 and the bound C(0), from the size of the initial factors (a = |U_0|^2, b = |V_0|^2, p = |U_0 V_0^T|)."""
    f0, p, m, a, b, eps, rho = reals("f0 p m a b eps rho")
    where = [p >= 0, eps > 0, eps < m, a >= 0, b >= 0, a <= eps, b <= eps, p**2 <= a * b, 2 * f0 <= (p + m) ** 2, rho >= 1]
    return judge.all(
        judge.holds(f0 <= a * b + m**2, where=where),
        judge.holds(a * b + m**2 <= eps**2 + m**2, where=where),
        judge.holds(eps**2 + m**2 <= two * m**2, where=where),
        judge.holds(a <= 5 * rho * m, where=where),
    )


base_case.mutant("f(U_0, V_0) <= 1.5 |M*|^2", two=Fraction(3, 2))


@claim(
    "balance.claim-B.1.identity",
    du_hu_lee("Claim B.1, first display", "Claim 4.1"),
    formula=r"U_{t+1}^\top U_{t+1}-V_{t+1}^\top V_{t+1}=U_t^\top U_t-V_t^\top V_t+\eta_t^2\left(V_t^\top R_t^\top R_tV_t-U_t^\top R_t^\top R_tU_t\right)",
)
def balance_after_a_step_as_printed(judge, weight=1):
    """The change of the balance in one step, as printed, with U^T R^T R U.

    For d1 != d2 the shapes of that product do not match (R^T is d2 x d1, U is d1 x r). Checked where the formula has a meaning, at
    d1 = d2 = d: there the product is another matrix than the one that occurs, U^T R R^T U.
    """
    A, B, N = matrices("A: d x r, B: d x r, N: d x d")
    residual = A @ B.T - N
    moved = {A: A - eta * (residual @ B), B: B - eta * (residual.T @ A)}
    balance = A.T @ A - B.T @ B
    printed = balance + eta**2 * (B.T @ residual.T @ residual @ B - weight * (A.T @ residual.T @ residual @ A))
    return judge.same(substitute(balance, moved), printed)


balance_after_a_step_as_printed.mutant("twice the last product", weight=2)


@claim(
    "balance.claim-B.1.identity-amended",
    du_hu_lee("Claim B.1, first display", "Claim 4.1"),
    formula=r"U_{t+1}^\top U_{t+1}-V_{t+1}^\top V_{t+1}=U_t^\top U_t-V_t^\top V_t+\eta_t^2\left(V_t^\top R_t^\top R_tV_t-U_t^\top R_tR_t^\top U_t\right)",
    amends="balance.claim-B.1.identity",
)
def balance_after_a_step(judge, sign=-1, power=2):
    """The exact change of the balance in one step, for all d1, d2, r: with R R^T in the last product. The first-order terms cancel.

    The norm bounds that the proof draws from the display are the same for both products, so Claim B.1 is not affected.
    """
    balance = U.T @ U - V.T @ V
    change = eta**power * (V.T @ R.T @ R @ V + sign * (U.T @ R @ R.T @ U))
    return judge.same(substitute(balance, STEP), balance + change)


balance_after_a_step.mutant("the sum instead of the difference", sign=1)
balance_after_a_step.mutant("first order in eta", power=1)


@claim(
    "balance.eq-13",
    du_hu_lee("equation (13)", "(4.13)"),
    formula=r"\|B_{t+1}\|\le\|B_t\|+\eta_t^2(\|V_t\|^2+\|U_t\|^2)\|R_t\|^2=\|B_t\|+2\eta_t^2(\|V_t\|^2+\|U_t\|^2)f\le\|B_t\|+2\eta_t^2\cdot10\sqrt r\|M^*\|\cdot2\|M^*\|^2",
    hypotheses=("B(t): f <= 2 |M*|^2", "C(t)"),
)
def balance_growth(judge, ten=10):
    """Every link over norms: n, n' the balance before and after, a = |U|^2, b = |V|^2, R2 = |R|^2 = 2 f, p, q = |V^T R^T R V|, |U^T R R^T U|."""
    from sympy import Eq

    n, after, p, q, a, b, R2, f, m, rho, step = reals("n after p q a b R2 f m rho step")
    where = [
        n >= 0, p >= 0, q >= 0, a >= 0, b >= 0, R2 >= 0, m > 0, rho >= 1, step > 0, after <= n + step**2 * (p + q),
        p <= b * R2, q <= a * R2, Eq(R2, 2 * f), f <= 2 * m**2, a <= 5 * rho * m, b <= 5 * rho * m,
    ]  # fmt: skip
    last = n + 2 * step**2 * ten * rho * m * 2 * m**2
    return judge.all(
        judge.holds(after <= n + step**2 * (a + b) * R2, where=where),
        judge.equal(n + step**2 * (a + b) * R2, n + 2 * step**2 * (a + b) * f, where=[Eq(R2, 2 * f)]),
        judge.holds(
            2 * (a + b) * f <= 2 * ten * rho * m * 2 * m**2,
            where=[a >= 0, b >= 0, f >= 0, m > 0, rho >= 1, f <= 2 * m**2, a <= 5 * rho * m, b <= 5 * rho * m],
        ),
        judge.equal(last - n, 4 * ten * step**2 * rho * m**3),
    )


balance_growth.mutant("5 sqrt(r) instead of 10 sqrt(r)", ten=5)


@claim(
    "balance.eq-13.norms",
    du_hu_lee("equation (13), second link", "(4.13)"),
    formula=r"\|V^\top R^\top RV\|_F\le\|V\|_F^2\|R\|_F^2",
)
def quadratic_form_norm(judge, factor=1):
    """|V^T R^T R V|_F = |(R V)^T (R V)|_F <= |R V|_F^2 <= |R|_F^2 |V|_F^2, in two submultiplicative steps, for all sizes."""
    X, Y, Z = matrices("X: d1 x r, Y: d1 x d2, Z: d2 x r")
    return judge.all(
        judge.at_most(norm2(X.T @ X), factor * norm2(X) * norm2(X)),
        judge.at_most(norm2(Y @ Z), norm2(Y) * norm2(Z)),
    )


quadratic_form_norm.mutant("half the right side", factor=HALF)


@claim(
    "balance.claim-B.1.sum",
    du_hu_lee("Claim B.1, last display", "Claim 4.1"),
    formula=r"\frac\varepsilon2+40\sqrt r\|M^*\|^3\sum_{i\le t}\frac{1}{(i+1)^2}\cdot\frac{\varepsilon/r}{100^2\|M^*\|^3}\le\varepsilon",
    hypotheses=("r >= 1", "eps > 0"),
)
def balance_sum(judge, hundred=100):
    """The accumulated balance stays below eps, with sum 1/(i+1)^2 <= 2 (telescoping: 1/k^2 <= 1/(k-1) - 1/k, k >= 2).

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
    formula=r"\frac12+\frac{40}{K^2}\cdot\frac{\pi^2}{6}\le1\iff K\ge\sqrt{40\pi^2/3}\approx11.47",
)
def smallest_denominator(judge, K="11.4715"):
    """How much room the constant 100 leaves: with the full sum pi^2/6 any K >= 11.4715 already works (r = 1)."""
    from sympy import Rational, pi

    return judge.holds(Rational(1, 2) + 40 * pi**2 / (6 * Rational(K) ** 2) <= 1)


smallest_denominator.mutant("K = 11.47", K="11.47")


@claim(
    "balance.claim-B.1",
    du_hu_lee("Claim B.1", "Claim 4.1"),
    formula=r"\mathcal B(0..t),\mathcal C(0..t)\implies\mathcal A(t+1)",
    hypotheses=("|U_0^T U_0 - V_0^T V_0|_F <= eps/2", "eta_t = sqrt(eps/r)/(100 (t+1) |M*|^(3/2))"),
)
def balance_stays_small(judge, initial=HALF):
    """The induction with an explicit invariant: after k steps the balance is at most eps/2 + (40 eps/(100^2 sqrt r)) (2 - 1/k).

    n is the balance after k steps; one more step adds at most 40 sqrt(r) m^3 eta^2 = 40 eps / (100^2 sqrt(r) (k+1)^2).
    """
    n, after, k, eps, rho = reals("n after k eps rho")
    bound = lambda j: initial * eps + Fraction(40, 10**4) * eps / rho * (2 - Fraction(1) / j)  # noqa: E731
    where = [k >= 1, eps > 0, rho >= 1, n <= bound(k), after <= n + Fraction(40, 10**4) * eps / (rho * (k + 1) ** 2)]
    return judge.all(
        judge.holds(initial * eps + Fraction(40, 10**4) * eps / rho <= bound(1), where=[eps > 0, rho >= 1]),
        judge.holds(after <= bound(k + 1), where=where),
        judge.holds(bound(k) <= eps, where=[k >= 1, eps > 0, rho >= 1]),
    )


balance_stays_small.mutant("the initial balance at eps", initial=Fraction(1))


@claim(
    "balance.claim-B.2.norm",
    du_hu_lee("Claim B.2", "Claim 4.2"),
    formula=r"\|U_{t+1}\|^2\le2\|U_t\|^2+2\eta_t^2\|R_t\|^2\|V_t\|^2\le10\sqrt r\|M^*\|+\frac{\varepsilon}{100}\le11\sqrt r\|M^*\|",
    hypotheses=("B(t)", "C(t)", "eps < |M*|_F", "r >= 1"),
)
def next_iterate_norm(judge, eleven=11):
    """The bound on the next iterate link by link (a = |U_t|^2, b = |V_t|^2, R2 = |R_t|^2 <= 4 m^2, k = t + 1, eta^2 = eps/(10^4 r k^2 m^3))."""
    a, b, R2, m, eps, rho, k, next2, step2 = reals("a b R2 m eps rho k next2 step2")
    sizes = [a >= 0, b >= 0, R2 >= 0, m > 0, eps > 0, rho >= 1, k >= 1, eps < m, a <= 5 * rho * m, b <= 5 * rho * m, 4 * m**2 >= R2]
    added = 2 * (eps / rho**2) / (10**4 * k**2 * m**3) * 4 * m**2 * 5 * rho * m
    return judge.all(
        judge.holds(
            2 * a + 2 * step2 * R2 * b <= 10 * rho * m + 2 * step2 * 4 * m**2 * 5 * rho * m,
            where=[step2 >= 0, *sizes[:5], rho >= 1, a <= 5 * rho * m, b <= 5 * rho * m, 4 * m**2 >= R2],
        ),
        judge.holds(added <= eps / 100, where=[m > 0, eps > 0, rho >= 1, k >= 1]),
        judge.holds(10 * rho * m + eps / 100 <= eleven * rho * m, where=[m > 0, eps > 0, rho >= 1, eps < m]),
    )


next_iterate_norm.mutant("10 sqrt(r) |M*|", eleven=10)


@claim(
    "balance.claim-B.2.norm-first",
    du_hu_lee("Claim B.2, first link", "Claim 4.2"),
    formula=r"\|U-\eta RV\|_F^2\le2\|U\|_F^2+2\eta^2\|RV\|_F^2",
)
def parallelogram_bound(judge, two=2):
    """|X - Y|^2 <= 2 |X|^2 + 2 |Y|^2, for all sizes: the difference of the sides is |X + Y|^2."""
    X, Y = matrices("X: d1 x r, Y: d1 x r")
    return judge.at_most(norm2(X - Y), two * norm2(X) + two * norm2(Y))


parallelogram_bound.mutant("without the factor 2", two=1)


@claim(
    "balance.claim-B.2.beta",
    du_hu_lee("Claim B.2", "Claim 4.2"),
    formula=r"\eta_t=\frac{\sqrt{\varepsilon/r}}{100(t+1)\|M^*\|^{3/2}}<\frac{1}{(66\sqrt r+2)\|M^*\|}=\frac1\beta",
    hypotheses=("0 < eps < |M*|_F", "r >= 1", "t >= 0"),
)
def step_below_inverse_smoothness(judge, hundred=100):
    """eta_t < 1/beta with beta = (66 sqrt r + 2)|M*|, the constant of Lemma B.1 at c = 11 sqrt r; squared to avoid the roots.

    eta^2 beta^2 = eps (66 rho + 2)^2 / (10^4 rho^2 k^2 m) < 1 for rho = sqrt r >= 1, k = t + 1 >= 1.
    """
    eps, m, rho, k, c = reals("eps m rho k c")
    squared = eps * (66 * rho + 2) ** 2 / (hundred**2 * rho**2 * k**2 * m)
    return judge.all(
        judge.equal((6 * c + 2) * m, (66 * rho + 2) * m, where=[_eq(c, 11 * rho)]),
        judge.holds(squared < 1, where=[eps > 0, eps < m, rho >= 1, k >= 1]),
    )


step_below_inverse_smoothness.mutant("67 instead of 100 in the step size", hundred=67)


def _eq(left, right):
    from sympy import Eq

    return Eq(left, right)


@claim(
    "balance.eq-14",
    du_hu_lee("equation (14)", "(4.14)"),
    formula=r"f_{t+1}\le f_t-\eta_t\|\nabla f_t\|^2+\tfrac\beta2\eta_t^2\|\nabla f_t\|^2\le f_t-\tfrac{\eta_t}2\|\nabla f_t\|^2",
    hypotheses=("f beta-smooth on the segment between the iterates (the set S is convex)", "0 < eta_t <= 1/beta"),
)
def descent_step(judge, limit=1):
    """The descent lemma along the segment, then eta <= 1/beta.

    Smoothness on the segment means phi'' <= beta d^2 for phi(s) = f(W + s (W' - W)), d = |W' - W|; Taylor with the integral remainder
    gives f' <= f + slope + beta d^2/2, here with slope = -eta G, d^2 = eta^2 G, G = |grad f|^2.
    """
    f0, f1, G, beta, step = reals("f0 f1 G beta step")
    where = [G >= 0, beta > 0, step > 0, step * beta <= limit, f1 <= f0 - step * G + beta / 2 * step**2 * G]
    return judge.holds(f1 <= f0 - step / 2 * G, where=where)


descent_step.mutant("eta up to 1.1/beta", limit=Fraction(11, 10))


@claim(
    "balance.eq-14.slope",
    du_hu_lee("equation (14), second line", "(4.14)"),
    formula=r"\langle\nabla f,W_{t+1}-W_t\rangle=-\eta_t\|\nabla f\|_F^2,\qquad\|W_{t+1}-W_t\|_F^2=\eta_t^2\|\nabla f\|_F^2",
)
def slope_of_the_step(judge, power=2):
    """The two inner products that enter the descent lemma, for the step (9)."""
    GU, GV = R @ V, R.T @ U
    gradient2 = norm2(GU) + norm2(GV)
    moved_u, moved_v = STEP[U] - U, STEP[V] - V
    return judge.all(
        judge.same(inner(GU, moved_u) + inner(GV, moved_v), -1 * eta * gradient2),
        judge.same(norm2(moved_u) + norm2(moved_v), eta**power * gradient2),
    )


slope_of_the_step.mutant("first power of eta", power=1)


@claim(
    "balance.claim-B.2",
    du_hu_lee("Claim B.2", "Claim 4.2"),
    formula=r"\mathcal B(0..t),\mathcal C(t)\implies\mathcal B(t+1)",
)
def loss_keeps_decreasing(judge, two=2):
    """f_{t+1} <= f_t <= 2 |M*|^2: (14) with eta > 0, on the convex set where Lemma B.1 holds with c = 11 sqrt r.

    The segment between the iterates stays in that set: a norm along it is at most the larger end (u, w ends, s in [0, 1], z^2 <= mixture).
    """
    f0, f1, G, step, m = reals("f0 f1 G step m")
    u2, w2, z2, s, bound = reals("u2 w2 z2 s bound")
    decreasing = judge.holds(f1 <= two * m**2, where=[G >= 0, step > 0, m > 0, f0 <= 2 * m**2, f1 <= f0 - step / 2 * G])
    convex = judge.holds(z2 <= bound, where=[s >= 0, s <= 1, u2 <= bound, w2 <= bound, z2 <= (1 - s) * u2 + s * w2])
    return judge.all(decreasing, convex)


loss_keeps_decreasing.mutant("below 1.9 |M*|^2", two=Fraction(19, 10))


@claim(
    "balance.claim-B.3.residual",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    formula=r"\tfrac12\|U_tV_t^\top-M^*\|^2\le2\|M^*\|^2\implies\|U_tV_t^\top\|\le3\|M^*\|",
)
def product_bound(judge, three=3):
    """Triangle inequality: p = |U V^T| <= |R| + |M*| with |R| <= 2 |M*|."""
    p, R2, m = reals("p residual m")
    return judge.holds(p <= three * m, where=[R2 >= 0, m >= 0, 2 * m**2 >= R2**2 / 2, p <= R2 + m])


product_bound.mutant("2.9 |M*|", three=Fraction(29, 10))


@claim(
    "balance.eq-15",
    du_hu_lee("equation (15)", "(4.15)"),
    formula=r"\|UV^\top\|\le3\|M^*\|,\ \|U^\top U-V^\top V\|\le\varepsilon\implies\|U\|^2,\|V\|^2\le5\sqrt r\|M^*\|",
    hypotheses=("eps < |M*|_F", "r >= 1"),
)
def bounded_iterates(judge, five=5):
    """Bounded product and near balance bound the factors, without an SVD.

    |U^T U|^2 + |V^T V|^2 = |U^T U - V^T V|^2 + 2 |U V^T|^2 (`.identity`) and |U|_F^4 <= r |U^T U|_F^2 (`.trace`); a = |U|^2, x, y = |U^T U|, |V^T V|.
    """
    from sympy import Eq

    a, x, y, n, p, m, eps, rho = reals("a x y n p m eps rho")
    where = [
        a >= 0, x >= 0, y >= 0, n >= 0, p >= 0, m > 0, eps > 0, eps < m, rho >= 1,
        p <= 3 * m, n <= eps, Eq(x**2 + y**2, n**2 + 2 * p**2), a <= rho * x,
    ]  # fmt: skip
    square = judge.holds(x**2 <= 19 * m**2, where=where)
    return judge.all(square, judge.holds(a <= five * rho * m, where=[*where[:9], a <= rho * x, x**2 <= 19 * m**2]))


bounded_iterates.mutant("4 sqrt(r) |M*|", five=4)


@claim(
    "balance.eq-15.identity",
    du_hu_lee("equation (15)", "(4.15)"),
    formula=r"\|U^\top U-V^\top V\|^2+2\|UV^\top\|^2=\|U^\top U\|^2+\|V^\top V\|^2",
)
def gram_identity(judge, two=2):
    """The identity behind (15), for all sizes; it replaces the singular value decomposition."""
    return judge.same(norm2(U.T @ U - V.T @ V) + two * norm2(U @ V.T), norm2(U.T @ U) + norm2(V.T @ V))


gram_identity.mutant("without the factor 2", two=1)


@claim(
    "balance.eq-15.trace",
    du_hu_lee("equation (15)", "(4.15)"),
    formula=r"\|U\|_F^4\le r\,\|U^\top U\|_F^2",
)
def trace_cauchy_schwarz(judge, factor=1):
    """Cauchy-Schwarz between I_r and U^T U: tr(U^T U)^2 <= tr(I_r) |U^T U|^2."""
    return judge.at_most(tr(U.T @ U) * tr(U.T @ U), factor * tr(eye("r")) * norm2(U.T @ U))


trace_cauchy_schwarz.mutant("half the right side", factor=HALF)


@claim(
    "balance.eq-15.sharp",
    du_hu_lee("equation (15)", "(4.15)"),
    formula=r"\|U\|_F^2\le\sqrt{\tfrac{1+\sqrt{37}}{2}\cdot\tfrac{1+\sqrt{37}}{2}\,r}\ \|M^*\|_F",
    hypotheses=("eps <= |M*|_F", "r >= 1"),
)
def sharper_bound(judge, constant=None):
    """The sharp constant is (1 + sqrt 37)/2 = 3.541... instead of 5: with x = |U^T U|, y = |V^T V|, p <= sqrt(x y) and x - y <= eps.

    Then x <= y + eps and x^2 + y^2 <= eps^2 + 18 m^2 give x (x - eps) <= 9 m^2 at the extreme.
    """
    from sympy import Eq, Rational, sqrt

    x, y, n, p, m = reals("x y n p m")
    value = (1 + sqrt(37)) / 2 if constant is None else Rational(constant)
    where = [x >= 0, y >= 0, n >= 0, p >= 0, m > 0, p <= 3 * m, n <= m, Eq(x**2 + y**2, n**2 + 2 * p**2), x - y <= n]
    return judge.holds(x <= value * m, where=where)


sharper_bound.mutant("3.54", constant="3.54")


@claim(
    "balance.eq-15.attained",
    du_hu_lee("equation (15)", "(4.15)"),
    formula=r"u^2-v^2=m,\ uv=3m\implies u^2=\tfrac{1+\sqrt{37}}2m",
    hypotheses=("d1 = d2 = r = 1, eps = |M*|",),
)
def sharp_bound_attained(judge, three=3):
    """Scalars attain it: u^2 - v^2 = m and u v = 3 m give u^2 = (1 + sqrt 37) m/2."""
    from sympy import Eq, sqrt

    u2, v2, m = reals("u2 v2 m")
    return judge.equal(u2, (1 + sqrt(37)) / 2 * m, where=[m > 0, u2 >= 0, v2 >= 0, Eq(u2 - v2, m), Eq(u2 * v2, (three * m) ** 2)])


sharp_bound_attained.mutant("product 2 m", three=2)


@claim(
    "balance.eq-15.proof.1",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    formula=r"\|UV^\top\|_F=\|\Phi\Sigma\Psi^\top V^\top\|_F=\|\Sigma\tilde V^\top\|_F,\quad\|\Sigma\tilde V^\top\|_F^2=\sum_i\sigma_i^2\|\tilde V[:,i]\|^2",
    hypotheses=("U = Phi Sigma Psi^T, Phi and Psi orthogonal", "V~ = V Psi"),
)
def product_in_singular_basis(judge, orthogonal=True):
    """|U V^T| = |Sigma V~^T| with V~ = V Psi, and row i of Sigma V~^T is sigma_i times column i of V~ (S: the square diagonal part)."""
    from steepest.proofs.matrix import diagonal, selector

    Phi, Sigma, Psi, W = matrices("Phi: d1 x d1, Sigma: d1 x r, Psi: r x r, W: d2 x r")
    rules = [(Phi.T @ Phi, eye("d1")), (Psi.T @ Psi, eye("r")), (Psi @ Psi.T, eye("r"))] if orthogonal else []
    product = (Phi @ Sigma @ Psi.T) @ V.T
    S, P = diagonal("S: r x r"), selector("P: r x r")
    return judge.all(
        judge.same(norm2(product), norm2(Sigma @ (V @ Psi).T), rules=rules),
        judge.same(norm2(P @ S @ W.T), tr(P @ S @ S @ W.T @ W)),
    )


product_in_singular_basis.mutant("factors not orthogonal", orthogonal=False)


@claim(
    "balance.eq-15.proof.2",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    formula=r"\|U^\top U-V^\top V\|_F=\|\Sigma^\top\Sigma-\tilde V^\top\tilde V\|_F\ge\sqrt{\textstyle\sum_i(\sigma_i^2-\|\tilde V[:,i]\|^2)^2}",
)
def balance_in_singular_basis(judge, orthogonal=True):
    """Orthogonal invariance, then dropping the off-diagonal entries: |X|^2 >= |P X P|^2 + |(I - P) X (I - P)|^2 for every selector P."""
    from steepest.proofs.matrix import selector

    Phi, Sigma, Psi = matrices("Phi: d1 x d1, Sigma: d1 x r, Psi: r x r")
    rules = [(Phi.T @ Phi, eye("d1")), (Psi.T @ Psi, eye("r")), (Psi @ Psi.T, eye("r"))] if orthogonal else []
    product = Phi @ Sigma @ Psi.T
    Vt = V @ Psi
    (X,) = matrices("X: r x r")
    P = selector("P: r x r")
    rest = eye("r") - P
    return judge.all(
        judge.same(norm2(product.T @ product - V.T @ V), norm2(Sigma.T @ Sigma - Vt.T @ Vt), rules=rules),
        judge.at_most(norm2(P @ X @ P) + norm2(rest @ X @ rest), norm2(X)),
    )


balance_in_singular_basis.mutant("factors not orthogonal", orthogonal=False)


@claim(
    "balance.eq-15.proof.3",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    formula=r"\sum\sigma_i^4\le\sum(\sigma_i^4+\|\tilde V_i\|^4)=\sum(\sigma_i^2-\|\tilde V_i\|^2)^2+2\sum\sigma_i^2\|\tilde V_i\|^2\le\varepsilon^2+2(3\|M^*\|)^2\le19\|M^*\|^2",
)
def fourth_powers(judge, nineteen=19):
    """Term by term (s = sigma_i^2, v = |V~_i|^2), then the sums (X = sum s^2, D = sum (s - v)^2, P = sum s v)."""
    s, v, X, D, P, m, eps = reals("s v X D P m eps")
    return judge.all(
        judge.holds(s**2 <= s**2 + v**2),
        judge.equal(s**2 + v**2, (s - v) ** 2 + 2 * s * v),
        judge.holds(eps**2 + 2 * (3 * m) ** 2 >= X, where=[X <= D + 2 * P, eps**2 >= D, (3 * m) ** 2 >= P]),
        judge.holds(eps**2 + 2 * (3 * m) ** 2 <= nineteen * m**2, where=[eps > 0, m > 0, eps < m]),
    )


fourth_powers.mutant("18 |M*|^2", nineteen=18)


@claim(
    "balance.eq-15.proof.4",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    formula=r"\|U\|_F^2=\sum\sigma_i^2\le\sqrt{r\sum\sigma_i^4}\le\sqrt{19r}\,\|M^*\|_F\le5\sqrt r\,\|M^*\|_F",
)
def norm_from_fourth_powers(judge, five=5):
    """Cauchy-Schwarz over r terms, then sqrt(19) <= 5 (a = sum sigma_i^2, X = sum sigma_i^4, rho = sqrt r)."""
    from sympy import sqrt

    a, X, m, rho = reals("a X m rho")
    where = [a >= 0, X >= 0, m > 0, rho >= 1, a**2 <= rho**2 * X, 19 * m**2 >= X]
    return judge.all(
        judge.holds(a <= sqrt(19) * rho * m, where=where),
        judge.holds(sqrt(19) * rho * m <= five * rho * m, where=[m > 0, rho >= 1]),
    )


norm_from_fourth_powers.mutant("4 sqrt(r)", five=4)


@claim(
    "balance.eq-15.proof.4-as-printed",
    du_hu_lee("Claim B.3, last display"),
    formula=r"\sqrt{r\cdot19\|M^*\|_F^2}\le5\sqrt r\,\|M^*\|_F^2",
)
def last_display_as_printed(judge, five=5):
    """The last display as printed, with |M*|^2 at the end: false when |M*| < sqrt(19)/5 (the two sides scale differently)."""
    from sympy import sqrt

    m, rho = reals("m rho")
    return judge.holds(sqrt(19) * rho * m <= five * rho * m**2, where=[m > 0, rho >= 1])


last_display_as_printed.mutant("50 instead of 5", five=50)


@claim(
    "balance.eq-15.proof.4-as-printed-amended",
    du_hu_lee("Claim B.3, last display"),
    formula=r"\sqrt{r\cdot19\|M^*\|_F^2}\le5\sqrt r\,\|M^*\|_F",
    amends="balance.eq-15.proof.4-as-printed",
)
def last_display_amended(judge, five=5):
    """With the first power of |M*| both sides scale alike and the display holds."""
    from sympy import sqrt

    m, rho = reals("m rho")
    return judge.holds(sqrt(19) * rho * m <= five * rho * m, where=[m > 0, rho >= 1])


last_display_amended.mutant("4 instead of 5", five=4)


@claim(
    "balance.claim-B.3",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    formula=r"\mathcal A(t),\mathcal B(t)\implies\mathcal C(t)",
)
def iterates_stay_bounded(judge, five=5):
    """(15) applied to the iterate: a nonincreasing loss bounds the product, the product and the balance bound the factors."""
    from sympy import Eq

    a, x, y, n, p, R1, m, eps, rho = reals("a x y n p R1 m eps rho")
    start = [R1 >= 0, m > 0, 2 * m**2 >= R1**2 / 2, p <= R1 + m]
    return judge.all(
        judge.holds(p <= 3 * m, where=start),
        judge.holds(
            x**2 <= 19 * m**2, where=[m > 0, p >= 0, p <= 3 * m, n >= 0, n <= eps, eps < m, Eq(x**2 + y**2, n**2 + 2 * p**2)]
        ),
        judge.holds(a <= five * rho * m, where=[m > 0, x >= 0, rho >= 1, x**2 <= 19 * m**2, a <= rho * x]),
    )


iterates_stay_bounded.mutant("4 sqrt(r) |M*|", five=4)


@claim(
    "balance.lem-3.1",
    du_hu_lee("Lemma 3.1", "Lemma 4.1"),
    formula=r"\mathcal A(t),\mathcal B(t),\mathcal C(t)\ \text{for all}\ t",
    hypotheses=("|U_0|^2, |V_0|^2 <= eps", "|U_0^T U_0 - V_0^T V_0| <= eps/2", "0 < eps < |M*|", "the printed step sizes"),
)
def lemma_3_1(judge, rate=Fraction(40, 10**4)):
    """All three properties at every step, from the initial bounds: the base case and the three implications, composed.

    One induction step over the norms, with the invariant of Claim B.1 in the place of A(t). The probability of the initial bounds is
    `balance.lem-3.1-proof.base-probability`.
    """
    from sympy import And, Eq

    n, n1, k, eps, rho, m, f0, f1, G, step, a1, x1, y1, p1 = reals("n n1 k eps rho m f0 f1 G step a1 x1 y1 p1")
    bound = lambda j: eps / 2 + rate * eps / rho * (2 - Fraction(1) / j)  # noqa: E731
    sizes = [k >= 1, eps > 0, eps < m, rho >= 1, m > 0]
    return judge.all(
        judge.holds(
            And(n1 <= bound(k + 1), n1 <= eps),
            where=[*sizes, n <= bound(k), n1 <= n + Fraction(40, 10**4) * eps / (rho * (k + 1) ** 2)],
        ),
        judge.holds(f1 <= 2 * m**2, where=[m > 0, G >= 0, step > 0, f0 <= 2 * m**2, f1 <= f0 - step / 2 * G]),
        judge.holds(
            x1**2 <= 19 * m**2,
            where=[m > 0, p1 >= 0, p1 <= 3 * m, n1 >= 0, n1 <= eps, eps < m, Eq(x1**2 + y1**2, n1**2 + 2 * p1**2)],
        ),
        judge.holds(a1 <= 5 * rho * m, where=[m > 0, x1 >= 0, rho >= 1, x1**2 <= 19 * m**2, a1 <= rho * x1]),
    )


lemma_3_1.mutant("an invariant that grows too slowly", rate=Fraction(20, 10**4))
lemma_3_1.mutant("an invariant that exceeds eps", rate=Fraction(1, 2))


@lemma_3_1.mutant
def without_near_balance(judge):
    """A(t) dropped: a bounded product alone does not bound the factors (u large, v = 1/u)."""
    from sympy import Eq

    x, y, n, p, m = reals("x y n p m")
    return judge.holds(x**2 <= 19 * m**2, where=[m > 0, p >= 0, p <= 3 * m, n >= 0, Eq(x**2 + y**2, n**2 + 2 * p**2)])


@claim(
    "balance.lem-3.1-proof.base-probability",
    du_hu_lee("Appendix B.1", "Section 4.7.1"),
    formula=r"\text{variance}\ \frac{\varepsilon}{100d^2}:\quad\Pr\left[\|U_0\|_F^2+\|V_0\|_F^2\le\tfrac\varepsilon2\right]\ge1-e^{-10n},\ n=(d_1+d_2)r",
    hypotheses=("entries of U_0, V_0 independent N(0, eps/(100 d^2))", "r <= min(d1, d2), d = max(d1, d2)"),
)
def initial_bounds_hold(judge, hundred=100):
    """An explicit poly(d): with variance eps/(100 d^2) all three initial bounds hold with probability at least 1 - exp(-10 (d1+d2) r) >= 1 - exp(-20).

    (|U_0|^2 + |V_0|^2)/variance is chi-square with n = (d1+d2) r <= 2 d^2 degrees of freedom; eps/2 is 50 d^2 >= 25 n variances. Chernoff with
    E exp(z^2 s) = (1 - 2 s)^(-1/2) at s = 12/25: P(chi^2_n >= 25 n) <= exp(n (log(25)/2 - 12)) <= exp(-10 n). The sum bounds the balance:
    |U^T U - V^T V| <= |U|^2 + |V|^2.
    """
    from sympy import log

    d, d1, d2, r, eps, n = reals("d d1 d2 r eps n")
    sizes = [r >= 1, d1 >= r, d2 >= r, d >= d1, d >= d2, eps > 0, n * 1 <= (d1 + d2) * r]
    b, x, y, p, q = reals("b x y p q")
    return judge.all(
        judge.holds(25 * n * eps / (hundred * d**2) <= eps / 2, where=sizes),
        judge.holds(log(25) / 2 - 12 <= -10),
        judge.holds(b <= x + y, where=[b <= p + q, p <= x, q <= y]),
    )


initial_bounds_hold.mutant("variance eps/(99 d^2)", hundred=99)
