"""Theorem 3.1 with every constant: the fully connected network, any activation with Condition 3.1,
any depth.

The constants at initialization are chosen as c_x0 = 2, c_w0 = 5/2, a_20^2 = 2, a_40^4 = 6.
Concentration is by second moments alone (Chebyshev), which costs 1/delta where the source has
log(1/delta), and uses nothing that is not computed here.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import chapter_3, holds, nonnegative, number, positive
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
