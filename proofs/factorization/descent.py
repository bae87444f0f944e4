"""Claim B.2 (Du, Hu, Lee 2018): the loss decreases at every step of gradient descent, B(t) of Lemma
3.1. Names as in `drift`.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.balancedness import NORMS, du_hu_lee
from steepest.proofs.engine.matrix import inner, matrices, norm2

from .drift import STEP, R, U, V, eta


@claim(
    "balance.claim-B.2.norm",
    du_hu_lee("Claim B.2", "Claim 4.2"),
    formula=r"\|U_{t+1}\|^2\le2\|U_t\|^2+2\eta_t^2\|R_t\|^2\|V_t\|^2\le10\sqrt "
    r"r\|M^*\|+\frac{\varepsilon}{100}\le11\sqrt r\|M^*\|",
    hypotheses=("B(t)", "C(t)", "eps < |M*|_F", "r >= 1"),
    missing=(NORMS,),
)
def next_iterate_norm(judge, eleven=11):
    """The bound on the next iterate link by link (a = |U_t|^2, b = |V_t|^2, R2 = |R_t|^2 <= 4 m^2,
    k = t + 1, eta^2 = eps/(10^4 r k^2 m^3)).
    """
    a, b, R2, m, eps, rho, k, next2, step2 = reals("a b R2 m eps rho k next2 step2")
    sizes = [
        a >= 0,
        b >= 0,
        R2 >= 0,
        m > 0,
        eps > 0,
        rho >= 1,
        k >= 1,
        eps < m,
        a <= 5 * rho * m,
        b <= 5 * rho * m,
        4 * m**2 >= R2,
    ]
    added = 2 * (eps / rho**2) / (10**4 * k**2 * m**3) * 4 * m**2 * 5 * rho * m
    return judge.all(
        judge.holds(
            2 * a + 2 * step2 * R2 * b <= 10 * rho * m + 2 * step2 * 4 * m**2 * 5 * rho * m,
            where=[
                step2 >= 0,
                *sizes[:5],
                rho >= 1,
                a <= 5 * rho * m,
                b <= 5 * rho * m,
                4 * m**2 >= R2,
            ],
        ),
        judge.holds(added <= eps / 100, where=[m > 0, eps > 0, rho >= 1, k >= 1]),
        judge.holds(
            10 * rho * m + eps / 100 <= eleven * rho * m, where=[m > 0, eps > 0, rho >= 1, eps < m]
        ),
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
    formula=r"\eta_t=\frac{\sqrt{\varepsilon/r}}{100(t+1)\|M^*\|^{3/2}}<\frac{1}{(66\sqrt "
    r"r+2)\|M^*\|}=\frac1\beta",
    hypotheses=("0 < eps < |M*|_F", "r >= 1", "t >= 0"),
    missing=("from the squares to the numbers: m and rho stand for |M*| and sqrt(r)",),
)
def step_below_inverse_smoothness(judge, hundred=100):
    """eta_t < 1/beta with beta = (66 sqrt r + 2)|M*|, the constant of Lemma B.1 at c = 11 sqrt r;
    squared to avoid the roots.

    eta^2 beta^2 = eps (66 rho + 2)^2 / (10^4 rho^2 k^2 m) < 1 for rho = sqrt r >= 1, k = t + 1 >=
    1.
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
    formula=r"f_{t+1}\le f_t-\eta_t\|\nabla f_t\|^2+\tfrac\beta2\eta_t^2\|\nabla f_t\|^2\le "
    r"f_t-\tfrac{\eta_t}2\|\nabla f_t\|^2",
    hypotheses=(
        "f beta-smooth on the segment between the iterates (the set S is convex)",
        "0 < eta_t <= 1/beta",
    ),
    missing=(
        NORMS,
        "Taylor's formula along the segment: the first inequality is a premise",
    ),
)
def descent_step(judge, limit=1):
    """The descent lemma along the segment, then eta <= 1/beta.

    Smoothness on the segment means phi'' <= beta d^2 for phi(s) = f(W + s (W' - W)), d = |W' - W|;
    Taylor with the integral remainder gives f' <= f + slope + beta d^2/2, here with slope = -eta G,
    d^2 = eta^2 G, G = |grad f|^2.
    """
    f0, f1, G, beta, step = reals("f0 f1 G beta step")
    where = [
        G >= 0,
        beta > 0,
        step > 0,
        step * beta <= limit,
        f1 <= f0 - step * G + beta / 2 * step**2 * G,
    ]
    return judge.holds(f1 <= f0 - step / 2 * G, where=where)


descent_step.mutant("eta up to 1.1/beta", limit=Fraction(11, 10))


@claim(
    "balance.eq-14.slope",
    du_hu_lee("equation (14), second line", "(4.14)"),
    formula=r"\langle\nabla f,W_{t+1}-W_t\rangle=-\eta_t\|\nabla "
    r"f\|_F^2,\qquad\|W_{t+1}-W_t\|_F^2=\eta_t^2\|\nabla f\|_F^2",
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
    missing=(
        NORMS,
        "the descent (14) is a premise",
        "a norm along the segment is at most its larger end, by convexity",
        "induction over t: one step is decided",
    ),
)
def loss_keeps_decreasing(judge, two=2):
    """f_{t+1} <= f_t <= 2 |M*|^2: (14) with eta > 0, on the convex set where Lemma B.1 holds with c
    = 11 sqrt r.

    The segment between the iterates stays in that set: a norm along it is at most the larger end
    (u, w ends, s in [0, 1], z^2 <= mixture).
    """
    f0, f1, G, step, m = reals("f0 f1 G step m")
    u2, w2, z2, s, bound = reals("u2 w2 z2 s bound")
    decreasing = judge.holds(
        f1 <= two * m**2, where=[G >= 0, step > 0, m > 0, f0 <= 2 * m**2, f1 <= f0 - step / 2 * G]
    )
    convex = judge.holds(
        z2 <= bound, where=[s >= 0, s <= 1, u2 <= bound, w2 <= bound, z2 <= (1 - s) * u2 + s * w2]
    )
    return judge.all(decreasing, convex)


loss_keeps_decreasing.mutant("below 1.9 |M*|^2", two=Fraction(19, 10))
