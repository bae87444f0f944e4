"""Lemmas 3.4, 3.11 and 3.18: small movements of all weights move the Gram matrix of the last layer
little, with explicit constants.

Letters: c = sqrt(c_sigma), L, beta (Lipschitz constant of sigma'), X = c_x0, A = a_20, B = a_40, R,
D a bound of |x(k) - x(0)|, g = g_{c_x}(H).
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import chapter_3, holds, nonnegative, number, positive

FC, RES, CONV = "Lemma 3.4 and its proof", "Lemma 3.11 and its proof", "Lemma 3.18 and its proof"


# --- the three terms ------------------------------------------------------------------------------


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
    "deep.lem-3.4-s5",
    chapter_3(FC),
    formula=r"\|M\|\le\|M\|_F\le n\max_{ij}|M_{ij}|",
    missing=("the sum of n^2 squared entries, each at most e^2",),
)
def entrywise(judge, power=2):
    """The operator norm is at most the Frobenius norm, and n^2 entries of size e have Frobenius
    norm at most n e; for all n.
    """
    from steepest.proofs.engine.matrix import matrices, norm2

    M, v = matrices("M: n x n, v: n x 1")
    operator = judge.at_most(norm2(M @ v), norm2(M) * norm2(v))
    n, e, square, entries = reals("n e square entries")
    return judge.all(
        operator,
        holds(
            judge,
            (square, "<=", (n * e) ** 2),
            [
                *positive(n, e),
                (n, ">=", 1),
                (square, "<=", entries * e**2),
                (entries, "==", n**power),
            ],
        ),
    )


entrywise.mutant("n^3 entries", power=3)


@claim(
    "deep.lem-3.4",
    chapter_3("Lemma 3.4"),
    formula=r"R\le\frac{\lambda_0}{4n\,g_{c_x}(H)S},\ R\le\frac1{\sqrt{c_\sigma}Lg_{c_x}(H)},\ "
    r"R\le "
    r"a_{2,0}\implies\|G^{(H)}(k)-G^{(H)}(0)\|\le\frac{\lambda_0}4",
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


# --- residual networks ----------------------------------------------------------------------------


@claim(
    "deep.lem-3.11",
    chapter_3("Lemma 3.11"),
    formula=r"R\le\frac{\lambda_0H^2}{4nc_{res}^2S},\ R\le\min\{c_{x,0}/c_x,a_{2,0},c_{w,0}\}"
    r"\implies"
    r"\|G^{(H)}(k)-G^{(H)}(0)\|\le\frac{\lambda_0}4",
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


@claim(
    "deep.lem-3.11.z-amended",
    chapter_3(RES),
    formula=r"\sum_r|z_{i,r}(k)-z_{i,r}(0)|^2\le(2c_xc_{w,0}+c_{x,0})^2mR^2",
    amends="deep.lem-3.11.z",
    missing=("dz stands for the norm, with the triangle inequality as a premise",),
)
def preactivations(judge, factor=2):
    """|dz| <= |W(k)||dx| + |dW||x(0)| <= sqrt(m) R (2 c_w0 c_x + c_x0)."""
    X, w, cx, R, m, dz = reals("X w c_x R root_m dz")
    where = [
        *positive(X, w, cx, R, m),
        (R, "<=", w),
        (dz, ">=", 0),
        (dz, "<=", (w + R) * m * cx * R + m * R * X),
    ]
    return holds(judge, (dz**2, "<=", (factor * cx * w + X) ** 2 * m**2 * R**2), where)


preactivations.mutant("c_x c_w0 + c_x0", factor=1)


# --- convolutional networks -----------------------------------------------------------------------


@claim(
    "deep.lem-3.18.I1",
    chapter_3(CONV),
    formula=r"I_1\le3c_{x,0}c_xL^2a_{2,0}^2p\,R",
    hypotheses=(
        "from |x(k) - x(0)|_F <= d = c_x R, |x(0)|_F <= N = c_x0",
        "p = 4 equal pixels of one channel, q = 3, a_lr = a_20 for all l, r, sigma' = L: the "
        "sum of the patches is (3, 4, 3) times a pixel",
    ),
)
def first_conv_term_as_printed(judge, extra=1):
    """The factor q of the patches is missing: |sum of patches|^2 = 34/4 |x|^2 here, and 8.5 ((N +
    d)^2 - N^2) > 12 N d.
    """
    patches = [[0, 1, 1], [1, 1, 1], [1, 1, 1], [1, 1, 0]]
    total = [sum(column) for column in zip(*patches)]
    ratio = number(sum(entry**2 for entry in total)) / 4
    N, d = reals("N d")
    return holds(
        judge,
        (ratio * ((N + d) ** 2 - N**2), "<=", extra * 3 * 4 * N * d),
        [*positive(N, d), (d, "<=", N)],
    )


first_conv_term_as_printed.mutant("a half more", extra=Fraction("3/2"))


@claim(
    "deep.lem-3.18.I1-amended",
    chapter_3(CONV),
    formula=r"I_1\le3c_{x,0}c_xL^2a_{2,0}^2pq\,R",
    amends="deep.lem-3.18.I1",
    missing=(
        "first and second stand for sums over the neurons and patches, with Cauchy-Schwarz "
        "as a premise",
    ),
)
def first_conv_term(judge, factor=3):
    """For vectors v_r = sum_l a_rl s_rl x_l: |v_r|^2 <= L^2 |a_r|^2 |phi(x)|_F^2 (Cauchy-Schwarz),
    and the sum of |a_r|^2 is at most p A^2 m.
    """
    L, A, p, q, m, X, D, first, second = reals("L A p q m X D V_dx V_x")
    # V_dx, V_x: root sums of squares over r of the vectors of dx, and of x(k) and x(0) together;
    # |I_1| <= V_dx V_x/m
    where = [
        *positive(L, A, p, q, m, X),
        *nonnegative(D, first, second),
        (D, "<=", X),
        (first**2, "<=", L**2 * p * A**2 * m * q * D**2),
        (second**2, "<=", L**2 * p * A**2 * m * q * (3 * X) ** 2),
    ]
    return holds(
        judge, (first**2 * second**2, "<=", (factor * L**2 * p * A**2 * m * q * D * X) ** 2), where
    )


first_conv_term.mutant("2 in place of 3", factor=2)


@claim(
    "deep.lem-3.18.I2-amended",
    chapter_3(CONV),
    formula=r"I_2\le2\beta Lc_{x,0}^2a_{4,0}^2\,p\,q^{3/2}(2c_xc_{w,0}+c_{x,0})R",
    hypotheses=(
        "printed: 2 beta a_40^2 sqrt(p) c_x0^2 (2 c_x c_w0 sqrt(q) + c_x0) R",
        "the sum over r of |a_r|^4 is at most p^2 a_40^4 m",
    ),
    missing=(
        "dz and total stand for norms and sums over the neurons, with their bounds as premises",
    ),
)
def second_conv_term(judge, factor=2):
    """Both vectors of row r are at most |a_r||phi(x)|_F times L, or times beta |dz_r|;
    Cauchy-Schwarz over r.
    """
    from steepest.proofs.engine.matrix import inner, matrices, norm2

    squares, one = matrices("s: p x 1, one: p x 1")
    # |a_r|^4 <= p times the sum of a_rl^4
    fourth = judge.at_most(inner(one, squares) ** 2, norm2(one) * norm2(squares))
    beta, L, B, p, q, w, cx, X, R, m, dz, total = reals(
        "beta L B p root_q w c_x X R root_m dz total"
    )
    where = [
        *positive(beta, L, B, p, q, w, cx, X, R, m),
        (dz, "<=", 2 * w * m * q * cx * R + m * R * q * X),
        (total, "<=", 2 * beta * L * q**2 * X**2 * (p * B**2 * m) * dz / m**2),
    ]
    bound = factor * beta * L * X**2 * B**2 * p * q**3 * (2 * cx * w + X) * R
    return judge.all(fourth, holds(judge, (total, "<=", bound), where))


second_conv_term.mutant("factor 1", factor=1)


@claim(
    "deep.lem-3.18.I3-amended",
    chapter_3(CONV),
    formula=r"I_3\le12\,q\sqrt p\,a_{2,0}c_{x,0}^2L^2R",
    hypotheses=(
        "printed without q",
        "|a(0)|_F <= sqrt(p m) a_20, |a(k) - a(0)|_F <= sqrt(m) R, R <= a_20",
    ),
    missing=("the sum over the neurons and patches: the letters stand for norms",),
)
def third_conv_term(judge, factor=12):
    """4 q X^2 L^2 |da|_F (2 |a|_F + |da|_F)/m, with sqrt(p) >= 1."""
    L, A, p, q, X, R = reals("L A root_p q X R")
    where = [*positive(L, A, q, X, R), (p, ">=", 1), (R, "<=", A)]
    return holds(
        judge,
        (4 * q * X**2 * L**2 * R * (2 * p * A + R), "<=", factor * q * p * A * X**2 * L**2 * R),
        where,
    )


third_conv_term.mutant("10 in place of 12", factor=10)


@claim(
    "deep.lem-3.18",
    chapter_3("Lemma 3.18"),
    formula=r"R\le\frac{\lambda_0H^2}{4nc_{res}^2S(p,q)}\implies\|G^{(H)}(k)-G^{(H)}(0)\|\le\frac{"
    r"\lambda_0}4",
    hypotheses=(
        "S(p,q) = p q (3 c_x0 c_x L^2 a_20^2 + 2 beta L c_x0^2 a_40^2 sqrt(q) (2 c_x c_w0 + "
        "c_x0) + 12 L^2 c_x0^2 a_20): polynomial in p",
        "R <= min(c_x0/c_x, a_20, c_w0)",
    ),
    missing=("the three terms are premises, and change and total stand for norms",),
)
def stability_conv(judge, quarter=4):
    """The three amended terms: sqrt(p) <= p, and the sum times n c_res^2/H^2."""
    first, second, third, n, H, kappa, R, lam, p, root, q, move = reals(
        "S_1 S_2 S_3 n H c_res R lambda_0 p root_p q change"
    )
    where = [
        *positive(first, second, third, n, H, kappa, R, lam, q),
        (p, ">=", 1),
        (root, ">=", 1),
        (root, "<=", p),
        (move, "<=", q * (p * first + p * second + root * third)),
    ]
    S = p * q * (first + second + third)
    size = holds(judge, (move, "<=", S), where)
    T, total = reals("S total")
    end = [
        *positive(n, H, kappa, R, lam, T),
        (quarter * n * kappa**2 * T * R, "<=", lam * H**2),
        (total, "<=", n * kappa**2 / H**2 * T * R),
    ]
    return judge.all(size, holds(judge, (total, "<=", lam / 4), end))


stability_conv.mutant("1/(3 S)", quarter=3)
