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
from .gaps import INDUCTION, LEMMAS, LETTERS, POWERS
from .state import at, at_n_one, diff, equal, g_range, holds, integral, state

locus = "Theorem 5.5"
number = invariance._number


@claim(
    "conv.thm-5.5-amended.start",
    thesis(locus),
    formula=r"g(\phi)\le1-|\cos\phi|\quad(\tfrac\pi2\le\phi\le\pi),\qquad|\cos\phi^0|\ge2r+\mu"
    r"\implies g(\phi^0)\le1-2r-\mu",
    hypotheses=("equality at both ends",),
    missing=(
        "a function with a nonpositive derivative that ends at 0 is nonnegative",
        "double-angle formulas for phi = pi/2 + 2 theta",
    ),
)
def level_of_the_start(judge, slope=2):
    """With phi = pi/2 + 2 theta: 1 - g - |cos phi| = 2 sin cos(theta)(tan theta - 2 theta + pi/2 -
    1); the bracket falls to 0 at theta = pi/4.
    """
    from sympy import cos, pi, sin

    theta, s, c, r, mu, a, level = reals("theta s c r mu a level")
    sine, cosine = 2 * s * c, 1 - 2 * s**2  # of 2 theta
    g = -(pi / 2 - 2 * theta) * sine + cosine
    identity = equal(
        judge,
        1 - g - sine,
        2 * s * c * (s / c - 2 * theta + pi / 2 - 1),
        [(c, ">", 0), (c**2 + s**2, "==", 1)],
    )
    bracket = sin(theta) / cos(theta) - slope * theta + pi / 2 - 1
    where = [(theta, ">=", 0), (4 * theta, "<=", pi)]
    falls = equal(judge, diff(bracket, theta), 1 / cos(theta) ** 2 - slope, where)
    negative = holds(judge, (1 / c**2 - slope, "<=", 0), [(c**2, ">=", number("1/2"))])
    end = equal(judge, at(bracket, (theta, pi / 4)), 0)
    used = holds(
        judge, (level, "<=", 1 - 2 * r - mu), [(level, "<=", 1 - a), (a, ">=", 2 * r + mu)]
    )
    return judge.all(identity, falls, negative, end, used)


level_of_the_start.mutant("3 theta in place of 2 theta", slope=3)


@claim(
    "conv.thm-5.5-amended.invariants",
    thesis(locus),
    formula=r"f\le-x_t\le X,\quad|1^\top a^t|\le|1^\top a^*|,\quad g(\phi^{t+1})\le g(\phi^t)",
    hypotheses=(
        "g <= 1 - 2 r - mu, mu > 0",
        "0 < eta <= 2 pi/(k + pi - 1)",
        "the sum: conv.thm-5.5-proof; the angle: conv.region-spurious",
    ),
    missing=(LETTERS, LEMMAS, INDUCTION),
)
def invariants(judge, floor=1):
    """-x' = (1 - kappa)(-x) + kappa ((1 - g) N - b)/(pi - 1) with 0 <= b = S (S - 1.a) <= 2 S^2:
    between mu N and N over pi - 1.
    """
    from sympy import pi

    z = state()
    mu, f, X = reals("mu f X")
    where = [
        *g_range(),
        (z.N, ">", 0),
        (z.k, ">=", 1),
        (z.eta, ">", 0),
        (z.eta * z.K, "<=", 2 * pi),
        (z.eta * (pi - 1), "<=", 2 * pi),
        (z.S * z.s, "<=", z.S**2),
        (z.S * z.s, ">=", -(z.S**2)),
    ]
    low = [
        (mu, ">", 0),
        (z.g * z.N, "<=", z.N - 2 * z.S**2 - mu * z.N),
        (f, ">", 0),
        (f, "<=", -z.x),
        (f, "<=", mu * z.N / (pi - 1)),
    ]
    lower = holds(judge, (-at_n_one(z.x_next), ">=", floor * f), [*where, *low])
    upper = holds(
        judge, (-at_n_one(z.x_next), "<=", X), [*where, (-z.x, "<=", X), (z.N / (pi - 1), "<=", X)]
    )
    return judge.all(lower, upper)


