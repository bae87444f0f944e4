"""Theorem 2.2 put together with explicit constants: width, residual at initialisation, failure
probabilities.

r2 = |y - u(0)|^2, R = c delta lambda_0/n^2 with c = sqrt(2 pi)/16 (Lemma 2.2), |y_i| <= C, unit
inputs, lambda_0 <= 1/2.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from ..engine.text import as_written
from . import equal, holds, number, rests_on, root_two_pi, thesis
from .false_variants import too_fast
from .widths import flip_share

end = "Section 2.2, after Lemma 2.4"


def explicit_width(n: int, lambda_0: float, delta: float, C: float = 1.0) -> tuple[float, float]:
    """Widths for which Theorem 2.2 holds: with the printed proof, 4401 (C^2 + 1/2) n^6/(lambda_0^4
    delta^3), and with the shorter one, 1956 (C^2 + 1/2) n^4/(lambda_0^4 delta).
    """
    size = (C**2 + 0.5) / lambda_0**4
    return 4401 * size * n**6 / delta**3, 1956 * size * n**4 / delta


@claim(
    "relu2.width-condition",
    thesis(end),
    formula=r"R'=\frac{\sqrt n\|y-u(0)\|}{\sqrt m\lambda_0}<R=\frac{c\delta\lambda_0}{n^2}\iff "
    r"m>\frac1{c^2}\frac{n^5\|y-u(0)\|^2}{\lambda_0^4\delta^2}",
)
def width_condition(judge, power=5):
    """R' < R is a condition m > (1/c^2) n^5 |y - u(0)|^2/(lambda_0^4 delta^2).

    Solved for m, both directions, squares compared: the constant of Omega is 1/c^2 (with the
    printed R'; 4/c^2 with the true one).
    """
    n, r2, m, lam, c, delta = reals("n r2 m lam c delta")
    sizes = [n >= 1, r2 >= 0, m > 0, lam > 0, c > 0, delta > 0]
    below = n * r2 / (m * lam**2) < (c * delta * lam / n**2) ** 2
    wide = m * c**2 * lam**4 * delta**2 > n**power * r2
    return judge.all(holds(judge, wide, [*sizes, below]), holds(judge, below, [*sizes, wide]))


width_condition.mutant("n^4", power=4)


@claim(
    "relu2.width-condition-amended",
    thesis(end),
    formula=r"R'=\frac{2\sqrt n\|y-u(0)\|}{\sqrt m\lambda_0}<R\iff "
    r"m>\frac{4n^5\|y-u(0)\|^2}{c^2\lambda_0^4\delta^2},\quad\frac4{c^2}=\frac{512}\pi"
    r"\approx163",
)
def width_condition_amended(judge, constant=512):
    """With the amended radius the constant is 512/pi.

    The same with the amended radius of Lemma 2.3 and the largest c of the proof of Lemma 2.2.
    """
    n, r2, m, lam, c, delta = reals("n r2 m lam c delta")
    sizes = [n >= 1, r2 >= 0, m > 0, lam > 0, c > 0, delta > 0]
    below = 4 * n * r2 / (m * lam**2) < (c * delta * lam / n**2) ** 2
    wide = m * c**2 * lam**4 * delta**2 > 4 * n**5 * r2
    return judge.all(
        holds(judge, wide, [*sizes, below]),
        holds(judge, below, [*sizes, wide]),
        judge.holds(as_written("4/(sqrt(2*pi)/16)**2 == constant/pi", constant=constant)),
    )


width_condition_amended.mutant("256/pi", constant=256)


@claim(
    "relu2.init-residual.moments",
    thesis(end),
    formula=r"E[\max(g,0)^2]=\tfrac12\ (g\sim N(0,1)),\quad E[a_r]=0,\ E[a_ra_s]=1\{r=s\}",
    missing=(
        "Gaussian integrals by parts: the boundary terms, the total mass and the symmetry",
        "independence of the signs: means over their values",
    ),
)
def moments(judge, value="1/2"):
    """The moments of a rectified Gaussian and of random signs.

    g^2 exp(-g^2/2) = exp(-g^2/2) - (g exp(-g^2/2))', so the second moment is the total mass 1, and
    by symmetry half of it lies in g > 0.
    """
    from sympy import exp

    g, mass, total, half = reals("g mass total half")
    density = exp(-(g**2) / 2)
    second = [(mass, "==", 1), (total - mass, "==", 0), (2 * half, "==", total)]
    signs = (
        "(1 + (-1))/2 == 0",
        "(1*1 + (-1)*(-1))/2 == 1",
        "(1*1 + 1*(-1) + (-1)*1 + (-1)*(-1))/4 == 0",
    )
    return judge.all(
        judge.gradient(g * density, {g: density - g**2 * density}),
        holds(judge, (half, "==", number(value)), second),
        *(judge.holds(as_written(text)) for text in signs),
    )


moments.mutant("1", value="1")


@claim(
    "relu2.init-residual.cross-term",
    thesis(end),
    formula=r"E\|y-u(0)\|^2=\sum_i\left(y_i^2+y_iE[f(x_i)]+E[f(x_i)^2]\right)",
    missing=("expectation is linear, E f = 0 by the random signs, and the sum over i",),
)
def cross_term(judge, mean=0):
    """The expected squared residual, first equality.

    The printed first equality: the cross term should be -2 y_i E f, but E f = 0 for random signs,
    so both are zero.
    """
    y, f, f2 = reals("y f f2")
    return equal(judge, y**2 - 2 * y * f + f2, y**2 + y * f + f2, [(f, "==", mean)])


cross_term.mutant("a mean that is not zero", mean=1)


@claim(
    "relu2.init-residual",
    thesis(end),
    formula=r"E\|y-u(0)\|^2=\sum_i(y_i^2+1)",
    hypotheses=("unit inputs", "n = 1"),
)
def printed_residual(judge, second=1):
    """The expected squared residual at initialisation is sum (y_i^2 + 1).

    The printed value: false, E f(x_i)^2 is 1/2, not 1. E f^2 = (1/m) sum_rs E[a_r a_s] E[..] = E
    relu(g)^2 = 1/2 for every m. As an upper bound it is true.
    """
    (y,) = reals("y,")
    value = equal(judge, y**2 + number("1/2"), y**2 + second)
    return judge.all(value, support=[moments(judge)])


printed_residual.mutant("2 instead of 1", second=2)


@claim(
    "relu2.init-residual-amended",
    thesis(end),
    formula=r"E\|y-u(0)\|^2=\sum_i\left(y_i^2+\tfrac12\|x_i\|^2\right)\le n(C^2+\tfrac12)",
    amends="relu2.init-residual",
    missing=(
        "expectation over the signs and the Gaussian rows",
        "the sum over i",
    ),
)
def residual_amended(judge, half="1/2"):
    """The expected squared residual at initialisation is sum (y_i^2 + |x_i|^2/2).

    Exactly, for every m, n, d; relu(w.x) = |x| relu(g). The sum of n terms of at most C^2 + 1/2 for
    unit inputs.
    """
    y2, C, f2, total, n = reals("y2 C f2 total n")
    from sympy import Max

    size, g = reals("size g")
    return judge.all(
        moments(judge),
        holds(judge, (Max(size * g, 0) ** 2, "==", size**2 * Max(g, 0) ** 2), [size >= 0]),
        holds(
            judge,
            total <= n * (C**2 + number(half)),
            [n >= 1, y2 >= 0, y2 <= C**2, (f2, "==", number("1/2")), total <= n * (y2 + f2)],
        ),
    )


residual_amended.mutant("1/3", half="1/3")


@claim(
    "relu2.init-markov",
    thesis(end),
    formula=r"P\left(\|y-u(0)\|^2\ge\tfrac{n(C^2+1/2)}\delta\right)\le\delta",
    missing=(
        "Markov's inequality enters as P a <= mean, with the expectation of "
        "relu2.init-residual-amended",
    ),
)
def markov(judge, share=1):
    """With probability at least 1 - delta the squared residual at initialisation is below n (C^2 +
    1/2)/delta.

    Markov's inequality P(S >= a) a <= E S with the exact expectation: O(n/delta) has the constant
    C^2 + 1/2.
    """
    n, C, delta, mean, P, a = reals("n C delta mean P a")
    top = n * (C**2 + number("1/2"))
    where = [
        n >= 1,
        delta > 0,
        P >= 0,
        mean >= 0,
        mean <= top,
        (a, "==", share * top / delta),
        P * a <= mean,
    ]
    return rests_on(holds(judge, delta >= P, where), "relu2.init-residual-amended")


markov.mutant("half of the threshold", share=Fraction(1, 2))


def three_events(judge, share=3):
    """The union bound for three events of probability at most delta/share."""
    delta, one, two, three = reals("delta p_1 p_2 p_3")
    events = [event <= delta / share for event in (one, two, three)]
    return holds(judge, one + two + three <= delta, [delta > 0, delta < 1, *events])


@claim(
    "relu2.thm-2.2-assembly",
    thesis(end),
    formula=r"m\ge4401\,(C^2+\tfrac12)\frac{n^6}{\lambda_0^4\delta^3}\implies R'<R,\ \text{the "
    r"width "
    r"of Lemma 2.1},\ 3\cdot\tfrac\delta3\le\delta",
    hypotheses=(
        "every event with delta/3",
        "lambda_0 <= 1/2, 0 < delta < 1",
        "R = c (delta/3) lambda_0/n^2, c = sqrt(2 pi)/16",
    ),
    missing=(
        "Markov's inequality and the union bound: probabilities are letters",
        "L stands for the logarithm, with its bound as a premise",
    ),
)
def assembly(judge, constant=4401):
    """The width for which the whole proof of Theorem 2.2 closes.

    All constants: 4 * 256/(2 pi) * 9 * 3 = 13824/pi = 4400.3. Three events of delta/3 each, where
    the printed proof uses delta three times. Width of Lemma 2.1 (sharper form) at delta/3: L =
    log(3 n(n + 1)/delta) <= 6 n^2/delta, and 48 n^4/(lambda_0^2 delta) is dominated. S = C^2 + 1/2
    >= 1/2.
    """
    from sympy import log

    n, S, m, lam, delta, r2, L, x = reals("n S m lam delta r2 L x")
    base = [
        n >= 1,
        number("1/2") <= S,
        lam > 0,
        lam <= number("1/2"),
        delta > 0,
        delta < 1,
        m * lam**4 * delta**3 >= constant * S * n**6,
    ]
    c2 = root_two_pi() ** 2 / 256
    radius2 = c2 * (delta / 3) ** 2 * lam**2 / n**4
    # for every residual up to the Markov bound; (13824/pi < 4401 leaves the strict inequality)
    moved = holds(
        judge, 4 * n * r2 < radius2 * m * lam**2, [*base, r2 >= 0, r2 * delta <= 3 * n * S]
    )
    lemma = holds(judge, m * lam**2 >= 8 * n**2 * L, [*base, L * delta <= 6 * n**2])
    logarithm = holds(judge, log(x) <= x, [x >= 1], axioms=[("log-tangent", x)])
    size = holds(judge, 3 * n * (n + 1) <= 6 * n**2, [n >= 1])
    return judge.all(moved, lemma, logarithm, size, three_events(judge))


assembly.mutant("three quarters of the constant", constant=3301)


@claim(
    "relu2.thm-2.2-assembly.failure",
    thesis(end),
    formula=r"\text{Lemma 2.1, Lemma 2.2 and the residual, each with probability "
    r"}1-\delta\implies\text{all with probability }1-\delta",
)
def printed_failure(judge, events=3):
    """Three events of probability 1 - delta hold together with probability 1 - delta.

    The failure probabilities as printed: false, three events of delta may fail with probability 3
    delta (disjointly); the constants absorb it.
    """
    total, delta = reals("total delta")
    return holds(
        judge, total <= delta, [delta > 0, events * delta < 1, total >= 0, total <= events * delta]
    )


printed_failure.mutant("two events", events=2)


@claim(
    "relu2.thm-2.2-assembly.failure-amended",
    thesis(end),
    formula=r"\text{three events of probability }1-\tfrac\delta3\text{ hold together with "
    r"probability "
    r"}1-\delta",
    amends="relu2.thm-2.2-assembly.failure",
    hypotheses=("the union bound: the probability of failure is at most p_1 + p_2 + p_3",),
    missing=("union bound over the three events: it is a hypothesis",),
)
def failure_amended(judge, share=3):
    """Three events of probability 1 - delta/3 hold together with probability 1 - delta.

    The price is a factor 27 in the width: 9 from the radius R, 3 from Markov's inequality for the
    residual.
    """
    return three_events(judge, share)


failure_amended.mutant("delta/2 each", share=2)


@claim(
    "relu2.thm-2.2",
    thesis("Theorem 2.2"),
    formula=r"m\ge4401\,(C^2+\tfrac12)\tfrac{n^6}{\lambda_0^4\delta^3}\implies P\left(\forall "
    r"t:\|u(t)-y\|^2\le e^{-\lambda_0t}\|u(0)-y\|^2\right)\ge1-\delta",
    hypotheses=("unit inputs, |y_i| <= C", "the flow as a differential inclusion"),
    missing=(
        "Hoeffding's and Markov's inequality and the union bound",
        "existence of the flow, the chain rule for almost every t and the first exit time",
        "that the lemmas named compose",
    ),
)
def theorem(judge, constant=4401):
    """Gradient flow converges at the rate lambda_0, at an explicit width of the printed order.

    Gradient flow converges at the rate lambda_0, with the printed orders and an explicit constant:
    decided are the constants here, and each step is a claim of its own. In words: Hoeffding's and
    Markov's inequality, the union bound, the first exit time, that the flow exists as an absolutely
    continuous solution of the inclusion, that the chain rule holds for almost every t, and that the
    steps compose.
    """
    steps = (
        "asm-2.1.trace",
        "lem-2.1-sharper",
        "lem-2.2-amended",
        "lem-2.4-amended",
        "init-markov",
    )
    return rests_on(assembly.check(judge, constant), *(f"relu2.{step}" for step in steps))


theorem.mutant(too_fast)


@claim(
    "relu2.thm-2.2-sharper.flips",
    thesis("Theorem 2.2, sharper"),
    formula=r"P\left(\max_iq_i\ge\tfrac{2R}{\sqrt{2\pi}}+\tau\right)\le "
    r"ne^{-2m\tau^2}\le\tfrac\delta3,\quad m\ge\tfrac1{2\tau^2}\log\tfrac{3n}\delta",
    missing=(
        "Hoeffding's inequality for the share q_i",
        "union bound over i",
        "the law of the Gaussian rows",
    ),
)
def flips_concentrate(judge, two=2):
    """The share of flippable neurons concentrates, so the radius need not shrink with delta.

    Hoeffding for the share q_i of flippable neurons in place of Markov for their sum: the radius
    need not shrink with delta. P(A) <= 2R/sqrt(2 pi), a union over n events, and n exp(-L) =
    delta/3 at L = log(3n/delta).
    """
    from sympy import exp, log

    m, tau, n, delta, t = reals("m tau n delta t")
    level = log(delta / (3 * n))  # -L
    enough = holds(
        judge,
        n * exp(t) <= delta / 3,
        [
            m > 0,
            n >= 1,
            delta > 0,
            delta < 1,
            (t, "==", -2 * m * tau**2),
            m * two * tau**2 >= -level,
        ],
        axioms=[("exp-monotone", t, level), ("exp-log", delta / (3 * n))],
    )
    return rests_on(
        enough,
        "relu2.lem-2.2.event-amended",
        "relu2.lem-2.2.anticoncentration",
        "relu2.lem-2.1.hoeffding.lemma",
    )


flips_concentrate.mutant("half of the width", two=4)


@claim(
    "relu2.thm-2.2-sharper",
    thesis("Theorem 2.2, sharper"),
    formula=r"m\ge1956\,(C^2+\tfrac12)\frac{n^4}{\lambda_0^4\delta}\implies P\left(\forall "
    r"t:\|u(t)-y\|^2\le e^{-\lambda_0t}\|u(0)-y\|^2\right)\ge1-\delta",
    hypotheses=("unit inputs, |y_i| <= C",),
    missing=(
        "Hoeffding's and Markov's inequality and the union bound",
        "existence of the flow and the first exit time",
        "that the lemmas named compose",
    ),
)
def sharper(judge, constant=1956):
    """Gradient flow with m of order n^4/(lambda_0^4 delta).

    n^4/(lambda_0^4 delta) in place of n^6/(lambda_0^4 delta^3), by two changes: row sums for the
    norm, Hoeffding for the flips. R = sqrt(2 pi) lambda_0/(32 n) and tau = lambda_0/(16 n) give q
    <= lambda_0/(8 n), so |H - H(0)| <= (2n - 1) q <= lambda_0/4 on the whole ball. Widths: 128 n^2
    L/lambda_0^2 for the flips, 8 n^2 L'/lambda_0^2 for Lemma 2.1, and R' < R with r2 <= 3 n S/delta
    (6144/pi = 1955.7).
    """
    n, S, m, lam, delta, r2, L, q = reals("n S m lam delta r2 L q")
    base = [
        n >= 1,
        number("1/2") <= S,
        lam > 0,
        lam <= number("1/2"),
        delta > 0,
        delta < 1,
        m * lam**4 * delta >= constant * S * n**4,
    ]
    root = root_two_pi()
    R, tau = root * lam / (32 * n), lam / (16 * n)
    parts = judge.all(
        flip_share(judge, n, lam, 8),
        holds(judge, (2 * n - 1) * q <= lam / 4, [n >= 1, lam > 0, q >= 0, q * 8 * n <= lam]),
        # L = log(3n/delta) <= 3n/delta, and log(3n(n + 1)/delta) <= 2 L because 3n(n + 1)/delta <=
        # (3n/delta)^2
        holds(judge, 2 * m * tau**2 >= L, [*base, L > 0, L * delta <= 3 * n]),
        holds(judge, 3 * n * (n + 1) * delta <= 9 * n**2, [n >= 1, delta > 0, delta < 1]),
        holds(judge, m * lam**2 >= 8 * n**2 * (2 * L), [*base, L > 0, L * delta <= 3 * n]),
        holds(judge, 4 * n * r2 < R**2 * m * lam**2, [*base, r2 >= 0, r2 * delta <= 3 * n * S]),
    )
    steps = (
        "lem-2.2.row-sums",
        "thm-2.2-sharper.flips",
        "lem-2.1-sharper",
        "lem-2.1.weyl",
        "lem-2.4-amended",
        "init-markov",
    )
    return rests_on(parts, *(f"relu2.{step}" for step in steps))


sharper.mutant(too_fast)


@claim(
    "relu2.thm-2.2-remarks.norms",
    thesis("after Theorem 2.2"),
    formula=r"0<\|x_i\|\le B:\ R=\frac{c\delta\lambda_0}{B^2n^2},\ "
    r"m>\frac{512}\pi\frac{B^6n^5\|y-u(0)\|^2}{\lambda_0^4\delta^2}\implies R'<R",
    missing=(
        "the law of w.x/|x|, and the sum of the entries in expectation",
        "the gradient of an input of norm B",
    ),
)
def general_norms(judge, power=6):
    """Unit norms are only for simplicity: inputs with norms up to B.

    The entries are at most B^2, the gradient has a factor B, P(A) does not change. A_ir is |w.x_i|
    <= R |x_i| up to a null event, and w.x_i/|x_i| is standard normal. So sum |Delta H| <= 4 n^2 B^2
    R/(sqrt(2 pi) delta) and R' = 2 B sqrt n r0/(sqrt m lambda_0). No lower bound on the norms is
    needed beyond lambda_0 > 0.
    """
    from sympy import pi

    n, r2, m, lam, B, delta, R, k, k2 = reals("n r2 m lam B delta R k k2")
    c = root_two_pi() / 16
    sizes = [
        n >= 1,
        r2 >= 0,
        m > 0,
        lam > 0,
        B > 0,
        delta > 0,
        (R, "==", c * delta * lam / (B**2 * n**2)),
    ]
    return judge.all(
        holds(judge, k**2 <= B**4, [k**2 <= k2 * B**2, k2 >= 0, k2 <= B**2, B > 0]),
        holds(judge, 4 * n**2 * B**2 * R / (root_two_pi() * delta) <= lam / 4, sizes),
        holds(
            judge,
            4 * B**2 * n * r2 < (c * delta * lam / (B**2 * n**2)) ** 2 * m * lam**2,
            [*sizes[:-1], m * pi * lam**4 * delta**2 > 512 * B**power * n**5 * r2],
        ),
    )


general_norms.mutant("B^4", power=4)


@claim(
    "relu2.thm-2.2-remarks.rate",
    thesis("after Theorem 2.2"),
    formula=r"\tfrac12\lambda_0\le\lambda_{\min}(H(t))\le\tfrac32\lambda_0\text{ for all "
    r"}t\text{ and "
    r"every width of the theorem}",
    missing=(
        "lambda_min by Weyl's inequality: form, p and size stand for v^T H_inf v, v^T(H - "
        "H_inf) v and |v|^2",
        "on the event of relu2.thm-2.2, argued itself",
    ),
)
def rate_and_width(judge, top="3/2"):
    """The convergence rate depends on lambda_0 and not on m.

    Along the flow of Theorem 2.2 the slowest rate 2 lambda_min(H(t)) is in [lambda_0, 3 lambda_0].
    |H(t) - H_inf| <= lambda_0/4 + lambda_0/4, and Weyl's inequality in both directions (for the
    upper bound, at an eigenvector of lambda_0).
    """
    lam, form, p, size = reals("lam form p size")
    from sympy import Abs

    parts = judge.all(
        holds(
            judge,
            form + p <= number(top) * lam * size,
            [lam > 0, size > 0, (form, "==", lam * size), Abs(p) <= lam / 2 * size],
        ),
        holds(
            judge,
            form + p >= lam / 2 * size,
            [lam > 0, size > 0, form >= lam * size, Abs(p) <= lam / 2 * size],
        ),
    )
    return rests_on(parts, "relu2.lem-2.1.weyl", "relu2.thm-2.2")


rate_and_width.mutant("5/4", top="5/4")
