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
    "deep.lem-3.8-s2-amended",
    chapter_3(RES),
    formula=r"\big|\|x^{(h)}\|-\|x^{(h-1)}\|\big|\le\tfrac{c_{res}}H\big(|\sigma(0)|+c_{w,0}L"
    r"\|x^{(h-1)}\|\big)",
    hypotheses=("|sigma(z)| <= |sigma(0)| + L|z|", "|W x| <= c_w0 sqrt(m)|x|"),
    amends="deep.lem-3.8-s2",
    missing=("the entries: |sigma(z)| <= |sigma(0)| + L|z| summed; size and N stand for norms",),
)
def residual_step(judge, constant=1):
    """The triangle inequality in R^m for the vector s 1 + L|W x|, for all m; with sigma(0) = 0 it
    is the printed one.
    """
    from steepest.proofs.engine.matrix import matrices, norm

    one, z, x, y = matrices("one: m x 1, z: m x 1, x: m x 1, y: m x 1")
    two = judge.at_most(norm(one + z), norm(one) + norm(z))
    back = judge.at_most(norm(x + y), norm(x) + norm(y))
    s, c, L, w, H, N, m_root, size = reals("s c_res L c_w0 H N sqrt_m size")
    where = [
        *positive(c, L, w, H, m_root),
        *nonnegative(s, N),
        (size, "<=", s * m_root + L * w * m_root * N),
    ]
    return judge.all(
        two,
        back,
        holds(judge, (c / (H * m_root) * size, "<=", c / H * (constant * s + w * L * N)), where),
    )


residual_step.mutant("without sigma(0)", constant=0)


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
    "deep.lem-3.8-s3-amended",
    chapter_3(RES),
    formula=r"\Big(1-\frac tH\Big)^{H-1}\ge e^{-t},\quad\Big(1+\frac tH\Big)^{H-1}\le e^t",
    hypotheses=("0 < t <= 1 for the lower, t > 0 for the upper bound", "every depth H >= 2"),
    amends="deep.lem-3.8-s3",
    missing=("the lower bound from that of its logarithm",),
)
def iterated_bounds(judge, limit=1):
    """Every depth: log(1 - x) >= -x/(1 - x), so the lower bound needs (H - 1)/(H - t) <= 1."""
    from sympy import exp, log

    t, H = reals("t H")
    lower = holds(
        judge, ((H - 1) * log(1 - t / H), ">=", -t), [(H, ">=", 2), (t, ">", 0), (t, "<=", limit)]
    )
    upper = holds(judge, ((1 + t / H) ** (H - 1), "<=", exp(t)), [(H, ">=", 2), (t, ">", 0)])
    return judge.all(lower, upper)


iterated_bounds.mutant("t <= 9/5", limit=Fraction("9/5"))


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
    "deep.lem-3.8-amended",
    chapter_3("Lemma 3.8"),
    formula=r"\big(\tfrac12+\rho\big)e^{-t}-\rho\le\|x_i^{(h)}(0)\|\le(2+\rho)e^t-\rho,\quad\rho="
    r"\frac{|\sigma(0)|}{c_{w,0}L},\ t=c_{res}c_{w,0}L",
    hypotheses=(
        "1/2 <= |x^(1)| <= 2 (deep.lem-3.8-s1)",
        "t <= 1, and t < log(1 + 1/(2 rho)) makes the lower bound positive",
        "every depth",
    ),
    amends="deep.lem-3.8",
    missing=(
        "induction over the layers",
        "N, P, Q stand for |x^(h)| and the growth so far",
    ),
)
def normalized_features(judge, start=2):
    """|x| + rho is multiplied by at most 1 + t/H, |x| + rho at least by 1 - t/H; for softplus (rho
    = 0.345) c_res <= 0.44 is enough.
    """
    from sympy import exp, log

    N, after, rho, t, H, P, Q, e = reals("N N_next rho t H P Q e")
    up = [
        *positive(t, H),
        *nonnegative(rho, N),
        (after, "<=", N + t / H * (rho + N)),
        (N + rho, "<=", P),
    ]
    down = [
        *positive(t, H),
        (t, "<=", 1),
        (H, ">=", 2),
        *nonnegative(rho, N, Q),
        (after, ">=", N - t / H * (rho + N)),
        (N + rho, ">=", Q),
    ]
    steps = judge.all(
        holds(judge, (after + rho, "<=", (1 + t / H) * P), up),
        holds(judge, (after + rho, ">=", (1 - t / H) * Q), down),
    )
    first = reals("N_1")
    ends = holds(
        judge,
        (N, "<=", (start + rho) * e - rho),
        [
            *nonnegative(rho, P, first),
            (e, ">=", 1),
            (first, "<=", 2),
            (N + rho, "<=", P * (first + rho)),
            (P, "<=", e),
        ],
    )
    powers = judge.all(
        holds(judge, ((1 + t / H) ** (H - 1), "<=", exp(t)), [(H, ">=", 2), (t, ">", 0)]),
        holds(
            judge,
            ((1 - t / H) ** (H - 1), ">=", exp(-t)),
            [(H, ">=", 2), (t, ">", 0), (t, "<=", 1)],
        ),
    )
    some = [(rho, ">", 0), (t, ">", 0), (t, "<", log(1 + 1 / (2 * rho)))]
    inverse = holds(
        judge,
        (exp(t), "<", 1 + 1 / (2 * rho)),
        some,
        axioms=[("exp-log", 1 + 1 / (2 * rho)), ("exp-monotone", t, log(1 + 1 / (2 * rho)))],
    )
    sign = holds(
        judge,
        ((number("1/2") + rho) / e - rho, ">", 0),
        [(rho, ">", 0), (e, ">=", 1), (e, "<", 1 + 1 / (2 * rho))],
    )
    return judge.all(steps, powers, ends, inverse, sign)


normalized_features.mutant("starting from 1", start=1)


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
