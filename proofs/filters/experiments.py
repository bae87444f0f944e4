"""Figures 6.1 to 6.4 and Section 6.4: what the pictures are said to show, proved where it can be, else tried with registered plans.

Settings that the source leaves open: w* = e_1, w_0 = 0.4 e_1 + 0.6 e_2, eta = 1/2, k = 5 patches; sigma and sigma_2 are the standard deviations
before truncation. For the images, MNIST is replaced by the first 900 digits that come with scikit-learn: 5 x 5 patches at stride 1, so k = 16,
p = 25; starts w* + c |w*| u, c in {1/4, 1/2, 3/4, 1, 3/2}, u uniform on the sphere; batch 1 with reshuffling, step 1/max |Z_avg|^2, 5 epochs.
Thresholds were fixed on pilot runs with other seeds.
"""

from __future__ import annotations

from importlib.util import find_spec

from steepest.proofs import claim, reals
from steepest.proofs.vocabulary import Plan

from . import chapter_6, equal, every, holds, number

WHERE = "Section 6.4"
RUNS, IMAGES = "steepest.kernels.filters_runs", "steepest.kernels.filters_images"


def mixture(sigma, **fields):
    """The record of the law of Figure 6.3a."""
    return {"kind": "mixture", "sigma": sigma} | fields


# --- Figures 6.1 and 6.2 -------------------------------------------------------------------------------------------------


@claim("fsgd.fig-6.1", chapter_6("Figure 6.1a"), formula=r"Z_1=\dots=Z_k\Rightarrow f(w,Z)=\sigma(w^\top Z_1)")
def network(judge, weight="1/2"):
    """The pictured network, patches to a shared filter to ReLU to average, is one neuron when its patches are equal.

    Shown for two patches and, by the same step from the average of m to that of m + 1 patches, for all k.
    """
    a, m = reals("a m")
    from sympy import Max

    unit = Max(a, 0)
    return judge.all(
        equal(judge, number(weight) * (unit + unit), unit),
        equal(judge, (m * unit + unit) / (m + 1), unit, [(m, ">=", 1)]),
    )


network.mutant("a sum in place of the average", weight=1)


@claim(
    "fsgd.fig-6.1.aligned",
    chapter_6("Figure 6.1c"),
    formula=r"E s^2=v:\quad\gamma(0)\ge c\ \text{ for some }c>0\text{ and all }v>0?",
    hypotheses=("one patch Z = (cos psi, sin psi), psi = s or s + pi with equal probability, |s| <= pi/2",),
)
def concentration_is_easy(judge, c="1/100"):
    """Concentrating the mass along w* makes learning easy, gamma(0) staying above 1/100. False: gamma(0) <= v/2 with v = E s^2.

    gamma(0) = lambda_min(E Z Z^T 1{w*.Z >= 0}) <= E sin^2(s)/2 <= v/2, which vanishes as the mass concentrates.
    """
    s, v, g = reals("s v g")
    from sympy import pi, sin

    pointwise = holds(judge, (sin(s) ** 2, "<=", s**2), [(s, ">=", -pi / 2), (s, "<=", pi / 2)])
    small = holds(judge, (g, "<", number(c)), [(g, "<=", v / 2), (v, ">", 0), (v, "<", 2 * number(c))])
    return judge.contradicted(pointwise, small, because="gamma(0) <= v/2 for v = E s^2, so that v < 2 c gives gamma(0) < c")


concentration_is_easy.mutant("gamma(0) stays above 1/10", c="1/10")


