"""Section 3.9: the weights stay near their start, Lemmas 3.5 and 3.6.

X = c_x0, A = a_20, w = c_w0, c = sqrt(c_sigma), y = |y - u(s)|, P = c_x^H with c_x = max(2 c L w,
1), g = g_{2 c_x}(H), Q' = 4 X A P sqrt(n) y.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import chapter_3, holds, positive

LEMMA5 = "Lemma 3.5 and its proof"


@claim(
    "deep.lem-3.5",
    chapter_3("Lemma 3.5"),
    formula=r"\|W^{(h)}(s)-W^{(h)}(0)\|_F,\|a(s)-a(0)\|\le R'\sqrt m,\quad "
    r"R'=\frac{16c_{x,0}a_{2,0}c_x^H\sqrt n\|y-u(0)\|}{\lambda_0\sqrt m}",
    hypotheses=(
        "Condition 3.3 up to k, eta lambda_0 < 2",
        "Q' of deep.lem-3.5-s1",
        "R' <= min(c_w0, a_20, 1/(sqrt(c_sigma) L g)) so that the bounds of s1 hold",
    ),
    missing=(
        "induction over s",
        "moved and total stand for the movement and the sum of the powers, with their "
        "bounds as premises",
    ),
)
def movement(judge, factor=16):
    """eta Q'(s) summed: y_s <= (1 - eta lambda_0/2)^(s/2) y_0, and the geometric sum is at most
    4/(eta lambda_0).
    """
    X, A, P, n, y, eta, lam, total, m, moved = reals(
        "X A P root_n y_0 eta lambda_0 total root_m moved"
    )
    where = [
        *positive(X, A, P, n, y, eta, lam, m),
        (total * eta * lam, "<=", 4),
        (moved, "<=", eta * 4 * X * A * P * n * y * total),
    ]
    bound = holds(judge, (moved, "<=", factor * X * A * P * n * y / (lam * m) * m), where)
    size, R, w = reals("size R w")
    stays = holds(
        judge,
        (size + R * m, "<=", 2 * w * m),
        [*positive(m, w, R), (R, "<=", w), (size, "<=", w * m)],
    )
    return judge.all(bound, stays)


movement.mutant("8 in place of 16", factor=8)


@claim(
    "deep.lem-3.6",
    chapter_3("Lemma 3.6"),
    formula=r"\eta\le\frac{\lambda_0}{128\,c_{x,0}^2a_{2,0}^2SC_0\,n^2H^2c_x^{3H}g_{2c_x}(H)}"
    r"\implies"
    r"\|I_2(k)\|\le\tfrac18\eta\lambda_0\|y-u(k)\|",
    hypotheses=(
        "|y - u(k)| <= C_0 sqrt(n)",
        "S = 4 c_x0 a_20 (sqrt(c_sigma) L + 1/(2 a_20) + 1/(2 c_w0) + 2 beta c_x0/L) + 2 c_x0 "
        "sqrt(c_sigma) L: the explicit constant",
        "differences of products by deep.lem-3.26",
    ),
    missing=(
        "the difference of products (deep.lem-3.26) and the bound of I_2^i: premises",
        "the letters stand for norms and sums over the blocks",
    ),
)
def curvature_term(judge, power=3, constant=128):
    """The sum of the relative changes of all factors is at most eta Q' H g S_0; H blocks and the
    output; the rest is bookkeeping.
    """
    c, L, X, A, w, beta, H, g, m, eta = reals("c L X A w beta H g root_m eta")
    # divided by eta Q
    S0 = c * L + 1 / (2 * A) + 1 / (2 * w) + 2 * beta * X / L
    where = [*positive(c, L, X, A, w, beta), (m, ">=", 1), (H, ">=", 1), (g, ">=", 1)]
    parts = reals("alpha_x alpha_a alpha_W alpha_J")
    sizes = [H * g * c * L, H * g / (2 * A), H * g / (2 * w)]
    terms = [
        holds(judge, (left, "<=", size), where)
        for left, size in zip((c * L * g / m, 1 / (2 * A * m), H / (2 * w * m)), sizes, strict=True)
    ]
    bounded = [(part, "<=", size) for part, size in zip(parts, sizes)]
    collected = holds(
        judge,
        (sum(parts), "<=", H * g * S0),
        [*where, *bounded, (parts[3], "==", H * 2 * beta * X * g / L)],
    )
    P, n, y, C0, lam, S, norm = reals("P n y C_0 lambda_0 S norm")
    # |I_2^i| <= eta^2 Q^2 H^2 g P S with Q^2 = 16 X^2 A^2 P^2 n y^2, then a factor sqrt(n) and y <=
    # C_0 sqrt(n)
    rate = n**2 * H**2 * P**power * g
    close = [
        *positive(X, A, n, y, C0, lam, S, eta, H, g),
        (P, ">=", 1),
        (norm, "<=", eta**2 * 16 * X**2 * A**2 * S * C0 * n**2 * H**2 * P**3 * g * y),
        (eta * constant * X**2 * A**2 * S * C0 * rate, "<=", lam),
    ]
    return judge.all(*terms, collected, holds(judge, (norm, "<=", eta * lam * y / 8), close))


curvature_term.mutant("c_x^(2H)", power=2)
curvature_term.mutant("64 in place of 128", constant=64)
