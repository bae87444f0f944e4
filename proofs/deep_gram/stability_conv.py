"""Lemma 3.18: small movements of all weights of a convolutional network move the Gram matrix of the
last layer little.

The letters are those of `stability`.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import chapter_3, holds, nonnegative, number, positive

CONV = "Lemma 3.18 and its proof"


@claim(
    "deep.lem-3.18.I1",
    chapter_3(CONV),
    formula=r"I_1\le3c_{x,0}c_xL^2a_{2,0}^2p\,R",
    hypotheses=(
        "from |x(k) - x(0)|_F <= d = c_x R, |x(0)|_F <= N = c_x0",
        "p = 4 equal pixels of one channel, q = 3, a_lr = a_20 for all l, r, sigma' = L: the "
        "sum of the patches is (3, 4, 3) times a pixel",
    ),
    case=True,
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
