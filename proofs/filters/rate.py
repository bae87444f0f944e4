"""Theorem 6.2 and its corollaries: the rate of gradient descent for one patch under Assumption 6.1,
with explicit constants.

D = |w_t - w*|^2, new = |w_{t+1} - w*|^2, p = <grad, d>, q = |grad|^2; gamma_theta, L_theta are
taken at the true angle theta_t <= phi_t = arcsin(|d|/|w*|), gamma_phi at phi_t; K = L + 4 beta.
"""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

from steepest.proofs import claim, reals
from steepest.proofs.engine.matrix import inner, matrices, norm2, scalars

from . import as_written, chapter_6, diff, equal, holds, number, relation
from .angles import isotropic
from .gaps import ANGLE, COUNT, EIGENVALUES, EXPECTATION, FORMS, LEMMAS, MONOTONE
from .model import NO_MASS

proof = "Section 6.6.1, proof of Theorem 6.2"
ZERO = Fraction(0)
SETTING = ("one patch", "Assumption 6.1", "|w_0 - w*| < |w*|", "phi_t = arcsin(|w_t - w*|/|w*|)")


def symbols() -> SimpleNamespace:
    z = SimpleNamespace()
    z.D, z.new, z.p, z.q, z.eta, z.K, z.gt, z.gp = reals("D new p q eta K gamma_theta gamma_phi")
    z.step = [
        (z.D, ">=", 0),
        (z.eta, ">=", 0),
        (z.new, "==", z.D - 2 * z.eta * z.p + z.eta**2 * z.q),
    ]
    z.facts = [
        (z.p, ">=", z.gt * z.D),
        (z.q, "<=", z.K**2 * z.D),
        (z.K, ">=", 0),
        (z.gt, ">=", z.gp),
        (z.gp, ">=", 0),
    ]
    return z


@claim(
    "fsgd.thm-6.2",
    chapter_6("Theorem 6.2"),
    formula=r"0\le\eta_t\le\min_{\phi\le\phi_t}\frac{\gamma(\phi)}{2(L(\phi)+4\beta)^2}\implies"
    r"\|w_{t+1}-w_*\|^2\le\left(1-\tfrac{\eta_t\gamma(\phi_t)}2\right)\|w_t-w_*\|^2",
    hypotheses=(*SETTING, NO_MASS),
    missing=(LEMMAS, EIGENVALUES, "gamma is non-increasing (fsgd.def-6.1.mono)", ANGLE),
)
def linear_rate(judge, share="1/2"):
    """Linear convergence of gradient descent for one neuron: step at most gamma/(2(L + 4 beta)^2),
    factor 1 - eta gamma(phi_t)/2 per step.

    Explicit constants: eta = gamma(phi_0)/(2(L(0) + 4 beta)^2) needs T = ceil(8 (L(0) + 4
    beta)^2/gamma(phi_0)^2 log(1/eps)) steps (fsgd.cor-6.2-rate). The proof gives more: 1 - (3/2)
    eta gamma(theta_t) (fsgd.thm-6.2-slack), and the step 1/Lambda without beta is better still: T =
    ceil(2 Lambda/gamma(phi_0) log(1/eps)), Lambda = lambda_max(E[Z Z^T])
    (fsgd.thm-6.2-without-beta).
    """
    z = symbols()
    where = [*z.step, *z.facts, (2 * z.eta * z.K**2, "<=", z.gt)]
    lemmas = [
        (z.eta**2 * z.q, "<=", z.eta * z.gt * z.D / 2),
        (2 * z.eta * z.p, ">=", 2 * z.eta * z.gt * z.D),
    ]
    if share == "1/2":
        lemmas.append((z.eta * z.gt * z.D, ">=", z.eta * z.gp * z.D))
    return holds(judge, (z.new, "<=", (1 - number(share) * z.eta * z.gp) * z.D), where, lemmas)


linear_rate.mutant("2 eta gamma", share="2")


