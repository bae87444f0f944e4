"""Lemma C.1 (Du, Hu, Lee 2018) for every t: stage one of gradient descent on the rank-one problem.

While alpha_t^2 + beta_t^2 stays below sigma/2 the signals keep their signs and grow at a linear
rate, and the noise does not grow. The step is the kernel's own, the induction is on t, the
constants are c_init^2 <= 1/600 and eta sigma < 1.
"""

from __future__ import annotations

from steepest.kernels.factorization import rank_one
from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, nats, read, reals, sequences

from .rank_one_state import du_hu_lee

a, b, p, q = sequences("alpha beta alpha_perp beta_perp")
eta, sigma, c = reals("eta sigma c_init_squared")
t, T = nats("t T")
x, y, u, v, bound = reals("x y u v xi_0")  # one state: alpha, beta, alpha_perp, beta_perp


def next_state(alpha, beta, alpha_perp, beta_perp):
    """The kernel's step at a state: the four scalars one step later, in the same order."""
    here = {
        "alpha": alpha, "beta": beta, "alpha_perp": alpha_perp, "beta_perp": beta_perp,
        "eta": eta, "sigma": sigma,
    }  # fmt: skip
    order = (rank_one.alpha, rank_one.beta, rank_one.alpha_perp, rank_one.beta_perp)
    return tuple(read(rank_one.STEP[one], here) for one in order)


def lack_after(k):
    """(keep, more, push, the step sigma - alpha beta after == (keep + eta^2 more) (sigma - alpha
    beta) + push) at a state: `more` and `push` are what the noise adds.
    """
    alpha, beta, *_ = next_state(x, y, u, v)
    h, P, Q = x * y - sigma, u**2, v**2
    keep = 1 - eta * (x**2 + y**2) + eta**2 * (x * y) * h
    more = x**2 * Q + y**2 * P + P * Q
    push = eta * (x * y) * (P + Q) - eta**2 * sigma * P * Q
    exact = k.arith(sigma - alpha * beta == (keep + eta**2 * more) * (sigma - x * y) + push)
    return keep, more, push, exact


def run():
    """For all t the state at t + 1 is the step of the state at t."""
    after = next_state(a(t), b(t), p(t), q(t))
    return forall(t)(conj(*(f(t + 1) == value for f, value in zip((a, b, p, q), after))))


def sizes(limit="1/600", step=1):
    """eta, sigma, c_init^2 > 0; eta sigma < 1 and c_init^2 <= 1/600: "sufficiently small"."""
    return conj(eta > 0, sigma > 0, eta * sigma < step, c > 0, c <= limit)


def small(alpha, beta):
    """t < T_1"""
    return alpha**2 + beta**2 < sigma / 2


def signs(alpha, beta):
    """D: both signals are positive."""
    return conj(alpha > 0, beta > 0)


def quiet(alpha_perp, beta_perp):
    """E: the noise is at most what it was, and that was at most 100 c_init^2 sigma."""
    return alpha_perp**2 + beta_perp**2 <= bound


def one_step(limit="1/600", rate=3, step=1):
    """D, E, t < T_1 give D, E and F one step later."""
    alpha, beta, alpha_perp, beta_perp = next_state(x, y, u, v)
    before = given(
        sizes(limit, step), bound <= 100 * c * sigma, signs(x, y), quiet(u, v), small(x, y)
    )
    after = conj(
        signs(alpha, beta),
        quiet(alpha_perp, beta_perp),
        alpha + beta >= (1 + eta * sigma / rate) * (x + y),
        alpha + beta <= (1 + eta * sigma) * (x + y),
    )
    return forall(eta, sigma, c, bound, x, y, u, v)(before >> after)


