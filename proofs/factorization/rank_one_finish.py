"""End of the proof of Theorem 3.2 (Du, Hu, Lee 2018): from Lemma C.2 to the distance |u v^T -
M*|_F, with iteration counts.

Everything here is at sigma_1 = 1 where no vectors occur (claim balance.rank1-scaling); r = 1 - c_1
c_step.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine import theorems
from steepest.proofs.engine.text import as_written

from .rank_one_dynamics import M_star, off_u, off_v, sigma_1, u, u_star, unit_vectors, v, v_star
from .rank_one_stage2 import C_1
from .rank_one_state import du_hu_lee

locus = "proof of Theorem 3.2, after Lemma C.2"
thesis = "proof of Theorem 4.5"


def distance(alpha, beta, P, Q):
    """|u v^T - M*|_F^2 at sigma_1 = 1."""
    return (alpha * beta - 1) ** 2 + alpha**2 * Q + beta**2 * P + P * Q


@claim(
    "balance.thm-3.2-finish.residual",
    du_hu_lee(locus, thesis),
    formula=r"\|uv^\top-M^*\|_F^2=h^2+\alpha^2\beta_\perp^2+\beta^2\alpha_\perp^2+\alpha_\perp^2"
    r"\beta_"
    r"\perp^2",
    hypotheses=("|u*| = |v*| = 1",),
)
def residual_in_scalars(judge, mixed=1):
    """The squared distance to M* in the four scalars, for all d1, d2: the source uses this without
    writing it down.
    """
    from steepest.proofs.engine.matrix import inner, norm2

    alpha, beta = inner(u, u_star), inner(v, v_star)
    P, Q = norm2(off_u @ u), norm2(off_v @ v)
    expected = (alpha * beta - sigma_1) ** 2 + mixed * (alpha**2 * Q + beta**2 * P) + P * Q
    return judge.same(norm2(u @ v.T - M_star), expected, rules=unit_vectors)


residual_in_scalars.mutant("mixed terms left out", mixed=0)


@claim(
    "balance.thm-3.2-finish.kernel",
    du_hu_lee("equation (23)", "(4.23)"),
    formula=r"\text{the step that the trials run is equation (23)}",
)
def kernel_runs_this_step(judge, step_sign=1):
    """The expressions that the trials run are the proved ones: the step is (23), the stopping
    quantity is the distance above.
    """
    from steepest.kernels.factorization import rank_one

    e = f"({step_sign}*eta)"
    u_kept = f"1 - {e}*(beta**2 + beta_perp**2)"
    v_kept = f"1 - {e}*(alpha**2 + alpha_perp**2)"
    printed = {
        rank_one.alpha: f"({u_kept})*alpha + {e}*sigma*beta",
        rank_one.beta: f"({v_kept})*beta + {e}*sigma*alpha",
        rank_one.alpha_perp: f"({u_kept})*alpha_perp",
        rank_one.beta_perp: f"({v_kept})*beta_perp",
    }
    distance = (
        "(alpha*beta - sigma)**2 + alpha**2*beta_perp**2 + beta**2*alpha_perp**2"
        " + alpha_perp**2*beta_perp**2"
    )
    return judge.runs(
        rank_one.recurrence(),
        *(judge.equal(rank_one.STEP[one], as_written(text)) for one, text in printed.items()),
        judge.equal(rank_one.RESIDUAL2, as_written(distance)),
    )


kernel_runs_this_step.mutant("ascent", step_sign=-1)


# --- the step to O(epsilon) -----------------------------------------------------------------------


def distance_of_order_epsilon(factor=None):
    """At sigma_1 = 1, with (a), (b) of Lemma C.2, P = alpha_perp^2, Q = beta_perp^2: the distance
    is at most K epsilon, for some K or for K = `factor`.
    """
    alpha, beta, P, Q, epsilon, K = theorems.reals("alpha beta P Q epsilon K")
    given = theorems.conj(
        *(one > 0 for one in (alpha, beta, epsilon)),
        *(one**2 >= theorems.term(C_1) for one in (alpha, beta)),
        alpha * beta <= 1,
        alpha * beta >= 1 - epsilon,
        *(one >= 0 for one in (P, Q)),
        P + Q <= epsilon,
        epsilon < 1,
    )
    bound = (K if factor is None else factor) ** 2 * epsilon**2
    always = theorems.forall(alpha, beta, P, Q, epsilon)(
        given >> (distance(alpha, beta, P, Q) <= bound)
    )
    return theorems.exists(K)(always) if factor is None else always


@claim(
    "balance.thm-3.2-finish",
    du_hu_lee(locus, thesis),
    formula=r"\xi_t=O(\epsilon\sigma_1),\ |h_t|=O(\epsilon\sigma_1)\implies\|u_tv_t^\top-M^*\|_F=O("
    r"\epsilon\sigma_1)",
    hypotheses=(
        "xi <= epsilon sigma_1, |h| <= epsilon sigma_1",
        "(a), (b) of Lemma C.2",
        "0 < epsilon < 1",
        "some constant in the conclusion, for all epsilon",
    ),
    says=distance_of_order_epsilon,
)
def noise_of_order_epsilon(judge, factor=None):
    """Noise energy and signal error of order epsilon give a distance of order epsilon, as printed:
    at most K epsilon sigma_1 for some constant K.

    They do not: at alpha = beta = 1, alpha_perp = 0, beta_perp^2 = epsilon everything asked holds
    and the distance is sqrt(epsilon), above K epsilon at epsilon = 1/(2 + K^2), whatever K is.
    """
    k = judge.refutation()
    K = theorems.term(factor) if factor else theorems.reals("K")
    (bound,) = [k.claim] if factor else k.inside(K)
    nonzero = k.arith(2 + K**2 != 0)
    small = 1 / (2 + K**2)
    sizes = k.arith(theorems.conj(small > 0, small < 1))
    instance = k.at(k.at(bound, 1, 1, 0), small, small, defined=[nonzero])
    return k.qed(k.falsehood(k.use(instance, sizes), sizes))


noise_of_order_epsilon.mutant("constant 100", factor=100)
noise_of_order_epsilon.mutant("constant 1000", factor=1000)
