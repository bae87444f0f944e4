"""Quadratic and linear laws under flow, finite steps, weight decay and momentum: theorems for every
network and every size.

theta is the vector of all weights, g the gradient of the loss of any data (a full batch or a part),
S a symmetric matrix. That theta^T S theta is a law means <S theta, g> = 0 at every theta.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.matrix import matrices, scalars, symmetric, variation
from steepest.proofs.engine.theorems import conj, forall, given, nats, reals, sequences

from . import du_hu_lee, marcotte

theta, g, v, a = matrices("theta: n x 1, g: n x 1, v: n x 1, a: n x 1")
A, H = matrices("A: n x n, H: n x n")
S = symmetric("S: n x n")
eta, lam, tau = scalars("eta lambda tau")
LAW = (g.T @ S @ theta, 0 * (g.T @ S @ theta))


def law(w):
    """theta^T S theta"""
    return w.T @ S @ w


def still(form):
    """The rule that a form in g and theta vanishes."""
    return (form, 0 * form)


@claim(
    "laws.flow",
    marcotte(2023, "characterization of conserved functions"),
    formula=r"\langle S\theta,g\rangle=0,\ \dot\theta=-g\ \Rightarrow\ "
    r"\tfrac{d}{dt}\,\theta^\top S\theta=0",
    hypotheses=("theta' = -g", "<S theta, g> = 0"),
)
def flow_keeps_a_law(judge, kept=True):
    """The derivative of theta^T S theta along theta' = -g is zero where <S theta, g> = 0.

    That it is then constant along gradient flow is calculus, which is not decided here.
    """
    rules = [LAW] if kept else []
    return judge.is_zero(variation(law(theta), {theta: -g}, 1), rules=rules)


flow_keeps_a_law.mutant("without the orthogonality", kept=False)


@claim(
    "laws.step",
    du_hu_lee("from gradient flow to gradient descent"),
    formula=r"Q(\theta-\eta g)=Q(\theta)+\eta^2Q(g),\qquad Q(\theta)=\theta^\top S\theta",
    hypotheses=("<S theta, g> = 0", "any eta"),
)
def one_step(judge, factor=1):
    """Where <S theta, g> = 0 the step theta - eta g changes Q = theta^T S theta by exactly eta^2
    Q(g).

    So does gradient descent with the gradient of any batch to a quadratic law.
    """
    return judge.same(law(theta - eta * g), law(theta) + factor * eta**2 * law(g), rules=[LAW])


one_step.mutant("twice the change", factor=2)
one_step.mutant("no change", factor=0)


@claim(
    "laws.step.decay",
    du_hu_lee("from gradient flow to gradient descent"),
    formula=r"Q((1-\eta\lambda)\theta-\eta g)=(1-\eta\lambda)^2Q(\theta)+\eta^2Q(g)",
    hypotheses=("<S theta, g> = 0", "weight decay lambda"),
)
def one_step_with_decay(judge, power=2):
    """Where <S theta, g> = 0 the step (1 - eta lambda) theta - eta g takes Q = theta^T S theta to
    (1 - eta lambda)^2 Q + eta^2 Q(g).
    """
    left = law((1 - eta * lam) * theta - eta * g)
    return judge.same(left, (1 - eta * lam) ** power * law(theta) + eta**2 * law(g), rules=[LAW])


one_step_with_decay.mutant("scaled once", power=1)


@claim(
    "laws.step.linear",
    marcotte(2023, "linear laws"),
    formula=r"\langle a,g\rangle=0\ \Rightarrow\ "
    r"\langle a,\theta-\eta g\rangle=\langle a,\theta\rangle",
    hypotheses=("<a, g> = 0",),
)
def linear_laws_survive_steps(judge, kept=True):
    """Where <a, g> = 0 the step theta - eta g does not change <a, theta>."""
    rules = [still(a.T @ g)] if kept else []
    return judge.same(a.T @ (theta - eta * g), a.T @ theta, rules=rules)


linear_laws_survive_steps.mutant("without the orthogonality", kept=False)


@claim(
    "laws.modified",
    du_hu_lee("from gradient flow to gradient descent"),
    formula=r"\tfrac{d}{dt}Q=\eta\,Q(g)\quad\text{along}\quad\dot\theta=-g-\tfrac{\eta}{2}Hg",
    hypotheses=("<S theta, grad L> = 0 at every theta, hence H S theta = -S grad L",),
)
def modified_equation(judge, factor=1):
    """Along theta' = -g - (eta/2) H g the derivative of Q = theta^T S theta is eta Q(g), where <S
    theta, g> = 0 and H S theta = -S g.

    With g the gradient and H the Hessian of the loss this is the modified equation of gradient
    descent; the second condition follows for a law by `laws.modified.differentiated`.
    """
    rules = [LAW, (H @ S @ theta, -1 * S @ g), (H.T, H)]
    moving = {theta: -g - (eta / 2) * (H @ g)}
    return judge.same(variation(law(theta), moving, 1), factor * eta * law(g), rules=rules)


modified_equation.mutant("half the rate", factor=Fraction(1, 2))


@claim(
    "laws.modified.differentiated",
    du_hu_lee("from gradient flow to gradient descent"),
    formula=r"\delta\langle S\theta,g\rangle=\langle Sg+HS\theta,u\rangle\ \text{for}\ "
    r"\delta\theta=u,\ \delta g=Hu",
    hypotheses=("the gradient moves by H u when theta moves by u, H symmetric",),
)
def differentiated_law(judge, sign=1):
    """If g moves by H u when theta moves by u, H symmetric, then <S theta, g> moves by <S g + H S
    theta, u>.

    Where <S theta, g> vanishes at every theta so does this for every u: H S theta = -S g.
    """
    moved = variation(g.T @ S @ theta, {theta: v, g: H @ v}, 1)
    return judge.same(moved, (sign * S @ g + H @ S @ theta).T @ v, rules=[(H.T, H)])


differentiated_law.mutant("the other sign", sign=-1)


@claim(
    "laws.momentum.rotation",
    marcotte(2024, "momentum"),
    formula=r"A^\top=-A,\ \langle A\theta,g\rangle=0\ \Rightarrow\ "
    r"\tfrac{d}{dt}\langle A\theta,v\rangle=-\tau\langle A\theta,v\rangle",
    hypotheses=("theta'' + tau theta' + g = 0",),
)
def rotations_under_momentum(judge, skew=True):
    """Along theta' = v, v' = -tau v - g the derivative of <A theta, v> is -tau <A theta, v>, for A
    skew with <A theta, g> = 0.

    That e^(tau t) <A theta, v> is then constant under the heavy ball is not decided here.
    """
    rules = [still(theta.T @ A.T @ g)] + ([(A.T, -1 * A)] if skew else [])
    form = theta.T @ A.T @ v
    return judge.same(
        variation(form, {theta: v, v: -1 * tau * v - g}, 1), -1 * tau * form, rules=rules
    )


rotations_under_momentum.mutant("A not skew", skew=False)


@claim(
    "laws.momentum.translation",
    marcotte(2024, "momentum"),
    formula=r"\langle a,g\rangle=0\ \Rightarrow\ \tfrac{d}{dt}\langle a,v+\tau\theta\rangle=0",
    hypotheses=("theta'' + tau theta' + g = 0",),
)
def translations_under_momentum(judge, factor=1):
    """Along theta' = v, v' = -tau v - g the derivative of <a, v + tau theta> is zero where <a, g> =
    0.
    """
    form = a.T @ (v + factor * tau * theta)
    moved = variation(form, {theta: v, v: -1 * tau * v - g}, 1)
    return judge.is_zero(moved, rules=[still(a.T @ g)])


translations_under_momentum.mutant("twice the friction", factor=2)


@claim(
    "laws.momentum.balance",
    marcotte(2024, "fewer laws under momentum"),
    formula=r"\tfrac{d}{dt}\,2\langle S\theta,v\rangle=2\,v^\top Sv-2\tau\langle S\theta,v\rangle",
    hypotheses=("theta'' + tau theta' + g = 0", "<S theta, g> = 0"),
)
def balance_moves_under_momentum(judge, factor=2):
    """Along theta' = v, v' = -tau v - g with <S theta, g> = 0 the rate 2 <S theta, v> of theta^T S
    theta changes by 2 v^T S v - tau times itself.
    """
    rate = 2 * (theta.T @ S @ v)
    moved = variation(rate, {theta: v, v: -1 * tau * v - g}, 1)
    return judge.same(moved, factor * (v.T @ S @ v) - tau * rate, rules=[LAW])


balance_moves_under_momentum.mutant("not driven", factor=0)


step, beta, s = reals("eta beta s")
t, T = nats("t T")
q, loss, G = sequences("Q L G")


def drift(room=1):
    descends = forall(t)(loss(t + 1) <= loss(t) - step * (1 - step * beta / 2) * G(t))
    moves = forall(t)(
        conj(q(t + 1) - q(t) <= s * step**2 * G(t), q(t) - q(t + 1) <= s * step**2 * G(t))
    )
    sized = conj(step > 0, s >= 0, step * beta < 2)
    rate = 1 - step * beta / 2
    bound = s * step * (loss(0) - loss(t))
    bound = bound if room == 1 else room * bound
    return forall(step, beta, s, q, loss, G)(
        given(descends, moves, sized)
        >> forall(t)(
            conj(
                rate * (q(t) - q(0)) <= bound,
                rate * (q(0) - q(t)) <= bound,
            )
        )
    )


@claim(
    "laws.drift",
    du_hu_lee("from gradient flow to gradient descent"),
    says=drift,
    formula=r"(1-\tfrac{\eta\beta}{2})\,|Q_t-Q_0|\le s\,\eta\,(L_0-L_t),\qquad\eta<2/\beta",
)
def drift_is_bounded(judge, room=1):
    """If eta > 0, eta beta < 2, s >= 0 and each step lowers L by eta (1 - eta beta/2) G_t at least
    and moves Q by s eta^2 G_t at most, then (1 - eta beta/2) |Q_t - Q_0| <= s eta (L_0 - L_t) for
    every t.

    So gradient descent with eta < 2/beta moves a law Q: L is a beta-smooth loss, G the squared norm
    of its gradient, s = |S| (`laws.step`).
    """
    k = judge.theorem()
    descends, moves, *known = k.given
    rate = 1 - step * beta / 2
    bound = s * step * (loss(0) - loss(t))
    always = conj(rate * (q(t) - q(0)) <= bound, rate * (q(0) - q(t)) <= bound)
    base = k.arith(always.put(t, 0))
    now = k.split(k.assume(always))
    low, up, down = k.at(descends, t), *k.split(k.at(moves, t))
    positive = k.arith(conj(rate > 0, s * step >= 0), *known)
    parts = k.split(positive)
    scaled = k.arith(
        s * step * (step * rate * G(t)) <= s * step * (loss(t) - loss(t + 1)), low, parts[1]
    )
    later = s * step * (loss(0) - loss(t + 1))
    above = k.arith(rate * (q(t + 1) - q(t)) <= rate * (s * step**2 * G(t)), up, parts[0])
    below = k.arith(rate * (q(t) - q(t + 1)) <= rate * (s * step**2 * G(t)), down, parts[0])
    following = k.both(
        k.arith(rate * (q(t + 1) - q(0)) <= later, now[0], above, scaled),
        k.arith(rate * (q(0) - q(t + 1)) <= later, now[1], below, scaled),
    )
    return k.qed(k.induction(t, always, base, following))


drift_is_bounded.mutant("half the bound", room=Fraction(1, 2))