@claim(
    "fsgd.thm-6.2-slack",
    chapter_6("Theorem 6.2"),
    formula=r"\|w_{t+1}-w_*\|^2\le\left(1-\tfrac32\eta_t\gamma(\theta_t)\right)\|w_t-w_*\|^2;\quad"
    r"\eta_t\le\tfrac{3\gamma}{2(L+4\beta)^2}\text{ suffices}",
    hypotheses=SETTING,
    missing=(LEMMAS, EIGENVALUES, ANGLE),
)
def slack(judge, share="3/2"):
    """What the printed proof gives away: three times the printed exponent at the printed step, and
    the printed exponent at three times the step.
    """
    z = symbols()
    lemmas = [(2 * z.eta * z.p, ">=", 2 * z.eta * z.gt * z.D)]
    one = holds(
        judge,
        (z.new, "<=", (1 - number(share) * z.eta * z.gt) * z.D),
        [*z.step, *z.facts, (2 * z.eta * z.K**2, "<=", z.gt)],
        [(z.eta**2 * z.q, "<=", z.eta * z.gt * z.D / 2), *lemmas],
    )
    long = [*z.step, *z.facts, (2 * z.eta * z.K**2, "<=", 3 * z.gt)]
    two = holds(
        judge,
        (z.new, "<=", (1 - z.eta * z.gt / 2) * z.D),
        long,
        [(z.eta**2 * z.q, "<=", 3 * z.eta * z.gt * z.D / 2), *lemmas],
    )
    return judge.all(one, two)


slack.mutant("twice eta gamma", share="2")


@claim(
    "fsgd.thm-6.2-without-beta",
    chapter_6("Theorem 6.2"),
    formula=(
        r"0\le\eta_t\le\frac1{\Lambda}\implies\|w_{t+1}-w_*\|^2\le(1-\eta_t\gamma(\theta_t))"
        r"\|w_t-w_*\|^2\le(1-\eta_t\gamma(\phi_0))\|w_t-w_*\|^2,"
        r"\quad T=\left\lceil\frac{2\Lambda}{\gamma(\phi_0)}\log\frac1\varepsilon\right\rceil"
    ),
    hypotheses=(
        "one patch, any law",
        "|w_0 - w*| < |w*|",
        "Lambda = lambda_max(E[Z Z^T]); E[Z Z^T 1{w.Z >= 0}] is enough",
    ),
    missing=(
        "fsgd.lem-6.1-sharper and gamma(theta) |d|^2 <= <grad, d> enter as hypotheses",
        ANGLE,
        COUNT,
    ),
)
def without_beta(judge, share=1):
    """A stronger and simpler theorem: no Assumption 6.1, step 1/Lambda, and Lambda/gamma steps in
    place of (L + 4 beta)^2/gamma^2.

    From cocoercivity, |grad|^2 <= Lambda <grad, d> (fsgd.lem-6.1-sharper): new <= D - eta(2 - eta
    Lambda) p <= D - eta p <= (1 - eta gamma) D, and the distance never grows, so theta_t <= phi_0
    throughout. Then (1 - gamma/Lambda)^T <= eps^2.
    """
    from sympy import log

    z = symbols()
    (Lam,) = reals("Lambda,")
    where = [
        *z.step,
        (z.p, ">=", z.gt * z.D),
        (z.q, "<=", Lam * z.p),
        (Lam, ">", 0),
        (z.eta * Lam, "<=", 1),
        (z.gt, ">=", 0),
    ]
    lemmas = [(z.eta**2 * z.q, "<=", z.eta * z.p)]
    one = holds(judge, (z.new, "<=", (1 - share * z.eta * z.gt) * z.D), where, lemmas)
    return judge.all(one, geometric(judge, 2, log))


