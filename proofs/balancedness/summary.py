"""The summary of contributions in Section 1 (Du, Hu, Lee 2018), each sentence decided through the theorems that carry it."""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import du_hu_lee, linear_layers, neurons, shared_weights


@claim(
    "balance.intro-claims-summary.a",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"\frac{d}{dt}\left(\|W^{(h)}\|_F^2-\|W^{(h+1)}\|_F^2\right)=0",
    hypotheses=("linear, ReLU or leaky ReLU activations", "fully connected or convolutional layers"),
)
def differences_are_invariant(judge, rules=True):
    """(a) gradient flow keeps the differences of squared norms across layers, fully connected and with shared weights."""
    if not rules:
        return neurons.layer_balance.check(judge, rules=())
    return judge.all(
        neurons.layer_balance.check(judge), shared_weights.shared_balance.check(judge), linear_layers.linear_balance.check(judge)
    )


differences_are_invariant.mutant("any activation", rules=False)


@claim(
    "balance.intro-claims-summary.b",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"\eta_t=c\,(t+1)^{-(1/2+\delta)}:\quad\|U_t^\top U_t-V_t^\top V_t\|_F\le\varepsilon\ \text{for all}\ t",
    hypotheses=(
        "0 < delta <= 1/2",
        "c^2 <= eps delta / (40 sqrt(r) |M*|^3 (2 delta + 1))",
        "the bounds of Lemma 3.1 on loss and factors",
    ),
)
def balance_stays_small_with_slow_schedules(judge, weight=1):
    """(b), first half: with eta_t = O(t^-(1/2+delta)) the balance stays small; the admissible constant is explicit.

    s is the running sum of (i+1)^-(1+2 delta), at most 1 + 1/(2 delta) (balance.fn-11). The second half, convergence to a bounded
    global optimum, is Theorem 3.1.
    """
    n, s, rho, m, c, delta, eps = reals("n s rho m c delta eps")
    where = [
        eps > 0, rho >= 1, m > 0, c > 0, delta > 0, delta <= Fraction(1, 2), s >= 0, s <= 1 + 1 / (2 * delta),
        c**2 <= weight * eps * delta / (40 * rho * m**3 * (2 * delta + 1)), n <= eps / 2 + 40 * rho * m**3 * c**2 * s,
    ]  # fmt: skip
    return judge.holds(n <= eps, where=where)


balance_stays_small_with_slow_schedules.mutant("a constant twice as large", weight=2)
