"""Section 3.3: how the predictions move in one step, and what makes the loss fall.

r = u - y, G = J J^T with J the Jacobian of the n predictions in all parameters, L' = J^T r the
gradient of the loss. A step moves the predictions by I_1 + I_2, with I_1 = -eta G r exactly and I_2
what the curvature of the network adds.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs import reals as symbols
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    forall,
    functions,
    given,
    maximum,
    nats,
    reals,
    sequences,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3, holds, positive
from .predictions import (
    J,
    U,
    against_gradient,
    by_gram,
    differentiable,
    exchanged,
    gram_entry,
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

DYNAMICS, OVERVIEW = "Section 3.3", "Section 3.8"

A, B, C, D, lam, d = reals("A B C D lambda d")
h, H, m, r, c = nats("h H m r c")


def one_neuron():
    """u = a sin(w): one neuron, input 1, both parameters trained; u, G = u_a^2 + u_w^2, and the
    parameters after a step.
    """
    from sympy import cos, sin

    a, w, y, eta = symbols("a w y eta")
    u, ua, uw = a * sin(w), sin(w), a * cos(w)
    r = u - y
    return a, w, y, eta, u, ua**2 + uw**2, (a - eta * r * ua) * sin(w - eta * r * uw)


@claim(
    "deep.eq-dynamics",
    chapter_3(DYNAMICS),
    formula=r"y-u(k+1)=(I-\eta G(k))(y-u(k))",
    hypotheses=("read as an equation, for a step of any positive size",),
    case=True,
)
def dynamics_as_printed(judge, sign="=="):
    """The residual is multiplied by I - eta G(k). As an equation this is false: a step has
    second-order terms.
    """
    _, _, y, eta, u, G, after = one_neuron()
    return holds(judge, (y - after, sign, (1 - eta * G) * (y - u)), positive(eta))


dynamics_as_printed.mutant("as a lower bound", sign=">=")


@claim(
    "deep.eq-dynamics-amended",
    chapter_3(DYNAMICS),
    formula=r"y-u(k+1)=(I-\eta G(k))(y-u(k))-I_2(k),\quad I_2=0\text{ if only the output vector is "
    r"trained}",
    hypotheses=("I_2(k) = u(k+1) - u(k) + eta G(k)(u(k) - y)",),
    amends="deep.eq-dynamics",
)
def dynamics(judge, factor=1):
    """With the remainder I_2 it is an identity, and exact without it for a model linear in its
    trained parameters, for all sizes.
    """
    from steepest.proofs.engine.matrix import eye, matrices, scalars

    J, u, y, rest = matrices("J: n x q, u: n x 1, y: n x 1, I2: n x 1")
    eta = scalars("eta")
    after = u - factor * eta * (J @ J.T) @ (u - y) + rest
    general = judge.same(y - after, (eye("n") - eta * (J @ J.T)) @ (y - u) - rest)
    Phi, a = matrices("Phi: n x m, a: m x 1")
    moved = a - eta * Phi.T @ (Phi @ a - y)
    linear = judge.same(y - Phi @ moved, (eye("n") - eta * (Phi @ Phi.T)) @ (y - Phi @ a))
    return judge.all(general, linear)


dynamics.mutant("twice the step", factor=2)


FLOW = functions("theta", "nat", "real")  # the parameters at a time


def at_time(s):
    return FLOW(p, s)


def flow_says(rate=1):
    now = at_time(s)
    gap = label(j) - prediction(j, now)
    falls = deriv(x, label(i) - prediction(i, at_time(x)), s)
    pulled = -sum_over(j, n, gram_entry(s) * gap)
    return forall(U, J, FLOW, label, n, q, s)(
        given(
            forall(i)(differentiable(at_time)),
            forall(p)(deriv(x, at_time(x), s) == -pull(now, s)),
        )
        >> forall(i)(falls == (pulled if rate == 1 else rate * pulled))
    )


@claim(
    "deep.eq-dynamics.flow",
    chapter_3(DYNAMICS),
    says=flow_says,
    uses=("book.sum-exchange",),
)
def dynamics_of_the_flow(judge):
    """In continuous time it is exact: d/dt (y - u) = -G (y - u), from u' = J theta' and theta' =
    -J^T (u - y).

    For any differentiable network with any finite number of parameters.
    """
    k = judge.theorem()
    smooth, moves = k.given
    now = at_time(s)
    here = k.at(k.at(smooth, i), Lambda((p, x), at_time(x)), Lambda((p,), -pull(now, s)))
    begins = k.for_all(k.both(k.arith(now == now), k.at(moves, p)), p)
    own = against_gradient(k, now, s, s, k.apply(here, begins))
    gap = prediction(j, now) - label(j)
    bodies = [gap * gram_entry(s), gram_entry(s) * (label(j) - prediction(j, now))]
    turned = by_terms(
        k, j, n, lambda c: sum_over(j, c, bodies[0]) == -sum_over(j, c, bodies[1]), bodies
    )
    body = label(i) - prediction(i, at_time(x))
    table = k.derivative(deriv(x, body, s), own)
    end = k.arith(
        deriv(x, body, s) == -sum_over(j, n, bodies[1]), table, own, by_gram(k, now, s), turned
    )
    return k.qed(k.for_all(end, i))


@dynamics_of_the_flow.mutant
def half_the_rate(judge):
    """Half the rate: one prediction u = theta with y = 0, u' = -u = -1."""
    return falsify(
        forall(A, B)(given(A == 1, B == -A) >> (B == -A / 2)),
        hints=[{"values": {"A": "1", "B": "-1"}}],
    )


