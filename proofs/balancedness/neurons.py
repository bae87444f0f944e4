"""Theorem 2.1 and Corollary 2.1 (Du, Hu, Lee 2018): incoming and outgoing weights of every neuron
stay balanced.

One sample, layers h and h+1 of a network of any depth and width. Everything below layer h enters
through u = phi_{h-1}(x^(h-1)), everything above through g = dL/dx^(h+1), with L an arbitrary
differentiable loss:

    x^(h) = W u,   x^(h+1) = V phi_h(x^(h)),   W = W^(h): n x m,   V = W^(h+1): p x n.

D is the diagonal matrix of slopes phi_h'(x^(h)[i]), any element of the sub-differential at a kink,
and homogeneity says phi_h(x^(h)) = D W u. P = e_i e_i^T selects neuron i: |W[i,:]|^2 = tr(P W W^T)
and |V[:,i]|^2 = tr(V P V^T).
"""

from __future__ import annotations

from steepest.proofs import claim, definition
from steepest.proofs.engine.matrix import (
    diagonal,
    eye,
    gradient,
    inner,
    matrices,
    scalars,
    selector,
    tr,
    variation,
)

from . import CHAIN_RULE, CONSTANT, ONE_SAMPLE, RATES, du_hu_lee

W, V, u, g, phi = matrices("W: n x m, V: p x n, u: m x 1, g: p x 1, phi: n x 1")
D = diagonal("D: n x n")
P = selector("P: n x n")
homogeneity = (phi, D @ W @ u)

# dL = <g, dx^(h+1)>; the gradients below are the ones that the claims thm-2.1-proof.2 and .3
# derive.
grad_V = g @ phi.T
grad_W = D @ V.T @ g @ u.T


def rate_of_incoming(select):
    """d/dt tr(select W W^T) along the flow dW/dt = -grad_W."""
    return -2 * inner(select @ W, grad_W)


def rate_of_outgoing(select):
    """d/dt tr(V select V^T) along the flow dV/dt = -grad_V."""
    return -2 * inner(V @ select, grad_V)


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
    "balance.thm-2.1",
    du_hu_lee("Theorem 2.1, equation (6)", "Theorem 4.1"),
    formula=r"\frac{d}{dt}\left(\|W^{(h)}[i,:]\|^2 - \|W^{(h+1)}[:,i]\|^2\right) = 0",
    hypotheses=("gradient flow (5)", "phi_h homogeneous", "fully connected layers without bias"),
    missing=(CHAIN_RULE, RATES, ONE_SAMPLE, CONSTANT),
)
def neuron_balance(judge, rules=(homogeneity,)):
    """The squared norm of the weights into a neuron minus that of the weights out of it is constant
    along gradient flow.
    """
    return judge.is_zero(rate_of_incoming(P) - rate_of_outgoing(P), rules=rules)


neuron_balance.mutant("any activation: homogeneity dropped", rules=())
neuron_balance.mutant(
    "degree two: phi = D x / 2, as for the quadratic activation", rules=((2 * phi, D @ W @ u),)
)


@neuron_balance.mutant
def sum_instead_of_difference(judge):
    return judge.is_zero(rate_of_incoming(P) + rate_of_outgoing(P), rules=[homogeneity])


@claim(
    "balance.thm-2.1.symmetry",
    du_hu_lee("Theorem 2.1", "Theorem 4.1"),
    formula=r"L(\dots,cW^{(h)}[i,:],\tfrac1cW^{(h+1)}[:,i],\dots)=L \implies \langle "
    r"W[i,:],\partial_{W[i,:]}L\rangle=\langle V[:,i],\partial_{V[:,i]}L\rangle",
    hypotheses=("L differentiable at the point", "c > 0"),
    missing=(
        "the chain rule for vectors: one weight of each layer is decided",
        "the loss does not change under the scaling, so its derivative vanishes",
    ),
)
def balance_from_symmetry(judge, power=1):
    """A second route that needs no back-propagation: differentiate the rescaling symmetry of a
    neuron at c = 1.

    a and b stand for the two inner products, L(c) for the loss after scaling the incoming weights
    by c and the outgoing ones by c^-1. By the chain rule L'(1) is the derivative of the linear part
    L_w c w + L_v v/c at c = 1, which is a - b. L is constant in c, so a = b wherever L is
    differentiable, for any depth, any architecture above and below, any loss.
    """
    from steepest.proofs.engine.text import as_written

    linear_part = as_written(f"L_w*(c*w) + L_v*(v/c**{power})")
    return judge.holds(as_written("at(diff(loss, c), c, 1) == w*L_w - v*L_v", loss=linear_part))


