"""Theorem 2.2 (Du, Hu, Lee 2018): gradient flow keeps two layers with a linear activation between
them balanced as matrices: W W^T - V^T V is constant, entry by entry, in the networks of `networks`
with phi(x) = x between the two layers; what is below and above is arbitrary.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import Lambda, deriv, forall, given, sum_over

from . import du_hu_lee, networks
from .discrete import LINEAR, eta
from .layers import BIAS, V, W
from .mixing import by_mixing, e, equation, everywhere, f, for_all_neurons, mixed
from .networks import Network, i, j, k, m, n, p
from .weights import (
    constant_between,
    end,
    gradient_flow,
    names,
    same_sum,
    sort_of,
    start,
    stays,
    t,
    y,
)

PLAIN, BIASED = (
    Network(groups, (n, m, p), lambda w: w(j, k), lambda v: v(i, j), (j, n), linear=True)
    for groups in ((W, V), (W, BIAS, V))
)
BOOK = (*LINEAR, "book.sum-pick")


def entry(one, letter, neuron, *time):
    """The entry of a family of a group at the neuron in place of j."""
    index = [neuron if each.name == "j" else each for each in one.index]
    return one.name(letter, *map(sort_of, time))(*index, *time)


def product(one, first, second, *time):
    """The sum over the other index of first(e, .) second(f, .)."""
    body = entry(one, first, e, *time) * entry(one, second, f, *time)
    return over_the_other(one, body)


def other(one):
    """(index, count) besides that of the neuron; none for biases."""
    pairs = list(zip(one.index, one.count))
    return next((each for each in pairs if each[0].name != "j"), None)


def over_the_other(one, body):
    return body if other(one) is None else sum_over(*other(one), body)


def gram(groups, *time):
    """(W W^T + beta beta^T - V^T V)(e, f)"""
    parts = [product(one, one.letter, one.letter, *time) for one in groups]
    made = parts[0]
    for one in parts[1:-1]:
        made = made + one
    return made - parts[-1]


def along_the_flow(network, conclusion=None):
    """For all networks that move with the time and all flows of the weights: what stays."""
    flow = gradient_flow(network.loss(t), network.groups)
    every = forall(start, end, *network.fixed, *network.around(t), *names(network.groups, "real"))
    stay = stays(lambda time: gram(network.groups, time))
    return lambda: every(given(flow) >> (everywhere(stay, n) if conclusion is None else conclusion))


def linear(proof, one, first, second):
    """The sum over the other index of a f + b g, from pairs (a, f), (b, g)."""
    (x, left), (z, right) = first, second
    index, count = other(one)
    return proof.by("book.sum-linear", x, z, Lambda((index,), left), Lambda((index,), right), count)


def rate(proof, one, move):
    """d/dt of the product of a layer: minus the two sums of gradient times weight."""
    inside = {e.name: proof.assume(e < n), f.name: proof.assume(f < n)}
    moves = {}
    for neuron in (e, f):
        here = [neuron if each.name == "j" else each for each in one.index]
        bounds = [
            inside[neuron.name] if each.name == "j" else proof.assume(each < count)
            for each, count in zip(one.index, one.count)
        ]
        moves[neuron.name] = proof.apply(proof.at(move, *here), proof.both(*bounds))
    body = entry(one, one.letter, e, y) * entry(one, one.letter, f, y)
    at = {x.name: (entry(one, one.gradient, x, t), entry(one, one.letter, x, t)) for x in (e, f)}
    (A_e, W_e), (A_f, W_f) = at["e"], at["f"]
    first, second = (A_e * W_f, A_f * W_e)
    slope = -1 * first + -1 * second
    table = proof.derivative(deriv(y, body, t), *moves.values())
    step = proof.arith(deriv(y, body, t) == slope, table, *moves.values())
    if other(one) is not None:
        index, count = other(one)
        each = proof.for_all(proof.discharge(step, index < count), index)
        step = proof.derivative_of_sum(each)
        halves = linear(proof, one, (-1, first), (-1, second))
        step = proof.arith(
            deriv(y, over_the_other(one, body), t)
            == -1 * over_the_other(one, first) + -1 * over_the_other(one, second),
            step,
            halves,
        )
    return step


def symmetric(proof, id, smooth, network, *time):
    """What `mixed` says of (e, f) and of (f, e), from the claim `id`."""
    same = proof.apply(proof.by(id, *network.moved(*time)), smooth)
    return [
        proof.apply(
            proof.apply(proof.at(same, one, two), proof.assume(one < n)), proof.assume(two < n)
        )
        for one, two in ((e, f), (f, e))
    ]


def rates(proof, network, flow, id):
    """At a time: what `mixed` says of (e, f) and (f, e), and the rates of all products."""
    inside = proof.assume(given(start < t, t < end))
    smooth, *moves = proof.split(proof.apply(proof.at(flow, t), inside))
    pairs = symmetric(proof, id, smooth, network, t)
    return pairs, [rate(proof, one, move) for one, move in zip(network.groups, moves)]


def constancy(judge, network, id):
    proof = judge.theorem()
    (flow,) = proof.given
    pairs, slopes = rates(proof, network, flow, id)
    value = gram(network.groups, y)
    table = proof.derivative(deriv(y, value, t), *slopes)
    flat = proof.arith(deriv(y, value, t) == 0, table, *slopes, *pairs)
    stay = constant_between(proof, flat, lambda time: gram(network.groups, time))
    return proof.qed(for_all_neurons(proof, stay, n))


def any_weights(network, *, moving=True):
    """Without the flow (without the gradient) the claim is false at one neuron."""
    stay = stays(lambda time: gram(network.groups, time))
    claimed = everywhere(stay, n) if moving else mixed(network.groups)
    return networks.any_weights(network, moving=moving, claimed=claimed, e="0", f="0")


@claim(
    "balance.thm-2.2.symmetry",
    du_hu_lee("Theorem 2.2", "Theorem 4.2"),
    formula=r"\partial_{W^{(h)}}L\,(W^{(h)})^\top=(W^{(h+1)})^\top\partial_{W^{(h+1)}}L",
    hypotheses=("phi_h(x) = x", "L differentiable at the point"),
    says=PLAIN.at_a_point(mixed),
    uses=BOOK,
)
def matrices_from_symmetry(judge):
    """Where the loss is differentiable, and the activation between the two layers is linear, the
    matrices A W^T and V^T B agree, with A, B the gradients in W and V.

    W and V are mixed so that V W, hence the loss, stays: W + y E W, V - y V E with E = e_e e_f^T,
    and scaled for e = f.
    """
    proof = judge.theorem()
    return proof.qed(by_mixing(proof, PLAIN, *proof.given))


@matrices_from_symmetry.mutant
def any_families_in_the_place_of_the_gradient(judge):
    return any_weights(PLAIN, moving=False)


@claim(
    "balance.thm-2.2",
    du_hu_lee("Theorem 2.2", "Theorem 4.2"),
    formula=r"\frac{d}{dt}\left(W^{(h)}(W^{(h)})^\top - (W^{(h+1)})^\top W^{(h+1)}\right) = 0",
    hypotheses=("gradient flow (5)", "phi_h(x) = x for this h; every other layer is arbitrary"),
    says=along_the_flow(PLAIN),
    uses=("balance.thm-2.2.symmetry", *BOOK),
)
def linear_balance(judge):
    """If phi_h is linear, W_h W_h^T - W_{h+1}^T W_{h+1} is constant along gradient flow."""
    return constancy(judge, PLAIN, "balance.thm-2.2.symmetry")


@linear_balance.mutant
def weights_that_move_in_any_way(judge):
    return any_weights(PLAIN)


@claim(
    "balance.thm-2.2.bias.symmetry",
    du_hu_lee("Theorem 2.2 with footnote 8"),
    formula=r"\partial_WL\,W^\top+\partial_bL\,b^\top=V^\top\partial_VL",
    hypotheses=("phi_h(x) = x", "x^(h) = W u + b", "L differentiable at the point"),
    says=BIASED.at_a_point(mixed),
    uses=BOOK,
)
def matrices_with_bias_from_symmetry(judge):
    """With biases A W^T + A_b b^T and V^T B agree."""
    proof = judge.theorem()
    return proof.qed(by_mixing(proof, BIASED, *proof.given))


@matrices_with_bias_from_symmetry.mutant
def for_any_families_in_the_place_of_the_gradient(judge):
    return any_weights(BIASED, moving=False)


@claim(
    "balance.thm-2.2.bias",
    du_hu_lee("Theorem 2.2 with footnote 8"),
    formula=r"\frac{d}{dt}\left(WW^\top + bb^\top - V^\top V\right) = 0",
    hypotheses=("gradient flow (5)", "phi_h(x) = x", "x^(h) = W u + b"),
    says=along_the_flow(BIASED),
    uses=("balance.thm-2.2.bias.symmetry", *BOOK),
)
def linear_balance_with_bias(judge):
    """With biases the conserved matrix is W W^T + b b^T - V^T V."""
    return constancy(judge, BIASED, "balance.thm-2.2.bias.symmetry")


@linear_balance_with_bias.mutant
def biases_that_move_in_any_way(judge):
    return any_weights(BIASED)


def equal_rates(groups):
    """d/dt (W W^T)(e, f) == d/dt (V^T V)(e, f) at every time between `start` and `end`."""
    first, last = (product(one, one.letter, one.letter, y) for one in groups)
    return forall(t)(given(start < t, t < end) >> (deriv(y, first, t) == deriv(y, last, t)))


@claim(
    "balance.thm-2.2-proof.2-comparison",
    du_hu_lee("Appendix A", "Section 4.6"),
    formula=r"\frac{d}{dt}(W W^\top) - \frac{d}{dt}(V^\top V) = 0",
    says=along_the_flow(PLAIN, everywhere(equal_rates(PLAIN.groups), n)),
    uses=("balance.thm-2.2.symmetry", *BOOK),
)
def gram_rates_agree(judge):
    """Comparing the two rates gives the theorem: both exist and are equal. (The sign slip of the
    display cancels in the difference.)
    """
    proof = judge.theorem()
    (flow,) = proof.given
    pairs, slopes = rates(proof, PLAIN, flow, "balance.thm-2.2.symmetry")
    first, last = (product(one, one.letter, one.letter, y) for one in PLAIN.groups)
    equal = proof.arith(deriv(y, first, t) == deriv(y, last, t), *slopes, *pairs)
    made = proof.for_all(proof.discharge(equal, given(start < t, t < end)), t)
    return proof.qed(for_all_neurons(proof, made, n))


@gram_rates_agree.mutant
def rates_of_weights_that_move_in_any_way(judge):
    return any_weights(PLAIN)


# --- gradient descent -----------------------------------------------------------------------------


def change(groups, factor=1):
    """The change of the matrix at a step: eta^2 times the difference of the gradients' products."""
    after = []
    for one in groups:
        body = stepped(one, e) * stepped(one, f)
        after.append(over_the_other(one, body))
    first, last = groups
    squares = [product(one, one.gradient, one.gradient) for one in (first, last)]
    right = eta**2 * (squares[0] - squares[1])
    return everywhere(after[0] - after[1] - gram(groups) == right, n)


