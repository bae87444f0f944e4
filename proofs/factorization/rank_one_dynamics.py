"""Equations (23) and (24) (Du, Hu, Lee 2018): rank-one gradient descent is a recursion of four
numbers.

M* = sigma_1 u* v*^T with unit vectors u* in R^d1, v* in R^d2. With alpha = u^T u*, beta = v^T v*
and the norms alpha_perp, beta_perp of what is orthogonal to u*, v*, one step of gradient descent on
|u v^T - M*|_F^2 / 2 moves these four numbers without looking at anything else. The vector claims
hold for all d1, d2; the scalar ones are polynomial identities.
"""

from __future__ import annotations

from types import SimpleNamespace

from steepest.proofs import claim, definition
from steepest.proofs.checker.formal import put
from steepest.proofs.engine import theorems
from steepest.proofs.engine.matrix import eye, gradient, inner, matrices, norm2, scalars

from . import rank_one_growth as growth
from .rank_one_state import du_hu_lee, holds, state

u, v, u_star, v_star = matrices("u: d1 x 1, v: d2 x 1, u_star: d1 x 1, v_star: d2 x 1")
eta, sigma_1 = scalars("eta sigma_1")
unit_vectors = ((u_star.T @ u_star, eye(1)), (v_star.T @ v_star, eye(1)))
M_star = sigma_1 * (u_star @ v_star.T)
off_u = eye("d1") - u_star @ u_star.T  # the projections that the paper calls U*_perp and V*_perp
off_v = eye("d2") - v_star @ v_star.T
residual = u @ v.T - M_star
u_next = u - eta * (residual @ v)
v_next = v - eta * (residual.T @ u)

appendix_c = "Appendix C"
thesis_48 = "Section 4.8"


@definition(
    "balance.rank1-gd",
    du_hu_lee("Section 3.2", "Section 4.3.2"),
    r"u_{t+1}=u_t-\eta(u_tv_t^\top-M^*)v_t,\qquad v_{t+1}=v_t-\eta(v_tu_t^\top-M^{*\top})u_t",
)
def rank_one_step(u, v, target, eta):
    """Both vectors move at once, each along the negative gradient of |u v^T - M*|_F^2 / 2."""
    residual = u[:, None] * v[None, :] - target
    return u - eta * residual @ v, v - eta * residual.T @ u


@claim(
    "balance.rank1-gd.gradient",
    du_hu_lee("Section 3.2", "Section 4.3.2"),
    formula=r"\nabla_u\tfrac12\|uv^\top-M^*\|_F^2=(uv^\top-M^*)v,\quad "
    r"\nabla_v\tfrac12\|uv^\top-M^*\|_F^2=(vu^\top-M^{*\top})u",
)
def step_is_gradient_descent(judge, factor=1):
    """The printed step is gradient descent on half the squared Frobenius distance to M*, for all
    sizes.
    """
    loss = norm2(residual) / 2
    return judge.all(
        judge.same(u - eta * gradient(loss, u), u - factor * eta * (residual @ v)),
        judge.same(v - eta * gradient(loss, v), v - factor * eta * (residual.T @ u)),
    )


step_is_gradient_descent.mutant("the factor one half left out of the loss", factor=2)


def scaled_runs(power=2):
    """From a run at eta, sigma_1 to one at eta/rho^2, rho^2 sigma_1."""
    rho, t = theorems.reals("rho"), growth.t
    names = growth.a, growth.b, growth.p, growth.q
    values = {f.name: theorems.Lambda((t,), rho * f(t)).node for f in names}
    values |= {
        growth.eta.name: (growth.eta / rho**2).node,
        growth.sigma.name: (rho**power * growth.sigma).node,
    }
    run = growth.run()
    scaled = type(run)(put(run.node, values), {**run.sorts, **rho.sorts})
    return theorems.forall(rho, growth.eta, growth.sigma, *names)(
        theorems.given(rho > 0, run) >> scaled
    )


@claim(
    "balance.rank1-scaling",
    du_hu_lee(appendix_c, thesis_48),
    formula=r"(\alpha,\beta,\alpha_\perp,\beta_\perp,\sigma_1,\eta)\mapsto(\rho\alpha,\rho\beta,"
    r"\rho"
    r"\alpha_\perp,\rho\beta_\perp,\rho^2\sigma_1,\eta/\rho^2)",
    hypotheses=("rho > 0",),
    says=scaled_runs,
)
def scaling(judge, power=2):
    """The step commutes with the scaling of signals by rho and of sigma_1 by rho^2 when eta sigma_1
    is kept: a run, scaled, is a run; so sigma_1 = 1 is no loss.
    """
    k = judge.theorem()
    positive, moves = k.given
    step = k.split(k.at(moves, growth.t))
    _, name, _, body = k.target.node
    goal = type(k.target)(body, {**k.target.sorts, name: "nat"})
    parts = [k.arith(goal.part(one), step[one], positive) for one in range(4)]
    return k.qed(k.for_all(k.both(*parts), growth.t))


