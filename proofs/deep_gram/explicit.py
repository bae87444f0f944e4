"""Theorem 3.1 with every constant: the fully connected network, any activation with Condition 3.1,
any depth.

The constants at initialization are chosen as c_x0 = 2, c_w0 = 5/2, a_20^2 = 2, a_40^4 = 6.
Concentration is by second moments alone (Chebyshev), which costs 1/delta where the source has
log(1/delta), and uses nothing that is not computed here.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import chapter_3, every, holds, nonnegative, number, positive
from .initialization import root


@claim(
    "deep.lem-3.2.explicit",
    chapter_3("Lemma 3.2"),
    formula=r"m\ge\max\Big\{\frac{64Hn^4C_2T^2g_\Lambda(H)^2}{\delta\lambda_0^2},\frac{3072\,c_"
    r"\sigma^2L^4n^2}{\delta\lambda_0^2}\Big\}\implies "
    r"P\big(\lambda_{\min}(G^{(H)}(0))\ge\tfrac34\lambda_0\big)\ge1-2\delta,\quad "
    r"T=c_\sigma\Big(L^2+\tfrac{25}2\beta^2+8\sqrt{\tfrac2\pi}\,\beta L\Big)",
    hypotheses=(
        "on the event of deep.lem-3.1 (norms in [1/2, 2]): every entry of a layer's Gram matrix "
        "has conditional variance at most C_2/m",
        "Lambda = c_sigma(beta(|sigma(0)| + 2 L sqrt(2/pi)) + L^2) (deep.lem-3.30); T = "
        "c_sigma(L^2 + 4 C') with the C' of deep.lem-3.22.slopes-normalised at X = 2",
        "lambda_0 of the derived limit, e_0 = 0",
        "e, change, tail stand for the largest entry error below the last layer, |hat K - K|, and "
        "the sum of the variances; Chebyshev's inequality and the norm of a matrix with small "
        "entries (deep.lem-3.22) are in words",
    ),
    missing=(
        "Chebyshev's inequality and the union bound",
        "induction over the layers",
        "the norm of a matrix with small entries, and the Lipschitz constants of the means",
    ),
)
def initial_gram(judge, constant=64):
    """Chebyshev over n^2 entries and H layers, e_h <= Lambda e_(h-1) + epsilon, and deep.lem-3.22;
    the second term is deep.lem-3.22.chebyshev.
    """
    m, H, n, C2, T, g, delta, lam, eps = reals("m H n C_2 T g delta lambda_0 epsilon")
    base = [*positive(m, C2, T, g, delta, lam), (H, ">=", 1), (n, ">=", 1)]
    chosen = [
        *base,
        (8 * n * T * g * eps, "==", lam),
        (m * delta * lam**2, ">=", constant * H * n**4 * C2 * T**2 * g**2),
    ]
    tail = holds(judge, (H * n**2 * C2, "<=", delta * m * eps**2), chosen)
    e, Lam, low, after, high = reals("e Lambda g_h e_next g_next")
    step = holds(
        judge,
        (after, "<=", eps * high),
        [
            *nonnegative(eps, Lam, low),
            (e, "<=", eps * low),
            (after, "<=", Lam * e + eps),
            (high, "==", Lam * low + 1),
        ],
    )
    c, L, beta, change = reals("c_sigma L beta change")
    lipschitz = number("25/8") * beta**2 + 2 * root() * beta * L
    constant_T = c * (L**2 + number("25/2") * beta**2 + 8 * root() * beta * L)
    close = holds(
        judge,
        (change, "<=", lam / 8),
        [
            *positive(n, T, g, lam, c, L, beta),
            (8 * n * T * g * eps, "==", lam),
            (T, "==", constant_T),
            (e, ">=", 0),
            (e, "<=", eps * g),
            (change, "<=", n * c * (L**2 * e + 4 * lipschitz * e)),
        ],
    )
    return judge.all(tail, step, close)


initial_gram.mutant("16 in place of 64", constant=16)


@claim(
    "deep.thm-5.1.events",
    chapter_3("Theorem 3.1"),
    formula=r"P\big(\|a(0)\|^2>2m\big)\le\tfrac2m,\ P\big(\|a(0)\|_4^4>6m\big)\le\tfrac{32}{3m},\ "
    r"P\big(\exists h:\|W^{(h)}(0)\|>\tfrac52\sqrt m\big)\le He^{-m/8};\quad "
    r"m\ge\max\{\tfrac{38}{3\delta'},8\log\tfrac H{\delta'}\}\implies\text{each of the two at most "
    r"}\delta'",
    hypotheses=(
        "Var a^2 = 2, E a^4 = 3, Var a^4 = 96 (deep.gaussian-moments)",
        "d <= m, deep.lem-3.27",
        "Chebyshev's inequality and the union over h are in words",
    ),
    missing=(
        "Chebyshev's inequality and the union over h",
        "the norm of a Gaussian matrix (deep.lem-3.27)",
    ),
)
def good_start(judge, width=38):
    """Chebyshev for the output vector, and the norms of the weight matrices.

    S and Q are sums of m terms with variances 2 m and 96 m and means m and 3 m; their thresholds 2
    m and 6 m are m and 3 m away. With t = sqrt(m)/2 = (5/2 - 2) sqrt(m), exp(-t^2/2) = exp(-m/8).
    """
    from sympy import exp, log, sqrt

    m, delta, H, t, square, fourth = reals("m delta H t square fourth")
    both = holds(
        judge,
        (square + fourth, "<=", delta),
        [
            *positive(m, delta),
            (square, "<=", 2 * m / (2 * m - t) ** 2),
            (fourth, "<=", 96 * m / (6 * m - 3 * t) ** 2),
            (t, "==", m),
            (3 * m * delta, ">=", width),
        ],
    )
    norms = holds(
        judge,
        (-(t**2) / 2, "==", -m / 8),
        [(m, ">", 0), (t, "==", (number("5/2") - 2) * sqrt(m))],
    )
    log_H, log_delta = log(H), log(delta)
    small = holds(
        judge,
        (H * exp(-m / 8), "<=", delta),
        [*positive(delta), (H, ">=", 1), (m, ">=", 8 * (log_H - log_delta))],
    )
    return judge.all(both, norms, small)


good_start.mutant("m >= 10/delta", width=30)


@claim(
    "deep.thm-5.1.explicit",
    chapter_3("Theorem 3.1"),
    formula=r"m\ge\frac{2048\,c_x^{2H}n^2C_1}{\lambda_0^2\rho^2},\ "
    r"\rho=\min\Big\{\frac{\lambda_0}{4n\,g_{c_x}(H)S},\frac1{\sqrt{c_\sigma}L\,g_{c_x}(H)},"
    r"\sqrt2\Big\},\ C_1=2Y^2+16\log\frac{12n}\delta,\ \eta\le\dots\implies "
    r"L(\theta(k))\le(1-\tfrac{\eta\lambda_0}2)^kL(\theta(0))",
    hypotheses=(
        "with probability 1 - delta, for m also at least six-fold the widths of deep.lem-3.1, "
        "deep.lem-3.2.explicit and deep.thm-5.1.events (six events, each delta/6)",
        "|y_i| <= Y; S of deep.lem-3.4 and the constants of deep.lem-3.6, "
        "deep.lem-3.7.by-gradients with c_x0 = 2, a_20^2 = 2, c_w0 = 5/2, C_0^2 = C_1",
        "the step size is the smaller of deep.lem-3.6 and deep.lem-3.7.by-gradients",
        "decided here: that the constants close (movement at most rho, failures at most delta); "
        "the induction over the steps is deep.proof-3.1 and the lemmas it names, and it is in "
        "words that they compose",
    ),
    missing=(
        "induction over the steps",
        "union bound over six events, and the events themselves",
        "that the lemmas named compose",
    ),
)
def explicit_theorem(judge, factor=2048):
    """The movement R' of deep.lem-3.5 stays below rho, so every lemma of the induction applies at
    every step (deep.proof-3.1).

    R' = 16 c_x0 a_20 c_x^H sqrt(n) |y - u(0)|/(lambda_0 sqrt(m)), and |y - u(0)|^2 <= 2 |y|^2 +
    2 |u(0)|^2 with |u(0)|^2 <= 8 n log(12 n/delta) (deep.claim-u0-amended).
    """
    # y_u = |y - u(0)|^2, u_0 = |u(0)|^2, P = c_x^H, move = R'^2
    Y, n, residual, u0, log = reals("Y n residual u_0 log_n")
    P, lam, m, rho, move, x0, a2 = reals("P lambda_0 m rho move c_x0 a_20")
    start = [
        *positive(n, Y, log),
        *nonnegative(u0, residual),
        (u0, "<=", 8 * n * log),
        (residual, "<=", 2 * n * Y**2 + 2 * u0),
    ]
    first = holds(judge, (residual, "<=", n * (2 * Y**2 + 16 * log)), start)
    stays = holds(
        judge,
        (move, "<=", rho**2),
        [
            *positive(P, lam, m, rho, n, Y, log),
            (x0, "==", 2),
            (a2**2, "==", 2),
            (residual, ">=", 0),
            (residual, "<=", n * (2 * Y**2 + 16 * log)),
            (move * lam**2 * m, "==", (16 * x0 * a2 * P) ** 2 * n * residual),
            (m * lam**2 * rho**2, ">=", factor * P**2 * n**2 * (2 * Y**2 + 16 * log)),
        ],
    )
    delta, *events = reals("delta p_1 p_2 p_3 p_4 p_5 p_6")
    union = holds(
        judge,
        (sum(events), "<=", delta),
        [(delta, ">", 0), *((event, "<=", delta / 6) for event in events)],
    )
    return judge.all(first, stays, union)


explicit_theorem.mutant("1024 in place of 2048", factor=1024)


@claim(
    "deep.thm-5.1.explicit.exponents",
    chapter_3("Theorem 3.1"),
    formula=r"\frac{2048\,c_x^{2H}n^2C_1}{\lambda_0^2\rho^2}=2^{O(H)}\,\frac{n^4\log(n/\delta)}{"
    r"\lambda_0^4}",
    hypotheses=("rho = lambda_0/(4 n g S), the smallest of the three for small lambda_0",),
    missing=("P^2 g^2 S^2 is 2^O(H), and C_1 is of the order log(n/delta)",),
)
def explicit_exponents(judge, power=4):
    """The explicit width has the exponents of the theorem, with the logarithm of
    deep.thm-5.1.logarithm-amended.
    """
    P, n, C1, lam, g, S = reals("P n C_1 lambda_0 g S")
    rho, width = reals("rho width")
    return holds(
        judge,
        (width, "==", 32768 * P**2 * g**2 * S**2 * C1 * n**power / lam**4),
        [
            *positive(P, n, C1, lam, g, S),
            (rho, "==", lam / (4 * n * g * S)),
            (width, "==", 2048 * P**2 * n**2 * C1 / (lam**2 * rho**2)),
        ],
    )


explicit_exponents.mutant("n^6", power=6)


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
    r"(\alpha^2\le\tfrac32),\quad "
    r"g_{9/10}(H)\le10\text{ for every }H\quad\text{(softplus)}",
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
