"""Lemma 6.2: with high probability stochastic gradient descent stays within r_1 of w*. Six steps;
three of them fail as printed.

D = |d_t|^2, x = eta a in (0, 1), e = eta B^2/a; G_t = (1 - x)^(-t) (D - e). |g| <= B, xi = g - grad
l.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import as_written, chapter_6, equal, every, holds, number
from .gaps import EIGENVALUES, LEMMAS, MARTINGALE

place = "Lemma 6.2"
proof = "Section 6.6.2, proof of Lemma 6.2"
READING = (
    "a = gamma(phi_1) - eta K^2, as in the proof (the statement prints eta K); phi_* the "
    "largest such angle in [0, pi/2]"
)


def gaussian_constants(scale, radius):
    """(gamma(phi_1), K) for one patch N(0, scale I), |w*| = 1, sin(phi_1) = radius: L(0) = scale/2,
    beta = scale/pi, L_cross = 0.
    """
    from sympy import asin, pi

    phi = asin(radius)
    return scale * (pi - phi - radius) / (2 * pi), scale * (number("1/2") + 4 / pi)


@claim(
    "fsgd.lem-6.2",
    chapter_6(place),
    formula=(
        r"0<1-\eta\gamma(\phi_1)+\eta^2K^2<1,\ \frac{(r_1^2-r_0^2)^2}{T(1+2\eta aT)(2\eta "
        r"BKr_1+\eta^2B^2)^2}\ge\log\frac T\delta"
        r"\implies P(\|w_t-w_*\|\le r_1\ \forall t\le T)\ge1-\delta"
    ),
    hypotheses=(
        READING,
        "witness: Z ~ N(0, I/100), |w*| = 1, w_0 = 3 w*/2, T = 1, r_1 = 59/100, eta = 1/10, B "
        "= 1, noise +-(99/100) w*",
    ),
)
def stays_near(judge, delta="1/100"):
    """The iterates stay near w* with probability 1 - delta. False: one step leaves with probability
    1/2 where delta = 1/100 is promised.

    The bound 2 eta B K r_1 on the step's deviation has a factor K too much (true: 2 eta B r_1 and
    more); for inputs on a small scale K is small and the printed condition asks for almost nothing.
    Here d_1 = 1/2 - eta (1/200)(1/2) +- 99/1000.
    """
    from sympy import log

    s, r0, r1, eta, noise = (
        number("1/100"),
        number("1/2"),
        number("59/100"),
        number("1/10"),
        number("99/100"),
    )
    gamma, K = gaussian_constants(s, r1)
    a = gamma - eta * K**2
    contraction = 1 - eta * gamma + eta**2 * K**2
    conditions = [
        (contraction, ">", 0),
        (contraction, "<", 1),
        (s * r0 / 2 + noise, "<=", 1),
        (a, ">", 0),
    ]
    deviation = (2 * eta * K * r1 + eta**2) ** 2 * (1 + 2 * eta * a)
    conditions.append(((r1**2 - r0**2) ** 2, ">=", deviation * log(1 / number(delta))))
    leaves = holds(judge, (r0 - eta * s * r0 / 2 + eta * noise, ">", r1))
    return judge.contradicted(
        every(judge, conditions),
        leaves,
        because=f"all conditions hold with T = 1, delta = {delta}, and w_1 is outside with "
        f"probability 1/2",
    )


stays_near.mutant("with delta = 1/1000", delta="1/1000")


@claim(
    "fsgd.lem-6.2.homogeneity",
    chapter_6(place),
    formula=r"Z\to cZ,\ \eta\to\eta/c^2:\quad a=\gamma(\phi_1)-\eta K\ \to\ c^2a",
    hypotheses=("gamma, K scale with c^2",),
)
def printed_a_scales(judge, power=1):
    """The printed a = gamma(phi_1) - eta K does not scale like gamma when the inputs are
    rescaled.
    """
    gamma, K, eta, c = reals("gamma K eta c")
    a = lambda g, k, h: g - h * k**power  # noqa: E731
    where = [(c, ">", 0), (gamma, ">", 0), (K, ">", 0), (eta, ">", 0)]
    return equal(judge, a(c**2 * gamma, c**2 * K, eta / c**2), c**2 * a(gamma, K, eta), where)


printed_a_scales.mutant("eta K^3", power=3)


@claim(
    "fsgd.lem-6.2.homogeneity-amended",
    chapter_6(place),
    formula=r"a=\gamma(\phi_1)-\eta K^2,\quad1-\eta a=1-\eta\gamma(\phi_1)+\eta^2K^2",
    amends="fsgd.lem-6.2.homogeneity",
)
def amended_a_scales(judge, power=2):
    """With K^2, as the proof uses it."""
    gamma, K, eta = reals("gamma K eta")
    same = equal(judge, 1 - eta * (gamma - eta * K**power), 1 - eta * gamma + eta**2 * K**2)
    return judge.all(same, printed_a_scales.check(judge, power))


amended_a_scales.mutant("eta K", power=1)


@claim(
    "fsgd.lem-6.2.drift",
    chapter_6(proof),
    formula=r"E[\|d_{t+1}\|^21_{C_t}\mid F_t]\le\left((1-\eta\gamma(\phi_1)+\eta^2K^2)\|d_t\|^2+"
    r"\eta^2B^2\right)1_{C_t}",
    hypotheses=(
        "gamma(theta) >= gamma(phi_1) >= 6 L_cross for theta <= phi_1 (gamma non-increasing: "
        "automatic for one patch)",
        "X = (|w| + |w*|) L_cross theta/|d| <= (13/5) L_cross, from fsgd.thm-6.3.geometry",
    ),
    missing=(MARTINGALE, LEMMAS, EIGENVALUES),
)
def drift(judge, share=1):
    """True with gamma(phi_1) although the analysis of Theorem 6.3 gives 2(gamma - 6 L_cross):
    <grad, d> >= gamma - X >= (1 - 13/30) gamma >= gamma/2.

    E|xi|^2 = E|g|^2 - |grad|^2 <= B^2, the mean of xi is 0, so E|d'|^2 = D - 2 eta <grad, d> +
    eta^2 |grad|^2 + eta^2 E|xi|^2.
    """
    D, new, eta, N, g, c, X, K, q, noise, B = reals("D new eta N gamma c X K q noise B")
    half = [(N, ">=", g - X), (X, "<=", 13 * c / 5), (g, ">=", 6 * c), (c, ">=", 0)]
    inner = holds(judge, (2 * N, ">=", share * g), half)
    where = [
        (D, ">=", 0),
        (eta, ">=", 0),
        (2 * N, ">=", share * g),
        (q, "<=", K**2 * D),
        (noise, "<=", B**2),
    ]
    where.append((new, "==", D - 2 * eta * N * D + eta**2 * (q + noise)))
    lemmas = [
        (2 * eta * N * D, ">=", eta * share * g * D),
        (eta**2 * (q + noise), "<=", eta**2 * (K**2 * D + B**2)),
    ]
    return judge.all(
        inner,
        holds(
            judge,
            (new, "<=", (1 - eta * share * g + eta**2 * K**2) * D + eta**2 * B**2),
            where,
            lemmas,
        ),
    )


drift.mutant("2 gamma", share=2)


@claim(
    "fsgd.lem-6.2.drift-sharper",
    chapter_6(proof),
    formula=r"E\|d_{t+1}\|^2\le(1-2\eta\gamma')\|d_t\|^2+\eta^2B^2,\quad\gamma'=\gamma(\phi_1)-6L_{"
    r"\mathrm{cross}}",
    hypotheses=("|g| <= B", "<grad l(w), d> >= gamma' |d|^2 on |d| <= r_1"),
    missing=(MARTINGALE, LEMMAS),
)
def drift_without_K(judge, factor=2):
    """K is not needed: E|d'|^2 = D - 2 eta <grad, d> + eta^2 E|g|^2 and E|g|^2 <= B^2."""
    D, new, eta, p, g, moment, B = reals("D new eta p gamma moment B")
    where = [
        (eta, ">=", 0),
        (p, ">=", g * D),
        (moment, "<=", B**2),
        (new, "==", D - 2 * eta * p + eta**2 * moment),
    ]
    lemmas = [(eta * p, ">=", eta * g * D), (eta**2 * moment, "<=", eta**2 * B**2)]
    return holds(judge, (new, "<=", (1 - factor * eta * g) * D + eta**2 * B**2), where, lemmas)