begin, width = functions("begin width", "nat", value="nat")
first, second = sequences("f g")  # the derivatives of two predictions in all parameters


def blocks_say():
    block = sum_over(r, width(h), first(begin(h) + r) * second(begin(h) + r))
    return forall(first, second, begin, width, H)(
        given(begin(0) == 0, forall(h)(begin(h + 1) == begin(h) + width(h)))
        >> (sum_over(p, begin(H + 1), first(p) * second(p)) == sum_over(h, H + 1, block))
    )


@claim("deep.eq-dynamics.blocks", chapter_3(DYNAMICS), says=blocks_say)
def blocks(judge):
    """G = G^(1) + .. + G^(H+1): an entry of the Gram matrix of all parameters is the sum over the
    blocks of parameters, for all sizes and depths.
    """
    k = judge.theorem()
    start, widths = k.given
    product = first(p) * second(p)
    block = first(begin(h) + r) * second(begin(h) + r)
    total = lambda m: sum_over(p, m, product)  # noqa: E731
    # a block of m parameters more
    here = total(begin(h) + m) == total(begin(h)) + sum_over(r, m, block)
    base = k.arith(
        total(begin(h)) == total(begin(h)) + sum_over(r, 0, block), k.sum_empty(r, block)
    )
    base = k.rewrite(k.arith(begin(h) + 0 == begin(h)), base, here.put(m, 0))
    longer = [k.sum_step(p, begin(h) + m, product), k.sum_step(r, m, block)]
    step = k.arith(
        total(begin(h) + m + 1) == total(begin(h)) + sum_over(r, m + 1, block),
        k.assume(here), *longer,
    )  # fmt: skip
    step = k.rewrite(k.arith(begin(h) + (m + 1) == begin(h) + m + 1), step, here.put(m, m + 1))
    one = k.at(k.induction(m, here, base, step), width(h))
    one = k.fold(k.at(widths, h), one)
    # and all blocks
    whole = sum_over(r, width(h), block)
    here = total(begin(H)) == sum_over(h, H, whole)
    none = k.rewrite(start, k.sum_empty(p, product), total(begin(0)) == 0)
    base = k.arith(here.put(H, 0), none, k.sum_empty(h, whole))
    one = k.at(k.for_all(one, h), H)
    step = k.arith(here.put(H, H + 1), k.assume(here), one, k.sum_step(h, H, whole))
    return k.qed(k.at(k.induction(H, here, base, step), H + 1))


@blocks.mutant
def a_block_counted_twice(judge):
    """Two blocks of one parameter each, the second one twice."""
    return falsify(
        forall(A, B)(given(A == 1, B == 1) >> (A**2 + B**2 == A**2 + 2 * B**2)),
        hints=[{"values": {"A": "1", "B": "1"}}],
    )


@claim(
    "deep.claim-2layer",
    chapter_3(DYNAMICS),
    formula=r"y-u(k+1)=(I-\eta H(k))(y-u(k))",
    hypotheses=("ReLU, only the first layer trained, any step",),
    case=True,
)
def two_layers_as_printed(judge, sign="=="):
    """Two layers with the first one trained obey the same equation. False for ReLU as soon as a
    neuron changes its side.
    """
    from sympy import Max

    a, w, y, eta = symbols("a w y eta")
    u = a * w
    after = a * Max(w - eta * (u - y) * a, 0)
    return holds(judge, (y - after, sign, (1 - eta * a**2) * (y - u)), positive(eta, w))


two_layers_as_printed.mutant("at most", sign="<=")


first_layer, after, inputs, on = functions("w v x on", "nat", "nat")
output = sequences("a")
d, eta = nats("d"), reals("eta")


def side(weights, i):
    """w_r . x_i"""
    return sum_over(c, d, weights(r, c) * inputs(i, c))


def relu_net(weights, i):
    return sum_over(r, m, output(r) * maximum(side(weights, i), 0))


def feature(i):
    """The derivative of u_i in w_rc"""
    return output(r) * on(i, r) * inputs(i, c)


