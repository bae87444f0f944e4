"""Theorem 3.2 (Du, Hu, Lee 2018) with usable constants: in a step of stage two the noise and the
signal error contract, at rates that the size of the signals alone determines.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, reals

from .rank_one_growth import eta, lack_after, next_state, sigma, u, v, x, y
from .rank_one_sharper import AT_LIMIT, C_1, LARGEST_STEP, TOO_LONG, middle, noise_level, source

P0, Q0, w = reals("P Q w")
FLOOR = Fraction(2, 5)  # of the squared signals, when the signal error is below sigma_1/4


def contracts(limit=LARGEST_STEP, floor=C_1, speed=C_1):
    _, _, alpha_perp, beta_perp = next_state(x, y, u, v)
    return forall(eta, sigma, x, y, u, v)(
        given(middle(limit), x**2 >= floor * sigma, y**2 >= floor * sigma)
        >> conj(
            alpha_perp**2 + beta_perp**2 <= (1 - speed * eta * sigma) * (u**2 + v**2),
            eta * (x**2 + u**2) <= "4/5",
            eta * (y**2 + v**2) <= "4/5",
        )
    )


def contraction(k, floor=C_1, speed=C_1):
    """The proof of `contracts`: (1 - f)^2 <= 1 - speed c_step for f from floor c_step to 4/5."""
    _, _, alpha_perp, beta_perp = next_state(x, y, u, v)
    F, G = reals("F G")
    short = forall(eta, sigma, F)(
        given(
            eta > 0,
            sigma > 0,
            eta * sigma <= LARGEST_STEP,
            F <= "9/4" * sigma + noise_level() * sigma,
        )
        >> (eta * F <= "4/5")
    )
    sides = k.arith(conj(x**2 >= 0, y**2 >= 0, u**2 >= 0, v**2 >= 0))
    norms = [
        k.arith(one <= "9/4" * sigma + noise_level() * sigma, sides, *k.given)
        for one in (x**2 + u**2, y**2 + v**2)
    ]
    limits = [
        k.use(k.lemma(short, eta, sigma, one), bound, *k.given)
        for one, bound in zip((x**2 + u**2, y**2 + v**2), norms)
    ]
    factor = forall(eta, sigma, F, G)(
        given(
            eta > 0,
            sigma > 0,
            eta * sigma <= LARGEST_STEP,
            F >= floor * sigma,
            eta * F <= "4/5",
            G >= 0,
        )
        >> ((1 - eta * F) ** 2 * G <= (1 - speed * eta * sigma) * G)
    )
    ends = []
    for one, other, limit_there in (
        (alpha_perp, (y, v, u), limits[1]),
        (beta_perp, (x, u, v), limits[0]),
    ):
        signal, noise, own = other
        made = k.lemma(factor, eta, sigma, signal**2 + noise**2, own**2)
        least = k.arith(signal**2 + noise**2 >= floor * sigma, sides, *k.given)
        found = k.use(made, least, limit_there, sides, *k.given)
        exact = k.arith(one**2 == (1 - eta * (signal**2 + noise**2)) ** 2 * own**2)
        ends.append(k.fold(exact, found))
    first = k.arith(k.target.part(0), *ends)
    return k.both(first, *limits)


@claim(
    "balance.thm-3.2-sharper.L",
    source,
    says=contracts,
    instance=AT_LIMIT,
)
def noise_contracts(judge):
    """L at t + 1 with c_step up to 1/3: xi shrinks by 1 - c_1 c_step; the squared norms stay below
    4/(5 eta).
    """
    k = judge.theorem()
    return k.qed(contraction(k))


@noise_contracts.mutant
def the_noise_with_c_step_up_to_one_half(judge):
    from steepest.proofs.engine.theorems.falsify import falsify

    return falsify(contracts("1/2"), hints=[TOO_LONG])


def contracts_soon(speed="1/2"):
    return contracts(floor=FLOOR, speed=Fraction(speed))


@claim(
    "balance.thm-3.2-sharper.L-balanced",
    source,
    says=contracts_soon,
    instance=AT_LIMIT,
)
def noise_contracts_soon(judge, speed="1/2"):
    """When both squared signals are at least 2/5 sigma_1, xi shrinks by 1 - c_step/2."""
    k = judge.theorem()
    return k.qed(contraction(k, FLOOR, Fraction(speed)))


noise_contracts_soon.mutant("rate c_step", speed=1)


def error_contracts(speed=w):
    """M, at the rate w c_step where alpha^2 + beta^2 >= 2 w sigma_1."""
    alpha, beta, *_ = next_state(x, y, u, v)
    kept = (1 - speed * eta * sigma) * abs(x * y - sigma)
    return forall(eta, sigma, x, y, u, v, w)(
        given(middle(), x * y >= C_1 * sigma, x**2 + y**2 >= 2 * w * sigma)
        >> conj(
            alpha * beta <= sigma,
            abs(alpha * beta - sigma) <= kept + eta * sigma * (u**2 + v**2),
        )
    )


@claim(
    "balance.thm-3.2-sharper.M",
    source,
    says=error_contracts,
    uses=("balance.thm-3.2-sharper.K",),
    instance={"values": AT_LIMIT["values"] | {"x": "7/10", "y": "7/10", "w": "12/25"}},
)
def signal_error_contracts(judge, speed=w):
    """M at t + 1 with c_step up to 1/3: where alpha^2 + beta^2 >= 2 w sigma_1, the signal error
    shrinks by 1 - w c_step, up to c_step xi.
    """
    k = judge.theorem()
    alpha, beta, *_ = next_state(x, y, u, v)
    P, Q, S, N = u**2, v**2, x**2 + y**2, noise_level() * sigma
    keep, more, push, exact = lack_after(k)
    below = k.use(k.by("balance.thm-3.2-sharper.K", eta, sigma, x, y, u, v), *k.given)
    below = k.arith(alpha * beta <= sigma, below)
    sides = k.arith(
        conj(x**2 > 0, y**2 > 0, P >= 0, Q >= 0, P <= N, Q <= N, N <= S, x * y > 0, S > 0), *k.given
    )
    A, B, g, G, L, R = reals("A B g G L R")
    mixed = forall(A, B, P0, Q0, R)(
        given(A > 0, B > 0, P0 >= 0, Q0 >= 0, P0 <= R, Q0 <= R, R <= A + B)
        >> (A * Q0 + B * P0 + P0 * Q0 <= 2 * R * (A + B))
    )
    mixed = k.use(k.lemma(mixed, x**2, y**2, P, Q, N), sides)
    slow = forall(eta, sigma, A, g, G, w)(
        given(
            eta > 0, sigma > 0, eta * sigma <= LARGEST_STEP, A > 0, g > 0, g <= sigma,
            G <= 2 * (noise_level() * sigma) * A, A >= 2 * w * sigma,
        )
        >> (1 - eta * A + eta**2 * g * (g - sigma) + eta**2 * G <= 1 - w * eta * sigma)
    )  # fmt: skip
    slow = k.use(k.lemma(slow, eta, sigma, S, x * y, more, w), mixed, sides, *k.given)
    pushed = forall(eta, sigma, g, P0, Q0)(
        given(eta > 0, sigma > 0, g <= sigma, P0 >= 0, Q0 >= 0)
        >> (eta * g * (P0 + Q0) - eta**2 * sigma * P0 * Q0 <= eta * sigma * (P0 + Q0))
    )
    pushed = k.use(k.lemma(pushed, eta, sigma, x * y, P, Q), sides, *k.given)
    whole = forall(A, B, L, g, G)(given(A <= B, L >= 0, g <= G) >> (A * L + g <= B * L + G))
    lack = k.arith(sigma - x * y >= 0, *k.given)
    names = keep + eta**2 * more, 1 - w * eta * sigma, sigma - x * y, push, eta * sigma * (P + Q)
    bound = k.fold(exact, k.use(k.lemma(whole, *names), slow, lack, pushed))
    turned = forall(A, sigma)((A <= sigma) >> (abs(A - sigma) == sigma - A))
    turns = [k.use(k.lemma(turned, one, sigma), below, *k.given) for one in (alpha * beta, x * y)]
    return k.qed(k.both(below, k.arith(k.target.part(1), bound, *turns)))


signal_error_contracts.mutant("three times the rate", speed=3 * w)
