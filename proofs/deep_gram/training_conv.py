"""Section 3.11: the movement of the weights and the step size for the convolutional residual
network, with their dependence on p and q.

Letters as for the residual network; |a|_F <= 2 sqrt(p m) a_20 and |phi(x)|_F <= sqrt(q)|x|_F bring
the factors sqrt(p q).
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import chapter_3, every, holds, nonnegative, positive
from .quadratic_step import MATRICES, estimate_closes, estimate_says, half_of_it, p
from .training_residual import no_small_steps, small_steps_of_the_output
from .training_residual_terms import (
    curvature_term,
    quadratic_term_as_printed,
    quadratic_term_is_small,
)


@claim(
    "deep.lem-3.19",
    chapter_3("Lemma 3.19"),
    formula=r"\|a(s)-a(s-1)\|_F\le\eta Q'(s-1),\quad Q'(s)=\frac{4c_{res}c_{x,0}a_{2,0}L\sqrt{pq}"
    r"\,e^{2c_{res}c_{w,0}L\sqrt q}\sqrt n\|y-u(s)\|}H",
    hypotheses=("as deep.lem-3.12: one datum, the first step of a, all H",),
    says=lambda power=1: small_steps_of_the_output(power, pixels=True),
)
def conv_movement_as_printed(judge, power=1):
    """The convolutional analogue. False for the same reason: dL/da = r x^(H) does not become small
    with H.
    """
    return no_small_steps(judge, pixels=True)


conv_movement_as_printed.mutant("Q' with 1/H^2", power=2)


@claim(
    "deep.lem-3.19-amended",
    chapter_3("Lemma 3.19"),
    formula=r"Q''=C\sqrt n\|y-u(s)\|,\ R''=\frac{4C\sqrt n\|y-u(0)\|}{\lambda_0\sqrt m},\quad "
    r"C=\max\{2c_{x,0},2\sqrt{c_\sigma}La_{2,0}\sqrt{pq}\,e,4c_{res}c_{x,0}a_{2,0}L\sqrt{pq}"
    r"\,e/H\}",
    hypotheses=(
        "|a|_F <= 2 sqrt(p m) a_20, |phi(x)|_F <= sqrt(q)|x|_F, e = e^(2 c_res c_w0 L sqrt(q))",
    ),
    amends="deep.lem-3.19",
    missing=(
        "the letters stand for norms of the gradients of the blocks",
        "the sum over the steps",
    ),
)
def conv_movement(judge, factor=4):
    """Every block moves by at most eta Q'' in a step and by at most R'' sqrt(m) in all.

    The inner blocks: c_res L/(H sqrt(m)) |a|_F sqrt(q)|x|_F e; the first: sqrt(c_sigma/m) L |a|_F
    sqrt(q) e; the output: 2 c_x0; each at most C. The geometric sum of the steps is at most
    4/(eta lambda_0) (deep.lem-3.5-s2).
    """
    c, L, m, A, n, y, e, p, q, X, kappa, H = reals(
        "c L root_m A root_n y e root_p root_q X c_res H"
    )
    base = positive(c, L, m, A, n, y, e, p, q, X, kappa, H)
    C, norm, patch = reals("C norm_a norm_phi")
    largest = [
        *base,
        *nonnegative(norm, patch),
        (norm, "<=", 2 * p * A * m),
        (patch, "<=", q * 2 * X),
        (C, ">=", 2 * X),
        (C, ">=", 2 * c * L * A * p * q * e),
        (H * C, ">=", factor * kappa * X * A * L * p * q * e),
    ]
    inner = kappa * L / (H * m) * norm * patch * e
    first = c / m * L * norm * q * e
    blocks = every(judge, [(inner, "<=", C), (first, "<=", C)], largest)
    y0, eta, lam, total, moved = reals("y_0 eta lambda_0 total moved")
    sums = holds(
        judge,
        (moved, "<=", 4 * C * n * y0 / (lam * m) * m),
        [
            *positive(C, n, y0, eta, lam, m),
            (total * eta * lam, "<=", 4),
            (moved, "<=", eta * C * n * y0 * total),
        ],
    )
    return judge.all(blocks, sums)


conv_movement.mutant("3 in place of 4", factor=3)


@claim(
    "deep.lem-3.20",
    chapter_3("Lemma 3.20"),
    formula=r"\eta\le "
    r"c\lambda_0H^2n^{-2}\mathrm{poly}(1/p)\implies\|I_2(k)\|\le\tfrac18\eta\lambda_0\|y-u(k)\|",
)
def conv_curvature_term(judge, refute=False):
    """The curvature term of the convolutional network, with the printed step size."""
    if refute:
        return curvature_term.check(judge, refute)
    return judge.undecided(
        "as deep.lem-3.13: the printed argument rests on the false Q' (deep.lem-3.19), and "
        "poly(1/p) is not specified; with "
        "eta <= c lambda_0/(n^2 poly(p)) it is deep.lem-3.13.smaller-step with the constants "
        "of deep.lem-3.19-amended"
    )


conv_curvature_term.mutant("for every step size", refute=True)


@claim(
    "deep.lem-3.21",
    chapter_3("Lemma 3.21"),
    formula=r"\eta\le c\lambda_0H^2n^{-2}\mathrm{poly}(1/p)\implies\|u(k+1)-u(k)\|^2\le\tfrac18\eta"
    r"\lambda_0\|y-u(k)\|^2",
    hypotheses=(
        "p fixed, any constant c, all H",
        "one datum, m -> infinity, G >= |x^(H)|_F^2 >= 1/c_x0^2",
    ),
    says=quadratic_term_is_small,
)
def conv_quadratic_term_as_printed(judge, power=2):
    """False for every c and p, as deep.lem-3.14; eta <= lambda_0/(8 C' n^2) with C' polynomial in p
    is deep.lem-3.14-amended.
    """
    return quadratic_term_as_printed.check(judge, power)


conv_quadratic_term_as_printed.mutant("H^3 in the step size", power=3)


@claim(
    "deep.lem-3.21-amended",
    chapter_3("Lemma 3.21"),
    formula=r"\eta\le\frac{\lambda_0}{8C'n^2},\ C'=8C^2(c_{x,0}^2+p\,a_{2,0}^2c_x^2)\implies"
    r"\|u(k+1)-u(k)\|^2\le\tfrac18\eta\lambda_0\|y-u(k)\|^2",
    hypotheses=("C of deep.lem-3.19-amended, |a|_F <= 2 sqrt(p m) a_20",),
    says=lambda: estimate_says(MATRICES, p),
    amends="deep.lem-3.21",
    uses=("deep.lem-3.21.two-terms",),
)
def conv_quadratic_term(judge):
    """The two-term estimate for the Frobenius inner product of a and x^(H)."""
    return estimate_closes(judge, "deep.lem-3.21.two-terms", MATRICES, p)


@conv_quadratic_term.mutant
def half_of_the_constant(judge):
    """4 in place of 8."""
    return half_of_it(MATRICES, p)