@claim(
    "fsgd.fig-6.1.aligned-amended",
    chapter_6("Figure 6.1c"),
    formula=r"\gamma(0)\le\frac v2,\qquad L(0)\ge\frac{1-v}2,\qquad\frac{L(0)}{\gamma(0)}\ge\frac{1-v}v",
    hypotheses=("as before; v = E s^2 in (0, 1)",),
    amends="fsgd.fig-6.1.aligned",
)
def concentration_is_slow(judge, power=1):
    """For one patch, mass concentrated along w* is what makes it hard: L(0)/gamma(0) >= (1 - v)/v.

    What helps with several patches is little mass near the hyperplane of w* (Theorem 6.5), not concentration.
    """
    s, v, g, L = reals("s v g L")
    from sympy import cos, pi, sin

    inside = [(s, ">=", -pi / 2), (s, "<=", pi / 2)]
    given = [(v, ">", 0), (v, "<", 1), (g, ">", 0), (g, "<=", v / 2), (L, ">=", (1 - v) / 2)]
    return judge.all(
        every(judge, [(sin(s) ** 2, "<=", s**2), (cos(s) ** 2, ">=", 1 - s**2)], inside),
        holds(judge, (L * v**power, ">=", (1 - v) * g), given),
    )


concentration_is_slow.mutant("(1 - v)/v^2", power=2)


@claim(
    "fsgd.fig-6.2",
    chapter_6("Figure 6.2b"),
    formula=r"\gamma=\tfrac{\pi-\phi-\sin\phi}{2\pi},\ L=\tfrac{\pi-\phi+\sin\phi}{2\pi},\ L_{-w_*}=\tfrac{\phi+\sin\phi}{2\pi}",
    hypotheses=("Z ~ N(0, I_p), p >= 2", "0 <= phi <= pi; L_- up to pi/2"),
)
def three_curves(judge, sign=1):
    """The three curves as drawn: gamma and L decrease from a common value to 0 at pi, gamma below L, and L_- increases from 0.

    Their slopes are -(1 + cos phi)/(2 pi), -(1 - cos phi)/(2 pi) and (1 + cos phi)/(2 pi).
    """
    from sympy import cos, diff, pi, sin

    (t,) = reals("phi,")
    gamma, L, minus = (pi - t - sin(t)) / (2 * pi), (pi - t + sign * sin(t)) / (2 * pi), (t + sin(t)) / (2 * pi)
    inside = [(t, ">=", 0), (t, "<=", pi)]
    return judge.all(
        every(judge, [(diff(gamma, t), "<=", 0), (diff(L, t), "<=", 0), (diff(minus, t), ">=", 0), (gamma, "<=", L)], inside),
        equal(judge, gamma.subs(t, 0), L.subs(t, 0)),
        equal(judge, gamma.subs(t, pi), 0),
        equal(judge, L.subs(t, pi), 0),
        equal(judge, minus.subs(t, 0), 0),
        equal(judge, diff(minus, t), (1 + cos(t)) / (2 * pi)),
    )


three_curves.mutant("L with twice the sine", sign=2)


@claim(
    "fsgd.fig-6.2.mirror",
    chapter_6("Figure 6.2b"),
    formula=r"L_{-w_*}(\phi)=L(\pi-\phi),\qquad L_{-w_*}\left(\tfrac\pi2\right)=L\left(\tfrac\pi2\right)=\tfrac14+\tfrac1{2\pi}",
    hypotheses=("Z ~ N(0, I_p), p >= 2",),
)
def mirror(judge, at=1):
    """For the Gaussian law the curve L_- is the mirror image of L, and the two meet at pi/2 (not drawn so)."""
    from sympy import pi, sin

    (t,) = reals("phi,")
    L, minus = lambda x: (pi - x + sin(x)) / (2 * pi), lambda x: (x + sin(x)) / (2 * pi)
    return judge.all(
        equal(judge, minus(t), L(at * pi - t)), equal(judge, minus(pi / 2), number("1/4") + 1 / (2 * pi)),
    )  # fmt: skip


mirror.mutant("mirrored at pi", at=2)

# --- Figure 6.3a: smoothness ---------------------------------------------------------------------------------------------

SWEEP = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, "inf")


def order(judge, name, laws, times, trials, at_least="0.9", margin="0.2", alpha="1/100", **parameters):
    success = f"at every t in {times} the curves of |w_t - w*| lie in the order of the laws, the last one lowest"
    given = {"laws": laws, "times": times} | parameters
    return judge.trial(
        Plan(name, f"{RUNS}:order", given, trials, success, at_least=at_least, margin=margin, alpha=alpha, backend="auto")
    )


