"""Theorem 6.1 with every constant: the residual network, activations near softplus.

The constants at initialization are those of `explicit`, and so is the way of concentration.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import chapter_3, every, holds, number, positive
from .initialization import root


@claim(
    "deep.lem-3.13.sum",
    chapter_3("Lemma 3.13"),
    formula=r"S=4c_{res}c_{x,0}a_{2,0}eL\,S_\alpha+2\sqrt{c_\sigma}La_{2,0}e\,S_\alpha+c_x,\quad "
    r"S_\alpha=\frac{c_x}{2c_{x,0}}+\frac1{2a_{2,0}}+\frac{2\beta Z}L+c_{res}(4c_{w,0}\beta "
    r"Z+L),\ Z=c_{x,0}+c_{w,0}c_x",
    hypotheses=(
        "the S of deep.lem-3.13.smaller-step; blocks move by eta Q'', m >= 1, e = e^(2 c_res "
        "c_w0 L)",
        "relative changes of the factors: features, output vector, J^(h), and at most H "
        "factors I + (c_res/(H sqrt m)) J W (deep.lem-3.26, deep.lem-3.13-s1)",
    ),
    missing=(
        "the relative changes of a product add up (deep.lem-3.26)",
        "total stands for the sum over the blocks, a premise",
    ),
)
def sum_of_the_changes(judge, scale=1):
    """The relative changes add up to at most eta Q'' S_alpha, for every depth; times the sizes of
    the three kinds of blocks.
    """
    X, A, L, beta, w, cx, kappa, H, m, Z = reals("X A L beta w c_x c_res H root_m Z")
    base = [*positive(X, A, L, beta, w, cx, kappa, Z), (H, ">=", 1), (m, ">=", 1)]
    # |dJ| |W| + |J| |dW|, the norms of the factor being at least 1
    one_factor = kappa / (H * m) * (2 * beta * Z * 2 * w * m + L)
    factors = holds(judge, (H * one_factor, "<=", kappa * (4 * w * beta * Z + L)), base)
    rest = every(
        judge, [(cx / (2 * X * m), "<=", cx / (2 * X)), (1 / (2 * A * m), "<=", 1 / (2 * A))], base
    )
    e, c, S, total = reals("e c S_alpha total")
    blocks = holds(
        judge,
        (total, "<=", scale * (4 * kappa * X * A * e * L * S + 2 * c * L * A * e * S + cx)),
        [
            *base,
            *positive(e, c, S),
            (H, ">=", 2),
            (
                total,
                "<=",
                (H - 1) * (kappa / (H * m) * 2 * X * 2 * A * m * e * L * S)
                + c / m * 2 * A * m * e * L * S
                + cx / m,
            ),
        ],
    )
    return judge.all(factors, rest, blocks)


sum_of_the_changes.mutant("a third of it", scale=Fraction("1/3"))


@claim(
    "deep.lem-3.1.softplus",
    chapter_3("Lemma 3.1"),
    formula=r"|c_\sigma E\sigma(\alpha z)^2-1|\le\tfrac9{10}|\alpha^2-1|\ "
    r"(\alpha^2\le\tfrac32),\quad g_{9/10}(H)\le10\text{ for every }H\quad\text{(softplus)}",
    hypotheses=(
        "d/d(alpha^2) E sigma(alpha z)^2 = E[sigma'^2 + sigma sigma''](alpha z)",
        "sigma' = (1 + tanh(t/2))/2, sigma'' <= 1/4, (sigma(t) + sigma(-t))/2 = log(2 "
        "cosh(t/2)), c_sigma <= 1/(log^2 2 + 1/4) (deep.eq-4.softplus)",
    ),
    missing=(
        "expectations: differentiation under the mean, E sigma'^2 and E sigma from "
        "pointwise bounds",
        "the integral over alpha^2, and induction for g",
    ),
)
def softplus_features(judge, limit="9/10"):
    """For softplus the constant C of Lemma 3.1 may be taken below 1: the normalization needs no
    width exponential in the depth.

    E sigma'^2 <= 1/4 + alpha^2/16, E sigma <= log 2 + alpha E|z|/2, and a sum g with g_next = C g +
    1, C = 9/10, stays at most 10.
    """
    from sympy import Integer, Rational, cosh, exp, log, pi, sqrt

    t, x = reals("t x")
    even = holds(
        judge,
        (cosh(t), "<=", exp(t)),
        [(t, ">=", 0)],
        lemmas=[(2 * cosh(t), "==", exp(t) + exp(-t)), (exp(-t), "<=", exp(t))],
    )
    square = holds(judge, (x**2, "<=", t**2 / 4), [(t, ">=", 0), (x, ">=", 0), (x, "<=", t / 2)])
    top = 1 / (log(2) ** 2 + Rational(1, 4))
    half = Rational(3, 2)
    slope = Rational(1, 4) + half / 16 + (log(2) + sqrt(half) * sqrt(Integer(2) / pi) / 2) / 4
    value = holds(judge, (top * slope, "<=", number(limit)))
    g, after = reals("g g_next")
    sums = holds(judge, (after, "<=", 10), [(g, "<=", 10), (after, "==", Rational(9, 10) * g + 1)])
    return judge.all(even, square, value, sums)


softplus_features.mutant("4/5", limit="4/5")


@claim(
    "deep.lem-3.9.explicit",
    chapter_3("Lemma 3.9"),
    formula=r"m\ge\frac{128\,n^4c_{res}^4T^2D^2V^2}{\delta\lambda_0^2H^3}\implies"
    r"\|G^{(H)}(0)-K^{(H)}"
    r"\|\le\tfrac{\lambda_0}4\text{ with probability}\ge1-2\delta,\quad "
    r"D=e^a\big(1+\tfrac{c_{res}}a\big),\ T=L^2+X^2\beta^2\Big(1+\frac{X^2+X^{-2}}2\Big)+"
    r"\sqrt{\tfrac2\pi}\,\beta LX^3",
    hypotheses=(
        "ResNet, feature norms in [1/X, X], X = c_x0 (deep.lem-3.8-amended); K, b and K^(H) the "
        "derived limits; the last layer costs a second term, deep.lem-3.22.chebyshev",
        "F_2 = (s + L X)^2 >= E sigma^2, F_4 >= E sigma^4 along the layers, V^2 = max(2 (4 "
        "X^2 F_2 + F_4), C_2 of the first layer)",
        "a = c_res (2 s + 2 L X + X beta) + c_res^2 (2 G + L^2), G = beta (s + L X)/2 "
        "(deep.lem-3.30), T = L^2 + X^2 C' (deep.lem-3.22), C' = beta^2 (1 + (X^2 + X^(-2))/2) + "
        "sqrt(2/pi) beta L X (deep.lem-3.22.slopes-normalised)",
    ),
    missing=(
        "Chebyshev's inequality and the union bound",
        "induction over the layers",
        "variances and Lipschitz constants of the means are premises",
    ),
)
def initial_gram_res(judge, constant=128):
    """The width at which the initial Gram matrix of a ResNet is within lambda_0/4 of its limit is
    polynomial in n, H, 1/delta, 1/lambda_0.

    Layer h adds increments of size c_res/H only: their fluctuation is c_res epsilon/H, their bias
    a/H times the error below, so e_(H-1) <= D epsilon (deep.thm-3.4.accumulation).
    """
    X, F2, F4, k, m, var, p, q = reals("X F_2 F_4 kappa m variance p q")
    # (k/sqrt m) sum(x_i s_j + x_j s_i) + (k^2/m) sum s_i s_j given the layer below, k = c_res/H <=
    # 1: Var(P + Q) <= 2 Var P + 2 Var Q
    spread = holds(
        judge,
        (var, "<=", k**2 * 2 * (4 * X**2 * F2 + F4) / m),
        [
            *positive(X, F2, F4, k, m),
            (k, "<=", 1),
            (p, "<=", k**2 * 4 * X**2 * F2 / m),
            (q, "<=", k**4 * F4 / m),
            (var, "<=", 2 * p + 2 * q),
        ],
    )
    # first = 2 s + 2 L X + X beta, second = 2 G + L^2
    c, H, e, shift, first, second = reals("c_res H e shift first second")
    where = [
        *positive(c, first, second),
        (e, ">=", 0),
        (H, ">=", 1),
        (shift, "<=", c / H * first * e + c**2 / H**2 * second * e),
    ]
    bias = holds(judge, (shift, "<=", (c * first + c**2 * second) / H * e), where)
    s, L, beta = reals("s L beta")
    cross = holds(
        judge, (2 * ((s + L * X) * e + X * beta / 2 * e), "==", (2 * s + 2 * L * X + X * beta) * e)
    )
    n, T, D, V, delta, lam, eps = reals("n T D V delta lambda_0 epsilon")
    base = [
        *positive(T, D, V, delta, lam, m, c),
        (H, ">=", 2),
        (n, ">=", 1),
        (8 * n * c**2 * T * D * eps, "==", lam * H**2),
    ]
    # H layers, at most 2 n^2 entries of K and b each, threshold c_res epsilon/H against a variance
    # c_res^2 V^2/(H^2 m)
    tail = holds(
        judge,
        (2 * H * n**2 * V**2, "<=", delta * m * eps**2),
        [*base, (m * delta * lam**2 * H**3, ">=", constant * n**4 * c**4 * T**2 * D**2 * V**2)],
    )
    q, change = root(), reals("change")
    lipschitz = beta**2 * (1 + (X**2 + 1 / X**2) / 2) + q * beta * L * X
    constant_T = L**2 + X**2 * beta**2 + beta**2 * (X**4 + 1) / 2 + q * beta * L * X**3
    close = every(
        judge,
        [(change, "<=", lam / 8), (L**2 + X**2 * lipschitz, "==", constant_T)],
        [
            *base,
            *positive(n, X, L, beta),
            (e, ">=", 0),
            (e, "<=", D * eps),
            (change, "<=", n * c**2 / H**2 * T * e),
        ],
    )
    return judge.all(spread, bias, cross, tail, close)


initial_gram_res.mutant("64 in place of 128", constant=64)


@claim(
    "deep.thm-6.1.corrected",
    chapter_3("Theorem 3.2"),
    formula=r"m\ge16C^2C_1\max\Big\{\frac{n^2}{\lambda_0^2\rho^2}\Big\},\ "
    r"\rho=\min\Big\{\frac{\lambda_0H^2}{4nc_{res}^2S_G},\frac{c_{x,0}}{c_x},a_{2,0},c_{w,0}"
    r"\Big\},\ \eta\le\frac{\lambda_0}{8n^2}\min\Big\{\frac1{C^2S\sqrt{C_1}},\frac1{C'}\Big\}"
    r"\implies L(\theta(k))\le(1-\tfrac{\eta\lambda_0}2)^kL(\theta(0))",
    hypotheses=(
        "the start: feature norms in [1/c_x0, c_x0] (deep.lem-3.8-amended), |W^(h)| <= c_w0 "
        "sqrt(m), norms of a, lambda_min(G^(H)(0)) >= 3/4 lambda_0",
        "|y - u(0)|^2 <= C_1 n, C_1 of the order log(n/delta) (deep.claim-u0-amended)",
        "C of deep.lem-3.12-amended, S of deep.lem-3.13.sum, C' of deep.lem-3.14-amended, S_G "
        "of deep.lem-3.11",
    ),
    missing=(
        "induction over the steps",
        "the start has these norms with some probability",
        "that the lemmas named compose",
    ),
)
def corrected_theorem(judge, factor=16):
    """The theorem for residual networks with constants free of H: R'' <= rho, so all amended lemmas
    apply at every step (deep.proof-3.1).
    """
    # R2 = R''^2, R'' = 4 C sqrt(n) |y - u(0)|/(lambda_0 sqrt m)
    C, C1, n, lam, m, rho, R2 = reals("C C_1 n lambda_0 m rho R2")
    where = [
        *positive(C, C1, lam, m, rho),
        (n, ">=", 1),
        (R2, "<=", 16 * C**2 * n * (C1 * n) / (lam**2 * m)),
        (m * lam**2 * rho**2, ">=", factor * C**2 * C1 * n**2),
    ]
    stays = holds(judge, (R2, "<=", rho**2), where)
    H, kappa, S = reals("H c_res S_G")
    exponents = holds(
        judge,
        (
            C**2 * C1 * n**2 / (lam**2 * rho**2),
            "==",
            16 * kappa**4 * S**2 * C**2 * C1 * n**4 / (lam**4 * H**4),
        ),
        [
            *positive(C, C1, n, lam, H, kappa, S),
            (rho, "==", lam * H**2 / (4 * n * kappa**2 * S)),
        ],
    )
    return judge.all(stays, exponents)


corrected_theorem.mutant("8 in place of 16", factor=8)