balance_from_symmetry.mutant("outgoing weights divided by c squared", power=2)


@claim(
    "balance.thm-2.1.kinks",
    du_hu_lee("footnotes 9 and 10", "Theorem 4.1"),
    formula=r"\langle W[i,:],G\rangle=\langle V[:,i],G'\rangle \text{ for all } "
    r"(G,G')\in\partial L",
    hypotheses=("L locally Lipschitz",),
    missing=(
        "a Clarke element is a convex combination of limits of gradients",
        "the identity passes to limits",
    ),
)
def every_clarke_element(judge, weight=None):
    """The identity of the theorem passes to every element of the Clarke sub-differential.

    A Clarke element is a convex combination of limits of gradients at differentiability points. The
    identity is linear in the gradient with coefficients continuous in the weights, so limits keep
    it, and so do combinations: for gradients (A1, B1), (A2, B2) that satisfy it, s times the first
    plus t times the second satisfies it. Along the flow d/dt |W|^2 = 2 <W, dW/dt> is then read off
    the chosen element itself; no chain rule for non-smooth functions is needed.
    """
    A1, A2, B1, B2 = matrices("A1: n x m, A2: n x m, B1: p x n, B2: p x n")
    s, t = scalars("s t")
    gap = lambda A, B: inner(P @ W, A) - inner(V @ P, B)  # noqa: E731
    mixture = gap(s * A1 + t * A2, s * B1 + (t if weight is None else weight * t) * B2)
    return judge.same(mixture, s * gap(A1, B1) + t * gap(A2, B2))


every_clarke_element.mutant("different combinations for the two layers", weight=2)


