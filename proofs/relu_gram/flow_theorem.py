"""Theorem 2.2 put together with explicit constants: width, residual at initialisation, failure
probabilities.

r2 = |y - u(0)|^2, R = c delta lambda_0/n^2 with c = sqrt(2 pi)/16 (Lemma 2.2), |y_i| <= C, unit
inputs, lambda_0 <= 1/2.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems.falsify import falsify

from ..engine.text import as_written
from . import holds, rests_on, thesis
from .false_variants import too_fast
from .flow_start import end, three_events


def explicit_width(n: int, lambda_0: float, delta: float, C: float = 1.0) -> tuple[float, float]:
    """Widths for which Theorem 2.2 holds: with the printed proof, 4401 (C^2 + 1/2) n^6/(lambda_0^4
    delta^3), and with the shorter one, 1956 (C^2 + 1/2) n^4/(lambda_0^4 delta).
    """
    size = (C**2 + 0.5) / lambda_0**4
    return 4401 * size * n**6 / delta**3, 1956 * size * n**4 / delta


@claim(
    "relu2.width-condition",
    thesis(end),
    formula=r"R'=\frac{\sqrt n\|y-u(0)\|}{\sqrt m\lambda_0}<R=\frac{c\delta\lambda_0}{n^2}\iff "
    r"m>\frac1{c^2}\frac{n^5\|y-u(0)\|^2}{\lambda_0^4\delta^2}",
)
def width_condition(judge, power=5):
    """R' < R is a condition m > (1/c^2) n^5 |y - u(0)|^2/(lambda_0^4 delta^2).

    Solved for m, both directions, squares compared: the constant of Omega is 1/c^2 (with the
    printed R'; 4/c^2 with the true one).
    """
    n, r2, m, lam, c, delta = reals("n r2 m lam c delta")
    sizes = [n >= 1, r2 >= 0, m > 0, lam > 0, c > 0, delta > 0]
    below = n * r2 / (m * lam**2) < (c * delta * lam / n**2) ** 2
    wide = m * c**2 * lam**4 * delta**2 > n**power * r2
    return judge.all(holds(judge, wide, [*sizes, below]), holds(judge, below, [*sizes, wide]))


width_condition.mutant("n^4", power=4)


@claim(
    "relu2.width-condition-amended",
    thesis(end),
    formula=r"R'=\frac{2\sqrt n\|y-u(0)\|}{\sqrt m\lambda_0}<R\iff "
    r"m>\frac{4n^5\|y-u(0)\|^2}{c^2\lambda_0^4\delta^2},\quad\frac4{c^2}=\frac{512}\pi"
    r"\approx163",
)
def width_condition_amended(judge, constant=512):
    """With the amended radius the constant is 512/pi.

    The same with the amended radius of Lemma 2.3 and the largest c of the proof of Lemma 2.2.
    """
    n, r2, m, lam, c, delta = reals("n r2 m lam c delta")
    sizes = [n >= 1, r2 >= 0, m > 0, lam > 0, c > 0, delta > 0]
    below = 4 * n * r2 / (m * lam**2) < (c * delta * lam / n**2) ** 2
    wide = m * c**2 * lam**4 * delta**2 > 4 * n**5 * r2
    return judge.all(
        holds(judge, wide, [*sizes, below]),
        holds(judge, below, [*sizes, wide]),
        judge.holds(as_written("4/(sqrt(2*pi)/16)**2 == constant/pi", constant=constant)),
    )


width_condition_amended.mutant("256/pi", constant=256)


@claim(
    "relu2.thm-2.2-assembly.failure",
    thesis(end),
    formula=r"\text{Lemma 2.1, Lemma 2.2 and the residual, each with probability "
    r"}1-\delta\implies\text{all with probability }1-\delta",
)
def printed_failure(judge, events=3):
    """Three events of probability 1 - delta hold together with probability 1 - delta.

    The failure probabilities as printed: false, three events of delta may fail with probability 3
    delta (disjointly); the constants absorb it.
    """
    total, delta = reals("total delta")
    return holds(
        judge, total <= delta, [delta > 0, events * delta < 1, total >= 0, total <= events * delta]
    )


printed_failure.mutant("two events", events=2)


def failure_says():
    delta, o = theorems.reals("delta"), theorems.samples("o")
    events = [X(o) > 0 for X in theorems.randoms("X Y Z")]
    likely = [theorems.Prob(o, one) >= 1 - delta / 3 for one in events]
    both = theorems.Prob(o, theorems.conj(*events))
    return theorems.forall(*theorems.randoms("X Y Z"), delta)(
        theorems.given(*likely, theorems.integrable(both)) >> (both >= 1 - delta)
    )


@claim(
    "relu2.thm-2.2-assembly.failure-amended",
    thesis(end),
    says=failure_says,
    amends="relu2.thm-2.2-assembly.failure",
    instance={
        "values": {"delta": "1/2"},
        "functions": {name: {"table": ["1"]} for name in "XYZ"},
        "weights": ["1"],
    },
)
def failure_amended(judge):
    """Three events of probability at least 1 - delta/3 hold together with probability at least 1 -
    delta.

    The events are X > 0, Y > 0, Z > 0. The price is a factor 27 in the width: 9 from the radius R,
    3 from Markov's inequality for the residual.
    """
    k = judge.theorem()
    o = theorems.samples("o")
    *likely, measured = k.given
    events = [X(o) > 0 for X in theorems.randoms("X Y Z")]
    all_of = theorems.conj(*events)
    bits = [theorems.indicator(one) for one in events]
    one = k.mean_of_constant(o, theorems.term(1))
    parts = [(-2, 1, k.arith(theorems.integrable(theorems.E(o, theorems.term(1))), one))]
    for bit, step in zip(bits, likely):
        parts.append((1, bit, k.arith(theorems.integrable(theorems.E(o, bit)), step)))
    total = bits[0] + bits[1] + bits[2] - 2
    mean = theorems.mean_of_combination(k, o, total, parts)
    goal = total <= theorems.indicator(all_of)
    ranges = [k.indicator_range(each) for each in (*events, all_of)]
    hit = k.indicator(all_of, True, k.both(*(k.assume(each) for each in events)))
    step = k.arith(goal, hit, *ranges)
    for each in events:
        missed = k.arith(goal, k.indicator(each, False, k.assume(~each)), *ranges)
        step = k.cases(k.excluded_middle(each), step, missed)
    there = k.arith(theorems.integrable(theorems.E(o, total)), mean)
    bound = k.mean_is_monotone(k.for_all(step, o), there, measured)
    return k.qed(k.arith(k.target, bound, mean, one, *likely))


@failure_amended.mutant
def half_of_delta_each(judge):
    """1 - delta/2 each."""
    p, q, s, delta = theorems.reals("p q s delta")
    each = [one <= delta / 2 for one in (p, q, s)]
    return falsify(
        theorems.forall(p, q, s, delta)(
            theorems.given(delta > 0, *each) >> (1 - p - q - s >= 1 - delta)
        )
    )


@claim(
    "relu2.thm-2.2",
    thesis("Theorem 2.2"),
    formula=r"m\ge4401\,(C^2+\tfrac12)\tfrac{n^6}{\lambda_0^4\delta^3}\implies P\left(\forall "
    r"t:\|u(t)-y\|^2\le e^{-\lambda_0t}\|u(0)-y\|^2\right)\ge1-\delta",
    hypotheses=("unit inputs, |y_i| <= C", "the flow as a differential inclusion"),
    missing=(
        "Hoeffding's and Markov's inequality and the union bound",
        "existence of the flow, the chain rule for almost every t and the first exit time",
        "that the lemmas named compose",
    ),
)
def theorem(judge):
    """Gradient flow converges at the rate lambda_0, at an explicit width of the printed order.

    Gradient flow converges at the rate lambda_0, with the printed orders and an explicit constant:
    decided are the constants here, and each step is a claim of its own. In words: Hoeffding's and
    Markov's inequality, the union bound, the first exit time, that the flow exists as an absolutely
    continuous solution of the inclusion, that the chain rule holds for almost every t, and that the
    steps compose.
    """
    steps = (
        "thm-2.2-assembly",
        "asm-2.1.trace",
        "lem-2.1-sharper",
        "lem-2.2-amended",
        "lem-2.4-amended",
        "init-markov",
    )
    return rests_on(three_events(judge), *(f"relu2.{step}" for step in steps))


theorem.mutant(too_fast)
