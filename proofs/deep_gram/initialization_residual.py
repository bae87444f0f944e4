"""Lemma 3.8: norms of the features of residual networks at initialization.

t = c_res c_w0 L, s = |sigma(0)|. The printed proofs use |sigma(W x)| <= c_w0 L sqrt(m) |x|, which
needs sigma(0) = 0; with sigma(0) != 0 each layer adds up to c_res s/H more. The corrected constants
carry the quotient rho = s/(c_w0 L).
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import chapter_3, every, holds, nonnegative, number, positive
from .initialization import fourth_moment, root
from .initialization_chebyshev import variance_as_printed

RES = "Lemma 3.8 and its proof"


# --- the first layer ------------------------------------------------------------------------------


@claim(
    "deep.lem-3.8-s1.printed",
    chapter_3(RES),
    formula=r"\mathrm{Var}\|x^{(1)}\|^2\le\frac{C_2}m,\quad C_2=\sigma(0)^4+\dots+32L^4\text{ "
    r"without }c_\sigma^2",
    hypotheses=("sigma = t sin, L = t <= 1, |x| = 1",),
    case=True,
)
def first_layer_as_printed(judge, coefficient=32):
    """The bracket alone, as it is defined there. False for flat activations, as
    deep.lem-3.1-s5.printed.
    """
    return variance_as_printed.check(judge, coefficient)


first_layer_as_printed.mutant("320 L^4", coefficient=320)


@claim(
    "deep.lem-3.8-s1",
    chapter_3(RES),
    formula=r"E\|x^{(1)}\|^2=1,\quad\mathrm{Var}\le\frac{c_\sigma^2}m\big(\sigma(0)^4+4|"
    r"\sigma(0)|^3L"
    r"\sqrt{\tfrac2\pi}+6\sigma(0)^2L^2+8|\sigma(0)|L^3\sqrt{\tfrac2\pi}+32L^4\big)",
    hypotheses=("|x| = 1",),
    amends="deep.lem-3.8-s1.printed",
    missing=(
        "expectation, and the variance of a mean of independent squares",
        "Chebyshev's inequality",
    ),
)
def first_layer(judge, last=32):
    """E(|sigma(0)| + L|z|)^4 term by term (3 L^4 would do for 32 L^4), and Chebyshev: 1/2 <=
    |x^(1)| <= 2 for m >= (16/9) c_sigma^2 C_2/delta.
    """
    s, L, c, var, m, delta, N, norm = reals("s L c variance m delta N norm")
    q = root()
    printed = s**4 + 4 * s**3 * L * q + 6 * s**2 * L**2 + 8 * s * L**3 * q + last * L**4
    moment = holds(judge, (fourth_moment(s, L), "<=", printed), nonnegative(s, L))
    second, total = reals("second total")
    unit = [*positive(c, m), (c * second, "==", 1), (total, "==", m * second)]
    mean = holds(judge, (c / m * total, "==", 1), unit)
    where = [*positive(m, delta, c), (var, "<=", c / m), (9 * m * delta, ">=", 16 * c)]
    tail = holds(judge, (var / number("9/16"), "<=", delta), where)
    inside = [
        (N, ">=", number("1/4")),
        (N, "<=", number("7/4")),
        (norm, ">=", 0),
        (norm**2, "==", N),
    ]
    return judge.all(
        moment, mean, tail, every(judge, [(norm, ">=", number("1/2")), (norm, "<=", 2)], inside)
    )


first_layer.mutant("2 L^4", last=2)


# --- one residual layer ---------------------------------------------------------------------------


def softplus(z):
    from sympy import exp, log

    return log(1 + exp(z))


@claim(
    "deep.lem-3.8-s2",
    chapter_3(RES),
    formula=r"\big|\|x^{(h)}\|-\|x^{(h-1)}\|\big|\le\tfrac{c_{res}}{H\sqrt "
    r"m}\|\sigma(W^{(h)}x^{(h-1)})\|\le\tfrac{c_{res}c_{w,0}L}H\|x^{(h-1)}\|",
    hypotheses=("|W^(h)| <= c_w0 sqrt(m)", "softplus, L = 1, m = 1", "0 < |x| <= 2, c_w0 = 2"),
    case=True,
)
def residual_step_as_printed(judge, shift=0):
    """The second inequality. False for softplus: sigma(0) = log 2 > 0, so the layer moves even x
    near 0.
    """
    w, x = reals("w x")
    where = [(w, ">=", -2), (w, "<=", 2), (x, ">", 0), (x, "<=", 2)]
    return holds(judge, (softplus(w * x), "<=", 2 * x + shift), where)


residual_step_as_printed.mutant("with 1/2 added", shift=Fraction("1/2"))


@claim(
    "deep.lem-3.8-s2-gaussian",
    chapter_3(RES),
    formula=r"E\sigma(\alpha z)^2\le(c_{w,0}L\alpha)^2\quad(\alpha\le2)",
    hypotheses=(
        "sigma = s + sin, L = 1, c_w0 = 2.01",
        "the mean square of one neuron at |x| = alpha: what a Gaussian W gives for large m",
    ),
    case=True,
)
def residual_step_gaussian(judge, least=0):
    """The same for a Gaussian W: false at every norm up to 2 if sigma(0) is large; E(s + sin(alpha
    z))^2 = s^2 + (1 - e^(-2 alpha^2))/2.
    """
    from sympy import exp

    s, alpha = reals("s alpha")
    where = [(s, ">=", least), (alpha, ">", 0), (alpha, "<=", 2)]
    return holds(
        judge, (s**2 + (1 - exp(-2 * alpha**2)) / 2, "<=", (number("2.01") * alpha) ** 2), where
    )


residual_step_gaussian.mutant("s >= 1", least=1)


@claim(
    "deep.lem-3.8-s2.tanh",
    chapter_3(RES),
    formula=r"|\tanh z|\le|z|",
    hypotheses=("sigma(0) = 0",),
    missing=(
        "z < 0 by symmetry, and other sigma with sigma(0) = 0",
        "from the entries to the norms of the printed inequality",
    ),
)
def residual_step_tanh(judge, slope=1):
    """For tanh (and every sigma with sigma(0) = 0) the printed inequality holds, entry by entry."""
    from sympy import tanh

    (z,) = reals("z,")
    return every(judge, [(tanh(z), "<=", slope * z), (tanh(z), ">=", -slope * z)], [(z, ">=", 0)])


residual_step_tanh.mutant("slope 1/2", slope=Fraction("1/2"))


# --- all layers -----------------------------------------------------------------------------------


@claim(
    "deep.lem-3.8-s3",
    chapter_3(RES),
    formula=r"\Big(1-\frac tH\Big)^{H-1}\ge e^{-t}",
    hypotheses=("t = c_res c_w0 L, 0 < t < 2.01", "H >= 2"),
    case=True,
)
def iterated_lower_bound_as_printed(judge, slack=1, limit="2.01"):
    """Iterating the lower factors gives (1/2) e^(-t). False for two layers from t = 1.6 on: at t
    near 2 the left side is 0.
    """
    from sympy import exp

    (t,) = reals("t,")
    return holds(
        judge, (slack * (1 - t / 2), ">=", exp(-t)), [(t, ">", 0), (t, "<", number(limit))]
    )


iterated_lower_bound_as_printed.mutant("with the slack 2 of the first layer", slack=2)


@claim(
    "deep.lem-3.8",
    chapter_3("Lemma 3.8"),
    formula=r"\|x_i^{(h)}(0)\|\le c_{x,0}=2e^{c_{res}c_{w,0}L}",
    hypotheses=(
        "the constant of the proof (a constant that may depend on sigma(0) is in "
        "deep.lem-3.8-amended)",
        "sigma = s + sin, L = 1, c_w0 <= 2.01",
        "m -> infinity: |x^(H)| >= |mean of its entries| sqrt(m) -> b^(H)",
    ),
    case=True,
)
def normalized_features_as_printed(judge, factor=2):
    """The norms stay below 2 e^t. False if sigma(0) is large: the mean of the entries grows by
    c_res s/H with every layer.

    E sin = 0 at every variance, so b^(1) = s/sqrt(s^2 + (1 - e^(-2))/2) and b^(h) = b^(h-1) + c_res
    s/H.
    """
    from sympy import exp, sqrt

    s, c, H = reals("s c_res H")
    b = s / sqrt(s**2 + (1 - exp(number(-2))) / 2) + c * s * (H - 1) / H
    return holds(
        judge,
        (b, "<=", factor * exp(number("2.01") * c)),
        [*positive(s, c), (c, "<", 1), (H, ">=", 2)],
    )


normalized_features_as_printed.mutant("20 e^t", factor=20)


@claim(
    "deep.lem-3.8.population",
    chapter_3("Lemma 3.8"),
    formula=r"K_{ii}^{(h)}\ge c_\sigma\mathrm{Var}\,\sigma(z)+(b_i^{(h)})^2",
    hypotheses=(
        "in the limit m -> infinity, for every c_res and H",
        "K^(h) the limit of <x^(h), x^(h)>, b^(h) of the mean entry times sqrt(m)",
    ),
    missing=(
        "induction over the layers",
        "K, b, mean, square stand for limits and means, with E X^2 >= (E X)^2 as a premise",
    ),
)
def population_lower_bound(judge, sign=1):
    """For wide networks the norm is bounded below for every c_res: K_ii - b_i^2 is a sum of
    variances and never decreases.
    """
    K, b, kappa, mean, square, low = reals("K b kappa mean mean_square low")
    after_K = K + 2 * kappa * b * mean + kappa**2 * square
    after_b = b + sign * kappa * mean
    where = [(square, ">=", mean**2), (K - b**2, ">=", low), (kappa, ">=", 0)]
    return holds(judge, (after_K - after_b**2, ">=", low), where)


population_lower_bound.mutant("b with the other sign", sign=-1)
