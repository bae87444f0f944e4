"""Lemma 5.9 and phase I: the filter stays bounded while the angle shrinks.

u = eta lambda, omega = (pi - phi)/(2 pi), which lies in [1/4, 1/2] for phi in [0, pi/2]; n = 1
unless said.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import thesis
from .state import holds, state

locus = "Lemma 5.9 and its proof, Section 5.9.2"


@claim(
    "conv.lem-5.9-norm-recursion.bound",
    thesis(locus),
    formula=r"\eta^2\left(\tfrac{x(\pi-\phi)}{2\pi}\right)^2\frac{\sin^2\phi\|w^*\|^2}{\|v\|^2}\le"
    r"\eta^2(\|a^*\|^2+(1^\top a^*)^2)\|w^*\|^2\sin^2\phi",
    hypotheses=(
        "n = 1",
        "x <= |a*|^2 + (1.a*)^2 (Lemma 5.8)",
        "|v| >= 1",
        "the outer exponent read as 1",
    ),
)
def increment(judge, power=1):
    """The second line, with x^2 bounded by the first power of |a*|^2 + (1.a*)^2: not homogeneous in
    a*, and false for large a*.
    """
    z = state()
    omega, s2, P = reals("omega s2 P")
    where = [
        (omega, ">=", 0),
        (2 * omega, "<=", 1),
        (s2, ">=", 0),
        (s2, "<=", 1),
        (z.V, ">=", 1),
        (z.eta, ">", 0),
        (z.x, ">", 0),
        (z.x, "<=", P),
    ]
    bound = P**power * s2
    return holds(judge, ((z.x * omega) ** 2 * s2 / z.V**2, "<=", bound), where)


increment.mutant("no power at all", power=0)


@claim(
    "conv.lem-5.9-norm-recursion.final",
    thesis(locus),
    formula=r"1+\eta^2(\|a^*\|^2+(1^\top a^*)^2)\|w^*\|^2\frac8{\eta\cos\phi^0\beta^0}\le2",
    hypotheses=("eta <= beta^0 cos phi^0/(8 (|a*|^2 + (1.a*)^2) |w*|^2), the factor read as 8",),
)
def final_bound(judge, factor=8):
    """The last line follows from the first entry of the printed step size, when that has the factor
    8 (the factor 1 is not enough).
    """
    beta, c, P, eta = reals("beta c P eta")
    where = [
        (beta, ">", 0),
        (c, ">", 0),
        (c, "<=", 1),
        (P, ">", 0),
        (eta, ">", 0),
        (eta * factor * P, "<=", beta * c),
    ]
    return holds(judge, (eta**2 * P * 8 / (eta * c * beta), "<=", 1), where)


final_bound.mutant("the factor read as 1", factor=1)


@claim(
    "conv.lem-5.9-lambda-lower-bound",
    thesis(locus),
    formula=r"\|v^t\|^2\le2,\ \phi^t<\tfrac\pi2\implies\lambda^t\ge\beta^0/8",
    hypotheses=(
        "n = 1",
        "Corollary 5.1: x >= min{x_0, (g - 1)|a*|^2/(pi - 1)}",
        "beta^0 = min{x_0, (g - 1)|a*|^2}",
    ),
)
def lambda_floor(judge, share=8):
    """lambda = (pi - phi) x/(2 pi |v|^2) >= x/8; Corollary 5.1 has (g - 1)/(pi - 1), beta^0 has g -
    1: a factor pi - 1 is lost.
    """
    from sympy import Min, pi

    z = state()
    omega, x0, G = reals("omega x0 G")  # G = (g - 1) |a*|^2
    where = [
        (4 * omega, ">", 1),
        (2 * omega, "<=", 1),
        (z.V**2, ">=", 1),
        (z.V**2, "<=", 2),
        (x0, ">", 0),
        (G, ">", 0),
    ]
    floor = Min(x0, G / (pi - 1))
    return holds(
        judge, (omega * z.x / z.V**2, ">=", Min(x0, G) / share), [*where, (z.x, ">=", floor)]
    )


lambda_floor.mutant("beta^0/4", share=4)


@claim(
    "conv.lem-5.9",
    thesis("Lemma 5.9"),
    formula=r"\sin^2\phi^t\le(1-\eta\tfrac{\cos\phi^0\beta^0}8)^t,\ \|v^t\|^2\le2",
    hypotheses=(
        "printed step size: eta <= min{beta^0 cos/8P, cos/P, 2 pi/(k + pi - 1)}, P = |a*|^2 + "
        "(1.a*)^2",
        "n = 1, S = 0, |a*| = 1, t = 1",
        "no bound on |a^0|",
    ),
)
def bounded_norm(judge, factor=8):
    """|v^1|^2 <= 2 under the printed step: a start with a large a.a* breaks it at the first step
    (beta^0 = g - 1 does not see it).

    k = 2, cos phi = 4/5; omega = (pi - phi)/(2 pi) > 1/4 and g - 1 > 1/4 there (both checked), eta
    = cos(phi) (1/4)/8 is allowed.
    """
    from sympy import Rational, acos, pi

    z = state()
    phi = acos(Rational(4, 5))
    g = (pi - phi) * Rational(4, 5) + Rational(3, 5)
    eta = Rational(1, 4) * Rational(4, 5) / factor
    allowed = judge.all(
        holds(judge, (g - 1, ">=", Rational(1, 4))),
        holds(judge, ((pi - phi) / (2 * pi), ">=", Rational(1, 4))),
        holds(judge, (eta * (2 + pi - 1), "<=", 2 * pi)),
    )
    (omega,) = reals("omega,")
    large = holds(
        judge,
        (1 + (eta * z.x * omega) ** 2 * Rational(9, 25), ">", 2),
        [(4 * omega, ">=", 1), (2 * omega, "<=", 1), (z.x, ">=", 1000 * factor)],
    )
    return judge.contradicted(
        allowed,
        large,
        because="k = 2, 1.a* = 1.a^0 = 0, |a*| = 1, cos phi = 4/5, eta = 1/40, a.a* >= 8000: "
        "|v^1|^2 "
        "> 2",
    )


@bounded_norm.mutant
def bounded_without_a_step_condition(judge):
    z = state()
    omega, s2 = reals("omega s2")
    where = [
        (4 * omega, ">=", 1),
        (2 * omega, "<=", 1),
        (s2, ">=", 0),
        (s2, "<=", 1),
        (z.x, ">", 0),
        (z.eta, ">", 0),
    ]
    return holds(judge, (1 + (z.eta * z.x * omega) ** 2 * s2, "<=", 2), where)


@claim(
    "conv.lem-5.9.beta",
    thesis("Theorem 5.3 and Lemma 5.9"),
    formula=r"\min\{x_0n,(g-1)Nn^2\}=\min\{x_0,(g-1)N\}n^2",
)
def two_betas(judge, n_one=False):
    """beta^0 is defined twice; the two agree only at |w*| = 1."""
    from sympy import Min

    z = state()
    x0, G = reals("x0 G")
    where = [(x0, ">", 0), (G, ">", 0), (z.n, ">", 0)] + ([(z.n, "==", 1)] if n_one else [])
    return holds(judge, (Min(x0 * z.n, G * z.n**2), "==", Min(x0, G) * z.n**2), where)


@two_betas.mutant
def beta_with_n_cubed(judge):
    from sympy import Min

    z = state()
    x0, G = reals("x0 G")
    return holds(
        judge,
        (Min(x0 * z.n, G * z.n**2), "==", Min(x0, G) * z.n**3),
        [(x0, ">", 0), (G, ">", 0), (z.n, ">", 0)],
    )
