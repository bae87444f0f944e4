"""Second-order stationary points of f for every d: only the minimum (Remark 7.2, Lemma 7.1).

An epsilon-second-order stationary point has ||grad f|| <= epsilon and v^T H v >= -sqrt(rho epsilon)
|v|^2 for every v (Definition 7.5).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    forall,
    given,
    indicator,
    reals,
    sqrt,
    sum_over,
)
from steepest.proofs.engine.theorems.words import term

from . import chapter_7
from .critical import (
    LETTERS,
    G,
    at_centre,
    epsilon,
    gradient_B,
    in_buffer,
    letters,
    none_in_the_buffers,
    norm,
    quantified,
    stationary_in_A,
)
from .gradient import (
    IN_A,
    bent_A,
    by_place,
    d,
    i,
    j,
    m,
    nu,
    piece_A,
    term_A,
    y,
)
from .mirror import times
from .negative_curvature import (
    AT,
    each_term,
    lengths,
    same_sum,
    second_along,
    strict_saddles,
    w,
)
from .paths import refuted_by
from .slopes import WRITTEN, L, gamma, tau

rho = reals("rho")


def sosp(form="derivative"):
    """y is an epsilon-second-order stationary point, as far as A_i is concerned."""
    flat = second_along(form) >= -sqrt(rho * epsilon) * lengths
    return conj(norm <= epsilon, forall(w)(flat))


@claim(
    "saddle.rem-7.2",
    chapter_7("Remark 7.2"),
    formula=r"x\in D_0,\ x_d<2\tau,\ \varepsilon<\min\left(2\gamma\tau,\frac{4\gamma^2}\rho\right)"
    r"\implies x\text{ is no }\varepsilon\text{-SOSP}",
    hypotheses=(
        "the printed threshold is unreadable in our copy; this one follows from Definition 7.5",
        "in a buffer by the gradient alone, in a region A_i, i < d, by the curvature",
    ),
    says=lambda: forall(*LETTERS, rho, epsilon, d, i, y, G)(
        given(
            letters(),
            rho > 0,
            epsilon > 0,
            rho * epsilon < 4 * gamma**2,
            epsilon < 2 * gamma * tau,
            i < d,
        )
        >> conj(
            ~sosp(),
            conj(in_buffer(), gradient_B()) >> (norm > epsilon),
        )
    ),
    uses=(
        "saddle.rem-7.2.curvature",
        "saddle.lem-7.1.buffers",
        "book.coordinate-below-norm",
        "book.squares-nonnegative",
    ),
)
def no_approximate_sosp(judge):
    """Before the end no point is an epsilon-SOSP, for every d: in the buffers by the gradient,
    elsewhere since -2 gamma < -sqrt(rho epsilon).
    """
    p = judge.theorem()
    held = p.assume(sosp())
    e = Lambda((m,), indicator(m == i))
    known = p.by("saddle.rem-7.2.curvature", *LETTERS, d, i, y, e)
    said = p.use(known, *p.given)
    reflexive = each_term(p, p.arith(indicator(m == i) == indicator(m == i)))
    there = p.apply(p.part(said, 1), reflexive)
    flat = p.at(p.part(held, 1), e)
    root = p.arith(sqrt(rho * epsilon) < 2 * gamma, *p.given)
    against = p.arith(~flat.formula, there, root)
    first = p.negate(p.absurd(flat, against, term(0) < 0), sosp())
    whole = conj(in_buffer(), gradient_B())
    inner = p.assume(whole)
    return p.qed(p.both(first, p.discharge(steep(p, inner), whole)))


def steep(p, held):
    """norm > epsilon in a buffer"""
    facts = [one for one in p.given if not quantified(one)]
    down = p.use(p.by("saddle.lem-7.1.buffers", *LETTERS, d, i, y, G), *p.given, held)
    below = p.use(p.by("book.coordinate-below-norm", G, d, i), p.meet(i < d, *facts))
    defined = p.by("book.squares-nonnegative", G, d)
    a, b = reals("a b")
    step = p.lemma(
        forall(a, b)(
            given(letters(), epsilon < 2 * gamma * tau, b <= -2 * gamma * tau, a >= abs(b))
            >> (a > epsilon)
        )
    )
    step = p.at(p.at(step, norm, defined=[defined]), G(i))
    return p.use(step, *facts, p.part(down, 0), below)


@no_approximate_sosp.mutant
def epsilon_below_9_gamma_squared_over_rho(judge):
    from steepest.proofs import reals as names
    from sympy import sqrt as root

    from . import holds
    from .construction import positive, symbols

    q = symbols()
    r, e = names("rho epsilon")
    small = [*positive(), (r, ">", 0), (e, ">", 0), (r * e, "<", 9 * q.gamma**2)]
    return holds(judge, (-2 * q.gamma, "<", -root(r * e)), small)


def at_end(p):
    """The values of the indicators for m < d in the final region, i = d"""
    end = p.meet(i == d, *p.given)
    inside = p.assume(m < d)
    return [
        p.indicator(m < i, True, p.arith(m < i, inside, end)),
        p.indicator(m == i, False, p.arith(~(m == i), inside, end)),
        p.indicator(m > i, False, p.arith(~(m > i), inside, end)),
    ]


def sum_at_end(p, place, value):
    """The sum in (7.10), the terms written without indicators"""
    return same_sum(p, term_A(m, place), value, p.arith(term_A(m, place) == value, *at_end(p)))


@claim(
    "saddle.lem-7.1.minimum",
    chapter_7("Lemma 7.1"),
    formula=r"x^*=(4\tau,\dots,4\tau),\ \nabla^2f=2L\,I",
    says=lambda sign=1, form="derivative": forall(*LETTERS, d, i, j, y, w)(
        given(letters(), i == d, j < d, y(j) != 4 * tau)
        >> conj(
            piece_A(y) > piece_A(lambda m: 4 * tau)
            if sign > 0
            else piece_A(y) < piece_A(lambda m: 4 * tau),
            second_along(form) == 2 * L * lengths,
        )
    ),
    uses=(
        "saddle.curvature-A",
        "book.sum-scaled",
        "book.coordinate-below-norm",
        "book.squares-nonnegative",
        "book.sum-equal",
        "book.sum-constant",
    ),
    instance={
        "values": AT["values"] | {"i": "1", "j": "0"},
        "functions": AT["functions"],
    },
)
def one_minimum(judge, sign=1, form="derivative"):
    """The remaining stationary point is a strict minimum of the final region, for every d: f is
    larger at every other point y, and the Hessian is 2 L I.
    """
    p = judge.theorem()
    facts = list(p.given)
    square = (y(m) - 4 * tau) ** 2
    total = sum_at_end(p, y(m), L * square)
    pulled = p.by("book.sum-scaled", Lambda((m,), square), L, d)
    zero = sum_at_end(p, 4 * tau, term(0))
    none = p.by("book.sum-constant", 0, d)
    gap = Lambda((m,), y(m) - 4 * tau)
    below = p.use(p.by("book.coordinate-below-norm", gap, d, j), p.meet(j < d, *facts))
    positive = p.by("book.squares-nonnegative", gap, d)
    S = sum_over(m, d, square)
    a, b = reals("a b")
    known = p.lemma(
        forall(a, b)(given(a >= 0, sqrt(a) >= abs(b), b != 0) >> (a > 0)), S, y(j) - 4 * tau
    )
    apart = p.arith(y(j) - 4 * tau != 0, *facts)
    more = p.use(known, positive, below, apart)
    first = p.arith(p.target.part(0), total, pulled, zero, none, more, *facts[:3])
    hessian = p.by("saddle.curvature-A", *LETTERS, d, i, y, w)
    flat = p.arith(bent_A(m) * w(m) ** 2 == 2 * L * w(m) ** 2, *at_end(p))
    bend = same_sum(p, bent_A(m) * w(m) ** 2, 2 * L * w(m) ** 2, flat)
    scaled = p.by("book.sum-scaled", Lambda((m,), w(m) ** 2), 2 * L, d)
    return p.qed(p.both(first, p.arith(second_along() == 2 * L * lengths, hessian, bend, scaled)))


@one_minimum.mutant
def a_maximum(judge):
    return refuted_by(judge, one_minimum.says(sign=-1, form=WRITTEN), one_minimum.instance)


PARTS = (
    "saddle.lem-7.1.quadratic-regions",
    "saddle.lem-7.1.buffers",
    "saddle.lem-7.1.saddles",
    "saddle.lem-7.1.minimum",
)


@claim(
    "saddle.lem-7.1",
    chapter_7("Lemma 7.1"),
    formula=r"\text{one local minimum, }d\text{ saddle points in }D_0",
    says=lambda: conj(
        stationary_in_A.says(),
        none_in_the_buffers.says(),
        strict_saddles.says(),
        one_minimum.says(),
    ),
    uses=PARTS,
)
def stationary_points(judge):
    """In D_0 f has exactly one local optimum, (4 tau, .., 4 tau), and exactly the d listed saddle
    points, for every d.

    The gradient is zero in A_i exactly at its centre and nowhere in a buffer; the centres of i < d
    are strict saddles, that of i = d is a strict minimum.
    """
    p = judge.theorem()
    return p.qed(p.both(*(p.by(id) for id in PARTS)))


@stationary_points.mutant
def centres_at_3_tau(judge):
    from .critical import centres_at_3_tau as moved_centres

    return moved_centres(judge)


@claim(
    "saddle.exp-gd.levels",
    chapter_7("Section 7.5"),
    formula=r"f(\text{k-th saddle})=-k\nu\quad(k=0,\dots,d-1),\quad\min f=-d\nu",
    says=lambda factor=1: forall(*LETTERS, d, i, y)(
        at_centre() >> (piece_A(y) == times(factor, -(i * nu)))
    ),
    uses=("book.sum-equal", "book.sum-constant"),
    instance={
        "values": AT["values"] | {"i": "1"},
        "functions": {"y": {"table": ["4"]}},
    },
)
def plateau_heights(judge, factor=1):
    """The plateaus lie at -k nu, for every d: at the k-th saddle (k = d: at the minimum) every
    quadratic term is zero and k copies of -nu remain.
    """
    p = judge.theorem()
    (centre,) = p.given
    here = p.use(p.at(centre, m), p.assume(m < d))

    def value(number, held):
        late = number > 0
        return [p.use(p.part(here, int(late)), p.arith(m >= i, held) if late else held)]

    zero = by_place(p, term_A(m, y(m)) == 0, IN_A, there=value)
    total = same_sum(p, term_A(m, y(m)), term(0), zero)
    return p.qed(p.arith(p.target, total, p.by("book.sum-constant", 0, d)))


plateau_heights.mutant("-2 nu a saddle", factor=2)