def stepped(one, neuron):
    return entry(one, one.letter, neuron) - eta * entry(one, one.gradient, neuron)


def expanded(proof, one):
    """The product after the step: that before it, two mixed terms, and the gradients' product."""
    at = {x.name: (entry(one, one.gradient, x), entry(one, one.letter, x)) for x in (e, f)}
    (A_e, W_e), (A_f, W_f) = at["e"], at["f"]
    body = stepped(one, e) * stepped(one, f)
    mixed_ = -eta * (A_e * W_f) + -eta * (A_f * W_e)
    rest = 1 * mixed_ + eta**2 * (A_e * A_f)
    right = 1 * (W_e * W_f) + 1 * rest
    index, count = other(one)
    same = same_sum(proof, index, count, body, right, proof.arith(body == right))
    parts = [
        linear(proof, one, (1, W_e * W_f), (1, rest)),
        linear(proof, one, (1, mixed_), (eta**2, A_e * A_f)),
        linear(proof, one, (-eta, A_e * W_f), (-eta, A_f * W_e)),
    ]
    sums = [over_the_other(one, each) for each in (A_e * W_f, A_f * W_e, W_e * W_f, A_e * A_f)]
    return proof.arith(
        over_the_other(one, body) == sums[2] - eta * sums[0] - eta * sums[1] + eta**2 * sums[3],
        same,
        *parts,
    )


