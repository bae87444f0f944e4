"""Along the parameters theta - s L' of a step: what makes the loss fall, and the two terms by which
the predictions move.

The words are those of `predictions`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    exists,
    forall,
    functions,
    given,
    reals,
    sequences,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below

from . import chapter_3
from .overview import DYNAMICS, OVERVIEW
from .predictions import (
    J,
    U,
    against_gradient,
    by_gram,
    differentiable,
    gram_entry,
    gram_row,
    i,
    j,
    label,
    n,
    p,
    prediction,
    pull,
    q,
    s,
    x,
)

theta, chosen = sequences("theta block")  # chosen(p) is 1 in a block of parameters, 0 elsewhere
Phi = functions("Phi", "real")
A, B, C, D, eta, lam, d = reals("A B C D eta lambda d")


def segment(s):
    """The parameters theta - s L'"""
    return theta(p) - s * pull(theta(p), 0)


def loss(s):
    return sum_over(i, n, (prediction(i, segment(s)) - label(i)) ** 2 / 2)


def masked(i):
    return chosen(p) * J(i, p, 0)


def descent_says(factor=1):
    residual = lambda i: prediction(i, theta(p)) - label(i)  # noqa: E731
    row = sum_over(j, n, gram_entry(0) * residual(j))
    form = -sum_over(i, n, residual(i) * row)
    size = sum_over(i, n, residual(i) ** 2)
    block = bounded_below(lambda i, j: sum_over(p, q, masked(i) * masked(j)), lam)
    falls = exists(d)((d > 0) & forall(x)(given(x > 0, x < d) >> (loss(x) < loss(0))))
    return forall(U, J, theta, label, chosen, n, q, lam)(
        given(
            forall(i)(differentiable(lambda s: theta(p)).put(s, 0)),
            forall(p)((chosen(p) == 0) | (chosen(p) == 1)), block,
        )
        >> conj(
            deriv(x, loss(x), 0) == form, form <= -lam * size, given(lam > 0, size > 0) >> falls
        )
    )  # fmt: skip


@claim(
    "deep.claim-psd.descent",
    chapter_3(DYNAMICS),
    says=descent_says,
    uses=("book.sum-exchange", "book.gram-form"),
)
def loss_decreases(judge):
    """The slope of the loss along a step is -(y - u).G (y - u) <= -lambda |y - u|^2 where one block
    has least eigenvalue lambda; for lambda > 0, u != y a small step decreases it.

    For any differentiable network and any set of parameters as the block: its Gram matrix is that
    of the Jacobian with the other columns set to 0.
    """
    k = judge.theorem()
    smooth, mask, least = k.given
    here = k.at(k.at(smooth, i), Lambda((p, x), segment(x)), Lambda((p,), -pull(theta(p), 0)))
    curve = k.derivative(deriv(x, segment(x), 0))
    begins = k.both(
        k.arith(segment(0) == theta(p)),
        k.arith(deriv(x, segment(x), 0) == -pull(theta(p), 0), curve),
    )
    moves = k.apply(here, k.for_all(begins, p))
    own = against_gradient(k, theta(p), 0, 0, moves)
    by_rows = by_gram(k, theta(p), 0)
    # the slope of the loss
    same = k.same_family(
        prediction(i, segment(0)) == prediction(i, theta(p)),
        k.for_all(k.arith(segment(0) == theta(p)), p),
    )
    residual = prediction(i, theta(p)) - label(i)
    square = (prediction(i, segment(x)) - label(i)) ** 2 / 2
    table = k.derivative(deriv(x, square, 0), own)
    product = gram_entry(0) * residual.put(i, j)
    bodies = [residual.put(i, j) * gram_entry(0), product]
    turned = by_terms(
        k, j, n, lambda c: sum_over(j, c, bodies[0]) == sum_over(j, c, bodies[1]), bodies
    )
    row = sum_over(j, n, product)
    each = k.arith(deriv(x, square, 0) == -(residual * row), table, by_rows, turned, same)
    total = k.derivative_of_sum(k.for_all(k.discharge(each, i < n), i))
    bodies = [-(residual * row), residual * row]
    sign = by_terms(
        k, i, n, lambda c: sum_over(i, c, bodies[0]) == -sum_over(i, c, bodies[1]), bodies
    )
    slope = k.arith(k.target.part(0), total, sign)
    # the block: its form is |(J with other columns 0)^T r|^2, at most |J^T r|^2
    here = Lambda((i,), residual)
    forms = [k.by("book.gram-form", Lambda((i, p), one), here, n, q)
             for one in (J(i, p, 0), masked(i))]  # fmt: skip
    column = [sum_over(i, n, residual * one) for one in (J(i, p, 0), masked(i))]
    bodies = [residual * masked(i), residual * J(i, p, 0)]
    inside = by_terms(
        k,
        i,
        n,
        lambda c: sum_over(i, c, bodies[0]) == chosen(p) * sum_over(i, c, bodies[1]),
        bodies,
    )
    cover = k.at(mask, p)
    goal = column[1] ** 2 <= column[0] ** 2
    inside = k.cases(
        cover, *(k.arith(goal, inside, k.assume(chosen(p) == number)) for number in (0, 1))
    )
    columns = by_terms(
        k, p, q,
        lambda c: sum_over(p, c, column[1] ** 2) <= sum_over(p, c, column[0] ** 2),
        [column[1] ** 2, column[0] ** 2], inside,
    )  # fmt: skip
    below = k.arith(k.target.part(1), columns, *forms, k.at(least, here))
    # the loss is below its tangent of half the slope for a while
    known = k.assume(k.target.part(2).left)
    lam_pos, far = k.split(known)
    positive = k.lemma(
        forall(A, B)(given(A > 0, B > 0) >> (A * B / 2 > 0)), lam, sum_over(i, n, residual**2)
    )
    positive = k.use(positive, lam_pos, far)
    near = k.estimate(slope, positive)
    within = k.such(near, d)
    inside = k.assume(given(x > 0, x < d))
    close = k.use(k.at(k.part(within, 1), x), inside)
    size = sum_over(i, n, residual**2)
    form = slope.sides[1]
    rule = k.lemma(
        forall(A, B, C, D, lam, x)(
            given(abs(A - B - C * (x - 0)) <= lam * D / 2 * abs(x - 0), C <= -lam * D, x > 0,
                  lam * D / 2 > 0)
            >> (A < B)
        ),
        loss(x), loss(0), form, size, lam, x,
    )  # fmt: skip
    lower = k.use(rule, close, below, k.part(inside, 0), positive)
    lower = k.for_all(k.discharge(lower, inside.formula), x)
    falls = k.target.part(2).part(1)
    end = k.obtain(near, k.exhibit(falls, d, k.both(k.part(within, 0), lower)), d)
    return k.qed(k.both(slope, below, k.discharge(end, known.formula)))


