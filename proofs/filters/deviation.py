"""How far the supermartingale goes: Azuma, its weights, and the event of an exit."""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems

from . import as_written, chapter_6, equal, holds, number
from .gaps import MARTINGALE
from .stay_near import proof


@claim(
    "fsgd.lem-6.2.diff",
    chapter_6(proof),
    formula=r"\left|\|d_{t}\|^2-E[\|d_t\|^2\mid F_{t-1}]\right|\le2\eta BKr_1+\eta^2B^2",
    hypotheses=(
        "in one dimension: d with |d| <= r_1, grad m with |m| <= K|d|, noise +-b with equal "
        "chance, |m| + b <= B, eta K <= 1",
    ),
    case=True,
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
    case=True,
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


def azuma_without_two(level="9/10"):
    """The printed inequality for one step X with mean 0 and |X| <= 1."""
    (w, X), level = (theorems.samples("w"), theorems.randoms("X")), theorems.term(level)
    return theorems.forall(X)(
        theorems.given(
            theorems.forall(w)(abs(X(w)) <= 1),
            theorems.E(w, X(w)) == 0,
        )
        >> (theorems.Prob(w, X(w) > level) <= theorems.exp(-(level**2)))
    )


@claim(
    "fsgd.lem-6.2.azuma",
    chapter_6(proof),
    formula=r"P(G_n-G_0>\lambda)\le\exp\left(-\frac{\lambda^2}{\sum c_i^2}\right)",
    hypotheses=("n = 1, c_1 = 1, lambda = 9/10",),
    says=azuma_without_two,
    instance={"functions": {"X": {"table": ["1", "-1"]}}, "weights": ["1/2", "1/2"]},
)
def azuma_as_printed(judge, level="9/10"):
    """The Azuma-Hoeffding inequality without its factor 2: a single fair coin exceeds 9/10 with
    probability 1/2 > exp(-81/100).
    """
    return judge.undecided(f"no coin exceeds {level} too often")  # the stored model refutes it


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