@claim(
    "balance.discrete.linear",
    du_hu_lee("Theorem 2.2, for gradient descent"),
    formula=r"\Delta\left(WW^\top-V^\top V\right)=\eta^2\left(\partial_WL\,\partial_WL^\top-"
    r"\partial_VL^\top\partial_VL\right)",
    hypotheses=("phi_h(x) = x", "simultaneous step of size eta", "any number of samples"),
    says=lambda: forall(eta)(PLAIN.at_a_point(change)()),
    uses=("balance.thm-2.2.symmetry", *BOOK),
)
def linear_step(judge):
    """With a linear activation the matrix balance changes by eta^2 times the difference of the
    gradients' Gram matrices, for any number of samples.
    """
    proof = judge.theorem()
    (smooth,) = proof.given
    pairs = symmetric(proof, "balance.thm-2.2.symmetry", smooth, PLAIN)
    each = [expanded(proof, one) for one in PLAIN.groups]
    end_of_it = proof.arith(equation(change(PLAIN.groups)), *pairs, *each)
    return proof.qed(for_all_neurons(proof, end_of_it, n))


@linear_step.mutant
def a_step_along_any_family(judge):
    claimed = forall(eta)(change(PLAIN.groups))
    return networks.any_weights(PLAIN, moving=False, claimed=claimed, e="0", f="0", eta="1")
