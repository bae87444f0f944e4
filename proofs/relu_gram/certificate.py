"""A linear rate for all time from a few computed numbers of one initialization. Beyond Theorems 2.2
and 2.3: no probability, no norm of the inputs.

Given X, y, signs a, W(0); K = X X^T, k_i = |K_i| (row norms), z_ri = w_r(0).x_i, e = u - y. Choose
tau > 0 and call entry (r, i) loose when sqrt(m) |z_ri| <= k_i tau. H_s = (1/m) sum of D_r K D_r
over the neurons r without a loose entry, lambda = lambda_min(H_s).

Flow: if lambda tau > |e(0)|, then |e(t)| <= exp(-lambda t) |e(0)| for all t >= 0, no tight entry
ever flips, and |w_r(t) - w_r(0)| <= sqrt(kappa/m) tau.
Descent: let kappa >= |K|_2, kappa_r >= |K| on the loose entries of neuron r, Q = max_i (1/m) sum of
kappa_r over the neurons loose at i, p_i the share of neurons active or loose at i, M^2 = kappa max
p_i, theta = 2 - eta M^2 > 0 and c = 1 - eta (theta lambda - Q/theta) <= rho^2, rho < 1. If eta
|e(0)| <= (1 - rho) tau, then |e(k)| <= rho^k |e(0)| for all k, with the same movement bounds.

The tube is in preactivations, so |K_i| replaces sqrt(n) |x_i|; neurons with a loose entry are
dropped from H (a sum of positive terms), where the source bounds every entry of H - H(0) by its
absolute value. The flow may be any solution in the sense of Filippov.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steepest.proofs import claim, reals

from . import holds, rests_on, thesis

locus = "Theorems 2.2 and 2.3, a-posteriori form"


@claim(
    "relu2.certificate.tight",
    thesis(locus),
    formula=r"|z_0|>c,\ |z-z_0|\le c\implies(z\ge0\iff z_0\ge0)",
)
def tight_entries_stand(judge, room=1):
    """A preactivation that starts farther than c from zero and moves by at most c keeps its
    indicator.
    """
    from sympy import Or

    z, z0, c = reals("z z0 c")
    return holds(
        judge, z * z0 > 0, [c >= 0, Or(z0 > c, z0 < -c), z - z0 <= room * c, z0 - z <= room * c]
    )


tight_entries_stand.mutant("twice the distance", room=2)


@claim(
    "relu2.certificate.flow",
    thesis(locus),
    formula=r"\lambda\tau>|e(0)|\implies|e(t)|\le e^{-\lambda t}|e(0)|\ \ \forall t\ge0",
    hypotheses=(
        "lambda = lambda_min(H_s(tau)) > 0",
        "any solution of the flow, at kinks in the sense of Filippov",
    ),
    missing=(
        "existence of the flow, its continuity and the chain rule for almost every t",
        "T as a supremum of times, and the decay of |e|^2 from its derivative",
        "the integral of |e| from the bound of |e|",
    ),
)
def flow(judge, margin=1):
    """Gradient flow from a certified start has a linear rate for ever.

    Let T be the supremum of the times with int_0^T |e| <= tau. Up to T every preactivation has
    moved by at most k_i tau/sqrt(m) (speed), so tight entries stand, H(t) >= H_s, and (|e|^2)' = -2
    e^T H e <= -2 lambda |e|^2: |e(t)| <= exp(-lambda t)|e(0)|. Its integral is at most
    |e(0)|/lambda < tau, so T is not finite by continuity. At a kink du_i/dt has the weight s in [0,
    1] of the inclusion, because z' = 0 there for almost every such t.
    """
    from sympy import Derivative, exp

    N, rate, lam, t, e0, tau, form, integral = reals("N rate lam t e0 tau form integral")
    weight = exp(2 * lam * t)
    decay = holds(
        judge,
        Derivative(weight, t) * N + weight * rate <= 0,
        [(rate, "==", -2 * form), form >= lam * N, weight > 0],
    )
    area = judge.gradient(-e0 * exp(-lam * t) / lam, {t: e0 * exp(-lam * t)}, [lam > 0])
    closing = holds(
        judge, integral < tau, [lam > 0, lam * tau > margin * e0, e0 >= 0, integral <= e0 / lam]
    )
    parts = judge.all(tight_entries_stand(judge), decay, area, closing)
    return rests_on(parts, "relu2.certificate.drop", "relu2.certificate.speed")


flow.mutant("lambda tau > |e(0)|/2", margin=Fraction(1, 2))


@claim(
    "relu2.certificate.secant",
    thesis(locus),
    formula=r"\mathrm{relu}(b)-\mathrm{relu}(a)=\sigma(b-a),\ "
    r"0\le\sigma\le1;\quad\sigma=1\{a\ge0\}\text{ if }a,b\text{ have one sign}",
)
def secant(judge, top=1):
    """The change of a ReLU is a slope in [0, 1] times the change of its argument, and the indicator
    if the sign is kept.
    """
    from sympy import Max

    a, b = reals("a b")
    gap = Max(b, 0) - Max(a, 0)
    return judge.all(
        holds(judge, gap * (b - a) >= 0),
        holds(judge, gap * (b - a) <= top * (b - a) ** 2),
        holds(judge, (gap, "==", b - a), [a >= 0, b >= 0]),
        holds(judge, (gap, "==", 0), [a <= 0, b <= 0]),
    )


secant.mutant("slopes up to 1/2", top=Fraction(1, 2))


@claim(
    "relu2.certificate.descent",
    thesis(locus),
    formula=r"\eta|e(0)|\le(1-\rho)\tau\implies|e(k)|\le\rho^k|e(0)|\ \ \forall k",
    hypotheses=(
        "1 - eta (theta lambda - Q/theta) <= rho^2, 0 <= rho < 1",
        "theta = 2 - eta kappa max p_i > 0",
    ),
    missing=(
        "induction over k",
        "that the steps compose: patterns, secant slopes and contraction at one k",
    ),
)
def descent(judge, share=1):
    """Gradient descent from a certified start has a linear rate for ever.

    By induction: if |e(l)| <= rho^l |e(0)| for l < k, all preactivations at steps up to k have
    moved by at most eta k_i m^{-1/2} sum_{l<k} rho^l |e(0)| <= k_i tau/sqrt(m), since the partial
    sums S of the geometric series have (1 - rho) S <= 1 - rho^k; so tight entries stand at steps l
    and l + 1, secant slopes are indicators there, and the contraction gives the bound for k.
    """
    rho, S, e0, eta, tau, power = reals("rho S e0 eta tau power")
    # S = 1 + rho + .. + rho^(k-1), power = rho^k
    step = holds(
        judge,
        (S + power, "==", (1 - rho * power) / (1 - rho)),
        [rho >= 0, rho < 1, (S, "==", (1 - power) / (1 - rho))],
    )
    tube = holds(
        judge,
        eta * S * e0 <= tau,
        [
            rho >= 0,
            rho < 1,
            S >= 0,
            (1 - rho) * S <= 1,
            eta > 0,
            e0 >= 0,
            eta * e0 <= share * (1 - rho) * tau,
        ],
    )
    e, after = reals("e e_next")
    rate = holds(
        judge,
        after <= rho * power * e0,
        [
            rho >= 0,
            power >= 0,
            e >= 0,
            after >= 0,
            e0 >= 0,
            e <= power * e0,
            after**2 <= rho**2 * e**2,
        ],
    )
    steps = (tight_entries_stand, secant)
    ids = ("speed", "energy", "loose-neurons", "counts", "contraction")
    parts = judge.all(*(one(judge) for one in steps), step, tube, rate)
    return rests_on(parts, *(f"relu2.certificate.{id}" for id in ids))


descent.mutant("twice as far", share=2)


def statement(kind: str, values: dict[str, Any]) -> str:
    """What a certified start guarantees, in words."""
    if kind == "flow":
        return f"|u(t) - y| <= exp(-{values['rate']} t) |u(0) - y| for all t >= 0"
    return f"|u(k) - y| <= ({values['rate']})^k |u(0) - y| for all k, eta = {values['eta']}"
