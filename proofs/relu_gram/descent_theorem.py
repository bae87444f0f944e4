"""Theorem 2.3 and its constants; S = C^2 + 1/2. The notation is that of `descent_probability`."""

from __future__ import annotations

from steepest.proofs import claim, reals
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

from . import holds, number, root_two_pi, start, start_error, start_gram, thesis
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
from .flow_start import three_events
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
