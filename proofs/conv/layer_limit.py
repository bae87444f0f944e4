"""Lemma 5.11: the second layer comes near its target n a* once the angle is small, along every run.

D = |a - n a*|, A = |a*|, kappa = eta (pi - 1)/(2 pi), delta a bound of pi - g from a time T on.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, log, maximum, nats, pi, reals, term

from .. import symbols
from ..engine.relations import holds
from . import thesis
from .angle_function import values_of_g
from .layer_distance import STEP, TEACHER, after, along_a_run, kappa, size_star
from .layer_scalars import LAYER
from .network import A, N, Phi, apart, at, eta, g, k, layer_run, n, t

delta, first, gap = reals("delta D_0 D")
T, r = nats("T r")
reach = delta * n * size_star
P, B, F, y, Q, left = reals("P B F y Q left")
USES = ("conv.layer-distance", "conv.g-order")


def distance(time):
    return apart(at(A, time))


def small_gap():
    """pi - g <= delta from the time T on."""
    return forall(t)((t >= T) >> (pi - g(Phi(t)) <= delta))


def near(first):
    """After enough steps, D <= (1 + 1/(pi - 1)) delta n A."""
    late = kappa * r >= log(first / reach)
    return late >> (distance(T + r) <= ((1 + 1 / (pi - 1)) * reach) ** 2)


def geometric():
    return distance(T + r) <= ((1 - kappa) ** r * first + reach / (pi - 1)) ** 2


def angle_range(z, time):
    """0 <= g <= pi at a time."""
    return values_of_g(z, Phi(time), z.at(z.given[0], time))[:2]


def lengths(z):
    """A >= 0 and |a*|^2 <= A^2."""
    return z.arith(conj(size_star >= 0, N <= size_star**2), *z.given)


def reach_is_positive(z, *known):
    """delta n A > 0"""
    rule = forall(delta, n, size_star)(
        given(delta > 0, n > 0, size_star > 0) >> (delta * n * size_star > 0)
    )
    return z.use(z.lemma(rule, delta, n, size_star), *known)


def first_is_large(z, *known):
    """D_0 = max{|a^0 - n a*|, n A pi/(pi - 1)} is positive and at least both."""
    rule = forall(first, gap, n, size_star)(
        given(first == maximum(gap, n * size_star * pi / (pi - 1)), n > 0, size_star > 0)
        >> conj(first > 0, first >= n * size_star * pi / (pi - 1), first >= gap)
    )
    return z.use(z.lemma(rule, first, gap, n, size_star), *known)


def squared(z, once, value, limit, *known):
    """From D(t + 1)^2 <= value^2 and 0 <= value <= limit: D(t + 1)^2 <= limit^2."""
    rule = forall(Q, y, B)(given(Q <= y**2, y <= B, y >= 0) >> (Q <= B**2))
    return z.use(z.lemma(rule, once.sides[0], value, limit), once, *known)


def not_negative(z, bound, force, *known):
    """(1 - kappa) bound + eta force/(2 pi) >= 0"""
    rule = forall(y, Q, eta, P)(
        given(y <= 1, Q >= 0, eta > 0, P >= 0) >> ((1 - y) * Q + eta / (2 * pi) * P >= 0)
    )
    return z.use(z.lemma(rule, kappa, bound, eta, force), *known, *z.given)


def converges():
    known = given(*layer_run(), STEP, k >= 1, TEACHER, size_star > 0, delta > 0, first > 0,
                  small_gap(), distance(T) <= first**2)  # fmt: skip
    return forall(*LAYER, size_star, delta, first, T)(
        known >> forall(r)(conj(geometric(), near(first)))
    )


@claim(
    "conv.lem-5.11",
    thesis("Lemma 5.11"),
    formula=r"\|a^T-a^*\|\le\left(1+\tfrac1{\pi-1}\right)\epsilon\|a^*\|,\quad "
    r"T\ge\frac{2\pi}{\eta(\pi-1)}\log\frac{\|a^0-a^*\|}{\epsilon\|a^*\|}",
    hypotheses=(
        "any n = |w*|, from any time on",
        "pi - g(phi^t) <= eps",
        "0 < eta <= 2 pi/(k + pi - 1)",
        "no hypothesis on 1.a is needed; C = 1 + 1/(pi - 1)",
    ),
    says=converges,
    uses=(*USES, "book.power-nonnegative", "book.power-late"),
)
def layer_converges(judge):
    """The conclusion with an explicit C, by the linear recursion instead of the printed (circular)
    steps: D - delta n A/(pi - 1) shrinks by 1 - kappa a step, and (1 - kappa)^r <= exp(-kappa r).
    """
    z = judge.theorem()
    small, start = z.given[-2:]
    now, rest = (1 - kappa) ** r, reach / (pi - 1)
    rates = z.arith(conj(kappa > 0, kappa <= 1), *z.given)
    positive = reach_is_positive(z, *z.given)
    sign = z.use(z.by("book.power-nonnegative", 1 - kappa), z.arith(1 - kappa >= 0, rates))
    lower = forall(left, F, B)(given(left >= 0, F >= 0, B > 0) >> (left * F + B / (pi - 1) >= 0))
    size = z.use(z.lemma(lower, now, first, reach), z.at(sign, r), positive, *z.given)
    here = geometric()
    once = along_a_run(z, T + r, now * first + rest, size, z.assume(here), lengths(z))
    late = z.use(z.at(small, T + r), z.arith(T + r >= T))
    push = forall(P, delta, n, size_star)(
        given(n > 0, size_star > 0, P <= delta, P >= 0)
        >> conj(P * n * size_star <= delta * n * size_star, P * n * size_star >= 0)
    )
    turn = pi - g(Phi(T + r))
    known = z.arith(conj(turn <= delta, turn >= 0), late, angle_range(z, T + r)[1])
    push = z.use(z.lemma(push, turn, delta, n, size_star), known, *z.given)
    value = (1 - kappa) * (left * F + B / (pi - 1)) + eta / (2 * pi) * P
    smaller = forall(eta, left, F, B, P)(
        given(eta > 0, P <= B) >> (value <= left * (1 - kappa) * F + B / (pi - 1))
    )
    force = turn * n * size_star
    smaller = z.use(z.lemma(smaller, eta, now, first, reach, force), push, *z.given)
    signs = not_negative(z, now * first + rest, force, rates, size, push)
    limit = now * (1 - kappa) * first + rest
    squares = squared(z, once, after(now * first + rest, Phi(T + r)), limit, smaller, signs)
    one, more = powers(z, 1 - kappa, r)
    step = z.fold(z.arith(T + (r + 1) == T + r + 1), z.fold(more, squares))
    wide = forall(F, B)(given(F >= 0, B > 0) >> (F <= 1 * F + B / (pi - 1)))
    wide = z.use(z.lemma(wide, first, reach), positive, *z.given)
    base = squared(z, start, first, 1 * first + rest, wide, *z.given)
    base = z.fold(z.arith(T + 0 == T), base)
    base = z.arith(here.put(r, 0), base, one)
    always = z.at(z.induction(r, here, base, step), r)
    return z.qed(z.for_all(z.both(always, at_the_end(z, always, rates, positive)), r))


def powers(z, base, time):
    """base^0 = 1 and base^(time + 1) = base^time base, for a base with a quotient."""
    rules = z.power_zero(y), z.power_step(y, time)
    return [z.at(z.for_all(one, y), base) for one in rules]


def at_the_end(z, always, rates, positive):
    """(1 - kappa)^r D_0 <= delta n A once kappa r >= log(D_0/(delta n A))."""
    goal = near(first)
    late = z.assume(goal.left)
    values = (kappa, first, reach, r)
    small = z.use(z.by("book.power-late", *values), late, rates, positive, *z.given)
    sign = z.use(z.by("book.power-nonnegative", 1 - kappa), z.arith(1 - kappa >= 0, rates))
    now, rest = (1 - kappa) ** r, reach / (pi - 1)
    end = forall(left, F, B)(
        given(left >= 0, left * F <= B, F > 0, B > 0)
        >> conj(left * F + B / (pi - 1) <= (1 + 1 / (pi - 1)) * B, left * F + B / (pi - 1) >= 0)
    )
    lemma = z.lemma(end, now, first, reach)
    bounds = z.use(lemma, z.at(sign, r), small, positive, *z.given)
    limit = (1 + 1 / (pi - 1)) * reach
    found = squared(z, always, now * first + rest, limit, bounds)
    return z.discharge(found, goal.left)


@layer_converges.mutant
def twice_the_rate(judge):
    """D' <= (1 - 2 kappa) D + kappa delta A/(pi - 1), in letters."""
    from sympy import pi as circle

    D, rate, force, later = symbols.reals("D kappa force later")
    where = [(D, ">=", 0), (rate, ">", 0), (2 * rate, "<=", 1), (force, ">=", 0)]
    where += [(later, "==", (1 - rate) * D + rate * force / (circle - 1))]
    return holds(judge, (later, "<=", (1 - 2 * rate) * D + rate * force / (circle - 1)), where)


