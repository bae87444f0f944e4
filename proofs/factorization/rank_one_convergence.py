"""Lemma C.2 (Du, Hu, Lee 2018) for every t, by induction on the steps of `rank_one_contraction`.

Time is counted from the start of the stage. The error sigma - alpha_t beta_t and the noise xi_t go
to 0 at the rate r = 1 - c_1 eta sigma (the error with a factor t in front of the noise).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, reals, term

from .rank_one_contraction import C1, C_STEP, large, rate, sizes
from .rank_one_growth import a, b, eta, p, q, run, sigma, signs, t
from .rank_one_state import du_hu_lee

A, B, C, D, F, X = reals("A B C D F X")  # names of single steps of the arithmetic


def xi(s):
    """The noise at the time s: alpha_perp^2 + beta_perp^2."""
    return p(s) ** 2 + q(s) ** 2


def error(s):
    """sigma - alpha beta at the time s."""
    return sigma - a(s) * b(s)


def kept(signal, s):
    """c_1 sigma signal_s >= signal_0 (c_1 sigma - xi_0 (1 - r^s))"""
    return C1 * sigma * signal(s) >= signal(0) * (C1 * sigma - xi(0) * (1 - rate() ** s))


def converges(s):
    """What the lemma says at the time s."""
    return conj(
        signs(a(s), b(s)),
        large(a(s), b(s)),
        a(s) * b(s) <= sigma,
        xi(s) <= rate() ** s * xi(0),
        rate() * error(s) <= rate() ** s * (rate() * error(0) + s * eta * sigma * xi(0)),
    )


def carried(s):
    """The invariant of the induction."""
    return conj(converges(s), kept(a, s), kept(b, s), rate() ** s >= 0, rate() ** s <= 1)


def start(factor=4):
    least = conj(a(0) ** 2 >= factor * C1 * sigma, b(0) ** 2 >= factor * C1 * sigma)
    return conj(signs(a(0), b(0)), least, a(0) * b(0) <= sigma, xi(0) <= C1 * sigma / 2)


def stage_two(factor=4, step=C_STEP):
    return forall(eta, sigma, C1, a, b, p, q)(
        given(run(), sizes(step), start(factor)) >> forall(t)(converges(t))
    )


@claim(
    "balance.lem-C.2.every-t",
    du_hu_lee("Lemma C.2", "Lemma 4.6"),
    says=stage_two,
    uses=(
        "balance.lem-C.2.size",
        "balance.lem-C.2.noise",
        "balance.lem-C.2.signal",
        "balance.lem-C.2.product",
    ),
    instance={
        "values": {"eta": "1/100000", "sigma": "1", "c_1": "1/80008", "t": "1"},
        "functions": {
            "alpha": {"start": "1/100"},
            "beta": {"start": "1/2"},
            "alpha_perp": {"start": "1/1000"},
            "beta_perp": {"start": "0"},
        },
    },
)
def stage_two_by_induction(judge, factor=4, step=C_STEP):
    """Lemma C.2: from signals that are large enough, with little noise, gradient descent converges
    at a linear rate.

    For all t the signals stay positive and above sqrt(c_1 sigma), their product never passes sigma,
    the noise is at most r^t xi_0, and r (sigma - alpha_t beta_t) <= r^t (r (sigma - alpha_0 beta_0)
    + t eta sigma xi_0), where r = 1 - c_1 eta sigma, c_1 = 1/80008, eta sigma <= 1/100000.
    """
    k = judge.theorem()
    recursion, *known = k.given
    r = rate()
    step_size = k.arith(conj(r > 0, r <= 1, eta * sigma > 0, C1 > 0), *known[:4])
    base = k.arith(carried(0), k.power_zero(r), *known, step_size)
    assumed = k.assume(carried(t))
    now = k.split(assumed)
    state = (a(t), b(t), p(t), q(t))
    quiet = noise_stays_small(k, now, known, C1 * sigma / 2)
    product = k.use(k.by("balance.lem-C.2.product", eta, sigma, C1, *state), *now, *known, quiet)
    sized = k.use(k.by("balance.lem-C.2.size", eta, sigma, C1, *state), *now, *known, quiet)
    positive = k.split(step_size)
    noise = k.use(
        k.by("balance.lem-C.2.noise", eta, sigma, C1, *state),
        *now, *known, *k.split(sized), k.arith(C1 >= 0, positive[-1]),
    )  # fmt: skip
    signals = signals_are_kept(k, now, known, positive)
    moves = k.split(k.at(recursion, t))
    grow = k.power_step(r, t)

    def later(step):
        """What is said of the step of the state at t, said of the state at t + 1."""
        for equation in (*moves, grow):
            step = k.fold(equation, step)
        return step

    less_noise = noise_goes_on(k, later(noise), now, positive, grow)
    less_error = error_goes_on(k, later(k.split(product)[1]), now, positive, grow)
    power = power_goes_on(k, now, positive, grow)
    large_signals, kept_signals, signs_of = [], [], []
    for signal, lemma in zip((a, b), signals):
        keeps, stays = (later(one) for one in k.split(lemma))
        kept_signals.append(keeps)
        signs_of.append(stays)
        left = what_is_left(k, signal, keeps, power, known, positive)
        large_signals.append(still_large(k, signal, left, stays, known))
    below = later(k.split(product)[0])
    following = k.both(
        k.both(k.both(*signs_of), k.both(*large_signals), below, less_noise, less_error),
        *kept_signals,
        *k.split(power),
    )
    always = k.induction(t, carried(t), base, following)
    at_t = k.part(k.at(always, t), 0)
    return k.qed(k.for_all(at_t, t))


stage_two_by_induction.mutant("signals from sqrt(c_1 sigma/4) on", factor="1/4")
stage_two_by_induction.mutant("eta sigma <= 3", step=3)


def noise_goes_on(k, shrinks, now, positive, grow):
    """xi_{t+1} <= r xi_t <= r^(t+1) xi_0"""
    lemma = k.lemma(
        forall(A, B, C, D, F)(given(A <= F * B, B <= C * D, F > 0) >> (A <= C * F * D)),
        xi(t + 1), xi(t), rate() ** t, xi(0), rate(),
    )  # fmt: skip
    return k.fold(grow, k.use(lemma, shrinks, *now, *positive))


def error_goes_on(k, shrinks, now, positive, grow):
    """r e_{t+1} <= r (r e_t + eta sigma xi_t) <= r^(t+1) (r e_0 + (t + 1) eta sigma xi_0)"""
    E1, E0, Y, p_t, R, S, h, Z, r = reals("E1 E0 Y r_t R S h Z r")
    lemma = k.lemma(
        forall(E1, E0, Y, p_t, R, S, h, Z, r)(
            given(E1 <= r * E0 + h * Y, r * E0 <= p_t * (R + S), Y <= p_t * Z, h > 0, r > 0)
            >> (r * E1 <= p_t * r * (R + (S + h * Z)))
        ),
        error(t + 1), error(t), xi(t), rate() ** t, rate() * error(0), t * eta * sigma * xi(0),
        eta * sigma, xi(0), rate(),
    )  # fmt: skip
    bound = k.use(lemma, shrinks, *now, *positive)
    count = k.arith((t + 1) * eta * sigma * xi(0) == t * eta * sigma * xi(0) + eta * sigma * xi(0))
    return k.fold(count, k.fold(grow, bound))


def power_goes_on(k, now, positive, grow):
    """0 <= r^(t+1) <= 1"""
    lemma = k.lemma(
        forall(A, B)(given(A >= 0, A <= 1, B > 0, B <= 1) >> conj(A * B >= 0, A * B <= 1)),
        rate() ** t, rate(),
    )  # fmt: skip
    return k.fold(grow, k.use(lemma, *now, *positive))


def signals_are_kept(k, now, known, positive):
    """balance.lem-C.2.signal for both signals at the state of t."""
    state = (a(t), b(t), p(t), q(t))
    small = k.arith(conj(xi(0) >= 0, xi(0) <= C1 * sigma, eta * xi(0) < 1), *known, *positive)
    found = []
    for first, order in ((a, state), (b, (b(t), a(t), q(t), p(t)))):
        ready = [
            k.arith(order[0] * order[1] <= sigma, *now),
            k.arith(order[2] ** 2 + order[3] ** 2 <= rate() ** t * xi(0), *now),
        ]
        here = (eta, sigma, C1, *order, first(0), xi(0), rate() ** t)
        lemma = k.by("balance.lem-C.2.signal", *here)
        found.append(k.use(lemma, *ready, small, *now, *known, *positive))
    return found


def what_is_left(k, signal, keeps, power, known, positive, at=t + 1, lost="1/2"):
    """signal_at >= (1 - lost) signal_0, if xi_0 <= lost c_1 sigma, from the invariant there."""
    rest = k.lemma(
        forall(A, B, C, D, X)(
            given(
                D * X >= A * (D - B * (1 - C)), C >= 0, C <= 1, B >= 0, B <= lost * D, D > 0, A > 0
            )
            >> (X >= (1 - term(lost)) * A)
        ),
        signal(0), xi(0), rate() ** at, C1 * sigma, signal(at),
    )  # fmt: skip
    scale = k.arith(conj(C1 * sigma > 0, xi(0) >= 0), *positive, *known[:4])
    return k.use(rest, keeps, power, scale, *known)


def still_large(k, signal, left, stays, known, at=t + 1):
    """What is left of the signal is at least sqrt(c_1 sigma); `left` says how much that is."""
    square = k.lemma(
        forall(A, B, C, X)(
            given(X >= A / 2, A > 0, A**2 >= 4 * B * C) >> (X**2 >= B * C)
        ),
        signal(0), C1, sigma, signal(at),
    )  # fmt: skip
    return k.use(square, left, stays, *known)


def noise_stays_small(k, now, known, most):
    """xi_t <= r^t xi_0 <= xi_0 <= most"""
    lemma = k.lemma(
        forall(A, B, C, D)(given(A <= B * C, B <= 1, C >= 0, C <= D) >> (A <= D)),
        xi(t), rate() ** t, xi(0), most,
    )  # fmt: skip
    return k.use(lemma, *now, *known, k.arith(xi(0) >= 0))