@claim(
    "fsgd.exp-6.3a",
    chapter_6("Section 6.4 and Figure 6.3a"),
    trial=True,
    hypotheses=("p = 2, one patch", "sigma in {0.1, 0.2, 0.5, 1, 2}", "each curve: the median of 200 runs of batch-1 SGD"),
)
def smoother_is_faster(judge, reverse=False):
    """The larger sigma, the faster SGD converges from the same start with the same step: medians at t = 50, 100, 200 in this order."""
    laws = [mixture(sigma) for sigma in SWEEP[:5]]
    return order(judge, "filter-smoothness", laws[::-1] if reverse else laws, [50, 100, 200], 60)


smoother_is_faster.mutant("spikier is faster", reverse=True)


@claim(
    "fsgd.exp-6.3a.ratio",
    chapter_6(WHERE),
    formula=r"\frac{L(0)}{\gamma(0)}\ge\frac{1-v}{v},\ v=E s^2\le\sigma^2",
    hypotheses=("p = 2", "the second moment v of the truncated law is at most sigma^2, and sigma < 1"),
)
def ratio_for_small_sigma(judge, factor=1):
    """L/gamma is large for small sigma: at least (1 - sigma^2)/sigma^2 at angle 0 (measured: 100.0033 at sigma = 0.1, bound 99)."""
    v, g, L, sigma = reals("v g L sigma")
    given = [
        (sigma, ">", 0),
        (sigma, "<", 1),
        (v, ">", 0),
        (v, "<=", sigma**2),
        (g, ">", 0),
        (g, "<=", v / 2),
        (L, ">=", (1 - v) / 2),
    ]
    return holds(judge, (L * sigma**2, ">=", factor * (1 - sigma**2) * g), given)


ratio_for_small_sigma.mutant("twice as large", factor=2)


def constants(judge, name, success, trials, at_least="0.9", margin="0.2", alpha="1/100", **parameters):
    return judge.trial(Plan(name, f"{RUNS}:constants", parameters, trials, success, at_least=at_least, margin=margin, alpha=alpha))


@claim(
    "fsgd.exp-6.3a.ratio-infinity",
    chapter_6(WHERE),
    formula=r"\frac{L_\sigma(\phi)}{\gamma_\sigma(\phi)}>\frac{\pi-\phi+\sin\phi}{\pi-\phi-\sin\phi}\quad(\phi=\tfrac12)",
    trial=True,
    hypotheses=("p = 2, phi = 1/2", "sigma log-uniform in [0.05, 10]"),
)
def ratio_against_the_smoothest(judge, factor=1.0):
    """L/gamma is smallest for the rotation invariant law: larger at every sigma (closed forms with the error function)."""
    success = "L(1/2)/gamma(1/2) is larger than for sigma = infinity"
    law = {"law": mixture(1.0), "vary": {"sigma": [0.05, 10.0]}, "against": mixture("inf"), "phi_0": 0.5}
    return constants(judge, "filter-ratio", success, 200, "1", "0.05", claim="ratio", factor=factor, **law)


ratio_against_the_smoothest.mutant("ten times as large", factor=10.0)


def mass_near_the_hyperplane(judge, constant):
    """P(+-) = a/2 with a + b = 1/2, a <= tau theta, b >= tau (pi/2 - theta): a/2 <= theta/(constant pi)."""
    from sympy import pi

    a, b, tau, theta = reals("a b tau theta")
    where = [
        (theta, ">", 0), (theta, "<=", pi / 2), (tau, ">=", 0), (a, ">=", 0), (a, "<=", tau * theta), (b, ">=", tau * (pi / 2 - theta)),
        (a + b, "==", number("1/2")),
    ]  # fmt: skip
    chain = (a * pi / 2, "<=", a * (pi / 2 - theta) + theta * (number("1/2") - tau * (pi / 2 - theta)))
    other = (a * (pi / 2 - theta), "<=", tau * theta * (pi / 2 - theta))
    return holds(judge, (a / 2, "<=", theta / (constant * pi)), where, [chain, other])


