"""Lemmas 3.8 and 3.15: norms of the features of residual and convolutional residual networks at initialization.

t = c_res c_w0 L, s = |sigma(0)|. The printed proofs use |sigma(W x)| <= c_w0 L sqrt(m) |x|, which needs sigma(0) = 0; with sigma(0) != 0 each
layer adds up to c_res s/H more. The corrected constants carry the quotient rho = s/(c_w0 L).
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import chapter_3, every, holds, nonnegative, number, positive
from .initialization import fourth_moment, root

RES, CONV = "Lemma 3.8 and its proof", "Lemma 3.15 and its proof"


# --- the first layer -------------------------------------------------------------------------------------------------------------


@claim(
    "deep.lem-3.8-s1",
    chapter_3(RES),
    formula=r"E\|x^{(1)}\|^2=1,\quad\mathrm{Var}\le\frac{c_\sigma^2}m\big(\sigma(0)^4+4|\sigma(0)|^3L\sqrt{\tfrac2\pi}+6\sigma(0)^2L^2+8|\sigma(0)|L^3\sqrt{\tfrac2\pi}+32L^4\big)",
    hypotheses=("|x| = 1",),
)
def first_layer(judge, last=32):
    """E(|sigma(0)| + L|z|)^4 term by term (3 L^4 would do for 32 L^4), and Chebyshev: 1/2 <= |x^(1)| <= 2 for m >= (16/9) c_sigma^2 C_2/delta."""
    s, L, c, var, m, delta, N, norm = reals("s L c variance m delta N norm")
    q = root()
    printed = s**4 + 4 * s**3 * L * q + 6 * s**2 * L**2 + 8 * s * L**3 * q + last * L**4
    moment = holds(judge, (fourth_moment(s, L), "<=", printed), nonnegative(s, L))
    mean = holds(judge, (c / m * (m / c), "==", 1), positive(c, m))
    where = [*positive(m, delta, c), (var, "<=", c / m), (9 * m * delta, ">=", 16 * c)]
    tail = holds(judge, (var / number("9/16"), "<=", delta), where)
    inside = [(N, ">=", number("1/4")), (N, "<=", number("7/4")), (norm, ">=", 0), (norm**2, "==", N)]
    return judge.all(moment, mean, tail, every(judge, [(norm, ">=", number("1/2")), (norm, "<=", 2)], inside))


first_layer.mutant("2 L^4", last=2)


# --- one residual layer ----------------------------------------------------------------------------------------------------------


def softplus(z):
    from sympy import exp, log

    return log(1 + exp(z))


@claim(
    "deep.lem-3.8-s2",
    chapter_3(RES),
    formula=r"\big|\|x^{(h)}\|-\|x^{(h-1)}\|\big|\le\tfrac{c_{res}}{H\sqrt m}\|\sigma(W^{(h)}x^{(h-1)})\|\le\tfrac{c_{res}c_{w,0}L}H\|x^{(h-1)}\|",
    hypotheses=("|W^(h)| <= c_w0 sqrt(m)", "softplus, L = 1, m = 1", "0 < |x| <= 2, c_w0 = 2"),
)
def residual_step_as_printed(judge, shift=0):
    """The second inequality. False for softplus: sigma(0) = log 2 > 0, so the layer moves even x near 0."""
    w, x = reals("w x")
    where = [(w, ">=", -2), (w, "<=", 2), (x, ">", 0), (x, "<=", 2)]
    return holds(judge, (softplus(w * x), "<=", 2 * x + shift), where)


residual_step_as_printed.mutant("with 1/2 added", shift=number("1/2"))


@claim(
    "deep.lem-3.8-s2-gaussian",
    chapter_3(RES),
    formula=r"E\sigma(\alpha z)^2\le(c_{w,0}L\alpha)^2\quad(\alpha\le2)",
    hypotheses=(
        "sigma = s + sin, L = 1, c_w0 = 2.01",
        "the mean square of one neuron at |x| = alpha: what a Gaussian W gives for large m",
    ),
)
def residual_step_gaussian(judge, least=0):
    """The same for a Gaussian W: false at every norm up to 2 if sigma(0) is large; E(s + sin(alpha z))^2 = s^2 + (1 - e^(-2 alpha^2))/2."""
    from sympy import exp

    s, alpha = reals("s alpha")
    where = [(s, ">=", least), (alpha, ">", 0), (alpha, "<=", 2)]
    return holds(judge, (s**2 + (1 - exp(-2 * alpha**2)) / 2, "<=", (number("2.01") * alpha) ** 2), where)


residual_step_gaussian.mutant("s >= 1", least=1)


@claim(
    "deep.lem-3.8-s2-amended",
    chapter_3(RES),
    formula=r"\big|\|x^{(h)}\|-\|x^{(h-1)}\|\big|\le\tfrac{c_{res}}H\big(|\sigma(0)|+c_{w,0}L\|x^{(h-1)}\|\big)",
    hypotheses=("|sigma(z)| <= |sigma(0)| + L|z|", "|W x| <= c_w0 sqrt(m)|x|"),
    amends="deep.lem-3.8-s2",
)
def residual_step(judge, constant=1):
    """The triangle inequality in R^m for the vector s 1 + L|W x|, for all m; with sigma(0) = 0 it is the printed one."""
    from steepest.proofs.matrix import matrices, norm

    one, z, x, y = matrices("one: m x 1, z: m x 1, x: m x 1, y: m x 1")
    two = judge.at_most(norm(one + z), norm(one) + norm(z))
    back = judge.at_most(norm(x + y), norm(x) + norm(y))
    s, c, L, w, H, N, m_root, size = reals("s c_res L c_w0 H N sqrt_m size")
    where = [*positive(c, L, w, H, m_root), *nonnegative(s, N), (size, "<=", s * m_root + L * w * m_root * N)]
    return judge.all(two, back, holds(judge, (c / (H * m_root) * size, "<=", c / H * (constant * s + w * L * N)), where))


residual_step.mutant("without sigma(0)", constant=0)


@claim("deep.lem-3.8-s2.tanh", chapter_3(RES), formula=r"|\tanh z|\le|z|", hypotheses=("sigma(0) = 0",))
def residual_step_tanh(judge, slope=1):
    """For tanh (and every sigma with sigma(0) = 0) the printed inequality holds, entry by entry."""
    from sympy import tanh

    (z,) = reals("z,")
    return every(judge, [(tanh(z), "<=", slope * z), (tanh(z), ">=", -slope * z)], [(z, ">=", 0)])


residual_step_tanh.mutant("slope 1/2", slope=number("1/2"))


# --- all layers ------------------------------------------------------------------------------------------------------------------


@claim(
    "deep.lem-3.8-s3",
    chapter_3(RES),
    formula=r"\Big(1-\frac tH\Big)^{H-1}\ge e^{-t}",
    hypotheses=("t = c_res c_w0 L, 0 < t < 2.01", "H >= 2"),
)
def iterated_lower_bound_as_printed(judge, slack=1, limit="2.01"):
    """Iterating the lower factors gives (1/2) e^(-t). False for two layers from t = 1.6 on: at t near 2 the left side is 0."""
    from sympy import exp

    (t,) = reals("t,")
    return holds(judge, (slack * (1 - t / 2), ">=", exp(-t)), [(t, ">", 0), (t, "<", number(limit))])


iterated_lower_bound_as_printed.mutant("with the slack 2 of the first layer", slack=2)


@claim(
    "deep.lem-3.8-s3-amended",
    chapter_3(RES),
    formula=r"\Big(1-\frac tH\Big)^{H-1}\ge e^{-t},\quad\Big(1+\frac tH\Big)^{H-1}\le e^t",
    hypotheses=("0 < t <= 1 for the lower, t > 0 for the upper bound", "every depth H >= 2"),
    amends="deep.lem-3.8-s3",
)
def iterated_bounds(judge, limit=1):
    """Every depth: log(1 - x) >= -x/(1 - x), so the lower bound needs (H - 1)/(H - t) <= 1."""
    from sympy import exp, log

    t, H = reals("t H")
    lower = holds(judge, ((H - 1) * log(1 - t / H), ">=", -t), [(H, ">=", 2), (t, ">", 0), (t, "<=", limit)])
    upper = holds(judge, ((1 + t / H) ** (H - 1), "<=", exp(t)), [(H, ">=", 2), (t, ">", 0)])
    return judge.all(lower, upper)


iterated_bounds.mutant("t <= 9/5", limit=number("9/5"))


@claim(
    "deep.lem-3.8",
    chapter_3("Lemma 3.8"),
    formula=r"\|x_i^{(h)}(0)\|\le c_{x,0}=2e^{c_{res}c_{w,0}L}",
    hypotheses=(
        "the constant of the proof (a constant that may depend on sigma(0) is in deep.lem-3.8-amended)",
        "sigma = s + sin, L = 1, c_w0 <= 2.01",
        "m -> infinity: |x^(H)| >= |mean of its entries| sqrt(m) -> b^(H)",
    ),
)
def normalized_features_as_printed(judge, factor=2):
    """The norms stay below 2 e^t. False if sigma(0) is large: the mean of the entries grows by c_res s/H with every layer.

    E sin = 0 at every variance, so b^(1) = s/sqrt(s^2 + (1 - e^(-2))/2) and b^(h) = b^(h-1) + c_res s/H.
    """
    from sympy import exp, sqrt

    s, c, H = reals("s c_res H")
    b = s / sqrt(s**2 + (1 - exp(number(-2))) / 2) + c * s * (H - 1) / H
    return holds(judge, (b, "<=", factor * exp(number("2.01") * c)), [*positive(s, c), (c, "<", 1), (H, ">=", 2)])


normalized_features_as_printed.mutant("20 e^t", factor=20)


@claim(
    "deep.lem-3.8-amended",
    chapter_3("Lemma 3.8"),
    formula=r"\big(\tfrac12+\rho\big)e^{-t}-\rho\le\|x_i^{(h)}(0)\|\le(2+\rho)e^t-\rho,\quad\rho=\frac{|\sigma(0)|}{c_{w,0}L},\ t=c_{res}c_{w,0}L",
    hypotheses=(
        "1/2 <= |x^(1)| <= 2 (deep.lem-3.8-s1)",
        "t <= 1, and t < log(1 + 1/(2 rho)) makes the lower bound positive",
        "every depth",
    ),
    amends="deep.lem-3.8",
)
def normalized_features(judge, start=2):
    """|x| + rho is multiplied by at most 1 + t/H, |x| + rho at least by 1 - t/H; for softplus (rho = 0.345) c_res <= 0.44 is enough."""
    from sympy import exp, log

    N, after, rho, t, H, P, Q, e = reals("N N_next rho t H P Q e")
    up = [*positive(t, H), *nonnegative(rho, N), (after, "<=", N + t / H * (rho + N)), (N + rho, "<=", P)]
    down = [
        *positive(t, H),
        (t, "<=", 1),
        (H, ">=", 2),
        *nonnegative(rho, N, Q),
        (after, ">=", N - t / H * (rho + N)),
        (N + rho, ">=", Q),
    ]
    steps = judge.all(
        holds(judge, (after + rho, "<=", (1 + t / H) * P), up), holds(judge, (after + rho, ">=", (1 - t / H) * Q), down)
    )
    ends = holds(judge, ((2 + rho) * e - rho, "<=", (start + rho) * e - rho), [(rho, ">=", 0), (e, ">=", 1)])
    some = [(rho, ">", 0), (t, ">", 0), (t, "<", log(1 + 1 / (2 * rho)))]
    inverse = holds(
        judge,
        (exp(t), "<", 1 + 1 / (2 * rho)),
        some,
        axioms=[("exp-log", 1 + 1 / (2 * rho)), ("exp-monotone", t, log(1 + 1 / (2 * rho)))],
    )
    sign = holds(judge, ((number("1/2") + rho) / e - rho, ">", 0), [(rho, ">", 0), (e, ">=", 1), (e, "<", 1 + 1 / (2 * rho))])
    return judge.all(steps, ends, inverse, sign)


normalized_features.mutant("starting from 1", start=1)


@claim(
    "deep.lem-3.8.population",
    chapter_3("Lemma 3.8"),
    formula=r"K_{ii}^{(h)}\ge c_\sigma\mathrm{Var}\,\sigma(z)+(b_i^{(h)})^2",
    hypotheses=(
        "in the limit m -> infinity, for every c_res and H",
        "K^(h) the limit of <x^(h), x^(h)>, b^(h) of the mean entry times sqrt(m)",
    ),
)
def population_lower_bound(judge, sign=1):
    """For wide networks the norm is bounded below for every c_res: K_ii - b_i^2 is a sum of variances and never decreases."""
    K, b, kappa, mean, square, low = reals("K b kappa mean mean_square low")
    after_K = K + 2 * kappa * b * mean + kappa**2 * square
    after_b = b + sign * kappa * mean
    where = [(square, ">=", mean**2), (K - b**2, ">=", low), (kappa, ">=", 0)]
    return holds(judge, (after_K - after_b**2, ">=", low), where)


population_lower_bound.mutant("b with the other sign", sign=-1)


# --- the convolutional network ---------------------------------------------------------------------------------------------------


@claim(
    "deep.const-csc0",
    chapter_3("Section 3.11, c_{sigma,c0}"),
    formula=r"c_{\sigma,1/\sqrt p}=\Big(\min_{1/\sqrt p\le\alpha\le1}E\sigma(\alpha X)^2\Big)^{-1}\le\frac1{\log^22}<2.09\quad\text{for softplus}",
    hypotheses=("the printed claim is poly(p); this is a constant",),
)
def csc0_softplus(judge, constant="2.09"):
    """For softplus the constant does not depend on p: sigma(z) >= log 2 + z/2, so E sigma(alpha X) >= log 2, and E sigma^2 >= (E sigma)^2."""
    from sympy import exp, log

    y, mean, square, z = reals("y mean mean_square z")
    convex = holds(judge, (1 + y**2, ">=", 2 * y))  # y = exp(z/2): 1 + e^z >= 2 e^(z/2)
    logs = holds(judge, (log(1 + exp(z)), ">=", log(2 * exp(z / 2))), [(1 + exp(z), ">=", 2 * exp(z / 2))])
    least = holds(judge, (1 / square, "<=", 1 / log(2) ** 2), [(mean, ">=", log(2)), (square, ">=", mean**2)])
    return judge.all(convex, logs, least, holds(judge, (1 / log(2) ** 2, "<", number(constant))))


csc0_softplus.mutant("2.08", constant="2.08")


@claim(
    "deep.const-csc0.tanh",
    chapter_3("Section 3.11, c_{sigma,c0}"),
    formula=r"c_{\tanh,1/\sqrt p}\ge p",
    hypotheses=("E X^2 = 1, |tanh z| <= |z| (deep.lem-3.8-s2.tanh)",),
)
def csc0_tanh(judge, power=1):
    """Where sigma(0) = 0 it does grow: |tanh z| <= |z| gives E tanh(X/sqrt p)^2 <= 1/p."""
    p, square = reals("p mean_square")
    where = [(p, ">=", 1), (square, ">", 0), (square, "<=", 1 / p)]
    return holds(judge, (1 / square, ">=", p**power), where)


csc0_tanh.mutant("at least p^2", power=2)


@claim(
    "deep.lem-3.15-s1",
    chapter_3(CONV),
    formula=r"E\|x^{(1)}\|_F^2=c_\sigma\sum_lE\sigma(\|x_{i,l}\|X)^2\ge\frac{c_\sigma}{c_{\sigma,1/\sqrt p}}",
    hypotheses=("1 <= |phi(x)|_F^2 = sum of the squared patch norms, |x|_F = 1", "every patch norm is at most 1"),
)
def some_patch_is_large(judge, share=1):
    """The largest of p patch norms is at least 1/sqrt(p), and its term alone is at least the minimum that defines the constant."""
    p, total, largest, term, rest, least, c = reals("p total largest term rest least c_sigma")
    size = holds(judge, (largest, ">=", share / p), [*positive(p), (total, ">=", 1), (total, "<=", p * largest)])
    sum_ = holds(judge, (c * (term + rest), ">=", c * least), [*positive(c), (term, ">=", least), (rest, ">=", 0)])
    return judge.all(size, sum_)


some_patch_is_large.mutant("at least 2/p", share=2)


@claim(
    "deep.lem-3.15-s2",
    chapter_3(CONV),
    formula=r"\mathrm{Var}\|x^{(1)}\|_F^2\le\frac{p^2C_2}m",
    hypotheses=("patch norms at most 1, so each fourth moment is at most that of deep.lem-3.8-s1",),
)
def variance_of_the_first_layer(judge, power=2):
    """One filter contributes (sum over p patches of sigma^2)^2 <= p times the sum of fourth powers; the mean is at most p^2 C_2."""
    from steepest.proofs.matrix import inner, matrices, norm2

    squares, one = matrices("s: p x 1, one: p x 1")
    cauchy = judge.at_most(inner(one, squares) ** 2, norm2(one) * norm2(squares))
    p, C2, m, fourth, var = reals("p C_2 m fourth variance")
    where = [(p, ">=", 1), *positive(C2, m), (fourth, "<=", p * C2), (var, "<=", p * fourth / m)]
    return judge.all(cauchy, holds(judge, (var, "<=", p**power * C2 / m), where))


variance_of_the_first_layer.mutant("p C_2/m", power=1)


@claim(
    "deep.lem-3.15-s3",
    chapter_3(CONV),
    formula=r"\|x^{(1)}\|_F^2=\frac{c_\sigma}m\|\sigma(W^{(1)}\phi_1(x))\|_F^2\le qL^2c_\sigma c_{w,0}^2",
    hypotheses=("softplus, L = 1, q = 3, c_w0 = 3", "the input sits on one pixel: p - 3 patches are zero"),
)
def first_conv_layer_as_printed(judge, pixels=64):
    """False for softplus: a zero patch gives sigma(0) = log 2 whatever W is, so the left side is at least c_sigma (p - 3) log^2 2."""
    from sympy import Integer, log

    (c,) = reals("c_sigma,")
    fact = holds(judge, (c * (Integer(pixels) - 3) * log(2) ** 2, ">", 3 * c * 9), positive(c))
    return judge.contradicted(fact, because=f"p = {pixels}: the zero patches alone contribute more than the printed bound")


first_conv_layer_as_printed.mutant("p = 128", pixels=128)


@claim(
    "deep.lem-3.15-s3-amended",
    chapter_3(CONV),
    formula=r"\|x^{(1)}\|_F\le\sqrt{c_\sigma}\big(\sqrt qLc_{w,0}+\sqrt p|\sigma(0)|\big)",
    hypotheses=("|W^(1)| <= c_w0 sqrt(m), |phi(x)|_F <= sqrt(q)",),
    amends="deep.lem-3.15-s3",
)
def first_conv_layer(judge, constant=1):
    """The triangle inequality in R^(m p), as in deep.lem-3.8-s2-amended; sigma(0) costs a factor sqrt(p), so c_x0 is still poly(p)."""
    c, m, s, p, L, w, q, size, norm = reals("root_c root_m s root_p L c_w0 root_q size norm")
    where = [*positive(c, m, p, L, w, q), (s, ">=", 0), (size, "<=", s * m * p + L * w * m * q), (norm, "==", c / m * size)]
    return holds(judge, (norm, "<=", c * (q * L * w + constant * p * s)), where)


first_conv_layer.mutant("without sigma(0)", constant=0)


@claim(
    "deep.lem-3.15-s4",
    chapter_3(CONV),
    formula=r"\big|\|x^{(h)}\|_F-\|x^{(h-1)}\|_F\big|\le\frac{\sqrt qc_{res}c_{w,0}L}H\|x^{(h-1)}\|_F",
    hypotheses=("softplus, one filter, one pixel (q = 1), L = 1, c_w0 = 3",),
)
def conv_step_as_printed(judge, shift=0):
    """One convolutional residual layer. False for softplus, as deep.lem-3.8-s2: the layer moves x near 0 by log 2."""
    w, x = reals("w x")
    where = [(w, ">=", -3), (w, "<=", 3), (x, ">", 0), (x, "<=", 2)]
    return holds(judge, (softplus(w * x), "<=", 3 * x + shift), where)


conv_step_as_printed.mutant("with 1/2 added", shift=number("1/2"))


@claim(
    "deep.lem-3.15-s4-amended",
    chapter_3(CONV),
    formula=r"\big|\|x^{(h)}\|_F-\|x^{(h-1)}\|_F\big|\le\frac{c_{res}}H\big(\sqrt p|\sigma(0)|+\sqrt qc_{w,0}L\|x^{(h-1)}\|_F\big)",
    amends="deep.lem-3.15-s4",
)
def conv_step(judge, constant=1):
    """|phi(x)|_F <= sqrt(q)|x|_F and the triangle inequality in R^(m p)."""
    s, c, L, w, H, N, m, p, q, size, patches = reals("s c_res L c_w0 H N root_m root_p root_q size patches")
    where = [
        *positive(c, L, w, H, m, p, q), *nonnegative(s, N, patches), (patches, "<=", q * N),
        (size, "<=", s * m * p + L * w * m * patches),
    ]  # fmt: skip
    first = holds(judge, (size, "<=", s * m * p + L * w * m * q * N), where)
    then = [*positive(c, L, w, H, m, p, q), *nonnegative(s, N), (size, "<=", s * m * p + L * w * m * q * N)]
    return judge.all(first, holds(judge, (c / (H * m) * size, "<=", c / H * (constant * p * s + q * w * L * N)), then))


conv_step.mutant("without sigma(0)", constant=0)


@claim(
    "deep.lem-3.15",
    chapter_3("Lemma 3.15"),
    formula=r"\|x_i^{(h)}(0)\|_F\le c_{x,0}=\max\Big\{\sqrt{qL^2c_\sigma c_{w,0}^2},\sqrt{\tfrac{2c_{\sigma,1/\sqrt p}}{c_\sigma}}\Big\}e^{\sqrt qc_{res}c_{w,0}L}",
    hypotheses=(
        "the constant of the proof, at h = 1; softplus, q = 3, c_w0 = 3, any c_res < 1",
        "c_{sigma,1/sqrt p} <= 2.09 (deep.const-csc0); 0.34 <= c_sigma, since E sigma(z)^2 <= E(log 2 + |z|)^2 < 2.6",
    ),
)
def conv_features_as_printed(judge, pixels=10**7):
    """The printed constant does not grow with p for softplus, the norm of the first layer does: at least sqrt(c_sigma (p - 3)) log 2."""
    from sympy import Integer, exp, log, sqrt

    c, t = reals("c_sigma t")
    where = [(c, ">=", number("0.34")), (t, ">=", 0), (t, "<=", sqrt(Integer(3)) * 3)]
    square = c * (Integer(pixels) - 3) * log(2) ** 2
    growth = holds(judge, (exp(2 * t), "<", 36400), where[1:])
    first = holds(judge, (square, ">", 27 * c * 36400), where)
    second = holds(judge, (square * c, ">", number("4.18") * 36400), where)
    return judge.contradicted(
        growth, first, second, because=f"p = {pixels}: an input on one pixel has a larger norm already after one layer"
    )


conv_features_as_printed.mutant("p = 10^8", pixels=10**8)


@claim(
    "deep.lem-3.15-amended",
    chapter_3("Lemma 3.15"),
    formula=r"\|x^{(h)}\|_F\le\Big(\sqrt{c_\sigma}(\sqrt qLc_{w,0}+\sqrt p|\sigma(0)|)+\rho\Big)e^t-\rho,\quad\rho=\frac{\sqrt p|\sigma(0)|}{\sqrt qc_{w,0}L},\ t=\sqrt qc_{res}c_{w,0}L",
    hypotheses=(
        "every depth: from deep.lem-3.15-s3-amended, deep.lem-3.15-s4-amended and (1 + t/H)^(H-1) <= e^t",
        "lower bound (N_1 + rho) e^(-t) - rho for t <= 1, as in deep.lem-3.8-amended",
    ),
    amends="deep.lem-3.15",
)
def conv_features(judge, start=1):
    """The recursion of deep.lem-3.8-amended with sqrt(q) c_w0 and sqrt(p)|sigma(0)|; polynomial in p, as the lemma says."""
    N, after, rho, t, H, P = reals("N N_next rho t H P")
    up = [*positive(t, H), *nonnegative(rho, N), (after, "<=", N + t / H * (rho + N)), (N + rho, "<=", start * P), (P, ">=", 0)]
    return holds(judge, (after + rho, "<=", (1 + t / H) * P), up)


conv_features.mutant("starting twice as high", start=2)
