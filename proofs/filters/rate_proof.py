"""The steps of the printed proof of Theorem 6.2."""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine.matrix import inner, matrices, norm2, scalars

from . import chapter_6, equal, holds, number
from .gaps import EXPECTATION, LEMMAS
from .rate import proof, symbols

# --- the steps of the printed proof ---------------------------------------------------------------


@claim(
    "fsgd.thm-6.2.sign",
    chapter_6(proof),
    formula=r"w_{t+1}=w_t-\eta\left(A_{w,w_*}(w_t-w_*)-E[w^\top Z\ge0,w_*^\top Z\le0]\,w_t\right)",
    hypotheses=("the sign as printed (three times); the bracket read as A_{w,-w*}",),
    case=True,
)
def dynamics_as_printed(judge, sign=-1):
    """The proof prints a minus sign before the second term of the gradient. On +- the gradient is
    +a Z (fsgd.grad-k1).
    """
    a, b = reals("a b")
    from .model import relu

    return equal(judge, relu(a) - relu(b), sign * a, [(a, ">", 0), (b, "<", 0)])


dynamics_as_printed.mutant("twice, with minus", sign=-2)


@claim(
    "fsgd.thm-6.2.sign-amended",
    chapter_6(proof),
    formula=r"w_{t+1}=w_t-\eta\left(A_{w,w_*}(w_t-w_*)+A_{w,-w_*}w_t\right)",
    amends="fsgd.thm-6.2.sign",
    missing=(EXPECTATION, "the first term is fsgd.grad-k1"),
)
def dynamics(judge, sign=1):
    """With the plus sign of Section 6.2; only norms are taken afterwards, so nothing else
    changes.
    """
    return dynamics_as_printed.check(judge, sign)


dynamics.mutant("minus", sign=-1)


@claim(
    "fsgd.thm-6.2.expand",
    chapter_6(proof),
    formula=r"\|d_{t+1}\|^2=\|d_t\|^2-2\eta\langle\nabla\ell,d_t\rangle+\eta^2\|\nabla\ell\|^2"
    r"\le(1-"
    r"\eta\gamma(\theta_t)+\eta^2(L(\theta_t)+4\beta)^2)\|d_t\|^2",
    missing=(LEMMAS, "D, new, p, q stand for norms and products of the identity"),
)
def expansion(judge, factor=2):
    """The expansion, every p, and the printed bound (which drops one of the two copies of eta
    gamma).
    """
    d, g = matrices("d: p x 1, g: p x 1")
    eta, _ = scalars("eta unused")
    identity = judge.same(
        norm2(d - eta * g), norm2(d) - factor * eta * inner(g, d) + eta * eta * norm2(g)
    )
    z = symbols()
    lemmas = [
        (z.eta * z.p, ">=", z.eta * z.gt * z.D),
        (z.eta**2 * z.q, "<=", z.eta**2 * z.K**2 * z.D),
    ]
    bound = holds(
        judge,
        (z.new, "<=", (1 - z.eta * z.gt + z.eta**2 * z.K**2) * z.D),
        [*z.step, *z.facts],
        lemmas,
    )
    return judge.all(identity, bound)


expansion.mutant("one copy in the identity", factor=1)


@claim(
    "fsgd.thm-6.2.norm",
    chapter_6(proof),
    formula=r"\|\nabla\ell\|\le L(\theta)\|d\|+\beta\theta\|w\|\le(L(\theta)+4\beta)\|d\|,\quad\|"
    r"\nabla\ell\|^2\le(L^2+8L\beta+16\beta^2)\|d\|^2",
    hypotheses=("|w| <= 2|w*|", "theta <= phi, |d| = |w*| sin(phi)", "0 <= phi <= pi/2"),
    missing=(
        "the first inequality: operator norms and the triangle inequality",
        "that the bounds combine",
    ),
)
def gradient_norm(judge):
    """theta <= phi <= 2 sin(phi) and |w| <= 2|w*| turn beta theta |w| into 4 beta |d|."""
    from sympy import pi, sin

    L, beta, theta, W, n, s, phi = reals("L beta theta W n s phi")
    sine = holds(judge, (phi, "<=", 2 * sin(phi)), [(phi, ">=", 0), (phi, "<=", pi / 2)])
    where = [
        (beta, ">=", 0),
        (theta, ">=", 0),
        (W, ">=", 0),
        (n, ">", 0),
        (theta, "<=", 2 * s),
        (W, "<=", 2 * n),
        (s, ">=", 0),
    ]
    lemmas = [
        (theta * W, "<=", 2 * s * W),
        (2 * s * W, "<=", 4 * s * n),
        (beta * theta * W, "<=", 4 * beta * s * n),
    ]
    bound = holds(judge, (beta * theta * W, "<=", 4 * beta * n * s), where, lemmas)
    square = equal(judge, (L + 4 * beta) ** 2, L**2 + 8 * L * beta + 16 * beta**2)
    return judge.all(sine, bound, square)


@gradient_norm.mutant
def three_beta(judge):
    """3 beta in place of 4 beta: theta = phi near pi/2 and |w| = 2|w*| give pi beta |d|."""
    from sympy import pi, sin

    beta, theta, W, n, phi = reals("beta theta W n phi")
    where = [
        (beta, ">", 0),
        (theta, ">=", 0),
        (theta, "<=", phi),
        (phi, "<=", pi / 2),
        (W, ">=", 0),
        (W, "<=", 2 * n),
        (n, ">", 0),
    ]
    return holds(judge, (beta * theta * W, "<=", 3 * beta * n * sin(phi)), where)


@claim(
    "fsgd.thm-6.2.combine",
    chapter_6(proof),
    formula=r"1-\eta g_\theta+\eta^2K^2\le1-\tfrac12\eta g_\theta\le1-\tfrac12\eta g_\phi",
    hypotheses=(
        "eta >= 0, K >= 0, 2 eta K^2 <= g_theta: theta_t is one of the angles of the minimum",
        "g_theta >= g_phi >= 0",
    ),
)
def combination(judge, share="1/2"):
    """If eta >= 0, 2 eta K^2 <= g_theta and g_theta >= g_phi >= 0, then 1 - eta g_theta + eta^2 K^2
    <= 1 - eta g_theta/2 <= 1 - eta g_phi/2.

    The last step of the proof, with g_theta = gamma(theta_t), g_phi = gamma(phi_t) and K =
    L(theta_t) + 4 beta: the bound on the step, and gamma non-increasing.
    """
    z = symbols()
    where = [
        (z.eta, ">=", 0),
        (2 * z.eta * z.K**2, "<=", z.gt),
        (z.gt, ">=", z.gp),
        (z.gp, ">=", 0),
        (z.K, ">=", 0),
    ]
    one = holds(
        judge, (1 - z.eta * z.gt + z.eta**2 * z.K**2, "<=", 1 - number(share) * z.eta * z.gt), where
    )
    return judge.all(one, holds(judge, (1 - z.eta * z.gt / 2, "<=", 1 - z.eta * z.gp / 2), where))


combination.mutant("3/4 in place of 1/2", share="3/4")
