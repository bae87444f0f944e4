"""Lemma 5.9 with the step that it needs: the filter stays bounded while the angle shrinks."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    cos,
    exp,
    forall,
    given,
    maximum,
    minimum,
    pi,
    reals,
    sin,
    sqrt,
)

from .. import symbols
from ..engine.relations import holds, number
from . import thesis
from .layer_bounds import first
from .network import N, Phi, S, Size, eta, filter_run, g, k, layer_run, n, t, teacher
from .phase_one_steps import Q, V, acute_angle, c, s, s_next, target, u, y
from .turning_run import RUN, along, nonzero, taken
from .turning_run import for_runs as for_filters


def short_step():
    """0 <= eta lambda <= cos(phi)/2 at all times."""
    own = along()
    return forall(t)(conj(eta * own.lam >= 0, eta * own.lam <= own.cosine / 2))


def enough():
    """The start of Theorem 5.3, x_0 <= n (N + S^2) and eta <= cos phi(0)/((N + S^2) n^2)."""
    signs = conj(first.x > 0, first.s**2 <= n**2 * S**2, k >= 1, Phi(0) < pi / 2)
    step = conj(eta > 0, eta * (k + pi - 1) <= 2 * pi, eta <= cos(Phi(0)) / (target * n**2))
    known = given(teacher, n > 0, *filter_run(), layer_run()[1], Size(0) == 1, signs, step,
                  first.x <= n * target)  # fmt: skip
    return forall(*RUN)(known >> short_step())


def bounded():
    top = exp(sin(Phi(0)) ** 2 / 2)
    ends = conj(top <= sqrt(exp(1)), sqrt(exp(1)) < 2)
    known = eta > 0, Size(0) == 1, short_step()
    return for_filters(conj(forall(t)(Size(t) ** 2 <= top), ends), *known)


def exponential_above(z, y_, A_, B_, there, *known):
    """(1 + y) exp(B) <= exp(A) from y <= A - B."""
    A, B, P, Q, R = reals("A B P Q R")
    least = z.lemma(forall(y)(1 + y <= exp(y)), y_, defined=there)
    product = z.lemma(forall(y, B)(exp(y + B) == exp(y) * exp(B)), y_, B_, defined=there)
    order = z.lemma(forall(y, A, B)((y <= A - B) >> (exp(y + B) <= exp(A))), y_, A_, B_,
                    defined=there)  # fmt: skip
    positive = z.lemma(forall(B)(exp(B) > 0), B_)
    combined = forall(y, P, Q, R, B)(
        given(1 + y <= Q, P > 0, B == Q * P, B <= R) >> ((1 + y) * P <= R)
    )
    combined = z.lemma(combined, y_, exp(B_), exp(y_), exp(A_), exp(y_ + B_), defined=there)
    return z.use(combined, least, positive, product, z.use(order, *known))


@claim(
    "conv.lem-5.9-amended.norm",
    thesis("Lemma 5.9"),
    says=bounded,
    uses=("conv.lem-5.5-amended", "conv.turn-run", "book.cosine-order"),
)
def norm_stays_bounded(judge):
    """|v|^2 exp(sin^2(phi)/2) never grows: 1 + u^2 s^2 <= exp(u^2 s^2) and u^2 s^2 <= u c s^2/2 <=
    (s^2 - s'^2)/2.
    """
    z = judge.theorem()
    known = z.given
    own = along()
    there = nonzero(z)
    low, high = z.split(z.at(known[7], t))
    step = eta * own.lam
    positive = z.lemma(forall(u, c)(given(u >= 0, u <= c / 2) >> (c >= 0)), step, own.cosine,
                       defined=there)  # fmt: skip
    positive = z.use(positive, low, high)
    sign = z.lemma(forall(eta, y)(given(eta > 0, eta * y >= 0) >> (y >= 0)), eta, own.lam,
                   defined=there)  # fmt: skip
    sign = z.use(sign, low, known[5])
    amended = taken(z, "conv.lem-5.5-amended", acute_angle(z, positive), sign, known[5])
    small = forall(u, c)(given(u >= 0, u <= c / 2, c <= 1) >> (u * c <= 1))
    small = z.lemma(small, step, own.cosine, defined=there)
    small = z.use(small, low, high, z.arith(own.cosine <= 1))
    smaller = z.use(z.part(amended, 0), small)
    grown = z.at(z.use(z.by("conv.turn-run", *RUN), *known[:5]), t)
    gain = forall(u, c, s, s_next)(
        given(u >= 0, u <= c / 2, s_next**2 <= (1 - u * c) * s**2)
        >> (u**2 * s**2 <= s**2 / 2 - s_next**2 / 2)
    )
    values = (step, own.cosine, own.sine, own.sine_next)
    gain = z.use(z.lemma(gain, *values, defined=there), low, high, smaller)
    A, B, D = reals("A B D")
    values = (step**2 * own.sine**2, own.sine**2 / 2, own.sine_next**2 / 2)
    square = z.lemma(forall(u, s)(u**2 * s**2 >= 0), step, own.sine, defined=there)
    below = exponential_above(z, *values, there, square, gain)
    energy = lambda time: Size(time) ** 2 * exp(sin(Phi(time)) ** 2 / 2)  # noqa: E731
    falls = forall(V, Q, y, A, B, D)(
        given(Q**2 == V**2 * (1 + y), (1 + y) * B <= A, V**2 * A <= D) >> (Q**2 * B <= D)
    )
    top = exp(sin(Phi(0)) ** 2 / 2)
    here = energy(t) <= top
    values = (own.size, own.size_next, step**2 * own.sine**2, exp(own.sine**2 / 2),
              exp(own.sine_next**2 / 2), top)  # fmt: skip
    falls = z.use(z.lemma(falls, *values, defined=there), grown, below, z.assume(here))
    start = forall(V, A)((V == 1) >> (V**2 * A <= A))
    start = z.use(z.lemma(start, Size(0), top), known[6])
    ever = z.at(z.induction(t, here, start, falls), t)
    least = forall(V, A, D)(given(V**2 * A <= D, A >= 1) >> (V**2 <= D))
    least = z.lemma(least, Size(t), exp(own.sine**2 / 2), top)
    least = z.use(least, ever, z.arith(exp(own.sine**2 / 2) >= 1))
    monotone = z.lemma(forall(y)((y <= 1) >> (exp(y / 2) <= sqrt(exp(1)))), sin(Phi(0)) ** 2)
    ends = z.both(z.use(monotone, z.arith(sin(Phi(0)) ** 2 <= 1)), z.arith(sqrt(exp(1)) < 2))
    return z.qed(z.both(z.for_all(least, t), ends))


@norm_stays_bounded.mutant
def longer_steps(judge):
    """u <= cos phi, in letters."""
    rate, cosine, square, new = symbols.reals("u c s2 new")
    where = [(rate, ">=", 0), (rate, "<=", cosine), (cosine, "<=", 1), (square, ">=", 0)]
    where += [(square, "<=", 1), (new, "<=", (1 - rate * cosine) * square), (new, ">=", 0)]
    return holds(judge, (1 + rate**2 * square, "<=", 1 + (square - new) / 2), where)


@claim(
    "conv.lem-5.9-amended.step",
    thesis("Lemma 5.9"),
    says=enough,
    uses=("conv.thm-5.3-amended.step",),
)
def step_is_enough(judge):
    """conv.thm-5.3-amended.step, since X = max{x_0, n (N + 2 S^2/(pi - 1))} <= n (N + S^2)."""
    z = judge.theorem()
    top = maximum(first.x, n * (N + 2 * S**2 / (pi - 1)))
    floor = minimum(first.x, n * (g(Phi(0)) - 1) / (pi - 1) * N)
    D, P, G = reals("D P G")
    whole = forall(n, P, Q)(given(P > 0, P <= n * Q, n > 0) >> conj(Q > 0, Q * n**2 > 0))
    whole = z.use(z.lemma(whole, n, first.x, target), *z.given)
    quotient = forall(eta, c, P)(given(P > 0, eta <= c / P) >> (eta * P <= c))
    quotient = z.lemma(quotient, eta, cos(Phi(0)), target * n**2)
    quotient = z.use(quotient, whole, *z.given)
    less = forall(n, D, G)(given(n > 0, G >= 0) >> (n * (D + 2 * G / (pi - 1)) <= n * (D + G)))
    less = z.use(z.lemma(less, n, N, S**2), z.arith(S**2 >= 0), *z.given)
    most = forall(P, Q, D)(given(P <= D, Q <= D) >> (maximum(P, Q) <= D))
    most = z.lemma(most, first.x, n * (N + 2 * S**2 / (pi - 1)), n * target)
    most = z.use(most, less, *z.given)
    reach = forall(eta, n, P, Q, c)(
        given(eta > 0, n > 0, P <= n * Q, eta * (Q * n**2) <= c) >> (eta * n * P <= c)
    )
    reach = z.use(z.lemma(reach, eta, n, top, target, cos(Phi(0))), most, quotient, *z.given)
    same = z.arith(conj(top == top, floor == floor))
    run = z.use(z.by("conv.thm-5.3-amended.step", *RUN, top, floor), reach, same, *z.given)
    small = z.at(run, t)
    there = nonzero(z)
    end = forall(u, c, V)(given(u >= 0, u <= c / 2, c <= V) >> conj(u >= 0, u <= V / 2))
    end = z.lemma(end, eta * along().lam, cos(Phi(0)), cos(Phi(t)), defined=there)
    return z.qed(z.for_all(z.use(end, small), t))


@step_is_enough.mutant
def twice_the_step(judge):
    """Twice this step, in letters, at phi = 0, n = |v| = 1 and S = 0."""
    rate, own = symbols.reals("eta x")
    where = [(rate, ">", 0), (own, ">", 0), (own, "<=", 1), (rate, "<=", 2)]
    return holds(judge, (rate * own / 2, "<=", number("1/2")), where)


@claim(
    "conv.lem-5.9-amended",
    thesis("Lemma 5.9"),
    formula=r"\eta\lambda^t\le\tfrac12\cos\phi^t\ (\forall t)\implies\|v^t\|^2\le "
    r"e^{\sin^2\phi^0/2}\le\sqrt e<2",
    hypotheses=(
        "|v^0| = 1, lambda^t >= 0",
        "any n",
        "eta <= cos phi^0/((|a*|^2 + (1.a*)^2) n^2) is enough when x_0 <= n (|a*|^2 + (1.a*)^2), "
        "at the starts of Theorem 5.3",
    ),
    amends="conv.lem-5.9",
    says=lambda: conj(bounded(), enough()),
    uses=("conv.lem-5.9-amended.norm", "conv.lem-5.9-amended.step"),
)
def bounded_norm_amended(judge):
    """|v|^2 exp(sin^2(phi)/2) never grows, and a step that is small enough. No condition with
    beta^0 is needed.
    """
    z = judge.theorem()
    return z.qed(z.both(z.by("conv.lem-5.9-amended.norm"), z.by("conv.lem-5.9-amended.step")))


@bounded_norm_amended.mutant
def twice_as_long(judge):
    """u <= cos phi, in letters."""
    return longer_steps(judge)
