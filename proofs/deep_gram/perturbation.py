"""How a perturbation of the weights moves the features: Lemmas 3.10 and 3.17, for every depth, with
their constants (Lemma 3.3 is in `layers`).

c = sqrt(c_sigma), w = c_w0, X = c_x0, D_h a bound of |x^(h)(k) - x^(h)(0)|, g_h = g_{c_x}(h). Every
step starts from W'x' - W x = W'(x' - x) + (W' - W) x with |W'| <= (w + R) sqrt(m) <= 2 w sqrt(m).
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import chapter_3, holds, number, positive


@claim(
    "deep.lem-3.10",
    chapter_3("Lemma 3.10"),
    formula=r"\|x^{(h)}(k)-x^{(h)}(0)\|\le\Big(\sqrt{c_\sigma}L+\frac{c_{x,0}}{c_{w,0}}"
    r"\Big)e^{2c_{res}c_{w,0}L}R",
    hypotheses=("as in Lemma 3.3, with skip connections", "every depth"),
    missing=(
        "induction over the layers",
        "D, w, X, R stand for norms; the recursion is a premise",
    ),
)
def features_res(judge, share=1):
    """The recursion g(h) = g(h-1)(1 + 2 c_res w L/H) + c_res L X R/H in closed form; (1 +
    u/H)^(H-1) <= e^u for every H.
    """
    return _residual_features(judge, share)


def _residual_features(judge, share):
    from sympy import exp

    c, L, X, w, R, D, H, kappa, new, P = reals("c L X w R D H c_res D_next P")
    where = [
        *positive(c, L, X, w, R, H, kappa),
        (D, ">=", 0),
        (R, "<=", w),
        (new, "<=", D + kappa / H * L * ((w + R) * D + R * X)),
    ]
    q = 2 * kappa * w * L / H
    step = holds(judge, (new, "<=", D * (1 + q) + kappa / H * L * X * R), where)
    # D + X R/(2 w) is multiplied by 1 + q
    closed = holds(
        judge,
        (new + X * R / (2 * w), "<=", (1 + q) * P),
        [
            *positive(L, X, w, R, H, kappa),
            (new, "<=", D * (1 + q) + kappa / H * L * X * R),
            (D + X * R / (2 * w), "<=", P),
        ],
    )
    u, e = reals("u e")
    power = holds(judge, ((1 + u / H) ** (H - 1), "<=", exp(u)), [(H, ">=", 1), (u, ">", 0)])
    end = holds(
        judge,
        (
            (c * L * R + X * R / (2 * w)) * e - X * R / (2 * w),
            "<=",
            (c * L + share * X / w) * e * R,
        ),
        [*positive(c, L, X, w, R), (e, ">=", 1)],
    )
    return judge.all(step, closed, power, end)


features_res.mutant("a quarter of c_x0/c_w0", share=Fraction("1/4"))


@claim(
    "deep.lem-3.10.sharper",
    chapter_3("Lemma 3.10"),
    formula=r"\|x^{(h)}(k)-x^{(h)}(0)\|\le\Big(\sqrt{c_\sigma}L+\frac{c_{x,0}}{2c_{w,0}}"
    r"\Big)e^{2c_{res}c_{w,0}L}R",
    missing=(
        "induction over the layers",
        "D, w, X, R stand for norms; the recursion is a premise",
    ),
)
def features_res_sharper(judge, share="1/2"):
    """The same recursion gives half of c_x0/c_w0, the least that it gives for all constants."""
    return _residual_features(judge, number(share))


features_res_sharper.mutant("2/5 of c_x0/c_w0", share="2/5")


@claim(
    "deep.lem-3.17",
    chapter_3("Lemma 3.17"),
    formula=r"\|x^{(h)}(k)-x^{(h)}(0)\|_F\le\Big(\sqrt{c_\sigma}L\sqrt "
    r"q+\frac{c_{x,0}}{c_{w,0}}\Big)e^{2\sqrt qc_{res}c_{w,0}L}R",
    hypotheses=("|phi(x)|_F <= sqrt(q)|x|_F, linear", "every depth"),
    missing=(
        "induction over the layers",
        "D, w, X, R stand for norms; the recursion is a premise",
    ),
)
def features_conv(judge, share=1):
    """The recursion of Lemma 3.10 with w sqrt(q) for w and X sqrt(q) for X: the quotient X/w
    stays.
    """
    c, L, X, w, R, D, H, kappa, new, P, q = reals("c L X w R D H c_res D_next P root_q")
    where = [
        *positive(c, L, X, w, R, H, kappa, q), (D, ">=", 0), (R, "<=", w),
        (new, "<=", D + kappa / H * L * ((w + R) * q * D + R * q * X)),
    ]  # fmt: skip
    step = holds(
        judge, (new, "<=", D * (1 + 2 * kappa * w * q * L / H) + kappa / H * L * q * X * R), where
    )
    closed = holds(
        judge,
        (new + X * R / (2 * w), "<=", (1 + 2 * kappa * w * q * L / H) * P),
        [
            *positive(L, X, w, R, H, kappa, q),
            (new, "<=", D * (1 + 2 * kappa * w * q * L / H) + kappa / H * L * q * X * R),
            (D + X * R / (2 * w), "<=", P),
        ],
    )
    (e,) = reals("e,")
    end = holds(
        judge,
        (
            (c * L * q * R + X * R / (2 * w)) * e - X * R / (2 * w),
            "<=",
            (c * L * q + share * X / w) * e * R,
        ),
        [*positive(c, L, X, w, R, q), (e, ">=", 1)],
    )
    return judge.all(step, closed, end)


features_conv.mutant("a quarter of c_x0/c_w0", share=Fraction("1/4"))
