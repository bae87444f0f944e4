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

from steepest.proofs import claim
from steepest.proofs.engine.matrix import (
    diagonal,
    inner,
    matrices,
    scalars,
    selector,
)

from . import du_hu_lee

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
