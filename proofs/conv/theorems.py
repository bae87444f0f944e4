"""Theorem 5.3 and its two phases: what can be decided of them, step by step."""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine.relations import number

from . import thesis
from .state import at, at_n_one, equal, g_range, holds, state

UNSPECIFIED = (
    "the constants of O(.), Theta(.) and O~(.) are not given: there is nothing definite to decide; "
)


@claim(
    "conv.thm-5.3",
    thesis("Theorem 5.3"),
    hypotheses=(
        "as printed: no bound on a^0; any constants in O(.)",
        "the instance n = |a*| = 1, 1.a* = 1.a^0 = 0, k >= 2, phi^0 = pi/4, eps = 1/100",
    ),
)
def main_theorem(judge, level="1/50"):
    """Two-phase convergence in a time bounded by eta, cos phi^0, beta^0, |a*|, n and eps: false for
    every choice of constants.

    Let x = a^0.a* grow with eta fixed (it is at most what the printed minimum allows, whose entries
    do not shrink). The first step has u_0 = eta x (3/8), turns v past w* and makes |v| huge; after
    it every u_t <= 64/(9 eta x) =: e, so sin^2 phi stays above 1/8 for T <= 1/(4 e) steps, and with
    it the loss above 1/50. But beta^0 = g(phi^0) - 1 and T_1 + T_2 do not depend on x.
    """
    from sympy import pi, sqrt

    z = state()
    u, e, T, s2, R, new, c = reals("u e T s2 R new c")
    first = holds(judge, ((1 - u / sqrt(2)) ** 2 / 2, ">=", (1 + u**2 / 2) / 4), [(u, ">=", 10)])
    signal = holds(
        judge,
        ((1 - e) * z.x + e * (z.g - 1) / (pi - 1), "<=", T),
        [(e, ">=", 0), (e, "<=", 1), *g_range(), (z.x, "<=", T), (T, ">=", 1)],
    )
    large = [
        (z.eta, ">", 0),
        (z.x, ">", 0),
        (R, ">=", 1 + (z.eta * z.x * number("3/8")) ** 2 / 2),
        (new, ">", 0),
        (new, "<=", z.x),
    ]
    small = holds(judge, (z.eta * new / (2 * R), "<=", number("64/9") / (z.eta * z.x)), large)
    turn = holds(
        judge,
        ((1 - u * c) ** 2, ">=", (1 - 2 * e) * (1 + u**2 * s2)),
        [
            (u, ">=", 0),
            (u, "<=", e),
            (2 * e, "<=", 1),
            (c, ">=", 0),
            (c, "<=", 1),
            (s2, ">=", 0),
            (s2, "<=", 1),
        ],
        [
            (1 - u * c, ">=", 1 - u),
            ((1 - u * c) ** 2, ">=", (1 - u) ** 2),
            ((1 - 2 * u) * (1 + u**2), "<=", (1 - u) ** 2),
            (u**2 * s2, "<=", u**2),
        ],
    )
    many = holds(
        judge,
        ((1 - 2 * e) * (1 - 2 * e * T) * R, ">=", (1 - 2 * e * (T + 1)) * R),
        [(e, ">=", 0), (T, ">=", 0), (R, ">=", 0)],
    )
    kept = holds(
        judge,
        ((1 - 2 * e * T) * R, ">=", number("1/8")),
        [(4 * e * T, "<=", 1), (R, ">=", number("1/4"))],
    )
    arc = holds(
        judge,
        ((pi - z.phi) * z.cosine + z.sine, "<=", 3),
        [
            (z.phi, ">=", z.sine),
            (z.cosine, ">=", 0),
            (z.sine, ">=", 0),
            (8 * z.sine**2, ">=", 1),
            (z.cosine**2 + z.sine**2, "==", 1),
        ],
        [
            (pi * z.cosine + z.sine * (1 - z.cosine), "<=", 3),
            ((z.phi - z.sine) * z.cosine, ">=", 0),
        ],
    )
    stuck = holds(
        judge,
        (z.loss.subs({z.n: 1, z.N: 1, z.S: 0, z.s: 0}), ">=", number(level)),
        [(z.q, ">=", z.x**2), (z.x, ">", 0), (z.g, ">=", 0), (z.g, "<=", 3)],
        [
            ((z.g - 1) * z.x, "<=", 2 * z.x),
            ((pi - 1) * (1 + z.x**2) - 4 * z.x, ">=", number("1/4")),
            (50, ">=", 16 * pi - 1),
        ],
    )
    return judge.contradicted(
        first,
        signal,
        small,
        turn,
        many,
        kept,
        arc,
        stuck,
        because="for every eta in (0, 2] and every T the start phi^0 = pi/4, 1.a* = 1.a^0 = 0, "
        "|a*| = "
        "1, a^0.a* >= max(1, 80/(3 eta), 256 T/(9 eta)) has a loss "
        "above 1/50 at t = 1, .., T, while the printed T_1 + T_2 for eps = 1/100 does not "
        "depend on a^0.a*",
    )


main_theorem.mutant("eps = 1/200", level="1/100")


