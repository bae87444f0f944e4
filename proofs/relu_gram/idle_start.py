"""A start at which no neuron is active: gradient descent stands still. One input, x(0, .); start(r,
c, o) are the weights of neuron r on the outcome o. Notation of `movement`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Prob,
    by_terms,
    conj,
    exp,
    forall,
    functions,
    given,
    indicator,
    log,
    nats,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .movement import T, at, descent, e, residuals
from .network import a, active, b, c, d, delta, eta, i, k, m, n, pre, r, relu, w, x, y
from .start import o

start = functions("start", "nat", "nat", "sample")
q = nats("q")
A, B = reals("A B")
HALF = term("1/2")


def value(r):
    """w_r(0) . x"""
    return sum_over(c, d, start(r, c, o) * x(0, c))


def idle(count=m):
    """None of the first neurons is active."""
    return forall(r)((r < count) >> (value(r) < 0))


def law():
    """Signs of preactivations are symmetric and independent."""
    each = Prob(o, value(q) < 0)
    product = Prob(o, idle(q + 1)) == Prob(o, idle(q)) * each
    return forall(q)((q < m) >> conj(each == HALF, product))


def from_idle():
    """Gradient descent from a start where no neuron is active"""
    begins = forall(r, c)(((r < m) & (c < d)) >> (w(0, r, c) == start(r, c, o)))
    return given(idle(), begins, residuals(), descent())


def stands_still():
    same = forall(k)((k <= T) >> (e(k, 0) == -y(0)))
    return forall(o, w, a, y, e, b, eta, T)(from_idle() >> same)


def width_says():
    few = given(delta > 0, m * log(term(2)) < log(1 / delta))
    return forall(start, x, n, m, d)(
        given(law(), n == 1)
        >> conj(
            Prob(o, idle()) == HALF**m,
            forall(delta)(few >> (Prob(o, idle()) > delta)),
            stands_still(),
        )
    )


@claim(
    "relu2.thm-2.3.necessary-width",
    thesis("Theorems 2.2 and 2.3"),
    formula=r"n=1,\ y\ne0:\ P(\text{all neurons inactive})=2^{-m}>\delta\text{ for "
    r"}m<\log_2\tfrac1\delta",
    says=width_says,
)
def some_width_is_necessary(judge):
    """At least log_2(1/delta) neurons are necessary.

    With probability 2^(-m) no neuron is active, the gradient is zero, and u = 0 for all time: the
    loss does not fall. The signs of w_r . x are independent and symmetric.
    """
    K = judge.theorem()
    law_, single = K.given
    chance = K.at(probability(K, law_), m)
    chance = K.apply(chance, K.arith(m <= m))
    known = K.assume(given(delta > 0, m * log(term(2)) < log(1 / delta)))
    power = HALF**q == exp(-q * log(term(2)))
    step = K.arith(
        power.put(q, q + 1), K.assume(power), K.power_step(HALF, q),
        K.arith(exp(-(q + 1) * log(term(2))) == exp(-q * log(term(2))) * HALF),
    )  # fmt: skip
    base = K.arith(power.put(q, 0), K.power_zero(HALF))
    power = K.at(K.induction(q, power, base, step), m)
    grows = K.lemma(
        forall(A, B)((A < B) >> (exp(A) < exp(B))), log(delta), -m * log(term(2)),
        defined=[K.part(known, 0)],
    )  # fmt: skip
    below = K.arith(log(1 / delta) == -log(delta), known)
    large = K.use(grows, K.arith(grows.formula.left, known, below))
    large = K.arith(exp(-m * log(term(2))) > delta, large, known)
    large = K.arith(Prob(o, idle()) > delta, large, power, chance)
    large = K.for_all(K.discharge(large, known.formula), delta)
    return K.qed(K.both(chance, large, no_motion(K, single)))


def no_motion(K, single):
    """u(k) = 0 for all k."""
    known = K.assume(from_idle())
    asleep, begins, resid, steps = K.split(known)
    pair = conj(r < m, c < d)
    same = lambda k: (k <= T) >> forall(r, c)(pair >> (w(k, r, c) == start(r, c, o)))  # noqa: E731
    inside = K.assume(r < m)

    def off(now):
        """Neuron r is not active on the input, since by `now` it has the weights of the start."""
        weights = K.apply(K.at(now, r, c), K.both(inside, K.assume(c < d)))
        bodies = [w(k, r, c) * x(0, c), start(r, c, o) * x(0, c)]
        equal = by_terms(
            K, c, d, lambda q: sum_over(c, q, bodies[0]) == sum_over(c, q, bodies[1]), bodies,
            K.arith(bodies[0] == bodies[1], weights),
        )  # fmt: skip
        return K.arith(pre(at(k), r, 0) < 0, equal, K.apply(K.at(asleep, r), inside))

    soon = K.assume(k + 1 <= T)
    now = K.apply(K.assume(same(k)), K.arith(k <= T, soon))
    negative = off(now)
    event = pre(at(k), r, 0) >= 0
    never = K.indicator(event, False, K.arith(~event, negative))
    only = K.arith(i == 0, K.assume(i < n), single)
    never = K.rewrite(only, never, active(at(k), r, i) == 0)
    body = e(k, i) * x(i, c) * active(at(k), r, i)
    flat = by_terms(K, i, n, lambda q: sum_over(i, q, body) == 0, [body], K.arith(body == 0, never))
    both = K.assume(pair)
    flat = K.apply(K.discharge(flat, inside.formula), K.part(both, 0))
    moves = K.use(K.at(steps, k, r, c), K.arith(k < T, soon), both)
    before = K.apply(K.at(now, r, c), both)
    after = K.arith(w(k + 1, r, c) == start(r, c, o), moves, before, flat)
    after = K.for_all(K.discharge(after, pair), r, c)
    base = K.discharge(K.part(known, 1), term(0) <= T)
    always = K.induction(k, same(k), base, K.discharge(after, k + 1 <= T))
    time = K.assume(k <= T)
    negative = off(K.apply(K.at(always, k), time))
    body = a(r) * relu(pre(at(k), r, 0))
    silent = by_terms(
        K, r, m, lambda q: sum_over(r, q, body) == 0, [body], K.arith(body == 0, negative)
    )
    own = K.apply(K.at(resid, k, 0), K.both(time, K.arith(term(0) < n, single)))
    end = K.arith(e(k, 0) == -y(0), own, silent)
    end = K.for_all(K.discharge(end, time.formula), k)
    return K.for_all(K.discharge(end, known.formula), o, w, a, y, e, b, eta, T)


def probability(K, law_):
    """P(none of the first q neurons is active) == 2^(-q), for q <= m"""
    here = lambda q: Prob(o, idle(q)) == HALF**q  # noqa: E731
    none = idle(term(0))
    empty = r < term(0)
    wrong = K.absurd(K.assume(empty), K.arith(~empty), value(r) < 0)
    sure = K.for_all(K.discharge(wrong, empty), r)
    one = K.for_all(K.arith(term(1) == indicator(none), K.indicator(none, True, sure)), o)
    constant = K.mean_of_constant(o, term(1))
    one = K.mean_of_equal(one, K.arith(constant.sides[0] == constant.sides[0], constant))
    base = K.arith(here(term(0)), one, constant, K.power_zero(HALF))
    base = K.discharge(base, term(0) <= m)
    soon = K.assume(q + 1 <= m)
    before = K.apply(K.assume((q <= m) >> here(q)), K.arith(q <= m, soon))
    each = K.apply(K.at(law_, q), K.arith(q < m, soon))
    step = K.arith(here(q + 1), each, before, K.power_step(HALF, q))
    return K.induction(q, (q <= m) >> here(q), base, K.discharge(step, q + 1 <= m))


@some_width_is_necessary.mutant
def one_third(judge):
    """3^(-m): for one neuron the probability is 1/2."""
    return falsify(forall(A)((A == "1/2") >> (A == "1/3")))