def limit_at_zero(judge, slack=12):
    """lambda_max of the wedge of a uniform angle, over phi, tends to 1/(2 pi): (phi + sin phi)/(4 pi) >= phi/(2 pi) (1 - phi^2/12)."""
    from sympy import pi, sin

    (phi,) = reals("phi,")
    return holds(
        judge, ((phi + sin(phi)) / (4 * pi), ">=", phi / (2 * pi) * (1 - phi**2 / slack)), [(phi, ">", 0), (phi, "<=", pi / 2)]
    )


@claim(
    "fsgd.exp-6.3a.beta",
    chapter_6(WHERE),
    formula=r"\beta(\sigma)>\beta(\infty)\ \text{ for small }\sigma?",
    hypotheses=("p = 2, angles around w* and -w*",),
)
def beta_for_small_sigma(judge, factor=1):
    """beta is larger for spiky inputs than for smooth ones. False for every sigma: beta(sigma) <= 1/(2 pi) = beta(infinity).

    lambda_max(A_{w,-w*}) <= P(+-), the mass of an arc of length phi that begins at the hyperplane of w*; the density decreases towards that
    hyperplane, so that the arc holds at most its share phi/(2 pi). For the uniform angle the quotient tends to 1/(2 pi) as phi -> 0.
    Sharp values: 0.15865 at sigma = 0.1, 0.13423 at 1, 0.15915 at infinity.
    """
    from sympy import pi

    small, large = reals("beta_small beta_large")
    compare = holds(judge, (small, "<=", factor * large), [(small, "<=", 1 / (2 * pi)), (large, "==", 1 / (2 * pi))])
    because = "beta(sigma) <= 1/(2 pi) for every sigma, and beta(infinity) = 1/(2 pi)"
    return judge.contradicted(mass_near_the_hyperplane(judge, 2), limit_at_zero(judge), compare, because=because)


beta_for_small_sigma.mutant("twice as large", factor=2)


@claim(
    "fsgd.exp-6.3a.beta-amended",
    chapter_6(WHERE),
    formula=r"\beta(\sigma)\le\frac1{2\pi}=\beta(\infty)",
    hypotheses=("p = 2; the angle from the line of w* has a density that decreases from 0 to pi/2",),
    amends="fsgd.exp-6.3a.beta",
)
def beta_is_largest_for_the_smoothest(judge, constant=2):
    """beta is at most 1/(2 pi) for every sigma, with equality for the rotation invariant law: it cannot explain the order of the curves."""
    return judge.all(mass_near_the_hyperplane(judge, constant), limit_at_zero(judge))


beta_is_largest_for_the_smoothest.mutant("1/(3 pi)", constant=3)


@claim(
    "fsgd.exp-6.3a.beta-space",
    chapter_6(WHERE),
    formula=r"\beta(\sigma)>\beta(\infty)\quad(\sigma\le1)",
    trial=True,
    hypotheses=(
        "p = 5: Z = cos(psi) u + sin(psi) q, q uniform on the unit sphere orthogonal to w*",
        "sigma log-uniform in [0.1, 1]",
    ),
)
def beta_in_space(judge, factor=1.0):
    """With the same angles in R^5 beta is indeed larger for spiky inputs than for sigma = infinity: the mass near w* is not spread over the sphere."""
    law = {"law": mixture(1.0, p=5), "vary": {"sigma": [0.1, 1.0]}, "against": mixture("inf", p=5)}
    success = "beta is larger than for sigma = infinity"
    return constants(judge, "filter-beta-space", success, 24, "1", "0.2", claim="beta", factor=factor, **law)


beta_in_space.mutant("three times as large", factor=3.0)