def no_crossing():
    """on(i, r) says on which side neuron r sees datum i, before and after the step."""
    sides = [side(weights, i) for weights in (first_layer, after)]
    active = conj(on(i, r) == 1, *(one >= 0 for one in sides))
    return active | conj(on(i, r) == 0, *(one <= 0 for one in sides))


def two_layers_say(least=0):
    residual = relu_net(first_layer, j) - label(j)
    pulled = sum_over(j, n, residual * feature(j))
    entry = sum_over(r, m, sum_over(c, d, feature(i) * feature(j)))
    moved = sum_over(j, n, entry * (label(j) - relu_net(first_layer, j)))
    return forall(first_layer, after, inputs, on, output, label, n, m, d, eta)(
        given(
            forall(r, c)(after(r, c) == first_layer(r, c) - eta * pulled),
            forall(i, r)(no_crossing()),
        )
        >> forall(i)(
            label(i) - relu_net(after, i) == label(i) - relu_net(first_layer, i) - eta * moved
        )
    )


@claim(
    "deep.claim-2layer-amended",
    chapter_3(DYNAMICS),
    says=two_layers_say,
    amends="deep.claim-2layer",
    uses=("book.sum-exchange",),
)
def two_layers(judge):
    """Exact for ReLU while every neuron keeps its side: y - u(k+1) = (I - eta H(k)) (y - u(k)) for
    two layers with the first one trained, H_ij = sum_r a_r^2 on_ir on_jr x_i.x_j.

    There u is linear in the first layer; for any width and any data.
    """
    k = judge.theorem()
    step, sides = k.given
    residual = relu_net(first_layer, j) - label(j)
    pulled = sum_over(j, n, residual * feature(j))
    cover = k.at(sides, i, r)
    sizes = [side(first_layer, i), side(after, i)]
    goal = conj(*(maximum(one, 0) == on(i, r) * one for one in sizes))
    values = k.cases(
        cover, *(k.arith(goal, k.assume(cover.formula.part(place))) for place in (0, 1))
    )
    bodies = [after(r, c) * inputs(i, c), first_layer(r, c) * inputs(i, c), pulled * feature(i)]

    def moves(q):
        new, old, pull = (sum_over(c, q, body) for body in bodies)
        return output(r) * on(i, r) * (new - old) == -eta * pull

    inner = by_terms(k, c, d, moves, bodies, k.at(step, r, c))
    turned = exchanged(k, residual, feature, c, d)
    own = sum_over(c, d, feature(i) * feature(j))
    row = sum_over(j, n, residual * own)
    bodies = [output(r) * maximum(one, 0) for one in sizes]
    each = k.arith(bodies[1] - bodies[0] == -eta * row, values, inner, turned)
    bodies.append(row)

    def change(q):
        before, later, rows = (sum_over(r, q, body) for body in bodies)
        return later - before == -eta * rows

    neurons = by_terms(k, r, m, change, bodies, each)
    swap = k.by("book.sum-exchange", Lambda((r, j), residual * own), m, n)
    column = by_terms(
        k, r, m, lambda q: sum_over(r, q, residual * own) == residual * sum_over(r, q, own),
        [residual * own, own],
    )  # fmt: skip
    entry, gap = sum_over(r, m, own), label(j) - relu_net(first_layer, j)
    bodies = [sum_over(r, m, residual * own), entry * gap]
    data = by_terms(
        k, j, n, lambda q: sum_over(j, q, bodies[0]) == -sum_over(j, q, bodies[1]), bodies, column
    )
    end = label(i) - relu_net(after, i)
    end = end == label(i) - relu_net(first_layer, i) - eta * sum_over(j, n, entry * gap)
    return k.qed(k.for_all(k.arith(end, neurons, swap, data), i))


@two_layers.mutant
def a_neuron_that_crosses(judge):
    """One neuron that goes from 1 to -1: u falls to 0, not to -1."""
    return falsify(
        forall(A, B)(given(A == 1, B == -1) >> (maximum(B, 0) - maximum(A, 0) == B - A)),
        hints=[{"values": {"A": "1", "B": "-1"}}],
    )


@claim("deep.claim-psd", chapter_3(DYNAMICS), formula=r"v^\top G^{(h)}v=\|J_h^\top v\|^2\ge0")
def positive_semidefinite(judge, sign=1):
    """Every block of the Gram matrix is positive semidefinite, for all sizes."""
    from steepest.proofs.engine.matrix import inner, matrices, norm2

    J, v = matrices("J: n x q, v: n x 1")
    quadratic = inner(v, sign * (J @ J.T) @ v)
    return judge.all(judge.same(quadratic, norm2(J.T @ v)), judge.at_most(0 * norm2(v), quadratic))


positive_semidefinite.mutant("minus the Gram matrix", sign=-1)
