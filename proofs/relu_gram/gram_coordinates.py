"""Gradient descent in the coordinates of the inputs: n numbers a neuron carry the run. The notation
is that of `movement`; e(k, i) is the residual after k steps.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import Lambda, by_terms, conj, forall, nats, reals, sum_over
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .movement import ONE_RUN, at, e, gradient, moved
from .network import a, active, b, c, d, eta, i, j, k, kernel, m, n, pre, r, w, x

s = nats("s")
LETTERS = (x, w, a, e, b, eta, n, m, d)


def forever():
    """Gradient descent (2.2)"""
    step = w(k + 1, r, c) == w(k, r, c) - eta * gradient(k, r, c)
    return forall(k, r, c)(((r < m) & (c < d)) >> step)


def coordinate(k, r, j):
    """B_rj(k), the sum of the active residuals so far"""
    return sum_over(s, k, e(s, j) * active(at(s), r, j))


def in_the_span(k, r, c, sign=1):
    """w_r(k), by its coordinates"""
    pulled = sum_over(j, n, coordinate(k, r, j) * x(j, c))
    return w(k, r, c) == w(0, r, c) - sign * eta * (b * a(r)) * pulled


def distance():
    """(eta a_r/sqrt(m)) B_r . (z_r(0) - z_r(k))"""
    shift = pre(at(0), r, j) - pre(at(k), r, j)
    return eta * (b * a(r)) * sum_over(j, n, coordinate(k, r, j) * shift)


def coordinates_say():
    image = sum_over(j, n, kernel(i, j) * coordinate(k, r, j))
    own = pre(at(k), r, i) == pre(at(0), r, i) - eta * (b * a(r)) * image
    span = forall(c)((c < d) >> in_the_span(k, r, c))
    end = conj(span, forall(i)(own), moved(k, r) == distance())
    return forall(*LETTERS)(forever() >> forall(k, r)((r < m) >> end))


@claim(
    "relu2.gram-coordinates",
    thesis("equations (2.2), (2.3)"),
    says=coordinates_say,
    uses=("book.gram-form", "book.gram-image"),
)
def gram_coordinates(judge):
    """The first layer stays in the span of the inputs and its start, so n numbers a neuron carry
    the run, whatever d is: all sizes.

    W(k) = W(0) - (eta/sqrt(m)) diag(a) B(k) X and Z(k) = Z(0) - (eta/sqrt(m)) diag(a) B(k) K; a
    step adds e o 1{z_r >= 0} to row r of B, for any residual e.
    """
    K = judge.theorem()
    (steps,) = K.given
    inside, here = K.assume(r < m), K.assume(c < d)
    term = e(s, j) * active(at(s), r, j)
    always = in_the_span(k, r, c)
    nothing = coordinate(0, r, j) * x(j, c)
    nothing = by_terms(
        K, j, n, lambda q: sum_over(j, q, nothing) == 0, [nothing], K.sum_empty(s, term)
    )
    base = K.arith(always.put(k, 0), nothing)
    bodies = [
        coordinate(k + 1, r, j) * x(j, c),
        coordinate(k, r, j) * x(j, c),
        e(k, j) * x(j, c) * active(at(k), r, j),
    ]

    def longer_to(q):
        after, before, new = (sum_over(j, q, body) for body in bodies)
        return after == before + new

    longer = by_terms(K, j, n, longer_to, bodies, K.sum_step(s, k, term))
    going = K.use(K.at(steps, k, r, c), inside, here)
    step = K.arith(always.put(k, k + 1), K.assume(always), going, longer)
    span = K.at(K.induction(k, always, base, step), k)
    whole = K.for_all(K.discharge(span, c < d), c)
    bodies = [w(k, r, c) * x(i, c), w(0, r, c) * x(i, c)]
    pulled = sum_over(j, n, coordinate(k, r, j) * x(j, c)) * x(i, c)
    bodies.append(pulled)

    def shift_to(q):
        new, old, along = (sum_over(c, q, body) for body in bodies)
        return new == old - eta * (b * a(r)) * along

    shift = by_terms(K, c, d, shift_to, bodies, span)
    image = K.by("book.gram-image", x, Lambda((j,), coordinate(k, r, j)), n, d, i)
    image_ = sum_over(j, n, kernel(i, j) * coordinate(k, r, j))
    own = pre(at(k), r, i) == pre(at(0), r, i) - eta * (b * a(r)) * image_
    own = K.for_all(K.arith(own, shift, image), i)
    # the distance, by the quadratic form of K at the coordinates
    form = K.by("book.gram-form", x, Lambda((j,), coordinate(k, r, j)), n, d)
    A, B, C, t = reals("A B C t")
    pulled = sum_over(j, n, coordinate(k, r, j) * x(j, c))
    factor = eta * (b * a(r))
    square = K.lemma(
        forall(A, B, C, t)((A == B - t * C) >> ((A - B) ** 2 == t**2 * C**2)),
        w(k, r, c), w(0, r, c), pulled, factor,
    )  # fmt: skip
    bodies = [(w(k, r, c) - w(0, r, c)) ** 2, pulled**2]
    squares = by_terms(
        K, c, d,
        lambda q: sum_over(c, q, bodies[0]) == factor**2 * sum_over(c, q, bodies[1]),
        bodies, K.use(square, span),
    )  # fmt: skip
    image_ = sum_over(j, n, kernel(i, j) * coordinate(k, r, j))
    ahead = pre(at(0), r, i) - pre(at(k), r, i)
    bodies = [coordinate(k, r, i) * ahead, coordinate(k, r, i) * image_]
    products = by_terms(
        K, i, n, lambda q: sum_over(i, q, bodies[0]) == factor * sum_over(i, q, bodies[1]), bodies,
        K.at(own, i),
    )  # fmt: skip
    far = K.arith(moved(k, r) == distance(), squares, products, form)
    end = K.discharge(K.both(whole, own, far), r < m)
    return K.qed(K.for_all(end, k, r))


@gram_coordinates.mutant
def with_the_other_sign(judge):
    """One step of one neuron on one input, with a plus."""
    one = w(1, 0, 0) == w(0, 0, 0) - eta * gradient(0, 0, 0)
    small = conj(one, n == 1, d == 1)
    other = forall(*LETTERS)(small >> in_the_span(1, 0, 0, sign=-1))
    return falsify(other, hints=[ONE_RUN])