@claim(
    "fsgd.exp-6.3a.tightest",
    chapter_6("Sections 6.1 and 6.4, the rate of Theorem 6.2"),
    formula=r"\frac{(L_\sigma(0)+4\beta_\sigma)^2}{\gamma_\sigma(\phi_0)^2}>\frac{(L_\infty(0)+4\beta_\infty)^2}{\gamma_\infty(\phi_0)^2}?",
    trial=True,
    hypotheses=("p = 2, sharp beta, phi_0 = 1", "sigma log-uniform in [1.5, 5]"),
)
def smoothest_has_the_best_bound(judge, factor=1.0):
    """Among these laws the rotation invariant one (Gaussian, up to scale) has the smallest iteration bound. False: sigma = 2 has a smaller one.

    With the sharp constants the bound is 67.6 at sigma = 2, 73.3 at 5 and 75.8 at infinity (phi_0 = 1.013, the start of the figure): L/gamma
    grows a little as sigma falls, but beta, which enters with the factor 4, falls more.
    """
    law = {"law": mixture(2.0), "vary": {"sigma": [1.5, 5.0]}, "against": mixture("inf"), "phi_0": 1.0}
    success = "the bound is larger than for sigma = infinity"
    return constants(judge, "filter-tightest", success, 8, "0.99", "0.5", "1e-5", claim="bound", factor=factor, **law)


smoothest_has_the_best_bound.mutant("twice as large", factor=2.0)


@claim(
    "fsgd.exp-6.3a.tightest-amended",
    chapter_6("Sections 6.1 and 6.4, the rate of Theorem 6.2"),
    trial=True,
    hypotheses=("p = 2, sharp beta, phi_0 = 1", "sigma log-uniform in [0.05, 1/2]"),
    amends="fsgd.exp-6.3a.tightest",
)
def spiky_laws_have_worse_bounds(judge, factor=1.0):
    """For spiky inputs, sigma <= 1/2, the bound is indeed larger than for the rotation invariant law (253 against 73 at sigma = 1/2)."""
    law = {"law": mixture(0.2), "vary": {"sigma": [0.05, 0.5]}, "against": mixture("inf"), "phi_0": 1.0}
    success = "the bound is larger than for sigma = infinity"
    return constants(judge, "filter-spiky", success, 24, "1", "0.2", claim="bound", factor=factor, **law)


spiky_laws_have_worse_bounds.mutant("a hundred times as large", factor=100.0)


@claim(
    "fsgd.exp-6.3a.order",
    chapter_6("Figure 6.3a, read for the whole sweep"),
    trial=True,
    hypotheses=(
        "p = 2, one patch",
        "sigma in {0.1, 0.2, 0.5, 1, 2, 5, infinity}",
        "each curve: the median of 1,000 runs of batch-1 SGD",
    ),
)
def whole_sweep(judge, runs=1000):
    """The curves of SGD are in the order of sigma up to the rotation invariant law. False: sigma = 5 is ahead of sigma = infinity.

    Batch-1 SGD is noisier for the uniform angle; the exact population curves are in order (`steepest reproduce figure-6.3a`).
    """
    return order(judge, "filter-whole-sweep", [mixture(sigma) for sigma in SWEEP], [50, 100, 200], 30, runs=runs)


whole_sweep.mutant("with medians of 100 runs", runs=100)


@claim(
    "fsgd.exp-6.3a.order-amended",
    chapter_6("Figure 6.3a"),
    trial=True,
    hypotheses=("p = 2, one patch", "the seven sigma", "population gradient descent, eta uniform in [1/10, 1/2]"),
    amends="fsgd.exp-6.3a.order",
)
def population_curves(judge, reverse=False):
    """The curves of exact population gradient descent are in the order of sigma at t = 60, 100, 200, for any of these steps.

    From this start that is so once eta t >= 6; before, smoother laws are behind.
    """
    laws = [mixture(sigma) for sigma in SWEEP]
    return order(judge, "filter-population", laws[::-1] if reverse else laws, [60, 100, 200], 60, "1", "0.1", runs=0)


population_curves.mutant("in the opposite order", reverse=True)