drift_without_K.mutant("3 eta gamma", factor=3)


@claim(
    "fsgd.lem-6.2.supermart",
    chapter_6(proof),
    formula=r"E[G_{t+1}1_{C_t}\mid F_t]\le G_t1_{C_t}\le G_t1_{C_{t-1}}",
    hypotheses=("C_t is a subset of C_{t-1}; outside C_t the distance exceeds r_1",),
)
def supermartingale(judge, enough=False):
    """The second inequality needs G_t >= 0 where the walk has just left; it is negative while r_1^2
    < D < eta B^2/a.
    """
    D, e, a, eta, B, r1 = reals("D e a eta B r_1")
    where = [
        (a, ">", 0),
        (eta, ">", 0),
        (eta * a, "<", 1),
        (B, ">", 0),
        (r1, ">", 0),
        (D, ">", r1**2),
        (e, "==", eta * B**2 / a),
    ]
    if enough:
        where.append((e, "<=", r1**2))
    return holds(judge, (D - e, ">=", 0), where)


@supermartingale.mutant
def bounded_by_twice_the_radius(judge):
    D, e, r1 = reals("D e r_1")
    return holds(judge, (D - e, ">=", 0), [(r1, ">", 0), (D, ">", r1**2), (e, "<=", 2 * r1**2)])


