"""Definition 6.1 and Assumption 6.1: gamma, L and beta as functions of the angle between w and w*.

For 0 <= phi' <= phi <= pi the direction w' at angle phi' on the arc from w* to w is c w + e w* with
c, e >= 0 (sin(phi) w' = sin(phi') w + sin(phi - phi') w* for unit vectors), which orders the
regions. a = w.Z, b = w*.Z.
"""

from __future__ import annotations

from steepest.proofs import claim, definition, reals

from . import chapter_6, equal

place = "Definition 6.1 and the text after it"


@definition(
    "fsgd.def-6.1",
    chapter_6("Definition 6.1"),
    r"\gamma(\phi)=\min_{\theta(w,w_*)=\phi}\lambda_{\min}(A_{w,w_*}),\quad "
    r"L(\phi)=\max_{\theta(w,w_*)=\phi}\lambda_{\max}(A_{w,w_*})",
)
def gamma_and_L(law, phi):
    """(gamma, L) of an input law at the angles phi (see `laws`: Gaussian, sphere, mixtures, atoms;
    for k patches as in Assumption 6.2).
    """
    from .laws import gamma_and_L as of_law

    return of_law(law, phi)


@definition(
    "fsgd.asm-6.1",
    chapter_6("Assumption 6.1"),
    r"\max_{\theta(w,w_*)\le\phi}\lambda_{\max}(A_{w,-w_*})\le\beta\phi\quad(0<\phi\le\tfrac\pi2)",
)
def sharp_beta(law):
    """The least beta of an input law: the supremum of the left side over phi, for 0 < phi <=
    pi/2.
    """
    from .laws import beta

    return beta(law)


def isotropic(phi):
    """(gamma, L) of N(0, I_p), derived in fsgd.cf-gauss."""
    from sympy import pi, sin

    return (pi - phi - sin(phi)) / (2 * pi), (pi - phi + sin(phi)) / (2 * pi)


@claim(
    "fsgd.def-6.1.rotinv",
    chapter_6(place),
    formula=r"Z\sim N(0,I_p)\implies\gamma(\phi)=L(\phi)",
    hypotheses=("p >= 2", "0 <= phi <= pi"),
    case=True,
)
def equal_for_gaussians(judge, above=0):
    """Rotationally invariant inputs, such as the standard Gaussian, have gamma = L. Only at phi = 0
    and phi = pi.
    """
    from sympy import pi

    (phi,) = reals("phi,")
    gamma, L = isotropic(phi)
    return equal(judge, gamma, L, [(phi, ">=", above), (phi, "<=", pi)])


equal_for_gaussians.mutant("for phi >= 1", above=1)