scaling.mutant("sigma_1 scaled like a signal", power=1)


@definition(
    "balance.defs-C",
    du_hu_lee(appendix_c, thesis_48),
    r"\alpha_t=u_t^\top u^*,\ \alpha_{t,\perp}=\|(I-u^*u^{*\top})u_t\|,\ \beta_t=v_t^\top "
    r"v^*,\ \beta_{t,\perp}=\|(I-v^*v^{*\top})v_t\|,\ h_t=\alpha_t\beta_t-\sigma_1,\ "
    r"\xi_t=\alpha_{t,\perp}^2+\beta_{t,\perp}^2",
)
def four_scalars(u, v, u_star, v_star, sigma_1=1.0) -> SimpleNamespace:
    """Signal strengths alpha, beta, orthogonal norms alpha_perp, beta_perp, the signal error h and
    the noise energy xi.
    """
    import math

    alpha, beta = float(u @ u_star), float(v @ v_star)
    off_signal_u, off_signal_v = u - alpha * u_star, v - beta * v_star
    alpha_perp, beta_perp = (
        math.sqrt(off_signal_u @ off_signal_u),
        math.sqrt(off_signal_v @ off_signal_v),
    )
    return SimpleNamespace(
        alpha=alpha, beta=beta, alpha_perp=alpha_perp, beta_perp=beta_perp,
        h=alpha * beta - sigma_1, xi=alpha_perp**2 + beta_perp**2,
    )  # fmt: skip


@claim(
    "balance.defs-C.pythagoras",
    du_hu_lee(appendix_c, thesis_48),
    formula=r"\|u_t\|^2=\alpha_t^2+\alpha_{t,\perp}^2,\quad\|v_t\|^2=\beta_t^2+\beta_{t,\perp}^2",
    hypotheses=("|u*| = |v*| = 1",),
)
def pythagoras(judge, rules=unit_vectors):
    """The squared norms split into signal and orthogonal part."""
    return judge.all(
        judge.same(norm2(u), inner(u, u_star) ** 2 + norm2(off_u @ u), rules=rules),
        judge.same(norm2(v), inner(v, v_star) ** 2 + norm2(off_v @ v), rules=rules),
    )


pythagoras.mutant("u* and v* of any length", rules=())


# --- equation (23) --------------------------------------------------------------------------------


@claim(
    "balance.eq-23.alpha",
    du_hu_lee("equation (23), first display", "(4.23)"),
    formula=r"\alpha_{t+1}=(1-\eta(\beta_t^2+\beta_{t,\perp}^2))\alpha_t+\eta\sigma_1\beta_t",
    hypotheses=("|u*| = |v*| = 1",),
)
def signal_of_u(judge, rules=unit_vectors, sign=1):
    """The signal strength of u after one step."""
    return judge.same(
        inner(u_next, u_star),
        (1 - eta * (inner(v, v_star) ** 2 + norm2(off_v @ v))) * inner(u, u_star)
        + sign * eta * sigma_1 * inner(v, v_star),
        rules=rules,
    )


signal_of_u.mutant("u* and v* of any length", rules=())
signal_of_u.mutant("pulled away from the signal of v", sign=-1)


@claim(
    "balance.eq-23.beta",
    du_hu_lee("equation (23), first display", "(4.23)"),
    formula=r"\beta_{t+1}=(1-\eta(\alpha_t^2+\alpha_{t,\perp}^2))\beta_t+\eta\sigma_1\alpha_t",
    hypotheses=("|u*| = |v*| = 1",),
)
def signal_of_v(judge, rules=unit_vectors, sign=1):
    """The signal strength of v after one step (one copy of the paper prints eta_1 for the second
    eta: a misprint).
    """
    return judge.same(
        inner(v_next, v_star),
        (1 - eta * (inner(u, u_star) ** 2 + norm2(off_u @ u))) * inner(v, v_star)
        + sign * eta * sigma_1 * inner(u, u_star),
        rules=rules,
    )


signal_of_v.mutant("u* and v* of any length", rules=())
signal_of_v.mutant("pulled away from the signal of u", sign=-1)


@claim(
    "balance.eq-23.perp-vectors",
    du_hu_lee("equation (23), second display", "(4.23)"),
    formula=r"U^*_\perp u_{t+1}=(1-\eta\|v_t\|^2)U^*_\perp u_t,\quad V^*_\perp "
    r"v_{t+1}=(1-\eta\|u_t\|^2)V^*_\perp v_t",
    hypotheses=("|u*| = |v*| = 1",),
)
def orthogonal_vectors(judge, rules=unit_vectors, speed=1):
    """The orthogonal parts keep their direction and are multiplied by a number that may be
    negative.
    """
    return judge.all(
        judge.same(off_u @ u_next, (1 - speed * eta * norm2(v)) * (off_u @ u), rules=rules),
        judge.same(off_v @ v_next, (1 - speed * eta * norm2(u)) * (off_v @ v), rules=rules),
    )