def geometric(judge, factor, log):
    """(1 - x)^T <= eps^2 when T >= (factor/x) log(1/eps): T log(1 - x) <= -T x <= 2 log(eps)."""
    T, x, eps = reals("T x epsilon")
    where = [
        (x, ">", 0),
        (x, "<", 1),
        (eps, ">", 0),
        (eps, "<", 1),
        (T * x, ">=", -factor * log(eps)),
        (T, ">=", 0),
    ]
    return holds(judge, (T * log(1 - x), "<=", 2 * log(eps)), where, [(log(1 - x), "<=", -x)])


without_beta.mutant("2 eta gamma", share=2)


@claim(
    "fsgd.thm-6.2-per-sample",
    chapter_6("Theorem 6.2"),
    formula=(
        r"g=\nabla_w\ell(w,Z),\ 0\le\eta\le\tfrac2{\|Z\|^2}\implies\|w_{t+1}-w_*\|\le\|w_t-w_*"
        r"\|\text{ surely};"
        r"\quad\eta\le\tfrac1{R^2}\implies E\|w_T-w_*\|^2\le(1-\eta\gamma(\phi_0))^T\|w_0-w_*\|^2"
    ),
    hypotheses=("one patch, fresh samples with |Z| <= R", "|w_0 - w*| < |w*|"),
    missing=(
        "expectations of the step for one sample, conditional on the past",
        ANGLE,
        COUNT,
        "Markov's inequality",
    ),
)
def per_sample(judge, largest=2):
    """Stochastic gradient descent on fresh samples, one patch: every single step brings w no
    farther from w*, whatever the sample.

    The step with sample Z changes |d|^2 by -2 eta r (a - b) + eta^2 r^2 |Z|^2 <= -eta (2 - eta
    |Z|^2) r^2. In the mean, with eta R^2 <= 1, E|d'|^2 <= |d|^2 - eta <grad, d>. The angle stays
    below phi_0 on every path: no martingale, no Azuma, no noise floor, no bound B, and P(|w_T - w*|
    > eps|w*|) <= delta as soon as T >= log(r_0^2/(delta eps^2 |w*|^2))/(eta gamma(phi_0)), r_0 =
    |w_0 - w*|.
    """
    a, b, S, eta = reals("a b S eta")
    from .model import relu

    r = relu(a) - relu(b)
    change = -2 * eta * r * (a - b) + eta**2 * r**2 * S
    where = [(a, ">=", 0), (S, ">=", 0), (eta, ">=", 0)]
    fact = (r * (a - b), ">=", r**2)
    surely = holds(judge, (change, "<=", 0), [*where, (eta * S, "<=", largest)], [fact])
    mean = holds(judge, (change, "<=", -eta * r * (a - b)), [*where, (eta * S, "<=", 1)], [fact])
    return judge.all(surely, mean)


per_sample.mutant("eta up to 3/|Z|^2", largest=3)


# --- the steps of the printed proof ---------------------------------------------------------------


@claim(
    "fsgd.thm-6.2.sign",
    chapter_6(proof),
    formula=r"w_{t+1}=w_t-\eta\left(A_{w,w_*}(w_t-w_*)-E[w^\top Z\ge0,w_*^\top Z\le0]\,w_t\right)",
    hypotheses=("the sign as printed (three times); the bracket read as A_{w,-w*}",),
)
def dynamics_as_printed(judge, sign=-1):
    """The proof prints a minus sign before the second term of the gradient. On +- the gradient is
    +a Z (fsgd.grad-k1).
    """
    a, b = reals("a b")
    from .model import relu

    return equal(judge, relu(a) - relu(b), sign * a, [(a, ">", 0), (b, "<", 0)])


dynamics_as_printed.mutant("twice, with minus", sign=-2)


@claim(
    "fsgd.thm-6.2.sign-amended",
    chapter_6(proof),
    formula=r"w_{t+1}=w_t-\eta\left(A_{w,w_*}(w_t-w_*)+A_{w,-w_*}w_t\right)",
    amends="fsgd.thm-6.2.sign",
    missing=(EXPECTATION, "the first term is fsgd.grad-k1"),
)
def dynamics(judge, sign=1):
    """With the plus sign of Section 6.2; only norms are taken afterwards, so nothing else
    changes.
    """
    return dynamics_as_printed.check(judge, sign)