@claim(
    "balance.lem-C.1.step",
    du_hu_lee("proof of Lemma C.1", "Lemma 4.5"),
    says=one_step,
)
def step_of_stage_one(judge, limit="1/600", rate=3, step=1):
    """One step of stage one keeps the signs and the noise, and the signals grow by a factor between
    1 + eta sigma/3 and 1 + eta sigma.
    """
    k = judge.theorem()
    alpha, beta, alpha_perp, beta_perp = next_state(x, y, u, v)
    noise, total = u**2 + v**2, x + y
    signs_of = k.split(k.meet(signs(x, y), *k.given))
    squares = k.split(k.arith(conj(x**2 >= 0, y**2 >= 0, u**2 >= 0, v**2 >= 0)))
    room = k.arith(x**2 + y**2 + noise <= 2 * sigma / 3, *k.given)
    norm_u = k.arith(conj(x**2 + u**2 >= 0, x**2 + u**2 <= sigma), room, *squares)
    norm_v = k.arith(conj(y**2 + v**2 >= 0, y**2 + v**2 <= sigma), room, *squares)
    A, B, C, D, F = reals("A B C D F")
    scale = forall(A)(given(A >= 0, A <= sigma) >> conj(eta * A >= 0, eta * A < 1))
    shrink_u = k.scaled(scale, norm_u, x**2 + u**2)
    shrink_v = k.scaled(scale, norm_v, y**2 + v**2)
    keep = forall(A, B, C)(
        given(A >= 0, A < 1, B > 0, C > 0) >> (B * (1 - A) + C * eta * sigma > 0)
    )
    positive = k.both(
        k.scaled(keep, k.both(shrink_v, *signs_of), eta * (y**2 + v**2), x, y),
        k.scaled(keep, k.both(shrink_u, *signs_of), eta * (x**2 + u**2), y, x),
    )
    less = forall(A, B)(given(A >= 0, A < 1) >> ((B * (1 - A)) ** 2 <= B**2))
    less_p = k.scaled(less, shrink_v, eta * (y**2 + v**2), u)
    less_q = k.scaled(less, shrink_u, eta * (x**2 + u**2), v)
    still = k.arith(
        alpha_perp**2 + beta_perp**2 <= bound, less_p, less_q, k.meet(quiet(u, v), *k.given)
    )
    crossed = forall(A, B, x, y)(
        given(A >= 0, B >= 0, x > 0, y > 0)
        >> conj(A * y + B * x <= (A + B) * (x + y), A * y + B * x >= 0)
    )
    pair = k.use(k.lemma(crossed, x**2 + u**2, y**2 + v**2, x, y), norm_u, norm_v, *signs_of)
    amount = (x**2 + u**2) * y + (y**2 + v**2) * x
    whole = k.arith(x**2 + u**2 + (y**2 + v**2) == x**2 + y**2 + noise)
    mixed = k.unfold(whole, pair)
    limited = forall(A, B)(given(A <= 2 * sigma / 3, B > 0) >> (A * B <= 2 * sigma / 3 * B))
    capped = k.scaled(limited, k.both(room, k.arith(total > 0, *signs_of)),
                      x**2 + y**2 + noise, total)  # fmt: skip
    step = k.arith(
        alpha + beta == (1 + eta * sigma) * total - eta * ((x**2 + u**2) * y + (y**2 + v**2) * x)
    )
    low = forall(A, B, C)(
        given(A <= B, B <= 2 * sigma / 3 * C)
        >> ((1 + eta * sigma) * C - eta * A >= (1 + eta * sigma / rate) * C)
    )
    high = forall(A, C)((A >= 0) >> ((1 + eta * sigma) * C - eta * A <= (1 + eta * sigma) * C))
    least, nonnegative = k.split(mixed)
    growth = k.fold(
        step, k.scaled(low, k.both(least, capped), amount, (x**2 + y**2 + noise) * total, total)
    )
    most = k.fold(step, k.scaled(high, nonnegative, amount, total))
    return k.qed(k.both(positive, still, growth, most))


step_of_stage_one.mutant("growth by eta sigma", rate=1)
step_of_stage_one.mutant("eta sigma < 30", step=30)


def invariant(s):
    """What Lemma C.1 says at the time s."""
    return conj(
        signs(a(s), b(s)),
        p(s) ** 2 + q(s) ** 2 <= p(0) ** 2 + q(0) ** 2,
        a(s) + b(s) >= (1 + eta * sigma / 3) ** s * (a(0) + b(0)),
        a(s) + b(s) <= (1 + eta * sigma) ** s * (a(0) + b(0)),
    )


def stage_one(factor=100):
    start = conj(signs(a(0), b(0)), p(0) ** 2 + q(0) ** 2 <= factor * c * sigma)
    before_T1 = forall(t)((t < T) >> small(a(t), b(t)))
    return forall(eta, sigma, c, T, a, b, p, q)(
        given(run(), sizes(), start, before_T1) >> forall(t)((t <= T) >> invariant(t))
    )


@claim(
    "balance.lem-C.1.every-t",
    du_hu_lee("Lemma C.1", "Lemma 4.5"),
    says=stage_one,
    uses=("balance.lem-C.1.step",),
)
def stage_one_by_induction(judge, factor=100):
    """Lemma C.1: up to the first time T with alpha^2 + beta^2 >= sigma/2 the signals stay positive
    and their sum grows at a linear rate, and the noise never exceeds what it was at the start.

    Assumed are the recursion of gradient descent for the four scalars, positive signals and small
    noise at the start, c_init^2 <= 1/600 and eta sigma < 1.
    """
    k = judge.theorem()
    recursion, *sized, until = k.given
    low, high = 1 + eta * sigma / 3, 1 + eta * sigma
    zero = [k.power_zero(low), k.power_zero(high)]
    always = (t <= T) >> invariant(t)
    base = k.arith(always.put(t, 0), *zero, *sized)
    assumed = k.assume(always)
    soon = k.assume(t + 1 <= T)
    now = k.apply(assumed, k.arith(t <= T, soon))
    here = k.apply(k.at(until, t), k.arith(t < T, soon))
    lemma = k.by(
        "balance.lem-C.1.step",
        eta, sigma, c, p(0) ** 2 + q(0) ** 2, a(t), b(t), p(t), q(t),
    )  # fmt: skip
    after = k.use(lemma, *sized, here, now)
    moved = k.at(recursion, t)
    powers = [k.power_step(low, t), k.power_step(high, t)]
    positive = [k.arith(low > 0, *sized), k.arith(high > 0, *sized)]
    following = k.arith(invariant(t + 1), after, moved, now, *powers, *positive)
    step = k.discharge(following, t + 1 <= T)
    return k.qed(k.induction(t, always, base, step))


stage_one_by_induction.mutant("noise up to 1000 c_init^2 sigma", factor=1000)