def from_the_start():
    top = first == maximum(gap, n * size_star * pi / (pi - 1))
    begun = conj(gap >= 0, gap**2 == distance(term(0)), top)
    known = given(*layer_run(), STEP, k >= 1, TEACHER, size_star > 0, delta > 0, begun)
    late = forall(T)(small_gap() >> forall(r)(near(first)))
    return forall(*LAYER, size_star, delta, first, gap)(
        known >> conj(forall(t)(distance(t) <= first**2), late)
    )


@claim(
    "conv.thm-5.3-amended.layer",
    thesis("Theorem 5.3"),
    formula=r"\pi-g\le\delta\implies\|a^{t}-na^*\|\le\left(1+\tfrac1{\pi-1}\right)\delta "
    r"n\|a^*\|\quad\left(t\ge\tfrac{2\pi}{\eta(\pi-1)}\log\tfrac{D_0}{\delta n\|a^*\|}\right)",
    hypotheses=(
        "any n",
        "0 < eta <= 2 pi/(k + pi - 1)",
        "D_0 = max{|a^0 - n a*|, n |a*| pi/(pi - 1)}, which bounds |a - n a*| at all times",
    ),
    says=from_the_start,
    uses=(*USES, "conv.lem-5.11"),
)
def layer_phase(judge):
    """D' <= (1 - kappa) D + kappa pi n A/(pi - 1) keeps D_0, since pi - g <= pi; then Lemma 5.11
    from the time on at which the angle is small.
    """
    z = judge.theorem()
    here = distance(t) <= first**2
    large = first_is_large(z, *z.given)
    size = z.arith(first >= 0, large)
    once = along_a_run(z, t, first, size, z.assume(here), lengths(z))
    rates = z.arith(kappa <= 1, *z.given)
    push = forall(P, n, size_star, first)(
        given(n > 0, size_star > 0, P >= 0, P <= pi, first >= n * size_star * pi / (pi - 1))
        >> conj((pi - P) * n * size_star <= (pi - 1) * first, (pi - P) * n * size_star >= 0)
    )
    values = (g(Phi(t)), n, size_star, first)
    push = z.use(z.lemma(push, *values), *angle_range(z, t), large, *z.given)
    force = (pi - g(Phi(t))) * n * size_star
    smaller = forall(eta, P, first)(
        given(eta > 0, P <= (pi - 1) * first) >> ((1 - kappa) * first + eta / (2 * pi) * P <= first)
    )
    smaller = z.use(z.lemma(smaller, eta, force, first), push, *z.given)
    signs = not_negative(z, first, force, rates, size, push)
    step = squared(z, once, after(first, Phi(t)), first, smaller, signs)
    squares = forall(Q, gap, first)(given(gap >= 0, gap**2 == Q, first >= gap) >> (Q <= first**2))
    base = z.use(z.lemma(squares, distance(term(0)), gap, first), large, *z.given)
    always = z.induction(t, here, base, step)
    small = z.assume(small_gap())
    values = (*LAYER, size_star, delta, first, T)
    ends = z.use(z.by("conv.lem-5.11", *values), small, z.at(always, T), size, large, *z.given)
    late = z.for_all(z.part(z.at(ends, r), 1), r)
    return z.qed(z.both(always, z.for_all(z.discharge(late, small_gap()), T)))


@layer_phase.mutant
def half_of_the_bound(judge):
    """D_0 = max{|a^0 - n a*|, n |a*| pi/(2 (pi - 1))}, in letters: not kept where g = 0."""
    from sympy import pi as circle

    D, rate = symbols.reals("D kappa")
    where = [(2 * (circle - 1) * D, ">=", circle), (D, "<=", 1), (rate, ">", 0), (rate, "<=", 1)]
    return holds(judge, ((1 - rate) * D + rate * circle / (circle - 1), "<=", D), where)