dynamics.mutant("minus", sign=-1)


@claim(
    "fsgd.thm-6.2.expand",
    chapter_6(proof),
    formula=r"\|d_{t+1}\|^2=\|d_t\|^2-2\eta\langle\nabla\ell,d_t\rangle+\eta^2\|\nabla\ell\|^2"
    r"\le(1-"
    r"\eta\gamma(\theta_t)+\eta^2(L(\theta_t)+4\beta)^2)\|d_t\|^2",
    missing=(LEMMAS, "D, new, p, q stand for norms and products of the identity"),
)
def expansion(judge, factor=2):
    """The expansion, every p, and the printed bound (which drops one of the two copies of eta
    gamma).
    """
    d, g = matrices("d: p x 1, g: p x 1")
    eta, _ = scalars("eta unused")
    identity = judge.same(
        norm2(d - eta * g), norm2(d) - factor * eta * inner(g, d) + eta * eta * norm2(g)
    )
    z = symbols()
    lemmas = [
        (z.eta * z.p, ">=", z.eta * z.gt * z.D),
        (z.eta**2 * z.q, "<=", z.eta**2 * z.K**2 * z.D),
    ]
    bound = holds(
        judge,
        (z.new, "<=", (1 - z.eta * z.gt + z.eta**2 * z.K**2) * z.D),
        [*z.step, *z.facts],
        lemmas,
    )
    return judge.all(identity, bound)


expansion.mutant("one copy in the identity", factor=1)


@claim(
    "fsgd.thm-6.2.inner",
    chapter_6(proof),
    formula=r"\langle\nabla\ell(w),w-w_*\rangle\ge\gamma(\theta_t)\|w-w_*\|^2",
    missing=(
        "lambda_min |d|^2 <= d^T A d, letters for a least eigenvalue and a form",
        "Lemma 6.1 enters as a hypothesis",
    ),
)
def inner_bound(judge, second=0):
    """d^T A_{w,w*} d >= gamma |d|^2, and the second term of Lemma 6.1 is nonnegative."""
    first, other, gamma, D, p = reals("first second gamma D p")
    return holds(
        judge,
        (p, ">=", gamma * D),
        [(first, ">=", gamma * D), (other, ">=", second), (p, "==", first + other)],
    )


inner_bound.mutant("second term above -1", second=-1)


@claim(
    "fsgd.thm-6.2.norm",
    chapter_6(proof),
    formula=r"\|\nabla\ell\|\le L(\theta)\|d\|+\beta\theta\|w\|\le(L(\theta)+4\beta)\|d\|,\quad\|"
    r"\nabla\ell\|^2\le(L^2+8L\beta+16\beta^2)\|d\|^2",
    hypotheses=("|w| <= 2|w*|", "theta <= phi, |d| = |w*| sin(phi)", "0 <= phi <= pi/2"),
    missing=(
        "the first inequality: operator norms and the triangle inequality",
        "that the bounds combine",
    ),
)
def gradient_norm(judge, factor=4):
    """theta <= phi <= 2 sin(phi) and |w| <= 2|w*| turn beta theta |w| into 4 beta |d|."""
    from sympy import pi, sin

    L, beta, theta, W, n, s, phi = reals("L beta theta W n s phi")
    sine = holds(judge, (phi, "<=", 2 * sin(phi)), [(phi, ">=", 0), (phi, "<=", pi / 2)])
    where = [
        (beta, ">=", 0),
        (theta, ">=", 0),
        (W, ">=", 0),
        (n, ">", 0),
        (theta, "<=", 2 * s),
        (W, "<=", 2 * n),
        (s, ">=", 0),
    ]
    lemmas = [
        (theta * W, "<=", 2 * s * W),
        (2 * s * W, "<=", 4 * s * n),
        (beta * theta * W, "<=", 4 * beta * s * n),
    ]
    bound = holds(
        judge, (beta * theta * W, "<=", factor * beta * n * s), where, lemmas if factor == 4 else ()
    )
    square = equal(
        judge, (L + factor * beta) ** 2, L**2 + 2 * factor * L * beta + factor**2 * beta**2
    )
    return judge.all(sine, bound, square)