@claim(
    "fsgd.lem-6.2.supermart-amended",
    chapter_6(proof),
    formula=r"\tfrac{\eta B^2}a\le r_1^2\implies E[G_{t+1}1_{C_t}\mid F_t]\le G_t1_{C_t}\le "
    r"G_t1_{C_{t-1}}",
    hypotheses=(
        "or stop the process when it leaves: G at the stopped time is a supermartingale without "
        "this condition",
    ),
    amends="fsgd.lem-6.2.supermart",
    missing=(MARTINGALE, "fsgd.lem-6.2.drift enters by its bound", "indicators of the events"),
)
def supermartingale_amended(judge, sign=-1):
    """The algebra of the drift, and the sign: (1 - x) D + eta^2 B^2 - e = (1 - x)(D - e) for e =
    eta B^2/a, x = eta a.
    """
    D, a, eta, B = reals("D a eta B")
    e = eta * B**2 / a
    algebra = equal(
        judge,
        (1 - eta * a) * D + eta**2 * B**2 + sign * e,
        (1 - eta * a) * (D + sign * e),
        [(a, ">", 0)],
    )
    return judge.all(algebra, supermartingale.check(judge, True))


supermartingale_amended.mutant("plus e", sign=1)


@claim(
    "fsgd.lem-6.2.diff",
    chapter_6(proof),
    formula=r"\left|\|d_{t}\|^2-E[\|d_t\|^2\mid F_{t-1}]\right|\le2\eta BKr_1+\eta^2B^2",
    hypotheses=(
        "in one dimension: d with |d| <= r_1, grad m with |m| <= K|d|, noise +-b with equal "
        "chance, |m| + b <= B, eta K <= 1",
    ),
)
def deviation(judge, power=1):
    """The factor K is out of place (<xi, d - eta grad> has |d - eta grad| <= r_1, not K r_1): false
    whenever K < 1, say.
    """
    from sympy import Abs

    d, m, b, eta, B, K, r1 = reals("d m b eta B K r_1")
    where = [
        (eta, ">", 0),
        (b, ">", 0),
        (K, ">", 0),
        (r1, ">", 0),
        (Abs(d), "<=", r1),
        (Abs(m), "<=", K * Abs(d)),
        (Abs(m) + b, "<=", B),
    ]
    where.append((eta * K, "<=", 1))
    return holds(
        judge,
        (2 * eta * b * Abs(d - eta * m), "<=", 2 * eta * B * K**power * r1 + eta**2 * B**2),
        where,
    )


