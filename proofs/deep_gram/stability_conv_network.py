"""Lemma 3.18: small movements of all weights of a convolutional network move the Gram matrix of the
last layer little.

The letters are those of `stability`.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import chapter_3, holds, positive

CONV = "Lemma 3.18 and its proof"


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