gradient_norm.mutant("3 beta", factor=3)


@claim(
    "fsgd.thm-6.2.combine",
    chapter_6(proof),
    formula=r"1-\eta g_\theta+\eta^2K^2\le1-\tfrac12\eta g_\theta\le1-\tfrac12\eta g_\phi",
    hypotheses=(
        "eta >= 0, K >= 0, 2 eta K^2 <= g_theta: theta_t is one of the angles of the minimum",
        "g_theta >= g_phi >= 0",
    ),
)
def combination(judge, share="1/2"):
    """If eta >= 0, 2 eta K^2 <= g_theta and g_theta >= g_phi >= 0, then 1 - eta g_theta + eta^2 K^2
    <= 1 - eta g_theta/2 <= 1 - eta g_phi/2.

    The last step of the proof, with g_theta = gamma(theta_t), g_phi = gamma(phi_t) and K =
    L(theta_t) + 4 beta: the bound on the step, and gamma non-increasing.
    """
    z = symbols()
    where = [
        (z.eta, ">=", 0),
        (2 * z.eta * z.K**2, "<=", z.gt),
        (z.gt, ">=", z.gp),
        (z.gp, ">=", 0),
        (z.K, ">=", 0),
    ]
    one = holds(
        judge, (1 - z.eta * z.gt + z.eta**2 * z.K**2, "<=", 1 - number(share) * z.eta * z.gt), where
    )
    return judge.all(one, holds(judge, (1 - z.eta * z.gt / 2, "<=", 1 - z.eta * z.gp / 2), where))


combination.mutant("3/4 in place of 1/2", share="3/4")


# --- iteration counts -----------------------------------------------------------------------------


@claim(
    "fsgd.cor-6.2-rate",
    chapter_6("Section 6.2.1, after Theorem 6.2"),
    formula=r"\eta=\frac{\gamma(\phi_0)}{2(L(0)+4\beta)^2},\ "
    r"T\ge8\frac{(L(0)+4\beta)^2}{\gamma(\phi_0)^2}\log\frac1\varepsilon\implies\|w_T-w_*\|\le"
    r"\varepsilon\|w_*\|",
    hypotheses=SETTING,
    missing=("fsgd.thm-6.2 with its gaps", COUNT, ANGLE),
)
def iterations(judge, constant=8):
    """The iteration count with its constant: 8 (L(0) + 4 beta)^2/gamma(phi_0)^2 log(1/eps). The
    constant step satisfies Theorem 6.2 throughout.
    """
    from sympy import log

    g0, g, K0, K, T, eps, x = reals("gamma_start gamma K_start K T epsilon x")
    eta = g0 / (2 * K0**2)
    allowed = holds(
        judge,
        (eta, "<=", g / (2 * K**2)),
        [(g0, ">", 0), (g, ">=", g0), (K, ">", 0), (K0, ">=", K)],
    )
    where = [
        (x, ">", 0),
        (x, "<", 1),
        (eps, ">", 0),
        (eps, "<", 1),
        (T * 4 * x, ">=", -constant * log(eps)),
        (T, ">=", 0),
    ]
    # x = eta gamma/2 = gamma^2/(4 K^2)
    count = holds(judge, (T * log(1 - x), "<=", 2 * log(eps)), where, [(log(1 - x), "<=", -x)])
    half = as_written("eta*gamma_start/2", eta=eta)
    rate = equal(judge, half, g0**2 / (4 * K0**2), [(K0, ">", 0)])
    return judge.all(allowed, rate, count)


iterations.mutant("constant 1", constant=1)


