"""Section 3.10, Lemmas 3.13 and 3.14: the curvature and the quadratic term of a residual network.

The notation is that of `training_residual`.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems

from . import chapter_3, holds, positive
from .quadratic_step import VECTORS, estimate_closes, estimate_says, half_of_it


@claim(
    "deep.lem-3.13",
    chapter_3("Lemma 3.13"),
    formula=r"\eta\le c\lambda_0H^2n^{-2}\implies\|I_2(k)\|\le\tfrac18\eta\lambda_0\|y-u(k)\|",
)
def curvature_term(judge, refute=False):
    """The curvature term of the residual network, with the printed step size."""
    if refute:  # without any condition on the step: I_2 is quadratic in eta on u = a w
        eta, lam, r, a, w = reals("eta lambda_0 r a w")
        return holds(
            judge, (eta**2 * r**2 * a * w, "<=", eta * lam * r / 8), positive(eta, lam, r, a, w)
        )
    return judge.undecided(
        "the printed proof uses |L'^(h)| <= Q' with the factor 1/H, false for the first layer "
        "and the output (deep.lem-3.12); in the limit "
        "m -> infinity I_2 vanishes, so no wide network contradicts the statement. With eta "
        "<= c lambda_0/n^2 it is deep.lem-3.13.smaller-step"
    )


curvature_term.mutant("for every step size", refute=True)


def quadratic_term_is_small(power=2):
    """For some c > 0, with eta = c lambda_0 H^power: (eta G)^2 <= eta lambda_0/8 whatever lambda_0
    > 0, the Gram value G >= lambda_0 and the depth are.
    """
    (c, lam, G), H = theorems.reals("c lambda_0 G"), theorems.nats("H")
    eta = c * lam * H**power
    small = (eta * G) ** 2 <= eta * lam / 8
    given = theorems.conj(lam > 0, G >= lam, H >= 2)
    return theorems.exists(c)(theorems.conj(c > 0, theorems.forall(lam, G, H)(given >> small)))


@claim(
    "deep.lem-3.14",
    chapter_3("Lemma 3.14"),
    formula=r"\eta\le c\lambda_0H^2n^{-2}\implies\|u(k+1)-u(k)\|^2\le\tfrac18\eta\lambda_0"
    r"\|y-u(k)\|^2",
    hypotheses=(
        "any constant c > 0, all H",
        "one datum, m -> infinity: u(k+1) - u(k) -> -eta G (u - y), and G >= |x^(H)|^2 >= "
        "1/c_x0^2 from the output vector alone",
    ),
    says=quadratic_term_is_small,
)
def quadratic_term_as_printed(judge, power=2):
    """False for every c: with eta = c lambda_0 H^2 it needs 8 c H^2 G^2 <= 1, but the output's
    block of G does not shrink with H.
    """
    k = judge.refutation()
    c, H = theorems.reals("c"), theorems.nats("H")
    positive, bound = k.inside(c)
    nonzero = k.arith(c != 0, positive)
    large = k.above(2 + 1 / c, H, defined=[nonzero])
    return k.qed(k.falsehood(k.use(k.at(bound, 1, 1, H), large, positive), large, positive))


quadratic_term_as_printed.mutant("H^3 in the step size", power=3)


@claim(
    "deep.lem-3.14-amended",
    chapter_3("Lemma 3.14"),
    formula=r"\eta\le\frac{\lambda_0}{8C'n^2}\implies\|u(k+1)-u(k)\|^2\le\tfrac18\eta\lambda_0"
    r"\|y-u(k)"
    r"\|^2",
    hypotheses=(
        "C' = 8 c_x0^2 C^2 + 8 a_20^2 c_x^2 C^2 from |da| <= eta Q'', |dx| <= c_x eta "
        "Q''/sqrt(m), Q'' = C sqrt(n) y",
    ),
    says=lambda: estimate_says(VECTORS, 1),
    amends="deep.lem-3.14",
    uses=("deep.lem-3.7.two-terms",),
)
def quadratic_term(judge):
    """The two-term estimate of deep.lem-3.7.two-terms with the movement that all blocks obey: H
    drops out of the step size.
    """
    return estimate_closes(judge, "deep.lem-3.7.two-terms", VECTORS, 1)


@quadratic_term.mutant
def half_of_the_constant(judge):
    """4 in place of 8."""
    return half_of_it(VECTORS, 1)
