"""Theorem 5.3 with every constant: two phases, any |w*| = n > 0, all k and p.

Start: |v^0| = 1, phi^0 < pi/2, x_0 = a^0.a* > 0, |1.a^0| <= n |1.a*|. Step: eta <= 2 pi/(k + pi -
1) and eta n X <= cos phi^0 with X = max{x_0, n (N + 2 S^2/(pi - 1))}. Then with m = min{x_0, n
(g(phi^0) - 1) N/(pi - 1)}, A = |a*|, D_0 = max{|a^0 - n a*|, n A pi/(pi - 1)}, delta = eps/sqrt(k +
1) and natural numbers

    T_a >= 6 log 2/(eta n m cos phi^0), T_b >= 2 pi/(eta (pi - 1)):    phi <= pi/4 and a.a* >= n N/7
    from T_a + T_b on, T_c >= 40/(eta n^2 N) log(2/delta), T_d >= 2 pi/(eta (pi - 1)) log(D_0/(delta
    n A)):                                   loss <= eps n^2 N from T_a + T_b + T_c + T_d on.

The printed theorem bounds neither a^0 nor, through it, the step; `conv.thm-5.3` shows that no
constants repair that.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    cos,
    forall,
    given,
    log,
    maximum,
    minimum,
    nats,
    pi,
    reals,
    sin,
    sqrt,
    term,
)

from .. import symbols
from ..engine.relations import holds
from . import thesis
from .angle_function import above_one
from .layer_distance import TEACHER, kappa, size_star
from .layer_limit import delta, distance, first, first_is_large, gap, reach_is_positive
from .layer_scalars import LAYER, target_is_positive
from .layer_scalars import along as layer_at
from .loss_bounds import eps
from .network import A, N, Phi, a_star, at, eta, family, g, i, k, loss, n, t
from .phase_angle import rate as angle_rate
from .phase_bounds import by, locus
from .phase_signal import T, rate, sharp, strong
from .state import g_range, state
from .theorem_5_3 import VARIABLES, for_starts, m
from .turning import x

T_a, T_b, T_c, T_d, r = nats("T_a T_b T_c T_d r")
TIMES = (T_a, T_b, T_c, T_d)
MORE = (size_star, gap, first, eps, delta, *TIMES)
c, s, u, y, D, P = reals("c s u y D P")


def floors():
    return for_starts(conj(m > 0, N > 0))


@claim(
    "conv.thm-5.3-amended.floor",
    thesis(locus),
    says=floors,
    uses=("book.cauchy-schwarz", "book.squares-nonnegative"),
)
def floor_is_positive(judge):
    """m > 0 at every such start: g(phi^0) > 1 below pi/2, and a* != 0 since a^0.a* > 0."""
    z = judge.theorem()
    angle = z.at(z.given[3], term(0))
    target = target_is_positive(z, at(A, term(0)), *z.given)
    high = above_one(z, Phi(0), angle, *z.given)
    least = forall(m, x, n, D, P)(
        given(m == minimum(x, n * (P - 1) / (pi - 1) * D), x > 0, n > 0, P > 1, D > 0) >> (m > 0)
    )
    values = (m, layer_at(term(0)).x, n, N, g(Phi(0)))
    positive = z.use(z.lemma(least, *values), high, target, *z.given)
    return z.qed(z.both(positive, target))


@floor_is_positive.mutant
def floor_above_the_signal(judge):
    """m > x_0, in letters."""
    floor, own = symbols.reals("m x")
    return holds(judge, (floor, ">", own), [(floor, "<=", own), (own, ">", 0)])


def times():
    """The four numbers of steps."""
    return (
        T_a >= 6 * log(term(2)) / (eta * n * m * cos(Phi(0))),
        T_b >= 2 * pi / (eta * (pi - 1)),
        T_c >= 40 / (eta * n**2 * N) * log(2 / delta),
        T_d >= 2 * pi / (eta * (pi - 1)) * log(first / (delta * n * size_star)),
    )


def phases():
    ends = conj(sharp().put(T, T_a), strong().put(T, T_a + T_b))
    return for_starts(forall(T_a, T_b)(given(*times()[:2]) >> ends))


@claim(
    "conv.thm-5.3-amended.phase-one",
    thesis(locus),
    says=phases,
    uses=("conv.thm-5.3-amended.floor", "conv.thm-5.3-amended.invariants",
          "conv.thm-5.3-amended.angle", "conv.thm-5.3-amended.signal", "book.cosine-order",
          "book.difference"),
)  # fmt: skip
def first_phase(judge):
    """The angle is at most 45 degrees from T_a on, and the signal at least n N/7 from T_a + T_b
    on.
    """
    z = judge.theorem()
    early, later = z.split(z.assume(given(*times()[:2])))
    floors = z.use(z.by("conv.thm-5.3-amended.floor", *VARIABLES), *z.given)
    held = by(z, "invariants")
    angle = z.at(z.given[3], t)
    since = z.assume(t >= T_a)
    cosine = z.arith(cos(Phi(0)) > 0, z.at(z.given[3], term(0)), *z.given)
    speed = eta * n * m * cos(Phi(0))
    positive = forall(eta, n, m, c)(given(eta > 0, n > 0, m > 0, c > 0) >> (eta * n * m * c > 0))
    positive = z.use(z.lemma(positive, eta, n, m, cos(Phi(0))), cosine, floors, *z.given)
    long = forall(P, u, y)(
        given(P > 0, u >= 6 * log(term(2)) / P, y >= u) >> (y * P >= 6 * log(term(2)))
    )
    long = z.use(z.lemma(long, speed, T_a, t), positive, early, since)
    enough = z.arith(t * angle_rate >= log(term(2)), long)
    small = by(z, "angle")
    half = z.use(z.part(small, 2), enough)
    low = z.arith(sin(Phi(t)) ** 2 <= term("1/2"), z.part(small, 1), half)
    root = forall(s, c)(
        given(s**2 <= term("1/2"), s**2 + c**2 == 1, c >= 0) >> (c >= 1 / sqrt(term(2)))
    )
    circle = z.arith(sin(Phi(t)) ** 2 + cos(Phi(t)) ** 2 == 1)
    acute = z.arith(conj(Phi(t) >= 0, Phi(t) <= pi / 2), held, angle, *z.given)
    sign = z.arith(cos(Phi(t)) >= 0, acute)
    near_one = z.use(z.lemma(root, sin(Phi(t)), cos(Phi(t))), low, circle, sign)
    order = z.arith(cos(pi / 4) <= cos(Phi(t)), near_one, z.arith(cos(pi / 4) == 1 / sqrt(term(2))))
    below = z.use(z.by("book.cosine-order", pi / 4, Phi(t)), order, angle,
                  z.arith(conj(pi / 4 >= 0, pi / 4 <= pi)))  # fmt: skip
    quarter = z.discharge(z.arith(4 * Phi(t) <= pi, below), t >= T_a)
    quarter = z.for_all(quarter, t)
    late = z.assume(t >= T_a + T_b)
    split = z.use(z.by("book.difference", T_a, t), z.arith(t >= T_a, late))
    here = z.such(split, r)
    enough = forall(P, u, y)(given(P > 0, u >= 2 * pi / P, y >= u) >> (P * y >= 2 * pi))
    speed = eta * (pi - 1)
    steps = z.use(
        z.lemma(enough, speed, T_b, r), z.arith(speed > 0, *z.given), later,
        z.arith(r >= T_b, here, late),
    )  # fmt: skip
    steps = z.arith(kappa * r >= 1, steps)
    signals = z.use(z.by("conv.thm-5.3-amended.signal", *VARIABLES), *z.given)
    grown = z.at(z.use(z.at(signals, T_a), quarter), r)
    reached = z.fold(here, z.use(z.part(grown, 2), steps))
    reached = z.obtain(split, reached, r)
    full = z.for_all(z.discharge(reached, t >= T_a + T_b), t)
    ends = z.discharge(z.both(quarter, full), given(*times()[:2]))
    return z.qed(z.for_all(ends, T_a, T_b))


@first_phase.mutant
def half_of_the_times(judge):
    """3 log 2 in place of 6 log 2, in letters: exp(-log(2)/2) is above 1/2."""
    from sympy import Rational
    from sympy import exp as exponential
    from sympy import log as logarithm

    (left,) = symbols.reals("left,")
    where = [(left, ">=", exponential(-logarithm(2) / 2)), (left, "<=", 1)]
    return holds(judge, (left, "<=", Rational(1, 2)), where)


def more():
    """A = |a*|, D_0, eps in (0, 1] and delta, and the times."""
    begun = conj(gap >= 0, gap**2 == distance(term(0)))
    top = first == maximum(gap, n * size_star * pi / (pi - 1))
    return given(TEACHER, begun, top, eps > 0, eps <= 1, delta == eps / sqrt(k + 1), *times())


def conclusion():
    low = loss(at(A, t), Phi(t)) <= eps * (n**2 * N)
    return forall(t)((t >= T_a + T_b + T_c + T_d) >> low)


def main():
    return for_starts(conj(m > 0, forall(*MORE)(more() >> conclusion())))


@claim(
    "conv.thm-5.3-amended",
    thesis(locus),
    formula=r"\ell(v^t,a^t)\le\epsilon\|w^*\|^2\|a^*\|^2\quad\text{for all }t\ge T_1+T_2,\qquad "
    r"T_1=\left\lceil\tfrac{6\log2}{\eta nm\cos\phi^0}\right\rceil+\left\lceil\tfrac{2\pi}{"
    r"\eta(\pi-1)}\right\rceil,\quad T_2=\left\lceil\tfrac{40}{\eta "
    r"n^2N}\log\tfrac{2\sqrt{k+1}}\epsilon\right\rceil+\left\lceil\tfrac{2\pi}{\eta(\pi-1)}"
    r"\log\tfrac{\sqrt{k+1}D_0}{\epsilon n\|a^*\|}\right\rceil",
    hypotheses=(
        "|v^0| = 1, phi^0 < pi/2, x_0 = a^0.a* > 0, |1.a^0| <= |w*| |1.a*|",
        "eta <= 2 pi/(k + pi - 1) and eta |w*| X <= cos phi^0, X = max{x_0, |w*| (|a*|^2 + 2 "
        "(1.a*)^2/(pi - 1))}",
        "m = min{x_0, |w*| (g(phi^0) - 1)|a*|^2/(pi - 1)}, D_0 = max{|a^0 - |w*| a*|, "
        "|w*||a*| pi/(pi - 1)}, 0 < eps <= 1",
        "n = |w*|, N = |a*|^2; all k, p; gradients and loss as Theorems 5.1 and 5.2 give them",
    ),
    amends="conv.thm-5.3",
    says=main,
    uses=("conv.thm-5.3-amended.floor", "conv.thm-5.3-amended.phase-one",
          "conv.thm-5.3-amended.rate", "conv.thm-5.3-amended.layer", "conv.thm-5.3-amended.loss",
          "book.exp-late", "book.difference"),
)  # fmt: skip
def main_theorem_explicit(judge):
    """Gradient descent reaches the global minimum in two phases, every constant explicit.

    Phase I (the angle to 45 degrees, then the signal to n |a*|^2/7); phase II (the angle at a
    linear rate, then the layer, then the loss). Since eps is free the loss tends to 0: the set of
    these starts lies in the basin of the global minimum.
    """
    z = judge.theorem()
    floors = z.use(z.by("conv.thm-5.3-amended.floor", *VARIABLES), *z.given)
    inner = z.assume(more())
    known = [*z.split(inner), *z.given]
    reached, turned = T_a + T_b, T_a + T_b + T_c
    phase = z.use(z.by("conv.thm-5.3-amended.phase-one", *VARIABLES), *z.given)
    sharp_, strong_ = z.split(z.use(z.at(phase, T_a, T_b), *known))
    soon = z.assume(t >= reached)
    angles = z.use(z.at(sharp_, t), z.arith(t >= T_a, soon))
    angles = z.for_all(z.discharge(angles, t >= reached), t)
    rates = z.use(z.by("conv.thm-5.3-amended.rate", *VARIABLES), *z.given)
    rates = z.use(z.at(rates, reached), angles, strong_)
    scale = forall(k, eps, delta)(given(k >= 0, eps > 0, delta == eps / sqrt(k + 1)) >> (delta > 0))
    positive = z.use(z.lemma(scale, k, eps, delta), *known)
    # from T_1 + T_c on the gap is at most delta
    late = z.assume(t >= turned)
    split = z.use(z.by("book.difference", reached, t), z.arith(t >= reached, late))
    here = z.such(split, r)
    falls = z.part(z.at(rates, r), 1)
    speed = forall(eta, n, D)(given(eta > 0, n > 0, D > 0) >> (eta * n**2 * D > 0))
    speed = z.use(z.lemma(speed, eta, n, N), floors, *known)
    long = forall(P, u, y, D)(given(P > 0, u >= 40 / P * D, y >= u) >> (P * y >= 40 * D))
    there = [z.arith(2 / delta > 0, positive), positive]
    long = z.lemma(long, eta * n**2 * N, T_c, r, log(2 / delta), defined=there)
    long = z.use(long, speed, z.arith(r >= T_c, here, late), *known)
    enough = z.arith(rate * r >= log(2 / delta), long)
    small = z.use(z.by("book.exp-late", rate * r, 2, delta), positive, enough)
    close = z.arith(pi - g(Phi(reached + r)) <= delta, falls, small)
    close = z.obtain(split, z.fold(here, close), r)
    close = z.for_all(z.discharge(close, t >= turned), t)
    # T_d more steps bring the layer near
    bounded = z.for_all(z.arith(conj(Phi(t) >= 0, Phi(t) <= pi), z.at(z.given[3], t)), t)
    star = z.arith(size_star > 0, floors, *known)
    layers = z.by("conv.thm-5.3-amended.layer", *LAYER, size_star, delta, first, gap)
    layers = z.part(z.use(layers, bounded, star, positive, *known), 1)
    ends = z.use(z.at(layers, turned), close)
    end = z.assume(t >= turned + T_d)
    split = z.use(z.by("book.difference", turned, t), z.arith(t >= turned, end))
    here = z.such(split, r)
    value = log(first / (delta * n * size_star))
    steps = forall(eta, u, y, D)(
        given(eta > 0, u >= 2 * pi / (eta * (pi - 1)) * D, y >= u) >> (kappa * y >= D)
    )
    wide = reach_is_positive(z, positive, star, *known)
    top = first_is_large(z, star, *known)
    quotient = forall(P, D)(given(P > 0, D > 0) >> conj(P / D > 0, D != 0))
    there = [*z.split(z.use(z.lemma(quotient, first, delta * n * size_star), top, wide)), wide]
    steps = z.lemma(steps, eta, T_d, r, value, defined=there)
    steps = z.use(steps, z.arith(r >= T_d, here, end), *known)
    near_target = z.fold(here, z.use(z.at(ends, r), steps))
    near_target = z.obtain(split, near_target, r)
    gap_now = z.use(z.at(close, t), z.arith(t >= turned, end))
    values = (family(at(A, t), i), a_star, Phi(t), n, k, size_star, eps, delta)
    known += [near_target, gap_now, z.at(z.given[3], t)]
    low = z.use(z.by("conv.thm-5.3-amended.loss", *values), *known)
    low = z.for_all(z.discharge(low, t >= turned + T_d), t)
    whole = z.for_all(z.discharge(low, more()), *MORE)
    return z.qed(z.both(z.part(floors, 0), whole))


@main_theorem_explicit.mutant
def in_no_time_at_all(judge):
    """T_1 = T_2 = 0: the loss is at most eps n^2 |a*|^2 at every start, here with k = n = 1."""
    q = state()
    start = [(q.k, "==", 1), (q.n, "==", 1), (q.N, "==", q.S**2), (q.q, "==", q.s**2)]
    start += [(q.x, "==", q.s * q.S), (q.x, ">", 0), (q.s**2, "<=", q.S**2), (q.S, ">", 0)]
    start += [*g_range(), (q.g, ">", 1)]
    return holds(judge, (100 * q.loss, "<=", q.N), start)