@claim(
    "fsgd.cor-6.2-adaptive",
    chapter_6("Section 6.2.1, after Theorem 6.2"),
    formula=(
        r"\eta_t=\frac{\gamma(\phi_t)}{2(L(\phi_t)+4\beta)^2},\ "
        r"T\ge4\max_{\phi\le\phi_0}\frac{(L(\phi)+4\beta)^2}{\gamma(\phi)^2}\log\frac1"
        r"\varepsilon"
        r"\implies\|w_T-w_*\|\le\varepsilon\|w_*\|"
    ),
    hypotheses=SETTING,
    missing=(
        EXPECTATION,
        "L(0) <= 2 L(phi) from the cover by two half-spaces",
        "fsgd.thm-6.2-without-beta enters as a hypothesis",
        COUNT,
    ),
)
def adaptive_iterations(judge, factor=2):
    """The adaptive schedule with its constant, 4. It may violate the step condition of Theorem 6.2,
    but never the step 1/Lambda.

    L(0) <= 2 L(phi): with the mirror image w' of w, a + a' is a nonnegative multiple of b, so b >=
    0 gives a >= 0 or a' >= 0. Hence lambda_max(E[Z Z^T 1{a >= 0}]) <= L(theta) + beta theta <= 2
    L(phi_t) + beta pi/2, and eta_t times that is at most 1; then fsgd.thm-6.2-without-beta gives
    the factor 1 - eta_t gamma(phi_t) = 1 - gamma^2/(2 (L + 4 beta)^2).
    """
    from sympy import log, pi

    a, mirror, b, c = reals("a a_mirror b c")
    cover = judge.holds(
        ("or", (">=", "a", ZERO), (">=", "a_mirror", ZERO)),
        [relation(a + mirror, "==", c * b), relation(c, ">=", 0), relation(b, ">=", 0)],
    )
    gamma, L, beta, Lam = reals("gamma L beta Lambda")
    where = [
        (gamma, ">", 0),
        (gamma, "<=", L),
        (beta, ">=", 0),
        (Lam, "<=", factor * L + beta * pi / 2),
        (Lam, ">=", 0),
    ]
    step = holds(judge, (gamma * Lam, "<=", 2 * (L + 4 * beta) ** 2), where)
    return judge.all(cover, step, geometric(judge, 2, log))


adaptive_iterations.mutant("L(theta) up to 4 L(phi)", factor=4)


@claim(
    "fsgd.cor-6.2-adaptive.gain",
    chapter_6("Section 6.2.1, after Theorem 6.2"),
    formula=r"\frac{(L(0)+4\beta)^2}{\gamma(\phi_0)^2}\le4\max_{\phi\le\phi_0}\frac{(L(\phi)+4"
    r"\beta)^2}{\gamma(\phi)^2}",
    hypotheses=("one patch", "0 < phi_0 <= pi/2"),
    missing=("L(0) <= 2 L(phi_0) enters as a hypothesis",),
)
def gain_is_at_most_four(judge, factor=4):
    """The improvement of the bound by adaptive steps is at most a factor 4, for every law: L(0) <=
    2 L(phi_0).
    """
    L0, L, beta, gamma = reals("L_zero L beta gamma")
    where = [(L, ">", 0), (L0, "<=", 2 * L), (L0, ">=", L), (beta, ">=", 0), (gamma, ">", 0)]
    return holds(
        judge,
        ((L0 + 4 * beta) ** 2 / gamma**2, "<=", factor * (L + 4 * beta) ** 2 / gamma**2),
        where,
    )


gain_is_at_most_four.mutant("a factor 3", factor=3)


def jumping_law():
    """Three atoms with w*.Z > 0 (so beta may be any positive number): (1, 0) and (9, +-40)/41,
    which leave the common region at 12.7 degrees.
    """
    from .laws import Discrete

    return Discrete.of([("1", "0"), ("9/41", "40/41"), ("9/41", "-40/41")])