orthogonal_vectors.mutant("twice the step", speed=2)
orthogonal_vectors.mutant("u* and v* of any length", rules=())


def _norm_after_step(judge, printed):
    """A norm n >= 0 with n^2 = (1 - eta |v|^2)^2 alpha_perp^2 (claim balance.eq-23.perp-vectors)
    equals `printed`.
    """
    from steepest.proofs import reals

    n, factor, alpha_perp = reals("alpha_perp_next eta_v2 alpha_perp")
    known = [
        (n, ">=", 0),
        (n**2, "==", (1 - factor) ** 2 * alpha_perp**2),
        (factor, ">=", 0),
        (alpha_perp, ">=", 0),
    ]
    return holds(judge, (n, "==", printed(factor, alpha_perp)), known)


@claim(
    "balance.eq-23",
    du_hu_lee("equation (23), second display", "(4.23)"),
    formula=r"\alpha_{t+1,\perp}=(1-\eta(\beta_t^2+\beta_{t,\perp}^2))\alpha_{t,\perp},\quad"
    r"\beta_{t+1,\perp}=(1-\eta(\alpha_t^2+\alpha_{t,\perp}^2))\beta_{t,\perp}",
    hypotheses=("alpha_perp, beta_perp are norms", "no bound on eta"),
)
def orthogonal_norms_as_printed(judge):
    """The recursion for the norms, as printed: the factor carries no absolute value.

    alpha_perp is a norm, and for eta |v|^2 > 1 the right side is negative. (By symmetry one of the
    two displays is enough.)
    """
    return _norm_after_step(judge, lambda factor, alpha_perp: (1 - factor) * alpha_perp)


@orthogonal_norms_as_printed.mutant
def negative_factor(judge):
    return _norm_after_step(judge, lambda factor, alpha_perp: (factor - 1) * alpha_perp)


# --- equation (24) --------------------------------------------------------------------------------


@claim(
    "balance.eq-24.h",
    du_hu_lee("equation (24), first display", "(4.24)"),
    formula=r"h_{t+1}=\left(1-\eta(\alpha^2+\beta^2)+\eta^2(\alpha\beta "
    r"h+\alpha^2\beta_\perp^2+\beta^2\alpha_\perp^2+\alpha_\perp^2\beta_\perp^2)\right)h-\eta"
    r"\alpha\beta\xi+\eta^2\sigma_1\alpha_\perp^2\beta_\perp^2",
)
def signal_error_step(judge, cross=1, last=1):
    """The error of the product of the signals after one step, from (23); a polynomial identity in
    six variables.
    """
    s = state()
    second_order = s.alpha * s.beta * s.h + cross * (s.alpha**2 * s.Q + s.beta**2 * s.P) + s.P * s.Q
    factor = 1 - s.eta * (s.alpha**2 + s.beta**2) + s.eta**2 * second_order
    printed = (
        factor * s.h - s.eta * s.alpha * s.beta * s.xi + last * s.eta**2 * s.sigma_1 * s.P * s.Q
    )
    return judge.equal(s.h_next, printed)


signal_error_step.mutant("mixed terms of second order left out", cross=0)
signal_error_step.mutant("wrong sign of the last term", last=-1)


@signal_error_step.mutant
def noise_pushes_the_signal_up(judge):
    s = state()
    second_order = s.alpha * s.beta * s.h + s.alpha**2 * s.Q + s.beta**2 * s.P + s.P * s.Q
    factor = 1 - s.eta * (s.alpha**2 + s.beta**2) + s.eta**2 * second_order
    return judge.equal(
        s.h_next, factor * s.h + s.eta * s.alpha * s.beta * s.xi + s.eta**2 * s.sigma_1 * s.P * s.Q
    )


@claim(
    "balance.eq-24.xi",
    du_hu_lee("equation (24), second display", "(4.24)"),
    formula=r"\xi_{t+1}=(1-\eta(\beta^2+\beta_\perp^2))^2\alpha_\perp^2+(1-\eta(\alpha^2+\alpha_"
    r"\perp^2))^2\beta_\perp^2",
    hypotheses=("|u*| = |v*| = 1",),
)
def noise_energy_step(judge, power=2):
    """The noise energy after one step, straight from the vectors, for all sizes."""
    keep_u = 1 - eta * (inner(v, v_star) ** 2 + norm2(off_v @ v))
    keep_v = 1 - eta * (inner(u, u_star) ** 2 + norm2(off_u @ u))
    return judge.same(
        norm2(off_u @ u_next) + norm2(off_v @ v_next),
        keep_u**power * norm2(off_u @ u) + keep_v**power * norm2(off_v @ v),
        rules=unit_vectors,
    )


noise_energy_step.mutant("factors not squared", power=1)
