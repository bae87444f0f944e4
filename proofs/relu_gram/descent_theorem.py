"""Theorem 2.3 and its constants; S = C^2 + 1/2. The notation is that of `descent_probability`."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    conj,
    forall,
    functions,
    given,
    integrable,
    sum_over,
    term,
)
from steepest.proofs.textbook.events import implied
from steepest.proofs.textbook.forms import bounded_below
from steepest.proofs.textbook.normal import Phi, density, g_0

from . import start, start_error, start_gram, thesis
from .descent_probability import (
    at_start,
    bad_events,
    descent_step,
    good,
    labels,
    limit_gram,
    rate,
    sizes,
    w,
)
from .false_variants import too_fast_in_steps
from .movement import T
from .network import C, R, b, c, d, delta, eta, i, j, k, lam, m, n, r, t, width, x, y
from .start import a, o
from .start_gram import P

section = "Section 2.3.1, final display"
q = functions("q", "nat", "nat")


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


def law_of_the_start():
    """w_r(0) ~ N(0, I) and fair signs, all independent, by the laws along unit vectors: for all of
    these, q_0, q_1, .., the products w_r(0) . q_i are standard normal, symmetric, of second moment
    1, and not negative with probability 1/2; the neurons have one law; neurons and signs are
    independent, as the product rule for the means that are used.
    """
    unit = forall(i)(sum_over(c, d, q(i, c) ** 2) == 1)
    along = sum_over(c, d, w(0, r, c, o) * q(i, c))
    same = E(o, start_gram.both(r)) == E(o, start_gram.both(term(0)))
    laws = (
        forall(r, i)(start.normal(start.z(r, i, o))),
        forall(r, i)(Prob(o, start.z(r, i, o) >= 0) == "1/2"),
        forall(r, i, j)(same),
        start_gram.neurons_law().part(1),
        start_error.symmetric(),
        start_error.signs_law(),
    )
    return forall(q)(unit >> start.of_network(conj(*laws), along, q))


def theorem_says():
    unit = forall(i)(sum_over(c, d, x(i, c) ** 2) == 1)
    limit = forall(i, j)(at_start(E(o, start_gram.both(term(0)))) == P(i, j))
    descent = forall(o, k, r, c)(((r < m) & (c < d)) >> descent_step())
    always = forall(k)(rate())
    measurable = conj(*(integrable(Prob(o, one)) for one in (*bad_events(), good(), always)))
    return forall(x, w, a, y, Phi, P, g_0, b, eta, n, m, d, lam, C, R, delta)(
        given(
            width(), unit, labels(), density(t), law_of_the_start(), sizes(), limit,
            bounded_below(limit_gram, lam), descent, measurable,
        )
        >> (Prob(o, always) >= 1 - delta)
    )  # fmt: skip


@claim(
    "relu2.thm-2.3",
    thesis("Theorem 2.3"),
    says=theorem_says,
    uses=("relu2.thm-2.3.probability", "relu2.asm-2.1.trace"),
)
def theorem(judge):
    """Gradient descent converges linearly, at explicit width and step of the printed orders: m >=
    70406 (C^2 + 1/2) n^6/(lambda_0^4 delta^3) and eta <= lambda_0/(4 n^2).

    The inputs are the first n of the unit vectors x_0, x_1, .., |y_i| <= C, and lambda_0 is the
    least eigenvalue of H_inf = K o P_inf, or less, P_inf(i, j) = P(w_0(0) . x_i >= 0, w_0(0) . x_j
    >= 0).

    The start enters by its law along unit vectors; events are assumed to be measurable, those of
    the proof with R = delta lambda_0/(96 g_0 n^2), g_0 = 1/sqrt(2 pi).
    """
    K = judge.theorem()
    scale, square, unit, small_labels, *others = K.given
    law_density, (law, *others) = others[:3], others[3:]
    numbers, (limit, low, moves, *measurable) = others[:10], others[10:]
    along = K.split(K.use(K.at(law, x), unit))
    normal, half, alike, apart, symmetric, *signs = along
    inside = K.for_all(K.discharge(K.at(unit, i), i < n), i)
    # lambda_0 <= 1/2
    one_neuron = Lambda((c, o), w(0, 0, c, o))
    trace = K.by("relu2.asm-2.1.trace", one_neuron, x, P, n, d, lam)
    half = K.for_all(K.at(half, 0, i), i)
    trace = K.part(K.use(trace, numbers[0], inside, half, limit, low), 2)
    # the theorem up to the time T
    own = at_start(E(o, start_gram.both(r)))
    mean = K.arith(own == P(i, j), K.at(alike, r, i, j), K.at(limit, i, j))
    mean = K.for_all(mean, r, i, j)
    steps = K.assume((k < T) & (r < m) & (c < d))
    going = K.use(K.at(moves, o, k, r, c), steps)
    going = K.for_all(K.discharge(going, steps.formula), o, k, r, c)
    core = K.by(
        "relu2.thm-2.3.probability", x, w, a, y, Phi, P, g_0, b, eta, n, m, d, T, lam, C, R, delta
    )
    core = K.use(core, scale, square, inside, small_labels, *law_density, normal, *signs, symmetric,
                 mean, apart, *numbers, trace, low, going, *measurable)  # fmt: skip
    # an outcome of the events, at every time
    here = K.assume(good())
    now = K.at(K.apply(K.at(K.part(core, 1), o), here), T)
    now = K.for_all(K.apply(now, K.arith(T <= T)), T)
    likely = implied(K, good(), forall(k)(rate()), now, measurable[3], measurable[4], o)
    return K.qed(K.arith(K.target, K.part(core, 0), likely))


theorem.mutant(too_fast_in_steps)
