"""Theorem 2.1 (Du, Hu, Lee 2018): incoming and outgoing weights of every neuron stay balanced.

The neuron is one of any network (`networks`): w(k) are the weights into it, v(i) those out of it,
all else is arbitrary and moves with the time.
"""

from __future__ import annotations

from steepest.proofs import claim, definition
from steepest.proofs.engine.theorems import Lambda, deriv, exp, given, term

from . import du_hu_lee, smallest
from .networks import BOOK, Network, any_weights, i, k, m, p
from .weights import Group, end, start, t, y

W = Group("w", "A", (k,), (m,))
BIAS = Group("beta", "A_beta", (), ())
V = Group("v", "B", (i,), (p,), sign=-1)
PLAIN, BIASED = (
    Network(groups, (m, p), lambda w: w(k), lambda v: v(i)) for groups in ((W, V), (W, BIAS, V))
)
SYMMETRY = "balance.thm-2.1.symmetry"


@definition(
    "balance.eq-4",
    du_hu_lee("equation (4)", "(4.4)"),
    r"L(w) = \frac1m\sum_{i=1}^m \ell(f_w(x_i), y_i)",
)
def training_loss(loss, network, inputs, labels):
    """The mean over the m samples of a differentiable loss of output and label."""
    return sum(loss(network(x), y) for x, y in zip(inputs, labels)) / len(inputs)


@definition(
    "balance.eq-5",
    du_hu_lee("equation (5)", "(4.5)"),
    r"\frac{dW^{(h)}}{dt} \in -\frac{\partial L(w)}{\partial W^{(h)}}",
)
def flow_slope(preactivation):
    """The flow follows minus an element of the Clarke sub-differential of L in all the weights at
    once; our kernels choose slope 1 at a preactivation of exactly 0, the same in every derivative.

    The theorems hold for every such element (claim balance.thm-2.1.kinks). They do not hold when
    (5) is read layer by layer, with a sub-differential of its own, and so slopes of its own, for
    each layer (claim balance.thm-2.1.kinks-per-layer).
    """
    return preactivation >= 0


@claim(
    SYMMETRY,
    du_hu_lee("Theorem 2.1", "Theorem 4.1"),
    formula=r"L(\dots,cW^{(h)}[i,:],\tfrac1cW^{(h+1)}[:,i],\dots)=L \implies \langle "
    r"W[i,:],\partial_{W[i,:]}L\rangle=\langle V[:,i],\partial_{V[:,i]}L\rangle",
    hypotheses=("L differentiable at the point",),
    says=PLAIN.at_a_point(),
    uses=BOOK,
)
def balance_from_symmetry(judge, positive=True, factor=1):
    """Where the loss is differentiable, the inner product of the weights into a neuron with the
    gradient in them is that of the weights out of it with theirs.

    No back-propagation is needed: multiply the weights into the neuron by exp(y), those out of it
    by exp(-y). The loss stays, so its derivative in y is 0, and by differentiability it is the
    difference of the two inner products.
    """
    if not positive or factor != 1:
        return at_the_smallest(judge, smallest.Power(1 if positive else 2))
    return PLAIN.symmetry(judge)


def at_the_smallest(judge, value):
    """The claim is false of the smallest network at w = v = 1."""
    proof = judge.refutation()
    one = smallest.ONE
    slope, height = smallest.gradient(value, one, one)
    weights = [Lambda((k,), one), Lambda((i,), one), Lambda((k,), slope), Lambda((i,), height)]
    claimed = proof.at(proof.claim, *smallest.around(value), *weights)
    known = [smallest.smooth(proof, value, one, one)]
    if claimed.theorem.conclusion[1][0] == "and":
        known.insert(0, smallest.positively_homogeneous(proof, value))
    equal = proof.apply(claimed, *known)
    sums = [smallest.one_term(proof, k, slope * one), smallest.one_term(proof, i, height * one)]
    left, right = equal.sides
    ordered = proof.arith(left >= right if value.power == 1 else left <= right, equal)
    return proof.qed(proof.falsehood(ordered, *sums))


balance_from_symmetry.mutant("homogeneity dropped", positive=False)
balance_from_symmetry.mutant("twice the inner product", factor=2)


