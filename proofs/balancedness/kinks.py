"""Theorem 2.1 (Du, Hu, Lee 2018) at kinks: the flow follows minus an element of the Clarke
sub-differential, a convex combination of limits of gradients at points nearby where the loss is
differentiable.

The points nearby are those of all weights: with them the inputs of the neuron, what else is added
to the next layer, and the loss of that layer change as well. They carry the indices r (of the
limit) and q (of the sequence). Nothing is asked of the combination lambda but that it is finite.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    forall,
    functions,
    given,
    nats,
    sum_over,
)
from steepest.proofs.textbook.limits import q, tends

from . import du_hu_lee, neurons
from .networks import BOOK, Network, any_weights, i, k, m, p, s
from .neurons import SYMMETRY, V, W
from .weights import (
    Group,
    balance,
    conserved,
    differentiable,
    end,
    homogeneous,
    phi,
    same_sum,
    start,
    stays,
    t,
    y,
)

r, R = nats("r R")
NEAR = Network(
    (
        Group("w_near", "A_near", (k,), (m,)),
        Group("v_near", "B_near", (i,), (p,), sign=-1),
    ),
    (m, p),
    lambda w: w(k),
    lambda v: v(i),
)
LIMITS = ("book.limit-product", "book.limit-sum", "book.limit-unique")
USES = (SYMMETRY, *LIMITS, *BOOK, "book.sum-exchange")


def limit(one, *time):
    """The limit of gradients with the index r, one entry."""
    sorts = ["nat", *("real" for _ in time)]
    return functions(f"{one.gradient}_limit", "nat", *sorts)(*one.index, r, *time)


def weight(*time):
    return functions("lam", "nat", *("real" for _ in time))(r, *time)


def element(one, *time):
    """The entry of the element of the sub-differential."""
    return sum_over(r, R, weight(*time) * limit(one, *time))


def clarke(*time):
    """The limits with the indices r < R: at points that tend to the weights the loss is
    differentiable, and its gradients tend to the limits.
    """
    smooth = differentiable(NEAR.loss(r, q, *time), NEAR.groups, r, q, *time)
    parts = [forall(q)(smooth)]
    for near, one in zip(NEAR.groups, (W, V)):
        parts.append(one.every(tends(near.here(r, q, *time), one.here(*time)), below=True))
        gradient = near.value(near.gradient, r, q, *time)
        parts.append(one.every(tends(gradient, limit(one, *time)), below=True))
    return forall(r)((r < R) >> conj(*parts))


def letters(*time):
    """What the statement is about: the weights, the points nearby, the limits."""
    more = ["real" for _ in time]
    nearby = [
        one.name(letter, "nat", "nat", *more)
        for one in NEAR.groups
        for letter in (one.letter, one.gradient)
    ]
    limits = [functions(f"{one.gradient}_limit", "nat", "nat", *more) for one in (W, V)]
    weights = [one.name(one.letter, *more) for one in (W, V)]
    around = NEAR.around(r, q, *time)
    return [m, p, R, phi, functions("lam", "nat", *more), *around, *weights, *nearby, *limits]


def inner(one, *time):
    return one.sum(element(one, *time) * one.here(*time))


def at_a_kink(factor=1):
    right = inner(V) if factor == 1 else factor * inner(V)
    return forall(*letters())(given(homogeneous(), clarke()) >> (inner(W) == right))


@claim(
    "balance.thm-2.1.kinks",
    du_hu_lee("footnotes 9 and 10", "Theorem 4.1"),
    formula=r"\langle W[i,:],G\rangle=\langle V[:,i],G'\rangle \text{ for all } "
    r"(G,G')\in\partial L",
    hypotheses=("phi_h homogeneous",),
    says=at_a_kink,
    uses=USES,
)
def every_clarke_element(judge):
    """The identity of the theorem passes to every element of the Clarke sub-differential: a
    combination of limits of gradients at differentiability points.

    The identity holds at those points; products and finite sums pass to limits; and it is linear in
    the gradient, so that combinations keep it.
    """
    proof = judge.theorem()
    positive, known = proof.given
    here = proof.split(proof.apply(proof.at(known, r), proof.assume(r < R)))
    smooth, w_tends, A_tends, v_tends, B_tends = here
    same = proof.apply(
        proof.by(SYMMETRY, *NEAR.moved(r, q)), proof.both(positive, proof.at(smooth, q))
    )
    every = proof.for_all(same, q)
    sides = [
        limit_of(proof, *each)
        for each in zip(NEAR.groups, (W, V), (w_tends, v_tends), (A_tends, B_tends))
    ]
    sequences = [
        Lambda((q,), near.sum(near.value(near.gradient, r, q) * near.here(r, q)))
        for near in NEAR.groups
    ]
    ends = [one.sum(limit(one) * one.here()) for one in (W, V)]
    unique = proof.by("book.limit-unique", *sequences, *ends)
    equal = proof.apply(unique, proof.both(*sides, every))
    first, last = (weight() * one for one in ends)
    mixed = same_sum(proof, r, R, first, last, proof.arith(first == last, equal))
    turned = [combined(proof, one) for one in (W, V)]
    return proof.qed(proof.arith(inner(W) == inner(V), mixed, *turned))


def limit_of(proof, near, one, weights, gradients):
    """The inner product at the points nearby tends to that of the limits."""
    (index,), (count,) = one.index, one.count
    inside = proof.assume(index < count)
    moves = [proof.apply(proof.at(step, index), inside) for step in (gradients, weights)]
    gradient, here = near.value(near.gradient, r, q), near.here(r, q)
    values = [Lambda((q,), gradient), Lambda((q,), here), limit(one), one.here()]
    product = proof.apply(proof.by("book.limit-product", *values), proof.both(*moves))
    each = proof.for_all(proof.discharge(product, index < count), index)
    families = Lambda((index, q), gradient * here), Lambda((index,), limit(one) * one.here())
    return proof.apply(proof.by("book.limit-sum", *families, count), each)


def combined(proof, one):
    """<sum_r lambda_r A_r, w> == sum_r lambda_r <A_r, w>"""
    (index,), (count,) = one.index, one.count
    lam, here, entry = weight(), one.here(), limit(one)
    body = here * (lam * entry)
    out = proof.by("book.sum-scaled", Lambda((r,), lam * entry), here, R)
    rows = sum_over(r, R, body)
    first = same_sum(
        proof,
        index,
        count,
        element(one) * here,
        rows,
        proof.arith(element(one) * here == rows, out),
    )
    swapped = proof.by("book.sum-exchange", Lambda((index, r), body), count, R)
    turned = lam * (entry * here)
    column = same_sum(proof, index, count, body, turned, proof.arith(body == turned))
    scaled = proof.by("book.sum-scaled", Lambda((index,), entry * here), lam, count)
    whole = lam * one.sum(entry * here)
    each = proof.arith(sum_over(index, count, body) == whole, column, scaled)
    last = same_sum(proof, r, R, sum_over(index, count, body), whole, each)
    return proof.arith(inner(one) == sum_over(r, R, whole), first, swapped, last)


@every_clarke_element.mutant
def any_families_in_the_place_of_the_limits(judge):
    return any_weights(neurons.PLAIN, moving=False)


def inclusion():
    """The flow follows minus an element of the sub-differential at every time."""
    moves = [one.every(deriv(y, one.here(y), t) == -element(one, t), below=True) for one in (W, V)]
    return forall(t)(given(start < t, t < end) >> conj(clarke(t), *moves))


@claim(
    "balance.thm-2.1.inclusion",
    du_hu_lee("Theorem 2.1, equations (5) and (6)", "Theorem 4.1"),
    formula=r"\frac{d}{dt}\left(\|W^{(h)}[i,:]\|^2 - \|W^{(h+1)}[:,i]\|^2\right) = 0",
    hypotheses=(
        "differential inclusion (5), with a derivative at every time",
        "phi_h homogeneous",
    ),
    says=lambda: forall(start, end, *letters(t))(
        given(homogeneous(), inclusion()) >> stays(lambda time: balance((W, V), time))
    ),
    uses=("balance.thm-2.1.kinks", *BOOK),
)
def neuron_balance_at_kinks(judge):
    """Theorem 2.1 for the differential inclusion (5): the weights move against an element of the
    Clarke sub-differential, which may be a kink of the activations or of the loss.
    """
    proof = judge.theorem()
    positive, flow = proof.given
    return proof.qed(
        conserved(proof, CHOSEN, flow, lambda known: at_the_time(proof, positive, known))
    )


class Chosen(Group):
    """A group whose gradient is the element of the sub-differential."""

    def value(self, letter, *more):
        return element(self, *more) if letter == self.gradient else super().value(letter, *more)


CHOSEN = (Chosen("w", "A", (k,), (m,)), Chosen("v", "B", (i,), (p,), sign=-1))


def at_the_time(proof, positive, known):
    u, rest, outer = NEAR.around(r, q, t)
    z = functions("z", "nat", "nat")
    values = [
        m, p, R, phi, Lambda((r,), weight(t)),
        Lambda((s, k, r, q), u(s, k, r, q, t)),
        Lambda((s, i, r, q), rest(s, i, r, q, t)),
        Lambda((z, r, q), outer(Lambda((s, i), z(s, i)), r, q, t)),
        *(Lambda(one.index, one.here(t)) for one in (W, V)),
        *(
            Lambda((*one.index, r, q), one.value(letter, r, q, t))
            for one in NEAR.groups
            for letter in (one.letter, one.gradient)
        ),
        *(Lambda((*one.index, r), limit(one, t)) for one in (W, V)),
    ]  # fmt: skip
    return proof.apply(proof.by("balance.thm-2.1.kinks", *values), proof.both(positive, known))


@neuron_balance_at_kinks.mutant
def weights_that_move_in_any_way(judge):
    return any_weights(neurons.PLAIN)


@claim(
    "balance.thm-2.1.kinks-per-layer",
    du_hu_lee("equation (5), footnotes 9 and 10", "(4.5)"),
    formula=r"\langle W[i,:],G\rangle=\langle V[:,i],G'\rangle\text{ for all }"
    r"G\in\partial_{W}L,\ G'\in\partial_{V}L",
    hypotheses=("a network x -> c relu(V relu(W x)), every slope in [0, 1] at a kink",),
    case=True,
)
def every_element_per_layer(judge):
    """The identity of the theorem holds for every choice of one element of the sub-differential of
    each layer.

    It does not: where the neuron above is at its kink, its slope s may be one number in the
    derivative by W and another, t, in the derivative by V; the two inner products are s and t times
    the same number. One neuron i with input 1: w incoming, v outgoing weight, z = v relu(w) + rest
    = 0 the preactivation above, c its outgoing weight times dL/d(output).
    """
    from steepest.proofs.engine.text import as_written

    kink = ("w > 0", "v*w + rest == 0", "0 <= s <= 1", "0 <= t <= 1")
    return judge.holds(as_written("w*(c*s*v) == v*(c*t*w)"), map(as_written, kink))


@every_element_per_layer.mutant
def the_same_with_the_slopes_one_and_zero(judge):
    from steepest.proofs.engine.text import as_written

    return judge.holds(as_written("w*(c*1*v) == v*(c*0*w)"), [as_written("w > 0")])
