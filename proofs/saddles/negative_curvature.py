"""The Hessian of f in the regions A_i along any direction, for every d: the strict saddles of Lemma
7.1.

The Hessian is the derivative along v of the slope along v.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    forall,
    given,
    indicator,
    reals,
    sequences,
    sum_over,
)
from steepest.proofs.engine.theorems.words import term

from . import chapter_7
from .critical import (
    LETTERS,
    letters,
    quantified,
)
from .gradient import (
    IN_A,
    bent_A,
    by_place,
    d,
    i,
    m,
    s,
    value_A,
    y,
)
from .paths import refuted_by
from .slopes import WRITTEN, gamma

w = sequences("v")
alpha = reals("alpha")
lengths = sum_over(m, d, w(m) ** 2)


def slope_along(m):
    """v_m times the partial derivative in x_m at y + s v (`saddle.gradient-A`)"""
    return w(m) * value_A(m, lambda m: y(m) + s * w(m))


def second_along(form="derivative"):
    """v^T H v at y"""
    if form == "derivative":
        return deriv(s, sum_over(m, d, slope_along(m)), 0)
    return sum_over(m, d, bent_A(m) * w(m) ** 2)


def unit(place):
    """v = e_place"""
    return forall(m)((m < d) >> (w(m) == indicator(m == place)))


def each_term(p, step):
    return p.for_all(p.discharge(step, m < d), m)


def same_sum(p, left, right, step):
    """Sums with equal terms"""
    equal = p.at(p.by("book.sum-equal"), Lambda((m,), left), Lambda((m,), right), d)
    return p.use(equal, each_term(p, step))


@claim(
    "saddle.curvature-A",
    chapter_7("Remark 7.2"),
    formula=r"v^\top\nabla^2f\,v=\sum_m h_mv_m^2,\ h=(2L,\dots,2L,-2\gamma,2L,\dots,2L)\text{ in "
    r"}A_i",
    says=lambda: forall(*LETTERS, d, i, y, w)(second_along() == second_along(WRITTEN)),
)
def hessian_in_A(judge):
    """The Hessian of f in A_i is diagonal, with entries 2 L and one -2 gamma (none for i = d): the
    derivative along v of the slope along v, for every v.
    """
    p = judge.theorem()
    mean = deriv(s, slope_along(m), 0)
    one = p.arith(mean == bent_A(m) * w(m) ** 2, p.derivative(mean))
    return p.qed(p.derivative_of_sum(each_term(p, one)))


@hessian_in_A.mutant
def another_curvature(judge):
    from . import diff, holds
    from .construction import symbols

    q = symbols()
    return holds(judge, (diff(-q.gamma * q.x**2, q.x, q.x), "==", -q.gamma), [(q.gamma, ">", 0)])


def at_unit(p, held):
    """|e_i|^2 == 1 and e_i^T H e_i == -2 gamma"""
    inside = [one for one in p.given if not quantified(one)]
    at_m = p.use(p.at(held, m), p.assume(m < d))
    hit = indicator(m == i)
    square = by_place(p, w(m) ** 2 == hit * term(1), IN_A, at_m)
    value = by_place(p, bent_A(m) * w(m) ** 2 == hit * (-2 * gamma), IN_A, at_m)

    def pick(constant):
        said = p.by("book.sum-pick", Lambda((m,), term(constant)), i, d)
        return p.use(p.part(said, 0), *inside)

    length = p.arith(lengths == 1, same_sum(p, w(m) ** 2, hit * term(1), square), pick(1))
    hessian = p.by("saddle.curvature-A", *LETTERS, d, i, y, w)
    total = same_sum(p, bent_A(m) * w(m) ** 2, hit * (-2 * gamma), value)
    bend = p.arith(second_along() == -2 * gamma, hessian, total, pick(-2 * gamma))
    return length, bend


FACTS = ("saddle.curvature-A", "book.sum-pick", "book.sum-scaled", "book.sum-equal")
AT = {
    "values": {"gamma": "1", "tau": "1", "kappa": "2", "d": "1", "i": "0"},
    "functions": {"y": {"table": ["0"]}, "v": {"table": ["1"]}},
}


@claim(
    "saddle.rem-7.2.curvature",
    chapter_7("Remark 7.2"),
    formula=r"\lambda_{\min}(\nabla^2f)=-2\gamma\text{ in }A_i,\ i\le d",
    says=lambda factor=2, form="derivative": forall(*LETTERS, d, i, y, w)(
        given(letters(), i < d)
        >> conj(
            second_along(form) >= -factor * gamma * lengths,
            unit(i) >> conj(lengths == 1, second_along(form) == -2 * gamma),
        )
    ),
    uses=(*FACTS, "book.sum-bound"),
    instance=AT,
)
def curvature_before_the_end(judge, factor=2, form="derivative"):
    """In the regions of (7.6) and (7.8) the smallest eigenvalue is -2 gamma, for every d: v^T H v
    >= -2 gamma |v|^2 for every v, with equality at the unit vector e_i.
    """
    p = judge.theorem()
    facts = list(p.given)
    hessian = p.by("saddle.curvature-A", *LETTERS, d, i, y, w)
    less = by_place(
        p, -factor * gamma * w(m) ** 2 <= bent_A(m) * w(m) ** 2, IN_A,
        *facts, p.arith(w(m) ** 2 >= 0),
    )  # fmt: skip
    low = Lambda((m,), -factor * gamma * w(m) ** 2)
    high = Lambda((m,), bent_A(m) * w(m) ** 2)
    bound = p.use(p.at(p.by("book.sum-bound"), low, high, d), each_term(p, less))
    pulled = p.by("book.sum-scaled", Lambda((m,), w(m) ** 2), -factor * gamma, d)
    least = p.arith(second_along() >= -factor * gamma * lengths, hessian, bound, pulled)
    there = p.both(*at_unit(p, p.assume(unit(i))))
    return p.qed(p.both(least, p.discharge(there, unit(i))))


@curvature_before_the_end.mutant
def at_least_minus_gamma(judge):
    says = curvature_before_the_end.says(factor=1, form=WRITTEN)
    return refuted_by(judge, says, AT)


@claim(
    "saddle.lem-7.1.saddles",
    chapter_7("Lemma 7.1, Definition 7.4"),
    formula=r"\nabla^2f=\mathrm{diag}(2L,\dots,2L,-2\gamma,2L,\dots,2L),\quad\lambda_{\min}=-2"
    r"\gamma<-"
    r"\alpha\ (\alpha<2\gamma)",
    says=lambda factor=2, form="derivative": forall(*LETTERS, alpha, d, i, y, w)(
        given(letters(), i < d, alpha < factor * gamma)
        >> conj(
            second_along(form) == second_along(WRITTEN),
            unit(i) >> conj(lengths == 1, second_along(form) < -alpha),
        )
    ),
    uses=FACTS,
    instance=AT | {"values": AT["values"] | {"alpha": "1"}},
)
def strict_saddles(judge, factor=2, form="derivative"):
    """The d stationary points with a coordinate at its unstable place are alpha-strict saddles for
    every alpha < 2 gamma: e_i^T H e_i = -2 gamma.

    The gradient is zero there: `saddle.lem-7.1.quadratic-regions`.
    """
    p = judge.theorem()
    hessian = p.by("saddle.curvature-A", *LETTERS, d, i, y, w)
    length, bend = at_unit(p, p.assume(unit(i)))
    below = p.arith(second_along() < -alpha, bend, *p.given)
    return p.qed(p.both(hessian, p.discharge(p.both(length, below), unit(i))))


@strict_saddles.mutant
def alpha_up_to_3_gamma(judge):
    says = strict_saddles.says(factor=3, form=WRITTEN)
    return refuted_by(judge, says, AT | {"values": AT["values"] | {"alpha": "5/2"}})