deviation.mutant("with K^2", power=2)


@claim(
    "fsgd.lem-6.2.diff-amended",
    chapter_6(proof),
    formula=r"\left|\|d_t\|^2-E[\|d_t\|^2\mid F_{t-1}]\right|\le4\eta Br_1",
    hypotheses=("|d_{t-1}| <= r_1", "eta B <= r_1", "|g| <= B"),
    amends="fsgd.lem-6.2.diff",
    missing=(MARTINGALE, "|d - eta g| between |d| - eta B and |d| + eta B (triangle inequality)"),
)
def deviation_amended(judge, four=4):
    """|d - eta g|^2 lies between max(|d| - eta B, 0)^2 and (|d| + eta B)^2; so does its mean, and
    the two differ by at most 4 eta B r_1.
    """
    from sympy import Max

    d, h, r1, X, mean = reals("d h r_1 X mean")  # h = eta B
    where = [(d, ">=", 0), (d, "<=", r1), (h, ">", 0), (h, "<=", r1)]
    low, high = Max(d - h, 0) ** 2, (d + h) ** 2
    width = holds(judge, (high - low, "<=", four * h * r1), where)
    lo, hi = reals("lo hi")
    from sympy import Abs

    between = holds(
        judge,
        (Abs(X - mean), "<=", hi - lo),
        [(X, ">=", lo), (X, "<=", hi), (mean, ">=", lo), (mean, "<=", hi)],
    )
    return judge.all(width, between)


deviation_amended.mutant("3 eta B r_1", four=3)


@claim(
    "fsgd.lem-6.2.sum",
    chapter_6(proof),
    formula=r"\sum_{\tau\le t}(1-\eta a)^{-2\tau}\le T(1-\eta a)^{-2t}\le T(1+2\eta aT)",
    hypotheses=("0 < x = eta a < 1", "t = T = 1"),
)
def weights(judge, bound=2):
    """The last inequality is Bernoulli's, turned around: already (1 - x)^(-2) > 1 + 2 x for every x
    in (0, 1).
    """
    (x,) = reals("x,")
    return holds(judge, (1 / (1 - x) ** 2, "<=", 1 + bound * x), [(x, ">", 0), (x, "<", 1)])


weights.mutant("1 + x", bound=1)


@claim(
    "fsgd.lem-6.2.sum-amended",
    chapter_6(proof),
    formula=r"\sum_{\tau\le t}(1-x)^{2(t-\tau)}\le\min\left(t,\tfrac1x\right)",
    hypotheses=(
        "0 < x <= 1",
        "the deviations are discounted to the time of exit, as the exit level is",
    ),
    amends="fsgd.lem-6.2.sum",
    missing=("the sum over tau by induction: S' = 1 + (1 - x)^2 S is decided",),
)
def weights_amended(judge, factor=1):
    """The sum obeys S' = 1 + (1 - x)^2 S, which keeps S <= t and S <= 1/x: no factor T at all once
    T > 1/x.
    """
    x, S, t = reals("x S t")
    where = [(x, ">", 0), (x, "<=", 1), (S, ">=", 0)]
    one = holds(
        judge,
        (1 + (1 - x) ** 2 * S, "<=", t + 1),
        [*where, (S, "<=", t)],
        [((1 - x) ** 2 * S, "<=", S)],
    )
    two = holds(judge, (1 + (1 - x) ** 2 * S, "<=", factor / x), [*where, (S, "<=", factor / x)])
    return judge.all(one, two)


weights_amended.mutant("at most 0", factor=0)


