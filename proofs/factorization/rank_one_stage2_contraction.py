"""Lemma C.2 (Du, Hu, Lee 2018), one step of stage two in the printed forms: K, L and M at t + 1.

Each follows from the theorems of `rank_one_contraction` for states with J, K and little noise.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, reals

from .rank_one_contraction import C1, C_STEP, STATE, large, rate, within
from .rank_one_growth import eta, next_state, sigma, signs, u, v, x, y
from .rank_one_state import du_hu_lee

locus, thesis = "proof of Lemma C.2", "Lemma 4.6"
xi = u**2 + v**2
after_x, after_y, after_u, after_v = next_state(x, y, u, v)
A, B, C, D, S = reals("A B C D S")  # names of single steps of the arithmetic
QUIET = {  # a state of stage two without noise, signals equal
    "eta": "1/100000", "sigma": "1", "c_1": "1/80008", "x": "1/2", "y": "1/2", "u": "0", "v": "0",
}  # fmt: skip


@claim(
    "balance.lem-C.2.JKL->K'",
    du_hu_lee(f"{locus}, J, K, L imply K at t + 1", thesis),
    says=lambda most=sigma: forall(*STATE)(within() >> (after_x * after_y <= most)),
    uses=("balance.lem-C.2.product",),
    instance={"values": QUIET | {"x": "999/1000", "y": "1"}},
)
def product_stays_below(judge, most=sigma):
    """K is inherited: the product of the signals never passes sigma_1."""
    k = judge.theorem()
    return k.qed(k.part(k.use(k.by("balance.lem-C.2.product", *STATE), *k.given), 0))


product_stays_below.mutant("half of sigma_1", most=sigma / 2)


@claim(
    "balance.lem-C.2.JKL->L'",
    du_hu_lee(f"{locus}, J, K, L imply L at t + 1", thesis),
    says=lambda faster=1: forall(*STATE)(
        within() >> (after_u**2 + after_v**2 <= (1 - faster * C1 * eta * sigma) * xi)
        if faster != 1
        else within() >> (after_u**2 + after_v**2 <= rate() * xi)
    ),
    uses=("balance.lem-C.2.size", "balance.lem-C.2.noise"),
    instance={"values": QUIET | {"x": "1/200", "y": "1/200", "u": "1/1000"}},
)
def noise_contracts(judge, faster=1):
    """The noise energy loses the factor 1 - c_1 c_step: eta |u|^2, eta |v|^2 <= 1 first, then the
    squares of the two factors.
    """
    k = judge.theorem()
    sized = k.use(k.by("balance.lem-C.2.size", *STATE), *k.given)
    positive = k.arith(C1 >= 0, *k.given)
    return k.qed(k.use(k.by("balance.lem-C.2.noise", *STATE), sized, positive, *k.given))


noise_contracts.mutant("rate 10 c_1 c_step", faster=10)


def second_order():
    """alpha beta h + alpha^2 Q + beta^2 P + P Q, what eta^2 multiplies in the step of h."""
    return x * y * (x * y - sigma) + (x**2 * v**2 + y**2 * u**2 + u**2 * v**2)


@claim(
    "balance.lem-C.2.M-step",
    du_hu_lee(f"{locus}, last display", thesis),
    says=lambda step="1/2": forall(*STATE)(
        given(
            eta > 0, sigma > 0, eta * sigma <= step, C1 == "1/80008", signs(x, y), large(x, y),
            x * y <= sigma, xi <= C1 * sigma,
        )
        >> conj(
            2 * eta * second_order() <= x**2 + y**2, -2 * eta * second_order() <= x**2 + y**2
        )
    ),
    instance={"values": QUIET},
)  # fmt: skip
def step_is_small_enough(judge, step="1/2"):
    """The step-size condition that the source calls clearly true, without its division (the divisor
    may vanish): it holds up to c_step = 1/2, far above what K and L need.
    """
    k = judge.theorem()
    total = x**2 + y**2
    means = k.arith(conj(x * y <= total / 2, x * y > 0, total > 0, u**2 >= 0, v**2 >= 0), *k.given)
    down = k.lemma(
        forall(A, S, sigma)(
            given(A > 0, A <= S / 2, A <= sigma, sigma > 0) >> (A * (A - sigma) >= -sigma * S / 2)
        ),
        x * y, total, sigma,
    )  # fmt: skip
    up = k.lemma(forall(A, sigma)(given(A > 0, A <= sigma) >> (A * (A - sigma) <= 0)), x * y, sigma)
    mixed = k.lemma(
        forall(A, B, C, D, C1, sigma)(
            given(
                A >= C1 * sigma, B >= C1 * sigma, C >= 0, D >= 0, C + D <= C1 * sigma, sigma > 0,
                C1 == "1/80008",
            )
            >> conj(A * D + B * C + C * D >= 0, A * D + B * C + C * D <= sigma * (A + B))
        ),
        x**2, y**2, u**2, v**2, C1, sigma,
    )  # fmt: skip
    parts = [k.use(one, means, *k.given) for one in (down, up, mixed)]
    bounds = k.lemma(
        forall(A, B, C, D, S)(
            given(
                A >= -D * S / 2, A <= 0, B >= 0, B <= D * S, S > 0, C > 0, C * D <= step, D > 0,
            )
            >> conj(2 * C * (A + B) <= S, -2 * C * (A + B) <= S)
        ),
        x * y * (x * y - sigma), x**2 * v**2 + y**2 * u**2 + u**2 * v**2, eta, sigma, total,
    )  # fmt: skip
    return k.qed(k.use(bounds, *parts, means, *k.given))


step_is_small_enough.mutant("c_step up to 5", step=5)


@claim(
    "balance.lem-C.2.M",
    du_hu_lee(f"{locus}, last display", thesis),
    says=lambda faster=1: forall(*STATE)(
        within(C_STEP)
        >> (
            abs(after_x * after_y - sigma)
            <= (rate() if faster == 1 else 1 - faster * C1 * eta * sigma) * abs(x * y - sigma)
            + eta * sigma * xi
        )
    ),
    uses=("balance.lem-C.2.product",),
    instance={"values": QUIET | {"x": "1/200", "y": "1/200"}},
)
def signal_error_contracts(judge, faster=1):
    """The signal error contracts up to the noise: |h_{t+1}| <= (1 - c_1 c_step)|h_t| + c_step xi_t,
    where h <= 0 and h_next <= 0.
    """
    k = judge.theorem()
    product = k.use(k.by("balance.lem-C.2.product", *STATE), *k.given)
    below = forall(A, sigma)(given(A <= sigma) >> (abs(A - sigma) == sigma - A))
    facts = [product, *k.given]
    signs = [k.use(k.lemma(below, one, sigma), *facts) for one in (after_x * after_y, x * y)]
    return k.qed(k.arith(k.target, *k.split(product), *signs))


signal_error_contracts.mutant("rate 10 c_1 c_step", faster=10)