@claim(
    "fsgd.exp-6.3a.start",
    chapter_6(WHERE),
    formula=r"w_0=(1-r)w_*:\ d_{t+1}=(1-\eta A_{11})d_t,\ A_{11}=\tfrac12E\cos^2s",
    hypotheses=("p = 2, population gradient descent, 0 < eta <= 1", "v = E s^2 < 1/2, true for every sigma <= 1/2"),
)
def every_start(judge, eta_top=1):
    """Smoother inputs converge faster from every start. False on the ray of w*: there the spikier law is faster.

    At angle 0 the gradient is A d, and A_11 = E cos^2(s)/2 >= (1 - v)/2 > 1/4 = A_11(infinity).
    """
    s, v, A, eta = reals("s v A eta")
    from sympy import cos, pi

    pointwise = holds(judge, (cos(s) ** 2, ">=", 1 - s**2), [(s, ">=", -pi / 2), (s, "<=", pi / 2)])
    where = [
        (v, ">=", 0),
        (v, "<", number("1/2")),
        (A, ">=", (1 - v) / 2),
        (A, "<=", number("1/2")),
        (eta, ">", 0),
        (eta, "<=", eta_top),
    ]
    faster = holds(judge, (1 - eta * A, "<", 1 - eta / 4), where)
    return judge.contradicted(
        pointwise, faster, because="on the ray of w* the factor is 1 - eta A_11, and A_11 is larger for spikier inputs"
    )


every_start.mutant("for steps up to 2", eta_top=2)


@claim(
    "fsgd.exp-6.3a.slope",
    chapter_6(WHERE),
    formula=r"\lim_t\frac{\|d_{t+1}\|}{\|d_t\|}=1-\eta\gamma(0)",
    trial=True,
    hypotheses=("p = 2, eta = 1/2, the start of the figure", "sigma log-uniform in [0.5, 10]"),
)
def final_slope(judge, factor=1.0):
    """The population curves end with the slope log(1 - eta lambda_min(A_{w*,w*})), to 1e-3."""
    success = "|log(d_{t+1}/d_t) - log(1 - gamma(0)/2)| < 1e-3 where d_t falls to 1e-6"
    law = {"law": mixture(1.0), "vary": {"sigma": [0.5, 10.0]}}
    return constants(judge, "filter-slope", success, 24, "1", "0.2", claim="slope", factor=factor, **law)


final_slope.mutant("to 1e-19", factor=1e-16)

# --- Figure 6.3b: closeness ----------------------------------------------------------------------------------------------


def close(sigma_2, sigma=1.0):
    return mixture(sigma, k=5, coupling="close", sigma_2=sigma_2)


@claim(
    "fsgd.exp-6.3b",
    chapter_6("Section 6.4 and Figure 6.3b"),
    trial=True,
    hypotheses=(
        "p = 2, k = 5, sigma = 1",
        "sigma_2 in {0.05, 0.2, 0.5, 1, 2}",
        "each curve: the median of 200 runs of batch-1 SGD",
    ),
)
def closer_is_faster(judge, reverse=False):
    """The closer the patches, the faster SGD converges from the same start with the same step: medians at t = 50, 100, 200 in this order."""
    laws = [close(sigma_2) for sigma_2 in (2.0, 1.0, 0.5, 0.2, 0.05)]
    return order(judge, "filter-closeness", laws[::-1] if reverse else laws, [50, 100, 200], 30, runs=200)


closer_is_faster.mutant("farther is faster", reverse=True)


@claim(
    "fsgd.exp-6.3b.theorem",
    chapter_6("Section 6.4, 'coincides with Theorem 6.3'"),
    formula=r"\gamma(0)>6L_{cross}?",
    trial=True,
    hypotheses=("the law of the figure: sigma = 1, k = 5, p = 2", "sigma_2 log-uniform in [0.005, 2]"),
)
def theorem_applies(judge, factor=1.0):
    """Theorem 6.3 covers the experiment: gamma(phi_0) > 6 L_cross for small phi_0. False for every sigma_2: already gamma(0) < 6 L_cross.

    L_cross does not vanish as the patches get close: it tends to (1 - 1/k) f, f the density of the angle at the hyperplane of w*.
    """
    success = "gamma(0) > 6 L_cross"
    law = {"law": close(0.1), "vary": {"sigma_2": [0.005, 2.0]}, "phi_0": 0.0}
    return constants(judge, "filter-hypothesis", success, 6, "0.99", "0.5", "1e-5", claim="hypothesis", factor=factor, **law)


theorem_applies.mutant("gamma(0) > 9 L_cross", factor=1.5)