@claim(
    "fsgd.lem-6.2.exit",
    chapter_6(proof),
    formula=r"\{G_{t+1}(1-x)^{t+1}+e>G_0+e+r_1^2-r_0^2\}\subseteq\{G_{t+1}-G_0>r_1^2-r_0^2\}",
    hypotheses=("G_0 = r_0^2 - e", "q = (1 - x)^(t + 1) in (0, 1)"),
)
def exit_event(judge, enough=False):
    """True only when G_{t+1} >= 0 on the event; for e > r_1^2 it can be negative and the inclusion
    fails.
    """
    G, G0, q, e, r0, r1 = reals("G G_0 q e r_0 r_1")
    where = [
        (q, ">", 0),
        (q, "<", 1),
        (e, ">", 0),
        (r0, ">=", 0),
        (r1, ">", r0),
        (G0, "==", r0**2 - e),
        (G * q + e, ">", r1**2),
    ]
    if enough:
        where.append((e, "<=", r1**2))
    return holds(judge, (G - G0, ">", r1**2 - r0**2), where, [(G, ">", 0)] if enough else ())


@exit_event.mutant
def with_r_0_in_place_of_e(judge):
    G, q, e, r1 = reals("G q e r_1")
    return holds(
        judge,
        (G, ">", 0),
        [(q, ">", 0), (q, "<", 1), (e, "<=", 2 * r1**2), (r1, ">", 0), (G * q + e, ">", r1**2)],
    )


@claim(
    "fsgd.lem-6.2.exit-amended",
    chapter_6(proof),
    formula=r"\tfrac{\eta B^2}a\le r_1^2\implies\text{the inclusion}",
    amends="fsgd.lem-6.2.exit",
)
def exit_event_amended(judge, enough=True):
    """With eta B^2/a <= r_1^2."""
    return exit_event.check(judge, enough)


exit_event_amended.mutant("without it", enough=False)


@claim(
    "fsgd.lem-6.2.azuma",
    chapter_6(proof),
    formula=r"P(G_n-G_0>\lambda)\le\exp\left(-\frac{\lambda^2}{\sum c_i^2}\right)",
    hypotheses=("witness: n = 1, one fair step +-1, c_1 = 1, lambda = 9/10",),
)
def azuma_as_printed(judge, level="9/10"):
    """The Azuma-Hoeffding inequality without its factor 2: a single fair coin exceeds 9/10 with
    probability 1/2 > exp(-81/100).
    """
    from sympy import exp

    t = number(level)
    return judge.contradicted(
        holds(judge, (number("1/2"), ">", exp(-(t**2)))),
        holds(judge, (number(1), ">", t)),
        because=f"one fair step +-1: P(G_1 - G_0 > {level}) = 1/2",
    )


azuma_as_printed.mutant("at 19/20", level="19/20")


@claim(
    "fsgd.lem-6.2.azuma-amended",
    chapter_6(proof),
    formula=r"P(G_n-G_0\ge\lambda)\le\exp\left(-\frac{\lambda^2}{2\sum c_i^2}\right)",
    hypotheses=("|G_i - E[G_i | F_{i-1}]| <= c_i, supermartingale",),
    amends="fsgd.lem-6.2.azuma",
    missing=(
        MARTINGALE,
        "the exponential moment by induction over the steps, and Markov's inequality",
    ),
)
def azuma(judge, half="1/2"):
    """With the factor 2, from scratch: exp(s D) <= (1+D)/2 exp(s) + (1-D)/2 exp(-s) for |D| <= 1,
    its mean is at most cosh(s) <= exp(s^2/2), and s = lambda/V.

    The chord: exp(s) >= M (1 + s - m) and exp(-s) >= M (1 - s - m) for M = exp(m), m = s D
    (tangents), weighted with (1 +- D)/2.
    """
    from sympy import cosh, log

    s, D, m, M, up, down = reals("s D m M up down")
    where = [
        (D, ">=", -1),
        (D, "<=", 1),
        (m, "==", s * D),
        (M, ">", 0),
        (up, ">=", M * (1 + s - m)),
        (down, ">=", M * (1 - s - m)),
    ]
    mean = equal(
        judge, (1 + D) / 2 * M * (1 + s - m) + (1 - D) / 2 * M * (1 - s - m), M * (1 + s * D - m)
    )
    chord = holds(
        judge,
        (M, "<=", (1 + D) / 2 * up + (1 - D) / 2 * down),
        where,
        [
            ((1 + D) / 2 * up, ">=", (1 + D) / 2 * M * (1 + s - m)),
            ((1 - D) / 2 * down, ">=", (1 - D) / 2 * M * (1 - s - m)),
        ],
    )
    even = holds(judge, (log(cosh(s)), "<=", number(half) * s**2), [(s, ">=", 0)])
    lam, V = reals("level V")
    exponent = as_written("-(level/V)*level + (level/V)**2*V/2")
    best = equal(judge, exponent, -(lam**2) / (2 * V), [(V, ">", 0)])
    return judge.all(mean, chord, even, best)