invariants.mutant("twice the floor", floor=2)


@claim(
    "conv.thm-5.5-amended.angle",
    thesis(locus),
    formula=r"\frac1{\sin\psi^{t+1}}\ge\frac1{\sin\psi^t}+\frac q2,\qquad\text{so "
    r"}\sin\psi^t\le\frac2{qt},\quad q=\frac{\eta f|\cos\phi^0|}{3\pi}",
    hypotheses=(
        "|v|^2 <= 3/2 (conv.thm-5.3-amended.norm, reflected: v moves towards -w*)",
        "sin^2 psi' <= (1 - u |cos phi|) sin^2 psi, u = eta |x| psi/(2 pi |v|^2): "
        "conv.lem-5.5-amended, reflected",
        "-x >= f, |cos phi| >= |cos phi^0|",
    ),
    missing=(
        "the letters u, y, q, psi; conv.lem-5.5-amended and .norm, reflected, enter as hypotheses",
        "induction over t: the sum of the increments of 1/sin psi",
    ),
)
def angle_phase(judge, share="1/2"):
    """u |cos phi| >= q psi >= q y for y = sin psi, so y'^2 <= (1 - q y) y^2, y' <= y (1 - q y/2).
    This rate, 1/t, is the right order.
    """
    from sympy import pi

    z = state()
    f, c, c0, psi, q, y, new, u = reals("f c c0 psi q y new u")
    where = [
        (z.eta, ">", 0),
        (f, ">", 0),
        (z.x, "<=", -f),
        (c0, ">", 0),
        (c, ">=", c0),
        (psi, ">=", y),
        (y, ">=", 0),
        (z.V**2, ">=", 1),
        (2 * z.V**2, "<=", 3),
        (u * 2 * pi * z.V**2, "==", -z.eta * z.x * psi),
        (3 * pi * q, "==", z.eta * f * c0),
    ]
    facts = [
        (-z.eta * z.x * psi, ">=", z.eta * f * y),
        (u * 3 * pi, ">=", z.eta * f * y),
        (u, ">=", 0),
        (u * 3 * pi * c, ">=", z.eta * f * y * c0),
    ]
    rate = holds(judge, (u * c, ">=", q * y), where, facts)
    own = [(q, ">", 0), (y, ">", 0), (q * y, "<=", 1), (new, ">", 0)]
    root = holds(
        judge,
        (new, "<=", y * (1 - q * y / 2)),
        [*own, (new**2, "<=", (1 - q * y) * y**2)],
        [((1 - q * y) * y**2, "<=", (y * (1 - q * y / 2)) ** 2)],
    )
    inverse = holds(
        judge,
        (1 / new, ">=", 1 / y + number(share) * q),
        [*own, (new, "<=", y * (1 - q * y / 2))],
        [(1 / new, ">=", 1 / (y * (1 - q * y / 2)))] if share == "1/2" else (),
    )
    return judge.all(rate, root, inverse)


angle_phase.mutant("q in place of q/2", share="1")


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
        LEMMAS,
        "induction over t and the limits",
        "one of the four signs is such a start, and the probability of that",
    ),
)
def spurious_theorem_explicit(judge, floor=1):
    """Convergence to the spurious point is not only the limit 'when it converges': it happens, at
    the explicit rate 1/t, with an explicit probability.
    """
    steps = (level_of_the_start, angle_phase, layer_phase, likely_start)
    return judge.all(invariants.check(judge, floor), *(each.check(judge) for each in steps))


# -a.a* >= 2 min{-x_0, ..} fails at t = 0
spurious_theorem_explicit.mutant("twice the floor of the signal", floor=2)