@claim(
    "balance.thm-2.1",
    du_hu_lee("Theorem 2.1, equation (6)", "Theorem 4.1"),
    formula=r"\frac{d}{dt}\left(\|W^{(h)}[i,:]\|^2 - \|W^{(h+1)}[:,i]\|^2\right) = 0",
    hypotheses=("gradient flow (5)", "phi_h homogeneous", "fully connected layers without bias"),
    says=PLAIN.along_the_flow(),
    uses=(SYMMETRY, *BOOK),
)
def neuron_balance(judge, factor=1):
    """The squared norm of the weights into a neuron minus that of the weights out of it is constant
    along gradient flow.

    Assumed is that the loss is differentiable in these weights at every time, and nothing about the
    rest of the network. For flows through kinks, the differential inclusion (5), it is claim
    balance.thm-2.1.inclusion.
    """
    if factor != 1:
        return decaying(judge)
    return PLAIN.constancy(judge, SYMMETRY)


def decaying(judge):
    """The claim is false of w = v = exp(-t) in the smallest network with phi(x) = x."""
    proof, value = judge.refutation(), smallest.Power(1)
    here = exp(-t)
    gradient = smallest.gradient(value, here, here)
    families = [Lambda((one, t), body) for one, body in zip((k, i, k, i), (here, here, *gradient))]
    claimed = proof.at(proof.claim, -1, 2, *smallest.around(value, t), *families)
    inside = given(start < t, t < end).put(start, -1).put(end, 2)
    table, moves = proof.derivative(deriv(y, exp(-y), t)), []
    for one, body in zip((k, i), gradient):
        slope = proof.arith(deriv(y, exp(-y), t) == -body, table)
        moves.append(proof.for_all(proof.discharge(slope, one < term(1)), one))
    smooth = smallest.smooth(proof, value, here, here)
    flow = proof.for_all(proof.discharge(proof.both(smooth, *moves), inside), t)
    stay = proof.apply(claimed, proof.both(smallest.positively_homogeneous(proof, value), flow))
    equal = proof.use(proof.at(stay, 0, 1))
    sums = [
        smallest.one_term(proof, index, exp(-term(time)) ** 2)
        for index in (k, i)
        for time in (0, 1)
    ]
    left, right = equal.sides
    facts = [
        proof.arith(exp(-term(0)) == 1),
        proof.arith(exp(-term(1)) < 1),
        proof.arith(exp(-term(1)) > 0),
    ]
    return proof.qed(proof.falsehood(proof.arith(left >= right, equal), *sums, *facts))


neuron_balance.mutant("twice the weights out of the neuron", factor=2)


@neuron_balance.mutant
def weights_that_move_in_any_way(judge):
    return any_weights(PLAIN)


@claim(
    "balance.fn-8.symmetry",
    du_hu_lee("footnote 8"),
    formula=r"\langle W[i,:],\partial_{W[i,:]}L\rangle+b[i]\,\partial_{b[i]}L="
    r"\langle V[:,i],\partial_{V[:,i]}L\rangle",
    says=BIASED.at_a_point(),
    uses=BOOK,
)
def bias_from_symmetry(judge):
    """With a bias the inner products are equal where that of the bias is added to those of the
    weights into the neuron.
    """
    return BIASED.symmetry(judge)


@bias_from_symmetry.mutant
def any_families_in_the_place_of_the_gradient(judge):
    return any_weights(BIASED, moving=False)


@claim(
    "balance.fn-8",
    du_hu_lee("footnote 8"),
    formula=r"\frac{d}{dt}\left(\|W^{(h)}[i,:]\|^2 + (b^{(h)}[i])^2 - "
    r"\|W^{(h+1)}[:,i]\|^2\right) = 0",
    hypotheses=(
        "gradient flow (5)",
        "phi_h homogeneous",
        "x^(h) = W^(h) phi_{h-1}(x^(h-1)) + b^(h)",
    ),
    says=BIASED.along_the_flow(),
    uses=("balance.fn-8.symmetry", *BOOK),
)
def balance_with_bias(judge):
    """With biases the incoming side gains the square of the neuron's own bias; outgoing biases do
    not enter.

    This is the generalisation that the footnote announces without writing it down.
    """
    return BIASED.constancy(judge, "balance.fn-8.symmetry")


@balance_with_bias.mutant
def a_bias_that_moves_in_any_way(judge):
    return any_weights(BIASED)
