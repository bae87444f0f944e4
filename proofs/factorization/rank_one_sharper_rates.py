"""Theorem 3.2 (Du, Hu, Lee 2018) with usable constants: stage two for every t.

By induction on the steps of rank_one_sharper.py and rank_one_sharper_contraction.py. Time is
counted from the start of the stage, c_1 = 1/80008, and c_step = eta sigma_1 is at most 1/3.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, exp, forall, given, log, reals, term

from .rank_one_contraction import C1, large, rate, sizes
from .rank_one_convergence import (
    kept,
    noise_goes_on,
    noise_stays_small,
    power_goes_on,
    signals_are_kept,
    still_large,
    what_is_left,
    xi,
)
from .rank_one_growth import a, b, eta, p, q, run, sigma, signs, t
from .rank_one_sharper import C_1, LARGEST_STEP, noise_level, source
from .rank_one_sharper_contraction import FLOOR

A, B, C, D, F, G = reals("A B C D F G")  # names of single steps of the arithmetic
STAGE = (eta, sigma, C1, a, b, p, q)
LOST = "1/49"  # of a signal, in the whole of stage two
AT_T1 = {
    "values": {"eta": "1/3", "sigma": "1", "c_1": "1/80008", "t": "1"},
    "functions": {
        "alpha": {"start": "3/4"},
        "beta": {"start": "1/100"},
        "alpha_perp": {"start": "1/2500"},
        "beta_perp": {"start": "1/5000"},
    },
}


def entry(floor="1/2"):
    """What stage one leaves: signals at least 2 sqrt(c_1 sigma_1) whose squares sum to a number
    between sigma_1/2 and 8/9 sigma_1, and little noise.
    """
    size = a(0) ** 2 + b(0) ** 2
    return conj(
        sizes(LARGEST_STEP),
        signs(a(0), b(0)),
        conj(a(0) ** 2 >= 4 * C1 * sigma, b(0) ** 2 >= 4 * C1 * sigma),
        conj(size >= floor * sigma, size <= "8/9" * sigma),
        xi(0) <= noise_level() * sigma,
    )


def gap(s):
    """|h_s|, the signal error."""
    return abs(a(s) * b(s) - sigma)


def tilt(s):
    """|D_s|, how far the signals are from being balanced."""
    return abs(a(s) ** 2 - b(s) ** 2)


def moves(speed, s=t):
    """|h_{s+1}| <= (1 - speed c_step) |h_s| + c_step xi_s"""
    return gap(s + 1) <= (1 - speed * eta * sigma) * gap(s) + eta * sigma * xi(s)


def ranges(s):
    """The signals are neither small nor large, and the noise does not grow."""
    size = a(s) ** 2 + b(s) ** 2
    return conj(
        signs(a(s), b(s)),
        large(a(s), b(s)),
        a(s) * b(s) <= sigma,
        conj(size >= "9/20" * sigma, size <= "9/4" * sigma),
        tilt(s) <= sigma,
        conj(xi(s) <= rate() ** s * xi(0), xi(s) <= noise_level() * sigma),
    )


def carried(s):
    """The invariant of the induction."""
    drift = 5 * xi(0) * (1 - rate() ** s)
    return conj(
        signs(a(s), b(s)),
        a(s) * b(s) <= sigma,
        kept(a, s),
        kept(b, s),
        xi(s) <= rate() ** s * xi(0),
        C1 * tilt(s) <= "8/9" * C1 * sigma + drift,
        conj(rate() ** s >= 0, rate() ** s <= 1),
    )


def stays(speed="9/40", floor="1/2"):
    return forall(*STAGE)(given(run(), entry(floor)) >> forall(t)(conj(ranges(t), moves(speed))))


@claim(
    "balance.thm-3.2-sharper.signal",
    source,
    says=stays,
    uses=(
        "balance.lem-C.2.signal",
        "balance.thm-3.2-sharper.drift",
        "balance.thm-3.2-sharper.size",
        "balance.thm-3.2-sharper.K",
        "balance.thm-3.2-sharper.L",
        "balance.thm-3.2-sharper.M",
    ),
    instance=AT_T1,
)
def signal_error_contracts(judge, speed="9/40", floor="1/2"):
    """For every t >= T_1 alpha^2 + beta^2 stays between 9/20 and 9/4 sigma_1, each squared signal
    above c_1 sigma_1, and the signal error contracts at a rate that has nothing of c_1 in it.
    """
    k = judge.theorem()
    recursion, *known = k.given
    r = rate()
    positive = k.split(k.arith(conj(r > 0, r <= 1, eta * sigma > 0, C1 > 0), *known[:4]))
    noise = k.arith(conj(xi(0) >= 0, xi(0) <= C1 * sigma / 49), *known)
    known = [*known, *k.split(noise), k.arith(xi(0) <= C1 * sigma / 2, *known)]
    base = k.arith(carried(0), k.power_zero(r), *known, *positive)
    now = k.split(k.assume(carried(t)))
    here = ranges_at(k, now, known, positive)
    state = (eta, sigma, a(t), b(t), p(t), q(t))
    names = ("drift", "K", "L")
    drift, product, noise = (
        k.use(k.by(f"balance.thm-3.2-sharper.{one}", *state), *here, *known) for one in names
    )
    error = k.use(k.by("balance.thm-3.2-sharper.M", *state, "9/40"), *here, *known)
    changes, grow = k.split(k.at(recursion, t)), k.power_step(r, t)

    def later(step):
        """What is said of the step of the state at t, said of the state at t + 1."""
        for equation in (*changes, grow):
            step = k.fold(equation, step)
        return step

    kept_on = [k.split(later(one)) for one in signals_are_kept(k, now, known, positive)]
    slower = k.fold(k.meet(C1 == C_1, *known), k.part(noise, 0))
    less_noise = noise_goes_on(k, later(slower), now, positive, grow)
    turned = drift_goes_on(k, later(drift), now, known, positive, grow)
    power = power_goes_on(k, now, positive, grow)
    below, error = k.split(later(error))
    following = k.both(
        k.both(*(stays for _, stays in kept_on)),
        below,
        *(keeps for keeps, _ in kept_on),
        less_noise,
        turned,
        power,
    )
    always = k.induction(t, carried(t), base, following)
    whole = k.both(k.meet(ranges(t), *here), error)
    found = k.apply(k.discharge(whole, carried(t)), k.at(always, t))
    return k.qed(k.for_all(found, t))


signal_error_contracts.mutant("rate 3/4", speed="3/4")
signal_error_contracts.mutant("from sigma_1/3 on", floor="1/3")


def ranges_at(k, now, known, positive):
    """`ranges` at t, and alpha beta >= c_1 sigma_1, from the invariant."""
    quiet = noise_stays_small(k, now, known, noise_level() * sigma)
    bounded = k.lemma(
        forall(A, B, C, F, sigma)(
            given(F * A <= "8/9" * F * sigma + 5 * B * (1 - C), C >= 0, B >= 0, F == C_1)
            >> (A <= "8/9" * sigma + 5 * B / C_1)
        ),
        tilt(t), xi(0), rate() ** t, C1, sigma,
    )  # fmt: skip
    bounded = k.use(bounded, *now, *known)
    size = k.by("balance.thm-3.2-sharper.size", sigma, xi(0), a(t), b(t))
    size = k.use(size, bounded, *now, *known)
    tilted = k.arith(tilt(t) <= sigma, bounded, k.part(size, 0))
    power, bits = k.both(*now[-2:]), []
    for signal, keeps, stays in ((a, now[3], now[0]), (b, now[4], now[1])):
        left = what_is_left(k, signal, keeps, power, known, positive, t, LOST)
        bits += [left, still_large(k, signal, left, stays, known, t)]
    least = k.lemma(
        forall(A, B, C, D, sigma)(
            given(A >= "48/49" * C, B >= "48/49" * D, C > 0, D > 0, C**2 + D**2 >= sigma / 2)
            >> (A**2 + B**2 >= "9/20" * sigma)
        ),
        a(t), b(t), a(0), b(0), sigma,
    )  # fmt: skip
    least = k.use(least, *bits, *known)
    product = k.lemma(
        forall(A, B, F)(given(A > 0, B > 0, A**2 >= F, B**2 >= F) >> (A * B >= F)),
        a(t), b(t), C1 * sigma,
    )  # fmt: skip
    product = k.use(product, *bits, *now)
    return [*now, quiet, tilted, k.part(size, 1), least, product, *bits]


def drift_goes_on(k, drift, now, known, positive, grow):
    """c_1 |D_{t+1}| <= 8/9 c_1 sigma_1 + 5 xi_0 (1 - r^(t+1)), since |D_{t+1}| <= |D_t| + 5 c_step
    xi_t.
    """
    lemma = k.lemma(
        forall(A, B, C, D, G, C1, sigma)(
            given(
                A <= B + 5 * eta * sigma * C, C1 * B <= "8/9" * C1 * sigma + 5 * D * (1 - G),
                C <= G * D, C1 > 0, eta * sigma > 0,
            )
            >> (C1 * A <= "8/9" * C1 * sigma + 5 * D * (1 - G * (1 - C1 * eta * sigma)))
        ),
        tilt(t + 1), tilt(t), xi(t), xi(0), rate() ** t, C1, sigma,
    )  # fmt: skip
    return k.fold(grow, k.use(lemma, drift, *now, *known, *positive))


# --- from |h| <= sigma_1/4 on ---------------------------------------------------------------------


def late(limit=1):
    """t >= 40 log(5)/(9 c_step)"""
    return t >= limit * 40 * log(term(5)) / (9 * (eta * sigma))


def contracts_at(s):
    """Both signals are of order one, and everything contracts at rates of order c_step."""
    return conj(
        gap(s) <= sigma / 4,
        conj(a(s) ** 2 >= FLOOR * sigma, b(s) ** 2 >= FLOOR * sigma),
        xi(s + 1) <= (1 - "1/2" * eta * sigma) * xi(s),
        moves("3/4", s),
    )


def balances(limit=1):
    return forall(*STAGE)(given(run(), entry()) >> forall(t)(late(limit) >> contracts_at(t)))


@claim(
    "balance.thm-3.2-sharper.balanced",
    source,
    says=balances,
    uses=(
        "balance.thm-3.2-sharper.signal",
        "balance.thm-3.2-sharper.L-balanced",
        "balance.thm-3.2-sharper.M",
        "book.power-below-exp",
    ),
    instance={**AT_T1, "values": AT_T1["values"] | {"t": "22"}},
)
def signals_are_balanced(judge, limit=1):
    """From 40 log(5)/(9 c_step) steps after T_1 on the signal error is below sigma_1/4 and both
    squared signals are above 2/5 sigma_1, and everything contracts at rates of order c_step.
    """
    k = judge.theorem()
    recursion, *known = k.given
    every = k.use(k.by("balance.thm-3.2-sharper.signal", *STAGE), *k.given)
    slow, noise = 1 - "9/40" * eta * sigma, noise_level() * sigma
    bound = gap(t) <= slow**t * sigma + "40/9" * noise
    size = k.arith(conj(slow >= 0, slow <= 1, eta * sigma > 0, noise > 0), *known)
    first = k.arith(gap(0) <= sigma, k.at(every, 0))
    base = k.arith(bound.put(t, 0), first, k.power_zero(slow), size)
    now = k.split(k.at(every, t))
    goes_on = k.lemma(
        forall(A, B, C, D, F, G, sigma)(
            given(
                A <= (1 - "9/40" * F) * B + F * C, B <= D * sigma + "40/9" * G, C <= G, F > 0,
                F <= LARGEST_STEP,
            )
            >> (A <= D * (1 - "9/40" * F) * sigma + "40/9" * G)
        ),
        gap(t + 1), gap(t), xi(t), slow**t, eta * sigma, noise, sigma,
    )  # fmt: skip
    error = k.arith(
        gap(t + 1) <= (1 - "9/40" * (eta * sigma)) * gap(t) + eta * sigma * xi(t), now[-1]
    )
    one = k.use(goes_on, error, k.assume(bound), *now[:-1], size, *known)
    same = k.arith(slow ** (t + 1) == slow**t * (1 - "9/40" * (eta * sigma)), k.power_step(slow, t))
    always = k.induction(t, bound, base, k.fold(same, one))
    soon = k.assume(late(limit))
    near = k.use(
        k.lemma(
            forall(A, B, sigma)(
                given(A <= B * sigma + "40/9" * noise, B <= "1/5", sigma > 0) >> (A <= sigma / 4)
            ),
            gap(t), slow**t, sigma,
        ),
        k.at(always, t), a_fifth(k, slow, size, soon), *known,
    )  # fmt: skip
    least = k.lemma(
        forall(A, B, sigma)(
            given(
                A > 0, B > 0, abs(A * B - sigma) <= sigma / 4, abs(A**2 - B**2) <= sigma,
                sigma > 0,
            )
            >> conj(A**2 >= FLOOR * sigma, B**2 >= FLOOR * sigma, A**2 + B**2 >= "3/2" * sigma)
        ),
        a(t), b(t), sigma,
    )  # fmt: skip
    sides = k.use(least, near, *now[:-1], *known)
    here = (*now[:-1], *k.split(sides), *known)
    state = (eta, sigma, a(t), b(t), p(t), q(t))
    noise_step = k.use(k.by("balance.thm-3.2-sharper.L-balanced", *state), *here)
    product = k.arith(a(t) * b(t) >= C_1 * sigma, near, *known)
    error_step = k.use(k.by("balance.thm-3.2-sharper.M", *state, "3/4"), product, *here)
    steps = [k.part(noise_step, 0), k.part(error_step, 1)]
    for equation in k.split(k.at(recursion, t)):
        steps = [k.fold(equation, step) for step in steps]
    whole = k.meet(contracts_at(t), near, *here, *steps)
    return k.qed(k.for_all(k.discharge(whole, late(limit)), t))


signals_are_balanced.mutant("from T_1 on", limit=-1)


def a_fifth(k, slow, size, soon):
    """(1 - 9/40 c_step)^t <= exp(-9/40 c_step t) <= 1/5"""
    step = "9/40" * (eta * sigma)
    below = k.arith(slow <= 1 + -step)
    decay = k.use(k.by("book.power-below-exp", slow, -step, t), size, below)
    time = k.lemma(
        forall(A, B, C)(given(A > 0, B >= 40 * C / (9 * A)) >> ("9/40" * A * B >= C)),
        eta * sigma, t, log(term(5)),
    )  # fmt: skip
    enough = k.use(time, size, soon)
    fifth = k.lemma(forall(A)((A >= log(term(5))) >> (exp(-A) <= "1/5")), step * t)
    fifth = k.use(fifth, enough)
    same = k.arith(exp(-step * t) == exp(-(step * t)))
    return k.arith(slow**t <= "1/5", decay, fifth, same)
