"""The announcements of Section 6.1 and the outlook of Section 6.5, and the definite statements that
can be drawn from them.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import as_written, chapter_6, equal, holds, number

place = "Section 6.1, contributions"


@claim("fsgd.claim-informal-correlation", chapter_6(place))
def correlated_patches(judge, definite=False):
    """Highly correlated patches: (S)GD with random initialisation recovers the filter in polynomial
    time, and faster for stronger correlation.
    """
    if definite:
        return faster_when_closer.check(judge)
    return judge.undecided(
        "'small rho' and 'polynomial' are not quantified; the formal versions are "
        "fsgd.thm-6.3 to fsgd.cor-6.1, and that closeness alone does not "
        "give the hypothesis of Theorem 6.3 is fsgd.thm-6.3.never"
    )


correlated_patches.mutant("read as: closer is always faster", definite=True)


@claim(
    "fsgd.claim-informal-correlation.faster",
    chapter_6(place),
    formula=r"\rho'\le\tfrac12\rho\implies\text{faster convergence for "
    r"}\theta(Z_i,Z_j)\le2\rho'\text{ than for }2\rho",
    hypotheses=(
        "as printed, for every law",
        "witness: k = 2, w* = e_1, Z_i = (cos rho, +-sin rho) with independent fair signs, 0 "
        "< rho <= pi/8, w = w* + t e_2 with |t| <= 1",
    ),
)
def faster_when_closer(judge, share=2):
    """Stronger correlation gives faster convergence. Not always: independent small deviations are
    what identifies the direction e_2.

    Every patch is active for w and w*, so the gradient is exactly E[Zbar Zbar^T] d with E[Zbar
    Zbar^T] = diag(cos^2 rho, sin^2(rho)/2): along e_2 each step contracts by 1 - eta sin^2(rho)/2,
    which tends to 1 as the patches become equal.
    """
    from sympy import cos, pi, sin

    rho, small, t = reals("rho rho_smaller t")
    values = [cos(rho) ** 2, sin(rho) ** 2 / 2]
    signs = [("1", "1"), ("1", "-1"), ("-1", "1"), ("-1", "-1")]
    mean = [f"({x} + {y})*sin(rho)/2" for x, y in signs]  # of the two patches, along e_2
    moment = as_written("(" + " + ".join(f"({m})**2" for m in mean) + ")/4")
    mixed = as_written("(" + " + ".join(f"cos(rho)*({m})" for m in mean) + ")/4")
    second = [equal(judge, moment, share * values[1] / 2), equal(judge, mixed, 0)]
    where = [(rho, ">", 0), (rho, "<=", pi / 8)]
    active = holds(
        judge,
        (cos(rho) - t * sin(rho), ">", 0),
        [*where, (t, "<=", 1), (t, ">=", -1)],
        [(cos(rho), ">", sin(rho)), (sin(rho), ">", 0)],
    )
    lemmas = [(sin(small), ">", 0), (sin(small), "<=", small), (sin(rho), ">", rho / 2)]
    slower = holds(
        judge,
        (sin(small) ** 2, "<", sin(rho) ** 2),
        [*where, (small, ">", 0), (small, "<=", rho / 2)],
        lemmas,
    )
    return judge.contradicted(
        *second,
        active,
        slower,
        because="Z_i = (cos rho, +-sin rho), independent signs: along e_2 the factor is 1 - eta "
        "sin^2(rho)/2, larger for smaller rho",
    )


@faster_when_closer.mutant
def the_factor_grows_with_rho(judge):
    from sympy import pi, sin

    rho, small = reals("rho rho_smaller")
    return holds(
        judge,
        (1 - sin(small) ** 2 / 2, "<=", 1 - sin(rho) ** 2 / 2),
        [(rho, "<=", pi / 8), (small, ">", 0), (small, "<", rho)],
    )


@claim("fsgd.claim-informal-smoothness", chapter_6(place))
def smooth_inputs(judge, definite=False):
    """Smoother input distributions (L/gamma and beta small) converge faster, the Gaussian is the
    special case with the tightest bound.
    """
    if definite:
        return gaussian_is_tightest.check(judge)
    return judge.undecided(
        "no order between input laws is defined; the bound of Theorem 6.2 is monotone in "
        "gamma, L and beta (fsgd.claim-informal-smoothness.bound), "
        "the Gaussian does not have the tightest one (fsgd.claim-informal-smoothness.tightest)"
    )


smooth_inputs.mutant("read as: no bound is tighter than the Gaussian's", definite=True)


@claim(
    "fsgd.claim-informal-smoothness.bound",
    chapter_6(place),
    formula=r"T=8\left(\frac{L+4\beta}\gamma\right)^2\log\frac1\varepsilon\text{ grows with "
    r"}L/\gamma\text{ and }\beta/\gamma",
)
def bound_is_monotone(judge, power=2):
    """The guaranteed number of steps depends on the law through L/gamma and beta/gamma alone, and
    grows with both.
    """
    L, beta, gamma, x, y = reals("L beta gamma x y")
    ratio = equal(
        judge,
        ((L + 4 * beta) / gamma) ** 2,
        (L / gamma + 4 * beta / gamma) ** power,
        [(gamma, ">", 0)],
    )
    a, b = reals("a b")
    grows = holds(
        judge,
        ((x + 4 * y) ** 2, "<=", (a + 4 * b) ** 2),
        [(x, ">=", 0), (y, ">=", 0), (a, ">=", x), (b, ">=", y)],
    )
    return judge.all(ratio, grows)


bound_is_monotone.mutant("the first power", power=1)


@claim(
    "fsgd.claim-informal-smoothness.tightest",
    chapter_6(place),
    formula=r"\frac{L(0)+4\beta}{\gamma(\phi_0)}\text{ is least for }Z\sim N(0,I)",
    hypotheses=(
        "witness: Z ~ N(0, I) conditioned on w*.Z >= 0; 0 <= phi_0 < pi",
        "sharp beta = 1/pi for the Gaussian",
    ),
)
def gaussian_is_tightest(judge, share="1/2"):
    """The Gaussian leads to the tightest bound. False: on the half space w*.Z >= 0 gamma and L
    double, and beta may be any positive number.

    A_{w,w*} sees only inputs with w*.Z >= 0, so conditioning doubles it, and A_{w,-w*} = 0. With
    beta = 1/(2 pi), say, the ratio is strictly smaller.
    """
    from sympy import pi, sin

    g, ell = reals("gamma L")
    beta = number(share) / pi
    smaller = holds(
        judge,
        ((2 * ell + 4 * beta) / (2 * g), "<", (ell + 4 / pi) / g),
        [(g, ">", 0), (ell, ">=", g)],
    )
    (u,) = reals("u,")
    positive = holds(judge, (u - sin(u), ">", 0), [(u, ">", 0)])  # gamma > 0 with u = pi - phi
    return judge.contradicted(
        smaller,
        positive,
        because="the half Gaussian has 2 gamma, 2 L and beta = 1/(2 pi): (L + 4 beta)/gamma is "
        "smaller than for the Gaussian",
    )


gaussian_is_tightest.mutant("with beta = 1/(4 pi)", share="1/4")


@claim("fsgd.future", chapter_6("Section 6.5"))
def outlook(judge):
    """Agnostic labels and expressiveness: directions, not assertions."""
    return judge.undecided("the section names directions and asserts nothing: no variant is false")