azuma.mutant("cosh(s) <= exp(s^2/4)", half="1/4")


@claim(
    "fsgd.lem-6.2-amended",
    chapter_6(place),
    formula=(
        r"\eta\le\min\left\{\frac{\gamma'(r_1^2-r_0^2)^2}{16B^2r_1^2\log(T/\delta)},"
        r"\frac{r_1}B,\frac{2\gamma'r_0^2}{B^2},\frac1{2\gamma'}\right\}"
        r"\implies P(\|w_t-w_*\|\le r_1\ \forall t\le "
        r"T)\ge1-\delta,\quad\gamma'=\gamma(\phi_1)-6L_{\mathrm{cross}}>0"
    ),
    hypotheses=(
        "<grad l(w), d> >= gamma' |d|^2 on |d| <= r_1: fsgd.thm-6.3.inner4 for non-increasing "
        "gamma",
        "|g| <= B there",
        "0 < r_0 < r_1",
    ),
    amends="fsgd.lem-6.2",
    missing=(
        "the stopped process and its exit time",
        "Azuma-Hoeffding and the sum of squares enter as formulas",
        "union bound over t",
        LEMMAS,
    ),
)
def stays_near_amended(judge, sixteen=16):
    """The lemma with explicit constants, homogeneous, and without K. x = 2 eta gamma'; the walk is
    stopped when it leaves.

    Leaving at a given step needs a discounted deviation of r_1^2 - max(r_0^2, eta B^2/(2 gamma')) =
    r_1^2 - r_0^2; the sum of squares is at most (4 eta B r_1)^2/x; Azuma-Hoeffding gives
    exp(-(r_1^2 - r_0^2)^2 gamma'/(16 eta B^2 r_1^2)) <= delta/T, and the union bound delta.
    """
    from sympy import Max

    eta, g, B, r0, r1, log_, gap = reals("eta gamma B r_0 r_1 log_T_over_delta gap")
    where = [(eta, ">", 0), (g, ">", 0), (B, ">", 0), (r0, ">", 0), (r1, ">", r0), (log_, ">", 0)]
    level = holds(
        judge,
        (Max(r0**2, eta * B**2 / (2 * g)), "==", r0**2),
        [*where, (eta * B**2, "<=", 2 * g * r0**2)],
    )
    q = reals("q,")[0]
    noise = holds(
        judge,
        (q * r0**2 + (1 - q) * gap, "<=", r0**2),
        [(q, ">=", 0), (q, "<=", 1), (gap, "<=", r0**2), (gap, ">=", 0), (r0, ">", 0)],
    )
    azuma_ = as_written("gap**2/(2*((4*eta*B*r_1)**2/(2*eta*gamma)))")
    exponent = equal(judge, azuma_, gap**2 * g / (sixteen * eta * B**2 * r1**2), where)
    enough = holds(
        judge,
        (gap**2 * g / (16 * eta * B**2 * r1**2), ">=", log_),
        [*where, (16 * eta * B**2 * r1**2 * log_, "<=", g * gap**2)],
    )
    return judge.all(level, noise, exponent, enough)


stays_near_amended.mutant("8 in place of 16", sixteen=8)