def eigenvalues(M):
    """Least and largest eigenvalue of a rational symmetric 2 x 2 matrix, as exact expressions."""
    from sympy import Rational, sqrt

    exact = lambda x: Rational(x.numerator, x.denominator)  # noqa: E731
    half = exact(M[0][0] + M[1][1]) / 2
    root = sqrt(exact((M[0][0] - M[1][1]) ** 2 / 4 + M[0][1] ** 2))
    return half - root, half + root


@claim(
    "fsgd.cor-6.2-adaptive.growth",
    chapter_6("Section 6.2.1, after Theorem 6.2"),
    formula=r"\phi'<\phi\implies\frac{\gamma(\phi')}{(L(\phi')+\beta)^2}\ge\frac{\gamma(\phi)}{(L("
    r"\phi)+\beta)^2}",
    hypotheses=(
        "as printed, for every law",
        "witness: atoms (1, 0), (9, +-40)/41 with equal chance, phi' = arctan(1/20), phi = "
        "arctan(3/4)",
    ),
)
def ratio_grows(judge, largest="1/10"):
    """gamma/(L + beta)^2 grows as the angle shrinks, which is to justify two-stage learning rates.
    False: L can drop by half while gamma stays.

    The two sides +-phi are mirror images, so one w per angle is enough; A_{w,-w*} = 0, so every
    beta > 0 satisfies Assumption 6.1.
    """
    from steepest.kernels.filters.arcs import PP

    law = jumping_law()
    near, far = law.moment((20, 1), PP, PP), law.moment((4, 3), PP, PP)
    from .patches import determinant, moment, trace

    sides = [
        [moment(law, (w[0], sign * w[1]), PP, PP) for sign in (1, -1)] for w in ((20, 1), (4, 3))
    ]
    beta = reals("beta,")[0]
    where = [(beta, ">", 0), (beta, "<=", number(largest))]
    ratio = lambda M: eigenvalues(M)[0] / (eigenvalues(M)[1] + beta) ** 2  # noqa: E731
    smaller = holds(judge, (ratio(near), "<", ratio(far)), where)
    mirrors = [
        equal(judge, quantity(N), quantity(M))
        for M, pair in zip((near, far), sides)
        for N in pair
        for quantity in (trace, determinant)
    ]
    return judge.contradicted(
        smaller,
        *mirrors,
        because="atoms (1, 0), (9, +-40)/41: gamma/(L + beta)^2 is smaller at arctan(1/20) than at "
        "arctan(3/4)",
    )


ratio_grows.mutant("for beta up to 1/5", largest="1/5")


@claim(
    "fsgd.cor-6.2-adaptive.growth-amended",
    chapter_6("Section 6.2.1, after Theorem 6.2"),
    formula=r"Z\sim N(0,I_p),\ \beta=\tfrac1\pi:\ \frac{\gamma(\phi)}{(L(\phi)+4\beta)^2}\text{ is "
    r"non-increasing on }[0,\pi]",
    hypotheses=("for the sphere the same function, times p",),
    amends="fsgd.cor-6.2-adaptive.growth",
    missing=(FORMS, MONOTONE, "the numerator of the derivative of a quotient"),
)
def ratio_grows_for_gaussians(judge, power=2):
    """For rotationally invariant inputs the claim is true: the derivative has the sign of -(1 +
    cos)(pi - phi + sin + 8) + 2(1 - cos)(pi - phi - sin).
    """
    from sympy import cos, pi, sin

    (phi,) = reals("phi,")
    gamma, L = isotropic(phi)
    K = L + 4 / pi
    sign = -(1 + cos(phi)) * (pi - phi + sin(phi) + 8) + power * (1 - cos(phi)) * (
        pi - phi - sin(phi)
    )
    where = [(phi, ">=", 0), (phi, "<=", pi)]
    numerator = as_written(
        "4*pi**2*(down*K - 2*g*up)", down=diff(gamma, phi), K=K, g=gamma, up=diff(K, phi)
    )
    numerator = equal(judge, numerator, sign)
    return judge.all(numerator, holds(judge, (sign, "<=", 0), where))


ratio_grows_for_gaussians.mutant("the first power of L + 4 beta", power=1)