@claim(
    "fsgd.exp-6.3b.theorem-limit",
    chapter_6(WHERE),
    formula=r"\sigma_2\to0:\quad6L_{cross}\ge6\left(1-\tfrac1k\right)f\left(\tfrac\pi2\right)\ge\tfrac{12}5\frac{e^{-\pi^2/8}}{\sqrt{2\pi}}>\tfrac14\ge\gamma(0)",
    hypotheses=(
        "sigma = 1, k = 5, p = 2",
        "the density at the hyperplane is e^{-pi^2/8}/(2 sqrt(2 pi) P(|N| <= pi/2)), P <= 1",
        "gamma(0) <= tr/2 <= 1/4",
    ),
)
def theorem_in_the_limit(judge, k=5):
    """In the limit of close patches 6 L_cross exceeds gamma(0), in closed form: 6 (4/5) f > 0.278 > 1/4."""
    from sympy import exp, pi, sqrt

    P, f = reals("P f")
    density = exp(-(pi**2) / 8) / (2 * sqrt(2 * pi))
    where = [(P, ">", 0), (P, "<=", 1), (f * P, "==", density)]
    return judge.all(
        holds(judge, (f, ">=", density), where),
        holds(judge, (6 * (1 - number(f"1/{k}")) * density, ">", number("1/4"))),
    )


theorem_in_the_limit.mutant("two patches", k=2)


@claim(
    "fsgd.exp-6.3b.theorem-amended",
    chapter_6(WHERE),
    formula=r"\gamma(\phi_0)>6L_{cross}\quad(\sigma=\tfrac12,\ \phi_0\le\tfrac35)",
    trial=True,
    amends="fsgd.exp-6.3b.theorem",
    hypotheses=("sigma = 1/2, k = 5, p = 2", "sigma_2 log-uniform in [0.005, 0.03]"),
)
def theorem_applies_at_half(judge, factor=1.0):
    """With less mass near the hyperplane, sigma = 1/2, close patches do satisfy gamma(3/5) > 6 L_cross, and the theorem applies."""
    law = {"law": close(0.01, 0.5), "vary": {"sigma_2": [0.005, 0.03]}, "phi_0": 0.6}
    return constants(
        judge, "filter-hypothesis-half", "gamma(3/5) > 6 L_cross", 10, "0.9", "0.3", claim="hypothesis", factor=factor, **law
    )


theorem_applies_at_half.mutant("gamma(3/5) > 60 L_cross", factor=10.0)

# --- Figures 6.3c, 6.3d and 6.4: images ----------------------------------------------------------------------------------


def images(judge, name, success, trials=24, at_least="0.9", margin="0.25", alpha="1/100", **parameters):
    if find_spec("sklearn") is None:
        return judge.undecided("the digits come with scikit-learn, which is not installed: pip install 'steepest[images]'")
    parameters |= {"inputs": 900, "starts": 3}
    return judge.trial(Plan(name, f"{IMAGES}:batch", parameters, trials, success, at_least=at_least, margin=margin, alpha=alpha))


ORDER = "Spearman's correlation of the radius c with the median final relative loss of 3 starts is above 0.8"
DIGITS = ("digits of scikit-learn in place of MNIST", "a new filter and 3 starts a radius in every trial")


@claim("fsgd.exp-6.3c", chapter_6("Section 6.4 and Figure 6.3c"), trial=True, hypotheses=DIGITS)
def random_filter(judge, bound=0.8):
    """Random filters: starts closer to w* end with a smaller relative loss."""
    return images(judge, "filter-random", ORDER, teacher="random", claim="order", bound=bound)


random_filter.mutant("a correlation above one", bound=1.0)


@claim("fsgd.exp-6.3c.small", chapter_6("Section 6.4, 'a filter with near zero loss'"), trial=True, hypotheses=DIGITS)
def random_filter_small_loss(judge, bound=0.01):
    """Random filters: from every start with c <= 1 the relative loss falls to 1/100. False for about a third of the filters.

    Pixels are not negative, so a filter with a negative sum has labels near 0 on most inputs; dividing by the squared mean label magnifies what is left.
    """
    success = "relative loss at most 1/100 after 5 epochs from all 12 starts with c <= 1"
    return images(judge, "filter-random-small", success, 36, "0.99", "0.2", "1e-5", teacher="random", claim="small", bound=bound)


