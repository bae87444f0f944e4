"""Theorem 6.4: stochastic gradient descent reaches w*, with its step and its number of steps.
Symbols as in `stay_near`.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import conj, cos, forall, given, log, pi, sin

from . import as_written, at, chapter_6, equal, holds, number

theorem = "Theorem 6.4"


@claim(
    "fsgd.thm-6.4",
    chapter_6(theorem),
    formula=(
        r"\eta=\Theta\left(\tfrac{\varepsilon^2(\gamma(\phi_1)-6L_{\mathrm{cross}})^2\|w_*"
        r"\|^2}{B^2}\right),\ "
        r"T=O\left(\tfrac{B^2}{\varepsilon^2(\gamma(\phi_1)-6L_{\mathrm{cross}})^2\|w_*\|^2}"
        r"\log\tfrac{\|w_0-w_*\|}{\varepsilon\|w_*\|}\right)"
        r"\implies\|w_T-w_*\|\le\varepsilon\|w_*\|"
    ),
    hypotheses=(
        "absolute constants in Theta and O; kappa is their product, eta T = kappa "
        "log(r_0/(eps|w*|)). With constants that may depend on the law "
        "and on delta the statement is true: fsgd.thm-6.4-amended",
        "witness: exact gradients (no noise), one patch N(0, 2 lambda I), w_0 on the ray of "
        "w*, lambda = 1/(4 kappa)",
    ),
)
def sgd_theorem(judge, share="1/4"):
    """SGD reaches eps|w*| with the printed step and count. False whatever the constants are: they
    are not homogeneous in the inputs.

    Under Z -> c Z the printed eta does not change, so eta T gamma ~ c^2 goes to 0 for small inputs:
    on the ray |d_T| = r_0 (1 - eta lambda)^T, and T log(1 - eta lambda) >= -2 T eta lambda >
    -log(r_0/(eps|w*|)) for 2 kappa lambda < 1 and eta lambda <= 1/2 (eps small). The theorem with
    explicit constants is fsgd.thm-6.4-amended: eta = delta eps^2 (gamma(phi_1) - 6
    L_cross)|w*|^2/B^2 and T = ceil(B^2/(2 delta eps^2 (gamma(phi_1) - 6 L_cross)^2 |w*|^2) log(2
    r_0^2/(delta eps^2 |w*|^2))). For one patch and fresh samples no noise floor exists at all
    (fsgd.thm-6.2-per-sample).
    """
    from sympy import log

    T, x, kappa, lam, ratio = reals("T x kappa lambda log_ratio")
    slow = holds(judge, (log(1 - x), ">=", -2 * x), [(x, ">", 0), (x, "<=", number("1/2"))])
    # T x = lambda eta T = lambda kappa log_ratio
    where = [
        (kappa, ">", 0),
        (lam, "==", number(share) / kappa),
        (ratio, ">", 0),
        (T * x, "==", lam * kappa * ratio),
    ]
    far = holds(judge, (-2 * T * x, ">", -ratio), where, [(lam * kappa, "==", number(share))])
    return judge.contradicted(
        slow,
        far,
        because="for every kappa > 0 the law N(0, I/(2 kappa)) and exact gradients leave |w_T - "
        "w*| > "
        "eps|w*|",
    )


sgd_theorem.mutant("lambda = 1/(8 kappa)", share="1/8")


@claim(
    "fsgd.thm-6.4.phi-star",
    chapter_6(theorem),
    formula=r"\phi_*=\max\{\phi\in[0,\pi]:\gamma(\phi)\ge6L_{\mathrm{cross}}\}\implies\exists "
    r"w_0:\ "
    r"\|w_0-w_*\|<\|w_*\|\sin\phi_*",
    hypotheses=("one patch: L_cross = 0 and gamma >= 0, so phi_* = pi",),
)
def admissible_start(judge, cross=0):
    """The theorem has admissible starts. Not for one patch, read literally: gamma(pi) = 0 >= 6
    L_cross makes phi_* = pi and sin(phi_*) = 0.
    """
    from sympy import pi, sin

    n, r0 = reals("n r_0")
    theta = reals("theta,")[0]
    gamma = (pi - theta - sin(theta)) / (2 * pi)
    gamma_at_pi = equal(judge, at(n * gamma, (theta, pi)), 6 * n * cross)
    none = holds(judge, as_written("r_0 >= n*sin(pi)"), [(n, ">", 0), (r0, ">=", 0)])
    return judge.contradicted(
        gamma_at_pi,
        none,
        because="k = 1: phi_* = pi, and no start has |w_0 - w*| < |w*| sin(pi) = 0",
    )


@admissible_start.mutant
def every_start_is_admissible(judge):
    n, r0 = reals("n r_0")
    return holds(judge, (r0, "<", n), [(n, ">", 0), (r0, ">=", 0)])


r_0, x, cross, n = theorems.reals("r_0 phi L_cross n")
phi_0, phi_star = theorems.reals("phi_0 phi_star")
gamma = theorems.functions("gamma", "real")
delta, eps, g, B, r_1 = theorems.reals("delta epsilon gamma_low B r_1")
T = theorems.nats("T")


def middle_says():
    """phi_* is the largest angle up to pi/2 with gamma >= 6 L_cross."""
    inside = conj(x >= 0, x <= pi / 2, gamma(x) >= 6 * cross)
    last = conj(
        phi_star <= pi / 2, gamma(phi_star) >= 6 * cross, forall(x)(inside >> (x <= phi_star))
    )
    middle = n * sin((phi_0 + phi_star) / 2)
    return forall(gamma, cross, phi_0, phi_star, n, r_0)(
        given(n > 0, phi_0 >= 0, phi_0 < phi_star, r_0 == n * sin(phi_0), last)
        >> conj(r_0 < middle, middle < n * sin(phi_star))
    )


@claim(
    "fsgd.thm-6.4.phi-star-amended",
    chapter_6(theorem),
    formula=r"\phi_*=\max\{\phi\in[0,\tfrac\pi2]:\gamma(\phi)\ge6L_{\mathrm{cross}}\},\ "
    r"\phi_1=\tfrac{\phi_0+\phi_*}2\implies r_0<\|w_*\|\sin\phi_1<\|w_*\|\sin\phi_*",
    hypotheses=("phi_0 < phi_* <= pi/2",),
    amends="fsgd.thm-6.4.phi-star",
    says=middle_says,
    uses=("book.cosine-order",),
)
def middle_angle(judge):
    """Restricted to [0, pi/2], where the sine increases: r_1 = |w*| sin(phi_1), phi_1 the mean of
    phi_0 and phi_*, lies strictly between r_0 and |w*| sin(phi_*).
    """
    z = judge.theorem()
    middle = (phi_0 + phi_star) / 2
    ends = [(sines(z, low, high), low, high) for low, high in ((phi_0, middle), (middle, phi_star))]
    a, b = theorems.reals("a b")
    rule = forall(a, b, n)(given(a < b, n > 0) >> (n * a < n * b))
    first, second = (z.use(z.lemma(rule, sin(low), sin(high), n), less, *z.given)
                     for less, low, high in ends)  # fmt: skip
    return z.qed(z.arith(z.target, first, second, *z.given))


def sines(z, low, high):
    """sin(low) < sin(high) for 0 <= low < high <= pi/2, from the hypotheses."""
    wrong, right = sin(high) <= sin(low), sin(low) < sin(high)
    turned = [z.arith(sin(one) == cos(pi / 2 - one)) for one in (low, high)]
    falls = z.by("book.cosine-order", pi / 2 - high, pi / 2 - low)
    order = z.use(falls, z.arith(falls.formula.left.part(4), z.assume(wrong), *turned), *z.given)
    return z.cases(z.arith(wrong | right), z.arith(right, order, *z.given), z.assume(right))


@middle_angle.mutant
def up_to_pi(judge):
    """Angles up to pi, in letters: the sine of the larger one may be the smaller one."""
    import sympy

    low, high = reals("low high")
    where = [(low, ">=", 0), (low, "<", high), (high, "<=", sympy.pi)]
    return holds(judge, (sympy.sin(low), "<", sympy.sin(high)), where)


@claim(
    "fsgd.thm-6.4.scale-eta",
    chapter_6(theorem),
    formula=r"Z\to cZ:\quad\eta=\frac{\varepsilon^2(\gamma-6L_{\mathrm{cross}})^2\|w_*\|^2}{B^2}\ "
    r"\to\ \frac\eta{c^2}",
    hypotheses=("gamma, L_cross, B scale with c^2, a step size with c^-2",),
)
def scale_of_the_step(judge, power=2):
    """The printed step size scales like a step size. It does not change at all: one power of gamma
    - 6 L_cross is too many.
    """
    eps, g, n, B, c = reals("epsilon g n B c")
    eta = eps**2 * g**power * n**2 / B**2
    where = [(c, ">", 0), (B, ">", 0), (g, ">", 0), (n, ">", 0), (eps, ">", 0)]
    scaled = at(c**2 * eta, (g, c**2 * g), (B, c**2 * B))
    return equal(judge, scaled, eta, where)


scale_of_the_step.mutant("the third power", power=3)


@claim(
    "fsgd.thm-6.4.scale-eta-amended",
    chapter_6(theorem),
    formula=r"\eta=\Theta\left(\frac{\varepsilon^2(\gamma-6L_{\mathrm{cross}})\|w_*\|^2}{B^2}"
    r"\right)",
    hypotheses=("both scalings: Z -> cZ, and w, w* -> b w, b w* (B -> b B)",),
    amends="fsgd.thm-6.4.scale-eta",
)
def scale_of_the_step_amended(judge, power=1):
    """With the first power it does, and it does not change when the filters are scaled."""
    eps, g, n, B, b = reals("epsilon g n B b")
    eta = eps**2 * g**power * n**2 / B**2
    filters = equal(judge, at(eta, (n, b * n), (B, b * B)), eta, [(b, ">", 0), (B, ">", 0)])
    return judge.all(scale_of_the_step.check(judge, power), filters)


scale_of_the_step_amended.mutant("the square", power=2)


@claim(
    "fsgd.thm-6.4.scale-T",
    chapter_6(theorem),
    formula=r"T=\frac{B^2}{\varepsilon^2(\gamma-6L_{\mathrm{cross}})^2\|w_*\|^2}\text{ has no "
    r"unit: "
    r"invariant under }Z\to cZ\text{ and }w\to bw",
)
def scale_of_the_count(judge, power=2):
    """The printed number of iterations is consistent (so it does not fit the printed step)."""
    eps, g, n, B, b, c = reals("epsilon g n B b c")
    T = B**2 / (eps**2 * g**power * n**2)
    where = [(c, ">", 0), (b, ">", 0), (B, ">", 0), (g, ">", 0), (n, ">", 0), (eps, ">", 0)]
    return equal(judge, at(T, (g, c**2 * g), (n, b * n), (B, c**2 * b * B)), T, where)


scale_of_the_count.mutant("the first power", power=1)


@claim(
    "fsgd.thm-6.4.final",
    chapter_6("Section 6.6.2, proof of Theorem 6.4"),
    formula=r"\eta T(\gamma(\phi_1)-\eta K^2)\ge\log\frac{r_0^2}{\varepsilon^2\|w_*\|^2\delta}"
    r"\text{ "
    r"for the printed }\eta,T",
    hypotheses=(
        "eta T = kappa log(r_0/(eps|w*|)), kappa an absolute constant",
        "ratio = r_0/(eps|w*|) > 1, delta < 1",
    ),
)
def conditions_as_printed(judge, kappa=4):
    """The choice of eta and T satisfies Lemma 6.3. Its third condition compares kappa gamma
    log(ratio), which has a unit, with log(ratio^2/delta).
    """
    g, l1, l2 = reals("gamma log_ratio log_one_over_delta")
    where = [(g, ">", 0), (l1, ">", 0), (l2, ">", 0)]
    return holds(judge, (kappa * g * l1, ">=", 2 * l1 + l2), where)


conditions_as_printed.mutant("kappa = 1000", kappa=1000)


def conditions_say(factor=1):
    """eta, T and the threshold for eps as in the amended theorem, goal = delta eps^2 |w*|^2."""
    goal = delta * eps**2 * n**2
    eta, spread = goal * g / B**2, (r_1**2 - r_0**2) ** 2
    eta = eta if factor == 1 else factor * eta
    small = given(
        goal <= spread / (16 * r_1**2 * log(T / delta)), goal <= 2 * r_0**2, goal <= B * r_1 / g,
        goal <= B**2 / (2 * g**2),
    )  # fmt: skip
    signs = given(delta > 0, delta < 1, eps > 0, n > 0, g > 0, B > 0, r_0 > 0, r_0 < r_1, T >= 1)
    enough = T >= B**2 / (2 * goal * g**2) * log(2 * r_0**2 / goal)
    step = conj(
        eta <= g * spread / (16 * B**2 * r_1**2 * log(T / delta)), eta <= r_1 / B,
        eta <= 2 * g * r_0**2 / B**2, eta <= 1 / (2 * g),
    )  # fmt: skip
    late = 2 * eta * g * T >= log(2 * r_0**2 / goal)
    return forall(delta, eps, n, g, B, r_0, r_1, T)(
        given(signs, small, enough) >> conj(step, late, eta * B**2 <= goal * g)
    )


@claim(
    "fsgd.thm-6.4.final-amended",
    chapter_6("Section 6.6.2, proof of Theorem 6.4"),
    formula=r"\text{the conditions of Lemma 6.3, amended, for }\eta,T\text{ of the amended "
    r"theorem}",
    hypotheses=("the threshold for eps of fsgd.thm-6.4-amended",),
    amends="fsgd.thm-6.4.final",
    says=conditions_say,
)
def conditions_amended(judge, factor=1):
    """Substitution: the noise condition of the amended Lemma 6.3 is an equality, and T is what its
    condition on the count asks for.
    """
    z = judge.theorem()
    goal = delta * eps**2 * n**2
    a, b, D, S = theorems.reals("a b D S")
    positive = forall(a, b, n)(given(a > 0, b > 0, n > 0) >> (a * b**2 * n**2 > 0))
    positive = z.use(z.lemma(positive, delta, eps, n), *z.given)
    rule = forall(a, b)(given(b > 0, b < 1, a >= 1) >> conj(a / b > 1, log(a / b) > 0))
    above = z.use(z.lemma(rule, T, delta), *z.given)
    signs = given(D > 0, g > 0, B > 0, r_1 > 0, a > 0)
    parts = [
        (D <= S / (16 * r_1**2 * a), D * g / B**2 <= g * S / (16 * B**2 * r_1**2 * a)),
        (D <= B * r_1 / g, D * g / B**2 <= r_1 / B),
        (D <= 2 * r_0**2, D * g / B**2 <= 2 * g * r_0**2 / B**2),
        (D <= B**2 / (2 * g**2), D * g / B**2 <= 1 / (2 * g)),
        (T >= B**2 / (2 * D * g**2) * b, 2 * (D * g / B**2) * g * T >= b),
        (D > 0, D * g / B**2 * B**2 <= D * g),
    ]
    values = goal, g, B, r_1, log(T / delta), (r_1**2 - r_0**2) ** 2, log(2 * r_0**2 / goal), r_0, T
    defined = [above, positive, z.arith(2 * r_0**2 / goal > 0, positive, *z.given)]
    ends = []
    for known, reached in parts:
        rule = forall(D, g, B, r_1, a, S, b, r_0, T)(given(signs, known) >> reached)
        ends.append(z.use(z.lemma(rule, *values, defined=defined), positive, above, *z.given))
    return z.qed(z.meet(z.target, *ends))


conditions_amended.mutant("twice the step", factor=2)
