"""The result of the chapter as Section 2.1 announces it: Theorem 2.1 gives lambda_0 > 0, Theorem
2.3 the rate, which is turned into a number of steps. The notation is that of `descent_theorem`; g
are the weights of one neuron at the start.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    exists,
    forall,
    given,
    integrable,
    log,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below
from steepest.proofs.textbook.normal import Phi, density, g_0

from . import start_gram, thesis
from .descent_probability import (
    at_start,
    bad_events,
    descent_step,
    good,
    labels,
    limit_gram,
    loss,
    rate,
    sizes,
    w,
)
from .descent_theorem import law_of_the_start
from .hyperplanes import apart
from .independence import everywhere
from .limit_gram import in_common
from .network import C, R, b, c, d, delta, eta, i, j, k, lam, m, n, r, t, width, x, y
from .sectors import g
from .start import a, o
from .start_gram import P

eps = reals("epsilon")
RUN = (w, a, y, Phi, g_0, b, eta, m, C, R, delta)


def always():
    return forall(k)(rate())


def unit():
    return forall(i)(sum_over(c, d, x(i, c) ** 2) == 1)


def wide_network():
    """What Theorem 2.3 asks for besides: the law of the start, the width, the step, the run"""
    limit = forall(i, j)(at_start(E(o, start_gram.both(term(0)))) == P(i, j))
    descent = forall(o, k, r, c)(((r < m) & (c < d)) >> descent_step())
    measurable = conj(*(integrable(Prob(o, one)) for one in (*bad_events(), good(), always())))
    return given(
        width(), labels(), density(t), law_of_the_start(), sizes(), limit, descent, measurable
    )


def enough_steps():
    """k >= (2/(eta lambda_0)) log(|u(0) - y|^2/eps)"""
    return given(eps > 0, loss(0) > 0, eta * lam / 2 * k >= log(loss(0) / eps))


def soon():
    return forall(eps, k)(enough_steps() >> (loss(k) <= eps))


def reached():
    """The rate is likely, and with it every accuracy is reached soon."""
    return conj(Prob(o, always()) >= 1 - delta, forall(o)(always() >> soon()))


def with_rate():
    ever = forall(*RUN)(wide_network() >> reached())
    return conj(lam > 0, bounded_below(limit_gram, lam), ever)


def informal_says():
    return forall(g, x, P, n, d)(
        given(in_common(), everywhere(), unit(), apart(), n >= 1) >> exists(lam)(with_rate())
    )


@claim(
    "relu2.main-informal",
    thesis("Section 2.1"),
    says=informal_says,
    uses=("relu2.thm-2.1", "relu2.thm-2.3", "relu2.asm-2.1.trace", "book.power-late"),
)
def informal(judge):
    """No two inputs parallel and m large: gradient descent reaches zero training loss at a linear
    rate. Theorem 2.1 gives lambda_0 > 0, Theorem 2.3 the rate.

    k >= (2/(eta lambda_0)) log(|u(0) - y|^2/eps) steps bring the squared residual to eps, with
    probability at least 1 - delta, at the width and the step of Theorem 2.3.
    """
    K = judge.theorem()
    shared, full, units, lines, one_input = K.given
    bodies = [x(i, c) * x(i, c), x(i, c) ** 2]
    norm = by_terms(
        K, c, d, lambda q: sum_over(c, q, bodies[0]) == sum_over(c, q, bodies[1]), bodies
    )
    long = K.arith(sum_over(c, d, bodies[0]) > 0, norm, K.at(units, i))
    long = K.for_all(K.discharge(long, i < n), i)
    exists_ = K.use(K.by("relu2.thm-2.1", g, x, P, n, d), shared, full, long, lines)
    least = K.such(exists_, lam)
    positive, low = K.split(least)
    run = K.assume(wide_network())
    parts = K.split(run)
    law, sizes_, limit = parts[6], parts[7:17], parts[17]
    theorem = K.by("relu2.thm-2.3", x, w, a, y, Phi, P, g_0, b, eta, n, m, d, lam, C, R, delta)
    likely = K.use(theorem, units, low, *parts)
    # lambda_0 <= 1/2, so that eta lambda_0/2 <= 1
    half = K.part(K.use(K.at(law, x), units), 1)
    half = K.for_all(K.at(half, 0, i), i)
    inside = K.for_all(K.discharge(K.at(units, i), i < n), i)
    trace = K.by("relu2.asm-2.1.trace", Lambda((c, o), w(0, 0, c, o)), x, P, n, d, lam)
    trace = K.part(K.use(trace, one_input, inside, half, limit, low), 2)
    A, B = reals("A B")
    rule = K.lemma(
        forall(A, B, eta)(
            given(A >= 1, eta > 0, B > 0, B <= "1/2", 4 * eta * A**2 <= B)
            >> conj(eta * B / 2 >= 0, eta * B / 2 <= 1)
        ),
        n, lam, eta,
    )  # fmt: skip
    share = K.use(rule, one_input, trace, positive, *sizes_)
    ever, steps = K.assume(always()), K.assume(enough_steps())
    late = K.use(K.by("book.power-late", eta * lam / 2, loss(0), eps, k), share, steps)
    below = K.arith(loss(k) <= eps, late, K.at(ever, k))
    below = K.for_all(K.discharge(below, steps.formula), eps, k)
    below = K.for_all(K.discharge(below, ever.formula), o)
    result = K.for_all(K.discharge(K.both(likely, below), run.formula), *RUN)
    found = K.exhibit(exists(lam)(with_rate()), lam, K.both(positive, low, result))
    return K.qed(K.obtain(exists_, found, lam))


@informal.mutant
def half_as_many_steps(judge):
    """1/(eta lambda_0) in place of 2/(eta lambda_0), with eta lambda_0 = 1: log(20/9) <= k = 1, and
    the squared residual goes from 2 to 1, above eps = 9/10.
    """
    A, B = reals("A B")
    numbers = given(A == 2, eps == "9/10", B == A / 2)
    hint = {"values": {"A": "2", "B": "1", "epsilon": "9/10"}}
    return falsify(forall(A, B, eps)(numbers >> (B <= eps)), hints=[hint])
