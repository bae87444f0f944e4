"""The steps in the proof of Theorem 2.1 (Du, Hu, Lee 2018, Section 2.3): the mean over the samples,
the two gradients by the chain rule, and the rates of the two norms.

The gradients are stated as in the source for one sample: the loss is any function L of the
preactivations x^(h+1), differentiable there with the gradient G = dL/dx^(h+1). That L as a function
of the weights is then differentiable, with the gradient that is printed, is what is proved.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    family,
    forall,
    functions,
    given,
    integrable,
    nats,
    reals,
    sum_over,
    term,
)

from . import du_hu_lee, half_rate, neurons, rays, smallest
from .networks import BOOK, i, k, m, p
from .weights import (
    Group,
    Point,
    along,
    differentiable,
    end,
    homogeneous,
    phi,
    same_sum,
    start,
    t,
    x,
    y,
)

BELOW, ABOVE = rays.Ray(neurons.PLAIN, True), rays.Ray(neurons.PLAIN, False)
N = nats("N_samples")
losses = functions("loss", "nat", "real", "real")
weight = functions("w", "real")
inside = given(start < t, t < end)


def mean_loss(share=1):
    """One weight w, the loss of the sample k as a function of it at the time t, and the flow."""
    own = deriv(y, losses(k, y, t), weight(t))
    whole = deriv(y, sum_over(k, N, losses(k, y, t)) / N, weight(t))
    flow = forall(t)(
        inside
        >> conj(
            forall(k)((k < N) >> integrable(own)),
            deriv(y, weight(y), t) == -whole,
        )
    )
    rate = -2 * weight(t) * (sum_over(k, N, own) / N)
    change = deriv(y, weight(y) ** 2, t)
    return forall(start, end, N, losses, weight)(
        given(N > 0, flow)
        >> forall(t)(inside >> (change == (rate if share == 1 else share * rate)))
    )


@claim(
    "balance.thm-2.1-proof.1",
    du_hu_lee("Section 2.3", "Section 4.2"),
    formula=r"\frac{d}{dt}W[i,j]^2 = -2W[i,j]\cdot\frac1m\sum_k\frac{\partial L_k}{\partial "
    r"W[i,j]}",
    says=mean_loss,
)
def one_sample_suffices(judge, share=1):
    """The rate of a squared weight under the mean loss is the mean over the samples of minus twice
    the weight times the derivative of the loss of the sample.
    """
    if share != 1:
        return half_the_rate(judge)
    proof = judge.theorem()
    positive, flow = proof.given
    each, moves = proof.split(proof.apply(proof.at(flow, t), proof.assume(inside)))
    total = proof.derivative_of_sum(each)
    whole = deriv(y, sum_over(k, N, losses(k, y, t)) / N, weight(t))
    nonzero = proof.arith(N * N != 0, positive)
    mean = proof.derivative(whole, total, proof.arith(N != 0, positive))
    own = deriv(y, losses(k, y, t), weight(t))
    quotient = proof.arith(whole == sum_over(k, N, own) / N, mean, total, positive, nonzero)
    square = proof.derivative(deriv(y, weight(y) ** 2, t), moves)
    rate = -2 * weight(t) * (sum_over(k, N, own) / N)
    end_of_it = proof.arith(deriv(y, weight(y) ** 2, t) == rate, square, moves, quotient)
    return proof.qed(proof.for_all(proof.discharge(end_of_it, inside), t))


def half_the_rate(judge):
    """One sample, whose loss is w itself, so that w = -t: the square has the rate 2 t."""
    proof = judge.refutation()
    one = smallest.ONE
    claimed = proof.at(proof.claim, 0, 2, 1, Lambda((k, y, t), y), Lambda((t,), -t))

    def slopes(time):
        """deriv(y, y, -time) exists and is 1; so are those of the sum of one term."""
        own = deriv(y, y, -time)
        known = proof.derivative(own)
        each, ones = (
            proof.for_all(proof.discharge(proof.arith(own == right, known), k < one), k)
            for right in (own, one)
        )
        return each, proof.derivative_of_sum(each), proof.derivative_of_sum(ones)

    counted = smallest.one_term(proof, k, one)
    each, _, ones = slopes(t)
    whole = deriv(y, sum_over(k, 1, y) / 1, -t)
    moved = proof.derivative(deriv(y, -y, t))
    moves = proof.arith(deriv(y, -y, t) == -whole, proof.derivative(whole, ones), counted, moved)
    within = inside.put(start, 0).put(end, 2)
    flow = proof.for_all(proof.discharge(proof.both(each, moves), within), t)
    held = proof.apply(claimed, proof.both(proof.arith(one > 0), flow))
    rate = proof.use(proof.at(held, 1))
    left, right = rate.sides
    square = proof.derivative(deriv(y, (-y) ** 2, 1))
    _, every, unit = slopes(one)
    facts = (square, every, unit, counted)
    return proof.qed(proof.falsehood(proof.arith(left <= right, rate), *facts))


one_sample_suffices.mutant("without the factor 2 of the chain rule", share="1/2")


@claim(
    "balance.eq-7",
    du_hu_lee("equation (7)", "(4.7)"),
    formula=r"\frac{d}{dt}\|W^{(h+1)}[:,i]\|^2 = -2\phi_h(x^{(h)}[i])\left\langle "
    r"W^{(h+1)}[:,i],\frac{\partial L}{\partial x^{(h+1)}}\right\rangle",
    says=ABOVE.says,
    uses=BOOK,
)
def outgoing_norm(judge, factor=-2):
    """The rate of the outgoing norm of neuron i: minus twice phi[i] times the inner product of
    column i with dL/dx^(h+1), summed over the samples.
    """
    return ABOVE.prove(judge) if factor == -2 else half_rate.refuted(judge, ABOVE)


outgoing_norm.mutant("half of it", factor=-1)


@claim(
    "balance.thm-2.1-proof.4",
    du_hu_lee("Section 2.3, footnotes 9 and 10", "Section 4.2"),
    formula=r"\frac{d}{dt}\|W^{(h)}[i,:]\|^2 = -2\left\langle\frac{\partial L}{\partial "
    r"x^{(h+1)}},W^{(h+1)}[:,i]\right\rangle\phi_h(x^{(h)}[i])",
    says=BELOW.says,
    uses=BOOK,
)
def incoming_norm(judge, factor=-2):
    """The rate of the incoming norm equals the rate of the outgoing one: by homogeneity the output
    of the neuron grows as its incoming weights do, also at a kink.
    """
    return BELOW.prove(judge) if factor == -2 else half_rate.refuted(judge, BELOW)


incoming_norm.mutant("half of the rate", factor=-1)


# --- the two gradients ----------------------------------------------------------------------------

u, rest, G, v, w = functions("u rest G v w", "nat")
L = functions("L", family(1))
value, slope = reals("x_i d")
IN = Group("w", "A", (k,), (m,))
OUT = Group("v", "B", (i,), (p,))
inner = sum_over(k, m, w(k) * u(k))


def above(added):
    """L is differentiable at x^(h+1) = rest + added, with the gradient G."""
    point = Point("z", "G", (i,), (p,), entry=lambda: rest(i) + added)
    return point, differentiable(lambda z: L(Lambda((i,), z(i))), [point])


def outgoing(factor=1):
    _, smooth = above(v(i) * phi(value))
    gradient = phi(value) * G(i) if factor == 1 else factor * phi(value) * G(i)
    loss = lambda out: L(Lambda((i,), rest(i) + out(i) * phi(value)))  # noqa: E731
    return forall(p, phi, value, rest, L, v, G)(
        smooth >> differentiable(loss, [OUT], gradients=[gradient])
    )


@claim(
    "balance.thm-2.1-proof.2",
    du_hu_lee("Section 2.3", "Section 4.2"),
    formula=r"\frac{\partial L}{\partial W^{(h+1)}[:,i]} = \phi_h(x^{(h)}[i])\,\frac{\partial "
    r"L}{\partial x^{(h+1)}}",
    says=outgoing,
    uses=BOOK,
)
def outgoing_gradient(judge, factor=1):
    """The gradient of the loss in the weights out of neuron i is phi(x[i]) dL/dx^(h+1)."""
    if factor != 1:
        return twice_the_gradient(judge)
    proof = judge.theorem()
    point, _ = above(v(i) * phi(value))
    curve, moves = OUT.name("v_curve", "real"), OUT.name("v_slope")
    held = curve_of(proof, OUT)
    here = proof.at(held, i)
    bodies = [(rest(i) + curve(i, y) * phi(value), moves(i) * phi(value))]
    change = along(proof, [point], proof.given[0], bodies, here)
    left, right = G(i) * (moves(i) * phi(value)), phi(value) * G(i) * moves(i)
    sums = same_sum(proof, i, p, left, right, proof.arith(left == right))
    body = L(Lambda((i,), rest(i) + curve(i, y) * phi(value)))
    return curve_done(
        proof, OUT, proof.arith(deriv(y, body, 0) == sum_over(i, p, right), change, sums)
    )


def curve_of(proof, one):
    """Along any curve of the weights."""
    curve, moves = one.name(f"{one.letter}_curve", "real"), one.name(f"{one.letter}_slope")
    (index,) = one.index
    begins = curve(index, 0) == one.here()
    return proof.assume(forall(index)(conj(begins, deriv(y, curve(index, y), 0) == moves(index))))


def curve_done(proof, one, step):
    held = curve_of(proof, one).formula
    step = proof.discharge(step, held)
    families = one.name(f"{one.letter}_curve", "real"), one.name(f"{one.letter}_slope")
    return proof.qed(proof.for_all(step, *families))


outgoing_gradient.mutant("twice the gradient", factor=2)


def twice_the_gradient(judge):
    """The statement with a factor 2 is false of one weight."""
    one, zero = smallest.ONE, term(0)
    values = (1, Lambda((x,), x), 1, _all(zero), Lambda((Z,), Z(0)), _all(one), _all(one))

    def rates(proof, right):
        moved = deriv(y, zero + (one + y) * one, 0)
        return [proof.derivative(moved), _single(proof, right)]

    return half_rate.doubled(judge, values, zero + one * one, rates)


Z = functions("z", "nat")


def _all(value):
    return Lambda((i,), value)


def _single(proof, right):
    """The sum of one term on the right side of a rate."""
    _, name, _, body = right.node
    return smallest.one_term(proof, nats(name), type(x)(body, {}))


def incoming(factor=1):
    _, smooth = above(v(i) * phi(inner))
    back = sum_over(i, p, G(i) * v(i))
    gradient = back * slope * u(k) if factor == 1 else factor * back * slope * u(k)
    loss = lambda into: L(  # noqa: E731
        Lambda((i,), rest(i) + v(i) * phi(sum_over(k, m, into(k) * u(k))))
    )
    return forall(m, p, phi, slope, u, rest, L, v, w, G)(
        given(deriv(x, phi(x), inner) == slope, smooth)
        >> differentiable(loss, [IN], gradients=[gradient])
    )


@claim(
    "balance.thm-2.1-proof.3",
    du_hu_lee("Section 2.3", "Section 4.2"),
    formula=r"\frac{\partial L}{\partial W^{(h)}[i,:]} = \left\langle\frac{\partial L}{\partial "
    r"x^{(h+1)}},W^{(h+1)}[:,i]\right\rangle\phi_h'(x^{(h)}[i])\,\phi_{h-1}(x^{(h-1)})",
    hypotheses=("phi differentiable at x^(h)[i]",),
    says=incoming,
    uses=BOOK,
)
def incoming_gradient(judge, factor=1):
    """The gradient of the loss in the weights into neuron i is <dL/dx^(h+1), V[:,i]> phi'(x[i])
    times the inputs of the layer, where phi has a derivative at x[i].
    """
    if factor != 1:
        return twice_that_gradient(judge)
    proof = judge.theorem()
    known, smooth = proof.given
    point, _ = above(v(i) * phi(inner))
    curve, moves = IN.name("w_curve", "real"), IN.name("w_slope")
    held = proof.at(curve_of(proof, IN), k)
    begins, slopes = proof.split(held)
    now = sum_over(k, m, curve(k, y) * u(k))
    start_ = same_sum(
        proof, k, m, curve(k, 0) * u(k), w(k) * u(k),
        proof.arith(curve(k, 0) * u(k) == w(k) * u(k), begins),
    )  # fmt: skip
    part = deriv(y, curve(k, y) * u(k), 0)
    each = proof.arith(part == moves(k) * u(k), proof.derivative(part, slopes), slopes)
    inside_ = proof.derivative_of_sum(proof.for_all(proof.discharge(each, k < m), k))
    first = sum_over(k, m, curve(k, 0) * u(k))
    there = proof.rewrite(start_, known, deriv(x, phi(x), first) == slope)
    along_ = sum_over(k, m, moves(k) * u(k))
    chain = proof.derivative(deriv(y, phi(now), 0), there, inside_)
    whole = proof.arith(deriv(y, phi(now), 0) == slope * along_, chain)
    value_ = proof.rewrite(start_, proof.arith(phi(inner) == phi(inner)), phi(first) == phi(inner))
    bodies = [(rest(i) + v(i) * phi(now), v(i) * (slope * along_))]
    change = along(proof, [point], smooth, bodies, whole, value_)
    back = sum_over(i, p, G(i) * v(i))
    left = G(i) * (v(i) * (slope * along_))
    out = proof.by("book.sum-scaled", Lambda((i,), G(i) * v(i)), slope * along_, p)
    scaled_ = slope * along_ * (G(i) * v(i))
    same = same_sum(proof, i, p, left, scaled_, proof.arith(left == scaled_))
    right = back * slope * u(k) * moves(k)
    pulled_ = back * slope * (moves(k) * u(k))
    other = same_sum(proof, k, m, right, pulled_, proof.arith(right == pulled_))
    into = proof.by("book.sum-scaled", Lambda((k,), moves(k) * u(k)), back * slope, m)
    body = L(Lambda((i,), rest(i) + v(i) * phi(now)))
    end_of_it = proof.arith(
        deriv(y, body, 0) == sum_over(k, m, right), change, same, out, other, into
    )
    return curve_done(proof, IN, end_of_it)


incoming_gradient.mutant("twice that gradient", factor=2)


def twice_that_gradient(judge):
    """The statement with a factor 2 is false of one weight."""
    one, zero = smallest.ONE, term(0)
    values = (
        1, 1, Lambda((x,), x), 1, _all(one), _all(zero), Lambda((Z,), Z(0)), _all(one), _all(one),
        _all(one),
    )  # fmt: skip
    inner_ = sum_over(k, 1, one * one)

    def line(proof):
        return proof.arith(deriv(x, x, inner_) == 1, proof.derivative(deriv(x, x, inner_)))

    def rates(proof, right):
        entry = (one + y) * one
        table = proof.derivative(deriv(y, entry, 0))
        each = proof.arith(deriv(y, entry, 0) == 1, table)
        total = proof.derivative_of_sum(proof.for_all(proof.discharge(each, k < one), k))
        moved = deriv(y, zero + one * sum_over(k, 1, entry), 0)
        gradient = smallest.one_term(proof, i, one * one)
        return [
            proof.derivative(moved, total), smallest.one_term(proof, k, one), gradient,
            _single(proof, right),
        ]  # fmt: skip

    return half_rate.doubled(judge, values, zero + one * inner_, rates, line)


@claim(
    "balance.thm-2.1-proof.4-kink",
    du_hu_lee("footnotes 9 and 10"),
    formula=r"s\cdot 0 = \phi(0) \text{ for all } s\in[\phi'_-,\phi'_+]",
    hypotheses=("phi homogeneous",),
    says=lambda positive=True: forall(phi, slope)(
        given(homogeneous()) >> (slope * 0 == phi(0)) if positive else (slope * 0 == phi(0))
    ),
)
def kink_is_harmless(judge, positive=True):
    """At a preactivation of exactly zero every slope s gives s x = phi(x) = 0, so the choice of the
    slope does not matter.
    """
    proof = judge.theorem()
    (doubled,) = proof.given
    twice = proof.use(proof.at(doubled, 2, 0), proof.arith(term(2) > 0))
    zero = proof.arith(term(2) * 0 == 0)
    return proof.qed(proof.arith(proof.target, proof.unfold(zero, twice)))


kink_is_harmless.mutant("an activation with phi(0) = 1", positive=False)