@loss_decreases.mutant
def twice_the_slope(judge):
    """A slope of at most -2 lambda |y - u|^2: one prediction u = theta."""
    return falsify(
        forall(A, lam)(given(A == 1, lam == 1) >> (-A * A <= -2 * lam * A**2)),
        hints=[{"values": {"A": "1", "lambda": "1"}}],
    )


def along_gradient(s):
    """<L', u_i'(theta - s L')>"""
    return sum_over(p, q, pull(theta(p), 0) * J(i, p, s))


def second_term(s):
    """The integrand of I_2^i"""
    return along_gradient(0) - along_gradient(s)


TIMES = given(s >= 0, s <= eta)


def the_two_terms():
    """The step of U_i is I_1^i = -eta sum_j (u_j - y_j) G_ij and the gain of Phi."""
    first = -eta * gram_row(theta(p), 0)
    moved = prediction(i, segment(eta)) - prediction(i, theta(p))
    return -eta * along_gradient(0) == first, moved == first + (Phi(eta) - Phi(0))


def two_terms_say():
    own = prediction(i, segment(x)) + x * along_gradient(0)
    integral = forall(s)(TIMES >> (deriv(x, Phi(x), s) == second_term(s)))
    first, moved = the_two_terms()
    return forall(U, J, theta, label, n, q, eta, i)(
        given(eta > 0, forall(s)(TIMES >> differentiable(segment)))
        >> conj(
            first,
            forall(s)(TIMES >> (deriv(x, own, s) == second_term(s))),
            forall(Phi)(integral >> moved),
        )
    )


@claim(
    "deep.eq-I1I2",
    chapter_3(OVERVIEW),
    says=two_terms_say,
    uses=("book.sum-exchange",),
)
def two_terms(judge):
    """The predictions move by I_1 + I_2, I_1^i = -eta <L', u_i'> = -eta sum_j (u_j - y_j) G_ij, for
    any differentiable network.

    I_2^i is the integral of <L', u_i'(theta) - u_i'(theta - s L')> over [0, eta]: the gain of any
    Phi with this derivative, of which one is shown. From the fundamental theorem of calculus along
    theta - s L'.
    """
    k = judge.theorem()
    positive, smooth = k.given
    inside = k.assume(TIMES)
    here = k.apply(k.at(smooth, s), inside)
    curve = k.derivative(deriv(x, segment(x), s))
    against = -pull(theta(p), 0)
    begins = k.both(
        k.arith(segment(s) == segment(s)), k.arith(deriv(x, segment(x), s) == against, curve)
    )
    here = k.at(here, Lambda((p, x), segment(x)), Lambda((p,), against))
    moves = against_gradient(k, theta(p), 0, s, k.apply(here, k.for_all(begins, p)))
    first = by_gram(k, theta(p), 0)
    # the integrand is the slope of U_i + x <L', u_i'>
    linear = x * along_gradient(0)
    own = prediction(i, segment(x))
    table = k.derivative(deriv(x, own + linear, s), moves)
    shown = k.arith(deriv(x, own + linear, s) == second_term(s), table, moves)
    shown = k.for_all(k.discharge(shown, TIMES), s)
    integral = k.assume(forall(s)(TIMES >> (deriv(x, Phi(x), s) == second_term(s))))
    known = k.apply(k.at(integral, s), inside)
    rest = own + linear - Phi(x)
    table = k.derivative(deriv(x, rest, s), moves, known)
    flat = k.arith(deriv(x, rest, s) == 0, table, moves, known)
    still = k.mean_value(k.for_all(k.discharge(flat, TIMES), s), k.arith(eta >= 0, positive))
    start = k.same_family(
        prediction(i, segment(0)) == prediction(i, theta(p)),
        k.for_all(k.arith(segment(0) == theta(p)), p),
    )
    equal, moved = the_two_terms()
    end = k.arith(moved, still, start, first)
    end = k.for_all(k.discharge(end, integral.formula), Phi)
    return k.qed(k.both(k.arith(equal, first), shown, end))


@two_terms.mutant
def with_the_other_sign(judge):
    """I_1 = eta G (u - y): one prediction u = theta, where I_2 = 0."""
    return falsify(
        forall(A, eta)(given(A == 1, eta == 1) >> (A - eta * A - A == eta * A)),
        hints=[{"values": {"A": "1", "eta": "1"}}],
    )
