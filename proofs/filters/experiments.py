"""Figures 6.1 to 6.4 and Section 6.4: what the pictures are said to show, proved where it can be,
else tried with registered plans.

Settings that the source leaves open: w* = e_1, w_0 = 0.4 e_1 + 0.6 e_2, eta = 1/2, k = 5 patches;
sigma and sigma_2 are the standard deviations before truncation. For the images, MNIST is replaced
by the first 900 digits that come with scikit-learn: 5 x 5 patches at stride 1, so k = 16, p = 25;
starts w* + c |w*| u, c in {1/4, 1/2, 3/4, 1, 3/2}, u uniform on the sphere; batch 1 with
reshuffling, step 1/max |Z_avg|^2, 5 epochs. Every plan says where its thresholds come from
(`basis`): from theory, or from a stored pilot that ran under another seed. Figures 6.3a, 6.3b and
the images have a file each.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.vocabulary import Plan

from . import SEED, at, chapter_6, diff, equal, every, holds, number
from .gaps import FORMS, MONOTONE

WHERE = "Section 6.4"
RUNS = "steepest.kernels.filters.runs"


def mixture(sigma, **fields):
    """The record of the law of Figure 6.3a."""
    return {"kind": "mixture", "sigma": sigma} | fields


def close(sigma_2, sigma=1.0):
    return mixture(sigma, k=5, coupling="close", sigma_2=sigma_2)


def order(
    judge,
    name,
    laws,
    times,
    trials,
    at_least="0.9",
    margin="0.2",
    alpha="1/100",
    basis="",
    **parameters,
):
    success = (
        f"at every t in {times} the curves of |w_t - w*| lie in the order of the laws, the "
        f"last one lowest"
    )
    given = {"laws": laws, "times": times} | parameters
    return judge.trial(
        Plan(
            name,
            f"{RUNS}:order",
            given,
            trials,
            success,
            at_least=at_least,
            margin=margin,
            alpha=alpha,
            backend="auto",
            seed=SEED,
            basis=basis,
        )
    )


def constants(
    judge,
    name,
    success,
    trials,
    at_least="0.9",
    margin="0.2",
    alpha="1/100",
    basis="theory: no threshold is chosen, two constants of a law are compared",
    **parameters,
):
    return judge.trial(
        Plan(
            name,
            f"{RUNS}:constants",
            parameters,
            trials,
            success,
            at_least=at_least,
            margin=margin,
            alpha=alpha,
            seed=SEED,
            basis=basis,
        )
    )


@claim(
    "fsgd.fig-6.1.aligned",
    chapter_6("Figure 6.1c"),
    formula=r"E s^2=v:\quad\gamma(0)\ge c\ \text{ for some }c>0\text{ and all }v>0?",
    hypotheses=(
        "one patch Z = (cos psi, sin psi), psi = s or s + pi with equal probability, |s| <= pi/2",
    ),
)
def concentration_is_easy(judge, c="1/100"):
    """Concentrating the mass along w* makes learning easy, gamma(0) staying above 1/100. False:
    gamma(0) <= v/2 with v = E s^2.

    gamma(0) = lambda_min(E Z Z^T 1{w*.Z >= 0}) <= E sin^2(s)/2 <= v/2, which vanishes as the mass
    concentrates.
    """
    s, v, g = reals("s v g")
    from sympy import pi, sin

    pointwise = holds(judge, (sin(s) ** 2, "<=", s**2), [(s, ">=", -pi / 2), (s, "<=", pi / 2)])
    small = holds(
        judge, (g, "<", number(c)), [(g, "<=", v / 2), (v, ">", 0), (v, "<", 2 * number(c))]
    )
    return judge.contradicted(
        pointwise,
        small,
        because="gamma(0) <= v/2 for v = E s^2, so that v < 2 c gives gamma(0) < c",
    )


concentration_is_easy.mutant("gamma(0) stays above 1/10", c="1/10")


@claim(
    "fsgd.fig-6.2",
    chapter_6("Figure 6.2b"),
    formula=r"\gamma=\tfrac{\pi-\phi-\sin\phi}{2\pi},\ L=\tfrac{\pi-\phi+\sin\phi}{2\pi},\ "
    r"L_{-w_*}=\tfrac{\phi+\sin\phi}{2\pi}",
    hypotheses=("Z ~ N(0, I_p), p >= 2", "0 <= phi <= pi; L_- up to pi/2"),
    missing=(FORMS, MONOTONE),
)
def three_curves(judge, sign=1):
    """The three curves as drawn: gamma and L decrease from a common value to 0 at pi, gamma below
    L, and L_- increases from 0.

    Their slopes are -(1 + cos phi)/(2 pi), -(1 - cos phi)/(2 pi) and (1 + cos phi)/(2 pi).
    """
    from sympy import cos, pi, sin

    t, c = reals("phi c")  # c: any factor, 1/p for the sphere
    gamma, L, minus = (
        (pi - t - sin(t)) / (2 * pi),
        (pi - t + sign * sin(t)) / (2 * pi),
        (t + sin(t)) / (2 * pi),
    )
    inside = [(t, ">=", 0), (t, "<=", pi)]
    return judge.all(
        every(
            judge,
            [
                (diff(gamma, t), "<=", 0),
                (diff(L, t), "<=", 0),
                (diff(minus, t), ">=", 0),
                (gamma, "<=", L),
            ],
            inside,
        ),
        equal(judge, at(c * gamma, (t, 0)), at(c * L, (t, 0))),
        equal(judge, at(c * gamma, (t, pi)), 0),
        equal(judge, at(c * L, (t, pi)), 0),
        equal(judge, at(c * minus, (t, 0)), 0),
        equal(judge, diff(minus, t), (1 + cos(t)) / (2 * pi)),
    )


three_curves.mutant("L with twice the sine", sign=2)


@claim(
    "fsgd.fig-6.2.mirror",
    chapter_6("Figure 6.2b"),
    formula=r"L_{-w_*}(\phi)=L(\pi-\phi),\qquad L_{-w_*}\left(\tfrac\pi2\right)=L\left(\tfrac\pi2"
    r"\right)=\tfrac14+\tfrac1{2\pi}",
    hypotheses=("Z ~ N(0, I_p), p >= 2",),
    missing=(FORMS,),
)
def mirror(judge, place=1):
    """For the Gaussian law the curve L_- is the mirror image of L, and the two meet at pi/2 (not
    drawn so).
    """
    from sympy import pi, sin

    t, c = reals("phi c")
    L, minus = (pi - t + sin(t)) / (2 * pi), (t + sin(t)) / (2 * pi)
    meeting = c * (number("1/4") + 1 / (2 * pi))
    return judge.all(
        equal(judge, at(L, (t, place * pi - t)), minus),
        equal(judge, at(c * minus, (t, pi / 2)), meeting),
        equal(judge, at(c * L, (t, pi / 2)), meeting),
    )


mirror.mutant("mirrored at pi", place=2)
