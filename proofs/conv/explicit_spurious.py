"""Theorem 5.5 with every constant: from which starts gradient descent converges to the spurious
minimum, how fast, and how likely they are.

n = |w*| = 1, N = |a*|^2, S = 1.a*, r = S^2/N, K = k + pi - 1. Start: |v^0| = 1, x_0 = a^0.a* < 0,
|1.a^0| <= |S|, phi^0 > pi/2 and mu = |cos phi^0| - 2 r > 0. Step: eta <= 2 pi/K and eta max{-x_0,
N/(pi - 1)} <= |cos phi^0|. With f = min{-x_0, mu N/(pi - 1)} and q = eta f |cos phi^0|/(3 pi), psi
= pi - phi:

    sin psi^t <= 2/(q t),  g(phi^t) <= 11/(q t)^3,  and a^t tends to (11^T + (pi - 1)I)^{-1}(11^T -
    I) a*.

One of the four sign choices of a random start is such a start with probability at least 1 - (12/5)
r sqrt(p), p >= 5, when 1.a* != 0.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import invariance, thesis
from .gaps import INDUCTION, LETTERS, POWERS
from .state import diff, equal, holds, integral

locus = "Theorem 5.5"
number = invariance._number


@claim(
    "conv.thm-5.5-amended.layer",
    thesis(locus),
    formula=r"g(\pi-\psi)\le\tfrac{\psi^3}3\le\tfrac{11}{(qt)^3},\qquad "
    r"D'\le(1-\kappa)D+\kappa\frac{g\|a^*\|}{\pi-1},\quad D=\|a-\hat a\|,\ \hat "
    r"a=(11^\top+(\pi-1)I)^{-1}(11^\top-I)a^*",
    hypotheses=("psi <= (pi/2) sin psi for psi <= pi/2", "0 < eta <= 2 pi/(k + pi - 1)"),
    missing=(
        "g(pi - psi) <= psi^3/3 from its derivative (mean value)",
        "the norm bound of I - eta M (conv.lem-5.11)",
        INDUCTION,
        POWERS,
    ),
)
def layer_phase(judge, share=1):
    """g(pi - psi) = sin psi - psi cos psi has the derivative psi sin psi <= psi^2; the a-step minus
    its fixed point at g = 0 is forced by g a*.

    Hence g <= delta from t = (1/q)(11/delta)^(1/3) on, and (2 pi/(eta (pi - 1))) log(max{D_0,
    |a*|/(pi - 1)}/(delta |a*|)) steps later
    |a - a hat| <= (1 + 1/(pi - 1)) delta |a*|, for every delta in (0, 1], as in
    conv.thm-5.3-amended.layer.
    """
    from steepest.proofs.engine.matrix import eye, matrices, scalars
    from sympy import cos, pi, sin

    psi, y, w = reals("psi y w")
    value = sin(psi) - psi * cos(psi)
    slope = equal(judge, diff(psi**3 / 3 - value, psi), psi**2 - psi * sin(psi))
    below = holds(judge, (psi**2 - psi * y, ">=", 0), [(psi, ">=", 0), (y, "<=", psi)])
    cube = holds(
        judge,
        (share * psi**3 / 3, "<=", 11 * w**3 / 8),
        [(psi, ">=", 0), (w, ">=", 0), (psi, "<=", pi / 2 * w)],
        [(psi**3, "<=", (pi / 2 * w) ** 3)] if share == 1 else (),
    )  # w = 2/(q t) >= sin psi
    one, a, t, hat = matrices("one: k x 1, a: k x 1, as: k x 1, hat: k x 1")
    pi_, h, g, eta = scalars("circle h g eta")
    M = one @ one.T + (pi_ - 1) * eye("k")
    moved = a - eta * h * (M @ a - (one @ one.T + (g - 1) * eye("k")) @ t)
    # M hat = (11^T - I) a*
    fixed = [(one @ (one.T @ hat), one @ (one.T @ t) - t - (pi_ - 1) * hat)]
    same = judge.same(
        moved - hat, (a - hat) - eta * h * (M @ (a - hat)) + eta * h * g * t, rules=fixed
    )
    return judge.all(slope, below, cube, same)


layer_phase.mutant("twice the cube", share=2)


@claim(
    "conv.thm-5.5-amended.probability",
    thesis(locus),
    formula=r"P(|\cos\phi^0|\le h)\le\tfrac65h\sqrt p,\quad\text{so "
    r"}P(|\cos\phi^0|>2r)\ge1-\tfrac{12}5r\sqrt p",
    hypotheses=(
        "v uniform on the unit sphere of R^p, p >= 5: cos phi^0 has the density (1 - "
        "t^2)^((p-3)/2)/I",
        "(1 - y)^c >= 1 - c y for c >= 1 (Bernoulli)",
    ),
    missing=(
        "the law of cos phi^0: its density, and the probability as an integral",
        "the integral of the pointwise bound (Bernoulli)",
        "the letters I and P stand for these integrals",
    ),
)
def likely_start(judge, share="6/5"):
    """I >= int over |t| <= 1/sqrt(p) of 1 - ((p - 3)/2) t^2, which is at least (5/3)/sqrt(p); the
    density is at most 1/I.
    """
    w, p, h, level, mass = reals("w p h I P")  # w = 1/sqrt(p)
    where = [(w, ">", 0), (p * w**2, "==", 1), (p, ">=", 5)]
    least = holds(judge, (2 * w - (p - 3) / 2 * 2 * w**3 / 3, ">=", number("5/3") * w), where)
    bound = holds(
        judge,
        (mass, "<=", number(share) * h / w),
        [
            *where,
            (h, ">=", 0),
            (level, ">=", number("5/3") * w),
            (mass * level, "<=", 2 * h),
            (mass, ">=", 0),
        ],
        [(mass * number("5/3") * w, "<=", 2 * h)] if share == "6/5" else (),
    )
    return judge.all(least, bound)


@likely_start.mutant
def two_thirds_in_place_of_six_fifths(judge):
    """At p = 5 the density is (3/4)(1 - t^2), so P(|cos phi^0| <= h) = 3 h/2 - h^3/2 by
    integration: more than (2/3) h sqrt(5) for small h.
    """
    from sympy import sqrt

    t, h = reals("t h")
    value = 3 * h / 2 - h**3 / 2
    mass = integral(judge, 3 * t / 4 - t**3 / 4, t, 3 * (1 - t**2) / 4, -h, h, value)
    small = [(h, ">", 0), (h, "<=", number("1/10"))]
    return judge.all(
        holds(judge, (value, "<=", number("2/3") * h * sqrt(5)), small), support=[mass]
    )


@claim(
    "conv.thm-5.5-amended",
    thesis(locus),
    formula=r"P\left(\exists\text{ sign}:\ \phi^t\to\pi,\ "
    r"a^t\to(11^\top+(\pi-1)I)^{-1}(11^\top-I)a^*"
    r"\right)\ge1-\tfrac{12}5\frac{(1^\top a^*)^2}{\|a^*\|^2}\sqrt p",
    hypotheses=(
        "|w*| = 1, 1.a* != 0, p >= 5, v uniform on the sphere, a uniform in the ball of "
        "radius |1.a*|/sqrt k",
        "eta <= 2 pi/(k + pi - 1), eta max{-x_0, |a*|^2/(pi - 1)} <= |cos phi^0|",
        "rates: sin psi^t <= 2/(q t), q = eta min{-x_0, mu |a*|^2/(pi - 1)} |cos phi^0|/(3 "
        "pi), mu = |cos phi^0| - 2 (1.a*)^2/|a*|^2",
        "the limit's loss is at least 0.133 |a*|^2 (conv.thm-5.5.loss); signs: "
        "conv.thm-5.4-amended with -a",
    ),
    amends="conv.thm-5.5.degenerate",
    missing=(
        LETTERS,
        "the phase of the second layer, its limit, and the probability of the start "
        "(conv.thm-5.5-amended.layer, .probability); the others of its steps are theorems",
        "one of the four signs is such a start",
    ),
)
def spurious_theorem_explicit(judge, share=1):
    """Convergence to the spurious point is not only the limit 'when it converges': it happens, at
    the explicit rate 1/t, with an explicit probability.
    """
    return judge.all(layer_phase.check(judge, share), likely_start.check(judge))


spurious_theorem_explicit.mutant("twice the cube", share=2)
