"""Lemma 3.15: norms of the features of convolutional residual networks at initialization, and how
they depend on the number of pixels p.

The printed proof uses |sigma(W phi)| <= c_w0 L sqrt(m) |phi|, which needs sigma(0) = 0 (as in
`initialization_residual`); with sigma(0) != 0 each of the p patches contributes, so the constants
grow like sqrt(p).
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import chapter_3, holds, number, positive
from .initialization_residual import softplus

CONV = "Lemma 3.15 and its proof"


@claim(
    "deep.lem-3.15-s3",
    chapter_3(CONV),
    formula=r"\|x^{(1)}\|_F^2=\frac{c_\sigma}m\|\sigma(W^{(1)}\phi_1(x))\|_F^2\le qL^2c_\sigma "
    r"c_{w,0}^2",
    hypotheses=(
        "softplus, L = 1, q = 3, c_w0 = 3",
        "the input sits on one pixel: p - 3 patches are zero",
    ),
)
def first_conv_layer_as_printed(judge, pixels=64):
    """False for softplus: a zero patch gives sigma(0) = log 2 whatever W is, so the left side is at
    least c_sigma (p - 3) log^2 2.
    """
    from sympy import Integer, log

    (c,) = reals("c_sigma,")
    fact = holds(judge, (c * (Integer(pixels) - 3) * log(2) ** 2, ">", 3 * c * 9), positive(c))
    return judge.contradicted(
        fact, because=f"p = {pixels}: the zero patches alone contribute more than the printed bound"
    )


first_conv_layer_as_printed.mutant("p = 128", pixels=128)


@claim(
    "deep.lem-3.15-s4",
    chapter_3(CONV),
    formula=r"\big|\|x^{(h)}\|_F-\|x^{(h-1)}\|_F\big|\le\frac{\sqrt "
    r"qc_{res}c_{w,0}L}H\|x^{(h-1)}\|_F",
    hypotheses=("softplus, one filter, one pixel (q = 1), L = 1, c_w0 = 3",),
    case=True,
)
def conv_step_as_printed(judge, shift=0):
    """One convolutional residual layer. False for softplus, as deep.lem-3.8-s2: the layer moves x
    near 0 by log 2.
    """
    w, x = reals("w x")
    where = [(w, ">=", -3), (w, "<=", 3), (x, ">", 0), (x, "<=", 2)]
    return holds(judge, (softplus(w * x), "<=", 3 * x + shift), where)


conv_step_as_printed.mutant("with 1/2 added", shift=Fraction("1/2"))


@claim(
    "deep.lem-3.15",
    chapter_3("Lemma 3.15"),
    formula=r"\|x_i^{(h)}(0)\|_F\le c_{x,0}=\max\Big\{\sqrt{qL^2c_\sigma "
    r"c_{w,0}^2},\sqrt{\tfrac{2c_{\sigma,1/\sqrt p}}{c_\sigma}}\Big\}e^{\sqrt "
    r"qc_{res}c_{w,0}L}",
    hypotheses=(
        "the constant of the proof, at h = 1; softplus, q = 3, c_w0 = 3, any c_res < 1",
        "c_{sigma,1/sqrt p} <= 2.09 (deep.const-csc0); 0.34 <= c_sigma, since E sigma(z)^2 <= "
        "E(log 2 + |z|)^2 < 2.6",
    ),
)
def conv_features_as_printed(judge, pixels=10**7):
    """The printed constant does not grow with p for softplus, the norm of the first layer does: at
    least sqrt(c_sigma (p - 3)) log 2.
    """
    from sympy import Integer, exp, log, sqrt

    c, t = reals("c_sigma t")
    where = [(c, ">=", number("0.34")), (t, ">=", 0), (t, "<=", sqrt(Integer(3)) * 3)]
    square = c * (Integer(pixels) - 3) * log(2) ** 2
    growth = holds(judge, (exp(2 * t), "<", 36400), where[1:])
    first = holds(judge, (square, ">", 27 * c * 36400), where)
    second = holds(judge, (square * c, ">", number("4.18") * 36400), where)
    return judge.contradicted(
        growth,
        first,
        second,
        because=f"p = {pixels}: an input on one pixel has a larger norm already after one layer",
    )


conv_features_as_printed.mutant("p = 10^8", pixels=10**8)