@claim(
    "conv.thm-5.3.invariant",
    thesis("Theorem 5.3"),
    formula=r"a^0\cdot a^*>0,\ |1^\top a^0|\le|1^\top a^*|,\ \phi^0<\tfrac\pi2\implies(a^1)^\top "
    r"a^*>0",
    hypotheses=("any n > 0", "0 < eta <= 2 pi/(k + pi - 1)", "k = 4"),
    case=True,
)
def sum_condition_and_scale(judge, scaled=False):
    """The printed start condition has no factor |w*|; for |w*| < 1 the signal can then change its
    sign (conv.lem-5.4.general has the right one).
    """
    from sympy import pi

    z = state()
    bound = z.n**2 * z.S**2 if scaled else z.S**2
    where = [
        (z.n, ">", 0),
        (z.N, "==", 1),
        (z.S**2, "<=", 4),
        (z.x, ">", 0),
        (z.x**2, "<=", z.q),
        (z.s**2, "<=", bound),
        (z.s**2, "<=", 4 * z.q),
    ]
    # Gram determinant of (1, a*, a) >= 0, so that such an a exists in R^4
    gram = 4 * (z.q - z.x**2) - z.S * (z.S * z.q - z.x * z.s) + z.s * (z.S * z.x - z.s)
    where += [
        (gram, ">=", 0),
        (z.g, ">", 1),
        (z.g, "<=", pi),
        (z.eta, ">", 0),
        (z.eta * (3 + pi), "<=", 2 * pi),
    ]
    return holds(judge, (z.x_next, ">", 0), where)


@sum_condition_and_scale.mutant
def no_sum_condition(judge):
    z = state()
    return holds(
        judge,
        (at_n_one(z.x_next), ">", 0),
        [(z.x, ">", 0), (z.N, ">", 0), (z.g, ">", 1), *g_range(), (z.eta, ">", 0), (z.eta, "<", 1)],
    )


@claim(
    "conv.thm-5.3.homogeneity",
    thesis("Theorem 5.3, condition on eta"),
    formula=r"\frac{x_0\cos\phi^0}{(N+S^2)n^2},\ \frac{(g-1)N\cos\phi^0}{(N+S^2)n^2},\ "
    r"\frac{\cos\phi^0}{(N+S^2)n^2}\text{ scale alike under }a\to ca",
    case=True,
)
def step_size_homogeneity(judge, power=0):
    """a -> c a, a* -> c a*: the first two entries do not change, the third is divided by c^2 (as
    eta must be, for v): they do not scale alike.
    """
    z = state()
    c, C = reals("c C")
    first = z.x * C / ((z.N + z.S**2) * z.n**2)
    third = C / ((z.N + z.S**2) * z.n**2)
    ratio = lambda f: (  # noqa: E731
        f.subs({z.x: c**2 * z.x, z.N: c**2 * z.N, z.S: c * z.S}, simultaneous=True)
    )
    where = [(c, ">", 0), (z.x, ">", 0), (z.N, ">", 0), (z.n, ">", 0), (C, ">", 0)]
    return equal(judge, ratio(first) * third, c**power * ratio(third) * first, where)


step_size_homogeneity.mutant("with a factor c", power=1)


@claim("conv.phase-summary", thesis("Section 5.4.2"))
def phase_summary(judge):
    """The rates of the two phases, with unspecified constants; the ingredients are
    conv.lem-5.5-amended to conv.lem-5.12-amended.
    """
    return judge.undecided(
        UNSPECIFIED
        + "the steps are decided in conv.lem-5.5 to conv.lem-5.12, and the whole with explicit "
        "constants in conv.thm-5.3-amended"
    )


@claim(
    "conv.phase-summary.rate",
    thesis("Section 5.4.2"),
    formula=r"n=1,\ \phi\to0,\ a\to a^*:\ \frac{\sin^2\phi^{t+1}}{\sin^2\phi^t}\to\left(1-\tfrac{"
    r"\eta"
    r"\|a^*\|^2}{2\|v\|^2}\right)^2",
    missing=(
        "sin^2 phi' is conv.lem-5.5-exact",
        "the limit by continuity: the value at the teacher is decided",
    ),
)
def asymptotic_rate(judge, factor=1):
    """lambda at the teacher is n^2 |a*|^2/(2 |v|^2), and at sin(phi) = 0 the exact step has the
    factor (1 - u)^2 (the rate of conv.fig-5.2).
    """
    from sympy import pi

    z = state()
    c, s2, u = reals("c s2 u")
    lam = z.n * (pi - z.phi) * z.x / (2 * pi * z.V**2)
    rate = (1 - u * c) ** 2 / (1 + u**2 * s2)
    return judge.all(
        equal(
            judge,
            at(lam, (z.phi, 0), (z.x, z.n * z.N)),
            factor * z.n**2 * z.N / (2 * z.V**2),
            [(z.V, ">", 0)],
        ),
        equal(judge, at(rate, (c, 1), (s2, 0)), (1 - u) ** 2),
    )


asymptotic_rate.mutant("n^2 |a*|^2", factor=2)


@claim("conv.phase1-proof", thesis("Section 5.9.2"))
def phase_one(judge):
    """Phase I takes O(1/(eta cos phi^0 beta^0) + 1/eta) iterations, with unspecified constants."""
    return judge.undecided(
        UNSPECIFIED
        + "with explicit constants: conv.thm-5.3-amended.angle and conv.thm-5.3-amended.signal"
    )
