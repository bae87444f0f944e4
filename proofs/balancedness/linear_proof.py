"""Appendix A (Du, Hu, Lee 2018): the displays in the proof of Theorem 2.2, and factorization as a
linear network.

x^(h+1) = V W u with u = phi_{h-1}(x^(h-1)) from any layers below, g = dL/dx^(h+1) from any layers
above, L any loss.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.matrix import gradient, inner, matrices, variation
from steepest.proofs.engine.theorems import forall
from steepest.proofs.engine.theorems.arrays import arrays
from steepest.proofs.engine.theorems.arrays import eye as unit
from steepest.proofs.engine.theorems.arrays import norm2 as square

from . import du_hu_lee, linear_gradients

HALF = Fraction(1, 2)

W, V, u, g = matrices("W: n x m, V: p x n, u: m x 1, g: p x 1")


def flow(slopes=None):
    """dW/dt and dV/dt: minus the gradients of <g, x^(h+1)>, with x^(h+1) = V D W u (D absent for a
    linear activation).
    """
    between = W if slopes is None else slopes @ W
    output = inner(g, V @ between @ u)
    return {W: -gradient(output, W), V: -gradient(output, V)}


@claim(
    "balance.thm-2.2-proof.1",
    du_hu_lee("Appendix A", "Section 4.6"),
    formula=r"\frac{\partial L}{\partial W^{(h)}} = (W^{(h+1)})^\top g u^\top,\qquad "
    r"\frac{\partial "
    r"L}{\partial W^{(h+1)}} = g\,(W^{(h)}u)^\top",
    says=linear_gradients.chain_rule,
    uses=linear_gradients.CHAIN,
)
def gradients_by_the_chain_rule(judge):
    """Both gradients of the loss, for any loss that is differentiable in x^(h+1), with gradient g:
    V^T g u^T in W and g (W u)^T in V.
    """
    k = judge.theorem()
    return k.qed(linear_gradients.chain(k))


@gradients_by_the_chain_rule.mutant
def the_sign_of_the_outgoing_gradient(judge):
    return judge.same(gradient(inner(g, V @ W @ u), V), -1 * g @ u.T @ W.T)


PRINTED_RATE = W @ u @ g.T @ V + V.T @ g @ u.T @ W.T


def both_rates(judge, factor):
    """Both Gram matrices move at this multiple of the printed expression."""
    return judge.all(
        *(
            judge.same(variation(gram, flow(), 1), factor * PRINTED_RATE)
            for gram in (W @ W.T, V.T @ V)
        )
    )


@claim(
    "balance.thm-2.2-proof.2",
    du_hu_lee("Appendix A, second display", "Section 4.6"),
    formula=r"\frac{d}{dt}(W W^\top) = W u g^\top V + V^\top g u^\top W^\top,\qquad "
    r"\frac{d}{dt}(V^\top V) = V^\top g u^\top W^\top + W u g^\top V",
)
def gram_rates_as_printed(judge, factor=1):
    """The two displayed rates of the Gram matrices, as printed: without the minus sign that the
    flow puts in front of each gradient.
    """
    return both_rates(judge, factor)


gram_rates_as_printed.mutant("twice the printed rates", factor=2)


@claim(
    "balance.thm-2.2-proof.2-amended",
    du_hu_lee("Appendix A, second display", "Section 4.6"),
    formula=r"\frac{d}{dt}(W W^\top) = \frac{d}{dt}(V^\top V) = -\left(W u g^\top V + V^\top g "
    r"u^\top "
    r"W^\top\right)",
    amends="balance.thm-2.2-proof.2",
    says=linear_gradients.rates,
    uses=("balance.thm-2.2-proof.1", *linear_gradients.RATES),
)
def gram_rates(judge):
    """Both Gram matrices move at the same rate along gradient flow, minus the printed expression.

    The gradients are those of the first display: the loss has one derivative along a curve on which
    one neuron gains a multiple of the weights of another.
    """
    k = judge.theorem()
    return k.qed(linear_gradients.compared(k))


@gram_rates.mutant
def the_printed_sign(judge):
    return both_rates(judge, 1)


def objective_of_the_network(scale=1):
    U, V, M, E = arrays("U: d1 x r, V: d2 x r, M: d1 x d2, E_in: d2 x d2")
    outputs, labels = U @ V.T @ E, M @ E
    objective = HALF * square(U @ V.T - M)
    return forall(U, V, M, E)(
        (E @ E.T == unit("d2")) >> (HALF * square(outputs - labels) == scale * objective)
    )


@claim(
    "balance.thm-3.1-linear-net-view.objective",
    du_hu_lee("Section 3.1", "Section 4.3.1"),
    formula=r"\tfrac12\sum_j\|U V^\top e_j - M e_j\|^2 = \tfrac12\|UV^\top - M\|_F^2",
    says=objective_of_the_network,
)
def basis_inputs_give_the_objective(judge, scale=1):
    """The quadratic loss of the network x -> U V^T x over an orthonormal set of inputs with labels
    M x is the objective.

    The inputs are the columns of E, E E^T = I, so that the sum over them is the squared norm of the
    residuals side by side.
    """
    k = judge.theorem()
    return k.qed(k.matrix(k.target, *k.given))


basis_inputs_give_the_objective.mutant("twice the objective", scale=2)