random_filter_small_loss.mutant("to 1/10000", bound=1e-4)


@claim("fsgd.exp-6.3d", chapter_6("Section 6.4 and Figure 6.3d"), trial=True, hypotheses=DIGITS)
def gabor_filter(judge, bound=0.8):
    """A Gabor filter (45 degrees, wavelength 4): starts closer to w* end with a smaller relative loss."""
    return images(judge, "filter-gabor", ORDER, teacher="gabor", claim="order", bound=bound)


gabor_filter.mutant("a correlation above one", bound=1.0)


@claim(
    "fsgd.exp-6.3d.small",
    chapter_6("Section 6.4, 'a filter with near zero loss'"),
    trial=True,
    hypotheses=DIGITS,
    amends="fsgd.exp-6.3c.small",
)
def gabor_filter_small_loss(judge, bound=0.01):
    """The Gabor filter: from every start with c <= 1 the relative loss falls to 1/100 within 5 epochs."""
    success = "relative loss at most 1/100 after 5 epochs from all 12 starts with c <= 1"
    return images(judge, "filter-gabor-small", success, teacher="gabor", claim="small", bound=bound)


gabor_filter_small_loss.mutant("to 1/10000", bound=1e-4)


@claim("fsgd.exp-6.3d.equivalent", chapter_6("Section 6.4, 'cannot converge to the exact filter'"), trial=True, hypotheses=DIGITS)
def equivalent_filters(judge, bound=0.9):
    """SGD ends at filters with relative loss below 1/100 that differ from the true one: cosine below 0.9 (Gabor filter)."""
    success = "some start ends with relative loss at most 1/100 and cosine below 0.9"
    return images(judge, "filter-equivalent", success, teacher="gabor", claim="equivalent", bound=bound)


equivalent_filters.mutant("cosine below zero", bound=0.0)


@claim("fsgd.fig-6.4", chapter_6("Figure 6.4"), trial=True, hypotheses=DIGITS)
def alike(judge, bound=0.95):
    """Learned and true Gabor filters have similar patterns: cosine at least 0.95 in the leading directions of the data, c <= 1.

    Leading: the 6 of 25 eigenvectors of E[Z_avg Z_avg^T] with eigenvalues above 1/1000 of the largest. In the other directions the data say little.
    """
    success = "cosine of the projections to the leading directions at least 0.95 for all 12 starts with c <= 1"
    return images(judge, "filter-alike", success, teacher="gabor", claim="seen", bound=bound)


alike.mutant("at least 0.9999", bound=0.9999)


@claim(
    "fsgd.fig-6.4.learned",
    chapter_6("Figure 6.4"),
    trial=True,
    hypotheses=(
        "digits of scikit-learn in place of MNIST",
        "3 starts |w*| u/2, u uniform on the sphere, 5 epochs; the run with the smallest loss",
    ),
)
def learned(judge, bound=0.95):
    """The likeness is learned and does not come from the start: Gabor filter, starts that know nothing of its direction, best of three runs."""
    success = "cosine of the projections to the leading directions at least 0.95 for the run with the smallest loss"
    return images(judge, "filter-learned", success, teacher="gabor", claim="best", bound=bound, free=True, radii=[0.5])


learned.mutant("at least 0.9999", bound=0.9999)


@claim("fsgd.fig-6.4.everywhere", chapter_6("Figure 6.4, read as: the same filter"), trial=True, hypotheses=DIGITS)
def the_same(judge, bound=0.95):
    """From every start, c = 3/2 included, the learned Gabor filter itself has a cosine of at least 0.95 with the true one. False."""
    success = "cosine at least 0.95 for all 15 starts"
    return images(judge, "filter-the-same", success, 12, "0.99", "0.3", "1e-5", teacher="gabor", claim="recovered", bound=bound)


the_same.mutant("at least 0.99", bound=0.99)
