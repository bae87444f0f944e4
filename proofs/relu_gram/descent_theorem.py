"""Theorem 2.3: the induction step and its constants. r = y - u(k), N = |r|^2, h = r^T H r, sizes as
in `descent`; S = C^2 + 1/2.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import holds, number, rests_on, root_two_pi, thesis
from .false_variants import too_fast_in_steps
from .flow_start import three_events

section = "Section 2.3.1, final display"


def explicit_constants(
    n: int, lambda_0: float, delta: float, C: float = 1.0
) -> dict[str, tuple[float, float]]:
    """(largest step, width) for which Theorem 2.3 holds: with the printed proof (repaired), and
    with the shorter one.
    """
    size = (C**2 + 0.5) / lambda_0**4
    return {
        "printed proof": (lambda_0 / (4 * n**2), 70406 * size * n**6 / delta**3),
        "sharper": (2 / (5 * n), 31292 * size * n**4 / delta),
    }


@claim(
    "relu2.thm-2.3-assembly",
    thesis("Section 2.3.1"),
    formula=r"m\ge70406\,(C^2+\tfrac12)\frac{n^6}{\lambda_0^4\delta^3},\ "
    r"\eta\le\frac{\lambda_0}{4n^2}\implies R'=\tfrac{4\sqrt n\|y-u(0)\|}{\sqrt m\lambda_0}<R",
    hypotheses=(
        "every event with delta/3",
        "R = c (delta/3) lambda_0/n^2, c = sqrt(2 pi)/32",
        "lambda_0 <= 1/2, 0 < delta < 1",
    ),
    missing=(
        "Markov's inequality and the union bound: probabilities are letters",
        "L stands for the logarithm, with its bound as a premise",
        "the norm by the sum of the entries",
    ),
)
def assembly(judge, constant=70406):
    """The width and the step for which the whole proof of Theorem 2.3 closes.

    m_min = 16 * 9 * 3 * 1024/(2 pi) (C^2 + 1/2) n^6/(lambda_0^4 delta^3), 70405.05 rounded up; k =
    0 is an identity. Three events suffice: Lemma 2.1, the residual, and Lemma 2.5, because sum_ij
    |H_ij - H_ij(0)| <= 2 n sum_i q_i makes Lemma 2.2 follow from
    it: 2 C n^2 R/(delta/3) = lambda_0/8 <= lambda_0/4. Also eta lambda_0 <= 2, and the width of
    Lemma 2.1 is dominated.
    """
    n, S, m, lam, delta, r2, L, eta = reals("n S m lam delta r2 L eta")
    change, flips = reals("change flips")
    base = [
        n >= 1,
        number("1/2") <= S,
        lam > 0,
        lam <= number("1/2"),
        delta > 0,
        delta < 1,
        m * lam**4 * delta**3 >= constant * S * n**6,
    ]
    radius2 = root_two_pi() ** 2 / 1024 * (delta / 3) ** 2 * lam**2 / n**4
    return judge.all(
        holds(judge, 16 * n * r2 < radius2 * m * lam**2, [*base, r2 >= 0, r2 * delta <= 3 * n * S]),
        holds(judge, m * lam**2 >= 8 * n**2 * L, [*base, L * delta <= 6 * n**2]),
        holds(judge, change <= lam / 4, [lam > 0, change <= 2 * flips, flips <= lam / 16]),
        holds(
            judge,
            eta * lam <= 2,
            [n >= 1, lam > 0, lam <= number("1/2"), eta > 0, 4 * eta * n**2 <= lam],
        ),
        three_events(judge),
    )


assembly.mutant("three quarters of the constant", constant=52804)


@claim(
    "relu2.thm-2.3",
    thesis("Theorem 2.3"),
    formula=r"m\ge70406\,(C^2+\tfrac12)\tfrac{n^6}{\lambda_0^4\delta^3},\ "
    r"\eta\le\tfrac{\lambda_0}{4n^2}\implies P\left(\forall "
    r"k:\|u(k)-y\|^2\le(1-\tfrac{\eta\lambda_0}2)^k\|u(0)-y\|^2\right)\ge1-\delta",
    hypotheses=("unit inputs, |y_i| <= C",),
    missing=(
        "that independent N(0, I) weights and uniform signs have the law that "
        "relu2.thm-2.3.probability assumes: standard normal preactivations, symmetric and of "
        "second moment 1, neurons alike and independent, signs of mean 0 independent of the rest",
    ),
)
def theorem(judge):
    """Gradient descent converges linearly, at explicit width and step of the printed orders.

    relu2.thm-2.3.probability is this theorem for every start of a stated law, with these constants.
    What is in words is that the printed start, N(0, I) weights and uniform signs, has that law.
    """
    q, k, N0, N, after, power = reals("q k N0 N after power")
    step = holds(
        judge,
        after <= (1 - q) * power * N0,
        [q > 0, q < 1, N0 >= 0, N >= 0, power >= 0, power * N0 >= N, after <= (1 - q) * N],
    )
    ids = ("thm-2.3.probability", "thm-2.3.on-the-events", "thm-2.3-assembly")
    return rests_on(step, *(f"relu2.{id}" for id in ids))


theorem.mutant(too_fast_in_steps)