@claim(
    "balance.thm-2.1.kinks-per-layer",
    du_hu_lee("equation (5), footnotes 9 and 10", "(4.5)"),
    formula=r"\langle W[i,:],G\rangle=\langle V[:,i],G'\rangle\text{ for all }"
    r"G\in\partial_{W}L,\ G'\in\partial_{V}L",
    hypotheses=("a network x -> c relu(V relu(W x)), every slope in [0, 1] at a kink",),
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


@claim(
    "balance.thm-2.1-proof.1",
    du_hu_lee("Section 2.3", "Section 4.2"),
    formula=r"\frac{d}{dt}W[i,j]^2 = -2W[i,j]\cdot\frac1m\sum_k\frac{\partial L_k}{\partial "
    r"W[i,j]}",
    missing=(
        "induction over the samples: a mixture of two losses is decided",
        "the derivative of a square along the flow",
    ),
)
def one_sample_suffices(judge, factor=2):
    """The rate of a squared weight is linear in the loss: the rate for a mixture of two losses is
    the mixture of the rates.

    By induction this covers the mean over m samples. Selecting row i and column j gives the single
    weight.
    """
    G1, G2 = matrices("G1: n x m, G2: n x m")
    Q = selector("Q: m x m")
    s, t = scalars("s t")
    entry = P @ W @ Q
    rate = lambda G: -factor * inner(entry, G)  # noqa: E731
    return judge.same(
        rate(s * G1 + t * G2), s * (-2 * inner(entry, G1)) + t * (-2 * inner(entry, G2))
    )


one_sample_suffices.mutant("without the factor 2 of the chain rule", factor=1)


@claim(
    "balance.thm-2.1-proof.2",
    du_hu_lee("Section 2.3", "Section 4.2"),
    formula=r"\frac{\partial L}{\partial W^{(h+1)}[:,i]} = \phi_h(x^{(h)}[i])\,\frac{\partial "
    r"L}{\partial x^{(h+1)}}",
    missing=(CHAIN_RULE,),
)
def outgoing_gradient(judge, expected=None):
    """Varying V in x^(h+1) = V phi gives dL = <g, dV phi>, so dL/dV = g phi^T; column i is phi[i]
    g.
    """
    derived = gradient(inner(g, V @ phi), V)
    return judge.same(derived @ P, (g @ phi.T if expected is None else expected) @ P)


outgoing_gradient.mutant("the slope instead of the value", expected=g @ u.T @ W.T @ D @ D)


@claim(
    "balance.eq-7",
    du_hu_lee("equation (7)", "(4.7)"),
    formula=r"\frac{d}{dt}\|W^{(h+1)}[:,i]\|^2 = -2\phi_h(x^{(h)}[i])\left\langle "
    r"W^{(h+1)}[:,i],\frac{\partial L}{\partial x^{(h+1)}}\right\rangle",
    missing=(CHAIN_RULE,),
)
def outgoing_norm(judge, factor=-2):
    """The rate of the outgoing norm of neuron i: minus twice phi[i] times the inner product of
    column i with dL/dx^(h+1).
    """
    dV = -gradient(inner(g, V @ phi), V)
    rate = inner(variation(V @ P @ V.T, {V: dV}, 1), eye("p"))
    return judge.same(rate, factor * tr(phi.T @ P @ V.T @ g))


outgoing_norm.mutant("factor -1", factor=-1)


@claim(
    "balance.thm-2.1-proof.3",
    du_hu_lee("Section 2.3", "Section 4.2"),
    formula=r"\frac{\partial L}{\partial W^{(h)}[i,:]} = \left\langle\frac{\partial L}{\partial "
    r"x^{(h+1)}},W^{(h+1)}[:,i]\right\rangle\phi_h'(x^{(h)}[i])\,\phi_{h-1}(x^{(h-1)})",
    missing=(CHAIN_RULE,),
)
def incoming_gradient(judge, slope=D):
    """Varying W moves phi by D dW u (chain rule, D the chosen slopes), so dL/dW = D V^T g u^T; row
    i is as printed.
    """
    # D is held fixed: its own variation is zero off the kinks
    derived = gradient(inner(g, V @ D @ W @ u), W)
    return judge.same(P @ derived, P @ slope @ V.T @ g @ u.T)


incoming_gradient.mutant("slope squared", slope=D @ D)


@claim(
    "balance.thm-2.1-proof.4",
    du_hu_lee("Section 2.3, footnotes 9 and 10", "Section 4.2"),
    formula=r"\frac{d}{dt}\|W^{(h)}[i,:]\|^2 = -2\left\langle\frac{\partial L}{\partial "
    r"x^{(h+1)}},W^{(h+1)}[:,i]\right\rangle\phi_h(x^{(h)}[i])",
    missing=(
        CHAIN_RULE,
        RATES,
    ),
)
def incoming_norm(judge, factor=-2, rules=(homogeneity,)):
    """The rate of the incoming norm equals the rate of the outgoing one: first -2 <g, V[:,i]>
    phi'(x_i) x_i, then, by homogeneity, phi(x_i).
    """
    rate = rate_of_incoming(P)
    with_slope = judge.same(rate, factor * tr(g.T @ V @ P @ D @ W @ u))
    with_value = judge.same(
        factor * tr(g.T @ V @ P @ D @ W @ u), factor * tr(g.T @ V @ P @ phi), rules=rules
    )
    return judge.all(with_slope, with_value)


incoming_norm.mutant("factor 2 with the wrong sign", factor=2)
incoming_norm.mutant("homogeneity dropped", rules=())


@claim(
    "balance.thm-2.1-proof.4-kink",
    du_hu_lee("footnotes 9 and 10"),
    formula=r"s\cdot 0 = \phi(0) \text{ for all } s\in[\phi'_-,\phi'_+]",
    missing=("a homogeneous activation has phi(0) = 0",),
)
def kink_is_harmless(judge, value_at_kink=0):
    """At a preactivation of exactly zero every selected slope s gives s x = phi(x) = 0, so the
    choice does not matter.
    """
    from steepest.proofs import reals
    from sympy import Eq

    s, x, low, high = reals("s x low high")
    return judge.equal(s * x, value_at_kink, where=[Eq(x, 0), low <= s, s <= high])


kink_is_harmless.mutant("an activation with phi(0) = 1", value_at_kink=1)


@claim(
    "balance.cor-2.1",
    du_hu_lee("Corollary 2.1", "Corollary 4.1"),
    formula=r"\frac{d}{dt}\left(\|W^{(h)}\|_F^2 - \|W^{(h+1)}\|_F^2\right) = 0",
    hypotheses=("gradient flow (5)", "phi_h homogeneous"),
    missing=(CHAIN_RULE, RATES, ONE_SAMPLE, CONSTANT),
)
def layer_balance(judge, rules=(homogeneity,)):
    """The difference of the squared Frobenius norms of consecutive layers is constant along
    gradient flow (sum over the neurons).
    """
    whole = eye("n")
    return judge.is_zero(rate_of_incoming(whole) - rate_of_outgoing(whole), rules=rules)


layer_balance.mutant("homogeneity dropped", rules=())


@layer_balance.mutant
def unsquared_layer(judge):
    return judge.is_zero(
        2 * rate_of_incoming(eye("n")) - rate_of_outgoing(eye("n")), rules=[homogeneity]
    )


@claim(
    "balance.cor-2.1-consequence",
    du_hu_lee("after Corollary 2.1", "after Corollary 4.1"),
    formula=r"\left|\,\|W^{(h)}(t)\|_F^2-\|W^{(h+1)}(t)\|_F^2\,\right| = "
    r"\left|\,\|W^{(h)}(0)\|_F^2-\|W^{(h+1)}(0)\|_F^2\,\right|",
    hypotheses=("gradient flow (5)", "phi_h homogeneous"),
    missing=(CHAIN_RULE, RATES, ONE_SAMPLE, CONSTANT),
)
def small_differences_stay(judge, rules=(homogeneity,)):
    """A difference of squared norms that is small at the start stays as small for all time.

    Decided here: its derivative along the flow vanishes, for every size (Corollary 2.1).
    """
    return layer_balance.check(judge, rules=rules)


small_differences_stay.mutant("homogeneity dropped", rules=())


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
    missing=(CHAIN_RULE, RATES, ONE_SAMPLE),
)
def balance_with_bias(judge, bias_counts=1):
    """With biases the incoming side gains the square of the neuron's own bias; outgoing biases do
    not enter.

    phi = D (W u + b); dL/db = D V^T g. This is the generalisation that the footnote announces
    without writing it down.
    """
    (b,) = matrices("b: n x 1")
    grad_b = gradient(inner(g, V @ D @ (W @ u + b)), b)
    incoming = rate_of_incoming(P) + bias_counts * (-2) * inner(P @ b, grad_b)
    return judge.is_zero(incoming - rate_of_outgoing(P), rules=[(phi, D @ (W @ u + b))])


balance_with_bias.mutant("the bias left out of the balance", bias_counts=0)


@claim(
    "balance.fn-8.norms",
    du_hu_lee("footnote 8"),
    formula=r"\frac{d}{dt}\left(\|W^{(h)}\|_F^2+\|b^{(h)}\|^2-\|W^{(h+1)}\|_F^2\right)=0",
    missing=(CHAIN_RULE, RATES, ONE_SAMPLE),
)
def layer_balance_with_bias(judge, bias_counts=1):
    """The same for whole layers: squared norms of weights and biases of layer h against the weights
    of layer h+1.
    """
    (b,) = matrices("b: n x 1")
    incoming = rate_of_incoming(eye("n")) - 2 * bias_counts * inner(b, D @ V.T @ g)
    return judge.is_zero(incoming - rate_of_outgoing(eye("n")), rules=[(phi, D @ (W @ u + b))])


layer_balance_with_bias.mutant("the bias counted twice", bias_counts=2)
