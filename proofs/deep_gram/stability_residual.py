"""Lemma 3.11: small movements of all weights of a residual network move the Gram matrix of the last
layer little.

The letters are those of `stability`.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import chapter_3, holds, positive

RES = "Lemma 3.11 and its proof"


@claim(
    "deep.lem-3.11",
    chapter_3("Lemma 3.11"),
    formula=r"R\le\frac{\lambda_0H^2}{4nc_{res}^2S},\ "
    r"R\le\min\{c_{x,0}/c_x,a_{2,0},c_{w,0}\}\implies\|G^{(H)}(k)-G^{(H)}(0)\|\le\frac{\lambda_0}4",
    hypotheses=(
        "S = 3 c_x0 c_x L^2 a_20^2 + 2 beta c_x0^2 a_40^2 (2 c_x c_w0 + c_x0) L + 12 L^2 "
        "c_x0^2 a_20",
        "c_x = (sqrt(c_sigma) L + c_x0/c_w0) e^(2 c_res c_w0 L), |x(k) - x(0)| <= c_x R",
    ),
    missing=(
        "the letters stand for norms and sums over the neurons",
        "the norm by the largest entry",
    ),
)
def stability_res(judge, factor=3):
    """The three terms of the residual network and their sum, with the explicit constant; the second
    one as in deep.lem-3.11.z-amended.
    """
    X, L, A, B, R, beta, cx, w, move, n, H, kappa, lam, m = reals(
        "X L A B R beta c_x w change n H c_res lambda_0 root_m"
    )
    base = positive(X, L, A, B, R, beta, cx, w, m)
    D = cx * R
    one = holds(judge, (D * (X + D) + X * D, "<=", factor * X * cx * R), [*base, (cx * R, "<=", X)])
    two = holds(
        judge,
        (X**2 / m**2 * L * beta * move, "<=", 2 * beta * X**2 * B**2 * (2 * cx * w + X) * L * R),
        [*base, (move, "<=", 2 * B**2 * m * (2 * w * m * D + m * R * X))],
    )
    three = holds(
        judge,
        (4 * X**2 * L**2 * R * (2 * A + R), "<=", 12 * L**2 * X**2 * A * R),
        [*base, (R, "<=", A)],
    )
    S, total = reals("S total")
    where = [
        *positive(n, H, kappa, lam, R, S),
        (4 * n * kappa**2 * S * R, "<=", lam * H**2),
        (total, "<=", n * kappa**2 / H**2 * S * R),
    ]
    return judge.all(one, two, three, holds(judge, (total, "<=", lam / 4), where))


stability_res.mutant("5/2 in the first term", factor=Fraction("5/2"))


@claim(
    "deep.lem-3.11.z",
    chapter_3(RES),
    formula=r"\sum_r|z_{i,r}(k)-z_{i,r}(0)|^2\le(2c_xc_{w,0}+c_{x,0})^2L^2mR^2",
    hypotheses=(
        "c_x = (sqrt(c_sigma) L + c_x0/c_w0) e^(2 c_res c_w0 L), c_w0 = 2, c_x0 = 2, c_sigma = 1",
        "the perturbation changes W^(H) alone, along x^(H-1)(0) of norm c_x0: the left side "
        "is m R^2 c_x0^2",
    ),
    case=True,
)
def preactivations_as_printed(judge, extra=1):
    """The factor L^2 does not belong there: z = W x has not passed the activation. False for L <
    1/4, e.g. sigma = 1 + sin(z/10).
    """
    from sympy import exp

    L, kappa = reals("L c_res")
    cx = (L + 1) * exp(4 * kappa * L)
    return holds(
        judge, (4, "<=", extra * (4 * cx + 2) ** 2 * L**2), [*positive(L, kappa), (kappa, "<", 1)]
    )


preactivations_as_printed.mutant("twice the square", extra=2)
