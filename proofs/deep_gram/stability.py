"""Lemma 3.4: small movements of all weights move the Gram matrix of the last layer little,
with explicit constants.

Letters: c = sqrt(c_sigma), L, beta (Lipschitz constant of sigma'), X = c_x0, A = a_20, B = a_40, R,
D a bound of |x(k) - x(0)|, g = g_{c_x}(H).
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import chapter_3, holds, nonnegative, positive

FC = "Lemma 3.4 and its proof"


@claim(
    "deep.lem-3.4-s1",
    chapter_3(FC),
    formula=r"G_{ij}(k)-G_{ij}(0)=I_1+I_2+I_3",
    hypotheses=(
        "p = x_i.x_j, s = sigma' sigma', q = a^2, primes for step k: I_1 = (p' - p) q s', I_2 "
        "= p q (s' - s), I_3 = p' (q' - q) s'",
    ),
)
def split(judge, sign=1):
    """A product of three factors changes one factor at a time; neuron by neuron."""
    p, s, q, P, S, Q = reals("p s q p_k s_k q_k")
    return holds(
        judge,
        (P * S * Q - p * s * q, "==", (P - p) * q * S + p * q * (S - s) + sign * P * (Q - q) * S),
    )


split.mutant("the third term subtracted", sign=-1)


def inner_products(judge):
    """x'.z' - x.z = (x' - x).z' + x.(z' - z), for all sizes."""
    from steepest.proofs.engine.matrix import inner, matrices

    x, z, u, v = matrices("x: m x 1, z: m x 1, u: m x 1, v: m x 1")
    return judge.same(inner(u, v) - inner(x, z), inner(u - x, v) + inner(x, v - z))


@claim(
    "deep.lem-3.4-s2",
    chapter_3(FC),
    formula=r"I_1\le3c_\sigma a_{2,0}^2c_{x,0}^2\sqrt{c_\sigma}L^3g_{c_x}(H)R",
    hypotheses=(
        "R <= 1/(sqrt(c_sigma) L g), which is R <= c/g with an explicit c",
        "|x(k) - x(0)| <= D = sqrt(c_sigma) L c_x0 g R (Lemma 3.3)",
    ),
    missing=("D, X, A stand for norms; the sum over the neurons",),
)
def first_term(judge, factor=3):
    """|p(k) - p(0)| <= D (2 X + D) <= 3 X D, times c_sigma L^2 A^2 for the sum over the neurons."""
    c, L, X, A, R, g, D, move = reals("c L X A R g D change")
    where = [*positive(c, L, X, A, R, g), (c * L * g * R, "<=", 1), (D, "==", c * L * X * g * R)]
    small = holds(judge, (D, "<=", X), where)
    change = [*positive(X), (D, ">=", 0), (D, "<=", X), (move, "<=", D * (X + D) + X * D)]
    size = holds(judge, (move, "<=", factor * X * D), change)
    shape = holds(
        judge,
        (
            c**2 * L**2 * A**2 * (3 * X * D),
            "==",
            3 * c**2 * A**2 * X**2 * c * L**3 * g * R,
        ),
        [(D, "==", c * L * X * g * R)],
    )
    return judge.all(inner_products(judge), small, size, shape)


first_term.mutant("5/2 in place of 3", factor=Fraction("5/2"))


@claim(
    "deep.lem-3.4-s3",
    chapter_3(FC),
    formula=r"\sum_r|z_{i,r}(k)-z_{i,r}(0)|^2\le c_{x,0}^2g_{c_x}(H)^2mR^2,\quad I_2\le2\beta "
    r"c_\sigma a_{4,0}^2c_{x,0}^3Lg_{c_x}(H)R",
    hypotheses=(
        "z = W^(H) x^(H-1)",
        "|W(k)| <= 2 c_w0 sqrt(m)",
        "the sum over r of a_r^2|dz_r| is at most |a|_4^2 |dz|: Cauchy-Schwarz",
    ),
    missing=(
        "dz, D, B, total stand for norms and sums over the neurons, with their bounds as premises",
    ),
)
def second_term(judge, factor=2):
    """|z(k) - z(0)| <= sqrt(m) X R (c_x g(H-1) + 1) = sqrt(m) X R g(H); then Cauchy-Schwarz with
    the fourth moments of a.
    """
    from steepest.proofs.engine.matrix import inner, matrices, norm2
    from sympy import Abs

    c, L, X, w, R, g, after, m, dz, D = reals("c L X w R g g_H root_m dz D")
    where = [
        *positive(c, L, X, w, R, m),
        (g, ">=", 0),
        (D, "==", c * L * X * g * R),
        (after, "==", 2 * c * L * w * g + 1),
        (dz, "<=", 2 * w * m * D + m * R * X),
    ]
    movement = holds(judge, (dz, "<=", X * after * m * R), where)
    # sigma'(z_i), sigma'(z_j) before and after, |dz_i| = p, |dz_j| = q
    s, t, S, T, beta, p, q = reals("s t s_k t_k beta p q")
    lip = [
        (Abs(S - s), "<=", beta * p),
        (Abs(T - t), "<=", beta * q),
        (Abs(T), "<=", L),
        (Abs(s), "<=", L),
        *nonnegative(beta, p, q, L),
    ]
    slopes = holds(judge, (Abs(S * T - s * t), "<=", L * beta * (p + q)), lip)
    squares, moves = matrices("s: m x 1, d: m x 1")
    cauchy = judge.at_most(inner(squares, moves) ** 2, norm2(squares) * norm2(moves))
    B, total = reals("B total")
    end = [
        *positive(c, L, X, R, after, m, B, beta),
        (total, "<=", 2 * B**2 * m * (X * after * m * R)),
    ]
    size = holds(
        judge,
        (
            c**2 * X**2 / m**2 * L * beta * total,
            "<=",
            factor * beta * c**2 * B**2 * X**3 * L * after * R,
        ),
        end,
    )
    return judge.all(movement, slopes, cauchy, size)


second_term.mutant("factor 1", factor=1)


@claim(
    "deep.lem-3.4-s4",
    chapter_3(FC),
    formula=r"I_3\le12L^2c_{x,0}^2c_\sigma a_{2,0}R",
    hypotheses=(
        "|a_r(k)^2 - a_r(0)^2| <= |a_r(k) - a_r(0)|(|a_r(k)| + |a_r(0)|)",
        "|x(k)| <= 2 c_x0",
        "R <= a_20 (not printed, follows from a small c)",
    ),
    missing=(
        "total stands for the sum over the neurons of |a(k)^2 - a(0)^2|, with its bound as "
        "a premise",
    ),
)
def third_term(judge, factor=12, limit=1):
    """|x_i.x_j| <= 4 X^2, and the sum of |a(k)^2 - a(0)^2| is at most |da|(2|a(0)| + |da|) <= m R
    (2 A + R) <= 3 A R m.
    """
    from sympy import Abs

    a, b = reals("a b")
    squares = holds(judge, (Abs(b**2 - a**2), "<=", Abs(b - a) * (Abs(a) + Abs(b))))
    c, L, X, A, R, m, total = reals("c L X A R m total")
    where = [*positive(c, L, X, A, R, m), (R, "<=", limit * A), (total, "<=", m * R * (2 * A + R))]
    return judge.all(
        squares,
        holds(
            judge,
            (c**2 / m * 4 * X**2 * L**2 * total, "<=", factor * L**2 * X**2 * c**2 * A * R),
            where,
        ),
    )


third_term.mutant("10 in place of 12", factor=10)
third_term.mutant("R <= 2 a_20", limit=2)


@claim(
    "deep.lem-3.4",
    chapter_3("Lemma 3.4"),
    formula=r"R\le\frac{\lambda_0}{4n\,g_{c_x}(H)S},\ R\le\frac1{\sqrt{c_\sigma}Lg_{c_x}(H)},\ "
    r"R\le a_{2,0}\implies\|G^{(H)}(k)-G^{(H)}(0)\|\le\frac{\lambda_0}4",
    hypotheses=(
        "S = 3 c_sigma^(3/2) a_20^2 c_x0^2 L^3 + 2 beta c_sigma a_40^2 c_x0^3 L + 12 L^2 "
        "c_x0^2 c_sigma a_20: the explicit c is 1/(4 S)",
    ),
    missing=("the three terms are premises, and change stands for the norm",),
)
def stability_fc(judge, quarter=4):
    """The three terms together; g >= 1 covers the third, which has no g."""
    first, second, third, n, g, R, lam, move = reals("S_1 S_2 S_3 n g R lambda_0 change")
    where = [
        *positive(first, second, third, n, R, lam),
        (g, ">=", 1),
        (quarter * n * g * R * (first + second + third), "<=", lam),
        (move, "<=", n * R * (first * g + second * g + third)),
    ]
    return holds(judge, (move, "<=", lam / 4), where)


stability_fc.mutant("1/(3 S)", quarter=3)
